//! The lines of connections: orthogonal, from side to side, around cards and titles, 12 units apart (CV-20).
//!
//! Work in pieces: ways along the borders of obstacles, then each line by itself along them, then all lines moved
//! apart. Rounding is the painter's business.

mod apart;
mod bundle;
mod field;
mod routing;
mod search;

pub use apart::LANE;
pub use bundle::{Bundle, bundles};
pub use routing::Routing;

use super::{Picture, Point};
use crate::{
    base::{ConnectionId, NodeId},
    model::{Frame, Model, connection::Access},
};
use std::{collections::BTreeMap, sync::Arc};

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
#[derive(Debug, PartialEq, Eq)]
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

impl Wire {
    /// Whether nothing is known to go along it: one end only names the other, or an import inferred it.
    pub fn is_doubtful(&self, model: &Model) -> bool {
        let mut all = self.connections.iter().filter_map(|id| model.connection(id));
        all.all(|it| it.inferred || it.kind == Access::Reference)
    }
}

/// The lines of a model, in the order of their ids. Connections that end in a collapsed container end at it, one line
/// for all that have the same two ends (CV-17); what is inside one box has none.
pub fn wires(model: &Model) -> Vec<Arc<Wire>> {
    wires_after(model, &[])
}

/// The same; what is as it was before is not made again.
pub fn wires_after(model: &Model, before: &[Arc<Wire>]) -> Vec<Arc<Wire>> {
    let collapsed = super::collapsed(model);
    let mut wires: Vec<Arc<Wire>> = Vec::with_capacity(model.connections().len());
    let mut joined: BTreeMap<(&NodeId, &NodeId), usize> = BTreeMap::new();
    let mut before = before.iter().peekable();
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
            if let Some(wire) = wires.get_mut(at).and_then(Arc::get_mut) {
                wire.connections.push(id.clone());
                continue;
            }
        }
        while before.next_if(|it| it.id < *id).is_some() {}
        let same = |it: &&Arc<Wire>| (&it.from, &it.to, it.connections.len()) == (ends.0, ends.1, 1);
        let old = before.next_if(|it| it.id == *id).filter(|it| !is_joined && same(it));
        let new = || {
            let (from, to) = (ends.0.clone(), ends.1.clone());
            Arc::new(Wire { id: id.clone(), from, to, connections: vec![id.clone()] })
        };
        wires.push(old.map_or_else(new, Arc::clone));
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

/// The corners of lines by connection, ends included. Clones share them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Routes {
    /// In the order of ids; no corners where a line was dropped.
    lines: Arc<Vec<(ConnectionId, Arc<[Point]>)>>,
}

impl Routes {
    /// The line of a connection; empty if there is none.
    pub fn line(&self, id: &ConnectionId) -> &[Point] {
        self.at(id).and_then(|at| self.lines.get(at)).map_or(&[], |(_, points)| points)
    }

    /// Lines of wires, which are in the order of their ids; nothing where there is none.
    pub fn along<'a>(
        &'a self,
        wires: &'a [Arc<Wire>],
    ) -> impl Iterator<Item = (&'a Arc<Wire>, Option<&'a Arc<[Point]>>)> {
        let mut lines = self.lines.iter().peekable();
        wires.iter().map(move |wire| {
            while lines.next_if(|(id, _)| *id < wire.id).is_some() {}
            let own = lines.next_if(|(id, _)| *id == wire.id).map(|(_, points)| points);
            (wire, own.filter(|points| !points.is_empty()))
        })
    }

    /// Drops the line of a connection.
    pub fn forget(&mut self, id: &ConnectionId) {
        if let Some((_, points)) = self.at(id).and_then(|at| Arc::make_mut(&mut self.lines).get_mut(at)) {
            *points = Arc::new([]);
        }
    }

    /// Every line.
    pub fn lines(&self) -> impl Iterator<Item = (&ConnectionId, &[Point])> {
        self.lines.iter().map(|(id, points)| (id, &**points)).filter(|(_, points)| !points.is_empty())
    }

    fn at(&self, id: &ConnectionId) -> Option<usize> {
        self.lines.binary_search_by(|it| it.0.cmp(id)).ok()
    }
}

/// Points by connection that a person wants a line to go through.
pub type Bends = BTreeMap<ConnectionId, Vec<Point>>;

fn frame_of(point: Point) -> Frame {
    Frame { x: point.x, y: point.y, w: 0, h: 0 }
}

/// Whether a point lies on a straight part.
fn is_on(point: Point, part: &[Point]) -> bool {
    let &[a, b] = part else { return false };
    let within = |at: i32, a: i32, b: i32| a.min(b) <= at && at <= a.max(b);
    within(point.x, a.x, b.x) && within(point.y, a.y, b.y)
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
