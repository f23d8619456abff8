//! An administration port that anybody on the internet may try.

use super::{Advice, Design};
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "OPEN002",
        severity: Severity::Warning,
        title: text!(
            "the internet reaches the administration port {1} of `{0}`",
            "인터넷에서 `{0}`의 관리 포트 {1}에 닿을 수 있다"
        ),
        help: text!(
            "admit your own addresses only, or use Session Manager, which needs no open port",
            "자신의 주소만 허용하거나, 열린 포트가 필요 없는 Session Manager를 쓴다"
        ),
        source: "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html",
    },
    explanation: text!(
        "Public address, route and filters together let anybody on the internet open connections to a \
         port through which machines are administered, such as SSH, RDP, VNC or the Docker API. Such \
         ports are scanned all the time, and one weak password is enough. Name the addresses of your own \
         network, reach the machine over a VPN, or use Session Manager.",
        "공인 주소, 경로, 필터가 함께 작용해 인터넷의 누구나 SSH, RDP, VNC, Docker API처럼 서버를 관리하는 포트에 연결할 수 있다. 이런 포트는 끊임없이 \
         탐색되며 약한 비밀번호 하나면 충분하다. 자신의 네트워크 주소만 지정하거나 VPN으로 접속하거나 Session Manager를 쓴다."
    ),
    look,
};

/// SSH, Telnet, Docker, RDP, VNC, WinRM, Kubernetes nodes.
const PORTS: [u16; 10] = [22, 23, 2375, 2376, 3389, 5900, 5985, 5986, 6443, 10250];

fn look(design: &Design<'_>, report: &mut Report) {
    for open in design.exposed().filter(|open| open.is_host() && !open.exposure.is_everything()) {
        let node = &open.interface.node;
        for port in PORTS.iter().filter(|port| open.exposure.tcp.holds((**port).into())) {
            report.raise(&ADVICE.rule, design.at(node), [node.to_string(), port.to_string()]);
        }
    }
}
