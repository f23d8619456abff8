//! The report for scripts. Several files share one document; each entry names its file.

use super::{Counts, Report};
use crate::{
    analysis::{Holding, document},
    cli::{
        issue::{Issue, Suppressed, level},
        rules::Judgement,
    },
    diag::Place,
    model::expectation::Covered,
};
use serde_json::{Value, json};

/// The document.
pub fn json(report: &Report) -> Value {
    let counts = Counts::of(report);
    let findings: Vec<Value> =
        report.issues.iter().filter(|it| it.rule.is_none()).map(|it| finding(report, it)).collect();
    let rules = report.files.iter().flat_map(|(file, rules)| {
        rules.iter().enumerate().map(move |(nth, it)| {
            let issue = report.of_file(file).find(|issue| issue.rule == Some(nth));
            rule(file, it, issue)
        })
    });
    json!({
        "findings": findings,
        "rules": rules.collect::<Vec<_>>(),
        "summary": {
            "ok": report.is_ok(),
            "files": report.files.len(),
            "errors": counts.errors,
            "warnings": counts.warnings,
            "infos": counts.infos,
            "rules": counts.rules,
            "rules_failed": counts.failed,
            "rules_unknown": counts.unknown,
            "suppressed": counts.suppressed,
            "fail_on": level(report.fail_on),
        },
    })
}

fn finding(report: &Report, issue: &Issue) -> Value {
    let (resource, field, connection) = match &issue.place {
        Some(Place::Node { node, field }) => (Some(node.as_str()), field.map(|field| field.0), None),
        Some(Place::Connection(id)) => (None, None, Some(id.as_str())),
        None => (None, None, None),
    };
    json!({
        "file": issue.stands_in,
        "code": issue.code,
        "severity": issue.severity,
        "resource": resource,
        "field": field,
        "connection": connection,
        "message": issue.message,
        "help": issue.help,
        "source": issue.source,
        "see": issue.see,
        "line": issue.line,
        "column": issue.column,
        "fingerprint": issue.fingerprint,
        "fails": report.fails(issue),
        "suppressed": issue.suppressed.as_ref().map(suppressed),
    })
}

fn suppressed(by: &Suppressed) -> Value {
    match by {
        Suppressed::Baseline => json!({ "by": "baseline", "reason": null, "until": null }),
        Suppressed::Accepted { reason, until } => {
            json!({ "by": "model", "reason": reason, "until": until.map(|day| day.to_string()) })
        }
    }
}

fn rule(file: &str, rule: &Judgement, issue: Option<&Issue>) -> Value {
    let witness = || {
        let mut out = rule.answer.as_ref().map_or_else(|| json!({}), document::reach);
        out["message"] = json!(rule.said);
        out
    };
    json!({
        "file": file,
        "name": rule.name,
        "protocol": rule.covers.protocol.name(),
        "ports": rule.covers.ports.to_string(),
        "families": families(&rule.covers),
        "verdict": rule.holding,
        "witness": (rule.holding != Holding::Holds).then(witness),
        "suppressed": issue.and_then(|it| it.suppressed.as_ref()).map(suppressed),
    })
}

fn families(covers: &Covered) -> Vec<&'static str> {
    let each = [(covers.ipv4, "ipv4"), (covers.ipv6, "ipv6")];
    each.into_iter().filter(|it| it.0).map(|it| it.1).collect()
}
