//! Aurora DB cluster.

use super::{
    SecurityGroup, Subnet, db_instance,
    db_instance::{NAMELESS, ONE_ZONE},
    managed,
    managed::{FOREIGN, MANY_GROUPS, NO_SUBNET, NO_WAY, PLACES},
    subnet,
};
use crate::{
    base::{Decimal, NodeId, text},
    diag::Report,
    model::{
        fact::{CallFact, Meter, NetFact, Usage},
        field::{FieldSpec, Links, choice},
        resource::{Resource, resource},
        service::ServiceModel,
        site::Site,
    },
};
use crate::model::attrs::Attr;
use crate::model::taking::{Figure, Importing, Import, Join, Taking};
use crate::model::giving::{Exporting, Giving, Properties, say, tree};

choice! {
    /// The engine that clients see.
    pub enum AuroraEngine {
        /// PostgreSQL-compatible.
        Postgresql = "aurora-postgresql", "Aurora PostgreSQL" | "Aurora PostgreSQL";
        /// MySQL-compatible.
        Mysql = "aurora-mysql", "Aurora MySQL" | "Aurora MySQL";
    }
}

choice! {
    /// How the volume and its requests are billed.
    pub enum ClusterStorage {
        /// Requests are billed apart.
        Standard = "aurora", "Standard" | "표준";
        /// Requests are free; instances and storage are dearer.
        IoOptimized = "aurora-iopt1", "I/O-Optimized" | "I/O 최적화";
    }
}

resource! {
    /// An Aurora database: a writer and perhaps readers over one shared volume, each in one subnet of several.
    #[ko = "Aurora 데이터베이스. 쓰기 인스턴스와 읽기 인스턴스가 볼륨 하나를 함께 쓰며, 각각 여러 서브넷 중 하나에 놓인다."]
    pub struct DbCluster: "Aurora DB cluster" | "Aurora DB 클러스터" {
        short: "Aurora",
        icon: "db_cluster",
        stencil: "aurora",
        group: Database,
        service: Paas,
        look: Card,
        stands_in: [Vpc, Subnet],
        roles: [],
        source: "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/CHAP_AuroraOverview.html",
        rules: [FOREIGN, NO_SUBNET, MANY_GROUPS, NO_WAY, ONE_ZONE, NAMELESS],
        fields {
            /// The engine that clients see. It decides the port.
            #[ko = "클라이언트가 보는 엔진. 포트를 정한다."]
            pub engine: AuroraEngine = AuroraEngine::Postgresql, "Engine" | "엔진";
            /// Processors and memory of each instance, by AWS's name; db.serverless grows and shrinks by itself.
            #[ko = "각 인스턴스의 프로세서와 메모리를 정하는 AWS의 클래스 이름. db.serverless는 스스로 늘고 준다."]
            pub db_instance_class: String = "db.serverless".to_owned(), "Instance class" | "인스턴스 클래스", { example: "db.r7g.large" };
            /// How many instances there are: one writes, the others read.
            #[ko = "인스턴스 수. 하나는 쓰고 나머지는 읽는다."]
            pub instances: u32 = 1, "Instances" | "인스턴스 수", { max: 16 };
            /// Mean capacity of a serverless instance, in ACUs.
            #[ko = "서버리스 인스턴스의 평균 용량(ACU)."]
            pub mean_capacity: Decimal = Decimal::ONE, "Mean capacity" | "평균 용량", { unit: "ACU", max: 256, usage: true };
            /// How the volume and its requests are billed. I/O-Optimized has no charge for requests, and dearer instances and
            /// storage.
            #[ko = "볼륨과 요청의 요금 방식. I/O 최적화는 요청이 무료인 대신 인스턴스와 저장 요금이 비싸다."]
            pub storage_type: ClusterStorage = ClusterStorage::Standard, "Storage configuration" | "스토리지 구성";
            /// What is kept.
            #[ko = "저장하는 데이터의 양."]
            pub storage_gb: Decimal = Decimal::TEN, "Storage" | "저장 용량", { unit: "GB", usage: true };
            /// What backups and snapshots hold. As much as the volume holds is free.
            #[ko = "백업과 스냅샷에 저장된 양. 볼륨에 저장된 양만큼은 무료다."]
            pub backup_gb: Decimal = Decimal::ZERO, "Backups" | "백업", { unit: "GB", usage: true };
            /// The port; 0: the engine's own.
            #[ko = "포트. 0이면 엔진의 기본 포트를 쓴다."]
            pub port: u32 = 0, "Port" | "포트", { max: 65_535 };
            /// The other subnets of its DB subnet group.
            #[ko = "DB 서브넷 그룹의 다른 서브넷."]
            pub subnet_ids: Links<Subnet> = Links::NONE, "Further subnets" | "추가 서브넷";
            /// The filters around its addresses. None: the VPC's default group.
            #[ko = "주소에 적용되는 필터. 비워 두면 VPC의 기본 그룹을 쓴다."]
            pub vpc_security_group_ids: Links<SecurityGroup> = Links::NONE, "Security groups" | "보안 그룹";
            /// Whether its instances have public addresses too.
            #[ko = "인스턴스가 공인 주소도 가지는지 여부."]
            pub publicly_accessible: bool = false, "Public access" | "퍼블릭 액세스";
            /// Whether an RDS Proxy keeps connections to it. Billed by the vCPUs of its instances, or by their ACUs.
            #[ko = "RDS Proxy가 연결을 관리하는지 여부. 인스턴스의 vCPU 수나 ACU로 청구된다."]
            pub db_proxy: bool = false, "RDS Proxy" | "RDS Proxy";
            /// The vCPUs of its class: the proxy is billed by them.
            #[ko = "클래스의 vCPU 수. 프록시 요금의 기준이다."]
            pub vcpus: u32 = 2, "vCPUs" | "vCPU 수", { min: 1, max: 192 };
        }
    }
}

/// The class of instances that grow and shrink by themselves.
const SERVERLESS: &str = "db.serverless";

impl DbCluster {
    fn subnets(&self, site: Site<'_>) -> Vec<NodeId> {
        subnet::effective(site, &self.subnet_ids)
    }

    fn is_serverless(&self) -> bool {
        self.db_instance_class == SERVERLESS
    }

    /// Two vCPUs of each instance are billed at least, eight ACUs where it is serverless.
    /// <https://aws.amazon.com/rds/proxy/pricing/>
    fn proxy(&self) -> Meter {
        let instances = Decimal::from(self.instances);
        if self.is_serverless() {
            let billed = self.mean_capacity.max(Decimal::from(8));
            let component = &text!("RDS Proxy ACU hours", "RDS Proxy ACU 시간");
            return Meter::hours("rds.proxy_acu", component, instances.saturating_mul(billed));
        }
        let billed = Decimal::from(self.vcpus).max(Decimal::TWO);
        Meter::hours("rds.proxy", &text!("RDS Proxy vCPU hours", "RDS Proxy vCPU 시간"), instances.saturating_mul(billed))
    }

    /// <https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBCluster.html>
    fn open_port(&self) -> u32 {
        match (self.port, self.engine) {
            (0, AuroraEngine::Postgresql) => 5432,
            (0, AuroraEngine::Mysql) => 3306,
            (port, _) => port,
        }
    }
}

impl Resource for DbCluster {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        let groups = (Self::vpc_security_group_ids, &self.vpc_security_group_ids);
        PLACES.check(site, (Self::subnet_ids, &self.subnet_ids), groups, report);
        let public = self.publicly_accessible.then_some(Self::publicly_accessible);
        db_instance::check_group(site, Self::subnet_ids, &self.subnets(site), public, report);
    }

    fn headline(&self) -> String {
        format!("{} · {}", self.engine.value(), self.db_instance_class)
    }

    fn shows(&self, field: &FieldSpec) -> bool {
        match field.name {
            name if name == Self::mean_capacity => self.is_serverless(),
            name if name == Self::vcpus => self.db_proxy && !self.is_serverless(),
            _ => true,
        }
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        let groups = &self.vpc_security_group_ids;
        let place = |it| db_instance::listening(groups, self.open_port(), self.publicly_accessible, it);
        managed::interfaces(self.subnets(site), place)
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        db_instance::store(&db_instance::DATABASE)
    }

    fn service_model(&self) -> ServiceModel {
        if self.is_serverless() { ServiceModel::Baas } else { Self::SPEC.service }
    }

    fn standard(&self) -> Option<&'static str> {
        Some("SQL")
    }

    fn meters(&self, _: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        let instances = Decimal::from(self.instances);
        // <https://aws.amazon.com/rds/aurora/pricing/>
        let (hours, kept, per_request) = match self.storage_type {
            ClusterStorage::Standard => ("", "", true),
            ClusterStorage::IoOptimized => (".io_optimized", "_io_optimized", false),
        };
        let compute = if self.is_serverless() {
            let component = &text!("capacity hours", "용량 시간");
            Meter::hours(format!("aurora.acu{kept}"), component, instances.saturating_mul(self.mean_capacity))
        } else {
            let component = &text!("instance hours", "인스턴스 시간");
            Meter::hours(format!("aurora.{}{hours}", self.db_instance_class), component, instances)
        };
        // Reads and writes of items, each taken for one request to the volume.
        let requests = usage.sum(|it| it.reads().0.saturating_add(it.writes().0));
        let component = &text!("storage", "저장");
        let mut meters = vec![compute, Meter::fixed(format!("aurora.storage{kept}"), component, self.storage_gb)];
        if per_request {
            meters.push(Meter::marginal("aurora.io", &text!("volume requests", "볼륨 요청"), requests));
        }
        let public = if self.publicly_accessible { self.instances } else { 0 };
        meters.extend(managed::public_addresses(usize::try_from(public).unwrap_or(0)));
        let beyond = self.backup_gb.saturating_sub(self.storage_gb).max(Decimal::ZERO);
        let component = &text!("backups beyond the free share", "무료 한도를 넘는 백업");
        meters.push(Meter::fixed("aurora.backup", component, beyond));
        if self.db_proxy {
            meters.push(self.proxy());
        }
        meters
    }
}

const INSTANCE: &str = "AWS::RDS::DBInstance";
/// A cluster has at most so many instances.
/// <https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/CHAP_Limits.html>
const MOST: u32 = 16;

impl Importing for DbCluster {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::named("AWS::RDS::DBCluster", &[("db_instance_class", "DBClusterInstanceClass")])] }
    }

    fn usage(&self) -> &'static [(&'static str, Figure)] {
        &[("storage_gb", Figure::Field("storage_gb")), ("capacity_units_per_hr", Figure::Field("mean_capacity")), ("backup_snapshot_size_gb", Figure::Field("backup_gb"))]
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        // Its instances are told one by one, unless it has them in common.
        // The first Aurora Serverless is one that nobody writes down.
        let is_serverless = taking.get("EngineMode").and_then(Attr::known) == Some("serverless");
        if taking.get("DBClusterInstanceClass").is_none() && !is_serverless {
            self.instances = 0;
        }
        taking.subnets_of("DBSubnetGroupName", Self::subnet_ids, &mut self.subnet_ids);
    }

    fn joins(&self) -> &'static [Join] {
        const { &[Join { ty: INSTANCE, owner: "DBClusterIdentifier" }] }
    }

    /// An instance of it.
    fn join(&mut self, taking: &mut Taking<'_>) {
        // No cluster has more. <https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Overview.html>
        self.instances = self.instances.saturating_add(1).min(16);
        if let Some(class) = taking.item.properties.known_at("DBInstanceClass") {
            class.clone_into(&mut self.db_instance_class);
        }
        self.publicly_accessible |= taking.get("PubliclyAccessible").is_some_and(Attr::is_true);
    }
}

impl Exporting for DbCluster {
    fn properties(&self) -> Properties {
        Properties { always: &["Engine"], changed: &["StorageType", "Port", "VpcSecurityGroupIds"] }
    }

    fn give(&self, giving: &mut Giving<'_>) {
        managed::give_subnets(giving, "AWS::RDS::DBSubnetGroup", ("DBSubnetGroupName", "DBSubnetGroupDescription"), &self.subnet_ids);
        managed::give_master(giving);
        if self.db_instance_class == SERVERLESS {
            giving.put("ServerlessV2ScalingConfiguration", tree([("MinCapacity", say("0.5")), ("MaxCapacity", say(16))]));
        }
        let instance = tree([
            ("DBClusterIdentifier", giving.own()),
            ("DBInstanceClass", say(&self.db_instance_class)),
            ("Engine", say(self.engine.value())),
            ("PubliclyAccessible", say(self.publicly_accessible)),
        ]);
        let each = std::iter::repeat_n(instance, self.instances.min(MOST) as usize);
        giving.add_each("Instance", INSTANCE, each);
    }
}
