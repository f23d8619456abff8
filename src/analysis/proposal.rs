//! The smallest edits that would turn an answer round, each with what else it would open or close.
//!
//! Nothing is applied here: a proposal is a list of edits, to be applied as one step when somebody asks for it. Each
//! is tried on a copy first, so it is never a guess.

use super::{Analysis, Answer, Packets, Question, Step, Turn, Verdict};
use crate::{
    base::Message,
    model::{
        edit::Edit,
        need::{Need, Pass, Remedy},
        selector::End,
    },
};

/// Edits that would turn an answer round.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// What each part of it does, in order.
    pub titles: Vec<Message>,
    /// All of it, one undo step.
    pub edits: Vec<Edit>,
    /// Other pairs that would connect.
    pub opens: Vec<Change>,
    /// Other pairs that would connect no more.
    pub closes: Vec<Change>,
}

/// What would become of a pair of ends that nobody asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where packets start.
    pub from: End,
    /// Where they go.
    pub to: End,
    /// The packets that pass in one case and not in the other.
    pub packets: Vec<Packets>,
}

/// How many blockers may be mended one after the other.
const ROUNDS_MAX: usize = 6;
/// How many ways to mend one blocker are tried.
const WAYS_MAX: usize = 4;
/// How many proposals are worked out.
const PROPOSALS_MAX: usize = 6;

impl Analysis {
    /// What would make a refused question pass, or a passing one be refused: the fewest edits first, then those that
    /// change least besides.
    pub fn proposals(&self, question: &Question) -> Vec<Proposal> {
        let answer = self.ask(question);
        let plans = match answer.verdict {
            Verdict::Unreachable | Verdict::PartialReturn => self.openings(question),
            Verdict::Reachable | Verdict::ForwardOnly => self.closings(question, &answer),
            Verdict::Unknown => Vec::new(),
        };
        // A drawn internet is the one that a question means, drawn or not.
        let asked = |ends: &[End], end: &End| ends.iter().any(|it| it.to_string() == end.to_string());
        let leave = |from: &End, to: &End| asked(&question.from, from) && asked(&question.to, to);
        let mut out: Vec<Proposal> = Vec::new();
        for remedies in plans {
            let edits: Vec<Edit> = remedies.iter().flat_map(|it| it.edits.iter().cloned()).collect();
            if out.len() >= PROPOSALS_MAX || out.iter().any(|it| it.edits == edits) {
                continue;
            }
            let Some(trial) = self.with(&edits) else { continue };
            let turns = trial.turns(self, question.ipv6, &leave);
            let changes = |packets: fn(&Turn) -> &Vec<Packets>| {
                let some = turns.iter().filter(|it| !packets(it).is_empty());
                some.map(|it| Change {
                    from: it.from.clone(),
                    to: it.to.clone(),
                    packets: packets(it).clone(),
                })
                .collect()
            };
            let titles = remedies.into_iter().map(|it| it.title).collect();
            out.push(Proposal {
                titles,
                edits,
                opens: changes(|it| &it.opens),
                closes: changes(|it| &it.closes),
            });
        }
        out.sort_by_key(|it| (it.titles.len(), it.opens.len() + it.closes.len()));
        out
    }

    /// Mends what stops packets, blocker by blocker, until they pass.
    fn openings(&self, question: &Question) -> Vec<Vec<Remedy>> {
        let mut done = Vec::new();
        let mut open: Vec<Vec<Remedy>> = vec![Vec::new()];
        for _ in 0..ROUNDS_MAX {
            let mut next = Vec::new();
            for plan in open {
                let edits: Vec<Edit> = plan.iter().flat_map(|it| it.edits.iter().cloned()).collect();
                let Some(trial) = self.with(&edits) else { continue };
                let answer = trial.ask(question);
                match answer.verdict {
                    Verdict::Reachable | Verdict::ForwardOnly => {
                        done.push(plan);
                        continue;
                    }
                    Verdict::Unreachable | Verdict::PartialReturn => {}
                    Verdict::Unknown => continue,
                }
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
            if next.is_empty() || done.len() >= PROPOSALS_MAX {
                break;
            }
            next.truncate(PROPOSALS_MAX * 2);
            open = next;
        }
        done
    }

    /// Single edits at the filters that let packets pass, and those of them that stop every one.
    fn closings(&self, question: &Question, answer: &Answer) -> Vec<Vec<Remedy>> {
        let mut needs = Vec::new();
        for (hop, decided) in answer.forward.iter().filter_map(|hop| Some((hop, hop.node.as_ref()?))) {
            let words = hop.decided_by.to_string();
            let egress = words.starts_with("egress rule ");
            let number = words.split([' ', ':']).nth(2).and_then(|it| it.parse::<usize>().ok());
            match (hop.step, number) {
                (Step::SecurityGroup, Some(rule)) => {
                    needs.push(Need::Withdraw { filter: decided.clone(), egress, rule });
                }
                (Step::NetworkAcl, Some(_)) => {
                    needs.extend(denial(question, answer, decided.clone(), egress))
                }
                (Step::SecurityGroup | Step::NetworkAcl, None) => {}
                (Step::Source | Step::Route | Step::Gateway | Step::Destination, _) => {}
            }
        }
        let single = needs.iter().flat_map(|need| self.remedies(need));
        let refused = |remedy: &Remedy| {
            let verdict = self.with(&remedy.edits).map(|trial| trial.ask(question).verdict);
            verdict == Some(Verdict::Unreachable)
        };
        single.filter(refused).map(|remedy| vec![remedy]).collect()
    }
}

/// An entry that stops the packets of a question at a network ACL, by the addresses of its witness.
fn denial(question: &Question, answer: &Answer, filter: crate::base::NodeId, egress: bool) -> Option<Need> {
    let witness = answer.witness.as_ref()?;
    let far = if egress { &witness.destination } else { &witness.source };
    let address: crate::base::Address = far.parse().ok()?;
    let far = vec![crate::model::fact::Peer::Cidr(crate::base::Cidr::one(address.ip()))];
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
