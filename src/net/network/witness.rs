//! One packet for each "yes", sent by the walker before anybody reads the answer.
//!
//! The walker shares no decision with the engine that found the way. If it cannot send the packet there and back, one of
//! the two is wrong, and the answer is that the model does not say.

use super::{candidate::Candidate, pair::Asked};
use crate::{
    base::{Message, NodeId, text},
    net::{
        Answer, Verdict,
        answer::{Example, Seen},
        code::Code,
        ends::Scope,
        explain,
        graph::{Finish, Net, Start},
        prop::{Aim, Origin},
        ranges::Ranges,
        traffic_set::{Cube, Dim, TrafficSet, protocol_words, with_ports},
        walk::{self, Met, Outcome, Packet, Walked},
    },
};

/// The lowest packet of a set, of TCP if it has some.
pub(super) fn sample(set: &TrafficSet) -> Option<Packet> {
    let tcp = set.only(Dim::Protocol, &Ranges::one(6));
    let set = if tcp.is_empty() { set } else { &tcp };
    let lowest = |cube: &Cube| -> Option<Packet> {
        let first = |dim| cube.get(dim).first();
        // The first address of a block is no host's.
        let host = |dim| {
            let (first, last) = *cube.get(dim).spans().first()?;
            Some(if last - first > 1 { first + 1 } else { first })
        };
        Some(Packet {
            protocol: u8::try_from(first(Dim::Protocol)?).ok()?,
            source: host(Dim::Source)?,
            destination: host(Dim::Destination)?,
            port: u16::try_from(first(Dim::Port)?).ok()?,
            source_port: u16::try_from(first(Dim::SourcePort)?).ok()?,
        })
    };
    set.cubes().iter().filter_map(lowest).min()
}

/// Where the walker starts a packet of an origin.
pub(super) fn start(net: &Net, origin: &Origin) -> Start {
    match origin {
        Origin::Interface(at) => Start::Interface(*at),
        Origin::Outside { addresses, .. } => {
            let own = addresses.meets(&net.internet);
            if own { Start::Internet } else { Start::Unattached }
        }
        Origin::Site { at, .. } => Start::Site(*at),
        Origin::Entry { balancer, .. } => Start::Entry(*balancer),
    }
}

impl Asked<'_> {
    /// The answer with its witness, or what stands in for it if the walker does not agree.
    pub(super) fn witnessed(&self, found: &Candidate, answer: Answer) -> Answer {
        match answer.verdict {
            Verdict::Unreachable | Verdict::Unknown => return answer,
            Verdict::Reachable | Verdict::PartialReturn | Verdict::ForwardOnly => {}
        }
        let Some(((origin, aim), packet)) = found.pair.as_ref().zip(found.sample) else { return answer };
        let walked = walk::converse(self.net, start(self.net, origin), packet);
        let tcp = packet.protocol == 6;
        let one_way = self.question.one_way || self.scope == Scope::Proof && !tcp;
        match walked.iter().find(|it| agrees(it, aim, one_way) && self.crossed(it)) {
            Some(walked) => Answer { witness: Some(self.told(packet, walked)), ..answer },
            None => Answer {
                code: Some(Code::EnginesDisagree),
                reason: Some(Message::new(
                    &text!(
                        "one engine found a way for {0} and another could not follow it: please report this design",
                        "한 엔진은 {0}의 길을 찾았지만 다른 엔진은 따라가지 못했습니다. 이 설계를 제보해 주세요"
                    ),
                    [explain::header(self.net, &single(packet))],
                )),
                must: false,
                ..super::candidate::blank(Verdict::Unknown)
            },
        }
    }

    fn told(&self, packet: Packet, walked: &Walked) -> Example {
        let seen = |met: &Met| Seen {
            resource: met.node(self.net).map_or_else(String::new, NodeId::to_string),
            step: met.at.step(),
            entry: met.entry(self.net).unwrap_or_default().to_owned(),
        };
        let ported = with_ports().holds(packet.protocol.into());
        Example {
            protocol: protocol_words(&Ranges::one(packet.protocol.into())).concat(),
            source: explain::addresses(self.net, &Ranges::one(packet.source)),
            destination: explain::addresses(self.net, &Ranges::one(packet.destination)),
            source_port: ported.then_some(packet.source_port),
            port: ported.then_some(packet.port),
            forward: walked.forward.iter().map(seen).collect(),
            back: walked.back.iter().map(seen).collect(),
        }
    }
}

pub(super) fn single(packet: Packet) -> TrafficSet {
    let one = |number: u16| Ranges::one(number.into());
    let (source, destination) = (Ranges::one(packet.source), Ranges::one(packet.destination));
    let protocol = Ranges::one(packet.protocol.into());
    Cube::new(protocol, source, destination, one(packet.port), one(packet.source_port)).into()
}

/// Whether the walker got where the question asked.
fn agrees(walked: &Walked, aim: &Aim, one_way: bool) -> bool {
    match walked.outcome {
        Outcome::Arrived { at, .. } => {
            matches!(at, Finish::Interface(at) if aim.means(at)) || aim.target.is_none()
        }
        Outcome::Dropped { returning, .. } => one_way && returning,
        Outcome::Unknown { .. } => false,
    }
}
