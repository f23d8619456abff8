//! Painting connections: what the network grants them, where they break, what they are called.

use super::{Canvas, gesture::Gesture, palette, route};
use crate::{
    analysis::{CallVerdict, Judgement, Standing, Verdict},
    base::{ConnectionId, Text},
    gui::{
        icon,
        state::{Document, UiState},
        strings as s, theme,
    },
};
use eframe::egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Ui, Vec2, pos2, vec2};
use route::Side;

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
    let standing = doc.analysis.standing(id);
    format!("{name}, {}", standing.words().get(state.lang))
}

/// How a connection stands, in words and a colour.
pub fn standing_words(palette: &theme::Palette, standing: Standing) -> (&'static Text, Color32) {
    let ink = match standing {
        Standing::Granted => palette.ok,
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
    pub(super) fn paint_lines(
        &self,
        ui: &Ui,
        painter: &Painter,
        view: Rect,
        doc: &Document,
        state: &UiState,
    ) {
        let visible = self.camera.visible(view);
        let moving = matches!(self.gesture, Gesture::Move { .. });
        for line in &self.scene.lines {
            if !moving && !line.bounds.intersects(visible) {
                continue;
            }
            let selected = state.selection.connection.as_ref() == Some(&line.id);
            let points = if moving { self.moved_line(doc, line) } else { line.points.clone() };
            self.paint_line(ui, painter, view, doc, state, &line.id, &points, selected);
        }
        if let Gesture::Connect { from, to } = &self.gesture
            && let Some(rect) = self.scene.rect(from)
        {
            let target = self.target(from, *to).and_then(|id| self.scene.rect(&id));
            let points = target
                .map_or_else(|| route::route_to_point(rect, *to), |to| route::route(rect, to, &[], &[]));
            self.stroke(painter, view, &points, palette(ui).accent, Dash::Solid, 1.6);
        }
    }

    /// A cheap line while its ends move.
    fn moved_line(&self, doc: &Document, line: &super::scene::Line) -> Vec<Pos2> {
        let ends = doc.analysis.model().connection(&line.id).and_then(|it| it.ends());
        let rects = ends.and_then(|(from, to)| {
            let place = |id| Some(self.displaced(doc, id, self.scene.rect(id)?));
            place(from).zip(place(to))
        });
        match rects {
            Some((from, to)) => route::route(from, to, &[], &[]),
            None => line.points.clone(),
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn paint_line(
        &self,
        ui: &Ui,
        painter: &Painter,
        view: Rect,
        doc: &Document,
        state: &UiState,
        id: &ConnectionId,
        points: &[Pos2],
        selected: bool,
    ) {
        let palette = palette(ui);
        let standing = if state.show_reach { doc.analysis.standing(id) } else { Standing::Granted };
        let (colour, dash) = match standing {
            Standing::Granted => (palette.edge, Dash::Solid),
            Standing::Partly | Standing::Unknown => (palette.warn, Dash::Dots),
            Standing::Refused | Standing::Denied | Standing::Unsupported => (palette.bad, Dash::Dashes),
        };
        let colour = if selected {
            if standing == Standing::Granted { palette.accent } else { colour }
        } else {
            colour
        };
        let width = if selected { 2.4 } else { 1.6 };
        if selected {
            self.stroke(painter, view, points, palette.accent.gamma_multiply(0.18), Dash::Solid, 7.0);
        }
        self.stroke(painter, view, points, colour, dash, width);
        let Some((middle, length)) = route::label_place(points) else { return };
        let middle = self.camera.to_screen(view, middle);
        match standing {
            Standing::Refused | Standing::Denied | Standing::Unsupported => {
                let radius = (9.0 * self.camera.zoom).clamp(5.0, 9.0);
                painter.circle(middle, radius, palette.bad, Stroke::new(2.0, palette.canvas));
                let cross = Rect::from_center_size(middle, Vec2::splat(radius * 1.5));
                icon::paint(
                    painter,
                    "close",
                    cross,
                    if palette.dark { palette.canvas } else { Color32::WHITE },
                );
            }
            Standing::Granted | Standing::Partly | Standing::Unknown => {
                self.paint_label(painter, palette, doc, state, id, middle, length);
            }
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn paint_label(
        &self,
        painter: &Painter,
        palette: &theme::Palette,
        doc: &Document,
        state: &UiState,
        id: &ConnectionId,
        at: Pos2,
        length: f32,
    ) {
        use crate::model::field::Choice;
        let Some(connection) = doc.analysis.model().connection(id) else { return };
        if self.camera.zoom < 0.6 {
            return;
        }
        let label = connection.kind.labels()[connection.kind.index()].get(state.lang);
        let text = match connection.kind {
            crate::model::connection::Access::Network => {
                format!("{}/{}", connection.protocol.name(), connection.ports)
            }
            _ => label.to_lowercase(),
        };
        let galley = painter.layout_no_wrap(text, theme::sans(11.0), palette.muted);
        // Both layers stand in the pill, each in the colour of its own verdict.
        let layers = doc.analysis.judgement(id).filter(|_| state.show_reach).map(|judgement| {
            let letter = |letter: &str, ink| painter.layout_no_wrap(letter.to_owned(), theme::bold(9.5), ink);
            let (_, network) = network_words(palette, judgement);
            let (_, call) = call_words(palette, judgement);
            [(letter("N", network), network), (letter("I", call), call)]
        });
        let extra = if layers.is_some() { 24.0 } else { 0.0 };
        let room = length * self.camera.zoom - 24.0;
        // Where the words do not fit, the layers alone may.
        let words = if galley.size().x + 18.0 + extra <= room { galley.size().x } else { 0.0 };
        if words == 0.0 && (layers.is_none() || extra + 12.0 > room) {
            return;
        }
        let gap = if words > 0.0 { 0.0 } else { -5.0 };
        let pill = Rect::from_center_size(at, vec2(words + 18.0 + extra + gap, galley.size().y + 7.0));
        painter.rect(
            pill,
            pill.height() / 2.0,
            palette.panel,
            Stroke::new(1.0, palette.line),
            StrokeKind::Inside,
        );
        let mut x = pill.left() + 9.0;
        let centre = |galley: &eframe::egui::Galley, x: f32| pos2(x, at.y - galley.size().y / 2.0);
        if words > 0.0 {
            painter.galley(centre(&galley, x), galley.clone(), palette.muted);
            x += words + 5.0;
        }
        for (galley, ink) in layers.into_iter().flatten() {
            let place = centre(&galley, x);
            x += galley.size().x + 3.0;
            painter.galley(place, galley, ink);
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
        let line = route::rounded(&line, 8.0 * self.camera.zoom);
        let stroke = Stroke::new(width, colour);
        match dash {
            Dash::Solid => drop(painter.add(Shape::line(line, stroke))),
            Dash::Dashes => painter.extend(Shape::dashed_line(&line, stroke, 6.0, 4.0)),
            Dash::Dots => painter.extend(Shape::dotted_line(&line, colour, 4.5, width * 0.75)),
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

#[derive(Clone, Copy)]
enum Dash {
    Solid,
    Dashes,
    Dots,
}
