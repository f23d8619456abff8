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
        /// What the expectation needs to mean what it says: both where nothing else may get through, else IPv4.
        Auto = "auto", "As needed" | "필요한 대로";
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
        /// Protocol of the packets. None: tcp where packets should get through or ports are named, else every one.
        #[ko = "패킷의 프로토콜. 비워 두면 도달해야 하거나 포트를 지정했을 때는 tcp, 그 밖에는 모든 프로토콜."]
        pub protocol: Maybe<Protocol> = Maybe(None), "Protocol" | "프로토콜", { example: "tcp" };
        /// Destination ports of the packets. None: 443 where packets should get through, else every one.
        #[ko = "패킷의 목적지 포트. 비워 두면 도달해야 할 때는 443, 그 밖에는 모든 포트."]
        pub ports: Maybe<PortRange> = Maybe(None), "Ports" | "포트", { example: "443" };
        /// Types of the packets, for ICMP. None: what ping sends where packets should get through, else every one.
        #[ko = "ICMP 패킷의 유형. 비워 두면 도달해야 할 때는 ping이 보내는 것, 그 밖에는 모든 유형."]
        pub icmp_type: Maybe<Icmp> = Maybe(None), "ICMP type" | "ICMP 유형", { example: "8" };
        /// Which family of addresses.
        #[ko = "주소 체계."]
        pub family: Family = Family::Auto, "Family" | "주소 체계";
    }
}

/// The packets that an expectation is about, with nothing left open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Covered {
    /// Their protocol.
    pub protocol: Protocol,
    /// Their destination ports.
    pub ports: PortRange,
    /// Their types, for ICMP; `None`: what ping sends.
    pub icmp: Option<Icmp>,
    /// Whether those of IPv4 are meant.
    pub ipv4: bool,
    /// Whether those of IPv6 are meant.
    pub ipv6: bool,
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
            Self::icmp_type => {
                let protocol = self.covers().protocol;
                protocol.is_icmp() || protocol == Protocol::All
            }
            _ => true,
        }
    }

    /// The packets that it is about. What should not happen is about whatever might: a rule that says "never" and looks
    /// at one port of one family would hold while others are open.
    pub fn covers(&self) -> Covered {
        let isolates = match self.expect {
            Expect::Reachable => false,
            Expect::Unreachable | Expect::OnlyThrough => true,
        };
        let ports = self.ports.0.unwrap_or(if isolates { PortRange::ALL } else { PortRange::one(443) });
        let every = isolates && ports == PortRange::ALL;
        Covered {
            protocol: self.protocol.0.unwrap_or(if every { Protocol::All } else { Protocol::TCP }),
            ports,
            icmp: self.icmp_type.0.or(isolates.then_some(Icmp::All)),
            ipv4: match self.family {
                Family::Auto | Family::Ipv4 | Family::Both => true,
                Family::Ipv6 => false,
            },
            ipv6: match self.family {
                Family::Auto => isolates,
                Family::Ipv4 => false,
                Family::Ipv6 | Family::Both => true,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_is_what_the_expectation_needs() {
        let rule = |expect| Expectation { expect, ..Expectation::default() };
        let covered = rule(Expect::Reachable).covers();
        assert_eq!((covered.protocol, covered.ports), (Protocol::TCP, PortRange::one(443)));
        assert_eq!((covered.icmp, covered.ipv4, covered.ipv6), (None, true, false));
        for expect in [Expect::Unreachable, Expect::OnlyThrough] {
            let covered = rule(expect).covers();
            assert_eq!((covered.protocol, covered.ports), (Protocol::All, PortRange::ALL));
            assert_eq!((covered.icmp, covered.ipv4, covered.ipv6), (Some(Icmp::All), true, true));
        }
        // Who names a port means tcp.
        let ssh = Expectation { ports: Maybe(Some(PortRange::one(22))), ..rule(Expect::Unreachable) };
        assert_eq!(ssh.covers().protocol, Protocol::TCP);
        let one = Expectation { family: Family::Ipv4, ..rule(Expect::Unreachable) };
        assert!(one.covers().ipv4 && !one.covers().ipv6);
    }
}
