//! NAT gateway.

use super::{
    ElasticIp, InternetGateway, KindOf, Region, RouteTable, Subnet, Vpc,
    route_table::{Destination, Route},
    subnet,
};
use crate::{
    base::{Address, Cidr, Message, NodeId, Protocol, text},
    diag::{Finding, Report, Rule, Severity},
    model::{
        Model, Node,
        edit::Edit,
        fact::{SourceNat, Basis, HOURS_PER_MONTH, Inbound, Interface, Meter, NetFact, PublicAddress, Usage},
        field::{Link, Maybe, choice},
        resource::{Need, Remedy, Resource, resource},
        site::Site,
    },
};

choice! {
    /// Where translated flows may go.
    pub enum Connectivity {
        /// To the internet.
        Public = "public", "Public" | "퍼블릭";
        /// To other private networks.
        Private = "private", "Private" | "프라이빗";
    }
}

resource! {
    /// Lets private subnets open connections outward; nothing outside can open one inward.
    #[ko = "프라이빗 서브넷에서 밖으로 연결할 수 있게 한다. 밖에서 안으로는 연결할 수 없다."]
    pub struct NatGateway: "NAT gateway" | "NAT 게이트웨이" {
        short: "NAT gateway",
        icon: "nat_gateway",
        group: Network,
        look: Card,
        stands_in: [Subnet],
        roles: [RouteTarget],
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html",
        rules: [NO_ADDRESS, ADDRESS, NO_WAY_OUT, UNUSED, LOOP, ACROSS],
        fields {
            /// Whether flows leave to the internet or to other private networks.
            #[ko = "트래픽이 인터넷으로 나가는지, 다른 사설 네트워크로 나가는지 정한다."]
            pub connectivity_type: Connectivity = Connectivity::Public, "Connectivity" | "연결 유형";
            /// The address that the outside sees. A public gateway needs one.
            #[ko = "밖에서 보이는 주소. 퍼블릭 게이트웨이에 필요하다."]
            pub allocation_id: Link<ElasticIp> = Link::NONE, "Elastic IP" | "탄력적 IP";
            /// Its private address. None: any free one.
            #[ko = "사설 주소. 비워 두면 남은 주소 중 하나를 받는다."]
            pub private_ip_address: Maybe<Address> = Maybe(None), "Private address" | "사설 주소", { example: "10.0.9.5" };
        }
    }
}

impl NatGateway {
    fn is_public(&self) -> bool {
        self.connectivity_type == Connectivity::Public
    }
}

static NO_ADDRESS: Rule = Rule {
    code: "NAT001",
    severity: Severity::Error,
    title: text!(
        "a public NAT gateway needs an Elastic IP address",
        "퍼블릭 NAT 게이트웨이에는 탄력적 IP 주소가 필요하다"
    ),
    help: text!("give it an address, or make it private", "주소를 주거나 프라이빗으로 바꾼다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-working-with.html",
};

static ADDRESS: Rule = Rule {
    code: "NAT002",
    severity: Severity::Error,
    title: text!(
        "a private NAT gateway takes no Elastic IP address",
        "프라이빗 NAT 게이트웨이에는 탄력적 IP 주소를 줄 수 없다"
    ),
    help: text!("take the address away, or make the gateway public", "주소를 없애거나 퍼블릭으로 바꾼다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-working-with.html",
};

static NO_WAY_OUT: Rule = Rule {
    code: "NAT003",
    severity: Severity::Warning,
    title: text!(
        "its subnet `{0}` has no route to an internet gateway, so flows end here",
        "서브넷 `{0}`에 인터넷 게이트웨이로 가는 경로가 없어 흐름이 여기서 끝난다"
    ),
    help: text!("place it in a public subnet", "퍼블릭 서브넷에 둔다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-scenarios.html",
};

static UNUSED: Rule = Rule {
    code: "NAT004",
    severity: Severity::Warning,
    title: text!(
        "no route leads to this NAT gateway, and it is billed by the hour",
        "이 NAT 게이트웨이로 가는 경로가 없는데 시간당 요금이 든다"
    ),
    help: text!(
        "add a route to it in a private table, or remove it",
        "프라이빗 테이블에 이곳으로 가는 경로를 추가하거나 지운다"
    ),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-scenarios.html",
};

static LOOP: Rule = Rule {
    code: "NAT005",
    severity: Severity::Warning,
    title: text!(
        "the table `{0}` of its own subnet sends packets back to it",
        "자신이 있는 서브넷의 테이블 `{0}`이(가) 패킷을 되돌려 보낸다"
    ),
    help: text!("place it in another subnet than those it serves", "자신을 쓰는 서브넷과 다른 서브넷에 둔다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-scenarios.html",
};

static ACROSS: Rule = Rule {
    code: "NAT006",
    severity: Severity::Info,
    title: text!(
        "the subnet `{0}` of another zone uses it: data between zones is billed, and both zones must work",
        "다른 영역의 서브넷 `{0}`이(가) 쓰고 있다. 영역 간 데이터 요금이 들고 두 영역이 모두 살아 있어야 한다"
    ),
    help: text!("use one NAT gateway in each zone", "영역마다 NAT 게이트웨이를 하나씩 둔다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html",
};

/// Everywhere on the IPv4 internet.
const EVERYWHERE: Destination = Destination::Cidr(Cidr::ALL_V4);

/// How many subnets of other zones a finding names at most.
const NAMED: usize = 20;

impl NatGateway {
    fn check_routes(&self, site: Site<'_>, report: &mut Report) {
        let tables = site.referrers::<RouteTable>();
        if tables.is_empty() {
            report.raise(&UNUSED, site.here(), []);
        }
        let Some((own, it)) = site.within::<Subnet>() else { return };
        if let Some((table, _)) =
            subnet::table(site, own).filter(|(id, _)| tables.iter().any(|(it, _)| it == id))
        {
            report.raise(&LOOP, site.here(), [table.to_string()]);
        }
        let users = tables.iter().flat_map(|(id, _)| site.other(id).referrers::<Subnet>());
        let across = users.filter(|(_, user)| user.availability_zone != it.availability_zone);
        for (user, _) in across.take(NAMED) {
            report.raise(&ACROSS, site.here(), [user.to_string()]);
        }
    }
}

/// Edits being gathered, with the ids that they will take.
struct Plan<'m> {
    model: &'m Model,
    vpc: &'m NodeId,
    edits: Vec<Edit>,
}

impl<'m> Plan<'m> {
    fn add(&mut self, word: &str, node: Node) -> NodeId {
        let id = self.model.fresh_id(word);
        self.edits.push(Edit::Add { id: id.clone(), node });
        id
    }

    fn change(&mut self, id: &NodeId, resource: impl Into<super::AnyResource>) {
        self.edits.push(Edit::Change { id: id.clone(), resource: resource.into() });
    }

    fn find<T: KindOf>(&self, id: &NodeId) -> Option<&'m T> {
        T::from_any(&self.model.node(id)?.resource)
    }

    /// Everything of a kind directly inside a container.
    fn inside<T: KindOf>(&self, container: &NodeId) -> Vec<(&'m NodeId, &'m T)> {
        let nodes = self.model.nodes().filter(|(_, node)| node.parent.as_ref() == Some(container));
        nodes.filter_map(|(id, node)| Some((id, T::from_any(&node.resource)?))).collect()
    }

    fn table_of(&self, subnet: &Subnet) -> Option<(&'m NodeId, &'m RouteTable)> {
        let main = self.find::<Vpc>(self.vpc)?.main_route_table_id.target();
        let id = subnet.route_table_id.target().or(main)?;
        let (id, node) = self.model.nodes.get_key_value(id)?;
        Some((id, RouteTable::from_any(&node.resource)?))
    }

    /// Where a table sends packets for the internet.
    fn way_out<T: KindOf>(&self, table: &RouteTable) -> Option<&'m T> {
        let route = table.routes.iter().find(|route| route.destination == EVERYWHERE)?;
        self.find(route.target.target()?)
    }

    fn is_public(&self, subnet: &Subnet) -> bool {
        self.table_of(subnet).is_some_and(|(_, table)| self.way_out::<InternetGateway>(table).is_some())
    }

    /// A public subnet other than `segment`, or a new one.
    fn public_subnet(&mut self, segment: &NodeId, zone: subnet::Zone) -> Option<NodeId> {
        let subnets = self.inside::<Subnet>(self.vpc);
        let mut public: Vec<_> =
            subnets.iter().filter(|(id, subnet)| *id != segment && self.is_public(subnet)).collect();
        public.sort_by_key(|(_, subnet)| subnet.availability_zone != zone);
        if let Some((id, _)) = public.first() {
            return Some((*id).clone());
        }
        let taken: Vec<Cidr> = subnets.iter().map(|(_, subnet)| subnet.cidr_block).collect();
        let cidr_block = self.find::<Vpc>(self.vpc)?.free_block(&taken)?;
        let here = Some(self.vpc.clone());
        let gateway = match self.inside::<InternetGateway>(self.vpc).first() {
            Some((id, _)) => (*id).clone(),
            None => {
                self.add(&format!("{}-igw", self.vpc), Node::new(InternetGateway::default(), here.clone()))
            }
        };
        let routes = vec![Route { destination: EVERYWHERE, target: Link::to(gateway) }];
        let table =
            self.add(&format!("{}-public-rtb", self.vpc), Node::new(RouteTable { routes }, here.clone()));
        let subnet = Subnet {
            cidr_block,
            availability_zone: zone,
            route_table_id: Link::to(table),
            ..Subnet::default()
        };
        Some(self.add(&format!("{}-public", self.vpc), Node::new(subnet, here)))
    }

    /// A public NAT gateway that works and does not stand in `segment`, or a new one.
    fn gateway(&mut self, segment: &NodeId, zone: subnet::Zone) -> Option<(NodeId, bool)> {
        let mut subnets = self.inside::<Subnet>(self.vpc);
        subnets.sort_by_key(|(_, subnet)| subnet.availability_zone != zone);
        for (id, subnet) in subnets {
            if id == segment || !self.is_public(subnet) {
                continue;
            }
            let works = |nat: &NatGateway| nat.is_public() && nat.allocation_id.target().is_some();
            if let Some((nat, _)) = self.inside::<NatGateway>(id).into_iter().find(|(_, nat)| works(nat)) {
                return Some((nat.clone(), false));
            }
        }
        let subnet = self.public_subnet(segment, zone)?;
        let region = self.model.ancestors(self.vpc).find(|(_, it)| Region::from_any(&it.resource).is_some());
        let region = region.map(|(id, _)| id.clone());
        let allocation_id = Link::to(self.add("nat-ip", Node::new(ElasticIp::default(), region)));
        let nat = NatGateway { allocation_id, ..NatGateway::default() };
        Some((self.add("nat", Node::new(nat, Some(subnet))), true))
    }

    /// Sends what `segment` has for the internet to a gateway, in its own table if it has one.
    fn route(&mut self, segment: &NodeId, table: Option<&NodeId>, gateway: NodeId) -> Option<()> {
        let old = table.and_then(|id| self.find::<RouteTable>(id));
        let mut routes = old.map(|table| table.routes.clone()).unwrap_or_default();
        let way = Route { destination: EVERYWHERE, target: Link::to(gateway) };
        let public = old.is_some_and(|table| self.way_out::<InternetGateway>(table).is_some());
        match routes.iter_mut().find(|route| route.destination == EVERYWHERE) {
            Some(route) => *route = way,
            None => routes.push(way),
        }
        match table {
            // Others may need the way to the internet gateway: leave them their table.
            Some(id) if !public => self.change(id, RouteTable { routes }),
            _ => {
                let here = Some(self.vpc.clone());
                let id = self.add(&format!("{segment}-rtb"), Node::new(RouteTable { routes }, here));
                let edit = Subnet::with_table(self.model, segment, Link::to(id.clone()))?;
                self.edits.push(edit);
                table.into_iter().for_each(|old| self.follow(old, &id));
            }
        }
        Some(())
    }

    /// Gateway endpoints of the table that a subnet leaves serve its new one too.
    fn follow(&mut self, old: &NodeId, new: &NodeId) {
        for (id, door) in self.inside::<super::GatewayEndpoint>(self.vpc) {
            let tables = door.route_table_ids.targets();
            if tables.contains(old) {
                let all = tables.iter().chain([new]).cloned();
                let route_table_ids = crate::model::field::Links::to(all);
                self.change(id, super::GatewayEndpoint { route_table_ids, ..door.clone() });
            }
        }
    }
}

/// Gives a segment a way to the internet through a NAT gateway.
fn plan(model: &Model, vpc: &NodeId, segment: &NodeId, table: Option<&NodeId>) -> Option<Remedy> {
    let mut plan = Plan { model, vpc, edits: Vec::new() };
    let subnet = plan.find::<Subnet>(segment)?;
    // What has a public address of its own would lose its way in and out.
    let elastic =
        model.nodes().filter_map(|(_, node)| ElasticIp::from_any(&node.resource)?.instance_id.target());
    let mut elastic = elastic.filter(|id| model.is_inside(id, segment));
    let instances = plan.inside::<super::Instance>(segment);
    let addressed = subnet.map_public_ip_on_launch && !instances.is_empty()
        || instances.iter().any(|(_, it)| it.associate_public_ip_address)
        || elastic.next().is_some()
        || !plan.inside::<NatGateway>(segment).is_empty();
    if plan.is_public(subnet) && addressed {
        return None;
    }
    let (gateway, fresh) = plan.gateway(segment, subnet.availability_zone)?;
    plan.route(segment, table, gateway.clone())?;
    let title = if fresh {
        Message::plain(&text!("Add NAT gateway", "NAT 게이트웨이 추가"))
    } else {
        Message::new(&text!("Use NAT gateway `{0}`", "NAT 게이트웨이 `{0}` 사용"), [gateway.to_string()])
    };
    Some(Remedy { title, edits: plan.edits })
}

impl Resource for NatGateway {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        let address = self.allocation_id.target().is_some();
        if self.is_public() && !address {
            report.raise(&NO_ADDRESS, site.at(Self::allocation_id), []);
        }
        if !self.is_public() && address {
            report.raise(&ADDRESS, site.at(Self::connectivity_type), []);
        }
        let closed = site.within::<Subnet>().filter(|(id, _)| !subnet::is_public(site, id));
        if let Some((id, _)) = closed.filter(|_| self.is_public()) {
            report.raise(&NO_WAY_OUT, site.here(), [id.to_string()]);
        }
        self.check_routes(site, report);
    }

    fn mend(&self, site: Site<'_>, finding: &Finding) -> Option<Remedy> {
        let id = site.id().clone();
        if finding.rule.code == ADDRESS.code {
            let resource = Self { allocation_id: Link::NONE, ..self.clone() }.into();
            return Some(Remedy {
                title: Message::plain(&text!("Take the address away", "주소 없애기")),
                edits: vec![Edit::Change { id, resource }],
            });
        }
        (finding.rule.code == NO_ADDRESS.code).then(|| {
            let address = site.model().fresh_id(&format!("{id}-ip"));
            let region = site.within::<Region>().map(|(region, _)| region.clone());
            let resource = Self { allocation_id: Link::to(address.clone()), ..self.clone() }.into();
            Remedy {
                title: Message::plain(&text!("Allocate an address", "주소 할당")),
                edits: vec![
                    Edit::Add { id: address, node: Node::new(ElasticIp::default(), region) },
                    Edit::Change { id, resource },
                ],
            }
        })
    }

    fn remedies(&self, need: &Need, model: &Model) -> Vec<Remedy> {
        let (Need::WayToInternet { boundary, segment, table }
        | Need::WayToService { boundary, segment, table, .. }) = need;
        let remedy = plan(model, boundary, segment, table.as_ref());
        remedy.into_iter().collect()
    }

    fn headline(&self) -> String {
        self.connectivity_type.value().to_owned()
    }

    fn shows(&self, field: &crate::model::field::FieldSpec) -> bool {
        field.name != Self::allocation_id || self.is_public()
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        let Some((subnet, _)) = site.within::<Subnet>() else { return Vec::new() };
        let holder = self.allocation_id.target().filter(|_| self.is_public());
        let public = holder.map(|holder| PublicAddress {
            private: None,
            holder: Some(holder.clone()),
            address: site.get(&self.allocation_id).and_then(|ip| ip.public_ip.0),
        });
        let interface = Interface {
            addresses: self.private_ip_address.0.into_iter().collect(),
            public: public.into_iter().collect(),
            unfiltered: true,
            inbound: Inbound::Nat,
            initiates: false,
            protocols: vec![Protocol::TCP, Protocol::UDP, Protocol::ICMP],
            ..Interface::in_segment(subnet.clone())
        };
        let nat = SourceNat { to_internet: self.is_public(), regional: None };
        vec![NetFact::SourceNat(nat), NetFact::Interface(interface)]
    }

    fn meters(&self, _: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        vec![
            Meter {
                sku: "vpc.nat_hour".into(),
                component: &text!("NAT gateway hours", "NAT 게이트웨이 시간"),
                quantity: HOURS_PER_MONTH,
                basis: Basis::Fixed,
            },
            Meter {
                sku: "vpc.nat_gb".into(),
                component: &text!("NAT gateway data", "NAT 게이트웨이 데이터"),
                quantity: usage.carried_gb,
                basis: Basis::Marginal,
            },
        ]
    }
}
