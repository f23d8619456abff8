//! VPC endpoint service.

use super::{GatewayLoadBalancer, NetworkLoadBalancer, managed, subnet};
use crate::{
    base::{Gather as _, NodeId, text},
    diag::{Report, Rule, Severity},
    model::{
        fact::{NetFact, Offer},
        field::{Links, choice},
        resource::{Resource, resource},
        site::Site,
    },
};
use std::collections::BTreeSet;
use crate::model::taking::{Import, Importing};
use crate::model::attrs::Attr;
use crate::model::giving::{Exporting, Giving, Properties, mixed};

choice! {
    /// How far an endpoint is with the provider of its service.
    pub enum EndpointState {
        /// It works.
        Available = "available", "Available" | "사용 가능";
        /// The provider has not accepted it yet.
        PendingAcceptance = "pendingAcceptance", "Pending acceptance" | "수락 대기 중";
        /// The provider has refused it.
        Rejected = "rejected", "Rejected" | "거부됨";
    }
}

resource! {
    /// Offers load balancers to endpoints in other VPCs and accounts, through PrivateLink.
    #[ko = "로드 밸런서를 PrivateLink로 다른 VPC와 계정의 엔드포인트에 제공하는 서비스."]
    pub struct VpcEndpointService: "VPC endpoint service" | "VPC 엔드포인트 서비스" {
        short: "Endpoint service",
        icon: "vpc_endpoint_service",
        stencil: "vpc_privatelink",
        group: Network,
        service: Iaas,
        look: Card,
        stands_in: [Vpc, Region],
        roles: [],
        source: "https://docs.aws.amazon.com/vpc/latest/privatelink/create-endpoint-service.html",
        rules: [NOTHING, MIXED],
        fields {
            /// The Network Load Balancers it offers.
            #[ko = "제공하는 Network Load Balancer."]
            pub network_load_balancer_ids: Links<NetworkLoadBalancer> = Links::NONE, "Network Load Balancers" | "제공할 Network Load Balancer";
            /// The Gateway Load Balancers it offers instead, for inspection.
            #[ko = "검사용으로 대신 제공하는 Gateway Load Balancer."]
            pub gateway_load_balancer_ids: Links<GatewayLoadBalancer> = Links::NONE, "Gateway Load Balancers" | "제공할 Gateway Load Balancer";
            /// Whether each endpoint waits until somebody accepts it.
            #[ko = "엔드포인트가 수락을 기다려야 하는지 여부."]
            pub acceptance_required: bool = true, "Acceptance required" | "수락 필요";
        }
    }
}

static NOTHING: Rule = Rule {
    code: "EPS001",
    severity: Severity::Error,
    title: text!("the service names no load balancer", "서비스가 로드 밸런서를 지정하지 않는다"),
    help: text!("name a Network or a Gateway Load Balancer", "Network Load Balancer나 Gateway Load Balancer를 지정한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/privatelink/create-endpoint-service.html",
};

static MIXED: Rule = Rule {
    code: "EPS002",
    severity: Severity::Error,
    title: text!(
        "a service offers either Network or Gateway Load Balancers, not both",
        "서비스는 Network Load Balancer와 Gateway Load Balancer 중 한 종류만 제공한다"
    ),
    help: text!("make a service for each", "서비스를 따로 만든다"),
    source: "https://docs.aws.amazon.com/vpc/latest/privatelink/create-endpoint-service.html",
};

impl VpcEndpointService {
    /// Whether endpoints to it inspect what route tables send there.
    pub(super) fn inspects(&self) -> bool {
        self.network_load_balancer_ids.targets().is_empty() && !self.gateway_load_balancer_ids.targets().is_empty()
    }

    /// The zones in which endpoints may be.
    pub(super) fn zones(&self, site: Site<'_>) -> BTreeSet<subnet::Zone> {
        let network = site.all(&self.network_load_balancer_ids).into_iter();
        let gateway = site.all(&self.gateway_load_balancer_ids).into_iter();
        let network = network.map(|(id, it)| it.subnets(site.other(id)));
        let subnets: Vec<NodeId> =
            network.chain(gateway.map(|(id, it)| it.subnets(site.other(id)))).flatten().collect();
        managed::zones(site, &subnets).into_keys().gather()
    }

    /// The TCP ports that its Network Load Balancers listen on.
    pub(super) fn ports(&self, site: Site<'_>) -> Vec<u16> {
        let balancers = site.all(&self.network_load_balancer_ids).into_iter();
        let listeners = balancers.flat_map(|(_, it)| &it.listeners);
        listeners.map(|it| managed::port(it.port).first()).collect()
    }
}

impl Resource for VpcEndpointService {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        let network = self.network_load_balancer_ids.targets().is_empty();
        let gateway = self.gateway_load_balancer_ids.targets().is_empty();
        if network && gateway {
            report.raise(&NOTHING, site.at(Self::network_load_balancer_ids), []);
        }
        if !network && !gateway {
            report.raise(&MIXED, site.at(Self::gateway_load_balancer_ids), []);
        }
    }

    fn headline(&self) -> String {
        if self.inspects() { "GatewayLoadBalancer".to_owned() } else { "Interface".to_owned() }
    }

    fn net_facts(&self, _: Site<'_>) -> Vec<NetFact> {
        let (network, gateway) =
            (self.network_load_balancer_ids.targets(), self.gateway_load_balancer_ids.targets());
        let inspects = self.inspects();
        let balancers = if inspects { gateway } else { network };
        vec![NetFact::Offer(Offer { balancers: balancers.to_vec(), inspects })]
    }
}

/// The name by which endpoints call an offer. <https://docs.aws.amazon.com/vpc/latest/privatelink/create-endpoint-service.html>
pub(super) fn written_name(giving: &Giving<'_>, offer: &NodeId) -> Attr {
    if giving.has(offer) {
        mixed(format!("com.amazonaws.vpce.${{AWS::Region}}.${{{offer}}}"))
    } else {
        giving.to(offer)
    }
}

impl Importing for VpcEndpointService {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::named("AWS::EC2::VPCEndpointService", &[("network_load_balancer_ids", "NetworkLoadBalancerArns"), ("gateway_load_balancer_ids", "GatewayLoadBalancerArns")])] }
    }
}

impl Exporting for VpcEndpointService {
    fn properties(&self) -> Properties {
        Properties { always: &["AcceptanceRequired"], changed: &["NetworkLoadBalancerArns", "GatewayLoadBalancerArns"] }
    }
}
