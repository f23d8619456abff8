//! Other names, and another order.

use super::{Case, mapped::Mapping};
use crate::seed::Seed;
use plat::{
    base::NodeId,
    model::fact::{NetFact, Peer},
    net::{compile::Facts, graph::Net},
};
use std::{collections::BTreeMap, sync::Arc};

/// TGW-5: of VPCs whose blocks overlap, a transit gateway learns those of the first. Which is first is then a matter
/// of names.
fn order_matters(facts: &Facts, net: &Net) -> bool {
    let hubs = facts.iter().flat_map(|it| &it.1).any(|it| matches!(it, NetFact::Hub(_)));
    let mut pairs = net
        .boundaries
        .iter()
        .enumerate()
        .flat_map(|(at, a)| net.boundaries.iter().skip(at + 1).map(move |b| a.cidrs.meets(&b.cidrs)));
    hubs && pairs.any(|it| it)
}

/// Every resource and every zone has another name.
pub fn renamed(facts: &Facts, net: &Net, seed: &mut Seed) -> Option<Case> {
    if order_matters(facts, net) {
        return None;
    }
    let salt = seed.number();
    let name = move |id: &NodeId| -> NodeId {
        let letters = id.as_str().bytes().fold(salt, |sum, byte| Seed::new(sum ^ u64::from(byte)).number());
        format!("n{letters:016x}").parse().unwrap_or_else(|_| id.clone())
    };
    let turned =
        |zone: &str| format!("zone-{}", zone.bytes().map(|it| char::from(219 - it)).collect::<String>());
    let mapping = Mapping {
        id: &name,
        block: &|it| it,
        address: &|it| it,
        zone: &turned,
        traffic: &|protocol, icmp| (protocol, icmp),
    };
    Some(Case { id: Box::new(name), ..Case::same(mapping.facts(facts)) })
}

/// Facts, rules, routes and whatever else AWS gives no order stand in another.
pub fn reordered(facts: &Facts, net: &Net, seed: &mut Seed) -> Option<Case> {
    if order_matters(facts, net) {
        return None;
    }
    let mut after = facts.clone();
    for fact in after.iter_mut().flat_map(|it| &mut it.1) {
        match fact {
            NetFact::Boundary(it) => {
                // The first block of a VPC is its primary one.
                if let Some((_, rest)) = it.cidrs.split_first_mut() {
                    shuffle(rest, seed);
                }
            }
            NetFact::Segment(it) => shuffle(&mut it.cidrs, seed),
            NetFact::Table(it) => {
                // Two routes to one destination cannot be made; of those that are there, the first counts.
                let mut ranks: BTreeMap<String, u64> = BTreeMap::new();
                let mut rank = |to: &Peer| *ranks.entry(format!("{to:?}")).or_insert_with(|| seed.number());
                it.routes.sort_by_cached_key(|it| rank(&it.destination));
                shuffle(&mut it.propagates, seed);
                shuffle(&mut it.edges, seed);
            }
            NetFact::HubTable(it) => {
                let mut ranks: BTreeMap<String, u64> = BTreeMap::new();
                let mut rank = |to: &Peer| *ranks.entry(format!("{to:?}")).or_insert_with(|| seed.number());
                it.routes.sort_by_cached_key(|it| rank(&it.destination));
            }
            NetFact::List(it) => shuffle(it, seed),
            NetFact::StatefulFilter(it) => {
                shuffle(&mut it.ingress, seed);
                shuffle(&mut it.egress, seed);
            }
            NetFact::StatelessFilter(it) => {
                shuffle(&mut it.ingress, seed);
                shuffle(&mut it.egress, seed);
            }
            NetFact::Interface(it) => {
                let it = Arc::make_mut(it);
                shuffle(&mut it.groups, seed);
                shuffle(&mut it.listens, seed);
            }
            NetFact::Door(it) => shuffle(&mut it.tables, seed),
            NetFact::Peering(it) => {
                it.between.reverse();
                it.resolves.reverse();
            }
            NetFact::Line(it) => shuffle(&mut it.prefixes, seed),
            NetFact::Site(it) => {
                shuffle(&mut it.cidrs, seed);
                shuffle(&mut it.routes, seed);
                it.ingress.iter_mut().for_each(|it| shuffle(it, seed));
            }
            NetFact::Attachment(it) => {
                if let plat::model::fact::AttachmentEnd::Boundary { segments, .. } = &mut it.end {
                    shuffle(segments, seed);
                }
                shuffle(&mut it.propagates_to, seed);
            }
            NetFact::Balancer(it) => {
                it.listeners.iter_mut().for_each(|it| shuffle(&mut it.groups, seed));
                shuffle(&mut it.listeners, seed);
            }
            NetFact::TargetGroup(it) => shuffle(&mut it.targets, seed),
            NetFact::Offer(it) => shuffle(&mut it.balancers, seed),
            NetFact::PublicBlock(it) => shuffle(&mut it.exclusions, seed),
            NetFact::ServedInside { admits, .. } => shuffle(admits, seed),
            NetFact::SourceNat(_)
            | NetFact::Edge { .. }
            | NetFact::Exit { .. }
            | NetFact::LineGateway { .. }
            | NetFact::Hub(_)
            | NetFact::PrivateEntry { .. }
            | NetFact::LeavesBy { .. }
            | NetFact::Names(_)
            | NetFact::Served { .. }
            | NetFact::Unattached
            | NetFact::Outside { .. }
            | NetFact::Opaque => {}
        }
    }
    // Resources too, though a model gives them in the order of their names.
    shuffle(&mut after, seed);
    Some(Case::same(after))
}

fn shuffle<T>(all: &mut [T], seed: &mut Seed) {
    for last in (1..all.len()).rev() {
        all.swap(last, seed.below(last + 1));
    }
}
