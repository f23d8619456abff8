//! In from the internet, and the tables of gateways that route what comes in (IGW-3, IGW-4, RT-8, RT-9).

use super::*;
use crate::{
    model::fact::BlockMode,
    net::address::{rfc1918, rfc6598},
};

impl Walk<'_> {
    /// IGW-3: into a VPC, to the interface that a public address stands for.
    pub(super) fn edge_in(&mut self, packet: Packet, at: Ix, private: u128, public: u128) {
        let net = self.net;
        let interface = &net.interfaces[at as usize];
        let around = &net.boundaries[interface.boundary as usize];
        let Some(edge) = around.edge else {
            let said = said!(
                "`{0}` has no internet gateway, so the public address of `{1}` leads nowhere",
                "`{0}`에 인터넷 게이트웨이가 없어 `{1}`의 공인 주소로 갈 수 없습니다"
            );
            let args = [interface.node.to_string()];
            return self
                .stop(packet, Why::new(Code::NoPath, "IGW-1", &around.node, Step::Gateway, said, args));
        };
        let node = &net.edges[edge as usize].node;
        let Some(packet) = self.public_source(packet, node) else { return };
        let Some(mut packet) = self.unspoofed(packet, node, &around.cidrs) else { return };
        if self.blocks_in(at) {
            let Some(lifted) = self.blocked(packet, node) else { return };
            packet = lifted;
        }
        packet.set = packet.set.rewritten(Dim::Destination, &Ranges::one(private));
        // IGW-5: out by one gateway and in by another.
        let left = |it: &Bond| matches!(it.change, Change::Mapped(Dim::Source, _));
        if !self.returning() && packet.bonds.iter().any(left) {
            packet.note(Code::IgwNatReflection, node);
        }
        if !self.returning() {
            packet.keep(Keeper::Edge, Change::Mapped(Dim::Destination, vec![(public, private)]));
        }
        let words = verbatim(format!("{} → {}", address(public), address(private)));
        self.pass(&mut packet, node, words);
        packet.came = Came::Edge;
        match net.edges[edge as usize].table {
            Some(table) => self.edge_routes(packet, table, interface.boundary, true),
            None => self.reach(packet, at, true),
        }
    }

    /// IGW-1: whether block public access keeps packets from an interface. Answers to NAT gateways pass.
    fn blocks_in(&self, at: Ix) -> bool {
        let it = &self.net.interfaces[at as usize];
        match self.net.segments[it.segment as usize].blocked {
            BlockMode::Off => false,
            BlockMode::Ingress => !(self.returning() && it.fact.inbound == Inbound::Nat),
            BlockMode::Both => true,
        }
    }

    /// IGW-3: what claims a private source does not come from the internet.
    fn public_source(&mut self, mut packet: Packet, node: &NodeId) -> Option<Packet> {
        let refused: [(Ranges, Code); 2] = [
            (rfc1918(), Code::IgwSourceAddressNotInRfc1918Ingress),
            (rfc6598(), Code::IgwSourceAddressNotInRfc6598Ingress),
        ];
        for (ranges, code) in refused {
            let set = packet.set.only(Dim::Source, &ranges);
            if set.is_empty() {
                continue;
            }
            packet.set = packet.set.except(Dim::Source, &ranges);
            let said = said!(
                "internet gateway `{0}` takes nothing from {1}: that is not a public address",
                "인터넷 게이트웨이 `{0}`은(는) {1}에서 온 패킷을 받지 않습니다: 공인 주소가 아닙니다"
            );
            let args = [explain::addresses(self.net, &set.values(Dim::Source))];
            self.stop(packet.part(set), Why::new(code, "IGW-3", node, Step::Gateway, said, args));
        }
        (!packet.set.is_empty()).then_some(packet)
    }

    /// IGW-3, VGW-2: what comes from outside does not have an address inside.
    pub(super) fn unspoofed(&mut self, packet: Packet, node: &NodeId, inside: &Ranges) -> Option<Packet> {
        let set = packet.set.except(Dim::Source, inside);
        if set.is_empty() {
            let said = said!(
                "`{0}` drops {1}: the source claims an address inside the VPC",
                "`{0}`이(가) {1}을(를) 버립니다: 출발지가 VPC 안의 주소입니다"
            );
            let args = [explain::header(self.net, &packet.set)];
            let code = Code::GatewayRejectsSpoofedTraffic;
            self.stop(packet, Why::new(code, "IGW-3", node, Step::Gateway, said, args));
            return None;
        }
        self.lose_rest(&packet, &set);
        Some(packet.part(set))
    }

    /// IGW-4, EIGW-1: into a VPC by a global IPv6 address.
    pub(super) fn edge_in_v6(&mut self, packet: Packet, boundary: Ix) {
        let net = self.net;
        let around = &net.boundaries[boundary as usize];
        if let Some(Keeper::Exit(exit)) = packet.last_keeper().map(|it| it.keeper)
            && self.returning()
            && net.exits[exit as usize].boundary == boundary
        {
            let Some((mut packet, _)) = self.unwind(packet, |it| it == Keeper::Exit(exit)) else { return };
            let node = &net.exits[exit as usize].node;
            let words = verbatim(explain::header(net, &packet.set));
            self.pass(&mut packet, node, words);
            packet.came = Came::Edge;
            return self.deliver(packet, boundary, true);
        }
        let Some(edge) = around.edge else {
            if let Some(exit) = net.exits.iter().find(|it| it.boundary == boundary) {
                return self.no_inbound(packet, &exit.node);
            }
            let said = said!(
                "`{0}` has no internet gateway, so {1} leads nowhere",
                "`{0}`에 인터넷 게이트웨이가 없어 {1}(으)로 갈 수 없습니다"
            );
            let args = [explain::addresses(net, &packet.set.values(Dim::Destination))];
            return self
                .stop(packet, Why::new(Code::NoPath, "IGW-1", &around.node, Step::Gateway, said, args));
        };
        let node = &net.edges[edge as usize].node;
        let Some(packet) = self.global(packet, node) else { return };
        let Some(packet) = self.unspoofed(packet, node, &around.cidrs) else { return };
        let to = packet.set.values(Dim::Destination);
        let owners = to.spans().iter().flat_map(|(first, last)| around.owners.range(first..=last));
        let mut rest = packet.set.clone();
        for (address, owner) in owners {
            let set = rest.only(Dim::Destination, &Ranges::one(*address));
            rest = rest.except(Dim::Destination, &Ranges::one(*address));
            if set.is_empty() {
                continue;
            }
            let mut packet = packet.part(set);
            if net.interfaces[*owner as usize].fact.denies_internet {
                self.denied(packet, node);
                continue;
            }
            if self.blocks_in(*owner) {
                let Some(lifted) = self.blocked(packet, node) else { continue };
                packet = lifted;
            }
            let words = verbatim(explain::header(net, &packet.set));
            self.pass(&mut packet, node, words);
            packet.came = Came::Edge;
            match net.edges[edge as usize].table {
                Some(table) => self.edge_routes(packet, table, boundary, true),
                None => self.reach(packet, *owner, true),
            }
        }
        if !rest.is_empty() {
            if packet.set.values(Dim::Destination) == rest.values(Dim::Destination) {
                self.deliver(packet.part(rest), boundary, true);
            } else {
                self.lose(&packet, rest);
            }
        }
    }

    /// RT-8, RT-9: the table of the gateway by which packets come in.
    pub(super) fn edge_routes(&mut self, packet: Packet, table: Ix, boundary: Ix, from_internet: bool) {
        let net = self.net;
        let table = &net.tables[table as usize];
        let title = explain::table_title(table);
        let mut rest = packet.set.clone();
        for route in &table.routes {
            let set = rest.only(Dim::Destination, &route.share);
            if set.is_empty() {
                continue;
            }
            rest = rest.except(Dim::Destination, &route.share);
            let mut packet = packet.part(set);
            let mut met = |to: &str| {
                let words = verbatim(format!("{} → {to}", route.label));
                packet.hops.push(hop(&table.node, Step::Route, title.clone(), words, true));
            };
            if route.target == Target::Local {
                met("local");
                self.deliver(packet, boundary, true);
            } else if let Target::Appliance(at) = route.target {
                let it = &net.interfaces[at as usize];
                met(it.node.as_str());
                let inspects = matches!(it.fact.forwarding, Forwarding::Inspect(_));
                if from_internet && !inspects && it.public.is_empty() {
                    let said = said!(
                        "the edge table leads to `{0}`, which has no public address",
                        "엣지 라우팅 테이블이 `{0}`(으)로 이어지는데, 공인 주소가 없습니다"
                    );
                    let code = Code::IngressRtbNoPublicIp;
                    self.stop(packet, Why::new(code, "IGW-6", &it.node, Step::Route, said, []));
                } else {
                    self.appliance(packet, at);
                }
            } else {
                let said = said!(
                    "route {1} of edge table `{0}` leads to nothing that takes what comes in",
                    "엣지 라우팅 테이블 `{0}`의 경로 {1}이(가) 들어오는 패킷을 받을 곳으로 이어지지 않습니다"
                );
                let why = Why::new(
                    Code::BadStateRoute,
                    "RT-9",
                    &table.node,
                    Step::Route,
                    said,
                    [route.label.clone()],
                );
                let why = why.titled(title.clone()).entry(format!("route {}", route.label));
                self.stop(packet, why);
            }
        }
        if !rest.is_empty() {
            let said = explain::no_route(table, false, false);
            let args = [explain::addresses(net, &rest.values(Dim::Destination))];
            let code = Code::NoRouteToDestination;
            let why = Why::new(code, "RT-9", &table.node, Step::Route, said, args).titled(title);
            self.stop(packet.part(rest), why);
        }
    }
}
