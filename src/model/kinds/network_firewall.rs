//! Network Firewall, with its endpoint in one subnet. Those of further zones are firewall endpoints.

use super::{
    FirewallEndpoint, KindOf, RouteTable, Subnet, gateway_load_balancer_endpoint::inspecting, managed, remedy,
};
use crate::{
    base::{Cidr, Message, PortRange, Protocol, Text, text},
    diag::{Report, Rule, Severity},
    model::{
        Model,
        fact::{Firewall, FirewallAction, FirewallMatch, Inspection, Meter, NetFact, Peer, Usage},
        field::{List, choice},
        kinds::Kind,
        resource::{Need, Remedy, Resource, record, resource},
        site::Site,
    },
};
use std::collections::BTreeSet;

choice! {
    /// What stateless rules do.
    pub enum StatelessAction {
        /// Lets it pass, past the stateful rules.
        Pass = "aws:pass", "Pass" | "통과";
        /// Drops it.
        Drop = "aws:drop", "Drop" | "차단";
        /// Hands it to the stateful rules.
        Forward = "aws:forward_to_sfe", "Forward to stateful rules" | "상태 저장 규칙으로 전달";
    }
}

choice! {
    /// What stateful rules do.
    pub enum StatefulAction {
        /// Lets the flow pass.
        Pass = "PASS", "Pass" | "통과";
        /// Drops it.
        Drop = "DROP", "Drop" | "차단";
        /// Drops it and says so.
        Reject = "REJECT", "Reject" | "거부";
    }
}

choice! {
    /// Which way a stateful rule looks.
    pub enum Direction {
        /// Flows from its source to its destination.
        Forward = "FORWARD", "Forward" | "단방향";
        /// Flows either way.
        Any = "ANY", "Any" | "양방향";
    }
}

choice! {
    /// In which order stateful rules are looked at.
    pub enum RuleOrder {
        /// By action: pass, drop, reject.
        Action = "DEFAULT_ACTION_ORDER", "By action" | "작업 순";
        /// As written.
        Strict = "STRICT_ORDER", "As written" | "적힌 순서";
    }
}

choice! {
    /// What becomes of flows that no stateful rule matches.
    pub enum StatefulDefault {
        /// They pass.
        None = "none", "Pass" | "통과";
        /// They are dropped.
        DropStrict = "aws:drop_strict", "Drop all" | "모두 차단";
        /// They are dropped once they are established.
        DropEstablished = "aws:drop_established", "Drop established" | "연결 수립 후 차단";
    }
}

record! {
    /// One stateless rule.
    pub struct StatelessRule {
        /// Lower numbers are looked at first.
        #[ko = "작은 번호부터 적용한다."]
        pub priority: u32 = 1, "Priority" | "우선순위", { min: 1, max: 65_535 };
        /// What it does.
        #[ko = "규칙의 작업."]
        pub actions: StatelessAction = StatelessAction::Forward, "Action" | "작업";
        /// Protocol; -1 for all.
        #[ko = "프로토콜. -1은 모두."]
        pub protocol: Protocol = Protocol::All, "Protocol" | "프로토콜", { example: "tcp" };
        /// Source addresses; empty for any.
        #[ko = "출발 주소. 비워 두면 모두."]
        pub sources: List<Cidr> = List(Vec::new()), "Sources" | "출발 주소", { example: "10.0.0.0/16" };
        /// Source ports.
        #[ko = "출발 포트."]
        pub source_ports: PortRange = PortRange::ALL, "Source ports" | "출발 포트", { example: "1024-65535" };
        /// Destination addresses; empty for any.
        #[ko = "목적지 주소. 비워 두면 모두."]
        pub destinations: List<Cidr> = List(Vec::new()), "Destinations" | "목적지 주소", { example: "0.0.0.0/0" };
        /// Destination ports.
        #[ko = "목적지 포트."]
        pub destination_ports: PortRange = PortRange::ALL, "Destination ports" | "목적지 포트", { example: "443" };
    }
}

record! {
    /// One stateful rule over addresses and ports.
    pub struct StatefulRule {
        /// What it does.
        #[ko = "규칙의 작업."]
        pub action: StatefulAction = StatefulAction::Pass, "Action" | "작업";
        /// Protocol; -1 for all.
        #[ko = "프로토콜. -1은 모두."]
        pub protocol: Protocol = Protocol::TCP, "Protocol" | "프로토콜", { example: "tcp" };
        /// Source addresses; empty for any.
        #[ko = "출발 주소. 비워 두면 모두."]
        pub source: List<Cidr> = List(Vec::new()), "Sources" | "출발 주소", { example: "10.0.0.0/16" };
        /// Source ports.
        #[ko = "출발 포트."]
        pub source_port: PortRange = PortRange::ALL, "Source ports" | "출발 포트", { example: "1024-65535" };
        /// Which way it looks.
        #[ko = "규칙이 보는 방향."]
        pub direction: Direction = Direction::Forward, "Direction" | "방향";
        /// Destination addresses; empty for any.
        #[ko = "목적지 주소. 비워 두면 모두."]
        pub destination: List<Cidr> = List(Vec::new()), "Destinations" | "목적지 주소", { example: "0.0.0.0/0" };
        /// Destination ports.
        #[ko = "목적지 포트."]
        pub destination_port: PortRange = PortRange::ALL, "Destination ports" | "목적지 포트", { example: "443" };
    }
}

resource! {
    /// Inspects what route tables send to its endpoint. Each route names the endpoint of one zone: this one, or a
    /// firewall endpoint of another zone.
    #[ko = "라우팅 테이블이 엔드포인트로 보낸 패킷을 검사한다. 경로는 한 영역의 엔드포인트를 가리킨다. 이것이거나 다른 영역의 방화벽 엔드포인트다."]
    pub struct NetworkFirewall: "Network Firewall" | "Network Firewall" {
        short: "Network Firewall",
        icon: "network_firewall",
        group: Network,
        service: Baas,
        look: Card,
        stands_in: [Subnet],
        roles: [RouteTarget],
        source: "https://docs.aws.amazon.com/network-firewall/latest/developerguide/what-is-aws-network-firewall.html",
        rules: [SAME_PRIORITY, UNUSED, CROWDED],
        fields {
            /// Stateless rules, looked at first.
            #[ko = "먼저 적용되는 상태 비저장 규칙."]
            pub stateless_rules: Vec<StatelessRule> = Vec::new(), "Stateless rules" | "상태 비저장 규칙";
            /// What becomes of packets that no stateless rule matches.
            #[ko = "어느 상태 비저장 규칙에도 맞지 않는 패킷의 처리."]
            pub stateless_default_actions: StatelessAction = StatelessAction::Forward, "Stateless default" | "상태 비저장 기본 작업";
            /// Stateful rules, for what is handed on.
            #[ko = "전달된 패킷에 적용되는 상태 저장 규칙."]
            pub stateful_rules: Vec<StatefulRule> = Vec::new(), "Stateful rules" | "상태 저장 규칙";
            /// In which order stateful rules are looked at.
            #[ko = "상태 저장 규칙을 적용하는 순서."]
            pub rule_order: RuleOrder = RuleOrder::Action, "Rule order" | "규칙 순서";
            /// What becomes of flows that no stateful rule matches. Dropping takes the strict order.
            #[ko = "어느 상태 저장 규칙에도 맞지 않는 흐름의 처리. 차단하려면 적힌 순서를 써야 한다."]
            pub stateful_default_actions: StatefulDefault = StatefulDefault::None, "Stateful default" | "상태 저장 기본 작업";
            /// Whether it also has rules that are not modelled: domain lists, Suricata rules, managed groups.
            #[ko = "모델에 없는 규칙도 있는지 여부. 도메인 목록, Suricata 규칙, 관리형 그룹 등."]
            pub unmodelled_rules: bool = false, "Other rules" | "그 밖의 규칙";
        }
    }
}

static SAME_PRIORITY: Rule = Rule {
    code: "NFW001",
    severity: Severity::Error,
    title: text!("two stateless rules have the priority {0}", "우선순위가 {0}인 상태 비저장 규칙이 두 개다"),
    help: text!("give each rule a priority of its own", "규칙마다 다른 우선순위를 준다"),
    source: "https://docs.aws.amazon.com/network-firewall/latest/developerguide/stateless-rule-groups-5-tuple.html",
};

pub(super) static UNUSED: Rule = Rule {
    code: "NFW002",
    severity: Severity::Info,
    title: text!("no route leads to this endpoint, so it inspects nothing", "이 엔드포인트로 가는 경로가 없어 아무것도 검사하지 않는다"),
    help: text!("add routes to it, for both directions", "양방향 모두 이곳으로 가는 경로를 추가한다"),
    source: "https://docs.aws.amazon.com/network-firewall/latest/developerguide/vpc-config-route-tables.html",
};

pub(super) static CROWDED: Rule = Rule {
    code: "NFW003",
    severity: Severity::Warning,
    title: text!(
        "`{0}` stands in the endpoint's subnet, and nothing there can be inspected",
        "`{0}`이(가) 엔드포인트의 서브넷에 있다. 그 서브넷의 트래픽은 검사할 수 없다"
    ),
    help: text!("give the endpoint a subnet of its own", "엔드포인트에 전용 서브넷을 준다"),
    source: "https://docs.aws.amazon.com/network-firewall/latest/developerguide/vpc-config-subnets.html",
};

/// What holds for the endpoint of each zone.
pub(super) fn check_endpoint(site: Site<'_>, report: &mut Report) {
    if site.referrers::<RouteTable>().is_empty() {
        report.raise(&UNUSED, site.here(), []);
    }
    let Some((subnet, _)) = site.within::<Subnet>() else { return };
    let inspects = [Kind::NetworkFirewall, Kind::FirewallEndpoint];
    let mut others = site.other(subnet).children().filter(|(_, node)| !inspects.contains(&node.resource.kind()));
    let with_interface = others.find(|(id, node)| {
        let facts = node.resource.as_resource().net_facts(site.other(id));
        facts.iter().any(|fact| matches!(fact, NetFact::Interface(_)))
    });
    if let Some((id, _)) = with_interface {
        report.raise(&CROWDED, site.here(), [id.to_string()]);
    }
}

/// The endpoint of one zone: hours, and what passes through.
pub(super) fn endpoint_meters(usage: &Usage<'_>) -> Vec<Meter> {
    let component = &text!("Network Firewall endpoint hours", "Network Firewall 엔드포인트 시간");
    vec![
        Meter::hours("vpc.network_firewall_hour", component, 1),
        Meter::marginal("vpc.network_firewall_gb", &text!("Network Firewall data", "Network Firewall 데이터"), usage.passing()),
    ]
}

impl StatelessAction {
    fn fact(self) -> FirewallAction {
        match self {
            Self::Pass => FirewallAction::Pass,
            Self::Drop => FirewallAction::Drop,
            Self::Forward => FirewallAction::Forward,
        }
    }
}

impl StatefulRule {
    /// What it does, and to which flows; a rule for either way is two.
    fn facts(&self) -> Vec<(FirewallAction, FirewallMatch)> {
        let action = match self.action {
            StatefulAction::Pass => FirewallAction::Pass,
            StatefulAction::Drop | StatefulAction::Reject => FirewallAction::Drop,
        };
        let there = FirewallMatch {
            protocol: self.protocol,
            sources: self.source.0.clone(),
            destinations: self.destination.0.clone(),
            source_ports: self.source_port,
            ports: self.destination_port,
        };
        let back = FirewallMatch {
            protocol: self.protocol,
            sources: self.destination.0.clone(),
            destinations: self.source.0.clone(),
            source_ports: self.destination_port,
            ports: self.source_port,
        };
        match self.direction {
            Direction::Forward => vec![(action, there)],
            Direction::Any => vec![(action, there), (action, back)],
        }
    }
}

impl NetworkFirewall {
    /// What it lets pass, at each of its endpoints.
    pub(super) fn inspection(&self) -> Inspection {
        let stateless = self.stateless_rules.iter().map(|rule| {
            let meant = FirewallMatch {
                protocol: rule.protocol,
                sources: rule.sources.0.clone(),
                destinations: rule.destinations.0.clone(),
                source_ports: rule.source_ports,
                ports: rule.destination_ports,
            };
            (rule.priority, rule.actions.fact(), meant)
        });
        let firewall = Firewall {
            stateless: stateless.collect(),
            stateless_default: self.stateless_default_actions.fact(),
            stateful: self.stateful_rules.iter().flat_map(StatefulRule::facts).collect(),
            strict: self.rule_order == RuleOrder::Strict,
            stateful_default: match self.stateful_default_actions {
                StatefulDefault::None => FirewallAction::Pass,
                // No flow gets anywhere without being established.
                StatefulDefault::DropStrict | StatefulDefault::DropEstablished => FirewallAction::Drop,
            },
            opaque: self.unmodelled_rules,
        };
        Inspection { offer: None, accepted: true, firewall: Some(firewall) }
    }

    /// The endpoint of one zone, in a subnet.
    pub(super) fn endpoint(&self, site: Site<'_>) -> Vec<NetFact> {
        let subnet = site.within::<Subnet>().map(|(id, _)| id.clone());
        managed::interfaces(subnet.into_iter().collect(), |it| inspecting(self.inspection(), it))
    }
}

/// Addresses as rules of a firewall write them.
fn blocks(peers: &[Peer]) -> List<Cidr> {
    let block = |peer: &Peer| if let Peer::Cidr(cidr) = peer { Some(*cidr) } else { None };
    // What has no block of its own is left open.
    List(peers.iter().map(block).collect::<Option<Vec<Cidr>>>().unwrap_or_default())
}

impl Resource for NetworkFirewall {
    fn remedies(&self, need: &Need, model: &Model) -> Vec<Remedy> {
        let Need::Inspect { pass, from } = need else { return Vec::new() };
        // The endpoint of another zone belongs to the same firewall.
        let endpoint = model.node(&pass.filter).and_then(|it| FirewallEndpoint::from_any(&it.resource));
        let firewall = endpoint.and_then(|it| it.firewall_id.target()).unwrap_or(&pass.filter);
        static TITLE: Text = text!("Add a rule to `{0}`: pass {1} to {2}", "`{0}`에 규칙 추가: {1} 통과, {2}(으)로");
        let title = Message::new(&TITLE, [firewall.to_string(), pass.traffic(), pass.other_end()]);
        remedy::change(model, firewall, title, |own: &mut Self| {
            let rule = |ports: &PortRange| StatefulRule {
                action: StatefulAction::Pass,
                protocol: pass.protocol,
                source: blocks(from),
                destination: blocks(&pass.far),
                destination_port: *ports,
                ..StatefulRule::default()
            };
            // First, so that it counts in either order.
            own.stateful_rules.splice(0..0, pass.ports.iter().map(rule));
        })
    }

    fn check(&self, site: Site<'_>, report: &mut Report) {
        let mut taken = BTreeSet::new();
        for rule in &self.stateless_rules {
            if !taken.insert(rule.priority) {
                report.raise(&SAME_PRIORITY, site.at(Self::stateless_rules), [rule.priority.to_string()]);
            }
        }
        check_endpoint(site, report);
    }

    fn headline(&self) -> String {
        let rules = self.stateless_rules.len() + self.stateful_rules.len();
        format!("{rules} rules")
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        self.endpoint(site)
    }

    fn standard(&self) -> Option<&'static str> {
        Some("Suricata rules")
    }

    fn meters(&self, _: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        endpoint_meters(usage)
    }
}

impl crate::model::taking::Importing for NetworkFirewall {}

impl crate::model::giving::Exporting for NetworkFirewall {}
