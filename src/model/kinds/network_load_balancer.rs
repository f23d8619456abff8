//! Network Load Balancer.

use super::{
    ElasticIp, SecurityGroup, Subnet, TargetGroup, balancer,
    balancer::{
        APART, DEAF, FOREIGN, Heard, IpAddressType, MANY_GROUPS, MISFIT, NO_SUBNET, NO_WAY, NOWHERE, Nodes, OVERSPREAD,
        SAME_ZONE, STRANGER, Scheme, TWICE,
    },
    managed,
    target_group::GroupProtocol,
};
use crate::{
    base::{Decimal, Protocol, text},
    diag::{Report, Rule, Severity},
    model::{
        fact::{Balancer, CallFact, Interface, Listener, Meter, NetFact, PublicAddress, Usage},
        field::{Links, choice},
        quota,
        resource::{Resource, record, resource},
        site::Site,
    },
};
use crate::model::taking::{Figure, Importing, Import, Join, Taking, When};
use crate::model::giving::{Exporting, Giving, Properties, list, tree};
use crate::model::attrs::Attr;
use crate::base::NodeId;

choice! {
    /// What a listener takes.
    pub enum TransportProtocol {
        /// TCP.
        Tcp = "TCP", "TCP" | "TCP";
        /// UDP.
        Udp = "UDP", "UDP" | "UDP";
        /// Both on one port.
        TcpUdp = "TCP_UDP", "TCP and UDP" | "TCP와 UDP";
        /// TLS, which ends here.
        Tls = "TLS", "TLS" | "TLS";
    }
}

choice! {
    /// AWS's spelling of yes and no.
    pub enum OnOff {
        /// Yes.
        On = "on", "On" | "켜짐";
        /// No.
        Off = "off", "Off" | "꺼짐";
    }
}

record! {
    /// One listener: what it takes, and for whom.
    pub struct TransportListener {
        /// What it takes.
        #[ko = "받는 프로토콜."]
        pub protocol: TransportProtocol = TransportProtocol::Tcp, "Protocol" | "프로토콜";
        /// The port.
        #[ko = "포트."]
        pub port: u32 = 443, "Port" | "포트", { min: 1, max: 65_535 };
        /// The target group it forwards to; several share connections by weight.
        #[ko = "전달할 대상 그룹. 여럿이면 가중치로 나눈다."]
        pub target_group_ids: Links<TargetGroup> = Links::NONE, "Target groups" | "대상 그룹";
    }
}

resource! {
    /// Forwards connections to targets, one fixed address in each zone. Also what PrivateLink offers.
    #[ko = "영역마다 고정 주소 하나로 연결을 대상에 전달하는 로드 밸런서. PrivateLink로 제공할 수도 있다."]
    pub struct NetworkLoadBalancer: "Network Load Balancer" | "Network Load Balancer" {
        short: "NLB",
        icon: "network_load_balancer",
        stencil: "network_load_balancer",
        group: Edge,
        service: Baas,
        look: Card,
        stands_in: [Vpc, Subnet],
        roles: [Balancer],
        source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/introduction.html",
        rules: [
            FOREIGN, NO_SUBNET, MANY_GROUPS, SAME_ZONE, NO_WAY, DEAF, TWICE, NOWHERE, MISFIT, APART, STRANGER, OVERSPREAD,
            BARE, NOT_PUBLIC, MANY_LISTENERS,
        ],
        fields {
            /// Whether nodes have public addresses.
            #[ko = "노드가 공인 주소를 가지는지 여부."]
            pub scheme: Scheme = Scheme::InternetFacing, "Scheme" | "체계";
            /// Further subnets, one in a zone. There is a node in each.
            #[ko = "추가 서브넷. 영역마다 하나이며, 각각에 노드가 있다."]
            pub subnet_ids: Links<Subnet> = Links::NONE, "Further subnets" | "추가 서브넷";
            /// Elastic IP addresses for its nodes, one for each subnet in order. None: AWS lends some.
            #[ko = "노드의 탄력적 IP 주소. 서브넷 순서대로 하나씩이며, 비워 두면 AWS가 빌려준다."]
            pub allocation_ids: Links<ElasticIp> = Links::NONE, "Elastic IP addresses" | "탄력적 IP 주소";
            /// The filters around its nodes. One created without any can never get some.
            #[ko = "노드에 적용되는 필터. 없이 만들면 나중에 추가할 수 없다."]
            pub security_group_ids: Links<SecurityGroup> = Links::NONE, "Security groups" | "보안 그룹";
            /// Whether inbound rules of its groups also judge what comes through PrivateLink.
            #[ko = "PrivateLink로 들어온 트래픽에도 그룹의 인바운드 규칙을 적용하는지 여부."]
            pub enforce_security_group_inbound_rules_on_private_link_traffic: OnOff = OnOff::On, "Filter PrivateLink traffic" | "PrivateLink 트래픽 필터링";
            /// Whether nodes use targets of every zone. Off: of their own only.
            #[ko = "노드가 모든 영역의 대상을 쓰는지 여부. 꺼져 있으면 자기 영역의 대상만 쓴다."]
            pub load_balancing_cross_zone_enabled: bool = false, "Cross-zone load balancing" | "교차 영역 로드 밸런싱";
            /// The address families of its nodes.
            #[ko = "노드의 주소 체계."]
            pub ip_address_type: IpAddressType = IpAddressType::Ipv4, "IP address type" | "IP 주소 유형";
            /// What it takes.
            #[ko = "받는 연결."]
            pub listeners: Vec<TransportListener> = Vec::new(), "Listeners" | "리스너";
            /// Requests that one connection carries on average.
            #[ko = "연결 하나가 나르는 평균 요청 수."]
            pub requests_per_connection: Decimal = Decimal::ONE, "Requests per connection" | "연결당 요청", { max: 1_000_000, usage: true };
            /// How long a connection stays open on average.
            #[ko = "연결이 열려 있는 평균 시간."]
            pub mean_connection_seconds: Decimal = Decimal::ZERO, "Connection length" | "연결 시간", { unit: "s", max: 86_400, usage: true };
        }
    }
}

static BARE: Rule = Rule {
    code: "ELB013",
    severity: Severity::Info,
    title: text!(
        "it has no security groups, and AWS adds none once it is created",
        "보안 그룹이 없으며, 만든 뒤에는 추가할 수 없다"
    ),
    help: text!(
        "name a group before you create it, or let its targets allow every client",
        "만들기 전에 그룹을 지정하거나 대상에서 모든 클라이언트를 허용한다"
    ),
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html",
};

static NOT_PUBLIC: Rule = Rule {
    code: "ELB018",
    severity: Severity::Error,
    title: text!(
        "an internal load balancer takes no Elastic IP address",
        "내부 로드 밸런서에는 탄력적 IP 주소를 쓸 수 없다"
    ),
    help: text!("make it internet-facing, or take the addresses away", "인터넷 경계로 바꾸거나 주소를 없앤다"),
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/create-network-load-balancer.html",
};

static MANY_LISTENERS: Rule = Rule {
    code: "ELB014",
    severity: Severity::Warning,
    title: text!("it has {0} listeners; it may have {1}", "리스너가 {0}개다. 최대 {1}개다"),
    help: text!("use a further load balancer", "로드 밸런서를 더 쓴다"),
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-limits.html",
};

impl TransportListener {
    fn heard(&self) -> Heard<'_> {
        Heard { protocol: self.protocol.value(), port: self.port, groups: &self.target_group_ids }
    }
}

/// What a capacity unit carries of each protocol.
/// <https://aws.amazon.com/elasticloadbalancing/pricing/>
const TCP: balancer::Unit = balancer::Unit { new_per_second: 800, open: 100_000, evaluations_per_second: None };
const UDP: balancer::Unit = balancer::Unit { new_per_second: 400, open: 50_000, evaluations_per_second: None };
const TLS: balancer::Unit = balancer::Unit { new_per_second: 50, open: 3_000, evaluations_per_second: None };

impl NetworkLoadBalancer {
    fn nodes(&self) -> Nodes<'_> {
        Nodes {
            subnet_ids: &self.subnet_ids,
            security_group_ids: &self.security_group_ids,
            scheme: self.scheme,
            ip_address_type: self.ip_address_type,
        }
    }

    /// The subnets of its nodes.
    pub(super) fn subnets(&self, site: Site<'_>) -> Vec<NodeId> {
        self.nodes().subnets(site)
    }

    /// The public address of the node in a subnet: its own Elastic IP address, or one that AWS lends.
    fn public(&self, site: Site<'_>, subnets: &[NodeId], node: &Interface) -> Vec<PublicAddress> {
        if node.public.is_empty() {
            return Vec::new();
        }
        let at = subnets.iter().position(|id| *id == node.segment);
        let held = at.and_then(|at| self.allocation_ids.targets().get(at));
        let address = held.and_then(|id| site.find::<ElasticIp>(id)).and_then(|it| it.public_ip.0);
        held.map_or_else(
            || node.public.clone(),
            |id| vec![PublicAddress { private: None, holder: Some(id.clone()), address }],
        )
    }

    /// Whether a group may stand behind a listener.
    /// <https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html>
    fn fits(listener: &str, group: &TargetGroup) -> bool {
        let spoken: &[GroupProtocol] = match listener {
            "TCP" => &[GroupProtocol::Tcp, GroupProtocol::TcpUdp],
            "TLS" => &[GroupProtocol::Tcp, GroupProtocol::Tls],
            "UDP" => &[GroupProtocol::Udp, GroupProtocol::TcpUdp],
            _ => &[GroupProtocol::TcpUdp],
        };
        !group.is_for_functions() && spoken.contains(&group.protocol)
    }
}

impl NetworkLoadBalancer {
    /// The unit of the dearest protocol among its listeners: which one a connection comes by is not known.
    fn unit(&self) -> &'static balancer::Unit {
        let has = |protocol| self.listeners.iter().any(|it| it.protocol == protocol);
        if has(TransportProtocol::Tls) {
            &TLS
        } else if has(TransportProtocol::Udp) || has(TransportProtocol::TcpUdp) {
            &UDP
        } else {
            &TCP
        }
    }
}

impl Resource for NetworkLoadBalancer {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        self.nodes().check(site, [Self::subnet_ids, Self::security_group_ids], report);
        if self.scheme == Scheme::Internal && !self.allocation_ids.targets().is_empty() {
            report.raise(&NOT_PUBLIC, site.at(Self::allocation_ids), []);
        }
        if self.security_group_ids.targets().is_empty() {
            report.raise(&BARE, site.at(Self::security_group_ids), []);
        }
        let listeners: Vec<_> = self.listeners.iter().map(TransportListener::heard).collect();
        balancer::check_listeners(site, Self::listeners, &listeners, Self::fits, report);
        let place = || site.at(Self::listeners);
        quota::LISTENERS_PER_NETWORK_LOAD_BALANCER.compare(self.listeners.len(), &MANY_LISTENERS, place, report);
    }

    fn check_load(&self, site: Site<'_>, usage: &Usage<'_>, report: &mut Report) {
        balancer::check_spread(site, usage, report);
    }

    fn headline(&self) -> String {
        self.scheme.value().to_owned()
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        let mut listeners = Vec::new();
        for it in &self.listeners {
            let protocols: &[Protocol] = match it.protocol {
                TransportProtocol::Tcp | TransportProtocol::Tls => &[Protocol::TCP],
                TransportProtocol::Udp => &[Protocol::UDP],
                TransportProtocol::TcpUdp => &[Protocol::TCP, Protocol::UDP],
            };
            listeners.extend(protocols.iter().map(|protocol| Listener {
                protocol: *protocol,
                port: managed::port(it.port),
                groups: it.target_group_ids.targets().to_vec(),
                own: None,
            }));
        }
        let bare = self.security_group_ids.targets().is_empty();
        let enforced = self.enforce_security_group_inbound_rules_on_private_link_traffic == OnOff::On;
        // LB-3, LB-5, IFE-2.
        let balancer = Balancer {
            terminates: false,
            listeners,
            cross_zone: self.load_balancing_cross_zone_enabled,
            filters_endpoints: enforced && !bare,
            classic: false,
        };
        // SG-7: without groups there is no filter at all, not the VPC's default one.
        let subnets = self.subnets(site);
        let shape = |it: Interface| Interface {
            public: self.public(site, &subnets, &it),
            unfiltered: bare,
            protocols: vec![Protocol::TCP, Protocol::UDP],
            ..it
        };
        self.nodes().facts(site, balancer, shape)
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        balancer::calls(false)
    }

    fn standard(&self) -> Option<&'static str> {
        Some("TCP and UDP")
    }

    fn meters(&self, site: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        let hours = Meter::hours("elb.nlb_hour", &text!("load balancer hours", "로드 밸런서 시간"), 1);
        let load = balancer::Load {
            connections: usage.calls() / self.requests_per_connection.max(Decimal::ONE),
            seconds_open: self.mean_connection_seconds,
            gigabytes: usage.gigabytes(),
            evaluations: Decimal::ZERO,
        };
        let capacity = balancer::capacity("elb.nlb_lcu", self.unit(), &load);
        // An Elastic IP address is billed where it stands.
        let lent = self.nodes().public(site).saturating_sub(self.allocation_ids.targets().len());
        [hours, capacity].into_iter().chain(managed::public_addresses(lent)).collect()
    }
}

const ATTRIBUTES: &str = "LoadBalancerAttributes";

impl Importing for NetworkLoadBalancer {
    fn imports(&self) -> &'static [Import] {
        const { &[Import { ty: "AWS::ElasticLoadBalancingV2::LoadBalancer", when: Some(When { property: "Type", absent: "application", says: &["network"] }), names: &[("subnet_ids", "Subnets"), ("security_group_ids", "SecurityGroups")] }] }
    }

    fn usage(&self) -> &'static [(&'static str, Figure)] {
        &[("processed_bytes_gb", Figure::Gigabytes)]
    }

    fn joins(&self) -> &'static [Join] {
        &balancer::LISTENERS
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        balancer::take_subnets(taking, &mut self.subnet_ids);
        for mapping in taking.get("SubnetMappings").map(Attr::items).unwrap_or_default() {
            let address = mapping.get("AllocationId").and_then(|it| taking.node(it));
            if let Some((id, _)) = address.filter(|it| it.1 == <ElasticIp as super::KindOf>::KIND) {
                self.allocation_ids = Links::to(self.allocation_ids.targets().iter().cloned().chain([id]));
            }
        }
        balancer::take_attributes(taking, self, ATTRIBUTES);
        self.listeners.clear();
    }

    fn join(&mut self, taking: &mut Taking<'_>) {
        balancer::join_listener(taking, &mut self.listeners, |it: &mut TransportListener| (it.port, &mut it.target_group_ids));
    }
}

impl Exporting for NetworkLoadBalancer {
    fn domain(&self, giving: &Giving<'_>, id: &NodeId) -> Attr {
        giving.attribute(id, Some("DNSName"))
    }

    fn properties(&self) -> Properties {
        Properties { always: &["Scheme"], changed: &["SecurityGroups", "IpAddressType", "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic"] }
    }

    fn arn(&self) -> &'static str {
        ""
    }

    fn give(&self, giving: &mut Giving<'_>) {
        // With an address in each subnet, or with what AWS gives it.
        let subnets: Vec<Attr> = giving.with_own(self.subnet_ids.targets()).into_iter().map(|it| giving.to(it)).collect();
        let addresses = self.allocation_ids.targets();
        if addresses.is_empty() {
            giving.put("Subnets", list(subnets));
        } else {
            let mappings = subnets.into_iter().enumerate().map(|(n, subnet)| {
                let mut all = tree([("SubnetId", subnet)]);
                if let Some(address) = addresses.get(n) {
                    all.put("AllocationId", giving.to(address));
                }
                all
            });
            let mappings: Vec<Attr> = mappings.collect();
            giving.put("SubnetMappings", list(mappings));
        }
        balancer::give_attributes(giving, ATTRIBUTES, &[("load_balancing_cross_zone_enabled", "load_balancing.cross_zone.enabled")]);
        let listeners = self.listeners.iter().map(|it| (Some((it.protocol.value(), it.port)), it.target_group_ids.targets()));
        balancer::give_listeners(giving, listeners);
    }
}
