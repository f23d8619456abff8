//! Virtual private gateway.

use super::{
    DirectConnectVirtualInterface, RouteTable, Vpc, VpnConnection,
    direct_connect_virtual_interface::VirtualInterfaceType,
};
use crate::{
    base::{Cidr, NodeId, text},
    diag::{Report, Rule, Severity},
    model::{
        fact::NetFact,
        quota,
        resource::{Resource, resource},
        site::Site,
    },
};
use crate::model::taking::{Importing, Import, Join, Taking};
use crate::model::giving::{Exporting, Giving, say, tree};

resource! {
    /// A VPC's gateway to VPN and Direct Connect lines. In no VPC it is attached to none. Costs nothing itself.
    #[ko = "VPN과 Direct Connect 회선으로 통하는 VPC의 게이트웨이. VPC 밖에 두면 연결되지 않은 상태다. 자체 요금은 없다."]
    pub struct VpnGateway: "Virtual private gateway" | "가상 프라이빗 게이트웨이" {
        short: "VPN gateway",
        icon: "vpn_gateway",
        stencil: "vpn_gateway",
        group: Network,
        service: Iaas,
        look: Card,
        stands_in: [Vpc, Region],
        roles: [RouteTarget, EdgeGateway, LineGateway],
        source: "https://docs.aws.amazon.com/vpn/latest/s2svpn/how_it_works.html",
        rules: [SECOND, DETACHED, WIDER, NO_LINE, MANY_CONNECTIONS, MANY_PREFIXES],
        fields {}
    }
}

static SECOND: Rule = Rule {
    code: "VGW001",
    severity: Severity::Error,
    title: text!("`{0}` is already attached to this VPC, which takes one virtual private gateway", "이 VPC에는 이미 `{0}`이(가) 연결되어 있고, 가상 프라이빗 게이트웨이는 하나만 둘 수 있다"),
    help: text!("remove one of the two", "둘 중 하나를 지운다"),
    source: "https://docs.aws.amazon.com/vpn/latest/s2svpn/how_it_works.html",
};

static DETACHED: Rule = Rule {
    code: "VGW002",
    severity: Severity::Warning,
    title: text!("this virtual private gateway is attached to no VPC", "이 가상 프라이빗 게이트웨이는 VPC에 연결되어 있지 않다"),
    help: text!("move it into a VPC", "VPC 안으로 옮긴다"),
    source: "https://docs.aws.amazon.com/vpn/latest/s2svpn/how_it_works.html",
};

static WIDER: Rule = Rule {
    code: "VGW003",
    severity: Severity::Warning,
    title: text!("the table `{0}` sends `{1}` here, but no line knows all of it", "테이블 `{0}`이(가) `{1}`을(를) 이곳으로 보내지만 그 전체를 아는 회선이 없다"),
    help: text!("add the prefix to a line, or route only what the lines know", "회선에 접두사를 추가하거나 회선이 아는 주소만 보낸다"),
    source: "https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNRoutingTypes.html",
};

static NO_LINE: Rule = Rule {
    code: "VGW004",
    severity: Severity::Info,
    title: text!("no VPN connection or virtual interface ends here", "이곳에 연결된 VPN이나 가상 인터페이스가 없다"),
    help: text!("name it in a VPN connection, or remove it", "VPN 연결에 지정하거나 지운다"),
    source: "https://docs.aws.amazon.com/vpn/latest/s2svpn/how_it_works.html",
};

static MANY_CONNECTIONS: Rule = Rule {
    code: "VGW005",
    severity: Severity::Warning,
    title: text!("{0} VPN connections end here; a gateway may have {1} by default", "VPN 연결이 {0}개다. 게이트웨이의 기본 할당량은 {1}개다"),
    help: text!("ask AWS for a higher quota, or use a transit gateway", "AWS에 할당량 증가를 요청하거나 전송 게이트웨이를 쓴다"),
    source: "https://docs.aws.amazon.com/vpn/latest/s2svpn/vpn-limits.html",
};

static MANY_PREFIXES: Rule = Rule {
    code: "VGW006",
    severity: Severity::Warning,
    title: text!("one VPN connection brings {0} prefixes; a virtual private gateway takes {1}", "VPN 연결 하나가 접두사 {0}개를 알린다. 가상 프라이빗 게이트웨이는 {1}개까지 받는다"),
    help: text!("summarise the prefixes", "접두사를 더 넓은 블록으로 묶는다"),
    source: "https://docs.aws.amazon.com/vpn/latest/s2svpn/vpn-limits.html",
};


/// Called by the VPC, which knows them all at once.
pub(super) fn check_siblings(site: Site<'_>, all: &[(&NodeId, &VpnGateway)], report: &mut Report) {
    if let [(first, _), others @ ..] = all {
        for (id, _) in others {
            report.raise(&SECOND, site.other(id).here(), [first.to_string()]);
        }
    }
}

/// The prefixes that a gateway knows from its lines.
pub(super) fn known_prefixes(gateway: Site<'_>) -> Vec<Cidr> {
    let vpns = gateway.referrers::<VpnConnection>().into_iter().flat_map(|(_, it)| it.prefixes.0.clone());
    let lines = gateway.referrers::<DirectConnectVirtualInterface>().into_iter();
    let private = lines.filter(|(_, it)| it.virtual_interface_type == VirtualInterfaceType::Private);
    vpns.chain(private.flat_map(|(_, it)| it.prefixes.0.clone())).collect()
}

/// How many routes of a finding's table are looked at: more are far over any quota.
const COMPARED: usize = 1000;

impl Resource for VpnGateway {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        if site.node().is_some_and(|node| node.parent.is_some()) && site.within::<Vpc>().is_none() {
            report.raise(&DETACHED, site.here(), []);
        }
        let vpns = site.referrers::<VpnConnection>();
        if vpns.is_empty() && site.referrers::<DirectConnectVirtualInterface>().is_empty() {
            report.raise(&NO_LINE, site.here(), []);
        }
        quota::VPN_CONNECTIONS_PER_GATEWAY.compare(vpns.len(), &MANY_CONNECTIONS, || site.here(), report);
        let most = vpns.iter().map(|(_, vpn)| vpn.prefixes.0.len()).max().unwrap_or(0);
        quota::PREFIXES_PER_VPN_CONNECTION.compare(most, &MANY_PREFIXES, || site.here(), report);
        let known = known_prefixes(site);
        for (id, table) in site.referrers::<RouteTable>() {
            let here = table.routes.iter().filter(|it| it.target.target() == Some(site.id()));
            for block in here.take(COMPARED).flat_map(|it| it.blocks(site)) {
                if !known.iter().any(|prefix| prefix.contains(block)) {
                    report.raise(&WIDER, site.here(), [id.to_string(), block.to_string()]);
                }
            }
        }
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        vec![NetFact::LineGateway { boundary: site.within::<Vpc>().map(|(vpc, _)| vpc.clone()) }]
    }
}

impl Importing for VpnGateway {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::of("AWS::EC2::VPNGateway")] }
    }

    fn joins(&self) -> &'static [Join] {
        const { &[Join { ty: "AWS::EC2::VPCGatewayAttachment", owner: "VpnGatewayId" }] }
    }

    fn join(&mut self, taking: &mut Taking<'_>) {
        taking.container = taking.node_at("VpcId").map(|it| it.0);
    }
}

impl Exporting for VpnGateway {
    fn route(&self) -> &'static str {
        "GatewayId"
    }

    fn give(&self, giving: &mut Giving<'_>) {
        giving.put("Type", say("ipsec.1"));
        if let Some(vpc) = giving.network() {
            let all = tree([("VpcId", giving.to(vpc)), ("VpnGatewayId", giving.own())]);
            giving.add("Attachment", "AWS::EC2::VPCGatewayAttachment", all);
        }
    }
}
