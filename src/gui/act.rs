//! Carrying out what a frame asked for. Only here does the editor change the design.

use super::{
    app::App,
    canvas::camera::STEP,
    command::Command,
    state::{Act, BottomTab, Dialog, Document, Gesture, Selection, Subject, Toast, Tool},
    strings as s,
};
use crate::{
    base::{Lang, NodeId},
    layout::GRID,
    model::{
        Frame,
        clip::Clip,
        connection::Connection,
        create::{Home, create, home},
        edit::{Edit, EditError},
        file,
        kinds::Kind,
        site::Index,
    },
};
use eframe::egui::{Context, Theme};
use std::collections::BTreeSet;

/// How long a pause ends a burst of edits, in seconds.
const PAUSE: f64 = 0.6;

impl App {
    /// Carries out one act.
    pub(super) fn act(&mut self, ctx: &Context, act: Act) {
        match act {
            Act::Do(command) => self.command(ctx, command),
            Act::Edit { gesture, edits } => self.edit(ctx, gesture, &edits),
            Act::Select(selection) => self.select(selection),
            Act::Show(id) => {
                self.canvas.reveal(&self.doc, &id);
                self.select(Selection::node(id));
            }
            Act::Create { kind, container, at } => self.create(ctx, kind, container.as_ref(), at),
            Act::Drop { ids, by, into } => self.drop(ctx, &ids, by, into),
            Act::Resize(id, frame) => self.edit(ctx, Gesture::One, &[Edit::Place { id, frame }]),
            Act::Connect(from, to) => self.connect(ctx, from, to),
            Act::OpenText { name, bytes, recovered } => self.open(ctx, name, bytes, recovered),
            Act::Template(at) => self.template(at),
            Act::Blank => {
                if self.must_ask() {
                    self.state.dialog = Some(Dialog::Replace(Box::new(Act::Blank)));
                } else {
                    self.replace(Document::default());
                }
            }
            Act::Toast(text) => self.toast(ctx, text, false),
        }
    }

    fn toast(&mut self, ctx: &Context, text: String, undo: bool) {
        let text = super::widgets::plain(&text);
        self.host.announce(&text);
        let born = ctx.input(|input| input.time);
        self.state.toasts.push(Toast { text, born, undo });
        ctx.request_repaint();
    }

    fn edit(&mut self, ctx: &Context, gesture: Gesture, edits: &[Edit]) {
        if self.doc.read_only.is_some() {
            return;
        }
        let now = ctx.input(|input| input.time);
        let number = match gesture {
            Gesture::Burst(what) if self.burst.0 == what && now - self.burst.1 < PAUSE => self.burst.2,
            Gesture::Burst(_) | Gesture::One => {
                self.gestures += 1;
                self.gestures
            }
        };
        self.burst = match gesture {
            Gesture::Burst(what) => (what, now, number),
            Gesture::One => (0, 0.0, 0),
        };
        match self.doc.analysis.edit(number, edits) {
            Ok(()) => self.after_change(ctx),
            Err(EditError(message)) => self.toast(ctx, message.say(self.state.lang), false),
        }
    }

    /// Forgets selections that are gone, and lets the autosave wait for a rest.
    fn after_change(&mut self, ctx: &Context) {
        self.changed = Some(ctx.input(|input| input.time));
        self.state.started = true;
        let model = self.doc.analysis.model();
        self.state.selection.nodes.retain(|id| model.node(id).is_some());
        if self.state.selection.connection.as_ref().is_some_and(|id| model.connection(id).is_none()) {
            self.state.selection.connection = None;
        }
        if let Subject::Connection(id) = &self.state.subject
            && model.connection(id).is_none()
        {
            self.state.subject = Subject::Nothing;
        }
        self.follow_selection();
        ctx.request_repaint();
    }

    fn select(&mut self, selection: Selection) {
        self.state.selection = selection;
        self.follow_selection();
    }

    /// The trace follows the selection: the connection itself, or the first dead one of a resource.
    fn follow_selection(&mut self) {
        let analysis = &self.doc.analysis;
        if let Some(id) = &self.state.selection.connection {
            self.state.subject = Subject::Connection(id.clone());
            return;
        }
        let Some(id) = self.state.selection.single() else { return };
        let outgoing = analysis.index().outgoing(id);
        let dead = outgoing.iter().find(|id| analysis.standing(id) == crate::analysis::Standing::Refused);
        if let Some(id) = dead.or(outgoing.first()) {
            self.state.subject = Subject::Connection(id.clone());
        }
    }

    fn create(&mut self, ctx: &Context, kind: Kind, container: Option<&NodeId>, at: Option<(i32, i32)>) {
        let lang = self.state.lang;
        let analysis = &self.doc.analysis;
        let (model, index) = (analysis.model(), analysis.index());
        let mut said = None;
        let mut edits = Vec::new();
        let mut beside = None;
        let parent = match home(model, kind, container) {
            Home::Here(parent) => parent,
            Home::Elsewhere(parent, reason) => {
                // It lands beside the container that refused it.
                beside = container.cloned();
                said = Some(reason.say(lang));
                parent
            }
            Home::Wrapped(outer) => {
                let (id, made) = create(model, index, outer, None);
                edits.extend(made);
                said = Some(s::DROP_REGION.get(lang).to_owned());
                Some(id)
            }
            Home::Nowhere(reason) => {
                self.toast(ctx, reason.say(lang), false);
                return;
            }
        };
        let mut ahead = model.clone();
        if crate::model::edit::apply(&mut ahead, &edits).is_err() {
            return;
        }
        let (id, made) = create(&ahead, &Index::of(&ahead), kind, parent.as_ref());
        edits.extend(made);
        let place = beside.and_then(|id| self.canvas.beside(&self.doc, &id, parent.as_ref())).or(at);
        if let Some((x, y)) = place.filter(|_| kind.spec().look != crate::model::resource::Look::Listed) {
            edits.push(Edit::Place { id: id.clone(), frame: Frame { x, y, w: 0, h: 0 } });
        }
        self.edit(ctx, Gesture::One, &edits);
        if self.doc.analysis.model().node(&id).is_some() {
            self.host.announce(&super::canvas::spoken_name(&self.doc, &self.state, &id));
            self.select(Selection::node(id));
        }
        if let Some(said) = said {
            self.toast(ctx, said, true);
        }
    }

    fn drop(&mut self, ctx: &Context, ids: &[NodeId], mut by: (i32, i32), into: Option<Option<NodeId>>) {
        let model = self.doc.analysis.model();
        let mut edits = Vec::new();
        let mut said = None;
        if let Some(container) = into {
            let mut parents = Vec::new();
            for id in ids {
                let Some(node) = model.node(id) else { continue };
                match home(model, node.resource.kind(), container.as_ref()) {
                    Home::Here(parent) => parents.push((id, parent)),
                    Home::Elsewhere(parent, reason) => {
                        said = Some(reason.say(self.state.lang));
                        if let Some(container) = &container
                            && let Some(beside) = self.canvas.beside(&self.doc, container, parent.as_ref())
                            && let Some(rect) = self.canvas.scene(&self.doc).rect(id)
                        {
                            #[allow(clippy::cast_possible_truncation)]
                            let (x, y) = (rect.left() as i32, rect.top() as i32);
                            by = (beside.0 - x, by.1.max(beside.1 - y).min(by.1));
                        }
                        parents.push((id, parent));
                    }
                    Home::Wrapped(_) => {}
                    Home::Nowhere(reason) => said = Some(reason.say(self.state.lang)),
                }
            }
            let model = self.doc.analysis.model();
            let moves = parents
                .into_iter()
                .filter(|(id, parent)| model.node(id).is_some_and(|it| it.parent != *parent));
            edits.extend(moves.map(|(id, parent)| Edit::Move { id: id.clone(), parent }));
        }
        edits.extend(self.places(ids, by));
        self.edit(ctx, Gesture::One, &edits);
        if let Some(said) = said {
            self.toast(ctx, said, true);
        }
    }

    /// The edits that draw resources and what stands inside them somewhere else.
    fn places(&mut self, ids: &[NodeId], by: (i32, i32)) -> Vec<Edit> {
        self.canvas.scene(&self.doc);
        let model = self.doc.analysis.model();
        let moves = |id: &NodeId| ids.contains(id) || ids.iter().any(|root| model.is_inside(id, root));
        let scene = self.canvas.scene(&self.doc);
        let moved = scene.items.iter().filter(|item| moves(&item.id));
        #[allow(clippy::cast_possible_truncation)]
        let place = |item: &super::canvas::scene::Item| {
            let sized = model.frame(&item.id).map_or((0, 0), |frame| (frame.w, frame.h));
            let (x, y) = (item.rect.left() as i32 + by.0, item.rect.top() as i32 + by.1);
            Edit::Place { id: item.id.clone(), frame: Frame { x, y, w: sized.0, h: sized.1 } }
        };
        moved.map(place).collect()
    }

    fn connect(&mut self, ctx: &Context, from: NodeId, to: NodeId) {
        let lang = self.state.lang;
        let analysis = &self.doc.analysis;
        let Some(access) = analysis.accesses(&from, &to).first().copied() else {
            let label = |id: &NodeId| {
                let node = analysis.model().node(id);
                node.map_or_else(String::new, |it| it.resource.kind().spec().label.get(lang).to_owned())
            };
            let words = s::CANNOT_CONNECT.fill(lang, &[label(&to), label(&from)]);
            self.toast(ctx, words, false);
            return;
        };
        let id = analysis.model().fresh_connection_id(&from, &to);
        let connection = Connection::new(from, to, access);
        self.edit(ctx, Gesture::One, &[Edit::Connect { id: id.clone(), connection }]);
        self.select(Selection::connection(id.clone()));
        self.state.bottom_tab = BottomTab::Reachability;
        self.state.tool = Tool::Select;
        self.host.announce(&super::canvas::spoken_line(&self.doc, &self.state, &id));
    }

    fn command(&mut self, ctx: &Context, command: Command) {
        match command {
            Command::New => self.act(ctx, Act::Blank),
            Command::Open => self.host.open(),
            Command::Save => {
                let text = file::save(self.doc.analysis.model());
                self.host.save(self.file_name(), text, self.doc.analysis.drawing(), self.doc.file.is_some());
            }
            Command::Export => {
                let text = file::save(self.doc.analysis.model());
                self.host.save(self.file_name(), text, self.doc.analysis.drawing(), false);
            }
            Command::Undo => {
                let touched = self.doc.analysis.undo();
                self.stepped(ctx, touched);
            }
            Command::Redo => {
                let touched = self.doc.analysis.redo();
                self.stepped(ctx, touched);
            }
            Command::Copy => {
                self.copy(ctx);
            }
            Command::Cut => {
                if self.copy(ctx) {
                    self.delete(ctx);
                }
            }
            // The text comes with the platform's own paste event.
            Command::Paste => {}
            Command::Duplicate => {
                let clip = Clip::of(self.doc.analysis.model(), &self.state.selection.nodes);
                if !clip.is_empty() {
                    let selection = std::mem::take(&mut self.state.selection);
                    let acts = self.put(&clip);
                    self.state.selection = selection;
                    acts.into_iter().for_each(|act| self.act(ctx, act));
                }
            }
            Command::Delete => self.delete(ctx),
            Command::SelectAll => {
                let drawn = self.canvas.scene(&self.doc).items.iter().map(|item| item.id.clone());
                let nodes = drawn.collect();
                self.select(Selection { nodes, connection: None });
            }
            Command::Escape => self.escape(ctx),
            Command::NextRegion => {
                let canvas = super::canvas::Canvas::id();
                if ctx.memory(|memory| memory.has_focus(canvas)) {
                    ctx.memory_mut(|memory| memory.surrender_focus(canvas));
                } else {
                    self.canvas.focus = true;
                }
            }
            Command::NextObject | Command::PreviousObject => {
                let back = command == Command::PreviousObject;
                if let Some(selection) = self.canvas.step_selection(&self.state, back) {
                    if let Some(id) = selection.single().cloned() {
                        self.canvas.reveal(&self.doc, &id);
                        self.host.announce(&super::canvas::spoken_name(&self.doc, &self.state, &id));
                    }
                    self.select(selection);
                }
            }
            Command::MoveLeft => self.nudge(ctx, (-1, 0)),
            Command::MoveRight => self.nudge(ctx, (1, 0)),
            Command::MoveUp => self.nudge(ctx, (0, -1)),
            Command::MoveDown => self.nudge(ctx, (0, 1)),
            Command::SelectTool => self.state.tool = Tool::Select,
            Command::HandTool => self.state.tool = Tool::Hand,
            Command::ConnectTool => self.state.tool = Tool::Connect,
            Command::ZoomIn => self.zoom(STEP),
            Command::ZoomOut => self.zoom(1.0 / STEP),
            Command::Zoom100 => self.zoom(1.0 / self.canvas.camera.zoom),
            Command::FitAll => {
                if let Some(bounds) = self.canvas.scene(&self.doc).bounds() {
                    self.canvas.show_all(bounds);
                }
            }
            Command::FitSelection => {
                let scene = self.canvas.scene(&self.doc);
                let rects = self.state.selection.nodes.iter().filter_map(|id| scene.rect(id));
                if let Some(bounds) = rects.reduce(eframe::egui::Rect::union) {
                    self.canvas.show_all(bounds);
                }
            }
            Command::ShowFindings => self.state.show_findings ^= true,
            Command::ShowReach => self.state.show_reach ^= true,
            Command::ShowCost => self.state.show_cost ^= true,
            Command::ToggleLeft => self.state.left ^= true,
            Command::ToggleRight => self.state.right ^= true,
            Command::ToggleBottom => self.state.bottom ^= true,
            Command::Minimap => self.state.minimap ^= true,
            Command::Theme => {
                let dark = ctx.theme() == Theme::Light;
                ctx.set_theme(if dark { Theme::Dark } else { Theme::Light });
                self.host.set_setting("theme", if dark { "dark" } else { "light" });
            }
            Command::Language => {
                self.state.lang = if self.state.lang == Lang::En { Lang::Ko } else { Lang::En };
                self.host.set_setting("lang", if self.state.lang == Lang::En { "en" } else { "ko" });
            }
        }
    }

    fn stepped(&mut self, ctx: &Context, touched: Option<BTreeSet<NodeId>>) {
        let Some(touched) = touched else { return };
        self.burst = (0, 0.0, 0);
        let model = self.doc.analysis.model();
        let nodes: BTreeSet<NodeId> = touched.into_iter().filter(|id| model.node(id).is_some()).collect();
        if let Some(first) = nodes.first() {
            self.canvas.reveal(&self.doc, &first.clone());
        }
        if nodes.len() == 1 {
            self.select(Selection { nodes, connection: None });
        }
        self.after_change(ctx);
    }

    fn copy(&mut self, ctx: &Context) -> bool {
        let clip = Clip::of(self.doc.analysis.model(), &self.state.selection.nodes);
        if clip.is_empty() {
            return false;
        }
        let text = clip.text();
        ctx.copy_text(text.clone());
        self.copied = Some((text, clip));
        true
    }

    fn delete(&mut self, ctx: &Context) {
        let model = self.doc.analysis.model();
        let selection = self.state.selection.clone();
        if let Some(id) = selection.connection {
            self.edit(ctx, Gesture::One, &[Edit::Disconnect { id }]);
            return;
        }
        let inside = |id: &NodeId| model.ancestors(id).any(|(above, _)| selection.nodes.contains(above));
        let roots: Vec<NodeId> = selection.nodes.iter().filter(|id| !inside(id)).cloned().collect();
        let count = model.nodes().filter(|(id, _)| selection.nodes.contains(*id) || inside(id)).count();
        let edits: Vec<Edit> = roots.into_iter().map(|id| Edit::Remove { id }).collect();
        if edits.is_empty() {
            return;
        }
        self.edit(ctx, Gesture::One, &edits);
        if count > 1 {
            let words = s::DELETED.fill(self.state.lang, &[count.to_string()]);
            self.toast(ctx, words, true);
        }
    }

    fn escape(&mut self, ctx: &Context) {
        if self.state.placing.take().is_some() || self.canvas.cancel() {
            return;
        }
        if self.state.tool != Tool::Select {
            self.state.tool = Tool::Select;
            return;
        }
        if self.state.selection.is_empty() {
            // The keyboard leaves the canvas, so that Tab walks among the panels.
            ctx.memory_mut(|memory| memory.surrender_focus(super::canvas::Canvas::id()));
            return;
        }
        let parent =
            self.state.selection.single().and_then(|id| self.doc.analysis.model().node(id)?.parent.clone());
        self.select(parent.map(Selection::node).unwrap_or_default());
    }

    fn nudge(&mut self, ctx: &Context, way: (i32, i32)) {
        let far = ctx.input(|input| input.modifiers.shift);
        let step = GRID * if far { 5 } else { 1 };
        let model = self.doc.analysis.model();
        let nodes = &self.state.selection.nodes;
        let roots: Vec<NodeId> = nodes
            .iter()
            .filter(|id| !model.ancestors(id).any(|(above, _)| nodes.contains(above)))
            .cloned()
            .collect();
        if roots.is_empty() {
            return;
        }
        let edits = self.places(&roots, (way.0 * step, way.1 * step));
        self.edit(ctx, Gesture::Burst(1), &edits);
    }

    fn zoom(&mut self, factor: f32) {
        if let Some(view) = self.canvas.view {
            self.canvas.camera.zoom_at(view, view.center(), factor);
        }
    }
}
