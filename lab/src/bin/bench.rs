//! Measures the engines at one size; `cargo xtask bench` runs this and prints the table.
//!
//! CPU time of one thread, median of eleven, unless the name says otherwise. One line of JSON comes out.

use cpu_time::ThreadTime;
use lab::{
    large::{self, Variant},
    seed::Seed,
};
use plat::{
    model::fact::NetFact,
    net::{
        bulk::{self, Index, Place, Verdict},
        compile::Facts,
        graph::{Ix, Net, Start},
        walk::{Packet, converse},
    },
};
use serde_json::{Map, Value, json};
use std::{hint::black_box, time::Instant};

const RUNS: usize = 11;

fn main() -> Result<(), String> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let [mode, size, variant] = words.as_slice() else {
        return Err("usage: bench <dense|stream|walk> <1k|10k|100k|1m> <plain|x|full>".to_owned());
    };
    let shape = large::SIZES.iter().find(|it| it.0 == *size).ok_or("an unknown size")?.1;
    let variant = match *variant {
        "plain" => Variant::Plain,
        "x" => Variant::Sets,
        "full" => Variant::Full,
        _ => return Err("an unknown variant".to_owned()),
    };
    let facts = large::network(shape, variant, 1);
    let out = match *mode {
        "dense" => dense(&facts),
        "stream" => stream(&facts),
        "walk" => walk(&facts),
        _ => return Err("an unknown mode".to_owned()),
    };
    println!("{}", Value::Object(out));
    Ok(())
}

/// The middle of several times, in milliseconds.
fn median(runs: usize, mut run: impl FnMut()) -> f64 {
    let mut times: Vec<f64> = (0..runs)
        .map(|_| {
            let start = ThreadTime::now();
            run();
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[runs / 2]
}

/// Of many times of single things, in microseconds: the middle, and the one that 95 of 100 stay under.
fn spread(mut times: Vec<f64>) -> (f64, f64) {
    times.sort_by(f64::total_cmp);
    let at = |part: f64| times.get((times.len() as f64 * part) as usize).copied().unwrap_or(0.0);
    (at(0.5), at(0.95))
}

/// How many class pairs have a service with full answers, and with some.
fn count(index: &Index, net: &Net, pair: usize) -> [u64; 3] {
    let mut found = [0; 3];
    index.sweep(net, pair, &mut |row| {
        if let (pairs, 1) = (row.words().as_chunks::<2>().0, row.width) {
            for [full, some] in pairs {
                found[0] += u64::from(*full != 0);
                found[1] += u64::from(*some != 0);
            }
        } else {
            for (full, some) in row.verdicts() {
                found[0] += u64::from(full.iter().any(|it| *it != 0));
                found[1] += u64::from(some.iter().any(|it| *it != 0));
            }
        }
        found[2] += row.asked.len() as u64;
    });
    found
}

fn all(index: &Index, net: &Net) -> [u64; 3] {
    (0..index.pairs().len())
        .map(|at| count(index, net, at))
        .fold([0; 3], |sum, it| [sum[0] + it[0], sum[1] + it[1], sum[2] + it[2]])
}

fn dense(facts: &Facts) -> Map<String, Value> {
    let mut out = Map::new();
    let mut put = |name: &str, value: f64| {
        out.insert(name.to_owned(), json!(value));
    };
    let net = Net::of(facts);
    let compile = median(RUNS, || drop(black_box(Net::of(black_box(facts)))));
    let built = median(RUNS, || drop(black_box(Index::of(black_box(&net), bulk::BUDGET_NATIVE))));
    put("compile ms", compile);
    put("index ms", built);
    put("compile + index ms", compile + built);
    let mut index = Index::of(&net, bulk::BUDGET_NATIVE);
    put(
        "all pairs ms",
        median(RUNS, || {
            black_box(all(&index, &net));
        }),
    );
    let statistics = index.statistics();
    put("index MiB", statistics.bytes as f64 / f64::from(1 << 20));
    let mut seed = Seed::new(7);
    let interface = |seed: &mut Seed| Ix::try_from(seed.below(net.interfaces.len())).unwrap_or(0);
    let place = |index: &Index, at: Ix| index.ground().places(at).first().copied().unwrap_or_default();
    let ends: Vec<(Place, Place)> = (0..20_000)
        .map(|_| (place(&index, interface(&mut seed)), place(&index, interface(&mut seed))))
        .collect();
    let pairs = median(RUNS, || {
        for (from, to) in &ends {
            black_box(index.pair(&net, *from, *to));
        }
    });
    put("one pair µs", pairs * 1e3 / ends.len() as f64);
    let rows = median(RUNS, || {
        for (from, _) in &ends[..500] {
            index.from(&net, *from, &mut |_, row| {
                black_box(row.words());
            });
        }
    });
    put("one source µs", rows * 1e3 / 500.0);
    let words = net.interfaces.len().div_ceil(64);
    let mut bits = vec![0_u64; words * net.interfaces.len()];
    let runs = if bits.len() > 10_000_000 { 3 } else { RUNS };
    let matrix = median(runs, || {
        index.matrix(&net, 6, 443, &mut |row| {
            for at in index.ground().interfaces(row.source.0, row.source.1) {
                let at = *at as usize * words;
                bits[at..at + words].copy_from_slice(row.reached);
            }
        });
    });
    black_box(&bits);
    drop(bits);
    put("bit matrix ms", matrix);
    let (p50, p95, rebuilt) = edits(facts, &net, &mut index);
    put("group edit p50 ms", p50);
    put("group edit p95 ms", p95);
    put("group edits that need a new index", rebuilt);
    let [full, some, asked] = all(&index, &net);
    out.insert(
        "network".to_owned(),
        json!({
            "interfaces": statistics.interfaces, "classes": statistics.classes, "pairs of planes": statistics.pairs,
            "class pairs": statistics.class_pairs, "atoms at most": statistics.atoms_max,
            "too many atoms": statistics.too_wide, "pairs of planes that ask": statistics.asking,
            "with answers": full, "with some answers": some, "left to prop": asked,
        }),
    );
    out
}

/// Puts one rule more into groups, and takes it out again: p50 and p95 in milliseconds, and how many need a new index.
fn edits(facts: &Facts, net: &Net, index: &mut Index) -> (f64, f64, f64) {
    let mut seed = Seed::new(11);
    let filters: Vec<usize> = (0..facts.len())
        .filter(|at| facts[*at].1.iter().any(|it| matches!(it, NetFact::StatefulFilter(_))))
        .collect();
    let (mut times, mut rebuilt) = (Vec::new(), 0.0);
    for _ in 0..100 {
        let group = Ix::try_from(seed.below(filters.len())).unwrap_or(0);
        let donor = &net.groups[seed.below(filters.len())];
        let own = &net.groups[group as usize];
        let Some(rule) = donor.ingress.first() else { continue };
        let mut more = plat::net::graph::GroupNet {
            node: own.node.clone(),
            implicit: false,
            ingress: own.ingress.iter().map(copy).collect(),
            egress: own.egress.iter().map(copy).collect(),
            members: std::collections::BTreeMap::new(),
        };
        more.ingress.push(copy(rule));
        for rules in [&more, own] {
            let start = ThreadTime::now();
            let change = index.edit_group(net, group, rules);
            times.push(start.elapsed().as_secs_f64() * 1e3);
            rebuilt += f64::from(u8::from(change.rebuild));
            black_box(change);
        }
    }
    let (p50, p95) = spread(times);
    (p50, p95, rebuilt)
}

fn copy(rule: &plat::net::graph::RuleNet) -> plat::net::graph::RuleNet {
    use plat::net::graph::PeerNet;
    plat::net::graph::RuleNet {
        label: rule.label.clone(),
        protocol: rule.protocol.clone(),
        ports: rule.ports.clone(),
        peer: match &rule.peer {
            PeerNet::Addresses(addresses) => PeerNet::Addresses(addresses.clone()),
            PeerNet::Group(group) => PeerNet::Group(*group),
            PeerNet::Nobody => PeerNet::Nobody,
        },
    }
}

/// No row is kept; two threads share the pairs of planes. Wall time, and the process's peak memory.
fn stream(facts: &Facts) -> Map<String, Value> {
    let mut out = Map::new();
    let before = peak();
    let runs = if facts.len() > 500_000 { 1 } else { 5 };
    let mut times = Vec::new();
    let mut found = Vec::new();
    for _ in 0..runs {
        let start = Instant::now();
        let net = Net::of(facts);
        let index = Index::of(&net, 0);
        let next = std::sync::atomic::AtomicUsize::new(0);
        let work = || {
            let mut sums = Vec::new();
            loop {
                let at = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                if at >= index.pairs().len() {
                    return sums;
                }
                sums.push((at, count(&index, &net, at)));
            }
        };
        let mut sums = std::thread::scope(|scope| {
            let other = scope.spawn(work);
            let mut own = work();
            own.extend(other.join().unwrap_or_default());
            own
        });
        sums.sort_unstable();
        times.push(start.elapsed().as_secs_f64() * 1e3);
        found = sums;
    }
    times.sort_by(f64::total_cmp);
    out.insert("stream wall ms".to_owned(), json!(times[times.len() / 2]));
    out.insert("facts MiB".to_owned(), json!(before));
    out.insert("peak MiB".to_owned(), json!(peak()));
    let sum = found.iter().fold([0; 2], |sum, (_, it)| [sum[0] + it[0], sum[1] + it[1]]);
    out.insert("with answers".to_owned(), json!(sum[0]));
    out.insert("with some answers".to_owned(), json!(sum[1]));
    out
}

/// The most memory that the process had so far, in MiB, where the system tells it.
fn peak() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|it| it.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib / 1024.0)
}

/// One packet for every pair of interfaces, and what `bulk` says of each.
fn walk(facts: &Facts) -> Map<String, Value> {
    let mut out = Map::new();
    let net = Net::of(facts);
    let packet = |source: &Ix, destination: &Ix| {
        let address = |at: &Ix| net.interfaces[*at as usize].primary.unwrap_or(0);
        Packet {
            protocol: 6,
            source: address(source),
            destination: address(destination),
            port: 443,
            source_port: 40_000,
        }
    };
    let all: Vec<Ix> = (0..).zip(&net.interfaces).map(|it| it.0).collect();
    // The walker may not be there yet.
    if converse(&net, Start::Interface(0), packet(&0, &1)).is_empty() {
        return out;
    }
    let start = ThreadTime::now();
    let mut times = Vec::new();
    for source in &all {
        for destination in &all {
            let one = Instant::now();
            black_box(converse(&net, Start::Interface(*source), packet(source, destination)));
            times.push(one.elapsed().as_secs_f64() * 1e6);
        }
    }
    out.insert("walk all pairs s".to_owned(), json!(start.elapsed().as_secs_f64()));
    times.sort_by(f64::total_cmp);
    out.insert("walk p50 µs".to_owned(), json!(times[times.len() / 2]));
    out.insert("walk p99 µs".to_owned(), json!(times[times.len() * 99 / 100]));
    let index = Index::of(&net, bulk::BUDGET_NATIVE);
    let start = ThreadTime::now();
    let mut yes = 0;
    for source in &all {
        for destination in &all {
            let place = |at: &Ix| index.ground().places(*at).first().copied().unwrap_or_default();
            if let Verdict::Services { some, .. } = index.pair(&net, place(source), place(destination)) {
                yes += usize::from(some != [0; 8]);
            }
        }
    }
    black_box(yes);
    out.insert("bulk the same pairs s".to_owned(), json!(start.elapsed().as_secs_f64()));
    out
}
