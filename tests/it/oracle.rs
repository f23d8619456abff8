//! A second opinion: one packet at a time, written apart from `src/net`, over the same facts.
//!
//! Random small networks are asked both ways; every concrete packet must be in the engine's set exactly if it gets
//! there and its answer comes back here. IPv4, TCP, one VPC with subnets, tables, filters, an internet gateway and
//! a NAT gateway; the rest of the engine is covered by scenarios alone.

use plat::{
    base::{Cidr, NodeId, PortRange, Protocol},
    model::{
        Model,
        fact::{AllowFact, Inbound, Interface, NetFact, Peer, Segment},
        file,
        selector::End,
        site::{Index, Site},
    },
    net::{Answer, Network, Question},
};
use proptest::{prelude::*, test_runner::RngSeed};
use serde_json::{Value, json};
use std::net::{IpAddr, Ipv4Addr};

/// One TCP packet.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Packet {
    src: Ipv4Addr,
    dst: Ipv4Addr,
    sport: u16,
    dport: u16,
}

impl Packet {
    fn answer(self) -> Self {
        Self { src: self.dst, dst: self.src, sport: self.dport, dport: self.sport }
    }
}

/// Where a packet ended.
#[derive(Clone, Debug)]
enum Land {
    Interface(usize, Packet),
    Internet(Packet),
}

/// The facts of one model, looked up naively.
struct World {
    facts: Vec<(NodeId, NetFact)>,
    interfaces: Vec<(NodeId, Interface)>,
}

/// One packet's journey.
struct Journey<'w> {
    world: &'w World,
    back: bool,
    /// Who sent it, while that is known.
    tag: Vec<NodeId>,
    /// What translators remember.
    nats: Vec<(usize, Packet)>,
    /// Which port a translator picks.
    nat_port: u16,
}

fn holds(cidr: Cidr, ip: Ipv4Addr) -> bool {
    cidr.holds(IpAddr::V4(ip))
}

fn matches(protocol: Protocol, ports: PortRange, port: u16) -> bool {
    match protocol {
        Protocol::All => true,
        Protocol::Number(6) => (ports.first()..=ports.last()).contains(&port),
        Protocol::Number(_) => false,
    }
}

impl World {
    fn of(model: &Model) -> Self {
        let index = Index::of(model);
        let mut facts = Vec::new();
        for (id, node) in model.nodes() {
            let stated = node.resource.as_resource().net_facts(Site::new(model, &index, id));
            facts.extend(stated.into_iter().map(|fact| (id.clone(), fact)));
        }
        let interfaces = facts.iter().filter_map(|(id, fact)| match fact {
            NetFact::Interface(interface) => Some((id.clone(), Interface::clone(interface))),
            _ => None,
        });
        let interfaces = interfaces.collect();
        Self { facts, interfaces }
    }

    fn fact<T>(&self, id: &NodeId, pick: fn(&NetFact) -> Option<&T>) -> Option<&T> {
        self.facts.iter().filter(|(of, _)| of == id).find_map(|(_, fact)| pick(fact))
    }

    fn segment(&self, interface: usize) -> &Segment {
        self.fact(&self.interfaces[interface].1.segment, |fact| match fact {
            NetFact::Segment(it) => Some(it),
            _ => None,
        })
        .unwrap()
    }

    fn private(&self, interface: usize) -> Ipv4Addr {
        match self.interfaces[interface].1.addresses[0].ip() {
            IpAddr::V4(v4) => v4,
            IpAddr::V6(_) => unreachable!("the networks of this test are IPv4"),
        }
    }

    fn public(&self, interface: usize) -> Option<Ipv4Addr> {
        match self.interfaces[interface].1.public.first()?.address?.ip() {
            IpAddr::V4(v4) => Some(v4),
            IpAddr::V6(_) => None,
        }
    }

    fn owner(&self, of: impl Fn(usize) -> bool) -> Option<usize> {
        (0..self.interfaces.len()).find(|at| of(*at))
    }
}

impl Journey<'_> {
    fn acl(&self, interface: usize, ingress: bool, packet: Packet) -> bool {
        let segment = self.world.segment(interface);
        let Some(id) = &segment.acl else { return true };
        let acl = self.world.fact(id, |fact| match fact {
            NetFact::StatelessFilter(it) => Some(it),
            _ => None,
        });
        let acl = acl.unwrap();
        let mut entries = if ingress { acl.ingress.clone() } else { acl.egress.clone() };
        entries.sort_by_key(|entry| entry.number);
        let far = if ingress { packet.src } else { packet.dst };
        entries
            .iter()
            .find(|it| matches(it.protocol, it.ports, packet.dport) && holds(it.cidr, far))
            .is_some_and(|it| it.allow)
    }

    fn group(&self, interface: usize, ingress: bool, packet: Packet) -> bool {
        let fact = &self.world.interfaces[interface].1;
        let far = if ingress { packet.src } else { packet.dst };
        fact.groups.iter().any(|id| {
            let group = self.world.fact(id, |fact| match fact {
                NetFact::StatefulFilter(it) => Some(it),
                _ => None,
            });
            let group = group.unwrap();
            let rules = if ingress { &group.ingress } else { &group.egress };
            rules.iter().any(|rule: &AllowFact| {
                matches(rule.protocol, rule.ports, packet.dport)
                    && match &rule.peer {
                        Some(Peer::Cidr(cidr)) => holds(*cidr, far),
                        Some(Peer::Group(peer)) if ingress => self.tag.contains(peer),
                        Some(Peer::Group(peer)) => self
                            .world
                            .owner(|at| self.world.private(at) == far)
                            .is_some_and(|at| self.world.interfaces[at].1.groups.contains(peer)),
                        Some(Peer::Service(_) | Peer::List(_)) | None => false,
                    }
            })
        })
    }

    fn leave(&mut self, from: usize, packet: Packet) -> Option<Land> {
        let world = self.world;
        let segment = world.segment(from);
        if holds(segment.cidrs[0], packet.dst) {
            let owner = world.owner(|at| world.private(at) == packet.dst)?;
            return self.enter(owner, packet, false);
        }
        if !self.acl(from, false, packet) {
            return None;
        }
        let table = segment.table.as_ref()?;
        let table = world.fact(table, |fact| match fact {
            NetFact::Table(it) => Some(it),
            _ => None,
        })?;
        let vpc: Cidr = "10.0.0.0/16".parse().unwrap();
        // (length, target): `None` is local, `Some(None)` a blackhole.
        let mut best: (u8, Option<Option<NodeId>>) = (0, Some(None));
        let mut found = false;
        if holds(vpc, packet.dst) {
            best = (16, None);
            found = true;
        }
        for route in &table.routes {
            let Peer::Cidr(cidr) = &route.destination else { continue };
            let igw = route.target.as_ref().is_some_and(|id| id.as_str() == "igw");
            if vpc.contains(*cidr) && igw {
                continue;
            }
            if holds(*cidr, packet.dst) && (!found || cidr.length() > best.0) {
                best = (cidr.length(), Some(route.target.clone()));
                found = true;
            }
        }
        if !found {
            return None;
        }
        match best.1 {
            None => {
                let owner = world.owner(|at| world.private(at) == packet.dst)?;
                self.enter(owner, packet, true)
            }
            Some(None) => None,
            Some(Some(target)) if target.as_str() == "igw" => {
                let private: [Cidr; 1] = ["10.0.0.0/8".parse().unwrap()];
                if private.iter().any(|it| holds(*it, packet.dst)) {
                    return None;
                }
                let sender = world.owner(|at| world.private(at) == packet.src)?;
                let packet = Packet { src: world.public(sender)?, ..packet };
                self.tag.clear();
                self.outside(packet)
            }
            Some(Some(nat)) => {
                let nat = world.owner(|at| world.interfaces[at].0 == nat)?;
                if self.back || self.nats.iter().any(|(at, _)| *at == nat) || !self.acl(nat, true, packet) {
                    return None;
                }
                // A rule that names a group does not hold through a translator.
                let sender = world.owner(|at| world.private(at) == packet.src)?;
                if self.nats.is_empty() && !self.by_address(sender, packet) {
                    return None;
                }
                self.nats.push((nat, packet));
                self.tag.clear();
                let packet = Packet { src: world.private(nat), sport: self.nat_port, ..packet };
                self.leave(nat, packet)
            }
        }
    }

    fn by_address(&self, sender: usize, packet: Packet) -> bool {
        self.world.interfaces[sender].1.groups.iter().any(|id| {
            let group = self.world.fact(id, |fact| match fact {
                NetFact::StatefulFilter(it) => Some(it),
                _ => None,
            });
            group.unwrap().egress.iter().any(|rule| {
                matches(rule.protocol, rule.ports, packet.dport)
                    && matches!(&rule.peer, Some(Peer::Cidr(cidr)) if holds(*cidr, packet.dst))
            })
        })
    }

    fn outside(&mut self, packet: Packet) -> Option<Land> {
        let world = self.world;
        match world.owner(|at| world.public(at) == Some(packet.dst)) {
            Some(owner) => {
                let packet = Packet { dst: world.private(owner), ..packet };
                self.enter(owner, packet, true)
            }
            None => Some(Land::Internet(packet)),
        }
    }

    fn enter(&mut self, at: usize, packet: Packet, crossed: bool) -> Option<Land> {
        if crossed && !self.acl(at, true, packet) {
            return None;
        }
        let fact = &self.world.interfaces[at].1;
        if self.back {
            if self.nats.last().is_some_and(|(nat, _)| *nat == at) {
                let (_, before) = self.nats.pop()?;
                let known = packet.src == before.dst && packet.dport == self.nat_port;
                return if known { self.leave(at, before.answer()) } else { None };
            }
            return Some(Land::Interface(at, packet));
        }
        let open = fact.inbound == Inbound::Filtered && fact.running && self.group(at, true, packet);
        open.then_some(Land::Interface(at, packet))
    }
}

/// Whether a packet gets there and its answer comes back.
fn round_trip(world: &World, sent: Packet, nat_port: u16) -> bool {
    let sender = world.owner(|at| world.private(at) == sent.src);
    let mut out = Journey { world, back: false, tag: Vec::new(), nats: Vec::new(), nat_port };
    let landed = match sender {
        Some(at) => {
            out.tag.clone_from(&world.interfaces[at].1.groups);
            if out.group(at, false, sent) { out.leave(at, sent) } else { None }
        }
        None => out.outside(sent),
    };
    let mut back = Journey { world, back: true, tag: Vec::new(), nats: out.nats, nat_port };
    let returned = match landed {
        None => return false,
        Some(Land::Interface(at, packet)) => back.leave(at, packet.answer()),
        Some(Land::Internet(packet)) => back.outside(packet.answer()),
    };
    match returned {
        Some(Land::Interface(at, packet)) => Some(at) == sender && packet == sent.answer(),
        Some(Land::Internet(packet)) => sender.is_none() && packet == sent.answer(),
        None => false,
    }
}

/// Whether the engine's answer has a packet in it.
fn has(answer: &Answer, packet: Packet) -> bool {
    let block = |words: &[String], ip| words.iter().any(|it| holds(it.parse().unwrap(), ip));
    let port = |words: &[String], port: u16| {
        words.iter().any(|it| {
            let range: PortRange = it.parse().unwrap();
            (range.first()..=range.last()).contains(&port)
        })
    };
    answer.packets.iter().any(|it| {
        block(&it.source, packet.src)
            && block(&it.destination, packet.dst)
            && port(&it.source_ports, packet.sport)
            && port(&it.ports, packet.dport)
    })
}

const BLOCKS: [&str; 7] = [
    "0.0.0.0/0",
    "10.0.0.0/16",
    "10.0.1.0/24",
    "10.0.2.0/24",
    "203.0.113.0/24",
    "10.0.9.5/32",
    "198.51.100.0/24",
];
const PORTS: [&str; 6] = ["all", "22", "80", "0-1023", "1024-32767", "32768-65535"];

fn rule() -> impl Strategy<Value = Value> {
    let peer = prop_oneof![
        3 => prop::sample::select(BLOCKS.to_vec()).prop_map(|it| json!({ "cidr": it })),
        1 => prop::sample::select(vec!["sg-a", "sg-b"]).prop_map(|it| json!({ "group_id": it })),
    ];
    (prop::sample::select(vec!["tcp", "-1", "-1", "udp"]), prop::sample::select(PORTS.to_vec()), peer)
        .prop_map(|(protocol, ports, mut rule)| {
            rule["ip_protocol"] = json!(protocol);
            rule["ports"] = json!(ports);
            rule
        })
}

fn entries() -> impl Strategy<Value = Value> {
    let entry = (
        prop::sample::select(vec!["allow", "allow", "deny"]),
        prop::sample::select(vec!["tcp", "-1", "udp"]),
        prop::sample::select(PORTS.to_vec()),
        prop::sample::select(BLOCKS.to_vec()),
    );
    let some = prop::collection::vec(entry, 0..3).prop_map(|entries| {
        let numbered = entries.into_iter().enumerate().map(|(at, (action, protocol, ports, block))| {
            json!({ "rule_number": at + 1, "rule_action": action, "protocol": protocol,
                    "port_range": ports, "cidr_block": block })
        });
        let last = json!({ "rule_number": 100 });
        numbered.chain([last]).collect::<Vec<_>>()
    });
    (some, prop::bool::weighted(0.8)).prop_map(|(mut entries, open)| {
        if !open {
            entries.pop();
        }
        json!(entries)
    })
}

fn routes() -> impl Strategy<Value = Value> {
    let target = || {
        prop_oneof![
            3 => Just(None),
            3 => Just(Some(json!({ "target": "igw" }))),
            3 => Just(Some(json!({ "target": "nat" }))),
            1 => Just(Some(json!({}))),
        ]
    };
    let blocks = ["0.0.0.0/0", "203.0.113.0/24", "10.0.2.0/24", "198.51.100.0/24"];
    (target(), target(), target(), target()).prop_map(move |(a, b, c, d)| {
        let each = blocks.iter().zip([a, b, c, d]);
        each.filter_map(|(block, route)| {
            let mut route = route?;
            route["destination"] = json!(block);
            Some(route)
        })
        .collect()
    })
}

fn design() -> impl Strategy<Value = Value> {
    let rules = || prop::collection::vec(rule(), 1..4);
    let open = || prop::bool::weighted(0.5);
    let groups = (rules(), rules(), rules(), rules(), open(), open());
    let acls = (entries(), entries(), entries(), entries(), open(), open());
    let tables = (routes(), routes(), routes());
    (groups, acls, tables, any::<[bool; 2]>()).prop_map(
        |(
            (in_a, out_a, in_b, out_b, free_a, free_b),
            (in_1, out_1, in_p, out_p, free_1, free_p),
            (r1, r2, rp),
            public,
        )| {
            let group = |ingress: Vec<Value>, egress: Vec<Value>, free: bool| {
                let mut it = json!({ "kind": "security_group", "in": "vpc", "ingress": ingress });
                if !free {
                    it["egress"] = json!(egress);
                }
                it
            };
            let acl = |ingress: Value, egress: Value, free: bool| {
                let open = json!([{}]);
                let (ingress, egress) = if free { (open.clone(), open) } else { (ingress, egress) };
                json!({ "kind": "network_acl", "in": "vpc", "ingress": ingress, "egress": egress })
            };
            let subnet = |block: &str, table: &str, acl: &str| {
                json!({ "kind": "subnet", "in": "vpc", "cidr_block": block, "route_table_id": table,
                        "network_acl_id": acl })
            };
            let instance = |subnet: &str, address: &str, group: &str| {
                json!({ "kind": "instance", "in": subnet, "private_ip_address": address,
                        "security_group_ids": [group] })
            };
            let mut resources = json!({
                "r": { "kind": "region" },
                "vpc": { "kind": "vpc", "in": "r" },
                "igw": { "kind": "internet_gateway", "in": "vpc" },
                "t1": { "kind": "route_table", "in": "vpc", "routes": r1 },
                "t2": { "kind": "route_table", "in": "vpc", "routes": r2 },
                "tp": { "kind": "route_table", "in": "vpc", "routes": rp },
                "sg-a": group(in_a, out_a, free_a),
                "sg-b": group(in_b, out_b, free_b),
                "acl-1": acl(in_1, out_1, free_1),
                "acl-p": acl(in_p, out_p, free_p),
                "s1": subnet("10.0.1.0/24", "t1", "acl-1"),
                "s2": subnet("10.0.2.0/24", "t2", "acl-p"),
                "p": subnet("10.0.9.0/24", "tp", "acl-p"),
                "a": instance("s1", "10.0.1.10", "sg-a"),
                "a2": instance("s1", "10.0.1.20", "sg-b"),
                "b": instance("s2", "10.0.2.10", "sg-b"),
                "eip-n": { "kind": "elastic_ip", "in": "r", "public_ip": "198.51.100.9" },
                "nat": { "kind": "nat_gateway", "in": "p", "allocation_id": "eip-n",
                         "private_ip_address": "10.0.9.5" }
            });
            for (on, name) in public.into_iter().zip(["a", "b"]) {
                if on {
                    let ip = if name == "a" { "198.51.100.1" } else { "198.51.100.2" };
                    resources[format!("eip-{name}")] =
                        json!({ "kind": "elastic_ip", "in": "r", "public_ip": ip, "instance_id": name });
                }
            }
            json!({ "plat": 1, "resources": resources })
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, rng_seed: RngSeed::Fixed(20_261_125), ..ProptestConfig::default() })]

    #[test]
    fn every_packet_is_in_the_answer_exactly_if_it_returns(design in design()) {
        let model = file::load(&design.to_string()).unwrap().model;
        let network = Network::of(&model, &Index::of(&model));
        let world = World::of(&model);
        let ip = |text: &str| -> Ipv4Addr { text.parse().unwrap() };
        let one = |ip: Ipv4Addr| vec![End::Cidr(Cidr::one(ip.into()))];
        let froms = ["10.0.1.10", "10.0.1.20", "10.0.2.10", "203.0.113.5"].map(ip);
        let tos = [
            "10.0.1.10", "10.0.2.10", "10.0.9.5", "203.0.113.5", "203.0.112.5", "198.51.100.1", "198.51.100.2",
            "198.51.100.9",
        ].map(ip);
        for src in froms {
            for dst in tos {
                let own = world.owner(|at| world.private(at) == src && world.public(at) == Some(dst));
                let outside = holds("203.0.112.0/23".parse().unwrap(), src);
                let private = holds("10.0.0.0/8".parse().unwrap(), dst);
                if src == dst || own.is_some() || (outside && private) {
                    continue;
                }
                for dport in [22, 80] {
                    let answer = network.ask(&Question {
                        from: one(src), to: one(dst), protocol: Protocol::TCP, ports: PortRange::one(dport), ..Question::default()
                    });
                    for sport in [1024, 32767, 32768, 65535] {
                        let packet = Packet { src, dst, sport, dport };
                        let returns = [1024, 65535].iter().any(|port| round_trip(&world, packet, *port));
                        prop_assert_eq!(has(&answer, packet), returns, "{:?}\n{:#?}", packet, answer);
                    }
                }
            }
        }
    }
}
