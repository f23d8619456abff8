//! A VPC with a NAT gateway and without a gateway endpoint, beside a bucket or a table.

use super::{Advice, Design};
use super::{Family, nat_carries_service::has_door};
use crate::net::graph::{Ix, Target};
use crate::{
    base::{text, Gather as _},
    diag::{Report, Rule, Severity},
};
use std::collections::BTreeSet;

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "SPEND002",
        severity: Severity::Info,
        title: text!(
            "`{0}` has a NAT gateway and no gateway endpoint for {1}, which this design uses",
            "`{0}`에 NAT 게이트웨이는 있지만 이 설계가 쓰는 {1}의 게이트웨이 엔드포인트가 없다"
        ),
        help: text!("add a gateway endpoint, which is free", "무료인 게이트웨이 엔드포인트를 추가한다"),
        source: "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html",
    },
    explanation: text!(
        "No connection of the design is drawn that way yet, but whatever in these subnets calls the \
         service will pass the NAT gateway, which bills every gigabyte. A gateway endpoint takes the same \
         traffic for nothing. Many services fetch packages and images from S3 besides.",
        "아직 설계에 그런 연결이 그려져 있지 않지만, 이 서브넷에서 서비스를 호출하면 기가바이트마다 요금이 드는 NAT 게이트웨이를 거친다. 게이트웨이 엔드포인트는 같은 트래픽을 \
         무료로 처리한다. 패키지와 이미지를 S3에서 받는 서비스도 많다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    let net = design.net;
    let served: BTreeSet<Ix> = net.roles.values().flat_map(|it| it.served.iter().copied()).gather();
    for (at, boundary) in (0..).zip(&net.boundaries) {
        let paying = design.counted.segments[at as usize].iter().any(|it| pays(design, *it));
        for service in served.iter().filter(|_| paying) {
            let it = &net.services[*service as usize].0;
            let door = net.doors.iter().any(|door| door.boundary == at && door.service == *service);
            if has_door(it) && it.region == boundary.region && !door && !is_drawn(design, *service) {
                let args = [boundary.node.to_string(), it.name.to_string()];
                report.raise(&ADVICE.rule, design.at(&boundary.node), args);
            }
        }
    }
}

/// Whether what starts in a segment leaves by a NAT gateway.
pub(super) fn pays(design: &Design<'_>, segment: Ix) -> bool {
    let opens = |it: &Ix| design.net.interfaces[*it as usize].fact.initiates;
    matches!(design.way_of(segment, Family::V4), Some(Target::Nat(_)))
        && design.counted.in_segment[segment as usize].iter().any(opens)
}

/// Whether some connection that passes a NAT gateway is about this service: that is another rule's business.
fn is_drawn(design: &Design<'_>, service: Ix) -> bool {
    let net = design.net;
    design.judgements.iter().any(|(id, judgement)| {
        let to = design.model.connection(id).and_then(|it| it.ends()).map(|(_, to)| to);
        let about = to.and_then(|to| net.roles.get(to)).is_some_and(|it| it.served.contains(&service));
        let mut through = judgement.packets.iter().flat_map(|answer| &answer.through);
        about && through.any(|it| net.roles.get(it).is_some_and(|roles| roles.nat.is_some()))
    })
}
