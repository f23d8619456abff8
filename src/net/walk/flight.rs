//! A packet on its way: what it carries besides its header (PKT-2), and what devices remember of it (RET-2).

use super::{Met, Packet, Place, Way, script::Script};
use crate::net::{
    code::Code,
    graph::{Finish, Ix, Net, Start},
};

/// A packet on its way.
#[derive(Clone, Copy, Debug)]
pub struct Flight {
    /// Its header.
    pub packet: Packet,
    /// What the client's port may be, where a translator picked it (PKT-5): the source port on the way out, the
    /// destination port on the way back. The header then has the lowest that the translator could pick.
    pub free: Option<(u16, u16)>,
    /// Whether it is the answer.
    pub returning: bool,
    /// Who sent it, as far as groups are concerned (SG-4).
    pub tag: Tag,
    /// The interface that let it out only because a rule names a group that the destination should carry (SG-4).
    pub pending: Option<Ix>,
    /// How it came into the VPC where it is.
    pub entered: Entered,
    /// Which memories its answer has used, as bits.
    pub used: u64,
    /// The first device of `Walk::passed` that has seen this header.
    pub since: usize,
    /// Whether it is a client's own packet behind a balancer (LB-4).
    pub preserved: bool,
}

/// Which interface's groups a packet counts as sent by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    /// Those of this interface.
    Known(Ix),
    /// Those of this interface, for rules about what comes in: it came over a transit gateway.
    OverHub(Ix),
    /// No longer known.
    Lost(Option<Ix>),
    /// No longer known, for a transit gateway does not pass it on.
    LostAtHub(Option<Ix>),
}

impl Tag {
    /// Who sent it, even if that is no longer known on the wire.
    pub fn sender(self) -> Option<Ix> {
        match self {
            Self::Known(at) | Self::OverHub(at) => Some(at),
            Self::Lost(at) | Self::LostAtHub(at) => at,
        }
    }

    /// The same, no longer known.
    pub fn lost(self) -> Self {
        match self {
            Self::Known(at) | Self::OverHub(at) => Self::Lost(Some(at)),
            Self::Lost(_) | Self::LostAtHub(_) => self,
        }
    }
}

/// How a packet came into the VPC where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entered {
    /// An interface of the VPC sent it.
    Inside,
    /// Over a transit gateway.
    Hub(Ix),
    /// Over a private line, a peering connection or from the internet: it may only be delivered.
    Outside,
}

/// Something that remembers a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Device {
    /// An internet gateway that mapped an address.
    Edge(Ix),
    /// An egress-only internet gateway.
    Exit(Ix),
    /// A NAT gateway.
    Nat(Ix),
    /// An inspection endpoint.
    Inspect(Ix),
    /// An appliance that passes packets on as they are.
    Pass(Ix),
    /// An appliance that translates.
    Snat(Ix),
    /// A node of a balancer that passes packets on, with its own address as source.
    Node(Ix),
    /// The same, with the client's address.
    Preserving(Ix),
    /// A node that a flow entered by an endpoint, or from the provider's network.
    Entry {
        /// The endpoint.
        endpoint: Option<Ix>,
    },
    /// A gateway endpoint.
    Door(Ix),
    /// A peering connection that a NAT gateway's packet crossed (RET-4).
    Peering(Ix),
}

/// What a device remembers of one flow.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    /// The device.
    pub device: Device,
    /// The packet as it came.
    pub before: Packet,
    /// What was open about its port.
    pub free: Option<(u16, u16)>,
    /// The packet as it went on.
    pub after: Packet,
    /// The subnet that it came from, or the one that it went to: what the device needs.
    pub segment: Option<Ix>,
    /// Whether the answer has to come by.
    pub required: bool,
    /// Whether stateful rules saw it (FW-1).
    pub handed: bool,
    /// Whether it picked the client's port.
    pub picked: bool,
}

/// Why a walk ended early.
#[derive(Clone, Copy, Debug)]
pub enum Stop {
    /// Dropped.
    Drop(Code, Place),
    /// Met what is not modelled.
    Unknown(Place),
}

/// Where a walk came to.
#[derive(Clone, Copy, Debug)]
pub enum Landing {
    /// The packet arrived.
    There(Finish, Flight),
    /// The answer came back to the client.
    Home,
}

/// The result of a walk, or of one of its steps.
pub type Go<T> = Result<T, Stop>;

/// One walk.
pub struct Walk<'n, 's> {
    pub net: &'n Net,
    pub script: &'s mut Script,
    /// Who waits for the answer.
    pub client: Start,
    /// What the client sent.
    pub sent: Packet,
    /// See [`super::Walked`].
    pub ended: Option<Ix>,
    pub forward: Vec<Met>,
    pub back: Vec<Met>,
    /// What devices remember, in the order in which they saw the packet.
    pub memories: Vec<Memory>,
    /// Interfaces whose groups saw the packet (SG-6).
    pub seen: Vec<Ix>,
    /// Forwarding interfaces that the present direction passed.
    pub passed: Vec<Ix>,
    /// Where it was, and with which header (PKT-3).
    pub visited: Vec<(Place, Option<Ix>, Packet, bool)>,
    /// Zones that a transit gateway uses for both directions of a flow (TGW-3).
    pub pins: Vec<(Ix, Packet, Ix)>,
}

impl Flight {
    /// A packet that somebody sends.
    pub fn new(packet: Packet, tag: Tag) -> Self {
        Self {
            packet,
            free: None,
            returning: false,
            tag,
            pending: None,
            entered: Entered::Inside,
            used: 0,
            since: 0,
            preserved: false,
        }
    }

    /// What the destination port may be: a range only on the way back to a translator.
    pub fn ports(&self) -> (u16, u16) {
        match self.free {
            Some(free) if self.returning => free,
            Some(_) | None => (self.packet.port, self.packet.port),
        }
    }
}

/// Ports that translators and balancers pick from (PKT-5).
pub const PICKED: (u16, u16) = (1024, u16::MAX);

/// Whether packets of it carry ports.
pub fn has_ports(protocol: u8) -> bool {
    protocol == 6 || protocol == 17
}

/// Whether it is a question of ping: of its type only code 0 is one.
pub fn is_echo(packet: Packet) -> bool {
    matches!((packet.protocol, packet.port), (1, 0x0800) | (58, 0x8000))
}

/// Whether an answer is due (PKT-6).
pub fn is_answered(packet: Packet) -> bool {
    !matches!(packet.protocol, 1 | 58) || is_echo(packet)
}

/// The answer to a packet (RET-1).
pub fn answer(packet: Packet) -> Packet {
    let turned = Packet { source: packet.destination, destination: packet.source, ..packet };
    match (packet.protocol, packet.port) {
        (6 | 17, _) => Packet { port: packet.source_port, source_port: packet.port, ..turned },
        (1, 0x0800) => Packet { port: 0, ..turned },
        (58, 0x8000) => Packet { port: 0x8100, ..turned },
        _ => turned,
    }
}

/// What a packet is the answer to.
pub fn question(packet: Packet) -> Packet {
    let turned = Packet { source: packet.destination, destination: packet.source, ..packet };
    match (packet.protocol, packet.port) {
        (6 | 17, _) => Packet { port: packet.source_port, source_port: packet.port, ..turned },
        (1, 0) => Packet { port: 0x0800, ..turned },
        (58, 0x8100) => Packet { port: 0x8000, ..turned },
        _ => turned,
    }
}

impl Walk<'_, '_> {
    /// Writes down what a packet met.
    pub fn met(&mut self, at: Place, way: Way, entry: Option<usize>, flight: &Flight) {
        let mut packet = flight.packet;
        if let Some((first, _)) = flight.free {
            *(if flight.returning { &mut packet.port } else { &mut packet.source_port }) = first;
        }
        let entry = entry.and_then(|it| Ix::try_from(it).ok());
        let met = Met { at, way, entry, packet };
        if flight.returning { self.back.push(met) } else { self.forward.push(met) }
    }

    /// What a device remembers of the flow that a packet answers.
    pub fn recall(&self, device: Device, flight: &Flight) -> Option<usize> {
        let asked = question(flight.packet);
        let fits = |it: &(usize, &Memory)| it.1.device == device && it.1.after == asked;
        let found = self.memories.iter().enumerate().rev().find(fits);
        found.map(|(at, _)| at).filter(|at| flight.used & bit(*at) == 0)
    }

    /// The packet that a device sends on when it undoes what it did.
    pub fn undo(&self, at: usize, flight: &mut Flight) -> Memory {
        let memory = self.memories[at];
        flight.packet = answer(memory.before);
        // What was settled about the port stays settled, unless the device picked it.
        if memory.picked {
            flight.free = memory.free;
        }
        flight.used |= bit(at);
        memory
    }

    /// Remembers a flow.
    pub fn remember(&mut self, device: Device, before: &Flight, after: &Flight, required: bool) {
        self.memories.push(Memory {
            device,
            before: before.packet,
            free: before.free,
            after: after.packet,
            segment: None,
            required,
            handed: false,
            picked: match device {
                Device::Nat(_) | Device::Snat(_) | Device::Node(_) => true,
                Device::Edge(_)
                | Device::Exit(_)
                | Device::Inspect(_)
                | Device::Pass(_)
                | Device::Preserving(_)
                | Device::Entry { .. }
                | Device::Door(_)
                | Device::Peering(_) => false,
            },
        });
    }

    /// What happens to identity at devices that lose it: a flow that was let out only towards a group stops (SG-4).
    pub fn lose(&mut self, flight: &mut Flight) -> Go<()> {
        if let Some(at) = flight.pending {
            return Err(Stop::Drop(Code::SgReferencesNotPreserved, Place::Interface(at)));
        }
        flight.tag = flight.tag.lost();
        Ok(())
    }

    /// PKT-3: a packet that comes back to where it was with the same header goes round.
    pub fn visit(&mut self, at: Place, from: Option<Ix>, flight: &Flight) -> Go<()> {
        let here = (at, from, flight.packet, flight.returning);
        if self.visited.contains(&here) || self.visited.len() > 200 {
            return Err(Stop::Drop(Code::Loop, at));
        }
        self.visited.push(here);
        Ok(())
    }
}

/// The bit of a memory. No walk has more than this many.
pub fn bit(at: usize) -> u64 {
    1 << at.min(63)
}
