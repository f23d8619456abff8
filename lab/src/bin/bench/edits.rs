//! Edits: a rule of a group more or less, and structural ones.

use crate::{Found, millis, percentile, put};
use lab::{large::change, seed::Seed};
use plat::{
    model::fact::NetFact,
    net::{
        bulk::Index,
        compile::Facts,
        graph::{GroupNet, Ix, Net, PeerNet, RuleNet},
    },
};
use std::{collections::BTreeMap, hint::black_box};

pub fn run(facts: &Facts, net: &Net, index: &mut Index, out: &mut Found) {
    let mut times = Vec::new();
    let mut rebuilt = 0.0;
    for (group, rules) in groups(facts, net, 100) {
        for rules in [&rules, &net.groups[group as usize]] {
            let (time, change) = millis(|| index.edit_group(net, group, rules));
            times.push(time);
            rebuilt += f64::from(u8::from(change.rebuild));
            black_box(change);
        }
    }
    put(out, "group edit p50 ms", percentile(&mut times, 50));
    put(out, "group edit p95 ms", percentile(&mut times, 95));
    put(out, "group edits that need a new index", rebuilt);
}

/// A subnet with another table, a route more or less, an interface with other groups, a new subnet: each done and
/// undone. Both networks are compiled already.
pub fn structural(facts: &Facts, net: &Net, index: &mut Index, out: &mut Found) {
    let count = if facts.len() > 50_000 { 12 } else { 40 };
    let mut times = Vec::new();
    for new in edited(facts, count) {
        for (old, new) in [(net, &new), (&new, net)] {
            let (time, change) = millis(|| index.update(old, new));
            times.push(time);
            black_box(change);
        }
    }
    put(out, "structural edit p50 ms", percentile(&mut times, 50));
    put(out, "structural edit p95 ms", percentile(&mut times, 95));
}

/// Networks after one such edit.
pub fn edited(facts: &Facts, count: usize) -> impl Iterator<Item = Net> {
    let mut seed = Seed::new(13);
    (0..count).map(move |at| Net::of(&change::edited(facts, at % change::KINDS, &mut seed)))
}

/// Groups with one rule more, which is another's.
pub fn groups(facts: &Facts, net: &Net, count: usize) -> Vec<(Ix, GroupNet)> {
    let mut seed = Seed::new(11);
    let stated = |it: &NetFact| matches!(it, NetFact::StatefulFilter(_));
    let filters = facts.iter().filter(|it| it.1.iter().any(stated)).count();
    let mut out = Vec::new();
    for _ in 0..count {
        let group = seed.below(filters);
        let donor = &net.groups[seed.below(filters)];
        let own = &net.groups[group];
        let Some(rule) = donor.ingress.first() else { continue };
        let more = GroupNet {
            node: own.node.clone(),
            implicit: false,
            ingress: own.ingress.iter().chain([rule]).map(copy).collect(),
            egress: own.egress.iter().map(copy).collect(),
            members: BTreeMap::new(),
        };
        out.push((Ix::try_from(group).unwrap_or(0), more));
    }
    out
}

fn copy(rule: &RuleNet) -> RuleNet {
    RuleNet {
        label: rule.label.clone(),
        protocol: rule.protocol.clone(),
        ports: rule.ports.clone(),
        peer: match &rule.peer {
            PeerNet::Addresses(addresses) => PeerNet::Addresses(addresses.clone()),
            PeerNet::Group(group) => PeerNet::Group(*group),
            PeerNet::Nobody => PeerNet::Nobody,
        },
    }
}
