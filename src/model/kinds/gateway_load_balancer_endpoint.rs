//! Gateway Load Balancer endpoint.

use super::{RouteTable, Subnet, Vpc, VpcEndpointService, managed, vpc_endpoint_service::{self, EndpointState}};
use crate::{
    base::{NodeId, text},
    diag::{Report, Rule, Severity},
    model::{
        fact::{Forwarding, Inbound, Inspection, Interface, Meter, NetFact, Transfer, Usage},
        field::Link,
        resource::{Resource, resource},
        site::Site,
    },
};
use crate::model::taking::{Importing, Import, Taking, When};
use crate::model::giving::{Exporting, Giving, Properties, list};

resource! {
    /// Where route tables send packets that appliances elsewhere should inspect.
    #[ko = "다른 곳의 어플라이언스가 검사할 패킷을 라우팅 테이블이 보내는 곳."]
    pub struct GatewayLoadBalancerEndpoint: "Gateway Load Balancer endpoint" | "Gateway Load Balancer 엔드포인트" {
        short: "GWLB endpoint",
        icon: "gateway_load_balancer_endpoint",
        stencil: "endpoints",
        group: Network,
        service: Baas,
        look: Card,
        stands_in: [Subnet],
        roles: [RouteTarget],
        source: "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-load-balancer-endpoints.html",
        rules: [NO_SERVICE, WRONG_SERVICE, NO_ZONE, UNUSED],
        fields {
            /// The endpoint service of the appliances.
            #[ko = "어플라이언스의 엔드포인트 서비스."]
            pub service_id: Link<VpcEndpointService> = Link::NONE, "Service" | "서비스";
            /// How far it is with the provider of the service.
            #[ko = "서비스 공급자의 수락 상태."]
            pub state: EndpointState = EndpointState::Available, "State" | "상태";
        }
    }
}

static NO_SERVICE: Rule = Rule {
    code: "GLE001",
    severity: Severity::Error,
    title: text!("the endpoint names no service", "엔드포인트가 서비스를 지정하지 않는다"),
    help: text!("name the appliances' endpoint service", "어플라이언스의 엔드포인트 서비스를 지정한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-load-balancer-endpoints.html",
};

static WRONG_SERVICE: Rule = Rule {
    code: "GLE002",
    severity: Severity::Error,
    title: text!("the service `{0}` offers no Gateway Load Balancer", "서비스 `{0}`은(는) Gateway Load Balancer를 제공하지 않는다"),
    help: text!("name another service, or use an interface endpoint", "다른 서비스를 지정하거나 인터페이스 엔드포인트를 쓴다"),
    source: "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-load-balancer-endpoints.html",
};

static NO_ZONE: Rule = Rule {
    code: "GLE003",
    severity: Severity::Error,
    title: text!("the service `{0}` is not in zone {1}", "서비스 `{0}`은(는) 영역 {1}에 없다"),
    help: text!("use a subnet in a zone of the service", "서비스가 있는 영역의 서브넷을 쓴다"),
    source: "https://docs.aws.amazon.com/vpc/latest/privatelink/create-gateway-load-balancer-endpoint-service.html",
};

static UNUSED: Rule = Rule {
    code: "GLE004",
    severity: Severity::Info,
    title: text!("no route leads to this endpoint", "이 엔드포인트로 가는 경로가 없다"),
    help: text!("add a route to it, or remove it", "이곳으로 가는 경로를 추가하거나 지운다"),
    source: "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-load-balancer-endpoints.html",
};

/// How many stand in a VPC: they share a quota with interface endpoints.
pub(super) fn count(vpc: Site<'_>, subnets: &[(&NodeId, &Subnet)]) -> usize {
    subnets.iter().map(|(id, _)| vpc.inside::<GatewayLoadBalancerEndpoint>(id).len()).sum()
}

impl Resource for GatewayLoadBalancerEndpoint {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        if site.referrers::<RouteTable>().is_empty() {
            report.raise(&UNUSED, site.here(), []);
        }
        let place = || site.at(Self::service_id);
        let Some((id, service)) = self.service_id.target().zip(site.get(&self.service_id)) else {
            report.raise(&NO_SERVICE, place(), []);
            return;
        };
        if !service.inspects() {
            report.raise(&WRONG_SERVICE, place(), [id.to_string()]);
            return;
        }
        let Some((_, subnet)) = site.within::<Subnet>() else { return };
        let zones = service.zones(site.other(id));
        if !zones.is_empty() && !zones.contains(&subnet.availability_zone) {
            report.raise(&NO_ZONE, place(), [id.to_string(), subnet.availability_zone.value().to_owned()]);
        }
    }

    fn headline(&self) -> String {
        self.state.value().to_owned()
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        if site.within::<Vpc>().is_none() {
            return Vec::new();
        }
        let inspection = Inspection {
            offer: self.service_id.target().cloned(),
            accepted: self.state == EndpointState::Available,
            firewall: None,
        };
        let subnet = site.within::<Subnet>().map(|(id, _)| id.clone());
        managed::interfaces(subnet.into_iter().collect(), |it| inspecting(inspection.clone(), it))
    }

    fn transfer(&self) -> Transfer {
        Transfer::FreeAcrossZones
    }

    fn standard(&self) -> Option<&'static str> {
        Some("GENEVE")
    }

    fn meters(&self, _: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        let component = &text!("Gateway Load Balancer endpoint hours", "Gateway Load Balancer 엔드포인트 시간");
        vec![
            Meter::hours("vpc.gwlb_endpoint_hour", component, 1),
            Meter::marginal("vpc.gwlb_endpoint_gb", &text!("Gateway Load Balancer endpoint data", "Gateway Load Balancer 엔드포인트 데이터"), usage.carried_gb),
        ]
    }
}

impl Importing for GatewayLoadBalancerEndpoint {
    fn imports(&self) -> &'static [Import] {
        const { &[Import { ty: "AWS::EC2::VPCEndpoint", when: Some(When { property: "VpcEndpointType", absent: "Gateway", says: &["GatewayLoadBalancer"] }), names: &[("service_id", "ServiceName")] }] }
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        if let Some((subnet, _)) = taking.nodes_at("SubnetIds").into_iter().next() {
            taking.container = Some(subnet);
        }
    }
}

impl Exporting for GatewayLoadBalancerEndpoint {
    fn properties(&self) -> Properties {
        Properties { always: &["VpcId"], changed: &[] }
    }

    fn route(&self) -> &'static str {
        "VpcEndpointId"
    }

    fn give(&self, giving: &mut Giving<'_>) {
        if let Some(subnet) = giving.segment() {
            giving.put("SubnetIds", list([giving.to(subnet)]));
        }
        if let Some(offer) = self.service_id.target() {
            giving.put("ServiceName", vpc_endpoint_service::written_name(giving, offer));
        }
    }
}

/// An interface that has packets inspected, of whomever they are (GWLBE-1): it has no groups (SG-7).
pub(super) fn inspecting(inspection: Inspection, it: Interface) -> Interface {
    Interface {
        unfiltered: true,
        source_dest_check: false,
        inbound: Inbound::Inspection,
        initiates: false,
        forwarding: Forwarding::Inspect(inspection),
        ..it
    }
}
