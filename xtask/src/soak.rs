//! `cargo xtask soak`: what compares the engines, on ever new networks, for as long as one likes.

use anyhow::{Result, bail};

use crate::project::{cargo, run};
use crate::setup;

/// Runs the command with what follows its name.
///
/// # Errors
/// The time is no number, or something differs.
pub fn command(options: &[&str]) -> Result<()> {
    let minutes = match options {
        [] => "10",
        [minutes] if minutes.parse::<u32>().is_ok() => minutes,
        _ => bail!("say for how many minutes, as a number"),
    };
    setup::oracles()?;
    run(cargo().args(["run", "--quiet", "--profile", "lab", "--package", "lab", "--", "oracles", minutes]))
}
