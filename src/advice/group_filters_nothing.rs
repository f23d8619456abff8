//! A security group that lets everything in and out.

use super::Family;
use super::{Advice, Design};
use crate::net::{
    graph::{PeerNet, RuleNet},
    ranges::Ranges,
};
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "FILTER008",
        severity: Severity::Warning,
        title: text!(
            "this group lets everybody in on every port, and everything out",
            "이 그룹은 모든 포트에 누구나 들이고 모두 내보낸다"
        ),
        help: text!("allow the ports and peers that are needed", "필요한 포트와 상대만 허용한다"),
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
    },
    explanation: text!(
        "A rule for all protocols from everywhere, and one to everywhere, filter nothing. Today no public \
         address makes it reachable from the internet, but everything inside the VPC and in networks \
         joined to it may try every port, and the next public address opens it to all. Write a rule for \
         each service instead.",
        "모든 곳에서 오는 모든 프로토콜을 허용하는 규칙과 모든 곳으로 내보내는 규칙은 아무것도 거르지 않는다. 지금은 공인 주소가 없어 인터넷에서 닿을 수 없지만, VPC 안과 \
         이어진 네트워크에서는 모든 포트를 시도할 수 있고 공인 주소가 하나 생기면 누구에게나 열린다. 서비스마다 규칙을 쓴다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    for (group, carriers) in design.net.groups.iter().zip(&design.counted.carriers) {
        let everybody = |rule: &RuleNet| {
            let wide = |it: &Ranges| Family::BOTH.iter().any(|family| family.is_wide(it));
            rule.protocol == Ranges::all_protocols()
                && matches!(&rule.peer, PeerNet::Addresses(it) if wide(it))
        };
        let answers = carriers.iter().any(|it| design.net.interfaces[*it as usize].fact.inbound.is_open());
        let exposed =
            carriers.iter().any(|it| design.counted.open[*it as usize].iter().any(|open| open.is_everything()));
        let nothing = group.ingress.iter().any(everybody) && group.egress.iter().any(everybody);
        if !group.implicit && answers && nothing && !exposed {
            report.raise(&ADVICE.rule, design.at(&group.node), []);
        }
    }
}
