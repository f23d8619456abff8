//! `plat serverless`: who operates what, what is paid while nobody calls, and what ties the design to one provider.

use super::{
    Result, input,
    output::{Outcome, Paint, Table},
};
use crate::{
    analysis::{Part, Serverless},
    base::Usd,
    model::service::{Layer, Operator},
};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Options of `plat serverless`.
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

/// Runs `plat serverless`.
pub fn run(args: &Args) -> Result {
    let input = input::read(&args.model, &args.given)?;
    let said = input.analysis.serverless();
    let outcome = if args.json { Outcome::json(&document(&said)) } else { Outcome::text(text(&said)) };
    Ok(outcome.notes(super::cost::notes(input.analysis.bill())))
}

fn document(said: &Serverless) -> Value {
    let part = |part: &Part| {
        let layers = Layer::ALL.map(|layer| (layer, part.operator(layer)));
        let layers: serde_json::Map<String, Value> = layers
            .into_iter()
            .filter_map(|(layer, operator)| Some((json!(layer).as_str()?.to_owned(), json!(operator))))
            .collect();
        json!({
            "id": part.node,
            "model": part.model,
            "idle_per_month": part.idle.rounded(2),
            "at_least": part.unknown,
            "reasons": part.reasons,
            "standard": part.standard,
            "layers": layers,
        })
    };
    json!({
        "verdict": said.grade,
        "idle_per_month": said.idle().rounded(2),
        "at_least": said.is_floor(),
        "parts": said.parts.iter().map(part).collect::<Vec<_>>(),
        "tied": said.tied().map(|it| &it.node).collect::<Vec<_>>(),
    })
}

fn text(said: &Serverless) -> String {
    let paint = Paint::new();
    let mut out = format!("{}\n", paint.head(said.grade.label().en));
    for reason in said.parts.iter().flat_map(|it| &it.reasons) {
        out.push_str(&format!("  {reason}\n"));
    }
    if !said.parts.is_empty() {
        let mut table = Table::new(&[2]);
        table.row(["RESOURCE", "MODEL", "IDLE, USD A MONTH", "USED BY"]);
        for it in &said.parts {
            let standard = it.standard.unwrap_or("the provider's own interface");
            let idle = match (it.unknown, it.idle == Usd::ZERO) {
                (true, true) => "unknown".to_owned(),
                (true, false) => format!("at least {}", it.idle.rounded(2)),
                (false, _) => it.idle.rounded(2),
            };
            table.row([it.node.as_str(), it.model.name(), &idle, standard]);
        }
        out.push_str(&format!("\n{}", table.text("", |head| paint.dim(head))));
    }
    let used = said.models();
    if !used.is_empty() {
        let mut table = Table::new(&[]);
        table.row(std::iter::once("WHO OPERATES").chain(used.iter().map(|model| model.name())));
        for layer in Layer::ALL.into_iter().rev() {
            let who = used.iter().map(|model| match said.operator(*model, layer) {
                None => "either",
                Some(Operator::Customer) => "you",
                Some(Operator::Provider) => "provider",
            });
            table.row(std::iter::once(layer.label().en).chain(who));
        }
        out.push_str(&format!("\n{}", table.text("", |head| paint.dim(head))));
    }
    let tied: Vec<&str> = said.tied().map(|it| it.node.as_str()).collect();
    if !tied.is_empty() {
        out.push_str(&format!("\ntied to the provider: {}\n", tied.join(", ")));
    }
    out
}
