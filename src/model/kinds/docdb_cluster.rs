//! DocumentDB cluster.

use super::{
    SecurityGroup, Subnet, db_instance, managed,
    managed::{FOREIGN, MANY_GROUPS, NO_SUBNET, PLACES},
    subnet,
};
use crate::{
    base::{Decimal, text},
    diag::Report,
    model::{
        fact::{CallFact, CallsFrom, Interface, Meter, NetFact, Usage},
        field::Links,
        resource::{Resource, resource},
        site::Site,
        taking::{Importing, Import, Join, Taking},
    },
};
use crate::model::giving::{Exporting, Giving, Properties, say, tree};

resource! {
    /// A document database that speaks MongoDB: a writer and perhaps readers over one volume, each in one subnet of several.
    #[ko = "MongoDB 프로토콜을 쓰는 문서 데이터베이스. 쓰기 인스턴스와 읽기 인스턴스가 볼륨 하나를 함께 쓴다."]
    pub struct DocdbCluster: "DocumentDB cluster" | "DocumentDB 클러스터" {
        short: "DocumentDB",
        icon: "docdb_cluster",
        group: Database,
        service: Paas,
        look: Card,
        stands_in: [Vpc, Subnet],
        roles: [],
        source: "https://docs.aws.amazon.com/documentdb/latest/developerguide/how-it-works.html",
        rules: [FOREIGN, NO_SUBNET, MANY_GROUPS],
        fields {
            /// How many instances there are: one writes, the others read.
            #[ko = "인스턴스 수. 하나는 쓰고 나머지는 읽는다."]
            pub instances: u32 = 1, "Instances" | "인스턴스 수", { max: 16 };
            /// Processors and memory of each instance, by AWS's name.
            #[ko = "각 인스턴스의 프로세서와 메모리를 정하는 AWS의 클래스 이름."]
            pub db_instance_class: String = "db.t4g.medium".to_owned(), "Instance class" | "인스턴스 클래스", { example: "db.r6g.large" };
            /// What is kept.
            #[ko = "저장하는 데이터의 양."]
            pub storage_gb: Decimal = Decimal::TEN, "Storage" | "저장 용량", { unit: "GB", usage: true };
            /// The port.
            #[ko = "포트."]
            pub port: u32 = 27_017, "Port" | "포트", { min: 1, max: 65_535 };
            /// The other subnets of its subnet group.
            #[ko = "서브넷 그룹의 다른 서브넷."]
            pub subnet_ids: Links<Subnet> = Links::NONE, "Further subnets" | "추가 서브넷";
            /// The filters around its addresses. None: the VPC's default group.
            #[ko = "주소에 적용되는 필터. 비워 두면 VPC의 기본 그룹을 쓴다."]
            pub vpc_security_group_ids: Links<SecurityGroup> = Links::NONE, "Security groups" | "보안 그룹";
        }
    }
}

impl Resource for DocdbCluster {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        let groups = (Self::vpc_security_group_ids, &self.vpc_security_group_ids);
        PLACES.check(site, (Self::subnet_ids, &self.subnet_ids), groups, report);
    }

    fn headline(&self) -> String {
        format!("{} × {}", self.instances, self.db_instance_class)
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        managed::interfaces(subnet::effective(site, &self.subnet_ids), |it| Interface {
            initiates: false,
            running: self.instances > 0,
            ..db_instance::listening(&self.vpc_security_group_ids, self.port, false, it)
        })
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        // A change stream starts functions.
        let store = db_instance::store(&db_instance::DATABASE);
        store.into_iter().chain([CallFact::Calls(CallsFrom::Events)]).collect()
    }

    fn standard(&self) -> Option<&'static str> {
        Some("the MongoDB protocol")
    }

    fn meters(&self, _: Site<'_>, _: &Usage<'_>) -> Vec<Meter> {
        let sku = format!("docdb.{}", self.db_instance_class);
        vec![
            Meter::hours(sku, &text!("instance hours", "인스턴스 시간"), self.instances),
            Meter::fixed("docdb.storage", &text!("storage", "저장"), self.storage_gb),
        ]
    }
}

impl Importing for DocdbCluster {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::named("AWS::DocDB::DBCluster", &[("instances", "-"), ("subnet_ids", "-")])] }
    }

    fn joins(&self) -> &'static [Join] {
        const { &[Join { ty: "AWS::DocDB::DBInstance", owner: "DBClusterIdentifier" }] }
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        self.instances = 0;
        taking.subnets_of("DBSubnetGroupName", Self::subnet_ids, &mut self.subnet_ids);
    }

    fn join(&mut self, taking: &mut Taking<'_>) {
        self.instances = self.instances.saturating_add(1).min(16);
        if let Some(class) = taking.item.properties.known_at("DBInstanceClass") {
            class.clone_into(&mut self.db_instance_class);
        }
    }
}

impl Exporting for DocdbCluster {
    fn properties(&self) -> Properties {
        Properties { always: &[], changed: &["Port", "VpcSecurityGroupIds"] }
    }

    fn give(&self, giving: &mut Giving<'_>) {
        managed::give_subnets(giving, "AWS::DocDB::DBSubnetGroup", ("DBSubnetGroupName", "DBSubnetGroupDescription"), &self.subnet_ids);
        managed::give_master(giving);
        let instance = tree([("DBClusterIdentifier", giving.own()), ("DBInstanceClass", say(&self.db_instance_class))]);
        let each = std::iter::repeat_n(instance, self.instances.min(16) as usize);
        giving.add_each("Instance", "AWS::DocDB::DBInstance", each);
    }
}
