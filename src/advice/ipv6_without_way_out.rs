//! IPv6 addresses without a way out, where IPv4 has one.

use super::Family;
use super::{Advice, Design};
use crate::net::graph::Target;
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "ROUTE006",
        severity: Severity::Info,
        title: text!(
            "`{0}` has IPv6 addresses and a way to the internet for IPv4, but none for IPv6",
            "`{0}`에 IPv6 주소가 있고 IPv4로는 인터넷으로 가는 길이 있지만 IPv6로는 없다"
        ),
        help: text!(
            "add a route for ::/0 to an egress-only internet gateway",
            "외부 전용 인터넷 게이트웨이로 가는 ::/0 경로를 추가한다"
        ),
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html",
    },
    explanation: text!(
        "Programs that get an IPv6 address for a name try it first. Without a route for ::/0 those \
         packets have nowhere to go, and each connection waits before it falls back to IPv4. NAT gateways \
         do not carry IPv6; an egress-only internet gateway does what they do, free of charge.",
        "이름에 대해 IPv6 주소를 받은 프로그램은 그것을 먼저 시도한다. ::/0 경로가 없으면 그 패킷은 갈 곳이 없고, 연결마다 기다린 뒤에야 IPv4로 넘어간다. NAT \
         게이트웨이는 IPv6를 나르지 않으며, 외부 전용 인터넷 게이트웨이가 같은 일을 무료로 한다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    let net = design.net;
    for (at, segment) in (0..).zip(&net.segments) {
        let out = matches!(design.way_of(at, Family::V4), Some(Target::Edge(_) | Target::Nat(_)));
        let user = design.counted.in_segment[at as usize]
            .iter()
            .any(|it| design.meets_ipv6(*it) && net.interfaces[*it as usize].fact.initiates);
        if out && user && design.way_of(at, Family::V6).is_none() {
            report.raise(&ADVICE.rule, design.at(&segment.node), [segment.node.to_string()]);
        }
    }
}
