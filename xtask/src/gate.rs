//! `cargo xtask test`: everything that CI runs, fast steps first, stopping at the first that fails.
//!
//! Every step shares one target folder, so that a step finds built what an earlier one needed too.

use std::collections::BTreeMap;
use std::process::Command;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::project::{cargo, output_of, run, target};
use crate::setup::{self, WasmBuild};
use crate::web::{self, Profile};

struct Step {
    name: &'static str,
    /// What it means when this step fails.
    meaning: &'static str,
    act: fn() -> Result<()>,
    /// Left out by `--fast`.
    slow: bool,
    /// Started with the first slow step, and waited for where it stands: for what mostly keeps one core busy.
    beside: bool,
}

const fn fast(name: &'static str, meaning: &'static str, act: fn() -> Result<()>) -> Step {
    Step { name, meaning, act, slow: false, beside: false }
}

const fn slow(name: &'static str, meaning: &'static str, act: fn() -> Result<()>) -> Step {
    Step { name, meaning, act, slow: true, beside: false }
}

const fn beside(name: &'static str, meaning: &'static str, act: fn() -> Result<()>) -> Step {
    Step { name, meaning, act, slow: true, beside: true }
}

const STEPS: [Step; 18] = [
    fast("setup", "something that the tests need is missing and could not be installed", setup::everything),
    fast("format", "some code is not formatted: run `cargo fmt --all`", || {
        run(cargo().args(["fmt", "--all", "--check"]))
    }),
    fast("lints", "clippy has something to say", || run(&mut clippy(&["--workspace", "--all-targets"]))),
    fast("lints, no gui", "clippy has something to say about the build without the feature `gui`", || {
        run(&mut clippy(&["--package", "plat", "--no-default-features", "--lib", "--bins"]))
    }),
    fast("tests", "a test fails", tests),
    fast("doc tests", "an example in the documentation fails", || {
        run(cargo().args(["test", "--workspace", "--exclude", "lab", "--doc", "--quiet"]))
    }),
    fast("build, no gui", "the build without the feature `gui` fails", || {
        run(cargo().args(["build", "--package", "plat", "--no-default-features"]))
    }),
    slow("templates", "cfn-lint has something to say about a template", crate::templates::command),
    slow("oracles", "an engine differs from the kernel, the solver, Datalog, or another engine", || {
        // All of `lab`: networks by the thousand want the optimised build.
        let nextest = output_of("cargo-nextest", &["--version"]).is_some();
        let profile = if nextest { "--cargo-profile" } else { "--profile" };
        run(&mut test_runner(&["--package", "lab", profile, "lab"]))
    }),
    beside("web build", "the web editor does not build", || web::command(Profile::Web)),
    slow("size", "the web editor is over its size", crate::measure::size),
    slow("coverage", "the tests run too little of the engines", || crate::coverage::command(&[])),
    slow("bench", "an engine needs more instructions or time than it may", || {
        crate::bench::command(&["--ci"])
    }),
    slow("fuzz", "an input breaks a law of what reads files", || crate::fuzz::command(&["--seconds", "20"])),
    slow(
        "same bytes",
        "an engine says something else in the browser than natively",
        crate::same_bytes::command,
    ),
    slow("lints, web", "clippy has something to say about the web build", || {
        let wasm = setup::wasm()?;
        // Debian's compiler comes without clippy.
        let subcommand = if wasm == WasmBuild::Installed { "clippy" } else { "check" };
        let mut command = wasm.cargo(subcommand);
        command.args(["--package", "plat", "--lib", "--quiet"]);
        run(if wasm == WasmBuild::Installed {
            command.args(["--", "--deny", "warnings"])
        } else {
            &mut command
        })
    }),
    slow("browser tests", "the editor fails in a browser", || {
        // What the browser says is compared with what this binary says; the step without `gui` built it.
        let binary = target()?.join("debug").join(format!("plat{}", std::env::consts::EXE_SUFFIX));
        run(test_runner(&["--package", "browser-tests"]).env("PLAT_BIN", binary))
    }),
    slow("budgets", "the editor or an engine takes longer than it may", crate::measure::processor_time),
];

/// Runs the command with what follows its name.
///
/// # Errors
/// An option is unknown, or a step fails.
pub fn command(options: &[&str]) -> Result<()> {
    let skip_slow = match options {
        [] => false,
        ["--fast"] => true,
        _ => bail!("unknown option; known is --fast"),
    };
    let mut times: Vec<(&str, Duration)> = Vec::new();
    let mut failure = None;
    let mut started: Option<BTreeMap<&str, JoinHandle<Result<()>>>> = None;
    for step in STEPS.iter().filter(|step| !(step.slow && skip_slow)) {
        if step.slow && started.is_none() {
            let all = STEPS.iter().filter(|it| it.beside);
            started = Some(all.map(|it| (it.name, thread::spawn(it.act))).collect());
        }
        println!("\n== {}", step.name);
        let start = Instant::now();
        let done = match started.as_mut().and_then(|it| it.remove(step.name)) {
            Some(other) => other.join().unwrap_or_else(|_| bail!("it panicked")),
            None => (step.act)(),
        };
        times.push((step.name, start.elapsed()));
        println!("== {}: {:.1} s", step.name, start.elapsed().as_secs_f64());
        if let Err(error) = done {
            failure = Some((step, error));
            break;
        }
    }
    println!("\n{:<20} {:>9}", "step", "seconds");
    for (index, (name, time)) in times.iter().enumerate() {
        let failed = failure.is_some() && index + 1 == times.len();
        println!("{name:<20} {:>9.1}{}", time.as_secs_f64(), if failed { "  failed" } else { "" });
    }
    let total: Duration = times.iter().map(|(_, time)| *time).sum();
    println!("{:<20} {:>9.1}", "together", total.as_secs_f64());
    if let Some((step, error)) = &failure {
        println!("\nstep `{}` failed: {}\n{error:#}", step.name, step.meaning);
    }
    let failed = usize::from(failure.is_some());
    println!("{} passed, {failed} failed", times.len() - failed);
    if failed > 0 {
        // The sentence is printed already, and the count of steps is to be the last line.
        std::process::exit(1);
    }
    Ok(())
}

fn clippy(what: &[&str]) -> Command {
    let mut command = cargo();
    command.arg("clippy").args(what).args(["--quiet", "--", "--deny", "warnings"]);
    command
}

fn tests() -> Result<()> {
    // Not `--all-targets`: benches are measured, not tested.
    let what =
        ["--workspace", "--exclude", "browser-tests", "--exclude", "lab", "--lib", "--bins", "--tests"];
    run(&mut test_runner(&what))
}

/// cargo-nextest where it is installed, for it runs tests of all binaries at once; else cargo's own runner.
fn test_runner(what: &[&str]) -> Command {
    let mut command = cargo();
    if output_of("cargo-nextest", &["--version"]).is_some() {
        command.args(["nextest", "run", "--no-tests", "pass"]);
    } else {
        command.arg("test");
    }
    command.args(what);
    command
}
