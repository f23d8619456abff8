//! SVG: text stays text, with the glyphs it needs inside, and nothing outside is referred to.
//!
//! Everything is said in presentation attributes, which every reader knows; style sheets hold the fonts only.

use super::{
    Format, Shows, Source,
    font::{Embedded, Font, baseline},
    picture::{Anchor, Dash, Drawing, Item, Part, Piece, Rect, Shape, Spot, Stroke, arrow, rounded},
    theme::{GLYPH_GRID, GLYPH_STROKE, Ink, Theme, glyph},
};
use crate::base::{Gather as _, Lang, text};
use base64::{Engine, engine::general_purpose::STANDARD};
use std::{collections::BTreeSet, fmt::Write};

/// SVG.
pub static FORMAT: Format = Format {
    name: "svg",
    ending: "svg",
    label: text!("Drawing (SVG)", "그림 (SVG)"),
    media_type: "image/svg+xml",
    shows: Shows::Shapes,
    write: |source: &Source<'_>| {
        let drawing = source.drawing();
        let fonts = source.fonts.embedded(drawing.texts());
        Ok(svg(&drawing, source.theme, &fonts).into_bytes())
    },
};

/// What stands in where our fonts are not read: those of systems, with Hangul too.
const FALLBACK: &str = "Pretendard, Inter, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Apple SD Gothic Neo', \
                        'Malgun Gothic', 'Noto Sans KR', sans-serif";
/// The same for addresses.
const FALLBACK_MONO: &str = "'JetBrains Mono', Menlo, Consolas, 'Noto Sans Mono', monospace";

/// The text of an SVG file. Fonts are put in as they come.
pub fn svg(drawing: &Drawing, theme: Theme, fonts: &[Embedded]) -> String {
    let mut writer = Writer { theme, out: String::new() };
    writer.document(drawing, fonts);
    writer.out
}

struct Writer {
    theme: Theme,
    out: String,
}

/// Writing to a text cannot fail.
macro_rules! put {
    ($writer:expr, $($arg:tt)*) => {{
        let _ = writeln!($writer.out, $($arg)*);
    }};
}

impl Writer {
    fn document(&mut self, drawing: &Drawing, fonts: &[Embedded]) {
        let Rect { x, y, w, h } = drawing.area;
        let [x, y, w, h] = [x, y, w, h].map(number);
        let lang = match drawing.lang {
            Lang::En => "en",
            Lang::Ko => "ko",
        };
        put!(
            self,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"{x} {y} {w} {h}\" \
             xml:lang=\"{lang}\" role=\"img\" aria-labelledby=\"plat-title plat-description\" \
             font-family=\"'Plat Sans', 'Plat Hangul', {FALLBACK}\" text-rendering=\"geometricPrecision\" \
             style=\"font-kerning:none\">"
        );
        put!(self, "<title id=\"plat-title\">{}</title>", escape(&drawing.title));
        put!(self, "<desc id=\"plat-description\">{}</desc>", escape(&drawing.description));
        if !fonts.is_empty() {
            put!(self, "<style>");
            for font in fonts {
                put!(
                    self,
                    "@font-face{{font-family:'{}';font-weight:{};src:url(data:font/ttf;base64,{})}}",
                    font.family,
                    font.weight,
                    STANDARD.encode(&font.bytes)
                );
            }
            put!(self, "</style>");
        }
        self.glyphs(drawing);
        let fill = self.paint("fill", drawing.background);
        if drawing.background != Ink::Clear {
            put!(self, "<rect class=\"background\" x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"{fill}/>");
        }
        for run in drawing.items.chunk_by(|a, b| a.part == b.part) {
            let Some(first) = run.first() else { continue };
            put!(self, "<g class=\"{}\">", layer(first.part));
            run.iter().for_each(|item| self.item(item));
            put!(self, "</g>");
        }
        put!(self, "</svg>");
    }

    /// Each glyph that occurs, once.
    fn glyphs(&mut self, drawing: &Drawing) {
        let shapes = drawing.items.iter().flat_map(|item| &item.shapes);
        let names: BTreeSet<&str> = shapes
            .filter_map(|shape| if let Shape::Glyph { name, .. } = shape { Some(*name) } else { None })
            .gather();
        if names.is_empty() {
            return;
        }
        put!(self, "<defs>");
        for name in names {
            if let Some(path) = glyph(name) {
                put!(
                    self,
                    "<path id=\"glyph-{name}\" d=\"{}\" fill=\"none\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/>",
                    escape(path)
                );
            }
        }
        put!(self, "</defs>");
    }

    fn item(&mut self, item: &Item) {
        let (id, kind) = (escape(&item.id), item.kind);
        match item.part {
            Part::Container | Part::Card => put!(self, "<g id=\"resource-{id}\" class=\"{kind}\">"),
            Part::Line => put!(self, "<g id=\"connection-{id}\" class=\"{kind}\">"),
            Part::Label => put!(self, "<g id=\"label-{id}\" class=\"{kind}\">"),
            Part::Legend => put!(self, "<g id=\"{id}\">"),
        }
        put!(self, "<title>{}</title>", escape(&item.title));
        item.shapes.iter().for_each(|shape| self.shape(shape));
        put!(self, "</g>");
    }

    fn shape(&mut self, shape: &Shape) {
        match shape {
            Shape::Box { rect, radius, fill, stroke } => {
                let inset = stroke.map_or(0.0, |it| it.width / 2.0);
                let Rect { x, y, w, h } = rect.expand(-inset);
                let [x, y, w, h, r] = [x, y, w, h, (radius - inset).max(0.0)].map(number);
                let paint = self.paint("fill", *fill) + &self.stroke(*stroke);
                if !(self.is_clear(*fill) && stroke.is_none()) {
                    put!(self, "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"{r}\"{paint}/>");
                }
            }
            Shape::Disc { centre, radius, fill, stroke } => {
                let [x, y, r] = [centre.x, centre.y, *radius].map(number);
                let paint = self.paint("fill", *fill) + &self.stroke(*stroke);
                put!(self, "<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\"{paint}/>");
            }
            Shape::Line { points, radius, stroke, head } => self.line(points, *radius, *stroke, *head),
            Shape::Glyph { name, centre, side, ink } => {
                let scale = side / GLYPH_GRID;
                let [x, y] = [centre.x - side / 2.0, centre.y - side / 2.0].map(number);
                // On small glyphs strokes stay one unit wide.
                let width = GLYPH_STROKE.max(1.0 / scale);
                let stroke = self.paint("stroke", *ink);
                put!(
                    self,
                    "<use href=\"#glyph-{name}\" transform=\"translate({x} {y}) scale({})\" stroke-width=\"{}\"{stroke}/>",
                    fine(scale),
                    number(width)
                );
            }
            Shape::Text { at, text, font, size, ink, anchor, .. } => {
                let (x, y) = (number(at.x), number(at.y + baseline(*size)));
                let anchor = match anchor {
                    Anchor::Start => "",
                    Anchor::Middle => " text-anchor=\"middle\"",
                    Anchor::End => " text-anchor=\"end\"",
                };
                let hand = match font {
                    Font::Sans => String::new(),
                    Font::Bold => format!(" font-weight=\"{}\"", font.weight()),
                    Font::Mono => {
                        format!(" font-family=\"'Plat Mono', 'Plat Sans', 'Plat Hangul', {FALLBACK_MONO}\"")
                    }
                };
                let (size, fill) = (number(*size), self.paint("fill", *ink));
                if !text.is_empty() {
                    put!(
                        self,
                        "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{hand}{anchor}{fill}>{}</text>",
                        escape(text)
                    );
                }
            }
        }
    }

    fn line(&mut self, points: &[Spot], radius: f64, stroke: Stroke, head: f64) {
        let Some(first) = points.first() else { return };
        let (line, tip) = arrow(points, head);
        let mut path = format!("M{}", pair(*first));
        for piece in rounded(&line, radius) {
            match piece {
                Piece::To(to) => path.push_str(&format!("L{}", pair(to))),
                Piece::Around(corner, to) => path.push_str(&format!("Q{} {}", pair(corner), pair(to))),
            }
        }
        let paint = self.stroke(Some(stroke));
        put!(self, "<path d=\"{path}\" fill=\"none\"{paint}/>");
        if let Some([tip, left, right]) = tip {
            let fill = self.paint("fill", stroke.ink);
            put!(self, "<path d=\"M{}L{}L{}Z\"{fill}/>", pair(tip), pair(left), pair(right));
        }
    }

    fn is_clear(&self, ink: Ink) -> bool {
        self.theme.colour(ink).0[3] == 0
    }

    /// A colour as attributes.
    fn paint(&self, what: &str, ink: Ink) -> String {
        let colour = self.theme.colour(ink);
        match colour.0[3] {
            0 => format!(" {what}=\"none\""),
            255 => format!(" {what}=\"{}\"", colour.hex()),
            1..255 => format!(" {what}=\"{}\" {what}-opacity=\"{}\"", colour.hex(), fine(colour.opacity())),
        }
    }

    fn stroke(&self, stroke: Option<Stroke>) -> String {
        let Some(Stroke { ink, width, dash }) = stroke else { return String::new() };
        let paint = self.paint("stroke", ink);
        let (width, dash) = match dash {
            Dash::Solid => (width, String::new()),
            Dash::Dashes(on, off) => (width, format!(" stroke-dasharray=\"{} {}\"", number(on), number(off))),
            // Some readers leave out dashes of no length at all.
            Dash::Dots(apart) => (
                width * 1.5,
                format!(" stroke-dasharray=\"0.01 {}\" stroke-linecap=\"round\"", number(apart - 0.01)),
            ),
        };
        format!("{paint} stroke-width=\"{}\"{dash}", number(width))
    }
}

fn layer(part: Part) -> &'static str {
    match part {
        Part::Container => "containers",
        Part::Line => "connections",
        Part::Label => "labels",
        Part::Card => "cards",
        Part::Legend => "legend",
    }
}

fn pair(spot: Spot) -> String {
    format!("{} {}", number(spot.x), number(spot.y))
}

/// A number with at most two digits behind the point.
fn number(value: f64) -> String {
    digits(value, 2)
}

fn fine(value: f64) -> String {
    digits(value, 4)
}

fn digits(value: f64, places: usize) -> String {
    let text = format!("{value:.places$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Text for XML 1.0, in elements and in attributes. What it cannot hold becomes the replacement character.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\0'..'\u{20}' | '\u{7f}'..'\u{a0}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let of = |value| number(value);
        assert_eq!([of(1.0), of(-0.001), of(2.505), of(100.0), of(-7.25)], ["1", "0", "2.5", "100", "-7.25"]);
    }

    #[test]
    fn no_text_leaves_its_element() {
        assert_eq!(escape("a]]>b"), "a]]&gt;b");
        assert_eq!(escape("<script>&\"'"), "&lt;script&gt;&amp;&quot;&#39;");
        assert_eq!(escape("a\0b\u{1b}[31m\u{fffe}\n"), "a\u{fffd}b\u{fffd}[31m\u{fffd} ");
        assert_eq!(escape("주문 함수"), "주문 함수");
    }
}
