//! `plat fmt`: a model in its canonical form. Hidden: the editor saves so anyway.

use super::{
    Result,
    input::{self, Failure},
    output::Outcome,
};
use crate::model::file::save;
use std::{fs, path::PathBuf};

/// Options of `plat fmt`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The model
    model: PathBuf,
    /// Rewrites the file instead of printing it
    #[arg(long)]
    write: bool,
}

/// Runs `plat fmt`.
pub fn run(args: &Args) -> Result {
    let input = input::read(&args.model)?;
    let text = save(input.analysis.model());
    if !args.write || args.model.as_os_str() == "-" {
        return Ok(Outcome::text(text));
    }
    // A whole new file takes the place of the old one, so that a full disk loses nothing.
    let beside = args.model.with_extension("json.new");
    let written = fs::write(&beside, &text).and_then(|()| fs::rename(&beside, &args.model));
    written.map_err(|error| Failure::new(format!("cannot write `{}`: {error}", input.name)))?;
    Ok(Outcome::default())
}
