//! Two VPCs that share addresses.

use super::{Advice, Design};
use crate::net::{graph::Ix, ranges::Span};
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "ADDR001",
        severity: Severity::Info,
        title: text!(
            "`{0}` and `{1}` share addresses, so they can never be peered",
            "`{0}`과(와) `{1}`의 주소가 겹쳐 피어링할 수 없다"
        ),
        help: text!(
            "choose blocks that no other network of yours uses",
            "다른 네트워크가 쓰지 않는 블록을 고른다"
        ),
        source: "https://docs.aws.amazon.com/vpc/latest/peering/invalid-peering-configurations.html",
    },
    explanation: text!(
        "VPCs whose blocks overlap cannot be peered, and a transit gateway learns only one of them. Today \
         nothing joins these two; the day something must, one of them has to be built anew, for a VPC's \
         first block cannot be changed. Give each VPC a block of its own from the start.",
        "블록이 겹치는 VPC끼리는 피어링할 수 없고, 전송 게이트웨이도 둘 중 하나만 학습한다. 지금은 둘을 잇는 것이 없지만, 이어야 할 때가 오면 VPC의 첫 블록은 바꿀 수 \
         없으므로 하나를 새로 만들어야 한다. 처음부터 VPC마다 다른 블록을 준다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    let net = design.net;
    let mut spans: Vec<(Span, Ix)> = Vec::new();
    for (at, boundary) in (0..).zip(&net.boundaries) {
        spans.extend(boundary.cidrs.spans().iter().map(|span| (*span, at)));
    }
    spans.sort_unstable();
    // Each block is compared with the one before it that reaches furthest.
    let mut furthest: Option<(Span, Ix)> = None;
    for (span, at) in spans {
        if let Some((before, other)) = furthest
            && other != at
            && span.0 <= before.1
            && !design.peers(at).any(|(it, _)| it == other)
        {
            let (first, second) = (at.min(other), at.max(other));
            let names = [first, second].map(|it| net.boundaries[it as usize].node.to_string());
            report.raise(&ADVICE.rule, design.at(&net.boundaries[second as usize].node), names);
        }
        if furthest.is_none_or(|(before, _)| before.1 < span.1) {
            furthest = Some((span, at));
        }
    }
}
