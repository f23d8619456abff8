//! The sheet of keys, made from the table of commands.

use crate::gui::{
    command::Menu,
    state::UiState,
    strings as s,
    theme::{self, Palette},
};
use eframe::egui::{Align2, Context, Grid, Label, RichText, ScrollArea, Ui, Window, vec2};

/// Draws the sheet while it is open.
pub fn show(ctx: &Context, state: &mut UiState) {
    let mut open = state.keys;
    let room = ctx.content_rect().size();
    let window = Window::new(s::KEYS.get(state.lang))
        .open(&mut open)
        .collapsible(false)
        .resizable(false)
        .anchor(Align2::CENTER_CENTER, vec2(0.0, 0.0));
    window.show(ctx, |ui| {
        ui.set_width((room.x - 80.0).min(880.0));
        let scroll =
            ScrollArea::vertical().max_height((room.y - 140.0).max(120.0)).auto_shrink([false, true]);
        scroll.show(ui, |ui| {
            let wide = ui.available_width() > 700.0;
            ui.columns(if wide { 3 } else { 1 }, |columns| {
                let count = columns.len();
                for (at, menu) in Menu::ALL.into_iter().enumerate() {
                    group(&mut columns[at % count], state, menu);
                }
            });
            ui.add_space(8.0);
            let note = RichText::new(s::KEYS_NOTE.get(state.lang)).font(theme::sans(12.0));
            ui.add(Label::new(note.color(Palette::of(ui.ctx()).muted)).wrap());
        });
    });
    state.keys = open;
}

fn group(ui: &mut Ui, state: &UiState, menu: Menu) {
    let palette = Palette::of(ui.ctx());
    let with_keys: Vec<_> =
        menu.commands().filter(|spec| spec.command.shown_keys(ui.ctx()).is_some()).collect();
    ui.label(RichText::new(menu.label().get(state.lang)).font(theme::bold(12.5)).color(palette.text));
    Grid::new(menu.label().en).num_columns(2).spacing(vec2(10.0, 5.0)).show(ui, |ui| {
        for spec in with_keys {
            let keys = spec.command.shown_keys(ui.ctx()).unwrap_or_default();
            ui.label(RichText::new(keys).font(theme::mono(11.5)).color(palette.text));
            let words =
                RichText::new(spec.label.get(state.lang)).font(theme::sans(12.0)).color(palette.muted);
            ui.add(Label::new(words).truncate());
            ui.end_row();
        }
    });
    ui.add_space(12.0);
}
