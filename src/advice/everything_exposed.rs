//! A machine with every port open to the internet.

use super::{Advice, Design};
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "OPEN004",
        severity: Severity::Warning,
        title: text!(
            "the internet reaches every port of `{0}`",
            "인터넷에서 `{0}`의 모든 포트에 닿을 수 있다"
        ),
        help: text!("allow only the ports that it serves", "서비스하는 포트만 허용한다"),
        source: "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html",
    },
    explanation: text!(
        "Public address, route and filters together leave nothing closed: whatever listens on the \
         machine, today or after the next update, is open to everybody on the internet. The security \
         group then protects from nothing. Replace the rule by one for each port that the machine is \
         meant to serve.",
        "공인 주소, 경로, 필터 가운데 막는 것이 없다. 지금이든 다음 업데이트 뒤든 이 서버에서 수신 대기하는 것은 모두 인터넷의 누구에게나 열린다. 보안 그룹이 아무것도 \
         보호하지 못하는 셈이다. 규칙을 지우고 서비스할 포트마다 규칙을 하나씩 둔다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    for open in design.exposed().filter(|open| open.is_host() && open.exposure.is_everything()) {
        let node = &open.interface.node;
        report.raise(&ADVICE.rule, design.at(node), [node.to_string()]);
    }
}
