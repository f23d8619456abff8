//! Facts lowered to dense arrays: what the walk runs on.
//!
//! Addresses that the model leaves open are picked here, always in the same order: private ones are the lowest
//! free ones of the subnet, public ones come from 198.18.0.0/15, and each regional service gets a symbolic block
//! of 240.0.0.0/4. Only blocks as wide as 0.0.0.0/0, and the service's own prefix list, cover those.

use super::ranges::{Ranges, number};
use crate::{
    base::{Address, Cidr, NodeId, PortRange, Protocol, RegionName},
    model::{
        Model,
        fact::{self, AllowFact, Boundary, EntryFact, NetFact, Peer, PublicAddress, Service},
        site::{Index, Site},
    },
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
    table: Option<Ix>,
    /// See `boundary`.
    pub group: Option<Ix>,
    acl: Option<Ix>,
    edge: Option<Ix>,
    door: Option<Ix>,
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
    main_table: Ix,
    default_acl: Ix,
    default_group: Ix,
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
    /// Its zone.
    pub zone: String,
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

fn ix(len: usize) -> Ix {
    Ix::try_from(len).unwrap_or(Ix::MAX)
}

fn cidr(text: [u8; 4], length: u8) -> Cidr {
    Cidr::around(text.into(), length).unwrap_or(Cidr::ALL_V4)
}

/// Private to an organisation (RFC 1918).
pub fn rfc1918() -> Ranges {
    Ranges::cidrs(&[cidr([10, 0, 0, 0], 8), cidr([172, 16, 0, 0], 12), cidr([192, 168, 0, 0], 16)])
}

/// Shared by carriers (RFC 6598).
pub fn rfc6598() -> Ranges {
    Ranges::cidr(cidr([100, 64, 0, 0], 10))
}

/// Never forwarded: link-local, loopback, multicast, broadcast and "this network" (RSV-2).
pub fn never_forwarded() -> Ranges {
    Ranges::cidrs(&[
        cidr([169, 254, 0, 0], 16),
        cidr([127, 0, 0, 0], 8),
        cidr([224, 0, 0, 0], 4),
        cidr([0, 0, 0, 0], 8),
        cidr([255, 255, 255, 255], 32),
    ])
}

/// Where the provider picks public addresses, as far as a model is concerned.
fn assigned() -> Ranges {
    Ranges::cidr(cidr([198, 18, 0, 0], 15))
}

/// Where services live, as far as a model is concerned.
fn symbolic() -> Cidr {
    cidr([240, 0, 0, 0], 4)
}

/// Answered where a packet starts: instance metadata, resolver, time, container metadata, Windows activation.
pub fn link_local_services() -> Ranges {
    let hosts = [[169, 254, 169, 254], [169, 254, 169, 253], [169, 254, 169, 123], [169, 254, 170, 2]];
    let activation = [[169, 254, 169, 250], [169, 254, 169, 251]];
    hosts.into_iter().chain(activation).map(|host| number(host.into())).collect()
}

/// The resolver's link-local address.
pub fn link_local_resolver() -> u128 {
    number([169, 254, 169, 253].into())
}

fn ports_of(protocol: Protocol, ports: PortRange) -> Ranges {
    if protocol.has_ports() { Ranges::ports(ports) } else { Ranges::all_ports() }
}

/// `tcp 443`, `all`, `icmp`.
fn traffic_label(protocol: Protocol, ports: PortRange) -> String {
    if protocol.has_ports() { format!("{} {ports}", protocol.name()) } else { protocol.name() }
}

impl Net {
    /// Lowers a model.
    pub fn of(model: &Model, index: &Index) -> Self {
        let facts: Vec<(&NodeId, Vec<NetFact>)> = model
            .nodes()
            .map(|(id, node)| (id, node.resource.as_resource().net_facts(Site::new(model, index, id))))
            .collect();
        let mut net = Self::default();
        net.name_services(&facts);
        net.number_nodes(&facts);
        for (id, facts) in &facts {
            for fact in facts {
                net.place(id, fact);
            }
        }
        net.pick_private();
        net.pick_public();
        net.join(&facts);
        let hidden = [rfc1918(), rfc6598(), never_forwarded(), assigned(), Ranges::cidr(symbolic())];
        let taken = net.public.keys().copied().collect();
        net.internet = hidden.iter().chain([&taken]).fold(Ranges::all_v4(), |all, part| all.subtract(part));
        net
    }

    /// The lowered service, if any fact mentions it.
    pub fn service(&self, service: &Service) -> Option<Ix> {
        self.services.iter().position(|(known, _)| known == service).map(ix)
    }

    /// Every service that a fact mentions, and the same name in every region of the model, so that a route or
    /// rule can tell regions apart.
    fn name_services(&mut self, facts: &[(&NodeId, Vec<NetFact>)]) {
        let mut services: Vec<Service> = Vec::new();
        let peer = |peer: &Peer, services: &mut Vec<Service>| match peer {
            Peer::Service(service) => services.push(service.clone()),
            Peer::Cidr(_) | Peer::Group(_) => {}
        };
        for fact in facts.iter().flat_map(|(_, facts)| facts) {
            match fact {
                NetFact::Served { service } | NetFact::Door { service, .. } => services.push(service.clone()),
                NetFact::Interface(interface) => match &interface.inbound {
                    fact::Inbound::Service { service, .. } => services.push(service.clone()),
                    fact::Inbound::Filtered | fact::Inbound::Function | fact::Inbound::Nat => {}
                },
                NetFact::Table(table) => {
                    table.routes.iter().for_each(|route| peer(&route.destination, &mut services));
                }
                NetFact::StatefulFilter(filter) => {
                    let rules = filter.ingress.iter().chain(&filter.egress);
                    rules.filter_map(|rule| rule.peer.as_ref()).for_each(|it| peer(it, &mut services));
                }
                NetFact::Boundary(_)
                | NetFact::Segment(_)
                | NetFact::StatelessFilter(_)
                | NetFact::Edge { .. }
                | NetFact::SourceNat { .. }
                | NetFact::Unattached
                | NetFact::Outside { .. } => {}
            }
        }
        services.sort();
        services.dedup();
        let base = number(symbolic().first());
        let block = |at: usize| {
            let first = base + ((at as u128) << 16);
            Ranges::span(first, first + 0xffff)
        };
        self.services = services.into_iter().enumerate().map(|(at, service)| (service, block(at))).collect();
    }

    /// The addresses of services that no fact mentions.
    pub fn unnamed_service() -> Ranges {
        Ranges::cidr(cidr([255, 254, 0, 0], 16))
    }

    /// Where functions outside VPCs call from: some public address of the provider (FN-3).
    pub fn unattached_sources() -> Ranges {
        Ranges::cidr(cidr([255, 253, 0, 0], 16))
    }

    /// Gives every resource its places, so that facts may name each other in any order.
    fn number_nodes(&mut self, facts: &[(&NodeId, Vec<NetFact>)]) {
        let (mut boundaries, mut segments, mut tables, mut groups, mut acls) = (0, 0, 0, 0, 0);
        let (mut edges, mut doors, mut interfaces) = (0, 0, 0);
        let next = |counter: &mut Ix| {
            *counter += 1;
            *counter - 1
        };
        for (id, facts) in facts {
            let mut roles = Roles::default();
            for fact in facts {
                match fact {
                    NetFact::Boundary(_) => roles.boundary = Some(next(&mut boundaries)),
                    NetFact::Segment(_) => roles.segment = Some(next(&mut segments)),
                    NetFact::Table(_) => roles.table = Some(next(&mut tables)),
                    NetFact::StatefulFilter(_) => roles.group = Some(next(&mut groups)),
                    NetFact::StatelessFilter(_) => roles.acl = Some(next(&mut acls)),
                    NetFact::Interface(_) => roles.interfaces.push(next(&mut interfaces)),
                    NetFact::Edge { .. } => roles.edge = Some(next(&mut edges)),
                    NetFact::SourceNat { to_internet: _ } => roles.nat = true,
                    NetFact::Door { .. } => roles.door = Some(next(&mut doors)),
                    NetFact::Served { service } => roles.served.extend(self.service(service)),
                    NetFact::Unattached => roles.unattached = true,
                    NetFact::Outside { addresses } => roles.outside = Some(addresses.clone()),
                }
            }
            if !facts.is_empty() {
                self.roles.insert((*id).clone(), roles);
            }
        }
        // The implicit tables, groups and ACLs of VPCs come after the others, three arrays in step.
        for (id, boundary) in facts.iter().flat_map(|(id, facts)| facts.iter().map(move |fact| (id, fact))) {
            let NetFact::Boundary(fact) = boundary else { continue };
            let own = |node: &Option<NodeId>, pick: fn(&Roles) -> Option<Ix>| {
                node.as_ref().and_then(|node| self.roles.get(node)).and_then(pick)
            };
            let main_table = own(&fact.main_table, |it| it.table).unwrap_or_else(|| next(&mut tables));
            let default_group = own(&fact.default_group, |it| it.group).unwrap_or_else(|| next(&mut groups));
            let default_acl = own(&fact.default_acl, |it| it.acl).unwrap_or_else(|| next(&mut acls));
            self.boundaries.push(boundary_net(id, fact, main_table, default_acl, default_group));
        }
    }

    fn role(&self, id: &NodeId, pick: fn(&Roles) -> Option<Ix>) -> Option<Ix> {
        self.roles.get(id).and_then(pick)
    }

    fn place(&mut self, id: &NodeId, fact: &NetFact) {
        match fact {
            NetFact::Segment(segment) => {
                // INVARIANT (model): a subnet stands in a VPC that is there.
                let boundary = self.role(&segment.boundary, |it| it.boundary).unwrap_or(0);
                let around = &self.boundaries[boundary as usize];
                let table = segment.table.as_ref().and_then(|it| self.role(it, |it| it.table));
                let acl = segment.acl.as_ref().and_then(|it| self.role(it, |it| it.acl));
                let net = SegmentNet {
                    node: id.clone(),
                    boundary,
                    cidrs: Ranges::cidrs(&segment.cidrs),
                    routers: segment.cidrs.iter().map(|it| number(it.first()).saturating_add(1)).collect(),
                    table: table.unwrap_or(around.main_table),
                    acl: acl.unwrap_or(around.default_acl),
                    zone: segment.zone.clone(),
                };
                self.segments.push(net);
            }
            NetFact::Interface(interface) => {
                // Segments may come later: `join` fills in what follows from them.
                self.interfaces.push(InterfaceNet {
                    node: id.clone(),
                    segment: self.role(&interface.segment, |it| it.segment).unwrap_or(0),
                    boundary: 0,
                    addresses: interface.addresses.iter().map(|it| number(it.ip())).collect(),
                    public: None,
                    groups: interface.groups.iter().filter_map(|it| self.role(it, |it| it.group)).collect(),
                    fact: interface.clone(),
                });
            }
            NetFact::Edge { boundary } => {
                let boundary = self.role(boundary, |it| it.boundary).unwrap_or(0);
                let edge = ix(self.edges.len());
                self.edges.push(EdgeNet { node: id.clone(), boundary });
                if let Some(around) = self.boundaries.get_mut(boundary as usize) {
                    around.edge.get_or_insert(edge);
                }
            }
            NetFact::Door { boundary, service, tables: _ } => {
                let boundary = self.role(boundary, |it| it.boundary).unwrap_or(0);
                let service = self.service(service).unwrap_or(0);
                self.doors.push(DoorNet { node: id.clone(), boundary, service });
            }
            NetFact::Boundary(_)
            | NetFact::Table(_)
            | NetFact::StatefulFilter(_)
            | NetFact::StatelessFilter(_)
            | NetFact::SourceNat { .. }
            | NetFact::Served { .. }
            | NetFact::Unattached
            | NetFact::Outside { .. } => {}
        }
    }

    /// Explicit addresses first, then the lowest free usable one of the subnet, in the order of ids. The first
    /// four addresses and the last one of a subnet are the provider's:
    /// <https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html>
    fn pick_private(&mut self) {
        for interface in &mut self.interfaces {
            if let Some(segment) = self.segments.get(interface.segment as usize) {
                interface.boundary = segment.boundary;
            }
        }
        for (at, interface) in self.interfaces.iter().enumerate() {
            let owners = &mut self.boundaries[interface.boundary as usize].owners;
            for address in &interface.fact.addresses {
                owners.entry(number(address.ip())).or_insert(ix(at));
            }
        }
        let mut lowest: BTreeMap<Ix, u128> = BTreeMap::new();
        for (at, interface) in self.interfaces.iter_mut().enumerate() {
            if !interface.addresses.is_empty() {
                continue;
            }
            let Some(segment) = self.segments.get(interface.segment as usize) else { continue };
            let Some(&(first, last)) = segment.cidrs.spans().first() else { continue };
            let owners = &mut self.boundaries[interface.boundary as usize].owners;
            let from = lowest.entry(interface.segment).or_insert(first.saturating_add(4));
            while *from < last && owners.contains_key(from) {
                *from += 1;
            }
            if *from < last {
                owners.insert(*from, ix(at));
                interface.addresses = Ranges::one(*from);
            }
        }
    }

    fn pick_public(&mut self) {
        let known: Vec<Option<u128>> = self
            .interfaces
            .iter()
            .map(|interface| match &interface.fact.public {
                PublicAddress::Elastic { address, .. } => address.map(|it: Address| number(it.ip())),
                PublicAddress::None | PublicAddress::Assigned => None,
            })
            .collect();
        let taken: Ranges = known.iter().flatten().copied().collect();
        let free = assigned().subtract(&taken);
        let mut free = free.spans().iter().flat_map(|(first, last)| *first..=*last).skip(1);
        for (at, known) in known.into_iter().enumerate() {
            let interface = &mut self.interfaces[at];
            let holder = match &interface.fact.public {
                PublicAddress::None => continue,
                PublicAddress::Assigned => None,
                PublicAddress::Elastic { holder, .. } => Some(holder.clone()),
            };
            let Some(address) = known.or_else(|| free.next()) else { continue };
            // One address stands for one interface: the first in the order of ids.
            if let std::collections::btree_map::Entry::Vacant(slot) = self.public.entry(address) {
                slot.insert(ix(at));
                interface.public = Some(address);
            }
            if let Some(holder) = holder {
                self.roles.entry(holder).or_default().holds = Some(address);
            }
        }
    }

    /// Everything that needs addresses: groups' members, rules, tables, private names.
    fn join(&mut self, facts: &[(&NodeId, Vec<NetFact>)]) {
        let mut implicit = (Vec::new(), Vec::new(), Vec::new());
        for (id, fact) in facts.iter().flat_map(|(id, facts)| facts.iter().map(move |fact| (*id, fact))) {
            match fact {
                NetFact::Table(table) => {
                    let boundary = self.role(&table.boundary, |it| it.boundary).unwrap_or(0);
                    let routes = super::route::partition(self, id, boundary, &table.routes, facts);
                    self.tables.push(TableNet { node: id.clone(), implicit: false, routes });
                }
                NetFact::StatefulFilter(filter) => {
                    let rules = |rules: &[AllowFact]| rules.iter().map(|rule| self.rule(rule)).collect();
                    let (ingress, egress) = (rules(&filter.ingress), rules(&filter.egress));
                    let members = BTreeMap::new();
                    self.groups.push(GroupNet {
                        node: id.clone(),
                        implicit: false,
                        ingress,
                        egress,
                        members,
                    });
                }
                NetFact::StatelessFilter(filter) => {
                    let (ingress, egress) = (entries(&filter.ingress), entries(&filter.egress));
                    self.acls.push(AclNet { node: id.clone(), implicit: false, ingress, egress });
                }
                NetFact::Boundary(fact) => {
                    let at = self.role(id, |it| it.boundary).unwrap_or(0);
                    let own = |node: &Option<NodeId>, pick: fn(&Roles) -> Option<Ix>| {
                        node.as_ref().and_then(|node| self.roles.get(node)).and_then(pick).is_some()
                    };
                    if !own(&fact.main_table, |it| it.table) {
                        let routes = super::route::partition(self, id, at, &[], &[]);
                        implicit.0.push(TableNet { node: id.clone(), implicit: true, routes });
                    }
                    if !own(&fact.default_group, |it| it.group) {
                        let group = self.boundaries[at as usize].default_group;
                        implicit.1.push(implicit_group(id, group));
                    }
                    if !own(&fact.default_acl, |it| it.acl) {
                        implicit.2.push(implicit_acl(id));
                    }
                }
                NetFact::Segment(_)
                | NetFact::Interface(_)
                | NetFact::Edge { .. }
                | NetFact::SourceNat { .. }
                | NetFact::Door { .. }
                | NetFact::Served { .. }
                | NetFact::Unattached
                | NetFact::Outside { .. } => {}
            }
        }
        self.tables.extend(implicit.0);
        self.groups.extend(implicit.1);
        self.acls.extend(implicit.2);
        for at in 0..self.interfaces.len() {
            let interface = &mut self.interfaces[at];
            if interface.fact.unfiltered {
                interface.groups.clear();
            } else if interface.groups.is_empty() {
                interface.groups.push(self.boundaries[interface.boundary as usize].default_group);
            }
            for group in &interface.groups {
                let members = self.groups[*group as usize].members.entry(interface.boundary).or_default();
                *members = members.union(&interface.addresses);
            }
            if let fact::Inbound::Service { service, private_dns: true } = &interface.fact.inbound
                && let Some(service) = self.services.iter().position(|(known, _)| known == service)
            {
                let around = &mut self.boundaries[interface.boundary as usize];
                around.private_dns.entry(ix(service)).or_default().push(ix(at));
            }
        }
    }

    fn rule(&self, rule: &AllowFact) -> RuleNet {
        let (whom, peer) = match &rule.peer {
            None => ("-".to_owned(), PeerNet::Nobody),
            Some(Peer::Cidr(cidr)) => (cidr.to_string(), PeerNet::Addresses(Ranges::cidr(*cidr))),
            Some(Peer::Service(service)) => {
                (format!("pl:{}", service.name), PeerNet::Addresses(self.addresses_of(service)))
            }
            Some(Peer::Group(id)) => {
                (id.to_string(), self.role(id, |it| it.group).map_or(PeerNet::Nobody, PeerNet::Group))
            }
        };
        RuleNet {
            label: format!("{} {whom}", traffic_label(rule.protocol, rule.ports)),
            protocol: Ranges::protocol(rule.protocol),
            ports: ports_of(rule.protocol, rule.ports),
            peer,
        }
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
}

fn boundary_net(
    id: &NodeId,
    fact: &Boundary,
    main_table: Ix,
    default_acl: Ix,
    default_group: Ix,
) -> BoundaryNet {
    let primary = fact.cidrs.first().map(|it| number(it.first()).saturating_add(2));
    BoundaryNet {
        node: id.clone(),
        cidrs: Ranges::cidrs(&fact.cidrs),
        blocks: fact.cidrs.clone(),
        region: fact.region.clone(),
        edge: None,
        owners: BTreeMap::new(),
        resolver: primary.into_iter().chain([link_local_resolver()]).collect(),
        resolves: fact.resolver,
        private_dns: BTreeMap::new(),
        main_table,
        default_acl,
        default_group,
    }
}

/// SG-2: members of the group may come in, everything may go out.
fn implicit_group(id: &NodeId, itself: Ix) -> GroupNet {
    let rule = |label: String, peer| RuleNet {
        label,
        protocol: Ranges::all_protocols(),
        ports: Ranges::all_ports(),
        peer,
    };
    GroupNet {
        node: id.clone(),
        implicit: true,
        ingress: vec![rule(format!("all {id}"), PeerNet::Group(itself))],
        egress: vec![rule("all 0.0.0.0/0".to_owned(), PeerNet::Addresses(Ranges::all_addresses()))],
        members: BTreeMap::new(),
    }
}

/// NACL-7: allows all.
fn implicit_acl(id: &NodeId) -> AclNet {
    let all = || EntryNet {
        number: 100,
        allow: true,
        label: "all 0.0.0.0/0".to_owned(),
        protocol: Ranges::all_protocols(),
        ports: Ranges::all_ports(),
        addresses: Ranges::all_addresses(),
    };
    AclNet { node: id.clone(), implicit: true, ingress: vec![all()], egress: vec![all()] }
}

fn entries(facts: &[EntryFact]) -> Vec<EntryNet> {
    let entry = |fact: &EntryFact| EntryNet {
        number: fact.number,
        allow: fact.allow,
        label: format!("{} {}", traffic_label(fact.protocol, fact.ports), fact.cidr),
        protocol: Ranges::protocol(fact.protocol),
        ports: ports_of(fact.protocol, fact.ports),
        addresses: Ranges::cidr(fact.cidr),
    };
    let mut entries: Vec<EntryNet> = facts.iter().map(entry).collect();
    entries.sort_by_key(|entry| entry.number);
    entries
}
