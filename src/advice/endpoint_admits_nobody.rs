//! An interface endpoint whose security groups admit nobody who is there.

use super::{Advice, Design};
use crate::{
    base::{text, Gather as _},
    diag::{Report, Rule, Severity},
};
use crate::{
    model::fact::Inbound,
    net::{
        graph::{AttachmentEndNet, Ix, PeerNet},
        ranges::{Ranges, Span},
    },
};
use std::collections::BTreeMap;

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "ENDP001",
        severity: Severity::Warning,
        title: text!(
            "nothing in `{0}` is admitted by the security groups of this endpoint on tcp 443",
            "이 엔드포인트의 보안 그룹이 tcp 443에서 `{0}` 안의 아무것도 허용하지 않는다"
        ),
        help: text!(
            "allow tcp 443 from the groups of the callers",
            "호출하는 쪽의 그룹에서 오는 tcp 443을 허용한다"
        ),
        source: "https://docs.aws.amazon.com/vpc/latest/privatelink/interface-endpoints.html",
    },
    explanation: text!(
        "The endpoint's groups have a rule for tcp 443, but none of the machines and functions of this \
         VPC matches it: neither their addresses nor their groups are named. With private DNS the \
         service's name leads here, so every call fails, and there is no fallback to the public address. \
         Name the callers' groups in the rule.",
        "엔드포인트의 그룹에 tcp 443 규칙이 있지만 이 VPC의 서버와 함수 중 맞는 것이 없다. 그 주소도 그룹도 지정되지 않았다. 프라이빗 DNS가 켜져 있으면 서비스의 \
         이름이 이곳으로 이어지므로 호출이 모두 실패하며, 공인 주소로 대신 가지도 않는다. 규칙에 호출하는 쪽의 그룹을 지정한다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    let net = design.net;
    let mut spans: BTreeMap<Ix, Vec<Span>> = BTreeMap::new();
    for interface in net.interfaces.iter().filter(|it| it.fact.initiates) {
        spans.entry(interface.boundary).or_default().extend(interface.addresses.spans());
    }
    let callers: BTreeMap<Ix, Ranges> =
        spans.into_iter().map(|(at, spans)| (at, spans.into_iter().collect())).gather();
    for interface in net.interfaces.iter().filter(|it| matches!(it.fact.inbound, Inbound::Service { .. })) {
        let at = interface.boundary;
        let Some(inside) = callers.get(&at) else { continue };
        let attached = net
            .attachments
            .iter()
            .any(|it| matches!(&it.end, AttachmentEndNet::Boundary { boundary, .. } if *boundary == at));
        // From other networks callers come that the design may not show.
        let joined =
            attached || net.boundaries[at as usize].gateway.is_some() || design.peers(at).next().is_some();
        let groups = interface.groups.iter().map(|it| &net.groups[*it as usize]);
        let rules =
            groups.flat_map(|it| &it.ingress).filter(|it| it.protocol.holds(6) && it.ports.holds(443));
        let rules: Vec<_> = rules.collect();
        let member = |group: &Ix| {
            let own = design.counted.carriers[*group as usize].iter().map(|it| &net.interfaces[*it as usize]);
            own.into_iter().any(|it| it.fact.initiates && it.boundary == at)
        };
        let admits = |peer: &PeerNet| match peer {
            PeerNet::Addresses(addresses) => addresses.meets(inside),
            PeerNet::Group(group) => member(group),
            PeerNet::Nobody => false,
        };
        if !joined && !rules.is_empty() && !rules.iter().any(|it| admits(&it.peer)) {
            let boundary = net.boundaries[at as usize].node.to_string();
            report.raise(&ADVICE.rule, design.at(&interface.node), [boundary]);
        }
    }
}
