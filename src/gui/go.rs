//! What commands do with the selection: whether they apply, what they go to, and how they arrange it.

use super::{
    app::App,
    arrange::{Line, align},
    command::Command,
    regions::Regions,
    state::{Focus, Gesture, Selection},
    strings as s,
};
use crate::{
    base::{Gather as _, NodeId},
    diag::Place,
    model::{
        Frame,
        create::{Home, home},
        drawing::Drawing,
        edit::Edit,
    },
};
use eframe::egui::{Context, Rect, Vec2};
use std::collections::BTreeSet;

impl App {
    /// Whether a command can be carried out now. Menus and the palette show those that can.
    pub(super) fn applies(&self, command: Command) -> bool {
        if command.spec().edits && self.doc.read_only.is_some() {
            return false;
        }
        let nodes = self.state.selection.nodes.len();
        let single = self.state.selection.single();
        let index = self.doc.analysis.index();
        let drawn = !self.doc.is_empty();
        match command {
            Command::Share => drawn && self.host.share_base().is_some(),
            Command::EditCopy | Command::TakeOver => self.doc.way_out == Some(command),
            Command::Undo => self.doc.analysis.can_undo(),
            Command::Redo => self.doc.analysis.can_redo(),
            Command::Paste | Command::PasteInPlace => self.copied.is_some(),
            Command::Delete => !self.state.selection.is_empty(),
            Command::RemoveContainer => single.is_some_and(|id| !index.children(id).is_empty()),
            Command::Rename | Command::EditFields => single.is_some(),
            Command::Cut
            | Command::Copy
            | Command::Duplicate
            | Command::MoveLeft
            | Command::MoveRight
            | Command::MoveUp
            | Command::MoveDown
            | Command::Lock
            | Command::FitSelection => nodes > 0,
            Command::AlignLeft
            | Command::AlignRight
            | Command::AlignTop
            | Command::AlignBottom
            | Command::AlignCentre
            | Command::AlignMiddle => nodes > 1,
            Command::DistributeAcross | Command::DistributeDown => nodes > 2,
            Command::Forward | Command::Backward | Command::ToFront | Command::ToRear => nodes > 0,
            Command::Layout => drawn,
            Command::FitContent | Command::Collapse => self.selected_containers().next().is_some(),
            Command::ResetRoute => {
                let bends = &self.doc.analysis.model().drawing().bends;
                self.state.selection.connection.as_ref().is_some_and(|id| bends.contains_key(id))
            }
            Command::Group => nodes > 1,
            Command::Ungroup => {
                let drawing = self.doc.analysis.model().drawing();
                self.state.selection.nodes.iter().any(|id| drawing.group(id).is_some())
            }
            Command::FollowForward | Command::FollowBack => {
                self.next_along(command == Command::FollowBack).is_some()
            }
            Command::FindNext | Command::FindPrevious => !self.state.find.text.trim().is_empty(),
            Command::NextFinding | Command::PreviousFinding => {
                !self.doc.analysis.shown().findings().is_empty()
            }
            Command::SelectAll
            | Command::NextObject
            | Command::PreviousObject
            | Command::FitAll
            | Command::TraceTool
            | Command::ConnectTool
            | Command::ExportCsv
            | Command::ExportMarkdown => drawn,
            Command::New
            | Command::Open
            | Command::Save
            | Command::SaveAs
            | Command::Export
            | Command::Escape
            | Command::SelectTool
            | Command::HandTool
            | Command::NoteTool
            | Command::AddKind
            | Command::NextRegion
            | Command::PreviousRegion
            | Command::Commands
            | Command::Find
            | Command::ZoomIn
            | Command::ZoomOut
            | Command::Zoom100
            | Command::ShowFindings
            | Command::ShowReach
            | Command::ShowCost
            | Command::ToggleLeft
            | Command::ToggleRight
            | Command::ToggleBottom
            | Command::Minimap
            | Command::Grid
            | Command::Snapping
            | Command::Theme
            | Command::Settings
            | Command::Templates
            | Command::Tour
            | Command::Learn
            | Command::Language
            | Command::Keys => true,
        }
    }

    /// The selected resources, without what stands inside others of them.
    pub(super) fn roots(&self) -> Vec<NodeId> {
        let model = self.doc.analysis.model();
        let nodes = &self.state.selection.nodes;
        let outermost = |id: &&NodeId| !model.ancestors(id).any(|(above, _)| nodes.contains(above));
        nodes.iter().filter(outermost).cloned().collect()
    }

    /// The same, without those whose place is locked.
    pub(super) fn movable(&self) -> Vec<NodeId> {
        let locked = &self.doc.analysis.model().drawing().locked;
        self.roots().into_iter().filter(|id| !locked.contains(id)).collect()
    }

    /// Selected resources that others stand in.
    fn selected_containers(&self) -> impl Iterator<Item = &NodeId> {
        let model = self.doc.analysis.model();
        self.state.selection.nodes.iter().filter(|id| model.is_container(id))
    }

    /// Collapses the selected containers to one box each, or opens them again (CV-17).
    pub(super) fn collapse(&mut self, ctx: &Context) {
        let these: BTreeSet<NodeId> = self.selected_containers().cloned().gather();
        self.draw_otherwise(ctx, |drawing, _| {
            if these.is_subset(&drawing.collapsed) {
                drawing.collapsed.retain(|id| !these.contains(id));
            } else {
                drawing.collapsed.extend(these.iter().cloned());
            }
        });
    }

    /// Makes the selected containers as small as their content lets them be (CV-13).
    pub(super) fn fit_content(&mut self, ctx: &Context) {
        let these: Vec<NodeId> = self.selected_containers().cloned().collect();
        let picture = self.canvas.picture(&self.doc);
        let place =
            |id: NodeId| Some(Edit::Place { frame: Frame { w: 0, h: 0, ..picture.unfolded(&id)? }, id });
        let edits: Vec<Edit> = these.into_iter().filter_map(place).collect();
        self.edit(ctx, Gesture::One, &edits);
    }

    /// Draws the selected resources further in front or behind; `to` is given their own place and the outermost ones
    /// of what stands beside them.
    pub(super) fn restack(&mut self, ctx: &Context, to: impl Fn(i32, (i32, i32)) -> i32) {
        let model = self.doc.analysis.model();
        let order = &model.drawing().order;
        let at = |id: &NodeId| order.get(id).copied().unwrap_or_default();
        let mut places = Vec::new();
        for id in &self.state.selection.nodes {
            let parent = model.node(id).map(|node| &node.parent);
            let beside = model.nodes().filter(|(it, node)| Some(&node.parent) == parent && *it != id);
            let span =
                beside.map(|(it, _)| at(it)).fold((0, 0), |(least, most), it| (least.min(it), most.max(it)));
            places.push((id.clone(), to(at(id), span)));
        }
        self.draw_otherwise(ctx, |drawing, _| drawing.order.extend(places.iter().cloned()));
    }

    /// Arranges the drawing otherwise, for what is selected.
    pub(super) fn draw_otherwise(&mut self, ctx: &Context, change: impl Fn(&mut Drawing, &BTreeSet<NodeId>)) {
        let mut drawing = self.doc.analysis.model().drawing().clone();
        change(&mut drawing, &self.state.selection.nodes);
        self.edit(ctx, Gesture::One, &[Edit::Draw(drawing)]);
    }

    /// Everything in the container of what is selected; everything there is, if that is selected already.
    pub(super) fn beside_selected(&mut self) -> BTreeSet<NodeId> {
        let model = self.doc.analysis.model();
        let first = self.state.selection.nodes.first().and_then(|id| model.node(id));
        let parent = first.map(|node| node.parent.clone());
        let selected = &self.state.selection.nodes;
        let scene = self.canvas.scene(&self.doc);
        let drawn = || scene.items.iter().map(|item| &item.id);
        let model = self.doc.analysis.model();
        if let Some(parent) = parent {
            let beside = drawn().filter(|id| model.node(id).is_some_and(|node| node.parent == parent));
            let beside: BTreeSet<NodeId> = beside.cloned().gather();
            if !beside.is_subset(selected) {
                return beside;
            }
        }
        drawn().cloned().gather()
    }

    /// Moves the selected boxes, each by its own distance, in one step.
    pub(super) fn arrange(&mut self, ctx: &Context, moves: impl Fn(&[Rect]) -> Vec<Vec2>) {
        let roots = self.movable();
        let scene = self.canvas.scene(&self.doc);
        let placed: Vec<(NodeId, Rect)> =
            roots.into_iter().filter_map(|id| scene.rect(&id).map(|rect| (id, rect))).collect();
        let boxes: Vec<Rect> = placed.iter().map(|(_, rect)| *rect).collect();
        let mut edits = Vec::new();
        for ((id, _), by) in placed.into_iter().zip(moves(&boxes)).filter(|(_, by)| *by != Vec2::ZERO) {
            #[allow(clippy::cast_possible_truncation)]
            let by = (by.x.round() as i32, by.y.round() as i32);
            edits.extend(self.places(&[id], by));
        }
        self.edit(ctx, Gesture::One, &edits);
    }

    pub(super) fn align(&mut self, ctx: &Context, line: Line) {
        self.arrange(ctx, |boxes| align(boxes, line));
    }

    /// Takes a container away; what stood in it goes to where the container stood.
    pub(super) fn unwrap(&mut self, ctx: &Context) {
        let Some(id) = self.state.selection.single().cloned() else { return };
        let model = self.doc.analysis.model();
        let Some(node) = model.node(&id) else { return };
        let mut edits = Vec::new();
        for child in self.doc.analysis.index().children(&id) {
            let Some(kind) = model.node(child).map(|node| node.resource.kind()) else { continue };
            match home(model, kind, node.parent.as_ref()) {
                Home::Here(parent) | Home::Elsewhere(parent, _) if parent.as_ref() != Some(&id) => {
                    edits.push(Edit::Move { id: child.clone(), parent });
                }
                Home::Here(_) | Home::Elsewhere(..) | Home::Wrapped(_) | Home::Nowhere(_) => {
                    let words = s::CANNOT_UNWRAP.fill(self.state.lang, &[child.as_str(), id.as_str()]);
                    self.toast(ctx, words, false);
                    return;
                }
            }
        }
        edits.push(Edit::Remove { id: id.clone() });
        self.edit(ctx, Gesture::One, &edits);
        let words = s::UNWRAPPED.fill(self.state.lang, &[id.as_str()]);
        self.toast(ctx, words, true);
    }

    /// Opens the inspector and gives one of its fields the keyboard.
    pub(super) fn focus_field(&mut self, field: Focus) {
        Regions::open_right(&mut self.state);
        self.state.focus = Some(field);
    }

    /// Goes into a container, or to the fields of anything else.
    pub(super) fn enter(&mut self) {
        let inner = self.state.selection.single().map(|id| self.doc.analysis.index().children(id));
        let drawn = inner.and_then(|inner| {
            let scene = self.canvas.scene(&self.doc);
            inner.iter().find(|id| scene.rect(id).is_some()).cloned()
        });
        match drawn {
            Some(id) => {
                self.canvas.reveal(&self.doc, &id);
                self.host.announce(&super::canvas::spoken_name(&self.doc, &self.state, &id));
                self.select(Selection::node(id));
            }
            None => self.focus_field(Focus::Fields),
        }
    }

    /// From a resource to a connection of it, from a connection to its end.
    fn next_along(&self, back: bool) -> Option<Selection> {
        if let Some(id) = &self.state.selection.connection {
            let (from, to) = self.doc.analysis.model().connection(id)?.ends()?;
            return Some(Selection::node(if back { from } else { to }.clone()));
        }
        let (id, index) = (self.state.selection.single()?, self.doc.analysis.index());
        let all = if back { index.incoming(id) } else { index.outgoing(id) };
        all.first().cloned().map(Selection::connection)
    }

    pub(super) fn follow_connection(&mut self, back: bool) {
        let Some(next) = self.next_along(back) else { return };
        let said = match (&next.connection, next.single()) {
            (Some(id), _) => super::canvas::spoken_line(&self.doc, &self.state, id),
            (None, Some(id)) => {
                self.canvas.reveal(&self.doc, id);
                super::canvas::spoken_name(&self.doc, &self.state, id)
            }
            (None, None) => return,
        };
        self.host.announce(&said);
        self.select(next);
        self.canvas.walked = true;
    }

    /// Goes to the next finding, or to the one before.
    pub(super) fn step_finding(&mut self, back: bool) {
        let findings = self.doc.analysis.shown().findings();
        let count = findings.len();
        let at = match (self.state.finding.filter(|at| *at < count), back) {
            _ if count == 0 => return,
            (None, false) => 0,
            (None, true) => count - 1,
            (Some(at), false) => (at + 1) % count,
            (Some(at), true) => (at + count - 1) % count,
        };
        let (place, said) = (findings[at].place.clone(), findings[at].message.say(self.state.lang));
        self.state.finding = Some(at);
        self.host.announce(&super::widgets::plain(&said));
        match place {
            Place::Node { node, .. } => {
                self.canvas.centre(&self.doc, &node);
                self.select(Selection::node(node));
            }
            Place::Connection(id) => self.select(Selection::connection(id)),
        }
        self.state.bottom = true;
        self.state.bottom_tab = super::state::BottomTab::Findings;
    }
}
