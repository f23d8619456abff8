//! A stateful firewall that sees one direction of a flow only (RET-2).

use super::{Advice, Design};
use crate::{
    base::NodeId,
    model::fact::Forwarding,
    net::graph::{Ix, Target},
};
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "ROUTE004",
        severity: Severity::Warning,
        title: text!(
            "packets from `{0}` to `{1}` pass `{2}`, but the answers go round it",
            "`{0}`에서 `{1}`(으)로 가는 패킷은 `{2}`을(를) 거치지만 응답은 거치지 않는다"
        ),
        help: text!(
            "send the other direction through the same appliance",
            "반대 방향도 같은 어플라이언스를 거치게 한다"
        ),
        source: "https://docs.aws.amazon.com/network-firewall/latest/developerguide/architectures.html",
    },
    explanation: text!(
        "A stateful firewall lets an answer pass because it saw the request, and drops a packet in the \
         middle of a flow that it does not know. The table of the first subnet leads through it, that of \
         the second does not, so one direction is unseen and the flow fails or goes unchecked. Mirror the \
         route in the other table.",
        "상태 저장 방화벽은 요청을 보았기 때문에 응답을 통과시키며, 모르는 흐름의 중간 패킷은 버린다. 첫 번째 서브넷의 테이블은 방화벽을 거치지만 두 번째는 그렇지 않아 한 \
         방향을 보지 못하고, 흐름이 실패하거나 검사되지 않는다. 다른 테이블에도 같은 경로를 쓴다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    let net = design.net;
    for (table, users) in net.tables.iter().zip(&design.counted.by_table) {
        for route in &table.routes {
            let Target::Appliance(at) = route.target else { continue };
            let guard = &net.interfaces[at as usize];
            if !remembers(&guard.fact.forwarding) {
                continue;
            }
            let inhabited = |it: &Ix| *it != guard.segment && !design.counted.in_segment[*it as usize].is_empty();
            for from in users.iter().copied().filter(inhabited) {
                let others = design.counted.segments[table.boundary as usize].iter().copied();
                let there = others.filter(inhabited).find(|to| {
                    let target = &net.segments[*to as usize];
                    *to != from
                        && route.share.meets(&target.cidrs)
                        && !returns(design, *to, from, &guard.node)
                });
                if let Some(to) = there {
                    let segment = |at: Ix| net.segments[at as usize].node.to_string();
                    let back = &net.tables[net.segments[to as usize].table as usize].node;
                    report.raise(
                        &ADVICE.rule,
                        design.at(back),
                        [segment(from), segment(to), guard.node.to_string()],
                    );
                }
            }
        }
    }
}

/// Whether it drops what it has not seen the beginning of.
pub(super) fn remembers(forwarding: &Forwarding) -> bool {
    match forwarding {
        Forwarding::PassThrough { stateful } => *stateful,
        Forwarding::Inspect(_) => true,
        Forwarding::None | Forwarding::Snat => false,
    }
}

fn returns(design: &Design<'_>, from: Ix, to: Ix, guard: &NodeId) -> bool {
    let (table, addresses) =
        (design.net.segments[from as usize].table, &design.net.segments[to as usize].cidrs);
    design.leads(table, addresses).any(
        |target| matches!(target, Target::Appliance(at) if design.net.interfaces[at as usize].node == *guard),
    )
}
