//! NAT gateways: zonal, private and regional (NAT-1 to NAT-9).

use super::*;
use crate::{
    model::fact::BlockMode,
    net::{address::nat64, ranges::V4_BASE},
};
use bond::nat64_base;

/// What a NAT gateway carries (NAT-1): ICMP, TCP, UDP.
fn carried() -> Ranges {
    [1, 6, 17].into_iter().collect()
}

impl Walk<'_> {
    /// NAT-1 to NAT-3: through a NAT gateway.
    pub(super) fn translate(&mut self, packet: Packet, nat: Ix) {
        let net = self.net;
        let gateway = &net.nats[nat as usize];
        if self.returning() {
            // The translator would take an answer for a new flow and change its source (RET-2).
            return self.mismatch(packet);
        }
        // Its own packet comes back. What a balancer sends on is another flow, which it may serve too (PKT-3).
        let own = gateway.interface.map_or(&gateway.public, |it| &net.interfaces[it as usize].addresses);
        if own.covers(&packet.set.values(Dim::Source)) {
            let said = said!(
                "the route table of NAT gateway `{0}` leads back to it",
                "NAT 게이트웨이 `{0}`의 라우팅 테이블이 자신을 다시 가리킵니다"
            );
            return self.stop(packet, Why::new(Code::Loop, "NAT-3", &gateway.node, Step::Gateway, said, []));
        }
        if !matches!(packet.came, Came::Here | Came::Hub(_)) {
            let said = said!(
                "NAT gateway `{0}` serves its own VPC and what comes over transit gateways, not {1}",
                "NAT 게이트웨이 `{0}`은(는) 자기 VPC와 전송 게이트웨이를 거쳐 온 패킷만 다루며, {1}은(는) 다루지 않습니다"
            );
            let args = [explain::header(net, &packet.set)];
            let code = Code::NgwRequiresSourceInVpc;
            return self.stop(packet, Why::new(code, "NAT-1", &gateway.node, Step::Gateway, said, args));
        }
        let Some(packet) = self.visit(packet, Device::Nat(nat), &gateway.node) else { return };
        match gateway.interface {
            Some(interface) => self.zonal(packet, interface),
            None => self.regional(packet, nat),
        }
    }

    fn zonal(&mut self, packet: Packet, at: Ix) {
        let net = self.net;
        let gateway = &net.interfaces[at as usize];
        // NACL-6; for a client in the same subnet likewise (A).
        let Some(packet) = self.acl(packet, gateway.segment, Way::Ingress) else { return };
        let Some(packet) = self.running(packet, at, Step::Gateway) else { return };
        let Some(packet) = self.carries(packet, &gateway.node) else { return };
        let Some(mut packet) = self.forget(packet, &gateway.node) else { return };
        let zone = &net.segments[gateway.segment as usize].zone;
        if packet.zone.as_ref().is_some_and(|it| it != zone) {
            packet.note(Code::AvailabilityZoneCrossed, &gateway.node);
        }
        let Some(own) = gateway.addresses.intersect(&Ranges::all_v4()).first() else {
            return self.addressless(packet, &gateway.node);
        };
        let own = gateway.primary.filter(|it| Ranges::all_v4().holds(*it)).unwrap_or(own);
        packet = rewritten(packet, Keeper::Translator(at), own, true);
        let ported = packet.set.values(Dim::Protocol).meets(&crate::net::traffic_set::with_ports());
        let text: &'static crate::base::Text = if ported {
            &text!("source becomes {0}, ports {1}-{2}", "출발지가 {0}, 포트 {1}-{2}(으)로 바뀜")
        } else {
            &text!("source becomes {0}", "출발지가 {0}(으)로 바뀜")
        };
        let words = Message::new(text, [address(own).to_string(), "1024".to_owned(), "65535".to_owned()]);
        self.pass(&mut packet, &gateway.node, words);
        self.leave(packet, at);
    }

    /// What a NAT gateway carries; of IPv6 only what NAT64 turns into IPv4 (NAT-7).
    fn carries(&mut self, packet: Packet, node: &NodeId) -> Option<Packet> {
        let v4 = packet.set.only(Dim::Protocol, &carried()).only(Dim::Destination, &Ranges::all_v4());
        let ported = packet.set.only(Dim::Protocol, &crate::net::traffic_set::with_ports());
        let set = v4.union(ported.only(Dim::Destination, &Ranges::cidr(nat64())));
        if set.is_empty() {
            let said = said!(
                "NAT gateway `{0}` carries tcp, udp and icmp, not {1}",
                "NAT 게이트웨이 `{0}`은(는) tcp, udp, icmp만 전달하며 {1}은(는) 전달하지 않습니다"
            );
            let args = [explain::traffic(&packet.set)];
            let why = Why::new(Code::ProtocolRestriction, "NAT-1", node, Step::Gateway, said, args);
            self.stop(packet, why);
            return None;
        }
        self.lose_rest(&packet, &set);
        Some(packet.part(set))
    }

    /// NAT-8: one for a whole VPC, with a table of its own.
    fn regional(&mut self, packet: Packet, nat: Ix) {
        let net = self.net;
        let gateway = &net.nats[nat as usize];
        let node = &gateway.node;
        let served = packet.zone.as_ref().is_none_or(|it| gateway.zones.contains(it));
        if !gateway.zones.is_empty() && !served {
            let said = said!(
                "regional NAT gateway `{0}` has no address in zone {1}",
                "리전 NAT 게이트웨이 `{0}`의 주소가 가용 영역 {1}에 없습니다"
            );
            let args = [packet.zone.clone().unwrap_or_default()];
            let code = Code::RegionalNgwRouteAzRestriction;
            return self.stop(packet, Why::new(code, "NAT-8", node, Step::Gateway, said, args));
        }
        let Some(packet) = self.carries(packet, node) else { return };
        let Some(packet) = self.forget(packet, node) else { return };
        let around = &net.boundaries[gateway.boundary as usize];
        let Some(table) = gateway.table else {
            // Its own table has the local route, and a default one to the internet gateway.
            let inside = packet.set.only(Dim::Destination, &around.cidrs);
            let outside = packet.set.except(Dim::Destination, &around.cidrs);
            if !inside.is_empty() {
                self.regional_local(packet.part(inside), nat);
            }
            if outside.is_empty() {
                return;
            }
            let packet = packet.part(outside);
            let Some(edge) = around.edge else {
                let said = said!(
                    "the VPC of regional NAT gateway `{0}` has no internet gateway",
                    "리전 NAT 게이트웨이 `{0}`의 VPC에 인터넷 게이트웨이가 없습니다"
                );
                return self.stop(packet, Why::new(Code::NoPath, "NAT-8", node, Step::Gateway, said, []));
            };
            return self.regional_out(packet, nat, edge);
        };
        let table = &net.tables[table as usize];
        // NAT-7 looks the IPv4 destination up.
        let after = to_v4(&packet.set);
        let mut rest = packet.set.clone();
        for route in &table.routes {
            let share = route.share.union(&to_v6(&route.share));
            let set = rest.only(Dim::Destination, &share);
            if set.is_empty() || !after.values(Dim::Destination).meets(&route.share) {
                continue;
            }
            rest = rest.except(Dim::Destination, &share);
            let packet = packet.part(set);
            if let Target::Edge(edge) = route.target {
                self.regional_out(packet, nat, edge);
            } else if route.target == Target::Local {
                self.regional_local(packet, nat);
            } else if route.target == Target::Blackhole {
                self.stop(packet, lookup::gone(table, &route.label));
            } else {
                // What source it shows to anything but the internet is not said anywhere.
                self.unmodelled(packet, node);
            }
        }
        if !rest.is_empty() {
            let args = [explain::addresses(net, &rest.values(Dim::Destination))];
            let said = explain::no_route(table, false, false);
            let code = Code::NoRouteToDestination;
            let why = Why::new(code, "NAT-3", &table.node, Step::Route, said, args);
            self.stop(packet.part(rest), why.titled(explain::table_title(table)));
        }
    }

    /// NAT-2 with a public address of the gateway.
    fn regional_source(&self, packet: &Packet, nat: Ix) -> Packet {
        let gateway = &self.net.nats[nat as usize];
        let narrowed = packet.set.values(Dim::Destination).meets(&Ranges::cidr(nat64()));
        let before = packet.set.clone();
        let mut packet = packet.part(translated(&before, &gateway.public));
        let change = if narrowed { Change::Narrowed(before) } else { Change::Source(before) };
        packet.keep(Keeper::Regional(nat), change);
        let words = Message::new(
            &text!("source becomes {0}", "출발지가 {0}(으)로 바뀜"),
            [explain::addresses(self.net, &gateway.public)],
        );
        self.pass(&mut packet, &gateway.node, words);
        packet
    }

    /// RT-7: its own table has the local route too.
    fn regional_local(&mut self, packet: Packet, nat: Ix) {
        let packet = self.regional_source(&packet, nat);
        self.deliver(packet, self.net.nats[nat as usize].boundary, true);
    }

    fn regional_out(&mut self, packet: Packet, nat: Ix, edge: Ix) {
        let net = self.net;
        let mut packet = self.regional_source(&packet, nat);
        let words = verbatim(explain::header(net, &packet.set));
        self.pass(&mut packet, &net.edges[edge as usize].node, words);
        let private = crate::net::address::rfc1918().union(&crate::net::address::rfc6598());
        let set = packet.set.only(Dim::Destination, &private);
        if !set.is_empty() {
            let said = said!(
                "internet gateway `{0}` does not carry packets to {1}: that is not a public address",
                "인터넷 게이트웨이 `{0}`은(는) {1}(으)로 패킷을 전달하지 않습니다: 공인 주소가 아닙니다"
            );
            let args = [explain::addresses(net, &set.values(Dim::Destination))];
            let (code, node) =
                (Code::IgwDestinationAddressNotInRfc1918Egress, &net.edges[edge as usize].node);
            self.stop(packet.part(set), Why::new(code, "IGW-2", node, Step::Gateway, said, args));
        }
        packet.set = packet.set.except(Dim::Destination, &private);
        if packet.set.is_empty() {
            return;
        }
        // IGW-1: asked at the internet gateway only. The gateway is in no subnet, so the VPC's own word counts.
        if net.boundaries[net.nats[nat as usize].boundary as usize].blocked == BlockMode::Both {
            let Some(lifted) = self.blocked(packet, &net.edges[edge as usize].node) else { return };
            packet = lifted;
        }
        self.outside(packet);
    }

    /// From the internet to an address of a regional one: answers only (NAT-4, NAT-5).
    pub(super) fn regional_in(&mut self, packet: Packet, nat: Ix) {
        let net = self.net;
        let gateway = &net.nats[nat as usize];
        if !self.returning() {
            let said = said!(
                "nobody can open a connection to NAT gateway `{0}`: it only passes on what comes from inside",
                "NAT 게이트웨이 `{0}`(으)로는 연결을 열 수 없습니다: 안에서 나가는 흐름만 전달합니다"
            );
            let code = Code::NatNoInbound;
            return self.stop(packet, Why::new(code, "NAT-4", &gateway.node, Step::Destination, said, []));
        }
        let Some((packet, bond)) = self.unwind(packet, |it| it == Keeper::Regional(nat)) else { return };
        let Some(mut packet) = self.restore(packet, &bond) else { return };
        packet.came = Came::Edge;
        let words = back::restored_words(net, &packet);
        self.pass(&mut packet, &gateway.node, words);
        match gateway.table {
            Some(table) => {
                let spot = Spot { boundary: gateway.boundary, table, segment: None, sender: None };
                self.route(packet, spot);
            }
            None => self.deliver(packet, gateway.boundary, true),
        }
    }
}

/// NAT-2 and NAT-7: the packets with another source, and what is remembered of them.
pub(super) fn rewritten(mut packet: Packet, keeper: Keeper, own: u128, narrows: bool) -> Packet {
    // A set holds one family: where they meet, a translator has taken one of them.
    let narrowed = narrows && packet.set.values(Dim::Destination).meets(&Ranges::cidr(nat64()));
    let before = packet.set.clone();
    let own = Ranges::one(own);
    packet.set = if narrows { translated(&before, &own) } else { sourced(&before, &own) };
    packet.keep(keeper, if narrowed { Change::Narrowed(before) } else { Change::Source(before) });
    packet.came = Came::Here;
    packet
}

fn translated(set: &TrafficSet, own: &Ranges) -> TrafficSet {
    sourced(&to_v4(set), own)
}

/// PKT-5: another source, and any source port.
fn sourced(set: &TrafficSet, own: &Ranges) -> TrafficSet {
    let with_ports = crate::net::traffic_set::with_ports();
    let ported = set.only(Dim::Protocol, &with_ports).rewritten(Dim::SourcePort, &filter::unknown_client());
    ported.union(set.except(Dim::Protocol, &with_ports)).rewritten(Dim::Source, own)
}

/// NAT-7: the IPv4 addresses that NAT64 ones hold.
fn to_v4(set: &TrafficSet) -> TrafficSet {
    let wide = Ranges::cidr(nat64());
    let plain = set.except(Dim::Destination, &wide);
    let held = set.only(Dim::Destination, &wide);
    let moved = held.cubes().iter().map(|cube| {
        cube.clone().with(Dim::Destination, cube.get(Dim::Destination).moved(nat64_base(), V4_BASE))
    });
    plain.union(moved.collect())
}

/// NAT-7: the NAT64 addresses that hold IPv4 ones.
pub(in crate::net) fn to_v6(addresses: &Ranges) -> Ranges {
    addresses.intersect(&Ranges::all_v4()).moved(V4_BASE, nat64_base())
}
