//! A network ACL without a word about IPv6, in front of IPv6 addresses.

use super::Family;
use super::{Advice, Design};
use crate::net::{graph::Ix, ranges::Ranges};
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "FILTER010",
        severity: Severity::Warning,
        title: text!(
            "no {0} entry lets IPv6 pass, and `{1}` has IPv6 addresses",
            "IPv6를 통과시키는 {0} 항목이 없는데 `{1}`에는 IPv6 주소가 있다"
        ),
        help: text!(
            "add entries for ::/0, or leave IPv6 out of the subnet",
            "::/0 항목을 추가하거나 서브넷에서 IPv6를 쓰지 않는다"
        ),
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/nacl-basics.html",
    },
    explanation: text!(
        "Entries for 0.0.0.0/0 match IPv4 only, and what no entry matches is dropped. Every IPv6 packet \
         that enters or leaves the subnet is lost, answers included. Write entries for ::/0 that mirror \
         those for IPv4.",
        "0.0.0.0/0 항목은 IPv4에만 맞고, 맞는 항목이 없는 패킷은 버려진다. 이 서브넷에 드나드는 IPv6 패킷은 응답까지 모두 사라진다. IPv4 항목과 같은 내용으로 \
         ::/0 항목을 쓴다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    let v6 = Family::V6.all();
    for (acl, users) in design.net.acls.iter().zip(&design.by_acl).filter(|(acl, _)| !acl.implicit) {
        let has = |it: &&Ix| {
            design.in_segment[**it as usize]
                .iter()
                .any(|at| design.net.interfaces[*at as usize].addresses.meets(&v6))
        };
        let Some(user) = users.iter().find(has) else { continue };
        for (way, entries) in [("ingress", &acl.ingress), ("egress", &acl.egress)] {
            let allows = |family: &Ranges| entries.iter().any(|it| it.allow && it.addresses.meets(family));
            if allows(&Family::V4.all()) && !allows(&v6) {
                let segment = &design.net.segments[*user as usize].node;
                report.raise(&ADVICE.rule, design.at(&acl.node), [way.to_owned(), segment.to_string()]);
            }
        }
    }
}
