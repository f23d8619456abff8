//! What passes between two planes before an edit and after it: only pairs of classes that some row speaks
//! differently of are asked.

use super::{
    Ground, Span,
    block::Block,
    change::Change,
    fragment::{Both, Fragment},
    lead::Lead,
    marks::{Line, Marks},
    mask::Mask,
    plane::{Plane, Profile},
    reading::Reader,
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

/// Reports what differs between two blocks with the same atoms.
pub fn compare<const W: usize>(
    both: &Both<'_>,
    (old, new): (Side<'_, W>, Side<'_, W>),
    (sources, destinations): (&[Fragment], &[Fragment]),
    span: &Span,
    change: &mut Change,
) {
    let mut marks = Marks::new(sources.len(), destinations.len());
    let every = marks.line(0..destinations.len());
    let unsteady = |all: &[Fragment]| -> Vec<usize> {
        all.iter().enumerate().filter(|(_, it)| !it.steady).map(|it| it.0).collect()
    };
    if let (Some(before), Some(after)) = (old.block, new.block) {
        marks.add_to(&unsteady(sources), &every);
        let line = marks.line(unsteady(destinations));
        (0..sources.len()).for_each(|row| marks.add(row, &line));
        let rows = Rows { both, old: (old.ground, before), new: (new.ground, after), sources, destinations };
        rows.mark(&mut marks);
    } else {
        (0..sources.len()).for_each(|row| marks.add(row, &every));
    }
    let number = change.spans.len();
    change.spans.push(span.clone());
    let (mut before, mut after) = (Reader::of(old.ground, old.block), Reader::of(new.ground, new.block));
    for (at, s) in sources.iter().enumerate() {
        let asked = marks.count(at);
        if asked == 0 {
            continue;
        }
        let (before, after) = (before.row(s.old, asked), after.row(s.new, asked));
        let from = s.moved(old.planes[0], new.planes[0]);
        for d in marks.columns(at).map(|it| destinations[it]) {
            let (one, two) = (before.to(d.old), after.to(d.new));
            if let (Some(one), Some(two)) = (&one, &two)
                && one == two
            {
                continue;
            }
            let to = d.moved(old.planes[1], new.planes[1]);
            match one.zip(two) {
                Some(masks) => change.add((from, to), number, masks),
                None => change.asked.push((from, to)),
            }
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
        let runs = runs(&destinations);
        let (one, two) = (self.old.1, self.new.1);
        let over_hub = |block: &Block<W>| block.hubs.as_ref().is_some_and(|it| !it.egress.is_empty());
        let hubs = one.hubs.as_ref().zip(two.hubs.as_ref()).filter(|_| over_hub(one) && over_hub(two));
        // By filters of the source's side: groups, and sets of others than before.
        let groups = joined(&self.both.renamed.groups, &from.0.groups, &from.1.groups);
        let sets = self.resorted(&sources, from);
        let held = carried(&groups, holders(&sources, from.1));
        let acls = alike(&sources, from, |it| it.acl);
        let (w, v) = (to.0.classes.len(), to.1.classes.len());
        let union = |plane: &'_ Plane, rows: &[Mask<W>], set: u32, at: usize, step: usize| {
            let set = plane.sets[set as usize].iter();
            set.fold(Mask::NONE, |all, group| all | rows[*group as usize * step + at])
        };
        let over_hub = hubs.map(|(one, two)| (&one.egress, &two.egress));
        for (one, two) in [Some((&one.egress, &two.egress)), over_hub].into_iter().flatten() {
            by_row(
                marks,
                &runs,
                &sets,
                |_, _, _| false,
                |a, b, s, d| union(from.0, one, a, s, w) != union(from.1, two, b, d, v),
            );
            by_row(
                marks,
                &runs,
                &held,
                |a, b, run| run.before(one, a, w) == run.now(two, b, v),
                |a, b, s, d| one[a as usize * w + s] != two[b as usize * v + d],
            );
        }
        for (one, two) in [(&one.out, &two.out), (&one.home, &two.home)] {
            by_row(
                marks,
                &runs,
                &acls,
                |a, b, run| run.before(one, a, w) == run.now(two, b, v),
                |a, b, s, d| one[a as usize * w + s] != two[b as usize * v + d],
            );
        }
        // By filters of the destination's side.
        let groups = joined(&self.both.renamed.groups, &to.0.groups, &to.1.groups);
        let sets = lines(marks, self.resorted(&destinations, to));
        let held = lines(marks, carried(&groups, holders(&destinations, to.1)));
        let acls = lines(marks, alike(&destinations, to, |it| it.acl));
        let union = |plane: &'_ Plane, rows: &[Mask<W>], set: u32, at: usize| {
            let start = at * plane.groups.len();
            let set = plane.sets[set as usize].iter();
            set.fold(Mask::NONE, |all, group| all | rows[start + *group as usize])
        };
        let (w, v) = (to.0.groups.len(), to.1.groups.len());
        let straight = w == v && groups.len() == w && groups.iter().all(|(a, b)| a == b);
        let over_hub = hubs.into_iter().flat_map(|(one, two)| one.ingress.iter().zip(&two.ingress));
        for (one, two) in std::iter::once((&one.ingress, &two.ingress)).chain(over_hub) {
            by_column(
                marks,
                &sources,
                &sets,
                |_, _| false,
                |a, b, s, d| union(to.0, one, a, s) != union(to.1, two, b, d),
            );
            by_column(
                marks,
                &sources,
                &held,
                |s, d| straight && one[s * w..(s + 1) * w] == two[d * v..(d + 1) * v],
                |a, b, s, d| one[s * w + a as usize] != two[d * v + b as usize],
            );
        }
        let (w, v) = (to.0.acls.len(), to.1.acls.len());
        for (one, two) in [(&one.into, &two.into), (&one.reply, &two.reply)] {
            by_column(
                marks,
                &sources,
                &acls,
                |_, _| false,
                |a, b, s, d| one[s * w + a as usize] != two[d * v + b as usize],
            );
        }
        self.mark_leads(marks, &sources, (&destinations, &runs));
    }

    /// Where tables lead elsewhere, and all that goes over transit gateways if anything about those changed.
    fn mark_leads(&self, marks: &mut Marks, sources: &[Steady], (destinations, runs): (&[Steady], &[Run])) {
        let (from, to) = (self.planes(true), self.planes(false));
        let (one, two) = (self.old.1, self.new.1);
        let alike_hubs = match (&one.hubs, &two.hubs) {
            (None, None) => true,
            (Some(one), Some(two)) => one.same(two),
            (Some(_), None) | (None, Some(_)) => false,
        };
        let hub = |plane: &Plane, lead: Lead| match lead {
            Lead::Hub(at) => plane.hubs.get(usize::from(at)).copied(),
            Lead::Nowhere | Lead::There | Lead::Ask(_) => None,
        };
        let differs =
            |plane: (&Plane, &Plane), old: Lead, new: Lead| match (hub(plane.0, old), hub(plane.1, new)) {
                (None, None) => old != new,
                (Some(old), Some(new)) => {
                    !alike_hubs || self.both.renamed.hubs.get(old as usize).copied().flatten() != Some(new)
                }
                (Some(_), None) | (None, Some(_)) => true,
            };
        // The places of transit gateways mean nothing by themselves.
        let plain = one.hubs.is_none() && two.hubs.is_none();
        let (w, v) = (to.0.classes.len(), to.1.classes.len());
        by_row(
            marks,
            runs,
            &alike(sources, from, |it| it.table),
            |a, b, run| plain && run.before(&one.there, a, w) == run.now(&two.there, b, v),
            |a, b, s, d| differs(from, one.there[a as usize * w + s], two.there[b as usize * v + d]),
        );
        let tables = lines(marks, alike(destinations, to, |it| it.table));
        let (w, v) = (to.0.tables.len(), to.1.tables.len());
        by_column(
            marks,
            sources,
            &tables,
            |_, _| false,
            |a, b, s, d| differs(to, one.back[s * w + a as usize], two.back[d * v + b as usize]),
        );
    }
}

/// What some fragments have in common, before and after.
type Held<T> = ((u32, u32), T);

/// Each filter, before and after, with the fragments that have it.
fn carried(filters: &[(u32, u32)], holders: Vec<Vec<usize>>) -> Vec<Held<Vec<usize>>> {
    let held = filters.iter().map(|both| (*both, holders[both.1 as usize].clone()));
    held.filter(|it| !it.1.is_empty()).collect()
}

/// The fragments as lines.
fn lines(marks: &Marks, held: Vec<Held<Vec<usize>>>) -> Vec<Held<Line>> {
    held.into_iter().map(|(what, columns)| (what, marks.line(columns))).collect()
}

/// Fragments one after another whose classes are one after another, before and after.
#[derive(Clone, Copy, Debug)]
struct Run {
    first: Steady,
    length: usize,
}

impl Run {
    /// What an old row says of them.
    fn before<'t, T>(&self, rows: &'t [T], at: u32, width: usize) -> &'t [T] {
        let first = at as usize * width + self.first.1;
        &rows[first..first + self.length]
    }

    /// What a new row says of them.
    fn now<'t, T>(&self, rows: &'t [T], at: u32, width: usize) -> &'t [T] {
        let first = at as usize * width + self.first.2;
        &rows[first..first + self.length]
    }
}

fn runs(all: &[Steady]) -> Vec<Run> {
    let follows = |a: &Steady, b: &Steady| (a.0 + 1, a.1 + 1, a.2 + 1) == *b;
    all.chunk_by(follows).map(|it| Run { first: it[0], length: it.len() }).collect()
}

/// Marks where a row of the source's side differs, for all sources that have it. `same`: nowhere in a run, at a glance.
fn by_row(
    marks: &mut Marks,
    destinations: &[Run],
    held: &[Held<Vec<usize>>],
    same: impl Fn(u32, u32, &Run) -> bool,
    differ: impl Fn(u32, u32, usize, usize) -> bool,
) {
    for ((a, b), rows) in held {
        let runs = destinations.iter().filter(|run| !same(*a, *b, run));
        let all = runs.flat_map(|Run { first: (at, old, new), length }| {
            (0..*length).map(move |it| (at + it, old + it, new + it))
        });
        let line = marks.line(all.filter(|(_, old, new)| differ(*a, *b, *old, *new)).map(|it| it.0));
        marks.add_to(rows, &line);
    }
}

/// Marks where a row of the destination's side differs, for all destinations that have it. `same`: nowhere in a row, at
/// a glance.
fn by_column(
    marks: &mut Marks,
    sources: &[Steady],
    held: &[Held<Line>],
    same: impl Fn(usize, usize) -> bool,
    differ: impl Fn(u32, u32, usize, usize) -> bool,
) {
    for (row, old, new) in sources.iter().filter(|it| !same(it.1, it.2)) {
        for ((_, _), line) in held.iter().filter(|((a, b), _)| differ(*a, *b, *old, *new)) {
            marks.add(*row, line);
        }
    }
}
