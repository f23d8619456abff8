//! API Gateway WebSocket API.

use super::rest_api::{HEAVY, IDLE, LATE, Limits, caller_of, calls_of, check_api};
use crate::{
    base::{Decimal, text},
    diag::{Report, Rule, Severity},
    model::{
        fact::{CallFact, Calls, Meter, NetFact, Service, Usage},
        quota,
        resource::{Resource, resource},
        site::Site,
    },
};
use crate::model::taking::{Figure, Importing, Import, Join, Taking, When};
use crate::model::giving::{Exporting, self, Giving, Caller, say, tree, mixed};
use crate::base::NodeId;
use crate::model::attrs::Attr;
use super::messaging;

resource! {
    /// A front door that keeps connections open, so that both sides may send.
    #[ko = "연결을 유지하며 양쪽에서 메시지를 보낼 수 있는 진입점."]
    pub struct WebsocketApi: "WebSocket API" | "WebSocket API" {
        short: "WebSocket API",
        icon: "websocket_api",
        stencil: "api_gateway",
        group: Edge,
        service: Baas,
        look: Card,
        stands_in: [Region],
        roles: [],
        source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api.html",
        rules: [LATE, IDLE, HEAVY, LONG],
        fields {
            /// How many messages one connection carries, both directions together.
            #[ko = "연결 하나가 나르는 메시지 수. 양방향을 합친 수."]
            pub messages_per_connection: Decimal = Decimal::TEN, "Messages per connection" | "연결당 메시지", { min: 1, usage: true };
            /// How long a connection stays open.
            #[ko = "연결이 열려 있는 시간."]
            pub connection_minutes: Decimal = Decimal::TEN, "Connection time" | "연결 시간", { unit: "min", usage: true };
        }
    }
}

/// How messages are counted: one for each started 32 KB, either direction.
/// <https://aws.amazon.com/api-gateway/pricing/>
const UNIT: u32 = 32 * 1024;

static LONG: Rule = Rule {
    code: "API004",
    severity: Severity::Error,
    title: text!(
        "a connection stays open for {0} min; AWS closes it after {1}",
        "연결이 {0}분 동안 열려 있다. AWS는 {1}분 뒤에 닫는다"
    ),
    help: text!("plan for clients to connect again", "클라이언트가 다시 연결하도록 설계한다"),
    source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html",
};

impl Resource for WebsocketApi {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        let limits = Limits {
            timeout_seconds: quota::WEBSOCKET_TIMEOUT_SECONDS,
            payload_bytes: quota::WEBSOCKET_MESSAGE_BYTES,
        };
        check_api(site, &limits, report);
        let most = quota::WEBSOCKET_CONNECTION_MINUTES.value();
        if self.connection_minutes > Decimal::from(most) {
            let args = [self.connection_minutes.to_string(), most.to_string()];
            report.raise(&LONG, site.at(Self::connection_minutes), args);
        }
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        vec![NetFact::Served { service: Service { name: "execute-api".into(), region: site.region() } }]
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        super::rest_api::front_door()
    }

    fn standard(&self) -> Option<&'static str> {
        Some("WebSocket")
    }

    fn meters(&self, _: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        // An answer is a message of its own; a call without one is a single message.
        let billed = usage.sum(|it| {
            Calls::steps(it.request_size, UNIT).saturating_add(it.response_size.div_ceil(UNIT).into())
        });
        // A connection carries so many messages, whatever their size.
        let messages = usage.sum(|it| if it.response_size == 0 { Decimal::ONE } else { Decimal::TWO });
        let connections = messages / self.messages_per_connection.max(Decimal::ONE);
        vec![
            Meter::marginal("api_gateway.websocket_messages", &text!("WebSocket messages", "WebSocket 메시지"), billed),
            Meter::marginal("api_gateway.websocket_minutes", &text!("connection minutes", "연결 시간(분)"), connections.saturating_mul(self.connection_minutes)),
        ]
    }
}

impl Importing for WebsocketApi {
    fn imports(&self) -> &'static [Import] {
        const { &[Import { ty: "AWS::ApiGatewayV2::Api", when: Some(When { property: "ProtocolType", absent: "HTTP", says: &["WEBSOCKET"] }), names: &[] }] }
    }

    fn usage(&self) -> &'static [(&'static str, Figure)] {
        &[("monthly_messages", Figure::Calls(1)), ("message_size_kb", Figure::Kilobytes)]
    }

    fn joins(&self) -> &'static [Join] {
        const { &[Join { ty: "AWS::ApiGatewayV2::Integration", owner: "ApiId" }, Join { ty: "AWS::ApiGatewayV2::Route", owner: "ApiId" }, Join { ty: "AWS::ApiGatewayV2::Stage", owner: "ApiId" }, Join { ty: "AWS::ApiGatewayV2::Authorizer", owner: "ApiId" }, Join { ty: "AWS::ApiGatewayV2::ApiMapping", owner: "ApiId" }, Join { ty: "AWS::ApiGatewayV2::RouteResponse", owner: "ApiId" }, Join { ty: "AWS::ApiGatewayV2::IntegrationResponse", owner: "ApiId" }] }
    }

    fn join(&mut self, taking: &mut Taking<'_>) {
        taking.connect_named("IntegrationUri");
        taking.connect_named("AuthorizerUri");
    }
}

impl Exporting for WebsocketApi {
    fn is_tagged(&self) -> bool {
        false
    }

    fn actions(&self) -> &'static [&'static str] {
        &["execute-api:ManageConnections"]
    }

    fn named_by_policies(&self, _: &Giving<'_>, id: &NodeId) -> Vec<Attr> {
        vec![calls_of(id)]
    }

    fn caller(&self, _: &Giving<'_>, id: &NodeId) -> Option<Caller> {
        caller_of(id)
    }

    fn give(&self, giving: &mut Giving<'_>) {
        giving.put("Name", giving.name());
        giving.put("RouteSelectionExpression", say("$request.body.action"));
        for (n, to) in (1..).zip(messaging::functions(giving)) {
            let integration = tree([
                ("ApiId", giving.own()),
                ("IntegrationType", say("AWS_PROXY")),
                ("IntegrationUri", messaging::invocation(giving, to)),
            ]);
            giving.add(&format!("Integration{n}"), "AWS::ApiGatewayV2::Integration", integration);
            let key = if n == 1 { "$default".to_owned() } else { giving::plain(to) };
            let target = mixed(format!("integrations/${{{}/Integration{n}}}", giving.id()));
            let route = tree([("ApiId", giving.own()), ("RouteKey", say(key)), ("Target", target)]);
            giving.add(&format!("Route{n}"), "AWS::ApiGatewayV2::Route", route);
        }
        let stage = tree([("ApiId", giving.own()), ("AutoDeploy", say(true)), ("StageName", say("live"))]);
        giving.add("Stage", "AWS::ApiGatewayV2::Stage", stage);
    }
}
