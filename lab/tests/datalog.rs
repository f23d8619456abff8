//! A Datalog program and Plat are asked for all pairs of a network, and compared tuple by tuple.
#![allow(missing_docs, clippy::unwrap_used)]

use lab::{
    datalog,
    medium::{self, Plan},
};
use plat::net::graph::Net;
use std::time::Instant;

#[test]
fn small_networks_from_many_seeds() {
    for seed in 0..20 {
        let tally = datalog::run(Plan::PLAIN, seed, 1).unwrap();
        assert_eq!(tally.differences, Vec::<String>::new(), "seed {seed}");
    }
}

#[test]
fn all_pairs_of_a_thousand_interfaces() {
    let facts = medium::network(Plan::THOUSAND, 1);
    let start = Instant::now();
    let answers = datalog::answers(&facts).unwrap();
    let datalog = start.elapsed();
    let start = Instant::now();
    let tally = answers.compare(&Net::of(&facts), 1);
    println!(
        "{} pairs, {} connected, {} tuples; Datalog {datalog:?}, Plat {:?}",
        tally.pairs,
        tally.connected,
        tally.tuples,
        start.elapsed()
    );
    assert_eq!(tally.differences, Vec::<String>::new());
}
