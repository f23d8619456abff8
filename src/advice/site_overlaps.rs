//! A network on premises that shares addresses with a VPC it is joined to.

use super::{Advice, Design};
use crate::net::graph::{AttachmentEndNet, Ix, LineEnd};
use crate::{
    base::{text, Gather as _},
    diag::{Report, Rule, Severity},
};
use std::collections::BTreeSet;

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "ADDR006",
        severity: Severity::Warning,
        title: text!(
            "`{0}` and `{1}`, to which its lines lead, share addresses",
            "`{0}`과(와) 회선으로 이어진 `{1}`의 주소가 겹친다"
        ),
        help: text!(
            "renumber one of the two, or translate addresses between them",
            "둘 중 하나의 주소를 바꾸거나 사이에서 주소를 변환한다"
        ),
        source: "https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNRoutingTypes.html",
    },
    explanation: text!(
        "Inside the VPC its own blocks always win: packets for the shared addresses never leave for the \
         site, and answers to clients there stay inside. At the site the same happens the other way \
         round. Choose blocks for VPCs that nobody on premises uses.",
        "VPC 안에서는 자기 블록이 언제나 우선하므로 겹치는 주소로 가는 패킷은 온프레미스로 나가지 않고, 그쪽 클라이언트에게 보내는 응답도 안에 머문다. 온프레미스에서도 반대로 \
         같은 일이 생긴다. VPC에는 온프레미스에서 쓰지 않는 블록을 고른다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    let net = design.net;
    for site in &net.sites {
        let joined: BTreeSet<Ix> = site.lines.iter().flat_map(|line| boundaries(design, *line)).gather();
        for boundary in joined.iter().map(|it| &net.boundaries[*it as usize]) {
            if boundary.cidrs.meets(&site.cidrs) {
                let args = [site.node.to_string(), boundary.node.to_string()];
                report.raise(&ADVICE.rule, design.at(&site.node), args);
            }
        }
    }
}

/// The VPCs to which a line leads.
fn boundaries(design: &Design<'_>, line: Ix) -> Vec<Ix> {
    let net = design.net;
    match net.lines[line as usize].end {
        LineEnd::Gateway(at) => net.gateways[at as usize].boundary.into_iter().collect(),
        LineEnd::Attachment(at) => {
            let hub = net.attachments[at as usize].hub;
            let others = net.attachments.iter().filter(|it| it.hub == hub && hub.is_some());
            let ends = others.filter_map(|it| match &it.end {
                AttachmentEndNet::Boundary { boundary, .. } => Some(*boundary),
                AttachmentEndNet::Hub(_) | AttachmentEndNet::Lines(_) => None,
            });
            ends.collect()
        }
        LineEnd::Public | LineEnd::Nowhere => Vec::new(),
    }
}
