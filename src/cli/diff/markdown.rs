//! What changed as a comment on a change: a sentence, the bill, what opens and closes, what is newly odd, every field.

use super::{Compared, difference, kind, value};
use crate::{
    analysis::{Packets, Turn, traffic::summary},
    base::{Decimal, Lang, NodeId, Usd},
    diag::{Finding, Place},
    export::markdown::{code, escaped, sentence, table},
    model::{Model, selector::End},
};
use std::collections::{BTreeMap, BTreeSet};

/// How many rows of each table are shown: a comment has room for 65,536 characters.
const MOST: usize = 40;

/// The comment.
pub fn markdown(it: &Compared<'_>) -> String {
    if it.changes.is_empty() {
        return "### Plat: no difference\n".to_owned();
    }
    let mut out = format!("### Plat: {}\n\n", headline(it));
    let money = |usd: Usd, floor: bool| {
        format!("{}{}", if floor { "at least " } else { "" }, usd.rounded(super::PLACES))
    };
    let rows = it.amounts.iter().map(|(what, [(old, old_floor), (new, new_floor)])| {
        let change = signed(*old, *new, super::PLACES).unwrap_or_else(|| "0".to_owned());
        vec![what.replace('_', " "), money(*old, *old_floor), money(*new, *new_floor), change]
    });
    out.push_str(&table(&["USD", "Before", "After", "Change"], rows));
    if !it.turns.is_empty() {
        let rows = it.turns.iter().map(|turn| {
            let over = if turn.ipv6 { " over IPv6" } else { "" };
            let said = |packets: &[Packets]| escaped(&summary(packets, Lang::En));
            vec![
                code(&turn.from.to_string()),
                code(&turn.to.to_string()) + over,
                said(&turn.opens),
                said(&turn.closes),
            ]
        });
        out.push_str(&folded("What passes", &["From", "To", "Opens", "Closes"], rows.collect()));
    }
    for (title, findings) in [("New findings", &it.appeared), ("Findings that are gone", &it.gone)] {
        let rows: Vec<Vec<String>> = findings
            .iter()
            .map(|it| {
                let severity = crate::cli::issue::level(it.rule.severity).to_owned();
                vec![severity, code(it.rule.code), sentence(&it.message.to_string())]
            })
            .collect();
        if !rows.is_empty() {
            out.push_str(&folded(title, &["Severity", "Code", "Finding"], rows));
        }
    }
    let rows = it.changes.iter().map(|change| {
        let (sign, what) = match super::whole(change) {
            Some((sign, fields)) => (sign, escaped(&kind(fields))),
            None => {
                let values = [&change.old, &change.new].map(|it| code(&value(it)));
                ("changed", format!("{}: {} → {}", escaped(&change.field), values[0], values[1]))
            }
        };
        let sign = match sign {
            "+" => "added",
            "-" => "removed",
            other => other,
        };
        vec![sign.to_owned(), change.section.to_owned(), code(&change.id), what]
    });
    out.push_str(&folded("Every change", &["", "Section", "Name", "What"], rows.collect()));
    out
}

/// A table that opens when it is asked for.
fn folded(title: &str, head: &[&str], mut rows: Vec<Vec<String>>) -> String {
    let count = rows.len();
    rows.truncate(MOST);
    let rest = if count > MOST {
        format!("\n… and {} more (`--json` has all).\n", count - MOST)
    } else {
        String::new()
    };
    format!("\n<details><summary>{title}: {count}</summary>\n\n{}{rest}\n</details>\n", table(head, rows))
}

/// The change in a sentence.
fn headline(it: &Compared<'_>) -> String {
    let mut said = Vec::new();
    for (verb, of) in [("opens", opens as fn(&Turn) -> &[Packets]), ("closes", closes)] {
        let (mut by_words, mut others) = (BTreeMap::<String, BTreeSet<&NodeId>>::new(), BTreeSet::new());
        for turn in it.turns.iter().filter(|turn| !of(turn).is_empty()) {
            match (&turn.from, &turn.to) {
                (End::Internet, End::Node(id)) => {
                    by_words.entry(packets(of(turn))).or_default().insert(id);
                }
                (from, to) => drop(others.insert((from.to_string(), to.to_string()))),
            }
        }
        for (words, ids) in by_words {
            said.push(format!("{verb} {} of {} to the internet", escaped(&words), these(&ids, it.models)));
        }
        if !others.is_empty() {
            let pairs =
                if others.len() == 1 { "one way".to_owned() } else { format!("{} ways", others.len()) };
            said.push(format!("{verb} {pairs} inside"));
        }
    }
    let month = it.amounts.iter().find(|(what, _)| *what == "monthly_total");
    let floor = month.is_some_and(|(_, both)| both.iter().any(|(_, floor)| *floor));
    let money = month.and_then(|(_, [(old, _), (new, _)])| signed(*old, *new, 2));
    let what =
        if said.is_empty() { "changes nothing that packets can tell".to_owned() } else { said.join(", ") };
    let money = money.map(|money| {
        format!("; {money} USD a month{}", if floor { ", as far as prices are known" } else { "" })
    });
    let found = match it.appeared.len() {
        0 => String::new(),
        1 => "; one new finding".to_owned(),
        count => format!("; {count} new findings"),
    };
    format!("this change {what}{}{found}", money.unwrap_or_default())
}

fn opens(turn: &Turn) -> &[Packets] {
    &turn.opens
}

fn closes(turn: &Turn) -> &[Packets] {
    &turn.closes
}

/// `tcp/22`: as people write it where it is one protocol and its ports.
fn packets(packets: &[Packets]) -> String {
    let words = summary(packets, Lang::En);
    match words.split_once(' ') {
        Some((protocol, ports)) if !ports.contains(' ') && !protocol.contains(',') => {
            format!("{protocol}/{ports}")
        }
        _ => words,
    }
}

/// One by its name, several by what they are.
fn these(ids: &BTreeSet<&NodeId>, models: [&Model; 2]) -> String {
    if let (1, Some(id)) = (ids.len(), ids.first()) {
        return code(id.as_str());
    }
    let label = |id: &&NodeId| {
        let node = models.into_iter().find_map(|model| model.node(id))?;
        Some(node.resource.kind().spec().label.en)
    };
    let labels: BTreeSet<&str> = ids.iter().filter_map(label).collect();
    match (labels.len(), labels.first()) {
        (1, Some(label)) => format!("{} {label}s", ids.len()),
        _ => format!("{} resources", ids.len()),
    }
}

/// An amount with its sign; nothing where it is the same.
fn signed(old: Usd, new: Usd, places: u32) -> Option<String> {
    let change = new.amount().saturating_sub(old.amount());
    let said = if places == super::PLACES { difference(old, new) } else { Usd::new(change).rounded(places) };
    let nothing = change.round_dp(places).is_zero();
    (!nothing).then(|| if change > Decimal::ZERO { format!("+{said}") } else { said })
}

/// What is odd in one and not in the other, by code and place.
pub fn fresh<'f>(these: &'f [Finding], but: &[Finding]) -> Vec<&'f Finding> {
    let key = |it: &Finding| (it.rule.code, it.place.clone());
    let known: BTreeSet<(&str, Place)> = but.iter().map(key).collect();
    these.iter().filter(|it| !known.contains(&key(it))).collect()
}
