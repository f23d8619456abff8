//! Proposals of `plat reach --propose`: edits that would turn the answer round, and what else they would change.

use super::{
    output::{Paint, Table, clean, few},
    traffic,
};
use crate::analysis::{Change, Proposal};
use serde_json::{Value, json};

/// For machines.
pub fn documents(proposals: &[Proposal]) -> Value {
    let change =
        |it: &Change| json!({ "from": it.from.to_string(), "to": it.to.to_string(), "packets": it.packets });
    let each = proposals.iter().map(|it| {
        json!({
            "titles": it.titles.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "opens": it.opens.iter().map(change).collect::<Vec<_>>(),
            "closes": it.closes.iter().map(change).collect::<Vec<_>>(),
        })
    });
    each.collect()
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
