//! `plat cost --by`: sums of lines, and what they come to all together.

use super::{
    super::output::{Paint, Table},
    By,
};
use crate::{
    analysis::{Analysis, Bill, Sum, document::PLACES},
    base::{NodeId, Usd},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// One sum.
pub struct Row {
    /// What it is of; nothing for the whole bill.
    what: Option<String>,
    /// In how many others it is counted too.
    depth: usize,
    sum: Sum,
}

/// Sums of lines, the greatest first; of containers, each with what is inside it below it. The whole bill is the last.
pub fn of(analysis: &Analysis, bill: &Bill, by: By) -> Vec<Row> {
    let of_account = || "(account)".to_owned();
    let mut rows = match by {
        By::Resource => {
            let of = |id: Option<&NodeId>| id.map_or_else(of_account, ToString::to_string);
            let mut sums = bill.grouped(|line| of(line.resource.as_ref()));
            for id in &bill.unfollowed {
                sums.entry(id.to_string()).or_default().floor = true;
            }
            flat(sums)
        }
        By::Service => flat(bill.grouped(|line| line.service().to_owned())),
        By::Container => by_container(analysis, bill),
    };
    let marginal: Usd = bill.lines.iter().filter_map(|line| line.per_million).sum();
    let (fixed, monthly) = (bill.fixed_per_month, bill.monthly_total);
    let sum = Sum { per_million: marginal, fixed, monthly, floor: bill.is_floor() };
    rows.push(Row { what: None, depth: 0, sum });
    rows
}

fn flat(sums: BTreeMap<String, Sum>) -> Vec<Row> {
    let mut rows: Vec<Row> =
        sums.into_iter().map(|(what, sum)| Row { what: Some(what), depth: 0, sum }).collect();
    rows.sort_by(|one, other| {
        other.sum.monthly.cmp(&one.sum.monthly).then_with(|| one.what.cmp(&other.what))
    });
    rows
}

fn by_container(analysis: &Analysis, bill: &Bill) -> Vec<Row> {
    let sums = analysis.sums_by_container(bill);
    let mut inside: BTreeMap<Option<&NodeId>, Vec<&NodeId>> = BTreeMap::new();
    for id in sums.keys() {
        let around = analysis.model().ancestors(id).map(|(around, _)| around).find(|it| *it != id);
        inside.entry(around.filter(|it| sums.contains_key(*it))).or_default().push(id);
    }
    for all in inside.values_mut() {
        let monthly = |id: &NodeId| sums.get(id).map(|sum| sum.monthly);
        all.sort_by(|one, other| monthly(other).cmp(&monthly(one)).then_with(|| one.cmp(other)));
    }
    let mut rows = Vec::new();
    let mut waiting: Vec<(&NodeId, usize)> =
        inside.get(&None).into_iter().flatten().rev().map(|id| (*id, 0)).collect();
    while let Some((id, depth)) = waiting.pop() {
        let sum = sums.get(id).copied().unwrap_or_default();
        rows.push(Row { what: Some(id.to_string()), depth, sum });
        waiting.extend(inside.get(&Some(id)).into_iter().flatten().rev().map(|id| (*id, depth + 1)));
    }
    // What stands in no container, and is none.
    let is_in = |id: &NodeId| {
        sums.contains_key(id) || analysis.model().ancestors(id).any(|(around, _)| sums.contains_key(around))
    };
    let rest = bill.grouped(|line| match &line.resource {
        Some(id) if is_in(id) => None,
        Some(_) => Some("(in no container)"),
        None => Some("(account)"),
    });
    let rest =
        rest.into_iter().filter_map(|(what, sum)| Some(Row { what: Some(what?.to_owned()), depth: 0, sum }));
    rows.extend(rest);
    rows
}

/// For people.
pub fn text(rows: &[Row]) -> String {
    let mut table = Table::new(&[1, 2, 3]);
    table.row(["WHAT", "PER MILLION", "FIXED", "THIS MONTH", ""]);
    for Row { what, depth, sum } in rows {
        let what =
            what.as_deref().map_or("total".to_owned(), |what| format!("{}{what}", "  ".repeat(*depth)));
        let money = |usd: Usd| usd.rounded(PLACES);
        let note = if sum.floor { "at least".to_owned() } else { String::new() };
        table.row([what, money(sum.per_million), money(sum.fixed), money(sum.monthly), note]);
    }
    table.text("", |head| Paint::new().dim(head))
}

/// For machines.
pub fn document(rows: &[Row]) -> Value {
    let row = |Row { what, depth, sum }: &Row| {
        json!({
            "what": what,
            "depth": depth,
            "per_million": sum.per_million.rounded(PLACES),
            "fixed": sum.fixed.rounded(PLACES),
            "this_month": sum.monthly.rounded(PLACES),
            "at_least": sum.floor,
        })
    };
    rows.iter().map(row).collect()
}
