//! Where everything is drawn: positions a person chose, and places for what has none.
//!
//! Pure and deterministic: the same model gives the same picture. Works in whole world units on a grid of 8.
//! A container is at least as large as its content; a chosen size never makes it smaller.

use crate::{
    base::{Lang, NodeId, Order as _, Text, grouped, text},
    model::{Frame, Model, Node, places::ById, site::Index},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

pub mod auto;
mod fold;
pub mod route;

pub use fold::{collapsed, folded_subtitle, visible};

/// The grid.
pub const GRID: i32 = 8;
/// Height of a card.
pub const CARD_HEIGHT: i32 = 56;
/// Height of a container's title.
pub const HEADER: i32 = 28;
/// Space between a container's border and its content.
pub const PADDING: i32 = 24;

const CARD_WIDTHS: (i32, i32) = (144, 208);
const TITLE_WIDTHS: (i32, i32) = (208, 360);
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
    /// Of a container: how wide its icon, its name and the words behind that are.
    pub title: i32,
    /// Of a collapsed container: how much is drawn inside once it is expanded.
    pub folded: Option<usize>,
}

/// Where everything is drawn: containers before what they contain. Clones share it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picture(Arc<Places>);

#[derive(Debug, Default)]
struct Places {
    drawn: Vec<Drawn>,
    /// Which of those each is.
    numbers: ById<usize>,
    /// Where things would be that collapsed containers hide or make smaller.
    unfolded: BTreeMap<NodeId, Frame>,
}

impl PartialEq for Places {
    fn eq(&self, other: &Self) -> bool {
        (&self.drawn, &self.unfolded) == (&other.drawn, &other.unfolded)
    }
}

impl Picture {
    /// The picture of a model. What collapsed containers contain is not in it.
    pub fn of(model: &Model, index: &Index) -> Self {
        let mut frames = ById::among(index.places().clone());
        for (id, frame) in auto::Arranging::first(model, index).all(model, index) {
            frames.insert(&id, frame);
        }
        let numbers = ById::among(index.places().clone());
        let (collapsed, places) = (collapsed(model), Places { numbers, ..Places::default() });
        let mut folding = fold::Folding { model, index, frames, collapsed, places };
        let roots = model.nodes().filter(|(_, node)| node.parent.is_none()).map(|(id, _)| id);
        for id in stacked(model, roots) {
            folding.draw(id, 0);
        }
        Self(Arc::new(folding.places))
    }

    /// Everything drawn, containers before what they contain.
    pub fn drawn(&self) -> &[Drawn] {
        &self.0.drawn
    }

    /// Where one resource is drawn.
    pub fn frame(&self, id: &NodeId) -> Option<Frame> {
        self.nth(id).map(|at| self.0.drawn[at].frame)
    }

    /// Which of [`Self::drawn`] a resource is.
    pub fn nth(&self, id: &NodeId) -> Option<usize> {
        self.0.numbers.get(id).copied()
    }

    /// Where one resource would be drawn if nothing were collapsed.
    pub fn unfolded(&self, id: &NodeId) -> Option<Frame> {
        self.0.unfolded.get(id).copied().or_else(|| self.frame(id))
    }

    /// The smallest frame around everything.
    pub fn bounds(&self) -> Option<Frame> {
        self.0.drawn.iter().map(|drawn| drawn.frame).reduce(union)
    }
}

/// What stands beside each other, from the rear to the front.
fn stacked<'a>(model: &Model, ids: impl Iterator<Item = &'a NodeId>) -> Vec<&'a NodeId> {
    let mut ids: Vec<&NodeId> = ids.collect();
    let order = &model.drawing().order;
    if !order.is_empty() {
        ids.order_by_key(|id| order.get(*id).copied().unwrap_or_default());
    }
    ids
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
    let entry = model.workload().iter().find(|entry| entry.at.target() == Some(id));
    if let Some(entry) = entry {
        return A_MONTH.fill(lang, &[short_number(entry.requests, lang)]);
    }
    kind_and_headline(node)
}

fn kind_and_headline(node: &Node) -> String {
    let short = node.resource.kind().spec().short;
    let headline = node.resource.as_resource().headline();
    if headline.is_empty() { short.to_owned() } else { format!("{short} · {headline}") }
}

/// A count in a tile: at most four digits and a scale, which Korean counts in steps of ten thousand (TX-5).
pub fn short_number(number: crate::base::Decimal, lang: Lang) -> String {
    use crate::base::Decimal;
    let scales: &[(i64, &str)] = match lang {
        Lang::En => &[(1_000_000_000, " B"), (1_000_000, " M"), (1_000, " k")],
        Lang::Ko => &[(1_000_000_000_000, "조"), (100_000_000, "억"), (10_000, "만")],
    };
    for (scale, sign) in scales {
        let scale = Decimal::from(*scale);
        if number >= scale {
            let shown = number / scale;
            let shown = match lang {
                Lang::En => format!("{:.1}", shown.round_dp(1)),
                Lang::Ko => grouped(&shown.round_sf(4).unwrap_or(shown).normalize().to_string()),
            };
            return format!("{shown}{sign}");
        }
    }
    number.round_dp(1).normalize().to_string()
}

/// Which cards show something else than their kind on the second line.
#[derive(Debug)]
struct Unworded(BTreeSet<NodeId>);

impl Unworded {
    fn of(model: &Model) -> Self {
        Self(model.workload().iter().filter_map(|entry| entry.at.target()).cloned().collect())
    }
}

/// How wide a text is, with so many tenths of a unit for a Latin letter. Near enough to the interface font.
fn text_width(text: &str, tenths: i32) -> i32 {
    let wide = |c: char| if c.is_ascii() { tenths } else { tenths * 17 / 10 };
    text.chars().map(wide).fold(0, i32::saturating_add) / 10
}

/// Wide enough for both lines, within limits.
fn card_width(model: &Model, (id, node): (&NodeId, &Node), counted: &Unworded) -> i32 {
    let second = if counted.0.contains(id) { subtitle(model, id, Lang::En) } else { kind_and_headline(node) };
    let text = text_width(id.as_str(), 74).max(text_width(&second, 62));
    let (least, most) = CARD_WIDTHS;
    snap(8 + 34 + 10 + text + 14 + GRID / 2).clamp(least, most)
}

/// How wide a note is, and how wide its words may be.
const NOTE_WIDTH: (i32, i32) = (208, 184);
/// The height of a line of a note.
pub const NOTE_LINE: i32 = 17;
/// A longer note is cut: a drawing is no place for more.
const NOTE_LINES: usize = 60;

/// The words of a note, line by line as they are drawn.
pub fn note_lines(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if line.is_empty() || text_width(&longer, 66) <= NOTE_WIDTH.1 {
                line = longer;
            } else {
                lines.push(std::mem::replace(&mut line, word.to_owned()));
            }
        }
        lines.push(line);
        if lines.len() >= NOTE_LINES {
            break;
        }
    }
    lines.truncate(NOTE_LINES);
    lines
}

/// Tall enough for the words of a note.
fn note_size(text: &str) -> (i32, i32) {
    let rows = i32::try_from(note_lines(text).len()).unwrap_or(1).max(1);
    (NOTE_WIDTH.0, snap(rows * NOTE_LINE + 22 + GRID / 2))
}

/// Wide enough for a container's title, within limits.
fn title_width(id: &NodeId, headline: &str) -> i32 {
    let (least, most) = TITLE_WIDTHS;
    snap(title_text(id, headline) + 24 + GRID / 2).clamp(least, most)
}

/// How wide a container's icon, its name and the words behind that are.
fn title_text(id: &NodeId, headline: &str) -> i32 {
    36 + text_width(id.as_str(), 74) + text_width(headline, 68)
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
