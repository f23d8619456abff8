//! Gateway Load Balancer.

use super::{
    Subnet, TargetGroup,
    balancer::{APART, FOREIGN, MANY_GROUPS, MISFIT, NO_SUBNET, PLACES, SAME_ZONE},
    managed, subnet, vpc,
};
use crate::{
    base::{NodeId, PortRange, Protocol, text},
    diag::{Report, Rule, Severity},
    model::{
        fact::{Balancer, Inbound, Interface, Listener, Meter, NetFact, Usage},
        field::{Link, Links},
        resource::{Resource, resource},
        site::Site,
    },
};
use crate::model::taking::{Importing, Import, Join, Taking, When};
use crate::model::giving::{Exporting, Giving, Properties};

resource! {
    /// Hands whole packets to inspecting appliances, for endpoints that route tables lead to.
    #[ko = "라우팅 테이블이 가리키는 엔드포인트를 위해 패킷을 검사 어플라이언스로 넘기는 로드 밸런서."]
    pub struct GatewayLoadBalancer: "Gateway Load Balancer" | "Gateway Load Balancer" {
        short: "GWLB",
        icon: "gateway_load_balancer",
        stencil: "elastic_load_balancing",
        group: Network,
        service: Baas,
        look: Card,
        stands_in: [Vpc, Subnet],
        roles: [Balancer],
        source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/introduction.html",
        rules: [FOREIGN, NO_SUBNET, MANY_GROUPS, SAME_ZONE, MISFIT, APART, NOBODY],
        fields {
            /// Further subnets, one in a zone. There is a node in each.
            #[ko = "추가 서브넷. 영역마다 하나이며, 각각에 노드가 있다."]
            pub subnet_ids: Links<Subnet> = Links::NONE, "Further subnets" | "추가 서브넷";
            /// The appliances.
            #[ko = "검사 어플라이언스."]
            pub target_group_id: Link<TargetGroup> = Link::NONE, "Target group" | "대상 그룹";
            /// Whether nodes use appliances of every zone. Off: of their own only.
            #[ko = "노드가 모든 영역의 어플라이언스를 쓰는지 여부. 꺼져 있으면 자기 영역의 것만 쓴다."]
            pub load_balancing_cross_zone_enabled: bool = false, "Cross-zone load balancing" | "교차 영역 로드 밸런싱";
        }
    }
}

static NOBODY: Rule = Rule {
    code: "ELB015",
    severity: Severity::Warning,
    title: text!("it has no target group, so packets sent to it are lost", "대상 그룹이 없어 이곳으로 보낸 패킷은 사라진다"),
    help: text!("name a target group of appliances", "어플라이언스의 대상 그룹을 지정한다"),
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/target-groups.html",
};

impl GatewayLoadBalancer {
    /// The subnets of its nodes.
    pub(super) fn subnets(&self, site: Site<'_>) -> Vec<NodeId> {
        subnet::effective(site, &self.subnet_ids)
    }
}

impl Resource for GatewayLoadBalancer {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        // It never has security groups (SG-7).
        PLACES.check(site, (Self::subnet_ids, &self.subnet_ids), (Self::subnet_ids, &Links::NONE), report);
        managed::check_one_per_zone(site, Self::subnet_ids, &self.subnets(site), &SAME_ZONE, report);
        let place = || site.at(Self::target_group_id);
        let Some((id, group)) = self.target_group_id.target().zip(site.get(&self.target_group_id)) else {
            report.raise(&NOBODY, place(), []);
            return;
        };
        if !group.is_for_inspection() {
            report.raise(&MISFIT, place(), [id.to_string(), group.spoken().to_owned(), "GENEVE".to_owned()]);
        }
        if vpc::apart(site, site.id(), id) {
            report.raise(&APART, place(), [id.to_string()]);
        }
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        let listener = Listener {
            protocol: Protocol::All,
            port: PortRange::ALL,
            groups: self.target_group_id.target().into_iter().cloned().collect(),
            own: None,
        };
        let balancer = Balancer {
            terminates: false,
            listeners: vec![listener],
            cross_zone: self.load_balancing_cross_zone_enabled,
            filters_endpoints: false,
            classic: false,
        };
        // Packets come from its endpoints only (GWLBE-1), and go to appliances as UDP 6081.
        let mut facts = managed::interfaces(self.subnets(site), |it| Interface {
            unfiltered: true,
            denies_internet: true,
            inbound: Inbound::Managed,
            protocols: vec![Protocol::UDP],
            ..it
        });
        facts.push(NetFact::Balancer(balancer));
        facts
    }

    fn standard(&self) -> Option<&'static str> {
        Some("GENEVE")
    }

    fn meters(&self, site: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        // Each zone counts: <https://aws.amazon.com/elasticloadbalancing/pricing/>
        let zones = self.subnets(site).len();
        vec![
            Meter::hours("elb.gwlb_hour", &text!("load balancer hours", "로드 밸런서 시간"), zones),
            Meter::marginal("elb.gwlb_lcu", &text!("capacity unit hours", "용량 단위 시간"), usage.gigabytes()),
        ]
    }
}

impl Importing for GatewayLoadBalancer {
    fn imports(&self) -> &'static [Import] {
        const { &[Import { ty: "AWS::ElasticLoadBalancingV2::LoadBalancer", when: Some(When { property: "Type", absent: "application", says: &["gateway"] }), names: &[("subnet_ids", "Subnets")] }] }
    }

    fn joins(&self) -> &'static [Join] {
        &super::balancer::LISTENERS
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        super::balancer::take_subnets(taking, &mut self.subnet_ids);
        super::balancer::take_attributes(taking, self, "LoadBalancerAttributes");
    }

    fn join(&mut self, taking: &mut Taking<'_>) {
        let mut groups: Links<TargetGroup> = Links::NONE;
        taking.add_named("DefaultActions", &mut groups);
        if let Some(group) = groups.targets().first() {
            self.target_group_id = Link::to(group.clone());
        }
    }
}

impl Exporting for GatewayLoadBalancer {
    fn properties(&self) -> Properties {
        Properties { always: &["Subnets"], changed: &[] }
    }

    fn arn(&self) -> &'static str {
        ""
    }

    fn give(&self, giving: &mut Giving<'_>) {
        super::balancer::give_attributes(giving, "LoadBalancerAttributes", &[("load_balancing_cross_zone_enabled", "load_balancing.cross_zone.enabled")]);
        if let Some(group) = self.target_group_id.target() {
            super::balancer::give_listeners(giving, std::iter::once((None, std::slice::from_ref(group))));
        }
    }
}
