//! Facts for the packet engines: what a resource is to a packet.

use super::{Attachment, Balancer, Hub, HubTable, Line, Offer, Peering, SiteFact, TargetGroup};
use crate::base::{Address, Cidr, Icmp, NodeId, PortRange, Protocol, RegionName};
use std::{borrow::Cow, sync::Arc};

/// What a resource means to the packet engines.
#[derive(Clone, Debug, PartialEq)]
pub enum NetFact {
    /// An isolated address space with an implicit router: a VPC.
    Boundary(Boundary),
    /// A range of a boundary with one route table and one stateless filter: a subnet.
    Segment(Segment),
    /// Routes, chosen by longest prefix.
    Table(Table),
    /// A list of blocks that routes and rules may name: a customer-managed prefix list.
    List(Vec<Cidr>),
    /// Allow-only rules that remember flows: a security group.
    StatefulFilter(StatefulFilter),
    /// Numbered rules that judge each packet: a network ACL.
    StatelessFilter(StatelessFilter),
    /// An address in a segment, with filters. Shared with the compiled network, for there may be a million.
    Interface(Arc<Interface>),
    /// The way between a boundary and the internet, one public address for one private: an internet gateway.
    Edge {
        /// The boundary it is attached to.
        boundary: NodeId,
    },
    /// The way out for IPv6 flows that start inside: an egress-only internet gateway.
    Exit {
        /// The boundary it is attached to.
        boundary: NodeId,
    },
    /// Rewrites the source of flows that leave: a NAT gateway. A zonal one has its interface as a fact of its own.
    SourceNat(SourceNat),
    /// A door in the route tables to a regional service: a gateway endpoint.
    Door(Door),
    /// Two boundaries that route to each other: a VPC peering connection.
    Peering(Peering),
    /// A boundary's gateway to private lines: a virtual private gateway.
    LineGateway {
        /// The boundary it is attached to; none if it is attached to none.
        boundary: Option<NodeId>,
    },
    /// A private line between a gateway and a site: a VPN connection, or what Direct Connect carries.
    Line(Line),
    /// A network outside the provider that private lines lead to: a customer gateway's site.
    Site(SiteFact),
    /// A router between boundaries, lines and other routers: a transit gateway.
    Hub(Hub),
    /// Something attached to a hub.
    Attachment(Attachment),
    /// Routes of a hub.
    HubTable(HubTable),
    /// What spreads connections over targets: a load balancer. Its nodes are interface facts of their own.
    Balancer(Balancer),
    /// Targets of balancers: a target group.
    TargetGroup(TargetGroup),
    /// Balancers offered to endpoints in other boundaries: an endpoint service.
    Offer(Offer),
    /// Flows from the provider's own network that enter at the nodes of a balancer as through an endpoint
    /// (IFE-2): a VPC link of the first version.
    PrivateEntry {
        /// The balancer.
        balancer: NodeId,
    },
    /// Packets of this resource leave from the interfaces of another, such as a VPC link.
    LeavesBy {
        /// The other resource.
        via: NodeId,
    },
    /// Names that lead to addresses inside boundaries: a private hosted zone.
    Names(Names),
    /// The internet is blocked for a region's boundaries (IGW-1): VPC Block Public Access.
    PublicBlock(PublicBlock),
    /// Answered by a regional service of the provider, at that service's public addresses.
    Served {
        /// The service.
        service: Service,
    },
    /// Answered by a regional service, but only to callers that come through its endpoints (APIGW-1): a private API.
    ServedInside {
        /// The service.
        service: Service,
        /// The endpoints that its policy admits. What comes through another is refused, not lost.
        admits: Vec<NodeId>,
    },
    /// Code in a network of the provider's own, with a way to every public address and to no private one.
    Unattached,
    /// Somewhere outside the provider.
    Outside {
        /// Its addresses; empty means anywhere on the internet.
        addresses: Vec<Cidr>,
    },
    /// A part of the network that the engines do not model: packets that meet it are `UNKNOWN`.
    Opaque,
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
    /// Its blocks of both families; the first IPv4 one is the primary one.
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
    /// Whether names of public addresses lead to private ones here (DNS-4), and private names may be had (DNS-1).
    pub hostnames: bool,
}

/// See [`NetFact::Segment`].
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// The boundary it is part of.
    pub boundary: NodeId,
    /// Its ranges of both families.
    pub cidrs: Vec<Cidr>,
    /// The zone it is in.
    pub zone: String,
    /// Its own table, if not the boundary's main one.
    pub table: Option<NodeId>,
    /// Its own stateless filter, if not the boundary's default one.
    pub acl: Option<NodeId>,
    /// Whether names without IPv6 addresses are given NAT64 ones here (NAT-7).
    pub dns64: bool,
}

/// See [`NetFact::Table`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// The boundary it belongs to. `None`: that of its `regional` translator.
    pub boundary: Option<NodeId>,
    /// Its routes, in the person's order; the local one is implicit.
    pub routes: Vec<RouteFact>,
    /// Line gateways whose learned prefixes appear in it.
    pub propagates: Vec<NodeId>,
    /// Gateways whose incoming packets it routes (RT-8, RT-9).
    pub edges: Vec<NodeId>,
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
    /// A list of the person's own.
    List(NodeId),
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
    /// Destination ports, for protocols that have some.
    pub ports: PortRange,
    /// Types, for ICMP.
    pub icmp: Icmp,
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
    /// Destination ports, for protocols that have some.
    pub ports: PortRange,
    /// Types, for ICMP.
    pub icmp: Icmp,
    /// The far address: source on the way in, destination on the way out.
    pub cidr: Cidr,
}

/// See [`NetFact::Interface`]. [`Interface::in_segment`] gives an ordinary one.
#[derive(Clone, Debug, PartialEq)]
pub struct Interface {
    /// The segment it is in.
    pub segment: NodeId,
    /// Its private addresses of both families, the primary IPv4 one first. None of a family that the segment has:
    /// the engine picks a free one, of IPv6 only if `assign_ipv6`.
    pub addresses: Vec<Address>,
    /// Whether it gets an IPv6 address from the segment when none is given.
    pub assign_ipv6: bool,
    /// How the internet sees its IPv4 addresses.
    pub public: Vec<PublicAddress>,
    /// Whether it is kept from the internet even with a global IPv6 address (IGW-4).
    pub denies_internet: bool,
    /// Its stateful filters. Empty: the boundary's default one, unless `unfiltered`.
    pub groups: Vec<NodeId>,
    /// No stateful filter at all (SG-7).
    pub unfiltered: bool,
    /// Whether only its own addresses may be source or destination.
    pub source_dest_check: bool,
    /// Who may open a flow to it.
    pub inbound: Inbound,
    /// The ports that answer, by protocol. Empty: any.
    pub listens: Vec<(Protocol, PortRange)>,
    /// Whether it opens flows itself.
    pub initiates: bool,
    /// Source ports of the flows it opens (RET-3).
    pub ephemeral: PortRange,
    /// Protocols of the flows it opens. Empty: every one.
    pub protocols: Vec<Protocol>,
    /// What it does with packets that are not for it.
    pub forwarding: Forwarding,
    /// Whether the owner runs.
    pub running: bool,
    /// The resource that it is attached to, if it is a resource of its own.
    pub owner: Option<NodeId>,
}

impl Interface {
    /// The fact.
    pub fn stated(self) -> NetFact {
        NetFact::Interface(Arc::new(self))
    }

    /// An ordinary interface: filtered, checked, running, open to both directions, no public address.
    pub fn in_segment(segment: NodeId) -> Self {
        Self {
            segment,
            addresses: Vec::new(),
            assign_ipv6: false,
            public: Vec::new(),
            denies_internet: false,
            groups: Vec::new(),
            unfiltered: false,
            source_dest_check: true,
            inbound: Inbound::Filtered,
            listens: Vec::new(),
            initiates: true,
            ephemeral: PortRange::UNKNOWN_CLIENT,
            protocols: Vec::new(),
            forwarding: Forwarding::None,
            running: true,
            owner: None,
        }
    }
}

/// One public IPv4 address of an interface.
#[derive(Clone, Debug, PartialEq)]
pub struct PublicAddress {
    /// The private address it stands for; `None`: the primary one.
    pub private: Option<Address>,
    /// The resource that holds it; `None`: one of the provider's.
    pub holder: Option<NodeId>,
    /// The address; `None`: picked by the engine.
    pub address: Option<Address>,
}

impl PublicAddress {
    /// One of the provider's, for the primary address.
    pub const ASSIGNED: Self = Self { private: None, holder: None, address: None };
}

/// Who may open a flow to an interface.
#[derive(Clone, Debug, PartialEq)]
pub enum Inbound {
    /// Whoever the filters allow.
    Filtered,
    /// Nobody: the function's own interface (FN-2).
    Function,
    /// Nobody: the provider's own, for flows that it opens: of a VPC link, or of CloudFront for its origins.
    Managed,
    /// Nobody: the translator's address (NAT-4).
    Nat,
    /// Nobody: an inspection endpoint is met by routes only (GWLBE-1).
    Inspection,
    /// Whoever the filters allow, and the flow ends at this service (IFE-1).
    Service {
        /// The service.
        service: Service,
        /// Whether the service's own name leads here from inside the boundary (DNS-2).
        private_dns: bool,
    },
    /// Whoever the filters allow, and the flow goes on to what is offered (IFE-2).
    Offered {
        /// The offer; `None` if the model does not have it.
        offer: Option<NodeId>,
        /// Whether the provider's side has accepted it.
        accepted: bool,
    },
    /// Whoever the filters allow, and the flow goes on to targets: a node of the balancer that the resource is.
    Balancer,
}

impl Inbound {
    /// Whether anybody may open a flow to it, filters permitting.
    pub fn is_open(&self) -> bool {
        match self {
            Self::Filtered | Self::Service { .. } | Self::Offered { .. } | Self::Balancer => true,
            Self::Function | Self::Managed | Self::Nat | Self::Inspection => false,
        }
    }
}

/// What an interface does with packets that are not for it.
#[derive(Clone, Debug, PartialEq)]
pub enum Forwarding {
    /// Nothing is said of it: what it does with them is not known, and the answer is `UNKNOWN`.
    None,
    /// Sends them on as they are (APP-1).
    PassThrough {
        /// Whether it drops answers whose question it did not see (RET-2).
        stateful: bool,
    },
    /// Sends them on with its own address as source (APP-1).
    Snat,
    /// Has them inspected, and sends on what passes as it is (GWLBE-1, FW-1).
    Inspect(Inspection),
}

/// See [`Forwarding::Inspect`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inspection {
    /// The inspecting offer, for a Gateway Load Balancer endpoint.
    pub offer: Option<NodeId>,
    /// Whether the provider's side has accepted it; of no meaning without an offer.
    pub accepted: bool,
    /// What it lets pass; `None`: not stated, so all of it, and the answer says so.
    pub firewall: Option<Firewall>,
}

/// Rules of a firewall (FW-1).
#[derive(Clone, Debug, PartialEq)]
pub struct Firewall {
    /// Looked at first, by priority.
    pub stateless: Vec<(u32, FirewallAction, FirewallMatch)>,
    /// What becomes of packets that no stateless rule matches.
    pub stateless_default: FirewallAction,
    /// For packets handed on; in order, or by action if not `strict`: pass, drop, reject.
    pub stateful: Vec<(FirewallAction, FirewallMatch)>,
    /// Whether stateful rules are looked at in order.
    pub strict: bool,
    /// What becomes of flows that no stateful rule matches.
    pub stateful_default: FirewallAction,
    /// Whether there are rules beyond addresses and ports, which makes what passes a "may".
    pub opaque: bool,
}

/// What a firewall does with a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FirewallAction {
    /// Lets it pass.
    Pass,
    /// Drops it.
    Drop,
    /// Hands it to the stateful rules.
    Forward,
}

/// Which packets a firewall rule means.
#[derive(Clone, Debug, PartialEq)]
pub struct FirewallMatch {
    /// Protocol.
    pub protocol: Protocol,
    /// Source addresses; empty: any.
    pub sources: Vec<Cidr>,
    /// Destination addresses; empty: any.
    pub destinations: Vec<Cidr>,
    /// Source ports.
    pub source_ports: PortRange,
    /// Destination ports.
    pub ports: PortRange,
}

/// See [`NetFact::SourceNat`].
#[derive(Clone, Debug, PartialEq)]
pub struct SourceNat {
    /// Whether flows may leave to the internet.
    pub to_internet: bool,
    /// For one without a segment (NAT-8).
    pub regional: Option<RegionalNat>,
}

/// A translator of a whole boundary, without a segment (NAT-8). Its own table is a [`Table`] fact of the same
/// resource; without one it has a default route to the boundary's internet gateway.
#[derive(Clone, Debug, PartialEq)]
pub struct RegionalNat {
    /// The boundary.
    pub boundary: NodeId,
    /// The zones it has addresses in. Empty: every zone, as it expands by itself.
    pub zones: Vec<String>,
    /// Its public addresses; the engine picks one if there are none.
    pub public: Vec<PublicAddress>,
}

/// See [`NetFact::Door`].
#[derive(Clone, Debug, PartialEq)]
pub struct Door {
    /// The boundary it serves.
    pub boundary: NodeId,
    /// The service behind it.
    pub service: Service,
    /// The tables that have its route. Empty links mean none.
    pub tables: Vec<NodeId>,
    /// Whether its routes cover the service's IPv4 addresses.
    pub ipv4: bool,
    /// Whether its routes cover the service's IPv6 addresses.
    pub ipv6: bool,
}

/// See [`NetFact::Names`].
#[derive(Clone, Debug, PartialEq)]
pub struct Names {
    /// The domain, without the dot at the end.
    pub domain: String,
    /// The boundaries whose resolvers know it.
    pub boundaries: Vec<NodeId>,
    /// Its records: the whole name, and what it leads to.
    pub records: Vec<(String, NameTarget)>,
}

/// What a name leads to.
#[derive(Clone, Debug, PartialEq)]
pub enum NameTarget {
    /// A resource, as its own name would.
    Node(NodeId),
    /// An address.
    Address(Address),
}

/// See [`NetFact::PublicBlock`].
#[derive(Clone, Debug, PartialEq)]
pub struct PublicBlock {
    /// The region.
    pub region: RegionName,
    /// What is blocked.
    pub mode: BlockMode,
    /// Boundaries and segments for which less is blocked.
    pub exclusions: Vec<(NodeId, BlockMode)>,
}

/// How much of the internet is blocked, the least first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum BlockMode {
    /// Nothing.
    #[default]
    Off,
    /// Flows that start outside, and flows that leave without a NAT or egress-only gateway.
    Ingress,
    /// Every flow.
    Both,
}
