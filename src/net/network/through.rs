//! Ways that have to cross a resource (section 5): which ways count, and why none does.
//!
//! Which ways count follows from what the engine says that packets met. Why none does follows from the route tables that
//! one packet looked into, as the walker followed it.

use super::{candidate::Candidate, pair::Asked, witness};
use crate::{
    base::{Message, NodeId, Text, text},
    net::{
        Answer, Blocked, Blocker, Direction, Hop, Step, Verdict,
        code::Code,
        explain,
        graph::{AttachmentEndNet, HubTableNet, Ix, TableNet, Target},
        prop::{Packet, Stop},
        ranges::Ranges,
        walk::{self, Met, Place},
    },
};

/// Why a table does not lead packets to a resource.
struct Miss {
    code: Code,
    /// How close it comes, the greater the closer.
    near: u8,
    rule: &'static str,
    table: NodeId,
    /// The route that decided, as written.
    entry: Option<String>,
    reason: Message,
}

/// How a route to a resource compares with the destination and the route that was taken.
#[derive(Clone, Copy)]
enum Beaten {
    /// It does not cover the destination.
    Aside,
    /// A longer prefix wins (RT-2).
    ByLength,
    /// A route of another origin wins (RT-3, RT-4).
    ByRank,
}

impl Beaten {
    fn near(self) -> u8 {
        match self {
            Self::Aside => 1,
            Self::ByLength => 2,
            Self::ByRank => 3,
        }
    }

    fn said(self) -> &'static Text {
        match self {
            Self::Aside => &text!(
                "route {1} of `{0}` leads to `{2}`, but does not cover {3}",
                "`{0}`의 경로 {1}은(는) `{2}`(으)로 이어지지만 {3}을(를) 포함하지 않습니다"
            ),
            Self::ByLength => &text!(
                "route {1} of `{0}` leads to `{2}`, but the more specific route {4} to `{5}` takes {3}",
                "`{0}`의 경로 {1}은(는) `{2}`(으)로 이어지지만, {3}에는 `{5}`(으)로 가는 더 구체적인 경로 {4}이(가) 쓰입니다"
            ),
            Self::ByRank => &text!(
                "route {1} of `{0}` leads to `{2}`, but route {4} to `{5}` is preferred for {3}",
                "`{0}`의 경로 {1}은(는) `{2}`(으)로 이어지지만, {3}에는 `{5}`(으)로 가는 경로 {4}이(가) 우선합니다"
            ),
        }
    }
}

/// A route as this module compares it.
struct Route<'n> {
    label: &'n str,
    covers: bool,
    length: u8,
    /// What it leads to, the nearest first.
    nodes: Vec<&'n NodeId>,
}

impl Asked<'_> {
    /// Whether a way crosses a resource that the question names; any way does if it names none.
    pub(super) fn crosses(&self, packet: &Packet) -> bool {
        let through = &self.question.through;
        through.is_empty()
            || through.iter().any(|id| packet.crossed(id))
            || packet.devices().any(|at| self.stands_in(at, &|id| through.contains(id)))
    }

    /// Whether an interface is in one of some subnets or VPCs: what has several interfaces is crossed in the subnet of the
    /// one that the packets met.
    pub(super) fn stands_in(&self, at: Ix, containers: &dyn Fn(&NodeId) -> bool) -> bool {
        let Some(interface) = self.net.interfaces.get(at as usize) else { return false };
        let segment =
            self.net.segments.get(interface.segment as usize).is_some_and(|it| containers(&it.node));
        segment || self.net.boundaries.get(interface.boundary as usize).is_some_and(|it| containers(&it.node))
    }

    /// The walker's word on the same.
    pub(super) fn crossed(&self, walked: &walk::Walked) -> bool {
        let through = &self.question.through;
        let met = |met: &Met| {
            met.node(self.net).is_some_and(|node| through.contains(node))
                || matches!(met.at, Place::Interface(at) if self.stands_in(at, &|id| through.contains(id)))
        };
        through.is_empty() || walked.forward.iter().any(met)
    }

    /// Section 5: packets get there, but not this way.
    pub(super) fn missed(&self) -> Stop {
        let node = self.question.through.first().map_or_else(String::new, NodeId::to_string);
        Stop {
            code: Code::ComponentFilterRestriction,
            rule: "5",
            node: node.clone(),
            entry: String::new(),
            reason: Message::new(
                &text!(
                    "packets get there, but no path crosses `{0}`",
                    "패킷이 도착하지만 `{0}`을(를) 지나는 경로가 없습니다"
                ),
                [node],
            ),
            need: None,
            unknown: false,
        }
    }

    /// What the route tables say, if no way crosses the resource because they lead elsewhere.
    pub(super) fn why_not_through(&self, found: &Candidate, answer: &Answer) -> Option<Answer> {
        let through = &self.question.through;
        let between = |hop: &Hop| !matches!(hop.step, Step::Source | Step::Destination);
        let hops = answer.forward.iter().filter(|hop| between(hop)).filter_map(|hop| hop.node.as_ref());
        let crosses = hops.chain(&answer.through).any(|id| through.contains(id));
        if through.is_empty() || answer.verdict != Verdict::Unreachable || crosses {
            return None;
        }
        let ((origin, _), packet) = found.pair.as_ref().zip(found.sample)?;
        let walked = walk::converse(self.net, witness::start(self.net, origin), packet);
        let misses = walked.iter().flat_map(|it| &it.forward).filter_map(|met| self.miss(met));
        // The closest; of several, the first on the way.
        let closest = |best: Option<Miss>, miss: Miss| match best {
            Some(best) if best.near >= miss.near => Some(best),
            Some(_) | None => Some(miss),
        };
        let miss = misses.fold(None, closest)?;
        let entry = miss.entry.map_or_else(String::new, |label| format!("route {label}"));
        let blocker = Blocker {
            code: miss.code,
            node: miss.table.to_string(),
            entry: entry.clone(),
            direction: Direction::Forward,
            rule: miss.rule,
            reason: miss.reason.clone(),
            need: None,
            packets: witness::single(packet).packets(&|it| explain::selectors(self.net, it)),
        };
        Some(Answer {
            code: Some(miss.code),
            direction: Some(Direction::Forward),
            blocked_at: Some(Blocked { resource: miss.table.to_string(), entry }),
            blockers: vec![blocker],
            reason: Some(miss.reason),
            need: None,
            ..answer.clone()
        })
    }

    fn miss(&self, met: &Met) -> Option<Miss> {
        match met.at {
            Place::Table(at) => self.miss_in_table(self.net.tables.get(at as usize)?, met),
            Place::HubTable(at) => self.miss_in_hub(at, self.net.hub_tables.get(at as usize)?, met),
            Place::Internet
            | Place::Provider
            | Place::Service(_)
            | Place::Boundary(_)
            | Place::Segment(_)
            | Place::Group(_)
            | Place::Acl(_)
            | Place::Interface(_)
            | Place::Edge(_)
            | Place::Exit(_)
            | Place::Nat(_)
            | Place::Door(_)
            | Place::Peering(_)
            | Place::Gateway(_)
            | Place::Line(_)
            | Place::Site(_)
            | Place::Hub(_)
            | Place::Attachment(_)
            | Place::Balancer(_)
            | Place::TargetGroup(_)
            | Place::Unmodelled => None,
        }
    }

    fn miss_in_table(&self, table: &TableNet, met: &Met) -> Option<Miss> {
        let routes = table.entries.iter().map(|it| Route {
            label: &it.label,
            covers: it.covers.holds(met.packet.destination),
            length: it.length,
            nodes: self.targets(it.target),
        });
        let (beaten, label, reason) = self.beaten(&table.node, &routes.collect::<Vec<_>>(), met)?;
        let (code, rule) = match beaten {
            Beaten::Aside => (Code::CannotRoute, "RT-2"),
            Beaten::ByLength => (Code::MoreSpecificRoute, "RT-2"),
            Beaten::ByRank => (Code::HigherPriorityRoute, "RT-3"),
        };
        Some(Miss { code, near: beaten.near(), rule, table: table.node.clone(), entry: Some(label), reason })
    }

    fn miss_in_hub(&self, at: Ix, table: &HubTableNet, met: &Met) -> Option<Miss> {
        let routes = table.entries.iter().map(|it| Route {
            label: &it.label,
            covers: it.covers.holds(met.packet.destination),
            length: it.length,
            nodes: it.attachment.map(|it| self.attached(it)).unwrap_or_default(),
        });
        let node = table.node.clone();
        if let Some((beaten, label, reason)) = self.beaten(&node, &routes.collect::<Vec<_>>(), met) {
            let code = match beaten {
                Beaten::Aside => Code::TgwRtbCannotRoute,
                Beaten::ByLength => Code::TgwRtbMoreSpecificRoute,
                Beaten::ByRank => Code::TgwRtbHigherPriorityRoute,
            };
            let (near, rule, entry) = (beaten.near(), "TGW-2", Some(label));
            return Some(Miss { code, near, rule, table: node, entry, reason });
        }
        let taken = met.entry.and_then(|it| table.entries.get(it as usize)?.attachment);
        if taken.is_some_and(|it| self.leads(&self.attached(it)).is_some()) {
            return None;
        }
        let attachments = &self.net.attachments;
        let hub = attachments.iter().find(|it| it.table == Some(at))?.hub?;
        let hub = self.net.hubs.get(hub as usize)?;
        let to = hub.attachments.iter().find_map(|it| self.leads(&self.attached(*it)).cloned())?;
        let reason = Message::new(
            &text!(
                "transit gateway table `{0}` has no route to `{1}`",
                "전송 게이트웨이 테이블 `{0}`에 `{1}`(으)로 가는 경로가 없습니다"
            ),
            [node.to_string(), to.to_string()],
        );
        let code = Code::TgwRtbNoRouteToTgwAttachment;
        Some(Miss { code, near: 0, rule: "TGW-2", table: node, entry: None, reason })
    }

    /// The route to the resource that comes closest to being taken, and what decided; none if it is taken, or there is
    /// none.
    fn beaten(&self, table: &NodeId, routes: &[Route<'_>], met: &Met) -> Option<(Beaten, String, Message)> {
        let taken = met.entry.and_then(|it| routes.get(it as usize));
        if taken.is_some_and(|it| self.leads(&it.nodes).is_some()) {
            return None;
        }
        let mut best: Option<(Beaten, &Route<'_>, &NodeId)> = None;
        for route in routes {
            let Some(to) = self.leads(&route.nodes) else { continue };
            let beaten = match taken {
                Some(taken) if route.covers && taken.length > route.length => Beaten::ByLength,
                Some(_) if route.covers => Beaten::ByRank,
                Some(_) | None => Beaten::Aside,
            };
            if best.as_ref().is_none_or(|best| beaten.near() > best.0.near()) {
                best = Some((beaten, route, to));
            }
        }
        let (beaten, route, to) = best?;
        let (won, won_to) = match taken {
            Some(it) => (it.label, it.nodes.first().map_or("local", |it| it.as_str())),
            None => ("", ""),
        };
        let words = [
            table.as_str(),
            route.label,
            to.as_str(),
            &explain::addresses(self.net, &Ranges::one(met.packet.destination)),
            won,
            won_to,
        ]
        .map(str::to_owned);
        let decided = match beaten {
            Beaten::Aside => route.label,
            Beaten::ByLength | Beaten::ByRank => won,
        };
        Some((beaten, decided.to_owned(), Message::new(beaten.said(), words)))
    }

    /// Which of some resources the question names.
    fn leads<'n>(&self, nodes: &[&'n NodeId]) -> Option<&'n NodeId> {
        nodes.iter().copied().find(|it| self.question.through.contains(it))
    }

    /// What a route leads to, the nearest first.
    fn targets(&self, target: Target) -> Vec<&NodeId> {
        let net = self.net;
        match target {
            Target::Local | Target::Blackhole | Target::Opaque => Vec::new(),
            Target::Edge(at) => vec![&net.edges[at as usize].node],
            Target::Exit(at) => vec![&net.exits[at as usize].node],
            Target::Nat(at) => vec![&net.nats[at as usize].node],
            Target::Door(at) => vec![&net.doors[at as usize].node],
            Target::Appliance(at) => vec![&net.interfaces[at as usize].node],
            Target::Peering(at) => vec![&net.peerings[at as usize].node],
            Target::Hub(at) => {
                let hub = &net.hubs[at as usize];
                let attachments = hub.attachments.iter().map(|it| &net.attachments[*it as usize].node);
                [&hub.node].into_iter().chain(attachments).collect()
            }
            Target::Gateway(at) => {
                let gateway = &net.gateways[at as usize];
                let lines = gateway.lines.iter().map(|it| &net.lines[*it as usize].node);
                [&gateway.node].into_iter().chain(lines).collect()
            }
        }
    }

    /// What a route of a transit gateway leads to.
    fn attached(&self, at: Ix) -> Vec<&NodeId> {
        let net = self.net;
        let attachment = &net.attachments[at as usize];
        let mut out = vec![&attachment.node];
        match &attachment.end {
            AttachmentEndNet::Boundary { boundary, .. } => out.push(&net.boundaries[*boundary as usize].node),
            AttachmentEndNet::Hub(Some(peer)) => {
                let peer = &net.attachments[*peer as usize];
                out.push(&peer.node);
                out.extend(peer.hub.map(|it| &net.hubs[it as usize].node));
            }
            AttachmentEndNet::Hub(None) => {}
            AttachmentEndNet::Lines(lines) => {
                out.extend(lines.iter().map(|it| &net.lines[*it as usize].node))
            }
        }
        out
    }
}
