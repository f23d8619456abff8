//! What is shown of the design while it is older than the design: greyed, and said to be updating. What takes some
//! frames only is waited for without a word, so that small designs never flicker.

use super::{
    kept::QUIET,
    state::Document,
    strings as s,
    theme::{self, Palette},
};
use crate::base::Lang;
use eframe::egui::{Color32, Painter, RichText, Ui};

/// How much of its colour is left to what is old.
const OLD: f32 = 0.5;

impl Document {
    /// Counts a frame for which what is shown is not of this design.
    pub fn wait(&mut self) {
        self.waited = if self.analysis.is_settled() { 0 } else { self.waited + 1 };
    }

    /// Whether what is shown has been old for so long that a person is told.
    pub fn is_updating(&self) -> bool {
        self.waited > QUIET
    }

    /// The colour of something on the canvas that depends on answers.
    pub fn ink(&self, palette: &Palette, ink: Color32) -> Color32 {
        if self.is_updating() { palette.muted } else { ink }
    }

    /// The name of something that depends on answers, for assistive technology.
    pub fn spoken(&self, lang: Lang, name: &str) -> String {
        if self.is_updating() { s::NAME_UPDATING.fill(lang, &[name]) } else { name.to_owned() }
    }
}

/// Draws something that depends on answers.
pub fn grey<R>(ui: &mut Ui, doc: &Document, add: impl FnOnce(&mut Ui) -> R) -> R {
    let scope = ui.scope(|ui| {
        if doc.is_updating() {
            ui.multiply_opacity(OLD);
        }
        add(ui)
    });
    scope.inner
}

/// The same for marks on the canvas that lie over what they are about.
pub fn faded(painter: &Painter, doc: &Document) -> Painter {
    let mut painter = painter.clone();
    if doc.is_updating() {
        painter.multiply_opacity(OLD);
    }
    painter
}

/// Says it in a line above that.
pub fn word(ui: &mut Ui, doc: &Document, lang: Lang) {
    if doc.is_updating() {
        let words = RichText::new(s::UPDATING.get(lang)).font(theme::sans(12.0));
        ui.label(words.color(Palette::of(ui.ctx()).muted));
    }
}
