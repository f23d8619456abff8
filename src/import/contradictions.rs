//! What the input says and AWS would refuse: the errors of the design that came out, at their places in the input
//! (IMP050). `plat check` says the same of the design, so this is for the report of an import alone.

use super::{
    Imported,
    notice::{CONTRADICTS, Notice, Notices},
};
use crate::{
    base::NodeId,
    diag::{Finding, Place, Report, Severity},
    model::{
        Model, Node, check,
        edit::{Edit, apply},
        kinds::Kind,
        resource::Look,
        site::{Index, Site},
        unknown,
    },
};
use std::collections::BTreeSet;

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
    let mut notices = Notices::default();
    let found = checked(model, &index);
    let housed = housed(model, &found);
    let still = checked(&housed, &Index::of(&housed));
    let still: BTreeSet<unknown::Found> = still.into_iter().map(|it| (it.rule.code, it.place)).collect();
    let is_general = |it: &Finding| check::RULES.iter().any(|rule| rule.code == it.rule.code);
    for it in found {
        let found = (it.rule.code, it.place.clone());
        let is_sure = !is_general(&it) && !doubtful.contains(&found) && still.contains(&found);
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

fn checked(model: &Model, index: &Index) -> Vec<Finding> {
    let mut report = Report::default();
    for (id, node) in model.nodes() {
        check::node(Site::new(model, index, id), node, &mut report);
    }
    report.into_findings()
}

/// The model with a network for whatever has errors, might stand in one and stands in none: which one that is, AWS decides
/// or a value that nobody knows. What it lacks only for standing outside, it then has.
fn housed(model: &Model, found: &[Finding]) -> Model {
    let mut housed = model.clone();
    let look = |look: Look| Kind::ALL.iter().copied().filter(move |kind| kind.spec().look == look);
    let is_inner = |kind: &Kind| matches!(kind.spec().look, Look::Network | Look::Segment);
    let around = |id: &NodeId| model.node(id)?.parent.clone();
    let is_outside = |id: &&NodeId| {
        let mut around = std::iter::successors(around(id), around);
        !around.any(|it| model.node(&it).is_some_and(|it| is_inner(&it.resource.kind())))
    };
    let wrong = found.iter().filter(|it| it.rule.severity == Severity::Error);
    let wrong: BTreeSet<&NodeId> = wrong.filter_map(|it| it.place.node()).collect();
    let homeless: Vec<&NodeId> = wrong.into_iter().filter(is_outside).collect();
    if homeless.is_empty() {
        return housed;
    }
    let mut homes: Vec<(Kind, NodeId)> = Vec::new();
    let chain = [Look::Area, Look::Network, Look::Segment].map(look).into_iter().flatten();
    for (number, kind) in chain.enumerate() {
        let Ok(id) = format!("a-home-that-is-tried-{number}").parse::<NodeId>() else { continue };
        let around = homes.iter().rev().find(|it| kind.spec().may_stand_in(it.0)).map(|it| it.1.clone());
        if apply(&mut housed, &[Edit::Add { id: id.clone(), node: Node::new(kind.fresh(), around) }]).is_ok()
        {
            homes.push((kind, id));
        }
    }
    for id in homeless {
        let Some(kind) = model.node(id).map(|it| it.resource.kind()) else { continue };
        let inner = homes.iter().rev().filter(|it| is_inner(&it.0));
        for (_, home) in inner.filter(|it| kind.spec().may_stand_in(it.0)) {
            if apply(&mut housed, &[Edit::Move { id: id.clone(), parent: Some(home.clone()) }]).is_ok() {
                break;
            }
        }
    }
    housed
}
