//! The independent oracles for a given time: more networks, more pairs, more probes, until it is over.

use crate::{datalog, medium::Plan, smt};
use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

/// How far a run got, and what it found.
#[derive(Debug, Default)]
struct Reached {
    networks: usize,
    pairs: usize,
    proofs: usize,
    probes: usize,
    found: Vec<String>,
    left_out: Vec<String>,
}

/// Runs from `seed` on until `minutes` are over, says how far it got, and fails if anything differed.
pub fn soak(minutes: u64, seed: u64) -> ExitCode {
    let end = Instant::now() + Duration::from_secs(minutes * 60);
    let mut reached = Reached::default();
    reached.left_out.extend(smt::hindrance());
    #[cfg(target_os = "linux")]
    reached.left_out.extend(crate::kernel::hindrance());
    let can_prove = smt::hindrance().is_none();
    for round in 0.. {
        let seed = seed + round;
        reached.datalog(seed, if round % 20 == 0 { Plan::THOUSAND } else { Plan::PLAIN });
        if can_prove {
            reached.prove(seed);
        }
        #[cfg(target_os = "linux")]
        if crate::kernel::hindrance().is_none() {
            reached.probe(seed);
        }
        if Instant::now() >= end || reached.found.len() >= 100 {
            break;
        }
    }
    for line in &reached.left_out {
        println!("left out: {line}");
    }
    println!(
        "seeds {seed} to {}: {} pairs of {} networks in Datalog (20 networks of 1,000 are aimed at), {} pairs proved \
         (100,000), {} probes (1,000,000); {} differences",
        seed + reached.networks.saturating_sub(1) as u64,
        reached.pairs,
        reached.networks,
        reached.proofs,
        reached.probes,
        reached.found.len()
    );
    if reached.found.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

impl Reached {
    fn note(&mut self, oracle: &str, seed: u64, found: impl IntoIterator<Item = String>) {
        for line in found {
            println!("{oracle}, seed {seed}: {line}");
            self.found.push(line);
        }
    }

    fn datalog(&mut self, seed: u64, plan: Plan) {
        self.networks += 1;
        match datalog::run(plan, seed, 1) {
            Ok(tally) => {
                self.pairs += tally.pairs;
                self.note("Datalog", seed, tally.differences);
            }
            Err(error) => self.note("Datalog", seed, [error]),
        }
    }

    fn prove(&mut self, seed: u64) {
        match smt::run(Plan::PLAIN, seed, 1000) {
            Ok(tally) => {
                self.proofs += tally.proved;
                self.note("z3", seed, tally.differences);
            }
            Err(error) => self.note("z3", seed, [error.to_string()]),
        }
    }

    #[cfg(target_os = "linux")]
    fn probe(&mut self, seed: u64) {
        match crate::kernel::compare::run(Plan::KERNEL, seed, 100_000) {
            Ok(tally) => {
                self.probes += tally.compared[0];
                self.note("kernel", seed, tally.differences);
            }
            Err(error) => self.note("kernel", seed, [error.to_string()]),
        }
    }
}
