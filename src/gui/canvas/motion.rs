//! What moves by itself: the camera on its way to what is shown (CV-3), boxes on their way to new places (CV-22).
//!
//! Where people want no motion, everything is there at once.

use super::{Canvas, camera::Camera};
use crate::base::NodeId;
use eframe::egui::{Rect, Ui, emath::easing};
use std::collections::BTreeMap;

/// How long the camera is on its way, in seconds.
const FLIGHT: f64 = 0.2;
/// How long boxes are on their way, in seconds.
const GLIDE: f64 = 0.25;

/// What is on its way.
#[derive(Debug, Default)]
pub(super) struct Motion {
    /// Whether nothing may move by itself.
    pub(super) still: bool,
    flight: Option<Flight>,
    /// Where boxes were, and since when they have been on their way.
    glide: Option<(BTreeMap<NodeId, Rect>, Option<f64>)>,
    /// How much of their way boxes have gone.
    gone: f32,
}

#[derive(Clone, Copy, Debug)]
struct Flight {
    from: Camera,
    to: Camera,
    began: Option<f64>,
}

/// The part of a way that is gone after a part of the time.
#[allow(clippy::cast_possible_truncation)]
fn gone(now: f64, began: f64, whole: f64) -> f32 {
    easing::cubic_in_out(((now - began) / whole).clamp(0.0, 1.0) as f32)
}

impl Canvas {
    /// Sends the camera somewhere.
    pub(super) fn fly(&mut self, to: Camera) {
        if self.motion.still {
            self.camera = to;
        } else {
            self.motion.flight = Some(Flight { from: self.camera, to, began: None });
        }
    }

    /// Where the camera is going.
    pub(super) fn aim(&self) -> Camera {
        self.motion.flight.map_or(self.camera, |it| it.to)
    }

    /// The pointer takes the camera over.
    pub(super) fn land(&mut self) {
        self.motion.flight = None;
    }

    /// Boxes will glide from where they are now to where the next drawing has them.
    pub fn glide(&mut self) {
        if !self.motion.still {
            let places = self.scene.items.iter().map(|item| (item.id.clone(), item.rect));
            self.motion.glide = Some((places.collect(), None));
            self.motion.gone = 0.0;
        }
    }

    /// Whether anything is on its way.
    pub(super) fn is_moving(&self) -> bool {
        self.motion.flight.is_some() || self.is_gliding()
    }

    /// Whether boxes are on their way.
    pub(super) fn is_gliding(&self) -> bool {
        self.motion.glide.is_some()
    }

    /// Moves on by a frame.
    pub(super) fn advance(&mut self, ui: &Ui) {
        self.motion.still = ui.style().animation_time <= 0.0;
        let now = ui.input(|input| input.time);
        if let Some(flight) = &mut self.motion.flight {
            let began = *flight.began.get_or_insert(now);
            let (part, Flight { from, to, .. }) = (gone(now, began, FLIGHT), *flight);
            self.camera = if part < 1.0 { between(from, to, part) } else { to };
            if part >= 1.0 {
                self.motion.flight = None;
            }
            ui.ctx().request_repaint();
        }
        if let Some((_, began)) = &mut self.motion.glide {
            self.motion.gone = gone(now, *began.get_or_insert(now), GLIDE);
            if self.motion.gone >= 1.0 {
                self.motion.glide = None;
            }
            ui.ctx().request_repaint();
        }
    }

    /// Where a box is on its way to its place.
    pub(super) fn underway(&self, id: &NodeId, place: Rect) -> Rect {
        let from = self.motion.glide.as_ref().and_then(|(places, _)| places.get(id));
        from.map_or(place, |from| {
            let part = self.motion.gone;
            Rect::from_min_max(from.min.lerp(place.min, part), from.max.lerp(place.max, part))
        })
    }
}

/// A camera between two: zoom in equal factors, and the picture moving evenly on screen.
fn between(from: Camera, to: Camera, part: f32) -> Camera {
    let zoom = from.zoom * (to.zoom / from.zoom).powf(part);
    let (a, b) = (1.0 / from.zoom, 1.0 / to.zoom);
    let way = if (a - b).abs() < 1e-4 { part } else { (1.0 / zoom - a) / (b - a) };
    Camera { origin: from.origin + (to.origin - from.origin) * way, zoom }
}

#[cfg(test)]
mod tests {
    use super::*;
    use eframe::egui::vec2;

    /// CV-3.
    #[test]
    fn a_flight_starts_and_ends_where_it_should_and_keeps_its_direction() {
        let (from, to) = (
            Camera { origin: vec2(0.0, 0.0), zoom: 1.0 },
            Camera { origin: vec2(400.0, -100.0), zoom: 0.25 },
        );
        assert_eq!(between(from, to, 0.0), from);
        let end = between(from, to, 1.0);
        assert!((end.origin - to.origin).length() < 0.1 && (end.zoom - to.zoom).abs() < 1e-3);
        let zooms: Vec<f32> = (0..=10_u8).map(|i| between(from, to, f32::from(i) / 10.0).zoom).collect();
        assert!(zooms.windows(2).all(|pair| pair[0] > pair[1]), "{zooms:?}");
    }
}
