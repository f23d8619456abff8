//! A model as the bill runs on it: resources and connections by place, so that nothing is looked up by name again.
//!
//! A plan shares its resources and connections with the model and may outlive it. While nothing is added, moved or
//! joined otherwise, it takes in what changed.

use super::circle::circles;
use crate::{
    base::{ConnectionId, Decimal, NodeId, RegionName},
    model::{
        Model, Node,
        connection::{Access, Connection},
        fact::{Calls, Transfer},
        places::Places,
        resource::Resource,
        site::Index,
    },
};
use std::sync::Arc;

/// A model by places.
#[derive(Debug)]
pub struct Plan {
    /// Resources, by id.
    pub nodes: Vec<Place>,
    /// Connections with both ends, by id.
    pub links: Vec<Link>,
    places: Arc<Places>,
    incoming: Lists,
    outgoing: Lists,
    circles: Lists,
}

/// Lists of places, one behind the other.
#[derive(Debug)]
pub struct Lists {
    /// Where each list begins, and where the last one ends.
    starts: Vec<usize>,
    all: Vec<usize>,
}

impl Default for Lists {
    fn default() -> Self {
        Self { starts: vec![0], all: Vec::new() }
    }
}

impl Lists {
    /// So many lists: of numbers from 0 on, each in the list that it stands under.
    fn of(count: usize, under: impl Iterator<Item = usize> + Clone) -> Self {
        let mut starts = vec![0; count + 1];
        under.clone().for_each(|at| starts[at + 1] += 1);
        for at in 0..count {
            starts[at + 1] += starts[at];
        }
        let mut all = vec![0; starts[count]];
        let mut next = starts.clone();
        for (number, at) in under.enumerate() {
            all[next[at]] = number;
            next[at] += 1;
        }
        Self { starts, all }
    }

    /// Adds a list.
    pub fn push(&mut self, list: impl Iterator<Item = usize>) {
        self.all.extend(list);
        self.starts.push(self.all.len());
    }

    fn iter(&self) -> impl Iterator<Item = &[usize]> {
        self.starts.windows(2).map(|pair| &self.all[pair[0]..pair[1]])
    }

    fn at(&self, at: usize) -> &[usize] {
        &self.all[self.starts[at]..self.starts[at + 1]]
    }
}

/// A resource.
#[derive(Debug)]
pub struct Place {
    /// Its id.
    pub id: NodeId,
    /// What it is.
    node: Arc<Node>,
    /// The region that it stands in; where none is drawn, the one that is assumed.
    pub region: RegionName,
    /// Which share of its arrivals it passes on.
    pub onward: Decimal,
    /// What bytes cost that pass it.
    pub transfer: Transfer,
}

/// A connection.
#[derive(Debug)]
pub struct Link {
    /// Its id.
    pub id: ConnectionId,
    /// What it is.
    pub connection: Arc<Connection>,
    /// Where it starts.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// Calls along it for each call that its source passes on; for each event, if it is an event source.
    pub factor: Decimal,
    /// Events that one call along it makes at its end.
    pub events: Decimal,
}

impl Plan {
    /// The plan of a model.
    pub fn of(model: &Model, index: &Index) -> Self {
        let mut nodes: Vec<Place> = Vec::with_capacity(model.nodes().len());
        for (id, node) in model.shared_nodes() {
            let own = node.resource.as_resource().region().is_some();
            // Neighbours by id mostly stand in the same container.
            let beside = nodes
                .last()
                .filter(|last| !own && last.node.parent == node.parent && last.resource().region().is_none());
            let region = match beside {
                Some(last) if node.parent.is_some() => last.region.clone(),
                Some(_) | None => index.region(model, id).cloned().unwrap_or_default(),
            };
            let (onward, transfer) = (Decimal::ONE, Transfer::Usual);
            let place = Place { id: id.clone(), node: node.clone(), region, onward, transfer };
            nodes.push(place.settled());
        }
        let mut links = Vec::with_capacity(model.connections().len());
        for ((id, connection), ends) in model.shared_connections().zip(index.ends()) {
            let Some((from, to)) = *ends else { continue };
            let one = Decimal::ONE;
            let link =
                Link { id: id.clone(), connection: connection.clone(), from, to, factor: one, events: one };
            links.push(link.settled(&nodes[to]));
        }
        let incoming = Lists::of(nodes.len(), links.iter().map(|it: &Link| it.to));
        let outgoing = Lists::of(nodes.len(), links.iter().map(|it| it.from));
        let places = index.places().clone();
        let mut plan = Self { nodes, links, places, incoming, outgoing, circles: Lists::default() };
        plan.circles = circles(&plan);
        plan
    }

    /// Every resource, grouped with those that it feeds and that feed it, in the order in which calls flow.
    pub fn circles(&self) -> impl Iterator<Item = &[usize]> {
        self.circles.iter()
    }

    /// The connections that end at a resource.
    pub fn incoming(&self, at: usize) -> &[usize] {
        self.incoming.at(at)
    }

    /// The connections that start at a resource.
    pub fn outgoing(&self, at: usize) -> &[usize] {
        self.outgoing.at(at)
    }

    /// The place of a resource.
    pub fn place(&self, id: &NodeId) -> Option<usize> {
        self.places.get(id)
    }

    /// The place of a connection.
    pub fn link(&self, id: &ConnectionId) -> Option<usize> {
        self.links.binary_search_by(|it| it.id.cmp(id)).ok()
    }

    /// Takes in what a resource is now.
    pub fn change_node(&mut self, at: usize, node: Arc<Node>) {
        let place = &mut self.nodes[at];
        place.node = node;
        place.settle();
        for link in self.incoming.at(at) {
            self.links[*link].settle(place);
        }
    }

    /// Takes in what a connection is now.
    pub fn change_link(&mut self, at: usize, connection: Arc<Connection>) {
        let link = &mut self.links[at];
        link.connection = connection;
        link.settle(&self.nodes[link.to]);
    }
}

impl Place {
    /// The resource that stands here.
    pub fn resource(&self) -> &dyn Resource {
        self.node.resource.as_resource()
    }

    /// Events that each of some calls makes.
    pub fn events(&self, calls: &Calls<'_>) -> Decimal {
        self.resource().events(calls).max(Decimal::ZERO)
    }

    fn settle(&mut self) {
        self.transfer = self.resource().transfer();
        self.onward = self.resource().onward().clamp(Decimal::ZERO, Decimal::ONE);
    }

    fn settled(mut self) -> Self {
        self.settle();
        self
    }
}

impl Link {
    /// So many calls along it.
    pub fn call(&self, calls: Decimal) -> Calls<'_> {
        let (request_size, response_size) = (self.connection.request_size, self.connection.response_size);
        Calls { calls, request_size, response_size, connection: Some(&self.connection) }
    }

    /// Whether it carries events instead of calls.
    pub fn is_event_source(&self) -> bool {
        match self.connection.kind {
            Access::EventSource => true,
            Access::Invoke | Access::ReadWrite | Access::Network | Access::Reference => false,
        }
    }

    fn settle(&mut self, to: &Place) {
        self.factor = factor(&self.connection);
        self.events = to.events(&self.call(Decimal::ONE));
    }

    fn settled(mut self, to: &Place) -> Self {
        self.settle(to);
        self
    }
}

fn factor(connection: &Connection) -> Decimal {
    let tries = Decimal::ONE.saturating_add(connection.retries);
    let calls = connection.calls.saturating_mul(connection.share).saturating_mul(tries);
    match connection.kind {
        Access::EventSource => calls / Decimal::from(connection.batch_size.max(1)),
        Access::Invoke | Access::ReadWrite | Access::Network => calls,
        Access::Reference => Decimal::ZERO,
    }
}
