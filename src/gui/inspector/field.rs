//! One widget for each way to edit a value. Bad input shows its error at once and is not applied.

use super::{
    burst, number, rows,
    typed::{Face, Typed},
};
use crate::{
    base::{Decimal, FieldId, Lang, NodeId},
    gui::{
        canvas, numbers,
        panels::sheet,
        state::{Document, Gesture},
        strings as s,
        theme::{self, Palette},
        widgets,
    },
    model::{
        create::create,
        edit::Edit,
        field::{Accepts, Choice, FieldMut, FieldSpec, FormSlot, Rows, Shape},
        kinds::Kind,
    },
};
use eframe::egui::{
    Align, Button, Checkbox, Color32, CursorIcon, Id, Layout, Response, RichText, Role, Sense, TextEdit, Ui,
    WidgetInfo, vec2,
};
use std::{collections::BTreeSet, hash::Hash};

/// What the widgets of one record share.
pub struct Editing<'a> {
    /// The design.
    pub doc: &'a Document,
    /// Language of the interface.
    pub lang: Lang,
    /// The resource whose record is edited; for links that make a new resource beside it.
    pub node: NodeId,
    /// What tells rows of a table apart.
    pub salt: String,
    /// The provider's page about what is edited, if it has one.
    pub source: Option<&'static str>,
    /// Edits that have to come before the change itself.
    pub before: Vec<Edit>,
    /// Fields that differ among the resources that are edited together.
    pub mixed: BTreeSet<FieldId>,
    /// The fields of the record that have other values than their defaults; `None` where nobody can tell.
    pub own: Option<BTreeSet<String>>,
    /// The field that is to have its default again.
    pub reset: Option<FieldId>,
    /// The name of the number that is drawn next.
    handle: Option<Response>,
    /// When the drag began that changed a number.
    drag: Option<u64>,
}

/// Whether a field takes half a row.
pub fn is_narrow(spec: &FieldSpec) -> bool {
    match (spec.shape)() {
        Shape::Whole | Shape::Number | Shape::Choice(_) => true,
        Shape::Form(_) => spec.hint.example.len() <= 4 && !spec.hint.example.is_empty(),
        Shape::Text | Shape::Flag | Shape::Link(_) | Shape::Links(_) | Shape::Rows(_) | Shape::List(_) => {
            false
        }
    }
}

impl<'a> Editing<'a> {
    /// For the record of a resource.
    pub fn new(doc: &'a Document, lang: Lang, node: NodeId) -> Self {
        Self {
            doc,
            lang,
            salt: node.to_string(),
            node,
            source: None,
            before: Vec::new(),
            mixed: BTreeSet::new(),
            own: None,
            reset: None,
            handle: None,
            drag: None,
        }
    }

    /// Draws one field with its label; whether it changed.
    pub fn field(&mut self, ui: &mut Ui, spec: &'static FieldSpec, value: FieldMut<'_>) -> bool {
        let label = spec.label.get(self.lang);
        if let FieldMut::Flag(flag) = value {
            ui.add_space(4.0);
            let mixed = self.is_mixed(spec);
            let words = RichText::new(label).font(theme::sans(12.5));
            let mut changed = false;
            self.beside_reset(ui, spec, 24.0, |this, ui| {
                let response = ui.add(Checkbox::new(flag, words).indeterminate(mixed));
                // Of several that differ, a first click makes all the same.
                *flag |= response.changed() && mixed;
                changed = response.changed();
                this.teach(response, spec);
            });
            return changed;
        }
        ui.add_space(4.0);
        self.beside_reset(ui, spec, 18.0, |this, ui| {
            let response = this.label(ui, spec);
            this.teach(response, spec);
        });
        self.value(ui, spec, value)
    }

    /// Draws the name of a field with the button at its right that takes a value back to its default.
    fn beside_reset(
        &mut self,
        ui: &mut Ui,
        spec: &'static FieldSpec,
        height: f32,
        add: impl FnOnce(&mut Self, &mut Ui),
    ) {
        let size = vec2(ui.available_width(), height);
        ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
            ui.set_min_size(size);
            // A link is let go in its own list.
            let has_default = !(spec.default)().is_null();
            if self.is_plain(spec) == Some(false) && has_default && ui.is_enabled() {
                let name = s::RESET.fill(self.lang, &[spec.label.get(self.lang)]);
                let hint = s::RESET_TO.fill(self.lang, &[default_words(self.lang, spec)]);
                if widgets::small(ui, "undo", &name).on_hover_text(hint).clicked() {
                    self.reset = Some(spec.name);
                }
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| add(self, ui));
        });
    }

    /// The name of a field; that of a number is dragged to change it.
    fn label(&mut self, ui: &mut Ui, spec: &FieldSpec) -> Response {
        let palette = Palette::of(ui.ctx());
        let label = spec.label.get(self.lang);
        let room = ui.available_width();
        let words = canvas::elided(ui.painter(), label, theme::sans(12.0), palette.muted, room);
        let (rect, _) = ui.allocate_exact_size(words.size(), Sense::hover());
        ui.painter().galley(rect.min, words, palette.muted);
        let number = matches!((spec.shape)(), Shape::Whole | Shape::Number) && ui.is_enabled();
        let sense = if number { Sense::DRAG | Sense::CLICK } else { Sense::HOVER };
        // Its own id, which stays the same when a button appears beside it.
        let response = ui.interact(rect, Id::unique(("name of", self.salt.as_str(), spec.name.0)), sense);
        let name = match self.is_plain(spec) {
            Some(true) => s::AS_DEFAULT.fill(self.lang, &[label]),
            Some(false) | None => label.to_owned(),
        };
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &name));
        if number {
            self.handle = Some(response.clone());
            return response.on_hover_cursor(CursorIcon::ResizeHorizontal);
        }
        response
    }

    /// Whether a field has its default; `None` where that is not known.
    fn is_plain(&self, spec: &FieldSpec) -> Option<bool> {
        self.own.as_ref().map(|own| !own.contains(spec.name.0) && !self.is_mixed(spec))
    }

    /// Whether the selected resources differ in a field.
    fn is_mixed(&self, spec: &FieldSpec) -> bool {
        self.own.is_some() && self.mixed.contains(&spec.name)
    }

    /// Defaults and what differs are paler than values that somebody chose.
    fn ink(&self, ui: &Ui, spec: &FieldSpec) -> Color32 {
        let palette = Palette::of(ui.ctx());
        if self.is_plain(spec) == Some(true) || self.is_mixed(spec) { palette.muted } else { palette.text }
    }

    fn face<'f>(&self, spec: &'f FieldSpec) -> Face<'f> {
        Face {
            label: spec.label.get(self.lang),
            unit: spec.hint.unit,
            hint: if self.is_mixed(spec) { s::MIXED.get(self.lang) } else { "" },
            plain: self.is_plain(spec) == Some(true),
            ..Face::default()
        }
    }

    /// What makes a change one undo step with those before it.
    pub fn gesture(&self, what: &impl Hash) -> Gesture {
        match self.drag {
            Some(time) => Gesture::Drag(time),
            None => burst(what),
        }
    }

    /// What a field means, what it is by default, and who says so, while the pointer is on it.
    fn teach(&self, response: Response, spec: &FieldSpec) {
        let mut words = spec.help.get(self.lang).trim().to_owned();
        if self.own.is_some() {
            let default = s::DEFAULT_IS.fill(self.lang, &[default_words(self.lang, spec)]);
            words = format!("{words}\n{default}");
        }
        response.on_hover_ui(|ui| sheet::lesson(ui, &words, self.source));
    }

    /// Draws one field without its label; whether it changed.
    pub fn value(&mut self, ui: &mut Ui, spec: &'static FieldSpec, value: FieldMut<'_>) -> bool {
        let label = spec.label.get(self.lang);
        let salt = (self.salt.clone(), spec.name.0);
        match value {
            FieldMut::Text(text) => {
                let mut now = if self.is_mixed(spec) { String::new() } else { text.clone() };
                let face = self.face(spec);
                let hint = if face.hint.is_empty() { spec.hint.example } else { face.hint };
                let edit = TextEdit::singleline(&mut now).desired_width(f32::INFINITY).hint_text(hint);
                let response = ui.add(edit.margin(vec2(10.0, 7.0)).text_color(self.ink(ui, spec)));
                response.widget_info(|| widgets::input(Role::TextInput, label, text));
                if response.changed() {
                    *text = now;
                }
                response.changed()
            }
            FieldMut::Form(slot) => self.form(ui, spec, slot, &salt),
            FieldMut::Flag(flag) => {
                let response = ui.checkbox(flag, "");
                response.widget_info(|| WidgetInfo::labeled(Role::CheckBox, true, label));
                response.changed()
            }
            FieldMut::Whole(number) => {
                let to = self.number(ui, spec, &salt, (Decimal::from(*number), true));
                let to = to.and_then(|to| u32::try_from(to).ok());
                to.map(|to| *number = to).is_some()
            }
            FieldMut::Number(number) => {
                let to = self.number(ui, spec, &salt, (*number, false));
                to.map(|to| *number = to).is_some()
            }
            FieldMut::Choice(choice) => self.choose(ui, spec, choice, &salt),
            FieldMut::Link(accepts, id) => self.link(ui, spec, accepts, id, &salt),
            FieldMut::Links(accepts, ids) => self.links(ui, spec, accepts, ids, &salt),
            FieldMut::Rows(table) => self.rows(ui, spec, table),
        }
    }

    fn form(&self, ui: &mut Ui, spec: &FieldSpec, slot: &mut dyn FormSlot, salt: &(String, &str)) -> bool {
        let (now, mixed) = (slot.text(), self.is_mixed(spec));
        let mut typed = Typed::load(ui, salt, if mixed { "" } else { &now });
        let response = typed.show(ui, &Face { mono: true, ..self.face(spec) });
        let mut changed = false;
        if response.changed() {
            match slot.set(&typed.text) {
                Ok(()) => (typed.error, changed) = (None, mixed || slot.text() != now),
                Err(message) => typed.error = Some(message.say(self.lang)),
            }
        }
        typed.store(ui);
        changed
    }

    /// A number in a text field: units and separators are fine, nonsense is not applied. The arrows and a drag of its
    /// name step it. What it became, if it changed.
    fn number(
        &mut self,
        ui: &mut Ui,
        spec: &FieldSpec,
        salt: &(String, &str),
        (now, whole): (Decimal, bool),
    ) -> Option<Decimal> {
        let mixed = self.is_mixed(spec);
        let shown = |number: Decimal| numbers::grouped(&number.normalize().to_string());
        let mut typed = Typed::load(ui, salt, &if mixed { String::new() } else { shown(now) });
        let mut to = self.handle.take().and_then(|handle| self.dragged(ui, &handle, &typed, spec, now));
        let steps = typed.steps(ui);
        if steps != 0 {
            to = Some(number::stepped(now, steps, &spec.hint));
        }
        if let Some(to) = to {
            (typed.text, typed.error) = (shown(to), None);
        }
        let response = typed.show(ui, &self.face(spec));
        if response.changed() {
            match number::read(&typed.text, &spec.hint, whole) {
                Ok(number) => (typed.error, to) = (None, Some(number)),
                Err(message) => typed.error = Some(widgets::plain(&message.say(self.lang))),
            }
        }
        typed.store(ui);
        to.filter(|to| mixed || *to != now)
    }

    /// Where a drag of a number's name takes it; a click on the name gives the field the keyboard.
    fn dragged(
        &mut self,
        ui: &Ui,
        handle: &Response,
        typed: &Typed,
        spec: &FieldSpec,
        now: Decimal,
    ) -> Option<Decimal> {
        if let Some(field) = typed.field().filter(|_| handle.clicked()) {
            ui.memory_mut(|memory| memory.request_focus(field));
        }
        let kept = handle.id.with("drag");
        if handle.drag_started() {
            let time = ui.input(|input| input.time.to_bits());
            ui.data_mut(|data| data.insert_temp(kept, (now, time)));
        }
        if !handle.dragged() {
            return None;
        }
        let (start, time) = ui.data(|data| data.get_temp::<(Decimal, u64)>(kept))?;
        let far = handle.total_drag_delta()?.x / number::DRAG;
        #[allow(clippy::cast_possible_truncation)]
        let steps = far as i64 * if ui.input(|input| input.modifiers.shift) { 10 } else { 1 };
        self.drag = Some(time);
        Some(number::stepped(start, steps, &spec.hint)).filter(|to| *to != now)
    }

    /// What a link may name, by id.
    fn candidates(&self, accepts: Accepts) -> Vec<NodeId> {
        let nodes = self.doc.analysis.model().nodes();
        let fitting = nodes.filter(|(id, node)| accepts.takes(node.resource.kind()) && **id != self.node);
        fitting.map(|(id, _)| id.clone()).collect()
    }

    fn choose(&self, ui: &mut Ui, spec: &FieldSpec, choice: &mut dyn Choice, salt: &(String, &str)) -> bool {
        let (now, mixed) = (choice.index(), self.is_mixed(spec));
        let words = if mixed { &s::MIXED } else { &choice.labels()[now] }.get(self.lang);
        let shown = RichText::new(words).color(self.ink(ui, spec));
        let combo = widgets::combo(salt, ui.available_width(), shown);
        let mut picked = None;
        let response = combo.show_ui(ui, |ui| {
            for (i, text) in choice.labels().iter().enumerate() {
                if ui.selectable_label(!mixed && i == now, text.get(self.lang)).clicked() {
                    picked = Some(i);
                }
            }
        });
        response.response.widget_info(|| widgets::input(Role::ComboBox, spec.label.get(self.lang), words));
        let picked = picked.filter(|picked| mixed || *picked != now);
        picked.map(|picked| choice.pick(picked)).is_some()
    }

    /// A list of records; several that differ are not edited row by row.
    fn rows(&mut self, ui: &mut Ui, spec: &'static FieldSpec, table: &mut dyn Rows) -> bool {
        if !self.is_mixed(spec) {
            // Cells have names of their own, which say nothing about those of the record around them.
            let own = self.own.take();
            let changed = rows::show(ui, self, spec, table);
            self.own = own;
            return changed;
        }
        ui.label(RichText::new(s::MIXED.get(self.lang)).font(theme::sans(12.5)).color(self.ink(ui, spec)));
        let words = s::SAME_AS.fill(self.lang, &[self.node.as_str()]);
        widgets::quiet(ui, &words).clicked()
    }

    fn link(
        &mut self,
        ui: &mut Ui,
        spec: &FieldSpec,
        accepts: Accepts,
        id: &mut Option<NodeId>,
        salt: &(String, &str),
    ) -> bool {
        let (mixed, label) = (self.is_mixed(spec), spec.label.get(self.lang));
        let none = s::NONE.get(self.lang);
        let now = id.clone();
        let words = if mixed { s::MIXED.get(self.lang) } else { now.as_ref().map_or(none, NodeId::as_str) };
        let shown = RichText::new(words).color(self.ink(ui, spec));
        let combo = widgets::combo(salt, ui.available_width(), shown);
        let (mut fresh, mut picked) = (None, None);
        let response = combo.show_ui(ui, |ui| {
            let choices = self.candidates(accepts).into_iter().map(Some);
            for choice in std::iter::once(None).chain(choices) {
                let words = choice.as_ref().map_or(none, NodeId::as_str);
                if ui.selectable_label(!mixed && choice == *id, words).clicked() {
                    picked = Some(choice);
                }
            }
            fresh = self.offer_new(ui, accepts);
        });
        response.response.widget_info(|| widgets::input(Role::ComboBox, label, words));
        let picked = fresh.and_then(|kind| self.make(kind)).map(Some).or(picked);
        let picked = picked.filter(|picked| mixed || picked != id);
        picked.map(|picked| *id = picked).is_some()
    }

    fn links(
        &mut self,
        ui: &mut Ui,
        spec: &FieldSpec,
        accepts: Accepts,
        ids: &mut Vec<NodeId>,
        salt: &(String, &str),
    ) -> bool {
        let (before, label) = (ids.clone(), spec.label.get(self.lang));
        let shown = match ids.as_slice() {
            _ if self.is_mixed(spec) => s::MIXED.get(self.lang).to_owned(),
            [] => s::NONE.get(self.lang).to_owned(),
            several => several.iter().map(NodeId::as_str).collect::<Vec<_>>().join(", "),
        };
        let words = shown.clone();
        let shown = RichText::new(shown).color(self.ink(ui, spec));
        let mut fresh = None;
        let combo = widgets::combo(salt, ui.available_width(), shown)
            .close_behavior(eframe::egui::PopupCloseBehavior::CloseOnClickOutside);
        let response = combo.show_ui(ui, |ui| {
            for candidate in self.candidates(accepts) {
                let mut on = ids.contains(&candidate);
                if ui.checkbox(&mut on, candidate.as_str()).changed() {
                    if on { ids.push(candidate) } else { ids.retain(|id| *id != candidate) }
                }
            }
            fresh = self.offer_new(ui, accepts);
        });
        response.response.widget_info(|| widgets::input(Role::ComboBox, label, &words));
        if let Some(id) = fresh.and_then(|kind| self.make(kind)) {
            ids.push(id);
        }
        *ids != before
    }

    fn offer_new(&self, ui: &mut Ui, accepts: Accepts) -> Option<Kind> {
        let Accepts::Kind(kind) = accepts else { return None };
        // Only what can be made without being drawn somewhere.
        if kind.spec().look != crate::model::resource::Look::Listed {
            return None;
        }
        let words = format!("{} {}", s::NEW_ONE.get(self.lang), kind.spec().label.get(self.lang));
        ui.add(Button::new(words).frame(false)).clicked().then_some(kind)
    }

    /// Makes a fresh resource near the one that is edited, and gives its id.
    fn make(&mut self, kind: Kind) -> Option<NodeId> {
        let model = self.doc.analysis.model();
        let around = std::iter::once(&self.node).chain(model.ancestors(&self.node).map(|(id, _)| id));
        let fits = |id: &&NodeId| {
            model.node(id).is_some_and(|node| kind.spec().stands_in.contains(&node.resource.kind()))
        };
        let parent = around.into_iter().find(fits)?;
        let (id, edits) = create(model, self.doc.analysis.index(), kind, Some(parent));
        self.before.extend(edits);
        Some(id)
    }
}

/// The default of a field as people read it.
fn default_words(lang: Lang, spec: &FieldSpec) -> String {
    use serde_json::Value;
    let words = match (spec.default)() {
        Value::Null => s::NONE.get(lang).to_owned(),
        Value::Array(rows) if rows.is_empty() => s::NONE.get(lang).to_owned(),
        Value::String(text) if text.is_empty() => s::EMPTY.get(lang).to_owned(),
        Value::String(text) => text,
        Value::Number(number) => numbers::grouped(&number.to_string()),
        Value::Bool(true) => s::ON.get(lang).to_owned(),
        Value::Bool(false) => s::OFF.get(lang).to_owned(),
        other => other.to_string(),
    };
    format!("{words} {}", spec.hint.unit).trim().to_owned()
}
