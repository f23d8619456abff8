//! Secrets Manager secret.

use crate::{
    base::{Decimal, text},
    model::{
        connection::Access,
        fact::{CallFact, CallsFrom, Meter, NetFact, Service, Takes, Usage},
        resource::{Resource, resource},
        site::Site,
    },
};
use crate::model::taking::{Figure, Importing, Import};
use crate::model::giving::{Exporting, Giving, say};

resource! {
    /// A password or token that code asks for when it runs. Billed by the month, and by calls.
    #[ko = "코드가 실행 중에 가져가는 비밀번호나 토큰. 월 단위와 호출 수로 청구된다."]
    pub struct Secret: "Secrets Manager secret" | "Secrets Manager 보안 암호" {
        short: "Secret",
        icon: "secret",
        stencil: "secrets_manager",
        group: Watch,
        service: Baas,
        look: Card,
        stands_in: [Region],
        roles: [],
        source: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/intro.html",
        rules: [],
        fields {}
    }
}

impl Resource for Secret {
    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        vec![NetFact::Served { service: Service { name: "secretsmanager".into(), region: site.region() } }]
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        vec![CallFact::Takes(Takes {
            access: Access::Invoke,
            from: &[CallsFrom::Code, CallsFrom::Provider],
            authority: &text!(
                "the caller's role allows secretsmanager:GetSecretValue",
                "호출자의 역할이 secretsmanager:GetSecretValue를 허용"
            ),
        })]
    }

    fn meters(&self, _: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        vec![
            Meter::fixed("secrets_manager.secret", &text!("secret", "보안 암호"), Decimal::ONE),
            Meter::marginal("secrets_manager.api", &text!("calls", "호출"), usage.calls()),
        ]
    }
}

impl Importing for Secret {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::of("AWS::SecretsManager::Secret")] }
    }

    fn usage(&self) -> &'static [(&'static str, Figure)] {
        &[("monthly_requests", Figure::Calls(1))]
    }
}

impl Exporting for Secret {
    fn arn(&self) -> &'static str {
        ""
    }

    fn actions(&self) -> &'static [&'static str] {
        &["secretsmanager:GetSecretValue"]
    }

    fn give(&self, giving: &mut Giving<'_>) {
        giving.put("GenerateSecretString.PasswordLength", say(32));
    }
}
