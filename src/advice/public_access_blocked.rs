//! Public addresses behind VPC Block Public Access (IGW-1).

use super::Family;
use super::{Advice, Design};
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};
use crate::{
    model::fact::{BlockMode, Inbound},
    net::graph::{InterfaceNet, Target},
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "ROUTE007",
        severity: Severity::Warning,
        title: text!(
            "`{0}` has public addresses and a route to `{1}`, but VPC Block Public Access stops that traffic",
            "`{0}`에 공인 주소와 `{1}`(으)로 가는 경로가 있지만 VPC 퍼블릭 액세스 차단이 그 트래픽을 막는다"
        ),
        help: text!(
            "exclude the subnet from the block, or use it as a private one",
            "서브넷을 차단에서 제외하거나 프라이빗으로 쓴다"
        ),
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-basics.html",
    },
    explanation: text!(
        "Block Public Access overrides routes, security groups and network ACLs: with it on, internet \
         gateways carry nothing for this subnet, or only what NAT gateways and egress-only gateways send \
         out. The public addresses here are paid for and reach nobody. Add an exclusion where the \
         internet is meant, and remove the addresses where it is not.",
        "퍼블릭 액세스 차단은 경로, 보안 그룹, 네트워크 ACL보다 우선한다. 켜져 있으면 인터넷 게이트웨이가 이 서브넷의 트래픽을 나르지 않거나, NAT 게이트웨이와 외부 전용 \
         게이트웨이가 내보내는 것만 나른다. 여기의 공인 주소는 요금만 들고 아무에게도 닿지 않는다. 인터넷이 필요한 곳은 제외로 추가하고 그렇지 않은 곳은 주소를 없앤다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    let net = design.net;
    for (at, segment) in (0..).zip(&net.segments) {
        let edges = Family::BOTH.map(|family| design.way_of(at, family));
        let edge =
            edges.iter().find_map(|it| if let Some(Target::Edge(edge)) = it { Some(*edge) } else { None });
        let Some(edge) = edge else { continue };
        let stopped = |it: &InterfaceNet| match segment.blocked {
            BlockMode::Off => false,
            // Flows that translators open may leave.
            BlockMode::Ingress => it.fact.inbound != Inbound::Nat,
            BlockMode::Both => true,
        };
        let inside = design.counted.in_segment[at as usize].iter().map(|it| &net.interfaces[*it as usize]);
        if inside.into_iter().any(|it| !it.public.is_empty() && stopped(it)) {
            let args = [segment.node.to_string(), net.edges[edge as usize].node.to_string()];
            report.raise(&ADVICE.rule, design.at(&segment.node), args);
        }
    }
}
