//! What rules may name in place of an address that the model leaves open: the engine picked it, and the provider will
//! pick another.

use super::{
    address::assigned,
    graph::{Ix, Net},
    ranges::{Ranges, number},
};
use crate::base::NodeId;

/// More addresses than this are a block that somebody wrote.
const SINGLE_MAX: u128 = 64;

impl Net {
    /// Addresses as rules of a VPC's filters may name them: one that nobody stated stands for the subnets of the resource
    /// that has it, and a public one for everywhere, for nothing narrower is known to hold it.
    pub fn nameable(&self, boundary: Ix, addresses: &Ranges) -> Ranges {
        let count = addresses.spans().iter().fold(0, |all: u128, it| all.saturating_add(it.1 - it.0));
        if count > SINGLE_MAX {
            return addresses.clone();
        }
        let numbers = addresses.spans().iter().flat_map(|(first, last)| *first..=*last);
        numbers.fold(Ranges::EMPTY, |all, one| all.union(&self.nameable_one(boundary, one)))
    }

    fn nameable_one(&self, boundary: Ix, one: u128) -> Ranges {
        let own = Ranges::one(one);
        if assigned().holds(one) {
            return Ranges::all_v4();
        }
        let Some(owner) = self.unstated(boundary, one) else { return own };
        let family = if own.meets(&Ranges::all_v4()) { Ranges::all_v4() } else { Ranges::all_v6() };
        let interfaces = self.roles.get(&self.interfaces[owner as usize].node);
        let segments = interfaces.into_iter().flat_map(|it| &it.interfaces);
        let segments =
            segments.filter_map(|at| self.segments.get(self.interfaces[*at as usize].segment as usize));
        segments.fold(Ranges::EMPTY, |all, it| all.union(&it.cidrs.intersect(&family)))
    }

    /// The interface that has an address, as a VPC sees it, if nobody stated that address.
    pub fn unstated(&self, boundary: Ix, address: u128) -> Option<Ix> {
        let own = self.boundaries.get(boundary as usize).filter(|it| it.cidrs.holds(address));
        let others = || self.boundaries.iter().filter(|it| it.cidrs.holds(address));
        let owner = match own {
            Some(own) => own.owners.get(&address).copied(),
            None => others().find_map(|it| it.owners.get(&address).copied()),
        };
        owner.filter(|at| {
            let stated = &self.interfaces[*at as usize].fact.addresses;
            !stated.iter().any(|it| number(it.ip()) == address)
        })
    }

    /// The VPC whose subnets a network ACL guards.
    pub fn guarded_by(&self, acl: &NodeId) -> Option<Ix> {
        let at = self.role(acl, |it| it.acl)?;
        self.segments.iter().find(|it| it.acl == at).map(|it| it.boundary)
    }
}
