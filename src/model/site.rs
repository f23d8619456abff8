//! One resource in its surroundings: the only context a kind ever sees.

use super::{
    Model, Node,
    connection::Connection,
    field::{Link, Links},
    kinds::KindOf,
};
use crate::{
    base::{ConnectionId, FieldId, NodeId, RegionName},
    diag::Place,
};
use std::collections::{BTreeMap, BTreeSet};

/// Who stands where and who names whom: built once per revision, so that no kind scans the model.
#[derive(Debug, Default)]
pub struct Index {
    children: BTreeMap<NodeId, Vec<NodeId>>,
    referrers: BTreeMap<NodeId, Vec<NodeId>>,
    named: BTreeMap<NodeId, BTreeSet<NodeId>>,
    incoming: BTreeMap<NodeId, Vec<ConnectionId>>,
    outgoing: BTreeMap<NodeId, Vec<ConnectionId>>,
    regions: BTreeMap<NodeId, RegionName>,
}

impl Index {
    /// The index of a model.
    pub fn of(model: &Model) -> Self {
        let mut index = Self::default();
        for (id, node) in model.nodes() {
            if let Some(parent) = &node.parent {
                index.children.entry(parent.clone()).or_default().push(id.clone());
            }
            node.resource.as_resource().each_link(&mut |_, to| {
                let referrers = index.referrers.entry(to.clone()).or_default();
                if referrers.last() != Some(id) {
                    referrers.push(id.clone());
                    index.named.entry(id.clone()).or_default().insert(to.clone());
                }
            });
            if let Some(region) = node.resource.as_resource().region() {
                index.regions.insert(id.clone(), region.clone());
            }
        }
        for (id, connection) in model.connections() {
            if let Some((from, to)) = connection.ends() {
                index.outgoing.entry(from.clone()).or_default().push(id.clone());
                index.incoming.entry(to.clone()).or_default().push(id.clone());
            }
        }
        index
    }

    /// What stands directly inside.
    pub fn children(&self, id: &NodeId) -> &[NodeId] {
        self.children.get(id).map_or(&[], Vec::as_slice)
    }

    /// Who names it in a field.
    pub fn referrers(&self, id: &NodeId) -> &[NodeId] {
        self.referrers.get(id).map_or(&[], Vec::as_slice)
    }

    /// What its fields name, each once, however often they do.
    pub fn named(&self, id: &NodeId) -> impl Iterator<Item = &NodeId> {
        self.named.get(id).into_iter().flatten()
    }

    /// Connections that end at it.
    pub fn incoming(&self, id: &NodeId) -> &[ConnectionId] {
        self.incoming.get(id).map_or(&[], Vec::as_slice)
    }

    /// Connections that start at it.
    pub fn outgoing(&self, id: &NodeId) -> &[ConnectionId] {
        self.outgoing.get(id).map_or(&[], Vec::as_slice)
    }

    /// The region a resource is in.
    pub fn region<'i>(&'i self, model: &Model, id: &NodeId) -> Option<&'i RegionName> {
        let here = self.regions.get(id);
        here.or_else(|| model.ancestors(id).find_map(|(ancestor, _)| self.regions.get(ancestor)))
    }
}

/// One resource in its surroundings.
#[derive(Clone, Copy, Debug)]
pub struct Site<'m> {
    model: &'m Model,
    index: &'m Index,
    id: &'m NodeId,
}

impl<'m> Site<'m> {
    /// Looks at a resource where it stands.
    pub fn new(model: &'m Model, index: &'m Index, id: &'m NodeId) -> Self {
        Self { model, index, id }
    }

    /// Which resource stands here.
    pub fn id(self) -> &'m NodeId {
        self.id
    }

    /// Points at one field of the resource that stands here.
    pub fn at(self, field: FieldId) -> Place {
        Place::Node { node: self.id.clone(), field: Some(field) }
    }

    /// Points at the resource that stands here.
    pub fn here(self) -> Place {
        Place::Node { node: self.id.clone(), field: None }
    }

    /// Looks at another resource of the same model.
    pub fn other(self, id: &'m NodeId) -> Self {
        Self { id, ..self }
    }

    /// The model around it: for edits that mend a finding, never for a check.
    pub fn model(self) -> &'m Model {
        self.model
    }

    /// What stands directly inside.
    pub fn children(self) -> impl Iterator<Item = (&'m NodeId, &'m Node)> {
        self.index.children(self.id).iter().filter_map(|id| Some((id, self.model.node(id)?)))
    }

    /// The node itself.
    pub fn node(self) -> Option<&'m Node> {
        self.model.node(self.id)
    }

    /// Follows a typed link.
    pub fn get<T: KindOf>(self, link: &Link<T>) -> Option<&'m T> {
        self.find(link.target()?)
    }

    /// Follows typed links, in their order.
    pub fn all<T: KindOf>(self, links: &Links<T>) -> Vec<(&'m NodeId, &'m T)> {
        let known = links.targets().iter().filter_map(|id| self.model.nodes.get_key_value(id));
        known.filter_map(|(id, node)| Some((id, T::from_any(&node.resource)?))).collect()
    }

    /// A resource of a kind, by id.
    pub fn find<T: KindOf>(self, id: &NodeId) -> Option<&'m T> {
        T::from_any(&self.model.node(id)?.resource)
    }

    /// A resource of any kind, by id.
    pub fn resource(self, id: &NodeId) -> Option<(&'m NodeId, &'m Node)> {
        self.model.nodes.get_key_value(id).map(|(id, node)| (id, &**node))
    }

    /// The nearest container of a kind.
    pub fn within<T: KindOf>(self) -> Option<(&'m NodeId, &'m T)> {
        self.model.ancestors(self.id).find_map(|(id, node)| Some((id, T::from_any(&node.resource)?)))
    }

    /// The nearest container of a kind around another resource.
    pub fn around<T: KindOf>(self, id: &NodeId) -> Option<(&'m NodeId, &'m T)> {
        self.model.ancestors(id).find_map(|(id, node)| Some((id, T::from_any(&node.resource)?)))
    }

    /// Everything of a kind that stands directly in `container`.
    pub fn inside<T: KindOf>(self, container: &NodeId) -> Vec<(&'m NodeId, &'m T)> {
        let ids = self.index.children(container).iter();
        ids.filter_map(|id| Some((id, self.find(id)?))).collect()
    }

    /// Everything of a kind that names the resource that stands here.
    pub fn referrers<T: KindOf>(self) -> Vec<(&'m NodeId, &'m T)> {
        let ids = self.index.referrers(self.id).iter();
        ids.filter_map(|id| Some((id, self.find(id)?))).collect()
    }

    /// Everything of a kind that the fields of a resource name.
    pub fn names<T: KindOf>(self, id: &NodeId) -> Vec<&'m NodeId> {
        self.index.named(id).filter(|it| self.find::<T>(it).is_some()).collect()
    }

    /// Everything that names the resource that stands here in a field.
    pub fn named_by(self) -> impl Iterator<Item = &'m Node> {
        self.index.referrers(self.id).iter().filter_map(|id| self.model.node(id))
    }

    /// Connections that end here.
    pub fn incoming(self) -> impl Iterator<Item = &'m Connection> {
        self.index.incoming(self.id).iter().filter_map(|id| self.model.connection(id))
    }

    /// Connections that start here.
    pub fn outgoing(self) -> impl Iterator<Item = &'m Connection> {
        self.index.outgoing(self.id).iter().filter_map(|id| self.model.connection(id))
    }

    /// Connections that end here, with their ids.
    pub fn incoming_by_id(self) -> impl Iterator<Item = (&'m ConnectionId, &'m Connection)> {
        self.index.incoming(self.id).iter().filter_map(|id| Some((id, self.model.connection(id)?)))
    }

    /// Connections that start here, with their ids.
    pub fn outgoing_by_id(self) -> impl Iterator<Item = (&'m ConnectionId, &'m Connection)> {
        self.index.outgoing(self.id).iter().filter_map(|id| Some((id, self.model.connection(id)?)))
    }

    /// Every resource that says a region, and the region.
    pub fn regions(self) -> impl Iterator<Item = (&'m NodeId, &'m RegionName)> {
        self.index.regions.iter()
    }

    /// The region this resource is in; the first one there is when it stands in none.
    pub fn region(self) -> RegionName {
        self.index.region(self.model, self.id).cloned().unwrap_or_default()
    }
}
