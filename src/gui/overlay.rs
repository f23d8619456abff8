//! What lies over the panels for a while: hints, toasts and dialogs.

use super::{
    app::App,
    canvas::Canvas,
    command::Command,
    panels::{self, gallery, learn, sheet::Sheet, tour},
    state::{Act, Acts, Dialog, Tool},
    strings as s,
    theme::{self, Palette},
    widgets,
};
use crate::base::{Lang, Text, text};
use eframe::egui::{
    self, Align2, Area, Context, Frame, Id, Key, Margin, Modal, Order, RichText, Role, ScrollArea, Ui,
    WidgetInfo, vec2,
};

static NOT_WRITTEN: Text = text!("This file cannot be written", "이 파일을 쓸 수 없습니다");
static NOT_WRITTEN_HELP: Text = text!(
    "The design is untouched: save it in another place, or make room there",
    "설계는 그대로입니다. 다른 곳에 저장하거나 그곳에 공간을 마련하세요"
);
static COPY_DETAILS: Text = text!("Copy details", "자세한 내용 복사");

/// How long a toast stays, in seconds.
const TOAST: f64 = 5.0;

impl App {
    /// What the next click does, when it is not the usual.
    pub(super) fn hint(&self, ui: &Ui) {
        let Some(view) = self.canvas.view else { return };
        let lang = self.state.lang;
        let words = match (self.state.placing, self.state.tool) {
            (Some(kind), _) => s::CLICK_TO_PLACE.fill(lang, &[kind.spec().label.get(lang)]),
            (None, Tool::Trace) => match self.canvas.first() {
                None => s::PICK_FROM.get(lang).to_owned(),
                Some(id) => s::PICK_TO.fill(lang, &[id.as_str()]),
            },
            (None, Tool::Select | Tool::Hand | Tool::Connect) => return,
        };
        bubble(ui, view.center_top() + vec2(0.0, 28.0), &words);
    }

    /// What will be on a canvas that has nothing yet, once the start card is gone.
    pub(super) fn blank(&self, ui: &mut Ui) {
        let idle = self.state.placing.is_none() && self.state.dragging.is_none();
        let card = self.is_start() || self.state.lessons.sheet.is_some() || self.state.lessons.tour.is_some();
        let Some(view) = self.canvas.view.filter(|_| self.doc.is_empty() && idle && !card) else { return };
        let place = egui::Rect::from_center_size(view.center(), vec2(view.width() - 48.0, 40.0));
        ui.scope_builder(egui::UiBuilder::new().max_rect(place), |ui| {
            widgets::empty(ui, s::NO_DRAWING.get(self.state.lang));
        });
    }

    pub(super) fn toasts(&mut self, ui: &Ui, acts: &mut Acts) {
        let now = ui.input(|input| input.time);
        self.state.toasts.retain(|toast| now - toast.born < TOAST);
        let Some(toast) = self.state.toasts.last() else { return };
        ui.ctx().request_repaint_after_secs(0.5);
        let Some(view) = self.canvas.view else { return };
        let palette = Palette::of(ui.ctx());
        let lang = self.state.lang;
        Area::new(Id::unique("toast"))
            .order(Order::Foreground)
            .pivot(Align2::CENTER_BOTTOM)
            .fixed_pos(view.center_bottom() - vec2(0.0, 20.0))
            .show(ui.ctx(), |ui| {
                let frame =
                    Frame::new().fill(palette.text).corner_radius(8).inner_margin(Margin::symmetric(14, 8));
                frame.show(ui, |ui| {
                    ui.horizontal(|ui| {
                        let words = RichText::new(&toast.text).font(theme::sans(12.5)).color(palette.panel);
                        ui.label(words);
                        if toast.undo {
                            let words =
                                RichText::new(s::UNDO.get(lang)).font(theme::bold(12.5)).color(palette.panel);
                            if ui.add(egui::Button::new(words).frame(false)).clicked() {
                                acts.push(Act::Do(Command::Undo));
                            }
                        }
                    });
                });
            });
    }

    /// The gallery, the learning page and the tour, while they are open.
    pub(super) fn lessons(&mut self, ui: &Ui, acts: &mut Acts) {
        if std::mem::take(&mut self.state.lessons.left) {
            self.canvas.focus = true;
        }
        match self.state.lessons.sheet {
            Some(Sheet::Templates) => gallery::show(ui, &mut self.state, acts),
            Some(Sheet::Learn) => learn::show(ui, &mut self.state, acts),
            None => {
                if let Some(words) = tour::show(ui, &self.doc, &mut self.state, &mut self.canvas, acts) {
                    self.host.announce(&words);
                }
            }
        }
    }

    /// The dialog that waits for an answer. It takes the keyboard, keeps Tab to itself, and gives the keyboard back.
    pub(super) fn dialog(&mut self, ctx: &Context, acts: &mut Acts) {
        let Some(dialog) = self.state.dialog.clone() else {
            if let Some(before) = self.state.filing.before_dialog.take() {
                // What is gone meanwhile, as a row of a menu is, cannot have it back.
                match before.filter(|id| *id != Canvas::id() && ctx.read_response(*id).is_some()) {
                    Some(id) => ctx.memory_mut(|memory| memory.request_focus(id)),
                    None => self.canvas.focus = true,
                }
            }
            return;
        };
        let focused = ctx.memory(|memory| memory.focused());
        // Escape and a click beside everything take the keyboard away; while a dialog is open it is there.
        let fresh = self.state.filing.before_dialog.is_none() || focused.is_none();
        self.state.filing.before_dialog.get_or_insert(focused);
        let mut close = false;
        let frame = Frame::window(&ctx.global_style()).inner_margin(Margin::same(20));
        let modal = Modal::new(Id::unique("dialog")).frame(frame).show(ctx, |ui| {
            let room = ctx.content_rect().size() - vec2(48.0, 64.0);
            let widest = if matches!(dialog, Dialog::Imported(_)) { 560.0 } else { 400.0 };
            ui.set_width(room.x.clamp(200.0, widest));
            // A modal is as high as its content was; it takes what it needs, up to the window.
            let most = room.y.max(120.0);
            let scroll = ScrollArea::vertical().max_height(most).min_scrolled_height(most);
            scroll.auto_shrink([false, true]).show(ui, |ui| {
                close = match &dialog {
                    Dialog::Replace(act) => self.ask_to_replace(ui, act, fresh, acts),
                    Dialog::BadFile { name, place, message, help } => {
                        let said =
                            if name.is_empty() { message.clone() } else { format!("{name}: {message}") };
                        let lines = [help.as_str(), place, s::BAD_FILE_KEPT.get(self.state.lang)];
                        failure(ui, self.state.lang, (&s::BAD_FILE, &said, message), lines, fresh)
                    }
                    Dialog::NotWritten(why) => {
                        let lines = [NOT_WRITTEN_HELP.get(self.state.lang), "", ""];
                        failure(ui, self.state.lang, (&NOT_WRITTEN, why, why), lines, fresh)
                    }
                    Dialog::Export => panels::export::show(ui, &mut self.state, fresh, acts),
                    Dialog::Crashed(report) => panels::crash::show(ui, &self.state, report, fresh, acts),
                    Dialog::Imported(found) => {
                        let name = self.doc.analysis.model().name();
                        let name = if name.is_empty() { s::UNTITLED.get(self.state.lang) } else { name };
                        let open = self.must_ask().then_some(name);
                        panels::import::show(ui, self.state.lang, found, open, fresh, acts)
                    }
                };
            });
        });
        // The card of a crash is answered by one of its buttons: what is behind it is the last design.
        let must_answer = matches!(dialog, Dialog::Crashed(_));
        let left = modal.should_close() || ctx.input(|input| input.key_pressed(Key::Escape));
        if close || left && !must_answer {
            self.state.filing.export.job = None;
            self.state.dialog = None;
            ctx.request_repaint();
        }
    }

    fn ask_to_replace(&mut self, ui: &mut Ui, act: &Act, fresh: bool, acts: &mut Acts) -> bool {
        let lang = self.state.lang;
        ui.label(RichText::new(s::REPLACE_TITLE.get(lang)).font(theme::bold(15.0)));
        let name = self.doc.analysis.model().name();
        let name = if name.is_empty() { s::UNTITLED.get(lang) } else { name };
        line(ui, &s::REPLACE_TEXT.fill(lang, &[name]), Palette::of(ui.ctx()).muted);
        ui.add_space(8.0);
        let mut close = false;
        ui.horizontal(|ui| {
            if widgets::primary(ui, s::REPLACE.get(lang)).clicked() {
                // What is in a file loses nothing, so it needs no question.
                self.doc.in_file = self.doc.analysis.drawing();
                acts.push(act.clone());
                close = true;
            }
            let cancel = widgets::quiet(ui, s::CANCEL.get(lang));
            if fresh {
                cancel.request_focus();
            }
            close |= cancel.clicked();
        });
        close
    }
}

fn line(ui: &mut Ui, text: &str, ink: egui::Color32) {
    ui.add(egui::Label::new(RichText::new(text).font(theme::sans(13.0)).color(ink)).wrap());
}

/// What failed, why, what stays and what to do: a title with what is read out, the message, and lines below. Whether it
/// is to be closed.
fn failure(
    ui: &mut Ui,
    lang: Lang,
    (title, said, message): (&Text, &str, &str),
    lines: [&str; 3],
    fresh: bool,
) -> bool {
    let palette = Palette::of(ui.ctx());
    let label = ui.label(RichText::new(title.get(lang)).font(theme::bold(15.0)));
    label.widget_info(|| WidgetInfo::labeled(Role::Alert, true, said));
    line(ui, message, palette.text);
    let lines: Vec<&str> = lines.into_iter().filter(|it| !it.is_empty()).collect();
    for words in &lines {
        line(ui, words, palette.muted);
    }
    ui.add_space(8.0);
    let mut close = false;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 16.0;
        let button = widgets::primary(ui, s::CLOSE.get(lang));
        if fresh {
            button.request_focus();
        }
        close = button.clicked();
        if widgets::quiet(ui, COPY_DETAILS.get(lang)).clicked() {
            let details: Vec<&str> = std::iter::once(message).chain(lines.iter().copied()).collect();
            ui.ctx().copy_text(format!("{}\n{}", title.get(lang), details.join("\n")));
        }
    });
    close
}

fn bubble(ui: &Ui, at: egui::Pos2, words: &str) {
    let palette = Palette::of(ui.ctx());
    let painter = ui.ctx().layer_painter(egui::LayerId::new(Order::Foreground, Id::unique("hint")));
    let galley = painter.layout_no_wrap(words.to_owned(), theme::sans(12.5), palette.panel);
    let frame = egui::Rect::from_center_size(at, galley.size() + vec2(24.0, 14.0));
    painter.rect_filled(frame, 8.0, palette.text);
    painter.galley(Align2::CENTER_CENTER.anchor_size(at, galley.size()).min, galley, palette.panel);
}
