//! How packets start (section 2.1, steps 1 to 3).

use super::*;
use crate::net::address::{
    global_v6, link_local_services, never_forwarded, never_forwarded_v6, rfc1918, rfc6598,
};

impl Walk<'_> {
    /// Where packets of a question start.
    pub(super) fn start(&mut self, sent: TrafficSet) {
        let net = self.net;
        let words = verbatim(explain::header(net, &sent));
        let mut packet = Packet { set: sent, ..Packet::default() };
        match self.origin {
            Origin::Interface(at) => {
                let node = &net.interfaces[*at as usize].node;
                packet.hops.push(hop(node, Step::Source, verbatim(node.as_str()), words, true));
                self.start_inside(packet, *at);
            }
            Origin::Outside { .. } => {
                packet.hops.push(self.outside_hop(Step::Source, words));
                self.start_outside(packet);
            }
            Origin::Site { at: site, .. } => {
                packet.hops.push(self.outside_hop(Step::Source, words));
                self.start_at_site(packet, *site);
            }
            Origin::Entry { balancer, .. } => {
                packet.hops.push(self.outside_hop(Step::Source, words));
                self.start_entry(packet, *balancer);
            }
        }
    }

    fn start_inside(&mut self, mut packet: Packet, at: Ix) {
        let net = self.net;
        let interface = &net.interfaces[at as usize];
        packet.identity.tag.clone_from(&interface.groups);
        let Some(mut packet) = self.running(packet, at, Step::Source) else { return };
        // RSV and SG-5: reserved addresses are answered here, whatever the filters.
        let around = &net.boundaries[interface.boundary as usize];
        let segment = &net.segments[interface.segment as usize];
        packet.zone = Some(segment.zone.clone());
        let local = around.resolver.union(&segment.routers);
        let local = link_local_services().iter().fold(local, |all, (at, ..)| all.union(at));
        let set = packet.set.only(Dim::Destination, &local);
        if !set.is_empty() {
            packet.set = packet.set.except(Dim::Destination, &local);
            self.reserved(packet.part(set), at);
        }
        let never = never_forwarded().union(&never_forwarded_v6());
        let set = packet.set.only(Dim::Destination, &never);
        if !set.is_empty() {
            packet.set = packet.set.except(Dim::Destination, &never);
            let to = explain::addresses(net, &set.values(Dim::Destination));
            let said =
                said!("{1} is reserved and never forwarded", "{1}은(는) 예약된 주소라 전달되지 않습니다");
            let (code, step) = (Code::LinkLocalReserved, Step::Destination);
            let why = Why::new(code, "RSV-2", &interface.node, step, said, [to.clone()]);
            self.stop(packet.part(set), why.titled(verbatim(to)));
        }
        if packet.set.is_empty() {
            return;
        }
        if let Some(packet) = self.groups(packet, at, Way::Egress) {
            self.leave(packet, at);
        }
    }

    /// RSV: what the provider answers in every subnet.
    fn reserved(&mut self, mut packet: Packet, at: Ix) {
        let net = self.net;
        let interface = &net.interfaces[at as usize];
        let around = &net.boundaries[interface.boundary as usize];
        let (code, step) = (Code::NoPossibleDestination, Step::Destination);
        if !around.resolves {
            let set = packet.set.only(Dim::Destination, &around.resolver);
            packet.set = packet.set.except(Dim::Destination, &around.resolver);
            if !set.is_empty() {
                let said = said!(
                    "the resolver of `{0}` does not answer: DNS resolution is off",
                    "`{0}`의 확인자가 응답하지 않습니다: DNS 확인이 꺼져 있습니다"
                );
                self.stop(packet.part(set), Why::new(code, "RSV", &around.node, step, said, []));
            }
        }
        let resolver = [6, 17].into_iter().map(|it| (around.resolver.clone(), Ranges::one(it), 53));
        // DHCP is of IPv4.
        let routers = net.segments[interface.segment as usize].routers.intersect(&Ranges::all_v4());
        let dhcp = (routers, Ranges::one(17), 67);
        let mut answered = TrafficSet::default();
        for (at, protocol, port) in link_local_services().into_iter().chain(resolver).chain([dhcp]) {
            let set = packet.set.only(Dim::Destination, &at).only(Dim::Protocol, &protocol);
            answered.extend(set.only(Dim::Port, &Ranges::one(port.into())));
        }
        let silent = packet.set.subtract(&answered);
        packet.set = answered;
        if !silent.is_empty() {
            let said = said!(
                "{1} belongs to the provider, and nothing there answers {2}",
                "{1}은(는) AWS가 쓰는 주소이며 {2}에 응답하는 것이 없습니다"
            );
            let args = [explain::addresses(net, &silent.values(Dim::Destination)), explain::traffic(&silent)];
            self.stop(packet.part(silent), Why::new(code, "RSV", &around.node, step, said, args));
        }
        if !packet.set.is_empty() {
            let words = Message::plain(&text!(
                "answered where it starts, no filter applies",
                "출발한 곳에서 응답하며 필터가 적용되지 않음"
            ));
            packet.hops.push(hop(&around.node, step, verbatim(around.node.as_str()), words, true));
            self.arrive(packet, Place::Reserved(interface.boundary));
        }
    }

    fn start_outside(&mut self, packet: Packet) {
        let net = self.net;
        let Origin::Outside { node, name, unattached, .. } = self.origin else { return };
        // IGW-7: what a VPC has is private, whatever it looks like; IPv6 has no such mapping (IGW-4).
        let inside = net.boundaries.iter().fold(Ranges::EMPTY, |all, it| all.union(&it.cidrs));
        let inside = inside.subtract(&global_v6());
        let public: Ranges = net.public.keys().copied().collect();
        // DX-1: a public line leads from the provider's own addresses to a site's.
        let sites = self.public_sites().into_iter().filter(|_| *unattached);
        let public = sites.fold(public, |all, it| all.union(&it.1));
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
        let near = self.aim.node.clone();
        let resource = if *unattached && !function { here } else { near.unwrap_or(here) };
        let (code, rule, said): (_, _, &'static Said) = if function {
            // FN-2 is the reason that no public address would mend.
            (Code::HyperplaneNoInbound, "FN-2", deliver::uncallable())
        } else if *unattached {
            (
                Code::LambdaNoVpc,
                "FN-3",
                said!(
                    "function `{1}` is not in a VPC, so it has no way to {2}, a private address",
                    "함수 `{1}`이(가) VPC 안에 있지 않아 사설 주소인 {2}(으)로 갈 수 없습니다"
                ),
            )
        } else {
            (
                Code::IgwPrivateIpAssociationForIngress,
                "IGW-3",
                said!(
                    "{2} has no public address, so nothing from outside gets there",
                    "{2}에 공인 주소가 없어 밖에서 갈 수 없습니다"
                ),
            )
        };
        let public = packet.set.except(Dim::Destination, &private);
        let lacking = self.aim.node.clone().filter(|_| code == Code::IgwPrivateIpAssociationForIngress);
        let need = lacking.map(|node| Need::PublicAddress { node });
        let why =
            Why::new(code, rule, &resource, Step::Destination, said, [name.clone(), aimed]).needing(need);
        self.stop(packet.part(set), why);
        if !public.is_empty() {
            self.outside(packet.part(public));
        }
    }

    /// IFE-2: a flow of the provider's own, at any node of the balancer.
    fn start_entry(&mut self, packet: Packet, balancer: Ix) {
        let nodes = &self.net.balancers[balancer as usize].nodes;
        let own: Vec<Ix> = nodes.iter().copied().filter(|at| self.is_aimed_at(&packet, *at)).collect();
        self.branched |= own.len() > 1;
        if own.is_empty() {
            let node = self.net.balancers[balancer as usize].node.clone();
            let said = said!(
                "flows of this resource go to load balancer `{0}` only, not to {1}",
                "이 리소스의 흐름은 로드 밸런서 `{0}`(으)로만 가며 {1}(으)로는 가지 않습니다"
            );
            let args = [explain::addresses(self.net, &packet.set.values(Dim::Destination))];
            let (code, step) = (Code::NoPath, Step::Destination);
            return self.stop(packet, Why::new(code, "IFE-2", &node, step, said, args));
        }
        for at in own {
            let owned = &self.net.interfaces[at as usize].addresses;
            let set = packet.set.only(Dim::Destination, owned);
            self.enter_node(packet.part(set), at);
        }
    }

    fn is_aimed_at(&self, packet: &Packet, at: Ix) -> bool {
        let to = packet.set.values(Dim::Destination);
        self.net.interfaces[at as usize].addresses.meets(&to)
    }

    /// The far origin, at either end of a walk.
    pub(super) fn outside_hop(&self, step: Step, words: Message) -> Hop {
        let (node, name) = match self.origin {
            Origin::Outside { node, name, .. } => (node.clone(), name.clone()),
            Origin::Interface(_) | Origin::Site { .. } | Origin::Entry { .. } => {
                let node = self.client().cloned();
                let name = node.as_ref().map_or_else(String::new, ToString::to_string);
                (node, name)
            }
        };
        let title = verbatim(name.clone());
        Hop { title, resource: name, node, step, decided_by: words, entry: None, passed: true }
    }

    /// The resource where packets start.
    pub(super) fn client(&self) -> Option<&NodeId> {
        let net = self.net;
        match self.origin {
            Origin::Interface(at) => Some(&net.interfaces[*at as usize].node),
            Origin::Outside { node, .. } => node.as_ref(),
            Origin::Site { at, .. } => Some(&net.sites[*at as usize].node),
            Origin::Entry { node, balancer } => {
                Some(node.as_ref().unwrap_or(&net.balancers[*balancer as usize].node))
            }
        }
    }
}
