//! How the rules of a model read in a report.

use super::reach::{packet, sentence};
use crate::{
    analysis::{Analysis, Answer, Holding, Witness},
    model::expectation::{Expect, Expectation},
};

/// What became of a rule, in words.
#[derive(Debug)]
pub struct Judgement {
    /// What a report calls the rule.
    pub name: String,
    /// Whether it holds.
    pub holding: Holding,
    /// Why it does not, in one line; empty when it does.
    pub said: String,
    /// The answer behind it.
    pub answer: Option<Answer>,
}

/// Every rule of a model.
pub fn judgements(analysis: &Analysis) -> Vec<Judgement> {
    let rules = analysis.model().rules().iter().zip(analysis.rulings());
    let judgement = |(rule, ruling): (&Expectation, &crate::analysis::Ruling)| {
        let (said, answer) = match &ruling.witness {
            None => (String::new(), None),
            Some(Witness::Rule(message)) => (message.to_string(), None),
            Some(Witness::Pair { from, to, avoiding, answer }) => {
                let round = avoiding.as_ref().map_or(String::new(), |id| format!(" avoiding `{id}`"));
                let packet = answer.witness.as_ref().map(|it| format!("; for example {}", packet(it)));
                let packet = packet.unwrap_or_default();
                let said = format!("{} → {}{round}: {}{packet}", from, to, sentence(answer));
                (said, Some((**answer).clone()))
            }
        };
        Judgement { name: title(rule), holding: ruling.holding, said, answer }
    };
    rules.map(judgement).collect()
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
