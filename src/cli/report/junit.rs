//! JUnit's XML: a suite for each file, a case for each check, as CI servers read it
//! (<https://github.com/jenkinsci/xunit-plugin>, `junit-10.xsd`).

use super::Report;
use crate::{
    analysis::Holding,
    cli::{issue::Issue, output::clean, rules::Judgement},
};

/// The document.
pub fn junit(report: &Report) -> String {
    let mut out =
        String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"plat check\">\n");
    for (file, rules) in &report.files {
        let findings: Vec<&Issue> = report.of_file(file).filter(|it| it.rule.is_none()).collect();
        let all = || report.of_file(file);
        let failures = all().filter(|it| report.fails(it)).count();
        let skipped = all().filter(|it| it.suppressed.is_some()).count();
        // A suite without a case is an error to some readers.
        let is_empty = findings.is_empty() && rules.is_empty();
        let tests = findings.len() + rules.len() + usize::from(is_empty);
        out.push_str(&format!(
            "  <testsuite name=\"{}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\">\n",
            xml(file)
        ));
        for issue in findings {
            let name = issue.fingerprint.split_once(':').map_or(&*issue.at, |(_, name)| name);
            out.push_str(&case(report, issue.code, name, Some(issue)));
        }
        for (nth, rule) in rules.iter().enumerate() {
            out.push_str(&case(report, "rules", &rule.name, issue_of(report, file, nth, rule)));
        }
        if is_empty {
            out.push_str(&case(report, "plat", "nothing to find", None));
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

/// What is wrong with a rule of the model, if it does not hold.
fn issue_of<'r>(report: &'r Report, file: &'r str, nth: usize, rule: &Judgement) -> Option<&'r Issue> {
    (rule.holding != Holding::Holds).then(|| report.of_file(file).find(|it| it.rule == Some(nth))).flatten()
}

fn case(report: &Report, class: &str, name: &str, issue: Option<&Issue>) -> String {
    let head = format!("    <testcase classname=\"{}\" name=\"{}\"", xml(class), xml(name));
    let Some(issue) = issue else { return format!("{head}/>\n") };
    let head = format!("{head} file=\"{}\" line=\"{}\">\n", xml(&issue.stands_in), issue.line);
    let place = format!("{}:{}:{}", issue.stands_in, issue.line, issue.column);
    let said = xml(&issue.message);
    let inside = match &issue.suppressed {
        Some(by) => format!("<skipped message=\"{}\"/>", xml(&by.words())),
        None if report.fails(issue) => {
            let whole = format!("{place}: {}\nhelp: {}", issue.message, issue.help);
            format!("<failure type=\"{}\" message=\"{said}\">{}</failure>", xml(issue.code), xml(&whole))
        }
        None => format!("<system-out>{}: {said}</system-out>", xml(&place)),
    };
    format!("{head}      {inside}\n    </testcase>\n")
}

/// A text that no XML reader refuses.
fn xml(text: &str) -> String {
    clean(text)
        .replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\n', "&#10;")
}
