//! Rows kept: the index, all pairs, one pair, one source, one service, and edits.

use crate::{Found, RUNS, edits, median, millis, put};
use lab::{measure, seed::Seed};
use plat::net::{
    bulk::{self, Index, Place},
    compile::Facts,
    graph::{Ix, Net},
};
use serde_json::json;
use std::hint::black_box;

/// Classes of interfaces picked at random, in pairs.
pub fn ends(index: &Index, net: &Net, count: usize) -> Vec<(Place, Place)> {
    let mut seed = Seed::new(7);
    let mut place = || {
        let interface = Ix::try_from(seed.below(net.interfaces.len())).unwrap_or(0);
        index.ground().places(interface).first().copied().unwrap_or_default()
    };
    (0..count).map(|_| (place(), place())).collect()
}

pub fn run(facts: &Facts) -> Found {
    let mut out = Found::new();
    // A million interfaces take seconds and gigabytes: only what the table asks for, once.
    let large = facts.len() > 500_000;
    let net = Net::of(facts);
    if !large {
        let compile = median(RUNS, || drop(black_box(Net::of(black_box(facts)))));
        let built = median(RUNS, || drop(black_box(Index::of(black_box(&net), bulk::BUDGET_NATIVE))));
        put(&mut out, "compile ms", compile);
        put(&mut out, "index ms", built);
        put(&mut out, "compile + index ms", compile + built);
    }
    let (made, mut index) = millis(|| Index::of(&net, bulk::BUDGET_NATIVE));
    if large {
        put(&mut out, "index ms", made);
    }
    if !large {
        let all = median(RUNS, || {
            black_box(measure::all(&index, &net));
        });
        put(&mut out, "all pairs ms", all);
    }
    let statistics = index.statistics();
    put(&mut out, "index MiB", statistics.bytes as f64 / f64::from(1 << 20));
    let ends = ends(&index, &net, 20_000);
    let pairs = median(RUNS, || {
        for (from, to) in &ends {
            black_box(index.pair(&net, *from, *to));
        }
    });
    put(&mut out, "one pair µs", pairs * 1e3 / ends.len() as f64);
    let rows = median(RUNS, || {
        for (from, _) in &ends[..500] {
            index.from(&net, *from, &mut |_, row| {
                black_box(row.words());
            });
        }
    });
    put(&mut out, "one source µs", rows * 1e3 / 500.0);
    if !large {
        put(&mut out, "bit matrix ms", matrix(&index, &net));
        edits::run(facts, &net, &mut index, &mut out);
        edits::structural(facts, &net, &mut index, &mut out);
        let [full, some, asked] = measure::all(&index, &net);
        out.insert("with answers".to_owned(), json!(full));
        out.insert("with some answers".to_owned(), json!(some));
        out.insert("left to prop".to_owned(), json!(asked));
    }
    out.insert("interfaces".to_owned(), json!(statistics.interfaces));
    out.insert("VPCs".to_owned(), json!(net.boundaries.len()));
    out.insert("classes".to_owned(), json!(statistics.classes));
    out.insert("class pairs".to_owned(), json!(statistics.class_pairs));
    out.insert("atoms at most".to_owned(), json!(statistics.atoms_max));
    out.insert("pairs of planes".to_owned(), json!(statistics.pairs));
    out.insert("pairs of planes that ask".to_owned(), json!(statistics.asking));
    out.insert("too many atoms".to_owned(), json!(statistics.too_wide));
    out
}

/// A bit for every pair of interfaces, in memory that is there already.
fn matrix(index: &Index, net: &Net) -> f64 {
    let words = net.interfaces.len().div_ceil(64);
    let mut bits = vec![0_u64; words * net.interfaces.len()];
    let mut fill = || {
        index.matrix(net, 6, 443, &mut |row| {
            for at in index.ground().interfaces(row.source.0, row.source.1) {
                let at = *at as usize * words;
                bits[at..at + words].copy_from_slice(row.reached);
            }
        });
    };
    // The first time the system finds the pages.
    fill();
    let time = median(if words > 1000 { 5 } else { RUNS }, fill);
    black_box(&bits);
    time
}
