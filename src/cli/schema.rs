//! `plat schema`: the JSON Schema of the model file.

use super::{Result, output::Outcome};
use crate::model::schema::schema;

/// Options of `plat schema`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Accepted for likeness with other commands: a schema is JSON anyway
    #[arg(long)]
    json: bool,
}

/// Runs `plat schema`.
pub fn run(_: &Args) -> Result {
    Ok(Outcome::json(&schema()))
}
