//! Painting what a gesture under way would do: where things would go, and why they may not.

use super::{
    Canvas,
    gesture::{Gesture, ghost},
    paint::LEAST_TEXT,
};
use crate::{
    base::NodeId,
    gui::{
        icon,
        state::{Document, UiState},
        strings as s,
        theme::{self, CONTAINER_RADIUS, NODE_RADIUS, Palette},
        widgets,
    },
    model::create::{Home, home},
};
use eframe::egui::{Align2, Color32, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Ui, Vec2, pos2, vec2};

impl Canvas {
    /// What a gesture under way would do.
    pub(super) fn paint_gesture(
        &self,
        ui: &Ui,
        painter: &Painter,
        view: Rect,
        doc: &Document,
        state: &UiState,
        palette: &Palette,
    ) {
        let at = ui.input(|i| i.pointer.latest_pos()).filter(|at| view.contains(*at));
        for guide in &self.guides {
            let ends = [self.camera.to_screen(view, guide.from), self.camera.to_screen(view, guide.to)];
            painter.line_segment(ends, Stroke::new(1.0, palette.cost));
        }
        if let Some(rect) = state.find.current().and_then(|id| self.scene.rect(id)) {
            let ring = self.camera.rect_to_screen(view, rect).expand(5.0);
            painter.rect_stroke(ring, NODE_RADIUS + 4.0, Stroke::new(2.5, palette.warn), StrokeKind::Outside);
        }
        if self.walked
            && let Some(rect) = state.selection.single().and_then(|id| self.scene.rect(id))
        {
            let ring = self.camera.rect_to_screen(view, rect).expand(5.0);
            let corners =
                [ring.left_top(), ring.right_top(), ring.right_bottom(), ring.left_bottom(), ring.left_top()];
            painter.extend(Shape::dashed_line(&corners, Stroke::new(1.5, palette.text), 5.0, 4.0));
        }
        match &self.gesture {
            Gesture::Marquee { from, to } => {
                let area = self.camera.rect_to_screen(view, Rect::from_two_pos(*from, *to));
                let fill = palette.accent.gamma_multiply(0.10);
                painter.rect(area, 2.0, fill, Stroke::new(1.0, palette.accent), StrokeKind::Inside);
            }
            Gesture::Move { ids, by, copy: true, .. } => {
                for rect in ids.iter().filter_map(|id| self.scene.rect(id)) {
                    let ghost = self.camera.rect_to_screen(view, rect.translate(*by));
                    let stroke = Stroke::new(1.5, palette.accent);
                    painter.rect(
                        ghost,
                        NODE_RADIUS,
                        palette.accent.gamma_multiply(0.10),
                        stroke,
                        StrokeKind::Inside,
                    );
                }
            }
            Gesture::Move { ids, .. } => {
                if let Some(at) = at
                    && let Some(into) = self.left_for(ui, ids, self.camera.to_world(view, at), doc)
                    && let Some(node) = ids.first().and_then(|id| doc.analysis.model().node(id))
                {
                    self.paint_home(
                        painter,
                        view,
                        doc,
                        state,
                        palette,
                        node.resource.kind(),
                        into.as_ref(),
                        at,
                    );
                }
            }
            Gesture::Idle | Gesture::Pan | Gesture::Resize { .. } | Gesture::Bend { .. } => {}
            Gesture::Connect { from, to } => {
                let item = self.scene.at(*to).filter(|item| !item.contains && item.id != *from);
                if let (Some(item), Some(at)) = (item, at)
                    && self.refuses(doc, &item.id)
                {
                    let label = |id: &NodeId| {
                        let node = doc.analysis.model().node(id);
                        node.map_or("", |node| node.resource.kind().spec().label.get(state.lang))
                    };
                    let words = s::CANNOT_CONNECT.fill(state.lang, &[label(&item.id), label(from)]);
                    tip(painter, palette, at + vec2(18.0, 18.0), &words, palette.bad);
                }
            }
        }
        if let (Some(kind), Some(at)) = (state.dragging.or(state.placing), at) {
            let world = self.camera.to_world(view, at);
            let under = self.scene.containers_at(world, |_| false).next().map(|item| &item.id);
            let outline = self.camera.rect_to_screen(view, ghost(kind, world));
            let (ink, tint) = palette.group(kind.spec().group);
            let stroke = Stroke::new(1.5, palette.accent);
            painter.rect(
                outline,
                NODE_RADIUS,
                palette.panel.gamma_multiply(0.85),
                stroke,
                StrokeKind::Inside,
            );
            let tile = Rect::from_center_size(
                outline.left_center() + vec2(27.0, 0.0) * self.camera.zoom,
                Vec2::splat(34.0 * self.camera.zoom),
            );
            painter.rect_filled(tile, 6.0, tint);
            icon::paint(painter, kind.spec().icon, tile.shrink(7.0 * self.camera.zoom), ink);
            let name = pos2(tile.right() + 9.0 * self.camera.zoom, outline.center().y);
            let font = theme::bold((13.0 * self.camera.zoom).clamp(LEAST_TEXT, 20.0));
            painter.text(name, Align2::LEFT_CENTER, kind.spec().label.get(state.lang), font, palette.text);
            self.paint_home(painter, view, doc, state, palette, kind, under, at);
        }
    }

    /// Lights the container that would take a resource, or says why none does.
    #[allow(clippy::too_many_arguments)]
    fn paint_home(
        &self,
        painter: &Painter,
        view: Rect,
        doc: &Document,
        state: &UiState,
        palette: &Palette,
        kind: crate::model::kinds::Kind,
        under: Option<&NodeId>,
        at: Pos2,
    ) {
        let model = doc.analysis.model();
        let (container, words, colour) = match home(model, kind, under) {
            Home::Here(Some(id)) => {
                let mut path: Vec<&str> = model.ancestors(&id).map(|(id, _)| id.as_str()).collect();
                path.reverse();
                path.push(id.as_str());
                let path = path.join(" › ");
                (Some(id), path, palette.accent)
            }
            Home::Here(None) => return,
            Home::Elsewhere(id, reason) => (id, widgets::plain(&reason.say(state.lang)), palette.bad),
            Home::Wrapped(kind) => (None, format!("+ {}", kind.spec().label.get(state.lang)), palette.accent),
            Home::Nowhere(reason) => (None, widgets::plain(&reason.say(state.lang)), palette.bad),
        };
        if let Some(rect) = container.and_then(|id| self.scene.rect(&id)) {
            let lit = self.camera.rect_to_screen(view, rect);
            painter.rect_stroke(lit, CONTAINER_RADIUS, Stroke::new(2.5, palette.accent), StrokeKind::Outside);
        }
        tip(painter, palette, at + vec2(18.0, 34.0 * self.camera.zoom + 8.0), &words, colour);
    }

    /// Whether a connection that is being drawn may not end at a card (CV-19).
    pub(super) fn refuses(&self, doc: &Document, id: &NodeId) -> bool {
        let from = match &self.gesture {
            Gesture::Connect { from, .. } => Some(from),
            Gesture::Idle
            | Gesture::Pan
            | Gesture::Move { .. }
            | Gesture::Resize { .. }
            | Gesture::Marquee { .. }
            | Gesture::Bend { .. } => self.connecting.as_ref().filter(|_| self.is_connecting),
        };
        from.is_some_and(|from| from != id && doc.analysis.accesses(from, id).is_empty())
    }
}

/// A few words beside the pointer.
fn tip(painter: &Painter, palette: &Palette, at: Pos2, words: &str, colour: Color32) {
    let galley = painter.layout(words.to_owned(), theme::sans(12.0), colour, 320.0);
    let frame = Rect::from_min_size(at, galley.size() + vec2(20.0, 12.0));
    painter.rect(frame, 6.0, palette.panel, Stroke::new(1.0, palette.line), StrokeKind::Inside);
    painter.galley(frame.min + vec2(10.0, 6.0), galley, colour);
}
