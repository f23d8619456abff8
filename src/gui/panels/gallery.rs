//! The gallery: every template with its picture, searched in both languages, by shelf. Its card is the one that the start
//! card and the learning page show, too.

use super::{
    sheet,
    templates::{Shelf, TEMPLATES, Template, matches},
    thumbnail::Thumbnails,
};
use crate::{
    base::{Lang, Text, text},
    gui::{
        state::{Act, Acts, UiState},
        theme::{self, Palette},
        widgets,
    },
};
use eframe::egui::{
    Frame, Margin, Rect, Response, Role, ScrollArea, Sense, Stroke, StrokeKind, TextEdit, Ui, Vec2,
    WidgetInfo, pos2, vec2,
};

static TITLE: Text = text!("Templates", "템플릿");
static SEARCH: Text = text!("Find a template", "템플릿 찾기");
static NONE: Text = text!(
    "No template has these words: try others, or clear the search",
    "이 단어가 있는 템플릿이 없습니다. 다른 단어로 찾거나 검색어를 지우세요"
);

/// The least width of a card.
const CARD: f32 = 168.0;
/// Space between cards.
const GAP: f32 = 12.0;
/// Height of what stands under the picture: the title and two lines.
const WORDS: f32 = 66.0;

/// Draws the gallery while it is open.
pub fn show(ui: &Ui, state: &mut UiState, acts: &mut Acts) {
    sheet::show(ui, state, &TITLE, vec2(920.0, 720.0), |ui, state| {
        let lang = state.lang;
        let side = Margin { left: 24, right: 24, top: 0, bottom: 10 };
        Frame::new().inner_margin(side).show(ui, |ui| {
            let field = TextEdit::singleline(&mut state.lessons.search)
                .hint_text(SEARCH.get(lang))
                .desired_width(f32::INFINITY)
                .margin(vec2(10.0, 7.0))
                .background_color(Palette::of(ui.ctx()).bg);
            let response = ui.add(field);
            response.widget_info(|| WidgetInfo::labeled(Role::SearchInput, true, SEARCH.get(lang)));
            if state.lessons.fresh {
                response.request_focus();
            }
        });
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            let side = Margin { left: 24, right: 16, top: 0, bottom: 20 };
            Frame::new().inner_margin(side).show(ui, |ui| shelves(ui, state, acts));
        });
    });
}

fn shelves(ui: &mut Ui, state: &mut UiState, acts: &mut Acts) {
    let lang = state.lang;
    let mut any = false;
    for shelf in Shelf::ALL {
        let fits = |it: &Template| it.shelf == shelf && matches(it, &state.lessons.search);
        let here: Vec<usize> =
            (0..TEMPLATES.len()).filter(|at| TEMPLATES.get(*at).is_some_and(fits)).collect();
        if here.is_empty() {
            continue;
        }
        any = true;
        ui.add_space(6.0);
        widgets::section(ui, shelf.label().get(lang));
        ui.add_space(6.0);
        if let Some(at) = grid(ui, &mut state.lessons.thumbnails, lang, &here, 4, false) {
            open(state, acts, at);
        }
        ui.add_space(10.0);
    }
    if !any {
        widgets::empty(ui, NONE.get(lang));
    }
}

/// Opens a template and closes what it was chosen on.
pub fn open(state: &mut UiState, acts: &mut Acts, at: usize) {
    state.lessons.close();
    acts.push(Act::Template(at));
}

/// Cards side by side, at most so many in a row; the one that was chosen. The first may take the keyboard.
pub fn grid(
    ui: &mut Ui,
    thumbnails: &mut Thumbnails,
    lang: Lang,
    shown: &[usize],
    most: usize,
    focus: bool,
) -> Option<usize> {
    let width = ui.available_width();
    let columns = (1..=most.max(1)).rev().find(|it| each(width, *it) >= CARD).unwrap_or(1);
    let wide = each(width, columns);
    let mut chosen = None;
    ui.spacing_mut().item_spacing.y = 0.0;
    for row in shown.chunks(columns) {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = GAP;
            for at in row {
                let response = card(ui, thumbnails, lang, *at, wide, None);
                if focus && shown.first() == Some(at) {
                    response.request_focus();
                }
                if response.clicked() {
                    chosen = Some(*at);
                }
            }
        });
        ui.add_space(GAP);
    }
    chosen
}

#[allow(clippy::cast_precision_loss)]
fn each(width: f32, columns: usize) -> f32 {
    let columns = columns as f32;
    ((width - GAP * (columns - 1.0)) / columns).floor()
}

/// A template with its picture, its title and one or two lines of what it teaches. A step stands before the title.
pub fn card(
    ui: &mut Ui,
    thumbnails: &mut Thumbnails,
    lang: Lang,
    at: usize,
    width: f32,
    step: Option<&str>,
) -> Response {
    let palette = Palette::of(ui.ctx());
    let picture = (width * 0.42).clamp(64.0, 120.0);
    let (rect, response) = ui.allocate_exact_size(vec2(width, picture + WORDS), Sense::click());
    let Some(template) = TEMPLATES.get(at) else { return response };
    let title = match step {
        Some(step) => format!("{step}: {}", template.title.get(lang)),
        None => template.title.get(lang).to_owned(),
    };
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::Button, true, &title);
        info.hint_text = Some(template.help.get(lang).to_owned());
        info
    });
    if response.has_focus() && !ui.clip_rect().contains_rect(rect) {
        ui.scroll_to_rect(rect.expand(8.0), None);
    }
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let lit = response.hovered() || response.has_focus();
    let border = Stroke::new(if lit { 1.5 } else { 1.0 }, if lit { palette.accent } else { palette.line });
    ui.painter().rect(rect, 8.0, palette.panel, border, StrokeKind::Inside);
    let above = Rect::from_min_size(rect.min + Vec2::splat(4.0), vec2(width - 8.0, picture));
    thumbnails.paint(ui, above, at);
    let room = width - 24.0;
    let words = crate::gui::canvas::elided(ui.painter(), &title, theme::bold(12.5), palette.text, room);
    let left = rect.left() + 12.0;
    ui.painter().galley(pos2(left, above.bottom() + 8.0), words, palette.text);
    let help = ui.painter().layout_job(lines(template.help.get(lang), palette.muted, room));
    ui.painter().galley(pos2(left, above.bottom() + 27.0), help, palette.muted);
    response
}

/// Words on at most two lines.
fn lines(words: &str, ink: eframe::egui::Color32, room: f32) -> eframe::egui::text::LayoutJob {
    let mut job = eframe::egui::text::LayoutJob::simple(words.to_owned(), theme::sans(11.5), ink, room);
    job.wrap.max_rows = 2;
    job
}
