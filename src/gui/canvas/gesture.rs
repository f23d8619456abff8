//! What the pointer does on the canvas: pan, select, move, resize, connect, place.

use super::{Canvas, Hit, camera};
use crate::{
    base::{ConnectionId, Gather as _, NodeId},
    gui::{
        asking::Mode,
        state::{Act, Acts, Document, Onward, Selection, Tool, UiState},
    },
    layout::{HEADER, PADDING, snap},
    model::{Frame, selector::End},
};
use eframe::egui::{Key, PointerButton, Popup, Pos2, Rect, Response, Ui, Vec2, vec2};
use std::collections::BTreeSet;

/// What is going on while the button is down.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Gesture {
    /// Nothing.
    #[default]
    Idle,
    /// The picture moves with the pointer.
    Pan,
    /// Resources move with the pointer.
    Move {
        /// What moves, without what stands inside it.
        ids: Vec<NodeId>,
        /// Of every box, by its place among all, whether it moves.
        all: Vec<bool>,
        /// Where it began, in world units.
        from: Pos2,
        /// How far, snapped.
        by: Vec2,
        /// Whether copies move, and the originals stay.
        copy: bool,
    },
    /// A container changes its size.
    Resize {
        /// Which.
        id: NodeId,
        /// By which corner or side.
        handle: Vec2,
        /// Its size so far.
        rect: Rect,
        /// What it has to hold, with space around (CV-13).
        least: Rect,
    },
    /// A rectangle selects what it touches.
    Marquee {
        /// One corner, in world units.
        from: Pos2,
        /// The other corner.
        to: Pos2,
    },
    /// A line is led through a point.
    Bend {
        /// Of which connection.
        id: ConnectionId,
        /// The points so far, with the one that follows the pointer.
        points: Vec<Pos2>,
        /// Which of them that is.
        at: usize,
    },
    /// A connection is being drawn.
    Connect {
        /// From which card.
        from: NodeId,
        /// To where, in world units.
        to: Pos2,
    },
}

/// How far a finger that rested moves before it drags, in screen points.
const SLIP: f32 = 6.0;
/// How far past its container's border a resource is dragged before it leaves it, in screen points.
const LEAVE: f32 = 24.0;
/// How long a resource is held just past the border before it leaves all the same, in seconds.
const LINGER: f64 = 0.3;
/// How near to the edge of the canvas a drag pans it.
const EDGE: f32 = 24.0;

impl Canvas {
    pub(super) fn pointer(
        &mut self,
        ui: &Ui,
        view: Rect,
        response: &Response,
        doc: &Document,
        state: &mut UiState,
        acts: &mut Acts,
    ) {
        let at = ui.input(|i| i.pointer.latest_pos());
        let hit = at.filter(|at| view.contains(*at)).map_or(Hit::Empty, |at| self.hit(view, at, state));
        let over = response.hovered() || response.contains_pointer();
        // A pressed button keeps its card: a quick drag is off the port before it counts as a drag.
        if self.gesture == Gesture::Idle && !ui.input(|i| i.pointer.any_down()) {
            self.hovered = match &hit {
                Hit::Node(id) | Hit::Port(id, _) if over => Some(id.clone()),
                Hit::Line(_)
                | Hit::Body(_)
                | Hit::Empty
                | Hit::Handle(..)
                | Hit::Bend(..)
                | Hit::Node(_)
                | Hit::Port(..) => None,
            };
        }
        if over {
            ui.ctx().set_cursor_icon(self.cursor(&hit, state));
        }
        if self.placing(view, at, response, state, acts) {
            return;
        }
        if ui.input(|i| i.key_pressed(Key::Escape)) && self.gesture != Gesture::Idle {
            self.gesture = Gesture::Idle;
            return;
        }
        if ui.input(|i| i.multi_touch()).is_some() {
            // Two fingers pan and pinch in every tool; what one of them began is off.
            self.gesture = Gesture::Idle;
            return;
        }
        let Some(at) = at else { return };
        let (mut goes_on, mut ends) = (response.dragged(), response.drag_stopped());
        // egui gives a long touch to the context menu and ends its drag: it goes on here.
        if response.long_touched() {
            self.held = ui.input(|i| i.pointer.press_origin());
        }
        let is_down = ui.input(|i| i.pointer.primary_down());
        if let Some(origin) = self.held {
            if is_down && self.gesture == Gesture::Idle && origin.distance(at) > SLIP {
                Popup::close_all(ui.ctx());
                self.gesture = self.begin(ui, view, response, doc, state, acts);
            }
            (goes_on, ends) = (is_down, !is_down);
        } else if response.drag_started() {
            self.gesture = self.begin(ui, view, response, doc, state, acts);
        }
        if !is_down {
            self.held = None;
        }
        if self.gesture != Gesture::Idle {
            if goes_on {
                self.go_on(ui, view, at, doc, state);
            }
            if ends {
                self.guides.clear();
                let gesture = std::mem::take(&mut self.gesture);
                let world = self.camera.to_world(view, at);
                self.finish(ui, world, gesture, doc, state, acts);
                self.outside = None;
            }
        } else if response.clicked() {
            self.click(ui, &hit, doc, state, acts);
        }
    }

    /// What a press begins once the pointer has moved far enough.
    fn begin(
        &self,
        ui: &Ui,
        view: Rect,
        response: &Response,
        doc: &Document,
        state: &UiState,
        acts: &mut Acts,
    ) -> Gesture {
        let pressed = ui.input(|i| i.pointer.press_origin());
        let origin = pressed.or_else(|| response.interact_pointer_pos());
        // On a slow machine egui gives a press to where the pointer is by the end of the frame.
        let Some(origin) = origin.filter(|origin| view.contains(*origin)) else { return Gesture::Idle };
        let primary = self.held.is_some() || response.dragged_by(PointerButton::Primary);
        let space = ui.input(|i| i.key_down(Key::Space));
        // A finger pans, unless it rested first (AX-5).
        let pans = self.held.is_none() && ui.input(|i| i.any_touches());
        if !primary || space || state.tool == Tool::Hand || pans {
            return Gesture::Pan;
        }
        if state.placing.is_some() {
            return Gesture::Idle;
        }
        let world = self.camera.to_world(view, origin);
        let edits = doc.read_only.is_none();
        match self.hit(view, origin, state) {
            Hit::Node(_) | Hit::Port(..) if state.tool == Tool::Trace => Gesture::Idle,
            Hit::Port(from, _) if edits => Gesture::Connect { from, to: world },
            Hit::Node(from) if edits && state.tool == Tool::Connect => Gesture::Connect { from, to: world },
            Hit::Bend(id, points, at) if edits => Gesture::Bend { id, points, at },
            Hit::Handle(id, handle) if edits && !doc.analysis.model().drawing().locked.contains(&id) => {
                let rect = self.scene.rect(&id).unwrap_or(Rect::NOTHING);
                let least = self.least(doc, &id, rect);
                Gesture::Resize { id, handle, rect, least }
            }
            Hit::Node(id) if edits => {
                let selected = state.selection.nodes.contains(&id);
                let model = doc.analysis.model();
                let ids = if selected { state.selection.nodes.clone() } else { together(doc, &id) };
                if !selected {
                    acts.push(Act::Select(Selection { nodes: ids.clone(), connection: None }));
                }
                // What stands inside a moved container moves with it; what is locked stays.
                let roots = ids.iter().filter(|id| {
                    !model.drawing().locked.contains(*id)
                        && !model.ancestors(id).any(|(above, _)| ids.contains(above))
                });
                let roots: Vec<NodeId> = roots.cloned().collect();
                if roots.is_empty() {
                    return Gesture::Idle;
                }
                let copy = ui.input(|i| i.modifiers.alt);
                let inside = |id: &NodeId| roots.iter().any(|root| id == root || model.is_inside(id, root));
                let all = self.scene.items.iter().map(|item| inside(&item.id)).collect();
                Gesture::Move { ids: roots, all, from: world, by: Vec2::ZERO, copy }
            }
            Hit::Port(..)
            | Hit::Node(_)
            | Hit::Handle(..)
            | Hit::Bend(..)
            | Hit::Line(_)
            | Hit::Body(_)
            | Hit::Empty => Gesture::Marquee { from: world, to: world },
        }
    }

    fn go_on(&mut self, ui: &Ui, view: Rect, at: Pos2, doc: &Document, state: &UiState) {
        let (delta, free, straight) =
            ui.input(|i| (i.pointer.delta(), i.modifiers.command, i.modifiers.shift));
        if self.gesture != Gesture::Pan {
            self.pan_at_edge(ui, view, at);
        }
        let world = self.camera.to_world(view, at);
        let free = free || !state.snapping;
        self.guides.clear();
        match &mut self.gesture {
            Gesture::Idle => {}
            Gesture::Pan => self.camera.pan(delta),
            Gesture::Move { ids, from, by, .. } => {
                let mut moved = world - *from;
                if straight {
                    if moved.x.abs() > moved.y.abs() { moved.y = 0.0 } else { moved.x = 0.0 }
                }
                if free {
                    *by = moved.round();
                    return;
                }
                *by = snapped(moved);
                let (ids, by) = (ids.clone(), *by);
                self.linger(ui, doc, &ids, world);
                self.line_up(view, doc, &ids, (moved, by), straight);
            }
            Gesture::Resize { handle, rect, least, .. } => {
                let to = if free { world } else { snapped(world.to_vec2()).to_pos2() };
                let side = |low: &mut f32, high: &mut f32, share: f32, to: f32, least: (f32, f32)| {
                    if share == 0.0 {
                        *low = to.min(least.0);
                    } else if share == 1.0 {
                        *high = to.max(least.1);
                    }
                };
                side(&mut rect.min.x, &mut rect.max.x, handle.x, to.x, (least.min.x, least.max.x));
                side(&mut rect.min.y, &mut rect.max.y, handle.y, to.y, (least.min.y, least.max.y));
            }
            Gesture::Marquee { to, .. } | Gesture::Connect { to, .. } => *to = world,
            Gesture::Bend { points, at, .. } => {
                let to = if free { world.round() } else { snapped(world.to_vec2()).to_pos2() };
                if let Some(point) = points.get_mut(*at) {
                    *point = to;
                }
            }
        }
    }

    /// What a container has to hold; an empty one keeps its size by the side that is not dragged.
    fn least(&self, doc: &Document, id: &NodeId, rect: Rect) -> Rect {
        #[allow(clippy::cast_precision_loss)]
        let (side, top) = (PADDING as f32, (HEADER + PADDING / 2) as f32);
        let children = doc.analysis.index().children(id).iter().filter_map(|id| self.scene.rect(id));
        match children.reduce(Rect::union) {
            Some(inner) => Rect::from_min_max(inner.min - vec2(side, top), inner.max + Vec2::splat(side)),
            None => Rect::from_center_size(rect.center(), vec2(96.0, 64.0)),
        }
    }

    /// Looks since when the pointer has been outside the container of what is dragged.
    fn linger(&mut self, ui: &Ui, doc: &Document, ids: &[NodeId], at: Pos2) {
        let parent = ids.first().and_then(|id| doc.analysis.model().node(id)?.parent.as_ref());
        let inside = parent.and_then(|id| self.scene.rect(id)).is_some_and(|rect| rect.contains(at));
        let now = ui.input(|i| i.time);
        self.outside = if inside { None } else { Some(self.outside.unwrap_or(now)) };
        if self.outside.is_some_and(|since| now - since < LINGER) {
            ui.ctx().request_repaint_after_secs(0.1);
        }
    }

    /// Moves what is dragged to where it lines up with its neighbours, on each axis that does.
    fn line_up(
        &mut self,
        view: Rect,
        doc: &Document,
        ids: &[NodeId],
        (moved, by): (Vec2, Vec2),
        straight: bool,
    ) {
        /// How near counts, in screen points.
        const WITHIN: f32 = 6.0;
        /// More neighbours than this say nothing.
        const MOST: usize = 200;
        let rects = ids.iter().filter_map(|id| self.scene.rect(id));
        let Some(start) = rects.reduce(Rect::union) else { return };
        let model = doc.analysis.model();
        let parent = ids.first().and_then(|id| model.node(id)).and_then(|node| node.parent.as_ref());
        let beside = |id: &NodeId| {
            !ids.contains(id) && model.node(id).is_some_and(|node| node.parent.as_ref() == parent)
        };
        let visible = self.scene.touching(self.camera.visible(view));
        let others: Vec<Rect> =
            visible.filter(|item| beside(&item.id)).map(|item| item.rect).take(MOST).collect();
        let (more, guides) = super::guides::snap(start.translate(moved), &others, WITHIN / self.camera.zoom);
        let lined = |more: f32, moved: f32, by: f32| if more == 0.0 { by } else { (moved + more).round() };
        let to = vec2(lined(more.x, moved.x, by.x), lined(more.y, moved.y, by.y));
        // What keeps to one axis stays on it.
        let to = match (straight, moved.x == 0.0) {
            (true, true) => vec2(0.0, to.y),
            (true, false) => vec2(to.x, 0.0),
            (false, _) => to,
        };
        self.guides = guides;
        if let Gesture::Move { by, .. } = &mut self.gesture {
            *by = to;
        }
    }

    /// A drag near the edge pans the picture.
    fn pan_at_edge(&mut self, ui: &Ui, view: Rect, at: Pos2) {
        let inner = view.shrink(EDGE);
        if inner.contains(at) || !view.expand(EDGE).contains(at) {
            return;
        }
        let push = at - inner.clamp(at);
        self.camera.pan(-push * 0.4);
        ui.ctx().request_repaint();
    }

    fn finish(
        &mut self,
        ui: &Ui,
        world: Pos2,
        gesture: Gesture,
        doc: &Document,
        state: &UiState,
        acts: &mut Acts,
    ) {
        let add = ui.input(|i| i.modifiers.shift);
        match gesture {
            Gesture::Idle | Gesture::Pan => {}
            Gesture::Move { ids, by, copy: true, .. } => {
                acts.push(Act::Copy { ids, by: whole(by) });
            }
            Gesture::Move { ids, by, copy: false, .. } => {
                let into = self.left_for(ui, &ids, world, doc);
                if by != Vec2::ZERO || into.is_some() {
                    acts.push(Act::Drop { ids, by: whole(by), into });
                }
            }
            Gesture::Resize { id, rect, .. } => {
                let (x, y) = whole(rect.min.to_vec2());
                let (w, h) = whole(rect.size());
                acts.push(Act::Resize(id, Frame { x, y, w, h }));
            }
            Gesture::Marquee { from, to } => {
                let area = Rect::from_two_pos(from, to);
                let inside = self
                    .scene
                    .touching(area)
                    .filter(|item| if item.contains { area.contains_rect(item.rect) } else { true });
                let mut nodes: BTreeSet<NodeId> = inside.map(|item| item.id.clone()).gather();
                if add {
                    nodes.extend(state.selection.nodes.iter().cloned());
                }
                acts.push(Act::Select(Selection { nodes, connection: None }));
            }
            Gesture::Bend { id, points, .. } => {
                let points = points.into_iter().map(|point| whole(point.to_vec2()));
                acts.push(Act::Bend(id, points.collect()));
            }
            Gesture::Connect { from, to } => {
                if let Some(target) = self.target(&from, to) {
                    acts.push(Act::Connect(from, target));
                } else if self.scene.at(to).is_none_or(|item| item.contains) {
                    let container = self.scene.containers_at(to, |_| false).next();
                    let into = container.map(|item| item.id.clone());
                    let corner = whole(snapped(to.to_vec2() - vec2(0.0, 28.0)));
                    acts.push(Act::ListFitting(Onward { from, into, at: corner }));
                }
            }
        }
    }

    /// The card under a point that a connection from `from` could end at.
    pub(super) fn target(&self, from: &NodeId, at: Pos2) -> Option<NodeId> {
        let item = self.scene.at(at).filter(|item| !item.contains && item.id != *from)?;
        Some(item.id.clone())
    }

    /// The container that moved resources are dropped into, when it is another one than theirs. Space keeps them in
    /// theirs (CV-16).
    pub(super) fn left_for(
        &self,
        ui: &Ui,
        ids: &[NodeId],
        at: Pos2,
        doc: &Document,
    ) -> Option<Option<NodeId>> {
        let (keeps, now) = ui.input(|i| (i.key_down(Key::Space), i.time));
        if keeps {
            return None;
        }
        let model = doc.analysis.model();
        let parent = model.node(ids.first()?)?.parent.clone();
        let moved = |id: &NodeId| ids.iter().any(|root| id == root || model.is_inside(id, root));
        let under = self.scene.containers_at(at, moved).next().map(|item| item.id.clone());
        // Just past the border is not outside yet.
        let near = |id: &NodeId| {
            self.scene.rect(id).is_some_and(|rect| rect.expand(LEAVE / self.camera.zoom).contains(at))
        };
        let outside =
            parent.as_ref().is_some_and(|id| under.as_ref().is_none_or(|under| model.is_inside(id, under)));
        let lingers = self.outside.is_some_and(|since| now - since >= LINGER);
        if under == parent || (outside && !lingers && parent.as_ref().is_some_and(near)) {
            return None;
        }
        Some(under)
    }

    fn click(&mut self, ui: &Ui, hit: &Hit, doc: &Document, state: &UiState, acts: &mut Acts) {
        let (add, through) = ui.input(|i| (i.modifiers.shift, i.modifiers.command));
        if state.tool == Tool::Trace {
            self.trace(hit, acts);
            return;
        }
        if state.tool == Tool::Connect {
            let (Hit::Node(id) | Hit::Port(id, _)) = hit else {
                self.connecting = None;
                return;
            };
            match self.connecting.take() {
                None => {
                    self.connecting = Some(id.clone());
                    acts.push(Act::Select(Selection::node(id.clone())));
                }
                Some(from) if from != *id => acts.push(Act::Connect(from, id.clone())),
                Some(_) => {}
            }
            return;
        }
        let selection = match hit {
            Hit::Node(id) | Hit::Port(id, _) | Hit::Handle(id, _) => {
                let id = if through {
                    doc.analysis
                        .model()
                        .node(id)
                        .and_then(|node| node.parent.clone())
                        .unwrap_or_else(|| id.clone())
                } else {
                    id.clone()
                };
                let mut nodes = if add { state.selection.nodes.clone() } else { BTreeSet::new() };
                let with = if through { BTreeSet::from([id.clone()]) } else { together(doc, &id) };
                if add && nodes.contains(&id) {
                    nodes.retain(|id| !with.contains(id));
                } else {
                    nodes.extend(with);
                }
                Selection { nodes, connection: None }
            }
            Hit::Line(ids) => next_of(ids, state),
            Hit::Bend(id, ..) => Selection::connection(id.clone()),
            Hit::Body(_) | Hit::Empty if add => return,
            Hit::Body(id) => Selection::node(id.clone()),
            Hit::Empty => Selection::default(),
        };
        acts.push(Act::Select(selection));
    }

    /// Picks one of the two resources that a question is about.
    fn trace(&mut self, hit: &Hit, acts: &mut Acts) {
        let (Hit::Node(id) | Hit::Port(id, _)) = hit else { return };
        match self.connecting.take() {
            None => self.connecting = Some(id.clone()),
            Some(from) if from != *id => {
                let (from, to) = (Some(End::Node(from)), Some(End::Node(id.clone())));
                acts.push(Act::Ask { mode: Mode::Path, from, to, traffic: None });
            }
            Some(_) => {}
        }
    }

    /// Puts down the kind that was picked or dragged from the palette; whether it did. The click that puts it down
    /// selects nothing else.
    fn placing(
        &mut self,
        view: Rect,
        at: Option<Pos2>,
        response: &Response,
        state: &mut UiState,
        acts: &mut Acts,
    ) -> bool {
        let kind = state.dropped.take().or(state.placing.filter(|_| response.clicked()));
        let (Some(kind), Some(at)) = (kind, at.filter(|at| view.contains(*at))) else {
            return false;
        };
        state.placing = None;
        let world = self.camera.to_world(view, at);
        let container = self.scene.containers_at(world, |_| false).next().map(|item| item.id.clone());
        let corner = whole(snapped(ghost(kind, world).min.to_vec2()));
        acts.push(Act::Create { kind, container, at: Some(corner) });
        true
    }
}

/// The selection by a click on a line; one of several connections after the other.
pub(super) fn next_of(ids: &[ConnectionId], state: &UiState) -> Selection {
    let now = state.selection.connection.as_ref();
    let next = ids.iter().position(|id| Some(id) == now).map_or(0, |at| (at + 1) % ids.len());
    ids.get(next).cloned().map(Selection::connection).unwrap_or_default()
}

/// A resource with those of its group.
fn together(doc: &Document, id: &NodeId) -> BTreeSet<NodeId> {
    let group = doc.analysis.model().drawing().group(id);
    group.cloned().unwrap_or_else(|| BTreeSet::from([id.clone()]))
}

/// The outline of a fresh resource under the pointer.
pub fn ghost(kind: crate::model::kinds::Kind, at: Pos2) -> Rect {
    let size = if kind.spec().look.contains() { vec2(208.0, 128.0) } else { vec2(160.0, 56.0) };
    Rect::from_center_size(at, size)
}

fn snapped(by: Vec2) -> Vec2 {
    let (x, y) = whole(by);
    camera::rect(Frame { x: snap(x), y: snap(y), w: 0, h: 0 }).min.to_vec2()
}

#[allow(clippy::cast_possible_truncation)]
fn whole(by: Vec2) -> (i32, i32) {
    (by.x.round() as i32, by.y.round() as i32)
}

impl Gesture {
    /// Whether something is under way.
    pub fn is_busy(&self) -> bool {
        *self != Self::Idle
    }
}
