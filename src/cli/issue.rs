//! What `plat check` says is wrong: findings and rules that do not hold, in one list that every form prints.

use super::{explain, input::Spot, rules::Judgement};
use crate::{
    analysis::{Holding, importing::Notice},
    base::{ConnectionId, Date, Lang},
    diag::{Finding, Place, Severity},
    model::located::{Thing, positions},
};
use std::collections::BTreeMap;

/// What was found in one file.
#[derive(Debug)]
pub struct Checked {
    /// What reports call the file.
    pub file: String,
    /// Its text.
    pub text: String,
    /// Where findings stand that were found in what was imported, in their order.
    pub spots: Vec<Option<Spot>>,
    /// What the import said, and where.
    pub notices: Vec<(Notice, Option<Spot>)>,
    /// What is odd, and whether the model accepts it.
    pub findings: Vec<(Finding, Option<Suppressed>)>,
    /// The command that shows the hops, for findings about packets of a connection.
    pub commands: BTreeMap<ConnectionId, String>,
    /// What became of the rules.
    pub rules: Vec<Judgement>,
}

/// One thing that is wrong.
#[derive(Clone, Debug)]
pub struct Issue {
    /// The file, as the report names it.
    pub file: String,
    /// The file where it stands: of what was imported, one of the files that it was made of.
    pub stands_in: String,
    /// Its line, from 1.
    pub line: usize,
    /// Its column, from 1.
    pub column: usize,
    /// The code of the rule; [`MODEL_RULE`] for a rule of the model.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What it points at, as people write it; the name of a rule of the model.
    pub at: String,
    /// The same, for machines; none for a rule of the model.
    pub place: Option<Place>,
    /// Which of the model's rules it is, by its place in the list.
    pub rule: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// Who says so.
    pub source: &'static str,
    /// The command that shows why.
    pub see: Option<String>,
    /// What it is known by, whatever line it stands on.
    pub fingerprint: String,
    /// Why it does not count.
    pub suppressed: Option<Suppressed>,
}

/// Why an issue does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Suppressed {
    /// It was there when the baseline was written.
    Baseline,
    /// The model accepts it.
    Accepted {
        /// Why.
        reason: String,
        /// The last day on which it does.
        until: Option<Date>,
    },
}

impl Suppressed {
    /// In a few words.
    pub fn words(&self) -> String {
        match self {
            Self::Baseline => "known in the baseline".to_owned(),
            Self::Accepted { reason, until: None } => reason.clone(),
            Self::Accepted { reason, until: Some(day) } => format!("{reason} (until {day})"),
        }
    }
}

/// The code of a model's own rules.
pub const MODEL_RULE: &str = "MODEL_RULE";

/// How a severity is written.
pub fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

/// The same, as SARIF and the options call it.
pub fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

/// How a holding is written.
pub fn word(holding: Holding) -> &'static str {
    match holding {
        Holding::Holds => "holds",
        Holding::Fails => "fails",
        Holding::Unknown => "unknown",
    }
}

/// Where a finding points, as people write it.
fn place(place: &Place) -> String {
    match place {
        Place::Node { node, field: None } => node.to_string(),
        Place::Node { node, field: Some(field) } => format!("{node}.{field}"),
        Place::Connection(id) => format!("connection {id}"),
    }
}

/// Everything that is wrong with a file, most severe first; a finding before a rule of the model that is as severe.
pub fn issues(checked: &Checked) -> Vec<Issue> {
    let broken: Vec<(usize, &Judgement)> =
        checked.rules.iter().enumerate().filter(|(_, rule)| rule.holding != Holding::Holds).collect();
    let of_finding = |finding: &Finding| match &finding.place {
        Place::Node { node, field } => (node.to_string(), field.map(|field| field.0), true),
        Place::Connection(id) => (id.to_string(), None, false),
    };
    let named: Vec<_> = checked.findings.iter().map(|(finding, _)| of_finding(finding)).collect();
    let things: Vec<Thing<'_>> = named
        .iter()
        .map(
            |(id, field, is_node)| if *is_node { Thing::Resource(id, *field) } else { Thing::Connection(id) },
        )
        .chain(broken.iter().map(|(nth, _)| Thing::Rule(*nth)))
        .collect();
    let mut places = positions(&checked.text, &things).into_iter();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    let mut fingerprint = |code: &str, at: &str| {
        let plain = format!("{code}:{at}");
        let count = known.entry(plain.clone()).or_default();
        *count += 1;
        if *count == 1 { plain } else { format!("{plain}:{count}") }
    };
    let mut all = Vec::new();
    for (notice, spot) in &checked.notices {
        let (stands_in, line, column) = spot.clone().unwrap_or((checked.file.clone(), 1, 1));
        let at = format!("{stands_in}:{line}:{column}");
        all.push(Issue {
            file: checked.file.clone(),
            stands_in,
            line,
            column,
            code: notice.rule.code,
            severity: notice.rule.severity,
            fingerprint: fingerprint(notice.rule.code, &notice.message.to_string()),
            at,
            place: None,
            rule: None,
            message: notice.message.to_string(),
            help: notice.rule.help.get(Lang::En).to_owned(),
            source: notice.rule.source,
            see: None,
            suppressed: None,
        });
    }
    for (nth, (finding, suppressed)) in checked.findings.iter().enumerate() {
        let (line, column) = places.next().unwrap_or((1, 1));
        let at = place(&finding.place);
        let (code, spot) = (finding.rule.code, checked.spots.get(nth).cloned().flatten());
        let fingerprint = fingerprint(code, &at);
        // A template has many lines; a model is looked up by its ids.
        let at = match &spot {
            Some((file, line, column)) => format!("{at} ({file}:{line}:{column})"),
            None => at,
        };
        let (stands_in, line, column) = spot.unwrap_or((checked.file.clone(), line, column));
        all.push(Issue {
            file: checked.file.clone(),
            stands_in,
            line,
            column,
            code: finding.rule.code,
            severity: finding.rule.severity,
            fingerprint,
            at,
            place: Some(finding.place.clone()),
            rule: None,
            message: finding.message.to_string(),
            help: finding.rule.help.get(Lang::En).to_owned(),
            source: finding.rule.source,
            see: command(checked, finding).cloned(),
            suppressed: suppressed.clone(),
        });
    }
    for (nth, rule) in broken {
        let (line, column) = places.next().unwrap_or((1, 1));
        all.push(Issue {
            file: checked.file.clone(),
            stands_in: checked.file.clone(),
            line,
            column,
            code: MODEL_RULE,
            severity: Severity::Error,
            fingerprint: fingerprint(MODEL_RULE, &rule.name),
            at: rule.name.clone(),
            place: None,
            rule: Some(nth),
            message: format!("{}: {}", word(rule.holding), rule.said),
            help: "mend the design, or the rule".to_owned(),
            source: "docs/model-file.md#rules",
            see: None,
            suppressed: None,
        });
    }
    all.sort_by_key(|issue| std::cmp::Reverse(issue.severity));
    all
}

/// What shows why packets of a connection stop: only for what the network found.
fn command<'c>(checked: &'c Checked, finding: &Finding) -> Option<&'c String> {
    let Place::Connection(id) = &finding.place else { return None };
    checked.commands.get(id).filter(|_| finding.rule.source == explain::CODES)
}
