//! Which namespaces and cables a network is, and which way each route leads.
//!
//! A router for each VPC, a namespace for each interface, each gateway and the internet. The group of a device says
//! what is at its other end; rules mark packets with the group of the device they come in by, and the mark chooses
//! the route table.

use super::{
    filter::{self, elements},
    space::{Script, through},
};
use crate::{
    medium::OUTSIDE,
    world::{World, carries},
};
use plat::{
    base::{Cidr, NodeId},
    model::fact::{Attachment, Interface, Peer, Segment, Table},
};
use std::{collections::BTreeMap, net::IpAddr};

/// Device groups: hosts of the subnet of that number.
pub const HOSTS: usize = 1000;
/// Attachments in the subnet of that number.
pub const HUBS: usize = 2000;
/// Peering connections.
pub const PEERS: usize = 3000;
/// Answers that go back by a peering connection; a mark only.
pub const RETURNS: usize = 4000;
/// The internet gateway; then the egress-only one, and the far sides of both.
pub const EDGE: usize = 5000;

/// Where packets for interfaces of the VPC are delivered, from whatever side.
const DELIVERY: usize = 10;

/// The plan of a network.
#[derive(Debug)]
pub struct Plumbing<'f> {
    /// The facts.
    pub world: World<'f>,
    /// A number for each name.
    numbers: BTreeMap<&'f NodeId, usize>,
}

impl<'f> Plumbing<'f> {
    /// Numbers everything.
    pub fn new(world: World<'f>) -> Self {
        let ids =
            world.vpcs.keys().chain(world.segments.keys()).chain(world.hosts.keys()).chain(world.nats.keys());
        let ids = ids.chain(world.groups.keys()).chain(world.acls.keys()).chain(world.peerings.keys());
        let ids = ids.chain(world.hubs.keys());
        let numbers = ids.zip(1..).map(|(id, number)| (*id, number)).collect();
        Self { world, numbers }
    }

    /// The number of a name.
    pub fn number(&self, id: &NodeId) -> usize {
        self.numbers.get(id).copied().unwrap_or(0)
    }

    /// The subnets of a VPC.
    pub fn segments_of(&self, vpc: &NodeId) -> Vec<(usize, &'f Segment)> {
        let own = self.world.segments.iter().filter(|(_, it)| it.boundary == *vpc);
        own.map(|(id, it)| (self.number(id), *it)).collect()
    }

    /// The interfaces of a VPC that groups judge.
    pub fn hosts_of(&self, vpc: &NodeId) -> Vec<(usize, &'f Interface)> {
        let own = self.world.hosts.iter().filter(|(_, it)| self.world.vpc_of(it) == Some(vpc));
        own.map(|(id, it)| (self.number(id), *it)).collect()
    }

    /// The subnets in which a VPC's attachments stand, with the attachment.
    pub fn links_with(&self, vpc: &NodeId) -> Vec<(usize, (&'f NodeId, &'f Attachment))> {
        let all = self.world.attached(vpc).into_iter();
        let all = all.flat_map(|(id, fact, segments)| segments.iter().map(move |at| (at, (id, fact))));
        all.map(|(at, it)| (self.number(at), it)).collect()
    }

    /// The numbers of those subnets.
    pub fn links(&self, vpc: &NodeId) -> Vec<usize> {
        self.links_with(vpc).into_iter().map(|(at, _)| at).collect()
    }

    /// The active peering connections of a VPC.
    pub fn peerings_of(&self, vpc: &NodeId) -> Vec<usize> {
        let own = self.world.peerings.iter().filter(|(_, it)| it.active && it.between.contains(vpc));
        own.map(|(id, _)| self.number(id)).collect()
    }

    /// The VPC at the other end of a peering connection.
    pub fn beyond(&self, peering: usize, vpc: &'f NodeId) -> &'f NodeId {
        let found = self.world.peerings.iter().find(|(id, _)| self.number(id) == peering);
        found.and_then(|(_, it)| it.between.iter().find(|other| *other != vpc)).unwrap_or(vpc)
    }

    /// The addresses of NAT gateways in the VPC at the other end.
    pub fn nats_beyond(&self, peering: usize, vpc: &NodeId) -> Vec<IpAddr> {
        let between = self.world.peerings.iter().find(|(id, _)| self.number(id) == peering);
        let other = between.and_then(|(_, it)| it.between.iter().find(|other| *other != vpc));
        let nats = self.world.nats.values().filter(|(_, it)| self.world.vpc_of(it) == other);
        nats.flat_map(|(_, it)| &it.addresses).map(|it| it.ip()).filter(IpAddr::is_ipv4).collect()
    }

    /// Everything, as a script.
    pub fn script(&self) -> Script {
        let mut script = Script::default();
        script.space("net", true);
        script.tracks("net");
        for (id, vpc) in &self.world.vpcs {
            let name = format!("v{}", self.number(id));
            script.space(&name, true);
            script.tracks(&name);
            for v4 in [true, false] {
                // Whatever no rule sends elsewhere is for an interface of this VPC, or for nobody (RT-7, RT-8).
                script.ip(&name, v4, format!("rule add pref 30000 lookup {DELIVERY}"));
                script.ip(&name, v4, format!("route add blackhole default table {DELIVERY}"));
            }
            self.interfaces(&mut script, id, &name);
            let _ = vpc;
        }
        self.peerings(&mut script);
        self.hubs(&mut script);
        self.gateways(&mut script);
        for id in self.world.vpcs.keys() {
            let name = format!("v{}", self.number(id));
            self.tables(&mut script, id, &name);
            script.nft(&name, &filter::router(self, id));
        }
        script
    }

    fn interfaces(&self, script: &mut Script, vpc: &NodeId, router: &str) {
        let hosts = self.world.hosts.iter().map(|(id, it)| (*id, *it, false));
        let nats = self.world.nats.iter().map(|(id, (_, it))| (*id, *it, true));
        for (id, interface, translates) in hosts.chain(nats) {
            if self.world.vpc_of(interface) != Some(vpc) {
                continue;
            }
            let (space, number) = (format!("h{}", self.number(id)), self.number(id));
            let device = if translates { format!("n{number}") } else { format!("h{number}") };
            script.space(&space, translates);
            script.cable([(router, &device, HOSTS + self.number(&interface.segment)), (&space, "end", 1)]);
            for ip in interface.addresses.iter().map(|it| it.ip()) {
                let bits = if ip.is_ipv4() { "32" } else { "128 nodad" };
                let address = bits
                    .split_once(' ')
                    .map_or_else(|| format!("{ip}/{bits}"), |(b, n)| format!("{ip}/{b} dev end {n}"));
                let line = if ip.is_ipv4() {
                    format!("addr add {address} dev end")
                } else {
                    format!("addr add {address}")
                };
                script.ip(&space, true, line);
                let width = if ip.is_ipv4() { 32 } else { 128 };
                let way = through(&device, ip.is_ipv4());
                script.ip(router, ip.is_ipv4(), format!("route add {ip}/{width} {way} table {DELIVERY}"));
                if translates && ip.is_ipv4() {
                    script.nft(&space, &filter::translator(ip));
                    script.tracks(&space);
                }
            }
            script.ip(&space, true, format!("route add default {}", through("end", true)));
            if interface.addresses.iter().any(|it| it.ip().is_ipv6()) {
                script.ip(&space, true, format!("route add ::/0 {}", through("end", false)));
            }
        }
    }

    fn peerings(&self, script: &mut Script) {
        for (id, peering) in self.world.peerings.iter().filter(|(_, it)| it.active) {
            let number = self.number(id);
            let device = format!("p{number}");
            let [a, b] = peering.between.each_ref().map(|vpc| format!("v{}", self.number(vpc)));
            script.cable([(&a, &device, PEERS + number), (&b, &device, PEERS + number)]);
            for router in [&a, &b] {
                let table = RETURNS + number;
                script.ip(router, true, format!("rule add pref 5 fwmark {table} lookup {table}"));
                script.ip(
                    router,
                    true,
                    format!("route add default {} table {table}", through(&device, true)),
                );
            }
        }
    }

    /// TGW-2, TGW-3: a table for each way in.
    fn hubs(&self, script: &mut Script) {
        for hub in self.world.hubs.keys() {
            let name = format!("t{}", self.number(hub));
            script.space(&name, true);
            for vpc in self.world.vpcs.keys() {
                for (at, (_, attachment)) in self.links_with(vpc) {
                    if attachment.hub == **hub {
                        let router = format!("v{}", self.number(vpc));
                        let device = format!("z{at}");
                        script.cable([(&router, &device, HUBS + at), (&name, &device, 1)]);
                        self.hub_table(script, &name, at, attachment);
                    }
                }
            }
        }
    }

    fn hub_table(&self, script: &mut Script, name: &str, at: usize, from: &Attachment) {
        let table = HUBS + at;
        let zone = self.world.segments.iter().find(|(id, _)| self.number(id) == at).map(|(_, it)| &it.zone);
        for v4 in [true, false] {
            script.ip(name, v4, format!("rule add pref 10 iif z{at} lookup {table}"));
            script.ip(name, v4, format!("route add blackhole default metric 9000 table {table}"));
        }
        let Some((id, hub_table)) =
            from.table.as_ref().and_then(|it| self.world.hub_tables.get_key_value(it))
        else {
            return;
        };
        let way = |attachment: Option<&NodeId>, v4: bool| {
            let device = attachment.and_then(|it| self.exit_towards(it, zone, v4));
            device.map(|device| through(&device, v4))
        };
        let mut add = |to: &Cidr, attachment: Option<&NodeId>, metric: usize| {
            let line = match way(attachment, to.is_v4()) {
                Some(way) => format!("route add {to} {way} metric {metric} table {table}"),
                None => format!("route add blackhole {to} metric {metric} table {table}"),
            };
            script.ip(name, to.is_v4(), line);
        };
        for route in &hub_table.routes {
            let metric = if let Peer::Cidr(_) = route.destination { 10 } else { 20 };
            for to in self.world.blocks(&route.destination) {
                add(&to, route.attachment.as_ref(), metric);
            }
        }
        for (vpc, boundary) in &self.world.vpcs {
            for (attachment, fact, _) in self.world.attached(vpc) {
                if fact.hub == hub_table.hub && fact.propagates_to.contains(id) {
                    boundary.cidrs.iter().for_each(|to| add(to, Some(attachment), 30));
                }
            }
        }
    }

    /// The link by which a transit gateway sends to an attachment: in the sender's zone if there is one.
    fn exit_towards(&self, attachment: &NodeId, zone: Option<&String>, v4: bool) -> Option<String> {
        let vpcs = self.world.vpcs.keys();
        let all = vpcs.flat_map(|vpc| self.world.attached(vpc));
        let (_, fact, segments) = all.into_iter().find(|(id, ..)| *id == attachment)?;
        if !v4 && !carries(fact).0 {
            return None;
        }
        let near = segments.iter().find(|at| self.world.segments.get(at).map(|it| &it.zone) == zone);
        near.or(segments.first()).map(|at| format!("z{}", self.number(at)))
    }

    /// Internet gateways, egress-only ones, and the internet.
    fn gateways(&self, script: &mut Script) {
        for ip in OUTSIDE {
            let width = if ip.contains(':') { 128 } else { 32 };
            script.ip("net", true, format!("addr add {ip}/{width} dev lo"));
        }
        let mut marks = String::new();
        for vpc in self.world.vpcs.keys() {
            let number = self.number(vpc);
            let router = format!("v{number}");
            let has = |all: &BTreeMap<&NodeId, &NodeId>| all.values().any(|it| it == vpc);
            if has(&self.world.edges) {
                let name = format!("e{number}");
                self.gateway(script, &name, "edge", &router, EDGE);
                script.nft(&name, &filter::edge(self, vpc));
                for (to, v4) in self.public(vpc) {
                    script.ip("net", v4, format!("route add {to} {}", through(&name, v4)));
                }
            }
            if has(&self.world.exits) {
                let name = format!("x{number}");
                self.gateway(script, &name, "exit", &router, EDGE + 1);
                script.tracks(&name);
                script.nft(&name, &filter::exit(self, vpc));
                // RET-2: what answers goes back to where the question came from.
                marks.push_str(&format!("iifname \"{name}\" ct state new ct mark set {number}\n"));
                let way = through(&name, false);
                script.ip("net", false, format!("rule add pref 5 fwmark {number} lookup {}", 100 + number));
                script.ip("net", false, format!("route add default {way} table {}", 100 + number));
            }
        }
        let back = "ct direction reply ct mark != 0 meta mark set ct mark\n";
        script.nft(
            "net",
            &format!(
                "table ip6 marks {{\nchain before {{ type filter hook prerouting priority -150; policy accept;\n{marks}{back}}}\n\
                 chain own {{ type route hook output priority -150; policy accept;\n{back}}}\n}}\n"
            ),
        );
    }

    /// A namespace between a VPC's router and the internet; what comes in on one side leaves by the other.
    fn gateway(&self, script: &mut Script, name: &str, device: &str, router: &str, group: usize) {
        script.space(name, true);
        script.cable([(router, device, group), (name, "in", group)]);
        script.cable([(name, "out", group + 2), ("net", name, 1)]);
        for v4 in [true, false] {
            for (from, to, table) in [("in", "out", 21), ("out", "in", 22)] {
                script.ip(name, v4, format!("rule add pref 10 iif {from} lookup {table}"));
                script.ip(name, v4, format!("route add default {} table {table}", through(to, v4)));
            }
        }
    }

    /// What the internet sends to a VPC's internet gateway.
    fn public(&self, vpc: &NodeId) -> Vec<(String, bool)> {
        let nats = self.world.nats.values().map(|(_, it)| *it);
        let all =
            self.world.hosts.values().copied().chain(nats).filter(|it| self.world.vpc_of(it) == Some(vpc));
        let public = all.flat_map(|it| &it.public).filter_map(|it| it.address);
        let blocks = self.world.vpcs[vpc].cidrs.iter().filter(|it| !it.is_v4());
        let public = public.map(|it| (format!("{it}/32"), true));
        public.chain(blocks.map(|it| (it.to_string(), false))).collect()
    }

    /// RT-1 to RT-9: rules and tables of a VPC's router.
    fn tables(&self, script: &mut Script, vpc: &'f NodeId, router: &str) {
        let boundary = self.world.vpcs[vpc];
        for (at, segment) in self.segments_of(vpc) {
            let (mark, attached) = (HOSTS + at, HUBS + at);
            for cidr in &segment.cidrs {
                // L2-1: neighbours are not routed to.
                let line = format!("rule add pref 10 fwmark {mark} to {cidr} lookup {DELIVERY}");
                script.ip(router, cidr.is_v4(), line);
            }
            for v4 in [true, false] {
                script.ip(router, v4, format!("rule add pref 20 fwmark {mark} lookup {mark}"));
                // RT-8: what a transit gateway brings is routed by the attachment's subnet.
                script.ip(router, v4, format!("rule add pref 20 fwmark {attached} lookup {mark}"));
                script.ip(router, v4, format!("route add blackhole default metric 9000 table {mark}"));
            }
            let table = segment.table.as_ref().or(boundary.main_table.as_ref());
            let none = Table::default();
            let table = table.and_then(|id| self.world.tables.get(id)).copied().unwrap_or(&none);
            for route in &table.routes {
                let metric = if let Peer::Cidr(_) = route.destination { 10 } else { 20 };
                for to in self.world.blocks(&route.destination) {
                    let way =
                        route.target.as_ref().and_then(|target| self.way(vpc, segment, target, to.is_v4()));
                    let line = match way {
                        Some(way) => format!("route add {to} {way} metric {metric} table {mark}"),
                        // RT-6.
                        None => format!("route add blackhole {to} metric {metric} table {mark}"),
                    };
                    script.ip(router, to.is_v4(), line);
                }
            }
            for cidr in &boundary.cidrs {
                // RT-7: on to the deliveries.
                script.ip(router, cidr.is_v4(), format!("route add throw {cidr} metric 30 table {mark}"));
            }
        }
    }

    /// Where a target is, seen from a subnet.
    fn way(&self, vpc: &NodeId, segment: &Segment, target: &NodeId, v4: bool) -> Option<String> {
        let device = if self.world.edges.get(target).is_some_and(|it| *it == vpc) {
            "edge".to_owned()
        } else if self.world.exits.get(target).is_some_and(|it| *it == vpc) {
            "exit".to_owned()
        } else if let Some((_, interface)) = self.world.nats.get(target) {
            (self.world.vpc_of(interface) == Some(vpc)).then(|| format!("n{}", self.number(target)))?
        } else if let Some(peering) = self.world.peerings.get(target) {
            (peering.active && peering.between.contains(vpc)).then(|| format!("p{}", self.number(target)))?
        } else if self.world.hubs.contains_key(target) {
            // TGW-1: the attachment's subnet in this zone.
            let links = self.world.attached(vpc).into_iter().filter(|(_, it, _)| it.hub == *target);
            let mut segments = links.flat_map(|(_, _, segments)| segments);
            let zone = |at: &&NodeId| self.world.segments.get(at).is_some_and(|it| it.zone == segment.zone);
            format!("z{}", self.number(segments.find(zone)?))
        } else {
            return None;
        };
        Some(through(&device, v4))
    }
}

/// Only for messages.
impl std::fmt::Display for Plumbing<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&elements(self.numbers.iter().map(|(id, number)| format!("{number} = {id}"))))
    }
}
