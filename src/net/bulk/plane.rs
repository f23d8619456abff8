//! Classes: what no rule can tell apart is asked once.
//!
//! A plane holds the classes of one VPC and one family, in the order of their addresses, so that a CIDR is a
//! slice of it. An interface with several addresses is in several classes.

use super::cut::Cuts;
use crate::net::graph::{AttachmentEndNet, Ix, Net, Target, ix};
use std::collections::BTreeMap;

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
    pub(super) first: u32,
}

/// The classes of one VPC and one family.
#[derive(Clone, Debug, Default)]
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

    /// Finds the transit gateways that its tables lead to, and what is on the way there.
    pub fn find_hubs(&mut self, net: &Net) {
        let used =
            self.tables.iter().filter_map(|it| net.tables.get(*it as usize)).flat_map(|it| &it.entries);
        let hubs = used.filter_map(|it| if let Target::Hub(hub) = it.target { Some(hub) } else { None });
        self.hubs = hubs.collect();
        self.hubs.sort_unstable();
        self.hubs.dedup();
        self.hub_acls = hub_acls(net, self.boundary);
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

/// Numbers values in the order in which they come.
#[derive(Debug)]
pub struct Numbers<T>(BTreeMap<T, u32>);

impl<T> Default for Numbers<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T: Ord> Numbers<T> {
    /// The number of a value.
    pub fn number(&mut self, value: T) -> u32 {
        let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        *self.0.entry(value).or_insert(next)
    }

    /// Those that have numbers already.
    pub fn known(values: impl IntoIterator<Item = T>) -> Self {
        Self(values.into_iter().zip(0..).collect())
    }

    /// Values by number.
    pub fn in_order(self) -> Vec<T> {
        let mut all: Vec<(u32, T)> = self.0.into_iter().map(|(value, at)| (at, value)).collect();
        all.sort_unstable_by_key(|it| it.0);
        all.into_iter().map(|it| it.1).collect()
    }
}

/// Whether a table of a VPC leads to a transit gateway: then zones count (TGW-1).
pub fn leads_to_hub(net: &Net, boundary: Ix) -> bool {
    let around = net.tables.iter().filter(|it| it.boundary == boundary);
    around.flat_map(|it| &it.entries).any(|it| matches!(it.target, Target::Hub(_)))
}

/// Interfaces of one VPC and family: address, interface.
pub type Held = Vec<(u128, Ix)>;

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
pub fn plane(
    net: &Net,
    cuts: &Cuts,
    behaviour_of: &[u32],
    mut held: Held,
    boundary: Ix,
    v6: bool,
) -> (Plane, Vec<(u32, Ix)>) {
    held.sort();
    let mut plane = Plane { boundary, v6, ..Plane::default() };
    let mut used: Vec<Ix> = Vec::new();
    let mut sets: Numbers<Vec<Ix>> = Numbers::default();
    let mut profiles: Numbers<Profile> = Numbers::default();
    let (mut acls, mut tables): (Numbers<Ix>, Numbers<Ix>) = (Numbers::default(), Numbers::default());
    let mut members = Vec::with_capacity(held.len());
    // The class of a profile in the run of addresses that is being read.
    let mut class_of: Vec<(u32, u32)> = Vec::new();
    let (mut run, mut until, mut segment) = (0_u32, 0_u128, None);
    let mut set_of_last: (Vec<Ix>, u32) = (Vec::new(), 0);
    let (mut acl, mut table, mut zone) = (0, 0, 0);
    let mut zones: Numbers<&str> = Numbers::default();
    let mut last: (Option<Profile>, u32) = (None, 0);
    let leads_to_hub = leads_to_hub(net, boundary);
    for (address, at) in held {
        let interface = &net.interfaces[at as usize];
        if run == 0 || address >= until || segment != Some(interface.segment) {
            run += 1;
            until = cuts.next(address);
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
        // Neighbours are of one profile as a rule.
        let own = Profile { set: set_of_last.1, zone, acl, table, behaviour };
        if last.0 != Some(own) {
            last = (Some(own), profiles.number(own));
        }
        let profile = last.1;
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
    plane.find_hubs(net);
    plane.profiles = profiles.in_order();
    plane.members = vec![Vec::new(); plane.groups.len()];
    for (at, class) in plane.classes.iter().enumerate() {
        for group in &plane.sets[plane.profiles[class.profile as usize].set as usize] {
            plane.members[*group as usize].push(ix(at));
        }
    }
    let mut sides = Numbers::default();
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
