//! Egress-only internet gateway.

use super::{RouteTable, Vpc};
use crate::{
    base::{NodeId, text},
    diag::{Report, Rule, Severity},
    model::{
        fact::NetFact,
        resource::{Resource, resource},
        site::Site,
    },
};
use crate::model::taking::{Importing, Import};
use crate::model::giving::{Exporting, Properties};

resource! {
    /// Lets IPv6 addresses of a VPC open connections to the internet; nothing outside can open one inward.
    #[ko = "VPC의 IPv6 주소에서 인터넷으로 연결할 수 있게 한다. 밖에서 안으로는 연결할 수 없다."]
    pub struct EgressOnlyInternetGateway: "Egress-only internet gateway" | "송신 전용 인터넷 게이트웨이" {
        short: "Egress-only gateway",
        icon: "egress_only_internet_gateway",
        stencil: "internet_gateway",
        group: Network,
        service: Iaas,
        look: Card,
        stands_in: [Vpc],
        roles: [RouteTarget],
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html",
        rules: [SECOND, UNUSED, NO_IPV6],
        fields {}
    }
}

static SECOND: Rule = Rule {
    code: "EIG001",
    severity: Severity::Error,
    title: text!("`{0}` is already in this VPC, which takes one egress-only internet gateway", "이 VPC에는 이미 `{0}`이(가) 있고, 송신 전용 인터넷 게이트웨이는 하나만 둘 수 있다"),
    help: text!("remove one of the two", "둘 중 하나를 지운다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html",
};

static UNUSED: Rule = Rule {
    code: "EIG002",
    severity: Severity::Info,
    title: text!("no route leads to this egress-only internet gateway", "이 송신 전용 인터넷 게이트웨이로 가는 경로가 없다"),
    help: text!("add a route ::/0 to it in the table of a private subnet", "프라이빗 서브넷의 테이블에 이곳으로 가는 ::/0 경로를 추가한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html",
};

static NO_IPV6: Rule = Rule {
    code: "EIG003",
    severity: Severity::Warning,
    title: text!("the VPC `{0}` has no IPv6 block, and this gateway carries IPv6 only", "VPC `{0}`에 IPv6 블록이 없는데 이 게이트웨이는 IPv6만 처리한다"),
    help: text!("give the VPC an IPv6 block, or remove the gateway", "VPC에 IPv6 블록을 주거나 게이트웨이를 지운다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html",
};


/// Called by the VPC, which knows them all at once.
pub(super) fn check_siblings(
    site: Site<'_>,
    all: &[(&NodeId, &EgressOnlyInternetGateway)],
    report: &mut Report,
) {
    if let [(first, _), others @ ..] = all {
        for (id, _) in others {
            report.raise(&SECOND, site.other(id).here(), [first.to_string()]);
        }
    }
}

impl Resource for EgressOnlyInternetGateway {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        if site.referrers::<RouteTable>().is_empty() {
            report.raise(&UNUSED, site.here(), []);
        }
        if let Some((id, _)) = site.within::<Vpc>().filter(|(_, vpc)| vpc.ipv6_cidr_blocks.0.is_empty()) {
            report.raise(&NO_IPV6, site.here(), [id.to_string()]);
        }
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        site.within::<Vpc>().map(|(vpc, _)| NetFact::Exit { boundary: vpc.clone() }).into_iter().collect()
    }
}

impl Importing for EgressOnlyInternetGateway {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::of("AWS::EC2::EgressOnlyInternetGateway")] }
    }
}

impl Exporting for EgressOnlyInternetGateway {
    fn properties(&self) -> Properties {
        Properties { always: &["VpcId"], changed: &[] }
    }

    fn route(&self) -> &'static str {
        "EgressOnlyInternetGatewayId"
    }
}
