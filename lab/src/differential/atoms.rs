//! Service atoms: the ports of a protocol, cut wherever some rule, listener, firewall or service may change its mind.

use crate::seed::Seed;
use plat::{
    base::{PortRange, Protocol},
    model::fact::Forwarding,
    net::{graph::Net, ranges::Ranges, walk::Packet},
};
use std::collections::BTreeSet;

/// From a first to a last port; types and codes for ICMP.
pub type Atom = (u16, u16);

/// The atoms of a network.
#[derive(Clone, Debug, Default)]
pub struct Atoms {
    /// Of each protocol that is asked about, over IPv4 and over IPv6.
    families: [Vec<(u8, Vec<Atom>)>; 2],
    /// Client ports that no filter of answers tells apart.
    clients: Vec<Atom>,
}

/// Protocols that no rule has a word of its own about have one atom together, and this one stands for them.
const UNNAMED: u8 = 253;

impl Atoms {
    /// Reads them from everything that looks at ports.
    pub fn of(net: &Net) -> Self {
        let spoken = spoken(net);
        let others: BTreeSet<u8> = spoken.iter().filter_map(|(protocols, _)| named(protocols)).collect();
        let protocols = |icmp: u8| {
            let named = others.iter().copied().filter(|it| ![1, 6, 17, 58].contains(it));
            let all: BTreeSet<u8> = named.chain([icmp, 6, 17, UNNAMED]).collect();
            let own = |it: u8| {
                let ports = spoken.iter().filter(|(protocols, _)| protocols.holds(it.into()));
                let whole = ![icmp, 6, 17].contains(&it);
                (it, if whole { vec![(0, 0)] } else { cut(ports.map(|it| &it.1)) })
            };
            all.into_iter().map(own).collect()
        };
        Self { families: [protocols(1), protocols(58)], clients: cut(clients(net).iter()) }
    }

    /// The protocols of a family, each with its atoms.
    pub fn of_family(&self, v4: bool) -> &[(u8, Vec<Atom>)] {
        &self.families[usize::from(!v4)]
    }

    /// The packets of an atom that are walked: its first, its last and one of any (law L2). The client's port, which
    /// filters of answers look at, is the end of some client atom, or anywhere in one.
    pub fn packets(&self, packet: Packet, atom: Atom, seed: &mut Seed) -> ([Packet; 3], usize) {
        if !matches!(packet.protocol, 6 | 17) {
            let one = |port| Packet { port, source_port: 0, ..packet };
            let all = [one(atom.0), one(atom.1), one(within(atom, seed))];
            let count = if atom.0 == atom.1 { 1 } else { 3 };
            return (all, count);
        }
        let mut client = || self.clients[seed.below(self.clients.len())];
        let (first, last, some) = (client().0, client().1, client());
        let (port, source_port) = (within(atom, seed), within(some, seed));
        let all = [
            Packet { port: atom.0, source_port: first, ..packet },
            Packet { port: atom.1, source_port: last, ..packet },
            Packet { port, source_port, ..packet },
        ];
        (all, 3)
    }
}

fn within(atom: Atom, seed: &mut Seed) -> u16 {
    let wide = usize::from(atom.1 - atom.0) + 1;
    atom.0 + u16::try_from(seed.below(wide)).unwrap_or(0)
}

/// The one protocol that a rule is about.
fn named(protocols: &Ranges) -> Option<u8> {
    protocols.single().and_then(|it| u8::try_from(it).ok())
}

/// All ports, cut at the ends of ranges.
fn cut<'r>(all: impl Iterator<Item = &'r Ranges>) -> Vec<Atom> {
    let mut starts: BTreeSet<u16> = [0].into_iter().collect();
    for (first, last) in all.flat_map(|it| it.spans()) {
        starts.extend([u16::try_from(*first).ok(), u16::try_from(last + 1).ok()].into_iter().flatten());
    }
    let starts: Vec<u16> = starts.into_iter().collect();
    let last = |at: usize| starts.get(at + 1).map_or(u16::MAX, |next| next - 1);
    starts.iter().enumerate().map(|(at, first)| (*first, last(at))).collect()
}

/// Everything that looks at protocols and destination ports, of packets or of answers to them.
fn spoken(net: &Net) -> Vec<(Ranges, Ranges)> {
    let one = |protocol: Protocol, ports: PortRange| (Ranges::protocol(protocol), Ranges::ports(ports));
    let groups = net.groups.iter().flat_map(|it| it.ingress.iter().chain(&it.egress));
    let sites = net.sites.iter().filter_map(|it| it.ingress.as_ref()).flatten();
    let mut out: Vec<(Ranges, Ranges)> =
        groups.chain(sites).map(|it| (it.protocol.clone(), it.ports.clone())).collect();
    let acls = net.acls.iter().flat_map(|it| it.ingress.iter().chain(&it.egress));
    out.extend(acls.map(|it| (it.protocol.clone(), it.ports.clone())));
    let listeners = net.balancers.iter().flat_map(|it| &it.listeners);
    out.extend(listeners.map(|it| (it.protocol.clone(), it.ports.clone())));
    for interface in &net.interfaces {
        out.extend(interface.fact.listens.iter().map(|it| one(it.0, it.1)));
        if let Forwarding::Inspect(inspection) = &interface.fact.forwarding {
            let rules = inspection.firewall.iter();
            let stateless = rules.clone().flat_map(|it| it.stateless.iter().map(|it| &it.2));
            for it in stateless.chain(rules.flat_map(|it| it.stateful.iter().map(|it| &it.1))) {
                // Of an answer, the service's port is the source.
                out.extend([one(it.protocol, it.ports), one(it.protocol, it.source_ports)]);
            }
        }
    }
    // Services, reserved addresses (RSV), ping, and the ports that translators pick from (PKT-5).
    let known = [
        (6, 80),
        (6, 443),
        (6, 53),
        (6, 1688),
        (17, 53),
        (17, 67),
        (17, 123),
        (1, 0x800),
        (1, 0),
        (58, 0x8000),
        (58, 0x8100),
    ];
    out.extend(known.map(|(protocol, port)| (Ranges::one(protocol), Ranges::one(port))));
    out
}

/// What filters of answers look at: their destination ports, and the source ports of firewalls.
fn clients(net: &Net) -> Vec<Ranges> {
    let acls = net.acls.iter().flat_map(|it| it.ingress.iter().chain(&it.egress));
    let ported = |it: &&Ranges| it.holds(6) || it.holds(17);
    let mut out: Vec<Ranges> = acls.filter(|it| ported(&&it.protocol)).map(|it| it.ports.clone()).collect();
    for interface in &net.interfaces {
        out.push(Ranges::ports(interface.fact.ephemeral));
        if let Forwarding::Inspect(inspection) = &interface.fact.forwarding {
            let rules = inspection.firewall.iter();
            let stateless = rules.clone().flat_map(|it| it.stateless.iter().map(|it| &it.2));
            let all = stateless.chain(rules.flat_map(|it| it.stateful.iter().map(|it| &it.1)));
            out.extend(all.flat_map(|it| [Ranges::ports(it.ports), Ranges::ports(it.source_ports)]));
        }
    }
    out.push(Ranges::span(1024, 65535));
    out
}
