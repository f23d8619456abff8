//! Transit gateway.

use super::{
    DirectConnectVirtualInterface, RouteTable, TransitGatewayAttachment, TransitGatewayPeering,
    TransitGatewayRouteTable, VpnConnection, transit_gateway_attachment, transit_gateway_peering,
};
use crate::{
    base::{NodeId, text},
    diag::{Report, Rule, Severity},
    model::{
        fact::{Hub, HubTable, NetFact},
        field::{Link, Links, choice},
        quota,
        resource::{Resource, resource},
        site::Site,
    },
};
use crate::model::taking::{Importing, Import};
use crate::model::giving::{Exporting, Properties};

choice! {
    /// Whether something is on, as transit gateways spell it.
    pub enum Support {
        /// Off.
        Disable = "disable", "Off" | "꺼짐";
        /// On.
        Enable = "enable", "On" | "켜짐";
    }
}

impl Support {
    /// Whether it is on.
    pub(super) fn on(self) -> bool {
        self == Self::Enable
    }
}

resource! {
    /// A router of a Region between VPCs, VPN and Direct Connect lines, and other transit gateways.
    #[ko = "VPC, VPN과 Direct Connect 회선, 다른 전송 게이트웨이를 잇는 리전 단위 라우터."]
    pub struct TransitGateway: "Transit gateway" | "전송 게이트웨이" {
        short: "Transit gateway",
        icon: "transit_gateway",
        stencil: "transit_gateway",
        group: Network,
        service: Baas,
        look: Card,
        stands_in: [Region],
        roles: [RouteTarget, LineGateway],
        source: "https://docs.aws.amazon.com/vpc/latest/tgw/what-is-transit-gateway.html",
        rules: [FOREIGN, UNUSED, MANY_TABLES, MANY_ATTACHMENTS, MANY_PEERINGS, MANY_ROUTES],
        fields {
            /// Whether inbound security group rules may name groups of other attached VPCs.
            #[ko = "인바운드 보안 그룹 규칙에서 연결된 다른 VPC의 그룹을 지정할 수 있는지 여부."]
            pub security_group_referencing_support: Support = Support::Disable, "Security group referencing" | "보안 그룹 참조";
            /// Whether attachments that name no table use the default one.
            #[ko = "테이블을 지정하지 않은 연결이 기본 테이블을 쓰는지 여부."]
            pub default_route_table_association: Support = Support::Enable, "Default association" | "기본 연관";
            /// The default table for packets from attachments. None: an implicit one that learns every attachment's blocks.
            #[ko = "연결에서 온 패킷에 쓰는 기본 테이블. 비워 두면 모든 연결의 블록을 배우는 암묵적 테이블을 쓴다."]
            pub association_default_route_table_id: Link<TransitGatewayRouteTable> = Link::NONE, "Default association table" | "기본 연관 테이블";
            /// Whether attachments that name no tables to teach teach the default one.
            #[ko = "전파할 테이블을 지정하지 않은 연결이 기본 테이블로 전파하는지 여부."]
            pub default_route_table_propagation: Support = Support::Enable, "Default propagation" | "기본 전파";
            /// The default table that learns attachments' blocks. None: the implicit one.
            #[ko = "연결의 블록을 배우는 기본 테이블. 비워 두면 암묵적 테이블을 쓴다."]
            pub propagation_default_route_table_id: Link<TransitGatewayRouteTable> = Link::NONE, "Default propagation table" | "기본 전파 테이블";
        }
    }
}

static FOREIGN: Rule = Rule {
    code: "TGW001",
    severity: Severity::Error,
    title: text!("the route table `{0}` belongs to another transit gateway", "라우팅 테이블 `{0}`은(는) 다른 전송 게이트웨이에 속한다"),
    help: text!("name a table of this transit gateway", "이 전송 게이트웨이의 테이블을 지정한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-route-tables.html",
};

static UNUSED: Rule = Rule {
    code: "TGW002",
    severity: Severity::Info,
    title: text!("nothing is attached to this transit gateway", "이 전송 게이트웨이에 연결된 것이 없다"),
    help: text!("attach VPCs or lines to it, or remove it", "VPC나 회선을 연결하거나 지운다"),
    source: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html",
};

static MANY_TABLES: Rule = Rule {
    code: "TGW003",
    severity: Severity::Warning,
    title: text!("this transit gateway has {0} route tables; it may have {1} by default", "이 전송 게이트웨이의 라우팅 테이블이 {0}개다. 기본 할당량은 {1}개다"),
    help: text!("ask AWS for a higher quota", "AWS에 할당량 증가를 요청한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/tgw/transit-gateway-quotas.html",
};

static MANY_ATTACHMENTS: Rule = Rule {
    code: "TGW004",
    severity: Severity::Warning,
    title: text!("this transit gateway has {0} attachments; it may have {1}", "이 전송 게이트웨이의 연결이 {0}개다. 할당량은 {1}개다"),
    help: text!("use a further transit gateway and peer the two", "전송 게이트웨이를 더 두고 서로 피어링한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/tgw/transit-gateway-quotas.html",
};

static MANY_PEERINGS: Rule = Rule {
    code: "TGW005",
    severity: Severity::Warning,
    title: text!("this transit gateway has {0} peering attachments; it may have {1} by default", "이 전송 게이트웨이의 피어링 연결이 {0}개다. 기본 할당량은 {1}개다"),
    help: text!("ask AWS for a higher quota", "AWS에 할당량 증가를 요청한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/tgw/transit-gateway-quotas.html",
};

static MANY_ROUTES: Rule = Rule {
    code: "TGW006",
    severity: Severity::Warning,
    title: text!("the tables of this transit gateway have {0} static routes; they may have {1} routes by default", "이 전송 게이트웨이의 테이블에 정적 경로가 {0}개다. 기본 할당량은 {1}개다"),
    help: text!("ask AWS for a higher quota, or use wider blocks", "AWS에 할당량 증가를 요청하거나 더 넓은 블록을 쓴다"),
    source: "https://docs.aws.amazon.com/vpc/latest/tgw/transit-gateway-quotas.html",
};


/// The table for packets that come from an attachment: its own, else the default one (TGW-2).
pub(super) fn table_of(
    site: Site<'_>,
    hub: &NodeId,
    own: &Link<TransitGatewayRouteTable>,
) -> Option<NodeId> {
    own.target().cloned().or_else(|| {
        let it = site.find::<TransitGateway>(hub)?;
        let default = it.association_default_route_table_id.target().unwrap_or(hub);
        it.default_route_table_association.on().then(|| default.clone())
    })
}

/// The tables that learn from an attachment: its own, else the default one.
pub(super) fn taught_by(
    site: Site<'_>,
    hub: &NodeId,
    own: &Links<TransitGatewayRouteTable>,
) -> Vec<NodeId> {
    if !own.targets().is_empty() {
        return own.targets().to_vec();
    }
    let Some(it) = site.find::<TransitGateway>(hub) else { return Vec::new() };
    let default = it.propagation_default_route_table_id.target().unwrap_or(hub);
    it.default_route_table_propagation.on().then(|| default.clone()).into_iter().collect()
}

/// The first of some tables that is another transit gateway's.
pub(super) fn foreign_table<'t>(
    site: Site<'_>,
    hub: &NodeId,
    tables: impl IntoIterator<Item = &'t NodeId>,
) -> Option<&'t NodeId> {
    tables.into_iter().find(|id| {
        let owner = site.find::<TransitGatewayRouteTable>(id).and_then(|it| it.transit_gateway_id.target());
        owner.is_some_and(|owner| owner != hub)
    })
}

impl Resource for TransitGateway {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        let defaults = [
            (Self::association_default_route_table_id, &self.association_default_route_table_id),
            (Self::propagation_default_route_table_id, &self.propagation_default_route_table_id),
        ];
        for (field, link) in defaults {
            if let Some(id) = foreign_table(site, site.id(), link.target()) {
                report.raise(&FOREIGN, site.at(field), [id.to_string()]);
            }
        }
        let attachments = site.referrers::<TransitGatewayAttachment>();
        let peerings = site.referrers::<TransitGatewayPeering>();
        transit_gateway_attachment::check_siblings(site, &attachments, report);
        transit_gateway_peering::check_siblings(site, &peerings, report);
        let lines =
            site.referrers::<VpnConnection>().len() + site.referrers::<DirectConnectVirtualInterface>().len();
        let all = attachments.len() + peerings.len() + lines;
        if all == 0 {
            report.raise(&UNUSED, site.here(), []);
        }
        let here = || site.here();
        let tables = site.referrers::<TransitGatewayRouteTable>();
        quota::ROUTE_TABLES_PER_TRANSIT_GATEWAY.compare(tables.len(), &MANY_TABLES, here, report);
        quota::ATTACHMENTS_PER_TRANSIT_GATEWAY.compare(all, &MANY_ATTACHMENTS, here, report);
        quota::PEERINGS_PER_TRANSIT_GATEWAY.compare(peerings.len(), &MANY_PEERINGS, here, report);
        let routes = tables.iter().map(|(_, table)| table.routes.len()).sum();
        quota::ROUTES_PER_TRANSIT_GATEWAY.compare(routes, &MANY_ROUTES, here, report);
    }

    /// The hub, and its implicit default table, which has no static routes.
    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        vec![
            NetFact::Hub(Hub {
                region: site.region(),
                group_references: self.security_group_referencing_support.on(),
            }),
            NetFact::HubTable(HubTable { hub: site.id().clone(), routes: Vec::new() }),
        ]
    }
}

impl Importing for TransitGateway {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::of("AWS::EC2::TransitGateway")] }
    }
}

impl Exporting for TransitGateway {
    fn properties(&self) -> Properties {
        Properties { always: &[], changed: &["SecurityGroupReferencingSupport", "DefaultRouteTableAssociation", "AssociationDefaultRouteTableId", "DefaultRouteTablePropagation", "PropagationDefaultRouteTableId"] }
    }

    fn route(&self) -> &'static str {
        "TransitGatewayId"
    }
}

/// Whether some VPC route leads to a transit gateway.
pub(super) fn is_routed(site: Site<'_>, hub: &NodeId, vpc: &NodeId) -> bool {
    site.inside::<RouteTable>(vpc)
        .iter()
        .any(|(_, table)| table.routes.iter().any(|route| route.target.target() == Some(hub)))
}
