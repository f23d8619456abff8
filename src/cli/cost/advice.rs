//! `plat cost --advice` and `--sensitivity`: what else would do the same, and what moves the total most.

use super::{
    super::{
        Result, input,
        output::{Outcome, Paint, Table},
    },
    compare::{even_document, even_in_words, signed},
};
use crate::{
    analysis::{Alternative, Input, Sensitivity, document::PLACES},
    base::Decimal,
};
use serde_json::{Value, json};

/// Other designs that do the same, what saves most first.
pub fn alternatives(input: &input::Input, as_json: bool) -> Result {
    let all = input.analysis.alternatives();
    let outcome = if as_json {
        Outcome::json(&all.iter().map(alternative).collect())
    } else {
        Outcome::text(alternatives_text(&all))
    };
    Ok(outcome)
}

fn alternative(it: &Alternative) -> Value {
    json!({
        "title": it.title,
        "now": it.now.rounded(PLACES),
        "then": it.then.rounded(PLACES),
        "unknown": it.unknown,
        "even": even_document(it.even),
    })
}

fn alternatives_text(all: &[Alternative]) -> String {
    if all.is_empty() {
        return "nothing here has an alternative that Plat knows\n".into();
    }
    let mut table = Table::new(&[1, 2, 3]);
    table.row(["INSTEAD", "NOW", "THEN", "A MONTH", "FROM WHERE ON"]);
    for it in all {
        let mut note = even_in_words(it.even);
        if it.unknown {
            note = format!("{note}{}a price is not known", if note.is_empty() { "" } else { "; " });
        }
        let change = signed(-it.saves().amount());
        table.row([it.title.to_string(), it.now.rounded(PLACES), it.then.rounded(PLACES), change, note]);
    }
    table.text("", |head| Paint::new().dim(head))
}

/// What each number of the design does to the total.
pub fn sensitivities(input: &input::Input, as_json: bool) -> Result {
    let all = input.analysis.sensitivities();
    let outcome = if as_json {
        Outcome::json(&all.iter().map(sensitivity).collect())
    } else {
        Outcome::text(sensitivities_text(&all))
    };
    Ok(outcome)
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
        "elasticity": it.elasticity.normalize().to_string(),
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
        let percent = if percent > Decimal::ZERO { format!("+{percent} %") } else { format!("{percent} %") };
        let more = format!("{} USD", signed(it.tenth_more.amount()));
        table.row([what.to_owned(), id, it.label.en.to_owned(), more, percent]);
    }
    table.text("", |head| Paint::new().dim(head))
}
