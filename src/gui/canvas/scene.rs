//! What is on the canvas, ready to be hit and painted: boxes and lines in world units with a grid over them.
//!
//! Made once for each change of the drawing; a frame only reads it.

use super::{camera::rect, route};
use crate::{
    base::{ConnectionId, NodeId},
    layout::Picture,
    model::{Model, resource::Look, site::Index},
};
use eframe::egui::{Pos2, Rect};
use std::collections::BTreeMap;

/// The side of a cell of the grid.
const CELL: f32 = 256.0;

/// With more connections than this, lines no longer go round cards and each other.
const MOST_ROUTED: usize = 120;

/// A box on the canvas.
#[derive(Clone, Debug)]
pub struct Item {
    /// Which resource.
    pub id: NodeId,
    /// Where, in world units.
    pub rect: Rect,
    /// How it is drawn.
    pub look: Look,
    /// How many containers are around it.
    pub depth: usize,
}

/// A line on the canvas.
#[derive(Clone, Debug)]
pub struct Line {
    /// Which connection.
    pub id: ConnectionId,
    /// Its corners, ends included.
    pub points: Vec<Pos2>,
    /// The box around it.
    pub bounds: Rect,
}

/// Everything on the canvas.
#[derive(Debug, Default)]
pub struct Scene {
    /// Boxes, containers before what they contain.
    pub items: Vec<Item>,
    /// Lines.
    pub lines: Vec<Line>,
    places: BTreeMap<NodeId, usize>,
    cells: BTreeMap<(i32, i32), Vec<usize>>,
}

impl Scene {
    /// The scene of a model.
    pub fn of(model: &Model, index: &Index) -> Self {
        let picture = Picture::of(model, index);
        let mut scene = Self::default();
        for drawn in picture.drawn() {
            let Some(node) = model.node(&drawn.id) else { continue };
            let (at, rect) = (scene.items.len(), rect(drawn.frame));
            scene.places.insert(drawn.id.clone(), at);
            for cell in cells(rect) {
                scene.cells.entry(cell).or_default().push(at);
            }
            let look = node.resource.kind().spec().look;
            scene.items.push(Item { id: drawn.id.clone(), rect, look, depth: drawn.depth });
        }
        for (id, connection) in model.connections() {
            let Some((from, to)) = connection.ends() else { continue };
            let (Some(from), Some(to)) = (scene.rect(from), scene.rect(to)) else { continue };
            let near = from.union(to).expand(80.0);
            let cards = scene.touching(near).filter(|item| !item.look.contains()).map(|item| item.rect);
            // Beyond this many, lines go straight from side to side: going round all of them does not fit in a frame.
            let full = model.connections().len() <= MOST_ROUTED;
            let cards = cards.filter(|card| full && *card != from && *card != to);
            let obstacles: Vec<Rect> = cards.collect();
            let near = |line: &&Line| full && line.bounds.intersects(near);
            let parts = scene.lines.iter().filter(near).flat_map(|line| line.points.windows(2));
            let taken: Vec<[Pos2; 2]> = parts.map(|pair| [pair[0], pair[1]]).collect();
            let points = route::route(from, to, &obstacles, &taken);
            let bounds = Rect::from_points(&points).expand(12.0);
            scene.lines.push(Line { id: id.clone(), points, bounds });
        }
        scene
    }

    /// Where a resource is drawn.
    pub fn rect(&self, id: &NodeId) -> Option<Rect> {
        self.places.get(id).map(|&at| self.items[at].rect)
    }

    /// The box of a resource.
    pub fn item(&self, id: &NodeId) -> Option<&Item> {
        self.places.get(id).map(|&at| &self.items[at])
    }

    /// Boxes that touch a rectangle, containers before what they contain.
    pub fn touching(&self, area: Rect) -> impl Iterator<Item = &Item> {
        let mut found: Vec<usize> = if area.width() * area.height() > 64.0 * CELL * CELL {
            (0..self.items.len()).collect()
        } else {
            cells(area).filter_map(|cell| self.cells.get(&cell)).flatten().copied().collect()
        };
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(|at| &self.items[at]).filter(move |item| item.rect.intersects(area))
    }

    /// The topmost box at a point.
    pub fn at(&self, point: Pos2) -> Option<&Item> {
        let cell = cell_of(point);
        let here = self.cells.get(&cell)?.iter().map(|&at| &self.items[at]);
        here.filter(|item| item.rect.contains(point)).max_by_key(|item| item.depth)
    }

    /// Containers at a point, the innermost first, `except` left out with all they contain.
    pub fn containers_at<'a>(
        &'a self,
        point: Pos2,
        except: impl Fn(&NodeId) -> bool + 'a,
    ) -> impl Iterator<Item = &'a Item> {
        let here = self.cells.get(&cell_of(point)).into_iter().flatten().map(|&at| &self.items[at]);
        let mut found: Vec<&Item> = here
            .filter(|item| item.look.contains() && item.rect.contains(point) && !except(&item.id))
            .collect();
        found.sort_by_key(|item| std::cmp::Reverse(item.depth));
        found.into_iter()
    }

    /// The line nearest to a point, within `reach`.
    pub fn line_at(&self, point: Pos2, reach: f32) -> Option<&Line> {
        let near = self.lines.iter().filter(|line| line.bounds.expand(reach).contains(point));
        let measured = near.map(|line| (route::distance(&line.points, point), line));
        let best = measured.filter(|(distance, _)| *distance <= reach).min_by(|a, b| a.0.total_cmp(&b.0));
        best.map(|(_, line)| line)
    }

    /// The box around everything.
    pub fn bounds(&self) -> Option<Rect> {
        self.items.iter().map(|item| item.rect).reduce(Rect::union)
    }
}

#[allow(clippy::cast_possible_truncation)]
fn cell_of(point: Pos2) -> (i32, i32) {
    ((point.x / CELL).floor() as i32, (point.y / CELL).floor() as i32)
}

fn cells(area: Rect) -> impl Iterator<Item = (i32, i32)> {
    let (first, last) = (cell_of(area.min), cell_of(area.max));
    (first.0..=last.0).flat_map(move |x| (first.1..=last.1).map(move |y| (x, y)))
}
