//! Private DNS of an endpoint that hides public APIs (APIGW-1).

use super::{Advice, Design};
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "ENDP002",
        severity: Severity::Warning,
        title: text!(
            "its private DNS takes the names of all APIs of the region: `{0}` and other public ones cannot be \
         called by name from `{1}`",
            "프라이빗 DNS가 리전의 모든 API 이름을 가로채, `{1}`에서는 `{0}` 같은 퍼블릭 API를 이름으로 호출할 수 없다"
        ),
        help: text!(
            "turn private DNS off, or call public APIs by a custom domain name",
            "프라이빗 DNS를 끄거나 퍼블릭 API를 사용자 지정 도메인 이름으로 호출한다"
        ),
        source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-create.html",
    },
    explanation: text!(
        "With private DNS on, every name under execute-api in this Region leads to the endpoint for \
         everything in the VPC. The endpoint serves private APIs only, so calls to public ones fail there \
         although they work everywhere else. Use a custom domain name for the public APIs, or private DNS \
         off and the endpoint's own names for the private ones.",
        "프라이빗 DNS가 켜져 있으면 이 리전의 execute-api 아래 모든 이름이 VPC 안에서는 엔드포인트로 이어진다. 엔드포인트는 프라이빗 API만 제공하므로 퍼블릭 \
         API 호출은 다른 곳에서는 되어도 여기서는 실패한다. 퍼블릭 API에 사용자 지정 도메인 이름을 쓰거나, 프라이빗 DNS를 끄고 프라이빗 API를 엔드포인트의 이름으로 \
         호출한다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    let net = design.net;
    for (at, boundary) in (0..).zip(&net.boundaries) {
        for (service, interfaces) in &boundary.private_dns {
            let Some(endpoint) = interfaces.first().map(|it| &net.interfaces[*it as usize].node) else {
                continue;
            };
            let public =
                net.roles.iter().find(|(_, it)| it.served.contains(service) && it.interfaces.is_empty());
            let callers = net.interfaces.iter().any(|it| it.boundary == at && it.fact.initiates);
            if let Some((api, _)) = public
                && net.services[*service as usize].0.name == "execute-api"
                && callers
            {
                let args = [api.to_string(), boundary.node.to_string()];
                report.raise(&ADVICE.rule, design.at(endpoint), args);
            }
        }
    }
}
