//! The top bar: the design and how it is saved, tools, overlays, search, totals, theme and language.

use crate::{
    base::{Lang, Message},
    gui::{
        command::{Command, Menu},
        icon, numbers,
        state::{Act, Acts, Autosave, Document, Tool, UiState},
        strings as s,
        theme::{self, Palette},
        updating, widgets,
    },
};
use eframe::egui::{
    Align, Button, Label, Layout, Popup, Rect, Response, RichText, Role, Sense, Theme, Ui, Vec2, WidgetInfo,
    vec2,
};

/// Room for the field of the search.
const FIND: f32 = 160.0;

/// Room that the totals and what stands beside them take.
const TOTALS: f32 = 400.0;

/// Room for how the design is saved, when all is well.
const STATUS: f32 = 58.0;

/// Draws the bar.
pub fn show(
    ui: &mut Ui,
    doc: &Document,
    state: &mut UiState,
    acts: &mut Acts,
    applies: &dyn Fn(Command) -> bool,
) {
    let lang = state.lang;
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        menu(ui, lang, acts, applies);
        name(ui, doc, lang);
        ui.add_space(18.0);
        let tools = [
            (Command::SelectTool, Tool::Select),
            (Command::HandTool, Tool::Hand),
            (Command::ConnectTool, Tool::Connect),
            (Command::TraceTool, Tool::Trace),
        ];
        for (command, tool) in tools {
            button(
                ui,
                command,
                lang,
                state.tool == tool,
                !command.spec().edits || doc.read_only.is_none(),
                acts,
            );
        }
        ui.add_space(8.0);
        button(ui, Command::Undo, lang, false, applies(Command::Undo), acts);
        button(ui, Command::Redo, lang, false, applies(Command::Redo), acts);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| right(ui, doc, state, acts, applies));
    });
}

fn button(ui: &mut Ui, command: Command, lang: Lang, on: bool, enabled: bool, acts: &mut Acts) {
    let spec = command.spec();
    let response = widgets::tool(ui, spec.icon, spec.label.get(lang), on, enabled);
    if response.on_hover_text(command.tooltip(lang, ui.ctx())).clicked() {
        acts.push(Act::Do(command));
    }
}

/// Why the design may not be edited, and the way out of that.
pub fn read_only(ui: &mut Ui, lang: Lang, why: &Message, way_out: Option<Command>, acts: &mut Acts) {
    let palette = Palette::of(ui.ctx());
    ui.horizontal_centered(|ui| {
        let words = RichText::new(widgets::plain(&why.say(lang))).font(theme::sans(12.5)).color(palette.text);
        ui.add(Label::new(words).truncate());
        if let Some(command) = way_out {
            ui.add_space(10.0);
            if widgets::quiet(ui, command.spec().label.get(lang)).clicked() {
                acts.push(Act::Do(command));
            }
        }
    });
}

/// A row of a menu.
pub fn entry(ui: &mut Ui, words: &str, keys: &str) -> Response {
    let button = Button::new(words).frame(false).shortcut_text(keys);
    ui.add_sized([ui.available_width(), 26.0], button)
}

/// A command as a row of a menu.
pub fn item(ui: &mut Ui, command: Command, lang: Lang, acts: &mut Acts) {
    let keys = command.shown_keys(ui.ctx()).unwrap_or_default();
    if entry(ui, command.spec().label.get(lang), &keys).clicked() {
        acts.push(Act::Do(command));
        ui.close();
    }
}

fn menu(ui: &mut Ui, lang: Lang, acts: &mut Acts, applies: &dyn Fn(Command) -> bool) {
    let palette = Palette::of(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(vec2(26.0, 26.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, s::MENU.get(lang)));
    let mark = Rect::from_center_size(rect.center(), Vec2::splat(20.0));
    ui.painter().rect_filled(mark, 5.0, palette.accent);
    icon::paint(ui.painter(), "mark", mark.shrink(3.0), palette.panel);
    Popup::menu(&response).show(|ui| {
        ui.set_min_width(190.0);
        for menu in Menu::ALL {
            ui.menu_button(menu.label().get(lang), |ui| {
                ui.set_min_width(280.0);
                ui.spacing_mut().item_spacing.y = 1.0;
                for spec in menu.commands().filter(|spec| applies(spec.command)) {
                    item(ui, spec.command, lang, acts);
                }
            });
        }
        ui.separator();
        for command in [Command::Templates, Command::Tour, Command::Learn] {
            item(ui, command, lang, acts);
        }
    });
}

fn name(ui: &mut Ui, doc: &Document, lang: Lang) {
    let palette = Palette::of(ui.ctx());
    let name = doc.analysis.model().name();
    let name = if name.is_empty() { s::UNTITLED.get(lang) } else { name };
    // A long name or message leaves room for the tools.
    let most = ui.available_width();
    let short = |ui: &mut Ui, text: RichText, share: f32| {
        let size = vec2(most * share, 28.0);
        ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
            let response = ui.add(Label::new(text.clone()).truncate());
            response.on_hover_text(text.text());
        });
    };
    short(ui, RichText::new(name).font(theme::bold(13.5)), 0.2);
    let drawing = doc.analysis.drawing();
    let (words, ink) = match (&doc.read_only, &doc.autosave) {
        (Some(_), _) => (s::READ_ONLY.get(lang).to_owned(), palette.warn),
        (None, Autosave::Failed(_, why)) => (s::NOT_SAVED.fill(lang, &[why]), palette.bad),
        (None, Autosave::Done(at)) if *at == drawing => (s::SAVED.get(lang).to_owned(), palette.muted),
        (None, Autosave::Writing(_)) => (s::SAVING.get(lang).to_owned(), palette.muted),
        (None, Autosave::Idle | Autosave::Done(_)) if doc.is_dirty() => {
            (s::EDITED.get(lang).to_owned(), palette.muted)
        }
        (None, Autosave::Idle | Autosave::Done(_)) => (String::new(), palette.muted),
    };
    // The tools stay where they are while a design becomes edited, saving and saved.
    let before = ui.cursor().left();
    short(ui, RichText::new(words).font(theme::sans(12.0)).color(ink), 0.24);
    ui.add_space((before + STATUS - ui.cursor().left()).max(0.0));
}

fn right(
    ui: &mut Ui,
    doc: &Document,
    state: &mut UiState,
    acts: &mut Acts,
    applies: &dyn Fn(Command) -> bool,
) {
    let lang = state.lang;
    let palette = Palette::of(ui.ctx());
    let main = if applies(Command::Share) { Command::Share } else { Command::Export };
    if widgets::primary(ui, main.spec().label.get(lang)).clicked() {
        acts.push(Act::Do(main));
    }
    ui.add_space(4.0);
    let dark = ui.ctx().theme() == Theme::Dark;
    for (command, glyph) in [
        (Command::Settings, "settings"),
        (Command::Theme, if dark { "sun" } else { "moon" }),
        (Command::Language, "language"),
    ] {
        let response = widgets::tool(ui, glyph, command.spec().label.get(lang), false, true);
        // Each language's own name needs its own letters, which may not be here yet.
        let other = command == Command::Language;
        let hint =
            if other { s::OTHER_LANGUAGE.get(lang).to_owned() } else { command.tooltip(lang, ui.ctx()) };
        if response.on_hover_text(hint).clicked() {
            acts.push(Act::Do(command));
        }
    }
    ui.add_space(8.0);
    if ui.available_width() > TOTALS {
        updating::grey(ui, doc, |ui| totals(ui, doc, state));
        ui.add_space(6.0);
    }
    let findings = doc.analysis.shown().count();
    let words = if findings == 0 {
        s::FINDINGS.get(lang).to_owned()
    } else {
        format!("{} {findings}", s::FINDINGS.get(lang))
    };
    let name = doc.spoken(lang, &words);
    let (cost, reach) = (s::COST.get(lang).to_owned(), s::REACHABILITY.get(lang).to_owned());
    let overlays = [
        (Command::ShowCost, state.show_cost, cost.clone(), cost),
        (Command::ShowReach, state.show_reach, reach.clone(), reach),
        (Command::ShowFindings, state.show_findings, words, name),
    ];
    // Where there is no room they are in the menu, and the field of the search over the canvas.
    let wide = |words: &str| ui.painter().layout_no_wrap(words.to_owned(), theme::bold(12.5), palette.text);
    let words_room: f32 = overlays.iter().map(|(_, _, words, _)| wide(words).size().x + 24.0).sum();
    // Without room for words they are glyphs; their names are the same.
    let in_words = ui.available_width() >= words_room + FIND;
    let room = if in_words { words_room } else { 40.0 * 3.0 };
    let in_bar = ui.available_width() >= room + FIND;
    state.find.is_in_bar = in_bar;
    if in_bar {
        super::find::show(ui, doc, state, acts, FIND - 30.0);
    }
    if room > ui.available_width() {
        return;
    }
    for (command, on, words, name) in overlays {
        let one = |ui: &mut Ui| {
            if in_words {
                widgets::toggle_named(ui, &words, &name, on)
            } else {
                widgets::tool(ui, command.spec().icon, &name, on, true)
            }
        };
        let response = if command == Command::ShowFindings { updating::grey(ui, doc, one) } else { one(ui) };
        if response.on_hover_text(command.tooltip(lang, ui.ctx())).clicked() {
            acts.push(Act::Do(command));
        }
    }
}

fn totals(ui: &mut Ui, doc: &Document, state: &mut UiState) {
    let lang = state.lang;
    let palette = Palette::of(ui.ctx());
    let totals = doc.analysis.shown().totals();
    let now = (totals.fixed, totals.per_million);
    // What is in the file costs what it cost when it was last shown unchanged.
    if !doc.is_dirty() && doc.analysis.is_settled() {
        state.saved_cost = Some(now);
    }
    let saved = state.saved_cost.unwrap_or(now);
    let pairs = [
        (totals.fixed, saved.0, &s::PER_MONTH, palette.text, totals.fixed_is_floor),
        (totals.per_million, saved.1, &s::PER_MILLION, palette.cost, totals.per_million_is_floor),
    ];
    for (amount, before, caption, ink, at_least) in pairs {
        let mut figure = numbers::dollars(amount);
        if at_least {
            figure = format!("≥ {figure}");
        }
        let painter = ui.painter();
        let figure = painter.layout_no_wrap(figure, theme::bold(14.5), ink);
        let caption = painter.layout_no_wrap(caption.get(lang).to_owned(), theme::sans(11.0), palette.muted);
        let by = numbers::difference(before, amount);
        let tone = if amount > before { palette.bad } else { palette.ok };
        let since = by.as_ref().map(|by| painter.layout_no_wrap(by.clone(), theme::bold(11.0), tone));
        let beside = since.as_ref().map_or(0.0, |it| it.size().x + 6.0);
        let width = (figure.size().x + beside).max(caption.size().x);
        let words = caption.text().to_owned();
        let caption = if doc.is_updating() {
            painter.layout_no_wrap(s::UPDATING.get(lang).to_owned(), theme::sans(11.0), palette.muted)
        } else {
            caption
        };
        let (rect, response) = ui.allocate_exact_size(vec2(width, 36.0), Sense::hover());
        let mut name = format!("{} {words}", figure.text());
        if let Some(by) = by {
            name = format!("{name}, {}", s::SINCE_LAST_SAVE.fill(lang, &[by]));
        }
        let name = doc.spoken(lang, &name);
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &name));
        response.on_hover_text(&name);
        let right = rect.right();
        let painter = ui.painter();
        if let Some(since) = since {
            let left = right - figure.size().x - beside;
            painter.galley(eframe::egui::pos2(left, rect.top() + 4.0), since, tone);
        }
        painter.galley(eframe::egui::pos2(right - figure.size().x, rect.top()), figure, ink);
        painter.galley(
            eframe::egui::pos2(right - caption.size().x, rect.top() + 20.0),
            caption,
            palette.muted,
        );
        ui.add_space(12.0);
    }
}
