//! Where addresses are told apart: the first one after each end that is spoken of.

use super::{
    plane::Plane,
    rule::{Book, GroupRules, Whom},
};
use crate::net::graph::{Net, ix};
use std::collections::BTreeMap;

/// Ends in order, and how often each is spoken of.
#[derive(Debug, Default)]
pub struct Cuts {
    all: Vec<u128>,
    uses: Vec<u32>,
}

impl Cuts {
    /// Those of a network.
    pub fn of(net: &Net, book: &Book) -> Self {
        let mut all = cuts(net, book);
        let uses = all.chunk_by(|a, b| a == b).map(|it| ix(it.len())).collect();
        all.dedup();
        Self { all, uses }
    }

    /// The first one after an address.
    pub fn next(&self, address: u128) -> u128 {
        let at = self.all.partition_point(|it| *it <= address);
        self.all.get(at).copied().unwrap_or(u128::MAX)
    }

    /// Those after one address, up to another.
    pub fn between(&self, first: u128, last: u128) -> &[u128] {
        let from = self.all.partition_point(|it| *it <= first);
        let to = self.all.partition_point(|it| *it <= last);
        self.all.get(from..to).unwrap_or_default()
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.all.len() * size_of::<u128>() + self.uses.len() * size_of::<u32>()
    }

    /// Puts other rules of a group in the place of its old ones, unless that makes other classes: then false, and nothing
    /// is done.
    pub fn recut(&mut self, planes: &[Plane], old: &GroupRules, new: &GroupRules) -> bool {
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
        let uses = |cut: u128| self.all.binary_search(&cut).map_or(0, |at| i64::from(self.uses[at]));
        delta.retain(|_, by| *by != 0);
        let turned: Vec<u128> = delta
            .iter()
            .filter(|(cut, by)| (uses(**cut) == 0) != (uses(**cut) + **by == 0))
            .map(|it| *it.0)
            .collect();
        if turned.iter().any(|cut| self.tells(planes, *cut, &turned)) {
            return false;
        }
        let delta: Vec<(u128, u32)> =
            delta.iter().map(|(cut, by)| (*cut, u32::try_from(uses(*cut) + by).unwrap_or(0))).collect();
        for (cut, now) in delta {
            match self.all.binary_search(&cut) {
                Ok(at) if now == 0 => {
                    self.all.remove(at);
                    self.uses.remove(at);
                }
                Ok(at) => self.uses[at] = now,
                Err(at) => {
                    self.all.insert(at, cut);
                    self.uses.insert(at, now);
                }
            }
        }
        true
    }

    /// Whether a cut that appears or goes may make other classes: up to the next ones that stay, there are classes on both
    /// sides of one that goes, or any where one appears.
    fn tells(&self, planes: &[Plane], cut: u128, turned: &[u128]) -> bool {
        let at = self.all.partition_point(|it| *it < cut);
        let goes = self.all.get(at) == Some(&cut);
        let stays = |it: &&u128| **it != cut && !turned.contains(it);
        let low = self.all[..at].iter().rev().find(stays).copied().unwrap_or(0);
        let high = self.all[at..].iter().find(stays).copied().unwrap_or(u128::MAX);
        planes.iter().any(|plane| {
            let below = |address| plane.addresses.partition_point(|it| *it < address);
            let (low, middle, high) = (below(low), below(cut), below(high));
            if goes { low < middle && middle < high } else { low < high }
        })
    }
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
