//! Proposals of `plat reach --propose`: edits that would turn the answer round, and what else they would change.

use super::{
    output::{Paint, Table, clean, few},
    traffic,
};
use crate::{
    analysis::{Change, Proposal, document},
    base::Usd,
};
use serde_json::{Value, json};
use std::cmp::Ordering;

/// For machines.
pub fn documents(proposals: &[Proposal]) -> Value {
    let change =
        |it: &Change| json!({ "from": it.from.to_string(), "to": it.to.to_string(), "packets": it.packets });
    let each = proposals.iter().map(|it| {
        json!({
            "titles": it.titles.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "edits": it.edits.len(),
            "fixed_per_month": it.fixed.rounded(document::PLACES),
            "price_is_known": !it.unknown,
            "opens": it.opens.iter().map(change).collect::<Vec<_>>(),
            "closes": it.closes.iter().map(change).collect::<Vec<_>>(),
        })
    });
    each.collect()
}

/// What it adds to the fixed cost of a month.
fn price(it: &Proposal) -> String {
    let amount = Usd::new(it.fixed.amount().abs()).rounded(2);
    let known = match it.fixed.cmp(&Usd::ZERO) {
        Ordering::Equal => "no fixed cost".to_owned(),
        Ordering::Greater => format!("adds {amount} USD a month, whatever the traffic"),
        Ordering::Less => format!("saves {amount} USD a month, whatever the traffic"),
    };
    if it.unknown { format!("{known}; some prices are not known") } else { known }
}

/// For people.
pub fn text(proposals: &[Proposal]) -> String {
    let paint = Paint::new();
    let mut out =
        format!("\n{}\n", paint.head("what would turn this round (--apply N prints the changed model)"));
    if proposals.is_empty() {
        out.push_str("  nothing that Plat knows to propose\n");
    }
    for (proposal, number) in proposals.iter().zip(1..) {
        let titles: Vec<String> = proposal.titles.iter().map(ToString::to_string).collect();
        out.push_str(&clean(&format!("  {number}  {}\n", titles.join("; then "))));
        out.push_str(&format!("     {}\n", price(proposal)));
        if proposal.opens.is_empty() && proposal.closes.is_empty() {
            out.push_str("     changes nothing else\n");
        }
        for (word, changes) in [("opens", &proposal.opens), ("closes", &proposal.closes)] {
            let mut table = Table::new(&[]);
            for it in changes {
                let said: Vec<String> =
                    traffic::words(&it.packets).into_iter().map(|(_, words)| words).collect();
                table.row([format!("also {word}"), format!("{} → {}", it.from, it.to), few(&said, "; ")]);
            }
            out.push_str(&table.text("     ", str::to_owned));
        }
    }
    out
}
