//! A database that anybody on the internet may try.

use super::{Advice, Design};
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "OPEN001",
        severity: Severity::Warning,
        title: text!(
            "`{0}` keeps data, and the internet reaches it on {1}",
            "`{0}`은(는) 데이터를 보관하는데 인터넷에서 {1}(으)로 닿을 수 있다"
        ),
        help: text!(
            "take its public address away, place it in a private subnet, and admit the group of its clients \
         only",
            "공인 주소를 없애고 프라이빗 서브넷에 두며, 클라이언트의 그룹만 허용한다"
        ),
        source: "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html",
    },
    explanation: text!(
        "Its interface has an address that the internet sees, its subnet leads to an internet gateway, \
         and its filters admit everybody on these ports. Whoever finds the address can try passwords and \
         flaws of the database, day and night. Databases belong in private subnets, with a security group \
         that names the group of their clients.",
        "인터페이스에 인터넷에서 보이는 주소가 있고, 서브넷이 인터넷 게이트웨이로 이어지며, 필터가 이 포트에 누구나 허용한다. 주소를 아는 사람은 언제든 비밀번호와 데이터베이스의 \
         취약점을 시험할 수 있다. 데이터베이스는 프라이빗 서브넷에 두고, 클라이언트의 그룹을 지정한 보안 그룹으로 보호한다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    for open in design.exposed().filter(|open| open.keeps_data) {
        let node = &open.interface.node;
        report.raise(&ADVICE.rule, design.at(node), [node.to_string(), open.exposure.words()]);
    }
}
