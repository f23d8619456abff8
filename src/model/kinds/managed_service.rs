//! A service that AWS runs and that stands in subnets, or answers at its address in the region: data warehouses, graph
//! databases, directories, batch and build jobs, search and language services. What tells them apart is in a table.

use super::{
    SecurityGroup, Subnet, managed,
    managed::{FOREIGN, MANY_GROUPS, PLACES},
    subnet,
};
use crate::{
    base::{PortRange, Protocol, text},
    diag::Report,
    model::{
        connection::Access,
        fact::{CallFact, CallsFrom, Inbound, Interface, Meter, NetFact, PublicAddress, Service, Takes, Usage},
        field::{Links, List},
        resource::{Resource, resource},
        service::ServiceModel,
        site::Site,
    },
};

mod table;

resource! {
    /// A service of AWS that has no kind of its own here: Redshift, Neptune, Batch, CodeBuild, Glue, SageMaker, Kendra. Packets
    /// and calls are answered as for any other; what it costs is not known.
    #[ko = "따로 종류가 없는 AWS 서비스. Redshift, Neptune, Batch, CodeBuild, Glue, SageMaker, Kendra 등. 패킷과 호출은 다른 서비스처럼 답하고 요금은 알 수 없다."]
    pub struct ManagedService: "Managed service" | "관리형 서비스" {
        short: "Service",
        icon: "managed_service",
        group: Compute,
        service: Paas,
        look: Card,
        stands_in: [Region, Vpc, Subnet],
        roles: [],
        source: "https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html",
        rules: [FOREIGN, MANY_GROUPS],
        fields {
            /// The provider's type.
            #[ko = "제공자의 리소스 타입."]
            pub resource_type: String = "AWS::Redshift::Cluster".to_owned(), "Type" | "타입", { example: "AWS::Neptune::DBCluster" };
            /// The name of the service in its address and in names of endpoints.
            #[ko = "주소와 엔드포인트 이름에 쓰이는 서비스 이름."]
            pub service: String = "redshift".to_owned(), "Service" | "서비스", { example: "redshift" };
            /// How many nodes there are.
            #[ko = "노드 수."]
            pub node_count: u32 = 1, "Nodes" | "노드 수", { max: 10_000 };
            /// Processors and memory of a node, by AWS's name.
            #[ko = "노드의 프로세서와 메모리를 정하는 AWS의 유형 이름."]
            pub node_type: String = String::new(), "Node type" | "노드 유형", { example: "ra3.large" };
            /// The ports on which it answers in its subnets. None: nobody opens connections to it there.
            #[ko = "서브넷에서 응답하는 포트. 비어 있으면 아무도 그곳으로 연결을 열 수 없다."]
            pub ports: List<PortRange> = List(vec![PortRange::one(5439)]), "Ports" | "포트";
            /// Whether code in it opens connections.
            #[ko = "안에 있는 코드가 연결을 여는지 여부."]
            pub runs_code: bool = false, "Runs code" | "코드 실행";
            /// Whether it has public addresses.
            #[ko = "공인 주소가 있는지 여부."]
            pub publicly_accessible: bool = false, "Public access" | "퍼블릭 액세스";
            /// Its subnets. None, and it stands in no subnet: it is reached at the address of the service.
            #[ko = "서브넷. 비어 있고 서브넷에 놓이지 않았으면 서비스 주소로 접근한다."]
            pub subnet_ids: Links<Subnet> = Links::NONE, "Further subnets" | "추가 서브넷";
            /// The filters around its addresses. None: the VPC's default group.
            #[ko = "주소에 적용되는 필터. 비워 두면 VPC의 기본 그룹을 쓴다."]
            pub security_group_ids: Links<SecurityGroup> = Links::NONE, "Security groups" | "보안 그룹";
        }
    }
}

impl Resource for ManagedService {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        if !subnet::effective(site, &self.subnet_ids).is_empty() {
            let groups = (Self::security_group_ids, &self.security_group_ids);
            PLACES.check(site, (Self::subnet_ids, &self.subnet_ids), groups, report);
        }
    }

    fn headline(&self) -> String {
        // Of AWS::Redshift::Cluster, what people call it.
        let name = self.resource_type.split("::").nth(1).unwrap_or(&self.service);
        if self.node_type.is_empty() {
            return name.to_owned();
        }
        format!("{name} {} × {}", self.node_count, self.node_type)
    }

    fn service_model(&self) -> ServiceModel {
        if self.node_type.is_empty() && self.ports.0.is_empty() { ServiceModel::Baas } else { Self::SPEC.service }
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        let subnets = subnet::effective(site, &self.subnet_ids);
        let is_outside = subnets.is_empty();
        let mut facts = managed::interfaces(subnets, |it| Interface {
            groups: self.security_group_ids.targets().to_vec(),
            public: if self.publicly_accessible { vec![PublicAddress::ASSIGNED] } else { Vec::new() },
            inbound: if self.ports.0.is_empty() { Inbound::Managed } else { Inbound::Filtered },
            listens: self.ports.0.iter().map(|ports| (Protocol::TCP, *ports)).collect(),
            initiates: self.runs_code,
            ..it
        });
        facts.extend((is_outside && self.runs_code).then_some(NetFact::Unattached));
        // What has addresses of its own is asked there; all else where the service answers.
        if is_outside || self.ports.0.is_empty() {
            facts.push(NetFact::Served { service: Service { name: self.service.clone().into(), region: site.region() } });
        }
        facts
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        let authority = &text!("its own users, or the caller's role", "자체 사용자 또는 호출자의 역할");
        let from = &[CallsFrom::Code, CallsFrom::Outside, CallsFrom::Provider];
        let takes = |access| CallFact::Takes(Takes { access, from, authority });
        let (first, second) = match self.runs_code {
            true => (Access::Invoke, Access::ReadWrite),
            false => (Access::ReadWrite, Access::Invoke),
        };
        let mut facts = vec![
            takes(first),
            takes(second),
            takes(Access::Network),
            CallFact::Takes(Takes { access: Access::EventSource, from: &[CallsFrom::Events], authority }),
        ];
        facts.extend(self.runs_code.then_some(CallFact::Calls(CallsFrom::Code)));
        facts
    }

    fn standard(&self) -> Option<&'static str> {
        None
    }

    fn meters(&self, _: Site<'_>, _: &Usage<'_>) -> Vec<Meter> {
        let sku = format!("{}.{}", self.service, self.node_type);
        vec![Meter::hours(sku, &text!("node hours", "노드 시간"), self.node_count)]
    }
}
