//! Interface endpoints to what others offer, and what enters a balancer from the provider's network (IFE-2).

use super::*;

impl Walk<'_> {
    /// From an endpoint to the balancers of its offer, by the node of the same zone.
    pub(super) fn offered(&mut self, packet: Packet, at: Ix, offer: Option<&NodeId>, accepted: bool) {
        let net = self.net;
        let endpoint = &net.interfaces[at as usize];
        let mut packet = packet;
        if !accepted {
            let Some(lifted) = self.not_accepted(packet, at) else { return };
            packet = lifted;
        }
        let set = packet.set.only(Dim::Protocol, &crate::net::traffic_set::with_ports());
        if set.is_empty() {
            let said = said!(
                "endpoint `{0}` carries tcp and udp only, not {1}",
                "엔드포인트 `{0}`은(는) tcp와 udp만 전달하며 {1}은(는) 전달하지 않습니다"
            );
            let (code, args) = (Code::ProtocolRestriction, [explain::traffic(&packet.set)]);
            return self.stop(packet, Why::new(code, "IFE-1", &endpoint.node, Step::Gateway, said, args));
        }
        self.lose_rest(&packet, &set);
        packet.set = set;
        let Some(offer) = offer.and_then(|id| net.role(id, |it| it.offer)) else {
            return self.unseen(packet, &endpoint.node);
        };
        let offer = &net.offers[offer as usize];
        let zone = &net.segments[endpoint.segment as usize].zone;
        let mut nodes: Vec<Ix> = Vec::new();
        for balancer in offer.balancers.iter().map(|it| &net.balancers[*it as usize]) {
            let near = |at: &&Ix| net.segments[net.interfaces[**at as usize].segment as usize].zone == *zone;
            let here: Vec<Ix> = balancer.nodes.iter().filter(near).copied().collect();
            // Another zone's node takes it only if the balancer spreads over zones.
            nodes.extend(if here.is_empty() && balancer.cross_zone { balancer.nodes.clone() } else { here });
        }
        if nodes.is_empty() {
            let said = said!(
                "service `{1}` has no balancer in zone {2}, where endpoint `{0}` is",
                "엔드포인트 `{0}`이(가) 있는 가용 영역 {2}에 서비스 `{1}`의 로드 밸런서가 없습니다"
            );
            let args = [offer.node.to_string(), zone.clone()];
            let code = Code::VpceServiceNotInstalledInAz;
            return self.stop(packet, Why::new(code, "IFE-2", &endpoint.node, Step::Gateway, said, args));
        }
        let before = packet.set.clone();
        packet.keep(Keeper::Endpoint(at), Change::Redirected(before));
        self.pass(&mut packet, &endpoint.node, verbatim(offer.node.as_str()));
        self.branched |= nodes.len() > 1;
        for node in nodes {
            self.enter_node(packet.clone(), node);
        }
    }

    /// In at a node of a balancer from the provider's own network: no network ACL, and groups only where the balancer
    /// judges what comes from endpoints.
    pub(super) fn enter_node(&mut self, mut packet: Packet, node: Ix) {
        let net = self.net;
        let interface = &net.interfaces[node as usize];
        let v4 = interface.addresses.intersect(&Ranges::all_v4()).first();
        let Some(own) = v4.or(interface.primary) else { return self.addressless(packet, &interface.node) };
        let endpoint = packet.through.last().unwrap_or(&interface.node).clone();
        packet.identity.lose(&endpoint);
        packet.identity.by_address = None;
        packet.set = packet.set.rewritten(Dim::Destination, &Ranges::one(own));
        let balancer = net.role(&interface.node, |it| it.balancer).map(|it| &net.balancers[it as usize]);
        if balancer.is_some_and(|it| it.terminates) {
            // The provider offers balancers alone that pass packets on.
            return self.unmodelled(packet, &interface.node);
        }
        let filters = balancer.is_some_and(|it| it.filters_endpoints);
        let packet = if filters { self.groups(packet, node, Way::Ingress) } else { Some(packet) };
        if let Some(packet) = packet
            && let Some(packet) = self.running(packet, node, Step::Gateway)
        {
            self.balance(packet, node);
        }
    }
}
