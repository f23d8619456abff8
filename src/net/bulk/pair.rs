//! One pair of classes from the rows, and what changes when the rules of a group do.

use super::{
    AnyBlock, Index,
    atom::Span,
    block::{Block, Lead, Source, identity, paint_rules},
    each_width,
    mask::{ATOMS_MAX, Mask, Pass},
    plane::Ground,
    rule::GroupRules,
    sweep::answered,
};
use crate::net::graph::{GroupNet, Ix, Net};

/// A class: its plane, and its place there.
pub type Place = (u32, u32);

/// What one class gets to at another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing: there is no way.
    Nothing,
    /// This engine leaves it to `prop`.
    Asked,
    /// These services.
    Services {
        /// The pair of planes, which names the atoms.
        pair: usize,
        /// Services whose answers come back on every client port.
        full: [u64; 8],
        /// Services whose answers come back on some.
        some: [u64; 8],
    },
}

impl<const W: usize> Block<W> {
    /// What everything but groups lets pass between two classes; `None`: it is left to `prop`.
    fn rest(&self, ground: &Ground, source: u32, destination: u32) -> Option<Pass<W>> {
        let (a, b) = (&ground.planes[self.from], &ground.planes[self.to]);
        let (s, d) = (source as usize, destination as usize);
        let (from, to) = (&a.classes[s], &b.classes[d]);
        let (near, far) = (a.profiles[from.profile as usize], b.profiles[to.profile as usize]);
        if self.asks {
            let (one, other) =
                (&ground.behaviours[near.behaviour as usize], &ground.behaviours[far.behaviour as usize]);
            if one.strange || other.strange || other.leads_on {
                return None;
            }
        }
        let both = self.opened[near.behaviour as usize] & self.taken[far.behaviour as usize];
        if self.from == self.to && from.segment == to.segment {
            return Some(Pass::ALL.only(both));
        }
        let there = self.there[near.table as usize * b.classes.len() + d];
        let back = self.back[s * b.tables.len() + far.table as usize];
        match (there, back) {
            (Lead::Nowhere, _) => return Some(Pass::NONE),
            (Lead::Ask, _) | (Lead::There, Lead::Ask) => return None,
            (Lead::There, Lead::There | Lead::Nowhere) => {}
        }
        let comes = if back == Lead::There { Mask::ALL } else { self.one_way };
        let acl = near.acl as usize * b.classes.len() + d;
        let far_acl = s * b.acls.len() + far.acl as usize;
        let answers = self.home[acl] & self.reply[far_acl];
        let passed = self.out[acl] & self.into[far_acl] & both & comes;
        Some(answered(answers, &self.needs[near.behaviour as usize]).only(passed))
    }

    /// What the groups of both ends let pass.
    fn groups(&self, ground: &Ground, source: u32, destination: u32) -> (Mask<W>, Mask<W>) {
        let (a, b) = (&ground.planes[self.from], &ground.planes[self.to]);
        let set = |plane: &super::Plane, class: u32| {
            plane.profiles[plane.classes[class as usize].profile as usize].set as usize
        };
        let (s, d) = (source as usize, destination as usize);
        let out = a.sets[set(a, source)].iter();
        let out = out.fold(Mask::NONE, |all, it| all | self.egress[*it as usize * b.classes.len() + d]);
        let into = b.sets[set(b, destination)].iter();
        let into = into.fold(Mask::NONE, |all, it| all | self.ingress[s * b.groups.len() + *it as usize]);
        (out, into)
    }

    /// What passes between two classes; `None`: it is left to `prop`.
    fn pass(&self, ground: &Ground, source: u32, destination: u32) -> Option<Pass<W>> {
        let (out, into) = self.groups(ground, source, destination);
        match self.rest(ground, source, destination) {
            Some(rest) => Some(rest.only(out & into)),
            // Nothing leaves at all, whatever the way.
            None if out.is_empty() && !self.odd(ground, source, destination) => Some(Pass::NONE),
            None => None,
        }
    }

    /// Whether an end is out of the ordinary.
    fn odd(&self, ground: &Ground, source: u32, destination: u32) -> bool {
        let behaviour = |plane: usize, class: u32| {
            let plane = &ground.planes[plane];
            &ground.behaviours
                [plane.profiles[plane.classes[class as usize].profile as usize].behaviour as usize]
        };
        let other = behaviour(self.to, destination);
        behaviour(self.from, source).strange || other.strange || other.leads_on
    }
}

/// As many words as the widest mask has.
fn wide<const W: usize>(mask: Mask<W>) -> [u64; 8] {
    let mut out = [0; 8];
    out.iter_mut().zip(mask.0).for_each(|(out, word)| *out = word);
    out
}

impl Index {
    /// What one class gets to at another, of the same family.
    pub fn pair(&self, net: &Net, source: Place, destination: Place) -> Verdict {
        let Some(pair) = self.pair_of(source.0, destination.0) else { return Verdict::Nothing };
        self.with(net, pair, |block| {
            let Some(block) = block else { return Verdict::Asked };
            each_width!(block, block => match block.pass(&self.ground, source.1, destination.1) {
                Some(pass) => Verdict::Services { pair, full: wide(pass.full), some: wide(pass.some) },
                None => Verdict::Asked,
            })
        })
    }
}

/// A pair of classes whose services changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The source class.
    pub from: Place,
    /// The destination class.
    pub to: Place,
    /// Services before: with answers on every client port, and on some.
    pub before: [[u64; 8]; 2],
    /// Services now.
    pub now: [[u64; 8]; 2],
    /// Which list of atoms of the change the bits mean.
    pub span: usize,
}

/// What became of an edit.
#[derive(Debug, Default)]
pub struct Change {
    /// Pairs of classes with other services than before.
    pub changed: Vec<Changed>,
    /// The atoms of their bits.
    pub spans: Vec<Span>,
    /// Pairs of classes of which only `prop` can say whether they changed.
    pub asked: Vec<(Place, Place)>,
    /// Whether nothing could be kept: the index is as before, and must be made anew.
    pub rebuild: bool,
}

impl Index {
    /// Puts other rules in a group's place and says which pairs gained or lost services. Only rows of that group are
    /// painted again; where the atoms change, the rows of the pairs of VPCs that it is in. The index is then the one
    /// that the new rules would give.
    ///
    /// A block that cuts a class in two, or an index without rows, needs a new index: then nothing is done.
    pub fn edit_group(&mut self, net: &Net, group: Ix, rules: &GroupNet) -> Change {
        let mut change = Change::default();
        let new = self.book.group(rules);
        let Some(old) = self.book.groups.get(group as usize).cloned() else {
            return Change { rebuild: true, ..change };
        };
        if self.blocks.is_none() || !self.ground.knows(&new) {
            return Change { rebuild: true, ..change };
        }
        let held = |plane: u32| self.ground.planes[plane as usize].group(group).is_some();
        let touched: Vec<usize> = (0..self.pairs.len())
            .filter(|at| held(self.pairs[*at].from) || held(self.pairs[*at].to))
            .collect();
        let mut both = self.book.traffics_of(&old);
        both.extend(self.book.traffics_of(&new));
        if let Some(rules) = self.book.groups.get_mut(group as usize) {
            rules.clone_from(&new);
        }
        for at in touched {
            let (from, to) = (self.pairs[at].from as usize, self.pairs[at].to as usize);
            let planes = &self.ground.planes;
            let span = Span::of(&self.book, &self.ground, &planes[from], &planes[to]);
            let Some(block) = self.blocks.as_mut().and_then(|it| it.get_mut(at)) else { continue };
            let mut kept = block.take();
            let same = kept.as_ref().is_some_and(|it| each_width!(it, it => it.span.same(&span)));
            if let Some(block) = kept.as_mut().filter(|_| same) {
                let source = Source { net, book: &self.book, ground: &self.ground };
                each_width!(block, block => {
                    block.span = span;
                    block.repaint(source, group, &new, &mut change);
                });
            } else {
                let joint = Span::with(&self.book, &self.ground, &planes[from], &planes[to], &both);
                self.compare(net, at, &joint, group, &old, &mut change);
                kept = self.block(net, at);
            }
            if let Some(slot) = self.blocks.as_mut().and_then(|it| it.get_mut(at)) {
                *slot = kept;
            }
        }
        change
    }

    /// The rows of a pair of planes under the old rules and under the new ones, by the atoms of both.
    fn compare(
        &mut self,
        net: &Net,
        at: usize,
        joint: &Span,
        group: Ix,
        old: &GroupRules,
        change: &mut Change,
    ) {
        let (from, to) = (self.pairs[at].from, self.pairs[at].to);
        if joint.width() > ATOMS_MAX {
            let (a, b) = (&self.ground.planes[from as usize], &self.ground.planes[to as usize]);
            for s in 0..a.classes.len() {
                change.asked.extend((0..b.classes.len()).map(|d| ((from, narrow(s)), (to, narrow(d)))));
            }
            return;
        }
        let source = Source { net, book: &self.book, ground: &self.ground };
        let now = super::any_block(source, from as usize, to as usize, joint.clone());
        let Some(slot) = self.book.groups.get_mut(group as usize) else { return };
        let new = std::mem::replace(slot, old.clone());
        let source = Source { net, book: &self.book, ground: &self.ground };
        let before = super::any_block(source, from as usize, to as usize, joint.clone());
        if let Some(slot) = self.book.groups.get_mut(group as usize) {
            *slot = new;
        }
        match (before, now) {
            (Some(AnyBlock::W1(a)), Some(AnyBlock::W1(b))) => differences(&self.ground, &a, &b, change),
            (Some(AnyBlock::W2(a)), Some(AnyBlock::W2(b))) => differences(&self.ground, &a, &b, change),
            (Some(AnyBlock::W4(a)), Some(AnyBlock::W4(b))) => differences(&self.ground, &a, &b, change),
            (Some(AnyBlock::W8(a)), Some(AnyBlock::W8(b))) => differences(&self.ground, &a, &b, change),
            _ => {}
        }
    }
}

fn narrow(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// What differs between two blocks of the same classes and atoms.
fn differences<const W: usize>(ground: &Ground, before: &Block<W>, now: &Block<W>, change: &mut Change) {
    let (a, b) = (&ground.planes[now.from], &ground.planes[now.to]);
    let span = change.spans.len();
    change.spans.push(now.span.clone());
    let places = |s: u32, d: u32| ((narrow(now.from), s), (narrow(now.to), d));
    for s in 0..narrow(a.classes.len()) {
        for d in 0..narrow(b.classes.len()) {
            let groups = (before.groups(ground, s, d), now.groups(ground, s, d));
            if groups.0 == groups.1 {
                continue;
            }
            let (from, to) = places(s, d);
            match (before.pass(ground, s, d), now.pass(ground, s, d)) {
                (Some(old), Some(new)) if old != new => change.changed.push(Changed {
                    from,
                    to,
                    before: [wide(old.full), wide(old.some)],
                    now: [wide(new.full), wide(new.some)],
                    span,
                }),
                (Some(_), Some(_)) => {}
                _ => change.asked.push((from, to)),
            }
        }
    }
}

impl<const W: usize> Block<W> {
    /// Paints one group's rows again, and says what changed.
    fn repaint(&mut self, it: Source<'_>, group: Ix, rules: &GroupRules, change: &mut Change) {
        let ground = it.ground;
        let (a, b) = (&ground.planes[self.from], &ground.planes[self.to]);
        let services = self.span.service_masks(it.book);
        let identity = identity(it.net, a, b);
        let span = change.spans.len();
        change.spans.push(self.span.clone());
        let mut tell = |s: u32, d: u32, rest: Option<Pass<W>>, old: Mask<W>, new: Mask<W>| {
            let (from, to) = ((narrow(self.from), s), (narrow(self.to), d));
            let Some(rest) = rest else {
                change.asked.push((from, to));
                return;
            };
            let (old, new) = (rest.only(old), rest.only(new));
            if old != new {
                let words = |it: Pass<W>| [wide(it.full), wide(it.some)];
                change.changed.push(Changed { from, to, before: words(old), now: words(new), span });
            }
        };
        // Both rows at once: inside a VPC one pair may change by both its ends.
        let mut egress = None;
        if let Some(at) = a.group(group) {
            let mut row = vec![Mask::NONE; b.classes.len()];
            paint_rules(&rules.egress, b, identity, &services, &mut row);
            egress = Some((at, row));
        }
        let mut ingress = None;
        if let Some(at) = b.group(group) {
            let mut row = vec![Mask::NONE; a.classes.len()];
            paint_rules(&rules.ingress, a, identity, &services, &mut row);
            ingress = Some((at, row));
        }
        let (width, groups) = (b.classes.len(), b.groups.len());
        let mut out_changed: Vec<u32> = Vec::new();
        if let Some((at, row)) = &egress {
            let old = &self.egress[at * width..(at + 1) * width];
            out_changed.extend((0..).zip(old.iter().zip(row)).filter(|(_, (a, b))| a != b).map(|it| it.0));
        }
        let mut in_changed: Vec<u32> = Vec::new();
        if let Some((at, row)) = &ingress {
            let old = (0..row.len()).map(|s| self.ingress[s * groups + at]);
            in_changed.extend((0..).zip(old.zip(row)).filter(|(_, (a, b))| a != *b).map(|it| it.0));
        }
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        if let Some((at, _)) = &egress {
            for s in &a.members[*at] {
                pairs.extend(out_changed.iter().map(|d| (*s, *d)));
            }
        }
        if let Some((at, _)) = &ingress {
            for s in &in_changed {
                pairs.extend(b.members[*at].iter().map(|d| (*s, *d)));
            }
        }
        if egress.is_some() && ingress.is_some() {
            pairs.sort_unstable();
            pairs.dedup();
        }
        let set = |plane: &super::Plane, class: u32| {
            plane.profiles[plane.classes[class as usize].profile as usize].set as usize
        };
        for (s, d) in pairs {
            let (out, into) = self.groups(ground, s, d);
            let (mut new_out, mut new_into) = (out, into);
            if let Some((at, row)) = &egress {
                let others = a.sets[set(a, s)].iter().filter(|it| **it as usize != *at);
                let held = a.sets[set(a, s)].iter().any(|it| *it as usize == *at);
                let own = row[d as usize].when(held);
                new_out = others.fold(own, |all, it| all | self.egress[*it as usize * width + d as usize]);
            }
            if let Some((at, row)) = &ingress {
                let others = b.sets[set(b, d)].iter().filter(|it| **it as usize != *at);
                let held = b.sets[set(b, d)].iter().any(|it| *it as usize == *at);
                let own = row[s as usize].when(held);
                new_into = others.fold(own, |all, it| all | self.ingress[s as usize * groups + *it as usize]);
            }
            let (old, new) = (out & into, new_out & new_into);
            if old != new {
                tell(s, d, self.rest(ground, s, d), old, new);
            }
        }
        if let Some((at, row)) = egress {
            self.egress[at * width..(at + 1) * width].copy_from_slice(&row);
        }
        if let Some((at, row)) = ingress {
            for (s, mask) in row.into_iter().enumerate() {
                self.ingress[s * groups + at] = mask;
            }
        }
    }
}
