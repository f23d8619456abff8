//! Text that is being typed into a field: what is wrong about it stands below, and the design keeps its last value.

use crate::gui::{
    theme::{self, FIELD_HEIGHT, Palette},
    widgets,
};
use eframe::egui::{
    Align2, Id, Key, Margin, Modifiers, Response, RichText, Role, Stroke, StrokeKind, TextEdit, Ui, pos2,
    vec2,
};

/// How a field looks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Face<'a> {
    /// Its name.
    pub label: &'a str,
    /// What stands behind the value.
    pub unit: &'a str,
    /// What stands in its place while it is empty.
    pub hint: &'a str,
    /// Whether it holds addresses or codes.
    pub mono: bool,
    /// Whether the value is the default.
    pub plain: bool,
    /// Whether it is a title, edited in place: larger, and without a border until the pointer is on it.
    pub title: bool,
}

/// Text being typed into a field, with what is wrong about it.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// The text.
    pub text: String,
    /// What is wrong.
    pub error: Option<String>,
    id: Option<Id>,
    focused: bool,
}

impl Typed {
    /// What was being typed, or the value as it is.
    pub fn load(ui: &Ui, salt: impl std::hash::Hash + std::fmt::Debug, now: &str) -> Self {
        let id = Id::unique(("typed", salt));
        let kept =
            ui.data(|data| data.get_temp::<Self>(id)).filter(|kept| kept.focused || kept.error.is_some());
        Self { id: Some(id), ..kept.unwrap_or_else(|| Self { text: now.to_owned(), ..Self::default() }) }
    }

    /// The widget in which the text of a salt is typed.
    pub fn field_of(salt: impl std::hash::Hash + std::fmt::Debug) -> Id {
        Id::unique(("typed", salt)).with("field")
    }

    /// The widget that has the keyboard while this is typed.
    pub fn field(&self) -> Option<Id> {
        self.id.map(|id| id.with("field"))
    }

    /// How many steps up the keyboard asks for while it is here: Shift makes ten of one.
    pub fn steps(&self, ui: &Ui) -> i64 {
        if !self.field().is_some_and(|id| ui.memory(|memory| memory.has_focus(id))) {
            return 0;
        }
        let pressed = |modifiers: Modifiers, key: Key| {
            let count = ui.input_mut(|input| input.count_and_consume_key(modifiers, key));
            i64::try_from(count).unwrap_or_default()
        };
        let (one, ten) = (Modifiers::NONE, Modifiers::SHIFT);
        let far = pressed(ten, Key::ArrowUp) - pressed(ten, Key::ArrowDown);
        10 * far + pressed(one, Key::ArrowUp) - pressed(one, Key::ArrowDown)
    }

    /// Draws the field and its error.
    pub fn show(&mut self, ui: &mut Ui, face: &Face<'_>) -> Response {
        let palette = Palette::of(ui.ctx());
        let font = match (face.title, face.mono) {
            (true, _) => theme::bold(15.0),
            (false, true) => theme::mono(12.0),
            (false, false) => theme::sans(13.0),
        };
        let unit = ui.painter().layout_no_wrap(face.unit.to_owned(), theme::sans(12.0), palette.faint);
        #[allow(clippy::cast_possible_truncation)]
        let right = if face.unit.is_empty() { 10 } else { (16.0 + unit.size().x).min(100.0) as i8 };
        let margin = if face.title {
            Margin { left: 4, right: 4, top: 2, bottom: 2 }
        } else {
            Margin { left: 10, right, top: 7, bottom: 7 }
        };
        let width = ui.available_width();
        let ink = if face.plain { palette.muted } else { palette.text };
        let mut edit = TextEdit::singleline(&mut self.text)
            .font(font)
            .desired_width(width)
            .margin(margin)
            .text_color(ink)
            .hint_text(face.hint);
        if face.title {
            edit = edit.frame(eframe::egui::Frame::NONE);
        }
        if let Some(id) = self.id {
            edit = edit.id(id.with("field"));
        }
        let response = ui.add_sized(vec2(width, if face.title { 24.0 } else { FIELD_HEIGHT }), edit);
        let text = self.text.clone();
        response.widget_info(|| widgets::input(Role::TextInput, face.label, &text));
        if !face.unit.is_empty() {
            let at = pos2(response.rect.right() - 10.0, response.rect.center().y);
            let at = Align2::RIGHT_CENTER.anchor_size(at, unit.size()).min;
            ui.painter().galley(at, unit, palette.faint);
        }
        self.focused = response.has_focus();
        let radius = f32::from(theme::FIELD_RADIUS);
        let ring = |ink| {
            let stroke = Stroke::new(1.0, ink);
            ui.painter().rect_stroke(response.rect, radius, stroke, StrokeKind::Inside);
        };
        if face.title && ui.is_enabled() && (response.hovered() || self.focused) {
            ring(if self.focused { palette.accent } else { palette.strong });
        }
        if let Some(error) = &self.error {
            ring(palette.bad);
            ui.label(RichText::new(error).font(theme::sans(11.5)).color(palette.bad));
        }
        response
    }

    /// Keeps what is being typed until the next frame; a field left with an error goes back to its value.
    pub fn store(mut self, ui: &Ui) {
        let Some(id) = self.id else { return };
        if !self.focused {
            self.error = None;
        }
        ui.data_mut(|data| data.insert_temp(id, self));
    }
}
