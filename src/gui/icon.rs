//! Our own glyphs: stroked paths on a 24 grid, as `export` reads them.

use crate::export::theme;
use eframe::egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, pos2, vec2};
use std::{collections::BTreeMap, sync::OnceLock};

/// One glyph as polylines on the 24 grid.
type Glyph = Vec<Vec<Pos2>>;

/// How far a flattened curve may stray, on the 24 grid.
const TOLERANCE: f64 = 0.06;

fn glyphs() -> &'static BTreeMap<String, Glyph> {
    static GLYPHS: OnceLock<BTreeMap<String, Glyph>> = OnceLock::new();
    GLYPHS.get_or_init(|| theme::glyphs().map(|(name, path)| (name.to_owned(), flatten(path))).collect())
}

fn flatten(path: &str) -> Glyph {
    let mut glyph = Glyph::new();
    let Ok(path) = kurbo::BezPath::from_svg(path) else { return glyph };
    #[allow(clippy::cast_possible_truncation)]
    let point = |p: kurbo::Point| pos2(p.x as f32, p.y as f32);
    kurbo::flatten(&path, TOLERANCE, |element| match element {
        kurbo::PathEl::MoveTo(p) => glyph.push(vec![point(p)]),
        kurbo::PathEl::LineTo(p) => {
            if let Some(line) = glyph.last_mut() {
                line.push(point(p));
            }
        }
        kurbo::PathEl::ClosePath => {
            if let Some(line) = glyph.last_mut()
                && let Some(first) = line.first().copied()
            {
                line.push(first);
            }
        }
        // `flatten` leaves lines only.
        kurbo::PathEl::QuadTo(..) | kurbo::PathEl::CurveTo(..) => {}
    });
    glyph
}

/// Paints a glyph into a square, centred in `rect`.
pub fn paint(painter: &Painter, name: &str, rect: Rect, colour: Color32) {
    let Some(glyph) = glyphs().get(name) else { return };
    let side = rect.width().min(rect.height());
    let scale = side / 24.0;
    let corner = rect.center() - vec2(side, side) / 2.0;
    let width = (1.6 * scale).max(1.0);
    for line in glyph {
        let points: Vec<Pos2> = line.iter().map(|p| corner + p.to_vec2() * scale).collect();
        for end in [points.first(), points.last()].into_iter().flatten() {
            painter.circle_filled(*end, width / 2.0, colour);
        }
        let closed = line.len() > 2 && line.first() == line.last();
        painter.add(if closed {
            Shape::closed_line(points[..points.len() - 1].to_vec(), Stroke::new(width, colour))
        } else {
            Shape::line(points, Stroke::new(width, colour))
        });
    }
}

/// Whether a glyph of that name exists.
#[cfg(test)]
pub fn exists(name: &str) -> bool {
    glyphs().contains_key(name)
}
