//! Whether the rules of a model hold.
//!
//! A rule holds only when that is shown for all it covers; what the model does not say makes it unknown, and so
//! does a selector that selects nothing.

use super::reach::{name, sentence};
use crate::{
    analysis::{Analysis, Answer, Question, Verdict},
    model::{
        edit::{self, Edit},
        expectation::{Expect, Expectation},
        selector::{End, Selector},
    },
};

/// What became of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It holds.
    Holds,
    /// It does not.
    Fails,
    /// The model does not say.
    Unknown,
}

/// What became of a rule, and the case that shows it.
#[derive(Debug)]
pub struct Judgement {
    /// What a report calls the rule.
    pub name: String,
    /// What became of it.
    pub standing: Standing,
    /// Why it does not hold.
    pub witness: Option<Witness>,
}

/// The case that breaks a rule.
#[derive(Debug)]
pub struct Witness {
    /// In one line.
    pub said: String,
    /// The answer behind it.
    pub answer: Option<Answer>,
}

/// Judges one rule.
pub fn judge(analysis: &Analysis, rule: &Expectation) -> Judgement {
    let (standing, witness) = match (ends(analysis, &rule.from), ends(analysis, &rule.to)) {
        (Ok(from), Ok(to)) => look(analysis, rule, from, to),
        (Err(said), _) | (_, Err(said)) => (Standing::Unknown, Some(Witness { said, answer: None })),
    };
    Judgement { name: title(rule), standing, witness }
}

fn ends(analysis: &Analysis, selector: &Selector) -> Result<Vec<End>, String> {
    let ends = selector.ends(analysis.model()).map_err(|message| message.to_string())?;
    if ends.is_empty() { Err(format!("`{selector}` selects nothing")) } else { Ok(ends) }
}

/// The rule's own name, or what it says.
fn title(rule: &Expectation) -> String {
    if !rule.name.is_empty() {
        return rule.name.clone();
    }
    let through = rule.through.target().map_or(String::new(), |id| format!(" {id}"));
    let expect = match rule.expect {
        Expect::Reachable => "reachable".to_owned(),
        Expect::Unreachable => "unreachable".to_owned(),
        Expect::OnlyThrough => format!("only through{through}"),
    };
    format!("{expect}: {} → {}, {} {}", rule.from, rule.to, rule.protocol.name(), rule.ports)
}

fn look(
    analysis: &Analysis,
    rule: &Expectation,
    from: Vec<End>,
    to: Vec<End>,
) -> (Standing, Option<Witness>) {
    let question = Question { from, to, protocol: rule.protocol, ports: rule.ports, ipv6: false };
    match rule.expect {
        Expect::Reachable => every(analysis, &question),
        Expect::Unreachable => none(analysis, &question, None),
        Expect::OnlyThrough => {
            let Some(through) = rule.through.target() else {
                let said = "it names nothing to pass through".to_owned();
                return (Standing::Unknown, Some(Witness { said, answer: None }));
            };
            // Whatever still gets there when the resource is gone goes round it.
            let mut model = analysis.model().clone();
            if let Err(error) = edit::apply(&mut model, &[Edit::Remove { id: through.clone() }]) {
                return (Standing::Unknown, Some(Witness { said: error.to_string(), answer: None }));
            }
            let gone = |end: &End| matches!(end, End::Node(id) if model.node(id).is_none());
            if question.from.iter().chain(&question.to).any(gone) {
                let said = format!("an end of the rule is `{through}` itself, or stands inside it");
                return (Standing::Unknown, Some(Witness { said, answer: None }));
            }
            none(&Analysis::new(model), &question, Some(through.as_str()))
        }
    }
}

/// Every source reaches every target.
fn every(analysis: &Analysis, question: &Question) -> (Standing, Option<Witness>) {
    let mut standing = (Standing::Holds, None);
    for from in &question.from {
        for to in question.to.iter().filter(|to| *to != from) {
            let one = Question { from: vec![from.clone()], to: vec![to.clone()], ..question.clone() };
            let answer = analysis.ask(&one);
            let found = match answer.verdict {
                Verdict::Reachable => continue,
                Verdict::Unknown => Standing::Unknown,
                Verdict::PartialReturn | Verdict::ForwardOnly | Verdict::Unreachable => Standing::Fails,
            };
            let said = format!("{} → {}: {}", name(from), name(to), sentence(&answer));
            // One failure is enough; an unknown one may yet turn out to be a failure.
            let worse = found == Standing::Fails || standing.0 == Standing::Holds;
            if worse {
                standing = (found, Some(Witness { said, answer: Some(answer) }));
            }
            if found == Standing::Fails {
                return standing;
            }
        }
    }
    standing
}

/// No source reaches any target, not even without an answer; `around` names what was taken away.
fn none(analysis: &Analysis, question: &Question, around: Option<&str>) -> (Standing, Option<Witness>) {
    let answer = analysis.ask(question);
    let standing = match answer.verdict {
        Verdict::Unreachable => return (Standing::Holds, None),
        Verdict::Unknown => Standing::Unknown,
        Verdict::Reachable | Verdict::PartialReturn | Verdict::ForwardOnly => Standing::Fails,
    };
    let way: Vec<&str> = answer.forward.iter().map(|hop| hop.resource.as_str()).collect();
    let mut way: Vec<&str> = way.into_iter().filter(|resource| !resource.is_empty()).collect();
    way.dedup();
    let around = around.map_or(String::new(), |id| format!(", without `{id}`"));
    let path = if way.is_empty() { String::new() } else { format!("{}: ", way.join(" → ")) };
    let said = format!("{path}{}{around}", sentence(&answer));
    (standing, Some(Witness { said, answer: Some(answer) }))
}
