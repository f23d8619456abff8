//! What somebody gets to who has taken over an end, by packets and by calls, nearest first.

use super::{end_name, path::muted, rows};
use crate::{
    analysis::{Hit, Way, traffic},
    base::Lang,
    gui::{
        asking::{Mode, Traffic},
        state::{Act, Acts, Document, Selection, UiState},
        strings as s,
        theme::{self, Palette},
    },
    model::{field::Choice, selector::End},
};
use eframe::egui::{RichText, ScrollArea, Ui, pos2};

/// Draws a row for each; one by packets leads to its path, one by a call to its connection.
pub fn show(ui: &mut Ui, doc: &Document, state: &UiState, acts: &mut Acts, end: &End, hits: &[Hit]) {
    let lang = state.lang;
    let palette = Palette::of(ui.ctx());
    let title = s::TAKEN.fill(lang, &[end_name(end, lang), hits.len().to_string()]);
    ui.label(RichText::new(title).font(theme::bold(13.0)).color(palette.text));
    if hits.is_empty() {
        muted(ui, s::TAKEN_NOTHING.get(lang));
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let area = ScrollArea::vertical().id_salt("taken").auto_shrink(false);
    area.show_rows(ui, rows::ROW, hits.len(), |ui, range| {
        for hit in hits.get(range).into_iter().flatten() {
            if !row(ui, doc, lang, hit) {
                continue;
            }
            match &hit.by {
                Way::Call { connection, .. } => {
                    acts.push(Act::Select(Selection::connection(connection.clone())));
                }
                Way::Packets(_) | Way::Unknown => {
                    let (from, to) = (Some(end.clone()), Some(hit.end.clone()));
                    let traffic = Some(Traffic::every(hit.ipv6));
                    acts.push(Act::Ask { mode: Mode::Path, from, to, traffic });
                }
            }
        }
    });
}

fn row(ui: &mut Ui, doc: &Document, lang: Lang, hit: &Hit) -> bool {
    let palette = Palette::of(ui.ctx());
    let (words, ink, fill, how) = match &hit.by {
        Way::Packets(packets) => (&s::BY_PACKETS, palette.ok, palette.okbg, traffic::summary(packets, lang)),
        Way::Call { from, access, .. } => {
            let label = access.labels().get(access.index()).map_or("", |it| it.get(lang));
            let how = s::CALLED_BY.fill(lang, &[label, from.as_str()]);
            (&s::BY_CALL, palette.accent, palette.accentbg, how)
        }
        Way::Unknown => (&s::NOT_KNOWN, palette.warn, palette.warnbg, s::NOT_SAID.get(lang).to_owned()),
    };
    let family = if hit.ipv6 { ", IPv6" } else { "" };
    let name = format!("{}{family}", end_name(&hit.end, lang));
    let steps = s::STEPS.fill(lang, &[hit.steps.to_string()]);
    let spoken = format!("{name}, {steps}, {}: {how}", words.get(lang));
    let (rect, response) = rows::row(ui, rows::ROW, &spoken);
    rows::glyph(ui, doc, &hit.end, pos2(rect.left() + 10.0, rect.center().y));
    let left = rect.left() + 28.0;
    let column = (rect.width() * 0.36).clamp(120.0, 240.0);
    let used = rows::put(ui, rect, left, column - 90.0, &name, theme::bold(12.5), palette.text);
    rows::put(ui, rect, left + used + 6.0, 54.0, &steps, theme::sans(11.5), palette.faint);
    let right = rows::pill_at(ui, rect.right(), rect.center().y, words.get(lang), ink, fill);
    let start = rect.left() + column + 4.0;
    rows::put(ui, rect, start, right - 10.0 - start, &how, theme::sans(12.5), palette.muted);
    response.on_hover_text(spoken).clicked()
}
