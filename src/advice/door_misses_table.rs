//! A route table that a gateway endpoint of its VPC leaves out.

use super::door_missing::pays;
use super::{Advice, Design};
use crate::net::graph::{Ix, Target};
use crate::{
    base::{text, Gather as _},
    diag::{Report, Rule, Severity},
};
use std::collections::BTreeSet;

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "SPEND004",
        severity: Severity::Info,
        title: text!(
            "`{0}` is not named in this table, so calls to {1} from here pass a NAT gateway",
            "이 테이블에는 `{0}`이(가) 없어 여기서 {1}을(를) 호출하면 NAT 게이트웨이를 거친다"
        ),
        help: text!(
            "name this table in the gateway endpoint",
            "게이트웨이 엔드포인트에 이 테이블을 지정한다"
        ),
        source: "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html",
    },
    explanation: text!(
        "The VPC has a gateway endpoint for the service, but it puts its route only into the tables that \
         it names. Subnets that use this table reach the service over their default route and pay the NAT \
         gateway for it. Naming the table in the endpoint costs nothing.",
        "VPC에 이 서비스의 게이트웨이 엔드포인트가 있지만, 지정한 테이블에만 경로를 넣는다. 이 테이블을 쓰는 서브넷은 기본 경로로 서비스에 닿으며 NAT 게이트웨이 요금을 \
         낸다. 엔드포인트에 테이블을 지정하는 데는 비용이 들지 않는다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    let net = design.net;
    for (table, users) in net.tables.iter().zip(&design.counted.by_table) {
        if table.implicit || !users.iter().any(|it| pays(design, *it)) {
            continue;
        }
        let here: BTreeSet<Ix> = table
            .entries
            .iter()
            .filter_map(|entry| {
                if let Target::Door(at) = entry.target { Some(net.doors[at as usize].service) } else { None }
            })
            .gather();
        for door in net.doors.iter().filter(|it| it.boundary == table.boundary && !here.contains(&it.service))
        {
            let service = &net.services[door.service as usize].0;
            let args = [door.node.to_string(), service.name.to_string()];
            report.raise(&ADVICE.rule, design.at(&table.node), args);
        }
    }
}
