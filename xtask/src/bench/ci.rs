//! `cargo xtask bench --ci`: fails where the engines became slower.
//!
//! Instructions, counted by callgrind, are the strict limit, for they do not depend on what else a machine does: 5 %
//! over what is recorded fails. CPU time fails only at [`SLACK`] times the aim: with both cores taken by others the
//! same instructions were seen to take up to twice as long, and this build is not the slow one that is released.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use super::{Record, binary, part, table, value};
use crate::project::{cargo, root, run, target};
use crate::setup;

/// Where the counts are kept.
const RECORDED: &str = "lab/instructions.json";
/// The build that is counted, which the tests of `lab` have made already.
const PROFILE: &str = "lab";
/// Callgrind counts each byte of a `rep stosb` as an instruction, and whether the compiler calls `memset` for a fill hangs
/// on how it splits the crate: memory is filled and copied in the loops of the library, whose steps are honest.
/// <https://sourceware.org/glibc/manual/latest/html_node/Hardware-Capability-Tunables.html>
const PLAIN_COPIES: &str =
    "glibc.cpu.x86_rep_stosb_threshold=1000000000:glibc.cpu.x86_rep_movsb_threshold=1000000000";
/// How much more a count may be than what is recorded.
const MORE_MAX: f64 = 1.05;
/// How many times its aim a time may be.
const SLACK: f64 = 3.0;
/// What is counted: a name, size and variant.
const COUNTED: [(&str, &str, &str); 4] =
    [("1k", "1k", "plain"), ("10k", "10k", "plain"), ("1k-full", "1k", "full"), ("10k-full", "10k", "full")];
/// The functions of `lab/src/bin/bench/count.rs`, without `counted_`.
const FUNCTIONS: [&str; 12] = [
    "compile",
    "index",
    "all_pairs",
    "pair",
    "source",
    "matrix",
    "edit",
    "edited",
    "structural",
    "walk",
    "parse",
    "which",
];
/// What is timed: mode and variant.
const TIMED: [(&str, &str); 4] =
    [("dense", "plain"), ("walk", "plain"), ("which", "full"), ("parse", "plain")];

/// What is known to be over its aim, by the name that the bench prints, with what it may be at 1k and at 10k until that
/// is mended: twice what it was. `BENCHMARKS.md` says why.
const KNOWN: [(&str, [f64; 2]); 1] = [("structural edit p95 ms", [3.0, 25.0])];

type Counts = BTreeMap<String, BTreeMap<String, u64>>;

/// Counts, measures, compares; with `record`, keeps the counts instead.
///
/// # Errors
/// A tool is missing, the bench does not build or run, or a limit is passed.
pub fn command(record: bool) -> Result<()> {
    setup::valgrind()?;
    run(cargo().args(["build", "--profile", PROFILE, "--package", "lab", "--bin", "bench", "--quiet"]))?;
    let mut counts = Counts::new();
    for (name, size, variant) in COUNTED {
        counts.insert(name.to_owned(), count(size, variant)?);
    }
    let path = root().join(RECORDED);
    if record {
        fs::write(&path, format!("{:#}\n", serde_json::to_value(&counts)?))
            .with_context(|| format!("cannot write {RECORDED}"))?;
        println!("written to {RECORDED}");
        return Ok(());
    }
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {RECORDED}"))?;
    let recorded: Counts =
        serde_json::from_str(&text).with_context(|| format!("{RECORDED} holds something else"))?;
    let mut wrong = compare(&counts, &recorded);
    wrong.extend(times()?);
    if !wrong.is_empty() {
        bail!("{}", wrong.join("\n"));
    }
    Ok(())
}

/// Counts of one run beside those that are recorded.
fn compare(counts: &Counts, recorded: &Counts) -> Vec<String> {
    let mut wrong = Vec::new();
    println!("{:<28} {:>14} {:>14} {:>8}", "instructions", "now", "recorded", "");
    for (size, counts) in counts {
        for (what, now) in counts {
            let name = format!("{size} {what}");
            let Some(before) = recorded.get(size).and_then(|it| it.get(what)) else {
                wrong.push(format!("{name} is not recorded: run `cargo xtask bench --ci --record`"));
                continue;
            };
            let share = *now as f64 / *before as f64;
            println!("{name:<28} {now:>14} {before:>14} {:>+7.1} %", (share - 1.0) * 100.0);
            if share > MORE_MAX {
                wrong.push(format!(
                    "{name} takes {:.1} % more instructions than recorded: find out why, or, if they are worth it, \
                     run `cargo xtask bench --ci --record`",
                    (share - 1.0) * 100.0
                ));
            }
        }
    }
    wrong
}

/// CPU times beside their aims.
fn times() -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    println!("\n{:<60} {:>10} {:>10} {:>10}", "time", "now", "aim", "limit");
    for (at, size) in ["1k", "10k"].into_iter().enumerate() {
        let mut out = serde_json::Map::new();
        for (mode, variant) in TIMED {
            out.insert(format!("{mode} {variant}"), part(PROFILE, mode, size, variant)?.into());
        }
        let record = Record::from_iter([(size.to_owned(), out.into())]);
        for line in &table::LINES {
            let Some((now, aim)) = value(&record, size, line.part, line.key).zip(line.aims[at]) else {
                continue;
            };
            let name = format!("{size}: {}", line.name.replace("**", ""));
            let known = KNOWN.iter().find(|it| it.0 == line.key).and_then(|it| it.1.get(at));
            // Memory does not depend on what else runs.
            let limit = if name.contains("MiB") { aim } else { aim * SLACK };
            let limit = known.copied().unwrap_or(limit);
            println!("{name:<60} {now:>10.3} {aim:>10.1} {limit:>10.1}");
            if now > limit {
                wrong.push(format!("{name} is {now:.3} of at most {limit}"));
            }
        }
    }
    Ok(wrong)
}

/// The instructions of each function of the bench whose name starts with `counted_`.
fn count(size: &str, variant: &str) -> Result<BTreeMap<String, u64>> {
    let folder = target()?.join("bench");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    let out = folder.join("counts");
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--quiet"]);
    for what in FUNCTIONS {
        // Wildcards match what those functions call as well.
        command.arg(format!("--dump-before=bench::count::counted_{what}"));
        command.arg(format!("--dump-after=bench::count::counted_{what}"));
    }
    let status = command
        .env("GLIBC_TUNABLES", PLAIN_COPIES)
        .arg(format!("--callgrind-out-file={}", out.display()))
        .arg(binary(PROFILE)?)
        .args(["count", size, variant])
        .stdout(Stdio::null())
        .status()
        .context("cannot run valgrind")?;
    if !status.success() {
        bail!("the bench fails under valgrind");
    }
    let mut counts = BTreeMap::new();
    for entry in fs::read_dir(&folder)? {
        let text = fs::read_to_string(entry?.path())?;
        let line = |name: &str| text.lines().find_map(|it| it.strip_prefix(name));
        let trigger = line("desc: Trigger: --dump-after=");
        let Some((_, what)) = trigger.and_then(|it| it.split_once("counted_")) else { continue };
        let sum = line("summary: ").and_then(|it| it.trim().parse().ok()).context("callgrind says no sum")?;
        counts.insert(what.trim().replace('_', " "), sum);
    }
    if counts.is_empty() {
        bail!("callgrind saw no function to count");
    }
    Ok(counts)
}
