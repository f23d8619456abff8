//! `plat blast`: what somebody gets to who has taken over a resource.

use super::{
    Result, input,
    output::{Outcome, Paint, Table},
    reach::{ends, selector},
    traffic,
};
use crate::{
    analysis::{Hit, Way},
    model::{field::Choice, selector::Selector},
};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Options of `plat blast`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The model
    model: PathBuf,
    #[command(flatten)]
    given: input::Given,
    /// What was taken over: an id, `kind:…`, `in:…`, `tag:…=…`; commas join
    #[arg(long, value_name = "SEL", value_parser = selector)]
    from: Selector,
    /// One JSON document instead of text
    #[arg(long)]
    json: bool,
}

/// Runs `plat blast`.
pub fn run(args: &Args) -> Result {
    let input = input::read(&args.model, &args.given)?;
    let from = ends(&input, &args.from)?;
    let hits = input.analysis.blast(&from);
    let outcome = if args.json {
        let from: Vec<String> = from.iter().map(ToString::to_string).collect();
        Outcome::json(&json!({ "from": from, "hits": hits.iter().map(document).collect::<Vec<_>>() }))
    } else {
        Outcome::text(text(&hits))
    };
    Ok(outcome)
}

fn document(hit: &Hit) -> Value {
    let (layer, via, packets) = match &hit.by {
        Way::Packets(packets) => ("packets", json!(null), json!(packets)),
        Way::Call { from, connection, access } => {
            let access = access.values()[access.index()];
            ("call", json!({ "from": from, "connection": connection, "access": access }), json!([]))
        }
        Way::Unknown => ("unknown", json!(null), json!([])),
    };
    let family = match &hit.by {
        Way::Packets(_) | Way::Unknown => Some(family(hit)),
        Way::Call { .. } => None,
    };
    json!({ "end": hit.end.to_string(), "steps": hit.steps, "layer": layer, "family": family, "via": via,
            "packets": packets })
}

fn family(hit: &Hit) -> &'static str {
    if hit.ipv6 { "ipv6" } else { "ipv4" }
}

fn text(hits: &[Hit]) -> String {
    if hits.is_empty() {
        return "nothing: no packet and no call gets anywhere\n".to_owned();
    }
    let mut table = Table::new(&[0]);
    table.row(["STEPS", "RESOURCE", "BY", "HOW"]);
    for hit in hits {
        let (by, how) = match &hit.by {
            Way::Packets(packets) => {
                let words: Vec<String> =
                    traffic::words(packets).into_iter().map(|(_, words)| words).collect();
                (if hit.ipv6 { "packets over IPv6" } else { "packets" }, words.join("; "))
            }
            Way::Call { from, connection, access } => {
                ("call", format!("{} from {from}, along {connection}", access.values()[access.index()]))
            }
            Way::Unknown => ("unknown", "the model does not say".to_owned()),
        };
        table.row([hit.steps.to_string(), hit.end.to_string(), by.to_owned(), how]);
    }
    table.text("", |head| Paint::new().dim(head))
}
