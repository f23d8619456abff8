//! Route table and its routes.

use super::{GatewayEndpoint, Instance, KindOf, NatGateway, Subnet, Vpc, gateway_endpoint, vpc};
use crate::{
    base::{Cidr, Message, text},
    diag::{Finding, Report, Rule, Severity},
    model::{
        edit::Edit,
        fact::{NetFact, Peer, RouteFact, Service, Table},
        field::{Form, Link, RouteTarget},
        quota,
        resource::{Remedy, Resource, record, resource},
        site::Site,
    },
};
use std::{collections::BTreeSet, fmt, str::FromStr};

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
        /// Where packets go next. None: the target is gone, and the route is a blackhole.
        #[ko = "패킷이 다음으로 가는 곳. 비어 있으면 블랙홀이 된다."]
        pub target: Link<RouteTarget> = Link::NONE, "Target" | "대상";
    }
}

resource! {
    /// Decides where packets that leave a subnet go next. The local route is always there.
    #[ko = "서브넷을 나가는 패킷이 다음으로 갈 곳을 정한다. 로컬 경로는 항상 있다."]
    pub struct RouteTable: "Route table" | "라우팅 테이블" {
        short: "Route table",
        icon: "route_table",
        group: Control,
        look: Listed,
        stands_in: [Vpc],
        roles: [],
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html",
        rules: [TWICE, FOREIGN, REFUSED, LOCAL, BLACKHOLE, IPV6_NAT, UNUSED, MANY_ROUTES],
        fields {
            /// The routes besides the local one. The longest prefix wins.
            #[ko = "로컬 경로 외의 경로. 접두사가 가장 긴 것이 쓰인다."]
            pub routes: Vec<Route> = Vec::new(), "Routes" | "경로";
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
        "a route to `{0}`, inside the VPC, must match a whole subnet and lead to an instance or a NAT gateway",
        "VPC 안의 `{0}`(으)로 가는 경로는 서브넷 전체와 일치하고 인스턴스나 NAT 게이트웨이로 가야 한다"
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
    title: text!("no subnet uses this route table", "이 라우팅 테이블을 쓰는 서브넷이 없다"),
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

/// No route may lie in these, spec 4.1-10: they are the provider's own services.
const REFUSED_BLOCKS: [&str; 2] = ["169.254.168.0/22", "fd00:ec2::/32"];

/// The IPv6 prefix that stands for IPv4 addresses (NAT-7).
const NAT64: &str = "64:ff9b::/96";

fn known(text: &str) -> Option<Cidr> {
    text.parse().ok()
}

/// Whether some route of a table leads to a `T`.
pub(super) fn leads_to<T: KindOf>(site: Site<'_>, table: &RouteTable) -> bool {
    table.routes.iter().filter_map(|route| route.target.target()).any(|id| site.find::<T>(id).is_some())
}

impl RouteTable {
    fn check_route(&self, route: &Route, site: Site<'_>, report: &mut Report) {
        let place = || site.at(Self::routes);
        let shown = route.destination.to_string();
        let Some(target) = route.target.target() else {
            report.raise(&BLACKHOLE, place(), [shown]);
            return;
        };
        if vpc::apart(site, site.id(), target) {
            report.raise(&FOREIGN, place(), [target.to_string(), shown.clone()]);
        }
        let Destination::Cidr(destination) = route.destination else { return };
        let refused =
            REFUSED_BLOCKS.iter().find(|block| known(block).is_some_and(|it| it.contains(destination)));
        if let Some(block) = refused {
            report.raise(&REFUSED, place(), [shown.clone(), (*block).to_owned()]);
        }
        let nat = site.find::<NatGateway>(target).is_some();
        if nat && !destination.is_v4() && known(NAT64) != Some(destination) {
            report.raise(&IPV6_NAT, place(), [shown.clone()]);
        }
    }
}

/// Called by the VPC, which knows its subnets at once. RT-5: only middleboxes may stand between subnets, each
/// for a whole one, or for all of a block.
pub(super) fn check_inside(vpc: Site<'_>, blocks: &[Cidr], subnets: &BTreeSet<Cidr>, report: &mut Report) {
    for (id, table) in vpc.inside::<RouteTable>(vpc.id()) {
        for route in &table.routes {
            let (Destination::Cidr(destination), Some(target)) = (&route.destination, route.target.target())
            else {
                continue;
            };
            if !blocks.iter().any(|block| block.contains(*destination)) {
                continue;
            }
            let whole = blocks.contains(destination) || subnets.contains(destination);
            let middlebox =
                vpc.find::<NatGateway>(target).is_some() || vpc.find::<Instance>(target).is_some();
            if !whole || !middlebox {
                report.raise(&LOCAL, vpc.other(id).at(RouteTable::routes), [destination.to_string()]);
            }
        }
    }
}

impl Resource for RouteTable {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        let mut destinations: Vec<&Destination> =
            self.routes.iter().map(|route| &route.destination).collect();
        destinations.sort();
        for pair in destinations.windows(2).filter(|pair| pair[0] == pair[1]) {
            report.raise(&TWICE, site.at(Self::routes), [pair[0].to_string()]);
        }
        for route in &self.routes {
            self.check_route(route, site, report);
        }
        gateway_endpoint::check_siblings(site, &site.referrers::<GatewayEndpoint>(), report);
        if site.referrers::<Subnet>().is_empty() && site.referrers::<Vpc>().is_empty() {
            report.raise(&UNUSED, site.here(), []);
        }
        let place = || site.at(Self::routes);
        quota::ROUTES_PER_ROUTE_TABLE.compare(self.routes.len(), &MANY_ROUTES, place, report);
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
            destination: route.destination.peer(site),
            target: route.target.target().cloned(),
        };
        vec![NetFact::Table(Table {
            boundary: Some(vpc.clone()),
            routes: self.routes.iter().map(route).collect(),
            ..Table::default()
        })]
    }
}
