//! A port of a database that anybody on the internet may try, on something that is not known to keep data.

use super::{Advice, Design};
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "OPEN003",
        severity: Severity::Warning,
        title: text!(
            "the internet reaches port {1} of `{0}`, on which {2} answers",
            "인터넷에서 `{0}`의 {1}번 포트, 곧 {2}이(가) 응답하는 포트에 닿을 수 있다"
        ),
        help: text!(
            "admit the group of its clients instead of everybody",
            "누구나 허용하는 대신 클라이언트의 그룹만 허용한다"
        ),
        source: "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html",
    },
    explanation: text!(
        "Public address, route and filters together let anybody on the internet open connections to a \
         port on which a database answers by custom. A database is for the servers in front of it, not \
         for the internet. Name the security group of those servers in the rule, and move the database to \
         a private subnet.",
        "공인 주소, 경로, 필터가 함께 작용해 인터넷의 누구나 데이터베이스가 관례상 응답하는 포트에 연결할 수 있다. 데이터베이스는 인터넷이 아니라 그 앞의 서버를 위한 것이다. \
         규칙에 그 서버의 보안 그룹을 지정하고 데이터베이스를 프라이빗 서브넷으로 옮긴다."
    ),
    look,
};

/// As the providers of these databases document them.
const PORTS: [(u16, &str); 11] = [
    (1433, "SQL Server"),
    (1521, "Oracle"),
    (3306, "MySQL"),
    (5432, "PostgreSQL"),
    (5439, "Redshift"),
    (6379, "Redis"),
    (9042, "Cassandra"),
    (9200, "OpenSearch"),
    (11211, "Memcached"),
    (27017, "MongoDB"),
    (28015, "RethinkDB"),
];

fn look(design: &Design<'_>, report: &mut Report) {
    for open in design.exposed().filter(|open| open.is_host() && !open.exposure.is_everything()) {
        let node = &open.interface.node;
        for (port, name) in PORTS.iter().filter(|(port, _)| open.exposure.tcp.holds((*port).into())) {
            let args = [node.to_string(), port.to_string(), (*name).to_owned()];
            report.raise(&ADVICE.rule, design.at(node), args);
        }
    }
}
