//! The bill line by line: sortable, and each line unfolds to its arithmetic and the source of its price.

use super::{
    super::{
        progress,
        rows::{put, put_right},
    },
    totals::{self, Total},
};
use crate::{
    analysis::{Bill, Line, LineBasis},
    base::{Lang, Usd},
    gui::{
        asking::Topic,
        costing::{BillRow, Column, Sort},
        icon,
        kept::Found,
        numbers,
        state::{Act, Acts, Document, Selection, UiState},
        strings as s,
        theme::{self, Palette},
        widgets,
    },
};
use eframe::egui::{
    Align2, Color32, OpenUrl, Rect, Role, ScrollArea, Sense, Ui, UiBuilder, Vec2, WidgetInfo, pos2, vec2,
};
use std::rc::Rc;

/// Height of a row.
pub const ROW: f32 = 24.0;
/// Space at the left for what unfolds a line.
const LEFT: f32 = 18.0;
/// Widths from which on there are five columns, and six.
const FIVE: f32 = 600.0;
const SIX: f32 = 760.0;
/// Space between the lines and their totals.
const GAP: f32 = 24.0;
/// Decimals of a line's cost.
const PLACES: u32 = 4;

/// Draws the table and its totals.
pub fn show(ui: &mut Ui, doc: &Document, state: &mut UiState, acts: &mut Acts) {
    let lang = state.lang;
    let topic = Topic::Bill(state.cost.terms.clone());
    let shown = state.kept.ask(&topic, doc.analysis.revision());
    progress::show(ui, doc, state, &topic, &shown);
    let Some(found) = shown.found else { return };
    let Found::Bill(priced) = &*found else { return };
    let bill = &priced.bill;
    if shown.is_old {
        ui.multiply_opacity(0.5);
    }
    if bill.lines.is_empty() {
        widgets::empty(ui, s::NO_COST.get(lang));
        return;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    problem(ui, lang, bill);
    let sums = totals::of(priced, lang);
    let full = ui.available_rect_before_wrap();
    // Totals stand beside the lines where there is room, and after them elsewhere.
    if full.width() < FIVE + totals::SIDE + GAP {
        table(ui, state, &found, bill, &sums, acts);
        return;
    }
    let left = full.with_max_x(full.right() - totals::SIDE - GAP);
    ui.scope_builder(UiBuilder::new().max_rect(left), |ui| table(ui, state, &found, bill, &[], acts));
    let right = full.with_min_x(full.right() - totals::SIDE);
    ui.scope_builder(UiBuilder::new().max_rect(right), |ui| totals::beside(ui, &sums));
}

/// Titles and lines, and after them the totals that are given.
fn table(ui: &mut Ui, state: &mut UiState, found: &Rc<Found>, bill: &Bill, sums: &[Total], acts: &mut Acts) {
    let lang = state.lang;
    let columns = columns(ui.available_width());
    titles(ui, state, columns);
    let rows = state.cost.rows(found, bill, lang);
    let list = ScrollArea::vertical().id_salt("bill").auto_shrink(false);
    list.show_rows(ui, ROW, rows.len() + sums.len(), |ui, range| {
        for at in range {
            match rows.get(at) {
                Some(BillRow::Line(line)) => {
                    if let Some(line) = bill.lines.get(*line) {
                        self::line(ui, state, line, columns, bill.monthly_total, acts);
                    }
                }
                Some(BillRow::Arithmetic(line)) => {
                    let words = bill.lines.get(*line).map(|it| arithmetic(lang, it)).unwrap_or_default();
                    detail(ui, s::ARITHMETIC.get(lang), &words);
                }
                Some(BillRow::Source(line)) => {
                    let words = bill.lines.get(*line).map(|it| &*it.source).unwrap_or_default();
                    let none = s::NO_PRICE.get(lang);
                    detail(ui, s::SOURCE.get(lang), if words.is_empty() { none } else { words });
                }
                None => {
                    if let Some(sum) = sums.get(at - rows.len()) {
                        totals::row(ui, sum, LEFT, at == rows.len());
                    }
                }
            }
        }
    });
}

/// The columns that a width has room for, and their shares of it. What is left out is among the details of a line.
fn columns(width: f32) -> &'static [(Column, f32)] {
    use Column::{Component, Million, Month, Quantity, Resource, UnitPrice};
    if width < FIVE {
        &[(Resource, 0.27), (Component, 0.33), (Month, 0.19), (Million, 0.21)]
    } else if width < SIX {
        &[(Resource, 0.19), (Component, 0.26), (Quantity, 0.22), (Month, 0.15), (Million, 0.18)]
    } else {
        &[
            (Resource, 0.19),
            (Component, 0.24),
            (Quantity, 0.18),
            (UnitPrice, 0.14),
            (Month, 0.11),
            (Million, 0.14),
        ]
    }
}

/// The flow of requests could not be followed: an amplifying loop, for one.
fn problem(ui: &mut Ui, lang: Lang, bill: &Bill) {
    let Some(first) = bill.problems.first() else { return };
    let palette = Palette::of(ui.ctx());
    let words = widgets::sentence(&first.say(lang));
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Alert, true, &words));
    let glyph = Rect::from_center_size(pos2(rect.left() + 8.0, rect.center().y), Vec2::splat(14.0));
    icon::paint(ui.painter(), "error", glyph, palette.bad);
    put(
        ui,
        rect,
        rect.left() + LEFT + 4.0,
        rect.width() - LEFT - 4.0,
        &words,
        theme::sans(12.0),
        palette.bad,
    );
    let all: Vec<String> = bill.problems.iter().take(8).map(|it| widgets::sentence(&it.say(lang))).collect();
    response.on_hover_text(all.join("\n"));
}

/// Each cell of a row, with its column.
fn cells(rect: Rect, columns: &[(Column, f32)]) -> impl Iterator<Item = (Column, Rect)> {
    let (mut x, width) = (rect.left() + LEFT, rect.width() - LEFT);
    columns.iter().map(move |(column, share)| {
        let cell = Rect::from_min_size(pos2(x, rect.top()), vec2(width * share, rect.height()));
        x = cell.right();
        (*column, cell)
    })
}

fn titles(ui: &mut Ui, state: &mut UiState, columns: &[(Column, f32)]) {
    let lang = state.lang;
    let palette = Palette::of(ui.ctx());
    // The titles stand over the figures, whether or not the rows have a scroll bar beside them.
    let width = ui.available_width() - ui.spacing().scroll.allocated_width();
    let (rect, _) = ui.allocate_exact_size(vec2(width, ROW), Sense::hover());
    for (column, cell) in cells(rect, columns) {
        let title = column.title().get(lang);
        let sort = state.cost.sort().filter(|sort| sort.by == column);
        let id = ui.scope_id().with(("bill title", column as usize));
        let response = ui.interact(cell, id, Sense::click());
        let name = match sort {
            None => title.to_owned(),
            Some(Sort { falling: false, .. }) => s::LOWEST_FIRST.fill(lang, &[title]),
            Some(Sort { falling: true, .. }) => s::HIGHEST_FIRST.fill(lang, &[title]),
        };
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
        let lit = response.hovered() || response.has_focus() || sort.is_some();
        let ink = if lit { palette.text } else { palette.faint };
        let arrow = if sort.is_some() { 14.0 } else { 0.0 };
        let room = cell.width() - 12.0 - arrow;
        let end = if column.is_figure() {
            put_right(ui, cell, cell.right() - 4.0, room, title, theme::bold(11.5), ink) - 9.0
        } else {
            cell.left() + put(ui, cell, cell.left(), room, title, theme::bold(11.5), ink) + 9.0
        };
        if let Some(sort) = sort {
            paint_arrow(ui, pos2(end, cell.center().y), sort.falling, ink);
        }
        if response.clicked() {
            state.cost.sort_by(column);
        }
    }
}

fn paint_arrow(ui: &Ui, at: eframe::egui::Pos2, down: bool, ink: Color32) {
    let tip = if down { 2.5 } else { -2.5 };
    let points = vec![at + vec2(-3.5, -tip), at + vec2(3.5, -tip), at + vec2(0.0, tip)];
    ui.painter().add(eframe::egui::Shape::convex_polygon(points, ink, eframe::egui::Stroke::NONE));
}

fn money(lang: Lang, amount: Option<Usd>) -> String {
    amount.map_or_else(|| s::UNKNOWN_PRICE.get(lang).to_owned(), |it| numbers::grouped(&it.rounded(PLACES)))
}

fn text(lang: Lang, line: &Line, column: Column) -> String {
    match column {
        Column::Resource => {
            line.resource.as_ref().map_or_else(|| s::WHOLE_ACCOUNT.get(lang).to_owned(), ToString::to_string)
        }
        Column::Component => widgets::plain(&line.component.say(lang)),
        Column::Quantity => format!("{} {}", numbers::count(line.quantity), line.unit),
        Column::UnitPrice => {
            line.unit_price.map_or_else(|| s::UNKNOWN_PRICE.get(lang).to_owned(), |it| it.to_string())
        }
        Column::Month => money(lang, line.cost),
        Column::Million => match line.basis {
            LineBasis::Marginal => money(lang, line.per_million),
            LineBasis::Fixed | LineBasis::FreeTier => "–".to_owned(),
        },
    }
}

fn line(
    ui: &mut Ui,
    state: &mut UiState,
    line: &Line,
    columns: &[(Column, f32)],
    total: Usd,
    acts: &mut Acts,
) {
    let lang = state.lang;
    let palette = Palette::of(ui.ctx());
    let open = state.cost.is_unfolded(line);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    // All of a line is said, whichever columns there is room for.
    let name = Column::ALL.map(|column| text(lang, line, column)).join(", ");
    response.widget_info(|| WidgetInfo::selected(Role::Row, true, open, &name));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect.expand2(vec2(6.0, 0.0)), 6.0, palette.bg);
    }
    let glyph = Rect::from_center_size(pos2(rect.left() + 6.0, rect.center().y), Vec2::splat(12.0));
    icon::paint(ui.painter(), if open { "chevron_down" } else { "chevron_right" }, glyph, palette.faint);
    for (column, cell) in cells(rect, columns) {
        let words = text(lang, line, column);
        let saved = line.cost.is_some_and(|it| it < Usd::ZERO);
        let ink = match column {
            Column::Resource if line.resource.is_none() => palette.muted,
            Column::Month if line.cost.is_none() => palette.warn,
            Column::Month if saved => palette.ok,
            Column::Resource | Column::Month => palette.text,
            Column::Million if line.cost.is_none() => palette.warn,
            Column::Million if line.per_million.is_some() => palette.cost,
            Column::UnitPrice if line.unit_price.is_none() => palette.warn,
            Column::Component | Column::Quantity | Column::UnitPrice | Column::Million => palette.muted,
        };
        let room = cell.width() - 12.0;
        if column == Column::Month {
            share(ui, cell, line.cost.unwrap_or_default(), total);
        }
        if column.is_figure() {
            put_right(ui, cell, cell.right() - 4.0, room, &words, theme::sans(12.5), ink);
        } else {
            put(ui, cell, cell.left(), room, &words, theme::sans(12.5), ink);
        }
    }
    if state.cost.reveals(line) {
        ui.scroll_to_rect(rect.with_max_y(rect.bottom() + 2.0 * ROW), None);
    }
    if response.clicked() {
        let shown = state.cost.unfold(line);
        if let Some(id) = line.resource.as_ref().filter(|_| shown) {
            acts.push(Act::Select(Selection::node(id.clone())));
        }
    }
    let hint = [name.as_str(), &arithmetic(lang, line), &line.source].join("\n");
    response.on_hover_text(hint.trim_end());
}

/// A line's share of the month, as a bar under its cost.
#[allow(clippy::cast_possible_truncation)]
fn share(ui: &Ui, cell: Rect, cost: Usd, total: Usd) {
    let share = cost.amount().checked_div(total.amount()).and_then(|it| f64::try_from(it).ok());
    let share = share.unwrap_or(0.0).clamp(0.0, 1.0) as f32;
    let right = cell.right() - 4.0;
    let bar = Rect::from_min_max(
        pos2(right - (cell.width() - 12.0) * share, cell.bottom() - 3.0),
        pos2(right, cell.bottom() - 1.0),
    );
    ui.painter().rect_filled(bar, 1.0, Palette::of(ui.ctx()).cost.gamma_multiply(0.35));
}

fn arithmetic(lang: Lang, line: &Line) -> String {
    let sum = match line.cost {
        Some(cost) => format!("{} = {cost} USD", line.arithmetic()),
        None => format!("{} × {}", numbers::count(line.quantity), s::UNKNOWN_PRICE.get(lang)),
    };
    let basis = line.basis.label().get(lang);
    let rest = [&*line.unit, basis, &*line.sku].into_iter().filter(|it| !it.is_empty());
    std::iter::once(sum.as_str()).chain(rest).collect::<Vec<_>>().join(" · ")
}

/// Where the address of a source begins and ends.
fn address(words: &str) -> Option<&str> {
    let start = words.find("https://")?;
    words.get(start..)?.split([' ', ',', ';', ')']).next()
}

/// A line of what unfolds; a source with an address leads there.
fn detail(ui: &mut Ui, label: &str, words: &str) {
    let palette = Palette::of(ui.ctx());
    let address = address(words);
    let sense = if address.is_some() { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), sense);
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, format!("{label}: {words}")));
    let guide = rect.left() + 6.0;
    ui.painter().vline(guide, rect.y_range(), eframe::egui::Stroke::new(1.0, palette.line));
    let left = rect.left() + LEFT;
    ui.painter().text(
        pos2(left, rect.center().y),
        Align2::LEFT_CENTER,
        label,
        theme::sans(12.0),
        palette.faint,
    );
    let ink = if response.hovered() && address.is_some() { palette.accent } else { palette.muted };
    put(ui, rect, left + 76.0, rect.right() - left - 76.0, words, theme::sans(12.0), ink);
    if response.on_hover_text(words).clicked()
        && let Some(address) = address
    {
        ui.ctx().open_url(OpenUrl::new_tab(address));
    }
}
