//! S3 bucket.

use crate::{
    base::{Decimal, text},
    model::{
        connection::{Access, Connection},
        fact::{Basis, CallFact, CallsFrom, Meter, NetFact, Service, Takes, Usage},
        resource::{Resource, resource},
        site::Site,
    },
};

resource! {
    /// Objects by name, at any scale. Regional: it lives outside VPCs.
    #[ko = "이름으로 찾는 객체 저장소. 리전 서비스이므로 VPC 밖에 있다."]
    pub struct S3Bucket: "S3 bucket" | "S3 버킷" {
        short: "S3",
        icon: "s3_bucket",
        group: Storage,
        look: Card,
        stands_in: [Region],
        roles: [],
        source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/Welcome.html",
        rules: [],
        fields {
            /// What is kept in the Standard class.
            #[ko = "Standard 클래스에 저장하는 데이터의 양."]
            pub storage_gb: Decimal = Decimal::ZERO, "Storage" | "저장 용량", { unit: "GB" };
        }
    }
}

impl Resource for S3Bucket {
    fn headline(&self) -> String {
        "standard".into()
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

    fn meters(&self, _: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        let total = |count: fn(&Connection) -> Decimal| -> Decimal {
            let each = usage.arrivals.iter();
            each.map(|arrival| arrival.connection.map_or(Decimal::ZERO, |it| arrival.calls * count(it))).sum()
        };
        vec![
            Meter {
                sku: "s3.standard_get".into(),
                component: &text!("GET requests", "GET 요청"),
                quantity: total(|it| it.reads),
                basis: Basis::Marginal,
            },
            Meter {
                sku: "s3.standard_put".into(),
                component: &text!("PUT requests", "PUT 요청"),
                quantity: total(|it| it.writes),
                basis: Basis::Marginal,
            },
            Meter {
                sku: "s3.standard_storage".into(),
                component: &text!("storage", "저장"),
                quantity: self.storage_gb,
                basis: Basis::Fixed,
            },
        ]
    }
}
