//! A target in a zone where its load balancer has no node (LB-5).

use super::{Advice, Design, targets_refuse_balancer::each_use};
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "ZONE005",
        severity: Severity::Warning,
        title: text!(
            "`{0}` is in zone {1}, in which `{2}` has no node, so nothing is sent to it",
            "`{0}`은(는) 영역 {1}에 있는데 `{2}`의 노드가 그 영역에 없어 아무것도 받지 못한다"
        ),
        help: text!(
            "add a subnet of that zone to the load balancer",
            "로드 밸런서에 그 영역의 서브넷을 추가한다"
        ),
        source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html",
    },
    explanation: text!(
        "A load balancer sends requests only to targets in zones that are enabled for it. This target is \
         registered and healthy and gets nothing. Enable its zone by adding a subnet there, or move the \
         target.",
        "로드 밸런서는 활성화된 영역의 대상에게만 요청을 보낸다. 이 대상은 등록되어 있고 정상이어도 아무것도 받지 못한다. 그 영역의 서브넷을 추가해 영역을 활성화하거나 대상을 \
         옮긴다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    for use_of in each_use(design) {
        let zones = use_of.zones(design);
        for interface in use_of.targets(design) {
            let (zone, node) = (design.zone(interface.segment), &interface.node);
            if use_of.is_local(design, interface) && !zones.contains(zone) {
                let args = [node.to_string(), zone.to_owned(), use_of.balancer.node.to_string()];
                report.raise(&ADVICE.rule, design.at(node), args);
            }
        }
    }
}
