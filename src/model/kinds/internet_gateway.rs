//! Internet gateway.

use super::Vpc;
use crate::model::{
    fact::NetFact,
    resource::{Resource, resource},
    site::Site,
};

resource! {
    /// Joins a VPC to the internet, one public address for one private. Costs nothing itself.
    #[ko = "VPC를 인터넷에 잇는다. 사설 주소 하나에 공인 주소 하나. 자체 비용은 없다."]
    pub struct InternetGateway: "Internet gateway" | "인터넷 게이트웨이" {
        short: "Internet gateway",
        icon: "internet_gateway",
        group: Network,
        look: Card,
        stands_in: [Vpc],
        roles: [RouteTarget],
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html",
        rules: [],
        fields {}
    }
}

impl Resource for InternetGateway {
    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        site.within::<Vpc>().map(|(vpc, _)| NetFact::Edge { boundary: vpc.clone() }).into_iter().collect()
    }
}
