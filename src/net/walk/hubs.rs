//! Transit gateways: in from an attachment, through a table, out by another.

use super::{
    Place, Way,
    blocks::v4,
    flight::{Entered, Flight, Go, Landing, Stop, Tag, Walk, question},
};
use crate::{
    model::fact::LineOrigin,
    net::{
        code::Code,
        graph::{AttachmentEndNet, HubEntry, HubOrigin, HubTableNet, Ix},
        ranges::address,
    },
};
use std::cmp::Reverse;

impl Walk<'_, '_> {
    /// TGW-1: from a VPC into a transit gateway, by the attachment's subnet of the sender's zone.
    pub fn hub(&mut self, at: Ix, boundary: Ix, segment: Option<Ix>, mut flight: Flight) -> Go<Landing> {
        let net = self.net;
        let hub = &net.hubs[at as usize];
        self.met(Place::Hub(at), Way::In, None, &flight);
        if flight.entered == Entered::Outside {
            return Err(Stop::Drop(Code::NoPossibleDestination, Place::Hub(at)));
        }
        let own = hub.attachments.iter().find_map(|it| match &net.attachments[*it as usize].end {
            AttachmentEndNet::Boundary { boundary: its, segments, ipv6, .. } if *its == boundary => {
                Some((*it, segments, *ipv6))
            }
            AttachmentEndNet::Boundary { .. } | AttachmentEndNet::Hub(_) | AttachmentEndNet::Lines(_) => None,
        });
        let Some((attachment, segments, ipv6)) = own else {
            return Err(Stop::Drop(Code::BadStateRoute, Place::Hub(at)));
        };
        // TGW-4.
        if let Entered::Hub(from) = flight.entered
            && from != at
        {
            self.lose(&mut flight)?;
            return Err(Stop::Unknown(Place::Hub(at)));
        }
        let place = Place::Attachment(attachment);
        if !net.attachments[attachment as usize].up {
            return Err(Stop::Drop(Code::BadStateAttachment, place));
        }
        if !ipv6 && v4(flight.packet.destination).is_none() {
            return Err(Stop::Drop(Code::ProtocolRestriction, place));
        }
        let zone = segment.map(|it| net.segments[it as usize].zone.as_str());
        let door = segments.iter().copied().find(|it| Some(net.segments[*it as usize].zone.as_str()) == zone);
        let Some(door) = door else { return Err(Stop::Drop(Code::TgwRouteAzRestriction, place)) };
        // NACL-6: the attachment's subnet judges by source, the sender's own subnet too.
        self.acl(door, Way::In, &mut flight)?;
        self.met(place, Way::In, None, &flight);
        self.through(at, attachment, zone, flight)
    }

    /// TGW-2: by the table of the attachment that a packet came in by. `zone`: the sender's, if it has one.
    pub fn through(&mut self, hub: Ix, from: Ix, zone: Option<&str>, mut flight: Flight) -> Go<Landing> {
        let net = self.net;
        let Some(at) = net.attachments[from as usize].table else {
            let code = Code::TgwAttachMissingTgwRtbAssociation;
            return Err(Stop::Drop(code, Place::Attachment(from)));
        };
        let place = Place::HubTable(at);
        self.visit(place, Some(from), &flight)?;
        let table = &net.hub_tables[at as usize];
        let entry = self.best_entry(table, &flight);
        self.met(place, Way::Out, entry, &flight);
        let Some(entry) = entry.and_then(|it| table.entries.get(it)) else {
            return Err(Stop::Drop(Code::TgwRtbNoRouteToTgwAttachment, place));
        };
        let Some(to) = entry.attachment else { return Err(Stop::Drop(Code::TgwRtbBadStateRoute, place)) };
        let attachment = &net.attachments[to as usize];
        let place = Place::Attachment(to);
        self.met(place, Way::Out, None, &flight);
        if !attachment.up || attachment.hub != Some(hub) {
            return Err(Stop::Drop(Code::BadStateAttachment, place));
        }
        match &attachment.end {
            AttachmentEndNet::Boundary { segments, appliance_mode, ipv6, .. } => {
                if !ipv6 && v4(flight.packet.destination).is_none() {
                    return Err(Stop::Drop(Code::ProtocolRestriction, place));
                }
                let segment = self.exit_zone(to, segments, *appliance_mode, zone, &flight);
                let Some(segment) = segment else {
                    return Err(Stop::Drop(Code::BadStateAttachment, place));
                };
                self.tag_over_hub(hub, from, to, &mut flight)?;
                flight.entered = Entered::Hub(hub);
                let here = &net.segments[segment as usize];
                if here.cidrs.holds(flight.packet.destination) {
                    let at = self.owner(here.boundary, &flight)?;
                    return self.arrive(at, flight);
                }
                self.route(here.table, Some(segment), None, true, flight)
            }
            AttachmentEndNet::Hub(peer) => {
                self.lose(&mut flight)?;
                let peer = peer.map(|it| (it, &net.attachments[it as usize]));
                let Some((peer, other)) = peer else { return Err(Stop::Unknown(place)) };
                let Some(beyond) = other.hub else { return Err(Stop::Unknown(Place::Attachment(peer))) };
                if !other.up {
                    return Err(Stop::Drop(Code::BadStateAttachment, Place::Attachment(peer)));
                }
                self.met(Place::Attachment(peer), Way::In, None, &flight);
                // TGW-3: another Region has other zones.
                let zone = zone.filter(|_| net.hubs[hub as usize].region == net.hubs[beyond as usize].region);
                self.through(beyond, peer, zone, flight)
            }
            AttachmentEndNet::Lines(lines) => {
                self.lose(&mut flight)?;
                let line = self.line_of(lines, place, &flight)?;
                self.at_site(line, flight)
            }
        }
    }

    /// TGW-2: the longest prefix, then by rank. Ties between what was learned dynamically are the provider's choice.
    fn best_entry(&mut self, table: &HubTableNet, flight: &Flight) -> Option<usize> {
        let to = flight.packet.destination;
        let key = |it: &HubEntry| (it.length, Reverse(it.origin));
        let covering = || table.entries.iter().enumerate().filter(|(_, it)| it.covers.holds(to));
        let best = covering().map(|(_, it)| key(it)).max()?;
        let mut all: Vec<usize> = Vec::new();
        for (at, it) in covering().filter(|(_, it)| key(it) == best) {
            let open = match it.origin {
                HubOrigin::List | HubOrigin::DirectConnect | HubOrigin::Vpn | HubOrigin::Hub => true,
                HubOrigin::Static | HubOrigin::Boundary => false,
            };
            let known = all.iter().any(|old| table.entries[*old].attachment == it.attachment);
            if all.is_empty() || (open && !known) {
                all.push(at);
            }
        }
        all.get(self.script.choose(all.len())).copied()
    }

    /// TGW-3: the subnet by which a packet comes out into a VPC.
    fn exit_zone(
        &mut self,
        attachment: Ix,
        segments: &[Ix],
        appliance_mode: bool,
        zone: Option<&str>,
        flight: &Flight,
    ) -> Option<Ix> {
        let net = self.net;
        if !appliance_mode {
            let same = |it: &&Ix| Some(net.segments[**it as usize].zone.as_str()) == zone;
            if let Some(own) = segments.iter().find(same) {
                return Some(*own);
            }
            return segments.get(self.script.choose(segments.len())).copied();
        }
        let flow = if flight.returning { question(flight.packet) } else { flight.packet };
        let pinned = self.pins.iter().find(|(at, of, _)| *at == attachment && *of == flow);
        if let Some((.., segment)) = pinned {
            return Some(*segment);
        }
        let chosen = segments.get(self.script.choose(segments.len())).copied()?;
        self.pins.push((attachment, flow, chosen));
        Some(chosen)
    }

    /// SG-4: across a transit gateway identity counts for rules about what comes in, where all sides say so.
    fn tag_over_hub(&self, hub: Ix, from: Ix, to: Ix, flight: &mut Flight) -> Go<()> {
        let says = |at: Ix| match &self.net.attachments[at as usize].end {
            AttachmentEndNet::Boundary { group_references, .. } => *group_references,
            AttachmentEndNet::Hub(_) | AttachmentEndNet::Lines(_) => false,
        };
        let on = self.net.hubs[hub as usize].group_references && says(from) && says(to);
        if let Some(sender) = flight.pending {
            return Err(Stop::Drop(Code::EniSgRulesMismatch, Place::Interface(sender)));
        }
        flight.tag = match flight.tag {
            Tag::Known(at) | Tag::OverHub(at) if on => Tag::OverHub(at),
            Tag::Known(at) | Tag::OverHub(at) => Tag::LostAtHub(Some(at)),
            Tag::Lost(_) | Tag::LostAtHub(_) => flight.tag,
        };
        Ok(())
    }

    /// The line of an attachment to take: the longest prefix, then by rank; without prefixes any that works.
    fn line_of(&mut self, lines: &[Ix], place: Place, flight: &Flight) -> Go<Ix> {
        let net = self.net;
        let to = address(flight.packet.destination);
        let key = |at: Ix| {
            let it = &net.lines[at as usize];
            let held = it.prefixes.iter().filter(|prefix| prefix.holds(to)).map(|prefix| prefix.length());
            held.max().map(|length| (length, Reverse::<LineOrigin>(it.origin)))
        };
        let up: Vec<Ix> = lines.iter().copied().filter(|it| net.lines[*it as usize].up).collect();
        let best = up.iter().map(|it| key(*it)).max().flatten();
        let all: Vec<Ix> = up.into_iter().filter(|it| key(*it) == best).collect();
        let chosen = all.get(self.script.choose(all.len())).copied();
        chosen.ok_or(Stop::Drop(Code::TgwBadStateVpn, place))
    }
}
