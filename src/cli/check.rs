//! `plat check`: what is odd about models, and whether their rules hold.

use super::{
    Result,
    input::{self, Input},
    output::Outcome,
    report, rules,
};
use crate::{
    analysis::Standing,
    base::{ConnectionId, PortRange, Protocol},
};
use report::{Checked, Counts};
use std::{collections::BTreeMap, path::PathBuf};

/// Options of `plat check`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The models, or folders of models
    #[arg(required = true, value_name = "MODEL")]
    models: Vec<PathBuf>,
    /// How to write what was found
    #[arg(long, value_name = "FORM", value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The same as `--format json`
    #[arg(long, conflicts_with = "format")]
    json: bool,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One document
    Json,
    /// SARIF 2.1.0
    Sarif,
    /// JUnit's XML
    Junit,
    /// Annotations of GitHub's workflow log
    Github,
}

/// Runs `plat check`.
pub fn run(args: &Args) -> Result {
    let mut checked = Vec::new();
    let mut notes = Vec::new();
    // Every file is read before anything is said, so that one bad file spoils no document.
    let mut paths = Vec::new();
    for path in &args.models {
        let (models, said) = input::models(path)?;
        paths.extend(models);
        notes.extend(said);
    }
    for path in &paths {
        let input = input::read(path)?;
        checked.push(Checked {
            commands: commands(&input),
            file: input.name,
            findings: input.analysis.findings().to_vec(),
            rules: rules::judgements(&input.analysis),
        });
    }
    let code = if Counts::of(&checked).all_hold() { 0 } else { 1 };
    let outcome = match if args.json { Format::Json } else { args.format } {
        Format::Text => Outcome::text(report::text(&checked)),
        Format::Json => Outcome::json(&report::json(&checked)),
        Format::Sarif => Outcome::json(&report::sarif(&checked)),
        Format::Junit => Outcome::text(report::junit(&checked)),
        Format::Github => Outcome::text(report::github(&checked)),
    };
    Ok(outcome.code(code).notes(notes))
}

/// For each connection whose packets stop, the question behind its finding.
fn commands(input: &Input) -> BTreeMap<ConnectionId, String> {
    let stopped = |id: &ConnectionId| {
        let judgement = input.analysis.judgement(id)?;
        let it = judgement.question.as_ref().filter(|_| input.analysis.standing(id) == Standing::Refused)?;
        let (from, to) = (it.from.first()?, it.to.first()?);
        let ported = it.protocol.has_ports() && it.ports != PortRange::ALL;
        let port = if ported { format!(" --port {}", it.ports) } else { String::new() };
        let protocol =
            if it.protocol == Protocol::TCP { String::new() } else { format!(" --protocol {}", it.protocol) };
        let family = if it.ipv6 { " --ipv6" } else { "" };
        Some(format!("plat reach {} --from {from} --to {to}{protocol}{port}{family}", input.name))
    };
    let connections = input.analysis.model().connections();
    connections.filter_map(|(id, _)| Some((id.clone(), stopped(id)?))).collect()
}
