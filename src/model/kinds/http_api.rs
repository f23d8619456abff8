//! API Gateway HTTP API.

use super::rest_api::{HEAVY, IDLE, LATE, Limits, check_api};
use crate::{
    base::{Decimal, text},
    diag::Report,
    model::{
        fact::{Basis, CallFact, Meter, NetFact, Service, Usage},
        quota,
        resource::{Resource, resource},
        site::Site,
    },
};

resource! {
    /// The simpler and cheaper HTTP front door: JWT authorisers, no cache, no usage plans.
    #[ko = "더 단순하고 저렴한 HTTP 진입점. JWT 권한 부여자를 지원하고 캐시와 사용량 계획은 없다."]
    pub struct HttpApi: "HTTP API" | "HTTP API" {
        short: "HTTP API",
        icon: "http_api",
        group: Edge,
        look: Card,
        stands_in: [Region],
        roles: [],
        source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api.html",
        rules: [LATE, IDLE, HEAVY],
        fields {}
    }
}

/// How calls are counted: one for each started 512 KB.
/// <https://aws.amazon.com/api-gateway/pricing/>
const UNIT: u32 = 512 * 1024;

impl Resource for HttpApi {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        let limits =
            Limits { timeout_seconds: quota::HTTP_TIMEOUT_SECONDS, payload_bytes: quota::PAYLOAD_BYTES };
        check_api(site, &limits, report);
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        vec![NetFact::Served { service: Service { name: "execute-api".into(), region: site.region() } }]
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        super::rest_api::front_door()
    }

    fn meters(&self, _: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        let units = usage.arrivals.iter().map(|arrival| {
            let bytes = arrival.connection.map_or(0, |it| it.request_size.max(it.response_size));
            arrival.calls * Decimal::from(bytes.div_ceil(UNIT).max(1))
        });
        let mut meters = vec![Meter {
            sku: "api_gateway.http_requests".into(),
            component: &text!("HTTP API requests", "HTTP API 요청"),
            quantity: units.sum(),
            basis: Basis::Marginal,
        }];
        meters.extend(super::rest_api::internet_out(usage));
        meters
    }
}
