//! What the engines run on: dense arrays and `u32` places, built by `compile`.
//!
//! The arrays say what is there and what names what. What a packet makes of it is decided by each engine for
//! itself: by `walk` for one packet, by `prop` for sets, by `bulk` for everything at once.

use super::{address::cidr, network::Open, ranges::Ranges};
use crate::{
    base::{Cidr, NodeId, RegionName},
    model::{
        fact::{self, BlockMode, LineOrigin, Service},
        service_name,
    },
};
use std::{
    collections::BTreeMap,
    ops::{Deref, DerefMut},
    sync::Arc,
};

mod balance;
mod transit;
pub use balance::*;
pub use transit::*;

/// A place in one of the arrays.
pub type Ix = u32;

/// A compiled model.
#[derive(Debug, Default)]
pub struct Net {
    /// VPCs.
    pub boundaries: Vec<BoundaryNet>,
    /// Subnets.
    pub segments: Vec<SegmentNet>,
    /// Route tables of VPCs, the implicit ones among them.
    pub tables: Vec<TableNet>,
    /// Security groups, likewise.
    pub groups: Vec<GroupNet>,
    /// Network ACLs, likewise.
    pub acls: Vec<AclNet>,
    /// Network interfaces.
    pub interfaces: Vec<InterfaceNet>,
    /// Internet gateways.
    pub edges: Vec<EdgeNet>,
    /// Egress-only internet gateways.
    pub exits: Vec<ExitNet>,
    /// NAT gateways, zonal and regional.
    pub nats: Vec<NatNet>,
    /// Gateway endpoints.
    pub doors: Vec<DoorNet>,
    /// VPC peering connections.
    pub peerings: Vec<PeeringNet>,
    /// Virtual private gateways.
    pub gateways: Vec<GatewayNet>,
    /// VPN and Direct Connect lines.
    pub lines: Vec<LineNet>,
    /// Networks on premises.
    pub sites: Vec<SiteNet>,
    /// Transit gateways.
    pub hubs: Vec<HubNet>,
    /// Attachments of transit gateways.
    pub attachments: Vec<AttachmentNet>,
    /// Route tables of transit gateways.
    pub hub_tables: Vec<HubTableNet>,
    /// Load balancers.
    pub balancers: Vec<BalancerNet>,
    /// Target groups.
    pub target_groups: Vec<TargetGroupNet>,
    /// Endpoint services.
    pub offers: Vec<OfferNet>,
    /// Private hosted zones.
    pub names: Vec<NamesNet>,
    /// What a public IPv4 address stands for.
    pub public: BTreeMap<u128, PublicOwner>,
    /// Regional services and their addresses, of both families, in order.
    pub services: Vec<(Service, Ranges)>,
    /// What each resource is.
    pub roles: BTreeMap<NodeId, Roles>,
    /// Every public address that nothing in the model has.
    pub internet: Ranges,
    /// What hangs on values that nobody knows.
    pub open: Open,
}

/// What one resource is to packets. Most are interfaces and nothing else, and there may be a million of those: all
/// else is kept apart.
#[derive(Debug, Default)]
pub struct Roles {
    /// Its interfaces.
    pub interfaces: Vec<Ix>,
    /// What it is besides, if anything.
    others: Option<Box<OtherRoles>>,
}

impl Deref for Roles {
    type Target = OtherRoles;

    fn deref(&self) -> &OtherRoles {
        static NONE: OtherRoles = OtherRoles::NONE;
        self.others.as_deref().unwrap_or(&NONE)
    }
}

impl DerefMut for Roles {
    fn deref_mut(&mut self) -> &mut OtherRoles {
        self.others.get_or_insert_default()
    }
}

/// What one resource is to packets beside its interfaces.
#[derive(Debug, Default)]
pub struct OtherRoles {
    /// Interfaces that are resources of their own and are attached to it, beside its own.
    pub attached: Vec<Ix>,
    /// The regional services that answer for it.
    pub served: Vec<Ix>,
    /// For what is served through endpoints only (APIGW-1): those that its policy admits.
    pub admits: Option<Vec<NodeId>>,
    /// Whether it runs in the provider's own network (FN-3).
    pub unattached: bool,
    /// Its addresses, if it is outside; empty means anywhere.
    pub outside: Option<Vec<Cidr>>,
    /// The public address it holds.
    pub holds: Option<u128>,
    /// Whether the engines do not model it.
    pub opaque: bool,
    /// The resource from whose interfaces its packets leave.
    pub leaves_by: Option<NodeId>,
    /// The balancer that its flows enter as through an endpoint.
    pub enters: Option<NodeId>,
    /// Its lines.
    pub lines: Vec<Ix>,
    /// The blocks of its list.
    pub list: Option<Vec<Cidr>>,
    /// Which entry of `Net` it is, by array.
    pub boundary: Option<Ix>,
    /// See `boundary`.
    pub segment: Option<Ix>,
    /// See `boundary`.
    pub table: Option<Ix>,
    /// See `boundary`.
    pub group: Option<Ix>,
    /// See `boundary`.
    pub acl: Option<Ix>,
    /// See `boundary`.
    pub edge: Option<Ix>,
    /// See `boundary`.
    pub exit: Option<Ix>,
    /// See `boundary`.
    pub nat: Option<Ix>,
    /// See `boundary`.
    pub door: Option<Ix>,
    /// See `boundary`.
    pub peering: Option<Ix>,
    /// See `boundary`.
    pub gateway: Option<Ix>,
    /// See `boundary`.
    pub site: Option<Ix>,
    /// See `boundary`.
    pub hub: Option<Ix>,
    /// See `boundary`.
    pub attachment: Option<Ix>,
    /// See `boundary`.
    pub hub_table: Option<Ix>,
    /// See `boundary`.
    pub balancer: Option<Ix>,
    /// See `boundary`.
    pub target_group: Option<Ix>,
    /// See `boundary`.
    pub offer: Option<Ix>,
}

impl OtherRoles {
    /// Of what is interfaces at most.
    const NONE: Self = Self {
        attached: Vec::new(),
        served: Vec::new(),
        admits: None,
        unattached: false,
        outside: None,
        holds: None,
        opaque: false,
        leaves_by: None,
        enters: None,
        lines: Vec::new(),
        list: None,
        boundary: None,
        segment: None,
        table: None,
        group: None,
        acl: None,
        edge: None,
        exit: None,
        nat: None,
        door: None,
        peering: None,
        gateway: None,
        site: None,
        hub: None,
        attachment: None,
        hub_table: None,
        balancer: None,
        target_group: None,
        offer: None,
    };
}

/// What a public address stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicOwner {
    /// An interface, by one of its private addresses.
    Interface {
        /// The interface.
        interface: Ix,
        /// The private address.
        private: u128,
    },
    /// A NAT gateway without an interface (NAT-8).
    Nat(Ix),
}

/// Where a packet starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Start {
    /// At an interface.
    Interface(Ix),
    /// On the internet: at any public address that the model does not have.
    Internet,
    /// In the provider's own network: a function outside VPCs (FN-3).
    Unattached,
    /// At a site on premises.
    Site(Ix),
    /// In the provider's own network, entering a balancer as through an endpoint (IFE-2).
    Entry(Ix),
}

/// Where a packet ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Finish {
    /// At an interface that takes it: a balancer that ends the client's flow included. Of a balancer that passes
    /// packets on, it is the target's interface.
    Interface(Ix),
    /// At a host on the internet.
    Internet,
    /// At a regional service.
    Service(Ix),
    /// At a regional service that no fact names.
    UnnamedService,
    /// At a site on premises.
    Site(Ix),
    /// At a reserved address of a VPC, where it started (RSV).
    Reserved(Ix),
}

/// A VPC.
#[derive(Debug)]
pub struct BoundaryNet {
    /// The resource.
    pub node: NodeId,
    /// Its addresses of both families.
    pub cidrs: Ranges,
    /// The same, block by block.
    pub blocks: Vec<Cidr>,
    /// Its region.
    pub region: RegionName,
    /// The internet gateway attached to it.
    pub edge: Option<Ix>,
    /// The virtual private gateway attached to it.
    pub gateway: Option<Ix>,
    /// Which interface owns a private address.
    pub owners: BTreeMap<u128, Ix>,
    /// Where its resolver answers.
    pub resolver: Ranges,
    /// Whether the resolver answers.
    pub resolves: bool,
    /// Whether names of public addresses lead to private ones here.
    pub hostnames: bool,
    /// How much of the internet is blocked for what is in no segment with a word of its own (IGW-1).
    pub blocked: BlockMode,
    /// Services whose own name leads to interfaces in here (DNS-2).
    pub private_dns: BTreeMap<Ix, Vec<Ix>>,
    /// The table of segments that name none.
    pub main_table: Ix,
    /// The ACL of segments that name none.
    pub default_acl: Ix,
    /// The group of interfaces that name none.
    pub default_group: Ix,
}

/// A subnet.
#[derive(Debug)]
pub struct SegmentNet {
    /// The resource.
    pub node: NodeId,
    /// Its VPC.
    pub boundary: Ix,
    /// Its addresses of both families.
    pub cidrs: Ranges,
    /// Where its router answers.
    pub routers: Ranges,
    /// Its zone.
    pub zone: String,
    /// Its table (RT-1).
    pub table: Ix,
    /// Its network ACL.
    pub acl: Ix,
    /// Whether names get NAT64 addresses here (NAT-7).
    pub dns64: bool,
    /// How much of the internet is blocked here (IGW-1).
    pub blocked: BlockMode,
}

/// A route table.
#[derive(Debug)]
pub struct TableNet {
    /// The resource; the VPC for an implicit one.
    pub node: NodeId,
    /// Whether no resource stands for it.
    pub implicit: bool,
    /// Its VPC.
    pub boundary: Ix,
    /// Its routes, prefix by prefix, the local ones among them, in no order of rank. Those that AWS refuses
    /// (RT-5, RT-9) are left out.
    pub entries: Vec<EntryRoute>,
    /// The same as a partition of the address space (RT-10): the shares are disjoint.
    pub routes: Vec<RouteNet>,
}

/// One prefix of a route table.
#[derive(Clone, Debug, PartialEq)]
pub struct EntryRoute {
    /// The route's destination as written.
    pub label: String,
    /// The addresses of this prefix.
    pub covers: Ranges,
    /// How many bits are fixed, of 128.
    pub length: u8,
    /// Where the route is from (RT-3).
    pub origin: RouteOrigin,
    /// Where it leads.
    pub target: Target,
}

/// Where a route is from, the best first (RT-3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RouteOrigin {
    /// Comes with the VPC.
    Local,
    /// Written down.
    Static,
    /// By a prefix list.
    List,
    /// Learned from a line.
    Propagated(LineOrigin),
}

/// One route and what is left to it.
#[derive(Debug)]
pub struct RouteNet {
    /// Its destination as written.
    pub label: String,
    /// The addresses for which it is the one to take.
    pub share: Ranges,
    /// Where they go.
    pub target: Target,
}

/// Where a route leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// Inside the VPC (RT-7).
    Local,
    /// To something that is gone (RT-6), or that belongs to another VPC.
    Blackhole,
    /// To an internet gateway.
    Edge(Ix),
    /// To an egress-only internet gateway.
    Exit(Ix),
    /// To a NAT gateway.
    Nat(Ix),
    /// To a gateway endpoint.
    Door(Ix),
    /// To an interface that should forward, or that inspects (APP-1, GWLBE-1).
    Appliance(Ix),
    /// To a peering connection.
    Peering(Ix),
    /// To a transit gateway.
    Hub(Ix),
    /// To a virtual private gateway.
    Gateway(Ix),
    /// To something that the engines do not model.
    Opaque,
}

/// A security group.
#[derive(Debug)]
pub struct GroupNet {
    /// The resource; the VPC for an implicit one.
    pub node: NodeId,
    /// Whether no resource stands for it.
    pub implicit: bool,
    /// What may come in.
    pub ingress: Vec<RuleNet>,
    /// What may go out.
    pub egress: Vec<RuleNet>,
    /// Private addresses of its members, by VPC.
    pub members: BTreeMap<Ix, Ranges>,
}

/// One rule of a security group.
#[derive(Debug)]
pub struct RuleNet {
    /// As written.
    pub label: String,
    /// Protocols.
    pub protocol: Ranges,
    /// Destination ports; types and codes for ICMP.
    pub ports: Ranges,
    /// The other end.
    pub peer: PeerNet,
}

/// Whom a rule names.
#[derive(Debug)]
pub enum PeerNet {
    /// Addresses.
    Addresses(Ranges),
    /// Members of a group, by identity (SG-4).
    Group(Ix),
    /// Nobody: nothing is named, or nothing that is in the model.
    Nobody,
}

/// A network ACL, its entries by number.
#[derive(Debug)]
pub struct AclNet {
    /// The resource; the VPC for an implicit one.
    pub node: NodeId,
    /// Whether no resource stands for it.
    pub implicit: bool,
    /// For packets that come in.
    pub ingress: Vec<EntryNet>,
    /// For packets that go out.
    pub egress: Vec<EntryNet>,
}

/// One entry of a network ACL.
#[derive(Debug)]
pub struct EntryNet {
    /// Its number.
    pub number: u32,
    /// Whether it lets pass.
    pub allow: bool,
    /// As written.
    pub label: String,
    /// Protocols.
    pub protocol: Ranges,
    /// Destination ports; types and codes for ICMP.
    pub ports: Ranges,
    /// Far addresses.
    pub addresses: Ranges,
}

/// A network interface.
#[derive(Debug)]
pub struct InterfaceNet {
    /// The resource it belongs to.
    pub node: NodeId,
    /// Its subnet.
    pub segment: Ix,
    /// Its VPC.
    pub boundary: Ix,
    /// Its private addresses of both families.
    pub addresses: Ranges,
    /// Its primary IPv4 address; the IPv6 one if it has no other.
    pub primary: Option<u128>,
    /// The public addresses that stand for private ones: private, public.
    pub public: Vec<(u128, u128)>,
    /// Its security groups; none for unfiltered ones.
    pub groups: Vec<Ix>,
    /// Whether its address cannot be: somebody else has it too, or its subnet or VPC does not; or none is left.
    pub odd: bool,
    /// What the kind said.
    pub fact: Arc<fact::Interface>,
}

/// An internet gateway.
#[derive(Debug)]
pub struct EdgeNet {
    /// The resource.
    pub node: NodeId,
    /// Its VPC.
    pub boundary: Ix,
    /// The table that routes what comes in (RT-9).
    pub table: Option<Ix>,
}

/// An egress-only internet gateway.
#[derive(Debug)]
pub struct ExitNet {
    /// The resource.
    pub node: NodeId,
    /// Its VPC.
    pub boundary: Ix,
}

/// A NAT gateway.
#[derive(Debug)]
pub struct NatNet {
    /// The resource.
    pub node: NodeId,
    /// Its VPC.
    pub boundary: Ix,
    /// Whether flows may leave to the internet.
    pub to_internet: bool,
    /// Its interface; a regional one has none (NAT-8).
    pub interface: Option<Ix>,
    /// The table of a regional one.
    pub table: Option<Ix>,
    /// The zones of a regional one; empty means every zone.
    pub zones: Vec<String>,
    /// The public addresses of a regional one.
    pub public: Ranges,
}

/// A gateway endpoint.
#[derive(Debug)]
pub struct DoorNet {
    /// The resource.
    pub node: NodeId,
    /// Its VPC.
    pub boundary: Ix,
    /// The service behind it.
    pub service: Ix,
}

/// A private hosted zone.
#[derive(Debug)]
pub struct NamesNet {
    /// The resource.
    pub node: NodeId,
    /// The domain.
    pub domain: String,
    /// The VPCs whose resolvers know it.
    pub boundaries: Vec<Ix>,
    /// Its records.
    pub records: Vec<(String, fact::NameTarget)>,
}

/// The place of an entry that is about to be added.
pub fn ix(len: usize) -> Ix {
    Ix::try_from(len).unwrap_or(Ix::MAX)
}

impl Net {
    /// The lowered service, if any fact mentions it.
    pub fn service(&self, service: &Service) -> Option<Ix> {
        self.services.iter().position(|(known, _)| known == service).map(ix)
    }

    pub(super) fn role(&self, id: &NodeId, pick: fn(&Roles) -> Option<Ix>) -> Option<Ix> {
        self.roles.get(id).and_then(pick)
    }

    /// The addresses of a service.
    pub fn addresses_of(&self, service: &Service) -> Ranges {
        self.service(service).map_or(Ranges::EMPTY, |at| self.services[at as usize].1.clone())
    }

    /// The addresses of services that no fact mentions.
    pub fn unnamed_service() -> Ranges {
        Ranges::cidr(cidr([255, 254, 0, 0], 16))
    }

    /// The address among them that stands for one of AWS's services, by name; all of them for a name that AWS has not.
    pub fn unnamed_service_of(name: &str) -> Ranges {
        let at = service_name::KNOWN.iter().position(|it| *it == name);
        let first = Self::unnamed_service().first();
        first.zip(at).map_or_else(Self::unnamed_service, |(first, at)| Ranges::one(first + at as u128))
    }

    /// The service that such an address stands for.
    pub fn unnamed_service_at(ranges: &Ranges) -> Option<&'static str> {
        let (first, one) = Self::unnamed_service().first().zip(ranges.single())?;
        service_name::KNOWN.get(usize::try_from(one.checked_sub(first)?).ok()?).copied()
    }

    /// Where functions outside VPCs call from: some public address of the provider (FN-3).
    pub fn unattached_sources() -> Ranges {
        Ranges::cidr(cidr([255, 253, 0, 0], 16))
    }
}
