//! Painting connections: what the network grants them, where they break, what they are called.

use super::{
    Canvas,
    far::{count, line_colour, quad, worst},
    gesture::Gesture,
    line::{label_of, longest, loose, rounded, world},
    palette,
    scene::Line,
};
use crate::{
    analysis::{CallVerdict, Judgement, Standing, Verdict},
    base::{ConnectionId, Text},
    gui::{
        icon,
        state::{Document, UiState},
        strings as s, theme,
    },
    layout::route::Side,
};
use eframe::egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, Ui, Vec2, epaint::Mesh, vec2};

/// A side in words.
pub fn side_name(side: Side) -> &'static Text {
    match side {
        Side::Left => &s::LEFT,
        Side::Right => &s::RIGHT,
        Side::Top => &s::TOP,
        Side::Bottom => &s::BOTTOM,
    }
}

/// What assistive technology says of a connection.
pub fn spoken_name(doc: &Document, state: &UiState, id: &ConnectionId) -> String {
    let ends = doc.analysis.model().connection(id).and_then(|it| it.ends());
    let Some((from, to)) = ends else { return String::new() };
    let name = s::CONNECTION_NAME.fill(state.lang, &[from.as_str(), to.as_str()]);
    let standing = doc.analysis.shown().standing(id);
    doc.spoken(state.lang, &format!("{name}, {}", standing.words().get(state.lang)))
}

/// How a connection stands, in words and a colour.
pub fn standing_words(palette: &theme::Palette, standing: Standing) -> (&'static Text, Color32) {
    let ink = match standing {
        Standing::Granted => palette.ok,
        Standing::Pending => palette.muted,
        Standing::Partly | Standing::Unknown => palette.warn,
        Standing::Refused | Standing::Denied | Standing::Unsupported => palette.bad,
    };
    (standing.words(), ink)
}

/// The network layer of a connection, in words and a colour.
pub fn network_words(palette: &theme::Palette, judgement: &Judgement) -> (&'static Text, Color32) {
    match judgement.packets.as_ref().map(|answer| answer.verdict) {
        None => (&s::NOT_INVOLVED, palette.faint),
        Some(Verdict::Reachable) => (&s::REACHED, palette.ok),
        Some(Verdict::ForwardOnly) => (&s::ONE_WAY, palette.ok),
        Some(Verdict::PartialReturn) => (&s::PARTLY, palette.warn),
        Some(Verdict::Unknown) => (&s::NOT_KNOWN, palette.warn),
        Some(Verdict::Unreachable) => (&s::NOT_REACHED, palette.bad),
    }
}

/// The invocation layer of a connection, in words and a colour.
pub fn call_words(palette: &theme::Palette, judgement: &Judgement) -> (&'static Text, Color32) {
    match judgement.call {
        CallVerdict::Allowed => (&s::ALLOWED, palette.ok),
        CallVerdict::Denied => (&s::DENIED, palette.bad),
        CallVerdict::NotACall => (&s::NOT_A_CALL, palette.faint),
        CallVerdict::Unsupported => (&s::NOT_SUPPORTED, palette.bad),
    }
}

impl Canvas {
    /// Paints the lines between boxes that are moved, or all others.
    pub(super) fn paint_lines(
        &self,
        ui: &Ui,
        painter: &Painter,
        view: Rect,
        doc: &Document,
        state: &UiState,
        moved: bool,
    ) {
        let visible = self.camera.visible(view);
        for (at, elsewhere) in self.lines_on_screen(visible) {
            let line = &self.scene.lines[at];
            if (self.is_moved(line.ends.0) && self.is_moved(line.ends.1)) != moved {
                continue;
            }
            let selected = state.selection.connection.as_ref().is_some_and(|id| line.has(id));
            if elsewhere {
                let points = self.line_now(line);
                if !Rect::from_points(&points).expand(12.0).intersects(visible) {
                    continue;
                }
                let label = label_of(&points);
                let now = Line { points, label, ..line.clone() };
                self.paint_line(ui, painter, view, doc, state, &now, selected);
            } else {
                self.paint_line(ui, painter, view, doc, state, line, selected);
            }
        }
        if let Gesture::Connect { from, to } = &self.gesture
            && !moved
            && let Some(rect) = self.scene.rect(from)
        {
            let target = self.target(from, *to).and_then(|id| self.scene.rect(&id));
            let points = loose(rect, &[], target.unwrap_or(Rect::from_min_max(*to, *to)));
            self.stroke(painter, view, &points, palette(ui).accent, Dash::Solid, 1.6);
        }
    }

    /// Whether a point of a line is being dragged.
    fn is_bent(&self, line: &Line) -> bool {
        matches!(&self.gesture, Gesture::Bend { id, .. } if line.has(id))
    }

    /// A line while its ends or a point of it move: a cheap one, unless both ends move alike.
    pub(super) fn line_now(&self, line: &Line) -> Vec<Pos2> {
        let (Some(from), Some(to)) = (self.scene.rect(&line.wire.from), self.scene.rect(&line.wire.to))
        else {
            return line.points.clone();
        };
        let now = (self.displaced(&line.wire.from, from), self.displaced(&line.wire.to, to));
        let by = now.0.min - from.min;
        if by == now.1.min - to.min && now.0.size() == from.size() && !self.is_bent(line) {
            return line.points.iter().map(|point| *point + by).collect();
        }
        let bends = match (&self.gesture, line.wire.connections.as_slice()) {
            (Gesture::Bend { id, points, .. }, [own]) if id == own => points.clone(),
            (_, [own]) => self.wiring.bends(own).iter().map(|bend| world(*bend)).collect(),
            (_, _) => Vec::new(),
        };
        loose(now.0, &bends, now.1)
    }

    #[allow(clippy::too_many_arguments)]
    fn paint_line(
        &self,
        ui: &Ui,
        painter: &Painter,
        view: Rect,
        doc: &Document,
        state: &UiState,
        line: &Line,
        selected: bool,
    ) {
        let palette = palette(ui);
        let points = line.points.as_slice();
        let standing = if state.show_reach { worst(doc, &line.wire.connections) } else { Standing::Granted };
        let dash = match standing {
            Standing::Granted | Standing::Pending if line.wire.is_doubtful(doc.analysis.model()) => {
                Dash::Dashes
            }
            Standing::Granted | Standing::Pending => Dash::Solid,
            Standing::Partly | Standing::Unknown => Dash::Dots,
            Standing::Refused | Standing::Denied | Standing::Unsupported => Dash::Dashes,
        };
        let colour = line_colour(doc, palette, standing);
        let colour = if selected && standing == Standing::Granted { palette.accent } else { colour };
        let width = if selected { 2.4 } else { 1.6 };
        if selected {
            self.stroke(painter, view, points, palette.accent.gamma_multiply(0.18), Dash::Solid, 7.0);
        }
        self.stroke(painter, view, points, colour, dash, width);
        let middle = self.camera.to_screen(view, line.label.0);
        if line.wire.connections.len() > 1 {
            count(painter, palette, middle, line.wire.connections.len(), colour);
            return;
        }
        let Some(id) = line.wire.connections.first() else { return };
        match standing {
            Standing::Refused | Standing::Denied | Standing::Unsupported => {
                let radius = (9.0 * self.camera.zoom).clamp(5.0, 9.0);
                painter.circle(
                    middle,
                    radius,
                    doc.ink(palette, palette.bad),
                    Stroke::new(2.0, palette.canvas),
                );
                let cross = Rect::from_center_size(middle, Vec2::splat(radius * 1.5));
                let ink = if palette.dark { palette.canvas } else { Color32::WHITE };
                icon::paint(painter, "close", cross, ink);
            }
            Standing::Granted | Standing::Partly | Standing::Unknown | Standing::Pending => {
                self.paint_label(
                    painter,
                    palette,
                    (doc, state),
                    id,
                    (view, longest(points).map(|it| self.camera.to_screen(view, it))),
                );
            }
        }
    }

    /// A line with rounded turns and an arrowhead, of the same width at every zoom.
    fn stroke(
        &self,
        painter: &Painter,
        view: Rect,
        points: &[Pos2],
        colour: Color32,
        dash: Dash,
        width: f32,
    ) {
        let screen: Vec<Pos2> = points.iter().map(|point| self.camera.to_screen(view, *point)).collect();
        let [.., before, end] = screen[..] else { return };
        let head = (7.0 * self.camera.zoom).clamp(4.0, 9.0);
        let way = (end - before).normalized();
        let mut line = screen.clone();
        if let Some(last) = line.last_mut() {
            *last = end - way * (head + 1.0);
        }
        match dash {
            Dash::Solid => {
                let line = rounded(&line, 6.0 * self.camera.zoom);
                painter.add(Shape::line(line, Stroke::new(width, colour)));
            }
            Dash::Dashes => drop(painter.add(dashes(&line, view, (6.0, 4.0), width, colour))),
            Dash::Dots => drop(painter.add(dashes(&line, view, (2.0, 3.0), width.max(2.0), colour))),
        }
        let across = way.rot90() * head * 0.55;
        let base = end - way * (head + 2.0);
        painter.add(Shape::convex_polygon(
            vec![end - way, base + across, base - across],
            colour,
            Stroke::NONE,
        ));
    }
}

/// The dashes of an orthogonal line as one mesh, those alone that are on screen: a long line has thousands.
fn dashes(points: &[Pos2], view: Rect, (dash, gap): (f32, f32), width: f32, colour: Color32) -> Mesh {
    let mut mesh = Mesh::default();
    let mut gone = 0.0;
    for pair in points.windows(2) {
        let [a, b] = [pair[0], pair[1]];
        let length = a.distance(b);
        let way = (b - a) / length.max(1e-3);
        // How far along the part the screen begins and ends.
        let (start, end) = if way.x.abs() > way.y.abs() {
            ((view.left() - a.x) / way.x, (view.right() - a.x) / way.x)
        } else {
            ((view.top() - a.y) / way.y, (view.bottom() - a.y) / way.y)
        };
        let (first, last) = (start.min(end).max(0.0), start.max(end).min(length));
        if Rect::from_two_pos(a, b).expand(width).intersects(view) {
            let mut at = ((gone + first) / (dash + gap)).floor() * (dash + gap) - gone;
            while at < last {
                let (from, to) = (a + way * at.max(0.0), a + way * (at + dash).min(length));
                if at + dash > 0.0 {
                    let part = Rect::from_two_pos(from, to).expand2(vec2(way.y, way.x).abs() * width / 2.0);
                    quad(&mut mesh, part, colour);
                }
                at += dash + gap;
            }
        }
        gone += length;
    }
    mesh
}

#[derive(Clone, Copy)]
enum Dash {
    Solid,
    Dashes,
    Dots,
}

#[cfg(test)]
mod tests {
    use super::*;
    use eframe::egui::pos2;

    #[test]
    fn only_dashes_on_screen_are_made() {
        let view = Rect::from_min_size(pos2(0.0, 0.0), vec2(1000.0, 600.0));
        let long = [pos2(-5e5, 100.0), pos2(5e5, 100.0), pos2(5e5, 900.0)];
        let mesh = dashes(&long, view, (6.0, 4.0), 1.6, Color32::WHITE);
        let quads = mesh.vertices.len() / 4;
        assert!((99..=102).contains(&quads), "{quads}");
        assert!(
            dashes(&[pos2(-5e5, -9.0), pos2(5e5, -9.0)], view, (6.0, 4.0), 1.6, Color32::WHITE).is_empty()
        );
        // Of no length there is nothing to draw, and nothing to divide by.
        assert!(
            dashes(&[pos2(5.0, 5.0), pos2(5.0, 5.0)], view, (6.0, 4.0), 1.6, Color32::WHITE).vertices.len()
                <= 4
        );
    }
}
