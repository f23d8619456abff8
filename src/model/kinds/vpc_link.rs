//! API Gateway VPC link.

use super::{
    NetworkLoadBalancer, SecurityGroup, Subnet, managed,
    managed::{FOREIGN, MANY_GROUPS, NO_SUBNET, PLACES},
    subnet,
};
use crate::{
    base::{Protocol, text},
    diag::{Report, Rule, Severity},
    model::{
        fact::{Inbound, Interface, NetFact},
        field::{FieldSpec, Link, Links, choice},
        resource::{Resource, resource},
        site::Site,
    },
};

use crate::model::giving::{Exporting, Giving, Properties};
use crate::model::taking::{Import, Importing, Taking};
use std::rc::Rc;

choice! {
    /// The two generations.
    pub enum LinkVersion {
        /// PrivateLink to a Network Load Balancer, for REST APIs.
        V1 = "V1", "V1, to a load balancer" | "V1, 로드 밸런서로";
        /// Interfaces in subnets, for HTTP and REST APIs.
        V2 = "V2", "V2, in subnets" | "V2, 서브넷 안";
    }
}

resource! {
    /// How APIs reach what is inside a VPC. Its subnets and groups cannot be changed once it is made, and it stops
    /// after 60 days without traffic.
    #[ko = "API가 VPC 안의 대상에 접근하는 길. 만든 뒤에는 서브넷과 그룹을 바꿀 수 없고, 60일간 트래픽이 없으면 멈춘다."]
    pub struct VpcLink: "VPC link" | "VPC 링크" {
        short: "VPC link",
        icon: "vpc_link",
        stencil: "vpc_privatelink",
        group: Network,
        service: Baas,
        look: Card,
        stands_in: [Region, Vpc, Subnet],
        roles: [],
        source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vpc-links.html",
        rules: [FOREIGN, NO_SUBNET, MANY_GROUPS, NO_BALANCER],
        fields {
            /// Its generation.
            #[ko = "링크의 세대."]
            pub vpc_link_version: LinkVersion = LinkVersion::V2, "Version" | "버전";
            /// The load balancer, for the first version.
            #[ko = "첫 번째 버전에서 쓰는 로드 밸런서."]
            pub target_id: Link<NetworkLoadBalancer> = Link::NONE, "Load balancer" | "로드 밸런서";
            /// Further subnets of its interfaces.
            #[ko = "인터페이스가 놓이는 추가 서브넷."]
            pub subnet_ids: Links<Subnet> = Links::NONE, "Further subnets" | "추가 서브넷";
            /// The filters around its interfaces. None: the VPC's default group.
            #[ko = "인터페이스에 적용되는 필터. 비워 두면 VPC의 기본 그룹을 쓴다."]
            pub security_group_ids: Links<SecurityGroup> = Links::NONE, "Security groups" | "보안 그룹";
        }
    }
}

static NO_BALANCER: Rule = Rule {
    code: "MAN013",
    severity: Severity::Error,
    title: text!(
        "a VPC link of the first version needs a Network Load Balancer",
        "첫 번째 버전의 VPC 링크에는 Network Load Balancer가 필요하다"
    ),
    help: text!("name one, or use version V2", "로드 밸런서를 지정하거나 V2를 쓴다"),
    source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-private-integration.html",
};

impl VpcLink {
    /// Whether it has interfaces of its own.
    pub(super) fn is_in_subnets(&self) -> bool {
        self.vpc_link_version == LinkVersion::V2
    }

    /// Where flows enter by PrivateLink, for the first version (IFE-2).
    pub(super) fn entry(&self) -> Option<NetFact> {
        let balancer = self.target_id.target().filter(|_| !self.is_in_subnets());
        balancer.map(|balancer| NetFact::PrivateEntry { balancer: balancer.clone() })
    }
}

impl Resource for VpcLink {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        if self.is_in_subnets() {
            let groups = (Self::security_group_ids, &self.security_group_ids);
            PLACES.check(site, (Self::subnet_ids, &self.subnet_ids), groups, report);
        } else if self.target_id.target().is_none() {
            report.raise(&NO_BALANCER, site.at(Self::target_id), []);
        }
    }

    fn headline(&self) -> String {
        self.vpc_link_version.value().to_owned()
    }

    fn shows(&self, field: &FieldSpec) -> bool {
        match field.name {
            Self::target_id => !self.is_in_subnets(),
            Self::subnet_ids | Self::security_group_ids => self.is_in_subnets(),
            _ => true,
        }
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        if self.is_in_subnets() {
            return managed::interfaces(subnet::effective(site, &self.subnet_ids), |it| Interface {
                groups: self.security_group_ids.targets().to_vec(),
                inbound: Inbound::Managed,
                protocols: vec![Protocol::TCP],
                ..it
            });
        }
        self.entry().into_iter().collect()
    }
}

impl Importing for VpcLink {
    fn imports(&self) -> &'static [Import] {
        const { &[
            Import::named("AWS::ApiGatewayV2::VpcLink", &[("target_id", "-")]),
            Import::named(V1, &[("target_id", "TargetArns"), ("subnet_ids", "-"), ("security_group_ids", "-")]),
        ] }
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        if &*taking.item.ty == V1 {
            self.vpc_link_version = LinkVersion::V1;
        }
    }
}

/// The type of the first version.
const V1: &str = "AWS::ApiGateway::VpcLink";

impl Exporting for VpcLink {
    fn written(&self) -> Option<Rc<str>> {
        Some(if self.is_in_subnets() { "AWS::ApiGatewayV2::VpcLink" } else { V1 }.into())
    }

    fn properties(&self) -> Properties {
        if self.is_in_subnets() {
            Properties { always: &["SubnetIds"], changed: &["SecurityGroupIds"] }
        } else {
            Properties { always: &["TargetArns[]"], changed: &[] }
        }
    }

    fn is_tagged(&self) -> bool {
        !self.is_in_subnets()
    }

    fn give(&self, giving: &mut Giving<'_>) {
        giving.put("Name", giving.name());
    }
}

