//! Places for what has none: a layered drawing of nested boxes that knows what clouds are made of.
//!
//! Outside and edge come first along the flow, then networks with their segments as a table of tiers and zones, then
//! data; what is not joined stands in grids. It is work in pieces: the editor does some between frames, and drops it
//! when the design changes.
//!
//! What it knows of a resource is what kinds state as facts: the group, whether others stand in it, segments with zone
//! and table, ways out of a network and doors to services. Gateways stand in the first or last column inside their
//! network: across the border line they would be outside for the pointer, and what contains something is around it.

mod flow;
mod layers;
mod nest;
mod network;
mod room;
mod settle;
mod spread;
mod tiers;
mod ties;

use super::{PADDING, Picture, Point};
use crate::{
    base::NodeId,
    model::{Frame, Model, Node, resource::Look, site::Index},
};
use flow::Flow;
use layers::{Block, Gaps, Link};
use nest::{Border, Nest, Reading};
use settle::{INSET, Settling};
use std::collections::BTreeSet;

/// Where the flow goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// To the right; zones are rows.
    #[default]
    Right,
    /// Down; zones are columns.
    Down,
}

/// How far apart things stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spacing {
    /// As close as lines allow.
    Compact,
    /// As people draw.
    #[default]
    Normal,
    /// For large prints.
    Wide,
}

/// What is arranged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// Everything.
    #[default]
    All,
    /// These, with all that stands in them.
    Only(BTreeSet<NodeId>),
}

/// How a person wants it (CV-22).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Where the flow goes.
    pub direction: Direction,
    /// How far apart things stand.
    pub spacing: Spacing,
    /// What keeps its place.
    pub locked: BTreeSet<NodeId>,
    /// What is arranged.
    pub scope: Scope,
}

/// An arrangement in the making.
#[derive(Debug)]
pub struct Arranging {
    options: Options,
    /// What is drawn now; none for a drawing that is made first.
    picture: Option<Picture>,
    stage: Stage,
    total: usize,
}

#[derive(Debug)]
enum Stage {
    Reading(Box<Reading>),
    Working(Box<Plan>),
    Done(Placed, Placed),
}

/// Everything that is known while containers are arranged, from the innermost out.
#[derive(Debug)]
struct Plan {
    nest: Nest,
    fixed: Vec<Option<Frame>>,
    pinned: Vec<bool>,
    before: Vec<Option<Frame>>,
    inner: Vec<(i32, i32)>,
    sizes: Vec<(i32, i32)>,
    /// Ties by what contains both ends side by side; the last for what stands in nothing.
    ties: Vec<Vec<Tied>>,
    /// Containers still to arrange, the next one last.
    todo: Vec<Option<usize>>,
    current: Option<Shelf>,
    gaps: Gaps,
    is_wide: bool,
}

/// A tie between two that stand side by side, by what of theirs it joins.
#[derive(Clone, Copy, Debug)]
struct Tied {
    sides: (usize, usize),
    ends: (usize, usize),
    weight: i32,
}

/// What one box of a flow consists of, with places in it.
type Group = Vec<(usize, (i32, i32))>;
/// Resources and where they are drawn.
type Placed = Vec<(NodeId, Frame)>;

/// One container while it is arranged.
#[derive(Debug)]
struct Shelf {
    container: Option<usize>,
    /// What each box of the flow consists of, with places in it.
    groups: Vec<Group>,
    first: Vec<usize>,
    last: Vec<usize>,
    flow: Flow,
}

impl Arranging {
    /// Starts to arrange what a picture shows.
    pub fn new(picture: &Picture, options: Options) -> Self {
        Self { picture: Some(picture.clone()), ..Self::with(options, Reading::default()) }
    }

    /// Starts to find places for what a model gives none.
    pub(super) fn first(model: &Model, index: &Index) -> Self {
        let reading = if is_placed(model, index) { Reading::of_placed() } else { Reading::default() };
        Self::with(Options::default(), reading)
    }

    fn with(options: Options, reading: Reading) -> Self {
        Self { options, picture: None, stage: Stage::Reading(Box::new(reading)), total: 1 }
    }

    /// Does a piece; false once nothing is left. The model is the same for all pieces.
    pub fn step(&mut self, model: &Model, index: &Index) -> bool {
        match &mut self.stage {
            Stage::Reading(reading) => {
                if !reading.step(model, index) {
                    let nest = std::mem::take(reading).found();
                    let plan = Plan::new(nest, model, self.picture.as_ref(), &self.options);
                    self.total = plan.todo.len() + 1;
                    self.stage = Stage::Working(Box::new(plan));
                }
                true
            }
            Stage::Working(plan) => {
                if plan.step() {
                    return true;
                }
                let (changed, all) = plan.settled();
                self.stage = Stage::Done(changed, all);
                false
            }
            Stage::Done(..) => false,
        }
    }

    /// How much is done, and of how much.
    pub fn progress(&self) -> (usize, usize) {
        match &self.stage {
            Stage::Reading(_) => (0, self.total),
            Stage::Working(plan) => (self.total.saturating_sub(plan.todo.len() + 1), self.total),
            Stage::Done(..) => (self.total, self.total),
        }
    }

    /// The places of what was arranged, with sizes; nothing before the work is done.
    pub fn found(self) -> Vec<(NodeId, Frame)> {
        match self.stage {
            Stage::Done(changed, _) => changed,
            Stage::Reading(_) | Stage::Working(_) => Vec::new(),
        }
    }

    /// The places of everything drawn.
    pub(super) fn all(mut self, model: &Model, index: &Index) -> Vec<(NodeId, Frame)> {
        while self.step(model, index) {}
        match self.stage {
            Stage::Done(_, all) => all,
            Stage::Reading(_) | Stage::Working(_) => Vec::new(),
        }
    }
}

/// Whether everything drawn has its place, or something in it that has one: a container grows around that.
fn is_placed(model: &Model, index: &Index) -> bool {
    let places = index.places();
    let mut has: Vec<bool> = model.placed().map(|(.., frame)| frame.is_some()).collect();
    let chosen = || model.placed().filter(|(.., frame)| frame.is_some());
    for (_, node, _) in chosen() {
        let mut parent = node.parent.as_ref();
        while let Some(own) = parent.and_then(|id| has.get_mut(places.get(id)?)).filter(|own| !**own) {
            *own = true;
            parent = parent.and_then(|id| model.node(id)).and_then(|node| node.parent.as_ref());
        }
    }
    let is_drawn = |node: &Node| node.resource.kind().spec().look != Look::Listed;
    model.nodes().zip(has).all(|((_, node), has)| has || !is_drawn(node))
}

/// A box of a flow.
fn block(nest: &Nest, sizes: &[(i32, i32)], it: usize, is_wide: bool) -> Block {
    let (main, cross) = turned(sizes[it], is_wide);
    Block { main, cross, rank: nest.items[it].rank, is_entered: nest.items[it].is_entered }
}

/// Width and height as sizes along and across the flow, or back.
fn turned((x, y): (i32, i32), is_wide: bool) -> (i32, i32) {
    if is_wide { (x, y) } else { (y, x) }
}

impl Plan {
    fn new(nest: Nest, model: &Model, picture: Option<&Picture>, options: &Options) -> Self {
        let count = nest.items.len();
        let (mut fixed, mut before) = (vec![None; count], vec![None; count]);
        if picture.is_none() {
            // Items are in the order of ids.
            let mut places = model.placed();
            for (item, fixed) in nest.items.iter().zip(&mut fixed) {
                *fixed = places.find(|(id, ..)| **id == item.id).and_then(|(_, _, frame)| frame);
            }
        }
        for it in 0..count {
            let (id, Some(picture)) = (&nest.items[it].id, picture) else { break };
            let free = match &options.scope {
                Scope::All => true,
                Scope::Only(these) => {
                    std::iter::once(it).chain(nest.around(it)).any(|it| these.contains(&nest.items[it].id))
                }
            };
            if !free || options.locked.contains(id) {
                fixed[it] = picture.unfolded(id);
            } else if options.scope != Scope::All {
                before[it] = picture.unfolded(id);
            }
        }
        let mut pinned = vec![false; count];
        for it in (0..count).filter(|&it| fixed[it].is_some()) {
            pinned[it] = true;
            nest.around(it).for_each(|around| pinned[around] = true);
        }
        let mut ties = vec![Vec::new(); count + 1];
        for tie in &nest.ties {
            if let Some((around, a, b)) = nest.apart(tie.from, tie.to) {
                let tied = Tied { sides: (a, b), ends: (tie.from, tie.to), weight: tie.weight };
                ties[around.unwrap_or(count)].push(tied);
            }
        }
        let mut todo = vec![None];
        let mut next = 0;
        while let Some(&container) = todo.get(next) {
            let inside = container.map_or(&nest.roots, |it: usize| &nest.items[it].children);
            todo.extend(inside.iter().filter(|&&it| nest.items[it].contains).map(|&it| Some(it)));
            next += 1;
        }
        let (layer, beside) = match options.spacing {
            Spacing::Compact => (48, 24),
            Spacing::Normal => (64, 32),
            Spacing::Wide => (96, 48),
        };
        Self {
            fixed,
            pinned,
            before,
            inner: vec![(0, 0); count],
            sizes: nest.items.iter().map(|it| it.size).collect(),
            ties,
            todo,
            current: None,
            gaps: Gaps { layer, beside },
            is_wide: options.direction == Direction::Right,
            nest,
        }
    }

    fn step(&mut self) -> bool {
        if let Some(shelf) = &mut self.current {
            if !shelf.flow.step()
                && let Some(shelf) = self.current.take()
            {
                self.shelve(shelf);
            }
            return true;
        }
        match self.todo.pop() {
            Some(container) => {
                self.current = self.shelf(container);
                true
            }
            None => false,
        }
    }

    /// Starts on a container, unless some of its content has a chosen place.
    fn shelf(&mut self, container: Option<usize>) -> Option<Shelf> {
        let inside = container.map_or(&self.nest.roots, |it| &self.nest.items[it].children).clone();
        if inside.is_empty() || inside.iter().any(|&it| self.pinned[it]) {
            return None;
        }
        let (mut groups, mut blocks): (Vec<Group>, Vec<Block>) = Default::default();
        let (mut first, mut last, mut segments) = (Vec::new(), Vec::new(), Vec::new());
        let networked = container.is_some();
        for it in inside {
            let item = &self.nest.items[it];
            match (item.border.filter(|_| networked), item.segment.is_some()) {
                (Some(Border::First), _) => first.push(it),
                (Some(Border::Last), _) => last.push(it),
                (None, true) => segments.push(it),
                (None, false) => {
                    groups.push(vec![(it, (0, 0))]);
                    blocks.push(block(&self.nest, &self.sizes, it, self.is_wide));
                }
            }
        }
        if !segments.is_empty() {
            let size = |it: usize| turned(self.sizes[it], self.is_wide);
            let table = network::table(&self.nest, &segments, &size, self.gaps);
            blocks.push(Block { main: table.size.0, cross: table.size.1, rank: 4, is_entered: false });
            groups
                .push(table.cells.iter().map(|&(it, place, _)| (it, turned(place, self.is_wide))).collect());
            for (it, _, size) in table.cells {
                self.sizes[it] = turned(size, self.is_wide);
            }
        }
        let links = self.links(container, &groups);
        let flow = Flow::new(blocks, &links, self.gaps, self.is_wide);
        Some(Shelf { container, groups, first, last, flow })
    }

    /// The ties of a container as links between boxes of its flow.
    fn links(&self, container: Option<usize>, groups: &[Group]) -> Vec<Link> {
        let mut home = std::collections::BTreeMap::new();
        for (group, members) in groups.iter().enumerate() {
            for &(it, place) in members {
                home.insert(it, (group, place));
            }
        }
        let ties = &self.ties[container.unwrap_or(self.nest.items.len())];
        let mut links = Vec::new();
        for tied in ties {
            let (Some(from), Some(to)) = (home.get(&tied.sides.0), home.get(&tied.sides.1)) else { continue };
            if from.0 == to.0 {
                continue;
            }
            let port = |end: usize, side: usize, place: (i32, i32)| {
                let (mut x, mut y) = (place.0 + self.sizes[end].0 / 2, place.1 + self.sizes[end].1 / 2);
                let mut it = end;
                while it != side {
                    (x, y) = (x + self.inner[it].0 + INSET.0, y + self.inner[it].1 + INSET.1);
                    let Some(parent) = self.nest.items[it].parent else { break };
                    it = parent;
                }
                turned((x, y), self.is_wide).1
            };
            links.push(Link {
                from: from.0,
                to: to.0,
                weight: tied.weight,
                out: port(tied.ends.0, tied.sides.0, from.1),
                into: port(tied.ends.1, tied.sides.1, to.1),
            });
        }
        links
    }

    /// Takes over the places in a container, with what stands on its border, and its size.
    fn shelve(&mut self, shelf: Shelf) {
        let Shelf { container, groups, first, last, flow } = shelf;
        let (places, mut size) = flow.found();
        let mut shift = (0, 0);
        for (strip, is_first) in [(first, true), (last, false)] {
            if strip.is_empty() {
                continue;
            }
            let gap = self.gaps.beside;
            let strip_size = strip.iter().map(|&it| turned(self.sizes[it], self.is_wide));
            let (width, height) = strip_size.fold((0, -gap), |all, it| (all.0.max(it.0), all.1 + it.1 + gap));
            let along = match (is_first, size.0 > 0) {
                (true, _) => 0,
                (false, true) => size.0 + self.gaps.layer,
                (false, false) => 0,
            };
            if is_first {
                shift.0 = width + if groups.is_empty() { 0 } else { self.gaps.layer };
                size.0 += shift.0;
            } else {
                size.0 = along + width;
            }
            if height > size.1 {
                shift.1 = (height - size.1) / 2 / 8 * 8;
                size.1 = height;
            }
            let mut across = (size.1 - height) / 2 / 8 * 8;
            for it in strip {
                self.inner[it] = turned((along, across), self.is_wide);
                across += turned(self.sizes[it], self.is_wide).1 + gap;
            }
        }
        for (group, (main, cross)) in groups.iter().zip(places) {
            let (x, y) = turned((main + shift.0, cross + shift.1), self.is_wide);
            for &(it, (dx, dy)) in group {
                self.inner[it] = (x + dx, y + dy);
            }
        }
        if let Some(it) = container {
            let (w, h) = turned(size, self.is_wide);
            let least = self.nest.items[it].size;
            self.sizes[it] = ((w + 2 * PADDING).max(least.0), h + INSET.1 + PADDING);
        }
    }

    /// The places of what changed, and of everything.
    fn settled(&self) -> (Placed, Placed) {
        let mut settling = Settling {
            nest: &self.nest,
            fixed: &self.fixed,
            pinned: &self.pinned,
            before: &self.before,
            inner: &self.inner,
            sizes: &self.sizes,
            gaps: self.gaps,
            is_wide: self.is_wide,
            frames: vec![None; self.nest.items.len()],
        };
        settling.settle(&self.nest.roots, Point::default(), None);
        let frames = settling.frames;
        let (mut changed, mut all) = (Vec::new(), Vec::new());
        for ((item, frame), fixed) in self.nest.items.iter().zip(frames).zip(&self.fixed) {
            let Some(frame) = frame else { continue };
            if *fixed != Some(frame) {
                changed.push((item.id.clone(), frame));
            }
            all.push((item.id.clone(), frame));
        }
        (changed, all)
    }
}

#[cfg(test)]
pub(crate) mod tests;
