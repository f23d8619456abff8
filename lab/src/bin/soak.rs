//! `soak MINUTES FIRST`: what CI runs on some networks, on ever new ones: T2 to T6 in turns, until the time is over. Says
//! how far each got beside what is aimed at, and fails if anything differed.

use lab::{
    datalog,
    differential::{self, ask_all, shrink},
    medium::Plan,
    metamorphic::{self, models},
    seed::Seed,
    small::{Features, network},
    smt, text,
};
use plat::net::graph::Net;
use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

/// One of the tests: takes a seed, does some of it, and says what differed.
struct Test {
    name: &'static str,
    /// What is counted, and how many are aimed at.
    aim: (&'static str, f64),
    done: f64,
    time: Duration,
    left_out: Option<String>,
    step: Box<dyn FnMut(u64) -> (f64, Vec<String>)>,
}

impl Test {
    fn new(
        name: &'static str,
        aim: (&'static str, f64),
        step: impl FnMut(u64) -> (f64, Vec<String>) + 'static,
    ) -> Self {
        Self { name, aim, done: 0.0, time: Duration::ZERO, left_out: None, step: Box::new(step) }
    }

    fn without(self, left_out: Option<String>) -> Self {
        Self { left_out, ..self }
    }
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, usual: u64| words.get(at).and_then(|it| it.parse().ok()).unwrap_or(usual);
    let (minutes, first) = (number(0, 10), number(1, 1_000_000));
    let end = Instant::now() + Duration::from_secs(minutes * 60);
    let mut tests = tests();
    let mut found = 0;
    let mut seed = first;
    while Instant::now() < end && found < 20 {
        seed += 1;
        // Whoever has had the least time is next: so each gets its share, however long a step takes.
        let able = tests.iter_mut().filter(|it| it.left_out.is_none());
        let Some(test) = able.min_by_key(|it| it.time) else { break };
        let start = Instant::now();
        let (done, differences) = (test.step)(seed);
        test.time += start.elapsed();
        test.done += done;
        for difference in &differences {
            println!("{}, seed {seed}: {difference}", test.name);
        }
        found += differences.len();
    }
    println!("seeds {first} to {seed}");
    println!("{:<44} {:>12} {:>12} {:<10} {:>8}", "", "done", "aimed at", "", "seconds");
    for test in &tests {
        if let Some(why) = &test.left_out {
            println!("{:<44} left out: {why}", test.name);
            continue;
        }
        let (what, aim) = test.aim;
        let seconds = test.time.as_secs_f64();
        println!("{:<44} {:>12.0} {aim:>12.0} {what:<10} {seconds:>8.0}", test.name, test.done);
    }
    println!("{found} differences");
    if found == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn tests() -> Vec<Test> {
    let mut all =
        vec![
            Test::new("T2 engines on small networks", ("verdicts", 1e10), engines),
            Test::new("T3 Datalog, networks of 1,000 interfaces", ("networks", 20.0), |seed| {
                match datalog::run(Plan::THOUSAND, seed, 200) {
                    Ok(tally) => (1.0, tally.differences),
                    Err(wrong) => (0.0, vec![wrong]),
                }
            }),
            Test::new("T4 z3", ("pairs", 1e5), |seed| match smt::run(Plan::PLAIN, seed, 300) {
                Ok(tally) => (tally.proved as f64, tally.differences),
                Err(wrong) => (0.0, vec![wrong.to_string()]),
            })
            .without(smt::hindrance()),
            kernel(),
        ];
    for (name, relation, source) in metamorphic::ALL {
        all.push(Test::new(name, ("networks", 1e5), move |seed| {
            let mut tally = metamorphic::Tally::default();
            let wrong = metamorphic::try_on(relation, source, seed, &mut tally);
            (tally.networks as f64, wrong.err().into_iter().collect())
        }));
    }
    all.push(Test::new("T6 saved, drawn elsewhere, compared", ("models", 1e5), |seed| {
        let model = models::model(seed);
        let compared = || {
            let other = models::changed(seed, &mut Seed::new(seed))?;
            models::mirrored(&model, &other).map(|_| ())
        };
        let all = [models::again(&model), models::moved(&model, &mut Seed::new(seed)), compared()];
        (1.0, all.into_iter().filter_map(Result::err).collect())
    }));
    all
}

fn engines(seed: u64) -> (f64, Vec<String>) {
    let lines = network(seed, Features::ALL);
    let net = match text::facts(&lines) {
        Ok(facts) => Net::of(&facts),
        Err(wrong) => return (0.0, vec![wrong]),
    };
    let mut tally = differential::Tally::default();
    let found = ask_all(&net, &mut Seed::new(seed), 1, &mut tally);
    let found = found.first().map(|it| format!("{it}\n{}", shrink(&lines, it)));
    (tally.verdicts as f64, found.into_iter().collect())
}

#[cfg(target_os = "linux")]
fn kernel() -> Test {
    Test::new("T5 the kernel", ("probes", 1e6), |seed| {
        match lab::kernel::compare::run(Plan::KERNEL, seed, 20_000) {
            Ok(tally) => (tally.compared[0] as f64, tally.differences),
            Err(wrong) => (0.0, vec![wrong.to_string()]),
        }
    })
    .without(lab::kernel::hindrance())
}

#[cfg(not(target_os = "linux"))]
fn kernel() -> Test {
    Test::new("T5 the kernel", ("probes", 1e6), |_| (0.0, Vec::new())).without(Some("no Linux".into()))
}
