//! Whether the rules of a model hold.
//!
//! INVARIANT (proof): a rule holds only when that is shown for every pair of ends that it covers. What the model
//! does not say makes it unknown, and so does a selector that selects nothing with a place in the network.

use super::{Analysis, Answer, Question, Verdict};
use crate::{
    base::{Gather as _, Message, NodeId, text},
    model::{
        expectation::{Covered, Expect, Expectation},
        selector::End,
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
        let covers = rule.covers();
        let families = [(false, covers.ipv4), (true, covers.ipv6)].into_iter().filter(|it| it.1);
        let judged: Result<Vec<Ruling>, Message> =
            families.map(|(ipv6, _)| self.judged(rule, &covers, ipv6)).collect();
        // The first of the worst.
        let worst = judged.map(|all| all.into_iter().rev().max_by_key(|it| it.holding));
        match worst {
            Ok(Some(ruling)) => ruling,
            Ok(None) => Ruling { holding: Holding::Unknown, witness: None },
            Err(message) => Ruling { holding: Holding::Unknown, witness: Some(Witness::Rule(message)) },
        }
    }

    fn judged(&self, rule: &Expectation, covers: &Covered, ipv6: bool) -> Result<Ruling, Message> {
        let from = self.sources(&rule.from)?;
        let to = self.targets(&rule.to)?;
        let question = Question {
            from,
            to,
            protocol: covers.protocol,
            ports: covers.ports,
            ipv6,
            icmp: covers.icmp,
            ..Question::default()
        };
        let network = self.network();
        match rule.expect {
            Expect::Reachable => {
                self.every(&question, None, &|it| network.ask_each(it), |verdict| match verdict {
                    // What arrives without an answer is one that has none: every other packet was asked to come back.
                    Verdict::Reachable | Verdict::ForwardOnly => Holding::Holds,
                    Verdict::Unknown => Holding::Unknown,
                    Verdict::PartialReturn | Verdict::Unreachable => Holding::Fails,
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
                let crossed = self.crossed(through);
                if let Some(why) = network.why_uncrossable(&crossed) {
                    return Err(why);
                }
                let avoid: BTreeSet<NodeId> = crossed.into_iter().gather();
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

    /// Asks every pair of different ends, and a container about what is in it; the first pair that fails decides,
    /// then the first that is unknown. Where there is no pair nothing is shown.
    fn every(
        &self,
        question: &Question,
        avoiding: Option<&NodeId>,
        ask: &dyn Fn(&Question) -> Answer,
        holds: impl Fn(Verdict) -> Holding,
    ) -> Result<Ruling, Message> {
        let same = |from: &End, to: &End| from == to && self.takes_part(from) != (false, false);
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
}

/// Nothing may get there, not even without an answer.
fn never(verdict: Verdict) -> Holding {
    match verdict {
        Verdict::Unreachable => Holding::Holds,
        Verdict::Unknown => Holding::Unknown,
        Verdict::Reachable | Verdict::PartialReturn | Verdict::ForwardOnly => Holding::Fails,
    }
}

#[cfg(test)]
mod tests;
