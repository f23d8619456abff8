//! RDS DB instance.

use super::{
    SecurityGroup, Subnet, managed,
    managed::{FOREIGN, MANY_GROUPS, NO_SUBNET, NO_WAY, PLACES},
    subnet,
};
use crate::{
    base::{Decimal, NodeId, Protocol, Text, text},
    diag::{Report, Rule, Severity},
    model::{
        connection::Access,
        fact::{CallFact, CallsFrom, Interface, Meter, NetFact, PublicAddress, Takes, Usage},
        field::{FieldSpec, Links, choice},
        resource::{Resource, resource},
        site::Site,
    },
};
use crate::model::taking::{Figure, Importing, Import, Taking, When};
use crate::model::giving::{Exporting, Giving, Properties};

choice! {
    /// The database engine.
    pub enum Engine {
        /// PostgreSQL.
        Postgres = "postgres", "PostgreSQL" | "PostgreSQL";
        /// MySQL.
        Mysql = "mysql", "MySQL" | "MySQL";
        /// MariaDB.
        Mariadb = "mariadb", "MariaDB" | "MariaDB";
        /// Oracle Enterprise Edition.
        OracleEe = "oracle-ee", "Oracle EE" | "Oracle EE";
        /// Oracle Standard Edition Two.
        OracleSe2 = "oracle-se2", "Oracle SE2" | "Oracle SE2";
        /// SQL Server Express.
        SqlserverEx = "sqlserver-ex", "SQL Server Express" | "SQL Server Express";
        /// SQL Server Web.
        SqlserverWeb = "sqlserver-web", "SQL Server Web" | "SQL Server Web";
        /// SQL Server Standard.
        SqlserverSe = "sqlserver-se", "SQL Server Standard" | "SQL Server Standard";
        /// SQL Server Enterprise.
        SqlserverEe = "sqlserver-ee", "SQL Server Enterprise" | "SQL Server Enterprise";
        /// Db2 Standard.
        Db2Se = "db2-se", "Db2 Standard" | "Db2 Standard";
    }
}

choice! {
    /// What its volume is.
    pub enum StorageType {
        /// General purpose; operations are bought apart.
        Gp3 = "gp3", "gp3" | "gp3";
        /// General purpose; performance grows with size.
        Gp2 = "gp2", "gp2" | "gp2";
        /// Bought operations.
        Io1 = "io1", "io1" | "io1";
        /// The previous generation.
        Standard = "standard", "magnetic" | "마그네틱";
    }
}

impl Engine {
    /// The port it listens on when none is given.
    /// <https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html>
    fn port(self) -> u32 {
        match self {
            Self::Postgres => 5432,
            Self::Mysql | Self::Mariadb => 3306,
            Self::OracleEe | Self::OracleSe2 => 1521,
            Self::SqlserverEx | Self::SqlserverWeb | Self::SqlserverSe | Self::SqlserverEe => 1433,
            Self::Db2Se => 50000,
        }
    }

    /// Operations a second that the price of a gp3 volume holds: four times as many where RDS stripes it.
    /// <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#gp3-storage>
    fn included_iops(self, gigabytes: u32) -> u32 {
        let striped = match self {
            Self::Postgres | Self::Mysql | Self::Mariadb | Self::Db2Se => gigabytes >= 400,
            Self::OracleEe | Self::OracleSe2 => gigabytes >= 200,
            Self::SqlserverEx | Self::SqlserverWeb | Self::SqlserverSe | Self::SqlserverEe => false,
        };
        if striped { 12_000 } else { 3_000 }
    }

    /// Whether AWS supports its versions for longer, at a price.
    /// <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/extended-support.html>
    fn has_extended_support(self) -> bool {
        match self {
            Self::Postgres | Self::Mysql => true,
            Self::Mariadb
            | Self::OracleEe
            | Self::OracleSe2
            | Self::SqlserverEx
            | Self::SqlserverWeb
            | Self::SqlserverSe
            | Self::SqlserverEe
            | Self::Db2Se => false,
        }
    }

    /// How the price list calls it.
    fn priced(self) -> &'static str {
        match self {
            Self::Postgres => "postgresql",
            Self::Mysql
            | Self::Mariadb
            | Self::OracleEe
            | Self::OracleSe2
            | Self::SqlserverEx
            | Self::SqlserverWeb
            | Self::SqlserverSe
            | Self::SqlserverEe
            | Self::Db2Se => self.value(),
        }
    }
}

resource! {
    /// A relational database on an instance that AWS runs, in one subnet of several.
    #[ko = "AWS가 운영하는 인스턴스의 관계형 데이터베이스. 여러 서브넷 중 하나에 놓인다."]
    pub struct DbInstance: "RDS DB instance" | "RDS DB 인스턴스" {
        short: "RDS",
        icon: "db_instance",
        stencil: "rds",
        group: Database,
        service: Paas,
        look: Card,
        stands_in: [Vpc, Subnet],
        roles: [],
        source: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html",
        rules: [FOREIGN, NO_SUBNET, MANY_GROUPS, NO_WAY, ONE_ZONE, NAMELESS],
        fields {
            /// The database engine. It decides the port.
            #[ko = "데이터베이스 엔진. 포트를 정한다."]
            pub engine: Engine = Engine::Postgres, "Engine" | "엔진";
            /// Processors and memory, by AWS's name.
            #[ko = "프로세서와 메모리를 정하는 AWS의 클래스 이름."]
            pub db_instance_class: String = "db.t4g.micro".to_owned(), "Instance class" | "인스턴스 클래스", { example: "db.t4g.micro" };
            /// What its volume is.
            #[ko = "볼륨의 종류."]
            pub storage_type: StorageType = StorageType::Gp3, "Storage type" | "스토리지 유형";
            /// Size of its volume.
            #[ko = "볼륨의 크기."]
            pub allocated_storage: u32 = 20, "Storage" | "스토리지", { unit: "GB", min: 5, max: 65_536 };
            /// Operations a second. With gp3 the first 3,000 are part of the price; 12,000 from 400 GB on, with Oracle from
            /// 200 GB on, with SQL Server never.
            #[ko = "초당 작업 수. gp3는 3,000까지 요금에 포함된다. 400 GB부터는 12,000까지이고 Oracle은 200 GB부터, SQL Server는 늘 3,000이다."]
            pub iops: u32 = 3_000, "IOPS" | "IOPS", { max: 256_000 };
            /// The port; 0: the engine's own.
            #[ko = "포트. 0이면 엔진의 기본 포트를 쓴다."]
            pub port: u32 = 0, "Port" | "포트", { max: 65_535 };
            /// The other subnets of its DB subnet group. It stands in one of them.
            #[ko = "DB 서브넷 그룹의 다른 서브넷. 그중 하나에 놓인다."]
            pub subnet_ids: Links<Subnet> = Links::NONE, "Further subnets" | "추가 서브넷";
            /// The filters around its address. None: the VPC's default group.
            #[ko = "주소에 적용되는 필터. 비워 두면 VPC의 기본 그룹을 쓴다."]
            pub vpc_security_group_ids: Links<SecurityGroup> = Links::NONE, "Security groups" | "보안 그룹";
            /// Whether it has a public address too. Its name means that one from outside the VPC.
            #[ko = "공인 주소도 가지는지 여부. VPC 밖에서는 이름이 그 주소를 가리킨다."]
            pub publicly_accessible: bool = false, "Public access" | "퍼블릭 액세스";
            /// Whether a standby waits in another zone.
            #[ko = "다른 영역에 대기 인스턴스를 두는지 여부."]
            pub multi_az: bool = false, "Multi-AZ" | "다중 AZ";
            /// What backups and snapshots hold. As much as the volume is free.
            #[ko = "백업과 스냅샷에 저장된 양. 볼륨 크기만큼은 무료다."]
            pub backup_gb: Decimal = Decimal::ZERO, "Backups" | "백업", { unit: "GB", usage: true };
            /// Whether an RDS Proxy keeps connections to it. Billed by its vCPUs.
            #[ko = "RDS Proxy가 연결을 관리하는지 여부. vCPU 수로 청구된다."]
            pub db_proxy: bool = false, "RDS Proxy" | "RDS Proxy";
            /// Whether its version is past its standard support, in the first two years of extended support. Billed by its
            /// vCPUs.
            #[ko = "버전의 표준 지원이 끝나 연장 지원 1~2년차인지 여부. vCPU 수로 청구된다."]
            pub extended_support: bool = false, "Extended support" | "연장 지원";
            /// The vCPUs of its class: the proxy and extended support are billed by them.
            #[ko = "클래스의 vCPU 수. 프록시와 연장 지원 요금의 기준이다."]
            pub vcpus: u32 = 2, "vCPUs" | "vCPU 수", { min: 1, max: 192 };
            /// CPU credits a month beyond what its burstable class earns, in hours of a vCPU.
            #[ko = "버스트 가능 클래스가 한 달 동안 쌓은 것보다 더 쓴 CPU 크레딧. vCPU 시간으로 적는다."]
            pub surplus_vcpu_hours: Decimal = Decimal::ZERO, "Surplus CPU credits" | "초과 CPU 크레딧", { unit: "vCPU-hours", usage: true };
        }
    }
}

pub(super) static ONE_ZONE: Rule = Rule {
    code: "MAN005",
    severity: Severity::Error,
    title: text!(
        "a DB subnet group needs subnets in two zones at least",
        "DB 서브넷 그룹에는 두 개 이상의 영역에 있는 서브넷이 필요하다"
    ),
    help: text!("name a subnet in another zone", "다른 영역의 서브넷을 지정한다"),
    source: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html",
};

pub(super) static NAMELESS: Rule = Rule {
    code: "MAN006",
    severity: Severity::Error,
    title: text!(
        "public access needs DNS resolution and DNS hostnames of the VPC",
        "퍼블릭 액세스에는 VPC의 DNS 확인과 DNS 호스트 이름이 필요하다"
    ),
    help: text!("turn both on in the VPC, or public access off", "VPC에서 둘 다 켜거나 퍼블릭 액세스를 끈다"),
    source: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html",
};

/// What holds for every kind with a DB subnet group.
pub(super) fn check_group(
    site: Site<'_>,
    field: crate::base::FieldId,
    subnets: &[NodeId],
    public: Option<crate::base::FieldId>,
    report: &mut Report,
) {
    if managed::zones(site, subnets).len() == 1 {
        report.raise(&ONE_ZONE, site.at(field), []);
    }
    if let Some(public) = public {
        managed::check_public(site, field, subnets, &NO_WAY, report);
        if !managed::has_names(site, subnets) {
            report.raise(&NAMELESS, site.at(public), []);
        }
    }
}

/// A place where something that answers on one port may be.
pub(super) fn listening(groups: &Links<SecurityGroup>, port: u32, public: bool, it: Interface) -> Interface {
    Interface {
        groups: groups.targets().to_vec(),
        public: if public { vec![PublicAddress::ASSIGNED] } else { Vec::new() },
        listens: vec![(Protocol::TCP, managed::port(port))],
        ..it
    }
}

/// What is read and written over the network, once its own authority lets a client in.
pub(super) fn store(authority: &'static Text) -> Vec<CallFact> {
    let from = &[CallsFrom::Code, CallsFrom::Outside];
    vec![
        CallFact::Takes(Takes { access: Access::ReadWrite, from, authority }),
        CallFact::Takes(Takes {
            access: Access::Network,
            from,
            authority: &text!("no authority", "권한 부여자 없음"),
        }),
    ]
}

/// Who lets a client into a database.
pub(super) static DATABASE: Text = text!(
    "the database's own user and password, or IAM authentication",
    "데이터베이스 사용자와 암호 또는 IAM 인증"
);

impl DbInstance {
    fn subnets(&self, site: Site<'_>) -> Vec<NodeId> {
        subnet::effective(site, &self.subnet_ids)
    }

    fn open_port(&self) -> u32 {
        if self.port == 0 { self.engine.port() } else { self.port }
    }

    fn is_burstable(&self) -> bool {
        self.db_instance_class.starts_with("db.t")
    }

    /// The volume, with the standby's where there is one, and its backups.
    /// <https://aws.amazon.com/rds/pricing/>
    fn storage(&self) -> Vec<Meter> {
        let (storage, operations) = (&text!("storage", "저장"), &text!("IOPS", "IOPS"));
        let suffix = if self.multi_az { "_multi_az" } else { "" };
        let kept =
            |sku: &str| Meter::fixed(format!("rds.{sku}{suffix}"), storage, self.allocated_storage.into());
        let bought = |sku: &str, iops: u32| Meter::fixed(format!("rds.{sku}{suffix}"), operations, iops.into());
        let included = self.engine.included_iops(self.allocated_storage);
        let mut meters = match self.storage_type {
            StorageType::Gp3 => {
                vec![kept("storage_gp"), bought("gp3_iops", self.iops.saturating_sub(included))]
            }
            StorageType::Gp2 => vec![kept("storage_gp")],
            StorageType::Io1 => vec![kept("storage_io1"), bought("io1_iops", self.iops)],
            StorageType::Standard => vec![kept("storage_magnetic")],
        };
        // AWS grants the free share to all databases of a region together; here each has its own.
        let beyond = self.backup_gb.saturating_sub(self.allocated_storage.into()).max(Decimal::ZERO);
        meters.push(Meter::fixed("rds.backup", &text!("backups beyond the free share", "무료 한도를 넘는 백업"), beyond));
        meters
    }

    /// What is billed by the vCPU.
    fn extras(&self) -> Vec<Meter> {
        let vcpus = Decimal::from(self.vcpus);
        let mut meters = Vec::new();
        if self.db_proxy {
            // Two vCPUs are billed at least. <https://aws.amazon.com/rds/proxy/pricing/>
            let billed = vcpus.max(Decimal::TWO);
            meters.push(Meter::hours("rds.proxy", &text!("RDS Proxy vCPU hours", "RDS Proxy vCPU 시간"), billed));
        }
        if self.extended_support && self.engine.has_extended_support() {
            // <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/extended-support-charges.html>: standbys too.
            let instances = if self.multi_az { Decimal::TWO } else { Decimal::ONE };
            let component = &text!("extended support vCPU hours", "연장 지원 vCPU 시간");
            meters.push(Meter::hours("rds.extended_support_y1", component, vcpus * instances));
        }
        if self.is_burstable() && !self.surplus_vcpu_hours.is_zero() {
            // The price that is known was seen for MySQL.
            let sku = match self.engine {
                Engine::Mysql => "rds.cpu_credit".to_owned(),
                other => format!("rds.cpu_credit.{}", other.priced()),
            };
            let component = &text!("surplus CPU credits", "초과 CPU 크레딧");
            meters.push(Meter::fixed(sku, component, self.surplus_vcpu_hours));
        }
        meters
    }
}

impl Resource for DbInstance {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        let groups = (Self::vpc_security_group_ids, &self.vpc_security_group_ids);
        PLACES.check(site, (Self::subnet_ids, &self.subnet_ids), groups, report);
        let public = self.publicly_accessible.then_some(Self::publicly_accessible);
        check_group(site, Self::subnet_ids, &self.subnets(site), public, report);
    }

    fn headline(&self) -> String {
        format!("{} · {}", self.engine.value(), self.db_instance_class)
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        let groups = &self.vpc_security_group_ids;
        let place = |it| listening(groups, self.open_port(), self.publicly_accessible, it);
        managed::interfaces(self.subnets(site), place)
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        store(&DATABASE)
    }

    fn standard(&self) -> Option<&'static str> {
        Some("SQL")
    }

    fn shows(&self, field: &FieldSpec) -> bool {
        let (proxy, support) = (self.db_proxy, self.extended_support && self.engine.has_extended_support());
        match field.name {
            name if name == Self::iops => matches!(self.storage_type, StorageType::Gp3 | StorageType::Io1),
            name if name == Self::extended_support => self.engine.has_extended_support(),
            name if name == Self::vcpus => proxy || support,
            name if name == Self::surplus_vcpu_hours => self.is_burstable(),
            _ => true,
        }
    }

    fn meters(&self, _: Site<'_>, _: &Usage<'_>) -> Vec<Meter> {
        let suffix = if self.multi_az { ".multi_az" } else { "" };
        let sku = format!("rds.{}.{}{suffix}", self.engine.priced(), self.db_instance_class);
        let mut meters = vec![Meter::hours(sku, &text!("instance hours", "인스턴스 시간"), 1)];
        meters.extend(self.storage());
        meters.extend(managed::public_addresses(usize::from(self.publicly_accessible)));
        meters.extend(self.extras());
        meters
    }
}

impl Importing for DbInstance {
    fn imports(&self) -> &'static [Import] {
        // Those of a cluster are the cluster's.
        const { &[Import { ty: "AWS::RDS::DBInstance", when: Some(When { property: "DBClusterIdentifier", absent: "", says: &[""] }), names: &[("vpc_security_group_ids", "VPCSecurityGroups")] }] }
    }

    fn usage(&self) -> &'static [(&'static str, Figure)] {
        &[("monthly_cpu_credit_hrs", Figure::Field("surplus_vcpu_hours"))]
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        taking.subnets_of("DBSubnetGroupName", Self::subnet_ids, &mut self.subnet_ids);
    }
}

impl Exporting for DbInstance {
    fn properties(&self) -> Properties {
        Properties { always: &["Engine", "DBInstanceClass", "AllocatedStorage", "StorageType", "PubliclyAccessible"], changed: &["Iops", "Port", "VPCSecurityGroups", "MultiAZ"] }
    }

    fn give(&self, giving: &mut Giving<'_>) {
        managed::give_subnets(giving, "AWS::RDS::DBSubnetGroup", ("DBSubnetGroupName", "DBSubnetGroupDescription"), &self.subnet_ids);
        managed::give_master(giving);
    }
}
