//! Calls and events that set each other off without end.

use super::{Advice, Design};
use crate::{
    base::{ConnectionId, NodeId, text},
    cost::endless,
    diag::{Place, Report, Rule, Severity},
    model::{connection::Access, site::Index},
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "SPEND005",
        severity: Severity::Error,
        title: text!(
            "calls grow without end in the loop {0}: each round makes at least as many as the one before",
            "순환 {0}에서 호출이 끝없이 늘어난다. 한 바퀴마다 이전 이상으로 호출이 생긴다"
        ),
        help: text!(
            "write where nothing listens, or say what share of the calls goes on",
            "이벤트를 보내지 않는 곳에 쓰거나, 호출 중 이어지는 비율을 적는다"
        ),
        source: "https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html",
    },
    explanation: text!(
        "What these resources do sets each other off: one call at any of them comes back as one or more, and \
         those come back again. AWS bills every round; for some services it notices such a loop and stops it after \
         a number of rounds, which loses events instead. Write to a bucket, table or queue that does not set \
         the loop off. If only some of the calls go on, such as uploads among all requests, give the \
         connection that share.",
        "이 리소스들은 서로를 다시 작동시킨다. 한 곳의 호출 하나가 하나 이상이 되어 돌아오고, 그것이 또 돌아온다. AWS는 매 바퀴 요금을 매기며, 일부 \
         서비스에서는 이런 순환을 알아채고 여러 바퀴 뒤에 멈추는데 그러면 이벤트를 잃는다. 순환을 일으키지 않는 버킷이나 테이블, 대기열에 쓴다. 모든 요청 중 \
         업로드처럼 일부만 이어진다면 그 비율을 연결에 적는다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    if design.model.connections().next().is_none() {
        return;
    }
    for (_, path) in endless(design.model, &Index::of(design.model)) {
        let Some(place) = place(design, &path) else { continue };
        let said: Vec<String> = path.iter().map(|id| format!("`{id}`")).collect();
        report.raise(&ADVICE.rule, place, [said.join(" → ")]);
    }
}

/// The connection of a loop to point at: one that carries events, if there is one.
fn place(design: &Design<'_>, path: &[NodeId]) -> Option<Place> {
    let steps: Vec<(&NodeId, &NodeId)> = path.iter().zip(path.iter().skip(1)).collect();
    let found = design.model.connections().filter(|(_, it)| it.ends().is_some_and(|it| steps.contains(&it)));
    let found: Vec<(&ConnectionId, bool)> =
        found.map(|(id, it)| (id, it.kind == Access::EventSource)).collect();
    let event = found.iter().find(|(_, event)| *event).or(found.first());
    event.map(|(id, _)| Place::Connection((*id).clone()))
}
