//! An interface endpoint to which the service name does not lead.

use super::nat_carries_service::has_door;
use super::{Advice, Design};
use crate::model::fact::Inbound;
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "ENDP002",
        severity: Severity::Info,
        title: text!(
            "private DNS is off: the name of {0} still leads to its public addresses, past this endpoint",
            "프라이빗 DNS가 꺼져 있어 {0}의 이름이 이 엔드포인트를 지나쳐 공인 주소로 이어진다"
        ),
        help: text!(
            "turn private DNS on, or call the service by the endpoint's own names",
            "프라이빗 DNS를 켜거나 엔드포인트의 이름으로 서비스를 호출한다"
        ),
        source: "https://docs.aws.amazon.com/vpc/latest/privatelink/interface-endpoints.html",
    },
    explanation: text!(
        "SDKs call the service by its usual name. Without private DNS that name means the public \
         addresses, so calls take the NAT gateway, or fail where there is none, while the endpoint is \
         billed by the hour. Turn private DNS on unless your programs use the endpoint's own names.",
        "SDK는 서비스의 보통 이름으로 호출한다. 프라이빗 DNS가 없으면 그 이름은 공인 주소를 뜻하므로 호출이 NAT 게이트웨이로 가거나 길이 없으면 실패하고, 엔드포인트에는 \
         시간당 요금이 든다. 프로그램이 엔드포인트의 이름을 쓰지 않는다면 프라이빗 DNS를 켠다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    for interface in &design.net.interfaces {
        if let Inbound::Service { service, private_dns: false } = &interface.fact.inbound
            && !has_door(service)
        {
            let named = &design.net.boundaries[interface.boundary as usize].private_dns;
            if design.net.service(service).is_none_or(|at| !named.contains_key(&at)) {
                report.raise(&ADVICE.rule, design.at(&interface.node), [service.name.to_string()]);
            }
        }
    }
}
