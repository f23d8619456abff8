//! What one end reaches, or what reaches it: a row for each other end.

use super::{end_name, rows};
use crate::{
    analysis::{Verdict, traffic},
    base::Lang,
    gui::{
        asking::{Mode, Traffic},
        kept::Reach,
        state::{Act, Acts, Document, UiState},
        strings as s,
        theme::{self, Palette},
        widgets,
    },
    model::selector::End,
};
use eframe::egui::{RichText, ScrollArea, Ui, pos2};

/// What was asked.
pub struct Asked<'a> {
    /// The end that was named.
    pub known: &'a End,
    /// Whether packets go to it.
    pub backwards: bool,
    /// Which packets.
    pub traffic: Traffic,
}

/// Draws the rows; one that is clicked is asked about hop by hop.
pub fn show(
    ui: &mut Ui,
    doc: &Document,
    state: &UiState,
    acts: &mut Acts,
    asked: &Asked<'_>,
    reached: &[Reach],
) {
    let lang = state.lang;
    let palette = Palette::of(ui.ctx());
    let connects = |it: &&Reach| match it.verdict {
        Verdict::Reachable | Verdict::PartialReturn | Verdict::ForwardOnly => true,
        Verdict::Unreachable | Verdict::Unknown => false,
    };
    let count = reached.iter().filter(connects).count().to_string();
    let words = if asked.backwards { &s::IS_REACHED_BY } else { &s::REACHES };
    let title = words.fill(lang, &[end_name(asked.known, lang), count, reached.len().to_string()]);
    ui.horizontal(|ui| {
        ui.label(RichText::new(title).font(theme::bold(13.0)).color(palette.text));
        ui.label(RichText::new(asked.traffic.words()).font(theme::mono(11.5)).color(palette.muted));
        // OV-2: one switch turns the question round.
        let (opens, answers) = doc.analysis.takes_part(asked.known);
        let (mode, able) = if asked.backwards { (Mode::From, opens) } else { (Mode::To, answers) };
        ui.add_space(6.0);
        if able && widgets::quiet(ui, mode.label().get(lang)).clicked() {
            let known = Some(asked.known.clone());
            let (from, to) = if asked.backwards { (known, None) } else { (None, known) };
            acts.push(Act::Ask { mode, from, to, traffic: None });
        }
    });
    ui.spacing_mut().item_spacing.y = 0.0;
    let area = ScrollArea::vertical().id_salt("ends").auto_shrink(false);
    area.show_rows(ui, rows::ROW, reached.len(), |ui, range| {
        for it in reached.get(range).into_iter().flatten() {
            if row(ui, doc, lang, it) {
                let (known, other) = (Some(asked.known.clone()), Some(it.end.clone()));
                let (from, to) = if asked.backwards { (other, known) } else { (known, other) };
                acts.push(Act::Ask { mode: Mode::Path, from, to, traffic: None });
            }
        }
    });
}

fn row(ui: &mut Ui, doc: &Document, lang: Lang, it: &Reach) -> bool {
    let palette = Palette::of(ui.ctx());
    let (words, ink, fill) = rows::verdict(palette, it.verdict);
    let name = end_name(&it.end, lang);
    let packets = traffic::summary(&it.packets, lang);
    let why = it.code.map(|code| code.meaning().get(lang)).unwrap_or_default();
    let detail = if packets.is_empty() { widgets::sentence(why) } else { packets };
    let code = it.code.map(|code| format!(", {}", code.name())).unwrap_or_default();
    let spoken = format!("{name}, {}: {detail}{code}", words.get(lang));
    let (rect, response) = rows::row(ui, rows::ROW, &spoken);
    rows::glyph(ui, doc, &it.end, pos2(rect.left() + 10.0, rect.center().y));
    let left = rect.left() + 28.0;
    let column = (rect.width() * 0.30).clamp(110.0, 220.0);
    rows::put(ui, rect, left, column - 34.0, &name, theme::bold(12.5), palette.text);
    let end = rows::pill_at(ui, rect.right(), rect.center().y, words.get(lang), ink, fill);
    let start = rect.left() + column;
    rows::put(ui, rect, start, end - 10.0 - start, &detail, theme::sans(12.5), palette.muted);
    response.on_hover_text(spoken).clicked()
}
