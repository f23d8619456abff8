//! PNG, painted from the SVG with our own fonts and no others, so that the bytes are the same on every machine.
//!
//! In the browser the page paints: what is written there is the SVG, once its size is known to be one that can be painted.

#[cfg(not(target_arch = "wasm32"))]
mod paint;

use super::{ExportError, Format, Shows, picture::Rect};
use crate::base::{Message, Text, text};

/// PNG.
pub static FORMAT: Format = Format {
    name: "png",
    ending: "png",
    label: text!("Picture (PNG)", "그림 (PNG)"),
    media_type: "image/png",
    shows: Shows::Pixels,
    #[cfg(not(target_arch = "wasm32"))]
    write: paint::write,
    #[cfg(target_arch = "wasm32")]
    write: |source: &super::Source<'_>| {
        pixels(source.drawing().area, source.scale)?;
        (super::svg::FORMAT.write)(source)
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
