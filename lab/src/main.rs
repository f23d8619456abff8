//! The command line of the lab: `lab soak FIRST COUNT` compares the engines on networks from seeds,
//! `lab time FIRST COUNT` measures the walker on them, `lab again FILE` asks a saved
//! question again, `lab show SEED` prints one, `lab oracles MINUTES FIRST` asks the kernel,
//! a solver and Datalog for that long.

use lab::{
    differential::{ask_again, compare, questions, shrink},
    seed::Seed,
    small::{Features, network},
    text::facts,
};
use plat::net::{graph::Net, walk::converse};
use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, usual: u64| words.get(at).and_then(|it| it.parse().ok()).unwrap_or(usual);
    match words.first().map(String::as_str) {
        Some("soak") => soak(number(1, 0), number(2, 1000), number(3, 5)),
        Some("oracles") => lab::oracles::soak(number(1, 5), number(2, 1)),
        Some("time") => time(number(1, 0), number(2, 200)),
        Some("again") => words.get(1).map_or(ExitCode::FAILURE, |path| again(path)),
        Some("show") => {
            print!("{}", network(number(1, 0), Features::ALL));
            ExitCode::SUCCESS
        }
        _ => {
            eprintln!(
                "usage: lab soak [FIRST [COUNT [STOP-AFTER]]] | lab time [FIRST [COUNT]] | lab again FILE | lab show SEED | \
                 lab oracles [MINUTES [FIRST]]"
            );
            ExitCode::FAILURE
        }
    }
}

fn time(first: u64, count: u64) -> ExitCode {
    let mut all: Vec<u128> = Vec::new();
    for seed in first..first.saturating_add(count) {
        let Ok(facts) = facts(&network(seed, Features::ALL)) else { return ExitCode::FAILURE };
        let net = Net::of(&facts);
        for (start, packet) in questions(&net, &mut Seed::new(seed)) {
            let began = std::time::Instant::now();
            let walked = converse(&net, start, packet);
            all.push(began.elapsed().as_nanos());
            std::hint::black_box(walked);
        }
    }
    all.sort_unstable();
    let at = |percent: usize| all.get(all.len() * percent / 100).copied().unwrap_or_default();
    println!("{} questions: p50 {} ns, p90 {} ns, p99 {} ns", all.len(), at(50), at(90), at(99));
    ExitCode::SUCCESS
}

fn again(path: &str) -> ExitCode {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let (Some(question), Ok(facts)) = (text.lines().find_map(|it| it.strip_prefix("# ask ")), facts(&text))
    else {
        return ExitCode::FAILURE;
    };
    for found in ask_again(&Net::of(&facts), question).into_iter().flatten() {
        println!("{found}");
    }
    ExitCode::SUCCESS
}

fn soak(first: u64, count: u64, stop_after: u64) -> ExitCode {
    let most = usize::try_from(stop_after).unwrap_or(usize::MAX);
    let (tally, found) = compare(first, count, Features::ALL, most);
    for (seed, text, found) in &found {
        println!("# seed {seed}\n{found}\n{}", shrink(text, found));
    }
    println!("{}\n{tally}{} networks divide the engines", tally.decided, found.len());
    if found.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
