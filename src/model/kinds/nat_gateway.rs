//! NAT gateway.

use super::{ElasticIp, Subnet};
use crate::{
    base::{Address, PortRange, Protocol, text},
    model::{
        fact::{Basis, HOURS_PER_MONTH, Inbound, Interface, Meter, NetFact, PublicAddress, Usage},
        field::{Link, Maybe, choice},
        resource::{Resource, resource},
        site::Site,
    },
};

choice! {
    /// Where translated flows may go.
    pub enum Connectivity {
        /// To the internet.
        Public = "public", "Public" | "퍼블릭";
        /// To other private networks.
        Private = "private", "Private" | "프라이빗";
    }
}

resource! {
    /// Lets private subnets open connections outward; nothing outside can open one inward.
    #[ko = "프라이빗 서브넷이 밖으로 연결을 열게 한다. 밖에서 안으로는 열 수 없다."]
    pub struct NatGateway: "NAT gateway" | "NAT 게이트웨이" {
        short: "NAT gateway",
        icon: "nat_gateway",
        group: Network,
        look: Card,
        stands_in: [Subnet],
        roles: [RouteTarget],
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html",
        rules: [],
        fields {
            /// Whether flows leave to the internet or to other private networks.
            #[ko = "흐름이 인터넷으로 나가는지, 다른 사설 네트워크로 나가는지."]
            pub connectivity_type: Connectivity = Connectivity::Public, "Connectivity" | "연결 유형";
            /// The address that the outside sees. A public gateway needs one.
            #[ko = "밖에서 보이는 주소. 퍼블릭 게이트웨이에 필요하다."]
            pub allocation_id: Link<ElasticIp> = Link::NONE, "Elastic IP" | "탄력적 IP";
            /// Its private address. None: any free one.
            #[ko = "사설 주소. 없으면 남은 것 중 하나."]
            pub private_ip_address: Maybe<Address> = Maybe(None), "Private address" | "사설 주소", { example: "10.0.9.5" };
        }
    }
}

impl NatGateway {
    fn is_public(&self) -> bool {
        self.connectivity_type == Connectivity::Public
    }
}

impl Resource for NatGateway {
    fn headline(&self) -> String {
        self.connectivity_type.value().to_owned()
    }

    fn shows(&self, field: &crate::model::field::FieldSpec) -> bool {
        field.name != Self::allocation_id || self.is_public()
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        let Some((subnet, _)) = site.within::<Subnet>() else { return Vec::new() };
        let public = match self.allocation_id.target() {
            Some(holder) if self.is_public() => PublicAddress::Elastic {
                holder: holder.clone(),
                address: site.get(&self.allocation_id).and_then(|ip| ip.public_ip.0),
            },
            _ => PublicAddress::None,
        };
        let interface = Interface {
            segment: subnet.clone(),
            addresses: self.private_ip_address.0.into_iter().collect(),
            public,
            groups: Vec::new(),
            unfiltered: true,
            source_dest_check: true,
            inbound: Inbound::Nat,
            initiates: false,
            ephemeral: PortRange::new(1024, 65535).unwrap_or(PortRange::ALL),
            protocols: vec![Protocol::TCP, Protocol::UDP, Protocol::ICMP],
            running: true,
        };
        vec![NetFact::SourceNat { to_internet: self.is_public() }, NetFact::Interface(interface)]
    }

    fn meters(&self, _: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        vec![
            Meter {
                sku: "vpc.nat_hour".into(),
                component: &text!("NAT gateway hours", "NAT 게이트웨이 시간"),
                quantity: HOURS_PER_MONTH,
                basis: Basis::Fixed,
            },
            Meter {
                sku: "vpc.nat_gb".into(),
                component: &text!("NAT gateway data", "NAT 게이트웨이 데이터"),
                quantity: usage.carried_gb,
                basis: Basis::Marginal,
            },
        ]
    }
}
