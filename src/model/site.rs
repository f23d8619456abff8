//! One resource in its surroundings: the only context a kind ever sees.

use super::{
    Model, Node,
    connection::Connection,
    field::{Link, Links},
    kinds::KindOf,
    places::{ByPlace, Places},
};
use crate::{
    base::{ConnectionId, FieldId, NodeId, RegionName},
    diag::Place,
};
use std::{cell::RefCell, collections::BTreeMap, sync::Arc};

/// Who stands where and who names whom: built once per revision, so that no kind scans the model.
#[derive(Debug, Default)]
pub struct Index {
    places: Arc<Places>,
    children: ByPlace<NodeId>,
    referrers: ByPlace<NodeId>,
    named: ByPlace<NodeId>,
    incoming: ByPlace<ConnectionId>,
    outgoing: ByPlace<ConnectionId>,
    regions: BTreeMap<NodeId, RegionName>,
    /// Where each connection starts and ends, in the order of their ids.
    ends: Vec<Option<(usize, usize)>>,
}

impl Index {
    /// The index of a model.
    pub fn of(model: &Model) -> Self {
        let places = Places::of(model.nodes().map(|(id, _)| id));
        let (mut children, mut referrers, mut named) = (Vec::new(), Vec::new(), Vec::new());
        let (mut regions, mut links) = (BTreeMap::new(), Vec::new());
        for (at, (id, node)) in model.nodes().enumerate() {
            if let Some(parent) = node.parent.as_ref().and_then(|it| places.get(it)) {
                children.push((parent, id));
            }
            links.clear();
            node.resource.as_resource().each_link(&mut |_, to| links.extend(places.get(to)));
            links.sort_unstable();
            links.dedup();
            for to in &links {
                referrers.push((*to, id));
                named.extend(places.ids().get(*to).map(|it| (at, it)));
            }
            if let Some(region) = node.resource.as_resource().region() {
                regions.insert(id.clone(), region.clone());
            }
        }
        let (mut ends, mut incoming, mut outgoing) = (Vec::new(), Vec::new(), Vec::new());
        for (id, connection) in model.connections() {
            let both = connection.ends().map(|(from, to)| (places.get(from), places.get(to)));
            let (from, to) = both.unwrap_or_default();
            ends.push(from.zip(to));
            outgoing.extend(from.map(|it| (it, id)));
            incoming.extend(to.map(|it| (it, id)));
        }
        let count = places.ids().len();
        let named = ByPlace::of(count, &named);
        let [children, referrers] = [children, referrers].map(|it| ByPlace::of(count, &it));
        let [incoming, outgoing] = [incoming, outgoing].map(|it| ByPlace::of(count, &it));
        Self { places: Arc::new(places), children, referrers, named, incoming, outgoing, regions, ends }
    }

    /// The places of resources.
    pub fn places(&self) -> &Arc<Places> {
        &self.places
    }

    /// Where each connection starts and ends, in the order of their ids.
    pub fn ends(&self) -> &[Option<(usize, usize)>] {
        &self.ends
    }

    /// What stands directly inside.
    pub fn children(&self, id: &NodeId) -> &[NodeId] {
        self.children.at(self.places.get(id))
    }

    /// Who names it in a field.
    pub fn referrers(&self, id: &NodeId) -> &[NodeId] {
        self.referrers.at(self.places.get(id))
    }

    /// What its fields name, each once, however often they do.
    pub fn named(&self, id: &NodeId) -> impl Iterator<Item = &NodeId> {
        self.named.at(self.places.get(id)).iter()
    }

    /// Connections that end at it.
    pub fn incoming(&self, id: &NodeId) -> &[ConnectionId] {
        self.incoming.at(self.places.get(id))
    }

    /// Connections that start at it.
    pub fn outgoing(&self, id: &NodeId) -> &[ConnectionId] {
        self.outgoing.at(self.places.get(id))
    }

    /// The region a resource is in.
    pub fn region<'i>(&'i self, model: &Model, id: &NodeId) -> Option<&'i RegionName> {
        let here = self.regions.get(id);
        here.or_else(|| model.ancestors(id).find_map(|(ancestor, _)| self.regions.get(ancestor)))
    }
}

/// Which resources were looked at.
#[derive(Debug, Default)]
pub struct Reads(RefCell<Vec<NodeId>>);

impl Reads {
    /// What was looked at since this was last asked.
    pub fn take(&self) -> Vec<NodeId> {
        self.0.take()
    }
}

/// One resource in its surroundings.
///
/// INVARIANT (noted): whatever is seen of another resource or of its connections by way of a site is noted in its
/// `reads`, if it has them. What the [`Index`] alone says is not.
#[derive(Clone, Copy, Debug)]
pub struct Site<'m> {
    model: &'m Model,
    index: &'m Index,
    id: &'m NodeId,
    reads: Option<&'m Reads>,
}

impl<'m> Site<'m> {
    /// Looks at a resource where it stands.
    pub fn new(model: &'m Model, index: &'m Index, id: &'m NodeId) -> Self {
        Self { model, index, id, reads: None }
    }

    /// The same, and notes what is looked at.
    pub fn noting(self, reads: &'m Reads) -> Self {
        Self { reads: Some(reads), ..self }
    }

    fn note(self, id: &NodeId) {
        if let Some(reads) = self.reads {
            reads.0.borrow_mut().push(id.clone());
        }
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
        self.index.children(self.id).iter().filter_map(move |id| self.resource(id))
    }

    /// The node itself.
    pub fn node(self) -> Option<&'m Node> {
        self.resource(self.id).map(|(_, node)| node)
    }

    /// Follows a typed link.
    pub fn get<T: KindOf>(self, link: &Link<T>) -> Option<&'m T> {
        self.find(link.target()?)
    }

    /// Follows typed links, in their order.
    pub fn all<T: KindOf>(self, links: &Links<T>) -> Vec<(&'m NodeId, &'m T)> {
        let known = links.targets().iter().filter_map(|id| self.resource(id));
        known.filter_map(|(id, node)| Some((id, T::from_any(&node.resource)?))).collect()
    }

    /// A resource of a kind, by id.
    pub fn find<T: KindOf>(self, id: &NodeId) -> Option<&'m T> {
        T::from_any(&self.resource(id)?.1.resource)
    }

    /// A resource of any kind, by id.
    pub fn resource(self, id: &NodeId) -> Option<(&'m NodeId, &'m Node)> {
        let (id, node) = self.model.nodes.get_key_value(id)?;
        self.note(id);
        Some((id, node))
    }

    /// The nearest container of a kind.
    pub fn within<T: KindOf>(self) -> Option<(&'m NodeId, &'m T)> {
        self.around(self.id)
    }

    /// The nearest container of a kind around another resource.
    pub fn around<T: KindOf>(self, id: &NodeId) -> Option<(&'m NodeId, &'m T)> {
        let mut around = self.model.ancestors(id).inspect(|(id, _)| self.note(id));
        around.find_map(|(id, node)| Some((id, T::from_any(&node.resource)?)))
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
        self.index.referrers(self.id).iter().filter_map(move |id| Some(self.resource(id)?.1))
    }

    /// Connections that end here.
    pub fn incoming(self) -> impl Iterator<Item = &'m Connection> {
        self.incoming_by_id().map(|(_, connection)| connection)
    }

    /// Connections that start here.
    pub fn outgoing(self) -> impl Iterator<Item = &'m Connection> {
        self.outgoing_by_id().map(|(_, connection)| connection)
    }

    /// Connections that end here, with their ids.
    pub fn incoming_by_id(self) -> impl Iterator<Item = (&'m ConnectionId, &'m Connection)> {
        self.note(self.id);
        self.index.incoming(self.id).iter().filter_map(|id| Some((id, self.model.connection(id)?)))
    }

    /// Connections that start here, with their ids.
    pub fn outgoing_by_id(self) -> impl Iterator<Item = (&'m ConnectionId, &'m Connection)> {
        self.note(self.id);
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
