//! Lines in the making, piece by piece: which are to be found, ways, each line by itself, all lines moved apart.

use super::{
    Bends, Picture, Point, Routes, Wire,
    apart::{Apart, LANE, Line},
    cheap,
    field::{Field, block},
    frame_of, is_on,
    search::{End, Search},
    straight,
};
use crate::{
    base::{ConnectionId, NodeId, Order as _},
    layout::union,
    model::Frame,
};
use std::{collections::BTreeSet, sync::Arc};

/// How many crossings of ways are looked at in one piece.
const PIECE: usize = 10_000;
/// How many lines are sorted out or taken over in one piece.
const LINES: usize = 500;
/// What moves along one axis makes parts of the other longer, which may then lie beside others.
const PASSES: [usize; 4] = [1, 0, 1, 0];
/// How far from lines that are moved apart others are looked at.
const NEAR: i32 = 128;
/// How far around what moved obstacles are looked at.
const AROUND: i32 = 800;

/// Lines in the making.
#[derive(Debug)]
pub struct Routing {
    picture: Picture,
    wires: Vec<Arc<Wire>>,
    bends: Bends,
    /// Lines that were there before, and what was changed since; none if all are to be found.
    before: Option<(Routes, BTreeSet<NodeId>)>,
    stage: Stage,
    /// What was changed, to be found by place.
    moved: Field,
    /// Where lines are to be found, if not everywhere.
    area: Option<Frame>,
    /// The frame around the lines that were found.
    around: Option<Frame>,
    field: Field,
    search: Search,
    /// By number of its wire.
    lines: Vec<Line>,
    /// Wires still to route, by how far apart their ends are.
    todo: Vec<(i32, usize)>,
    total: usize,
    found: Vec<(ConnectionId, Arc<[Point]>)>,
}

#[derive(Debug)]
enum Stage {
    /// Finds out which lines are to be found: what was changed, then wires.
    Moved(Vec<NodeId>),
    Wires,
    Sort,
    Field,
    Room,
    /// Says which ways are taken by lines that stay.
    Kept(usize),
    Search,
    Apart(usize, Box<Apart>),
    /// Takes lines over, the last one first.
    Found,
    /// Gives back memory: for much of it that takes longer than a piece may.
    Clear,
    Done,
}

impl Routing {
    /// Starts to route every wire of a picture.
    pub fn new(picture: &Picture, wires: Vec<Arc<Wire>>, bends: &Bends) -> Self {
        Self::start(picture, wires, bends, None)
    }

    /// Starts to route what something touches that was moved, added or removed; other lines stay as they are.
    pub fn again(
        picture: &Picture,
        wires: Vec<Arc<Wire>>,
        bends: &Bends,
        old: &Routes,
        changed: &BTreeSet<NodeId>,
    ) -> Self {
        Self::start(picture, wires, bends, Some((old.clone(), changed.clone())))
    }

    fn start(
        picture: &Picture,
        mut wires: Vec<Arc<Wire>>,
        bends: &Bends,
        before: Option<(Routes, BTreeSet<NodeId>)>,
    ) -> Self {
        if !wires.is_sorted_by(|a, b| a.id <= b.id) {
            wires.order_by(|a, b| a.id.cmp(&b.id));
        }
        let changed = before.iter().flat_map(|(_, changed)| changed.iter().cloned()).collect();
        Self {
            picture: picture.clone(),
            lines: Vec::with_capacity(wires.len()),
            wires,
            bends: bends.clone(),
            before,
            stage: Stage::Moved(changed),
            moved: Field::default(),
            area: None,
            around: None,
            field: Field::default(),
            search: Search::default(),
            todo: Vec::new(),
            total: 0,
            found: Vec::new(),
        }
    }

    /// Does a piece; false once nothing is left.
    pub fn step(&mut self) -> bool {
        match &mut self.stage {
            Stage::Moved(changed) => {
                let first = changed.len().saturating_sub(LINES);
                for id in changed.drain(first..) {
                    let nth = self.picture.nth(&id);
                    if let Some((it, _)) = nth.and_then(|nth| block(self.picture.drawn(), nth)) {
                        let (grown, own) = (LANE - super::field::SPACE, None);
                        self.moved.add([it[0] - grown, it[1] - grown, it[2] + grown, it[3] + grown], own);
                    }
                }
                if changed.is_empty() {
                    self.stage = Stage::Wires;
                }
            }
            Stage::Wires => {
                for _ in 0..LINES {
                    if !self.sort_out() {
                        self.stage = Stage::Sort;
                        break;
                    }
                }
            }
            Stage::Sort => self.start_to_search(),
            Stage::Field => {
                if !self.field.step(&self.picture, self.area) {
                    self.search.make_room(&self.field);
                    self.stage = Stage::Room;
                }
            }
            Stage::Room => {
                if !self.search.grow(&self.field) {
                    self.stage = Stage::Kept(0);
                }
            }
            Stage::Kept(at) => {
                let to = (*at + LINES).min(self.lines.len());
                for line in self.lines.get(*at..to).unwrap_or_default() {
                    if line.is_fixed && is_near(&line.points, self.area, 0) {
                        self.search.take(&self.field, &line.points);
                    }
                }
                self.stage = if to == self.lines.len() { Stage::Search } else { Stage::Kept(to) };
            }
            Stage::Search => self.search(),
            Stage::Apart(pass, apart) => {
                if !apart.step(&self.field, &mut self.lines) {
                    let pass = *pass + 1;
                    self.stage = match PASSES.get(pass) {
                        Some(&axis) => Stage::Apart(pass, Box::new(Apart::new(axis))),
                        None => Stage::Found,
                    };
                }
            }
            Stage::Found => {
                for _ in 0..LINES {
                    let Some((wire, line)) = self.wires.pop().zip(self.lines.pop()) else {
                        self.stage = Stage::Clear;
                        break;
                    };
                    let kept = self.before.as_ref().filter(|_| line.is_fixed);
                    let kept = kept.and_then(|(old, _)| Some(old.lines.get(old.at(&wire.id)?)?.1.clone()));
                    let new =
                        || (!line.points.is_empty()).then(|| straight(line.points, &line.through).into());
                    self.found.extend(kept.or_else(new).map(|points| (wire.id.clone(), points)));
                }
            }
            Stage::Clear => {
                if self.search.clear() && self.field.clear() {
                    self.found.reverse();
                    self.stage = Stage::Done;
                }
            }
            Stage::Done => return false,
        }
        !matches!(self.stage, Stage::Done)
    }

    /// How much is done, and of how much.
    pub fn progress(&self) -> (usize, usize) {
        let pass = self.total / 16 + 1;
        let all = self.total + pass * PASSES.len() + 1;
        let done = match &self.stage {
            Stage::Moved(_) | Stage::Wires | Stage::Sort | Stage::Field | Stage::Room | Stage::Kept(_) => 0,
            Stage::Search => self.total - self.todo.len(),
            Stage::Apart(nth, _) => self.total + pass * nth,
            Stage::Found | Stage::Clear => all - 1,
            Stage::Done => all,
        };
        (done, all)
    }

    /// The lines; nothing before the work is done.
    pub fn found(self) -> Routes {
        Routes { lines: Arc::new(self.found) }
    }

    /// Whether the next wire has a line already that may stay; false once all wires were looked at.
    fn sort_out(&mut self) -> bool {
        let nth = self.lines.len();
        let Some(wire) = self.wires.get(nth) else { return false };
        let place = |id| {
            let at = self.picture.nth(id)?;
            Some((self.picture.drawn().get(at)?.frame, at))
        };
        let Some((from, to)) = place(&wire.from).zip(place(&wire.to)) else {
            self.lines.push(Line::none());
            return true;
        };
        let through = self.bends.get(&wire.id).cloned().unwrap_or_default();
        let mut line = Line { points: Vec::new(), ends: [from, to], through, is_fixed: false };
        if let Some((old, changed)) = &self.before {
            let points = old.line(&wire.id);
            let touched = [&wire.from, &wire.to].into_iter().any(|id| changed.contains(id));
            if !touched && stands(points, &line) && !meets(points, &self.moved) {
                (line.points, line.is_fixed) = (points.to_vec(), true);
            }
        }
        if !line.is_fixed {
            let middle = |it: Frame| (it.x + it.w / 2, it.y + it.h / 2);
            let (a, b) = (middle(from.0), middle(to.0));
            self.todo.push(((a.0 - b.0).abs() + (a.1 - b.1).abs(), nth));
            if self.before.is_some() {
                let points = line.through.iter().map(|&it| frame_of(it));
                self.area = points.chain([from.0, to.0]).chain(self.area).reduce(union);
            }
        }
        self.lines.push(line);
        true
    }

    fn start_to_search(&mut self) {
        // Short ones first, from the end.
        self.todo.sort_unstable_by(|a, b| b.cmp(a));
        self.total = self.todo.len();
        self.area = self.area.map(|it| Frame {
            x: it.x.saturating_sub(AROUND),
            y: it.y.saturating_sub(AROUND),
            w: it.w.saturating_add(2 * AROUND),
            h: it.h.saturating_add(2 * AROUND),
        });
        self.stage = if self.todo.is_empty() { Stage::Found } else { Stage::Field };
    }

    fn search(&mut self) {
        let end = self.search.looked + PIECE;
        for _ in 0..64 {
            let Some((_, nth)) = self.todo.pop() else {
                self.leave_far();
                let axis = PASSES.first().copied().unwrap_or_default();
                self.stage = Stage::Apart(0, Box::new(Apart::new(axis)));
                return;
            };
            let Some(line) = self.lines.get_mut(nth) else { continue };
            line.points = found(&mut self.search, &self.field, line);
            self.search.take(&self.field, &line.points);
            self.around = line.points.iter().map(|&it| frame_of(it)).chain(self.around).reduce(union);
            if self.search.looked > end {
                break;
            }
        }
    }

    /// Lines that stay are in the way only near those that do not.
    fn leave_far(&mut self) {
        for line in self.lines.iter_mut().filter(|line| line.is_fixed) {
            if !is_near(&line.points, self.around, NEAR) {
                line.points.clear();
            }
        }
    }
}

/// Whether a line still joins its boxes and goes through the points that a person set.
fn stands(points: &[Point], line: &Line) -> bool {
    let [(from, _), (to, _)] = line.ends;
    let on_side = |frame: Frame, it: &Point| {
        let (right, bottom) = (frame.x + frame.w, frame.y + frame.h);
        let is_in = (frame.x..=right).contains(&it.x) && (frame.y..=bottom).contains(&it.y);
        is_in && (it.x == frame.x || it.x == right || it.y == frame.y || it.y == bottom)
    };
    let joins =
        points.first().is_some_and(|it| on_side(from, it)) && points.last().is_some_and(|it| on_side(to, it));
    joins && line.through.iter().all(|it| points.windows(2).any(|pair| is_on(*it, pair)))
}

/// Whether a line runs over or close to something.
fn meets(points: &[Point], things: &Field) -> bool {
    points.windows(2).any(|pair| {
        let &[a, b] = pair else { return false };
        let area = [a.x.min(b.x), a.y.min(b.y), a.x.max(b.x), a.y.max(b.y)];
        things.inside(area, [None; 2]).next().is_some()
    })
}

/// Whether a line comes near a frame.
fn is_near(points: &[Point], frame: Option<Frame>, by: i32) -> bool {
    let own = points.iter().map(|&it| frame_of(it)).reduce(union);
    own.zip(frame).is_some_and(|(a, b)| {
        a.x - by <= b.x + b.w && b.x - by <= a.x + a.w && a.y - by <= b.y + b.h && b.y - by <= a.y + a.h
    })
}

/// A line through the points that a person set, leg by leg.
fn found(search: &mut Search, field: &Field, line: &Line) -> Vec<Point> {
    let [from, to] = line.ends.map(|(frame, nth)| End { frame, nth: Some(nth) });
    let middle = line.through.iter().map(|&it| End { frame: frame_of(it), nth: None });
    let ends: Vec<End> = std::iter::once(from).chain(middle).chain([to]).collect();
    let mut points: Vec<Point> = Vec::new();
    for leg in ends.windows(2) {
        let &[a, b] = leg else { continue };
        points.extend(search.line(field, a, b).unwrap_or_else(|| cheap(a.frame, b.frame)));
    }
    straight(points, &line.through)
}
