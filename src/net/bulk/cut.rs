//! Where addresses are told apart: the first one after each end that is spoken of.

use super::{
    plane::Plane,
    rule::{AclRules, Book, GroupRules, Route, Whom},
    same::Same,
};
use crate::net::graph::{Net, ix};
use std::collections::BTreeMap;

/// Ends in order, and how often each is spoken of.
#[derive(Clone, Debug, Default)]
pub struct Cuts {
    all: Vec<u128>,
    uses: Vec<u32>,
}

impl Cuts {
    /// Those of a network.
    pub fn of(net: &Net, book: &Book) -> Self {
        let mut ends = Ends::default();
        book.groups.iter().for_each(|it| ends.group(it));
        book.acls.iter().for_each(|it| ends.acl(it));
        book.tables.iter().for_each(|it| ends.table(it));
        ends.rest(net);
        let mut all = ends.0;
        all.sort_unstable();
        let uses = all.chunk_by(|a, b| a == b).map(|it| ix(it.len())).collect();
        all.dedup();
        Self { all, uses }
    }

    /// Those of the network after an edit.
    pub fn after(&self, old: (&Net, &Book), new: (&Net, &Book), same: &Same) -> Self {
        let (mut gone, mut come) = (Ends::default(), Ends::default());
        let parts = (old.1, new.1);
        let (a, b) = same.groups.others(&parts.0.groups, &parts.1.groups);
        a.for_each(|it| gone.group(it));
        b.for_each(|it| come.group(it));
        let (a, b) = same.acls.others(&parts.0.acls, &parts.1.acls);
        a.for_each(|it| gone.acl(it));
        b.for_each(|it| come.acl(it));
        let (a, b) = same.tables.others(&parts.0.tables, &parts.1.tables);
        a.for_each(|it| gone.table(it));
        b.for_each(|it| come.table(it));
        // Of the rest there is little.
        gone.rest(old.0);
        come.rest(new.0);
        let mut delta: Vec<(u128, i64)> = gone.0.into_iter().map(|it| (it, -1)).collect();
        delta.extend(come.0.into_iter().map(|it| (it, 1)));
        delta.sort_unstable();
        let delta = delta.chunk_by(|a, b| a.0 == b.0).map(|it| (it[0].0, it.iter().map(|it| it.1).sum()));
        let delta: Vec<(u128, i64)> = delta.filter(|it| it.1 != 0).collect();
        self.changed(&delta)
    }

    /// The same with other numbers of uses: each end once, in order.
    fn changed(&self, delta: &[(u128, i64)]) -> Self {
        let mut out = Self::default();
        let mut from = 0;
        for (cut, by) in delta {
            let to = from + self.all[from..].partition_point(|it| it < cut);
            out.all.extend(&self.all[from..to]);
            out.uses.extend(&self.uses[from..to]);
            let known = self.all.get(to) == Some(cut);
            let uses = if known { i64::from(self.uses[to]) } else { 0 };
            if let Some(uses) = u32::try_from(uses + by).ok().filter(|it| *it > 0) {
                out.all.push(*cut);
                out.uses.push(uses);
            }
            from = to + usize::from(known);
        }
        out.all.extend(&self.all[from..]);
        out.uses.extend(&self.uses[from..]);
        out
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
        let delta: Vec<(u128, i64)> = delta.into_iter().collect();
        let turned: Vec<u128> = delta
            .iter()
            .filter(|(cut, by)| (uses(*cut) == 0) != (uses(*cut) + *by == 0))
            .map(|it| it.0)
            .collect();
        if turned.iter().any(|cut| self.tells(planes, *cut, &turned)) {
            return false;
        }
        *self = self.changed(&delta);
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

/// Where addresses must be told apart: the first address after each end.
#[derive(Default)]
struct Ends(Vec<u128>);

impl Ends {
    fn add(&mut self, first: u128, last: u128) {
        self.0.extend([Some(first), last.checked_add(1)].into_iter().flatten());
    }

    fn group(&mut self, rules: &GroupRules) {
        for rule in rules.ingress.iter().chain(&rules.egress) {
            if let Whom::Span(first, last) = rule.whom {
                self.add(first, last);
            }
        }
    }

    fn acl(&mut self, acl: &AclRules) {
        acl.ingress.iter().chain(&acl.egress).for_each(|it| self.add(it.first, it.last));
    }

    fn table(&mut self, routes: &[Route]) {
        routes.iter().for_each(|it| self.add(it.first, it.last));
    }

    /// Those of transit gateways, subnets and VPCs.
    fn rest(&mut self, net: &Net) {
        let hubs = net.hub_tables.iter().flat_map(|it| &it.entries).flat_map(|it| it.covers.spans());
        let segments = net.segments.iter().flat_map(|it| it.cidrs.spans());
        let boundaries = net.boundaries.iter().flat_map(|it| it.cidrs.spans());
        hubs.chain(segments).chain(boundaries).for_each(|span| self.add(span.0, span.1));
    }
}
