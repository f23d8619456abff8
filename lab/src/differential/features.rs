//! Which features of section 1 of `reachability.md` networks have, and in how many verdicts each had a say: packets met
//! it on the way to an end, or it is where they were dropped.

use plat::{
    model::fact::{BlockMode, Forwarding, Inbound, LineOrigin},
    net::{
        code::Code,
        graph::{AttachmentEndNet, HubOrigin, Ix, LineEnd, Net, PeerNet, RouteOrigin, Start, Target},
        ranges::Ranges,
        walk::{Outcome, Place, Walked, Way},
    },
};
use std::fmt;

/// Names the features, and numbers them in that order.
macro_rules! features {
    ($($name:ident: $words:literal,)+) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms, reason = "numbers for names, used here only")]
        #[derive(Clone, Copy)]
        enum F { $($name,)+ }

        /// What they are called.
        pub const NAMES: &[&str] = &[$($words,)+];
    };
}

features! {
    SecondCidr: "VPC with several IPv4 blocks",
    V6: "IPv6",
    MainTable: "main route table",
    OwnTable: "table of a subnet",
    RouteLocal: "local route",
    RouteStatic: "static route",
    RouteList: "route by prefix list",
    RouteDx: "route learned over Direct Connect",
    RouteVpnStatic: "route of a static VPN",
    RouteVpnBgp: "route of a VPN with BGP",
    RouteInside: "static route inside the VPC (RT-5)",
    Blackhole: "blackhole route",
    NoRoute: "no route",
    Opaque: "target that is not modelled",
    GroupDefault: "default security group",
    RuleV4: "group rule: IPv4 block",
    RuleV6: "group rule: IPv6 block",
    RuleGroup: "group rule: group",
    NoRule: "no group rule",
    AclDefault: "default network ACL",
    AclAllow: "network ACL entry that allows",
    AclDeny: "network ACL entry that denies",
    AclEnd: "network ACL without an entry",
    SecondAddress: "secondary private address",
    Public: "public address",
    Unchecked: "source/destination check off",
    Checked: "source/destination check stops",
    DeniesInternet: "interface kept from the internet",
    Stopped: "owner not running",
    Listens: "ports that answer",
    Edge: "internet gateway",
    EdgeTable: "edge table of an internet gateway",
    EdgeRedirect: "return past an edge table's middlebox (IGW-6)",
    Exit: "egress-only internet gateway",
    ExitInbound: "flow towards an egress-only gateway",
    NatPublic: "NAT gateway, public",
    NatPrivate: "NAT gateway, private",
    NatRegional: "regional NAT gateway, automatic",
    NatRegionalZones: "regional NAT gateway, manual",
    NatRegionalTable: "regional NAT gateway with routes of its own",
    Nat64: "NAT64",
    Peering: "peering",
    PeeringFar: "peering between Regions",
    PeeringDown: "peering that is not active",
    Hub: "transit gateway",
    AttachmentVpc: "attachment of a VPC",
    AttachmentAppliance: "attachment in appliance mode",
    AttachmentRefs: "attachment that passes on groups",
    AttachmentV6: "attachment with IPv6",
    AttachmentHub: "peering of transit gateways",
    AttachmentLines: "attachment of lines",
    HubStatic: "transit gateway: static route",
    HubList: "transit gateway: route by prefix list",
    HubVpc: "transit gateway: route of a VPC",
    HubDx: "transit gateway: route over Direct Connect",
    HubVpn: "transit gateway: route of a VPN",
    HubBlackhole: "transit gateway: blackhole",
    HubNoRoute: "transit gateway: no route",
    Gateway: "virtual private gateway",
    GatewayTable: "edge table of a virtual private gateway",
    LineVpnStatic: "VPN with static routes",
    LineVpnBgp: "VPN with BGP",
    LineDx: "Direct Connect, private",
    LineTransit: "Direct Connect, transit",
    LinePublic: "Direct Connect, public",
    LineList: "list of what a site is told",
    LineDown: "line that is down",
    Site: "site",
    SiteFilter: "firewall of a site",
    Door: "gateway endpoint",
    ServiceNamed: "regional service",
    ServiceOther: "service that nothing names",
    EndpointService: "interface endpoint of a service",
    EndpointOffer: "interface endpoint to an endpoint service",
    EndpointPending: "endpoint that is not accepted",
    Inspect: "inspecting endpoint",
    Firewall: "firewall",
    PassThrough: "appliance, pass-through",
    Stateful: "appliance, stateful",
    Snat: "appliance, translating",
    ForwardingOpen: "route to an interface that does not forward",
    BalancerEnds: "balancer that ends flows",
    BalancerClassic: "Classic Load Balancer",
    BalancerPasses: "balancer that passes flows on",
    BalancerBare: "balancer without groups",
    Preserving: "client address kept",
    TargetIp: "targets by address",
    TargetBalancer: "balancer as a target",
    NoListener: "no listener",
    NoTarget: "no target in the zone, or none",
    Loopback: "target that calls itself",
    Function: "interfaces of functions",
    Managed: "interfaces of the provider's own",
    Unattached: "function outside VPCs",
    Entry: "flows of the provider into a balancer",
    Reserved: "reserved addresses (RSV)",
    Block: "block public access, both ways",
    BlockIngress: "block public access, ingress",
    BlockBut: "block public access with an exclusion",
    Loop: "loop",
    ReturnMismatch: "answer by another way",
    Asymmetric: "inspection of one direction",
}

const COUNT: usize = NAMES.len();

fn bit(it: F) -> u128 {
    1 << (it as u32)
}

fn when(it: F, on: bool) -> u128 {
    if on { bit(it) } else { 0 }
}

/// How many networks have each feature, and in how many verdicts it had a say.
#[derive(Clone, Debug)]
pub struct Decided {
    networks: [u64; COUNT],
    verdicts: [u64; COUNT],
}

impl Default for Decided {
    fn default() -> Self {
        Self { networks: [0; COUNT], verdicts: [0; COUNT] }
    }
}

impl Decided {
    /// Adds what another thread counted.
    pub fn add(&mut self, other: &Self) {
        self.networks.iter_mut().zip(other.networks).for_each(|(all, one)| *all += one);
        self.verdicts.iter_mut().zip(other.verdicts).for_each(|(all, one)| *all += one);
    }

    /// Notes what a network has.
    pub fn meet(&mut self, net: &Net) {
        count(&mut self.networks, had(net));
    }

    /// Notes what had a say in a verdict.
    pub fn count(&mut self, net: &Net, start: Start, walks: &[Walked]) {
        let own = when(F::Entry, matches!(start, Start::Entry(_)));
        count(&mut self.verdicts, walks.iter().fold(own, |all, it| all | met(net, it)));
    }

    /// What never had a say.
    pub fn lacking(&self) -> Vec<&'static str> {
        NAMES.iter().zip(self.verdicts).filter(|it| it.1 == 0).map(|it| *it.0).collect()
    }
}

fn count(all: &mut [u64; COUNT], mut bits: u128) {
    while bits != 0 {
        if let Some(one) = all.get_mut(bits.trailing_zeros() as usize) {
            *one += 1;
        }
        bits &= bits - 1;
    }
}

impl fmt::Display for Decided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<50} {:>9} {:>12}", "feature", "networks", "verdicts")?;
        for (name, (networks, verdicts)) in NAMES.iter().zip(self.networks.iter().zip(self.verdicts)) {
            writeln!(f, "{name:<50} {networks:>9} {verdicts:>12}")?;
        }
        Ok(())
    }
}

/// What had a say in one walk.
fn met(net: &Net, walked: &Walked) -> u128 {
    let mut out = 0;
    for it in walked.forward.iter().chain(&walked.back) {
        out |= at(net, it.at, it.way, it.entry);
        if let Place::Interface(which) = it.at {
            let own = &net.interfaces[which as usize];
            let second = |address: u128| {
                own.primary.is_some_and(|it| it != address && Ranges::all_v4().holds(address))
                    && own.addresses.holds(address)
            };
            out |= when(F::SecondAddress, second(it.packet.source) || second(it.packet.destination));
        }
    }
    if let Some(first) = walked.forward.first() {
        out |= when(F::V6, !Ranges::all_v4().holds(first.packet.destination));
        let nat64 = |it: u128| it >> 32 == 0x0064_ff9b_0000_0000_0000_0000;
        let nats = walked.forward.iter().any(|it| matches!(it.at, Place::Nat(_)));
        out |= when(F::Nat64, nats && nat64(first.packet.destination));
    }
    if let Some(last) = walked.forward.last().filter(|_| matches!(walked.outcome, Outcome::Arrived { .. })) {
        let translated = |it: &&plat::net::walk::Met| matches!(it.at, Place::TargetGroup(_));
        let balanced = walked.forward.iter().find(translated);
        out |= when(F::Preserving, balanced.is_some_and(|it| it.packet.source == last.packet.source));
    }
    match walked.outcome {
        Outcome::Arrived { at: plat::net::graph::Finish::Reserved(_), .. } => out |= bit(F::Reserved),
        Outcome::Arrived { .. } | Outcome::Unknown { .. } => {}
        Outcome::Dropped { code, at: place, .. } => out |= dropped(net, code, place),
    }
    if let Outcome::Unknown { at: place } = walked.outcome {
        out |= at(net, place, Way::In, None)
            | when(F::Opaque, matches!(place, Place::Unmodelled | Place::Table(_)));
    }
    out
}

/// What a drop is about.
fn dropped(net: &Net, code: Code, place: Place) -> u128 {
    let by = match code {
        Code::BadStateRoute => bit(F::Blackhole),
        Code::NoRouteToDestination => bit(F::NoRoute),
        Code::EniSgRulesMismatch | Code::SgHasNoRules => bit(F::NoRule),
        Code::EniSourceDestCheckRestriction => bit(F::Checked),
        Code::Ipv6DenyIgw => bit(F::DeniesInternet),
        Code::BadState => {
            when(F::Stopped, matches!(place, Place::Interface(_)))
                | when(F::PeeringDown, matches!(place, Place::Peering(_)))
        }
        Code::BadStateVpn | Code::TgwBadStateVpn => bit(F::LineDown),
        Code::IngressRtbTrafficRedirection => bit(F::EdgeRedirect),
        Code::EigwNoInbound => bit(F::ExitInbound),
        Code::TgwRtbBadStateRoute => bit(F::HubBlackhole),
        Code::TgwRtbNoRouteToTgwAttachment => bit(F::HubNoRoute),
        Code::FirewallRulesRestriction => {
            when(F::SiteFilter, matches!(place, Place::Site(_)))
                | when(F::Firewall, matches!(place, Place::Interface(_)))
        }
        Code::EndpointNotAccepted => bit(F::EndpointPending),
        Code::Elbv2ListenersMismatch => bit(F::NoListener),
        Code::Elbv2NoTargetsInAz | Code::Elbv2ListenerHasNoTg | Code::Elbv2ListenerRequiresTgAccept => {
            bit(F::NoTarget)
        }
        Code::NlbLoopback => bit(F::Loopback),
        Code::LambdaNoVpc => bit(F::Unattached),
        Code::LinkLocalReserved => bit(F::Reserved),
        Code::Loop => bit(F::Loop),
        Code::ReturnMismatch => bit(F::ReturnMismatch),
        Code::AsymmetricInspection => bit(F::Asymmetric),
        Code::VpcBlockPublicAccessEnabled => {
            let modes =
                || net.boundaries.iter().map(|it| it.blocked).chain(net.segments.iter().map(|it| it.blocked));
            let has = |mode: BlockMode| modes().any(|it| it == mode);
            when(F::Block, has(BlockMode::Both))
                | when(F::BlockIngress, has(BlockMode::Ingress))
                | when(F::BlockBut, modes().any(|it| Some(it) != modes().next()))
        }
        Code::NoPossibleDestination => match place {
            Place::Interface(it) => when(F::Listens, !net.interfaces[it as usize].fact.listens.is_empty()),
            _ => 0,
        },
        _ => 0,
    };
    by | at(net, place, Way::In, None)
}

/// What a network has: everything in it, with every entry.
fn had(net: &Net) -> u128 {
    let entries = |count: usize| (0..count).map(|it| Some(it as Ix)).chain([None]);
    let mut out = 0;
    let mut all = |place: Place, way: Way, count: usize| {
        entries(count).for_each(|entry| out |= at(net, place, way, entry));
    };
    fn each<T>(array: &[T]) -> impl Iterator<Item = (Ix, &T)> {
        (0..).zip(array)
    }
    each(&net.tables).for_each(|(it, table)| all(Place::Table(it), Way::Out, table.entries.len()));
    each(&net.groups).for_each(|(it, group)| {
        all(Place::Group(it), Way::In, group.ingress.len());
        all(Place::Group(it), Way::Out, group.egress.len());
    });
    each(&net.acls).for_each(|(it, acl)| {
        all(Place::Acl(it), Way::In, acl.ingress.len());
        all(Place::Acl(it), Way::Out, acl.egress.len());
    });
    each(&net.interfaces).for_each(|(it, _)| all(Place::Interface(it), Way::In, 0));
    each(&net.edges).for_each(|(it, _)| all(Place::Edge(it), Way::In, 0));
    each(&net.exits).for_each(|(it, _)| all(Place::Exit(it), Way::In, 0));
    each(&net.nats).for_each(|(it, _)| all(Place::Nat(it), Way::In, 0));
    each(&net.doors).for_each(|(it, _)| all(Place::Door(it), Way::In, 0));
    each(&net.peerings).for_each(|(it, _)| all(Place::Peering(it), Way::In, 0));
    each(&net.gateways).for_each(|(it, _)| all(Place::Gateway(it), Way::In, 0));
    each(&net.lines).for_each(|(it, _)| all(Place::Line(it), Way::In, 0));
    each(&net.sites).for_each(|(it, _)| all(Place::Site(it), Way::In, 0));
    each(&net.hubs).for_each(|(it, _)| all(Place::Hub(it), Way::In, 0));
    each(&net.attachments).for_each(|(it, _)| all(Place::Attachment(it), Way::In, 0));
    each(&net.hub_tables).for_each(|(it, table)| all(Place::HubTable(it), Way::In, table.entries.len()));
    each(&net.balancers).for_each(|(it, _)| all(Place::Balancer(it), Way::In, 0));
    each(&net.target_groups).for_each(|(it, _)| all(Place::TargetGroup(it), Way::In, 0));
    each(&net.services).for_each(|(it, _)| all(Place::Service(it), Way::In, 0));
    let v6 = net.segments.iter().any(|it| it.cidrs.spans().iter().any(|span| span.0 >> 32 != 0xffff));
    let enters = net.roles.values().any(|it| it.enters.is_some());
    let second = |it: &plat::net::graph::InterfaceNet| {
        it.addresses.intersect(&Ranges::all_v4()).spans().iter().map(|it| it.1 - it.0 + 1).sum::<u128>() > 1
    };
    out | when(F::V6, v6)
        | when(F::Entry, enters)
        | when(F::SecondAddress, net.interfaces.iter().any(second))
        | when(F::Unattached, net.roles.values().any(|it| it.unattached))
}

/// What a place is, and the entry of it that decided.
fn at(net: &Net, place: Place, way: Way, entry: Option<Ix>) -> u128 {
    let nth = entry.map(|it| it as usize);
    match place {
        Place::Internet | Place::Segment(_) => 0,
        Place::Provider => bit(F::ServiceOther),
        Place::Unmodelled => bit(F::Opaque),
        Place::Service(_) => bit(F::ServiceNamed),
        Place::Boundary(_) => 0,
        Place::Table(it) => table(net, it, nth),
        Place::Group(it) => {
            let group = &net.groups[it as usize];
            let rules = if way == Way::In { &group.ingress } else { &group.egress };
            let by = match nth.and_then(|it| rules.get(it)).map(|it| &it.peer) {
                Some(PeerNet::Addresses(it)) => {
                    let v4 = it.first().is_some_and(|it| it >> 32 == 0xffff);
                    when(F::RuleV4, v4) | when(F::RuleV6, !v4)
                }
                Some(PeerNet::Group(_)) => bit(F::RuleGroup),
                Some(PeerNet::Nobody) | None => 0,
            };
            by | when(
                F::GroupDefault,
                group.implicit || net.boundaries.iter().any(|of| of.default_group == it),
            )
        }
        Place::Acl(it) => {
            let acl = &net.acls[it as usize];
            let entries = if way == Way::In { &acl.ingress } else { &acl.egress };
            let by = match nth.and_then(|it| entries.get(it)) {
                Some(entry) if entry.allow => bit(F::AclAllow),
                Some(_) => bit(F::AclDeny),
                None => bit(F::AclEnd),
            };
            by | when(F::AclDefault, acl.implicit || net.boundaries.iter().any(|of| of.default_acl == it))
        }
        Place::Interface(it) => interface(net, it),
        Place::Edge(it) => bit(F::Edge) | when(F::EdgeTable, net.edges[it as usize].table.is_some()),
        Place::Exit(_) => bit(F::Exit),
        Place::Nat(it) => {
            let nat = &net.nats[it as usize];
            match nat.interface {
                Some(_) if nat.to_internet => bit(F::NatPublic),
                Some(_) => bit(F::NatPrivate),
                None => {
                    when(F::NatRegional, nat.zones.is_empty())
                        | when(F::NatRegionalZones, !nat.zones.is_empty())
                        | when(F::NatRegionalTable, nat.table.is_some())
                }
            }
        }
        Place::Door(_) => bit(F::Door),
        Place::Peering(it) => {
            let it = &net.peerings[it as usize];
            bit(F::Peering) | when(F::PeeringFar, !it.same_region) | when(F::PeeringDown, !it.active)
        }
        Place::Gateway(it) => {
            bit(F::Gateway) | when(F::GatewayTable, net.gateways[it as usize].table.is_some())
        }
        Place::Line(it) => line(net, it),
        Place::Site(it) => bit(F::Site) | when(F::SiteFilter, net.sites[it as usize].ingress.is_some()),
        Place::Hub(_) => bit(F::Hub),
        Place::Attachment(it) => match &net.attachments[it as usize].end {
            AttachmentEndNet::Boundary { appliance_mode, group_references, ipv6, .. } => {
                bit(F::AttachmentVpc)
                    | when(F::AttachmentAppliance, *appliance_mode)
                    | when(F::AttachmentRefs, *group_references)
                    | when(F::AttachmentV6, *ipv6)
            }
            AttachmentEndNet::Hub(_) => bit(F::AttachmentHub),
            AttachmentEndNet::Lines(_) => bit(F::AttachmentLines),
        },
        Place::HubTable(it) => match nth.and_then(|nth| net.hub_tables[it as usize].entries.get(nth)) {
            Some(entry) => {
                let by = match entry.origin {
                    HubOrigin::Static => F::HubStatic,
                    HubOrigin::List => F::HubList,
                    HubOrigin::Boundary => F::HubVpc,
                    HubOrigin::DirectConnect => F::HubDx,
                    HubOrigin::Vpn => F::HubVpn,
                    HubOrigin::Hub => F::AttachmentHub,
                };
                bit(by) | when(F::HubBlackhole, entry.attachment.is_none())
            }
            None => 0,
        },
        Place::Balancer(it) => {
            let it = &net.balancers[it as usize];
            let bare = it.nodes.iter().any(|it| net.interfaces[*it as usize].fact.unfiltered);
            when(F::BalancerEnds, it.terminates && !it.classic)
                | when(F::BalancerClassic, it.classic)
                | when(F::BalancerPasses, !it.terminates)
                | when(F::BalancerBare, bare)
        }
        Place::TargetGroup(it) => {
            let group = &net.target_groups[it as usize];
            when(F::TargetIp, group.by_address)
                | when(F::TargetBalancer, group.targets.iter().any(|it| it.balancer.is_some()))
        }
    }
}

fn table(net: &Net, at: Ix, nth: Option<usize>) -> u128 {
    let table = &net.tables[at as usize];
    let around = &net.boundaries[table.boundary as usize];
    let own = when(F::MainTable, around.main_table == at) | when(F::OwnTable, around.main_table != at);
    let Some(entry) = nth.and_then(|it| table.entries.get(it)) else { return own };
    let by = match entry.origin {
        RouteOrigin::Local => F::RouteLocal,
        RouteOrigin::Static => F::RouteStatic,
        RouteOrigin::List => F::RouteList,
        RouteOrigin::Propagated(LineOrigin::DirectConnect) => F::RouteDx,
        RouteOrigin::Propagated(LineOrigin::VpnStatic) => F::RouteVpnStatic,
        RouteOrigin::Propagated(LineOrigin::VpnBgp) => F::RouteVpnBgp,
    };
    let inside = entry.origin == RouteOrigin::Static && around.cidrs.covers(&entry.covers);
    own | bit(by)
        | when(F::RouteInside, inside)
        | when(F::Blackhole, entry.target == Target::Blackhole)
        | when(F::Opaque, entry.target == Target::Opaque)
}

fn interface(net: &Net, at: Ix) -> u128 {
    let it = &net.interfaces[at as usize];
    let inbound = match &it.fact.inbound {
        Inbound::Filtered | Inbound::Nat | Inbound::Inspection | Inbound::Balancer => 0,
        Inbound::Function => bit(F::Function),
        Inbound::Managed => bit(F::Managed),
        Inbound::Service { .. } => bit(F::EndpointService),
        Inbound::Offered { accepted: true, .. } => bit(F::EndpointOffer),
        Inbound::Offered { accepted: false, .. } => bit(F::EndpointPending),
    };
    let forwarding = match &it.fact.forwarding {
        Forwarding::None => 0,
        Forwarding::PassThrough { stateful: false } => bit(F::PassThrough),
        Forwarding::PassThrough { stateful: true } => bit(F::Stateful),
        Forwarding::Snat => bit(F::Snat),
        Forwarding::Inspect(inspection) => bit(F::Inspect) | when(F::Firewall, inspection.firewall.is_some()),
    };
    let target = Target::Appliance(at);
    let led = || net.tables.iter().flat_map(|it| &it.entries).any(|it| it.target == target);
    let plain = it.fact.inbound == Inbound::Filtered;
    // In another block than the VPC's first.
    let first = net.boundaries[it.boundary as usize].blocks.first().map(|it| Ranges::cidr(*it));
    let home = net.segments[it.segment as usize].cidrs.intersect(&Ranges::all_v4());
    let second = first.is_some_and(|it| !it.covers(&home));
    inbound
        | when(F::SecondCidr, second)
        | forwarding
        | when(F::ForwardingOpen, forwarding == 0 && plain && led())
        | when(F::Public, !it.public.is_empty() && plain)
        | when(F::Unchecked, !it.fact.source_dest_check && plain)
        | when(F::DeniesInternet, it.fact.denies_internet && plain)
        | when(F::Stopped, !it.fact.running)
        | when(F::Listens, !it.fact.listens.is_empty())
}

fn line(net: &Net, at: Ix) -> u128 {
    let it = &net.lines[at as usize];
    let by = match (it.end, it.origin) {
        (LineEnd::Public, _) => bit(F::LinePublic),
        (LineEnd::Attachment(_), LineOrigin::DirectConnect) => bit(F::LineTransit),
        (_, LineOrigin::DirectConnect) => bit(F::LineDx),
        (_, LineOrigin::VpnStatic) => bit(F::LineVpnStatic),
        (_, LineOrigin::VpnBgp) => bit(F::LineVpnBgp),
    };
    by | when(F::LineList, it.advertised.is_some()) | when(F::LineDown, !it.up)
}
