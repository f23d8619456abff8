//! The canvas: one response, one painter, our own camera and our own spatial index.

use crate::base::Order as _;
mod bend;
pub mod camera;
mod displaced;
mod far;
mod gesture;
mod grid;
mod guides;
pub mod line;
mod menu;
mod minimap;
mod motion;
mod paint;
mod paint_cost;
mod paint_gesture;
mod paint_label;
mod paint_line;
mod paint_reach;
pub mod scene;
mod wiring;

pub use paint::{colours, elided, spoken_name};
pub use paint_line::{call_words, network_words, spoken_name as spoken_line, standing_words};

use super::{
    command::Command,
    state::{Acts, Document, Selection, Tool, UiState},
    theme::Palette,
    updating,
};
use crate::{base::NodeId, layout::route::Side};
use camera::Camera;
use eframe::egui::{self, CursorIcon, EventFilter, Id, Pos2, Rect, Role, Sense, Ui, Vec2, WidgetInfo};
use gesture::Gesture;
use scene::Scene;
use wiring::Wiring;

/// The canvas between frames.
#[derive(Debug, Default)]
pub struct Canvas {
    /// What part of the world is on screen.
    pub camera: Camera,
    /// Where the canvas was on screen, last frame.
    pub view: Option<Rect>,
    scene: Scene,
    /// Which drawing the scene shows.
    drawn: Option<u64>,
    wiring: Wiring,
    far: far::Far,
    motion: motion::Motion,
    gesture: Gesture,
    /// Whether the selection was walked to by keys, and is ringed as what has the keyboard (CV-8).
    pub walked: bool,
    /// Where a finger rests that may drag once it moves.
    held: Option<Pos2>,
    /// Since when a dragged box has been outside its container.
    outside: Option<f64>,
    /// What the dragged boxes line up with.
    guides: Vec<guides::Guide>,
    /// What the reachability panel shows, as it is marked here.
    marks: paint_reach::Marks,
    /// The card whose ports are shown.
    hovered: Option<NodeId>,
    /// The first end of a connection by two clicks.
    connecting: Option<NodeId>,
    /// Whether that is for a connection and not for a question.
    is_connecting: bool,
    /// Fit everything as soon as the size of the canvas is known.
    pub fit: bool,
    /// Take the keyboard in the next frame.
    pub focus: bool,
    /// Reveal this in the next frame, once that has its scene.
    pub to_reveal: Option<NodeId>,
    /// Whether it had the keyboard in the last frame.
    pub has_keyboard: bool,
}

/// What is under a point of the canvas.
#[derive(Clone, Debug, PartialEq)]
enum Hit {
    /// A port of a card.
    Port(NodeId, Side),
    /// A corner or side of the selected container.
    Handle(NodeId, Vec2),
    /// A point of the selected line that can be dragged: its connection, the points, and which of them.
    Bend(crate::base::ConnectionId, Vec<Pos2>, usize),
    /// A card, or a container's title or border.
    Node(NodeId),
    /// A line, with the connections that it stands for.
    Line(Vec<crate::base::ConnectionId>),
    /// The inside of a container.
    Body(NodeId),
    /// Nothing.
    Empty,
}

/// How near to a port or handle counts as on it, in screen points.
const REACH: f32 = 9.0;

impl Canvas {
    /// The id that has the keyboard while the canvas is in use.
    pub fn id() -> Id {
        Id::unique("canvas")
    }

    /// Everything on the canvas, as of the present drawing.
    pub fn scene(&mut self, doc: &Document) -> &Scene {
        self.follow(doc);
        &self.scene
    }

    /// Takes in the present drawing; whether it is another one.
    pub fn follow(&mut self, doc: &Document) -> bool {
        let is_new = self.drawn != Some(doc.analysis.drawing());
        if is_new {
            let model = doc.analysis.model();
            let mut scene = Scene::of(model, doc.analysis.index());
            scene.inherit(&mut self.scene);
            self.scene = scene;
            self.wiring.follow(model, &self.scene.picture, doc.analysis.revision());
            self.scene.draw_lines(&self.wiring);
            self.drawn = Some(doc.analysis.drawing());
        }
        is_new
    }

    /// Whether lines are still looked for, or something is on its way.
    pub fn is_busy(&self) -> bool {
        self.wiring.is_busy() || self.is_moving()
    }

    /// The resource at a point of the screen; a line there is looked for too.
    pub fn under(&self, at: Pos2) -> Option<&NodeId> {
        let world = self.camera.to_world(self.view?, at);
        let line = self.scene.line_at(world, 8.0 / self.camera.zoom);
        self.scene.at(world).map(|item| &item.id).or(line.map(|line| &line.wire.from))
    }

    /// Where everything is drawn, as of the present drawing.
    pub fn picture(&mut self, doc: &Document) -> &crate::layout::Picture {
        self.scene(doc);
        self.wiring.picture()
    }

    /// Looks for lines while there is time; whether there is more to do.
    pub fn work(&mut self, doc: &Document, is_over: &dyn Fn() -> bool) -> bool {
        self.scene(doc);
        if self.wiring.work(is_over) {
            self.scene.draw_lines(&self.wiring);
        }
        self.wiring.is_busy()
    }

    /// A canvas that will show everything.
    pub fn fresh() -> Self {
        Self { fit: true, focus: true, ..Self::default() }
    }

    /// Forgets the scene: another design was opened.
    pub fn reset(&mut self) {
        *self = Self { view: self.view, ..Self::fresh() };
    }

    /// Shows all of a rectangle of the world.
    pub fn show_all(&mut self, world: Rect) {
        if let Some(view) = self.view {
            self.fly(Camera::fitting(view, world));
        }
    }

    /// Draws the canvas and takes what the pointer does on it.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        doc: &Document,
        state: &mut UiState,
        acts: &mut Acts,
        applies: &dyn Fn(Command) -> bool,
    ) {
        let view = ui.available_rect_before_wrap();
        self.view = Some(view);
        self.scene(doc);
        if std::mem::take(&mut self.fit)
            && let Some(bounds) = self.scene.bounds()
        {
            self.land();
            self.camera = Camera::fitting(view, bounds);
        }
        if let Some(id) = self.to_reveal.take() {
            self.reveal(doc, &id);
        }
        self.advance(ui);
        self.is_connecting = state.tool == Tool::Connect;
        let response = ui.interact(view, Self::id(), Sense::click_and_drag());
        response
            .widget_info(|| WidgetInfo::labeled(Role::Canvas, true, super::strings::CANVAS.get(state.lang)));
        let wanted = std::mem::take(&mut self.focus);
        if wanted || response.clicked() || response.drag_started() || response.secondary_clicked() {
            response.request_focus();
        }
        // egui would take these keys to walk among widgets; on the canvas they walk among resources.
        let filter = EventFilter { tab: true, horizontal_arrows: true, vertical_arrows: true, escape: true };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        self.has_keyboard = response.has_focus();
        self.walked &= self.has_keyboard && !ui.input(|i| i.pointer.any_pressed());
        self.wheel(ui, view, &response, state.settings.wheel_zooms());
        self.pointer(ui, view, &response, doc, state, acts);
        self.context_menu(view, &response, state, acts, applies);
        self.marks = self.marks(doc, state);
        let painter = ui.painter_at(view);
        self.paint(ui, &painter, view, doc, state);
        self.paint_marks(ui, &updating::faded(&painter, doc), view, state);
        self.name_widgets(ui, view, doc, state);
        if state.minimap {
            self.minimap(ui, view, doc, state);
        }
        self.zoom_buttons(ui, view, state, acts);
        self.back_to_content(ui, view, state);
    }

    fn wheel(&mut self, ui: &Ui, view: Rect, response: &egui::Response, zooms: bool) {
        if let Some(touch) = ui.input(|i| i.multi_touch()) {
            if view.contains(touch.start_pos) {
                self.land();
                self.camera.pan(touch.translation_delta);
                self.camera.zoom_at(view, touch.center_pos, touch.zoom_delta);
            }
            return;
        }
        if !response.hovered() {
            return;
        }
        let (scroll, zoom, at) =
            ui.input(|i| (i.smooth_scroll_delta(), i.zoom_delta(), i.pointer.hover_pos()));
        // CV-1: with Shift egui has already turned the wheel sideways.
        let zoomed = zooms && scroll.y != 0.0 && at.is_some();
        if let Some(at) = at.filter(|_| zoomed) {
            self.land();
            self.camera.zoom_at(view, at, (scroll.y / 200.0).exp());
        } else if scroll != Vec2::ZERO {
            self.land();
            self.camera.pan(scroll);
        }
        if let Some(at) = at
            && (zoom - 1.0).abs() > 1e-4
        {
            self.land();
            self.camera.zoom_at(view, at, zoom);
        }
    }

    /// Shows everything, unless all of it is on screen.
    pub fn show_content(&mut self, doc: &Document) {
        let bounds = self.scene(doc).bounds();
        if let (Some(view), Some(bounds)) = (self.view, bounds)
            && !self.aim().visible(view).contains_rect(bounds)
        {
            self.show_all(bounds);
        }
    }

    /// Zooms around the middle.
    pub fn zoom(&mut self, factor: f32) {
        if let Some(view) = self.view {
            let mut to = self.aim();
            to.zoom_at(view, view.center(), factor);
            self.fly(to);
        }
    }

    /// What is under a screen point.
    fn hit(&self, view: Rect, at: Pos2, state: &UiState) -> Hit {
        let world = self.camera.to_world(view, at);
        let reach = REACH / self.camera.zoom;
        let lit = state.selection.single().into_iter().chain(&self.hovered);
        for id in lit {
            let Some(item) = self.scene.item(id) else { continue };
            if !item.contains {
                let near = |side: &Side| line::port(*side, item.rect).distance(world) <= reach;
                if let Some(side) = Side::ALL.into_iter().find(near) {
                    return Hit::Port(id.clone(), side);
                }
            } else if state.selection.single() == Some(id)
                && let Some(handle) =
                    handles().find(|handle| handle_at(item.rect, *handle).distance(world) <= reach)
            {
                return Hit::Handle(id.clone(), handle);
            }
        }
        if let Some(bend) = self.bend_at(world, reach, state) {
            return bend;
        }
        let item = self.scene.at(world);
        if let Some(item) = item
            && !item.contains
        {
            return Hit::Node(item.id.clone());
        }
        if let Some(line) = self.scene.line_at(world, 8.0 / self.camera.zoom) {
            return Hit::Line(line.wire.connections.clone());
        }
        match item {
            Some(item) => {
                #[allow(clippy::cast_precision_loss)]
                let header = crate::layout::HEADER as f32;
                let border = 6.0 / self.camera.zoom;
                let inside = item.rect.shrink(border).contains(world) && world.y > item.rect.top() + header;
                if inside { Hit::Body(item.id.clone()) } else { Hit::Node(item.id.clone()) }
            }
            None => Hit::Empty,
        }
    }

    fn cursor(&self, hit: &Hit, state: &UiState) -> CursorIcon {
        if matches!(self.gesture, Gesture::Pan) {
            return CursorIcon::Grabbing;
        }
        if state.placing.is_some()
            || state.dragging.is_some()
            || matches!(self.gesture, Gesture::Connect { .. })
        {
            return CursorIcon::Crosshair;
        }
        match (state.tool, hit) {
            (Tool::Hand, _) => CursorIcon::Grab,
            (Tool::Connect | Tool::Trace, _) | (_, Hit::Port(..)) => CursorIcon::Crosshair,
            (_, Hit::Bend(..)) => CursorIcon::Move,
            (_, Hit::Handle(_, handle)) => match (handle.x == 0.5, handle.y == 0.5, handle.x == handle.y) {
                (true, ..) => CursorIcon::ResizeVertical,
                (_, true, _) => CursorIcon::ResizeHorizontal,
                (.., true) => CursorIcon::ResizeNwSe,
                _ => CursorIcon::ResizeNeSw,
            },
            (_, Hit::Node(_) | Hit::Line(_)) => CursorIcon::PointingHand,
            (_, Hit::Body(_) | Hit::Empty) => CursorIcon::Default,
        }
    }

    /// Makes what is on screen known by name to tests and assistive technology.
    fn name_widgets(&self, ui: &Ui, view: Rect, doc: &Document, state: &UiState) {
        /// Beyond this many, the outline is the way to find a resource.
        const MOST: usize = 500;
        let visible = self.camera.visible(view);
        for item in self.scene.touching(visible).take(MOST) {
            let rect = self.camera.rect_to_screen(view, item.rect).intersect(view);
            let response = ui.interact(rect, Id::unique(("node", item.id.as_str())), Sense::hover());
            // A name is made only when someone asks for it.
            response.widget_info(|| {
                let name = spoken_name(doc, state, &item.id);
                let mut info = WidgetInfo::labeled(Role::ListItem, true, name);
                info.selected = Some(state.selection.nodes.contains(&item.id));
                info
            });
            let lit = state.selection.single() == Some(&item.id) || self.hovered.as_ref() == Some(&item.id);
            if lit && !item.contains {
                for side in Side::ALL {
                    let at = self.camera.to_screen(view, line::port(side, item.rect));
                    let port = Rect::from_center_size(at, Vec2::splat(2.0 * REACH));
                    let id = Id::unique(("port", item.id.as_str(), side as u8));
                    let name = super::strings::PORT_NAME
                        .fill(state.lang, &[item.id.as_str(), paint_line::side_name(side).get(state.lang)]);
                    ui.interact(port, id, Sense::hover())
                        .widget_info(|| WidgetInfo::labeled(Role::Unknown, true, &name));
                }
            }
        }
        for line in self.scene.lines_touching(visible).take(MOST).map(|at| &self.scene.lines[at]) {
            let Some(id) = line.wire.connections.first() else { continue };
            let rect = Rect::from_center_size(self.camera.to_screen(view, line.label.0), Vec2::splat(20.0));
            ui.interact(rect, Id::unique(("line", id.as_str())), Sense::hover())
                .widget_info(|| WidgetInfo::labeled(Role::Link, true, spoken_line(doc, state, id)));
        }
    }

    /// Selects the next resource in reading order.
    pub fn step_selection(&self, state: &UiState, back: bool) -> Option<Selection> {
        let mut items: Vec<_> = self.scene.items.iter().collect();
        #[allow(clippy::cast_possible_truncation)]
        items.order_by_key(|item| (item.rect.top() as i32, item.rect.left() as i32));
        let at = state.selection.single().and_then(|id| items.iter().position(|item| item.id == *id));
        let count = items.len();
        let next = match (at, back) {
            _ if count == 0 => return None,
            (None, false) => 0,
            (None, true) => count - 1,
            (Some(at), false) => (at + 1) % count,
            (Some(at), true) => (at + count - 1) % count,
        };
        Some(Selection::node(items[next].id.clone()))
    }

    /// The first of two resources that are being picked.
    pub fn first(&self) -> Option<&NodeId> {
        self.connecting.as_ref()
    }

    /// Drops what is under way; whether something was.
    pub fn cancel(&mut self) -> bool {
        let busy = self.gesture.is_busy() || self.connecting.is_some();
        self.gesture = Gesture::Idle;
        self.connecting = None;
        busy
    }

    /// A free place right of `container`, inside `parent`: for what `container` may not hold.
    pub fn beside(
        &mut self,
        doc: &Document,
        container: &NodeId,
        parent: Option<&NodeId>,
    ) -> Option<(i32, i32)> {
        const GAP: f32 = 32.0;
        let model = doc.analysis.model();
        // The outermost container that is still inside the new parent.
        let mut outer = container;
        for (above, _) in model.ancestors(container) {
            if Some(above) == parent {
                break;
            }
            outer = above;
        }
        let scene = self.scene(doc);
        let from = scene.rect(outer)?;
        let mut place =
            Rect::from_min_size(egui::pos2(from.right() + GAP, from.top() + 40.0), egui::vec2(176.0, 56.0));
        while let Some(hit) = scene.touching(place.expand(8.0)).find(|item| !item.contains) {
            place = place.translate(egui::vec2(0.0, hit.rect.bottom() + GAP - place.top()));
        }
        #[allow(clippy::cast_possible_truncation)]
        let corner = (crate::layout::snap(place.left() as i32), crate::layout::snap(place.top() as i32));
        Some(corner)
    }

    /// Where a resource is drawn, or the collapsed container that it is in.
    fn seen(&self, doc: &Document, id: &NodeId) -> Option<Rect> {
        let mut around = doc.analysis.model().ancestors(id).map(|(around, _)| around);
        self.scene.rect(id).or_else(|| around.find_map(|around| self.scene.rect(around)))
    }

    /// Brings a resource to the middle, larger if it could not be read.
    pub fn centre(&mut self, doc: &Document, id: &NodeId) {
        self.scene(doc);
        if let (Some(view), Some(rect)) = (self.view, self.seen(doc, id)) {
            let mut to = self.aim();
            to.centre(view, rect);
            self.fly(to);
        }
    }

    /// Brings a resource on screen, moving as little as needed.
    pub fn reveal(&mut self, doc: &Document, id: &NodeId) {
        self.scene(doc);
        if let (Some(view), Some(rect)) = (self.view, self.seen(doc, id)) {
            let mut to = self.aim();
            to.reveal(view, rect);
            self.fly(to);
        }
    }
}

/// The corners and sides of a container, as shares of its size.
fn handles() -> impl Iterator<Item = Vec2> {
    let shares = [0.0, 0.5, 1.0];
    shares
        .into_iter()
        .flat_map(move |x| shares.into_iter().map(move |y| egui::vec2(x, y)))
        .filter(|handle| *handle != egui::vec2(0.5, 0.5))
}

fn handle_at(rect: Rect, handle: Vec2) -> Pos2 {
    rect.min + rect.size() * handle
}

/// The colours of the theme that is shown.
fn palette(ui: &Ui) -> &'static Palette {
    Palette::of(ui.ctx())
}
