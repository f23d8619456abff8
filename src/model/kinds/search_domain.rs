//! OpenSearch Service domain.

use super::{
    SecurityGroup, Subnet, db_instance, managed,
    managed::{FOREIGN, MANY_GROUPS, PLACES},
    subnet,
};
use crate::{
    base::{Decimal, text},
    diag::Report,
    model::{
        fact::{CallFact, Interface, Meter, NetFact, Service, Usage},
        field::Links,
        resource::{Resource, resource},
        site::Site,
        taking::{Import, Importing},
    },
};
use crate::model::giving::{Exporting, Giving, Properties, say};

resource! {
    /// Full-text search and log analysis on nodes that AWS runs, in subnets of a VPC or at a public address.
    #[ko = "AWS가 운영하는 노드의 전문 검색과 로그 분석. VPC의 서브넷이나 공인 주소에 있다."]
    pub struct SearchDomain: "OpenSearch domain" | "OpenSearch 도메인" {
        short: "OpenSearch",
        icon: "search_domain",
        group: Database,
        service: Paas,
        look: Card,
        stands_in: [Region, Vpc, Subnet],
        roles: [],
        source: "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/vpc.html",
        rules: [FOREIGN, MANY_GROUPS],
        fields {
            /// How many data nodes there are.
            #[ko = "데이터 노드 수."]
            pub instance_count: u32 = 1, "Nodes" | "노드 수", { min: 1, max: 200 };
            /// Processors and memory of a node, by AWS's name.
            #[ko = "노드의 프로세서와 메모리를 정하는 AWS의 유형 이름."]
            pub instance_type: String = "m7g.large.search".to_owned(), "Instance type" | "인스턴스 유형", { example: "m7g.large.search" };
            /// Storage of each node.
            #[ko = "노드 하나의 저장 용량."]
            pub volume_size: u32 = 10, "Storage of a node" | "노드 저장 용량", { unit: "GB", max: 36_864 };
            /// Its subnets. None, and it stands in no subnet: it has a public address.
            #[ko = "도메인의 서브넷. 비어 있고 서브넷에 놓이지 않았으면 공인 주소가 있다."]
            pub subnet_ids: Links<Subnet> = Links::NONE, "Further subnets" | "추가 서브넷";
            /// The filters around its addresses. None: the VPC's default group.
            #[ko = "주소에 적용되는 필터. 비워 두면 VPC의 기본 그룹을 쓴다."]
            pub security_group_ids: Links<SecurityGroup> = Links::NONE, "Security groups" | "보안 그룹";
        }
    }
}

/// It answers over HTTPS. <https://docs.aws.amazon.com/opensearch-service/latest/developerguide/infrastructure-security.html>
const PORT: u32 = 443;

impl Resource for SearchDomain {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        if !subnet::effective(site, &self.subnet_ids).is_empty() {
            let groups = (Self::security_group_ids, &self.security_group_ids);
            PLACES.check(site, (Self::subnet_ids, &self.subnet_ids), groups, report);
        }
    }

    fn headline(&self) -> String {
        format!("{} × {}", self.instance_count, self.instance_type)
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        let subnets = subnet::effective(site, &self.subnet_ids);
        if subnets.is_empty() {
            return vec![NetFact::Served { service: Service { name: "es".into(), region: site.region() } }];
        }
        managed::interfaces(subnets, |it| Interface {
            initiates: false,
            ..db_instance::listening(&self.security_group_ids, PORT, false, it)
        })
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        db_instance::store(&text!(
            "the domain's access policy, and its own users if it has some",
            "도메인의 접근 정책과, 있으면 자체 사용자"
        ))
    }

    fn standard(&self) -> Option<&'static str> {
        Some("the OpenSearch API")
    }

    fn meters(&self, _: Site<'_>, _: &Usage<'_>) -> Vec<Meter> {
        let nodes = Decimal::from(self.instance_count);
        let storage = nodes.saturating_mul(self.volume_size.into());
        vec![
            Meter::hours(format!("opensearch.{}", self.instance_type), &text!("node hours", "노드 시간"), nodes),
            Meter::fixed("opensearch.gp3", &text!("storage", "저장"), storage),
        ]
    }
}

impl Importing for SearchDomain {
    fn imports(&self) -> &'static [Import] {
        const { &[
            Import::named("AWS::OpenSearchService::Domain", &[("subnet_ids", "VPCOptions.SubnetIds"), ("security_group_ids", "VPCOptions.SecurityGroupIds"), ("instance_count", "ClusterConfig.InstanceCount"), ("instance_type", "ClusterConfig.InstanceType"), ("volume_size", "EBSOptions.VolumeSize")]),
            Import::named("AWS::Elasticsearch::Domain", &[("subnet_ids", "VPCOptions.SubnetIds"), ("security_group_ids", "VPCOptions.SecurityGroupIds"), ("instance_count", "ElasticsearchClusterConfig.InstanceCount"), ("instance_type", "ElasticsearchClusterConfig.InstanceType"), ("volume_size", "EBSOptions.VolumeSize")]),
        ] }
    }
}

impl Exporting for SearchDomain {
    fn properties(&self) -> Properties {
        Properties { always: &["ClusterConfig.InstanceCount", "ClusterConfig.InstanceType", "EBSOptions.VolumeSize"], changed: &["VPCOptions.SubnetIds", "VPCOptions.SecurityGroupIds"] }
    }

    fn give(&self, giving: &mut Giving<'_>) {
        giving.put("EBSOptions.EBSEnabled", say(true));
    }
}
