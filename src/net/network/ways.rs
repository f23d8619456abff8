//! Every way that packets of a question may take, for what is paid by the byte.

use super::{Asked, Network, ends, pair::PLACES_MAX};
use crate::{
    base::NodeId,
    model::{
        fact::{Way, Waypoint},
        selector::End,
    },
    net::{
        Answer, Question, Verdict,
        ends::Scope,
        graph::{AttachmentEndNet, Ix},
        prop::{Aim, Origin},
    },
};
use std::collections::BTreeSet;

impl Network {
    /// The ways of a question's packets, one for each pair of interfaces that packets get from and to; each is as
    /// likely as the others (PKT-4). `known` is the answer to the question, which says it all where there is one pair.
    ///
    /// Of an end with very many interfaces the first ones stand for all.
    pub fn ways(&self, question: &Question, calls: bool, known: &Answer) -> Vec<Way> {
        let scope = if calls { Scope::Calls } else { Scope::Any };
        let mut ways = Vec::new();
        let pairs = question.from.iter().flat_map(|from| question.to.iter().map(move |to| (from, to)));
        for (from, to) in pairs {
            let avoid = BTreeSet::new();
            let asked = Asked::of(&self.net, question, (from, to), scope, &avoid);
            let mut pairs: Vec<(Origin, Aim)> = Vec::new();
            for origin in ends::origins(&self.net, from).unwrap_or_default() {
                let aims = ends::aims(&self.net, to, &origin, scope, asked.ipv6).unwrap_or_default();
                pairs.extend(aims.into_iter().map(|aim| (origin.clone(), aim)));
            }
            let only = pairs.len() == 1;
            let mut seen: Vec<(Option<Ix>, Option<Ix>)> = Vec::new();
            for (origin, aim) in pairs {
                let place = (start(&origin), aim.target.or(aim.entry));
                // Another address of a place that was reached already, or a target that this node does not use.
                if ways.len() >= PLACES_MAX
                    || place.1.is_some() && seen.contains(&place)
                    || place.0.zip(place.1).is_some_and(|(node, target)| self.keeps_to_zone(node, target))
                {
                    continue;
                }
                let own = (!only).then(|| asked.best_way(&origin, std::slice::from_ref(&aim)).answer);
                let answer = own.as_ref().unwrap_or(known);
                let (End::Node(from), End::Node(to)) = (from, to) else { continue };
                match answer.verdict {
                    Verdict::Reachable | Verdict::PartialReturn | Verdict::ForwardOnly => {
                        ways.push(self.way((from, place.0), &answer.through, (to, place.1)));
                        seen.push(place);
                    }
                    Verdict::Unreachable | Verdict::Unknown => {}
                }
            }
        }
        ways
    }

    /// LB-5: whether an interface is a balancer's node in another zone than a target to which it sends nothing across.
    fn keeps_to_zone(&self, node: Ix, target: Ix) -> bool {
        let zone = |at: Ix| {
            self.net.interfaces.get(at as usize).map(|it| &self.net.segments[it.segment as usize].zone)
        };
        let Some(balancer) = self.net.balancers.iter().find(|it| it.nodes.contains(&node)) else {
            return false;
        };
        let groups = balancer.listeners.iter().flat_map(|it| &it.groups);
        let groups = groups.filter_map(|at| self.net.target_groups.get(*at as usize));
        let mut own =
            groups.filter(|group| group.targets.iter().any(|it| it.interface == Some(target))).peekable();
        own.peek().is_some()
            && zone(node) != zone(target)
            && own.all(|group| !group.cross_zone.unwrap_or(balancer.cross_zone))
    }

    fn way(
        &self,
        (from, start): (&NodeId, Option<Ix>),
        through: &[NodeId],
        (to, end): (&NodeId, Option<Ix>),
    ) -> Way {
        let zone = |at: Ix| {
            let segment = self.net.interfaces.get(at as usize)?.segment;
            Some(self.net.segments.get(segment as usize)?.zone.clone())
        };
        let mut way = vec![Waypoint { node: from.clone(), zone: start.and_then(zone), attached: false }];
        for node in through.iter().filter(|node| *node != from && *node != to) {
            let roles = self.net.roles.get(node);
            let attachment = roles.and_then(|it| self.net.attachments.get(it.attachment? as usize));
            // A line is met as what is attached, and again as itself.
            let of_vpc = attachment.is_some_and(|it| matches!(it.end, AttachmentEndNet::Boundary { .. }));
            if !of_vpc && way.last().is_some_and(|it| it.node == *node) {
                continue;
            }
            let interfaces = roles.map_or(&[][..], |it| &it.interfaces);
            let zones: Vec<String> = interfaces.iter().filter_map(|at| zone(*at)).collect();
            let here = way.iter().rev().find_map(|it| it.zone.as_ref());
            let zone = zones.iter().find(|it| Some(*it) == here).or_else(|| zones.first()).cloned();
            way.push(Waypoint { node: node.clone(), zone, attached: attachment.is_some() });
        }
        way.push(Waypoint { node: to.clone(), zone: end.and_then(zone), attached: false });
        way
    }
}

fn start(origin: &Origin) -> Option<Ix> {
    match origin {
        Origin::Interface(at) => Some(*at),
        Origin::Outside { .. } | Origin::Site { .. } | Origin::Entry { .. } => None,
    }
}
