//! Painting answers of the network: what an end reaches, or the hops of one way, with a legend.

use super::{
    Canvas,
    paint::{LEAST_TEXT, quantised},
};
use crate::{
    analysis::{Answer, Verdict},
    base::{NodeId, Text},
    gui::{
        asking::{Subject, Topic},
        icon,
        kept::Found,
        state::{Document, UiState},
        strings as s,
        theme::{self, NODE_RADIUS, Palette},
    },
    model::selector::End,
};
use eframe::egui::{
    Align2, Color32, Painter, Rect, Role, Sense, Shape, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2, vec2,
};

/// What the reachability panel shows, as the canvas marks it.
#[derive(Debug, Default, PartialEq)]
pub(super) enum Marks {
    /// Nothing is asked.
    #[default]
    None,
    /// From one resource, or to it: whether packets get through to each other one.
    Ends {
        /// The resource.
        known: Option<NodeId>,
        /// The others.
        rows: Vec<(NodeId, Verdict)>,
    },
    /// The cards on one way, in order, each with the number of its first hop and whether packets pass it.
    Way(Vec<(NodeId, usize, bool)>),
}

/// How an end stands, for the eye: colour and sign.
#[derive(Clone, Copy, PartialEq)]
enum Standing {
    Reached,
    Partly,
    NotReached,
    NotKnown,
}

impl Standing {
    const ALL: [Self; 4] = [Self::Reached, Self::Partly, Self::NotReached, Self::NotKnown];

    fn of(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Reachable => Self::Reached,
            Verdict::PartialReturn | Verdict::ForwardOnly => Self::Partly,
            Verdict::Unreachable => Self::NotReached,
            Verdict::Unknown => Self::NotKnown,
        }
    }

    fn words(self) -> &'static Text {
        match self {
            Self::Reached => &s::REACHED,
            Self::Partly => &s::PARTLY,
            Self::NotReached => &s::NOT_REACHED,
            Self::NotKnown => &s::NOT_KNOWN,
        }
    }

    fn ink(self, palette: &Palette) -> Color32 {
        match self {
            Self::Reached => palette.ok,
            Self::Partly | Self::NotKnown => palette.warn,
            Self::NotReached => palette.bad,
        }
    }

    fn sign(self) -> &'static str {
        match self {
            Self::Reached => "check",
            Self::Partly => "minus",
            Self::NotReached => "close",
            Self::NotKnown => "help",
        }
    }
}

impl Canvas {
    /// Looks up what the panel shows.
    pub(super) fn marks(&self, doc: &Document, state: &mut UiState) -> Marks {
        if !state.show_reach {
            return Marks::None;
        }
        match &state.subject {
            Subject::Nothing => Marks::None,
            Subject::Connection(id) => {
                let answer = doc.analysis.shown().judgement(id).and_then(|it| it.packets.as_ref());
                answer.map_or(Marks::None, |it| self.way(it))
            }
            Subject::Asked => {
                let Some(topic) = state.asked.topic() else { return Marks::None };
                if !matches!(topic, Topic::Path(_) | Topic::Ends { .. }) {
                    return Marks::None;
                }
                let shown = state.kept.ask(&topic, doc.analysis.revision());
                match (&topic, shown.found.as_deref()) {
                    (Topic::Path(_), Some(Found::Path(answer))) => self.way(answer),
                    (Topic::Ends { known, .. }, Some(Found::Ends(rows))) => {
                        let node = |end: &End| match end {
                            End::Node(id) => Some(id.clone()),
                            End::Internet | End::Cidr(_) | End::Service(_) | End::Name(_) => None,
                        };
                        let rows = rows.iter().filter_map(|it| Some((node(&it.end)?, it.verdict)));
                        Marks::Ends { known: node(known), rows: rows.collect() }
                    }
                    _ => Marks::None,
                }
            }
        }
    }

    /// The cards on a way, with the numbers that the panel gives their hops. What has no card stops packets at the one
    /// before it.
    fn way(&self, answer: &Answer) -> Marks {
        let mut way: Vec<(NodeId, usize, bool)> = Vec::new();
        let stopped_back = answer.back.iter().enumerate().filter(|(_, hop)| !hop.passed);
        for (at, hop) in answer.forward.iter().enumerate().chain(stopped_back) {
            let card = |id: &&NodeId| self.scene.item(id).is_some_and(|item| !item.contains);
            match (hop.node.as_ref().filter(card), way.last_mut()) {
                (Some(id), Some(last)) if last.0 == *id => last.2 &= hop.passed,
                (Some(id), _) => way.push((id.clone(), at + 1, hop.passed)),
                (None, Some(last)) => last.2 &= hop.passed,
                (None, None) => {}
            }
        }
        Marks::Way(way)
    }

    pub(super) fn paint_marks(&self, ui: &Ui, painter: &Painter, view: Rect, state: &UiState) {
        let palette = super::palette(ui);
        match &self.marks {
            Marks::None => {}
            Marks::Ends { known, rows } => {
                for (id, verdict) in rows {
                    let Some(item) = self.scene.item(id).filter(|item| !item.contains) else {
                        continue;
                    };
                    let rect = self.camera.rect_to_screen(view, item.rect);
                    self.paint_end(painter, palette, rect, Standing::of(*verdict));
                }
                if let Some(rect) = known.as_ref().and_then(|id| self.scene.rect(id)) {
                    let ring = self.camera.rect_to_screen(view, rect).expand(4.0);
                    let stroke = Stroke::new(2.5, palette.accent);
                    painter.rect_stroke(ring, NODE_RADIUS + 3.0, stroke, StrokeKind::Outside);
                }
                self.legend(ui, painter, view, state, palette);
            }
            Marks::Way(way) => {
                for (id, number, passed) in way {
                    let Some(rect) = self.scene.rect(id) else { continue };
                    let screen = self.camera.rect_to_screen(view, rect);
                    self.paint_number(painter, palette, screen, *number, *passed);
                }
            }
        }
    }

    /// A card in the colour of its verdict: a line around what is reached, hatches over what is not, dots around
    /// what is not known. The sign says the same without colour.
    fn paint_end(&self, painter: &Painter, palette: &Palette, rect: Rect, standing: Standing) {
        let ink = standing.ink(palette);
        let around =
            [rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom(), rect.left_top()];
        match standing {
            Standing::Reached => {
                painter.rect_stroke(rect, NODE_RADIUS, Stroke::new(2.5, ink), StrokeKind::Outside);
            }
            Standing::Partly => {
                painter.extend(Shape::dashed_line(&around, Stroke::new(2.0, ink), 7.0, 4.0));
            }
            Standing::NotKnown => {
                painter.extend(Shape::dotted_line(&around, ink, 5.0, 1.3));
            }
            Standing::NotReached => {
                let inside = painter.with_clip_rect(rect.intersect(painter.clip_rect()));
                let step = (9.0 * self.camera.zoom).max(5.0);
                let mut x = rect.left() - rect.height();
                while x < rect.right() {
                    let ends = [pos2(x, rect.bottom()), pos2(x + rect.height(), rect.top())];
                    inside.line_segment(ends, Stroke::new(1.0, ink.gamma_multiply(0.35)));
                    x += step;
                }
                painter.rect_stroke(rect, NODE_RADIUS, Stroke::new(1.2, ink), StrokeKind::Inside);
            }
        }
        let radius = (8.0 * self.camera.zoom).clamp(5.0, 10.0);
        let at = rect.left_top() + vec2(2.0, 2.0) * self.camera.zoom;
        painter.circle(at, radius, palette.panel, Stroke::new(1.5, ink));
        icon::paint(painter, standing.sign(), Rect::from_center_size(at, Vec2::splat(radius * 1.4)), ink);
    }

    /// The number of a hop, or a cross where the way ends.
    fn paint_number(&self, painter: &Painter, palette: &Palette, screen: Rect, number: usize, passed: bool) {
        let radius = (9.0 * self.camera.zoom).clamp(6.0, 11.0);
        let at = screen.left_bottom() + vec2(12.0 * self.camera.zoom, 0.0);
        let (ink, fill) = if passed { (palette.ok, palette.okbg) } else { (palette.bad, palette.badbg) };
        painter.circle(at, radius, palette.panel, Stroke::new(1.5, palette.panel));
        painter.circle(at, radius, fill, Stroke::new(1.5, ink));
        if passed {
            let font = theme::bold(quantised((radius * 1.15).max(LEAST_TEXT)));
            painter.text(at, Align2::CENTER_CENTER, number.to_string(), font, ink);
        } else {
            icon::paint(painter, "close", Rect::from_center_size(at, Vec2::splat(radius * 1.3)), ink);
        }
    }

    fn legend(&self, ui: &Ui, painter: &Painter, view: Rect, state: &UiState, palette: &Palette) {
        let lang = state.lang;
        let rows: Vec<_> = Standing::ALL
            .into_iter()
            .map(|it| {
                (it, painter.layout_no_wrap(it.words().get(lang).to_owned(), theme::sans(12.0), palette.text))
            })
            .collect();
        let width = rows.iter().map(|(_, words)| words.size().x).fold(0.0, f32::max);
        #[allow(clippy::cast_precision_loss)]
        let size = vec2(width + 48.0, rows.len() as f32 * 22.0 + 12.0);
        let frame = Rect::from_min_size(view.left_bottom() + vec2(16.0, -12.0 - size.y), size);
        painter.rect(frame, 8.0, palette.panel, Stroke::new(1.0, palette.line), StrokeKind::Inside);
        let mut y = frame.top() + 17.0;
        for (standing, words) in rows {
            let at = pos2(frame.left() + 18.0, y);
            let ink = standing.ink(palette);
            painter.circle(at, 8.0, palette.panel, Stroke::new(1.5, ink));
            icon::paint(painter, standing.sign(), Rect::from_center_size(at, Vec2::splat(11.0)), ink);
            let place = Align2::LEFT_CENTER.anchor_size(pos2(frame.left() + 34.0, y), words.size()).min;
            painter.galley(place, words, palette.text);
            y += 22.0;
        }
        let response = ui.interact(frame, eframe::egui::Id::unique("legend"), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Legend, true, s::LEGEND.get(lang)));
    }
}
