//! Site-to-Site VPN connection.

use super::{
    CustomerGateway, TransitGateway, TransitGatewayRouteTable, VpnGateway, transit_gateway,
    transit_gateway_attachment,
};
use crate::{
    base::{Cidr, Message, text},
    diag::{Finding, Report, Rule, Severity},
    model::{
        edit::Edit,
        fact::{Attachment, AttachmentEnd, Line, LineOrigin, Meter, NetFact, Transfer, Usage},
        field::{LineGateway, Link, Links, List},
        quota,
        resource::{Remedy, Resource, resource},
        site::Site,
    },
};
use crate::model::attrs::Attr;
use crate::model::taking::{Importing, Import, Join, Taking};
use crate::model::giving::{Exporting, Giving, Properties, say, tree};

resource! {
    /// Two encrypted tunnels between a site and a gateway. Billed by the hour, and by data that leaves.
    #[ko = "사이트와 게이트웨이를 잇는 암호화된 터널 두 개. 시간과 나가는 데이터에 따라 요금이 든다."]
    pub struct VpnConnection: "Site-to-Site VPN connection" | "Site-to-Site VPN 연결" {
        short: "VPN",
        icon: "vpn_connection",
        stencil: "vpn_connection",
        group: Network,
        service: Baas,
        look: Card,
        stands_in: [Region],
        roles: [HubAttachment],
        source: "https://docs.aws.amazon.com/vpn/latest/s2svpn/VPC_VPN.html",
        rules: [OPEN, DOWN, IPV6, NO_PREFIX, FOREIGN_TABLE, ONE_TUNNEL, MANY_PREFIXES],
        fields {
            /// The gateway at the end of AWS: a virtual private gateway or a transit gateway.
            #[ko = "AWS 쪽 게이트웨이. 가상 프라이빗 게이트웨이나 전송 게이트웨이."]
            pub gateway_id: Link<LineGateway> = Link::NONE, "Gateway" | "게이트웨이";
            /// The site at the other end.
            #[ko = "상대쪽 사이트."]
            pub customer_gateway_id: Link<CustomerGateway> = Link::NONE, "Customer gateway" | "고객 게이트웨이";
            /// Whether prefixes are written down here. Off: the site tells them, by BGP.
            #[ko = "접두사를 직접 적는지 여부. 꺼져 있으면 사이트가 BGP로 알린다."]
            pub static_routes_only: bool = false, "Static routing" | "정적 라우팅";
            /// The prefixes that lead to the site: written down, or told by BGP.
            #[ko = "사이트로 가는 접두사. 직접 적거나 BGP로 배운 것."]
            pub prefixes: List<Cidr> = List(Vec::new()), "Prefixes" | "접두사", { example: "192.168.0.0/16" };
            /// How many of the two tunnels are up.
            #[ko = "두 터널 중 작동하는 수."]
            pub tunnels_up: u32 = 2, "Tunnels up" | "작동하는 터널", { min: 0, max: 2 };
            /// The table for packets that come from the site. None: the transit gateway's default one.
            #[ko = "사이트에서 온 패킷에 쓰는 테이블. 비워 두면 전송 게이트웨이의 기본 테이블을 쓴다."]
            pub transit_gateway_route_table_id: Link<TransitGatewayRouteTable> = Link::NONE, "Associated table" | "연관 테이블";
            /// The tables that learn the prefixes. None: the transit gateway's default one.
            #[ko = "접두사를 배우는 테이블. 비워 두면 전송 게이트웨이의 기본 테이블을 쓴다."]
            pub propagation_route_table_ids: Links<TransitGatewayRouteTable> = Links::NONE, "Propagates to" | "전파 대상";
        }
    }
}

static OPEN: Rule = Rule {
    code: "VPN001",
    severity: Severity::Error,
    title: text!("the connection lacks a gateway or a site", "연결에 게이트웨이나 사이트가 없다"),
    help: text!("name both ends", "양쪽 끝을 모두 지정한다"),
    source: "https://docs.aws.amazon.com/vpn/latest/s2svpn/SetUpVPNConnections.html",
};

static DOWN: Rule = Rule {
    code: "VPN002",
    severity: Severity::Warning,
    title: text!("no tunnel is up, so nothing passes", "작동하는 터널이 없어 아무것도 지나가지 못한다"),
    help: text!("bring a tunnel up", "터널을 작동시킨다"),
    source: "https://docs.aws.amazon.com/vpn/latest/s2svpn/how_it_works.html",
};

static IPV6: Rule = Rule {
    code: "VPN003",
    severity: Severity::Error,
    title: text!("the prefix `{0}` is IPv6, which a virtual private gateway does not carry over VPN", "접두사 `{0}`은(는) IPv6인데 가상 프라이빗 게이트웨이의 VPN은 IPv6를 전달하지 않는다"),
    help: text!("use a transit gateway for IPv6", "IPv6에는 전송 게이트웨이를 쓴다"),
    source: "https://docs.aws.amazon.com/vpn/latest/s2svpn/ipv4-ipv6.html",
};

static NO_PREFIX: Rule = Rule {
    code: "VPN004",
    severity: Severity::Warning,
    title: text!("no prefix leads to the site, so nothing is sent there", "사이트로 가는 접두사가 없어 아무것도 보내지 않는다"),
    help: text!("write the site's blocks as prefixes", "사이트의 블록을 접두사로 적는다"),
    source: "https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNRoutingTypes.html",
};

static FOREIGN_TABLE: Rule = Rule {
    code: "VPN005",
    severity: Severity::Error,
    title: text!("the route table `{0}` belongs to another transit gateway", "라우팅 테이블 `{0}`은(는) 다른 전송 게이트웨이에 속한다"),
    help: text!("name tables of this connection's transit gateway", "이 연결의 전송 게이트웨이에 속한 테이블을 지정한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-route-tables.html",
};

static ONE_TUNNEL: Rule = Rule {
    code: "VPN006",
    severity: Severity::Info,
    title: text!("only one of the two tunnels is up", "두 터널 중 하나만 작동한다"),
    help: text!("bring both up, for AWS takes each down at times", "AWS가 하나씩 점검하므로 둘 다 작동시킨다"),
    source: "https://docs.aws.amazon.com/vpn/latest/s2svpn/how_it_works.html",
};

static MANY_PREFIXES: Rule = Rule {
    code: "VPN007",
    severity: Severity::Warning,
    title: text!("the connection brings {0} prefixes; a transit gateway takes {1} from one site", "이 연결이 접두사 {0}개를 알린다. 전송 게이트웨이는 사이트 하나에서 {1}개까지 받는다"),
    help: text!("summarise the prefixes", "접두사를 더 넓은 블록으로 묶는다"),
    source: "https://docs.aws.amazon.com/vpn/latest/s2svpn/vpn-limits.html",
};


impl Resource for VpnConnection {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        let (gateway, far) = (self.gateway_id.target(), self.customer_gateway_id.target());
        if gateway.is_none() || far.is_none() {
            let field = if gateway.is_none() { Self::gateway_id } else { Self::customer_gateway_id };
            report.raise(&OPEN, site.at(field), []);
        }
        match self.tunnels_up {
            0 => report.raise(&DOWN, site.at(Self::tunnels_up), []),
            1 => report.raise(&ONE_TUNNEL, site.at(Self::tunnels_up), []),
            _ => {}
        }
        let place = || site.at(Self::prefixes);
        if self.prefixes.0.is_empty() {
            report.raise(&NO_PREFIX, place(), []);
        }
        let Some(gateway) = gateway else { return };
        // VGW-3.
        let v6 = self.prefixes.0.iter().find(|prefix| !prefix.is_v4());
        if let Some(prefix) = v6.filter(|_| site.find::<VpnGateway>(gateway).is_some()) {
            report.raise(&IPV6, place(), [prefix.to_string()]);
        }
        if site.find::<TransitGateway>(gateway).is_some() {
            let own = self.transit_gateway_route_table_id.target();
            if let Some(id) = transit_gateway::foreign_table(site, gateway, own) {
                report.raise(&FOREIGN_TABLE, site.at(Self::transit_gateway_route_table_id), [id.to_string()]);
            }
            let taught = self.propagation_route_table_ids.targets();
            if let Some(id) = transit_gateway::foreign_table(site, gateway, taught) {
                report.raise(&FOREIGN_TABLE, site.at(Self::propagation_route_table_ids), [id.to_string()]);
            }
            let count = self.prefixes.0.len();
            quota::PREFIXES_PER_TRANSIT_GATEWAY_VPN.compare(count, &MANY_PREFIXES, place, report);
        }
    }

    fn mend(&self, site: Site<'_>, finding: &Finding) -> Option<Remedy> {
        let far = site.get(&self.customer_gateway_id).filter(|far| !far.cidrs.0.is_empty());
        let far = far.filter(|_| finding.rule.code == NO_PREFIX.code)?;
        let resource = Self { prefixes: far.cidrs.clone(), ..self.clone() }.into();
        Some(Remedy {
            title: Message::plain(&text!("Use the site's blocks", "사이트의 블록 쓰기")),
            edits: vec![Edit::Change { id: site.id().clone(), resource }],
        })
    }

    fn headline(&self) -> String {
        if self.static_routes_only { "static" } else { "BGP" }.to_owned()
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        let Some(gateway) = self.gateway_id.target() else { return Vec::new() };
        let up = self.tunnels_up > 0;
        let line = Line {
            gateway: Some(gateway.clone()),
            // A site that the design lacks is none that there is.
            site: self.customer_gateway_id.target().unwrap_or(site.id()).clone(),
            origin: if self.static_routes_only { LineOrigin::VpnStatic } else { LineOrigin::VpnBgp },
            prefixes: self.prefixes.0.clone(),
            advertised: None,
            up,
        };
        let attachment = site.find::<TransitGateway>(gateway).map(|_| {
            NetFact::Attachment(Attachment {
                hub: gateway.clone(),
                end: AttachmentEnd::Lines,
                table: transit_gateway::table_of(site, gateway, &self.transit_gateway_route_table_id),
                propagates_to: transit_gateway::taught_by(site, gateway, &self.propagation_route_table_ids),
                // A VPN that is down is a bad state of the line, not of the attachment.
                up: true,
            })
        });
        std::iter::once(NetFact::Line(line)).chain(attachment).collect()
    }

    fn transfer(&self) -> Transfer {
        Transfer::Hub
    }

    fn standard(&self) -> Option<&'static str> {
        Some("IPsec")
    }

    fn meters(&self, site: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        let mut meters = vec![Meter::hours("vpc.vpn_connection_hour", &text!("VPN connection hours", "VPN 연결 시간"), 1)];
        if self.gateway_id.target().is_some_and(|id| site.find::<TransitGateway>(id).is_some()) {
            meters.extend([transit_gateway_attachment::hours(), transit_gateway_attachment::data(usage.carried_gb)]);
        }
        meters
    }
}

impl Importing for VpnConnection {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::named("AWS::EC2::VPNConnection", &[("prefixes", "-"), ("gateway_id", "VpnGatewayId")])] }
    }

    fn joins(&self) -> &'static [Join] {
        const { &[Join { ty: "AWS::EC2::VPNConnectionRoute", owner: "VpnConnectionId" }, Join { ty: "AWS::EC2::TransitGatewayRouteTableAssociation", owner: "TransitGatewayAttachmentId" }, Join { ty: "AWS::EC2::TransitGatewayRouteTablePropagation", owner: "TransitGatewayAttachmentId" }] }
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        taking.link("TransitGatewayId", &mut self.gateway_id);
        // What a site tells by BGP is in no template; inventories show it by the routes that it makes.
        let learned = taking.get("LearnedPrefixes").map(Attr::items).unwrap_or_default();
        self.prefixes.0.extend(learned.iter().filter_map(|it| it.known()?.parse::<Cidr>().ok()));
        if !self.static_routes_only && self.prefixes.0.is_empty() {
            taking.unknown.insert(Self::prefixes, "the site tells them by BGP".to_owned());
        }
        // Inventories tell how its tunnels are.
        if let Some(tunnels) = taking.get("VgwTelemetry") {
            let up = tunnels.items().iter().filter(|it| it.known_at("Status") == Some("UP")).count();
            self.tunnels_up = u32::try_from(up).unwrap_or(2).min(2);
        }
    }

    fn join(&mut self, taking: &mut Taking<'_>) {
        let table = "TransitGatewayRouteTableId";
        match &*taking.item.ty {
            "AWS::EC2::VPNConnectionRoute" => {
                let block = taking.get("DestinationCidrBlock").and_then(Attr::known);
                match block.and_then(|it| it.parse().ok()) {
                    Some(block) if !self.prefixes.0.contains(&block) => self.prefixes.0.push(block),
                    Some(_) => {}
                    None => {
                        taking.unknown.insert(Self::prefixes, "the destination of a route".to_owned());
                    }
                }
            }
            "AWS::EC2::TransitGatewayRouteTableAssociation" => {
                taking.link(table, &mut self.transit_gateway_route_table_id);
            }
            _ => taking.add_links(table, &mut self.propagation_route_table_ids),
        }
    }
}

impl Exporting for VpnConnection {
    fn properties(&self) -> Properties {
        Properties { always: &["CustomerGatewayId", "StaticRoutesOnly"], changed: &[] }
    }

    fn give(&self, giving: &mut Giving<'_>) {
        giving.put("Type", say("ipsec.1"));
        if let Some(gateway) = self.gateway_id.target() {
            let is_hub = giving.site.find::<TransitGateway>(gateway).is_some();
            let key = if is_hub { "TransitGatewayId" } else { "VpnGatewayId" };
            giving.put(key, giving.to(gateway));
        }
        // What a site tells by BGP is in no template, nor is which table of a transit gateway a line uses: there is no attribute
        // that names its attachment.
        if self.static_routes_only {
            let prefixes = self.prefixes.0.iter();
            let routes = prefixes.map(|it| tree([("DestinationCidrBlock", say(it)), ("VpnConnectionId", giving.own())]));
            let routes: Vec<_> = routes.collect();
            giving.add_each("Route", "AWS::EC2::VPNConnectionRoute", routes);
        }
    }
}
