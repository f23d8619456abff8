//! Private lines and the sites at their far ends: virtual private gateways, VPN, Direct Connect (VGW-1 to VGW-3,
//! CGW-1, DX-1).

use super::*;
use crate::{
    model::fact::LineOrigin,
    net::{
        address::rfc1918,
        graph::{AttachmentEndNet, LineEnd, LineNet, PeerNet},
        traffic_set::Cube,
    },
};

impl Walk<'_> {
    /// VGW-1: out of a VPC, to the site that has told the gateway of the destination.
    pub(super) fn gateway_out(&mut self, packet: Packet, gateway: Ix) {
        let net = self.net;
        let place = &net.gateways[gateway as usize];
        if packet.came != Came::Here {
            let said = said!(
                "virtual private gateway `{0}` takes packets from interfaces of its VPC only, not {1}",
                "가상 프라이빗 게이트웨이 `{0}`은(는) 자기 VPC의 인터페이스에서 온 패킷만 받으며 {1}은(는) 받지 않습니다"
            );
            let args = [explain::header(net, &packet.set)];
            let code = Code::VgwPrivateIpAssociationForEgress;
            return self.stop(packet, Why::new(code, "VGW-1", &place.node, Step::Gateway, said, args));
        }
        let Some(mut packet) = self.forget(packet, &place.node) else { return };
        let words = verbatim(explain::header(net, &packet.set));
        self.pass(&mut packet, &place.node, words);
        self.out_by_lines(packet, &place.lines, Code::BadStateVpn, &place.node);
    }

    /// The lines that know the destination: longest prefix, then as RT-3 ranks them. A line that is down tells nothing.
    pub(super) fn out_by_lines(&mut self, packet: Packet, lines: &[Ix], down: Code, node: &NodeId) {
        let net = self.net;
        let mut known: Vec<(u8, LineOrigin, Ranges, Ix)> = Vec::new();
        for at in lines {
            let line = &net.lines[*at as usize];
            let prefixes = line.prefixes.iter().filter(|it| it.is_v4() || !is_v4_only(line));
            known.extend(prefixes.map(|it| (it.length(), line.origin, Ranges::cidr(*it), *at)));
        }
        known.sort_by(|a, b| {
            (std::cmp::Reverse(a.0), a.1, &a.2, a.3).cmp(&(std::cmp::Reverse(b.0), b.1, &b.2, b.3))
        });
        let mut rest = packet.set.clone();
        let (up, broken): (Vec<_>, Vec<_>) = known.into_iter().partition(|it| net.lines[it.3 as usize].up);
        for at in 0..up.len() {
            let (length, origin, covers, _) = &up[at];
            let set = rest.only(Dim::Destination, covers);
            if set.is_empty() {
                continue;
            }
            rest = rest.except(Dim::Destination, covers);
            let equal = up.iter().filter(|it| it.0 == *length && it.1 == *origin && it.2 == *covers);
            let equal: Vec<Ix> = equal.map(|it| it.3).collect();
            self.branched |= equal.len() > 1;
            for line in equal {
                self.by_line(packet.part(set.clone()), &net.lines[line as usize]);
            }
        }
        for (_, _, covers, at) in broken {
            let set = rest.only(Dim::Destination, &covers);
            if set.is_empty() {
                continue;
            }
            rest = rest.except(Dim::Destination, &covers);
            let line = &net.lines[at as usize];
            if let Some(packet) = self.broken(packet.part(set), down, &line.node, Step::Gateway) {
                self.by_line(packet, line);
            }
        }
        if !rest.is_empty() {
            let said = said!(
                "no line of `{0}` has told it of {1}",
                "`{0}`의 어떤 회선도 {1}을(를) 알려 주지 않았습니다"
            );
            let args = [explain::addresses(net, &rest.values(Dim::Destination))];
            let why = Why::new(Code::VgwUnknownPrefix, "VGW-1", node, Step::Gateway, said, args);
            self.stop(packet.part(rest), why);
        }
    }

    fn by_line(&mut self, mut packet: Packet, line: &LineNet) {
        let words = verbatim(explain::header(self.net, &packet.set));
        self.pass(&mut packet, &line.node, words);
        match line.site {
            Some(site) => self.arrive_at_site(packet, Some(site)),
            None => self.unseen(packet, &line.node),
        }
    }

    /// CGW-1: at a site.
    pub(super) fn arrive_at_site(&mut self, packet: Packet, site: Option<Ix>) {
        let net = self.net;
        let Some(at) = site else { return };
        let site = &net.sites[at as usize];
        if self.returning() {
            let own = matches!(self.origin, Origin::Site { at: own, .. } if *own == at);
            return if own { self.end_at_client(packet, &site.node) } else { self.mismatch(packet) };
        }
        let set = packet.set.only(Dim::Destination, &site.cidrs);
        if set.is_empty() {
            let said = said!("nothing at `{0}` has address {1}", "`{0}`에 주소 {1}을(를) 가진 것이 없습니다");
            let args = [explain::addresses(net, &packet.set.values(Dim::Destination))];
            let (code, step) = (Code::NoPossibleDestination, Step::Destination);
            return self.stop(packet, Why::new(code, "CGW-1", &site.node, step, said, args));
        }
        self.lose_rest(&packet, &set);
        let mut packet = packet.part(set);
        if let Some(rules) = &site.ingress {
            let mut passed = TrafficSet::default();
            for rule in rules {
                let PeerNet::Addresses(from) = &rule.peer else { continue };
                let cube = Cube::all().with(Dim::Protocol, rule.protocol.clone());
                let cube = cube.with(Dim::Port, rule.ports.clone()).with(Dim::Source, from.clone());
                passed.extend(packet.set.within(&cube));
            }
            if passed.is_empty() {
                let said = said!(
                    "the firewall of `{0}` lets no {1} in",
                    "`{0}`의 방화벽이 {1}을(를) 들여보내지 않습니다"
                );
                let args = [explain::header(net, &packet.set)];
                let code = Code::FirewallRulesRestriction;
                let why = Why::new(code, "CGW-1", &site.node, Step::Destination, said, args);
                let Some(lifted) = self.bar(packet, why) else { return };
                packet = lifted;
            } else {
                self.lose_rest(&packet, &passed);
                packet.set = passed;
            }
        }
        let words = verbatim(explain::header(net, &packet.set));
        packet.hops.push(hop(&site.node, Step::Destination, verbatim(site.node.as_str()), words, true));
        self.arrive(packet, Place::Site(at));
    }

    /// CGW-1: from a site, by the lines that tell it of the destination, or by any if it has a route of its own.
    pub(super) fn start_at_site(&mut self, packet: Packet, site: Ix) {
        let net = self.net;
        let place = &net.sites[site as usize];
        let mut ways: Vec<((LineEnd, bool), Ix, Ranges)> = Vec::new();
        for at in &place.lines {
            let line = &net.lines[*at as usize];
            let own = match line.end {
                LineEnd::Public => Ranges::EMPTY,
                LineEnd::Gateway(_) if is_v4_only(line) => place.routes.intersect(&Ranges::all_v4()),
                LineEnd::Gateway(_) | LineEnd::Attachment(_) | LineEnd::Nowhere => place.routes.clone(),
            };
            let told = self.told(line).union(&own);
            let way = (line.end, is_v4_only(line));
            match ways.iter_mut().find(|it| it.0 == way) {
                // Two lines with the same end differ only in whether they work.
                Some(known) if line.up && !net.lines[known.1 as usize].up => *known = (way, *at, told),
                Some(known) if line.up == net.lines[known.1 as usize].up => {
                    known.2 = known.2.union(&told);
                }
                Some(_) => {}
                None => ways.push((way, *at, told)),
            }
        }
        let mut rest = packet.set.clone();
        for up in [true, false] {
            let mut taken = Ranges::EMPTY;
            let some: Vec<_> = ways.iter().filter(|it| net.lines[it.1 as usize].up == up).collect();
            for (_, at, told) in &some {
                let set = rest.only(Dim::Destination, told);
                self.branched |= taken.meets(told);
                taken = taken.union(told);
                if set.is_empty() {
                    continue;
                }
                let line = &net.lines[*at as usize];
                let down = if matches!(line.end, LineEnd::Attachment(_)) {
                    Code::TgwBadStateVpn
                } else {
                    Code::BadStateVpn
                };
                let packet = packet.part(set);
                let packet =
                    if up { Some(packet) } else { self.broken(packet, down, &line.node, Step::Gateway) };
                if let Some(packet) = packet {
                    self.come_by_line(packet, line);
                }
            }
            rest = rest.except(Dim::Destination, &taken);
        }
        if !rest.is_empty() {
            let said = said!("`{0}` has no route to {1}", "`{0}`에 {1}(으)로 가는 경로가 없습니다");
            let args = [explain::addresses(net, &rest.values(Dim::Destination))];
            let code = Code::NoRouteToDestination;
            self.stop(packet.part(rest), Why::new(code, "CGW-1", &place.node, Step::Route, said, args));
        }
    }

    /// What a line tells its site of.
    fn told(&self, line: &LineNet) -> Ranges {
        let net = self.net;
        let all = match line.end {
            LineEnd::Gateway(at) => {
                let gateway = &net.gateways[at as usize];
                let around =
                    gateway.boundary.map_or(Ranges::EMPTY, |it| net.boundaries[it as usize].cidrs.clone());
                // CloudHub: what the other sites of the gateway have told it.
                let others = gateway.lines.iter().map(|it| &net.lines[*it as usize]);
                let others = others.filter(|it| hubbed(it) && hubbed(line) && it.site != line.site);
                others.fold(around, |all, it| all.union(&Ranges::cidrs(&it.prefixes)))
            }
            LineEnd::Attachment(at) => {
                let table = net.attachments[at as usize].table.map(|it| &net.hub_tables[it as usize]);
                let entries =
                    table.into_iter().flat_map(|it| &it.entries).filter(|it| it.attachment.is_some());
                entries.fold(Ranges::EMPTY, |all, it| all.union(&it.covers))
            }
            LineEnd::Public => {
                let public: Ranges = net.public.keys().copied().collect();
                let services = net.services.iter().fold(public, |all, it| all.union(&it.1));
                services.union(&Net::unnamed_service()).union(&Net::unattached_sources())
            }
            LineEnd::Nowhere => Ranges::EMPTY,
        };
        let told = match &line.advertised {
            // DX-1: a list bounds what the site learns.
            Some(list) if line.end != LineEnd::Public => list.clone(),
            Some(list) => list.intersect(&all),
            None => all,
        };
        if is_v4_only(line) { told.intersect(&Ranges::all_v4()) } else { told }
    }

    fn come_by_line(&mut self, mut packet: Packet, line: &LineNet) {
        let net = self.net;
        let words = verbatim(explain::header(net, &packet.set));
        self.pass(&mut packet, &line.node, words);
        match line.end {
            LineEnd::Gateway(at) => self.gateway_in(packet, at, line),
            LineEnd::Attachment(at) => {
                let attachment = &net.attachments[at as usize];
                if !attachment.up {
                    let (code, node) = (Code::BadStateAttachment, &attachment.node);
                    let Some(lifted) = self.broken(packet, code, node, Step::Gateway) else { return };
                    packet = lifted;
                }
                packet.zone = None;
                self.pass(&mut packet, &attachment.node, verbatim(format!("→ {}", self.hub_of(at))));
                if matches!(attachment.end, AttachmentEndNet::Lines(_)) {
                    self.through_hub(packet, at);
                }
            }
            LineEnd::Public => {
                // DX-1: public addresses at both ends.
                let set = packet.set.except(Dim::Source, &rfc1918());
                if set.is_empty() {
                    let said = said!(
                        "public line `{0}` takes nothing from {1}: that is not a public address",
                        "퍼블릭 회선 `{0}`은(는) {1}에서 온 패킷을 받지 않습니다: 공인 주소가 아닙니다"
                    );
                    let args = [explain::addresses(net, &packet.set.values(Dim::Source))];
                    let (code, step) = (Code::IgwSourceAddressNotInRfc1918Ingress, Step::Gateway);
                    return self.stop(packet, Why::new(code, "DX-1", &line.node, step, said, args));
                }
                self.lose_rest(&packet, &set);
                self.outside(packet.part(set));
            }
            LineEnd::Nowhere => self.unseen(packet, &line.node),
        }
    }

    /// VGW-2: into a VPC, to an interface of it; or to another site (VGW-3).
    fn gateway_in(&mut self, packet: Packet, gateway: Ix, line: &LineNet) {
        let net = self.net;
        let place = &net.gateways[gateway as usize];
        let Some(mut packet) = self.visit(packet, Device::Gateway(gateway), &place.node) else { return };
        let cidrs = place.boundary.map_or(Ranges::EMPTY, |it| net.boundaries[it as usize].cidrs.clone());
        let others: Vec<Ix> = if hubbed(line) {
            let other = |it: &&Ix| {
                let other = &net.lines[**it as usize];
                hubbed(other) && other.site != line.site
            };
            place.lines.iter().filter(other).copied().collect()
        } else {
            Vec::new()
        };
        let beyond = others
            .iter()
            .fold(Ranges::EMPTY, |all, it| all.union(&Ranges::cidrs(&net.lines[*it as usize].prefixes)));
        let away = packet.set.only(Dim::Destination, &beyond.subtract(&cidrs));
        if !away.is_empty() {
            packet.set = packet.set.except(Dim::Destination, &beyond.subtract(&cidrs));
            self.out_by_lines(packet.part(away), &others, Code::BadStateVpn, &place.node);
        }
        let elsewhere = packet.set.except(Dim::Destination, &cidrs);
        if !elsewhere.is_empty() {
            let said = said!(
                "virtual private gateway `{0}` leads to interfaces of its VPC only, not to {1}",
                "가상 프라이빗 게이트웨이 `{0}`은(는) 자기 VPC의 인터페이스로만 이어지며 {1}(으)로는 이어지지 않습니다"
            );
            let args = [explain::addresses(net, &elsewhere.values(Dim::Destination))];
            let code = Code::VgwPrivateIpAssociationForIngress;
            let why = Why::new(code, "VGW-2", &place.node, Step::Gateway, said, args);
            self.stop(packet.part(elsewhere), why);
        }
        let set = packet.set.only(Dim::Destination, &cidrs);
        let Some(boundary) = place.boundary.filter(|_| !set.is_empty()) else { return };
        let Some(mut packet) = self.unspoofed(packet.part(set), &place.node, &cidrs) else { return };
        packet.came = Came::Line;
        let words = verbatim(explain::header(net, &packet.set));
        self.pass(&mut packet, &place.node, words);
        match place.table {
            Some(table) => self.edge_routes(packet, table, boundary, false),
            None => self.deliver(packet, boundary, true),
        }
    }

    /// Sites that are to be had at public addresses, and which (DX-1): what their public lines tell of.
    pub(super) fn public_sites(&self) -> Vec<(Ix, Ranges)> {
        let net = self.net;
        let told = |lines: &[Ix]| {
            let lines = lines.iter().map(|it| &net.lines[*it as usize]);
            let public = lines.filter(|it| it.end == LineEnd::Public && it.up);
            public.fold(Ranges::EMPTY, |all, it| all.union(&Ranges::cidrs(&it.prefixes)))
        };
        let sites = net.sites.iter().zip(0..).map(|(it, at)| (at, told(&it.lines).intersect(&it.cidrs)));
        sites.filter(|it| !it.1.is_empty()).collect()
    }
}

/// VGW-3: a VPN on a virtual private gateway carries IPv4 only.
fn is_v4_only(line: &LineNet) -> bool {
    matches!(line.end, LineEnd::Gateway(_)) && line.origin != LineOrigin::DirectConnect
}

/// VGW-3: whether a line takes part in site-to-site traffic of its gateway.
fn hubbed(line: &LineNet) -> bool {
    match line.origin {
        LineOrigin::DirectConnect | LineOrigin::VpnBgp => true,
        LineOrigin::VpnStatic => false,
    }
}
