//! VPC.

use super::{
    EgressOnlyInternetGateway, HostedZone, InternetGateway, KindOf, NetworkAcl, RouteTable, SecurityGroup,
    Subnet, TransitGatewayAttachment, VpcPeeringConnection, VpnGateway, egress_only_internet_gateway,
    gateway_load_balancer_endpoint, hosted_zone, interface_endpoint, internet_gateway,
    route_table, subnet, vpc_peering_connection, vpn_gateway,
};
use crate::{
    base::{Cidr, Gather as _, NodeId, Order as _, text},
    diag::{Report, Rule, Severity},
    model::{
        Model,
        fact::{Boundary, NetFact},
        field::{Link, List},
        quota,
        resource::{Companion, Resource, resource},
        site::{Index, Site},
    },
};
use std::collections::BTreeSet;
use crate::model::attrs::Attr;
use crate::model::taking::{Importing, Import, Join, Taking};
use crate::model::giving::{DEFAULTS_TYPE, Exporting, Giving, Properties, say, tree, doubt};

resource! {
    /// An isolated network with its own address range and an implicit router.
    #[ko = "자체 주소 범위와 암묵적 라우터를 가진 격리된 네트워크."]
    pub struct Vpc: "VPC" | "VPC" {
        short: "VPC",
        icon: "vpc",
        stencil: "group_vpc",
        group: Place,
        service: Iaas,
        look: Network,
        stands_in: [Region],
        roles: [],
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/what-is-amazon-vpc.html",
        rules: [
            SIZE, RESERVED, OVERLAP, FAMILY, ROUTED, FOREIGN, DOCKER, MANY_SUBNETS, MANY_TABLES, MANY_ACLS, MANY_BLOCKS,
            MANY_ENDPOINTS, IPV6_SIZE, MANY_IPV6, MANY_PEERINGS, MANY_PENDING, MANY_HUBS,
        ],
        fields {
            /// The primary IPv4 block.
            #[ko = "기본 IPv4 블록."]
            pub cidr_block: Cidr = default_block(), "IPv4 CIDR" | "IPv4 CIDR", { example: "10.0.0.0/16" };
            /// Further IPv4 blocks.
            #[ko = "추가 IPv4 블록."]
            pub secondary_cidr_blocks: List<Cidr> = List(Vec::new()), "Secondary CIDRs" | "보조 CIDR", { example: "10.1.0.0/16" };
            /// IPv6 blocks.
            #[ko = "IPv6 블록."]
            pub ipv6_cidr_blocks: List<Cidr> = List(Vec::new()), "IPv6 CIDRs" | "IPv6 CIDR 블록", { example: "2600:1f13::/56" };
            /// Whether the resolver at the second address answers.
            #[ko = "두 번째 주소의 DNS 확인자가 응답하는지 여부."]
            pub enable_dns_support: bool = true, "DNS resolution" | "DNS 확인";
            /// Whether instances with public addresses get public names.
            #[ko = "공인 주소를 가진 인스턴스가 공인 이름을 받는지 여부."]
            pub enable_dns_hostnames: bool = false, "DNS hostnames" | "DNS 호스트 이름";
            /// The table of subnets that name none. None: an implicit one with the local route only.
            #[ko = "라우팅 테이블을 지정하지 않은 서브넷이 쓰는 테이블. 비워 두면 로컬 경로만 있는 암묵적 테이블을 쓴다."]
            pub main_route_table_id: Link<RouteTable> = Link::NONE, "Main route table" | "기본 라우팅 테이블";
            /// The network ACL of subnets that name none. None: an implicit one that allows all.
            #[ko = "네트워크 ACL을 지정하지 않은 서브넷이 쓰는 ACL. 비워 두면 모두 허용하는 암묵적 ACL을 쓴다."]
            pub default_network_acl_id: Link<NetworkAcl> = Link::NONE, "Default network ACL" | "기본 네트워크 ACL";
            /// The security group of interfaces that name none. None: an implicit one that allows its own members in.
            #[ko = "보안 그룹을 지정하지 않은 인터페이스가 쓰는 그룹. 비워 두면 구성원끼리만 허용하는 암묵적 그룹을 쓴다."]
            pub default_security_group_id: Link<SecurityGroup> = Link::NONE, "Default security group" | "기본 보안 그룹";
        }
    }
}

fn default_block() -> Cidr {
    Cidr::around([10, 0, 0, 0].into(), 16).unwrap_or(Cidr::ALL_V4)
}

static SIZE: Rule = Rule {
    code: "VPC001",
    severity: Severity::Error,
    title: text!(
        "the block `{0}` is not an IPv4 block from /{1} to /{2}",
        "블록 `{0}`은(는) /{1}에서 /{2} 사이의 IPv4 블록이 아니다"
    ),
    help: text!("choose a block of a size that a VPC may have", "VPC에 쓸 수 있는 크기의 블록을 고른다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html",
};

static RESERVED: Rule = Rule {
    code: "VPC002",
    severity: Severity::Error,
    title: text!(
        "the block `{0}` overlaps `{1}`, which no VPC may use",
        "블록 `{0}`이(가) VPC에 쓸 수 없는 `{1}`과(와) 겹친다"
    ),
    help: text!("choose a private block such as 10.0.0.0/16", "10.0.0.0/16 같은 사설 블록을 고른다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html",
};

static OVERLAP: Rule = Rule {
    code: "VPC003",
    severity: Severity::Error,
    title: text!(
        "the blocks `{0}` and `{1}` of this VPC overlap",
        "이 VPC의 블록 `{0}`과(와) `{1}`이(가) 겹친다"
    ),
    help: text!("choose blocks that share no address", "주소가 겹치지 않는 블록을 고른다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html",
};

static FAMILY: Rule = Rule {
    code: "VPC004",
    severity: Severity::Error,
    title: text!(
        "a VPC on `{0}` cannot add the block `{1}`",
        "`{0}`을(를) 쓰는 VPC에는 블록 `{1}`을(를) 추가할 수 없다"
    ),
    help: text!(
        "add a block from the same private range, from 100.64.0.0/10 or a public one",
        "같은 사설 범위나 100.64.0.0/10, 또는 공인 범위의 블록을 추가한다"
    ),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html#add-cidr-block-restrictions",
};

static ROUTED: Rule = Rule {
    code: "VPC005",
    severity: Severity::Error,
    title: text!(
        "the block `{0}` covers the destination `{1}` of a route in `{2}`",
        "블록 `{0}`이(가) `{2}`에 있는 경로의 대상 주소 `{1}`을(를) 포함한다"
    ),
    help: text!(
        "add a block smaller than the route's destination, or change the route",
        "경로의 대상 주소보다 작은 블록을 추가하거나 경로를 바꾼다"
    ),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html#add-cidr-block-restrictions",
};

static FOREIGN: Rule = Rule {
    code: "VPC006",
    severity: Severity::Error,
    title: text!("`{0}` belongs to another VPC", "`{0}`은(는) 다른 VPC에 속한다"),
    help: text!("name one that stands in this VPC", "이 VPC 안에 있는 것을 지정한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html",
};

static DOCKER: Rule = Rule {
    code: "VPC007",
    severity: Severity::Warning,
    title: text!(
        "the block `{0}` overlaps 172.17.0.0/16, which Docker and some AWS services use inside instances",
        "블록 `{0}`이(가) Docker와 일부 AWS 서비스가 인스턴스 안에서 쓰는 172.17.0.0/16과 겹친다"
    ),
    help: text!("choose another block", "다른 블록을 고른다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html",
};

static MANY_SUBNETS: Rule = Rule {
    code: "VPC008",
    severity: Severity::Warning,
    title: text!(
        "this VPC has {0} subnets; an account may have {1} by default",
        "이 VPC의 서브넷이(가) {0}개다. 계정의 기본 할당량은 {1}개다"
    ),
    help: text!("ask AWS for a higher quota", "AWS에 할당량 증가를 요청한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
};

static MANY_TABLES: Rule = Rule {
    code: "VPC009",
    severity: Severity::Warning,
    title: text!(
        "this VPC has {0} route tables; an account may have {1} by default",
        "이 VPC의 라우팅 테이블이(가) {0}개다. 계정의 기본 할당량은 {1}개다"
    ),
    help: text!("ask AWS for a higher quota", "AWS에 할당량 증가를 요청한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
};

static MANY_ACLS: Rule = Rule {
    code: "VPC010",
    severity: Severity::Warning,
    title: text!(
        "this VPC has {0} network ACLs; an account may have {1} by default",
        "이 VPC의 네트워크 ACL이(가) {0}개다. 계정의 기본 할당량은 {1}개다"
    ),
    help: text!("ask AWS for a higher quota", "AWS에 할당량 증가를 요청한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
};

static MANY_BLOCKS: Rule = Rule {
    code: "VPC011",
    severity: Severity::Warning,
    title: text!(
        "this VPC has {0} IPv4 blocks; an account may have {1} by default",
        "이 VPC의 IPv4 블록이(가) {0}개다. 계정의 기본 할당량은 {1}개다"
    ),
    help: text!("ask AWS for a higher quota", "AWS에 할당량 증가를 요청한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
};

static MANY_ENDPOINTS: Rule = Rule {
    code: "VPC012",
    severity: Severity::Warning,
    title: text!(
        "this VPC has {0} interface endpoints; an account may have {1} by default",
        "이 VPC의 인터페이스 엔드포인트이(가) {0}개다. 계정의 기본 할당량은 {1}개다"
    ),
    help: text!("ask AWS for a higher quota", "AWS에 할당량 증가를 요청한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
};

static IPV6_SIZE: Rule = Rule {
    code: "VPC013",
    severity: Severity::Error,
    title: text!("the block `{0}` is not an IPv6 block from /{1} to /{2} in steps of four", "블록 `{0}`은(는) /{1}에서 /{2}까지 4비트 단위의 IPv6 블록이 아니다"),
    help: text!("choose a block such as the /56 that AWS gives", "AWS가 주는 /56 같은 블록을 고른다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html",
};

static MANY_IPV6: Rule = Rule {
    code: "VPC014",
    severity: Severity::Warning,
    title: text!("this VPC has {0} IPv6 blocks; an account may have {1} by default", "이 VPC의 IPv6 블록이 {0}개다. 계정의 기본 할당량은 {1}개다"),
    help: text!("ask AWS for a higher quota", "AWS에 할당량 증가를 요청한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
};

static MANY_PEERINGS: Rule = Rule {
    code: "VPC015",
    severity: Severity::Warning,
    title: text!("this VPC has {0} active peering connections; it may have {1} by default", "이 VPC의 활성 피어링 연결이 {0}개다. 기본 할당량은 {1}개다"),
    help: text!("ask AWS for a higher quota, or use a transit gateway", "AWS에 할당량 증가를 요청하거나 전송 게이트웨이를 쓴다"),
    source: "https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-connection-quotas.html",
};

static MANY_PENDING: Rule = Rule {
    code: "VPC016",
    severity: Severity::Warning,
    title: text!("this VPC waits for {0} peering connections to be accepted; an account may have {1} by default", "이 VPC가 수락을 기다리는 피어링 연결이 {0}개다. 계정의 기본 할당량은 {1}개다"),
    help: text!("have some accepted, or remove them", "일부를 수락하게 하거나 지운다"),
    source: "https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-connection-quotas.html",
};

static MANY_HUBS: Rule = Rule {
    code: "VPC017",
    severity: Severity::Warning,
    title: text!("this VPC is attached to {0} transit gateways; it may be attached to {1}", "이 VPC가 전송 게이트웨이 {0}개에 연결되어 있다. 최대 {1}개다"),
    help: text!("attach it to fewer, and peer those", "더 적게 연결하고 전송 게이트웨이끼리 피어링한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/tgw/transit-gateway-quotas.html",
};


/// Ranges that no VPC may use, spec 4.1-1.
const FORBIDDEN: [&str; 4] = ["0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4"];

/// The private ranges of RFC 1918: a VPC keeps to the one it began with.
const PRIVATE: [&str; 3] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

/// Whoever has a block of the first may not add one of the second.
const TWINS: (&str, &str) = ("10.0.0.0/15", "10.0.0.0/16");

/// The sizes of IPv6 blocks of VPCs, in steps of four bits.
/// <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html>
const IPV6_SIZES: (u8, u8) = (44, 60);

/// What no secondary block may be taken from.
const NEVER_ADDED: &str = "198.19.0.0/16";

/// What a VPC on 172.16.0.0/12 may not add.
const DEFAULT_VPCS: &str = "172.31.0.0/16";

const DOCKERS: &str = "172.17.0.0/16";

/// The range of a list that holds a block.
fn range_of<'r>(block: Cidr, ranges: &[&'r str]) -> Option<&'r str> {
    ranges.iter().copied().find(|range| range.parse::<Cidr>().is_ok_and(|range| range.contains(block)))
}

/// Whether a block touches a range.
fn touches(block: Cidr, range: &str) -> bool {
    range.parse::<Cidr>().is_ok_and(|range| range.overlaps(block))
}

/// The VPC that a resource is or stands in.
pub(super) fn home<'m>(site: Site<'m>, id: &'m NodeId) -> Option<&'m NodeId> {
    if site.find::<Vpc>(id).is_some() { Some(id) } else { site.around::<Vpc>(id).map(|(vpc, _)| vpc) }
}

/// Whether two resources stand in different VPCs; what stands in none is unfinished, not foreign.
pub(super) fn apart(site: Site<'_>, one: &NodeId, other: &NodeId) -> bool {
    let of = |id: &NodeId| site.around::<Vpc>(id).map(|(vpc, _)| vpc.clone());
    match (of(one), of(other)) {
        (Some(one), Some(other)) => one != other,
        _ => false,
    }
}

/// Whether a block has a size that VPCs and subnets may have.
pub(super) fn is_sized(block: Cidr) -> bool {
    let (largest, smallest) = (quota::LARGEST_BLOCK_PREFIX.value(), quota::SMALLEST_BLOCK_PREFIX.value());
    block.is_v4() && (largest..=smallest).contains(&block.length().into())
}

/// Whether a block is an IPv6 one of a size between two, in steps of four bits.
pub(super) fn is_ipv6_sized(block: Cidr, (largest, smallest): (u8, u8)) -> bool {
    !block.is_v4() && (largest..=smallest).contains(&block.length()) && block.length().is_multiple_of(4)
}

/// A block and the sizes it may have, as the rules about sizes name them.
pub(super) fn size_args(block: Cidr) -> [String; 3] {
    let (largest, smallest) = (quota::LARGEST_BLOCK_PREFIX.value(), quota::SMALLEST_BLOCK_PREFIX.value());
    [block.to_string(), largest.to_string(), smallest.to_string()]
}

impl Vpc {
    /// Every IPv4 block, the primary one first.
    pub fn blocks(&self) -> Vec<Cidr> {
        std::iter::once(self.cidr_block).chain(self.secondary_cidr_blocks.0.iter().copied()).collect()
    }

    /// Every block of both families.
    pub(super) fn all_blocks(&self) -> Vec<Cidr> {
        self.blocks().into_iter().chain(self.ipv6_cidr_blocks.0.iter().copied()).collect()
    }
}

impl Vpc {
    fn check_blocks(&self, site: Site<'_>, report: &mut Report) {
        let blocks = self.blocks();
        for (i, block) in blocks.iter().enumerate() {
            let field = if i == 0 { Self::cidr_block } else { Self::secondary_cidr_blocks };
            if !is_sized(*block) {
                report.raise(&SIZE, site.at(field), size_args(*block));
            }
            if let Some(range) = FORBIDDEN.iter().find(|range| touches(*block, range)) {
                report.raise(&RESERVED, site.at(field), [block.to_string(), (*range).to_owned()]);
            }
            if touches(*block, DOCKERS) && is_sized(*block) {
                report.raise(&DOCKER, site.at(field), [block.to_string()]);
            }
        }
        for block in &self.ipv6_cidr_blocks.0 {
            if !is_ipv6_sized(*block, IPV6_SIZES) {
                let args = [block.to_string(), IPV6_SIZES.0.to_string(), IPV6_SIZES.1.to_string()];
                report.raise(&IPV6_SIZE, site.at(Self::ipv6_cidr_blocks), args);
            }
        }
        let mut sorted = self.all_blocks();
        sorted.order();
        for pair in sorted.windows(2) {
            if pair[0].overlaps(pair[1]) {
                let args = [pair[0].to_string(), pair[1].to_string()];
                let v4 = pair[0].is_v4();
                let field = if v4 { Self::secondary_cidr_blocks } else { Self::ipv6_cidr_blocks };
                report.raise(&OVERLAP, site.at(field), args);
            }
        }
        for block in &self.secondary_cidr_blocks.0 {
            let (first, added) = (range_of(self.cidr_block, &PRIVATE), range_of(*block, &PRIVATE));
            let mixed = added.is_some() && first != added;
            let taken = first == Some(PRIVATE[1]) && touches(*block, DEFAULT_VPCS);
            let twin = blocks.iter().any(|it| range_of(*it, &[TWINS.0]).is_some()) && touches(*block, TWINS.1);
            if mixed || taken || twin || touches(*block, NEVER_ADDED) {
                let args = [self.cidr_block.to_string(), block.to_string()];
                report.raise(&FAMILY, site.at(Self::secondary_cidr_blocks), args);
            }
        }
    }

    /// A secondary block may not cover what a route already sends elsewhere, unless that is a subnet of its
    /// own, which a middlebox route may name (RT-5).
    fn check_routes(&self, site: Site<'_>, subnets: &BTreeSet<Cidr>, report: &mut Report) {
        if self.secondary_cidr_blocks.0.is_empty() {
            return;
        }
        for (id, table) in site.inside::<RouteTable>(site.id()) {
            for route in &table.routes {
                for destination in route.blocks(site) {
                    let added = self.secondary_cidr_blocks.0.iter().find(|block| block.contains(destination));
                    let Some(block) = added.filter(|_| !subnets.contains(&destination)) else { continue };
                    let args = [block.to_string(), destination.to_string(), id.to_string()];
                    report.raise(&ROUTED, site.at(Self::secondary_cidr_blocks), args);
                }
            }
        }
    }

    /// One gateway of each sort.
    fn check_gateways(&self, site: Site<'_>, report: &mut Report) {
        let id = site.id();
        route_table::check_gateways(site, &site.inside::<RouteTable>(id), report);
        internet_gateway::check_siblings(site, &site.inside::<InternetGateway>(id), report);
        let exits = site.inside::<EgressOnlyInternetGateway>(id);
        egress_only_internet_gateway::check_siblings(site, &exits, report);
        vpn_gateway::check_siblings(site, &site.inside::<VpnGateway>(id), report);
        hosted_zone::check_siblings(site, &site.referrers::<HostedZone>(), report);
    }

    /// Other VPCs and what leads to them.
    fn check_neighbours(&self, site: Site<'_>, report: &mut Report) {
        let here = || site.here();
        let peerings = site.referrers::<VpcPeeringConnection>();
        vpc_peering_connection::check_siblings(site, &peerings, report);
        let active = peerings.iter().filter(|(_, it)| it.accepted).count();
        quota::PEERINGS_PER_VPC.compare(active, &MANY_PEERINGS, here, report);
        let mine = |it: &VpcPeeringConnection| !it.accepted && it.vpc_id.target() == Some(site.id());
        let pending = peerings.iter().filter(|(_, it)| mine(it)).count();
        quota::PENDING_PEERINGS.compare(pending, &MANY_PENDING, here, report);
        let hubs = site.referrers::<TransitGatewayAttachment>().len();
        quota::TRANSIT_GATEWAYS_PER_VPC.compare(hubs, &MANY_HUBS, here, report);
        let count = self.ipv6_cidr_blocks.0.len();
        let place = || site.at(Self::ipv6_cidr_blocks);
        quota::IPV6_CIDR_BLOCKS_PER_VPC.compare(count, &MANY_IPV6, place, report);
    }

    /// What makes this VPC's own defaults must stand in it.
    fn check_defaults(&self, site: Site<'_>, report: &mut Report) {
        let links = [
            (Self::main_route_table_id, self.main_route_table_id.target()),
            (Self::default_network_acl_id, self.default_network_acl_id.target()),
            (Self::default_security_group_id, self.default_security_group_id.target()),
        ];
        for (field, target) in links {
            let Some(target) = target else { continue };
            if site.around::<Self>(target).is_some_and(|(vpc, _)| vpc != site.id()) {
                report.raise(&FOREIGN, site.at(field), [target.to_string()]);
            }
        }
    }

    /// A free block of this VPC for one more subnet, /24 or what is left.
    pub(super) fn free_block(&self, taken: &[Cidr]) -> Option<Cidr> {
        let sizes = [24_u8, 26, 28];
        sizes.into_iter().find_map(|length| {
            self.blocks().into_iter().filter(|block| block.is_v4() && block.length() <= length).find_map(
                |block| {
                    let (std::net::IpAddr::V4(first), std::net::IpAddr::V4(last)) =
                        (block.first(), block.last())
                    else {
                        return None;
                    };
                    let step = 1_usize << (32 - length);
                    let starts = (u32::from(first)..=u32::from(last)).step_by(step);
                    // More subnets than this are beyond what a person draws.
                    let mut candidates = starts
                        .take(4096)
                        .filter_map(|start| Cidr::around(std::net::Ipv4Addr::from(start).into(), length));
                    candidates.find(|free| !taken.iter().any(|block| block.overlaps(*free)))
                },
            )
        })
    }
}

impl Resource for Vpc {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        let subnets = site.inside::<Subnet>(site.id());
        self.check_blocks(site, report);
        let ranges: BTreeSet<Cidr> = subnets.iter().flat_map(|(_, subnet)| subnet.blocks()).gather();
        self.check_routes(site, &ranges, report);
        route_table::check_inside(site, &self.all_blocks(), &ranges, report);
        self.check_defaults(site, report);
        subnet::check_siblings(&subnets, report);
        let endpoints = interface_endpoint::of_vpc(site, &subnets);
        interface_endpoint::check_siblings(site, &endpoints, report);
        self.check_gateways(site, report);
        self.check_neighbours(site, report);
        let here = || site.here();
        quota::SUBNETS_PER_VPC.compare(subnets.len(), &MANY_SUBNETS, here, report);
        let tables = site.inside::<RouteTable>(site.id()).len();
        quota::ROUTE_TABLES_PER_VPC.compare(tables, &MANY_TABLES, here, report);
        let acls = site.inside::<NetworkAcl>(site.id()).len();
        quota::NETWORK_ACLS_PER_VPC.compare(acls, &MANY_ACLS, here, report);
        let blocks = || site.at(Self::secondary_cidr_blocks);
        quota::CIDR_BLOCKS_PER_VPC.compare(self.blocks().len(), &MANY_BLOCKS, blocks, report);
        let endpoints = endpoints.len() + gateway_load_balancer_endpoint::count(site, &subnets);
        quota::INTERFACE_ENDPOINTS_PER_VPC.compare(endpoints, &MANY_ENDPOINTS, here, report);
    }

    fn headline(&self) -> String {
        self.cidr_block.to_string()
    }

    /// The first 10.n.0.0/16 that no other VPC overlaps.
    fn settle(&mut self, model: &Model, _: &Index, _: Option<&NodeId>) {
        let others = model.nodes().filter_map(|(_, node)| Self::from_any(&node.resource));
        let taken: Vec<Cidr> = others.flat_map(Self::blocks).collect();
        let free = (0..=255_u8).filter_map(|n| Cidr::around([10, n, 0, 0].into(), 16));
        if let Some(block) = free.into_iter().find(|block| taken.iter().all(|other| !other.overlaps(*block)))
        {
            self.cidr_block = block;
        }
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        vec![NetFact::Boundary(Boundary {
            cidrs: self.all_blocks(),
            region: site.region(),
            main_table: self.main_route_table_id.target().cloned(),
            default_acl: self.default_network_acl_id.target().cloned(),
            default_group: self.default_security_group_id.target().cloned(),
            resolver: self.enable_dns_support,
            hostnames: self.enable_dns_hostnames,
        })]
    }

    /// A new VPC comes with these three (SG-2, NACL-7):
    /// <https://docs.aws.amazon.com/vpc/latest/userguide/create-vpc.html>
    fn companions(&self) -> Vec<Companion> {
        vec![
            Companion { suffix: "rtb", make: |_| RouteTable::default().into() },
            Companion { suffix: "acl", make: |_| NetworkAcl::allowing_all().into() },
            Companion { suffix: "sg", make: |own| SecurityGroup::of_members(own).into() },
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

impl Importing for Vpc {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::of("AWS::EC2::VPC")] }
    }

    fn joins(&self) -> &'static [Join] {
        const { &[Join { ty: "AWS::EC2::VPCCidrBlock", owner: "VpcId" }, Join { ty: DEFAULTS_TYPE, owner: "VpcId" }] }
    }

    fn join(&mut self, taking: &mut Taking<'_>) {
        if &*taking.item.ty == DEFAULTS_TYPE {
            taking.link("MainRouteTableId", &mut self.main_route_table_id);
            taking.link("DefaultNetworkAclId", &mut self.default_network_acl_id);
            taking.link("DefaultSecurityGroupId", &mut self.default_security_group_id);
            return;
        }
        for (path, blocks) in [
            ("CidrBlock", &mut self.secondary_cidr_blocks),
            ("Ipv6CidrBlock", &mut self.ipv6_cidr_blocks),
        ] {
            let block: Option<Cidr> = taking.get(path).and_then(Attr::known).and_then(|it| it.parse().ok());
            // Inventories list the first block among all of them.
            blocks.0.extend(block.filter(|it| *it != self.cidr_block));
        }
        let provided = taking.get("AmazonProvidedIpv6CidrBlock").is_some_and(Attr::is_true);
        if provided && self.ipv6_cidr_blocks.0.is_empty() {
            taking.unknown.insert(Self::ipv6_cidr_blocks, "AWS chooses the block".to_owned());
        }
    }

    fn companion(&self, attribute: &str) -> Option<&'static str> {
        match attribute {
            "DefaultSecurityGroup" | "default_security_group_id" => Some("sg"),
            "DefaultNetworkAcl" | "default_network_acl_id" => Some("acl"),
            "main_route_table_id" | "default_route_table_id" => Some("rtb"),
            _ => None,
        }
    }
}

impl Exporting for Vpc {
    fn properties(&self) -> Properties {
        Properties { always: &["CidrBlock"], changed: &["EnableDnsSupport", "EnableDnsHostnames"] }
    }

    fn attribute(&self, suffix: &str) -> Option<&'static str> {
        match suffix {
            "sg" => Some("DefaultSecurityGroup"),
            "acl" => Some("DefaultNetworkAcl"),
            _ => None,
        }
    }

    fn give(&self, giving: &mut Giving<'_>) {
        if let Some(table) = self.main_route_table_id.target().filter(|it| giving.has(it)) {
            let all = tree([("VpcId", giving.own()), ("MainRouteTableId", giving.to(table))]);
            giving.add("MainRoutes", DEFAULTS_TYPE, all);
        }
        let block = |key: &'static str, block: &Cidr, giving: &Giving<'_>| tree([("VpcId", giving.own()), (key, say(block))]);
        let more: Vec<_> = self.secondary_cidr_blocks.0.iter().map(|it| block("CidrBlock", it, giving)).collect();
        giving.add_each("CidrBlock", "AWS::EC2::VPCCidrBlock", more);
        // A block that is known comes from a pool of the account's own; else AWS chooses one.
        let pool = doubt("the pool that the IPv6 block is from");
        let v6 = self.ipv6_cidr_blocks.0.iter().map(|it| {
            let mut block = block("Ipv6CidrBlock", it, giving);
            block.put("Ipv6Pool", pool.clone());
            block
        });
        let mut v6: Vec<_> = v6.collect();
        if v6.is_empty() && giving.unknown(Self::ipv6_cidr_blocks).is_some() {
            v6.push(tree([("VpcId", giving.own()), ("AmazonProvidedIpv6CidrBlock", say(true))]));
        }
        giving.add_each("Ipv6CidrBlock", "AWS::EC2::VPCCidrBlock", v6);
    }
}
