//! Elastic IP address.

use super::{Instance, NatGateway};
use crate::{
    base::{Address, Cidr, Message, text},
    diag::{Finding, Report, Rule, Severity},
    model::{
        edit::Edit,
        fact::{Basis, HOURS_PER_MONTH, Meter, Usage},
        field::{Link, Maybe},
        resource::{Remedy, Resource, resource},
        site::Site,
    },
};

resource! {
    /// A public IPv4 address that stays yours until you release it. Billed by the hour, used or idle.
    #[ko = "반납할 때까지 계속 쓸 수 있는 공인 IPv4 주소. 쓰지 않아도 시간당 요금이 든다."]
    pub struct ElasticIp: "Elastic IP address" | "탄력적 IP 주소" {
        short: "Elastic IP",
        icon: "elastic_ip",
        group: Control,
        look: Listed,
        stands_in: [Region],
        roles: [],
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-eips.html",
        rules: [SHARED, IDLE, NOT_PUBLIC],
        fields {
            /// The address, once allocated.
            #[ko = "할당된 주소."]
            pub public_ip: Maybe<Address> = Maybe(None), "Address" | "주소", { example: "198.51.100.1" };
            /// The instance whose private address it stands for.
            #[ko = "이 주소를 쓰는 인스턴스."]
            pub instance_id: Link<Instance> = Link::NONE, "Instance" | "인스턴스";
        }
    }
}

static SHARED: Rule = Rule {
    code: "EIP001",
    severity: Severity::Error,
    title: text!(
        "this address is used {0} times; it stands for one private address",
        "이 주소를 {0}곳에서 쓰고 있다. 탄력적 IP 주소는 사설 주소 하나에만 대응한다"
    ),
    help: text!("give each user an address of its own", "쓰는 곳마다 따로 주소를 준다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-eips.html",
};

static IDLE: Rule = Rule {
    code: "EIP002",
    severity: Severity::Warning,
    title: text!(
        "nothing uses this address, and it is billed by the hour",
        "이 주소를 쓰는 것이 없는데 시간당 요금이 든다"
    ),
    help: text!(
        "give it to an instance or a NAT gateway, or release it",
        "인스턴스나 NAT 게이트웨이에 주거나 반납한다"
    ),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-eips.html",
};

static NOT_PUBLIC: Rule = Rule {
    code: "EIP003",
    severity: Severity::Error,
    title: text!("{0} is not a public IPv4 address", "{0}은(는) 공인 IPv4 주소가 아니다"),
    help: text!("leave it empty until AWS allocates one", "AWS가 할당할 때까지 비워 둔다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-eips.html",
};

/// Addresses that the internet does not route.
pub(super) fn is_private(block: Cidr) -> bool {
    let ranges = [
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",
        "169.254.0.0/16",
        "127.0.0.0/8",
        "0.0.0.0/8",
        "224.0.0.0/4",
        "240.0.0.0/4",
    ];
    ranges.iter().any(|range| range.parse::<Cidr>().is_ok_and(|range| range.contains(block)))
}

impl Resource for ElasticIp {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        let users = site.referrers::<NatGateway>().len() + usize::from(self.instance_id.target().is_some());
        if users > 1 {
            report.raise(&SHARED, site.here(), [users.to_string()]);
        }
        if users == 0 {
            report.raise(&IDLE, site.here(), []);
        }
        if let Some(address) = self.public_ip.0 {
            let block = Cidr::one(address.ip());
            if !block.is_v4() || is_private(block) {
                report.raise(&NOT_PUBLIC, site.at(Self::public_ip), [address.to_string()]);
            }
        }
    }

    fn mend(&self, site: Site<'_>, finding: &Finding) -> Option<Remedy> {
        (finding.rule.code == IDLE.code).then(|| Remedy {
            title: Message::plain(&text!("Release the address", "주소 반납")),
            edits: vec![Edit::Remove { id: site.id().clone() }],
        })
    }

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
