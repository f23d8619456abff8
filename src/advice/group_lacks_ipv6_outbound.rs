//! Something that may go anywhere over IPv4 and nowhere over IPv6.

use super::Family;
use super::{Advice, Design};
use crate::net::graph::{PeerNet, RuleNet, Target};
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "FILTER007",
        severity: Severity::Info,
        title: text!(
            "`{0}` may send anywhere over IPv4, but no rule of its groups lets IPv6 out",
            "`{0}`은(는) IPv4로는 어디로나 보낼 수 있지만 그룹에 IPv6를 내보내는 규칙이 없다"
        ),
        help: text!("add an outbound rule for ::/0", "::/0 아웃바운드 규칙을 추가한다"),
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    },
    explanation: text!(
        "The outbound rule for 0.0.0.0/0 that a new group comes with covers IPv4 only. The interface has \
         an IPv6 address and a route for it, so programs try IPv6 first, and their packets are dropped at \
         once. Add a rule for ::/0, or leave IPv6 out.",
        "새 그룹에 딸린 0.0.0.0/0 아웃바운드 규칙은 IPv4에만 적용된다. 인터페이스에 IPv6 주소와 경로가 있으므로 프로그램은 먼저 IPv6로 시도하고 패킷은 바로 \
         버려진다. ::/0 규칙을 추가하거나 IPv6를 쓰지 않는다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    for (at, interface) in (0..).zip(&design.net.interfaces) {
        let initiates = interface.fact.initiates && !interface.fact.unfiltered;
        let gateway = match design.way_of(interface.segment, Family::V6) {
            Some(Target::Edge(_) | Target::Exit(_)) => true,
            Some(
                Target::Local
                | Target::Blackhole
                | Target::Nat(_)
                | Target::Door(_)
                | Target::Appliance(_)
                | Target::Peering(_)
                | Target::Hub(_)
                | Target::Gateway(_)
                | Target::Opaque,
            )
            | None => false,
        };
        if !initiates || !gateway || !design.meets_ipv6(at) {
            continue;
        }
        let groups = interface.groups.iter().map(|it| &design.net.groups[*it as usize]);
        let rules: Vec<_> = groups.flat_map(|group| &group.egress).collect();
        let wide = |rule: &&RuleNet| matches!(&rule.peer, PeerNet::Addresses(it) if Family::V4.is_wide(it));
        let v6 =
            |rule: &&RuleNet| matches!(&rule.peer, PeerNet::Addresses(it) if it.meets(&Family::V6.all()));
        if rules.iter().copied().any(|rule| wide(&rule)) && !rules.iter().copied().any(|rule| v6(&rule)) {
            report.raise(&ADVICE.rule, design.at(&interface.node), [interface.node.to_string()]);
        }
    }
}
