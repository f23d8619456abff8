//! A rule that admits addresses from which no packet can come.

use super::{Advice, Design};
use crate::{
    base::{text, Gather as _},
    diag::{Report, Rule, Severity},
};
use crate::{
    model::fact::Inbound,
    net::{
        address::rfc1918,
        graph::{AttachmentEndNet, Ix, PeerNet},
        ranges::Ranges,
    },
};
use std::collections::BTreeSet;

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "FILTER003",
        severity: Severity::Warning,
        title: text!(
            "ingress rule {0} admits {1}, but no packet with such a source can arrive",
            "ingress 규칙 {0}이(가) {1}을(를) 허용하지만 그런 출발지의 패킷은 도착할 수 없다"
        ),
        help: text!(
            "name addresses that lead here, or remove the rule",
            "이곳으로 이어지는 주소를 지정하거나 규칙을 지운다"
        ),
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    },
    explanation: text!(
        "The VPC neither has these addresses itself nor is joined to a network that has them, and what \
         carries the group is not on the internet. The rule never decides anything. Often the address is \
         a mistake, or a peering connection or a VPN is missing.",
        "VPC 자체에 이 주소가 없고 이 주소를 가진 네트워크와 이어져 있지도 않으며, 이 그룹을 쓰는 리소스는 인터넷에 나와 있지 않다. 이 규칙은 아무것도 판정하지 않는다. \
         주소가 잘못되었거나 피어링 연결 또는 VPN이 빠진 경우가 많다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    let net = design.net;
    for (group, carriers) in net.groups.iter().zip(&design.counted.carriers) {
        let open = carriers.iter().filter(|it| net.interfaces[**it as usize].fact.inbound.is_open());
        let open: Vec<Ix> = open.copied().collect();
        if group.implicit
            || open.is_empty()
            || !group.ingress.iter().any(|it| matches!(it.peer, PeerNet::Addresses(_)))
        {
            continue;
        }
        let Some(senders) = senders(design, &open) else { continue };
        for (number, rule) in (1_usize..).zip(&group.ingress) {
            if let PeerNet::Addresses(addresses) = &rule.peer
                && !addresses.is_empty()
                && !addresses.meets(&senders)
            {
                let whom = rule.label.rsplit(' ').next().unwrap_or_default().to_owned();
                report.raise(&ADVICE.rule, design.at(&group.node), [number.to_string(), whom]);
            }
        }
    }
}

/// Every address from which packets may come to some of these interfaces; `None` if that may be any.
fn senders(design: &Design<'_>, interfaces: &[Ix]) -> Option<Ranges> {
    let net = design.net;
    let boundaries: BTreeSet<Ix> =
        interfaces.iter().map(|it| net.interfaces[*it as usize].boundary).gather();
    let mut all = Ranges::EMPTY;
    for boundary in boundaries {
        let attached = net.attachments.iter().any(
            |it| matches!(&it.end, AttachmentEndNet::Boundary { boundary: own, .. } if *own == boundary),
        );
        let around = &net.boundaries[boundary as usize];
        if attached || around.gateway.is_some() {
            return None;
        }
        all = all.union(&around.cidrs);
        for (peer, _) in design.peers(boundary) {
            all = all.union(&net.boundaries[peer as usize].cidrs);
        }
    }
    // A balancer may pass its clients' addresses on, and takes those of endpoints.
    let behind: BTreeSet<Ix> =
        net.target_groups.iter().flat_map(|it| &it.targets).filter_map(|it| it.interface).gather();
    let mut public = false;
    for at in interfaces {
        let interface = &net.interfaces[*at as usize];
        if behind.contains(at) || interface.fact.inbound == Inbound::Balancer {
            return None;
        }
        public |= !interface.public.is_empty() || design.meets_ipv6(*at);
    }
    if public {
        all = all.union(&Ranges::all_addresses().subtract(&rfc1918()));
    }
    Some(all)
}
