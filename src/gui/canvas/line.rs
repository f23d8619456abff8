//! The geometry of lines on the canvas: rounded turns, distances, ports of cards. Pure.

use crate::{
    layout::{
        Point,
        route::{Side, cheap},
    },
    model::Frame,
};
use eframe::egui::{Pos2, Rect, pos2};

/// A point of the drawing as one of the canvas.
#[allow(clippy::cast_precision_loss)]
pub fn world(point: Point) -> Pos2 {
    pos2(point.x as f32, point.y as f32)
}

/// A point of the canvas on whole units.
#[allow(clippy::cast_possible_truncation)]
pub fn whole(point: Pos2) -> Point {
    Point { x: point.x.round() as i32, y: point.y.round() as i32 }
}

/// A box of the canvas on whole units.
pub fn frame(rect: Rect) -> Frame {
    let (min, max) = (whole(rect.min), whole(rect.max));
    Frame { x: min.x, y: min.y, w: max.x - min.x, h: max.y - min.y }
}

/// Where a card has the port of a side.
pub fn port(side: Side, rect: Rect) -> Pos2 {
    match side {
        Side::Left => rect.left_center(),
        Side::Right => rect.right_center(),
        Side::Top => rect.center_top(),
        Side::Bottom => rect.center_bottom(),
    }
}

/// The middle of the longest straight part, and how long that is (CV-21).
pub fn label_of(points: &[Pos2]) -> (Pos2, f32) {
    let [a, b] = longest(points);
    (a.lerp(b, 0.5), a.distance(b))
}

/// The longest straight part, the first of those that are equally long.
pub fn longest(points: &[Pos2]) -> [Pos2; 2] {
    let parts = points.windows(2).map(|pair| [pair[0], pair[1]]);
    let length = |[a, b]: &[Pos2; 2]| a.distance(*b);
    parts.reduce(|best, it| if length(&it) > length(&best) { it } else { best }).unwrap_or_default()
}

/// A line for the time of a drag, through the points that a person set (CV-20).
pub fn loose(from: Rect, bends: &[Pos2], to: Rect) -> Vec<Pos2> {
    let stops: Vec<Frame> = std::iter::once(frame(from))
        .chain(bends.iter().map(|&bend| frame(Rect::from_min_max(bend, bend))))
        .chain([frame(to)])
        .collect();
    let legs = stops.windows(2).flat_map(|pair| cheap(pair[0], pair[1]));
    let mut points: Vec<Pos2> = legs.map(world).collect();
    points.dedup();
    points
}

/// The corners with rounded turns, as one line.
pub fn rounded(points: &[Pos2], radius: f32) -> Vec<Pos2> {
    let mut out = Vec::new();
    let points: Vec<Pos2> = points.iter().copied().fold(Vec::new(), |mut kept: Vec<Pos2>, point| {
        if kept.last().is_none_or(|last| last.distance(point) > 0.5) {
            kept.push(point);
        }
        kept
    });
    for (i, &point) in points.iter().enumerate() {
        let neighbours = i.checked_sub(1).and_then(|before| points.get(before)).zip(points.get(i + 1));
        let Some((&before, &after)) = neighbours else {
            out.push(point);
            continue;
        };
        let (back, on) = ((before - point).normalized(), (after - point).normalized());
        let radius = radius.min(before.distance(point) / 2.0).min(after.distance(point) / 2.0);
        if radius < 0.5 || back.dot(on) < -0.99 {
            out.push(point);
            continue;
        }
        let (start, end) = (point + back * radius, point + on * radius);
        for step in 0..=5_u8 {
            let t = f32::from(step) / 5.0;
            // A quadratic curve with the corner as its control point.
            out.push(start.lerp(point, t).lerp(point.lerp(end, t), t));
        }
    }
    out
}

/// How far a point is from a line.
pub fn distance(points: &[Pos2], to: Pos2) -> f32 {
    let parts = points.windows(2).map(|pair| {
        let along = pair[1] - pair[0];
        let t = ((to - pair[0]).dot(along) / along.length_sq().max(1e-6)).clamp(0.0, 1.0);
        (pair[0] + along * t).distance(to)
    });
    parts.fold(f32::INFINITY, f32::min)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_keeps_the_ends() {
        let points = vec![pos2(0.0, 0.0), pos2(50.0, 0.0), pos2(50.0, 80.0)];
        let line = rounded(&points, 6.0);
        assert_eq!((line[0], line[line.len() - 1]), (points[0], points[2]));
        assert!(line.len() > 3 && !line.contains(&points[1]));
        assert!(distance(&points, pos2(25.0, 5.0)) == 5.0);
    }

    #[test]
    fn a_loose_line_goes_through_the_points_that_were_set() {
        let card = |x, y| Rect::from_min_size(pos2(x, y), eframe::egui::vec2(160.0, 56.0));
        let bend = pos2(300.0, 400.0);
        let points = loose(card(0.0, 0.0), &[bend], card(600.0, 0.0));
        assert!(points.contains(&bend), "{points:?}");
        for pair in points.windows(2) {
            assert!(pair[0].x == pair[1].x || pair[0].y == pair[1].y, "{points:?}");
        }
    }
}
