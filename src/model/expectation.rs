//! Rules kept in the model: what is expected of the network, checked in CI.

use super::{
    field::{Anything, Link, Maybe, choice},
    resource::record,
    selector::Selector,
};
use crate::base::{FieldId, Icmp, PortRange, Protocol, Text, text};

choice! {
    /// What is expected.
    pub enum Expect {
        /// Every source reaches every target.
        Reachable = "reachable", "Reachable" | "도달 가능";
        /// No source reaches any target.
        Unreachable = "unreachable", "Unreachable" | "도달 불가";
        /// Whatever reaches a target passes a given resource.
        OnlyThrough = "only_through", "Only through" | "경유 필수";
    }
}

choice! {
    /// Which family of addresses.
    pub enum Family {
        /// IPv4.
        Ipv4 = "ipv4", "IPv4" | "IPv4";
        /// IPv6.
        Ipv6 = "ipv6", "IPv6" | "IPv6";
        /// Each of the two.
        Both = "both", "Both" | "둘 다";
    }
}

record! {
    /// One expectation.
    pub struct Expectation {
        /// What a report calls it.
        #[ko = "보고서에 쓰는 이름."]
        pub name: String = String::new(), "Name" | "이름";
        /// What is expected.
        #[ko = "기대하는 결과."]
        pub expect: Expect = Expect::Reachable, "Expect" | "기대";
        /// Where packets start.
        #[ko = "패킷이 출발하는 곳."]
        pub from: Selector = Selector::default(), "From" | "출발", { example: "internet" };
        /// Where they go.
        #[ko = "패킷이 향하는 곳."]
        pub to: Selector = Selector::default(), "To" | "도착", { example: "kind:instance" };
        /// What every path must pass.
        #[ko = "모든 경로가 지나야 하는 리소스."]
        pub through: Link<Anything> = Link::NONE, "Through" | "경유";
        /// Protocol of the packets.
        #[ko = "패킷의 프로토콜."]
        pub protocol: Protocol = Protocol::TCP, "Protocol" | "프로토콜", { example: "tcp" };
        /// Destination ports of the packets.
        #[ko = "패킷의 목적지 포트."]
        pub ports: PortRange = PortRange::one(443), "Ports" | "포트", { example: "443" };
        /// Types of the packets, for ICMP. None: what ping sends.
        #[ko = "ICMP 패킷의 유형. 비워 두면 ping이 보내는 것."]
        pub icmp_type: Maybe<Icmp> = Maybe(None), "ICMP type" | "ICMP 유형", { example: "8" };
        /// Which family of addresses.
        #[ko = "주소 체계."]
        pub family: Family = Family::Ipv4, "Family" | "주소 체계";
    }
}

impl Expectation {
    /// What it lacks, if an end: it would be about nothing.
    pub fn endless(&self) -> Option<&'static Text> {
        if self.from.terms().is_empty() {
            Some(&text!(
                "a rule says where packets start: `from` is missing",
                "규칙에는 패킷이 출발하는 곳이 필요합니다: `from`이 없습니다"
            ))
        } else if self.to.terms().is_empty() {
            Some(&text!(
                "a rule says where packets go: `to` is missing",
                "규칙에는 패킷이 향하는 곳이 필요합니다: `to`가 없습니다"
            ))
        } else {
            None
        }
    }

    /// Whether a field makes sense for what is expected.
    pub fn shows(&self, field: FieldId) -> bool {
        match field {
            Self::through => self.expect == Expect::OnlyThrough,
            Self::icmp_type => self.protocol.is_icmp(),
            _ => true,
        }
    }
}
