//! The native `plat` binary, to compare with what the browser says.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Context, Result, anyhow, ensure};
use serde_json::Value;
use xtask::project::{cargo, run, target};

/// What a command printed and how it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// Standard output.
    pub out: String,
    /// The exit code.
    pub code: i32,
}

/// The path of the native binary: named by `PLAT_BIN`, else it is built first.
///
/// # Errors
/// It cannot be built.
pub fn plat_binary() -> Result<&'static Path> {
    static BINARY: OnceLock<std::result::Result<PathBuf, String>> = OnceLock::new();
    let binary = BINARY.get_or_init(|| find().map_err(|error| format!("{error:#}")));
    binary.as_deref().map_err(|error| anyhow!("{error}"))
}

/// Runs `plat` with arguments.
///
/// # Errors
/// It cannot be run, or refuses its input.
pub fn plat(arguments: &[&str]) -> Result<Printed> {
    let binary = plat_binary()?;
    let output = Command::new(binary).args(arguments).env("NO_COLOR", "1").output();
    let output = output.with_context(|| format!("cannot run {}", binary.display()))?;
    let code = output.status.code().context("plat was killed")?;
    ensure!(code != 2, "plat {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(Printed { out: String::from_utf8(output.stdout)?, code })
}

/// As [`plat`] with `--json`, read.
///
/// # Errors
/// As [`plat`], or what it prints is no JSON.
pub fn plat_json(command: &str, model: &Path, more: &[&str]) -> Result<Value> {
    let model = model.to_str().context("the path is not UTF-8")?;
    let mut arguments = vec![command, model, "--json"];
    arguments.extend(more);
    Ok(serde_json::from_str(&plat(&arguments)?.out)?)
}

fn find() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("PLAT_BIN") {
        return Ok(PathBuf::from(path));
    }
    run(cargo().args(["build", "--quiet", "--package", "plat", "--no-default-features", "--bin", "plat"]))?;
    Ok(target()?.join("debug").join(format!("plat{}", std::env::consts::EXE_SUFFIX)))
}
