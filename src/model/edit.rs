//! The only way a model changes: edits, what they changed, and the history that takes them back.
//!
//! INVARIANT (model) is kept here: an edit that would break it is refused whole.

use super::{
    Entry, Frame, Model, Node,
    connection::Connection,
    drawing::Drawing,
    expectation::Expectation,
    field::{FieldMut, FieldSpec},
    kinds::{AnyResource, Kind},
    resource::{Record, relink},
    unknown::{self, Unknown},
};
use crate::base::{ConnectionId, Decimal, FieldId, Gather as _, Message, NodeId, text};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

mod accepted;
mod history;
mod patch;
pub use history::History;
pub use patch::Patch;

/// One change, as a person means it.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Adds a resource.
    Add {
        /// A free id.
        id: NodeId,
        /// The resource where it will stand.
        node: Node,
    },
    /// Removes a resource with everything inside it, and whatever named them.
    Remove {
        /// Which.
        id: NodeId,
    },
    /// Gives a resource other field values.
    Change {
        /// Which.
        id: NodeId,
        /// The same kind with other values.
        resource: AnyResource,
    },
    /// Puts a resource of another kind in its place. Whatever names it has to take that kind too.
    Replace {
        /// Which.
        id: NodeId,
        /// The other resource.
        resource: AnyResource,
    },
    /// Gives a resource another note and other tags.
    Describe {
        /// Which.
        id: NodeId,
        /// The note.
        description: String,
        /// The tags.
        tags: BTreeMap<String, String>,
    },
    /// Says which fields of a resource nobody knows, with the reason. A field that is given another value is known.
    Doubt {
        /// Which.
        id: NodeId,
        /// The fields. One that its kind does not have is left out.
        unknown: BTreeMap<FieldId, String>,
    },
    /// Puts a resource into another container.
    Move {
        /// Which.
        id: NodeId,
        /// The new container; `None` for the canvas itself.
        parent: Option<NodeId>,
    },
    /// Gives a resource another id, everywhere it is named.
    Rename {
        /// Which.
        id: NodeId,
        /// A free id.
        to: NodeId,
    },
    /// Draws a connection, or changes the one of that id.
    Connect {
        /// Its id.
        id: ConnectionId,
        /// The connection.
        connection: Connection,
    },
    /// Removes a connection.
    Disconnect {
        /// Which.
        id: ConnectionId,
    },
    /// Says where a resource is drawn.
    Place {
        /// Which.
        id: NodeId,
        /// Where.
        frame: Frame,
    },
    /// Arranges the drawing otherwise. What it names and is not there is left out.
    Draw(Drawing),
    /// Replaces the workload.
    Workload(Vec<Entry>),
    /// Replaces the rules.
    Rules(Vec<Expectation>),
    /// Gives the design another name.
    Title(String),
    /// Makes the design another one as a whole: an older state of itself.
    Become(Box<Model>),
}

impl Edit {
    /// The resource that it makes another of, or removes.
    pub fn remakes(&self) -> Option<&NodeId> {
        match self {
            Self::Remove { id } | Self::Change { id, .. } | Self::Replace { id, .. } => Some(id),
            Self::Add { .. }
            | Self::Describe { .. }
            | Self::Doubt { .. }
            | Self::Move { .. }
            | Self::Rename { .. }
            | Self::Connect { .. }
            | Self::Disconnect { .. }
            | Self::Place { .. }
            | Self::Draw(_)
            | Self::Workload(_)
            | Self::Rules(_)
            | Self::Title(_)
            | Self::Become(_) => None,
        }
    }
}

impl Edit {
    /// The resource that it puts into another container.
    pub fn moves(&self) -> Option<&NodeId> {
        if let Self::Move { id, .. } = self { Some(id) } else { None }
    }
}

/// Why an edit was refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{0}")]
pub struct EditError(pub Message);

/// A model being edited: remembers what each touched place held before.
struct Draft<'m> {
    model: &'m mut Model,
    patch: Patch,
}

/// Applies edits, all or none.
pub fn apply(model: &mut Model, edits: &[Edit]) -> Result<Patch, EditError> {
    let mut draft = Draft { model, patch: Patch::default() };
    for edit in edits {
        if let Err(error) = draft.apply(edit) {
            draft.patch.put(draft.model, false);
            return Err(error);
        }
    }
    let Draft { model, mut patch } = draft;
    for (id, slot) in &mut patch.nodes {
        slot.1 = model.nodes.get(id).cloned();
    }
    for (id, slot) in &mut patch.connections {
        slot.1 = model.connections.get(id).cloned();
    }
    for (id, slot) in &mut patch.frames {
        slot.1 = model.layout.get(id).copied();
    }
    patch.nodes.retain(|_, slot| slot.0 != slot.1);
    patch.connections.retain(|_, slot| slot.0 != slot.1);
    patch.frames.retain(|_, slot| slot.0 != slot.1);
    if let Some(slot) = &mut patch.workload {
        slot.1.clone_from(&model.workload);
    }
    if let Some(slot) = &mut patch.rules {
        slot.1.clone_from(&model.rules);
    }
    if let Some(slot) = &mut patch.accepted {
        slot.1.clone_from(&model.accepted);
    }
    if let Some(slot) = &mut patch.name {
        slot.1.clone_from(&model.name);
    }
    if let Some(slot) = &mut patch.drawing {
        slot.1.clone_from(&model.drawing);
    }
    patch.workload.take_if(|slot| slot.0 == slot.1);
    patch.rules.take_if(|slot| slot.0 == slot.1);
    patch.accepted.take_if(|slot| slot.0 == slot.1);
    patch.name.take_if(|slot| slot.0 == slot.1);
    patch.drawing.take_if(|slot| slot.0 == slot.1);
    Ok(patch)
}

fn refuse<T>(message: Message) -> Result<T, EditError> {
    Err(EditError(message))
}

/// Says that an id is not free.
pub fn taken(id: &NodeId) -> Message {
    Message::new(
        &text!("the id `{0}` is already used", "아이디 `{0}`은(는) 이미 쓰이고 있습니다"),
        [id.to_string()],
    )
}

fn missing(id: impl ToString) -> EditError {
    EditError(Message::new(
        &text!("nothing is called `{0}`", "`{0}`(이)라는 것이 없습니다"),
        [id.to_string()],
    ))
}

/// Why a resource of `kind` may not stand in `parent`, if it may not. Standing nowhere yet is allowed:
/// the design is unfinished, and a finding says so.
pub fn refusal(kind: Kind, parent: Option<(&NodeId, Kind)>) -> Option<Message> {
    let spec = kind.spec();
    let (id, container) = parent?;
    if spec.may_stand_in(container) {
        return None;
    }
    let label = spec.label.en.to_owned();
    let wanted = spec.stands_in.iter().map(|kind| kind.spec().label.en).collect::<Vec<_>>().join(" / ");
    Some(if spec.stands_in.is_empty() {
        Message::new(
            &text!("{0} stands outside `{1}`, on the canvas itself", "{0}은(는) `{1}` 밖, 캔버스에 놓입니다"),
            [label, id.to_string()],
        )
    } else {
        Message::new(
            &text!(
                "{0} cannot stand in {1} `{2}`; it stands in: {3}",
                "{0}은(는) {1} `{2}` 안에 놓을 수 없습니다. 놓을 수 있는 곳: {3}"
            ),
            [label, container.spec().label.en.to_owned(), id.to_string(), wanted],
        )
    })
}

/// Refuses numbers that a file could not hold.
fn bounds(record: &mut dyn Record) -> Result<(), EditError> {
    let mut wrong = None;
    record.each_field(&mut |spec, field| bound(spec, field, &mut wrong));
    wrong.map_or(Ok(()), refuse)
}

fn bound(spec: &FieldSpec, field: FieldMut<'_>, wrong: &mut Option<Message>) {
    let number = match field {
        FieldMut::Whole(number) => Decimal::from(*number),
        FieldMut::Number(number) => *number,
        FieldMut::Rows(rows) => {
            for row in 0..rows.len() {
                rows.each_cell(row, &mut |spec, cell| bound(spec, cell, wrong));
            }
            return;
        }
        FieldMut::Text(_)
        | FieldMut::Form(_)
        | FieldMut::Flag(_)
        | FieldMut::Choice(_)
        | FieldMut::Link(..)
        | FieldMut::Links(..) => return,
    };
    *wrong = wrong.take().or_else(|| spec.hint.refusal(number));
}

impl Draft<'_> {
    fn apply(&mut self, edit: &Edit) -> Result<(), EditError> {
        match edit {
            Edit::Add { id, node } => {
                self.free(id)?;
                self.fits(node)?;
                self.set_node(id, Some(node.clone()));
            }
            Edit::Remove { id } => self.remove(id)?,
            Edit::Change { id, resource } => {
                let old = self.node(id)?;
                if old.resource.kind() != resource.kind() {
                    return refuse(Message::new(
                        &text!("`{0}` keeps its kind", "`{0}`의 종류는 바꿀 수 없습니다"),
                        [id.to_string()],
                    ));
                }
                let mut node = Node { resource: resource.clone(), ..old.clone() };
                unknown::learn(&old, &mut node);
                self.fits(&node)?;
                self.set_node(id, Some(node));
            }
            Edit::Replace { id, resource } => {
                let node = Node { resource: resource.clone(), unknown: Unknown::default(), ..self.node(id)? };
                self.fits(&node)?;
                self.set_node(id, Some(node));
                let names = |node: &Node| {
                    let mut found = node.parent.as_ref() == Some(id);
                    node.resource.as_resource().each_link(&mut |_, named| found |= named == id);
                    found
                };
                let others: Vec<Node> = self
                    .model
                    .nodes()
                    .filter(|(_, node)| names(node))
                    .map(|(_, node)| node.clone())
                    .collect();
                others.iter().try_for_each(|node| self.fits(node))?;
            }
            Edit::Describe { id, description, tags } => {
                let node = Node {
                    description: description.as_str().into(),
                    tags: tags.clone().into(),
                    ..self.node(id)?
                };
                self.set_node(id, Some(node));
            }
            Edit::Doubt { id, unknown } => {
                let mut node = self.node(id)?;
                unknown::note(&mut node, unknown);
                self.set_node(id, Some(node));
            }
            Edit::Move { id, parent } => {
                let node = Node { parent: parent.clone(), ..self.node(id)? };
                let loops = parent.as_ref().is_some_and(|to| to == id || self.model.is_inside(to, id));
                if loops {
                    return refuse(Message::new(
                        &text!("`{0}` cannot stand inside itself", "`{0}`을(를) 자기 안에 놓을 수 없습니다"),
                        [id.to_string()],
                    ));
                }
                self.fits(&node)?;
                self.set_node(id, Some(node));
            }
            Edit::Rename { id, to } => self.rename(id, to)?,
            Edit::Connect { id, connection } => {
                let ends = connection.ends().filter(|(from, to)| from != to);
                let Some((from, to)) = ends else {
                    return refuse(Message::plain(&text!(
                        "a connection joins two resources",
                        "연결은 두 리소스를 잇습니다"
                    )));
                };
                self.node(from)?;
                self.node(to)?;
                bounds(&mut connection.clone())?;
                self.set_connection(id, Some(connection.clone()));
            }
            Edit::Disconnect { id } => {
                if self.model.connection(id).is_none() {
                    return Err(missing(id));
                }
                self.set_connection(id, None);
                self.reaccept(&|id| Some(id.clone()));
                self.redraw(&|id| Some(id.clone()));
            }
            Edit::Place { id, frame } => {
                self.node(id)?;
                self.set_frame(id, Some(frame.within_reach()));
            }
            Edit::Draw(drawing) => self.set_drawing(drawing.fitted(self.model)),
            Edit::Workload(entries) => {
                for entry in entries {
                    bounds(&mut entry.clone())?;
                    let at = entry.at.target();
                    self.node(at.ok_or_else(|| missing(""))?)?;
                }
                let old = std::mem::replace(&mut self.model.workload, entries.clone());
                self.patch.workload.get_or_insert((old, Vec::new()));
            }
            Edit::Rules(rules) => {
                for rule in rules {
                    let dangling = [&rule.from, &rule.to].into_iter().find_map(|it| it.dangling(self.model));
                    dangling.or_else(|| rule.endless().map(Message::plain)).map_or(Ok(()), refuse)?;
                    rule.through.target().map_or(Ok(()), |id| self.node(id).map(drop))?;
                }
                let old = std::mem::replace(&mut self.model.rules, rules.clone());
                self.patch.rules.get_or_insert((old, Vec::new()));
            }
            Edit::Title(name) => {
                let old = std::mem::replace(&mut self.model.name, name.clone());
                self.patch.name.get_or_insert((old, String::new()));
            }
            Edit::Become(other) => self.turn_into(other),
        }
        Ok(())
    }

    /// A model is whole by itself, so nothing of it has to be looked at.
    fn turn_into(&mut self, other: &Model) {
        let ids = |model: &Model| model.nodes().map(|(id, _)| id.clone()).gather::<BTreeSet<_>>();
        for id in ids(self.model).union(&ids(other)) {
            if self.model.node(id) != other.node(id) {
                self.set_node(id, other.node(id).cloned());
            }
            if self.model.frame(id) != other.frame(id) {
                self.set_frame(id, other.frame(id));
            }
        }
        let ids = |model: &Model| model.connections().map(|(id, _)| id.clone()).gather::<BTreeSet<_>>();
        for id in ids(self.model).union(&ids(other)) {
            if self.model.connection(id) != other.connection(id) {
                self.set_connection(id, other.connection(id).cloned());
            }
        }
        self.set_drawing(other.drawing.clone());
        let old = std::mem::replace(&mut self.model.workload, other.workload.clone());
        self.patch.workload.get_or_insert((old, Vec::new()));
        let old = std::mem::replace(&mut self.model.rules, other.rules.clone());
        self.patch.rules.get_or_insert((old, Vec::new()));
        self.set_accepted(other.accepted.clone());
        let old = std::mem::replace(&mut self.model.name, other.name.clone());
        self.patch.name.get_or_insert((old, String::new()));
    }

    fn node(&self, id: &NodeId) -> Result<Node, EditError> {
        self.model.node(id).cloned().ok_or_else(|| missing(id))
    }

    fn free(&self, id: &NodeId) -> Result<(), EditError> {
        if self.model.node(id).is_none() {
            return Ok(());
        }
        refuse(taken(id))
    }

    /// Checks what a node names against the rest of the model.
    fn fits(&self, node: &Node) -> Result<(), EditError> {
        if let Some(id) = &node.parent {
            let parent = self.model.node(id).ok_or_else(|| missing(id))?;
            if let Some(message) = refusal(node.resource.kind(), Some((id, parent.resource.kind()))) {
                return refuse(message);
            }
        }
        bounds(node.resource.clone().as_record_mut())?;
        let mut result = Ok(());
        node.resource.as_resource().each_link(&mut |accepts, id| {
            if result.is_err() {
                return;
            }
            result = match self.model.node(id) {
                None => Err(missing(id)),
                Some(to) if accepts.takes(to.resource.kind()) => Ok(()),
                Some(to) => refuse(super::file::wrong_kind(id, to.resource.kind(), accepts)),
            };
        });
        result
    }

    fn set_node(&mut self, id: &NodeId, node: Option<Node>) {
        let old = match node {
            Some(node) => self.model.nodes.insert(id.clone(), Arc::new(node)),
            None => self.model.nodes.remove(id),
        };
        self.patch.nodes.entry(id.clone()).or_insert((old, None));
    }

    fn set_connection(&mut self, id: &ConnectionId, connection: Option<Connection>) {
        let old = match connection {
            Some(connection) => self.model.connections.insert(id.clone(), Arc::new(connection)),
            None => self.model.connections.remove(id),
        };
        self.patch.connections.entry(id.clone()).or_insert((old, None));
    }

    fn set_frame(&mut self, id: &NodeId, frame: Option<Frame>) {
        let old = match frame {
            Some(frame) => self.model.layout.insert(id.clone(), frame),
            None => self.model.layout.remove(id),
        };
        self.patch.frames.entry(id.clone()).or_insert((old, None));
    }

    fn set_drawing(&mut self, drawing: Drawing) {
        if drawing != self.model.drawing {
            let old = std::mem::replace(&mut self.model.drawing, drawing);
            self.patch.drawing.get_or_insert((old, Drawing::default()));
        }
    }

    /// Points the drawing elsewhere, or drops what is gone.
    fn redraw(&mut self, to: &dyn Fn(&NodeId) -> Option<NodeId>) {
        let mut drawing = self.model.drawing.clone();
        drawing.relink(to, &|id| self.model.connection(id).is_some());
        self.set_drawing(drawing);
    }

    fn remove(&mut self, id: &NodeId) -> Result<(), EditError> {
        self.node(id)?;
        let inside =
            self.model.nodes().map(|(other, _)| other).filter(|other| self.model.is_inside(other, id));
        let gone: BTreeSet<NodeId> = inside.chain([id]).cloned().gather();
        for id in &gone {
            self.set_node(id, None);
            self.set_frame(id, None);
        }
        self.relink_all(&|id| (!gone.contains(id)).then(|| id.clone()));
        Ok(())
    }

    fn rename(&mut self, id: &NodeId, to: &NodeId) -> Result<(), EditError> {
        if id == to {
            return Ok(());
        }
        let node = self.node(id)?;
        self.free(to)?;
        let frame = self.model.frame(id);
        self.set_node(id, None);
        self.set_frame(id, None);
        self.set_node(to, Some(node));
        if frame.is_some() {
            self.set_frame(to, frame);
        }
        self.relink_all(&|other| Some(if other == id { to.clone() } else { other.clone() }));
        Ok(())
    }

    /// Points everything that names a resource elsewhere, or drops what can no longer name one.
    fn relink_all(&mut self, to: &dyn Fn(&NodeId) -> Option<NodeId>) {
        let nodes: Vec<(NodeId, Arc<Node>)> =
            self.model.nodes.iter().map(|(a, b)| (a.clone(), b.clone())).collect();
        for (id, old) in nodes {
            let mut changes = old.parent.as_ref().is_some_and(|id| to(id).as_ref() != Some(id));
            old.resource.as_resource().each_link(&mut |_, id| changes |= to(id).as_ref() != Some(id));
            if changes {
                let mut node = (*old).clone();
                node.parent = node.parent.as_ref().and_then(to);
                relink(node.resource.as_record_mut(), to);
                self.set_node(&id, Some(node));
            }
        }
        let connections: Vec<_> =
            self.model.connections.iter().map(|(a, b)| (a.clone(), b.clone())).collect();
        for (id, old) in connections {
            let mut connection = (*old).clone();
            relink(&mut connection, to);
            if connection.ends().is_none() {
                self.set_connection(&id, None);
            } else if connection != *old {
                self.set_connection(&id, Some(connection));
            }
        }
        let mut workload = self.model.workload.clone();
        workload.iter_mut().for_each(|entry| relink(entry, to));
        workload.retain(|entry| entry.at.target().is_some());
        if workload != self.model.workload {
            let old = std::mem::replace(&mut self.model.workload, workload);
            self.patch.workload.get_or_insert((old, Vec::new()));
        }
        let mut rules = self.model.rules.clone();
        for rule in &mut rules {
            relink(rule, to);
            rule.from.relink(to);
            rule.to.relink(to);
        }
        rules.retain(|rule| !rule.from.terms().is_empty() && !rule.to.terms().is_empty());
        if rules != self.model.rules {
            let old = std::mem::replace(&mut self.model.rules, rules);
            self.patch.rules.get_or_insert((old, Vec::new()));
        }
        self.reaccept(to);
        self.redraw(to);
    }
}

impl Model {
    /// An id that nothing has, made from a word: `subnet`, then `subnet-2`, …
    pub fn fresh_id(&self, word: &str) -> NodeId {
        fresh(word, |id: &NodeId| self.node(id).is_some())
    }

    /// A connection id that nothing has.
    pub fn fresh_connection_id(&self, from: &NodeId, to: &NodeId) -> ConnectionId {
        fresh(&format!("{from}-to-{to}"), |id: &ConnectionId| self.connection(id).is_some())
    }
}

fn fresh<T: std::str::FromStr>(word: &str, taken: impl Fn(&T) -> bool) -> T {
    // Words that are too long or oddly spelt for an id fall back to a plain one, which always parses.
    let words = |n: usize| if n == 1 { word.to_owned() } else { format!("{word}-{n}") };
    let named = (1..).map_while(|n| words(n).parse().ok()).find(|id| !taken(id));
    named.unwrap_or_else(|| {
        let mut plain = (1_u64..).filter_map(|n| format!("x-{n}").parse().ok());
        plain.find(|id| !taken(id)).expect("some number is free")
    })
}
