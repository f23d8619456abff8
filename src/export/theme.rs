//! Colours by what they mean, from `assets/theme/tokens.json`, for light and dark; and our own glyphs by name.
//!
//! Knows no egui: the canvas, the files and the thumbnails take the same numbers from here.

use crate::model::resource::Group;
use serde_json::Value;
use std::sync::OnceLock;

/// Corner radius of cards.
pub const CARD_RADIUS: f64 = 8.0;
/// Corner radius of containers.
pub const CONTAINER_RADIUS: f64 = 10.0;
/// Corner radius of the tile behind a card's glyph.
pub const TILE_RADIUS: f64 = 6.0;

/// A colour: red, green, blue, and how much it covers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rgba(pub [u8; 4]);

impl Rgba {
    /// Nothing.
    pub const NONE: Self = Self([0; 4]);

    /// From `#RRGGBB` or `#RRGGBBAA`.
    pub fn from_hex(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        let pair = |at: usize| u8::from_str_radix(digits.get(2 * at..2 * at + 2)?, 16).ok();
        let alpha = if digits.len() == 8 { pair(3)? } else { 255 };
        (digits.len() == 6 || digits.len() == 8).then_some(())?;
        Some(Self([pair(0)?, pair(1)?, pair(2)?, alpha]))
    }

    /// As `#rrggbb`.
    pub fn hex(self) -> String {
        let [r, g, b, _] = self.0;
        format!("#{r:02x}{g:02x}{b:02x}")
    }

    /// How much it covers, from 0 to 1.
    pub fn opacity(self) -> f64 {
        f64::from(self.0[3]) / 255.0
    }
}

fn tokens() -> &'static Value {
    static TOKENS: OnceLock<Value> = OnceLock::new();
    TOKENS.get_or_init(|| {
        serde_json::from_str(include_str!("../../assets/theme/tokens.json")).unwrap_or_default()
    })
}

/// The colour of a token in one theme.
pub fn token(name: &str, dark: bool) -> Option<Rgba> {
    Rgba::from_hex(tokens()[name][if dark { "dark" } else { "light" }].as_str()?)
}

macro_rules! inks {
    ($($(#[$meta:meta])* $Name:ident = $token:literal,)+) => {
        /// What a colour means. A theme says which one it is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Ink {
            $($(#[$meta])* $Name,)+
            /// Words on a badge: white, or the dark canvas.
            OnBadge,
            /// The soft shadow below a card; none in the dark.
            Shadow,
            /// Nothing at all.
            Clear,
        }

        impl Ink {
            /// Every colour that has a token, with the token's name.
            pub const TOKENS: &[(Self, &'static str)] = &[$((Self::$Name, $token)),+];

            fn token(self) -> Option<&'static str> {
                match self {
                    $(Self::$Name => Some($token),)+
                    Self::OnBadge | Self::Shadow | Self::Clear => None,
                }
            }
        }
    };
}

inks! {
    /// The surface of cards.
    Panel = "panel",
    /// Behind everything.
    Canvas = "canvas",
    /// Hairlines.
    Line = "line",
    /// Borders of cards.
    Strong = "strong",
    /// Text.
    Text = "text",
    /// Secondary text.
    Muted = "muted",
    /// Mere notes.
    Accent = "accent",
    /// Refused, error.
    Bad = "bad",
    /// Behind what is refused.
    BadTint = "badbg",
    /// Warning, unknown.
    Warn = "warn",
    /// Behind what is unknown.
    WarnTint = "warnbg",
    /// Money.
    Cost = "cost",
    /// Behind money.
    CostTint = "costbg",
    /// A VPC's border and title.
    Vpc = "vpc",
    /// Inside a VPC.
    VpcTint = "vpcbg",
    /// A public subnet's border and title.
    Public = "pub",
    /// Inside a public subnet.
    PublicTint = "pubbg",
    /// A private subnet's border and title.
    Private = "prv",
    /// Inside a private subnet.
    PrivateTint = "prvbg",
    /// A connection.
    Edge = "edge",
    /// Compute.
    Compute = "compute",
    /// Its tile.
    ComputeTint = "computebg",
    /// Databases.
    Database = "db",
    /// Its tile.
    DatabaseTint = "dbbg",
    /// Networking.
    Network = "net",
    /// Its tile.
    NetworkTint = "netbg",
    /// Front doors and messages.
    Api = "api",
    /// Its tile.
    ApiTint = "apibg",
    /// Outside the provider.
    Client = "cli",
    /// Its tile.
    ClientTint = "clibg",
    /// Storage.
    Storage = "sto",
    /// Its tile.
    StorageTint = "stobg",
    /// A region's border.
    Region = "reg",
}

impl Ink {
    /// The colour of a group of kinds, and the tint of its tile.
    pub fn group(group: Group) -> (Self, Self) {
        match group {
            Group::Outside | Group::Drawing => (Self::Client, Self::ClientTint),
            Group::Compute => (Self::Compute, Self::ComputeTint),
            Group::Database => (Self::Database, Self::DatabaseTint),
            Group::Storage => (Self::Storage, Self::StorageTint),
            Group::Edge | Group::Messages => (Self::Api, Self::ApiTint),
            Group::Place | Group::Network | Group::Control | Group::Watch => {
                (Self::Network, Self::NetworkTint)
            }
        }
    }
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Dark on white.
    #[default]
    Light,
    /// Light on black.
    Dark,
}

impl Theme {
    /// The colour that means this here.
    pub fn colour(self, ink: Ink) -> Rgba {
        let dark = self == Self::Dark;
        match (ink, ink.token()) {
            (_, Some(name)) => token(name, dark).unwrap_or(Rgba::NONE),
            (Ink::OnBadge, None) if dark => self.colour(Ink::Canvas),
            (Ink::OnBadge, None) => Rgba([255; 4]),
            (Ink::Shadow, None) if !dark => Rgba([0, 0, 0, 9]),
            (_, None) => Rgba::NONE,
        }
    }
}

fn paths() -> &'static Value {
    static GLYPHS: OnceLock<Value> = OnceLock::new();
    let file = GLYPHS.get_or_init(|| {
        serde_json::from_str(include_str!("../../assets/icons/icons.json")).unwrap_or_default()
    });
    &file["paths"]
}

/// The path of a glyph on a grid of 24: stroked 1.6 wide, with round caps and joins.
pub fn glyph(name: &str) -> Option<&'static str> {
    paths()[name].as_str()
}

/// Every glyph, with its name.
pub fn glyphs() -> impl Iterator<Item = (&'static str, &'static str)> {
    let all = paths().as_object().into_iter().flatten();
    all.filter_map(|(name, path)| Some((name.as_str(), path.as_str()?)))
}

/// The grid that paths of glyphs live on.
pub const GLYPH_GRID: f64 = 24.0;
/// The width of a glyph's strokes on that grid.
pub const GLYPH_STROKE: f64 = 1.6;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ink_has_its_token_in_both_themes() {
        for (ink, name) in Ink::TOKENS {
            for dark in [false, true] {
                assert!(token(name, dark).is_some(), "{ink:?}: {name}");
            }
        }
    }

    #[test]
    fn colours_are_read_and_written() {
        assert_eq!(Rgba::from_hex("#7C4DCC09"), Some(Rgba([0x7c, 0x4d, 0xcc, 9])));
        assert_eq!(Rgba::from_hex("#FFFFFF").map(Rgba::hex).as_deref(), Some("#ffffff"));
        for bad in ["", "FFFFFF", "#FFF", "#GGGGGG", "#7C4DCC0", "#7C4DCC090", "#한글"] {
            assert_eq!(Rgba::from_hex(bad), None, "{bad}");
        }
        assert_eq!(Theme::Dark.colour(Ink::Shadow), Rgba::NONE);
        assert_eq!(Theme::Light.colour(Ink::OnBadge), Rgba([255; 4]));
    }

    #[test]
    fn every_kind_has_a_glyph() {
        for kind in crate::model::kinds::Kind::ALL {
            assert!(glyph(kind.spec().icon).is_some(), "{}", kind.name());
        }
        assert!(glyph("subnet_public").is_some() && glyph("close").is_some());
    }
}
