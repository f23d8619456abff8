//! Protocols as security groups and network ACLs name them.

use super::{Message, text};
use std::{fmt, str::FromStr};

/// A protocol of the IP header, or all of them.
///
/// Spelling follows `IpProtocol`: `-1` for all, a name where there is one, otherwise the number.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Protocol {
    /// Every protocol.
    All,
    /// By its number in the IP header.
    Number(u8),
}

impl Protocol {
    /// TCP.
    pub const TCP: Self = Self::Number(6);
    /// UDP.
    pub const UDP: Self = Self::Number(17);
    /// ICMP.
    pub const ICMP: Self = Self::Number(1);
    /// ICMP for IPv6.
    pub const ICMPV6: Self = Self::Number(58);

    /// What people may write, whatever the case: in help as in the sentence that refuses the rest.
    pub const WORDS: &str = "tcp, udp, icmp, icmpv6, all (or -1, any), or a number from 0 to 255";

    /// As people write it on a command line. In files the case counts.
    pub fn typed(text: &str) -> Result<Self, Message> {
        text.to_ascii_lowercase().parse().map_err(|_: Message| Self::refused(text))
    }

    fn refused(text: &str) -> Message {
        Message::new(
            &text!(
                "`{0}` is no protocol: write tcp, udp, icmp, icmpv6, all (or -1, any), or a number from 0 to 255",
                "`{0}`은(는) 프로토콜이 아닙니다. tcp, udp, icmp, icmpv6, all(또는 -1, any), 0에서 255 사이의 수 중 하나로 쓰세요"
            ),
            [text.to_owned()],
        )
    }

    /// By name.
    pub(crate) const NAMES: [(&'static str, u8); 4] = [("tcp", 6), ("udp", 17), ("icmp", 1), ("icmpv6", 58)];

    /// Whether packets of it carry ports.
    pub fn has_ports(self) -> bool {
        matches!(self, Self::TCP | Self::UDP)
    }

    /// Whether packets of it carry a type and a code.
    pub fn is_icmp(self) -> bool {
        matches!(self, Self::ICMP | Self::ICMPV6)
    }

    /// For people: `all` instead of `-1`, and `protocol 50` instead of a bare number.
    pub fn name(self) -> String {
        match self {
            Self::All => "all".into(),
            Self::Number(number) if Self::NAMES.iter().all(|(_, it)| *it != number) => {
                format!("protocol {number}")
            }
            Self::Number(_) => self.to_string(),
        }
    }
}

impl FromStr for Protocol {
    type Err = Message;

    fn from_str(text: &str) -> Result<Self, Message> {
        if matches!(text, "-1" | "all" | "any") {
            return Ok(Self::All);
        }
        if let Some((_, number)) = Self::NAMES.iter().find(|(name, _)| *name == text) {
            return Ok(Self::Number(*number));
        }
        let digits = text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse().ok()).flatten().map(Self::Number).ok_or_else(|| Self::refused(text))
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("-1"),
            Self::Number(number) => match Self::NAMES.iter().find(|(_, n)| n == number) {
                Some((name, _)) => f.write_str(name),
                None => write!(f, "{number}"),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_round_trip() {
        for good in ["-1", "tcp", "udp", "icmp", "icmpv6", "50"] {
            assert_eq!(good.parse::<Protocol>().unwrap().to_string(), good);
        }
        assert_eq!("6".parse::<Protocol>().unwrap(), Protocol::TCP);
        assert_eq!(Protocol::typed("TCP").unwrap(), Protocol::TCP);
        for all in ["-1", "all", "any", "ANY"] {
            assert_eq!(Protocol::typed(all).unwrap(), Protocol::All);
        }
        assert!(Protocol::typed("tpc").unwrap_err().to_string().contains(Protocol::WORDS));
        assert_eq!(Protocol::Number(50).name(), "protocol 50");
        assert!("256".parse::<Protocol>().is_err() && "TCP".parse::<Protocol>().is_err());
    }
}
