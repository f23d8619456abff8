//! Where everything is drawn: positions a person chose, and places for what has none.
//!
//! Pure and deterministic: the same model gives the same picture. Works in whole world units on a grid of 8.
//! A container is at least as large as its content; a chosen size never makes it smaller.

use crate::{
    base::{Lang, NodeId, Text, text},
    model::{
        Frame, Model,
        resource::{Group, Look},
        site::Index,
    },
};
use std::collections::BTreeMap;

/// The grid.
pub const GRID: i32 = 8;
/// Height of a card.
pub const CARD_HEIGHT: i32 = 56;
/// Height of a container's title.
pub const HEADER: i32 = 28;
/// Space between a container's border and its content.
pub const PADDING: i32 = 24;

const CARD_WIDTHS: (i32, i32) = (144, 208);
const COLUMN_GAP: i32 = 64;
const ROW_GAP: i32 = 24;
/// Nothing is placed farther out than this, so that sums of places and sizes stay in range.
const FARTHEST: i32 = 500_000_000;
/// The least size of an empty container.
const EMPTY: (i32, i32) = (208, 128);

/// A point of the drawing, in world units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point {
    /// To the right.
    pub x: i32,
    /// Down.
    pub y: i32,
}

/// A drawn resource.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// Which.
    pub id: NodeId,
    /// Where, with its real size.
    pub frame: Frame,
    /// How many containers are around it.
    pub depth: usize,
}

/// Where everything is drawn: containers before what they contain.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picture {
    drawn: Vec<Drawn>,
    places: BTreeMap<NodeId, usize>,
}

impl Picture {
    /// The picture of a model.
    pub fn of(model: &Model, index: &Index) -> Self {
        let mut painter = Painter { model, index, frames: BTreeMap::new() };
        let roots: Vec<&NodeId> =
            model.nodes().filter(|(_, node)| node.parent.is_none()).map(|(id, _)| id).collect();
        painter.arrange(&roots, (0, 0), None);
        let frames = painter.frames;
        let mut picture = Self::default();
        picture.add(index, &frames, &roots, 0);
        picture
    }

    fn add(&mut self, index: &Index, frames: &BTreeMap<NodeId, Frame>, ids: &[&NodeId], depth: usize) {
        for id in ids {
            if let Some(frame) = frames.get(*id) {
                self.places.insert((*id).clone(), self.drawn.len());
                self.drawn.push(Drawn { id: (*id).clone(), frame: *frame, depth });
                let children: Vec<&NodeId> = index.children(id).iter().collect();
                self.add(index, frames, &children, depth + 1);
            }
        }
    }

    /// Everything drawn, containers before what they contain.
    pub fn drawn(&self) -> &[Drawn] {
        &self.drawn
    }

    /// Where one resource is drawn.
    pub fn frame(&self, id: &NodeId) -> Option<Frame> {
        self.places.get(id).map(|&at| self.drawn[at].frame)
    }

    /// The smallest frame around everything.
    pub fn bounds(&self) -> Option<Frame> {
        self.drawn.iter().map(|drawn| drawn.frame).reduce(union)
    }
}

/// A resource without a place, and its width and height.
type Unplaced<'m> = (&'m NodeId, (i32, i32));

struct Painter<'m> {
    model: &'m Model,
    index: &'m Index,
    frames: BTreeMap<NodeId, Frame>,
}

impl Painter<'_> {
    /// Places what has no place yet into columns below what has one, and gives the bounds of all.
    fn arrange(&mut self, ids: &[&NodeId], origin: (i32, i32), around: Option<Frame>) -> Option<Frame> {
        let looks = |id: &NodeId| self.model.node(id).map(|node| node.resource.kind().spec().look);
        let drawn: Vec<&NodeId> = ids.iter().copied().filter(|id| looks(id) != Some(Look::Listed)).collect();
        let (placed, free): (Vec<_>, Vec<_>) =
            drawn.into_iter().partition(|id| self.model.frame(id).is_some());
        let mut bounds = None;
        for id in placed {
            let frame = self.place(id, origin);
            bounds = Some(bounds.map_or(frame, |all| union(all, frame)));
        }
        let top = bounds.map_or(origin.1, |all: Frame| (all.y + all.h + ROW_GAP).max(origin.1));
        let mut columns: BTreeMap<u8, Vec<Unplaced<'_>>> = BTreeMap::new();
        for id in free {
            columns.entry(self.column(id)).or_default().push((id, self.size(id)));
        }
        let height = |column: &Vec<Unplaced<'_>>| -> i32 {
            column.iter().fold(0, |all, (_, (_, h))| (all + h + ROW_GAP).min(FARTHEST)) - ROW_GAP
        };
        let tallest = columns.values().map(height).max().unwrap_or(0);
        let mut x = around.map_or(origin.0, |frame| frame.x.max(origin.0));
        for column in columns.values() {
            let mut y = (top + snap((tallest - height(column)) / 2)).min(FARTHEST);
            let width = column.iter().map(|(_, (w, _))| *w).max().unwrap_or(0);
            for (id, (w, h)) in column {
                let frame = self.place(id, (x + snap((width - w) / 2), y));
                bounds = Some(bounds.map_or(frame, |all| union(all, frame)));
                y = (y + h + ROW_GAP).min(FARTHEST);
            }
            x = (x + width + COLUMN_GAP).min(FARTHEST);
        }
        bounds
    }

    /// Which column a resource without a place goes to: callers left, data right, networks between.
    fn column(&self, id: &NodeId) -> u8 {
        let Some(node) = self.model.node(id) else { return 0 };
        let spec = node.resource.kind().spec();
        match (spec.group, spec.look.contains()) {
            (_, true) => 3,
            (Group::Outside, _) => 0,
            (Group::Edge, _) => 1,
            (Group::Compute, _) => 2,
            (Group::Place | Group::Network | Group::Control | Group::Messages | Group::Watch, _) => 4,
            (Group::Database | Group::Storage, _) => 5,
        }
    }

    /// The size a resource would have if nothing in it had a place.
    fn size(&self, id: &NodeId) -> (i32, i32) {
        let mut scratch = Painter { model: self.model, index: self.index, frames: BTreeMap::new() };
        let frame = scratch.place(id, (0, 0));
        (frame.w, frame.h)
    }

    fn place(&mut self, id: &NodeId, fallback: (i32, i32)) -> Frame {
        let chosen = self.model.frame(id);
        let (x, y) = chosen.map_or(fallback, |frame| (frame.x, frame.y));
        let (w, h) = chosen.map_or((0, 0), |frame| (frame.w, frame.h));
        let contains = self.model.node(id).is_some_and(|node| node.resource.kind().spec().look.contains());
        let frame = if contains {
            let children: Vec<&NodeId> = self.index.children(id).iter().collect();
            let inside = self.arrange(&children, (x + PADDING, y + HEADER + PADDING / 2), None);
            let fitted = match inside {
                Some(inside) => Frame {
                    x: inside.x - PADDING,
                    y: inside.y - HEADER - PADDING / 2,
                    w: inside.w + 2 * PADDING,
                    h: inside.h + HEADER + PADDING / 2 + PADDING,
                },
                None => Frame { x, y, w: EMPTY.0, h: EMPTY.1 },
            };
            if (w, h) == (0, 0) {
                fitted
            } else {
                union(Frame { x, y, w, h }, if inside.is_some() { fitted } else { Frame { x, y, w, h } })
            }
        } else {
            Frame { x, y, w: card_width(self.model, id), h: CARD_HEIGHT }
        };
        self.frames.insert(id.clone(), frame);
        frame
    }
}

/// The smallest frame around both.
pub fn union(a: Frame, b: Frame) -> Frame {
    let (x, y) = (a.x.min(b.x), a.y.min(b.y));
    Frame { x, y, w: (a.x + a.w).max(b.x + b.w) - x, h: (a.y + a.h).max(b.y + b.h) - y }
}

/// The nearest point of the grid.
pub fn snap(value: i32) -> i32 {
    (value + GRID / 2).div_euclid(GRID) * GRID
}

static A_MONTH: Text = text!("{0} a month", "월 {0}");

/// The second line of a card: the kind and the attributes people ask for first.
pub fn subtitle(model: &Model, id: &NodeId, lang: Lang) -> String {
    let Some(node) = model.node(id) else { return String::new() };
    let spec = node.resource.kind().spec();
    let entry = model.workload().iter().find(|entry| entry.at.target() == Some(id));
    if let Some(entry) = entry {
        return A_MONTH.fill(lang, &[short_number(entry.requests)]);
    }
    let headline = node.resource.as_resource().headline();
    if headline.is_empty() { spec.short.to_owned() } else { format!("{} · {headline}", spec.short) }
}

/// A count in a tile: at most four digits and a scale.
pub fn short_number(number: crate::base::Decimal) -> String {
    use crate::base::Decimal;
    let scales = [(1_000_000_000, " B"), (1_000_000, " M"), (1_000, " k")];
    for (scale, sign) in scales {
        let scale = Decimal::from(scale);
        if number >= scale {
            let shown = (number / scale).round_dp(1);
            return format!("{shown:.1}{sign}");
        }
    }
    number.round_dp(1).normalize().to_string()
}

/// Wide enough for both lines, within limits. Widths are those of the interface font, near enough.
fn card_width(model: &Model, id: &NodeId) -> i32 {
    let width = |text: &str, tenths: i32| -> i32 {
        text.chars().map(|c| if c.is_ascii() { tenths } else { tenths * 17 / 10 }).sum::<i32>() / 10
    };
    let text = width(id.as_str(), 74).max(width(&subtitle(model, id, Lang::En), 62));
    let (least, most) = CARD_WIDTHS;
    (snap(8 + 34 + 10 + text + 14 + GRID / 2)).clamp(least, most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::file::load;

    fn picture(text: &str) -> Picture {
        let model = load(text).unwrap().model;
        Picture::of(&model, &Index::of(&model))
    }

    const PLAIN: &str = r#"{"plat": 1, "resources": {
        "r": {"kind": "region"}, "v": {"kind": "vpc", "in": "r"}, "s": {"kind": "subnet", "in": "v"},
        "f": {"kind": "lambda_function", "in": "s"}, "t": {"kind": "dynamodb_table", "in": "r"},
        "c": {"kind": "client"}, "rtb": {"kind": "route_table", "in": "v"}}}"#;

    #[test]
    fn containers_hold_their_content_and_nothing_overlaps() {
        let picture = picture(PLAIN);
        assert_eq!(picture.frame(&"rtb".parse().unwrap()), None, "listed kinds are not drawn");
        let frame = |id: &str| picture.frame(&id.parse().unwrap()).unwrap();
        for (inner, outer) in [("f", "s"), ("s", "v"), ("v", "r"), ("t", "r")] {
            assert_eq!(union(frame(inner), frame(outer)), frame(outer), "{inner} in {outer}");
        }
        for (a, b) in [("v", "t"), ("c", "r")] {
            let (a, b) = (frame(a), frame(b));
            assert!(a.x + a.w <= b.x || b.x + b.w <= a.x, "{a:?} {b:?}");
        }
    }

    #[test]
    fn far_places_in_many_containers_stay_in_range() {
        let (mut nodes, mut places) = (String::new(), String::new());
        for i in 0..1200 {
            nodes += &format!(
                r#", "v{i}": {{"kind": "vpc", "in": "r"}}, "s{i}": {{"kind": "subnet", "in": "v{i}"}},
                "t{i}": {{"kind": "subnet", "in": "v{i}"}}"#
            );
            places +=
                &format!(r#", "s{i}": [-1000000, -1000000], "t{i}": [1000000, 1000000, 1000000, 1000000]"#);
        }
        let nodes = format!(r#""r": {{"kind": "region"}}{nodes}"#);
        let picture =
            picture(&format!(r#"{{"plat": 1, "resources": {{{nodes}}}, "layout": {{{}}}}}"#, &places[1..]));
        let all = picture.bounds().unwrap();
        assert!(all.w > 0 && all.h > 0, "{all:?}");
    }

    #[test]
    fn a_chosen_place_stays_and_its_container_grows() {
        let text = PLAIN.replace("}}}", "}}, \"layout\": {\"f\": [800, 400]}}");
        let picture = picture(&text);
        let frame = |id: &str| picture.frame(&id.parse().unwrap()).unwrap();
        assert_eq!((frame("f").x, frame("f").y), (800, 400));
        assert_eq!((frame("s").x, frame("s").y), (800 - PADDING, 400 - HEADER - PADDING / 2));
    }
}
