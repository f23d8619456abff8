//! The plain fragment as Datalog: IPv4, security groups, network ACLs, route tables, peering, all pairs at once.
//!
//! What matters of a packet beside its ends is which of some intervals its ports are in: those that rules and entries
//! tell apart. Sets of intervals are one lattice value, so that a tuple is about all of them. Nothing here asks Plat
//! for a decision; [`compare`] then takes Plat's boxes apart, interval by interval.

// What `ascent` makes of the program unwraps what it has just put there.
#![allow(clippy::unwrap_used)]

use crate::{
    medium::{self, Plan},
    ours,
    seed::Seed,
    world::World,
};
use ascent::{Lattice, ascent};
use plat::{
    base::{Cidr, Icmp, NodeId, PortRange, Protocol},
    model::fact::Peer,
    net::{
        compile::Facts,
        graph::{Finish, Net, Start},
        prop::flows::{Flows, flows},
        ranges::Ranges,
        traffic_set::{Cube, Dim, TrafficSet},
        walk::Packet,
    },
};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    net::IpAddr,
};

/// A set of intervals, by number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mask([u64; 2]);

impl Mask {
    const ALL: Self = Self([u64::MAX; 2]);

    fn of(bits: impl IntoIterator<Item = usize>) -> Self {
        let mut mask = Self::default();
        bits.into_iter().for_each(|bit| mask.0[bit / 64] |= 1 << (bit % 64));
        mask
    }

    fn holds(self, bit: usize) -> bool {
        self.0[bit / 64] >> (bit % 64) & 1 == 1
    }

    fn and(self, other: Self) -> Self {
        Self([self.0[0] & other.0[0], self.0[1] & other.0[1]])
    }

    fn or(self, other: Self) -> Self {
        Self([self.0[0] | other.0[0], self.0[1] | other.0[1]])
    }

    fn without(self, other: Self) -> Self {
        Self([self.0[0] & !other.0[0], self.0[1] & !other.0[1]])
    }

    fn is_empty(self) -> bool {
        self == Self::default()
    }
}

impl Lattice for Mask {
    fn meet_mut(&mut self, other: Self) -> bool {
        let before = *self;
        *self = self.and(other);
        *self != before
    }

    fn join_mut(&mut self, other: Self) -> bool {
        let before = *self;
        *self = self.or(other);
        *self != before
    }
}

/// Ways through a filter. The program wants paths: plain names are variables there.
mod way {
    pub const IN: u8 = 0;
    pub const OUT: u8 = 1;
}
/// Where routes lead, beside peering connections: nowhere, and to the VPC itself.
const NOWHERE: u32 = 0;
const HERE: u32 = 1;

ascent! {
    /// The program. Numbers stand for resources.
    struct Program;

    // Interfaces: address, subnet, VPC.
    relation host(u32, u32, u32, u32);
    relation member(u32, u32);
    // Subnets: table of its own or the main one, network ACL.
    relation segment(u32, u32, u32);
    // Rules that name blocks: group, way, first and last address, what they match.
    relation rule(u32, u8, u32, u32, Mask);
    // Rules that name groups.
    relation reference(u32, u8, u32, Mask);
    // Entries: ACL, way, rank, whether they allow, first and last address, what they match.
    relation entry(u32, u8, u32, bool, u32, u32, Mask);
    // Routes: table, first and last address, how good, where to.
    relation route(u32, u32, u32, u32, u32);
    // Peering: VPCs and where routes lead; and whether groups are known across it.
    relation peering(u32, u32, u32);
    relation known(u32, u32);

    // SG-4: to whom groups are known.
    known(v, v) <-- host(_, _, _, v);

    // SG-3: what a group says about an interface, whoever asks.
    lattice says(u32, u8, u32, Mask);
    says(g, w, h, *m) <-- rule(g, w, first, last, m), host(h, a, _, _), if first <= a && a <= last;
    // SG-4: what it says about a member, to whom the member is known.
    lattice says_known(u32, u8, u32, u32, Mask);
    says_known(g, w, h, v, *m) <-- reference(g, w, other, m), member(h, other), host(h, _, _, hv), known(hv, v);

    // SG-1: interfaces with the same groups in the same VPC are told apart by nobody.
    lattice filter(u32, u8, u32, Mask);
    filter(s, w, h, *m) <-- member(s, g), says(g, w, h, m);
    filter(s, w, h, *m) <-- member(s, g), host(s, _, _, v), says_known(g, w, h, v, m);

    // NACL-2: what is still undecided before each entry, and what is allowed in the end.
    relation open(u32, u8, u32, u32, Mask);
    open(n, w, h, 0, Mask::ALL) <-- acl(n, w), host(h, _, _, _);
    relation acl(u32, u8);
    acl(n, w) <-- entry(n, w, _, _, _, _, _);
    lattice allowed(u32, u8, u32, Mask);
    allowed(n, w, h, m.and(*left)) <--
        open(n, w, h, at, left), entry(n, w, at, true, first, last, m), host(h, a, _, _), if first <= a && a <= last;
    open(n, w, h, at + 1, if first <= a && a <= last { left.without(*m) } else { *left }) <--
        open(n, w, h, at, left), entry(n, w, at, _, first, last, m), host(h, a, _, _);

    // RT-2: the best route, as a number: how good, then where to.
    lattice best(u32, u32, u64);
    best(t, h, u64::from(*good) << 32 | u64::from(*to)) <--
        route(t, first, last, good, to), host(h, a, _, _), if first <= a && a <= last;
    relation leads(u32, u32, u32);
    leads(t, h, u32::try_from(best & 0xffff_ffff).unwrap_or(NOWHERE)) <-- best(t, h, best);

    // What gets from one to another: through the groups of both.
    relation groups(u32, u32, Mask);
    groups(s, d, out.and(*into)) <-- filter(s, way::OUT, d, out), filter(d, way::IN, s, into), if s != d && !out.and(*into).is_empty();

    // L2-1, NACL-1: neighbours meet nothing else, there and back.
    relation there(u32, u32, Mask);
    relation back(u32, u32, Mask);
    there(s, d, *m) <-- groups(s, d, m), host(s, _, at, _), host(d, _, at, _);
    back(s, d, Mask::ALL) <-- groups(s, d, _), host(s, _, at, _), host(d, _, at, _);
    // RT-7, PCX-1: a way there, and NACLs at both ends.
    relation way(u32, u32, u32);
    way(v, v, HERE) <-- host(_, _, _, v);
    way(a, b, *to) <-- peering(a, b, to);
    there(s, d, m.and(*out).and(*into)) <--
        groups(s, d, m),
        host(s, _, sat, sv), host(d, _, dat, dv), if sat != dat,
        way(sv, dv, to),
        segment(sat, st, sn), segment(dat, _, dn),
        leads(st, d, to),
        allowed(sn, way::OUT, d, out), allowed(dn, way::IN, s, into),
        if !m.and(*out).and(*into).is_empty();
    // RET-1: the same for the answer, but for groups (SG-6).
    back(s, d, out.and(*into)) <--
        there(s, d, _),
        host(s, _, sat, sv), host(d, _, dat, dv), if sat != dat,
        way(dv, sv, to),
        segment(sat, _, sn), segment(dat, dt, dn),
        leads(dt, s, to),
        allowed(dn, way::OUT, s, out), allowed(sn, way::IN, d, into);
}

/// The intervals that a network tells apart: for each protocol, the first and last port of each. The answer to an
/// interval of a protocol without ports is in the same interval, and to an echo request in that of replies.
#[derive(Debug)]
struct Intervals(Vec<(u8, u16, u16)>);

/// Protocols whose packets are looked at: echo requests and replies, TCP, UDP, and one of the others.
const PROTOCOLS: [u8; 4] = [1, 6, 17, 47];

impl Intervals {
    fn of(world: &World<'_>) -> Self {
        let mut starts: BTreeMap<u8, BTreeSet<u16>> = PROTOCOLS.iter().map(|it| (*it, [0].into())).collect();
        // Echo requests are answered, by replies; no other ICMP is (PKT-6).
        starts.entry(1).or_default().extend([1, 0x0800, 0x0801]);
        let mut cut = |protocol: Protocol, ports: PortRange, icmp: Icmp| {
            let Protocol::Number(number) = protocol else { return };
            let (first, last) = if protocol.is_icmp() { icmp.span() } else { (ports.first(), ports.last()) };
            if let Some(starts) = starts.get_mut(&number) {
                starts.extend([Some(first), last.checked_add(1)].into_iter().flatten());
            }
        };
        for group in world.groups.values() {
            for rule in group.ingress.iter().chain(&group.egress) {
                cut(rule.protocol, rule.ports, rule.icmp);
            }
        }
        for acl in world.acls.values() {
            for entry in acl.ingress.iter().chain(&acl.egress) {
                cut(entry.protocol, entry.ports, entry.icmp);
            }
        }
        let mut out = Vec::new();
        for (protocol, starts) in starts {
            let starts: Vec<u16> = starts.into_iter().collect();
            for (at, first) in starts.iter().enumerate() {
                out.push((protocol, *first, starts.get(at + 1).map_or(u16::MAX, |next| next - 1)));
            }
        }
        Self(out)
    }

    fn mask(&self, protocol: Protocol, ports: PortRange, icmp: Icmp) -> Mask {
        let (first, last) = match (protocol.has_ports(), protocol.is_icmp()) {
            (true, _) => (ports.first(), ports.last()),
            (_, true) => icmp.span(),
            _ => (0, u16::MAX),
        };
        let hit = |it: &(u8, u16, u16)| {
            (protocol == Protocol::All || protocol == Protocol::Number(it.0)) && first <= it.1 && it.2 <= last
        };
        Mask::of(self.0.iter().enumerate().filter(|(_, it)| hit(it)).map(|(at, _)| at))
    }

    /// For each interval of destination ports, the intervals of client ports on which answers come back.
    fn rows(&self, there: Mask, back: Mask) -> Vec<(usize, Mask)> {
        let mut out = Vec::new();
        for (at, (protocol, first, _)) in self.0.iter().enumerate().filter(|(at, _)| there.holds(*at)) {
            let own = self.own(*protocol);
            let row = match (*protocol, *first) {
                (1, 0x0800) => {
                    let reply = self.0.iter().position(|it| *it == (1, 0, 0));
                    if reply.is_some_and(|it| back.holds(it)) { own } else { Mask::default() }
                }
                (1, _) => own,
                (_, _) => back.and(own),
            };
            out.push((at, row));
        }
        out.retain(|(_, row)| !row.is_empty());
        out
    }

    /// All intervals of a protocol.
    fn own(&self, protocol: u8) -> Mask {
        Mask::of(self.0.iter().enumerate().filter(|(_, it)| it.0 == protocol).map(|(at, _)| at))
    }

    /// A set of boxes in the same form; nothing if a box ends inside an interval.
    fn taken_apart(&self, set: &TrafficSet) -> Option<Vec<(usize, Mask)>> {
        let mut rows = vec![Mask::default(); self.0.len()];
        for cube in set.cubes() {
            for (at, (protocol, first, last)) in self.0.iter().enumerate() {
                if !cube.get(Dim::Protocol).holds((*protocol).into())
                    || !whole(cube.get(Dim::Port), *first, *last)?
                {
                    continue;
                }
                for (client, (of, first, last)) in self.0.iter().enumerate() {
                    if of == protocol && whole(cube.get(Dim::SourcePort), *first, *last)? {
                        rows[at] = rows[at].or(Mask::of([client]));
                    }
                }
            }
        }
        Some(rows.into_iter().enumerate().filter(|(_, row)| !row.is_empty()).collect())
    }
}

/// Whether an interval is in a set; nothing if only a part of it is.
fn whole(set: &Ranges, first: u16, last: u16) -> Option<bool> {
    let span = Ranges::span(first.into(), last.into());
    if set.covers(&span) { Some(true) } else { (!set.meets(&span)).then_some(false) }
}

fn v4(ip: IpAddr) -> Option<u32> {
    match ip {
        IpAddr::V4(v4) => Some(v4.into()),
        IpAddr::V6(_) => None,
    }
}

fn span(cidr: &Cidr) -> Option<(u32, u32)> {
    v4(cidr.first()).zip(v4(cidr.last()))
}

/// What the program says of a network.
#[derive(Debug)]
pub struct Answers<'f> {
    intervals: Intervals,
    hosts: Vec<&'f NodeId>,
    ok: HashMap<(u32, u32), (Mask, Mask)>,
}

/// Runs the program.
///
/// # Errors
/// The facts are of something else, or they tell too many intervals apart.
pub fn answers(facts: &Facts) -> Result<Answers<'_>, String> {
    let world = World::of(facts)?;
    let intervals = Intervals::of(&world);
    if intervals.0.len() > 128 {
        return Err(format!("{} intervals are more than fit", intervals.0.len()));
    }
    let numbers: BTreeMap<&NodeId, u32> = facts.iter().map(|(id, _)| id).zip(2..).collect();
    let mut program = Program::default();
    let hosts: Vec<&NodeId> = world.hosts.keys().copied().collect();
    for (host, number) in hosts.iter().zip(0..) {
        let interface = world.hosts[host];
        let address = interface.addresses.iter().find_map(|it| v4(it.ip()));
        let (Some(address), Some(vpc)) = (address, world.vpc_of(interface)) else { continue };
        program.host.push((number, address, numbers[&interface.segment], numbers[vpc]));
        // SG-2: the default group is the VPC's own number.
        for group in world.groups_of(interface) {
            program.member.push((number, numbers[group.unwrap_or(vpc)]));
        }
    }
    for (id, vpc) in &world.vpcs {
        let number = numbers[id];
        program.rule.push((number, way::OUT, 0, u32::MAX, Mask::ALL));
        program.reference.push((number, way::IN, number, Mask::ALL));
        for way in [way::IN, way::OUT] {
            // NACL-7: likewise the default ACL.
            program.entry.push((number, way, 0, true, 0, u32::MAX, Mask::ALL));
        }
        let _ = vpc;
    }
    for (id, group) in &world.groups {
        for (way, rules) in [(way::IN, &group.ingress), (way::OUT, &group.egress)] {
            for rule in rules {
                let mask = intervals.mask(rule.protocol, rule.ports, rule.icmp);
                if let Some(Peer::Group(other)) = &rule.peer {
                    program.reference.push((numbers[id], way, numbers[other], mask));
                } else if let Some(peer) = &rule.peer {
                    for (first, last) in world.blocks(peer).iter().filter_map(span) {
                        program.rule.push((numbers[id], way, first, last, mask));
                    }
                }
            }
        }
    }
    for (id, acl) in &world.acls {
        for (way, entries) in [(way::IN, &acl.ingress), (way::OUT, &acl.egress)] {
            let mut entries: Vec<_> =
                entries.iter().filter_map(|it| Some((it.number, it, span(&it.cidr)?))).collect();
            entries.sort_by_key(|(number, ..)| *number);
            for ((_, it, (first, last)), rank) in entries.into_iter().zip(0..) {
                let mask = intervals.mask(it.protocol, it.ports, it.icmp);
                program.entry.push((numbers[id], way, rank, it.allow, first, last, mask));
            }
        }
    }
    for (id, segment) in &world.segments {
        let vpc = world.vpcs[&segment.boundary];
        let acl = segment.acl.as_ref().or(vpc.default_acl.as_ref()).unwrap_or(&segment.boundary);
        // A table for each subnet, so that one without any has the local route too.
        program.segment.push((numbers[id], numbers[id], numbers[acl]));
        let table = segment.table.as_ref().or(vpc.main_table.as_ref()).and_then(|it| world.tables.get(it));
        for route in table.into_iter().flat_map(|it| &it.routes) {
            let to = route
                .target
                .as_ref()
                .filter(|it| world.peerings.get(it).is_some_and(|peering| peering.active));
            let to = to.map_or(NOWHERE, |it| numbers[it]);
            let rank = if let Peer::Cidr(_) = route.destination { 2 } else { 1 };
            for cidr in world.blocks(&route.destination) {
                if let Some((first, last)) = span(&cidr) {
                    program.route.push((numbers[id], first, last, u32::from(cidr.length()) * 4 + rank, to));
                }
            }
        }
        for cidr in &vpc.cidrs {
            if let Some((first, last)) = span(cidr) {
                program.route.push((numbers[id], first, last, u32::from(cidr.length()) * 4 + 3, HERE));
            }
        }
    }
    for (id, peering) in world.peerings.iter().filter(|(_, it)| it.active) {
        let [a, b] = &peering.between;
        for (a, b) in [(a, b), (b, a)] {
            program.peering.push((numbers[a], numbers[b], numbers[id]));
            if world.vpcs[a].region == world.vpcs[b].region {
                program.known.push((numbers[a], numbers[b]));
            }
        }
    }
    program.run();
    let back: HashMap<(u32, u32), Mask> =
        program.back.into_iter().map(|(s, d, back)| ((s, d), back)).collect();
    let both = |s, d| back.get(&(s, d)).copied().unwrap_or_default();
    let ok = program.there.into_iter().map(|(s, d, there)| ((s, d), (there, both(s, d)))).collect();
    Ok(Answers { intervals, hosts, ok })
}

/// What came of a comparison.
#[derive(Debug, Default)]
pub struct Tally {
    /// Pairs.
    pub pairs: usize,
    /// Pairs with some packet.
    pub connected: usize,
    /// Intervals of destination and client ports that get through, over all pairs.
    pub tuples: usize,
    /// Where the two differ, in words; the first few.
    pub differences: Vec<String>,
}

impl Answers<'_> {
    /// How many pairs have some packet, there and back.
    pub fn connected(&self) -> usize {
        self.ok.values().filter(|(there, back)| !self.intervals.rows(*there, *back).is_empty()).count()
    }

    /// Compares one packet of each pair with what `walk` says of it: one that the program lets through, or any.
    pub fn sample(&self, net: &Net, seed: &mut Seed) -> Tally {
        let mut tally = Tally::default();
        let at = |id: &NodeId| net.roles.get(id).and_then(|it| it.interfaces.first().copied());
        let own = |at: u32| net.interfaces[at as usize].addresses.intersect(&Ranges::all_v4()).first();
        let places: Vec<_> = self.hosts.iter().map(|id| at(id).and_then(|it| Some((it, own(it)?)))).collect();
        for (s, from) in places.iter().enumerate() {
            for (d, to) in places.iter().enumerate().filter(|(d, _)| *d != s) {
                let Some(((start, source), (_, destination))) = from.zip(*to) else { continue };
                let rows = self.row(s, d);
                let among = rows.get(seed.below(rows.len())).filter(|_| seed.chance(70)).map(|it| it.0);
                let interval = among.unwrap_or_else(|| seed.below(self.intervals.0.len()));
                let (protocol, ..) = self.intervals.0[interval];
                let alike: Vec<usize> =
                    (0..self.intervals.0.len()).filter(|it| self.intervals.0[*it].0 == protocol).collect();
                let client = alike[seed.below(alike.len())];
                let mut inside = |at: usize| {
                    let (_, first, last) = self.intervals.0[at];
                    if seed.chance(50) { first } else { last }
                };
                let (port, source_port) = (inside(interval), inside(client));
                let packet = Packet { protocol, source, destination, port, source_port };
                let theirs = rows.iter().any(|(at, row)| *at == interval && row.holds(client));
                // Of what nobody answers, getting there is all.
                let silent = protocol == 1 && port != 0x0800;
                let ours = ours::arrives(net, Start::Interface(start), packet, !silent);
                tally.pairs += 1;
                tally.connected += usize::from(theirs);
                if ours != theirs && tally.differences.len() < 10 {
                    let (from, to) = (self.hosts[s], self.hosts[d]);
                    tally
                        .differences
                        .push(format!("{from} to {to}, {packet:?}: Datalog {theirs}, walk {ours}"));
                }
            }
        }
        tally
    }

    fn row(&self, s: usize, d: usize) -> Vec<(usize, Mask)> {
        let key = (u32::try_from(s).unwrap_or(u32::MAX), u32::try_from(d).unwrap_or(u32::MAX));
        self.ok.get(&key).map(|(there, back)| self.intervals.rows(*there, *back)).unwrap_or_default()
    }

    /// Compares everything that starts at one of every `step` interfaces with what Plat says.
    pub fn compare(&self, net: &Net, step: usize) -> Tally {
        let mut tally = Tally::default();
        let at = |id: &NodeId| net.roles.get(id).and_then(|it| it.interfaces.first().copied());
        for (s, from) in self.hosts.iter().enumerate().step_by(step.max(1)) {
            let Some(start) = at(from) else { continue };
            let said = from_one(net, start);
            for (d, to) in self.hosts.iter().enumerate().filter(|(d, _)| *d != s) {
                let theirs = self.row(s, d);
                let none = TrafficSet::default();
                let ours = at(to).and_then(|it| said.may.get(&Finish::Interface(it))).unwrap_or(&none);
                let ours = self.intervals.taken_apart(ours);
                tally.pairs += 1;
                tally.connected += usize::from(!theirs.is_empty());
                tally.tuples +=
                    theirs.iter().map(|(_, row)| row.0[0].count_ones() + row.0[1].count_ones()).sum::<u32>()
                        as usize;
                if ours.as_ref() != Some(&theirs) && tally.differences.len() < 10 {
                    tally.differences.push(format!("{from} to {to}: Datalog {theirs:?}, Plat {ours:?}"));
                }
            }
        }
        tally
    }
}

/// What Plat says of everything that one interface may send over IPv4.
fn from_one(net: &Net, start: u32) -> Flows {
    let protocols = PROTOCOLS.iter().map(|it| u128::from(*it)).collect();
    let own = net.interfaces[start as usize].addresses.intersect(&Ranges::all_v4());
    let inside: Ranges = net.interfaces.iter().flat_map(|it| it.addresses.spans().iter().copied()).collect();
    let cube = Cube::all().with(Dim::Protocol, protocols).with(Dim::Source, own);
    flows(net, Start::Interface(start), &cube.with(Dim::Destination, inside).into())
}

/// The network of a seed: every pair with `walk`, and with `prop` from one of every `step` interfaces.
///
/// # Errors
/// The facts are not of the plain fragment.
pub fn run(plan: Plan, seed: u64, step: usize) -> Result<Tally, String> {
    let facts = medium::network(plan, seed);
    let net = Net::of(&facts);
    let answers = answers(&facts)?;
    let mut tally = answers.compare(&net, step);
    let sampled = answers.sample(&net, &mut Seed::new(seed));
    tally.pairs = sampled.pairs;
    tally.differences.extend(sampled.differences);
    Ok(tally)
}
