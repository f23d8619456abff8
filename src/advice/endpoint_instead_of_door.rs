//! An interface endpoint for a service that has a free gateway endpoint.

use super::nat_carries_service::has_door;
use super::{Advice, Design};
use crate::model::fact::Inbound;
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "SPEND003",
        severity: Severity::Info,
        title: text!(
            "this interface endpoint to {0} is billed by the hour and the gigabyte; a gateway endpoint is \
         free",
            "{0}의 이 인터페이스 엔드포인트는 시간과 기가바이트마다 요금이 든다. 게이트웨이 엔드포인트는 무료다"
        ),
        help: text!(
            "use a gateway endpoint inside the VPC; keep this one only for clients outside it",
            "VPC 안에서는 게이트웨이 엔드포인트를 쓰고, 이것은 VPC 밖의 클라이언트가 있을 때만 둔다"
        ),
        source: "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html",
    },
    explanation: text!(
        "S3 and DynamoDB can be reached by a gateway endpoint, which costs nothing, or by an interface \
         endpoint, which does. The interface kind has a use for clients on premises or in other VPCs; for \
         those inside this VPC the gateway kind does the same. This VPC has no gateway endpoint for the \
         service.",
        "S3와 DynamoDB는 무료인 게이트웨이 엔드포인트로도, 요금이 드는 인터페이스 엔드포인트로도 닿을 수 있다. 인터페이스 방식은 온프레미스나 다른 VPC의 클라이언트에게 \
         쓸모가 있고, 이 VPC 안에서는 게이트웨이 방식으로 충분하다. 이 VPC에는 이 서비스의 게이트웨이 엔드포인트가 없다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    for interface in &design.net.interfaces {
        if let Inbound::Service { service, .. } = &interface.fact.inbound
            && has_door(service)
        {
            let at = design.net.service(service);
            let mut doors = design.net.doors.iter();
            if !doors.any(|door| door.boundary == interface.boundary && Some(door.service) == at) {
                report.raise(&ADVICE.rule, design.at(&interface.node), [service.name.to_string()]);
            }
        }
    }
}
