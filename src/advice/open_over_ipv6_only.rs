//! Ports that are open to everybody over IPv6 and closed over IPv4.

use super::Family;
use super::{Advice, Design};
use crate::net::traffic_set::port_words;
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "OPEN005",
        severity: Severity::Warning,
        title: text!(
            "over IPv6 the internet reaches tcp {1} of `{0}`, which is closed to everybody over IPv4",
            "인터넷에서 IPv6로 `{0}`의 tcp {1}에 닿을 수 있는데 IPv4로는 누구에게나 열려 있지 않다"
        ),
        help: text!("write the same rules for both families", "두 주소 체계에 같은 규칙을 쓴다"),
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    },
    explanation: text!(
        "A rule for `::/0` admits the whole IPv6 internet on ports for which the IPv4 rules name only \
         some addresses, or nobody. Rules of one family never say anything about the other, so the care \
         taken for IPv4 is lost. Give the IPv6 rule the same limits, or remove it.",
        "`::/0` 규칙이 IPv4 규칙에서는 일부 주소에만 열거나 아예 열지 않은 포트를 IPv6 인터넷 전체에 연다. 한 주소 체계의 규칙은 다른 체계에 아무 영향을 주지 \
         않으므로 IPv4에서 들인 주의가 소용없다. IPv6 규칙도 똑같이 제한하거나 지운다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    for open in design.exposed().filter(|open| open.family == Family::V6 && open.is_host()) {
        let extra = open.exposure.tcp.subtract(&design.admitted(open.interface, Family::V4).tcp);
        if !extra.is_empty() {
            let node = &open.interface.node;
            let args = [node.to_string(), port_words(&extra).join(", ")];
            report.raise(&ADVICE.rule, design.at(node), args);
        }
    }
}
