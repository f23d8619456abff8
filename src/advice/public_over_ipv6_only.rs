//! A subnet that is private for IPv4 and public for IPv6.

use super::Family;
use super::{Advice, Design};
use crate::net::graph::Target;
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "OPEN006",
        severity: Severity::Warning,
        title: text!(
            "`{0}` is private for IPv4, but its IPv6 addresses lead straight to the internet gateway",
            "`{0}`은(는) IPv4로는 프라이빗이지만 IPv6 주소는 인터넷 게이트웨이로 바로 이어진다"
        ),
        help: text!(
            "send ::/0 to an egress-only internet gateway",
            "::/0을 외부 전용 인터넷 게이트웨이로 보낸다"
        ),
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html",
    },
    explanation: text!(
        "IPv6 addresses are public, and with a route for ::/0 to an internet gateway the internet may \
         open connections to them; only the filters are left. For IPv4 the same subnet has no such route, \
         so somebody meant it to be private. An egress-only internet gateway lets connections out and \
         none in.",
        "IPv6 주소는 공인 주소이므로, ::/0 경로가 인터넷 게이트웨이로 가면 인터넷에서 연결을 시작할 수 있고 막는 것은 필터뿐이다. 같은 서브넷에 IPv4로는 그런 경로가 \
         없으니 프라이빗으로 쓰려는 것이다. 외부 전용 인터넷 게이트웨이는 나가는 연결만 허용하고 들어오는 연결은 막는다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    for (at, segment) in (0..).zip(&design.net.segments) {
        let edge = |family| matches!(design.way_of(at, family), Some(Target::Edge(_)));
        let global = || design.counted.in_segment[at as usize].iter().any(|it| design.meets_ipv6(*it));
        if edge(Family::V6) && !edge(Family::V4) && segment.cidrs.meets(&Family::V4.all()) && global() {
            report.raise(&ADVICE.rule, design.at(&segment.node), [segment.node.to_string()]);
        }
    }
}
