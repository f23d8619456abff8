//! What rows do not cover is asked of `prop`, one pair at a time, and counted by reason.

use super::{AnyBlock, Index, Sweep, block::Block, cross::End, each_width, ground::Ground, lead::Lead};
use crate::net::{
    graph::{Finish, Ix, Net, Start},
    prop::flows::flows,
    ranges::Ranges,
    traffic_set::{Cube, TrafficSet},
};
use std::collections::BTreeMap;

/// What `prop` says of one pair of addresses.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// Packets, as the source sends them, that get there, and whose answers come back, under some choice of the
    /// provider's.
    pub may: TrafficSet,
    /// The same under every choice, where they get nowhere else.
    pub must: TrafficSet,
    /// Whether some get elsewhere.
    pub astray: bool,
    /// Packets that meet something that is not modelled.
    pub unknown: TrafficSet,
}

/// Asks `prop` which packets of the client's range get from an interface at one of its addresses to another interface
/// at one of its own.
pub fn ask(net: &Net, from: Ix, source: u128, to: Ix, destination: u128) -> Told {
    let Some(interface) = net.interfaces.get(from as usize) else { return Told::default() };
    let sent = TrafficSet::from(Cube::new(
        Ranges::all_protocols(),
        Ranges::one(source),
        Ranges::one(destination),
        Ranges::all_ports(),
        Ranges::ports(interface.fact.ephemeral),
    ));
    let told = flows(net, Start::Interface(from), &sent);
    let must = told.must();
    let mut may = told.may;
    let there = may.remove(&Finish::Interface(to)).unwrap_or_default();
    let astray = may.values().any(|it| !it.is_empty());
    Told { must, may: there, astray, unknown: told.unknown }
}

/// Why rows do not say what passes between two classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The pair of VPCs has too many atoms.
    TooManyAtoms,
    /// An end is out of the ordinary: its address cannot be or is reserved, or it has no groups (SG-7).
    OddEnd,
    /// Flows to the destination go on elsewhere: it is a node of a balancer, or an endpoint of an offer.
    LeadsOn,
    /// A NAT gateway takes the packets.
    Nat,
    /// An appliance or an inspection takes them.
    Appliance,
    /// They leave for the internet by IPv6.
    Internet,
    /// They leave over a line.
    Line,
    /// Behind a transit gateway a device takes them, or equal routes do.
    Hub,
    /// Two prefix lists are of equal rank (RT-3).
    Tie,
    /// The model does not say what is there.
    Unmodelled,
}

impl Index {
    /// How many pairs of classes are left to `prop`, by reason.
    pub fn left(&self, net: &Net) -> BTreeMap<Reason, u64> {
        let mut left = BTreeMap::new();
        let classes = |plane: u32| self.ground.planes[plane as usize].classes.len() as u64;
        for (at, pair) in self.pairs.iter().enumerate() {
            self.with(net, at, |block| {
                let Some(block) = block else {
                    *left.entry(Reason::TooManyAtoms).or_default() += classes(pair.from) * classes(pair.to);
                    return;
                };
                each_width!(block, block => {
                    if block.asks {
                        Sweep::of(&self.ground, block).all(&self.ground, &mut |row| {
                            for class in row.asked {
                                let (from, to) = block.ends(&self.ground, row.source, *class);
                                *left.entry(block.reason(&self.ground, from, to)).or_default() += 1;
                            }
                        });
                    }
                });
            });
        }
        left
    }
}

impl<const W: usize> Block<W> {
    /// Why a pair that is left to `prop` is.
    fn reason(&self, ground: &Ground, from: End, to: End) -> Reason {
        if self.odd(ground, from, to) {
            let leads_on = ground.behaviours[to.profile.behaviour as usize].leads_on;
            return if leads_on { Reason::LeadsOn } else { Reason::OddEnd };
        }
        let b = &ground.planes[self.to];
        let there = self.there[from.profile.table as usize * b.classes.len() + to.at];
        let back = self.back[from.at * b.tables.len() + to.profile.table as usize];
        match (there, back) {
            (Lead::Ask(reason), _) => reason,
            (Lead::There | Lead::Hub(_) | Lead::Nowhere, Lead::Ask(reason)) => reason,
            (Lead::There | Lead::Hub(_) | Lead::Nowhere, Lead::There | Lead::Hub(_) | Lead::Nowhere) => {
                Reason::Hub
            }
        }
    }
}
