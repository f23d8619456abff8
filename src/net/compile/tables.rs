//! Route tables of VPCs and of transit gateways, prefix by prefix: written down, by list, learned.

use super::{Facts, each, peer_label};
use crate::{
    base::{Cidr, NodeId},
    model::fact::{Attachment, AttachmentEnd, Door, LineOrigin, NetFact, Peer, Table},
    net::{
        graph::{
            AttachmentEndNet, EntryRoute, HubEntry, HubOrigin, Ix, LineEnd, Net, RouteOrigin, TableNet,
            Target,
        },
        ranges::Ranges,
        route,
    },
};

/// How many bits of 128 a block fixes.
fn length(cidr: Cidr) -> u8 {
    cidr.length() + if cidr.is_v4() { 96 } else { 0 }
}

/// How many bits of 128 the symbolic block of a service fixes. Real lists hold blocks of many lengths, all longer
/// than a default route.
const SERVICE_LENGTH: u8 = 112;

impl Net {
    /// The prefixes of a destination: what each covers, and its length.
    fn prefixes(&self, peer: &Peer) -> Vec<(Ranges, u8)> {
        let block = |cidr: &Cidr| (Ranges::cidr(*cidr), length(*cidr));
        match peer {
            Peer::Cidr(cidr) => vec![block(cidr)],
            Peer::Service(service) => vec![(self.addresses_of(service), SERVICE_LENGTH)],
            Peer::List(id) => {
                let list = self.roles.get(id).and_then(|it| it.list.as_ref());
                list.into_iter().flatten().map(block).collect()
            }
            // A route cannot name a group.
            Peer::Group(_) => Vec::new(),
        }
    }

    pub(super) fn join_tables(&mut self, facts: &Facts) {
        let doors: Vec<_> =
            each(facts, |fact| if let NetFact::Door(it) = fact { Some(it) } else { None }).collect();
        let mut implicit = Vec::new();
        for (id, fact) in facts.iter().flat_map(|(id, facts)| facts.iter().map(move |fact| (id, fact))) {
            if let NetFact::Table(table) = fact {
                self.join_table(id, table, &doors);
            } else if let NetFact::Boundary(fact) = fact
                && fact.main_table.as_ref().and_then(|it| self.role(it, |it| it.table)).is_none()
            {
                let boundary = self.role(id, |it| it.boundary).unwrap_or(0);
                let entries = self.entries(boundary, &Table::default());
                implicit.push(table_net(id, true, boundary, entries));
            }
        }
        self.tables.extend(implicit);
    }

    fn join_table(&mut self, id: &NodeId, table: &Table, doors: &[(&NodeId, &Door)]) {
        let own = self.role(id, |it| it.nat).map(|it| self.nats[it as usize].boundary);
        let named = table.boundary.as_ref().and_then(|it| self.role(it, |it| it.boundary));
        let boundary = named.or(own).unwrap_or(0);
        // GWE-1: the endpoint's route is there before any other for the same list.
        let named = doors.iter().filter(|(_, door)| door.tables.contains(id));
        let mut entries: Vec<EntryRoute> = named
            .filter_map(|(door_id, door)| {
                let at = self.role(door_id, |it| it.door)?;
                (self.doors[at as usize].boundary == boundary).then(|| EntryRoute {
                    label: format!("pl:{}", door.service.name),
                    covers: self.door_addresses(door),
                    length: SERVICE_LENGTH,
                    origin: RouteOrigin::List,
                    target: Target::Door(at),
                })
            })
            .collect();
        entries.extend(self.entries(boundary, table));
        self.tables.push(table_net(id, false, boundary, entries));
        for gateway in &table.edges {
            let at = self.role(id, |it| it.table);
            if let Some(edge) = self.role(gateway, |it| it.edge) {
                self.edges[edge as usize].table = at;
            }
            if let Some(gateway) = self.role(gateway, |it| it.gateway) {
                self.gateways[gateway as usize].table = at;
            }
        }
    }

    /// The addresses of its service that an endpoint's routes cover.
    fn door_addresses(&self, door: &Door) -> Ranges {
        let none = Ranges::EMPTY;
        let v4 = if door.ipv4 { Ranges::all_v4() } else { none.clone() };
        let v6 = if door.ipv6 { Ranges::all_v6() } else { none };
        self.addresses_of(&door.service).intersect(&v4.union(&v6))
    }

    fn entries(&self, boundary: Ix, table: &Table) -> Vec<EntryRoute> {
        let around = &self.boundaries[boundary as usize];
        let mut out = Vec::new();
        for fact in &table.routes {
            let target = fact.target.as_ref().map_or(Target::Blackhole, |id| self.target(id, boundary));
            let (label, origin) = match &fact.destination {
                Peer::Cidr(cidr) => (cidr.to_string(), RouteOrigin::Static),
                Peer::Service(_) | Peer::List(_) | Peer::Group(_) => {
                    (peer_label(&fact.destination), RouteOrigin::List)
                }
            };
            for (covers, length) in self.prefixes(&fact.destination) {
                let inside = around.cidrs.covers(&covers);
                if !inside || self.may_shadow_local(boundary, &covers, target) {
                    out.push(EntryRoute { label: label.clone(), covers, length, origin, target });
                }
            }
        }
        for gateway in table.propagates.iter().filter_map(|it| self.role(it, |it| it.gateway)) {
            for line in self.lines.iter().filter(|it| it.end == LineEnd::Gateway(gateway)) {
                let learned = line.prefixes.iter().map(|cidr| EntryRoute {
                    label: cidr.to_string(),
                    covers: Ranges::cidr(*cidr),
                    length: length(*cidr),
                    origin: RouteOrigin::Propagated(line.origin),
                    target: Target::Gateway(gateway),
                });
                out.extend(learned.filter(|it| !out.contains(it)).collect::<Vec<_>>());
            }
        }
        // RT-7; a static route for the whole block replaces the local one (RT-5).
        for block in &around.blocks {
            let covers = Ranges::cidr(*block);
            if !out.iter().any(|it| it.origin == RouteOrigin::Static && it.covers == covers) {
                let (length, target) = (length(*block), Target::Local);
                out.push(EntryRoute {
                    label: block.to_string(),
                    covers,
                    length,
                    origin: RouteOrigin::Local,
                    target,
                });
            }
        }
        out
    }

    /// RT-5: inside the VPC's own blocks a route counts only if it is for a whole subnet or a whole block, and its
    /// target is a NAT gateway or an interface. One whose target is gone keeps its place (RT-6).
    fn may_shadow_local(&self, boundary: Ix, covers: &Ranges, target: Target) -> bool {
        let around = &self.boundaries[boundary as usize];
        let segments = self.segments.iter().filter(|it| it.boundary == boundary);
        let subnet = segments.into_iter().any(|it| {
            let family = if covers.meets(&Ranges::all_v4()) { Ranges::all_v4() } else { Ranges::all_v6() };
            it.cidrs.intersect(&family) == *covers
        });
        let block = around.blocks.iter().any(|it| Ranges::cidr(*it) == *covers);
        let legal = match target {
            Target::Nat(_) | Target::Appliance(_) | Target::Blackhole => true,
            Target::Local
            | Target::Edge(_)
            | Target::Exit(_)
            | Target::Door(_)
            | Target::Peering(_)
            | Target::Hub(_)
            | Target::Gateway(_)
            | Target::Opaque => false,
        };
        (subnet || block) && legal
    }

    /// What the target of a route is, seen from a table of `boundary`. A table cannot lead into another VPC.
    fn target(&self, id: &NodeId, boundary: Ix) -> Target {
        let Some(roles) = self.roles.get(id) else { return Target::Blackhole };
        let here = |at: Ix, target: Target| if at == boundary { target } else { Target::Blackhole };
        if let Some(at) = roles.edge {
            return here(self.edges[at as usize].boundary, Target::Edge(at));
        }
        if let Some(at) = roles.exit {
            return here(self.exits[at as usize].boundary, Target::Exit(at));
        }
        if let Some(at) = roles.nat {
            return here(self.nats[at as usize].boundary, Target::Nat(at));
        }
        if let Some(at) = roles.peering {
            let party = self.peerings[at as usize].between.contains(&Some(boundary));
            return if party { Target::Peering(at) } else { Target::Blackhole };
        }
        if let Some(at) = roles.hub {
            return Target::Hub(at);
        }
        if let Some(at) = roles.gateway {
            let attached = self.gateways[at as usize].boundary == Some(boundary);
            return if attached { Target::Gateway(at) } else { Target::Blackhole };
        }
        if roles.opaque {
            return Target::Opaque;
        }
        match roles.interfaces.first() {
            Some(at) => here(self.interfaces[*at as usize].boundary, Target::Appliance(*at)),
            None => Target::Blackhole,
        }
    }

    pub(super) fn join_hubs(&mut self, facts: &Facts) {
        for (id, table) in each(facts, |fact| if let NetFact::HubTable(it) = fact { Some(it) } else { None })
        {
            let Some(at) = self.role(id, |it| it.hub_table) else { continue };
            let mut entries = Vec::new();
            for route in &table.routes {
                let attachment = route.attachment.as_ref().and_then(|it| self.role(it, |it| it.attachment));
                let origin = match route.destination {
                    Peer::Cidr(_) => HubOrigin::Static,
                    Peer::Service(_) | Peer::List(_) | Peer::Group(_) => HubOrigin::List,
                };
                let label = peer_label(&route.destination);
                for (covers, length) in self.prefixes(&route.destination) {
                    entries.push(HubEntry { label: label.clone(), covers, length, origin, attachment });
                }
            }
            // TGW-5: of blocks that overlap, the first attachment's are learned.
            let mut learned = Ranges::EMPTY;
            for (from, attachment) in
                each(facts, |fact| if let NetFact::Attachment(it) = fact { Some(it) } else { None })
            {
                if attachment.propagates_to.contains(id) && attachment.up {
                    self.learn(from, attachment, &mut learned, &mut entries);
                }
            }
            self.hub_tables[at as usize].entries = entries;
        }
    }

    fn learn(&self, from: &NodeId, fact: &Attachment, learned: &mut Ranges, out: &mut Vec<HubEntry>) {
        let Some(at) = self.role(from, |it| it.attachment) else { return };
        let entry = |cidr: &Cidr, origin| HubEntry {
            label: cidr.to_string(),
            covers: Ranges::cidr(*cidr),
            length: length(*cidr),
            origin,
            attachment: Some(at),
        };
        match (&self.attachments[at as usize].end, &fact.end) {
            (AttachmentEndNet::Boundary { boundary, .. }, AttachmentEnd::Boundary { .. }) => {
                let around = &self.boundaries[*boundary as usize];
                if !learned.meets(&around.cidrs) {
                    *learned = learned.union(&around.cidrs);
                    out.extend(around.blocks.iter().map(|cidr| entry(cidr, HubOrigin::Boundary)));
                }
            }
            (AttachmentEndNet::Lines(lines), _) => {
                for line in lines.iter().map(|it| &self.lines[*it as usize]) {
                    let origin = match line.origin {
                        LineOrigin::DirectConnect => HubOrigin::DirectConnect,
                        LineOrigin::VpnStatic | LineOrigin::VpnBgp => HubOrigin::Vpn,
                    };
                    out.extend(line.prefixes.iter().map(|cidr| entry(cidr, origin)));
                }
            }
            // TGW-5: between transit gateways routes are written down.
            (AttachmentEndNet::Hub(_) | AttachmentEndNet::Boundary { .. }, _) => {}
        }
    }
}

fn table_net(id: &NodeId, implicit: bool, boundary: Ix, entries: Vec<EntryRoute>) -> TableNet {
    let routes = route::partition(&entries);
    TableNet { node: id.clone(), implicit, boundary, entries, routes }
}
