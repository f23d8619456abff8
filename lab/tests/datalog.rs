//! A Datalog program and Plat are asked for all pairs of a network, and compared tuple by tuple.
#![allow(missing_docs, clippy::unwrap_used)]

use lab::{
    datalog,
    medium::{self, Plan},
    seed::Seed,
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
    let net = Net::of(&facts);
    let start = Instant::now();
    let walked = answers.sample(&net, &mut Seed::new(1));
    println!("{} pairs in Datalog {datalog:?}; walk, a packet each, {:?}", walked.pairs, start.elapsed());
    assert_eq!(walked.differences, Vec::<String>::new());
    // Sets of packets take longer than packets: from some to all.
    let start = Instant::now();
    let tally = answers.compare(&net, 100);
    println!(
        "{} pairs, {} connected, {} tuples; prop {:?}",
        tally.pairs,
        tally.connected,
        tally.tuples,
        start.elapsed()
    );
    assert_eq!(tally.differences, Vec::<String>::new());
}
