//! A person or program outside the provider.

use super::elastic_ip::is_private;
use crate::{
    base::{Cidr, text},
    diag::{Report, Rule, Severity},
    model::{
        fact::{CallFact, CallsFrom, NetFact, Transfer},
        field::List,
        resource::{Resource, resource},
        site::Site,
    },
};

resource! {
    /// A person or program outside AWS: where requests usually enter.
    #[ko = "AWS 밖의 사람이나 프로그램. 요청은 보통 여기서 시작한다."]
    pub struct Client: "Client" | "클라이언트" {
        short: "Client",
        icon: "client",
        stencil: "users",
        group: Outside,
        service: None,
        look: Card,
        stands_in: [],
        roles: [],
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/how-it-works.html",
        rules: [PRIVATE],
        fields {
            /// Its addresses as the internet sees them. None: anywhere.
            #[ko = "인터넷에서 보이는 주소. 비워 두면 인터넷의 어느 주소든 될 수 있다."]
            pub addresses: List<Cidr> = List(Vec::new()), "Addresses" | "주소", { example: "203.0.113.0/24" };
        }
    }
}

static PRIVATE: Rule = Rule {
    code: "CLI001",
    severity: Severity::Warning,
    title: text!(
        "`{0}` is private: the internet never sees such a sender",
        "`{0}`은(는) 사설 주소여서 인터넷에서 발신자로 보이지 않는다"
    ),
    help: text!(
        "write the public addresses that its network leaves from",
        "네트워크가 밖으로 나갈 때 쓰는 공인 주소를 적는다"
    ),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html",
};

impl Resource for Client {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        for block in self.addresses.0.iter().filter(|block| is_private(**block)) {
            report.raise(&PRIVATE, site.at(Self::addresses), [block.to_string()]);
        }
    }

    fn transfer(&self) -> Transfer {
        Transfer::Outside
    }

    fn net_facts(&self, _: Site<'_>) -> Vec<NetFact> {
        vec![NetFact::Outside { addresses: self.addresses.0.clone() }]
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        vec![CallFact::Calls(CallsFrom::Outside)]
    }
}

impl crate::model::taking::Importing for Client {}

impl crate::model::giving::Exporting for Client {}
