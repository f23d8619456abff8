//! An interface endpoint without an interface in a zone whose resources use its name.

use super::{Advice, Design};
use crate::net::graph::Ix;
use crate::{
    base::{text, Gather as _},
    diag::{Report, Rule, Severity},
};
use std::collections::BTreeSet;

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "ZONE002",
        severity: Severity::Info,
        title: text!(
            "callers in zone {0} use this endpoint across zones",
            "영역 {0}의 리소스는 영역을 넘어 이 엔드포인트를 쓴다"
        ),
        help: text!(
            "add a subnet of each zone to the endpoint",
            "엔드포인트에 영역마다 서브넷을 하나씩 추가한다"
        ),
        source: "https://docs.aws.amazon.com/vpc/latest/privatelink/interface-endpoints.html",
    },
    explanation: text!(
        "Private DNS leads everything in the VPC to the endpoint's interfaces. From a zone without one, \
         every call crosses to another zone, which is billed and stops when that zone does. An interface \
         in each zone is billed by the hour; weigh the two.",
        "프라이빗 DNS는 VPC 안의 모든 것을 엔드포인트의 인터페이스로 이끈다. 인터페이스가 없는 영역에서는 호출마다 다른 영역으로 넘어가 요금이 들고, 그 영역이 멈추면 함께 \
         멈춘다. 영역마다 인터페이스를 두면 시간당 요금이 들므로 둘을 견주어 정한다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    let net = design.net;
    for (boundary, segments) in net.boundaries.iter().zip(&design.counted.segments) {
        if boundary.private_dns.is_empty() {
            continue;
        }
        let opens = |it: &Ix| net.interfaces[*it as usize].fact.initiates;
        let used = segments.iter().filter(|it| design.counted.in_segment[**it as usize].iter().any(opens));
        let used: BTreeSet<&str> = used.map(|it| design.zone(*it)).gather();
        for interfaces in boundary.private_dns.values() {
            let own = interfaces.iter().map(|it| &net.interfaces[*it as usize]);
            let zones: BTreeSet<&str> = own.map(|it| design.zone(it.segment)).gather();
            let lacking: Vec<&str> = used.difference(&zones).copied().collect();
            if let Some(first) = interfaces.first().filter(|_| !lacking.is_empty()) {
                let node = &net.interfaces[*first as usize].node;
                report.raise(&ADVICE.rule, design.at(node), [lacking.join(", ")]);
            }
        }
    }
}
