//! T2: the engines say the same of random small networks, packet by packet.
//!
//! `PLAT_LAB_NETWORKS` says how many (the seeds are counted from `PLAT_LAB_FIRST`). What once divided them is in
//! `tests/regressions` and comes first: as lines of text, with the question in a remark.

use lab::{
    differential::{Disagreement, Tally, ask_again, compare, shrink},
    small::Features,
    text::facts,
};
use plat::net::graph::Net;
use std::{fs, path::Path, time::Instant};

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

fn differ(features: Features, networks: u64) -> Tally {
    let (first, began) = (number("PLAT_LAB_FIRST", 0), Instant::now());
    println!("seeds {first} to {}", first + networks);
    let (tally, found) = compare(first, networks, features, 1);
    if let Some((seed, text, found)) = found.first() {
        let small = format!("# seed {seed}\n{found}\n{}", shrink(text, found));
        let saved = fs::create_dir_all(folder());
        let saved = saved.and_then(|()| fs::write(folder().join(format!("seed-{seed}.net")), &small));
        panic!("the engines differ; saved under tests/regressions: {saved:?}\n{small}");
    }
    println!("{tally}{:.1} s", began.elapsed().as_secs_f64());
    assert!(tally.arrived * 50 > tally.packets, "hardly anything arrives: {tally}");
    tally
}

/// Engine.md, T2: as many networks and verdicts as every run of the tests has to compare.
const NETWORKS: u64 = 2_000;
const VERDICTS: u64 = 50_000_000;

#[test]
fn the_engines_agree_everywhere() {
    let networks = number("PLAT_LAB_NETWORKS", NETWORKS);
    let tally = differ(Features::ALL, networks);
    println!("{}", tally.decided);
    assert!(tally.interfaces_max <= 60, "{tally}");
    if networks >= NETWORKS {
        assert!(tally.verdicts >= VERDICTS, "{tally}");
        assert!(tally.decided.lacking().is_empty(), "never met: {:?}", tally.decided.lacking());
    }
}

#[test]
fn the_engines_agree_in_the_plain_fragment() {
    differ(Features::PLAIN, number("PLAT_LAB_NETWORKS", NETWORKS) / 10);
}
