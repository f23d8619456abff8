//! Firewall endpoint: a Network Firewall's in one more zone.

use super::{
    NetworkFirewall,
    network_firewall::{CROWDED, UNUSED, check_endpoint, endpoint_meters},
};
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
    model::{
        fact::{Meter, NetFact, Usage},
        field::Link,
        resource::{Resource, resource},
        site::Site,
    },
};

resource! {
    /// Where route tables of one more zone send packets that a Network Firewall should inspect.
    #[ko = "다른 영역의 라우팅 테이블이 Network Firewall로 검사할 패킷을 보내는 곳."]
    pub struct FirewallEndpoint: "Firewall endpoint" | "방화벽 엔드포인트" {
        short: "Firewall endpoint",
        icon: "firewall_endpoint",
        stencil: "endpoints",
        group: Network,
        service: Baas,
        look: Card,
        stands_in: [Subnet],
        roles: [RouteTarget],
        source: "https://docs.aws.amazon.com/network-firewall/latest/developerguide/firewall-components.html",
        rules: [NO_FIREWALL, UNUSED, CROWDED],
        fields {
            /// The firewall whose rules it applies.
            #[ko = "규칙을 적용할 방화벽."]
            pub firewall_id: Link<NetworkFirewall> = Link::NONE, "Firewall" | "방화벽";
        }
    }
}

static NO_FIREWALL: Rule = Rule {
    code: "NFW004",
    severity: Severity::Error,
    title: text!("the endpoint names no firewall", "엔드포인트가 방화벽을 지정하지 않는다"),
    help: text!("name the firewall it belongs to", "엔드포인트가 속한 방화벽을 지정한다"),
    source: "https://docs.aws.amazon.com/network-firewall/latest/developerguide/firewall-components.html",
};

impl Resource for FirewallEndpoint {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        if site.get(&self.firewall_id).is_none() {
            report.raise(&NO_FIREWALL, site.at(Self::firewall_id), []);
        }
        check_endpoint(site, report);
    }

    fn headline(&self) -> String {
        self.firewall_id.target().map(ToString::to_string).unwrap_or_default()
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        // Without a firewall there is no endpoint, and a route to it is a blackhole.
        site.get(&self.firewall_id).map(|firewall| firewall.endpoint(site)).unwrap_or_default()
    }

    fn meters(&self, _: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        endpoint_meters(usage)
    }
}

impl crate::model::taking::Importing for FirewallEndpoint {}

impl crate::model::giving::Exporting for FirewallEndpoint {}
