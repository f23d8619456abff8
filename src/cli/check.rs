//! `plat check`: what is odd about models, and whether their rules hold.

use super::{
    Result, baseline,
    config::{self, Threshold},
    input::{self, Failure, Input},
    issue::{Checked, Suppressed},
    output::Outcome,
    report::{self, Report},
    rules,
};
use crate::{
    analysis::Standing,
    base::{ConnectionId, Date, Message, PortRange, Protocol},
    diag::{Finding, Severity},
};
use std::{
    collections::BTreeMap,
    path::PathBuf,
    time::{SystemTime, UNIX_EPOCH},
};

/// Options of `plat check`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The models, or folders of models
    #[arg(required = true, value_name = "MODEL")]
    models: Vec<PathBuf>,
    #[command(flatten)]
    given: input::Given,
    /// How to write what was found
    #[arg(short, long, value_name = "FORM", value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The same as `--format json`
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// From which severity on the check fails: rules of the model always do
    #[arg(long, value_name = "SEVERITY", value_enum)]
    fail_on: Option<Threshold>,
    /// What is known already: it is reported as suppressed, and does not fail
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Writes everything that is found now as the baseline, and succeeds
    #[arg(long, value_name = "FILE", conflicts_with = "baseline")]
    write_baseline: Option<PathBuf>,
    /// The day on which findings are accepted or no longer; the clock's if not said
    #[arg(long, value_name = "DATE", value_parser = day)]
    today: Option<Date>,
}

fn day(text: &str) -> std::result::Result<Date, Message> {
    text.parse()
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
    /// A table for a summary or a comment
    Markdown,
}

impl Args {
    /// Every file that the answer depends on, as far as it can be told.
    pub fn files(&self) -> Vec<PathBuf> {
        let models =
            self.models.iter().filter_map(|path| input::models(path).ok()).flat_map(|(found, _)| found);
        let mut files: Vec<PathBuf> = models.collect();
        files.extend(config::beside(&files));
        let config = config::of(&files).map(|it| it.check).unwrap_or_default();
        files.extend(self.baseline.clone().or(config.baseline));
        files
    }
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
    let config = config::of(&paths)?.check;
    let today = args.today.map_or_else(clock, Ok)?;
    for path in &paths {
        let input = input::read(path, &args.given)?;
        let findings = findings(&input, today);
        let of = |place| input.imported.as_ref()?.of(place, input.analysis.model());
        let spots = findings.iter().map(|(finding, _)| of(&finding.place)).collect();
        let said = input.imported.as_ref().into_iter().flat_map(|it| {
            it.notices.iter().map(|notice| (notice.clone(), it.of_notice(notice))).collect::<Vec<_>>()
        });
        checked.push(Checked {
            commands: commands(&input),
            spots,
            notices: said.collect(),
            findings,
            rules: rules::judgements(&input.analysis),
            file: input.name,
            text: input.text,
        });
    }
    let fail_on = match args.fail_on.or(config.fail_on).unwrap_or(Threshold::Error) {
        Threshold::Error => Severity::Error,
        Threshold::Warning => Severity::Warning,
        Threshold::Note => Severity::Info,
    };
    let mut report = Report::of(checked, fail_on);
    if let Some(file) = &args.write_baseline {
        let count = baseline::write(file, &report.issues)?;
        let notes = [notes, vec![format!("`{}` has {count} known issues now", file.display())]].concat();
        return Ok(Outcome::default().notes(notes));
    }
    if let Some(file) = args.baseline.as_ref().or(config.baseline.as_ref()) {
        let gone = baseline::apply(file, &mut report.issues)?;
        if gone > 0 {
            notes.push(format!("{gone} entries of `{}` are no longer found: write it anew", file.display()));
        }
    }
    let code = if report.is_ok() { 0 } else { 1 };
    let outcome = match if args.json { Format::Json } else { args.format } {
        Format::Text => Outcome::text(report::text(&report)),
        Format::Json => Outcome::json(&report::json(&report)),
        Format::Sarif => Outcome::json(&report::sarif(&report)),
        Format::Junit => Outcome::text(report::junit(&report)),
        Format::Github => Outcome::text(report::github(&report)),
        Format::Markdown => Outcome::text(report::markdown(&report)),
    };
    Ok(outcome.code(code).notes(notes))
}

/// What is odd on a day, and whether the model accepts it.
fn findings(input: &Input, today: Date) -> Vec<(Finding, Option<Suppressed>)> {
    let all = input.analysis.findings_on(today).into_iter();
    all.map(|finding| {
        let by = input.analysis.acceptance(&finding, today);
        let by = by.map(|it| Suppressed::Accepted { reason: it.reason.clone(), until: it.until.0 });
        (finding, by)
    })
    .collect()
}

/// Today, as the clock says, in UTC.
fn clock() -> Result<Date> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok();
    let day = since.and_then(|since| Date::of_days(since.as_secs() / (24 * 60 * 60)));
    day.ok_or_else(|| Failure::new("the clock is wrong").help(Some("say `--today DATE`".to_owned())))
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
