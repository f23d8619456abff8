//! Network ACL and its entries.

use crate::{
    base::{Cidr, PortRange, Protocol},
    model::{
        fact::{EntryFact, NetFact, StatelessFilter},
        field::choice,
        resource::{Resource, record, resource},
        site::Site,
    },
};

choice! {
    /// What an entry does.
    pub enum Action {
        /// Lets the packet pass.
        Allow = "allow", "Allow" | "허용";
        /// Drops the packet.
        Deny = "deny", "Deny" | "거부";
    }
}

record! {
    /// One entry. The lowest number that matches decides.
    pub struct AclEntry {
        /// Its place in the order.
        #[ko = "순서를 정하는 번호."]
        pub rule_number: u32 = 100, "Number" | "번호", { min: 1, max: 32_766 };
        /// What it does.
        #[ko = "동작."]
        pub rule_action: Action = Action::Allow, "Action" | "동작";
        /// Protocol; -1 for all.
        #[ko = "프로토콜. -1은 모두."]
        pub protocol: Protocol = Protocol::All, "Protocol" | "프로토콜", { example: "tcp" };
        /// Destination ports.
        #[ko = "목적지 포트."]
        pub port_range: PortRange = PortRange::ALL, "Ports" | "포트", { example: "443" };
        /// The far addresses: source on the way in, destination on the way out.
        #[ko = "상대편 주소: 들어올 때는 출발지, 나갈 때는 목적지."]
        pub cidr_block: Cidr = Cidr::ALL_V4, "Addresses" | "주소", { example: "0.0.0.0/0" };
    }
}

resource! {
    /// A stateless filter at a subnet's border: it judges every packet, answers too.
    #[ko = "서브넷 경계의 상태 비저장 필터. 응답까지 모든 패킷을 판정한다."]
    pub struct NetworkAcl: "Network ACL" | "네트워크 ACL" {
        short: "Network ACL",
        icon: "network_acl",
        group: Control,
        look: Listed,
        stands_in: [Vpc],
        roles: [],
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html",
        rules: [],
        fields {
            /// Entries for packets that come in. What none matches is dropped.
            #[ko = "들어오는 패킷의 항목. 맞는 것이 없으면 버린다."]
            pub ingress: Vec<AclEntry> = Vec::new(), "Inbound entries" | "인바운드 항목";
            /// Entries for packets that go out. What none matches is dropped.
            #[ko = "나가는 패킷의 항목. 맞는 것이 없으면 버린다."]
            pub egress: Vec<AclEntry> = Vec::new(), "Outbound entries" | "아웃바운드 항목";
        }
    }
}

impl NetworkAcl {
    /// As a VPC's default one starts (NACL-7).
    pub fn allowing_all() -> Self {
        Self { ingress: vec![AclEntry::default()], egress: vec![AclEntry::default()] }
    }
}

impl Resource for NetworkAcl {
    fn net_facts(&self, _: Site<'_>) -> Vec<NetFact> {
        let fact = |entry: &AclEntry| EntryFact {
            number: entry.rule_number,
            allow: entry.rule_action == Action::Allow,
            protocol: entry.protocol,
            ports: entry.port_range,
            cidr: entry.cidr_block,
        };
        vec![NetFact::StatelessFilter(StatelessFilter {
            ingress: self.ingress.iter().map(fact).collect(),
            egress: self.egress.iter().map(fact).collect(),
        })]
    }
}
