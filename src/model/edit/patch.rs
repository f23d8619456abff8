//! What some edits changed: every touched place before and after.

use crate::{
    base::{ConnectionId, Gather as _, NodeId},
    model::{
        Entry, Frame, Model, Node, acceptance::Acceptance, connection::Connection, drawing::Drawing,
        expectation::Expectation,
    },
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

type Slot<T> = (Option<T>, Option<T>);

/// What some edits changed: every touched place before and after.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Patch {
    pub(super) nodes: BTreeMap<NodeId, Slot<Arc<Node>>>,
    pub(super) connections: BTreeMap<ConnectionId, Slot<Arc<Connection>>>,
    pub(super) frames: BTreeMap<NodeId, Slot<Frame>>,
    pub(super) workload: Option<(Vec<Entry>, Vec<Entry>)>,
    pub(super) rules: Option<(Vec<Expectation>, Vec<Expectation>)>,
    pub(super) accepted: Option<(Vec<Acceptance>, Vec<Acceptance>)>,
    pub(super) name: Option<(String, String)>,
    pub(super) drawing: Option<(Drawing, Drawing)>,
}

impl Patch {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether only the drawing changed, which no engine reads.
    pub fn is_drawing_only(&self) -> bool {
        *self == Self { frames: self.frames.clone(), drawing: self.drawing.clone(), ..Self::default() }
    }

    /// Whether resources, connections and the workload only got other values: who stands where, who names whom and who
    /// is connected with whom stayed as it was.
    pub fn is_values_only(&self) -> bool {
        let links = |node: &Node| {
            let mut links = Vec::new();
            node.resource.as_resource().each_link(&mut |_, id| links.push(id.clone()));
            links
        };
        let same_place = |slot: &Slot<Arc<Node>>| {
            let (Some(old), Some(new)) = slot else { return false };
            let region = |node: &Node| node.resource.as_resource().region().cloned();
            // What nobody knows is more than a value.
            let known = old.unknown.is_empty() && new.unknown.is_empty();
            known && old.parent == new.parent && links(old) == links(new) && region(old) == region(new)
        };
        let same_ends = |slot: &Slot<Arc<Connection>>| {
            let (Some(old), Some(new)) = slot else { return false };
            old.ends() == new.ends()
        };
        self.nodes.values().all(same_place) && self.connections.values().all(same_ends)
    }

    /// The resources whose values it touched.
    pub fn changed(&self) -> impl Iterator<Item = &NodeId> {
        self.nodes.keys()
    }

    /// The connections that it touched, with what they were and what they became.
    pub fn connections(
        &self,
    ) -> impl Iterator<Item = (&ConnectionId, Option<&Connection>, Option<&Connection>)> {
        self.connections.iter().map(|(id, slot)| (id, slot.0.as_deref(), slot.1.as_deref()))
    }

    /// Whether it touched the workload.
    pub fn is_of_workload(&self) -> bool {
        self.workload.is_some()
    }

    /// The resources that it touched, positions included.
    pub fn nodes(&self) -> BTreeSet<&NodeId> {
        self.nodes.keys().chain(self.frames.keys()).gather()
    }

    /// Makes one patch of this one and a later one.
    pub(super) fn then(&mut self, later: Self) {
        fn join<K: Ord, T>(first: &mut BTreeMap<K, Slot<T>>, later: BTreeMap<K, Slot<T>>) {
            for (key, (before, after)) in later {
                first.entry(key).and_modify(|slot| slot.1 = None).or_insert((before, None)).1 = after;
            }
        }
        fn join_one<T>(first: &mut Option<(T, T)>, later: Option<(T, T)>) {
            if let Some((before, after)) = later {
                *first = Some((first.take().map_or(before, |slot| slot.0), after));
            }
        }
        fn settle<K: Ord, T: PartialEq>(slots: &mut BTreeMap<K, Slot<T>>) {
            slots.retain(|_, slot| slot.0 != slot.1);
        }
        join(&mut self.nodes, later.nodes);
        join(&mut self.connections, later.connections);
        join(&mut self.frames, later.frames);
        join_one(&mut self.workload, later.workload);
        join_one(&mut self.rules, later.rules);
        join_one(&mut self.accepted, later.accepted);
        join_one(&mut self.name, later.name);
        join_one(&mut self.drawing, later.drawing);
        settle(&mut self.nodes);
        settle(&mut self.connections);
        settle(&mut self.frames);
        self.workload.take_if(|slot| slot.0 == slot.1);
        self.rules.take_if(|slot| slot.0 == slot.1);
        self.accepted.take_if(|slot| slot.0 == slot.1);
        self.name.take_if(|slot| slot.0 == slot.1);
        self.drawing.take_if(|slot| slot.0 == slot.1);
    }

    /// Puts one side of every touched place into the model.
    pub fn put(&self, model: &mut Model, after: bool) {
        fn side<K: Ord + Clone, T: Clone>(
            map: &mut BTreeMap<K, T>,
            slots: &BTreeMap<K, Slot<T>>,
            after: bool,
        ) {
            for (key, slot) in slots {
                match if after { &slot.1 } else { &slot.0 } {
                    Some(value) => map.insert(key.clone(), value.clone()),
                    None => map.remove(key),
                };
            }
        }
        side(&mut model.nodes, &self.nodes, after);
        side(&mut model.connections, &self.connections, after);
        side(&mut model.layout, &self.frames, after);
        let pick = |slot: &(_, _)| if after { slot.1 } else { slot.0 };
        if let Some((old, new)) = &self.workload {
            model.workload = pick(&(old, new)).clone();
        }
        let pick = |slot: &(_, _)| if after { slot.1 } else { slot.0 };
        if let Some((old, new)) = &self.rules {
            model.rules = pick(&(old, new)).clone();
        }
        let pick = |slot: &(_, _)| if after { slot.1 } else { slot.0 };
        if let Some((old, new)) = &self.accepted {
            model.accepted = pick(&(old, new)).clone();
        }
        let pick = |slot: &(_, _)| if after { slot.1 } else { slot.0 };
        if let Some((old, new)) = &self.name {
            model.name = pick(&(old, new)).clone();
        }
        let pick = |slot: &(_, _)| if after { slot.1 } else { slot.0 };
        if let Some((old, new)) = &self.drawing {
            model.drawing = pick(&(old, new)).clone();
        }
    }
}
