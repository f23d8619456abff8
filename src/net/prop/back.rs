//! The way back (section 2.2): how answers start, what undoes what, and how they end.

use super::*;

/// What a header has become again.
pub(super) fn restored_words(net: &Net, packet: &Packet) -> Message {
    Message::new(
        &text!("destination becomes {0} again", "목적지가 다시 {0}(으)로 바뀜"),
        [explain::addresses(net, &packet.set.values(Dim::Destination))],
    )
}

impl Walk<'_> {
    /// RET-1: the answer starts where the packets arrived.
    pub(super) fn answer(&mut self, arrived: &Packet, at: &Place) {
        let net = self.net;
        let mut packet = Packet {
            set: arrived.set.answers(),
            bonds: arrived.bonds.clone(),
            pins: arrived.pins.clone(),
            blockers: arrived.blockers.clone(),
            ended: arrived.ended,
            ..Packet::default()
        };
        let words = verbatim(explain::header(net, &packet.set));
        match at {
            Place::Interface(at) => {
                let interface = &net.interfaces[*at as usize];
                let title = verbatim(interface.node.as_str());
                packet.hops.push(hop(&interface.node, Step::Source, title, words, true));
                self.remembered(&mut packet, *at, true);
                self.go_back(packet, *at);
            }
            Place::Internet | Place::Service { .. } | Place::Site(_) => {
                if let Some(last) = arrived.hops.last() {
                    packet.hops.push(Hop { step: Step::Source, decided_by: words, ..last.clone() });
                }
                match at {
                    Place::Site(site) => self.start_at_site(packet, *site),
                    // GWE-1: straight back into the VPC.
                    Place::Service { door: Some(door), .. } => {
                        let door = &net.doors[*door as usize];
                        let words = verbatim(net.services[door.service as usize].0.to_string());
                        self.pass(&mut packet, &door.node, words);
                        self.deliver(packet, door.boundary, true);
                    }
                    Place::Service { door: None, .. }
                    | Place::Internet
                    | Place::Interface(_)
                    | Place::Reserved(_)
                    | Place::Client => self.outside(packet),
                }
            }
            Place::Reserved(_) | Place::Client => self.arrive(packet, Place::Client),
        }
    }

    /// Out of an interface, as what keeps the flow asks.
    fn go_back(&mut self, packet: Packet, at: Ix) {
        match packet.last_keeper().map(|it| it.keeper) {
            Some(Keeper::Node { at: node, preserves: true }) => self.answer_by_node(packet, at, node),
            // IFE-2: by the provider's network to the endpoint, and out there.
            Some(Keeper::Endpoint(endpoint)) => self.undo_endpoint(packet, endpoint),
            // LB-7: network ACLs apply within the subnet too.
            Some(Keeper::Node { at: node, .. }) if balancer::is_classic(self.net, node) => {
                self.emerge(packet, at);
            }
            Some(
                Keeper::Edge
                | Keeper::Exit(_)
                | Keeper::Translator(_)
                | Keeper::Regional(_)
                | Keeper::Inspector { .. }
                | Keeper::Node { .. },
            )
            | None => self.leave(packet, at),
        }
    }

    /// RET-5: the answer goes back through the node, whatever the target's table says; network ACLs still see it.
    fn answer_by_node(&mut self, packet: Packet, at: Ix, node: Ix) {
        let net = self.net;
        let (target, front) = (&net.interfaces[at as usize], &net.interfaces[node as usize]);
        let mut packet = packet;
        if target.segment != front.segment {
            let Some(passed) = self.acl(packet, target.segment, Way::Egress) else { return };
            let Some(passed) = self.acl(passed, front.segment, Way::Ingress) else { return };
            packet = passed;
        }
        self.undo(packet, node, |it| it == Keeper::Node { at: node, preserves: true });
    }

    /// An answer at an interface: the client's, or that of what keeps the flow and passes it on (NAT-5).
    pub(super) fn reach_back(&mut self, packet: Packet, at: Ix) {
        let keeps = |it: Keeper| matches!(it, Keeper::Translator(own) | Keeper::Node { at: own, preserves: false } if own == at);
        if packet.last_keeper().is_some_and(|bond| keeps(bond.keeper)) {
            return self.undo(packet, at, keeps);
        }
        let node = &self.net.interfaces[at as usize].node;
        if matches!(self.origin, Origin::Interface(own) if *own == at) {
            let mut packet = packet;
            self.remembered(&mut packet, at, false);
            return self.end_at_client(packet, node);
        }
        self.mismatch(packet);
    }

    /// Puts back what a device at an interface had changed, and sends the answer on from there.
    fn undo(&mut self, packet: Packet, at: Ix, keeps: impl Fn(Keeper) -> bool) {
        let net = self.net;
        let node = &net.interfaces[at as usize].node;
        let Some((mut packet, bond)) = self.unwind(packet, keeps) else { return };
        if !matches!(bond.keeper, Keeper::Node { preserves: true, .. }) {
            let with_ports = crate::net::traffic_set::with_ports();
            let came = packet.set.only(Dim::Protocol, &with_ports).values(Dim::Port);
            packet.narrowed |= !came.is_empty() && !came.covers(&filter::unknown_client());
        }
        let Some(mut packet) = self.restore(packet, &bond) else { return };
        let words = restored_words(net, &packet);
        self.pass(&mut packet, node, words);
        if net.interfaces[at as usize].fact.forwarding == Forwarding::Snat {
            return self.emerge(packet, at);
        }
        if !matches!(bond.keeper, Keeper::Node { .. }) {
            return self.leave(packet, at);
        }
        packet.came = Came::Here;
        if packet.last_keeper().is_none() && matches!(self.origin, Origin::Entry { .. }) {
            return self.end_at_client(packet, node);
        }
        self.go_back(packet, at);
    }

    fn undo_endpoint(&mut self, packet: Packet, at: Ix) {
        let net = self.net;
        let Some((packet, bond)) = self.unwind(packet, |it| it == Keeper::Endpoint(at)) else { return };
        let Some(mut packet) = self.restore(packet, &bond) else { return };
        let words = restored_words(net, &packet);
        self.pass(&mut packet, &net.interfaces[at as usize].node, words);
        self.leave(packet, at);
    }

    /// On the internet: what the client there expects ends; the rest goes on.
    pub(super) fn client_outside(&mut self, packet: Packet) -> Option<Packet> {
        let Some(expected) = &self.expected else { return Some(packet) };
        let own = match self.origin {
            Origin::Outside { .. } => true,
            Origin::Site { at: site, .. } => self.public_sites().iter().any(|it| it.0 == *site),
            Origin::Interface(_) | Origin::Entry { .. } => false,
        };
        if !own {
            return Some(packet);
        }
        let set = packet.set.intersect(expected);
        let rest = packet.set.subtract(&set);
        if !set.is_empty() {
            let mut packet = packet.part(set);
            let words = verbatim(explain::header(self.net, &packet.set));
            packet.hops.push(self.outside_hop(Step::Destination, words));
            self.home(packet);
        }
        (!rest.is_empty()).then(|| packet.part(rest))
    }

    /// At the client: it takes answers to what it sent.
    pub(super) fn end_at_client(&mut self, packet: Packet, node: &NodeId) {
        let expected = self.expected.clone().unwrap_or_default();
        let set = packet.set.intersect(&expected);
        if set.is_empty() {
            return self.mismatch(packet);
        }
        self.lose_rest(&packet, &set);
        let mut packet = packet.part(set);
        let words = verbatim(explain::header(self.net, &packet.set));
        packet.hops.push(hop(node, Step::Destination, verbatim(node.as_str()), words, true));
        self.home(packet);
    }

    /// RET-2: everything that keeps the flow must have been met on the way.
    fn home(&mut self, mut packet: Packet) {
        while let Some(keeper) = packet.bonds.last().map(|it| it.keeper) {
            let Some(rest) = self.missed(packet, keeper) else { return };
            packet = rest;
            packet.bonds.pop();
        }
        self.arrive(packet, Place::Client);
    }

    /// RET-2: the answer goes astray.
    pub(super) fn mismatch(&mut self, packet: Packet) {
        let last = packet.hops.newest_first().find_map(|hop| hop.node.clone());
        let client = self.client().cloned().or_else(|| match self.origin {
            Origin::Outside { name, .. } => name.parse().ok().or_else(|| "internet".parse().ok()),
            Origin::Interface(_) | Origin::Site { .. } | Origin::Entry { .. } => None,
        });
        let Some(node) = last.or_else(|| client.clone()) else { return };
        let name = client.map_or_else(String::new, |it| it.to_string());
        let said = said!(
            "at `{0}` the answer takes another way than the packet came, so `{1}` does not know it",
            "`{0}`에서 응답이 패킷이 온 길과 다른 길로 가므로 `{1}`이(가) 알아보지 못합니다"
        );
        let why = Why::new(Code::ReturnMismatch, "RET-2", &node, Step::Route, said, [name]);
        self.stop(packet, why);
    }
}
