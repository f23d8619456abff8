//! What Plat says of one packet: what may become of it, and what must.

use plat::net::{
    graph::{Ix, Net},
    prop::{self, Aim, Origin, Place},
    ranges::Ranges,
    traffic_set::{Cube, Dim, TrafficSet},
    walk::Packet,
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
    /// Why not, for a message.
    pub why: Vec<String>,
}

/// What `prop` says of a packet from an interface, or from the internet.
pub fn said(net: &Net, from: Option<Ix>, packet: Packet) -> Said {
    let one = |number: u128| Ranges::one(number);
    let source = one(packet.source);
    let origin = match from {
        Some(at) => Origin::Interface(at),
        None => Origin::Outside {
            node: None,
            name: "internet".to_owned(),
            addresses: source.clone(),
            unattached: false,
        },
    };
    let aim = Aim { node: None, addresses: one(packet.destination), service: None, interface: None };
    let sport =
        if matches!(packet.protocol, 6 | 17) { one(packet.source_port.into()) } else { Ranges::all_ports() };
    let sent: TrafficSet =
        Cube::new(one(packet.protocol.into()), source, aim.addresses.clone(), one(packet.port.into()), sport)
            .into();
    let mut said = Said { must: true, ..Said::default() };
    for out in prop::forward(net, &origin, &aim, sent.clone()) {
        let place: &Place = match &out.end {
            Ok(place) => place,
            Err(stop) => {
                said.unknown |= stop.unknown;
                said.must = false;
                said.why.push(format!("{:?} at {} {} going", stop.code, stop.node, stop.entry));
                continue;
            }
        };
        for back in prop::back(net, &origin, &aim, &sent, &out.packet, place) {
            match &back.end {
                Ok(_) => {
                    said.may = true;
                    said.must &= !back.packet.narrowed;
                }
                Err(stop) => {
                    said.unknown |= stop.unknown;
                    said.must = false;
                    said.why.push(format!("{:?} at {} {} coming back", stop.code, stop.node, stop.entry));
                }
            }
        }
    }
    said.must &= said.may;
    // Today's engine does not model IPv6 at internet gateways.
    said.unknown |= packet.source >> 32 != 0xffff && said.why.iter().any(|it| it.starts_with("Igw"));
    said
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
    let origin = Origin::Interface(from);
    let aim = Aim { node: None, addresses: own(to), service: None, interface: None };
    let sent: TrafficSet = Cube::all().with(Dim::Source, own(from)).with(Dim::Destination, own(to)).into();
    let mut pair = Pair::default();
    for out in prop::forward(net, &origin, &aim, sent.clone()) {
        let place = match &out.end {
            Ok(place) => place,
            Err(stop) => {
                pair.unknown |= stop.unknown;
                continue;
            }
        };
        for back in prop::back(net, &origin, &aim, &sent, &out.packet, place) {
            match &back.end {
                Ok(_) => pair.packets.extend(back.packet.set.reversed().intersect(&sent)),
                Err(stop) => pair.unknown |= stop.unknown,
            }
        }
    }
    pair
}
