//! Gateway endpoint.

use super::{KindOf, RouteTable, Vpc, vpc};
use crate::{
    base::{Message, NodeId, text},
    diag::{Finding, Report, Rule, Severity},
    model::{
        Model, Node,
        edit::Edit,
        fact::{Door, NetFact, Service},
        field::{Link, Links, choice},
        resource::{Need, Remedy, Resource, resource},
        site::{Index, Site},
    },
};
use crate::model::taking::{Importing, Import, Join, Taking, When, service_of};
use crate::model::giving::{Exporting, Giving, Properties, say, mixed, doubt};

choice! {
    /// The services that have gateway endpoints.
    pub enum GatewayService {
        /// DynamoDB.
        Dynamodb = "dynamodb", "DynamoDB" | "DynamoDB";
        /// S3.
        S3 = "s3", "S3" | "S3";
    }
}

choice! {
    /// Which addresses an endpoint takes.
    pub enum IpAddressType {
        /// IPv4.
        Ipv4 = "ipv4", "IPv4" | "IPv4";
        /// IPv6.
        Ipv6 = "ipv6", "IPv6" | "IPv6";
        /// Both.
        Dualstack = "dualstack", "Dual-stack" | "듀얼 스택";
    }
}

impl IpAddressType {
    /// Whether it takes IPv4.
    pub(super) fn takes_v4(self) -> bool {
        self != Self::Ipv6
    }

    /// Whether it takes IPv6.
    pub(super) fn takes_v6(self) -> bool {
        self != Self::Ipv4
    }
}

resource! {
    /// A route from a VPC to S3 or DynamoDB that needs no internet access. Costs nothing.
    #[ko = "인터넷을 거치지 않고 VPC에서 S3나 DynamoDB로 가는 경로. 무료다."]
    pub struct GatewayEndpoint: "Gateway endpoint" | "게이트웨이 엔드포인트" {
        short: "Gateway endpoint",
        icon: "gateway_endpoint",
        stencil: "endpoints",
        group: Network,
        service: Iaas,
        look: Card,
        stands_in: [Vpc],
        roles: [],
        source: "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html",
        rules: [NO_TABLES, TWICE, FOREIGN, NO_IPV6],
        fields {
            /// The service behind it.
            #[ko = "엔드포인트가 연결하는 서비스."]
            pub service_name: GatewayService = GatewayService::Dynamodb, "Service" | "서비스";
            /// Which addresses of the service its routes cover.
            #[ko = "경로가 다루는 서비스 주소의 종류."]
            pub ip_address_type: IpAddressType = IpAddressType::Ipv4, "IP address type" | "IP 주소 유형";
            /// The tables that get its route. Only subnets that use them have the way.
            #[ko = "경로를 추가할 테이블. 이 테이블을 쓰는 서브넷만 엔드포인트를 이용한다."]
            pub route_table_ids: Links<RouteTable> = Links::NONE, "Route tables" | "라우팅 테이블";
        }
    }
}

static NO_TABLES: Rule = Rule {
    code: "GWE001",
    severity: Severity::Warning,
    title: text!(
        "no route table has this endpoint's route, so nothing uses it",
        "이 엔드포인트의 경로를 가진 라우팅 테이블이 없어 아무도 쓰지 못한다"
    ),
    help: text!(
        "name the tables of the subnets that should use it",
        "이 엔드포인트를 쓸 서브넷의 테이블을 지정한다"
    ),
    source: "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html",
};

static TWICE: Rule = Rule {
    code: "GWE002",
    severity: Severity::Error,
    title: text!(
        "the table `{0}` already has a route to this service, from `{1}`",
        "테이블 `{0}`에는 `{1}`이(가) 만든, 이 서비스로 가는 경로가 이미 있다"
    ),
    help: text!(
        "keep one endpoint for each service and table",
        "서비스와 테이블마다 엔드포인트를 하나만 둔다"
    ),
    source: "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html",
};

static FOREIGN: Rule = Rule {
    code: "GWE003",
    severity: Severity::Error,
    title: text!(
        "the route table `{0}` belongs to another VPC",
        "라우팅 테이블 `{0}`은(는) 다른 VPC에 속한다"
    ),
    help: text!("name tables of this VPC", "이 VPC의 테이블을 지정한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html",
};

static NO_IPV6: Rule = Rule {
    code: "GWE004",
    severity: Severity::Error,
    title: text!("the VPC `{0}` has no IPv6 block, which this endpoint needs", "VPC `{0}`에 이 엔드포인트에 필요한 IPv6 블록이 없다"),
    help: text!("choose ipv4, or give the VPC an IPv6 block", "ipv4를 고르거나 VPC에 IPv6 블록을 준다"),
    source: "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html",
};


/// Called by a route table, which knows every endpoint that names it.
pub(super) fn check_siblings(table: Site<'_>, all: &[(&NodeId, &GatewayEndpoint)], report: &mut Report) {
    let mut first: std::collections::BTreeMap<&str, &NodeId> = std::collections::BTreeMap::new();
    for (id, endpoint) in all {
        if let Some(other) = first.get(endpoint.service_name.value()) {
            let place = table.other(id).at(GatewayEndpoint::route_table_ids);
            report.raise(&TWICE, place, [table.id().to_string(), other.to_string()]);
        } else {
            first.insert(endpoint.service_name.value(), *id);
        }
    }
}

impl Resource for GatewayEndpoint {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        let tables = self.route_table_ids.targets();
        if tables.is_empty() {
            report.raise(&NO_TABLES, site.at(Self::route_table_ids), []);
        }
        for table in tables.iter().filter(|table| vpc::apart(site, site.id(), table)) {
            report.raise(&FOREIGN, site.at(Self::route_table_ids), [table.to_string()]);
        }
        let bare = site.within::<Vpc>().filter(|(_, vpc)| vpc.ipv6_cidr_blocks.0.is_empty());
        if let Some((vpc, _)) = bare.filter(|_| self.ip_address_type.takes_v6()) {
            report.raise(&NO_IPV6, site.at(Self::ip_address_type), [vpc.to_string()]);
        }
    }

    fn mend(&self, site: Site<'_>, finding: &Finding) -> Option<Remedy> {
        if finding.rule.code == NO_IPV6.code {
            let resource = Self { ip_address_type: IpAddressType::Ipv4, ..self.clone() }.into();
            return Some(Remedy {
                title: Message::plain(&text!("Take IPv4 only", "IPv4만 받기")),
                edits: vec![Edit::Change { id: site.id().clone(), resource }],
            });
        }
        if finding.rule.code != NO_TABLES.code {
            return None;
        }
        let (vpc, _) = site.within::<Vpc>()?;
        // Tables that already have a way to this service keep it.
        let doors = site.inside::<Self>(vpc).into_iter();
        let taken: Vec<&NodeId> = doors
            .filter(|(_, door)| door.service_name == self.service_name)
            .flat_map(|(_, door)| door.route_table_ids.targets())
            .collect();
        let tables = site.inside::<RouteTable>(vpc).into_iter().map(|(id, _)| id);
        let free: Vec<NodeId> = tables.filter(|id| !taken.contains(id)).cloned().collect();
        (!free.is_empty()).then(|| Remedy {
            title: Message::plain(&text!("Add its route to every table", "모든 테이블에 경로 추가")),
            edits: vec![Edit::Change {
                id: site.id().clone(),
                resource: Self { route_table_ids: Links::to(free), ..self.clone() }.into(),
            }],
        })
    }

    fn headline(&self) -> String {
        self.service_name.value().to_owned()
    }

    /// Opens the way for every subnet on the VPC's main table.
    fn settle(&mut self, model: &Model, _: &Index, parent: Option<&NodeId>) {
        let vpc = parent.and_then(|id| Vpc::from_any(&model.node(id)?.resource));
        if let Some(main) = vpc.and_then(|vpc| vpc.main_route_table_id.target()) {
            self.route_table_ids = Links::to([main.clone()]);
        }
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        let Some((vpc, _)) = site.within::<Vpc>() else { return Vec::new() };
        vec![NetFact::Door(Door {
            boundary: vpc.clone(),
            service: Service { name: self.service_name.value().into(), region: site.region() },
            tables: self.route_table_ids.targets().to_vec(),
            ipv4: self.ip_address_type.takes_v4(),
            ipv6: self.ip_address_type.takes_v6(),
        })]
    }

    fn remedies(&self, need: &Need, model: &Model) -> Vec<Remedy> {
        let Need::WayToService { boundary, segment, table, service } = need else { return Vec::new() };
        let known = [GatewayService::Dynamodb, GatewayService::S3];
        let Some(service_name) = known.into_iter().find(|known| known.value() == service.name) else {
            return Vec::new();
        };
        let mut edits = Vec::new();
        let table = match table {
            Some(table) => table.clone(),
            // An implicit main table cannot be named: give the subnet one of its own.
            None => {
                let id = model.fresh_id(&format!("{segment}-rtb"));
                edits.push(Edit::Add {
                    id: id.clone(),
                    node: Node::new(RouteTable::default(), Some(boundary.clone())),
                });
                edits.extend(super::Subnet::with_table(model, segment, Link::to(id.clone())));
                id
            }
        };
        let endpoint = Self { service_name, route_table_ids: Links::to([table]), ..Self::default() };
        edits.push(Edit::Add {
            id: model.fresh_id(&format!("{}-endpoint", service_name.value())),
            node: Node::new(endpoint, Some(boundary.clone())),
        });
        vec![Remedy {
            title: Message::plain(&text!("Add gateway endpoint", "게이트웨이 엔드포인트 추가")),
            edits,
        }]
    }
}

impl Importing for GatewayEndpoint {
    fn imports(&self) -> &'static [Import] {
        const { &[Import { ty: "AWS::EC2::VPCEndpoint", when: Some(When { property: "VpcEndpointType", absent: "Gateway", says: &["Gateway"] }), names: &[("service_name", "-")] }] }
    }

    fn joins(&self) -> &'static [Join] {
        const { &[Join { ty: "Plat::EndpointAssociation", owner: "VpcEndpointId" }] }
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        let service = taking.get("ServiceName").and_then(service_of);
        match service.as_deref() {
            Some("s3") => self.service_name = GatewayService::S3,
            Some("dynamodb") => self.service_name = GatewayService::Dynamodb,
            Some(_) | None => {
                taking.unknown.insert(Self::service_name, "which service it leads to".to_owned());
            }
        }
    }

    fn join(&mut self, taking: &mut Taking<'_>) {
        taking.add_links("RouteTableIds", &mut self.route_table_ids);
    }
}

impl Exporting for GatewayEndpoint {
    fn properties(&self) -> Properties {
        Properties { always: &["VpcId"], changed: &["RouteTableIds", "IpAddressType"] }
    }

    fn give(&self, giving: &mut Giving<'_>) {
        giving.put("VpcEndpointType", say("Gateway"));
        let name = match giving.unknown(Self::service_name) {
            Some(why) => doubt(why),
            None => mixed(format!("com.amazonaws.${{AWS::Region}}.{}", self.service_name.value())),
        };
        giving.put("ServiceName", name);
    }
}
