//! Whether the rules of a model hold.
//!
//! INVARIANT (proof): a rule holds only when that is shown for every pair of ends that it covers. What the model
//! does not say makes it unknown, and so does a selector that selects nothing with a place in the network.

use super::{Analysis, Answer, Question, Verdict};
use crate::{
    base::{Message, NodeId, text},
    model::{
        expectation::{Expect, Expectation, Family},
        fact::NetFact,
        selector::{End, Selector, Term},
    },
};
use std::collections::BTreeSet;

/// Whether a rule holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Holding {
    /// It is shown to hold.
    Holds,
    /// The model does not say.
    Unknown,
    /// A case shows that it does not.
    Fails,
}

/// What became of a rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Ruling {
    /// Whether it holds.
    pub holding: Holding,
    /// Why it does not.
    pub witness: Option<Witness>,
}

/// Why a rule does not hold.
#[derive(Clone, Debug, PartialEq)]
pub enum Witness {
    /// A pair of ends.
    Pair {
        /// Where packets start.
        from: End,
        /// Where they go.
        to: End,
        /// The resource that was to be avoided, for [`Expect::OnlyThrough`].
        avoiding: Option<NodeId>,
        /// What becomes of them.
        answer: Box<Answer>,
    },
    /// The rule itself cannot be judged.
    Rule(Message),
}

impl Analysis {
    /// What became of each rule of the model, in its order.
    pub fn rulings(&self) -> &[Ruling] {
        self.answers.rulings.get_or_init(|| self.model.rules().iter().map(|rule| self.rule(rule)).collect())
    }

    /// Judges one rule.
    pub fn rule(&self, rule: &Expectation) -> Ruling {
        let families: &[bool] = match rule.family {
            Family::Ipv4 => &[false],
            Family::Ipv6 => &[true],
            Family::Both => &[false, true],
        };
        let judged: Result<Vec<Ruling>, Message> =
            families.iter().map(|ipv6| self.judged(rule, *ipv6)).collect();
        // The first of the worst.
        let worst = judged.map(|all| all.into_iter().rev().max_by_key(|it| it.holding));
        match worst {
            Ok(Some(ruling)) => ruling,
            Ok(None) => Ruling { holding: Holding::Unknown, witness: None },
            Err(message) => Ruling { holding: Holding::Unknown, witness: Some(Witness::Rule(message)) },
        }
    }

    fn judged(&self, rule: &Expectation, ipv6: bool) -> Result<Ruling, Message> {
        let from = self.ends(&rule.from, |facts| can(facts).0)?;
        let to = self.ends(&rule.to, |facts| can(facts).1)?;
        let question = Question {
            from,
            to,
            protocol: rule.protocol,
            ports: rule.ports,
            ipv6,
            icmp: rule.icmp_type.0,
            ..Question::default()
        };
        let network = self.network();
        match rule.expect {
            Expect::Reachable => {
                self.every(&question, None, &|it| network.ask_each(it), |verdict| match verdict {
                    Verdict::Reachable => Holding::Holds,
                    Verdict::Unknown => Holding::Unknown,
                    Verdict::PartialReturn | Verdict::ForwardOnly | Verdict::Unreachable => Holding::Fails,
                })
            }
            Expect::Unreachable => self.every(&question, None, &|it| network.ask_proof(it), never),
            Expect::OnlyThrough => {
                let through = rule.through.target().ok_or_else(|| {
                    Message::plain(&text!(
                        "it names nothing to pass through",
                        "경유할 리소스를 지정하지 않았습니다"
                    ))
                })?;
                // A container is passed by passing anything in it.
                let inside =
                    self.model.nodes().map(|(id, _)| id).filter(|id| self.model.is_inside(id, through));
                let avoid: BTreeSet<NodeId> = inside.chain([through]).cloned().collect();
                let lost = |end: &End| matches!(end, End::Node(id) if avoid.contains(id));
                if question.from.iter().chain(&question.to).any(lost) {
                    return Err(Message::new(
                        &text!(
                            "an end of the rule is `{0}` itself, or stands inside it",
                            "규칙의 한쪽 끝이 `{0}`이거나 그 안에 있습니다"
                        ),
                        [through.to_string()],
                    ));
                }
                self.every(&question, Some(through), &|it| network.ask_avoiding(it, &avoid), never)
            }
        }
    }

    /// What a selector selects. Of a whole group, whatever has no place in the network is left out; a resource
    /// that is named is kept, so that the answer can say why it has none.
    fn ends(&self, selector: &Selector, can: impl Fn(&[NetFact]) -> bool) -> Result<Vec<End>, Message> {
        let mut ends = Vec::new();
        for term in selector.terms() {
            let mut found = Selector::one(term.clone()).ends(&self.model)?;
            match term {
                Term::In(container) => {
                    found.retain(|end| self.is_placed(end, &can));
                    // It then stands for every interface in it.
                    found.extend(self.has_guests(container).then(|| End::Node(container.clone())));
                }
                Term::Kind(_) | Term::Tag(..) => found.retain(|end| self.is_placed(end, &can)),
                Term::Id(_) | Term::Internet | Term::Cidr(_) | Term::Service(_) | Term::Name(_) => {}
            }
            ends.extend(found);
        }
        ends.sort();
        ends.dedup();
        if ends.is_empty() {
            return Err(Message::new(
                &text!(
                    "`{0}` selects nothing that has a place in the network",
                    "`{0}`이(가) 고르는 것 중 네트워크에 자리가 있는 것이 없습니다"
                ),
                [selector.to_string()],
            ));
        }
        Ok(ends)
    }

    /// Asks every pair of different ends, and a container about what is in it; the first pair that fails decides,
    /// then the first that is unknown. Where there is no pair nothing is shown.
    fn every(
        &self,
        question: &Question,
        avoiding: Option<&NodeId>,
        ask: &dyn Fn(&Question) -> Answer,
        holds: impl Fn(Verdict) -> Holding,
    ) -> Result<Ruling, Message> {
        let same =
            |from: &End, to: &End| from == to && self.is_placed(from, |facts| can(facts) != (false, false));
        let mut ruling = None;
        for from in &question.from {
            for to in question.to.iter().filter(|to| !same(from, to)) {
                let ends = (vec![from.clone()], vec![to.clone()]);
                let answer = ask(&Question { from: ends.0, to: ends.1, ..question.clone() });
                let holding = holds(answer.verdict);
                if ruling.as_ref().is_some_and(|ruling: &Ruling| holding <= ruling.holding) {
                    continue;
                }
                let (from, to, avoiding) = (from.clone(), to.clone(), avoiding.cloned());
                let witness = Witness::Pair { from, to, avoiding, answer: Box::new(answer) };
                let found = Ruling { holding, witness: (holding != Holding::Holds).then_some(witness) };
                if holding == Holding::Fails {
                    return Ok(found);
                }
                ruling = Some(found);
            }
        }
        ruling.ok_or_else(|| {
            Message::plain(&text!("it names no two different ends", "서로 다른 두 끝을 지정하지 않았습니다"))
        })
    }

    /// Whether something has an interface inside a container, and stands elsewhere: a function with further subnets.
    fn has_guests(&self, container: &NodeId) -> bool {
        let inside = |id: &NodeId| id == container || self.model.is_inside(id, container);
        let mut outside = self.model.nodes().filter(|(id, _)| !inside(id));
        outside.any(|(id, node)| {
            let facts = node.resource.as_resource().net_facts(self.site(id));
            facts.iter().any(|fact| matches!(fact, NetFact::Interface(it) if inside(&it.segment)))
        })
    }

    fn is_placed(&self, end: &End, can: impl Fn(&[NetFact]) -> bool) -> bool {
        match end {
            End::Node(id) => self
                .model
                .node(id)
                .is_some_and(|node| can(&node.resource.as_resource().net_facts(self.site(id)))),
            End::Internet | End::Cidr(_) | End::Service(_) | End::Name(_) => true,
        }
    }
}

/// Nothing may get there, not even without an answer.
fn never(verdict: Verdict) -> Holding {
    match verdict {
        Verdict::Unreachable => Holding::Holds,
        Verdict::Unknown => Holding::Unknown,
        Verdict::Reachable | Verdict::PartialReturn | Verdict::ForwardOnly => Holding::Fails,
    }
}

/// Whether facts let a resource open flows, and whether they let it answer them. What has interfaces answers at
/// those, whatever service takes its calls.
pub(super) fn can(facts: &[NetFact]) -> (bool, bool) {
    let placed = facts.iter().any(|fact| matches!(fact, NetFact::Interface(_)));
    let each = facts.iter().map(|fact| {
        if let NetFact::Interface(interface) = fact {
            (interface.initiates, interface.inbound.is_open())
        } else if matches!(fact, NetFact::Served { .. } | NetFact::ServedInside { .. }) {
            (false, !placed)
        } else {
            let outside = matches!(fact, NetFact::Outside { .. } | NetFact::Site(_));
            let leaves = matches!(fact, NetFact::Unattached | NetFact::LeavesBy { .. });
            (outside || leaves, outside)
        }
    });
    each.fold((false, false), |all, it| (all.0 || it.0, all.1 || it.1))
}

#[cfg(test)]
mod tests;
