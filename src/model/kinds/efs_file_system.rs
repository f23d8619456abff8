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
        fact::{BYTES_PER_GB, CallFact, Calls, Interface, Meter, NetFact, Usage},
        field::{Links, choice},
        resource::{Resource, resource},
        site::Site,
    },
};
use crate::model::taking::{Figure, Importing, Import, Join, Taking};
use crate::model::giving::{Exporting, Giving, list, tree, mixed};

choice! {
    /// Over how many zones files are kept.
    pub enum FileSystemType {
        /// Several.
        Regional = "regional", "Regional" | "리전";
        /// One, at a lower price.
        OneZone = "one_zone", "One Zone" | "One Zone";
    }
}

resource! {
    /// Files that many machines share over NFS, by one mount target in each zone.
    #[ko = "여러 컴퓨터가 NFS로 함께 쓰는 파일. 영역마다 탑재 대상이 하나 있다."]
    pub struct EfsFileSystem: "EFS file system" | "EFS 파일 시스템" {
        short: "EFS",
        icon: "efs_file_system",
        stencil: "elastic_file_system",
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
            /// Over how many zones files are kept.
            #[ko = "파일을 보관하는 영역의 범위."]
            pub file_system_type: FileSystemType = FileSystemType::Regional, "File system type" | "파일 시스템 유형";
            /// What is kept in the Standard class.
            #[ko = "Standard 클래스에 저장하는 데이터의 양."]
            pub storage_gb: Decimal = Decimal::ONE, "Storage" | "저장 용량", { unit: "GB", usage: true };
            /// What is kept in Infrequent Access besides.
            #[ko = "그 밖에 Infrequent Access에 저장하는 데이터의 양."]
            pub infrequent_gb: Decimal = Decimal::ZERO, "Infrequent Access" | "Infrequent Access", { unit: "GB", usage: true };
            /// Which share of what is read and written is in Infrequent Access.
            #[ko = "읽고 쓰는 데이터 중 Infrequent Access에 있는 비율."]
            pub infrequent_share: Decimal = Decimal::ZERO, "Infrequent share" | "저빈도 비율", { max: 1, usage: true };
            /// What lifecycle management moves into Infrequent Access in a month.
            #[ko = "한 달 동안 수명 주기 관리가 Infrequent Access로 옮기는 양."]
            pub tiered_gb: Decimal = Decimal::ZERO, "Moved a month" | "월 이동량", { unit: "GB", usage: true };
            /// Throughput that is there at any time. The Standard class brings 1 MB/s for each 20 GB. 0: bursting, at no
            /// further charge.
            #[ko = "항상 쓸 수 있는 처리량. Standard 클래스 20 GB마다 1 MB/s가 포함된다. 0이면 버스팅 방식이고 추가 요금이 없다."]
            pub provisioned_throughput: Decimal = Decimal::ZERO, "Provisioned throughput" | "프로비저닝된 처리량", { unit: "MB/s", max: 10_240 };
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

/// Gigabytes of the Standard class that bring 1 MB/s: it has 50 KB/s for each.
/// <https://aws.amazon.com/efs/pricing/>
const GB_PER_MBPS: u32 = 20;

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

    /// It grows and shrinks by itself, but for throughput that was bought.
    fn is_sized(&self) -> bool {
        !self.provisioned_throughput.is_zero()
    }

    fn standard(&self) -> Option<&'static str> {
        Some("NFS")
    }

    fn meters(&self, _: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        let (standard, infrequent) = match self.file_system_type {
            FileSystemType::Regional => ("efs.standard", "efs.ia"),
            FileSystemType::OneZone => ("efs.one_zone", "efs.one_zone_ia"),
        };
        let bytes = |of: fn(&Calls<'_>) -> (Decimal, u32)| {
            let all = usage.sum(|it| {
                let (items, size) = of(it);
                items.saturating_mul(size.into())
            });
            all.saturating_mul(self.infrequent_share) / BYTES_PER_GB
        };
        let written = &text!("written to Infrequent Access", "Infrequent Access에 쓴 데이터");
        let included = self.storage_gb / Decimal::from(GB_PER_MBPS);
        let bought = self.provisioned_throughput.saturating_sub(included).max(Decimal::ZERO);
        vec![
            Meter::fixed(standard, &text!("storage", "저장"), self.storage_gb),
            Meter::fixed(infrequent, &text!("infrequent storage", "저빈도 저장"), self.infrequent_gb),
            Meter::marginal(
                "efs.ia_read",
                &text!("read from Infrequent Access", "Infrequent Access에서 읽은 데이터"),
                bytes(|it| it.reads()),
            ),
            Meter::marginal("efs.ia_write", written, bytes(|it| it.writes())),
            Meter::fixed(
                "efs.ia_write",
                &text!("moved to Infrequent Access", "Infrequent Access로 옮긴 데이터"),
                self.tiered_gb,
            ),
            Meter::fixed("efs.provisioned", &text!("throughput", "처리량"), bought),
        ]
    }
}

const ZONE: &str = "AvailabilityZoneName";

impl Importing for EfsFileSystem {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::of("AWS::EFS::FileSystem")] }
    }

    fn usage(&self) -> &'static [(&'static str, Figure)] {
        &[("storage_gb", Figure::Field("storage_gb")), ("infrequent_access_storage_gb", Figure::Field("infrequent_gb"))]
    }

    fn joins(&self) -> &'static [Join] {
        const { &[Join { ty: "AWS::EFS::MountTarget", owner: "FileSystemId" }, Join { ty: "AWS::EFS::AccessPoint", owner: "FileSystemId" }] }
    }

    fn join(&mut self, taking: &mut Taking<'_>) {
        taking.add_links("SubnetId", &mut self.subnet_ids);
        taking.add_links("SecurityGroups", &mut self.security_groups);
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        if taking.get(ZONE).is_some() {
            self.file_system_type = FileSystemType::OneZone;
        }
    }
}

impl Exporting for EfsFileSystem {
    fn is_tagged(&self) -> bool {
        false
    }

    fn give(&self, giving: &mut Giving<'_>) {
        let subnets = giving.with_own(self.subnet_ids.targets());
        if self.file_system_type == FileSystemType::OneZone
            && let Some(subnet) = subnets.first().and_then(|it| giving.site.find::<Subnet>(it))
        {
            giving.put(ZONE, mixed(format!("${{AWS::Region}}{}", subnet.availability_zone.value())));
        }
        let groups: Vec<_> = self.security_groups.targets().iter().map(|it| giving.to(it)).collect();
        let targets = subnets.iter().map(|subnet| {
            tree([
                ("FileSystemId", giving.own()),
                ("SubnetId", giving.to(subnet)),
                ("SecurityGroups", list(groups.clone())),
            ])
        });
        let targets: Vec<_> = targets.collect();
        giving.add_each("Target", "AWS::EFS::MountTarget", targets);
    }
}
