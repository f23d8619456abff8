//! `plat import`: templates, plans and inventories as a model, and what became of each resource.

use super::{
    Result,
    input::{self, Failure},
    output::{self, Outcome},
    sources,
};
use crate::{
    analysis::importing::{
        Fate, Imported, Notice, ReadFile, Settings, Source, Summary, import, is_answer, is_code,
    },
    base::Lang,
    diag::Severity,
    model::{attrs::At, file::save},
};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    path::PathBuf,
    time::{Duration, Instant},
};

/// Options of `plat import`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files or folders: templates of CloudFormation or SAM, Terraform's files, plans and states as JSON, answers of `aws … describe-*`
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The model to write; else only the report is printed
    #[arg(short, long, value_name = "MODEL")]
    output: Option<PathBuf>,
    #[command(flatten)]
    given: input::Given,
    /// The region of what names none [default: the one whose zones are named, else us-east-1]
    #[arg(long, value_name = "REGION")]
    region: Option<String>,
    /// Fails for whatever is not modelled, not known or only inferred
    #[arg(long)]
    strict: bool,
    /// Takes each file by itself, answers of one folder together, and prints sums over all of them
    #[arg(long, conflicts_with = "output")]
    each: bool,
    /// One JSON document
    #[arg(long)]
    json: bool,
}

/// Runs `plat import`.
pub fn run(args: &Args) -> Result {
    let (sources, root, roots) = sources::gather_all(&args.paths)?;
    let settings = Settings { region: args.region.clone(), roots, ..args.given.settings()? };
    if args.each {
        let sums = Sums::of(&sources, &settings, &|path| root.read(path));
        return Ok(if args.json { Outcome::json(&sums.document()) } else { Outcome::text(sums.text()) });
    }
    let imported = import(&sources, &settings, &|path| root.read(path));
    let failed = imported.report.is_empty() || args.strict && imported.said().iter().any(is_refusal);
    if imported.report.is_empty() {
        let first = imported.report.notices.iter().find(|it| it.rule.severity == Severity::Error);
        let failure =
            Failure::new(first.map_or("nothing could be read".to_owned(), |it| it.message.to_string()));
        let place = first.map(|it| imported.report.place(it.at));
        return Err(Failure { place, ..failure }.help(first.map(|it| it.rule.help.en.to_owned())));
    }
    if let Some(file) = args.output.as_deref().filter(|_| !failed) {
        output::write(file, save(&imported.model).as_bytes())?;
    }
    let outcome =
        if args.json { Outcome::json(&document(&imported)) } else { Outcome::text(text(&imported)) };
    Ok(outcome.code(if failed { 2 } else { 0 }))
}

/// Whether a notice makes a strict import fail.
fn is_refusal(notice: &Notice) -> bool {
    notice.rule.severity == Severity::Error || ("IMP010"..="IMP041").contains(&notice.rule.code)
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// For people: the sums, what is not modelled by type, and what there is to say.
fn text(imported: &Imported) -> String {
    let summary = Summary::of(imported, Lang::En);
    let Summary { mapped, annotated, unsupported, excluded, types, said, .. } = &summary;
    let mut out = String::new();
    let all = summary.all();
    let _ = writeln!(
        out,
        "{all} resources read: {mapped} mapped, {annotated} annotated, {unsupported} not modelled"
    );
    if *excluded > 0 {
        let _ = writeln!(out, "{excluded} left out");
    }
    if !types.is_empty() {
        let _ = writeln!(out, "\nnot modelled, drawn with what they name:");
        for (ty, count) in types {
            let _ = writeln!(out, "{count:>5}  {ty}");
        }
    }
    if !said.is_empty() {
        out.push('\n');
        for it in said {
            let _ = writeln!(out, "{}: {} {}: {}", it.place, severity(it.severity), it.code, it.words);
        }
    }
    out
}

/// What became of many files, each by itself.
#[derive(Debug, Default)]
struct Sums {
    files: usize,
    /// Of a format that is imported.
    understood: usize,
    /// Those without a resource that is not modelled.
    whole: usize,
    mapped: usize,
    annotated: usize,
    unsupported: usize,
    types: BTreeMap<String, usize>,
    codes: BTreeMap<&'static str, usize>,
    took: Duration,
    slowest: (Duration, String),
}

impl Sums {
    fn of(sources: &[Source], settings: &Settings, read: &ReadFile<'_>) -> Self {
        let mut sums = Self { files: sources.len(), ..Self::default() };
        for (name, group) in alone(sources) {
            let start = Instant::now();
            let imported = import(&group, settings, read);
            let took = start.elapsed();
            sums.took += took;
            if took > sums.slowest.0 {
                sums.slowest = (took, name);
            }
            for notice in imported.said() {
                *sums.codes.entry(notice.rule.code).or_default() += 1;
            }
            if imported.report.is_empty() {
                continue;
            }
            sums.understood += imported.report.understood;
            let before = sums.unsupported;
            for line in &imported.report.lines {
                match &line.fate {
                    Fate::Mapped(_) => sums.mapped += 1,
                    Fate::Annotated(_) => sums.annotated += 1,
                    Fate::Unsupported(_) => {
                        sums.unsupported += 1;
                        *sums.types.entry(line.ty.clone()).or_default() += 1;
                    }
                }
            }
            if sums.unsupported == before {
                sums.whole += imported.report.understood;
            }
        }
        sums
    }

    fn text(&self) -> String {
        let share = |part: usize, of: usize| {
            format!("{part} of {of} ({} %)", (100 * part).checked_div(of).unwrap_or(100))
        };
        let all = self.mapped + self.annotated + self.unsupported;
        let mut out = String::new();
        let _ = writeln!(out, "files                          {}", self.files);
        let _ = writeln!(out, "of a format that is imported   {}", share(self.understood, self.files));
        let _ = writeln!(out, "with everything modelled       {}", share(self.whole, self.understood));
        let _ = writeln!(out, "resources mapped or annotated  {}", share(self.mapped + self.annotated, all));
        let _ = writeln!(out, "together                       {} ms", self.took.as_millis());
        let _ = writeln!(
            out,
            "slowest                        {} ms, {}",
            self.slowest.0.as_millis(),
            self.slowest.1
        );
        let mut types: Vec<_> = self.types.iter().collect();
        types.sort_by_key(|(ty, count)| (std::cmp::Reverse(**count), ty.as_str()));
        for (title, rows) in [
            (
                "what was said",
                self.codes.iter().map(|(code, count)| ((*code).to_owned(), *count)).collect::<Vec<_>>(),
            ),
            ("not modelled", types.into_iter().map(|(ty, count)| (ty.clone(), *count)).collect()),
        ] {
            if !rows.is_empty() {
                let _ = writeln!(out, "\n{title}:");
            }
            for (name, count) in rows {
                let _ = writeln!(out, "{count:>6}  {name}");
            }
        }
        out
    }

    fn document(&self) -> Value {
        json!({
            "files": self.files, "understood": self.understood, "whole": self.whole, "mapped": self.mapped,
            "annotated": self.annotated, "unsupported": self.unsupported, "codes": self.codes, "types": self.types,
        })
    }
}

/// What belongs together: a file by itself, but for answers about an account, of which a folder holds all, and for
/// Terraform's files, of which a folder holds all that are below it.
fn alone(sources: &[Source]) -> BTreeMap<String, Vec<Source>> {
    let folder = |path: &'_ str| path.rsplit_once('/').map_or(String::new(), |it| it.0.to_owned());
    let code: BTreeSet<String> =
        sources.iter().filter(|it| is_code(&it.path)).map(|it| folder(&it.path)).collect();
    let mut groups: BTreeMap<String, Vec<Source>> = BTreeMap::new();
    for source in sources {
        let highest = || {
            let own = folder(&source.path);
            let ends = own.match_indices('/').map(|it| it.0).chain([own.len()]);
            std::iter::once(0).chain(ends).find_map(|end| code.get(own.get(..end)?)).cloned()
        };
        let together = match is_code(&source.path) {
            true => highest(),
            false => {
                source.path.split_once('/').map(|it| it.0.to_owned()).filter(|_| is_answer(&source.bytes))
            }
        };
        groups.entry(together.unwrap_or(source.path.clone())).or_default().push(source.clone());
    }
    groups
}

/// For machines.
fn document(imported: &Imported) -> Value {
    let report = &imported.report;
    let mut reasons: BTreeMap<(At, &str), String> = BTreeMap::new();
    for notice in &report.notices {
        reasons.entry((notice.at, notice.rule.code)).or_insert_with(|| notice.message.to_string());
    }
    let line = |wanted: fn(&Fate) -> bool| -> Value {
        let these = report.lines.iter().filter(|it| wanted(&it.fate));
        let one = |it: &crate::analysis::importing::Line| {
            let file = report.files.get(it.at.file as usize).cloned().unwrap_or_default();
            let nodes: Vec<&str> = match &it.fate {
                Fate::Mapped(id) | Fate::Unsupported(id) => vec![id.as_str()],
                Fate::Annotated(ids) => ids.iter().map(|id| id.as_str()).collect(),
            };
            json!({
                "source": file, "line": it.at.line, "column": it.at.column, "type": it.ty, "id": it.id,
                "resources": nodes,
                "reason": reasons.get(&(it.at, "IMP010")),
            })
        };
        these.map(one).collect()
    };
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, node) in imported.model.nodes() {
        *counts.entry(node.resource.kind().name()).or_default() += 1;
    }
    let excluded = report.excluded.iter().map(
        |(id, ty, at, condition)| json!({ "id": id, "type": ty, "line": at.line, "condition": condition }),
    );
    let said = imported.said();
    let notices = said.iter().map(|it| {
        let file = report.files.get(it.at.file as usize).cloned().unwrap_or_default();
        json!({
            "code": it.rule.code, "severity": severity(it.rule.severity), "source": file, "line": it.at.line,
            "column": it.at.column, "message": it.message.to_string(), "help": it.rule.help.en.to_owned(),
        })
    });
    json!({
        "files": report.files,
        "mapped": line(|it| matches!(it, Fate::Mapped(_))),
        "annotated": line(|it| matches!(it, Fate::Annotated(_))),
        "unsupported": line(|it| matches!(it, Fate::Unsupported(_))),
        "excluded": excluded.collect::<Value>(),
        "counts": counts,
        "diagnostics": notices.collect::<Value>(),
    })
}
