//! What the full variant adds: a transit gateway, NAT gateways, balancers, endpoints.

use super::{Make, block, block_v6, far, group, id, region, subnet, subnet_block, vpc};
use plat::{
    base::{Cidr, NodeId, PortRange, Protocol},
    model::fact::{
        Attachment, AttachmentEnd, Balancer, Hub, HubRoute, HubTable, Inbound, Interface, Listener, NetFact,
        Peer, PublicAddress, RouteFact, Service, SourceNat, TargetFact, TargetGroup,
    },
};

fn hub() -> NodeId {
    id("tgw-main")
}

impl Make {
    /// Default routes: to the internet gateway, to the NAT gateway, or to the hub; the rest of 10.0.0.0/8 to the hub.
    pub(super) fn full_routes(&self, of: usize, at: usize, routes: &mut Vec<RouteFact>) {
        let mut route = |destination: Cidr, target: NodeId| {
            routes.push(RouteFact { destination: Peer::Cidr(destination), target: Some(target) });
        };
        match at {
            0 => {
                route(Cidr::ALL_V4, id(&format!("igw-{of:03}")));
                route(block_v6(0, 0, 0), id(&format!("igw-{of:03}")));
            }
            1 => {
                route(Cidr::ALL_V4, id(&format!("nat-{of:03}")));
                route(block_v6(0, 0, 0), id(&format!("eigw-{of:03}")));
            }
            _ => route(Cidr::ALL_V4, hub()),
        }
        route(block(0, 0, 8), hub());
    }

    pub(super) fn full(&mut self) {
        let fact = Hub { region: region("us-east-1"), group_references: true };
        self.add(hub(), NetFact::Hub(fact));
        self.add(
            id("tgw-rtb"),
            NetFact::HubTable(HubTable {
                hub: hub(),
                routes: vec![
                    HubRoute { destination: Peer::Cidr(subnet_block(0, 3)), attachment: None },
                    far::hub_route(),
                ],
            }),
        );
        for of in 0..self.shape.boundaries {
            self.full_boundary(of);
        }
        self.far();
    }

    fn full_boundary(&mut self, of: usize) {
        let zones = self.shape.segments.min(3);
        let end = AttachmentEnd::Boundary {
            boundary: vpc(of),
            segments: (0..zones).map(|at| subnet(of, at)).collect(),
            appliance_mode: false,
            group_references: of.is_multiple_of(2),
            ipv6: true,
        };
        let attachment = Attachment {
            hub: hub(),
            end,
            table: Some(id("tgw-rtb")),
            propagates_to: vec![id("tgw-rtb")],
            up: true,
        };
        self.add(id(&format!("tgw-attach-{of:03}")), NetFact::Attachment(attachment));
        self.add(id(&format!("igw-{of:03}")), NetFact::Edge { boundary: vpc(of) });
        self.add(id(&format!("eigw-{of:03}")), NetFact::Exit { boundary: vpc(of) });
        let mut nat = Interface::in_segment(subnet(of, 0));
        nat.unfiltered = true;
        nat.inbound = Inbound::Nat;
        nat.initiates = false;
        nat.public = vec![PublicAddress::ASSIGNED];
        let translator = NetFact::SourceNat(SourceNat { to_internet: true, regional: None });
        self.facts.push((id(&format!("nat-{of:03}")), vec![translator, nat.stated()]));
        // An endpoint of a service, in two zones.
        let service = Service { name: "sqs".into(), region: region("us-east-1") };
        let endpoint = |at: usize| {
            let mut it = Interface::in_segment(subnet(of, at));
            it.groups = vec![group(of, 0)];
            it.inbound = Inbound::Service { service: service.clone(), private_dns: true };
            it.listens = vec![(Protocol::TCP, PortRange::one(443))];
            it.initiates = false;
            it.stated()
        };
        self.facts.push((id(&format!("vpce-{of:03}")), vec![endpoint(0), endpoint(1)]));
        // A balancer before two of the first role's interfaces.
        let targets = (0..2).map(|at| TargetFact {
            node: Some(id(&format!("eni-{of:03}-000-{at:04}"))),
            address: None,
            port: None,
        });
        let targets = TargetGroup {
            protocol: Protocol::TCP,
            port: 8080,
            targets: targets.collect(),
            by_address: false,
            preserves_client: None,
            cross_zone: None,
        };
        self.add(id(&format!("tg-{of:03}")), NetFact::TargetGroup(targets));
        let listener = Listener {
            protocol: Protocol::TCP,
            port: PortRange::one(443),
            groups: vec![id(&format!("tg-{of:03}"))],
            own: None,
        };
        let balancer = Balancer {
            terminates: true,
            listeners: vec![listener],
            cross_zone: true,
            filters_endpoints: true,
            classic: false,
        };
        let node = |at: usize| {
            let mut it = Interface::in_segment(subnet(of, at));
            it.groups = vec![group(of, 1)];
            it.inbound = Inbound::Balancer;
            it.stated()
        };
        self.facts.push((id(&format!("alb-{of:03}")), vec![NetFact::Balancer(balancer), node(0), node(1)]));
    }
}
