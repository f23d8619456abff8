//! `plat fmt`: a model in its canonical form. Hidden: the editor saves so anyway.

use super::{
    Result, input,
    output::{self, Outcome},
};
use crate::model::file::save;
use std::path::PathBuf;

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
    let input = input::read_model(&args.model)?;
    let text = save(input.analysis.model());
    if !args.write || args.model.as_os_str() == "-" {
        return Ok(Outcome::text(text));
    }
    output::write(&args.model, text.as_bytes())?;
    Ok(Outcome::default())
}
