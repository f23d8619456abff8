//! A target whose security groups do not admit its load balancer (LB-2).

use super::{Advice, Design};
use crate::{
    base::{text, Gather as _},
    diag::{Report, Rule, Severity},
    net::graph::{BalancerNet, InterfaceNet, Ix, PeerNet, TargetGroupNet},
};
use std::collections::BTreeSet;

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "LOAD001",
        severity: Severity::Warning,
        title: text!(
            "no rule of the security groups of `{0}` admits `{1}` on port {2}",
            "`{0}`의 보안 그룹에 `{1}`을(를) {2}번 포트에 허용하는 규칙이 없다"
        ),
        help: text!(
            "allow the target's port from the load balancer's group",
            "로드 밸런서의 그룹에서 오는 대상 포트를 허용한다"
        ),
        source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-update-security-groups.html",
    },
    explanation: text!(
        "The load balancer opens connections of its own to the target, from its own address and with its \
         own group. Nothing here lets them in, so health checks fail and no request arrives. Name the \
         load balancer's security group in a rule for the target's port.",
        "로드 밸런서는 자기 주소와 자기 그룹으로 대상에 새 연결을 연다. 이를 허용하는 규칙이 없어 상태 확인이 실패하고 요청이 도착하지 않는다. 대상 포트의 규칙에 로드 밸런서의 \
         보안 그룹을 지정한다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    let net = design.net;
    for use_of in each_use(design) {
        // Where targets see clients, rules are about clients.
        if !use_of.balancer.terminates && use_of.group.preserves_client {
            continue;
        }
        let nodes: Vec<_> = use_of.balancer.nodes.iter().map(|it| &net.interfaces[*it as usize]).collect();
        for target in &use_of.group.targets {
            let Some(own) = target.interface.map(|it| &net.interfaces[it as usize]) else { continue };
            if own.fact.unfiltered
                || !own.fact.inbound.is_open()
                || nodes.is_empty()
                || !use_of.is_local(design, own)
            {
                continue;
            }
            let rules = own.groups.iter().flat_map(|it| &net.groups[*it as usize].ingress);
            let admits = rules.into_iter().any(|rule| {
                let traffic =
                    rule.protocol.covers(&use_of.group.protocol) && rule.ports.holds(target.port.into());
                traffic && nodes.iter().any(|node| names(&rule.peer, node))
            });
            if !admits {
                let args = [own.node.to_string(), use_of.balancer.node.to_string(), target.port.to_string()];
                report.raise(&ADVICE.rule, design.at(&own.node), args);
            }
        }
    }
}

/// Whether a rule's peer is an interface.
fn names(peer: &PeerNet, interface: &InterfaceNet) -> bool {
    match peer {
        PeerNet::Addresses(addresses) => addresses.meets(&interface.addresses),
        PeerNet::Group(group) => interface.groups.contains(group),
        PeerNet::Nobody => false,
    }
}

/// A target group of a load balancer, with the listener that leads to it.
pub(super) struct Use<'d> {
    pub(super) balancer: &'d BalancerNet,
    pub(super) group: &'d TargetGroupNet,
}

/// Each target group of each load balancer.
pub(super) fn each_use<'d>(design: &Design<'d>) -> Vec<Use<'d>> {
    let mut uses = Vec::new();
    for balancer in &design.net.balancers {
        let groups: BTreeSet<Ix> =
            balancer.listeners.iter().flat_map(|it| it.groups.iter().copied()).gather();
        let groups = groups.into_iter().map(|it| &design.net.target_groups[it as usize]);
        uses.extend(groups.map(|group| Use { balancer, group }));
    }
    uses
}

impl<'d> Use<'d> {
    /// Whether a target stands in the balancer's own VPC.
    pub(super) fn is_local(&self, design: &Design<'_>, target: &InterfaceNet) -> bool {
        let node = self.balancer.nodes.first().map(|it| &design.net.interfaces[*it as usize]);
        node.is_some_and(|node| node.boundary == target.boundary)
    }
}
