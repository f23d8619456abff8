//! What passes between two planes before an edit and after it: only pairs of classes that some row speaks
//! differently of are asked.

use super::{
    Ground, Span,
    block::Block,
    change::{Change, Changed},
    cross::Way,
    fragment::{Both, Fragment},
    lead::Lead,
    mask::Mask,
    pair::words,
    plane::{Plane, Profile},
};
use crate::net::graph::Ix;
use std::collections::BTreeMap;

/// The planes of source and destination, where they are there at all.
pub type Ends = [Option<u32>; 2];

/// One side of a comparison.
#[derive(Clone, Copy)]
pub struct Side<'n, const W: usize> {
    /// The classes.
    pub ground: &'n Ground,
    /// The rows; none if there was no way between the planes.
    pub block: Option<&'n Block<W>>,
    /// The planes that there were.
    pub planes: Ends,
}

impl<const W: usize> Side<'_, W> {
    /// What passes; `None`: it is left to `prop`. Nothing where an end is missing.
    fn pass(&self, source: Option<u32>, destination: Option<u32>) -> Option<Way<W>> {
        match (self.block, source, destination) {
            (Some(block), Some(s), Some(d)) => block.pass(self.ground, s, d),
            _ => Some(Way::NONE),
        }
    }
}

/// Pairs of fragments to ask about.
struct Marks {
    width: usize,
    bits: Vec<bool>,
}

impl Marks {
    fn row(&mut self, at: usize) {
        self.bits[at * self.width..(at + 1) * self.width].fill(true);
    }

    fn column(&mut self, at: usize) {
        self.bits.iter_mut().skip(at).step_by(self.width.max(1)).for_each(|it| *it = true);
    }

    fn set(&mut self, row: usize, column: usize) {
        self.bits[row * self.width + column] = true;
    }
}

/// Reports what differs between two blocks with the same atoms.
pub fn compare<const W: usize>(
    both: &Both<'_>,
    (old, new): (Side<'_, W>, Side<'_, W>),
    (sources, destinations): (&[Fragment], &[Fragment]),
    span: &Span,
    change: &mut Change,
) {
    let width = destinations.len();
    let mut marks = Marks { width, bits: vec![false; sources.len() * width] };
    for (at, _) in sources.iter().enumerate().filter(|(_, it)| !it.steady) {
        marks.row(at);
    }
    for (at, _) in destinations.iter().enumerate().filter(|(_, it)| !it.steady) {
        marks.column(at);
    }
    if let (Some(before), Some(after)) = (old.block, new.block) {
        let rows = Rows { both, old: (old.ground, before), new: (new.ground, after), sources, destinations };
        rows.mark(&mut marks);
    } else {
        marks.bits.fill(true);
    }
    let number = change.spans.len();
    change.spans.push(span.clone());
    for (at, _) in marks.bits.iter().enumerate().filter(|(_, it)| **it) {
        let (s, d) = (sources[at / width], destinations[at % width]);
        let moved = || (s.moved(old.planes[0], new.planes[0]), d.moved(old.planes[1], new.planes[1]));
        match (old.pass(s.old, d.old), new.pass(s.new, d.new)) {
            (Some(one), Some(two)) => {
                let (before, now) = (words(&one), words(&two));
                if before != now {
                    let (from, to) = moved();
                    change.changed.push(Changed { from, to, before, now, span: number });
                }
            }
            (None, _) | (_, None) => change.asked.push(moved()),
        }
    }
}

/// The rows of both blocks.
struct Rows<'a, 'n, const W: usize> {
    both: &'a Both<'n>,
    old: (&'a Ground, &'a Block<W>),
    new: (&'a Ground, &'a Block<W>),
    sources: &'a [Fragment],
    destinations: &'a [Fragment],
}

/// A steady fragment: its place, its class before and after.
type Steady = (usize, usize, usize);

/// Fragments that are steady: their place, their class before and after.
fn steady(all: &[Fragment]) -> Vec<Steady> {
    let all = all.iter().enumerate().filter(|(_, it)| it.steady);
    all.filter_map(|(at, it)| Some((at, it.old? as usize, it.new? as usize))).collect()
}

/// The places in two lists of what is the same resource.
fn joined(places: &[Option<Ix>], old: &[Ix], new: &[Ix]) -> Vec<(u32, u32)> {
    let same = |(at, one): (u32, &Ix)| {
        let moved = places.get(*one as usize).copied().flatten()?;
        Some((at, (0..).zip(new).find(|it| *it.1 == moved)?.0))
    };
    (0..).zip(old).filter_map(same).collect()
}

/// By group, the fragments that carry it.
fn holders(all: &[Steady], plane: &Plane) -> Vec<Vec<usize>> {
    let mut holders = vec![Vec::new(); plane.groups.len()];
    for (at, _, now) in all {
        let profile = plane.profiles[plane.classes[*now].profile as usize];
        for group in &plane.sets[profile.set as usize] {
            holders[*group as usize].push(*at);
        }
    }
    holders
}

/// What some fragments have, before and after: each pair once, with the fragments that have it.
fn alike(
    all: &[Steady],
    (old, new): (&Plane, &Plane),
    of: impl Fn(Profile) -> u32,
) -> Vec<((u32, u32), Vec<usize>)> {
    let profile = |plane: &Plane, class: usize| plane.profiles[plane.classes[class].profile as usize];
    let mut known: BTreeMap<(u32, u32), Vec<usize>> = BTreeMap::new();
    for (at, before, now) in all {
        known.entry((of(profile(old, *before)), of(profile(new, *now)))).or_default().push(*at);
    }
    known.into_iter().collect()
}

impl<const W: usize> Rows<'_, '_, W> {
    fn planes(&self, from: bool) -> (&Plane, &Plane) {
        let pick = |block: &Block<W>| if from { block.from } else { block.to };
        let (a, b) = (pick(self.old.1), pick(self.new.1));
        (&self.old.0.planes[a], &self.new.0.planes[b])
    }

    /// Fragments with other groups than before, by their sets.
    fn resorted(&self, all: &[Steady], plane: (&Plane, &Plane)) -> Vec<((u32, u32), Vec<usize>)> {
        let moved = &self.both.renamed.groups;
        let mut sets = alike(all, plane, |it| it.set);
        sets.retain(|((a, b), _)| {
            let old = plane.0.sets[*a as usize].iter().map(|at| plane.0.groups[*at as usize]);
            let mut old: Vec<Option<Ix>> = old.map(|at| moved.get(at as usize).copied().flatten()).collect();
            old.sort_unstable();
            let new = plane.1.sets[*b as usize].iter().map(|at| Some(plane.1.groups[*at as usize]));
            old != new.collect::<Vec<_>>()
        });
        sets
    }

    /// Marks every pair that some row speaks differently of.
    fn mark(&self, marks: &mut Marks) {
        let (from, to) = (self.planes(true), self.planes(false));
        let (sources, destinations) = (steady(self.sources), steady(self.destinations));
        let (one, two) = (self.old.1, self.new.1);
        let over_hub = |block: &Block<W>| block.hubs.as_ref().is_some_and(|it| !it.egress.is_empty());
        let hubs = one.hubs.as_ref().zip(two.hubs.as_ref()).filter(|_| over_hub(one) && over_hub(two));
        // By filters of the source's side: groups, and sets of others than before.
        let groups = joined(&self.both.renamed.groups, &from.0.groups, &from.1.groups);
        let sets = self.resorted(&sources, from);
        let acls = alike(&sources, from, |it| it.acl);
        let (w, v) = (to.0.classes.len(), to.1.classes.len());
        let mut by_row = |old: &dyn Fn(u32, usize) -> Mask<W>,
                          new: &dyn Fn(u32, usize) -> Mask<W>,
                          held: &[((u32, u32), Vec<usize>)]| {
            for ((a, b), rows) in held {
                for (column, before, now) in &destinations {
                    if old(*a, *before) != new(*b, *now) {
                        rows.iter().for_each(|row| marks.set(*row, *column));
                    }
                }
            }
        };
        let union = |plane: &'_ Plane, rows: &[Mask<W>], set: u32, at: usize, step: usize| {
            let set = plane.sets[set as usize].iter();
            set.fold(Mask::NONE, |all, group| all | rows[*group as usize * step + at])
        };
        let over_hub = hubs.map(|(one, two)| (&one.egress, &two.egress));
        for (one, two) in [Some((&one.egress, &two.egress)), over_hub].into_iter().flatten() {
            let old = |set, at| union(from.0, one, set, at, w);
            by_row(&old, &|set, at| union(from.1, two, set, at, v), &sets);
            let same = holders(&sources, from.1);
            let same: Vec<_> = groups.iter().map(|(a, b)| ((*a, *b), same[*b as usize].clone())).collect();
            let old = |group, at| one[group as usize * w + at];
            by_row(&old, &|group, at| two[group as usize * v + at], &same);
        }
        for (one, two) in [(&one.out, &two.out), (&one.home, &two.home)] {
            by_row(&|acl, at| one[acl as usize * w + at], &|acl, at| two[acl as usize * v + at], &acls);
        }
        // By filters of the destination's side.
        let groups = joined(&self.both.renamed.groups, &to.0.groups, &to.1.groups);
        let sets = self.resorted(&destinations, to);
        let held = holders(&destinations, to.1);
        let held: Vec<_> = groups.iter().map(|(a, b)| ((*a, *b), held[*b as usize].clone())).collect();
        let acls = alike(&destinations, to, |it| it.acl);
        let mut turned = |old: &dyn Fn(usize, u32) -> Mask<W>,
                          new: &dyn Fn(usize, u32) -> Mask<W>,
                          held: &[((u32, u32), Vec<usize>)]| {
            for (row, before, now) in &sources {
                for ((a, b), columns) in held {
                    if old(*before, *a) != new(*now, *b) {
                        columns.iter().for_each(|column| marks.set(*row, *column));
                    }
                }
            }
        };
        let union = |plane: &'_ Plane, rows: &[Mask<W>], set: u32, at: usize| {
            let start = at * plane.groups.len();
            let set = plane.sets[set as usize].iter();
            set.fold(Mask::NONE, |all, group| all | rows[start + *group as usize])
        };
        let over_hub = hubs.into_iter().flat_map(|(one, two)| one.ingress.iter().zip(&two.ingress));
        for (one, two) in std::iter::once((&one.ingress, &two.ingress)).chain(over_hub) {
            let (w, v) = (to.0.groups.len(), to.1.groups.len());
            turned(&|at, set| union(to.0, one, set, at), &|at, set| union(to.1, two, set, at), &sets);
            let old = |at, group| one[at * w + group as usize];
            turned(&old, &|at, group| two[at * v + group as usize], &held);
        }
        let (w, v) = (to.0.acls.len(), to.1.acls.len());
        for (one, two) in [(&one.into, &two.into), (&one.reply, &two.reply)] {
            turned(&|at, acl| one[at * w + acl as usize], &|at, acl| two[at * v + acl as usize], &acls);
        }
        self.mark_leads(marks, (&sources, &destinations));
    }

    /// Where tables lead elsewhere, and all that goes over transit gateways if anything about those changed.
    fn mark_leads(&self, marks: &mut Marks, (sources, destinations): (&[Steady], &[Steady])) {
        let (from, to) = (self.planes(true), self.planes(false));
        let (one, two) = (self.old.1, self.new.1);
        let hub = |plane: &Plane, lead: Lead| match lead {
            Lead::Hub(at) => plane.hubs.get(usize::from(at)).copied(),
            Lead::Nowhere | Lead::There | Lead::Ask(_) => None,
        };
        let same =
            |plane: (&Plane, &Plane), old: Lead, new: Lead| match (hub(plane.0, old), hub(plane.1, new)) {
                (None, None) => old == new,
                (Some(old), Some(new)) => {
                    self.both.renamed.hubs.get(old as usize).copied().flatten() == Some(new)
                }
                (Some(_), None) | (None, Some(_)) => false,
            };
        let alike = match (&one.hubs, &two.hubs) {
            (None, None) => true,
            (Some(one), Some(two)) => one.same(two),
            (Some(_), None) | (None, Some(_)) => false,
        };
        let table = |plane: &Plane, class: usize| {
            plane.profiles[plane.classes[class].profile as usize].table as usize
        };
        let (w, v) = (to.0.classes.len(), to.1.classes.len());
        for (row, s, t) in sources {
            let (a, b) = (table(from.0, *s) * w, table(from.1, *t) * v);
            let (c, e) = (s * to.0.tables.len(), t * to.1.tables.len());
            for (column, d, f) in destinations {
                let (old, new) = (one.there[a + d], two.there[b + f]);
                let back = (one.back[c + table(to.0, *d)], two.back[e + table(to.1, *f)]);
                let over_hub = matches!(new, Lead::Hub(_)) || matches!(back.1, Lead::Hub(_));
                if !same(from, old, new) || !same(to, back.0, back.1) || over_hub && !alike {
                    marks.set(*row, *column);
                }
            }
        }
    }
}
