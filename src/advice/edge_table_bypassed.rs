//! A subnet that is inspected on the way in and not on the way out (IGW-6).

use super::Family;
use super::{Advice, Design};
use crate::net::graph::Target;
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "ROUTE010",
        severity: Severity::Warning,
        title: text!(
            "packets from the internet to `{0}` pass `{1}`, but its table leads to `{2}` directly",
            "인터넷에서 `{0}`(으)로 오는 패킷은 `{1}`을(를) 거치지만 이 서브넷의 테이블은 `{2}`(으)로 바로 이어진다"
        ),
        help: text!(
            "send the subnet's default route to the same appliance",
            "서브넷의 기본 경로도 같은 어플라이언스로 보낸다"
        ),
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/gateway-route-tables.html",
    },
    explanation: text!(
        "The table of the internet gateway sends what comes in through a firewall or an appliance. \
         Answers that leave by the gateway directly do not match what the appliance saw, and AWS does not \
         carry them. The subnet's own table must lead to the same appliance.",
        "인터넷 게이트웨이의 테이블이 들어오는 패킷을 방화벽이나 어플라이언스로 보낸다. 게이트웨이로 바로 나가는 응답은 어플라이언스가 본 흐름과 맞지 않아 전달되지 않는다. 서브넷의 \
         테이블도 같은 어플라이언스로 이어져야 한다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    let net = design.net;
    for (at, edge) in (0..).zip(&net.edges) {
        let (Some(table), Some(segments)) = (edge.table, design.counted.segments.get(edge.boundary as usize)) else {
            continue;
        };
        for segment in segments.iter().filter(|it| !design.counted.in_segment[**it as usize].is_empty()) {
            let own = &net.segments[*segment as usize];
            let guard = design
                .leads(table, &own.cidrs)
                .find_map(|target| if let Target::Appliance(at) = target { Some(at) } else { None });
            let direct = Family::BOTH.iter().any(|it| design.way_of(*segment, *it) == Some(Target::Edge(at)));
            if let Some(guard) = guard.filter(|_| direct) {
                let names = [&own.node, &net.interfaces[guard as usize].node, &edge.node];
                report.raise(&ADVICE.rule, design.at(&own.node), names.map(ToString::to_string));
            }
        }
    }
}
