//! Rules, entries and routes as this engine reads them: flat, and by the traffic they speak of.

use super::atom::Shelf;
use crate::net::{
    graph::{AclNet, EntryNet, EntryRoute, GroupNet, Ix, Net, PeerNet, RouteOrigin, RuleNet, Target},
    ranges::Ranges,
};
use std::{collections::BTreeMap, sync::Arc};

/// Protocols and destination ports (types and codes for ICMP) that a rule speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Traffic {
    /// First and last protocol.
    pub protocols: (u8, u8),
    /// First and last port.
    pub ports: (u16, u16),
}

impl Traffic {
    /// Whether it has a packet.
    pub fn holds(self, protocol: u8, port: u16) -> bool {
        let (protocols, ports) = (self.protocols, self.ports);
        (protocols.0..=protocols.1).contains(&protocol) && (ports.0..=ports.1).contains(&port)
    }
}

/// Every traffic that anything speaks of, once.
#[derive(Clone, Debug, Default)]
pub struct Traffics {
    all: Vec<Traffic>,
    /// By the bits of a traffic.
    known: BTreeMap<u64, u32>,
}

impl Traffics {
    /// The number of a traffic.
    pub fn number(&mut self, traffic: Traffic) -> u32 {
        let all = &mut self.all;
        let (protocols, ports) = (traffic.protocols, traffic.ports);
        let bits = [protocols.0.into(), protocols.1.into(), ports.0, ports.1];
        let bits = bits.into_iter().fold(0, |all, it| all << 16 | u64::from(it));
        *self.known.entry(bits).or_insert_with(|| {
            all.push(traffic);
            u32::try_from(all.len() - 1).unwrap_or(u32::MAX)
        })
    }

    /// A traffic by its number.
    pub fn get(&self, number: u32) -> Traffic {
        self.all[number as usize]
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// The numbers of a protocol and ports set.
    fn each(&mut self, protocols: &Ranges, ports: &Ranges, mut act: impl FnMut(u32)) {
        let byte = |n: u128| u8::try_from(n).unwrap_or(u8::MAX);
        let port = |n: u128| u16::try_from(n).unwrap_or(u16::MAX);
        for protocols in protocols.spans() {
            for ports in ports.spans() {
                act(self.number(Traffic {
                    protocols: (byte(protocols.0), byte(protocols.1)),
                    ports: (port(ports.0), port(ports.1)),
                }));
            }
        }
    }
}

/// Whom a rule lets pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom {
    /// From a first to a last address.
    Span(u128, u128),
    /// Interfaces that carry a group (SG-4).
    Group(Ix),
}

/// One allowed traffic of a group (SG-1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Which traffic.
    pub traffic: u32,
    /// With whom.
    pub whom: Whom,
}

/// The rules of a group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupRules {
    /// What may come in.
    pub ingress: Vec<Rule>,
    /// What may go out.
    pub egress: Vec<Rule>,
}

/// One entry of a network ACL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Whether it lets pass.
    pub allow: bool,
    /// Which traffic.
    pub traffic: u32,
    /// From which far address.
    pub first: u128,
    /// To which far address.
    pub last: u128,
}

/// The entries of a network ACL, the first to be looked at last (NACL-2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AclRules {
    /// For what comes in.
    pub ingress: Vec<Entry>,
    /// For what goes out.
    pub egress: Vec<Entry>,
}

/// One stretch of a route's prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    /// From which address.
    pub first: u128,
    /// To which address.
    pub last: u128,
    /// How many bits are fixed.
    pub length: u8,
    /// Where it is from (RT-3).
    pub origin: RouteOrigin,
    /// Where it leads.
    pub target: Target,
}

/// What the filters and tables say.
#[derive(Debug, Default)]
pub struct Book {
    /// Every traffic.
    pub traffics: Traffics,
    /// By group.
    pub groups: Vec<GroupRules>,
    /// By network ACL.
    pub acls: Vec<AclRules>,
    /// By route table, the best route last.
    pub tables: Vec<Vec<Route>>,
    /// What traffics were made into.
    pub shelf: Arc<Shelf>,
}

impl Book {
    /// Reads a network's filters and tables.
    pub fn of(net: &Net) -> Self {
        Self::with(Traffics::default(), Arc::default(), net)
    }

    /// Reads those of a network after an edit. Traffics keep their numbers.
    pub fn after(before: &Self, net: &Net) -> Self {
        Self::with(before.traffics.clone(), before.shelf.clone(), net)
    }

    fn with(traffics: Traffics, shelf: Arc<Shelf>, net: &Net) -> Self {
        let mut book = Self { traffics, shelf, ..Self::default() };
        book.groups = net.groups.iter().map(|it| book.group(it)).collect();
        book.acls = net.acls.iter().map(|it| book.acl(it)).collect();
        book.tables = net.tables.iter().map(|it| routes(&it.entries)).collect();
        book
    }

    /// The rules of one group.
    pub fn group(&mut self, group: &GroupNet) -> GroupRules {
        GroupRules { ingress: self.rules(&group.ingress), egress: self.rules(&group.egress) }
    }

    /// The traffics that a group speaks of.
    pub fn traffics_of(&self, rules: &GroupRules) -> Vec<u32> {
        rules.ingress.iter().chain(&rules.egress).map(|it| it.traffic).collect()
    }

    fn rules(&mut self, rules: &[RuleNet]) -> Vec<Rule> {
        let mut out = Vec::with_capacity(rules.len());
        for rule in rules {
            self.traffics.each(&rule.protocol, &rule.ports, |traffic| match &rule.peer {
                PeerNet::Addresses(addresses) => {
                    let spans = addresses.spans().iter();
                    out.extend(spans.map(|it| Rule { traffic, whom: Whom::Span(it.0, it.1) }));
                }
                PeerNet::Group(group) => out.push(Rule { traffic, whom: Whom::Group(*group) }),
                PeerNet::Nobody => {}
            });
        }
        out
    }

    fn acl(&mut self, acl: &AclNet) -> AclRules {
        AclRules { ingress: self.entries(&acl.ingress), egress: self.entries(&acl.egress) }
    }

    fn entries(&mut self, entries: &[EntryNet]) -> Vec<Entry> {
        let mut out = Vec::with_capacity(entries.len());
        for entry in entries.iter().rev() {
            self.traffics.each(&entry.protocol, &entry.ports, |traffic| {
                let spans = entry.addresses.spans().iter();
                let allow = entry.allow;
                out.extend(spans.map(|&(first, last)| Entry { allow, traffic, first, last }));
            });
        }
        out
    }
}

/// The routes of a table in the order of painting: the longest prefix last (RT-2), of equal ones the best origin
/// (RT-3), of equal ones the first written.
fn routes(entries: &[EntryRoute]) -> Vec<Route> {
    let mut sorted: Vec<&EntryRoute> = entries.iter().rev().collect();
    sorted.sort_by_key(|it| {
        let origin = if it.origin == RouteOrigin::Static { None } else { Some(it.origin) };
        (it.length, std::cmp::Reverse(origin))
    });
    let spans = sorted.into_iter().flat_map(|it| {
        let (length, origin, target) = (it.length, it.origin, it.target);
        it.covers.spans().iter().map(move |&(first, last)| Route { first, last, length, origin, target })
    });
    spans.collect()
}
