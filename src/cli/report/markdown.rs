//! The report as Markdown, for a summary or a comment.

use super::{Counts, Report};
use crate::{
    cli::{
        issue::{Issue, level},
        paths::from_here,
    },
    export::markdown::{code, escaped, sentence, table},
};

/// How many rows are shown: a comment has room for 65,536 characters.
const MOST: usize = 100;

/// The document.
pub fn markdown(report: &Report) -> String {
    let sign = if report.is_ok() { "✅" } else { "❌" };
    let mut out = format!("### {sign} Plat: {}\n", escaped(&Counts::of(report).sentence()));
    let open: Vec<&Issue> = report.open().collect();
    if open.is_empty() {
        return out;
    }
    let row = |issue: &&Issue| {
        let place = format!("{}:{}", from_here(&issue.stands_in), issue.line);
        let help =
            if issue.help.is_empty() { String::new() } else { format!(" — {}", sentence(&issue.help)) };
        let said = format!("{}{help}", sentence(&issue.message));
        vec![level(issue.severity).to_owned(), code(issue.code), code(&place), code(&issue.at), said]
    };
    out.push('\n');
    out.push_str(&table(&["Severity", "Code", "File", "At", "Finding"], open.iter().take(MOST).map(row)));
    if open.len() > MOST {
        out.push_str(&format!("\n… and {} more.\n", open.len() - MOST));
    }
    out
}
