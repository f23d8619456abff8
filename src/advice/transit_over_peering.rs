//! A route over a peering connection to addresses that the other VPC does not have (PCX-2).

use super::{Advice, Design};
use crate::net::graph::Target;
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "ROUTE005",
        severity: Severity::Warning,
        title: text!(
            "the route to {0} leads over `{1}` to more than the blocks of `{2}`: the rest is dropped",
            "{0}(으)로 가는 경로가 `{1}`을(를) 거치는데 `{2}`의 블록보다 넓다. 나머지는 버려진다"
        ),
        help: text!(
            "route only the other VPC's blocks; use a transit gateway to go further",
            "상대 VPC의 블록만 경로에 쓰고, 더 멀리 가려면 전송 게이트웨이를 쓴다"
        ),
        source: "https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html",
    },
    explanation: text!(
        "What comes over a peering connection can be delivered inside the other VPC and nowhere else: not \
         to its internet gateway, NAT gateway, VPN, gateway endpoint or other peerings. A wider route, or \
         one to a third VPC, sends packets to where they are dropped. A transit gateway connects more \
         than two networks.",
        "피어링 연결로 들어온 패킷은 상대 VPC 안으로만 전달된다. 그쪽의 인터넷 게이트웨이, NAT 게이트웨이, VPN, 게이트웨이 엔드포인트, 다른 피어링으로는 갈 수 없다. \
         더 넓은 경로나 세 번째 VPC로 가는 경로를 탄 패킷은 버려진다. 셋 이상의 네트워크를 이으려면 전송 게이트웨이를 쓴다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    let net = design.net;
    for table in &net.tables {
        for route in &table.routes {
            let Target::Peering(at) = route.target else { continue };
            let it = &net.peerings[at as usize];
            let there = it.between.iter().flatten().copied().find(|it| *it != table.boundary);
            let Some(there) = there.filter(|_| it.active).map(|it| &net.boundaries[it as usize]) else {
                continue;
            };
            if !there.cidrs.covers(&route.share) {
                let args = [route.label.clone(), it.node.to_string(), there.node.to_string()];
                report.raise(&ADVICE.rule, design.at(&table.node), args);
            }
        }
    }
}
