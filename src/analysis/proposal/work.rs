//! Finding proposals, one small piece of work at a time.

use super::{Change, Proposal};
use crate::{
    analysis::{
        Analysis, Answer, Entry, Packets, Question, Step, Verdict,
        compare::{Comparison, Turn},
    },
    base::{Address, Cidr, NodeId, Order as _, Usd},
    model::{
        edit::Edit,
        fact::Peer,
        need::{Need, Pass, Remedy},
        selector::End,
    },
    net::{
        ranges::Ranges,
        traffic_set::{Cube, Dim, TrafficSet, icmp_protocols, with_ports},
    },
};
use std::collections::VecDeque;

/// How many blockers may be mended one after the other.
const ROUNDS_MAX: usize = 6;
/// How many ways to mend one blocker are tried.
const WAYS_MAX: usize = 4;
/// How many proposals are worked out.
const PROPOSALS_MAX: usize = 6;

/// Remedies that belong together.
type Plan = Vec<Remedy>;

/// The search for proposals about one question of one revision.
#[derive(Debug)]
pub struct Proposing {
    question: Question,
    /// Whether the packets are those of a call.
    calls: bool,
    stage: Stage,
    out: Vec<Proposal>,
    asked: usize,
}

/// What is to be done next.
#[derive(Debug)]
enum Stage {
    /// Ask, to know which way round.
    Start,
    /// Mend what stops packets, blocker by blocker, until they pass.
    Opening { round: usize, open: VecDeque<Plan>, next: Vec<Plan>, done: Vec<Plan> },
    /// Try single edits at the filters that let packets pass.
    Closing { waiting: VecDeque<Remedy>, done: Vec<Plan> },
    /// See what else would pass, plan by plan.
    Comparing { plans: VecDeque<Plan>, trial: Option<Box<Trial>> },
    /// Nothing is left to do.
    Over,
}

/// A plan tried on a copy.
#[derive(Debug)]
struct Trial {
    plan: Plan,
    edits: Vec<Edit>,
    analysis: Analysis,
    comparison: Comparison,
}

impl Proposing {
    /// A search that has not begun. With `calls` the packets are those of a call: for a resource that a regional
    /// service answers for they go to that service.
    pub fn new(question: Question, calls: bool) -> Self {
        Self { question, calls, stage: Stage::Start, out: Vec::new(), asked: 0 }
    }

    /// How many questions were asked so far, and how many there will be at least.
    pub fn progress(&self) -> (usize, usize) {
        let ahead = match &self.stage {
            Stage::Start | Stage::Over => 0,
            Stage::Opening { open, next, .. } => open.len() + next.len(),
            Stage::Closing { waiting, .. } => waiting.len(),
            Stage::Comparing { plans, trial } => {
                plans.len() + trial.as_ref().map_or(0, |it| it.comparison.left())
            }
        };
        (self.asked, self.asked + ahead)
    }

    /// What was found, the fewest edits first, then the cheapest, then those that change least besides.
    pub fn found(self) -> Vec<Proposal> {
        let mut out = self.out;
        out.order_by_key(|it| (it.edits.len(), it.unknown, it.fixed, it.opens.len() + it.closes.len()));
        out
    }

    /// Does one small piece of the work; false once nothing is left. The design has to be the same every time.
    pub fn step(&mut self, analysis: &Analysis) -> bool {
        self.asked += 1;
        self.stage = match std::mem::replace(&mut self.stage, Stage::Over) {
            Stage::Over => return false,
            Stage::Start => self.start(analysis),
            Stage::Opening { round, open, next, done } => self.open(analysis, round, open, next, done),
            Stage::Closing { mut waiting, mut done } => match waiting.pop_front() {
                Some(remedy) => {
                    let trial = analysis.with(&remedy.edits);
                    if trial.is_some_and(|it| self.ask(&it).verdict == Verdict::Unreachable) {
                        done.push(vec![remedy]);
                    }
                    Stage::Closing { waiting, done }
                }
                None => compared(done),
            },
            Stage::Comparing { plans, trial } => self.compare(analysis, plans, trial),
        };
        !matches!(self.stage, Stage::Over)
    }

    fn ask(&self, analysis: &Analysis) -> Answer {
        if self.calls { analysis.ask_calling(&self.question) } else { analysis.ask(&self.question) }
    }

    fn start(&self, analysis: &Analysis) -> Stage {
        let answer = self.ask(analysis);
        match answer.verdict {
            Verdict::Unreachable | Verdict::PartialReturn => {
                let open = VecDeque::from([Plan::new()]);
                Stage::Opening { round: 0, open, next: Vec::new(), done: Vec::new() }
            }
            Verdict::Reachable | Verdict::ForwardOnly => {
                let needs = withdrawals(analysis, &self.question, &answer);
                let waiting = needs.iter().flat_map(|need| analysis.remedies(need)).collect();
                Stage::Closing { waiting, done: Vec::new() }
            }
            Verdict::Unknown => Stage::Over,
        }
    }

    fn open(
        &self,
        analysis: &Analysis,
        round: usize,
        mut open: VecDeque<Plan>,
        mut next: Vec<Plan>,
        mut done: Vec<Plan>,
    ) -> Stage {
        let Some(plan) = open.pop_front() else {
            if next.is_empty() || done.len() >= PROPOSALS_MAX || round + 1 >= ROUNDS_MAX {
                return compared(done);
            }
            next.truncate(PROPOSALS_MAX * 2);
            return Stage::Opening { round: round + 1, open: next.into(), next: Vec::new(), done };
        };
        if let Some(trial) = analysis.with(&edits(&plan)) {
            let answer = self.ask(&trial);
            match answer.verdict {
                Verdict::Reachable | Verdict::ForwardOnly => done.push(plan),
                Verdict::Unreachable | Verdict::PartialReturn => {
                    // The first blocker that anything can be done about: the others show when it is gone.
                    let needs =
                        answer.need.iter().chain(answer.blockers.iter().filter_map(|it| it.need.as_ref()));
                    let found = needs.map(|need| trial.remedies(need)).find(|it| !it.is_empty());
                    for remedy in found.into_iter().flatten().take(WAYS_MAX) {
                        let mut longer = plan.clone();
                        longer.push(remedy);
                        next.push(longer);
                    }
                }
                Verdict::Unknown => {}
            }
        }
        Stage::Opening { round, open, next, done }
    }

    fn compare(
        &mut self,
        analysis: &Analysis,
        mut plans: VecDeque<Plan>,
        trial: Option<Box<Trial>>,
    ) -> Stage {
        if let Some(mut trial) = trial {
            if trial.comparison.step(analysis, &trial.analysis) {
                return Stage::Comparing { plans, trial: Some(trial) };
            }
            self.out.push(proposal(analysis, *trial));
            return Stage::Comparing { plans, trial: None };
        }
        let Some(plan) = plans.pop_front() else { return Stage::Over };
        let edits = edits(&plan);
        if self.out.len() >= PROPOSALS_MAX || self.out.iter().any(|it| it.edits == edits) {
            return Stage::Comparing { plans, trial: None };
        }
        let question = &self.question;
        // A drawn internet is the one that a question means, drawn or not.
        let asked = |ends: &[End], end: &End| ends.iter().any(|it| it.to_string() == end.to_string());
        let meant = packets(question);
        let but = |from: &End, to: &End| {
            let own = asked(&question.from, from) && asked(&question.to, to);
            if own { meant.clone() } else { TrafficSet::default() }
        };
        let trial = analysis.with(&edits).map(|changed| {
            let comparison = Comparison::new(analysis, &changed, question.ipv6, &but);
            Box::new(Trial { plan, edits, analysis: changed, comparison })
        });
        Stage::Comparing { plans, trial }
    }
}

/// What else plans would change is to be seen next.
fn compared(plans: Vec<Plan>) -> Stage {
    if plans.is_empty() { Stage::Over } else { Stage::Comparing { plans: plans.into(), trial: None } }
}

fn edits(plan: &Plan) -> Vec<Edit> {
    plan.iter().flat_map(|it| it.edits.iter().cloned()).collect()
}

fn proposal(analysis: &Analysis, trial: Trial) -> Proposal {
    let (old, new) = (analysis.bill(), trial.analysis.bill());
    let turns = &trial.comparison.turns;
    let changes = |packets: fn(&Turn) -> &Vec<Packets>| {
        let some = turns.iter().filter(|it| !packets(it).is_empty());
        let change =
            |it: &Turn| Change { from: it.from.clone(), to: it.to.clone(), packets: packets(it).clone() };
        some.map(change).collect()
    };
    Proposal {
        titles: trial.plan.into_iter().map(|it| it.title).collect(),
        edits: trial.edits,
        fixed: Usd::new(new.fixed_per_month.amount() - old.fixed_per_month.amount()),
        unknown: new.unknown.len() > old.unknown.len(),
        opens: changes(|it| &it.opens),
        closes: changes(|it| &it.closes),
    }
}

/// The packets that a question is about, from and to whatever address.
fn packets(question: &Question) -> TrafficSet {
    let asked = |protocols: Ranges| Cube::all().with(Dim::Protocol, protocols);
    let protocols = Ranges::protocol(question.protocol);
    let client = question.source_ports.map_or_else(Ranges::all_ports, Ranges::ports);
    let ported = asked(protocols.intersect(&with_ports()))
        .with(Dim::Port, Ranges::ports(question.ports))
        .with(Dim::SourcePort, client);
    // Without a type it means what ping sends, and that is all of ICMP that is compared.
    let (first, last) = question.icmp.unwrap_or_default().span();
    let icmp =
        if question.protocol.is_icmp() { icmp_protocols() } else { protocols.intersect(&icmp_protocols()) };
    let icmp = asked(icmp).with(Dim::Port, Ranges::span(first.into(), last.into()));
    let rest = asked(protocols.subtract(&with_ports()).subtract(&icmp_protocols()));
    [ported, icmp, rest].into_iter().collect()
}

/// What would stop packets at the filters that let them pass.
fn withdrawals(analysis: &Analysis, question: &Question, answer: &Answer) -> Vec<Need> {
    let mut needs = Vec::new();
    for (hop, decided) in answer.forward.iter().filter_map(|hop| Some((hop, hop.node.as_ref()?))) {
        match (hop.step, hop.entry) {
            (Step::SecurityGroup, Some(Entry { egress, number })) => {
                needs.push(Need::Withdraw { filter: decided.clone(), egress, rule: number });
            }
            (Step::NetworkAcl, Some(Entry { egress, .. })) => {
                needs.extend(denial(analysis, question, answer, decided.clone(), egress));
            }
            (Step::SecurityGroup | Step::NetworkAcl, None) => {}
            (Step::Source | Step::Route | Step::Gateway | Step::Destination, _) => {}
        }
    }
    needs
}

/// An entry that stops the packets of a question at a network ACL, by the addresses of its witness.
fn denial(
    analysis: &Analysis,
    question: &Question,
    answer: &Answer,
    filter: NodeId,
    egress: bool,
) -> Option<Need> {
    let witness = answer.witness.as_ref()?;
    let far = if egress { &witness.destination } else { &witness.source };
    let address: Address = far.parse().ok()?;
    let net = analysis.network().net();
    let far = net.nameable(net.guarded_by(&filter)?, &Ranges::cidr(Cidr::one(address.ip())));
    let far = far.to_cidrs().into_iter().map(Peer::Cidr).collect();
    let icmp = question.icmp.unwrap_or_default();
    Some(Need::Deny(Pass {
        filter,
        egress,
        protocol: question.protocol,
        ports: vec![question.ports],
        icmp,
        far,
    }))
}
