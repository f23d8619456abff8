//! SARIF 2.1.0: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>
//!
//! Viewers show the first 5,000 results
//! (<https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning>),
//! so the most severe come first.

use super::Report;
use crate::cli::{
    issue::{Issue, Suppressed, level},
    paths::{from_here, uri},
};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The document.
pub fn sarif(report: &Report) -> Value {
    let mut rules: BTreeMap<&'static str, &Issue> = BTreeMap::new();
    for issue in &report.issues {
        rules.entry(issue.code).or_insert(issue);
    }
    let index: BTreeMap<&str, usize> = rules.keys().enumerate().map(|(at, code)| (*code, at)).collect();
    let results: Vec<Value> =
        report.issues.iter().map(|issue| result(issue, index.get(issue.code))).collect();
    let driver = json!({
        "name": "plat",
        "version": env!("CARGO_PKG_VERSION"),
        "rules": rules.values().map(|issue| rule(issue)).collect::<Vec<_>>(),
    });
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{ "tool": { "driver": driver }, "columnKind": "unicodeCodePoints", "results": results }],
    })
}

/// A rule is described by what is the same for all that break it.
fn rule(issue: &Issue) -> Value {
    let mut out = Map::from_iter([
        ("id".to_owned(), json!(issue.code)),
        ("help".to_owned(), json!({ "text": issue.help })),
        ("defaultConfiguration".to_owned(), json!({ "level": level(issue.severity) })),
    ]);
    if issue.rule.is_some() {
        out.insert("shortDescription".to_owned(), json!({ "text": "a rule of the model does not hold" }));
    }
    // Plat's own pages have no address of their own.
    if issue.source.contains("://") {
        out.insert("helpUri".to_owned(), json!(issue.source));
    }
    Value::Object(out)
}

fn result(issue: &Issue, index: Option<&usize>) -> Value {
    let mut out = json!({
        "ruleId": issue.code,
        "ruleIndex": index,
        "level": level(issue.severity),
        "message": { "text": format!("{}: {}", issue.at, issue.message) },
        "locations": [{
            "physicalLocation": {
                "artifactLocation": { "uri": uri(&from_here(&issue.stands_in)) },
                "region": { "startLine": issue.line, "startColumn": issue.column },
            },
            "logicalLocations": [{ "fullyQualifiedName": issue.at }],
        }],
        "partialFingerprints": { "place/v1": issue.fingerprint },
    });
    let suppression = match &issue.suppressed {
        None => None,
        Some(Suppressed::Baseline) => Some("external"),
        Some(Suppressed::Accepted { .. }) => Some("inSource"),
    };
    if let Some((kind, by)) = suppression.zip(issue.suppressed.as_ref()) {
        out["suppressions"] = json!([{ "kind": kind, "justification": by.words() }]);
    }
    out
}
