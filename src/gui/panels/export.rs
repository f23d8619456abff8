//! The dialog of the export: what is to be written, and how it is to look.

use crate::{
    base::{Text, text},
    export::{Choice, FORMATS, Format, Shows},
    gui::{
        exporting::SCALES,
        filing::FileAct,
        state::{Act, Acts, UiState},
        strings as s,
        theme::{self, Palette},
        widgets,
    },
};
use eframe::egui::{Label, ProgressBar, RichText, Role, Ui, WidgetInfo, vec2};

/// How many formats are in one column.
const ROWS: usize = 8;

static TITLE: Text = text!("Export", "내보내기");
static FORMAT: Text = text!("Format", "형식");
static SIZE: Text = text!("Size", "크기");
static PART: Text = text!("What", "범위");
static ALL: Text = text!("Everything", "전체");
static SELECTED: Text = text!("Selection ({0})", "선택한 것 ({0})");
static COLOURS: Text = text!("Colours", "색");
static LIGHT: Text = text!("Light", "밝게");
static DARK: Text = text!("Dark", "어둡게");
static OVERLAYS: Text = text!("Findings, costs and refusals", "진단, 비용, 거부 표시");
static LEGEND: Text = text!("Legend", "범례");
static TRANSPARENT: Text = text!("Transparent background", "투명한 배경");
static DO: Text = text!("Export", "내보내기");
static DRAWING: Text = text!("Finding the lines of connections…", "연결선을 찾는 중…");

/// Draws the dialog; whether it is to be closed. In its first frame it takes the keyboard.
pub fn show(ui: &mut Ui, state: &mut UiState, fresh: bool, acts: &mut Acts) -> bool {
    let lang = state.lang;
    let palette = Palette::of(ui.ctx());
    let heading = ui.label(RichText::new(TITLE.get(lang)).font(theme::bold(15.0)));
    heading.widget_info(|| WidgetInfo::labeled(Role::Heading, true, TITLE.get(lang)));
    let selected = state.selection.nodes.len();
    let export = &mut state.filing.export;
    let busy = export.job.as_ref().map(crate::gui::exporting::Job::progress);
    ui.add_enabled_ui(busy.is_none(), |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        widgets::field_label(ui, FORMAT.get(lang));
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 24.0;
            for column in FORMATS.chunks(ROWS) {
                ui.vertical(|ui| {
                    for format in column {
                        let choice = ui.radio_value(&mut export.format, format.name, format.label.get(lang));
                        if fresh && export.format == format.name {
                            choice.request_focus();
                        }
                    }
                });
            }
        });
        let shows = Format::named(export.format).map_or(Shows::Design, |format| format.shows);
        ui.add_enabled_ui(shows.takes(Choice::Only), |ui| {
            widgets::field_label(ui, PART.get(lang));
            ui.horizontal(|ui| {
                ui.radio_value(&mut export.selected, false, ALL.get(lang));
                let words = SELECTED.fill(lang, &[selected.to_string()]);
                ui.add_enabled_ui(selected > 0, |ui| ui.radio_value(&mut export.selected, true, words));
            });
        });
        ui.add_enabled_ui(shows.takes(Choice::Theme), |ui| {
            widgets::field_label(ui, COLOURS.get(lang));
            ui.horizontal(|ui| {
                ui.radio_value(&mut export.dark, false, LIGHT.get(lang));
                ui.radio_value(&mut export.dark, true, DARK.get(lang));
            });
            ui.add_enabled_ui(shows.takes(Choice::Scale), |ui| {
                widgets::field_label(ui, SIZE.get(lang));
                ui.horizontal(|ui| {
                    for scale in SCALES {
                        ui.radio_value(&mut export.scale, scale, format!("{scale}×"));
                    }
                });
            });
        });
        ui.add_space(6.0);
        ui.add_enabled_ui(shows.takes(Choice::Overlays), |ui| {
            ui.checkbox(&mut export.overlays, OVERLAYS.get(lang));
        });
        ui.add_enabled_ui(shows.takes(Choice::Legend), |ui| {
            ui.checkbox(&mut export.legend, LEGEND.get(lang));
            ui.checkbox(&mut export.transparent, TRANSPARENT.get(lang));
        });
    });
    if let Some(why) = &export.failed {
        let words = RichText::new(widgets::sentence(why)).font(theme::sans(12.5)).color(palette.bad);
        let said = ui.add(Label::new(words).wrap());
        said.widget_info(|| WidgetInfo::labeled(Role::Alert, true, widgets::sentence(why)));
    }
    ui.add_space(8.0);
    if let Some((done, all)) = busy {
        #[allow(clippy::cast_precision_loss)]
        let part = done as f32 / all.max(1) as f32;
        let bar = ui.add(ProgressBar::new(part).desired_height(6.0));
        bar.widget_info(|| WidgetInfo::labeled(Role::ProgressIndicator, true, DRAWING.get(lang)));
        ui.label(RichText::new(DRAWING.get(lang)).font(theme::sans(12.0)).color(palette.muted));
    }
    let mut close = false;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing = vec2(16.0, 8.0);
        // It stays where it is while it works, so that nothing else is under the pointer.
        ui.add_enabled_ui(busy.is_none(), |ui| {
            if widgets::primary(ui, DO.get(lang)).clicked() {
                acts.push(Act::File(FileAct::Export));
            }
        });
        close = widgets::quiet(ui, s::CANCEL.get(lang)).clicked();
    });
    if close {
        acts.push(Act::File(FileAct::StopExport));
    }
    close
}
