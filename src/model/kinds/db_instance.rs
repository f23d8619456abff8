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
        field::{Links, choice},
        resource::{Resource, resource},
        site::Site,
    },
};

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
            /// Size of its gp3 volume.
            #[ko = "gp3 볼륨의 크기."]
            pub allocated_storage: u32 = 20, "Storage" | "스토리지", { unit: "GB", min: 20, max: 65_536 };
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

    fn meters(&self, _: Site<'_>, _: &Usage<'_>) -> Vec<Meter> {
        let suffix = if self.multi_az { ".multi_az" } else { "" };
        let sku = format!("rds.{}.{}{suffix}", self.engine.priced(), self.db_instance_class);
        let storage = if self.multi_az { "rds.storage_gp_multi_az" } else { "rds.storage_gp" };
        let mut meters = vec![
            Meter::hours(sku, &text!("instance hours", "인스턴스 시간"), 1),
            Meter::fixed(storage, &text!("storage", "저장"), Decimal::from(self.allocated_storage)),
        ];
        meters.extend(managed::public_addresses(usize::from(self.publicly_accessible)));
        meters
    }
}
