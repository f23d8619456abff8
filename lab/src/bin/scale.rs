//! T12: large things within limits that the system enforces on this process.
//!
//! `scale WHAT MEBIBYTES SECONDS`: WHAT is a size of `lab::large`, or `groups` for a file of a million security groups.
//! Beyond either limit the system ends the process. What it took is printed.

use lab::{
    large::{self, Variant},
    measure,
};
use plat::net::{bulk::Index, graph::Net};
use std::{fmt::Write, process::ExitCode, time::Instant};

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize| words.get(at).and_then(|it| it.parse::<u64>().ok());
    let (Some(what), Some(memory), Some(seconds)) = (words.first(), number(1), number(2)) else {
        eprintln!("usage: scale SIZE|groups MEBIBYTES SECONDS");
        return ExitCode::FAILURE;
    };
    if let Err(wrong) = limit(memory, seconds) {
        eprintln!("the limits cannot be set: {wrong}");
        return ExitCode::FAILURE;
    }
    let done = if what == "groups" { groups() } else { pairs(what) };
    match done {
        Ok(said) => {
            println!("{said}; {} MiB at most", peak());
            ExitCode::SUCCESS
        }
        Err(wrong) => {
            eprintln!("{wrong}");
            ExitCode::FAILURE
        }
    }
}

/// Every pair of a network of a size, all services, no row kept.
fn pairs(size: &str) -> Result<String, String> {
    let shape = large::SIZES.iter().find(|it| it.0 == size).ok_or_else(|| format!("no size {size}"))?.1;
    let facts = large::network(shape, Variant::Plain, 1);
    let start = Instant::now();
    let net = Net::of(&facts);
    drop(facts);
    let compiled = start.elapsed();
    let index = Index::of(&net, 0);
    let [full, some, asked] = measure::all(&index, &net);
    if full == 0 || some < full || asked > 0 {
        return Err(format!("{full} pairs of classes, {some} in part, {asked} left"));
    }
    let statistics = index.statistics();
    Ok(format!(
        "{} interfaces in {} classes, {full} pairs of classes that talk; compiled in {compiled:?}, all in {:?}",
        statistics.interfaces,
        statistics.classes,
        start.elapsed()
    ))
}

/// A file of 64 MiB with a million security groups is loaded.
fn groups() -> Result<String, String> {
    const SIZE: usize = 64 << 20;
    let mut text = String::with_capacity(SIZE);
    text.push_str("{\"plat\": 1, \"resources\": {\"r\": {\"kind\": \"region\"}, \"v\": {\"kind\": \"vpc\", \"in\": \"r\"}");
    for at in 0..1_000_000 {
        let _ = write!(text, ",\n\"sg-{at:07}\": {{\"kind\": \"security_group\", \"in\": \"v\"}}");
    }
    text.push_str("}}");
    while text.len() < SIZE {
        text.push(' ');
    }
    let start = Instant::now();
    let loaded = plat::model::file::load(&text).map_err(|error| error.to_string())?;
    let count = loaded.model.nodes().len();
    if count != 1_000_002 {
        return Err(format!("{count} resources"));
    }
    Ok(format!("{} MiB with {count} resources loaded in {:?}", text.len() >> 20, start.elapsed()))
}

#[cfg(target_os = "linux")]
fn limit(memory: u64, seconds: u64) -> Result<(), String> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let both = |most: u64| Rlimit { current: Some(most), maximum: Some(most) };
    setrlimit(Resource::As, both(memory << 20)).map_err(|wrong| wrong.to_string())?;
    setrlimit(Resource::Cpu, both(seconds)).map_err(|wrong| wrong.to_string())
}

#[cfg(not(target_os = "linux"))]
fn limit(_: u64, _: u64) -> Result<(), String> {
    Err("this system is not known to enforce them".into())
}

/// The most memory that was used, in MiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|it| it.strip_prefix("VmHWM:"));
    line.and_then(|it| it.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()).unwrap_or_default() >> 10
}
