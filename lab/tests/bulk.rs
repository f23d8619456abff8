//! Law L1 over the plain fragment: what `bulk` says of classes and services is what one packet after another says.
//!
//! The other side is a few lines over the compiled network that look at one packet and know nothing of rows.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use lab::{hubs, large, plain, small, text};
use plat::{
    base::Protocol,
    net::{
        bulk::{self, Atom, Index, Verdict, ask},
        graph::{AclNet, EntryNet, InterfaceNet, Net, PeerNet, RouteOrigin, RuleNet, Target},
        ranges::Ranges,
        traffic_set::{Dim, TrafficSet},
    },
};

use std::collections::BTreeMap;

/// One packet.
#[derive(Clone, Copy, Debug)]
struct Packet {
    protocol: u8,
    source: u128,
    destination: u128,
    port: u16,
    source_port: u16,
}

fn of_traffic(protocol: Protocol, ports: plat::base::PortRange, packet: Packet) -> bool {
    match protocol {
        Protocol::All => true,
        Protocol::Number(number) => {
            let ported = number == 6 || number == 17;
            number == packet.protocol && (!ported || (ports.first()..=ports.last()).contains(&packet.port))
        }
    }
}

fn rule_matches(
    net: &Net,
    rule: &RuleNet,
    packet: Packet,
    far: u128,
    other: &InterfaceNet,
    known: bool,
) -> bool {
    let _ = net;
    rule.protocol.holds(packet.protocol.into())
        && rule.ports.holds(packet.port.into())
        && match &rule.peer {
            PeerNet::Addresses(addresses) => addresses.holds(far),
            PeerNet::Group(group) => known && other.groups.contains(group),
            PeerNet::Nobody => false,
        }
}

fn entry_matches(entry: &EntryNet, packet: Packet, far: u128) -> bool {
    entry.protocol.holds(packet.protocol.into())
        && entry.ports.holds(packet.port.into())
        && entry.addresses.holds(far)
}

fn acl(acl: &AclNet, ingress: bool, packet: Packet) -> bool {
    let (entries, far) =
        if ingress { (&acl.ingress, packet.source) } else { (&acl.egress, packet.destination) };
    entries.iter().find(|it| entry_matches(it, packet, far)).is_some_and(|it| it.allow)
}

/// The way from one interface to another without rewriting: whether the table leads there, and groups are known.
fn way(net: &Net, a: &InterfaceNet, b: &InterfaceNet, destination: u128) -> Option<bool> {
    let table = &net.tables[net.segments[a.segment as usize].table as usize];
    let rank = |origin: RouteOrigin| if origin == RouteOrigin::Static { None } else { Some(origin) };
    let routes = table.entries.iter().filter(|it| it.covers.holds(destination));
    let best = routes.min_by_key(|it| (std::cmp::Reverse(it.length), rank(it.origin)))?;
    match best.target {
        Target::Local => (a.boundary == b.boundary).then_some(true),
        Target::Peering(at) => {
            let it = &net.peerings[at as usize];
            let ends = [Some(a.boundary), Some(b.boundary)];
            let both = a.boundary != b.boundary && ends.iter().all(|end| it.between.contains(end));
            (both && it.active).then_some(it.same_region)
        }
        Target::Blackhole => None,
        other => unreachable!("the plain fragment has no {other:?}"),
    }
}

/// Whether a packet gets there and its answer comes back.
fn converses(net: &Net, a: &InterfaceNet, b: &InterfaceNet, packet: Packet) -> bool {
    let opens = |it: &Protocol| of_traffic(*it, plat::base::PortRange::ALL, packet);
    if !a.fact.running || !b.fact.running || !a.fact.initiates || !b.fact.inbound.is_open() {
        return false;
    }
    if !a.fact.protocols.is_empty() && !a.fact.protocols.iter().any(opens) {
        return false;
    }
    let near = a.segment == b.segment;
    let known = if near { Some(true) } else { way(net, a, b, packet.destination) };
    let Some(known) = known else { return false };
    let egress = a.groups.iter().flat_map(|it| &net.groups[*it as usize].egress);
    if !egress.into_iter().any(|it| rule_matches(net, it, packet, packet.destination, b, known)) {
        return false;
    }
    let acl_of = |it: &InterfaceNet| &net.acls[net.segments[it.segment as usize].acl as usize];
    if !(near || acl(acl_of(a), false, packet) && acl(acl_of(b), true, packet)) {
        return false;
    }
    let ingress = b.groups.iter().flat_map(|it| &net.groups[*it as usize].ingress);
    if !ingress.into_iter().any(|it| rule_matches(net, it, packet, packet.source, a, known)) {
        return false;
    }
    let listens = &b.fact.listens;
    let ported = packet.protocol == 6 || packet.protocol == 17;
    if ported && !listens.is_empty() && !listens.iter().any(|it| of_traffic(it.0, it.1, packet)) {
        return false;
    }
    let back = match (packet.protocol, packet.port) {
        (1, 2048) => 0,
        (58, 0x8000) => 0x8100,
        // Other messages of ICMP are not answered.
        (1 | 58, _) => return true,
        _ => packet.source_port,
    };
    let answer = Packet {
        source: packet.destination,
        destination: packet.source,
        port: back,
        source_port: packet.port,
        protocol: packet.protocol,
    };
    near || (way(net, b, a, packet.source).is_some()
        && acl(acl_of(b), false, answer)
        && acl(acl_of(a), true, answer))
}

/// Client ports at which anything may change, of a range.
fn client_ports(net: &Net, range: plat::base::PortRange) -> Vec<u16> {
    let entries = net.acls.iter().flat_map(|it| it.ingress.iter().chain(&it.egress));
    let ends = entries.flat_map(|it| it.ports.spans()).flat_map(|it| [it.0, it.1 + 1]);
    let mut ports: Vec<u16> = ends.filter_map(|it| u16::try_from(it).ok()).collect();
    ports.extend([range.first(), range.last()]);
    ports.retain(|it| (range.first()..=range.last()).contains(it));
    ports.sort_unstable();
    ports.dedup();
    ports
}

/// A last packet of an atom besides its first.
fn packets(atom: &Atom) -> Vec<(u8, u16)> {
    let first = atom.one();
    let protocol = atom.protocols.last().map_or(0, |it| it.1);
    let port = atom.ports.last().map_or(0, |it| it.1);
    let mut out = vec![first, (protocol, port)];
    out.dedup();
    out
}

/// How many verdicts were compared, and what they were.
#[derive(Debug, Default)]
struct Tally {
    verdicts: usize,
    reachable: usize,
    partial: usize,
}

/// Compares every pair of addresses of a network.
fn compare(seed: u64, budget: usize, tally: &mut Tally) {
    let net = Net::of(&plain::network(seed));
    let index = Index::of(&net, budget);
    let ground = index.ground();
    for (from, a) in (0..).zip(&net.interfaces) {
        for (to, b) in (0..).zip(&net.interfaces) {
            for source in ground.places(from) {
                for destination in ground.places(to) {
                    if ground.planes[source.0 as usize].v6 != ground.planes[destination.0 as usize].v6 {
                        continue;
                    }
                    // The compiled addresses that are in the class: any of them will do.
                    let address = |interface: &InterfaceNet, place: (u32, u32)| {
                        let class = ground.planes[place.0 as usize].classes[place.1 as usize];
                        let spans = interface.addresses.spans().iter().flat_map(|it| it.0..=it.1);
                        spans.min_by_key(|it| it.abs_diff(class.address))
                    };
                    let (Some(src), Some(dst)) = (address(a, *source), address(b, *destination)) else {
                        continue;
                    };
                    pair(seed, &net, &index, (a, *source, src), (b, *destination, dst), tally);
                }
            }
        }
    }
}

type End<'n> = (&'n InterfaceNet, (u32, u32), u128);

fn pair(seed: u64, net: &Net, index: &Index, a: End<'_>, b: End<'_>, tally: &mut Tally) {
    let strange = |end: End<'_>| {
        let plane = &index.ground().planes[end.1.0 as usize];
        let class = plane.classes[end.1.1 as usize];
        index.ground().behaviours[plane.profiles[class.profile as usize].behaviour as usize].strange
    };
    if strange(a) || strange(b) {
        return;
    }
    let ports = client_ports(net, a.0.fact.ephemeral);
    let reached = |protocol: u8, port: u16| {
        let packet = |source_port| Packet { protocol, source: a.2, destination: b.2, port, source_port };
        let ported = protocol == 6 || protocol == 17;
        let ports = if ported { ports.as_slice() } else { &ports[..1] };
        let hits = ports.iter().filter(|it| converses(net, a.0, b.0, packet(**it))).count();
        (hits == ports.len(), hits > 0)
    };
    let Some(at) = index.pair_of(a.1.0, b.1.0) else {
        for (protocol, port) in [(6, 443), (17, 53), (1, 2048), (50, 0)] {
            assert_eq!(reached(protocol, port), (false, false), "seed {seed}: no pair of planes");
        }
        return;
    };
    let span = index.span(at).unwrap();
    let mut seen = Vec::new();
    assert!(index.row(net, at, a.1.1, &mut |row| {
        assert!(row.asked.is_empty(), "seed {seed}: the plain fragment asks nobody");
        let (full, some) = row.verdict(b.1.1);
        seen = vec![full.to_vec(), some.to_vec()];
    }));
    // One pair alone says what the row says.
    let Verdict::Services { full, some, .. } = index.pair(net, a.1, b.1) else {
        unreachable!("seed {seed}: the plain fragment asks nobody")
    };
    assert_eq!((&full[..seen[0].len()], &some[..seen[1].len()]), (&seen[0][..], &seen[1][..]), "seed {seed}");
    for (at, atom) in span.services.all.iter().enumerate() {
        let bit = |mask: &[u64]| mask[at / 64] >> (at % 64) & 1 == 1;
        for (protocol, port) in packets(atom) {
            let port = if [1, 6, 17, 58].contains(&protocol) { port } else { 0 };
            let expected = reached(protocol, port);
            let said = (bit(&seen[0]), bit(&seen[1]));
            tally.verdicts += 1;
            tally.reachable += usize::from(said.0);
            tally.partial += usize::from(said.1 && !said.0);
            assert_eq!(
                said, expected,
                "seed {seed}: {} to {}, {protocol} {port}: rows say (all, some) {said:?}",
                a.0.node, b.0.node
            );
        }
    }
}

#[test]
fn rows_say_what_packets_say() {
    let mut tally = Tally::default();
    for seed in 0..300 {
        compare(seed, usize::MAX, &mut tally);
    }
    println!("{tally:?}");
    assert!(tally.verdicts > 500_000 && tally.reachable > 20_000 && tally.partial > 300, "{tally:?}");
}

/// Compares with `prop` what `bulk` says of every pair of first addresses; how many verdicts, how many of them yes,
/// how many pairs are left to `prop`, how many verdicts hang on a choice of the provider's. Tests state them exactly: more
/// that is left to `prop` is as right, and slower.
fn compare_with_prop(name: &str, facts: &plat::net::compile::Facts) -> [usize; 4] {
    let net = Net::of(facts);
    let index = Index::of(&net, usize::MAX);
    let mut tally = [0; 4];
    for (from, a) in (0..).zip(&net.interfaces) {
        // `flows` starts packets at what never opens a flow as well.
        if !a.fact.initiates || !a.fact.protocols.is_empty() {
            continue;
        }
        for (to, b) in (0..).zip(&net.interfaces) {
            for v6 in [false, true] {
                let first = |it: &InterfaceNet| {
                    let all = it.addresses.spans().iter().map(|it| it.0);
                    all.into_iter().find(|it| (it >> 32 == 0xffff) != v6)
                };
                let (Some(source), Some(destination)) = (first(a), first(b)) else { continue };
                let place = |at| {
                    let all = index.ground().places(at).iter();
                    all.copied().find(|it| index.ground().planes[it.0 as usize].v6 == v6).unwrap()
                };
                let verdict = index.pair(&net, place(from), place(to));
                if verdict == Verdict::Asked {
                    tally[2] += 1;
                    continue;
                }
                let told = ask(&net, from, source, to, destination);
                let client = Ranges::ports(a.fact.ephemeral);
                let say_of = |set: &TrafficSet, protocol: u8, port: u16| {
                    let mut ports = Ranges::EMPTY;
                    for cube in set.cubes() {
                        let here = cube.get(Dim::Protocol).holds(protocol.into())
                            && cube.get(Dim::Port).holds(port.into());
                        if here {
                            ports = ports.union(&cube.get(Dim::SourcePort).intersect(&client));
                        }
                    }
                    let ported = protocol == 6 || protocol == 17;
                    (if ported { ports.covers(&client) } else { !ports.is_empty() }, !ports.is_empty())
                };
                let say = |protocol: u8, port: u16| say_of(&told.may, protocol, port);
                assert!(told.unknown.is_empty(), "{name}: {} to {} is unknown to prop", a.node, b.node);
                let Verdict::Services { pair, full, some, sure } = verdict else {
                    for (protocol, port) in [(6, 443), (6, 22), (17, 53), (1, 2048), (50, 0)] {
                        let said = say(protocol, port);
                        assert_eq!(said, (false, false), "{name}: {} to {} has no way", a.node, b.node);
                    }
                    continue;
                };
                for (at, atom) in index.span(pair).unwrap().services.all.iter().enumerate() {
                    let bit = |mask: &[u64; 8]| mask[at / 64] >> (at % 64) & 1 == 1;
                    for (protocol, port) in packets(atom) {
                        let (prop, bulk) = (say(protocol, port), (bit(&full), bit(&some)));
                        assert_eq!(
                            bulk, prop,
                            "{name}: {} to {}, v6 {v6}, {protocol} {port}: bulk says (all, some) {bulk:?}",
                            a.node, b.node
                        );
                        let (prop_sure, bulk_sure) =
                            (say_of(&told.must, protocol, port), (bit(&sure[0]), bit(&sure[1])));
                        assert!(
                            told.astray || prop_sure == bulk_sure,
                            "{name}: {} to {}, v6 {v6}, {protocol} {port}: bulk is sure of {bulk_sure:?} of {bulk:?}, prop of {prop_sure:?}",
                            a.node,
                            b.node
                        );
                        tally[0] += 1;
                        tally[1] += usize::from(prop.1);
                        tally[3] += usize::from(prop != prop_sure);
                    }
                }
            }
        }
    }
    tally
}

/// What rows say of every class, one pair of classes alone says too. How many pairs hang on a choice of the provider's.
fn compare_with_pairs(name: &str, facts: &plat::net::compile::Facts) -> usize {
    let net = Net::of(facts);
    let index = Index::of(&net, usize::MAX);
    let mut unsure = 0;
    for (at, planes) in index.pairs().iter().enumerate() {
        index.sweep(&net, at, &mut |row| {
            assert!(row.asked.is_sorted() && row.unsure.is_sorted(), "{name}");
            for to in 0..row.verdicts().count() as u32 {
                let said = index.pair(&net, (planes.from, row.source), (planes.to, to));
                let asked = row.asked.binary_search(&to).is_ok();
                assert_eq!(said == Verdict::Asked, asked, "{name}, {planes:?}: {} to {to}", row.source);
                let Verdict::Services { full, some, sure, .. } = said else { continue };
                let own = |masks: (&[u64], &[u64])| (masks.0.to_vec(), masks.1.to_vec());
                let cut = |full: &[u64; 8], some: &[u64; 8]| own((&full[..row.width], &some[..row.width]));
                let pair = (cut(&full, &some), cut(&sure[0], &sure[1]));
                let both = (own(row.verdict(to)), own(row.sure(to)));
                assert_eq!(both, pair, "{name}, {planes:?}: {} to {to}", row.source);
                unsure += usize::from(both.0 != both.1);
            }
        });
    }
    unsure
}

#[test]
fn rows_say_what_pairs_say() {
    let mut unsure = 0;
    for seed in 0..60 {
        unsure += compare_with_pairs(&format!("hubs, seed {seed}"), &hubs::network(seed));
        unsure += compare_with_pairs(&format!("open hubs, seed {seed}"), &hubs::opened(seed));
        let small = text::facts(&small::network(seed, small::Features::ALL)).unwrap();
        unsure += compare_with_pairs(&format!("small, seed {seed}"), &small);
    }
    let shape = large::Shape { boundaries: 3, interfaces: 12, roles: 4, segments: 4 };
    for seed in 0..6 {
        for variant in [large::Variant::Plain, large::Variant::Sets, large::Variant::Full] {
            let facts = large::network(shape, variant, seed);
            unsure += compare_with_pairs(&format!("{variant:?}, seed {seed}"), &facts);
        }
    }
    println!("{unsure} unsure");
    assert!(unsure > 100, "{unsure}");
}

#[test]
fn rows_say_what_prop_says() {
    let mut tally = [0; 4];
    for seed in 400..425 {
        let one = compare_with_prop(&format!("seed {seed}"), &plain::network(seed));
        tally.iter_mut().zip(one).for_each(|(all, one)| *all += one);
    }
    println!("{tally:?}");
    assert_eq!(tally, [82_644, 8_590, 0, 0]);
}

#[test]
fn with_devices_what_is_not_left_to_prop_is_what_prop_says() {
    let shape = large::Shape { boundaries: 3, interfaces: 8, roles: 4, segments: 4 };
    let mut tally = [0; 4];
    let mut left: BTreeMap<bulk::Reason, u64> = BTreeMap::new();
    for seed in 0..4 {
        let facts = large::network(shape, large::Variant::Full, seed);
        let net = Net::of(&facts);
        let index = Index::of(&net, usize::MAX);
        let asked = |at| {
            let mut asked = 0;
            index.sweep(&net, at, &mut |row| asked += row.asked.len() as u64);
            asked
        };
        let own = index.left(&net);
        let all: u64 = (0..index.pairs().len()).map(asked).sum();
        assert_eq!(own.values().sum::<u64>(), all, "every pair that is left is counted once");
        for (reason, count) in own {
            *left.entry(reason).or_default() += count;
        }
        let one = compare_with_prop(&format!("full, seed {seed}"), &facts);
        tally.iter_mut().zip(one).for_each(|(all, one)| *all += one);
    }
    println!("{tally:?}, left: {left:?}");
    assert_eq!(left, BTreeMap::from([(bulk::Reason::LeadsOn, 984)]));
    assert_eq!(tally, [228_074, 8_094, 720, 0]);
}

#[test]
fn over_transit_gateways_rows_say_what_prop_says() {
    let mut tally = [0; 4];
    for seed in 0..120 {
        let one = compare_with_prop(&format!("hubs, seed {seed}"), &hubs::network(seed));
        tally.iter_mut().zip(one).for_each(|(all, one)| *all += one);
    }
    for seed in 0..30 {
        let one = compare_with_prop(&format!("open hubs, seed {seed}"), &hubs::opened(seed));
        tally.iter_mut().zip(one).for_each(|(all, one)| *all += one);
    }
    println!("{tally:?}");
    assert_eq!(tally, [673_544, 75_111, 80, 950]);
}

#[test]
fn with_everything_what_is_not_left_to_prop_is_what_prop_says() {
    let mut tally = [0; 4];
    for seed in 0..150 {
        let text = small::network(seed, small::Features::ALL);
        let Ok(facts) = text::facts(&text) else { continue };
        let one = compare_with_prop(&format!("small, seed {seed}"), &facts);
        tally.iter_mut().zip(one).for_each(|(all, one)| *all += one);
    }
    println!("{tally:?}");
    assert_eq!(tally, [901_363, 78_453, 7_901, 84]);
}

#[test]
fn however_many_services_there_are_rows_say_what_prop_says() {
    // Ports that rules tell apart; words of a mask.
    for (ports, words) in [(20, 1), (100, 2), (200, 4), (400, 8), (600, 0)] {
        let rule = |at: usize| format!(" in tcp:{} 10.0.{}.0/24\n", 1000 + 2 * at, 1 + at % 2);
        let rules: String = (0..ports).map(rule).collect();
        let text = format!(
            "vpc v cidrs=10.0.0.0/16
subnet s in=v cidrs=10.0.1.0/24
subnet t in=v cidrs=10.0.2.0/24
sg a
 out all 0.0.0.0/0
sg b
{rules}
eni a in=s at=10.0.1.10 groups=a
eni b in=t at=10.0.2.10 groups=b
eni c in=t at=10.0.2.11 groups=a"
        );
        let facts = text::facts(&text).unwrap();
        let tally = compare_with_prop(&format!("{ports} ports"), &facts);
        let net = Net::of(&facts);
        let index = Index::of(&net, usize::MAX);
        let (statistics, left) = (index.statistics(), index.left(&net));
        let (pairs, kept) = (statistics.class_pairs, Index::of(&net, 0).statistics());
        assert_eq!((statistics.interfaces, kept.interfaces, statistics.pairs), (3, 3, 1), "{statistics:?}");
        assert_eq!(statistics.classes, 3, "each is in a subnet or a group of its own: {statistics:?}");
        assert_eq!(kept.atoms_max, 0, "no rows are kept");
        if words == 0 {
            assert_eq!(left, BTreeMap::from([(bulk::Reason::TooManyAtoms, pairs)]));
            assert_eq!(
                (tally[0], tally[2], statistics.too_wide),
                (0, 9, 1),
                "all is left to prop: {tally:?}"
            );
            assert!(!index.sweep(&net, 0, &mut |_| ()) && !index.row(&net, 0, 0, &mut |_| ()));
        } else {
            assert!(left.is_empty() && statistics.too_wide == 0, "{left:?}");
            assert!(statistics.bytes > kept.bytes, "rows take bytes");
            assert_eq!(statistics.atoms_max.div_ceil(64).next_power_of_two(), words, "{statistics:?}");
            assert!(tally[1] >= ports, "{tally:?}");
        }
    }
}

#[test]
fn without_rows_kept_the_answer_is_the_same() {
    for seed in 300..320 {
        compare(seed, 0, &mut Tally::default());
    }
}

/// The rows of one pair of planes, as bytes.
fn rows(index: &Index, net: &Net, pair: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let whole = index.sweep(net, pair, &mut |row| {
        out.extend(row.source.to_le_bytes());
        out.extend(row.words().iter().flat_map(|it| it.to_le_bytes()));
        for class in row.unsure {
            let (full, some) = row.sure(*class);
            out.extend(class.to_le_bytes());
            out.extend(full.iter().chain(some).flat_map(|it| it.to_le_bytes()));
        }
        out.extend(row.asked.iter().flat_map(|it| it.to_le_bytes()));
    });
    out.push(u8::from(whole));
    out
}

/// Every row, pair by pair; `threads` share the pairs, and what each made is put in their order.
fn streamed(net: &Net, budget: usize, threads: usize) -> Vec<u8> {
    let index = Index::of(net, budget);
    let next = std::sync::atomic::AtomicUsize::new(0);
    let work = || {
        let mut made = Vec::new();
        loop {
            let at = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            if at >= index.pairs().len() {
                return made;
            }
            made.push((at, rows(&index, net, at)));
        }
    };
    let mut made: Vec<(usize, Vec<u8>)> = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut all = work();
        all.extend(others.into_iter().flat_map(|it| it.join().unwrap()));
        all
    });
    made.sort();
    made.into_iter().flat_map(|it| it.1).collect()
}

#[test]
fn two_threads_give_the_bytes_of_one() {
    let shape = large::Shape { boundaries: 5, interfaces: 60, roles: 8, segments: 6 };
    for seed in 0..25 {
        let variant = [large::Variant::Plain, large::Variant::Sets, large::Variant::Full][seed as usize % 3];
        for facts in [large::network(shape, variant, seed), hubs::network(seed)] {
            let net = Net::of(&facts);
            let kept = streamed(&net, usize::MAX, 1);
            assert!(kept == streamed(&net, 0, 1), "seed {seed}: rows kept and not");
            assert!(kept == streamed(&net, 0, 2), "seed {seed}: one thread and two");
        }
    }
}
