//! Transit gateways: which attachment hands packets for a class on, by which subnets, and what those let pass
//! (TGW-1 to TGW-6).
//!
//! For each way in — a transit gateway and a zone — there is a row over the classes of the other side. Where the
//! provider may choose between zones (TGW-3), a row holds what passes by some of them and what passes by all (PKT-4).

use super::{
    atom::Masks,
    block::{Source, paint_entries},
    lead::{Lead, Spot, lead_row},
    mask::Mask,
    plane::Plane,
    rule::AclRules,
};
use crate::net::graph::{AttachmentEndNet, HubEntry, HubOrigin, Ix, Net};
use std::cmp::Reverse;

/// How deep transit gateways may be peered with one another before this engine leaves it to `prop`.
const DEPTH_MAX: usize = 4;

/// What a transit gateway's side lets pass to one class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exit<const W: usize> {
    /// Whether packets come out at all.
    pub out: Out,
    /// Whether groups are known (SG-4).
    pub known: bool,
    /// What the network ACLs of the attachment's subnets let out, under some choice of subnet.
    pub may: Mask<W>,
    /// The same under every choice.
    pub must: Mask<W>,
}

/// Where packets come out for one class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Out {
    /// Nowhere near it.
    Nowhere,
    /// It is for `prop` to say.
    Ask,
    /// In subnets of its VPC that it is not in itself.
    Beside,
    /// In its own subnet: no network ACL there (NACL-6).
    Inside,
    /// In its own subnet, or in others.
    Either,
}

impl<const W: usize> Exit<W> {
    /// Nothing comes out.
    pub const NONE: Self = Self { out: Out::Nowhere, known: false, may: Mask::NONE, must: Mask::NONE };

    /// What passes under some choice and under every one, where the class's own network ACL lets in `own`. None: it is
    /// for `prop` to say.
    pub fn with(&self, own: Mask<W>) -> Option<[Mask<W>; 2]> {
        match self.out {
            Out::Nowhere => Some([Mask::NONE; 2]),
            Out::Ask => None,
            Out::Beside => Some([self.may & own, self.must & own]),
            Out::Inside => Some([Mask::ALL; 2]),
            Out::Either => Some([Mask::ALL, self.must & own]),
        }
    }
}

/// Which attachment hands packets for a class on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Handed {
    Nowhere,
    Ask,
    By { attachment: Ix, known: bool, zoned: bool },
}

/// The attachment's subnet for packets from a zone of a VPC (TGW-1).
fn door(net: &Net, hub: Ix, boundary: Ix, zone: &str, v6: bool) -> Option<(Ix, Ix)> {
    let mut all = net.hubs.get(hub as usize)?.attachments.iter();
    all.find_map(|at| {
        let it = net.attachments.get(*at as usize)?;
        match &it.end {
            AttachmentEndNet::Boundary { boundary: own, segments, ipv6, .. } if *own == boundary => {
                let here = |at: &&Ix| net.segments.get(**at as usize).is_some_and(|it| it.zone == zone);
                let segment = segments.iter().find(here).filter(|_| it.up && (*ipv6 || !v6));
                Some(segment.map(|segment| (*at, *segment)))
            }
            AttachmentEndNet::Boundary { .. } | AttachmentEndNet::Hub(_) | AttachmentEndNet::Lines(_) => None,
        }
    })?
}

/// What one side's ways into transit gateways are.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Relay<const W: usize> {
    /// By way in, then class of the other side.
    pub exits: Vec<Exit<W>>,
    /// By way in, then class of this side: what the network ACL of the attachment's subnet lets in (NACL-6).
    pub enter: Vec<Mask<W>>,
}

impl<const W: usize> Relay<W> {
    /// The ways from one plane to another, for services or for answers.
    pub fn of(it: Source<'_>, near: &Plane, far: &Plane, masks: &Masks<W>, answers: bool) -> Self {
        let (own, width) = (near.classes.len(), far.classes.len());
        let mut relay = Self {
            exits: vec![Exit::NONE; near.gates() * width],
            enter: vec![Mask::NONE; near.gates() * own],
        };
        let mut gate = 0;
        for hub in &near.hubs {
            for zone in &near.zones {
                if let Some((attachment, segment)) = door(it.net, *hub, near.boundary, zone, near.v6) {
                    if let Some(acl) = acl(it, segment) {
                        let row = &mut relay.enter[gate * own..(gate + 1) * own];
                        paint_entries(&acl.ingress, near, masks, row);
                    }
                    let row = &mut relay.exits[gate * width..(gate + 1) * width];
                    let known = refers(it.net, attachment);
                    let ask = Asked { it, far, answers };
                    let handed = ask.handed(attachment, (known, true), 0);
                    ask.exits(zone, &handed, masks, row);
                }
                gate += 1;
            }
        }
        relay
    }

    /// The same with the exits by class of the other side, then way in.
    pub fn turned(mut self, gates: usize) -> Self {
        let width = self.exits.len().checked_div(gates).unwrap_or(0);
        let mut turned = vec![Exit::NONE; self.exits.len()];
        for (gate, row) in self.exits.chunks_exact(width.max(1)).enumerate() {
            for (class, exit) in row.iter().enumerate() {
                turned[class * gates + gate] = *exit;
            }
        }
        self.exits = turned;
        self
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.exits.len() * size_of::<Exit<W>>() + self.enter.len() * size_of::<Mask<W>>()
    }
}

/// The network ACL of a subnet.
fn acl<'n>(it: Source<'n>, segment: Ix) -> Option<&'n AclRules> {
    it.book.acls.get(it.net.segments.get(segment as usize)?.acl as usize)
}

/// SG-4: whether an attachment passes on who sent a packet.
fn refers(net: &Net, attachment: Ix) -> bool {
    match net.attachments.get(attachment as usize).map(|it| &it.end) {
        Some(AttachmentEndNet::Boundary { group_references, .. }) => *group_references,
        Some(AttachmentEndNet::Hub(_) | AttachmentEndNet::Lines(_)) | None => false,
    }
}

/// The routes of a transit gateway in the order of painting: the best last (TGW-2), of equal ones the first written.
fn painted(entries: &[HubEntry]) -> Vec<&HubEntry> {
    let mut sorted: Vec<&HubEntry> = entries.iter().rev().collect();
    sorted.sort_by_key(|it| (it.length, Reverse(it.origin)));
    sorted
}

/// What is looked up: a way to the classes of a plane.
#[derive(Clone, Copy)]
struct Asked<'n> {
    it: Source<'n>,
    far: &'n Plane,
    answers: bool,
}

impl<'n> Asked<'n> {
    /// The tables of a VPC that packets came to over a transit gateway (RT-8).
    fn spot(self, boundary: Ix) -> Spot<'n> {
        Spot { net: self.it.net, book: self.it.book, boundary, hubs: None, answers: self.answers }
    }

    /// TGW-2: who hands packets on that came by an attachment, for each class of the plane.
    fn handed(self, from: Ix, (known, zoned): (bool, bool), depth: usize) -> Vec<Handed> {
        let Self { it, far, .. } = self;
        let net = it.net;
        let mut row = vec![Handed::Nowhere; far.classes.len()];
        let table = net.attachments.get(from as usize).and_then(|it| it.table);
        let Some(table) = table.and_then(|at| net.hub_tables.get(at as usize)) else { return row };
        let mut won: Vec<Option<&HubEntry>> = vec![None; row.len()];
        // Routes learned by lines and from other gateways may be equal: then any may win.
        let mut tied = vec![false; row.len()];
        for entry in painted(&table.entries) {
            let ties = !matches!(entry.origin, HubOrigin::Static | HubOrigin::Boundary);
            for (first, last) in entry.covers.spans() {
                for at in far.slice(*first, *last) {
                    let rank = |it: &HubEntry| (it.length, it.origin);
                    let equal = won[at].filter(|it| rank(it) == rank(entry));
                    let other = equal.is_some_and(|it| it.attachment != entry.attachment);
                    tied[at] = ties && (other || equal.is_some() && tied[at]);
                    won[at] = Some(entry);
                }
            }
        }
        let mut left: Vec<(Ix, Vec<Handed>)> = Vec::new();
        for (at, out) in row.iter_mut().enumerate() {
            if tied[at] {
                *out = Handed::Ask;
                continue;
            }
            let Some(to) = won[at].and_then(|it| it.attachment) else { continue };
            let known_row = left.iter().position(|it| it.0 == to);
            let place = known_row.unwrap_or_else(|| {
                left.push((to, self.leave(to, (known, zoned), depth)));
                left.len() - 1
            });
            *out = left[place].1[at];
        }
        row
    }

    /// TGW-3 to TGW-5: out by an attachment, for each class of the plane.
    fn leave(self, to: Ix, (known, zoned): (bool, bool), depth: usize) -> Vec<Handed> {
        let Self { it, far, .. } = self;
        let net = it.net;
        let all = |one: Handed| vec![one; far.classes.len()];
        let Some(attachment) = net.attachments.get(to as usize).filter(|it| it.up) else {
            return all(Handed::Nowhere);
        };
        match &attachment.end {
            AttachmentEndNet::Boundary { ipv6, .. } if far.v6 && !ipv6 => all(Handed::Nowhere),
            AttachmentEndNet::Boundary { boundary, group_references, .. } if *boundary == far.boundary => {
                let hub = attachment.hub.and_then(|at| net.hubs.get(at as usize));
                let known = known && *group_references && hub.is_some_and(|it| it.group_references);
                all(Handed::By { attachment: to, known, zoned })
            }
            // Another VPC: unless a device there takes them on, they end.
            AttachmentEndNet::Boundary { boundary, segments, .. } => {
                let mut out = all(Handed::Nowhere);
                let mut row = vec![Lead::Nowhere; out.len()];
                let spot = self.spot(*boundary);
                for segment in segments.iter().filter_map(|at| net.segments.get(*at as usize)) {
                    row.fill(Lead::Nowhere);
                    lead_row(spot, segment.table, far, &mut row);
                    for (out, lead) in out.iter_mut().zip(&row) {
                        if matches!(lead, Lead::Ask(_)) {
                            *out = Handed::Ask;
                        }
                    }
                }
                out
            }
            AttachmentEndNet::Hub(None) => all(Handed::Ask),
            AttachmentEndNet::Hub(Some(_)) if depth >= DEPTH_MAX => all(Handed::Ask),
            // TGW-5: no identity beyond, and no zone in another region.
            AttachmentEndNet::Hub(Some(peer)) => {
                let other = net.attachments.get(*peer as usize);
                let region =
                    |hub: Option<Ix>| hub.and_then(|at| net.hubs.get(at as usize)).map(|it| &it.region);
                let same = region(attachment.hub) == region(other.and_then(|it| it.hub));
                match other.filter(|it| it.up) {
                    Some(_) => self.handed(*peer, (false, zoned && same), depth + 1),
                    None => all(Handed::Nowhere),
                }
            }
            // VGW-1: to a site, which interfaces of the model are not.
            AttachmentEndNet::Lines(lines) => {
                let unseen = |at: &Ix| net.lines.get(*at as usize).is_none_or(|it| it.site.is_none());
                all(if lines.iter().any(unseen) { Handed::Ask } else { Handed::Nowhere })
            }
        }
    }

    /// Where packets come out for each class, and what passes there.
    fn exits<const W: usize>(self, zone: &str, handed: &[Handed], masks: &Masks<W>, row: &mut [Exit<W>]) {
        let Self { it, far, .. } = self;
        let net = it.net;
        let mut emerged: Vec<Emerged<W>> = Vec::new();
        let mut last: Option<(Handed, Vec<usize>)> = None;
        for (at, exit) in row.iter_mut().enumerate() {
            let by = handed[at];
            let (attachment, known, zoned) = match by {
                Handed::Nowhere => continue,
                Handed::Ask => {
                    exit.out = Out::Ask;
                    continue;
                }
                Handed::By { attachment, known, zoned } => (attachment, known, zoned),
            };
            if last.as_ref().is_none_or(|it| it.0 != by) {
                let mut places = Vec::new();
                for segment in zones(net, attachment, zone, zoned) {
                    let place = emerged.iter().position(|it| it.segment == segment);
                    places.push(place.unwrap_or_else(|| {
                        emerged.push(self.emerge(segment, masks));
                        emerged.len() - 1
                    }));
                }
                last = Some((by, places));
            }
            let places = last.as_ref().map(|it| it.1.as_slice()).unwrap_or_default();
            *exit = joined(far, at, known, places.iter().map(|at| &emerged[*at]));
        }
    }

    /// What one subnet lets pass.
    fn emerge<const W: usize>(self, segment: Ix, masks: &Masks<W>) -> Emerged<W> {
        let Self { it, far, .. } = self;
        let width = far.classes.len();
        let mut emerged = Emerged { out: vec![Mask::NONE; width], lead: vec![Lead::Nowhere; width], segment };
        if let Some(acl) = acl(it, segment) {
            paint_entries(&acl.egress, far, masks, &mut emerged.out);
        }
        let spot = self.spot(far.boundary);
        if let Some(segment) = it.net.segments.get(segment as usize) {
            lead_row(spot, segment.table, far, &mut emerged.lead);
        }
        emerged
    }
}

/// What one subnet of an attachment lets out to each class, and where its table leads.
struct Emerged<const W: usize> {
    out: Vec<Mask<W>>,
    lead: Vec<Lead>,
    segment: Ix,
}

/// What comes of all subnets by which packets may come out.
fn joined<'e, const W: usize>(
    far: &Plane,
    at: usize,
    known: bool,
    all: impl Iterator<Item = &'e Emerged<W>>,
) -> Exit<W> {
    let mut exit = Exit { out: Out::Nowhere, known, may: Mask::NONE, must: Mask::ALL };
    for one in all {
        let inside = far.classes[at].segment == one.segment;
        exit.out = match (exit.out, inside) {
            (Out::Ask, _) => Out::Ask,
            (Out::Nowhere | Out::Inside, true) => Out::Inside,
            (Out::Nowhere | Out::Beside, false) => Out::Beside,
            (Out::Beside, true) | (Out::Inside, false) | (Out::Either, _) => Out::Either,
        };
        if inside {
            continue;
        }
        match one.lead[at] {
            Lead::There => {
                exit.may = exit.may | one.out[at];
                exit.must = exit.must & one.out[at];
            }
            Lead::Nowhere => exit.must = Mask::NONE,
            Lead::Ask(_) | Lead::Hub(_) => exit.out = Out::Ask,
        }
    }
    exit
}

/// TGW-3: the subnets by which packets from a zone may come out.
fn zones(net: &Net, attachment: Ix, zone: &str, zoned: bool) -> Vec<Ix> {
    let Some(it) = net.attachments.get(attachment as usize) else { return Vec::new() };
    match &it.end {
        AttachmentEndNet::Boundary { segments, appliance_mode, .. } => {
            let here = |at: &&Ix| net.segments.get(**at as usize).is_some_and(|it| it.zone == zone);
            let own = segments.iter().find(here).filter(|_| zoned && !appliance_mode);
            own.map_or_else(|| segments.clone(), |own| vec![*own])
        }
        AttachmentEndNet::Hub(_) | AttachmentEndNet::Lines(_) => Vec::new(),
    }
}
