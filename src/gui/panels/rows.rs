//! Rows of one height, which lists of any length are made of.

use crate::gui::{
    canvas::elided,
    strings as s,
    theme::{self, Palette},
};
use eframe::egui::{
    Align2, Color32, FontId, Rect, Response, RichText, Role, Sense, Ui, WidgetInfo, pos2, vec2,
};

/// Height of a row.
pub const ROW: f32 = 28.0;

/// A row that can be clicked, known by a name.
pub fn row(ui: &mut Ui, height: f32, name: &str) -> (Rect, Response) {
    let palette = Palette::of(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, name));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect.expand2(vec2(6.0, 0.0)), 6.0, palette.bg);
    }
    (rect, response)
}

/// A row that says something, known by what it says.
pub fn said(ui: &mut Ui, name: &str) -> (Rect, Response) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, name));
    (rect, response)
}

/// Text in a row, cut with an ellipsis where there is no room; how wide it became.
pub fn put(ui: &Ui, rect: Rect, x: f32, room: f32, text: &str, font: FontId, ink: Color32) -> f32 {
    let galley = elided(ui.painter(), text, font, ink, room);
    let width = galley.size().x;
    let at = Align2::LEFT_CENTER.anchor_size(pos2(x, rect.center().y), galley.size()).min;
    ui.painter().galley(at, galley, ink);
    width
}

/// Text that ends at the right of a row, cut as `put` does; where it begins.
pub fn put_right(ui: &Ui, rect: Rect, right: f32, room: f32, text: &str, font: FontId, ink: Color32) -> f32 {
    let galley = elided(ui.painter(), text, font, ink, room);
    let at = Align2::RIGHT_CENTER.anchor_size(pos2(right, rect.center().y), galley.size()).min;
    ui.painter().galley(at, galley, ink);
    at.x
}

/// A pill that ends at the right side of a row; where it begins.
pub fn pill_at(ui: &Ui, right: f32, y: f32, text: &str, ink: Color32, fill: Color32) -> f32 {
    let galley = ui.painter().layout_no_wrap(text.to_owned(), theme::bold(11.0), ink);
    let size = galley.size() + vec2(16.0, 6.0);
    let rect = Rect::from_min_size(pos2(right - size.x, y - size.y / 2.0), size);
    ui.painter().rect_filled(rect, size.y / 2.0, fill);
    ui.painter().galley(Align2::CENTER_CENTER.anchor_size(rect.center(), galley.size()).min, galley, ink);
    rect.left()
}

/// The number of an entry, in its disc at the left of a row.
pub fn number(ui: &Ui, rect: Rect, number: usize) {
    let palette = Palette::of(ui.ctx());
    let centre = pos2(rect.left() + 10.0, rect.center().y);
    ui.painter().circle_filled(centre, 10.0, palette.accentbg);
    ui.painter().text(centre, Align2::CENTER_CENTER, number.to_string(), theme::bold(11.0), palette.accent);
}

/// The button that applies an entry, at the right of its row: where it begins, and whether it was pressed.
pub fn apply(ui: &Ui, rect: Rect, lang: crate::base::Lang, label: &str, enabled: bool) -> (f32, bool) {
    let palette = Palette::of(ui.ctx());
    let (ink, fill) = if enabled { (palette.accent, palette.accentbg) } else { (palette.faint, palette.bg) };
    let words = ui.painter().layout_no_wrap(s::APPLY.get(lang).to_owned(), theme::bold(12.0), ink);
    let size = words.size() + vec2(20.0, 8.0);
    let button = Rect::from_center_size(pos2(rect.right() - size.x / 2.0, rect.center().y), size);
    let sense = if enabled { Sense::click() } else { Sense::hover() };
    let response = ui.interact(button, ui.scope_id().with(("apply", label)), sense);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, label));
    let lit = enabled && (response.hovered() || response.has_focus());
    ui.painter().rect_filled(button, 6.0, if lit { fill.gamma_multiply(1.4) } else { fill });
    let at = Align2::CENTER_CENTER.anchor_size(button.center(), words.size()).min;
    ui.painter().galley(at, words, ink);
    (button.left(), enabled && response.clicked())
}

/// A title over rows.
pub fn section(ui: &mut Ui, words: &str) {
    let palette = Palette::of(ui.ctx());
    ui.label(RichText::new(words).font(theme::bold(11.5)).color(palette.faint));
}
