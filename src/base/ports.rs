//! A range of ports.

use super::{Message, text};
use std::{fmt, str::FromStr};

/// Ports from the first to the last, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PortRange {
    first: u16,
    last: u16,
}

impl PortRange {
    /// Every port.
    pub const ALL: Self = Self { first: 0, last: u16::MAX };

    /// Source ports of flows whose opener is not known, and of those a translator opens (RET-3, NAT-2).
    pub const UNKNOWN_CLIENT: Self = Self { first: 1024, last: u16::MAX };

    /// One port.
    pub const fn one(port: u16) -> Self {
        Self { first: port, last: port }
    }

    /// From `first` to `last`; `None` when they are the wrong way round.
    pub const fn new(first: u16, last: u16) -> Option<Self> {
        if first <= last { Some(Self { first, last }) } else { None }
    }

    /// The first port.
    pub const fn first(self) -> u16 {
        self.first
    }

    /// The last port.
    pub const fn last(self) -> u16 {
        self.last
    }
}

impl FromStr for PortRange {
    type Err = Message;

    fn from_str(text: &str) -> Result<Self, Message> {
        if text == "all" {
            return Ok(Self::ALL);
        }
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        // `parse` also takes a plus sign, which no other tool prints.
        let port = |s: &str| s.bytes().all(|b| b.is_ascii_digit()).then(|| s.parse().ok()).flatten();
        port(first).zip(port(last)).and_then(|(first, last)| Self::new(first, last)).ok_or_else(|| {
            Message::new(
                &text!(
                    "`{0}` is not a port from 0 to 65535, a range such as 8000-8080, or `all`",
                    "`{0}`은(는) 0에서 65535 사이의 포트, 8000-8080 같은 범위, 또는 `all`이 아닙니다"
                ),
                [text.to_owned()],
            )
        })
    }
}

impl fmt::Display for PortRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.first, self.last) {
            (0, u16::MAX) => f.write_str("all"),
            (first, last) if first == last => write!(f, "{first}"),
            (first, last) => write!(f, "{first}-{last}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_round_trip() {
        for good in ["0", "443", "8000-8080", "all"] {
            assert_eq!(good.parse::<PortRange>().unwrap().to_string(), good);
        }
        for bad in ["", "-", "80-", "90-80", "65536", "+80", "80 ", "1-2-3"] {
            assert!(bad.parse::<PortRange>().is_err(), "{bad:?}");
        }
    }
}
