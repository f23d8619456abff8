//! Inbound rules of a group that only functions carry (FN-2).

use super::{Advice, Design};
use crate::net::graph::Ix;
use crate::{
    base::{text, Gather as _},
    diag::{Report, Rule, Severity},
};
use std::collections::BTreeSet;

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "FILTER009",
        severity: Severity::Info,
        title: text!(
            "nothing opens connections to what carries this group, so its inbound rules have no effect",
            "이 그룹을 쓰는 리소스에는 아무도 연결을 열지 않으므로 인바운드 규칙은 효과가 없다"
        ),
        help: text!("remove the inbound rules", "인바운드 규칙을 지운다"),
        source: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
    },
    explanation: text!(
        "The interfaces of functions, and those that AWS keeps for its own services, only open \
         connections. Answers come back whatever the rules say. Inbound rules here protect nothing and \
         admit nobody; they only suggest that a function could be reached by its address.",
        "함수의 인터페이스와 AWS가 자체 서비스에 쓰는 인터페이스는 연결을 열기만 한다. 응답은 규칙과 관계없이 돌아온다. 여기의 인바운드 규칙은 아무것도 보호하거나 허용하지 \
         않으며, 함수에 주소로 닿을 수 있다는 오해만 준다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    let defaults: BTreeSet<Ix> = design.net.boundaries.iter().map(|it| it.default_group).gather();
    for (at, (group, carriers)) in (0..).zip(design.net.groups.iter().zip(&design.counted.carriers)) {
        let closed = carriers.iter().all(|it| !design.net.interfaces[*it as usize].fact.inbound.is_open());
        if !defaults.contains(&at) && !group.ingress.is_empty() && !carriers.is_empty() && closed {
            report.raise(&ADVICE.rule, design.at(&group.node), []);
        }
    }
}
