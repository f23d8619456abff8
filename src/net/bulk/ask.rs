//! What rows do not cover is asked of `prop`, one pair at a time.

use crate::net::{
    graph::{Ix, Net, Start},
    prop::flows::flows,
    ranges::Ranges,
    traffic_set::{Cube, TrafficSet},
};

/// What `prop` says of one pair of addresses.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// Packets, as the source sends them, that get to some end, and whose answers come back, under some choice of
    /// the provider's.
    pub may: TrafficSet,
    /// Packets that meet something that is not modelled.
    pub unknown: TrafficSet,
}

/// Asks `prop` which packets of the client's range get from an interface at one of its addresses to another address.
pub fn ask(net: &Net, from: Ix, source: u128, destination: u128) -> Told {
    let Some(interface) = net.interfaces.get(from as usize) else { return Told::default() };
    let sent = TrafficSet::from(Cube::new(
        Ranges::all_protocols(),
        Ranges::one(source),
        Ranges::one(destination),
        Ranges::all_ports(),
        Ranges::ports(interface.fact.ephemeral),
    ));
    let told = flows(net, Start::Interface(from), &sent);
    let cubes = told.may.into_values().flat_map(|set| set.cubes().to_vec());
    Told { may: cubes.collect(), unknown: told.unknown }
}
