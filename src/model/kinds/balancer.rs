//! What the kinds of load balancers have in common.

use super::{SecurityGroup, Subnet, TargetGroup, managed, target_group, vpc};
use crate::{
    base::{Decimal, FieldId, NodeId, text},
    diag::{Place, Report, Rule, Severity},
    model::{
        attrs::Attr,
        connection::Access,
        fact::{
            Balancer, CallFact, CallsFrom, Inbound, Interface, Meter, NetFact, PublicAddress, Takes, Usage,
        },
        field::{Links, choice},
        giving::{Giving, doubt, list, say, tree},
        quota,
        resource::Record,
        site::Site,
        taking::{Join, Taking, whole},
    },
};
use std::collections::BTreeSet;

/// What adds to a load balancer in templates.
pub(super) static LISTENERS: [Join; 3] = [
    Join { ty: LISTENER, owner: "LoadBalancerArn" },
    Join { ty: "AWS::ElasticLoadBalancingV2::ListenerRule", owner: "ListenerArn" },
    Join { ty: "AWS::ElasticLoadBalancingV2::ListenerCertificate", owner: "ListenerArn" },
];
/// The same, and what watches its requests.
pub(super) static HTTP_LISTENERS: [Join; 4] = [
    Join { ty: LISTENER, owner: "LoadBalancerArn" },
    Join { ty: "AWS::ElasticLoadBalancingV2::ListenerRule", owner: "ListenerArn" },
    Join { ty: "AWS::ElasticLoadBalancingV2::ListenerCertificate", owner: "ListenerArn" },
    Join { ty: WEB_ACL, owner: "ResourceArn" },
];
const LISTENER: &str = "AWS::ElasticLoadBalancingV2::Listener";

/// The subnets that a template names with an address each.
pub(super) fn take_subnets(taking: &Taking<'_>, subnets: &mut Links<Subnet>) {
    for mapping in taking.get("SubnetMappings").map(Attr::items).unwrap_or_default() {
        if let Some((id, _)) = mapping.get("SubnetId").and_then(|it| taking.node(it)) {
            *subnets = Links::to(subnets.targets().iter().cloned().chain([id]));
        }
    }
}

/// Takes in a listener, or a rule of the listener of its port; `parts` tells a listener's port and target groups.
pub(super) fn join_listener<L: Record + Default>(
    taking: &mut Taking<'_>,
    listeners: &mut Vec<L>,
    parts: fn(&mut L) -> (u32, &mut Links<TargetGroup>),
) {
    if &*taking.item.ty == LISTENER {
        let mut listener = L::default();
        taking.fill(&mut listener, &taking.item.properties, &[]);
        taking.add_named("DefaultActions", parts(&mut listener).1);
        listeners.push(listener);
        return;
    }
    let port = taking.item_at("ListenerArn").and_then(|it| it.properties.known_at("Port")).and_then(whole);
    let groups = listeners.iter_mut().map(parts).find(|it| Some(it.0) == port);
    if let Some((_, groups)) = groups {
        taking.add_named("Actions", groups);
    }
}

/// Fields of what a load balancer or a target group has as attributes: `load_balancing.cross_zone.enabled`.
pub(super) fn take_attributes(taking: &mut Taking<'_>, record: &mut dyn Record, property: &str) {
    let all = taking.get(property).map(Attr::items).unwrap_or_default();
    let named =
        all.iter().filter_map(|it| Some((it.known_at("Key")?.replace('.', "_"), it.get("Value")?.clone())));
    let named: Vec<(String, Attr)> = named.collect();
    if !named.is_empty() {
        taking.fill(record, &tree(named.iter().map(|(key, value)| (key.as_str(), value.clone()))), &[]);
    }
}

/// The same fields as attributes again, as far as they are not as the provider has them.
pub(super) fn give_attributes(giving: &mut Giving<'_>, property: &str, all: &[(&str, &str)]) {
    let said = all.iter().filter_map(|(field, key)| {
        let value = giving.named_if_changed(field, key)?;
        Some(tree([("Key", say(key)), ("Value", value)]))
    });
    let said: Vec<Attr> = said.collect();
    if !said.is_empty() {
        giving.put(property, list(said));
    }
}

/// Gives listeners: protocol, port and target groups of each.
pub(super) fn give_listeners<'l>(
    giving: &mut Giving<'_>,
    listeners: impl Iterator<Item = (Option<(&'static str, u32)>, &'l [NodeId])>,
) {
    let mut all = Vec::new();
    for (way, groups) in listeners {
        let mut listener = tree([("LoadBalancerArn", giving.own())]);
        if let Some((protocol, port)) = way {
            listener.put("Port", say(port));
            listener.put("Protocol", say(protocol));
            if matches!(protocol, "HTTPS" | "TLS") {
                let certificate = doubt("the ARN of the listener's certificate");
                listener.put("Certificates", list([tree([("CertificateArn", certificate)])]));
            }
        }
        let action = match groups {
            [] if way.is_some_and(|it| it.0.starts_with("HTTP")) => {
                let mut answer = tree([("Type", say("fixed-response"))]);
                answer.put("FixedResponseConfig.StatusCode", say(503));
                answer
            }
            [] => tree([
                ("Type", say("forward")),
                ("TargetGroupArn", doubt("the target group of the listener")),
            ]),
            [only] => tree([("Type", say("forward")), ("TargetGroupArn", giving.arn(only))]),
            several => {
                let mut action = tree([("Type", say("forward"))]);
                let groups = several.iter().map(|it| tree([("TargetGroupArn", giving.arn(it))]));
                action.put("ForwardConfig.TargetGroups", list(groups));
                action
            }
        };
        listener.put("DefaultActions", list([action]));
        all.push(listener);
    }
    giving.add_each("Listener", LISTENER, all);
}

/// What watches a resource for requests that should not come.
pub(super) fn give_web_acl(giving: &mut Giving<'_>, acl: Option<&NodeId>, resource: Attr) {
    if let Some(acl) = acl {
        let all = tree([("ResourceArn", resource), ("WebACLArn", giving.arn(acl))]);
        giving.add("Shield", WEB_ACL, all);
    }
}
pub(super) const WEB_ACL: &str = "AWS::WAFv2::WebACLAssociation";

choice! {
    /// Whom a load balancer is for.
    pub enum Scheme {
        /// Nodes have public addresses.
        InternetFacing = "internet-facing", "Internet-facing" | "인터넷 경계";
        /// Nodes have private addresses only.
        Internal = "internal", "Internal" | "내부";
    }
}

choice! {
    /// The address families of nodes.
    pub enum IpAddressType {
        /// IPv4 only.
        Ipv4 = "ipv4", "IPv4" | "IPv4";
        /// Both.
        Dualstack = "dualstack", "Dual-stack" | "듀얼 스택";
    }
}

/// Rules about where nodes are.
pub(super) static PLACES: managed::Places = managed::Places {
    foreign: &FOREIGN,
    no_subnet: &NO_SUBNET,
    many_groups: &MANY_GROUPS,
    most_groups: quota::SECURITY_GROUPS_PER_INTERFACE,
};

pub(super) static FOREIGN: Rule = Rule {
    code: "ELB001",
    severity: Severity::Error,
    title: text!("`{0}` belongs to another VPC", "`{0}`은(는) 다른 VPC에 속한다"),
    help: text!("name subnets and groups of this VPC", "이 VPC의 서브넷과 그룹을 지정한다"),
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html",
};

pub(super) static NO_SUBNET: Rule = Rule {
    code: "ELB002",
    severity: Severity::Error,
    title: text!(
        "the load balancer is in no subnet, so it has no node",
        "로드 밸런서가 어느 서브넷에도 없어 노드가 없다"
    ),
    help: text!("move it into a subnet, or name subnets", "서브넷 안으로 옮기거나 서브넷을 지정한다"),
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html",
};

pub(super) static MANY_GROUPS: Rule = Rule {
    code: "ELB003",
    severity: Severity::Warning,
    title: text!(
        "it carries {0} security groups; an interface may have {1} by default",
        "보안 그룹이 {0}개다. 인터페이스의 기본 할당량은 {1}개다"
    ),
    help: text!(
        "merge groups, or ask AWS for a higher quota",
        "그룹을 합치거나 AWS에 할당량 증가를 요청한다"
    ),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
};

pub(super) static SAME_ZONE: Rule = Rule {
    code: "ELB004",
    severity: Severity::Error,
    title: text!(
        "the subnets `{0}` and `{1}` are in the same zone; a load balancer takes one subnet per zone",
        "서브넷 `{0}`과(와) `{1}`이(가) 같은 영역에 있다. 로드 밸런서는 영역마다 서브넷 하나만 쓴다"
    ),
    help: text!("keep one subnet of each zone", "영역마다 서브넷을 하나만 둔다"),
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html",
};

pub(super) static NO_WAY: Rule = Rule {
    code: "ELB005",
    severity: Severity::Warning,
    title: text!(
        "it faces the internet, but the subnet `{0}` has no route to an internet gateway",
        "인터넷 경계 로드 밸런서인데 서브넷 `{0}`에 인터넷 게이트웨이로 가는 경로가 없다"
    ),
    help: text!(
        "add a route 0.0.0.0/0 to an internet gateway, or make it internal",
        "인터넷 게이트웨이로 가는 0.0.0.0/0 경로를 추가하거나 내부용으로 바꾼다"
    ),
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html",
};

pub(super) static DEAF: Rule = Rule {
    code: "ELB006",
    severity: Severity::Warning,
    title: text!("it has no listener, so it takes nothing", "리스너가 없어 아무것도 받지 않는다"),
    help: text!("add a listener", "리스너를 추가한다"),
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html",
};

pub(super) static TWICE: Rule = Rule {
    code: "ELB007",
    severity: Severity::Error,
    title: text!("two listeners use the port {0}", "리스너 두 개가 {0}번 포트를 쓴다"),
    help: text!("keep one listener for each port", "포트마다 리스너를 하나만 둔다"),
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html",
};

pub(super) static NOWHERE: Rule = Rule {
    code: "ELB008",
    severity: Severity::Warning,
    title: text!("the listener on port {0} leads to no target", "{0}번 포트의 리스너가 이어지는 대상이 없다"),
    help: text!("name a target group", "대상 그룹을 지정한다"),
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html",
};

pub(super) static MISFIT: Rule = Rule {
    code: "ELB009",
    severity: Severity::Error,
    title: text!(
        "the target group `{0}` speaks {1}, which a {2} listener does not",
        "대상 그룹 `{0}`의 프로토콜 {1}은(는) {2} 리스너와 맞지 않는다"
    ),
    help: text!("choose protocols that fit each other", "서로 맞는 프로토콜을 고른다"),
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html",
};

pub(super) static APART: Rule = Rule {
    code: "ELB010",
    severity: Severity::Error,
    title: text!("the target group `{0}` belongs to another VPC", "대상 그룹 `{0}`은(는) 다른 VPC에 속한다"),
    help: text!("name a target group of this VPC", "이 VPC의 대상 그룹을 지정한다"),
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html",
};

pub(super) static STRANGER: Rule = Rule {
    code: "ELB011",
    severity: Severity::Warning,
    title: text!(
        "`{0}` is in no target group of this load balancer, which calls nothing else",
        "`{0}`은(는) 이 로드 밸런서의 대상 그룹에 없다. 로드 밸런서는 대상만 호출한다"
    ),
    help: text!("add it to a target group, or remove the connection", "대상 그룹에 넣거나 연결을 지운다"),
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html",
};

pub(super) static OVERSPREAD: Rule = Rule {
    code: "ELB032",
    severity: Severity::Warning,
    title: text!(
        "it sends {0} % of its requests to targets; each request goes to one",
        "요청의 {0}%를 대상으로 보낸다. 요청 하나는 대상 하나로 간다"
    ),
    help: text!(
        "give the connections to its targets shares that add up to 1",
        "대상으로 가는 연결들의 비율을 더해 1이 되게 한다"
    ),
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html",
};

/// What one listener says, for checks.
pub(super) struct Heard<'m> {
    /// The protocol, in AWS's spelling.
    pub(super) protocol: &'static str,
    /// The port.
    pub(super) port: u32,
    /// Its target groups.
    pub(super) groups: &'m Links<TargetGroup>,
}

/// Checks that hold for every kind with target groups; `fits` says whether a group speaks what a listener does.
pub(super) fn check_listeners(
    site: Site<'_>,
    field: FieldId,
    listeners: &[Heard<'_>],
    fits: impl Fn(&str, &TargetGroup) -> bool,
    report: &mut Report,
) {
    if listeners.is_empty() {
        report.raise(&DEAF, site.at(field), []);
    }
    let mut taken = BTreeSet::new();
    for listener in listeners {
        if !taken.insert(listener.port) {
            report.raise(&TWICE, site.at(field), [listener.port.to_string()]);
        }
        let groups = site.all(listener.groups);
        if groups.is_empty() {
            report.raise(&NOWHERE, site.at(field), [listener.port.to_string()]);
        }
        for (id, group) in groups {
            if vpc::apart(site, site.id(), id) {
                report.raise(&APART, site.at(field), [id.to_string()]);
            }
            if !fits(listener.protocol, group) {
                let args = [id.to_string(), group.spoken().to_owned(), listener.protocol.to_owned()];
                report.raise(&MISFIT, site.at(field), args);
            }
        }
    }
    check_calls(site, || target_group::nodes(site, listeners.iter().map(|it| it.groups)), report);
}

/// A load balancer calls its targets and nothing else.
pub(super) fn check_calls<'m>(
    site: Site<'m>,
    targets: impl FnOnce() -> BTreeSet<&'m NodeId>,
    report: &mut Report,
) {
    let mut called = site.outgoing_by_id().peekable();
    if called.peek().is_none() {
        return;
    }
    let targets = targets();
    for (id, connection) in called {
        if let Some(to) = connection.to.target().filter(|to| !targets.contains(to)) {
            report.raise(&STRANGER, Place::Connection(id.clone()), [to.to_string()]);
        }
    }
}

/// What arrives goes to one target.
pub(super) fn check_spread(site: Site<'_>, usage: &Usage<'_>, report: &mut Report) {
    let shares = site.outgoing().map(|it| it.calls.saturating_mul(it.share));
    let shares = shares.fold(Decimal::ZERO, Decimal::saturating_add);
    if shares > Decimal::ONE && !usage.arrivals.is_empty() {
        let percent = shares.saturating_mul(Decimal::ONE_HUNDRED).round_dp(1).normalize();
        report.raise(&OVERSPREAD, site.here(), [percent.to_string()]);
    }
}

/// Where nodes are, and what they look like from outside.
pub(super) struct Nodes<'a> {
    pub(super) subnet_ids: &'a Links<Subnet>,
    pub(super) security_group_ids: &'a Links<SecurityGroup>,
    pub(super) scheme: Scheme,
    pub(super) ip_address_type: IpAddressType,
}

impl Nodes<'_> {
    /// The subnets in effect.
    pub(super) fn subnets(&self, site: Site<'_>) -> Vec<NodeId> {
        super::subnet::effective(site, self.subnet_ids)
    }

    /// Checks of what every kind has: `subnet_ids` and `security_group_ids`.
    pub(super) fn check(&self, site: Site<'_>, [subnets, groups]: [FieldId; 2], report: &mut Report) {
        PLACES.check(site, (subnets, self.subnet_ids), (groups, self.security_group_ids), report);
        let all = self.subnets(site);
        managed::check_one_per_zone(site, subnets, &all, &SAME_ZONE, report);
        if self.scheme == Scheme::InternetFacing {
            managed::check_public(site, subnets, &all, &NO_WAY, report);
        }
    }

    /// One node in each subnet, and the balancer that they are (LB-1).
    pub(super) fn facts(
        &self,
        site: Site<'_>,
        balancer: Balancer,
        shape: impl Fn(Interface) -> Interface,
    ) -> Vec<NetFact> {
        let listens: Vec<_> = balancer.listeners.iter().map(|it| (it.protocol, it.port)).collect();
        let internal = self.scheme == Scheme::Internal;
        let mut facts = managed::interfaces(self.subnets(site), |it| {
            shape(Interface {
                groups: self.security_group_ids.targets().to_vec(),
                public: if internal { Vec::new() } else { vec![PublicAddress::ASSIGNED] },
                assign_ipv6: self.ip_address_type == IpAddressType::Dualstack,
                // IGW-4: internal nodes are kept from the internet whatever their addresses.
                denies_internet: internal,
                inbound: Inbound::Balancer,
                listens: listens.clone(),
                ..it
            })
        });
        facts.push(NetFact::Balancer(balancer));
        facts
    }

    /// How many public addresses nodes have.
    pub(super) fn public(&self, site: Site<'_>) -> usize {
        if self.scheme == Scheme::InternetFacing { self.subnets(site).len() } else { 0 }
    }
}

/// What answers callers and calls targets over the network. Functions are invoked on its behalf instead.
pub(super) fn calls(functions: bool) -> Vec<CallFact> {
    let takes = |access, authority| {
        CallFact::Takes(Takes { access, from: &[CallsFrom::Code, CallsFrom::Outside], authority })
    };
    let mut facts = vec![
        CallFact::Calls(CallsFrom::Code),
        takes(
            Access::Invoke,
            &text!(
                "no authority, unless a listener rule asks for one",
                "권한 부여자 없음. 리스너 규칙이 요구하면 예외"
            ),
        ),
        takes(Access::Network, &text!("no authority", "권한 부여자 없음")),
    ];
    if functions {
        facts.insert(0, CallFact::Calls(CallsFrom::Provider));
    }
    facts
}

/// What one capacity unit carries. The greatest of what each asks for is billed, not their sum.
/// <https://aws.amazon.com/elasticloadbalancing/pricing/>
pub(super) struct Unit {
    /// New connections a second.
    pub new_per_second: u32,
    /// Connections that are open at the same time.
    pub open: u32,
    /// Rule evaluations a second; none where there are no rules.
    pub evaluations_per_second: Option<u32>,
}

/// What a month asks of a load balancer, as if spread evenly over it.
pub(super) struct Load {
    /// New connections.
    pub connections: Decimal,
    /// How long one is open, in seconds.
    pub seconds_open: Decimal,
    /// Gigabytes, those to functions counted as a unit counts them.
    pub gigabytes: Decimal,
    /// Rule evaluations.
    pub evaluations: Decimal,
}

/// Capacity unit hours of a month.
pub(super) fn capacity(sku: &'static str, unit: &Unit, load: &Load) -> Meter {
    let an_hour = |each: u32| Decimal::from(each.max(1)) * Decimal::from(3600);
    let new = load.connections / an_hour(unit.new_per_second);
    // So many connections open all month are connection seconds by the number of seconds.
    let open = load.connections.saturating_mul(load.seconds_open) / an_hour(unit.open);
    let evaluated = unit.evaluations_per_second.map_or(Decimal::ZERO, |it| load.evaluations / an_hour(it));
    let greatest = new.max(open).max(load.gigabytes).max(evaluated);
    Meter::marginal(sku, &text!("capacity unit hours", "용량 단위 시간"), greatest)
}
