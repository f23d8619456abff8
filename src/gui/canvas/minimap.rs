//! The minimap, the zoom buttons above the lower right corner, and the way back to content.

use super::{
    Canvas,
    far::{frame as frame_of, quad},
    palette,
};
use crate::gui::{
    command::Command,
    icon,
    state::{Act, Acts, Document, UiState},
    strings as s, theme,
};
use eframe::egui::{
    Align2, Id, Rect, Role, Sense, Shape, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, epaint::Mesh, pos2, vec2,
};
use std::sync::Arc;

const SIZE: Vec2 = vec2(160.0, 110.0);
const MARGIN: f32 = 16.0;

impl Canvas {
    pub(super) fn minimap(&mut self, ui: &Ui, view: Rect, doc: &Document, state: &UiState) {
        let Some(bounds) = self.scene.bounds() else { return };
        if view.width() < 620.0 || view.height() < 320.0 {
            return;
        }
        let palette = palette(ui);
        let corner = view.max - SIZE - vec2(MARGIN, MARGIN + 38.0);
        let frame = Rect::from_min_size(corner, SIZE);
        let painter = ui.painter_at(frame.expand(2.0));
        painter.rect(frame, 8.0, palette.panel, Stroke::new(1.0, palette.line), StrokeKind::Inside);
        let world = bounds.union(self.camera.visible(view)).expand(20.0);
        let room = frame.shrink(8.0);
        let scale = (room.width() / world.width()).min(room.height() / world.height());
        let place = |rect: Rect| {
            let centre = room.center() + (rect.center() - world.center()) * scale;
            Rect::from_center_size(centre, rect.size() * scale)
        };
        self.look_far(doc, state, palette);
        let kept = self.far.mini.take().filter(|it| (it.0, it.1) == (world, frame));
        let (.., mesh) = kept.unwrap_or_else(|| {
            let mut cards = Mesh::default();
            for (rect, ink, contains) in self.inks() {
                let rect = place(rect);
                if contains {
                    frame_of(&mut cards, rect, ink.gamma_multiply(0.7), 1.0);
                } else {
                    let least = Rect::from_center_size(rect.center(), rect.size().max(vec2(2.0, 2.0)));
                    quad(&mut cards, least, ink);
                }
            }
            (world, frame, Arc::new(cards))
        });
        painter.add(Shape::mesh(mesh.clone()));
        self.far.mini = Some((world, frame, mesh));
        let shown = place(self.camera.visible(view)).intersect(frame.shrink(2.0));
        painter.rect_stroke(shown, 3.0, Stroke::new(1.5, palette.accent), StrokeKind::Inside);
        let response = ui.interact(frame, Id::unique("minimap"), Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, s::MINIMAP.get(state.lang)));
        if let Some(at) = response.interact_pointer_pos() {
            self.land();
            let centre = world.center() + (at - room.center()) / scale;
            self.camera.origin = centre.to_vec2() - view.size() / 2.0 / self.camera.zoom;
        }
    }

    pub(super) fn zoom_buttons(&self, ui: &Ui, view: Rect, state: &UiState, acts: &mut Acts) {
        let palette = palette(ui);
        let size = vec2(116.0, 30.0);
        let frame = Rect::from_min_size(view.max - size - vec2(MARGIN, 12.0), size);
        let painter = ui.painter_at(frame.expand(1.0));
        painter.rect(frame, 8.0, palette.panel, Stroke::new(1.0, palette.line), StrokeKind::Inside);
        let mut button = |rect: Rect, command: Command, glyph: Option<&str>| {
            let response = ui.interact(rect, Id::unique(("zoom", command as usize)), Sense::click());
            response.widget_info(|| {
                WidgetInfo::labeled(Role::Button, true, command.spec().label.get(state.lang))
            });
            let ink = if response.hovered() { palette.text } else { palette.muted };
            match glyph {
                Some(glyph) => {
                    icon::paint(&painter, glyph, Rect::from_center_size(rect.center(), vec2(14.0, 14.0)), ink)
                }
                None => {
                    let text = format!("{:.0} %", self.camera.zoom * 100.0);
                    painter.text(rect.center(), Align2::CENTER_CENTER, text, theme::sans(12.0), ink);
                }
            }
            if response.on_hover_text(command.tooltip(state.lang, ui.ctx())).clicked() {
                acts.push(Act::Do(command));
            }
        };
        let third = |from: f32, to: f32| {
            Rect::from_min_max(
                pos2(frame.left() + from, frame.top()),
                pos2(frame.left() + to, frame.bottom()),
            )
        };
        button(third(0.0, 32.0), Command::ZoomOut, Some("minus"));
        button(third(32.0, 84.0), Command::Zoom100, None);
        button(third(84.0, 116.0), Command::ZoomIn, Some("plus"));
    }

    pub(super) fn back_to_content(&mut self, ui: &Ui, view: Rect, state: &UiState) {
        let Some(bounds) = self.scene.bounds() else { return };
        if bounds.intersects(self.camera.visible(view)) {
            return;
        }
        let palette = palette(ui);
        let frame = Rect::from_center_size(view.center(), vec2(170.0, 34.0));
        ui.painter().rect(frame, 8.0, palette.panel, Stroke::new(1.0, palette.strong), StrokeKind::Inside);
        let words = s::BACK_TO_CONTENT.get(state.lang);
        ui.painter().text(frame.center(), Align2::CENTER_CENTER, words, theme::bold(12.5), palette.text);
        let response = ui.interact(frame, Id::unique("back-to-content"), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, words));
        if response.clicked() {
            self.show_all(bounds);
        }
    }
}
