//! Load balancers and endpoint services: nodes, listeners, targets.

use super::{
    Packet, Place, Way,
    blocks::v4,
    flight::{Device, Entered, Flight, Go, Landing, PICKED, Stop, Tag, Walk},
    forwarders::{own_address, translated},
};
use crate::{
    base::NodeId,
    model::fact::Inbound,
    net::{
        code::Code,
        graph::{BalancerNet, Ix, ListenerNet, Start, TargetNet},
    },
};

/// A target that a node may send to.
#[derive(Clone, Copy, Debug)]
pub struct Aim {
    /// Its address.
    pub address: u128,
    /// Its port.
    pub port: u16,
    /// Its interface, if the model has one.
    pub interface: Option<Ix>,
    /// Its group.
    pub group: Ix,
    /// Whether the engines do not model it.
    pub unknown: bool,
}

impl<'n> Walk<'n, '_> {
    /// The balancer that an interface is a node of.
    pub fn balancer_of(&self, at: Ix) -> Option<(Ix, &'n BalancerNet)> {
        let net = self.net;
        if net.interfaces[at as usize].fact.inbound != Inbound::Balancer {
            return None;
        }
        let found = net.roles.get(&net.interfaces[at as usize].node)?.balancer?;
        Some((found, &net.balancers[found as usize]))
    }

    /// LB-1: the listener that takes a packet.
    pub fn listener(&self, balancer: &'n BalancerNet, packet: Packet) -> Option<(usize, &'n ListenerNet)> {
        let takes = |it: &&ListenerNet| {
            it.protocol.holds(packet.protocol.into()) && it.ports.holds(packet.port.into())
        };
        balancer.listeners.iter().enumerate().find(|(_, it)| takes(it))
    }

    /// A client's packet is at a node, and its groups let it in.
    pub fn node(&mut self, at: Ix, flight: Flight) -> Go<Landing> {
        let Some((which, balancer)) = self.balancer_of(at) else {
            return Err(Stop::Unknown(Place::Interface(at)));
        };
        let place = Place::Balancer(which);
        let Some((entry, listener)) = self.listener(balancer, flight.packet) else {
            return Err(Stop::Drop(Code::Elbv2ListenersMismatch, place));
        };
        self.met(place, Way::In, Some(entry), &flight);
        // LB-2: the client's flow ends here.
        if balancer.terminates {
            return self.taken(at, flight);
        }
        let aims = self.aims(at, which, listener, flight.packet)?;
        let aim = aims[self.script.choose(aims.len())];
        self.send_on(at, aim, false, flight)
    }

    /// LB-3: a node that does not end flows sends a packet on. `private`: it came by an endpoint (IFE-2).
    fn send_on(&mut self, at: Ix, aim: Aim, private: bool, flight: Flight) -> Go<Landing> {
        let net = self.net;
        let it = &net.interfaces[at as usize];
        let place = Place::TargetGroup(aim.group);
        self.met(place, Way::Out, None, &flight);
        // Balancers may be each other's targets.
        self.visit(place, Some(at), &flight)?;
        if aim.unknown {
            return Err(Stop::Unknown(place));
        }
        let same_family = v4(flight.packet.source).is_some() == v4(aim.address).is_some();
        let keeps = net.target_groups[aim.group as usize].preserves_client && !private && same_family;
        let mut after = flight;
        after.packet.destination = aim.address;
        after.packet.port = aim.port;
        if keeps {
            // LB-4.
            if flight.packet.source == aim.address {
                return Err(Stop::Drop(Code::NlbLoopback, place));
            }
            let inside = aim.interface.map(|it| net.interfaces[it as usize].boundary);
            if inside != Some(it.boundary) {
                return Err(Stop::Drop(Code::Elbv2SourceAddressPreservation, place));
            }
            after.preserved = true;
        } else {
            let Some(own) = own_address(it, aim.address) else {
                return Err(Stop::Drop(Code::EniAddressRestriction, Place::Interface(at)));
            };
            after = Flight { since: self.passed.len(), ..translated(after, own) };
        }
        // SG-4: the node's own groups count from here; without any, nobody's do.
        after.tag = if it.fact.unfiltered { Tag::Lost(None) } else { Tag::Known(at) };
        let device = if keeps { Device::Preserving(at) } else { Device::Node(at) };
        self.remember(device, &flight, &after, true);
        if let Some(memory) = self.memories.last_mut() {
            memory.segment = aim.interface.map(|it| net.interfaces[it as usize].segment);
        }
        self.leave(at, after)
    }

    /// Every target that a node may send a packet to (LB-5), in the order of groups.
    pub fn aims(&self, at: Ix, which: Ix, listener: &ListenerNet, packet: Packet) -> Go<Vec<Aim>> {
        let net = self.net;
        let balancer = &net.balancers[which as usize];
        let place = Place::Balancer(which);
        let zone_of = |interface: Ix| {
            let segment = net.interfaces[interface as usize].segment;
            net.segments[segment as usize].zone.as_str()
        };
        let own_zone = zone_of(at);
        let (mut all, mut out) = (0, Vec::new());
        let mut refused = false;
        for group in &listener.groups {
            let it = &net.target_groups[*group as usize];
            if !it.protocol.holds(packet.protocol.into()) {
                refused = true;
                continue;
            }
            let cross = it.cross_zone.unwrap_or(balancer.cross_zone);
            // Outside of the balancer's VPC no zone is known.
            let near =
                |it: &Ix| net.interfaces[*it as usize].boundary == net.interfaces[at as usize].boundary;
            let used = |interface: Option<Ix>| match interface.filter(near).map(zone_of) {
                Some(zone) if cross => balancer.nodes.iter().any(|node| zone_of(*node) == zone),
                Some(zone) => zone == own_zone,
                None => true,
            };
            for target in &it.targets {
                let found = self.expand(target, *group);
                all += found.len();
                out.extend(found.into_iter().filter(|aim| used(aim.interface)));
            }
        }
        match (out.is_empty(), all) {
            (false, _) => Ok(out),
            (true, 0) if refused => Err(Stop::Drop(Code::Elbv2ListenerRequiresTgAccept, place)),
            (true, 0) => Err(Stop::Drop(Code::Elbv2ListenerHasNoTg, place)),
            (true, _) => Err(Stop::Drop(Code::Elbv2NoTargetsInAz, place)),
        }
    }

    /// What a target is to a packet: of a balancer its nodes; of a function nothing, for it is called.
    fn expand(&self, target: &TargetNet, group: Ix) -> Vec<Aim> {
        let net = self.net;
        let aim = |address, interface| Aim { address, port: target.port, interface, group, unknown: false };
        if let Some(balancer) = target.balancer {
            let nodes = net.balancers[balancer as usize].nodes.iter();
            return nodes
                .filter_map(|node| Some(aim(net.interfaces[*node as usize].primary?, Some(*node))))
                .collect();
        }
        let interface = target.interface.map(|at| &net.interfaces[at as usize]);
        let function = interface.is_some_and(|it| it.fact.inbound == Inbound::Function);
        if function && target.node.is_some() {
            return Vec::new();
        }
        let role = target.node.as_ref().and_then(|node| net.roles.get(node));
        let address = target.address.or(interface.and_then(|it| it.primary));
        match address {
            Some(address) => vec![aim(address, target.interface)],
            None if role.is_some_and(|it| it.opaque) => vec![Aim { unknown: true, ..aim(0, None) }],
            None => Vec::new(),
        }
    }

    /// IFE-2: a consumer's packet is at an endpoint, and goes on to a node of what is offered.
    pub fn offered(&mut self, at: Ix, offer: Option<&NodeId>, accepted: bool, flight: Flight) -> Go<Landing> {
        let net = self.net;
        let place = Place::Interface(at);
        if !accepted {
            return Err(Stop::Drop(Code::EndpointNotAccepted, place));
        }
        if flight.packet.protocol != 6 && flight.packet.protocol != 17 {
            return Err(Stop::Drop(Code::ProtocolRestriction, place));
        }
        let offer = offer.and_then(|id| net.roles.get(id)).and_then(|it| it.offer);
        let Some(offer) = offer.map(|it| &net.offers[it as usize]) else { return Err(Stop::Unknown(place)) };
        let zone_of = |at: Ix| &net.segments[net.interfaces[at as usize].segment as usize].zone;
        let mut nodes: Vec<Ix> = Vec::new();
        for balancer in &offer.balancers {
            let balancer = &net.balancers[*balancer as usize];
            let near: Vec<Ix> =
                balancer.nodes.iter().copied().filter(|it| zone_of(*it) == zone_of(at)).collect();
            if near.is_empty() && balancer.cross_zone {
                nodes.extend(&balancer.nodes);
            }
            nodes.extend(near);
        }
        let Some(node) = nodes.get(self.script.choose(nodes.len())).copied() else {
            return Err(Stop::Drop(Code::VpceServiceNotInstalledInAz, place));
        };
        self.enter(Some(at), node, flight)
    }

    /// IFE-2: a flow enters at a node by an endpoint, or from the provider's own network.
    pub fn enter(&mut self, endpoint: Option<Ix>, node: Ix, mut flight: Flight) -> Go<Landing> {
        let net = self.net;
        let Some((which, balancer)) = self.balancer_of(node) else {
            return Err(Stop::Unknown(Place::Interface(node)));
        };
        let place = Place::Balancer(which);
        self.met(Place::Interface(node), Way::In, None, &flight);
        self.alive(node)?;
        if balancer.terminates {
            return Err(Stop::Unknown(place));
        }
        flight.tag = flight.tag.lost();
        flight.entered = Entered::Inside;
        flight.since = self.passed.len();
        self.remember(Device::Entry { endpoint }, &flight, &flight, false);
        if balancer.filters_endpoints && !net.interfaces[node as usize].fact.unfiltered {
            self.groups_in(node, &mut flight)?;
        }
        self.seen.push(node);
        let Some((entry, listener)) = self.listener(balancer, flight.packet) else {
            return Err(Stop::Drop(Code::Elbv2ListenersMismatch, place));
        };
        self.met(place, Way::In, Some(entry), &flight);
        let aims = self.aims(node, which, listener, flight.packet)?;
        let aim = aims[self.script.choose(aims.len())];
        self.send_on(node, aim, true, flight)
    }

    /// The endpoint by which a flow got to the node that remembers it: outer nothing if it did not.
    pub fn entry_before(&self, memory: usize) -> Option<Option<Ix>> {
        match self.memories.get(memory.checked_sub(1)?)?.device {
            Device::Entry { endpoint } => Some(endpoint),
            Device::Edge(_)
            | Device::Exit(_)
            | Device::Nat(_)
            | Device::Inspect(_)
            | Device::Pass(_)
            | Device::Snat(_)
            | Device::Node(_)
            | Device::Preserving(_)
            | Device::Door(_)
            | Device::Peering(_) => None,
        }
    }

    /// An answer leaves the provider's side of an endpoint.
    pub fn out_of_entry(&mut self, endpoint: Option<Ix>, flight: Flight) -> Go<Landing> {
        match endpoint {
            Some(at) => self.leave(at, flight),
            None if flight.packet == super::flight::answer(self.sent) => self.home(&flight),
            None => Err(Stop::Drop(Code::ReturnMismatch, Place::Provider)),
        }
    }

    /// RET-5: the answer of a target that sees the client's address goes back through the node, whatever the
    /// tables say; the ACLs of both subnets see it.
    pub fn back_through_node(&mut self, at: Ix, flight: &Flight) -> Option<Go<Landing>> {
        // What passes the answer on afterwards is not the target, and its flow is another.
        if !self.net.interfaces[at as usize].addresses.holds(flight.packet.source) {
            return None;
        }
        let found = self.memories.iter().rev().find_map(|memory| match memory.device {
            Device::Preserving(node) => self.recall(memory.device, flight).map(|memory| (node, memory)),
            Device::Edge(_)
            | Device::Exit(_)
            | Device::Nat(_)
            | Device::Inspect(_)
            | Device::Pass(_)
            | Device::Snat(_)
            | Device::Node(_)
            | Device::Entry { .. }
            | Device::Door(_)
            | Device::Peering(_) => None,
        });
        let (node, memory) = found?;
        let from = self.net.interfaces[at as usize].segment;
        let to = self.net.interfaces[node as usize].segment;
        let mut flight = *flight;
        let filtered = if from == to {
            Ok(())
        } else {
            let out = self.acl(from, Way::Out, &mut flight);
            out.and_then(|()| self.acl(to, Way::In, &mut flight))
        };
        if let Err(stop) = filtered {
            return Some(Err(stop));
        }
        self.met(Place::Interface(node), Way::In, None, &flight);
        self.undo(memory, &mut flight);
        flight.entered = Entered::Inside;
        Some(self.leave(node, flight))
    }

    /// LB-7: whether a packet that leaves an interface is between a Classic Load Balancer's node and its target, either
    /// way, so that network ACLs judge it within a subnet too.
    pub fn is_classic_leg(&self, at: Ix, flight: &Flight) -> bool {
        let Start::Interface(node) = self.client else { return false };
        let classic = self.ended.is_some() && self.balancer_of(node).is_some_and(|(_, it)| it.classic);
        let has = |at: Ix, address| self.net.interfaces[at as usize].addresses.holds(address);
        let packet = flight.packet;
        classic
            && if flight.returning {
                has(at, packet.source) && has(node, packet.destination)
            } else {
                at == node
            }
    }

    /// LB-2: what a node that ends flows sends to a target: a flow of its own.
    pub fn second_leg(&self, node: Ix, aim: Aim, packet: Packet) -> Option<Packet> {
        let source = own_address(&self.net.interfaces[node as usize], aim.address)?;
        Some(Packet { source, destination: aim.address, port: aim.port, source_port: PICKED.0, ..packet })
    }
}
