//! Networks of some hundred interfaces in the words that other tools have too: routes, filters, peering, and, if
//! wanted, gateways to the internet, translators, transit gateways and IPv6.
//!
//! Every address is written down, so that nothing depends on what `compile` picks. The same plan and seed give the
//! same network on every machine.

use crate::seed::Seed;
use plat::{
    base::{Address, Cidr, NodeId, RegionName},
    model::fact::{
        Attachment, AttachmentEnd, Boundary, Hub, HubRoute, HubTable, Inbound, Interface, NetFact, Peer,
        Peering, PublicAddress, RouteFact, Segment, SourceNat, Table,
    },
    net::compile::Facts,
};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

mod filters;
pub use filters::PORTS;

/// What a network has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// VPCs.
    pub vpcs: usize,
    /// Subnets of each.
    pub subnets: usize,
    /// Interfaces in each subnet.
    pub hosts: usize,
    /// Security groups of each VPC.
    pub groups: usize,
    /// Whether there are internet gateways, egress-only ones, NAT gateways and transit gateways.
    pub gateways: bool,
    /// Whether there is IPv6.
    pub ipv6: bool,
}

impl Plan {
    /// What the kernel can be asked to be: about 300 interfaces.
    pub const KERNEL: Self = Self { vpcs: 5, subnets: 6, hosts: 10, groups: 9, gateways: true, ipv6: true };
    /// The plain fragment, small.
    pub const PLAIN: Self = Self { vpcs: 4, subnets: 5, hosts: 4, groups: 8, gateways: false, ipv6: false };
    /// The plain fragment with 1,000 interfaces.
    pub const THOUSAND: Self =
        Self { vpcs: 4, subnets: 10, hosts: 25, groups: 24, gateways: false, ipv6: false };
}

/// Hosts on the internet that networks of this module are asked about.
pub const OUTSIDE: [&str; 4] = ["9.9.9.9", "93.184.216.34", "2001:4860:4860::8888", "2620:fe::9"];

const ZONES: [&str; 3] = ["a", "b", "c"];

/// One network.
pub fn network(plan: Plan, seed: u64) -> Facts {
    let mut make = Make { plan, seed: Seed::new(seed), facts: Facts::new() };
    for vpc in 0..plan.vpcs {
        make.boundary(vpc);
        make.groups(vpc);
        make.acls(vpc);
        make.segments(vpc);
        make.tables(vpc);
    }
    make.peerings();
    if plan.gateways {
        make.hub();
    }
    let mut facts = make.facts;
    facts.sort_by(|a, b| a.0.cmp(&b.0));
    facts
}

struct Make {
    plan: Plan,
    seed: Seed,
    facts: Facts,
}

/// One of several.
pub fn one<T: Copy>(seed: &mut Seed, all: &[T]) -> T {
    all[seed.below(all.len())]
}

/// An id made of parts that are letters and digits.
fn id(text: String) -> NodeId {
    text.parse().expect("ids of this module are letters, digits and dashes")
}

fn vpc_id(vpc: usize) -> NodeId {
    id(format!("v{vpc}"))
}

fn block(ip: impl Into<IpAddr>, length: u8) -> Cidr {
    Cidr::around(ip.into(), length).expect("lengths of this module fit")
}

fn v4(a: usize, b: usize, c: usize, d: usize) -> Ipv4Addr {
    Ipv4Addr::from([a, b, c, d].map(|part| u8::try_from(part).unwrap_or(u8::MAX)))
}

fn v6(vpc: usize, subnet: usize, host: usize) -> Ipv6Addr {
    let part = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
    Ipv6Addr::new(0x2600, 0x1f00, 0, part(vpc << 8 | subnet), 0, 0, 0, part(host))
}

fn vpc_v4(vpc: usize) -> Cidr {
    block(v4(10, vpc, 0, 0), 16)
}

fn vpc_v6(vpc: usize) -> Cidr {
    block(v6(vpc, 0, 0), 56)
}

fn subnet_v4(vpc: usize, subnet: usize) -> Cidr {
    block(v4(10, vpc, subnet, 0), 24)
}

/// Everything of the family of a block.
fn everything(v4: bool) -> Cidr {
    if v4 { Cidr::ALL_V4 } else { block(Ipv6Addr::UNSPECIFIED, 0) }
}

impl Make {
    fn add(&mut self, id: NodeId, facts: Vec<NetFact>) {
        self.facts.push((id, facts));
    }

    fn families(&self) -> &'static [bool] {
        if self.plan.ipv6 { &[true, false] } else { &[true] }
    }

    fn boundary(&mut self, vpc: usize) {
        let mut cidrs = vec![vpc_v4(vpc)];
        if self.plan.ipv6 {
            cidrs.push(vpc_v6(vpc));
        }
        // The last one is far away, so that groups are not known across its peerings (SG-4).
        let far = self.plan.vpcs > 3 && vpc + 1 == self.plan.vpcs;
        let region = if far { "eu-west-1".parse().unwrap_or_default() } else { RegionName::default() };
        let fact = Boundary {
            cidrs,
            region,
            main_table: Some(id(format!("v{vpc}-t0"))),
            default_acl: None,
            default_group: None,
            resolver: true,
            hostnames: true,
        };
        self.add(vpc_id(vpc), vec![NetFact::Boundary(fact)]);
        if self.has_edge(vpc) {
            self.add(id(format!("v{vpc}-igw")), vec![NetFact::Edge { boundary: vpc_id(vpc) }]);
            self.add(id(format!("v{vpc}-eigw")), vec![NetFact::Exit { boundary: vpc_id(vpc) }]);
        }
    }

    /// The fourth VPC has no way out of its own: it uses the first one's, over the transit gateway.
    fn has_edge(&self, vpc: usize) -> bool {
        self.plan.gateways && vpc != 3
    }

    /// Subnet 0 is public and has the NAT gateway; the others use a table of their own, or the main one (RT-1).
    fn segments(&mut self, vpc: usize) {
        for subnet in 0..self.plan.subnets {
            let mut cidrs = vec![subnet_v4(vpc, subnet)];
            if self.plan.ipv6 {
                cidrs.push(block(v6(vpc, subnet, 0), 64));
            }
            let table = if subnet == 0 { 1 } else { self.seed.below(4) };
            let acl = self.seed.below(5);
            let fact = Segment {
                boundary: vpc_id(vpc),
                cidrs,
                zone: ZONES[subnet % 3].to_owned(),
                table: (table > 0).then(|| id(format!("v{vpc}-t{table}"))),
                acl: (acl > 0).then(|| id(format!("v{vpc}-a{acl}"))),
                dns64: false,
            };
            self.add(id(format!("v{vpc}-s{subnet}")), vec![NetFact::Segment(fact)]);
            for host in 0..self.plan.hosts {
                self.host(vpc, subnet, host);
            }
        }
        if self.has_edge(vpc) {
            // The second VPC's translates for private networks only.
            let to_internet = vpc != 1;
            let public = PublicAddress {
                private: None,
                holder: None,
                address: Some(IpAddr::from(v4(52, vpc, 255, 1)).into()),
            };
            let interface = Interface {
                addresses: vec![IpAddr::from(v4(10, vpc, 0, 200)).into()],
                public: if to_internet { vec![public] } else { Vec::new() },
                unfiltered: true,
                inbound: Inbound::Nat,
                initiates: false,
                protocols: vec![
                    plat::base::Protocol::TCP,
                    plat::base::Protocol::UDP,
                    plat::base::Protocol::ICMP,
                ],
                ..Interface::in_segment(id(format!("v{vpc}-s0")))
            };
            let nat = SourceNat { to_internet, regional: None };
            self.add(id(format!("v{vpc}-nat")), vec![NetFact::SourceNat(nat), interface.stated()]);
        }
    }

    fn host(&mut self, vpc: usize, subnet: usize, host: usize) {
        let mut addresses: Vec<Address> = vec![IpAddr::from(v4(10, vpc, subnet, 10 + host)).into()];
        if self.plan.ipv6 && self.seed.chance(70) {
            addresses.push(IpAddr::from(v6(vpc, subnet, 16 + host)).into());
        }
        let eip = self.has_edge(vpc) && self.seed.chance(if subnet == 0 { 80 } else { 15 });
        let public = PublicAddress {
            private: None,
            holder: None,
            address: Some(IpAddr::from(v4(52, vpc, subnet, 10 + host)).into()),
        };
        // One in ten has the VPC's default group (SG-2).
        let mut groups: Vec<NodeId> = Vec::new();
        if !self.seed.chance(10) {
            for _ in 0..1 + self.seed.below(3) {
                let group = id(format!("v{vpc}-g{}", self.seed.below(self.plan.groups)));
                if !groups.contains(&group) {
                    groups.push(group);
                }
            }
        }
        let fact = Interface {
            addresses,
            public: if eip { vec![public] } else { Vec::new() },
            denies_internet: self.seed.chance(5) && !eip,
            groups,
            ..Interface::in_segment(id(format!("v{vpc}-s{subnet}")))
        };
        self.add(id(format!("v{vpc}-s{subnet}-h{host}")), vec![fact.stated()]);
    }

    /// Whether two VPCs have a peering connection.
    fn peered(&self, a: usize, b: usize) -> bool {
        let (low, high) = (a.min(b), a.max(b));
        low != high && (high - low == 1 || (low == 0 && high == self.plan.vpcs - 1))
    }

    fn peerings(&mut self) {
        for high in 0..self.plan.vpcs {
            for low in 0..high {
                if self.peered(low, high) {
                    let between = [vpc_id(low), vpc_id(high)];
                    let fact = Peering { between, active: true, resolves: [false; 2] };
                    self.add(id(format!("pcx-{low}-{high}")), vec![NetFact::Peering(fact)]);
                }
            }
        }
    }

    /// Four tables: the main one, a public one, one behind the NAT gateway, and an odd one.
    fn tables(&mut self, vpc: usize) {
        for table in 0..4 {
            let mut routes = Vec::new();
            for v4 in self.families() {
                self.default_route(vpc, table, *v4, &mut routes);
            }
            for other in (0..self.plan.vpcs).filter(|other| *other != vpc) {
                self.routes_to(vpc, table, other, &mut routes);
            }
            // RT-6: a hole in what is outside, and one in another VPC.
            if self.seed.chance(40) {
                routes.push(route(block(v4(93, 184, 216, 0), 24), None));
            }
            let fact = Table { boundary: Some(vpc_id(vpc)), routes, ..Table::default() };
            self.add(id(format!("v{vpc}-t{table}")), vec![NetFact::Table(fact)]);
        }
    }

    fn default_route(&mut self, vpc: usize, table: usize, v4: bool, routes: &mut Vec<RouteFact>) {
        let all = everything(v4);
        if !self.plan.gateways {
            return;
        }
        if !self.has_edge(vpc) {
            routes.push(route(all, Some(id("tgw".to_owned()))));
            return;
        }
        let (igw, eigw) = (id(format!("v{vpc}-igw")), id(format!("v{vpc}-eigw")));
        let target = match (table, v4) {
            (1, _) => Some(igw),
            (2, true) => Some(id(format!("v{vpc}-nat"))),
            (2, false) => Some(eigw),
            (3, _) => self.seed.chance(50).then_some(igw),
            (_, _) => None,
        };
        routes.extend(target.map(|target| route(all, Some(target))));
    }

    fn routes_to(&mut self, vpc: usize, table: usize, other: usize, routes: &mut Vec<RouteFact>) {
        let pcx = self.peered(vpc, other).then(|| id(format!("pcx-{}-{}", vpc.min(other), vpc.max(other))));
        let tgw = self.plan.gateways.then(|| id("tgw".to_owned()));
        for v4 in self.families() {
            let whole = if *v4 { vpc_v4(other) } else { vpc_v6(other) };
            // NAT-9: by the NAT gateway, whose own subnet knows the way.
            let nat = *v4 && self.has_edge(vpc) && table == 2 && self.seed.chance(30);
            let way = if nat {
                Some(id(format!("v{vpc}-nat")))
            } else if self.seed.chance(12) {
                None
            } else if self.seed.chance(60) {
                pcx.clone().or(tgw.clone())
            } else {
                tgw.clone().or(pcx.clone())
            };
            routes.extend(way.map(|way| route(whole, Some(way))));
            // RT-2, RT-6: another way for a part of it, or none.
            if self.seed.chance(35) {
                let subnet = self.seed.below(self.plan.subnets);
                let part = if *v4 { subnet_v4(other, subnet) } else { block(v6(other, subnet, 0), 64) };
                let way = match self.seed.below(3) {
                    0 => None,
                    1 => pcx.clone(),
                    _ => tgw.clone(),
                };
                routes.push(route(part, way));
            }
        }
    }

    /// A transit gateway: attachments in two zones, two tables, a default route to the first VPC, a hole.
    fn hub(&mut self) {
        let hub = id("tgw".to_owned());
        let fact = Hub { region: RegionName::default(), group_references: true };
        self.add(hub.clone(), vec![NetFact::Hub(fact)]);
        for vpc in 0..self.plan.vpcs {
            let zones = if self.seed.chance(60) { 2 } else { 3 };
            // NACL-6: the same subnets have interfaces too.
            let segments = (0..zones.min(self.plan.subnets)).map(|zone| {
                let spare = self.plan.subnets.saturating_sub(3);
                id(format!("v{vpc}-s{}", if zone < spare { zone + 3 } else { zone }))
            });
            let end = AttachmentEnd::Boundary {
                boundary: vpc_id(vpc),
                segments: segments.collect(),
                appliance_mode: false,
                group_references: self.seed.chance(75),
                ipv6: self.seed.chance(85),
            };
            let table = if self.seed.chance(6) { None } else { Some(id(format!("tgw-t{}", vpc % 2))) };
            let mut propagates_to = Vec::new();
            for table in 0..2 {
                if self.seed.chance(85) {
                    propagates_to.push(id(format!("tgw-t{table}")));
                }
            }
            let fact = Attachment { hub: hub.clone(), end, table, propagates_to, up: true };
            self.add(id(format!("tgw-v{vpc}")), vec![NetFact::Attachment(fact)]);
        }
        for table in 0..2 {
            let mut routes = vec![hub_route(Cidr::ALL_V4, Some(0))];
            let (vpc, subnet) = (self.seed.below(self.plan.vpcs), self.seed.below(self.plan.subnets));
            routes.push(hub_route(subnet_v4(vpc, subnet), None));
            let vpc = self.seed.below(self.plan.vpcs);
            // TGW-2: a static route hides an equal learned one.
            let astray = self.seed.chance(30).then(|| self.seed.below(self.plan.vpcs));
            routes.extend(astray.map(|to| hub_route(vpc_v4(vpc), Some(to))));
            let fact = HubTable { hub: hub.clone(), routes };
            self.add(id(format!("tgw-t{table}")), vec![NetFact::HubTable(fact)]);
        }
    }
}

fn route(to: Cidr, target: Option<NodeId>) -> RouteFact {
    RouteFact { destination: Peer::Cidr(to), target }
}

fn hub_route(to: Cidr, vpc: Option<usize>) -> HubRoute {
    HubRoute { destination: Peer::Cidr(to), attachment: vpc.map(|vpc| id(format!("tgw-v{vpc}"))) }
}
