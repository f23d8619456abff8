//! T2: the engines say the same of random small networks, packet by packet.
//!
//! `PLAT_LAB_NETWORKS` says how many (the seeds are counted from `PLAT_LAB_FIRST`). What once divided them is in
//! `tests/regressions` and comes first: as lines of text, with the question in a remark.

use lab::{
    differential::{Disagreement, Tally, ask_again, ask_all, shrink},
    seed::Seed,
    small::{Features, network},
    text::facts,
};
use plat::net::graph::Net;
use std::{fs, path::Path};

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|it| it.parse().ok()).unwrap_or(usual)
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/regressions")
}

/// What the engines say differently about the question of a saved file.
fn again(text: &str) -> Vec<Disagreement> {
    let question = text.lines().find_map(|line| line.strip_prefix("# ask ")).expect("a file asks something");
    let net = Net::of(&facts(text).expect("a file can be read"));
    ask_again(&net, question).expect("a question can be asked")
}

#[test]
fn what_once_divided_the_engines() {
    let mut paths: Vec<_> =
        fs::read_dir(folder()).into_iter().flatten().flatten().map(|it| it.path()).collect();
    paths.retain(|it| it.extension().is_some_and(|it| it == "net"));
    paths.sort();
    for path in paths {
        let text = fs::read_to_string(&path).expect("a saved network is text");
        let found = again(&text);
        if text.starts_with("# open") {
            // Today's answers differ: the file says which one is wrong. Once it is right, the line goes.
            assert!(!found.is_empty(), "{}: no longer open", path.display());
        } else {
            assert!(found.is_empty(), "{}\n{}", path.display(), found[0]);
        }
    }
}

fn differ(features: Features, networks: u64) {
    let (first, mut tally) = (number("PLAT_LAB_FIRST", 0), Tally::default());
    println!("seeds {first} to {}", first + networks);
    for seed in first..first + networks {
        let text = network(seed, features);
        let net = Net::of(&facts(&text).unwrap_or_else(|wrong| panic!("seed {seed}: {wrong}")));
        let found = ask_all(&net, &mut Seed::new(seed), 1, &mut tally);
        if let Some(found) = found.first() {
            let small = format!("# seed {seed}\n{found}\n{}", shrink(&text, found));
            let saved = fs::create_dir_all(folder());
            let saved = saved.and_then(|()| fs::write(folder().join(format!("seed-{seed}.net")), &small));
            panic!("the engines differ; saved under tests/regressions: {saved:?}\n{small}");
        }
    }
    println!("{tally:?}");
    assert!(tally.arrived * 50 > tally.packets, "hardly anything arrives: {tally:?}");
}

#[test]
fn prop_is_walk_everywhere() {
    differ(Features::ALL, number("PLAT_LAB_NETWORKS", 40));
}

#[test]
fn prop_is_walk_in_the_plain_fragment() {
    differ(Features::PLAIN, number("PLAT_LAB_NETWORKS", 40) / 2);
}
