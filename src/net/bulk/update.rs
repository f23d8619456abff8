//! From the index of a network to that of the one after an edit: blocks of which nothing changed are kept, the others
//! are made anew and compared.
//!
//! INVARIANT (scratch): but for the numbers of traffics and behaviours, the result is what `Index::of` makes of the new
//! network, row by row. Classes are always sorted anew; a block is kept only where both its planes are the same, class
//! by class, and every rule, entry and route that it is painted from says the same.

use super::{
    AnyBlock, Ground, Index, Pair, Span, any_block,
    block::{Block, Source, identity, looked},
    change::Change,
    compare::{Ends, Side, compare},
    each_width,
    fragment::{Both, Fragment, Matched},
    kept::Before,
    mask::ATOMS_MAX,
    pairs,
    plane::Plane,
    renamed::Renamed,
    rule::Book,
    same::{Alike, Same},
};
use crate::net::graph::{Ix, Net};
use std::collections::BTreeMap;

impl Index {
    /// Makes this the index of another network, and says which pairs gained or lost services. `old` is the network that
    /// it is the index of.
    pub fn update(&mut self, old: &Net, new: &Net) -> Change {
        let mut change = Change::default();
        let book = Book::after(&self.book, new);
        let renamed = Renamed::of(old, new);
        let same = Same::of((old, &self.book), (new, &book), &renamed);
        let cuts = self.ground.cuts.after((old, &self.book), (new, &book), &same);
        let ground = Ground::after(Before { net: old, ground: &self.ground, renamed: &renamed }, new, cuts);
        let pairs = pairs(new, &ground);
        let by_pair = pairs.iter().enumerate().map(|(at, pair)| (*pair, at)).collect();
        let next = Self { book, ground, pairs, by_pair, blocks: None };
        let mut was = std::mem::replace(self, next);
        let mut kept = was.blocks.take();
        // Old rows may be painted by atoms of both.
        was.book.traffics.clone_from(&self.book.traffics);
        let both = Both { old: (old, &was.ground), new: (new, &self.ground), renamed: &renamed };
        let source = Source { net: old, book: &was.book, ground: &was.ground };
        let target = Source { net: new, book: &self.book, ground: &self.ground };
        let planes = both.planes();
        let numbers = was.ground.behaviours != self.ground.behaviours;
        let mut blocks: Vec<Option<AnyBlock>> = Vec::new();
        for pair in &self.pairs {
            let ends = [pair.from, pair.to].map(|it| &planes.matched[it as usize]);
            let before = planes.before[pair.from as usize].zip(planes.before[pair.to as usize]);
            let place = before.and_then(|(from, to)| was.pair_of(from, to));
            let held = match (place, &mut kept) {
                (Some(at), Some(kept)) => kept.get_mut(at).and_then(Option::take),
                (Some(at), None) => was.block(old, at),
                (None, _) => None,
            };
            let steady = ends.iter().all(|it| it.same)
                && held
                    .as_ref()
                    .is_some_and(|it| each_width!(it, it => unchanged(it, (source, target), *pair, &same)));
            if steady {
                blocks.push(held.map(|mut it| {
                    each_width!(&mut it, it => {
                        (it.from, it.to) = (pair.from as usize, pair.to as usize);
                        if numbers {
                            it.behave(&self.ground);
                        }
                    });
                    it
                }));
                continue;
            }
            change.stale.0 += 1;
            let fresh = self.block(new, blocks.len());
            let job = Job {
                both: &both,
                source,
                target,
                before: [pair.from, pair.to].map(|it| planes.before[it as usize]),
                now: [pair.from, pair.to].map(Some),
            };
            let wide = (place.is_some() && held.is_none(), fresh.is_none());
            job.report((held, fresh.as_ref()), wide, (&ends[0].fragments, &ends[1].fragments), &mut change);
            blocks.push(fresh);
        }
        // Between which planes there is no way any more.
        let after = |it: u32| {
            let place = planes.before.iter().position(|at| *at == Some(it));
            place.and_then(|it| u32::try_from(it).ok())
        };
        for (at, pair) in was.pairs.iter().enumerate() {
            let now = [pair.from, pair.to].map(after);
            if let [Some(from), Some(to)] = now
                && self.pair_of(from, to).is_some()
            {
                continue;
            }
            change.stale.0 += 1;
            let held = match &mut kept {
                Some(kept) => kept.get_mut(at).and_then(Option::take),
                None => was.block(old, at),
            };
            let side = |old: u32, now: Option<u32>| match now {
                Some(now) => both.matched(old, now),
                None => both.alone(old, true),
            };
            let sides = [side(pair.from, now[0]), side(pair.to, now[1])];
            let job = Job { both: &both, source, target, before: [pair.from, pair.to].map(Some), now };
            let wide = (held.is_none(), false);
            let fragments = (sides[0].fragments.as_slice(), sides[1].fragments.as_slice());
            job.report((held, None), wide, fragments, &mut change);
        }
        change.stale.1 = self.pairs.len();
        if kept.is_some() {
            self.blocks = Some(blocks);
        }
        change.was = Some(Box::new((was.book, was.ground)));
        change
    }
}

/// One pair of planes to compare.
struct Job<'a, 'n> {
    both: &'a Both<'n>,
    source: Source<'n>,
    target: Source<'n>,
    before: Ends,
    now: Ends,
}

impl Job<'_, '_> {
    fn report(
        &self,
        (old, new): (Option<AnyBlock>, Option<&AnyBlock>),
        wide: (bool, bool),
        fragments: (&[Fragment], &[Fragment]),
        change: &mut Change,
    ) {
        let span = |it: &AnyBlock| each_width!(it, it => it.span.clone());
        let spans = (old.as_ref().map(span), new.map(span));
        let joint = match &spans {
            (Some(old), Some(new)) => old.joined(new),
            (Some(one), None) | (None, Some(one)) => one.clone(),
            (None, None) => Span::default(),
        };
        if wide.0 || wide.1 || joint.width() > ATOMS_MAX {
            for s in fragments.0 {
                let from = s.moved(self.before[0], self.now[0]);
                let all = fragments.1.iter().map(|d| (from, d.moved(self.before[1], self.now[1])));
                change.asked.extend(all);
            }
            return;
        }
        // By the atoms of both, where they differ.
        let same = |span: &Option<Span>| span.as_ref().is_none_or(|it| it.same(&joint));
        let old = match (old, self.before) {
            (Some(_), [Some(from), Some(to)]) if !same(&spans.0) => {
                any_block(self.source, from as usize, to as usize, joint.clone())
            }
            (old, _) => old,
        };
        let made = match (new, self.now) {
            (Some(_), [Some(from), Some(to)]) if !same(&spans.1) => {
                any_block(self.target, from as usize, to as usize, joint.clone())
            }
            _ => None,
        };
        match (old.as_ref(), made.as_ref().or(new)) {
            (Some(AnyBlock::W1(a)), Some(AnyBlock::W1(b))) => {
                self.one((Some(a), Some(b)), fragments, &joint, change)
            }
            (Some(AnyBlock::W2(a)), Some(AnyBlock::W2(b))) => {
                self.one((Some(a), Some(b)), fragments, &joint, change)
            }
            (Some(AnyBlock::W4(a)), Some(AnyBlock::W4(b))) => {
                self.one((Some(a), Some(b)), fragments, &joint, change)
            }
            (Some(AnyBlock::W8(a)), Some(AnyBlock::W8(b))) => {
                self.one((Some(a), Some(b)), fragments, &joint, change)
            }
            (Some(old), None) => {
                each_width!(old, old => self.one((Some(old), None), fragments, &joint, change));
            }
            (None, Some(new)) => {
                each_width!(new, new => self.one((None, Some(new)), fragments, &joint, change));
            }
            // The atoms are the same, so the widths are.
            (Some(_), Some(_)) | (None, None) => {}
        }
    }

    fn one<const W: usize>(
        &self,
        (old, new): (Option<&Block<W>>, Option<&Block<W>>),
        fragments: (&[Fragment], &[Fragment]),
        span: &Span,
        change: &mut Change,
    ) {
        let before = Side { ground: self.both.old.1, block: old, planes: self.before };
        let after = Side { ground: self.both.new.1, block: new, planes: self.now };
        compare(self.both, (before, after), fragments, span, change);
    }
}

/// The planes of the new network: which they were, and what became of their classes.
struct Planes {
    before: Vec<Option<u32>>,
    matched: Vec<Matched>,
}

impl Both<'_> {
    fn planes(&self) -> Planes {
        let mut known: BTreeMap<(Ix, bool), u32> = BTreeMap::new();
        for (at, plane) in (0..).zip(&self.old.1.planes) {
            let moved = self.renamed.boundaries.get(plane.boundary as usize).copied().flatten();
            if let Some(moved) = moved {
                known.insert((moved, plane.v6), at);
            }
        }
        let all = &self.new.1.planes;
        let before: Vec<Option<u32>> =
            all.iter().map(|it| known.get(&(it.boundary, it.v6)).copied()).collect();
        let matched = (0..).zip(&before);
        let matched = matched.map(|(now, old)| match old {
            Some(old) => self.matched(*old, now),
            None => self.alone(now, false),
        });
        Planes { matched: matched.collect(), before }
    }
}

/// Whether a block of the same classes would be painted as it is.
fn unchanged<const W: usize>(
    block: &Block<W>,
    (source, target): (Source<'_>, Source<'_>),
    pair: Pair,
    same: &Same,
) -> bool {
    let planes = &target.ground.planes;
    let (a, b) = (&planes[pair.from as usize], &planes[pair.to as usize]);
    let all = |places: &[Ix], same: &Alike| places.iter().all(|at| same.holds(*at));
    let quiet = |it: &Plane| all(&it.groups, &same.groups) && all(&it.acls, &same.acls);
    let old = (&source.ground.planes[block.from], &source.ground.planes[block.to]);
    quiet(a)
        && quiet(b)
        && identity(source.net, old.0, old.1) == identity(target.net, a, b)
        && (same.hubs || block.hubs.is_none())
        && block.there == looked(target, a, b, false)
        && block.turned_back(&looked(target, b, a, true), b.tables.len())
}
