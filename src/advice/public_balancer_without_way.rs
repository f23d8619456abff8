//! An internet-facing load balancer in a subnet without a way to the internet (LB-1).

use super::Family;
use super::{Advice, Design};
use crate::net::graph::Target;
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "LOAD002",
        severity: Severity::Warning,
        title: text!(
            "`{0}` faces the internet, but the table of its subnet `{1}` leads to no internet gateway",
            "`{0}`은(는) 인터넷에 공개되지만 서브넷 `{1}`의 테이블은 인터넷 게이트웨이로 이어지지 않는다"
        ),
        help: text!("choose public subnets for it", "퍼블릭 서브넷을 고른다"),
        source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html",
    },
    explanation: text!(
        "Requests arrive at the node's public address, but its answers find no way back to the internet, \
         so clients wait in vain. The nodes of an internet-facing load balancer belong in public subnets; \
         its targets may stay in private ones.",
        "요청은 노드의 공인 주소로 도착하지만 응답이 인터넷으로 돌아갈 길이 없어 클라이언트는 헛되이 기다린다. 인터넷에 공개된 로드 밸런서의 노드는 퍼블릭 서브넷에 두어야 하며, \
         대상은 프라이빗 서브넷에 있어도 된다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    let net = design.net;
    for balancer in &net.balancers {
        for node in balancer.nodes.iter().map(|it| &net.interfaces[*it as usize]) {
            let way = design.way_of(node.segment, Family::V4);
            // An inspecting endpoint may stand before the gateway.
            let out = matches!(way, Some(Target::Edge(_) | Target::Appliance(_) | Target::Opaque));
            if !node.public.is_empty() && !out {
                let segment = &net.segments[node.segment as usize].node;
                let args = [balancer.node.to_string(), segment.to_string()];
                report.raise(&ADVICE.rule, design.at(&balancer.node), args);
            }
        }
    }
}
