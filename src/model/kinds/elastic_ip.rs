//! Elastic IP address.

use super::Instance;
use crate::{
    base::{Address, text},
    model::{
        fact::{Basis, HOURS_PER_MONTH, Meter, Usage},
        field::{Link, Maybe},
        resource::{Resource, resource},
        site::Site,
    },
};

resource! {
    /// A public IPv4 address that stays yours until you release it. Billed by the hour, used or idle.
    #[ko = "반납할 때까지 내 것인 공인 IPv4 주소. 쓰든 안 쓰든 시간당 요금이 든다."]
    pub struct ElasticIp: "Elastic IP address" | "탄력적 IP 주소" {
        short: "Elastic IP",
        icon: "elastic_ip",
        group: Control,
        look: Listed,
        stands_in: [Region],
        roles: [],
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-eips.html",
        rules: [],
        fields {
            /// The address, once allocated.
            #[ko = "할당된 주소."]
            pub public_ip: Maybe<Address> = Maybe(None), "Address" | "주소", { example: "198.51.100.1" };
            /// The instance whose private address it stands for.
            #[ko = "이 주소가 대신하는 인스턴스."]
            pub instance_id: Link<Instance> = Link::NONE, "Instance" | "인스턴스";
        }
    }
}

impl Resource for ElasticIp {
    fn headline(&self) -> String {
        self.public_ip.0.map(|address| address.to_string()).unwrap_or_default()
    }

    fn meters(&self, _: Site<'_>, _: &Usage<'_>) -> Vec<Meter> {
        vec![Meter {
            sku: "vpc.public_ipv4".into(),
            component: &text!("public IPv4 address hours", "공인 IPv4 주소 시간"),
            quantity: HOURS_PER_MONTH,
            basis: Basis::Fixed,
        }]
    }
}
