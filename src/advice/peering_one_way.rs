//! A peering connection that one side routes to and the other does not.

use super::Family;
use super::{Advice, Design};
use crate::{
    base::{NodeId, Gather as _},
    net::graph::{Ix, Target},
};
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};
use std::collections::BTreeSet;

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "ROUTE001",
        severity: Severity::Warning,
        title: text!(
            "`{0}` sends packets to `{1}` over `{2}`, but no table in use there leads back to it",
            "`{0}`이(가) `{2}`을(를) 거쳐 `{1}`(으)로 패킷을 보내지만 그쪽에서 쓰는 테이블에는 돌아오는 경로가 없다"
        ),
        help: text!(
            "add a route to the other side's block in the tables of both VPCs",
            "두 VPC의 테이블에 서로의 블록으로 가는 경로를 추가한다"
        ),
        source: "https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-routing.html",
    },
    explanation: text!(
        "A peering connection needs a route on both sides. Requests arrive in the other VPC, but its \
         tables do not send the answers back, so no connection comes about and clients wait until they \
         time out. Add a route for the first VPC's block to the tables of the subnets that should answer.",
        "피어링 연결에는 양쪽 모두 경로가 필요하다. 요청은 상대 VPC에 도착하지만 그쪽 테이블이 응답을 돌려보내지 않아 연결이 맺어지지 않고 클라이언트는 시간이 초과될 때까지 \
         기다린다. 응답할 서브넷의 테이블에 첫 번째 VPC의 블록으로 가는 경로를 추가한다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    let entries =
        design.net.tables.iter().flat_map(|it| it.entries.iter().map(|entry| (it.boundary, entry.target)));
    let routed: BTreeSet<(Ix, Target)> = entries.gather();
    for way in over_peerings(design) {
        // Where no table at all leads over it, the connection has a finding of its own.
        if !routed.contains(&(way.there, Target::Peering(way.peering))) {
            continue;
        }
        let elsewhere = way.back.iter().any(|target| is_other_network(*target));
        if !way.back.contains(&Target::Peering(way.peering)) && !elsewhere {
            report.raise(&ADVICE.rule, design.at(way.table), way.names(design));
        }
    }
}

/// A way from a segment over a peering connection, and what the tables on the other side do with the answers.
pub(super) struct Way<'d> {
    pub(super) table: &'d NodeId,
    pub(super) segment: Ix,
    pub(super) peering: Ix,
    pub(super) there: Ix,
    pub(super) back: Vec<Target>,
}

impl Way<'_> {
    /// The segment, the boundary at the other side, and the peering connection.
    pub(super) fn names(&self, design: &Design<'_>) -> [String; 3] {
        let net = design.net;
        [
            net.segments[self.segment as usize].node.to_string(),
            net.boundaries[self.there as usize].node.to_string(),
            net.peerings[self.peering as usize].node.to_string(),
        ]
    }
}

/// Whether a target leads to another private network than a peering connection's.
pub(super) fn is_other_network(target: Target) -> bool {
    match target {
        Target::Hub(_) | Target::Gateway(_) | Target::Peering(_) => true,
        Target::Local
        | Target::Blackhole
        | Target::Edge(_)
        | Target::Exit(_)
        | Target::Nat(_)
        | Target::Door(_)
        | Target::Appliance(_)
        | Target::Opaque => false,
    }
}

/// One way for each table, peering connection and family.
pub(super) fn over_peerings<'d>(design: &'d Design<'_>) -> Vec<Way<'d>> {
    let net = design.net;
    let mut ways = Vec::new();
    for (table, users) in net.tables.iter().zip(&design.counted.by_table) {
        let inhabited = |at: &&Ix| !design.counted.in_segment[**at as usize].is_empty();
        let Some(&segment) = users.iter().find(inhabited) else { continue };
        for route in &table.routes {
            let Target::Peering(peering) = route.target else { continue };
            let it = &net.peerings[peering as usize];
            let there = it.between.iter().flatten().copied().find(|it| *it != table.boundary);
            let Some(there) = there.filter(|_| it.active) else { continue };
            if !route.share.meets(&net.boundaries[there as usize].cidrs) {
                continue;
            }
            let family = Family::BOTH.into_iter().find(|family| route.share.meets(&family.all()));
            let own = net.segments[segment as usize].cidrs.intersect(&family.unwrap_or(Family::V4).all());
            let tables: BTreeSet<Ix> = design.counted.segments[there as usize]
                .iter()
                .filter(|at| !design.counted.in_segment[**at as usize].is_empty())
                .map(|at| net.segments[*at as usize].table)
                .gather();
            if tables.is_empty() || own.is_empty() {
                continue;
            }
            let back = tables.iter().flat_map(|at| design.leads(*at, &own)).collect();
            ways.push(Way { table: &table.node, segment, peering, there, back });
        }
    }
    ways
}
