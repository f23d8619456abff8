//! The shapes that drawings are made of, and plain geometry.

use crate::{
    export::{font::Font, theme::Ink},
    layout::Point,
    model::Frame,
};

/// A point, in world units.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spot {
    /// To the right.
    pub x: f64,
    /// Down.
    pub y: f64,
}

impl Spot {
    /// A point.
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// How far another point is.
    pub fn distance(self, to: Self) -> f64 {
        (to.x - self.x).hypot(to.y - self.y)
    }

    /// The point at a share of the way to another.
    pub fn toward(self, to: Self, share: f64) -> Self {
        Self { x: self.x + (to.x - self.x) * share, y: self.y + (to.y - self.y) * share }
    }
}

impl From<Point> for Spot {
    fn from(point: Point) -> Self {
        Self { x: f64::from(point.x), y: f64::from(point.y) }
    }
}

/// A rectangle, in world units.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Left.
    pub x: f64,
    /// Top.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

impl From<Frame> for Rect {
    fn from(frame: Frame) -> Self {
        let [x, y, w, h] = [frame.x, frame.y, frame.w, frame.h].map(f64::from);
        Self { x, y, w, h }
    }
}

impl Rect {
    /// Around a middle.
    pub fn centred(centre: Spot, w: f64, h: f64) -> Self {
        Self { x: centre.x - w / 2.0, y: centre.y - h / 2.0, w, h }
    }

    /// Between two corners.
    pub fn between(a: Spot, b: Spot) -> Self {
        Self { x: a.x.min(b.x), y: a.y.min(b.y), w: (a.x - b.x).abs(), h: (a.y - b.y).abs() }
    }

    /// Its right edge.
    pub fn right(self) -> f64 {
        self.x + self.w
    }

    /// Its lower edge.
    pub fn bottom(self) -> f64 {
        self.y + self.h
    }

    /// Its middle.
    pub fn centre(self) -> Spot {
        Spot::new(self.x + self.w / 2.0, self.y + self.h / 2.0)
    }

    /// Larger by so much on every side.
    pub fn expand(self, by: f64) -> Self {
        Self { x: self.x - by, y: self.y - by, w: self.w + 2.0 * by, h: self.h + 2.0 * by }
    }

    /// The smallest one around both.
    pub fn union(self, other: Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        Self { x, y, w: self.right().max(other.right()) - x, h: self.bottom().max(other.bottom()) - y }
    }

    /// Whether both share a point.
    pub fn touches(self, other: Self) -> bool {
        self.x <= other.right()
            && other.x <= self.right()
            && self.y <= other.bottom()
            && other.y <= self.bottom()
    }

    /// Whether another lies inside.
    pub fn holds(self, other: Self) -> bool {
        self.union(other) == self
    }

    /// The next one around it with whole numbers.
    pub fn outward(self) -> Self {
        let (x, y) = (self.x.floor(), self.y.floor());
        Self { x, y, w: self.right().ceil() - x, h: self.bottom().ceil() - y }
    }
}

/// How a line is broken.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Dash {
    /// Not at all.
    #[default]
    Solid,
    /// Into strokes and gaps of these lengths.
    Dashes(f64, f64),
    /// Into round dots, so far apart.
    Dots(f64),
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    /// Its colour.
    pub ink: Ink,
    /// Its width.
    pub width: f64,
    /// How it is broken.
    pub dash: Dash,
}

impl Stroke {
    /// An unbroken one.
    pub const fn solid(ink: Ink, width: f64) -> Self {
        Self { ink, width, dash: Dash::Solid }
    }
}

/// Where a text stands beside its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// It begins there.
    Start,
    /// Its middle is there.
    Middle,
    /// It ends there.
    End,
}

/// One thing to paint. Texts are already cut to the room they have.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A rounded box. Its border lies inside.
    Box {
        /// Where.
        rect: Rect,
        /// Of its corners.
        radius: f64,
        /// Inside.
        fill: Ink,
        /// Its border.
        stroke: Option<Stroke>,
    },
    /// A disc. Its border lies on its edge.
    Disc {
        /// Its middle.
        centre: Spot,
        /// How large.
        radius: f64,
        /// Inside.
        fill: Ink,
        /// Its border.
        stroke: Option<Stroke>,
    },
    /// A line with rounded turns.
    Line {
        /// Its corners, ends included.
        points: Vec<Spot>,
        /// Of its turns.
        radius: f64,
        /// How it is drawn.
        stroke: Stroke,
        /// How long the arrowhead at its end is; 0 for none.
        head: f64,
    },
    /// A glyph of ours.
    Glyph {
        /// Its name.
        name: &'static str,
        /// Its middle.
        centre: Spot,
        /// The side of its square.
        side: f64,
        /// Its colour.
        ink: Ink,
    },
    /// One line of text.
    Text {
        /// Beside what, halfway up its letters' line.
        at: Spot,
        /// The words.
        text: String,
        /// In which hand.
        font: Font,
        /// How large.
        size: f64,
        /// How wide it is.
        width: f64,
        /// Its colour.
        ink: Ink,
        /// Which end of it is there.
        anchor: Anchor,
    },
}

impl Shape {
    /// What it takes up.
    pub fn bounds(&self) -> Rect {
        match self {
            Self::Box { rect, .. } => *rect,
            Self::Disc { centre, radius, stroke, .. } => {
                let side = 2.0 * radius + stroke.map_or(0.0, |it| it.width);
                Rect::centred(*centre, side, side)
            }
            Self::Line { points, stroke, head, .. } => {
                let first = points.first().copied().unwrap_or_default();
                let all = points.iter().map(|point| Rect::between(first, *point));
                let grown = (stroke.width / 2.0).max(head * HEAD_WIDTH);
                all.reduce(Rect::union).unwrap_or_default().expand(grown)
            }
            Self::Glyph { centre, side, .. } => Rect::centred(*centre, *side, *side),
            Self::Text { at, size, width, anchor, .. } => {
                let left = match anchor {
                    Anchor::Start => at.x,
                    Anchor::Middle => at.x - width / 2.0,
                    Anchor::End => at.x - width,
                };
                let h = super::super::font::line_height(*size);
                Rect { x: left, y: at.y - h / 2.0, w: *width, h }
            }
        }
    }

    /// The same, moved and made larger or smaller.
    pub(super) fn scaled(&self, from: Spot, by: f64) -> Self {
        let spot = |it: &Spot| Spot::new((it.x - from.x) * by, (it.y - from.y) * by);
        let stroke = |it: &Stroke| Stroke { width: (it.width * by).max(0.75), ..*it };
        let mut shape = self.clone();
        match &mut shape {
            Self::Box { rect, radius, stroke: border, .. } => {
                let corner = spot(&Spot::new(rect.x, rect.y));
                *rect = Rect { x: corner.x, y: corner.y, w: rect.w * by, h: rect.h * by };
                *radius *= by;
                *border = border.as_ref().map(stroke);
            }
            Self::Disc { centre, radius, stroke: border, .. } => {
                (*centre, *radius) = (spot(centre), *radius * by);
                *border = border.as_ref().map(stroke);
            }
            Self::Line { points, radius, stroke: own, head } => {
                points.iter_mut().for_each(|point| *point = spot(point));
                (*radius, *own, *head) = (*radius * by, stroke(own), *head * by);
            }
            Self::Glyph { centre, side, .. } => (*centre, *side) = (spot(centre), *side * by),
            Self::Text { at, size, width, .. } => (*at, *size, *width) = (spot(at), *size * by, *width * by),
        }
        shape
    }
}

/// Half the width of an arrowhead, as a share of its length.
pub(super) const HEAD_WIDTH: f64 = 0.55;

/// A line shortened for its arrowhead, and the three corners of that.
pub fn arrow(points: &[Spot], head: f64) -> (Vec<Spot>, Option<[Spot; 3]>) {
    let mut line = points.to_vec();
    let [.., before, end] = points else { return (line, None) };
    let length = before.distance(*end);
    if head <= 0.0 || length <= 0.0 {
        return (line, None);
    }
    let (x, y) = ((end.x - before.x) / length, (end.y - before.y) / length);
    let back = |by: f64| Spot::new(end.x - x * by, end.y - y * by);
    if let Some(last) = line.last_mut() {
        *last = back((head + 1.0).min(length));
    }
    let (base, across) = (back(head + 2.0), head * HEAD_WIDTH);
    let side = |by: f64| Spot::new(base.x - y * by, base.y + x * by);
    (line, Some([back(1.0), side(across), side(-across)]))
}

/// A part of a line with rounded turns.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Piece {
    /// Straight to a point.
    To(Spot),
    /// A quadratic curve around a corner to a point.
    Around(Spot, Spot),
}

/// The pieces of a line behind its first point, each turn as round as its neighbours allow.
pub fn rounded(points: &[Spot], radius: f64) -> Vec<Piece> {
    let mut kept: Vec<Spot> = Vec::new();
    for point in points {
        if kept.last().is_none_or(|last| last.distance(*point) > 0.5) {
            kept.push(*point);
        }
    }
    let mut pieces = Vec::new();
    for (at, &point) in kept.iter().enumerate().skip(1) {
        let (Some(&before), Some(&after)) = (kept.get(at - 1), kept.get(at + 1)) else {
            pieces.push(Piece::To(point));
            continue;
        };
        let (back, on) = (point.distance(before), point.distance(after));
        let radius = radius.min(back / 2.0).min(on / 2.0);
        let straight =
            (point.x - before.x) * (after.y - point.y) == (point.y - before.y) * (after.x - point.x);
        if radius < 0.5 || straight {
            pieces.push(Piece::To(point));
        } else {
            pieces.push(Piece::To(point.toward(before, radius / back)));
            pieces.push(Piece::Around(point, point.toward(after, radius / on)));
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    const CORNER: [Spot; 3] = [Spot::new(0.0, 0.0), Spot::new(50.0, 0.0), Spot::new(50.0, 80.0)];

    #[test]
    fn turns_are_round_and_ends_stay() {
        let pieces = rounded(&CORNER, 8.0);
        let turn = Piece::Around(Spot::new(50.0, 0.0), Spot::new(50.0, 8.0));
        assert_eq!(pieces, [Piece::To(Spot::new(42.0, 0.0)), turn, Piece::To(Spot::new(50.0, 80.0))]);
        assert_eq!(rounded(&CORNER[..2], 8.0), [Piece::To(CORNER[1])]);
        assert_eq!(rounded(&[CORNER[0], CORNER[0]], 8.0), []);
    }

    #[test]
    fn an_arrowhead_ends_at_the_end() {
        let (line, head) = arrow(&CORNER, 7.0);
        assert_eq!(line[2], Spot::new(50.0, 72.0));
        assert_eq!(head.unwrap()[0], Spot::new(50.0, 79.0));
        assert_eq!(arrow(&CORNER, 0.0).1, None);
        assert_eq!(arrow(&CORNER[..1], 7.0).1, None);
    }
}
