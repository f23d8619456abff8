//! Nothing selected: the design itself, its workload and its totals.

use super::{Editing, burst, fields, pair_row};
use crate::{
    gui::{
        numbers,
        state::{Act, Acts, Document, UiState},
        strings as s,
        theme::{self, Palette},
        updating, widgets,
    },
    model::{Entry, edit::Edit, field::FieldSpec},
};
use eframe::egui::{Label, RichText, Role, TextEdit, Ui, WidgetInfo, vec2};

/// Draws it.
pub fn show(ui: &mut Ui, doc: &Document, state: &UiState, acts: &mut Acts) {
    let lang = state.lang;
    let palette = Palette::of(ui.ctx());
    let model = doc.analysis.model();
    ui.label(RichText::new(s::DESIGN.get(lang)).font(theme::bold(15.0)).color(palette.text));
    if let Some(why) = &doc.read_only {
        // What a link brought, or another window has, is shown whole, and there is a way to edit it.
        let why = match doc.way_out {
            None => format!("{}. {}", why.say(lang), s::SHOWN_READ_ONLY.get(lang)),
            Some(_) => why.say(lang),
        };
        ui.add(Label::new(RichText::new(why).font(theme::sans(12.5)).color(palette.warn)).wrap());
    }
    ui.add_enabled_ui(doc.read_only.is_none(), |ui| {
        widgets::field_label(ui, s::NAME.get(lang));
        let mut name = model.name().to_owned();
        let edit = TextEdit::singleline(&mut name).desired_width(f32::INFINITY).margin(vec2(10.0, 7.0));
        let response = ui.add(edit.hint_text(s::UNTITLED.get(lang)));
        response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, s::NAME.get(lang)));
        if response.changed() {
            acts.push(Act::Edit { gesture: burst(&"title"), edits: vec![Edit::Title(name)] });
        }
        workload(ui, doc, state, acts);
    });
    let totals = doc.analysis.shown().totals();
    ui.add_space(8.0);
    widgets::section(ui, s::COST.get(lang));
    let rows = [
        (s::PER_MILLION.get(lang).to_owned(), numbers::dollars(totals.per_million)),
        (s::PER_MONTH.get(lang).to_owned(), numbers::dollars(totals.fixed)),
        (s::TOTAL_MONTH.get(lang).to_owned(), numbers::dollars(totals.month)),
    ];
    updating::word(ui, doc, lang);
    updating::grey(ui, doc, |ui| {
        for (name, amount) in rows {
            pair_row(ui, &name, &amount, palette.cost);
        }
    });
    if let Some(bill) = doc.analysis.known_bill().filter(|it| !it.region.is_empty()) {
        pair_row(ui, &s::REGION_PRICES.fill(lang, &[&bill.region]), &bill.prices_as_of, palette.muted);
    }
    let counted = model.nodes().len().to_string();
    pair_row(ui, s::RESOURCES.get(lang), &counted, palette.text);
}

fn workload(ui: &mut Ui, doc: &Document, state: &UiState, acts: &mut Acts) {
    let lang = state.lang;
    let palette = Palette::of(ui.ctx());
    ui.add_space(8.0);
    widgets::section(ui, s::WORKLOAD.get(lang));
    let entries = doc.analysis.model().workload();
    if entries.is_empty() {
        ui.label(RichText::new(s::NO_WORKLOAD.get(lang)).font(theme::sans(12.5)).color(palette.muted));
    }
    for at in 0..entries.len() {
        let mut changed = entries.to_vec();
        let Some(node) = changed[at].at.target().cloned() else { continue };
        let mut editing = Editing::new(doc, lang, node);
        editing.salt = format!("workload/{at}");
        let all = |_: &FieldSpec| true;
        if let Some(field) = fields(ui, &mut editing, &mut changed[at], &mut Entry::default(), &all) {
            changed.retain(|entry| entry.at.target().is_some());
            let gesture = editing.gesture(&("workload", at, field));
            acts.push(Act::Edit { gesture, edits: vec![Edit::Workload(changed)] });
        }
    }
}
