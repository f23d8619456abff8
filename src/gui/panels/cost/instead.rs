//! Other designs that do the same: what each would cost, and from how many requests on it is the cheaper one. Nothing
//! is applied but by the button, and that is one undo step.

use super::{
    super::{
        progress,
        rows::{self, put, put_right},
    },
    difference, even_words,
};
use crate::{
    analysis::Alternative,
    base::{Lang, Usd},
    gui::{
        asking::Topic,
        kept::Found,
        numbers,
        state::{Act, Acts, Document, Gesture, UiState},
        strings as s,
        theme::{self, Palette},
        widgets,
    },
};
use eframe::egui::{Role, ScrollArea, Sense, Ui, WidgetInfo, vec2};

/// Space for the number at the left.
const LEFT: f32 = 28.0;

/// Lists them, two rows for each.
pub fn show(ui: &mut Ui, doc: &Document, state: &mut UiState, acts: &mut Acts) {
    let lang = state.lang;
    let topic = Topic::Alternatives;
    let shown = state.kept.ask(&topic, doc.analysis.revision());
    progress::show(ui, doc, state, &topic, &shown);
    let Some(found) = shown.found else { return };
    let Found::Alternatives(weighed) = &*found else { return };
    let all = &weighed.all;
    // Edits that were worked out for an older design are not offered.
    let enabled = doc.read_only.is_none() && !shown.is_old;
    if shown.is_old {
        ui.multiply_opacity(0.5);
    }
    if all.is_empty() {
        widgets::empty(ui, s::NO_ALTERNATIVES.get(lang));
        return;
    }
    let has_workload = !doc.analysis.model().workload().is_empty();
    ui.spacing_mut().item_spacing.y = 0.0;
    let list = ScrollArea::vertical().id_salt("instead").auto_shrink(false);
    let more = usize::from(weighed.left_out > 0);
    list.show_rows(ui, rows::ROW, all.len() * 2 + more, |ui, range| {
        for row in range {
            let Some(it) = all.get(row / 2) else {
                left_out(ui, lang, weighed.left_out);
                continue;
            };
            if row % 2 == 1 {
                detail(ui, lang, it, has_workload);
            } else if heading(ui, lang, row / 2 + 1, it, enabled) {
                acts.push(Act::Edit { gesture: Gesture::One, edits: it.edits.clone() });
            }
        }
    });
}

/// What it changes, what that saves, and the button; whether that was pressed.
fn heading(ui: &mut Ui, lang: Lang, number: usize, it: &Alternative, enabled: bool) -> bool {
    let palette = Palette::of(ui.ctx());
    let title = widgets::plain(&it.title.say(lang));
    let saves = it.saves();
    let (words, ink) = match (!it.comparable, saves) {
        (true, _) => (s::PRICE_NOT_KNOWN.get(lang).to_owned(), palette.warn),
        (false, saves) if saves > Usd::ZERO => (difference(lang, saves), palette.ok),
        (false, saves) if saves < Usd::ZERO => (difference(lang, saves), palette.cost),
        (false, saves) => (difference(lang, saves), palette.muted),
    };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), rows::ROW), Sense::hover());
    let name = format!("{number}. {title}, {words}");
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, &name));
    rows::number(ui, rect, number);
    let label = s::APPLY_ALTERNATIVE.fill(lang, &[number.to_string()]);
    let (button, pressed) = rows::apply(ui, rect, lang, &label, enabled);
    let room = (button - rect.left() - LEFT) * 0.5;
    let left = put_right(ui, rect, button - 12.0, room, &words, theme::bold(12.0), ink);
    let room = left - 12.0 - rect.left() - LEFT;
    put(ui, rect, rect.left() + LEFT, room, &title, theme::bold(12.5), palette.text);
    response.on_hover_text(title);
    pressed
}

/// Both bills, and where one overtakes the other.
fn detail(ui: &mut Ui, lang: Lang, it: &Alternative, has_workload: bool) {
    let palette = Palette::of(ui.ctx());
    let bills = [(it.now, it.floors.0), (it.then, it.floors.1)];
    let bills = bills.map(|(usd, floor)| numbers::at_least(usd, floor, lang));
    let mut words = s::NOW_THEN.fill(lang, &bills);
    // Where a price is missing, nothing is proved by finding none.
    if has_workload && (it.comparable && it.known_to.is_none() || it.even.is_some()) {
        words.push_str(&format!(" · {}", even_words(lang, it.even)));
    }
    let (rect, response) = rows::said(ui, &words);
    // It belongs to the row above.
    let rect = rect.translate(vec2(0.0, -5.0));
    put(ui, rect, rect.left() + LEFT, rect.width() - LEFT, &words, theme::sans(12.0), palette.muted);
    response.on_hover_text(words);
}

/// Many more touch what costs little.
fn left_out(ui: &mut Ui, lang: Lang, count: usize) {
    let words = s::LEFT_OUT.fill(lang, &[count.to_string()]);
    let (rect, _) = rows::said(ui, &words);
    let ink = Palette::of(ui.ctx()).muted;
    put(ui, rect, rect.left() + LEFT, rect.width() - LEFT, &words, theme::sans(12.0), ink);
}
