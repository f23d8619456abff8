//! A drawing made small: what would not be legible is left out, and cards become tinted boxes.

use super::{Drawing, Part, Rect, Shape, Spot, Stroke};

/// No text is smaller.
const LEAST_TEXT: f64 = 7.0;
/// No glyph is smaller.
const LEAST_GLYPH: f64 = 7.0;
/// Cards are drawn with their tile down to this scale, and as plain boxes below.
const DETAIL: f64 = 0.6;
/// Nothing is made larger than it is.
const LARGEST: f64 = 1.0;

/// Plain shapes in the units of the space they were made for, the lowest first. The origin is its upper left corner.
#[derive(Clone, Debug, PartialEq)]
pub struct Thumbnail {
    /// Width that is taken up.
    pub width: f64,
    /// Height that is taken up.
    pub height: f64,
    /// How large a world unit is.
    pub scale: f64,
    /// What to paint.
    pub shapes: Vec<Shape>,
}

impl Thumbnail {
    pub(super) fn of(drawing: &Drawing, width: f64, height: f64) -> Self {
        let area = drawing.area;
        let scale = (width / area.w.max(1.0)).min(height / area.h.max(1.0)).clamp(0.0, LARGEST);
        let from = Spot::new(area.x, area.y);
        let mut shapes = Vec::new();
        for item in &drawing.items {
            match item.part {
                Part::Card if scale < DETAIL => {
                    let (ink, tint) = item.inks;
                    let stroke = Some(Stroke::solid(ink, 1.0));
                    let card = Shape::Box { rect: item.frame, radius: 8.0, fill: tint, stroke };
                    shapes.push(card.scaled(from, scale));
                    let name = item.shapes.iter().find_map(|shape| {
                        if let Shape::Glyph { name, .. } = shape { Some(*name) } else { None }
                    });
                    // The glyph may be larger than on the card, as it is all there is in the box.
                    let side = (item.frame.h * 0.72 * scale).min(20.0);
                    if let Some(name) = name.filter(|_| side >= LEAST_GLYPH) {
                        let centre = scaled(item.frame, from, scale).centre();
                        shapes.push(Shape::Glyph { name, centre, side, ink });
                    }
                }
                Part::Label | Part::Legend if scale < DETAIL => {}
                Part::Container => {
                    // Its border stays, however small it is.
                    let mut own = item.shapes.iter();
                    shapes.extend(own.next().map(|border| border.scaled(from, scale)));
                    shapes.extend(own.filter_map(|shape| legible(shape, from, scale)));
                }
                Part::Line | Part::Label | Part::Card | Part::Legend => {
                    shapes.extend(item.shapes.iter().filter_map(|shape| legible(shape, from, scale)));
                }
            }
        }
        // What is divided and multiplied again may be a hair too large.
        Self { width: (area.w * scale).min(width), height: (area.h * scale).min(height), scale, shapes }
    }
}

fn scaled(rect: Rect, from: Spot, by: f64) -> Rect {
    Rect { x: (rect.x - from.x) * by, y: (rect.y - from.y) * by, w: rect.w * by, h: rect.h * by }
}

/// The shape made small, unless nothing of it would be seen.
fn legible(shape: &Shape, from: Spot, by: f64) -> Option<Shape> {
    let small = shape.scaled(from, by);
    let seen = match &small {
        Shape::Text { size, .. } => *size >= LEAST_TEXT,
        Shape::Glyph { side, .. } => *side >= LEAST_GLYPH,
        // Pills and badges go with their words.
        Shape::Box { rect, .. } => by >= DETAIL || rect.h >= LEAST_TEXT * 2.0,
        Shape::Disc { radius, .. } => *radius >= LEAST_GLYPH / 2.0,
        Shape::Line { .. } => true,
    };
    seen.then_some(small)
}
