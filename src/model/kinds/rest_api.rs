//! API Gateway REST API.

use super::{HttpApi, InterfaceEndpoint, LambdaFunction, VpcLink, WebAcl, alternative, web_acl};
use crate::{
    base::{Decimal, text},
    diag::{Place, Report, Rule, Severity},
    model::{
        connection::Access,
        fact::{CallFact, CallsFrom, Meter, NetFact, Service, Takes, Usage},
        field::{FieldSpec, Link, Links, choice},
        quota::{self, Quota},
        resource::{Remedy, Resource, resource},
        site::Site,
    },
};
use crate::model::taking::{Figure, Importing, Import, Join, Taking};
use crate::model::giving::{Exporting, self, Giving, Properties, Caller, say, tree, mixed};
use crate::base::NodeId;
use crate::model::attrs::Attr;

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

choice! {
    /// Where an API answers.
    pub enum EndpointType {
        /// In its region, on the internet.
        Regional = "REGIONAL", "Regional" | "리전";
        /// On the internet, by way of CloudFront.
        Edge = "EDGE", "Edge-optimized" | "엣지 최적화";
        /// Inside VPCs only, through execute-api endpoints.
        Private = "PRIVATE", "Private" | "프라이빗";
    }
}

resource! {
    /// The full HTTP front door: API keys, usage plans, cache, request validation.
    #[ko = "모든 기능을 갖춘 HTTP 진입점. API 키, 사용량 계획, 캐시, 요청 검증을 지원한다."]
    pub struct RestApi: "REST API" | "REST API" {
        short: "REST API",
        icon: "rest_api",
        stencil: "api_gateway",
        group: Edge,
        service: Baas,
        look: Card,
        stands_in: [Region],
        roles: [],
        source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-rest-api.html",
        rules: [LATE, IDLE, HEAVY, NO_POLICY, NO_CACHE],
        fields {
            /// Where it answers. A private one is reached through execute-api interface endpoints only.
            #[ko = "API가 응답하는 곳. 프라이빗 API는 execute-api 인터페이스 엔드포인트로만 접근한다."]
            pub endpoint_type: EndpointType = EndpointType::Regional, "Endpoint type" | "엔드포인트 유형";
            /// The endpoints that its resource policy admits, by aws:SourceVpce. None: it has no policy.
            #[ko = "리소스 정책이 aws:SourceVpce로 허용하는 엔드포인트. 비어 있으면 정책이 없다."]
            pub policy_source_vpce: Links<InterfaceEndpoint> = Links::NONE, "Admitted endpoints" | "허용된 엔드포인트";
            /// The VPC link by which its private integrations leave. None: it calls public addresses only.
            #[ko = "프라이빗 통합이 나가는 VPC 링크. 비워 두면 공개된 주소만 호출한다."]
            pub vpc_link_id: Link<VpcLink> = Link::NONE, "VPC link" | "VPC 링크";
            /// A cache in front of the integrations, billed by the hour, used or idle.
            #[ko = "통합 앞에 두는 캐시. 쓰지 않아도 시간당 요금이 든다."]
            pub cache_cluster_size: CacheSize = CacheSize::None, "Cache" | "캐시";
            /// Which share of requests the cache answers.
            #[ko = "캐시가 답하는 요청의 비율."]
            pub cache_hit_ratio: Decimal = Decimal::ZERO, "Cache hits" | "캐시 적중률", { max: 1, usage: true };
            /// The web ACL that looks into its requests.
            #[ko = "요청을 검사하는 웹 ACL."]
            pub web_acl_id: Link<WebAcl> = Link::NONE, "Web ACL" | "웹 ACL";
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
            authority: &text!(
                "the API's authoriser, if it has one",
                "API에 권한 부여자가 있으면 그 권한 부여자"
            ),
        }),
    ]
}

/// As [`front_door`], with integrations over the network too.
pub(super) fn integrating() -> Vec<CallFact> {
    let mut facts = front_door();
    facts.insert(1, CallFact::Calls(CallsFrom::Code));
    facts
}

/// Where the packets of integrations leave: by a VPC link (APIGW-2), or from AWS's own network.
pub(super) fn integrations(site: Site<'_>, link: &Link<VpcLink>) -> NetFact {
    let Some((via, it)) = link.target().zip(site.get(link)) else { return NetFact::Unattached };
    it.entry().unwrap_or_else(|| NetFact::LeavesBy { via: via.clone() })
}

pub(super) static LATE: Rule = Rule {
    code: "API001",
    severity: Severity::Warning,
    title: text!(
        "`{0}` may run for {1} s, but the API stops waiting after {2} s",
        "`{0}`은(는) {1}초까지 실행될 수 있지만 API는 {2}초 뒤에 기다리기를 멈춘다"
    ),
    help: text!(
        "shorten the function's timeout, or answer at once and work on afterwards",
        "함수의 제한 시간을 줄이거나 먼저 응답하고 나중에 처리한다"
    ),
    source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html",
};

pub(super) static IDLE: Rule = Rule {
    code: "API002",
    severity: Severity::Info,
    title: text!("this API calls nothing", "이 API가 호출하는 것이 없다"),
    help: text!("connect it to the function behind it", "뒤에 있는 함수와 연결한다"),
    source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-integration-settings.html",
};

pub(super) static HEAVY: Rule = Rule {
    code: "API003",
    severity: Severity::Error,
    title: text!(
        "a call carries {0} bytes one way; the API takes at most {1}",
        "호출이 한 방향으로 {0}바이트를 나른다. API는 최대 {1}바이트를 받는다"
    ),
    help: text!(
        "pass large data through S3 with a signed address",
        "큰 데이터는 서명된 주소로 S3를 거쳐 주고받는다"
    ),
    source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html",
};

static NO_POLICY: Rule = Rule {
    code: "API006",
    severity: Severity::Error,
    title: text!(
        "a private API needs a resource policy that admits an endpoint",
        "프라이빗 API에는 엔드포인트를 허용하는 리소스 정책이 필요하다"
    ),
    help: text!("name the execute-api endpoints that may call it", "호출해도 되는 execute-api 엔드포인트를 지정한다"),
    source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-apis.html",
};

static NO_CACHE: Rule = Rule {
    code: "API007",
    severity: Severity::Warning,
    title: text!("cache hits have no effect: the API has no cache", "API에 캐시가 없어 캐시 적중률이 적용되지 않는다"),
    help: text!("choose a size for the cache, or leave the hits at 0", "캐시 크기를 고르거나 적중률을 0으로 둔다"),
    source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html",
};

/// What an API of each kind waits for and carries.
pub(super) struct Limits {
    pub(super) timeout_seconds: Quota,
    pub(super) payload_bytes: Quota,
}

/// Checks that hold for every kind of API.
pub(super) fn check_api(site: Site<'_>, limits: &Limits, report: &mut Report) {
    if site.outgoing().next().is_none() {
        report.raise(&IDLE, site.here(), []);
    }
    let wait = limits.timeout_seconds.value();
    for (id, connection) in site.outgoing_by_id().filter(|(_, it)| it.kind == Access::Invoke) {
        let Some((called, function)) =
            connection.to.target().and_then(|to| Some((to, site.find::<LambdaFunction>(to)?)))
        else {
            continue;
        };
        if function.timeout > wait {
            let args = [called.to_string(), function.timeout.to_string(), wait.to_string()];
            report.raise(&LATE, Place::Connection(id.clone()), args);
        }
    }
    let most = limits.payload_bytes.value();
    for (id, connection) in site.incoming_by_id() {
        let bytes = connection.request_size.max(connection.response_size);
        if bytes > most {
            report.raise(&HEAVY, Place::Connection(id.clone()), [bytes.to_string(), most.to_string()]);
        }
    }
}

impl RestApi {
    /// Whether it answers inside VPCs only.
    pub(super) fn is_private(&self) -> bool {
        self.endpoint_type == EndpointType::Private
    }
}

impl Resource for RestApi {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        let limits =
            Limits { timeout_seconds: quota::REST_TIMEOUT_SECONDS, payload_bytes: quota::PAYLOAD_BYTES };
        check_api(site, &limits, report);
        if self.is_private() && self.policy_source_vpce.targets().is_empty() {
            report.raise(&NO_POLICY, site.at(Self::policy_source_vpce), []);
        }
        if self.cache_cluster_size == CacheSize::None && !self.cache_hit_ratio.is_zero() {
            report.raise(&NO_CACHE, site.at(Self::cache_hit_ratio), []);
        }
    }

    fn headline(&self) -> String {
        self.endpoint_type.value().to_owned()
    }

    fn shows(&self, field: &FieldSpec) -> bool {
        field.name != Self::policy_source_vpce || self.is_private()
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        let service = Service { name: "execute-api".into(), region: site.region() };
        let served = if self.is_private() {
            NetFact::ServedInside { service, admits: self.policy_source_vpce.targets().to_vec() }
        } else {
            NetFact::Served { service }
        };
        vec![served, integrations(site, &self.vpc_link_id)]
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        integrating()
    }

    /// An HTTP API does the same for most, without cache, web ACL and private endpoint.
    fn alternatives(&self, site: Site<'_>, _: &Usage<'_>) -> Vec<Remedy> {
        let more = self.cache_cluster_size != CacheSize::None || self.web_acl_id.target().is_some();
        if more || self.endpoint_type != EndpointType::Regional {
            return Vec::new();
        }
        let api = HttpApi { vpc_link_id: self.vpc_link_id.clone() };
        vec![alternative::replace(site, &text!("Make `{0}` an HTTP API", "`{0}`을(를) HTTP API로 바꾸기"), api)]
    }

    fn onward(&self) -> Decimal {
        let hits = if self.cache_cluster_size == CacheSize::None { Decimal::ZERO } else { self.cache_hit_ratio };
        Decimal::ONE - hits
    }

    fn standard(&self) -> Option<&'static str> {
        Some("HTTP")
    }

    fn meters(&self, _: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        let mut meters = vec![Meter::marginal("api_gateway.rest_requests", &text!("REST API requests", "REST API 요청"), usage.calls())];
        if self.cache_cluster_size != CacheSize::None {
            meters.push(Meter::hours(format!("api_gateway.rest_cache_{}_gb", self.cache_cluster_size.value()), &text!("cache hours", "캐시 시간"), 1));
        }
        meters.extend(web_acl::inspected(self.web_acl_id.target().is_some(), usage));
        meters
    }
}

impl Importing for RestApi {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::named("AWS::ApiGateway::RestApi", &[("endpoint_type", "EndpointConfiguration.Types"), ("cache_cluster_size", "-")])] }
    }

    fn usage(&self) -> &'static [(&'static str, Figure)] {
        &[("monthly_requests", Figure::Calls(1))]
    }

    fn joins(&self) -> &'static [Join] {
        const { &[Join { ty: "AWS::ApiGateway::Method", owner: "RestApiId" }, Join { ty: "AWS::ApiGateway::Resource", owner: "RestApiId" }, Join { ty: "AWS::ApiGateway::Stage", owner: "RestApiId" }, Join { ty: "AWS::ApiGateway::Authorizer", owner: "RestApiId" }, Join { ty: "AWS::ApiGateway::BasePathMapping", owner: "RestApiId" }, Join { ty: "AWS::ApiGateway::DocumentationPart", owner: "RestApiId" }, Join { ty: "AWS::WAFv2::WebACLAssociation", owner: "ResourceArn" }, Join { ty: "Plat::RestApiPolicy", owner: "rest_api_id" }] }
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        // A template that says nothing means an API behind the provider's edge.
        if taking.get("EndpointConfiguration").is_none() {
            self.endpoint_type = EndpointType::Edge;
        }
        taking.connect_named("Body");
        taking.connect_named("DefinitionBody");
        taking.connect_named("Auth");
        // Who may call a private one, a policy says, in a template of its own or in one with the paths.
        let policies = ["Policy", "Body", "DefinitionBody", "DefinitionUri", "BodyS3Location", "Auth.ResourcePolicy"];
        for path in policies {
            taking.add_named(path, &mut self.policy_source_vpce);
        }
        if self.policy_source_vpce.targets().is_empty() && policies.iter().any(|it| taking.get(it).is_some()) {
            taking.unknown.insert(Self::policy_source_vpce, "what a policy names is not here".to_owned());
        }
    }

    fn join(&mut self, taking: &mut Taking<'_>) {
        match &*taking.item.ty {
            "AWS::ApiGateway::Method" => {
                taking.link("Integration.ConnectionId", &mut self.vpc_link_id);
                taking.connect_named("Integration");
            }
            "AWS::ApiGateway::Authorizer" => {
                taking.connect_named("AuthorizerUri");
                taking.connect_named("ProviderARNs");
            }
            "AWS::WAFv2::WebACLAssociation" => {
                taking.link("WebACLArn", &mut self.web_acl_id);
            }
            "Plat::RestApiPolicy" => {
                taking.add_named("policy", &mut self.policy_source_vpce);
                if self.policy_source_vpce.targets().is_empty() {
                    taking.unknown.insert(Self::policy_source_vpce, "what a policy names is not here".to_owned());
                }
            }
            _ => {}
        }
    }
}

/// Where an API of API Gateway answers.
pub(super) fn domain_of(id: &NodeId) -> Attr {
    mixed(format!("${{{id}}}.execute-api.${{AWS::Region}}.${{AWS::URLSuffix}}"))
}

/// The calls of an API, as policies name them.
pub(super) fn calls_of(id: &NodeId) -> Attr {
    mixed(format!("arn:${{AWS::Partition}}:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:${{{id}}}/*"))
}

/// How an API calls functions.
pub(super) fn caller_of(id: &NodeId) -> Option<Caller> {
    Some(Caller { principal: "apigateway.amazonaws.com", condition: ("SourceArn", calls_of(id)) })
}

impl Exporting for RestApi {
    fn properties(&self) -> Properties {
        Properties { always: &["EndpointConfiguration.Types[]"], changed: &[] }
    }

    fn domain(&self, _: &Giving<'_>, id: &NodeId) -> Attr {
        domain_of(id)
    }

    fn caller(&self, _: &Giving<'_>, id: &NodeId) -> Option<Caller> {
        caller_of(id)
    }

    fn give(&self, giving: &mut Giving<'_>) {
        giving.put("Name", giving.name());
        let mut methods = Vec::new();
        let mut role = None;
        let link = self.vpc_link_id.target().filter(|it| giving.has(it));
        for (n, (to, _)) in (1..).zip(giving.calls()) {
            let Some(kind) = giving.site.resource(to).map(|it| it.1.resource.as_exporting()) else { continue };
            let integration = if kind.is_function() {
                tree([
                    ("Type", say("AWS_PROXY")),
                    ("IntegrationHttpMethod", say("POST")),
                    ("Uri", super::messaging::invocation(giving, to)),
                ])
            } else if let Some(link) = link.filter(|_| giving.site.find::<super::NetworkLoadBalancer>(to).is_some()) {
                tree([
                    ("Type", say("HTTP_PROXY")),
                    ("IntegrationHttpMethod", say("ANY")),
                    ("Uri", mixed(format!("http://${{{to}.DNSName}}/"))),
                    ("ConnectionType", say("VPC_LINK")),
                    ("ConnectionId", giving.to(link)),
                ])
            } else if let Some((end, request)) = kind.integrated(to) {
                if role.is_none() {
                    role = giving.role("apigateway.amazonaws.com", &[], false);
                }
                let mut all = tree([
                    ("Type", say("AWS")),
                    ("IntegrationHttpMethod", say("POST")),
                    ("Uri", mixed(format!("arn:${{AWS::Partition}}:apigateway:${{AWS::Region}}:{end}"))),
                    ("RequestTemplates", tree([("application/json", request)])),
                ]);
                if let Some(role) = role.clone() {
                    all.put("Credentials", role);
                }
                all
            } else {
                continue;
            };
            let root = giving.attribute(giving.id(), Some("RootResourceId"));
            let resource = tree([("RestApiId", giving.own()), ("ParentId", root), ("PathPart", say(giving::plain(to)))]);
            let resource = giving.add(&format!("Resource{n}"), "AWS::ApiGateway::Resource", resource);
            let method = tree([
                ("RestApiId", giving.own()),
                ("ResourceId", resource),
                ("HttpMethod", say("ANY")),
                ("AuthorizationType", say("NONE")),
                ("Integration", integration),
            ]);
            giving.add(&format!("Method{n}"), "AWS::ApiGateway::Method", method);
            methods.push(format!("{}/Method{n}", giving.id()));
        }
        // It can be reached once something of it is deployed.
        if methods.is_empty() {
            return;
        }
        let deployment = giving.add("Deployment", "AWS::ApiGateway::Deployment", tree([("RestApiId", giving.own())]));
        giving.let_last_wait(methods);
        let stage = tree([("RestApiId", giving.own()), ("DeploymentId", deployment), ("StageName", say("live"))]);
        giving.add("Stage", "AWS::ApiGateway::Stage", stage);
    }
}
