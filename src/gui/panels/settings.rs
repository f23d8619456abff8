//! The settings, made from their table.

use crate::gui::{
    settings::{SETTINGS, SettingSpec},
    state::{Act, Acts, UiState},
    strings as s,
    theme::{self, Palette},
    widgets,
};
use eframe::egui::{Align2, Context, Frame, Key, Label, Margin, Modifiers, RichText, Role, Ui, Window, vec2};

/// Draws them while they are open.
pub fn show(ctx: &Context, state: &mut UiState, acts: &mut Acts) {
    if !state.settings_open {
        return;
    }
    let mut open = true;
    let frame = Frame::window(&ctx.global_style()).inner_margin(Margin::symmetric(16, 10));
    let window = Window::new(s::SETTINGS.get(state.lang).trim_end_matches('…'))
        .open(&mut open)
        .frame(frame)
        .collapsible(false)
        .resizable(false)
        .anchor(Align2::RIGHT_TOP, vec2(-12.0, 52.0));
    window.show(ctx, |ui| {
        ui.set_width(300.0);
        ui.spacing_mut().item_spacing.y = 4.0;
        for spec in SETTINGS {
            one(ui, state, acts, spec);
        }
        ui.add_space(6.0);
    });
    // A list that is open takes Escape first.
    let any_list = eframe::egui::Popup::is_any_open(ctx);
    if !any_list && ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        open = false;
    }
    if !open {
        state.settings_open = false;
        acts.push(Act::FocusCanvas);
    }
}

fn one(ui: &mut Ui, state: &UiState, acts: &mut Acts, spec: &'static SettingSpec) {
    let lang = state.lang;
    let palette = Palette::of(ui.ctx());
    widgets::field_label(ui, spec.label.get(lang));
    let now = state.settings.index(spec.setting);
    let shown = spec.values.get(now).map_or("", |(_, words)| words.get(lang));
    let response = widgets::combo(spec.key, ui.available_width(), shown).show_ui(ui, |ui| {
        for (at, (_, words)) in spec.values.iter().enumerate() {
            if ui.selectable_label(at == now, words.get(lang)).clicked() {
                acts.push(Act::Set(spec.setting, at));
            }
        }
    });
    response.response.widget_info(|| widgets::input(Role::ComboBox, spec.label.get(lang), shown));
    let help = RichText::new(spec.help.get(lang)).font(theme::sans(11.5)).color(palette.muted);
    ui.add(Label::new(help).wrap());
}
