//! Painting what connections are called, where it covers no card and no title.

use super::{
    Canvas,
    paint_line::{call_words, network_words},
};
use crate::{
    base::ConnectionId,
    gui::{
        state::{Document, UiState},
        theme,
    },
    layout::HEADER,
};
use eframe::egui::{Galley, Painter, Pos2, Rect, Stroke, StrokeKind, Vec2, pos2, vec2};

/// Below this zoom nothing is called by a name.
const LEAST_ZOOM: f32 = 0.6;

/// Where along the longest part of a line its label may stand, the best first.
const ALONG: [f32; 7] = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8];

impl Canvas {
    /// What a connection is called and how both of its layers stand, beside its line.
    pub(super) fn paint_label(
        &self,
        painter: &Painter,
        palette: &theme::Palette,
        (doc, state): (&Document, &UiState),
        id: &ConnectionId,
        (view, part): (Rect, [Pos2; 2]),
    ) {
        let Some(connection) = doc.analysis.model().connection(id) else { return };
        if self.camera.zoom < LEAST_ZOOM {
            return;
        }
        let words = painter.layout_no_wrap(connection.asks(state.lang), theme::sans(11.0), palette.muted);
        // Both layers stand in the pill, each in the colour of its own verdict.
        let layers = doc.analysis.shown().judgement(id).filter(|_| state.show_reach).map(|judgement| {
            let letter = |letter: &str, ink| painter.layout_no_wrap(letter.to_owned(), theme::bold(9.5), ink);
            let (_, network) = network_words(palette, judgement);
            let (_, call) = call_words(palette, judgement);
            let [network, call] = [network, call].map(|ink| doc.ink(palette, ink));
            [(letter("N", network), network), (letter("I", call), call)]
        });
        let extra = if layers.is_some() { 24.0 } else { 0.0 };
        let height = words.size().y + 7.0;
        let whole = vec2(words.size().x + 18.0 + extra, height);
        let short = layers.is_some().then_some(vec2(13.0 + extra, height));
        let Some((pill, is_whole)) = self.free(view, part, whole, short) else { return };
        let stroke = Stroke::new(1.0, palette.line);
        painter.rect(pill, pill.height() / 2.0, palette.panel, stroke, StrokeKind::Inside);
        let mut x = pill.left() + 9.0;
        let centre = |galley: &Galley, x: f32| pos2(x, pill.center().y - galley.size().y / 2.0);
        if is_whole {
            painter.galley(centre(&words, x), words.clone(), palette.muted);
            x += words.size().x + 5.0;
        }
        for (galley, ink) in layers.into_iter().flatten() {
            let place = centre(&galley, x);
            x += galley.size().x + 3.0;
            painter.galley(place, galley, ink);
        }
    }

    /// Where there is room for a label, and whether for the whole of it.
    fn free(&self, view: Rect, part: [Pos2; 2], whole: Vec2, short: Option<Vec2>) -> Option<(Rect, bool)> {
        let around = Rect::from_two_pos(part[0], part[1]).expand2(whole);
        let world = Rect::from_two_pos(
            self.camera.to_world(view, around.min),
            self.camera.to_world(view, around.max),
        );
        #[allow(clippy::cast_precision_loss)]
        let header = HEADER as f32;
        let covered = self.scene.touching(world).map(|item| {
            // Of a container its title, of a card all of it and the chip on its lower edge.
            let bottom = if item.contains { item.rect.top() + header } else { item.rect.bottom() + 8.0 };
            let rect = Rect::from_min_max(item.rect.min, pos2(item.rect.right(), bottom));
            let [min, max] = [rect.min, rect.max].map(|it| self.camera.to_screen(view, it));
            Rect::from_min_max(min, max).expand(2.0)
        });
        let covered: Vec<Rect> = covered.collect();
        let sizes = [(Some(whole), true), (short, false)];
        sizes.into_iter().find_map(|(size, is_whole)| Some((place(part, size?, &covered)?, is_whole)))
    }
}

/// The first place along a part of a line where a label of a size covers nothing.
fn place([a, b]: [Pos2; 2], size: Vec2, covered: &[Rect]) -> Option<Rect> {
    let room = a.distance(b) - 24.0;
    let at = |along: &f32| Rect::from_center_size(a.lerp(b, *along), size);
    // A label is no longer than its part, so that one can tell whose it is.
    let mut places = ALONG.iter().map(at).filter(|_| size.x <= room);
    places.find(|pill| !covered.iter().any(|it| it.intersects(*pill)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_covers_no_card() {
        let part = [pos2(0.0, 0.0), pos2(0.0, 100.0)];
        let size = vec2(60.0, 20.0);
        let free = place(part, size, &[]).unwrap();
        assert_eq!(free.center(), pos2(0.0, 50.0));
        let card = Rect::from_min_max(pos2(10.0, 35.0), pos2(80.0, 65.0));
        let beside = place(part, size, &[card]).unwrap();
        assert_eq!(beside.center(), pos2(0.0, 20.0));
        assert!(!beside.intersects(card));
        let wall = Rect::from_min_max(pos2(10.0, -50.0), pos2(80.0, 150.0));
        assert_eq!(place(part, size, &[wall]), None);
        assert!(place(part, vec2(18.0, 20.0), &[wall]).is_some());
        assert_eq!(place([part[0], pos2(0.0, 40.0)], size, &[]), None);
    }
}
