//! One line: the cheapest way along tracks from a side of one box to a side of another.
//!
//! Near both ends every way is looked at, far from them only the wide ones. Where lines run already costs more, the
//! more of them there are.

use super::{
    Side,
    apart::LANE,
    field::{Axis, Field, Row, Straight, between, coordinate, point},
};
use crate::{layout::Point, model::Frame};
use std::{cmp::Reverse, collections::BinaryHeap};

/// What a turn costs, in units of length.
const TURN: i32 = 48;
/// How far a line looks beyond the box around its ends, and how much it prefers what is nearer to its end, in halves:
/// many ways are equally long, and one of them is enough. Then without a limit, and in a hurry.
const SEARCHES: [(i32, i32); 2] = [(320, 1), (1_000_000_000, 4)];
/// How far from its ends a line looks at every way.
const NEAR: i32 = 200;
/// What lines cost that already run beside a part of it: the more, the more each.
const SHARED: i32 = 4;
/// What each line costs for which there is no room a lane apart.
const FULL: i32 = 1_500;
/// How far beside a way there is looked for room.
const ROOM: i32 = 4 * LANE;
/// How near another line is one that runs beside.
const BESIDE: i32 = 16;
/// Most lines beside each other that make a difference.
const MOST_SHARED: usize = 12;
/// A search that has looked at so many crossings of ways gives up.
const PATIENCE: usize = 30_000;
/// After so many crossings it prefers what is nearer to its end still more.
const HURRY: usize = 2_000;
/// Of no way.
const NONE: u32 = u32::MAX;
/// For how many ways room is made in one piece.
const GROWN: usize = 10_000;

/// Where a line starts or ends.
#[derive(Clone, Copy, Debug)]
pub struct End {
    /// The box; a point has no size.
    pub frame: Frame,
    /// Which of those drawn.
    pub nth: Option<usize>,
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
    /// The first of the `spans` of each way.
    used: Vec<u32>,
    /// From where to where lines run along or close to ways, and the next one of the same way.
    spans: Vec<(i32, i32, u32)>,
    /// For how many lines each way has room; 0 where nobody asked yet.
    room: Vec<u8>,
    /// All lines.
    taken: Straight,
    /// How many crossings of ways were looked at.
    pub looked: usize,
    /// How much it prefers what is nearer to its end, in halves.
    greed: i32,
    heap: BinaryHeap<Reverse<(i32, usize, usize)>>,
}

/// Which ways are looked at.
#[derive(Clone, Copy, Debug)]
struct Sight {
    limits: [(i32, i32); 2],
    ends: [Frame; 2],
}

impl Sight {
    /// The stretches of a way at a place across an axis, and whether every way across them is looked at.
    fn stretches(&self, axis: Axis, at: i32, from: i32, to: i32) -> [(i32, i32, bool); 5] {
        let limit = self.limits[axis];
        let (low, high) = (from.max(limit.0), to.min(limit.1));
        let near = self.ends.map(|it| {
            let (along, across) = if axis == 0 {
                ((it.x, it.x + it.w), (it.y, it.y + it.h))
            } else {
                ((it.y, it.y + it.h), (it.x, it.x + it.w))
            };
            let is_near = across.0 - NEAR <= at && at <= across.1 + NEAR;
            is_near.then_some((along.0 - NEAR, along.1 + NEAR))
        });
        let (first, second) = match near {
            [Some(a), Some(b)] if a.0 <= b.0 => (Some(a), Some(b)),
            [Some(a), Some(b)] => (Some(b), Some(a)),
            [a, b] => (a.or(b), None),
        };
        let mut done = low;
        let mut stretch = |near: Option<(i32, i32)>| {
            let (from, to) = near.unwrap_or((high, high));
            let start = from.clamp(done, high.max(done));
            let far = (done, start - 1, false);
            let end = to.clamp(start, high.max(start));
            done = if near.is_some() { end + 1 } else { start };
            [far, (start, if near.is_some() { end } else { start - 1 }, true)]
        };
        let [a, b] = stretch(first);
        let [c, d] = stretch(second);
        [a, b, c, d, (done, high, false)].map(|(from, to, is_near)| (from, to.min(high), is_near))
    }
}

impl Search {
    /// Asks for memory at once, so that nothing is copied while there is more and more of it.
    pub fn make_room(&mut self, field: &Field) {
        self.labels.reserve_exact(field.tracks.len());
        self.used.reserve_exact(field.tracks.len());
        self.room.reserve_exact(field.tracks.len());
    }

    /// Makes room for some more of the ways of a field; false once there is for all.
    pub fn grow(&mut self, field: &Field) -> bool {
        let count = field.tracks.len().min(self.labels.len() + GROWN);
        self.labels.resize(count, Label { stamp: 0, cost: 0, entry: 0, from: From::Ray(0) });
        self.used.resize(count, NONE);
        self.room.resize(count, 0);
        count < field.tracks.len()
    }

    /// Gives back some of the room; true once all is.
    pub fn clear(&mut self) -> bool {
        for _ in 0..GROWN / 64 {
            self.taken.pop_first();
        }
        let is_clear = self.taken.is_empty();
        if is_clear {
            *self = Self::default();
        }
        is_clear
    }

    /// The corners of a line, ends included.
    pub fn line(&mut self, field: &Field, from: End, to: End) -> Option<Vec<Point>> {
        if let Some(level) = level(field, from, to) {
            return Some(level);
        }
        SEARCHES.into_iter().find_map(|(window, greed)| self.within(field, from, to, window, greed))
    }

    /// Keeps in mind where a line runs.
    pub fn take(&mut self, field: &Field, points: &[Point]) {
        for pair in points.windows(2) {
            let &[a, b] = pair else { continue };
            let axis = usize::from(a.x == b.x);
            let (at, from, to) = (coordinate(a, 1 - axis), coordinate(a, axis), coordinate(b, axis));
            let (from, to) = (from.min(to), from.max(to));
            self.taken.entry((axis, at.div_euclid(BESIDE))).or_default().push((at, from, to));
            for row in between(&field.lines[axis], at - BESIDE, at + BESIDE) {
                let some = &field.tracks[row.1..row.2];
                let first = row.1 + some.partition_point(|it| it.to <= from);
                for nth in first..row.2 {
                    if field.tracks[nth].from >= to {
                        break;
                    }
                    let next = std::mem::replace(
                        &mut self.used[nth],
                        u32::try_from(self.spans.len()).unwrap_or(NONE),
                    );
                    self.spans.push((from, to, next));
                }
            }
        }
    }

    fn within(&mut self, field: &Field, from: End, to: End, window: i32, greed: i32) -> Option<Vec<Point>> {
        self.greed = greed;
        let around = super::super::union(from.frame, to.frame);
        let limits = [
            (around.x.saturating_sub(window), (around.x + around.w).saturating_add(window)),
            (around.y.saturating_sub(window), (around.y + around.h).saturating_add(window)),
        ];
        let sight = Sight { limits, ends: [from.frame, to.frame] };
        let starts = rays(field, from, to, limits);
        let goals = rays(field, to, from, limits);
        self.stamp += 1;
        self.heap.clear();
        let goal = |p: Point| rest(p, to.frame);
        // What was found: the track or none, the ray it starts with, the ray it ends with.
        let mut ends: Vec<(Option<usize>, usize, usize)> = Vec::new();
        let (leave, arrive): (Vec<Company>, Vec<Company>) = (
            starts.iter().map(|ray| self.meet_ray(ray, from)).collect(),
            goals.iter().map(|ray| self.meet_ray(ray, to)).collect(),
        );
        let toll = |some: &[Company], nth: usize, ray: &Ray, to: i32| {
            some.get(nth).map_or(0, |it| it.toll(coordinate(ray.start, ray.axis), to))
        };
        for (nth, start) in starts.iter().enumerate() {
            for (mth, end) in goals.iter().enumerate() {
                if start.axis != end.axis && start.passes(end) && end.passes(start) {
                    let corner = start.at(end.across());
                    let length = distance(start.start, corner) + distance(corner, end.start);
                    let shared =
                        toll(&leave, nth, start, end.across()) + toll(&arrive, mth, end, start.across());
                    let cost = length + TURN + start.toll + end.toll + shared;
                    ends.push((None, nth, mth));
                    self.heap.push(Reverse((cost, usize::MAX, ends.len() - 1)));
                }
            }
            for (low, high, is_near) in sight.stretches(start.axis, start.across(), start.low, start.high) {
                for &row in rows(field, 1 - start.axis, low, high, is_near) {
                    if let Some(track) = passing(field, row, start.across(), is_near) {
                        let corner = start.at(row.0);
                        let shared = toll(&leave, nth, start, row.0);
                        let cost = distance(start.start, corner) + TURN + start.toll + shared;
                        self.enter(track, cost, start.across(), From::Ray(nth), goal(corner));
                    }
                }
            }
        }
        let mut patience = PATIENCE;
        let mut company = Company::default();
        while let Some(Reverse((_, track, which))) = self.heap.pop() {
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
            self.meet(field, track, label.entry, &mut company);
            for (mth, end) in goals.iter().enumerate() {
                let meets = end.axis != way.axis && end.low <= way.at && way.at <= end.high;
                if meets && way.from <= end.across() && end.across() <= way.to {
                    let corner = end.at(way.at);
                    let length = distance(here, corner) + distance(corner, end.start);
                    let shared = company.toll(label.entry, end.across()) + toll(&arrive, mth, end, way.at);
                    let cost = label.cost + shared + length + TURN + end.toll;
                    ends.push((Some(track), 0, mth));
                    self.heap.push(Reverse((cost, usize::MAX, ends.len() - 1)));
                }
            }
            for (low, high, is_near) in sight.stretches(way.axis, way.at, way.from, way.to) {
                let crossed = rows(field, 1 - way.axis, low, high, is_near);
                self.looked += crossed.len();
                patience = patience.checked_sub(crossed.len())?;
                self.greed = greed + i32::try_from((PATIENCE - patience) / HURRY).unwrap_or(0);
                for &row in crossed {
                    if let Some(next) = passing(field, row, way.at, is_near) {
                        let corner = point(way.axis, row.0, way.at);
                        let own = company.toll(label.entry, row.0);
                        let cost = label.cost + own + distance(here, corner) + TURN;
                        self.enter(next, cost, way.at, From::Track(track), goal(corner));
                    }
                }
            }
        }
        None
    }

    /// Finds who runs beside a way, before and after a place on it, and how much room there is.
    fn meet(&mut self, field: &Field, track: usize, entry: i32, company: &mut Company) {
        let first = self.used[track];
        let spans = std::iter::successors(self.spans.get(first as usize), |it| self.spans.get(it.2 as usize));
        company.gather(entry, spans.clone().map(|it| (it.0, it.1)));
        if first == NONE {
            return;
        }
        if self.room[track] == 0 {
            let way = field.tracks[track];
            let (from, to) = spans.fold((i32::MAX, i32::MIN), |all, it| (all.0.min(it.0), all.1.max(it.1)));
            let (low, high) = field.lane(way, from.max(way.from), to.min(way.to), ROOM);
            self.room[track] = u8::try_from((high - low) / LANE + 1).unwrap_or(1);
        }
        company.room = usize::from(self.room[track]);
    }

    /// Finds who runs beside the way out of a box.
    fn meet_ray(&self, ray: &Ray, end: End) -> Company {
        let mut company = Company::default();
        let (across, entry) = (ray.across(), coordinate(ray.start, ray.axis));
        let cell = across.div_euclid(BESIDE);
        let rows = self.taken.range((ray.axis, cell - 1)..=(ray.axis, cell + 1)).flat_map(|(_, some)| some);
        let near = rows.filter(|(at, ..)| (at - across).abs() < LANE);
        company.gather(entry, near.map(|&(_, from, to)| (from, to)));
        let side = if ray.axis == 0 { end.frame.h } else { end.frame.w };
        company.room = usize::try_from((side - LANE) / LANE).unwrap_or(0).max(1);
        company
    }

    fn enter(&mut self, track: usize, cost: i32, entry: i32, from: From, rest: i32) {
        let label = &mut self.labels[track];
        if label.stamp != self.stamp || cost < label.cost {
            *label = Label { stamp: self.stamp, cost, entry, from };
            self.heap.push(Reverse((
                cost + rest + rest / 2 * self.greed,
                track,
                usize::try_from(cost).unwrap_or(0),
            )));
        }
    }

    fn corners(
        &self,
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

/// Lines that run beside a way, before and after a place on it.
#[derive(Debug, Default)]
struct Company {
    /// How far away they begin, the nearest first.
    from: [Vec<i32>; 2],
    /// For how many lines there is room.
    room: usize,
}

impl Company {
    fn gather(&mut self, entry: i32, lines: impl Iterator<Item = (i32, i32)>) {
        self.from.iter_mut().for_each(Vec::clear);
        for (from, to) in lines {
            if from < entry {
                self.from[0].push(entry - to.min(entry));
            }
            if to > entry {
                self.from[1].push(from.max(entry) - entry);
            }
        }
        for some in &mut self.from {
            if some.len() > MOST_SHARED {
                some.select_nth_unstable(MOST_SHARED);
                some.truncate(MOST_SHARED);
            }
            some.sort_unstable();
        }
    }

    /// What it costs to run along with them from one place to another.
    fn toll(&self, entry: i32, to: i32) -> i32 {
        let far = (to - entry).abs();
        let some = &self.from[usize::from(to > entry)];
        let beside = some.iter().take_while(|&&it| it < far).count();
        let over = (beside + 1).saturating_sub(self.room.max(1));
        let number = |it: usize| i32::try_from(it).unwrap_or(0);
        SHARED * number(beside) + FULL * number(over.min(beside))
    }
}

fn rows(field: &Field, axis: Axis, low: i32, high: i32, is_near: bool) -> &[Row] {
    if low > high {
        return &[];
    }
    between(if is_near { &field.lines[axis] } else { &field.wide[axis] }, low, high)
}

fn passing(field: &Field, row: Row, along: i32, is_near: bool) -> Option<usize> {
    if is_near { field.track(row, along) } else { field.wide_track(row, along) }
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

fn rays(field: &Field, end: End, other: End, limits: [(i32, i32); 2]) -> Vec<Ray> {
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
        let reached = field.reach(start, axis, forward, (limit - along).abs().min(1_000_000), end.nth);
        let toll = if axis == facing { 0 } else { TURN + TURN / 4 };
        Ray { start, axis, low: along.min(reached), high: along.max(reached), toll }
    };
    Side::ALL.into_iter().map(ray).collect()
}

/// A line without a turn, where the boxes face each other far enough and nothing is between.
fn level(field: &Field, from: End, to: End) -> Option<Vec<Point>> {
    /// How much of the sides has to face; points only have to be level.
    const FACE: i32 = 16;
    let (a, b) = (from.frame, to.frame);
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
            if field.inside(area, [from.nth, to.nth]).next().is_none() {
                return Some(vec![start, end]);
            }
        }
    }
    None
}
