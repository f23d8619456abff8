//! Cognito user pool.

use super::{WebAcl, web_acl};
use crate::{
    base::{Decimal, text},
    model::{
        connection::Access,
        fact::{CallFact, CallsFrom, Meter, NetFact, Service, Takes, Usage},
        field::{Link, choice},
        resource::{Resource, resource},
        site::Site,
    },
};
use crate::model::taking::{Importing, Import};
use crate::model::giving::{Exporting, Properties};

choice! {
    /// The feature plan.
    pub enum UserPoolTier {
        /// Sign-in and sign-up.
        Lite = "LITE", "Lite" | "Lite";
        /// Managed login pages, passwordless sign-in.
        Essentials = "ESSENTIALS", "Essentials" | "Essentials";
        /// Threat protection.
        Plus = "PLUS", "Plus" | "Plus";
    }
}

resource! {
    /// Users who sign in. Billed by the users who were active in the month.
    #[ko = "로그인하는 사용자들. 그달에 활동한 사용자 수로 청구된다."]
    pub struct UserPool: "Cognito user pool" | "Cognito 사용자 풀" {
        short: "Cognito",
        icon: "user_pool",
        stencil: "cognito",
        group: Watch,
        service: Baas,
        look: Card,
        stands_in: [Region],
        roles: [],
        source: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools.html",
        rules: [],
        fields {
            /// The feature plan.
            #[ko = "기능 요금제."]
            pub user_pool_tier: UserPoolTier = UserPoolTier::Essentials, "Plan" | "요금제";
            /// Users with any identity operation in the month.
            #[ko = "그달에 한 번이라도 인증 작업을 한 사용자 수."]
            pub monthly_active_users: Decimal = Decimal::ZERO, "Monthly active users" | "월간 활성 사용자", { max: 1_000_000_000, usage: true };
            /// The web ACL that looks into the requests that arrive here.
            #[ko = "이곳에 오는 요청을 검사하는 웹 ACL."]
            pub web_acl_id: Link<WebAcl> = Link::NONE, "Web ACL" | "웹 ACL";
        }
    }
}

impl Resource for UserPool {
    fn headline(&self) -> String {
        self.user_pool_tier.value().to_lowercase()
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        vec![NetFact::Served { service: Service { name: "cognito-idp".into(), region: site.region() } }]
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        vec![
            CallFact::Calls(CallsFrom::Provider),
            CallFact::Takes(Takes {
                access: Access::Invoke,
                from: &[CallsFrom::Code, CallsFrom::Outside, CallsFrom::Provider],
                authority: &text!("the user's own credentials", "사용자 자신의 자격 증명"),
            }),
        ]
    }

    fn standard(&self) -> Option<&'static str> {
        Some("OpenID Connect")
    }

    fn meters(&self, _: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        let sku = match self.user_pool_tier {
            UserPoolTier::Lite => "cognito.lite",
            UserPoolTier::Essentials => "cognito.essentials",
            UserPoolTier::Plus => "cognito.plus",
        };
        let users = Meter::fixed(sku, &text!("monthly active users", "월간 활성 사용자"), self.monthly_active_users);
        let mut meters = vec![users];
        meters.extend(web_acl::inspected(self.web_acl_id.target().is_some(), usage));
        meters
    }
}

impl Importing for UserPool {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::of("AWS::Cognito::UserPool")] }
    }
}

impl Exporting for UserPool {
    fn properties(&self) -> Properties {
        Properties { always: &[], changed: &["UserPoolTier"] }
    }

    fn is_tagged(&self) -> bool {
        false
    }
}
