//! Facts compiled to dense arrays: what the engines run on.
//!
//! Facts name each other in any order, so this goes in passes: `number` gives every resource its places, `place`
//! fills in what needs no address, `addresses` picks the addresses that the model leaves open, and `join` what
//! needs them: groups' members, rules, tables.

use super::{
    graph::{Ix, Net, PeerNet, RuleNet, ix},
    ranges::Ranges,
};
use crate::{
    base::{Cidr, Icmp, NodeId, PortRange, Protocol},
    model::{
        Model,
        fact::{AllowFact, NetFact, Peer},
        site::{Index, Site},
    },
};
use std::net::IpAddr;

mod addresses;
mod filters;
mod number;
mod place;
mod standing;
mod tables;

use number::Names;

/// The facts of each resource, in the order of ids.
pub type Facts = Vec<(NodeId, Vec<NetFact>)>;

/// The facts of every resource of a model.
pub fn facts(model: &Model, index: &Index) -> Facts {
    let nodes = model.nodes();
    nodes
        .map(|(id, node)| (id.clone(), node.resource.as_resource().net_facts(Site::new(model, index, id))))
        .filter(|(_, facts)| !facts.is_empty())
        .collect()
}

impl Net {
    /// Compiles facts.
    pub fn of(facts: &Facts) -> Self {
        let standing = standing::standing(facts);
        let facts = standing.as_ref().unwrap_or(facts);
        let mut net = Self::default();
        net.name_services(facts);
        net.number_nodes(facts);
        let names = Names::of(facts);
        // A million of them are not moved twenty times.
        net.interfaces.reserve_exact(names.interfaces);
        for (id, facts) in facts {
            for fact in facts {
                net.place(&names, id, fact);
            }
        }
        net.pick_private();
        net.pick_public(facts);
        net.join_filters(&names, facts);
        net.join_tables(facts);
        net.join_hubs(facts);
        net.join_listeners(facts);
        net.join_targets();
        net.block_public(facts);
        net.internet = net.unknown_public();
        net
    }

    /// A rule of a stateful filter.
    fn rule(&self, names: &Names<'_>, rule: &AllowFact) -> RuleNet {
        let peer = match &rule.peer {
            None => PeerNet::Nobody,
            Some(Peer::Group(id)) => names.groups.get(id).map_or(PeerNet::Nobody, |it| PeerNet::Group(*it)),
            Some(peer) => PeerNet::Addresses(self.peer_addresses(peer)),
        };
        let mut label = traffic_label(rule.protocol, rule.ports, rule.icmp);
        label.push(' ');
        match &rule.peer {
            None => label.push('-'),
            Some(peer) => push_peer(&mut label, peer),
        }
        RuleNet {
            label,
            protocol: Ranges::protocol(rule.protocol),
            ports: ports_of(rule.protocol, rule.ports, rule.icmp),
            peer,
        }
    }

    /// The addresses that a peer names; none for a group, which is known by identity.
    fn peer_addresses(&self, peer: &Peer) -> Ranges {
        match peer {
            Peer::Cidr(cidr) => Ranges::cidr(*cidr),
            Peer::Service(service) => self.addresses_of(service),
            Peer::List(id) => {
                let list = self.roles.get(id).and_then(|it| it.list.as_ref());
                list.map_or(Ranges::EMPTY, Ranges::cidrs)
            }
            Peer::Group(_) => Ranges::EMPTY,
        }
    }
}

/// A peer as people write it.
fn peer_label(peer: &Peer) -> String {
    let mut label = String::new();
    push_peer(&mut label, peer);
    label
}

fn push_peer(label: &mut String, peer: &Peer) {
    match peer {
        Peer::Cidr(cidr) => push_cidr(label, *cidr),
        Peer::Service(service) => {
            label.push_str("pl:");
            label.push_str(&service.name);
        }
        Peer::List(id) | Peer::Group(id) => label.push_str(id.as_str()),
    }
}

/// As `Cidr` is displayed. Labels are a third of the work if each number goes through the formatter.
fn push_cidr(label: &mut String, cidr: Cidr) {
    match cidr.first() {
        IpAddr::V4(v4) => {
            let [a, b, c, d] = v4.octets();
            for (part, end) in [(a, '.'), (b, '.'), (c, '.'), (d, '/')] {
                push_number(label, part.into());
                label.push(end);
            }
            push_number(label, cidr.length().into());
        }
        IpAddr::V6(_) => label.push_str(&cidr.to_string()),
    }
}

fn push_number(label: &mut String, number: u16) {
    let mut rest = number;
    let mut digits = [0_u8; 5];
    let mut from = digits.len();
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
        from -= 1;
        if rest == 0 {
            break;
        }
    }
    label.extend(digits.iter().skip(from).map(|it| char::from(*it)));
}

/// Destination ports; types and codes for ICMP.
fn ports_of(protocol: Protocol, ports: PortRange, icmp: Icmp) -> Ranges {
    if protocol.has_ports() {
        Ranges::ports(ports)
    } else if protocol.is_icmp() {
        let (first, last) = icmp.span();
        Ranges::span(first.into(), last.into())
    } else {
        Ranges::all_ports()
    }
}

/// `tcp 443`, `all`, `icmp 8`.
fn traffic_label(protocol: Protocol, ports: PortRange, icmp: Icmp) -> String {
    // What follows it is a block or a name: mostly it fits.
    let mut label = String::with_capacity(32);
    match Protocol::NAMES.iter().find(|(_, number)| protocol == Protocol::Number(*number)) {
        Some((name, _)) => label.push_str(name),
        None => label.push_str(&protocol.name()),
    }
    if protocol.has_ports() {
        label.push(' ');
        match (ports.first(), ports.last()) {
            (0, u16::MAX) => label.push_str("all"),
            (first, last) => {
                push_number(&mut label, first);
                if first != last {
                    label.push('-');
                    push_number(&mut label, last);
                }
            }
        }
    } else if protocol.is_icmp() && icmp != Icmp::All {
        label.push(' ');
        label.push_str(&icmp.to_string());
    }
    label
}

/// A fact of one variant, with whose it is.
fn each<'f, T>(
    facts: &'f Facts,
    pick: impl Fn(&'f NetFact) -> Option<T> + Copy,
) -> impl Iterator<Item = (&'f NodeId, T)> {
    facts.iter().flat_map(move |(id, facts)| facts.iter().filter_map(move |fact| Some((id, pick(fact)?))))
}

/// Places of the resources that a fact names; those that are not there are left out.
fn places(net: &Net, ids: &[NodeId], pick: fn(&super::graph::Roles) -> Option<Ix>) -> Vec<Ix> {
    ids.iter().filter_map(|id| net.role(id, pick)).collect()
}

/// The place of the last entry of an array.
fn last<T>(array: &[T]) -> Ix {
    ix(array.len().saturating_sub(1))
}
