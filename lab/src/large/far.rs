//! A way through everything: from a VPC over the transit gateway into one that inspects, through a firewall, a NAT
//! gateway and an internet gateway.

use super::{Make, block, id, region};
use plat::{
    base::{Cidr, NodeId, PortRange, Protocol},
    model::fact::{
        Attachment, AttachmentEnd, Boundary, Firewall, FirewallAction, FirewallMatch, Forwarding, HubRoute,
        Inbound, Inspection, Interface, NetFact, Peer, PublicAddress, RouteFact, Segment, SourceNat, Table,
    },
    net::{
        graph::{Ix, Net},
        ranges::number,
    },
};
use std::net::{IpAddr, Ipv4Addr};

/// Its place among VPCs: after all others.
const OF: usize = 255;

/// A host on the internet.
pub fn host() -> u128 {
    number(IpAddr::from(Ipv4Addr::new(93, 184, 216, 34)))
}

/// Interfaces from whose subnets the way leads.
pub fn sources(net: &Net) -> Vec<Ix> {
    let leads = |at: Ix| net.tables.get(at as usize).is_some_and(|it| it.node.as_str().ends_with("-2"));
    let all = (0..).zip(&net.interfaces).filter(|(_, it)| {
        it.fact.initiates && net.segments.get(it.segment as usize).is_some_and(|it| leads(it.table))
    });
    let all: Vec<Ix> = all.map(|it| it.0).collect();
    // Of all VPCs, not only of the first.
    let step = (all.len() / 500).max(1);
    all.into_iter().step_by(step).collect()
}

fn vpc() -> NodeId {
    id("vpc-inspection")
}

fn attachment() -> NodeId {
    id("tgw-attach-inspection")
}

/// The transit gateway's default route.
pub(super) fn hub_route() -> HubRoute {
    HubRoute { destination: Peer::Cidr(Cidr::ALL_V4), attachment: Some(attachment()) }
}

impl Make {
    pub(super) fn far(&mut self) {
        let boundary = Boundary {
            cidrs: vec![block(OF, 0, 16)],
            region: region("us-east-1"),
            main_table: None,
            default_acl: None,
            default_group: None,
            resolver: true,
            hostnames: false,
        };
        self.add(vpc(), NetFact::Boundary(boundary));
        self.add(id("igw-inspection"), NetFact::Edge { boundary: vpc() });
        let inside = block(0, 0, 8);
        let route =
            |to: Cidr, target: &str| RouteFact { destination: Peer::Cidr(to), target: Some(id(target)) };
        let legs = [
            ("transit", vec![route(Cidr::ALL_V4, "fwe-inspection")]),
            ("firewall", vec![route(Cidr::ALL_V4, "nat-inspection"), route(inside, "tgw-main")]),
            ("nat", vec![route(Cidr::ALL_V4, "igw-inspection"), route(inside, "fwe-inspection")]),
        ];
        for (at, (leg, routes)) in legs.into_iter().enumerate() {
            let table = id(&format!("rtb-inspection-{leg}"));
            let fact = Table { boundary: Some(vpc()), routes, ..Table::default() };
            self.add(table.clone(), NetFact::Table(fact));
            let segment = Segment {
                boundary: vpc(),
                cidrs: vec![block(OF, at, 24)],
                zone: "a".to_owned(),
                table: Some(table),
                acl: None,
                dns64: false,
            };
            self.add(id(&format!("subnet-inspection-{leg}")), NetFact::Segment(segment));
        }
        let closed = |leg: &str, inbound| Interface {
            unfiltered: true,
            initiates: false,
            inbound,
            ..Interface::in_segment(id(&format!("subnet-inspection-{leg}")))
        };
        let firewall = Interface {
            source_dest_check: false,
            forwarding: Forwarding::Inspect(Inspection {
                offer: None,
                accepted: true,
                firewall: Some(firewall()),
            }),
            ..closed("firewall", Inbound::Inspection)
        };
        self.add(id("fwe-inspection"), firewall.stated());
        let nat = Interface { public: vec![PublicAddress::ASSIGNED], ..closed("nat", Inbound::Nat) };
        let translator = NetFact::SourceNat(SourceNat { to_internet: true, regional: None });
        self.facts.push((id("nat-inspection"), vec![translator, nat.stated()]));
        let end = AttachmentEnd::Boundary {
            boundary: vpc(),
            segments: vec![id("subnet-inspection-transit")],
            appliance_mode: true,
            group_references: false,
            ipv6: false,
        };
        let fact = Attachment {
            hub: id("tgw-main"),
            end,
            table: Some(id("tgw-rtb")),
            propagates_to: vec![id("tgw-rtb")],
            up: true,
        };
        self.add(attachment(), NetFact::Attachment(fact));
    }
}

/// Some services pass, and some networks do not.
fn firewall() -> Firewall {
    let of = |protocol: Protocol, ports: (u16, u16), destinations: Vec<Cidr>| FirewallMatch {
        protocol,
        sources: Vec::new(),
        destinations,
        source_ports: PortRange::ALL,
        ports: PortRange::new(ports.0, ports.1).unwrap_or(PortRange::ALL),
    };
    let refused = Cidr::around(IpAddr::from(Ipv4Addr::new(203, 0, 113, 0)), 24);
    Firewall {
        stateless: Vec::new(),
        stateless_default: FirewallAction::Forward,
        stateful: vec![
            (FirewallAction::Drop, of(Protocol::All, (0, u16::MAX), refused.into_iter().collect())),
            (FirewallAction::Pass, of(Protocol::TCP, (443, 443), Vec::new())),
            (FirewallAction::Pass, of(Protocol::TCP, (80, 80), Vec::new())),
            (FirewallAction::Pass, of(Protocol::UDP, (53, 53), Vec::new())),
        ],
        strict: true,
        stateful_default: FirewallAction::Drop,
        opaque: false,
    }
}
