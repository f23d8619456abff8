//! A transit gateway attachment of an inspection VPC without appliance mode (TGW-3).

use super::inspection_bypassed::remembers;
use super::{Advice, Design};
use crate::net::graph::{AttachmentEndNet, Target};
use crate::{
    base::{text, Gather as _},
    diag::{Report, Rule, Severity},
};
use std::collections::BTreeSet;

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "ZONE004",
        severity: Severity::Warning,
        title: text!(
            "what arrives over this attachment is inspected by `{0}`, but without appliance mode the two \
         directions of a flow may use different zones",
            "이 연결로 들어온 패킷을 `{0}`이(가) 검사하는데, 어플라이언스 모드가 꺼져 있어 한 흐름의 두 방향이 서로 다른 영역을 쓸 수 있다"
        ),
        help: text!("turn appliance mode on for this attachment", "이 연결의 어플라이언스 모드를 켠다"),
        source: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-appliance-scenario.html",
    },
    explanation: text!(
        "A transit gateway delivers a packet in the zone of its sender, so a request and its answer can \
         enter the inspection VPC in different zones, at different firewalls. A stateful firewall that \
         sees only one direction drops the flow. Appliance mode keeps both directions of a flow in one \
         zone.",
        "전송 게이트웨이는 보낸 쪽의 영역으로 패킷을 전달하므로, 요청과 응답이 검사 VPC의 서로 다른 영역, 서로 다른 방화벽으로 들어갈 수 있다. 한 방향만 본 상태 저장 \
         방화벽은 흐름을 버린다. 어플라이언스 모드를 켜면 한 흐름의 두 방향이 같은 영역을 쓴다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    let net = design.net;
    for attachment in &net.attachments {
        let AttachmentEndNet::Boundary { segments, appliance_mode: false, .. } = &attachment.end else {
            continue;
        };
        let zones: BTreeSet<&str> = segments.iter().map(|it| design.zone(*it)).gather();
        let tables = segments.iter().map(|it| &net.tables[net.segments[*it as usize].table as usize]);
        let guard = tables.flat_map(|it| &it.routes).find_map(|route| match route.target {
            Target::Appliance(at) => Some(&net.interfaces[at as usize]),
            Target::Local
            | Target::Blackhole
            | Target::Edge(_)
            | Target::Exit(_)
            | Target::Nat(_)
            | Target::Door(_)
            | Target::Peering(_)
            | Target::Hub(_)
            | Target::Gateway(_)
            | Target::Opaque => None,
        });
        if let Some(guard) = guard.filter(|it| zones.len() > 1 && remembers(&it.fact.forwarding)) {
            report.raise(&ADVICE.rule, design.at(&attachment.node), [guard.node.to_string()]);
        }
    }
}
