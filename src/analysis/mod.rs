//! The façade: a model, its edits, and answers cached by revision.
//!
//! INVARIANT (fresh): an answer that is handed out belongs to the present revision; every edit that means
//! something drops the cached ones but for those that cannot have changed, and moving a box drops none. Kept by
//! [`Analysis::edit`], `undo` and `redo`.

mod accepted;
mod alternative;
mod answers;
mod blast;
mod changes;
mod compare;
pub mod document;
pub mod importing {
    //! Importing, for the command line and the page.
    pub use crate::import::*;
}
mod exposure;
mod marks;
mod matrix;
mod offer;
mod past;
mod proposal;
mod rules;
mod selected;
mod sensitivity;
mod serverless;
mod shown;
mod sketch;
mod standing;
pub mod traffic;

pub use crate::advice::{ALL as ADVICE, Advice};
pub use crate::cost::{Bill, FreeTier, Line, LineBasis, Sum, Terms};
pub use crate::net::{
    Answer, Blocked, Blocker, CallVerdict, Code, Direction, Entry, Example, Hop, Judgement, Note, Packets,
    Question, Step, Verdict, entry_words,
};
pub use accepted::RULES as ACCEPTANCE_RULES;
pub use alternative::{Advised, Alternative, Even, Evened, Evening};
pub use blast::{Blasting, Hit, Way};
pub use changes::{Amount, Difference, amounts, differences, moved};
pub use compare::{Comparison, Turn};
pub use exposure::Exposed;
pub use matrix::Matrix;
pub use offer::{Offer, Offering};
pub use proposal::{Change, Proposal, Proposing};
pub use rules::{Holding, Ruling, Witness};
pub use sensitivity::{Input, Sensitivities, Sensitivity};
pub use serverless::{Grade, Part, Serverless};
pub use shown::{Shown, Totals};
pub use sketch::{Look, Sketch};
pub use standing::{Spent, Standing};

use answers::{Answers, Books, ways_of};
use past::Past;
use shown::Settling;

use crate::{
    base::{ConnectionId, Gather as _, NodeId},
    cost::{Book, Ledger},
    diag::{Finding, Place, Severity},
    model::{
        Model, check,
        edit::{self, Edit, EditError, History, Patch},
        fact::{self, NetFact},
        resource::Remedy,
        selector::End,
        site::{Index, Site},
    },
    net::{Network, judge},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

/// A design with its history and its answers.
#[derive(Debug, Default)]
pub struct Analysis {
    model: Model,
    history: History,
    revision: u64,
    drawing: u64,
    answers: Answers,
    shown: Shown,
    settling: Settling,
    past: Past,
}

/// An end, and what it takes part in.
#[derive(Clone, Debug)]
struct Placed {
    end: End,
    opens: bool,
    answers: bool,
    outside: bool,
}

impl Placed {
    /// Whether there is something to ask: packets from one place outside to another are not the design's.
    fn may_reach(&self, to: &Self) -> bool {
        self.opens && to.answers && self.end != to.end && !(self.outside && to.outside)
    }
}

impl Analysis {
    /// A design without history.
    pub fn new(model: Model) -> Self {
        Self { model, ..Self::default() }
    }

    /// The design.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Counts the changes that mean something.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Counts all changes, positions too.
    pub fn drawing(&self) -> u64 {
        self.drawing
    }

    /// Applies edits as part of a gesture; edits of one gesture that follow each other are one undo step.
    pub fn edit(&mut self, gesture: u64, edits: &[Edit]) -> Result<(), EditError> {
        let patch = edit::apply(&mut self.model, edits)?;
        self.changed(&patch, true);
        self.history.push(gesture, patch);
        Ok(())
    }

    /// Takes the last step back and names the resources it touched.
    pub fn undo(&mut self) -> Option<BTreeSet<NodeId>> {
        let patch = self.history.undo(&mut self.model)?.clone();
        self.changed(&patch, false);
        Some(patch.nodes().into_iter().cloned().collect())
    }

    /// Does the last step again that was taken back, and names the resources it touched.
    pub fn redo(&mut self) -> Option<BTreeSet<NodeId>> {
        let patch = self.history.redo(&mut self.model)?.clone();
        self.changed(&patch, true);
        Some(patch.nodes().into_iter().cloned().collect())
    }

    /// Whether there is a step to take back.
    pub fn can_undo(&self) -> bool {
        self.history.can_undo()
    }

    /// Whether there is a step to do again.
    pub fn can_redo(&self) -> bool {
        self.history.can_redo()
    }

    /// Takes note of a patch that was put into the model: what came after it, or what was before it.
    fn changed(&mut self, patch: &Patch, after: bool) {
        if patch.is_empty() {
            return;
        }
        self.drawing += 1;
        if !patch.is_drawing_only() {
            self.revision += 1;
            std::mem::take(&mut self.settling).leave(&mut self.past);
            let old = std::mem::take(&mut self.answers);
            let (answers, bill) = old.over(&mut self.model, patch, after, &mut self.past);
            self.answers = answers;
            self.shown.keep(bill);
        }
    }

    /// Who stands where and who names whom.
    pub fn index(&self) -> &Index {
        self.answers.index.get_or_init(|| Rc::new(Index::of(&self.model)))
    }

    /// A resource in its surroundings.
    pub fn site<'a>(&'a self, id: &'a NodeId) -> Site<'a> {
        Site::new(&self.model, self.index(), id)
    }

    fn network(&self) -> &Network {
        self.answers.network.get_or_init(|| Rc::new(Network::of(&self.model, self.index())))
    }

    /// What is odd about the design, worst first.
    pub fn findings(&self) -> &[Finding] {
        self.answers.findings.get_or_init(|| Rc::new(self.found()))
    }

    /// Edits that would mend a finding, if some are obvious.
    pub fn mend(&self, finding: &Finding) -> Option<Remedy> {
        check::mend(&self.model, self.index(), finding)
    }

    fn badges(&self) -> &BTreeMap<NodeId, (usize, Severity)> {
        self.answers.badges.get_or_init(|| {
            let mut badges = BTreeMap::<NodeId, (usize, Severity)>::new();
            for finding in self.findings().iter().filter(|finding| finding.rule.severity > Severity::Info) {
                let node = match &finding.place {
                    Place::Node { node, .. } => Some(node),
                    Place::Connection(id) => {
                        self.model.connection(id).and_then(|it| it.ends()).map(|(from, _)| from)
                    }
                };
                if let Some(node) = node {
                    let badge = badges.entry(node.clone()).or_insert((0, Severity::Info));
                    *badge = (badge.0 + 1, badge.1.max(finding.rule.severity));
                }
            }
            Rc::new(badges)
        })
    }

    fn spent(&self) -> &BTreeMap<NodeId, Spent> {
        self.answers.spent.get_or_init(|| Rc::new(self.tally()))
    }

    fn inside(&self) -> &BTreeMap<NodeId, Spent> {
        self.answers.inside.get_or_init(|| Rc::new(self.tally_inside()))
    }

    /// What becomes of every connection.
    fn judgements(&self) -> &BTreeMap<ConnectionId, Judgement> {
        self.answers.judgements.get_or_init(|| {
            let judged = |connection| judge(self.network(), &self.model, self.index(), connection);
            Rc::new(
                self.model.connections().map(|(id, connection)| (id.clone(), judged(connection))).collect(),
            )
        })
    }

    /// Answers one question.
    pub fn ask(&self, question: &Question) -> Answer {
        self.network().ask(question)
    }

    /// Answers one question about calls: packets for a resource that a regional service answers for go to that
    /// service, even if the resource has interfaces of its own.
    pub fn ask_calling(&self, question: &Question) -> Answer {
        self.network().ask_calling(question)
    }

    /// Whether an end stands for something outside the provider.
    fn is_outside(&self, end: &End) -> bool {
        let End::Node(id) = end else { return false };
        let facts = self.model.node(id).map(|node| node.resource.as_resource().net_facts(self.site(id)));
        facts.is_some_and(|facts| {
            facts.iter().any(|fact| matches!(fact, NetFact::Outside { .. } | NetFact::Site(_)))
        })
    }

    /// Whatever opens flows or answers them, and the internet: what a matrix is made of.
    pub fn placed(&self) -> &[End] {
        self.answers.placed.get_or_init(|| self.places().iter().map(|it| it.end.clone()).collect())
    }

    /// Those of them that open flows.
    pub fn senders(&self) -> Vec<End> {
        self.places().iter().filter(|it| it.opens).map(|it| it.end.clone()).collect()
    }

    /// Those of them that flows may be opened to.
    pub fn answerers(&self) -> Vec<End> {
        self.places().iter().filter(|it| it.answers).map(|it| it.end.clone()).collect()
    }

    /// The same, with what each takes part in.
    fn places(&self) -> &[Placed] {
        self.answers.places.get_or_init(|| {
            let placed = self.model.nodes().filter_map(|(id, node)| {
                let facts = node.resource.as_resource().net_facts(self.site(id));
                let (opens, answers) = selected::can(&facts);
                let outside = facts.iter().any(|fact| matches!(fact, NetFact::Outside { .. }));
                (opens || answers).then(|| Placed { end: End::Node(id.clone()), opens, answers, outside })
            });
            let mut placed: Vec<_> = placed.collect();
            // A drawn internet of that name stands for the undrawn one.
            if !placed.iter().any(|it| it.end.to_string() == End::Internet.to_string()) {
                placed.push(Placed { end: End::Internet, opens: true, answers: true, outside: true });
            }
            placed
        })
    }

    /// The bill of the drawn workload, or that of an earlier revision until it is worked out.
    pub fn known_bill(&self) -> Option<&Bill> {
        self.answers.books.get().map(|books| books.ledger.bill()).or(self.shown.bill.as_deref())
    }

    /// The bill of the drawn workload.
    pub fn bill(&self) -> &Bill {
        self.ledger().bill()
    }

    /// The books of the drawn workload.
    fn ledger(&self) -> &Ledger<'static> {
        &self.answers.books.get_or_init(|| Books::of(&self.model, self.index(), self.ways())).ledger
    }

    /// The bill under other terms.
    pub fn bill_for(&self, terms: Terms) -> Bill {
        let design = (&self.model, self.index());
        Ledger::of(design, Book::standard(), self.ways(), &terms, None).take_bill()
    }

    /// The ways that each connection's packets take.
    fn ways(&self) -> &BTreeMap<ConnectionId, Vec<fact::Way>> {
        self.answers.ways.get_or_init(|| {
            let judged = self.judgements().iter();
            let taken =
                judged.filter_map(|(id, judgement)| Some((id.clone(), ways_of(self.network(), judgement)?)));
            Rc::new(taken.collect())
        })
    }

    /// Whether packets may go from a segment straight to the internet: its table has a route to an edge.
    pub fn is_public(&self, segment: &NodeId) -> bool {
        self.public().contains(segment)
    }

    fn public(&self) -> &Rc<BTreeSet<NodeId>> {
        self.answers.public.get_or_init(|| Rc::new(self.network().public_segments().cloned().gather()))
    }
}
