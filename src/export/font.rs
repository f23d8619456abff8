//! Our own fonts: how wide words are, what fits, and fonts cut down to the glyphs that a drawing uses.
//!
//! Widths are sums of advances, as our drawings switch kerning off, so they are exact wherever these fonts are at hand.

use crate::base::Order as _;
mod subset;

use skrifa::{
    FontRef, GlyphId, MetadataProvider,
    instance::{LocationRef, Size},
};
use std::{borrow::Cow, fmt};

/// Latin, regular.
pub static SANS: &[u8] = include_bytes!("../../assets/fonts/PlatSans-Regular.ttf");
/// Latin, semibold.
pub static BOLD: &[u8] = include_bytes!("../../assets/fonts/PlatSans-SemiBold.ttf");
/// Addresses, CIDRs, ids and codes.
pub static MONO: &[u8] = include_bytes!("../../assets/fonts/PlatMono-Regular.ttf");
/// Hangul, regular and semibold. In the browser they are fetched when something needs them.
#[cfg(not(target_arch = "wasm32"))]
pub static HANGUL: [&[u8]; 2] = [
    include_bytes!("../../assets/fonts/PlatHangul-Regular.ttf"),
    include_bytes!("../../assets/fonts/PlatHangul-SemiBold.ttf"),
];

/// The line: how far letters reach above the baseline, as a share of the size. The same in every file.
const ASCENT: f64 = 0.952;
/// How far they reach below.
const DESCENT: f64 = 0.241;
/// What is assumed of a character that none of the fonts has: most of them are square.
const UNKNOWN: f64 = 1.0;
/// The advance of a Hangul syllable, for when its font is not at hand.
const SYLLABLE: f64 = 0.864_257_812_5;

/// A hand to write in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Font {
    /// Text.
    Sans,
    /// Names.
    Bold,
    /// Addresses.
    Mono,
}

impl Font {
    /// Its weight in numbers.
    pub fn weight(self) -> u16 {
        match self {
            Self::Sans | Self::Mono => 400,
            Self::Bold => 600,
        }
    }
}

/// One file of a font.
#[derive(Clone)]
struct Face {
    family: &'static str,
    weight: u16,
    bytes: Cow<'static, [u8]>,
    /// Advances of the first characters, which most texts are made of.
    latin: Vec<Option<f64>>,
}

impl Face {
    /// How many characters have their advance at hand.
    const LATIN: u32 = 0x180;

    fn new(family: &'static str, weight: u16, bytes: impl Into<Cow<'static, [u8]>>) -> Self {
        let mut face = Self { family, weight, bytes: bytes.into(), latin: Vec::new() };
        let first = (0..Self::LATIN).filter_map(char::from_u32);
        face.latin = first.map(|c| face.measured(c)).collect();
        face
    }

    fn font(&self) -> Option<FontRef<'_>> {
        FontRef::new(&self.bytes).ok()
    }

    fn glyph(&self, c: char) -> Option<GlyphId> {
        self.font()?.charmap().map(c)
    }

    /// The advance of a character as a share of the size.
    fn advance(&self, c: char) -> Option<f64> {
        self.latin.get(c as usize).copied().unwrap_or_else(|| self.measured(c))
    }

    fn measured(&self, c: char) -> Option<f64> {
        let font = self.font()?;
        let glyph = font.charmap().map(c)?;
        let metrics = font.glyph_metrics(Size::unscaled(), LocationRef::default());
        let units = font.metrics(Size::unscaled(), LocationRef::default()).units_per_em;
        Some(f64::from(metrics.advance_width(glyph)?) / f64::from(units.max(1)))
    }
}

/// A font that is put into a file: only the glyphs that it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Embedded {
    /// What the file calls it.
    pub family: &'static str,
    /// Its weight.
    pub weight: u16,
    /// The characters it has.
    pub characters: String,
    /// TrueType.
    pub bytes: Vec<u8>,
}

/// The fonts at hand.
#[derive(Clone)]
pub struct Fonts {
    sans: Face,
    bold: Face,
    mono: Face,
    hangul: Option<[Face; 2]>,
}

impl fmt::Debug for Fonts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fonts").field("hangul", &self.hangul.is_some()).finish_non_exhaustive()
    }
}

impl Fonts {
    /// Latin alone.
    pub fn latin() -> Self {
        Self {
            sans: Face::new("Plat Sans", 400, SANS),
            bold: Face::new("Plat Sans", 600, BOLD),
            mono: Face::new("Plat Mono", 400, MONO),
            hangul: None,
        }
    }

    /// With the regular and the semibold font for Hangul.
    pub fn with_hangul(
        self,
        regular: impl Into<Cow<'static, [u8]>>,
        bold: impl Into<Cow<'static, [u8]>>,
    ) -> Self {
        let face = |weight, bytes: Cow<'static, [u8]>| Face::new("Plat Hangul", weight, bytes);
        Self { hangul: Some([face(400, regular.into()), face(600, bold.into())]), ..self }
    }

    /// All that the program has built in.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn built_in() -> Self {
        Self::latin().with_hangul(HANGUL[0], HANGUL[1])
    }

    /// Every file at hand, with the family it is of.
    pub fn files(&self) -> impl Iterator<Item = (&'static str, &[u8])> {
        let own = [&self.sans, &self.bold, &self.mono].into_iter();
        own.chain(self.hangul.iter().flatten()).map(|face| (face.family, &*face.bytes))
    }

    /// The faces that a hand falls back on, in order.
    fn faces(&self, font: Font) -> impl Iterator<Item = &Face> {
        let hangul = |at: usize| self.hangul.as_ref().and_then(move |faces| faces.get(at));
        let list = match font {
            Font::Sans => [Some(&self.sans), hangul(0), None],
            Font::Bold => [Some(&self.bold), hangul(1), Some(&self.sans)],
            Font::Mono => [Some(&self.mono), Some(&self.sans), hangul(0)],
        };
        list.into_iter().flatten()
    }

    fn advance(&self, font: Font, c: char) -> f64 {
        let known = self.faces(font).find_map(|face| face.advance(c));
        known.unwrap_or(if is_hangul(c) { SYLLABLE } else { UNKNOWN })
    }

    /// How wide a text is.
    pub fn width(&self, font: Font, size: f64, text: &str) -> f64 {
        text.chars().map(|c| self.advance(font, c)).sum::<f64>() * size
    }

    /// The text, or as much of it as fits with an ellipsis behind; nothing where not even that fits.
    pub fn elide(&self, font: Font, size: f64, text: &str, room: f64) -> String {
        if self.width(font, size, text) <= room {
            return text.to_owned();
        }
        let mut left = room - self.width(font, size, "…");
        if left < 0.0 {
            return String::new();
        }
        let fitting = text.chars().take_while(|c| {
            left -= self.advance(font, *c) * size;
            left >= 0.0
        });
        let kept: String = fitting.collect();
        format!("{}…", kept.trim_end())
    }

    /// The fonts that texts need, each with the glyphs that occur and no others. Characters that no font at hand has
    /// are left out: the reader's own fonts stand in.
    pub fn embedded<'t>(&self, texts: impl IntoIterator<Item = (Font, &'t str)>) -> Vec<Embedded> {
        let mut needed: Vec<(&Face, Vec<char>)> = Vec::new();
        for (font, text) in texts {
            for c in text.chars() {
                let Some(face) = self.faces(font).find(|face| face.glyph(c).is_some()) else { continue };
                match needed.iter_mut().find(|(other, _)| std::ptr::eq(*other, face)) {
                    Some((_, characters)) => characters.push(c),
                    None => needed.push((face, vec![c])),
                }
            }
        }
        let mut cut: Vec<Embedded> = needed
            .into_iter()
            .filter_map(|(face, mut characters)| {
                characters.sort_unstable();
                characters.dedup();
                let bytes = subset::subset(&face.bytes, &characters)?;
                let characters = characters.into_iter().collect();
                Some(Embedded { family: face.family, weight: face.weight, characters, bytes })
            })
            .collect();
        cut.order_by(|a, b| (a.family, a.weight).cmp(&(b.family, b.weight)));
        cut
    }
}

/// Where the baseline is when letters stand in the middle of a line, below that middle.
pub fn baseline(size: f64) -> f64 {
    (ASCENT - DESCENT) / 2.0 * size
}

/// How high a line of text is.
pub fn line_height(size: f64) -> f64 {
    (ASCENT + DESCENT) * size
}

/// Whether a character is Hangul.
pub fn is_hangul(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_the_fonts() {
        let fonts = Fonts::built_in();
        let digits: Vec<f64> = "0123456789".chars().map(|c| fonts.advance(Font::Bold, c)).collect();
        assert!(digits.windows(2).all(|pair| pair[0] == pair[1]), "figures are tabular: {digits:?}");
        assert_eq!(fonts.width(Font::Mono, 10.0, "il"), fonts.width(Font::Mono, 10.0, "MW"));
        assert!(fonts.width(Font::Sans, 13.0, "il") < fonts.width(Font::Sans, 13.0, "MW"));
        assert_eq!(fonts.advance(Font::Sans, '가'), SYLLABLE);
        assert_eq!(Fonts::latin().width(Font::Bold, 13.0, "주문"), fonts.width(Font::Bold, 13.0, "주문"));
    }

    #[test]
    fn what_does_not_fit_ends_in_an_ellipsis() {
        let fonts = Fonts::built_in();
        let elide = |room| fonts.elide(Font::Sans, 12.0, "application load balancer", room);
        assert_eq!(elide(1000.0), "application load balancer");
        for room in [0.0, 5.0, 20.0, 60.0, 100.0] {
            let text = elide(room);
            assert!(fonts.width(Font::Sans, 12.0, &text) <= room, "{text}");
            assert!(text.is_empty() || text.ends_with('…'), "{text}");
        }
        assert!(!elide(74.0).contains(" …"));
    }

    #[test]
    fn a_font_is_cut_down_to_what_occurs() {
        let fonts = Fonts::built_in();
        let cut =
            fonts.embedded([(Font::Bold, "주문 함수"), (Font::Bold, "orders"), (Font::Mono, "10.0.0.0/16")]);
        let said: Vec<_> = cut.iter().map(|it| (it.family, it.weight, it.characters.as_str())).collect();
        assert_eq!(
            said,
            [("Plat Hangul", 600, "문수주함"), ("Plat Mono", 400, "./016"), ("Plat Sans", 600, " deors")]
        );
        for font in &cut {
            let face = Face::new(font.family, 400, font.bytes.clone());
            let whole = fonts.files().find(|(family, _)| *family == font.family).unwrap();
            assert!(font.bytes.len() < whole.1.len() / 10, "{}: {}", font.family, font.bytes.len());
            for c in font.characters.chars() {
                assert!(face.advance(c).is_some_and(|it| it > 0.0), "{c}");
            }
            assert_eq!(face.font().unwrap().charmap().mappings().count(), font.characters.chars().count());
        }
        assert_eq!(Fonts::latin().embedded([(Font::Sans, "주문")]), []);
    }
}
