//! The packet walk: sets of packets pushed hop by hop, out (section 2.1) and back (section 2.2).
//!
//! A set that splits is followed piece by piece; every piece ends in a [`Trace`]. The same steps serve both ways.
//! On the way back security groups remember the flow (SG-6), what keeps a flow undoes what it did (`bond`), and the
//! client accepts only answers to what it sent (RET-2). Where the provider chooses (PKT-4), every choice is followed.

pub mod flows;

mod back;
mod balancer;
mod bond;
mod deliver;
mod door;
mod endpoint;
mod guard;
mod hub;
mod ingress;
mod inspect;
mod internet;
mod line;
mod lookup;
mod met;
mod nat;
mod peering;
mod start;
mod stop;

use super::{
    answer::{Blocker, Direction, Entry, Hop, Note, Step},
    code::Code,
    explain::{self, Said, hop, said, sentence, verbatim},
    filter::{self, Way},
    graph::{Ix, Net, Target},
    ranges::{Ranges, address},
    traffic_set::{Dim, TrafficSet},
};
use crate::{
    base::{Message, NodeId, text},
    model::{
        fact::{Forwarding, Inbound, Service},
        resource::Need,
    },
};
pub(super) use balancer::balancer_leads;
use bond::{Bond, Change, Keeper};
use lookup::Spot;
use met::Hops;
pub(super) use nat::to_v6 as nat64_of;
use stop::Why;

/// Where packets of a question start.
#[derive(Clone, Debug)]
pub enum Origin {
    /// At an interface.
    Interface(Ix),
    /// Outside every VPC.
    Outside {
        /// The resource that stands for it, if any.
        node: Option<NodeId>,
        /// What it is called.
        name: String,
        /// Its addresses.
        addresses: Ranges,
        /// Whether it is a function in the provider's own network (FN-3).
        unattached: bool,
    },
    /// At a site on premises.
    Site {
        /// Which.
        at: Ix,
        /// Its addresses that are meant.
        addresses: Ranges,
    },
    /// In the provider's own network, entering a balancer as through an endpoint (IFE-2).
    Entry {
        /// The resource, if one was named.
        node: Option<NodeId>,
        /// The balancer.
        balancer: Ix,
    },
}

/// Where packets of a question should go.
#[derive(Clone, Debug, Default)]
pub struct Aim {
    /// The resource that was asked for, if any.
    pub node: Option<NodeId>,
    /// Its addresses, as this origin sees them.
    pub addresses: Ranges,
    /// The service that was asked for by name, if any.
    pub service: Option<Service>,
    /// The one interface whose addresses these are, if it is about one.
    pub entry: Option<Ix>,
    /// The interface behind it that should be reached in the end, where balancers stand before it.
    pub target: Option<Ix>,
    /// Other interfaces of the same resource: where the provider chooses between them, any will do (PKT-4).
    pub alike: Vec<Ix>,
    /// The ports at that interface.
    pub behind: Option<Ranges>,
    /// Whether any end will do, and the flow may end at a balancer as well as behind it.
    pub anywhere: bool,
    /// Whether something answers there of which the model says no more than that.
    pub opaque: bool,
    /// An endpoint for the same service that the name does not lead to from here (DNS-2).
    pub elsewhere: Option<NodeId>,
}

/// How packets came into the VPC they are in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Came {
    /// They started here, or were given an address from here.
    #[default]
    Here,
    /// From the internet.
    Edge,
    /// Over a peering connection.
    Peering,
    /// Over a transit gateway, by this attachment.
    Hub(Ix),
    /// Over a line.
    Line,
}

/// Which groups sent packets, as far as that is known (SG-4).
#[derive(Clone, Debug, Default)]
struct Identity {
    /// The groups of the interface that sent them.
    tag: Vec<Ix>,
    /// Those that were known once.
    lost: Vec<Ix>,
    /// Where the sender was forgotten first.
    lost_at: Option<NodeId>,
    /// Whether they were lost because a transit gateway does not pass them on.
    unsupported: bool,
    /// What the sender's groups allow without naming a group, where that matters later.
    by_address: Option<(Ix, TrafficSet)>,
}

impl Identity {
    /// SG-4: from here on nobody knows which groups sent the packets.
    fn lose(&mut self, at: &NodeId) {
        if !self.tag.is_empty() {
            self.lost.append(&mut self.tag);
            self.lost_at.get_or_insert_with(|| at.clone());
        }
    }
}

/// A kind of device that a packet may come back to (PKT-3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Device {
    Attachment(Ix),
    Interface(Ix),
    Nat(Ix),
    Gateway(Ix),
}

/// A set of packets on its way, and what it met.
#[derive(Clone, Debug, Default)]
pub struct Packet {
    /// The packets as they are now.
    pub set: TrafficSet,
    /// What they met.
    pub hops: Hops,
    /// Gateways, translators and endpoints among that.
    pub through: Vec<NodeId>,
    /// Client ports that a translator could not get answers on; none if all come back.
    pub narrowed: bool,
    /// What else is to be known of the way.
    pub notes: Vec<Note>,
    /// What was lifted to get here.
    pub blockers: Vec<Blocker>,
    bonds: Vec<Bond>,
    identity: Identity,
    came: Came,
    /// The zone that they are in.
    zone: Option<String>,
    /// The zone that a transit gateway keeps the flow in, by attachment (TGW-3).
    pins: Vec<(Ix, Ix)>,
    /// Where they have been.
    trail: Vec<(Device, TrafficSet)>,
    /// Whether the flow has ended already, and this is one that a balancer opened for it.
    ended: bool,
}

/// Where a piece ended.
#[derive(Clone, Debug)]
pub enum Place {
    /// At an interface that takes it.
    Interface(Ix),
    /// On the internet.
    Internet,
    /// At a regional service.
    Service {
        /// Which; `None` for one that no fact names.
        service: Option<Ix>,
        /// The gateway endpoint it was reached by.
        door: Option<Ix>,
    },
    /// At a site on premises.
    Site(Ix),
    /// Answered where it started: a reserved address of a VPC.
    Reserved(Ix),
    /// Back at the client.
    Client,
}

/// Why a piece stopped.
#[derive(Clone, Debug)]
pub struct Stop {
    /// The code.
    pub code: Code,
    /// The rule of `docs/forwarding-rules.md`.
    pub rule: &'static str,
    /// The resource that decided.
    pub node: String,
    /// Its entry; empty if it was the lack of one.
    pub entry: String,
    /// The sentence for people.
    pub reason: Message,
    /// What would help.
    pub need: Option<Need>,
    /// Whether the model cannot say rather than says no.
    pub unknown: bool,
}

/// A piece and how it ended.
#[derive(Clone, Debug)]
pub struct Trace {
    /// The piece.
    pub packet: Packet,
    /// How it ended.
    pub end: Result<Place, Box<Stop>>,
}

/// What came of a walk.
#[derive(Debug, Default)]
pub struct Walked {
    /// Every piece.
    pub traces: Vec<Trace>,
    /// Whether the provider had a choice.
    pub branched: bool,
    /// Packets, as they were when they started, that some choice drops. Empty unless it was asked for.
    pub losses: TrafficSet,
    /// How many devices all pieces met.
    pub steps: usize,
}

/// What is walked, and how.
#[derive(Clone, Copy, Debug)]
pub struct Errand<'n> {
    /// The network.
    pub net: &'n Net,
    /// Where packets start.
    pub origin: &'n Origin,
    /// Where they should go.
    pub aim: &'n Aim,
    /// How many blockers are lifted on one way.
    pub lifts: usize,
    /// Whether to keep what some choice drops.
    pub counts_losses: bool,
    /// How many devices all pieces together may meet.
    pub steps: usize,
}

/// One walk, out or back.
struct Walk<'n> {
    net: &'n Net,
    aim: &'n Aim,
    origin: &'n Origin,
    /// On the way back: the answers that the client expects.
    expected: Option<TrafficSet>,
    lifts: usize,
    losses: Option<TrafficSet>,
    branched: bool,
    /// Devices met, over all pieces.
    steps: usize,
    /// How many there may be.
    steps_max: usize,
    done: Vec<Trace>,
}

/// How many devices all pieces of a walk there and back may meet: more than any design asks for, and little enough
/// not to hang.
pub const STEPS_MAX: usize = 3_000;

/// How many devices one piece may meet.
const TRAIL_MAX: usize = 32;

impl Aim {
    /// Whether an interface is what was meant behind balancers, or as good.
    pub fn means(&self, at: Ix) -> bool {
        self.target.is_none_or(|meant| meant == at) || self.alike.contains(&at)
    }
}

impl<'n> Errand<'n> {
    fn walk(self, expected: Option<TrafficSet>) -> Walk<'n> {
        Walk {
            net: self.net,
            aim: self.aim,
            origin: self.origin,
            expected,
            lifts: self.lifts,
            losses: self.counts_losses.then(TrafficSet::default),
            branched: false,
            steps: 0,
            steps_max: self.steps,
            done: Vec::new(),
        }
    }

    /// Walks packets from the origin to the aim.
    pub fn forward(self, sent: TrafficSet) -> Walked {
        let mut walk = self.walk(None);
        walk.start(sent);
        walk.finished()
    }

    /// Walks the answers to packets that arrived back to where they came from.
    pub fn back(self, sent: &TrafficSet, arrived: &Packet, at: &Place) -> Walked {
        // RET-2: what a client takes for an answer belongs to what it sent, not to anything else that it might send.
        let asked = arrived.at_source().intersect(sent);
        let mut walk = self.walk(Some(asked.answers()));
        if !arrived.set.answers().is_empty() {
            walk.answer(arrived, at);
        }
        walk.finished()
    }
}

impl Packet {
    /// The packets as they were when they started.
    pub fn at_source(&self) -> TrafficSet {
        self.bonds.iter().rev().fold(self.set.clone(), |set, bond| bond.change.undone(&set))
    }

    /// Whether the packets met a resource between their ends.
    pub fn crossed(&self, id: &NodeId) -> bool {
        let between = |hop: &&Hop| !matches!(hop.step, Step::Source | Step::Destination);
        self.through.contains(id)
            || self.hops.newest_first().filter(between).any(|hop| hop.node.as_ref() == Some(id))
    }

    /// Interfaces of balancers, appliances and endpoints that the packets went through.
    pub fn devices(&self) -> impl Iterator<Item = Ix> {
        let visited = self.trail.iter().filter_map(|(device, _)| match device {
            Device::Interface(at) => Some(*at),
            Device::Attachment(_) | Device::Nat(_) | Device::Gateway(_) => None,
        });
        let endpoints = self.bonds.iter().filter_map(|bond| match bond.keeper {
            Keeper::Endpoint(at) => Some(at),
            Keeper::Edge
            | Keeper::Exit(_)
            | Keeper::Translator(_)
            | Keeper::Regional(_)
            | Keeper::Inspector { .. }
            | Keeper::Node { .. } => None,
        });
        visited.chain(endpoints)
    }

    fn note(&mut self, code: Code, node: &NodeId) {
        let note = Note { code, node: Some(node.clone()) };
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// A part of the packets, with the same past.
    pub fn part(&self, set: TrafficSet) -> Self {
        Self { set, ..self.clone() }
    }
}

impl Walk<'_> {
    fn finished(self) -> Walked {
        let losses = self.losses.unwrap_or_default();
        Walked { traces: self.done, branched: self.branched, losses, steps: self.steps }
    }

    fn returning(&self) -> bool {
        self.expected.is_some()
    }

    fn direction(&self) -> Direction {
        if self.returning() { Direction::Return } else { Direction::Forward }
    }

    fn arrive(&mut self, packet: Packet, place: Place) {
        self.done.push(Trace { packet, end: Ok(place) });
    }

    /// Remembers that `set`, a part of the packets as they are now, is dropped.
    fn lose(&mut self, packet: &Packet, set: TrafficSet) {
        if packet.ended || set.is_empty() {
            return;
        }
        let set = if self.returning() { set.requests() } else { set };
        if let Some(losses) = &mut self.losses {
            losses.extend(Packet { set, ..packet.clone() }.at_source());
        }
    }

    /// What a filter does not let pass.
    fn lose_rest(&mut self, packet: &Packet, passed: &TrafficSet) {
        if self.losses.is_some() {
            self.lose(packet, packet.set.subtract(passed));
        }
    }

    /// PKT-3: a packet that comes back to a device as it was goes round for ever.
    fn visit(&mut self, mut packet: Packet, device: Device, node: &NodeId) -> Option<Packet> {
        self.steps += 1;
        if self.steps > self.steps_max || packet.trail.len() >= TRAIL_MAX {
            // Section 5: what was not followed is not known.
            self.unmodelled(packet, node);
            return None;
        }
        let seen = packet.trail.iter().filter(|(at, _)| *at == device);
        let again = seen.fold(TrafficSet::default(), |all, (_, set)| all.union(packet.set.intersect(set)));
        if !again.is_empty() {
            let fresh = packet.set.subtract(&again);
            let why = Why::new(
                Code::Loop,
                "PKT-3",
                node,
                Step::Gateway,
                said!(
                    "the packets come back to `{0}` as they were, and would go round for ever",
                    "패킷이 그대로 `{0}`(으)로 돌아와 끝없이 돌게 됩니다"
                ),
                [],
            );
            self.stop(packet.part(again), why);
            packet.set = fresh;
        }
        if packet.set.is_empty() {
            return None;
        }
        packet.trail.push((device, packet.set.clone()));
        Some(packet)
    }

    /// A gateway, translator or endpoint that passes packets on.
    fn pass(&self, packet: &mut Packet, node: &NodeId, words: Message) {
        packet.hops.push(hop(node, Step::Gateway, verbatim(node.as_str()), words, true));
        self.meet(packet, node);
    }

    /// Something on the way of which the hop beside it says enough.
    fn meet(&self, packet: &mut Packet, node: &NodeId) {
        if !self.returning() {
            packet.through.push(node.clone());
        }
    }
}

#[cfg(test)]
mod tests;
