//! The small language in which kinds state facts and engines read them.
//!
//! A kind says what it is to a packet ([`NetFact`]), to a caller ([`CallFact`]) and to a bill ([`Meter`]).
//! Engines match these exhaustively and never see a kind. A new kind composes existing facts; a new fact is
//! a decision about the engines.

use super::connection::{Access, Connection};
use crate::base::{Address, Cidr, Decimal, NodeId, PortRange, Protocol, RegionName, Text};
use std::borrow::Cow;

/// What a resource means to the packet walker.
#[derive(Clone, Debug, PartialEq)]
pub enum NetFact {
    /// An isolated address space with an implicit router: a VPC.
    Boundary(Boundary),
    /// A range of a boundary with one route table and one stateless filter: a subnet.
    Segment(Segment),
    /// Routes, chosen by longest prefix.
    Table(Table),
    /// Allow-only rules that remember flows: a security group.
    StatefulFilter(StatefulFilter),
    /// Numbered rules that judge each packet: a network ACL.
    StatelessFilter(StatelessFilter),
    /// An address in a segment, with filters.
    Interface(Interface),
    /// The way between a boundary and the internet, one public address for one private: an internet gateway.
    Edge {
        /// The boundary it is attached to.
        boundary: NodeId,
    },
    /// Rewrites the source of flows that leave: a NAT gateway. Its interface is a fact of its own.
    SourceNat {
        /// Whether flows may leave to the internet.
        to_internet: bool,
    },
    /// A door in the route tables to a regional service: a gateway endpoint.
    Door {
        /// The boundary it serves.
        boundary: NodeId,
        /// The service behind it.
        service: Service,
        /// The tables that have its route. Empty links mean none.
        tables: Vec<NodeId>,
    },
    /// Answered by a regional service of the provider, at that service's public addresses.
    Served {
        /// The service.
        service: Service,
    },
    /// Code in a network of the provider's own, with a way to every public address and to no private one.
    Unattached,
    /// Somewhere outside the provider.
    Outside {
        /// Its addresses; empty means anywhere on the internet.
        addresses: Vec<Cidr>,
    },
}

/// A regional service of the provider.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Service {
    /// The name as in `com.amazonaws.<region>.<name>`.
    pub name: Cow<'static, str>,
    /// Where.
    pub region: RegionName,
}

impl std::fmt::Display for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "com.amazonaws.{}.{}", self.region, self.name)
    }
}

/// See [`NetFact::Boundary`].
#[derive(Clone, Debug, PartialEq)]
pub struct Boundary {
    /// Its blocks; the first is the primary one.
    pub cidrs: Vec<Cidr>,
    /// The region it is in.
    pub region: RegionName,
    /// The table of segments that name none. `None`: the implicit one, with the local route only.
    pub main_table: Option<NodeId>,
    /// The stateless filter of segments that name none. `None`: the implicit one, which allows all.
    pub default_acl: Option<NodeId>,
    /// The stateful filter of interfaces that name none. `None`: the implicit one (SG-2).
    pub default_group: Option<NodeId>,
    /// Whether the resolver at the boundary's second address answers.
    pub resolver: bool,
}

/// See [`NetFact::Segment`].
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// The boundary it is part of.
    pub boundary: NodeId,
    /// Its ranges.
    pub cidrs: Vec<Cidr>,
    /// The zone it is in.
    pub zone: String,
    /// Its own table, if not the boundary's main one.
    pub table: Option<NodeId>,
    /// Its own stateless filter, if not the boundary's default one.
    pub acl: Option<NodeId>,
}

/// See [`NetFact::Table`].
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The boundary it belongs to.
    pub boundary: NodeId,
    /// Its routes, in the person's order; the local one is implicit.
    pub routes: Vec<RouteFact>,
}

/// One route.
#[derive(Clone, Debug, PartialEq)]
pub struct RouteFact {
    /// Which addresses it covers.
    pub destination: Peer,
    /// Where packets go next; `None` when the target is gone: a blackhole.
    pub target: Option<NodeId>,
}

/// Whom a rule or a route names.
#[derive(Clone, Debug, PartialEq)]
pub enum Peer {
    /// Addresses.
    Cidr(Cidr),
    /// Every interface that carries a stateful filter.
    Group(NodeId),
    /// The address list that the provider keeps for one of its services.
    Service(Service),
}

/// See [`NetFact::StatefulFilter`].
#[derive(Clone, Debug, PartialEq)]
pub struct StatefulFilter {
    /// What may come in.
    pub ingress: Vec<AllowFact>,
    /// What may go out.
    pub egress: Vec<AllowFact>,
}

/// One rule of a stateful filter.
#[derive(Clone, Debug, PartialEq)]
pub struct AllowFact {
    /// Protocol.
    pub protocol: Protocol,
    /// Destination ports.
    pub ports: PortRange,
    /// The other end. `None`: the rule names nobody and matches nothing.
    pub peer: Option<Peer>,
}

/// See [`NetFact::StatelessFilter`].
#[derive(Clone, Debug, PartialEq)]
pub struct StatelessFilter {
    /// Entries for packets that come in, in the person's order.
    pub ingress: Vec<EntryFact>,
    /// Entries for packets that go out.
    pub egress: Vec<EntryFact>,
}

/// One numbered entry of a stateless filter.
#[derive(Clone, Debug, PartialEq)]
pub struct EntryFact {
    /// Lower numbers are looked at first.
    pub number: u32,
    /// Whether it lets the packet pass.
    pub allow: bool,
    /// Protocol.
    pub protocol: Protocol,
    /// Destination ports.
    pub ports: PortRange,
    /// The far address: source on the way in, destination on the way out.
    pub cidr: Cidr,
}

/// See [`NetFact::Interface`].
#[derive(Clone, Debug, PartialEq)]
pub struct Interface {
    /// The segment it is in.
    pub segment: NodeId,
    /// Its private addresses. Empty: the engine picks a free one.
    pub addresses: Vec<Address>,
    /// How the internet sees it.
    pub public: PublicAddress,
    /// Its stateful filters. Empty: the boundary's default one, unless `unfiltered`.
    pub groups: Vec<NodeId>,
    /// No stateful filter at all (SG-7).
    pub unfiltered: bool,
    /// Whether only its own addresses may be source or destination.
    pub source_dest_check: bool,
    /// Who may open a flow to it.
    pub inbound: Inbound,
    /// Whether it opens flows itself.
    pub initiates: bool,
    /// Source ports of the flows it opens (RET-3).
    pub ephemeral: PortRange,
    /// Protocols of the flows it opens. Empty: every one.
    pub protocols: Vec<Protocol>,
    /// Whether the owner runs.
    pub running: bool,
}

/// The public side of an interface.
#[derive(Clone, Debug, PartialEq)]
pub enum PublicAddress {
    /// None.
    None,
    /// One of the provider's, picked by the engine.
    Assigned,
    /// A known one, or a known resource whose address the engine picks.
    Elastic {
        /// The resource that holds it.
        holder: NodeId,
        /// The address, if it is known.
        address: Option<Address>,
    },
}

/// Who may open a flow to an interface.
#[derive(Clone, Debug, PartialEq)]
pub enum Inbound {
    /// Whoever the filters allow.
    Filtered,
    /// Nobody: the function's own interface (FN-2).
    Function,
    /// Nobody: the translator's address (NAT-4).
    Nat,
    /// Whoever the filters allow, and the flow ends at this service (IFE-1).
    Service {
        /// The service.
        service: Service,
        /// Whether the service's own name leads here from inside the boundary (DNS-2).
        private_dns: bool,
    },
}

/// How a resource calls others and is called.
#[derive(Clone, Debug, PartialEq)]
pub enum CallFact {
    /// How its own calls leave.
    Calls(CallsFrom),
    /// An access it answers.
    Takes(Takes),
}

/// How the calls of a resource leave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CallsFrom {
    /// Its own code makes them, over its own network place.
    Code,
    /// The provider makes them on its behalf; no packet of the design's network is involved.
    Provider,
    /// The provider delivers what happened here; no packet of the design's network is involved.
    Events,
    /// A person or program outside.
    Outside,
}

/// An access that a resource answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Takes {
    /// Which access.
    pub access: Access,
    /// From whom.
    pub from: &'static [CallsFrom],
    /// Who has to authorise it.
    pub authority: &'static Text,
}

/// A metered quantity of one month. What it costs is the price book's business.
#[derive(Clone, Debug, PartialEq)]
pub struct Meter {
    /// Key into the price book: `service.item`.
    pub sku: Cow<'static, str>,
    /// What it is, for the bill's line.
    pub component: &'static Text,
    /// Units as the service counts them, before the price's own scale.
    pub quantity: Decimal,
    /// Whether it follows requests or the calendar.
    pub basis: Basis,
}

/// What a quantity follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Requests.
    Marginal,
    /// The calendar.
    Fixed,
}

/// What a month of traffic does to one resource.
#[derive(Clone, Debug, Default)]
pub struct Usage<'m> {
    /// Calls that arrive, by connection. Requests that enter here without a connection have none.
    pub arrivals: Vec<Arrival<'m>>,
    /// Gigabytes that pass through, where paths are known.
    pub carried_gb: Decimal,
}

/// Calls along one connection.
#[derive(Clone, Copy, Debug)]
pub struct Arrival<'m> {
    /// How many a month.
    pub calls: Decimal,
    /// Along which connection; `None` for requests that enter at this resource.
    pub connection: Option<&'m Connection>,
}

impl Usage<'_> {
    /// All calls together.
    pub fn calls(&self) -> Decimal {
        self.arrivals.iter().map(|arrival| arrival.calls).sum()
    }
}

/// The month that price pages mean: hours.
pub const HOURS_PER_MONTH: Decimal = Decimal::from_parts(730, 0, 0, false, 0);
