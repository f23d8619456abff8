//! What the internet gets to, and what lets it.

use super::{end_name, path::muted, rows};
use crate::{
    analysis::{Exposed, Hop, Verdict, traffic},
    base::{Lang, Text},
    gui::{
        asking::{Mode, Traffic},
        state::{Act, Acts, Document, UiState},
        strings as s,
        theme::{self, Palette},
        widgets,
    },
    model::selector::End,
};
use eframe::egui::{ScrollArea, Ui, pos2};

/// One row of the list.
enum Row<'a> {
    Title(&'static Text),
    End(&'a Exposed),
    Reason(&'a Hop),
}

/// Draws the list: interfaces with their reasons, then services, then what the model does not say.
pub fn show(ui: &mut Ui, doc: &Document, state: &UiState, acts: &mut Acts, exposed: &[Exposed]) {
    let lang = state.lang;
    let list = list(exposed);
    if !list.iter().any(|row| matches!(row, Row::Reason(..))) {
        muted(ui, s::EXPOSED_NOT.get(lang));
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let area = ScrollArea::vertical().id_salt("exposure").auto_shrink(false);
    area.show_rows(ui, rows::ROW, list.len(), |ui, range| {
        for row in list.get(range).into_iter().flatten() {
            match row {
                Row::Title(words) => {
                    let (rect, _) = ui.allocate_exact_size(
                        eframe::egui::vec2(ui.available_width(), rows::ROW),
                        eframe::egui::Sense::hover(),
                    );
                    let ink = Palette::of(ui.ctx()).faint;
                    rows::put(ui, rect, rect.left(), rect.width(), words.get(lang), theme::bold(11.5), ink);
                }
                Row::End(it) => {
                    if end(ui, doc, lang, it) {
                        let (from, to) = (Some(End::Internet), Some(it.end.clone()));
                        let traffic = Some(Traffic::every(it.ipv6));
                        acts.push(Act::Ask { mode: Mode::Path, from, to, traffic });
                    }
                }
                Row::Reason(hop) => {
                    if reason(ui, lang, hop)
                        && let Some(id) = &hop.node
                    {
                        acts.push(Act::Point(id.clone()));
                    }
                }
            }
        }
    });
}

fn list(exposed: &[Exposed]) -> Vec<Row<'_>> {
    let unknown = |it: &&Exposed| it.answer.verdict == Verdict::Unknown;
    let mut list = Vec::new();
    let own = exposed.iter().filter(|it| !it.is_by_service() && !unknown(it));
    for it in own {
        if list.is_empty() {
            list.push(Row::Title(&s::EXPOSED));
        }
        list.push(Row::End(it));
        list.extend(it.reasons().into_iter().map(Row::Reason));
    }
    for (title, unknowns) in [(&s::EXPOSED_SERVICES, false), (&s::NOT_SAID, true)] {
        let these = exposed
            .iter()
            .filter(|it| if unknowns { !it.is_by_service() && unknown(it) } else { it.is_by_service() });
        for (at, it) in these.enumerate() {
            if at == 0 {
                list.push(Row::Title(title));
            }
            list.push(Row::End(it));
        }
    }
    list
}

fn end(ui: &mut Ui, doc: &Document, lang: Lang, it: &Exposed) -> bool {
    let palette = Palette::of(ui.ctx());
    let name = end_name(&it.end, lang);
    let family = if it.ipv6 { "IPv6" } else { "IPv4" };
    let (words, ink, fill) = rows::verdict(palette, it.answer.verdict);
    let packets = traffic::summary(&it.answer.packets, lang);
    let reason = it.answer.reason.as_ref().map(|it| widgets::plain(&it.say(lang))).unwrap_or_default();
    let detail = if packets.is_empty() { reason } else { packets };
    let spoken = format!("{name}, {family}, {}: {detail}", words.get(lang));
    let (rect, response) = rows::row(ui, rows::ROW, &spoken);
    rows::glyph(ui, doc, &it.end, pos2(rect.left() + 10.0, rect.center().y));
    let left = rect.left() + 28.0;
    let column = (rect.width() * 0.36).clamp(120.0, 240.0);
    let used = rows::put(ui, rect, left, column - 74.0, &name, theme::bold(12.5), palette.text);
    rows::put(ui, rect, left + used + 6.0, 40.0, family, theme::sans(11.5), palette.faint);
    let right = rows::pill_at(ui, rect.right(), rect.center().y, words.get(lang), ink, fill);
    let start = rect.left() + column + 4.0;
    let room = right - 10.0 - start;
    let used = rows::put(ui, rect, start, room, &detail, theme::sans(12.5), palette.text);
    if !it.is_by_service() && it.answer.verdict != Verdict::Unknown && room - used > 80.0 {
        let because = s::BECAUSE.get(lang);
        rows::put(ui, rect, start + used + 6.0, 74.0, because, theme::sans(11.5), palette.faint);
    }
    response.on_hover_text(spoken).clicked()
}

fn reason(ui: &mut Ui, lang: Lang, hop: &Hop) -> bool {
    let palette = Palette::of(ui.ctx());
    let (title, decided) = (widgets::plain(&hop.title.say(lang)), widgets::plain(&hop.decided_by.say(lang)));
    let spoken = format!("{} {title}: {decided}", s::BECAUSE.get(lang));
    let (rect, response) = rows::row(ui, rows::ROW, &spoken);
    let left = rect.left() + 40.0;
    ui.painter().circle_filled(pos2(left - 10.0, rect.center().y), 2.0, palette.faint);
    let column = (rect.width() * 0.5).clamp(120.0, 320.0);
    rows::put(ui, rect, left, rect.left() + column - left, &title, theme::bold(12.0), palette.text);
    let start = rect.left() + column + 8.0;
    rows::put(ui, rect, start, rect.right() - start, &decided, theme::sans(12.0), palette.muted);
    response.on_hover_text(format!("{title}\n{decided}")).clicked()
}
