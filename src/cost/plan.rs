//! A model as the bill runs on it: resources and connections by place, so that nothing is looked up by name again.

use crate::{
    base::{ConnectionId, Decimal, NodeId, RegionName},
    model::{
        Model,
        connection::{Access, Connection},
        fact::Calls,
        resource::Resource,
        site::Index,
    },
};

/// A model by places.
pub struct Plan<'m> {
    /// Resources, by id.
    pub nodes: Vec<Place<'m>>,
    /// Connections with both ends, by id.
    pub links: Vec<Link<'m>>,
}

/// A resource.
pub struct Place<'m> {
    /// Its id.
    pub id: &'m NodeId,
    /// What it is.
    pub resource: &'m dyn Resource,
    /// The drawn region that it stands in.
    pub region: Option<&'m RegionName>,
    /// Which share of its arrivals it passes on.
    pub onward: Decimal,
    /// The connections that end here.
    pub incoming: Vec<usize>,
    /// The connections that start here.
    pub outgoing: Vec<usize>,
}

/// A connection.
pub struct Link<'m> {
    /// Its id.
    pub id: &'m ConnectionId,
    /// What it is.
    pub connection: &'m Connection,
    /// Where it starts.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// Calls along it for each call that its source passes on; for each event, if it is an event source.
    pub factor: Decimal,
    /// Events that one call along it makes at its end.
    pub events: Decimal,
}

impl<'m> Plan<'m> {
    /// The plan of a model.
    pub fn of(model: &'m Model, index: &'m Index) -> Self {
        let mut plan = Self { nodes: Vec::with_capacity(model.nodes().len()), links: Vec::new() };
        // Neighbours by id mostly stand in the same container.
        let mut last: Option<(&NodeId, Option<&RegionName>)> = None;
        for (id, node) in model.nodes() {
            let resource = node.resource.as_resource();
            let region = match (&node.parent, last) {
                (Some(parent), Some((known, region))) if parent == known && resource.region().is_none() => {
                    region
                }
                (parent, _) => {
                    let region = index.region(model, id);
                    last = parent.as_ref().filter(|_| resource.region().is_none()).map(|it| (it, region));
                    region
                }
            };
            let onward = resource.onward().clamp(Decimal::ZERO, Decimal::ONE);
            let (incoming, outgoing) = (Vec::new(), Vec::new());
            plan.nodes.push(Place { id, resource, region, onward, incoming, outgoing });
        }
        for (id, connection) in model.connections() {
            let ends = connection.ends().and_then(|(from, to)| Some((plan.place(from)?, plan.place(to)?)));
            let Some((from, to)) = ends else { continue };
            let at = plan.links.len();
            let mut link =
                Link { id, connection, from, to, factor: factor(connection), events: Decimal::ONE };
            link.events = plan.nodes[to].resource.events(&link.call(Decimal::ONE)).max(Decimal::ZERO);
            plan.nodes[from].outgoing.push(at);
            plan.nodes[to].incoming.push(at);
            plan.links.push(link);
        }
        plan
    }

    /// The place of a resource.
    pub fn place(&self, id: &NodeId) -> Option<usize> {
        self.nodes.binary_search_by(|it| it.id.cmp(id)).ok()
    }

    /// The place of a connection.
    pub fn link(&self, id: &ConnectionId) -> Option<usize> {
        self.links.binary_search_by(|it| it.id.cmp(id)).ok()
    }
}

impl<'m> Link<'m> {
    /// So many calls along it.
    pub fn call(&self, calls: Decimal) -> Calls<'m> {
        let (request_size, response_size) = (self.connection.request_size, self.connection.response_size);
        Calls { calls, request_size, response_size, connection: Some(self.connection) }
    }

    /// Whether it carries events instead of calls.
    pub fn is_event_source(&self) -> bool {
        match self.connection.kind {
            Access::EventSource => true,
            Access::Invoke | Access::ReadWrite | Access::Network => false,
        }
    }
}

fn factor(connection: &Connection) -> Decimal {
    let tries = Decimal::ONE.saturating_add(connection.retries);
    let calls = connection.calls.saturating_mul(connection.share).saturating_mul(tries);
    match connection.kind {
        Access::EventSource => calls / Decimal::from(connection.batch_size.max(1)),
        Access::Invoke | Access::ReadWrite | Access::Network => calls,
    }
}
