//! Every pair of 1,000 interfaces, asked in four ways: rows, packet by packet, Datalog, a solver.

use crate::{Found, millis, put, questions::packet};
use lab::{datalog, large, smt};
use plat::net::{
    bulk::{Index, Verdict},
    compile::Facts,
    graph::{Ix, Net, Start},
    walk::{Outcome, converse},
};
use std::hint::black_box;

/// Pairs that the solver is asked about; the rest is reckoned from them.
const PROOFS: usize = 500;

pub fn run(mut facts: Facts) -> Result<Found, String> {
    // Other tools do not pick addresses.
    let net = Net::of(&facts);
    large::settle(&mut facts, &net);
    let mut out = Found::new();
    let all: Vec<Ix> = (0..).zip(&net.interfaces).map(|it| it.0).collect();
    let pairs = (all.len() * all.len()) as f64;

    let (time, yes) = millis(|| {
        let net = Net::of(&facts);
        let index = Index::of(&net, usize::MAX);
        let mut yes = 0;
        for source in &all {
            for destination in all.iter().filter(|it| *it != source) {
                let place = |at: &Ix| index.ground().places(*at).first().copied().unwrap_or_default();
                if let Verdict::Services { some, .. } = index.pair(&net, place(source), place(destination)) {
                    yes += usize::from(some != [0; 8]);
                }
            }
        }
        yes
    });
    put(&mut out, "bulk, pair by pair s", time / 1e3);
    put(&mut out, "pairs with some service", yes as f64);

    let (time, _) = millis(|| {
        let net = Net::of(&facts);
        let index = Index::of(&net, usize::MAX);
        black_box(lab::measure::all(&index, &net));
    });
    put(&mut out, "bulk, rows s", time / 1e3);

    let (time, came) = millis(|| {
        let mut came = 0;
        for source in &all {
            for destination in &all {
                let traces = converse(&net, Start::Interface(*source), packet(&net, *source, *destination));
                came += usize::from(
                    traces.iter().any(|it| matches!(it.outcome, Outcome::Arrived { answered: true, .. })),
                );
            }
        }
        came
    });
    put(&mut out, "walk s", time / 1e3);
    put(&mut out, "pairs with tcp 443", came as f64);

    let (time, answers) = millis(|| datalog::answers(&facts));
    put(&mut out, "ascent s", time / 1e3);
    put(&mut out, "pairs in Datalog", answers?.connected() as f64);

    if smt::hindrance().is_none() {
        let before = children();
        let asked = smt::time(&facts, PROOFS).map_err(|it| it.to_string())?;
        if let (Some(before), Some(after)) = (before, children()) {
            put(&mut out, "z3 sample s", after - before);
            put(&mut out, "z3 sample pairs", asked as f64);
            put(&mut out, "z3 s", (after - before) * pairs / asked as f64);
        }
    }
    Ok(out)
}

/// CPU seconds of processes that we started and that ended, where the system says so.
fn children() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name is in parentheses and may hold spaces; user and system time of children are the 14th and 15th after it.
    let rest: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |at: usize| rest.get(at)?.parse::<f64>().ok();
    // A hundred ticks a second, on every Linux there is.
    Some((ticks(13)? + ticks(14)?) / 100.0)
}
