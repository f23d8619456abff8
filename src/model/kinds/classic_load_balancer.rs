//! Classic Load Balancer.

use super::{
    Instance, SecurityGroup, Subnet, balancer,
    balancer::{
        DEAF, FOREIGN, IpAddressType, MANY_GROUPS, NO_SUBNET, NO_WAY, NOWHERE, Nodes, OVERSPREAD, SAME_ZONE, STRANGER,
        Scheme, TWICE,
    },
    managed, vpc,
};
use crate::{
    base::{NodeId, Protocol, text},
    diag::{Report, Rule, Severity},
    model::{
        fact::{Balancer, CallFact, Interface, Listener, Meter, NetFact, TargetFact, TargetGroup, Transfer, Usage},
        field::{Links, choice},
        resource::{Resource, record, resource},
        site::Site,
    },
};
use std::collections::BTreeSet;
use crate::model::taking::{Figure, Import, Importing};
use crate::model::giving::{Exporting, Giving, Properties, say, list, tree};
use crate::model::attrs::Attr;

choice! {
    /// What a listener speaks.
    pub enum ClassicProtocol {
        /// HTTP.
        Http = "HTTP", "HTTP" | "HTTP";
        /// HTTPS.
        Https = "HTTPS", "HTTPS" | "HTTPS";
        /// TCP.
        Tcp = "TCP", "TCP" | "TCP";
        /// TLS.
        Ssl = "SSL", "SSL" | "SSL";
    }
}

record! {
    /// One listener: a port here, and the port of instances behind it.
    pub struct ClassicListener {
        /// What clients speak.
        #[ko = "클라이언트가 쓰는 프로토콜."]
        pub protocol: ClassicProtocol = ClassicProtocol::Http, "Protocol" | "프로토콜";
        /// The port that clients use.
        #[ko = "클라이언트가 쓰는 포트."]
        pub load_balancer_port: u32 = 80, "Port" | "포트", { min: 1, max: 65_535 };
        /// The port of the instances.
        #[ko = "인스턴스의 포트."]
        pub instance_port: u32 = 80, "Instance port" | "인스턴스 포트", { min: 1, max: 65_535 };
    }
}

resource! {
    /// The first generation: ends connections and opens its own to registered instances.
    #[ko = "1세대 로드 밸런서. 연결을 끝맺고 등록된 인스턴스로 새 연결을 연다."]
    pub struct ClassicLoadBalancer: "Classic Load Balancer" | "Classic Load Balancer" {
        short: "CLB",
        icon: "classic_load_balancer",
        stencil: "classic_load_balancer",
        group: Edge,
        service: Baas,
        look: Card,
        stands_in: [Vpc, Subnet],
        roles: [Balancer],
        source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/introduction.html",
        rules: [
            FOREIGN, NO_SUBNET, MANY_GROUPS, SAME_ZONE, NO_WAY, DEAF, TWICE, NOWHERE, STRANGER, OVERSPREAD, ELSEWHERE,
            ZONE_OFF,
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
            /// Whether nodes use instances of every zone. Off: of their own only.
            #[ko = "노드가 모든 영역의 인스턴스를 쓰는지 여부. 꺼져 있으면 자기 영역의 것만 쓴다."]
            pub cross_zone: bool = false, "Cross-zone load balancing" | "교차 영역 로드 밸런싱";
            /// What it takes.
            #[ko = "받는 연결."]
            pub listeners: Vec<ClassicListener> = Vec::new(), "Listeners" | "리스너";
            /// The instances behind it.
            #[ko = "뒤에 있는 인스턴스."]
            pub instances: Links<Instance> = Links::NONE, "Instances" | "인스턴스";
        }
    }
}

static ELSEWHERE: Rule = Rule {
    code: "ELB016",
    severity: Severity::Error,
    title: text!("the instance `{0}` is in another VPC", "인스턴스 `{0}`은(는) 다른 VPC에 있다"),
    help: text!("register instances of this VPC", "이 VPC의 인스턴스를 등록한다"),
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-deregister-register-instances.html",
};

pub(super) static ZONE_OFF: Rule = Rule {
    code: "ELB017",
    severity: Severity::Warning,
    title: text!(
        "`{0}` is in zone {1}, where the load balancer has no node, so it gets nothing",
        "`{0}`은(는) 로드 밸런서의 노드가 없는 영역 {1}에 있어 아무것도 받지 않는다"
    ),
    help: text!("name a subnet of that zone in the load balancer", "로드 밸런서에 그 영역의 서브넷을 지정한다"),
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html",
};

impl ClassicLoadBalancer {
    fn nodes(&self) -> Nodes<'_> {
        Nodes {
            subnet_ids: &self.subnet_ids,
            security_group_ids: &self.security_group_ids,
            scheme: self.scheme,
            ip_address_type: IpAddressType::Ipv4,
        }
    }
}

impl Resource for ClassicLoadBalancer {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        self.nodes().check(site, [Self::subnet_ids, Self::security_group_ids], report);
        if self.listeners.is_empty() {
            report.raise(&DEAF, site.at(Self::listeners), []);
        }
        let mut taken = BTreeSet::new();
        for listener in &self.listeners {
            let port = listener.load_balancer_port;
            if !taken.insert(port) {
                report.raise(&TWICE, site.at(Self::listeners), [port.to_string()]);
            }
            if self.instances.targets().is_empty() {
                report.raise(&NOWHERE, site.at(Self::instances), [port.to_string()]);
            }
        }
        let subnets = self.nodes().subnets(site);
        let zones = managed::zones(site, &subnets);
        for id in self.instances.targets() {
            if vpc::apart(site, site.id(), id) {
                report.raise(&ELSEWHERE, site.at(Self::instances), [id.to_string()]);
            } else if let Some((_, subnet)) =
                site.around::<Subnet>(id).filter(|(_, it)| !zones.contains_key(&it.availability_zone))
            {
                let zone = subnet.availability_zone.value().to_owned();
                report.raise(&ZONE_OFF, site.at(Self::subnet_ids), [id.to_string(), zone]);
            }
        }
        balancer::check_calls(site, || self.instances.targets().iter().collect(), report);
    }

    fn check_load(&self, site: Site<'_>, usage: &Usage<'_>, report: &mut Report) {
        balancer::check_spread(site, usage, report);
    }

    fn headline(&self) -> String {
        self.scheme.value().to_owned()
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        let target = |id: &NodeId| TargetFact { node: Some(id.clone()), address: None, port: None };
        let listener = |it: &ClassicListener| Listener {
            protocol: Protocol::TCP,
            port: managed::port(it.load_balancer_port),
            groups: Vec::new(),
            own: Some(TargetGroup {
                protocol: Protocol::TCP,
                port: managed::port(it.instance_port).first(),
                targets: self.instances.targets().iter().map(target).collect(),
                by_address: false,
                preserves_client: None,
                cross_zone: None,
            }),
        };
        // LB-2, LB-7.
        let balancer = Balancer {
            terminates: true,
            listeners: self.listeners.iter().map(listener).collect(),
            cross_zone: self.cross_zone,
            filters_endpoints: false,
            classic: true,
        };
        self.nodes().facts(site, balancer, |it| Interface { protocols: vec![Protocol::TCP], ..it })
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        balancer::calls(false)
    }

    fn transfer(&self) -> Transfer {
        Transfer::FreeToTargets
    }

    fn standard(&self) -> Option<&'static str> {
        Some("HTTP and TCP")
    }

    fn meters(&self, site: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        let hours = Meter::hours("elb.clb_hour", &text!("load balancer hours", "로드 밸런서 시간"), 1);
        let data = Meter::marginal("elb.clb_gb", &text!("load balancer data", "로드 밸런서 데이터"), usage.gigabytes());
        [hours, data].into_iter().chain(managed::public_addresses(self.nodes().public(site))).collect()
    }
}

impl Importing for ClassicLoadBalancer {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::named("AWS::ElasticLoadBalancing::LoadBalancer", &[("subnet_ids", "Subnets"), ("security_group_ids", "SecurityGroups"), ("cross_zone", "CrossZone")])] }
    }

    fn usage(&self) -> &'static [(&'static str, Figure)] {
        &[("monthly_data_processed_gb", Figure::Gigabytes)]
    }
}

impl Exporting for ClassicLoadBalancer {
    fn domain(&self, giving: &Giving<'_>, id: &NodeId) -> Attr {
        giving.attribute(id, Some("DNSName"))
    }

    fn properties(&self) -> Properties {
        Properties { always: &["Scheme", "Subnets"], changed: &["SecurityGroups", "CrossZone", "Instances"] }
    }

    fn give(&self, giving: &mut Giving<'_>) {
        let listeners = self.listeners.iter().map(|it| {
            tree([
                ("LoadBalancerPort", say(it.load_balancer_port)),
                ("InstancePort", say(it.instance_port)),
                ("Protocol", say(it.protocol.value())),
            ])
        });
        let listeners: Vec<_> = listeners.collect();
        giving.put("Listeners", list(listeners));
    }
}
