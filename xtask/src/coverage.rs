//! `cargo xtask coverage`: how much of the reachability engines the tests run, by line and by branch.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::project::{cargo, find_program, output_of, root, run, target};

/// The engines: what the limits hold for.
const ENGINES: &str = "src/net/";
/// Least share of lines, in percent.
const LINES: f64 = 95.0;
/// Least share of branches, in percent.
const BRANCHES: f64 = 90.0;

/// By this variable we know that we stand in for the compiler.
const STAND_IN: &str = "PLAT_COVERAGE_STAND_IN";

/// The tests that run. Of `lab` those that are cheap on few networks; what only looks from outside (the kernel, z3) is left out.
const TESTS: [&str; 10] =
    ["it", "bulk", "datalog", "differential", "edits", "matrix", "metamorphic", "outside", "stops", "worked"];

/// What the tests ran of a file: how often each line, and each way of each branch, by line and place in it.
#[derive(Default)]
struct File {
    lines: BTreeMap<u32, u64>,
    branches: BTreeMap<(u32, String), u64>,
}

impl File {
    fn missed_lines(&self) -> Vec<u32> {
        self.lines.iter().filter(|it| *it.1 == 0).map(|it| *it.0).collect()
    }

    fn missed_branches(&self) -> Vec<u32> {
        self.branches.iter().filter(|it| *it.1 == 0).map(|it| it.0.0).collect()
    }
}

/// How much was run of how much there is.
#[derive(Clone, Copy, Default)]
struct Share {
    count: usize,
    missed: usize,
}

impl Share {
    fn add(&mut self, count: usize, missed: usize) {
        self.count += count;
        self.missed += missed;
    }

    #[allow(clippy::cast_precision_loss)]
    fn percent(self) -> f64 {
        if self.count == 0 { 100.0 } else { (self.count - self.missed) as f64 * 100.0 / self.count as f64 }
    }
}

/// Runs the tests with counters, prints a row for each file of the engines, and checks the limits. With `--missed` it
/// also says which lines and branches no test ran.
///
/// # Errors
/// A tool is missing, a test fails, or a share is under its limit.
pub fn command(options: &[&str]) -> Result<()> {
    let missed = match options {
        [] => false,
        ["--missed"] => true,
        _ => bail!("unknown option; known is --missed"),
    };
    let tools = tools()?;
    let folder = target()?.join("coverage");
    let profiles = folder.join("profiles");
    // Counts of earlier runs are not ours.
    let _ = std::fs::remove_dir_all(&profiles);
    std::fs::create_dir_all(&profiles)?;
    let built = tests(&profiles)?.args(["--no-run", "--message-format", "json"]).output()?;
    if !built.status.success() {
        bail!("the tests do not build with counters: {}", String::from_utf8_lossy(&built.stderr).trim());
    }
    let programs = programs(&String::from_utf8_lossy(&built.stdout));
    run(&mut tests(&profiles)?)?;
    let merged = folder.join("merged.profdata");
    let mut merge = Command::new(tools.join("llvm-profdata"));
    run(merge.args(["merge", "--sparse", "--output"]).arg(&merged).arg(&profiles))?;
    let mut export = Command::new(tools.join("llvm-cov"));
    export.args(["export", "--format", "lcov", "--instr-profile"]).arg(&merged);
    for program in &programs {
        export.arg("--object").arg(program);
    }
    let output = export.arg("--sources").arg(root().join(ENGINES)).output()?;
    if !output.status.success() {
        bail!("llvm-cov failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    report(&files(&String::from_utf8_lossy(&output.stdout)), missed)
}

/// The command that runs the tests with counters.
fn tests(profiles: &Path) -> Result<Command> {
    let mut command = cargo();
    // Counters are for our own crate alone: with them in every dependency, building takes half an hour.
    command.env("RUSTC_WORKSPACE_WRAPPER", std::env::current_exe()?).env(STAND_IN, "1");
    // Few random networks run what many run.
    for (name, few) in [("PLAT_LAB_COUNT", "12"), ("PLAT_LAB_NETWORKS", "200")] {
        if std::env::var_os(name).is_none() {
            command.env(name, few);
        }
    }
    command.env("LLVM_PROFILE_FILE", profiles.join("%p-%m.profraw"));
    command.args(["test", "--package", "plat", "--package", "lab", "--no-default-features", "--quiet"]);
    for package in ["plat", "lab"] {
        command.args(["--config", &format!("profile.dev.package.{package}.opt-level=1")]);
    }
    command.arg("--lib");
    for test in TESTS {
        command.args(["--test", test]);
    }
    Ok(command)
}

/// Whether cargo calls us where it means the compiler.
pub fn stands_in() -> bool {
    std::env::var_os(STAND_IN).is_some()
}

/// Compiles one crate of the workspace: `plat` with counters, and what links to it with what counters need.
///
/// # Errors
/// The compiler cannot be run.
pub fn stand_in() -> Result<ExitCode> {
    let mut arguments = std::env::args_os().skip(1);
    let compiler = arguments.next().context("no compiler is named")?;
    let arguments: Vec<OsString> = arguments.collect();
    let ours = arguments.windows(2).any(|it| it[0] == "--crate-name" && it[1] == "plat");
    let mut command = Command::new(compiler);
    command.args(&arguments);
    if ours {
        // Branches are counted by an option that the compiler calls unstable.
        command.env("RUSTC_BOOTSTRAP", "1");
        command.args(["-C", "instrument-coverage", "-Z", "coverage-options=branch"]);
    } else if cfg!(target_os = "linux") && arguments.iter().any(|it| it == "--crate-name") {
        // Here a program writes the library's counters only if its linker is told to keep what writes them.
        command.args(["-C", "link-arg=-Wl,-u,__llvm_profile_runtime"]);
    }
    let status = command.status().context("cannot run the compiler")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The files that an export names. Functions that were made several times (for tests, for each type) count as one: a
/// line is run if any of them runs it.
fn files(exported: &str) -> BTreeMap<String, File> {
    let home = root();
    let mut files: BTreeMap<String, File> = BTreeMap::new();
    let mut name = String::new();
    for line in exported.lines() {
        let (what, rest) = line.split_once(':').unwrap_or((line, ""));
        let mut parts = rest.split(',');
        match what {
            "SF" => {
                let path = PathBuf::from(rest);
                name = path.strip_prefix(&home).unwrap_or(&path).display().to_string();
            }
            "DA" => {
                let number = parts.next().and_then(|it| it.parse().ok());
                let count: Option<u64> = parts.next().and_then(|it| it.parse().ok());
                if let (Some(number), Some(count)) = (number, count) {
                    *files.entry(name.clone()).or_default().lines.entry(number).or_default() += count;
                }
            }
            "BRDA" => {
                let number = parts.next().and_then(|it| it.parse().ok());
                let place = parts.by_ref().take(2).collect::<Vec<_>>().join(".");
                // A dash stands for what was never come to.
                let count: u64 = parts.next().and_then(|it| it.parse().ok()).unwrap_or(0);
                if let Some(number) = number {
                    let file = files.entry(name.clone()).or_default();
                    *file.branches.entry((number, place)).or_default() += count;
                }
            }
            _ => {}
        }
    }
    files.retain(|path, _| !(path.ends_with("tests.rs") || path.contains("/tests/")));
    files
}

fn report(files: &BTreeMap<String, File>, missed: bool) -> Result<()> {
    if files.is_empty() {
        bail!("llvm-cov exports no files");
    }
    let row = |path: &str, lines: Share, branches: Share| {
        println!(
            "{path:<36} {:>6} {:>6} {:>7.1} {:>9} {:>6} {:>7.1}",
            lines.count,
            lines.missed,
            lines.percent(),
            branches.count,
            branches.missed,
            branches.percent()
        );
    };
    let head = ("lines", "missed", "%", "branches", "missed", "%");
    println!(
        "{:<36} {:>6} {:>6} {:>7} {:>9} {:>6} {:>7}",
        "file", head.0, head.1, head.2, head.3, head.4, head.5
    );
    let (mut lines, mut branches) = (Share::default(), Share::default());
    for (path, file) in files {
        let (mut own_lines, mut own_branches) = (Share::default(), Share::default());
        own_lines.add(file.lines.len(), file.missed_lines().len());
        own_branches.add(file.branches.len(), file.missed_branches().len());
        row(path, own_lines, own_branches);
        lines.add(own_lines.count, own_lines.missed);
        branches.add(own_branches.count, own_branches.missed);
    }
    row("together", lines, branches);
    if missed {
        for (path, file) in files {
            for (what, numbers) in [("line", file.missed_lines()), ("branch", file.missed_branches())] {
                for number in numbers {
                    println!("{path}:{number}: {what}");
                }
            }
        }
    }
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
