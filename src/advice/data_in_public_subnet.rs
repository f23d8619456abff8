//! A database in a public subnet.

use super::Family;
use super::{Advice, Design};
use crate::net::graph::Target;
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "OPEN007",
        severity: Severity::Info,
        title: text!(
            "`{0}` keeps data and stands in the public subnet `{1}`",
            "`{0}`은(는) 데이터를 보관하는데 퍼블릭 서브넷 `{1}`에 있다"
        ),
        help: text!("place it in private subnets", "프라이빗 서브넷에 둔다"),
        source: "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html",
    },
    explanation: text!(
        "The subnet leads to an internet gateway. Nobody on the internet reaches the database today, but \
         one public address and one rule are all that is missing. In a private subnet no single mistake \
         opens it.",
        "이 서브넷은 인터넷 게이트웨이로 이어진다. 지금은 인터넷에서 데이터베이스에 닿을 수 없지만, 공인 주소 하나와 규칙 하나만 더해지면 열린다. 프라이빗 서브넷에서는 실수 \
         하나로 열리지 않는다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    for (at, interface) in design.net.interfaces.iter().enumerate().filter(|(at, _)| design.counted.keeps_data[*at]) {
        let edge = |family| matches!(design.way_of(interface.segment, family), Some(Target::Edge(_)));
        let hidden = design.counted.open[at].iter().all(|open| open.is_empty());
        if hidden && (edge(Family::V4) || edge(Family::V6)) {
            let segment = &design.net.segments[interface.segment as usize].node;
            let args = [interface.node.to_string(), segment.to_string()];
            report.raise(&ADVICE.rule, design.at(&interface.node), args);
        }
    }
}
