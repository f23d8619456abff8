//! Subnet.

use super::{InternetGateway, KindOf, NetworkAcl, RouteTable, Vpc, route_table, vpc};
use crate::{
    base::{Cidr, FieldId, Message, NodeId, Order as _, text},
    diag::{Finding, Place, Report, Rule, Severity},
    model::{
        Model, Node,
        edit::Edit,
        fact::{Interface, NetFact, Segment},
        field::{Form, Link, Links, Maybe, Shape, choice},
        resource::{Remedy, Resource, resource},
        site::{Index, Site},
    },
};
use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
    sync::Arc,
};
use crate::model::taking::{Importing, Import, Join, Taking};
use crate::model::giving::{DEFAULT_ROUTES, Exporting, Giving, Properties, each_name, tree, mixed, doubt};

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
        stencil: "group_security_group",
        group: Place,
        service: Iaas,
        look: Segment,
        stands_in: [Vpc],
        roles: [],
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html",
        rules: [SIZE, OUTSIDE, OVERLAP, FOREIGN, NOT_INSIDE, KEPT, TWICE, NO_WAY, NOBODY, IPV6_SIZE, NO_IPV6],
        fields {
            /// The IPv4 block, inside one block of the VPC.
            #[ko = "VPC 블록 안에 있는 IPv4 블록."]
            pub cidr_block: Cidr = default_block(), "IPv4 CIDR" | "IPv4 CIDR", { example: "10.0.1.0/24" };
            /// The IPv6 block, inside one block of the VPC. None: no IPv6 here.
            #[ko = "VPC 블록 안에 있는 IPv6 블록. 비워 두면 IPv6를 쓰지 않는다."]
            pub ipv6_cidr_block: Maybe<Cidr> = Maybe(None), "IPv6 CIDR" | "IPv6 CIDR", { example: "2600:1f13:0:1::/64" };
            /// Whether it has IPv6 only. The IPv4 block then means nothing.
            #[ko = "IPv6만 쓰는지 여부. 켜면 IPv4 블록은 쓰이지 않는다."]
            pub ipv6_native: bool = false, "IPv6 only" | "IPv6 전용";
            /// The zone, by its letter.
            #[ko = "가용 영역을 나타내는 글자."]
            pub availability_zone: Zone = Zone::A, "Availability Zone" | "가용 영역";
            /// The table that steers packets that leave. None: the VPC's main table.
            #[ko = "나가는 패킷의 경로를 정하는 테이블. 비워 두면 VPC의 기본 테이블을 쓴다."]
            pub route_table_id: Link<RouteTable> = Link::NONE, "Route table" | "라우팅 테이블";
            /// The filter at the border. None: the VPC's default one.
            #[ko = "서브넷 경계의 필터. 비워 두면 VPC의 기본 ACL을 쓴다."]
            pub network_acl_id: Link<NetworkAcl> = Link::NONE, "Network ACL" | "네트워크 ACL";
            /// Whether new instances get a public address.
            #[ko = "새 인스턴스가 공인 주소를 받는지 여부."]
            pub map_public_ip_on_launch: bool = false, "Assign public IPv4" | "공인 IPv4 자동 할당";
            /// Whether new interfaces get an IPv6 address.
            #[ko = "새 인터페이스가 IPv6 주소를 받는지 여부."]
            pub assign_ipv6_address_on_creation: bool = false, "Assign IPv6" | "IPv6 자동 할당";
            /// Whether names without IPv6 addresses are given ones of 64:ff9b::/96 here, for a NAT gateway to translate.
            #[ko = "IPv6 주소가 없는 이름에 NAT 게이트웨이가 변환할 64:ff9b::/96 주소를 주는지 여부."]
            pub enable_dns64: bool = false, "DNS64" | "DNS64";
        }
    }
}

fn default_block() -> Cidr {
    Cidr::around([10, 0, 1, 0].into(), 24).unwrap_or(Cidr::ALL_V4)
}

static SIZE: Rule = Rule {
    code: "SUB001",
    severity: Severity::Error,
    title: text!(
        "the block `{0}` is not an IPv4 block from /{1} to /{2}",
        "블록 `{0}`은(는) /{1}에서 /{2} 사이의 IPv4 블록이 아니다"
    ),
    help: text!(
        "choose a block of a size that a subnet may have",
        "서브넷에 쓸 수 있는 크기의 블록을 고른다"
    ),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html",
};

static OUTSIDE: Rule = Rule {
    code: "SUB002",
    severity: Severity::Error,
    title: text!(
        "the block `{0}` lies in no block of the VPC `{1}`",
        "블록 `{0}`이(가) VPC `{1}`의 어느 블록에도 들어 있지 않다"
    ),
    help: text!("choose a block inside the VPC", "VPC 안의 블록을 고른다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html",
};

static OVERLAP: Rule = Rule {
    code: "SUB003",
    severity: Severity::Error,
    title: text!(
        "the block `{0}` overlaps `{1}` of the subnet `{2}`",
        "블록 `{0}`이(가) 서브넷 `{2}`의 `{1}`과(와) 겹친다"
    ),
    help: text!("choose a block that no other subnet uses", "다른 서브넷이 쓰지 않는 블록을 고른다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html",
};

static FOREIGN: Rule = Rule {
    code: "SUB004",
    severity: Severity::Error,
    title: text!("`{0}` belongs to another VPC", "`{0}`은(는) 다른 VPC에 속한다"),
    help: text!("name one that stands in this subnet's VPC", "이 서브넷의 VPC 안에 있는 것을 지정한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html",
};

static NOT_INSIDE: Rule = Rule {
    code: "SUB005",
    severity: Severity::Error,
    title: text!(
        "the address {0} is not in the subnet's block `{1}`",
        "주소 {0}은(는) 서브넷의 블록 `{1}`에 들어 있지 않다"
    ),
    help: text!("choose an address of the subnet, or none", "서브넷의 주소를 고르거나 비워 둔다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html",
};

static KEPT: Rule = Rule {
    code: "SUB006",
    severity: Severity::Error,
    title: text!(
        "AWS keeps the address {0} of the block `{1}` for itself",
        "블록 `{1}`의 주소 {0}은(는) AWS가 예약한다"
    ),
    help: text!(
        "choose an address other than the first four and the last",
        "처음 네 개와 마지막을 제외한 주소를 고른다"
    ),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html",
};

static TWICE: Rule = Rule {
    code: "SUB007",
    severity: Severity::Error,
    title: text!("the address {0} is already used by `{1}`", "주소 {0}은(는) `{1}`이(가) 이미 쓰고 있다"),
    help: text!("choose another address, or none", "다른 주소를 고르거나 비워 둔다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html",
};

static NO_WAY: Rule = Rule {
    code: "SUB008",
    severity: Severity::Warning,
    title: text!(
        "instances here get public addresses, but no route leads to an internet gateway",
        "이곳의 인스턴스는 공인 주소를 받지만 인터넷 게이트웨이로 가는 경로가 없다"
    ),
    help: text!(
        "add a route 0.0.0.0/0 to an internet gateway, or turn the public addresses off",
        "인터넷 게이트웨이로 가는 0.0.0.0/0 경로를 추가하거나 공인 주소 할당을 끈다"
    ),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html",
};

static NOBODY: Rule = Rule {
    code: "SUB009",
    severity: Severity::Info,
    title: text!(
        "a route leads to an internet gateway, but nothing here has a public address",
        "인터넷 게이트웨이로 가는 경로가 있지만 이곳에는 공인 주소를 가진 것이 없다"
    ),
    help: text!(
        "give something a public address, or use a private route table",
        "공인 주소를 주거나 프라이빗 라우팅 테이블을 쓴다"
    ),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html",
};

static IPV6_SIZE: Rule = Rule {
    code: "SUB010",
    severity: Severity::Error,
    title: text!("the block `{0}` is not an IPv6 block from /{1} to /{2} in steps of four", "블록 `{0}`은(는) /{1}에서 /{2}까지 4비트 단위의 IPv6 블록이 아니다"),
    help: text!("choose a block such as a /64", "/64 같은 블록을 고른다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html",
};

static NO_IPV6: Rule = Rule {
    code: "SUB011",
    severity: Severity::Error,
    title: text!("the subnet has no IPv6 block, which this setting needs", "서브넷에 이 설정에 필요한 IPv6 블록이 없다"),
    help: text!("give the subnet an IPv6 block, or turn the setting off", "서브넷에 IPv6 블록을 주거나 설정을 끈다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html",
};


/// Called by the VPC, which knows them all at once: sorted blocks overlap their neighbours first.
pub(super) fn check_siblings(all: &[(&NodeId, &Subnet)], report: &mut Report) {
    let blocks = all.iter().flat_map(|(id, subnet)| subnet.blocks().into_iter().map(|block| (block, *id)));
    let mut sorted: Vec<(Cidr, &NodeId)> = blocks.collect();
    sorted.order();
    let mut widest: Option<(Cidr, &NodeId)> = None;
    for (block, id) in sorted {
        match widest {
            Some((before, other)) if before.overlaps(block) => {
                let field = if block.is_v4() { Subnet::cidr_block } else { Subnet::ipv6_cidr_block };
                let place = Place::Node { node: id.clone(), field: Some(field) };
                report.raise(&OVERLAP, place, [block.to_string(), before.to_string(), other.to_string()]);
            }
            _ => widest = Some((block, id)),
        }
    }
}

/// The table in effect: the subnet's own, else the VPC's main one (RT-1).
pub(super) fn table<'m>(site: Site<'m>, id: &NodeId) -> Option<(&'m NodeId, &'m RouteTable)> {
    let subnet = site.find::<Subnet>(id)?;
    let main = || site.around::<Vpc>(id).and_then(|(_, vpc)| vpc.main_route_table_id.target());
    let table = subnet.route_table_id.target().or_else(main)?;
    Some((table, site.find(table)?))
}

/// Whether packets of a subnet may leave by an internet gateway: what makes it public.
pub(super) fn is_public(site: Site<'_>, id: &NodeId) -> bool {
    table(site, id).is_some_and(|(id, table)| route_table::leads_to::<InternetGateway>(site, id, table))
}

/// Whether what has a public address in a subnet can use it: the subnet is public, or the internet gateway sends its
/// packets to a middlebox, by which they then leave too (IGW-6).
pub(super) fn serves_public(site: Site<'_>, id: &NodeId) -> bool {
    let redirected = || {
        let (Some(subnet), Some((vpc, _))) = (site.find::<Subnet>(id), site.around::<Vpc>(id)) else {
            return false;
        };
        let tables = site.inside::<RouteTable>(vpc).into_iter();
        let mut edges = tables.filter(|(_, table)| !table.gateway_ids.targets().is_empty());
        edges.any(|(_, table)| {
            let cidrs = table.routes.iter().filter_map(route_table::Route::cidr);
            cidrs.into_iter().any(|cidr| subnet.blocks().contains(&cidr))
        })
    };
    is_public(site, id) || redirected()
}

/// The field of a resource that holds its private address, or its IPv6 ones.
fn address_field(node: &Node, v4: bool) -> Option<FieldId> {
    let mut fields = node.resource.kind().spec().fields.iter();
    let one = |shape: Shape| matches!(shape, Shape::Form(name) if name == crate::base::Address::NAME);
    let several = |shape: Shape| matches!(shape, Shape::List(name) if name == crate::base::Address::NAME);
    let field = fields.find(|field| {
        if v4 { one((field.shape)()) } else { several((field.shape)()) && field.name.0.starts_with("ipv6") }
    });
    field.map(|field| field.name)
}

/// The sizes of IPv6 blocks of subnets, in steps of four bits.
/// <https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html>
const IPV6_SIZES: (u8, u8) = (44, 64);

impl Subnet {
    /// Its blocks of both families.
    pub(super) fn blocks(&self) -> Vec<Cidr> {
        let v4 = (!self.ipv6_native).then_some(self.cidr_block);
        v4.into_iter().chain(self.ipv6_cidr_block.0).collect()
    }

    /// Whether interfaces get an IPv6 address from it.
    pub(super) fn assigns_ipv6(&self) -> bool {
        self.ipv6_cidr_block.0.is_some() && (self.assign_ipv6_address_on_creation || self.ipv6_native)
    }

    fn check_blocks(&self, site: Site<'_>, report: &mut Report) {
        if !self.ipv6_native && !vpc::is_sized(self.cidr_block) {
            report.raise(&SIZE, site.at(Self::cidr_block), vpc::size_args(self.cidr_block));
        }
        if let Some(block) = self.ipv6_cidr_block.0 {
            if !vpc::is_ipv6_sized(block, IPV6_SIZES) {
                let args = [block.to_string(), IPV6_SIZES.0.to_string(), IPV6_SIZES.1.to_string()];
                report.raise(&IPV6_SIZE, site.at(Self::ipv6_cidr_block), args);
            }
        } else {
            let needing = [
                (Self::ipv6_native, self.ipv6_native),
                (Self::assign_ipv6_address_on_creation, self.assign_ipv6_address_on_creation),
                (Self::enable_dns64, self.enable_dns64),
            ];
            for (field, _) in needing.into_iter().filter(|(_, on)| *on) {
                report.raise(&NO_IPV6, site.at(field), []);
            }
        }
        let Some((id, vpc)) = site.within::<Vpc>() else { return };
        for block in self.blocks() {
            if !vpc.all_blocks().iter().any(|around| around.contains(block)) {
                let field = if block.is_v4() { Self::cidr_block } else { Self::ipv6_cidr_block };
                report.raise(&OUTSIDE, site.at(field), [block.to_string(), id.to_string()]);
            }
        }
    }

    fn interfaces<'m>(site: Site<'m>) -> Vec<(&'m NodeId, &'m Node, Arc<Interface>)> {
        let mut all = Vec::new();
        for (id, node) in site.children() {
            for fact in node.resource.as_resource().net_facts(site.other(id)) {
                if let NetFact::Interface(interface) = fact {
                    all.push((id, node, interface));
                }
            }
        }
        all
    }

    fn check_addresses(&self, interfaces: &[(&NodeId, &Node, Arc<Interface>)], report: &mut Report) {
        let mut used = BTreeMap::new();
        for (id, node, interface) in interfaces {
            for address in &interface.addresses {
                let v4 = address.ip().is_ipv4();
                let place = || Place::Node { node: (*id).clone(), field: address_field(node, v4) };
                let block = self.blocks().into_iter().find(|block| block.is_v4() == v4);
                let shown = block.or(self.ipv6_cidr_block.0).unwrap_or(self.cidr_block);
                let args = || [address.to_string(), shown.to_string()];
                match block.filter(|block| block.holds(address.ip())) {
                    None => report.raise(&NOT_INSIDE, place(), args()),
                    Some(block) if is_kept(block, address.ip()) => report.raise(&KEPT, place(), args()),
                    Some(_) => {}
                }
                if let Some(other) = used.insert(*address, *id) {
                    report.raise(&TWICE, place(), [address.to_string(), other.to_string()]);
                }
            }
        }
    }
}

/// The first four addresses and the last are the provider's.
fn is_kept(block: Cidr, address: IpAddr) -> bool {
    let number = |ip| match ip {
        IpAddr::V4(ip) => u128::from(u32::from(ip)),
        IpAddr::V6(ip) => u128::from(ip),
    };
    number(address) < number(block.first()).saturating_add(4) || address == block.last()
}

impl Resource for Subnet {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        self.check_blocks(site, report);
        let links = [
            (Self::route_table_id, self.route_table_id.target()),
            (Self::network_acl_id, self.network_acl_id.target()),
        ];
        for (field, target) in links {
            if let Some(target) = target.filter(|target| vpc::apart(site, site.id(), target)) {
                report.raise(&FOREIGN, site.at(field), [target.to_string()]);
            }
        }
        let interfaces = Self::interfaces(site);
        self.check_addresses(&interfaces, report);
        let public = is_public(site, site.id());
        if self.map_public_ip_on_launch && !serves_public(site, site.id()) {
            report.raise(&NO_WAY, site.at(Self::map_public_ip_on_launch), []);
        }
        // Every IPv6 address is a public one.
        let over_v6 = |interface: &Interface| interface.assign_ipv6 || interface.addresses.iter().any(|it| it.ip().is_ipv6());
        let addressed = |interface: &Interface| !interface.public.is_empty() || over_v6(interface);
        let nobody = !interfaces.iter().any(|(_, _, interface)| addressed(interface));
        if public && nobody && !interfaces.is_empty() {
            report.raise(&NOBODY, site.at(Self::route_table_id), []);
        }
    }

    fn mend(&self, site: Site<'_>, finding: &Finding) -> Option<Remedy> {
        if ![SIZE.code, OUTSIDE.code, OVERLAP.code].contains(&finding.rule.code) {
            return None;
        }
        // An IPv6 block is the person's to choose.
        if !matches!(&finding.place, Place::Node { field: Some(field), .. } if *field == Self::cidr_block) {
            return None;
        }
        let (id, vpc) = site.within::<Vpc>()?;
        let others = site.inside::<Self>(id).into_iter().filter(|(other, _)| *other != site.id());
        let taken: Vec<Cidr> = others.map(|(_, subnet)| subnet.cidr_block).collect();
        let cidr_block = vpc.free_block(&taken)?;
        let resource = Self { cidr_block, ..self.clone() }.into();
        Some(Remedy {
            title: Message::new(
                &text!("Use the free block {0}", "빈 블록 {0} 사용"),
                [cidr_block.to_string()],
            ),
            edits: vec![Edit::Change { id: site.id().clone(), resource }],
        })
    }

    fn headline(&self) -> String {
        let block = self.blocks().first().map(ToString::to_string).unwrap_or_default();
        format!("{block} · {}", self.availability_zone.value())
    }

    fn shows(&self, field: &crate::model::field::FieldSpec) -> bool {
        field.name != Self::cidr_block || !self.ipv6_native
    }

    /// The first /24 that is free in the VPC.
    fn settle(&mut self, model: &Model, index: &Index, parent: Option<&NodeId>) {
        let Some((id, vpc)) = parent.and_then(|id| Some((id, Vpc::from_any(&model.node(id)?.resource)?)))
        else {
            return;
        };
        let siblings = index.children(id).iter().filter_map(|id| Self::from_any(&model.node(id)?.resource));
        let taken: Vec<Cidr> = siblings.map(|subnet| subnet.cidr_block).collect();
        // Counting starts at 1, as people do: 10.0.1.0/24 comes first.
        let counted = (1..=255_u8).filter_map(|n| match vpc.cidr_block.first() {
            IpAddr::V4(base) if vpc.cidr_block.length() <= 16 => {
                Cidr::around([base.octets()[0], base.octets()[1], n, 0].into(), 24)
            }
            IpAddr::V4(_) | IpAddr::V6(_) => None,
        });
        let is_free = |block: &Cidr| taken.iter().all(|other| !other.overlaps(*block));
        if let Some(block) = counted.into_iter().find(is_free).or_else(|| vpc.free_block(&taken)) {
            self.cidr_block = block;
        }
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        let Some((vpc, _)) = site.within::<Vpc>() else { return Vec::new() };
        vec![NetFact::Segment(Segment {
            boundary: vpc.clone(),
            cidrs: self.blocks(),
            zone: self.availability_zone.value().to_owned(),
            table: self.route_table_id.target().cloned(),
            acl: self.network_acl_id.target().cloned(),
            dns64: self.enable_dns64,
        })]
    }
}

impl Importing for Subnet {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::of("AWS::EC2::Subnet")] }
    }

    fn joins(&self) -> &'static [Join] {
        const { &[Join { ty: "AWS::EC2::SubnetRouteTableAssociation", owner: "SubnetId" }, Join { ty: "AWS::EC2::SubnetNetworkAclAssociation", owner: "SubnetId" }, Join { ty: "AWS::EC2::SubnetCidrBlock", owner: "SubnetId" }] }
    }

    fn join(&mut self, taking: &mut Taking<'_>) {
        taking.link("RouteTableId", &mut self.route_table_id);
        taking.link("NetworkAclId", &mut self.network_acl_id);
        if let Some(block) = taking.get("Ipv6CidrBlock") {
            match block.known().and_then(|it| it.parse().ok()) {
                Some(block) => self.ipv6_cidr_block = Maybe(Some(block)),
                None => {
                    taking.unknown.insert(Self::ipv6_cidr_block, "AWS chooses the block".to_owned());
                }
            }
        }
    }
}

impl Exporting for Subnet {
    fn properties(&self) -> Properties {
        Properties { always: &["VpcId", "CidrBlock"], changed: &["Ipv6CidrBlock", "Ipv6Native", "MapPublicIpOnLaunch", "AssignIpv6AddressOnCreation", "EnableDns64"] }
    }

    fn give(&self, giving: &mut Giving<'_>) {
        if self.ipv6_native {
            giving.item.properties.remove("CidrBlock");
        }
        let zone = match giving.unknown(Self::availability_zone) {
            Some(why) => doubt(why),
            None => mixed(format!("${{AWS::Region}}{}", self.availability_zone.value())),
        };
        giving.put("AvailabilityZone", zone);
        // Its blocks are there once the VPC has them.
        if let Some((around, vpc)) = giving.site.within::<Vpc>() {
            let is_first = vpc.cidr_block.contains(self.cidr_block);
            let further = if is_first { 0 } else { vpc.secondary_cidr_blocks.0.len() };
            let v6 = if self.ipv6_cidr_block.0.is_some() { vpc.ipv6_cidr_blocks.0.len() } else { 0 };
            for (name, count) in [("CidrBlock", further), ("Ipv6CidrBlock", v6)] {
                each_name(name, count).into_iter().for_each(|it| giving.wait_for(format!("{around}/{it}")));
            }
        }
        // A template cannot choose a VPC's main table or default list: it names them for each subnet.
        let vpc = giving.site.within::<Vpc>().map(|it| it.1);
        let table = self.route_table_id.target().or(vpc.and_then(|it| it.main_route_table_id.target()));
        if let Some(table) = table.filter(|it| giving.has(it)) {
            let all = tree([("SubnetId", giving.own()), ("RouteTableId", giving.to(table))]);
            let name = if self.route_table_id.target().is_some() { "Routes" } else { DEFAULT_ROUTES };
            giving.add(name, "AWS::EC2::SubnetRouteTableAssociation", all);
        }
        let acl = self.network_acl_id.target().or(vpc.and_then(|it| it.default_network_acl_id.target()));
        let is_default = vpc.is_some_and(|it| it.default_network_acl_id.target() == acl);
        if let Some(acl) = acl.filter(|it| giving.has(it) && !(is_default && giving.comes_along(it))) {
            let all = tree([("SubnetId", giving.own()), ("NetworkAclId", giving.to(acl))]);
            giving.add("Filter", "AWS::EC2::SubnetNetworkAclAssociation", all);
        }
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
    let own = site.within::<Subnet>().map(|(id, _)| id);
    let mut seen = BTreeSet::new();
    own.into_iter().chain(further.targets()).filter(|id| seen.insert(*id)).cloned().collect()
}
