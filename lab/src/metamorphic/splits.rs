//! One thing written as two: a block as its halves, a range of ports as two, a list as two lists; or written twice.

use super::{Case, each, routes};
use crate::seed::Seed;
use plat::{
    base::{Cidr, NodeId, PortRange},
    model::fact::{AllowFact, EntryFact, HubRoute, NetFact, Peer, RouteFact},
    net::{
        compile::Facts,
        graph::Net,
        ranges::{address, number},
    },
};
use std::sync::Arc;

/// Both halves of a block.
pub fn halves(block: Cidr) -> Option<[Cidr; 2]> {
    let length = block.length() + 1;
    let size: u32 = if block.is_v4() { 32 } else { 128 };
    let shift = size.checked_sub(u32::from(length))?;
    let first = number(block.first());
    let high = address(first | 1u128 << shift);
    Some([Cidr::around(block.first(), length)?, Cidr::around(high, length)?])
}

fn two_ranges(ports: PortRange, seed: &mut Seed) -> Option<[PortRange; 2]> {
    let (first, last) = (ports.first(), ports.last());
    let highest = last.saturating_sub(1).max(first);
    let at = u16::try_from(seed.between(first.into(), highest.into())).ok()?;
    if first == last {
        return None;
    }
    Some([PortRange::new(first, at)?, PortRange::new(at + 1, last)?])
}

/// One rule as several that together say the same.
fn rule_parts(rule: &AllowFact, seed: &mut Seed) -> Vec<AllowFact> {
    let mut out = vec![rule.clone()];
    if let Some(Peer::Cidr(block)) = &rule.peer
        && seed.chance(60)
        && let Some(both) = halves(*block)
    {
        out = both.map(|it| AllowFact { peer: Some(Peer::Cidr(it)), ..rule.clone() }).to_vec();
    }
    if rule.protocol.has_ports()
        && seed.chance(60)
        && let Some(both) = two_ranges(rule.ports, seed)
    {
        out = out.iter().flat_map(|it| both.map(|ports| AllowFact { ports, ..it.clone() })).collect();
    }
    out
}

/// The same for entries of network ACLs, which then have numbers of their own.
fn entry_parts(entry: &EntryFact, seed: &mut Seed) -> Vec<EntryFact> {
    let entry = EntryFact { number: entry.number * 8, ..entry.clone() };
    let mut out = vec![entry.clone()];
    if seed.chance(60)
        && let Some(both) = halves(entry.cidr)
    {
        out = both.map(|cidr| EntryFact { cidr, ..entry.clone() }).to_vec();
    }
    if entry.protocol.has_ports()
        && seed.chance(60)
        && let Some(both) = two_ranges(entry.ports, seed)
    {
        out = out.iter().flat_map(|it| both.map(|ports| EntryFact { ports, ..it.clone() })).collect();
    }
    for (more, it) in (0..).zip(&mut out) {
        it.number += more;
    }
    out
}

/// Rules and entries are split by address and by port.
pub fn rules_split(facts: &Facts, _: &Net, seed: &mut Seed) -> Option<Case> {
    let mut after = facts.clone();
    let mut more = false;
    for fact in after.iter_mut().flat_map(|it| &mut it.1) {
        if let NetFact::StatefulFilter(it) = fact {
            for rules in [&mut it.ingress, &mut it.egress] {
                let parts: Vec<AllowFact> = rules.iter().flat_map(|it| rule_parts(it, seed)).collect();
                more |= parts.len() > rules.len();
                *rules = parts;
            }
        } else if let NetFact::StatelessFilter(it) = fact {
            for entries in [&mut it.ingress, &mut it.egress] {
                let parts: Vec<EntryFact> = entries.iter().flat_map(|it| entry_parts(it, seed)).collect();
                more |= parts.len() > entries.len();
                *entries = parts;
            }
        } else if let NetFact::Site(it) = fact
            && let Some(rules) = &mut it.ingress
        {
            *rules = rules.iter().flat_map(|it| rule_parts(it, seed)).collect();
        }
    }
    more.then(|| Case::same(after))
}

/// A prefix list becomes two, and whatever names it names both. Entries are split, too, where no route names the list.
pub fn lists_split(facts: &Facts, _: &Net, seed: &mut Seed) -> Option<Case> {
    let lists = facts.iter().find_map(|(id, facts)| match facts.as_slice() {
        [NetFact::List(blocks)] if !blocks.is_empty() => Some((id.clone(), blocks.clone())),
        _ => None,
    });
    let (id, blocks) = lists?;
    let second: NodeId = format!("{id}-2").parse().ok()?;
    let is_it = |peer: &Peer| matches!(peer, Peer::List(it) if *it == id);
    let named = |fact: &NetFact| {
        if let NetFact::Table(it) = fact {
            it.routes.iter().any(|it| is_it(&it.destination))
        } else if let NetFact::HubTable(it) = fact {
            it.routes.iter().any(|it| is_it(&it.destination))
        } else {
            false
        }
    };
    let routed = facts.iter().flat_map(|it| &it.1).any(named);
    let blocks: Vec<Cidr> = if routed {
        blocks
    } else {
        blocks.iter().flat_map(|it| halves(*it).map_or(vec![*it], |both| both.to_vec())).collect()
    };
    let (mut here, mut there) = (Vec::new(), Vec::new());
    for block in blocks {
        if seed.chance(50) { here.push(block) } else { there.push(block) }
    }
    let mut after: Facts = facts.iter().filter(|it| it.0 != id).cloned().collect();
    for fact in after.iter_mut().flat_map(|it| &mut it.1) {
        let other = Peer::List(second.clone());
        if let NetFact::Table(it) = fact {
            // Beside the one it was, for of equal routes of lists the order says nothing, but for those of equal ones.
            let both = |it: &RouteFact| {
                let more =
                    is_it(&it.destination).then(|| RouteFact { destination: other.clone(), ..it.clone() });
                std::iter::once(it.clone()).chain(more).collect::<Vec<_>>()
            };
            it.routes = it.routes.iter().flat_map(both).collect();
        } else if let NetFact::HubTable(it) = fact {
            let both = |it: &HubRoute| {
                let more =
                    is_it(&it.destination).then(|| HubRoute { destination: other.clone(), ..it.clone() });
                std::iter::once(it.clone()).chain(more).collect::<Vec<_>>()
            };
            it.routes = it.routes.iter().flat_map(both).collect();
        } else if let NetFact::StatefulFilter(it) = fact {
            for rules in [&mut it.ingress, &mut it.egress] {
                let both = |it: &AllowFact| {
                    let own = it.peer.as_ref().is_some_and(is_it);
                    let more = own.then(|| AllowFact { peer: Some(other.clone()), ..it.clone() });
                    std::iter::once(it.clone()).chain(more).collect::<Vec<_>>()
                };
                *rules = rules.iter().flat_map(both).collect();
            }
        }
    }
    after.push((id, vec![NetFact::List(here)]));
    after.push((second, vec![NetFact::List(there)]));
    after.sort_by(|a, b| a.0.cmp(&b.0));
    Some(Case::same(after))
}

/// Routes are split in two, where no other route is of the length that comes out.
pub fn routes_split(facts: &Facts, net: &Net, seed: &mut Seed) -> Option<Case> {
    let mut after = facts.clone();
    let mut more = false;
    let mut parts = |alone: bool, to: &Peer| -> Vec<Peer> {
        let whole = vec![to.clone()];
        let Peer::Cidr(block) = to else { return whole };
        let both = halves(*block).filter(|_| alone && seed.chance(70));
        more |= both.is_some();
        both.map_or(whole, |both| both.map(Peer::Cidr).to_vec())
    };
    let block = |to: &Peer| if let Peer::Cidr(block) = to { Some(*block) } else { None };
    for (id, fact) in each(&mut after) {
        if let NetFact::Table(it) = fact {
            let split = |it: &RouteFact| {
                let alone = block(&it.destination).is_some_and(|to| routes::is_alone(net, id, to, [0, 1]));
                let parts = parts(alone, &it.destination).into_iter();
                parts.map(|destination| RouteFact { destination, ..it.clone() }).collect::<Vec<_>>()
            };
            it.routes = it.routes.iter().flat_map(split).collect();
        } else if let NetFact::HubTable(it) = fact {
            let split = |it: &HubRoute| {
                let alone =
                    block(&it.destination).is_some_and(|to| routes::is_alone_at_hub(net, id, to, [0, 1]));
                let parts = parts(alone, &it.destination).into_iter();
                parts.map(|destination| HubRoute { destination, ..it.clone() }).collect::<Vec<_>>()
            };
            it.routes = it.routes.iter().flat_map(split).collect();
        }
    }
    more.then(|| Case::same(after))
}

/// Rules, entries, routes, groups, targets and prefixes stand there twice.
pub fn doubled(facts: &Facts, _: &Net, seed: &mut Seed) -> Option<Case> {
    let mut after = facts.clone();
    for fact in after.iter_mut().flat_map(|it| &mut it.1) {
        match fact {
            NetFact::Table(it) => twice(&mut it.routes, seed),
            NetFact::HubTable(it) => twice(&mut it.routes, seed),
            NetFact::List(it) => twice(it, seed),
            NetFact::StatefulFilter(it) => {
                twice(&mut it.ingress, seed);
                twice(&mut it.egress, seed);
            }
            NetFact::StatelessFilter(it) => {
                for entries in [&mut it.ingress, &mut it.egress] {
                    for entry in entries.iter_mut() {
                        entry.number *= 2;
                    }
                    let before = entries.len();
                    twice(entries, seed);
                    // A second one behind the first: numbers are not given twice.
                    for entry in entries.iter_mut().skip(before) {
                        entry.number += 1;
                    }
                }
            }
            NetFact::Interface(it) => twice(&mut Arc::make_mut(it).groups, seed),
            NetFact::Line(it) => twice(&mut it.prefixes, seed),
            NetFact::Site(it) => {
                twice(&mut it.cidrs, seed);
                twice(&mut it.routes, seed);
                it.ingress.iter_mut().for_each(|it| twice(it, seed));
            }
            NetFact::Attachment(it) => twice(&mut it.propagates_to, seed),
            NetFact::TargetGroup(it) => twice(&mut it.targets, seed),
            NetFact::Balancer(it) => {
                it.listeners.iter_mut().for_each(|it| twice(&mut it.groups, seed));
                twice(&mut it.listeners, seed);
            }
            NetFact::Door(it) => twice(&mut it.tables, seed),
            NetFact::Boundary(_)
            | NetFact::Segment(_)
            | NetFact::SourceNat(_)
            | NetFact::Edge { .. }
            | NetFact::Exit { .. }
            | NetFact::Peering(_)
            | NetFact::LineGateway { .. }
            | NetFact::Hub(_)
            | NetFact::Offer(_)
            | NetFact::PrivateEntry { .. }
            | NetFact::LeavesBy { .. }
            | NetFact::Names(_)
            | NetFact::PublicBlock(_)
            | NetFact::Served { .. }
            | NetFact::ServedInside { .. }
            | NetFact::Unattached
            | NetFact::Outside { .. }
            | NetFact::Opaque => {}
        }
    }
    (after != *facts).then(|| Case::same(after))
}

/// Some of them again, at the end.
fn twice<T: Clone>(all: &mut Vec<T>, seed: &mut Seed) {
    let again: Vec<T> = all.iter().filter(|_| seed.chance(50)).cloned().collect();
    all.extend(again);
}
