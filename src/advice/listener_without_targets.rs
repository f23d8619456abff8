//! A listener that has nobody to send to.

use super::{Advice, Design};
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "LOAD001",
        severity: Severity::Warning,
        title: text!("the listener {0} leads to no target", "리스너 {0}에 연결된 대상이 없다"),
        help: text!("register targets in its target group", "대상 그룹에 대상을 등록한다"),
        source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html",
    },
    explanation: text!(
        "Clients connect to the load balancer and get an error, or no answer at all, for it has nobody to \
         pass the request to. Every listener needs a target group with at least one target. Register one, \
         or remove the listener.",
        "클라이언트가 로드 밸런서에 연결해도 요청을 넘길 대상이 없어 오류를 받거나 응답을 받지 못한다. 리스너마다 대상이 하나 이상인 대상 그룹이 필요하다. 대상을 등록하거나 \
         리스너를 지운다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    for balancer in &design.net.balancers {
        for listener in &balancer.listeners {
            let groups = listener.groups.iter().map(|it| &design.net.target_groups[*it as usize]);
            if groups.into_iter().all(|group| group.targets.is_empty()) {
                report.raise(&ADVICE.rule, design.at(&balancer.node), [listener.label.clone()]);
            }
        }
    }
}
