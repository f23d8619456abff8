//! What is on the canvas, ready to be hit and painted: boxes and lines in world units with a grid over them.
//!
//! Made once for each change of the drawing; a frame only reads it.

use super::{
    camera::rect,
    grid::Grid,
    line::{distance, world},
    wiring::{Way, Wiring},
};
use crate::{
    base::{ConnectionId, NodeId, Order as _},
    layout::{
        Picture,
        route::{Wire, label_place},
    },
    model::{Model, resource::KindSpec, site::Index},
};
use eframe::egui::{Pos2, Rect};
use std::sync::Arc;

/// A box on the canvas.
#[derive(Clone, Debug)]
pub struct Item {
    /// Which resource.
    pub id: NodeId,
    /// Where, in world units.
    pub rect: Rect,
    /// What is known of its kind, how it is drawn before all.
    pub spec: &'static KindSpec,
    /// How many containers are around it.
    pub depth: usize,
    /// Whether others are drawn in it: a collapsed container is a card.
    pub contains: bool,
    /// Of a collapsed container: how much is drawn in it once it is expanded.
    pub folded: Option<usize>,
}

/// A line on the canvas.
#[derive(Clone, Debug)]
pub struct Line {
    /// What it stands for, and between which boxes.
    pub wire: Arc<Wire>,
    /// Those boxes, by their place among all boxes.
    pub ends: (usize, usize),
    /// How it is led.
    pub way: Way,
    /// Its corners, ends included.
    pub points: Vec<Pos2>,
    /// The middle of its longest straight part, and how long that is.
    pub label: (Pos2, f32),
}

impl Line {
    /// Whether a connection is drawn by this line.
    pub fn has(&self, id: &ConnectionId) -> bool {
        self.wire.connections.contains(id)
    }
}

/// Everything on the canvas.
#[derive(Debug, Default)]
pub struct Scene {
    /// Boxes, containers before what they contain.
    pub items: Vec<Item>,
    /// Lines.
    pub lines: Vec<Line>,
    /// The boxes around them. A frame looks at each of them, and lines are too large for that.
    around: Vec<Rect>,
    /// Where everything is. INVARIANT (order): boxes are in its order, each resource of the model that it draws. Kept by
    /// [`Scene::of`].
    pub picture: Picture,
    grid: Grid,
}

impl Scene {
    /// The boxes of a model; lines are put in once they are known.
    pub fn of(model: &Model, index: &Index) -> Self {
        let picture = Picture::of(model, index);
        let specs: Vec<_> = model.nodes().map(|(_, node)| node.resource.kind().spec()).collect();
        let mut items = Vec::with_capacity(picture.drawn().len());
        let mut boxes = Vec::with_capacity(picture.drawn().len());
        for drawn in picture.drawn() {
            let Some(&spec) = index.places().get(&drawn.id).and_then(|at| specs.get(at)) else { continue };
            let rect = rect(drawn.frame);
            boxes.push(rect);
            let contains = spec.look.contains() && drawn.folded.is_none();
            let (id, depth, folded) = (drawn.id.clone(), drawn.depth, drawn.folded);
            items.push(Item { id, rect, spec, depth, contains, folded });
        }
        Self { items, grid: Grid::of(&boxes), picture, ..Self::default() }
    }

    /// The scene of a model with all its lines.
    pub fn finished(model: &Model, index: &Index) -> Self {
        let mut scene = Self::of(model, index);
        let mut wiring = Wiring::default();
        wiring.follow(model, &scene.picture, 0);
        wiring.work(&|| false);
        scene.draw_lines(&wiring);
        scene
    }

    /// Takes over the lines of an earlier scene: what is led as it was is not made again.
    pub fn inherit(&mut self, earlier: &mut Self) {
        (self.lines, self.around) = (std::mem::take(&mut earlier.lines), std::mem::take(&mut earlier.around));
        if self.items.iter().map(|it| &it.id).eq(earlier.items.iter().map(|it| &it.id)) {
            return;
        }
        let moved: Vec<_> = earlier.items.iter().map(|it| self.place(&it.id)).collect();
        let now = |at: usize| moved.get(at).copied().flatten().unwrap_or(usize::MAX);
        for line in &mut self.lines {
            line.ends = (now(line.ends.0), now(line.ends.1));
        }
    }

    /// Takes over lines as they are known.
    pub fn draw_lines(&mut self, wiring: &Wiring) {
        let (old, around) = (std::mem::take(&mut self.lines), std::mem::take(&mut self.around));
        // Both are in the order of ids.
        let mut old = old.into_iter().zip(around).peekable();
        let count = wiring.wires().len();
        let (mut lines, mut around) = (Vec::with_capacity(count), Vec::with_capacity(count));
        let place = |id: &NodeId| self.place(id).unwrap_or(usize::MAX);
        for (wire, way) in wiring.lines() {
            while old.next_if(|(it, _)| it.wire.id < wire.id).is_some() {}
            let same = old.next_if(|(it, _)| it.wire.id == wire.id);
            let known = same.as_ref().filter(|(it, _)| Arc::ptr_eq(&it.wire, wire)).map(|(it, _)| it.ends);
            let ends = known.unwrap_or_else(|| (place(&wire.from), place(&wire.to)));
            if let Some((line, bounds)) = same.filter(|(it, _)| it.way.is(&way)) {
                lines.push(Line { wire: wire.clone(), ends, ..line });
                around.push(bounds);
                continue;
            }
            let points: Vec<Pos2> = way.points().iter().copied().map(world).collect();
            let label = label_place(way.points()).unwrap_or_default();
            around.push(Rect::from_points(&points));
            #[allow(clippy::cast_precision_loss)]
            let label = (world(label.0), label.1 as f32);
            lines.push(Line { wire: wire.clone(), way, ends, points, label });
        }
        (self.lines, self.around) = (lines, around);
    }

    /// Lines with something in a rectangle, by their place among all.
    pub fn lines_touching(&self, area: Rect) -> impl Iterator<Item = usize> {
        // The box around a long line covers much that the line does not come near.
        let area = area.expand(12.0);
        let passes = move |line: &Line| {
            line.points.windows(2).any(|pair| Rect::from_two_pos(pair[0], pair[1]).intersects(area))
        };
        let around = self.around.iter().zip(&self.lines).enumerate();
        around.filter(move |(_, (bounds, line))| bounds.intersects(area) && passes(line)).map(|(at, _)| at)
    }

    /// Where a resource is drawn.
    pub fn rect(&self, id: &NodeId) -> Option<Rect> {
        self.item(id).map(|it| it.rect)
    }

    /// The place of a resource among all boxes.
    pub fn place(&self, id: &NodeId) -> Option<usize> {
        self.picture.nth(id)
    }

    /// The box of a resource.
    pub fn item(&self, id: &NodeId) -> Option<&Item> {
        self.place(id).and_then(|at| self.items.get(at))
    }

    /// Boxes that touch a rectangle, containers before what they contain.
    pub fn touching(&self, area: Rect) -> impl Iterator<Item = &Item> {
        self.touching_at(area).map(|at| &self.items[at])
    }

    /// The same, by their place among all.
    pub fn touching_at(&self, area: Rect) -> impl Iterator<Item = usize> {
        let found = self.grid.touching(area).unwrap_or_else(|| (0..self.items.len()).collect());
        found.into_iter().filter(move |&at| self.items[at].rect.intersects(area))
    }

    /// The topmost box at a point.
    pub fn at(&self, point: Pos2) -> Option<&Item> {
        let here = self.grid.at(point).iter().map(|&at| &self.items[at]);
        here.filter(|item| item.rect.contains(point)).max_by_key(|item| item.depth)
    }

    /// Containers at a point, the innermost first, `except` left out with all they contain.
    pub fn containers_at<'a>(
        &'a self,
        point: Pos2,
        except: impl Fn(&NodeId) -> bool + 'a,
    ) -> impl Iterator<Item = &'a Item> {
        let here = self.grid.at(point).iter().map(|&at| &self.items[at]);
        let mut found: Vec<&Item> =
            here.filter(|item| item.contains && item.rect.contains(point) && !except(&item.id)).collect();
        found.order_by_key(|item| std::cmp::Reverse(item.depth));
        found.into_iter()
    }

    /// The line nearest to a point, within `reach`.
    pub fn line_at(&self, point: Pos2, reach: f32) -> Option<&Line> {
        let area = Rect::from_center_size(point, eframe::egui::Vec2::splat(2.0 * reach));
        let near = self.lines_touching(area).map(|at| &self.lines[at]);
        let measured = near.map(|line| (distance(&line.points, point), line));
        let best = measured.filter(|(distance, _)| *distance <= reach).min_by(|a, b| a.0.total_cmp(&b.0));
        best.map(|(_, line)| line)
    }

    /// The box around everything.
    pub fn bounds(&self) -> Option<Rect> {
        self.grid.bounds()
    }
}
