//! What `check` found, in the forms that people, scripts and CI read. All carry the same, in the same order: the most
//! severe first, and text and JUnit file by file.

mod github;
mod json;
mod junit;
mod markdown;
mod sarif;

pub use github::github;
pub use json::json;
pub use junit::junit;
pub use markdown::markdown;
pub use sarif::sarif;

use super::{
    issue::{Checked, Issue, issues, severity, word},
    output::{Paint, Table, clean},
    rules::Judgement,
};
use crate::{analysis::Holding, diag::Severity};

/// Everything that was found.
#[derive(Debug)]
pub struct Report {
    /// Every file with what became of its rules.
    pub files: Vec<(String, Vec<Judgement>)>,
    /// What is wrong, most severe first, then in the order of the files.
    pub issues: Vec<Issue>,
    /// From which severity on something fails.
    pub fail_on: Severity,
}

impl Report {
    /// The report about some files.
    pub fn of(checked: Vec<Checked>, fail_on: Severity) -> Self {
        let mut all: Vec<Issue> = checked.iter().flat_map(issues).collect();
        all.sort_by_key(|issue| std::cmp::Reverse(issue.severity));
        let files = checked.into_iter().map(|it| (it.file, it.rules)).collect();
        Self { files, issues: all, fail_on }
    }

    /// Whether an issue makes the check fail.
    fn fails(&self, issue: &Issue) -> bool {
        issue.suppressed.is_none() && issue.severity >= self.fail_on
    }

    /// Whether nothing makes the check fail.
    pub fn is_ok(&self) -> bool {
        !self.issues.iter().any(|issue| self.fails(issue))
    }

    /// What counts, in order.
    fn open(&self) -> impl Iterator<Item = &Issue> {
        self.issues.iter().filter(|issue| issue.suppressed.is_none())
    }

    /// What is wrong with a file.
    fn of_file<'r>(&'r self, file: &'r str) -> impl Iterator<Item = &'r Issue> {
        self.issues.iter().filter(move |issue| issue.file == file)
    }
}

/// How many of each, over all files.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    errors: usize,
    warnings: usize,
    infos: usize,
    rules: usize,
    failed: usize,
    unknown: usize,
    suppressed: usize,
}

impl Counts {
    fn of(report: &Report) -> Self {
        let mut counts = Self { suppressed: report.issues.len() - report.open().count(), ..Self::default() };
        for issue in report.open().filter(|issue| issue.rule.is_none()) {
            match issue.severity {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
                Severity::Info => counts.infos += 1,
            }
        }
        for judgement in report.files.iter().flat_map(|(_, rules)| rules) {
            counts.rules += 1;
            match judgement.holding {
                Holding::Holds => {}
                Holding::Fails => counts.failed += 1,
                Holding::Unknown => counts.unknown += 1,
            }
        }
        counts
    }

    fn sentence(self) -> String {
        let many = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
        let held = self.rules - self.failed - self.unknown;
        let rules = match self.rules {
            0 => "no rules".to_owned(),
            rules => format!("{held} of {} hold{}", many(rules, "rule"), if held == 1 { "s" } else { "" }),
        };
        let suppressed =
            if self.suppressed == 0 { String::new() } else { format!("; {} suppressed", self.suppressed) };
        format!(
            "{}, {}, {}; {rules}{suppressed}",
            many(self.errors, "error"),
            many(self.warnings, "warning"),
            many(self.infos, "note")
        )
    }
}

/// For people.
pub fn text(report: &Report) -> String {
    let paint = Paint::new();
    let mut out = String::new();
    for (file, rules) in &report.files {
        let open = || report.of_file(file).filter(|it| it.suppressed.is_none() && it.rule.is_none());
        if report.files.len() > 1 || open().next().is_some() {
            out.push_str(&format!("{}\n", paint.head(&clean(file))));
        }
        for issue in open() {
            let word = severity(issue.severity);
            let word = match issue.severity {
                Severity::Error => paint.error(word),
                Severity::Warning => paint.warning(word),
                Severity::Info => paint.dim(word),
            };
            let line = format!("[{}] {}: {}", issue.code, issue.at, issue.message);
            out.push_str(&format!("  {word}{}\n", clean(&line)));
            out.push_str(&paint.dim(&format!("    help: {}\n", issue.help)));
            if let Some(command) = &issue.see {
                out.push_str(&paint.dim(&clean(&format!("    see: {command}\n"))));
            }
        }
        let mut table = Table::new(&[]);
        for rule in rules {
            table.row([word(rule.holding), &rule.name, &rule.traffic, &rule.said]);
        }
        for (rule, line) in rules.iter().zip(table.text("", str::to_owned).lines()) {
            let said = word(rule.holding);
            let painted = match rule.holding {
                Holding::Holds => paint.good(said),
                Holding::Fails => paint.error(said),
                Holding::Unknown => paint.warning(said),
            };
            out.push_str(&format!("  {painted}{}\n", line.get(said.len()..).unwrap_or_default()));
        }
    }
    if !out.is_empty() {
        out.push('\n');
    }
    let sentence = Counts::of(report).sentence();
    out.push_str(&if report.is_ok() { paint.good(&sentence) } else { paint.error(&sentence) });
    out.push('\n');
    out
}
