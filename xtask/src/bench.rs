//! `cargo xtask bench`: how fast the engines are on large networks, each number beside what is aimed at.
//!
//! The bench itself is a binary of `lab`; each size and mode runs in a process of its own, so that the peak of memory
//! is that size's. Without options everything is measured, and the result becomes the measured part of
//! `BENCHMARKS.md`.

pub mod browser;
mod ci;
mod table;

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};

use crate::project::{cargo, output_of, root, run, target};

const USAGE: &str =
    "usage: cargo xtask bench [--size 1k|10k|100k|1m] [--json FILE] | cargo xtask bench --ci [--record]";

/// Where results are kept.
const RECORD: &str = "BENCHMARKS.md";
const BEGIN: &str = "<!-- measured: `cargo xtask bench` writes from here -->\n";
const END: &str = "<!-- to here -->\n";

const SIZES: [&str; 4] = ["1k", "10k", "100k", "1m"];

/// What is run at which sizes: mode, variant, sizes.
const PARTS: [(&str, &str, &[&str]); 8] = [
    ("dense", "plain", &SIZES),
    ("stream", "plain", &SIZES),
    ("walk", "plain", &SIZES),
    ("which", "full", &["1k", "10k", "100k"]),
    ("parse", "plain", &["1k", "10k"]),
    ("dense", "x", &["10k"]),
    ("dense", "full", &["1k", "10k"]),
    ("side", "plain", &["1k"]),
];

/// What was measured: by size, then mode and variant, then name.
type Record = Map<String, Value>;

/// Measures, prints the tables, and writes them where they belong.
///
/// # Errors
/// The arguments are wrong, or the bench does not build or run; with `--ci`, a limit is passed.
pub fn command(arguments: &[&str]) -> Result<()> {
    let (mut sizes, mut file) = (SIZES.to_vec(), None);
    match arguments {
        ["--ci"] => return ci::command(false),
        ["--ci", "--record"] => return ci::command(true),
        _ => {}
    }
    let mut rest = arguments.iter();
    while let Some(word) = rest.next() {
        match (*word, rest.next()) {
            ("--size", Some(size)) if SIZES.contains(size) => sizes = vec![size],
            ("--json", Some(path)) => file = Some(*path),
            _ => bail!(USAGE),
        }
    }
    let load = std::fs::read_to_string("/proc/loadavg").ok();
    let load = load.and_then(|it| it.split_whitespace().next().map(str::to_owned));
    run(cargo().args(["build", "--release", "--package", "lab", "--bin", "bench", "--quiet"]))?;
    // A machine without a browser still has the other lines.
    let module = browser::build();
    let mut record = Record::new();
    for size in &sizes {
        let mut out = Map::new();
        for (mode, variant, _) in PARTS.iter().filter(|it| it.2.contains(size)) {
            println!("{size}: {mode} {variant}");
            out.insert(format!("{mode} {variant}"), Value::Object(part("release", mode, size, variant)?));
        }
        println!("{size}: in the browser");
        match module
            .as_ref()
            .map_err(ToString::to_string)
            .and_then(|it| browser::run(it, size).map_err(|error| format!("{error:#}")))
        {
            Ok(found) => {
                out.insert("web".to_owned(), Value::Object(found));
            }
            Err(error) => println!("left out: {error}"),
        }
        record.insert((*size).to_owned(), Value::Object(out));
    }
    let text = format!("{}\n{}", heading(load.as_deref()), table::text(&record));
    println!("\n{text}");
    if let Some(file) = file {
        let record = json!({ "heading": heading(load.as_deref()), "sizes": record });
        std::fs::write(file, format!("{record:#}\n")).with_context(|| format!("cannot write {file}"))?;
    }
    if sizes.len() == SIZES.len() {
        write(&text)?;
        println!("written to {RECORD}");
    }
    Ok(())
}

/// When, of what, and where.
fn heading(load: Option<&str>) -> String {
    let folder = root();
    let folder = folder.to_string_lossy();
    let said = |program: &str, arguments: &[&str]| output_of(program, arguments).unwrap_or_default();
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let cpu = cpu.lines().find_map(|it| it.strip_prefix("model name")?.split_once(": ").map(|it| it.1));
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    format!(
        "## {}, commit {}\n\n{}, {cores} cores, load average {} when it began; {}.\n",
        said("date", &["-u", "+%Y-%m-%d"]),
        said("git", &["-C", &folder, "rev-parse", "--short", "HEAD"]),
        cpu.unwrap_or("a processor that does not say its name"),
        load.unwrap_or("unknown"),
        said("rustc", &["--version"]),
    )
}

/// Puts the measured part into the record, between its marks.
fn write(text: &str) -> Result<()> {
    let path = root().join(RECORD);
    let old = std::fs::read_to_string(&path).with_context(|| format!("cannot read {RECORD}"))?;
    let parts = old.split_once(BEGIN).and_then(|(head, rest)| Some((head, rest.split_once(END)?.1)));
    let (head, tail) = parts.with_context(|| format!("{RECORD} has lost its marks"))?;
    let new = format!("{head}{BEGIN}\n{text}\n{END}{tail}");
    std::fs::write(&path, new).with_context(|| format!("cannot write {RECORD}"))
}

/// The bench's binary, built by a profile.
fn binary(folder: &str) -> Result<PathBuf> {
    Ok(target()?.join(folder).join(format!("bench{}", std::env::consts::EXE_SUFFIX)))
}

/// Runs one mode of the bench.
fn part(folder: &str, mode: &str, size: &str, variant: &str) -> Result<Map<String, Value>> {
    let output =
        Command::new(binary(folder)?).args([mode, size, variant]).output().context("cannot run the bench")?;
    if !output.status.success() {
        bail!("the bench failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    serde_json::from_slice(&output.stdout).context("the bench says no JSON")
}

/// What was measured of one thing.
fn value(record: &Record, size: &str, part: &str, key: &str) -> Option<f64> {
    record.get(size)?.get(part)?.get(key)?.as_f64()
}
