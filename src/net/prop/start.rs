//! The two ends of a walk: how packets and answers start, and how answers end.

use super::*;
use crate::net::address::{link_local_services, never_forwarded, rfc1918, rfc6598};

impl Walk<'_> {
    /// Steps 1 to 3.
    pub(super) fn start(&mut self, sent: TrafficSet) {
        let net = self.net;
        let words = verbatim(explain::header(net, &sent));
        let mut packet = Packet { set: sent, ..Packet::default() };
        let at = match self.origin {
            Origin::Interface(at) => *at,
            Origin::Outside { .. } => {
                packet.hops.push(self.outside_hop(Step::Source, words));
                return self.start_outside(packet);
            }
        };
        let interface = &net.interfaces[at as usize];
        packet.hops.push(hop(&interface.node, Step::Source, verbatim(interface.node.as_str()), words, true));
        packet.tag.clone_from(&interface.groups);
        if !interface.fact.running {
            return self.stop(
                packet,
                Why {
                    code: Code::BadState,
                    node: &interface.node,
                    step: Step::Source,
                    title: verbatim(interface.node.as_str()),
                    entry: String::new(),
                    said: said!("`{0}` is not running", "`{0}`이(가) 실행 중이 아닙니다"),
                    args: vec![interface.node.to_string()],
                },
            );
        }
        // RSV and SG-5: reserved addresses are answered here, whatever the filters.
        let around = &net.boundaries[interface.boundary as usize];
        let segment = &net.segments[interface.segment as usize];
        let local = around.resolver.union(&segment.routers);
        let local = link_local_services().iter().fold(local, |all, (at, ..)| all.union(at));
        let set = packet.set.only(Dim::Destination, &local);
        if !set.is_empty() {
            packet.set = packet.set.except(Dim::Destination, &local);
            self.reserved(Packet { set, ..packet.clone() }, at);
        }
        let set = packet.set.only(Dim::Destination, &never_forwarded().subtract(&services()));
        if !set.is_empty() {
            packet.set = packet.set.subtract(&set);
            let to = explain::addresses(net, &set.values(Dim::Destination));
            self.stop(
                Packet { set, ..packet.clone() },
                Why {
                    code: Code::LinkLocalReserved,
                    node: &interface.node,
                    step: Step::Destination,
                    title: verbatim(to.clone()),
                    entry: String::new(),
                    said: said!(
                        "{0} is reserved and never forwarded",
                        "{0}은(는) 예약된 주소라 전달되지 않습니다"
                    ),
                    args: vec![to],
                },
            );
        }
        if packet.set.is_empty() {
            return;
        }
        if let Some(packet) = self.groups(packet, at, Way::Egress) {
            self.leave(packet, at);
        }
    }

    fn reserved(&mut self, mut packet: Packet, at: Ix) {
        let net = self.net;
        let interface = &net.interfaces[at as usize];
        let around = &net.boundaries[interface.boundary as usize];
        if !around.resolves {
            let set = packet.set.only(Dim::Destination, &around.resolver);
            packet.set = packet.set.except(Dim::Destination, &around.resolver);
            if !set.is_empty() {
                self.stop(
                    Packet { set, ..packet.clone() },
                    Why {
                        code: Code::NoPossibleDestination,
                        node: &around.node,
                        step: Step::Destination,
                        title: verbatim(around.node.as_str()),
                        entry: String::new(),
                        said: said!(
                            "the resolver of `{0}` does not answer: DNS resolution is off",
                            "`{0}`의 확인자가 응답하지 않습니다: DNS 확인이 꺼져 있습니다"
                        ),
                        args: vec![around.node.to_string()],
                    },
                );
            }
        }
        let resolver = [6, 17].into_iter().map(|it| (around.resolver.clone(), Ranges::one(it), 53));
        let mut answered = TrafficSet::default();
        for (at, protocol, port) in link_local_services().into_iter().chain(resolver) {
            let set = packet.set.only(Dim::Destination, &at).only(Dim::Protocol, &protocol);
            answered.extend(set.only(Dim::Port, &Ranges::one(port.into())));
        }
        let silent = packet.set.subtract(&answered);
        packet.set = answered;
        if !silent.is_empty() {
            let to = explain::addresses(net, &silent.values(Dim::Destination));
            let args = vec![to, explain::traffic(&silent)];
            self.stop(
                Packet { set: silent, ..packet.clone() },
                Why {
                    code: Code::NoPossibleDestination,
                    node: &around.node,
                    step: Step::Destination,
                    title: verbatim(around.node.as_str()),
                    entry: String::new(),
                    said: said!(
                        "{0} belongs to the provider, and nothing there answers {1}",
                        "{0}은(는) AWS가 쓰는 주소이며 {1}에 응답하는 것이 없습니다"
                    ),
                    args,
                },
            );
        }
        if !packet.set.is_empty() {
            let words = Message::plain(&text!(
                "answered where it starts, no filter applies",
                "출발한 곳에서 응답하며 필터가 적용되지 않음"
            ));
            packet.hops.push(hop(
                &around.node,
                Step::Destination,
                verbatim(around.node.as_str()),
                words,
                true,
            ));
            self.arrive(packet, Place::Reserved);
        }
    }

    fn start_outside(&mut self, packet: Packet) {
        let net = self.net;
        let Origin::Outside { node, name, unattached, .. } = self.origin else { return };
        // IGW-7: what a VPC has is private, whatever it looks like.
        let inside = net.boundaries.iter().fold(Ranges::EMPTY, |all, it| all.union(&it.cidrs));
        let public = net.public.keys().copied().collect();
        let private = rfc1918().union(&rfc6598()).union(&inside).subtract(&public);
        let set = packet.set.only(Dim::Destination, &private);
        if set.is_empty() {
            return self.outside(packet);
        }
        let to = set.values(Dim::Destination);
        let near = self.aim.node.clone().or_else(|| {
            let owners = net.boundaries.iter().find(|around| around.cidrs.meets(&to));
            owners.map(|around| around.node.clone())
        });
        let here = node.clone().or(near).or_else(|| name.parse().ok()).or_else(|| "internet".parse().ok());
        let Some(here) = here else { return };
        let aimed =
            self.aim.node.as_ref().map_or_else(|| explain::addresses(net, &to), |it| format!("`{it}`"));
        let function = self.aim.node.as_ref().and_then(|id| net.roles.get(id)).is_some_and(|roles| {
            let inbound = roles.interfaces.iter().map(|at| &net.interfaces[*at as usize].fact.inbound);
            inbound.into_iter().any(|it| *it == Inbound::Function)
        });
        let (code, said): (_, &'static Said) = if function {
            // FN-2 is the reason that no public address would mend.
            (Code::HyperplaneNoInbound, uncallable())
        } else if *unattached {
            (
                Code::LambdaNoVpc,
                said!(
                    "function `{0}` is not in a VPC, so it has no way to {1}, a private address",
                    "함수 `{0}`이(가) VPC 안에 있지 않아 사설 주소인 {1}(으)로 갈 수 없습니다"
                ),
            )
        } else {
            (
                Code::IgwPrivateIpAssociationForIngress,
                said!(
                    "{1} has no public address, so nothing from outside gets there",
                    "{1}에 공인 주소가 없어 밖에서 갈 수 없습니다"
                ),
            )
        };
        let near = self.aim.node.clone();
        let args =
            if function { near.iter().map(ToString::to_string).collect() } else { vec![name.clone(), aimed] };
        let resource = if *unattached && !function { here } else { near.unwrap_or(here) };
        let public = packet.set.except(Dim::Destination, &private);
        self.stop(
            Packet { set, ..packet.clone() },
            Why {
                code,
                node: &resource,
                step: Step::Destination,
                title: verbatim(resource.as_str()),
                entry: String::new(),
                said,
                args,
            },
        );
        if !public.is_empty() {
            self.outside(Packet { set: public, ..packet });
        }
    }

    /// RET-1: the answer starts where the packets arrived.
    pub(super) fn answer(&mut self, arrived: &Packet, at: &Place) {
        let net = self.net;
        let mut packet =
            Packet { set: arrived.set.reversed(), bindings: arrived.bindings.clone(), ..Packet::default() };
        let words = verbatim(explain::header(net, &packet.set));
        match at {
            Place::Interface(at) => {
                let node = &net.interfaces[*at as usize].node;
                packet.hops.push(hop(node, Step::Source, verbatim(node.as_str()), words, true));
                self.remembered(&mut packet, *at, true);
                self.leave(packet, *at);
            }
            Place::Outside { door } => {
                if let Some(last) = arrived.hops.last() {
                    packet.hops.push(Hop { step: Step::Source, decided_by: words, ..last.clone() });
                }
                match door {
                    None => self.outside(packet),
                    // GWE-1: straight back into the VPC.
                    Some(door) => {
                        let door = &net.doors[*door as usize];
                        let words = verbatim(net.services[door.service as usize].0.to_string());
                        packet.hops.push(hop(
                            &door.node,
                            Step::Gateway,
                            verbatim(door.node.as_str()),
                            words,
                            true,
                        ));
                        self.deliver(packet, door.boundary, None);
                    }
                }
            }
            Place::Reserved | Place::Client => self.arrive(packet, Place::Client),
        }
    }

    /// An answer at an interface: the client's, or a translator's that passes it on (NAT-5).
    pub(super) fn reach_back(&mut self, mut packet: Packet, at: Ix) {
        let net = self.net;
        let interface = &net.interfaces[at as usize];
        if packet.bindings.last().is_some_and(|binding| binding.nat == at) {
            let Some(binding) = packet.bindings.pop() else { return };
            let came = packet.set.only(Dim::Protocol, &[6, 17].into_iter().collect()).values(Dim::Port);
            packet.narrowed |= !came.is_empty() && !came.covers(&filter::unknown_client());
            let mut undone = TrafficSet::default();
            for cube in packet.set.cubes() {
                // Remote address, remote port and protocol as they came; client address and port as remembered.
                let known = crate::net::traffic_set::Cube::all()
                    .with(Dim::Protocol, cube.get(Dim::Protocol).clone())
                    .with(Dim::Source, cube.get(Dim::Source).clone())
                    .with(Dim::SourcePort, cube.get(Dim::SourcePort).clone());
                undone.extend(binding.before.reversed().within(&known));
            }
            if undone.is_empty() {
                return self.mismatch(packet);
            }
            packet.set = undone;
            let words = Message::new(
                &text!("destination becomes {0} again", "목적지가 다시 {0}(으)로 바뀜"),
                [explain::addresses(net, &packet.set.values(Dim::Destination))],
            );
            packet.hops.push(hop(
                &interface.node,
                Step::Gateway,
                verbatim(interface.node.as_str()),
                words,
                true,
            ));
            return self.leave(packet, at);
        }
        let own = matches!(self.origin, Origin::Interface(own) if *own == at);
        let expected = self.expected.clone().unwrap_or_default();
        let set = packet.set.intersect(&expected);
        if !own || set.is_empty() {
            return self.mismatch(packet);
        }
        packet.set = set;
        self.remembered(&mut packet, at, false);
        let words = verbatim(explain::header(net, &packet.set));
        packet.hops.push(hop(
            &interface.node,
            Step::Destination,
            verbatim(interface.node.as_str()),
            words,
            true,
        ));
        self.arrive(packet, Place::Client);
    }

    /// RET-2: the answer goes astray.
    pub(super) fn mismatch(&mut self, packet: Packet) {
        let last = packet.hops.iter().rev().find_map(|hop| hop.node.clone());
        let client = match self.origin {
            Origin::Interface(at) => Some(self.net.interfaces[*at as usize].node.clone()),
            Origin::Outside { node, name, .. } => {
                node.clone().or_else(|| name.parse().ok()).or_else(|| "internet".parse().ok())
            }
        };
        let Some(node) = last.or_else(|| client.clone()) else { return };
        let name = client.map_or_else(String::new, |it| it.to_string());
        self.stop(
            packet,
            Why {
                code: Code::ReturnMismatch,
                node: &node,
                step: Step::Route,
                title: verbatim(node.as_str()),
                entry: String::new(),
                said: said!(
                    "at `{0}` the answer takes another way than the packet came, so `{1}` does not know it",
                    "`{0}`에서 응답이 패킷이 온 길과 다른 길로 가므로 `{1}`이(가) 알아보지 못합니다"
                ),
                args: vec![node.to_string(), name],
            },
        );
    }
}

/// Where services live, as far as a model is concerned: these addresses stand for public ones.
fn services() -> Ranges {
    Ranges::cidr(crate::base::Cidr::around([240, 0, 0, 0].into(), 4).unwrap_or(crate::base::Cidr::ALL_V4))
}
