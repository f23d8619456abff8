//! Annotations of GitHub's workflow log:
//! <https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions>

use super::Report;
use crate::{cli::paths::from_here, diag::Severity};

/// A line for each annotation.
pub fn github(report: &Report) -> String {
    let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let mut out = String::new();
    for issue in report.open() {
        let level = match issue.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let title = if issue.rule.is_some() { &issue.at } else { issue.code };
        let said = if issue.rule.is_some() {
            issue.message.clone()
        } else {
            format!("{}: {}", issue.at, issue.message)
        };
        let (file, title, said) = (property(&from_here(&issue.stands_in)), property(title), data(&said));
        out.push_str(&format!(
            "::{level} file={file},line={},col={},title={title}::{said}\n",
            issue.line, issue.column
        ));
    }
    out
}
