//! Interface endpoint.

use super::{
    GatewayEndpoint, HttpApi, Region, RestApi, SecurityGroup, Subnet, Vpc, VpcEndpointService,
    gateway_endpoint::IpAddressType, managed, security_group, vpc, vpc_endpoint_service::EndpointState,
};
use crate::{
    base::{Decimal, Message, NodeId, Text, text},
    diag::{Finding, Report, Rule, Severity},
    model::{
        Model, Node,
        connection::Access,
        edit::Edit,
        fact::{CallFact, CallsFrom, Inbound, Interface, Meter, NetFact, Service, Takes, Transfer, Usage},
        field::{FieldSpec, Link, Links},
        kinds::KindOf,
        quota,
        resource::{Need, Remedy, Resource, resource},
        site::Site,
    },
};
use crate::model::taking::{Figure, Importing, Import, Join, Taking, When, service_of};
use crate::model::giving::{Exporting, Giving, Properties, mixed, doubt};

resource! {
    /// A private address inside a VPC for a regional AWS service, or for an endpoint service. Billed by the hour and
    /// zone, and by data.
    #[ko = "리전 서비스나 엔드포인트 서비스로 통하는 VPC 안의 사설 주소. 시간, 가용 영역 수, 데이터양에 따라 요금이 든다."]
    pub struct InterfaceEndpoint: "Interface endpoint" | "인터페이스 엔드포인트" {
        short: "Interface endpoint",
        icon: "interface_endpoint",
        stencil: "endpoints",
        group: Network,
        service: Baas,
        look: Card,
        stands_in: [Vpc, Subnet],
        roles: [],
        source: "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html",
        rules: [
            ONE_PER_ZONE, NEEDS_DNS, CLOSED, NO_SUBNET, FOREIGN, NAME, SAME_NAME, MANY_GROUPS, NO_ZONE,
            WRONG_SERVICE, NEEDS_DOOR, SHADOWS,
        ],
        fields {
            /// The service's short name, as in com.amazonaws.<region>.<name>.
            #[ko = "서비스의 짧은 이름. com.amazonaws.<리전>.<이름>의 마지막 부분."]
            pub service_name: String = "sqs".to_owned(), "Service" | "서비스";
            /// An endpoint service of the design instead of a service of AWS.
            #[ko = "AWS 서비스 대신 쓰는, 설계 안의 엔드포인트 서비스."]
            pub service_id: Link<VpcEndpointService> = Link::NONE, "Endpoint service" | "엔드포인트 서비스";
            /// How far it is with the provider of an endpoint service.
            #[ko = "엔드포인트 서비스 공급자의 수락 상태."]
            pub state: EndpointState = EndpointState::Available, "State" | "상태";
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
        self.is_named() && named && !["dynamodb", "s3"].contains(&self.service_name.as_str())
    }
}

impl InterfaceEndpoint {
    /// Whether private DNS would take a service's name. Names of endpoint services are not modelled.
    fn is_named(&self) -> bool {
        self.private_dns_enabled && self.service_id.target().is_none()
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

static NO_ZONE: Rule = Rule {
    code: "IFE009",
    severity: Severity::Error,
    title: text!("the service `{0}` is not in zone {1}", "서비스 `{0}`은(는) 영역 {1}에 없다"),
    help: text!("use subnets in zones of the service", "서비스가 있는 영역의 서브넷을 쓴다"),
    source: "https://docs.aws.amazon.com/vpc/latest/privatelink/create-endpoint-service.html",
};

static WRONG_SERVICE: Rule = Rule {
    code: "IFE010",
    severity: Severity::Error,
    title: text!(
        "the service `{0}` offers Gateway Load Balancers",
        "서비스 `{0}`은(는) Gateway Load Balancer를 제공한다"
    ),
    help: text!("use a Gateway Load Balancer endpoint", "Gateway Load Balancer 엔드포인트를 쓴다"),
    source: "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-load-balancer-endpoints.html",
};

static NEEDS_DOOR: Rule = Rule {
    code: "IFE011",
    severity: Severity::Error,
    title: text!(
        "private DNS of S3 needs a gateway endpoint for S3 in the VPC `{0}`",
        "S3의 프라이빗 DNS에는 VPC `{0}`에 S3 게이트웨이 엔드포인트가 필요하다"
    ),
    help: text!("add a gateway endpoint for S3, or turn private DNS off", "S3 게이트웨이 엔드포인트를 추가하거나 프라이빗 DNS를 끈다"),
    source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/privatelink-interface-endpoints.html",
};

static SHADOWS: Rule = Rule {
    code: "IFE012",
    severity: Severity::Warning,
    title: text!(
        "private DNS catches the name of the public API `{0}`, and this endpoint does not serve it",
        "프라이빗 DNS가 퍼블릭 API `{0}`의 이름을 가로채는데, 이 엔드포인트는 그 API를 제공하지 않는다"
    ),
    help: text!(
        "call the API by a domain of your own, or turn private DNS off",
        "API를 자체 도메인으로 호출하거나 프라이빗 DNS를 끈다"
    ),
    source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-apis.html",
};

/// The service of private APIs (APIGW-1).
const EXECUTE_API: &str = "execute-api";

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
    for (id, endpoint) in all.iter().filter(|(_, endpoint)| endpoint.is_named()) {
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
        let ports = match self.service_id.target().zip(site.get(&self.service_id)) {
            Some((id, service)) => service.ports(site.other(id)),
            None => vec![HTTPS],
        };
        let shut = |group: &SecurityGroup| !ports.is_empty() && !ports.iter().any(|port| group.admits(*port));
        let own = site.all(&self.security_group_ids);
        if own.is_empty() {
            let default = site.within::<Vpc>().and_then(|(_, vpc)| site.get(&vpc.default_security_group_id));
            return default.is_some_and(shut);
        }
        own.iter().all(|(_, group)| shut(group))
    }

    /// An endpoint service of the model: it must serve, and be in the endpoint's zones.
    fn check_service(&self, site: Site<'_>, report: &mut Report) {
        let Some((id, service)) = self.service_id.target().zip(site.get(&self.service_id)) else { return };
        if service.inspects() {
            report.raise(&WRONG_SERVICE, site.at(Self::service_id), [id.to_string()]);
            return;
        }
        let offered = service.zones(site.other(id));
        for zone in managed::zones(site, &self.subnets(site)).into_keys() {
            if !offered.is_empty() && !offered.contains(&zone) {
                report.raise(&NO_ZONE, site.at(Self::service_id), [id.to_string(), zone.value().to_owned()]);
            }
        }
    }

    /// What private DNS does to names that this endpoint does not serve (APIGW-1, DNS-3).
    fn check_names(&self, site: Site<'_>, report: &mut Report) {
        let Some((vpc, _)) = site.within::<Vpc>().filter(|_| self.is_named()) else { return };
        let place = || site.at(Self::private_dns_enabled);
        let doors = site.inside::<GatewayEndpoint>(vpc);
        if self.service_name == "s3" && !doors.iter().any(|(_, door)| door.service_name.value() == "s3") {
            report.raise(&NEEDS_DOOR, place(), [vpc.to_string()]);
        }
        let Some((region, _)) = site.within::<Region>().filter(|_| self.service_name == EXECUTE_API) else {
            return;
        };
        let rest = site.inside::<RestApi>(region).into_iter().filter(|(_, api)| !api.is_private());
        let http = site.inside::<HttpApi>(region).into_iter().map(|(id, _)| id);
        for api in rest.map(|(id, _)| id).chain(http) {
            // Only callers in this VPC get the endpoint's address.
            let mut callers = site.other(api).incoming().filter_map(|it| it.from.target());
            if callers.any(|from| vpc::home(site, from) == Some(vpc)) {
                report.raise(&SHADOWS, place(), [api.to_string()]);
            }
        }
    }
}

impl InterfaceEndpoint {
    /// One more subnet, if it is of another zone.
    fn further(&self, model: &Model, (id, parent): (&NodeId, Option<&NodeId>), segment: &NodeId) -> Option<Remedy> {
        let zone = |id: &NodeId| Some(Subnet::from_any(&model.node(id)?.resource)?.availability_zone);
        let subnets: Vec<&NodeId> = parent.into_iter().chain(self.subnet_ids.targets()).collect();
        let new = zone(segment).filter(|new| !subnets.iter().any(|id| zone(id).as_ref() == Some(new)))?;
        let all: Vec<NodeId> = self.subnet_ids.targets().iter().chain([segment]).cloned().collect();
        let in_zones = subnets.iter().filter_map(|id| zone(id)).chain([new]);
        let zones = in_zones.map(|zone| zone.value().to_owned()).collect::<Vec<_>>().join(", ");
        let resource = Self { subnet_ids: Links::to(all), ..self.clone() }.into();
        Some(Remedy {
            title: Message::new(&ADDED, [self.service_name.clone(), zones]),
            edits: vec![Edit::Change { id: id.clone(), resource }],
        })
    }
}

static ADDED: Text = text!(
    "Add an interface endpoint for {0} in zone {1}",
    "영역 {1}에 {0} 인터페이스 엔드포인트 추가"
);

/// An endpoint in one subnet, which the whole VPC may call; its name needs both DNS attributes of the VPC (DNS-1).
fn fresh(model: &Model, (id, vpc): (&NodeId, &Vpc), segment: &NodeId, service: &str) -> Remedy {
    let endpoint = model.fresh_id(&format!("{service}-endpoint"));
    let group = model.fresh_id(&format!("{service}-endpoint-sg"));
    let mut edits = Vec::new();
    if !(vpc.enable_dns_support && vpc.enable_dns_hostnames) {
        let resource = Vpc { enable_dns_support: true, enable_dns_hostnames: true, ..vpc.clone() }.into();
        edits.push(Edit::Change { id: id.clone(), resource });
    }
    let blocks = std::iter::once(vpc.cidr_block).chain(vpc.secondary_cidr_blocks.0.iter().copied());
    let admits = SecurityGroup::open_to(HTTPS, blocks);
    edits.push(Edit::Add { id: group.clone(), node: Node::new(admits, Some(id.clone())) });
    let resource = InterfaceEndpoint {
        service_name: service.to_owned(),
        security_group_ids: Links::to([group]),
        ..InterfaceEndpoint::default()
    };
    edits.push(Edit::Add { id: endpoint, node: Node::new(resource, Some(segment.clone())) });
    let zone = model.node(segment).and_then(|node| Subnet::from_any(&node.resource));
    let zone = zone.map(|it| it.availability_zone.value().to_owned()).unwrap_or_default();
    Remedy { title: Message::new(&ADDED, [service.to_owned(), zone]), edits }
}

impl Resource for InterfaceEndpoint {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        self.check_subnets(site, report);
        self.check_service(site, report);
        self.check_names(site, report);
        let deaf = |vpc: &Vpc| !vpc.enable_dns_support || !vpc.enable_dns_hostnames;
        let vpc = site.within::<Vpc>().filter(|(_, vpc)| self.is_named() && deaf(vpc));
        if let Some((id, _)) = vpc {
            report.raise(&NEEDS_DNS, site.at(Self::private_dns_enabled), [id.to_string()]);
        }
        if self.is_closed(site) {
            report.raise(&CLOSED, site.at(Self::security_group_ids), []);
        }
        let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.".contains(c);
        let name = &self.service_name;
        let of_aws = self.service_id.target().is_none();
        if of_aws && (name.is_empty() || name.starts_with("com.amazonaws.") || !name.chars().all(word)) {
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

    /// An address for the service in the segment's zone: of the endpoint that has its name, or of a fresh one that lets
    /// the VPC in. Services of which private DNS does not take the name are left out (DNS-1, DNS-3, APIGW-1).
    fn remedies(&self, need: &Need, model: &Model) -> Vec<Remedy> {
        let Need::WayToService { boundary, segment, service, .. } = need else { return Vec::new() };
        let here = model.ancestors(boundary).find_map(|(_, node)| node.resource.as_resource().region());
        let own = here.is_none_or(|region| *region == service.region);
        let vpc = model.node(boundary).and_then(|node| Vpc::from_any(&node.resource));
        let named = !["dynamodb", "s3", EXECUTE_API].contains(&&*service.name);
        let Some(vpc) = vpc.filter(|_| own && named) else { return Vec::new() };
        let known = model.nodes().find_map(|(id, node)| {
            let it = Self::from_any(&node.resource)?;
            let same = it.is_named() && *it.service_name == *service.name && model.is_inside(id, boundary);
            same.then_some((id, node, it))
        });
        let remedy = match known {
            Some((id, node, it)) => it.further(model, (id, node.parent.as_ref()), segment),
            None => Some(fresh(model, (boundary, vpc), segment, &service.name)),
        };
        remedy.into_iter().collect()
    }

    fn headline(&self) -> String {
        self.service_id.target().map_or_else(|| self.service_name.clone(), ToString::to_string)
    }

    fn shows(&self, field: &FieldSpec) -> bool {
        let of_aws = self.service_id.target().is_none();
        match field.name {
            Self::service_name | Self::private_dns_enabled => of_aws,
            Self::state => !of_aws,
            _ => true,
        }
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        let service = Service { name: self.service_name.clone().into(), region: site.region() };
        let private_dns = self.takes_name(site);
        let inbound = match self.service_id.target() {
            Some(offer) => {
                let accepted = self.state == EndpointState::Available;
                Inbound::Offered { offer: Some(offer.clone()), accepted }
            }
            None => Inbound::Service { service, private_dns },
        };
        let interface = |segment: NodeId| {
            Interface {
                groups: self.security_group_ids.targets().to_vec(),
                inbound: inbound.clone(),
                assign_ipv6: self.ip_address_type.takes_v6(),
                // IGW-4.
                denies_internet: true,
                initiates: false,
                ..Interface::in_segment(segment)
            }.stated()
        };
        self.subnets(site).into_iter().map(interface).collect()
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        vec![CallFact::Takes(Takes {
            access: Access::Network,
            from: &[CallsFrom::Code, CallsFrom::Outside],
            authority: &text!("no authority", "권한 부여자 없음"),
        })]
    }

    fn transfer(&self) -> Transfer {
        Transfer::FreeAcrossZones
    }

    fn standard(&self) -> Option<&'static str> {
        Some("IP")
    }

    fn meters(&self, site: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        let zones = Decimal::from(self.subnets(site).len());
        vec![
            Meter::hours("vpc.interface_endpoint_hour", &text!("interface endpoint hours", "인터페이스 엔드포인트 시간"), zones),
            Meter::marginal("vpc.interface_endpoint_gb", &text!("interface endpoint data", "인터페이스 엔드포인트 데이터"), usage.passing()),
        ]
    }
}

impl Importing for InterfaceEndpoint {
    fn imports(&self) -> &'static [Import] {
        const { &[Import { ty: "AWS::EC2::VPCEndpoint", when: Some(When { property: "VpcEndpointType", absent: "Gateway", says: &["Interface"] }), names: &[("service_name", "-")] }] }
    }

    fn usage(&self) -> &'static [(&'static str, Figure)] {
        &[("monthly_data_processed_gb", Figure::Gigabytes)]
    }

    fn joins(&self) -> &'static [Join] {
        const { &[Join { ty: "Plat::EndpointAssociation", owner: "VpcEndpointId" }] }
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        // Off, unless it is asked for:
        // <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcendpoint.html>
        if taking.get("PrivateDnsEnabled").is_none() {
            self.private_dns_enabled = false;
        }
        let Some(name) = taking.get("ServiceName") else { return };
        match (taking.node(name), service_of(name)) {
            (Some((id, kind)), _) if kind == VpcEndpointService::KIND => self.service_id = Link::to(id),
            (_, Some(service)) => self.service_name = service,
            (_, None) => {
                taking.unknown.insert(Self::service_name, "which service it leads to".to_owned());
            }
        }
    }

    fn join(&mut self, taking: &mut Taking<'_>) {
        taking.add_links("SubnetIds", &mut self.subnet_ids);
        taking.add_links("SecurityGroupIds", &mut self.security_group_ids);
    }
}

impl Exporting for InterfaceEndpoint {
    fn properties(&self) -> Properties {
        Properties { always: &["VpcId", "SubnetIds", "PrivateDnsEnabled"], changed: &["SecurityGroupIds", "IpAddressType"] }
    }

    fn give(&self, giving: &mut Giving<'_>) {
        let name = match (giving.unknown(Self::service_name), self.service_id.target()) {
            (Some(why), _) => doubt(why),
            (None, Some(offer)) => super::vpc_endpoint_service::written_name(giving, offer),
            (None, None) => mixed(format!("com.amazonaws.${{AWS::Region}}.{}", self.service_name)),
        };
        giving.put("ServiceName", name);
    }
}
