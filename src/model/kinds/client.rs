//! A person or program outside the provider.

use crate::{
    base::Cidr,
    model::{
        fact::{CallFact, CallsFrom, NetFact},
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
        group: Outside,
        look: Card,
        stands_in: [],
        roles: [],
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/how-it-works.html",
        rules: [],
        fields {
            /// Its addresses as the internet sees them. None: anywhere.
            #[ko = "인터넷에서 보이는 주소. 없으면 어디든."]
            pub addresses: List<Cidr> = List(Vec::new()), "Addresses" | "주소", { example: "203.0.113.0/24" };
        }
    }
}

impl Resource for Client {
    fn net_facts(&self, _: Site<'_>) -> Vec<NetFact> {
        vec![NetFact::Outside { addresses: self.addresses.0.clone() }]
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        vec![CallFact::Calls(CallsFrom::Outside)]
    }
}
