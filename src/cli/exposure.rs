//! `plat exposure`: what the internet gets to, and what lets it.

use super::{
    Result, input,
    output::{Outcome, Paint, Table, clean, few},
    reach::verdict,
    traffic,
};
use crate::analysis::{Exposed, Hop, Verdict, document};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Options of `plat exposure`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The model
    model: PathBuf,
    #[command(flatten)]
    given: input::Given,
    /// One JSON document instead of text
    #[arg(long)]
    json: bool,
}

/// Runs `plat exposure`.
pub fn run(args: &Args) -> Result {
    let input = input::read(&args.model, &args.given)?;
    let exposed = input.analysis.exposure();
    let outcome = if args.json {
        Outcome::json(&json!({ "exposed": exposed.iter().map(document).collect::<Vec<_>>() }))
    } else {
        Outcome::text(text(&exposed))
    };
    Ok(outcome)
}

fn document(it: &Exposed) -> Value {
    let mut out = document::reach(&it.answer);
    out["end"] = json!(it.end.to_string());
    out["family"] = json!(family(it));
    out["open"] = json!(it.open);
    out
}

fn family(it: &Exposed) -> &'static str {
    if it.ipv6 { "ipv6" } else { "ipv4" }
}

fn text(exposed: &[Exposed]) -> String {
    let (own, shared): (Vec<&Exposed>, Vec<&Exposed>) = exposed.iter().partition(|it| !it.is_by_service());
    let unknown: Vec<&Exposed> = own.iter().copied().filter(|it| it.open).collect();
    let passes = |it: &&Exposed| !matches!(it.answer.verdict, Verdict::Unknown | Verdict::Unreachable);
    let reached: Vec<&Exposed> = own.into_iter().filter(passes).collect();
    let paint = Paint::new();
    let mut out = String::new();
    if reached.is_empty() {
        out.push_str("packets from the internet reach no interface of this model\n");
    }
    for it in &reached {
        let head = format!("{} ({}, {})", it.end, family(it), verdict(it.answer.verdict));
        out.push_str(&format!("{}\n", paint.head(&clean(&head))));
        let mut table = Table::new(&[]);
        table.row(["TRAFFIC", "TO", "FROM"]);
        for (sets, traffic) in traffic::words(&it.answer.packets) {
            table.row([traffic, few(&sets.destination, " "), few(&sets.source, " ")]);
        }
        out.push_str(&table.text("  ", |head| paint.dim(head)));
        let mut reasons = Table::new(&[]);
        reasons.row(["BECAUSE", "OF"]);
        it.reasons().into_iter().for_each(|hop| reasons.row(reason(hop)));
        out.push_str(&format!("{}\n", reasons.text("  ", |head| paint.dim(head))));
    }
    let list = |these: &[&Exposed]| {
        let mut names: Vec<String> = these.iter().map(|it| it.end.to_string()).collect();
        names.dedup();
        clean(&names.join(", "))
    };
    if !shared.is_empty() {
        out.push_str(&format!("at public endpoints of services, where policies decide: {}\n", list(&shared)));
    }
    if !unknown.is_empty() {
        out.push_str(&format!("the model does not say: {}\n", list(&unknown)));
    }
    out
}

fn reason(hop: &Hop) -> [String; 2] {
    [hop.title.to_string(), hop.decided_by.to_string()]
}
