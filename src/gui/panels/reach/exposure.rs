//! What the internet gets to, and what lets it.

use super::{end_name, path::muted, rows};
use crate::{
    analysis::{Exposed, Hop, Verdict, traffic},
    base::Lang,
    gui::{
        asking::{Mode, Traffic},
        kept::Line,
        state::{Act, Acts, Document, UiState},
        strings as s,
        theme::{self, Palette},
        widgets,
    },
    model::selector::End,
};
use eframe::egui::{Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

/// Draws the list: interfaces with their reasons, then services, then what the model does not say.
pub fn show(
    ui: &mut Ui,
    doc: &Document,
    state: &UiState,
    acts: &mut Acts,
    exposed: &[Exposed],
    lines: &[Line],
) {
    let lang = state.lang;
    if !lines.contains(&Line::Reached) {
        muted(ui, s::EXPOSED_NOT.get(lang));
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let area = ScrollArea::vertical().id_salt("exposure").auto_shrink(false);
    area.show_rows(ui, rows::ROW, lines.len(), |ui, range| {
        for line in lines.get(range).into_iter().flatten() {
            match *line {
                Line::Reached => title(ui, s::EXPOSED.get(lang)),
                Line::ByService => title(ui, s::EXPOSED_SERVICES.get(lang)),
                Line::NotSaid => title(ui, s::NOT_SAID.get(lang)),
                Line::End(at) => {
                    if let Some(it) = exposed.get(at)
                        && end(ui, doc, lang, it)
                    {
                        let (from, to) = (Some(End::Internet), Some(it.end.clone()));
                        let traffic = Some(Traffic::every(it.ipv6));
                        acts.push(Act::Ask { mode: Mode::Path, from, to, traffic });
                    }
                }
                Line::Reason(at, which) => {
                    let reasons = exposed.get(at).map(Exposed::reasons).unwrap_or_default();
                    if let Some(hop) = reasons.get(which)
                        && reason(ui, lang, hop)
                        && let Some(id) = &hop.node
                    {
                        acts.push(Act::Point(id.clone()));
                    }
                }
            }
        }
    });
}

fn title(ui: &mut Ui, words: &str) {
    let size = vec2(ui.available_width(), rows::ROW);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
    let ink = Palette::of(ui.ctx()).faint;
    rows::put(ui, rect, rect.left(), rect.width(), words, theme::bold(11.5), ink);
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
