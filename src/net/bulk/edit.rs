//! What changes when the rules of a group do.

use super::{
    AnyBlock, Index,
    atom::Span,
    block::{Block, Source, identity, paint_rules},
    change::{Change, Moved},
    cross::Names,
    each_width,
    ground::Ground,
    mask::{ATOMS_MAX, Mask},
    reading::{Reader, four},
    rule::GroupRules,
};
use crate::net::graph::{GroupNet, Ix, Net};

/// What an edit was about, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// The rules of this group, and nothing else.
    Group(Ix),
    /// Anything.
    Other,
}

impl Index {
    /// Makes this the index of the network after an edit, and says which pairs gained or lost services. `old` is the
    /// network that it is the index of.
    pub fn edit(&mut self, old: &Net, new: &Net, edit: Edit) -> Change {
        if let Edit::Group(group) = edit
            && let (Some(one), Some(two)) = (old.groups.get(group as usize), new.groups.get(group as usize))
            && one.node == two.node
        {
            let change = self.edit_group(new, group, two);
            if !change.rebuild {
                return change;
            }
        }
        self.update(old, new)
    }

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
        if self.blocks.is_none() || !self.ground.recut(&old, &new) {
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
                let moved = |plane, at| Moved::kept((plane, narrow(at)));
                change.asked.extend((0..b.classes.len()).map(|d| (moved(from, s), moved(to, d))));
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
    let places = |s: u32, d: u32| (Moved::kept((narrow(now.from), s)), Moved::kept((narrow(now.to), d)));
    let (mut old, mut new) = (Reader::of(ground, Some(before)), Reader::of(ground, Some(now)));
    for s in &a.by_profile {
        let all = b.classes.len();
        let (one, two) = (old.row(Some(*s), all), new.row(Some(*s), all));
        for d in 0..narrow(all) {
            match (one.to(Some(d)), two.to(Some(d))) {
                (Some(one), Some(two)) if one == two => {}
                (Some(one), Some(two)) => change.add(places(*s, d), span, (one, two)),
                (None, None) if before.names(ground, *s, d) == now.names(ground, *s, d) => {}
                (None, _) | (_, None) => change.asked.push(places(*s, d)),
            }
        }
    }
}

impl<const W: usize> Block<W> {
    /// What groups let pass on every kind of way.
    fn names(&self, ground: &Ground, source: u32, destination: u32) -> [(Mask<W>, Mask<W>); 3] {
        let (from, to) = self.ends(ground, source, destination);
        let over_hub = |known| match &self.hubs {
            Some(hubs) if !hubs.egress.is_empty() => self.groups(ground, from, to, Names::OverHub(known)),
            Some(_) | None => (Mask::NONE, Mask::NONE),
        };
        [self.groups(ground, from, to, Names::Plain), over_hub(false), over_hub(true)]
    }

    /// Paints one group's rows again, and says what changed.
    fn repaint(&mut self, it: Source<'_>, group: Ix, rules: &GroupRules, change: &mut Change) {
        let ground = it.ground;
        let (a, b) = (&ground.planes[self.from], &ground.planes[self.to]);
        let services = self.span.service_masks(it.book);
        let plain = identity(it.net, a, b);
        let span = change.spans.len();
        change.spans.push(self.span.clone());
        let over_hub = self.hubs.as_ref().is_some_and(|it| !it.egress.is_empty());
        // Both rows at once: inside a VPC one pair may change by both its ends.
        let (width, groups) = (b.classes.len(), b.groups.len());
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        let mut out: Vec<(Variant, usize, Vec<Mask<W>>)> = Vec::new();
        if let Some(at) = a.group(group) {
            let mut paint = |variant: Variant, identity: bool| {
                let mut row = vec![Mask::NONE; width];
                paint_rules(&rules.egress, b, identity, &services, &mut row);
                let old = &self.rows(variant)[at * width..(at + 1) * width];
                let changed: Vec<u32> =
                    (0..).zip(old.iter().zip(&row)).filter(|(_, (a, b))| a != b).map(|it| it.0).collect();
                if !changed.is_empty() {
                    for s in &a.members[at] {
                        pairs.extend(changed.iter().map(|d| (*s, *d)));
                    }
                    out.push((variant, at, row));
                }
            };
            paint(Variant::Egress, plain);
            if over_hub {
                paint(Variant::EgressOverHub, false);
            }
        }
        let mut into: Vec<(Variant, usize, Vec<Mask<W>>)> = Vec::new();
        if let Some(at) = b.group(group) {
            let mut paint = |variant: Variant, identity: bool| {
                let mut row = vec![Mask::NONE; a.classes.len()];
                paint_rules(&rules.ingress, a, identity, &services, &mut row);
                let old = self.rows(variant);
                let changed = (0..).zip(&row).filter(|(s, new)| old[s * groups + at] != **new);
                let before = pairs.len();
                for (s, _) in changed {
                    pairs.extend(b.members[at].iter().map(|d| (narrow(s), *d)));
                }
                if pairs.len() > before {
                    into.push((variant, at, row));
                }
            };
            paint(Variant::Ingress, plain);
            if over_hub {
                paint(Variant::IngressOverHub(false), false);
                paint(Variant::IngressOverHub(true), true);
            }
        }
        if over_hub || !out.is_empty() && !into.is_empty() {
            pairs.sort_unstable();
            pairs.dedup();
        }
        let old: Vec<[(Mask<W>, Mask<W>); 3]> =
            pairs.iter().map(|(s, d)| self.names(ground, *s, *d)).collect();
        for (variant, at, row) in out {
            self.rows_mut(variant)[at * width..(at + 1) * width].copy_from_slice(&row);
        }
        for (variant, at, row) in into {
            let rows = self.rows_mut(variant);
            for (s, mask) in row.into_iter().enumerate() {
                rows[s * groups + at] = mask;
            }
        }
        for ((s, d), old) in pairs.into_iter().zip(old) {
            let new = self.names(ground, s, d);
            let both = |it: [(Mask<W>, Mask<W>); 3]| it.map(|it| it.0 & it.1);
            let (old, new) = (both(old), both(new));
            if old == new {
                continue;
            }
            let (from, to) = (Moved::kept((narrow(self.from), s)), Moved::kept((narrow(self.to), d)));
            match self.rest(ground, s, d) {
                None => change.asked.push((from, to)),
                Some(way) => {
                    let at = match way.names {
                        Names::Plain => 0,
                        Names::OverHub(known) => 1 + usize::from(known),
                    };
                    let (before, now) = (four(&way.only(old[at])), four(&way.only(new[at])));
                    if before != now {
                        change.add((from, to), span, (before, now));
                    }
                }
            }
        }
    }

    fn rows(&self, variant: Variant) -> &[Mask<W>] {
        match (variant, &self.hubs) {
            (Variant::Egress, _) => &self.egress,
            (Variant::Ingress, _) => &self.ingress,
            (Variant::EgressOverHub, Some(hubs)) => &hubs.egress,
            (Variant::IngressOverHub(known), Some(hubs)) => &hubs.ingress[usize::from(known)],
            (Variant::EgressOverHub | Variant::IngressOverHub(_), None) => &[],
        }
    }

    fn rows_mut(&mut self, variant: Variant) -> &mut [Mask<W>] {
        match (variant, &mut self.hubs) {
            (Variant::Egress, _) => &mut self.egress,
            (Variant::Ingress, _) => &mut self.ingress,
            (Variant::EgressOverHub, Some(hubs)) => &mut hubs.egress,
            (Variant::IngressOverHub(known), Some(hubs)) => &mut hubs.ingress[usize::from(known)],
            (Variant::EgressOverHub | Variant::IngressOverHub(_), None) => &mut [],
        }
    }
}

/// Which rows of groups.
#[derive(Clone, Copy, Debug)]
enum Variant {
    Egress,
    EgressOverHub,
    Ingress,
    IngressOverHub(bool),
}
