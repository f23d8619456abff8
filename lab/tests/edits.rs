//! T7 for rules of groups: after every edit the index is the one that the new rules give, and what it said had
//! changed is what changed.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use lab::{plain, seed::Seed};
use plat::{
    model::fact::NetFact,
    net::{
        bulk::{Index, Place, Span, Verdict},
        compile::Facts,
        graph::{Ix, Net},
    },
};
use std::collections::BTreeSet;

/// The first class of an interface in each family.
fn first_places(index: &Index, interface: Ix) -> Vec<(bool, Place)> {
    let mut out: Vec<(bool, Place)> = Vec::new();
    for place in index.ground().places(interface) {
        let v6 = index.ground().planes[place.0 as usize].v6;
        if out.iter().all(|it| it.0 != v6) {
            out.push((v6, *place));
        }
    }
    out
}

/// An index, and the atoms of its pairs of planes.
struct Read {
    index: Index,
    spans: Vec<Span>,
}

impl Read {
    fn of(index: Index) -> Self {
        let spans = (0..index.pairs().len()).map(|at| index.span(at).unwrap().into_owned()).collect();
        Self { index, spans }
    }

    /// Whether packets get through with all answers, and with some.
    fn says(&self, net: &Net, (from, to): (Place, Place), packets: &[(u8, u16)]) -> Vec<(bool, bool)> {
        let verdict = self.index.pair(net, from, to);
        let answer = |(protocol, port): &(u8, u16)| match &verdict {
            Verdict::Nothing => (false, false),
            Verdict::Asked => unreachable!("the plain fragment asks nobody"),
            Verdict::Services { pair, full, some } => {
                let atoms = &self.spans[*pair].services.all;
                let at = atoms.iter().position(|it| it.holds(*protocol, *port)).unwrap();
                let bit = |mask: &[u64; 8]| mask[at / 64] >> (at % 64) & 1 == 1;
                (bit(full), bit(some))
            }
        };
        packets.iter().map(answer).collect()
    }
}

/// Packets at which two indexes may differ about a pair.
fn packets(all: [&Read; 2], places: [(Place, Place); 2]) -> Vec<(u8, u16)> {
    let mut out = BTreeSet::new();
    for (read, (from, to)) in all.into_iter().zip(places) {
        let span = read.index.pair_of(from.0, to.0).map(|it| &read.spans[it]);
        out.extend(span.iter().flat_map(|it| &it.services.all).map(|it| it.one()));
    }
    out.into_iter().collect()
}

fn with_rules(facts: &Facts, group: &plat::base::NodeId, donor: &Facts, seed: &mut Seed) -> Facts {
    let filters: Vec<&NetFact> =
        donor.iter().flat_map(|it| &it.1).filter(|it| matches!(it, NetFact::StatefulFilter(_))).collect();
    let new = filters[seed.below(filters.len())].clone();
    let mut out = facts.clone();
    for (id, facts) in &mut out {
        if id == group
            && let [NetFact::StatefulFilter(own)] = facts.as_mut_slice()
            && let NetFact::StatefulFilter(new) = new.clone()
        {
            // Sometimes one direction only.
            if seed.chance(70) {
                own.ingress = new.ingress;
            }
            if seed.chance(70) {
                own.egress = new.egress;
            }
        }
    }
    out
}

#[test]
fn edited_is_made_anew() {
    let (mut kept, mut anew, mut pairs) = (0, 0, 0);
    for number in 0..25 {
        let mut seed = Seed::new(number);
        let mut facts = plain::network(number);
        let mut net = Net::of(&facts);
        let mut index = Index::of(&net, usize::MAX);
        for step in 0..8 {
            let group = Ix::try_from(seed.below(net.groups.len())).unwrap();
            if net.groups[group as usize].implicit {
                continue;
            }
            let node = net.groups[group as usize].node.clone();
            // Of a network of the same shape, so that blocks are often known.
            let donor = if seed.chance(70) { facts.clone() } else { plain::network(seed.number()) };
            let next = with_rules(&facts, &node, &donor, &mut seed);
            let new_net = Net::of(&next);
            let old = Read::of(Index::of(&net, usize::MAX));
            let scratch = Read::of(Index::of(&new_net, usize::MAX));
            let change = index.edit_group(&net, group, &new_net.groups[group as usize]);
            if change.rebuild {
                index = Index::of(&new_net, usize::MAX);
                anew += 1;
            } else {
                kept += 1;
            }
            let now = Read::of(index);
            let changed: BTreeSet<(Place, Place)> =
                change.changed.iter().map(|it| (it.from, it.to)).collect();
            assert!(change.asked.is_empty());
            for from in 0..net.interfaces.len() {
                for to in 0..net.interfaces.len() {
                    let (from, to) = (Ix::try_from(from).unwrap(), Ix::try_from(to).unwrap());
                    for (v6, a) in first_places(&now.index, from) {
                        let place = |read: &Read, at| {
                            first_places(&read.index, at).into_iter().find(|it| it.0 == v6).map(|it| it.1)
                        };
                        let Some(b) = place(&now, to) else { continue };
                        let places = |read: &Read| (place(read, from).unwrap(), place(read, to).unwrap());
                        let sent = packets([&scratch, &old], [places(&scratch), places(&old)]);
                        let told = now.says(&new_net, (a, b), &sent);
                        let expected = scratch.says(&new_net, places(&scratch), &sent);
                        assert_eq!(told, expected, "seed {number}, step {step}: {from} to {to}");
                        if !change.rebuild {
                            let differs = old.says(&net, places(&old), &sent) != expected;
                            let said = changed.contains(&(a, b));
                            assert_eq!(
                                said, differs,
                                "seed {number}, step {step}: {from} to {to} changed or not"
                            );
                        }
                        pairs += 1;
                    }
                }
            }
            index = now.index;
            (facts, net) = (next, new_net);
        }
    }
    println!("{kept} kept, {anew} made anew, {pairs} pairs");
    assert!(kept > 50 && anew > 5, "{kept} kept, {anew} made anew");
}
