//! Resources that share the default security group of their VPC.

use super::{Advice, Design};
use crate::net::{
    graph::{InterfaceNet, PeerNet},
    ranges::Ranges,
};
use crate::{
    base::{text, Gather as _},
    diag::{Report, Rule, Severity},
};
use std::collections::BTreeSet;

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "OPEN008",
        severity: Severity::Info,
        title: text!(
            "{0} resources carry the default security group of `{1}`, so each reaches every port of the \
         others",
            "리소스 {0}개가 `{1}`의 기본 보안 그룹을 써서 서로의 모든 포트에 닿을 수 있다"
        ),
        help: text!("give each role a security group of its own", "역할마다 보안 그룹을 따로 둔다"),
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html",
    },
    explanation: text!(
        "What names no security group gets the one that comes with the VPC, which admits all of its \
         members on every port. Unrelated machines can then reach each other, and nobody wrote that down. \
         A group for each role says who may talk to whom.",
        "보안 그룹을 지정하지 않은 리소스는 VPC에 딸린 기본 그룹을 쓰며, 이 그룹은 구성원끼리 모든 포트를 허용한다. 관계없는 서버끼리 서로 닿을 수 있는데 설계에는 적혀 있지 \
         않다. 역할마다 그룹을 두면 누가 누구와 통신하는지 드러난다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    for (at, boundary) in (0..).zip(&design.net.boundaries) {
        let group = boundary.default_group;
        let Some(net) = design.net.groups.get(group as usize) else { continue };
        let mutual = net.ingress.iter().any(|rule| {
            rule.protocol == Ranges::all_protocols() && matches!(rule.peer, PeerNet::Group(it) if it == group)
        });
        let carriers = design.counted.carriers[group as usize].iter().map(|it| &design.net.interfaces[*it as usize]);
        let carriers: Vec<&InterfaceNet> = carriers.filter(|it| it.boundary == at).collect();
        let reached = |to: &&InterfaceNet| {
            to.fact.inbound.is_open() && carriers.iter().any(|it| it.fact.initiates && it.node != to.node)
        };
        if mutual && carriers.iter().any(reached) {
            let nodes: BTreeSet<_> = carriers.iter().map(|it| &it.node).gather();
            let place = if net.implicit { &boundary.node } else { &net.node };
            report.raise(
                &ADVICE.rule,
                design.at(place),
                [nodes.len().to_string(), boundary.node.to_string()],
            );
        }
    }
}
