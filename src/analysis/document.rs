//! Answers as JSON documents: the same bytes from the command line, the browser and CI.

use super::{Analysis, Answer, Bill, FreeTier, Line, Question, Terms};
use crate::{
    base::{Decimal, Message, PortRange, Protocol, Usd},
    cost::tiers::Part,
    model::{
        file,
        selector::{End, Selector},
        write::{exact, pretty},
    },
};
use serde_json::{Value, json};

pub use crate::export::bill::{PLACES, csv, markdown};

/// An answer with the fields that machines count on.
pub fn reach(answer: &Answer) -> Value {
    let mut out = serde_json::to_value(answer).unwrap_or_default();
    out["reason"] = json!(answer.reason.as_ref().map(ToString::to_string));
    out
}

/// A bill with the fields that machines count on.
pub fn cost(bill: &Bill) -> Value {
    json!({
        "region": bill.region,
        "prices_as_of": bill.prices_as_of,
        "requests": number(bill.requests),
        "marginal_per_million": bill.marginal_per_million.rounded(PLACES),
        "fixed_per_month": bill.fixed_per_month.rounded(PLACES),
        "monthly_total": bill.monthly_total.rounded(PLACES),
        "per_million_total": bill.per_million_total.map(|usd| usd.rounded(PLACES)),
        "unknown": bill.unknown,
        "problems": bill.problems,
        "lines": bill.lines.iter().map(line).collect::<Vec<_>>(),
    })
}

fn line(line: &Line) -> Value {
    let money = |usd: Option<Usd>| usd.map(|usd| usd.to_string());
    json!({
        "resource": line.resource,
        "component": line.component,
        "sku": line.sku,
        "quantity": number(line.quantity),
        "unit": &*line.unit,
        "unit_price": money(line.one_price()),
        "cost": money(line.cost),
        "per_million": money(line.per_million),
        "basis": line.basis,
        "arithmetic": line.arithmetic(),
        "bands": line.parts.iter().map(band).collect::<Vec<_>>(),
        "source": &*line.source,
    })
}

fn band(part: &Part) -> Value {
    json!({ "quantity": number(part.quantity), "price": part.usd.normalize().to_string() })
}

fn number(quantity: Decimal) -> Value {
    exact(&quantity.normalize().to_string())
}

/// The document for a request such as `{"model": "…", "ask": "cost"}` or
/// `{"model": "…", "ask": "reach", "from": "a", "to": "b", "protocol": "tcp", "port": "443"}`, as text: what
/// `plat cost --json` and `plat reach --json` print. A request that cannot be answered says why.
pub fn answer(request: &str) -> String {
    match answered(request) {
        Ok(value) => pretty(&value),
        Err(said) => pretty(&json!({ "error": said })),
    }
}

fn answered(request: &str) -> Result<Value, Said> {
    let request: Value = serde_json::from_str(request).map_err(|error| Said(error.to_string()))?;
    let text = |key: &str| request[key].as_str().unwrap_or_default();
    let model = file::load(text("model")).map_err(|error| Said(error.to_string()))?.model;
    let analysis = Analysis::new(model);
    if text("ask") == "cost" {
        let terms = Terms { free_tier: FreeTier::None, ..Terms::default() };
        return Ok(cost(&analysis.bill_for(terms)));
    }
    let ends =
        |key: &str| -> Result<Vec<End>, Said> { Ok(text(key).parse::<Selector>()?.ends(analysis.model())?) };
    let ports = if text("port").is_empty() { PortRange::ALL } else { text("port").parse()? };
    let protocol = if text("protocol").is_empty() { Protocol::TCP } else { text("protocol").parse()? };
    let question = Question { from: ends("from")?, to: ends("to")?, protocol, ports, ..Question::default() };
    Ok(reach(&analysis.ask(&question)))
}

/// Why a request cannot be answered.
#[derive(serde::Serialize)]
struct Said(String);

impl From<Message> for Said {
    fn from(message: Message) -> Self {
        Self(message.to_string())
    }
}
