//! Probes at random, and what the kernel did beside what Plat says.

use super::{Ends, Kernel, Means, Seen};
use crate::{
    medium::{self, OUTSIDE, Plan, one},
    ours::{self, Said},
    seed::Seed,
};
use plat::{
    base::NodeId,
    model::fact::{Interface, NetFact},
    net::{
        compile::Facts,
        graph::{Net, Start},
        ranges::number,
        walk::Packet,
    },
};
use std::{
    collections::{BTreeMap, HashSet},
    io,
    net::IpAddr,
    time::{Duration, Instant},
};

/// The engines that are compared.
pub const ENGINES: [&str; 2] = ["walk", "prop"];

/// What came of a comparison.
#[derive(Debug, Default)]
pub struct Tally {
    /// Interfaces.
    pub interfaces: usize,
    /// Probes that were compared, by engine.
    pub compared: [usize; 2],
    /// Probes about which an engine says that it does not know.
    pub unknown: [usize; 2],
    /// How many came back, of how many, by what they are about.
    pub kinds: BTreeMap<String, (usize, usize)>,
    /// Where the two differ, in words.
    pub differences: Vec<String>,
    /// How many differ.
    pub differ: [usize; 2],
    /// Building.
    pub built_in: Duration,
    /// Sending and receiving.
    pub probed_in: Duration,
    /// Asking Plat.
    pub asked_in: [Duration; 2],
}

/// A port where something begins or ends, or beside it.
fn port(seed: &mut Seed, from: u16) -> u16 {
    let at = one(seed, &medium::PORTS);
    let at = match seed.below(4) {
        0 => at.saturating_sub(1),
        1 => at.saturating_add(1),
        _ => at,
    };
    if at < from { u16::try_from(1024 + seed.below(64512)).unwrap_or(from) } else { at }
}

/// The ends that probes may have.
struct Ground<'f> {
    hosts: BTreeMap<&'f NodeId, &'f Interface>,
    private: Vec<IpAddr>,
    public: Vec<IpAddr>,
    outside: Vec<IpAddr>,
    /// What public addresses stand for.
    behind: BTreeMap<IpAddr, IpAddr>,
}

impl<'f> Ground<'f> {
    fn of(facts: &'f Facts, places: &[Option<NodeId>]) -> Self {
        let mut hosts = BTreeMap::new();
        for (id, facts) in facts {
            for fact in facts {
                if let NetFact::Interface(it) = fact
                    && places.iter().flatten().any(|place| place == id)
                {
                    hosts.insert(id, it.as_ref());
                }
            }
        }
        let private = hosts.values().flat_map(|it| &it.addresses).map(|it| it.ip()).collect();
        let behind: BTreeMap<IpAddr, IpAddr> = hosts
            .values()
            .flat_map(|host| {
                let first = host.addresses.iter().find(|it| it.ip().is_ipv4());
                host.public
                    .iter()
                    .filter_map(move |it| Some((it.address?.ip(), it.private.as_ref().or(first)?.ip())))
            })
            .collect();
        let public = behind.keys().copied().collect();
        let outside = OUTSIDE.iter().filter_map(|it| it.parse().ok()).collect();
        Self { hosts, private, public, outside, behind }
    }

    /// The same with private addresses only.
    fn inside(&self, ends: Ends) -> Ends {
        let behind = |ip: IpAddr| self.behind.get(&ip).copied().unwrap_or(ip);
        Ends { source: behind(ends.source), destination: behind(ends.destination), ..ends }
    }

    /// One probe; nothing if these ends have none.
    fn probe(&self, seed: &mut Seed, places: &[Option<NodeId>]) -> Option<(usize, Ends)> {
        let from = if seed.chance(8) { 0 } else { 1 + seed.below(places.len() - 1) };
        let own: Vec<IpAddr> = match places[from].as_ref().and_then(|id| self.hosts.get(id)) {
            Some(host) => host.addresses.iter().map(|it| it.ip()).collect(),
            None => self.outside.clone(),
        };
        let source = one(seed, &own);
        let whom = seed.below(100);
        let among = if from == 0 {
            if source.is_ipv4() { &self.public } else { &self.private }
        } else if whom < 70 {
            &self.private
        } else if whom < 85 {
            &self.public
        } else {
            &self.outside
        };
        let mut destination = one(seed, among);
        if whom < 35 && from != 0 {
            // Nearer than chance would have it.
            let near = |ip: &&IpAddr| match (ip, source) {
                (IpAddr::V4(a), IpAddr::V4(b)) => a.octets()[..2] == b.octets()[..2],
                (IpAddr::V6(a), IpAddr::V6(b)) => a.octets()[..7] == b.octets()[..7],
                _ => false,
            };
            let near: Vec<&IpAddr> = self.private.iter().filter(near).collect();
            destination = *one(seed, &near);
        }
        if destination.is_ipv4() != source.is_ipv4() || own.contains(&destination) {
            return None;
        }
        let means = match seed.below(10) {
            0 => Means::Icmp,
            1 | 2 => Means::Udp,
            _ => Means::Tcp,
        };
        let ported = means != Means::Icmp;
        let port_to = if ported { port(seed, 1) } else { 0 };
        let source_port = if ported { port(seed, 1024) } else { 0 };
        Some((from, Ends { means, source, destination, source_port, port: port_to }))
    }
}

fn packet(ends: Ends) -> Packet {
    let v4 = ends.is_v4();
    let (protocol, port) = match ends.means {
        Means::Tcp => (6, ends.port),
        Means::Udp => (17, ends.port),
        Means::Icmp if v4 => (1, 0x0800),
        Means::Icmp => (58, 0x8000),
    };
    let (source, destination) = (number(ends.source), number(ends.destination));
    Packet { protocol, source, destination, port, source_port: ends.source_port }
}

/// What a probe is about, for the table.
fn kind(net: &Net, start: Start, ends: Ends) -> String {
    let to = number(ends.destination);
    let owner = net.interfaces.iter().find(|it| it.addresses.holds(to));
    let from = if let Start::Interface(at) = start { Some(&net.interfaces[at as usize]) } else { None };
    let whom = match (from, owner) {
        (None, _) => "from the internet",
        (Some(_), None) if net.public.contains_key(&to) => "to a public address",
        (Some(_), None) => "to the internet",
        (Some(from), Some(owner)) if from.segment == owner.segment => "in a subnet",
        (Some(from), Some(owner)) if from.boundary == owner.boundary => "in a VPC",
        (Some(_), Some(_)) => "between VPCs",
    };
    format!("IPv{} {whom}", if ends.is_v4() { 4 } else { 6 })
}

/// Builds the network of a seed, sends that many probes, and compares.
///
/// # Errors
/// The network cannot be built or probed.
pub fn run(plan: Plan, seed: u64, probes: usize) -> io::Result<Tally> {
    let facts = medium::network(plan, seed);
    let start = Instant::now();
    let mut kernel = Kernel::build(&facts)?;
    let mut tally = Tally { built_in: start.elapsed(), ..Tally::default() };
    let net = Net::of(&facts);
    tally.interfaces = net.interfaces.len();
    let places = kernel.places().to_vec();
    let ground = Ground::of(&facts, &places);
    let mut seed = Seed::new(seed ^ 0x6b65_726e_656c);
    let mut used = HashSet::new();
    let mut asked = Vec::with_capacity(probes);
    for _ in 0..probes * 20 {
        if asked.len() == probes {
            break;
        }
        let Some((from, ends)) = ground.probe(&mut seed, &places) else { continue };
        // A flow and its mirror image would be one to whoever tracks flows, and so would they with a public address in the
        // place of the private one that it stands for.
        let flow = ground.inside(ends);
        if flow != flow.reversed() && !used.contains(&flow.reversed()) && used.insert(flow) {
            asked.push((from, ends));
        }
    }
    let start = Instant::now();
    let seen = kernel.ask(&asked)?;
    tally.probed_in = start.elapsed();
    let starts: Vec<Start> = places
        .iter()
        .map(|place| {
            let at = place.as_ref().and_then(|id| net.roles.get(id)?.interfaces.first().copied());
            at.map_or(Start::Internet, Start::Interface)
        })
        .collect();
    let mut doubted = Vec::new();
    for ((from, ends), seen) in asked.iter().zip(&seen) {
        let (from, ends) = (*from, *ends);
        let kind = tally.kinds.entry(kind(&net, starts[from], ends)).or_default();
        kind.0 += usize::from(seen.answered);
        kind.1 += 1;
        for (engine, said) in tally.ask(&net, starts[from], packet(ends)).into_iter().enumerate() {
            tally.unknown[engine] += usize::from(said.unknown);
            tally.compared[engine] += usize::from(!said.unknown);
            if !agree(seen, &said) {
                doubted.push((from, ends, engine, said));
            }
        }
    }
    // Nothing is held against a machine that was slow for once.
    let again: Vec<(usize, Ends)> = doubted.iter().map(|(from, ends, ..)| (*from, *ends)).collect();
    let again = kernel.ask_again(&again)?;
    for ((from, ends, engine, said), seen) in doubted.into_iter().zip(again) {
        if agree(&seen, &said) {
            continue;
        }
        tally.differ[engine] += 1;
        if tally.differences.len() < 40 {
            let who = places[from].as_ref().map_or_else(|| "internet".to_owned(), ToString::to_string);
            let arrived = seen.arrived.map(|(at, ends)| (places[at].clone(), ends));
            let whom = net.interfaces.iter().find(|it| it.addresses.holds(number(ends.destination)));
            let whom = whom.map_or_else(String::new, |it| it.node.to_string());
            let trace = ours::trace(&net, starts[from], packet(ends));
            tally.differences.push(format!(
                "{who} {ends:?} {whom}\n    kernel: answered {}, arrived {arrived:?}\n    {}: {said:?}\n    walk: {trace:?}",
                seen.answered, ENGINES[engine]
            ));
        }
    }
    Ok(tally)
}

impl Tally {
    fn ask(&mut self, net: &Net, start: Start, packet: Packet) -> [Said; 2] {
        let begin = Instant::now();
        let walked = ours::walked(net, start, packet);
        self.asked_in[0] += begin.elapsed();
        let begin = Instant::now();
        let pushed = ours::pushed(net, start, packet);
        self.asked_in[1] += begin.elapsed();
        [walked, pushed]
    }
}

/// Whatever the kernel does, Plat says that it may; and what must be, the kernel does.
fn agree(seen: &Seen, said: &Said) -> bool {
    said.unknown || if seen.answered { said.may } else { !said.must }
}
