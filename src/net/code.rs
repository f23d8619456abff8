//! Why packets stop: the provider's published codes and, prefixed `X_`, our own.

use crate::base::{Text, text};

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $Variant:ident = $name:literal, $en:literal | $ko:literal;)+) => {
        /// Why packets stop.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[doc = $doc])+ $Variant,)+ }

        impl Code {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$Variant,)+];

            /// The stable name.
            pub fn name(self) -> &'static str { match self { $(Self::$Variant => $name,)+ } }

            /// What it means, for people.
            pub fn meaning(self) -> &'static Text {
                match self { $(Self::$Variant => &text!($en, $ko),)+ }
            }
        }
    };
}

codes! {
    /// RT-2.
    NoRouteToDestination = "NO_ROUTE_TO_DESTINATION", "no route in this table covers the destination" | "이 테이블에 목적지를 포함하는 경로가 없음";
}

impl serde::Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.name())
    }
}
