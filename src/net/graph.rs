//! What the walk runs on: dense arrays and `u32` places, built by `lower`.

use super::{address::cidr, ranges::Ranges};
use crate::{
    base::{Cidr, NodeId, RegionName},
    model::fact::{self, Service},
};
use std::collections::BTreeMap;

/// A place in one of the arrays.
pub type Ix = u32;

/// A lowered model.
#[derive(Debug, Default)]
pub struct Net {
    /// VPCs.
    pub boundaries: Vec<BoundaryNet>,
    /// Subnets.
    pub segments: Vec<SegmentNet>,
    /// Route tables, the implicit ones of VPCs among them.
    pub tables: Vec<TableNet>,
    /// Security groups, likewise.
    pub groups: Vec<GroupNet>,
    /// Network ACLs, likewise.
    pub acls: Vec<AclNet>,
    /// Network interfaces.
    pub interfaces: Vec<InterfaceNet>,
    /// Internet gateways.
    pub edges: Vec<EdgeNet>,
    /// Gateway endpoints.
    pub doors: Vec<DoorNet>,
    /// Which interface a public address stands for.
    pub public: BTreeMap<u128, Ix>,
    /// Regional services and their addresses, in order.
    pub services: Vec<(Service, Ranges)>,
    /// What each resource is.
    pub roles: BTreeMap<NodeId, Roles>,
    /// Every public address that nothing in the model has.
    pub internet: Ranges,
}

/// What one resource is to packets.
#[derive(Debug, Default)]
pub struct Roles {
    /// Its interfaces.
    pub interfaces: Vec<Ix>,
    /// The regional services that answer for it.
    pub served: Vec<Ix>,
    /// Whether it runs in the provider's own network (FN-3).
    pub unattached: bool,
    /// Its addresses, if it is outside; empty means anywhere.
    pub outside: Option<Vec<Cidr>>,
    /// Whether it translates sources.
    pub nat: bool,
    /// The public address it holds.
    pub holds: Option<u128>,
    /// Which VPC, subnet, table, group, ACL, internet gateway or endpoint it is.
    pub boundary: Option<Ix>,
    /// See `boundary`.
    pub segment: Option<Ix>,
    pub(super) table: Option<Ix>,
    /// See `boundary`.
    pub group: Option<Ix>,
    pub(super) acl: Option<Ix>,
    pub(super) edge: Option<Ix>,
    pub(super) door: Option<Ix>,
}

/// A VPC.
#[derive(Debug)]
pub struct BoundaryNet {
    /// The resource.
    pub node: NodeId,
    /// Its addresses.
    pub cidrs: Ranges,
    /// The same, block by block.
    pub blocks: Vec<Cidr>,
    /// Its region.
    pub region: RegionName,
    /// The internet gateway attached to it.
    pub edge: Option<Ix>,
    /// Which interface owns a private address.
    pub owners: BTreeMap<u128, Ix>,
    /// Where its resolver answers.
    pub resolver: Ranges,
    /// Whether the resolver answers.
    pub resolves: bool,
    /// Services whose own name leads to interfaces in here (DNS-2).
    pub private_dns: BTreeMap<Ix, Vec<Ix>>,
    pub(super) main_table: Ix,
    pub(super) default_acl: Ix,
    pub(super) default_group: Ix,
}

/// A subnet.
#[derive(Debug)]
pub struct SegmentNet {
    /// The resource.
    pub node: NodeId,
    /// Its VPC.
    pub boundary: Ix,
    /// Its addresses.
    pub cidrs: Ranges,
    /// Where its router answers.
    pub routers: Ranges,
    /// Its table (RT-1).
    pub table: Ix,
    /// Its network ACL.
    pub acl: Ix,
}

/// A route table as a partition of addresses (RT-10).
#[derive(Debug)]
pub struct TableNet {
    /// The resource; the VPC for an implicit one.
    pub node: NodeId,
    /// Whether no resource stands for it.
    pub implicit: bool,
    /// Its routes; their shares are disjoint.
    pub routes: Vec<RouteNet>,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Inside the VPC (RT-7).
    Local,
    /// To something that is gone (RT-6), or that belongs to another VPC.
    Blackhole,
    /// To an internet gateway.
    Edge(Ix),
    /// To a NAT gateway, by its interface.
    Nat(Ix),
    /// To a gateway endpoint.
    Door(Ix),
    /// To an interface that should forward (APP-1).
    Appliance(Ix),
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
    /// Destination ports.
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
    /// Nobody.
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
    /// Destination ports.
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
    /// Its private addresses.
    pub addresses: Ranges,
    /// The public address that stands for its first private one.
    pub public: Option<u128>,
    /// Its security groups; none for unfiltered ones.
    pub groups: Vec<Ix>,
    /// Whether its address cannot be: somebody else has it too, or its subnet or VPC does not; or none is left.
    pub odd: bool,
    /// What the kind said.
    pub fact: fact::Interface,
}

/// An internet gateway.
#[derive(Debug)]
pub struct EdgeNet {
    /// The resource.
    pub node: NodeId,
    /// Its VPC.
    pub boundary: Ix,
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

    /// What the target of a route is, seen from a table of `boundary`.
    pub(super) fn target(&self, id: &NodeId, boundary: Ix) -> Target {
        let Some(roles) = self.roles.get(id) else { return Target::Blackhole };
        if let Some(edge) = roles.edge {
            let here = self.edges[edge as usize].boundary == boundary;
            return if here { Target::Edge(edge) } else { Target::Blackhole };
        }
        match roles.interfaces.first() {
            Some(it) if self.interfaces[*it as usize].boundary != boundary => Target::Blackhole,
            Some(it) if roles.nat => Target::Nat(*it),
            Some(it) => Target::Appliance(*it),
            None => Target::Blackhole,
        }
    }

    /// The door of a resource.
    pub(super) fn door(&self, id: &NodeId) -> Option<Ix> {
        self.role(id, |it| it.door)
    }

    /// The addresses of services that no fact mentions.
    pub fn unnamed_service() -> Ranges {
        Ranges::cidr(cidr([255, 254, 0, 0], 16))
    }

    /// Where functions outside VPCs call from: some public address of the provider (FN-3).
    pub fn unattached_sources() -> Ranges {
        Ranges::cidr(cidr([255, 253, 0, 0], 16))
    }
}
