//! Application Load Balancer.

use super::{
    LambdaFunction, SecurityGroup, Subnet, TargetGroup, WebAcl, balancer,
    balancer::{
        APART, DEAF, FOREIGN, Heard, IpAddressType, MANY_GROUPS, MISFIT, NO_SUBNET, NO_WAY, NOWHERE, Nodes, OVERSPREAD,
        SAME_ZONE, STRANGER, Scheme, TWICE,
    },
    managed, web_acl,
};
use crate::{
    base::{Decimal, Protocol, text},
    diag::{Report, Rule, Severity},
    model::{
        fact::{Balancer, CallFact, Calls, Interface, Listener, Meter, NetFact, Transfer, Usage},
        field::{Link, Links, choice},
        resource::{Resource, record, resource},
        site::Site,
    },
};
use crate::model::taking::{Figure, Importing, Import, Join, Taking, When};
use crate::model::giving::{Exporting, Giving, Properties, say};
use crate::base::NodeId;
use crate::model::attrs::Attr;

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
        stencil: "application_load_balancer",
        group: Edge,
        service: Baas,
        look: Card,
        stands_in: [Vpc, Subnet],
        roles: [Balancer, BalancerTarget],
        source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/introduction.html",
        rules: [
            FOREIGN, NO_SUBNET, MANY_GROUPS, SAME_ZONE, NO_WAY, ONE_ZONE, DEAF, TWICE, NOWHERE, MISFIT, APART,
            STRANGER, OVERSPREAD,
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
            /// Requests that one connection carries on average.
            #[ko = "연결 하나가 나르는 평균 요청 수."]
            pub requests_per_connection: Decimal = Decimal::ONE, "Requests per connection" | "연결당 요청", { max: 1_000_000, usage: true };
            /// How long a connection stays open on average.
            #[ko = "연결이 열려 있는 평균 시간."]
            pub mean_connection_seconds: Decimal = Decimal::ZERO, "Connection length" | "연결 시간", { unit: "s", max: 86_400, usage: true };
            /// Listener rules that one request is compared with. The first ten cost nothing.
            #[ko = "요청 하나가 비교되는 리스너 규칙 수. 처음 10개는 요금이 없다."]
            pub rules_evaluated: u32 = 0, "Rules evaluated" | "평가되는 규칙", { max: 1_000, usage: true };
            /// The web ACL that looks into its requests.
            #[ko = "요청을 검사하는 웹 ACL."]
            pub web_acl_id: Link<WebAcl> = Link::NONE, "Web ACL" | "웹 ACL";
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

/// What a capacity unit carries; of data to functions it carries less. Ten rules are free.
/// <https://aws.amazon.com/elasticloadbalancing/pricing/>
const UNIT: balancer::Unit =
    balancer::Unit { new_per_second: 25, open: 3_000, evaluations_per_second: Some(1_000) };
const TO_FUNCTIONS: Decimal = Decimal::from_parts(4, 0, 0, false, 1);
const FREE_RULES: u32 = 10;

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
    pub(super) fn subnets(&self, site: Site<'_>) -> Vec<NodeId> {
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

    fn check_load(&self, site: Site<'_>, usage: &Usage<'_>, report: &mut Report) {
        balancer::check_spread(site, usage, report);
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

    fn transfer(&self) -> Transfer {
        Transfer::FreeToTargets
    }

    fn standard(&self) -> Option<&'static str> {
        Some("HTTP")
    }

    fn meters(&self, site: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        let hours = Meter::hours("elb.alb_hour", &text!("load balancer hours", "로드 밸런서 시간"), 1);
        let to_function = |it: &&Calls<'_>| {
            let to = it.connection.and_then(|it| it.to.target());
            to.is_some_and(|to| site.find::<LambdaFunction>(to).is_some())
        };
        let carried = usage.leaving.iter().filter(to_function);
        let to_functions = carried.map(|it| it.sent_gb().saturating_add(it.returned_gb()));
        let to_functions = to_functions.fold(Decimal::ZERO, Decimal::saturating_add).min(usage.gigabytes());
        let others = usage.gigabytes().saturating_sub(to_functions);
        let evaluated = self.rules_evaluated.saturating_sub(FREE_RULES);
        let load = balancer::Load {
            connections: usage.calls() / self.requests_per_connection.max(Decimal::ONE),
            seconds_open: self.mean_connection_seconds,
            gigabytes: others.saturating_add(to_functions / TO_FUNCTIONS),
            evaluations: usage.calls().saturating_mul(evaluated.into()),
        };
        let capacity = balancer::capacity("elb.alb_lcu", &UNIT, &load);
        let public = managed::public_addresses(self.nodes().public(site));
        let inspected = web_acl::inspected(self.web_acl_id.target().is_some(), usage);
        [hours, capacity].into_iter().chain(public).chain(inspected).collect()
    }
}

impl Importing for ApplicationLoadBalancer {
    fn imports(&self) -> &'static [Import] {
        const { &[Import { ty: "AWS::ElasticLoadBalancingV2::LoadBalancer", when: Some(When { property: "Type", absent: "application", says: &["application"] }), names: &[("subnet_ids", "Subnets"), ("security_group_ids", "SecurityGroups")] }] }
    }

    fn usage(&self) -> &'static [(&'static str, Figure)] {
        &[("processed_bytes_gb", Figure::Gigabytes)]
    }

    fn joins(&self) -> &'static [Join] {
        &balancer::HTTP_LISTENERS
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        balancer::take_subnets(taking, &mut self.subnet_ids);
        self.listeners.clear();
    }

    fn join(&mut self, taking: &mut Taking<'_>) {
        if &*taking.item.ty == balancer::WEB_ACL {
            taking.link("WebACLArn", &mut self.web_acl_id);
            return;
        }
        balancer::join_listener(taking, &mut self.listeners, |it: &mut HttpListener| (it.port, &mut it.target_group_ids));
    }
}

impl Exporting for ApplicationLoadBalancer {
    fn domain(&self, giving: &Giving<'_>, id: &NodeId) -> Attr {
        giving.attribute(id, Some("DNSName"))
    }

    fn properties(&self) -> Properties {
        Properties { always: &["Scheme", "Subnets"], changed: &["SecurityGroups", "IpAddressType"] }
    }

    fn arn(&self) -> &'static str {
        ""
    }

    fn give(&self, giving: &mut Giving<'_>) {
        giving.put("Type", say("application"));
        let listeners = self.listeners.iter().map(|it| (Some((it.protocol.value(), it.port)), it.target_group_ids.targets()));
        balancer::give_listeners(giving, listeners);
        let own = giving.own();
        balancer::give_web_acl(giving, self.web_acl_id.target(), own);
    }
}
