//! What the internet gets to, and what lets it: the other side of every rule that says "never".

use super::{Analysis, Answer, Hop, Question, Step, Verdict};
use crate::{
    base::{Icmp, PortRange, Protocol},
    model::selector::End,
    net::All,
};

/// One end that packets from the internet reach.
#[derive(Clone, Debug)]
pub struct Exposed {
    /// What is reached.
    pub end: End,
    /// Over IPv6 instead of IPv4.
    pub ipv6: bool,
    /// What comes of packets of every protocol and port to every address: `packets` has exactly those that pass, also where
    /// no answer comes back and the protocol needs none.
    pub answer: Answer,
    /// Whether of some address the model does not say.
    pub open: bool,
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
        let ends = self.exposable();
        let each = ends.iter().flat_map(|end| [false, true].map(|ipv6| (end.clone(), ipv6)));
        each.filter_map(|(end, ipv6)| self.exposed(&end, ipv6)).collect()
    }

    /// What the internet could get to, were it let.
    pub fn exposable(&self) -> Vec<End> {
        let inside =
            self.answerers().into_iter().filter(|end| *end != End::Internet && !self.is_outside(end));
        inside.collect()
    }

    /// What the internet gets to at one end; `None` if it is shown that it gets to nothing.
    pub fn exposed(&self, end: &End, ipv6: bool) -> Option<Exposed> {
        let all = Question::of(End::Internet, end.clone(), Protocol::All, PortRange::ALL);
        let question = Question { ipv6, icmp: Some(Icmp::All), ..all };
        let All { answer, open } = self.network().ask_all_proof(&question);
        (open || answer.verdict != Verdict::Unreachable).then(|| Exposed {
            end: end.clone(),
            ipv6,
            answer,
            open,
        })
    }
}
