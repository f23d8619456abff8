//! Exact sets of packets: unions of boxes over protocol, addresses and ports.
//!
//! Every operation is exact. Boxes of one set may overlap while it is worked on; [`TrafficSet::canonical`] gives
//! the one disjoint form that a set has, so that two runs print the same bytes.

use super::{
    Packets,
    ranges::{Ranges, Span},
};
use crate::base::{Cidr, Icmp, PortRange, Protocol};

/// The dimensions of a packet, in the order in which the canonical form looks at them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dim {
    /// Protocol.
    Protocol,
    /// Source address.
    Source,
    /// Destination address.
    Destination,
    /// Destination port; type and code for ICMP.
    Port,
    /// Source port.
    SourcePort,
}

/// A box: each dimension lists what may occur, and every combination does.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cube([Ranges; 5]);

impl Cube {
    /// A box of all five dimensions.
    pub fn new(
        protocol: Ranges,
        source: Ranges,
        destination: Ranges,
        port: Ranges,
        source_port: Ranges,
    ) -> Self {
        Self([protocol, source, destination, port, source_port])
    }

    /// Every packet.
    pub fn all() -> Self {
        let addresses = Ranges::all_addresses();
        let ports = Ranges::all_ports();
        Self::new(Ranges::all_protocols(), addresses.clone(), addresses, ports.clone(), ports)
    }

    /// One dimension.
    pub fn get(&self, dim: Dim) -> &Ranges {
        &self.0[dim as usize]
    }

    /// The same box with another value in one dimension.
    pub fn with(mut self, dim: Dim, ranges: Ranges) -> Self {
        self.0[dim as usize] = ranges;
        self
    }

    fn is_empty(&self) -> bool {
        self.0.iter().any(Ranges::is_empty)
    }

    fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(a, b)| a.meets(b))
    }

    fn intersect(&self, other: &Self) -> Option<Self> {
        self.meets(other).then(|| Self(std::array::from_fn(|dim| self.0[dim].intersect(&other.0[dim]))))
    }

    /// Appends `self` without `other`, as disjoint boxes.
    fn subtract(&self, other: &Self, out: &mut Vec<Self>) {
        if !self.meets(other) {
            out.push(self.clone());
            return;
        }
        let mut rest = self.clone();
        for dim in 0..5 {
            let outside = rest.0[dim].subtract(&other.0[dim]);
            if !outside.is_empty() {
                let mut piece = rest.clone();
                piece.0[dim] = outside;
                out.push(piece);
                rest.0[dim] = rest.0[dim].intersect(&other.0[dim]);
            }
        }
    }

    fn reversed(&self) -> Self {
        let [protocol, source, destination, port, source_port] = self.0.clone();
        Self([protocol, destination, source, source_port, port])
    }
}

/// Echo by protocol: the number of the request and of the reply, type and code.
const ECHO: [(u128, u128, u128); 2] = [(1, 8 << 8, 0), (58, 128 << 8, 129 << 8)];

/// ICMP of both families.
pub fn icmp_protocols() -> Ranges {
    ECHO.into_iter().map(|(protocol, ..)| protocol).collect()
}

/// Protocols with ports: TCP and UDP.
pub fn with_ports() -> Ranges {
    [6, 17].into_iter().collect()
}

/// A set of packets.
#[derive(Clone, Debug, Default)]
pub struct TrafficSet(Vec<Cube>);

impl From<Cube> for TrafficSet {
    fn from(cube: Cube) -> Self {
        Self(if cube.is_empty() { Vec::new() } else { vec![cube] })
    }
}

impl FromIterator<Cube> for TrafficSet {
    fn from_iter<I: IntoIterator<Item = Cube>>(cubes: I) -> Self {
        Self(cubes.into_iter().filter(|cube| !cube.is_empty()).collect())
    }
}

impl PartialEq for TrafficSet {
    /// Equal sets are equal, however they were put together.
    fn eq(&self, other: &Self) -> bool {
        self.canonical() == other.canonical()
    }
}

impl TrafficSet {
    /// Whether there is no packet in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Its boxes as they are; they may overlap.
    pub fn cubes(&self) -> &[Cube] {
        &self.0
    }

    /// Whether the two share a packet.
    pub fn meets(&self, other: &Self) -> bool {
        self.0.iter().any(|a| other.0.iter().any(|b| a.meets(b)))
    }

    /// Packets in both.
    pub fn intersect(&self, other: &Self) -> Self {
        Self(self.0.iter().flat_map(|a| other.0.iter().filter_map(|b| a.intersect(b))).collect())
    }

    /// Packets of the set that are in the box.
    pub fn within(&self, cube: &Cube) -> Self {
        Self(self.0.iter().filter_map(|a| a.intersect(cube)).collect())
    }

    /// Packets of the set whose `dim` is among `ranges`.
    pub fn only(&self, dim: Dim, ranges: &Ranges) -> Self {
        let kept = |cube: &Cube| {
            let ranges = cube.get(dim).intersect(ranges);
            (!ranges.is_empty()).then(|| cube.clone().with(dim, ranges))
        };
        Self(self.0.iter().filter_map(kept).collect())
    }

    /// Packets of the set whose `dim` is not among `ranges`.
    pub fn except(&self, dim: Dim, ranges: &Ranges) -> Self {
        let kept = |cube: &Cube| {
            let ranges = cube.get(dim).subtract(ranges);
            (!ranges.is_empty()).then(|| cube.clone().with(dim, ranges))
        };
        Self(self.0.iter().filter_map(kept).collect())
    }

    /// Packets of the set that are not in the box.
    pub fn without(&self, cube: &Cube) -> Self {
        let mut out = Vec::with_capacity(self.0.len());
        self.0.iter().for_each(|a| a.subtract(cube, &mut out));
        Self(out)
    }

    /// Packets of the set that are not in `other`.
    pub fn subtract(&self, other: &Self) -> Self {
        other.0.iter().fold(self.clone(), |rest, cube| rest.without(cube))
    }

    /// Packets in either.
    pub fn union(mut self, other: Self) -> Self {
        self.extend(other);
        self
    }

    /// Adds the packets of another set.
    pub fn extend(&mut self, other: Self) {
        for cube in other.0 {
            if !self.0.contains(&cube) {
                self.0.push(cube);
            }
        }
    }

    /// Every packet with its `dim` rewritten to any of `ranges`.
    pub fn rewritten(&self, dim: Dim, ranges: &Ranges) -> Self {
        self.0.iter().map(|cube| cube.clone().with(dim, ranges.clone())).collect()
    }

    /// What occurs in a dimension.
    pub fn values(&self, dim: Dim) -> Ranges {
        match self.0.as_slice() {
            [one] => one.get(dim).clone(),
            many => many.iter().flat_map(|cube| cube.get(dim).spans().iter().copied()).collect(),
        }
    }

    /// The answers to these packets: ends and ports exchanged (RET-1).
    pub fn reversed(&self) -> Self {
        Self(self.0.iter().map(Cube::reversed).collect())
    }

    /// The answers to these packets (RET-1): ends and ports exchanged, an echo reply for an echo request, and nothing
    /// for other ICMP.
    pub fn answers(&self) -> Self {
        self.turned(|(protocol, request, reply)| (protocol, request, reply))
    }

    /// The packets that these answer: what [`TrafficSet::answers`] does, undone.
    pub fn requests(&self) -> Self {
        self.turned(|(protocol, request, reply)| (protocol, reply, request))
    }

    fn turned(&self, way: impl Fn((u128, u128, u128)) -> (u128, u128, u128)) -> Self {
        let plain = self.except(Dim::Protocol, &icmp_protocols()).reversed();
        let echoes = ECHO.into_iter().map(way).map(|(protocol, from, to)| {
            let set = self.only(Dim::Protocol, &Ranges::one(protocol)).only(Dim::Port, &Ranges::one(from));
            set.reversed()
                .rewritten(Dim::Port, &Ranges::one(to))
                .rewritten(Dim::SourcePort, &Ranges::all_ports())
        });
        echoes.fold(plain, Self::union)
    }

    /// Packets that nobody answers: ICMP but for echo requests.
    pub fn unanswered(&self) -> Self {
        let icmp = self.only(Dim::Protocol, &icmp_protocols());
        ECHO.into_iter().fold(icmp, |rest, (protocol, request, _)| {
            let echo = Cube::all().with(Dim::Protocol, Ranges::one(protocol));
            rest.without(&echo.with(Dim::Port, Ranges::one(request)))
        })
    }

    /// The disjoint boxes of the set: the same set gives the same boxes, in the same order.
    ///
    /// Values of a dimension that lead to the same rest are put together, dimension by dimension, so that no two
    /// boxes could be merged along the order of [`Dim`].
    pub fn canonical(&self) -> Vec<Cube> {
        let cubes: Vec<&Cube> = self.0.iter().collect();
        let suffixes = canonical(&cubes, 0);
        let cube = |mut suffix: Vec<Ranges>| {
            suffix.reverse();
            let mut dims = suffix.into_iter();
            Cube(std::array::from_fn(|_| dims.next().unwrap_or_default()))
        };
        suffixes.into_iter().map(cube).collect()
    }

    /// For people and files, with addresses in the given words.
    pub fn packets(&self, addresses: &dyn Fn(&Ranges) -> Vec<String>) -> Vec<Packets> {
        self.canonical().iter().map(|cube| packets(cube, addresses)).collect()
    }
}

/// A box of the last few dimensions, the last one first.
type Suffix = Vec<Ranges>;

/// The boxes of the dimensions from `dim` on.
fn canonical(cubes: &[&Cube], dim: usize) -> Vec<Suffix> {
    if dim == 5 {
        return vec![Vec::new()];
    }
    let mut starts: Vec<u128> = Vec::new();
    for (first, last) in cubes.iter().flat_map(|cube| cube.0[dim].spans()) {
        starts.push(*first);
        starts.extend(last.checked_add(1));
    }
    starts.sort_unstable();
    starts.dedup();
    // Elementary intervals, grouped by which boxes cover them.
    let mut groups: Vec<(Vec<usize>, Vec<Span>)> = Vec::new();
    for (at, &first) in starts.iter().enumerate() {
        let last = starts.get(at + 1).map_or(u128::MAX, |next| next - 1);
        let over: Vec<usize> =
            cubes.iter().enumerate().filter(|(_, cube)| cube.0[dim].holds(first)).map(|(i, _)| i).collect();
        if over.is_empty() {
            continue;
        }
        match groups.iter_mut().find(|group| group.0 == over) {
            Some(group) => group.1.push((first, last)),
            None => groups.push((over, vec![(first, last)])),
        }
    }
    // Then by what follows.
    let mut merged: Vec<(Vec<Suffix>, Vec<Span>)> = Vec::new();
    for (over, spans) in groups {
        let chosen: Vec<&Cube> = over.into_iter().map(|i| cubes[i]).collect();
        let rest = canonical(&chosen, dim + 1);
        match merged.iter_mut().find(|group| group.0 == rest) {
            Some(group) => group.1.extend(spans),
            None => merged.push((rest, spans)),
        }
    }
    let mut sorted: Vec<(Ranges, Vec<Suffix>)> =
        merged.into_iter().map(|(rest, spans)| (spans.into_iter().collect(), rest)).collect();
    sorted.sort();
    let each = sorted.into_iter().flat_map(|(ranges, rest)| {
        rest.into_iter().map(move |mut suffix| {
            suffix.push(ranges.clone());
            suffix
        })
    });
    each.collect()
}

/// Ports as people write them.
pub fn port_words(ports: &Ranges) -> Vec<String> {
    let port = |number: u128| u16::try_from(number).unwrap_or(u16::MAX);
    let spans = ports.spans().iter();
    spans
        .filter_map(|span| PortRange::new(port(span.0), port(span.1)))
        .map(|ports| ports.to_string())
        .collect()
}

/// Destination ports as people write them, or types and codes of ICMP.
pub fn traffic_words(protocols: &Ranges, ports: &Ranges) -> Vec<String> {
    if !icmp_protocols().covers(protocols) {
        return port_words(ports);
    }
    let word = |&(first, last): &Span| match (first >> 8, first & 0xff, last & 0xff) {
        (0, 0, _) if last == u128::from(u16::MAX) => Icmp::All.to_string(),
        (kind, 0, 0xff) if kind == last >> 8 => kind.to_string(),
        (kind, code, _) if first == last => format!("{kind}/{code}"),
        (kind, code, end) => format!("{kind}/{code}-{}/{end}", last >> 8),
    };
    ports.spans().iter().map(word).collect()
}

/// Protocols as people write them.
pub fn protocol_words(protocols: &Ranges) -> Vec<String> {
    // Of ICMP there is one for each family.
    let without = |it| protocols.union(&Ranges::one(it)) == Ranges::all_protocols();
    if icmp_protocols().spans().iter().any(|span| without(span.0)) {
        return vec![Protocol::All.name()];
    }
    let mut out = Vec::new();
    for &(first, last) in protocols.spans() {
        if last - first > 3 {
            out.push(format!("{first}-{last}"));
        } else {
            let number = |it: u128| Protocol::Number(u8::try_from(it).unwrap_or(u8::MAX)).to_string();
            out.extend((first..=last).map(number));
        }
    }
    out
}

fn packets(cube: &Cube, addresses: &dyn Fn(&Ranges) -> Vec<String>) -> Packets {
    Packets {
        source: addresses(cube.get(Dim::Source)),
        destination: addresses(cube.get(Dim::Destination)),
        protocol: protocol_words(cube.get(Dim::Protocol)),
        source_ports: port_words(cube.get(Dim::SourcePort)),
        ports: traffic_words(cube.get(Dim::Protocol), cube.get(Dim::Port)),
    }
}

/// Addresses as CIDR blocks.
pub fn block_words(addresses: &Ranges) -> Vec<String> {
    addresses.to_cidrs().iter().map(Cidr::to_string).collect()
}

#[cfg(test)]
mod tests;
