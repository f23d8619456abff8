//! The model: resources where they stand, connections between them, what is expected of them, and what each
//! kind says about itself.
//!
//! INVARIANT (model): every id that a link, a parent, a connection, a workload entry or a rule names is there
//! and of a kind that may be named; parents form no loop; no resource stands where its kind may not stand.
//! Kept by [`file`] on load and by [`edit`] on every change; everything else may rely on it.

pub mod acceptance;
pub mod attrs;
pub mod check;
pub mod clip;
pub mod connection;
pub mod create;
pub mod drawing;
pub mod edit;
pub mod expectation;
pub mod fact;
pub mod few;
pub mod field;
pub mod file;
pub mod giving;
pub mod json;
pub mod kinds;
pub mod link;
pub mod located;
pub mod need;
pub mod places;
pub mod quota;
pub mod readers;
pub mod region_name;
pub mod resource;
pub mod schema;
pub mod selector;
pub mod service;
pub mod service_name;
pub mod site;
pub mod taking;
pub mod unknown;
pub mod values;
pub mod write;

use crate::base::{ConnectionId, Decimal, NodeId};
use acceptance::Acceptance;
use connection::Connection;
use drawing::Drawing;
use expectation::Expectation;
use few::Few;
use field::{Anything, Link};
use kinds::AnyResource;
use resource::record;
use std::{collections::BTreeMap, ops::Bound, sync::Arc};
use unknown::Unknown;

/// A design.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Model {
    name: String,
    nodes: BTreeMap<NodeId, Arc<Node>>,
    connections: BTreeMap<ConnectionId, Arc<Connection>>,
    workload: Vec<Entry>,
    rules: Vec<Expectation>,
    accepted: Vec<Acceptance>,
    layout: BTreeMap<NodeId, Frame>,
    drawing: Drawing,
}

/// A resource where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What contains it.
    pub parent: Option<NodeId>,
    /// A person's note.
    pub description: Box<str>,
    /// The provider's tags.
    pub tags: Few<String, String>,
    /// The fields whose values nobody knows, with the reason. Their values say nothing (see [`unknown`]).
    pub unknown: Unknown,
    /// The resource itself.
    pub resource: AnyResource,
}

impl Node {
    /// A resource in its container, without note or tags.
    pub fn new(resource: impl Into<AnyResource>, parent: Option<NodeId>) -> Self {
        let (description, tags, unknown) = Default::default();
        Self { parent, description, tags, unknown, resource: resource.into() }
    }
}

/// Where a box is drawn, in world units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Left.
    pub x: i32,
    /// Top.
    pub y: i32,
    /// Width; 0 for the kind's own.
    pub w: i32,
    /// Height; 0 for the kind's own.
    pub h: i32,
}

/// Far enough for any drawing, and sums of two still fit.
const REACH: i32 = 1_000_000;

impl Frame {
    /// The nearest frame that a drawing may have.
    pub fn within_reach(self) -> Self {
        let Self { x, y, w, h } = self;
        let place = |n: i32| n.clamp(-REACH, REACH);
        Self { x: place(x), y: place(y), w: w.clamp(0, REACH), h: h.clamp(0, REACH) }
    }
}

record! {
    /// Where requests enter, and how many.
    pub struct Entry {
        /// Where they enter.
        #[ko = "요청이 들어오는 곳."]
        pub at: Link<Anything> = Link::NONE, "Enters at" | "진입점";
        /// How many requests a month.
        #[ko = "한 달 동안의 요청 수."]
        pub requests: Decimal = Decimal::from_parts(1_000_000, 0, 0, false, 0), "Requests per month" | "월 요청 수",
            { unit: "/month" };
        /// Size of what one request sends, where it enters.
        #[ko = "들어오는 요청 하나가 보내는 데이터의 크기."]
        pub request_size: u32 = 0, "Request size" | "요청 크기", { unit: "B" };
        /// Size of what comes back to it.
        #[ko = "요청 하나에 돌아가는 데이터의 크기."]
        pub response_size: u32 = 0, "Response size" | "응답 크기", { unit: "B" };
    }
}

impl Model {
    /// What the design is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Every resource, by id.
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = (&NodeId, &Node)> {
        self.nodes.iter().map(|(id, node)| (id, &**node))
    }

    /// One resource.
    pub fn node(&self, id: &NodeId) -> Option<&Node> {
        self.nodes.get(id).map(|node| &**node)
    }

    /// Every resource with its chosen place, by id.
    pub fn placed(&self) -> impl Iterator<Item = (&NodeId, &Node, Option<Frame>)> {
        // Both are in the order of ids: no place has to be looked for.
        let mut frames = self.layout.iter().peekable();
        self.nodes().map(move |(id, node)| {
            while frames.next_if(|(other, _)| *other < id).is_some() {}
            (id, node, frames.next_if(|(other, _)| *other == id).map(|(_, frame)| *frame))
        })
    }

    /// The resources after another, by id; all of them if there is none before.
    pub fn nodes_after<'m>(
        &'m self,
        id: Option<&NodeId>,
    ) -> impl Iterator<Item = (&'m NodeId, &'m Node)> + use<'m> {
        let after = id.map_or(Bound::Unbounded, Bound::Excluded);
        self.nodes.range::<NodeId, _>((after, Bound::Unbounded)).map(|(id, node)| (id, &**node))
    }

    /// The connection after another, by id; the first one if there is none before.
    pub fn connection_after(&self, id: Option<&ConnectionId>) -> Option<(&ConnectionId, &Connection)> {
        let (id, connection) = match id {
            Some(id) => {
                self.connections.range::<ConnectionId, _>((Bound::Excluded(id), Bound::Unbounded)).next()?
            }
            None => self.connections.first_key_value()?,
        };
        Some((id, connection))
    }

    /// Every connection, by id.
    pub fn connections(&self) -> impl ExactSizeIterator<Item = (&ConnectionId, &Connection)> {
        self.connections.iter().map(|(id, connection)| (id, &**connection))
    }

    /// Every resource, by id, to be kept.
    pub fn shared_nodes(&self) -> impl ExactSizeIterator<Item = (&NodeId, &Arc<Node>)> {
        self.nodes.iter()
    }

    /// One resource, to be kept.
    pub fn shared_node(&self, id: &NodeId) -> Option<&Arc<Node>> {
        self.nodes.get(id)
    }

    /// One connection, to be kept.
    pub fn shared_connection(&self, id: &ConnectionId) -> Option<&Arc<Connection>> {
        self.connections.get(id)
    }

    /// Every connection, by id, to be kept.
    pub fn shared_connections(&self) -> impl ExactSizeIterator<Item = (&ConnectionId, &Arc<Connection>)> {
        self.connections.iter()
    }

    /// One connection.
    pub fn connection(&self, id: &ConnectionId) -> Option<&Connection> {
        self.connections.get(id).map(|connection| &**connection)
    }

    /// Where requests enter.
    pub fn workload(&self) -> &[Entry] {
        &self.workload
    }

    /// What is expected of the design.
    pub fn rules(&self) -> &[Expectation] {
        &self.rules
    }

    /// Findings that are accepted.
    pub fn accepted(&self) -> &[Acceptance] {
        &self.accepted
    }

    /// Where a resource is drawn, if a person or a layout said so.
    pub fn frame(&self, id: &NodeId) -> Option<Frame> {
        self.layout.get(id).copied()
    }

    /// What a person arranged in the drawing besides places.
    pub fn drawing(&self) -> &Drawing {
        &self.drawing
    }

    /// Every ancestor of a resource, the nearest first.
    pub fn ancestors<'m>(&'m self, id: &NodeId) -> impl Iterator<Item = (&'m NodeId, &'m Node)> {
        let mut next = self.node(id).and_then(|node| node.parent.as_ref());
        std::iter::from_fn(move || {
            let id = next?;
            let node = self.node(id)?;
            next = node.parent.as_ref();
            Some((id, node))
        })
    }

    /// Whether others may stand in a resource.
    pub fn is_container(&self, id: &NodeId) -> bool {
        self.node(id).is_some_and(|node| node.resource.kind().spec().look.contains())
    }

    /// Whether `id` stands somewhere inside `container`.
    pub fn is_inside(&self, id: &NodeId, container: &NodeId) -> bool {
        self.ancestors(id).any(|(ancestor, _)| ancestor == container)
    }
}
