//! The learning page: chapters of plain text, each with a table or a time line, facts with their source, and the templates
//! to try it on. A chapter is one file and one line in the list.

mod apis;
mod backend;
mod figure;
mod models;
mod starts;
mod state;
mod waiting;

use super::{gallery, sheet, templates};
use crate::{
    base::{Lang, Text, text},
    gui::{
        state::{Acts, UiState},
        theme::{self, Palette},
        widgets,
    },
};
use eframe::egui::{
    Align, Color32, Frame, Label, Layout, Margin, RichText, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui,
    WidgetInfo, vec2,
};
use figure::Fact;

/// One chapter.
struct Chapter {
    /// What it is about.
    title: Text,
    /// Its paragraphs.
    text: &'static [Text],
    /// Its table or time line.
    figure: fn(&mut Ui, Lang),
    /// What is so, and who says it.
    facts: &'static [Fact],
    /// Designs to try it on: the step that each stands for, if there are steps, and its folder.
    templates: &'static [(Option<Text>, &'static str)],
}

static CHAPTERS: [&Chapter; 6] = [
    &models::CHAPTER,
    &backend::CHAPTER,
    &starts::CHAPTER,
    &state::CHAPTER,
    &apis::CHAPTER,
    &waiting::CHAPTER,
];

static TITLE: Text = text!("Learn", "배우기");
static CHAPTERS_LABEL: Text = text!("Chapters", "장");
static FACTS: Text = text!("What AWS says", "AWS 설명");
static TRY: Text = text!("Try it", "직접 해 보기");

/// Width of the list of chapters.
const LIST: f32 = 210.0;
/// Text is not wider than this: long lines are hard to read.
const WIDEST: f32 = 700.0;

/// Draws the page while it is open.
pub fn show(ui: &Ui, state: &mut UiState, acts: &mut Acts) {
    sheet::show(ui, state, &TITLE, vec2(1020.0, 760.0), |ui, state| {
        let full = ui.available_rect_before_wrap();
        let wide = full.width() > 700.0;
        if !wide {
            Frame::new().inner_margin(Margin::symmetric(24, 0)).show(ui, |ui| picker(ui, state));
            page(ui, state, acts);
            return;
        }
        let (left, right) = (full.with_max_x(full.left() + LIST), full.with_min_x(full.left() + LIST));
        let inside = eframe::egui::UiBuilder::new().max_rect(left);
        ui.scope_builder(inside, |ui| {
            Frame::new()
                .inner_margin(Margin { left: 16, right: 8, top: 4, bottom: 0 })
                .show(ui, |ui| list(ui, state));
        });
        let inside = eframe::egui::UiBuilder::new().max_rect(right);
        ui.scope_builder(inside, |ui| page(ui, state, acts));
    });
}

fn list(ui: &mut Ui, state: &mut UiState) {
    ui.spacing_mut().item_spacing.y = 2.0;
    for (at, chapter) in CHAPTERS.iter().enumerate() {
        let on = state.lessons.chapter == at;
        let response = entry(ui, at + 1, chapter.title.get(state.lang), on);
        if on && state.lessons.fresh {
            response.request_focus();
        }
        if response.clicked() {
            state.lessons.chapter = at;
        }
    }
}

fn entry(ui: &mut Ui, number: usize, title: &str, on: bool) -> eframe::egui::Response {
    let palette = Palette::of(ui.ctx());
    let room = ui.available_width() - 40.0;
    let (font, ink) = if on { (theme::bold(12.5), palette.text) } else { (theme::sans(12.5), palette.muted) };
    let words = ui.painter().layout(title.to_owned(), font, ink, room);
    let size = vec2(ui.available_width(), (words.size().y + 14.0).max(34.0));
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, on, title));
    let fill = match (on, response.hovered()) {
        (true, _) => palette.accentbg,
        (false, true) => palette.bg,
        (false, false) => Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, 6.0, fill);
    if response.has_focus() {
        ui.painter().rect_stroke(rect, 6.0, Stroke::new(2.0, palette.accent), StrokeKind::Inside);
    }
    let ink = if on { palette.accent } else { palette.faint };
    let at = eframe::egui::pos2(rect.left() + 10.0, rect.center().y);
    ui.painter().text(at, eframe::egui::Align2::LEFT_CENTER, number.to_string(), theme::bold(12.0), ink);
    let at = eframe::egui::pos2(rect.left() + 30.0, rect.center().y - words.size().y / 2.0);
    ui.painter().galley(at, words, palette.text);
    response
}

/// The list where there is no room for one.
fn picker(ui: &mut Ui, state: &mut UiState) {
    let lang = state.lang;
    let shown = CHAPTERS.get(state.lessons.chapter).map_or("", |it| it.title.get(lang));
    let combo = widgets::combo("chapter", ui.available_width(), shown);
    let response = combo.show_ui(ui, |ui| {
        for (at, chapter) in CHAPTERS.iter().enumerate() {
            ui.selectable_value(&mut state.lessons.chapter, at, chapter.title.get(lang));
        }
    });
    let name = CHAPTERS_LABEL.get(lang);
    response.response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, name));
    if state.lessons.fresh {
        response.response.request_focus();
    }
    ui.add_space(8.0);
}

fn page(ui: &mut Ui, state: &mut UiState, acts: &mut Acts) {
    let lang = state.lang;
    let palette = Palette::of(ui.ctx());
    let Some(chapter) = CHAPTERS.get(state.lessons.chapter) else { return };
    let scroll = ScrollArea::vertical().id_salt(("chapter", state.lessons.chapter)).auto_shrink(false);
    scroll.show(ui, |ui| {
        Frame::new().inner_margin(Margin { left: 24, right: 32, top: 4, bottom: 24 }).show(ui, |ui| {
            ui.set_max_width(WIDEST);
            let width = ui.available_width();
            ui.allocate_ui_with_layout(vec2(width, 0.0), Layout::top_down(Align::Min), |ui| {
                let words =
                    RichText::new(chapter.title.get(lang)).font(theme::bold(18.0)).color(palette.text);
                let heading = ui.add(Label::new(words).wrap());
                heading.widget_info(|| WidgetInfo::labeled(Role::Heading, true, chapter.title.get(lang)));
                ui.add_space(8.0);
                for paragraph in chapter.text {
                    let words = RichText::new(paragraph.get(lang))
                        .font(theme::sans(13.5))
                        .line_height(Some(20.0))
                        .color(palette.text);
                    ui.add(Label::new(words).wrap());
                    ui.add_space(8.0);
                }
                ui.add_space(6.0);
                (chapter.figure)(ui, lang);
                ui.add_space(18.0);
                title(ui, TRY.get(lang));
                designs(ui, state, acts, chapter);
                ui.add_space(8.0);
                title(ui, FACTS.get(lang));
                for it in chapter.facts {
                    figure::fact(ui, lang, it);
                    ui.add_space(6.0);
                }
            });
        });
    });
}

fn title(ui: &mut Ui, words: &str) {
    let palette = Palette::of(ui.ctx());
    let heading = ui.label(RichText::new(words).font(theme::bold(13.0)).color(palette.text));
    heading.widget_info(|| WidgetInfo::labeled(Role::Heading, true, words));
    ui.add_space(8.0);
}

fn designs(ui: &mut Ui, state: &mut UiState, acts: &mut Acts, chapter: &Chapter) {
    const GAP: f32 = 12.0;
    let lang = state.lang;
    let columns: usize = if ui.available_width() > 560.0 { 3 } else { 2 };
    #[allow(clippy::cast_precision_loss)]
    let width = ((ui.available_width() - GAP * (columns - 1) as f32) / columns as f32).floor();
    for row in chapter.templates.chunks(columns) {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = GAP;
            for (step, folder) in row {
                // A test says that each is there.
                let Some(at) = templates::find(folder) else { continue };
                let step = step.as_ref().map(|it| it.get(lang));
                if gallery::card(ui, &mut state.lessons.thumbnails, lang, at, width, step).clicked() {
                    gallery::open(state, acts, at);
                }
            }
        });
        ui.add_space(GAP);
    }
}

/// A chapter's title, and its designs: how the button of each is called in both languages, and its folder.
#[cfg(test)]
pub type Contents = (&'static Text, Vec<([String; 2], &'static str)>);

/// Every chapter.
#[cfg(test)]
pub fn contents() -> Vec<Contents> {
    let design = |(step, folder): &'static (Option<Text>, &'static str)| {
        let template = templates::find(folder).and_then(|at| templates::TEMPLATES.get(at));
        let button = |lang: Lang| {
            let title = template.map_or("", |it| it.title.get(lang));
            step.as_ref().map_or(title.to_owned(), |it| format!("{}: {title}", it.get(lang)))
        };
        ([button(Lang::En), button(Lang::Ko)], *folder)
    };
    CHAPTERS.iter().map(|it| (&it.title, it.templates.iter().map(design).collect())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_chapter_has_text_facts_and_templates() {
        for chapter in CHAPTERS {
            let title = chapter.title.en;
            assert!(!chapter.text.is_empty() && chapter.facts.len() >= 3, "{title}");
            for (_, folder) in chapter.templates {
                assert!(templates::find(folder).is_some(), "{title}: {folder}");
            }
            assert!(!chapter.templates.is_empty(), "{title}");
            for text in chapter.text.iter().chain(chapter.facts.iter().map(|it| &it.words)) {
                assert!(text.en.ends_with('.') && text.ko.ends_with('.'), "{title}: {}", text.en);
            }
            for fact in chapter.facts {
                let page = fact.source.starts_with("https://docs.aws.amazon.com/")
                    || fact.source.starts_with("https://aws.amazon.com/");
                assert!(page, "{title}: {}", fact.source);
            }
        }
    }
}
