//! Structural edits: a subnet with another route table, a route more or less, an interface with other groups, a new
//! subnet with an interface.

use super::{id, subnet_block};
use crate::seed::Seed;
use plat::{
    base::NodeId,
    model::fact::{Interface, NetFact, Peer, RouteFact, Segment},
    net::compile::Facts,
};
use std::sync::Arc;

/// How many kinds of edit there are.
pub const KINDS: usize = 4;

/// The facts after an edit of one of the kinds.
pub fn edited(facts: &Facts, kind: usize, seed: &mut Seed) -> Facts {
    let mut after = facts.clone();
    let fits = |fact: &NetFact| match kind {
        0 => matches!(fact, NetFact::Segment(it) if it.table.is_some()),
        1 => matches!(fact, NetFact::Table(_)),
        _ => matches!(fact, NetFact::Interface(it) if !it.groups.is_empty()),
    };
    let all: Vec<usize> = (0..after.len()).filter(|at| after[*at].1.iter().any(fits)).collect();
    let (at, other) = (all[seed.below(all.len())], all[seed.below(all.len())]);
    if kind >= 3 {
        let of = vpc_of(&facts[at].0);
        // Places that the generator leaves free.
        let block = subnet_block(of, 25 + seed.below(6));
        let groups = groups_of(&facts[at].1);
        let new = id(&format!("subnet-{of:03}-new"));
        let segment = Segment {
            boundary: super::vpc(of),
            cidrs: vec![block],
            zone: "a".to_owned(),
            table: None,
            acl: None,
            dns64: false,
        };
        after.push((new.clone(), vec![NetFact::Segment(segment)]));
        let interface = Interface { groups, ..Interface::in_segment(new) };
        after.push((id(&format!("eni-{of:03}-new")), vec![interface.stated()]));
        after.sort_by(|a, b| a.0.cmp(&b.0));
        return after;
    }
    let groups = groups_of(&facts[other].1);
    let (here, there) = (vpc_of(&facts[at].0), vpc_of(&facts[other].0));
    for fact in &mut after[at].1 {
        if let NetFact::Segment(it) = fact {
            it.table = None;
        } else if let NetFact::Table(it) = fact {
            if it.routes.len() > 1 && seed.chance(50) {
                it.routes.remove(0);
            } else {
                let hole = Peer::Cidr(subnet_block(there, 3));
                it.routes.push(RouteFact { destination: hole, target: None });
            }
        } else if let NetFact::Interface(it) = fact {
            // A group of another VPC would be a finding, not an edit: then one fewer of its own.
            let it = Arc::make_mut(it);
            if here == there {
                it.groups = groups.clone();
            } else if it.groups.len() > 1 {
                it.groups.remove(0);
            }
        }
    }
    after
}

/// The number of the VPC in a name of ours.
fn vpc_of(id: &NodeId) -> usize {
    id.as_str().split('-').nth(1).and_then(|it| it.parse().ok()).unwrap_or(0)
}

fn groups_of(facts: &[NetFact]) -> Vec<NodeId> {
    let all = facts.iter().find_map(|fact| if let NetFact::Interface(it) = fact { Some(it) } else { None });
    all.map(|it| it.groups.clone()).unwrap_or_default()
}
