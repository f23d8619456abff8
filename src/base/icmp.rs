//! ICMP types and codes as security groups and network ACLs name them.

use super::{Message, text};
use std::{fmt, str::FromStr};

/// Some types of ICMP, and of one type some codes.
///
/// Written as the type, or as type and code: `8`, `3/4`; `all` for every one. Files of the provider write -1 for all.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IcmpTypeCode.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Icmp {
    /// Every type and code.
    #[default]
    All,
    /// Every code of a type.
    Type(u8),
    /// One code of a type.
    Code(u8, u8),
}

impl Icmp {
    /// What ping sends over IPv4.
    pub const ECHO: Self = Self::Code(8, 0);
    /// What ping sends over IPv6.
    pub const ECHO_V6: Self = Self::Code(128, 0);

    /// As a range of numbers: the type in the upper byte, the code in the lower.
    pub const fn span(self) -> (u16, u16) {
        match self {
            Self::All => (0, u16::MAX),
            Self::Type(kind) => (u16::from_be_bytes([kind, 0]), u16::from_be_bytes([kind, u8::MAX])),
            Self::Code(kind, code) => (u16::from_be_bytes([kind, code]), u16::from_be_bytes([kind, code])),
        }
    }
}

impl FromStr for Icmp {
    type Err = Message;

    fn from_str(text: &str) -> Result<Self, Message> {
        if matches!(text, "all" | "-1") {
            return Ok(Self::All);
        }
        let byte = |s: &str| s.bytes().all(|b| b.is_ascii_digit()).then(|| s.parse::<u8>().ok()).flatten();
        let read = match text.split_once('/') {
            Some((kind, code)) => byte(kind).zip(byte(code)).map(|(kind, code)| Self::Code(kind, code)),
            None => byte(text).map(Self::Type),
        };
        read.ok_or_else(|| {
            Message::new(
                &text!(
                    "`{0}` is not an ICMP type such as 8, a type and code such as 3/4, or `all`",
                    "`{0}`은(는) 8 같은 ICMP 유형, 3/4 같은 유형과 코드, 또는 `all`이 아닙니다"
                ),
                [text.to_owned()],
            )
        })
    }
}

impl fmt::Display for Icmp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all"),
            Self::Type(kind) => write!(f, "{kind}"),
            Self::Code(kind, code) => write!(f, "{kind}/{code}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_and_codes_round_trip() {
        for good in ["all", "8", "3/4", "255/255"] {
            assert_eq!(good.parse::<Icmp>().unwrap().to_string(), good);
        }
        assert_eq!("-1".parse::<Icmp>().unwrap(), Icmp::All);
        for bad in ["", "/", "8/", "256", "3/256", "+8", "echo"] {
            assert!(bad.parse::<Icmp>().is_err(), "{bad:?}");
        }
    }
}
