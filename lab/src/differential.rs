//! Law L2: what `prop` says of a set of packets is what `walk` says of each packet in it.
//!
//! Every start of a network is asked towards every address worth asking, each protocol in one set over all ports;
//! the packets that are walked have the ports at which some rule's verdict may change, and the ones beside them.

use crate::{seed::Seed, text};
use plat::base::Protocol;
use plat::model::fact::Forwarding;
use plat::net::{
    graph::{Finish, Net, Start, Target},
    prop::flows::{Flows, flows},
    ranges::{Ranges, address, number},
    traffic_set::{Cube, Dim, TrafficSet},
    walk::{Outcome, Packet, converse},
};
use std::{collections::BTreeSet, fmt};

/// What a network was asked, and how often.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    /// Sets pushed.
    pub sets: u64,
    /// Packets walked.
    pub packets: u64,
    /// Packets that arrived under some choice.
    pub arrived: u64,
}

/// Where the engines say different things.
#[derive(Clone, Debug)]
pub struct Disagreement {
    /// From where, by name.
    pub from: String,
    /// The packet.
    pub packet: Packet,
    /// What about: `may`, `must`, `unknown`.
    pub about: &'static str,
    /// What `prop` says.
    pub prop: String,
    /// What `walk` says.
    pub walk: String,
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Packet { protocol, source, destination, port, source_port } = self.packet;
        let (source, destination) = (address(source), address(destination));
        write!(
            f,
            "# ask {} {source} {destination} {protocol} {port} {source_port}\n# {}: ",
            self.from, self.about
        )?;
        write!(f, "prop {}, walk {}", self.prop, self.walk)
    }
}

/// The starts of a network, by name.
pub fn starts(net: &Net) -> Vec<(String, Start)> {
    let mut out =
        vec![("internet".to_owned(), Start::Internet), ("unattached".to_owned(), Start::Unattached)];
    for (id, roles) in &net.roles {
        let many = roles.interfaces.iter().enumerate();
        out.extend(many.map(|(at, its)| (format!("{id}#{at}"), Start::Interface(*its))));
        out.extend(roles.site.map(|at| (id.to_string(), Start::Site(at))));
        let entered = roles.enters.as_ref().and_then(|it| net.roles.get(it)?.balancer);
        out.extend(entered.map(|at| (id.to_string(), Start::Entry(at))));
    }
    out
}

/// Source addresses of a start.
fn sources(net: &Net, start: Start) -> Vec<u128> {
    let known = |text: &str| text.parse().map(number).unwrap_or_default();
    match start {
        Start::Internet => vec![known("8.8.4.9"), known("2001:db9::9")],
        Start::Unattached => Net::unattached_sources().first().into_iter().collect(),
        Start::Site(at) => net.sites[at as usize].cidrs.spans().iter().map(|it| it.0 + 9).collect(),
        Start::Interface(at) => {
            net.interfaces[at as usize].addresses.spans().iter().map(|(first, _)| *first).collect()
        }
        Start::Entry(_) => vec![known("8.8.4.9")],
    }
}

/// Whether a start may open such a flow at all: `prop` sees to that before it pushes anything.
fn opens(net: &Net, start: Start, packet: &Packet) -> bool {
    match start {
        Start::Interface(at) => {
            let it = &net.interfaces[at as usize];
            let speaks = |its: &Protocol| *its == Protocol::All || *its == Protocol::Number(packet.protocol);
            let allowed = it.fact.protocols.is_empty() || it.fact.protocols.iter().any(speaks);
            it.fact.initiates && allowed && it.fact.running && !it.odd && it.addresses.holds(packet.source)
        }
        Start::Internet => net.internet.holds(packet.source),
        Start::Site(at) => net.sites[at as usize].cidrs.holds(packet.source),
        Start::Unattached | Start::Entry(_) => true,
    }
}

/// What the engines are known to answer differently until one of them is mended, or the rules say more. The files in
/// `tests/regressions` that begin with `# open` have one case for each.
fn left_open(net: &Net, start: Start, source: u128, destination: u128) -> bool {
    let forwards = |address: u128| {
        let mut its = net.interfaces.iter().enumerate().filter(|(_, it)| {
            it.addresses.holds(address) || it.public.iter().any(|(_, public)| *public == address)
        });
        its.any(|(at, it)| {
            let target = Target::Appliance(u32::try_from(at).unwrap_or_default());
            let led = net.tables.iter().flat_map(|it| &it.entries).any(|it| it.target == target);
            led || it.fact.forwarding != Forwarding::None
        })
    };
    let to_site = net.sites.iter().any(|it| it.cidrs.holds(destination));
    match start {
        // DX-1: whether the internet leads to a site's own public addresses.
        Start::Internet | Start::Unattached if to_site => true,
        // DX-1: services that no fact names, over a public line.
        Start::Site(_) if Net::unnamed_service().holds(destination) => true,
        // ENI-2: a route to the interface that has the destination address.
        _ => forwards(source) || forwards(destination),
    }
}

/// Addresses worth asking about.
fn destinations(net: &Net, start: Start) -> Vec<u128> {
    let known = |text: &str| text.parse().map(number).unwrap_or_default();
    let mut out: BTreeSet<u128> = BTreeSet::new();
    if let Start::Entry(balancer) = start {
        // A node's address, as the provider addresses it.
        let nodes = &net.balancers[balancer as usize].nodes;
        return nodes.iter().filter_map(|it| net.interfaces[*it as usize].primary).take(1).collect();
    }
    for interface in &net.interfaces {
        out.extend(interface.addresses.spans().iter().map(|it| it.0));
        out.extend(interface.public.iter().map(|it| it.1));
    }
    out.extend(net.public.keys());
    out.extend(net.sites.iter().flat_map(|it| it.cidrs.spans().iter().map(|it| it.0 + 9)));
    out.extend(net.services.iter().flat_map(|it| it.1.spans().iter().map(|it| it.0)));
    out.extend(net.boundaries.iter().filter_map(|it| it.cidrs.first()).map(|it| it + 2));
    out.extend(net.boundaries.iter().filter_map(|it| it.cidrs.first()).map(|it| it + 200));
    out.extend(["203.0.113.5", "203.0.113.200", "192.168.77.1", "169.254.169.254", "2001:db9::1"].map(known));
    out.extend(["64:ff9b::cb00:7105", "255.254.0.1"].map(known));
    out.into_iter().collect()
}

/// Ports at which the verdict of some rule may change, and the ones beside them.
fn ports(net: &Net) -> Vec<u16> {
    let groups = net.groups.iter().flat_map(|it| it.ingress.iter().chain(&it.egress)).map(|it| &it.ports);
    let acls = net.acls.iter().flat_map(|it| it.ingress.iter().chain(&it.egress)).map(|it| &it.ports);
    let mut out: BTreeSet<u16> = [0, 53, 80, 443, 1023, 1024, 39999, 40000, 65535].into_iter().collect();
    for (first, last) in groups.chain(acls).flat_map(|it| it.spans().to_vec()) {
        for edge in [first.checked_sub(1), Some(first), Some(last), last.checked_add(1)].into_iter().flatten()
        {
            out.extend(u16::try_from(edge).ok());
        }
    }
    out.into_iter().collect()
}

fn holds(set: &TrafficSet, packet: &Packet) -> bool {
    set.cubes().iter().any(|cube| {
        cube.get(Dim::Protocol).holds(packet.protocol.into())
            && cube.get(Dim::Source).holds(packet.source)
            && cube.get(Dim::Destination).holds(packet.destination)
            && cube.get(Dim::Port).holds(packet.port.into())
            && cube.get(Dim::SourcePort).holds(packet.source_port.into())
    })
}

/// The set of all packets with the packet's protocol and addresses.
fn around(packet: &Packet) -> TrafficSet {
    let one = Ranges::one;
    let cube = Cube::new(
        one(packet.protocol.into()),
        one(packet.source),
        one(packet.destination),
        Ranges::all_ports(),
        Ranges::all_ports(),
    );
    TrafficSet::from(cube)
}

fn compare(
    net: &Net,
    from: &str,
    start: Start,
    packet: Packet,
    said: &Flows,
    tally: &mut Tally,
) -> Vec<Disagreement> {
    let mut ends: BTreeSet<Finish> = BTreeSet::new();
    let (mut must, mut unknown) = (true, false);
    for walked in converse(net, start, packet) {
        match walked.outcome {
            Outcome::Arrived { at, .. } => {
                ends.insert(at);
            }
            // What a client sent has got somewhere when it is at a balancer that ends its flow.
            Outcome::Dropped { .. } => must &= walked.ended.is_some(),
            Outcome::Unknown { .. } => (must, unknown) = (must && walked.ended.is_some(), true),
        }
    }
    tally.packets += 1;
    tally.arrived += u64::from(!ends.is_empty());
    let theirs: BTreeSet<Finish> =
        said.may.iter().filter(|(_, set)| holds(set, &packet)).map(|(finish, _)| *finish).collect();
    let mut out = Vec::new();
    let mut differ = |about, prop: String, walk: String| {
        if prop != walk {
            out.push(Disagreement { from: from.to_owned(), packet, about, prop, walk });
        }
    };
    differ("may", format!("{theirs:?}"), format!("{ends:?}"));
    differ("must", holds(&said.must, &packet).to_string(), must.to_string());
    differ("unknown", holds(&said.unknown, &packet).to_string(), unknown.to_string());
    out
}

/// One packet for each start, address and protocol that is asked about, without ports.
fn sets(net: &Net) -> Vec<(String, Start, Packet)> {
    let mut out = Vec::new();
    for (from, start) in starts(net) {
        for source in sources(net, start) {
            for destination in destinations(net, start) {
                let v4 = is_v4(source);
                let same = v4 == is_v4(destination) && source != destination;
                if !same || left_open(net, start, source, destination) {
                    continue;
                }
                for protocol in [6u8, 17, if v4 { 1 } else { 58 }, 47] {
                    let packet = Packet { protocol, source, destination, port: 0, source_port: 0 };
                    if opens(net, start, &packet) {
                        out.push((from.clone(), start, packet));
                    }
                }
            }
        }
    }
    out
}

fn is_v4(address: u128) -> bool {
    Ranges::all_v4().holds(address)
}

/// Everything that a network may be asked, packet by packet.
pub fn questions(net: &Net, seed: &mut Seed) -> Vec<(Start, Packet)> {
    let cuts = ports(net);
    let all = sets(net).into_iter();
    all.flat_map(|(_, start, packet)| packets(packet, &cuts, seed).into_iter().map(move |it| (start, it)))
        .collect()
}

/// Everything that a network may be asked, up to `most` disagreements.
pub fn ask_all(net: &Net, seed: &mut Seed, most: usize, tally: &mut Tally) -> Vec<Disagreement> {
    let mut out = Vec::new();
    let cuts = ports(net);
    for (from, start, packet) in sets(net) {
        let said = flows(net, start, &around(&packet));
        tally.sets += 1;
        for packet in packets(packet, &cuts, seed) {
            out.extend(compare(net, &from, start, packet, &said, tally));
            if out.len() >= most {
                return out;
            }
        }
    }
    out
}

/// The packets of one set that are walked.
fn packets(packet: Packet, cuts: &[u16], seed: &mut Seed) -> Vec<Packet> {
    match packet.protocol {
        1 => [8 << 8, 8 << 8 | 5, 0, 3 << 8 | 4].map(|port| Packet { port, ..packet }).to_vec(),
        58 => [128 << 8, 129 << 8, 1 << 8].map(|port| Packet { port, ..packet }).to_vec(),
        6 | 17 => {
            let some = |seed: &mut Seed| cuts[seed.below(cuts.len())];
            let mut out: Vec<Packet> =
                [53, 80, 443].map(|port| Packet { port, source_port: 40000, ..packet }).to_vec();
            for _ in 0..3 {
                out.push(Packet { port: some(seed), source_port: some(seed), ..packet });
            }
            out
        }
        _ => vec![packet],
    }
}

/// Asks one question that was saved again: `from source destination protocol port source-port`.
pub fn ask_again(net: &Net, question: &str) -> Option<Vec<Disagreement>> {
    let words: Vec<&str> = question.split_whitespace().collect();
    let [from, source, destination, protocol, port, source_port] = words.as_slice() else { return None };
    let (_, start) = starts(net).into_iter().find(|(name, _)| name == from)?;
    let packet = Packet {
        protocol: protocol.parse().ok()?,
        source: number(source.parse().ok()?),
        destination: number(destination.parse().ok()?),
        port: port.parse().ok()?,
        source_port: source_port.parse().ok()?,
    };
    if !opens(net, start, &packet) {
        return None;
    }
    let said = flows(net, start, &around(&packet));
    Some(compare(net, from, start, packet, &said, &mut Tally::default()))
}

/// What a division is about, without names of places.
fn shape(all: &[Disagreement]) -> Vec<(&'static str, String, String)> {
    let kind = |text: &str| text.chars().filter(|it| !it.is_ascii_digit()).collect::<String>();
    all.iter().map(|it| (it.about, kind(&it.prop), kind(&it.walk))).collect()
}

/// Leaves out lines, and words of lines, as long as the question still divides the engines.
pub fn shrink(text: &str, found: &Disagreement) -> String {
    let question = found.to_string();
    let question = question.lines().next().unwrap_or_default().trim_start_matches("# ask ").to_owned();
    let again = |text: &str| text::facts(text).ok().and_then(|facts| ask_again(&Net::of(&facts), &question));
    let whole = shape(&again(text).unwrap_or_default());
    let fails = |lines: &[String]| {
        let Ok(facts) = text::facts(&lines.join("\n")) else { return false };
        if !text::stands(&facts) {
            return false;
        }
        let net = Net::of(&facts);
        ask_again(&net, &question).is_some_and(|all| shape(&all) == whole)
    };
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    loop {
        let before = lines.clone();
        let mut at = 0;
        while at < lines.len() {
            // A fact goes with its entries.
            let mut end = at + 1;
            while !lines[at].starts_with(' ') && lines.get(end).is_some_and(|it| it.starts_with(' ')) {
                end += 1;
            }
            let mut fewer = lines.clone();
            fewer.drain(at..end);
            if fails(&fewer) { lines = fewer } else { at += 1 }
        }
        for at in 0..lines.len() {
            let words: Vec<String> = lines[at].split(' ').map(str::to_owned).collect();
            for word in (2..words.len()).rev() {
                let mut fewer: Vec<String> = lines[at].split(' ').map(str::to_owned).collect();
                if word < fewer.len() && !lines[at].starts_with(' ') {
                    fewer.remove(word);
                    let mut shorter = lines.clone();
                    shorter[at] = fewer.join(" ");
                    if fails(&shorter) {
                        lines = shorter;
                    }
                }
            }
        }
        if lines == before {
            return lines.join("\n") + "\n";
        }
    }
}
