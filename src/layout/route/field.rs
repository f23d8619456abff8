//! What lines go round, and the straight ways between: cards with some space, and the titles of containers.
//!
//! Ways are many where cards are many. Far from its ends a line takes one of the [`Field::wide`] ones: in each band the
//! longest.

use super::super::{Drawn, HEADER, Picture, Point};
use crate::model::Frame;
use std::collections::{BTreeMap, BTreeSet};

/// How far a line stays away from cards.
pub const SPACE: i32 = 8;
/// The side of a cell of the grid over obstacles.
const CELL: i32 = 256;
/// Of a band across and a stretch along, the longest way is a wide one.
const BAND: i32 = 96;
const STRETCH: i32 = 2048;
/// Lines keep so far off the borders of containers, where there is room.
pub const RIM: i32 = 8;
/// What stays free for lines beside a title that is as wide as its container.
const BESIDE: i32 = 32;
/// How many obstacles are looked at in one piece.
const PIECE: usize = 8_000;

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

/// Straight things by axis and by a stretch across it: where they lie, from where to where.
pub type Straight = BTreeMap<(Axis, i32), Vec<(i32, i32, i32)>>;

/// Where ways lie across an axis, and the first and last of them there.
pub type Row = (i32, usize, usize);

/// Obstacles, and the ways along their borders.
#[derive(Debug, Default)]
pub struct Field {
    /// Obstacles, and of cards which of those drawn.
    blocks: Vec<(Block, Option<usize>)>,
    cells: BTreeMap<(i32, i32), Vec<u32>>,
    /// Borders of containers.
    rims: Straight,
    /// Ways by axis and by where they lie.
    pub tracks: Vec<Track>,
    /// Where `tracks` end, close together in memory: this is what searches look at most.
    ends: Vec<i32>,
    /// For each axis the rows of `tracks`.
    pub lines: [Vec<Row>; 2],
    /// The wide ones of `tracks`, and for each axis the rows of these.
    wide_tracks: Vec<u32>,
    pub wide: [Vec<Row>; 2],
    stage: Stage,
    /// Where in its stage the work is.
    at: usize,
    places: [BTreeSet<i32>; 2],
    todo: Vec<(Axis, i32)>,
    longest: BTreeMap<(Axis, i32, i32), (i32, u32)>,
    chosen: Vec<u32>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stage {
    #[default]
    Blocks,
    Tracks,
    Longest,
    Chosen,
    Wide,
    Done,
}

pub fn coordinate(point: Point, axis: Axis) -> i32 {
    if axis == 0 { point.x } else { point.y }
}

pub fn point(axis: Axis, along: i32, across: i32) -> Point {
    if axis == 0 { Point { x: along, y: across } } else { Point { x: across, y: along } }
}

/// What lines go round of something drawn: a card, or the title of a container.
pub fn block(drawn: &[Drawn], nth: usize) -> Option<(Block, Option<usize>)> {
    let it = drawn.get(nth)?;
    let frame = it.frame;
    if drawn.get(nth + 1).is_some_and(|next| next.depth > it.depth) {
        let width = (it.title + 8).min(frame.w - 8 - BESIDE).max(0);
        return Some(([frame.x + 8, frame.y, frame.x + 8 + width, frame.y + HEADER], None));
    }
    let (right, bottom) = (frame.x + frame.w, frame.y + frame.h);
    Some(([frame.x - SPACE, frame.y - SPACE, right + SPACE, bottom + SPACE], Some(nth)))
}

impl Field {
    /// Adds an obstacle.
    pub fn add(&mut self, block: Block, owner: Option<usize>) {
        let at = u32::try_from(self.blocks.len()).unwrap_or(u32::MAX);
        for x in block[0].div_euclid(CELL)..=block[2].div_euclid(CELL) {
            for y in block[1].div_euclid(CELL)..=block[3].div_euclid(CELL) {
                self.cells.entry((x, y)).or_default().push(at);
            }
        }
        self.blocks.push((block, owner));
    }

    /// Gives back some of the room; true once all is.
    pub fn clear(&mut self) -> bool {
        for _ in 0..PIECE / 8 {
            self.cells.pop_first();
        }
        let is_clear = self.cells.is_empty();
        if is_clear {
            *self = Self::default();
        }
        is_clear
    }

    /// Does a piece of finding the ways of a picture inside an area; false once all are found.
    pub fn step(&mut self, picture: &Picture, area: Option<Frame>) -> bool {
        let mut left = PIECE;
        while left > 0 && self.stage != Stage::Done {
            let next = match self.stage {
                Stage::Blocks => self.block(picture.drawn(), area, &mut left),
                Stage::Tracks => self.row(&mut left),
                Stage::Longest => self.compare(&mut left),
                Stage::Chosen => self.choose(&mut left),
                Stage::Wide => self.widen(&mut left),
                Stage::Done => None,
            };
            if let Some(next) = next {
                (self.stage, self.at) = (next, 0);
            }
        }
        self.stage != Stage::Done
    }

    fn block(&mut self, drawn: &[Drawn], area: Option<Frame>, left: &mut usize) -> Option<Stage> {
        let Some((block, owner)) = block(drawn, self.at) else {
            for axis in [0, 1] {
                let places = std::mem::take(&mut self.places[axis]);
                self.todo.extend(places.into_iter().map(|at| (axis, at)));
            }
            return Some(Stage::Tracks);
        };
        self.at += 1;
        *left = left.saturating_sub(1);
        let outside = area.is_some_and(|area| {
            block[0] > area.x + area.w || block[1] > area.y + area.h || block[2] < area.x || block[3] < area.y
        });
        if !outside {
            *left = left.saturating_sub(12);
            self.places[1].extend([block[0].div_euclid(8) * 8, (block[2] + 7).div_euclid(8) * 8]);
            self.places[0].extend([block[1].div_euclid(8) * 8, (block[3] + 7).div_euclid(8) * 8]);
            self.add(block, owner);
            if let (None, Some(it)) = (owner, drawn.get(self.at - 1)) {
                let (x, y, right, bottom) =
                    (it.frame.x, it.frame.y, it.frame.x + it.frame.w, it.frame.y + it.frame.h);
                for (axis, at, from, to) in
                    [(0, y, x, right), (0, bottom, x, right), (1, x, y, bottom), (1, right, y, bottom)]
                {
                    self.rims.entry((axis, at.div_euclid(CELL))).or_default().push((at, from, to));
                }
            }
        }
        None
    }

    /// The border of a container that a line along an axis would run on.
    pub fn rim(&self, axis: Axis, at: i32, from: i32, to: i32) -> Option<i32> {
        let (low, high) = ((at - RIM).div_euclid(CELL), (at + RIM).div_euclid(CELL));
        let near = self.rims.range((axis, low)..=(axis, high)).flat_map(|(_, some)| some);
        let hit = near.filter(|it| (it.0 - at).abs() < RIM && it.1 < to && from < it.2);
        hit.map(|it| it.0).min_by_key(|it| (it - at).abs())
    }

    /// Finds the ways at one place.
    fn row(&mut self, left: &mut usize) -> Option<Stage> {
        let Some(&(axis, at)) = self.todo.get(self.at) else { return Some(Stage::Longest) };
        self.at += 1;
        let mut blocked = self.met(axis, at, left);
        blocked.sort_unstable();
        *left = left.saturating_sub(4 + blocked.len());
        let (first, mut from) = (self.tracks.len(), i32::MIN / 4);
        for (start, end) in blocked {
            if start > from {
                self.tracks.push(Track { axis, at, from, to: start });
                self.ends.push(start);
            }
            from = from.max(end);
        }
        self.tracks.push(Track { axis, at, from, to: i32::MAX / 4 });
        self.ends.push(i32::MAX / 4);
        self.lines[axis].push((at, first, self.tracks.len()));
        None
    }

    /// Looks where a way is the longest.
    fn compare(&mut self, left: &mut usize) -> Option<Stage> {
        let Some(track) = self.tracks.get(self.at) else { return Some(Stage::Chosen) };
        let nth = u32::try_from(self.at).unwrap_or(u32::MAX);
        self.at += 1;
        // Beyond the outermost obstacles all ways are alike.
        let ends = self.outermost(track.axis);
        let (from, to) = (track.from.max(ends.0), track.to.min(ends.1));
        let band = track.at.div_euclid(BAND);
        for stretch in from.div_euclid(STRETCH)..=to.div_euclid(STRETCH) {
            *left = left.saturating_sub(3);
            let longest = self.longest.entry((track.axis, band, stretch)).or_insert((-1, nth));
            if to - from > longest.0 {
                *longest = (to - from, nth);
            }
        }
        *left = left.saturating_sub(1);
        None
    }

    fn choose(&mut self, left: &mut usize) -> Option<Stage> {
        *left = left.saturating_sub(2);
        if let Some((_, (_, track))) = self.longest.pop_first() {
            self.chosen.push(track);
            return None;
        }
        self.chosen.sort_unstable();
        self.chosen.dedup();
        *left = 0;
        Some(Stage::Wide)
    }

    /// Between which places there is anything to go round.
    fn outermost(&self, axis: Axis) -> (i32, i32) {
        let across = &self.lines[1 - axis];
        (across.first().map_or(0, |it| it.0), across.last().map_or(0, |it| it.0))
    }

    fn widen(&mut self, left: &mut usize) -> Option<Stage> {
        let Some(&nth) = self.chosen.get(self.at) else { return Some(Stage::Done) };
        self.at += 1;
        *left = left.saturating_sub(1);
        let track = self.tracks[nth as usize];
        let at = self.wide_tracks.len();
        self.wide_tracks.push(nth);
        match self.wide[track.axis].last_mut() {
            Some(row) if row.0 == track.at => row.2 = at + 1,
            _ => self.wide[track.axis].push((track.at, at, at + 1)),
        }
        None
    }

    /// Where obstacles cover a line at a place across an axis.
    fn met(&self, axis: Axis, at: i32, left: &mut usize) -> Vec<(i32, i32)> {
        let across = 1 - axis;
        let cell = at.div_euclid(CELL);
        let mut found = Vec::new();
        let mut take = |all: &Vec<u32>| {
            *left = left.saturating_sub(1 + all.len() / 2);
            for &it in all {
                let block = self.blocks[it as usize].0;
                if block[across] < at && at < block[across + 2] {
                    found.push((block[axis], block[axis + 2]));
                }
            }
        };
        if axis == 1 {
            self.cells.range((cell, i32::MIN)..=(cell, i32::MAX)).for_each(|(_, all)| take(all));
        } else {
            for column in self.columns(i32::MIN, i32::MAX) {
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
    pub fn inside(&self, area: Block, own: [Option<usize>; 2]) -> impl Iterator<Item = Block> + '_ {
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
            let is_own = owner.is_some() && own.contains(owner);
            (meets(0) && meets(1) && !is_own).then_some(*block)
        })
    }

    /// Between which places, at most so far away, a line along a part of a way may lie.
    pub fn lane(&self, way: Track, from: i32, to: i32, most: i32) -> (i32, i32) {
        let (mut low, mut high) = (way.at - most, way.at + most);
        let area = if way.axis == 0 { [from, low, to, high] } else { [low, from, high, to] };
        for block in self.inside(area, [None; 2]) {
            let (start, end) = (block[1 - way.axis], block[3 - way.axis]);
            if end <= way.at {
                low = low.max(end);
            } else if start >= way.at {
                high = high.min(start);
            }
        }
        (low, high)
    }

    /// How far one gets from a point in a direction before something stands in the way.
    pub fn reach(&self, start: Point, axis: Axis, forward: bool, most: i32, own: Option<usize>) -> i32 {
        let (along, across) = (coordinate(start, axis), coordinate(start, 1 - axis));
        let end = if forward { along + most } else { along - most };
        let (low, high) = (along.min(end).div_euclid(CELL), along.max(end).div_euclid(CELL));
        let side = across.div_euclid(CELL);
        // The nearest obstacle of a cell is nearer than all of the cells behind it.
        let nearest = |all: &Vec<u32>| {
            let blocks = all.iter().map(|&it| &self.blocks[it as usize]);
            let hits = blocks.filter(|(block, owner)| {
                let (from, to) = (along.min(end), along.max(end));
                let is_own = owner.is_some() && *owner == own;
                let meets = block[1 - axis] < across && across < block[3 - axis];
                meets && !is_own && block[axis] < to && from < block[axis + 2]
            });
            let ends = hits.map(
                |(block, _)| {
                    if forward { block[axis].max(along) } else { block[axis + 2].min(along) }
                },
            );
            if forward { ends.min() } else { ends.max() }
        };
        let met = if axis == 1 {
            let mut cells = self.cells.range((side, low)..=(side, high)).map(|(_, all)| all);
            if forward { cells.find_map(nearest) } else { cells.rev().find_map(nearest) }
        } else {
            let mut cells = self.columns(low, high).map(|x| self.cells.get(&(x, side)));
            if forward {
                cells.find_map(|all| all.and_then(nearest))
            } else {
                cells.rev().find_map(|all| all.and_then(nearest))
            }
        };
        met.unwrap_or(end)
    }

    /// The way of a row that passes a place.
    pub fn track(&self, (_, first, last): Row, along: i32) -> Option<usize> {
        let found = first + self.ends[first..last].partition_point(|to| *to < along);
        (found < last && self.tracks[found].from <= along).then_some(found)
    }

    /// The wide way of a row that passes a place.
    pub fn wide_track(&self, (_, first, last): Row, along: i32) -> Option<usize> {
        let some = &self.wide_tracks[first..last];
        let nth = some.partition_point(|&it| self.ends[it as usize] < along);
        some.get(nth).map(|&it| it as usize).filter(|&it| self.tracks[it].from <= along)
    }
}

/// The rows between two places.
pub fn between(rows: &[Row], from: i32, to: i32) -> &[Row] {
    let first = rows.partition_point(|it| it.0 < from);
    let last = rows.partition_point(|it| it.0 <= to);
    rows.get(first..last).unwrap_or(&[])
}
