//! EFS file system with its mount targets.

use super::{
    SecurityGroup, Subnet, db_instance, managed,
    managed::{FOREIGN, MANY_GROUPS, NO_SUBNET, PLACES},
    subnet,
};
use crate::{
    base::{Decimal, text},
    diag::{Report, Rule, Severity},
    model::{
        fact::{CallFact, Interface, Meter, NetFact, Usage},
        field::Links,
        resource::{Resource, resource},
        site::Site,
    },
};

resource! {
    /// Files that many machines share over NFS, by one mount target in each zone.
    #[ko = "여러 컴퓨터가 NFS로 함께 쓰는 파일. 영역마다 탑재 대상이 하나 있다."]
    pub struct EfsFileSystem: "EFS file system" | "EFS 파일 시스템" {
        short: "EFS",
        icon: "efs_file_system",
        group: Storage,
        service: Paas,
        look: Card,
        stands_in: [Vpc, Subnet],
        roles: [],
        source: "https://docs.aws.amazon.com/efs/latest/ug/accessing-fs.html",
        rules: [FOREIGN, NO_SUBNET, MANY_GROUPS, SAME_ZONE, CLOSED],
        fields {
            /// The subnets of further mount targets, one in a zone.
            #[ko = "추가 탑재 대상의 서브넷. 영역마다 하나다."]
            pub subnet_ids: Links<Subnet> = Links::NONE, "Further subnets" | "추가 서브넷";
            /// The filters around its mount targets. None: the VPC's default group.
            #[ko = "탑재 대상에 적용되는 필터. 비워 두면 VPC의 기본 그룹을 쓴다."]
            pub security_groups: Links<SecurityGroup> = Links::NONE, "Security groups" | "보안 그룹";
            /// What is kept.
            #[ko = "저장하는 데이터의 양."]
            pub storage_gb: Decimal = Decimal::ONE, "Storage" | "저장 용량", { unit: "GB" };
        }
    }
}

static SAME_ZONE: Rule = Rule {
    code: "MAN007",
    severity: Severity::Error,
    title: text!(
        "the subnets `{0}` and `{1}` are in the same zone; a file system has one mount target per zone",
        "서브넷 `{0}`과(와) `{1}`이(가) 같은 영역에 있다. 파일 시스템의 탑재 대상은 영역마다 하나다"
    ),
    help: text!("keep one subnet of each zone", "영역마다 서브넷을 하나만 둔다"),
    source: "https://docs.aws.amazon.com/efs/latest/ug/accessing-fs.html",
};

static CLOSED: Rule = Rule {
    code: "MAN008",
    severity: Severity::Warning,
    title: text!(
        "no security group of the mount targets lets anyone in on port 2049",
        "탑재 대상의 보안 그룹 중 2049번 포트를 여는 것이 없다"
    ),
    help: text!("allow tcp 2049 from the clients", "클라이언트에 tcp 2049를 허용한다"),
    source: "https://docs.aws.amazon.com/efs/latest/ug/network-access.html",
};

/// NFS.
const NFS: u16 = 2049;

impl Resource for EfsFileSystem {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        let groups = (Self::security_groups, &self.security_groups);
        PLACES.check(site, (Self::subnet_ids, &self.subnet_ids), groups, report);
        let subnets = subnet::effective(site, &self.subnet_ids);
        managed::check_one_per_zone(site, Self::subnet_ids, &subnets, &SAME_ZONE, report);
        let own = site.all(&self.security_groups);
        if !own.is_empty() && !own.iter().any(|(_, group)| group.admits(NFS)) {
            report.raise(&CLOSED, site.at(Self::security_groups), []);
        }
    }

    fn headline(&self) -> String {
        format!("{} GB", self.storage_gb)
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        managed::interfaces(subnet::effective(site, &self.subnet_ids), |it| Interface {
            initiates: false,
            ..db_instance::listening(&self.security_groups, NFS.into(), false, it)
        })
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        db_instance::store(&text!(
            "the file system's policy and POSIX permissions",
            "파일 시스템 정책과 POSIX 권한"
        ))
    }

    fn standard(&self) -> Option<&'static str> {
        Some("NFS")
    }

    fn meters(&self, _: Site<'_>, _: &Usage<'_>) -> Vec<Meter> {
        vec![Meter::fixed("efs.standard", &text!("storage", "저장"), self.storage_gb)]
    }
}
