//! How the rules of a model read in a report.

use super::reach::{packet, sentence};
use crate::{
    analysis::{Analysis, Answer, Holding, Witness},
    base::{Icmp, PortRange, Protocol},
    model::expectation::{Covered, Expect, Expectation},
};

/// What became of a rule, in words.
#[derive(Debug)]
pub struct Judgement {
    /// What a report calls the rule.
    pub name: String,
    /// The packets it is about, in a few words.
    pub traffic: String,
    /// The same, for machines.
    pub covers: Covered,
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
        let covers = rule.covers();
        Judgement {
            name: title(rule),
            traffic: traffic(&covers),
            covers,
            holding: ruling.holding,
            said,
            answer,
        }
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
    format!("{expect}: {} → {}", rule.from, rule.to)
}

/// The packets that a rule is about: what it does not name it says nothing of.
fn traffic(it: &Covered) -> String {
    let all = it.ports == PortRange::ALL;
    let mut words = match it.protocol {
        Protocol::All if all => "all traffic".to_owned(),
        Protocol::All => format!("ports {} and all without ports", it.ports),
        _ if it.protocol.has_ports() && all => format!("{}, all ports", it.protocol.name()),
        _ if it.protocol.has_ports() => format!("{} {}", it.protocol.name(), it.ports),
        Protocol::Number(number) if it.protocol.name() == number.to_string() => format!("protocol {number}"),
        Protocol::Number(_) => it.protocol.name(),
    };
    if it.protocol.is_icmp() {
        let types = it.icmp.filter(|it| *it != Icmp::All).map(|it| format!(" {it}"));
        let every = if it.icmp.is_some() { ", all types" } else { ", echo" };
        words.push_str(&types.unwrap_or_else(|| every.to_owned()));
    }
    let families = match (it.ipv4, it.ipv6) {
        (_, false) => "IPv4",
        (false, true) => "IPv6",
        (true, true) => "IPv4 and IPv6",
    };
    format!("{words}, {families}")
}
