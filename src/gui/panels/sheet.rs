//! What lies over the window to start or learn from: the gallery of templates and the learning page. Not modal: whatever
//! is beside it can be used, and Escape closes it.

use super::{thumbnail::Thumbnails, tour::Tour};
use crate::{
    base::Text,
    gui::{
        icon,
        state::UiState,
        strings as s,
        theme::{self, Palette},
    },
};
use eframe::egui::{
    Align2, Area, Frame, Id, Key, Margin, Modifiers, OpenUrl, Order, Rect, RichText, Role, Sense, Stroke,
    StrokeKind, Ui, Vec2, WidgetInfo, vec2,
};

/// Which one is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// The gallery.
    Templates,
    /// The learning page.
    Learn,
}

/// What the first minute and the learning page hold between frames.
#[derive(Debug, Default)]
pub struct Lessons {
    /// What lies over the window.
    pub sheet: Option<Sheet>,
    /// What the gallery is searched for.
    pub search: String,
    /// Which chapter is shown.
    pub chapter: usize,
    /// Whether it was just opened and has no keyboard yet.
    pub fresh: bool,
    /// Whether the start card or the tour takes the keyboard in the next frame.
    pub focus: bool,
    /// Whether it was just closed, so that the keyboard goes back to the canvas.
    pub left: bool,
    /// Pictures of templates.
    pub thumbnails: Thumbnails,
    /// The tour, while it is under way.
    pub tour: Option<Tour>,
}

impl Lessons {
    /// Opens a sheet, or closes it if it is open.
    pub fn toggle(&mut self, sheet: Sheet) {
        if self.sheet == Some(sheet) {
            self.close();
        } else {
            *self = Self { sheet: Some(sheet), fresh: true, search: String::new(), ..std::mem::take(self) };
        }
    }

    /// Closes what is open.
    pub fn close(&mut self) {
        self.left |= self.sheet.take().is_some();
    }
}

/// Draws a sheet with its title and the button that closes it.
pub fn show(ui: &Ui, state: &mut UiState, title: &Text, most: Vec2, add: impl FnOnce(&mut Ui, &mut UiState)) {
    let lang = state.lang;
    let palette = Palette::of(ui.ctx());
    let screen = ui.ctx().content_rect();
    let size = most.min(screen.size() - vec2(32.0, 88.0));
    let rect = Rect::from_center_size(screen.center() + vec2(0.0, 22.0), size);
    let mut closed = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    let area = Area::new(Id::unique(("sheet", title.en))).order(Order::Middle).fixed_pos(rect.min);
    area.show(ui.ctx(), |ui| {
        let frame = Frame::window(ui.style()).corner_radius(12).inner_margin(Margin::same(0));
        frame.show(ui, |ui| {
            ui.set_min_size(size);
            ui.set_max_size(size);
            ui.spacing_mut().item_spacing.y = 0.0;
            let head = Frame::new().inner_margin(Margin { left: 24, right: 16, top: 12, bottom: 8 });
            head.show(ui, |ui| {
                ui.horizontal(|ui| {
                    ui.set_height(30.0);
                    let words = RichText::new(title.get(lang)).font(theme::bold(15.0)).color(palette.text);
                    let heading = ui.label(words);
                    heading.widget_info(|| WidgetInfo::labeled(Role::Heading, true, title.get(lang)));
                    let right = eframe::egui::Layout::right_to_left(eframe::egui::Align::Center);
                    ui.with_layout(right, |ui| closed |= close(ui, s::CLOSE.get(lang)));
                });
            });
            add(ui, state);
        });
    });
    if closed {
        state.lessons.close();
    }
    state.lessons.fresh = false;
}

fn close(ui: &mut Ui, name: &str) -> bool {
    let palette = Palette::of(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(30.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    if response.hovered() {
        ui.painter().rect_filled(rect, 6.0, palette.bg);
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect, 6.0, Stroke::new(2.0, palette.accent), StrokeKind::Inside);
    }
    icon::paint(
        ui.painter(),
        "close",
        Rect::from_center_size(rect.center(), Vec2::splat(16.0)),
        palette.muted,
    );
    response.on_hover_text(name).clicked()
}

/// An address that opens in the browser, without what every address begins with.
pub fn link(ui: &mut Ui, address: &'static str) {
    let palette = Palette::of(ui.ctx());
    let words = address.trim_start_matches("https://");
    let room = ui.available_width() - 18.0;
    let galley =
        crate::gui::canvas::elided(ui.painter(), words, theme::sans(11.5), palette.accent, room.max(40.0));
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(18.0, 6.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Link, true, address));
    let at = Align2::LEFT_CENTER.anchor_size(rect.left_center(), galley.size()).min;
    let end = at.x + galley.size().x;
    ui.painter().galley(at, galley, palette.accent);
    let mark = Rect::from_center_size(eframe::egui::pos2(end + 9.0, rect.center().y), Vec2::splat(12.0));
    icon::paint(ui.painter(), "external", mark, palette.accent);
    if response.hovered() || response.has_focus() {
        let y = rect.bottom() - 3.0;
        ui.painter().hline(rect.left()..=end, y, Stroke::new(1.0, palette.accent));
    }
    if response.on_hover_cursor(eframe::egui::CursorIcon::PointingHand).clicked() {
        ui.ctx().open_url(OpenUrl::new_tab(address));
    }
}

/// What a term means, in one sentence, and who says so, if somebody does: the content of a tooltip.
pub fn lesson(ui: &mut Ui, words: &str, source: Option<&'static str>) {
    ui.set_max_width(300.0);
    ui.spacing_mut().item_spacing.y = 4.0;
    ui.label(RichText::new(words).font(theme::sans(12.5)));
    if let Some(source) = source {
        link(ui, source);
    }
}
