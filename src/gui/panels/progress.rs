//! How far an answer is that is being worked on, with a way to stop.

use crate::gui::{
    asking::Topic,
    kept::Shown,
    state::{Document, UiState},
    strings as s,
    theme::{self, Palette},
    widgets,
};
use eframe::egui::{Rect, RichText, Role, Sense, Ui, WidgetInfo, vec2};

/// What stands where an answer will be.
pub fn placeholder(ui: &mut Ui, lang: crate::base::Lang) {
    let palette = Palette::of(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 84.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Status, true, s::BEING_WORKED_OUT.get(lang)));
    for (row, share) in [(0.0, 0.55), (1.0, 0.8), (2.0, 0.4)] {
        let bar =
            Rect::from_min_size(rect.min + vec2(0.0, 8.0 + 26.0 * row), vec2(rect.width() * share, 14.0));
        ui.painter().rect_filled(bar, 4.0, palette.line);
    }
}

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
        return;
    }
    let slow = shown.progress.filter(|_| shown.is_slow);
    if shown.is_old || slow.is_some() {
        ui.horizontal(|ui| {
            if shown.is_old {
                say(ui, s::UPDATING.get(lang));
            }
            if let Some((done, all)) = slow {
                say(ui, &s::WORKING.fill(lang, &[done.to_string(), all.to_string()]));
                if widgets::quiet(ui, s::CANCEL.get(lang)).clicked() {
                    state.kept.stop(topic.clone(), doc.analysis.revision());
                }
            }
        });
    }
    if shown.is_awaited {
        placeholder(ui, lang);
    }
}
