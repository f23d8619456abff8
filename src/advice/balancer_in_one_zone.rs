//! A load balancer in one zone only.

use super::{Advice, Design};
use crate::{
    base::{text, Gather as _},
    diag::{Report, Rule, Severity},
};
use std::collections::BTreeSet;

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "ZONE003",
        severity: Severity::Info,
        title: text!(
            "all nodes of `{0}` are in zone {1}: if it fails, nothing is served",
            "`{0}`의 노드가 모두 영역 {1}에 있어 그 영역에 장애가 나면 서비스가 멈춘다"
        ),
        help: text!("add a subnet of another zone", "다른 영역의 서브넷을 추가한다"),
        source: "https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_fault_isolation_multiaz_region_system.html",
    },
    explanation: text!(
        "A load balancer can spread clients over several Availability Zones, and this one uses one. A \
         fault of that zone stops the service, even if targets elsewhere still run. Add a subnet of \
         another zone and register targets there.",
        "로드 밸런서는 여러 가용 영역에 걸쳐 클라이언트를 분산할 수 있는데 이것은 하나만 쓴다. 그 영역에 장애가 나면 다른 곳의 대상이 살아 있어도 서비스가 멈춘다. 다른 영역의 \
         서브넷을 추가하고 그곳에도 대상을 등록한다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    // Those that end the client's flow must have two zones: their own rule says so.
    for balancer in design.net.balancers.iter().filter(|it| !it.terminates) {
        let nodes = balancer.nodes.iter().map(|it| design.net.interfaces[*it as usize].segment);
        let zones: BTreeSet<&str> = nodes.map(|it| design.zone(it)).gather();
        if let Some(zone) = zones.first().filter(|_| zones.len() == 1) {
            let args = [balancer.node.to_string(), (*zone).to_owned()];
            report.raise(&ADVICE.rule, design.at(&balancer.node), args);
        }
    }
}
