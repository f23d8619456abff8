//! The card over an empty design: templates, a file, a document that was open before, or a blank start.

use super::{
    gallery,
    sheet::Sheet,
    templates::{Shelf, TEMPLATES},
};
use crate::{
    base::{Text, text},
    gui::{
        canvas::elided,
        command::Command,
        filing::{FileAct, ago},
        state::{Act, Acts, UiState},
        strings as s,
        theme::{self, Palette},
        widgets,
    },
};
use eframe::egui::{
    Align2, Area, Frame, Id, Margin, Order, Rect, RichText, Role, ScrollArea, Stroke, Ui, WidgetInfo,
};

static TITLE: Text = text!("Start from a template", "템플릿으로 시작");
static DROP: Text = text!(
    "Or drag a kind from the palette, or drop a model, a template or a Terraform plan anywhere in the window",
    "또는 팔레트에서 종류를 끌어오거나, 모델·템플릿·Terraform 계획 파일을 창 아무 곳에나 놓으세요"
);
static MORE: Text = text!("More templates", "템플릿 더 보기");
static FILE: Text = text!("Open file", "파일 열기");
static BLANK: Text = text!("Blank design", "빈 설계");
static TOUR: Text = text!("Take the tour", "둘러보기");
static LEARN: Text = text!("Learn", "배우기");
static RECENT: Text = text!("Recent documents", "최근 문서");
static OPEN: Text = text!("Open {0}, {1}", "{0} 열기, {1}");
static FORGET: Text = text!("Remove", "목록에서 제거");
static DELETE: Text = text!("Delete", "삭제");
static OF: Text = text!("{0} {1}", "{1} {0}");

/// How wide the card may become.
const WIDEST: f32 = 720.0;

/// Draws the card in the middle of the canvas.
pub fn show(ui: &Ui, view: Rect, state: &mut UiState, acts: &mut Acts) {
    let lang = state.lang;
    let palette = Palette::of(ui.ctx());
    let width = (view.width() - 48.0).clamp(260.0, WIDEST);
    let area = Area::new(Id::unique("start"))
        .order(Order::Middle)
        .pivot(Align2::CENTER_CENTER)
        .fixed_pos(view.center())
        .constrain_to(view);
    area.show(ui.ctx(), |ui| {
        let frame = Frame::new()
            .fill(palette.panel)
            .stroke(Stroke::new(1.0, palette.line))
            .corner_radius(12)
            .inner_margin(Margin::same(24));
        frame.show(ui, |ui| {
            ui.set_width(width - 48.0);
            // An area is as high as its content was; the card takes what it needs, up to the canvas.
            let most = (view.height() - 72.0).max(120.0);
            let scroll = ScrollArea::vertical().max_height(most).min_scrolled_height(most);
            scroll.auto_shrink([false, true]).show(ui, |ui| {
                let words = RichText::new(TITLE.get(lang)).font(theme::bold(15.0)).color(palette.text);
                let heading = ui.label(words);
                heading.widget_info(|| WidgetInfo::labeled(Role::Heading, true, TITLE.get(lang)));
                ui.add_space(6.0);
                let first: Vec<usize> = (0..TEMPLATES.len())
                    .filter(|at| TEMPLATES.get(*at).is_some_and(|it| it.shelf == Shelf::Start))
                    .collect();
                let focus = std::mem::take(&mut state.lessons.focus);
                if let Some(at) = gallery::grid(ui, &mut state.lessons.thumbnails, lang, &first, 3, focus) {
                    gallery::open(state, acts, at);
                }
                buttons(ui, state, acts);
                if !state.filing.recents.is_empty() {
                    ui.add_space(10.0);
                    widgets::section(ui, RECENT.get(lang));
                    recents(ui, state, acts);
                }
                ui.add_space(6.0);
                ui.label(RichText::new(DROP.get(lang)).font(theme::sans(12.5)).color(palette.muted));
            });
        });
    });
}

/// The documents that were open before, each with a way out of the list.
fn recents(ui: &mut Ui, state: &UiState, acts: &mut Acts) {
    let lang = state.lang;
    let palette = Palette::of(ui.ctx());
    ui.spacing_mut().item_spacing.y = 2.0;
    for recent in &state.filing.recents {
        let untitled = s::UNTITLED.get(lang);
        let name = if recent.name.is_empty() { untitled } else { &recent.name };
        let when = ago(lang, recent.age);
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 12.0;
            // The name is the button; two documents of one name differ by their time.
            if widgets::quiet_named(ui, name, &OPEN.fill(lang, &[name, &when])).clicked() {
                acts.push(Act::File(FileAct::OpenRecent(recent.place.clone())));
            }
            let note = if recent.folder.is_empty() { when } else { format!("{} · {when}", recent.folder) };
            let room = (ui.available_width() - 90.0).max(40.0);
            let galley = elided(ui.painter(), &note, theme::sans(12.0), palette.muted, room);
            ui.label(galley);
            let right = eframe::egui::Layout::right_to_left(eframe::egui::Align::Center);
            ui.with_layout(right, |ui| {
                let gone = if recent.folder.is_empty() { &DELETE } else { &FORGET };
                if widgets::quiet_named(ui, gone.get(lang), &OF.fill(lang, &[gone.get(lang), name])).clicked()
                {
                    acts.push(Act::File(FileAct::ForgetRecent(recent.place.clone())));
                }
            });
        });
    }
}

fn buttons(ui: &mut Ui, state: &mut UiState, acts: &mut Acts) {
    let lang = state.lang;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 18.0;
        if widgets::primary(ui, TOUR.get(lang)).clicked() {
            acts.push(Act::Do(Command::Tour));
        }
        if widgets::quiet(ui, MORE.get(lang)).clicked() {
            state.lessons.toggle(Sheet::Templates);
        }
        if widgets::quiet(ui, FILE.get(lang)).clicked() {
            acts.push(Act::Do(Command::Open));
        }
        if widgets::quiet(ui, BLANK.get(lang)).clicked() {
            acts.push(Act::Blank);
        }
        if widgets::quiet(ui, LEARN.get(lang)).clicked() {
            state.lessons.toggle(Sheet::Learn);
        }
    });
}
