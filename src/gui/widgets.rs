//! Small widgets that panels share: they look alike everywhere because they are made here.

use super::{
    icon,
    theme::{self, FIELD_RADIUS, Palette},
};
use eframe::egui::{
    Align2, Color32, ComboBox, CornerRadius, Rect, Response, RichText, Role, Sense, Stroke, StrokeKind, Ui,
    Vec2, WidgetInfo, style::WidgetVisuals, vec2,
};

/// A button of the top bar: a glyph, lit while it is on.
pub fn tool(ui: &mut Ui, glyph: &str, name: &str, on: bool, enabled: bool) -> Response {
    let palette = Palette::of(ui.ctx());
    let sense = if enabled { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(vec2(34.0, 28.0), sense);
    response.widget_info(|| WidgetInfo::selected(Role::Button, enabled, on, name));
    let fill = match (on, response.hovered() && enabled) {
        (true, _) => palette.accentbg,
        (false, true) => palette.bg,
        (false, false) => Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, f32::from(FIELD_RADIUS), fill);
    focus_ring(ui, &response, palette);
    let ink = match (enabled, on) {
        (false, _) => palette.strong,
        (true, true) => palette.accent,
        (true, false) => palette.text,
    };
    icon::paint(ui.painter(), glyph, Rect::from_center_size(rect.center(), Vec2::splat(17.0)), ink);
    response
}

/// A small button with a glyph, beside what it is about.
pub fn small(ui: &mut Ui, glyph: &str, name: &str) -> Response {
    let palette = Palette::of(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(18.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    if response.hovered() {
        ui.painter().rect_filled(rect, 4.0, palette.accentbg);
    }
    focus_ring(ui, &response, palette);
    let ink = if response.hovered() { palette.accent } else { palette.muted };
    icon::paint(ui.painter(), glyph, Rect::from_center_size(rect.center(), Vec2::splat(13.0)), ink);
    response
}

/// A switch with a word, tinted while it is on.
pub fn toggle(ui: &mut Ui, text: &str, on: bool) -> Response {
    toggle_named(ui, text, text, on)
}

/// The same with a name that says more.
pub fn toggle_named(ui: &mut Ui, text: &str, name: &str, on: bool) -> Response {
    let palette = Palette::of(ui.ctx());
    let ink = if on { palette.accent } else { palette.muted };
    let galley = ui.painter().layout_no_wrap(text.to_owned(), theme::bold(12.5), ink);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + 18.0, 28.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, on, name));
    let fill = match (on, response.hovered()) {
        (true, _) => palette.accentbg,
        (false, true) => palette.bg,
        (false, false) => Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, f32::from(FIELD_RADIUS), fill);
    focus_ring(ui, &response, palette);
    ui.painter().galley(Align2::CENTER_CENTER.anchor_size(rect.center(), galley.size()).min, galley, ink);
    response
}

/// The button that does the main thing; long words take a second line rather than widen their panel.
pub fn primary(ui: &mut Ui, text: &str) -> Response {
    let palette = Palette::of(ui.ctx());
    let ink = palette.panel;
    let room = (ui.available_width() - 22.0).max(40.0);
    let galley = ui.painter().layout(text.to_owned(), theme::bold(12.5), ink, room);
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(22.0, 13.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, text));
    let fill = if response.hovered() { palette.accent.gamma_multiply(0.88) } else { palette.accent };
    ui.painter().rect_filled(rect, f32::from(FIELD_RADIUS), fill);
    focus_ring(ui, &response, palette);
    ui.painter().galley(Align2::CENTER_CENTER.anchor_size(rect.center(), galley.size()).min, galley, ink);
    response
}

/// A quiet button without a border; it never grows beyond its panel.
pub fn quiet(ui: &mut Ui, text: &str) -> Response {
    quiet_named(ui, text, text)
}

/// The same with few words on it; its name says all.
pub fn quiet_named(ui: &mut Ui, text: &str, name: &str) -> Response {
    let palette = Palette::of(ui.ctx());
    let room = ui.available_width();
    let galley = super::canvas::elided(ui.painter(), text, theme::sans(12.0), palette.accent, room);
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(0.0, 8.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    if response.hovered() {
        ui.painter().rect_filled(rect.expand2(vec2(4.0, 0.0)), f32::from(FIELD_RADIUS), palette.accentbg);
    }
    focus_ring(ui, &response, palette);
    let at = Align2::CENTER_CENTER.anchor_size(rect.center(), galley.size()).min;
    ui.painter().galley(at, galley, palette.accent);
    response
}

fn focus_ring(ui: &Ui, response: &Response, palette: &Palette) {
    if response.has_focus() {
        let stroke = Stroke::new(2.0, palette.accent);
        ui.painter().rect_stroke(response.rect, f32::from(FIELD_RADIUS), stroke, StrokeKind::Outside);
    }
}

/// A tab of a panel: bold and underlined while it is shown.
pub fn tab(ui: &mut Ui, text: &str, on: bool) -> Response {
    tab_named(ui, text, text, on)
}

/// The same with a name that says more.
pub fn tab_named(ui: &mut Ui, text: &str, name: &str, on: bool) -> Response {
    let palette = Palette::of(ui.ctx());
    let (font, ink) = if on { (theme::bold(12.5), palette.text) } else { (theme::sans(12.5), palette.muted) };
    let galley = ui.painter().layout_no_wrap(text.to_owned(), font, ink);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x, 38.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, on, name));
    ui.painter().galley(Align2::CENTER_CENTER.anchor_size(rect.center(), galley.size()).min, galley, ink);
    if on {
        let line = rect.with_min_y(rect.bottom() - 2.0);
        ui.painter().rect_filled(line, 1.0, palette.accent);
    }
    focus_ring(ui, &response, palette);
    response
}

/// A rounded word in a tint.
pub fn pill(ui: &mut Ui, text: &str, ink: Color32, fill: Color32) -> Response {
    let galley = ui.painter().layout_no_wrap(text.to_owned(), theme::bold(11.0), ink);
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(16.0, 6.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    ui.painter().rect_filled(rect, rect.height() / 2.0, fill);
    ui.painter().galley(Align2::CENTER_CENTER.anchor_size(rect.center(), galley.size()).min, galley, ink);
    response
}

/// The title of a group of rows.
pub fn section(ui: &mut Ui, text: &str) {
    let palette = Palette::of(ui.ctx());
    ui.add_space(4.0);
    ui.label(RichText::new(text).font(theme::bold(11.5)).color(palette.faint));
}

/// The name of a field, above it.
pub fn field_label(ui: &mut Ui, text: &str) -> Response {
    let palette = Palette::of(ui.ctx());
    ui.add_space(6.0);
    ui.label(RichText::new(text).font(theme::sans(12.0)).color(palette.muted))
}

/// A glyph in its tile.
pub fn tile(ui: &mut Ui, glyph: &str, ink: Color32, tint: Color32, side: f32) {
    let (rect, _) = ui.allocate_exact_size(Vec2::splat(side), Sense::hover());
    ui.painter().rect_filled(rect, CornerRadius::same(6), tint);
    icon::paint(ui.painter(), glyph, Rect::from_center_size(rect.center(), Vec2::splat(side * 0.6)), ink);
}

/// One sentence in the middle of an empty panel.
pub fn empty(ui: &mut Ui, text: &str) {
    let palette = Palette::of(ui.ctx());
    ui.add_space(16.0);
    ui.vertical_centered(|ui| ui.label(RichText::new(text).font(theme::sans(12.5)).color(palette.muted)));
}

/// Selects all that is in a text field, so that typing replaces it.
pub fn select_all(ui: &Ui, field: &Response, letters: usize) {
    use eframe::egui::text::{CCursor, CCursorRange};
    let mut state = eframe::egui::TextEdit::load_state(ui.ctx(), field.id).unwrap_or_default();
    state.cursor.set_char_range(Some(CCursorRange::two(CCursor::new(0), CCursor::new(letters))));
    state.store(ui.ctx(), field.id);
}

/// What assistive technology is told of a text field: its name and what is in it.
pub fn input(role: Role, name: &str, text: &str) -> WidgetInfo {
    let mut info = WidgetInfo::labeled(role, true, name);
    info.current_text_value = Some(text.to_owned());
    info
}

/// A drop-down list as wide as a field.
pub fn combo<'a>(
    salt: impl std::hash::Hash + std::fmt::Debug,
    width: f32,
    shown: impl eframe::egui::IntoAtoms<'a>,
) -> ComboBox<'a> {
    ComboBox::from_id_salt(salt).width(width).height(320.0).truncate().selected_text(shown).icon(
        |ui: &Ui, rect: Rect, _: &WidgetVisuals, _: bool| {
            let palette = Palette::of(ui.ctx());
            icon::paint(
                ui.painter(),
                "chevron_down",
                Rect::from_center_size(rect.center(), Vec2::splat(14.0)),
                palette.muted,
            );
        },
    )
}

/// A sentence without the marks that set names apart on the command line.
pub fn plain(text: &str) -> String {
    text.replace('`', "")
}

/// A sentence as it stands alone: a capital at its start, unless that is a name, and no marks around names.
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let capital: String =
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect());
    plain(&capital)
}

/// A title inside a sentence: its first word loses the capital, unless it is a name such as NAT.
pub fn inside(title: &str) -> String {
    let mut letters = title.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(letters).collect(),
        _ => title.to_owned(),
    }
}
