//! Names of things inside one model.

use super::{Message, text};
use std::{cmp::Ordering, fmt, str::FromStr, sync::Arc};

/// The longest id that is accepted, in bytes.
const LONGEST: usize = 200;

/// Checks the letters of an id: what people type in a shell and in a selector without quoting.
fn checked(text: &str) -> Result<Arc<str>, Message> {
    if text.is_empty() {
        return Err(Message::plain(&text!(
            "an id needs at least one character",
            "아이디는 한 글자 이상이어야 합니다"
        )));
    }
    if text.len() > LONGEST {
        return Err(Message::new(
            &text!("an id has at most {0} bytes", "아이디는 최대 {0}바이트입니다"),
            [LONGEST.to_string()],
        ));
    }
    match text.chars().find(|c| !(c.is_alphanumeric() || "-_.".contains(*c))) {
        None => Ok(text.into()),
        Some(bad) => Err(Message::new(
            &text!(
                "an id has letters, digits, `-`, `_` and `.`; {0} is none of them",
                "아이디에는 글자, 숫자, `-`, `_`, `.`만 쓸 수 있습니다. {0}은(는) 쓸 수 없습니다"
            ),
            [format!("{bad:?}")],
        )),
    }
}

macro_rules! id {
    ($(#[$meta:meta])* $Name:ident) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub struct $Name(Arc<str>);

        /// In the order of their texts, which need not be read where both share one.
        impl Ord for $Name {
            fn cmp(&self, other: &Self) -> Ordering {
                if Arc::ptr_eq(&self.0, &other.0) { Ordering::Equal } else { self.0.cmp(&other.0) }
            }
        }

        impl PartialOrd for $Name {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }

        impl $Name {
            /// The name as typed.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $Name {
            type Err = Message;
            fn from_str(text: &str) -> Result<Self, Message> {
                checked(text).map(Self)
            }
        }

        impl fmt::Display for $Name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $Name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($Name), self.0)
            }
        }

        impl serde::Serialize for $Name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(&self.0)
            }
        }

        impl std::borrow::Borrow<str> for $Name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

id! {
    /// The id of a resource: what people type, unique in the model. Plat never changes it by itself.
    NodeId
}
id! {
    /// The id of a connection, unique among the model's connections.
    ConnectionId
}

/// Name of a field, made only by `resource!` and `record!`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldId(pub &'static str);

impl fmt::Display for FieldId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Lang;

    #[test]
    fn ids_are_words_that_need_no_quoting() {
        for good in ["orders-api", "i-0abc", "주문-함수", "a.b_c"] {
            assert_eq!(good.parse::<NodeId>().unwrap().to_string(), good);
        }
        for bad in ["", "a b", "a,b", "kind:x", "../x", "<b>", "a\0b"] {
            assert!(bad.parse::<NodeId>().is_err(), "{bad:?}");
        }
        let long = "x".repeat(LONGEST + 1).parse::<NodeId>().unwrap_err();
        assert_eq!(long.say(Lang::En), "an id has at most 200 bytes");
    }
}
