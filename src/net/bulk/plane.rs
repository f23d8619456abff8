//! Classes: what no rule can tell apart is asked once.
//!
//! A plane holds the classes of one VPC and one family, in the order of their addresses, so that a CIDR is a
//! slice of it. An interface with several addresses is in several classes.

use super::rule::{Book, GroupRules, Whom};
use crate::{
    base::{PortRange, Protocol},
    model::fact::Inbound,
    net::{
        address::never_forwarded,
        graph::{AttachmentEndNet, InterfaceNet, Ix, Net, Target, ix},
    },
};
use std::collections::BTreeMap;

/// How an interface behaves, apart from where it is and what filters it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Behaviour {
    /// Whether it opens flows.
    pub opens: bool,
    /// Whether others may open flows to it.
    pub takes: bool,
    /// Whether a flow to it goes on elsewhere, which this engine leaves to `prop`.
    pub leads_on: bool,
    /// Whether this engine leaves everything about it to `prop`.
    pub strange: bool,
    /// Whether only its own addresses may be source or destination.
    pub checked: bool,
    /// Source ports of flows that it opens (RET-3).
    pub ephemeral: PortRange,
    /// Protocols of flows that it opens; empty: every one.
    pub protocols: Vec<Protocol>,
    /// Ports that answer; empty: any.
    pub listens: Vec<(Protocol, PortRange)>,
    /// The service that answers there, over TCP only (IFE-1): its ports.
    pub serves: Vec<u16>,
}

impl Behaviour {
    fn of(interface: &InterfaceNet, strange: bool) -> Self {
        let fact = &interface.fact;
        let leads_on = match &fact.inbound {
            Inbound::Balancer | Inbound::Offered { .. } => true,
            Inbound::Filtered
            | Inbound::Function
            | Inbound::Managed
            | Inbound::Nat
            | Inbound::Inspection
            | Inbound::Service { .. } => false,
        };
        let serves: &[u16] = match &fact.inbound {
            Inbound::Service { service, .. } if service.name == "s3" => &[80, 443],
            Inbound::Service { .. } => &[443],
            Inbound::Filtered
            | Inbound::Function
            | Inbound::Managed
            | Inbound::Nat
            | Inbound::Inspection
            | Inbound::Offered { .. }
            | Inbound::Balancer => &[],
        };
        let (opens, takes) = (fact.initiates && fact.running, fact.inbound.is_open() && fact.running);
        Self {
            opens,
            takes,
            leads_on,
            // SG-7: what has no groups is rare where flows start or end.
            strange: strange || (fact.unfiltered && (opens || takes)),
            serves: serves.to_vec(),
            checked: fact.source_dest_check,
            ephemeral: fact.ephemeral,
            protocols: fact.protocols.clone(),
            listens: fact.listens.clone(),
        }
    }

    /// Whether an interface is of this behaviour, and an ordinary one. What else there is goes the long way.
    fn is_of(&self, interface: &InterfaceNet, strange: bool) -> bool {
        let fact = &interface.fact;
        fact.running
            && !fact.unfiltered
            && fact.inbound == Inbound::Filtered
            && fact.initiates == self.opens
            && self.takes
            && !self.leads_on
            && strange == self.strange
            && fact.source_dest_check == self.checked
            && fact.ephemeral == self.ephemeral
            && fact.protocols == self.protocols
            && fact.listens == self.listens
    }
}

/// What a class shares with others on both ends of a path: filters, table, behaviour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Profile {
    /// Its place in `Plane::sets`.
    pub set: u32,
    /// Its place in `Plane::zones`, where that matters.
    pub zone: u32,
    /// Its place in `Plane::acls`.
    pub acl: u32,
    /// Its place in `Plane::tables`.
    pub table: u32,
    /// Its place in `Ground::behaviours`.
    pub behaviour: u32,
}

/// A profile without its set: filters of the subnet, behaviour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Side {
    /// Its place in `Plane::zones`, where that matters.
    pub zone: u32,
    /// Its place in `Plane::acls`.
    pub acl: u32,
    /// Its place in `Plane::tables`.
    pub table: u32,
    /// Its place in `Ground::behaviours`.
    pub behaviour: u32,
}

/// One class.
#[derive(Clone, Copy, Debug)]
pub struct Class {
    /// An address of it.
    pub address: u128,
    /// Its subnet.
    pub segment: Ix,
    /// Its place in `Plane::profiles`.
    pub profile: u32,
    /// How many interfaces it has.
    pub count: u32,
    /// Where they begin among those of the plane.
    first: u32,
}

/// The classes of one VPC and one family.
#[derive(Debug, Default)]
pub struct Plane {
    /// The VPC.
    pub boundary: Ix,
    /// Which family.
    pub v6: bool,
    /// In the order of addresses.
    pub classes: Vec<Class>,
    /// The address of each class, close together for searching.
    pub addresses: Vec<u128>,
    /// Groups in use, in order.
    pub groups: Vec<Ix>,
    /// The classes that carry a group, in step with `groups`.
    pub members: Vec<Vec<u32>>,
    /// Sets of places in `groups`.
    pub sets: Vec<Vec<u32>>,
    /// Network ACLs in use.
    pub acls: Vec<Ix>,
    /// Route tables in use.
    pub tables: Vec<Ix>,
    /// Transit gateways that those lead to.
    pub hubs: Vec<Ix>,
    /// Network ACLs of the subnets by which the VPC is attached to some.
    pub hub_acls: Vec<Ix>,
    /// Zones in use, if there are any such (TGW-1).
    pub zones: Vec<String>,
    /// What classes share.
    pub profiles: Vec<Profile>,
    /// The same without sets: network ACL, table, behaviour.
    pub sides: Vec<Side>,
    /// Of each class its place in `sets`.
    pub set_of: Vec<u32>,
    /// Of each class its place in `sides`.
    pub side_of: Vec<u32>,
    /// Classes by side, then set: which to ask after one another.
    pub by_profile: Vec<u32>,
    /// The classes of a subnet: it, the first, the one after the last.
    pub segments: Vec<(Ix, u32, u32)>,
}

impl Plane {
    /// The classes whose addresses are from `first` to `last`. Both are ends of atoms.
    pub fn slice(&self, first: u128, last: u128) -> std::ops::Range<usize> {
        let (Some(low), Some(high)) = (self.addresses.first(), self.addresses.last()) else { return 0..0 };
        if first <= *low && last >= *high {
            return 0..self.addresses.len();
        }
        if last < *low || first > *high {
            return 0..0;
        }
        let from = self.addresses.partition_point(|it| *it < first);
        let to = self.addresses.partition_point(|it| *it <= last);
        from..to.max(from)
    }

    /// The classes of a subnet.
    pub fn segment(&self, segment: Ix) -> std::ops::Range<usize> {
        let found = self.segments.binary_search_by_key(&segment, |it| it.0);
        found.map_or(0..0, |at| self.segments[at].1 as usize..self.segments[at].2 as usize)
    }

    /// Ways into transit gateways: one for each of `hubs` and zone.
    pub fn gates(&self) -> usize {
        self.hubs.len() * self.zones.len()
    }

    /// The way into a transit gateway from a zone.
    pub fn gate(&self, hub: u8, zone: u32) -> usize {
        usize::from(hub) * self.zones.len() + zone as usize
    }

    /// The place of a group in `groups`.
    pub fn group(&self, group: Ix) -> Option<usize> {
        self.groups.binary_search(&group).ok()
    }
}

/// Every class of a network.
#[derive(Debug, Default)]
pub struct Ground {
    /// By VPC and family.
    pub planes: Vec<Plane>,
    /// What interfaces behave like.
    pub behaviours: Vec<Behaviour>,
    /// Where addresses are told apart: the first one after each end that is spoken of.
    cuts: Vec<u128>,
    /// How many ends each of them stands for.
    uses: Vec<u32>,
    /// Where the classes of an interface begin in `places`; one more than there are interfaces.
    starts: Vec<u32>,
    /// Plane and class, by interface.
    places: Vec<(u32, u32)>,
    /// Interfaces of each plane, class by class.
    members: Vec<Vec<Ix>>,
}

/// Whether an address is one of IPv4.
fn is_v4(address: u128) -> bool {
    address >> 32 == 0xffff
}

/// Where addresses must be told apart: the first address after each end, in order.
fn cuts(net: &Net, book: &Book) -> Vec<u128> {
    let mut cuts = Vec::new();
    let mut add =
        |first: u128, last: u128| cuts.extend([Some(first), last.checked_add(1)].into_iter().flatten());
    for rules in &book.groups {
        for rule in rules.ingress.iter().chain(&rules.egress) {
            if let Whom::Span(first, last) = rule.whom {
                add(first, last);
            }
        }
    }
    for acl in &book.acls {
        acl.ingress.iter().chain(&acl.egress).for_each(|it| add(it.first, it.last));
    }
    for route in book.tables.iter().flatten() {
        add(route.first, route.last);
    }
    let hubs = net.hub_tables.iter().flat_map(|it| &it.entries).flat_map(|it| it.covers.spans());
    let segments = net.segments.iter().flat_map(|it| it.cidrs.spans());
    let boundaries = net.boundaries.iter().flat_map(|it| it.cidrs.spans());
    hubs.chain(segments).chain(boundaries).for_each(|span| add(span.0, span.1));
    cuts.sort_unstable();
    cuts
}

/// Which subnets share addresses with others of their VPC. No design may have that; `prop` says what comes of it.
fn mixed(net: &Net) -> Vec<bool> {
    let spans = net.segments.iter().enumerate();
    let spans = spans.flat_map(|(at, it)| it.cidrs.spans().iter().map(move |span| (it.boundary, *span, at)));
    let mut spans: Vec<_> = spans.collect();
    spans.sort_unstable();
    let mut mixed = vec![false; net.segments.len()];
    let mut widest: Option<(Ix, u128, usize)> = None;
    for (boundary, (first, last), at) in spans {
        if let Some((of, end, other)) = widest.filter(|it| it.0 == boundary && it.1 >= first) {
            (mixed[at], mixed[other]) = (true, true);
            widest = Some(if last > end { (of, last, at) } else { (of, end, other) });
        } else {
            widest = Some((boundary, last, at));
        }
    }
    mixed
}

/// Numbers values in the order in which they come.
#[derive(Debug)]
struct Numbers<T>(BTreeMap<T, u32>);

impl<T: Ord> Numbers<T> {
    fn number(&mut self, value: T) -> u32 {
        let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        *self.0.entry(value).or_insert(next)
    }

    fn in_order(self) -> Vec<T> {
        let mut all: Vec<(u32, T)> = self.0.into_iter().map(|(value, at)| (at, value)).collect();
        all.sort_unstable_by_key(|it| it.0);
        all.into_iter().map(|it| it.1).collect()
    }
}

/// Interfaces of one VPC and family: address, interface.
type Held = Vec<(u128, Ix)>;

impl Ground {
    /// Sorts every interface into its classes.
    pub fn of(net: &Net, book: &Book) -> Self {
        let mut cuts = cuts(net, book);
        let uses = cuts.chunk_by(|a, b| a == b).map(|it| ix(it.len())).collect();
        cuts.dedup();
        let mut ground = Self { uses, ..Self::default() };
        let mut held: Vec<Held> = vec![Vec::new(); net.boundaries.len() * 2];
        let (never, mixed) = (never_forwarded(), mixed(net));
        let mut behaviours = Numbers(BTreeMap::new());
        let mut usual: Option<(Behaviour, u32)> = None;
        let mut behaviour_of: Vec<u32> = Vec::with_capacity(net.interfaces.len());
        for (at, interface) in net.interfaces.iter().enumerate() {
            let mut strange = interface.odd || mixed.get(interface.segment as usize).is_none_or(|it| *it);
            let around = net.boundaries.get(interface.boundary as usize);
            let segment = net.segments.get(interface.segment as usize);
            for span in interface.addresses.spans() {
                for address in span.0..=span.1 {
                    let plane = interface.boundary as usize * 2 + usize::from(!is_v4(address));
                    if let Some(plane) = held.get_mut(plane) {
                        plane.push((address, ix(at)));
                    }
                    strange |= never.holds(address)
                        || around.is_some_and(|it| it.resolver.holds(address))
                        || segment.is_some_and(|it| it.routers.holds(address));
                }
            }
            let known =
                usual.as_ref().filter(|(behaviour, _)| behaviour.is_of(interface, strange)).map(|it| it.1);
            let behaviour = known.unwrap_or_else(|| {
                let behaviour = Behaviour::of(interface, strange);
                let number = behaviours.number(behaviour.clone());
                if behaviour.is_of(interface, strange) {
                    usual = Some((behaviour, number));
                }
                number
            });
            behaviour_of.push(behaviour);
        }
        let mut all: Vec<Vec<(u32, Ix)>> = Vec::new();
        let mut counts = vec![0_u32; net.interfaces.len() + 1];
        for (at, held) in held.into_iter().enumerate().filter(|(_, held)| !held.is_empty()) {
            let (boundary, v6) = (ix(at / 2), at % 2 == 1);
            let (plane, members) = plane(net, &cuts, &behaviour_of, held, boundary, v6);
            for (_, interface) in &members {
                counts[*interface as usize + 1] += 1;
            }
            ground.planes.push(plane);
            all.push(members);
        }
        for at in 1..counts.len() {
            counts[at] += counts[at - 1];
        }
        ground.places = vec![(0, 0); counts.last().map_or(0, |it| *it as usize)];
        let mut next = counts.clone();
        for (at, members) in (0..).zip(&all) {
            for (class, interface) in members {
                let next = &mut next[*interface as usize];
                ground.places[*next as usize] = (at, *class);
                *next += 1;
            }
        }
        ground.cuts = cuts;
        ground.starts = counts;
        ground.behaviours = behaviours.in_order();
        for (plane, mut members) in ground.planes.iter_mut().zip(all) {
            members.sort();
            let mut first = 0;
            for class in &mut plane.classes {
                class.first = first;
                first += class.count;
            }
            ground.members.push(members.into_iter().map(|it| it.1).collect());
        }
        ground
    }

    /// Puts other rules of a group in the place of its old ones, unless that makes other classes: then false, and nothing
    /// is done.
    pub fn recut(&mut self, old: &GroupRules, new: &GroupRules) -> bool {
        let mut delta: BTreeMap<u128, i64> = BTreeMap::new();
        for (rules, by) in [(old, -1), (new, 1)] {
            for rule in rules.ingress.iter().chain(&rules.egress) {
                if let Whom::Span(first, last) = rule.whom {
                    for end in [Some(first), last.checked_add(1)].into_iter().flatten() {
                        *delta.entry(end).or_default() += by;
                    }
                }
            }
        }
        let uses = |cut: u128| self.cuts.binary_search(&cut).map_or(0, |at| i64::from(self.uses[at]));
        delta.retain(|_, by| *by != 0);
        let turned: Vec<u128> = delta
            .iter()
            .filter(|(cut, by)| (uses(**cut) == 0) != (uses(**cut) + **by == 0))
            .map(|it| *it.0)
            .collect();
        if turned.iter().any(|cut| self.tells(*cut, &turned)) {
            return false;
        }
        let delta: Vec<(u128, u32)> =
            delta.iter().map(|(cut, by)| (*cut, u32::try_from(uses(*cut) + by).unwrap_or(0))).collect();
        for (cut, now) in delta {
            match self.cuts.binary_search(&cut) {
                Ok(at) if now == 0 => {
                    self.cuts.remove(at);
                    self.uses.remove(at);
                }
                Ok(at) => self.uses[at] = now,
                Err(at) => {
                    self.cuts.insert(at, cut);
                    self.uses.insert(at, now);
                }
            }
        }
        true
    }

    /// Whether a cut that appears or goes may make other classes: up to the next ones that stay, there are classes on both
    /// sides of one that goes, or any where one appears.
    fn tells(&self, cut: u128, turned: &[u128]) -> bool {
        let at = self.cuts.partition_point(|it| *it < cut);
        let goes = self.cuts.get(at) == Some(&cut);
        let stays = |it: &&u128| **it != cut && !turned.contains(it);
        let low = self.cuts[..at].iter().rev().find(stays).copied().unwrap_or(0);
        let high = self.cuts[at..].iter().find(stays).copied().unwrap_or(u128::MAX);
        self.planes.iter().any(|plane| {
            let below = |address| plane.addresses.partition_point(|it| *it < address);
            let (low, middle, high) = (below(low), below(cut), below(high));
            if goes { low < middle && middle < high } else { low < high }
        })
    }

    /// The classes of an interface: plane and class.
    pub fn places(&self, interface: Ix) -> &[(u32, u32)] {
        let start = |at: usize| self.starts.get(at).map_or(0, |it| *it as usize);
        let at = interface as usize;
        self.places.get(start(at)..start(at + 1)).unwrap_or_default()
    }

    /// The interfaces of a class, in order.
    pub fn interfaces(&self, plane: u32, class: u32) -> &[Ix] {
        let class = self.planes.get(plane as usize).and_then(|it| it.classes.get(class as usize));
        let all = self.members.get(plane as usize);
        let own = class.zip(all).and_then(|(class, all)| {
            let first = class.first as usize;
            all.get(first..first + class.count as usize)
        });
        own.unwrap_or_default()
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        let plane = |it: &Plane| {
            it.classes.len() * size_of::<Class>()
                + it.addresses.len() * 16
                + it.members.iter().map(|it| it.len() * 4 + 24).sum::<usize>()
                + it.sets.iter().map(|it| it.len() * 4 + 24).sum::<usize>()
                + it.profiles.len() * size_of::<Profile>()
                + it.by_profile.len() * 12
        };
        self.planes.iter().map(plane).sum::<usize>()
            + self.cuts.len() * 16
            + self.starts.len() * 4
            + self.places.len() * 8
            + self.members.iter().map(|it| it.len() * 4).sum::<usize>()
    }
}

/// The network ACLs of the subnets by which a VPC is attached to transit gateways.
fn hub_acls(net: &Net, boundary: Ix) -> Vec<Ix> {
    let segments = net.attachments.iter().flat_map(|it| match &it.end {
        AttachmentEndNet::Boundary { boundary: own, segments, .. } if *own == boundary => segments.as_slice(),
        AttachmentEndNet::Boundary { .. } | AttachmentEndNet::Hub(_) | AttachmentEndNet::Lines(_) => &[],
    });
    let mut acls: Vec<Ix> =
        segments.filter_map(|it| net.segments.get(*it as usize)).map(|it| it.acl).collect();
    acls.sort_unstable();
    acls.dedup();
    acls
}

/// One plane, and the class of each interface in it.
fn plane(
    net: &Net,
    cuts: &[u128],
    behaviour_of: &[u32],
    mut held: Held,
    boundary: Ix,
    v6: bool,
) -> (Plane, Vec<(u32, Ix)>) {
    held.sort();
    let mut plane = Plane { boundary, v6, ..Plane::default() };
    let mut used: Vec<Ix> = Vec::new();
    let mut sets: Numbers<Vec<Ix>> = Numbers(BTreeMap::new());
    let mut profiles: Numbers<Profile> = Numbers(BTreeMap::new());
    let (mut acls, mut tables): (Numbers<Ix>, Numbers<Ix>) =
        (Numbers(BTreeMap::new()), Numbers(BTreeMap::new()));
    let mut members = Vec::with_capacity(held.len());
    // The class of a profile in the run of addresses that is being read.
    let mut class_of: Vec<(u32, u32)> = Vec::new();
    let (mut run, mut until, mut segment) = (0_u32, 0_u128, None);
    let mut set_of_last: (Vec<Ix>, u32) = (Vec::new(), 0);
    let (mut acl, mut table, mut zone) = (0, 0, 0);
    let mut zones: Numbers<&str> = Numbers(BTreeMap::new());
    let around = net.tables.iter().filter(|it| it.boundary == boundary);
    let leads_to_hub = around.flat_map(|it| &it.entries).any(|it| matches!(it.target, Target::Hub(_)));
    for (address, at) in held {
        let interface = &net.interfaces[at as usize];
        if run == 0 || address >= until || segment != Some(interface.segment) {
            run += 1;
            let next = cuts.partition_point(|it| *it <= address);
            until = cuts.get(next).copied().unwrap_or(u128::MAX);
            segment = Some(interface.segment);
            let own = net.segments.get(interface.segment as usize);
            acl = acls.number(own.map_or(Ix::MAX, |it| it.acl));
            table = tables.number(own.map_or(Ix::MAX, |it| it.table));
            zone = if leads_to_hub { zones.number(own.map_or("", |it| &it.zone)) } else { 0 };
        }
        if set_of_last.0 != interface.groups || plane.classes.is_empty() {
            let mut groups = interface.groups.clone();
            groups.sort_unstable();
            groups.dedup();
            used.extend(&groups);
            set_of_last = (interface.groups.clone(), sets.number(groups));
        }
        let behaviour = behaviour_of.get(at as usize).copied().unwrap_or(0);
        let profile = profiles.number(Profile { set: set_of_last.1, zone, acl, table, behaviour });
        if class_of.len() <= profile as usize {
            class_of.resize(profile as usize + 1, (0, 0));
        }
        let slot = &mut class_of[profile as usize];
        if slot.0 != run {
            *slot = (run, ix(plane.classes.len()));
            let segment = interface.segment;
            plane.classes.push(Class { address, segment, profile, count: 0, first: 0 });
            plane.addresses.push(address);
        }
        plane.classes[slot.1 as usize].count += 1;
        members.push((slot.1, at));
    }
    used.sort_unstable();
    used.dedup();
    let place = |group: &Ix| used.binary_search(group).map_or(0, ix);
    plane.sets = sets.in_order().iter().map(|set| set.iter().map(place).collect()).collect();
    plane.groups = used;
    plane.acls = acls.in_order();
    plane.tables = tables.in_order();
    plane.zones = zones.in_order().into_iter().map(str::to_owned).collect();
    let used = plane.tables.iter().filter_map(|it| net.tables.get(*it as usize)).flat_map(|it| &it.entries);
    plane.hubs =
        used.filter_map(|it| if let Target::Hub(hub) = it.target { Some(hub) } else { None }).collect();
    plane.hub_acls = hub_acls(net, boundary);
    plane.hubs.sort_unstable();
    plane.hubs.dedup();
    plane.profiles = profiles.in_order();
    plane.members = vec![Vec::new(); plane.groups.len()];
    for (at, class) in plane.classes.iter().enumerate() {
        for group in &plane.sets[plane.profiles[class.profile as usize].set as usize] {
            plane.members[*group as usize].push(ix(at));
        }
    }
    let mut sides = Numbers(BTreeMap::new());
    for class in &plane.classes {
        let Profile { set, zone, acl, table, behaviour } = plane.profiles[class.profile as usize];
        plane.set_of.push(set);
        plane.side_of.push(sides.number(Side { zone, acl, table, behaviour }));
    }
    plane.sides = sides.in_order();
    plane.by_profile = (0..ix(plane.classes.len())).collect();
    plane.by_profile.sort_by_key(|it| (plane.side_of[*it as usize], plane.set_of[*it as usize]));
    for (at, class) in plane.classes.iter().enumerate() {
        match plane.segments.last_mut() {
            Some(last) if last.0 == class.segment => last.2 = ix(at + 1),
            _ => plane.segments.push((class.segment, ix(at), ix(at + 1))),
        }
    }
    plane.segments.sort_unstable();
    (plane, members)
}
