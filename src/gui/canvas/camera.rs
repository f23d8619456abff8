//! The camera: which part of the world is on screen, and how large. Pure.

use eframe::egui::{Pos2, Rect, Vec2, pos2, vec2};

/// The smallest and the largest zoom.
const ZOOM: (f32, f32) = (0.05, 4.0);
/// From here on both lines of a card can be read.
const READABLE: f32 = 0.8;
/// One step of zooming.
pub const STEP: f32 = 1.25;

/// The camera.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    /// The world point at the top left of the canvas.
    pub origin: Vec2,
    /// Screen points for each world unit.
    pub zoom: f32,
}

impl Default for Camera {
    fn default() -> Self {
        Self { origin: vec2(-40.0, -40.0), zoom: 1.0 }
    }
}

impl Camera {
    /// Where a world point is on a screen whose canvas is `view`.
    pub fn to_screen(self, view: Rect, world: Pos2) -> Pos2 {
        view.min + (world.to_vec2() - self.origin) * self.zoom
    }

    /// Which world point is under a screen point.
    pub fn to_world(self, view: Rect, screen: Pos2) -> Pos2 {
        ((screen - view.min) / self.zoom + self.origin).to_pos2()
    }

    /// Where a world rectangle is on screen.
    pub fn rect_to_screen(&self, view: Rect, world: Rect) -> Rect {
        Rect::from_min_max(self.to_screen(view, world.min), self.to_screen(view, world.max))
    }

    /// The part of the world that is on screen.
    pub fn visible(&self, view: Rect) -> Rect {
        Rect::from_min_max(self.to_world(view, view.min), self.to_world(view, view.max))
    }

    /// Moves the picture by screen points.
    pub fn pan(&mut self, by: Vec2) {
        self.origin -= by / self.zoom;
    }

    /// Zooms and keeps the world point under `at` where it is.
    pub fn zoom_at(&mut self, view: Rect, at: Pos2, factor: f32) {
        let world = self.to_world(view, at);
        self.zoom = (self.zoom * factor).clamp(ZOOM.0, ZOOM.1);
        self.origin = world.to_vec2() - (at - view.min) / self.zoom;
    }

    /// The camera that shows all of `world`, at most at its natural size. There is space around it, which becomes less
    /// before its words are too small to read, but more than the rim at which a drag moves the picture.
    pub fn fitting(view: Rect, world: Rect) -> Self {
        const SPACE: (f32, f32) = (28.0, 40.0);
        let size = world.size().max(vec2(1.0, 1.0));
        let with = |space: f32| {
            let room = (view.size() - Vec2::splat(2.0 * space)).max(vec2(50.0, 50.0));
            (room.x / size.x).min(room.y / size.y)
        };
        let zoom = with(SPACE.0).min(with(SPACE.1).max(READABLE)).clamp(ZOOM.0, 1.0);
        Self { origin: world.center().to_vec2() - view.size() / 2.0 / zoom, zoom }
    }

    /// Brings the middle of `world` to the middle of the screen, and nearer if its words were too small to read.
    pub fn centre(&mut self, view: Rect, world: Rect) {
        if self.zoom < READABLE {
            self.zoom = READABLE;
        }
        self.origin = world.center().to_vec2() - view.size() / 2.0 / self.zoom;
    }

    /// Moves as little as needed to bring `world` on screen.
    pub fn reveal(&mut self, view: Rect, world: Rect) {
        let visible = self.visible(view);
        if visible.contains_rect(world) {
            return;
        }
        if visible.width() < world.width() || visible.height() < world.height() {
            *self = Self::fitting(view, world);
            return;
        }
        let shift = |low: f32, high: f32, least: f32, most: f32| {
            if low < least { low - least } else { (high - most).max(0.0) }
        };
        let space = 16.0 / self.zoom;
        let world = world.expand(space);
        self.origin += vec2(
            shift(world.min.x, world.max.x, visible.min.x, visible.max.x),
            shift(world.min.y, world.max.y, visible.min.y, visible.max.y),
        );
    }
}

/// A frame as a rectangle of the world.
pub fn rect(frame: crate::model::Frame) -> Rect {
    #[allow(clippy::cast_precision_loss)]
    let number = |value: i32| value as f32;
    Rect::from_min_size(pos2(number(frame.x), number(frame.y)), vec2(number(frame.w), number(frame.h)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view() -> Rect {
        Rect::from_min_size(pos2(200.0, 40.0), vec2(800.0, 600.0))
    }

    #[test]
    fn screen_and_world_are_inverse_at_every_zoom() {
        for zoom in [0.05, 0.3, 1.0, 4.0] {
            let camera = Camera { origin: vec2(-123.0, 77.0), zoom };
            let point = pos2(321.0, 123.0);
            let back = camera.to_screen(view(), camera.to_world(view(), point));
            assert!((back - point).length() < 0.01, "{zoom}: {back:?}");
        }
    }

    #[test]
    fn zooming_keeps_the_point_under_the_pointer() {
        let mut camera = Camera::default();
        let at = pos2(700.0, 300.0);
        let before = camera.to_world(view(), at);
        for factor in [STEP, STEP, 1.0 / STEP, 100.0, 0.0001] {
            camera.zoom_at(view(), at, factor);
            assert!((camera.to_world(view(), at) - before).length() < 0.1);
        }
    }

    #[test]
    fn space_gives_way_before_words_are_too_small() {
        let zoom =
            |width: f32| Camera::fitting(view(), Rect::from_min_size(Pos2::ZERO, vec2(width, 100.0))).zoom;
        let width = view().width();
        assert_eq!(zoom((width - 80.0) / 0.9), 0.9);
        assert_eq!(zoom((width - 64.0) / READABLE), READABLE);
        assert_eq!(zoom((width - 56.0) / 0.5), 0.5);
    }

    #[test]
    fn fitting_shows_everything_and_reveal_moves_as_little_as_needed() {
        let world = Rect::from_min_max(pos2(-500.0, -100.0), pos2(2500.0, 900.0));
        let mut camera = Camera::fitting(view(), world);
        assert!(camera.visible(view()).contains_rect(world));
        let before = camera;
        camera.reveal(view(), world);
        assert_eq!(camera, before);
        let small = Rect::from_min_size(pos2(9000.0, 0.0), vec2(100.0, 50.0));
        camera.reveal(view(), small);
        assert!(camera.visible(view()).contains_rect(small) && camera.zoom == before.zoom);
    }
}
