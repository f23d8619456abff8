//! A route that others leave nothing.

use super::{Advice, Design};
use crate::net::graph::RouteOrigin;
use crate::{
    base::{text, Gather as _},
    diag::{Report, Rule, Severity},
};
use std::collections::BTreeSet;

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "ROUTE003",
        severity: Severity::Warning,
        title: text!(
            "no packet takes the route to {0}: longer or better routes cover all of it",
            "{0}(으)로 가는 경로를 타는 패킷이 없다. 더 길거나 우선하는 경로가 모두 덮는다"
        ),
        help: text!("remove it, or narrow the routes that hide it", "지우거나 이를 가리는 경로를 좁힌다"),
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html",
    },
    explanation: text!(
        "Of all routes that cover an address the one with the longest prefix is taken, and between equal \
         ones a written route goes before a prefix list. Every address of this route is covered by such \
         others, so it is dead. It looks as if it did something; whoever edits the table next may rely on \
         it.",
        "어떤 주소를 덮는 경로 중 접두사가 가장 긴 것을 쓰고, 같으면 직접 쓴 경로가 접두사 목록보다 앞선다. 이 경로의 모든 주소를 다른 경로가 덮으므로 쓰이지 않는다. 역할이 \
         있는 것처럼 보여 다음에 테이블을 고치는 사람이 의지할 수 있다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    for table in design.net.tables.iter().filter(|table| !table.implicit) {
        let written: BTreeSet<_> = table
            .entries
            .iter()
            .filter(|it| matches!(it.origin, RouteOrigin::Static | RouteOrigin::List))
            .map(|it| (&it.label, it.target))
            .gather();
        let taken: BTreeSet<_> = table.routes.iter().map(|it| (&it.label, it.target)).gather();
        let labels: BTreeSet<_> = table.routes.iter().map(|it| &it.label).gather();
        // Two routes with one destination are an error of their own.
        for (label, _) in written.difference(&taken).filter(|(label, _)| !labels.contains(label)) {
            report.raise(&ADVICE.rule, design.at(&table.node), [(*label).clone()]);
        }
    }
}
