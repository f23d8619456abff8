//! `plat diff`: what changed between two models, in the drawing, in the network and on the bill. Positions are no
//! difference.

use super::{
    Result,
    input::{self, Failure},
    output::{Outcome, Paint, Table, few},
    reach::verdict,
    traffic,
};
use crate::{
    analysis::{Amount, Analysis, Difference, Packets, Turn, amounts, differences},
    base::Usd,
    diag::Finding,
    model::Model,
};
use serde_json::{Map, Value, json};
use std::path::PathBuf;

mod markdown;

/// Options of `plat diff`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The model before
    old: PathBuf,
    #[command(flatten)]
    given: input::Given,
    /// The model after
    new: PathBuf,
    /// How to write it
    #[arg(short, long, value_name = "FORM", value_enum, default_value_t = Format::Text)]
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
    /// A comment on a pull request
    Markdown,
}

/// Everything that is said of two designs.
struct Compared<'a> {
    models: [&'a Model; 2],
    changes: &'a [Difference],
    turns: &'a [Turn],
    amounts: &'a [Amount],
    appeared: Vec<&'a Finding>,
    gone: Vec<&'a Finding>,
}

/// Runs `plat diff`.
pub fn run(args: &Args) -> Result {
    if args.old.as_os_str() == "-" && args.new.as_os_str() == "-" {
        return Err(Failure::new("standard input can be one of the two models only"));
    }
    let (old, new) = (input::read(&args.old, &args.given)?, input::read(&args.new, &args.given)?);
    let (changes, turns, amounts) = compared(&old.analysis, &new.analysis);
    let outcome = match if args.json { Format::Json } else { args.format } {
        Format::Json => Outcome::json(&document(&changes, &turns, &amounts)),
        Format::Text => Outcome::text(text(&changes, &turns, &amounts)),
        Format::Markdown => {
            let (was, is) = (old.analysis.findings(), new.analysis.findings());
            Outcome::text(markdown::markdown(&Compared {
                models: [new.analysis.model(), old.analysis.model()],
                changes: &changes,
                turns: &turns,
                amounts: &amounts,
                appeared: markdown::fresh(is, was),
                gone: markdown::fresh(was, is),
            }))
        }
    };
    Ok(outcome.code(if changes.is_empty() { 0 } else { 1 }))
}

fn compared(old: &Analysis, new: &Analysis) -> (Vec<Difference>, Vec<Turn>, [Amount; 3]) {
    let changes = differences(old, new);
    let turns = if changes.is_empty() { Vec::new() } else { turns(old, new) };
    (changes, turns, amounts(old, new))
}

/// What `plat diff --json` prints.
pub fn between(old: &Analysis, new: &Analysis) -> Value {
    let (changes, turns, amounts) = compared(old, new);
    document(&changes, &turns, &amounts)
}

/// Pairs between which something else passes.
fn turns(old: &Analysis, new: &Analysis) -> Vec<Turn> {
    let both = [false, true].map(|ipv6| new.turns(old, ipv6));
    both.into_iter().flatten().collect()
}

/// Decimals of amounts, as in `plat cost`.
const PLACES: u32 = 4;

fn difference(old: Usd, new: Usd) -> String {
    Usd::new(new.amount().saturating_sub(old.amount())).rounded(PLACES)
}

fn document(changes: &[Difference], turns: &[Turn], amounts: &[Amount]) -> Value {
    let change = |it: &Difference| {
        json!({ "section": it.section, "id": it.id, "field": (!it.field.is_empty()).then_some(&it.field),
                "old": it.old, "new": it.new })
    };
    let turn = |it: &Turn| {
        json!({ "from": it.from.to_string(), "to": it.to.to_string(), "family": if it.ipv6 { "ipv6" } else { "ipv4" },
                "old": it.old, "new": it.new, "opens": it.opens, "closes": it.closes })
    };
    let amount = |(what, [(old, old_floor), (new, new_floor)]): &Amount| {
        let mut values = json!({ "old": old.rounded(PLACES), "new": new.rounded(PLACES), "change": difference(*old, *new) });
        if *old_floor || *new_floor {
            values["at_least"] = json!({ "old": old_floor, "new": new_floor });
        }
        ((*what).to_owned(), values)
    };
    json!({
        "same": changes.is_empty(),
        "changes": changes.iter().map(change).collect::<Vec<_>>(),
        "reachability": turns.iter().map(turn).collect::<Vec<_>>(),
        "cost": amounts.iter().map(amount).collect::<Map<_, _>>(),
    })
}

fn text(changes: &[Difference], turns: &[Turn], amounts: &[Amount]) -> String {
    if changes.is_empty() {
        return "no difference\n".to_owned();
    }
    let paint = Paint::new();
    let mut table = Table::new(&[]);
    for it in changes {
        let (sign, what) = match whole(it) {
            Some((sign, fields)) => (sign, kind(fields)),
            None => ("~", format!("{}: {} → {}", it.field, value(&it.old), value(&it.new))),
        };
        table.row([sign, it.section, &it.id, &what]);
    }
    let mut out = table.text("", str::to_owned);
    if !turns.is_empty() {
        let mut table = Table::new(&[]);
        table.row(["FROM", "TO", "BEFORE", "AFTER", "OPENS", "CLOSES"]);
        for it in turns.iter().take(TURNS_MAX) {
            let over = if it.ipv6 { " over IPv6" } else { "" };
            let to = format!("{}{over}", it.to);
            let (opens, closes) = (said(&it.opens), said(&it.closes));
            table.row([&it.from.to_string(), &to, verdict(it.old), verdict(it.new), &opens, &closes]);
        }
        out.push_str(&format!("\n{}", table.text("", |head| paint.dim(head))));
        if turns.len() > TURNS_MAX {
            out.push_str(&format!("… and {} more pairs (--json has all)\n", turns.len() - TURNS_MAX));
        }
    }
    let mut table = Table::new(&[1, 2, 3]);
    table.row(["USD", "BEFORE", "AFTER", "CHANGE"]);
    for (what, [(old, old_floor), (new, new_floor)]) in amounts {
        let said = |usd: &Usd, floor: &bool| {
            let least = if *floor { "at least " } else { "" };
            format!("{least}{}", usd.rounded(PLACES))
        };
        let change = difference(*old, *new);
        table.row([what.replace('_', " "), said(old, old_floor), said(new, new_floor), change]);
    }
    out.push_str(&format!("\n{}", table.text("", |head| paint.dim(head))));
    out
}

/// How many pairs people are shown.
const TURNS_MAX: usize = 40;

fn said(packets: &[Packets]) -> String {
    let words: Vec<String> = traffic::words(packets).into_iter().map(|it| it.1).collect();
    few(&words, "; ")
}

/// What was added or removed as a whole.
fn whole(it: &Difference) -> Option<(&'static str, &Map<String, Value>)> {
    match (&it.old, &it.new) {
        (Value::Null, Value::Object(new)) if it.field.is_empty() => Some(("+", new)),
        (Value::Object(old), Value::Null) if it.field.is_empty() => Some(("-", old)),
        _ => None,
    }
}

fn kind(fields: &Map<String, Value>) -> String {
    let shown = ["kind", "from", "to", "at"].iter().filter_map(|key| fields.get(*key));
    shown.map(value).collect::<Vec<_>>().join(" ")
}

fn value(value: &Value) -> String {
    match value {
        Value::Null => "(default)".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
