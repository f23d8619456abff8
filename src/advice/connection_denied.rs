//! A connection that nobody can use: a policy refuses the call.

use super::{Advice, Design};
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};
use crate::{diag::Place, net::CallVerdict};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "REACH002",
        severity: Severity::Error,
        title: text!("`{0}` may not call `{1}`", "`{0}`은(는) `{1}`을(를) 호출할 권한이 없다"),
        help: text!("add the policy that the call needs", "호출에 필요한 정책을 추가한다"),
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
    },
    explanation: text!(
        "Packets may arrive, but the call is not authorised: the design has no policy that allows it, or \
         a name leads to an endpoint that does not serve it. A call needs both a way for its packets and \
         a policy. Add the permission to the caller's role or to the target's resource policy.",
        "패킷은 도착할 수 있지만 호출이 허가되지 않는다. 설계에 호출을 허용하는 정책이 없거나, 이름이 그 호출을 처리하지 않는 엔드포인트로 이어진다. 호출에는 패킷이 갈 길과 \
         정책이 모두 필요하다. 호출하는 쪽의 역할이나 대상의 리소스 정책에 권한을 추가한다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    for (id, judgement) in design.judgements {
        let ends = design.model.connection(id).and_then(|connection| connection.ends());
        if let Some((from, to)) = ends
            && judgement.call == CallVerdict::Denied
        {
            report.raise(&ADVICE.rule, Place::Connection(id.clone()), [from.to_string(), to.to_string()]);
        }
    }
}
