//! The form that asks.

use super::end_name;
use crate::{
    base::{Lang, Protocol, Text},
    gui::{
        asking::{Asked, Mode, Subject, View},
        state::{Document, UiState},
        strings as s,
        theme::{self, Palette},
        widgets,
    },
    model::selector::End,
};
use eframe::egui::{Align, Align2, Label, Layout, RichText, Role, Sense, TextEdit, Ui, vec2};

/// Draws the form. A question is asked as soon as it is whole.
pub fn show(ui: &mut Ui, doc: &Document, state: &mut UiState) {
    let lang = state.lang;
    let palette = Palette::of(ui.ctx());
    let before = state.asked.clone();
    ui.horizontal(|ui| {
        ui.label(RichText::new(s::ASK.get(lang)).font(theme::bold(13.0)).color(palette.text));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let traffic = state.asked.mode.has_traffic();
            if traffic && widgets::toggle(ui, s::IPV6.get(lang), state.asked.ipv6).clicked() {
                state.asked.ipv6 ^= true;
            }
            if state.asked.topic().is_some()
                && state.subject != Subject::Asked
                && widgets::quiet(ui, s::ASK_NOW.get(lang)).clicked()
            {
                state.subject = Subject::Asked;
            }
        });
    });
    mode(ui, lang, &mut state.asked);
    let has = state.asked.mode;
    if has.has_from() {
        end(ui, lang, &|| doc.analysis.senders(), &s::FROM, &mut state.asked.from);
    }
    if has.has_to() {
        end(ui, lang, &|| doc.analysis.answerers(), &s::TO, &mut state.asked.to);
    }
    match has.help() {
        None => traffic(ui, lang, &mut state.asked),
        Some(help) => {
            let words = RichText::new(help.get(lang)).font(theme::sans(12.0)).color(palette.muted);
            ui.add(Label::new(words).wrap());
        }
    }
    if state.asked != before {
        if state.asked.mode != before.mode {
            state.view = View::Path;
        }
        // A question that lacks something says so once a person has begun to ask.
        if state.asked.topic().is_some() || state.asked.mode != before.mode || state.subject == Subject::Asked
        {
            state.subject = Subject::Asked;
        }
    }
}

fn mode(ui: &mut Ui, lang: Lang, asked: &mut Asked) {
    let combo = widgets::combo("question", ui.available_width(), asked.mode.label().get(lang));
    // All of them are seen at once.
    let combo = combo.height(320.0);
    let response = combo.show_ui(ui, |ui| {
        for mode in Mode::ALL {
            ui.selectable_value(&mut asked.mode, mode, mode.label().get(lang));
        }
    });
    let now = asked.mode.label().get(lang);
    response.response.widget_info(|| widgets::input(Role::ComboBox, s::QUESTION.get(lang), now));
}

fn end(ui: &mut Ui, lang: Lang, ends: &dyn Fn() -> Vec<End>, label: &Text, chosen: &mut Option<End>) {
    line(ui, label.get(lang), |ui| {
        let shown = chosen.as_ref().map(|end| end_name(end, lang)).unwrap_or_default();
        let combo = widgets::combo(label.en, ui.available_width(), shown.as_str());
        let response = combo.show_ui(ui, |ui| {
            // The list is made only while it is open, and of a long one only what is on screen.
            let height = ui.spacing().interact_size.y;
            let ends = ends();
            let many = ends.len() > MANY;
            for end in ends {
                let next = ui.next_widget_position();
                let place = eframe::egui::Rect::from_min_size(next, vec2(ui.available_width(), height));
                if many && !ui.is_rect_visible(place) {
                    ui.allocate_space(place.size());
                } else {
                    let name = end_name(&end, lang);
                    ui.selectable_value(chosen, Some(end), name);
                }
            }
        });
        response.response.widget_info(|| widgets::input(Role::ComboBox, label.get(lang), &shown));
    });
}

/// Beyond this many, entries of a list that are off screen are left out.
const MANY: usize = 100;

fn traffic(ui: &mut Ui, lang: Lang, asked: &mut Asked) {
    let wrong = asked.ports().is_err();
    line(ui, s::PROTOCOL.get(lang), |ui| {
        let width = (ui.available_width() - ui.spacing().item_spacing.x) / 2.0;
        let width = if asked.protocol.has_ports() { width } else { ui.available_width() };
        let combo = widgets::combo("protocol", width, asked.protocol.name());
        let response = combo.show_ui(ui, |ui| {
            for choice in [Protocol::TCP, Protocol::UDP, Protocol::ICMP, Protocol::All] {
                ui.selectable_value(&mut asked.protocol, choice, choice.name());
            }
        });
        let now = asked.protocol.name();
        response.response.widget_info(|| widgets::input(Role::ComboBox, s::PROTOCOL.get(lang), &now));
        if !asked.protocol.has_ports() {
            return;
        }
        let palette = Palette::of(ui.ctx());
        let now = asked.port.clone();
        let mut edit = TextEdit::singleline(&mut asked.port)
            .margin(vec2(10.0, 7.0))
            .font(theme::mono(12.0))
            .hint_text(s::EVERY_PORT.get(lang));
        if wrong {
            edit = edit.text_color(palette.bad);
        }
        let response = ui.add_sized(vec2(ui.available_width(), theme::FIELD_HEIGHT), edit);
        response.widget_info(|| widgets::input(Role::TextInput, s::PORT.get(lang), &now));
    });
}

fn line(ui: &mut Ui, label: &str, add: impl FnOnce(&mut Ui)) {
    let palette = Palette::of(ui.ctx());
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(62.0, 30.0), Sense::hover());
        ui.painter().text(rect.left_center(), Align2::LEFT_CENTER, label, theme::sans(12.0), palette.muted);
        add(ui);
    });
}
