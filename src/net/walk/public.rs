//! The internet and the ways to it: internet gateways, egress-only ones, block public access, public addresses.

use super::{
    Place, Way,
    blocks::{
        is_global, is_never_forwarded, is_private, is_shared, is_symbolic, is_unattached, is_unnamed_service,
        v4,
    },
    flight::{Device, Entered, Flight, Go, Landing, Stop, Walk, answer, bit, is_echo},
    steps::answers,
};
use crate::{
    model::fact::{BlockMode, Forwarding, Inbound},
    net::{
        code::Code,
        graph::{Finish, Ix, LineEnd, LineNet, PublicOwner, RouteOrigin, Start, Target, ix},
        ranges::address,
    },
};
use std::cmp::Reverse;

impl Walk<'_, '_> {
    /// IGW-2, IGW-4: out through an internet gateway.
    pub fn edge_out(&mut self, at: Ix, mut flight: Flight) -> Go<Landing> {
        let net = self.net;
        let edge = &net.edges[at as usize];
        let place = Place::Edge(at);
        let around = &net.boundaries[edge.boundary as usize];
        self.met(place, Way::Out, None, &flight);
        let packet = flight.packet;
        let code = match v4(packet.destination) {
            Some(to) if is_private(to) => Some(Code::IgwDestinationAddressNotInRfc1918Egress),
            Some(to) if is_shared(to) => Some(Code::IgwDestinationAddressNotInRfc6598Egress),
            Some(_) if is_never_forwarded(packet.destination) => Some(Code::LinkLocalReserved),
            Some(_) => None,
            None if !is_global(packet.destination) || !is_global(packet.source) => Some(Code::Ipv6NotGlobal),
            None => None,
        };
        if let Some(code) = code {
            return Err(Stop::Drop(code, place));
        }
        // IGW-6: what comes in through a middlebox goes out through it.
        if let Some(Target::Appliance(by)) = self.at_the_edge(edge.table, packet.source)
            && !self.passed.get(flight.since..).is_some_and(|passed| passed.contains(&by))
        {
            return Err(Stop::Drop(Code::IngressRtbTrafficRedirection, place));
        }
        let unknown = Stop::Drop(Code::IgwPublicIpAssociationForEgress, place);
        if flight.returning && v4(packet.destination).is_some() {
            let Some(memory) = self.recall(Device::Edge(at), &flight) else {
                return Err(Stop::Drop(Code::ReturnMismatch, place));
            };
            self.undo(memory, &mut flight);
            return self.beyond(flight);
        }
        if flight.entered != Entered::Inside {
            return Err(unknown);
        }
        let owner = around.owners.get(&packet.source).map(|it| &net.interfaces[*it as usize]);
        let mut after = flight;
        let (segment, by_nat) = match (owner, net.public.get(&packet.source)) {
            (Some(it), _) => {
                let by_nat = it.fact.inbound == Inbound::Nat;
                if v4(packet.source).is_some() {
                    let public = it.public.iter().find(|(private, _)| *private == packet.source);
                    let Some((_, public)) = public.filter(|_| it.fact.running) else { return Err(unknown) };
                    after.packet.source = *public;
                } else if it.fact.denies_internet {
                    return Err(Stop::Drop(Code::Ipv6DenyIgw, place));
                }
                (Some(it.segment), by_nat)
            }
            (None, Some(PublicOwner::Nat(nat))) if net.nats[*nat as usize].boundary == edge.boundary => {
                (None, true)
            }
            (None, _) => return Err(unknown),
        };
        // IGW-1: an answer that leaves here though its question came another way is blocked like anything else.
        self.public_access(place, edge.boundary, segment, by_nat, flight.since)?;
        if flight.returning {
            return self.beyond(after);
        }
        self.lose(&mut after)?;
        if v4(packet.source).is_some() {
            self.remember(Device::Edge(at), &flight, &after, false);
        }
        self.beyond(after)
    }

    /// IGW-1: whether the internet is blocked for a flow of a subnet, and for the inspection that it passed.
    fn public_access(
        &self,
        place: Place,
        boundary: Ix,
        segment: Option<Ix>,
        by_nat: bool,
        since: usize,
    ) -> Go<()> {
        let net = self.net;
        let blocked = |segment: Option<Ix>| match segment {
            Some(at) => net.segments[at as usize].blocked,
            None => net.boundaries[boundary as usize].blocked,
        };
        let inspected =
            self.passed.get(since..).unwrap_or_default().iter().filter_map(|at| self.inspects(*at));
        let worst = inspected.map(blocked).fold(blocked(segment), BlockMode::max);
        let stops = match worst {
            BlockMode::Off => false,
            BlockMode::Ingress => !by_nat,
            BlockMode::Both => true,
        };
        if stops { Err(Stop::Drop(Code::VpcBlockPublicAccessEnabled, place)) } else { Ok(()) }
    }

    /// Whose word counts for flows through an inspection endpoint: its subnet's; for a firewall the VPC's.
    fn inspects(&self, at: Ix) -> Option<Option<Ix>> {
        let it = &self.net.interfaces[at as usize];
        match &it.fact.forwarding {
            Forwarding::Inspect(inspection) => Some(inspection.offer.as_ref().map(|_| it.segment)),
            Forwarding::None | Forwarding::PassThrough { .. } | Forwarding::Snat => None,
        }
    }

    /// RT-9: where a gateway's own table sends what comes in for an address.
    pub fn at_the_edge(&self, table: Option<Ix>, to: u128) -> Option<Target> {
        let entry = self.edge_entry(table?, to)?;
        self.net.tables[table? as usize].entries.get(entry).map(|it| it.target)
    }

    /// Writes down that a packet met a gateway's own table, if there is one.
    pub fn met_at_the_edge(&mut self, table: Option<Ix>, flight: &Flight) {
        if let Some(at) = table {
            self.met(Place::Table(at), Way::In, self.edge_entry(at, flight.packet.destination), flight);
        }
    }

    fn edge_entry(&self, table: Ix, to: u128) -> Option<usize> {
        let entries = &self.net.tables[table as usize].entries;
        let legal = entries.iter().enumerate().filter(|(_, it)| {
            let target = match it.target {
                Target::Local | Target::Appliance(_) | Target::Blackhole => true,
                Target::Edge(_)
                | Target::Exit(_)
                | Target::Nat(_)
                | Target::Door(_)
                | Target::Peering(_)
                | Target::Hub(_)
                | Target::Gateway(_)
                | Target::Opaque => false,
            };
            target && matches!(it.origin, RouteOrigin::Local | RouteOrigin::Static) && it.covers.holds(to)
        });
        // Of two routes for one prefix, which the provider refuses, the first counts, as everywhere.
        legal.max_by_key(|(at, it)| (it.length, Reverse(*at))).map(|(at, _)| at)
    }

    /// IGW-3, IGW-4: in through the internet gateway of the VPC where an address is.
    fn edge_in(&mut self, interface: Ix, private: u128, mut flight: Flight) -> Go<Landing> {
        let net = self.net;
        let it = &net.interfaces[interface as usize];
        let around = &net.boundaries[it.boundary as usize];
        let packet = flight.packet;
        let Some(at) = around.edge else {
            let exit = net.exits.iter().position(|exit| exit.boundary == it.boundary).map(ix);
            return Err(match exit {
                Some(exit) if v4(packet.destination).is_none() => {
                    Stop::Drop(Code::EigwNoInbound, Place::Exit(exit))
                }
                Some(_) | None => Stop::Drop(Code::NoPath, Place::Boundary(it.boundary)),
            });
        };
        let place = Place::Edge(at);
        self.met(place, Way::In, None, &flight);
        let code = match v4(packet.source) {
            Some(from) if is_private(from) => Some(Code::IgwSourceAddressNotInRfc1918Ingress),
            Some(from) if is_shared(from) => Some(Code::IgwSourceAddressNotInRfc6598Ingress),
            Some(_) | None if around.cidrs.holds(packet.source) || is_never_forwarded(packet.source) => {
                Some(Code::GatewayRejectsSpoofedTraffic)
            }
            None if !is_global(packet.source) || !is_global(packet.destination) => Some(Code::Ipv6NotGlobal),
            None if it.fact.denies_internet => Some(Code::Ipv6DenyIgw),
            Some(_) | None => None,
        };
        if let Some(code) = code {
            return Err(Stop::Drop(code, place));
        }
        let redirected = self.at_the_edge(net.edges[at as usize].table, private);
        if flight.returning {
            if v4(packet.destination).is_some() {
                let Some(memory) = self.recall(Device::Edge(at), &flight) else {
                    return Err(Stop::Drop(Code::ReturnMismatch, place));
                };
                self.undo(memory, &mut flight);
            } else {
                self.public_access(place, it.boundary, Some(it.segment), false, self.passed.len())?;
            }
        } else {
            self.public_access(place, it.boundary, Some(it.segment), false, self.passed.len())?;
            if let Some(Target::Appliance(by)) = redirected
                && let Some(judged) = self.inspects(by)
            {
                self.public_access(place, it.boundary, judged, false, self.passed.len())?;
            }
            let before = flight;
            self.lose(&mut flight)?;
            flight.packet.destination = private;
            if v4(private).is_some() {
                self.remember(Device::Edge(at), &before, &flight, false);
            }
        }
        flight.entered = Entered::Outside;
        flight.since = self.passed.len();
        self.met_at_the_edge(net.edges[at as usize].table, &flight);
        match redirected {
            Some(Target::Appliance(by)) => {
                let middle = &net.interfaces[by as usize];
                let inspects = self.inspects(by).is_some();
                let public = match v4(private) {
                    Some(_) => !middle.public.is_empty(),
                    None => middle.addresses.spans().iter().any(|(first, _)| is_global(*first)),
                };
                if !inspects && !public {
                    return Err(Stop::Drop(Code::IngressRtbNoPublicIp, place));
                }
                self.acl(middle.segment, Way::In, &mut flight)?;
                self.appliance(by, flight)
            }
            Some(Target::Blackhole) => Err(Stop::Drop(Code::BadStateRoute, place)),
            _ => {
                self.acl(it.segment, Way::In, &mut flight)?;
                self.arrive(interface, flight)
            }
        }
    }

    /// EIGW-1.
    pub fn exit_out(&mut self, at: Ix, mut flight: Flight) -> Go<Landing> {
        let net = self.net;
        let boundary = net.exits[at as usize].boundary;
        let place = Place::Exit(at);
        self.met(place, Way::Out, None, &flight);
        let packet = flight.packet;
        let owner = net.boundaries[boundary as usize].owners.get(&packet.source);
        let inspected = self.passed.get(flight.since..).unwrap_or_default();
        let code = if v4(packet.destination).is_some() {
            Code::EigwIpv4
        } else if flight.returning {
            Code::ReturnMismatch
        } else if !is_global(packet.source) || !is_global(packet.destination) {
            Code::Ipv6NotGlobal
        } else if flight.entered != Entered::Inside || owner.is_none() {
            Code::NoPath
        } else if inspected.iter().any(|it| self.inspects(*it).is_some()) {
            Code::AsymmetricInspection
        } else {
            let segment = owner.map(|it| net.interfaces[*it as usize].segment);
            self.public_access(place, boundary, segment, true, self.passed.len())?;
            self.lose(&mut flight)?;
            self.remember(Device::Exit(at), &flight, &flight, true);
            return self.beyond(flight);
        };
        Err(Stop::Drop(code, place))
    }

    /// A packet between public addresses: whoever has the destination takes it.
    pub fn beyond(&mut self, mut flight: Flight) -> Go<Landing> {
        let net = self.net;
        let to = flight.packet.destination;
        if net.internet.holds(to) {
            self.met(Place::Internet, Way::Out, None, &flight);
            return self.outside(Start::Internet, Finish::Internet, Place::Internet, flight);
        }
        if is_unattached(to) && flight.returning {
            return self.outside(Start::Unattached, Finish::UnnamedService, Place::Provider, flight);
        }
        if is_symbolic(to) {
            return self.service(flight);
        }
        if v4(to).is_some() {
            match net.public.get(&to).copied() {
                Some(PublicOwner::Interface { interface, private }) => {
                    return self.edge_in(interface, private, flight);
                }
                Some(PublicOwner::Nat(nat)) => return self.back_to_regional(nat, flight),
                None => {}
            }
        } else if is_global(to) {
            // EIGW-1: it knows the flows that left through it.
            let exits: Vec<Device> = self.memories.iter().map(|it| it.device).collect();
            for device in exits {
                let Device::Exit(at) = device else { continue };
                if !flight.returning {
                    continue;
                }
                if let Some(memory) = self.recall(device, &flight) {
                    flight.used |= bit(memory);
                    flight.entered = Entered::Outside;
                    self.met(Place::Exit(at), Way::In, None, &flight);
                    return self.into(net.exits[at as usize].boundary, flight);
                }
            }
            let owner = net.boundaries.iter().find(|it| it.cidrs.holds(to)).map(|it| it.owners.get(&to));
            if let Some(owner) = owner {
                let Some(owner) = owner.copied() else {
                    return Err(Stop::Drop(Code::NoPossibleDestination, Place::Internet));
                };
                return self.edge_in(owner, to, flight);
            }
        }
        // DX-1: a site's public addresses, over a public line, from the provider's own.
        match self.public_line(to).filter(|_| !net.internet.holds(flight.packet.source)) {
            Some(line) => self.at_site(line, flight),
            None => Err(Stop::Drop(Code::NoPossibleDestination, Place::Internet)),
        }
    }

    /// DX-1: the public line that leads to an address of a site.
    pub fn public_line(&self, to: u128) -> Option<Ix> {
        let to = address(to);
        let leads = |line: &LineNet| {
            line.end == LineEnd::Public && line.up && line.prefixes.iter().any(|prefix| prefix.holds(to))
        };
        self.net.lines.iter().position(leads).map(ix)
    }

    /// NAT-8: an answer to a regional NAT gateway; nobody else gets in (NAT-4).
    fn back_to_regional(&mut self, at: Ix, mut flight: Flight) -> Go<Landing> {
        if !flight.returning {
            return Err(Stop::Drop(Code::NatNoInbound, Place::Nat(at)));
        }
        // Its gateway maps nothing, so it has nothing to undo but what it remembers of the way out.
        let edge = self.net.boundaries[self.net.nats[at as usize].boundary as usize].edge;
        if let Some(memory) = edge.and_then(|edge| self.recall(Device::Edge(edge), &flight)) {
            self.undo(memory, &mut flight);
        }
        let Some(memory) = self.recall(Device::Nat(at), &flight) else {
            return Err(Stop::Drop(Code::ReturnMismatch, Place::Nat(at)));
        };
        let memory = self.undo(memory, &mut flight);
        flight.entered = Entered::Inside;
        self.met(Place::Nat(at), Way::In, None, &flight);
        self.regional(at, memory.segment, flight)
    }

    /// An end outside every VPC takes a packet, or has its answer.
    pub fn outside(&mut self, own: Start, end: Finish, place: Place, flight: Flight) -> Go<Landing> {
        if !flight.returning {
            return Ok(Landing::There(end, flight));
        }
        if self.client == own && flight.packet == answer(self.sent) {
            return self.home(&flight);
        }
        Err(Stop::Drop(Code::ReturnMismatch, place))
    }

    /// A regional service takes a packet: tcp 443, and S3 also 80.
    pub fn service(&mut self, flight: Flight) -> Go<Landing> {
        let packet = flight.packet;
        if flight.returning {
            return Err(Stop::Drop(Code::ReturnMismatch, Place::Provider));
        }
        if is_unnamed_service(packet.destination) {
            self.met(Place::Provider, Way::Out, None, &flight);
            return if packet.protocol == 6 && packet.port == 443 {
                Ok(Landing::There(Finish::UnnamedService, flight))
            } else {
                Err(Stop::Drop(Code::NoPossibleDestination, Place::Provider))
            };
        }
        let found = self.net.services.iter().position(|(_, its)| its.holds(packet.destination));
        let Some(at) = found else { return Err(Stop::Drop(Code::NoPossibleDestination, Place::Provider)) };
        let place = Place::Service(ix(at));
        self.met(place, Way::Out, None, &flight);
        let by_door = self.memories.last().is_some_and(|it| matches!(it.device, Device::Door(_)));
        // GWE-1: ping gets an answer by a gateway endpoint.
        let taken = packet.protocol == 6 && answers(&self.net.services[at].0.name, packet.port);
        if taken || (by_door && is_echo(packet)) {
            Ok(Landing::There(Finish::Service(ix(at)), flight))
        } else {
            Err(Stop::Drop(Code::NoPossibleDestination, place))
        }
    }
}
