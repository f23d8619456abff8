//! A rule that another rule of the same group makes needless.

use super::{Advice, Design};
use crate::net::graph::{PeerNet, RuleNet};
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "FILTER002",
        severity: Severity::Info,
        title: text!(
            "{0} rule {1} allows nothing that rule {2} does not",
            "{0} 규칙 {1}이(가) 허용하는 것은 규칙 {2}이(가) 이미 모두 허용한다"
        ),
        help: text!("remove it, or narrow the wider rule", "지우거나 더 넓은 규칙을 좁힌다"),
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    },
    explanation: text!(
        "Rules of a security group only add to each other, so a rule within another one changes nothing. \
         Such a pair often means that the wider rule was added in a hurry and the narrow one is what was \
         intended. Remove one of the two.",
        "보안 그룹의 규칙은 서로 더해질 뿐이므로 다른 규칙에 포함되는 규칙은 아무것도 바꾸지 않는다. 넓은 규칙이 급히 추가되었고 좁은 규칙이 본래 의도인 경우가 많다. 둘 중 \
         하나를 지운다."
    ),
    look,
};

/// Rules beyond this many are far over any quota and not compared with each other.
const COMPARED: usize = 200;

fn look(design: &Design<'_>, report: &mut Report) {
    for group in design.net.groups.iter().filter(|group| !group.implicit) {
        for (way, rules) in [("ingress", &group.ingress), ("egress", &group.egress)] {
            let rules = &rules[..rules.len().min(COMPARED)];
            for (at, rule) in rules.iter().enumerate() {
                let by = rules.iter().enumerate().find(|(other, wide)| {
                    *other != at && covers(wide, rule) && (*other < at || !covers(rule, wide))
                });
                if let Some((by, _)) = by {
                    let args = [way.to_owned(), (at + 1).to_string(), (by + 1).to_string()];
                    report.raise(&ADVICE.rule, design.at(&group.node), args);
                }
            }
        }
    }
}

fn covers(wide: &RuleNet, rule: &RuleNet) -> bool {
    let peer = match (&wide.peer, &rule.peer) {
        (PeerNet::Addresses(wide), PeerNet::Addresses(own)) => !own.is_empty() && wide.covers(own),
        (PeerNet::Group(wide), PeerNet::Group(own)) => wide == own,
        (PeerNet::Addresses(_) | PeerNet::Group(_) | PeerNet::Nobody, _) => false,
    };
    peer && wide.protocol.covers(&rule.protocol) && wide.ports.covers(&rule.ports)
}
