//! What lies over the panels for a while: hints, toasts and dialogs.

use super::{
    app::App,
    command::Command,
    panels::{gallery, learn, sheet::Sheet, tour},
    state::{Act, Acts, Dialog, Tool},
    strings as s,
    theme::{self, Palette},
    widgets,
};
use eframe::egui::{
    self, Align2, Area, Context, Frame, Id, Key, Margin, Modal, Order, RichText, Role, Ui, WidgetInfo, vec2,
};

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

    pub(super) fn dialog(&mut self, ctx: &Context, acts: &mut Acts) {
        let Some(dialog) = self.state.dialog.clone() else {
            // What had the keyboard before the dialog has it again.
            if let Some(before) = self.state.before_dialog.take() {
                match before {
                    Some(id) if id != super::canvas::Canvas::id() => {
                        ctx.memory_mut(|memory| memory.request_focus(id));
                    }
                    Some(_) | None => self.canvas.focus = true,
                }
            }
            return;
        };
        let fresh = self.state.before_dialog.is_none();
        if fresh {
            self.state.before_dialog = Some(ctx.memory(|memory| memory.focused()));
        }
        let lang = self.state.lang;
        let palette = Palette::of(ctx);
        let mut close = false;
        let frame = Frame::window(&ctx.global_style()).inner_margin(Margin::same(20));
        let modal = Modal::new(Id::unique("dialog")).frame(frame).show(ctx, |ui| {
            ui.set_width(400.0);
            let line = |ui: &mut Ui, text: &str, ink| {
                ui.add(egui::Label::new(RichText::new(text).font(theme::sans(13.0)).color(ink)).wrap());
            };
            match &dialog {
                Dialog::Replace(act) => {
                    ui.label(RichText::new(s::REPLACE_TITLE.get(lang)).font(theme::bold(15.0)));
                    let name = self.doc.analysis.model().name();
                    let name = if name.is_empty() { s::UNTITLED.get(lang) } else { name };
                    line(ui, &s::REPLACE_TEXT.fill(lang, &[name]), palette.muted);
                    ui.add_space(8.0);
                    ui.horizontal(|ui| {
                        let replace = widgets::primary(ui, s::REPLACE.get(lang));
                        if fresh {
                            replace.request_focus();
                        }
                        if replace.clicked() {
                            // What is in a file loses nothing, so it needs no question.
                            self.doc.in_file = self.doc.analysis.drawing();
                            acts.push((**act).clone());
                            close = true;
                        }
                        close |= widgets::quiet(ui, s::CANCEL.get(lang)).clicked();
                    });
                }
                Dialog::BadFile { name, place, message, help } => {
                    let title = ui.label(RichText::new(s::BAD_FILE.get(lang)).font(theme::bold(15.0)));
                    let alert = if name.is_empty() { message.clone() } else { format!("{name}: {message}") };
                    title.widget_info(|| WidgetInfo::labeled(Role::Alert, true, &alert));
                    line(ui, message, palette.text);
                    if !help.is_empty() {
                        line(ui, help, palette.muted);
                    }
                    if !place.is_empty() {
                        ui.label(RichText::new(place).font(theme::mono(12.0)).color(palette.muted));
                    }
                    line(ui, s::BAD_FILE_KEPT.get(lang), palette.muted);
                    ui.add_space(8.0);
                    ui.horizontal(|ui| {
                        let button = widgets::primary(ui, s::CLOSE.get(lang));
                        if fresh {
                            button.request_focus();
                        }
                        close |= button.clicked();
                        ui.add_space(8.0);
                        if widgets::quiet(ui, s::COPY_DETAILS.get(lang)).clicked() {
                            let parts = [name, place, message, help].map(String::as_str);
                            let parts: Vec<&str> = parts.into_iter().filter(|it| !it.is_empty()).collect();
                            ui.ctx().copy_text(parts.join("\n"));
                        }
                    });
                }
            }
        });
        if close || modal.should_close() || ctx.input(|input| input.key_pressed(Key::Escape)) {
            self.state.dialog = None;
        }
    }
}

fn bubble(ui: &Ui, at: egui::Pos2, words: &str) {
    let palette = Palette::of(ui.ctx());
    let painter = ui.ctx().layer_painter(egui::LayerId::new(Order::Foreground, Id::unique("hint")));
    let galley = painter.layout_no_wrap(words.to_owned(), theme::sans(12.5), palette.panel);
    let frame = egui::Rect::from_center_size(at, galley.size() + vec2(24.0, 14.0));
    painter.rect_filled(frame, 8.0, palette.text);
    painter.galley(Align2::CENTER_CENTER.anchor_size(at, galley.size()).min, galley, palette.panel);
}
