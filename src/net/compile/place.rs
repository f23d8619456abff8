//! Fills the arrays with what needs no address.

use super::{Facts, Names, each, last, places};
use crate::{
    base::NodeId,
    model::fact::{self, NetFact},
    net::{
        graph::{
            AttachmentEndNet, AttachmentNet, BalancerNet, DoorNet, EdgeNet, ExitNet, GatewayNet, HubNet,
            HubTableNet, InterfaceNet, Ix, LineEnd, LineNet, ListenerNet, NamesNet, NatNet, Net, OfferNet,
            PeeringNet, Roles, SegmentNet, SiteNet, TargetGroupNet, TargetNet, ix,
        },
        ranges::{Ranges, number},
    },
};
use std::{collections::BTreeSet, sync::Arc};

impl Net {
    /// The VPC of a resource that stands in one; the first if it does not, which the loader refuses.
    fn boundary_of(&self, id: &NodeId) -> Ix {
        // INVARIANT (model): what stands in a VPC stands in one that is there.
        self.role(id, |it| it.boundary).unwrap_or(0)
    }

    pub(super) fn place(&mut self, names: &Names<'_>, id: &NodeId, fact: &NetFact) {
        let node = id.clone();
        match fact {
            NetFact::Segment(fact) => self.place_segment(node, fact),
            NetFact::Interface(fact) => self.place_interface(names, node, fact),
            NetFact::Edge { boundary } => {
                let boundary = self.boundary_of(boundary);
                self.edges.push(EdgeNet { node, boundary, table: None });
                let edge = last(&self.edges);
                if let Some(around) = self.boundaries.get_mut(boundary as usize) {
                    around.edge.get_or_insert(edge);
                }
            }
            NetFact::Exit { boundary } => {
                self.exits.push(ExitNet { node, boundary: self.boundary_of(boundary) });
            }
            NetFact::SourceNat(fact) => {
                let own = self.roles.get(id);
                let interface = own.and_then(|it| it.interfaces.first()).copied();
                let table = own.and_then(|it| it.table);
                let regional = fact.regional.as_ref();
                self.nats.push(NatNet {
                    node,
                    boundary: regional.map_or(0, |it| self.boundary_of(&it.boundary)),
                    to_internet: fact.to_internet,
                    interface: interface.filter(|_| regional.is_none()),
                    table: table.filter(|_| regional.is_some()),
                    zones: regional.map(|it| it.zones.clone()).unwrap_or_default(),
                    public: Ranges::EMPTY,
                });
            }
            NetFact::Door(fact) => {
                let boundary = self.boundary_of(&fact.boundary);
                let service = self.service(&fact.service).unwrap_or(0);
                self.doors.push(DoorNet { node, boundary, service });
            }
            NetFact::Peering(fact) => {
                let between = fact.between.each_ref().map(|it| self.role(it, |it| it.boundary));
                let region = |it: Option<Ix>| it.map(|it| &self.boundaries[it as usize].region);
                self.peerings.push(PeeringNet {
                    node,
                    between,
                    active: fact.active,
                    same_region: region(between[0]) == region(between[1]),
                    resolves: fact.resolves,
                });
            }
            NetFact::LineGateway { boundary } => {
                let boundary = boundary.as_ref().and_then(|it| self.role(it, |it| it.boundary));
                self.gateways.push(GatewayNet { node, boundary, table: None, lines: Vec::new() });
                let gateway = last(&self.gateways);
                if let Some(around) = boundary.and_then(|it| self.boundaries.get_mut(it as usize)) {
                    around.gateway.get_or_insert(gateway);
                }
            }
            NetFact::Line(fact) => self.place_line(node, fact),
            NetFact::Site(fact) => {
                let ingress = fact.ingress.as_ref();
                let site = SiteNet {
                    node,
                    cidrs: Ranges::cidrs(&fact.cidrs),
                    routes: Ranges::cidrs(&fact.routes),
                    ingress: ingress.map(|rules| rules.iter().map(|rule| self.rule(names, rule)).collect()),
                    lines: Vec::new(),
                };
                self.sites.push(site);
            }
            NetFact::Hub(fact) => self.hubs.push(HubNet {
                node,
                region: fact.region.clone(),
                group_references: fact.group_references,
                attachments: Vec::new(),
            }),
            NetFact::Attachment(fact) => self.place_attachment(node, fact),
            NetFact::HubTable(_) => self.hub_tables.push(HubTableNet { node, entries: Vec::new() }),
            NetFact::Balancer(fact) => {
                let listener = |it: &fact::Listener| ListenerNet {
                    protocol: Ranges::protocol(it.protocol),
                    ports: Ranges::ports(it.port),
                    label: format!("{} {}", it.protocol.name(), it.port),
                    groups: each_once(places(self, &it.groups, |it| it.target_group)),
                };
                self.balancers.push(BalancerNet {
                    nodes: self.roles.get(id).map(|it| it.interfaces.clone()).unwrap_or_default(),
                    node,
                    terminates: fact.terminates,
                    listeners: fact.listeners.iter().map(listener).collect(),
                    cross_zone: fact.cross_zone,
                    filters_endpoints: fact.filters_endpoints,
                    classic: fact.classic,
                });
            }
            NetFact::TargetGroup(fact) => self.place_targets(node, fact),
            NetFact::Offer(fact) => {
                let balancers = places(self, &fact.balancers, |it| it.balancer);
                self.offers.push(OfferNet { node, balancers, inspects: fact.inspects });
            }
            NetFact::Names(fact) => self.names.push(NamesNet {
                node,
                domain: fact.domain.clone(),
                boundaries: places(self, &fact.boundaries, |it| it.boundary),
                records: fact.records.clone(),
            }),
            NetFact::Boundary(_)
            | NetFact::Table(_)
            | NetFact::List(_)
            | NetFact::StatefulFilter(_)
            | NetFact::StatelessFilter(_)
            | NetFact::PrivateEntry { .. }
            | NetFact::LeavesBy { .. }
            | NetFact::PublicBlock(_)
            | NetFact::Served { .. }
            | NetFact::ServedInside { .. }
            | NetFact::Unattached
            | NetFact::Outside { .. }
            | NetFact::Opaque => {}
        }
    }

    fn place_segment(&mut self, node: NodeId, fact: &fact::Segment) {
        let boundary = self.boundary_of(&fact.boundary);
        let around = &self.boundaries[boundary as usize];
        let table = fact.table.as_ref().and_then(|it| self.role(it, |it| it.table));
        let acl = fact.acl.as_ref().and_then(|it| self.role(it, |it| it.acl));
        let net = SegmentNet {
            node,
            boundary,
            cidrs: Ranges::cidrs(&fact.cidrs),
            routers: fact.cidrs.iter().map(|it| number(it.first()).saturating_add(1)).collect(),
            zone: fact.zone.clone(),
            table: table.unwrap_or(around.main_table),
            acl: acl.unwrap_or(around.default_acl),
            dns64: fact.dns64,
            blocked: fact::BlockMode::Off,
        };
        self.segments.push(net);
    }

    fn place_interface(&mut self, names: &Names<'_>, node: NodeId, fact: &Arc<fact::Interface>) {
        // Neighbours are often alike, and names take longer to look up than to compare.
        let before = self.interfaces.last();
        let segment = match before.filter(|it| it.fact.segment == fact.segment) {
            Some(before) => before.segment,
            None => names.segments.get(&fact.segment).copied().unwrap_or(0),
        };
        let groups = match before.filter(|it| it.fact.groups == fact.groups) {
            Some(before) => before.groups.clone(),
            None => fact.groups.iter().filter_map(|it| names.groups.get(it).copied()).collect(),
        };
        self.interfaces.push(InterfaceNet {
            node,
            segment,
            boundary: 0,
            addresses: fact.addresses.iter().map(|it| number(it.ip())).collect(),
            primary: None,
            public: Vec::new(),
            odd: false,
            groups,
            fact: Arc::clone(fact),
        });
    }

    fn place_line(&mut self, node: NodeId, fact: &fact::Line) {
        let role = |pick: fn(&Roles) -> Option<Ix>| fact.gateway.as_ref().and_then(|it| self.role(it, pick));
        let end = match (&fact.gateway, role(|it| it.gateway), self.role(&node, |it| it.attachment)) {
            (None, ..) => LineEnd::Public,
            (Some(_), Some(gateway), _) => LineEnd::Gateway(gateway),
            (Some(_), None, Some(attachment)) if role(|it| it.hub).is_some() => {
                LineEnd::Attachment(attachment)
            }
            (Some(_), None, _) => LineEnd::Nowhere,
        };
        self.lines.push(LineNet {
            node,
            site: self.role(&fact.site, |it| it.site),
            end,
            origin: fact.origin,
            prefixes: fact.prefixes.clone(),
            advertised: fact.advertised.as_ref().map(Ranges::cidrs),
            up: fact.up,
        });
    }

    fn place_attachment(&mut self, node: NodeId, fact: &fact::Attachment) {
        let end = match &fact.end {
            fact::AttachmentEnd::Boundary { boundary, segments, appliance_mode, group_references, ipv6 } => {
                AttachmentEndNet::Boundary {
                    boundary: self.boundary_of(boundary),
                    segments: places(self, segments, |it| it.segment),
                    appliance_mode: *appliance_mode,
                    group_references: *group_references,
                    ipv6: *ipv6,
                }
            }
            fact::AttachmentEnd::Hub { peer } => {
                AttachmentEndNet::Hub(peer.as_ref().and_then(|it| self.role(it, |it| it.attachment)))
            }
            fact::AttachmentEnd::Lines => {
                AttachmentEndNet::Lines(self.roles.get(&node).map(|it| it.lines.clone()).unwrap_or_default())
            }
        };
        self.attachments.push(AttachmentNet {
            node,
            hub: self.role(&fact.hub, |it| it.hub),
            end,
            table: fact.table.as_ref().and_then(|it| self.role(it, |it| it.hub_table)),
            up: fact.up,
        });
    }

    fn place_targets(&mut self, node: NodeId, fact: &fact::TargetGroup) {
        let target = |it: &fact::TargetFact| {
            let roles = it.node.as_ref().and_then(|node| self.roles.get(node));
            let places = roles.map_or(&[][..], |it| it.interfaces.as_slice());
            // By address every interface of a resource may be meant, such as each task of a service.
            let first = if fact.by_address { places } else { places.get(..1).unwrap_or_default() };
            let one = |interface: Option<Ix>| TargetNet {
                node: it.node.clone(),
                interface,
                balancer: roles.and_then(|it| it.balancer),
                address: it.address.map(|it| number(it.ip())),
                port: it.port.unwrap_or(fact.port),
            };
            let each = first.iter().map(|at| one(Some(*at)));
            each.chain(first.is_empty().then(|| one(None))).collect::<Vec<_>>()
        };
        // LB-3: on for instances, for UDP, and for balancers as targets; off for addresses with TCP.
        let udp = Ranges::protocol(fact.protocol).holds(17);
        let balancers = fact.targets.iter().any(|it| {
            let node = it.node.as_ref();
            node.is_some_and(|node| self.role(node, |it| it.balancer).is_some())
        });
        let usual = !fact.by_address || udp;
        // A target that is named twice is registered once.
        // <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RegisterTargets.html>
        let targets = each_once(fact.targets.iter().flat_map(target).collect());
        self.target_groups.push(TargetGroupNet {
            node,
            protocol: Ranges::protocol(fact.protocol),
            preserves_client: balancers || fact.preserves_client.unwrap_or(usual),
            preserves_stated: fact.preserves_client.is_some(),
            by_address: fact.by_address,
            cross_zone: fact.cross_zone,
            targets,
        });
    }

    /// Targets that listeners have for themselves come after every target group, so that those keep their places.
    pub(super) fn join_listeners(&mut self, facts: &Facts) {
        for (id, balancer) in
            each(facts, |fact| if let NetFact::Balancer(it) = fact { Some(it) } else { None })
        {
            let Some(at) = self.role(id, |it| it.balancer) else { continue };
            for (listener, own) in balancer.listeners.iter().enumerate() {
                let Some(own) = &own.own else { continue };
                self.place_targets(id.clone(), own);
                let group = last(&self.target_groups);
                let listeners = &mut self.balancers[at as usize].listeners;
                listeners.get_mut(listener).into_iter().for_each(|it| it.groups.push(group));
            }
        }
    }

    /// What needs every array to be there: members of hubs, lines of gateways and sites, where translators stand.
    pub(super) fn join_targets(&mut self) {
        for (at, line) in self.lines.iter().enumerate() {
            if let LineEnd::Gateway(gateway) = line.end {
                self.gateways[gateway as usize].lines.push(ix(at));
            }
            if let Some(site) = line.site {
                self.sites[site as usize].lines.push(ix(at));
            }
        }
        for (at, attachment) in self.attachments.iter().enumerate() {
            if let Some(hub) = attachment.hub {
                self.hubs[hub as usize].attachments.push(ix(at));
            }
        }
        for at in 0..self.target_groups.len() {
            for target in 0..self.target_groups[at].targets.len() {
                let it = &self.target_groups[at].targets[target];
                let named = it.interface.and_then(|it| self.interfaces[it as usize].primary);
                // By address: what has it in the VPCs of the balancers that use the group.
                let found = it.address.filter(|_| it.interface.is_none()).and_then(|address| {
                    let users = self.balancers.iter().filter(|balancer| {
                        balancer.listeners.iter().any(|listener| listener.groups.contains(&ix(at)))
                    });
                    let mut nodes = users.flat_map(|balancer| &balancer.nodes);
                    nodes.find_map(|node| {
                        let boundary = self.interfaces[*node as usize].boundary;
                        self.boundaries[boundary as usize].owners.get(&address).copied()
                    })
                });
                let it = &mut self.target_groups[at].targets[target];
                it.address = it.address.or(named);
                it.interface = it.interface.or(found);
            }
        }
    }
}

/// The same in their order, without those that are there already.
fn each_once<T: Ord + Clone>(mut all: Vec<T>) -> Vec<T> {
    let mut known = BTreeSet::new();
    all.retain(|it| known.insert(it.clone()));
    all
}
