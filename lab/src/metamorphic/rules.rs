//! Rules added, denied ones taken away, and rules moved between groups that always stand together.

use super::{Case, Holds};
use crate::seed::Seed;
use plat::{
    base::NodeId,
    model::fact::{AllowFact, NetFact, Peer, StatefulFilter},
    net::{compile::Facts, graph::Net},
};
use std::sync::Arc;

/// Rules that groups of the network have, and rules with the same traffic for somebody else.
fn known(facts: &Facts) -> Vec<AllowFact> {
    let filters = facts.iter().flat_map(|it| &it.1).filter_map(|fact| {
        if let NetFact::StatefulFilter(it) = fact { Some(it.ingress.iter().chain(&it.egress)) } else { None }
    });
    filters.flatten().cloned().collect()
}

/// A group allows more.
pub fn allow_added(facts: &Facts, _: &Net, seed: &mut Seed) -> Option<Case> {
    let known = known(facts);
    let mut after = facts.clone();
    let mut groups: Vec<&mut StatefulFilter> = after
        .iter_mut()
        .flat_map(|it| &mut it.1)
        .filter_map(|fact| if let NetFact::StatefulFilter(it) = fact { Some(it) } else { None })
        .collect();
    if known.is_empty() || groups.is_empty() {
        return None;
    }
    for _ in 0..seed.between(1, 3) {
        let (one, other) = (&known[seed.below(known.len())], &known[seed.below(known.len())]);
        let rule = AllowFact { peer: other.peer.clone(), ..one.clone() };
        let at = seed.below(groups.len());
        let group = groups.get_mut(at)?;
        if seed.chance(50) { group.ingress.push(rule) } else { group.egress.push(rule) }
    }
    Some(Case { holds: Holds::Grows, ..Case::same(after) })
}

/// A network ACL denies less.
pub fn deny_removed(facts: &Facts, _: &Net, seed: &mut Seed) -> Option<Case> {
    let mut after = facts.clone();
    let mut lists: Vec<_> = after
        .iter_mut()
        .flat_map(|it| &mut it.1)
        .flat_map(|fact| {
            if let NetFact::StatelessFilter(it) = fact {
                vec![&mut it.ingress, &mut it.egress]
            } else {
                Vec::new()
            }
        })
        .filter(|it| it.iter().any(|it| !it.allow))
        .collect();
    let at = seed.below(lists.len());
    let list = lists.get_mut(at)?;
    let denied: Vec<usize> = list.iter().enumerate().filter(|it| !it.1.allow).map(|it| it.0).collect();
    list.remove(denied[seed.below(denied.len())]);
    Some(Case { holds: Holds::Grows, ..Case::same(after) })
}

/// A group gets a companion that stands wherever it stands, and some of its rules move there.
pub fn rule_moved(facts: &Facts, _: &Net, seed: &mut Seed) -> Option<Case> {
    let groups: Vec<NodeId> = facts
        .iter()
        .filter(|(_, facts)| {
            facts.iter().any(|it| {
                if let NetFact::StatefulFilter(it) = it {
                    it.ingress.len() + it.egress.len() > 1
                } else {
                    false
                }
            })
        })
        .map(|it| it.0.clone())
        .collect();
    let group = groups.get(seed.below(groups.len()))?.clone();
    let second: NodeId = format!("{group}-2").parse().ok()?;
    let default = |segment: &NodeId| {
        let facts_of =
            |id: &NodeId| facts.iter().find(|it| it.0 == *id).map(|it| it.1.as_slice()).unwrap_or_default();
        facts_of(segment).iter().find_map(|fact| {
            let NetFact::Segment(it) = fact else { return None };
            facts_of(&it.boundary).iter().find_map(|fact| {
                if let NetFact::Boundary(it) = fact { it.default_group.clone() } else { None }
            })
        })
    };
    let mut after = facts.clone();
    let mut own = StatefulFilter { ingress: Vec::new(), egress: Vec::new() };
    let mut worn = false;
    for (id, facts) in &mut after {
        for fact in facts {
            if let NetFact::StatefulFilter(it) = fact
                && *id == group
            {
                for (rules, moved) in [(&mut it.ingress, &mut own.ingress), (&mut it.egress, &mut own.egress)]
                {
                    let (stay, go): (Vec<_>, Vec<_>) = rules.drain(..).partition(|_| seed.chance(50));
                    *rules = stay;
                    *moved = go;
                }
            } else if let NetFact::Interface(it) = fact
                && !it.unfiltered
            {
                let it = Arc::make_mut(it);
                // SG-2: who names none has the default one.
                if it.groups.is_empty() && default(&it.segment).as_ref() == Some(&group) {
                    it.groups.push(group.clone());
                }
                if it.groups.contains(&group) {
                    it.groups.push(second.clone());
                    worn = true;
                }
            }
        }
    }
    let moved = !own.ingress.is_empty() || !own.egress.is_empty();
    after.push((second, vec![NetFact::StatefulFilter(own)]));
    after.sort_by(|a, b| a.0.cmp(&b.0));
    (moved && worn).then(|| Case::same(after))
}

/// Whether a peer is a block that holds an address, or a list with one that does.
pub fn names(facts: &Facts, peer: &Peer, address: std::net::IpAddr) -> bool {
    match peer {
        Peer::Cidr(block) => block.holds(address),
        Peer::List(id) => facts.iter().filter(|it| it.0 == *id).flat_map(|it| &it.1).any(|fact| {
            if let NetFact::List(it) = fact { it.iter().any(|it| it.holds(address)) } else { false }
        }),
        Peer::Group(_) | Peer::Service(_) => false,
    }
}
