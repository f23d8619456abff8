//! What rules about a whole design may read, and what several of them need counted once.

use crate::{
    base::{ConnectionId, NodeId},
    diag::Place,
    model::{
        Model,
        fact::{BlockMode, Inbound, NetFact},
        resource::Group,
    },
    net::{
        Judgement, Network,
        compile::Facts,
        graph::{EntryNet, InterfaceNet, Ix, Net, PeerNet, PeeringNet, TableNet, Target},
        ranges::Ranges,
        traffic_set::port_words,
    },
};
use std::collections::BTreeMap;

/// What the rules may read.
#[derive(Debug)]
pub struct Design<'a> {
    /// The design.
    pub model: &'a Model,
    /// What becomes of each connection.
    pub judgements: &'a BTreeMap<ConnectionId, Judgement>,
    /// The facts of each resource, by id.
    pub facts: &'a Facts,
    /// Where to ask about packets.
    pub network: &'a Network,
    /// What the engines run on.
    pub net: &'a Net,
    /// What several rules need counted once.
    pub counted: &'a Counted,
}

/// What several rules need counted once.
#[derive(Debug, Default)]
pub struct Counted {
    /// The interfaces of each segment.
    pub in_segment: Vec<Vec<Ix>>,
    /// The segments of each boundary.
    pub segments: Vec<Vec<Ix>>,
    /// The interfaces that carry each group.
    pub carriers: Vec<Vec<Ix>>,
    /// The segments that use each table.
    pub by_table: Vec<Vec<Ix>>,
    /// The segments that use each network ACL.
    pub by_acl: Vec<Vec<Ix>>,
    /// Where each table sends packets for the internet, by family.
    pub way_out: Vec<[Option<Target>; 2]>,
    /// Which interfaces belong to what keeps data and answers there.
    pub keeps_data: Vec<bool>,
    /// What anybody on the internet may try of each interface, by family.
    pub open: Vec<[Exposure; 2]>,
}

/// A family of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// IPv4.
    V4,
    /// IPv6.
    V6,
}

impl Family {
    /// Both, in the order of arrays by family.
    pub const BOTH: [Self; 2] = [Self::V4, Self::V6];

    /// Its place in arrays by family.
    pub fn at(self) -> usize {
        match self {
            Self::V4 => 0,
            Self::V6 => 1,
        }
    }

    /// Every address.
    pub fn all(self) -> Ranges {
        match self {
            Self::V4 => Ranges::all_v4(),
            Self::V6 => Ranges::all_v6(),
        }
    }

    /// Whether a set holds a sixteenth of the internet or more: no list of somebody's own addresses does.
    pub fn is_wide(self, set: &Ranges) -> bool {
        // The global IPv6 addresses are 2000::/3.
        let (first, last, least) = match self {
            Self::V4 => (0xffff_0000_0000, 0xffff_ffff_ffff, 1_u128 << 28),
            Self::V6 => (0x2000 << 112, (0x4000 << 112) - 1, 1 << 121),
        };
        let sizes = set.spans().iter().map(|(from, to)| {
            let (from, to) = ((*from).max(first), (*to).min(last));
            if from <= to { to - from + 1 } else { 0 }
        });
        sizes.sum::<u128>() >= least
    }
}

/// What anybody on the internet may try.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exposure {
    /// TCP ports.
    pub tcp: Ranges,
    /// UDP ports.
    pub udp: Ranges,
    /// Every protocol.
    pub all: bool,
}

impl Exposure {
    /// Whether nothing is open.
    pub fn is_empty(&self) -> bool {
        self.tcp.is_empty() && self.udp.is_empty()
    }

    /// `tcp 22, 443; udp 53`.
    pub fn words(&self) -> String {
        let part = |name: &str, ports: &Ranges| {
            (!ports.is_empty()).then(|| format!("{name} {}", port_words(ports).join(", ")))
        };
        [part("tcp", &self.tcp), part("udp", &self.udp)].into_iter().flatten().collect::<Vec<_>>().join("; ")
    }

    /// Whether nothing is closed.
    pub fn is_everything(&self) -> bool {
        self.all || self.tcp == Ranges::all_ports()
    }

    fn only(&self, other: &Self) -> Self {
        Self {
            tcp: self.tcp.intersect(&other.tcp),
            udp: self.udp.intersect(&other.udp),
            all: self.all && other.all,
        }
    }
}

/// An interface that anybody on the internet may try.
#[derive(Clone, Copy, Debug)]
pub struct Exposed<'d> {
    /// Its place.
    pub at: Ix,
    /// The interface.
    pub interface: &'d InterfaceNet,
    /// Over which family.
    pub family: Family,
    /// What may be tried.
    pub exposure: &'d Exposure,
    /// Whether it belongs to what keeps data.
    pub keeps_data: bool,
}

impl Exposed<'_> {
    /// Whether the interface belongs to a machine: neither to what keeps data nor to a balancer or an endpoint.
    pub fn is_host(&self) -> bool {
        !self.keeps_data && self.interface.fact.inbound == Inbound::Filtered
    }
}

/// Ports that answers of unknown clients go to (RET-3).
pub fn answer_ports() -> Ranges {
    Ranges::span(1024, 65535)
}

const TCP: u128 = 6;
const UDP: u128 = 17;

impl Counted {
    /// Counts what rules need.
    pub fn of(model: &Model, network: &Network) -> Self {
        let net = network.net();
        let mut it = Self {
            in_segment: vec![Vec::new(); net.segments.len()],
            segments: vec![Vec::new(); net.boundaries.len()],
            carriers: vec![Vec::new(); net.groups.len()],
            by_table: vec![Vec::new(); net.tables.len()],
            by_acl: vec![Vec::new(); net.acls.len()],
            ..Self::default()
        };
        let push = |array: &mut Vec<Vec<Ix>>, at: Ix, what: Ix| {
            if let Some(list) = array.get_mut(at as usize) {
                list.push(what);
            }
        };
        for (at, segment) in (0..).zip(&net.segments) {
            push(&mut it.segments, segment.boundary, at);
            push(&mut it.by_table, segment.table, at);
            push(&mut it.by_acl, segment.acl, at);
        }
        for (at, interface) in (0..).zip(&net.interfaces) {
            push(&mut it.in_segment, interface.segment, at);
            for group in &interface.groups {
                push(&mut it.carriers, *group, at);
            }
        }
        let way = |table: &TableNet| {
            Family::BOTH.map(|family| {
                table.routes.iter().find(|route| family.is_wide(&route.share)).map(|route| route.target)
            })
        };
        it.way_out = net.tables.iter().map(way).collect();
        let (facts, judgements) = (Facts::new(), BTreeMap::new());
        let design = Design::new(model, &facts, network, &judgements, &it);
        let keeps_data = net.interfaces.iter().map(|interface| design.keeps(interface)).collect();
        let exposure = |at| Family::BOTH.map(|family| design.exposure(at, family));
        let open = net.interfaces.iter().map(exposure).collect();
        Self { keeps_data, open, ..it }
    }
}

impl<'a> Design<'a> {
    /// What rules may read of a design.
    pub fn new(
        model: &'a Model,
        facts: &'a Facts,
        network: &'a Network,
        judgements: &'a BTreeMap<ConnectionId, Judgement>,
        counted: &'a Counted,
    ) -> Self {
        Self { model, judgements, facts, network, net: network.net(), counted }
    }

    /// Every interface that anybody on the internet may try, by family.
    pub fn exposed(&self) -> impl Iterator<Item = Exposed<'_>> {
        (0..).zip(&self.net.interfaces).flat_map(move |(at, interface)| {
            let by_family = Family::BOTH.into_iter().zip(&self.counted.open[at as usize]);
            let open = by_family.filter(|(_, exposure)| !exposure.is_empty());
            let keeps_data = self.counted.keeps_data[at as usize];
            open.map(move |(family, exposure)| Exposed { at, interface, family, exposure, keeps_data })
        })
    }

    /// Points at a resource.
    pub fn at(&self, node: &NodeId) -> Place {
        Place::Node { node: node.clone(), field: None }
    }

    /// The facts of a resource.
    pub fn facts_of(&self, node: &NodeId) -> &[NetFact] {
        let at = self.facts.binary_search_by(|(id, _)| id.cmp(node));
        at.ok().and_then(|at| self.facts.get(at)).map_or(&[], |(_, facts)| facts.as_slice())
    }

    /// Where the table of a segment sends packets for the internet.
    pub fn way_of(&self, segment: Ix, family: Family) -> Option<Target> {
        let table = self.net.segments.get(segment as usize)?.table;
        self.counted.way_out.get(table as usize)?[family.at()]
    }

    /// The target that a table has for some address of a set; the first in the table's order.
    pub fn leads(&self, table: Ix, to: &Ranges) -> impl Iterator<Item = Target> {
        let routes = self.net.tables.get(table as usize).into_iter().flat_map(|it| &it.routes);
        routes.filter(|route| route.share.meets(to)).map(|route| route.target)
    }

    /// The name of a segment's zone.
    pub fn zone(&self, segment: Ix) -> &'a str {
        self.net.segments.get(segment as usize).map_or("", |it| it.zone.as_str())
    }

    /// Whether an interface has a global IPv6 address that may meet the internet (IGW-4).
    pub fn meets_ipv6(&self, at: Ix) -> bool {
        self.net.interfaces.get(at as usize).is_some_and(has_global)
    }

    /// Other boundaries that packets come from or go to, by an active peering or a common hub.
    pub fn peers(&self, boundary: Ix) -> impl Iterator<Item = (Ix, &'a PeeringNet)> {
        self.net.peerings.iter().filter(|it| it.active).filter_map(move |it| match it.between {
            [Some(a), Some(b)] if a == boundary => Some((b, it)),
            [Some(a), Some(b)] if b == boundary => Some((a, it)),
            [..] => None,
        })
    }

    fn keeps(&self, interface: &InterfaceNet) -> bool {
        let group = self.model.node(&interface.node).map(|node| node.resource.as_resource().spec().group);
        matches!(group, Some(Group::Database | Group::Storage)) && interface.fact.inbound == Inbound::Filtered
    }

    /// IGW-2 to IGW-4: an address that the internet sees, a gateway in the table, nothing blocked; then what
    /// network ACL and groups let in from everybody, and back out.
    fn exposure(&self, interface: &InterfaceNet, family: Family) -> Exposure {
        let nothing = Exposure::default;
        let fact = &interface.fact;
        let seen = match family {
            Family::V4 => !interface.public.is_empty(),
            Family::V6 => has_global(interface),
        };
        let Some(segment) = self.net.segments.get(interface.segment as usize).filter(|_| seen) else {
            return nothing();
        };
        let Some(Target::Edge(edge)) = self.way_of(interface.segment, family) else { return nothing() };
        // What comes in may be redirected for inspection (IGW-6).
        let redirected = self
            .net
            .edges
            .get(edge as usize)
            .and_then(|edge| edge.table)
            .is_some_and(|table| self.leads(table, &segment.cidrs).any(|target| target != Target::Local));
        if !fact.inbound.is_open()
            || !fact.running
            || interface.odd
            || redirected
            || segment.blocked != BlockMode::Off
        {
            return nothing();
        }
        let Some(acl) = self.net.acls.get(segment.acl as usize) else { return nothing() };
        let mut open = everybody(&acl.ingress, family);
        let back = everybody(&acl.egress, family);
        let answers = answer_ports();
        if !back.tcp.meets(&answers) {
            open.tcp = Ranges::EMPTY;
        }
        if !back.udp.meets(&answers) {
            open.udp = Ranges::EMPTY;
        }
        open.all &= back.all;
        if !fact.unfiltered {
            open = open.only(&self.admitted(interface, family));
        }
        // LB-1: what no listener takes ends there.
        if fact.inbound == Inbound::Balancer {
            let own = self.net.roles.get(&interface.node).and_then(|it| it.balancer);
            let listeners =
                own.map(|it| self.net.balancers[it as usize].listeners.as_slice()).unwrap_or_default();
            let ports = |number: u128| {
                let own = listeners.iter().filter(|it| it.protocol.holds(number));
                own.flat_map(|it| it.ports.spans().to_vec()).collect()
            };
            open = open.only(&Exposure { tcp: ports(TCP), udp: ports(UDP), all: false });
        }
        if !fact.listens.is_empty() {
            let ports = |number: u128| {
                let own = fact.listens.iter().filter(|(it, _)| Ranges::protocol(*it).holds(number));
                own.flat_map(|(_, ports)| Ranges::ports(*ports).spans().to_vec()).collect()
            };
            open = open.only(&Exposure { tcp: ports(TCP), udp: ports(UDP), all: false });
        }
        open
    }

    /// What the groups of an interface let in from everybody.
    pub fn admitted(&self, interface: &InterfaceNet, family: Family) -> Exposure {
        let mut open = Exposure::default();
        let groups = interface.groups.iter().filter_map(|at| self.net.groups.get(*at as usize));
        for rule in groups.flat_map(|group| &group.ingress) {
            if let PeerNet::Addresses(addresses) = &rule.peer
                && family.is_wide(addresses)
            {
                for (number, ports) in [(TCP, &mut open.tcp), (UDP, &mut open.udp)] {
                    if rule.protocol.holds(number) {
                        *ports = ports.union(&rule.ports);
                    }
                }
                open.all |= rule.protocol == Ranges::all_protocols();
            }
        }
        open
    }
}

fn has_global(interface: &InterfaceNet) -> bool {
    let global = Ranges::span(0x2000 << 112, (0x4000 << 112) - 1);
    !interface.fact.denies_internet && interface.addresses.meets(&global)
}

/// What entries let pass from or to everybody: the first match decides (NACL-2); entries about few addresses do
/// not count.
fn everybody(entries: &[EntryNet], family: Family) -> Exposure {
    let wide: Vec<&EntryNet> = entries.iter().filter(|it| family.is_wide(&it.addresses)).collect();
    let whole = wide.iter().position(|it| it.protocol == Ranges::all_protocols());
    let mut open = Exposure {
        all: whole.is_some_and(|last| wide.iter().take(last + 1).all(|it| it.allow)),
        ..Exposure::default()
    };
    let (mut tcp, mut udp) = (Ranges::all_ports(), Ranges::all_ports());
    for entry in wide {
        for (number, rest, ports) in [(TCP, &mut tcp, &mut open.tcp), (UDP, &mut udp, &mut open.udp)] {
            if entry.protocol.holds(number) {
                if entry.allow {
                    *ports = ports.union(&rest.intersect(&entry.ports));
                }
                *rest = rest.subtract(&entry.ports);
            }
        }
    }
    open
}
