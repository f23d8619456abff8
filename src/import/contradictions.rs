//! What the input says and AWS would refuse: the errors of the design that came out, at their places in the input
//! (IMP050). `plat check` says the same of the design, so this is for the report of an import alone.

use super::{
    Imported,
    notice::{CONTRADICTS, Notice, Notices},
};
use crate::{
    diag::{Finding, Place, Report, Severity},
    model::{check, site::Index, site::Site, unknown},
};

impl Imported {
    /// All that there is to say, by place: what reading it said, and what it contradicts.
    pub fn said(&self) -> Vec<Notice> {
        let mut all = contradictions(self);
        all.extend(self.report.notices.iter().cloned());
        all.sort_by(|a, b| (a.at, a.rule.code).cmp(&(b.at, b.rule.code)));
        all
    }
}

/// Errors that hold whatever is not known. What stands nowhere only lacks what the input does not say.
fn contradictions(imported: &Imported) -> Vec<Notice> {
    let (model, index) = (&imported.model, Index::of(&imported.model));
    let doubtful = unknown::doubtful(model, &index);
    let (mut notices, mut report) = (Notices::default(), Report::default());
    for (id, node) in model.nodes() {
        check::node(Site::new(model, &index, id), node, &mut report);
    }
    let is_general = |it: &Finding| check::RULES.iter().any(|rule| rule.code == it.rule.code);
    for it in report.into_findings() {
        let is_sure = !is_general(&it) && !doubtful.contains(&(it.rule.code, it.place.clone()));
        let Place::Node { node: id, field } = &it.place else { continue };
        if it.rule.severity != Severity::Error || !is_sure {
            continue;
        }
        let at = imported.origins.of(id, *field).unwrap_or_default();
        let words = format!("{} ({})", it.message, it.rule.code);
        notices.say(&CONTRADICTS, at, [id.to_string(), words]);
    }
    notices.into_sorted()
}
