//! Everything against everything: a row and a column for each class of ends that behave alike.

use super::{end_name, rows};
use crate::{
    analysis::{Matrix, Verdict},
    base::Lang,
    gui::{
        asking::{Mode, Traffic},
        canvas::elided,
        state::{Act, Acts, UiState},
        strings as s,
        theme::{self, Palette},
        widgets,
    },
};
use eframe::egui::{
    Align2, Color32, Id, Rect, RichText, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2,
};

const ROW: f32 = 26.0;
const COLUMN: f32 = 30.0;
/// Height of the numbers over the columns.
const HEAD: f32 = 22.0;

/// How a verdict is drawn in a cell: never by colour alone.
fn sign(palette: &Palette, verdict: Verdict) -> (&'static str, Color32, Color32) {
    match verdict {
        Verdict::Reachable => ("+", palette.ok, palette.okbg),
        Verdict::ForwardOnly => (">", palette.ok, palette.okbg),
        Verdict::PartialReturn => ("~", palette.warn, palette.warnbg),
        Verdict::Unknown => ("?", palette.warn, palette.warnbg),
        Verdict::Unreachable => ("-", palette.faint, Color32::TRANSPARENT),
    }
}

/// Draws the grid; a cell that is clicked is asked about hop by hop.
pub fn show(ui: &mut Ui, state: &UiState, acts: &mut Acts, traffic: Traffic, matrix: &Matrix) {
    let lang = state.lang;
    let palette = Palette::of(ui.ctx());
    if matrix.ends.len() < 2 {
        widgets::empty(ui, s::NOTHING_PLACED.get(lang));
        return;
    }
    let counts = [traffic.words(), matrix.ends.len().to_string(), matrix.classes.len().to_string()];
    ui.horizontal_wrapped(|ui| {
        let title = s::MATRIX_TITLE.fill(lang, &counts);
        ui.label(RichText::new(title).font(theme::bold(13.0)).color(palette.text));
        ui.label(RichText::new(s::MATRIX_LEGEND.get(lang)).font(theme::sans(11.5)).color(palette.muted));
    });
    let names: f32 = (ui.available_width() * 0.36).clamp(120.0, 260.0);
    let count = matrix.classes.len();
    #[allow(clippy::cast_precision_loss)]
    let (width, height) = (names + COLUMN * count as f32, HEAD + ROW * count as f32);
    ScrollArea::both().id_salt("matrix").auto_shrink(false).show_viewport(ui, |ui, viewport| {
        let (all, _) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
        // Only what is on screen is drawn and made known.
        let first = |from: f32, step: f32| -> usize {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let at = (from / step).max(0.0) as usize;
            at.min(count)
        };
        let lines = first(viewport.top() - HEAD, ROW)..(first(viewport.bottom() - HEAD, ROW) + 1).min(count);
        let columns =
            first(viewport.left() - names, COLUMN)..(first(viewport.right() - names, COLUMN) + 1).min(count);
        let x = |at: usize| {
            #[allow(clippy::cast_precision_loss)]
            let at = at as f32;
            all.left() + names + COLUMN * at
        };
        let y = |at: usize| {
            #[allow(clippy::cast_precision_loss)]
            let at = at as f32;
            all.top() + HEAD + ROW * at
        };
        for at in columns.clone() {
            let centre = pos2(x(at) + COLUMN / 2.0, all.top() + HEAD / 2.0);
            let number = (at + 1).to_string();
            ui.painter().text(centre, Align2::CENTER_CENTER, number, theme::bold(11.0), palette.faint);
        }
        for from in lines {
            let rect = Rect::from_min_size(pos2(all.left(), y(from)), vec2(names, ROW));
            name(ui, lang, matrix, from, rect);
            for to in columns.clone() {
                let rect = Rect::from_min_size(pos2(x(to), y(from)), vec2(COLUMN, ROW)).shrink(2.0);
                if let Some(act) = cell(ui, lang, matrix, from, to, rect) {
                    acts.push(act);
                }
            }
        }
    });
}

/// The ends of a class, the first of them if they are many.
fn class(lang: Lang, matrix: &Matrix, at: usize) -> String {
    const SHOWN: usize = 4;
    let Some(places) = matrix.classes.get(at) else { return String::new() };
    let some = places.iter().take(SHOWN).filter_map(|it| matrix.ends.get(*it));
    let names = some.map(|end| end_name(end, lang)).collect::<Vec<_>>().join(", ");
    match places.len().saturating_sub(SHOWN) {
        0 => names,
        more => s::AND_MORE.fill(lang, &[names, more.to_string()]),
    }
}

fn name(ui: &Ui, lang: Lang, matrix: &Matrix, at: usize, rect: Rect) {
    let palette = Palette::of(ui.ctx());
    let words = class(lang, matrix, at);
    let id = Id::unique(("matrix class", at));
    let response = ui.interact(rect, id, Sense::hover());
    let spoken = format!("{}. {words}", at + 1);
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, &spoken));
    let number = (at + 1).to_string();
    let left = rect.left();
    ui.painter().text(
        pos2(left + 8.0, rect.center().y),
        Align2::CENTER_CENTER,
        number,
        theme::bold(11.0),
        palette.faint,
    );
    let many = matrix.classes.get(at).map_or(0, Vec::len);
    let room = rect.width() - 30.0 - if many > 1 { 24.0 } else { 0.0 };
    let galley = elided(ui.painter(), &words, theme::sans(12.5), palette.text, room);
    let place = Align2::LEFT_CENTER.anchor_size(pos2(left + 24.0, rect.center().y), galley.size()).min;
    ui.painter().galley(place, galley, palette.text);
    let members = s::ALIKE.fill(lang, &[many.to_string()]);
    response.on_hover_text(if many > 1 { format!("{words}\n{members}") } else { words });
}

fn cell(ui: &Ui, lang: Lang, matrix: &Matrix, from: usize, to: usize, rect: Rect) -> Option<Act> {
    let palette = Palette::of(ui.ctx());
    let Some((a, b, verdict)) = matrix.between(from, to) else {
        ui.painter().circle_filled(rect.center(), 1.5, palette.line);
        return None;
    };
    let (glyph, ink, fill) = sign(palette, verdict);
    let response = ui.interact(rect, Id::unique(("matrix cell", from, to)), Sense::click());
    let (words, ..) = rows::verdict(palette, verdict);
    let spoken =
        || format!("{} → {}: {}", class(lang, matrix, from), class(lang, matrix, to), words.get(lang));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, spoken()));
    let lit = response.hovered() || response.has_focus();
    ui.painter().rect_filled(rect, 4.0, if lit { palette.accentbg } else { fill });
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, glyph, theme::mono(13.0), ink);
    let clicked = response.clicked();
    response.on_hover_ui(|ui| {
        ui.label(spoken());
    });
    clicked.then(|| Act::Ask { mode: Mode::Path, from: Some(a.clone()), to: Some(b.clone()), traffic: None })
}
