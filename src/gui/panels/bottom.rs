//! The bottom panel and its tabs.

use super::{changes, cost, findings, reach};
use crate::gui::{
    state::{Acts, BottomTab, Document, UiState},
    strings as s,
    theme::Palette,
    updating, widgets,
};
use eframe::egui::{Frame, Margin, Stroke, Ui};

/// Draws the panel.
pub fn show(ui: &mut Ui, doc: &Document, state: &mut UiState, acts: &mut Acts) {
    let lang = state.lang;
    let palette = Palette::of(ui.ctx());
    let count = doc.analysis.shown().count();
    let findings = match count {
        0 => s::FINDINGS.get(lang).to_owned(),
        count => format!("{} {count}", s::FINDINGS.get(lang)),
    };
    let tabs = [
        (BottomTab::Findings, findings),
        (BottomTab::Reachability, s::REACHABILITY.get(lang).to_owned()),
        (BottomTab::Cost, s::COST.get(lang).to_owned()),
        (BottomTab::Changes, s::CHANGES.get(lang).to_owned()),
    ];
    ui.spacing_mut().item_spacing.y = 0.0;
    let bar = ui.horizontal(|ui| {
        ui.add_space(14.0);
        ui.spacing_mut().item_spacing.x = 18.0;
        for (tab, words) in tabs {
            let on = state.bottom_tab == tab;
            let response = if tab == BottomTab::Findings {
                let name = doc.spoken(lang, &words);
                updating::grey(ui, doc, |ui| widgets::tab_named(ui, &words, &name, on))
            } else {
                widgets::tab(ui, &words, on)
            };
            if response.clicked() {
                state.bottom_tab = tab;
            }
        }
    });
    let line = bar.response.rect.bottom();
    ui.painter().hline(ui.max_rect().x_range(), line, Stroke::new(1.0, palette.line));
    Frame::new().inner_margin(Margin { left: 16, right: 16, top: 10, bottom: 4 }).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 6.0;
        // The panel keeps its height, however little a tab has to show.
        ui.set_min_height(ui.available_height());
        match state.bottom_tab {
            BottomTab::Findings => findings::show(ui, doc, state, acts),
            BottomTab::Reachability => reach::show(ui, doc, state, acts),
            BottomTab::Cost => cost::show(ui, doc, state, acts),
            BottomTab::Changes => changes::show(ui, doc, state, acts),
        }
    });
}
