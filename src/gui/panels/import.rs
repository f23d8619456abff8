//! The report of an import: what was understood, what is drawn without being understood, and what there is to know,
//! before it is opened.

use crate::{
    base::{Lang, Text, text},
    diag::Severity,
    gui::{
        filing::FileAct,
        importing::Found,
        state::{Act, Acts},
        strings as s,
        theme::{self, Palette},
        widgets,
    },
};
use eframe::egui::{Align, Color32, Label, Layout, RichText, Role, ScrollArea, Ui, WidgetInfo, vec2};
use std::sync::Arc;

static TITLE: Text = text!("Import of {0}", "{0} 가져오기");
static ALL: Text = text!("Resources read: {0}", "읽은 리소스: {0}개");
static MAPPED: Text = text!("modelled", "모델링함");
static ANNOTATED: Text = text!("kept with what they belong to", "속한 리소스에 붙임");
static UNSUPPORTED: Text = text!(
    "not modelled: drawn grey, no answer is made of them",
    "모델링하지 않음: 회색으로 그리며 답에 쓰지 않음"
);
static EXCLUDED: Text = text!("left out by the input itself", "입력 자체가 제외함");
static NOT_MODELLED: Text = text!("Not modelled", "모델링하지 않은 것");
static TO_KNOW: Text = text!("Worth knowing", "알아 둘 것");
static MORE: Text =
    text!("and {0} more; `plat import` lists all", "그 밖에 {0}개. `plat import`가 모두 보여 줍니다");
static OPEN: Text = text!("Open the design", "설계 열기");

/// So many lines are shown; the command line shows all.
const LINES: usize = 200;

/// Draws the dialog; whether it is to be closed. `open` names the design that would be replaced with changes that are in
/// no file.
pub fn show(
    ui: &mut Ui,
    lang: Lang,
    found: &Arc<Found>,
    open: Option<&str>,
    fresh: bool,
    acts: &mut Acts,
) -> bool {
    let palette = Palette::of(ui.ctx());
    let summary = &found.summary;
    let title = TITLE.fill(lang, &[&found.name]);
    let heading = ui.add(Label::new(RichText::new(&title).font(theme::bold(15.0))).wrap());
    heading.widget_info(|| WidgetInfo::labeled(Role::Heading, true, &title));
    line(ui, &ALL.fill(lang, &[summary.all().to_string()]), palette.muted);
    ui.add_space(6.0);
    ui.spacing_mut().item_spacing.y = 3.0;
    for (count, words, ink) in [
        (summary.mapped, &MAPPED, palette.ok),
        (summary.annotated, &ANNOTATED, palette.muted),
        (summary.unsupported, &UNSUPPORTED, palette.warn),
        (summary.excluded, &EXCLUDED, palette.muted),
    ] {
        if count > 0 {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 8.0;
                ui.allocate_ui_with_layout(vec2(36.0, 18.0), Layout::right_to_left(Align::Center), |ui| {
                    ui.label(RichText::new(count.to_string()).font(theme::bold(14.0)).color(ink));
                });
                line(ui, words.get(lang), palette.text);
            });
        }
    }
    if !summary.types.is_empty() || !summary.said.is_empty() {
        ui.add_space(6.0);
        let room = (ui.ctx().content_rect().height() - 320.0).clamp(80.0, 320.0);
        ScrollArea::vertical().max_height(room).auto_shrink([false, true]).show(ui, |ui| {
            if !summary.types.is_empty() {
                widgets::section(ui, NOT_MODELLED.get(lang));
                for (ty, count) in summary.types.iter().take(LINES) {
                    ui.horizontal_wrapped(|ui| {
                        ui.label(RichText::new(ty).font(theme::mono(12.0)).color(palette.text));
                        ui.label(
                            RichText::new(format!("× {count}")).font(theme::sans(12.0)).color(palette.muted),
                        );
                    });
                }
                more(ui, lang, summary.types.len(), palette);
            }
            if !summary.said.is_empty() {
                widgets::section(ui, TO_KNOW.get(lang));
                for it in summary.said.iter().take(LINES) {
                    let (ink, fill) = colours(palette, it.severity);
                    ui.horizontal_wrapped(|ui| {
                        ui.spacing_mut().item_spacing.x = 8.0;
                        widgets::pill(ui, &it.code, ink, fill).on_hover_text(&it.help);
                        ui.label(RichText::new(&it.place).font(theme::mono(11.0)).color(palette.muted));
                    });
                    line(ui, &widgets::sentence(&it.words), palette.text);
                    ui.add_space(8.0);
                }
                more(ui, lang, summary.said.len(), palette);
            }
        });
    }
    if let Some(name) = open {
        ui.add_space(4.0);
        line(ui, &s::REPLACE_TEXT.fill(lang, &[name]), palette.warn);
    }
    ui.add_space(8.0);
    let mut close = false;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing = vec2(16.0, 8.0);
        let words = if open.is_some() { &s::REPLACE } else { &OPEN };
        let go = widgets::primary(ui, words.get(lang));
        let cancel = widgets::quiet(ui, s::CANCEL.get(lang));
        if fresh {
            // What would replace something is not what Enter does.
            if open.is_some() { cancel.request_focus() } else { go.request_focus() }
        }
        if go.clicked() {
            acts.push(Act::File(FileAct::OpenImported(found.clone())));
        }
        close = go.clicked() || cancel.clicked();
    });
    close
}

fn line(ui: &mut Ui, words: &str, ink: Color32) {
    ui.add(Label::new(RichText::new(widgets::plain(words)).font(theme::sans(13.0)).color(ink)).wrap());
}

fn more(ui: &mut Ui, lang: Lang, all: usize, palette: &Palette) {
    if all > LINES {
        line(ui, &MORE.fill(lang, &[(all - LINES).to_string()]), palette.muted);
    }
}

fn colours(palette: &Palette, severity: Severity) -> (Color32, Color32) {
    match severity {
        Severity::Error => (palette.bad, palette.badbg),
        Severity::Warning => (palette.warn, palette.warnbg),
        Severity::Info => (palette.muted, palette.bg),
    }
}
