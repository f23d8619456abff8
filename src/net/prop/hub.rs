//! Transit gateways: in by an attachment, through a table, out by another (TGW-1 to TGW-6).

use super::*;
use crate::net::graph::{AttachmentEndNet, AttachmentNet, HubEntry, HubOrigin, HubTableNet};
use std::cmp::Reverse;

impl Walk<'_> {
    /// The VPC of an attachment.
    pub(super) fn attached(&self, at: Ix) -> Option<Ix> {
        match &self.net.attachments[at as usize].end {
            AttachmentEndNet::Boundary { boundary, .. } => Some(*boundary),
            AttachmentEndNet::Hub(_) | AttachmentEndNet::Lines(_) => None,
        }
    }

    /// TGW-1: in from a VPC, by the attachment's subnet in the sender's zone.
    pub(super) fn enter_hub(&mut self, packet: Packet, hub: Ix, spot: Spot) {
        let net = self.net;
        let node = &net.hubs[hub as usize].node;
        let mut attachments = net.hubs[hub as usize].attachments.iter().copied();
        let Some(at) = attachments.find(|at| self.attached(*at) == Some(spot.boundary)) else {
            let said = said!(
                "the VPC is not attached to transit gateway `{0}`",
                "VPC가 전송 게이트웨이 `{0}`에 연결되어 있지 않습니다"
            );
            return self.stop(packet, Why::new(Code::BadStateRoute, "RT-6", node, Step::Gateway, said, []));
        };
        if let Came::Hub(from) = packet.came
            && net.attachments[from as usize].hub != Some(hub)
        {
            // TGW-4: from one transit gateway through a VPC to another is written down nowhere.
            return self.unmodelled(packet, node);
        }
        let attachment = &net.attachments[at as usize];
        let AttachmentEndNet::Boundary { segments, ipv6, .. } = &attachment.end else { return };
        let Some(packet) = self.working(packet, at) else { return };
        let Some(packet) = self.of_family(packet, *ipv6, &attachment.node) else { return };
        let zone = match spot.segment {
            Some(segment) => Some(&net.segments[segment as usize].zone),
            None => packet.zone.as_ref(),
        };
        let in_zone = |at: &&Ix| Some(&net.segments[**at as usize].zone) == zone;
        let Some(segment) = segments.iter().find(in_zone) else {
            let said = said!(
                "attachment `{0}` has no subnet in zone {1}, so packets from there do not get to the transit gateway",
                "연결 `{0}`의 서브넷이 가용 영역 {1}에 없어, 그곳의 패킷이 전송 게이트웨이에 가지 못합니다"
            );
            let args = [zone.cloned().unwrap_or_default()];
            let (code, step) = (Code::TgwRouteAzRestriction, Step::Gateway);
            return self.stop(packet, Why::new(code, "TGW-1", &attachment.node, step, said, args));
        };
        // NACL-6: in by source, even within one subnet; the side of the transit gateway is never filtered.
        let Some(packet) = self.acl(packet, *segment, Way::Ingress) else { return };
        let Some(mut packet) = self.only_by_address(packet, node) else { return };
        let words = Message::new(&text!("in by {0}", "{0}(으)로 들어옴"), [attachment.node.to_string()]);
        self.meet(&mut packet, &attachment.node);
        self.pass(&mut packet, node, words);
        self.through_hub(packet, at);
    }

    /// What an attachment carries, on the way in and out.
    fn of_family(&mut self, packet: Packet, ipv6: bool, node: &NodeId) -> Option<Packet> {
        if ipv6 {
            return Some(packet);
        }
        let set = packet.set.only(Dim::Destination, &Ranges::all_v4());
        if set.is_empty() {
            let said = said!("attachment `{0}` carries IPv4 only", "연결 `{0}`은(는) IPv4만 전달합니다");
            let why = Why::new(Code::ProtocolRestriction, "TGW-1", node, Step::Gateway, said, []);
            self.stop(packet, why);
            return None;
        }
        self.lose_rest(&packet, &set);
        Some(packet.part(set))
    }

    fn working(&mut self, packet: Packet, at: Ix) -> Option<Packet> {
        let attachment = &self.net.attachments[at as usize];
        if attachment.up {
            return Some(packet);
        }
        self.broken(packet, Code::BadStateAttachment, &attachment.node, Step::Gateway)
    }

    /// What an attachment of lines is attached to; its own name if the model does not have it.
    pub(super) fn hub_of(&self, at: Ix) -> &NodeId {
        let attachment = &self.net.attachments[at as usize];
        attachment.hub.map_or(&attachment.node, |hub| &self.net.hubs[hub as usize].node)
    }

    /// TGW-2: the table of the attachment that packets came by.
    pub(super) fn through_hub(&mut self, packet: Packet, from: Ix) {
        let net = self.net;
        let attachment = &net.attachments[from as usize];
        let Some(packet) = self.visit(packet, Device::Attachment(from), &attachment.node) else { return };
        let Some(table) = attachment.table.map(|it| &net.hub_tables[it as usize]) else {
            let said = said!(
                "attachment `{0}` is associated with no route table of the transit gateway",
                "연결 `{0}`이(가) 전송 게이트웨이의 라우팅 테이블과 연결되어 있지 않습니다"
            );
            let code = Code::TgwAttachMissingTgwRtbAssociation;
            let why = Why::new(code, "TGW-2", &attachment.node, Step::Route, said, []);
            return self.lift_hub(packet, why, attachment, from);
        };
        let mut rest = packet.set.clone();
        for best in ranked(table) {
            if rest.is_empty() {
                break;
            }
            let Some(first) = best.first() else { continue };
            let set = rest.only(Dim::Destination, &first.covers);
            if set.is_empty() {
                continue;
            }
            rest = rest.except(Dim::Destination, &first.covers);
            let packet = packet.part(set);
            let mut targets: Vec<Option<Ix>> = best.iter().map(|it| it.attachment).collect();
            targets.sort();
            targets.dedup();
            self.branched |= targets.len() > 1;
            for target in targets {
                let label = &first.label;
                let Some(to) = target else {
                    let said = said!(
                        "route {1} of transit gateway table `{0}` is a blackhole",
                        "전송 게이트웨이 테이블 `{0}`의 경로 {1}은(는) 블랙홀입니다"
                    );
                    let (code, entry) = (Code::TgwRtbBadStateRoute, format!("route {label}"));
                    let why = Why::new(code, "TGW-2", &table.node, Step::Route, said, [label.clone()]);
                    self.lift_hub(packet.clone(), why.entry(entry), attachment, from);
                    continue;
                };
                let words = verbatim(format!("{label} → {}", net.attachments[to as usize].node));
                let mut packet = packet.clone();
                packet.hops.push(hop(&table.node, Step::Route, verbatim(table.node.as_str()), words, true));
                self.leave_hub(packet, from, to);
            }
        }
        if !rest.is_empty() {
            let said = said!(
                "transit gateway table `{0}` has no route that covers {1}",
                "전송 게이트웨이 테이블 `{0}`에 {1}을(를) 포함하는 경로가 없습니다"
            );
            let args = [explain::addresses(net, &rest.values(Dim::Destination))];
            let code = Code::TgwRtbNoRouteToTgwAttachment;
            let why = Why::new(code, "TGW-2", &table.node, Step::Route, said, args);
            self.lift_hub(packet.part(rest), why, attachment, from);
        }
    }

    /// No route in a transit gateway: when that is lifted, packets go to every attachment of what has the address.
    fn lift_hub(&mut self, packet: Packet, why: Why, attachment: &AttachmentNet, from: Ix) {
        let net = self.net;
        let Some(packet) = self.bar(packet, why) else { return };
        let Some(hub) = attachment.hub else { return };
        let to = packet.set.values(Dim::Destination);
        let table = attachment.table.map(|it| &net.hub_tables[it as usize].node);
        for at in &net.hubs[hub as usize].attachments {
            let fits = match &net.attachments[*at as usize].end {
                AttachmentEndNet::Boundary { boundary, .. } => {
                    net.boundaries[*boundary as usize].cidrs.meets(&to)
                }
                AttachmentEndNet::Hub(_) => true,
                AttachmentEndNet::Lines(lines) => lines.iter().any(|it| {
                    let site = net.lines[*it as usize].site;
                    site.is_some_and(|site| net.sites[site as usize].cidrs.meets(&to))
                }),
            };
            if *at != from && fits {
                let mut packet = packet.clone();
                if let Some((blocker, table)) = packet.blockers.last_mut().zip(table) {
                    let target = net.attachments[*at as usize].node.clone();
                    let route = self.destination(&to);
                    let route =
                        route.map(|destination| Need::Route { table: table.clone(), destination, target });
                    blocker.need = blocker.need.take().or(route);
                }
                self.leave_hub(packet, from, *at);
            }
        }
    }

    /// TGW-3 to TGW-5: out by an attachment.
    fn leave_hub(&mut self, packet: Packet, from: Ix, to: Ix) {
        let net = self.net;
        let Some(packet) = self.working(packet, to) else { return };
        let attachment = &net.attachments[to as usize];
        match &attachment.end {
            AttachmentEndNet::Boundary { segments, appliance_mode, group_references, ipv6, .. } => {
                let Some(mut packet) = self.of_family(packet, *ipv6, &attachment.node) else { return };
                let hub = attachment.hub.map(|it| &net.hubs[it as usize]);
                let known =
                    hub.is_some_and(|it| it.group_references) && *group_references && self.refers(from);
                if !known {
                    packet.identity.unsupported |=
                        !packet.identity.tag.is_empty() && self.attached(from).is_some();
                    packet.identity.lose(&attachment.node);
                }
                if segments.is_empty() {
                    let node = &attachment.node;
                    let said = said!("`{0}` does not work", "`{0}`이(가) 작동하지 않습니다");
                    let (code, step) = (Code::BadStateAttachment, Step::Gateway);
                    return self.stop(packet, Why::new(code, "TGW-3", node, step, said, []));
                }
                for segment in self.zones(&packet, to, segments, *appliance_mode) {
                    let mut packet = packet.clone();
                    packet.came = Came::Hub(to);
                    if *appliance_mode && !packet.pins.contains(&(to, segment)) {
                        packet.pins.push((to, segment));
                    }
                    let into = net.segments[segment as usize].node.to_string();
                    let words = Message::new(&text!("into {0}", "{0}(으)로 나감"), [into]);
                    self.pass(&mut packet, &attachment.node, words);
                    // TGW-4: on by the table of the attachment's subnet.
                    self.leave_segment(packet, segment, None);
                }
            }
            AttachmentEndNet::Hub(None) => {
                let node = &attachment.node;
                let said = said!(
                    "what lies beyond `{0}` is another transit gateway, whose routes are not in the model",
                    "`{0}` 너머는 다른 전송 게이트웨이이며, 그 경로가 모델에 없습니다"
                );
                let code = Code::TgwRtbRoutesAreUnknown;
                self.stop(packet, Why::new(code, "TGW-5", node, Step::Gateway, said, []).unknown());
            }
            AttachmentEndNet::Hub(Some(peer)) => {
                // TGW-5: no identity beyond, and no zone.
                let Some(mut packet) = self.forget(packet, &attachment.node) else { return };
                let region =
                    |at: Ix| net.attachments[at as usize].hub.map(|it| &net.hubs[it as usize].region);
                if region(to) != region(*peer) {
                    packet.zone = None;
                }
                let beyond = &net.attachments[*peer as usize].node;
                self.pass(&mut packet, &attachment.node, verbatim(beyond.as_str()));
                self.meet(&mut packet, beyond);
                if let Some(packet) = self.working(packet, *peer) {
                    self.through_hub(packet, *peer);
                }
            }
            AttachmentEndNet::Lines(lines) => {
                let Some(mut packet) = self.forget(packet, &attachment.node) else { return };
                self.pass(&mut packet, &attachment.node, verbatim(format!("{} →", self.hub_of(to))));
                self.out_by_lines(packet, lines, Code::TgwBadStateVpn, &attachment.node);
            }
        }
    }

    /// SG-4: whether the attachment that packets came by passes on who sent them.
    fn refers(&self, from: Ix) -> bool {
        match &self.net.attachments[from as usize].end {
            AttachmentEndNet::Boundary { group_references, .. } => *group_references,
            AttachmentEndNet::Hub(_) | AttachmentEndNet::Lines(_) => false,
        }
    }

    /// TGW-3: the subnets by which packets may come into a VPC.
    fn zones(&mut self, packet: &Packet, to: Ix, segments: &[Ix], appliance_mode: bool) -> Vec<Ix> {
        let net = self.net;
        if let Some((_, pinned)) = packet.pins.iter().find(|it| it.0 == to).filter(|_| appliance_mode) {
            return vec![*pinned];
        }
        let own = segments.iter().find(|at| Some(&net.segments[**at as usize].zone) == packet.zone.as_ref());
        if let Some(own) = own.filter(|_| !appliance_mode) {
            return vec![*own];
        }
        self.branched |= segments.len() > 1;
        segments.to_vec()
    }
}

/// The routes of a table, the best first (TGW-2); those of equal rank for the same addresses together. A table holds one
/// static route and one propagated by a VPC for a prefix: of more, which the provider refuses, the first counts.
fn ranked(table: &HubTableNet) -> Vec<Vec<&HubEntry>> {
    let mut entries: Vec<&HubEntry> = table.entries.iter().collect();
    let key = |it: &HubEntry| (Reverse(it.length), it.origin, it.covers.clone());
    entries.sort_by_key(|it| key(it));
    let mut out: Vec<Vec<&HubEntry>> = Vec::new();
    for entry in entries {
        match out.last_mut() {
            Some(group) if group.first().is_some_and(|it| key(it) == key(entry)) => {
                if !matches!(entry.origin, HubOrigin::Static | HubOrigin::Boundary) {
                    group.push(entry);
                }
            }
            _ => out.push(vec![entry]),
        }
    }
    out
}
