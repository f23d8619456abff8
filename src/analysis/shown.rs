//! What the editor shows of a design, worked out in pieces between frames (SP-2).
//!
//! INVARIANT (whole): [`Shown`] holds answers of the present revision, or of earlier ones while [`Analysis::settle`]
//! is on its way; it says which. What is shown changes when a new answer is there, never to nothing, so that an edit
//! does not make colours and badges flicker. Kept by `settle` and by `changed`, which takes nothing away.

use super::{Analysis, Bill, Spent, Standing, answers::ways_of, past::Past};
use crate::{
    advice,
    base::{ConnectionId, NodeId, Usd},
    cost::LineBasis,
    diag::{Finding, Report, Severity},
    model::{check, fact, unknown},
    net::{Judgement, compile, judge},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

/// What the editor shows.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    judgements: Rc<BTreeMap<ConnectionId, Judgement>>,
    findings: Rc<Vec<Finding>>,
    badges: Rc<BTreeMap<NodeId, (usize, Severity)>>,
    spent: Rc<BTreeMap<NodeId, Spent>>,
    inside: Rc<BTreeMap<NodeId, Spent>>,
    public: Rc<BTreeSet<NodeId>>,
    totals: Totals,
    /// The bill of an earlier revision, until there is a new one.
    pub(super) bill: Option<Rc<Bill>>,
    settled: Option<u64>,
    stamp: u64,
}

/// The sums of a bill.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// For each month, whatever happens.
    pub fixed: Usd,
    /// For each million requests.
    pub per_million: Usd,
    /// For a month of the drawn workload.
    pub month: Usd,
    /// Whether a price of what is fixed is not known.
    pub fixed_is_floor: bool,
    /// Whether a price of what requests cost is not known.
    pub per_million_is_floor: bool,
}

impl Shown {
    /// What becomes of a connection; `None` while that is not worked out.
    pub fn judgement(&self, id: &ConnectionId) -> Option<&Judgement> {
        self.judgements.get(id)
    }

    /// How a connection stands.
    pub fn standing(&self, id: &ConnectionId) -> Standing {
        self.judgement(id).map_or(Standing::Pending, Standing::of)
    }

    /// How every connection stands that is worked out, in the order of ids.
    pub fn standings(&self) -> impl Iterator<Item = (&ConnectionId, Standing)> {
        self.judgements.iter().map(|(id, judgement)| (id, Standing::of(judgement)))
    }

    /// What is odd about the design, worst first.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// How many findings there are, without mere notes.
    pub fn count(&self) -> usize {
        self.findings.iter().filter(|it| it.rule.severity > Severity::Info).count()
    }

    /// How many findings a resource has and how bad the worst one is; mere notes are not counted.
    pub fn badge(&self, id: &NodeId) -> Option<(usize, Severity)> {
        self.badges.get(id).copied()
    }

    /// What a resource costs; `None` when it has no line.
    pub fn cost_of(&self, id: &NodeId) -> Option<Spent> {
        self.spent.get(id).copied()
    }

    /// What a container costs with everything inside it; `None` when nothing there has a line.
    pub fn cost_inside(&self, id: &NodeId) -> Option<Spent> {
        self.inside.get(id).copied()
    }

    /// Whether packets may go from a segment straight to the internet.
    pub fn is_public(&self, segment: &NodeId) -> bool {
        self.public.contains(segment)
    }

    /// The sums of the bill.
    pub fn totals(&self) -> Totals {
        self.totals
    }

    /// Whether anything was ever worked out.
    pub fn is_known(&self) -> bool {
        self.settled.is_some()
    }

    /// Keeps a bill that is no longer right until there is a new one.
    pub(super) fn keep(&mut self, old: Option<Bill>) {
        if let Some(old) = old {
            self.bill = Some(Rc::new(old));
        }
    }

    /// Counts what was taken in, so that a drawing knows when to look again.
    pub fn stamp(&self) -> u64 {
        self.stamp
    }
}

/// Answers on their way.
#[derive(Debug, Default)]
pub(super) struct Settling {
    judged: BTreeMap<ConnectionId, Judgement>,
    ways: BTreeMap<ConnectionId, Vec<fact::Way>>,
    looking: Option<Looking>,
}

impl Settling {
    /// Leaves what was begun: the design changed.
    pub fn leave(self, past: &mut Past) {
        past.take_started(self.judged, self.ways);
    }
}

/// Looking for what is odd: rules about the whole design, then each resource and connection.
#[derive(Debug)]
struct Looking {
    facts: compile::Facts,
    /// Findings that hold only for values taken for want of better ones.
    doubtful: BTreeSet<unknown::Found>,
    counted: advice::Counted,
    report: Report,
    /// The next rule.
    rule: usize,
    /// The last resource and connection that were looked at.
    node: Option<NodeId>,
    connection: Option<ConnectionId>,
}

impl Analysis {
    /// What the editor shows: of this revision, or of an earlier one.
    pub fn shown(&self) -> &Shown {
        &self.shown
    }

    /// Whether what is shown is of this revision.
    pub fn is_settled(&self) -> bool {
        self.shown.settled == Some(self.revision)
    }

    /// Works on what the editor shows until nothing is left or time is over, at least one piece; whether it is settled.
    pub fn settle(&mut self, is_over: &dyn Fn() -> bool) -> bool {
        while !self.is_settled() {
            self.settle_a_piece();
            if is_over() {
                break;
            }
        }
        self.is_settled()
    }

    fn settle_a_piece(&mut self) {
        if self.past.let_go() {
        } else if self.answers.network.get().is_none() {
            self.network();
        } else if self.answers.judgements.get().is_none() || self.answers.ways.get().is_none() {
            self.judge_another();
        } else if self.answers.books.get().is_none() {
            self.ledger();
        } else if self.answers.inside.get().is_none() {
            self.spent();
            self.inside();
        } else if self.answers.findings.get().is_none() {
            self.look_further();
        } else {
            self.badges();
            self.take_in();
        }
    }

    fn judge_another(&mut self) {
        let mut settling = std::mem::take(&mut self.settling);
        let last = settling.judged.last_key_value().map(|(id, _)| id);
        match self.model.connection_after(last) {
            Some((id, connection)) => {
                let judgement = judge(self.network(), &self.model, self.index(), connection);
                settling.ways.extend(ways_of(self.network(), &judgement).map(|it| (id.clone(), it)));
                settling.judged.insert(id.clone(), judgement);
            }
            None => {
                let (judged, ways) =
                    (std::mem::take(&mut settling.judged), std::mem::take(&mut settling.ways));
                self.answers.judgements.get_or_init(|| Rc::new(judged));
                self.answers.ways.get_or_init(|| Rc::new(ways));
                // The next picture has the colours.
                let judged = self.answers.judgements.get().cloned().unwrap_or_default();
                let old = std::mem::replace(&mut self.shown.judgements, judged);
                self.past.take_judged(old);
                self.shown.public = self.public().clone();
                self.shown.stamp += 1;
            }
        }
        self.settling = settling;
    }

    fn look_further(&mut self) {
        let mut looking = self.settling.looking.take().unwrap_or_else(|| self.begin_to_look());
        if self.look(&mut looking) {
            self.settling.looking = Some(looking);
        } else {
            self.answers.findings.get_or_init(|| Rc::new(self.certain(looking)));
        }
    }

    /// What is odd about the design, all at once.
    pub(super) fn found(&self) -> Vec<Finding> {
        let mut looking = self.begin_to_look();
        while self.look(&mut looking) {}
        self.certain(looking)
    }

    /// The findings that hold whatever the values are that nobody knows.
    fn certain(&self, looking: Looking) -> Vec<Finding> {
        let open = &self.network().net().open.nodes;
        let mut findings = looking.report.into_findings();
        findings.retain(|it| {
            let of_design = || advice::ALL.iter().any(|advice| advice.rule == *it.rule);
            let hangs = it.place.node().is_some_and(|node| open.contains_key(node) && of_design());
            !hangs && !looking.doubtful.contains(&(it.rule.code, it.place.clone()))
        });
        findings
    }

    fn begin_to_look(&self) -> Looking {
        let facts = compile::facts(&self.model, self.index());
        let counted = advice::Counted::of(&self.model, self.network());
        let doubtful = unknown::doubtful(&self.model, self.index());
        Looking { facts, doubtful, counted, report: Report::default(), rule: 0, node: None, connection: None }
    }

    /// Asks one rule, or looks at one resource or connection; false once nothing is left.
    fn look(&self, at: &mut Looking) -> bool {
        if let Some(advice) = advice::ALL.get(at.rule) {
            let design =
                advice::Design::new(&self.model, &at.facts, self.network(), self.judgements(), &at.counted);
            advice.look(&design, &mut at.report);
            at.rule += 1;
            return true;
        }
        if let Some((id, node)) = self.model.nodes_after(at.node.as_ref()).next() {
            check::node(self.site(id), node, &mut at.report);
            node.resource.as_resource().check_load(self.site(id), &self.ledger().usage(id), &mut at.report);
            at.node = Some(id.clone());
            return true;
        }
        if let Some((id, connection)) = self.model.connection_after(at.connection.as_ref()) {
            check::connection(&self.model, self.index(), (id, connection), &mut at.report);
            at.connection = Some(id.clone());
            return true;
        }
        false
    }

    /// Shows what is there.
    fn take_in(&mut self) {
        let answers = &self.answers;
        let bill = self.bill();
        let floor = |basis| bill.lines.iter().any(|line| line.basis == basis && line.cost.is_none());
        self.shown = Shown {
            judgements: answers.judgements.get().cloned().unwrap_or_default(),
            findings: answers.findings.get().cloned().unwrap_or_default(),
            badges: answers.badges.get().cloned().unwrap_or_default(),
            spent: answers.spent.get().cloned().unwrap_or_default(),
            inside: answers.inside.get().cloned().unwrap_or_default(),
            public: self.public().clone(),
            totals: Totals {
                fixed: bill.fixed_per_month,
                per_million: bill.marginal_per_million,
                month: bill.monthly_total,
                fixed_is_floor: floor(LineBasis::Fixed),
                per_million_is_floor: floor(LineBasis::Marginal),
            },
            bill: None,
            settled: Some(self.revision),
            stamp: self.shown.stamp + 1,
        };
    }
}

#[cfg(test)]
mod tests;
