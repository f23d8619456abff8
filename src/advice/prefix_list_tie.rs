//! Two prefix lists of a table that claim the same block (RT-3).

use super::{Advice, Design};
use crate::net::graph::RouteOrigin;
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};
use std::collections::BTreeMap;

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "ROUTE008",
        severity: Severity::Warning,
        title: text!(
            "the prefix lists `{0}` and `{1}` both have {2}, with different targets: AWS picks one of them",
            "접두사 목록 `{0}`과(와) `{1}`에 모두 {2}이(가) 있고 대상이 달라 AWS가 둘 중 하나를 고른다"
        ),
        help: text!(
            "take the block out of one list, or write a route for it",
            "한쪽 목록에서 블록을 빼거나 그 블록의 경로를 직접 쓴다"
        ),
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html",
    },
    explanation: text!(
        "Between routes by prefix list with equal prefixes AWS chooses arbitrarily and then stays with \
         its choice. Nobody can tell from the design which way the packets go. A route written for the \
         block itself goes before both lists and settles it.",
        "접두사가 같은 접두사 목록 경로 사이에서는 AWS가 임의로 하나를 골라 계속 쓴다. 패킷이 어느 길로 가는지 설계만 보고는 알 수 없다. 그 블록의 경로를 직접 쓰면 두 \
         목록보다 앞서므로 정해진다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    for table in &design.net.tables {
        let mut first = BTreeMap::new();
        for entry in table.entries.iter().filter(|it| it.origin == RouteOrigin::List) {
            let known = first.entry(&entry.covers).or_insert(entry);
            if known.target != entry.target && known.label != entry.label {
                let block = entry.covers.to_cidrs().first().map(ToString::to_string).unwrap_or_default();
                let args = [known.label.clone(), entry.label.clone(), block];
                report.raise(&ADVICE.rule, design.at(&table.node), args);
            }
        }
    }
}
