//! A connection that nobody can use: the network or a policy refuses what was drawn.

use super::Design;
use crate::{
    base::text,
    diag::{Place, Report, Rule, Severity},
    net::{CallVerdict, Verdict},
};

/// The network refuses its packets.
pub static DEAD: Rule = Rule {
    code: "REACH001",
    severity: Severity::Error,
    title: text!("`{0}` does not reach `{1}`: {2}", "`{0}`이(가) `{1}`에 닿지 못한다: {2}"),
    help: text!(
        "follow the trace to the hop that decides, and open a way there or draw another connection",
        "추적에서 판정한 홉을 찾아 그곳에 길을 열거나 연결을 다시 그린다"
    ),
    source: "https://docs.aws.amazon.com/vpc/latest/reachability/explanation-codes.html",
};

/// The design says that the call is not authorised.
pub static DENIED: Rule = Rule {
    code: "REACH002",
    severity: Severity::Error,
    title: text!("`{0}` may not call `{1}`", "`{0}`은(는) `{1}`을(를) 호출할 권한이 없다"),
    help: text!("add the policy that the call needs", "호출에 필요한 정책을 추가한다"),
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
};

pub(super) fn look(design: &Design<'_>, report: &mut Report) {
    for (id, judgement) in design.judgements {
        let ends = design.model.connection(id).and_then(|connection| connection.ends());
        let Some((from, to)) = ends else { continue };
        let place = || Place::Connection(id.clone());
        let names = [from.to_string(), to.to_string()];
        if judgement.call == CallVerdict::Denied {
            report.raise(&DENIED, place(), names.clone());
        }
        if let Some(answer) = &judgement.packets
            && answer.verdict == Verdict::Unreachable
        {
            let code = answer.code.map_or("", |code| code.name()).to_owned();
            let [from, to] = names;
            report.raise(&DEAD, place(), [from, to, code]);
        }
    }
}
