//! What rows do not cover is asked of `prop`, one pair at a time.

use crate::net::{
    graph::{Finish, Ix, Net, Start},
    prop::flows::flows,
    ranges::Ranges,
    traffic_set::{Cube, TrafficSet},
};

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
