//! One widget for each way to edit a value. Bad input shows its error at once and is not applied.

use super::rows;
use crate::{
    base::{Decimal, Lang, NodeId, decimal},
    gui::{
        panels::sheet,
        state::Document,
        strings as s,
        theme::{self, FIELD_HEIGHT, Palette},
        widgets,
    },
    model::{
        create::create,
        edit::Edit,
        field::{Accepts, Choice, FieldMut, FieldSpec, FormSlot, Shape},
        kinds::Kind,
    },
};
use eframe::egui::{
    Align2, Button, Checkbox, Id, Response, RichText, Role, TextEdit, Ui, WidgetInfo, pos2, vec2,
};

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
        Self { doc, lang, salt: node.to_string(), node, source: None, before: Vec::new() }
    }

    /// Draws one field with its label; whether it changed.
    pub fn field(&mut self, ui: &mut Ui, spec: &'static FieldSpec, value: FieldMut<'_>) -> bool {
        let label = spec.label.get(self.lang);
        if let FieldMut::Flag(flag) = value {
            ui.add_space(4.0);
            let response = ui.add(Checkbox::new(flag, RichText::new(label).font(theme::sans(12.5))));
            let changed = response.changed();
            self.teach(response, spec);
            return changed;
        }
        let label = widgets::field_label(ui, label);
        self.teach(label, spec);
        self.value(ui, spec, value)
    }

    /// What a field means and who says so, while the pointer is on it.
    fn teach(&self, response: Response, spec: &FieldSpec) {
        let words = spec.help.get(self.lang).trim();
        response.on_hover_ui(|ui| sheet::lesson(ui, words, self.source));
    }

    /// Draws one field without its label; whether it changed.
    pub fn value(&mut self, ui: &mut Ui, spec: &'static FieldSpec, value: FieldMut<'_>) -> bool {
        let label = spec.label.get(self.lang);
        let salt = (self.salt.clone(), spec.name.0);
        match value {
            FieldMut::Text(text) => {
                let now = text.clone();
                let edit = TextEdit::singleline(text).desired_width(f32::INFINITY).margin(vec2(10.0, 7.0));
                let response = ui.add(edit.hint_text(spec.hint.example));
                response.widget_info(|| widgets::input(Role::TextInput, label, &now));
                response.changed()
            }
            FieldMut::Form(slot) => self.form(ui, spec, slot, &salt),
            FieldMut::Flag(flag) => {
                let response = ui.checkbox(flag, "");
                response.widget_info(|| WidgetInfo::labeled(Role::CheckBox, true, label));
                response.changed()
            }
            FieldMut::Whole(number) => {
                let now = number.to_string();
                self.typed(ui, spec, &salt, &now, |text| {
                    let typed: i64 = text.replace([',', ' '], "").parse().map_err(|_| ())?;
                    let fits = (spec.hint.min..=spec.hint.max).contains(&typed);
                    *number = fits.then(|| u32::try_from(typed).ok()).flatten().ok_or(())?;
                    Ok(())
                })
            }
            FieldMut::Number(number) => {
                let now = number.normalize().to_string();
                self.typed(ui, spec, &salt, &now, |text| {
                    let typed = scaled(text).ok_or(())?;
                    let fits = Decimal::from(spec.hint.min) <= typed && typed <= Decimal::from(spec.hint.max);
                    *number = if fits { typed } else { return Err(()) };
                    Ok(())
                })
            }
            FieldMut::Choice(choice) => choose(ui, self.lang, label, choice, &salt),
            FieldMut::Link(accepts, id) => self.link(ui, label, accepts, id, &salt),
            FieldMut::Links(accepts, ids) => self.links(ui, label, accepts, ids, &salt),
            FieldMut::Rows(table) => rows::show(ui, self, spec, table),
        }
    }

    fn form(&self, ui: &mut Ui, spec: &FieldSpec, slot: &mut dyn FormSlot, salt: &(String, &str)) -> bool {
        let now = slot.text();
        let mut typed = Typed::load(ui, salt, &now);
        let response = typed.show(ui, spec.label.get(self.lang), spec.hint.unit, true);
        let mut changed = false;
        if response.changed() {
            match slot.set(&typed.text) {
                Ok(()) => (typed.error, changed) = (None, slot.text() != now),
                Err(message) => typed.error = Some(message.say(self.lang)),
            }
        }
        typed.store(ui);
        changed
    }

    /// A number in a text field: units and separators are fine, nonsense is not applied.
    fn typed(
        &self,
        ui: &mut Ui,
        spec: &FieldSpec,
        salt: &(String, &str),
        now: &str,
        mut set: impl FnMut(&str) -> Result<(), ()>,
    ) -> bool {
        let mut typed = Typed::load(ui, salt, now);
        let response = typed.show(ui, spec.label.get(self.lang), spec.hint.unit, false);
        let mut changed = false;
        if response.changed() {
            match set(typed.text.trim()) {
                Ok(()) => (typed.error, changed) = (None, true),
                Err(()) => {
                    let limits = [typed.text.clone(), spec.hint.min.to_string(), spec.hint.max.to_string()];
                    typed.error = Some(crate::model::field::BETWEEN.fill(self.lang, &limits));
                }
            }
        }
        typed.store(ui);
        changed
    }

    /// What a link may name, by id.
    fn candidates(&self, accepts: Accepts) -> Vec<NodeId> {
        let nodes = self.doc.analysis.model().nodes();
        let fitting = nodes.filter(|(id, node)| accepts.takes(node.resource.kind()) && **id != self.node);
        fitting.map(|(id, _)| id.clone()).collect()
    }

    fn link(
        &mut self,
        ui: &mut Ui,
        label: &str,
        accepts: Accepts,
        id: &mut Option<NodeId>,
        salt: &(String, &str),
    ) -> bool {
        let before = id.clone();
        let shown = id.as_ref().map_or_else(|| s::NONE.get(self.lang).to_owned(), ToString::to_string);
        let mut fresh = None;
        let combo = widgets::combo(salt, ui.available_width(), shown);
        let response = combo.show_ui(ui, |ui| {
            ui.selectable_value(id, None, s::NONE.get(self.lang));
            for candidate in self.candidates(accepts) {
                ui.selectable_value(id, Some(candidate.clone()), candidate.as_str());
            }
            fresh = self.offer_new(ui, accepts);
        });
        response.response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, label));
        if let Some(kind) = fresh {
            *id = self.make(kind).or(id.take());
        }
        *id != before
    }

    fn links(
        &mut self,
        ui: &mut Ui,
        label: &str,
        accepts: Accepts,
        ids: &mut Vec<NodeId>,
        salt: &(String, &str),
    ) -> bool {
        let before = ids.clone();
        let shown = match ids.as_slice() {
            [] => s::NONE.get(self.lang).to_owned(),
            several => several.iter().map(NodeId::as_str).collect::<Vec<_>>().join(", "),
        };
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
        response.response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, label));
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

/// A decimal with a scale after it: `1.5k`, `2 M`.
fn scaled(text: &str) -> Option<Decimal> {
    let text = text.replace([',', ' '], "");
    let (digits, scale) = match text.char_indices().last()? {
        (at, 'k' | 'K') => (&text[..at], 1_000),
        (at, 'm' | 'M') => (&text[..at], 1_000_000),
        (at, 'b' | 'B') => (&text[..at], 1_000_000_000),
        _ => (text.as_str(), 1),
    };
    decimal(digits).ok()?.checked_mul(Decimal::from(scale))
}

fn choose(ui: &mut Ui, lang: Lang, label: &str, choice: &mut dyn Choice, salt: &(String, &str)) -> bool {
    let now = choice.index();
    let mut picked = now;
    let combo = widgets::combo(salt, ui.available_width(), choice.labels()[now].get(lang));
    let response = combo.show_ui(ui, |ui| {
        for (i, text) in choice.labels().iter().enumerate() {
            ui.selectable_value(&mut picked, i, text.get(lang));
        }
    });
    response.response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, label));
    choice.pick(picked);
    picked != now
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

    /// Draws the field and its error.
    pub fn show(&mut self, ui: &mut Ui, label: &str, unit: &str, mono: bool) -> Response {
        let palette = Palette::of(ui.ctx());
        let font = if mono { theme::mono(12.0) } else { theme::sans(13.0) };
        let right = if unit.is_empty() {
            10.0
        } else {
            16.0 + 7.0 * f32::from(u8::try_from(unit.len()).unwrap_or(9))
        };
        let margin = eframe::egui::Margin {
            left: 10,
            #[allow(clippy::cast_possible_truncation)]
            right: right as i8,
            top: 7,
            bottom: 7,
        };
        let width = ui.available_width();
        let edit = TextEdit::singleline(&mut self.text).font(font).desired_width(width).margin(margin);
        let response = ui.add_sized(vec2(width, FIELD_HEIGHT), edit);
        let text = self.text.clone();
        response.widget_info(|| widgets::input(Role::TextInput, label, &text));
        if !unit.is_empty() {
            let at = pos2(response.rect.right() - 10.0, response.rect.center().y);
            ui.painter().text(at, Align2::RIGHT_CENTER, unit, theme::sans(12.0), palette.faint);
        }
        self.focused = response.has_focus();
        if let Some(error) = &self.error {
            let stroke = eframe::egui::Stroke::new(1.0, palette.bad);
            let kind = eframe::egui::StrokeKind::Inside;
            ui.painter().rect_stroke(response.rect, f32::from(theme::FIELD_RADIUS), stroke, kind);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_may_carry_a_scale() {
        let read = |text| scaled(text).map(|it| it.normalize().to_string());
        assert_eq!(read("1.5k").as_deref(), Some("1500"));
        assert_eq!(read("2 M").as_deref(), Some("2000000"));
        assert_eq!(read("1,000,000").as_deref(), Some("1000000"));
        assert_eq!(read("x"), None);
        assert_eq!(read(""), None);
    }
}
