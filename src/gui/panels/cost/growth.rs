//! What a month costs with more and more requests, and which other designs overtake this one, and where.

use super::{
    super::{progress, rows::put},
    NARROW, difference, even_words, plot,
};
use crate::{
    base::Lang,
    gui::{
        asking::Topic,
        growing::{Growth, Other},
        kept::Found,
        numbers,
        state::{Document, UiState},
        strings as s,
        theme::{self, Palette},
        widgets,
    },
};
use eframe::egui::{Align2, Color32, Role, ScrollArea, Sense, Stroke, Ui, UiBuilder, WidgetInfo, pos2, vec2};

/// Width of what explains the curves.
const LEGEND: f32 = 326.0;
/// Least height of the plot.
const LEAST: f32 = 108.0;
/// Height of an entry of the legend.
const ENTRY: f32 = 37.0;

/// Draws the plot and its legend.
pub fn show(ui: &mut Ui, doc: &Document, state: &mut UiState) {
    let lang = state.lang;
    let topic = Topic::Growth(state.cost.terms.clone());
    let shown = state.kept.ask(&topic, doc.analysis.revision());
    progress::show(ui, doc, state, &topic, &shown);
    let Some(found) = shown.found else { return };
    let Found::Growth(growth) = &*found else { return };
    if shown.is_old {
        ui.multiply_opacity(0.5);
    }
    if growth.requests.is_empty() {
        widgets::empty(ui, s::NO_WORKLOAD.get(lang));
        return;
    }
    let full = ui.available_rect_before_wrap();
    if full.width() < NARROW {
        ScrollArea::vertical().id_salt("growth").auto_shrink(false).show(ui, |ui| {
            let size = vec2(ui.available_width(), full.height().max(LEAST));
            if plot::show(ui, lang, growth, size) {
                legend(ui, lang, growth);
            } else {
                nothing(ui, lang, growth);
            }
        });
        return;
    }
    let left = full.with_max_x(full.right() - LEGEND - 16.0);
    let drawn = ui.scope_builder(UiBuilder::new().max_rect(left), |ui| {
        plot::show(ui, lang, growth, vec2(left.width(), left.height().max(LEAST)))
    });
    if !drawn.inner {
        nothing(ui, lang, growth);
        return;
    }
    let right = full.with_min_x(full.right() - LEGEND);
    ui.scope_builder(UiBuilder::new().max_rect(right), |ui| {
        ScrollArea::vertical().id_salt("legend").auto_shrink(false).show(ui, |ui| legend(ui, lang, growth));
    });
}

/// Why there is no plot.
fn nothing(ui: &mut Ui, lang: Lang, growth: &Growth) {
    let words = if growth.at_least { &s::PRICE_NOT_KNOWN } else { &s::NO_COST };
    widgets::empty(ui, &widgets::sentence(words.get(lang)));
}

fn legend(ui: &mut Ui, lang: Lang, growth: &Growth) {
    let palette = Palette::of(ui.ctx());
    ui.spacing_mut().item_spacing.y = 0.0;
    let (requests, cost) = growth.drawn;
    let cost = numbers::at_least(cost, growth.at_least, lang);
    let detail = s::AS_DRAWN.fill(lang, &[numbers::short(requests, lang), cost]);
    let title = widgets::sentence(s::THIS_DESIGN.get(lang));
    entry(ui, None, plot::ink(palette, None), &title, &detail);
    for (at, other) in growth.others.iter().enumerate() {
        let title = widgets::plain(&other.title.say(lang));
        entry(ui, Some(at + 1), plot::ink(palette, Some(at)), &title, &words(lang, other));
    }
    if growth.others.is_empty() {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ENTRY), Sense::hover());
        let words = s::NO_ALTERNATIVES.get(lang);
        put(ui, rect, rect.left(), rect.width(), words, theme::sans(12.0), palette.muted);
    }
}

/// What another design saves as drawn, and where it overtakes.
fn words(lang: Lang, other: &Other) -> String {
    let saves =
        if other.unknown { s::PRICE_NOT_KNOWN.get(lang).to_owned() } else { difference(lang, other.saves) };
    // Where a price is missing, nothing is proved by finding none.
    if other.unknown && other.even.is_none() {
        return saves;
    }
    format!("{saves} · {}", even_words(lang, other.even))
}

fn entry(ui: &mut Ui, number: Option<usize>, ink: Color32, title: &str, detail: &str) {
    let palette = Palette::of(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ENTRY), Sense::hover());
    let name = match number {
        Some(number) => format!("{number}. {title}, {detail}"),
        None => format!("{title}, {detail}"),
    };
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, &name));
    let (above, below) = (rect.with_max_y(rect.top() + 20.0), rect.with_min_y(rect.top() + 20.0));
    let below = below.with_max_y(rect.top() + 36.0);
    let centre = pos2(rect.left() + 9.0, above.center().y);
    match number {
        Some(number) => {
            ui.painter().circle_filled(centre, 7.0, ink);
            let words = number.to_string();
            ui.painter().text(centre, Align2::CENTER_CENTER, words, theme::bold(10.0), palette.panel);
        }
        None => {
            let line = [centre - vec2(8.0, 0.0), centre + vec2(8.0, 0.0)];
            ui.painter().line_segment(line, Stroke::new(2.4, ink));
        }
    }
    let left = rect.left() + 24.0;
    put(ui, above, left, rect.right() - left, title, theme::bold(12.5), palette.text);
    put(ui, below, left, rect.right() - left, detail, theme::sans(12.0), palette.muted);
    response.on_hover_text(format!("{title}\n{detail}"));
}
