//! Regional services, and the gateway endpoints that lead to them (section 1.4, GWE-1, GWE-2).

use super::*;

/// TCP.
pub(super) fn tcp() -> Ranges {
    Ranges::one(6)
}

/// Where a regional service answers (section 1.4).
pub(super) fn service_ports(service: &Service) -> Ranges {
    if service.name == "s3" { [80, 443].into_iter().collect() } else { Ranges::one(443) }
}

impl Walk<'_> {
    /// To the service behind a gateway endpoint.
    pub(super) fn door(&mut self, mut packet: Packet, door: Ix) {
        let net = self.net;
        if self.returning() {
            return self.mismatch(packet);
        }
        let place = &net.doors[door as usize];
        if packet.came != Came::Here {
            let said = said!(
                "gateway endpoint `{0}` serves its own VPC only, and {1} comes from elsewhere",
                "게이트웨이 엔드포인트 `{0}`은(는) 자기 VPC에만 쓰이는데, {1}은(는) 다른 곳에서 왔습니다"
            );
            let args = [explain::header(net, &packet.set)];
            let why = Why::new(Code::GweRemoteSource, "GWE-2", &place.node, Step::Gateway, said, args);
            return self.stop(packet, why);
        }
        let echo = packet.set.subtract(&packet.set.unanswered()).only(Dim::Protocol, &icmp());
        let set = packet.set.only(Dim::Protocol, &tcp()).union(echo);
        if set.is_empty() {
            let said = said!(
                "gateway endpoint `{0}` carries tcp and ping only, not {1}",
                "게이트웨이 엔드포인트 `{0}`은(는) tcp와 ping만 전달하며 {1}은(는) 전달하지 않습니다"
            );
            let (code, args) = (Code::VpceGatewayProtocolRestriction, [explain::traffic(&packet.set)]);
            return self.stop(packet, Why::new(code, "GWE-1", &place.node, Step::Gateway, said, args));
        }
        self.lose_rest(&packet, &set);
        packet.set = set;
        let service = &net.services[place.service as usize].0;
        self.pass(&mut packet, &place.node, verbatim(service.to_string()));
        let Some(mut packet) = self.forget(packet, &place.node) else { return };
        // GWE-1 lets an echo through as well; it needs no port.
        let echo = packet.set.only(Dim::Protocol, &icmp());
        let (door, service_at) = (Some(door), Some(place.service));
        if !echo.is_empty() {
            let mut packet = packet.part(echo);
            let words = verbatim(explain::header(net, &packet.set));
            packet.hops.push(self.aim_hop(words));
            self.arrive(packet, Place::Service { service: service_at, door });
        }
        packet.set = packet.set.only(Dim::Protocol, &tcp());
        if !packet.set.is_empty() {
            self.serve(packet, &service_ports(service), service_at, door);
        }
    }

    /// At a regional service.
    pub(super) fn serve(
        &mut self,
        mut packet: Packet,
        ports: &Ranges,
        service: Option<Ix>,
        door: Option<Ix>,
    ) {
        let node = self.aim.node.clone().or_else(|| packet.through.last().cloned());
        let name = explain::addresses(self.net, &packet.set.values(Dim::Destination));
        let Some(node) = node.or_else(|| name.parse().ok()).or_else(|| "internet".parse().ok()) else {
            return;
        };
        if let Some(open) = self.open_ports(&mut packet, ports, &node) {
            packet.set = open;
            let words = verbatim(explain::header(self.net, &packet.set));
            packet.hops.push(self.aim_hop(words));
            self.arrive(packet, Place::Service { service, door });
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
            self.lose_rest(packet, &open);
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
        let args = [explain::traffic(&packet.set), open];
        let why = Why::new(code, "1.4", node, Step::Destination, said, args);
        self.stop(std::mem::take(packet), why);
        None
    }

    /// The end that was asked for.
    pub(super) fn aim_hop(&self, words: Message) -> Hop {
        match &self.aim.node {
            Some(node) => hop(node, Step::Destination, verbatim(node.as_str()), words, true),
            None => {
                let name = match &self.aim.service {
                    Some(service) => service.to_string(),
                    None => explain::addresses(self.net, &self.aim.addresses),
                };
                Hop {
                    title: verbatim(name.clone()),
                    resource: name,
                    node: None,
                    step: Step::Destination,
                    decided_by: words,
                    entry: None,
                    passed: true,
                }
            }
        }
    }
}

/// ICMP of both families.
pub(super) fn icmp() -> Ranges {
    crate::net::traffic_set::icmp_protocols()
}
