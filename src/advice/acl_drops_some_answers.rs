//! Requests that a network ACL lets pass and whose answers it drops for some clients (RET-3).

use super::acl_drops_answers::each_request;
use super::{Advice, Design};
use crate::net::{
    ranges::Ranges,
    traffic_set::{Dim, port_words},
};
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "FILTER006",
        severity: Severity::Warning,
        title: text!(
            "{0} entry {1} lets requests pass, but answers get only to ports {2} of the client",
            "{0} 항목 {1}이(가) 요청을 통과시키지만 응답은 클라이언트의 {2} 포트에만 도착한다"
        ),
        help: text!("allow tcp 1024-65535 in the other direction", "반대 방향에 tcp 1024-65535를 허용한다"),
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html",
    },
    explanation: text!(
        "Clients open connections from a port that their system picks: Linux from 32768 to 60999, Windows \
         from 49152 to 65535, load balancers, NAT gateways and functions from 1024 to 65535. Here the \
         entries for answers cover only part of what even Linux uses, so some connections fail, seemingly \
         at random. Widen the port range of the entry.",
        "클라이언트는 시스템이 고른 포트에서 연결을 연다. Linux는 32768-60999, Windows는 49152-65535, 로드 밸런서와 NAT 게이트웨이와 함수는 \
         1024-65535를 쓴다. 여기서는 응답을 위한 항목이 Linux가 쓰는 범위의 일부만 덮어, 연결이 때때로 까닭 없이 실패하는 것처럼 보인다. 항목의 포트 범위를 \
         넓힌다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    let linux = Ranges::span(32768, 60999);
    each_request(design, |found| {
        let ports = found.answered.values(Dim::Port);
        if !ports.is_empty() && !ports.covers(&linux) {
            let args = [found.way.to_owned(), found.number.to_string(), port_words(&ports).join(", ")];
            report.raise(&ADVICE.rule, design.at(found.node), args);
        }
    });
}
