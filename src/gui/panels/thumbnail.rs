//! Small pictures of templates, painted from the editor's own scene.
//!
//! A picture is worked out when it is first shown and kept. SP-2: at most one a frame, so that a gallery that opens
//! does not hold up a frame.

use super::templates::{Shelf, TEMPLATES, Template};
use crate::{
    analysis::{Analysis, Standing},
    gui::{canvas::scene::Scene, icon, theme::Palette},
    model::{
        file,
        resource::{Group, Look},
    },
};
use eframe::egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Ui, Vec2, vec2};
use std::collections::BTreeMap;

/// No card is drawn taller, in world units.
const TALLEST: f32 = 140.0;

/// The pictures that were worked out.
#[derive(Debug, Default)]
pub struct Thumbnails {
    made: BTreeMap<usize, Picture>,
    /// The frame in which one was last worked out.
    frame: u64,
}

/// Everything on one picture, in world units.
#[derive(Debug, Default)]
struct Picture {
    boxes: Vec<Item>,
    lines: Vec<Line>,
    bounds: Option<Rect>,
    /// How far apart the middles of cards are at least: cards may be drawn so much taller than they are.
    apart: f32,
}

#[derive(Debug)]
struct Item {
    rect: Rect,
    look: Look,
    contains: bool,
    group: Group,
    public: bool,
    glyph: &'static str,
}

#[derive(Debug)]
struct Line {
    points: Vec<Pos2>,
    middle: Pos2,
    refused: bool,
}

impl Thumbnails {
    /// How many there are.
    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.made.len()
    }

    /// Paints the picture of a template, or its ground until there is one.
    pub fn paint(&mut self, ui: &Ui, rect: Rect, at: usize) {
        let palette = Palette::of(ui.ctx());
        let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
        painter.rect_filled(rect, 6.0, palette.canvas);
        if !self.made.contains_key(&at) && ui.is_rect_visible(rect) {
            let frame = ui.ctx().cumulative_frame_nr();
            if self.frame == frame {
                ui.ctx().request_repaint();
            } else {
                self.frame = frame;
                self.made.insert(at, TEMPLATES.get(at).map(picture).unwrap_or_default());
            }
        }
        if let Some(picture) = self.made.get(&at) {
            picture.paint(&painter, rect.shrink2(vec2(8.0, 8.0)), palette);
        }
    }
}

fn picture(template: &Template) -> Picture {
    // Templates are loaded by a test, so this one loads.
    let Ok(loaded) = file::load(template.text) else { return Picture::default() };
    let analysis = Analysis::new(loaded.model);
    let model = analysis.model();
    let scene = Scene::finished(model, analysis.index());
    let item = |item: &crate::gui::canvas::scene::Item| {
        let spec = model.node(&item.id)?.resource.kind().spec();
        Some(Item {
            rect: item.rect,
            look: item.spec.look,
            contains: item.contains,
            group: spec.group,
            public: item.spec.look == Look::Segment && analysis.is_public(&item.id),
            glyph: spec.icon,
        })
    };
    // Only where something is wrong on purpose it is worth asking the engines.
    let asks = template.shelf == Shelf::Mistakes;
    let line = |line: &crate::gui::canvas::scene::Line| Line {
        points: line.points.clone(),
        middle: line.label.0,
        refused: asks && line.wire.connections.iter().any(|id| analysis.standing(id) == Standing::Refused),
    };
    let cards: Vec<Pos2> = scene.items.iter().filter(|it| !it.contains).map(|it| it.rect.center()).collect();
    let pairs =
        cards.iter().enumerate().flat_map(|(at, one)| cards.iter().skip(at + 1).map(move |it| *it - *one));
    let apart = pairs.map(|by| by.x.abs().max(by.y.abs())).fold(TALLEST, f32::min);
    Picture {
        apart,
        boxes: scene.items.iter().filter_map(item).collect(),
        lines: scene.lines.iter().map(line).collect(),
        bounds: scene.bounds(),
    }
}

impl Picture {
    fn paint(&self, painter: &Painter, room: Rect, palette: &Palette) {
        let Some(bounds) = self.bounds else { return };
        let scale = (room.width() / bounds.width()).min(room.height() / bounds.height()).min(0.3);
        let put = |at: Pos2| room.center() + (at - bounds.center()) * scale;
        let place = |rect: Rect| Rect::from_min_max(put(rect.min), put(rect.max));
        for item in self.boxes.iter().filter(|it| it.contains) {
            outline(painter, place(item.rect), item, palette);
        }
        for line in &self.lines {
            let points: Vec<Pos2> = line.points.iter().map(|it| put(*it)).collect();
            wire(painter, points, put(line.middle), line.refused, palette);
        }
        for item in self.boxes.iter().filter(|it| !it.contains) {
            card(painter, place(item.rect), self.apart * scale * 0.8, item, palette);
        }
    }
}

fn outline(painter: &Painter, rect: Rect, item: &Item, palette: &Palette) {
    let (ink, fill) = match item.look {
        Look::Network => (palette.vpc, palette.vpcbg),
        Look::Segment if item.public => (palette.pub_, palette.pubbg),
        Look::Segment => (palette.prv, palette.prvbg),
        Look::Area | Look::Card | Look::Note | Look::Listed => (palette.reg, Color32::TRANSPARENT),
    };
    let stroke = Stroke::new(1.0, ink);
    if item.look == Look::Area {
        let path =
            [rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom(), rect.left_top()];
        painter.extend(Shape::dashed_line(&path, stroke, 3.0, 3.0));
    } else {
        painter.rect(rect, 3.0, fill, stroke, StrokeKind::Inside);
    }
}

/// A card with its glyph in the middle: names could not be read, so none is hinted at.
fn card(painter: &Painter, rect: Rect, tall: f32, item: &Item, palette: &Palette) {
    let (ink, tint) = palette.group(item.group);
    let rect = Rect::from_center_size(rect.center(), vec2(rect.width(), rect.height().max(tall)));
    painter.rect_filled(rect, 3.0, palette.panel);
    painter.rect(rect, 3.0, tint, Stroke::new(1.0, ink.gamma_multiply(0.55)), StrokeKind::Inside);
    let side = rect.height().min(rect.width()) - 3.0;
    let middle = Rect::from_center_size(rect.center(), Vec2::splat(side.max(2.0)));
    if side >= 5.0 {
        icon::paint(painter, item.glyph, middle, ink);
    } else {
        painter.rect_filled(middle.shrink(side * 0.2), 1.0, ink);
    }
}

fn wire(painter: &Painter, points: Vec<Pos2>, middle: Pos2, refused: bool, palette: &Palette) {
    let stroke =
        Stroke::new(if refused { 1.6 } else { 1.2 }, if refused { palette.bad } else { palette.edge });
    if let [.., before, last] = points[..] {
        let along = (last - before).normalized() * 4.0;
        let aside = vec2(-along.y, along.x) * 0.5;
        let head = vec![last, last - along + aside, last - along - aside];
        painter.add(Shape::convex_polygon(head, stroke.color, Stroke::NONE));
    }
    if !refused {
        painter.add(Shape::line(points, stroke));
        return;
    }
    painter.extend(Shape::dashed_line(&points, stroke, 4.0, 3.0));
    painter.circle_filled(middle, 5.0, palette.bad);
    icon::paint(painter, "close", Rect::from_center_size(middle, Vec2::splat(7.0)), palette.panel);
}
