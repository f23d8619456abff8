//! A route over a peering connection that is not active.

use super::{Advice, Design};
use crate::net::graph::Target;
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "ROUTE004",
        severity: Severity::Warning,
        title: text!(
            "the route to {0} leads over `{1}`, which is not active",
            "{0}(으)로 가는 경로가 활성 상태가 아닌 `{1}`을(를) 거친다"
        ),
        help: text!("accept the connection, or remove the route", "연결을 수락하거나 경로를 지운다"),
        source: "https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html",
    },
    explanation: text!(
        "Until the owner of the other VPC accepts a peering connection, and after it is deleted or has \
         expired, its routes are blackholes: packets are dropped, and no wider route takes them. Accept \
         the request or take the route out.",
        "상대 VPC의 소유자가 피어링 연결을 수락하기 전이나, 연결이 삭제되거나 만료된 뒤에는 그 경로가 블랙홀이 된다. 패킷은 버려지고 더 넓은 경로가 대신하지도 않는다. 요청을 \
         수락하거나 경로를 지운다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    for table in &design.net.tables {
        for route in &table.routes {
            if let Target::Peering(at) = route.target
                && let it = &design.net.peerings[at as usize]
                && !it.active
            {
                let args = [route.label.clone(), it.node.to_string()];
                report.raise(&ADVICE.rule, design.at(&table.node), args);
            }
        }
    }
}
