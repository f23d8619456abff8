//! The lines of connections: orthogonal, from side to side, around cards and titles, 12 units apart (CV-20).
//!
//! Work in pieces: ways along the borders of obstacles, then each line by itself along them, then all lines moved
//! apart. Rounding is the painter's business.

mod apart;
mod bundle;
mod field;
mod search;

pub use apart::LANE;
pub use bundle::{Bundle, bundles};

use super::{Picture, Point};
use crate::{
    base::{ConnectionId, NodeId},
    model::{Frame, Model},
};
use field::Field;
use search::{End, Search};
use std::collections::{BTreeMap, BTreeSet};

/// A side of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Side {
    Right,
    Left,
    Bottom,
    Top,
}

impl Side {
    /// Every side.
    pub const ALL: [Self; 4] = [Self::Right, Self::Left, Self::Bottom, Self::Top];

    /// The middle of this side.
    pub fn of(self, frame: Frame) -> Point {
        let (x, y) = (frame.x + frame.w / 2, frame.y + frame.h / 2);
        match self {
            Self::Left => Point { x: frame.x, y },
            Self::Right => Point { x: frame.x + frame.w, y },
            Self::Top => Point { x, y: frame.y },
            Self::Bottom => Point { x, y: frame.y + frame.h },
        }
    }

    /// The axis along which one leaves by it (0 sideways, 1 down), and whether coordinates grow on the way.
    fn way(self) -> (usize, bool) {
        match self {
            Self::Right => (0, true),
            Self::Left => (0, false),
            Self::Bottom => (1, true),
            Self::Top => (1, false),
        }
    }
}

/// A line to be drawn, between two boxes that are seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wire {
    /// What it is known by: the first of its connections.
    pub id: ConnectionId,
    /// Where it starts.
    pub from: NodeId,
    /// Where it ends.
    pub to: NodeId,
    /// What it stands for, in the order of ids: several where an end is a collapsed container.
    pub connections: Vec<ConnectionId>,
}

/// The lines of a model, in the order of their ids. Connections that end in a collapsed container end at it, one line
/// for all that have the same two ends (CV-17); what is inside one box has none.
pub fn wires(model: &Model) -> Vec<Wire> {
    let collapsed = super::collapsed(model);
    let mut wires: Vec<Wire> = Vec::new();
    let mut joined: BTreeMap<(&NodeId, &NodeId), usize> = BTreeMap::new();
    for (id, connection) in model.connections() {
        let Some((from, to)) = connection.ends() else { continue };
        let ends = (super::visible(model, &collapsed, from), super::visible(model, &collapsed, to));
        let is_hidden = ends.0 == ends.1 && from != to;
        let is_joined = ends != (from, to) || collapsed.contains(from) || collapsed.contains(to);
        if is_hidden {
            continue;
        }
        if is_joined {
            let at = *joined.entry(ends).or_insert(wires.len());
            if let Some(wire) = wires.get_mut(at) {
                wire.connections.push(id.clone());
                continue;
            }
        }
        let (from, to) = (ends.0.clone(), ends.1.clone());
        wires.push(Wire { id: id.clone(), from, to, connections: vec![id.clone()] });
    }
    wires
}

/// The points that a person set, of lines that run between the ends of their own connection.
pub fn bends(model: &Model) -> Bends {
    let collapsed = super::collapsed(model);
    let own = |id: &ConnectionId| {
        let ends = model.connection(id).and_then(|it| it.ends());
        ends.is_some_and(|(from, to)| {
            [from, to]
                .into_iter()
                .all(|it| super::visible(model, &collapsed, it) == it && !collapsed.contains(it))
        })
    };
    let bends = model.drawing().bends.iter().filter(|(id, _)| own(id));
    let point = |&(x, y): &(i32, i32)| Point { x, y };
    bends.map(|(id, points)| (id.clone(), points.iter().map(point).collect())).collect()
}

/// The corners of lines by connection, ends included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Routes {
    lines: BTreeMap<ConnectionId, Vec<Point>>,
}

impl Routes {
    /// The line of a connection; empty if there is none.
    pub fn line(&self, id: &ConnectionId) -> &[Point] {
        self.lines.get(id).map_or(&[], Vec::as_slice)
    }

    /// Drops the line of a connection.
    pub fn forget(&mut self, id: &ConnectionId) {
        self.lines.remove(id);
    }

    /// Every line.
    pub fn lines(&self) -> impl ExactSizeIterator<Item = (&ConnectionId, &[Point])> {
        self.lines.iter().map(|(id, points)| (id, points.as_slice()))
    }
}

/// Points by connection that a person wants a line to go through.
pub type Bends = BTreeMap<ConnectionId, Vec<Point>>;

/// Lines in the making.
#[derive(Debug)]
pub struct Routing {
    picture: Picture,
    wires: Vec<Wire>,
    bends: Bends,
    /// Lines that stay as they are.
    kept: BTreeMap<ConnectionId, Vec<Point>>,
    field: Field,
    search: Option<Search>,
    /// Wires still to route, the next one last: short ones first.
    todo: Vec<usize>,
    lines: BTreeMap<ConnectionId, Vec<Point>>,
    total: usize,
    passes: usize,
}

/// How many crossings of ways are looked at in one piece.
const PIECE: usize = 20_000;
/// What moves along one axis makes parts of the other longer, which may then lie beside others.
const PASSES: [usize; 4] = [1, 0, 1, 0];
/// How far from lines that are moved apart others are looked at.
const NEAR: i32 = 128;
/// How far around what moved obstacles are looked at.
const AROUND: i32 = 800;

impl Routing {
    /// Starts to route every wire of a picture.
    pub fn new(picture: &Picture, wires: Vec<Wire>, bends: &Bends) -> Self {
        Self::start(picture, wires, bends, BTreeMap::new(), None)
    }

    /// Starts to route what something touches that was moved, added or removed; other lines stay as they are.
    pub fn again(
        picture: &Picture,
        wires: Vec<Wire>,
        bends: &Bends,
        old: &Routes,
        changed: &BTreeSet<NodeId>,
    ) -> Self {
        let moved: Vec<Frame> = changed.iter().filter_map(|id| picture.frame(id)).collect();
        let meets = |points: &[Point]| {
            points.windows(2).any(|pair| {
                let &[a, b] = pair else { return false };
                moved.iter().any(|it| {
                    a.x.min(b.x) < it.x + it.w + LANE
                        && it.x - LANE < a.x.max(b.x)
                        && a.y.min(b.y) < it.y + it.h + LANE
                        && it.y - LANE < a.y.max(b.y)
                })
            })
        };
        let (mut kept, mut area) = (BTreeMap::new(), None);
        for wire in &wires {
            let points = old.line(&wire.id);
            let ends = [changed.contains(&wire.from), changed.contains(&wire.to)];
            let bent = bends.get(&wire.id).map_or(&[][..], Vec::as_slice);
            let passes = bent.iter().all(|it| points.windows(2).any(|pair| is_on(*it, pair)));
            if points.is_empty() || ends != [false; 2] || !passes || meets(points) {
                let frames = [picture.frame(&wire.from), picture.frame(&wire.to)].into_iter().flatten();
                let all = frames.chain(bent.iter().map(|&it| frame_of(it)));
                area = all.chain(area).reduce(super::union);
            } else {
                kept.insert(wire.id.clone(), points.to_vec());
            }
        }
        let area = area.map(|it| Frame {
            x: it.x.saturating_sub(AROUND),
            y: it.y.saturating_sub(AROUND),
            w: it.w.saturating_add(2 * AROUND),
            h: it.h.saturating_add(2 * AROUND),
        });
        Self::start(picture, wires, bends, kept, area)
    }

    fn start(
        picture: &Picture,
        wires: Vec<Wire>,
        bends: &Bends,
        kept: BTreeMap<ConnectionId, Vec<Point>>,
        area: Option<Frame>,
    ) -> Self {
        let mut todo: Vec<(i32, usize)> = Vec::new();
        for (nth, wire) in wires.iter().enumerate().filter(|(_, wire)| !kept.contains_key(&wire.id)) {
            let ends = picture.frame(&wire.from).zip(picture.frame(&wire.to));
            if let Some((from, to)) = ends {
                let far = (from.x + from.w / 2 - to.x - to.w / 2).abs()
                    + (from.y + from.h / 2 - to.y - to.h / 2).abs();
                todo.push((far, nth));
            }
        }
        todo.sort_unstable_by(|a, b| b.cmp(a));
        let empty = todo.is_empty();
        let field = if empty { Field::default() } else { Field::new(picture, area) };
        let total = todo.len() + field.left() / 16 + 1;
        let todo = todo.into_iter().map(|(_, nth)| nth).collect();
        let (bends, picture) = (bends.clone(), picture.clone());
        let (lines, search) = (BTreeMap::new(), None);
        Self { picture, wires, bends, kept, field, search, todo, lines, total, passes: 0 }
    }

    /// Does a piece; false once nothing is left.
    pub fn step(&mut self) -> bool {
        if self.passes == PASSES.len() {
            return false;
        }
        let Some(search) = &mut self.search else {
            if !self.field.step() {
                self.search = Some(Search::of(&self.field));
            }
            return true;
        };
        let end = search.looked + PIECE;
        for _ in 0..64 {
            let Some(nth) = self.todo.pop() else {
                self.move_apart();
                return self.passes < PASSES.len();
            };
            let wire = &self.wires[nth];
            let bent = self.bends.get(&wire.id).map_or(&[][..], Vec::as_slice);
            if let Some(points) = line(search, &self.field, &self.picture, wire, bent) {
                self.lines.insert(wire.id.clone(), points);
            }
            if search.looked > end {
                break;
            }
        }
        true
    }

    /// How much is done, and of how much.
    pub fn progress(&self) -> (usize, usize) {
        (
            self.total.saturating_sub(
                self.todo.len() + self.field.left() / 16 + usize::from(self.passes < PASSES.len()),
            ),
            self.total,
        )
    }

    /// The lines; those found so far if the work is not done.
    pub fn found(mut self) -> Routes {
        self.lines.append(&mut self.kept);
        Routes { lines: self.lines }
    }

    fn move_apart(&mut self) {
        let mut lines = Vec::new();
        let none: &[Point] = &[];
        // Lines that stay are in the way only near those that do not.
        let around = self.lines.values().flatten().map(|&it| frame_of(it)).reduce(super::union);
        let near = |points: &[Point]| {
            let own = points.iter().map(|&it| frame_of(it)).reduce(super::union);
            own.zip(around).is_some_and(|(a, b)| {
                a.x - NEAR < b.x + b.w
                    && b.x - NEAR < a.x + a.w
                    && a.y - NEAR < b.y + b.h
                    && b.y - NEAR < a.y + a.h
            })
        };
        for wire in &self.wires {
            let ends = self.picture.frame(&wire.from).zip(self.picture.frame(&wire.to));
            let Some((from, to)) = ends else { continue };
            let ends = [(from, &wire.from), (to, &wire.to)];
            let through = self.bends.get(&wire.id).map_or(none, Vec::as_slice);
            let (points, is_fixed) = match (self.lines.get(&wire.id), self.kept.get(&wire.id)) {
                (Some(points), _) => (points.clone(), false),
                (None, Some(points)) if near(points) => (points.clone(), true),
                (None, _) => continue,
            };
            lines.push((&wire.id, apart::Line { points, ends, through, is_fixed }));
        }
        let (ids, mut lines): (Vec<_>, Vec<_>) = lines.into_iter().unzip();
        let is_last = self.passes + 1 == PASSES.len();
        if let Some(&axis) = PASSES.get(self.passes) {
            apart::move_apart(&self.field, &mut lines, axis);
            self.passes += 1;
        }
        for (id, line) in ids.into_iter().zip(lines) {
            if !line.is_fixed {
                let points = if is_last { straight(line.points, line.through) } else { line.points };
                self.lines.insert(id.clone(), points);
            }
        }
    }
}

fn frame_of(point: Point) -> Frame {
    Frame { x: point.x, y: point.y, w: 0, h: 0 }
}

/// Whether a point lies on a straight part.
fn is_on(point: Point, part: &[Point]) -> bool {
    let &[a, b] = part else { return false };
    let within = |at: i32, a: i32, b: i32| a.min(b) <= at && at <= a.max(b);
    within(point.x, a.x, b.x) && within(point.y, a.y, b.y)
}

/// A line through the points that a person set, leg by leg.
fn line(
    search: &mut Search,
    field: &Field,
    picture: &Picture,
    wire: &Wire,
    bends: &[Point],
) -> Option<Vec<Point>> {
    let (from, to) = (picture.frame(&wire.from)?, picture.frame(&wire.to)?);
    let start = End { frame: from, id: Some(&wire.from) };
    let middle = bends.iter().map(|&it| End { frame: frame_of(it), id: None });
    let ends: Vec<End<'_>> =
        std::iter::once(start).chain(middle).chain([End { frame: to, id: Some(&wire.to) }]).collect();
    let mut points: Vec<Point> = Vec::new();
    for leg in ends.windows(2) {
        let &[a, b] = leg else { continue };
        let found = search.line(field, a, b).unwrap_or_else(|| cheap(a.frame, b.frame));
        points.extend(found);
    }
    Some(straight(points, bends))
}

/// Without corners that are none; what a person set stays.
fn straight(points: Vec<Point>, keep: &[Point]) -> Vec<Point> {
    let mut out: Vec<Point> = Vec::new();
    for point in points {
        if out.last() == Some(&point) {
            continue;
        }
        if let [.., a, b] = *out.as_slice() {
            let level = (a.x == b.x && b.x == point.x) || (a.y == b.y && b.y == point.y);
            if level && !keep.contains(&b) {
                out.pop();
            }
            if out.last() == Some(&point) {
                continue;
            }
        }
        out.push(point);
    }
    out
}

/// A line for the time of a drag: it avoids nothing (CV-20).
pub fn cheap(from: Frame, to: Frame) -> Vec<Point> {
    let (a, b) = ((from.x + from.w / 2, from.y + from.h / 2), (to.x + to.w / 2, to.y + to.h / 2));
    let apart_x = (to.x - from.x - from.w).max(from.x - to.x - to.w);
    let apart_y = (to.y - from.y - from.h).max(from.y - to.y - to.h);
    let points = if apart_x >= apart_y {
        let sides = if b.0 >= a.0 { (Side::Right, Side::Left) } else { (Side::Left, Side::Right) };
        let (start, end) = (sides.0.of(from), sides.1.of(to));
        let x = start.x + (end.x - start.x) / 2;
        vec![start, Point { x, y: start.y }, Point { x, y: end.y }, end]
    } else {
        let sides = if b.1 >= a.1 { (Side::Bottom, Side::Top) } else { (Side::Top, Side::Bottom) };
        let (start, end) = (sides.0.of(from), sides.1.of(to));
        let y = start.y + (end.y - start.y) / 2;
        vec![start, Point { x: start.x, y }, Point { x: end.x, y }, end]
    };
    straight(points, &[])
}

/// The point in the middle of the longest straight part, and that part's length (CV-21).
pub fn label_place(points: &[Point]) -> Option<(Point, i32)> {
    let parts = points.windows(2).filter_map(|pair| {
        let &[a, b] = pair else { return None };
        let middle = Point { x: a.x + (b.x - a.x) / 2, y: a.y + (b.y - a.y) / 2 };
        Some((middle, (b.x - a.x).abs() + (b.y - a.y).abs()))
    });
    // The first of those that are equally long.
    parts.reduce(|best, it| if it.1 > best.1 { it } else { best })
}

#[cfg(test)]
mod tests;
