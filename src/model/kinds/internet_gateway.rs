//! Internet gateway.

use super::{NatGateway, RouteTable, Vpc};
use crate::{
    base::{NodeId, text},
    diag::{Report, Rule, Severity},
    model::{
        fact::NetFact,
        resource::{Resource, resource},
        site::Site,
    },
};
use crate::model::taking::{Importing, Import, Join, Taking};
use crate::model::giving::{Exporting, Giving, tree};

resource! {
    /// Joins a VPC to the internet, one public address for one private. Costs nothing itself.
    #[ko = "VPC를 인터넷에 연결한다. 사설 주소와 공인 주소를 일대일로 바꾼다. 자체 요금은 없다."]
    pub struct InternetGateway: "Internet gateway" | "인터넷 게이트웨이" {
        short: "Internet gateway",
        icon: "internet_gateway",
        stencil: "internet_gateway",
        group: Network,
        service: Iaas,
        look: Card,
        stands_in: [Vpc],
        roles: [RouteTarget, EdgeGateway],
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html",
        rules: [SECOND, UNUSED],
        fields {}
    }
}

static SECOND: Rule = Rule {
    code: "IGW001",
    severity: Severity::Error,
    title: text!(
        "`{0}` is already attached to this VPC, which takes one internet gateway",
        "이 VPC에는 이미 `{0}`이(가) 연결되어 있고, 인터넷 게이트웨이는 하나만 둘 수 있다"
    ),
    help: text!("remove one of the two", "둘 중 하나를 지운다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html",
};

static UNUSED: Rule = Rule {
    code: "IGW002",
    severity: Severity::Info,
    title: text!("no route leads to this internet gateway", "이 인터넷 게이트웨이로 가는 경로가 없다"),
    help: text!(
        "add a route 0.0.0.0/0 to it in the table of a public subnet",
        "퍼블릭 서브넷의 테이블에 이곳으로 가는 0.0.0.0/0 경로를 추가한다"
    ),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html",
};

/// Called by the VPC, which knows them all at once.
pub(super) fn check_siblings(site: Site<'_>, all: &[(&NodeId, &InternetGateway)], report: &mut Report) {
    if let [(first, _), others @ ..] = all {
        for (id, _) in others {
            report.raise(&SECOND, site.other(id).here(), [first.to_string()]);
        }
    }
}

impl Resource for InternetGateway {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        // A regional NAT gateway has a route to it by itself (NAT-8).
        let vpc = site.within::<Vpc>().map(|(vpc, _)| vpc);
        let regional = || vpc.is_some_and(|vpc| !site.inside::<NatGateway>(vpc).is_empty());
        if site.referrers::<RouteTable>().is_empty() && !regional() {
            report.raise(&UNUSED, site.here(), []);
        }
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        site.within::<Vpc>().map(|(vpc, _)| NetFact::Edge { boundary: vpc.clone() }).into_iter().collect()
    }
}

impl Importing for InternetGateway {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::of("AWS::EC2::InternetGateway")] }
    }

    fn joins(&self) -> &'static [Join] {
        const { &[Join { ty: "AWS::EC2::VPCGatewayAttachment", owner: "InternetGatewayId" }] }
    }

    fn join(&mut self, taking: &mut Taking<'_>) {
        taking.container = taking.node_at("VpcId").map(|it| it.0);
    }
}

impl Exporting for InternetGateway {
    fn route(&self) -> &'static str {
        "GatewayId"
    }

    fn give(&self, giving: &mut Giving<'_>) {
        if let Some(vpc) = giving.network() {
            let all = tree([("VpcId", giving.to(vpc)), ("InternetGatewayId", giving.own())]);
            giving.add("Attachment", "AWS::EC2::VPCGatewayAttachment", all);
        }
    }
}
