//! `cargo xtask bench`: how fast the engines are on large networks, each number beside what is aimed at.
//!
//! The bench itself is a binary of `lab`; each size and mode runs in a process of its own, so that the peak of memory
//! is that size's. Numbers are CPU time of one thread, median of eleven, unless they say otherwise.

use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};

use crate::project::{cargo, output_of, root, run, target};

/// One line of the table: what it is called, the key that the bench prints, the unit, and what is aimed at for 1k,
/// 10k, 100k, 1m.
type Line = (&'static str, &'static str, &'static str, [Option<f64>; 4]);

const SIZES: [&str; 4] = ["1k", "10k", "100k", "1m"];

/// What rows are kept for.
const DENSE: [Line; 8] = [
    ("compile + index", "compile + index ms", "ms", [Some(2.0), Some(40.0), Some(400.0), None]),
    ("all pairs of classes, all services", "all pairs ms", "ms", [Some(1.0), Some(35.0), Some(500.0), None]),
    ("index memory, dense", "index MiB", "MiB", [Some(2.0), Some(64.0), Some(800.0), None]),
    ("one pair from the index", "one pair µs", "µs", [Some(0.3), Some(0.5), Some(0.5), None]),
    ("one source to everything", "one source µs", "µs", [Some(5.0), Some(30.0), Some(100.0), None]),
    ("bit matrix of one service", "bit matrix ms", "ms", [Some(2.0), Some(15.0), Some(300.0), None]),
    ("group edit, p50", "group edit p50 ms", "ms", [None, None, None, None]),
    ("group edit, p95", "group edit p95 ms", "ms", [Some(0.1), Some(1.0), Some(3.0), None]),
];

/// What is made, looked at and dropped, by two threads.
const STREAM: [Line; 2] = [
    (
        "the first two streaming, 2 threads, wall",
        "stream wall ms",
        "ms",
        [Some(2.0), Some(50.0), Some(600.0), Some(4000.0)],
    ),
    (
        "peak memory of that process, facts included",
        "peak MiB",
        "MiB",
        [None, Some(32.0), Some(64.0), Some(256.0)],
    ),
];

/// One packet after another, on 1,000 interfaces.
const WALK: [Line; 4] = [
    ("one question with full trace (`walk`), p50", "walk p50 µs", "µs", [Some(5.0), None, None, None]),
    ("one question with full trace (`walk`), p99", "walk p99 µs", "µs", [Some(20.0), None, None, None]),
    ("`walk` over every pair, one service", "walk all pairs s", "s", [Some(1.1), None, None, None]),
    ("`bulk` over the same pairs, one by one", "bulk the same pairs s", "s", [None, None, None, None]),
];

/// Every network that has rows in the hostile variant: its own aims.
const SETS: [Line; 3] = [
    ("compile + index", "compile + index ms", "ms", [None, None, None, None]),
    ("all pairs of classes, all services", "all pairs ms", "ms", [None, None, None, None]),
    ("index memory, dense", "index MiB", "MiB", [None, Some(256.0), None, None]),
];

/// Measures, prints the tables, and writes them as JSON where asked.
///
/// # Errors
/// The arguments are wrong, or the bench does not build or run.
pub fn command(arguments: &[&str]) -> Result<()> {
    let (mut sizes, mut file) = (vec!["1k", "10k"], None);
    let mut rest = arguments.iter();
    while let Some(word) = rest.next() {
        match (*word, rest.next()) {
            ("--size", Some(size)) if SIZES.contains(size) => sizes = vec![size],
            ("--json", Some(path)) => file = Some(*path),
            _ => bail!("usage: cargo xtask bench [--size 1k|10k|100k|1m] [--json FILE]"),
        }
    }
    run(cargo().args(["build", "--release", "--package", "lab", "--bin", "bench", "--quiet"]))?;
    let mut record = Map::new();
    for size in sizes {
        let at = SIZES.iter().position(|it| *it == size).unwrap_or(0);
        let mut out = Map::new();
        println!("{size}");
        // A million interfaces are not held with all their rows.
        if size != "1m" {
            part(size, at, "dense", "plain", &DENSE, &mut out)?;
        }
        part(size, at, "stream", "plain", &STREAM, &mut out)?;
        if size == "1k" {
            part(size, at, "walk", "plain", &WALK, &mut out)?;
            // Side by side with other ways to the same answers: `lab` has no Datalog and no z3 yet.
            out.insert("ascent all pairs s".to_owned(), Value::Null);
            out.insert("z3 all pairs s".to_owned(), Value::Null);
        }
        if size == "10k" {
            println!("10k-x");
            part(size, at, "dense", "x", &SETS, &mut out)?;
        }
        if size != "1m" && size != "100k" {
            println!("{size}-full");
            part(size, at, "dense", "full", &DENSE[..3], &mut out)?;
        }
        record.insert(size.to_owned(), Value::Object(out));
    }
    if let Some(file) = file {
        let folder = root();
        let folder = folder.to_string_lossy();
        let commit = output_of("git", &["-C", &folder, "rev-parse", "--short", "HEAD"]);
        let record = json!({ "commit": commit, "sizes": record });
        std::fs::write(file, format!("{record:#}\n")).with_context(|| format!("cannot write {file}"))?;
    }
    Ok(())
}

/// Runs one mode of the bench and prints its lines.
fn part(
    size: &str,
    at: usize,
    mode: &str,
    variant: &str,
    lines: &[Line],
    out: &mut Map<String, Value>,
) -> Result<()> {
    let binary = target()?.join("release").join(format!("bench{}", std::env::consts::EXE_SUFFIX));
    let output =
        Command::new(&binary).args([mode, size, variant]).output().context("cannot run the bench")?;
    if !output.status.success() {
        bail!("the bench failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    let said: Map<String, Value> =
        serde_json::from_slice(&output.stdout).context("the bench says no JSON")?;
    for (name, key, unit, aims) in lines {
        let value = said.get(*key).and_then(Value::as_f64);
        let value = value.map_or("–".to_owned(), |it| format!("{it:.3}"));
        let aim = aims[at].map_or("–".to_owned(), |it| it.to_string());
        println!("  {name:<46} {value:>12} {aim:>8} {unit}");
    }
    out.insert(format!("{mode} {variant}"), Value::Object(said));
    Ok(())
}
