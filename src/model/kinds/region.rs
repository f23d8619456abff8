//! Region.

use super::{
    ElasticIp, GatewayEndpoint, Instance, NatGateway, NetworkInterface, NetworkLoadBalancer, PrefixList,
    SecurityGroup, Subnet, TransitGateway, Vpc, VpcBlockPublicAccess, VpnConnection, VpnGateway,
    vpc_block_public_access,
};
use crate::{
    base::{Gather as _, Message, RegionName, text},
    diag::{Finding, Report, Rule, Severity},
    model::{
        edit::Edit,
        quota, region_name,
        resource::{Remedy, Resource, resource},
        site::Site,
    },
};
use std::collections::{BTreeMap, BTreeSet};

resource! {
    /// A separate geographic area of AWS. Prices and service addresses belong to one.
    #[ko = "AWS의 독립된 지리적 영역. 가격과 서비스 주소는 리전마다 다르다."]
    pub struct Region: "Region" | "리전" {
        short: "Region",
        icon: "region",
        stencil: "group_region",
        group: Place,
        service: None,
        look: Area,
        stands_in: [],
        roles: [],
        source: "https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html",
        rules: [
            MANY_VPCS, MANY_ADDRESSES, MANY_DOORS, MANY_NATS, MANY_GROUPS, MANY_INTERFACES, MANY_LISTS, MANY_HUBS,
            MANY_BALANCERS, MANY_NODES, MANY_VPN_GATEWAYS, MANY_VPNS, MANY_SITES, OTHER_CODE, TWICE,
        ],
        fields {
            /// The region's code.
            #[ko = "리전 코드."]
            pub region_name: RegionName = RegionName::default(), "Region" | "리전", { example: "us-east-1" };
        }
    }
}

static MANY_VPCS: Rule = Rule {
    code: "REG001",
    severity: Severity::Warning,
    title: text!("this region has {0} VPCs; an account may have {1} by default", "이 리전의 VPC이(가) {0}개다. 계정의 기본 할당량은 {1}개다"),
    help: text!("ask AWS for a higher quota", "AWS에 할당량 증가를 요청한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
};

static MANY_ADDRESSES: Rule = Rule {
    code: "REG002",
    severity: Severity::Warning,
    title: text!("this region has {0} Elastic IP addresses; an account may have {1} by default", "이 리전의 탄력적 IP 주소이(가) {0}개다. 계정의 기본 할당량은 {1}개다"),
    help: text!("ask AWS for a higher quota", "AWS에 할당량 증가를 요청한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
};

static MANY_DOORS: Rule = Rule {
    code: "REG003",
    severity: Severity::Warning,
    title: text!("this region has {0} gateway endpoints; an account may have {1} by default", "이 리전의 게이트웨이 엔드포인트이(가) {0}개다. 계정의 기본 할당량은 {1}개다"),
    help: text!("ask AWS for a higher quota", "AWS에 할당량 증가를 요청한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
};

static MANY_NATS: Rule = Rule {
    code: "REG004",
    severity: Severity::Warning,
    title: text!("one zone of this region has {0} NAT gateways; an account may have {1} by default", "이 리전의 한 가용 영역에 NAT 게이트웨이가 {0}개다. 계정의 기본 할당량은 {1}개다"),
    help: text!("ask AWS for a higher quota, or share gateways between subnets", "AWS에 할당량 증가를 요청하거나 서브넷끼리 게이트웨이를 함께 쓴다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
};

static MANY_GROUPS: Rule = Rule {
    code: "REG005",
    severity: Severity::Warning,
    title: text!("this region has {0} security groups; an account may have {1} by default", "이 리전의 보안 그룹이 {0}개다. 계정의 기본 할당량은 {1}개다"),
    help: text!("ask AWS for a higher quota", "AWS에 할당량 증가를 요청한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
};

static MANY_INTERFACES: Rule = Rule {
    code: "REG006",
    severity: Severity::Warning,
    title: text!("this region has {0} network interfaces of instances; an account may have {1} by default", "이 리전의 인스턴스의 네트워크 인터페이스가 {0}개다. 계정의 기본 할당량은 {1}개다"),
    help: text!("ask AWS for a higher quota", "AWS에 할당량 증가를 요청한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
};

static MANY_LISTS: Rule = Rule {
    code: "REG007",
    severity: Severity::Warning,
    title: text!("this region has {0} prefix lists; an account may have {1} by default", "이 리전의 접두사 목록이 {0}개다. 계정의 기본 할당량은 {1}개다"),
    help: text!("ask AWS for a higher quota", "AWS에 할당량 증가를 요청한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
};

static MANY_HUBS: Rule = Rule {
    code: "REG008",
    severity: Severity::Warning,
    title: text!("this region has {0} transit gateways; an account may have {1} by default", "이 리전의 전송 게이트웨이가 {0}개다. 계정의 기본 할당량은 {1}개다"),
    help: text!("ask AWS for a higher quota", "AWS에 할당량 증가를 요청한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/tgw/transit-gateway-quotas.html",
};

static MANY_VPN_GATEWAYS: Rule = Rule {
    code: "REG009",
    severity: Severity::Warning,
    title: text!("this region has {0} virtual private gateways; an account may have {1} by default", "이 리전의 가상 프라이빗 게이트웨이가 {0}개다. 계정의 기본 할당량은 {1}개다"),
    help: text!("ask AWS for a higher quota", "AWS에 할당량 증가를 요청한다"),
    source: "https://docs.aws.amazon.com/vpn/latest/s2svpn/vpn-limits.html",
};

static MANY_VPNS: Rule = Rule {
    code: "REG010",
    severity: Severity::Warning,
    title: text!("this region has {0} VPN connections; an account may have {1} by default", "이 리전의 VPN 연결이 {0}개다. 계정의 기본 할당량은 {1}개다"),
    help: text!("ask AWS for a higher quota", "AWS에 할당량 증가를 요청한다"),
    source: "https://docs.aws.amazon.com/vpn/latest/s2svpn/vpn-limits.html",
};

static MANY_SITES: Rule = Rule {
    code: "REG011",
    severity: Severity::Warning,
    title: text!("this region has {0} customer gateways with VPN connections; an account may have {1} by default", "이 리전의 VPN 연결이 있는 고객 게이트웨이가 {0}개다. 계정의 기본 할당량은 {1}개다"),
    help: text!("ask AWS for a higher quota", "AWS에 할당량 증가를 요청한다"),
    source: "https://docs.aws.amazon.com/vpn/latest/s2svpn/vpn-limits.html",
};


static OTHER_CODE: Rule = Rule {
    code: "REG012",
    severity: Severity::Warning,
    title: text!("its id is the code of another Region: it is {0}", "아이디가 다른 리전의 코드다. 이 리전은 {0}이다"),
    help: text!("set the Region to the one meant, or give it another id", "뜻한 리전으로 바꾸거나 다른 아이디를 준다"),
    source: "https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html",
};

static TWICE: Rule = Rule {
    code: "REG013",
    severity: Severity::Warning,
    title: text!("`{0}` is {1} too, so both are one Region", "`{0}`도 {1}이므로 둘은 한 리전이다"),
    help: text!("set one of them to another Region, or draw everything in one", "하나를 다른 리전으로 바꾸거나 한곳에 모두 그린다"),
    source: "https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html",
};

/// Regions beyond this many are more than AWS has, and not compared with each other.
const COMPARED: usize = 200;

impl Region {
    /// Prices, service addresses and what crosses Regions go by the name; an id means nothing.
    fn check_name(&self, site: Site<'_>, report: &mut Report) {
        let meant = RegionName::in_code(site.id().as_str());
        if meant.is_some_and(|it| it != self.region_name) {
            report.raise(&OTHER_CODE, site.at(Self::region_name), [self.region_name.to_string()]);
        }
        let mut same = site.regions().take(COMPARED).filter(|(_, it)| **it == self.region_name);
        if let Some((first, _)) = same.next().filter(|(first, _)| *first != site.id()) {
            let args = [first.to_string(), self.region_name.to_string()];
            report.raise(&TWICE, site.at(Self::region_name), args);
        }
    }

    /// Quotas of what lies between networks.
    fn check_lines(site: Site<'_>, attached: usize, report: &mut Report) {
        let (id, here) = (site.id(), || site.here());
        let lists = site.inside::<PrefixList>(id).len();
        quota::PREFIX_LISTS_PER_REGION.compare(lists, &MANY_LISTS, here, report);
        let hubs = site.inside::<TransitGateway>(id).len();
        quota::TRANSIT_GATEWAYS_PER_ACCOUNT.compare(hubs, &MANY_HUBS, here, report);
        let gateways = site.inside::<VpnGateway>(id).len() + attached;
        quota::VPN_GATEWAYS_PER_REGION.compare(gateways, &MANY_VPN_GATEWAYS, here, report);
        let vpns = site.inside::<VpnConnection>(id);
        quota::VPN_CONNECTIONS_PER_REGION.compare(vpns.len(), &MANY_VPNS, here, report);
        let sites: BTreeSet<_> = vpns.iter().filter_map(|(_, vpn)| vpn.customer_gateway_id.target()).gather();
        quota::CUSTOMER_GATEWAYS_PER_REGION.compare(sites.len(), &MANY_SITES, here, report);
    }
}

static MANY_BALANCERS: Rule = Rule {
    code: "REG020",
    severity: Severity::Warning,
    title: text!("this region has {0} Network Load Balancers; an account may have {1} by default", "이 리전의 Network Load Balancer가 {0}개다. 계정의 기본 할당량은 {1}개다"),
    help: text!("ask AWS for a higher quota", "AWS에 할당량 증가를 요청한다"),
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-limits.html",
};

static MANY_NODES: Rule = Rule {
    code: "REG021",
    severity: Severity::Warning,
    title: text!("this VPC has {0} interfaces of Network Load Balancers; it may have {1} by default", "이 VPC에 Network Load Balancer의 인터페이스가 {0}개다. 기본 할당량은 {1}개다"),
    help: text!("ask AWS for a higher quota", "AWS에 할당량 증가를 요청한다"),
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-limits.html",
};

impl Resource for Region {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        self.check_name(site, report);
        let vpcs = site.inside::<Vpc>(site.id());
        let (mut doors, mut groups, mut interfaces, mut lines) = (0, 0, 0, 0);
        let mut nats: BTreeMap<&str, usize> = BTreeMap::new();
        let mut balancers = 0;
        for (vpc, _) in &vpcs {
            let around = site.inside::<Subnet>(vpc);
            let within = around.iter().flat_map(|(id, _)| site.inside::<NetworkLoadBalancer>(id));
            let own: Vec<_> = site.inside::<NetworkLoadBalancer>(vpc).into_iter().chain(within).collect();
            let nodes = own.iter().map(|(id, it)| it.subnets(site.other(id)).len()).sum();
            let place = || site.other(vpc).here();
            quota::NETWORK_LOAD_BALANCER_INTERFACES_PER_VPC.compare(nodes, &MANY_NODES, place, report);
            balancers += own.len();
            doors += site.inside::<GatewayEndpoint>(vpc).len();
            groups += site.inside::<SecurityGroup>(vpc).len();
            lines += site.inside::<VpnGateway>(vpc).len();
            for (subnet, it) in site.inside::<Subnet>(vpc) {
                interfaces += site.inside::<Instance>(subnet).len() + site.inside::<NetworkInterface>(subnet).len();
                *nats.entry(it.availability_zone.value()).or_default() += site.inside::<NatGateway>(subnet).len();
            }
        }
        let blocks = site.inside::<VpcBlockPublicAccess>(site.id());
        vpc_block_public_access::check_siblings(site, &blocks, report);
        let here = || site.here();
        quota::NETWORK_LOAD_BALANCERS_PER_REGION.compare(balancers, &MANY_BALANCERS, here, report);
        quota::VPCS_PER_REGION.compare(vpcs.len(), &MANY_VPCS, here, report);
        let addresses = site.inside::<ElasticIp>(site.id()).len();
        quota::ELASTIC_IPS_PER_REGION.compare(addresses, &MANY_ADDRESSES, here, report);
        quota::GATEWAY_ENDPOINTS_PER_REGION.compare(doors, &MANY_DOORS, here, report);
        let most = nats.into_values().max().unwrap_or(0);
        quota::SECURITY_GROUPS_PER_REGION.compare(groups, &MANY_GROUPS, here, report);
        quota::INTERFACES_PER_REGION.compare(interfaces, &MANY_INTERFACES, here, report);
        Self::check_lines(site, lines, report);
        quota::NAT_GATEWAYS_PER_ZONE.compare(most, &MANY_NATS, here, report);
    }

    fn mend(&self, site: Site<'_>, finding: &Finding) -> Option<Remedy> {
        let region_name = RegionName::in_code(site.id().as_str()).filter(|_| finding.rule.code == OTHER_CODE.code)?;
        let title = Message::new(&text!("Make it {0}", "{0}(으)로 바꾸기"), [region_name.to_string()]);
        Some(Remedy { title, edits: vec![Edit::Change { id: site.id().clone(), resource: Self { region_name }.into() }] })
    }

    /// Its name, for people often make the code its id.
    fn headline(&self) -> String {
        region_name::of(&self.region_name).map_or_else(|| self.region_name.to_string(), |names| names.en.clone())
    }

    fn region(&self) -> Option<&RegionName> {
        Some(&self.region_name)
    }
}

impl crate::model::taking::Importing for Region {}

impl crate::model::giving::Exporting for Region {}
