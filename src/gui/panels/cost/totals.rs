//! What the bill comes to: a strip under the table, or rows at its end where there is no room for one.

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
use eframe::egui::{Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

/// Height of the strip.
pub const STRIP: f32 = 42.0;
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

/// All of them beside each other.
pub fn strip(ui: &mut Ui, totals: &[Total]) {
    let palette = Palette::of(ui.ctx());
    let (all, _) = ui.allocate_exact_size(vec2(ui.available_width(), STRIP), Sense::hover());
    let line = all.top() + 2.0;
    ui.painter().hline(all.x_range(), line, Stroke::new(1.0, palette.line));
    #[allow(clippy::cast_precision_loss)]
    let width = all.width() / totals.len().max(1) as f32;
    let mut left = all.left();
    for (at, total) in totals.iter().enumerate() {
        let rect = Rect::from_min_size(pos2(left, all.top() + 6.0), vec2(width, STRIP - 6.0));
        left = rect.right();
        let response = ui.interact(rect, ui.scope_id().with(("total", at)), Sense::hover());
        let name = format!("{}: {}", total.caption, total.figure);
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &name));
        let ink = if total.marginal { palette.cost } else { palette.text };
        let above = rect.with_max_y(rect.top() + 19.0);
        put(ui, above, rect.left(), width - 10.0, &total.figure, theme::bold(13.5), ink);
        let below = rect.with_min_y(rect.top() + 19.0).with_max_y(rect.top() + 35.0);
        put(ui, below, rect.left(), width - 10.0, &total.caption, theme::sans(11.0), palette.muted);
        let hint = [name.as_str(), &total.missing].join("\n");
        response.on_hover_text(hint.trim_end());
    }
}

/// One of them as a row.
pub fn row(ui: &mut Ui, total: &Total, first: bool) {
    let palette = Palette::of(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let name = format!("{}: {}", total.caption, total.figure);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &name));
    if first {
        ui.painter().hline(rect.x_range(), rect.top() + 0.5, Stroke::new(1.0, palette.line));
    }
    let ink = if total.marginal { palette.cost } else { palette.text };
    let right =
        put_right(ui, rect, rect.right() - 4.0, rect.width() * 0.5, &total.figure, theme::bold(12.5), ink);
    let left = rect.left() + 18.0;
    put(ui, rect, left, right - left - 8.0, &total.caption, theme::sans(12.5), palette.muted);
    if !total.missing.is_empty() {
        response.on_hover_text(&total.missing);
    }
}
