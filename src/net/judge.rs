//! One connection judged: do its packets get there, and is the call allowed? The two are never mixed.

use super::{Answer, Network, Question, Verdict, code::Code};
use crate::{
    base::{Message, NodeId, PortRange, Protocol, Text, text},
    model::{
        Model,
        connection::{Access, Connection},
        fact::{CallFact, CallsFrom, NetFact, Takes},
        selector::End,
        site::{Index, Site},
    },
};
use serde::Serialize;

/// What becomes of a connection.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// What its packets do; `None` if no packet of the design's network is involved.
    pub packets: Option<Answer>,
    /// The question that those packets answer.
    pub question: Option<Question>,
    /// Whether that was about a call: packets for a resource that a regional service answers for go to that service.
    pub calls: bool,
    /// What its call does.
    pub call: CallVerdict,
    /// Why not, if not.
    pub code: Option<Code>,
    /// Who has to authorise the call.
    pub authority: Option<&'static Text>,
    /// In one sentence for people.
    pub reason: Option<Message>,
}

/// What a call does once it gets there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CallVerdict {
    /// It is authorised.
    Allowed,
    /// It is not (section 1.5).
    Denied,
    /// Packets only, nobody is called.
    NotACall,
    /// The target does not answer such calls from such a source.
    Unsupported,
}

/// Judges a connection of a model that the network was made of.
pub fn judge(network: &Network, model: &Model, index: &Index, connection: &Connection) -> Judgement {
    let mut out = Judgement {
        packets: None,
        question: None,
        calls: false,
        call: CallVerdict::Unsupported,
        code: None,
        authority: None,
        reason: None,
    };
    let Some((from, to)) = connection.ends() else { return out };
    if connection.kind == Access::Reference {
        return Judgement { call: CallVerdict::NotACall, ..out };
    }
    let facts = |id| match model.node(id) {
        Some(node) => node.resource.as_resource().call_facts(Site::new(model, index, id)),
        None => Vec::new(),
    };
    let callers: Vec<CallsFrom> = facts(from)
        .into_iter()
        .filter_map(|fact| match fact {
            CallFact::Calls(from) => Some(from),
            CallFact::Takes(_) => None,
        })
        .collect();
    let answered: Vec<Takes> = facts(to)
        .into_iter()
        .filter_map(|fact| match fact {
            CallFact::Takes(takes) => Some(takes),
            CallFact::Calls(_) => None,
        })
        .filter(|takes| takes.access == connection.kind)
        .collect();
    let matching = callers.iter().find_map(|caller| {
        let takes = answered.iter().find(|takes| takes.from.contains(caller))?;
        Some((*caller, takes))
    });
    let caller = matching.map(|(caller, _)| caller).or(callers.first().copied());
    let network_only = connection.kind == Access::Network;
    out.packets = match caller {
        Some(CallsFrom::Code | CallsFrom::Outside) => {
            let (protocol, ports) = if network_only {
                (connection.protocol, connection.ports)
            } else {
                answers_at(model, index, to)
            };
            let question = Question {
                from: vec![End::Node(from.clone())],
                to: vec![End::Node(to.clone())],
                protocol,
                ports,
                ..Question::default()
            };
            let ask = |question: &Question| match network_only {
                true => network.ask(question),
                false => network.ask_calling(question),
            };
            // A client takes whichever family works.
            let over_v4 = ask(&question);
            let over_v6 = Question { ipv6: true, ..question.clone() };
            let other = (over_v4.verdict == Verdict::Unreachable).then(|| ask(&over_v6));
            let other = other.filter(|it| !matches!(it.verdict, Verdict::Unreachable | Verdict::Unknown));
            out.calls = !network_only;
            out.question = Some(if other.is_some() { over_v6 } else { question });
            Some(other.unwrap_or(over_v4))
        }
        Some(CallsFrom::Provider | CallsFrom::Events) | None => None,
    };
    match matching {
        None => {
            out.reason = Some(Message::new(
                &text!(
                    "`{1}` does not answer such calls from `{0}`",
                    "`{1}`은(는) `{0}`의 이런 호출에 응답하지 않습니다"
                ),
                [from.to_string(), to.to_string()],
            ));
        }
        Some(_) if network_only => out.call = CallVerdict::NotACall,
        Some((_, takes)) => {
            out.authority = Some(takes.authority);
            // APIGW-1: with private DNS on, the names of public APIs lead to the endpoint, which does not serve them.
            let last = out.packets.as_ref().and_then(|answer| answer.through.last());
            let astray = last.filter(|id| {
                network.endpoint_service(id).is_some_and(|service| service.name == "execute-api") && *id != to
            });
            let admitted = network.admits(to);
            let refused = astray.filter(|id| admitted.is_some_and(|all| !all.contains(id)));
            if let Some(endpoint) = refused {
                out.call = CallVerdict::Denied;
                out.code = Some(Code::DeniedByPolicy);
                out.reason = Some(Message::new(
                    &text!(
                        "the resource policy of `{1}` does not admit endpoint `{0}`",
                        "`{1}`의 리소스 정책이 엔드포인트 `{0}`을(를) 허용하지 않습니다"
                    ),
                    [endpoint.to_string(), to.to_string()],
                ));
            } else if let Some(endpoint) = astray.filter(|_| admitted.is_none()) {
                out.call = CallVerdict::Denied;
                out.code = Some(Code::DeniedByPolicy);
                out.reason = Some(Message::new(
                    &text!(
                        "private DNS of endpoint `{0}` catches the name of `{1}`, and the endpoint serves private APIs only",
                        "엔드포인트 `{0}`의 프라이빗 DNS가 `{1}`의 이름을 가로채는데, 이 엔드포인트는 프라이빗 API만 제공합니다"
                    ),
                    [endpoint.to_string(), to.to_string()],
                ));
            } else if connection.authorized {
                out.call = CallVerdict::Allowed;
            } else {
                out.call = CallVerdict::Denied;
                out.code = Some(Code::DeniedByPolicy);
                out.reason = Some(Message::new(
                    &text!(
                        "the design has no policy that lets `{0}` call `{1}`",
                        "`{0}`이(가) `{1}`을(를) 호출하게 하는 정책이 설계에 없습니다"
                    ),
                    [from.to_string(), to.to_string()],
                ));
            }
        }
    }
    out
}

/// Whether two connections of the same ends are judged alike, whatever else differs between them.
pub fn judged_alike(one: &Connection, other: &Connection) -> bool {
    let read = |it: &Connection| (it.kind, it.protocol, it.ports, it.authorized);
    read(one) == read(other)
}

/// Where a call is answered: at the port that the target's interfaces state, and at that of AWS's services if they
/// state none.
fn answers_at(model: &Model, index: &Index, to: &NodeId) -> (Protocol, PortRange) {
    let https = (Protocol::TCP, PortRange::one(443));
    let facts = model.node(to).map(|node| node.resource.as_resource().net_facts(Site::new(model, index, to)));
    let facts = facts.unwrap_or_default();
    let interfaces =
        facts.iter().filter_map(|fact| if let NetFact::Interface(it) = fact { Some(it) } else { None });
    let stated = interfaces.map(|it| it.listens.as_slice()).find(|all| !all.is_empty());
    match stated {
        Some(all) if !all.contains(&https) => all.first().copied().unwrap_or(https),
        Some(_) | None => https,
    }
}

#[cfg(test)]
mod tests;
