//! The name of a provider's region.

use super::{Message, text};
use std::{fmt, str::FromStr, sync::Arc};

/// A region's code, such as `us-east-1`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RegionName(Arc<str>);

impl RegionName {
    /// The Region whose code a text is. Codes are an area's two letters, words of which the last is a direction, and a
    /// number; other texts of that shape, such as `my-app-1`, are no codes.
    pub fn in_code(text: &str) -> Option<Self> {
        const DIRECTIONS: [&str; 9] =
            ["north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest", "central"];
        let mut words = text.split('-');
        let area = words.next().is_some_and(|it| it.len() == 2);
        let direction = words.rev().nth(1).is_some_and(|it| DIRECTIONS.contains(&it));
        text.parse().ok().filter(|_| area && direction)
    }

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
    fn only_codes_are_taken_for_codes() {
        let read = |text: &str| RegionName::in_code(text).map(|it| it.to_string());
        for code in ["us-east-1", "eu-central-2", "ap-southeast-4", "us-gov-west-1"] {
            assert_eq!(read(code).as_deref(), Some(code));
        }
        for other in ["my-app-1", "region-1", "eu", "far-west-1", "us-east", ""] {
            assert_eq!(read(other), None, "{other}");
        }
    }

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
