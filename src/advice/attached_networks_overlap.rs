//! Two VPCs on one transit gateway that share addresses (TGW-5).

use super::{Advice, Design};
use crate::net::{
    graph::{AttachmentEndNet, Ix},
    ranges::Span,
};
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "ADDR005",
        severity: Severity::Warning,
        title: text!(
            "`{0}` and `{1}` are both attached to `{2}` and share addresses: only one of them is learned",
            "`{0}`과(와) `{1}`이(가) 모두 `{2}`에 연결되어 있는데 주소가 겹쳐 둘 중 하나만 학습된다"
        ),
        help: text!(
            "renumber one VPC, or put a private NAT gateway with other addresses in front of it",
            "한 VPC의 주소를 바꾸거나 다른 주소를 쓰는 프라이빗 NAT 게이트웨이를 앞에 둔다"
        ),
        source: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html",
    },
    explanation: text!(
        "A transit gateway learns the blocks of the VPC that was attached first; a VPC with an \
         overlapping block does not propagate its own. Packets for the shared addresses go to the first, \
         whoever they were meant for. Give the VPCs different blocks.",
        "전송 게이트웨이는 먼저 연결된 VPC의 블록을 학습하며, 블록이 겹치는 VPC는 자기 블록을 전파하지 못한다. 겹치는 주소로 가는 패킷은 누구를 향했든 첫 번째 VPC로 \
         간다. VPC마다 다른 블록을 준다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    let net = design.net;
    for hub in &net.hubs {
        let mut taken: Vec<(Span, Ix)> = Vec::new();
        for attachment in &hub.attachments {
            if let AttachmentEndNet::Boundary { boundary, .. } = &net.attachments[*attachment as usize].end {
                let spans = net.boundaries[*boundary as usize].cidrs.spans();
                taken.extend(spans.iter().map(|span| (*span, *boundary)));
            }
        }
        taken.sort_unstable();
        for pair in taken.windows(2) {
            let [(a, first), (b, second)] = pair else { continue };
            if first != second && b.0 <= a.1 {
                let later = (*first).max(*second);
                let names =
                    [(*first).min(*second), later].map(|it| net.boundaries[it as usize].node.to_string());
                let [one, two] = names;
                let place = design.at(&net.boundaries[later as usize].node);
                report.raise(&ADVICE.rule, place, [one, two, hub.node.to_string()]);
            }
        }
    }
}
