//! Calls to S3 or DynamoDB that a NAT gateway carries and bills.

use super::{Advice, Design};
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};
use crate::{diag::Place, model::fact::Service};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "SPEND001",
        severity: Severity::Warning,
        title: text!(
            "calls to `{0}` pass the NAT gateway `{1}`, which bills each gigabyte; a gateway endpoint costs \
         nothing",
            "`{0}`(으)로 가는 호출이 기가바이트마다 요금이 드는 NAT 게이트웨이 `{1}`을(를) 거친다. 게이트웨이 엔드포인트는 무료다"
        ),
        help: text!(
            "add a gateway endpoint for the service and name it in the table",
            "이 서비스의 게이트웨이 엔드포인트를 추가하고 테이블에 지정한다"
        ),
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-pricing.html",
    },
    explanation: text!(
        "The subnet reaches the service's public addresses through a NAT gateway, and every gigabyte is \
         billed twice over: for processing and, across zones, for transfer. S3 and DynamoDB have gateway \
         endpoints, which are free and keep the traffic inside AWS's network. Add one and name the \
         subnet's route table in it.",
        "서브넷이 NAT 게이트웨이를 거쳐 서비스의 공인 주소에 닿는데, 기가바이트마다 처리 요금이 들고 영역을 넘으면 전송 요금도 든다. S3와 DynamoDB에는 무료이며 \
         트래픽을 AWS 네트워크 안에 두는 게이트웨이 엔드포인트가 있다. 하나 추가하고 서브넷의 라우팅 테이블을 지정한다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    let net = design.net;
    for (id, judgement) in design.judgements {
        let Some((_, to)) = design.model.connection(id).and_then(|it| it.ends()) else { continue };
        let served = net.roles.get(to).into_iter().flat_map(|it| &it.served);
        if !served.into_iter().any(|it| has_door(&net.services[*it as usize].0)) {
            continue;
        }
        let through = judgement.packets.iter().flat_map(|answer| &answer.through);
        let nat = through.into_iter().find(|it| net.roles.get(*it).is_some_and(|roles| roles.nat.is_some()));
        if let Some(nat) = nat {
            report.raise(&ADVICE.rule, Place::Connection(id.clone()), [to.to_string(), nat.to_string()]);
        }
    }
}

/// The services that have gateway endpoints.
pub(super) fn has_door(service: &Service) -> bool {
    matches!(&*service.name, "s3" | "dynamodb")
}
