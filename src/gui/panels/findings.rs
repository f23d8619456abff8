//! The findings tab: what is odd, where, who says so, and the edit that mends it.

use super::progress;
use crate::{
    diag::{Finding, Place, Severity},
    gui::{
        icon,
        state::{Act, Acts, Document, Gesture, Selection, UiState},
        strings as s,
        theme::{self, Palette},
        updating, widgets,
    },
};
use eframe::egui::{Rect, RichText, Role, ScrollArea, Sense, Ui, Vec2, WidgetInfo, vec2};

/// Draws the tab.
pub fn show(ui: &mut Ui, doc: &Document, state: &UiState, acts: &mut Acts) {
    let findings = doc.analysis.shown().findings();
    updating::word(ui, doc, state.lang);
    if findings.is_empty() && !doc.is_empty() && !doc.analysis.shown().is_known() {
        // That nothing is odd was not found out yet.
        if doc.is_updating() {
            progress::placeholder(ui, state.lang);
        }
        return;
    }
    updating::grey(ui, doc, |ui| list(ui, doc, state, acts, findings));
}

fn list(ui: &mut Ui, doc: &Document, state: &UiState, acts: &mut Acts, findings: &[Finding]) {
    if findings.is_empty() {
        let words = if doc.is_empty() { &s::NO_FINDINGS_YET } else { &s::NO_FINDINGS };
        widgets::empty(ui, words.get(state.lang));
        return;
    }
    ScrollArea::vertical().auto_shrink(false).show_rows(ui, 30.0, findings.len(), |ui, range| {
        for (i, finding) in findings.iter().enumerate().take(range.end).skip(range.start) {
            ui.push_id(i, |ui| row(ui, doc, state, acts, finding));
        }
    });
}

/// The glyph and colour of a severity.
pub fn sign(palette: &Palette, severity: Severity) -> (&'static str, eframe::egui::Color32) {
    match severity {
        Severity::Error => ("error", palette.bad),
        Severity::Warning => ("warning", palette.warn),
        Severity::Info => ("info", palette.muted),
    }
}

fn row(ui: &mut Ui, doc: &Document, state: &UiState, acts: &mut Acts, finding: &Finding) {
    let palette = Palette::of(ui.ctx());
    ui.horizontal(|ui| {
        ui.set_height(24.0);
        let (rect, _) = ui.allocate_exact_size(Vec2::splat(18.0), Sense::hover());
        let (glyph, ink) = sign(palette, finding.rule.severity);
        icon::paint(ui.painter(), glyph, Rect::from_center_size(rect.center(), Vec2::splat(16.0)), ink);
        let text = widgets::plain(&finding.message.say(state.lang));
        let words = RichText::new(&text).font(theme::sans(12.5)).color(palette.text);
        let fix = doc.mend(finding);
        let room = ui.available_width() - 170.0 - if fix.is_some() { 170.0 } else { 0.0 };
        let label = eframe::egui::Label::new(words).truncate().sense(Sense::click());
        let response = ui.add_sized(vec2(room.max(80.0), 20.0), Left(label));
        response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, &text));
        let help = format!("{}\n{}", finding.rule.help.get(state.lang), finding.rule.source);
        if response.on_hover_text(help).clicked() {
            acts.push(show_place(&finding.place));
        }
        ui.with_layout(eframe::egui::Layout::right_to_left(eframe::egui::Align::Center), |ui| {
            ui.label(RichText::new(finding.rule.code).font(theme::mono(11.5)).color(palette.faint));
            let name = s::SHOW_NAMED.fill(state.lang, &[&text]);
            if widgets::quiet_named(ui, s::SHOW.get(state.lang), &name).clicked() {
                acts.push(show_place(&finding.place));
            }
            if let Some(fix) = fix
                && widgets::quiet(ui, &fix.title.say(state.lang)).clicked()
            {
                acts.push(Act::Edit { gesture: Gesture::One, edits: fix.edits });
            }
        });
    });
}

/// What goes to where a finding is.
pub fn show_place(place: &Place) -> Act {
    match place {
        Place::Node { node, .. } => Act::Show(node.clone()),
        Place::Connection(id) => Act::Select(Selection::connection(id.clone())),
    }
}

/// A label that starts at the left of its space.
struct Left(eframe::egui::Label);

impl eframe::egui::Widget for Left {
    fn ui(self, ui: &mut Ui) -> eframe::egui::Response {
        ui.with_layout(eframe::egui::Layout::left_to_right(eframe::egui::Align::Center), |ui| ui.add(self.0))
            .inner
    }
}
