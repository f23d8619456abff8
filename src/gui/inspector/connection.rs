//! A selected connection: what it asks for, how it stands, and how often it happens.

use super::{Editing, fields, pair_row, refusal};
use crate::{
    base::ConnectionId,
    gui::{
        canvas,
        state::{Act, Acts, Document, Selection, UiState},
        strings as s,
        theme::{self, Palette},
        widgets,
    },
    model::{connection::Connection, edit::Edit, field::FieldSpec},
};
use eframe::egui::{Label, RichText, Ui};

/// Draws it.
pub fn show(ui: &mut Ui, doc: &Document, state: &mut UiState, acts: &mut Acts, id: &ConnectionId) {
    let lang = state.lang;
    let palette = Palette::of(ui.ctx());
    let Some(connection) = doc.analysis.model().connection(id) else { return };
    let Some((from, to)) = connection.ends() else { return };
    let title = RichText::new(format!("{from} → {to}")).font(theme::bold(15.0)).color(palette.text);
    ui.add(Label::new(title).truncate());
    if let Some(judgement) = doc.analysis.shown().judgement(id) {
        let (network, ink) = canvas::network_words(palette, judgement);
        pair_row(ui, s::LAYER_NETWORK.get(lang), &doc.spoken(lang, network.get(lang)), doc.ink(palette, ink));
        let (call, ink) = canvas::call_words(palette, judgement);
        pair_row(ui, s::LAYER_CALL.get(lang), &doc.spoken(lang, call.get(lang)), doc.ink(palette, ink));
    }
    ui.add_space(6.0);
    refusal::of_connection(ui, doc, state, acts, id);
    ui.add_enabled_ui(doc.read_only.is_none(), |ui| {
        let mut changed = connection.clone();
        let mut editing = Editing::new(doc, lang, from.clone());
        editing.salt = format!("connection/{id}");
        let shown = |spec: &FieldSpec| connection.shows(spec.name);
        if let Some(field) = fields(ui, &mut editing, &mut changed, &mut Connection::default(), &shown) {
            let mut edits = std::mem::take(&mut editing.before);
            edits.push(Edit::Connect { id: id.clone(), connection: changed });
            acts.push(Act::Edit { gesture: editing.gesture(&(id, field)), edits });
        }
        ui.add_space(8.0);
        if widgets::quiet(ui, s::DELETE.get(lang)).clicked() {
            acts.push(Act::Edit {
                gesture: crate::gui::state::Gesture::One,
                edits: vec![Edit::Disconnect { id: id.clone() }],
            });
            acts.push(Act::Select(Selection::default()));
        }
    });
}
