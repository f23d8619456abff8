//! Gives every service a block of addresses and every resource its places.

use super::{Facts, each};
use crate::base::NodeId;
use crate::model::fact::{Boundary, Inbound};
use crate::net::address::{link_local_resolver, link_local_resolver_v6};
use crate::{
    model::fact::{NetFact, Peer, Service},
    net::{
        address::{symbolic, symbolic_v6},
        graph::{BoundaryNet, Ix, Net, Roles},
        ranges::{Ranges, number},
    },
};
use std::collections::BTreeMap;

/// The service whose list a peer is.
fn listed(peer: &Peer) -> Option<&Service> {
    match peer {
        Peer::Service(service) => Some(service),
        Peer::Cidr(_) | Peer::Group(_) | Peer::List(_) => None,
    }
}

/// Every service that a fact mentions.
fn mentioned(fact: &NetFact) -> Vec<&Service> {
    match fact {
        NetFact::Served { service } | NetFact::ServedInside { service, .. } => vec![service],
        NetFact::Door(door) => vec![&door.service],
        NetFact::Interface(interface) => match &interface.inbound {
            Inbound::Service { service, .. } => vec![service],
            Inbound::Filtered
            | Inbound::Function
            | Inbound::Managed
            | Inbound::Nat
            | Inbound::Inspection
            | Inbound::Offered { .. }
            | Inbound::Balancer => Vec::new(),
        },
        NetFact::Table(table) => table.routes.iter().filter_map(|it| listed(&it.destination)).collect(),
        NetFact::HubTable(table) => table.routes.iter().filter_map(|it| listed(&it.destination)).collect(),
        NetFact::StatefulFilter(filter) => {
            let rules = filter.ingress.iter().chain(&filter.egress);
            rules.filter_map(|rule| listed(rule.peer.as_ref()?)).collect()
        }
        NetFact::Site(site) => {
            site.ingress.iter().flatten().filter_map(|rule| listed(rule.peer.as_ref()?)).collect()
        }
        NetFact::Boundary(_)
        | NetFact::Segment(_)
        | NetFact::List(_)
        | NetFact::StatelessFilter(_)
        | NetFact::Edge { .. }
        | NetFact::Exit { .. }
        | NetFact::SourceNat(_)
        | NetFact::Peering(_)
        | NetFact::LineGateway { .. }
        | NetFact::Line(_)
        | NetFact::Hub(_)
        | NetFact::Attachment(_)
        | NetFact::Balancer(_)
        | NetFact::TargetGroup(_)
        | NetFact::Offer(_)
        | NetFact::PrivateEntry { .. }
        | NetFact::LeavesBy { .. }
        | NetFact::Names(_)
        | NetFact::PublicBlock(_)
        | NetFact::Unattached
        | NetFact::Outside { .. }
        | NetFact::Opaque => Vec::new(),
    }
}

/// Places of what interfaces and rules name. The same is in `roles`, among a hundred times as many others.
#[derive(Debug, Default)]
pub(super) struct Names<'f> {
    /// Subnets.
    pub segments: BTreeMap<&'f NodeId, Ix>,
    /// Security groups.
    pub groups: BTreeMap<&'f NodeId, Ix>,
    /// How many interfaces there are.
    pub interfaces: usize,
}

impl<'f> Names<'f> {
    pub(super) fn of(facts: &'f Facts) -> Self {
        let (mut names, mut segments, mut groups) = (Self::default(), 0, 0);
        for (id, facts) in facts {
            for fact in facts {
                // In step with `Counts::number`.
                if let NetFact::Segment(_) = fact {
                    names.segments.insert(id, next(&mut segments));
                } else if let NetFact::StatefulFilter(_) = fact {
                    names.groups.insert(id, next(&mut groups));
                } else if let NetFact::Interface(_) = fact {
                    names.interfaces += 1;
                }
            }
        }
        names
    }
}

/// How many of each there are so far.
#[derive(Default)]
struct Counts {
    boundaries: Ix,
    segments: Ix,
    tables: Ix,
    groups: Ix,
    acls: Ix,
    interfaces: Ix,
    edges: Ix,
    exits: Ix,
    nats: Ix,
    doors: Ix,
    peerings: Ix,
    gateways: Ix,
    lines: Ix,
    sites: Ix,
    hubs: Ix,
    attachments: Ix,
    hub_tables: Ix,
    balancers: Ix,
    target_groups: Ix,
    offers: Ix,
}

fn next(counter: &mut Ix) -> Ix {
    *counter += 1;
    *counter - 1
}

impl Counts {
    fn number(&mut self, net: &Net, facts: &[NetFact]) -> Roles {
        let mut roles = Roles::default();
        for fact in facts {
            match fact {
                NetFact::Boundary(_) => roles.boundary = Some(next(&mut self.boundaries)),
                NetFact::Segment(_) => roles.segment = Some(next(&mut self.segments)),
                NetFact::Table(_) => roles.table = Some(next(&mut self.tables)),
                NetFact::StatefulFilter(_) => roles.group = Some(next(&mut self.groups)),
                NetFact::StatelessFilter(_) => roles.acl = Some(next(&mut self.acls)),
                NetFact::Interface(_) => roles.interfaces.push(next(&mut self.interfaces)),
                NetFact::Edge { .. } => roles.edge = Some(next(&mut self.edges)),
                NetFact::Exit { .. } => roles.exit = Some(next(&mut self.exits)),
                NetFact::SourceNat(_) => roles.nat = Some(next(&mut self.nats)),
                NetFact::Door(_) => roles.door = Some(next(&mut self.doors)),
                NetFact::Peering(_) => roles.peering = Some(next(&mut self.peerings)),
                NetFact::LineGateway { .. } => roles.gateway = Some(next(&mut self.gateways)),
                NetFact::Line(_) => roles.lines.push(next(&mut self.lines)),
                NetFact::Site(_) => roles.site = Some(next(&mut self.sites)),
                NetFact::Hub(_) => roles.hub = Some(next(&mut self.hubs)),
                NetFact::Attachment(_) => roles.attachment = Some(next(&mut self.attachments)),
                NetFact::HubTable(_) => roles.hub_table = Some(next(&mut self.hub_tables)),
                NetFact::Balancer(_) => roles.balancer = Some(next(&mut self.balancers)),
                NetFact::TargetGroup(_) => roles.target_group = Some(next(&mut self.target_groups)),
                NetFact::Offer(_) => roles.offer = Some(next(&mut self.offers)),
                NetFact::List(cidrs) => roles.list = Some(cidrs.clone()),
                NetFact::PrivateEntry { balancer } => roles.enters = Some(balancer.clone()),
                NetFact::LeavesBy { via } => roles.leaves_by = Some(via.clone()),
                NetFact::Served { service } => roles.served.extend(net.service(service)),
                NetFact::ServedInside { service, admits } => {
                    roles.served.extend(net.service(service));
                    roles.admits = Some(admits.clone());
                }
                NetFact::Unattached => roles.unattached = true,
                NetFact::Outside { addresses } => roles.outside = Some(addresses.clone()),
                NetFact::Opaque => roles.opaque = true,
                NetFact::Names(_) | NetFact::PublicBlock(_) => {}
            }
        }
        roles
    }
}

impl Net {
    /// Every service that a fact mentions gets a symbolic block of each family. Only blocks as wide as 0.0.0.0/0
    /// or ::/0, and the service's own prefix list, cover those.
    pub(super) fn name_services(&mut self, facts: &Facts) {
        let named = facts.iter().flat_map(|(_, facts)| facts).flat_map(mentioned);
        let mut services: Vec<&Service> = named.collect();
        services.sort();
        services.dedup();
        let (v4, v6) = (number(symbolic().first()), number(symbolic_v6().first()));
        let block = |at: usize| {
            let (v4, v6) = (v4 + ((at as u128) << 16), v6 + ((at as u128) << 64));
            Ranges::span(v4, v4 + 0xffff).union(&Ranges::span(v6, v6 + 0xffff))
        };
        self.services = services.into_iter().enumerate().map(|(at, it)| (it.clone(), block(at))).collect();
    }

    /// Gives every resource its places, so that facts may name each other in any order.
    pub(super) fn number_nodes(&mut self, facts: &Facts) {
        let mut counts = Counts::default();
        let roles = facts.iter().map(|(id, facts)| (id.clone(), counts.number(self, facts)));
        self.roles = roles.collect();
        self.attach(facts);
        // The implicit tables, groups and ACLs of VPCs come after the others, three arrays in step.
        let boundaries = each(facts, |fact| if let NetFact::Boundary(it) = fact { Some(it) } else { None });
        for (id, fact) in boundaries {
            let own = |node: &Option<NodeId>, pick: fn(&Roles) -> Option<Ix>| {
                node.as_ref().and_then(|node| self.role(node, pick))
            };
            let main_table = own(&fact.main_table, |it| it.table).unwrap_or_else(|| next(&mut counts.tables));
            let group = own(&fact.default_group, |it| it.group).unwrap_or_else(|| next(&mut counts.groups));
            let acl = own(&fact.default_acl, |it| it.acl).unwrap_or_else(|| next(&mut counts.acls));
            self.boundaries.push(boundary_net(id, fact, main_table, acl, group));
        }
    }
}

impl Net {
    /// Whoever names a resource means the interfaces too that are attached to it.
    fn attach(&mut self, facts: &Facts) {
        for (id, fact) in each(facts, |fact| if let NetFact::Interface(it) = fact { Some(it) } else { None })
        {
            let Some(owner) = &fact.owner else { continue };
            let own = self.roles.get(id).map(|it| it.interfaces.clone()).unwrap_or_default();
            if let Some(roles) = self.roles.get_mut(owner) {
                roles.attached.extend(own);
            }
        }
    }
}

fn boundary_net(id: &NodeId, fact: &Boundary, main_table: Ix, acl: Ix, group: Ix) -> BoundaryNet {
    let primary = fact.cidrs.iter().find(|it| it.is_v4()).map(|it| number(it.first()).saturating_add(2));
    BoundaryNet {
        node: id.clone(),
        cidrs: Ranges::cidrs(&fact.cidrs),
        blocks: fact.cidrs.clone(),
        region: fact.region.clone(),
        edge: None,
        gateway: None,
        owners: BTreeMap::new(),
        resolver: primary.into_iter().chain([link_local_resolver(), link_local_resolver_v6()]).collect(),
        resolves: fact.resolver,
        hostnames: fact.hostnames,
        blocked: crate::model::fact::BlockMode::Off,
        private_dns: BTreeMap::new(),
        main_table,
        default_acl: acl,
        default_group: group,
    }
}
