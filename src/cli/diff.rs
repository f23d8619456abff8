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
    analysis::{Analysis, Bill, LineBasis, Packets, Turn},
    base::Usd,
    model::{Node, resource::Record},
};
use serde_json::{Map, Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

/// Options of `plat diff`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The model before
    old: PathBuf,
    /// The model after
    new: PathBuf,
    /// One JSON document instead of text
    #[arg(long)]
    json: bool,
}

/// One changed thing: a section, an id, a field, and the values before and after. `null` stands for absence or
/// the default.
#[derive(Debug, PartialEq)]
struct Change {
    section: &'static str,
    id: String,
    field: String,
    old: Value,
    new: Value,
}

/// Runs `plat diff`.
pub fn run(args: &Args) -> Result {
    if args.old.as_os_str() == "-" && args.new.as_os_str() == "-" {
        return Err(Failure::new("standard input can be one of the two models only"));
    }
    let (old, new) = (input::read(&args.old)?, input::read(&args.new)?);
    let (changes, turns, amounts) = compared(&old.analysis, &new.analysis);
    let outcome = if args.json {
        Outcome::json(&document(&changes, &turns, &amounts))
    } else {
        Outcome::text(text(&changes, &turns, &amounts))
    };
    Ok(outcome.code(if changes.is_empty() { 0 } else { 1 }))
}

fn compared(old: &Analysis, new: &Analysis) -> (Vec<Change>, Vec<Turn>, [Amount; 3]) {
    let changes = changes(old, new);
    let turns = if changes.is_empty() { Vec::new() } else { turns(old, new) };
    (changes, turns, amounts(old, new))
}

/// What `plat diff --json` prints.
pub fn between(old: &Analysis, new: &Analysis) -> Value {
    let (changes, turns, amounts) = compared(old, new);
    document(&changes, &turns, &amounts)
}

/// One section of a model: fields by id.
type Section = BTreeMap<String, Map<String, Value>>;

/// Sections of a model in one form, so that one comparison serves all.
fn sections(analysis: &Analysis) -> Vec<(&'static str, Section)> {
    let model = analysis.model();
    let node = |node: &Node| {
        let mut out = Map::new();
        out.insert("kind".into(), json!(node.resource.kind().name()));
        node.parent.iter().for_each(|parent| drop(out.insert("in".into(), json!(parent))));
        out.extend(node.resource.as_resource().write_fields());
        if !node.description.is_empty() {
            out.insert("description".into(), json!(node.description));
        }
        if !node.tags.is_empty() {
            out.insert("tags".into(), json!(node.tags));
        }
        out
    };
    let named = Map::from_iter([("name".to_owned(), json!(model.name()))]);
    vec![
        ("model", BTreeMap::from([("model".to_owned(), named)])),
        ("resources", model.nodes().map(|(id, it)| (id.to_string(), node(it))).collect()),
        ("connections", model.connections().map(|(id, it)| (id.to_string(), it.write_fields())).collect()),
        ("workload", listed(model.workload().iter().map(Record::write_fields))),
        ("rules", listed(model.rules().iter().map(Record::write_fields))),
    ]
}

/// A list as a section: an entry is known by its name, and by its place among those of the same name.
fn listed(entries: impl Iterator<Item = Map<String, Value>>) -> Section {
    let mut section = Section::new();
    for fields in entries {
        let name = fields.get("name").and_then(Value::as_str).unwrap_or("entry");
        let free = (1..).map(|i| if i == 1 { name.to_owned() } else { format!("{name} ({i})") });
        if let Some(id) = free.into_iter().find(|id| !section.contains_key(id)) {
            section.insert(id, fields);
        }
    }
    section
}

fn changes(old: &Analysis, new: &Analysis) -> Vec<Change> {
    let mut changes = Vec::new();
    for ((section, old), (_, new)) in sections(old).into_iter().zip(sections(new)) {
        let ids: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        for id in ids {
            let change = |field: &str, old: Value, new: Value| Change {
                section,
                id: id.clone(),
                field: field.to_owned(),
                old,
                new,
            };
            match (old.get(id), new.get(id)) {
                (Some(old), Some(new)) => {
                    let fields: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
                    for field in fields.into_iter().filter(|field| old.get(*field) != new.get(*field)) {
                        let value = |of: &Map<String, Value>| of.get(field).cloned().unwrap_or_default();
                        changes.push(change(field, value(old), value(new)));
                    }
                }
                (old, new) => {
                    let whole =
                        |of: Option<&Map<String, Value>>| of.cloned().map_or(Value::Null, Value::Object);
                    changes.push(change("", whole(old), whole(new)));
                }
            }
        }
    }
    changes
}

/// Pairs between which something else passes.
fn turns(old: &Analysis, new: &Analysis) -> Vec<Turn> {
    let both = [false, true].map(|ipv6| new.turns(old, ipv6));
    both.into_iter().flatten().collect()
}

/// An amount of the bill, before and after.
/// With whether each is a floor.
type Amount = (&'static str, [(Usd, bool); 2]);

fn amounts(old: &Analysis, new: &Analysis) -> [Amount; 3] {
    let both = |of: fn(&Bill) -> (Usd, bool)| [of(old.bill()), of(new.bill())];
    [
        ("marginal_per_million", both(|it| (it.marginal_per_million, it.is_floor_of(LineBasis::Marginal)))),
        ("fixed_per_month", both(|it| (it.fixed_per_month, it.is_floor_of(LineBasis::Fixed)))),
        ("monthly_total", both(|it| (it.monthly_total, it.is_floor()))),
    ]
}

/// Decimals of amounts, as in `plat cost`.
const PLACES: u32 = 4;

fn difference(old: Usd, new: Usd) -> String {
    Usd::new(new.amount().saturating_sub(old.amount())).rounded(PLACES)
}

fn document(changes: &[Change], turns: &[Turn], amounts: &[Amount]) -> Value {
    let change = |it: &Change| {
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

fn text(changes: &[Change], turns: &[Turn], amounts: &[Amount]) -> String {
    if changes.is_empty() {
        return "no difference\n".to_owned();
    }
    let paint = Paint::new();
    let mut table = Table::new(&[]);
    for it in changes {
        let (sign, what) = match (&it.old, &it.new) {
            (old, Value::Object(new)) if it.field.is_empty() && old.is_null() => ("+", kind(new)),
            (Value::Object(old), new) if it.field.is_empty() && new.is_null() => ("-", kind(old)),
            (old, new) => ("~", format!("{}: {} → {}", it.field, value(old), value(new))),
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
