//! A node of a load balancer that has nobody to send to (LB-5).

use super::targets_without_node::each_use;
use super::{Advice, Design};
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};
use std::collections::BTreeSet;

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "ZONE005",
        severity: Severity::Warning,
        title: text!(
            "the node of `{0}` in zone {1} has no target there, and cross-zone is off",
            "영역 {1}에 있는 `{0}`의 노드에는 그 영역의 대상이 없고 교차 영역 로드 밸런싱이 꺼져 있다"
        ),
        help: text!(
            "register a target in that zone, or turn cross-zone load balancing on",
            "그 영역에 대상을 등록하거나 교차 영역 로드 밸런싱을 켠다"
        ),
        source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html",
    },
    explanation: text!(
        "Clients pick one of the load balancer's addresses by DNS. With cross-zone load balancing off, a \
         node sends to targets of its own zone only, and this one has none, so a share of the clients \
         gets no answer. Register targets in every zone, or turn cross-zone on.",
        "클라이언트는 DNS로 로드 밸런서의 주소 중 하나를 고른다. 교차 영역 로드 밸런싱이 꺼져 있으면 노드는 자기 영역의 대상에게만 보내는데 이 영역에는 대상이 없어, 일부 \
         클라이언트는 응답을 받지 못한다. 모든 영역에 대상을 등록하거나 교차 영역을 켠다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    for use_of in each_use(design) {
        let cross = use_of.group.cross_zone.unwrap_or(use_of.balancer.cross_zone);
        let targets = use_of.targets(design);
        if cross || targets.is_empty() {
            continue;
        }
        let zones: BTreeSet<&str> = targets.iter().map(|it| design.zone(it.segment)).collect();
        for zone in use_of.zones(design).difference(&zones) {
            let node = &use_of.balancer.node;
            report.raise(&ADVICE.rule, design.at(node), [node.to_string(), (*zone).to_owned()]);
        }
    }
}
