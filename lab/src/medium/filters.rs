//! Security groups and network ACLs of a network: ends of ranges, groups by name, denies before allows, and answers
//! that come back to some client ports only.

use super::{Make, block, everything, id, one, subnet_v4, v4, v6, vpc_v4, vpc_v6};
use plat::{
    base::{Cidr, Icmp, PortRange, Protocol},
    model::fact::{AllowFact, EntryFact, NetFact, Peer, StatefulFilter, StatelessFilter},
};

/// Ports where something begins or ends.
pub const PORTS: [u16; 18] =
    [1, 22, 53, 80, 443, 1023, 1024, 1025, 3306, 5432, 8080, 32767, 32768, 49151, 49152, 60999, 61000, 65535];

/// What network ACLs let back in: client ports of Linux, of Windows, of anybody, and odd ones (RET-3).
const CLIENTS: [(u16, u16); 5] =
    [(1024, 65535), (32768, 60999), (49152, 65535), (1024, 49151), (32768, 65535)];

impl Make {
    fn ports(&mut self) -> PortRange {
        let (a, b) = (one(&mut self.seed, &PORTS), one(&mut self.seed, &PORTS));
        match self.seed.below(4) {
            0 => PortRange::new(a.min(b), a.max(b)).unwrap_or(PortRange::ALL),
            1 => PortRange::ALL,
            _ => PortRange::one(a),
        }
    }

    fn traffic(&mut self, v4: bool) -> (Protocol, PortRange, Icmp) {
        let icmp = if v4 { Protocol::ICMP } else { Protocol::ICMPV6 };
        match self.seed.below(10) {
            0 => (Protocol::All, PortRange::ALL, Icmp::All),
            1 => (icmp, PortRange::ALL, self.icmp(v4)),
            2 | 3 => (Protocol::UDP, self.ports(), Icmp::All),
            _ => (Protocol::TCP, self.ports(), Icmp::All),
        }
    }

    /// Every type, echo requests, echo replies, or neither.
    fn icmp(&mut self, v4: bool) -> Icmp {
        let (request, reply) = if v4 { (8, 0) } else { (128, 129) };
        match self.seed.below(8) {
            0 => Icmp::Type(request),
            1 => Icmp::Code(request, 0),
            2 => Icmp::Code(reply, 0),
            3 => Icmp::Type(3),
            _ => Icmp::All,
        }
    }

    /// Some block: everything, a VPC, a subnet, a part of it, one address, or the internet.
    fn somewhere(&mut self, v4_family: bool) -> Cidr {
        let (vpc, subnet) = (self.seed.below(self.plan.vpcs), self.seed.below(self.plan.subnets));
        let host = self.seed.below(self.plan.hosts);
        let whole = if v4_family { vpc_v4(vpc) } else { vpc_v6(vpc) };
        let near: std::net::IpAddr = match v4_family {
            true => v4(10, vpc, subnet, 10 + host).into(),
            false => v6(vpc, subnet, 16 + host).into(),
        };
        let bits = if v4_family { 32 } else { 128 };
        match self.seed.below(8) {
            0 | 1 => everything(v4_family),
            2 => whole,
            3 if v4_family => block(v4(10, 0, 0, 0), 8),
            4 if v4_family => block(v4(52, vpc, subnet, 10 + host), 32 - u8::from(self.seed.chance(50)) * 16),
            5 => block(near, bits),
            6 => block(near, bits - 1 - u8::try_from(self.seed.below(6)).unwrap_or(0)),
            _ if v4_family => subnet_v4(vpc, subnet),
            _ => block(v6(vpc, subnet, 0), 64),
        }
    }

    fn allow(&mut self, vpc: usize) -> AllowFact {
        let v4 = !self.plan.ipv6 || self.seed.chance(60);
        let (protocol, ports, icmp) = self.traffic(v4);
        let peer = if self.seed.chance(40) {
            // SG-4: of this VPC, or of another one, which counts across peering and transit gateways only.
            let vpc = if self.seed.chance(70) { vpc } else { self.seed.below(self.plan.vpcs) };
            Peer::Group(id(format!("v{vpc}-g{}", self.seed.below(self.plan.groups))))
        } else {
            Peer::Cidr(self.somewhere(v4))
        };
        AllowFact { protocol, ports, icmp, peer: Some(peer) }
    }

    pub(super) fn groups(&mut self, vpc: usize) {
        for group in 0..self.plan.groups {
            let mut filter = StatefulFilter { ingress: Vec::new(), egress: Vec::new() };
            for _ in 0..2 + self.seed.below(4) {
                filter.ingress.push(self.allow(vpc));
            }
            if self.seed.chance(35) {
                // Enough that something gets through, so that what stops the rest is elsewhere.
                let v4 = !self.plan.ipv6 || self.seed.chance(60);
                let protocol = if self.seed.chance(50) { Protocol::All } else { Protocol::TCP };
                let (ports, icmp) = (PortRange::ALL, Icmp::All);
                filter.ingress.push(AllowFact {
                    protocol,
                    ports,
                    icmp,
                    peer: Some(Peer::Cidr(everything(v4))),
                });
            }
            if self.seed.chance(60) {
                // SG-2: what a new group lets out.
                for v4 in [true, false] {
                    filter.egress.push(AllowFact {
                        protocol: Protocol::All,
                        ports: PortRange::ALL,
                        icmp: Icmp::All,
                        peer: Some(Peer::Cidr(everything(v4))),
                    });
                }
            } else {
                for _ in 0..self.seed.below(5) {
                    filter.egress.push(self.allow(vpc));
                }
            }
            self.add(id(format!("v{vpc}-g{group}")), vec![NetFact::StatefulFilter(filter)]);
        }
    }

    /// Four network ACLs: two that deny a little and allow the rest, two that allow a little and some answers.
    pub(super) fn acls(&mut self, vpc: usize) {
        for acl in 1..5 {
            let strict = acl > 2;
            let filter = StatelessFilter { ingress: self.entries(strict), egress: self.entries(strict) };
            self.add(id(format!("v{vpc}-a{acl}")), vec![NetFact::StatelessFilter(filter)]);
        }
    }

    fn entries(&mut self, strict: bool) -> Vec<EntryFact> {
        let mut entries = Vec::new();
        let mut number = 0;
        for _ in 0..2 + self.seed.below(4) {
            number += 1 + u32::try_from(self.seed.below(50)).unwrap_or(0);
            let v4 = !self.plan.ipv6 || self.seed.chance(60);
            let (protocol, ports, icmp) = self.traffic(v4);
            let whole = protocol == Protocol::All || ports == PortRange::ALL;
            let allow = self.seed.chance(if strict {
                75
            } else if whole {
                60
            } else {
                25
            });
            entries.push(EntryFact { number, allow, protocol, ports, icmp, cidr: self.somewhere(v4) });
        }
        let (first, last) = one(&mut self.seed, &CLIENTS);
        let clients = PortRange::new(first, last).unwrap_or(PortRange::ALL);
        for v4 in self.families() {
            let icmp = if *v4 { Protocol::ICMP } else { Protocol::ICMPV6 };
            let rest: &[(Protocol, PortRange)] = if strict {
                &[(Protocol::TCP, clients), (Protocol::UDP, clients), (icmp, PortRange::ALL)]
            } else {
                &[(Protocol::All, PortRange::ALL)]
            };
            for (protocol, ports) in rest {
                number += 10;
                let (protocol, ports, cidr) = (*protocol, *ports, everything(*v4));
                entries.push(EntryFact { number, allow: true, protocol, ports, icmp: Icmp::All, cidr });
            }
        }
        // The order in which entries are written means nothing.
        entries.reverse();
        entries
    }
}
