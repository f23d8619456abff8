//! Moving resources into another container by name, as the outline does: a place is found for them there.

use super::app::App;
use crate::{base::NodeId, layout};
use eframe::egui::{Context, Pos2, Rect, Vec2, pos2, vec2};

/// Space between boxes, and between a box and its container.
const GAP: f32 = 16.0;

impl App {
    /// The rules are those of a drop on the canvas; only where in the container is for us to find.
    pub(super) fn reparent(&mut self, ctx: &Context, ids: &[NodeId], into: Option<NodeId>) {
        let scene = self.canvas.scene(&self.doc);
        let boxes: Vec<Rect> = ids.iter().filter_map(|id| scene.rect(id)).collect();
        let by = match boxes.iter().copied().reduce(Rect::union) {
            Some(around) => self.room(ids, into.as_ref(), around.size()) - around.min,
            None => Vec2::ZERO,
        };
        #[allow(clippy::cast_possible_truncation)]
        let by = (layout::snap(by.x as i32), layout::snap(by.y as i32));
        self.drop(ctx, ids, by, Some(into));
    }

    /// Where there is room for a box of a size in a container.
    fn room(&mut self, ids: &[NodeId], into: Option<&NodeId>, size: Vec2) -> Pos2 {
        let index = self.doc.analysis.index();
        let children: Vec<NodeId> = match into {
            Some(id) => index.children(id).to_vec(),
            None => {
                let roots = self.doc.analysis.model().nodes().filter(|(_, node)| node.parent.is_none());
                roots.map(|(id, _)| id.clone()).collect()
            }
        };
        let scene = self.canvas.scene(&self.doc);
        let beside = children.iter().filter(|id| !ids.contains(id)).filter_map(|id| scene.rect(id));
        let beside: Vec<Rect> = beside.collect();
        let Some(inside) = into.and_then(|id| scene.rect(id)) else {
            let around = beside.into_iter().reduce(Rect::union);
            return around.map_or(Pos2::ZERO, |it| pos2(it.right() + 2.0 * GAP, it.top()));
        };
        #[allow(clippy::cast_precision_loss)]
        let from = inside.min + vec2(GAP, GAP + layout::HEADER as f32);
        let free = |at: &Pos2| {
            let place = Rect::from_min_size(*at, size);
            beside.iter().all(|other| !other.intersects(place.expand(GAP / 2.0)))
        };
        let mut at = from;
        while at.y + size.y + GAP <= inside.bottom() {
            while at.x + size.x + GAP <= inside.right() {
                if free(&at) {
                    return at;
                }
                at.x += GAP;
            }
            at = pos2(from.x, at.y + GAP);
        }
        // No room: below what stands there, and the container grows.
        let lowest = beside.iter().map(|it| it.bottom()).fold(from.y - GAP, f32::max);
        pos2(from.x, lowest + GAP)
    }
}
