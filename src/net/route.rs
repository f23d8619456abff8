//! Route tables as partitions of the address space (RT-10): which route takes which addresses.

use super::{
    lower::{Ix, Net, RouteNet, Target},
    ranges::Ranges,
};
use crate::{
    base::NodeId,
    model::fact::{NetFact, Peer, RouteFact},
};

/// How one route ranks: longer prefixes first, then CIDR routes before prefix lists (RT-3).
struct Candidate {
    length: u32,
    listed: bool,
    label: String,
    covers: Ranges,
    target: Target,
}

/// The routes of a table, each with the addresses that no better route takes.
pub fn partition(
    net: &Net,
    table: &NodeId,
    boundary: Ix,
    routes: &[RouteFact],
    facts: &[(&NodeId, Vec<NetFact>)],
) -> Vec<RouteNet> {
    let around = &net.boundaries[boundary as usize];
    let mut candidates = Vec::new();
    for route in routes {
        let target = route.target.as_ref().map_or(Target::Blackhole, |id| net.target(id, boundary));
        match &route.destination {
            Peer::Cidr(cidr) => {
                let covers = Ranges::cidr(*cidr);
                let length = u32::from(cidr.length()) + if cidr.is_v4() { 96 } else { 0 };
                if around.cidrs.covers(&covers) && !may_shadow_local(net, boundary, &covers, target) {
                    continue;
                }
                candidates.push(Candidate { length, listed: false, label: cidr.to_string(), covers, target });
            }
            Peer::Service(service) => {
                let covers = net.addresses_of(service);
                let label = format!("pl:{}", service.name);
                candidates.push(Candidate { length: 112, listed: true, label, covers, target });
            }
            // A route cannot name a group.
            Peer::Group(_) => {}
        }
    }
    for (id, fact) in facts.iter().flat_map(|(id, facts)| facts.iter().map(move |fact| (*id, fact))) {
        let NetFact::Door { service, tables, .. } = fact else { continue };
        let Some(door) = net.door(id).filter(|_| tables.contains(table)) else { continue };
        if net.doors[door as usize].boundary != boundary {
            continue;
        }
        let label = format!("pl:{}", service.name);
        // GWE-1: the endpoint's route is there before any other for the same list.
        let (covers, target) = (net.addresses_of(service), Target::Door(door));
        candidates.insert(0, Candidate { length: 112, listed: true, label, covers, target });
    }
    // RT-7, after the others: a static route for the whole block replaces the local one (RT-5).
    for block in &around.blocks {
        let length = u32::from(block.length()) + if block.is_v4() { 96 } else { 0 };
        let (label, covers) = (block.to_string(), Ranges::cidr(*block));
        candidates.push(Candidate { length, listed: false, label, covers, target: Target::Local });
    }
    candidates.sort_by_key(|it| (std::cmp::Reverse(it.length), it.listed));
    let mut taken = Ranges::EMPTY;
    let mut out = Vec::new();
    for Candidate { label, covers, target, .. } in candidates {
        let share = covers.subtract(&taken);
        taken = taken.union(&covers);
        if !share.is_empty() {
            out.push(RouteNet { label, share, target });
        }
    }
    out
}

/// RT-5: inside the VPC's own blocks a route counts only if it is for a whole subnet or a whole block, and its
/// target is a NAT gateway or an interface. One whose target is gone keeps its place (RT-6).
fn may_shadow_local(net: &Net, boundary: Ix, covers: &Ranges, target: Target) -> bool {
    let subnet = net.segments.iter().any(|it| it.boundary == boundary && it.cidrs == *covers);
    let block = net.boundaries[boundary as usize].blocks.iter().any(|it| Ranges::cidr(*it) == *covers);
    let legal = match target {
        Target::Nat(_) | Target::Appliance(_) | Target::Blackhole => true,
        Target::Local | Target::Edge(_) | Target::Door(_) => false,
    };
    (subnet || block) && legal
}
