//! Several zones whose way out is a NAT gateway in one of them.

use super::Family;
use super::{Advice, Design};
use crate::net::graph::{Ix, Target};
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};
use std::collections::BTreeSet;

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "ZONE001",
        severity: Severity::Warning,
        title: text!(
            "`{0}` is the only way out for the zones {1}: if its zone fails, all lose it",
            "`{0}`이(가) 영역 {1}의 유일한 출구다. 그 영역에 장애가 나면 모두 나갈 수 없다"
        ),
        help: text!(
            "use one NAT gateway in each zone, or a regional one",
            "영역마다 NAT 게이트웨이를 하나씩 두거나 리전 NAT 게이트웨이를 쓴다"
        ),
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html",
    },
    explanation: text!(
        "A zonal NAT gateway lives in one Availability Zone. Subnets of other zones use it too, so a \
         fault of that one zone cuts all of them off, and their data is billed for crossing zones \
         besides. A gateway in each zone costs more per hour and keeps zones apart.",
        "영역 NAT 게이트웨이는 한 가용 영역에만 있다. 다른 영역의 서브넷도 이를 쓰므로 그 영역 하나의 장애로 모두 끊기고, 영역을 넘는 데이터 요금도 든다. 영역마다 \
         게이트웨이를 두면 시간당 요금은 늘지만 영역이 서로 독립된다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    let net = design.net;
    for segments in &design.counted.segments {
        let (mut zones, mut homes) = (BTreeSet::new(), BTreeSet::new());
        let mut only: Option<Ix> = None;
        for segment in segments {
            let opens = |it: &Ix| net.interfaces[*it as usize].fact.initiates;
            let Some(Target::Nat(nat)) = design.way_of(*segment, Family::V4) else { continue };
            if !design.counted.in_segment[*segment as usize].iter().any(opens) {
                continue;
            }
            zones.insert(design.zone(*segment));
            let home = net.nats[nat as usize].interface.map(|it| net.interfaces[it as usize].segment);
            homes.insert(home.map_or("", |it| design.zone(it)));
            only = only.or(home.map(|_| nat));
        }
        if let Some(nat) = only.filter(|_| zones.len() > 1 && homes.len() == 1) {
            let node = &net.nats[nat as usize].node;
            let zones: Vec<&str> = zones.into_iter().collect();
            report.raise(&ADVICE.rule, design.at(node), [node.to_string(), zones.join(", ")]);
        }
    }
}
