//! Carrying out what a frame asked for. Only here does the editor change the design.

use super::{
    app::App,
    asking::{Mode, Subject, Traffic, View},
    panels::commands::Listing,
    state::{Act, BottomTab, Dialog, Document, Gesture, Onward, Selection, Toast, Tool},
    strings as s,
};
use crate::{
    analysis::Question,
    base::{ConnectionId, NodeId, PortRange},
    model::{
        Frame,
        clip::Clip,
        connection::Connection,
        create::{Home, create, home},
        edit::{Edit, EditError},
        kinds::Kind,
        selector::End,
        site::Index,
    },
};
use eframe::egui::Context;

/// How long a pause ends a burst of edits, in seconds.
const PAUSE: f64 = 0.6;
/// The burst of adding a resource and connecting it.
const CONNECTED: u64 = 2;

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
            Act::Reveal(id) => {
                let drawn = self.doc.analysis.model().node(&id);
                if drawn.is_some_and(|node| !node.resource.kind().spec().look.contains()) {
                    self.canvas.reveal(&self.doc, &id);
                }
            }
            Act::Reparent { ids, into } => self.reparent(ctx, &ids, into),
            Act::Point(id) => {
                self.canvas.reveal(&self.doc, &id);
                self.state.selection = Selection::node(id);
            }
            Act::Ask { mode, from, to, traffic } => self.ask(mode, from, to, traffic),
            Act::Create { kind, container, at } => {
                self.create(ctx, Gesture::One, kind, container.as_ref(), at);
            }
            Act::ListFitting(onward) => self.state.commands = Some(Listing::onward(onward)),
            Act::CreateConnected(kind, Onward { from, into, at }) => {
                // Both are one step.
                let made = self.create(ctx, Gesture::Burst(CONNECTED), kind, into.as_ref(), Some(at));
                if let Some(id) = made {
                    self.connect(ctx, Gesture::Burst(CONNECTED), from, id);
                }
                self.burst = (0, 0.0, 0);
            }
            Act::Drop { ids, by, into } => self.drop(ctx, &ids, by, into),
            Act::Resize(id, frame) => self.edit(ctx, Gesture::One, &[Edit::Place { id, frame }]),
            Act::Bend(id, points) => {
                let mut drawing = self.doc.analysis.model().drawing().clone();
                drawing.bends.insert(id, points);
                self.edit(ctx, Gesture::One, &[Edit::Draw(drawing)]);
            }
            Act::Connect(from, to) => self.connect(ctx, Gesture::One, from, to),
            Act::Open(incoming) => self.open(ctx, incoming),
            Act::File(act) => self.file_act(ctx, act),
            Act::Template(at) => self.template(at),
            Act::Blank => {
                if self.must_ask() {
                    self.state.dialog = Some(Dialog::Replace(Box::new(Act::Blank)));
                } else {
                    // Over an empty design stands the start card, until a person wants none.
                    let dismissed = self.is_start();
                    self.leave_document();
                    self.replace(Document::default());
                    self.state.started = dismissed;
                    self.host.list_recent();
                }
            }
            Act::Toast(text) => self.toast(ctx, text, false),
            Act::Centre(id) => {
                self.canvas.centre(&self.doc, &id);
                self.select(Selection::node(id));
            }
            Act::Copy { ids, by } => {
                let clip = Clip::of(self.doc.analysis.model(), &ids.into_iter().collect());
                self.state.selection = Selection::default();
                self.put(&clip, by).into_iter().for_each(|act| self.act(ctx, act));
            }
            Act::Set(setting, to) => self.set(ctx, setting, to),
            Act::FocusCanvas => self.canvas.focus = true,
        }
    }

    pub(super) fn toast(&mut self, ctx: &Context, text: String, undo: bool) {
        let text = super::widgets::plain(&text);
        self.host.announce(&text);
        let born = ctx.input(|input| input.time);
        self.state.toasts.push(Toast { text, born, undo });
        ctx.request_repaint();
    }

    pub(super) fn edit(&mut self, ctx: &Context, gesture: Gesture, edits: &[Edit]) {
        if self.doc.read_only.is_some() {
            return;
        }
        let now = ctx.input(|input| input.time);
        let number = match gesture {
            Gesture::Burst(what) if self.burst.0 == what && now - self.burst.1 < PAUSE => self.burst.2,
            Gesture::Drag(what) if self.burst.0 == what => self.burst.2,
            Gesture::Burst(_) | Gesture::Drag(_) | Gesture::One => {
                self.gestures += 1;
                self.gestures
            }
        };
        self.burst = match gesture {
            Gesture::Burst(what) | Gesture::Drag(what) => (what, now, number),
            Gesture::One => (0, 0.0, 0),
        };
        match self.doc.analysis.edit(number, edits) {
            Ok(()) => self.after_change(ctx),
            Err(EditError(message)) => self.toast(ctx, message.say(self.state.lang), false),
        }
    }

    /// Forgets selections that are gone, and lets the autosave wait for a rest.
    pub(super) fn after_change(&mut self, ctx: &Context) {
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
        // What is being looked at stays, so that an edit shows what it did.
        if self.state.subject == Subject::Nothing {
            self.follow_selection();
        }
        ctx.request_repaint();
    }

    /// Puts a question into the panel and shows its answer.
    fn ask(&mut self, mode: Mode, from: Option<End>, to: Option<End>, traffic: Option<Traffic>) {
        self.fill_in(mode, from, to, traffic);
        self.state.subject = Subject::Asked;
        self.state.view = View::Path;
        self.state.bottom_tab = BottomTab::Reachability;
        self.state.bottom = true;
        self.state.tool = Tool::Select;
    }

    fn fill_in(&mut self, mode: Mode, from: Option<End>, to: Option<End>, traffic: Option<Traffic>) {
        let asked = &mut self.state.asked;
        if let Some(traffic) = traffic {
            asked.protocol = traffic.protocol;
            asked.port =
                if traffic.ports == PortRange::ALL { String::new() } else { traffic.ports.to_string() };
            asked.ipv6 = traffic.ipv6;
        }
        asked.mode = mode;
        asked.from = from.or(asked.from.take());
        asked.to = to.or(asked.to.take());
    }

    pub(super) fn select(&mut self, selection: Selection) {
        self.state.selection = selection;
        self.follow_selection();
    }

    /// Shows how a connection stands; the form shows its question, so that a person may ask about another port.
    fn follow(&mut self, id: ConnectionId) {
        let asked = self.doc.analysis.shown().judgement(&id).and_then(|it| it.question.clone());
        if let Some(Question { from, to, protocol, ports, ipv6, .. }) = asked {
            let traffic = Traffic { protocol, ports, ipv6 };
            self.fill_in(Mode::Path, from.first().cloned(), to.first().cloned(), Some(traffic));
        }
        self.state.subject = Subject::Connection(id);
    }

    /// The trace follows the selection: the connection itself, or the first dead one of a resource.
    fn follow_selection(&mut self) {
        let analysis = &self.doc.analysis;
        if let Some(id) = self.state.selection.connection.clone() {
            self.follow(id);
            return;
        }
        // A question that was asked is not lost by looking at a resource.
        let Some(id) = self.state.selection.single().filter(|_| self.state.subject != Subject::Asked) else {
            return;
        };
        let outgoing = analysis.index().outgoing(id);
        let dead =
            outgoing.iter().find(|id| analysis.shown().standing(id) == crate::analysis::Standing::Refused);
        if let Some(id) = dead.or(outgoing.first()).cloned() {
            self.follow(id);
        }
    }

    fn create(
        &mut self,
        ctx: &Context,
        gesture: Gesture,
        kind: Kind,
        container: Option<&NodeId>,
        at: Option<(i32, i32)>,
    ) -> Option<NodeId> {
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
                return None;
            }
        };
        let mut ahead = model.clone();
        if crate::model::edit::apply(&mut ahead, &edits).is_err() {
            return None;
        }
        let (id, made) = create(&ahead, &Index::of(&ahead), kind, parent.as_ref());
        edits.extend(made);
        let place = beside.and_then(|id| self.canvas.beside(&self.doc, &id, parent.as_ref())).or(at);
        if let Some((x, y)) = place.filter(|_| kind.spec().look != crate::model::resource::Look::Listed) {
            edits.push(Edit::Place { id: id.clone(), frame: Frame { x, y, w: 0, h: 0 } });
        }
        self.edit(ctx, gesture, &edits);
        let made = self.doc.analysis.model().node(&id).is_some();
        if made {
            self.host.announce(&super::canvas::spoken_name(&self.doc, &self.state, &id));
            self.select(Selection::node(id.clone()));
        }
        if let Some(said) = said {
            self.toast(ctx, said, true);
        }
        made.then_some(id)
    }

    pub(super) fn drop(
        &mut self,
        ctx: &Context,
        ids: &[NodeId],
        mut by: (i32, i32),
        into: Option<Option<NodeId>>,
    ) {
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
            if let Some(said) = said.as_ref().filter(|_| ids.len() > 1) {
                // Several go together or not at all (CV-17).
                self.toast(ctx, said.clone(), false);
                return;
            }
            let model = self.doc.analysis.model();
            let moves = parents
                .into_iter()
                .filter(|(id, parent)| model.node(id).is_some_and(|it| it.parent != *parent));
            edits.extend(moves.map(|(id, parent)| Edit::Move { id: id.clone(), parent }));
        }
        let moved: Vec<NodeId> = edits.iter().filter_map(Edit::moves).cloned().collect();
        edits.extend(self.places(ids, by));
        edits.extend(self.bends_moved(ids, by));
        self.edit(ctx, Gesture::One, &edits);
        if let [id] = moved.as_slice() {
            let path = self.doc.path(id);
            let place = if path.is_empty() { s::CANVAS.get(self.state.lang).to_owned() } else { path };
            self.host.announce(&s::MOVED_INTO.fill(self.state.lang, &[id.to_string(), place]));
        }
        if let Some(said) = said {
            self.toast(ctx, said, true);
        }
    }

    /// The edit that leads lines between moved resources through points moved alike.
    fn bends_moved(&self, ids: &[NodeId], by: (i32, i32)) -> Option<Edit> {
        let model = self.doc.analysis.model();
        let moves = |id: &NodeId| ids.iter().any(|root| id == root || model.is_inside(id, root));
        let mut drawing = model.drawing().clone();
        for (id, points) in &mut drawing.bends {
            let ends = model.connection(id).and_then(|it| it.ends());
            if ends.is_some_and(|(from, to)| moves(from) && moves(to)) {
                points.iter_mut().for_each(|(x, y)| (*x, *y) = (*x + by.0, *y + by.1));
            }
        }
        (drawing != *model.drawing()).then_some(Edit::Draw(drawing))
    }

    /// The edits that draw resources and what stands inside them somewhere else.
    pub(super) fn places(&mut self, ids: &[NodeId], by: (i32, i32)) -> Vec<Edit> {
        let picture = self.canvas.picture(&self.doc);
        let (model, index) = (self.doc.analysis.model(), self.doc.analysis.index());
        let (mut edits, mut todo) = (Vec::new(), ids.to_vec());
        while let Some(id) = todo.pop() {
            todo.extend(index.children(&id).iter().cloned());
            // What a collapsed container hides moves with it.
            let Some(now) = picture.unfolded(&id) else { continue };
            let sized = model.frame(&id).map_or((0, 0), |frame| (frame.w, frame.h));
            let frame = Frame { x: now.x + by.0, y: now.y + by.1, w: sized.0, h: sized.1 };
            edits.push(Edit::Place { id, frame });
        }
        edits
    }

    fn connect(&mut self, ctx: &Context, gesture: Gesture, from: NodeId, to: NodeId) {
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
        self.edit(ctx, gesture, &[Edit::Connect { id: id.clone(), connection }]);
        self.select(Selection::connection(id.clone()));
        self.state.bottom_tab = BottomTab::Reachability;
        self.state.tool = Tool::Select;
        self.host.announce(&super::canvas::spoken_line(&self.doc, &self.state, &id));
    }
}
