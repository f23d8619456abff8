//! AppSync GraphQL API.

use crate::{
    base::text,
    model::{
        connection::Access,
        fact::{CallFact, CallsFrom, Meter, NetFact, Service, Takes, Usage},
        resource::{Resource, resource},
        site::Site,
        taking::{Importing, Import, Join, Taking},
    },
};
use crate::model::giving::{Exporting, Giving, Properties, say, tree, mixed};

resource! {
    /// A front door that answers GraphQL queries from tables, functions and other sources.
    #[ko = "테이블, 함수 등의 원본에서 GraphQL 질의에 답하는 진입점."]
    pub struct GraphqlApi: "AppSync GraphQL API" | "AppSync GraphQL API" {
        short: "AppSync",
        icon: "graphql_api",
        group: Edge,
        service: Baas,
        look: Card,
        stands_in: [Region],
        roles: [],
        source: "https://docs.aws.amazon.com/appsync/latest/devguide/what-is-appsync.html",
        rules: [],
        fields {
            /// Who lets a caller in.
            #[ko = "호출자를 확인하는 방식."]
            pub authentication_type: String = "API_KEY".to_owned(), "Authentication" | "인증", { example: "AMAZON_COGNITO_USER_POOLS" };
        }
    }
}

/// What a data source names.
const SOURCES: [&str; 4] = [
    "LambdaConfig.LambdaFunctionArn",
    "DynamoDBConfig.TableName",
    "EventBridgeConfig.EventBusArn",
    "OpenSearchServiceConfig.Endpoint",
];

impl Resource for GraphqlApi {
    fn headline(&self) -> String {
        self.authentication_type.clone()
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        vec![NetFact::Served { service: Service { name: "appsync-api".into(), region: site.region() } }]
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        vec![
            CallFact::Calls(CallsFrom::Provider),
            CallFact::Takes(Takes {
                access: Access::Invoke,
                from: &[CallsFrom::Code, CallsFrom::Provider, CallsFrom::Outside],
                authority: &text!("its key, user pool, OIDC provider, function or IAM", "API 키, 사용자 풀, OIDC 공급자, 함수 또는 IAM"),
            }),
        ]
    }

    fn standard(&self) -> Option<&'static str> {
        Some("GraphQL")
    }

    fn meters(&self, _: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        vec![Meter::marginal("appsync.graphql", &text!("operations", "작업"), usage.calls())]
    }
}

impl Importing for GraphqlApi {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::of("AWS::AppSync::GraphQLApi"), Import::of("AWS::Serverless::GraphQLApi")] }
    }

    fn joins(&self) -> &'static [Join] {
        const { &[
            Join { ty: "AWS::AppSync::DataSource", owner: "ApiId" },
            Join { ty: "AWS::AppSync::Resolver", owner: "ApiId" },
            Join { ty: "AWS::AppSync::FunctionConfiguration", owner: "ApiId" },
            Join { ty: "AWS::AppSync::GraphQLSchema", owner: "ApiId" },
            Join { ty: "AWS::AppSync::ApiKey", owner: "ApiId" },
        ] }
    }

    /// SAM has its sources inside.
    fn take(&mut self, taking: &mut Taking<'_>) {
        taking.connect_named("DataSources");
    }

    fn join(&mut self, taking: &mut Taking<'_>) {
        for path in SOURCES {
            let found = taking.item.properties.along(path).and_then(|it| taking.node(it));
            if let Some((to, _)) = found {
                taking.connect(taking.id.clone(), to, None);
            }
        }
    }
}

impl Exporting for GraphqlApi {
    fn properties(&self) -> Properties {
        Properties { always: &["AuthenticationType"], changed: &[] }
    }

    fn identity(&self) -> &'static str {
        "ApiId"
    }

    fn give(&self, giving: &mut Giving<'_>) {
        giving.put("Name", giving.name());
        let role = giving.role("appsync.amazonaws.com", &[], false);
        for (n, (to, _)) in (1..).zip(giving.calls()) {
            let is_function = giving.site.resource(to).is_some_and(|it| it.1.resource.as_exporting().is_function());
            let is_table = giving.site.find::<super::DynamodbTable>(to).is_some();
            let mut source = tree([("ApiId", giving.own()), ("Name", say(format!("source{n}")))]);
            if is_function {
                source.put("Type", say("AWS_LAMBDA"));
                source.put("LambdaConfig.LambdaFunctionArn", giving.arn(to));
            } else if is_table {
                source.put("Type", say("AMAZON_DYNAMODB"));
                source.put("DynamoDBConfig.TableName", giving.to(to));
                source.put("DynamoDBConfig.AwsRegion", mixed("${AWS::Region}"));
            } else {
                continue;
            }
            if let Some(role) = role.clone() {
                source.put("ServiceRoleArn", role);
            }
            giving.add(&format!("Source{n}"), "AWS::AppSync::DataSource", source);
        }
    }
}
