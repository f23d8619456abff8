//! A connection that nobody can use: the network refuses what was drawn.

use super::{Advice, Design};
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};
use crate::{diag::Place, net::Verdict};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "REACH001",
        severity: Severity::Error,
        title: text!("`{0}` does not reach `{1}`: {2}", "`{0}`이(가) `{1}`에 닿지 못한다: {2}"),
        help: text!(
            "ask `plat reach` for the hop that decides, and open a way there or draw another connection",
            "`plat reach`로 판정한 홉을 찾아 그곳에 길을 열거나 연결을 다시 그린다"
        ),
        source: "https://docs.aws.amazon.com/vpc/latest/reachability/explanation-codes.html",
    },
    explanation: text!(
        "A connection is drawn, but no packet of it arrives, or no answer comes back. The code names what \
         stopped the packets. `plat reach` shows every hop; the last one names the resource and the entry \
         that decided.",
        "연결을 그렸지만 그 패킷이 하나도 도착하지 못하거나 응답이 돌아오지 못한다. 코드는 패킷을 멈춘 이유를 나타낸다. `plat reach`가 모든 홉을 보여 주며, 마지막 \
         홉에 판정한 리소스와 항목이 나온다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    for (id, judgement) in design.judgements {
        let ends = design.model.connection(id).and_then(|connection| connection.ends());
        let Some((from, to)) = ends else { continue };
        if let Some(answer) = &judgement.packets
            && answer.verdict == Verdict::Unreachable
        {
            let code = answer.code.map_or("", |code| code.name()).to_owned();
            report.raise(
                &ADVICE.rule,
                Place::Connection(id.clone()),
                [from.to_string(), to.to_string(), code],
            );
        }
    }
}
