//! A service outside AWS: Firebase, Auth0, a payment provider.

use crate::{
    base::{Cidr, text},
    model::{
        connection::Access,
        fact::{CallFact, CallsFrom, NetFact, Takes, Transfer},
        field::List,
        resource::{Resource, resource},
        site::Site,
    },
};
use crate::model::taking::{Importing, Import};
use crate::model::giving::{Exporting, Giving, Properties, say, doubt};
use std::rc::Rc;

resource! {
    /// A service that another company operates: Firebase, Auth0, a payment provider. What it asks for itself is not on
    /// this bill; what leaves AWS on the way to it is.
    #[ko = "다른 회사가 운영하는 서비스. Firebase, Auth0, 결제 대행사 등. 그 서비스의 요금은 이 청구에 없고, AWS에서 나가는 데이터는 있다."]
    pub struct ExternalService: "External service" | "외부 서비스" {
        short: "SaaS",
        icon: "external_service",
        group: Outside,
        service: Saas,
        look: Card,
        stands_in: [],
        roles: [],
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/how-it-works.html",
        rules: [],
        fields {
            /// The product.
            #[ko = "제품 이름."]
            pub product: String = String::new(), "Product" | "제품", { example: "Firebase" };
            /// Its addresses. None: anywhere on the internet.
            #[ko = "주소. 비워 두면 인터넷의 어느 주소든 될 수 있다."]
            pub addresses: List<Cidr> = List(Vec::new()), "Addresses" | "주소", { example: "203.0.113.0/24" };
        }
    }
}

impl Resource for ExternalService {
    fn headline(&self) -> String {
        self.product.clone()
    }

    fn transfer(&self) -> Transfer {
        Transfer::Outside
    }

    fn net_facts(&self, _: Site<'_>) -> Vec<NetFact> {
        vec![NetFact::Outside { addresses: self.addresses.0.clone() }]
    }

    fn standard(&self) -> Option<&'static str> {
        Some("its own interface")
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        let from = &[CallsFrom::Code, CallsFrom::Provider, CallsFrom::Outside, CallsFrom::Events];
        let authority = &text!("a key or token of that service", "그 서비스의 키나 토큰");
        let takes = |access| CallFact::Takes(Takes { access, from, authority });
        vec![
            CallFact::Calls(CallsFrom::Outside),
            takes(Access::Invoke),
            takes(Access::ReadWrite),
            takes(Access::EventSource),
            takes(Access::Network),
        ]
    }
}

impl Importing for ExternalService {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::named("AWS::Events::ApiDestination", &[("product", "InvocationEndpoint"), ("addresses", "-")])] }
    }
}

impl Exporting for ExternalService {
    fn written(&self) -> Option<Rc<str>> {
        self.product.starts_with("https://").then(|| "AWS::Events::ApiDestination".into())
    }

    fn properties(&self) -> Properties {
        Properties { always: &["InvocationEndpoint"], changed: &[] }
    }

    fn is_tagged(&self) -> bool {
        false
    }

    fn actions(&self) -> &'static [&'static str] {
        &["events:InvokeApiDestination"]
    }

    fn give(&self, giving: &mut Giving<'_>) {
        giving.put("ConnectionArn", doubt("the connection that authorizes calls"));
        giving.put("HttpMethod", say("POST"));
    }
}
