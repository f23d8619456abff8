//! The card that stands there when the editor stopped by a fault of its own when it last ran.

use crate::{
    base::{Text, text},
    gui::{
        filing::FileAct,
        state::{Act, Acts, UiState},
        theme::{self, Palette},
        widgets,
    },
};
use eframe::egui::{Label, RichText, Role, ScrollArea, Ui, WidgetInfo, vec2};

static TITLE: Text = text!("Plat stopped last time", "지난번에 Plat이 멈췄습니다");
static WORDS: Text = text!(
    "A fault in Plat stopped the editor. Your last autosave is kept; the report below names the fault and holds nothing \
     of your design.",
    "Plat의 결함으로 편집기가 멈췄습니다. 마지막 자동 저장은 남아 있습니다. 아래 보고서는 결함만 담고 있으며 설계 내용은 없습니다."
);
static RECOVER: Text = text!("Recover the last design", "마지막 설계 되살리기");
static WITHOUT: Text = text!("Start without it", "그대로 두고 시작");
static COPY: Text = text!("Copy the report", "보고서 복사");

/// Draws the card; whether it is to be closed. In its first frame it takes the keyboard.
pub fn show(ui: &mut Ui, state: &UiState, report: &str, fresh: bool, acts: &mut Acts) -> bool {
    let lang = state.lang;
    let palette = Palette::of(ui.ctx());
    let heading = ui.label(RichText::new(TITLE.get(lang)).font(theme::bold(15.0)));
    heading.widget_info(|| WidgetInfo::labeled(Role::Alert, true, TITLE.get(lang)));
    ui.add(Label::new(RichText::new(WORDS.get(lang)).font(theme::sans(13.0)).color(palette.muted)).wrap());
    ui.add_space(4.0);
    ScrollArea::vertical().max_height(160.0).auto_shrink([false, true]).show(ui, |ui| {
        ui.add(Label::new(RichText::new(report).font(theme::mono(11.0)).color(palette.text)).wrap());
    });
    ui.add_space(8.0);
    let mut close = false;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(16.0, 8.0);
        let recover = widgets::primary(ui, RECOVER.get(lang));
        if fresh {
            recover.request_focus();
        }
        if recover.clicked() {
            acts.push(Act::File(FileAct::Recover));
            close = true;
        }
        if widgets::quiet(ui, WITHOUT.get(lang)).clicked() {
            acts.push(Act::File(FileAct::SetAside));
            close = true;
        }
        if widgets::quiet(ui, COPY.get(lang)).clicked() {
            ui.ctx().copy_text(report.to_owned());
        }
    });
    close
}
