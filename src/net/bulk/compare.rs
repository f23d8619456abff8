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
    plane::Plane,
};
use crate::net::graph::Ix;

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
fn joined(places: &[Option<Ix>], old: &[Ix], new: &[Ix]) -> Vec<(usize, usize)> {
    let same = |(at, one): (usize, &Ix)| {
        let moved = places.get(*one as usize).copied().flatten()?;
        Some((at, new.iter().position(|it| *it == moved)?))
    };
    old.iter().enumerate().filter_map(same).collect()
}

impl<const W: usize> Rows<'_, '_, W> {
    fn planes(&self, from: bool) -> (&Plane, &Plane) {
        let pick = |block: &Block<W>| if from { block.from } else { block.to };
        let (a, b) = (pick(self.old.1), pick(self.new.1));
        (&self.old.0.planes[a], &self.new.0.planes[b])
    }

    /// Marks every pair that some row speaks differently of.
    fn mark(&self, marks: &mut Marks) {
        let renamed = self.both.renamed;
        let (from, to) = (self.planes(true), self.planes(false));
        let (sources, destinations) = (steady(self.sources), steady(self.destinations));
        let (one, two) = (self.old.1, self.new.1);
        let over_hub = |block: &Block<W>| block.hubs.as_ref().is_some_and(|it| !it.egress.is_empty());
        let hubs = one.hubs.as_ref().zip(two.hubs.as_ref()).filter(|_| over_hub(one) && over_hub(two));
        // By filters of the source's side: groups, network ACLs, tables.
        let groups = joined(&renamed.groups, &from.0.groups, &from.1.groups);
        let profile = |plane: &Plane, class: usize| plane.profiles[plane.classes[class].profile as usize];
        let carries = |plane: &Plane, class: usize, group: usize| {
            let set = &plane.sets[profile(plane, class).set as usize];
            set.iter().any(|it| *it as usize == group)
        };
        let (w, v) = (to.0.classes.len(), to.1.classes.len());
        let mut by_row = |old: &[Mask<W>], new: &[Mask<W>], places: &[(usize, usize)], groups: bool| {
            for (a, b) in places {
                let differ = destinations.iter().filter(|it| old[a * w + it.1] != new[b * v + it.2]);
                let differ: Vec<usize> = differ.map(|it| it.0).collect();
                if differ.is_empty() {
                    continue;
                }
                for (at, _, now) in &sources {
                    let held = if groups {
                        carries(from.1, *now, *b)
                    } else {
                        profile(from.1, *now).acl as usize == *b
                    };
                    if held {
                        differ.iter().for_each(|column| marks.set(*at, *column));
                    }
                }
            }
        };
        by_row(&one.egress, &two.egress, &groups, true);
        if let Some((one, two)) = hubs {
            by_row(&one.egress, &two.egress, &groups, true);
        }
        let acls = joined(&renamed.acls, &from.0.acls, &from.1.acls);
        by_row(&one.out, &two.out, &acls, false);
        by_row(&one.home, &two.home, &acls, false);
        // By filters of the destination's side.
        let groups = joined(&renamed.groups, &to.0.groups, &to.1.groups);
        let acls = joined(&renamed.acls, &to.0.acls, &to.1.acls);
        let mut holders: Vec<Vec<usize>> = vec![Vec::new(); to.1.groups.len()];
        let mut behind: Vec<Vec<usize>> = vec![Vec::new(); to.1.acls.len()];
        for (at, _, now) in &destinations {
            let profile = profile(to.1, *now);
            for group in &to.1.sets[profile.set as usize] {
                holders[*group as usize].push(*at);
            }
            behind[profile.acl as usize].push(*at);
        }
        let mut turned = |old: &[Mask<W>],
                          new: &[Mask<W>],
                          places: &[(usize, usize)],
                          held: &[Vec<usize>],
                          [w, v]: [usize; 2]| {
            for (at, before, now) in &sources {
                for (a, b) in places {
                    if old[before * w + a] != new[now * v + b] {
                        held[*b].iter().for_each(|column| marks.set(*at, *column));
                    }
                }
            }
        };
        let widths = [to.0.groups.len(), to.1.groups.len()];
        turned(&one.ingress, &two.ingress, &groups, &holders, widths);
        if let Some((one, two)) = hubs {
            for (one, two) in one.ingress.iter().zip(&two.ingress) {
                turned(one, two, &groups, &holders, widths);
            }
        }
        let widths = [to.0.acls.len(), to.1.acls.len()];
        turned(&one.into, &two.into, &acls, &behind, widths);
        turned(&one.reply, &two.reply, &acls, &behind, widths);
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
