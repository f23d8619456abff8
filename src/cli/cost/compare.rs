//! `plat cost --compare`: two bills side by side, and where one overtakes the other.

use super::{
    super::{
        Result, input,
        output::{Outcome, Paint, Table, grouped},
    },
    at_least,
};
use crate::{
    analysis::{Analysis, Bill, Even, Evened, LineBasis, Terms, document::PLACES},
    base::{Decimal, Usd},
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A row: what, this design's amount, the other's, and whether a price is missing in either.
struct Row {
    what: String,
    key: String,
    this: Usd,
    other: Usd,
    floor: bool,
}

/// Compares a model with another one.
pub fn run(this: &input::Input, other: &input::Input, terms: &Terms, as_json: bool) -> Result {
    let bills = [this.analysis.bill_for(terms.clone()), other.analysis.bill_for(terms.clone())];
    let rows = rows([&this.analysis, &other.analysis], [&bills[0], &bills[1]], terms);
    let services = services(&bills[0], &bills[1]);
    let evened = this.analysis.evened(&other.analysis, terms);
    let outcome = if as_json {
        Outcome::json(&document(&rows, &services, &evened))
    } else {
        Outcome::text(text(&rows, &services, &evened))
    };
    let named = [("this", &bills[0]), ("the other", &bills[1])];
    let notes = named
        .iter()
        .flat_map(|(which, bill)| super::notes(bill).into_iter().map(move |note| format!("{which}: {note}")));
    Ok(outcome.notes(notes.collect()))
}

fn rows(analyses: [&Analysis; 2], [this, other]: [&Bill; 2], terms: &Terms) -> Vec<Row> {
    let floor_of = |basis| this.is_floor_of(basis) || other.is_floor_of(basis);
    let row = |what: &str, key: &str, of: fn(&Bill) -> Usd, floor: bool| Row {
        what: what.to_owned(),
        key: key.to_owned(),
        this: of(this),
        other: of(other),
        floor,
    };
    let (marginal, fixed) = (floor_of(LineBasis::Marginal), floor_of(LineBasis::Fixed));
    let all = this.is_floor() || other.is_floor();
    let mut rows = vec![
        row("one more million requests", "marginal_per_million", |it| it.marginal_per_million, marginal),
        row("fixed, a month", "fixed_per_month", |it| it.fixed_per_month, fixed),
        row("all of this month", "monthly_total", |it| it.monthly_total, all),
    ];
    let [these, others] = analyses.map(|it| it.totals(terms));
    for ((requests, this, floor), (_, other, other_floor)) in these.into_iter().zip(others) {
        rows.push(Row {
            what: format!("all of a month at {} requests", grouped(requests)),
            key: format!("monthly_total_at_{requests}"),
            this,
            other,
            floor: floor || other_floor,
        });
    }
    rows
}

fn services(this: &Bill, other: &Bill) -> Vec<Row> {
    let [this, other] = [this, other].map(|bill| bill.grouped(|line| line.service().to_owned()));
    let names: BTreeSet<&String> = this.keys().chain(other.keys()).collect();
    let of = |sums: &std::collections::BTreeMap<String, crate::analysis::Sum>, name: &String| {
        sums.get(name).copied().unwrap_or_default()
    };
    let rows = names.into_iter().map(|name| {
        let (this, other) = (of(&this, name), of(&other, name));
        Row {
            what: name.clone(),
            key: name.clone(),
            this: this.monthly,
            other: other.monthly,
            floor: this.floor || other.floor,
        }
    });
    rows.filter(|row| row.this != row.other || row.floor).collect()
}

/// Where the other design overtakes this one, in words.
pub fn even_in_words(even: Even) -> String {
    let where_on = if even.then_above { "above" } else { "below" };
    format!("cheaper {where_on} {} requests a month", grouped(even.requests))
}

fn text(rows: &[Row], services: &[Row], evened: &Evened) -> String {
    let paint = Paint::new();
    let part = |head: &str, rows: &[Row]| {
        let mut table = Table::new(&[1, 2, 3]);
        table.row([head, "THIS", "OTHER", "DIFFERENCE", ""]);
        for row in rows {
            let difference = signed(row.other.amount() - row.this.amount());
            let (this, other) = (row.this.rounded(PLACES), row.other.rounded(PLACES));
            table.row([row.what.as_str(), &this, &other, &difference, at_least(row.floor)]);
        }
        table.text("", |head| paint.dim(head))
    };
    let mut out = part("USD", rows);
    if !services.is_empty() {
        out.push_str(&format!("\n{}", part("SERVICE, THIS MONTH", services)));
    }
    let said = match (evened.even, evened.known_to) {
        (Some(even), _) => format!("the other is {}", even_in_words(even)),
        (None, Some(known)) if known < Decimal::from(1000) => {
            "what has no price is not the same in both, so nobody knows where one overtakes the other"
                .to_owned()
        }
        (None, Some(known)) => format!(
            "neither overtakes the other between 1,000 and {0} requests a month; above {0} a price is not known",
            grouped(known)
        ),
        (None, None) if evened.same => {
            "both cost the same, at any number of requests a month up to a million million".to_owned()
        }
        (None, None) => {
            "neither overtakes the other between a thousand and a million million requests a month".to_owned()
        }
    };
    out.push_str(&format!("\n{said}\n"));
    out
}

/// With its sign.
pub fn signed(amount: Decimal) -> String {
    let usd = Usd::new(amount).rounded(PLACES);
    // What rounds to nothing has no sign.
    let nothing = Usd::ZERO.rounded(PLACES);
    match usd.trim_start_matches('-') == nothing {
        true => nothing,
        false if amount > Decimal::ZERO => format!("+{usd}"),
        false => usd,
    }
}

fn document(rows: &[Row], services: &[Row], evened: &Evened) -> Value {
    let row = |row: &Row| {
        json!({
            "what": row.key,
            "this": row.this.rounded(PLACES),
            "other": row.other.rounded(PLACES),
            "at_least": row.floor,
        })
    };
    json!({
        "totals": rows.iter().map(row).collect::<Vec<_>>(),
        "services": services.iter().map(row).collect::<Vec<_>>(),
        "even": even_document(evened.even),
        "known_to": evened.known_to.map(|it| it.to_string()),
        "same": evened.same,
    })
}

/// Where one design overtakes the other, for machines.
pub fn even_document(even: Option<Even>) -> Value {
    even.map_or(Value::Null, |it| {
        json!({ "requests": it.requests.to_string(), "other_is_cheaper": if it.then_above { "above" } else { "below" } })
    })
}
