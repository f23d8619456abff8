//! A subnet with few addresses left.

use super::{Advice, Design};
use crate::net::{graph::Ix, ranges::Ranges};
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "ADDR002",
        severity: Severity::Warning,
        title: text!(
            "{0} of the {1} addresses of this subnet are taken",
            "이 서브넷의 주소 {1}개 중 {0}개가 쓰이고 있다"
        ),
        help: text!("move something to a larger subnet", "더 큰 서브넷으로 일부를 옮긴다"),
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html",
    },
    explanation: text!(
        "AWS keeps five addresses of each subnet, and fewer than one in ten of the others is free. When \
         none is left, instances do not start, functions and load balancers cannot grow, and endpoints \
         cannot be added. A subnet's block cannot be enlarged, so make a new one and move.",
        "AWS가 서브넷마다 주소 다섯 개를 쓰고, 나머지도 열에 하나가 채 남지 않았다. 다 쓰면 인스턴스가 시작되지 않고, 함수와 로드 밸런서가 늘어나지 못하며, 엔드포인트를 \
         추가할 수 없다. 서브넷의 블록은 늘릴 수 없으므로 새로 만들어 옮긴다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    for (at, segment) in (0..).zip(&design.net.segments) {
        if let Some((taken, usable)) = taken(design, at)
            && (usable - taken) * 10 < usable
        {
            report.raise(&ADVICE.rule, design.at(&segment.node), [taken.to_string(), usable.to_string()]);
        }
    }
}

/// How many IPv4 addresses of a segment are taken, of how many that may be.
pub(super) fn taken(design: &Design<'_>, segment: Ix) -> Option<(u128, u128)> {
    let net = design.net.segments.get(segment as usize)?;
    let own = net.cidrs.intersect(&Ranges::all_v4());
    let (first, last) = own.spans().first().copied()?;
    let owners = &design.net.boundaries.get(net.boundary as usize)?.owners;
    // The first four and the last one are the provider's.
    let usable = (last - first + 1).checked_sub(5)?;
    let taken = owners.range(first..=last).count() as u128;
    Some((taken.min(usable), usable))
}
