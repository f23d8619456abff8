//! MSK cluster.

use super::{
    SecurityGroup, Subnet, managed,
    managed::{FOREIGN, MANY_GROUPS, NO_SUBNET, PLACES},
    subnet,
};
use crate::{
    base::{Decimal, Protocol, text},
    diag::Report,
    model::{
        connection::Access,
        fact::{CallFact, CallsFrom, Interface, Meter, NetFact, Takes, Usage},
        field::{FieldSpec, Links, choice},
        resource::{Resource, resource},
        service::ServiceModel,
        site::Site,
        taking::{Importing, Import, Taking},
    },
};
use crate::model::giving::{Exporting, Giving, Properties, Polled, say, list, tree};
use std::rc::Rc;

choice! {
    /// Who decides how much of it there is.
    pub enum ClusterType {
        /// Brokers of a size.
        Provisioned = "PROVISIONED", "Provisioned" | "프로비저닝됨";
        /// AWS.
        Serverless = "SERVERLESS", "Serverless" | "서버리스";
    }
}

resource! {
    /// Apache Kafka on brokers that AWS runs, as many in each of its subnets.
    #[ko = "AWS가 브로커를 운영하는 Apache Kafka. 서브넷마다 같은 수의 브로커가 있다."]
    pub struct KafkaCluster: "MSK cluster" | "MSK 클러스터" {
        short: "MSK",
        icon: "kafka_cluster",
        group: Messages,
        service: Paas,
        look: Card,
        stands_in: [Vpc, Subnet],
        roles: [],
        source: "https://docs.aws.amazon.com/msk/latest/developerguide/what-is-msk.html",
        rules: [FOREIGN, NO_SUBNET, MANY_GROUPS],
        fields {
            /// Who decides how much of it there is.
            #[ko = "용량을 누가 정하는지."]
            pub cluster_type: ClusterType = ClusterType::Provisioned, "Type" | "유형";
            /// How many brokers there are, in all subnets together.
            #[ko = "모든 서브넷을 합한 브로커 수."]
            pub number_of_broker_nodes: u32 = 3, "Brokers" | "브로커 수", { min: 1, max: 60 };
            /// Processors and memory of a broker, by AWS's name.
            #[ko = "브로커의 프로세서와 메모리를 정하는 AWS의 유형 이름."]
            pub instance_type: String = "kafka.m7g.large".to_owned(), "Broker type" | "브로커 유형", { example: "kafka.m7g.large" };
            /// Storage of each broker.
            #[ko = "브로커 하나의 저장 용량."]
            pub volume_size: u32 = 100, "Storage of a broker" | "브로커 저장 용량", { unit: "GB", min: 1, max: 16_384 };
            /// Its other subnets.
            #[ko = "클러스터의 다른 서브넷."]
            pub subnet_ids: Links<Subnet> = Links::NONE, "Further subnets" | "추가 서브넷";
            /// The filters around its brokers. None: the VPC's default group.
            #[ko = "브로커에 적용되는 필터. 비워 두면 VPC의 기본 그룹을 쓴다."]
            pub security_group_ids: Links<SecurityGroup> = Links::NONE, "Security groups" | "보안 그룹";
        }
    }
}

/// Plaintext, TLS, SASL/SCRAM and IAM. <https://docs.aws.amazon.com/msk/latest/developerguide/port-info.html>
const PORTS: [u32; 4] = [9092, 9094, 9096, 9098];

impl KafkaCluster {
    fn is_serverless(&self) -> bool {
        self.cluster_type == ClusterType::Serverless
    }
}

impl Resource for KafkaCluster {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        let groups = (Self::security_group_ids, &self.security_group_ids);
        PLACES.check(site, (Self::subnet_ids, &self.subnet_ids), groups, report);
    }

    fn headline(&self) -> String {
        if self.is_serverless() {
            return self.cluster_type.value().to_lowercase();
        }
        format!("{} × {}", self.number_of_broker_nodes, self.instance_type)
    }

    fn shows(&self, field: &FieldSpec) -> bool {
        let sized = [Self::number_of_broker_nodes, Self::instance_type, Self::volume_size];
        !self.is_serverless() || !sized.contains(&field.name)
    }

    fn service_model(&self) -> ServiceModel {
        if self.is_serverless() { ServiceModel::Baas } else { Self::SPEC.service }
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        managed::interfaces(subnet::effective(site, &self.subnet_ids), |it| Interface {
            groups: self.security_group_ids.targets().to_vec(),
            listens: PORTS.map(|port| (Protocol::TCP, managed::port(port))).to_vec(),
            ..it
        })
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        let authority = &text!(
            "the cluster's policy and access lists, by IAM, SASL/SCRAM or TLS certificates",
            "IAM, SASL/SCRAM 또는 TLS 인증서에 따른 클러스터의 정책과 접근 목록"
        );
        let from = &[CallsFrom::Code, CallsFrom::Outside];
        vec![
            CallFact::Calls(CallsFrom::Events),
            CallFact::Takes(Takes { access: Access::Invoke, from, authority }),
            CallFact::Takes(Takes {
                access: Access::Network,
                from,
                authority: &text!("no authority", "권한 부여자 없음"),
            }),
        ]
    }

    fn standard(&self) -> Option<&'static str> {
        Some("the Kafka protocol")
    }

    fn meters(&self, _: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        if self.is_serverless() {
            return vec![
                Meter::hours("msk.serverless_cluster", &text!("cluster hours", "클러스터 시간"), 1),
                Meter::marginal("msk.serverless_data", &text!("data", "데이터"), usage.gigabytes()),
            ];
        }
        let brokers = Decimal::from(self.number_of_broker_nodes);
        let storage = brokers.saturating_mul(self.volume_size.into());
        vec![
            Meter::hours(format!("msk.{}", self.instance_type), &text!("broker hours", "브로커 시간"), brokers),
            Meter::fixed("msk.storage", &text!("storage", "저장"), storage),
        ]
    }
}

impl Importing for KafkaCluster {
    fn imports(&self) -> &'static [Import] {
        const { &[
            Import::named("AWS::MSK::Cluster", &[("subnet_ids", "BrokerNodeGroupInfo.ClientSubnets"), ("security_group_ids", "BrokerNodeGroupInfo.SecurityGroups"), ("instance_type", "BrokerNodeGroupInfo.InstanceType"), ("volume_size", "BrokerNodeGroupInfo.StorageInfo.EBSStorageInfo.VolumeSize")]),
            Import::named("AWS::MSK::ServerlessCluster", &[("subnet_ids", "-"), ("security_group_ids", "-")]),
        ] }
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        if &*taking.item.ty == "AWS::MSK::ServerlessCluster" {
            self.cluster_type = ClusterType::Serverless;
            if let Some(first) = taking.get("VpcConfigs").and_then(|it| it.items().first()) {
                let names = [("security_group_ids", "SecurityGroups"), ("subnet_ids", "SubnetIds")];
                taking.fill(self, first, &names);
            }
        }
    }
}

impl Exporting for KafkaCluster {
    fn written(&self) -> Option<Rc<str>> {
        Some(if self.cluster_type == ClusterType::Serverless { "AWS::MSK::ServerlessCluster" } else { "AWS::MSK::Cluster" }.into())
    }

    fn properties(&self) -> Properties {
        match self.cluster_type {
            ClusterType::Serverless => Properties::NONE,
            ClusterType::Provisioned => Properties {
                always: &[
                    "NumberOfBrokerNodes",
                    "BrokerNodeGroupInfo.InstanceType",
                    "BrokerNodeGroupInfo.ClientSubnets",
                    "BrokerNodeGroupInfo.StorageInfo.EBSStorageInfo.VolumeSize",
                ],
                changed: &["BrokerNodeGroupInfo.SecurityGroups"],
            },
        }
    }

    fn is_tagged(&self) -> bool {
        false
    }

    fn polled(&self) -> Option<Polled> {
        Some(Polled { attribute: "Arn", policy: "service-role/AWSLambdaMSKExecutionRole", position: Some("TRIM_HORIZON") })
    }

    fn give(&self, giving: &mut Giving<'_>) {
        giving.put("ClusterName", giving.name());
        if self.cluster_type == ClusterType::Provisioned {
            giving.put("KafkaVersion", say("3.6.0"));
            return;
        }
        let mut place = tree([]);
        for (field, key) in [("subnet_ids", "SubnetIds"), ("security_group_ids", "SecurityGroups")] {
            if let Some(value) = giving.named(field, key) {
                place.put(key, value);
            }
        }
        giving.put("VpcConfigs", list([place]));
        giving.put("ClientAuthentication.Sasl.Iam.Enabled", say(true));
    }
}
