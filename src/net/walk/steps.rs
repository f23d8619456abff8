//! The steps of a packet within a VPC: out of an interface, through the subnet's filters and table, into another.

use super::{
    Place, Way,
    filters::listens,
    flight::{Device, Entered, Flight, Go, Landing, Stop, Tag, Walk, answer, bit},
};
use crate::{
    model::fact::Inbound,
    net::{
        code::Code,
        graph::{EntryRoute, Finish, Ix, RouteOrigin, Start, TableNet, Target},
    },
};

impl Walk<'_, '_> {
    /// A packet leaves an interface: steps 2 to 7 of section 2.1.
    pub fn leave(&mut self, at: Ix, flight: Flight) -> Go<Landing> {
        self.leave_or_forward(at, false, flight)
    }

    /// A packet leaves an interface whose owner forwards what others sent (APP-1).
    pub fn forward(&mut self, at: Ix, flight: Flight) -> Go<Landing> {
        self.leave_or_forward(at, true, flight)
    }

    fn leave_or_forward(&mut self, at: Ix, forwards: bool, mut flight: Flight) -> Go<Landing> {
        self.met(Place::Interface(at), Way::Out, None, &flight);
        if flight.returning {
            if let Some(landing) = self.back_through_node(at, &flight) {
                return landing;
            }
            if !self.seen.contains(&at) {
                self.groups_out(at, false, &mut flight)?;
            }
        } else {
            let known = matches!(flight.tag, Tag::Known(_));
            self.groups_out(at, known, &mut flight)?;
            self.seen.push(at);
        }
        if forwards || self.is_classic_leg(at, &flight) {
            return self.emerge(at, flight);
        }
        self.out_of(self.net.interfaces[at as usize].segment, Some(at), flight)
    }

    /// NACL-6, LB-7: what an appliance or a Classic Load Balancer sends to its own subnet passes the ACL out and in.
    pub fn emerge(&mut self, at: Ix, mut flight: Flight) -> Go<Landing> {
        let it = &self.net.interfaces[at as usize];
        if self.net.segments[it.segment as usize].cidrs.holds(flight.packet.destination) {
            self.acl(it.segment, Way::Out, &mut flight)?;
            return self.into(it.boundary, flight);
        }
        self.out_of(it.segment, Some(at), flight)
    }

    /// A packet is about to leave a subnet, from something that stands in it: steps 4 to 7.
    pub fn out_of(&mut self, segment: Ix, from: Option<Ix>, mut flight: Flight) -> Go<Landing> {
        let here = &self.net.segments[segment as usize];
        // L2-1: no table and no ACL within a subnet.
        if here.cidrs.holds(flight.packet.destination) {
            let at = self.owner(here.boundary, &flight)?;
            return self.arrive(at, flight);
        }
        self.acl(segment, Way::Out, &mut flight)?;
        self.route(here.table, Some(segment), from, false, flight)
    }

    /// RT-7: who has the destination address.
    pub fn owner(&self, boundary: Ix, flight: &Flight) -> Go<Ix> {
        let owners = &self.net.boundaries[boundary as usize].owners;
        let code = if flight.returning { Code::ReturnMismatch } else { Code::NoPossibleDestination };
        let found = owners.get(&flight.packet.destination).copied();
        found.ok_or(Stop::Drop(code, Place::Boundary(boundary)))
    }

    /// Steps 6 and 7. `late`: the subnet's ACL has not judged yet, for the packet came from a transit gateway and
    /// might stay in the subnet (NACL-6).
    pub fn route(
        &mut self,
        at: Ix,
        segment: Option<Ix>,
        from: Option<Ix>,
        late: bool,
        mut flight: Flight,
    ) -> Go<Landing> {
        let table = &self.net.tables[at as usize];
        self.visit(Place::Table(at), from, &flight)?;
        // RET-4: answers to a NAT gateway go back over the peering connection that they came by.
        if let Some((peering, side)) = self.sender_beyond_peering(table.boundary, &flight) {
            if late && let Some(segment) = segment {
                self.acl(segment, Way::Out, &mut flight)?;
            }
            self.met(Place::Peering(peering), Way::Out, None, &flight);
            return self.into(side, flight);
        }
        let entry = self.best(table, &flight);
        self.met(Place::Table(at), Way::Out, entry, &flight);
        let Some(target) = entry.and_then(|it| table.entries.get(it)).map(|it| it.target) else {
            return Err(Stop::Drop(Code::NoRouteToDestination, Place::Table(at)));
        };
        // Where the packet goes next within the VPC, if it does.
        let next = match target {
            Target::Local => Some(self.owner(table.boundary, &flight)?),
            Target::Appliance(it) => Some(it),
            Target::Nat(it) => self.net.nats[it as usize].interface,
            Target::Blackhole => return Err(Stop::Drop(Code::BadStateRoute, Place::Table(at))),
            Target::Edge(_)
            | Target::Exit(_)
            | Target::Door(_)
            | Target::Peering(_)
            | Target::Hub(_)
            | Target::Gateway(_)
            | Target::Opaque => None,
        };
        let to = next.map(|it| self.net.interfaces[it as usize].segment);
        if !late || to != segment {
            if late && let Some(segment) = segment {
                self.acl(segment, Way::Out, &mut flight)?;
            }
            if let Some(to) = to {
                self.acl(to, Way::In, &mut flight)?;
            }
        }
        match target {
            Target::Local => match next {
                Some(it) => self.arrive(it, flight),
                None => Err(Stop::Drop(Code::NoPossibleDestination, Place::Table(at))),
            },
            Target::Blackhole => Err(Stop::Drop(Code::BadStateRoute, Place::Table(at))),
            Target::Appliance(it) => self.appliance(it, flight),
            Target::Nat(it) => self.nat(it, segment, flight),
            Target::Edge(it) => self.edge_out(it, flight),
            Target::Exit(it) => self.exit_out(it, flight),
            Target::Door(it) => self.door(it, flight),
            Target::Peering(it) => self.peering(it, table.boundary, flight),
            Target::Hub(it) => self.hub(it, table.boundary, segment, flight),
            Target::Gateway(it) => self.gateway_out(it, table.boundary, flight),
            Target::Opaque => Err(self.beyond_the_model(Place::Table(at), flight)),
        }
    }

    /// The route to take: the longest prefix (RT-2), then by rank (RT-3). Two lists that tie are the provider's
    /// choice.
    pub fn best(&mut self, table: &TableNet, flight: &Flight) -> Option<usize> {
        let to = flight.packet.destination;
        // RT-4: inside the VPC, nothing that was learned counts.
        let inside = self.net.boundaries[table.boundary as usize].cidrs.holds(to);
        let counts = |it: &EntryRoute| {
            it.covers.holds(to)
                && match it.origin {
                    RouteOrigin::Propagated(_) => !inside,
                    RouteOrigin::Local | RouteOrigin::Static | RouteOrigin::List => true,
                }
        };
        let key = |it: &EntryRoute| (it.length, std::cmp::Reverse(rank(it)));
        let mut best: Option<usize> = None;
        let mut ties = false;
        for (at, it) in table.entries.iter().enumerate().filter(|(_, it)| counts(it)) {
            let old = best.map(|best| &table.entries[best]);
            let (better, tie) = old.map_or((true, false), |old| (key(it) > key(old), key(it) == key(old)));
            if better {
                (best, ties) = (Some(at), false);
            }
            ties |= tie && it.origin == RouteOrigin::List && old.is_some_and(|old| old.target != it.target);
        }
        if !ties {
            return best;
        }
        let won = best.map(|best| key(&table.entries[best]));
        let mut all: Vec<usize> = Vec::new();
        for (at, it) in table.entries.iter().enumerate() {
            let known = all.iter().any(|old| table.entries[*old].target == it.target);
            if counts(it) && Some(key(it)) == won && !known {
                all.push(at);
            }
        }
        all.get(self.script.choose(all.len())).copied()
    }

    /// A packet comes to an interface from the VPC's router, from outside the VPC: steps 8 to 10.
    pub fn into(&mut self, boundary: Ix, mut flight: Flight) -> Go<Landing> {
        let at = self.owner(boundary, &flight)?;
        self.acl(self.net.interfaces[at as usize].segment, Way::In, &mut flight)?;
        self.arrive(at, flight)
    }

    /// A packet is at the interface that has its destination address: steps 9 and 10.
    pub fn arrive(&mut self, at: Ix, mut flight: Flight) -> Go<Landing> {
        let it = &self.net.interfaces[at as usize];
        let place = Place::Interface(at);
        self.met(place, Way::In, None, &flight);
        self.alive(at)?;
        if flight.returning {
            return self.come_back(at, flight);
        }
        let towards_endpoint = match &it.fact.inbound {
            Inbound::Function | Inbound::Managed => {
                return Err(Stop::Drop(Code::HyperplaneNoInbound, place));
            }
            Inbound::Nat => return Err(Stop::Drop(Code::NatNoInbound, place)),
            Inbound::Inspection => return Err(Stop::Drop(Code::NoPossibleDestination, place)),
            Inbound::Service { .. } | Inbound::Offered { .. } => true,
            Inbound::Filtered | Inbound::Balancer => false,
        };
        // SG-4: over a transit gateway, identity does not get to endpoints.
        if towards_endpoint && let Tag::OverHub(sender) = flight.tag {
            flight.tag = Tag::LostAtHub(Some(sender));
        }
        self.groups_in(at, &mut flight)?;
        self.redeem(at, &mut flight)?;
        self.seen.push(at);
        match &it.fact.inbound {
            Inbound::Balancer => self.node(at, flight),
            Inbound::Offered { offer, accepted } => self.offered(at, offer.as_ref(), *accepted, flight),
            // IFE-1: tcp only, so no ping.
            Inbound::Service { .. } if flight.packet.protocol != 6 => {
                Err(Stop::Drop(Code::ProtocolRestriction, place))
            }
            Inbound::Service { service, .. } if !answers(&service.name, flight.packet.port) => {
                Err(Stop::Drop(Code::NoPossibleDestination, place))
            }
            Inbound::Service { .. } | Inbound::Filtered => self.taken(at, flight),
            Inbound::Function | Inbound::Managed | Inbound::Nat | Inbound::Inspection => {
                Err(Stop::Drop(Code::NoPossibleDestination, place))
            }
        }
    }

    /// The owner of an interface takes a packet, if it answers at that port.
    pub fn taken(&mut self, at: Ix, flight: Flight) -> Go<Landing> {
        if listens(&self.net.interfaces[at as usize], &flight) {
            Ok(Landing::There(Finish::Interface(at), flight))
        } else {
            Err(Stop::Drop(Code::NoPossibleDestination, Place::Interface(at)))
        }
    }

    /// ENI-2: the owner runs, and the address can be.
    pub fn alive(&self, at: Ix) -> Go<()> {
        let it = &self.net.interfaces[at as usize];
        if it.odd {
            return Err(Stop::Unknown(Place::Interface(at)));
        }
        if it.fact.running { Ok(()) } else { Err(Stop::Drop(Code::BadState, Place::Interface(at))) }
    }

    /// An answer is at an interface: the client's, or that of something that undoes what it did (RET-1, NAT-5).
    fn come_back(&mut self, at: Ix, mut flight: Flight) -> Go<Landing> {
        if self.client == Start::Interface(at) && flight.packet == answer(self.sent) {
            return self.home(&flight);
        }
        if let Some(nat) = self.net.roles.get(&self.net.interfaces[at as usize].node).and_then(|it| it.nat)
            && let Some(memory) = self.recall(Device::Nat(nat), &flight)
        {
            self.undo(memory, &mut flight);
            flight.entered = Entered::Inside;
            self.met(Place::Nat(nat), Way::In, None, &flight);
            return self.out_of(self.net.interfaces[at as usize].segment, Some(at), flight);
        }
        for device in [Device::Snat(at), Device::Node(at)] {
            if let Some(memory) = self.recall(device, &flight) {
                let entry = self.entry_before(memory);
                self.undo(memory, &mut flight);
                flight.entered = Entered::Inside;
                return match entry {
                    // IFE-2: what the node does, and how the flow got there, are undone together.
                    Some(entry) => self.out_of_entry(entry, flight),
                    None if device == Device::Snat(at) => self.forward(at, flight),
                    None => self.leave(at, flight),
                };
            }
        }
        Err(Stop::Drop(Code::ReturnMismatch, Place::Interface(at)))
    }

    /// RET-2: an answer is with the client; everything that had to see it has seen it.
    pub fn home(&self, flight: &Flight) -> Go<Landing> {
        for (at, memory) in self.memories.iter().enumerate() {
            if memory.required && flight.used & bit(at) == 0 {
                return Err(match memory.device {
                    Device::Inspect(it) | Device::Pass(it) => {
                        Stop::Drop(Code::AsymmetricInspection, Place::Interface(it))
                    }
                    Device::Exit(it) => Stop::Drop(Code::ReturnMismatch, Place::Exit(it)),
                    Device::Edge(it) => Stop::Drop(Code::ReturnMismatch, Place::Edge(it)),
                    Device::Nat(it) => Stop::Drop(Code::ReturnMismatch, Place::Nat(it)),
                    Device::Snat(it) | Device::Node(it) | Device::Preserving(it) => {
                        Stop::Drop(Code::ReturnMismatch, Place::Interface(it))
                    }
                    Device::Door(it) => Stop::Drop(Code::ReturnMismatch, Place::Door(it)),
                    Device::Peering(it) => Stop::Drop(Code::ReturnMismatch, Place::Peering(it)),
                    Device::Entry { .. } => Stop::Drop(Code::ReturnMismatch, Place::Provider),
                });
            }
        }
        Ok(Landing::Home)
    }
}

/// Whether a service answers at a tcp port: 443, and S3 also at 80.
pub fn answers(service: &str, port: u16) -> bool {
    port == 443 || (port == 80 && service == "s3")
}

/// RT-3: the best first. Routes to gateway endpoints count as written down.
fn rank(it: &EntryRoute) -> u8 {
    match (it.origin, it.target) {
        (RouteOrigin::Static, _) | (RouteOrigin::List, Target::Door(_)) => 0,
        (RouteOrigin::Local, _) => 1,
        (RouteOrigin::List, _) => 2,
        (RouteOrigin::Propagated(line), _) => 3 + line as u8,
    }
}
