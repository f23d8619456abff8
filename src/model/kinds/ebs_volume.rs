//! EBS volume.

use super::Instance;
use crate::{
    base::{Decimal, text},
    diag::{Report, Rule, Severity},
    model::{
        fact::{Meter, Usage},
        field::{FieldSpec, Link, choice},
        resource::{Resource, resource},
        site::Site,
    },
};
use crate::model::taking::{Importing, Import, Join, Taking};
use crate::model::giving::{Exporting, Giving, Properties, say, tree, mixed};

choice! {
    /// The kind of disk.
    pub enum VolumeType {
        /// General purpose; performance is bought apart.
        Gp3 = "gp3", "gp3" | "gp3";
        /// General purpose; performance grows with size.
        Gp2 = "gp2", "gp2" | "gp2";
        /// Bought performance.
        Io1 = "io1", "io1" | "io1";
        /// Bought performance, more durable.
        Io2 = "io2", "io2" | "io2";
        /// Throughput.
        St1 = "st1", "st1" | "st1";
        /// Cold.
        Sc1 = "sc1", "sc1" | "sc1";
        /// The previous generation.
        Standard = "standard", "magnetic" | "마그네틱";
    }
}

resource! {
    /// A disk beside an instance's root volume. Billed by its size, used or not.
    #[ko = "인스턴스의 루트 볼륨 외의 디스크. 쓰지 않아도 크기대로 청구된다."]
    pub struct EbsVolume: "EBS volume" | "EBS 볼륨" {
        short: "EBS",
        icon: "ebs_volume",
        stencil: "elastic_block_store",
        group: Storage,
        service: Iaas,
        look: Card,
        stands_in: [Region, Vpc, Subnet],
        roles: [],
        source: "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html",
        rules: [IDLE],
        fields {
            /// The kind of disk.
            #[ko = "디스크의 종류."]
            pub volume_type: VolumeType = VolumeType::Gp3, "Type" | "유형";
            /// Its size.
            #[ko = "크기."]
            pub size: u32 = 8, "Size" | "크기", { unit: "GiB", min: 1, max: 65_536 };
            /// Operations a second. With gp3 the first 3,000 are part of the price.
            #[ko = "초당 작업 수. gp3는 3,000까지 요금에 포함된다."]
            pub iops: u32 = 3_000, "IOPS" | "IOPS", { max: 256_000 };
            /// Throughput. With gp3 the first 125 MB/s are part of the price.
            #[ko = "처리량. gp3는 125 MB/s까지 요금에 포함된다."]
            pub throughput: u32 = 125, "Throughput" | "처리량", { unit: "MB/s", max: 2_000 };
            /// The instance it is attached to.
            #[ko = "연결된 인스턴스."]
            pub instance_id: Link<Instance> = Link::NONE, "Instance" | "인스턴스";
            /// What its snapshots hold.
            #[ko = "스냅샷에 저장된 양."]
            pub snapshot_gb: Decimal = Decimal::ZERO, "Snapshots" | "스냅샷", { unit: "GB", usage: true };
            /// What its archived snapshots hold.
            #[ko = "보관된 스냅샷에 저장된 양."]
            pub archived_gb: Decimal = Decimal::ZERO, "Archived snapshots" | "보관된 스냅샷", { unit: "GB", usage: true };
            /// Reads and writes of a magnetic disk in a month.
            #[ko = "마그네틱 디스크를 한 달 동안 읽고 쓴 횟수."]
            pub io_requests: Decimal = Decimal::ZERO, "I/O requests" | "I/O 요청", { unit: "/month", usage: true };
        }
    }
}

/// <https://aws.amazon.com/ebs/pricing/>
const GP3_IOPS: u32 = 3_000;
const GP3_THROUGHPUT: u32 = 125;
const IO2_FIRST_IOPS: u32 = 32_000;

static IDLE: Rule = Rule {
    code: "EBS001",
    severity: Severity::Info,
    title: text!("the volume is attached to nothing and is billed all the same", "연결된 곳이 없는 볼륨에도 요금이 든다"),
    help: text!("attach it, or take a snapshot and delete it", "연결하거나 스냅샷을 남기고 지운다"),
    source: "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volumes.html",
};

impl Resource for EbsVolume {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        if self.instance_id.target().is_none() {
            report.raise(&IDLE, site.at(Self::instance_id), []);
        }
    }

    fn headline(&self) -> String {
        format!("{} GiB · {}", self.size, self.volume_type.value())
    }

    fn shows(&self, field: &FieldSpec) -> bool {
        let bought = matches!(self.volume_type, VolumeType::Gp3 | VolumeType::Io1 | VolumeType::Io2);
        if field.name == Self::iops {
            bought
        } else if field.name == Self::io_requests {
            self.volume_type == VolumeType::Standard
        } else {
            field.name != Self::throughput || self.volume_type == VolumeType::Gp3
        }
    }

    fn standard(&self) -> Option<&'static str> {
        Some("a file system")
    }

    fn meters(&self, _: Site<'_>, _: &Usage<'_>) -> Vec<Meter> {
        let storage = &text!("storage", "저장");
        let (operations, throughput) = (&text!("IOPS", "IOPS"), &text!("throughput", "처리량"));
        let kept = |sku: &'static str| Meter::fixed(sku, storage, self.size.into());
        let all = Decimal::from(self.iops);
        let mut meters = match self.volume_type {
            VolumeType::Gp3 => vec![
                kept("ebs.gp3"),
                Meter::fixed("ebs.gp3_iops", operations, self.iops.saturating_sub(GP3_IOPS).into()),
                Meter::fixed("ebs.gp3_mbps", throughput, self.throughput.saturating_sub(GP3_THROUGHPUT).into()),
            ],
            VolumeType::Gp2 => vec![kept("ebs.gp2")],
            VolumeType::Io1 => vec![kept("ebs.io1"), Meter::fixed("ebs.io1_iops", operations, all)],
            VolumeType::Io2 => {
                // The list has the price of the first ones of a volume; those above cost less.
                let dearest = self.iops.min(IO2_FIRST_IOPS);
                let above = &text!("IOPS above 32,000", "32,000을 넘는 IOPS");
                vec![
                    kept("ebs.io2"),
                    Meter::fixed("ebs.io2_iops", operations, dearest.into()),
                    Meter::fixed("ebs.io2_iops_above", above, self.iops.saturating_sub(dearest).into()),
                ]
            }
            VolumeType::St1 => vec![kept("ebs.st1")],
            VolumeType::Sc1 => vec![kept("ebs.sc1")],
            VolumeType::Standard => {
                let requests = &text!("I/O requests", "I/O 요청");
                vec![kept("ebs.magnetic"), Meter::fixed("ebs.magnetic_io", requests, self.io_requests)]
            }
        };
        meters.push(Meter::fixed("ebs.snapshot", &text!("snapshots", "스냅샷"), self.snapshot_gb));
        let archived = &text!("archived snapshots", "보관된 스냅샷");
        meters.push(Meter::fixed("ebs.snapshot_archive", archived, self.archived_gb));
        meters
    }
}

impl Importing for EbsVolume {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::of("AWS::EC2::Volume")] }
    }

    fn joins(&self) -> &'static [Join] {
        const { &[Join { ty: "AWS::EC2::VolumeAttachment", owner: "VolumeId" }] }
    }

    fn join(&mut self, taking: &mut Taking<'_>) {
        taking.link("InstanceId", &mut self.instance_id);
    }
}

impl Exporting for EbsVolume {
    fn properties(&self) -> Properties {
        Properties { always: &["Size", "VolumeType"], changed: &[] }
    }

    fn give(&self, giving: &mut Giving<'_>) {
        if matches!(self.volume_type, VolumeType::Gp3 | VolumeType::Io1 | VolumeType::Io2)
            && let Some(iops) = giving.named_if_changed("iops", "Iops")
        {
            giving.put("Iops", iops);
        }
        if self.volume_type == VolumeType::Gp3
            && let Some(throughput) = giving.named_if_changed("throughput", "Throughput")
        {
            giving.put("Throughput", throughput);
        }
        let instance = self.instance_id.target().and_then(|it| giving.site.resource(it)).map(|it| it.0);
        let beside = instance.and_then(|it| giving.site.around::<super::Subnet>(it)).map(|it| it.1);
        let subnet = giving.site.within::<super::Subnet>().map(|it| it.1).or(beside);
        let letter = subnet.map_or("a", |it| it.availability_zone.value());
        giving.put("AvailabilityZone", mixed(format!("${{AWS::Region}}{letter}")));
        if let Some(instance) = instance {
            let all = tree([
                ("Device", say("/dev/sdf")),
                ("InstanceId", giving.to(instance)),
                ("VolumeId", giving.own()),
            ]);
            giving.add("Attachment", "AWS::EC2::VolumeAttachment", all);
        }
    }
}
