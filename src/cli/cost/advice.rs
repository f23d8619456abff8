//! `plat cost --advice` and `--sensitivity`: what else would do the same, and what moves the total most.

use super::{
    super::{
        Result, input,
        output::{Outcome, Paint, Table, grouped},
    },
    compare::{even_document, even_in_words, signed},
};
use crate::{
    analysis::{Alternative, Input, Sensitivity, Terms, document::PLACES},
    base::{Decimal, Usd},
    model::{edit::Edit, kinds::AnyResource, resource::Record},
};
use serde_json::{Value, json};

/// How many rows are shown, unless all are asked for.
const SHOWN: usize = 20;

/// Other designs that do the same, what saves most first.
pub fn alternatives(input: &input::Input, terms: &Terms, all: bool, as_json: bool) -> Result {
    let advised = input.analysis.advised(terms, (!all).then_some(SHOWN));
    let mut notes = super::notes(&input.analysis.bill_for(terms.clone()));
    if advised.left_out > 0 {
        notes.push(format!("other designs left out: {}; --all prices and prints them", advised.left_out));
    }
    let outcome = if as_json {
        Outcome::json(&advised.all.iter().map(alternative).collect())
    } else {
        Outcome::text(alternatives_text(&advised.all))
    };
    Ok(outcome.notes(notes))
}

fn alternative(it: &Alternative) -> Value {
    json!({
        "title": it.title,
        "now": it.now.rounded(PLACES),
        "then": it.then.rounded(PLACES),
        "change": it.comparable.then(|| change(it)),
        "unknown": it.unknown,
        "even": even_document(it.even),
        "known_to": it.known_to.map(|it| it.to_string()),
        "edits": it.edits.iter().map(edit).collect::<Vec<_>>(),
    })
}

fn change(it: &Alternative) -> String {
    signed(-it.saves().amount())
}

/// What an edit does, and to which resource or connection.
fn edit(it: &Edit) -> Value {
    let kind = |resource: &AnyResource| resource.kind().name();
    let fields = |resource: &AnyResource| resource.as_resource().write_fields();
    match it {
        Edit::Add { id, node } => json!({
            "edit": "add", "id": id, "kind": kind(&node.resource), "in": node.parent, "fields": fields(&node.resource),
        }),
        Edit::Remove { id } => json!({ "edit": "remove", "id": id }),
        Edit::Change { id, resource } => {
            json!({ "edit": "change", "id": id, "kind": kind(resource), "fields": fields(resource) })
        }
        Edit::Replace { id, resource } => {
            json!({ "edit": "replace", "id": id, "kind": kind(resource), "fields": fields(resource) })
        }
        Edit::Connect { id, connection } => {
            json!({ "edit": "connect", "id": id, "fields": connection.write_fields() })
        }
        Edit::Disconnect { id } => json!({ "edit": "disconnect", "id": id }),
        Edit::Move { id, parent } => json!({ "edit": "move", "id": id, "in": parent }),
        Edit::Rename { id, to } => json!({ "edit": "rename", "id": id, "to": to }),
        Edit::Describe { id, .. } => json!({ "edit": "describe", "id": id }),
        Edit::Doubt { id, .. } => json!({ "edit": "doubt", "id": id }),
        Edit::Place { id, .. } => json!({ "edit": "place", "id": id }),
        Edit::Draw(_) => json!({ "edit": "draw" }),
        Edit::Workload(_) => json!({ "edit": "workload" }),
        Edit::Rules(_) => json!({ "edit": "rules" }),
        Edit::Title(_) => json!({ "edit": "title" }),
        Edit::Become(_) => json!({ "edit": "become" }),
    }
}

fn alternatives_text(all: &[Alternative]) -> String {
    if all.is_empty() {
        return "nothing here has an alternative that Plat knows\n".into();
    }
    let mut table = Table::new(&[1, 2, 3]);
    table.row(["INSTEAD", "NOW", "THEN", "A MONTH", "FROM WHERE ON"]);
    for it in all {
        let mut notes = Vec::new();
        if it.unknown {
            notes.push("a price is not known".to_owned());
        }
        if let Some(even) = it.even {
            notes.push(even_in_words(even));
        } else if let Some(requests) = it.known_to.filter(|_| it.comparable) {
            notes.push(format!("not known above {} requests a month", grouped(requests)));
        }
        let amount =
            |usd: Usd, floor| format!("{}{}", if floor { "at least " } else { "" }, usd.rounded(PLACES));
        let (now, then) = (amount(it.now, it.floors.0), amount(it.then, it.floors.1));
        let change = if it.comparable { change(it) } else { "unknown".to_owned() };
        table.row([it.title.to_string(), now, then, change, notes.join("; ")]);
    }
    table.text("", |head| Paint::new().dim(head))
}

/// What each number of the design does to the total.
pub fn sensitivities(input: &input::Input, terms: &Terms, all: bool, as_json: bool) -> Result {
    let mut found = input.analysis.sensitivities(terms);
    let mut notes = super::notes(&input.analysis.bill_for(terms.clone()));
    if found.unknown > 0 {
        notes.push(format!(
            "numbers left out, because with more of them a price is not known: {}",
            found.unknown
        ));
    }
    let more = found.all.len().saturating_sub(SHOWN);
    if more > 0 && !all {
        found.all.truncate(SHOWN);
        notes.push(format!("numbers left out, which move less: {more}; --all prints them"));
    }
    let outcome = if as_json {
        Outcome::json(&found.all.iter().map(sensitivity).collect())
    } else {
        Outcome::text(sensitivities_text(&found.all))
    };
    Ok(outcome.notes(notes))
}

fn place(input: &Input) -> (&'static str, String) {
    match input {
        Input::Workload(id) => ("workload", id.to_string()),
        Input::Resource(id) => ("resource", id.to_string()),
        Input::Connection(id) => ("connection", id.to_string()),
    }
}

fn sensitivity(it: &Sensitivity) -> Value {
    let (what, id) = place(&it.input);
    json!({
        "of": what,
        "id": id,
        "field": it.label.en,
        "ten_percent_more": it.tenth_more.rounded(PLACES),
        "elasticity": (!it.step).then(|| it.elasticity.normalize().to_string()),
        "step": it.step.then(|| [it.tried.0.normalize().to_string(), it.tried.1.normalize().to_string()]),
    })
}

fn sensitivities_text(all: &[Sensitivity]) -> String {
    if all.is_empty() {
        return "no number of this design moves the total\n".into();
    }
    let mut table = Table::new(&[3, 4]);
    table.row(["OF", "WHICH", "NUMBER", "10 % MORE OF IT", "1 % MORE OF IT"]);
    for it in all {
        let (what, id) = place(&it.input);
        let percent = it.elasticity.round_dp(2).normalize();
        let percent = match it.step {
            true => format!("a step: {} to {}", grouped(it.tried.0), grouped(it.tried.1)),
            false if percent > Decimal::ZERO => format!("+{percent} %"),
            false => format!("{percent} %"),
        };
        let more = format!("{} USD", signed(it.tenth_more.amount()));
        table.row([what.to_owned(), id, it.label.en.to_owned(), more, percent]);
    }
    table.text("", |head| Paint::new().dim(head))
}
