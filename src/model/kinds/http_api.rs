//! API Gateway HTTP API.

use super::{
    RestApi, VpcLink, alternative,
    rest_api::{HEAVY, IDLE, LATE, Limits, caller_of, check_api, domain_of},
};
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
    model::{
        fact::{CallFact, Calls, Meter, NetFact, Service, Usage},
        field::Link,
        quota,
        resource::{Remedy, Resource, resource},
        site::Site,
    },
};
use crate::model::taking::{Figure, Importing, Import, Join, Taking, When};
use crate::model::{attrs::Attr, resource::Role};
use crate::model::giving::{Exporting, self, Giving, Caller, say, tree, mixed, doubt};
use crate::base::NodeId;
use super::messaging;

resource! {
    /// The simpler and cheaper HTTP front door: JWT authorisers, no cache, no usage plans.
    #[ko = "더 단순하고 저렴한 HTTP 진입점. JWT 권한 부여자를 지원하고 캐시와 사용량 계획은 없다."]
    pub struct HttpApi: "HTTP API" | "HTTP API" {
        short: "HTTP API",
        icon: "http_api",
        stencil: "api_gateway",
        group: Edge,
        service: Baas,
        look: Card,
        stands_in: [Region],
        roles: [],
        source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api.html",
        rules: [LATE, IDLE, HEAVY, OLD_LINK],
        fields {
            /// The VPC link by which its private integrations leave. None: it calls public addresses only.
            #[ko = "프라이빗 통합이 나가는 VPC 링크. 비워 두면 공개된 주소만 호출한다."]
            pub vpc_link_id: Link<VpcLink> = Link::NONE, "VPC link" | "VPC 링크";
        }
    }
}

static OLD_LINK: Rule = Rule {
    code: "API005",
    severity: Severity::Error,
    title: text!(
        "an HTTP API cannot use `{0}`, a VPC link of the first version",
        "HTTP API는 첫 번째 버전의 VPC 링크인 `{0}`을(를) 쓸 수 없다"
    ),
    help: text!("name a VPC link of version V2", "V2 VPC 링크를 지정한다"),
    source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vpc-links.html",
};

/// How calls are counted: one for each started 512 KB.
/// <https://aws.amazon.com/api-gateway/pricing/>
const UNIT: u32 = 512 * 1024;

impl Resource for HttpApi {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        let limits =
            Limits { timeout_seconds: quota::HTTP_TIMEOUT_SECONDS, payload_bytes: quota::PAYLOAD_BYTES };
        check_api(site, &limits, report);
        let old = site.get(&self.vpc_link_id).is_some_and(|link| !link.is_in_subnets());
        if let Some(link) = self.vpc_link_id.target().filter(|_| old) {
            report.raise(&OLD_LINK, site.at(Self::vpc_link_id), [link.to_string()]);
        }
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        let service = Service { name: "execute-api".into(), region: site.region() };
        vec![NetFact::Served { service }, super::rest_api::integrations(site, &self.vpc_link_id)]
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        super::rest_api::integrating()
    }

    fn alternatives(&self, site: Site<'_>, _: &Usage<'_>) -> Vec<Remedy> {
        let api = RestApi { vpc_link_id: self.vpc_link_id.clone(), ..RestApi::default() };
        vec![alternative::replace(site, &text!("Make `{0}` a REST API", "`{0}`을(를) REST API로 바꾸기"), api)]
    }

    fn standard(&self) -> Option<&'static str> {
        Some("HTTP")
    }

    fn meters(&self, _: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        let units = usage.sum(|it| Calls::steps(it.request_size.max(it.response_size), UNIT));
        let component = &text!("HTTP API requests", "HTTP API 요청");
        vec![Meter::marginal("api_gateway.http_requests", component, units)]
    }
}

impl HttpApi {
    /// What it reaches by its VPC link: the first listener of each load balancer.
    fn give_private(&self, giving: &mut Giving<'_>) {
        let Some(link) = self.vpc_link_id.target().filter(|it| giving.has(it)) else { return };
        let mut listeners: Vec<(String, Attr)> = Vec::new();
        for (to, _) in giving.calls() {
            let is_balancer = giving.site.resource(to).is_some_and(|it| it.1.resource.kind().spec().roles.contains(&Role::Balancer));
            if is_balancer {
                listeners.push((format!("ANY /{}", giving::plain(to)), giving.part_of(to, "Listener1")));
            }
        }
        if listeners.is_empty() {
            listeners.push(("$default".to_owned(), doubt("the listener behind the VPC link")));
        }
        for (n, (key, listener)) in (1..).zip(listeners) {
            let integration = tree([
                ("ApiId", giving.own()),
                ("IntegrationType", say("HTTP_PROXY")),
                ("IntegrationMethod", say("ANY")),
                ("IntegrationUri", listener),
                ("ConnectionType", say("VPC_LINK")),
                ("ConnectionId", giving.to(link)),
                ("PayloadFormatVersion", say("1.0")),
            ]);
            giving.add(&format!("Private{n}"), "AWS::ApiGatewayV2::Integration", integration);
            let target = mixed(format!("integrations/${{{}/Private{n}}}", giving.id()));
            let route = tree([("ApiId", giving.own()), ("RouteKey", say(key)), ("Target", target)]);
            giving.add(&format!("PrivateRoute{n}"), "AWS::ApiGatewayV2::Route", route);
        }
    }
}

impl Importing for HttpApi {
    fn imports(&self) -> &'static [Import] {
        const { &[Import { ty: "AWS::ApiGatewayV2::Api", when: Some(When { property: "ProtocolType", absent: "HTTP", says: &["HTTP"] }), names: &[] }] }
    }

    fn usage(&self) -> &'static [(&'static str, Figure)] {
        &[("monthly_requests", Figure::Calls(1)), ("request_size_kb", Figure::Kilobytes)]
    }

    fn joins(&self) -> &'static [Join] {
        const { &[Join { ty: "AWS::ApiGatewayV2::Integration", owner: "ApiId" }, Join { ty: "AWS::ApiGatewayV2::Route", owner: "ApiId" }, Join { ty: "AWS::ApiGatewayV2::Stage", owner: "ApiId" }, Join { ty: "AWS::ApiGatewayV2::Authorizer", owner: "ApiId" }, Join { ty: "AWS::ApiGatewayV2::ApiMapping", owner: "ApiId" }] }
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        taking.connect_named("Body");
        taking.connect_named("DefinitionBody");
        taking.connect_named("Target");
        taking.connect_named("Auth");
    }

    fn join(&mut self, taking: &mut Taking<'_>) {
        taking.link("ConnectionId", &mut self.vpc_link_id);
        taking.connect_named("IntegrationUri");
        taking.connect_named("RequestParameters");
        taking.connect_named("AuthorizerUri");
    }
}

impl Exporting for HttpApi {
    fn is_tagged(&self) -> bool {
        false
    }

    fn domain(&self, _: &Giving<'_>, id: &NodeId) -> Attr {
        domain_of(id)
    }

    fn caller(&self, _: &Giving<'_>, id: &NodeId) -> Option<Caller> {
        caller_of(id)
    }

    fn give(&self, giving: &mut Giving<'_>) {
        giving.put("Name", giving.name());
        giving.put("ProtocolType", say("HTTP"));
        let functions = messaging::functions(giving);
        let is_only = functions.len() == 1;
        for (n, to) in (1..).zip(functions) {
            let integration = tree([
                ("ApiId", giving.own()),
                ("IntegrationType", say("AWS_PROXY")),
                ("IntegrationUri", giving.arn(to)),
                ("PayloadFormatVersion", say("2.0")),
            ]);
            giving.add(&format!("Integration{n}"), "AWS::ApiGatewayV2::Integration", integration);
            let key = if is_only { "$default".to_owned() } else { format!("ANY /{}", giving::plain(to)) };
            let target = mixed(format!("integrations/${{{}/Integration{n}}}", giving.id()));
            let route = tree([("ApiId", giving.own()), ("RouteKey", say(key)), ("Target", target)]);
            giving.add(&format!("Route{n}"), "AWS::ApiGatewayV2::Route", route);
        }
        self.give_private(giving);
        let stage = tree([("ApiId", giving.own()), ("AutoDeploy", say(true)), ("StageName", say("$default"))]);
        giving.add("Stage", "AWS::ApiGatewayV2::Stage", stage);
    }
}
