//! The changes tab: what is other than in the last save or in another file, in the design, in the network and on the
//! bill. Boxes that only moved are counted apart.

use super::progress;
use crate::{
    analysis::{Amount, Difference, Packets, Turn, moved, traffic},
    base::{Lang, Text, text},
    gui::{
        asking::Topic,
        canvas::elided,
        filing::{FileAct, ago},
        kept::{Changes, Found},
        numbers,
        state::{Act, Acts, Document, Selection, UiState},
        strings as s,
        theme::{self, Palette},
        widgets,
    },
};
use eframe::egui::{
    Align, Align2, Color32, Layout, RichText, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2,
};
use serde_json::Value;

static COMPARE_SNAPSHOT: Text = text!("Compare with a snapshot", "스냅숏과 비교");
static RESTORE: Text = text!("Restore", "복원");
static RESTORE_NAMED: Text = text!("Restore the state of {0}", "{0} 상태로 복원");
static NO_SNAPSHOTS: Text = text!(
    "Snapshots appear here once a minute while you edit",
    "편집하는 동안 1분마다 스냅숏이 여기에 생깁니다"
);

const ROW: f32 = 26.0;
/// More rows than this are read in a file.
const MOST: usize = 400;

/// Draws the tab.
pub fn show(ui: &mut Ui, doc: &Document, state: &mut UiState, acts: &mut Acts) {
    let lang = state.lang;
    let palette = Palette::of(ui.ctx());
    ui.horizontal(|ui| {
        let words = match &doc.since.0.file {
            Some(file) => s::SINCE_FILE.fill(lang, &[file]),
            None if doc.file.is_none() => s::SINCE_OPENED.get(lang).to_owned(),
            None => s::SINCE_SAVE.get(lang).to_owned(),
        };
        ui.label(RichText::new(words).font(theme::bold(12.5)).color(palette.text));
        ui.add_space(12.0);
        snapshots(ui, doc, state, acts);
        if widgets::quiet(ui, s::COMPARE_FILE.get(lang)).clicked() {
            acts.push(Act::File(FileAct::CompareFile));
        }
        if doc.last_save.is_some() && widgets::quiet(ui, s::COMPARE_SAVE.get(lang)).clicked() {
            acts.push(Act::File(FileAct::CompareSave));
        }
    });
    let topic = Topic::Changes(doc.since.clone());
    let shown = state.kept.ask(&topic, doc.analysis.revision());
    progress::show(ui, doc, state, &topic, &shown);
    let Some(found) = shown.found else { return };
    let Found::Changes(changes) = found.as_ref() else { return };
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        if shown.is_old {
            ui.multiply_opacity(0.5);
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        let drawn = moved(&doc.since.0.analysis, &doc.analysis).len();
        if changes.differences.is_empty() && drawn == 0 {
            let words = match &doc.since.0.file {
                Some(file) => s::NO_CHANGES_FILE.fill(lang, &[file]),
                None => s::NO_CHANGES.get(lang).to_owned(),
            };
            widgets::empty(ui, &words);
            return;
        }
        list(ui, doc, lang, acts, changes);
        if drawn > 0 {
            ui.add_space(6.0);
            let words = s::MOVED_BOXES.fill(lang, &[drawn.to_string()]);
            ui.label(RichText::new(words).font(theme::sans(12.0)).color(palette.muted));
        }
    });
}

/// The list of older states, asked for when it opens: each to compare with, or to go back to.
fn snapshots(ui: &mut Ui, doc: &Document, state: &mut UiState, acts: &mut Acts) {
    let lang = state.lang;
    let shown = widgets::combo("snapshots", 190.0, COMPARE_SNAPSHOT.get(lang)).show_ui(ui, |ui| {
        if state.filing.snapshots.is_empty() {
            ui.label(RichText::new(NO_SNAPSHOTS.get(lang)).font(theme::sans(12.0)));
        }
        for snapshot in &state.filing.snapshots {
            let when = ago(lang, snapshot.age);
            ui.horizontal(|ui| {
                if ui.selectable_label(false, &when).clicked() {
                    acts.push(Act::File(FileAct::CompareSnapshot(snapshot.clone())));
                    ui.close();
                }
                let name = RESTORE_NAMED.fill(lang, &[when]);
                let right = Layout::right_to_left(Align::Center);
                let restore = |ui: &mut Ui| widgets::quiet_named(ui, RESTORE.get(lang), &name).clicked();
                if doc.read_only.is_none() && ui.with_layout(right, restore).inner {
                    acts.push(Act::File(FileAct::RestoreSnapshot(snapshot.clone())));
                    ui.close();
                }
            });
        }
    });
    shown.response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, COMPARE_SNAPSHOT.get(lang)));
    let open = shown.inner.is_some();
    if open && !state.filing.is_listing {
        acts.push(Act::File(FileAct::ListSnapshots));
    }
    state.filing.is_listing = open;
}

fn list(ui: &mut Ui, doc: &Document, lang: Lang, acts: &mut Acts, changes: &Changes) {
    let palette = Palette::of(ui.ctx());
    for it in changes.differences.iter().take(MOST) {
        let (sign, ink, words) = said(lang, palette, it);
        if row(ui, (sign.get(lang), ink), &it.id, &words) {
            let model = doc.analysis.model();
            if let Some(id) = it.id.parse().ok().filter(|id| model.node(id).is_some()) {
                acts.push(Act::Show(id));
            } else if let Some(id) = it.id.parse().ok().filter(|id| model.connection(id).is_some()) {
                acts.push(Act::Select(Selection::connection(id)));
            }
        }
    }
    if changes.differences.is_empty() {
        return;
    }
    ui.add_space(8.0);
    widgets::section(ui, s::NETWORK_CHANGES.get(lang));
    if changes.turns.is_empty() {
        ui.label(RichText::new(s::NETWORK_SAME.get(lang)).font(theme::sans(12.5)).color(palette.muted));
    }
    for turn in changes.turns.iter().take(MOST) {
        let ends = format!("{} → {}{}", turn.from, turn.to, if turn.ipv6 { ", IPv6" } else { "" });
        let ink = if turn.opens.is_empty() { palette.ok } else { palette.warn };
        row(ui, ("", ink), &ends, &passing(lang, turn));
    }
    ui.add_space(8.0);
    widgets::section(ui, s::COST.get(lang));
    let captions: [&Text; 3] = [&s::PER_MILLION, &s::PER_MONTH, &s::TOTAL_MONTH];
    for (caption, amount) in captions.into_iter().zip(&changes.amounts) {
        row(ui, ("", palette.cost), caption.get(lang), &costs(lang, amount));
    }
}

/// A change in a few words.
fn said(lang: Lang, palette: &Palette, it: &Difference) -> (&'static Text, Color32, String) {
    let kind = |value: &Value| value["kind"].as_str().unwrap_or(it.section).to_owned();
    match (&it.old, &it.new) {
        (Value::Null, new) if it.field.is_empty() => (&s::ADDED, palette.ok, kind(new)),
        (old, Value::Null) if it.field.is_empty() => (&s::REMOVED, palette.bad, kind(old)),
        (old, new) => {
            let value = |value: &Value| match value {
                Value::Null => s::DEFAULT_VALUE.get(lang).to_owned(),
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            let words = s::BEFORE_AFTER.fill(lang, &[it.field.clone(), value(old), value(new)]);
            (&s::CHANGED, palette.accent, words)
        }
    }
}

fn passing(lang: Lang, turn: &Turn) -> String {
    let few = |packets: &[Packets]| {
        let words: Vec<String> = traffic::words(packets, lang).into_iter().map(|it| it.1).collect();
        words.join("; ")
    };
    let parts = [(&turn.opens, &s::OPENS), (&turn.closes, &s::CLOSES)];
    let parts = parts.into_iter().filter(|(packets, _)| !packets.is_empty());
    parts.map(|(packets, words)| words.fill(lang, &[few(packets)])).collect::<Vec<_>>().join(", ")
}

fn costs(lang: Lang, (_, [(old, old_floor), (new, new_floor)]): &Amount) -> String {
    let least = |floor: bool, text: String| if floor { s::AT_LEAST.fill(lang, &[text]) } else { text };
    if old == new {
        return least(*new_floor, numbers::dollars(*new));
    }
    let both = [least(*old_floor, numbers::dollars(*old)), least(*new_floor, numbers::dollars(*new))];
    s::COST_CHANGE.fill(lang, &both)
}

/// One line: a word in a colour, of what, and what; whether it was clicked.
fn row(ui: &mut Ui, (sign, ink): (&str, Color32), what: &str, words: &str) -> bool {
    let palette = Palette::of(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    response
        .widget_info(|| WidgetInfo::labeled(Role::ListItem, true, format!("{sign} {what}: {words}").trim()));
    if response.hovered() {
        ui.painter().rect_filled(rect.expand2(vec2(6.0, 0.0)), 6.0, palette.bg);
    }
    let middle = rect.center().y;
    let put = |left: f32, text: &str, font, ink, room: f32| {
        let galley = elided(ui.painter(), text, font, ink, room);
        let at = Align2::LEFT_CENTER.anchor_size(pos2(left, middle), galley.size()).min;
        ui.painter().galley(at, galley, ink);
    };
    let names = rect.left() + if sign.is_empty() { 0.0 } else { 76.0 };
    let values = names + 260.0;
    put(rect.left(), sign, theme::bold(12.0), ink, 70.0);
    put(names, what, theme::sans(12.5), palette.text, 250.0);
    let tone = if sign.is_empty() { ink } else { palette.muted };
    put(values, words, theme::sans(12.5), tone, rect.right() - values);
    response.clicked()
}
