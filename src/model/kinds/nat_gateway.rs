//! NAT gateway.

use super::{
    ElasticIp, Region, RouteTable, Subnet, Vpc,
    managed,
    route_table::{Destination, Route},
    subnet,
};
use crate::{
    base::{Address, Cidr, Decimal, Message, NodeId, Protocol, text},
    diag::{Finding, Report, Rule, Severity},
    model::{
        Model, Node,
        edit::Edit,
        fact::{Inbound, Interface, Meter, NetFact, PublicAddress, SourceNat, Usage},
        field::{Link, Links, List, Maybe, choice},
        quota,
        resource::{Need, Remedy, Resource, record, resource},
        site::Site,
    },
};
use std::collections::BTreeSet;
use crate::model::taking::{Figure, Importing, Import};
use crate::model::giving::{Exporting, Giving, Properties, list, tree, mixed};

mod regional;
mod way_out;

choice! {
    /// Where translated flows may go.
    pub enum Connectivity {
        /// To the internet.
        Public = "public", "Public" | "퍼블릭";
        /// To other private networks.
        Private = "private", "Private" | "프라이빗";
    }
}

choice! {
    /// Whether it serves from one zone or from all (NAT-8).
    pub enum AvailabilityMode {
        /// In one subnet of one zone.
        Zonal = "zonal", "Zonal" | "영역";
        /// In no subnet; every zone of the VPC has its own addresses.
        Regional = "regional", "Regional" | "리전";
    }
}

record! {
    /// The addresses of a regional gateway in one zone.
    pub struct ZoneAddresses {
        /// The zone, by its letter.
        #[ko = "가용 영역을 나타내는 글자."]
        pub availability_zone: subnet::Zone = subnet::Zone::A, "Availability Zone" | "가용 영역";
        /// The addresses that the outside sees. None: AWS picks one.
        #[ko = "밖에서 보이는 주소. 비워 두면 AWS가 고른다."]
        pub allocation_ids: Links<ElasticIp> = Links::NONE, "Elastic IPs" | "탄력적 IP";
    }
}

resource! {
    /// Lets private subnets open connections outward; nothing outside can open one inward.
    #[ko = "프라이빗 서브넷에서 밖으로 연결할 수 있게 한다. 밖에서 안으로는 연결할 수 없다."]
    pub struct NatGateway: "NAT gateway" | "NAT 게이트웨이" {
        short: "NAT gateway",
        icon: "nat_gateway",
        stencil: "nat_gateway",
        group: Network,
        service: Baas,
        look: Card,
        stands_in: [Subnet, Vpc],
        roles: [RouteTarget],
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html",
        rules: [
            NO_ADDRESS, ADDRESS, NO_WAY_OUT, UNUSED, LOOP, ACROSS, WRONG_PLACE, PRIVATE_REGIONAL, ZONE_TWICE,
            UNPAIRED, MANY_ADDRESSES, MANY_ELASTIC, UNSERVED,
        ],
        fields {
            /// Whether it serves from one zone, out of a subnet, or from all zones of the VPC it stands in.
            #[ko = "서브넷에서 한 영역만 맡는지, VPC 안에서 모든 영역을 맡는지 정한다."]
            pub availability_mode: AvailabilityMode = AvailabilityMode::Zonal, "Availability" | "가용성";
            /// Whether flows leave to the internet or to other private networks.
            #[ko = "트래픽이 인터넷으로 나가는지, 다른 사설 네트워크로 나가는지 정한다."]
            pub connectivity_type: Connectivity = Connectivity::Public, "Connectivity" | "연결 유형";
            /// The address that the outside sees. A public gateway needs one.
            #[ko = "밖에서 보이는 주소. 퍼블릭 게이트웨이에 필요하다."]
            pub allocation_id: Link<ElasticIp> = Link::NONE, "Elastic IP" | "탄력적 IP";
            /// Its private address. None: any free one.
            #[ko = "사설 주소. 비워 두면 남은 주소 중 하나를 받는다."]
            pub private_ip_address: Maybe<Address> = Maybe(None), "Private address" | "사설 주소", { example: "10.0.9.5" };
            /// Further private addresses. Name the first one too.
            #[ko = "추가 사설 주소. 첫 번째 주소도 함께 적는다."]
            pub secondary_private_ip_addresses: List<Address> = List(Vec::new()), "Secondary addresses" | "보조 주소", { example: "10.0.9.6" };
            /// The addresses that the outside sees for the further private ones, in their order.
            #[ko = "추가 사설 주소에 차례로 대응하는, 밖에서 보이는 주소."]
            pub secondary_allocation_ids: Links<ElasticIp> = Links::NONE, "Secondary Elastic IPs" | "보조 탄력적 IP";
            /// The zones of a regional gateway, and its addresses there. None: AWS adds zones as they are used.
            #[ko = "리전 게이트웨이의 영역과 그곳의 주소. 비워 두면 AWS가 쓰이는 영역을 추가한다."]
            pub availability_zone_addresses: Vec<ZoneAddresses> = Vec::new(), "Zones" | "영역";
            /// Routes of a regional gateway's own table, besides the one to the internet gateway.
            #[ko = "리전 게이트웨이 자체 테이블의 경로. 인터넷 게이트웨이로 가는 경로는 따로 적지 않는다."]
            pub routes: Vec<Route> = Vec::new(), "Routes" | "경로";
        }
    }
}

impl NatGateway {
    fn is_public(&self) -> bool {
        self.connectivity_type == Connectivity::Public
    }

    fn is_regional(&self) -> bool {
        self.availability_mode == AvailabilityMode::Regional
    }

    fn check_place(&self, site: Site<'_>, report: &mut Report) {
        let placed = site.node().is_some_and(|node| node.parent.is_some());
        if placed && site.within::<Subnet>().is_some() == self.is_regional() {
            report.raise(&WRONG_PLACE, site.at(Self::availability_mode), []);
        }
        if self.is_regional() && !self.is_public() {
            report.raise(&PRIVATE_REGIONAL, site.at(Self::connectivity_type), []);
        }
        let mut zones = BTreeSet::new();
        for row in &self.availability_zone_addresses {
            if !zones.insert(row.availability_zone) {
                let zone = row.availability_zone.value().to_owned();
                report.raise(&ZONE_TWICE, site.at(Self::availability_zone_addresses), [zone]);
            }
        }
    }

    fn check_addresses(&self, site: Site<'_>, report: &mut Report) {
        let (private, elastic) =
            (self.secondary_private_ip_addresses.0.len(), self.secondary_allocation_ids.targets().len());
        if elastic != private && self.is_public() {
            let args = [elastic.to_string(), private.to_string()];
            report.raise(&UNPAIRED, site.at(Self::secondary_allocation_ids), args);
        }
        let place = || site.at(Self::secondary_private_ip_addresses);
        quota::ADDRESSES_PER_NAT_GATEWAY.compare(private + 1, &MANY_ADDRESSES, place, report);
        let place = || site.at(Self::secondary_allocation_ids);
        let first = usize::from(self.allocation_id.target().is_some());
        quota::ELASTIC_IPS_PER_NAT_GATEWAY.compare(elastic + first, &MANY_ELASTIC, place, report);
    }
}

/// Whether a route is the one for everywhere in IPv4.
fn is_default(route: &Route) -> bool {
    route.cidr() == Some(Cidr::ALL_V4)
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
        "`{0}`, where it stands, has no way to an internet gateway, so flows end here",
        "이 게이트웨이가 있는 `{0}`에 인터넷 게이트웨이로 가는 길이 없어 흐름이 여기서 끝난다"
    ),
    help: text!(
        "place it in a public subnet, or give the VPC of a regional one an internet gateway",
        "퍼블릭 서브넷에 둔다. 리전 게이트웨이라면 VPC에 인터넷 게이트웨이를 둔다"
    ),
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

static WRONG_PLACE: Rule = Rule {
    code: "NAT007",
    severity: Severity::Error,
    title: text!("a zonal NAT gateway stands in a subnet, a regional one in the VPC itself", "영역 NAT 게이트웨이는 서브넷에, 리전 NAT 게이트웨이는 VPC에 바로 둔다"),
    help: text!("move it, or change its availability", "옮기거나 가용성을 바꾼다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html",
};

static PRIVATE_REGIONAL: Rule = Rule {
    code: "NAT008",
    severity: Severity::Error,
    title: text!("a regional NAT gateway cannot be private", "리전 NAT 게이트웨이는 프라이빗일 수 없다"),
    help: text!("make it public or zonal", "퍼블릭이나 영역으로 바꾼다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html",
};

static ZONE_TWICE: Rule = Rule {
    code: "NAT009",
    severity: Severity::Error,
    title: text!("the zone {0} is listed twice", "영역 {0}이(가) 두 번 들어 있다"),
    help: text!("keep one row for each zone", "영역마다 한 줄만 둔다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html",
};

static UNPAIRED: Rule = Rule {
    code: "NAT010",
    severity: Severity::Error,
    title: text!("{0} secondary Elastic IP addresses stand for {1} secondary private addresses", "보조 탄력적 IP 주소 {0}개가 보조 사설 주소 {1}개에 대응한다"),
    help: text!("name as many of one as of the other", "둘의 수를 같게 한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-working-with.html",
};

static MANY_ADDRESSES: Rule = Rule {
    code: "NAT011",
    severity: Severity::Warning,
    title: text!("it has {0} private addresses; a zonal NAT gateway may have {1} by default", "사설 주소가 {0}개다. 영역 NAT 게이트웨이의 기본 할당량은 {1}개다"),
    help: text!("ask AWS for a higher quota, or use a further gateway", "AWS에 할당량 증가를 요청하거나 게이트웨이를 더 둔다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
};

static MANY_ELASTIC: Rule = Rule {
    code: "NAT012",
    severity: Severity::Warning,
    title: text!("it has {0} Elastic IP addresses; a NAT gateway may have {1} by default", "탄력적 IP 주소가 {0}개다. NAT 게이트웨이의 기본 할당량은 {1}개다"),
    help: text!("ask AWS for a higher quota", "AWS에 할당량 증가를 요청한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
};

static UNSERVED: Rule = Rule {
    code: "NAT013",
    severity: Severity::Warning,
    title: text!("subnets of zone {0} use it, but it has no addresses there", "영역 {0}의 서브넷이 쓰지만 그곳에 이 게이트웨이의 주소가 없다"),
    help: text!("add the zone, or list none for AWS to add them", "영역을 추가하거나 모두 비워 AWS가 추가하게 한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html",
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
        if self.is_regional() {
            self.check_zones(site, report);
            return;
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

impl Resource for NatGateway {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        let address = self.allocation_id.target().is_some();
        self.check_place(site, report);
        self.check_addresses(site, report);
        if self.is_public() && !self.is_regional() && !address {
            report.raise(&NO_ADDRESS, site.at(Self::allocation_id), []);
        }
        let further = !self.secondary_allocation_ids.targets().is_empty();
        if !self.is_public() && (address || further) {
            report.raise(&ADDRESS, site.at(Self::connectivity_type), []);
        }
        let here = site.within::<Subnet>().filter(|_| !self.is_regional());
        let closed = here.filter(|(id, _)| !subnet::is_public(site, id));
        if let Some((id, _)) = closed.filter(|_| self.is_public()) {
            report.raise(&NO_WAY_OUT, site.here(), [id.to_string()]);
        }
        self.check_routes(site, report);
    }

    fn mend(&self, site: Site<'_>, finding: &Finding) -> Option<Remedy> {
        let id = site.id().clone();
        if finding.rule.code == PRIVATE_REGIONAL.code {
            let resource = Self { connectivity_type: Connectivity::Public, ..self.clone() }.into();
            return Some(Remedy {
                title: Message::plain(&text!("Make it public", "퍼블릭으로 바꾸기")),
                edits: vec![Edit::Change { id, resource }],
            });
        }
        if finding.rule.code == ADDRESS.code {
            let resource =
                Self { allocation_id: Link::NONE, secondary_allocation_ids: Links::NONE, ..self.clone() }.into();
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
        | Need::WayToService { boundary, segment, table, .. }) = need
        else {
            return Vec::new();
        };
        let remedy = way_out::plan(model, boundary, segment, table.as_ref());
        remedy.into_iter().collect()
    }

    fn headline(&self) -> String {
        self.connectivity_type.value().to_owned()
    }

    fn shows(&self, field: &crate::model::field::FieldSpec) -> bool {
        let of_zone = [
            Self::allocation_id,
            Self::private_ip_address,
            Self::secondary_private_ip_addresses,
            Self::secondary_allocation_ids,
        ];
        let of_region = [Self::availability_zone_addresses, Self::routes];
        let public = [Self::allocation_id, Self::secondary_allocation_ids];
        if self.is_regional() {
            !of_zone.contains(&field.name)
        } else {
            !of_region.contains(&field.name) && (self.is_public() || !public.contains(&field.name))
        }
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        if self.is_regional() {
            let vpc = site.within::<Vpc>().map(|(vpc, _)| vpc);
            return vpc.map(|vpc| self.regional_facts(site, vpc)).unwrap_or_default();
        }
        let Some((subnet, _)) = site.within::<Subnet>() else { return Vec::new() };
        let elastic = |id: &NodeId, private: Option<Address>| PublicAddress {
            private,
            holder: Some(id.clone()),
            address: site.find::<ElasticIp>(id).and_then(|ip| ip.public_ip.0),
        };
        let further = &self.secondary_private_ip_addresses.0;
        let pairs = self.secondary_allocation_ids.targets().iter().zip(further);
        let first = self.allocation_id.target().into_iter().map(|id| elastic(id, None));
        let all = first.chain(pairs.map(|(id, private)| elastic(id, Some(*private))));
        let interface = Interface {
            addresses: self.private_ip_address.0.iter().chain(further).copied().collect(),
            public: all.filter(|_| self.is_public()).collect(),
            unfiltered: true,
            inbound: Inbound::Nat,
            initiates: false,
            protocols: vec![Protocol::TCP, Protocol::UDP, Protocol::ICMP],
            ..Interface::in_segment(subnet.clone())
        };
        let nat = SourceNat { to_internet: self.is_public(), regional: None };
        vec![NetFact::SourceNat(nat), interface.stated()]
    }

    /// This gateway alone for the whole VPC, where several stand in it; one in each zone, where it is alone.
    fn alternatives(&self, site: Site<'_>, _: &Usage<'_>) -> Vec<Remedy> {
        let Some((vpc, _)) = site.within::<Vpc>() else { return Vec::new() };
        let subnets = site.inside::<Subnet>(vpc);
        let all: Vec<_> = subnets.iter().flat_map(|(id, _)| site.inside::<Self>(id)).collect();
        let public = |it: &&(&NodeId, &Self)| it.1.connectivity_type == Connectivity::Public && !it.1.is_regional();
        let others: Vec<_> = all.iter().filter(public).filter(|(id, _)| *id != site.id()).collect();
        if self.is_regional() || self.connectivity_type != Connectivity::Public {
            return Vec::new();
        }
        if others.is_empty() {
            return way_out::by_zone(site.model(), vpc, site.id()).into_iter().collect();
        }
        let mut edits = Vec::new();
        for (id, table) in site.inside::<RouteTable>(vpc) {
            let mut table = table.clone();
            let led = table.routes.iter_mut().filter(|it| others.iter().any(|(other, _)| it.target.target() == Some(other)));
            let led: Vec<_> = led.map(|route| route.target = Link::to(site.id().clone())).collect();
            if !led.is_empty() {
                edits.push(Edit::Change { id: id.clone(), resource: table.into() });
            }
        }
        for (id, other) in others {
            edits.push(Edit::Remove { id: (*id).clone() });
            edits.extend(other.allocation_id.target().map(|id| Edit::Remove { id: id.clone() }));
        }
        let title = &text!("Use `{0}` alone for every zone", "모든 영역에서 `{0}` 하나만 쓰기");
        vec![Remedy { title: Message::new(title, [site.id().to_string()]), edits }]
    }

    fn standard(&self) -> Option<&'static str> {
        Some("IP")
    }

    fn meters(&self, site: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        let hours = if self.is_regional() {
            // One that serves no zone yet is billed for one, as it cannot have fewer.
            let zones = Decimal::from(self.zones(site).len().max(1));
            Meter::hours("vpc.nat_regional_az_hour", &text!("regional NAT gateway hours, by zone", "리전 NAT 게이트웨이 시간(영역별)"), zones)
        } else {
            Meter::hours("vpc.nat_hour", &text!("NAT gateway hours", "NAT 게이트웨이 시간"), 1)
        };
        let picked = managed::public_addresses(self.picked_addresses(site));
        [
            hours,
            Meter::marginal("vpc.nat_gb", &text!("NAT gateway data", "NAT 게이트웨이 데이터"), usage.passing()),
        ]
        .into_iter()
        .chain(picked)
        .collect()
    }
}

impl Importing for NatGateway {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::of("AWS::EC2::NatGateway")] }
    }

    fn usage(&self) -> &'static [(&'static str, Figure)] {
        &[("monthly_data_processed_gb", Figure::Gigabytes)]
    }
}

impl Exporting for NatGateway {
    fn properties(&self) -> Properties {
        Properties { always: &[], changed: &["AvailabilityMode", "ConnectivityType", "AllocationId", "PrivateIpAddress", "SecondaryPrivateIpAddresses", "SecondaryAllocationIds"] }
    }

    fn route(&self) -> &'static str {
        "NatGatewayId"
    }

    fn give(&self, giving: &mut Giving<'_>) {
        let (place, key) = match self.availability_mode {
            AvailabilityMode::Zonal => (giving.segment(), "SubnetId"),
            AvailabilityMode::Regional => (giving.network(), "VpcId"),
        };
        if let Some(around) = place {
            giving.put(key, giving.to(around));
        }
        let zones = self.availability_zone_addresses.iter().map(|it| {
            let zone = mixed(format!("${{AWS::Region}}{}", it.availability_zone.value()));
            let addresses = it.allocation_ids.targets().iter().map(|it| giving.to(it));
            tree([("AvailabilityZone", zone), ("AllocationIds", list(addresses))])
        });
        let zones: Vec<_> = zones.collect();
        if !zones.is_empty() {
            giving.put("AvailabilityZoneAddresses", list(zones));
        }
        // Its address is of use once the VPC has a gateway.
        if let Some(vpc) = giving.network() {
            for (gateway, _) in giving.site.inside::<super::InternetGateway>(vpc) {
                giving.wait_for(format!("{gateway}/Attachment"));
            }
        }
    }
}
