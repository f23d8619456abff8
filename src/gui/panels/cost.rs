//! The cost tab: the bill line by line, with the arithmetic and the source of each price.

use crate::{
    analysis::{Line, LineBasis},
    base::{Lang, Usd},
    gui::{
        numbers,
        state::{Act, Acts, Document, Selection, UiState},
        strings as s,
        theme::{self, Palette},
        widgets,
    },
};
use eframe::egui::{Align2, Color32, FontId, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

const ROW: f32 = 26.0;

/// Draws the tab.
pub fn show(ui: &mut Ui, doc: &Document, state: &UiState, acts: &mut Acts) {
    let lang = state.lang;
    let bill = doc.analysis.bill();
    if bill.lines.is_empty() {
        widgets::empty(ui, s::NO_COST.get(lang));
        return;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let palette = Palette::of(ui.ctx());
    let titles =
        [&s::RESOURCE, &s::COMPONENT, &s::QUANTITY, &s::UNIT_PRICE, &s::COST_MONTH, &s::COST_MILLION];
    let titles = titles.map(|title| title.get(lang).to_owned());
    cells(ui, &titles, Some(palette.faint), &theme::bold(11.5), Sense::hover());
    ScrollArea::vertical().auto_shrink(false).show_rows(ui, ROW, bill.lines.len(), |ui, range| {
        for line in &bill.lines[range] {
            row(ui, lang, line, acts);
        }
    });
}

fn row(ui: &mut Ui, lang: Lang, line: &Line, acts: &mut Acts) {
    let unknown = || s::UNKNOWN_PRICE.get(lang).to_owned();
    let money = |amount: Option<Usd>| amount.map_or_else(unknown, |it| it.rounded(4));
    let per_million = match line.basis {
        LineBasis::Marginal => money(line.per_million),
        LineBasis::Fixed | LineBasis::FreeTier => "–".to_owned(),
    };
    let texts = [
        line.resource.as_ref().map(ToString::to_string).unwrap_or_default(),
        line.component.say(lang),
        format!("{} {}", numbers::count(line.quantity), line.unit),
        line.unit_price.map_or_else(unknown, |it| it.to_string()),
        money(line.cost),
        per_million,
    ];
    let response = cells(ui, &texts, None, &theme::sans(12.5), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Row, true, texts.join(", ")));
    let response = response.on_hover_text(format!("{}\n{}\n{}", line.sku, line.arithmetic, line.source));
    if response.clicked()
        && let Some(id) = &line.resource
    {
        acts.push(Act::Select(Selection::node(id.clone())));
    }
}

/// Six cells: two texts from the left, four figures from the right.
fn cells(
    ui: &mut Ui,
    texts: &[String; 6],
    ink: Option<Color32>,
    font: &FontId,
    sense: Sense,
) -> eframe::egui::Response {
    let palette = Palette::of(ui.ctx());
    // The titles stand over the figures, whether or not the rows have a scroll bar beside them.
    let bar = if ink.is_some() { ui.spacing().scroll.allocated_width() } else { 0.0 };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width() - bar, ROW), sense);
    if response.hovered() && sense.senses_click() {
        ui.painter().rect_filled(rect.expand2(vec2(6.0, 0.0)), 6.0, palette.bg);
    }
    let shares = [0.20, 0.24, 0.20, 0.12, 0.12, 0.12];
    let mut x = rect.left();
    for (i, (text, share)) in texts.iter().zip(shares).enumerate() {
        let width = rect.width() * share;
        let colour = ink.unwrap_or(match i {
            0 | 4 => palette.text,
            5 => palette.cost,
            _ => palette.muted,
        });
        let galley = super::super::canvas::elided(ui.painter(), text, font.clone(), colour, width - 12.0);
        let (align, at) =
            if i < 2 { (Align2::LEFT_CENTER, x) } else { (Align2::RIGHT_CENTER, x + width - 4.0) };
        let min = align.anchor_size(pos2(at, rect.center().y), galley.size()).min;
        ui.painter().galley(min, galley, colour);
        x += width;
    }
    response
}
