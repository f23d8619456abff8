//! Requests go over a peering connection and answers over something else.

use super::peering_one_way::{is_other_network, over_peerings};
use super::{Advice, Design};
use crate::net::graph::Target;
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "ROUTE008",
        severity: Severity::Warning,
        title: text!(
            "`{0}` sends packets to `{1}` over `{2}`, but the answers come back another way",
            "`{0}`은(는) `{2}`을(를) 거쳐 `{1}`(으)로 패킷을 보내지만 응답은 다른 길로 돌아온다"
        ),
        help: text!("use the same way in both directions", "양방향에 같은 길을 쓴다"),
        source: "https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-routing.html",
    },
    explanation: text!(
        "Two networks join the VPCs, and the tables of each side choose another one. Groups are not known \
         on both ways, firewalls on one of them see half of each connection, and the bill counts both. \
         Let the tables of both sides name the same connection.",
        "두 VPC를 잇는 네트워크가 둘인데 양쪽 테이블이 서로 다른 것을 고른다. 한쪽 길에서는 보안 그룹을 알 수 없고, 한쪽 길의 방화벽은 연결의 절반만 보며, 요금도 양쪽에 \
         든다. 양쪽 테이블이 같은 연결을 지정하게 한다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    for way in over_peerings(design) {
        let elsewhere = way.back.iter().any(|target| is_other_network(*target));
        if !way.back.contains(&Target::Peering(way.peering)) && elsewhere {
            report.raise(&ADVICE.rule, design.at(way.table), way.names(design));
        }
    }
}
