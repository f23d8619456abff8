//! API Gateway REST API.

use crate::{
    base::{Decimal, text},
    model::{
        connection::Access,
        fact::{Basis, CallFact, CallsFrom, HOURS_PER_MONTH, Meter, NetFact, Service, Takes, Usage},
        field::choice,
        resource::{Resource, resource},
        site::Site,
    },
};

choice! {
    /// Sizes of the cache.
    pub enum CacheSize {
        /// No cache.
        None = "0", "No cache" | "캐시 없음";
        /// 0.5 GB.
        Half = "0.5", "0.5 GB" | "0.5 GB";
        /// 1.6 GB.
        OnePointSix = "1.6", "1.6 GB" | "1.6 GB";
        /// 6.1 GB.
        SixPointOne = "6.1", "6.1 GB" | "6.1 GB";
        /// 13.5 GB.
        Thirteen = "13.5", "13.5 GB" | "13.5 GB";
        /// 28.4 GB.
        TwentyEight = "28.4", "28.4 GB" | "28.4 GB";
        /// 58.2 GB.
        FiftyEight = "58.2", "58.2 GB" | "58.2 GB";
        /// 118 GB.
        Hundred = "118", "118 GB" | "118 GB";
        /// 237 GB.
        TwoHundred = "237", "237 GB" | "237 GB";
    }
}

resource! {
    /// The full HTTP front door: API keys, usage plans, cache, request validation.
    #[ko = "모든 기능을 갖춘 HTTP 관문. API 키, 사용량 계획, 캐시, 요청 검증."]
    pub struct RestApi: "REST API" | "REST API" {
        short: "REST API",
        icon: "rest_api",
        group: Edge,
        look: Card,
        stands_in: [Region],
        roles: [],
        source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-rest-api.html",
        rules: [],
        fields {
            /// A cache in front of the integrations, billed by the hour, used or idle.
            #[ko = "통합 앞의 캐시. 쓰든 안 쓰든 시간당 요금이 든다."]
            pub cache_cluster_size: CacheSize = CacheSize::None, "Cache" | "캐시";
        }
    }
}

/// What every public front door of API Gateway answers, and how it calls on.
pub(super) fn front_door() -> Vec<CallFact> {
    vec![
        CallFact::Calls(CallsFrom::Provider),
        CallFact::Takes(Takes {
            access: Access::Invoke,
            from: &[CallsFrom::Code, CallsFrom::Outside],
            authority: &text!("the API's authoriser, if it has one", "API에 권한 부여자가 있으면 그 권한 부여자"),
        }),
    ]
}

/// What answers to callers outside weigh.
pub(super) fn internet_out(usage: &Usage<'_>) -> Option<Meter> {
    let bytes = |arrival: &crate::model::fact::Arrival<'_>| {
        arrival.calls * Decimal::from(arrival.connection.map_or(0, |it| it.response_size))
    };
    let gigabytes = usage.arrivals.iter().map(bytes).sum::<Decimal>() / Decimal::from(1_u64 << 30);
    (!gigabytes.is_zero()).then(|| Meter {
        sku: "data_transfer.internet_out".into(),
        component: &text!("data to the internet", "인터넷으로 나간 데이터"),
        quantity: gigabytes,
        basis: Basis::Marginal,
    })
}

impl Resource for RestApi {
    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        vec![NetFact::Served { service: Service { name: "execute-api".into(), region: site.region() } }]
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        front_door()
    }

    fn meters(&self, _: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        let mut meters = vec![Meter {
            sku: "api_gateway.rest_requests".into(),
            component: &text!("REST API requests", "REST API 요청"),
            quantity: usage.calls(),
            basis: Basis::Marginal,
        }];
        if self.cache_cluster_size != CacheSize::None {
            meters.push(Meter {
                sku: format!("api_gateway.rest_cache_{}_gb", self.cache_cluster_size.value()).into(),
                component: &text!("cache hours", "캐시 시간"),
                quantity: HOURS_PER_MONTH,
                basis: Basis::Fixed,
            });
        }
        meters.extend(internet_out(usage));
        meters
    }
}
