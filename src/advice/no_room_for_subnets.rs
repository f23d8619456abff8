//! A VPC whose blocks are wholly cut into subnets.

use super::{Advice, Design};
use crate::net::ranges::Ranges;
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "ADDR004",
        severity: Severity::Info,
        title: text!(
            "its subnets leave no block for another one",
            "서브넷이 블록을 모두 차지해 새 서브넷을 둘 자리가 없다"
        ),
        help: text!("add a secondary block before it is needed", "필요해지기 전에 보조 블록을 추가한다"),
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html",
    },
    explanation: text!(
        "Every address of the VPC belongs to a subnet, so nothing is left for another zone, a transit \
         gateway attachment or endpoints. A subnet's block cannot be changed while it is in use. Add a \
         secondary block, or leave room in the plan.",
        "VPC의 모든 주소가 서브넷에 속해 새 영역, 전송 게이트웨이 연결, 엔드포인트를 둘 자리가 없다. 사용 중인 서브넷의 블록은 바꿀 수 없다. 보조 블록을 추가하거나 계획에 \
         여유를 둔다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    for (boundary, segments) in design.net.boundaries.iter().zip(&design.counted.segments) {
        let own = segments.iter().flat_map(|it| design.net.segments[*it as usize].cidrs.spans());
        let left = boundary.cidrs.intersect(&Ranges::all_v4()).subtract(&own.copied().collect());
        // The smallest subnet is a /28.
        let room = left.to_cidrs().iter().any(|it| it.length() <= 28);
        if !segments.is_empty() && !room && boundary.cidrs.meets(&Ranges::all_v4()) {
            report.raise(&ADVICE.rule, design.at(&boundary.node), []);
        }
    }
}
