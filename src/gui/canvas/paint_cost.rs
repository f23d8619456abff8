//! Painting what things cost: a chip on a card, and the sum of a container beside its title.

use super::{
    Canvas,
    paint::{LEAST_TEXT, quantised},
};
use crate::{
    base::{Lang, NodeId},
    gui::{
        state::Document,
        theme::{self, Palette},
    },
};
use eframe::egui::{Align2, Painter, Pos2, Rect, Vec2, pos2, vec2};

impl Canvas {
    /// What a card costs, on its lower edge.
    pub(super) fn paint_cost(
        &self,
        painter: &Painter,
        (doc, lang): (&Document, Lang),
        palette: &Palette,
        id: &NodeId,
        screen: Rect,
    ) {
        if let Some(cost) = doc.analysis.shown().cost_of(id) {
            self.chip(painter, (doc, palette), &cost.words(lang), f32::INFINITY, |size| {
                // Half of it on the card, where that does not cover its words.
                let covers = (size.y / 2.0).min(8.0 * self.camera.zoom);
                let middle = screen.bottom() - covers + size.y / 2.0;
                pos2(screen.right() - 10.0 * self.camera.zoom - size.x / 2.0, middle)
            });
        }
    }

    /// What everything inside a container costs, at the right of its title; the room that takes.
    pub(super) fn paint_sum(
        &self,
        painter: &Painter,
        (doc, lang): (&Document, Lang),
        palette: &Palette,
        id: &NodeId,
        screen: Rect,
        (middle, room): (f32, f32),
    ) -> f32 {
        let Some(cost) = doc.analysis.shown().cost_inside(id) else { return 0.0 };
        // A title without room for both keeps its name.
        let width = self.chip(painter, (doc, palette), &cost.words(lang), room, |size| {
            pos2(screen.right() - 10.0 * self.camera.zoom - size.x / 2.0, middle)
        });
        if width > 0.0 { width + 8.0 } else { 0.0 }
    }

    /// A figure in its tint, unless it is wider than there is room; how wide it became.
    fn chip(
        &self,
        painter: &Painter,
        (doc, palette): (&Document, &Palette),
        figure: &str,
        room: f32,
        centre: impl FnOnce(Vec2) -> Pos2,
    ) -> f32 {
        let size = quantised((11.0 * self.camera.zoom).clamp(LEAST_TEXT, 20.0));
        let ink = doc.ink(palette, palette.cost);
        let fill = if doc.is_updating() { palette.bg } else { palette.costbg };
        let galley = painter.layout_no_wrap(figure.to_owned(), theme::bold(size), ink);
        let chip = galley.size() + vec2(14.0, 5.0);
        if chip.x > room {
            return 0.0;
        }
        let centre = centre(chip);
        let pill = Rect::from_center_size(centre, chip);
        painter.rect_filled(pill, pill.height() / 2.0, fill);
        painter.galley(Align2::CENTER_CENTER.anchor_size(centre, galley.size()).min, galley, ink);
        chip.x
    }
}
