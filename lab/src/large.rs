//! Networks by the hundred thousand, for benchmarks: roles over subnets, rules that name groups, ordered network
//! ACLs with denies, three route tables a VPC with blackholes, rings of peerings.
//!
//! The same size, variant and seed give the same network on every machine.

use crate::{
    seed::Seed,
    written::{id, region},
};
use plat::{
    base::{Cidr, Icmp, NodeId, PortRange, Protocol},
    model::fact::{
        AllowFact, Boundary, EntryFact, Interface, NetFact, Peer, Peering, RouteFact, Segment,
        StatefulFilter, StatelessFilter, Table,
    },
    net::{compile::Facts, graph::Net, ranges::address},
};
use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::Arc,
};

pub mod change;
pub mod far;
mod full;
pub mod model;

/// How much of everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// VPCs.
    pub boundaries: usize,
    /// Interfaces of each.
    pub interfaces: usize,
    /// Roles of each: a set of groups, and some subnets.
    pub roles: usize,
    /// Subnets of each; at most 32.
    pub segments: usize,
}

/// The sizes of the benchmark, by name.
pub const SIZES: [(&str, Shape); 4] = [
    ("1k", Shape { boundaries: 4, interfaces: 250, roles: 24, segments: 12 }),
    ("10k", Shape { boundaries: 10, interfaces: 1000, roles: 90, segments: 18 }),
    ("100k", Shape { boundaries: 50, interfaces: 2000, roles: 140, segments: 24 }),
    ("1m", Shape { boundaries: 250, interfaces: 4000, roles: 140, segments: 24 }),
];

/// What a network has besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    /// Groups, ACLs, routes, peering; IPv4.
    Plain,
    /// Every interface has a set of groups of its own.
    Sets,
    /// Transit gateways, NAT gateways, balancers, endpoints and IPv6 as well.
    Full,
}

const TCP_PORTS: [u16; 14] = [22, 25, 53, 80, 389, 443, 1433, 2049, 3306, 5432, 6379, 8080, 9092, 9200];
const ZONES: [&str; 3] = ["a", "b", "c"];

/// One network.
pub fn network(shape: Shape, variant: Variant, seed: u64) -> Facts {
    let mut make = Make { shape, variant, seed: Seed::new(seed), facts: Facts::new() };
    for boundary in 0..shape.boundaries {
        make.boundary(boundary);
    }
    // A ring needs three; two are one pair.
    let links = if shape.boundaries > 2 { shape.boundaries } else { shape.boundaries.saturating_sub(1) };
    for at in 0..links {
        let between = [vpc(at), vpc((at + 1) % shape.boundaries)];
        make.add(peering(at), NetFact::Peering(Peering { between, active: true, resolves: [false, false] }));
    }
    if variant == Variant::Full {
        make.full();
    }
    make.facts.sort_by(|a, b| a.0.cmp(&b.0));
    make.facts
}

/// Writes the addresses that were picked into the facts, for those who do not pick.
pub fn settle(facts: &mut Facts, net: &Net) {
    for (id, facts) in facts {
        let Some(own) = net.roles.get(id).and_then(|it| it.interfaces.first()) else { continue };
        let primary = net.interfaces.get(*own as usize).and_then(|it| it.primary);
        for fact in facts {
            if let (NetFact::Interface(interface), Some(primary)) = (fact, primary) {
                Arc::make_mut(interface).addresses = vec![address(primary).into()];
            }
        }
    }
}

struct Make {
    shape: Shape,
    variant: Variant,
    seed: Seed,
    facts: Facts,
}

fn vpc(at: usize) -> NodeId {
    id(&format!("vpc-{at:03}"))
}

fn peering(at: usize) -> NodeId {
    id(&format!("pcx-{at:03}"))
}

fn subnet(of: usize, at: usize) -> NodeId {
    id(&format!("subnet-{of:03}-{at:02}"))
}

fn table(of: usize, at: usize) -> NodeId {
    id(&format!("rtb-{of:03}-{at}"))
}

fn group(of: usize, at: usize) -> NodeId {
    id(&format!("sg-{of:03}-{at:03}"))
}

fn block(of: usize, second: usize, length: u8) -> Cidr {
    let second = u8::try_from(second & 0xff).unwrap_or(0);
    let of = u8::try_from(of & 0xff).unwrap_or(0);
    Cidr::around(IpAddr::V4(Ipv4Addr::new(10, of, second, 0)), length).unwrap_or(Cidr::ALL_V4)
}

/// A subnet has a /21: 32 of them fill the VPC's /16.
fn subnet_block(of: usize, at: usize) -> Cidr {
    block(of, at * 8, 21)
}

fn block_v6(of: usize, at: usize, length: u8) -> Cidr {
    let word = |n: usize| u16::try_from(n & 0xffff).unwrap_or(0);
    let ip = Ipv6Addr::new(0x2600, 0x1f00, word(of), word(at), 0, 0, 0, 0);
    Cidr::around(IpAddr::V6(ip), length).unwrap_or(Cidr::ALL_V4)
}

fn one_of<'t, T>(seed: &mut Seed, all: &'t [T]) -> &'t T {
    &all[seed.below(all.len())]
}

impl Make {
    fn add(&mut self, id: NodeId, fact: NetFact) {
        self.facts.push((id, vec![fact]));
    }

    fn v6(&self) -> bool {
        self.variant == Variant::Full
    }

    /// The VPCs that a peering leads to.
    fn neighbours(&self, of: usize) -> Vec<(usize, NodeId)> {
        let count = self.shape.boundaries;
        let (next, before) = ((of + 1) % count, (of + count - 1) % count);
        match count {
            0 | 1 => Vec::new(),
            2 => vec![(1 - of, peering(0))],
            _ => vec![(next, peering(of)), (before, peering(before))],
        }
    }

    fn boundary(&mut self, of: usize) {
        let mut cidrs = vec![block(of, 0, 16)];
        cidrs.extend(self.v6().then(|| block_v6(of, 0, 48)));
        let fact = Boundary {
            cidrs,
            region: region("us-east-1"),
            main_table: Some(table(of, 0)),
            default_acl: None,
            default_group: None,
            resolver: true,
            hostnames: true,
        };
        self.add(vpc(of), NetFact::Boundary(fact));
        for at in 0..3 {
            self.table(of, at);
        }
        for at in 0..self.shape.segments {
            self.segment(of, at);
        }
        // A group for every role, and some that several roles share.
        for at in 0..self.groups() {
            self.group(of, at);
        }
        self.roles(of);
    }

    fn shared(&self) -> usize {
        self.shape.roles / 8 + 2
    }

    fn groups(&self) -> usize {
        self.shape.roles + self.shared()
    }

    /// The first table knows both neighbours, the second one only parts of them, the third one only one.
    fn table(&mut self, of: usize, at: usize) {
        let mut routes = Vec::new();
        let mut route = |destination: Cidr, target: Option<NodeId>| {
            routes.push(RouteFact { destination: Peer::Cidr(destination), target });
        };
        for (order, (other, link)) in self.neighbours(of).into_iter().enumerate() {
            match at {
                0 => route(block(other, 0, 16), Some(link.clone())),
                1 => {
                    route(block(other, 0, 16), Some(link.clone()));
                    let hole = self.seed.below(self.shape.segments);
                    route(subnet_block(other, hole), None);
                }
                _ if order == 0 => {
                    route(block(other, 0, 17), Some(link.clone()));
                    let hole = self.seed.below(self.shape.segments);
                    route(block(other, hole * 8, 22), None);
                }
                _ => {}
            }
            if self.variant == Variant::Full && at < 2 {
                route(block_v6(other, 0, 48), Some(link));
            }
        }
        if self.variant == Variant::Full {
            self.full_routes(of, at, &mut routes);
        }
        let boundary = Some(vpc(of));
        self.add(table(of, at), NetFact::Table(Table { boundary, routes, ..Table::default() }));
    }

    fn segment(&mut self, of: usize, at: usize) {
        let mut cidrs = vec![subnet_block(of, at)];
        cidrs.extend(self.v6().then(|| block_v6(of, at, 64)));
        let acl = (at % 2 == 1).then(|| id(&format!("acl-{of:03}-{at:02}")));
        if let Some(acl) = &acl {
            let (ingress, egress) = (self.entries(of, true), self.entries(of, false));
            self.add(acl.clone(), NetFact::StatelessFilter(StatelessFilter { ingress, egress }));
        }
        let fact = Segment {
            boundary: vpc(of),
            cidrs,
            zone: ZONES[at % 3].to_owned(),
            table: (!at.is_multiple_of(4)).then(|| table(of, at % 3)),
            acl,
            dns64: false,
        };
        self.add(subnet(of, at), NetFact::Segment(fact));
    }

    /// Denies first, then what is allowed, by number.
    fn entries(&mut self, of: usize, ingress: bool) -> Vec<EntryFact> {
        let mut entries = Vec::new();
        let mut number = 100;
        let mut entry = |allow, protocol, ports: (u16, u16), cidr| {
            number += 10;
            let ports = PortRange::new(ports.0, ports.1).unwrap_or(PortRange::ALL);
            entries.push(EntryFact { number, allow, protocol, ports, icmp: Icmp::All, cidr });
        };
        for _ in 0..1 + self.seed.below(3) {
            let cidr = self.some_block(of);
            let port = *one_of(&mut self.seed, &TCP_PORTS);
            if self.seed.chance(40) {
                entry(false, Protocol::All, (0, 65535), cidr);
            } else {
                entry(false, Protocol::TCP, (port, port), cidr);
            }
        }
        let client = if self.seed.chance(15) { 32768 } else { 1024 };
        for (all, v6) in [(Cidr::ALL_V4, false), (block_v6(0, 0, 0), true)] {
            if v6 && !self.v6() {
                continue;
            }
            entry(true, Protocol::TCP, (0, 1023), all);
            entry(true, Protocol::TCP, (1024, 10000), all);
            entry(true, Protocol::TCP, (client, 65535), all);
            entry(true, Protocol::UDP, (if ingress { 1024 } else { 0 }, 65535), all);
            entry(true, Protocol::UDP, (53, 53), all);
            entry(true, if v6 { Protocol::ICMPV6 } else { Protocol::ICMP }, (0, 65535), all);
        }
        entries
    }

    /// A block that rules name: a VPC's, a subnet's, or a part of one.
    fn some_block(&mut self, of: usize) -> Cidr {
        let other = self.neighbours(of);
        let whose =
            if self.seed.chance(40) && !other.is_empty() { one_of(&mut self.seed, &other).0 } else { of };
        let at = self.seed.below(self.shape.segments);
        match self.seed.below(10) {
            0..=4 => subnet_block(whose, at),
            5 | 6 => block(whose, 0, 16),
            7 => block(whose, if at.is_multiple_of(2) { 0 } else { 128 }, 17),
            8 => block(whose, at * 8, 26),
            _ => Cidr::ALL_V4,
        }
    }

    fn group(&mut self, of: usize, at: usize) {
        let ingress = (0..2 + self.seed.below(5)).map(|_| self.rule(of)).collect();
        let egress = if self.seed.chance(60) {
            let all = |cidr| AllowFact {
                protocol: Protocol::All,
                ports: PortRange::ALL,
                icmp: Icmp::All,
                peer: Some(Peer::Cidr(cidr)),
            };
            let v6 = self.v6().then(|| all(block_v6(0, 0, 0)));
            std::iter::once(all(Cidr::ALL_V4)).chain(v6).collect()
        } else {
            (0..2 + self.seed.below(4)).map(|_| self.rule(of)).collect()
        };
        self.add(group(of, at), NetFact::StatefulFilter(StatefulFilter { ingress, egress }));
    }

    fn rule(&mut self, of: usize) -> AllowFact {
        let peer = if self.seed.chance(55) {
            let other = self.neighbours(of);
            let whose =
                if self.seed.chance(25) && !other.is_empty() { one_of(&mut self.seed, &other).0 } else { of };
            Peer::Group(group(whose, self.seed.below(self.groups())))
        } else if self.v6() && self.seed.chance(30) {
            Peer::Cidr(block_v6(of, self.seed.below(self.shape.segments), 64))
        } else {
            Peer::Cidr(self.some_block(of))
        };
        let (protocol, ports) = match self.seed.below(20) {
            0 => (Protocol::All, PortRange::ALL),
            1 => (Protocol::UDP, PortRange::one(53)),
            2 => (Protocol::ICMP, PortRange::ALL),
            3 => (Protocol::TCP, PortRange::new(8000, 8100).unwrap_or(PortRange::ALL)),
            4 => (Protocol::TCP, PortRange::ALL),
            _ => (Protocol::TCP, PortRange::one(*one_of(&mut self.seed, &TCP_PORTS))),
        };
        AllowFact { protocol, ports, icmp: Icmp::All, peer: Some(peer) }
    }

    fn roles(&mut self, of: usize) {
        let (roles, segments) = (self.shape.roles, self.shape.segments);
        let subnets: Vec<NodeId> = (0..segments).map(|at| subnet(of, at)).collect();
        let mut made = 0;
        for role in 0..roles {
            let count = self.shape.interfaces * (role + 1) / roles - made;
            made += count;
            let mut groups = vec![group(of, role)];
            for _ in 0..self.seed.below(3) {
                groups.push(group(of, roles + self.seed.below(self.shared())));
            }
            groups.sort();
            groups.dedup();
            let first = self.seed.below(segments);
            let spread = 2 + self.seed.below(5);
            for at in 0..count {
                let place = (first + (at % spread) * 3) % segments;
                let mut interface = Interface::in_segment(subnets[place].clone());
                interface.assign_ipv6 = self.v6();
                interface.groups.clone_from(&groups);
                if self.variant == Variant::Sets {
                    // Three of many: hardly two are the same.
                    for _ in 0..3 {
                        interface.groups.push(group(of, self.seed.below(self.groups())));
                    }
                    interface.groups.sort();
                    interface.groups.dedup();
                }
                self.add(id(&format!("eni-{of:03}-{role:03}-{at:04}")), interface.stated());
            }
        }
    }
}
