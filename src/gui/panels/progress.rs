//! How far an answer is that is being worked on, with a way to stop.

use crate::gui::{
    asking::Topic,
    kept::Shown,
    state::{Document, UiState},
    strings as s,
    theme::{self, Palette},
    widgets,
};
use eframe::egui::{RichText, Ui};

/// Says it, once that is worth a word.
pub fn show(ui: &mut Ui, doc: &Document, state: &mut UiState, topic: &Topic, shown: &Shown) {
    let lang = state.lang;
    let palette = Palette::of(ui.ctx());
    let say = |ui: &mut Ui, words: &str| {
        ui.label(RichText::new(words).font(theme::sans(12.0)).color(palette.muted));
    };
    if shown.stopped {
        ui.horizontal(|ui| {
            say(ui, s::STOPPED.get(lang));
            if widgets::quiet(ui, s::GO_ON.get(lang)).clicked() {
                state.kept.go_on();
            }
        });
    } else if let Some((done, all)) = shown.progress {
        ui.horizontal(|ui| {
            if shown.is_old {
                say(ui, s::UPDATING.get(lang));
            }
            say(ui, &s::WORKING.fill(lang, &[done.to_string(), all.to_string()]));
            if widgets::quiet(ui, s::STOP.get(lang)).clicked() {
                state.kept.stop(topic.clone(), doc.analysis.revision());
            }
        });
    }
}
