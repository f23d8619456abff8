//! `cargo xtask mutants`: small changes to the engines, one at a time, which the tests have to notice.
//!
//! `cargo-mutants` makes the changes, in a copy of the sources. All of them take about a day on two cores; `K/N` takes
//! the changes whose number leaves K when it is divided by N, which is a fair sample, and `--only FILE` those that the
//! lines of a file name, as this command prints them. Each is tried against few random networks: what those do not
//! notice, the two thousand of the gate did not either.
//!
//! `lab/mutants.txt` lists what no test can notice, because nothing that anyone sees is another (the same answer comes
//! later, or a case is asked of that cannot be), each with that reason. Such changes are printed apart and are left out of
//! the share, which is of those that tests could notice.

use std::collections::{BTreeMap, BTreeSet};
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
    let part = match options {
        [] => Vec::new(),
        ["--only", file] => {
            let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {file}"))?;
            return try_changes(&[], Some(&text.lines().map(str::trim).collect()));
        }
        [shard]
            if shard
                .split_once('/')
                .is_some_and(|(k, n)| k.parse::<u32>().is_ok() && n.parse::<u32>().is_ok()) =>
        {
            vec!["--sharding", "round-robin", "--shard", *shard]
        }
        _ => bail!("say which part of the changes, as in `0/20` or `--only changes.txt`"),
    };
    try_changes(&part, None)
}

/// Makes a part of the changes, or only some, and says what became of them.
fn try_changes(part: &[&str], only: Option<&BTreeSet<&str>>) -> Result<()> {
    let scratch = target()?.join("mutants");
    let copy = scratch.join("sources");
    copy_sources(&copy)?;
    let tool = tool(&scratch)?;
    let out = scratch.join("outcomes");
    std::fs::create_dir_all(&out)?;
    let told = out.join("mutants.out");
    let mut command = changes(&tool, &copy, part);
    if let Some(only) = only {
        // No option names single changes of every sort: all others count as noticed the last time.
        let all = output(changes(&tool, &copy, &[]).arg("--list"))?;
        let others: String =
            all.lines().filter(|it| !only.contains(it)).map(|it| format!("{it}\n")).collect();
        let wanted = all.lines().count() - others.lines().count();
        println!("{wanted} of {} changes named are made", only.len());
        if told.exists() {
            std::fs::remove_dir_all(&told)?;
        }
        std::fs::create_dir_all(&told)?;
        std::fs::write(told.join("caught.txt"), others)?;
        command.arg("--iterate");
    }
    command.arg("--in-place").arg("--output").arg(&out);
    command.args([
        "--test-package",
        "plat,lab",
        "--test-tool",
        "nextest",
        "--no-default-features",
        "--profile",
        "lab",
    ]);
    command.args(["--cap-lints", "true", "--no-shuffle", "--timeout", "300", "--build-timeout", "600"]);
    command.args(["--", "--lib", "--tests", "--fail-fast", "-E", LEFT_OUT]);
    command.env("CARGO_TARGET_DIR", scratch.join("target"));
    // Most of the time goes into building.
    command.env("CARGO_PROFILE_LAB_INCREMENTAL", "true").env("CARGO_PROFILE_LAB_OPT_LEVEL", "1");
    command.env("CARGO_PROFILE_LAB_CODEGEN_UNITS", "256");
    // A bit that is shifted out of its word is noticed as it is while developing.
    command.env("CARGO_PROFILE_LAB_OVERFLOW_CHECKS", "true");
    command.env("PLAT_LAB_COUNT", "10").env("PLAT_LAB_NETWORKS", "150");
    // It fails for every change that is not noticed; what we ask is said by the outcomes.
    let status = command.status().context("cannot run cargo-mutants")?;
    let read = std::fs::read(told.join("outcomes.json"));
    let read = read.with_context(|| format!("cargo-mutants says nothing ({status})"))?;
    let read: Value = serde_json::from_slice(&read)?;
    let mut found = BTreeMap::new();
    for outcome in read["outcomes"].as_array().context("no outcomes")? {
        let summary = outcome["summary"].as_str().unwrap_or_default();
        match outcome["scenario"]["Mutant"]["name"].as_str() {
            Some(name) => drop(found.insert(name.to_owned(), summary.to_owned())),
            None if summary == "Success" => {}
            None => bail!("the tests fail without any change"),
        }
    }
    report(&found)
}

/// The command that names a part of the changes, or makes them.
fn changes(tool: &Path, copy: &Path, part: &[&str]) -> Command {
    let mut command = Command::new(tool);
    command.current_dir(copy).args(["mutants", "--package", "plat", "--file", "src/net/**"]);
    command.args(["--exclude", "**/tests.rs", "--exclude", "**/tests/**"]);
    // How much memory rows hold is said to the bench alone.
    command.args(["--exclude-re", "::bytes( |$)"]).args(part);
    command
}

/// What a command prints.
fn output(command: &mut Command) -> Result<String> {
    let output = command.output().context("cannot run cargo-mutants")?;
    if !output.status.success() {
        bail!("cargo-mutants: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Says what became of the changes.
fn report(outcomes: &BTreeMap<String, String>) -> Result<()> {
    let reasons = reasons()?;
    let count = |wanted: &str| outcomes.values().filter(|it| *it == wanted).count();
    let missed = outcomes.iter().filter(|it| it.1 == "MissedMutant").map(|it| it.0);
    let (known, new): (Vec<&String>, Vec<&String>) =
        missed.partition(|name| reasons.contains_key(&without_place(name)));
    println!("\nnothing to notice: {}", known.len());
    known.iter().for_each(|it| println!("  {it}: {}", reasons[&without_place(it)]));
    println!("not noticed: {}", new.len());
    new.iter().for_each(|it| println!("  {it}"));
    let (caught, missed) = (count("CaughtMutant") + count("Timeout"), new.len());
    #[allow(clippy::cast_precision_loss)]
    let share = caught as f64 * 100.0 / (caught + missed).max(1) as f64;
    println!(
        "{caught} of {} changes noticed, {share:.1} %; in {} there is nothing to notice, {} do not build",
        caught + missed,
        known.len(),
        count("Unviable")
    );
    if share < CAUGHT {
        bail!("at least {CAUGHT} % have to be noticed");
    }
    Ok(())
}

/// The changes that no test can notice, with the reason.
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
