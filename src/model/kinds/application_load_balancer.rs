//! Application Load Balancer.

use super::{
    SecurityGroup, Subnet, TargetGroup, balancer,
    balancer::{
        APART, DEAF, FOREIGN, Heard, IpAddressType, MANY_GROUPS, MISFIT, NO_SUBNET, NO_WAY, NOWHERE, Nodes,
        SAME_ZONE, STRANGER, Scheme, TWICE,
    },
    managed,
};
use crate::{
    base::{Protocol, text},
    diag::{Report, Rule, Severity},
    model::{
        fact::{Balancer, CallFact, Interface, Listener, Meter, NetFact, Usage},
        field::{Links, choice},
        resource::{Resource, record, resource},
        site::Site,
    },
};

choice! {
    /// What a listener speaks.
    pub enum HttpProtocol {
        /// HTTP.
        Http = "HTTP", "HTTP" | "HTTP";
        /// HTTPS.
        Https = "HTTPS", "HTTPS" | "HTTPS";
    }
}

record! {
    /// One listener: what it takes, and for whom.
    pub struct HttpListener {
        /// What clients speak.
        #[ko = "클라이언트가 쓰는 프로토콜."]
        pub protocol: HttpProtocol = HttpProtocol::Https, "Protocol" | "프로토콜";
        /// The port.
        #[ko = "포트."]
        pub port: u32 = 443, "Port" | "포트", { min: 1, max: 65_535 };
        /// The target groups that its rules lead to.
        #[ko = "규칙이 이어지는 대상 그룹."]
        pub target_group_ids: Links<TargetGroup> = Links::NONE, "Target groups" | "대상 그룹";
    }
}

resource! {
    /// Takes HTTP connections in several zones, ends them, and opens its own to the targets.
    #[ko = "여러 영역에서 HTTP 연결을 받아 끝맺고, 대상으로 새 연결을 여는 로드 밸런서."]
    pub struct ApplicationLoadBalancer: "Application Load Balancer" | "Application Load Balancer" {
        short: "ALB",
        icon: "application_load_balancer",
        group: Edge,
        look: Card,
        stands_in: [Vpc, Subnet],
        roles: [Balancer, BalancerTarget],
        source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/introduction.html",
        rules: [
            FOREIGN, NO_SUBNET, MANY_GROUPS, SAME_ZONE, NO_WAY, ONE_ZONE, DEAF, TWICE, NOWHERE, MISFIT, APART,
            STRANGER,
        ],
        fields {
            /// Whether nodes have public addresses.
            #[ko = "노드가 공인 주소를 가지는지 여부."]
            pub scheme: Scheme = Scheme::InternetFacing, "Scheme" | "체계";
            /// Further subnets, one in a zone. There is a node in each.
            #[ko = "추가 서브넷. 영역마다 하나이며, 각각에 노드가 있다."]
            pub subnet_ids: Links<Subnet> = Links::NONE, "Further subnets" | "추가 서브넷";
            /// The filters around its nodes. None: the VPC's default group.
            #[ko = "노드에 적용되는 필터. 비워 두면 VPC의 기본 그룹을 쓴다."]
            pub security_group_ids: Links<SecurityGroup> = Links::NONE, "Security groups" | "보안 그룹";
            /// The address families of its nodes.
            #[ko = "노드의 주소 체계."]
            pub ip_address_type: IpAddressType = IpAddressType::Ipv4, "IP address type" | "IP 주소 유형";
            /// What it takes.
            #[ko = "받는 연결."]
            pub listeners: Vec<HttpListener> = Vec::new(), "Listeners" | "리스너";
        }
    }
}

static ONE_ZONE: Rule = Rule {
    code: "ELB012",
    severity: Severity::Error,
    title: text!(
        "an Application Load Balancer needs subnets in two zones at least",
        "Application Load Balancer에는 두 개 이상의 영역에 있는 서브넷이 필요하다"
    ),
    help: text!("name a subnet in another zone", "다른 영역의 서브넷을 지정한다"),
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html",
};

impl HttpListener {
    fn heard(&self) -> Heard<'_> {
        Heard { protocol: self.protocol.value(), port: self.port, groups: &self.target_group_ids }
    }
}

/// New connections a second that a capacity unit carries.
const CONNECTIONS_PER_UNIT: u32 = 25;

impl ApplicationLoadBalancer {
    fn nodes(&self) -> Nodes<'_> {
        Nodes {
            subnet_ids: &self.subnet_ids,
            security_group_ids: &self.security_group_ids,
            scheme: self.scheme,
            ip_address_type: self.ip_address_type,
        }
    }

    /// The subnets of its nodes.
    pub(super) fn subnets(&self, site: Site<'_>) -> Vec<crate::base::NodeId> {
        self.nodes().subnets(site)
    }
}

impl Resource for ApplicationLoadBalancer {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        self.nodes().check(site, [Self::subnet_ids, Self::security_group_ids], report);
        let subnets = self.subnets(site);
        if managed::zones(site, &subnets).len() == 1 {
            report.raise(&ONE_ZONE, site.at(Self::subnet_ids), []);
        }
        let listeners: Vec<_> = self.listeners.iter().map(HttpListener::heard).collect();
        balancer::check_listeners(site, Self::listeners, &listeners, |_, it| it.speaks_http(), report);
    }

    fn headline(&self) -> String {
        self.scheme.value().to_owned()
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        let listener = |it: &HttpListener| Listener {
            protocol: Protocol::TCP,
            port: managed::port(it.port),
            groups: it.target_group_ids.targets().to_vec(),
            own: None,
        };
        // LB-2; a target group may turn the use of every zone off.
        let balancer = Balancer {
            terminates: true,
            listeners: self.listeners.iter().map(listener).collect(),
            cross_zone: true,
            filters_endpoints: false,
            classic: false,
        };
        self.nodes().facts(site, balancer, |it| Interface { protocols: vec![Protocol::TCP], ..it })
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        balancer::calls(true)
    }

    fn meters(&self, site: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        let hours = managed::hours("elb.alb_hour", &text!("load balancer hours", "로드 밸런서 시간"), 1);
        let capacity = balancer::capacity("elb.alb_lcu", CONNECTIONS_PER_UNIT, usage);
        [hours, capacity].into_iter().chain(managed::public_addresses(self.nodes().public(site))).collect()
    }
}
