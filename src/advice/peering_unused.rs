//! A peering connection to which no table routes.

use super::{Advice, Design};
use crate::net::graph::Target;
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};
use std::collections::BTreeSet;

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "ROUTE013",
        severity: Severity::Info,
        title: text!("no route leads over this peering connection", "이 피어링 연결을 거치는 경로가 없다"),
        help: text!("add routes on both sides, or remove it", "양쪽에 경로를 추가하거나 지운다"),
        source: "https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-routing.html",
    },
    explanation: text!(
        "A peering connection carries nothing until route tables of both VPCs name it. An unused one \
         still blocks overlapping blocks from being added to either VPC. Add the routes or delete the \
         connection.",
        "피어링 연결은 두 VPC의 라우팅 테이블이 지정하기 전에는 아무것도 나르지 않는다. 쓰지 않아도 어느 VPC에든 겹치는 블록을 추가할 수 없게 한다. 경로를 추가하거나 \
         연결을 지운다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    let targets = design.net.tables.iter().flat_map(|table| &table.entries).map(|it| it.target);
    let used: BTreeSet<Target> = targets.collect();
    for (at, peering) in (0..).zip(&design.net.peerings) {
        let known = peering.between.iter().all(Option::is_some);
        if peering.active && known && !used.contains(&Target::Peering(at)) {
            report.raise(&ADVICE.rule, design.at(&peering.node), []);
        }
    }
}
