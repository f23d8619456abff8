//! One origin and one aim: which packets are sent, and what becomes of them.

use super::{
    candidate::{self, Candidate},
    witness,
};
use crate::{
    base::{Icmp, Message, NodeId, Protocol, text},
    model::selector::End,
    net::{
        Answer, Blocked, Blocker, Direction, Note, Question, Verdict,
        code::Code,
        ends::{self, Scope},
        explain,
        filter::unknown_client,
        graph::Net,
        prop::{Aim, Errand, Origin, Packet, STEPS_MAX, Stop, Walked},
        ranges::Ranges,
        traffic_set::{Cube, Dim, TrafficSet, icmp_protocols, with_ports},
    },
};
use std::collections::BTreeSet;

/// A question about two ends, and how it is meant.
pub(super) struct Asked<'a> {
    pub net: &'a Net,
    pub question: &'a Question,
    pub ends: (&'a End, &'a End),
    pub scope: Scope,
    pub avoid: &'a BTreeSet<NodeId>,
    /// A block of IPv6 makes it a question about IPv6.
    pub ipv6: bool,
}

/// What became of the packets of a pair.
struct Outcome {
    candidate: Candidate,
    /// What stops them, where some choice does.
    worst: Option<Candidate>,
    /// Packets that get there and back under some choice.
    survivors: TrafficSet,
    /// Packets that some choice drops.
    losses: TrafficSet,
}

/// How many interfaces an end may have for an answer to say what every choice of them does.
pub(super) const PLACES_MAX: usize = 64;

/// How far a way gets that arrives without crossing what it should: further than any that stops before.
const MISSED: usize = 10_000;

/// How far a way gets, in addition, that crosses it.
const CROSSED: usize = 2 * MISSED;

impl<'a> Asked<'a> {
    pub fn of(
        net: &'a Net,
        question: &'a Question,
        ends: (&'a End, &'a End),
        scope: Scope,
        avoid: &'a BTreeSet<NodeId>,
    ) -> Self {
        let v6 = |end: &End| matches!(end, End::Cidr(cidr) if !cidr.is_v4());
        let ipv6 = question.ipv6 || v6(ends.0) || v6(ends.1);
        Self { net, question, ends, scope, avoid, ipv6 }
    }

    /// The best way to any of some addresses.
    pub fn best_way(&self, origin: &Origin, aims: &[Aim]) -> Candidate {
        let mut best: Option<Candidate> = None;
        for aim in aims {
            let found = self.pair(origin, aim);
            if best.as_ref().is_none_or(|best| found.rank > best.rank) {
                best = Some(found);
            }
        }
        let mut best = best.unwrap_or_else(|| self.nothing_sent(None, &Aim::default()));
        best.ends = Some((self.ends.0.clone(), self.ends.1.clone()));
        best
    }

    fn pair(&self, origin: &Origin, aim: &Aim) -> Candidate {
        let net = self.net;
        let own = match origin {
            Origin::Interface(at) => Some(*at),
            Origin::Outside { .. } | Origin::Site { .. } | Origin::Entry { .. } => None,
        };
        let places = own.into_iter().chain(aim.entry).map(|at| &net.interfaces[at as usize]);
        if let Some(odd) = places.clone().find(|it| it.odd) {
            let args = vec![odd.node.to_string()];
            let answer = Answer {
                code: Some(Code::NoSourceOrDestination),
                reason: Some(explain::sentence(explain::odd_address(), Direction::Forward, args)),
                must: false,
                ..candidate::blank(Verdict::Unknown)
            };
            return Candidate::new((2, 0), answer);
        }
        let ends = own.into_iter().chain(aim.entry).chain(aim.target);
        if let Some(stop) = ends.into_iter().find_map(|at| self.open_place(at)) {
            return self.stopped(&Packet::default(), &stop, &TrafficSet::default());
        }
        let mut aim = aim.clone();
        if aim.target.is_some() && self.question.protocol.has_ports() {
            // LB-2: the port of the question is that of the target; the listener's is free.
            aim.behind = Some(Ranges::ports(self.question.ports));
        }
        let sent = self.sent(origin, &aim);
        let mut found = self.walked(origin, &aim, &sent);
        let rest = sent.subtract(&found.survivors);
        let through = aim.target.is_some();
        if self.scope == Scope::Each && found.candidate.connects() {
            if !rest.is_empty() && !through {
                // Something gets through, and something does not: what stops that?
                found = self.walked(origin, &aim, &rest);
            } else if found.losses.intersect(&sent).meets(&found.survivors)
                && let Some(worst) = found.worst.take()
            {
                found.candidate = worst;
            }
        }
        let mut best = found.candidate;
        if aim.opaque {
            best = self.opaque(best, &aim);
        }
        best.sample = best.sample.or_else(|| witness::sample(&found.survivors));
        if let Some(node) = &aim.elsewhere {
            best.answer.notes.push(Note { code: Code::DnsElsewhere, node: Some(node.clone()) });
        }
        best.pair = Some((origin.clone(), aim));
        best
    }

    /// What answers somewhere that the model does not show may answer these packets, if they get out at all.
    fn opaque(&self, found: Candidate, aim: &Aim) -> Candidate {
        match found.answer.verdict {
            // The addresses that the model shows explain better why not.
            Verdict::Unreachable => Candidate { rank: (0, 0), ..found },
            Verdict::Reachable | Verdict::PartialReturn | Verdict::ForwardOnly | Verdict::Unknown => {
                let answer = Answer {
                    code: Some(Code::UnsupportedComponent),
                    reason: Some(Message::new(
                        &text!(
                            "`{0}` also answers at a public address, and whom it lets in there is not modelled",
                            "`{0}`은(는) 공인 주소에서도 응답하는데, 그곳에서 누구를 허용하는지는 모델링되지 않았습니다"
                        ),
                        aim.node.iter().map(ToString::to_string),
                    )),
                    must: false,
                    forward: found.answer.forward,
                    ..candidate::blank(Verdict::Unknown)
                };
                Candidate::new((2, 0), answer)
            }
        }
    }

    /// The packets that the question means, as they are when they start.
    pub fn sent(&self, origin: &Origin, aim: &Aim) -> TrafficSet {
        let question = self.question;
        let all = Ranges::all_protocols;
        let (source, client, carried) = match origin {
            Origin::Interface(at) => {
                let it = &self.net.interfaces[*at as usize];
                let protocols = it.fact.protocols.iter().map(|it| Ranges::protocol(*it));
                let carried = if it.fact.protocols.is_empty() {
                    all()
                } else {
                    protocols.fold(Ranges::EMPTY, |all, it| all.union(&it))
                };
                (it.addresses.clone(), Ranges::ports(it.fact.ephemeral), carried)
            }
            Origin::Outside { addresses, .. } | Origin::Site { addresses, .. } => {
                (addresses.clone(), unknown_client(), all())
            }
            Origin::Entry { .. } => (Net::unattached_sources(), unknown_client(), Ranges::one(6)),
        };
        let family = if self.ipv6 { Ranges::all_v6() } else { Ranges::all_v4() };
        let (source, destination) = (source.intersect(&family), aim.addresses.intersect(&family));
        // Of ICMP there is one for each family.
        let icmp = Ranges::protocol(if self.ipv6 { Protocol::ICMPV6 } else { Protocol::ICMP });
        let asked =
            if question.protocol.is_icmp() { icmp.clone() } else { Ranges::protocol(question.protocol) };
        let protocols = asked.intersect(&carried);
        let free = !question.protocol.has_ports() || aim.behind.is_some();
        let ports = if free { Ranges::all_ports() } else { Ranges::ports(question.ports) };
        let client = question.source_ports.map_or(client, Ranges::ports);
        let cube = |protocols: Ranges, ports: Ranges, client: Ranges| {
            Cube::new(protocols, source.clone(), destination.clone(), ports, client)
        };
        let echo = if self.ipv6 { Icmp::ECHO_V6 } else { Icmp::ECHO };
        // PKT-6: who asks for the type of an echo request means ping; a proof is about every code of it.
        let other = |it: &Icmp| self.scope == Scope::Proof || it.span().0 != echo.span().0;
        let (first, last) = question.icmp.filter(other).unwrap_or(echo).span();
        let types = Ranges::span(first.into(), last.into());
        let all = Ranges::all_ports();
        [
            cube(protocols.intersect(&with_ports()), ports, client),
            cube(protocols.intersect(&icmp), types, all.clone()),
            cube(protocols.subtract(&with_ports()).subtract(&icmp_protocols()), all.clone(), all),
        ]
        .into_iter()
        .collect()
    }

    /// Walks packets out and back: the best that becomes of any of them, and which ones come back.
    fn walked(&self, origin: &Origin, aim: &Aim, sent: &TrafficSet) -> Outcome {
        let errand = Errand { net: self.net, origin, aim, lifts: 0, counts_losses: false, steps: STEPS_MAX };
        if sent.is_empty() {
            let candidate = self.nothing_sent(Some(origin), aim);
            let (survivors, losses) = (TrafficSet::default(), TrafficSet::default());
            return Outcome { candidate, worst: None, survivors, losses };
        }
        let once = self.once(errand, sent);
        let (outcome, branched) = once;
        // Where nobody chooses, every choice does what the only one does.
        if !branched || outcome.survivors.is_empty() {
            return outcome;
        }
        let mut outcome = self.once(Errand { counts_losses: true, ..errand }, sent).0;
        if outcome.losses.meets(&outcome.survivors) {
            let worst = outcome.worst.as_ref().and_then(|it| it.answer.blockers.first());
            outcome.candidate.answer.otherwise = worst.cloned();
            outcome.candidate.answer.must = false;
        }
        outcome
    }

    fn once(&self, errand: Errand<'_>, sent: &TrafficSet) -> (Outcome, bool) {
        let (mut best, mut worst): (Option<Candidate>, Option<Candidate>) = (None, None);
        let mut keep = |rank: (u8, usize), found: &dyn Fn() -> Candidate| {
            let slot = if rank.0 >= 3 { &mut best } else { &mut worst };
            if slot.as_ref().is_none_or(|best| rank > best.rank) {
                *slot = Some(found());
            }
        };
        let (mut survivors, mut delivered) = (TrafficSet::default(), TrafficSet::default());
        let mut narrowed = true;
        let Walked { traces, mut branched, mut losses, steps } = errand.forward(sent.clone());
        let mut left = STEPS_MAX.saturating_sub(steps);
        for out in traces {
            if let Some(stop) = self.open_way(&out.packet, out.end.as_ref().err().map(AsRef::as_ref)) {
                losses.extend(out.packet.at_source().intersect(sent));
                let rank = Candidate::rank_of(&out.packet, None, &stop);
                keep(rank, &|| Candidate::stopped(self.net, &out.packet, None, &stop, Direction::Forward));
                continue;
            }
            let place = match &out.end {
                Err(stop) => {
                    let mut rank = Candidate::rank_of(&out.packet, None, stop);
                    if !self.question.through.is_empty() && self.crosses(&out.packet) {
                        rank.1 += CROSSED;
                    }
                    keep(rank, &|| self.stopped(&out.packet, stop, sent));
                    continue;
                }
                Ok(place) => place,
            };
            if !self.crosses(&out.packet) {
                losses.extend(out.packet.at_source().intersect(sent));
                let stop = self.missed();
                let (known, passed) = Candidate::rank_of(&out.packet, None, &stop);
                keep((known, MISSED + passed), &|| self.stopped(&out.packet, &stop, sent));
                continue;
            }
            if let Some(met) = self.avoided(&out.packet) {
                let stop = candidate::avoided(met);
                let rank = Candidate::rank_of(&out.packet, None, &stop);
                keep(rank, &|| Candidate::stopped(self.net, &out.packet, None, &stop, Direction::Forward));
                continue;
            }
            let mute = self.enough(&out.packet.set);
            let mute = out.packet.part(mute).at_source().intersect(sent);
            if !mute.is_empty() {
                delivered.extend(mute);
                keep(candidate::DELIVERED, &|| Candidate::delivered(&out.packet));
            }
            if self.question.one_way {
                continue;
            }
            let back = Errand { steps: left, ..errand }.back(sent, &out.packet, place);
            left = left.saturating_sub(back.steps);
            branched |= back.branched;
            losses.extend(back.losses);
            for back in &back.traces {
                if let Some(stop) = self.open_way(&back.packet, back.end.as_ref().err().map(AsRef::as_ref)) {
                    losses.extend(out.packet.at_source().intersect(sent));
                    let (there, direction) = (Some(&back.packet), Direction::Return);
                    let rank = Candidate::rank_of(&out.packet, there, &stop);
                    keep(rank, &|| Candidate::stopped(self.net, &out.packet, there, &stop, direction));
                    continue;
                }
                match &back.end {
                    Err(stop) => {
                        let (there, direction) = (Some(&back.packet), Direction::Return);
                        let mut rank = Candidate::rank_of(&out.packet, there, stop);
                        if !self.question.through.is_empty() {
                            rank.1 += CROSSED;
                        }
                        keep(rank, &|| Candidate::stopped(self.net, &out.packet, there, stop, direction));
                    }
                    Ok(_) => {
                        survivors.extend(back.packet.set.requests().intersect(sent));
                        narrowed &= back.packet.narrowed;
                        let rank = (candidate::DELIVERED.0, usize::from(!back.packet.narrowed));
                        keep(rank, &|| Candidate::connected(&out.packet, back));
                    }
                }
            }
        }
        let found = best.or_else(|| worst.take());
        let mut found = found.unwrap_or_else(|| self.nothing_sent(Some(errand.origin), errand.aim));
        let all = survivors.clone().union(delivered);
        if !all.is_empty() {
            found.answer.packets = all.packets(&|it| explain::selectors(self.net, it));
            found.answer.set = all.clone();
            if !survivors.is_empty() {
                candidate::finish(&mut found.answer, sent, &survivors, narrowed);
            }
            found.answer.reason = found.answer.reason.or_else(|| self.stand_in(errand.aim));
            found.answer.blockers.clear();
            if found.answer.verdict == Verdict::PartialReturn {
                self.blame(&mut found.answer, errand, sent, &survivors);
            }
        }
        (Outcome { candidate: found, worst, survivors: all, losses }, branched)
    }

    /// RET-3: what keeps the rest of the answers from coming back.
    fn blame(&self, answer: &mut Answer, errand: Errand<'_>, sent: &TrafficSet, survivors: &TrafficSet) {
        let whole = |cube: &Cube| cube.clone().with(Dim::SourcePort, Ranges::all_ports());
        let like: TrafficSet = survivors.canonical().iter().map(whole).collect();
        let lost = like.intersect(sent).subtract(survivors);
        let mut best: Option<(usize, Box<Stop>, TrafficSet)> = None;
        for out in errand.forward(lost.clone()).traces {
            let Ok(place) = &out.end else { continue };
            for back in errand.back(&lost, &out.packet, place).traces {
                let Err(stop) = back.end else { continue };
                let passed = back.packet.hops.passed();
                if best.as_ref().is_none_or(|it| passed > it.0) {
                    best = Some((passed, stop, back.packet.set));
                }
            }
        }
        let Some((_, stop, set)) = best else { return };
        answer.blocked_at = Some(Blocked { resource: stop.node.clone(), entry: stop.entry.clone() });
        answer.need.clone_from(&stop.need);
        answer.blockers = vec![Blocker {
            code: stop.code,
            node: stop.node,
            entry: stop.entry,
            direction: Direction::Return,
            rule: stop.rule,
            reason: stop.reason,
            packets: set.packets(&|it| explain::selectors(self.net, it)),
            need: stop.need,
        }];
    }

    /// Packets that count once they get there. PKT-6: tcp does nothing without an answer; a proof that nothing arrives is
    /// about everything else as well.
    fn enough(&self, set: &TrafficSet) -> TrafficSet {
        if self.question.one_way {
            set.clone()
        } else if self.scope == Scope::Proof {
            set.except(Dim::Protocol, &Ranges::one(6))
        } else {
            set.unanswered()
        }
    }

    /// A way there that ends early; with a packet to look into, where it should have crossed something.
    fn stopped(&self, out: &Packet, stop: &Stop, sent: &TrafficSet) -> Candidate {
        let mut found = Candidate::stopped(self.net, out, None, stop, Direction::Forward);
        if !self.question.through.is_empty() {
            found.sample = witness::sample(&out.at_source().intersect(sent));
        }
        found
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

    /// The first resource to be avoided that packets met.
    fn avoided<'p>(&'p self, packet: &'p Packet) -> Option<&'p NodeId> {
        let hops = packet.hops.newest_first().filter(|_| !self.avoid.is_empty());
        let met = hops.filter_map(|hop| hop.node.as_ref()).filter(|node| self.avoid.contains(*node)).last();
        let met = met.or_else(|| packet.through.iter().find(|node| self.avoid.contains(*node)));
        // What stands elsewhere has an interface there.
        met.or_else(|| {
            let inside = |at: &u32| self.stands_in(*at, &|id| self.avoid.contains(id));
            let at = packet.devices().filter(|_| !self.avoid.is_empty()).find(inside)?;
            Some(&self.net.interfaces[at as usize].node)
        })
    }

    /// No packet can even start: an end has no address of the family, the sender does not speak the protocol, or it
    /// asks for itself.
    fn nothing_sent(&self, origin: Option<&Origin>, aim: &Aim) -> Candidate {
        let family = if self.ipv6 { Ranges::all_v6() } else { Ranges::all_v4() };
        let own = match origin {
            Some(Origin::Interface(at)) => Some(&self.net.interfaces[*at as usize]),
            Some(Origin::Outside { .. } | Origin::Site { .. } | Origin::Entry { .. }) | None => None,
        };
        let far = match origin {
            Some(Origin::Outside { addresses, name, .. }) => Some((addresses, name.clone())),
            Some(Origin::Site { at, addresses }) => {
                Some((addresses, self.net.sites[*at as usize].node.to_string()))
            }
            Some(Origin::Interface(_) | Origin::Entry { .. }) | None => None,
        };
        let lacks = own.filter(|it| !it.addresses.meets(&family)).map(|it| it.node.to_string());
        let lacks = lacks.or_else(|| far.filter(|it| !it.0.meets(&family)).map(|it| it.1));
        // Where there are no addresses at all, it asks for itself.
        let lacks = lacks.or_else(|| {
            let none = !aim.addresses.meets(&family) && (aim.entry.is_some() || !aim.addresses.is_empty());
            let named = || explain::addresses(self.net, &aim.addresses);
            none.then(|| aim.node.as_ref().map_or_else(named, ToString::to_string))
        });
        if let Some(node) = lacks {
            let reason: &'static crate::base::Text = if self.ipv6 {
                &text!("`{0}` has no IPv6 address", "`{0}`에 IPv6 주소가 없습니다")
            } else {
                &text!("`{0}` has no IPv4 address", "`{0}`에 IPv4 주소가 없습니다")
            };
            let stop = Stop {
                code: Code::NoSourceOrDestination,
                rule: "PKT-1",
                node: node.clone(),
                entry: String::new(),
                reason: Message::new(reason, [node]),
                need: None,
                unknown: false,
            };
            return Candidate::stopped(self.net, &Packet::default(), None, &stop, Direction::Forward);
        }
        let Some(own) = own.filter(|_| aim.addresses.meets(&family)) else {
            let answer = Answer {
                code: Some(Code::NoSourceOrDestination),
                reason: Some(Message::plain(&text!(
                    "there is no packet from one end to the other",
                    "한쪽 끝에서 다른 쪽 끝으로 가는 패킷이 없습니다"
                ))),
                must: false,
                ..candidate::blank(Verdict::Unknown)
            };
            return Candidate::new((0, 0), answer);
        };
        let stop = Stop {
            code: Code::ProtocolRestriction,
            rule: "FN-1",
            node: own.node.to_string(),
            entry: String::new(),
            reason: Message::new(
                &text!("`{0}` does not send {1}", "`{0}`은(는) {1}을(를) 보내지 않습니다"),
                [own.node.to_string(), self.question.protocol.name()],
            ),
            need: None,
            unknown: false,
        };
        Candidate::stopped(self.net, &Packet::default(), None, &stop, Direction::Forward)
    }

    /// The answer, with what only the last one needs to know.
    pub fn finished(&self, best: Candidate) -> Answer {
        let mut answer = self.witnessed(&best, best.answer.clone());
        if let Some(answer) = self.why_not_through(&best, &answer) {
            return answer;
        }
        let pair = best.pair;
        if self.scope != Scope::Any && self.scope != Scope::Calls {
            return answer;
        }
        let Some((origin, aim)) = pair else { return answer };
        match answer.verdict {
            Verdict::Unreachable => {
                if let Some(blockers) = self.whole_way(&origin, &aim, &answer) {
                    answer.blockers = blockers;
                }
            }
            Verdict::Reachable | Verdict::PartialReturn | Verdict::ForwardOnly => {
                if answer.must
                    && let Some(blocker) = self.other_that_fails(&origin, &aim, answer.verdict)
                {
                    answer.must = false;
                    answer.otherwise = blocker;
                }
            }
            Verdict::Unknown => answer.must = false,
        }
        answer
    }

    /// PKT-4: what stops packets at another address that the same name leads to, or from another interface of the client,
    /// if one does not connect; nothing is known of it where there are too many to look at.
    fn other_that_fails(&self, origin: &Origin, aim: &Aim, best: Verdict) -> Option<Option<Blocker>> {
        let node = |aim: &Aim| aim.entry.map(|at| &self.net.interfaces[at as usize].node);
        let origins = ends::origins(self.net, self.ends.0).ok()?;
        let own =
            |it: &Origin| matches!((it, origin), (Origin::Interface(a), Origin::Interface(b)) if a == b);
        let many = matches!(self.ends.0, End::Node(id)
            if self.net.roles.get(id).is_some_and(|it| !it.interfaces.is_empty()));
        let others = origins.iter().filter(|it| own(it) || many && matches!(it, Origin::Interface(_)));
        let mut others: Vec<&Origin> = others.collect();
        if !matches!(origin, Origin::Interface(_)) {
            others = vec![origin];
        }
        if others.len() > PLACES_MAX {
            return Some(None);
        }
        for from in others {
            let Ok(aims) = ends::aims(self.net, self.ends.1, from, self.scope, self.ipv6) else { continue };
            let same: Vec<Aim> = aims
                .into_iter()
                .filter(|it| it.entry.is_some() && it.target == aim.target && node(it) == node(aim))
                .collect();
            if same.len() > PLACES_MAX {
                return Some(None);
            }
            for aim in same {
                let found = self.pair(from, &aim);
                // One that does as well as the best is no other.
                let fails = match found.answer.verdict {
                    Verdict::Reachable | Verdict::ForwardOnly => false,
                    Verdict::PartialReturn => best != Verdict::PartialReturn,
                    Verdict::Unreachable | Verdict::Unknown => true,
                };
                if fails {
                    return Some(found.answer.blockers.into_iter().next());
                }
                if !found.answer.must {
                    return Some(found.answer.otherwise);
                }
            }
        }
        None
    }
}
