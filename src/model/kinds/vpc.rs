//! VPC.

use super::{KindOf, NetworkAcl, RouteTable, SecurityGroup};
use crate::{
    base::{Cidr, NodeId},
    model::{
        Model,
        fact::{Boundary, NetFact},
        field::{Link, List},
        resource::{Companion, Resource, resource},
        site::{Index, Site},
    },
};

resource! {
    /// An isolated network with its own address range and an implicit router.
    #[ko = "자체 주소 범위와 암묵적 라우터를 가진 격리된 네트워크."]
    pub struct Vpc: "VPC" | "VPC" {
        short: "VPC",
        icon: "vpc",
        group: Network,
        look: Network,
        stands_in: [Region],
        roles: [],
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/what-is-amazon-vpc.html",
        rules: [],
        fields {
            /// The primary IPv4 block.
            #[ko = "기본 IPv4 블록."]
            pub cidr_block: Cidr = default_block(), "IPv4 CIDR" | "IPv4 CIDR", { example: "10.0.0.0/16" };
            /// Further IPv4 blocks.
            #[ko = "추가 IPv4 블록."]
            pub secondary_cidr_blocks: List<Cidr> = List(Vec::new()), "Secondary CIDRs" | "보조 CIDR", { example: "10.1.0.0/16" };
            /// Whether the resolver at the second address answers.
            #[ko = "두 번째 주소의 DNS 확인자가 응답하는지."]
            pub enable_dns_support: bool = true, "DNS resolution" | "DNS 확인";
            /// Whether instances with public addresses get public names.
            #[ko = "공인 주소를 가진 인스턴스가 공인 이름을 받는지."]
            pub enable_dns_hostnames: bool = false, "DNS hostnames" | "DNS 호스트 이름";
            /// The table of subnets that name none. None: an implicit one with the local route only.
            #[ko = "라우팅 테이블을 지정하지 않은 서브넷의 테이블. 없으면 로컬 경로만 있는 암묵적 테이블."]
            pub main_route_table_id: Link<RouteTable> = Link::NONE, "Main route table" | "기본 라우팅 테이블";
            /// The network ACL of subnets that name none. None: an implicit one that allows all.
            #[ko = "네트워크 ACL을 지정하지 않은 서브넷의 ACL. 없으면 모두 허용하는 암묵적 ACL."]
            pub default_network_acl_id: Link<NetworkAcl> = Link::NONE, "Default network ACL" | "기본 네트워크 ACL";
            /// The security group of interfaces that name none. None: an implicit one that allows its own members in.
            #[ko = "보안 그룹을 지정하지 않은 인터페이스의 그룹. 없으면 자기 구성원만 들어오게 하는 암묵적 그룹."]
            pub default_security_group_id: Link<SecurityGroup> = Link::NONE, "Default security group" | "기본 보안 그룹";
        }
    }
}

fn default_block() -> Cidr {
    Cidr::around([10, 0, 0, 0].into(), 16).unwrap_or(Cidr::ALL_V4)
}

impl Vpc {
    /// Every IPv4 block, the primary one first.
    pub fn blocks(&self) -> Vec<Cidr> {
        std::iter::once(self.cidr_block).chain(self.secondary_cidr_blocks.0.iter().copied()).collect()
    }
}

impl Resource for Vpc {
    fn headline(&self) -> String {
        self.cidr_block.to_string()
    }

    /// The first 10.n.0.0/16 that no other VPC overlaps.
    fn settle(&mut self, model: &Model, _: &Index, _: Option<&NodeId>) {
        let others = model.nodes().filter_map(|(_, node)| Self::from_any(&node.resource));
        let taken: Vec<Cidr> = others.flat_map(Self::blocks).collect();
        let free = (0..=255_u8).filter_map(|n| Cidr::around([10, n, 0, 0].into(), 16));
        if let Some(block) = free.into_iter().find(|block| taken.iter().all(|other| !other.overlaps(*block))) {
            self.cidr_block = block;
        }
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        vec![NetFact::Boundary(Boundary {
            cidrs: self.blocks(),
            region: site.region(),
            main_table: self.main_route_table_id.target().cloned(),
            default_acl: self.default_network_acl_id.target().cloned(),
            default_group: self.default_security_group_id.target().cloned(),
            resolver: self.enable_dns_support,
        })]
    }

    /// A new VPC comes with these three:
    /// <https://docs.aws.amazon.com/vpc/latest/userguide/create-vpc.html>
    fn companions(&self) -> Vec<Companion> {
        vec![
            Companion { suffix: "rtb", resource: RouteTable::default().into() },
            Companion { suffix: "acl", resource: NetworkAcl::allowing_all().into() },
            Companion { suffix: "sg", resource: SecurityGroup::default().into() },
        ]
    }

    fn adopt(&mut self, companions: &[NodeId]) {
        if let [table, acl, group] = companions {
            self.main_route_table_id = Link::to(table.clone());
            self.default_network_acl_id = Link::to(acl.clone());
            self.default_security_group_id = Link::to(group.clone());
        }
    }
}
