//! What lines go round, and the straight ways between: cards with some space, and the titles of containers.

use super::super::{HEADER, Picture, Point, title_text};
use crate::{base::NodeId, model::Frame};
use std::collections::BTreeMap;

/// How far a line stays away from cards.
pub const SPACE: i32 = 8;
/// The side of a cell of the grid over obstacles.
const CELL: i32 = 256;

/// An axis: 0 for lines that run sideways, 1 for lines that run down.
pub type Axis = usize;

/// A rectangle as `[left, top, right, bottom]`; lines may run along its borders.
pub type Block = [i32; 4];

/// A straight way: its axis, where it lies across that, and from where to where it goes.
#[derive(Clone, Copy, Debug)]
pub struct Track {
    pub axis: Axis,
    pub at: i32,
    pub from: i32,
    pub to: i32,
}

/// Obstacles, and the ways along their borders.
#[derive(Debug, Default)]
pub struct Field {
    blocks: Vec<(Block, Option<NodeId>)>,
    cells: BTreeMap<(i32, i32), Vec<u32>>,
    /// Ways by axis and by where they lie.
    pub tracks: Vec<Track>,
    /// For each axis, where ways lie, and the first and last of `tracks` there.
    pub lines: [Vec<(i32, usize, usize)>; 2],
    /// Places still to be looked at, by axis.
    todo: Vec<(Axis, i32)>,
}

pub fn coordinate(point: Point, axis: Axis) -> i32 {
    if axis == 0 { point.x } else { point.y }
}

pub fn point(axis: Axis, along: i32, across: i32) -> Point {
    if axis == 0 { Point { x: along, y: across } } else { Point { x: across, y: along } }
}

impl Field {
    /// The obstacles of a picture inside an area.
    pub fn new(picture: &Picture, area: Option<Frame>) -> Self {
        let mut field = Self::default();
        let drawn = picture.drawn();
        let mut places: [Vec<i32>; 2] = Default::default();
        for (nth, it) in drawn.iter().enumerate() {
            let frame = it.frame;
            let outside = area.is_some_and(|area| {
                frame.x > area.x + area.w
                    || frame.y > area.y + area.h
                    || frame.x + frame.w < area.x
                    || frame.y + frame.h < area.y
            });
            if outside {
                continue;
            }
            let holds = drawn.get(nth + 1).is_some_and(|next| next.depth > it.depth);
            let (block, owner) = if holds {
                let width = (title_text(&it.id) + 8).min(frame.w - 16).max(0);
                ([frame.x + 8, frame.y, frame.x + 8 + width, frame.y + HEADER], None)
            } else {
                let (right, bottom) = (frame.x + frame.w, frame.y + frame.h);
                let block = [frame.x - SPACE, frame.y - SPACE, right + SPACE, bottom + SPACE];
                (block, Some(it.id.clone()))
            };
            places[1].extend([block[0].div_euclid(8) * 8, (block[2] + 7).div_euclid(8) * 8]);
            places[0].extend([block[1].div_euclid(8) * 8, (block[3] + 7).div_euclid(8) * 8]);
            field.add(block, owner);
        }
        for axis in [0, 1] {
            places[axis].sort_unstable();
            places[axis].dedup();
            field.todo.extend(places[axis].iter().rev().map(|&at| (axis, at)));
        }
        field
    }

    fn add(&mut self, block: Block, owner: Option<NodeId>) {
        let at = u32::try_from(self.blocks.len()).unwrap_or(u32::MAX);
        for x in block[0].div_euclid(CELL)..=block[2].div_euclid(CELL) {
            for y in block[1].div_euclid(CELL)..=block[3].div_euclid(CELL) {
                self.cells.entry((x, y)).or_default().push(at);
            }
        }
        self.blocks.push((block, owner));
    }

    /// Finds the ways at some more places; false once all are found.
    pub fn step(&mut self) -> bool {
        for _ in 0..16 {
            let Some((axis, at)) = self.todo.pop() else { return false };
            let mut blocked = self.met(axis, at, i32::MIN / 2, i32::MAX / 2);
            blocked.sort_unstable();
            let (first, mut from) = (self.tracks.len(), i32::MIN / 4);
            for (start, end) in blocked {
                if start > from {
                    self.tracks.push(Track { axis, at, from, to: start });
                }
                from = from.max(end);
            }
            self.tracks.push(Track { axis, at, from, to: i32::MAX / 4 });
            self.lines[axis].push((at, first, self.tracks.len()));
        }
        !self.todo.is_empty()
    }

    /// How many places are left to look at.
    pub fn left(&self) -> usize {
        self.todo.len()
    }

    /// Where obstacles cover a line at a place across an axis.
    fn met(&self, axis: Axis, at: i32, from: i32, to: i32) -> Vec<(i32, i32)> {
        let (along, across) = (axis, 1 - axis);
        let cell = at.div_euclid(CELL);
        let (low, high) = (from.div_euclid(CELL), to.div_euclid(CELL));
        let mut found = Vec::new();
        let mut take = |all: &Vec<u32>| {
            for &it in all {
                let block = self.blocks[it as usize].0;
                if block[across] < at
                    && at < block[across + 2]
                    && block[along] < to
                    && from < block[along + 2]
                {
                    found.push((block[along], block[along + 2]));
                }
            }
        };
        if axis == 1 {
            self.cells.range((cell, low)..=(cell, high)).for_each(|(_, all)| take(all));
        } else {
            for column in self.columns(low, high) {
                if let Some(all) = self.cells.get(&(column, cell)) {
                    take(all);
                }
            }
        }
        found
    }

    fn columns(&self, low: i32, high: i32) -> std::ops::RangeInclusive<i32> {
        let first = self.cells.keys().next().map_or(0, |it| it.0);
        let last = self.cells.keys().next_back().map_or(-1, |it| it.0);
        low.max(first)..=high.min(last)
    }

    /// Obstacles that a rectangle meets with more than its border, those of `own` apart.
    pub fn inside<'a>(&'a self, area: Block, own: &'a [&'a NodeId]) -> impl Iterator<Item = Block> + 'a {
        let low = |at: i32| at.div_euclid(CELL);
        let columns = self.columns(low(area[0]), low(area[2]));
        let cells = columns.flat_map(move |x| {
            self.cells.range((x, low(area[1]))..=(x, low(area[3]))).flat_map(|(_, all)| all)
        });
        cells.map(|&it| &self.blocks[it as usize]).filter_map(move |(block, owner)| {
            let meets = |axis: usize| {
                // A line has no width: what it may run along must not be what it runs through.
                let (from, to) = (area[axis], area[axis + 2]);
                block[axis] < to.max(from + 1) && from < block[axis + 2] && (from != to || block[axis] < from)
            };
            let is_own = owner.as_ref().is_some_and(|it| own.contains(&it));
            (meets(0) && meets(1) && !is_own).then_some(*block)
        })
    }

    /// How far one gets from a point in a direction before something stands in the way.
    pub fn reach(&self, start: Point, axis: Axis, forward: bool, most: i32, own: &[&NodeId]) -> i32 {
        let (along, across) = (coordinate(start, axis), coordinate(start, 1 - axis));
        let end = if forward { along + most } else { along - most };
        let (low, high) = (along.min(end), along.max(end));
        let area = if axis == 0 { [low, across, high, across] } else { [across, low, across, high] };
        self.inside(area, own).fold(end, |end, block| {
            if forward { end.min(block[axis].max(along)) } else { end.max(block[axis + 2].min(along)) }
        })
    }

    /// The way at one of `lines` that passes a place.
    pub fn track(&self, line: (i32, usize, usize), along: i32) -> Option<usize> {
        let (_, first, last) = line;
        let nth = self.tracks[first..last].partition_point(|it| it.to < along);
        let found = first + nth;
        (found < last && self.tracks[found].from <= along).then_some(found)
    }

    /// The lines across an axis between two places.
    pub fn between(&self, axis: Axis, from: i32, to: i32) -> &[(i32, usize, usize)] {
        let all = &self.lines[axis];
        let first = all.partition_point(|it| it.0 < from);
        let last = all.partition_point(|it| it.0 <= to);
        all.get(first..last).unwrap_or(&[])
    }
}
