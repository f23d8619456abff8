//! A rule that names a group of another VPC whose identity is lost on the way (SG-4).

use super::{Advice, Design};
use crate::net::graph::{AttachmentEndNet, Ix, PeerNet};
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};
use std::collections::BTreeSet;

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "FILTER002",
        severity: Severity::Warning,
        title: text!(
            "{0} rule {1} names `{2}`, but no packet arrives here with that group still known",
            "{0} 규칙 {1}이(가) `{2}`을(를) 지정하지만 그 그룹이라는 정보를 지닌 채 도착하는 패킷이 없다"
        ),
        help: text!(
            "name the addresses instead, or turn security group referencing on where the path allows it",
            "대신 주소를 지정하거나, 경로가 허용하면 보안 그룹 참조를 켠다"
        ),
        source: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-transit-gateways.html",
    },
    explanation: text!(
        "A group of another VPC is recognised over a peering connection in the same Region, and over a \
         transit gateway, for inbound rules only, if referencing is on for the gateway and for both \
         attachments. On every other way the packet arrives, but nobody knows which group its sender \
         carries, and the rule never matches. Write the sender's addresses into the rule.",
        "다른 VPC의 그룹은 같은 리전의 피어링 연결에서, 그리고 전송 게이트웨이와 양쪽 연결 모두에 참조가 켜져 있을 때 인바운드 규칙에서만 인식된다. 그 밖의 경로에서는 패킷이 \
         도착해도 보낸 쪽의 그룹을 알 수 없어 규칙이 맞지 않는다. 규칙에 보낸 쪽의 주소를 적는다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    for (group, carriers) in design.net.groups.iter().zip(&design.carriers) {
        for (inbound, way, rules) in [(true, "ingress", &group.ingress), (false, "egress", &group.egress)] {
            for (number, rule) in (1_usize..).zip(rules) {
                let PeerNet::Group(peer) = rule.peer else { continue };
                let (here, there) =
                    (boundaries(design, carriers), boundaries(design, &design.carriers[peer as usize]));
                let pairs = || here.iter().flat_map(|a| there.iter().map(move |b| (*a, *b)));
                // Without any way between the two, other rules speak.
                let linked = pairs().any(|(a, b)| linked(design, a, b));
                if linked && !pairs().any(|(a, b)| known(design, a, b, inbound)) {
                    let peer = &design.net.groups[peer as usize].node;
                    let args = [way.to_owned(), number.to_string(), peer.to_string()];
                    report.raise(&ADVICE.rule, design.at(&group.node), args);
                }
            }
        }
    }
}

fn boundaries(design: &Design<'_>, interfaces: &[Ix]) -> BTreeSet<Ix> {
    interfaces.iter().map(|it| design.net.interfaces[*it as usize].boundary).collect()
}

/// Whether a peering or a transit gateway joins two VPCs.
fn linked(design: &Design<'_>, a: Ix, b: Ix) -> bool {
    a != b && (design.peers(a).any(|(it, _)| it == b) || !hubs(design, a, b).is_empty())
}

fn known(design: &Design<'_>, a: Ix, b: Ix, inbound: bool) -> bool {
    let peered = || design.peers(a).any(|(it, peering)| it == b && peering.same_region);
    a == b || peered() || (inbound && hubs(design, a, b).contains(&true))
}

/// The transit gateways that two VPCs share: whether each keeps groups known.
fn hubs(design: &Design<'_>, a: Ix, b: Ix) -> Vec<bool> {
    let on = |boundary: Ix| {
        design.net.attachments.iter().filter_map(move |it| match &it.end {
            AttachmentEndNet::Boundary { boundary: own, group_references, .. } if *own == boundary => {
                Some((it.hub?, *group_references))
            }
            AttachmentEndNet::Boundary { .. } | AttachmentEndNet::Hub(_) | AttachmentEndNet::Lines(_) => None,
        })
    };
    let other: Vec<(Ix, bool)> = on(b).collect();
    let shared = on(a).flat_map(|(hub, own)| {
        let same = other.iter().filter(move |(it, _)| *it == hub);
        same.map(move |(_, theirs)| own && *theirs && design.net.hubs[hub as usize].group_references)
    });
    shared.collect()
}
