//! Everything at once: which classes of interfaces get to which, with which services, and how answers come back.
//!
//! Interfaces that no rule tells apart are one class. What a path's two sides say is kept as rows of bits for each
//! pair of VPCs between which there is a way, and one source's row is an `AND` over them (`docs/engine.md`).
//! It covers what rewrites nothing: a VPC itself and peering connections. Of a pair whose way leads to a device, or
//! whose end is out of the ordinary, it says so and leaves the answer to `prop`: never a wrong "no".
//!
//! It shares no decision with `prop` and `walk`. It reads entries, rules and prefixes of the compiled network for
//! itself.

mod ask;
mod atom;
mod behaviour;
mod block;
mod change;
mod compare;
mod cross;
mod cut;
mod edit;
mod fragment;
mod ground;
mod hub;
mod kept;
mod lead;
mod marks;
mod mask;
mod matrix;
mod narrow;
mod outside;
mod pair;
mod plane;
mod reading;
mod renamed;
mod rule;
mod same;
mod sweep;
mod update;
mod why;

pub use ask::{Reason, Told, ask};
pub use atom::{Atom, Span};
pub use behaviour::Behaviour;
pub use change::{Change, Changed, Moved, Passing};
pub use edit::Edit;
pub use ground::Ground;
pub use mask::ATOMS_MAX;
pub use matrix::Bits;
pub use outside::{Beyond, Reached, Stretch, Whose, is_public};
pub use pair::{Place, Verdict};
pub use plane::{Class, Plane};
pub use sweep::Row;
pub use why::Cause;

use super::graph::{Ix, Net, Target};
use block::{Block, Source};
use rule::Book;
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};
use sweep::Sweep;

/// A block of one of the widths.
#[derive(Debug)]
enum AnyBlock {
    W1(Block<1>),
    W2(Block<2>),
    W4(Block<4>),
    W8(Block<8>),
}

/// Does the same to a block of any width.
macro_rules! each_width {
    ($any:expr, $block:ident => $body:expr) => {
        match $any {
            AnyBlock::W1($block) => $body,
            AnyBlock::W2($block) => $body,
            AnyBlock::W4($block) => $body,
            AnyBlock::W8($block) => $body,
        }
    };
}

use each_width;

/// One ordered pair of planes between which there may be a way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// The source's plane.
    pub from: u32,
    /// The destination's plane.
    pub to: u32,
}

/// What the index is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Interfaces.
    pub interfaces: usize,
    /// Classes, of both families.
    pub classes: usize,
    /// Pairs of planes between which there may be a way.
    pub pairs: usize,
    /// Pairs of classes in those.
    pub class_pairs: u64,
    /// Bytes held.
    pub bytes: usize,
    /// The most atoms of a pair, where rows are kept.
    pub atoms_max: usize,
    /// Pairs of planes with too many atoms, all of which is left to `prop`.
    pub too_wide: usize,
    /// Pairs of planes of which something is left to `prop`, where rows are kept.
    pub asking: usize,
}

/// Bytes that an index may hold on a desktop.
pub const BUDGET_NATIVE: usize = 4 << 30;
/// Bytes that an index may hold in a browser.
pub const BUDGET_BROWSER: usize = 512 << 20;

/// The index of a network.
#[derive(Debug)]
pub struct Index {
    book: Book,
    ground: Ground,
    pairs: Vec<Pair>,
    by_pair: BTreeMap<Pair, usize>,
    /// In step with `pairs`; nothing is kept where the budget does not reach. `None` inside: too many atoms.
    blocks: Option<Vec<Option<AnyBlock>>>,
}

impl Index {
    /// Reads a network and keeps its rows if they fit in `budget` bytes.
    pub fn of(net: &Net, budget: usize) -> Self {
        let book = Book::of(net);
        let ground = Ground::of(net, &book);
        let pairs = pairs(net, &ground);
        let by_pair = pairs.iter().enumerate().map(|(at, pair)| (*pair, at)).collect();
        let mut index = Self { book, ground, pairs, by_pair, blocks: None };
        if index.bytes_expected() <= budget {
            index.blocks = Some((0..index.pairs.len()).map(|at| index.block(net, at)).collect());
        }
        index
    }

    /// The classes.
    pub fn ground(&self) -> &Ground {
        &self.ground
    }

    /// The pairs of planes between which there may be a way, in order. From one to another that is not here there
    /// is none.
    pub fn pairs(&self) -> &[Pair] {
        &self.pairs
    }

    /// The place of a pair of planes in `pairs`.
    pub fn pair_of(&self, from: u32, to: u32) -> Option<usize> {
        self.by_pair.get(&Pair { from, to }).copied()
    }

    /// Whether rows are kept.
    pub fn is_dense(&self) -> bool {
        self.blocks.is_some()
    }

    /// What all rows would take, if masks were one word wide.
    fn bytes_expected(&self) -> usize {
        let pair = |it: &Pair| {
            let (a, b) = (&self.ground.planes[it.from as usize], &self.ground.planes[it.to as usize]);
            let out = (a.groups.len() + 2 * a.acls.len()).saturating_mul(b.classes.len());
            let into = (b.groups.len() + 2 * b.acls.len()).saturating_mul(a.classes.len());
            (out + into).saturating_mul(size_of::<u64>())
        };
        self.pairs.iter().map(pair).fold(0, usize::saturating_add)
    }

    fn block(&self, net: &Net, at: usize) -> Option<AnyBlock> {
        let Pair { from, to } = self.pairs[at];
        let (from, to) = (from as usize, to as usize);
        let source = Source { net, book: &self.book, ground: &self.ground };
        let span = Span::of(&self.book, &self.ground, &self.ground.planes[from], &self.ground.planes[to]);
        any_block(source, from, to, span)
    }

    /// Does something with the block of a pair, kept or made for it.
    fn with<T>(&self, net: &Net, at: usize, act: impl FnOnce(Option<&AnyBlock>) -> T) -> T {
        match &self.blocks {
            Some(blocks) => act(blocks.get(at).and_then(Option::as_ref)),
            None => act(self.block(net, at).as_ref()),
        }
    }

    /// Shows every row of one pair of planes, and the atoms of its masks first. False if there are too many atoms:
    /// the whole pair is left to `prop`.
    pub fn sweep(&self, net: &Net, pair: usize, see: &mut dyn FnMut(&Row<'_>)) -> bool {
        self.with(net, pair, |block| match block {
            Some(block) => {
                each_width!(block, block => Sweep::of(&self.ground, block).all(&self.ground, see));
                true
            }
            None => false,
        })
    }

    /// Shows the row of one class in one pair of planes.
    pub fn row(&self, net: &Net, pair: usize, source: u32, see: &mut dyn FnMut(&Row<'_>)) -> bool {
        self.with(net, pair, |block| match block {
            Some(block) => {
                each_width!(block, block => see(&Sweep::of(&self.ground, block).row(&self.ground, source)));
                true
            }
            None => false,
        })
    }

    /// The atoms of a pair's masks.
    pub fn span(&self, pair: usize) -> Option<Cow<'_, Span>> {
        let Pair { from, to } = *self.pairs.get(pair)?;
        if let Some(block) = self.blocks.as_ref().and_then(|all| all.get(pair)?.as_ref()) {
            return Some(Cow::Borrowed(each_width!(block, block => &block.span)));
        }
        let planes = &self.ground.planes;
        let (from, to) = (planes.get(from as usize)?, planes.get(to as usize)?);
        Some(Cow::Owned(Span::of(&self.book, &self.ground, from, to)))
    }

    /// What the index is made of.
    pub fn statistics(&self) -> Statistics {
        let planes = &self.ground.planes;
        let classes = |at: u32| planes[at as usize].classes.len() as u64;
        let mut out = Statistics {
            interfaces: planes.iter().flat_map(|it| &it.classes).map(|it| it.count as usize).sum(),
            classes: planes.iter().map(|it| it.classes.len()).sum(),
            pairs: self.pairs.len(),
            class_pairs: self.pairs.iter().map(|it| classes(it.from) * classes(it.to)).sum(),
            bytes: self.ground.bytes(),
            ..Statistics::default()
        };
        for block in self.blocks.iter().flatten() {
            let Some(block) = block else {
                out.too_wide += 1;
                continue;
            };
            each_width!(block, block => {
                out.bytes += block.bytes();
                out.atoms_max = out.atoms_max.max(block.span.width());
                out.asking += usize::from(block.asks);
            });
        }
        out
    }
}

/// The rows of a pair of planes in the width that its atoms need; none if there are too many.
fn any_block(source: Source<'_>, from: usize, to: usize, span: Span) -> Option<AnyBlock> {
    Some(match span.width() {
        0..=64 => AnyBlock::W1(Block::of(source, from, to, span)),
        65..=128 => AnyBlock::W2(Block::of(source, from, to, span)),
        129..=256 => AnyBlock::W4(Block::of(source, from, to, span)),
        257..=ATOMS_MAX => AnyBlock::W8(Block::of(source, from, to, span)),
        _ => return None,
    })
}

/// Between which planes there may be a way: inside a VPC, over a peering connection, or through a device that a route leads to.
fn pairs(net: &Net, ground: &Ground) -> Vec<Pair> {
    let mut planes: BTreeMap<(Ix, bool), u32> = BTreeMap::new();
    for (at, plane) in (0..).zip(&ground.planes) {
        planes.insert((plane.boundary, plane.v6), at);
    }
    let mut pairs = BTreeSet::new();
    let mut add = |a: Ix, b: Ix| {
        for v6 in [false, true] {
            if let (Some(from), Some(to)) = (planes.get(&(a, v6)), planes.get(&(b, v6))) {
                pairs.insert(Pair { from: *from, to: *to });
                pairs.insert(Pair { from: *to, to: *from });
            }
        }
    };
    for plane in &ground.planes {
        add(plane.boundary, plane.boundary);
    }
    for peering in net.peerings.iter().filter(|it| it.active) {
        if let [Some(a), Some(b)] = peering.between {
            add(a, b);
        }
    }
    // What lies beyond a device may be anywhere, as far as this engine is concerned.
    let far = |target: Target, v6: bool| match target {
        Target::Exit(_) | Target::Nat(_) | Target::Appliance(_) | Target::Hub(_) | Target::Opaque => true,
        // IGW-2, VGW-1: of IPv4 nothing comes to a private address that way.
        Target::Edge(_) | Target::Gateway(_) => v6,
        Target::Peering(at) => net.peerings.get(at as usize).is_some_and(|it| it.between.contains(&None)),
        Target::Local | Target::Blackhole | Target::Door(_) => false,
    };
    let mut anywhere: BTreeSet<Ix> = BTreeSet::new();
    for table in &net.tables {
        let around = net.boundaries.get(table.boundary as usize);
        let leads = table.entries.iter().any(|it| {
            let v6 = it.covers.first().is_some_and(|first| first >> 32 != 0xffff);
            far(it.target, v6) && around.is_none_or(|around| !around.cidrs.covers(&it.covers))
        });
        if leads {
            anywhere.insert(table.boundary);
        }
    }
    for a in &anywhere {
        for plane in &ground.planes {
            add(*a, plane.boundary);
        }
    }
    pairs.into_iter().collect()
}
