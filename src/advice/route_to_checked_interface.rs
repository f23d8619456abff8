//! A route to an interface that takes packets of its own only.

use super::{Advice, Design};
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};
use crate::{model::fact::Inbound, net::graph::Target};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "ROUTE005",
        severity: Severity::Warning,
        title: text!(
            "the route to {0} leads to `{1}`, whose source/destination check drops packets that are not its \
         own",
            "{0}(으)로 가는 경로가 `{1}`(으)로 이어지는데, 소스/대상 확인이 켜져 있어 자기 것이 아닌 패킷을 버린다"
        ),
        help: text!(
            "turn the source/destination check off on the appliance",
            "어플라이언스의 소스/대상 확인을 끈다"
        ),
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/work-with-nat-instances.html",
    },
    explanation: text!(
        "A machine that forwards for others, such as a firewall or a NAT instance, must take packets that \
         are not addressed to it. With the source/destination check on, AWS drops them before the machine \
         sees them. Turn the check off, or send the packets elsewhere.",
        "방화벽이나 NAT 인스턴스처럼 다른 리소스의 패킷을 전달하는 서버는 자기 주소로 오지 않은 패킷을 받아야 한다. 소스/대상 확인이 켜져 있으면 AWS가 서버에 닿기 전에 \
         패킷을 버린다. 확인을 끄거나 패킷을 다른 곳으로 보낸다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    for table in &design.net.tables {
        for route in &table.routes {
            if let Target::Appliance(at) = route.target
                && let it = &design.net.interfaces[at as usize]
                && it.fact.source_dest_check
                && it.fact.inbound != Inbound::Inspection
            {
                let args = [route.label.clone(), it.node.to_string()];
                report.raise(&ADVICE.rule, design.at(&table.node), args);
            }
        }
    }
}
