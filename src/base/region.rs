//! The name of a provider's region.

use super::{Message, text};
use std::{fmt, str::FromStr, sync::Arc};

/// A region's code, such as `us-east-1`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RegionName(Arc<str>);

impl RegionName {
    /// The code as typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for RegionName {
    /// Where AWS's own console starts, and whose prices are known best.
    fn default() -> Self {
        Self("us-east-1".into())
    }
}

impl FromStr for RegionName {
    type Err = Message;

    fn from_str(text: &str) -> Result<Self, Message> {
        let parts: Vec<&str> = text.split('-').collect();
        let word = |s: &&str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_lowercase());
        let shaped = match parts.as_slice() {
            [words @ .., number] if (2..=3).contains(&words.len()) => {
                words.iter().all(word) && number.len() <= 2 && number.parse::<u8>().is_ok()
            }
            _ => false,
        };
        if shaped {
            return Ok(Self(text.into()));
        }
        Err(Message::new(
            &text!("`{0}` is not a region such as us-east-1", "`{0}`은(는) us-east-1과 같은 리전이 아닙니다"),
            [text.to_owned()],
        ))
    }
}

impl fmt::Display for RegionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_look_like_codes() {
        for good in ["us-east-1", "ap-northeast-2", "us-gov-west-1"] {
            assert!(good.parse::<RegionName>().is_ok(), "{good}");
        }
        for bad in ["", "us", "us-east", "us-east-x", "US-EAST-1", "us-east-1a"] {
            assert!(bad.parse::<RegionName>().is_err(), "{bad}");
        }
    }
}
