//! A route to a virtual private gateway that is wider than what its lines know (VGW-1).

use super::{Advice, Design};
use crate::net::{graph::Target, ranges::Ranges};
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "ROUTE007",
        severity: Severity::Warning,
        title: text!(
            "the route to {0} covers addresses that no line of `{1}` knows: {2}",
            "{0}(으)로 가는 경로가 `{1}`의 어느 회선도 모르는 주소를 덮는다: {2}"
        ),
        help: text!(
            "route the known prefixes only, or let the gateway propagate them",
            "알려진 접두사만 경로에 쓰거나 게이트웨이가 전파하게 한다"
        ),
        source: "https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNRoutingTypes.html",
    },
    explanation: text!(
        "A virtual private gateway sends on only what one of its VPN or Direct Connect lines has a prefix \
         for, and drops the rest. The subnet's route is wider than that, so some packets leave for the \
         gateway and end there. Propagated routes always match what the lines know.",
        "가상 프라이빗 게이트웨이는 VPN 또는 Direct Connect 회선 중 하나가 접두사를 가진 것만 보내고 나머지는 버린다. 서브넷의 경로가 그보다 넓어 일부 패킷은 \
         게이트웨이로 가서 사라진다. 전파된 경로는 언제나 회선이 아는 것과 일치한다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    let net = design.net;
    for table in &net.tables {
        for route in &table.routes {
            let Target::Gateway(at) = route.target else { continue };
            let gateway = &net.gateways[at as usize];
            let lines = gateway.lines.iter().map(|it| &net.lines[*it as usize]).filter(|it| it.up);
            let known = lines.fold(Ranges::EMPTY, |all, it| all.union(&Ranges::cidrs(&it.prefixes)));
            let beyond = route.share.subtract(&known).to_cidrs();
            if !beyond.is_empty() {
                let more = if beyond.len() > 2 { " …" } else { "" };
                let some: Vec<String> = beyond.iter().take(2).map(ToString::to_string).collect();
                let args =
                    [route.label.clone(), gateway.node.to_string(), format!("{}{more}", some.join(", "))];
                report.raise(&ADVICE.rule, design.at(&table.node), args);
            }
        }
    }
}
