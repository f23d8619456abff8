//! KMS key.

use crate::{
    base::{Decimal, text},
    model::{
        connection::Access,
        fact::{CallFact, CallsFrom, Meter, NetFact, Service, Takes, Usage},
        field::{FieldSpec, choice},
        resource::{Resource, resource},
        site::Site,
    },
};
use crate::model::taking::{Importing, Import};

choice! {
    /// What a key is for.
    pub enum KeySpec {
        /// One secret key encrypts and decrypts.
        Symmetric = "SYMMETRIC_DEFAULT", "Symmetric" | "대칭";
        /// A pair of keys; its requests are dearer.
        Asymmetric = "ASYMMETRIC", "Asymmetric" | "비대칭";
    }
}

resource! {
    /// A key that never leaves AWS. Billed by the month, and by requests: each object read without a bucket key is one.
    #[ko = "AWS 밖으로 나가지 않는 키. 월 단위와 요청 수로 청구된다. 버킷 키가 없으면 객체를 읽을 때마다 요청이 하나씩 든다."]
    pub struct KmsKey: "KMS key" | "KMS 키" {
        short: "KMS",
        icon: "kms_key",
        stencil: "key_management_service",
        group: Watch,
        service: Baas,
        look: Card,
        stands_in: [Region],
        roles: [],
        source: "https://docs.aws.amazon.com/kms/latest/developerguide/overview.html",
        rules: [],
        fields {
            /// What it is for.
            #[ko = "키의 용도."]
            pub key_spec: KeySpec = KeySpec::Symmetric, "Key type" | "키 유형";
            /// Requests a month that no drawn connection shows.
            #[ko = "그려진 연결 밖에서 오는 한 달 요청 수."]
            pub further_requests: Decimal = Decimal::ZERO, "Further requests" | "그 밖의 요청", { unit: "/month", usage: true };
            /// ECC key pairs a month that it makes for use elsewhere (GenerateDataKeyPair).
            #[ko = "다른 곳에서 쓰도록 한 달 동안 만드는 ECC 키 쌍 수(GenerateDataKeyPair)."]
            pub data_key_pairs: Decimal = Decimal::ZERO, "Data key pairs" | "데이터 키 쌍", { unit: "/month", usage: true };
        }
    }
}

impl Resource for KmsKey {
    fn headline(&self) -> String {
        self.key_spec.value().to_lowercase()
    }

    /// Only a symmetric key makes key pairs.
    /// <https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKeyPair.html>
    fn shows(&self, field: &FieldSpec) -> bool {
        self.key_spec == KeySpec::Symmetric || field.name != Self::data_key_pairs
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        vec![NetFact::Served { service: Service { name: "kms".into(), region: site.region() } }]
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        vec![CallFact::Takes(Takes {
            access: Access::Invoke,
            from: &[CallsFrom::Code, CallsFrom::Provider],
            authority: &text!("the key's policy allows the caller's role", "키 정책이 호출자의 역할을 허용"),
        })]
    }

    fn meters(&self, _: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        let sku = match self.key_spec {
            KeySpec::Symmetric => "kms.requests",
            KeySpec::Asymmetric => "kms.asymmetric",
        };
        let pairs = match self.key_spec {
            KeySpec::Symmetric => self.data_key_pairs,
            KeySpec::Asymmetric => Decimal::ZERO,
        };
        vec![
            Meter::fixed("kms.key", &text!("key", "키"), Decimal::ONE),
            Meter::marginal(sku, &text!("requests", "요청"), usage.calls()),
            Meter::fixed(sku, &text!("further requests", "그 밖의 요청"), self.further_requests),
            Meter::fixed("kms.datakeypair", &text!("data key pairs", "데이터 키 쌍"), pairs),
        ]
    }
}

impl Importing for KmsKey {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::of("AWS::KMS::Key")] }
    }
}

impl crate::model::giving::Exporting for KmsKey {
    fn actions(&self) -> &'static [&'static str] {
        &["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"]
    }
}
