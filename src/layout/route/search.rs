//! One line: the cheapest way along tracks from a side of one box to a side of another.

use super::{
    Side,
    field::{Axis, Field, coordinate, point},
};
use crate::{base::NodeId, layout::Point, model::Frame};
use std::{cmp::Reverse, collections::BinaryHeap};

/// What a turn costs, in units of length.
const TURN: i32 = 48;
/// How far a line looks beyond the box around its ends; then without a limit.
const WINDOWS: [i32; 2] = [320, 1_000_000_000];
/// What lines cost that already run along a way: the more, the more each.
const SHARED: i32 = 4;
/// A search that has looked at so many crossings of ways gives up.
const PATIENCE: usize = 60_000;

/// Where a line starts or ends.
#[derive(Clone, Copy, Debug)]
pub struct End<'a> {
    /// The box; a point has no size.
    pub frame: Frame,
    /// Whose.
    pub id: Option<&'a NodeId>,
}

/// The way out of a side: until something stands in the way.
#[derive(Clone, Copy, Debug)]
struct Ray {
    start: Point,
    axis: Axis,
    low: i32,
    high: i32,
    /// What it costs to leave or enter by this side.
    toll: i32,
}

#[derive(Clone, Copy, Debug)]
struct Label {
    stamp: u32,
    cost: i32,
    /// Where the way is entered.
    entry: i32,
    from: From,
}

#[derive(Clone, Copy, Debug)]
enum From {
    Ray(usize),
    Track(usize),
}

/// Room for searches, used again for each.
#[derive(Debug, Default)]
pub struct Search {
    labels: Vec<Label>,
    stamp: u32,
    /// How many lines run along each way.
    used: Vec<i32>,
    /// How many crossings of ways were looked at.
    pub looked: usize,
}

impl Search {
    /// Room for the ways of a field.
    pub fn of(field: &Field) -> Self {
        let none = Label { stamp: 0, cost: 0, entry: 0, from: From::Ray(0) };
        let count = field.tracks.len();
        Self { labels: vec![none; count], stamp: 0, used: vec![0; count], looked: 0 }
    }

    /// The corners of a line, ends included.
    pub fn line(&mut self, field: &Field, from: End<'_>, to: End<'_>) -> Option<Vec<Point>> {
        if let Some(level) = level(field, from, to) {
            return Some(level);
        }
        WINDOWS.into_iter().find_map(|window| self.within(field, from, to, window))
    }

    fn within(&mut self, field: &Field, from: End<'_>, to: End<'_>, window: i32) -> Option<Vec<Point>> {
        let around = super::super::union(from.frame, to.frame);
        let limits = [
            (around.x.saturating_sub(window), (around.x + around.w).saturating_add(window)),
            (around.y.saturating_sub(window), (around.y + around.h).saturating_add(window)),
        ];
        let starts = rays(field, from, to, limits);
        let goals = rays(field, to, from, limits);
        self.stamp += 1;
        let mut heap: BinaryHeap<Reverse<(i32, usize, usize)>> = BinaryHeap::new();
        let goal = |p: Point| rest(p, to.frame);
        // What was found: the track or none, the ray it starts with, the ray it ends with.
        let mut ends: Vec<(Option<usize>, usize, usize)> = Vec::new();
        for (nth, start) in starts.iter().enumerate() {
            for (mth, end) in goals.iter().enumerate() {
                if start.axis != end.axis && start.passes(end) && end.passes(start) {
                    let corner = start.at(end.across());
                    let length = distance(start.start, corner) + distance(corner, end.start);
                    let cost = length + TURN + start.toll + end.toll;
                    ends.push((None, nth, mth));
                    heap.push(Reverse((cost, usize::MAX, ends.len() - 1)));
                }
            }
            for &line in field.between(1 - start.axis, start.low, start.high) {
                if let Some(track) = field.track(line, start.across()) {
                    let corner = start.at(line.0);
                    let cost = distance(start.start, corner) + TURN + start.toll;
                    self.enter(&mut heap, track, cost, start.across(), From::Ray(nth), goal(corner));
                }
            }
        }
        let mut patience = PATIENCE;
        while let Some(Reverse((_, track, which))) = heap.pop() {
            if track == usize::MAX {
                let &(track, start, end) = ends.get(which)?;
                return Some(self.corners(field, track, &starts, start, goals.get(end)?));
            }
            let label = self.labels[track];
            if which != usize::try_from(label.cost).unwrap_or(0) {
                continue;
            }
            let way = field.tracks[track];
            let here = point(way.axis, label.entry, way.at);
            let own = self.used[track].min(8).pow(2) * SHARED;
            for (mth, end) in goals.iter().enumerate() {
                let meets = end.axis != way.axis && end.low <= way.at && way.at <= end.high;
                if meets && way.from <= end.across() && end.across() <= way.to {
                    let corner = end.at(way.at);
                    let length = distance(here, corner) + distance(corner, end.start);
                    let cost = label.cost + own + length + TURN + end.toll;
                    ends.push((Some(track), 0, mth));
                    heap.push(Reverse((cost, usize::MAX, ends.len() - 1)));
                }
            }
            let limit = limits[way.axis];
            let (low, high) = (way.from.max(limit.0), way.to.min(limit.1));
            let crossed = field.between(1 - way.axis, low, high);
            self.looked += crossed.len();
            patience = patience.checked_sub(crossed.len())?;
            for &line in crossed {
                let corner = point(way.axis, line.0, way.at);
                if let Some(next) = field.track(line, way.at) {
                    let cost = label.cost + own + distance(here, corner) + TURN;
                    self.enter(&mut heap, next, cost, way.at, From::Track(track), goal(corner));
                }
            }
        }
        None
    }

    fn enter(
        &mut self,
        heap: &mut BinaryHeap<Reverse<(i32, usize, usize)>>,
        track: usize,
        cost: i32,
        entry: i32,
        from: From,
        rest: i32,
    ) {
        let label = &mut self.labels[track];
        if label.stamp != self.stamp || cost < label.cost {
            *label = Label { stamp: self.stamp, cost, entry, from };
            // More than what is left at least: many ways are equally long, and one of them is enough.
            heap.push(Reverse((cost + rest + rest / 2, track, usize::try_from(cost).unwrap_or(0))));
        }
    }

    fn corners(
        &mut self,
        field: &Field,
        track: Option<usize>,
        starts: &[Ray],
        start: usize,
        end: &Ray,
    ) -> Vec<Point> {
        let mut points = vec![end.start];
        let Some(mut track) = track else {
            if let Some(ray) = starts.get(start) {
                points.extend([ray.at(end.across()), ray.start]);
            }
            points.reverse();
            return points;
        };
        points.push(end.at(field.tracks[track].at));
        // A label was set before those that name it; more steps than ways would be a loop.
        for _ in 0..field.tracks.len() {
            self.used[track] += 1;
            let (label, way) = (self.labels[track], field.tracks[track]);
            points.push(point(way.axis, label.entry, way.at));
            match label.from {
                From::Ray(nth) => {
                    points.extend(starts.get(nth).map(|ray| ray.start));
                    break;
                }
                From::Track(before) => track = before,
            }
        }
        points.reverse();
        points
    }
}

impl Ray {
    fn across(&self) -> i32 {
        coordinate(self.start, 1 - self.axis)
    }

    fn at(&self, along: i32) -> Point {
        point(self.axis, along, self.across())
    }

    fn passes(&self, other: &Self) -> bool {
        self.low <= other.across() && other.across() <= self.high
    }
}

fn distance(a: Point, b: Point) -> i32 {
    (a.x - b.x).abs() + (a.y - b.y).abs()
}

/// No line to a box is shorter.
fn rest(from: Point, to: Frame) -> i32 {
    let off = |at: i32, low: i32, size: i32| (low - at).max(at - low - size).max(0);
    off(from.x, to.x, to.w) + off(from.y, to.y, to.h)
}

fn rays(field: &Field, end: End<'_>, other: End<'_>, limits: [(i32, i32); 2]) -> Vec<Ray> {
    let own: Vec<&NodeId> = end.id.into_iter().collect();
    let (a, b) = (end.frame, other.frame);
    let far_x = (b.x - a.x - a.w).max(a.x - b.x - b.w);
    let far_y = (b.y - a.y - a.h).max(a.y - b.y - b.h);
    // Boxes beside each other are joined by the sides that face, boxes above each other by top and bottom.
    let facing = usize::from(far_y > far_x);
    let ray = |side: Side| {
        let start = side.of(end.frame);
        let (axis, forward) = side.way();
        let along = coordinate(start, axis);
        let limit = if forward { limits[axis].1 } else { limits[axis].0 };
        let reached = field.reach(start, axis, forward, (limit - along).abs().min(1_000_000), &own);
        let toll = if axis == facing { 0 } else { TURN + TURN / 4 };
        Ray { start, axis, low: along.min(reached), high: along.max(reached), toll }
    };
    Side::ALL.into_iter().map(ray).collect()
}

/// A line without a turn, where the boxes face each other far enough and nothing is between.
fn level(field: &Field, from: End<'_>, to: End<'_>) -> Option<Vec<Point>> {
    /// How much of the sides has to face; points only have to be level.
    const FACE: i32 = 16;
    let (a, b) = (from.frame, to.frame);
    let own: Vec<&NodeId> = from.id.into_iter().chain(to.id).collect();
    for axis in [0, 1] {
        let span = |it: Frame, axis: Axis| if axis == 0 { (it.x, it.x + it.w) } else { (it.y, it.y + it.h) };
        let (a_across, b_across) = (span(a, 1 - axis), span(b, 1 - axis));
        let (low, high) = (a_across.0.max(b_across.0), a_across.1.min(b_across.1));
        let least = FACE.min(a_across.1 - a_across.0).min(b_across.1 - b_across.0);
        let (a_along, b_along) = (span(a, axis), span(b, axis));
        let ends = if a_along.1 <= b_along.0 {
            (a_along.1, b_along.0)
        } else if b_along.1 <= a_along.0 {
            (a_along.0, b_along.1)
        } else {
            continue;
        };
        if high - low < least {
            continue;
        }
        let (mid, mine) = (low + (high - low) / 2, a_across.0 + (a_across.1 - a_across.0) / 2);
        for at in [mine.clamp(low + least / 2, high - least / 2), mid] {
            let (start, end) = (point(axis, ends.0, at), point(axis, ends.1, at));
            let area = [start.x.min(end.x), start.y.min(end.y), start.x.max(end.x), start.y.max(end.y)];
            if field.inside(area, &own).next().is_none() {
                return Some(vec![start, end]);
            }
        }
    }
    None
}
