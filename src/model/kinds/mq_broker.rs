//! Amazon MQ broker.

use super::{
    SecurityGroup, Subnet, db_instance, managed,
    managed::{FOREIGN, MANY_GROUPS, NO_SUBNET, NO_WAY, PLACES},
    subnet,
};
use crate::{
    base::{Protocol, text},
    diag::Report,
    model::{
        connection::Access,
        fact::{CallFact, CallsFrom, Interface, Meter, NetFact, Takes, Usage},
        field::{Links, choice},
        resource::{Resource, resource},
        site::Site,
        taking::{Import, Importing},
    },
};
use crate::model::giving::{Exporting, Giving, Properties, Polled, say, list, tree, doubt, to_do};

choice! {
    /// The broker's software.
    pub enum MqEngine {
        /// ActiveMQ.
        ActiveMq = "ACTIVEMQ", "ActiveMQ" | "ActiveMQ";
        /// RabbitMQ.
        RabbitMq = "RABBITMQ", "RabbitMQ" | "RabbitMQ";
    }
}

choice! {
    /// How many there are, and whether one takes over from another.
    pub enum DeploymentMode {
        /// One.
        Single = "SINGLE_INSTANCE", "Single instance" | "단일 인스턴스";
        /// One that works and one that waits, in two zones.
        Standby = "ACTIVE_STANDBY_MULTI_AZ", "Active/standby" | "활성/대기";
        /// Three, in three zones.
        Cluster = "CLUSTER_MULTI_AZ", "Cluster" | "클러스터";
    }
}

resource! {
    /// A message broker that AWS runs, for programs that speak AMQP, MQTT, OpenWire or STOMP.
    #[ko = "AMQP, MQTT, OpenWire, STOMP를 쓰는 프로그램을 위해 AWS가 운영하는 메시지 브로커."]
    pub struct MqBroker: "Amazon MQ broker" | "Amazon MQ 브로커" {
        short: "MQ",
        icon: "mq_broker",
        group: Messages,
        service: Paas,
        look: Card,
        stands_in: [Vpc, Subnet],
        roles: [],
        source: "https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/amazon-mq-broker-architecture.html",
        rules: [FOREIGN, NO_SUBNET, MANY_GROUPS, NO_WAY],
        fields {
            /// The broker's software. It decides the ports.
            #[ko = "브로커 소프트웨어. 포트를 정한다."]
            pub engine_type: MqEngine = MqEngine::ActiveMq, "Engine" | "엔진";
            /// How many there are, and whether one takes over from another.
            #[ko = "브로커 수와 장애 시 대신하는 방식."]
            pub deployment_mode: DeploymentMode = DeploymentMode::Single, "Deployment" | "배포 방식";
            /// Processors and memory of each, by AWS's name.
            #[ko = "각각의 프로세서와 메모리를 정하는 AWS의 유형 이름."]
            pub host_instance_type: String = "mq.m5.large".to_owned(), "Instance type" | "인스턴스 유형", { example: "mq.m5.large" };
            /// Whether it has public addresses.
            #[ko = "공인 주소가 있는지 여부."]
            pub publicly_accessible: bool = false, "Public access" | "퍼블릭 액세스";
            /// Its other subnets.
            #[ko = "브로커의 다른 서브넷."]
            pub subnet_ids: Links<Subnet> = Links::NONE, "Further subnets" | "추가 서브넷";
            /// The filters around it. None: the VPC's default group.
            #[ko = "브로커에 적용되는 필터. 비워 두면 VPC의 기본 그룹을 쓴다."]
            pub security_group_ids: Links<SecurityGroup> = Links::NONE, "Security groups" | "보안 그룹";
        }
    }
}

impl MqBroker {
    /// <https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/amazon-mq-listing-managing-brokers.html>: OpenWire, AMQP,
    /// STOMP, MQTT, WebSocket and the console of ActiveMQ; AMQP and the console of RabbitMQ.
    fn ports(&self) -> &'static [u32] {
        match self.engine_type {
            MqEngine::ActiveMq => &[61617, 5671, 61614, 8883, 61619, 8162],
            MqEngine::RabbitMq => &[5671, 443],
        }
    }

    fn hosts(&self) -> u32 {
        match self.deployment_mode {
            DeploymentMode::Single => 1,
            DeploymentMode::Standby => 2,
            DeploymentMode::Cluster => 3,
        }
    }
}

impl Resource for MqBroker {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        let groups = (Self::security_group_ids, &self.security_group_ids);
        PLACES.check(site, (Self::subnet_ids, &self.subnet_ids), groups, report);
        if self.publicly_accessible {
            let subnets = subnet::effective(site, &self.subnet_ids);
            managed::check_public(site, Self::subnet_ids, &subnets, &NO_WAY, report);
        }
    }

    fn headline(&self) -> String {
        format!("{} × {}", self.hosts(), self.host_instance_type)
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        let listens: Vec<_> = self.ports().iter().map(|port| (Protocol::TCP, managed::port(*port))).collect();
        managed::interfaces(subnet::effective(site, &self.subnet_ids), |it| Interface {
            initiates: false,
            listens: listens.clone(),
            ..db_instance::listening(&self.security_group_ids, 0, self.publicly_accessible, it)
        })
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        let from = &[CallsFrom::Code, CallsFrom::Outside];
        vec![
            CallFact::Calls(CallsFrom::Events),
            CallFact::Takes(Takes {
                access: Access::Invoke,
                from,
                authority: &text!("the broker's own users", "브로커 자체의 사용자"),
            }),
            CallFact::Takes(Takes {
                access: Access::Network,
                from,
                authority: &text!("no authority", "권한 부여자 없음"),
            }),
        ]
    }

    fn standard(&self) -> Option<&'static str> {
        Some("AMQP")
    }

    fn meters(&self, _: Site<'_>, _: &Usage<'_>) -> Vec<Meter> {
        let sku = format!("mq.{}.{}", self.engine_type.value().to_lowercase(), self.host_instance_type);
        vec![Meter::hours(sku, &text!("broker hours", "브로커 시간"), self.hosts())]
    }
}

impl Importing for MqBroker {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::named("AWS::AmazonMQ::Broker", &[("security_group_ids", "SecurityGroups")])] }
    }
}

impl Exporting for MqBroker {
    fn properties(&self) -> Properties {
        Properties { always: &["EngineType", "DeploymentMode", "HostInstanceType", "PubliclyAccessible", "SubnetIds"], changed: &["SecurityGroups"] }
    }

    fn is_tagged(&self) -> bool {
        false
    }

    fn polled(&self) -> Option<Polled> {
        Some(Polled { attribute: "Arn", policy: "service-role/AWSLambdaMQExecutionRole", position: None })
    }

    fn give(&self, giving: &mut Giving<'_>) {
        giving.put("BrokerName", giving.name());
        giving.put("AutoMinorVersionUpgrade", say(true));
        let secret = doubt("sensitive");
        giving.put("Users", list([tree([("Username", to_do()), ("Password", secret)])]));
    }
}
