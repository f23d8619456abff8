//! Laws L1 and L2: `bulk`, `prop` and `walk` say the same of every packet.
//!
//! From every start, with each of its addresses, everything that it may send is pushed through `prop` at once. Then
//! every address worth asking about is asked, service atom by service atom: of each, the first packet, the last and
//! one of any are walked. Where `bulk` does not leave a pair of interfaces to `prop`, its bits are compared as well.
//!
//! **What is counted.** A *verdict* is one start, source, destination and service atom (a protocol and ports that no
//! rule tells apart). For each, `prop` and `walk` agree on three things: at which ends it may arrive and have its
//! answer, whether it must, and whether it meets what is not modelled. Packets are counted apart: three for most
//! verdicts, fewer where an atom has no more.

use crate::{
    seed::Seed,
    small::{Features, network},
    text,
};
use plat::net::{
    graph::{Finish, Ix, Net, Start},
    prop::flows::{Flows, flows, flows_within},
    ranges::{Ranges, address, number},
    traffic_set::{Cube, Dim, TrafficSet},
    walk::{Outcome, Packet, Walked, converse},
};
use std::{
    fmt,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

mod asked;
mod atoms;
pub mod features;
mod rows;
mod shrink;

pub use asked::starts;
use asked::{destinations, is_v4, opens, sources};
use atoms::{Atom, Atoms};
use features::Decided;
use rows::{Row, Rows, pushed};
pub use shrink::shrink;

/// What was asked, and how often.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Networks.
    pub networks: u64,
    /// The most interfaces of one.
    pub interfaces_max: usize,
    /// Sets pushed.
    pub sets: u64,
    /// Verdicts compared between `prop` and `walk`.
    pub verdicts: u64,
    /// Those of them that `bulk` was compared with too.
    pub three: u64,
    /// Verdicts on pairs of interfaces that `bulk` leaves to `prop`.
    pub asked: u64,
    /// Packets walked.
    pub packets: u64,
    /// Packets that arrived under some choice.
    pub arrived: u64,
    /// What decided, feature by feature.
    pub decided: Decided,
}

impl Tally {
    /// Adds what another thread counted.
    pub fn add(&mut self, other: &Self) {
        self.networks += other.networks;
        self.interfaces_max = self.interfaces_max.max(other.interfaces_max);
        self.sets += other.sets;
        self.verdicts += other.verdicts;
        self.three += other.three;
        self.asked += other.asked;
        self.packets += other.packets;
        self.arrived += other.arrived;
        self.decided.add(&other.decided);
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} networks of at most {} interfaces", self.networks, self.interfaces_max)?;
        writeln!(
            f,
            "{} verdicts of prop and walk, on {} packets, of which {} arrived",
            self.verdicts, self.packets, self.arrived
        )?;
        let pairs = (self.three + self.asked).max(1);
        writeln!(
            f,
            "{} verdicts of bulk too; {} ({} %) between interfaces are left to prop",
            self.three,
            self.asked,
            self.asked * 100 / pairs
        )
    }
}

/// Where the engines say different things.
#[derive(Clone, Debug)]
pub struct Disagreement {
    /// From where, by name.
    pub from: String,
    /// The packet.
    pub packet: Packet,
    /// What about: `may`, `must`, `unknown`, `bulk`.
    pub about: &'static str,
    /// What each says.
    pub says: String,
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Packet { protocol, source, destination, port, source_port } = self.packet;
        let (source, destination) = (address(source), address(destination));
        writeln!(f, "# ask {} {source} {destination} {protocol} {port} {source_port}", self.from)?;
        write!(f, "# {}: {}", self.about, self.says)
    }
}

/// Ports and client ports of boxes.
type Boxes<'f> = Vec<(&'f Ranges, &'f Ranges)>;

/// What `prop` says of one source, destination and protocol.
pub struct Slice<'f> {
    may: Vec<(Finish, Boxes<'f>)>,
    lost: Boxes<'f>,
    unknown: Boxes<'f>,
}

fn held(boxes: &Boxes<'_>, packet: &Packet) -> bool {
    boxes.iter().any(|it| it.0.holds(packet.port.into()) && it.1.holds(packet.source_port.into()))
}

/// The boxes of what was said that have a source and a destination.
struct Aimed<'f> {
    may: Vec<(Finish, Vec<&'f Cube>)>,
    lost: Vec<&'f Cube>,
    unknown: Vec<&'f Cube>,
}

impl<'f> Aimed<'f> {
    fn of(said: &'f Flows, source: u128, destination: u128) -> Self {
        let fits =
            |it: &&Cube| it.get(Dim::Destination).holds(destination) && it.get(Dim::Source).holds(source);
        let of = |set: &'f TrafficSet| set.cubes().iter().filter(fits).collect::<Vec<_>>();
        let may = said.may.iter().map(|(finish, set)| (*finish, of(set))).filter(|it| !it.1.is_empty());
        Self { may: may.collect(), lost: of(&said.lost), unknown: of(&said.unknown) }
    }

    fn slice(&self, protocol: u8) -> Slice<'f> {
        let of = |cubes: &[&'f Cube]| -> Boxes<'f> {
            let own = cubes.iter().filter(|it| it.get(Dim::Protocol).holds(protocol.into()));
            own.map(|it| (it.get(Dim::Port), it.get(Dim::SourcePort))).collect()
        };
        let may = self.may.iter().map(|(finish, cubes)| (*finish, of(cubes))).filter(|it| !it.1.is_empty());
        Slice { may: may.collect(), lost: of(&self.lost), unknown: of(&self.unknown) }
    }
}

/// What a packet's walks come to: its ends, in order, whether each choice gets to one, whether one is not modelled.
fn ends(walks: &[Walked], out: &mut Vec<Finish>) -> (bool, bool) {
    out.clear();
    let (mut must, mut unknown) = (true, false);
    for walked in walks {
        match walked.outcome {
            Outcome::Arrived { at, .. } => out.push(at),
            // What a client sent has got somewhere when it is at a balancer that ends its flow.
            Outcome::Dropped { .. } => must &= walked.ended.is_some(),
            Outcome::Unknown { .. } => (must, unknown) = (must && walked.ended.is_some(), true),
        }
    }
    out.sort_unstable();
    out.dedup();
    (must, unknown)
}

/// One network, being asked.
struct Asker<'n> {
    net: &'n Net,
    rows: Rows,
    out: Vec<Disagreement>,
    ends: Vec<Finish>,
}

impl<'n> Asker<'n> {
    fn of(net: &'n Net) -> Self {
        Self { net, rows: Rows::of(net), out: Vec::new(), ends: Vec::new() }
    }

    fn differ(&mut self, from: &str, packet: Packet, about: &'static str, says: String) {
        self.out.push(Disagreement { from: from.to_owned(), packet, about, says });
    }

    /// L2 for one packet.
    fn packet(&mut self, from: &str, start: Start, packet: Packet, said: &Slice<'_>) -> Vec<Walked> {
        let walks = converse(self.net, start, packet);
        let mut ends_here = std::mem::take(&mut self.ends);
        let (must, unknown) = ends(&walks, &mut ends_here);
        let may = || said.may.iter().filter(|it| held(&it.1, &packet)).map(|it| it.0);
        let theirs = (may().next().is_some() && !held(&said.lost, &packet), held(&said.unknown, &packet));
        if !may().eq(ends_here.iter().copied()) {
            let says = format!("prop {:?}, walk {ends_here:?}", may().collect::<Vec<_>>());
            self.differ(from, packet, "may", says);
        }
        // Without an end, `must` says nothing that `may` does not.
        if theirs.0 != must {
            self.differ(from, packet, "must", format!("prop {}, walk {must}", theirs.0));
        }
        if theirs.1 != unknown {
            self.differ(from, packet, "unknown", format!("prop {}, walk {unknown}", theirs.1));
        }
        self.ends = ends_here;
        walks
    }

    /// The interfaces that have an address, apart from the one that sends, each with its row.
    fn beside(&mut self, start: Start, source: u128, destination: u128) -> Vec<(Ix, Row)> {
        let Start::Interface(own) = start else { return Vec::new() };
        let owners = self.net.interfaces.iter().zip(0..).filter(|(it, _)| it.addresses.holds(destination));
        let owners = owners.map(|it| it.1).filter(|it| *it != own);
        owners
            .filter_map(|to| Some((to, self.rows.row(self.net, (own, source), (to, destination))?)))
            .collect()
    }

    /// L1 for one atom: the third engine beside `prop`.
    fn atom(
        &mut self,
        (from, own): (&str, Ix),
        packet: Packet,
        (protocol, atom): (usize, usize),
        (to, row): &(Ix, Row),
        said: &Slice<'_>,
    ) -> bool {
        let Some(bulk) = self.rows.said(row, protocol, atom) else { return false };
        let client = Ranges::ports(self.net.interfaces[own as usize].fact.ephemeral);
        let ported = matches!(packet.protocol, 6 | 17);
        let prop = pushed(said, *to, ported, packet.port, &client);
        if !bulk.agrees(&prop) {
            self.differ(from, packet, "bulk", format!("prop {prop:?}, bulk {bulk:?}"));
        } else if said.unknown.iter().any(|it| it.0.holds(packet.port.into()) && it.1.meets(&client)) {
            self.differ(from, packet, "bulk", format!("prop unknown, bulk {bulk:?}"));
        }
        true
    }
}

/// A network that divides the engines: its seed, its text, and about what.
pub type Divided = (u64, String, Disagreement);

/// Compares the engines on the networks of some seeds, by as many threads as there are cores, until `most` networks
/// divide them. Divided ones come in the order of their seeds.
pub fn compare(first: u64, count: u64, features: Features, most: usize) -> (Tally, Vec<Divided>) {
    let next = AtomicU64::new(0);
    let all: Mutex<(Tally, Vec<Divided>)> = Mutex::default();
    let one = || {
        let mut tally = Tally::default();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= count {
                break;
            }
            let seed = first.saturating_add(at);
            let text = network(seed, features);
            let facts = text::facts(&text).unwrap_or_else(|wrong| panic!("seed {seed}: {wrong}"));
            let found = ask_all(&Net::of(&facts), &mut Seed::new(seed), 1, &mut tally);
            if let Some(found) = found.into_iter().next()
                && let Ok(mut all) = all.lock()
            {
                all.1.push((seed, text, found));
                if all.1.len() >= most {
                    next.store(count, Ordering::Relaxed);
                }
            }
        }
        if let Ok(mut all) = all.lock() {
            all.0.add(&tally);
        }
    };
    std::thread::scope(|scope| {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        for _ in 0..threads {
            scope.spawn(one);
        }
    });
    let (tally, mut found) = all.into_inner().unwrap_or_default();
    found.sort_by_key(|it| it.0);
    (tally, found)
}

/// Steps that a wide set may take.
const STEPS: usize = 1_000_000;

/// Everything that a start may send with one source.
fn wide(source: u128, protocols: Ranges) -> TrafficSet {
    let family = if is_v4(source) { Ranges::all_v4() } else { Ranges::all_v6() };
    Cube::new(protocols, Ranges::one(source), family, Ranges::all_ports(), Ranges::all_ports()).into()
}

/// Everything that a network may be asked, packet by packet.
pub fn questions(net: &Net, seed: &mut Seed) -> Vec<(Start, Packet)> {
    let (atoms, mut out) = (Atoms::of(net), Vec::new());
    for (_, start) in starts(net) {
        for source in sources(net, start) {
            for destination in destinations(net, start) {
                for (protocol, its) in atoms.of_family(is_v4(source)) {
                    let packet = Packet { protocol: *protocol, source, destination, port: 0, source_port: 0 };
                    if is_v4(destination) != is_v4(source)
                        || source == destination
                        || !opens(net, start, &packet)
                    {
                        continue;
                    }
                    for atom in its {
                        let (all, count) = atoms.packets(packet, *atom, seed);
                        out.extend(all[..count].iter().map(|it| (start, *it)));
                    }
                }
            }
        }
    }
    out
}

/// Everything that a network may be asked, up to `most` disagreements.
pub fn ask_all(net: &Net, seed: &mut Seed, most: usize, tally: &mut Tally) -> Vec<Disagreement> {
    let atoms = Atoms::of(net);
    let mut asker = Asker::of(net);
    tally.networks += 1;
    tally.interfaces_max = tally.interfaces_max.max(net.interfaces.len());
    tally.decided.meet(net);
    for (from, start) in starts(net) {
        let destinations = destinations(net, start);
        for source in sources(net, start) {
            let bare = Packet { protocol: 0, source, destination: source, port: 0, source_port: 0 };
            let its: Vec<(usize, &(u8, Vec<Atom>))> = atoms
                .of_family(is_v4(source))
                .iter()
                .enumerate()
                .filter(|(_, it)| opens(net, start, &Packet { protocol: it.0, ..bare }))
                .collect();
            if its.is_empty() {
                continue;
            }
            let protocols = its.iter().map(|it| u128::from(it.1.0)).collect();
            let said = flows_within(net, start, &wide(source, protocols), STEPS);
            tally.sets += 1;
            for destination in &destinations {
                if is_v4(*destination) != is_v4(source) || *destination == source {
                    continue;
                }
                let packet = Packet { destination: *destination, ..bare };
                if !opens(net, start, &Packet { protocol: its[0].1.0, ..packet }) {
                    continue;
                }
                asker.pair((&from, start), packet, &its, (&atoms, &said), seed, tally);
                if asker.out.len() >= most {
                    return asker.out;
                }
            }
        }
    }
    asker.out
}

impl Asker<'_> {
    /// Everything about one source and destination.
    fn pair(
        &mut self,
        (from, start): (&str, Start),
        packet: Packet,
        its: &[(usize, &(u8, Vec<Atom>))],
        (atoms, said): (&Atoms, &Flows),
        seed: &mut Seed,
        tally: &mut Tally,
    ) {
        let beside = self.beside(start, packet.source, packet.destination);
        for (_, row) in &beside {
            if let Row::Said { pair: Some(pair), .. } = row {
                self.rows.learn(*pair, atoms.of_family(is_v4(packet.source)));
            }
        }
        let aimed = Aimed::of(said, packet.source, packet.destination);
        for (at, (protocol, own)) in its {
            let slice = aimed.slice(*protocol);
            let packet = Packet { protocol: *protocol, ..packet };
            for (which, atom) in own.iter().enumerate() {
                let (all, count) = atoms.packets(packet, *atom, seed);
                for (nth, packet) in all[..count].iter().enumerate() {
                    let walks = self.packet(from, start, *packet, &slice);
                    tally.packets += 1;
                    tally.arrived += u64::from(!self.ends.is_empty());
                    if nth == 0 {
                        tally.decided.count(self.net, start, &walks);
                    }
                }
                tally.verdicts += 1;
                let Start::Interface(own) = start else { continue };
                for pair in &beside {
                    let first = all[0];
                    if self.atom((from, own), first, (*at, which), pair, &slice) {
                        tally.three += 1;
                    } else {
                        tally.asked += 1;
                    }
                }
            }
        }
    }
}

/// Asks one question that was saved again: `from source destination protocol port source-port`. The packet is pushed
/// alone, and among everything that its start may send.
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
    let mut asker = Asker::of(net);
    let atoms = Atoms::of(net);
    let family = atoms.of_family(is_v4(packet.source));
    let open = |protocol: u8| opens(net, start, &Packet { protocol, ..packet });
    let known = family.iter().map(|it| it.0).filter(|it| open(*it));
    let all = known.chain([packet.protocol]).map(u128::from).collect();
    let alone = wide(packet.source, Ranges::one(packet.protocol.into()));
    let alone = flows(net, start, &alone.only(Dim::Destination, &Ranges::one(packet.destination)));
    let among = flows_within(net, start, &wide(packet.source, all), STEPS);
    let beside = asker.beside(start, packet.source, packet.destination);
    for said in [&alone, &among] {
        let slice = Aimed::of(said, packet.source, packet.destination).slice(packet.protocol);
        asker.packet(from, start, packet, &slice);
        let place = family.iter().position(|it| it.0 == packet.protocol);
        let own = place.map_or(&[][..], |it| family[it].1.as_slice());
        let which = own.iter().position(|it| (it.0..=it.1).contains(&packet.port));
        let (Some(at), Some(which), Start::Interface(from_at)) = (place, which, start) else { continue };
        for pair in &beside {
            if let Row::Said { pair: Some(pair), .. } = &pair.1 {
                asker.rows.learn(*pair, family);
            }
            asker.atom((from, from_at), packet, (at, which), pair, &slice);
        }
    }
    Some(asker.out)
}
