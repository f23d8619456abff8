//! Finding on the canvas: a field, how many hits there are, and the list of them with their paths.

use crate::{
    base::NodeId,
    gui::{
        canvas::{colours, elided},
        find, icon,
        state::{Act, Acts, Document, UiState},
        strings as s,
        theme::{self, Palette},
    },
};
use eframe::egui::{
    Align2, Area, Color32, Frame, Id, Key, Margin, Modifiers, Order, Rect, RichText, Role, ScrollArea, Sense,
    TextEdit, Ui, Vec2, WidgetInfo, pos2, vec2,
};

/// What is looked for, and what was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Finding {
    /// The letters.
    pub text: String,
    /// For which letters and drawing the hits are.
    made: Option<(String, u64)>,
    hits: Vec<NodeId>,
    /// Which hit is shown, once one is.
    at: Option<usize>,
    /// Take the keyboard in the next frame.
    pub focus: bool,
    /// Whether the top bar has room for the field.
    pub is_in_bar: bool,
    /// Whether the field had the keyboard in the last frame.
    typing: bool,
    /// Whether the field lies over the canvas.
    is_over: bool,
}

impl Finding {
    /// The hit that is shown.
    pub fn current(&self) -> Option<&NodeId> {
        self.hits.get(self.at?)
    }

    /// Looks for what is typed, unless that was done.
    pub fn look(&mut self, doc: &Document) {
        let wanted = (self.text.clone(), doc.analysis.drawing());
        if self.made.as_ref() != Some(&wanted) {
            if self.made.as_ref().is_none_or(|made| made.0 != wanted.0) {
                self.at = None;
            }
            self.hits = find::resources(doc, &self.text);
            self.made = Some(wanted);
        }
    }

    /// Goes on to the next hit, or back to the one before, and says which it is.
    pub fn step(&mut self, back: bool) -> Option<&NodeId> {
        let count = self.hits.len();
        self.at = match (self.at, back) {
            _ if count == 0 => None,
            (None, false) => Some(0),
            (None, true) => Some(count - 1),
            (Some(at), false) => Some((at + 1) % count),
            (Some(at), true) => Some((at + count - 1) % count),
        };
        self.current()
    }

    fn count(&self, lang: crate::base::Lang) -> String {
        match (self.at, self.hits.len()) {
            _ if self.text.trim().is_empty() => String::new(),
            (_, 0) => s::FOUND_NOTHING.get(lang).to_owned(),
            (at, all) => {
                let at = at.map_or_else(|| "–".to_owned(), |at| (at + 1).to_string());
                s::FOUND_OF.fill(lang, &[at, all.to_string()])
            }
        }
    }
}

/// Draws the field over the canvas, while it is wanted and the top bar has no room for it.
pub fn over(ui: &Ui, view: Rect, doc: &Document, state: &mut UiState, acts: &mut Acts) {
    state.find.is_over |= state.find.focus;
    if state.find.is_in_bar || !state.find.is_over {
        return;
    }
    let at = view.right_top() + vec2(-16.0, 12.0);
    let area =
        Area::new(Id::unique("find-over")).order(Order::Foreground).pivot(Align2::RIGHT_TOP).fixed_pos(at);
    area.show(ui.ctx(), |ui| {
        let frame = Frame::popup(ui.style()).fill(Palette::of(ui.ctx()).panel).inner_margin(Margin::same(6));
        frame.show(ui, |ui| show(ui, doc, state, acts, 220.0));
    });
}

/// Draws the field; below it, while it has the keyboard, the hits.
pub fn show(ui: &mut Ui, doc: &Document, state: &mut UiState, acts: &mut Acts, width: f32) {
    let lang = state.lang;
    let id = Id::unique("find");
    let palette = Palette::of(ui.ctx());
    let typing = ui.memory(|memory| memory.has_focus(id));
    let pressed =
        |modifiers: Modifiers, key: Key| typing && ui.input_mut(|input| input.consume_key(modifiers, key));
    let back = pressed(Modifiers::SHIFT, Key::Enter);
    let on = pressed(Modifiers::NONE, Key::Enter) || pressed(Modifiers::NONE, Key::ArrowDown);
    let back = back || pressed(Modifiers::NONE, Key::ArrowUp);
    let out = state.find.typing && ui.input(|input| input.key_pressed(Key::Escape));
    let field = TextEdit::singleline(&mut state.find.text)
        .id(id)
        .hint_text(s::FIND.get(lang))
        .desired_width(width)
        .margin(vec2(10.0, 7.0));
    let response = ui.add(field);
    response.widget_info(|| WidgetInfo::labeled(Role::SearchInput, true, s::FIND.get(lang)));
    state.find.typing = response.has_focus();
    if std::mem::take(&mut state.find.focus) {
        response.request_focus();
    }
    if out {
        state.find.text.clear();
        state.find.is_over = false;
        acts.push(Act::FocusCanvas);
    }
    state.find.look(doc);
    if (on || back)
        && let Some(id) = state.find.step(back)
    {
        acts.push(Act::Centre(id.clone()));
    }
    if !typing || state.find.text.trim().is_empty() {
        return;
    }
    let below = response.rect.right_bottom() + vec2(0.0, 6.0);
    let area =
        Area::new(Id::unique("find-hits")).order(Order::Foreground).pivot(Align2::RIGHT_TOP).fixed_pos(below);
    area.show(ui.ctx(), |ui| {
        Frame::popup(ui.style()).fill(palette.panel).inner_margin(Margin::same(8)).show(ui, |ui| {
            ui.set_width(300.0);
            let words = state.find.count(lang);
            ui.label(RichText::new(&words).font(theme::sans(11.5)).color(palette.muted))
                .widget_info(|| WidgetInfo::labeled(Role::Status, true, &words));
            let hits = state.find.hits.clone();
            ScrollArea::vertical().max_height(280.0).show_rows(ui, 30.0, hits.len(), |ui, range| {
                for at in range {
                    let lit = state.find.at == Some(at);
                    if row(ui, doc, &hits[at], lit) {
                        state.find.at = Some(at);
                        acts.push(Act::Centre(hits[at].clone()));
                    }
                }
            });
        });
    });
}

fn row(ui: &mut Ui, doc: &Document, id: &NodeId, lit: bool) -> bool {
    let palette = Palette::of(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 28.0), Sense::click());
    let path = doc.path(id);
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, lit, format!("{id}, {path}")));
    let fill = match (lit, response.hovered()) {
        (true, _) => palette.accentbg,
        (false, true) => palette.bg,
        (false, false) => Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, 6.0, fill);
    let colours = colours(doc, palette, id);
    let tile = Rect::from_center_size(pos2(rect.left() + 14.0, rect.center().y), Vec2::splat(15.0));
    icon::paint(ui.painter(), colours.glyph, tile, colours.ink);
    let name = elided(ui.painter(), id.as_str(), theme::sans(12.5), palette.text, rect.width() * 0.55);
    let at = Align2::LEFT_CENTER.anchor_size(pos2(rect.left() + 28.0, rect.center().y), name.size()).min;
    let room = rect.width() - 28.0 - name.size().x - 20.0;
    ui.painter().galley(at, name, palette.text);
    let path = elided(ui.painter(), &path, theme::sans(11.5), palette.muted, room);
    let at = Align2::RIGHT_CENTER.anchor_size(pos2(rect.right() - 8.0, rect.center().y), path.size()).min;
    ui.painter().galley(at, path, palette.muted);
    // The press would first take the keyboard from the field.
    response.clicked()
        || response.is_pointer_button_down_on() && ui.input(|input| input.pointer.primary_pressed())
}
