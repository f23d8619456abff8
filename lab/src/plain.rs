//! Small networks of the plain fragment: groups, network ACLs, routes and peering over both families, with ends of
//! ranges favoured.

use crate::{
    seed::Seed,
    written::{cidr, id, region},
};
use plat::{
    base::{Address, Cidr, Icmp, PortRange, Protocol},
    model::fact::{
        AllowFact, Boundary, EntryFact, Inbound, Interface, NetFact, Peer, Peering, RouteFact, Segment,
        StatefulFilter, StatelessFilter, Table,
    },
    net::compile::Facts,
};

struct Make {
    seed: Seed,
    facts: Facts,
    boundaries: usize,
    segments: usize,
    groups: usize,
}

/// A network from a seed: at most four VPCs and some thirty interfaces.
pub fn network(seed: u64) -> Facts {
    let mut seed = Seed::new(seed);
    let (boundaries, segments) = (1 + seed.below(4), 1 + seed.below(3));
    let groups = 1 + seed.below(4);
    let mut make = Make { seed, facts: Facts::new(), boundaries, segments, groups };
    for of in 0..boundaries {
        make.boundary(of);
    }
    for a in 0..boundaries {
        for b in a + 1..boundaries {
            if make.seed.chance(75) {
                let (active, between) = (make.seed.chance(90), [a, b].map(|it| id(&format!("vpc{it}"))));
                let fact = Peering { between, active, resolves: [false, false] };
                make.facts.push((id(&format!("pcx{a}{b}")), vec![NetFact::Peering(fact)]));
            }
        }
    }
    make.facts.sort_by(|a, b| a.0.cmp(&b.0));
    make.facts
}

fn one_of<'t, T>(seed: &mut Seed, all: &'t [T]) -> &'t T {
    &all[seed.below(all.len())]
}

const PORTS: [(u16, u16); 9] = [
    (0, 65535),
    (22, 22),
    (80, 80),
    (443, 443),
    (0, 1023),
    (1024, 65535),
    (32768, 65535),
    (49152, 65535),
    (79, 81),
];

impl Make {
    fn boundary(&mut self, of: usize) {
        let cidrs = vec![cidr(&format!("10.{of}.0.0/16")), cidr(&format!("2600:0:{of}::/56"))];
        let region = region(if self.seed.chance(80) { "us-east-1" } else { "eu-west-1" });
        let fact = Boundary {
            cidrs,
            region,
            main_table: self.seed.chance(80).then(|| id(&format!("rtb{of}-0"))),
            default_acl: self.seed.chance(50).then(|| id(&format!("acl{of}-0"))),
            default_group: self.seed.chance(50).then(|| id(&format!("sg{of}-0"))),
            resolver: true,
            hostnames: true,
        };
        self.facts.push((id(&format!("vpc{of}")), vec![NetFact::Boundary(fact)]));
        for at in 0..2 {
            let mut routes: Vec<RouteFact> = (0..self.seed.below(4)).map(|_| self.route(of)).collect();
            for other in (0..self.boundaries).filter(|it| *it != of) {
                let target = Some(id(&format!("pcx{}{}", of.min(other), of.max(other))));
                for block in [format!("10.{other}.0.0/16"), format!("2600:0:{other}::/56")] {
                    if self.seed.chance(70) {
                        let destination = Peer::Cidr(cidr(&block));
                        routes.push(RouteFact { destination, target: target.clone() });
                    }
                }
            }
            let fact = Table { boundary: Some(id(&format!("vpc{of}"))), routes, ..Table::default() };
            self.facts.push((id(&format!("rtb{of}-{at}")), vec![NetFact::Table(fact)]));
            let fact = StatelessFilter { ingress: self.entries(), egress: self.entries() };
            self.facts.push((id(&format!("acl{of}-{at}")), vec![NetFact::StatelessFilter(fact)]));
        }
        for at in 0..self.segments {
            let mut own = |name: &str| {
                let at = self.seed.below(4);
                (at < 2).then(|| id(&format!("{name}{of}-{at}")))
            };
            let (table, acl) = (own("rtb"), own("acl"));
            let fact = Segment {
                boundary: id(&format!("vpc{of}")),
                cidrs: vec![cidr(&format!("10.{of}.{at}.0/24")), cidr(&format!("2600:0:{of}:{at}::/64"))],
                zone: ["a", "b"][at % 2].to_owned(),
                table,
                acl,
                dns64: false,
            };
            self.facts.push((id(&format!("subnet{of}-{at}")), vec![NetFact::Segment(fact)]));
        }
        for at in 0..self.groups {
            let fact = StatefulFilter { ingress: self.rules(30), egress: self.rules(60) };
            self.facts.push((id(&format!("sg{of}-{at}")), vec![NetFact::StatefulFilter(fact)]));
        }
        for at in 0..2 + self.seed.below(5) {
            let fact = self.interface(of, at);
            self.facts.push((id(&format!("eni{of}-{at}")), vec![fact.stated()]));
        }
    }

    fn interface(&mut self, of: usize, at: usize) -> Interface {
        let segment = self.seed.below(self.segments);
        let mut it = Interface::in_segment(id(&format!("subnet{of}-{segment}")));
        it.assign_ipv6 = self.seed.chance(80);
        if self.seed.chance(30) {
            let text = [format!("10.{of}.{segment}.{}", 20 + at), format!("10.{of}.{segment}.{}", 200 + at)];
            let address = |it: &String| it.parse::<Address>().unwrap_or_else(|_| unreachable!("an address"));
            it.addresses = text.iter().map(address).collect();
        }
        for _ in 0..self.seed.below(3) {
            it.groups.push(id(&format!("sg{of}-{}", self.seed.below(self.groups))));
        }
        it.unfiltered = false;
        it.running = self.seed.chance(95);
        it.initiates = self.seed.chance(92);
        if self.seed.chance(10) {
            it.inbound = Inbound::Function;
        }
        if self.seed.chance(20) {
            it.listens = vec![(Protocol::TCP, PortRange::one(443))];
        }
        if self.seed.chance(15) {
            it.protocols = vec![Protocol::TCP, Protocol::UDP];
        }
        it.source_dest_check = self.seed.chance(80);
        let range = *one_of(&mut self.seed, &[(1024, 65535), (32768, 60999), (49152, 65535)]);
        it.ephemeral = PortRange::new(range.0, range.1).unwrap_or(PortRange::ALL);
        it
    }

    fn traffic(&mut self) -> (Protocol, PortRange, Icmp) {
        let (first, last) = *one_of(&mut self.seed, &PORTS);
        let ports = PortRange::new(first, last).unwrap_or(PortRange::ALL);
        let icmp =
            *one_of(&mut self.seed, &[Icmp::All, Icmp::ECHO, Icmp::Type(0), Icmp::Type(3), Icmp::ECHO_V6]);
        let protocol = match self.seed.below(12) {
            0..=5 => Protocol::TCP,
            6 | 7 => Protocol::UDP,
            8 => Protocol::ICMP,
            9 => Protocol::ICMPV6,
            10 => Protocol::Number(50),
            _ => Protocol::All,
        };
        (protocol, ports, icmp)
    }

    fn block(&mut self) -> Cidr {
        let (of, at) = (self.seed.below(self.boundaries), self.seed.below(self.segments));
        match self.seed.below(11) {
            0 | 1 => Cidr::ALL_V4,
            2 => cidr("::/0"),
            3 => cidr(&format!("10.{of}.0.0/16")),
            4 => cidr(&format!("10.{of}.{at}.0/24")),
            5 => cidr(&format!("10.{of}.{at}.{}/32", 4 + self.seed.below(4))),
            6 => cidr(&format!("10.{of}.{at}.0/29")),
            7 => cidr(&format!("2600:0:{of}::/56")),
            8 => cidr(&format!("2600:0:{of}:{at}::/64")),
            9 => cidr(&format!("2600:0:{of}:{at}::{}/128", 4 + self.seed.below(4))),
            _ => cidr("10.0.0.0/8"),
        }
    }

    /// Some rules, and often one that lets everything pass.
    fn rules(&mut self, open: usize) -> Vec<AllowFact> {
        let mut rules: Vec<AllowFact> = (0..self.seed.below(5)).map(|_| self.rule()).collect();
        for block in [Cidr::ALL_V4, cidr("::/0")] {
            if self.seed.chance(open) {
                let (protocol, peer) = (Protocol::All, Some(Peer::Cidr(block)));
                rules.push(AllowFact { protocol, ports: PortRange::ALL, icmp: Icmp::All, peer });
            }
        }
        rules
    }

    /// Some entries, and often last ones that let the rest pass.
    fn entries(&mut self) -> Vec<EntryFact> {
        let mut entries: Vec<EntryFact> = (0..self.seed.below(5)).map(|at| self.entry(at)).collect();
        for cidr in [Cidr::ALL_V4, cidr("::/0")] {
            if self.seed.chance(75) {
                let (protocol, ports, icmp) = (Protocol::All, PortRange::ALL, Icmp::All);
                entries.push(EntryFact { number: 1000, allow: true, protocol, ports, icmp, cidr });
            }
        }
        entries
    }

    fn rule(&mut self) -> AllowFact {
        let (protocol, ports, icmp) = self.traffic();
        let peer = if self.seed.chance(50) {
            let (of, at) = (self.seed.below(self.boundaries), self.seed.below(self.groups));
            Peer::Group(id(&format!("sg{of}-{at}")))
        } else {
            Peer::Cidr(self.block())
        };
        AllowFact { protocol, ports, icmp, peer: self.seed.chance(97).then_some(peer) }
    }

    fn entry(&mut self, at: usize) -> EntryFact {
        let (protocol, ports, icmp) = self.traffic();
        let number = u32::try_from(at).unwrap_or(0) * 10 + 100;
        EntryFact { number, allow: self.seed.chance(75), protocol, ports, icmp, cidr: self.block() }
    }

    fn route(&mut self, of: usize) -> RouteFact {
        let other = self.seed.below(self.boundaries);
        let link = id(&format!("pcx{}{}", of.min(other), of.max(other)));
        let target = self.seed.chance(85).then_some(link);
        RouteFact { destination: Peer::Cidr(self.block()), target }
    }
}
