//! Ports that are open to everybody over IPv4 and to nobody over IPv6.

use super::Family;
use super::{Advice, Design};
use crate::net::{graph::Target, traffic_set::port_words};
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "FILTER008",
        severity: Severity::Info,
        title: text!(
            "the internet reaches `{0}` on {1} over IPv4; over IPv6, for which it has an address, no rule \
         admits it",
            "인터넷에서 IPv4로는 `{0}`의 {1}에 닿을 수 있지만, 주소가 있는 IPv6로는 허용하는 규칙이 없다"
        ),
        help: text!("add the same rule for ::/0", "::/0에도 같은 규칙을 추가한다"),
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    },
    explanation: text!(
        "A rule for 0.0.0.0/0 says nothing about IPv6. The interface has an IPv6 address and its subnet a \
         way, so clients with IPv6 try that first and wait until they give up. Add a rule for ::/0, or \
         take the IPv6 address away.",
        "0.0.0.0/0 규칙은 IPv6에 적용되지 않는다. 인터페이스에 IPv6 주소가 있고 서브넷에 길도 있으므로 IPv6 클라이언트는 먼저 IPv6로 시도하고 포기할 때까지 \
         기다린다. ::/0 규칙을 추가하거나 IPv6 주소를 없앤다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    for open in design.exposed().filter(|open| open.family == Family::V4) {
        let edge = matches!(design.way_of(open.interface.segment, Family::V6), Some(Target::Edge(_)));
        let lacking = open.exposure.tcp.subtract(&design.admitted(open.interface, Family::V6).tcp);
        if edge && design.meets_ipv6(open.at) && !lacking.is_empty() {
            let node = &open.interface.node;
            let args = [node.to_string(), format!("tcp {}", port_words(&lacking).join(", "))];
            report.raise(&ADVICE.rule, design.at(node), args);
        }
    }
}
