//! A transit gateway that carries requests, and nothing carries the answers (TGW-6).

use super::Family;
use super::{Advice, Design};
use crate::{
    base::{NodeId, Gather as _, Order as _},
    net::{
        graph::{AttachmentEndNet, AttachmentNet, Ix, Target},
        ranges::Ranges,
    },
};
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};
use std::{cmp::Reverse, collections::BTreeSet};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "ROUTE002",
        severity: Severity::Warning,
        title: text!(
            "`{0}` reaches `{1}` over `{2}`, but nothing in `{3}` leads back",
            "`{0}`에서 `{2}`을(를) 거쳐 `{1}`에 닿지만 `{3}`에는 돌아가는 경로가 없다"
        ),
        help: text!(
            "add the way back: a route in the subnets' tables, and one in the table of their attachment",
            "돌아오는 길을 추가한다. 서브넷 테이블에 경로 하나, 그 연결의 테이블에 경로 하나가 필요하다"
        ),
        source: "https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html",
    },
    explanation: text!(
        "Over a transit gateway each direction is looked up on its own: in the sender's subnet table, in \
         the table of the sender's attachment, and the same again for the answer. Requests get there, but \
         for the answers one of these tables has no route. AWS's own analyser checks the first half only.",
        "전송 게이트웨이에서는 방향마다 따로 경로를 찾는다. 보내는 서브넷의 테이블과 그 연결의 테이블을 보고, 응답 때 같은 일을 다시 한다. 요청은 도착하지만 응답에 쓸 경로가 \
         이 테이블 중 하나에 없다. AWS의 분석기는 앞의 절반만 확인한다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    let net = design.net;
    for (table, users) in net.tables.iter().zip(&design.counted.by_table) {
        let inhabited = |at: &&Ix| !design.counted.in_segment[**at as usize].is_empty();
        let Some(&segment) = users.iter().find(inhabited) else { continue };
        for route in &table.routes {
            let Target::Hub(hub) = route.target else { continue };
            let Some(own) = attachment(design, hub, table.boundary) else { continue };
            let family = Family::BOTH.into_iter().find(|family| route.share.meets(&family.all()));
            let source = net.segments[segment as usize].cidrs.intersect(&family.unwrap_or(Family::V4).all());
            for other in net.hubs[hub as usize].attachments.iter().filter(|it| **it != own) {
                let Some(there) = boundary(&net.attachments[*other as usize]) else { continue };
                let to = route.share.intersect(&net.boundaries[there as usize].cidrs);
                if to.is_empty() || !chosen(design, own, &to).contains(other) {
                    continue;
                }
                if let Some(lacking) = lacking(design, hub, (own, &source), (*other, there)) {
                    let names = [
                        &net.segments[segment as usize].node,
                        &net.boundaries[there as usize].node,
                        &net.hubs[hub as usize].node,
                        lacking,
                    ];
                    report.raise(&ADVICE.rule, design.at(&table.node), names.map(ToString::to_string));
                }
            }
        }
    }
}

/// Where the way back ends: a VPC whose tables do not know it, or a table of the hub.
fn lacking<'d>(
    design: &Design<'d>,
    hub: Ix,
    (own, source): (Ix, &Ranges),
    (other, there): (Ix, Ix),
) -> Option<&'d NodeId> {
    let net = design.net;
    let tables: BTreeSet<Ix> = design.counted.segments[there as usize]
        .iter()
        .filter(|at| !design.counted.in_segment[**at as usize].is_empty())
        .map(|at| net.segments[*at as usize].table)
        .gather();
    let back = |table: &Ix| design.leads(*table, source).any(|it| it == Target::Hub(hub));
    if tables.is_empty() || source.is_empty() {
        return None;
    }
    if !tables.iter().any(back) {
        return Some(&net.boundaries[there as usize].node);
    }
    let attachment = &net.attachments[other as usize];
    let table = attachment.table.map_or(&attachment.node, |it| &net.hub_tables[it as usize].node);
    (!chosen(design, other, source).contains(&own)).then_some(table)
}

fn boundary(attachment: &AttachmentNet) -> Option<Ix> {
    match &attachment.end {
        AttachmentEndNet::Boundary { boundary, .. } if attachment.up => Some(*boundary),
        AttachmentEndNet::Boundary { .. } | AttachmentEndNet::Hub(_) | AttachmentEndNet::Lines(_) => None,
    }
}

/// The attachment of a VPC to a hub.
fn attachment(design: &Design<'_>, hub: Ix, of: Ix) -> Option<Ix> {
    let all = design.net.hubs[hub as usize].attachments.iter().copied();
    all.into_iter().find(|it| boundary(&design.net.attachments[*it as usize]) == Some(of))
}

/// The attachments to which the table of one sends packets for some addresses (TGW-2).
fn chosen(design: &Design<'_>, from: Ix, to: &Ranges) -> Vec<Ix> {
    let Some(table) = design.net.attachments[from as usize].table else { return Vec::new() };
    let mut entries: Vec<_> = design.net.hub_tables[table as usize].entries.iter().collect();
    entries.order_by_key(|it| (Reverse(it.length), it.origin));
    let (mut rest, mut out) = (to.clone(), Vec::new());
    for entry in entries {
        if rest.meets(&entry.covers) {
            rest = rest.subtract(&entry.covers);
            out.extend(entry.attachment);
        }
    }
    out
}
