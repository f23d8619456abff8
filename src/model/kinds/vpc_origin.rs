//! CloudFront VPC origin.

use super::{
    ApplicationLoadBalancer, Instance, InternetGateway, NetworkLoadBalancer, SecurityGroup, Subnet,
    balancer::IpAddressType,
    managed,
    managed::{FOREIGN, MANY_GROUPS, NO_SUBNET, PLACES},
    network_load_balancer::TransportProtocol,
    subnet, vpc,
};
use crate::{
    base::{Protocol, text},
    diag::{Report, Rule, Severity},
    model::{
        fact::{Inbound, Interface, NetFact},
        field::{Anything, Link, Links},
        resource::{Resource, resource},
        site::Site,
    },
};

resource! {
    /// How a CloudFront distribution reaches a load balancer or an instance that has no public address.
    #[ko = "CloudFront 배포가 공인 주소 없는 로드 밸런서나 인스턴스에 접근하는 길."]
    pub struct VpcOrigin: "CloudFront VPC origin" | "CloudFront VPC 오리진" {
        short: "VPC origin",
        icon: "vpc_origin",
        group: Network,
        service: Iaas,
        look: Card,
        stands_in: [Vpc, Subnet],
        roles: [],
        source: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html",
        rules: [FOREIGN, NO_SUBNET, MANY_GROUPS, NO_GATEWAY, NO_ENDPOINT, REFUSED, BARE, TLS, DUAL],
        fields {
            /// The load balancer or instance behind it.
            #[ko = "뒤에 있는 로드 밸런서나 인스턴스."]
            pub endpoint_id: Link<Anything> = Link::NONE, "Endpoint" | "엔드포인트";
            /// The other private subnets in which CloudFront keeps interfaces.
            #[ko = "CloudFront가 인터페이스를 두는 그 밖의 프라이빗 서브넷."]
            pub subnet_ids: Links<Subnet> = Links::NONE, "Further subnets" | "추가 서브넷";
            /// CloudFront's own group for VPC origins, if a rule should name it. None: no filter.
            #[ko = "규칙에서 가리킬 CloudFront의 VPC 오리진용 그룹. 비워 두면 필터가 없다."]
            pub security_group_ids: Links<SecurityGroup> = Links::NONE, "Security groups" | "보안 그룹";
        }
    }
}

static NO_GATEWAY: Rule = Rule {
    code: "MAN014",
    severity: Severity::Error,
    title: text!(
        "the VPC `{0}` has no internet gateway, which a VPC origin needs though no route leads to it",
        "VPC `{0}`에 인터넷 게이트웨이가 없다. VPC 오리진에는 경로가 없더라도 게이트웨이가 필요하다"
    ),
    help: text!("attach an internet gateway to the VPC", "VPC에 인터넷 게이트웨이를 연결한다"),
    source: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html",
};

static NO_ENDPOINT: Rule = Rule {
    code: "MAN015",
    severity: Severity::Error,
    title: text!("the VPC origin names nothing behind it", "VPC 오리진 뒤에 있는 것이 지정되지 않았다"),
    help: text!("name a load balancer or an instance", "로드 밸런서나 인스턴스를 지정한다"),
    source: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html",
};

static REFUSED: Rule = Rule {
    code: "MAN016",
    severity: Severity::Error,
    title: text!(
        "`{0}` is no Application or Network Load Balancer and no instance",
        "`{0}`은(는) Application Load Balancer, Network Load Balancer, 인스턴스 중 어느 것도 아니다"
    ),
    help: text!("name one of those", "그중 하나를 지정한다"),
    source: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html",
};

static BARE: Rule = Rule {
    code: "MAN017",
    severity: Severity::Error,
    title: text!(
        "the Network Load Balancer `{0}` has no security group, which a VPC origin needs",
        "Network Load Balancer `{0}`에 VPC 오리진에 필요한 보안 그룹이 없다"
    ),
    help: text!("make it again with a security group", "보안 그룹을 지정하여 다시 만든다"),
    source: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html",
};

static TLS: Rule = Rule {
    code: "MAN018",
    severity: Severity::Error,
    title: text!(
        "the Network Load Balancer `{0}` has a TLS listener, which a VPC origin cannot use",
        "Network Load Balancer `{0}`에 VPC 오리진이 쓸 수 없는 TLS 리스너가 있다"
    ),
    help: text!("use a TCP listener", "TCP 리스너를 쓴다"),
    source: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html",
};

static DUAL: Rule = Rule {
    code: "MAN019",
    severity: Severity::Error,
    title: text!(
        "the Network Load Balancer `{0}` is dual-stack, which a VPC origin cannot use",
        "Network Load Balancer `{0}`은(는) 듀얼 스택이라 VPC 오리진이 쓸 수 없다"
    ),
    help: text!("use an IPv4 load balancer", "IPv4 로드 밸런서를 쓴다"),
    source: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html",
};

impl Resource for VpcOrigin {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        let groups = (Self::security_group_ids, &self.security_group_ids);
        PLACES.check(site, (Self::subnet_ids, &self.subnet_ids), groups, report);
        let gateway = |vpc| site.inside::<InternetGateway>(vpc).is_empty();
        if let Some(vpc) = vpc::home(site, site.id()).filter(|vpc| gateway(vpc)) {
            report.raise(&NO_GATEWAY, site.here(), [vpc.to_string()]);
        }
        let place = || site.at(Self::endpoint_id);
        let Some(id) = self.endpoint_id.target() else {
            report.raise(&NO_ENDPOINT, place(), []);
            return;
        };
        if vpc::apart(site, site.id(), id) {
            report.raise(&FOREIGN, place(), [id.to_string()]);
        }
        if let Some(balancer) = site.find::<NetworkLoadBalancer>(id) {
            if balancer.security_group_ids.targets().is_empty() {
                report.raise(&BARE, place(), [id.to_string()]);
            }
            if balancer.listeners.iter().any(|it| it.protocol == TransportProtocol::Tls) {
                report.raise(&TLS, place(), [id.to_string()]);
            }
            if balancer.ip_address_type == IpAddressType::Dualstack {
                report.raise(&DUAL, place(), [id.to_string()]);
            }
        } else if site.find::<ApplicationLoadBalancer>(id).is_none() && site.find::<Instance>(id).is_none() {
            report.raise(&REFUSED, place(), [id.to_string()]);
        }
    }

    fn headline(&self) -> String {
        self.endpoint_id.target().map(ToString::to_string).unwrap_or_default()
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        managed::interfaces(subnet::effective(site, &self.subnet_ids), |it| Interface {
            groups: self.security_group_ids.targets().to_vec(),
            // CloudFront's own group lets everything out.
            unfiltered: self.security_group_ids.targets().is_empty(),
            denies_internet: true,
            inbound: Inbound::Managed,
            protocols: vec![Protocol::TCP],
            ..it
        })
    }
}

impl crate::model::taking::Importing for VpcOrigin {}

impl crate::model::giving::Exporting for VpcOrigin {}
