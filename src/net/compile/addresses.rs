//! Picks the addresses that the model leaves open, always in the same order: private ones are the lowest free ones
//! of the subnet, public ones come from 198.18.0.0/15.

use super::Facts;
use crate::{
    model::fact::{BlockMode, NetFact, PublicAddress},
    net::{
        address::{assigned, global_v6, never_forwarded, rfc1918, rfc6598, symbolic, symbolic_v6},
        graph::{Ix, Net, PublicOwner, ix},
        ranges::{Ranges, number},
    },
};
use std::collections::{BTreeMap, btree_map::Entry};

/// Whether an address is one of IPv4.
fn is_v4(address: u128) -> bool {
    address >> 32 == 0xffff
}

impl Net {
    /// Explicit addresses first, then the lowest free usable one of the subnet, in the order of ids. The first
    /// four addresses and the last one of a subnet are the provider's:
    /// <https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html>
    pub(super) fn pick_private(&mut self) {
        for at in 0..self.interfaces.len() {
            let interface = &mut self.interfaces[at];
            let segment = self.segments.get(interface.segment as usize);
            interface.boundary = segment.map_or(0, |it| it.boundary);
            let interface = &self.interfaces[at];
            let Some(around) = self.boundaries.get_mut(interface.boundary as usize) else { continue };
            let mut odd = segment
                .is_some_and(|it| !it.cidrs.covers(&interface.addresses) || !around.cidrs.covers(&it.cidrs));
            for address in interface.fact.addresses.clone() {
                let owner = *around.owners.entry(number(address.ip())).or_insert(ix(at));
                if owner != ix(at) {
                    odd = true;
                    self.interfaces[owner as usize].odd = true;
                }
            }
            self.interfaces[at].odd |= odd;
        }
        let mut lowest: BTreeMap<(Ix, bool), u128> = BTreeMap::new();
        for at in 0..self.interfaces.len() {
            for v4 in [true, false] {
                self.pick_one(ix(at), v4, &mut lowest);
            }
            let interface = &mut self.interfaces[at];
            let v4 = interface.fact.addresses.iter().find(|it| it.ip().is_ipv4()).map(|it| number(it.ip()));
            let picked = interface.addresses.spans().iter().map(|it| it.0).find(|it| is_v4(*it));
            interface.primary = v4.or(picked).or(interface.addresses.first());
        }
        for at in 0..self.nats.len() {
            if let Some(interface) = self.nats[at].interface {
                self.nats[at].boundary = self.interfaces[interface as usize].boundary;
            }
        }
    }

    fn pick_one(&mut self, at: Ix, v4: bool, lowest: &mut BTreeMap<(Ix, bool), u128>) {
        let interface = &mut self.interfaces[at as usize];
        let given = interface.addresses.spans().iter().any(|it| is_v4(it.0) == v4);
        let Some(segment) = self.segments.get(interface.segment as usize) else { return };
        let wanted = if v4 { !given } else { !given && interface.fact.assign_ipv6 };
        let here = segment.cidrs.spans().iter().find(|it| is_v4(it.0) == v4);
        let Some(&(first, end)) = here.filter(|_| wanted) else {
            interface.odd |= interface.addresses.is_empty() && !v4;
            return;
        };
        let owners = &mut self.boundaries[segment.boundary as usize].owners;
        let from = lowest.entry((interface.segment, v4)).or_insert(first.saturating_add(4));
        while *from < end && owners.contains_key(from) {
            *from += 1;
        }
        if *from < end {
            owners.insert(*from, at);
            let own = Ranges::one(*from);
            interface.addresses =
                if interface.addresses.is_empty() { own } else { interface.addresses.union(&own) };
        } else {
            interface.odd = true;
        }
    }

    /// Public IPv4 addresses of interfaces and of regional NAT gateways, the known ones first.
    pub(super) fn pick_public(&mut self, facts: &Facts) {
        let hidden = [rfc1918(), rfc6598(), never_forwarded(), Ranges::cidr(symbolic())];
        let routable = hidden.iter().fold(Ranges::all_v4(), |all, part| all.subtract(part));
        let mut wanted: Vec<(PublicOwner, PublicAddress)> = Vec::new();
        for (at, interface) in self.interfaces.iter().enumerate() {
            for public in &interface.fact.public {
                let private = public.private.map(|it| number(it.ip())).or(interface.primary);
                let own = private.filter(|it| interface.addresses.holds(*it) && Ranges::all_v4().holds(*it));
                let owner = own.map(|private| PublicOwner::Interface { interface: ix(at), private });
                wanted.extend(owner.map(|owner| (owner, public.clone())));
            }
        }
        for (id, fact) in facts.iter().flat_map(|(id, facts)| facts.iter().map(move |fact| (id, fact))) {
            let NetFact::SourceNat(fact) = fact else { continue };
            let (Some(regional), Some(nat)) = (&fact.regional, self.role(id, |it| it.nat)) else { continue };
            let none = std::slice::from_ref(&PublicAddress::ASSIGNED);
            let public = if regional.public.is_empty() { none } else { regional.public.as_slice() };
            wanted.extend(public.iter().map(|it| (PublicOwner::Nat(nat), it.clone())));
        }
        // One that cannot be public says nothing: the design has a finding for it.
        let known =
            |it: &PublicAddress| it.address.map(|it| number(it.ip())).filter(|it| routable.holds(*it));
        let taken: Ranges = wanted.iter().filter_map(|(_, it)| known(it)).collect();
        let free = assigned().subtract(&taken);
        let mut free = free.spans().iter().flat_map(|(first, last)| *first..=*last).skip(1);
        for (owner, public) in wanted {
            let Some(address) = known(&public).or_else(|| free.next()) else { continue };
            // One address stands for one thing: the first in the order of ids.
            if let Entry::Vacant(slot) = self.public.entry(address) {
                slot.insert(owner);
                match owner {
                    PublicOwner::Interface { interface, private } => {
                        self.interfaces[interface as usize].public.push((private, address));
                    }
                    PublicOwner::Nat(nat) => {
                        let own = &mut self.nats[nat as usize].public;
                        *own = own.union(&Ranges::one(address));
                    }
                }
            }
            if let Some(holder) = public.holder {
                self.roles.entry(holder).or_default().holds = Some(address);
            }
        }
    }

    /// Every public address that nothing in the model has.
    pub(super) fn unknown_public(&self) -> Ranges {
        let hidden = [rfc1918(), rfc6598(), never_forwarded(), assigned(), Ranges::cidr(symbolic())];
        let taken = self.public.keys().copied().collect();
        // IGW-7: a VPC's own blocks are private, whatever they look like.
        let inside: Ranges = self.boundaries.iter().flat_map(|it| it.cidrs.spans().iter().copied()).collect();
        let site: Ranges = self.sites.iter().flat_map(|it| it.cidrs.spans().iter().copied()).collect();
        let public = Ranges::all_v4().union(&global_v6()).subtract(&Ranges::cidr(symbolic_v6()));
        hidden.iter().chain([&taken, &inside, &site]).fold(public, |all, part| all.subtract(part))
    }

    /// IGW-1: how much of the internet is blocked, by VPC and subnet.
    pub(super) fn block_public(&mut self, facts: &Facts) {
        for (_, fact) in facts.iter().flat_map(|(id, facts)| facts.iter().map(move |fact| (id, fact))) {
            let NetFact::PublicBlock(block) = fact else { continue };
            let mut blocked: BTreeMap<Ix, BlockMode> = BTreeMap::new();
            for (at, boundary) in self.boundaries.iter_mut().enumerate() {
                if boundary.region == block.region {
                    let own = block.exclusions.iter().find(|(id, _)| *id == boundary.node);
                    boundary.blocked = own.map_or(block.mode, |(_, mode)| block.mode.min(*mode));
                    blocked.insert(ix(at), boundary.blocked);
                }
            }
            for segment in &mut self.segments {
                if let Some(around) = blocked.get(&segment.boundary) {
                    let own = block.exclusions.iter().find(|(id, _)| *id == segment.node);
                    segment.blocked = own.map_or(*around, |(_, mode)| (*around).min(*mode));
                }
            }
        }
    }
}
