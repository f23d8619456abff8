//! Painting what things cost: a chip on the lower edge of a card, and of a container for what is inside.

use super::{
    Canvas,
    paint::{LEAST_TEXT, quantised},
    scene::Item,
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
            self.chip(painter, (doc, palette), &cost.words(lang), |size| {
                // Half of it on the card, where that does not cover its words.
                let covers = (size.y / 2.0).min(8.0 * self.camera.zoom);
                let middle = screen.bottom() - covers + size.y / 2.0;
                pos2(screen.right() - 10.0 * self.camera.zoom - size.x / 2.0, middle)
            });
        }
    }

    /// What everything inside containers costs, where nothing that stands in one says the same.
    pub(super) fn paint_sums<'i>(
        &self,
        painter: &Painter,
        view: Rect,
        (doc, lang): (&Document, Lang),
        palette: &Palette,
        items: impl Iterator<Item = (&'i Item, Rect)> + Clone,
    ) {
        let (model, shown) = (doc.analysis.model(), doc.analysis.shown());
        let said = items.clone().filter_map(|(item, _)| {
            let cost = if item.contains { shown.cost_inside(&item.id) } else { shown.cost_of(&item.id) };
            let around = model.node(&item.id)?.parent.as_ref()?;
            (cost.is_some() && cost == shown.cost_inside(around)).then_some(around)
        });
        let said: Vec<&NodeId> = said.collect();
        for (item, rect) in items.filter(|(item, _)| item.contains && !said.contains(&&item.id)) {
            let screen = self.camera.rect_to_screen(view, rect);
            self.paint_sum(painter, (doc, lang), palette, &item.id, screen);
        }
    }

    /// The sum of a container, on its lower edge, for names and addresses need the title; and on the left, for cards have
    /// theirs on the right.
    fn paint_sum(
        &self,
        painter: &Painter,
        (doc, lang): (&Document, Lang),
        palette: &Palette,
        id: &NodeId,
        screen: Rect,
    ) {
        if let Some(cost) = doc.analysis.shown().cost_inside(id) {
            self.chip(painter, (doc, palette), &cost.words(lang), |size| {
                pos2(screen.left() + 10.0 * self.camera.zoom + size.x / 2.0, screen.bottom())
            });
        }
    }

    /// A figure in its tint.
    fn chip(
        &self,
        painter: &Painter,
        (doc, palette): (&Document, &Palette),
        figure: &str,
        centre: impl FnOnce(Vec2) -> Pos2,
    ) {
        let size = quantised((11.0 * self.camera.zoom).clamp(LEAST_TEXT, 20.0));
        let ink = doc.ink(palette, palette.cost);
        let fill = if doc.is_updating() { palette.bg } else { palette.costbg };
        let galley = painter.layout_no_wrap(figure.to_owned(), theme::bold(size), ink);
        let chip = galley.size() + vec2(14.0, 5.0);
        let centre = centre(chip);
        let pill = Rect::from_center_size(centre, chip);
        painter.rect_filled(pill, pill.height() / 2.0, fill);
        painter.galley(Align2::CENTER_CENTER.anchor_size(centre, galley.size()).min, galley, ink);
    }
}
