//! What `check` found, in the forms that people, scripts and CI read. All carry the same, in the same order.

use super::{
    explain,
    output::{Paint, Table, clean},
    rules::Judgement,
};
use crate::{
    analysis::{Holding, document},
    base::{ConnectionId, Lang},
    diag::{Finding, Place, Severity},
    model::expectation::Covered,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What was found in one file.
#[derive(Debug)]
pub struct Checked {
    /// What reports call the file.
    pub file: String,
    /// What is odd.
    pub findings: Vec<Finding>,
    /// The command that shows the hops, for findings about packets of a connection.
    pub commands: BTreeMap<ConnectionId, String>,
    /// What became of the rules.
    pub rules: Vec<Judgement>,
}

/// How many of each, over all files.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    errors: usize,
    warnings: usize,
    infos: usize,
    rules: usize,
    failed: usize,
    unknown: usize,
}

impl Counts {
    /// Counts.
    pub fn of(checked: &[Checked]) -> Self {
        let mut counts = Self::default();
        for finding in checked.iter().flat_map(|it| &it.findings) {
            match finding.rule.severity {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
                Severity::Info => counts.infos += 1,
            }
        }
        for judgement in checked.iter().flat_map(|it| &it.rules) {
            counts.rules += 1;
            match judgement.holding {
                Holding::Holds => {}
                Holding::Fails => counts.failed += 1,
                Holding::Unknown => counts.unknown += 1,
            }
        }
        counts
    }

    /// Whether everything holds.
    pub fn all_hold(self) -> bool {
        self.errors + self.failed + self.unknown == 0
    }

    fn sentence(self) -> String {
        let many = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
        let held = self.rules - self.failed - self.unknown;
        let rules = match self.rules {
            0 => "no rules".to_owned(),
            rules => format!("{held} of {} hold{}", many(rules, "rule"), if held == 1 { "s" } else { "" }),
        };
        format!(
            "{}, {}, {}; {rules}",
            many(self.errors, "error"),
            many(self.warnings, "warning"),
            many(self.infos, "note")
        )
    }
}

/// How a severity is written.
pub fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

fn word(holding: Holding) -> &'static str {
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

/// What shows why packets of a connection stop: only for what the network found.
fn command<'c>(checked: &'c Checked, finding: &Finding) -> Option<&'c String> {
    let Place::Connection(id) = &finding.place else { return None };
    checked.commands.get(id).filter(|_| finding.rule.source == explain::CODES)
}

fn help(finding: &Finding) -> &'static str {
    finding.rule.help.get(Lang::En)
}

/// For people.
pub fn text(checked: &[Checked]) -> String {
    let paint = Paint::new();
    let mut out = String::new();
    for it in checked {
        if checked.len() > 1 || !it.findings.is_empty() {
            out.push_str(&format!("{}\n", paint.head(&clean(&it.file))));
        }
        for finding in &it.findings {
            let word = severity(finding.rule.severity);
            let word = match finding.rule.severity {
                Severity::Error => paint.error(word),
                Severity::Warning => paint.warning(word),
                Severity::Info => paint.dim(word),
            };
            let line = format!("[{}] {}: {}", finding.rule.code, place(&finding.place), finding.message);
            out.push_str(&format!("  {word}{}\n", clean(&line)));
            out.push_str(&paint.dim(&format!("    help: {}\n", help(finding))));
            if let Some(command) = command(it, finding) {
                out.push_str(&paint.dim(&clean(&format!("    see: {command}\n"))));
            }
        }
        let mut table = Table::new(&[]);
        for rule in &it.rules {
            table.row([word(rule.holding), &rule.name, &rule.traffic, &rule.said]);
        }
        for (rule, line) in it.rules.iter().zip(table.text("", str::to_owned).lines()) {
            let said = word(rule.holding);
            let painted = match rule.holding {
                Holding::Holds => paint.good(said),
                Holding::Fails => paint.error(said),
                Holding::Unknown => paint.warning(said),
            };
            out.push_str(&format!("  {painted}{}\n", &line[said.len()..]));
        }
    }
    if !out.is_empty() {
        out.push('\n');
    }
    let counts = Counts::of(checked);
    let sentence = counts.sentence();
    out.push_str(&if counts.all_hold() { paint.good(&sentence) } else { paint.error(&sentence) });
    out.push('\n');
    out
}

/// For scripts. Several files share one document; each entry then names its file.
pub fn json(checked: &[Checked]) -> Value {
    let counts = Counts::of(checked);
    let entries =
        |of: &dyn Fn(&Checked) -> Vec<Value>| -> Vec<Value> { checked.iter().flat_map(of).collect() };
    json!({
        "findings": entries(&|it| it.findings.iter().map(|finding| finding_json(it, finding)).collect()),
        "rules": entries(&|it| it.rules.iter().map(|rule| rule_json(&it.file, rule)).collect()),
        "summary": {
            "ok": counts.all_hold(),
            "files": checked.len(),
            "errors": counts.errors,
            "warnings": counts.warnings,
            "infos": counts.infos,
            "rules": counts.rules,
            "rules_failed": counts.failed,
            "rules_unknown": counts.unknown,
        },
    })
}

fn finding_json(checked: &Checked, finding: &Finding) -> Value {
    let (resource, field, connection) = match &finding.place {
        Place::Node { node, field } => (Some(node.as_str()), field.map(|field| field.0), None),
        Place::Connection(id) => (None, None, Some(id.as_str())),
    };
    json!({
        "file": checked.file,
        "code": finding.rule.code,
        "severity": finding.rule.severity,
        "resource": resource,
        "field": field,
        "connection": connection,
        "message": finding.message,
        "help": help(finding),
        "source": finding.rule.source,
        "see": command(checked, finding),
    })
}

fn rule_json(file: &str, rule: &Judgement) -> Value {
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
    })
}

fn families(covers: &Covered) -> Vec<&'static str> {
    let each = [(covers.ipv4, "ipv4"), (covers.ipv6, "ipv6")];
    each.into_iter().filter(|it| it.0).map(|it| it.1).collect()
}

/// Annotations of GitHub's workflow log:
/// <https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions>
pub fn github(checked: &[Checked]) -> String {
    let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let mut out = String::new();
    for it in checked {
        let mut line = |level: &str, title: &str, message: &str| {
            let (file, title) = (property(&it.file), property(title));
            out.push_str(&format!("::{level} file={file},line=1,title={title}::{}\n", data(message)));
        };
        for finding in &it.findings {
            let level = match finding.rule.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "notice",
            };
            line(level, finding.rule.code, &format!("{}: {}", place(&finding.place), finding.message));
        }
        for (rule, witness) in broken(it) {
            line("error", &rule.name, &format!("{}: {witness}", word(rule.holding)));
        }
    }
    out
}

fn broken(checked: &Checked) -> impl Iterator<Item = (&Judgement, &str)> {
    let broken = checked.rules.iter().filter(|rule| rule.holding != Holding::Holds);
    broken.map(|rule| (rule, rule.said.as_str()))
}

/// SARIF 2.1.0: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>
pub fn sarif(checked: &[Checked]) -> Value {
    let mut rules: Vec<&'static crate::diag::Rule> =
        checked.iter().flat_map(|it| &it.findings).map(|it| it.rule).collect();
    rules.sort_by_key(|rule| rule.code);
    rules.dedup_by_key(|rule| rule.code);
    let mut descriptions: Vec<Value> = rules
        .iter()
        .map(|rule| json!({ "id": rule.code, "helpUri": rule.source, "help": { "text": rule.help.en } }))
        .collect();
    if checked.iter().any(|it| broken(it).next().is_some()) {
        descriptions
            .push(json!({ "id": RULE, "shortDescription": { "text": "a rule of the model does not hold" } }));
    }
    let result = |code: &str, level: &str, file: &str, at: &str, message: String| {
        json!({
            "ruleId": code,
            "level": level,
            "message": { "text": message },
            "locations": [{
                "physicalLocation": { "artifactLocation": { "uri": file }, "region": { "startLine": 1 } },
                "logicalLocations": [{ "fullyQualifiedName": at }],
            }],
            "partialFingerprints": { "place/v1": format!("{code}:{at}") },
        })
    };
    let mut results = Vec::new();
    for it in checked {
        for finding in &it.findings {
            let level = match finding.rule.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "note",
            };
            let at = place(&finding.place);
            results.push(result(
                finding.rule.code,
                level,
                &it.file,
                &at,
                format!("{at}: {}", finding.message),
            ));
        }
        for (rule, witness) in broken(it) {
            results.push(result(RULE, "error", &it.file, &rule.name, format!("{}: {witness}", rule.name)));
        }
    }
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "plat", "version": env!("CARGO_PKG_VERSION"), "rules": descriptions } },
            "results": results,
        }],
    })
}

/// The rule of a model's own rules in SARIF.
const RULE: &str = "MODEL_RULE";

/// JUnit's XML: one suite a file, one case a finding or rule.
pub fn junit(checked: &[Checked]) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for it in checked {
        let serious = it.findings.iter().filter(|it| it.rule.severity == Severity::Error);
        let failures = serious.count() + broken(it).count();
        let tests = it.findings.len() + it.rules.len();
        out.push_str(&format!(
            "  <testsuite name=\"{}\" tests=\"{tests}\" failures=\"{failures}\">\n",
            xml(&it.file)
        ));
        for finding in &it.findings {
            let at = place(&finding.place);
            let failure = (finding.rule.severity == Severity::Error).then(|| finding.message.to_string());
            out.push_str(&case(finding.rule.code, &at, failure.as_deref()));
        }
        for rule in &it.rules {
            out.push_str(&case(
                "rules",
                &rule.name,
                (rule.holding != Holding::Holds).then_some(rule.said.as_str()),
            ));
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

fn case(class: &str, name: &str, failure: Option<&str>) -> String {
    let head = format!("    <testcase classname=\"{}\" name=\"{}\"", xml(class), xml(name));
    match failure {
        Some(message) => format!("{head}>\n      <failure message=\"{}\"/>\n    </testcase>\n", xml(message)),
        None => format!("{head}/>\n"),
    }
}

fn xml(text: &str) -> String {
    clean(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\n', "&#10;")
}
