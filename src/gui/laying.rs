//! Arranging automatically: in pieces between frames, as one undo step, with the ways that a person may want it
//! otherwise (CV-22).

use super::{
    app::App,
    state::Gesture,
    theme::{self, Palette},
    widgets,
};
use crate::{
    base::{Text, text},
    layout::{
        Picture,
        auto::{Arranging, Direction, Options, Scope, Spacing},
    },
    model::{Frame, edit::Edit},
};
use eframe::egui::{
    Align2, Area, Context, Frame as Framed, Id, Margin, Order, RichText, Stroke, TextWrapMode, Ui, vec2,
};

/// An arrangement, under way or done.
#[derive(Debug)]
pub struct Laying {
    options: Options,
    work: Option<Arranging>,
    /// The drawing that it started from, and the one that it made.
    from: u64,
    made: Option<u64>,
    /// How many boxes got a place.
    placed: usize,
}

static ARRANGED: Text = text!("{0} placed", "{0}개 배치함");
static IN_PLACE: Text = text!("Everything stands well already", "이미 잘 배치되어 있습니다");
static WORKING: Text = text!("Arranging… {0} of {1}", "배치 중… {1} 중 {0}");
static STOP: Text = text!("Stop", "중지");
static UNDO: Text = text!("Undo", "실행 취소");
static DONE: Text = text!("Done", "완료");
static FLOW: Text = text!("Flow", "흐름");
static SPACING: Text = text!("Spacing", "간격");

const DIRECTIONS: [(Direction, Text); 2] =
    [(Direction::Right, text!("To the right", "오른쪽으로")), (Direction::Down, text!("Down", "아래로"))];
const SPACINGS: [(Spacing, Text); 3] = [
    (Spacing::Compact, text!("Compact", "좁게")),
    (Spacing::Normal, text!("Normal", "보통")),
    (Spacing::Wide, text!("Wide", "넓게")),
];

impl App {
    /// Starts to arrange the selection, or everything.
    pub(super) fn lay_out(&mut self) {
        let roots: std::collections::BTreeSet<_> = self.roots().into_iter().collect();
        let scope = if roots.is_empty() { Scope::All } else { Scope::Only(roots) };
        let before = self.laying.take().map(|it| it.options).unwrap_or_default();
        let locked = self.doc.analysis.model().drawing().locked.clone();
        self.start_laying(Options { scope, locked, ..before });
    }

    fn start_laying(&mut self, options: Options) {
        let (model, index) = (self.doc.analysis.model(), self.doc.analysis.index());
        let work = Some(Arranging::new(&Picture::of(model, index), options.clone()));
        let from = self.doc.analysis.drawing();
        self.laying = Some(Laying { options, work, from, made: None, placed: 0 });
    }

    /// Goes on while there is time.
    pub(super) fn go_on_laying(&mut self, ctx: &Context, is_over: &dyn Fn(&Self) -> bool) {
        let Some(mut laying) = self.laying.take() else { return };
        let now = self.doc.analysis.drawing();
        let Some(mut work) = laying.work.take() else {
            // Another edit means that the person is content.
            self.laying = (laying.made.is_none_or(|made| made == now)).then_some(laying);
            return;
        };
        if now != laying.from {
            // The design is another one by now.
            self.start_laying(laying.options);
            ctx.request_repaint();
            return;
        }
        while work.step(self.doc.analysis.model(), self.doc.analysis.index()) {
            if is_over(self) {
                laying.work = Some(work);
                self.laying = Some(laying);
                ctx.request_repaint();
                return;
            }
        }
        let model = self.doc.analysis.model();
        let found = work.found();
        laying.placed = found.len();
        let mut edits: Vec<Edit> = found
            .into_iter()
            .map(|(id, Frame { x, y, w, h })| {
                let (w, h) = if model.is_container(&id) { (w, h) } else { (0, 0) };
                Edit::Place { id, frame: Frame { x, y, w, h } }
            })
            .collect();
        // Points that led a line around what stood there lead it nowhere now.
        let mut drawing = model.drawing().clone();
        drawing.bends.retain(|id, _| {
            let ends = model.connection(id).and_then(|it| it.ends());
            let moved = |end| edits.iter().any(|edit| matches!(edit, Edit::Place { id, .. } if id == end));
            ends.is_some_and(|(from, to)| !moved(from) && !moved(to))
        });
        if drawing.bends.len() != model.drawing().bends.len() {
            edits.push(Edit::Draw(drawing));
        }
        if !edits.is_empty() {
            self.canvas.glide();
            self.edit(ctx, Gesture::One, &edits);
            self.canvas.show_content(&self.doc);
        }
        let said = if laying.placed == 0 {
            IN_PLACE.get(self.state.lang).to_owned()
        } else {
            ARRANGED.fill(self.state.lang, &[laying.placed.to_string()])
        };
        self.host.announce(&said);
        laying.made = Some(self.doc.analysis.drawing());
        self.laying = Some(laying);
        ctx.request_repaint();
    }

    /// The bar at the foot of the canvas: how it went, and how it may be done otherwise.
    pub(super) fn laying_bar(&mut self, ui: &Ui) {
        let (Some(laying), Some(view)) = (&self.laying, self.canvas.view) else { return };
        let (lang, palette) = (self.state.lang, Palette::of(ui.ctx()));
        let mut options = laying.options.clone();
        let (mut undo, mut done) = (false, false);
        let area = Area::new(Id::unique("laying"))
            .order(Order::Middle)
            .pivot(Align2::CENTER_BOTTOM)
            .fixed_pos(view.center_bottom() - vec2(if self.state.minimap { 90.0 } else { 0.0 }, 12.0));
        let frame = Framed::popup(ui.style())
            .fill(palette.panel)
            .stroke(Stroke::new(1.0, palette.line))
            .corner_radius(10)
            .inner_margin(Margin::symmetric(14, 8));
        area.show(ui.ctx(), |ui| {
            frame.show(ui, |ui| {
                ui.style_mut().wrap_mode = Some(TextWrapMode::Extend);
                ui.horizontal(|ui| {
                    let say = |ui: &mut Ui, words: String, ink| {
                        ui.label(RichText::new(words).font(theme::sans(12.5)).color(ink));
                    };
                    if let Some(work) = &laying.work {
                        let (part, all) = work.progress();
                        say(ui, WORKING.fill(lang, &[part.to_string(), all.to_string()]), palette.muted);
                        done = widgets::quiet(ui, STOP.get(lang)).clicked();
                        return;
                    }
                    let words = if laying.placed == 0 {
                        IN_PLACE.get(lang).to_owned()
                    } else {
                        ARRANGED.fill(lang, &[laying.placed.to_string()])
                    };
                    say(ui, words, palette.text);
                    ui.add_space(8.0);
                    say(ui, FLOW.get(lang).to_owned(), palette.muted);
                    for (direction, words) in &DIRECTIONS {
                        if widgets::toggle(ui, words.get(lang), options.direction == *direction).clicked() {
                            options.direction = *direction;
                        }
                    }
                    ui.add_space(8.0);
                    say(ui, SPACING.get(lang).to_owned(), palette.muted);
                    for (spacing, words) in &SPACINGS {
                        if widgets::toggle(ui, words.get(lang), options.spacing == *spacing).clicked() {
                            options.spacing = *spacing;
                        }
                    }
                    ui.add_space(8.0);
                    undo = laying.placed > 0 && widgets::quiet(ui, UNDO.get(lang)).clicked();
                    done = widgets::quiet(ui, DONE.get(lang)).clicked();
                });
            });
        });
        if undo || done {
            if undo {
                self.take_back(ui.ctx());
            }
            self.laying = None;
            self.canvas.focus = true;
        } else if options != laying.options {
            // The same step, done otherwise.
            self.take_back(ui.ctx());
            self.start_laying(options);
            ui.ctx().request_repaint();
        }
    }

    /// Takes an arrangement back that placed something, if nothing was done since.
    fn take_back(&mut self, ctx: &Context) {
        let made = self.laying.as_ref().filter(|it| it.placed > 0).and_then(|it| it.made);
        if made == Some(self.doc.analysis.drawing()) {
            self.canvas.glide();
            self.doc.analysis.undo();
            self.after_change(ctx);
        }
    }
}
