//! A load balancer in a subnet without room to grow.

use super::subnet_nearly_full::taken;
use super::{Advice, Design};
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "ADDR003",
        severity: Severity::Warning,
        title: text!(
            "`{0}` has {1} free addresses; a load balancer needs 8 in each of its subnets",
            "`{0}`에 남은 주소가 {1}개다. 로드 밸런서는 서브넷마다 8개가 필요하다"
        ),
        help: text!("use subnets of /27 or larger", "/27 이상의 서브넷을 쓴다"),
        source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html",
    },
    explanation: text!(
        "An Application Load Balancer adds nodes as traffic grows, and each takes addresses of the \
         subnet. AWS asks for a /27 with at least eight free addresses. With fewer it cannot scale, and \
         requests fail at the worst time.",
        "Application Load Balancer는 트래픽이 늘면 노드를 추가하며 노드마다 서브넷의 주소를 쓴다. AWS는 여유 주소가 8개 이상인 /27을 요구한다. 모자라면 \
         확장하지 못해 가장 바쁠 때 요청이 실패한다."
    ),
    look,
};

/// Free addresses that each subnet must have.
const NEEDED: u128 = 8;

fn look(design: &Design<'_>, report: &mut Report) {
    for balancer in design.net.balancers.iter().filter(|it| it.terminates) {
        for node in &balancer.nodes {
            let segment = design.net.interfaces[*node as usize].segment;
            let Some((taken, usable)) = taken(design, segment) else { continue };
            // Its own address is one of those that it needs.
            let free = usable - taken;
            if free + 1 < NEEDED {
                let name = design.net.segments[segment as usize].node.to_string();
                report.raise(&ADVICE.rule, design.at(&balancer.node), [name, free.to_string()]);
            }
        }
    }
}
