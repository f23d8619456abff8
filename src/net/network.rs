//! A model lowered to what packets see, and the answers it gives.

use super::{
    Answer, Blocked, Direction, Question, Verdict,
    code::Code,
    ends::{self, Refusal},
    lower::Net,
    ranges::Ranges,
    traffic_set::{Cube, Dim, TrafficSet, port_words},
    walk::{self, Aim, Origin, Packet, Stop, Trace},
};
use crate::{
    base::{Message, text},
    model::{Model, selector::End, site::Index},
};

/// A model lowered to what packets see: dense arrays and no kinds.
#[derive(Debug, Default)]
pub struct Network {
    net: Net,
}

impl Network {
    /// Lowers a model.
    pub fn of(model: &Model, index: &Index) -> Self {
        Self { net: Net::of(model, index) }
    }

    /// Answers one question. With several ends it asks whether any pair connects, and shows the best one: a pair
    /// that connects, else one that the model cannot decide, else the one that got furthest.
    pub fn ask(&self, question: &Question) -> Answer {
        if question.ipv6 {
            return refused(Refusal {
                code: Code::UnsupportedComponent,
                reason: Message::plain(&text!(
                    "no resource of the model has IPv6 addresses yet",
                    "아직 모델의 리소스에 IPv6 주소가 없습니다"
                )),
                unknown: true,
            });
        }
        let mut best: Option<Candidate> = None;
        let mut refusal: Option<Refusal> = None;
        let (from, to) = (self.counting(&question.from), self.counting(&question.to));
        for from in &from {
            let origins = match ends::origins(&self.net, from) {
                Ok(origins) => origins,
                Err(why) => {
                    refusal.get_or_insert(why);
                    continue;
                }
            };
            for origin in origins {
                for to in &to {
                    let aims = match ends::aims(&self.net, to, &origin) {
                        Ok(aims) => aims,
                        Err(why) => {
                            refusal.get_or_insert(why);
                            continue;
                        }
                    };
                    for aim in aims {
                        let found = self.pair(question, &origin, &aim);
                        if best.as_ref().is_none_or(|best| found.rank > best.rank) {
                            best = Some(found);
                        }
                        if best.as_ref().is_some_and(|best| best.answer.verdict == Verdict::Reachable) {
                            // Nothing can be better.
                            return best.map_or_else(nothing_asked, |best| best.answer);
                        }
                    }
                }
            }
        }
        match (best, refusal) {
            // What the model cannot say about one pair leaves a "no" about the others open.
            (Some(best), Some(why)) if best.answer.verdict == Verdict::Unreachable && why.unknown => {
                if from.len() == 1 && to.len() == 1 { refused(why) } else { best.answer }
            }
            (Some(best), _) => best.answer,
            (None, Some(why)) => refused(why),
            (None, None) => nothing_asked(),
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
        let protocols = Ranges::protocol(question.protocol).intersect(&carried);
        let with_ports: Ranges = [6, 17].into_iter().collect();
        let ports =
            if question.protocol.has_ports() { Ranges::ports(question.ports) } else { Ranges::all_ports() };
        let cube = |protocols: Ranges, ports: Ranges, client: Ranges| {
            Cube::new(protocols, source.clone(), aim.addresses.clone(), ports, client)
        };
        let ported = cube(protocols.intersect(&with_ports), ports, client);
        let all = Ranges::all_ports();
        let portless = cube(protocols.subtract(&with_ports), all.clone(), all);
        [ported, portless].into_iter().collect()
    }

    fn pair(&self, question: &Question, origin: &Origin, aim: &Aim) -> Candidate {
        let net = &self.net;
        let sent = self.sent(question, origin, aim);
        if sent.is_empty() {
            return self.nothing_sent(question, origin, aim);
        }
        let mut best: Option<Candidate> = None;
        let mut survivors = TrafficSet::default();
        let mut narrowed = true;
        let mut keep = |found: Candidate| {
            if best.as_ref().is_none_or(|best| found.rank > best.rank) {
                best = Some(found);
            }
        };
        for out in walk::forward(net, origin, aim, sent.clone()) {
            let place = match &out.end {
                Err(stop) => {
                    keep(stopped(&out.packet, None, stop, Direction::Forward));
                    continue;
                }
                Ok(place) => place,
            };
            for back in walk::back(net, origin, aim, &sent, &out.packet, place) {
                match &back.end {
                    Err(stop) => keep(stopped(&out.packet, Some(&back.packet), stop, Direction::Return)),
                    Ok(_) => {
                        survivors.extend(back.packet.set.reversed().intersect(&sent));
                        narrowed &= back.packet.narrowed;
                        keep(connected(&out.packet, &back));
                    }
                }
            }
        }
        let Some(mut best) = best else { return self.nothing_sent(question, origin, aim) };
        if !survivors.is_empty() {
            finish(&mut best.answer, &sent, &survivors, narrowed);
        }
        best
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

/// An answer and how good it is.
struct Candidate {
    rank: (u8, usize),
    answer: Answer,
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
    answer.packets = survivors.packets();
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
