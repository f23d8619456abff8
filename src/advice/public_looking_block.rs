//! A VPC on addresses that belong to somebody on the internet (IGW-7).

use super::{Advice, Design};
use crate::net::{
    address::{rfc1918, rfc6598},
    ranges::Ranges,
};
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "ADDR005",
        severity: Severity::Info,
        title: text!(
            "the block `{0}` is public elsewhere: hosts on the internet with these addresses cannot be \
         reached from here",
            "블록 `{0}`은(는) 다른 곳에서 공인 주소로 쓰여, 인터넷에서 이 주소를 가진 호스트에 여기서 닿을 수 없다"
        ),
        help: text!(
            "use a private block such as 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16",
            "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 같은 사설 블록을 쓴다"
        ),
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html",
    },
    explanation: text!(
        "Inside the VPC these addresses are private, whatever they mean elsewhere: the local route takes \
         them and nothing leaves. Whoever has them on the internet cannot be reached. Unless the block is \
         your own, choose a private one.",
        "VPC 안에서는 이 주소가 다른 곳에서 어떤 뜻이든 사설 주소다. 로컬 경로가 먼저 처리하므로 밖으로 나가지 않는다. 인터넷에서 이 주소를 가진 호스트에는 닿을 수 없다. \
         자신이 소유한 블록이 아니라면 사설 블록을 고른다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    let private = rfc1918().union(&rfc6598());
    for boundary in &design.net.boundaries {
        for block in boundary.blocks.iter().filter(|it| it.is_v4()) {
            if !private.covers(&Ranges::cidr(*block)) {
                report.raise(&ADVICE.rule, design.at(&boundary.node), [block.to_string()]);
            }
        }
    }
}
