//! Rules and findings: what is odd about a design, where, and who says so.
//!
//! A finding never stops work. Failed operations (a bad file) are errors of the module that failed.

use crate::base::{ConnectionId, FieldId, Message, NodeId, Order as _, Text};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Legal, but dead, risky or dear.
    Warning,
    /// The provider would refuse it, or it cannot work.
    Error,
}

/// A rule that a design may break, with the page that states it.
#[derive(Debug, PartialEq)]
pub struct Rule {
    /// Stable code, never reused.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What was found, with places for the names involved.
    pub title: Text,
    /// What to do about it.
    pub help: Text,
    /// Where the provider says so.
    pub source: &'static str,
}

/// Where a finding points.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A resource, or one of its fields.
    Node {
        /// The resource.
        node: NodeId,
        /// Its field, if one is to blame.
        field: Option<FieldId>,
    },
    /// A connection.
    Connection(ConnectionId),
}

impl Place {
    /// The resource it points at.
    pub fn node(&self) -> Option<&NodeId> {
        match self {
            Self::Node { node, .. } => Some(node),
            Self::Connection(_) => None,
        }
    }
}

/// One thing that is odd about a design.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule that does not hold.
    pub rule: &'static Rule,
    /// Where.
    pub place: Place,
    /// The title with its names put in.
    pub message: Message,
}

/// Collects findings and goes on.
#[derive(Debug, Default)]
pub struct Report {
    findings: Vec<Finding>,
}

impl Report {
    /// Notes that `rule` does not hold at `place`.
    pub fn raise(&mut self, rule: &'static Rule, place: Place, args: impl IntoIterator<Item = String>) {
        self.findings.push(Finding { rule, place, message: Message::new(&rule.title, args) });
    }

    /// Adds what was found elsewhere.
    pub fn extend(&mut self, findings: Vec<Finding>) {
        self.findings.extend(findings);
    }

    /// What was found: worst first, then by place and code, so that the order never depends on the walk.
    pub fn into_findings(mut self) -> Vec<Finding> {
        self.findings.order_by(|a, b| {
            (b.rule.severity, &a.place, a.rule.code).cmp(&(a.rule.severity, &b.place, b.rule.code))
        });
        self.findings.dedup();
        self.findings
    }
}
