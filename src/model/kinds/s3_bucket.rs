//! S3 bucket.

use crate::{
    base::{Decimal, text},
    model::{
        connection::Access,
        fact::{BYTES_PER_GB, CallFact, Calls, CallsFrom, Meter, NetFact, Service, Takes, Usage},
        field::{FieldSpec, choice},
        resource::{Resource, resource},
        site::Site,
    },
};
use crate::model::taking::{Figure, Importing, Import, Taking};
use crate::model::giving::{Exporting, Giving, Caller, say, list, tree, mixed};
use crate::base::NodeId;
use crate::model::attrs::Attr;
use std::collections::BTreeMap;

choice! {
    /// What keeping and reading objects costs.
    pub enum StorageClass {
        /// For what is read often.
        Standard = "STANDARD", "Standard" | "Standard";
        /// Moves objects to cheaper tiers by itself.
        IntelligentTiering = "INTELLIGENT_TIERING", "Intelligent-Tiering" | "Intelligent-Tiering";
        /// For what is read seldom.
        StandardIa = "STANDARD_IA", "Standard-IA" | "Standard-IA";
        /// The same, in one zone.
        OneZoneIa = "ONEZONE_IA", "One Zone-IA" | "One Zone-IA";
        /// An archive that answers at once.
        GlacierIr = "GLACIER_IR", "Glacier Instant Retrieval" | "Glacier Instant Retrieval";
        /// An archive that answers in hours.
        Glacier = "GLACIER", "Glacier Flexible Retrieval" | "Glacier Flexible Retrieval";
        /// An archive that answers in half a day.
        DeepArchive = "DEEP_ARCHIVE", "Glacier Deep Archive" | "Glacier Deep Archive";
    }
}

choice! {
    /// How fast archived objects come back.
    pub enum RetrievalTier {
        /// In hours.
        Standard = "Standard", "Standard" | "표준";
        /// In minutes, of Glacier Flexible Retrieval only.
        Expedited = "Expedited", "Expedited" | "긴급";
        /// In half a day or two days; free of Glacier Flexible Retrieval.
        Bulk = "Bulk", "Bulk" | "대량";
    }
}

resource! {
    /// Objects by name, at any scale. Regional: it lives outside VPCs.
    #[ko = "이름으로 찾는 객체 저장소. 리전 서비스이므로 VPC 밖에 있다."]
    pub struct S3Bucket: "S3 bucket" | "S3 버킷" {
        short: "S3",
        icon: "s3_bucket",
        stencil: "s3",
        group: Storage,
        service: Baas,
        look: Card,
        stands_in: [Region],
        roles: [],
        source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/Welcome.html",
        rules: [],
        fields {
            /// The class that objects are written to and read from.
            #[ko = "객체를 쓰고 읽는 스토리지 클래스."]
            pub storage_class: StorageClass = StorageClass::Standard, "Storage class" | "스토리지 클래스";
            /// Objects that Intelligent-Tiering watches; those under 128 KB are not watched.
            #[ko = "Intelligent-Tiering이 지켜보는 객체 수. 128 KB 미만은 제외된다."]
            pub objects: Decimal = Decimal::ZERO, "Objects" | "객체 수", { usage: true };
            /// Which share of what Intelligent-Tiering keeps is in its infrequent tier.
            #[ko = "Intelligent-Tiering에서 저빈도 계층에 있는 비율."]
            pub infrequent_share: Decimal = Decimal::ZERO, "Infrequent share" | "저빈도 비율", { max: 1, usage: true };
            /// Which share is in its archive access tier.
            #[ko = "Intelligent-Tiering에서 아카이브 액세스 계층에 있는 비율."]
            pub archive_share: Decimal = Decimal::ZERO, "Archive share" | "아카이브 비율", { max: 1, usage: true };
            /// Which share is in its deep archive access tier.
            #[ko = "Intelligent-Tiering에서 딥 아카이브 액세스 계층에 있는 비율."]
            pub deep_archive_share: Decimal = Decimal::ZERO, "Deep archive share" | "딥 아카이브 비율", { max: 1, usage: true };
            /// How fast archived objects come back. Expedited is of Glacier Flexible Retrieval only; there, bulk is free.
            #[ko = "보관된 객체를 꺼내는 속도. 긴급은 Glacier Flexible Retrieval에만 있고, 대량은 그곳에서 무료다."]
            pub retrieval_tier: RetrievalTier = RetrievalTier::Standard, "Retrieval tier" | "검색 등급";
            /// Objects a month that lifecycle rules move into this class.
            #[ko = "수명 주기 규칙이 한 달 동안 이 클래스로 옮기는 객체 수."]
            pub transitions: Decimal = Decimal::ZERO, "Objects moved in" | "옮겨 온 객체", { unit: "/month", usage: true };
            /// What is kept.
            #[ko = "저장하는 데이터의 양."]
            pub storage_gb: Decimal = Decimal::ZERO, "Storage" | "저장 용량", { unit: "GB", usage: true };
        }
    }
}

impl Resource for S3Bucket {
    fn headline(&self) -> String {
        self.storage_class.value().to_lowercase()
    }

    fn shows(&self, field: &FieldSpec) -> bool {
        let tiering = [Self::objects, Self::infrequent_share, Self::archive_share, Self::deep_archive_share];
        let is_archive = matches!(self.storage_class, StorageClass::Glacier | StorageClass::DeepArchive);
        (self.storage_class == StorageClass::IntelligentTiering || !tiering.contains(&field.name))
            && (is_archive || field.name != Self::retrieval_tier)
            && (self.storage_class != StorageClass::Standard || field.name != Self::transitions)
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        vec![NetFact::Served { service: Service { name: "s3".into(), region: site.region() } }]
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        vec![
            CallFact::Calls(CallsFrom::Events),
            CallFact::Takes(Takes {
                access: Access::ReadWrite,
                from: &[CallsFrom::Code, CallsFrom::Provider, CallsFrom::Outside],
                authority: &text!(
                    "the caller's role, the bucket policy or a signed address allows it",
                    "호출자의 역할, 버킷 정책 또는 서명된 주소가 허용"
                ),
            }),
        ]
    }

    /// Writes are what its events tell of.
    fn events(&self, call: &Calls<'_>) -> Decimal {
        call.writes().0
    }

    fn meters(&self, _: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        let (reads, writes) = (usage.sum(|it| it.reads().0), usage.sum(|it| it.writes().0));
        let read = usage.arrivals.iter().map(|it| {
            let (count, size) = it.reads();
            it.calls.saturating_mul(count).saturating_mul(size.into()) / BYTES_PER_GB
        });
        let read = read.fold(Decimal::ZERO, Decimal::saturating_add);
        let get = |sku: &'static str| Meter::marginal(sku, &text!("GET requests", "GET 요청"), reads);
        let put = |sku: &'static str| Meter::marginal(sku, &text!("PUT requests", "PUT 요청"), writes);
        let retrieved = |sku: &'static str| Meter::marginal(sku, &text!("data retrieved", "검색한 데이터"), read);
        let asked = |sku: &'static str| Meter::marginal(sku, &text!("retrieval requests", "검색 요청"), reads);
        let kept =
            |sku: &'static str| Meter::fixed(sku, &text!("storage", "저장"), self.storage_gb);
        let mut meters = match self.storage_class {
            StorageClass::Standard => {
                vec![get("s3.standard_get"), put("s3.standard_put"), kept("s3.standard_storage")]
            }
            StorageClass::IntelligentTiering => {
                let mut often = Decimal::ONE;
                let mut tier = |share: Decimal| {
                    let own = share.min(often);
                    often -= own;
                    self.storage_gb.saturating_mul(own)
                };
                let seldom = tier(self.infrequent_share);
                let (archived, deep) = (tier(self.archive_share), tier(self.deep_archive_share));
                let often = self.storage_gb.saturating_sub(seldom).saturating_sub(archived).saturating_sub(deep);
                vec![
                    get("s3.standard_get"),
                    put("s3.standard_put"),
                    Meter::fixed("s3.int_frequent", &text!("frequent tier", "고빈도 계층"), often),
                    Meter::fixed("s3.int_infrequent", &text!("infrequent tier", "저빈도 계층"), seldom),
                    Meter::fixed("s3.int_archive", &text!("archive access tier", "아카이브 액세스 계층"), archived),
                    Meter::fixed(
                        "s3.int_deep_archive",
                        &text!("deep archive access tier", "딥 아카이브 액세스 계층"),
                        deep,
                    ),
                    Meter::fixed("s3.int_monitoring", &text!("objects watched", "모니터링 객체"), self.objects),
                ]
            }
            StorageClass::StandardIa => {
                vec![get("s3.ia_get"), put("s3.ia_put"), retrieved("s3.ia_retrieval"), kept("s3.ia_storage")]
            }
            StorageClass::OneZoneIa => {
                vec![get("s3.zia_get"), put("s3.zia_put"), retrieved("s3.zia_retrieval"), kept("s3.zia_storage")]
            }
            StorageClass::GlacierIr => vec![
                get("s3.glacier_instant_get"),
                put("s3.glacier_instant_put"),
                retrieved("s3.glacier_instant_retrieval"),
                kept("s3.glacier_instant_storage"),
            ],
            StorageClass::Glacier => {
                let (request, data) = match self.retrieval_tier {
                    RetrievalTier::Standard => {
                        (Some("s3.glacier_flex_standard_request"), Some("s3.glacier_flex_standard_retrieval"))
                    }
                    RetrievalTier::Expedited => {
                        (Some("s3.glacier_flex_expedited_request"), Some("s3.glacier_flex_expedited_retrieval"))
                    }
                    RetrievalTier::Bulk => (None, None),
                };
                let (asked, retrieved) = (request.map(asked), data.map(retrieved));
                let (put, kept) = (put("s3.glacier_flex_put"), kept("s3.glacier_flex_storage"));
                asked.into_iter().chain([put]).chain(retrieved).chain([kept]).collect()
            }
            StorageClass::DeepArchive => {
                let (request, data) = match self.retrieval_tier {
                    RetrievalTier::Standard => {
                        ("s3.deep_archive_standard_request", "s3.deep_archive_standard_retrieval")
                    }
                    RetrievalTier::Bulk => ("s3.deep_archive_bulk_request", "s3.deep_archive_bulk_retrieval"),
                    // AWS has none, so nobody knows what it would cost.
                    RetrievalTier::Expedited => {
                        ("s3.deep_archive_expedited_request", "s3.deep_archive_expedited_retrieval")
                    }
                };
                vec![asked(request), put("s3.deep_archive_put"), retrieved(data), kept("s3.deep_archive_storage")]
            }
        };
        let moved = |sku: &'static str| Meter::fixed(sku, &text!("objects moved in", "옮겨 온 객체"), self.transitions);
        meters.extend(self.transition_sku().map(moved));
        meters
    }
}

impl Importing for S3Bucket {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::of("AWS::S3::Bucket")] }
    }

    fn usage(&self) -> &'static [(&'static str, Figure)] {
        &[("standard.storage_gb", Figure::Field("storage_gb")), ("standard.monthly_tier_1_requests", Figure::Writes), ("standard.monthly_tier_2_requests", Figure::Reads)]
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        taking.connect_named("NotificationConfiguration");
    }
}

impl Exporting for S3Bucket {
    fn actions(&self) -> &'static [&'static str] {
        &["s3:DeleteObject", "s3:GetObject", "s3:ListBucket", "s3:PutObject"]
    }

    fn domain(&self, giving: &Giving<'_>, id: &NodeId) -> Attr {
        giving.attribute(id, Some("RegionalDomainName"))
    }

    fn named_by_policies(&self, giving: &Giving<'_>, id: &NodeId) -> Vec<Attr> {
        vec![giving.arn(id), giving.arn_and(id, "/*")]
    }

    /// By the account: what names the bucket would wait for it, and it for what it tells.
    fn caller(&self, _: &Giving<'_>, _: &NodeId) -> Option<Caller> {
        Some(Caller { principal: "s3.amazonaws.com", condition: ("SourceAccount", mixed("${AWS::AccountId}")) })
    }

    fn give(&self, giving: &mut Giving<'_>) {
        let told = giving.calls().into_iter().filter(|it| it.1.kind == Access::EventSource);
        let mut lists: BTreeMap<&str, Vec<Attr>> = BTreeMap::new();
        let mut waits = Vec::new();
        for (to, _) in told {
            let named = giving.site.resource(to).and_then(|it| it.1.resource.as_exporting().notified());
            let Some((list, key)) = named else { continue };
            lists.entry(list).or_default().push(tree([("Event", say("s3:ObjectCreated:*")), (key, giving.arn(to))]));
            waits.extend([format!("{to}/Permission-{}", giving.id()), format!("{to}/Admission")]);
        }
        for (name, all) in lists {
            giving.put(&format!("NotificationConfiguration.{name}"), list(all));
        }
        waits.into_iter().for_each(|it| giving.wait_for(it));
    }
}

impl S3Bucket {
    /// What an object is billed as that a lifecycle rule moves here. Nothing moves into Standard.
    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html>
    fn transition_sku(&self) -> Option<&'static str> {
        match self.storage_class {
            StorageClass::Standard => None,
            StorageClass::IntelligentTiering => Some("s3.int_transition"),
            StorageClass::StandardIa => Some("s3.ia_transition"),
            StorageClass::OneZoneIa => Some("s3.zia_transition"),
            StorageClass::GlacierIr => Some("s3.glacier_instant_transition"),
            StorageClass::Glacier => Some("s3.glacier_flex_transition"),
            StorageClass::DeepArchive => Some("s3.deep_archive_transition"),
        }
    }
}
