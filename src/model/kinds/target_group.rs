//! Target group.

use super::{
    ApplicationLoadBalancer, AutoScalingGroup, EcsService, ElasticBeanstalkEnvironment, GatewayLoadBalancer, Instance, LambdaFunction, NetworkLoadBalancer,
    Subnet, Vpc, classic_load_balancer::ZONE_OFF, managed, vpc,
};
use crate::{
    base::{Address, Cidr, Gather as _, NodeId, Protocol, text},
    diag::{Report, Rule, Severity},
    model::{
        fact::{self, NetFact, TargetFact},
        field::{BalancerTarget, FieldSpec, Link, Links, Maybe, choice},
        quota,
        resource::{Resource, record, resource},
        site::Site,
    },
};
use std::collections::{BTreeMap, BTreeSet};
use crate::model::{attrs::Attr, field::Target};
use crate::model::taking::{Importing, Import, Join, Taking};
use crate::model::giving::{Exporting, Giving, Properties, say, list, tree};
use super::balancer;

choice! {
    /// What targets are.
    pub enum TargetType {
        /// Instances, by their id.
        Instance = "instance", "Instances" | "인스턴스";
        /// Addresses, such as those of containers.
        Ip = "ip", "IP addresses" | "IP 주소";
        /// One function.
        Lambda = "lambda", "Lambda function" | "Lambda 함수";
        /// One Application Load Balancer.
        Alb = "alb", "Application Load Balancer" | "Application Load Balancer";
    }
}

choice! {
    /// What targets speak.
    pub enum GroupProtocol {
        /// HTTP.
        Http = "HTTP", "HTTP" | "HTTP";
        /// HTTPS.
        Https = "HTTPS", "HTTPS" | "HTTPS";
        /// TCP.
        Tcp = "TCP", "TCP" | "TCP";
        /// TLS.
        Tls = "TLS", "TLS" | "TLS";
        /// UDP.
        Udp = "UDP", "UDP" | "UDP";
        /// Both on one port.
        TcpUdp = "TCP_UDP", "TCP and UDP" | "TCP와 UDP";
        /// Whole packets, for appliances.
        Geneve = "GENEVE", "GENEVE" | "GENEVE";
    }
}

choice! {
    /// Whether targets see the client's address (LB-3).
    pub enum ClientIp {
        /// As AWS does by default: for instances, UDP and load balancers.
        Default = "default", "Default" | "기본값";
        /// They do.
        On = "true", "On" | "켜짐";
        /// They see the load balancer's.
        Off = "false", "Off" | "꺼짐";
    }
}

choice! {
    /// Whether nodes use targets of every zone (LB-5).
    pub enum CrossZone {
        /// As the load balancer says.
        Inherited = "use_load_balancer_configuration", "As the load balancer" | "로드 밸런서와 같음";
        /// They do.
        On = "true", "On" | "켜짐";
        /// Each uses those of its own zone.
        Off = "false", "Off" | "꺼짐";
    }
}

record! {
    /// One target: a resource, or an address.
    pub struct GroupTarget {
        /// The resource.
        #[ko = "대상 리소스."]
        pub target_id: Link<BalancerTarget> = Link::NONE, "Target" | "대상";
        /// An address instead, in the VPC or in a private range.
        #[ko = "리소스 대신 쓰는 주소. VPC 안이나 사설 범위의 주소."]
        pub ip_address: Maybe<Address> = Maybe(None), "Address" | "주소", { example: "10.0.2.10" };
        /// Its own port; 0: the group's.
        #[ko = "대상의 포트. 0이면 그룹의 포트를 쓴다."]
        pub port: u32 = 0, "Port" | "포트", { max: 65_535 };
    }
}

resource! {
    /// Where load balancers send what their listeners take.
    #[ko = "로드 밸런서의 리스너가 받은 것을 보내는 곳."]
    pub struct TargetGroup: "Target group" | "대상 그룹" {
        short: "Target group",
        icon: "target_group",
        group: Control,
        service: Iaas,
        look: Listed,
        stands_in: [Vpc, Region],
        roles: [],
        source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html",
        rules: [
            WRONG_KIND, OUTSIDE, PUBLIC_TARGET, SHARED, EMPTY, IDLE, NO_CHOICE, ONE_TARGET, ZONE_OFF, ZONE_EMPTY,
            MANY_TARGETS, KEPT_AWAY, LOOSE,
        ],
        fields {
            /// What targets are.
            #[ko = "대상의 종류."]
            pub target_type: TargetType = TargetType::Instance, "Target type" | "대상 유형";
            /// What targets speak.
            #[ko = "대상이 쓰는 프로토콜."]
            pub protocol: GroupProtocol = GroupProtocol::Http, "Protocol" | "프로토콜";
            /// The port of targets that name none.
            #[ko = "포트를 지정하지 않은 대상의 포트."]
            pub port: u32 = 80, "Port" | "포트", { min: 1, max: 65_535 };
            /// The targets.
            #[ko = "대상."]
            pub targets: Vec<GroupTarget> = Vec::new(), "Targets" | "대상";
            /// Whether targets of a Network Load Balancer see the client's address.
            #[ko = "Network Load Balancer의 대상이 클라이언트의 주소를 보는지 여부."]
            pub preserve_client_ip_enabled: ClientIp = ClientIp::Default, "Preserve client IP" | "클라이언트 IP 보존";
            /// Whether nodes use targets of every zone.
            #[ko = "노드가 모든 영역의 대상을 쓰는지 여부."]
            pub load_balancing_cross_zone_enabled: CrossZone = CrossZone::Inherited, "Cross-zone load balancing" | "교차 영역 로드 밸런싱";
        }
    }
}

static WRONG_KIND: Rule = Rule {
    code: "ELB020",
    severity: Severity::Error,
    title: text!(
        "target {0} is not what a group of the type `{1}` takes",
        "대상 {0}은(는) 유형이 `{1}`인 그룹에 넣을 수 없다"
    ),
    help: text!(
        "name an instance, an address or task, a function or an Application Load Balancer, as the type says",
        "유형에 맞게 인스턴스, 주소나 태스크, 함수, Application Load Balancer 중 하나를 지정한다"
    ),
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html",
};

static OUTSIDE: Rule = Rule {
    code: "ELB021",
    severity: Severity::Error,
    title: text!("the target `{0}` is in another VPC than the group", "대상 `{0}`이(가) 그룹과 다른 VPC에 있다"),
    help: text!(
        "use a group of that VPC, or name the address in a group of the type ip",
        "그 VPC의 그룹을 쓰거나 유형이 ip인 그룹에 주소를 지정한다"
    ),
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html",
};

static PUBLIC_TARGET: Rule = Rule {
    code: "ELB022",
    severity: Severity::Error,
    title: text!(
        "the address {0} is neither in the VPC nor in a private range",
        "주소 {0}은(는) VPC에도 사설 범위에도 들어 있지 않다"
    ),
    help: text!(
        "name an address of the VPC, of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10",
        "VPC나 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10의 주소를 지정한다"
    ),
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html",
};

static SHARED: Rule = Rule {
    code: "ELB023",
    severity: Severity::Error,
    title: text!(
        "{0} load balancers use this group, which belongs to one",
        "로드 밸런서 {0}개가 이 그룹을 쓴다. 그룹은 하나에만 속한다"
    ),
    help: text!("make a group for each load balancer", "로드 밸런서마다 그룹을 따로 만든다"),
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html",
};

static EMPTY: Rule = Rule {
    code: "ELB024",
    severity: Severity::Warning,
    title: text!("this group has no target", "이 그룹에는 대상이 없다"),
    help: text!("add a target", "대상을 추가한다"),
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html",
};

static IDLE: Rule = Rule {
    code: "ELB025",
    severity: Severity::Info,
    title: text!("no load balancer uses this group", "이 그룹을 쓰는 로드 밸런서가 없다"),
    help: text!("name it in a listener, or remove it", "리스너에 지정하거나 지운다"),
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html",
};

static NO_CHOICE: Rule = Rule {
    code: "ELB026",
    severity: Severity::Error,
    title: text!(
        "client IP preservation cannot be turned off for {0} targets",
        "{0} 대상에는 클라이언트 IP 보존을 끌 수 없다"
    ),
    help: text!("leave it at its default", "기본값으로 둔다"),
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html",
};

static ONE_TARGET: Rule = Rule {
    code: "ELB027",
    severity: Severity::Error,
    title: text!("a group of the type `{0}` takes one target", "유형이 `{0}`인 그룹에는 대상을 하나만 둔다"),
    help: text!("make a group for each", "대상마다 그룹을 따로 만든다"),
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html",
};

static ZONE_EMPTY: Rule = Rule {
    code: "ELB028",
    severity: Severity::Warning,
    title: text!(
        "cross-zone load balancing is off, and zone {0} has a node of `{1}` but no target",
        "교차 영역 로드 밸런싱이 꺼져 있고, 영역 {0}에는 `{1}`의 노드만 있고 대상이 없다"
    ),
    help: text!(
        "add a target in that zone, or turn cross-zone load balancing on",
        "그 영역에 대상을 추가하거나 교차 영역 로드 밸런싱을 켠다"
    ),
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-cross-zone.html",
};

static MANY_TARGETS: Rule = Rule {
    code: "ELB029",
    severity: Severity::Warning,
    title: text!(
        "one zone has {0} targets; a Network Load Balancer may have {1} by default",
        "한 영역의 대상이 {0}개다. Network Load Balancer의 기본 할당량은 {1}개다"
    ),
    help: text!("ask AWS for a higher quota", "AWS에 할당량 증가를 요청한다"),
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-limits.html",
};

static KEPT_AWAY: Rule = Rule {
    code: "ELB030",
    severity: Severity::Warning,
    title: text!(
        "the target {0} is outside the VPC and sees the client's address, so its answers do not come back",
        "대상 {0}은(는) VPC 밖에 있으면서 클라이언트의 주소를 보므로 응답이 돌아오지 않는다"
    ),
    help: text!("turn client IP preservation off", "클라이언트 IP 보존을 끈다"),
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html",
};

static LOOSE: Rule = Rule {
    code: "ELB031",
    severity: Severity::Error,
    title: text!(
        "a group of the type `{0}` belongs to a VPC, and this one stands in none",
        "유형이 `{0}`인 그룹은 VPC에 속해야 하는데 이 그룹은 VPC 밖에 있다"
    ),
    help: text!("move it into the VPC of its targets", "대상이 있는 VPC 안으로 옮긴다"),
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html",
};

/// Where targets may be besides the VPC itself, spec 4.1-19.
const TARGET_RANGES: [&str; 4] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];

/// The resources that are targets of groups.
pub(super) fn nodes<'m, 'l>(
    site: Site<'m>,
    groups: impl Iterator<Item = &'l Links<TargetGroup>>,
) -> BTreeSet<&'m NodeId> {
    let mut seen = BTreeSet::new();
    let each = groups.flat_map(|links| site.all(links)).filter(|(id, _)| seen.insert(*id));
    each.flat_map(|(_, group)| &group.targets).filter_map(|it| it.target_id.target()).gather()
}

/// A load balancer that uses a group, as far as the group's own rules go.
struct User<'m> {
    id: &'m NodeId,
    subnets: Vec<NodeId>,
    cross_zone: bool,
    is_network: bool,
}

impl TargetGroup {
    /// Whether an Application Load Balancer may use it.
    pub(super) fn speaks_http(&self) -> bool {
        self.is_for_functions() || matches!(self.protocol, GroupProtocol::Http | GroupProtocol::Https)
    }

    /// Whether its targets are invoked, not connected to.
    pub(super) fn is_for_functions(&self) -> bool {
        self.target_type == TargetType::Lambda
    }

    /// Whether its targets are appliances behind a Gateway Load Balancer.
    pub(super) fn is_for_inspection(&self) -> bool {
        self.protocol == GroupProtocol::Geneve && !self.is_for_functions()
    }

    /// What it speaks, as AWS spells it.
    pub(super) fn spoken(&self) -> &'static str {
        if self.is_for_functions() { self.target_type.value() } else { self.protocol.value() }
    }

    fn takes(&self, target: &GroupTarget, site: Site<'_>) -> bool {
        let (id, address) = (target.target_id.target(), target.ip_address.0.is_some());
        match (self.target_type, id) {
            (TargetType::Ip, None) => address,
            (TargetType::Instance | TargetType::Lambda | TargetType::Alb, None) => false,
            (_, Some(_)) if address => false,
            // A service on instances of its own network is behind those.
            (TargetType::Instance, Some(id)) => site.find::<EcsService>(id).is_some() || Self::has_instances(site, id),
            (TargetType::Ip, Some(id)) => site.find::<EcsService>(id).is_some() || Self::has_instances(site, id),
            (TargetType::Lambda, Some(id)) => site.find::<LambdaFunction>(id).is_some(),
            (TargetType::Alb, Some(id)) => site.find::<ApplicationLoadBalancer>(id).is_some(),
        }
    }

    fn has_instances(site: Site<'_>, id: &NodeId) -> bool {
        site.find::<Instance>(id).is_some()
            || site.find::<ElasticBeanstalkEnvironment>(id).is_some()
            || site.find::<AutoScalingGroup>(id).is_some()
    }

    fn users<'m>(site: Site<'m>) -> Vec<User<'m>> {
        let mut users = Vec::new();
        for (id, it) in site.referrers::<ApplicationLoadBalancer>() {
            users.push(User { id, subnets: it.subnets(site.other(id)), cross_zone: true, is_network: false });
        }
        for (id, it) in site.referrers::<NetworkLoadBalancer>() {
            let cross_zone = it.load_balancing_cross_zone_enabled;
            users.push(User { id, subnets: it.subnets(site.other(id)), cross_zone, is_network: true });
        }
        for (id, it) in site.referrers::<GatewayLoadBalancer>() {
            let cross_zone = it.load_balancing_cross_zone_enabled;
            users.push(User { id, subnets: it.subnets(site.other(id)), cross_zone, is_network: false });
        }
        users
    }

    fn check_targets(&self, site: Site<'_>, report: &mut Report) {
        let place = || site.at(Self::targets);
        let blocks: Vec<Cidr> = site.within::<Vpc>().map(|(_, vpc)| vpc.all_blocks()).unwrap_or_default();
        let far = |block: Cidr| !blocks.iter().any(|it| it.contains(block));
        let private =
            |block: Cidr| TARGET_RANGES.iter().any(|it| it.parse::<Cidr>().is_ok_and(|it| it.contains(block)));
        let always = matches!(self.protocol, GroupProtocol::Udp | GroupProtocol::TcpUdp);
        for (number, target) in (1_usize..).zip(&self.targets) {
            if !self.takes(target, site) {
                let args = [number.to_string(), self.target_type.value().to_owned()];
                report.raise(&WRONG_KIND, place(), args);
                continue;
            }
            let by_id = matches!(self.target_type, TargetType::Instance | TargetType::Alb);
            if let Some(id) = target.target_id.target().filter(|id| by_id && vpc::apart(site, site.id(), id)) {
                report.raise(&OUTSIDE, place(), [id.to_string()]);
            }
            if let Some(address) = target.ip_address.0 {
                let block = Cidr::one(address.ip());
                if far(block) && !private(block) {
                    report.raise(&PUBLIC_TARGET, place(), [address.to_string()]);
                } else if far(block) && (always || self.preserve_client_ip_enabled == ClientIp::On) {
                    report.raise(&KEPT_AWAY, place(), [address.to_string()]);
                }
            }
        }
    }

    /// Targets and nodes by zone (LB-5). A group belongs to one load balancer; of several the first speaks.
    fn check_zones(&self, user: &User<'_>, site: Site<'_>, report: &mut Report) {
        let place = || site.at(Self::targets);
        let nodes = managed::zones(site, &user.subnets);
        let mut count: BTreeMap<_, usize> = BTreeMap::new();
        let mut everywhere = false;
        let around: Vec<&Subnet> = match site.within::<Vpc>() {
            Some((vpc, _)) => site.inside::<Subnet>(vpc).into_iter().map(|(_, subnet)| subnet).collect(),
            None => Vec::new(),
        };
        for target in &self.targets {
            let single = target.target_id.target().filter(|id| site.find::<Instance>(id).is_some());
            let by_id = single.and_then(|id| Some((id.to_string(), site.around::<Subnet>(id)?.1)));
            // An address of the VPC is in the zone of its subnet; one from elsewhere is in none.
            let by_address = || {
                let address = target.ip_address.0?;
                let block = Cidr::one(address.ip());
                let subnet = around.iter().find(|it| it.blocks().iter().any(|own| own.contains(block)))?;
                Some((address.to_string(), *subnet))
            };
            let Some((id, subnet)) = by_id.or_else(by_address) else {
                everywhere = true;
                continue;
            };
            let zone = subnet.availability_zone;
            *count.entry(zone).or_default() += 1;
            if !nodes.is_empty() && !nodes.contains_key(&zone) {
                report.raise(&ZONE_OFF, place(), [id, zone.value().to_owned()]);
            }
        }
        let cross_zone = match self.load_balancing_cross_zone_enabled {
            CrossZone::Inherited => user.cross_zone,
            CrossZone::On => true,
            CrossZone::Off => false,
        };
        if !cross_zone && !everywhere && !count.is_empty() {
            for zone in nodes.keys().filter(|zone| !count.contains_key(zone)) {
                report.raise(&ZONE_EMPTY, place(), [zone.value().to_owned(), user.id.to_string()]);
            }
        }
        if user.is_network {
            let most = count.into_values().max().unwrap_or(0);
            quota::TARGETS_PER_ZONE_OF_NETWORK_LOAD_BALANCER.compare(most, &MANY_TARGETS, place, report);
        }
    }
}

impl TargetGroup {
    /// Adds a target: a resource, or an address.
    fn take_target(&mut self, taking: &mut Taking<'_>, target: &Attr, id: &'static str) {
        let mut own = GroupTarget::default();
        let address = target.known_at(id).and_then(|it| it.parse().ok());
        let named = if address.is_some() { "-" } else { id };
        taking.fill(&mut own, target, &[("target_id", named), ("ip_address", "-")]);
        own.ip_address = Maybe(address);
        // Whoever is meant is not here: what that may be, nobody knows.
        if address.is_none() && own.target_id.target().is_none() {
            taking.unknown.insert(Self::targets, "a target that is not here".to_owned());
            return;
        }
        self.targets.push(own);
    }
}

impl Resource for TargetGroup {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        self.check_targets(site, report);
        if self.targets.is_empty() {
            report.raise(&EMPTY, site.at(Self::targets), []);
        }
        let kind = self.target_type.value().to_owned();
        let single = matches!(self.target_type, TargetType::Lambda | TargetType::Alb);
        if single && self.targets.len() > 1 {
            report.raise(&ONE_TARGET, site.at(Self::targets), [kind.clone()]);
        }
        if !self.is_for_functions() && site.within::<Vpc>().is_none() && site.node().is_some_and(|it| it.parent.is_some()) {
            report.raise(&LOOSE, site.at(Self::target_type), [kind]);
        }
        let always = matches!(self.protocol, GroupProtocol::Udp | GroupProtocol::TcpUdp);
        if self.preserve_client_ip_enabled == ClientIp::Off && (always || self.target_type == TargetType::Alb) {
            let what = if always { self.protocol.value() } else { self.target_type.value() };
            report.raise(&NO_CHOICE, site.at(Self::preserve_client_ip_enabled), [what.to_owned()]);
        }
        let users = Self::users(site);
        match users.as_slice() {
            [] => report.raise(&IDLE, site.here(), []),
            [first, others @ ..] => {
                if !others.is_empty() {
                    report.raise(&SHARED, site.here(), [users.len().to_string()]);
                }
                self.check_zones(first, site, report);
            }
        }
    }

    fn headline(&self) -> String {
        if self.is_for_functions() { self.spoken().to_owned() } else { format!("{} {}", self.spoken(), self.port) }
    }

    fn shows(&self, field: &FieldSpec) -> bool {
        let network = [Self::protocol, Self::port, Self::preserve_client_ip_enabled, Self::load_balancing_cross_zone_enabled];
        !self.is_for_functions() || !network.contains(&field.name)
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        // Functions are invoked on the load balancer's behalf (section 1.5): no packet goes there.
        if self.is_for_functions() {
            return Vec::new();
        }
        let port = |number: u32| managed::port(number).first();
        let target = |it: &GroupTarget| TargetFact {
            node: it.target_id.target().cloned(),
            address: it.ip_address.0,
            port: (it.port != 0).then(|| port(it.port)),
        };
        let targets = self.targets.iter().filter(|it| self.takes(it, site)).map(target).collect();
        vec![NetFact::TargetGroup(fact::TargetGroup {
            protocol: match self.protocol {
                GroupProtocol::Http | GroupProtocol::Https | GroupProtocol::Tcp | GroupProtocol::Tls => Protocol::TCP,
                GroupProtocol::Udp | GroupProtocol::Geneve => Protocol::UDP,
                // Its listeners take nothing but these two.
                GroupProtocol::TcpUdp => Protocol::All,
            },
            port: port(self.port),
            targets,
            by_address: self.target_type == TargetType::Ip,
            preserves_client: match self.preserve_client_ip_enabled {
                ClientIp::Default => None,
                ClientIp::On => Some(true),
                ClientIp::Off => Some(false),
            },
            cross_zone: match self.load_balancing_cross_zone_enabled {
                CrossZone::Inherited => None,
                CrossZone::On => Some(true),
                CrossZone::Off => Some(false),
            },
        })]
    }
}

/// Whether a target is one that names the group itself: what runs several of itself.
fn registers_itself(giving: &Giving<'_>, to: &NodeId, target: &GroupTarget) -> bool {
    let kind = giving.site.resource(to).map(|it| it.1.resource.as_exporting());
    target.port == 0 && kind.is_some_and(|it| it.registers_itself())
}

/// The groups that a resource registers itself with.
pub(super) fn registered(giving: &Giving<'_>) -> Vec<NodeId> {
    let groups = giving.site.referrers::<TargetGroup>().into_iter();
    let own = |group: &TargetGroup| {
        group.targets.iter().any(|it| it.target_id.target() == Some(giving.id()) && it.port == 0)
    };
    groups.filter(|it| own(it.1)).map(|it| it.0.clone()).collect()
}

impl Importing for TargetGroup {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::named("AWS::ElasticLoadBalancingV2::TargetGroup", &[("targets", "-")])] }
    }

    fn joins(&self) -> &'static [Join] {
        const { &[Join { ty: "AWS::ECS::Service", owner: "LoadBalancers.TargetGroupArn" }, Join { ty: "AWS::AutoScaling::AutoScalingGroup", owner: "TargetGroupARNs" }, Join { ty: "Plat::TargetGroupAttachment", owner: "TargetGroupArn" }] }
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        for target in taking.get("Targets").map(Attr::items).unwrap_or_default() {
            self.take_target(taking, target, "Id");
        }
        balancer::take_attributes(taking, self, "TargetGroupAttributes");
    }

    fn join(&mut self, taking: &mut Taking<'_>) {
        if &*taking.item.ty == "Plat::TargetGroupAttachment" {
            self.take_target(taking, &taking.item.properties, "TargetId");
        } else if let Some((id, kind)) = taking.own()
            && BalancerTarget::ACCEPTS.takes(kind)
        {
            self.targets.push(GroupTarget { target_id: Link::to(id), ..GroupTarget::default() });
        }
    }
}

impl Exporting for TargetGroup {
    fn properties(&self) -> Properties {
        Properties { always: &["TargetType"], changed: &[] }
    }

    fn arn(&self) -> &'static str {
        ""
    }

    fn give(&self, giving: &mut Giving<'_>) {
        if self.target_type != TargetType::Lambda {
            for (field, key) in [("protocol", "Protocol"), ("port", "Port")] {
                if let Some(value) = giving.named(field, key) {
                    giving.put(key, value);
                }
            }
            if let Some(vpc) = giving.network() {
                giving.put("VpcId", giving.to(vpc));
            }
        }
        balancer::give_attributes(giving, "TargetGroupAttributes", &[
            ("preserve_client_ip_enabled", "preserve_client_ip.enabled"),
            ("load_balancing_cross_zone_enabled", "load_balancing.cross_zone.enabled"),
        ]);
        let mut all = Vec::new();
        for target in &self.targets {
            let id = match (target.target_id.target(), target.ip_address.0) {
                // What registers itself says so.
                (Some(to), _) if registers_itself(giving, to, target) => continue,
                (Some(to), _) if self.target_type == TargetType::Lambda => giving.arn(to),
                (Some(to), _) if giving.has(to) => giving.to(to),
                (_, Some(address)) => say(address),
                (Some(_) | None, None) => continue,
            };
            let mut one = tree([("Id", id)]);
            if target.port > 0 {
                one.put("Port", say(target.port));
            }
            all.push(one);
        }
        if !all.is_empty() {
            giving.put("Targets", list(all));
        }
    }
}
