//! The page's icons as pixels, for systems that take no SVG. Painted when the page is built, so none is committed.

use anyhow::{Context, Result};
use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{Options, Tree},
};

/// What is painted: the file of the page that it is painted from, its name, and its side in pixels.
pub const ICONS: [(&str, &str, u16); 3] = [
    ("favicon.svg", "icon-192.png", 192),
    ("favicon.svg", "icon-512.png", 512),
    // Systems cut a circle out of this one.
    ("icon-maskable.svg", "icon-maskable-512.png", 512),
];

/// An icon as PNG.
///
/// # Errors
/// It is no SVG.
pub fn paint(svg: &[u8], side: u16) -> Result<Vec<u8>> {
    let tree = Tree::from_data(svg, &Options::default()).context("an icon is no SVG")?;
    let mut pixels = Pixmap::new(side.into(), side.into()).context("an icon has no side")?;
    let scale = f32::from(side) / tree.size().width();
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    pixels.encode_png().context("an icon cannot be written")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn icons_have_the_size_that_the_manifest_says() {
        let web = crate::project::root().join("web");
        let manifest = std::fs::read_to_string(web.join("manifest.webmanifest")).expect("it is there");
        for (source, name, side) in ICONS {
            let png = paint(&std::fs::read(web.join(source)).expect("it is there"), side).expect("it is SVG");
            let pixels = Pixmap::decode_png(&png).expect("it is PNG");
            assert_eq!((pixels.width(), pixels.height()), (side.into(), side.into()), "{name}");
            assert!(
                manifest.contains(&format!("\"src\": \"{name}\", \"sizes\": \"{side}x{side}\"")),
                "{name}"
            );
            // What a system cuts off the corners must not be see-through.
            let corner = pixels.pixel(0, 0).expect("it has pixels").alpha();
            assert_eq!(corner == 255, name.contains("maskable"), "{name}");
        }
    }
}
