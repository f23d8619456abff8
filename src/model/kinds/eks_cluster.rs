//! EKS cluster: the interfaces of its control plane. Nodes and pods are instances of the design.

use super::{
    SecurityGroup, Subnet, managed,
    managed::{FOREIGN, MANY_GROUPS, NO_SUBNET, PLACES},
    subnet,
};
use crate::{
    base::{Cidr, Protocol, text},
    diag::{Report, Rule, Severity},
    model::{
        connection::Access,
        fact::{CallFact, CallsFrom, Inbound, Interface, Meter, NetFact, Takes, Usage},
        field::{FieldSpec, Links, List, choice},
        resource::{Resource, resource},
        site::Site,
    },
};
use crate::model::taking::{Importing, Import};
use crate::model::giving::{Exporting, Giving, Properties};

choice! {
    /// Which versions AWS supports the cluster for.
    pub enum SupportType {
        /// Standard support.
        Standard = "STANDARD", "Standard" | "표준";
        /// Extended support, at a higher price.
        Extended = "EXTENDED", "Extended" | "연장";
    }
}

resource! {
    /// A Kubernetes control plane with interfaces in the cluster's subnets. Draw nodes as instances with its group.
    /// Its public endpoint is not modelled: what is asked of it is unknown.
    #[ko = "클러스터 서브넷에 인터페이스를 두는 Kubernetes 컨트롤 플레인. 노드는 같은 보안 그룹을 쓰는 인스턴스로 그린다. 퍼블릭 엔드포인트는 모델에 없어 그에 대한 답은 알 수 없음이 된다."]
    pub struct EksCluster: "EKS cluster" | "EKS 클러스터" {
        short: "EKS",
        icon: "eks_cluster",
        stencil: "eks",
        group: Compute,
        service: Caas,
        look: Card,
        stands_in: [Vpc, Subnet],
        roles: [],
        source: "https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html",
        rules: [FOREIGN, NO_SUBNET, MANY_GROUPS, ONE_ZONE, NO_ENDPOINT],
        fields {
            /// The other cluster subnets. The control plane has interfaces in them.
            #[ko = "그 밖의 클러스터 서브넷. 컨트롤 플레인의 인터페이스가 있다."]
            pub subnet_ids: Links<Subnet> = Links::NONE, "Further subnets" | "추가 서브넷";
            /// The cluster security group and further ones. None: the VPC's default group.
            #[ko = "클러스터 보안 그룹과 추가 그룹. 비워 두면 VPC의 기본 그룹을 쓴다."]
            pub security_group_ids: Links<SecurityGroup> = Links::NONE, "Security groups" | "보안 그룹";
            /// Whether the API answers inside the VPC.
            #[ko = "VPC 안에서 API에 접속할 수 있는지 여부."]
            pub endpoint_private_access: bool = false, "Private endpoint" | "프라이빗 엔드포인트";
            /// Whether the API answers on the internet.
            #[ko = "인터넷에서 API에 접속할 수 있는지 여부."]
            pub endpoint_public_access: bool = true, "Public endpoint" | "퍼블릭 엔드포인트";
            /// Who may reach the public endpoint; empty for anyone.
            #[ko = "퍼블릭 엔드포인트에 접속할 수 있는 주소. 비워 두면 모두."]
            pub public_access_cidrs: List<Cidr> = List(Vec::new()), "Public access from" | "퍼블릭 접속 허용 주소", { example: "203.0.113.0/24" };
            /// For how long AWS supports its version.
            #[ko = "버전에 대한 AWS의 지원 방식."]
            pub support_type: SupportType = SupportType::Standard, "Support" | "지원";
        }
    }
}

static ONE_ZONE: Rule = Rule {
    code: "MAN011",
    severity: Severity::Error,
    title: text!(
        "a cluster needs subnets in two zones at least",
        "클러스터에는 두 개 이상의 영역에 있는 서브넷이 필요하다"
    ),
    help: text!("name a subnet in another zone", "다른 영역의 서브넷을 지정한다"),
    source: "https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html",
};

static NO_ENDPOINT: Rule = Rule {
    code: "MAN012",
    severity: Severity::Error,
    title: text!(
        "the API has neither a private nor a public endpoint",
        "API에 프라이빗 엔드포인트도 퍼블릭 엔드포인트도 없다"
    ),
    help: text!("turn one of the two on", "둘 중 하나를 켠다"),
    source: "https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html",
};

impl Resource for EksCluster {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        let groups = (Self::security_group_ids, &self.security_group_ids);
        PLACES.check(site, (Self::subnet_ids, &self.subnet_ids), groups, report);
        let subnets = subnet::effective(site, &self.subnet_ids);
        if managed::zones(site, &subnets).len() == 1 {
            report.raise(&ONE_ZONE, site.at(Self::subnet_ids), []);
        }
        if !self.endpoint_private_access && !self.endpoint_public_access {
            report.raise(&NO_ENDPOINT, site.at(Self::endpoint_private_access), []);
        }
    }

    fn shows(&self, field: &FieldSpec) -> bool {
        field.name != Self::public_access_cidrs || self.endpoint_public_access
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        let mut facts = managed::interfaces(subnet::effective(site, &self.subnet_ids), |it| Interface {
            groups: self.security_group_ids.targets().to_vec(),
            listens: vec![(Protocol::TCP, managed::port(443))],
            // Without a private endpoint they serve only flows that the control plane opens.
            // <https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html>
            inbound: if self.endpoint_private_access { Inbound::Filtered } else { Inbound::Managed },
            ..it
        });
        // The public endpoint is no address of the VPC, and its allow-list is no filter that engines know.
        facts.extend(self.endpoint_public_access.then_some(NetFact::Opaque));
        facts
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        let from = &[CallsFrom::Code, CallsFrom::Outside];
        let takes = |access, authority| CallFact::Takes(Takes { access, from, authority });
        vec![
            CallFact::Calls(CallsFrom::Code),
            takes(Access::Invoke, &text!("an access entry of the cluster and Kubernetes RBAC", "클러스터의 액세스 항목과 Kubernetes RBAC")),
            takes(Access::Network, &text!("no authority", "권한 부여자 없음")),
        ]
    }

    fn standard(&self) -> Option<&'static str> {
        Some("Kubernetes")
    }

    fn meters(&self, _: Site<'_>, _: &Usage<'_>) -> Vec<Meter> {
        let sku = match self.support_type {
            SupportType::Standard => "eks.cluster",
            SupportType::Extended => "eks.cluster_extended",
        };
        vec![Meter::hours(sku, &text!("cluster hours", "클러스터 시간"), 1)]
    }
}

impl Importing for EksCluster {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::named("AWS::EKS::Cluster", &[("subnet_ids", "ResourcesVpcConfig.SubnetIds"), ("security_group_ids", "ResourcesVpcConfig.SecurityGroupIds"), ("endpoint_private_access", "ResourcesVpcConfig.EndpointPrivateAccess"), ("endpoint_public_access", "ResourcesVpcConfig.EndpointPublicAccess"), ("public_access_cidrs", "ResourcesVpcConfig.PublicAccessCidrs"), ("support_type", "UpgradePolicy.SupportType")])] }
    }
}

impl Exporting for EksCluster {
    fn properties(&self) -> Properties {
        Properties { always: &["ResourcesVpcConfig.SubnetIds"], changed: &["ResourcesVpcConfig.SecurityGroupIds", "ResourcesVpcConfig.EndpointPrivateAccess", "ResourcesVpcConfig.EndpointPublicAccess", "ResourcesVpcConfig.PublicAccessCidrs", "UpgradePolicy.SupportType"] }
    }

    fn give(&self, giving: &mut Giving<'_>) {
        let role = giving.plain_role("Role", "eks.amazonaws.com", &["AmazonEKSClusterPolicy"]);
        giving.put("RoleArn", role);
    }
}
