//! Requests that a network ACL lets pass and whose answers it drops (NACL-4).

use super::{Advice, Design};
use super::{Family, acl_entry_covered::cube, design::answer_ports};
use crate::{
    base::NodeId,
    net::{
        graph::EntryNet,
        ranges::Ranges,
        traffic_set::{Cube, Dim, TrafficSet},
    },
};
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "FILTER005",
        severity: Severity::Warning,
        title: text!(
            "{0} entry {1} lets requests pass, but the answers to {2} are dropped",
            "{0} 항목 {1}이(가) 요청을 통과시키지만 {2}(으)로 가는 응답은 버려진다"
        ),
        help: text!(
            "allow tcp 1024-65535 to the same addresses in the other direction",
            "반대 방향에서 같은 주소에 tcp 1024-65535를 허용한다"
        ),
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html",
    },
    explanation: text!(
        "A network ACL does not remember flows: it judges the answer anew, by the port that the client \
         opened the connection from, which is one of 1024 to 65535. For these addresses no entry of the \
         other direction lets such packets pass, so every connection fails although the request gets \
         through. Add an entry for the answers, or close the requests too.",
        "네트워크 ACL은 흐름을 기억하지 않는다. 응답도 클라이언트가 연결을 연 포트, 곧 1024에서 65535 사이의 포트를 기준으로 다시 판정한다. 이 주소에 대해서는 반대 \
         방향에 그런 패킷을 통과시키는 항목이 없어, 요청은 통과해도 모든 연결이 실패한다. 응답을 위한 항목을 추가하거나 요청도 막는다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    each_request(design, |found| {
        let lost = found.far.subtract(&found.answered.values(Dim::Source));
        let all = found.answered.is_empty();
        if (all && found.some_answers) || Family::BOTH.iter().any(|it| !all && it.is_wide(&lost)) {
            let whom: Vec<String> = lost.to_cidrs().iter().take(2).map(ToString::to_string).collect();
            let more = if lost.to_cidrs().len() > 2 { " …" } else { "" };
            let whom = format!("{}{more}", whom.join(", "));
            report.raise(
                &ADVICE.rule,
                design.at(found.node),
                [found.way.to_owned(), found.number.to_string(), whom],
            );
        }
    });
}

/// An entry that lets TCP requests pass, and what becomes of their answers.
pub(super) struct Requests<'d> {
    pub(super) node: &'d NodeId,
    pub(super) way: &'static str,
    pub(super) number: u32,
    /// Where the requests are from, or go to.
    pub(super) far: Ranges,
    /// The answers that pass, with the far address as source.
    pub(super) answered: TrafficSet,
    /// Whether answers to anybody pass at all.
    pub(super) some_answers: bool,
}

/// Entries beyond this many are far over any quota.
const LOOKED_AT: usize = 60;

/// Looks at each entry of each network ACL in use that lets TCP requests pass.
pub(super) fn each_request(design: &Design<'_>, mut found: impl FnMut(&Requests<'_>)) {
    let tcp = Cube::all().with(Dim::Protocol, Ranges::one(6));
    let answers = tcp.clone().with(Dim::Port, answer_ports());
    for (acl, users) in design.net.acls.iter().zip(&design.counted.by_acl) {
        if acl.implicit || users.is_empty() {
            continue;
        }
        for (way, requests, back) in
            [("ingress", &acl.ingress, &acl.egress), ("egress", &acl.egress, &acl.ingress)]
        {
            let some_answers = !passed(back, answers.clone()).is_empty();
            let mut rest = TrafficSet::from(tcp.clone());
            for entry in requests.iter().take(LOOKED_AT) {
                let hit = rest.within(&cube(entry));
                rest = rest.without(&cube(entry));
                let ports = hit.values(Dim::Port);
                // Entries that are there for answers.
                let for_answers =
                    answer_ports().covers(&ports) && ports.first() != ports.spans().last().map(|it| it.1);
                if !entry.allow || hit.is_empty() || for_answers {
                    continue;
                }
                let far = hit.values(Dim::Source);
                let answered = passed(back, answers.clone().with(Dim::Source, far.clone()));
                found(&Requests { node: &acl.node, way, number: entry.number, far, answered, some_answers });
            }
        }
    }
}

/// What entries let pass: the first match decides (NACL-2).
fn passed(entries: &[EntryNet], packets: Cube) -> TrafficSet {
    let mut rest = TrafficSet::from(packets);
    let mut out = TrafficSet::default();
    for entry in entries.iter().take(LOOKED_AT) {
        let hit = rest.within(&cube(entry));
        rest = rest.without(&cube(entry));
        if entry.allow {
            out.extend(hit);
        }
    }
    out
}
