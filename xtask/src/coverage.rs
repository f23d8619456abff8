//! `cargo xtask coverage`: how much of the reachability engines the tests run, by line and by branch.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::project::{cargo, find_program, output_of, root, run, target};

/// The engines: what the limits hold for.
const ENGINES: &str = "src/net/";
/// Least share of lines, in percent.
const LINES: f64 = 95.0;
/// Least share of branches, in percent.
const BRANCHES: f64 = 90.0;

/// What tests ran of one thing that can be counted.
#[derive(Clone, Copy, Default)]
struct Share {
    count: u64,
    covered: u64,
}

impl Share {
    fn of(summary: &Value, what: &str) -> Self {
        let number = |name: &str| summary[what][name].as_u64().unwrap_or(0);
        Self { count: number("count"), covered: number("covered") }
    }

    fn add(&mut self, other: Self) {
        self.count += other.count;
        self.covered += other.covered;
    }

    #[allow(clippy::cast_precision_loss)]
    fn percent(self) -> f64 {
        if self.count == 0 { 100.0 } else { self.covered as f64 * 100.0 / self.count as f64 }
    }
}

/// Runs the tests with counters, prints a row for each file of the engines, and checks the limits.
///
/// # Errors
/// A tool is missing, a test fails, or a share is under its limit.
pub fn command() -> Result<()> {
    let tools = tools()?;
    let folder = target()?.join("coverage");
    let profiles = folder.join("profiles");
    // Counts of earlier runs are not ours.
    let _ = std::fs::remove_dir_all(&profiles);
    std::fs::create_dir_all(&profiles)?;
    let tests = |list: bool| {
        let mut command = cargo();
        // Branches are counted by an option that the compiler calls unstable.
        command.env("RUSTC_BOOTSTRAP", "1");
        command.env("RUSTFLAGS", "-C instrument-coverage -Z coverage-options=branch");
        command.env("CARGO_TARGET_DIR", &folder);
        // Few random networks run what many run, and this build is slow.
        for (name, few) in [("PLAT_LAB_COUNT", "12"), ("PLAT_LAB_NETWORKS", "60"), ("PLAT_PROBES", "2000")] {
            if std::env::var_os(name).is_none() {
                command.env(name, few);
            }
        }
        command.env("LLVM_PROFILE_FILE", profiles.join("%p-%m.profraw"));
        command.args(["test", "--workspace", "--exclude", "browser-tests", "--exclude", "xtask"]);
        command.args(["--no-default-features", "--lib", "--tests", "--quiet"]);
        if list {
            command.args(["--no-run", "--message-format", "json"]);
        }
        command
    };
    let built = tests(true).output()?;
    if !built.status.success() {
        bail!("the tests do not build with counters: {}", String::from_utf8_lossy(&built.stderr).trim());
    }
    let programs = programs(&String::from_utf8_lossy(&built.stdout));
    run(&mut tests(false))?;
    let merged = folder.join("merged.profdata");
    let mut merge = Command::new(tools.join("llvm-profdata"));
    run(merge.args(["merge", "--sparse", "--output"]).arg(&merged).arg(&profiles))?;
    let mut export = Command::new(tools.join("llvm-cov"));
    export.args(["export", "--summary-only", "--instr-profile"]).arg(&merged);
    for program in &programs {
        export.arg("--object").arg(program);
    }
    let output = export.arg("--sources").arg(root().join(ENGINES)).output()?;
    if !output.status.success() {
        bail!("llvm-cov failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    report(&serde_json::from_slice(&output.stdout)?)
}

fn report(exported: &Value) -> Result<()> {
    let files = exported["data"][0]["files"].as_array().context("llvm-cov exports no files")?;
    let home = root();
    let (mut lines, mut branches) = (Share::default(), Share::default());
    println!("{:<40} {:>8} {:>9}", "file", "lines %", "branches %");
    for file in files {
        let path = PathBuf::from(file["filename"].as_str().unwrap_or_default());
        let path = path.strip_prefix(&home).unwrap_or(&path).display().to_string();
        if path.ends_with("tests.rs") || path.contains("/tests/") {
            continue;
        }
        let summary = &file["summary"];
        let own = (Share::of(summary, "lines"), Share::of(summary, "branches"));
        println!("{path:<40} {:>8.1} {:>9.1}", own.0.percent(), own.1.percent());
        lines.add(own.0);
        branches.add(own.1);
    }
    println!("{:<40} {:>8.1} {:>9.1}", "together", lines.percent(), branches.percent());
    if lines.percent() < LINES || branches.percent() < BRANCHES {
        bail!("the limits are {LINES} % of the lines and {BRANCHES} % of the branches");
    }
    Ok(())
}

/// The test programs that a build made.
fn programs(messages: &str) -> Vec<String> {
    let read = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    read.filter_map(|message| message["executable"].as_str().map(str::to_owned)).collect()
}

/// The folder of LLVM's tools: beside the compiler, where rustup puts them.
fn tools() -> Result<PathBuf> {
    let beside = || -> Option<PathBuf> {
        let root = output_of("rustc", &["--print", "sysroot"])?;
        let host = output_of("rustc", &["--print", "host-tuple"])?;
        let folder = Path::new(&root).join("lib/rustlib").join(host).join("bin");
        folder.join("llvm-cov").is_file().then_some(folder)
    };
    if let Some(folder) = beside() {
        return Ok(folder);
    }
    if find_program(&["rustup"]).is_some() {
        println!("setup: rustup component add llvm-tools");
        run(Command::new("rustup").args(["component", "add", "llvm-tools"]))?;
    }
    beside().context("LLVM's tools are missing: run `rustup component add llvm-tools`")
}
