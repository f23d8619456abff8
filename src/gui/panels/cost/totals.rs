//! What the bill comes to: a column beside the lines, or rows after them where there is no room for one.

use super::{
    super::rows::{put, put_right},
    bill::ROW,
};
use crate::{
    base::{Lang, Usd},
    gui::{
        growing::Priced,
        numbers, strings as s,
        theme::{self, Palette},
    },
};
use eframe::egui::{Role, ScrollArea, Sense, Stroke, Ui, WidgetInfo, vec2};

/// Width of their own column.
pub const SIDE: f32 = 204.0;
/// How many prices that are not known are named.
const NAMED: usize = 8;

/// One total.
pub struct Total {
    caption: String,
    figure: String,
    /// What a price is missing for.
    missing: String,
    /// Whether it is what requests cost, rather than everything.
    marginal: bool,
}

/// The totals of a bill.
pub fn of(priced: &Priced, lang: Lang) -> Vec<Total> {
    let bill = &priced.bill;
    let floor = bill.is_floor();
    let missing = if floor {
        let named: Vec<&str> = bill.unknown.iter().take(NAMED).map(String::as_str).collect();
        let named = named.join(", ");
        let named = match bill.unknown.len().saturating_sub(NAMED) {
            0 => named,
            more => s::AND_MORE.fill(lang, &[named, more.to_string()]),
        };
        s::PRICES_MISSING.fill(lang, &[named])
    } else {
        String::new()
    };
    let total = |caption: String, usd: Usd, floor: bool, marginal: bool| Total {
        caption,
        figure: numbers::at_least(usd, floor, lang),
        missing: missing.clone(),
        marginal,
    };
    let said = |text: &crate::base::Text| text.get(lang).to_owned();
    let mut all = vec![
        total(said(&s::MORE_MILLION), bill.marginal_per_million, floor, true),
        total(said(&s::PER_MONTH), bill.fixed_per_month, floor, false),
        total(said(&s::THIS_MONTH), bill.monthly_total, floor, false),
    ];
    all.extend(priced.totals.iter().map(|(requests, usd, floor)| {
        let caption = s::AT_REQUESTS.fill(lang, &[numbers::short(*requests, lang)]);
        total(caption, *usd, *floor, false)
    }));
    all
}

/// All of them in a column of their own.
pub fn beside(ui: &mut Ui, totals: &[Total]) {
    let palette = Palette::of(ui.ctx());
    ui.spacing_mut().item_spacing.y = 0.0;
    let full = ui.available_rect_before_wrap();
    let x = full.left() - 12.0;
    ui.painter().vline(x, full.top()..=full.bottom() + 4.0, Stroke::new(1.0, palette.line));
    ScrollArea::vertical().id_salt("totals").auto_shrink(false).show(ui, |ui| {
        for total in totals {
            row(ui, total, 0.0, false);
        }
    });
}

/// One of them as a row that begins so far from the left, with a line over the first.
pub fn row(ui: &mut Ui, total: &Total, left: f32, first: bool) {
    let palette = Palette::of(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let name = format!("{}: {}", total.caption, total.figure);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &name));
    if first {
        ui.painter().hline(rect.x_range(), rect.top() + 0.5, Stroke::new(1.0, palette.line));
    }
    let ink = if total.marginal { palette.cost } else { palette.text };
    let right =
        put_right(ui, rect, rect.right() - 4.0, rect.width() * 0.6, &total.figure, theme::bold(12.5), ink);
    let left = rect.left() + left;
    put(ui, rect, left, right - left - 8.0, &total.caption, theme::sans(12.5), palette.muted);
    if !total.missing.is_empty() {
        response.on_hover_text(&total.missing);
    }
}
