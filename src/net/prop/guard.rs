//! Steps at filters: network ACLs at a subnet's border, security groups around an interface, and who sent a packet.

use super::*;
use crate::{
    base::{Cidr, Icmp, PortRange, Protocol},
    model::{fact::Peer, need::Pass},
};

impl Walk<'_> {
    /// A subnet's network ACL (NACL-1).
    pub(super) fn acl(&mut self, mut packet: Packet, segment: Ix, way: Way) -> Option<Packet> {
        let net = self.net;
        let segment = &net.segments[segment as usize];
        let acl = &net.acls[segment.acl as usize];
        let egress = way == Way::Egress;
        let pass = filter::acl(acl, way, &packet.set);
        let title = explain::acl_title(acl, egress);
        if pass.passed.is_empty() {
            let numbered = pass
                .denied
                .map(|it| format!("{} rule {}", if egress { "egress" } else { "ingress" }, it.number));
            let said: &'static Said = match (&numbered, egress) {
                (Some(_), true) => said!(
                    "network ACL `{0}` denies {1} at the border of `{2}`: egress rule {3} says so",
                    "네트워크 ACL `{0}`이(가) `{2}` 경계에서 {1}을(를) 거부합니다: 아웃바운드 규칙 {3}"
                ),
                (Some(_), false) => said!(
                    "network ACL `{0}` denies {1} at the border of `{2}`: ingress rule {3} says so",
                    "네트워크 ACL `{0}`이(가) `{2}` 경계에서 {1}을(를) 거부합니다: 인바운드 규칙 {3}"
                ),
                (None, true) => said!(
                    "network ACL `{0}` has no egress rule that allows {1} out of `{2}`",
                    "네트워크 ACL `{0}`에 {1}이(가) `{2}`에서 나가도록 허용하는 아웃바운드 규칙이 없습니다"
                ),
                (None, false) => said!(
                    "network ACL `{0}` has no ingress rule that allows {1} into `{2}`",
                    "네트워크 ACL `{0}`에 {1}이(가) `{2}`(으)로 들어오도록 허용하는 인바운드 규칙이 없습니다"
                ),
            };
            let args = [explain::header(net, &packet.set), segment.node.to_string()];
            let args = args.into_iter().chain(pass.denied.map(|it| it.number.to_string()));
            let why = Why::new(Code::SubnetAclRestriction, "NACL-2", &acl.node, Step::NetworkAcl, said, args);
            let need = (!acl.implicit).then(|| Need::Permit {
                pass: passing(net, &packet.set, (&acl.node, segment.boundary), egress),
                before: pass.denied.map(|it| it.number),
            });
            let why = why
                .titled(title)
                .numbered(pass.denied.map(|it| Entry { egress, number: it.number as usize }));
            return self.bar(packet, why.entry(numbered.unwrap_or_default()).needing(need));
        }
        self.lose_rest(&packet, &pass.passed);
        let words = pass.allowed.map(|entry| explain::rule(egress, entry.number, &entry.label));
        let words = words.unwrap_or_else(|| verbatim(""));
        let met = hop(&acl.node, Step::NetworkAcl, title, words, true);
        packet
            .hops
            .push(Hop { entry: pass.allowed.map(|it| Entry { egress, number: it.number as usize }), ..met });
        packet.set = pass.passed;
        Some(packet)
    }

    /// Steps 2 and 10: security groups (SG-1), unless the interface has none (SG-7).
    pub(super) fn groups(&mut self, mut packet: Packet, at: Ix, way: Way) -> Option<Packet> {
        let net = self.net;
        let interface = &net.interfaces[at as usize];
        if interface.fact.unfiltered {
            return Some(packet);
        }
        let identity = &packet.identity;
        let pass = filter::groups(net, at, way, &packet.set, &identity.tag, &identity.lost);
        let egress = way == Way::Egress;
        let mut groups = interface.groups.iter().map(|group| &net.groups[*group as usize]);
        // If what the rules of one are is not known, that is what to speak of.
        let open = groups.clone().find(|group| net.open.nodes.contains_key(&group.node));
        let first = open.or_else(|| groups.next());
        let node = first.map_or(&interface.node, |group| &group.node);
        if pass.passed.is_empty() {
            let names: Vec<String> =
                interface.groups.iter().map(|it| format!("`{}`", net.groups[*it as usize].node)).collect();
            let forgot = identity.lost_at.as_ref().unwrap_or(&interface.node);
            let header = explain::header(net, &packet.set);
            let args = [names.join(", "), header, interface.node.to_string(), forgot.to_string()];
            let (code, said): (_, &'static Said) = match (pass.lost, pass.has_rules, egress) {
                (true, ..) if identity.unsupported => (
                    Code::SgReferencingSupport,
                    said!(
                        "a rule of {1} names a group, but the transit gateway does not pass on which group sent a packet: it is {2}",
                        "{1}의 규칙이 그룹을 지정하지만, 전송 게이트웨이가 패킷을 보낸 그룹을 알려 주지 않습니다: {2}"
                    ),
                ),
                (true, ..) => (
                    Code::SgReferencesNotPreserved,
                    said!(
                        "a rule of {1} names a group, but past `{4}` it is no longer known which group sent a packet: it is {2}",
                        "{1}의 규칙이 그룹을 지정하지만, `{4}`을(를) 지나면 패킷을 보낸 그룹을 알 수 없습니다: {2}"
                    ),
                ),
                (false, false, true) => (
                    Code::SgHasNoRules,
                    said!(
                        "{1} of `{3}` has no egress rules, so nothing may leave: {2}",
                        "`{3}`의 {1}에 아웃바운드 규칙이 없어 아무것도 나갈 수 없습니다: {2}"
                    ),
                ),
                (false, false, false) => (
                    Code::SgHasNoRules,
                    said!(
                        "{1} of `{3}` has no ingress rules, so nothing may come in: {2}",
                        "`{3}`의 {1}에 인바운드 규칙이 없어 아무것도 들어올 수 없습니다: {2}"
                    ),
                ),
                (false, true, true) => (
                    Code::EniSgRulesMismatch,
                    said!(
                        "{1} of `{3}` has no egress rule that allows {2}",
                        "`{3}`의 {1}에 {2}을(를) 허용하는 아웃바운드 규칙이 없습니다"
                    ),
                ),
                (false, true, false) => (
                    Code::EniSgRulesMismatch,
                    said!(
                        "{1} of `{3}` has no ingress rule that allows {2}",
                        "`{3}`의 {1}에 {2}을(를) 허용하는 인바운드 규칙이 없습니다"
                    ),
                ),
            };
            let rule = if pass.lost { "SG-4" } else { "SG-1" };
            let why = Why::new(code, rule, node, Step::SecurityGroup, said, args);
            let own = first.filter(|it| !it.implicit);
            let need = own.map(|it| {
                let by_address = passing(net, &packet.set, (&it.node, interface.boundary), egress);
                let group = self.nameable_group(&packet, at, egress);
                Need::Admit(group.map_or(by_address.clone(), |it| Pass { far: vec![it], ..by_address }))
            });
            return self.bar(packet, why.titled(explain::group_title(first, egress)).needing(need));
        }
        self.lose_rest(&packet, &pass.passed);
        if let Some((group, at, label)) = &pass.rule {
            let group = &net.groups[*group as usize];
            let words = explain::rule(egress, at, label);
            let title = explain::group_title(Some(group), egress);
            let met = hop(&group.node, Step::SecurityGroup, title, words, true);
            packet.hops.push(Hop { entry: Some(Entry { egress, number: *at }), ..met });
        }
        if egress {
            packet.identity.by_address = Some((at, pass.by_address));
        }
        packet.set = pass.passed;
        Some(packet)
    }

    /// The group that a rule may name instead of the far end, where nobody stated an address of it (SG-4).
    fn nameable_group(&self, packet: &Packet, at: Ix, egress: bool) -> Option<Peer> {
        let net = self.net;
        let boundary = net.interfaces[at as usize].boundary;
        let far = packet.set.values(if egress { Dim::Destination } else { Dim::Source });
        let owner = &net.interfaces[net.unstated(boundary, far.single()?)? as usize];
        let known = |group: &&Ix| {
            let sent = egress || packet.identity.tag.contains(*group);
            sent && !net.groups[**group as usize].implicit
        };
        let near = !egress || filter::knows(net, boundary, owner.boundary);
        let group = owner.groups.iter().find(known).filter(|_| near)?;
        Some(Peer::Group(net.groups[*group as usize].node.clone()))
    }

    /// SG-6: an answer passes whatever the rules.
    pub(super) fn remembered(&self, packet: &mut Packet, at: Ix, egress: bool) {
        let interface = &self.net.interfaces[at as usize];
        if let Some(group) = interface.groups.first().filter(|_| !interface.fact.unfiltered) {
            let group = &self.net.groups[*group as usize];
            let words = Message::plain(&text!("answers of a flow that was let pass", "허용된 흐름의 응답"));
            let title = explain::group_title(Some(group), egress);
            packet.hops.push(hop(&group.node, Step::SecurityGroup, title, words, true));
        }
    }

    /// SG-4: from here on nobody knows which group sent it, and what the sender's rules allow by group is not meant.
    pub(super) fn forget(&mut self, packet: Packet, at: &NodeId) -> Option<Packet> {
        let mut packet = self.only_by_address(packet, at)?;
        packet.identity.lose(at);
        Some(packet)
    }

    /// SG-4: an egress rule that names a group does not hold through a translator or a transit gateway.
    pub(super) fn only_by_address(&mut self, mut packet: Packet, at: &NodeId) -> Option<Packet> {
        let net = self.net;
        let Some((sender, by_address)) = packet.identity.by_address.take() else { return Some(packet) };
        let set = packet.set.intersect(&by_address);
        if !set.is_empty() {
            self.lose_rest(&packet, &set);
            packet.set = set;
            return Some(packet);
        }
        let sender = &net.interfaces[sender as usize];
        let own = sender.groups.first().map(|it| &net.groups[*it as usize]);
        let group = own.map_or(&sender.node, |it| &it.node);
        let need = own.filter(|it| !it.implicit);
        let need = need.map(|it| Need::Admit(passing(net, &packet.set, (&it.node, sender.boundary), true)));
        let why = Why::new(
            Code::SgReferencesNotPreserved,
            "SG-4",
            group,
            Step::SecurityGroup,
            said!(
                "a rule around `{1}` names a group, but through `{2}` groups are no longer known",
                "`{1}`의 규칙이 그룹을 지정하지만, `{2}`을(를) 지나면 그룹을 알 수 없습니다"
            ),
            [sender.node.to_string(), at.to_string()],
        );
        self.bar(packet, why.needing(need))
    }

    /// SG-4: never over a transit gateway towards the provider's endpoints.
    pub(super) fn forget_over_hub(&self, packet: &mut Packet) {
        if let Came::Hub(at) = packet.came {
            packet.identity.lose(&self.net.attachments[at as usize].node);
        }
    }
}

/// How many blocks a rule that is proposed may name one by one.
const BLOCKS_MAX: usize = 4;

/// Packets at a filter of a VPC, as rules write them: no wider than they are, but for addresses that no list can hold
/// and those that nobody stated.
pub(super) fn passing(net: &Net, set: &TrafficSet, (filter, boundary): (&NodeId, Ix), egress: bool) -> Pass {
    let protocols = set.values(Dim::Protocol);
    let protocol =
        protocols.single().and_then(|it| u8::try_from(it).ok()).map_or(Protocol::All, Protocol::Number);
    let number = |it: u128| u16::try_from(it).unwrap_or(u16::MAX);
    let spans = set.values(Dim::Port);
    let range = |span: &(u128, u128)| PortRange::new(number(span.0), number(span.1));
    let mut ports: Vec<PortRange> = spans.spans().iter().filter_map(range).collect();
    let icmp = match spans.single().map(|it| number(it).to_be_bytes()) {
        Some([kind, code]) if protocol.is_icmp() => Icmp::Code(kind, code),
        Some(_) | None => Icmp::All,
    };
    if !protocol.has_ports() || ports.is_empty() || ports.len() > BLOCKS_MAX {
        ports = vec![PortRange::ALL];
    }
    let far = set.values(if egress { Dim::Destination } else { Dim::Source });
    let service = net.services.iter().zip(0..).find(|((_, block), _)| block.covers(&far) && !far.is_empty());
    // GWE-1: a service with gateway endpoints has a prefix list that rules may name.
    let listed = service.filter(|(_, at)| net.doors.iter().any(|door| door.service == *at));
    let blocks = net.nameable(boundary, &far).to_cidrs();
    let far = match listed {
        Some(((service, _), _)) => vec![Peer::Service(service.clone())],
        None if service.is_some() || blocks.len() > BLOCKS_MAX || blocks.is_empty() => {
            let v4 = far.meets(&Ranges::all_v4());
            vec![Peer::Cidr(if v4 { Cidr::ALL_V4 } else { Cidr::ALL_V6 })]
        }
        None => blocks.into_iter().map(Peer::Cidr).collect(),
    };
    Pass { filter: filter.clone(), egress, protocol, ports, icmp, far }
}
