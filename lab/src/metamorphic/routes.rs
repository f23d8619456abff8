//! Routes that say again what another says.

use super::{Case, each, splits::halves};
use crate::seed::Seed;
use plat::{
    base::{Cidr, NodeId},
    model::fact::{HubRoute, NetFact, Peer, RouteFact},
    net::{compile::Facts, graph::Net, ranges::Ranges},
};

fn length(block: Cidr) -> u8 {
    block.length() + if block.is_v4() { 96 } else { 0 }
}

/// Whether a route of a table is the only one for its block at its own length and at the lengths that follow by so many
/// bits: then it loses to longer ones alone, before and after.
pub fn is_alone(net: &Net, table: &NodeId, block: Cidr, more: [u8; 2]) -> bool {
    let Some(table) = net.roles.get(table).and_then(|it| it.table).map(|it| &net.tables[it as usize]) else {
        return false;
    };
    let (covers, own) = (Ranges::cidr(block), length(block));
    // RT-5, RT-9: routes inside a VPC, and those of gateways, are for whole subnets.
    let around = &net.boundaries[table.boundary as usize].cidrs;
    let at = net.tables.iter().position(|it| std::ptr::eq(it, table));
    let edge = net.edges.iter().map(|it| it.table).chain(net.gateways.iter().map(|it| it.table));
    if around.covers(&covers) || edge.flatten().any(|it| Some(it as usize) == at) {
        return false;
    }
    let rivals = table
        .entries
        .iter()
        .filter(|it| it.covers.meets(&covers) && (own + more[0]..=own + more[1]).contains(&it.length));
    rivals.count() == 1
}

/// The same for a table of a transit gateway.
pub fn is_alone_at_hub(net: &Net, table: &NodeId, block: Cidr, more: [u8; 2]) -> bool {
    let Some(table) = net.roles.get(table).and_then(|it| it.hub_table) else { return false };
    let (covers, own) = (Ranges::cidr(block), length(block));
    let rivals = net.hub_tables[table as usize]
        .entries
        .iter()
        .filter(|it| it.covers.meets(&covers) && (own + more[0]..=own + more[1]).contains(&it.length));
    rivals.count() == 1
}

/// Some part of a block.
fn part(block: Cidr, seed: &mut Seed) -> Option<Cidr> {
    let mut out = block;
    for _ in 0..seed.between(1, 20) {
        let Some(both) = halves(out) else { break };
        out = both[seed.below(2)];
    }
    (out != block).then_some(out)
}

/// A part of what a route covers gets a route of its own, to the same target.
pub fn more_specific(facts: &Facts, net: &Net, seed: &mut Seed) -> Option<Case> {
    let mut after = facts.clone();
    let mut more = false;
    for (id, fact) in each(&mut after) {
        if let NetFact::Table(it) = fact {
            for at in 0..it.routes.len() {
                let route = it.routes[at].clone();
                if let Peer::Cidr(block) = &route.destination
                    && let Some(part) = part(*block, seed)
                    && is_alone(net, id, *block, [0, 0])
                    && wins(net, id, *block, part)
                {
                    it.routes.push(RouteFact { destination: Peer::Cidr(part), ..route });
                    more = true;
                }
            }
        } else if let NetFact::HubTable(it) = fact {
            for at in 0..it.routes.len() {
                let route = it.routes[at].clone();
                let table = net.roles.get(id).and_then(|it| it.hub_table)?;
                if let Peer::Cidr(block) = &route.destination
                    && let Some(part) = part(*block, seed)
                    && is_alone_at_hub(net, id, *block, [0, 0])
                {
                    let entries = &net.hub_tables[table as usize].entries;
                    let longer = |it: &&plat::net::graph::HubEntry| it.length > length(*block);
                    if !entries.iter().filter(longer).any(|it| it.covers.meets(&Ranges::cidr(part))) {
                        it.routes.push(HubRoute { destination: Peer::Cidr(part), ..route });
                        more = true;
                    }
                }
            }
        }
    }
    more.then(|| Case::same(after))
}

/// Whether a route is the one to take for all of a part of its block.
fn wins(net: &Net, table: &NodeId, block: Cidr, part: Cidr) -> bool {
    let Some(table) = net.roles.get(table).and_then(|it| it.table) else { return false };
    let table = &net.tables[table as usize];
    let part = Ranges::cidr(part);
    let longer = |it: &&plat::net::graph::EntryRoute| it.length > length(block);
    !table.entries.iter().filter(longer).any(|it| it.covers.meets(&part))
}
