//! Security group and its rules.

use super::route_table::Destination;
use crate::{
    base::{Cidr, Message, NodeId, PortRange, Protocol},
    model::{
        fact::{AllowFact, NetFact, Peer, StatefulFilter},
        field::{Form, Link, Maybe},
        resource::{Resource, record, resource},
        site::Site,
    },
};
use std::{fmt, str::FromStr};

/// The addresses that a rule names: a block, or a prefix list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range(pub Destination);

impl FromStr for Range {
    type Err = Message;
    fn from_str(text: &str) -> Result<Self, Message> {
        text.parse().map(Self)
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Form for Range {
    const NAME: &'static str = Destination::NAME;
}

record! {
    /// One rule: what it allows. It names addresses or a group, not both.
    pub struct GroupRule {
        /// Protocol; -1 for all.
        #[ko = "프로토콜. -1은 모두."]
        pub ip_protocol: Protocol = Protocol::TCP, "Protocol" | "프로토콜", { example: "tcp" };
        /// Destination ports.
        #[ko = "목적지 포트."]
        pub ports: PortRange = PortRange::ALL, "Ports" | "포트", { example: "443" };
        /// Addresses at the other end: a block, or `pl:s3`.
        #[ko = "상대편 주소: 블록 또는 `pl:s3`."]
        pub cidr: Maybe<Range> = Maybe(None), "Addresses" | "주소", { example: "0.0.0.0/0" };
        /// Members of a group at the other end.
        #[ko = "상대편이 속한 그룹."]
        pub group_id: Link<SecurityGroup> = Link::NONE, "Group" | "그룹";
        /// A person's note.
        #[ko = "메모."]
        pub description: String = String::new(), "Note" | "메모";
    }
}

impl GroupRule {
    fn all_to(cidr: Cidr) -> Self {
        Self {
            ip_protocol: Protocol::All,
            cidr: Maybe(Some(Range(Destination::Cidr(cidr)))),
            ..Self::default()
        }
    }

    fn fact(&self, site: Site<'_>) -> AllowFact {
        let group = |id: &NodeId| Peer::Group(id.clone());
        AllowFact {
            protocol: self.ip_protocol,
            ports: self.ports,
            peer: self.group_id.target().map(group).or_else(|| self.cidr.0.as_ref().map(|range| range.0.peer(site))),
        }
    }
}

resource! {
    /// A stateful filter around interfaces: what its rules allow passes, and so do the answers.
    #[ko = "인터페이스를 둘러싼 상태 저장 필터. 규칙이 허용하는 것과 그 응답이 통과한다."]
    pub struct SecurityGroup: "Security group" | "보안 그룹" {
        short: "Security group",
        icon: "security_group",
        group: Control,
        look: Listed,
        stands_in: [Vpc],
        roles: [],
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
        rules: [],
        fields {
            /// What may come in.
            #[ko = "들어올 수 있는 것."]
            pub ingress: Vec<GroupRule> = Vec::new(), "Inbound rules" | "인바운드 규칙";
            /// What may go out. A new group allows all (SG-2).
            #[ko = "나갈 수 있는 것. 새 그룹은 모두 허용한다."]
            pub egress: Vec<GroupRule> = vec![GroupRule::all_to(Cidr::ALL_V4)], "Outbound rules" | "아웃바운드 규칙";
        }
    }
}

impl Resource for SecurityGroup {
    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        let facts = |rules: &[GroupRule]| rules.iter().map(|rule| rule.fact(site)).collect();
        vec![NetFact::StatefulFilter(StatefulFilter {
            ingress: facts(&self.ingress),
            egress: facts(&self.egress),
        })]
    }
}
