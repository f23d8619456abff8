//! A listener whose port no security group of the load balancer admits.

use super::{Advice, Design};
use crate::net::graph::PeerNet;
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "LOAD002",
        severity: Severity::Warning,
        title: text!(
            "no rule of its security groups admits anybody to the listener {0}",
            "리스너 {0}에 누구든 허용하는 보안 그룹 규칙이 없다"
        ),
        help: text!(
            "allow the listener's port from its clients",
            "클라이언트에서 오는 리스너 포트를 허용한다"
        ),
        source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-update-security-groups.html",
    },
    explanation: text!(
        "The load balancer listens on this port, but its security groups drop whatever arrives there. \
         Clients see a connection that never comes about. Add a rule for the listener's port that names \
         its clients.",
        "로드 밸런서가 이 포트에서 수신하지만 보안 그룹이 도착하는 것을 모두 버린다. 클라이언트에게는 연결이 끝내 맺어지지 않는다. 클라이언트를 지정해 리스너 포트의 규칙을 \
         추가한다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    let net = design.net;
    for balancer in &net.balancers {
        let nodes: Vec<_> = balancer.nodes.iter().map(|it| &net.interfaces[*it as usize]).collect();
        if nodes.is_empty() || nodes.iter().any(|it| it.fact.unfiltered) {
            continue;
        }
        for listener in &balancer.listeners {
            let groups = nodes.iter().flat_map(|it| &it.groups).map(|it| &net.groups[*it as usize]);
            let admits = groups.into_iter().flat_map(|it| &it.ingress).any(|rule| {
                let peer = !matches!(rule.peer, PeerNet::Nobody);
                peer && rule.protocol.meets(&listener.protocol) && rule.ports.meets(&listener.ports)
            });
            if !admits {
                report.raise(&ADVICE.rule, design.at(&balancer.node), [listener.label.clone()]);
            }
        }
    }
}
