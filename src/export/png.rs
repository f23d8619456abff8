//! PNG, painted from the SVG with our own fonts and no others, so that the bytes are the same on every machine.

use super::{ExportError, Format, Shows, Source, font::Embedded, picture::Rect, svg};
use crate::base::{Message, Text, text};
use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{self, Tree, fontdb},
};
use skrifa::{FontRef, MetadataProvider};
use std::sync::Arc;

/// PNG.
pub static FORMAT: Format = Format {
    name: "png",
    label: text!("Picture (PNG)", "그림 (PNG)"),
    media_type: "image/png",
    shows: Shows::Pixels,
    write: |source: &Source<'_>| {
        let drawing = source.drawing();
        // Checked before anything is written, as the text of a drawing that is far too large is large too.
        let size = pixels(drawing.area, source.scale)?;
        // The glyphs that occur and no others, as in the SVG: a font for Hangul that had Latin letters too would take the
        // place of ours wherever both occur in one text.
        let fonts = source.fonts.embedded(drawing.texts());
        paint(&svg::svg(&drawing, source.theme, &[]), size, source.scale, fonts)
    },
};

/// The longest side, in pixels: what browsers and viewers still open.
pub const LONGEST: u32 = 16_384;
/// The most pixels: 400 MB while it is painted.
pub const MOST: u64 = 100_000_000;

static TOO_LARGE: Text = text!(
    "the picture would have {0} × {1} pixels; a side has at most {2}, the whole at most {3} million",
    "그림이 {0} × {1} 픽셀이 됩니다. 한 변은 최대 {2}, 전체는 최대 {3}백만 픽셀입니다"
);
static SMALLER: Text = text!(
    "take a smaller scale or a part of the design, or write SVG, which has no pixels",
    "배율을 줄이거나 설계의 일부만 고르세요. 픽셀이 없는 SVG로 쓸 수도 있습니다"
);
static NOT_PAINTED: Text = text!("the picture cannot be painted: {0}", "그림을 그릴 수 없습니다: {0}");

/// How many pixels a drawing has.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub fn pixels(area: Rect, scale: u8) -> Result<(u32, u32), ExportError> {
    // Conversions from floats saturate, and so are refused below.
    let side = |units: f64| (units * f64::from(scale)).ceil() as u32;
    let (w, h) = (side(area.w).max(1), side(area.h).max(1));
    if w.max(h) > LONGEST || u64::from(w) * u64::from(h) > MOST {
        let numbers = [w.to_string(), h.to_string(), LONGEST.to_string(), (MOST / 1_000_000).to_string()];
        return Err(ExportError {
            message: Message::new(&TOO_LARGE, numbers),
            help: Some(Message::plain(&SMALLER)),
        });
    }
    Ok((w, h))
}

fn paint(svg: &str, (w, h): (u32, u32), scale: u8, fonts: Vec<Embedded>) -> Result<Vec<u8>, ExportError> {
    let failed = |error: String| ExportError { message: Message::new(&NOT_PAINTED, [error]), help: None };
    let mut options = usvg::Options { font_family: "Plat Sans".to_owned(), ..usvg::Options::default() };
    options.font_resolver.select_fallback = fallback();
    for font in fonts {
        options.fontdb_mut().load_font_data(font.bytes);
    }
    let tree = Tree::from_str(svg, &options).map_err(|error| failed(error.to_string()))?;
    let mut pixmap = Pixmap::new(w, h).ok_or_else(|| failed(format!("{w} × {h}")))?;
    let scale = f32::from(scale);
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    pixmap.encode_png().map_err(|error| failed(error.to_string()))
}

/// Which font stands in for a character that the first one does not have: one of the same weight, if there is one.
fn fallback() -> usvg::FallbackSelectionFn<'static> {
    Box::new(|c: char, tried: &[fontdb::ID], fonts: &mut Arc<fontdb::Database>| {
        let weight = tried.first().and_then(|id| fonts.face(*id)).map(|face| face.weight);
        let has = |id: fontdb::ID| {
            let has = fonts.with_face_data(id, |bytes, at| {
                FontRef::from_index(bytes, at).is_ok_and(|font| font.charmap().map(c).is_some())
            });
            has.unwrap_or(false)
        };
        let able = fonts.faces().filter(|face| !tried.contains(&face.id) && has(face.id));
        able.min_by_key(|face| Some(face.weight) != weight).map(|face| face.id)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_that_are_too_large_are_refused() {
        let area = |w, h| Rect { x: 0.0, y: 0.0, w, h };
        assert_eq!(pixels(area(100.2, 50.0), 2), Ok((201, 100)));
        assert_eq!(pixels(area(0.0, 0.0), 1), Ok((1, 1)));
        for (w, h, scale) in [(16_385.0, 1.0, 1), (8_200.0, 10.0, 2), (10_001.0, 10_000.0, 1), (1e30, 1.0, 4)]
        {
            let said = pixels(area(w, h), scale).unwrap_err().to_string();
            assert!(said.contains("16384") && said.contains("100 million"), "{said}");
        }
    }
}
