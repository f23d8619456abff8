//! ElastiCache cluster.

use super::{
    SecurityGroup, Subnet, db_instance, managed,
    managed::{FOREIGN, MANY_GROUPS, NO_SUBNET, PLACES},
    subnet,
};
use crate::{
    base::{Decimal, text},
    diag::Report,
    model::{
        fact::{CallFact, Interface, Meter, NetFact, Usage},
        field::{FieldSpec, Links, choice},
        resource::{Resource, resource},
        service::ServiceModel,
        site::Site,
    },
};
use crate::model::taking::{Importing, Import, Taking};
use crate::model::giving::{Exporting, Giving, Properties, say};
use std::rc::Rc;

choice! {
    /// The cache engine.
    pub enum CacheEngine {
        /// Valkey.
        Valkey = "valkey", "Valkey" | "Valkey";
        /// Redis OSS.
        Redis = "redis", "Redis OSS" | "Redis OSS";
        /// Memcached.
        Memcached = "memcached", "Memcached" | "Memcached";
    }
}

choice! {
    /// How capacity is bought.
    pub enum Deployment {
        /// By the node and hour.
        Nodes = "node-based", "Node-based cluster" | "노드 기반 클러스터";
        /// By what is kept, and by requests.
        Serverless = "serverless", "Serverless" | "서버리스";
    }
}

resource! {
    /// An in-memory cache on nodes that AWS runs, each in one subnet of several. It never has a public address.
    #[ko = "AWS가 운영하는 노드의 인메모리 캐시. 노드는 여러 서브넷 중 하나에 놓이고 공인 주소는 없다."]
    pub struct ElasticacheCluster: "ElastiCache cluster" | "ElastiCache 클러스터" {
        short: "ElastiCache",
        icon: "elasticache_cluster",
        stencil: "elasticache",
        group: Database,
        service: Paas,
        look: Card,
        stands_in: [Vpc, Subnet],
        roles: [],
        source: "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/VPCs.html",
        rules: [FOREIGN, NO_SUBNET, MANY_GROUPS],
        fields {
            /// The cache engine. It decides the port.
            #[ko = "캐시 엔진. 포트를 정한다."]
            pub engine: CacheEngine = CacheEngine::Valkey, "Engine" | "엔진";
            /// How capacity is bought.
            #[ko = "용량 요금을 내는 방식."]
            pub deployment_option: Deployment = Deployment::Nodes, "Deployment" | "배포 방식";
            /// Processors and memory of a node, by AWS's name.
            #[ko = "노드의 프로세서와 메모리를 정하는 AWS의 유형 이름."]
            pub cache_node_type: String = "cache.t4g.micro".to_owned(), "Node type" | "노드 유형", { example: "cache.t4g.micro" };
            /// How many nodes there are, replicas and shards together.
            #[ko = "복제본과 샤드를 모두 합한 노드 수."]
            pub num_cache_nodes: u32 = 1, "Nodes" | "노드 수", { min: 1, max: 500 };
            /// What a serverless cache holds on average. At least 1 GB is billed, with Valkey 0.1 GB.
            #[ko = "서버리스 캐시가 평균으로 담는 양. 적어도 1 GB, Valkey는 0.1 GB가 청구된다."]
            pub data_gb: Decimal = Decimal::ONE, "Data" | "데이터", { unit: "GB", max: 5_000, usage: true };
            /// What its snapshots hold.
            #[ko = "스냅샷에 저장된 양."]
            pub backup_gb: Decimal = Decimal::ZERO, "Backups" | "백업", { unit: "GB", usage: true };
            /// The port; 0: the engine's own.
            #[ko = "포트. 0이면 엔진의 기본 포트를 쓴다."]
            pub port: u32 = 0, "Port" | "포트", { max: 65_535 };
            /// The other subnets of its cache subnet group.
            #[ko = "캐시 서브넷 그룹의 다른 서브넷."]
            pub subnet_ids: Links<Subnet> = Links::NONE, "Further subnets" | "추가 서브넷";
            /// The filters around its nodes. None: the VPC's default group.
            #[ko = "노드에 적용되는 필터. 비워 두면 VPC의 기본 그룹을 쓴다."]
            pub vpc_security_group_ids: Links<SecurityGroup> = Links::NONE, "Security groups" | "보안 그룹";
        }
    }
}

impl ElasticacheCluster {
    /// <https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/accessing-elasticache.html>
    fn open_port(&self) -> u32 {
        match (self.port, self.engine) {
            (0, CacheEngine::Valkey | CacheEngine::Redis) => 6379,
            (0, CacheEngine::Memcached) => 11211,
            (port, _) => port,
        }
    }

    fn is_serverless(&self) -> bool {
        self.deployment_option == Deployment::Serverless
    }

    /// What a serverless cache is billed for, whatever it holds, and what it does: a request is one ECPU, or one for
    /// each KB that it carries. <https://aws.amazon.com/elasticache/pricing/>
    fn serverless(&self, usage: &Usage<'_>) -> Vec<Meter> {
        let least = match self.engine {
            CacheEngine::Valkey => Decimal::new(1, 1),
            CacheEngine::Redis | CacheEngine::Memcached => Decimal::ONE,
        };
        let each = |(items, size): (Decimal, u32)| {
            items.saturating_mul((Decimal::from(size) / Decimal::from(1024)).max(Decimal::ONE))
        };
        let units = usage.sum(|it| each(it.reads()).saturating_add(each(it.writes())));
        let engine = self.engine.value();
        vec![
            Meter::hours(
                format!("elasticache.serverless_{engine}_gb"),
                &text!("data over time", "데이터 저장 시간"),
                self.data_gb.max(least),
            ),
            Meter::marginal(format!("elasticache.serverless_{engine}_ecpu"), &text!("ECPUs", "ECPU 사용량"), units),
        ]
    }
}

impl Resource for ElasticacheCluster {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        let groups = (Self::vpc_security_group_ids, &self.vpc_security_group_ids);
        PLACES.check(site, (Self::subnet_ids, &self.subnet_ids), groups, report);
    }

    fn headline(&self) -> String {
        let size = if self.is_serverless() { self.deployment_option.value() } else { &self.cache_node_type };
        format!("{} · {size}", self.engine.value())
    }

    fn shows(&self, field: &FieldSpec) -> bool {
        let sized = [Self::cache_node_type, Self::num_cache_nodes];
        if self.is_serverless() { !sized.contains(&field.name) } else { field.name != Self::data_gb }
    }

    fn service_model(&self) -> ServiceModel {
        if self.is_serverless() { ServiceModel::Baas } else { Self::SPEC.service }
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        let subnets = subnet::effective(site, &self.subnet_ids);
        managed::interfaces(subnets, |it| Interface {
            // Nothing that a client can make it do opens a flow.
            initiates: false,
            ..db_instance::listening(&self.vpc_security_group_ids, self.open_port(), false, it)
        })
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        db_instance::store(&text!(
            "the cache's own users or token, if it has some",
            "캐시에 사용자나 토큰이 있으면 그 인증"
        ))
    }

    fn standard(&self) -> Option<&'static str> {
        Some("the Redis and Memcached protocols")
    }

    fn meters(&self, _: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        let mut meters = if self.is_serverless() {
            self.serverless(usage)
        } else {
            let sku = format!("elasticache.{}.{}", self.engine.value(), self.cache_node_type);
            vec![Meter::hours(sku, &text!("node hours", "노드 시간"), self.num_cache_nodes)]
        };
        meters.push(Meter::fixed("elasticache.backup", &text!("backups", "백업"), self.backup_gb));
        meters
    }
}

const SERVERLESS: &str = "AWS::ElastiCache::ServerlessCache";

impl Importing for ElasticacheCluster {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::named("AWS::ElastiCache::ReplicationGroup", &[("vpc_security_group_ids", "SecurityGroupIds"), ("num_cache_nodes", "NumCacheClusters")]), Import::named("AWS::ElastiCache::CacheCluster", &[("vpc_security_group_ids", "VpcSecurityGroupIds")]), Import::named("AWS::ElastiCache::ServerlessCache", &[("vpc_security_group_ids", "SecurityGroupIds")])] }
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        if &*taking.item.ty == SERVERLESS {
            self.deployment_option = Deployment::Serverless;
        }
        taking.subnets_of("CacheSubnetGroupName", Self::subnet_ids, &mut self.subnet_ids);
    }
}

impl Exporting for ElasticacheCluster {
    fn written(&self) -> Option<Rc<str>> {
        let ty = match (self.deployment_option, self.engine) {
            (Deployment::Serverless, _) => SERVERLESS,
            (Deployment::Nodes, CacheEngine::Memcached) => "AWS::ElastiCache::CacheCluster",
            (Deployment::Nodes, CacheEngine::Valkey | CacheEngine::Redis) => "AWS::ElastiCache::ReplicationGroup",
        };
        Some(ty.into())
    }

    fn properties(&self) -> Properties {
        match (self.deployment_option, self.engine) {
            (Deployment::Serverless, _) => {
                Properties { always: &["Engine"], changed: &["SubnetIds", "SecurityGroupIds"] }
            }
            (Deployment::Nodes, CacheEngine::Memcached) => Properties {
                always: &["Engine", "CacheNodeType", "NumCacheNodes"],
                changed: &["Port", "VpcSecurityGroupIds"],
            },
            (Deployment::Nodes, CacheEngine::Valkey | CacheEngine::Redis) => Properties {
                always: &["Engine", "CacheNodeType", "NumCacheClusters"],
                changed: &["Port", "SecurityGroupIds"],
            },
        }
    }

    fn give(&self, giving: &mut Giving<'_>) {
        if self.deployment_option == Deployment::Serverless {
            giving.put("ServerlessCacheName", giving.name());
            return;
        }
        managed::give_subnets(giving, "AWS::ElastiCache::SubnetGroup", ("CacheSubnetGroupName", "Description"), &self.subnet_ids);
        if self.engine != CacheEngine::Memcached {
            giving.put("ReplicationGroupDescription", giving.name());
            giving.put("AutomaticFailoverEnabled", say(self.num_cache_nodes > 1));
            giving.put("TransitEncryptionEnabled", say(true));
        }
    }
}
