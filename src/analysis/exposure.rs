//! What the internet gets to, and what lets it: the other side of every rule that says "never".

use super::{Analysis, Answer, Hop, Question, Step, Verdict};
use crate::{
    base::{PortRange, Protocol},
    model::selector::End,
};

/// One end that packets from the internet reach.
#[derive(Clone, Debug)]
pub struct Exposed {
    /// What is reached.
    pub end: End,
    /// Over IPv6 instead of IPv4.
    pub ipv6: bool,
    /// What comes of packets of every protocol and port: `packets` has exactly those that pass.
    pub answer: Answer,
}

impl Exposed {
    /// Whether it is reached at the public endpoint of a service that it shares with everybody, where packets decide
    /// nothing and policies everything.
    pub fn is_by_service(&self) -> bool {
        let packets = &self.answer.packets;
        !packets.is_empty() && self.answer.through.is_empty()
    }

    /// The hops that let packets in, in order: routes, filters and gateways, there and back.
    pub fn reasons(&self) -> Vec<&Hop> {
        let hops = self.answer.forward.iter().chain(&self.answer.back);
        let decides = |hop: &&Hop| match hop.step {
            Step::SecurityGroup | Step::NetworkAcl | Step::Route | Step::Gateway => true,
            Step::Source | Step::Destination => false,
        };
        hops.filter(decides).collect()
    }
}

impl Analysis {
    /// Everything that packets from the internet get to, with what lets them, and everything of which the model does
    /// not say: a list without the latter would be no proof.
    pub fn exposure(&self) -> Vec<Exposed> {
        let mut out = Vec::new();
        for end in self.answerers().into_iter().filter(|end| *end != End::Internet && !self.is_outside(end)) {
            for ipv6 in [false, true] {
                let question = Question {
                    ipv6,
                    ..Question::of(End::Internet, end.clone(), Protocol::All, PortRange::ALL)
                };
                let answer = self.ask(&question);
                match answer.verdict {
                    Verdict::Unreachable => {}
                    Verdict::Reachable | Verdict::PartialReturn | Verdict::ForwardOnly | Verdict::Unknown => {
                        out.push(Exposed { end: end.clone(), ipv6, answer })
                    }
                }
            }
        }
        out
    }
}
