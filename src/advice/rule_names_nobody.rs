//! A rule that names a group which nothing carries.

use super::{Advice, Design};
use crate::net::graph::PeerNet;
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "FILTER001",
        severity: Severity::Info,
        title: text!(
            "{0} rule {1} names `{2}`, which nothing carries",
            "{0} 규칙 {1}이(가) 아무 리소스도 쓰지 않는 `{2}`을(를) 지정한다"
        ),
        help: text!(
            "give the group to those who are meant, or remove the rule",
            "해당 리소스에 그룹을 지정하거나 규칙을 지운다"
        ),
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    },
    explanation: text!(
        "A rule that names a group admits the members of that group, and this one has none. Today the \
         rule lets nobody pass. Either the group is missing on the resources that are meant, or the rule \
         is left over.",
        "그룹을 지정한 규칙은 그 그룹의 구성원을 허용하는데, 이 그룹에는 구성원이 없다. 지금은 이 규칙으로 아무도 통과하지 못한다. 해당 리소스에 그룹을 빠뜨렸거나 쓰지 않는 \
         규칙이 남은 것이다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    for (group, carriers) in design.net.groups.iter().zip(&design.counted.carriers) {
        if group.implicit || carriers.is_empty() {
            continue;
        }
        for (way, rules) in [("ingress", &group.ingress), ("egress", &group.egress)] {
            for (number, rule) in (1_usize..).zip(rules) {
                if let PeerNet::Group(peer) = rule.peer
                    && design.counted.carriers[peer as usize].is_empty()
                {
                    let peer = &design.net.groups[peer as usize].node;
                    let args = [way.to_owned(), number.to_string(), peer.to_string()];
                    report.raise(&ADVICE.rule, design.at(&group.node), args);
                }
            }
        }
    }
}
