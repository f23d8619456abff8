//! A target that the internet reaches without its load balancer.

use super::targets_refuse_balancer::each_use;
use super::{Advice, Design};
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "LOAD003",
        severity: Severity::Warning,
        title: text!(
            "the internet reaches port {1} of `{0}` directly, past `{2}`",
            "인터넷에서 `{2}`을(를) 거치지 않고 `{0}`의 {1}번 포트에 바로 닿을 수 있다"
        ),
        help: text!(
            "admit the load balancer's group only, and take the public address away",
            "로드 밸런서의 그룹만 허용하고 공인 주소를 없앤다"
        ),
        source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-update-security-groups.html",
    },
    explanation: text!(
        "What the load balancer does for its targets, such as TLS, limits and a web application firewall, \
         does not happen for clients that go straight to the target. The target has a public address and \
         its rules admit everybody on the port. Name the load balancer's group in the rule instead.",
        "TLS, 제한, 웹 애플리케이션 방화벽처럼 로드 밸런서가 대상을 위해 하는 일이 대상에 바로 접속하는 클라이언트에게는 적용되지 않는다. 대상에 공인 주소가 있고 규칙이 그 \
         포트에 누구나 허용한다. 규칙에 로드 밸런서의 그룹을 지정한다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    for use_of in each_use(design) {
        // Where targets see clients, their rules must admit clients (LB-3).
        if !use_of.balancer.terminates && use_of.group.preserves_client {
            continue;
        }
        for target in &use_of.group.targets {
            let Some(at) = target.interface else { continue };
            let open = design.counted.open[at as usize].iter().any(|open| open.tcp.holds(target.port.into()));
            if open {
                let node = &design.net.interfaces[at as usize].node;
                let args = [node.to_string(), target.port.to_string(), use_of.balancer.node.to_string()];
                report.raise(&ADVICE.rule, design.at(node), args);
            }
        }
    }
}
