//! Interface endpoint.

use super::{SecurityGroup, Subnet};
use crate::{
    base::{Decimal, NodeId, PortRange, text},
    model::{
        fact::{Basis, HOURS_PER_MONTH, Inbound, Interface, Meter, NetFact, PublicAddress, Service, Usage},
        field::Links,
        resource::{Resource, resource},
        site::Site,
    },
};

resource! {
    /// A private address inside a VPC for a regional AWS service. Billed by the hour and zone, and by data.
    #[ko = "리전 서비스를 위한 VPC 안의 사설 주소. 시간과 영역, 데이터에 따라 요금이 든다."]
    pub struct InterfaceEndpoint: "Interface endpoint" | "인터페이스 엔드포인트" {
        short: "Interface endpoint",
        icon: "interface_endpoint",
        group: Network,
        look: Card,
        stands_in: [Vpc, Subnet],
        roles: [],
        source: "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html",
        rules: [],
        fields {
            /// The service's short name, as in com.amazonaws.<region>.<name>.
            #[ko = "서비스의 짧은 이름. com.amazonaws.<리전>.<이름>의 마지막 부분."]
            pub service_name: String = "sqs".to_owned(), "Service" | "서비스";
            /// Further subnets, at most one in a zone.
            #[ko = "추가 서브넷. 영역마다 최대 하나."]
            pub subnet_ids: Links<Subnet> = Links::NONE, "Further subnets" | "추가 서브넷";
            /// The filters around its addresses. None: the VPC's default group.
            #[ko = "주소를 둘러싼 필터. 없으면 VPC의 기본 그룹."]
            pub security_group_ids: Links<SecurityGroup> = Links::NONE, "Security groups" | "보안 그룹";
            /// Whether the service's own name leads here from inside the VPC.
            #[ko = "VPC 안에서 서비스의 원래 이름이 이곳을 가리키는지."]
            pub private_dns_enabled: bool = true, "Private DNS" | "프라이빗 DNS";
        }
    }
}

impl InterfaceEndpoint {
    fn subnets(&self, site: Site<'_>) -> Vec<NodeId> {
        super::subnet::effective(site, &self.subnet_ids)
    }
}

impl Resource for InterfaceEndpoint {
    fn headline(&self) -> String {
        self.service_name.clone()
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        let service = Service { name: self.service_name.clone().into(), region: site.region() };
        let interface = |segment: NodeId| {
            NetFact::Interface(Interface {
                segment,
                addresses: Vec::new(),
                public: PublicAddress::None,
                groups: self.security_group_ids.targets().to_vec(),
                unfiltered: false,
                source_dest_check: true,
                inbound: Inbound::Service { service: service.clone(), private_dns: self.private_dns_enabled },
                initiates: false,
                ephemeral: PortRange::ALL,
                protocols: Vec::new(),
                running: true,
            })
        };
        self.subnets(site).into_iter().map(interface).collect()
    }

    fn meters(&self, site: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        let zones = Decimal::from(self.subnets(site).len());
        vec![
            Meter {
                sku: "vpc.interface_endpoint_hour".into(),
                component: &text!("interface endpoint hours", "인터페이스 엔드포인트 시간"),
                quantity: HOURS_PER_MONTH * zones,
                basis: Basis::Fixed,
            },
            Meter {
                sku: "vpc.interface_endpoint_gb".into(),
                component: &text!("interface endpoint data", "인터페이스 엔드포인트 데이터"),
                quantity: usage.carried_gb,
                basis: Basis::Marginal,
            },
        ]
    }
}
