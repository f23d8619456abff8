//! Findings that people accepted: which they are, and which acceptances have come to nothing.

use super::Analysis;
use crate::{
    base::{Date, text},
    diag::{Finding, Report, Rule, Severity},
    model::acceptance::Acceptance,
};

/// The rules about acceptances. The page is Plat's own: no provider knows them.
pub static RULES: &[&Rule] = &[&ENDED, &IDLE];

/// Where acceptances are described.
const PAGE: &str = "docs/model-file.md#accepted-findings";

static ENDED: Rule = Rule {
    code: "ACC001",
    severity: Severity::Warning,
    title: text!(
        "`{0}` was accepted until {1} and is still there",
        "`{0}`은(는) {1}까지 받아들였고 아직 남아 있다"
    ),
    help: text!("mend what was found, or accept it until a later day", "진단을 해결하거나 기한을 늘린다"),
    source: PAGE,
};

static IDLE: Rule = Rule {
    code: "ACC002",
    severity: Severity::Info,
    title: text!("`{0}` is accepted and not found", "받아들인 `{0}` 진단이 없다"),
    help: text!("remove it from `accepted`", "`accepted`에서 지운다"),
    source: PAGE,
};

impl Analysis {
    /// The acceptance of a finding, if one holds on a day.
    pub fn acceptance(&self, finding: &Finding, today: Date) -> Option<&Acceptance> {
        let all = self.model.accepted().iter();
        all.into_iter().find(|it| it.is_about(finding.rule.code, &finding.place) && it.holds_on(today))
    }

    /// What is to be said of acceptances themselves on a day: those that have ended, and those of nothing.
    pub fn stale_acceptances(&self, today: Date) -> Vec<Finding> {
        let mut report = Report::default();
        for it in self.model.accepted() {
            let Some(place) = it.place() else { continue };
            let is_found = self.findings().iter().any(|found| it.is_about(found.rule.code, &found.place));
            match it.until.0 {
                _ if !is_found => report.raise(&IDLE, place, [it.code.clone()]),
                Some(last) if !it.holds_on(today) => {
                    report.raise(&ENDED, place, [it.code.clone(), last.to_string()]);
                }
                Some(_) | None => {}
            }
        }
        report.into_findings()
    }

    /// What was found, with what is to be said of acceptances, worst first.
    pub fn findings_on(&self, today: Date) -> Vec<Finding> {
        let mut report = Report::default();
        report.extend(self.findings().to_vec());
        report.extend(self.stale_acceptances(today));
        report.into_findings()
    }
}
