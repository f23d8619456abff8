//! `cargo xtask soak`: what compares the engines, on ever new networks, for as long as one likes; and a million
//! interfaces.

use anyhow::{Result, bail};

use crate::project::{cargo, run};
use crate::setup;

/// What a million interfaces may take: MiB of address space, seconds of processor time.
const MILLION: [&str; 3] = ["1m", "2048", "120"];

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
    let bin = |name: &str, arguments: &[&str]| {
        let mut command = cargo();
        command.args(["run", "--quiet", "--profile", "lab", "--package", "lab", "--bin", name, "--"]);
        run(command.args(arguments))
    };
    println!("T12, a million interfaces within {} MiB and {} seconds", MILLION[1], MILLION[2]);
    bin("scale", &MILLION)?;
    // Other seeds each time: those of the gate are small numbers.
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let first = now.map_or(0, |it| it.as_secs()).to_string();
    bin("soak", &[minutes, &first])
}
