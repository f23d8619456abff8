//! Where packets start, and the whole of a conversation: there, back, and what a balancer makes of it.

use super::{
    Outcome, Packet, Place, Walked, Way,
    blocks::{is_global, is_never_forwarded, is_unattached, v4},
    flight::{Device, Entered, Flight, Go, Landing, PICKED, Stop, Tag, Walk, answer, has_ports, is_answered},
    script::Script,
};
use crate::{
    base::Protocol,
    net::{
        code::Code,
        graph::{Finish, Ix, Net, Start},
    },
};

/// One walk, with the answers of the script.
pub fn run(net: &Net, start: Start, packet: Packet, script: &mut Script) -> Walked {
    let spent = script.is_spent();
    let mut walk = Walk {
        net,
        script,
        client: start,
        sent: packet,
        ended: None,
        forward: Vec::with_capacity(16),
        back: Vec::with_capacity(16),
        memories: Vec::new(),
        seen: Vec::new(),
        passed: Vec::new(),
        visited: Vec::new(),
        pins: Vec::new(),
    };
    let outcome = if spent { Outcome::Unknown { at: Place::Provider } } else { walk.converse(start) };
    Walked { forward: walk.forward, back: walk.back, ended: walk.ended, outcome }
}

fn stopped(stop: Stop, returning: bool) -> Outcome {
    match stop {
        Stop::Drop(code, at) => Outcome::Dropped { code, at, returning },
        Stop::Unknown(at) => Outcome::Unknown { at },
    }
}

impl Walk<'_, '_> {
    fn converse(&mut self, start: Start) -> Outcome {
        let mut landing = self.set_out(start);
        // A balancer that ends flows opens others: nothing opens more than a few in a row.
        for _ in 0..8 {
            let (at, flight) = match landing {
                Ok(Landing::There(at, flight)) => (at, flight),
                // Nothing asks for what is an answer already.
                Ok(Landing::Home) => return stopped(Stop::Drop(Code::Loop, Place::Provider), false),
                Err(stop) => return stopped(stop, false),
            };
            if let Some(sender) = flight.pending {
                return stopped(Stop::Drop(Code::EniSgRulesMismatch, Place::Interface(sender)), false);
            }
            let answered = is_answered(self.sent);
            if answered && let Err(stop) = self.reply(at, flight) {
                return stopped(stop, true);
            }
            let mut packet = flight.packet;
            if let Some((first, _)) = flight.free {
                packet.source_port = first;
            }
            let arrived = Outcome::Arrived { at, packet, answered };
            match self.next_leg(at, &flight) {
                None => return arrived,
                Some(next) => landing = next,
            }
        }
        stopped(Stop::Drop(Code::Loop, Place::Provider), false)
    }

    /// LB-2: a flow of a balancer's own, if the client's ended at one and it is not asked about itself.
    fn next_leg(&mut self, at: Finish, flight: &Flight) -> Option<Go<Landing>> {
        let Finish::Interface(node) = at else { return None };
        let (which, balancer) = self.balancer_of(node).filter(|it| it.1.terminates)?;
        let (_, listener) = self.listener(balancer, flight.packet)?;
        let aims = self.aims(node, which, listener, flight.packet).unwrap_or_default();
        let chosen = self.script.choose(aims.len() + 1).checked_sub(1)?;
        let aim = aims[chosen];
        self.met(Place::TargetGroup(aim.group), Way::Out, None, flight);
        if aim.unknown {
            return Some(Err(Stop::Unknown(Place::TargetGroup(aim.group))));
        }
        let Some(sent) = self.second_leg(node, aim, flight.packet) else {
            return Some(Err(Stop::Drop(Code::EniAddressRestriction, Place::Interface(node))));
        };
        self.ended.get_or_insert(node);
        self.client = Start::Interface(node);
        self.sent = sent;
        self.memories.clear();
        self.seen.clear();
        self.passed.clear();
        self.visited.clear();
        self.pins.clear();
        let free = has_ports(sent.protocol).then_some(PICKED);
        Some(self.leave(node, Flight { free, ..Flight::new(sent, Tag::Known(node)) }))
    }

    fn set_out(&mut self, start: Start) -> Go<Landing> {
        let packet = self.sent;
        match start {
            Start::Interface(at) => self.open(at),
            Start::Internet => {
                if !self.net.internet.holds(packet.source) {
                    return Err(Stop::Drop(Code::NoSourceOrDestination, Place::Internet));
                }
                self.come_in(Code::IgwPrivateIpAssociationForIngress, Place::Internet)
            }
            Start::Unattached => {
                if !is_unattached(packet.source) {
                    return Err(Stop::Drop(Code::NoSourceOrDestination, Place::Provider));
                }
                self.come_in(Code::LambdaNoVpc, Place::Provider)
            }
            Start::Site(at) => {
                if !self.net.sites[at as usize].cidrs.holds(packet.source) {
                    return Err(Stop::Drop(Code::NoSourceOrDestination, Place::Site(at)));
                }
                let flight = Flight { entered: Entered::Outside, ..Flight::new(packet, Tag::Lost(None)) };
                self.out_of_site(at, flight)
            }
            Start::Entry(at) => {
                // The node that is addressed; without one, any.
                let nodes = &self.net.balancers[at as usize].nodes;
                let is = |it: &&Ix| self.net.interfaces[**it as usize].addresses.holds(packet.destination);
                let meant = nodes.iter().find(is).copied();
                let count = if meant.is_some() { 1 } else { nodes.len() };
                let any = nodes.get(self.script.choose(count)).copied();
                let Some(node) = meant.or(any) else {
                    return Err(Stop::Drop(Code::NoPossibleDestination, Place::Balancer(at)));
                };
                self.enter(None, node, Flight::new(packet, Tag::Lost(None)))
            }
        }
    }

    /// From outside every VPC: only public addresses are there (IGW-3, FN-3). `code`: for all others.
    fn come_in(&mut self, code: Code, place: Place) -> Go<Landing> {
        let packet = self.sent;
        let flight = Flight { entered: Entered::Outside, ..Flight::new(packet, Tag::Lost(None)) };
        self.met(place, Way::Out, None, &flight);
        let net = self.net;
        let to = packet.destination;
        let public = net.internet.holds(to)
            || super::blocks::is_symbolic(to)
            || net.public.contains_key(&to)
            || is_global(to)
            || (is_unattached(packet.source) && self.public_line(to).is_some());
        if v4(packet.source).is_some() != v4(to).is_some() || !public {
            return Err(Stop::Drop(code, place));
        }
        self.beyond(flight)
    }

    /// An interface opens a flow: steps 1 to 3 of section 2.1.
    fn open(&mut self, at: Ix) -> Go<Landing> {
        let net = self.net;
        let it = &net.interfaces[at as usize];
        let place = Place::Interface(at);
        let flight = Flight::new(self.sent, Tag::Known(at));
        self.alive(at)?;
        if !it.fact.initiates {
            return Err(Stop::Drop(Code::VpceIntraVpcTraffic, place));
        }
        let number = |it: &Protocol| match it {
            Protocol::All => true,
            Protocol::Number(number) => *number == self.sent.protocol,
        };
        if !it.fact.protocols.is_empty() && !it.fact.protocols.iter().any(number) {
            return Err(Stop::Drop(Code::ProtocolRestriction, place));
        }
        // ENI-1.
        if it.fact.source_dest_check && !it.addresses.holds(self.sent.source) {
            return Err(Stop::Drop(Code::EniSourceDestCheckRestriction, place));
        }
        // PKT-1.
        if v4(self.sent.source).is_some() != v4(self.sent.destination).is_some() {
            return Err(Stop::Drop(Code::NoRouteToDestination, place));
        }
        if let Some(answered) = self.reserved(at) {
            self.met(place, Way::Out, None, &flight);
            return answered
                .map(|()| Landing::There(Finish::Reserved(net.interfaces[at as usize].boundary), flight));
        }
        self.leave(at, flight)
    }

    /// RSV, RSV-2: addresses that are answered where the packet starts, and those that nobody forwards.
    fn reserved(&self, at: Ix) -> Option<Go<()>> {
        let it = &self.net.interfaces[at as usize];
        let around = &self.net.boundaries[it.boundary as usize];
        let here = &self.net.segments[it.segment as usize];
        let Packet { protocol, destination, port, .. } = self.sent;
        let taken = if around.resolver.holds(destination) {
            around.resolves && has_ports(protocol) && port == 53
        } else if here.routers.holds(destination) {
            // The router of a subnet answers for DHCP only, which is of IPv4.
            v4(destination).is_some() && protocol == 17 && port == 67
        } else {
            match v4(destination) {
                // Instance and container metadata, time, Windows activation.
                Some(0xa9fe_a9fe | 0xa9fe_aa02) => protocol == 6 && port == 80,
                Some(0xa9fe_a97b) => protocol == 17 && port == 123,
                Some(0xa9fe_a9fa | 0xa9fe_a9fb) => protocol == 6 && port == 1688,
                _ if is_never_forwarded(destination) => {
                    return Some(Err(Stop::Drop(Code::LinkLocalReserved, Place::Interface(at))));
                }
                _ => return None,
            }
        };
        let nothing = Stop::Drop(Code::NoPossibleDestination, Place::Boundary(it.boundary));
        Some(if taken { Ok(()) } else { Err(nothing) })
    }

    /// RET-1: the answer, from where the packet arrived back to the client.
    fn reply(&mut self, from: Finish, flight: Flight) -> Go<Landing> {
        self.passed.clear();
        let back = Flight {
            free: flight.free,
            returning: true,
            ..Flight::new(answer(flight.packet), Tag::Lost(None))
        };
        match from {
            Finish::Interface(at) => self.leave(at, back),
            // RSV: it never left.
            Finish::Reserved(_) => Ok(Landing::Home),
            Finish::Site(at) => self.out_of_site(at, back),
            Finish::Internet | Finish::Service(_) | Finish::UnnamedService => {
                // GWE-1: straight back.
                let door = self.memories.last().map(|it| it.device);
                match door {
                    Some(Device::Door(at)) => {
                        self.met(Place::Door(at), Way::In, None, &back);
                        self.into(self.net.doors[at as usize].boundary, back)
                    }
                    _ => self.beyond(back),
                }
            }
        }
    }
}
