//! The points of a selected line: those that a person set, and the middles of its parts, from which new ones are dragged
//! (CV-20).

use super::{Canvas, Hit, line};
use crate::{
    base::ConnectionId,
    gui::{state::UiState, theme::Palette},
    layout::Point,
};
use eframe::egui::{Painter, Pos2, Rect, Stroke, StrokeKind, Vec2};

/// Parts that are shorter on screen have no point to drag.
const SHORT: f32 = 36.0;

impl Canvas {
    /// The line that shows its points: that of the selected connection, if it stands for it alone.
    fn bendable<'a>(&'a self, state: &'a UiState) -> Option<(&'a super::scene::Line, &'a ConnectionId)> {
        let id = state.selection.connection.as_ref()?;
        let line = self.scene.lines.iter().find(|line| line.has(id))?;
        (line.wire.connections.len() == 1).then_some((line, id))
    }

    /// Where new points are dragged from, each with its place among those that there are.
    fn middles(&self, points: &[Pos2], bends: &[Point]) -> Vec<(usize, Pos2)> {
        let mut passed = 0;
        let mut found = Vec::new();
        for pair in points.windows(2) {
            let [a, b] = [pair[0], pair[1]];
            if bends.get(passed).is_some_and(|bend| line::world(*bend) == a) {
                passed += 1;
            }
            if a.distance(b) * self.camera.zoom >= SHORT {
                found.push((passed, a.lerp(b, 0.5)));
            }
        }
        found
    }

    /// The point of the selected line at a place.
    pub(super) fn bend_at(&self, at: Pos2, reach: f32, state: &UiState) -> Option<Hit> {
        let (line, id) = self.bendable(state)?;
        let bends = self.wiring.bends(id);
        let mut points: Vec<Pos2> = bends.iter().map(|bend| line::world(*bend)).collect();
        if let Some(nth) = points.iter().position(|point| point.distance(at) <= reach) {
            return Some(Hit::Bend(id.clone(), points, nth));
        }
        let middles = self.middles(&line.points, bends);
        let (nth, _) = middles.into_iter().find(|(_, middle)| middle.distance(at) <= reach)?;
        points.insert(nth, at);
        Some(Hit::Bend(id.clone(), points, nth))
    }

    pub(super) fn paint_bends(&self, painter: &Painter, view: Rect, state: &UiState, palette: &Palette) {
        let Some((line, id)) = self.bendable(state) else { return };
        let bends = self.wiring.bends(id);
        for (_, middle) in self.middles(&line.points, bends) {
            let at = self.camera.to_screen(view, middle);
            painter.circle(at, 3.5, palette.panel, Stroke::new(1.2, palette.accent));
        }
        for bend in bends {
            let at = self.camera.to_screen(view, line::world(*bend));
            let square = Rect::from_center_size(at, Vec2::splat(8.0));
            painter.rect(square, 2.0, palette.accent, Stroke::new(1.5, palette.panel), StrokeKind::Middle);
        }
    }
}
