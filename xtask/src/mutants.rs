//! `cargo xtask mutants`: small changes to the engines, one at a time, which the tests have to notice.
//!
//! `cargo-mutants` makes the changes, in a copy of the sources. All of them take about a day on two cores; `K/N` takes
//! the changes whose number leaves K when it is divided by N, which is a fair sample. `lab/mutants.txt` lists what no
//! test notices, each with the reason.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::project::{cargo, copy_sources, root, run, target};

/// The least share of changes that the tests notice, in percent.
const CAUGHT: f64 = 95.0;
/// What makes the changes. It is pinned: another version makes others.
const VERSION: &str = "27.1.0";
/// Tests that say nothing of one line of the engines, or need what a copy does not have.
const LEFT_OUT: &str =
    "not test(/tidy|front_pages|docs|every_kind_|rule_pages|kernel|smt|scale|same_bytes|million/)";

/// Runs the command with what follows its name.
///
/// # Errors
/// The tool cannot be installed, the tests fail without any change, or too few changes are noticed.
pub fn command(options: &[&str]) -> Result<()> {
    let shard = match options {
        [] => None,
        [shard]
            if shard
                .split_once('/')
                .is_some_and(|(k, n)| k.parse::<u32>().is_ok() && n.parse::<u32>().is_ok()) =>
        {
            Some(*shard)
        }
        _ => bail!("say which part of the changes, as in `0/20`"),
    };
    let scratch = target()?.join("mutants");
    let copy = scratch.join("sources");
    let out = scratch.join("outcomes");
    std::fs::create_dir_all(&out)?;
    copy_sources(&copy)?;
    let mut command = Command::new(tool(&scratch)?);
    command.current_dir(&copy).arg("mutants").arg("--in-place").arg("--output").arg(&out);
    command.args([
        "--package",
        "plat",
        "--file",
        "src/net/**",
        "--exclude",
        "**/tests.rs",
        "--exclude",
        "**/tests/**",
    ]);
    command.args([
        "--test-package",
        "plat,lab",
        "--test-tool",
        "nextest",
        "--no-default-features",
        "--profile",
        "lab",
    ]);
    command.args(["--cap-lints", "true", "--no-shuffle", "--timeout", "120", "--build-timeout", "600"]);
    if let Some(shard) = shard {
        command.args(["--sharding", "round-robin", "--shard", shard]);
    }
    command.args(["--", "--lib", "--tests", "--fail-fast", "-E", LEFT_OUT]);
    command.env("CARGO_TARGET_DIR", scratch.join("target"));
    // Most of the time goes into building; a change is either noticed by the first networks or seldom at all.
    command.env("CARGO_PROFILE_LAB_INCREMENTAL", "true").env("CARGO_PROFILE_LAB_OPT_LEVEL", "1");
    command.env("CARGO_PROFILE_LAB_CODEGEN_UNITS", "256");
    command.env("PLAT_LAB_COUNT", "10").env("PLAT_LAB_NETWORKS", "150");
    // It fails for every change that is not noticed; what we ask is said by the outcomes.
    let status = command.status().context("cannot run cargo-mutants")?;
    let read = std::fs::read(out.join("mutants.out/outcomes.json"));
    let read = read.with_context(|| format!("cargo-mutants says nothing ({status})"))?;
    report(&serde_json::from_slice(&read)?)
}

/// What became of the changes.
fn report(outcomes: &Value) -> Result<()> {
    let reasons = reasons()?;
    let all = outcomes["outcomes"].as_array().context("no outcomes")?;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut known, mut new) = (Vec::new(), Vec::new());
    for outcome in all {
        let summary = outcome["summary"].as_str().unwrap_or_default();
        let mutant = &outcome["scenario"]["Mutant"];
        let Some(name) = mutant["name"].as_str() else {
            if summary != "Success" {
                bail!("the tests fail without any change");
            }
            continue;
        };
        *counts.entry(summary).or_default() += 1;
        if summary == "MissedMutant" {
            match reasons.get(&without_place(name)) {
                Some(reason) => known.push(format!("{name}: {reason}")),
                None => new.push(name.to_owned()),
            }
        }
    }
    let count = |name: &str| counts.get(name).copied().unwrap_or(0);
    let (caught, missed) = (count("CaughtMutant") + count("Timeout"), count("MissedMutant"));
    println!("\nnot noticed, for a reason: {}", known.len());
    known.iter().for_each(|it| println!("  {it}"));
    println!("not noticed: {}", new.len());
    new.iter().for_each(|it| println!("  {it}"));
    #[allow(clippy::cast_precision_loss)]
    let share = caught as f64 * 100.0 / (caught + missed).max(1) as f64;
    println!(
        "{caught} of {} changes noticed, {share:.1} %; {} do not build",
        caught + missed,
        count("Unviable")
    );
    if share < CAUGHT {
        bail!("at least {CAUGHT} % have to be noticed");
    }
    Ok(())
}

/// The changes that no test notices, with the reason.
fn reasons() -> Result<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(root().join("lab/mutants.txt"))?;
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let pairs = lines.map(|line| line.split_once(" | ").with_context(|| format!("no reason: {line}")));
    pairs.map(|pair| pair.map(|(name, reason)| (name.to_owned(), reason.to_owned()))).collect()
}

/// A change's name without line and column, which move: `src/net/x.rs: replace < with > in y`.
fn without_place(name: &str) -> String {
    let mut parts = name.splitn(4, ':');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(path), Some(_), Some(_), Some(what)) => format!("{path}:{what}"),
        _ => name.to_owned(),
    }
}

/// The tool, installed into the target folder if it is not there.
fn tool(scratch: &Path) -> Result<PathBuf> {
    let path = scratch.join("bin").join(format!("cargo-mutants{}", std::env::consts::EXE_SUFFIX));
    if !path.is_file() {
        println!("setup: cargo install cargo-mutants");
        let mut install = cargo();
        install.args(["install", "--quiet", "--locked", "--version", VERSION, "--root"]).arg(scratch);
        run(install.arg("cargo-mutants"))?;
    }
    Ok(path)
}
