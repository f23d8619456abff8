//! Lines of connections, and their labels: each on a straight part where it hides least.

use super::{Anchor, Dash, Item, Painter, Part, Rect, Shape, Spot, Stand, Stroke};
use crate::{
    base::{Order as _, Text, text},
    export::{
        font::{Font, line_height},
        theme::Ink,
    },
    layout::{Point, route::Wire},
    model::connection::Connection,
};
use std::collections::BTreeMap;

/// The width of a line.
const WIDTH: f64 = 1.6;
/// The radius of its turns.
const TURN: f64 = 8.0;
/// The length of its arrowhead.
const HEAD: f64 = 7.0;
/// The size of its words.
const SIZE: f64 = 11.0;
/// The radius of the sign on what is refused.
const SIGN: f64 = 9.0;
/// How much of a line has to be seen on both sides of a label.
const FREE: f64 = 12.0;

static SEVERAL: Text = text!("{0} connections", "연결 {0}개");
static REFUSED: Text = text!("failing: {0}", "실패 {0}개");
static JOINED: Text = text!("{0} to {1}: {2}", "{0}에서 {1}(으)로: {2}");

/// A connection and its line.
pub(super) struct Way<'a> {
    pub wire: &'a Wire,
    /// The only one, or the first of several.
    connection: &'a Connection,
    points: Vec<Spot>,
}

impl<'a> Way<'a> {
    pub fn new(wire: &'a Wire, connection: &'a Connection, points: &[Point]) -> Self {
        let mut kept: Vec<Spot> = Vec::new();
        for point in points.iter().copied().map(Spot::from) {
            // A point on a straight part is no corner, and would cut the room for words in two.
            if let [.., a, b] = kept[..]
                && straight(a, b, point)
            {
                kept.pop();
            }
            if kept.last() != Some(&point) {
                kept.push(point);
            }
        }
        Self { wire, connection, points: kept }
    }

    fn parts(&self) -> impl Iterator<Item = [Spot; 2]> {
        self.points.iter().zip(self.points.iter().skip(1)).map(|(a, b)| [*a, *b])
    }
}

/// Whether a line runs straight on over its middle point.
fn straight(a: Spot, b: Spot, c: Spot) -> bool {
    let on = |a: f64, b: f64, c: f64| (b - a) * (c - b) >= 0.0;
    let level = a.y == b.y && b.y == c.y && on(a.x, b.x, c.x);
    let upright = a.x == b.x && b.x == c.x && on(a.y, b.y, c.y);
    level || upright
}

/// How a line looks that stands like this.
pub(super) fn stroke(stand: Stand) -> Stroke {
    let (ink, dash) = match stand {
        Stand::Named => (Ink::Muted, Dash::Dashes(4.0, 4.0)),
        Stand::Granted => (Ink::Edge, Dash::Solid),
        Stand::Refused => (Ink::Bad, Dash::Dashes(6.0, 4.0)),
        Stand::Unknown => (Ink::Warn, Dash::Dots(4.5)),
    };
    Stroke { ink, width: WIDTH, dash }
}

/// The round cross on what is refused.
pub(super) fn cross(centre: Spot) -> [Shape; 2] {
    let rim = Some(Stroke::solid(Ink::Canvas, 2.0));
    [
        Shape::Disc { centre, radius: SIGN, fill: Ink::Bad, stroke: rim },
        Shape::Glyph { name: "close", centre, side: SIGN * 1.5, ink: Ink::OnBadge },
    ]
}

impl Painter<'_> {
    /// Lines, and the labels that go over all of them.
    pub(super) fn connections(
        &self,
        ways: &[Way<'_>],
        containers: &[Item],
        cards: &[Item],
    ) -> (Vec<Item>, Vec<Item>) {
        let mut crowd = Crowd::default();
        for card in cards {
            card.shapes.iter().for_each(|shape| crowd.add(shape.bounds(), HIDES, None));
        }
        for shape in containers.iter().flat_map(|item| &item.shapes) {
            if let Shape::Box { rect, stroke: Some(stroke), .. } = shape
                && stroke.ink != Ink::Canvas
            {
                rims(*rect).into_iter().for_each(|rim| crowd.add(rim, CROSSES_RIM, None));
            } else {
                crowd.add(shape.bounds(), HIDES, None);
            }
        }
        for (at, way) in ways.iter().enumerate() {
            way.parts().for_each(|[a, b]| crowd.add(Rect::between(a, b), CROSSES_LINE, Some(at)));
        }
        let lines: Vec<Item> = ways.iter().map(|way| self.line(way)).collect();
        let labels: Vec<Item> =
            ways.iter().enumerate().filter_map(|(at, way)| self.label(way, at, &mut crowd)).collect();
        (lines, labels)
    }

    fn line(&self, way: &Way<'_>) -> Item {
        let stroke = stroke(self.stand(way.wire));
        let shape = Shape::Line { points: way.points.clone(), radius: TURN, stroke, head: HEAD };
        self.part(way, Part::Line, stroke.ink, vec![shape])
    }

    fn part(&self, way: &Way<'_>, part: Part, ink: Ink, shapes: Vec<Shape>) -> Item {
        let (lang, kind) = (self.options.lang, way.connection.kind);
        let count = way.wire.connections.len();
        let mut said = match count {
            0 | 1 => way.connection.asks(lang),
            _ => SEVERAL.fill(lang, &[count.to_string()]),
        };
        let standing = self.words_of(way).filter(|words| self.options.overlays && !words.is_empty());
        if let Some(words) = standing {
            said = format!("{said} ({words})");
        }
        let title = JOINED.fill(lang, &[way.wire.from.as_str(), way.wire.to.as_str(), &said]);
        let frame = shapes.iter().map(Shape::bounds).reduce(Rect::union).unwrap_or_default();
        Item {
            part,
            id: way.wire.id.to_string(),
            kind: kind.value(),
            title,
            frame,
            inks: (ink, Ink::Clear),
            shapes,
        }
    }

    /// How a connection stands; of several, how many fail.
    fn words_of(&self, way: &Way<'_>) -> Option<String> {
        if way.wire.connections.len() < 2 {
            return self.marks.standings.get(&way.wire.id).map(|it| it.words.clone());
        }
        let refused = self.refused(way.wire);
        (refused > 0).then(|| REFUSED.fill(self.options.lang, &[refused.to_string()]))
    }

    fn label(&self, way: &Way<'_>, own: usize, crowd: &mut Crowd) -> Option<Item> {
        let stand = self.stand(way.wire);
        let said = self.words_of(way).unwrap_or_default().to_lowercase();
        let asks = match way.wire.connections.len() {
            0 | 1 => way.connection.asks(self.options.lang),
            count => format!("×{count}"),
        };
        let (words, ink) = match stand {
            Stand::Named | Stand::Granted => (asks, Ink::Muted),
            Stand::Refused if way.wire.connections.len() > 1 => (format!("{asks} · {said}"), Ink::Bad),
            Stand::Refused => (said, Ink::Bad),
            Stand::Unknown if said.is_empty() => (asks, Ink::Warn),
            Stand::Unknown => (format!("{asks} · {said}"), Ink::Warn),
        };
        let sign = if stand == Stand::Refused { 2.0 * SIGN + 5.0 } else { 9.0 };
        let size = (self.fonts.width(Font::Sans, SIZE, &words) + sign + 9.0, line_height(SIZE) + 7.0);
        let place = (!words.is_empty()).then(|| crowd.place(way, size, own)).flatten();
        let mut shapes = Vec::new();
        if let Some(centre) = place {
            let pill = Rect::centred(centre, size.0, size.1);
            crowd.add(pill.expand(2.0), HIDES, None);
            let border = Some(Stroke::solid(Ink::Line, 1.0));
            shapes.push(Shape::Box { rect: pill, radius: size.1 / 2.0, fill: Ink::Panel, stroke: border });
            if stand == Stand::Refused {
                shapes.extend(cross(Spot::new(pill.x + SIGN, centre.y)));
            }
            let at = Spot::new(pill.x + sign, centre.y);
            let width = size.0 - sign - 9.0;
            let (font, anchor) = (Font::Sans, Anchor::Start);
            shapes.push(Shape::Text { at, text: words, font, size: SIZE, width, ink, anchor });
        } else if stand == Stand::Refused {
            // Where the words do not fit, the sign alone does, if need be over something else.
            let side = 2.0 * SIGN;
            let middle =
                || way.parts().max_by(|a, b| length(a).total_cmp(&length(b))).map(|[a, b]| a.toward(b, 0.5));
            let centre = crowd.place(way, (side, side), own).or_else(middle)?;
            crowd.add(Rect::centred(centre, side, side), HIDES, None);
            shapes.extend(cross(centre));
        } else {
            return None;
        }
        Some(self.part(way, Part::Label, ink, shapes))
    }
}

fn length([a, b]: &[Spot; 2]) -> f64 {
    a.distance(*b)
}

/// The four sides of a box.
fn rims(rect: Rect) -> [Rect; 4] {
    let thin = |x, y, w, h| Rect { x, y, w, h };
    [
        thin(rect.x, rect.y, rect.w, 0.0),
        thin(rect.x, rect.bottom(), rect.w, 0.0),
        thin(rect.x, rect.y, 0.0, rect.h),
        thin(rect.right(), rect.y, 0.0, rect.h),
    ]
}

/// A label never lies over a card, a title or another label.
const HIDES: f64 = f64::INFINITY;
/// How bad it is to lie over another line.
const CROSSES_LINE: f64 = 3.0;
/// How bad it is to lie over a border.
const CROSSES_RIM: f64 = 1.0;
/// How bad it is not to be on the longest part, for each that is longer.
const SHORTER: f64 = 0.75;
/// How bad it is to stand out on both sides of an upright part.
const UPRIGHT: f64 = 0.5;
/// Where on a part a label may be, the best first, and how bad that is.
const PLACES: [(f64, f64); 5] = [(0.5, 0.0), (0.35, 0.2), (0.65, 0.2), (0.2, 0.4), (0.8, 0.4)];
/// The side of a cell.
const CELL: f64 = 128.0;
/// What takes up more cells stands in a list of its own.
const MOST_CELLS: f64 = 512.0;
/// How many things are looked at for all labels together. Beyond that, which takes a drawing with tens of thousands of
/// lines or one made to be slow, labels stand in the middle of the longest part, whatever is there.
const MOST_LOOKED_AT: usize = 20_000_000;

/// What is there already, in a grid of cells.
#[derive(Default)]
struct Crowd {
    things: Vec<(Rect, f64, Option<usize>)>,
    cells: BTreeMap<(i64, i64), Vec<usize>>,
    large: Vec<usize>,
    looked_at: usize,
}

impl Crowd {
    fn add(&mut self, rect: Rect, weight: f64, owner: Option<usize>) {
        if (rect.w / CELL + 1.0) * (rect.h / CELL + 1.0) > MOST_CELLS {
            self.large.push(self.things.len());
        } else {
            for cell in cells(rect) {
                self.cells.entry(cell).or_default().push(self.things.len());
            }
        }
        self.things.push((rect, weight, owner));
    }

    /// How bad it is to cover a place.
    fn weight(&mut self, rect: Rect, own: usize) -> f64 {
        let near = cells(rect).filter_map(|cell| self.cells.get(&cell)).flatten();
        let mut met: Vec<usize> = near.chain(&self.large).copied().collect();
        self.looked_at += met.len();
        met.sort_unstable();
        met.dedup();
        let things = met.iter().filter_map(|&at| self.things.get(at));
        let hit = things.filter(|(other, _, owner)| *owner != Some(own) && rect.touches(*other));
        hit.map(|(_, weight, _)| *weight).sum()
    }

    /// The best place for a label on a line, if there is one that hides nothing.
    fn place(&mut self, way: &Way<'_>, (w, h): (f64, f64), own: usize) -> Option<Spot> {
        let mut parts: Vec<[Spot; 2]> = way.parts().collect();
        parts.order_by(|a, b| length(b).total_cmp(&length(a)));
        let mut best: Option<(f64, Spot)> = None;
        let mut rank = 0.0;
        for [a, b] in parts {
            let level = (a.x - b.x).abs() >= (a.y - b.y).abs();
            let (along, turned) = if level { (w, 0.0) } else { (h, UPRIGHT) };
            let length = a.distance(b);
            for (share, off) in PLACES {
                // The line is to be seen on both sides.
                if (length * share).min(length * (1.0 - share)) < along / 2.0 + FREE {
                    continue;
                }
                let centre = a.toward(b, share);
                if self.looked_at > MOST_LOOKED_AT {
                    return Some(centre);
                }
                let weight = self.weight(Rect::centred(centre, w, h).expand(2.0), own) + rank + turned + off;
                if weight.is_finite() && best.is_none_or(|(least, _)| weight < least) {
                    best = Some((weight, centre));
                }
            }
            rank += SHORTER;
        }
        best.map(|(_, centre)| centre)
    }
}

#[allow(clippy::cast_possible_truncation)]
fn cells(rect: Rect) -> impl Iterator<Item = (i64, i64)> {
    let cell = |at: f64| (at / CELL).floor() as i64;
    let (first, last) = ((cell(rect.x), cell(rect.y)), (cell(rect.right()), cell(rect.bottom())));
    (first.0..=last.0).flat_map(move |x| (first.1..=last.1).map(move |y| (x, y)))
}
