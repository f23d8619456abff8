//! Direct Connect virtual interface, in brief: the gateway between it and the provider's side is left out.

use super::{
    CustomerGateway, TransitGateway, TransitGatewayRouteTable, VpnGateway, transit_gateway,
    transit_gateway_attachment,
};
use crate::{
    base::{Cidr, text},
    diag::{Report, Rule, Severity},
    model::{
        fact::{Attachment, AttachmentEnd, Line, LineOrigin, Meter, NetFact, Transfer, Usage},
        field::{LineGateway, Link, Links, List, choice},
        resource::{Resource, resource},
        site::Site,
    },
};

choice! {
    /// Where a virtual interface leads.
    pub enum VirtualInterfaceType {
        /// To a virtual private gateway.
        Private = "private", "Private" | "프라이빗";
        /// To a transit gateway.
        Transit = "transit", "Transit" | "전송";
        /// To the public addresses of AWS.
        Public = "public", "Public" | "퍼블릭";
    }
}

resource! {
    /// A dedicated line between a site and AWS. Billed by the port's hour, and by data that leaves.
    #[ko = "사이트와 AWS를 잇는 전용 회선. 포트 시간과 나가는 데이터에 따라 요금이 든다."]
    pub struct DirectConnectVirtualInterface: "Direct Connect virtual interface" | "Direct Connect 가상 인터페이스" {
        short: "Direct Connect",
        icon: "direct_connect_virtual_interface",
        stencil: "direct_connect",
        group: Network,
        service: Baas,
        look: Card,
        stands_in: [Region],
        roles: [HubAttachment],
        source: "https://docs.aws.amazon.com/directconnect/latest/UserGuide/WorkingWithVirtualInterfaces.html",
        rules: [OPEN, WRONG_GATEWAY, PUBLIC_ONLY, NO_PREFIX, FOREIGN_TABLE, DOWN, UNALLOWED],
        fields {
            /// Where it leads.
            #[ko = "회선이 향하는 곳."]
            pub virtual_interface_type: VirtualInterfaceType = VirtualInterfaceType::Private, "Type" | "유형";
            /// The gateway at the end of AWS: a virtual private gateway for a private one, a transit gateway for a transit one.
            #[ko = "AWS 쪽 게이트웨이. 프라이빗은 가상 프라이빗 게이트웨이, 전송은 전송 게이트웨이."]
            pub gateway_id: Link<LineGateway> = Link::NONE, "Gateway" | "게이트웨이";
            /// The site at the other end.
            #[ko = "상대쪽 사이트."]
            pub customer_gateway_id: Link<CustomerGateway> = Link::NONE, "Site" | "사이트";
            /// The prefixes that the site tells, by BGP.
            #[ko = "사이트가 BGP로 알리는 접두사."]
            pub prefixes: List<Cidr> = List(Vec::new()), "Prefixes" | "접두사", { example: "192.168.0.0/16" };
            /// The prefixes that AWS tells the site. None: the blocks of the VPC. A transit one must list them.
            #[ko = "AWS가 사이트에 알리는 접두사. 비워 두면 VPC의 블록이다. 전송 유형은 반드시 적는다."]
            pub allowed_prefixes: List<Cidr> = List(Vec::new()), "Allowed prefixes" | "허용 접두사", { example: "10.0.0.0/16" };
            /// The table for packets that come from the site. None: the transit gateway's default one.
            #[ko = "사이트에서 온 패킷에 쓰는 테이블. 비워 두면 전송 게이트웨이의 기본 테이블을 쓴다."]
            pub transit_gateway_route_table_id: Link<TransitGatewayRouteTable> = Link::NONE, "Associated table" | "연관 테이블";
            /// The tables that learn the prefixes. None: the transit gateway's default one.
            #[ko = "접두사를 배우는 테이블. 비워 두면 전송 게이트웨이의 기본 테이블을 쓴다."]
            pub propagation_route_table_ids: Links<TransitGatewayRouteTable> = Links::NONE, "Propagates to" | "전파 대상";
            /// Whether it works.
            #[ko = "작동하는지 여부."]
            pub available: bool = true, "Available" | "사용 가능";
        }
    }
}

static OPEN: Rule = Rule {
    code: "DXV001",
    severity: Severity::Error,
    title: text!("the virtual interface lacks a gateway or a site", "가상 인터페이스에 게이트웨이나 사이트가 없다"),
    help: text!("name both ends; a public one has no gateway", "양쪽 끝을 모두 지정한다. 퍼블릭 유형에는 게이트웨이가 없다"),
    source: "https://docs.aws.amazon.com/directconnect/latest/UserGuide/WorkingWithVirtualInterfaces.html",
};

static WRONG_GATEWAY: Rule = Rule {
    code: "DXV002",
    severity: Severity::Error,
    title: text!("`{0}` is not a gateway for a virtual interface of type {1}", "`{0}`은(는) {1} 유형의 가상 인터페이스에 쓸 수 없는 게이트웨이다"),
    help: text!("use a virtual private gateway for private, a transit gateway for transit, and none for public", "프라이빗에는 가상 프라이빗 게이트웨이, 전송에는 전송 게이트웨이를 쓰고 퍼블릭에는 비워 둔다"),
    source: "https://docs.aws.amazon.com/directconnect/latest/UserGuide/WorkingWithVirtualInterfaces.html",
};

static PUBLIC_ONLY: Rule = Rule {
    code: "DXV003",
    severity: Severity::Error,
    title: text!("the prefix `{0}` is private, which a public virtual interface does not take", "접두사 `{0}`은(는) 사설 주소라 퍼블릭 가상 인터페이스가 받지 않는다"),
    help: text!("tell only public prefixes that you own", "소유한 공인 접두사만 알린다"),
    source: "https://docs.aws.amazon.com/directconnect/latest/UserGuide/WorkingWithVirtualInterfaces.html",
};

static NO_PREFIX: Rule = Rule {
    code: "DXV004",
    severity: Severity::Warning,
    title: text!("the site tells no prefix, so nothing is sent there", "사이트가 알리는 접두사가 없어 아무것도 보내지 않는다"),
    help: text!("write the site's blocks as prefixes", "사이트의 블록을 접두사로 적는다"),
    source: "https://docs.aws.amazon.com/directconnect/latest/UserGuide/routing-and-bgp.html",
};

static FOREIGN_TABLE: Rule = Rule {
    code: "DXV005",
    severity: Severity::Error,
    title: text!("the route table `{0}` belongs to another transit gateway", "라우팅 테이블 `{0}`은(는) 다른 전송 게이트웨이에 속한다"),
    help: text!("name tables of this line's transit gateway", "이 회선의 전송 게이트웨이에 속한 테이블을 지정한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-route-tables.html",
};

static DOWN: Rule = Rule {
    code: "DXV006",
    severity: Severity::Warning,
    title: text!("the virtual interface does not work, so nothing passes", "가상 인터페이스가 작동하지 않아 아무것도 지나가지 못한다"),
    help: text!("bring it up", "작동시킨다"),
    source: "https://docs.aws.amazon.com/directconnect/latest/UserGuide/WorkingWithVirtualInterfaces.html",
};

static UNALLOWED: Rule = Rule {
    code: "DXV007",
    severity: Severity::Warning,
    title: text!("a transit virtual interface tells the site only its allowed prefixes, and there are none", "전송 가상 인터페이스는 허용 접두사만 사이트에 알리는데 비어 있다"),
    help: text!("list the blocks that the site should reach", "사이트가 닿아야 할 블록을 적는다"),
    source: "https://docs.aws.amazon.com/directconnect/latest/UserGuide/allowed-to-prefixes.html",
};


impl DirectConnectVirtualInterface {
    fn is(&self, kind: VirtualInterfaceType) -> bool {
        self.virtual_interface_type == kind
    }

    fn check_prefixes(&self, site: Site<'_>, report: &mut Report) {
        if self.prefixes.0.is_empty() {
            report.raise(&NO_PREFIX, site.at(Self::prefixes), []);
        }
        let private = self.prefixes.0.iter().find(|prefix| super::elastic_ip::is_private(**prefix));
        if let Some(prefix) = private.filter(|_| self.is(VirtualInterfaceType::Public)) {
            report.raise(&PUBLIC_ONLY, site.at(Self::prefixes), [prefix.to_string()]);
        }
        if self.is(VirtualInterfaceType::Transit) && self.allowed_prefixes.0.is_empty() {
            report.raise(&UNALLOWED, site.at(Self::allowed_prefixes), []);
        }
    }
}

impl Resource for DirectConnectVirtualInterface {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        let gateway = self.gateway_id.target();
        let public = self.is(VirtualInterfaceType::Public);
        if (gateway.is_none() && !public) || self.customer_gateway_id.target().is_none() {
            let lacks = gateway.is_none() && !public;
            let field = if lacks { Self::gateway_id } else { Self::customer_gateway_id };
            report.raise(&OPEN, site.at(field), []);
        }
        if !self.available {
            report.raise(&DOWN, site.at(Self::available), []);
        }
        self.check_prefixes(site, report);
        let Some(gateway) = gateway else { return };
        let fits = match self.virtual_interface_type {
            VirtualInterfaceType::Private => site.find::<VpnGateway>(gateway).is_some(),
            VirtualInterfaceType::Transit => site.find::<TransitGateway>(gateway).is_some(),
            VirtualInterfaceType::Public => false,
        };
        if !fits {
            let args = [gateway.to_string(), self.virtual_interface_type.value().to_owned()];
            report.raise(&WRONG_GATEWAY, site.at(Self::gateway_id), args);
        }
        let own = self.transit_gateway_route_table_id.target().into_iter();
        let tables = own.chain(self.propagation_route_table_ids.targets());
        if let Some(id) = transit_gateway::foreign_table(site, gateway, tables).filter(|_| fits) {
            report.raise(&FOREIGN_TABLE, site.at(Self::transit_gateway_route_table_id), [id.to_string()]);
        }
    }

    fn headline(&self) -> String {
        self.virtual_interface_type.value().to_owned()
    }

    fn shows(&self, field: &crate::model::field::FieldSpec) -> bool {
        let tables = [Self::transit_gateway_route_table_id, Self::propagation_route_table_ids];
        match self.virtual_interface_type {
            VirtualInterfaceType::Transit => true,
            VirtualInterfaceType::Private => !tables.contains(&field.name),
            VirtualInterfaceType::Public => !tables.contains(&field.name) && field.name != Self::gateway_id,
        }
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        let public = self.is(VirtualInterfaceType::Public);
        let gateway = self.gateway_id.target().filter(|_| !public);
        if gateway.is_none() && !public {
            return Vec::new();
        }
        // DX-1: a transit one tells the site what is listed, even if that is nothing.
        let listed = self.is(VirtualInterfaceType::Transit) || !self.allowed_prefixes.0.is_empty();
        let line = Line {
            gateway: gateway.cloned(),
            // A site that the design lacks is none that there is.
            site: self.customer_gateway_id.target().unwrap_or(site.id()).clone(),
            origin: LineOrigin::DirectConnect,
            prefixes: self.prefixes.0.clone(),
            advertised: listed.then(|| self.allowed_prefixes.0.clone()),
            up: self.available,
        };
        let hub = gateway.filter(|id| site.find::<TransitGateway>(id).is_some());
        let attachment = hub.map(|hub| {
            NetFact::Attachment(Attachment {
                hub: hub.clone(),
                end: AttachmentEnd::Lines,
                table: transit_gateway::table_of(site, hub, &self.transit_gateway_route_table_id),
                propagates_to: transit_gateway::taught_by(site, hub, &self.propagation_route_table_ids),
                up: self.available,
            })
        });
        std::iter::once(NetFact::Line(line)).chain(attachment).collect()
    }

    fn transfer(&self) -> Transfer {
        Transfer::Metered
    }

    fn standard(&self) -> Option<&'static str> {
        Some("Ethernet and BGP")
    }

    fn meters(&self, _: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        let out = usage.carried_gb.saturating_sub(usage.carried_in_gb);
        let mut meters = vec![
            Meter::hours("direct_connect.port_hour", &text!("port hours", "포트 시간"), 1),
            Meter::marginal("direct_connect.out_gb", &text!("data that leaves", "나가는 데이터"), out),
        ];
        if self.is(VirtualInterfaceType::Transit) {
            meters.extend([transit_gateway_attachment::hours(), transit_gateway_attachment::data(usage.carried_in_gb)]);
        }
        meters
    }
}

impl crate::model::taking::Importing for DirectConnectVirtualInterface {}

impl crate::model::giving::Exporting for DirectConnectVirtualInterface {}
