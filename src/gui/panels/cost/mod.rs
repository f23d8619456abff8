//! The cost tab: the bill, how it grows, what would do the same for another price, and how serverless the design is.

mod bill;
mod growth;
mod instead;
mod plot;
mod serverless;
mod totals;

use crate::{
    analysis::Even,
    base::{Lang, RegionName, Usd},
    gui::{
        command::Command,
        costing::CostView,
        numbers,
        state::{Act, Acts, Document, UiState},
        strings as s,
        theme::{self, Palette},
        widgets,
    },
    model::region_name,
};
use eframe::egui::{Align, Layout, Role, Ui, vec2};

/// Below this width some columns and whatever stands at the side are left out or go below.
const NARROW: f32 = 660.0;
/// Width of the list of regions.
const REGIONS: f32 = 176.0;
/// Height of the line of choices.
const BAR: f32 = 30.0;

/// Draws the tab.
pub fn show(ui: &mut Ui, doc: &Document, state: &mut UiState, acts: &mut Acts) {
    bar(ui, state, acts);
    match state.cost.view {
        CostView::Bill => bill::show(ui, doc, state, acts),
        CostView::Growth => growth::show(ui, doc, state),
        CostView::Instead => instead::show(ui, doc, state, acts),
        CostView::Serverless => serverless::show(ui, doc, state, acts),
    }
}

/// What is shown, and under which terms; on two lines where one has no room.
fn bar(ui: &mut Ui, state: &mut UiState, acts: &mut Acts) {
    let lang = state.lang;
    let palette = Palette::of(ui.ctx());
    let wide = |words: &str, around: f32| {
        ui.painter().layout_no_wrap(words.to_owned(), theme::bold(12.5), palette.text).size().x + around
    };
    let views: f32 = CostView::ALL.iter().map(|view| wide(view.label().get(lang), 22.0)).sum();
    let exports = wide("CSV", 12.0) + wide("Markdown", 12.0);
    let rest = wide(s::FREE_TIER.get(lang), 30.0) + REGIONS + exports + 24.0;
    let has_terms = state.cost.view.has_terms();
    let one_line = !has_terms || views + rest <= ui.available_width();
    ui.horizontal(|ui| {
        ui.set_height(BAR);
        ui.spacing_mut().item_spacing.x = 4.0;
        for view in CostView::ALL {
            if widgets::toggle(ui, view.label().get(lang), state.cost.view == view).clicked() {
                state.cost.view = view;
            }
        }
        if has_terms && one_line {
            let room = vec2(ui.available_width(), BAR);
            ui.allocate_ui_with_layout(room, Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 12.0;
                export(ui, lang, acts);
                region(ui, state, REGIONS);
                free_tier(ui, state);
            });
        }
    });
    if has_terms && !one_line {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            free_tier(ui, state);
            let room = (ui.available_width() - exports - 24.0).clamp(90.0, REGIONS);
            region(ui, state, room);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| export(ui, lang, acts));
        });
    }
}

fn free_tier(ui: &mut Ui, state: &mut UiState) {
    let toggle = widgets::toggle(ui, s::FREE_TIER.get(state.lang), state.cost.terms.free);
    if toggle.on_hover_text(s::FREE_TIER_HELP.get(state.lang)).clicked() {
        state.cost.terms.free ^= true;
    }
}

fn region(ui: &mut Ui, state: &mut UiState, width: f32) {
    let lang = state.lang;
    let chosen = &mut state.cost.terms.region;
    let shown = region_words(chosen.as_ref(), lang);
    let combo = widgets::combo("cost region", width, shown.as_str()).height(300.0);
    let response = combo.show_ui(ui, |ui| {
        ui.selectable_value(chosen, None, region_words(None, lang));
        for (region, _) in region_name::all() {
            let words = region_words(Some(&region), lang);
            ui.selectable_value(chosen, Some(region), words);
        }
    });
    response.response.widget_info(|| widgets::input(Role::ComboBox, s::REGION.get(lang), &shown));
}

fn region_words(region: Option<&RegionName>, lang: Lang) -> String {
    let Some(region) = region else { return s::DRAWN_REGIONS.get(lang).to_owned() };
    match (region_name::of(region), lang) {
        (Some(names), Lang::En) => format!("{region} {}", names.en),
        (Some(names), Lang::Ko) => format!("{region} {}", names.ko),
        (None, _) => region.to_string(),
    }
}

/// The bill for other programs; from right to left.
fn export(ui: &mut Ui, lang: Lang, acts: &mut Acts) {
    for (command, words) in [(Command::ExportMarkdown, "Markdown"), (Command::ExportCsv, "CSV")] {
        let name = command.spec().label.get(lang);
        if widgets::quiet_named(ui, words, name).on_hover_text(name).clicked() {
            acts.push(Act::Do(command));
        }
    }
}

/// What a change saves in a month, or adds.
fn difference(lang: Lang, saves: Usd) -> String {
    if saves > Usd::ZERO {
        s::SAVES.fill(lang, &[numbers::dollars(saves)])
    } else if saves < Usd::ZERO {
        s::COSTS_MORE.fill(lang, &[numbers::dollars(Usd::new(-saves.amount()))])
    } else {
        s::SAME_COST.get(lang).to_owned()
    }
}

/// From where on a change is the cheaper one.
fn even_words(lang: Lang, even: Option<Even>) -> String {
    let Some(even) = even else { return s::NO_EVEN.get(lang).to_owned() };
    let words = if even.then_above { &s::CHEAPER_ABOVE } else { &s::CHEAPER_BELOW };
    words.fill(lang, &[numbers::short(even.requests, lang)])
}
