//! Boxes of one container: what hangs together in layers, what stands alone in a grid, and all of it packed.

use super::layers::{Block, Gaps, Layered, Link};
use crate::base::Order as _;
use crate::layout::GRID;

/// An arrangement in the making. Places are along and across the flow.
#[derive(Debug)]
pub struct Flow {
    blocks: Vec<Block>,
    gaps: Gaps,
    is_wide: bool,
    working: Vec<(Vec<usize>, Layered)>,
    done: Vec<Part>,
    left: Vec<usize>,
    main: Vec<usize>,
    right: Vec<usize>,
}

/// Boxes with their places, and the room that they take.
#[derive(Debug)]
struct Part {
    places: Vec<(usize, (i32, i32))>,
    size: (i32, i32),
}

/// Boxes of a size from here on are not put into a grid of cards.
const LARGE: i32 = 240;

impl Flow {
    /// Starts. `is_wide` says that the flow goes sideways.
    pub fn new(blocks: Vec<Block>, links: &[Link], gaps: Gaps, is_wide: bool) -> Self {
        let mut roots: Vec<usize> = (0..blocks.len()).collect();
        for link in links {
            let (a, b) = (root(&mut roots, link.from), root(&mut roots, link.to));
            roots[a.max(b)] = a.min(b);
        }
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); blocks.len()];
        for it in 0..blocks.len() {
            members[root(&mut roots, it)].push(it);
        }
        let mut inside: Vec<Vec<Link>> = vec![Vec::new(); blocks.len()];
        let mut number = vec![0; blocks.len()];
        for members in &members {
            for (nth, &it) in members.iter().enumerate() {
                number[it] = nth;
            }
        }
        for link in links {
            let renamed = Link { from: number[link.from], to: number[link.to], ..*link };
            inside[root(&mut roots, link.from)].push(renamed);
        }
        let mut flow = Self {
            blocks,
            gaps,
            is_wide,
            working: Vec::new(),
            done: Vec::new(),
            left: Vec::new(),
            main: Vec::new(),
            right: Vec::new(),
        };
        for (members, links) in members.into_iter().zip(inside) {
            if let [alone] = *members.as_slice() {
                let block = flow.blocks[alone];
                let side = match (block.main.max(block.cross) > LARGE, block.rank) {
                    (true, _) => &mut flow.main,
                    (false, 0 | 1) => &mut flow.left,
                    (false, _) => &mut flow.right,
                };
                side.push(alone);
            } else if !members.is_empty() {
                let blocks = members.iter().map(|&it| flow.blocks[it]).collect();
                flow.working.push((members, Layered::new(blocks, &links, gaps, is_wide)));
            }
        }
        flow.working.reverse();
        flow
    }

    /// Does a piece; false once nothing is left.
    pub fn step(&mut self) -> bool {
        let Some((_, layered)) = self.working.last_mut() else { return false };
        if !layered.step()
            && let Some((members, layered)) = self.working.pop()
        {
            let (places, size) = layered.found();
            self.done.push(Part { places: members.into_iter().zip(places).collect(), size });
        }
        !self.working.is_empty()
    }

    /// Where each box is, and how much room all of them take.
    pub fn found(mut self) -> (Vec<(i32, i32)>, (i32, i32)) {
        while self.step() {}
        let mut main = std::mem::take(&mut self.done);
        for &it in &self.main {
            let block = self.blocks[it];
            main.push(Part { places: vec![(it, (0, 0))], size: (block.main, block.cross) });
        }
        let mut parts = Vec::new();
        if main.is_empty() {
            self.left.append(&mut self.right);
            parts.push(self.grid(&self.left, None));
        } else {
            let main = self.shelves(main);
            let height = main.size.1;
            let left = self.grid(&self.left, Some(height));
            let right = self.grid(&self.right, Some(height));
            parts.extend([left, main, right]);
        }
        let mut places = vec![(0, 0); self.blocks.len()];
        let (mut next, mut cross) = (0, 0);
        let tallest = parts.iter().map(|part| part.size.1).max().unwrap_or(0);
        for part in parts.into_iter().filter(|part| !part.places.is_empty()) {
            // Short columns stand in the middle of tall ones, unless they are cards in many rows.
            let down = if part.places.len() <= 2 { grid_down((tallest - part.size.1) / 2) } else { 0 };
            for (it, (along, across)) in part.places {
                places[it] = (next + along, down + across);
            }
            next += part.size.0 + self.gaps.layer;
            cross = cross.max(part.size.1);
        }
        (places, ((next - self.gaps.layer).max(0), cross))
    }

    /// Cards in rows and columns, not much higher than `height` where that is given, else of a pleasant shape.
    fn grid(&self, cards: &[usize], height: Option<i32>) -> Part {
        let mut cards = cards.to_vec();
        cards.order_by_key(|&it| (self.blocks[it].rank, it));
        let gap = self.gaps.beside;
        let most =
            |size: fn(&Block) -> i32| cards.iter().map(|&it| size(&self.blocks[it])).max().unwrap_or(0);
        let (main, cross) = (most(|it| it.main) + gap, most(|it| it.cross) + gap);
        let count = i32::try_from(cards.len()).unwrap_or(i32::MAX / 1_024);
        // Half as wide again as high, whichever way the flow goes.
        let (of_main, of_cross) = if self.is_wide { (2, 3) } else { (3, 2) };
        let shape = |rows: i32| {
            let columns = (count + rows - 1) / rows;
            (of_main * columns * main).max(of_cross * rows * cross)
        };
        let best = (1..=count.clamp(1, 512)).min_by_key(|&rows| (shape(rows), rows)).unwrap_or(1);
        let rows = height.map_or(best, |height| best.max((height + gap) / cross)).clamp(1, count.max(1));
        let mut places = Vec::new();
        let (mut along, mut size) = (0, (0, 0));
        // What reads first goes first: sideways in a grid of its own, down in a column beside others.
        let columns = (count + rows - 1) / rows;
        let (rows_at, columns_at) =
            (usize::try_from(rows).unwrap_or(1), usize::try_from(columns).unwrap_or(1));
        for column in 0..columns_at {
            let mut width = 0;
            for row in 0..rows_at {
                let nth = if height.is_some() { column * rows_at + row } else { row * columns_at + column };
                let Some(&it) = cards.get(nth) else { continue };
                let across = i32::try_from(row).unwrap_or(0) * cross;
                places.push((it, (along, across)));
                width = width.max(self.blocks[it].main);
                size.1 = size.1.max(across + self.blocks[it].cross);
            }
            size.0 = size.0.max(along + width);
            along += width + gap;
        }
        Part { places, size }
    }

    /// Parts in rows along the flow, the largest first.
    fn shelves(&self, mut parts: Vec<Part>) -> Part {
        let gap = self.gaps.beside + self.gaps.beside / 2 / GRID * GRID;
        let area: i64 = parts.iter().map(|it| i64::from(it.size.0 + gap) * i64::from(it.size.1 + gap)).sum();
        let side = i32::try_from(area.isqrt()).unwrap_or(i32::MAX / 8);
        let side = if self.is_wide { side / 5 * 7 } else { side };
        let widest = parts.iter().map(|it| it.size.0).max().unwrap_or(0).max(side);
        let first = |part: &Part| part.places.iter().map(|(it, _)| *it).min().unwrap_or(0);
        parts.order_by_key(|it| (std::cmp::Reverse(it.size.1), std::cmp::Reverse(it.size.0), first(it)));
        let mut all = Part { places: Vec::new(), size: (0, 0) };
        let (mut along, mut across, mut height) = (0, 0, 0);
        for part in parts {
            if along > 0 && along + part.size.0 > widest {
                (along, across, height) = (0, across + height + gap, 0);
            }
            all.places.extend(part.places.iter().map(|(it, (m, c))| (*it, (along + m, across + c))));
            all.size = (all.size.0.max(along + part.size.0), all.size.1.max(across + part.size.1));
            along += part.size.0 + self.gaps.layer;
            height = height.max(part.size.1);
        }
        all
    }
}

fn grid_down(value: i32) -> i32 {
    value.div_euclid(GRID) * GRID
}

/// The first one of those that hang together with it.
pub fn root(roots: &mut [usize], mut it: usize) -> usize {
    while roots[it] != it {
        roots[it] = roots[roots[it]];
        it = roots[it];
    }
    it
}
