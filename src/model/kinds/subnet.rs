//! Subnet.

use super::{KindOf, NetworkAcl, RouteTable, Vpc};
use crate::{
    base::{Cidr, NodeId},
    model::{
        Model,
        edit::Edit,
        fact::{NetFact, Segment},
        field::{Link, Links, choice},
        resource::{Resource, resource},
        site::{Index, Site},
    },
};

use std::net::IpAddr;

choice! {
    /// A zone of the region: the letter after its name.
    pub enum Zone {
        /// The first.
        A = "a", "a" | "a";
        /// The second.
        B = "b", "b" | "b";
        /// The third.
        C = "c", "c" | "c";
        /// The fourth.
        D = "d", "d" | "d";
        /// The fifth.
        E = "e", "e" | "e";
        /// The sixth.
        F = "f", "f" | "f";
    }
}

resource! {
    /// A range of a VPC's addresses in one Availability Zone.
    #[ko = "한 가용 영역에 있는, VPC 주소의 한 범위."]
    pub struct Subnet: "Subnet" | "서브넷" {
        short: "Subnet",
        icon: "subnet",
        group: Network,
        look: Segment,
        stands_in: [Vpc],
        roles: [],
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html",
        rules: [],
        fields {
            /// The IPv4 block, inside one block of the VPC.
            #[ko = "VPC 블록 안에 있는 IPv4 블록."]
            pub cidr_block: Cidr = default_block(), "IPv4 CIDR" | "IPv4 CIDR", { example: "10.0.1.0/24" };
            /// The zone, by its letter.
            #[ko = "가용 영역의 글자."]
            pub availability_zone: Zone = Zone::A, "Availability Zone" | "가용 영역";
            /// The table that steers packets that leave. None: the VPC's main table.
            #[ko = "나가는 패킷을 이끄는 테이블. 없으면 VPC의 기본 테이블."]
            pub route_table_id: Link<RouteTable> = Link::NONE, "Route table" | "라우팅 테이블";
            /// The filter at the border. None: the VPC's default one.
            #[ko = "경계의 필터. 없으면 VPC의 기본 ACL."]
            pub network_acl_id: Link<NetworkAcl> = Link::NONE, "Network ACL" | "네트워크 ACL";
            /// Whether new instances get a public address.
            #[ko = "새 인스턴스가 공인 주소를 받는지."]
            pub map_public_ip_on_launch: bool = false, "Assign public IPv4" | "공인 IPv4 자동 할당";
        }
    }
}

fn default_block() -> Cidr {
    Cidr::around([10, 0, 1, 0].into(), 24).unwrap_or(Cidr::ALL_V4)
}

impl Resource for Subnet {
    fn headline(&self) -> String {
        format!("{} · {}", self.cidr_block, self.availability_zone.value())
    }

    /// The first /24 that is free in the VPC.
    fn settle(&mut self, model: &Model, index: &Index, parent: Option<&NodeId>) {
        let Some((id, vpc)) = parent.and_then(|id| Some((id, Vpc::from_any(&model.node(id)?.resource)?))) else { return };
        let siblings = index.children(id).iter().filter_map(|id| Self::from_any(&model.node(id)?.resource));
        let taken: Vec<Cidr> = siblings.map(|subnet| subnet.cidr_block).collect();
        // Counting starts at 1, as people do: 10.0.1.0/24 comes first.
        let free = (1..=255_u8).chain([0]).filter_map(|n| match vpc.cidr_block.first() {
            IpAddr::V4(base) if vpc.cidr_block.length() <= 16 => {
                Cidr::around([base.octets()[0], base.octets()[1], n, 0].into(), 24)
            }
            base => Cidr::around(base, vpc.cidr_block.length().max(24)),
        });
        if let Some(block) = free.into_iter().find(|block| taken.iter().all(|other| !other.overlaps(*block))) {
            self.cidr_block = block;
        }
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        let Some((vpc, _)) = site.within::<Vpc>() else { return Vec::new() };
        vec![NetFact::Segment(Segment {
            boundary: vpc.clone(),
            cidrs: vec![self.cidr_block],
            zone: self.availability_zone.value().to_owned(),
            table: self.route_table_id.target().cloned(),
            acl: self.network_acl_id.target().cloned(),
        })]
    }
}

impl Subnet {
    /// The edit that gives a subnet another route table.
    pub(super) fn with_table(model: &Model, id: &NodeId, table: Link<RouteTable>) -> Option<Edit> {
        let subnet = Self::from_any(&model.node(id)?.resource)?;
        let resource = Self { route_table_id: table, ..subnet.clone() }.into();
        Some(Edit::Change { id: id.clone(), resource })
    }
}

/// The subnets of a resource that may have several: the one it stands in, then the further ones, each once.
pub(super) fn effective(site: Site<'_>, further: &Links<Subnet>) -> Vec<NodeId> {
    let own = site.within::<Subnet>().map(|(id, _)| id.clone());
    let mut all: Vec<NodeId> = own.into_iter().collect();
    for id in further.targets() {
        if !all.contains(id) {
            all.push(id.clone());
        }
    }
    all
}
