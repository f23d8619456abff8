//! Route table of a transit gateway.

use super::{
    DirectConnectVirtualInterface, PrefixList, TransitGateway, TransitGatewayAttachment,
    TransitGatewayPeering, VpnConnection, remedy,
};
use crate::{
    base::{Cidr, Message, NodeId, Order as _, text},
    diag::{Finding, Report, Rule, Severity},
    model::{
        Model,
        edit::Edit,
        fact::{HubRoute, HubTable, NetFact, Peer},
        field::{HubAttachment, Link},
        resource::{Need, Remedy, Resource, record, resource},
        site::Site,
    },
};
use crate::model::taking::{Importing, Import, Join, Taking};
use crate::model::giving::{Exporting, Giving, Properties, say, tree};

record! {
    /// One static route of a transit gateway.
    pub struct TransitGatewayRoute {
        /// The addresses it covers.
        #[ko = "경로가 적용되는 주소."]
        pub destination_cidr_block: Cidr = Cidr::ALL_V4, "Destination" | "대상 주소", { example: "10.1.0.0/16" };
        /// A list of addresses instead.
        #[ko = "주소 대신 쓰는 접두사 목록."]
        pub prefix_list_id: Link<PrefixList> = Link::NONE, "Prefix list" | "접두사 목록";
        /// Where packets go next. None: they are dropped.
        #[ko = "패킷이 다음으로 가는 연결. 비워 두면 버린다."]
        pub transit_gateway_attachment_id: Link<HubAttachment> = Link::NONE, "Attachment" | "연결";
    }
}

impl TransitGatewayRoute {
    fn peer(&self) -> Peer {
        match self.prefix_list_id.target() {
            Some(list) => Peer::List(list.clone()),
            None => Peer::Cidr(self.destination_cidr_block),
        }
    }

    fn shown(&self) -> String {
        match self.prefix_list_id.target() {
            Some(list) => list.to_string(),
            None => self.destination_cidr_block.to_string(),
        }
    }
}

resource! {
    /// Decides to which attachment a transit gateway sends packets. Static routes, besides what it learns.
    #[ko = "전송 게이트웨이가 패킷을 어느 연결로 보낼지 정한다. 배운 경로 외에 정적 경로를 둔다."]
    pub struct TransitGatewayRouteTable: "Transit gateway route table" | "전송 게이트웨이 라우팅 테이블" {
        short: "TGW route table",
        icon: "transit_gateway_route_table",
        group: Control,
        service: Iaas,
        look: Listed,
        stands_in: [Region],
        roles: [],
        source: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-route-tables.html",
        rules: [TWICE, FOREIGN, NOWHERE, UNUSED],
        fields {
            /// The transit gateway it belongs to.
            #[ko = "테이블이 속한 전송 게이트웨이."]
            pub transit_gateway_id: Link<TransitGateway> = Link::NONE, "Transit gateway" | "전송 게이트웨이";
            /// The static routes. The longest prefix wins, and a static route hides an equal learned one.
            #[ko = "정적 경로. 접두사가 가장 긴 것이 쓰이고, 길이가 같으면 배운 경로보다 앞선다."]
            pub routes: Vec<TransitGatewayRoute> = Vec::new(), "Routes" | "경로";
        }
    }
}

static TWICE: Rule = Rule {
    code: "TGR001",
    severity: Severity::Error,
    title: text!("two static routes have the destination `{0}`", "대상 주소가 `{0}`인 정적 경로가 두 개다"),
    help: text!("keep one route for each destination", "대상 주소마다 경로를 하나만 둔다"),
    source: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-route-tables.html",
};

static FOREIGN: Rule = Rule {
    code: "TGR002",
    severity: Severity::Error,
    title: text!("`{0}`, where the route to `{1}` leads, is not attached to this transit gateway", "`{1}` 경로의 대상 `{0}`은(는) 이 전송 게이트웨이에 연결되어 있지 않다"),
    help: text!("choose an attachment of this transit gateway", "이 전송 게이트웨이의 연결을 고른다"),
    source: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-route-tables.html",
};

static NOWHERE: Rule = Rule {
    code: "TGR003",
    severity: Severity::Error,
    title: text!("the table belongs to no transit gateway", "테이블이 속한 전송 게이트웨이가 없다"),
    help: text!("name its transit gateway", "전송 게이트웨이를 지정한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-route-tables.html",
};

static UNUSED: Rule = Rule {
    code: "TGR004",
    severity: Severity::Info,
    title: text!("no attachment uses this table", "이 테이블을 쓰는 연결이 없다"),
    help: text!("associate an attachment with it, or remove it", "연결에 지정하거나 지운다"),
    source: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-route-tables.html",
};


/// The transit gateway of something that may be attached to one.
fn hub_of<'m>(site: Site<'m>, id: &NodeId) -> Option<&'m NodeId> {
    let attachment = || site.find::<TransitGatewayAttachment>(id)?.transit_gateway_id.target();
    let peering = || site.find::<TransitGatewayPeering>(id)?.transit_gateway_id.target();
    let vpn = || site.find::<VpnConnection>(id)?.gateway_id.target();
    let line = || site.find::<DirectConnectVirtualInterface>(id)?.gateway_id.target();
    attachment().or_else(peering).or_else(vpn).or_else(line)
}

impl Resource for TransitGatewayRouteTable {
    fn remedies(&self, need: &Need, model: &Model) -> Vec<Remedy> {
        let Need::Route { table, destination, target } = need else { return Vec::new() };
        let args = [destination.to_string(), target.to_string(), table.to_string()];
        remedy::change(model, table, Message::new(&remedy::ROUTE, args), |own: &mut Self| {
            own.routes.retain(|it| it.peer() != Peer::Cidr(*destination));
            own.routes.push(TransitGatewayRoute {
                destination_cidr_block: *destination,
                transit_gateway_attachment_id: Link::to(target.clone()),
                ..TransitGatewayRoute::default()
            });
        })
    }

    fn check(&self, site: Site<'_>, report: &mut Report) {
        let place = || site.at(Self::routes);
        let mut destinations: Vec<String> = self.routes.iter().map(TransitGatewayRoute::shown).collect();
        destinations.order();
        for pair in destinations.windows(2).filter(|pair| pair[0] == pair[1]) {
            report.raise(&TWICE, place(), [pair[0].clone()]);
        }
        let own = self.transit_gateway_id.target();
        if own.is_none() {
            report.raise(&NOWHERE, site.at(Self::transit_gateway_id), []);
        }
        for route in &self.routes {
            let Some(target) = route.transit_gateway_attachment_id.target() else { continue };
            if own.is_some() && hub_of(site, target) != own {
                report.raise(&FOREIGN, place(), [target.to_string(), route.shown()]);
            }
        }
        if site.named_by().next().is_none() {
            report.raise(&UNUSED, site.here(), []);
        }
    }

    fn mend(&self, site: Site<'_>, finding: &Finding) -> Option<Remedy> {
        if finding.rule.code != TWICE.code {
            return None;
        }
        let mut table = self.clone();
        let mut seen = std::collections::BTreeSet::new();
        table.routes.retain(|route| seen.insert(route.shown()));
        Some(Remedy {
            title: Message::plain(&text!("Keep the first route of each", "대상마다 첫 경로만 남기기")),
            edits: vec![Edit::Change { id: site.id().clone(), resource: table.into() }],
        })
    }

    fn net_facts(&self, _: Site<'_>) -> Vec<NetFact> {
        let Some(hub) = self.transit_gateway_id.target() else { return Vec::new() };
        let route = |route: &TransitGatewayRoute| HubRoute {
            destination: route.peer(),
            attachment: route.transit_gateway_attachment_id.target().cloned(),
        };
        vec![NetFact::HubTable(HubTable {
            hub: hub.clone(),
            routes: self.routes.iter().map(route).collect(),
        })]
    }
}

impl Importing for TransitGatewayRouteTable {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::of("AWS::EC2::TransitGatewayRouteTable")] }
    }

    fn joins(&self) -> &'static [Join] {
        const { &[Join { ty: "AWS::EC2::TransitGatewayRoute", owner: "TransitGatewayRouteTableId" }] }
    }

    fn join(&mut self, taking: &mut Taking<'_>) {
        let mut route = TransitGatewayRoute::default();
        taking.fill(&mut route, &taking.item.properties, &[]);
        self.routes.push(route);
    }
}

impl Exporting for TransitGatewayRouteTable {
    fn properties(&self) -> Properties {
        Properties { always: &["TransitGatewayId"], changed: &[] }
    }

    fn give(&self, giving: &mut Giving<'_>) {
        let routes = self.routes.iter().filter(|it| it.prefix_list_id.target().is_none());
        let routes = routes.map(|route| {
            let mut all = tree([
                ("TransitGatewayRouteTableId", giving.own()),
                ("DestinationCidrBlock", say(route.destination_cidr_block)),
            ]);
            match route.transit_gateway_attachment_id.target() {
                Some(to) if giving.has(to) => all.put("TransitGatewayAttachmentId", giving.to(to)),
                Some(_) | None => all.put("Blackhole", say(true)),
            }
            all
        });
        let routes: Vec<_> = routes.collect();
        giving.add_each("Route", "AWS::EC2::TransitGatewayRoute", routes);
    }
}
