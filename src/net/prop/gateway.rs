//! Steps beyond a subnet: internet gateways, NAT gateways, gateway endpoints, forwarding interfaces, the outside.

use super::*;
use crate::net::{
    address::{rfc1918, rfc6598},
    graph::PublicOwner,
};

/// TCP.
pub fn tcp() -> Ranges {
    Ranges::one(6)
}

/// Where a regional service answers (section 1.4).
pub fn service_ports(service: &Service) -> Ranges {
    if service.name == "s3" { [80, 443].into_iter().collect() } else { Ranges::one(443) }
}

/// What a NAT gateway carries (NAT-1): ICMP, TCP, UDP.
fn carried() -> Ranges {
    [1, 6, 17].into_iter().collect()
}

impl Walk<'_> {
    /// IGW-2: out of the VPC, one public address for one private.
    pub(super) fn edge_out(&mut self, mut packet: Packet, edge: Ix, from: Ix) {
        let net = self.net;
        let edge = &net.edges[edge as usize];
        let why = |code, args: Vec<String>, said: &'static Said| Why {
            code,
            node: &edge.node,
            step: Step::Gateway,
            title: verbatim(edge.node.as_str()),
            entry: String::new(),
            said,
            args,
        };
        let refused: [(Ranges, Code); 2] = [
            (rfc1918(), Code::IgwDestinationAddressNotInRfc1918Egress),
            (rfc6598(), Code::IgwDestinationAddressNotInRfc6598Egress),
        ];
        for (ranges, code) in refused {
            let set = packet.set.only(Dim::Destination, &ranges);
            if set.is_empty() {
                continue;
            }
            packet.set = packet.set.except(Dim::Destination, &ranges);
            let args = vec![edge.node.to_string(), explain::addresses(net, &set.values(Dim::Destination))];
            let why = why(
                code,
                args,
                said!(
                    "internet gateway `{0}` does not carry packets to {1}: that is not a public address",
                    "인터넷 게이트웨이 `{0}`은(는) {1}(으)로 패킷을 전달하지 않습니다: 공인 주소가 아닙니다"
                ),
            );
            self.stop(Packet { set, ..packet.clone() }, why);
        }
        if packet.set.is_empty() {
            return;
        }
        let around = &net.boundaries[edge.boundary as usize];
        let source = packet.set.values(Dim::Source);
        let mut mapped = TrafficSet::default();
        let mut words = Vec::new();
        for (first, last) in source.spans() {
            for (private, owner) in around.owners.range(first..=last) {
                let owner = &net.interfaces[*owner as usize];
                let Some((_, public)) = owner.public.iter().find(|it| it.0 == *private) else { continue };
                let public = *public;
                let set = packet.set.only(Dim::Source, &Ranges::one(*private));
                mapped.extend(set.rewritten(Dim::Source, &Ranges::one(public)));
                words.push(format!("{} → {}", address(*private), address(public)));
            }
        }
        if mapped.is_empty() {
            let to = packet.set.values(Dim::Destination);
            let need = self.need(from, &to);
            let sender = &net.interfaces[from as usize];
            let args = vec![sender.node.to_string(), edge.node.to_string()];
            let function = sender.fact.inbound == Inbound::Function;
            let nat = sender.fact.inbound == Inbound::Nat;
            let said: &'static Said = if function {
                said!(
                    "function `{0}` never has a public address, so internet gateway `{1}` drops its packets",
                    "함수 `{0}`에는 공인 주소가 없으므로 인터넷 게이트웨이 `{1}`이(가) 패킷을 버립니다"
                )
            } else if nat {
                said!(
                    "NAT gateway `{0}` has no public address, so internet gateway `{1}` drops its packets",
                    "NAT 게이트웨이 `{0}`에 공인 주소가 없으므로 인터넷 게이트웨이 `{1}`이(가) 패킷을 버립니다"
                )
            } else {
                said!(
                    "`{0}` has no public address, so internet gateway `{1}` drops its packets",
                    "`{0}`에 공인 주소가 없으므로 인터넷 게이트웨이 `{1}`이(가) 패킷을 버립니다"
                )
            };
            let why = why(Code::IgwPublicIpAssociationForEgress, args, said);
            self.stop_needing(packet, why, need, false);
            return;
        }
        packet.set = mapped;
        self.forget(&mut packet);
        packet.hops.push(hop(
            &edge.node,
            Step::Gateway,
            verbatim(edge.node.as_str()),
            verbatim(words.join(", ")),
            true,
        ));
        packet.through.push(edge.node.clone());
        self.outside(packet);
    }

    /// SG-4: from here on nobody knows which group sent it.
    pub(super) fn forget(&self, packet: &mut Packet) {
        packet.lost.append(&mut packet.tag);
    }

    /// On the internet: to a modelled public address (IGW-5), to a service, or away.
    pub(super) fn outside(&mut self, packet: Packet) {
        let net = self.net;
        if let Some(expected) = &self.expected
            && matches!(self.origin, Origin::Outside { .. })
        {
            let set = packet.set.intersect(expected);
            if set.is_empty() {
                return self.mismatch(packet);
            }
            let mut packet = Packet { set, ..packet };
            let words = verbatim(explain::header(net, &packet.set));
            packet.hops.push(self.outside_hop(Step::Destination, words));
            return self.arrive(packet, Place::Client);
        }
        let mut rest = packet.set.clone();
        let to = rest.values(Dim::Destination);
        for (first, last) in to.spans() {
            for (public, owner) in net.public.range(first..=last) {
                let set = packet.set.only(Dim::Destination, &Ranges::one(*public));
                rest = rest.except(Dim::Destination, &Ranges::one(*public));
                if !set.is_empty() {
                    match owner {
                        PublicOwner::Interface { interface, private } => {
                            self.edge_in(Packet { set, ..packet.clone() }, *interface, *private, *public);
                        }
                        PublicOwner::Nat(nat) => {
                            let node = net.nats[*nat as usize].node.clone();
                            self.unmodelled(Packet { set, ..packet.clone() }, &node);
                        }
                    }
                }
            }
        }
        let named = net.services.iter().map(|(service, block)| (service_ports(service), block.clone()));
        for (ports, block) in named.chain([(Ranges::one(443), Net::unnamed_service())]) {
            let set = rest.only(Dim::Destination, &block);
            if set.is_empty() {
                continue;
            }
            rest = rest.except(Dim::Destination, &block);
            self.serve(Packet { set, ..packet.clone() }, &ports, None);
        }
        let set = rest.only(Dim::Destination, &net.internet);
        rest = rest.except(Dim::Destination, &net.internet);
        if !set.is_empty() {
            let mut packet = Packet { set, ..packet.clone() };
            let words = verbatim(explain::header(net, &packet.set));
            packet.hops.push(self.aim_hop(words));
            self.arrive(packet, Place::Outside { door: None });
        }
        if !rest.is_empty() && to.subtract(&net.internet).covers(&to) {
            let words = explain::addresses(net, &rest.values(Dim::Destination));
            let node = self.aim.node.as_ref().or(packet.through.last());
            let Some(node) = node.cloned().or_else(|| "internet".parse().ok()) else { return };
            self.stop(
                Packet { set: rest, ..packet },
                Why {
                    code: Code::NoPossibleDestination,
                    node: &node,
                    step: Step::Destination,
                    title: verbatim(words.clone()),
                    entry: String::new(),
                    said: said!("nothing outside has address {0}", "밖에 주소 {0}을(를) 가진 것이 없습니다"),
                    args: vec![words],
                },
            );
        }
    }

    /// At a regional service.
    fn serve(&mut self, mut packet: Packet, ports: &Ranges, door: Option<Ix>) {
        let node = self.aim.node.clone().or_else(|| packet.through.last().cloned());
        let name = explain::addresses(self.net, &packet.set.values(Dim::Destination));
        let Some(node) = node.or_else(|| name.parse().ok()).or_else(|| "internet".parse().ok()) else {
            return;
        };
        if let Some(open) = self.open_ports(&mut packet, ports, &node) {
            packet.set = open;
            let words = verbatim(explain::header(self.net, &packet.set));
            packet.hops.push(self.aim_hop(words));
            self.arrive(packet, Place::Outside { door });
        }
    }

    /// The packets that a service answers: tcp to its ports.
    pub(super) fn open_ports(
        &mut self,
        packet: &mut Packet,
        ports: &Ranges,
        node: &NodeId,
    ) -> Option<TrafficSet> {
        let tcp = packet.set.only(Dim::Protocol, &tcp());
        let open = tcp.only(Dim::Port, ports);
        if !open.is_empty() {
            return Some(open);
        }
        let (code, said): (_, &'static Said) = if tcp.is_empty() {
            (
                Code::ProtocolRestriction,
                said!(
                    "`{0}` answers tcp only, not {1}",
                    "`{0}`은(는) tcp에만 응답하며 {1}에는 응답하지 않습니다"
                ),
            )
        } else {
            (
                Code::NoPossibleDestination,
                said!(
                    "`{0}` answers on tcp {2} only, not on {1}",
                    "`{0}`은(는) tcp {2}에서만 응답하며 {1}에는 응답하지 않습니다"
                ),
            )
        };
        let open = crate::net::traffic_set::port_words(ports).join(", ");
        let args = vec![node.to_string(), explain::traffic(&packet.set), open];
        let title = verbatim(node.as_str());
        let why = Why { code, node, step: Step::Destination, title, entry: String::new(), said, args };
        self.stop(std::mem::take(packet), why);
        None
    }

    fn aim_hop(&self, words: Message) -> Hop {
        match &self.aim.node {
            Some(node) => hop(node, Step::Destination, verbatim(node.as_str()), words, true),
            None => {
                let name = match &self.aim.service {
                    Some(service) => service.to_string(),
                    None => explain::addresses(self.net, &self.aim.addresses),
                };
                let title = verbatim(name.clone());
                Hop {
                    resource: name,
                    node: None,
                    step: Step::Destination,
                    title,
                    decided_by: words,
                    passed: true,
                }
            }
        }
    }

    /// The outside origin, at either end of a walk.
    pub(super) fn outside_hop(&self, step: Step, words: Message) -> Hop {
        let (node, name) = match self.origin {
            Origin::Outside { node, name, .. } => (node.clone(), name.clone()),
            Origin::Interface(at) => {
                let node = &self.net.interfaces[*at as usize].node;
                (Some(node.clone()), node.to_string())
            }
        };
        let title = verbatim(name.clone());
        Hop { resource: name, node, step, title, decided_by: words, passed: true }
    }

    /// IGW-3: into a VPC, to the interface that a public address stands for.
    fn edge_in(&mut self, mut packet: Packet, at: Ix, private: u128, public: u128) {
        let net = self.net;
        let interface = &net.interfaces[at as usize];
        let around = &net.boundaries[interface.boundary as usize];
        let Some(edge) = around.edge.map(|edge| &net.edges[edge as usize]) else {
            let args = vec![around.node.to_string(), interface.node.to_string()];
            return self.stop(
                packet,
                Why {
                    code: Code::NoPath,
                    node: &around.node,
                    step: Step::Gateway,
                    title: verbatim(around.node.as_str()),
                    entry: String::new(),
                    said: said!(
                        "`{0}` has no internet gateway, so the public address of `{1}` leads nowhere",
                        "`{0}`에 인터넷 게이트웨이가 없어 `{1}`의 공인 주소로 갈 수 없습니다"
                    ),
                    args,
                },
            );
        };
        let set = packet.set.except(Dim::Source, &around.cidrs);
        if set.is_empty() {
            let args = vec![edge.node.to_string(), explain::header(net, &packet.set)];
            return self.stop(
                packet,
                Why {
                    code: Code::GatewayRejectsSpoofedTraffic,
                    node: &edge.node,
                    step: Step::Gateway,
                    title: verbatim(edge.node.as_str()),
                    entry: String::new(),
                    said: said!(
                        "internet gateway `{0}` drops {1}: the source claims an address inside the VPC",
                        "인터넷 게이트웨이 `{0}`이(가) {1}을(를) 버립니다: 출발지가 VPC 안의 주소입니다"
                    ),
                    args,
                },
            );
        }
        packet.set = set.rewritten(Dim::Destination, &Ranges::one(private));
        let words = verbatim(format!("{} → {}", address(public), address(private)));
        packet.hops.push(hop(&edge.node, Step::Gateway, verbatim(edge.node.as_str()), words, true));
        packet.through.push(edge.node.clone());
        self.reach(packet, at, true);
    }

    /// NAT-1 to NAT-3: through a NAT gateway.
    pub(super) fn translate(&mut self, packet: Packet, nat: Ix) {
        let net = self.net;
        let gateway = &net.interfaces[nat as usize];
        if self.expected.is_some() {
            // The translator would take an answer for a new flow and change its source (RET-2).
            return self.mismatch(packet);
        }
        let why = |code, said: &'static Said, args: Vec<String>| Why {
            code,
            node: &gateway.node,
            step: Step::Gateway,
            title: verbatim(gateway.node.as_str()),
            entry: String::new(),
            said,
            args,
        };
        if packet.bindings.iter().any(|binding| binding.nat == nat) {
            let args = vec![gateway.node.to_string()];
            let why = why(
                Code::Loop,
                said!(
                    "the route table of NAT gateway `{0}` leads back to it",
                    "NAT 게이트웨이 `{0}`의 라우팅 테이블이 자신을 다시 가리킵니다"
                ),
                args,
            );
            return self.stop(packet, why);
        }
        // NACL-6; for a client in the same subnet likewise (A).
        let Some(mut packet) = self.acl(packet, gateway.segment, Way::Ingress) else { return };
        let set = packet.set.only(Dim::Protocol, &carried());
        if set.is_empty() {
            let args = vec![gateway.node.to_string(), explain::traffic(&packet.set)];
            let why = why(
                Code::ProtocolRestriction,
                said!(
                    "NAT gateway `{0}` carries tcp, udp and icmp, not {1}",
                    "NAT 게이트웨이 `{0}`은(는) tcp, udp, icmp만 전달하며 {1}은(는) 전달하지 않습니다"
                ),
                args,
            );
            return self.stop(packet, why);
        }
        packet.set = set;
        // SG-4: an egress rule that names a group does not hold through a translator.
        if let Some((sender, by_address)) = packet.by_address.take() {
            let set = packet.set.intersect(&by_address);
            if set.is_empty() {
                let sender = &net.interfaces[sender as usize];
                let args = vec![sender.node.to_string(), gateway.node.to_string()];
                let group = sender.groups.first().map_or(&sender.node, |it| &net.groups[*it as usize].node);
                return self.stop(packet, Why {
                    code: Code::SgReferencesNotPreserved,
                    node: group,
                    step: Step::SecurityGroup,
                    title: verbatim(group.as_str()),
                    entry: String::new(),
                    said: said!(
                        "a rule around `{0}` names a group, but through NAT gateway `{1}` groups are no longer known",
                        "`{0}`의 규칙이 그룹을 지정하지만, NAT 게이트웨이 `{1}`을(를) 지나면 그룹을 알 수 없습니다"
                    ),
                    args,
                });
            }
            packet.set = set;
        }
        let Some(own) = gateway.primary else { return };
        packet.bindings.push(Binding { nat, before: packet.set.clone() });
        let ports = filter::unknown_client();
        let portless = packet.set.only(Dim::Protocol, &Ranges::one(1));
        let ported = packet.set.except(Dim::Protocol, &Ranges::one(1)).rewritten(Dim::SourcePort, &ports);
        packet.set = ported.union(portless).rewritten(Dim::Source, &Ranges::one(own));
        self.forget(&mut packet);
        let words = Message::new(
            &text!("source becomes {0}, ports {1}-{2}", "출발지가 {0}, 포트 {1}-{2}(으)로 바뀜"),
            [address(own).to_string(), "1024".to_owned(), "65535".to_owned()],
        );
        packet.hops.push(hop(&gateway.node, Step::Gateway, verbatim(gateway.node.as_str()), words, true));
        packet.through.push(gateway.node.clone());
        self.leave(packet, nat);
    }

    /// GWE-1: to the service behind a gateway endpoint.
    pub(super) fn door(&mut self, mut packet: Packet, door: Ix) {
        let net = self.net;
        if self.expected.is_some() {
            return self.mismatch(packet);
        }
        let place = &net.doors[door as usize];
        let set = packet.set.only(Dim::Protocol, &[1, 6].into_iter().collect());
        if set.is_empty() {
            let args = vec![place.node.to_string(), explain::traffic(&packet.set)];
            return self.stop(
                packet,
                Why {
                    code: Code::VpceGatewayProtocolRestriction,
                    node: &place.node,
                    step: Step::Gateway,
                    title: verbatim(place.node.as_str()),
                    entry: String::new(),
                    said: said!(
                        "gateway endpoint `{0}` carries tcp only, not {1}",
                        "게이트웨이 엔드포인트 `{0}`은(는) tcp만 전달하며 {1}은(는) 전달하지 않습니다"
                    ),
                    args,
                },
            );
        }
        packet.set = set;
        let service = &net.services[place.service as usize].0;
        let words = verbatim(service.to_string());
        packet.hops.push(hop(&place.node, Step::Gateway, verbatim(place.node.as_str()), words, true));
        packet.through.push(place.node.clone());
        self.forget(&mut packet);
        // GWE-1 lets an echo through as well; it needs no port.
        let echo = packet.set.only(Dim::Protocol, &Ranges::one(1));
        if !echo.is_empty() {
            let mut packet = Packet { set: echo, ..packet.clone() };
            let words = verbatim(explain::header(net, &packet.set));
            packet.hops.push(self.aim_hop(words));
            self.arrive(packet, Place::Outside { door: Some(door) });
        }
        packet.set = packet.set.only(Dim::Protocol, &tcp());
        if !packet.set.is_empty() {
            self.serve(packet, &service_ports(service), Some(door));
        }
    }

    /// APP-1: an interface that a route leads to. What it does with a packet is not part of the model.
    pub(super) fn appliance(&mut self, packet: Packet, to: Ix) {
        let interface = &self.net.interfaces[to as usize];
        let checked = interface.fact.source_dest_check;
        let (code, said): (_, &'static Said) = if checked {
            (
                Code::EniSourceDestCheckRestriction,
                said!(
                    "a route leads to `{0}`, but its source/destination check is on, so it does not forward",
                    "경로가 `{0}`(으)로 이어지지만, 소스/대상 확인이 켜져 있어 전달하지 않습니다"
                ),
            )
        } else {
            (
                Code::UnsupportedComponent,
                said!(
                    "a route leads to `{0}`, and the model does not say how it forwards",
                    "경로가 `{0}`(으)로 이어지는데, 어떻게 전달하는지 모델에 없습니다"
                ),
            )
        };
        let why = Why {
            code,
            node: &interface.node,
            step: Step::Gateway,
            title: verbatim(interface.node.as_str()),
            entry: String::new(),
            said,
            args: vec![interface.node.to_string()],
        };
        self.stop_needing(packet, why, None, !checked);
    }
}
