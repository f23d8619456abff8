//! A model lowered to what packets see, and the answers it gives.

use super::{
    Answer, Blocked, Direction, Question, Verdict,
    code::Code,
    compile,
    ends::{self, Refusal, Scope},
    explain,
    graph::Net,
    prop::{self, Aim, Origin, Packet, Stop, Trace},
    ranges::Ranges,
    traffic_set::{Cube, Dim, TrafficSet, port_words},
};
use crate::{
    base::{Message, NodeId, text},
    model::{
        Model,
        fact::{Inbound, Service},
        selector::End,
        site::Index,
    },
};

use std::collections::BTreeSet;

/// A model lowered to what packets see: dense arrays and no kinds.
#[derive(Debug, Default)]
pub struct Network {
    net: Net,
}

impl Network {
    /// Lowers a model.
    pub fn of(model: &Model, index: &Index) -> Self {
        Self { net: Net::of(&compile::facts(model, index)) }
    }

    /// Answers one question. With several ends it asks whether any pair connects, and shows the best one: a pair
    /// that connects, else one that the model cannot decide, else the one that got furthest.
    pub fn ask(&self, question: &Question) -> Answer {
        self.answer(question, Scope::Any, &BTreeSet::new())
    }

    /// Answers one question about calls: packets for a resource that a regional service answers for go to that
    /// service, even if the resource has interfaces of its own.
    pub fn ask_calling(&self, question: &Question) -> Answer {
        self.answer(question, Scope::Calls, &BTreeSet::new())
    }

    /// Answers for the worst pair instead of the best: `REACHABLE` means that every place of every end is reached
    /// from every other, with every packet of the question (the "must" of PKT-4).
    pub fn ask_each(&self, question: &Question) -> Answer {
        self.answer(question, Scope::Each, &BTreeSet::new())
    }

    /// Answers like [`Network::ask`], but by every address, not only by those that names lead to: `UNREACHABLE` is
    /// a proof.
    pub fn ask_proof(&self, question: &Question) -> Answer {
        self.answer(question, Scope::Proof, &BTreeSet::new())
    }

    /// Answers one question about the paths that meet none of some resources: packets that meet one count as
    /// dropped there.
    ///
    /// Not the same as a model without them: routes and names still lead there. That nothing connects any more
    /// proves that every path meets one.
    pub fn ask_avoiding(&self, question: &Question, avoid: &BTreeSet<NodeId>) -> Answer {
        self.answer(question, Scope::Proof, avoid)
    }

    fn answer(&self, question: &Question, scope: Scope, avoid: &BTreeSet<NodeId>) -> Answer {
        if question.ipv6 {
            return refused(ends::no_ipv6());
        }
        let mut best: Option<Candidate> = None;
        let mut refusal: Option<Refusal> = None;
        let (from, to) = (self.counting(&question.from), self.counting(&question.to));
        for from in &from {
            let origins = match ends::origins(&self.net, from) {
                Ok(origins) => origins,
                Err(why) => {
                    note(&mut refusal, why);
                    continue;
                }
            };
            for origin in origins {
                for to in &to {
                    let aims = match ends::aims(&self.net, to, &origin, scope) {
                        Ok(aims) => aims,
                        Err(why) => {
                            note(&mut refusal, why);
                            continue;
                        }
                    };
                    for aim in aims {
                        let found = self.pair(question, &origin, &aim, scope, avoid);
                        let beats = |best: &Candidate| match scope {
                            Scope::Any | Scope::Calls | Scope::Proof => found.rank > best.rank,
                            Scope::Each => found.badness() > best.badness(),
                        };
                        if best.as_ref().is_none_or(beats) {
                            best = Some(found);
                        }
                        let done = match scope {
                            Scope::Any | Scope::Calls | Scope::Proof => Verdict::Reachable,
                            Scope::Each => Verdict::Unreachable,
                        };
                        if let Some(best) = best.take_if(|best| best.answer.verdict == done) {
                            // Nothing can decide more.
                            return best.answer;
                        }
                    }
                }
            }
        }
        match (best, refusal) {
            // What the model cannot say about one pair leaves a "no" about the others open (section 5).
            (Some(best), Some(why)) if best.answer.verdict == Verdict::Unreachable && why.is_open() => {
                refused(why)
            }
            // What cannot even be asked is not reached.
            (Some(best), Some(why)) if scope == Scope::Each && best.answer.verdict == Verdict::Reachable => {
                refused(why)
            }
            (Some(best), _) => best.answer,
            (None, Some(why)) => refused(why),
            (None, None) => nothing_asked(),
        }
    }

    /// The endpoints that a policy admits, of what is served through endpoints only (APIGW-1).
    pub fn admits(&self, id: &NodeId) -> Option<&[NodeId]> {
        self.net.roles.get(id)?.admits.as_deref()
    }

    /// The service that a resource is a private door to, if it is an interface endpoint.
    pub fn endpoint_service(&self, id: &NodeId) -> Option<&Service> {
        let at = self.net.roles.get(id)?.interfaces.first()?;
        match &self.net.interfaces[*at as usize].fact.inbound {
            Inbound::Service { service, .. } => Some(service),
            Inbound::Filtered
            | Inbound::Function
            | Inbound::Managed
            | Inbound::Nat
            | Inbound::Inspection
            | Inbound::Offered { .. }
            | Inbound::Balancer => None,
        }
    }

    /// The ends that have a place in the network; all of them if none has, so that the answer can say why.
    fn counting(&self, ends: &[End]) -> Vec<End> {
        let kept: Vec<End> = ends.iter().filter(|end| ends::counts(&self.net, end)).cloned().collect();
        if kept.is_empty() { ends.to_vec() } else { kept }
    }

    /// The packets that a question means, as they are when they start.
    fn sent(&self, question: &Question, origin: &Origin, aim: &Aim) -> TrafficSet {
        let (source, client, carried) = match origin {
            Origin::Interface(at) => {
                let it = &self.net.interfaces[*at as usize];
                let protocols = it.fact.protocols.iter().map(|it| Ranges::protocol(*it));
                let carried = if it.fact.protocols.is_empty() {
                    Ranges::all_protocols()
                } else {
                    protocols.fold(Ranges::EMPTY, |all, it| all.union(&it))
                };
                (it.addresses.clone(), Ranges::ports(it.fact.ephemeral), carried)
            }
            Origin::Outside { addresses, .. } => {
                (addresses.clone(), super::filter::unknown_client(), Ranges::all_protocols())
            }
        };
        let family = if question.ipv6 { Ranges::all_v6() } else { Ranges::all_v4() };
        let (source, destination) = (source.intersect(&family), aim.addresses.intersect(&family));
        let protocols = Ranges::protocol(question.protocol).intersect(&carried);
        let with_ports: Ranges = [6, 17].into_iter().collect();
        let ports =
            if question.protocol.has_ports() { Ranges::ports(question.ports) } else { Ranges::all_ports() };
        let cube = |protocols: Ranges, ports: Ranges, client: Ranges| {
            Cube::new(protocols, source.clone(), destination.clone(), ports, client)
        };
        let ported = cube(protocols.intersect(&with_ports), ports, client);
        let all = Ranges::all_ports();
        let portless = cube(protocols.subtract(&with_ports), all.clone(), all);
        [ported, portless].into_iter().collect()
    }

    fn pair(
        &self,
        question: &Question,
        origin: &Origin,
        aim: &Aim,
        scope: Scope,
        avoid: &BTreeSet<NodeId>,
    ) -> Candidate {
        let own = match origin {
            Origin::Interface(at) => Some(*at),
            Origin::Outside { .. } => None,
        };
        let places = own.into_iter().chain(aim.interface).map(|at| &self.net.interfaces[at as usize]);
        if let Some(odd) = places.clone().find(|it| it.odd) {
            let answer = refused(Refusal {
                code: Code::NoSourceOrDestination,
                reason: explain::sentence(
                    explain::odd_address(),
                    Direction::Forward,
                    vec![odd.node.to_string()],
                ),
                unknown: true,
            });
            return Candidate { rank: (2, 0), answer };
        }
        let sent = self.sent(question, origin, aim);
        let (found, survivors) = self.walked(question, origin, aim, &sent, avoid);
        let rest = sent.subtract(&survivors);
        if scope != Scope::Each || found.answer.verdict != Verdict::Reachable || rest.is_empty() {
            return found;
        }
        // Something gets through, and something does not: what stops that?
        self.walked(question, origin, aim, &rest, avoid).0
    }

    /// Walks packets out and back: the best that becomes of any of them, and which ones come back.
    fn walked(
        &self,
        question: &Question,
        origin: &Origin,
        aim: &Aim,
        sent: &TrafficSet,
        avoid: &BTreeSet<NodeId>,
    ) -> (Candidate, TrafficSet) {
        let net = &self.net;
        if sent.is_empty() {
            return (self.nothing_sent(question, origin, aim), TrafficSet::default());
        }
        let mut best: Option<Candidate> = None;
        let mut survivors = TrafficSet::default();
        let mut narrowed = true;
        let mut keep = |found: Candidate| {
            if best.as_ref().is_none_or(|best| found.rank > best.rank) {
                best = Some(found);
            }
        };
        for out in prop::forward(net, origin, aim, sent.clone()) {
            let place = match &out.end {
                Err(stop) => {
                    keep(stopped(&out.packet, None, stop, Direction::Forward));
                    continue;
                }
                Ok(place) => place,
            };
            let mut nodes = out.packet.hops.iter().filter_map(|hop| hop.node.as_ref());
            if let Some(met) = nodes.find(|node| avoid.contains(*node)) {
                keep(stopped(&out.packet, None, &avoided(met), Direction::Forward));
                continue;
            }
            for back in prop::back(net, origin, aim, sent, &out.packet, place) {
                match &back.end {
                    Err(stop) => keep(stopped(&out.packet, Some(&back.packet), stop, Direction::Return)),
                    Ok(_) => {
                        survivors.extend(back.packet.set.reversed().intersect(sent));
                        narrowed &= back.packet.narrowed;
                        keep(connected(&out.packet, &back));
                    }
                }
            }
        }
        let Some(mut best) = best else {
            return (self.nothing_sent(question, origin, aim), TrafficSet::default());
        };
        if !survivors.is_empty() {
            best.answer.packets = survivors.packets(&|it| explain::selectors(net, it));
            finish(&mut best.answer, sent, &survivors, narrowed);
            best.answer.reason = best.answer.reason.or_else(|| self.stand_in(aim));
        }
        (best, survivors)
    }

    /// What an answer is really about, when that is not the resource that was asked for.
    fn stand_in(&self, aim: &Aim) -> Option<Message> {
        let (node, service) = aim.node.as_ref().zip(aim.service.as_ref())?;
        self.net.roles.get(node).filter(|roles| roles.unattached)?;
        Some(Message::new(
            &text!(
                "`{0}` has no interface; this is about {1}, the service that takes its calls",
                "`{0}`에 인터페이스가 없어 그 호출을 받는 서비스 {1}에 대한 답입니다"
            ),
            [node.to_string(), service.to_string()],
        ))
    }

    /// No packet can even start: the sender does not speak the protocol, or asks for itself.
    fn nothing_sent(&self, question: &Question, origin: &Origin, aim: &Aim) -> Candidate {
        let own = match origin {
            Origin::Interface(at) if !aim.addresses.is_empty() => &self.net.interfaces[*at as usize].node,
            Origin::Interface(_) | Origin::Outside { .. } => {
                let answer = refused(Refusal {
                    code: Code::NoSourceOrDestination,
                    reason: Message::plain(&text!(
                        "there is no packet from one end to the other",
                        "한쪽 끝에서 다른 쪽 끝으로 가는 패킷이 없습니다"
                    )),
                    unknown: true,
                });
                return Candidate { rank: (0, 0), answer };
            }
        };
        let reason = Message::new(
            &text!("`{0}` does not send {1}", "`{0}`은(는) {1}을(를) 보내지 않습니다"),
            [own.to_string(), question.protocol.name()],
        );
        let stop = Stop {
            code: Code::ProtocolRestriction,
            node: own.to_string(),
            entry: String::new(),
            reason,
            need: None,
            unknown: false,
        };
        stopped(&Packet::default(), None, &stop, Direction::Forward)
    }
}

/// Keeps the first refusal, and rather one that leaves the question open.
fn note(kept: &mut Option<Refusal>, why: Refusal) {
    if kept.as_ref().is_none_or(|kept| why.is_open() && !kept.is_open()) {
        *kept = Some(why);
    }
}

/// An answer and how good it is.
struct Candidate {
    rank: (u8, usize),
    answer: Answer,
}

impl Candidate {
    /// How far it is from a pair that connects.
    fn badness(&self) -> u8 {
        match self.answer.verdict {
            Verdict::Reachable => 0,
            Verdict::Unknown => 1,
            Verdict::PartialReturn | Verdict::ForwardOnly => 2,
            Verdict::Unreachable => 3,
        }
    }
}

fn blank(verdict: Verdict) -> Answer {
    Answer {
        verdict,
        code: None,
        direction: None,
        blocked_at: None,
        reason: None,
        forward: Vec::new(),
        back: Vec::new(),
        packets: Vec::new(),
        need: None,
        through: Vec::new(),
    }
}

fn refused(why: Refusal) -> Answer {
    let verdict = if why.unknown { Verdict::Unknown } else { Verdict::Unreachable };
    Answer { code: Some(why.code), reason: Some(why.reason), ..blank(verdict) }
}

fn nothing_asked() -> Answer {
    refused(Refusal {
        code: Code::NoSourceOrDestination,
        reason: Message::plain(&text!(
            "the question names no two different ends",
            "질문에 서로 다른 두 끝이 없습니다"
        )),
        unknown: true,
    })
}

fn stopped(out: &Packet, back: Option<&Packet>, stop: &Stop, direction: Direction) -> Candidate {
    let verdict = if stop.unknown { Verdict::Unknown } else { Verdict::Unreachable };
    let returned = back.map(|it| it.hops.clone()).unwrap_or_default();
    let passed = out.hops.iter().chain(&returned).filter(|hop| hop.passed).count();
    let answer = Answer {
        code: Some(stop.code),
        direction: Some(direction),
        blocked_at: Some(Blocked { resource: stop.node.clone(), entry: stop.entry.clone() }),
        reason: Some(stop.reason.clone()),
        forward: out.hops.clone(),
        back: returned,
        need: stop.need.clone(),
        through: out.through.clone(),
        ..blank(verdict)
    };
    let way = usize::from(direction == Direction::Return);
    Candidate { rank: (u8::from(stop.unknown) + 1, way * 1000 + passed), answer }
}

fn avoided(at: &NodeId) -> Stop {
    Stop {
        code: Code::ComponentFilterRestrictionRemovedComponent,
        node: at.to_string(),
        entry: String::new(),
        reason: Message::new(
            &text!(
                "every path meets `{0}`, which was to be avoided",
                "모든 경로가 피해야 할 `{0}`을(를) 지납니다"
            ),
            [at.to_string()],
        ),
        need: None,
        unknown: false,
    }
}

fn connected(out: &Packet, back: &Trace) -> Candidate {
    let answer = Answer {
        forward: out.hops.clone(),
        back: back.packet.hops.clone(),
        through: out.through.clone(),
        ..blank(Verdict::Reachable)
    };
    let whole = usize::from(!back.packet.narrowed);
    Candidate { rank: (4, whole), answer }
}

/// RET-3: whether answers come back to every port of the client.
fn finish(answer: &mut Answer, sent: &TrafficSet, survivors: &TrafficSet, narrowed: bool) {
    let boxes = survivors.canonical();
    let whole = |cube: &Cube| {
        let asked = sent.within(&cube.clone().with(Dim::SourcePort, Ranges::all_ports()));
        asked.values(Dim::SourcePort) == *cube.get(Dim::SourcePort)
    };
    if boxes.iter().any(whole) && !narrowed {
        answer.verdict = Verdict::Reachable;
        return;
    }
    answer.verdict = Verdict::PartialReturn;
    answer.direction = Some(Direction::Return);
    let back = port_words(&survivors.values(Dim::SourcePort)).join(", ");
    let asked = port_words(&sent.values(Dim::SourcePort)).join(", ");
    answer.reason = Some(if narrowed {
        Message::plain(&text!(
            "answers come back to some of the translator's ports only",
            "응답이 변환기의 일부 포트로만 돌아옵니다"
        ))
    } else {
        Message::new(
            &text!(
                "answers come back to source ports {0} only, and the client uses {1}",
                "응답이 출발지 포트 {0}(으)로만 돌아오는데, 클라이언트는 {1}을(를) 씁니다"
            ),
            [back, asked],
        )
    });
}
