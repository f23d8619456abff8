//! An attachment of a VPC whose tables never lead to the transit gateway.

use super::{Advice, Design};
use crate::net::graph::{AttachmentEndNet, Ix, Target};
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};
use std::collections::BTreeSet;

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "ROUTE015",
        severity: Severity::Info,
        title: text!(
            "no route of `{0}` leads to `{1}`, though this attachment joins them",
            "이 연결이 `{0}`과(와) `{1}`을(를) 잇지만 `{0}`에서 그곳으로 가는 경로가 없다"
        ),
        help: text!(
            "add a route to the transit gateway, or remove the attachment",
            "전송 게이트웨이로 가는 경로를 추가하거나 연결을 지운다"
        ),
        source: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html",
    },
    explanation: text!(
        "An attachment is billed by the hour. Without a route in the VPC's tables nothing leaves by it, \
         and no answer to what comes in over it finds its way back. Route the other networks' blocks to \
         the transit gateway.",
        "연결은 시간당 요금이 든다. VPC의 테이블에 경로가 없으면 아무것도 이곳으로 나가지 않고, 이곳으로 들어온 패킷의 응답도 돌아가지 못한다. 다른 네트워크의 블록을 전송 \
         게이트웨이로 보내는 경로를 쓴다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    let net = design.net;
    let targets = net.tables.iter().flat_map(|it| it.entries.iter().map(|entry| (it.boundary, entry.target)));
    let used: BTreeSet<(Ix, Target)> = targets.collect();
    for attachment in &net.attachments {
        let (Some(hub), AttachmentEndNet::Boundary { boundary, .. }) = (attachment.hub, &attachment.end)
        else {
            continue;
        };
        if !used.contains(&(*boundary, Target::Hub(hub))) {
            let names = [&net.boundaries[*boundary as usize].node, &net.hubs[hub as usize].node];
            report.raise(&ADVICE.rule, design.at(&attachment.node), names.map(ToString::to_string));
        }
    }
}
