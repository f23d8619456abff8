//! Interface endpoint.

use super::{SecurityGroup, Subnet, Vpc, gateway_endpoint::IpAddressType, security_group, vpc};
use crate::{
    base::{Decimal, Message, NodeId, text},
    diag::{Finding, Report, Rule, Severity},
    model::{
        edit::Edit,
        fact::{Basis, HOURS_PER_MONTH, Inbound, Interface, Meter, NetFact, Service, Usage},
        field::Links,
        quota,
        resource::{Remedy, Resource, resource},
        site::Site,
    },
};

resource! {
    /// A private address inside a VPC for a regional AWS service. Billed by the hour and zone, and by data.
    #[ko = "리전 서비스로 통하는 VPC 안의 사설 주소. 시간, 가용 영역 수, 데이터양에 따라 요금이 든다."]
    pub struct InterfaceEndpoint: "Interface endpoint" | "인터페이스 엔드포인트" {
        short: "Interface endpoint",
        icon: "interface_endpoint",
        group: Network,
        look: Card,
        stands_in: [Vpc, Subnet],
        roles: [],
        source: "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html",
        rules: [ONE_PER_ZONE, NEEDS_DNS, CLOSED, NO_SUBNET, FOREIGN, NAME, SAME_NAME, MANY_GROUPS],
        fields {
            /// The service's short name, as in com.amazonaws.<region>.<name>.
            #[ko = "서비스의 짧은 이름. com.amazonaws.<리전>.<이름>의 마지막 부분."]
            pub service_name: String = "sqs".to_owned(), "Service" | "서비스";
            /// Further subnets, at most one in a zone.
            #[ko = "추가 서브넷. 가용 영역마다 하나까지 둘 수 있다."]
            pub subnet_ids: Links<Subnet> = Links::NONE, "Further subnets" | "추가 서브넷";
            /// The filters around its addresses. None: the VPC's default group.
            #[ko = "주소에 적용되는 필터. 비워 두면 VPC의 기본 그룹을 쓴다."]
            pub security_group_ids: Links<SecurityGroup> = Links::NONE, "Security groups" | "보안 그룹";
            /// Which addresses it has, in subnets that have them.
            #[ko = "서브넷에 있는 주소 중 엔드포인트가 가질 종류."]
            pub ip_address_type: IpAddressType = IpAddressType::Ipv4, "IP address type" | "IP 주소 유형";
            /// Whether the service's own name leads here from inside the VPC.
            #[ko = "VPC 안에서 서비스의 원래 이름이 이 엔드포인트를 가리키는지 여부."]
            pub private_dns_enabled: bool = true, "Private DNS" | "프라이빗 DNS";
        }
    }
}

impl InterfaceEndpoint {
    fn subnets(&self, site: Site<'_>) -> Vec<NodeId> {
        super::subnet::effective(site, &self.subnet_ids)
    }

    /// Whether the service's own name leads here: both DNS attributes of the VPC must be on (DNS-1), DynamoDB's
    /// name never does, and S3's only for clients of inbound resolvers (DNS-3).
    /// <https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html>
    fn takes_name(&self, site: Site<'_>) -> bool {
        let named =
            site.within::<Vpc>().is_some_and(|(_, vpc)| vpc.enable_dns_support && vpc.enable_dns_hostnames);
        self.private_dns_enabled && named && !["dynamodb", "s3"].contains(&self.service_name.as_str())
    }
}

static ONE_PER_ZONE: Rule = Rule {
    code: "IFE001",
    severity: Severity::Error,
    title: text!(
        "the subnets `{0}` and `{1}` are in the same zone; an endpoint takes one subnet per zone",
        "서브넷 `{0}`과(와) `{1}`이(가) 같은 영역에 있다. 엔드포인트는 영역마다 서브넷 하나만 쓴다"
    ),
    help: text!("keep one subnet of each zone", "영역마다 서브넷을 하나만 둔다"),
    source: "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html",
};

static NEEDS_DNS: Rule = Rule {
    code: "IFE002",
    severity: Severity::Error,
    title: text!(
        "private DNS needs DNS resolution and DNS hostnames of the VPC `{0}`",
        "프라이빗 DNS에는 VPC `{0}`의 DNS 확인과 DNS 호스트 이름이 필요하다"
    ),
    help: text!(
        "turn both on in the VPC, or private DNS off here",
        "VPC에서 둘 다 켜거나 여기서 프라이빗 DNS를 끈다"
    ),
    source: "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html",
};

static CLOSED: Rule = Rule {
    code: "IFE003",
    severity: Severity::Warning,
    title: text!(
        "no security group of this endpoint lets anyone in on port 443",
        "이 엔드포인트의 보안 그룹 중 443번 포트를 여는 것이 없다"
    ),
    help: text!("allow tcp 443 from the callers", "호출하는 쪽에 tcp 443을 허용한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html",
};

static NO_SUBNET: Rule = Rule {
    code: "IFE004",
    severity: Severity::Error,
    title: text!(
        "the endpoint is in no subnet, so it has no address",
        "엔드포인트가 어느 서브넷에도 없어 주소가 없다"
    ),
    help: text!("move it into a subnet, or name subnets", "서브넷 안으로 옮기거나 서브넷을 지정한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html",
};

static FOREIGN: Rule = Rule {
    code: "IFE005",
    severity: Severity::Error,
    title: text!("`{0}` belongs to another VPC", "`{0}`은(는) 다른 VPC에 속한다"),
    help: text!("name subnets and groups of this VPC", "이 VPC의 서브넷과 그룹을 지정한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html",
};

static NAME: Rule = Rule {
    code: "IFE006",
    severity: Severity::Error,
    title: text!(
        "`{0}` is not the short name of a service, such as sqs or execute-api",
        "`{0}`은(는) sqs, execute-api와 같은 서비스의 짧은 이름이 아니다"
    ),
    help: text!(
        "write the last part of com.amazonaws.<region>.<name>",
        "com.amazonaws.<리전>.<이름>의 마지막 부분을 쓴다"
    ),
    source: "https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html",
};

static SAME_NAME: Rule = Rule {
    code: "IFE007",
    severity: Severity::Error,
    title: text!(
        "`{0}` already gives this service its private name in the VPC",
        "`{0}`이(가) 이미 VPC 안에서 이 서비스의 프라이빗 이름을 쓰고 있다"
    ),
    help: text!("turn private DNS off on one of the two", "둘 중 하나의 프라이빗 DNS를 끈다"),
    source: "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html",
};

static MANY_GROUPS: Rule = Rule {
    code: "IFE008",
    severity: Severity::Warning,
    title: text!(
        "it carries {0} security groups; an interface may have {1} by default",
        "보안 그룹이 {0}개다. 인터페이스의 기본 할당량은 {1}개다"
    ),
    help: text!(
        "merge groups, or ask AWS for a higher quota",
        "그룹을 합치거나 AWS에 할당량 증가를 요청한다"
    ),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
};

/// Where services answer.
const HTTPS: u16 = 443;

/// Every endpoint of a VPC: they stand in it, or in its subnets.
pub(super) fn of_vpc<'m>(
    vpc: Site<'m>,
    subnets: &[(&'m NodeId, &'m Subnet)],
) -> Vec<(&'m NodeId, &'m InterfaceEndpoint)> {
    let within = subnets.iter().flat_map(|(id, _)| vpc.inside(id));
    vpc.inside(vpc.id()).into_iter().chain(within).collect()
}

/// Called by the VPC, which knows them all at once.
pub(super) fn check_siblings(vpc: Site<'_>, all: &[(&NodeId, &InterfaceEndpoint)], report: &mut Report) {
    let mut first: std::collections::BTreeMap<&str, &NodeId> = std::collections::BTreeMap::new();
    for (id, endpoint) in all.iter().filter(|(_, endpoint)| endpoint.private_dns_enabled) {
        if let Some(other) = first.get(endpoint.service_name.as_str()) {
            let place = vpc.other(id).at(InterfaceEndpoint::private_dns_enabled);
            report.raise(&SAME_NAME, place, [other.to_string()]);
        } else {
            first.insert(&endpoint.service_name, *id);
        }
    }
}

impl InterfaceEndpoint {
    fn check_subnets(&self, site: Site<'_>, report: &mut Report) {
        let subnets = self.subnets(site);
        if subnets.is_empty() {
            report.raise(&NO_SUBNET, site.at(Self::subnet_ids), []);
        }
        let mut zones = std::collections::BTreeMap::new();
        for id in &subnets {
            let Some(subnet) = site.find::<Subnet>(id) else { continue };
            if let Some(other) = zones.insert(subnet.availability_zone, id) {
                let args = [other.to_string(), id.to_string()];
                report.raise(&ONE_PER_ZONE, site.at(Self::subnet_ids), args);
            }
        }
        for (field, targets) in [
            (Self::subnet_ids, self.subnet_ids.targets()),
            (Self::security_group_ids, self.security_group_ids.targets()),
        ] {
            let foreign = |id: &&NodeId| {
                vpc::apart(site, site.id(), id) && security_group::is_foreign(site, site.id(), id)
            };
            for id in targets.iter().filter(foreign) {
                report.raise(&FOREIGN, site.at(field), [id.to_string()]);
            }
        }
    }

    /// The groups in effect; `None` for the VPC's implicit one, which admits its own members.
    fn is_closed(&self, site: Site<'_>) -> bool {
        let own = site.all(&self.security_group_ids);
        if own.is_empty() {
            let default = site.within::<Vpc>().and_then(|(_, vpc)| site.get(&vpc.default_security_group_id));
            return default.is_some_and(|group| !group.admits(HTTPS));
        }
        !own.iter().any(|(_, group)| group.admits(HTTPS))
    }
}

impl Resource for InterfaceEndpoint {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        self.check_subnets(site, report);
        let deaf = |vpc: &Vpc| !vpc.enable_dns_support || !vpc.enable_dns_hostnames;
        let vpc = site.within::<Vpc>().filter(|(_, vpc)| self.private_dns_enabled && deaf(vpc));
        if let Some((id, _)) = vpc {
            report.raise(&NEEDS_DNS, site.at(Self::private_dns_enabled), [id.to_string()]);
        }
        if self.is_closed(site) {
            report.raise(&CLOSED, site.at(Self::security_group_ids), []);
        }
        let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.".contains(c);
        let name = &self.service_name;
        if name.is_empty() || name.starts_with("com.amazonaws.") || !name.chars().all(word) {
            let shown: String = name.chars().take(60).collect();
            report.raise(&NAME, site.at(Self::service_name), [shown]);
        }
        let groups = self.security_group_ids.targets().len();
        let place = || site.at(Self::security_group_ids);
        quota::SECURITY_GROUPS_PER_INTERFACE.compare(groups, &MANY_GROUPS, place, report);
    }

    fn mend(&self, site: Site<'_>, finding: &Finding) -> Option<Remedy> {
        if finding.rule.code != NEEDS_DNS.code {
            return None;
        }
        let (id, vpc) = site.within::<Vpc>()?;
        let resource = Vpc { enable_dns_support: true, enable_dns_hostnames: true, ..vpc.clone() }.into();
        Some(Remedy {
            title: Message::plain(&text!("Turn both on in the VPC", "VPC에서 둘 다 켜기")),
            edits: vec![Edit::Change { id: id.clone(), resource }],
        })
    }

    fn headline(&self) -> String {
        self.service_name.clone()
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        let service = Service { name: self.service_name.clone().into(), region: site.region() };
        let private_dns = self.takes_name(site);
        let interface = |segment: NodeId| {
            NetFact::Interface(Interface {
                groups: self.security_group_ids.targets().to_vec(),
                inbound: Inbound::Service { service: service.clone(), private_dns },
                assign_ipv6: self.ip_address_type.takes_v6(),
                denies_internet: true,
                initiates: false,
                ..Interface::in_segment(segment)
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
