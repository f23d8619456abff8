//! An entry of a network ACL for which earlier ones together leave nothing.

use super::{Advice, Design};
use crate::net::{
    graph::EntryNet,
    traffic_set::{Cube, Dim, TrafficSet},
};
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "FILTER004",
        severity: Severity::Warning,
        title: text!(
            "{0} entry {1} never decides: entries before it together match all of its packets",
            "{0} 항목 {1}은(는) 쓰이지 않는다. 앞의 항목들이 합쳐서 같은 패킷에 모두 먼저 맞는다"
        ),
        help: text!("give it a lower number, or remove it", "더 낮은 번호를 주거나 지운다"),
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html",
    },
    explanation: text!(
        "Entries are looked at by number, and the first that matches decides. No single earlier entry \
         covers this one, but all of them together do, so it never decides anything. If it was meant to \
         make an exception, it needs a lower number.",
        "항목은 번호 순서로 보며 처음 맞는 항목이 판정한다. 앞의 항목 하나가 이 항목을 덮지는 않지만 합치면 모두 덮으므로 아무것도 판정하지 않는다. 예외를 두려던 것이라면 더 \
         낮은 번호가 필요하다."
    ),
    look,
};

/// Entries beyond this many are far over any quota and not compared with each other.
const COMPARED: usize = 60;

fn look(design: &Design<'_>, report: &mut Report) {
    for acl in design.net.acls.iter().filter(|acl| !acl.implicit) {
        for (way, entries) in [("ingress", &acl.ingress), ("egress", &acl.egress)] {
            let cubes: Vec<Cube> = entries.iter().take(COMPARED).map(cube).collect();
            for (at, own) in cubes.iter().enumerate() {
                let whole = TrafficSet::from(own.clone());
                let before = &cubes[..at];
                // One that covers it alone is another rule's business.
                if whole.is_empty() || before.iter().any(|it| whole.without(it).is_empty()) {
                    continue;
                }
                let rest = before.iter().fold(whole, |rest, it| rest.without(it));
                if rest.is_empty() {
                    let args = [way.to_owned(), entries[at].number.to_string()];
                    report.raise(&ADVICE.rule, design.at(&acl.node), args);
                }
            }
        }
    }
}

/// The packets of an entry, with the far address as source.
pub(super) fn cube(entry: &EntryNet) -> Cube {
    Cube::all()
        .with(Dim::Protocol, entry.protocol.clone())
        .with(Dim::Port, entry.ports.clone())
        .with(Dim::Source, entry.addresses.clone())
}
