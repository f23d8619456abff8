//! The command line of the lab: `lab soak FIRST COUNT` compares the engines on networks from seeds,
//! `lab show SEED` prints one.

use lab::{
    differential::{Tally, ask_all, shrink},
    seed::Seed,
    small::{Features, network},
    text::facts,
};
use plat::net::graph::Net;
use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, usual: u64| words.get(at).and_then(|it| it.parse().ok()).unwrap_or(usual);
    match words.first().map(String::as_str) {
        Some("soak") => soak(number(1, 0), number(2, 1000), number(3, 5)),
        Some("show") => {
            print!("{}", network(number(1, 0), Features::ALL));
            ExitCode::SUCCESS
        }
        _ => {
            eprintln!("usage: lab soak [FIRST [COUNT [STOP-AFTER]]] | lab show SEED");
            ExitCode::FAILURE
        }
    }
}

fn soak(first: u64, count: u64, stop_after: u64) -> ExitCode {
    let (mut tally, mut bad) = (Tally::default(), 0);
    for seed in first..first.saturating_add(count) {
        let text = network(seed, Features::ALL);
        let net = match facts(&text) {
            Ok(facts) => Net::of(&facts),
            Err(wrong) => {
                eprintln!("seed {seed}: {wrong}");
                return ExitCode::FAILURE;
            }
        };
        if let Some(found) = ask_all(&net, &mut Seed::new(seed), 1, &mut tally).first() {
            println!("# seed {seed}\n{found}\n{}", shrink(&text, found));
            bad += 1;
            if bad >= stop_after {
                break;
            }
        }
    }
    println!(
        "{} sets, {} packets, {} arrived, {bad} networks divide the engines",
        tally.sets, tally.packets, tally.arrived
    );
    if bad == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
