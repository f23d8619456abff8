//! Route table and its routes.

use super::{
    EgressOnlyInternetGateway, GatewayEndpoint, KindOf, NatGateway, PrefixList, Subnet,
    TransitGateway, TransitGatewayAttachment, Vpc, VpcPeeringConnection, VpnGateway, gateway_endpoint, remedy, vpc,
    vpn_gateway,
};
use crate::{
    base::{Cidr, Gather as _, Message, NodeId, Order as _, text},
    diag::{Finding, Report, Rule, Severity},
    model::{
        Model,
        edit::Edit,
        fact::{NetFact, Peer, RouteFact, Service, Table},
        field::{EdgeGateway, Form, Link, Links, RouteTarget},
        need::Need,
        quota,
        resource::{Remedy, Resource, record, resource},
        site::Site,
    },
};
use std::{collections::{BTreeMap, BTreeSet}, fmt, str::FromStr};

mod taking;
pub(super) use taking::service_list;

/// Which addresses a route covers, or a rule names: a block, or the list the provider keeps for a service.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Destination {
    /// A block.
    Cidr(Cidr),
    /// The prefix list of a service in the same region, by the service's name.
    PrefixList(String),
}

/// How a prefix list is written.
const PREFIX_LIST: &str = "pl:";

/// Services that AWS keeps a prefix list for and that Plat knows.
/// <https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html>
const LISTED: [&str; 2] = ["s3", "dynamodb"];

impl Destination {
    /// As a fact, for a resource in a region.
    pub fn peer(&self, site: Site<'_>) -> Peer {
        match self {
            Self::Cidr(cidr) => Peer::Cidr(*cidr),
            Self::PrefixList(name) => {
                Peer::Service(Service { name: name.clone().into(), region: site.region() })
            }
        }
    }
}

impl FromStr for Destination {
    type Err = Message;

    fn from_str(text: &str) -> Result<Self, Message> {
        match text.strip_prefix(PREFIX_LIST) {
            Some(name) if LISTED.contains(&name) => Ok(Self::PrefixList(name.to_owned())),
            Some(name) => Err(Message::new(
                &text!(
                    "there is no prefix list `pl:{0}`; known: pl:s3, pl:dynamodb",
                    "접두사 목록 `pl:{0}`이(가) 없습니다. 아는 것: pl:s3, pl:dynamodb"
                ),
                [name.to_owned()],
            )),
            None => text.parse().map(Self::Cidr),
        }
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cidr(cidr) => cidr.fmt(f),
            Self::PrefixList(name) => write!(f, "{PREFIX_LIST}{name}"),
        }
    }
}

impl Form for Destination {
    const NAME: &'static str = "CIDR block or prefix list";
}

record! {
    /// One route.
    pub struct Route {
        /// The addresses it covers: a block, or `pl:s3`.
        #[ko = "경로가 적용되는 주소. 블록 또는 `pl:s3`."]
        pub destination: Destination = Destination::Cidr(Cidr::ALL_V4), "Destination" | "대상 주소", { example: "0.0.0.0/0" };
        /// A prefix list of addresses instead.
        #[ko = "주소 대신 쓰는 접두사 목록."]
        pub destination_prefix_list_id: Link<PrefixList> = Link::NONE, "Prefix list" | "접두사 목록";
        /// Where packets go next. None: the target is gone, and the route is a blackhole.
        #[ko = "패킷이 다음으로 가는 곳. 비어 있으면 블랙홀이 된다."]
        pub target: Link<RouteTarget> = Link::NONE, "Target" | "대상";
    }
}

impl Route {
    /// As a fact, for a resource in a region.
    pub(super) fn peer(&self, site: Site<'_>) -> Peer {
        match self.destination_prefix_list_id.target() {
            Some(list) => Peer::List(list.clone()),
            None => self.destination.peer(site),
        }
    }

    /// The one block that it covers, unless it names a list.
    pub(super) fn cidr(&self) -> Option<Cidr> {
        match (&self.destination, self.destination_prefix_list_id.target()) {
            (Destination::Cidr(cidr), None) => Some(*cidr),
            (Destination::Cidr(_) | Destination::PrefixList(_), _) => None,
        }
    }

    /// The blocks that it covers; those of the provider's lists are not known.
    pub(super) fn blocks(&self, site: Site<'_>) -> Vec<Cidr> {
        let list = site.get(&self.destination_prefix_list_id).map(PrefixList::blocks);
        list.unwrap_or_else(|| self.cidr().into_iter().collect())
    }

    /// As people write its destination.
    pub(super) fn shown(&self) -> String {
        match self.destination_prefix_list_id.target() {
            Some(list) => list.to_string(),
            None => self.destination.to_string(),
        }
    }

    fn key(&self) -> (Option<&NodeId>, Option<&Destination>) {
        let list = self.destination_prefix_list_id.target();
        (list, list.is_none().then_some(&self.destination))
    }
}

resource! {
    /// Decides where packets that leave a subnet go next. The local route is always there.
    #[ko = "서브넷을 나가는 패킷이 다음으로 갈 곳을 정한다. 로컬 경로는 항상 있다."]
    pub struct RouteTable: "Route table" | "라우팅 테이블" {
        short: "Route table",
        icon: "route_table",
        group: Control,
        service: Iaas,
        look: Listed,
        stands_in: [Vpc],
        roles: [],
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html",
        rules: [
            TWICE, FOREIGN, REFUSED, LOCAL, BLACKHOLE, IPV6_NAT, UNUSED, MANY_ROUTES, UNATTACHED, IPV4_EXIT,
            EDGE_TARGET, EDGE_DESTINATION, EDGE_MAIN, EDGE_LEARNS, EDGE_TWICE, OTHER_GATEWAY, TIE, MANY_LEARNED,
        ],
        fields {
            /// The routes besides the local one. The longest prefix wins.
            #[ko = "로컬 경로 외의 경로. 접두사가 가장 긴 것이 쓰인다."]
            pub routes: Vec<Route> = Vec::new(), "Routes" | "경로";
            /// Virtual private gateways whose learned prefixes appear in it.
            #[ko = "배운 접두사를 이 테이블에 전파하는 가상 프라이빗 게이트웨이."]
            pub propagating_vgws: Links<VpnGateway> = Links::NONE, "Propagation" | "경로 전파";
            /// Gateways whose incoming packets it routes: an edge table.
            #[ko = "들어오는 패킷에 이 테이블을 쓰는 게이트웨이. 지정하면 엣지 테이블이 된다."]
            pub gateway_ids: Links<EdgeGateway> = Links::NONE, "Gateways" | "게이트웨이";
        }
    }
}

static TWICE: Rule = Rule {
    code: "RTB001",
    severity: Severity::Error,
    title: text!("two routes have the destination `{0}`", "대상 주소가 `{0}`인 경로가 두 개다"),
    help: text!("keep one route for each destination", "대상 주소마다 경로를 하나만 둔다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html",
};

static FOREIGN: Rule = Rule {
    code: "RTB002",
    severity: Severity::Error,
    title: text!(
        "the target `{0}` of the route to `{1}` belongs to another VPC",
        "`{1}` 경로의 대상 `{0}`은(는) 다른 VPC에 속한다"
    ),
    help: text!("choose a target in this table's VPC", "이 테이블의 VPC 안에 있는 대상을 고른다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html",
};

static REFUSED: Rule = Rule {
    code: "RTB003",
    severity: Severity::Error,
    title: text!(
        "AWS refuses routes to `{0}`, which lies in `{1}`",
        "`{1}`에 속한 `{0}`(으)로 가는 경로는 AWS가 거부한다"
    ),
    help: text!("remove the route", "경로를 지운다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html",
};

static LOCAL: Rule = Rule {
    code: "RTB004",
    severity: Severity::Error,
    title: text!(
        "a route to `{0}`, inside the VPC, must match a whole subnet and lead to an interface, an endpoint or a NAT gateway",
        "VPC 안의 `{0}`(으)로 가는 경로는 서브넷 전체와 일치하고 인터페이스나 엔드포인트, NAT 게이트웨이로 가야 한다"
    ),
    help: text!(
        "use a subnet's whole block, or leave it to the local route",
        "서브넷의 블록 전체를 쓰거나 로컬 경로에 맡긴다"
    ),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html",
};

static BLACKHOLE: Rule = Rule {
    code: "RTB005",
    severity: Severity::Warning,
    title: text!("the route to `{0}` leads nowhere: a blackhole", "`{0}` 경로의 대상이 없는 블랙홀이다"),
    help: text!("choose a target, or remove the route", "대상을 고르거나 경로를 지운다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html",
};

static IPV6_NAT: Rule = Rule {
    code: "RTB006",
    severity: Severity::Error,
    title: text!(
        "a NAT gateway takes no IPv6 packets to `{0}`",
        "NAT 게이트웨이는 `{0}`(으)로 가는 IPv6 패킷을 받지 않는다"
    ),
    help: text!(
        "send only IPv4 or the NAT64 prefix 64:ff9b::/96 there",
        "IPv4나 NAT64 접두사 64:ff9b::/96만 그곳으로 보낸다"
    ),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-nat64-dns64.html",
};

static UNUSED: Rule = Rule {
    code: "RTB007",
    severity: Severity::Info,
    title: text!("no subnet or gateway uses this route table", "이 라우팅 테이블을 쓰는 서브넷이나 게이트웨이가 없다"),
    help: text!("name it in a subnet, or remove it", "서브넷에 지정하거나 지운다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html",
};

static MANY_ROUTES: Rule = Rule {
    code: "RTB008",
    severity: Severity::Warning,
    title: text!(
        "this table has {0} routes; it may have {1} by default",
        "이 테이블의 경로가 {0}개다. 기본 할당량은 {1}개다"
    ),
    help: text!(
        "ask AWS for a higher quota, or use wider blocks",
        "AWS에 할당량 증가를 요청하거나 더 넓은 블록을 쓴다"
    ),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
};

static UNATTACHED: Rule = Rule {
    code: "RTB009",
    severity: Severity::Error,
    title: text!("`{0}`, where the route to `{1}` leads, is not attached to this VPC", "`{1}` 경로의 대상 `{0}`이(가) 이 VPC에 연결되어 있지 않다"),
    help: text!("attach it, or choose another target", "연결하거나 다른 대상을 고른다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html",
};

static IPV4_EXIT: Rule = Rule {
    code: "RTB010",
    severity: Severity::Error,
    title: text!("an egress-only internet gateway takes no IPv4 packets to `{0}`", "송신 전용 인터넷 게이트웨이는 `{0}`(으)로 가는 IPv4 패킷을 받지 않는다"),
    help: text!("send only IPv6 there", "IPv6만 그곳으로 보낸다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html",
};

static EDGE_TARGET: Rule = Rule {
    code: "RTB011",
    severity: Severity::Error,
    title: text!("a gateway's table leads to interfaces and endpoints only, and not to `{0}`", "게이트웨이의 테이블은 인터페이스와 엔드포인트로만 갈 수 있고 `{0}`(으)로는 갈 수 없다"),
    help: text!("choose an interface or a Gateway Load Balancer endpoint", "인터페이스나 Gateway Load Balancer 엔드포인트를 고른다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/gateway-route-tables.html",
};

static EDGE_DESTINATION: Rule = Rule {
    code: "RTB012",
    severity: Severity::Error,
    title: text!("a gateway's table routes whole subnets and blocks of the VPC only, and not `{0}`", "게이트웨이의 테이블에는 VPC의 서브넷 전체나 블록 전체만 둘 수 있고 `{0}`은(는) 둘 수 없다"),
    help: text!("use a subnet's whole block", "서브넷의 블록 전체를 쓴다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/gateway-route-tables.html",
};

static EDGE_MAIN: Rule = Rule {
    code: "RTB013",
    severity: Severity::Error,
    title: text!("the main table of a VPC cannot be the table of a gateway", "VPC의 기본 테이블은 게이트웨이의 테이블이 될 수 없다"),
    help: text!("use a table of its own", "따로 테이블을 만들어 쓴다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/gateway-route-tables.html",
};

static EDGE_LEARNS: Rule = Rule {
    code: "RTB014",
    severity: Severity::Error,
    title: text!("a table with propagation cannot be the table of a gateway", "경로 전파를 쓰는 테이블은 게이트웨이의 테이블이 될 수 없다"),
    help: text!("turn propagation off, or use a table of its own", "경로 전파를 끄거나 따로 테이블을 쓴다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/gateway-route-tables.html",
};

static EDGE_TWICE: Rule = Rule {
    code: "RTB015",
    severity: Severity::Error,
    title: text!("`{0}` is already the table of the gateway `{1}`", "`{0}`이(가) 이미 게이트웨이 `{1}`의 테이블이다"),
    help: text!("keep one table for each gateway", "게이트웨이마다 테이블을 하나만 둔다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/gateway-route-tables.html",
};

static OTHER_GATEWAY: Rule = Rule {
    code: "RTB016",
    severity: Severity::Error,
    title: text!("the gateway `{0}` is not attached to this table's VPC", "게이트웨이 `{0}`이(가) 이 테이블의 VPC에 연결되어 있지 않다"),
    help: text!("name a gateway of this VPC", "이 VPC의 게이트웨이를 지정한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/gateway-route-tables.html",
};

static TIE: Rule = Rule {
    code: "RTB017",
    severity: Severity::Warning,
    title: text!("the lists `{0}` and `{1}` both hold `{2}` and lead to different targets; AWS picks one of them", "목록 `{0}`과(와) `{1}`이(가) 모두 `{2}`을(를) 담고 대상이 다르다. AWS가 둘 중 하나를 고른다"),
    help: text!("keep each block in one of the lists", "블록을 한 목록에만 둔다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html",
};

static MANY_LEARNED: Rule = Rule {
    code: "RTB018",
    severity: Severity::Warning,
    title: text!("this table learns {0} prefixes; it may have {1}", "이 테이블이 배우는 접두사가 {0}개다. 최대 {1}개다"),
    help: text!("summarise the prefixes", "접두사를 더 넓은 블록으로 묶는다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
};


/// No route may lie in these, spec 4.1-10: they are the provider's own services.
const REFUSED_BLOCKS: [&str; 2] = ["169.254.168.0/22", "fd00:ec2::/32"];

/// The IPv6 prefix that stands for IPv4 addresses (NAT-7).
const NAT64: &str = "64:ff9b::/96";

fn known(text: &str) -> Option<Cidr> {
    text.parse().ok()
}

/// Whether some route of a table leads to a `T`.
pub(super) fn leads_to<T: KindOf>(site: Site<'_>, id: &NodeId, table: &RouteTable) -> bool {
    // Asked for each subnet of a table, which may have thousands of routes to few targets.
    let able = site.names::<T>(id);
    !able.is_empty() && table.routes.iter().filter_map(|it| it.target.target()).any(|it| able.contains(&it))
}

/// What a VPC's tables may lead to besides what stands in it: peerings that involve it, and transit gateways with
/// an attachment to it (4.1-9).
fn neighbours<'m>(site: Site<'m>, vpc: &'m NodeId) -> BTreeSet<&'m NodeId> {
    let vpc = site.other(vpc);
    let peerings = vpc.referrers::<VpcPeeringConnection>().into_iter().map(|(id, _)| id);
    let attachments = vpc.referrers::<TransitGatewayAttachment>().into_iter();
    peerings.chain(attachments.filter_map(|(_, it)| it.transit_gateway_id.target())).gather()
}

/// Whether something must be attached to a VPC that it does not stand in.
fn is_outside(site: Site<'_>, id: &NodeId) -> bool {
    site.find::<TransitGateway>(id).is_some()
        || site.find::<VpcPeeringConnection>(id).is_some()
        || (site.find::<VpnGateway>(id).is_some() && site.around::<Vpc>(id).is_none())
}

/// Whether packets pass through something on their way inside a VPC: it has an interface, or translates.
fn is_middlebox(site: Site<'_>, id: &NodeId, translators: bool) -> bool {
    let Some((id, node)) = site.resource(id) else { return false };
    let facts = node.resource.as_resource().net_facts(site.other(id));
    let translates = facts.iter().any(|fact| matches!(fact, NetFact::SourceNat(_)));
    if translates { translators } else { facts.iter().any(|fact| matches!(fact, NetFact::Interface(_))) }
}

impl RouteTable {
    fn check_route(
        &self,
        route: &Route,
        near: &BTreeSet<&NodeId>,
        site: Site<'_>,
        report: &mut Report,
    ) {
        let place = || site.at(Self::routes);
        let shown = route.shown();
        let Some(target) = route.target.target() else {
            report.raise(&BLACKHOLE, place(), [shown]);
            return;
        };
        if vpc::apart(site, site.id(), target) {
            report.raise(&FOREIGN, place(), [target.to_string(), shown.clone()]);
        }
        if is_outside(site, target) && !near.contains(target) {
            report.raise(&UNATTACHED, place(), [target.to_string(), shown.clone()]);
        }
        let nat = site.find::<NatGateway>(target).is_some();
        let exit = site.find::<EgressOnlyInternetGateway>(target).is_some();
        for block in route.blocks(site) {
            let refused = REFUSED_BLOCKS.iter().find(|it| known(it).is_some_and(|it| it.contains(block)));
            if let Some(refused) = refused {
                report.raise(&REFUSED, place(), [block.to_string(), (*refused).to_owned()]);
            }
            if nat && !block.is_v4() && known(NAT64) != Some(block) {
                report.raise(&IPV6_NAT, place(), [block.to_string()]);
            }
            if exit && block.is_v4() {
                report.raise(&IPV4_EXIT, place(), [block.to_string()]);
            }
        }
    }

    /// RT-9: what a table for incoming packets may be.
    fn check_edge(&self, site: Site<'_>, report: &mut Report) {
        let Some((vpc, around)) = site.within::<Vpc>() else { return };
        let place = || site.at(Self::gateway_ids);
        for id in self.gateway_ids.targets() {
            if site.around::<Vpc>(id).is_none_or(|(home, _)| home != vpc) {
                report.raise(&OTHER_GATEWAY, place(), [id.to_string()]);
            }
        }
        for id in self.propagating_vgws.targets() {
            if site.around::<Vpc>(id).is_none_or(|(home, _)| home != vpc) {
                report.raise(&OTHER_GATEWAY, site.at(Self::propagating_vgws), [id.to_string()]);
            }
        }
        if self.gateway_ids.targets().is_empty() {
            return;
        }
        if around.main_route_table_id.target() == Some(site.id()) {
            report.raise(&EDGE_MAIN, place(), []);
        }
        if !self.propagating_vgws.targets().is_empty() {
            report.raise(&EDGE_LEARNS, site.at(Self::propagating_vgws), []);
        }
        let subnets = site.inside::<Subnet>(vpc);
        let whole: BTreeSet<Cidr> =
            subnets.iter().flat_map(|(_, it)| it.blocks()).chain(around.all_blocks()).gather();
        for route in &self.routes {
            if !route.cidr().is_some_and(|cidr| whole.contains(&cidr)) {
                report.raise(&EDGE_DESTINATION, site.at(Self::routes), [route.shown()]);
            }
            let target = route.target.target();
            if let Some(target) = target.filter(|target| !is_middlebox(site, target, false)) {
                report.raise(&EDGE_TARGET, site.at(Self::routes), [target.to_string()]);
            }
        }
    }

    /// RT-3: of two lists with one block and different targets, AWS picks one.
    fn check_ties(&self, site: Site<'_>, report: &mut Report) {
        let mut seen: BTreeMap<Cidr, &Route> = BTreeMap::new();
        for route in self.routes.iter().filter(|it| it.destination_prefix_list_id.target().is_some()) {
            for block in route.blocks(site) {
                let other = seen.entry(block).or_insert(route);
                if other.target != route.target {
                    let args = [other.shown(), route.shown(), block.to_string()];
                    report.raise(&TIE, site.at(Self::routes), args);
                }
            }
        }
    }

    fn check_counts(&self, site: Site<'_>, report: &mut Report) {
        let (mut v4, mut v6) = (0_usize, 0_usize);
        for route in &self.routes {
            let list = site.get(&route.destination_prefix_list_id);
            let weight = list.map_or(1, PrefixList::weight);
            let is_v4 = route.blocks(site).first().is_none_or(|block| block.is_v4());
            let count = if is_v4 { &mut v4 } else { &mut v6 };
            *count = count.saturating_add(weight);
        }
        let place = || site.at(Self::routes);
        quota::ROUTES_PER_ROUTE_TABLE.compare(v4.max(v6), &MANY_ROUTES, place, report);
        let gateways = self.propagating_vgws.targets().iter().filter_map(|id| site.resource(id));
        let learned: BTreeSet<Cidr> =
            gateways.flat_map(|(id, _)| vpn_gateway::known_prefixes(site.other(id))).gather();
        let place = || site.at(Self::propagating_vgws);
        quota::PROPAGATED_ROUTES_PER_TABLE.compare(learned.len(), &MANY_LEARNED, place, report);
    }
}

/// Called by the VPC, which knows its tables at once: one for each gateway.
pub(super) fn check_gateways(vpc: Site<'_>, all: &[(&NodeId, &RouteTable)], report: &mut Report) {
    let mut first: BTreeMap<&NodeId, &NodeId> = BTreeMap::new();
    for (id, table) in all {
        for gateway in table.gateway_ids.targets() {
            let other = *first.entry(gateway).or_insert(*id);
            if other != *id {
                let place = vpc.other(id).at(RouteTable::gateway_ids);
                report.raise(&EDGE_TWICE, place, [other.to_string(), gateway.to_string()]);
            }
        }
    }
}

/// Called by the VPC, which knows its subnets at once. RT-5: only middleboxes may stand between subnets, each
/// for a whole one, or for all of a block.
pub(super) fn check_inside(vpc: Site<'_>, blocks: &[Cidr], subnets: &BTreeSet<Cidr>, report: &mut Report) {
    for (id, table) in vpc.inside::<RouteTable>(vpc.id()) {
        for route in &table.routes {
            let Some(target) = route.target.target() else { continue };
            let inside = |block: &Cidr| blocks.iter().any(|around| around.contains(*block));
            for block in route.blocks(vpc).into_iter().filter(inside) {
                let whole = blocks.contains(&block) || subnets.contains(&block);
                if !whole || !is_middlebox(vpc, target, true) {
                    report.raise(&LOCAL, vpc.other(id).at(RouteTable::routes), [block.to_string()]);
                }
            }
        }
    }
}

impl Resource for RouteTable {
    fn remedies(&self, need: &Need, model: &Model) -> Vec<Remedy> {
        let Need::Route { table, destination, target } = need else { return Vec::new() };
        let args = [destination.to_string(), target.to_string(), table.to_string()];
        remedy::change(model, table, Message::new(&remedy::ROUTE, args), |own: &mut Self| {
            own.routes.retain(|it| it.cidr() != Some(*destination));
            own.routes.push(Route {
                destination: Destination::Cidr(*destination),
                target: Link::to(target.clone()),
                ..Route::default()
            });
        })
    }

    fn check(&self, site: Site<'_>, report: &mut Report) {
        let mut routes: Vec<&Route> = self.routes.iter().collect();
        routes.order_by(|one, other| one.key().cmp(&other.key()));
        for pair in routes.windows(2).filter(|pair| pair[0].key() == pair[1].key()) {
            report.raise(&TWICE, site.at(Self::routes), [pair[0].shown()]);
        }
        // One route for each destination: the endpoint's is one.
        for (_, door) in site.referrers::<GatewayEndpoint>() {
            let own = Destination::PrefixList(door.service_name.value().to_owned());
            if let Some(route) = self.routes.iter().find(|it| it.key() == (None, Some(&own))) {
                report.raise(&TWICE, site.at(Self::routes), [route.shown()]);
            }
        }
        let near = site.within::<Vpc>().map(|(vpc, _)| neighbours(site, vpc)).unwrap_or_default();
        for route in &self.routes {
            self.check_route(route, &near, site, report);
        }
        self.check_edge(site, report);
        self.check_ties(site, report);
        self.check_counts(site, report);
        gateway_endpoint::check_siblings(site, &site.referrers::<GatewayEndpoint>(), report);
        let used = !site.referrers::<Subnet>().is_empty() || !site.referrers::<Vpc>().is_empty();
        if !used && self.gateway_ids.targets().is_empty() {
            report.raise(&UNUSED, site.here(), []);
        }
    }

    fn mend(&self, site: Site<'_>, finding: &Finding) -> Option<Remedy> {
        if finding.rule.code != BLACKHOLE.code {
            return None;
        }
        let mut table = self.clone();
        table.routes.retain(|route| route.target.target().is_some());
        Some(Remedy {
            title: Message::plain(&text!("Remove routes that lead nowhere", "대상이 없는 경로 지우기")),
            edits: vec![Edit::Change { id: site.id().clone(), resource: table.into() }],
        })
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        let Some((vpc, _)) = site.within::<Vpc>() else { return Vec::new() };
        let route = |route: &Route| RouteFact {
            destination: route.peer(site),
            target: route.target.target().cloned(),
        };
        vec![NetFact::Table(Table {
            boundary: Some(vpc.clone()),
            routes: self.routes.iter().map(route).collect(),
            propagates: self.propagating_vgws.targets().to_vec(),
            edges: self.gateway_ids.targets().to_vec(),
        })]
    }
}
