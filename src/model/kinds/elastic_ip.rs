//! Elastic IP address.

use super::{Instance, InternetGateway, NetworkInterface, Subnet, Vpc};
use crate::{
    base::{Address, Cidr, Message, NodeId, text},
    diag::{Finding, Report, Rule, Severity},
    model::{
        edit::Edit,
        fact::{Meter, PublicAddress, Usage},
        field::{AddressHolder, Link, Maybe},
        resource::{Remedy, Resource, resource},
        site::Site,
    },
};
use crate::model::taking::{Importing, Import, Join, Taking};
use crate::model::giving::{Exporting, Giving, Properties, say, tree};

resource! {
    /// A public IPv4 address that stays yours until you release it. Billed by the hour, used or idle.
    #[ko = "반납할 때까지 계속 쓸 수 있는 공인 IPv4 주소. 쓰지 않아도 시간당 요금이 든다."]
    pub struct ElasticIp: "Elastic IP address" | "탄력적 IP 주소" {
        short: "Elastic IP",
        icon: "elastic_ip",
        stencil: "elastic_ip_address",
        group: Control,
        service: Baas,
        look: Listed,
        stands_in: [Region],
        roles: [],
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-eips.html",
        rules: [SHARED, IDLE, NOT_PUBLIC, NOT_HELD, TAKEN, NO_GATEWAY],
        fields {
            /// The address, once allocated.
            #[ko = "할당된 주소."]
            pub public_ip: Maybe<Address> = Maybe(None), "Address" | "주소", { example: "198.51.100.1" };
            /// The instance whose private address it stands for.
            #[ko = "이 주소를 쓰는 인스턴스."]
            pub instance_id: Link<Instance> = Link::NONE, "Instance" | "인스턴스";
            /// The network interface whose private address it stands for, instead of an instance.
            #[ko = "인스턴스 대신 이 주소를 쓰는 네트워크 인터페이스."]
            pub network_interface_id: Link<AddressHolder> = Link::NONE, "Network interface" | "네트워크 인터페이스";
            /// The private address it stands for. None: the first one.
            #[ko = "이 주소가 대신하는 사설 주소. 비워 두면 첫 번째 주소다."]
            pub private_ip_address: Maybe<Address> = Maybe(None), "Private address" | "사설 주소", { example: "10.0.1.10" };
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

static NOT_HELD: Rule = Rule {
    code: "EIP004",
    severity: Severity::Error,
    title: text!("`{0}` does not have the private address {1}", "`{0}`에 사설 주소 {1}이(가) 없다"),
    help: text!("choose an address that it has, or none for the first one", "가진 주소를 고르거나 비워 두어 첫 번째 주소를 쓴다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-eips.html",
};

static TAKEN: Rule = Rule {
    code: "EIP005",
    severity: Severity::Error,
    title: text!("`{0}` already stands for the same private address", "`{0}`이(가) 이미 같은 사설 주소를 대신한다"),
    help: text!("keep one Elastic IP address for each private one", "사설 주소마다 탄력적 IP 주소를 하나만 둔다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-eips.html",
};

static NO_GATEWAY: Rule = Rule {
    code: "EIP006",
    severity: Severity::Error,
    title: text!("the VPC `{0}` has no internet gateway, which an Elastic IP address needs", "VPC `{0}`에 탄력적 IP 주소에 필요한 인터넷 게이트웨이가 없다"),
    help: text!("add an internet gateway to the VPC", "VPC에 인터넷 게이트웨이를 추가한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html",
};


impl ElasticIp {
    /// What has the private address it stands for, but for NAT gateways and others that name the address themselves.
    fn holder(&self) -> Option<&NodeId> {
        self.instance_id.target().or(self.network_interface_id.target())
    }
}

/// The public addresses that Elastic IP addresses give what stands here: one for each private address.
pub(super) fn held(site: Site<'_>) -> Vec<PublicAddress> {
    let mut all: Vec<PublicAddress> = Vec::new();
    for (id, ip) in site.referrers::<ElasticIp>() {
        let (private, address) = (ip.private_ip_address.0, ip.public_ip.0);
        if all.iter().all(|other| other.private != private) {
            all.push(PublicAddress { private, holder: Some(id.clone()), address });
        }
    }
    all
}

/// Called by what holds addresses, which knows every one that names it.
pub(super) fn check_holder(site: Site<'_>, all: &[(&NodeId, &ElasticIp)], report: &mut Report) {
    let mut first: std::collections::BTreeMap<Option<Address>, &NodeId> = std::collections::BTreeMap::new();
    for (id, ip) in all {
        if let Some(other) = first.get(&ip.private_ip_address.0) {
            report.raise(&TAKEN, site.other(id).at(ElasticIp::private_ip_address), [other.to_string()]);
        } else {
            first.insert(ip.private_ip_address.0, *id);
        }
    }
}

/// The private addresses that a resource states.
fn addresses_of(site: Site<'_>, id: &NodeId) -> Option<Vec<Address>> {
    let instance = site.find::<Instance>(id).map(Instance::addresses);
    let all = instance.or_else(|| site.find::<NetworkInterface>(id).map(NetworkInterface::addresses))?;
    Some(all)
}

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
        "fc00::/7",
        "fe80::/10",
        "ff00::/8",
        "::/8",
    ];
    ranges.iter().any(|range| range.parse::<Cidr>().is_ok_and(|range| range.contains(block)))
}

impl Resource for ElasticIp {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        let own = [self.instance_id.target(), self.network_interface_id.target()];
        let users = site.named_by().count() + own.into_iter().flatten().count();
        if users > 1 {
            report.raise(&SHARED, site.here(), [users.to_string()]);
        }
        if users == 0 {
            report.raise(&IDLE, site.here(), []);
        }
        if let (Some(holder), Some(private)) = (self.holder(), self.private_ip_address.0)
            && addresses_of(site, holder).is_some_and(|all| !all.contains(&private))
        {
            let args = [holder.to_string(), private.to_string()];
            report.raise(&NOT_HELD, site.at(Self::private_ip_address), args);
        }
        let vpc = self.holder().filter(|id| site.around::<Subnet>(id).is_some());
        if let Some((vpc, _)) = vpc.and_then(|id| site.around::<Vpc>(id))
            && site.inside::<InternetGateway>(vpc).is_empty()
        {
            report.raise(&NO_GATEWAY, site.here(), [vpc.to_string()]);
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

    fn standard(&self) -> Option<&'static str> {
        Some("IP")
    }

    fn meters(&self, _: Site<'_>, _: &Usage<'_>) -> Vec<Meter> {
        vec![Meter::hours("vpc.public_ipv4", &text!("public IPv4 address hours", "공인 IPv4 주소 시간"), 1)]
    }
}

impl Importing for ElasticIp {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::of("AWS::EC2::EIP")] }
    }

    fn joins(&self) -> &'static [Join] {
        const { &[Join { ty: "AWS::EC2::EIPAssociation", owner: "AllocationId" }, Join { ty: "AWS::EC2::EIPAssociation", owner: "EIP" }] }
    }

    fn join(&mut self, taking: &mut Taking<'_>) {
        let names = [("public_ip", "-")];
        taking.fill(self, &taking.item.properties, &names);
    }
}

impl Exporting for ElasticIp {
    fn properties(&self) -> Properties {
        Properties { always: &[], changed: &["InstanceId"] }
    }

    fn identity(&self) -> &'static str {
        "AllocationId"
    }

    fn give(&self, giving: &mut Giving<'_>) {
        giving.put("Domain", say("vpc"));
        let holder = self.network_interface_id.target().filter(|it| giving.has(it));
        let private = self.private_ip_address.0;
        if holder.is_none() && private.is_none() {
            return;
        }
        let mut all = tree([("AllocationId", giving.own())]);
        if let Some(holder) = holder {
            all.put("NetworkInterfaceId", giving.to(holder));
        } else if let Some(instance) = self.instance_id.target() {
            giving.item.properties.remove("InstanceId");
            all.put("InstanceId", giving.to(instance));
        }
        if let Some(private) = private {
            all.put("PrivateIpAddress", say(private));
        }
        giving.add("Association", "AWS::EC2::EIPAssociation", all);
    }
}
