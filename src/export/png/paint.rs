//! Painting an SVG where there is no browser to do it.

use crate::{
    base::{Message, Text, text},
    export::{ExportError, Source, font::Embedded, svg},
};
use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{self, Tree, fontdb},
};
use skrifa::{FontRef, MetadataProvider};
use std::sync::Arc;

static NOT_PAINTED: Text = text!("the picture cannot be painted: {0}", "그림을 그릴 수 없습니다: {0}");

/// Writes the picture.
pub fn write(source: &Source<'_>) -> Result<Vec<u8>, ExportError> {
    let drawing = source.drawing();
    // Checked before anything is written, as the text of a drawing that is far too large is large too.
    let size = super::pixels(drawing.area, source.scale)?;
    // The glyphs that occur and no others, as in the SVG: a font for Hangul that had Latin letters too would take the
    // place of ours wherever both occur in one text.
    let fonts = source.fonts.embedded(drawing.texts());
    paint(&svg::svg(&drawing, source.theme, &[]), size, source.scale, fonts)
}

/// The picture of an SVG as PNG, with these fonts and no others.
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
