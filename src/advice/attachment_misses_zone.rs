//! A transit gateway attachment without a subnet in a zone that uses it (TGW-1).

use super::{Advice, Design};
use crate::net::graph::{AttachmentEndNet, Target};
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};
use std::collections::BTreeSet;

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "ZONE003",
        severity: Severity::Warning,
        title: text!(
            "`{1}` in zone {0} routes to `{2}`, but this attachment has no subnet in that zone",
            "영역 {0}의 `{1}`이(가) `{2}`(으)로 패킷을 보내지만 이 연결에는 그 영역의 서브넷이 없다"
        ),
        help: text!("add a subnet of that zone to the attachment", "연결에 그 영역의 서브넷을 추가한다"),
        source: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html",
    },
    explanation: text!(
        "Packets enter a transit gateway in the zone of their sender only. A zone in which the attachment \
         has no subnet cannot use it: the route is there, and every packet is dropped. Add one small \
         subnet of each zone to the attachment.",
        "패킷은 보낸 쪽과 같은 영역에서만 전송 게이트웨이로 들어간다. 연결에 서브넷이 없는 영역은 이를 쓸 수 없어, 경로가 있어도 모든 패킷이 버려진다. 영역마다 작은 서브넷을 \
         하나씩 연결에 추가한다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    let net = design.net;
    for attachment in &net.attachments {
        let (Some(hub), AttachmentEndNet::Boundary { boundary, segments, .. }) =
            (attachment.hub, &attachment.end)
        else {
            continue;
        };
        let zones: BTreeSet<&str> = segments.iter().map(|it| design.zone(*it)).collect();
        let mut told = zones.clone();
        for segment in &design.segments[*boundary as usize] {
            let it = &net.segments[*segment as usize];
            let table = &net.tables[it.table as usize];
            let uses = table.routes.iter().any(|route| route.target == Target::Hub(hub));
            if uses && !design.in_segment[*segment as usize].is_empty() && told.insert(&it.zone) {
                let args = [it.zone.clone(), it.node.to_string(), net.hubs[hub as usize].node.to_string()];
                report.raise(&ADVICE.rule, design.at(&attachment.node), args);
            }
        }
    }
}
