//! Facts lowered to dense arrays: what the walk runs on.
//!
//! Addresses that the model leaves open are picked here, always in the same order: private ones are the lowest
//! free ones of the subnet, public ones come from 198.18.0.0/15, and each regional service gets a symbolic block
//! of 240.0.0.0/4. Only blocks as wide as 0.0.0.0/0, and the service's own prefix list, cover those.

use super::{
    address::{assigned, link_local_resolver, never_forwarded, rfc1918, rfc6598, symbolic},
    graph::{
        AclNet, BoundaryNet, DoorNet, EdgeNet, EntryNet, GroupNet, InterfaceNet, Ix, Net, PeerNet, Roles,
        RuleNet, SegmentNet, TableNet, ix,
    },
    ranges::{Ranges, number},
};
use crate::{
    base::{Address, NodeId, PortRange, Protocol},
    model::{
        Model,
        fact::{self, AllowFact, Boundary, EntryFact, NetFact, Peer, PublicAddress, Service},
        site::{Index, Site},
    },
};
use std::collections::BTreeMap;

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
        // IGW-7: a VPC's own blocks are private, whatever they look like.
        let inside = net.boundaries.iter().fold(Ranges::EMPTY, |all, it| all.union(&it.cidrs));
        let hidden = hidden.iter().chain([&taken, &inside]);
        net.internet = hidden.fold(Ranges::all_v4(), |all, part| all.subtract(part));
        net
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
                    odd: false,
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
        for at in 0..self.interfaces.len() {
            let interface = &self.interfaces[at];
            let around = &mut self.boundaries[interface.boundary as usize];
            let segment = self.segments.get(interface.segment as usize);
            let mut odd = segment
                .is_some_and(|it| !it.cidrs.covers(&interface.addresses) || !around.cidrs.covers(&it.cidrs));
            for address in interface.fact.addresses.clone() {
                let owner = *around.owners.entry(number(address.ip())).or_insert(ix(at));
                if owner != ix(at) {
                    odd = true;
                    self.interfaces[owner as usize].odd = true;
                }
            }
            self.interfaces[at].odd |= odd;
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
            } else {
                interface.odd = true;
            }
        }
    }

    fn pick_public(&mut self) {
        let hidden = [rfc1918(), rfc6598(), never_forwarded(), Ranges::cidr(symbolic())];
        let routable = hidden.iter().fold(Ranges::all_v4(), |all, part| all.subtract(part));
        let known: Vec<Option<u128>> = self
            .interfaces
            .iter()
            .map(|interface| match &interface.fact.public {
                // One that cannot be public says nothing: the design has a finding for it.
                PublicAddress::Elastic { address, .. } => {
                    address.map(|it: Address| number(it.ip())).filter(|it| routable.holds(*it))
                }
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
