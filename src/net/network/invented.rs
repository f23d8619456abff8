//! Addresses that a model leaves open, in two designs.
//!
//! They are picked in the order of ids, so one more resource moves many of them. Whoever compares two designs means the
//! resource that has an address, not the number it happens to get: what is picked in one design stands for what is picked
//! for the same resource in the other, and likewise a service's block.

use super::Network;
use crate::{
    base::NodeId,
    net::{
        ranges::{Ranges, number},
        traffic_set::{Cube, Dim, TrafficSet},
    },
};
use std::collections::BTreeMap;

/// Addresses of one design as another has them.
#[derive(Clone, Debug, Default)]
pub struct Renaming {
    /// First and last address, and what becomes of the first; in order.
    spans: Vec<(u128, u128, u128)>,
}

/// Whose an address is: the resource, its subnet, which of its interfaces there, and which address of that.
type Owner<'n> = (&'n NodeId, &'n NodeId, usize, Which);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Which {
    V4,
    V6,
    Public(usize),
}

impl Network {
    /// The addresses of this design as another has them, where one of the two leaves them open.
    pub fn renaming(&self, other: &Self) -> Renaming {
        let (own, theirs) = (self.picked(), other.picked());
        let mut spans: Vec<(u128, u128, u128)> = Vec::new();
        for (owner, (at, stated)) in &own {
            if let Some((to, theirs)) = theirs.get(owner)
                && at != to
                && !(*stated && *theirs)
            {
                spans.push((*at, *at, *to));
            }
        }
        let blocks: BTreeMap<_, _> =
            other.net.services.iter().map(|(service, block)| (service, block)).collect();
        for (service, block) in &self.net.services {
            let Some(to) = blocks.get(service).filter(|it| **it != block) else { continue };
            let pairs = block.spans().iter().zip(to.spans());
            spans.extend(pairs.map(|(from, to)| (from.0, from.1, to.0)));
        }
        spans.sort_unstable();
        Renaming { spans }
    }

    /// One address of each kind of every interface, and whether the model states it.
    fn picked(&self) -> BTreeMap<Owner<'_>, (u128, bool)> {
        let mut out = BTreeMap::new();
        let mut counts: BTreeMap<(&NodeId, &NodeId), usize> = BTreeMap::new();
        for it in &self.net.interfaces {
            let Some(segment) = self.net.segments.get(it.segment as usize).map(|it| &it.node) else {
                continue;
            };
            let count = counts.entry((&it.node, segment)).or_default();
            for (which, family) in [(Which::V4, Ranges::all_v4()), (Which::V6, Ranges::all_v6())] {
                let stated = it.fact.addresses.iter().any(|it| family.holds(number(it.ip())));
                let first = it.primary.filter(|it| family.holds(*it));
                if let Some(at) = first.or_else(|| it.addresses.intersect(&family).first()) {
                    out.insert((&it.node, segment, *count, which), (at, stated));
                }
            }
            for (at, (_, public)) in it.public.iter().enumerate() {
                let stated = it.fact.public.get(at).is_some_and(|it| it.address.is_some());
                out.insert((&it.node, segment, *count, Which::Public(at)), (*public, stated));
            }
            *count += 1;
        }
        out
    }
}

impl Renaming {
    /// A set of packets with its addresses renamed.
    pub fn of(&self, set: &TrafficSet) -> TrafficSet {
        if self.spans.is_empty() {
            return set.clone();
        }
        let renamed = |cube: &Cube| {
            let there = |dim| self.ranges(cube.get(dim));
            cube.clone().with(Dim::Source, there(Dim::Source)).with(Dim::Destination, there(Dim::Destination))
        };
        set.cubes().iter().map(renamed).collect()
    }

    fn ranges(&self, ranges: &Ranges) -> Ranges {
        let mut moved = Vec::new();
        let mut gone = Ranges::EMPTY;
        for (first, last) in ranges.spans() {
            let from = self.spans.partition_point(|it| it.1 < *first);
            for (start, end, to) in self.spans.iter().skip(from).take_while(|it| it.0 <= *last) {
                let (start_here, end_here) = (*start.max(first), *end.min(last));
                gone = gone.union(&Ranges::span(start_here, end_here));
                moved.push(Ranges::span(to + (start_here - start), to + (end_here - start)));
            }
        }
        if gone.is_empty() {
            return ranges.clone();
        }
        moved.iter().fold(ranges.subtract(&gone), |all, it| all.union(it))
    }
}
