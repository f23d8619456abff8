//! Out to the internet, and what lies there (section 2.6). `ingress` is the way in.

use super::{door::service_ports, *};
use crate::{
    model::fact::BlockMode,
    net::{
        address::{global_v6, rfc1918, rfc6598},
        graph::PublicOwner,
    },
};

impl Walk<'_> {
    /// IGW-2 and IGW-4: out of the VPC, by family.
    pub(super) fn edge_out(&mut self, packet: Packet, edge: Ix, spot: Spot) {
        let v4 = packet.set.only(Dim::Destination, &Ranges::all_v4());
        let v6 = packet.set.except(Dim::Destination, &Ranges::all_v4());
        if !v4.is_empty() {
            self.edge_out_v4(packet.part(v4), edge, spot);
        }
        if !v6.is_empty() {
            self.edge_out_v6(packet.part(v6), edge, spot);
        }
    }

    fn edge_out_v4(&mut self, mut packet: Packet, edge: Ix, spot: Spot) {
        let net = self.net;
        let node = &net.edges[edge as usize].node;
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
            let said = said!(
                "internet gateway `{0}` does not carry packets to {1}: that is not a public address",
                "인터넷 게이트웨이 `{0}`은(는) {1}(으)로 패킷을 전달하지 않습니다: 공인 주소가 아닙니다"
            );
            let args = [explain::addresses(net, &set.values(Dim::Destination))];
            self.stop(packet.part(set), Why::new(code, "IGW-2", node, Step::Gateway, said, args));
        }
        if packet.set.is_empty() {
            return;
        }
        let (mut pairs, mut open) = (Vec::new(), Vec::new());
        for (private, owner) in self.senders(&packet, spot.boundary) {
            let it = &net.interfaces[owner as usize];
            let Some((_, public)) = it.public.iter().find(|it| it.0 == private) else { continue };
            pairs.push((private, *public));
            if self.may_leave(owner, spot) {
                open.push((private, *public));
            }
        }
        if pairs.is_empty() {
            return self.no_public_address(packet, edge, spot);
        }
        let sources = |pairs: &[(u128, u128)]| pairs.iter().map(|it| it.0).collect::<Ranges>();
        if open.is_empty() {
            packet.set = packet.set.only(Dim::Source, &sources(&pairs));
            let Some(lifted) = self.blocked(packet, node) else { return };
            packet = lifted;
            open = pairs;
        }
        let set = packet.set.only(Dim::Source, &sources(&open));
        self.lose_rest(&packet, &set);
        packet.set = set;
        let Some(packet) = self.redirected(packet, edge) else { return };
        let Some(mut packet) = self.forget(packet, node) else { return };
        let mut mapped = TrafficSet::default();
        for (private, public) in &open {
            let set = packet.set.only(Dim::Source, &Ranges::one(*private));
            mapped.extend(set.rewritten(Dim::Source, &Ranges::one(*public)));
        }
        packet.set = mapped;
        let words: Vec<String> =
            open.iter().map(|(from, to)| format!("{} → {}", address(*from), address(*to))).collect();
        if !self.returning() {
            packet.keep(Keeper::Edge, Change::Mapped(Dim::Source, open));
        }
        self.pass(&mut packet, node, verbatim(words.join(", ")));
        self.outside(packet);
    }

    /// Interfaces of a VPC that have sources of packets that started here.
    fn senders(&self, packet: &Packet, boundary: Ix) -> Vec<(u128, Ix)> {
        if packet.came != Came::Here {
            return Vec::new();
        }
        let around = &self.net.boundaries[boundary as usize];
        let source = packet.set.values(Dim::Source);
        let owners = source.spans().iter().flat_map(|(first, last)| around.owners.range(first..=last));
        owners.map(|(address, owner)| (*address, *owner)).collect()
    }

    fn no_public_address(&mut self, packet: Packet, edge: Ix, spot: Spot) {
        let net = self.net;
        let edge = &net.edges[edge as usize];
        let need = self.need(spot, &packet.set.values(Dim::Destination));
        let Some(sender) = spot.sender.map(|it| &net.interfaces[it as usize]) else {
            let said = said!(
                "the source of {1} is no interface of the VPC of internet gateway `{0}`",
                "{1}의 출발지가 인터넷 게이트웨이 `{0}`의 VPC 안 인터페이스가 아닙니다"
            );
            let args = [explain::header(net, &packet.set)];
            let code = Code::IgwPublicIpAssociationForEgress;
            return self.stop(packet, Why::new(code, "IGW-2", &edge.node, Step::Gateway, said, args));
        };
        let said: &'static Said = match sender.fact.inbound {
            Inbound::Function => said!(
                "function `{1}` never has a public address, so internet gateway `{0}` drops its packets",
                "함수 `{1}`에는 공인 주소가 없으므로 인터넷 게이트웨이 `{0}`이(가) 패킷을 버립니다"
            ),
            Inbound::Nat => said!(
                "NAT gateway `{1}` has no public address, so internet gateway `{0}` drops its packets",
                "NAT 게이트웨이 `{1}`에 공인 주소가 없으므로 인터넷 게이트웨이 `{0}`이(가) 패킷을 버립니다"
            ),
            Inbound::Filtered
            | Inbound::Managed
            | Inbound::Inspection
            | Inbound::Service { .. }
            | Inbound::Offered { .. }
            | Inbound::Balancer => said!(
                "`{1}` has no public address, so internet gateway `{0}` drops its packets",
                "`{1}`에 공인 주소가 없으므로 인터넷 게이트웨이 `{0}`이(가) 패킷을 버립니다"
            ),
        };
        let args = [sender.node.to_string()];
        let code = Code::IgwPublicIpAssociationForEgress;
        self.stop(packet, Why::new(code, "IGW-2", &edge.node, Step::Gateway, said, args).needing(need));
    }

    fn edge_out_v6(&mut self, packet: Packet, edge: Ix, spot: Spot) {
        let net = self.net;
        let node = &net.edges[edge as usize].node;
        let Some(packet) = self.global(packet, node) else { return };
        let senders = self.senders(&packet, spot.boundary);
        if senders.is_empty() {
            return self.no_public_address(packet, edge, Spot { sender: None, ..spot });
        }
        let allowed = |keep: &dyn Fn(Ix) -> bool| -> Ranges {
            senders.iter().filter(|it| keep(it.1)).map(|it| it.0).collect()
        };
        let set =
            packet.set.only(Dim::Source, &allowed(&|at| !net.interfaces[at as usize].fact.denies_internet));
        if set.is_empty() {
            return self.denied(packet, node);
        }
        self.lose_rest(&packet, &set);
        let mut packet = packet.part(set);
        let set = packet.set.only(Dim::Source, &allowed(&|at| self.may_leave(at, spot)));
        if set.is_empty() {
            let Some(lifted) = self.blocked(packet, node) else { return };
            packet = lifted;
        } else {
            self.lose_rest(&packet, &set);
            packet.set = set;
        }
        let Some(packet) = self.redirected(packet, edge) else { return };
        let Some(mut packet) = self.forget(packet, node) else { return };
        let words = verbatim(explain::header(net, &packet.set));
        self.pass(&mut packet, node, words);
        self.outside(packet);
    }

    /// IGW-4: both ends must have global addresses.
    pub(super) fn global(&mut self, packet: Packet, node: &NodeId) -> Option<Packet> {
        let set = packet.set.only(Dim::Source, &global_v6()).only(Dim::Destination, &global_v6());
        if set.is_empty() {
            let said = said!(
                "`{0}` carries global IPv6 addresses only, and this is {1}",
                "`{0}`은(는) 글로벌 IPv6 주소만 전달하는데, 이것은 {1}입니다"
            );
            let args = [explain::header(self.net, &packet.set)];
            let why = Why::new(Code::Ipv6NotGlobal, "IGW-4", node, Step::Gateway, said, args);
            self.stop(packet, why);
            return None;
        }
        self.lose_rest(&packet, &set);
        Some(packet.part(set))
    }

    /// IGW-4: an interface that is kept from the internet.
    pub(super) fn denied(&mut self, packet: Packet, node: &NodeId) {
        let said = said!(
            "the interface is kept from the internet, so `{0}` drops {1}",
            "인터페이스가 인터넷에서 차단되어 있어 `{0}`이(가) {1}을(를) 버립니다"
        );
        let args = [explain::header(self.net, &packet.set)];
        self.stop(packet, Why::new(Code::Ipv6DenyIgw, "IGW-4", node, Step::Gateway, said, args));
    }

    /// IGW-1: whether block public access lets an interface's packets out. NAT gateways may under ingress-only.
    fn may_leave(&self, sender: Ix, spot: Spot) -> bool {
        let net = self.net;
        let it = &net.interfaces[sender as usize];
        let own = net.segments[it.segment as usize].blocked;
        let here = spot.segment.map_or(BlockMode::Off, |at| net.segments[at as usize].blocked);
        match own.max(here) {
            BlockMode::Off => true,
            BlockMode::Ingress => it.fact.inbound == Inbound::Nat,
            BlockMode::Both => false,
        }
    }

    /// IGW-1: block public access.
    pub(super) fn blocked(&mut self, packet: Packet, node: &NodeId) -> Option<Packet> {
        let said = said!(
            "VPC Block Public Access keeps {1} from passing `{0}`",
            "VPC Block Public Access 때문에 {1}이(가) `{0}`을(를) 지나지 못합니다"
        );
        let args = [explain::header(self.net, &packet.set)];
        let code = Code::VpcBlockPublicAccessEnabled;
        self.bar(packet, Why::new(code, "IGW-1", node, Step::Gateway, said, args))
    }

    /// IGW-6: what comes in through a middlebox must go out through it too.
    fn redirected(&mut self, packet: Packet, edge: Ix) -> Option<Packet> {
        let net = self.net;
        let edge = &net.edges[edge as usize];
        let Some(table) = edge.table.map(|it| &net.tables[it as usize]) else { return Some(packet) };
        let mut packet = packet;
        for route in &table.routes {
            let Target::Appliance(at) = route.target else { continue };
            let set = packet.set.only(Dim::Source, &route.share);
            if set.is_empty() || packet.trail.iter().any(|it| it.0 == Device::Interface(at)) {
                continue;
            }
            packet.set = packet.set.except(Dim::Source, &route.share);
            let said = said!(
                "the edge table of `{0}` sends what comes in to `{1}` first, so answers and packets must leave through it as well",
                "`{0}`의 엣지 라우팅 테이블이 들어오는 패킷을 먼저 `{1}`(으)로 보내므로, 나가는 패킷도 그곳을 지나야 합니다"
            );
            let args = [net.interfaces[at as usize].node.to_string()];
            let code = Code::IngressRtbTrafficRedirection;
            self.stop(packet.part(set), Why::new(code, "IGW-6", &edge.node, Step::Gateway, said, args));
        }
        (!packet.set.is_empty()).then_some(packet)
    }

    /// EIGW-1: out, for IPv6 flows that start inside.
    pub(super) fn exit_out(&mut self, packet: Packet, exit: Ix, spot: Spot) {
        let net = self.net;
        let node = &net.exits[exit as usize].node;
        let v4 = packet.set.only(Dim::Destination, &Ranges::all_v4());
        if !v4.is_empty() {
            let said = said!(
                "egress-only internet gateway `{0}` carries IPv6 only, not {1}",
                "송신 전용 인터넷 게이트웨이 `{0}`은(는) IPv6만 전달하며 {1}은(는) 전달하지 않습니다"
            );
            let args = [explain::header(net, &v4)];
            self.stop(packet.part(v4), Why::new(Code::EigwIpv4, "EIGW-1", node, Step::Gateway, said, args));
        }
        let packet = packet.part(packet.set.except(Dim::Destination, &Ranges::all_v4()));
        if packet.set.is_empty() {
            return;
        }
        if self.returning() {
            return self.no_inbound(packet, node);
        }
        let Some(packet) = self.global(packet, node) else { return };
        let senders: Ranges = self.senders(&packet, spot.boundary).into_iter().map(|it| it.0).collect();
        let set = packet.set.only(Dim::Source, &senders);
        let offered = |at: &Device| {
            matches!(at, Device::Interface(at)
            if matches!(&net.interfaces[*at as usize].fact.forwarding, Forwarding::Inspect(it) if it.offer.is_some()))
        };
        if set.is_empty() || packet.trail.iter().any(|(at, _)| offered(at)) {
            let said = said!(
                "egress-only internet gateway `{0}` takes packets straight from interfaces of its VPC only: {1}",
                "송신 전용 인터넷 게이트웨이 `{0}`은(는) 자기 VPC의 인터페이스에서 바로 온 패킷만 받습니다: {1}"
            );
            let args = [explain::header(net, &packet.set)];
            return self.stop(packet, Why::new(Code::NoPath, "EIGW-1", node, Step::Gateway, said, args));
        }
        self.lose_rest(&packet, &set);
        let mut packet = packet.part(set);
        let here = spot
            .segment
            .map_or(net.boundaries[spot.boundary as usize].blocked, |at| net.segments[at as usize].blocked);
        if here == BlockMode::Both {
            let Some(lifted) = self.blocked(packet, node) else { return };
            packet = lifted;
        }
        let Some(mut packet) = self.forget(packet, node) else { return };
        packet.keep(Keeper::Exit(exit), Change::None);
        let words = verbatim(explain::header(net, &packet.set));
        self.pass(&mut packet, node, words);
        self.outside(packet);
    }

    pub(super) fn no_inbound(&mut self, packet: Packet, node: &NodeId) {
        let said = said!(
            "egress-only internet gateway `{0}` carries answers only, and knows no flow of {1}",
            "송신 전용 인터넷 게이트웨이 `{0}`은(는) 응답만 전달하며, {1}의 흐름을 알지 못합니다"
        );
        let args = [explain::header(self.net, &packet.set)];
        self.stop(packet, Why::new(Code::EigwNoInbound, "EIGW-1", node, Step::Gateway, said, args));
    }

    /// On the internet: to a modelled public address (IGW-5), to a service, or away.
    pub(super) fn outside(&mut self, packet: Packet) {
        let Some(packet) = self.client_outside(packet) else { return };
        let net = self.net;
        let mut rest = packet.set.clone();
        let to = rest.values(Dim::Destination);
        for (first, last) in to.spans() {
            for (public, owner) in net.public.range(first..=last) {
                let set = packet.set.only(Dim::Destination, &Ranges::one(*public));
                rest = rest.except(Dim::Destination, &Ranges::one(*public));
                if !set.is_empty() {
                    let packet = packet.part(set);
                    match owner {
                        PublicOwner::Interface { interface, private } => {
                            self.edge_in(packet, *interface, *private, *public);
                        }
                        PublicOwner::Nat(nat) => self.regional_in(packet, *nat),
                    }
                }
            }
        }
        for at in (0..net.boundaries.len()).filter_map(|at| Ix::try_from(at).ok()) {
            let global = net.boundaries[at as usize].cidrs.intersect(&global_v6());
            let set = rest.only(Dim::Destination, &global);
            if !set.is_empty() {
                rest = rest.except(Dim::Destination, &global);
                self.edge_in_v6(packet.part(set), at);
            }
        }
        if rest.is_empty() {
            return;
        }
        if self.returning() {
            return self.mismatch(packet.part(rest));
        }
        for (site, cidrs) in self.public_sites() {
            // DX-1: a public line leads to and from the provider's own addresses. What the internet sends to the
            // site does not come this way.
            let set = rest.only(Dim::Destination, &cidrs).except(Dim::Source, &net.internet);
            if !set.is_empty() {
                rest = rest.subtract(&set);
                self.arrive_at_site(packet.part(set), Some(site));
            }
        }
        let named = net
            .services
            .iter()
            .zip(0..)
            .map(|((service, block), at)| (service_ports(service), block.clone(), Some(at)));
        for (ports, block, service) in named.chain([(Ranges::one(443), Net::unnamed_service(), None)]) {
            let set = rest.only(Dim::Destination, &block);
            if !set.is_empty() {
                rest = rest.except(Dim::Destination, &block);
                self.serve(packet.part(set), &ports, service, None);
            }
        }
        let set = rest.only(Dim::Destination, &net.internet);
        rest = rest.except(Dim::Destination, &net.internet);
        if !set.is_empty() {
            let mut packet = packet.part(set);
            let words = verbatim(explain::header(net, &packet.set));
            packet.hops.push(self.aim_hop(words));
            self.arrive(packet, Place::Internet);
        }
        if !rest.is_empty() && to.meets(&net.internet) {
            self.lose(&packet, rest);
        } else if !rest.is_empty() {
            let words = explain::addresses(net, &rest.values(Dim::Destination));
            let node = self.aim.node.as_ref().or(packet.through.last());
            let Some(node) = node.cloned().or_else(|| "internet".parse().ok()) else { return };
            let said = said!("nothing outside has address {1}", "밖에 주소 {1}을(를) 가진 것이 없습니다");
            let (code, step) = (Code::NoPossibleDestination, Step::Destination);
            let why = Why::new(code, "IGW-7", &node, step, said, [words.clone()]).titled(verbatim(words));
            self.stop(packet.part(rest), why);
        }
    }
}
