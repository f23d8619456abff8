//! What stands between subnets and sends packets on: appliances, inspection, NAT gateways, gateway endpoints, peering.

use super::{
    Place, Way,
    blocks::{embedded, v4},
    flight::{Device, Entered, Flight, Go, Landing, PICKED, Stop, Walk, bit, has_ports, is_echo},
};
use crate::{
    model::fact::{Forwarding, Inspection},
    net::{
        code::Code,
        graph::{InterfaceNet, Ix, Target},
    },
};

impl<'n> Walk<'n, '_> {
    /// A route leads a packet to an interface (APP-1, GWLBE-1).
    pub fn appliance(&mut self, at: Ix, mut flight: Flight) -> Go<Landing> {
        let net = self.net;
        let it = &net.interfaces[at as usize];
        let place = Place::Interface(at);
        if it.addresses.holds(flight.packet.destination) {
            return self.arrive(at, flight);
        }
        self.met(place, Way::In, None, &flight);
        self.alive(at)?;
        if let Forwarding::Inspect(inspection) = &it.fact.forwarding {
            return self.inspect(at, inspection, flight);
        }
        if it.fact.source_dest_check {
            return Err(Stop::Drop(Code::EniSourceDestCheckRestriction, place));
        }
        // What becomes of it then is not stated.
        if it.fact.forwarding == Forwarding::None {
            if !flight.returning {
                self.lose(&mut flight)?;
            }
            return Err(Stop::Unknown(place));
        }
        if flight.returning {
            let Forwarding::PassThrough { stateful } = it.fact.forwarding else {
                return Err(Stop::Drop(Code::ReturnMismatch, place));
            };
            match self.recall(Device::Pass(at), &flight) {
                Some(memory) => flight.used |= bit(memory),
                None if stateful => return Err(Stop::Drop(Code::AsymmetricInspection, place)),
                // To its groups this is a flow of its own (SG-6).
                None => {
                    self.groups_in(at, &mut flight)?;
                    self.groups_out(at, false, &mut flight)?;
                }
            }
            self.passed.push(at);
            return self.emerge(at, flight);
        }
        self.groups_in(at, &mut flight)?;
        self.lose(&mut flight)?;
        self.seen.push(at);
        match it.fact.forwarding {
            Forwarding::None | Forwarding::Inspect(_) => Err(Stop::Unknown(place)),
            Forwarding::PassThrough { stateful } => {
                self.remember(Device::Pass(at), &flight, &flight, stateful);
                self.passed.push(at);
                self.forward(at, flight)
            }
            Forwarding::Snat => {
                // With which address it would send on is not stated.
                let Some(own) = own_address(it, flight.packet.destination) else {
                    return Err(Stop::Unknown(place));
                };
                let after = translated(flight, own);
                self.remember(Device::Snat(at), &flight, &after, false);
                self.passed.push(at);
                self.forward(at, Flight { since: self.passed.len(), ..after })
            }
        }
    }

    /// GWLBE-1, FW-1: what passes goes on unchanged, by the table of the endpoint's subnet.
    fn inspect(&mut self, at: Ix, inspection: &'n Inspection, mut flight: Flight) -> Go<Landing> {
        let place = Place::Interface(at);
        if inspection.offer.is_some() && !inspection.accepted {
            return Err(Stop::Drop(Code::EndpointNotAccepted, place));
        }
        let mut known = None;
        if flight.returning {
            let Some(memory) = self.recall(Device::Inspect(at), &flight) else {
                return Err(Stop::Drop(Code::AsymmetricInspection, place));
            };
            flight.used |= bit(memory);
            known = Some(self.memories[memory].handed);
        } else {
            // LB-4.
            if flight.preserved && inspection.offer.is_some() {
                return Err(Stop::Drop(Code::Elbv2SourceAddressPreservation, place));
            }
            self.lose(&mut flight)?;
        }
        let handed = match &inspection.firewall {
            Some(firewall) => self.firewall(firewall, place, known, &mut flight)?,
            None => false,
        };
        if !flight.returning {
            self.remember(Device::Inspect(at), &flight, &flight, true);
            if let Some(memory) = self.memories.last_mut() {
                memory.handed = handed;
            }
        }
        self.passed.push(at);
        self.out_of(self.net.interfaces[at as usize].segment, Some(at), flight)
    }

    /// NAT-1 to NAT-8. `segment`: where the packet comes from.
    pub fn nat(&mut self, at: Ix, segment: Option<Ix>, mut flight: Flight) -> Go<Landing> {
        let net = self.net;
        let nat = &net.nats[at as usize];
        let place = Place::Nat(at);
        self.met(place, Way::In, None, &flight);
        let packet = flight.packet;
        let interface = nat.interface.map(|it| &net.interfaces[it as usize]);
        if let Some(it) = nat.interface {
            self.alive(it)?;
        }
        if interface.is_some_and(|it| it.addresses.holds(packet.destination)) {
            let code = if flight.returning { Code::ReturnMismatch } else { Code::NatNoInbound };
            return Err(Stop::Drop(code, place));
        }
        if flight.returning {
            return Err(Stop::Drop(Code::ReturnMismatch, place));
        }
        // NAT-3: its own packet comes back.
        let own = interface.map_or(&nat.public, |it| &it.addresses);
        if own.holds(packet.source) {
            return Err(Stop::Drop(Code::Loop, place));
        }
        // NAT-1, NAT-7.
        let inner = if v4(packet.destination).is_some() {
            Some(packet.destination)
        } else {
            embedded(packet.destination)
        };
        let Some(destination) = inner else { return Err(Stop::Drop(Code::ProtocolRestriction, place)) };
        let mut turned = flight;
        turned.packet.destination = destination;
        match (packet.protocol, v4(packet.source).is_some()) {
            (6 | 17, _) | (1, true) => {}
            _ => return Err(Stop::Drop(Code::ProtocolRestriction, place)),
        }
        let inside = match flight.entered {
            Entered::Inside => net.boundaries[nat.boundary as usize].cidrs.holds(packet.source),
            Entered::Hub(_) => true,
            Entered::Outside => false,
        };
        if !inside {
            return Err(Stop::Drop(Code::NgwRequiresSourceInVpc, place));
        }
        let zone = segment.map(|it| &net.segments[it as usize].zone);
        if !nat.zones.is_empty() && !zone.is_some_and(|zone| nat.zones.contains(zone)) {
            return Err(Stop::Drop(Code::RegionalNgwRouteAzRestriction, place));
        }
        self.lose(&mut flight)?;
        turned.tag = flight.tag;
        // Several addresses: the translator's choice.
        let spans = own.spans().iter().flat_map(|(first, last)| *first..=*last);
        let choices: Vec<u128> = spans.filter(|it| v4(*it).is_some()).take(64).collect();
        let Some(source) = choices.get(self.script.choose(choices.len())).copied() else {
            return Err(Stop::Drop(Code::EniAddressRestriction, place));
        };
        let after = Flight { since: self.passed.len(), ..translated(turned, source) };
        self.remember(Device::Nat(at), &flight, &after, false);
        if let Some(memory) = self.memories.last_mut() {
            memory.segment = segment;
        }
        match (nat.interface, interface) {
            (Some(own), Some(it)) => self.out_of(it.segment, Some(own), after),
            _ => self.regional(at, segment, after),
        }
    }

    /// NAT-8: a regional NAT gateway sends a packet on, by its own table.
    pub fn regional(&mut self, at: Ix, segment: Option<Ix>, flight: Flight) -> Go<Landing> {
        let nat = &self.net.nats[at as usize];
        let around = &self.net.boundaries[nat.boundary as usize];
        match (nat.table, around.edge) {
            (Some(table), _) if flight.returning => self.route(table, segment, None, false, flight),
            (Some(table), _) => self.regional_by_table(at, table, flight),
            (None, _) if around.cidrs.holds(flight.packet.destination) => self.into(nat.boundary, flight),
            (None, Some(edge)) => self.edge_out(edge, flight),
            (None, None) => Err(Stop::Drop(Code::NoPath, Place::Nat(at))),
        }
    }

    /// NAT-8: by routes of its own. With which address it would show itself anywhere but at the internet gateway and
    /// within the VPC is not written down.
    fn regional_by_table(&mut self, at: Ix, table: Ix, flight: Flight) -> Go<Landing> {
        let (net, place) = (self.net, Place::Table(table));
        self.visit(place, None, &flight)?;
        let routes = &net.tables[table as usize];
        let entry = self.best(routes, &flight);
        self.met(place, Way::Out, entry, &flight);
        match entry.and_then(|it| routes.entries.get(it)).map(|it| it.target) {
            None => Err(Stop::Drop(Code::NoRouteToDestination, place)),
            Some(Target::Blackhole) => Err(Stop::Drop(Code::BadStateRoute, place)),
            Some(Target::Local) => self.into(net.nats[at as usize].boundary, flight),
            Some(Target::Edge(edge)) => self.edge_out(edge, flight),
            Some(
                Target::Exit(_)
                | Target::Nat(_)
                | Target::Door(_)
                | Target::Appliance(_)
                | Target::Peering(_)
                | Target::Hub(_)
                | Target::Gateway(_)
                | Target::Opaque,
            ) => Err(Stop::Unknown(Place::Nat(at))),
        }
    }

    /// GWE-1, GWE-2.
    pub fn door(&mut self, at: Ix, mut flight: Flight) -> Go<Landing> {
        let place = Place::Door(at);
        self.met(place, Way::Out, None, &flight);
        if flight.returning {
            return Err(Stop::Drop(Code::ReturnMismatch, place));
        }
        let boundary = self.net.doors[at as usize].boundary;
        let owners = &self.net.boundaries[boundary as usize].owners;
        let known = owners.contains_key(&flight.packet.source) || self.is_translated(&flight);
        if flight.entered != Entered::Inside || !known {
            return Err(Stop::Drop(Code::GweRemoteSource, place));
        }
        if flight.packet.protocol != 6 && !is_echo(flight.packet) {
            return Err(Stop::Drop(Code::VpceGatewayProtocolRestriction, place));
        }
        self.lose(&mut flight)?;
        self.remember(Device::Door(at), &flight, &flight, false);
        self.service(flight)
    }

    /// Whether a NAT gateway made the header of a packet.
    fn is_translated(&self, flight: &Flight) -> bool {
        let made = |it: &super::flight::Memory| {
            matches!(it.device, Device::Nat(_)) && it.after.source == flight.packet.source
        };
        !flight.returning && self.memories.iter().any(made)
    }

    /// PCX-1 to PCX-3.
    pub fn peering(&mut self, at: Ix, boundary: Ix, mut flight: Flight) -> Go<Landing> {
        let peering = &self.net.peerings[at as usize];
        let place = Place::Peering(at);
        self.met(place, Way::Out, None, &flight);
        let [one, other] = peering.between;
        let Some(peer) = (if one == Some(boundary) { other } else { one }) else {
            return Err(self.beyond_the_model(place, flight));
        };
        if !peering.active {
            return Err(Stop::Drop(Code::BadState, place));
        }
        let translated = self.is_translated(&flight);
        let from = self.net.boundaries[boundary as usize].cidrs.holds(flight.packet.source) || translated;
        let to = self.net.boundaries[peer as usize].cidrs.holds(flight.packet.destination);
        if flight.entered != Entered::Inside || !from || !to {
            return Err(Stop::Drop(Code::PcxRequiresAddressInVpcCidr, place));
        }
        if !peering.same_region {
            self.lose(&mut flight)?;
        }
        if translated {
            self.remember(Device::Peering(at), &flight, &flight, false);
        }
        flight.entered = Entered::Outside;
        self.into(peer, flight)
    }

    /// RET-4: the peering connection and the VPC to which an answer to a NAT gateway goes back.
    pub fn sender_beyond_peering(&self, boundary: Ix, flight: &Flight) -> Option<(Ix, Ix)> {
        if !flight.returning {
            return None;
        }
        self.memories.iter().find_map(|memory| {
            let Device::Peering(at) = memory.device else { return None };
            self.recall(memory.device, flight)?;
            let [one, other] = self.net.peerings[at as usize].between;
            let back = if one == Some(boundary) { other } else { one };
            (one == Some(boundary) || other == Some(boundary)).then_some((at, back?))
        })
    }
}

/// The private address with which an interface sends packets of its own to a destination.
pub fn own_address(it: &InterfaceNet, destination: u128) -> Option<u128> {
    let same = |address: u128| v4(address).is_some() == v4(destination).is_some();
    let mut all = it.addresses.spans().iter().map(|(first, _)| *first);
    it.primary.filter(|it| same(*it)).or_else(|| all.find(|it| same(*it)))
}

/// A packet with another source, and a port that the translator picks (PKT-5).
pub fn translated(flight: Flight, source: u128) -> Flight {
    let mut after = Flight { entered: Entered::Inside, preserved: false, ..flight };
    after.packet.source = source;
    if has_ports(after.packet.protocol) {
        after.packet.source_port = PICKED.0;
        after.free = Some(PICKED);
    }
    after
}
