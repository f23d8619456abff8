//! What a chapter is made of besides text: tables, time lines, and facts with their source.

use super::super::sheet::link;
use crate::{
    base::{Lang, Text},
    gui::{
        icon,
        theme::{self, Palette},
    },
};
use eframe::egui::{
    Align2, Color32, FontId, Galley, Label, Rect, RichText, Role, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo,
    pos2, vec2,
};
use std::sync::Arc;

/// Something that is so, and who says it.
#[derive(Debug)]
pub struct Fact {
    /// What is so.
    pub words: Text,
    /// The provider's page.
    pub source: &'static str,
}

/// One cell of a table.
#[derive(Clone, Copy, Debug)]
pub enum Cell {
    /// It has it.
    Yes,
    /// It has it not.
    No,
    /// Words.
    Words(&'static Text),
    /// Words that stand back.
    Quiet(&'static Text),
    /// Words that stand out.
    Strong(&'static Text),
}

/// A row of a table: what it is about, and a cell for each column.
pub type Row<'a> = (&'a str, Vec<Cell>);

static YES: Text = crate::base::text!("yes", "있음");
static NO: Text = crate::base::text!("no", "없음");

const PAD: f32 = 8.0;

impl Cell {
    fn spoken(self, lang: Lang) -> &'static str {
        match self {
            Self::Yes => YES.get(lang),
            Self::No => NO.get(lang),
            Self::Words(text) | Self::Quiet(text) | Self::Strong(text) => text.get(lang),
        }
    }
}

/// A table. Rows are as high as their longest cell; each is read out with the heads of its columns.
pub fn table(ui: &mut Ui, lang: Lang, first: f32, heads: &[&str], rows: &[Row<'_>]) {
    let palette = Palette::of(ui.ctx());
    let full = ui.available_width();
    #[allow(clippy::cast_precision_loss)]
    let each = (full - first) / heads.len().max(1) as f32;
    let lay = |ui: &Ui, words: &str, font: FontId, ink: Color32, room: f32| {
        ui.painter().layout(words.to_owned(), font, ink, room - PAD)
    };
    let place = |at: usize| {
        #[allow(clippy::cast_precision_loss)]
        let at = at as f32;
        first + each * at
    };
    let line = |ui: &mut Ui, label: Arc<Galley>, cells: Vec<Drawn>, role: Role, name: &str| {
        let tallest = cells.iter().map(Drawn::height).fold(label.size().y, f32::max);
        let height = (tallest + 12.0).max(28.0);
        let (rect, response) = ui.allocate_exact_size(vec2(full, height), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(role, true, name));
        let middle = rect.center().y;
        let at = Align2::LEFT_CENTER.anchor_size(pos2(rect.left(), middle), label.size()).min;
        ui.painter().galley(at, label, palette.text);
        for (at, cell) in cells.into_iter().enumerate() {
            let left = rect.left() + place(at);
            let room = Rect::from_min_max(pos2(left, rect.top()), pos2(left + each, rect.bottom()));
            cell.paint(ui, room, palette);
        }
        ui.painter().hline(rect.x_range(), rect.bottom(), Stroke::new(1.0, palette.line));
    };
    ui.spacing_mut().item_spacing.y = 0.0;
    let words = |ui: &Ui, text: &str| lay(ui, text, theme::bold(11.5), palette.muted, each);
    let head: Vec<Drawn> = heads.iter().map(|it| Drawn::Words(words(ui, it), None)).collect();
    let empty = lay(ui, "", theme::sans(12.0), palette.text, first);
    line(ui, empty, head, Role::Row, &heads.join(", "));
    for (label, cells) in rows {
        let name = lay(ui, label, theme::sans(12.0), palette.muted, first);
        let spoken: Vec<String> =
            heads.iter().zip(cells).map(|(head, cell)| format!("{head} {}", cell.spoken(lang))).collect();
        let drawn = cells.iter().map(|cell| match *cell {
            Cell::Yes => Drawn::Yes,
            Cell::No => Drawn::No,
            Cell::Words(text) => {
                Drawn::Words(lay(ui, text.get(lang), theme::sans(12.0), palette.text, each), None)
            }
            Cell::Quiet(text) => {
                Drawn::Words(lay(ui, text.get(lang), theme::sans(12.0), palette.faint, each), None)
            }
            Cell::Strong(text) => {
                let words = lay(ui, text.get(lang), theme::bold(12.0), palette.accent, each);
                Drawn::Words(words, Some(palette.accentbg))
            }
        });
        let drawn: Vec<Drawn> = drawn.collect();
        line(ui, name, drawn, Role::Row, &format!("{label}: {}", spoken.join(", ")));
    }
}

/// A cell that is laid out.
enum Drawn {
    Words(Arc<Galley>, Option<Color32>),
    Yes,
    No,
}

impl Drawn {
    fn height(&self) -> f32 {
        match self {
            Self::Words(galley, _) => galley.size().y,
            Self::Yes | Self::No => 14.0,
        }
    }

    fn paint(self, ui: &Ui, room: Rect, palette: &Palette) {
        match self {
            Self::Words(galley, fill) => {
                if let Some(fill) = fill {
                    let cell = room.shrink2(vec2(0.0, 2.0)).with_max_x(room.right() - 4.0);
                    ui.painter().rect_filled(cell.translate(vec2(-4.0, 0.0)), 4.0, fill);
                }
                let at = pos2(room.left() + 2.0, room.center().y);
                let at = Align2::LEFT_CENTER.anchor_size(at, galley.size()).min;
                ui.painter().galley(at, galley, palette.text);
            }
            Self::Yes => {
                let mark =
                    Rect::from_center_size(pos2(room.left() + 9.0, room.center().y), Vec2::splat(15.0));
                icon::paint(ui.painter(), "check", mark, palette.ok);
            }
            Self::No => {
                let at = pos2(room.left() + 4.0, room.center().y);
                ui.painter().text(at, Align2::LEFT_CENTER, "–", theme::sans(12.5), palette.faint);
            }
        }
    }
}

/// What a stretch of a time line is.
#[derive(Clone, Copy, Debug)]
pub enum Stretch {
    /// Work that is done.
    Work,
    /// Getting ready.
    Ready,
    /// Waiting that is paid for.
    Waits,
}

/// One bar of a time line: where it begins, how long it is, in shares of the whole, and what it is.
pub struct Bar {
    /// Where it begins.
    pub from: f32,
    /// How long it is.
    pub long: f32,
    /// What it is.
    pub what: Stretch,
    /// What it says.
    pub words: &'static Text,
}

/// Lanes under each other, each with its bars; time goes to the right. A mark is a moment that all lanes share.
pub fn time_line(ui: &mut Ui, lang: Lang, mark: Option<(f32, &Text)>, lanes: &[(&Text, &[Bar])]) {
    const LANE: f32 = 40.0;
    let palette = Palette::of(ui.ctx());
    let full = ui.available_width();
    let first = (full * 0.24).clamp(90.0, 150.0);
    ui.spacing_mut().item_spacing.y = 0.0;
    if let Some((at, words)) = mark {
        let (rect, response) = ui.allocate_exact_size(vec2(full, 22.0), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words.get(lang)));
        let x = rect.left() + first + (full - first) * at - 1.0;
        let font = theme::sans(11.5);
        ui.painter().text(pos2(x, rect.top()), Align2::CENTER_TOP, words.get(lang), font, palette.muted);
        #[allow(clippy::cast_precision_loss)]
        let end = rect.bottom() + LANE * lanes.len() as f32;
        let line = [pos2(x, rect.bottom() - 4.0), pos2(x, end)];
        ui.painter().extend(Shape::dashed_line(&line, Stroke::new(1.0, palette.strong), 3.0, 3.0));
    }
    for (label, bars) in lanes {
        let (rect, response) = ui.allocate_exact_size(vec2(full, LANE), Sense::hover());
        let spoken: Vec<&str> = bars.iter().map(|it| it.words.get(lang)).collect();
        let name = format!("{}: {}", label.get(lang), spoken.join(", "));
        response.widget_info(|| WidgetInfo::labeled(Role::Row, true, &name));
        let words =
            ui.painter().layout(label.get(lang).to_owned(), theme::sans(12.0), palette.muted, first - PAD);
        let at = Align2::LEFT_CENTER.anchor_size(rect.left_center(), words.size()).min;
        ui.painter().galley(at, words, palette.muted);
        let track = rect.with_min_x(rect.left() + first).shrink2(vec2(0.0, 6.0));
        ui.painter().hline(track.x_range(), track.center().y, Stroke::new(1.0, palette.line));
        for bar in *bars {
            let (ink, fill) = match bar.what {
                Stretch::Work => (palette.compute, palette.computebg),
                Stretch::Ready => (palette.warn, palette.warnbg),
                Stretch::Waits => (palette.bad, palette.badbg),
            };
            let left = track.left() + track.width() * bar.from;
            let cell = Rect::from_min_size(
                pos2(left, track.top()),
                vec2((track.width() * bar.long - 2.0).max(2.0), track.height()),
            );
            ui.painter().rect(cell, 4.0, palette.panel, Stroke::NONE, eframe::egui::StrokeKind::Inside);
            let edge = Stroke::new(1.0, ink.gamma_multiply(0.6));
            ui.painter().rect(cell, 4.0, fill, edge, eframe::egui::StrokeKind::Inside);
            let room = cell.width() - 12.0;
            let words = bar.words.get(lang);
            let words = crate::gui::canvas::elided(ui.painter(), words, theme::bold(11.5), ink, room);
            let at = Align2::CENTER_CENTER.anchor_size(cell.center(), words.size()).min;
            ui.painter().galley(at, words, ink);
        }
    }
}

/// A fact and the page that says so.
pub fn fact(ui: &mut Ui, lang: Lang, fact: &Fact) {
    let palette = Palette::of(ui.ctx());
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        let (dot, _) = ui.allocate_exact_size(vec2(6.0, 18.0), Sense::hover());
        ui.painter().circle_filled(pos2(dot.left() + 3.0, dot.top() + 9.0), 2.0, palette.faint);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let words = RichText::new(fact.words.get(lang)).font(theme::sans(12.5)).color(palette.text);
            ui.add(Label::new(words).wrap());
            link(ui, fact.source);
        });
    });
}
