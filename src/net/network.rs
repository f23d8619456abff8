//! A model lowered to what packets see, and the answers it gives.

use super::{
    Answer, Packets, Question, Verdict, bulk,
    code::Code,
    compile,
    ends::{self, Refusal, Scope},
    explain,
    graph::{Ix, Net, TableNet, Target},
    prop::{Aim, Origin},
    traffic_set::TrafficSet,
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
use std::{cell::OnceCell, collections::BTreeSet};

mod candidate;
mod invented;
mod lift;
mod open;
mod pair;
mod rows;
mod through;
mod ways;
mod witness;
use candidate::Candidate;
pub use invented::Renaming;
pub use open::Open;
use pair::Asked;
pub use rows::Between;

/// Everything that passes between some ends.
#[derive(Clone, Debug)]
pub struct All {
    /// For the best pair; `set` and `packets` are those of every pair.
    pub answer: Answer,
    /// Whether of some pair the model does not say.
    pub open: bool,
}

/// A model lowered to what packets see: dense arrays and no kinds.
#[derive(Debug, Default)]
pub struct Network {
    net: Net,
    rows: OnceCell<bulk::Index>,
}

impl Network {
    /// Lowers a model.
    pub fn of(model: &Model, index: &Index) -> Self {
        let mut network = Self::of_facts(&compile::facts(model, index));
        network.net.open = open::open(model, index, &network.net);
        network
    }

    /// Lowers facts.
    pub fn of_facts(facts: &compile::Facts) -> Self {
        Self { net: Net::of(facts), rows: OnceCell::new() }
    }

    /// Lets go of a part, for who has no time for all at once; false if only a little is left.
    pub fn let_go(&mut self) -> bool {
        self.net.interfaces.pop().is_some() || self.net.roles.pop_first().is_some()
    }

    /// What it runs on.
    pub fn net(&self) -> &Net {
        &self.net
    }

    /// Segments whose table leads to an internet gateway.
    pub fn public_segments(&self) -> impl Iterator<Item = &NodeId> {
        let net = &self.net;
        let leads_out =
            |table: &TableNet| table.entries.iter().any(|it| matches!(it.target, Target::Edge(_)));
        let public = net.segments.iter().filter(move |it| leads_out(&net.tables[it.table as usize]));
        public.map(|it| &it.node)
    }

    /// A set of packets in words.
    pub fn said(&self, set: &TrafficSet) -> Vec<Packets> {
        set.packets(&|it| explain::selectors(&self.net, it))
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

    /// Everything that passes between any place of the one ends and any of the other, by the addresses that names lead
    /// to, with the answer for the best pair. For lists and comparisons: [`Network::ask`] looks no further than what
    /// connects first.
    pub fn ask_all(&self, question: &Question) -> All {
        self.united(question, Scope::Any)
    }

    /// The same by every address, and of what gets there without an answer (see [`Network::ask_proof`]).
    pub fn ask_all_proof(&self, question: &Question) -> All {
        self.united(question, Scope::Proof)
    }

    fn united(&self, question: &Question, scope: Scope) -> All {
        let (mut set, mut open) = (TrafficSet::default(), false);
        let mut see = |found: &Candidate| {
            set.extend(found.answer.set.clone());
            open |= found.answer.verdict == Verdict::Unknown;
        };
        let mut answer = self.answer_each(question, scope, &BTreeSet::new(), Some(&mut see));
        if answer.verdict == Verdict::Unknown {
            open = true;
        } else if !set.is_empty() {
            answer.packets = self.said(&set);
            answer.set = set;
        }
        All { answer, open }
    }

    fn answer(&self, question: &Question, scope: Scope, avoid: &BTreeSet<NodeId>) -> Answer {
        self.answer_each(question, scope, avoid, None)
    }

    /// Answers for the best pair, or the worst. Whoever wants to see them all keeps it from stopping early.
    fn answer_each(
        &self,
        question: &Question,
        scope: Scope,
        avoid: &BTreeSet<NodeId>,
        mut see: Option<&mut dyn FnMut(&Candidate)>,
    ) -> Answer {
        let mut best: Option<Candidate> = None;
        let mut refusal: Option<Refusal> = None;
        if let Some(why) = self.uncrossable(&question.through) {
            return refused(why);
        }
        let (from, to) = (self.counting(&question.from), self.counting(&question.to));
        for (from, to) in from.iter().flat_map(|from| to.iter().map(move |to| (from, to))) {
            let asked = Asked::of(&self.net, question, (from, to), scope, avoid);
            let origins = match ends::origins(&self.net, from) {
                Ok(origins) => origins,
                Err(why) => {
                    note(&mut refusal, why);
                    continue;
                }
            };
            for origin in origins {
                if scope == Scope::Each && self.is_further(&origin, from) {
                    continue;
                }
                let aims = match ends::aims(&self.net, to, &origin, scope, asked.ipv6) {
                    Ok(aims) => aims,
                    Err(why) => {
                        note(&mut refusal, why);
                        continue;
                    }
                };
                for place in self.by_place(aims, to, scope) {
                    let found = asked.best_way(&origin, &place);
                    if let Some(see) = see.as_mut() {
                        see(&found);
                    }
                    let beats = |best: &Candidate| match scope {
                        Scope::Any | Scope::Calls | Scope::Proof => found.rank > best.rank,
                        Scope::Each => found.badness() > best.badness(),
                    };
                    if best.as_ref().is_none_or(beats) {
                        best = Some(found);
                    }
                    if let Some(best) = best.take_if(|best| see.is_none() && best.is_last_word(scope)) {
                        // Nothing can decide more.
                        return asked.finished(best);
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
            (Some(best), Some(why)) if scope == Scope::Each && best.connects() => refused(why),
            (Some(best), _) => {
                let ends = best.ends.clone();
                let ends = ends.as_ref().map_or((&End::Internet, &End::Internet), |it| (&it.0, &it.1));
                let asked = Asked::of(&self.net, question, ends, scope, avoid);
                // What would mend it is for a question about one pair.
                if see.is_some() { asked.witnessed(&best, best.answer.clone()) } else { asked.finished(best) }
            }
            (None, Some(why)) => refused(why),
            (None, None) => nothing_asked(),
        }
    }

    /// Why nothing can be said of crossing resources, the one to speak of first, if none of them is one that packets
    /// meet: a group around an interface and an address that it wears are not.
    pub fn why_uncrossable(&self, through: &[NodeId]) -> Option<Message> {
        let met =
            |id: &NodeId| self.net.roles.get(id).is_some_and(|it| it.group.is_none() && it.holds.is_none());
        let named = through.first().filter(|_| !through.iter().any(met))?;
        Some(Message::new(
            &text!("`{0}` is nothing that packets cross", "`{0}`은(는) 패킷이 지나는 것이 아닙니다"),
            [named.to_string()],
        ))
    }

    fn uncrossable(&self, through: &[NodeId]) -> Option<Refusal> {
        let reason = self.why_uncrossable(through)?;
        Some(Refusal { code: Code::UnsupportedComponent, reason, unknown: true })
    }

    /// Whether a resource stands for the interfaces of others: a subnet, a VPC, a security group, an address.
    pub fn stands_for_others(&self, id: &NodeId) -> bool {
        self.net.roles.get(id).is_some_and(|roles| ends::stands_for_others(&self.net, roles))
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

    /// Whether packets of a resource would start at an interface that is attached to it. Who asks for each means the one that
    /// it came with: which of several a host sends from is its own affair.
    fn is_further(&self, origin: &Origin, end: &End) -> bool {
        let Origin::Interface(at) = origin else { return false };
        let owner = self.net.interfaces.get(*at as usize).and_then(|it| it.fact.owner.as_ref());
        owner.is_some_and(|owner| matches!(end, End::Node(id) if id == owner))
    }

    /// The addresses of an end that stand for one place of it. Where each place must be reached, one of its addresses is
    /// enough; interfaces attached to a resource are no other place than the one that it came with.
    fn by_place(&self, aims: Vec<Aim>, end: &End, scope: Scope) -> Vec<Vec<Aim>> {
        let own = |at: Ix| {
            let owner = self.net.interfaces.get(at as usize).and_then(|it| it.fact.owner.as_ref());
            let owner = owner.filter(|owner| matches!(end, End::Node(id) if id == *owner));
            let first = owner.and_then(|owner| self.net.roles.get(owner)?.interfaces.first().copied());
            first.unwrap_or(at)
        };
        let mut out: Vec<(Option<Ix>, Vec<Aim>)> = Vec::new();
        for aim in aims {
            let place = aim.target.or(aim.entry).filter(|_| scope == Scope::Each).map(own);
            match out.iter_mut().find(|(known, _)| place.is_some() && *known == place) {
                Some((_, aims)) => aims.push(aim),
                None => out.push((place, vec![aim])),
            }
        }
        out.into_iter().map(|(_, aims)| aims).collect()
    }

    /// The ends that have a place in the network; all of them if none has, so that the answer can say why.
    fn counting(&self, ends: &[End]) -> Vec<End> {
        let kept: Vec<End> = ends.iter().filter(|end| ends::counts(&self.net, end)).cloned().collect();
        if kept.is_empty() { ends.to_vec() } else { kept }
    }
}

/// Keeps the first refusal, and rather one that leaves the question open.
fn note(kept: &mut Option<Refusal>, why: Refusal) {
    if kept.as_ref().is_none_or(|kept| why.is_open() && !kept.is_open()) {
        *kept = Some(why);
    }
}

fn refused(why: Refusal) -> Answer {
    let verdict = if why.unknown { Verdict::Unknown } else { Verdict::Unreachable };
    Answer { code: Some(why.code), reason: Some(why.reason), ..candidate::blank(verdict) }
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
