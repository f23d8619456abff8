//! A default route to a private NAT gateway that leads nowhere (NAT-3).

use super::Family;
use super::{Advice, Design};
use crate::net::graph::Target;
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "ROUTE009",
        severity: Severity::Warning,
        title: text!(
            "packets for the internet go to `{0}`, a private NAT gateway, and are dropped",
            "인터넷으로 가는 패킷이 프라이빗 NAT 게이트웨이 `{0}`(으)로 가서 버려진다"
        ),
        help: text!(
            "use a public NAT gateway, or route only private networks there",
            "퍼블릭 NAT 게이트웨이를 쓰거나 사설 네트워크만 그곳으로 보낸다"
        ),
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html",
    },
    explanation: text!(
        "A private NAT gateway has no public address. What it sends to an internet gateway is dropped \
         there, so the default route of this table works for nobody. Private NAT gateways are for other \
         private networks, over a transit gateway or a VPN.",
        "프라이빗 NAT 게이트웨이에는 공인 주소가 없다. 인터넷 게이트웨이로 보낸 패킷은 그곳에서 버려지므로 이 테이블의 기본 경로는 누구에게도 쓸모가 없다. 프라이빗 NAT \
         게이트웨이는 전송 게이트웨이나 VPN 너머의 다른 사설 네트워크에 쓴다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    let net = design.net;
    for (table, ways) in net.tables.iter().zip(&design.counted.way_out) {
        let Some(Target::Nat(at)) = ways[0] else { continue };
        let nat = &net.nats[at as usize];
        let Some(interface) = nat.interface.filter(|_| !nat.to_internet) else { continue };
        let onward = design.way_of(net.interfaces[interface as usize].segment, Family::V4);
        if matches!(onward, None | Some(Target::Edge(_) | Target::Blackhole)) {
            report.raise(&ADVICE.rule, design.at(&table.node), [nat.node.to_string()]);
        }
    }
}
