//! Where boxes and lines are while a gesture moves them, and which of them are on screen.

use super::{Canvas, gesture::Gesture, scene::Line};
use crate::base::NodeId;
use eframe::egui::Rect;

impl Canvas {
    /// Where a box is while it is being moved.
    pub(super) fn displaced(&self, id: &NodeId, rect: Rect) -> Rect {
        match &self.gesture {
            Gesture::Move { by, copy: false, .. }
                if self.scene.place(id).is_some_and(|at| self.is_moved(at)) =>
            {
                rect.translate(*by)
            }
            Gesture::Resize { id: resized, rect: now, .. } if resized == id => *now,
            Gesture::Idle
            | Gesture::Pan
            | Gesture::Move { .. }
            | Gesture::Resize { .. }
            | Gesture::Marquee { .. }
            | Gesture::Bend { .. }
            | Gesture::Connect { .. } => self.underway(id, rect),
        }
    }

    /// Whether boxes are elsewhere than the drawing has them.
    pub(super) fn is_displacing(&self) -> bool {
        self.is_gliding()
            || matches!(self.gesture, Gesture::Move { copy: false, .. } | Gesture::Resize { .. })
    }

    /// Whether a box is being moved, by its place among all.
    pub(super) fn is_moved(&self, at: usize) -> bool {
        matches!(&self.gesture, Gesture::Move { all, copy: false, .. } if all.get(at) == Some(&true))
    }

    /// The boxes on screen, by their place among all, with where they are now.
    pub(super) fn on_screen(&self, visible: Rect) -> Vec<(usize, Rect)> {
        if !self.is_displacing() {
            return self.scene.touching_at(visible).map(|at| (at, self.scene.items[at].rect)).collect();
        }
        let items = self.scene.items.iter().enumerate();
        if let Gesture::Move { by, .. } = &self.gesture
            && !self.is_gliding()
        {
            let now = |at: usize, rect: Rect| if self.is_moved(at) { rect.translate(*by) } else { rect };
            let all = items.map(|(at, item)| (at, now(at, item.rect)));
            return all.filter(|(_, rect)| rect.intersects(visible)).collect();
        }
        let all = items.map(|(at, item)| (at, self.displaced(&item.id, item.rect)));
        all.filter(|(_, rect)| rect.intersects(visible)).collect()
    }

    /// The lines that may be on screen, by their place among all, and whether they are elsewhere than the drawing has
    /// them.
    pub(super) fn lines_on_screen(&self, visible: Rect) -> Vec<(usize, bool)> {
        let mut all: Vec<(usize, bool)> = self.scene.lines_touching(visible).map(|at| (at, false)).collect();
        if self.is_displacing() || matches!(self.gesture, Gesture::Bend { .. }) {
            let led: Vec<bool> = self.scene.lines.iter().map(|line| self.is_led_elsewhere(line)).collect();
            all.retain(|(at, _)| !led[*at]);
            all.extend(led.iter().enumerate().filter(|(_, led)| **led).map(|(at, _)| (at, true)));
            all.sort_unstable();
        }
        all
    }

    /// Whether a line is elsewhere than the drawing has it.
    fn is_led_elsewhere(&self, line: &Line) -> bool {
        match &self.gesture {
            Gesture::Move { copy: false, .. } => {
                self.is_gliding() || self.is_moved(line.ends.0) || self.is_moved(line.ends.1)
            }
            Gesture::Resize { id, .. } => self.is_gliding() || line.wire.from == *id || line.wire.to == *id,
            Gesture::Bend { id, .. } => self.is_gliding() || line.has(id),
            Gesture::Idle
            | Gesture::Pan
            | Gesture::Move { .. }
            | Gesture::Marquee { .. }
            | Gesture::Connect { .. } => self.is_gliding(),
        }
    }
}
