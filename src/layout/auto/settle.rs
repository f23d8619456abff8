//! From places inside containers to places in the drawing: what has its place keeps it, the rest finds room.

use super::{
    super::{HEADER, PADDING, Point, union},
    flow::{Flow, root},
    layers::{Gaps, Link},
    nest::Nest,
    room::room,
};
use crate::model::Frame;

/// Nothing is placed farther out than this, so that sums of places and sizes stay in range.
const FARTHEST: i32 = 500_000_000;
/// The content's corner, from its container's.
pub const INSET: (i32, i32) = (PADDING, HEADER + PADDING / 2);

/// What is known of places so far.
#[derive(Debug)]
pub struct Settling<'a> {
    /// What is drawn.
    pub nest: &'a Nest,
    /// Chosen places.
    pub fixed: &'a [Option<Frame>],
    /// Whether it or something in it has a chosen place.
    pub pinned: &'a [bool],
    /// Where things were that are moved together.
    pub before: &'a [Option<Frame>],
    /// Places of the others, from the corner of their container's content.
    pub inner: &'a [(i32, i32)],
    /// Their sizes.
    pub sizes: &'a [(i32, i32)],
    /// How far apart things stand.
    pub gaps: Gaps,
    /// Whether the flow goes sideways.
    pub is_wide: bool,
    /// The places found.
    pub frames: Vec<Option<Frame>>,
}

impl Settling<'_> {
    /// Places some that stand side by side, and gives the frame around them.
    pub fn settle(&mut self, items: &[usize], origin: Point, within: Option<Frame>) -> Option<Frame> {
        let (pinned, free): (Vec<usize>, Vec<usize>) = items.iter().partition(|&&it| self.pinned[it]);
        let mut frames: Vec<Frame> = pinned.iter().map(|&it| self.pinned_at(it, origin)).collect();
        if pinned.is_empty() {
            let at = |it: usize| {
                let (x, y) = self.inner[it];
                Point { x: (origin.x + x).min(FARTHEST), y: (origin.y + y).min(FARTHEST) }
            };
            let places: Vec<(usize, Point)> = free.iter().map(|&it| (it, at(it))).collect();
            frames.extend(places.into_iter().map(|(it, at)| self.free_at(it, at)));
            return frames.into_iter().reduce(union);
        }
        for group in self.groups(&free) {
            let (places, size) = self.arranged(&group);
            let wish = self.wish(&group, size, &frames, origin);
            let at = room(size, wish, &frames, self.gaps.beside, within);
            for (it, (x, y)) in group.into_iter().zip(places) {
                let frame = self.free_at(it, Point { x: at.x + x, y: at.y + y });
                frames.push(frame);
            }
        }
        frames.into_iter().reduce(union)
    }

    fn free_at(&mut self, it: usize, at: Point) -> Frame {
        let (w, h) = self.sizes[it];
        let frame = Frame { x: at.x, y: at.y, w, h };
        self.frames[it] = Some(frame);
        let nest = self.nest;
        for &child in &nest.items[it].children {
            let (x, y) = self.inner[child];
            self.free_at(child, Point { x: at.x + INSET.0 + x, y: at.y + INSET.1 + y });
        }
        frame
    }

    fn pinned_at(&mut self, it: usize, origin: Point) -> Frame {
        let nest = self.nest;
        let item = &nest.items[it];
        let chosen = self.fixed[it];
        let (x, y) = chosen.map_or((origin.x, origin.y), |it| (it.x, it.y));
        let (w, h) = chosen.map_or((0, 0), |it| (it.w, it.h));
        let frame = if item.contains {
            let own = Frame { x, y, w, h };
            let corner = Point { x: x + INSET.0, y: y + INSET.1 };
            let room = (w > 2 * PADDING && h > INSET.1 + PADDING).then(|| Frame {
                x: corner.x,
                y: corner.y,
                w: w - 2 * PADDING,
                h: h - INSET.1 - PADDING,
            });
            let inside = self.settle(&item.children, corner, room).map(around);
            match inside {
                Some(inside) if (w, h) == (0, 0) => inside,
                Some(inside) => union(own, inside),
                None if (w, h) == (0, 0) => {
                    Frame { w: super::super::EMPTY.0, h: super::super::EMPTY.1, ..own }
                }
                None => own,
            }
        } else {
            Frame { x, y, w: item.size.0, h: item.size.1 }
        };
        self.frames[it] = Some(frame);
        frame
    }

    /// What is new, as it hangs together: what is moved as one stays one, what is joined with nothing is one grid.
    fn groups(&self, free: &[usize]) -> Vec<Vec<usize>> {
        if free.is_empty() {
            return Vec::new();
        }
        if free.iter().any(|&it| self.before[it].is_some()) {
            return vec![free.to_vec()];
        }
        let mut roots: Vec<usize> = (0..self.nest.items.len()).collect();
        let mut joined = vec![false; self.nest.items.len()];
        let mut fresh = vec![false; self.nest.items.len()];
        for &it in free {
            fresh[it] = true;
        }
        let parent = self.nest.items[free[0]].parent;
        for tie in &self.nest.ties {
            if let Some((around, from, to)) = self.nest.apart(tie.from, tie.to)
                && around == parent
            {
                (joined[from], joined[to]) = (true, true);
                if fresh[from] && fresh[to] {
                    let (a, b) = (root(&mut roots, from), root(&mut roots, to));
                    roots[a.max(b)] = a.min(b);
                }
            }
        }
        let mut groups: std::collections::BTreeMap<(bool, usize), Vec<usize>> = Default::default();
        for &it in free {
            let key = if joined[it] { (false, root(&mut roots, it)) } else { (true, 0) };
            groups.entry(key).or_default().push(it);
        }
        groups.into_values().collect()
    }

    fn arranged(&self, group: &[usize]) -> (Vec<(i32, i32)>, (i32, i32)) {
        let number = |it: usize| group.binary_search(&it).ok();
        let mut links = Vec::new();
        for tie in self.nest.ties.iter().filter(|_| group.len() > 1) {
            let ends = self.nest.apart(tie.from, tie.to);
            if let Some((from, to)) = ends.and_then(|(_, a, b)| Some((number(a)?, number(b)?))) {
                links.push(Link { from, to, weight: tie.weight, out: 28, into: 28 });
            }
        }
        let blocks = group.iter().map(|&it| super::block(self.nest, self.sizes, it, self.is_wide)).collect();
        let (places, size) = Flow::new(blocks, &links, self.gaps, self.is_wide).found();
        if self.is_wide {
            return (places, size);
        }
        (places.into_iter().map(|(main, cross)| (cross, main)).collect(), (size.1, size.0))
    }

    /// Where something new would stand best: where it was, after what leads to it, or before what it leads to.
    fn wish(&self, group: &[usize], size: (i32, i32), frames: &[Frame], origin: Point) -> Point {
        if let Some(before) = group.iter().filter_map(|&it| self.before[it]).reduce(union) {
            return Point { x: before.x, y: before.y };
        }
        let (mut xs, mut ys) = (Vec::new(), Vec::new());
        let inside =
            |it: usize| std::iter::once(it).chain(self.nest.around(it)).any(|it| group.contains(&it));
        let gap = self.gaps.layer;
        for tie in &self.nest.ties {
            let (other, leads) = match (inside(tie.from), inside(tie.to)) {
                (true, false) => (tie.to, false),
                (false, true) => (tie.from, true),
                (true, true) | (false, false) => continue,
            };
            let Some(frame) = self.frames[other] else { continue };
            let (x, y) = match (self.is_wide, leads) {
                (true, true) => (frame.x + frame.w + gap, frame.y + (frame.h - size.1) / 2),
                (true, false) => (frame.x - gap - size.0, frame.y + (frame.h - size.1) / 2),
                (false, true) => (frame.x + (frame.w - size.0) / 2, frame.y + frame.h + gap),
                (false, false) => (frame.x + (frame.w - size.0) / 2, frame.y - gap - size.1),
            };
            xs.push(x);
            ys.push(y);
        }
        let middle = |mut of: Vec<i32>| {
            of.sort_unstable();
            of.get(of.len() / 2).copied()
        };
        let below = frames.iter().copied().reduce(union);
        match (middle(xs), middle(ys)) {
            (Some(x), Some(y)) => Point { x, y },
            _ => below.map_or(origin, |it| Point { x: it.x, y: it.y + it.h + self.gaps.beside }),
        }
    }
}

/// The container around its content.
fn around(inside: Frame) -> Frame {
    Frame {
        x: inside.x - INSET.0,
        y: inside.y - INSET.1,
        w: inside.w + 2 * PADDING,
        h: inside.h + INSET.1 + PADDING,
    }
}
