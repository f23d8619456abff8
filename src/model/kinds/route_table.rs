//! Route table and its routes.

use super::Vpc;
use crate::{
    base::{Cidr, Message, text},
    model::{
        fact::{NetFact, Peer, RouteFact, Service, Table},
        field::{Form, Link, RouteTarget},
        resource::{Resource, record, resource},
        site::Site,
    },
};
use std::{fmt, str::FromStr};

/// Which addresses a route covers, or a rule names: a block, or the list the provider keeps for a service.
#[derive(Clone, Debug, PartialEq, Eq)]
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
        #[ko = "경로가 포함하는 주소: 블록 또는 `pl:s3`."]
        pub destination: Destination = Destination::Cidr(Cidr::ALL_V4), "Destination" | "대상 주소", { example: "0.0.0.0/0" };
        /// Where packets go next. None: the target is gone, and the route is a blackhole.
        #[ko = "패킷이 다음에 가는 곳. 없으면 블랙홀."]
        pub target: Link<RouteTarget> = Link::NONE, "Target" | "대상";
    }
}

resource! {
    /// Decides where packets that leave a subnet go next. The local route is always there.
    #[ko = "서브넷을 나가는 패킷이 다음에 갈 곳을 정한다. 로컬 경로는 항상 있다."]
    pub struct RouteTable: "Route table" | "라우팅 테이블" {
        short: "Route table",
        icon: "route_table",
        group: Control,
        look: Listed,
        stands_in: [Vpc],
        roles: [],
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html",
        rules: [],
        fields {
            /// The routes besides the local one. The longest prefix wins.
            #[ko = "로컬 경로 외의 경로. 가장 긴 접두사가 이긴다."]
            pub routes: Vec<Route> = Vec::new(), "Routes" | "경로";
        }
    }
}

impl Resource for RouteTable {
    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        let Some((vpc, _)) = site.within::<Vpc>() else { return Vec::new() };
        let route = |route: &Route| RouteFact {
            destination: route.destination.peer(site),
            target: route.target.target().cloned(),
        };
        vec![NetFact::Table(Table { boundary: vpc.clone(), routes: self.routes.iter().map(route).collect() })]
    }
}
