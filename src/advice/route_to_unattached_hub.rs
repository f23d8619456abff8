//! A route to a transit gateway to which the VPC is not attached.

use super::{Advice, Design};
use crate::net::graph::{AttachmentEndNet, Target};
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "ROUTE006",
        severity: Severity::Warning,
        title: text!(
            "the route to {0} leads to `{1}`, to which this VPC is not attached",
            "{0}(으)로 가는 경로가 `{1}`(으)로 이어지는데 이 VPC는 그곳에 연결되어 있지 않다"
        ),
        help: text!("attach the VPC to the transit gateway", "VPC를 전송 게이트웨이에 연결한다"),
        source: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html",
    },
    explanation: text!(
        "Packets enter a transit gateway by an attachment of their VPC. There is none, or it is not \
         available, so whatever takes this route is dropped. Add an attachment with a subnet in each zone \
         that uses it.",
        "패킷은 VPC의 연결을 통해 전송 게이트웨이로 들어간다. 연결이 없거나 사용할 수 없는 상태라 이 경로를 타는 패킷은 버려진다. 사용하는 영역마다 서브넷을 하나씩 두어 \
         연결을 추가한다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    for table in &design.net.tables {
        for route in &table.routes {
            let Target::Hub(hub) = route.target else { continue };
            let attached = design.net.attachments.iter().any(|it| {
                let here = matches!(&it.end, AttachmentEndNet::Boundary { boundary, .. } if *boundary == table.boundary);
                it.hub == Some(hub) && it.up && here
            });
            if !attached {
                let args = [route.label.clone(), design.net.hubs[hub as usize].node.to_string()];
                report.raise(&ADVICE.rule, design.at(&table.node), args);
            }
        }
    }
}
