//! `cargo xtask faults`: deliberate faults, one at a time, each of which comparing the engines has to notice.
//!
//! `lab/faults` has a patch for each. It is applied to a copy of the sources, the lab is built from that, and the
//! engines are compared on networks from seeds until one divides them.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::project::{cargo, copy_sources, root, run, target};

/// How many networks may be asked before a fault counts as missed: as many as every run of the tests asks.
const NETWORKS: &str = "2000";

/// Runs the command with what follows its name: names of faults; none means all.
///
/// # Errors
/// A patch no longer applies, a copy does not build, or a fault is not noticed.
pub fn command(names: &[&str]) -> Result<()> {
    let all = patches(names)?;
    let scratch = target()?.join("faults");
    let copy = scratch.join("sources");
    copy_sources(&copy)?;
    build(&copy, &scratch)?;
    if let Some(seed) = divided(&copy, &scratch)? {
        bail!("the engines differ without any fault: seed {seed}");
    }
    let mut missed = Vec::new();
    let mut rows = Vec::new();
    for path in &all {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(path)?;
        let what = text.lines().next().unwrap_or_default().to_owned();
        println!("\n== {name}: {what}");
        let began = Instant::now();
        patch(&copy, path, false).with_context(|| format!("`{name}` no longer applies"))?;
        let found = build(&copy, &scratch).and_then(|()| divided(&copy, &scratch));
        patch(&copy, path, true)?;
        let seed = found.with_context(|| format!("`{name}`"))?;
        let caught = seed.as_ref().map_or_else(|| "not noticed".to_owned(), |it| format!("seed {it}"));
        println!("== {name}: {caught}, {:.0} s", began.elapsed().as_secs_f64());
        if seed.is_none() {
            missed.push(name.clone());
        }
        rows.push((name, caught, what));
    }
    println!("\n{:<34} {:<12} fault", "name", "noticed by");
    rows.iter().for_each(|(name, caught, what)| println!("{name:<34} {caught:<12} {what}"));
    if !missed.is_empty() {
        bail!("not noticed: {}", missed.join(", "));
    }
    Ok(())
}

/// The patches that are meant, in order.
fn patches(names: &[&str]) -> Result<Vec<PathBuf>> {
    let folder = root().join("lab/faults");
    let mut all: Vec<PathBuf> = std::fs::read_dir(&folder)?
        .filter_map(|it| it.ok().map(|it| it.path()))
        .filter(|it| it.extension().is_some_and(|it| it == "patch"))
        .collect();
    all.sort();
    let is = |path: &Path, name: &str| path.file_stem().is_some_and(|it| it == name);
    if let Some(unknown) = names.iter().find(|name| !all.iter().any(|it| is(it, name))) {
        bail!("there is no fault `{unknown}` in lab/faults");
    }
    all.retain(|it| names.is_empty() || names.iter().any(|name| is(it, name)));
    Ok(all)
}

/// Applies a patch to the copy, or takes it back.
fn patch(copy: &Path, path: &Path, back: bool) -> Result<()> {
    let mut command = Command::new("git");
    // The copy stands in the target folder, which Git would take for a part of the project.
    command.current_dir(copy).env("GIT_CEILING_DIRECTORIES", copy.parent().unwrap_or(copy));
    command.args(["apply", "--whitespace=nowarn"]);
    if back {
        command.arg("--reverse");
    }
    run(command.arg(path))
}

fn build(copy: &Path, scratch: &Path) -> Result<()> {
    let mut command = cargo();
    command.current_dir(copy).env("CARGO_TARGET_DIR", scratch.join("target"));
    // Most of the time goes into building.
    command.env("CARGO_PROFILE_LAB_INCREMENTAL", "true").env("CARGO_PROFILE_LAB_OPT_LEVEL", "1");
    command.env("CARGO_PROFILE_LAB_CODEGEN_UNITS", "64").env("RUSTFLAGS", "--cap-lints=allow");
    run(command.args(["build", "--quiet", "--profile", "lab", "--package", "lab", "--bin", "lab"]))
}

/// The first seed whose network divides the engines.
fn divided(copy: &Path, scratch: &Path) -> Result<Option<String>> {
    let lab = scratch.join("target/lab").join(format!("lab{}", std::env::consts::EXE_SUFFIX));
    let output = Command::new(lab).current_dir(copy).args(["soak", "0", NETWORKS, "1"]).output()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let seed = text.lines().find_map(|line| line.strip_prefix("# seed "));
    if output.status.success() {
        return Ok(None);
    }
    let seed =
        seed.with_context(|| format!("the lab fails:\n{}", String::from_utf8_lossy(&output.stderr)))?;
    Ok(Some(seed.to_owned()))
}
