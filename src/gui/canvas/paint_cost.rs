//! Painting what things cost: a chip on the lower edge of a card, and of a container for what is inside.

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
use eframe::egui::{Align2, Painter, Rect, Vec2, pos2, vec2};

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
            self.chip(painter, (doc, palette), &cost.words(lang), screen, |size| {
                // Half of it on the card, where that does not cover its words.
                let covers = (size.y / 2.0).min(8.0 * self.camera.zoom);
                screen.bottom() - covers + size.y / 2.0
            });
        }
    }

    /// What everything inside a container costs, on its lower edge: names and addresses need the title.
    pub(super) fn paint_sum(
        &self,
        painter: &Painter,
        (doc, lang): (&Document, Lang),
        palette: &Palette,
        id: &NodeId,
        screen: Rect,
    ) {
        if let Some(cost) = doc.analysis.shown().cost_inside(id) {
            self.chip(painter, (doc, palette), &cost.words(lang), screen, |_| screen.bottom());
        }
    }

    /// A figure in its tint, as far down as `middle` says of its size.
    fn chip(
        &self,
        painter: &Painter,
        (doc, palette): (&Document, &Palette),
        figure: &str,
        screen: Rect,
        middle: impl FnOnce(Vec2) -> f32,
    ) {
        let size = quantised((11.0 * self.camera.zoom).clamp(LEAST_TEXT, 20.0));
        let ink = doc.ink(palette, palette.cost);
        let fill = if doc.is_updating() { palette.bg } else { palette.costbg };
        let galley = painter.layout_no_wrap(figure.to_owned(), theme::bold(size), ink);
        let chip = galley.size() + vec2(14.0, 5.0);
        let centre = pos2(screen.right() - 10.0 * self.camera.zoom - chip.x / 2.0, middle(chip));
        let pill = Rect::from_center_size(centre, chip);
        painter.rect_filled(pill, pill.height() / 2.0, fill);
        painter.galley(Align2::CENTER_CENTER.anchor_size(centre, galley.size()).min, galley, ink);
    }
}
