//! RDS Proxy.

use super::{
    SecurityGroup, Subnet, db_instance, managed,
    managed::{FOREIGN, MANY_GROUPS, NO_SUBNET, PLACES},
    subnet,
};
use crate::{
    base::{Decimal, text},
    diag::Report,
    model::{
        connection::Access,
        fact::{CallFact, CallsFrom, Meter, NetFact, Usage},
        field::{Links, choice},
        resource::{Resource, resource},
        site::Site,
        taking::{Import, Importing, Join, Taking},
    },
};
use crate::model::giving::{Exporting, Giving, Properties, doubt, list, say, tree};

choice! {
    /// What the proxy and its database speak.
    pub enum EngineFamily {
        /// MySQL and MariaDB.
        Mysql = "MYSQL", "MySQL" | "MySQL";
        /// PostgreSQL.
        Postgresql = "POSTGRESQL", "PostgreSQL" | "PostgreSQL";
        /// SQL Server.
        SqlServer = "SQLSERVER", "SQL Server" | "SQL Server";
    }
}

resource! {
    /// Connections to a database that many clients share, such as functions that come and go.
    #[ko = "여러 클라이언트가 함께 쓰는 데이터베이스 연결. 생겼다 사라지는 함수에 알맞다."]
    pub struct DbProxy: "RDS Proxy" | "RDS Proxy" {
        short: "Proxy",
        icon: "db_proxy",
        group: Database,
        service: Paas,
        look: Card,
        stands_in: [Vpc, Subnet],
        roles: [],
        source: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.html",
        rules: [FOREIGN, NO_SUBNET, MANY_GROUPS],
        fields {
            /// What it and its database speak. It decides the port.
            #[ko = "프록시와 데이터베이스의 프로토콜. 포트를 정한다."]
            pub engine_family: EngineFamily = EngineFamily::Mysql, "Engine" | "엔진";
            /// Processors of the instances behind it. Two at least are billed.
            #[ko = "뒤에 있는 인스턴스들의 vCPU 수. 최소 2개가 청구된다."]
            pub vcpus: u32 = 2, "vCPUs" | "vCPU 수", { max: 10_000 };
            /// Its other subnets.
            #[ko = "프록시의 다른 서브넷."]
            pub vpc_subnet_ids: Links<Subnet> = Links::NONE, "Further subnets" | "추가 서브넷";
            /// The filters around it. None: the VPC's default group.
            #[ko = "프록시에 적용되는 필터. 비워 두면 VPC의 기본 그룹을 쓴다."]
            pub vpc_security_group_ids: Links<SecurityGroup> = Links::NONE, "Security groups" | "보안 그룹";
        }
    }
}

/// <https://aws.amazon.com/rds/proxy/pricing/>
const VCPUS_LEAST: u32 = 2;

impl DbProxy {
    /// <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy-connecting.html>
    fn port(&self) -> u32 {
        match self.engine_family {
            EngineFamily::Mysql => 3306,
            EngineFamily::Postgresql => 5432,
            EngineFamily::SqlServer => 1433,
        }
    }
}

impl Resource for DbProxy {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        let groups = (Self::vpc_security_group_ids, &self.vpc_security_group_ids);
        PLACES.check(site, (Self::vpc_subnet_ids, &self.vpc_subnet_ids), groups, report);
    }

    fn headline(&self) -> String {
        self.engine_family.value().to_lowercase()
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        managed::interfaces(subnet::effective(site, &self.vpc_subnet_ids), |it| {
            db_instance::listening(&self.vpc_security_group_ids, self.port(), false, it)
        })
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        let store = db_instance::store(&db_instance::DATABASE);
        store.into_iter().chain([CallFact::Calls(CallsFrom::Code)]).collect()
    }

    fn standard(&self) -> Option<&'static str> {
        Some("SQL")
    }

    fn meters(&self, _: Site<'_>, _: &Usage<'_>) -> Vec<Meter> {
        let billed = Decimal::from(self.vcpus.max(VCPUS_LEAST));
        vec![Meter::hours("rds.proxy", &text!("vCPU hours", "vCPU 시간"), billed)]
    }
}

impl Importing for DbProxy {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::of("AWS::RDS::DBProxy")] }
    }

    fn joins(&self) -> &'static [Join] {
        const { &[Join { ty: "AWS::RDS::DBProxyTargetGroup", owner: "DBProxyName" }, Join { ty: "AWS::RDS::DBProxyEndpoint", owner: "DBProxyName" }] }
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        taking.unknown.insert(Self::vcpus, "the processors of the instances behind it".to_owned());
    }

    /// What is behind it.
    fn join(&mut self, taking: &mut Taking<'_>) {
        for path in ["DBInstanceIdentifiers", "DBClusterIdentifiers"] {
            for (to, _) in taking.nodes_at(path) {
                taking.connect(taking.id.clone(), to, Some(Access::ReadWrite));
            }
        }
    }
}

impl Exporting for DbProxy {
    fn properties(&self) -> Properties {
        Properties { always: &["EngineFamily", "VpcSubnetIds"], changed: &["VpcSecurityGroupIds"] }
    }

    fn give(&self, giving: &mut Giving<'_>) {
        giving.put("DBProxyName", giving.name());
        let secret = doubt("the secret with the user's password");
        giving.put("Auth", list([tree([("AuthScheme", say("SECRETS")), ("SecretArn", secret)])]));
        if let Some(role) = giving.role("rds.amazonaws.com", &[], true) {
            giving.put("RoleArn", role);
        }
        let behind: Vec<_> = giving.calls().into_iter().map(|it| it.0.clone()).collect();
        let is_cluster = |it: &crate::base::NodeId| giving.site.find::<super::DbCluster>(it).is_some();
        let (clusters, instances): (Vec<_>, Vec<_>) = behind.iter().partition(|it| is_cluster(it));
        let mut group = tree([("DBProxyName", giving.own()), ("TargetGroupName", say("default"))]);
        for (key, these) in [("DBClusterIdentifiers", clusters), ("DBInstanceIdentifiers", instances)] {
            if !these.is_empty() {
                group.put(key, list(these.into_iter().map(|it| giving.to(it))));
            }
        }
        giving.add("Targets", "AWS::RDS::DBProxyTargetGroup", group);
    }
}
