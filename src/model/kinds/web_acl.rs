//! WAF web ACL.

use crate::{
    base::{Decimal, text},
    model::{
        fact::{Meter, Usage},
        resource::{Resource, resource},
        site::Site,
    },
};
use crate::model::taking::{Importing, Import};
use crate::model::giving::{Exporting, Giving, say, tree};

resource! {
    /// Looks into web requests and turns some away. Billed by the month for itself and each rule, and by requests, which
    /// stand on the bill of what it guards.
    #[ko = "웹 요청을 검사해 일부를 막는다. 자신과 규칙마다 월 단위로, 요청은 보호하는 리소스의 청구에 잡힌다."]
    pub struct WebAcl: "WAF web ACL" | "WAF 웹 ACL" {
        short: "WAF",
        icon: "web_acl",
        stencil: "waf",
        group: Watch,
        service: Baas,
        look: Card,
        stands_in: [Region],
        roles: [],
        source: "https://docs.aws.amazon.com/waf/latest/developerguide/web-acl.html",
        rules: [],
        fields {
            /// Rules, rule groups and managed groups: each is billed.
            #[ko = "규칙, 규칙 그룹, 관리형 그룹의 수. 하나하나 청구된다."]
            pub rules: u32 = 1, "Rules" | "규칙", { max: 1_500 };
        }
    }
}

/// What inspecting the calls that arrive costs, where a web ACL guards.
pub(super) fn inspected(guarded: bool, usage: &Usage<'_>) -> Option<Meter> {
    guarded.then(|| Meter::marginal("waf.requests", &text!("requests inspected by WAF", "WAF 검사 요청"), usage.calls()))
}

impl Resource for WebAcl {
    fn headline(&self) -> String {
        format!("{} × rule", self.rules)
    }

    fn meters(&self, _: Site<'_>, _: &Usage<'_>) -> Vec<Meter> {
        vec![
            Meter::fixed("waf.web_acl", &text!("web ACL", "웹 ACL"), Decimal::ONE),
            Meter::fixed("waf.rule", &text!("rules", "규칙"), self.rules.into()),
        ]
    }
}

impl Importing for WebAcl {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::named("AWS::WAFv2::WebACL", &[("rules", "-")])] }
    }
}

impl Exporting for WebAcl {
    fn give(&self, giving: &mut Giving<'_>) {
        giving.put("DefaultAction.Allow", tree([]));
        let fronts = giving.site.referrers::<super::CloudfrontDistribution>();
        giving.put("Scope", say(if fronts.is_empty() { "REGIONAL" } else { "CLOUDFRONT" }));
        giving.put("VisibilityConfig.CloudWatchMetricsEnabled", say(true));
        giving.put("VisibilityConfig.MetricName", giving.name());
        giving.put("VisibilityConfig.SampledRequestsEnabled", say(true));
    }
}
