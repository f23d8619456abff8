//! What Plat's engines say, in the words in which other tools are compared with them.

use plat::net::{
    graph::{Finish, Ix, Net, Start},
    prop::flows::flows,
    ranges::Ranges,
    traffic_set::{Cube, Dim, TrafficSet},
    walk::{Outcome, Packet, converse},
};

/// What may become of a packet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Said {
    /// Whether it may get there, and its answer back.
    pub may: bool,
    /// Whether it must.
    pub must: bool,
    /// Whether it meets something that is not modelled.
    pub unknown: bool,
}

/// What `walk` says of a packet.
pub fn walked(net: &Net, start: Start, packet: Packet) -> Said {
    let branches = converse(net, start, packet);
    let came = |outcome: &Outcome| matches!(outcome, Outcome::Arrived { answered: true, .. });
    Said {
        may: branches.iter().any(|it| came(&it.outcome)),
        must: !branches.is_empty() && branches.iter().all(|it| came(&it.outcome)),
        unknown: branches.iter().any(|it| matches!(it.outcome, Outcome::Unknown { .. })),
    }
}

/// What `prop` says of a packet.
pub fn pushed(net: &Net, start: Start, packet: Packet) -> Said {
    let one = |number: u128| Ranges::one(number);
    let cube = Cube::new(
        one(packet.protocol.into()),
        one(packet.source),
        one(packet.destination),
        one(packet.port.into()),
        one(packet.source_port.into()),
    );
    let flows = flows(net, start, &cube.into());
    Said {
        may: flows.may.values().any(|it| !it.is_empty()),
        must: !flows.must().is_empty(),
        unknown: !flows.unknown.is_empty(),
    }
}

/// Whether `walk` says that a packet may get there, and, if one is due, its answer back.
pub fn arrives(net: &Net, start: Start, packet: Packet, due: bool) -> bool {
    let came = |it: &Outcome| matches!(it, Outcome::Arrived { answered, .. } if *answered == due);
    converse(net, start, packet).iter().any(|it| came(&it.outcome))
}

/// What becomes of a packet, step by step, for a message.
pub fn trace(net: &Net, start: Start, packet: Packet) -> Vec<String> {
    converse(net, start, packet).iter().map(|it| format!("{:?}", it.outcome)).collect()
}

/// Which packets get from one interface to another, and their answers back.
#[derive(Clone, Debug, Default)]
pub struct Pair {
    /// The packets, as they start.
    pub packets: TrafficSet,
    /// Whether some meet what is not modelled.
    pub unknown: bool,
}

/// What `prop` says of a pair of interfaces, over IPv4.
pub fn pair(net: &Net, from: Ix, to: Ix) -> Pair {
    let own = |at: Ix| net.interfaces[at as usize].addresses.intersect(&Ranges::all_v4());
    let sent: TrafficSet = Cube::all().with(Dim::Source, own(from)).with(Dim::Destination, own(to)).into();
    let mut flows = flows(net, Start::Interface(from), &sent);
    Pair {
        packets: flows.may.remove(&Finish::Interface(to)).unwrap_or_default(),
        unknown: !flows.unknown.is_empty(),
    }
}
