//! The drawing from far away: boxes, lines and badges as one hand-made mesh, and at last lines taken together per pair of
//! containers (CV-5). What does not change from frame to frame is kept.

use super::{Canvas, line, paint};
use crate::{
    analysis::Standing,
    diag::Severity,
    gui::{
        state::{Document, UiState},
        theme::{self, Palette},
    },
    layout::route::{Wire, bundles},
};
use eframe::egui::{
    Align2, Color32, Painter, Pos2, Rect, Stroke, StrokeKind,
    epaint::{Mesh, Vertex, WHITE_UV},
    pos2, vec2,
};
use std::sync::Arc;

/// Below this zoom boxes are dots, and lines are taken together.
pub(super) const DOTS: f32 = 0.12;
/// So many bundles have a count; beyond, none could be read.
const COUNTS: usize = 150;

/// What is kept.
#[derive(Debug, Default)]
pub(super) struct Far {
    key: Option<Key>,
    /// By item.
    boxes: Vec<Colouring>,
    /// By line, once a zoom needs them.
    lines: Option<Vec<Color32>>,
    /// Once a zoom needs them.
    bundles: Option<Vec<Bundled>>,
    /// The boxes of the minimap, for a part of the world in a frame.
    pub(super) mini: Option<(Rect, Rect, Arc<Mesh>)>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Key {
    drawing: u64,
    shown: u64,
    lines: usize,
    dark: bool,
    reach: bool,
    findings: bool,
    updating: bool,
}

/// The colours of a box.
#[derive(Clone, Copy, Debug)]
struct Colouring {
    ink: Color32,
    tint: Color32,
    badge: Option<Color32>,
}

/// Lines between two containers.
#[derive(Debug)]
struct Bundled {
    points: Vec<Pos2>,
    middle: Pos2,
    colour: Color32,
    count: usize,
}

/// The colour of a line by how its connection stands.
pub(super) fn line_colour(doc: &Document, palette: &Palette, standing: Standing) -> Color32 {
    let ink = match standing {
        Standing::Granted => palette.edge,
        Standing::Pending => palette.faint,
        Standing::Partly | Standing::Unknown => palette.warn,
        Standing::Refused | Standing::Denied | Standing::Unsupported => palette.bad,
    };
    if standing == Standing::Granted { ink } else { doc.ink(palette, ink) }
}

/// The colour of a badge.
pub(super) fn badge_colour(palette: &Palette, worst: Severity) -> Color32 {
    match worst {
        Severity::Error => palette.bad,
        Severity::Warning => palette.warn,
        Severity::Info => palette.accent,
    }
}

/// How bad a standing is, for the worst of several.
fn badness(standing: Standing) -> u8 {
    match standing {
        Standing::Granted | Standing::Pending => 0,
        Standing::Unknown => 1,
        Standing::Partly => 2,
        Standing::Unsupported | Standing::Denied | Standing::Refused => 3,
    }
}

/// The worst standing of some connections.
pub(super) fn worst<'a>(
    doc: &Document,
    ids: impl IntoIterator<Item = &'a crate::base::ConnectionId>,
) -> Standing {
    let all = ids.into_iter().map(|id| doc.analysis.shown().standing(id));
    all.max_by_key(|it| badness(*it)).unwrap_or(Standing::Granted)
}

impl Canvas {
    /// Looks up what colours everything has, if that may have changed.
    pub(super) fn look_far(&mut self, doc: &Document, state: &UiState, palette: &Palette) {
        let key = Key {
            drawing: doc.analysis.drawing(),
            shown: doc.analysis.shown().stamp(),
            lines: self.scene.lines.len(),
            dark: palette.dark,
            reach: state.show_reach,
            findings: state.show_findings,
            updating: doc.is_updating(),
        };
        if self.far.key != Some(key) {
            let boxes = self.scene.items.iter().map(|item| {
                let colours = paint::colours_of(doc, palette, (&item.id, item.spec));
                let badge = doc.analysis.shown().badge(&item.id).filter(|_| state.show_findings);
                let badge = badge.map(|(_, worst)| doc.ink(palette, badge_colour(palette, worst)));
                Colouring { ink: colours.ink, tint: colours.tint, badge }
            });
            self.far = Far { key: Some(key), boxes: boxes.collect(), ..Far::default() };
        }
        let standing = |ids: &[crate::base::ConnectionId]| {
            if state.show_reach { worst(doc, ids) } else { Standing::Granted }
        };
        if self.camera.zoom >= DOTS {
            if self.camera.zoom < paint::NAMES && self.far.lines.is_none() {
                // Lines and answers are both in the order of ids.
                let mut known = doc.analysis.shown().standings().peekable();
                let mut own = |wire: &Wire| match &wire.connections[..] {
                    [id] if state.show_reach => {
                        while known.next_if(|(other, _)| *other < id).is_some() {}
                        known.next_if(|(other, _)| *other == id).map_or(Standing::Pending, |(_, it)| it)
                    }
                    ids => standing(ids),
                };
                let colours = self.scene.lines.iter().map(|it| line_colour(doc, palette, own(&it.wire)));
                self.far.lines = Some(colours.collect());
            }
            return;
        }
        if self.far.bundles.is_some() {
            return;
        }
        let together = bundles(doc.analysis.model(), self.wiring.wires());
        let bundled = together.into_iter().filter_map(|bundle| {
            let points = line::loose(self.scene.rect(&bundle.from)?, &[], self.scene.rect(&bundle.to)?);
            let (middle, _) = line::label_of(&points);
            let colour = line_colour(doc, palette, standing(&bundle.connections));
            Some(Bundled { points, middle, colour, count: bundle.connections.len() })
        });
        self.far.bundles = Some(bundled.collect());
    }

    /// Paints everything on screen as plain boxes and lines.
    pub(super) fn paint_far(&self, painter: &Painter, view: Rect, state: &UiState, palette: &Palette) {
        let visible = self.camera.visible(view);
        let dots = self.camera.zoom < DOTS;
        let mut mesh = Mesh::default();
        let shown = self.on_screen(visible);
        let look = |at: usize| self.far.boxes.get(at);
        for (at, rect) in &shown {
            let (item, Some(look)) = (&self.scene.items[*at], look(*at)) else { continue };
            if item.contains {
                let screen = self.camera.rect_to_screen(view, *rect);
                quad(&mut mesh, screen, look.tint);
                frame(&mut mesh, screen, look.ink, 1.3);
            }
        }
        if dots {
            for bundle in self.far.bundles.iter().flatten() {
                #[allow(clippy::cast_precision_loss)]
                let width = 1.0 + (bundle.count as f32).ln().min(5.0) * 0.8;
                self.path(&mut mesh, view, &bundle.points, bundle.colour, width);
            }
        } else {
            let colours = self.far.lines.as_deref().unwrap_or_default();
            for (at, elsewhere) in self.lines_on_screen(visible) {
                let (line, colour) =
                    (&self.scene.lines[at], colours.get(at).copied().unwrap_or(palette.edge));
                if elsewhere {
                    let points = self.line_now(line);
                    self.path(&mut mesh, view, &points, colour, 1.2);
                } else {
                    self.path(&mut mesh, view, &line.points, colour, 1.2);
                }
            }
        }
        let mut lit = Vec::new();
        for (at, rect) in &shown {
            let (item, Some(look)) = (&self.scene.items[*at], look(*at)) else { continue };
            let screen = self.camera.rect_to_screen(view, *rect);
            if !item.contains {
                if dots {
                    let least = screen.size().max(vec2(3.0, 3.0));
                    quad(&mut mesh, Rect::from_center_size(screen.center(), least), look.ink);
                } else {
                    quad(&mut mesh, screen, palette.panel);
                    quad(&mut mesh, screen, look.tint);
                    frame(&mut mesh, screen, look.ink, 1.0);
                }
            }
            if let Some(colour) = look.badge.filter(|_| !dots) {
                diamond(&mut mesh, screen.right_top(), 5.0, colour);
            }
            if state.selection.nodes.contains(&item.id) {
                lit.push(screen);
            }
        }
        painter.add(mesh);
        let marked = lit.len() <= 200;
        let mut many = Mesh::default();
        for rect in lit {
            if marked {
                let stroke = Stroke::new(2.0, palette.accent);
                painter.rect_stroke(rect.expand(1.0), 3.0, stroke, StrokeKind::Outside);
            } else {
                frame(&mut many, rect.expand(1.0), palette.accent, 2.0);
            }
        }
        painter.add(many);
        let bundles = self.far.bundles.as_deref().unwrap_or_default();
        if dots && bundles.len() <= COUNTS {
            for bundle in bundles.iter().filter(|it| it.count > 1) {
                let at = self.camera.to_screen(view, bundle.middle);
                if view.contains(at) {
                    count(painter, palette, at, bundle.count, bundle.colour);
                }
            }
        }
    }

    /// A line of straight parts.
    fn path(&self, mesh: &mut Mesh, view: Rect, points: &[Pos2], colour: Color32, width: f32) {
        for pair in points.windows(2) {
            let [a, b] = [self.camera.to_screen(view, pair[0]), self.camera.to_screen(view, pair[1])];
            quad(mesh, Rect::from_two_pos(a, b).expand(width / 2.0), colour);
        }
    }

    /// The boxes of the minimap, by item: colour, and whether others are drawn in it.
    pub(super) fn inks(&self) -> impl Iterator<Item = (Rect, Color32, bool)> {
        let looks = self.scene.items.iter().zip(&self.far.boxes);
        looks.map(|(item, look)| (item.rect, look.ink, item.contains))
    }
}

/// How many lines run together, in a small disc.
pub(super) fn count(painter: &Painter, palette: &Palette, at: Pos2, count: usize, colour: Color32) {
    let words = painter.layout_no_wrap(count.to_string(), theme::bold(10.0), palette.text);
    let pill = Rect::from_center_size(at, words.size() + vec2(10.0, 3.0));
    painter.rect(pill, pill.height() / 2.0, palette.panel, Stroke::new(1.2, colour), StrokeKind::Inside);
    let place = Align2::CENTER_CENTER.anchor_size(at, words.size()).min;
    painter.galley(place, words, palette.text);
}

pub(super) fn quad(mesh: &mut Mesh, rect: Rect, colour: Color32) {
    if colour != Color32::TRANSPARENT {
        mesh.add_colored_rect(rect, colour);
    }
}

/// The border of a rectangle, inside it.
pub(super) fn frame(mesh: &mut Mesh, rect: Rect, colour: Color32, width: f32) {
    let Rect { min, max } = rect;
    for part in [
        Rect::from_min_max(min, pos2(max.x, min.y + width)),
        Rect::from_min_max(pos2(min.x, max.y - width), max),
        Rect::from_min_max(min, pos2(min.x + width, max.y)),
        Rect::from_min_max(pos2(max.x - width, min.y), max),
    ] {
        quad(mesh, part, colour);
    }
}

fn diamond(mesh: &mut Mesh, at: Pos2, radius: f32, colour: Color32) {
    let first = u32::try_from(mesh.vertices.len()).unwrap_or(u32::MAX);
    for way in [vec2(0.0, -1.0), vec2(1.0, 0.0), vec2(0.0, 1.0), vec2(-1.0, 0.0)] {
        let pos = at + way * radius;
        mesh.vertices.push(Vertex { pos, uv: WHITE_UV, color: colour });
    }
    mesh.add_triangle(first, first + 1, first + 2);
    mesh.add_triangle(first, first + 2, first + 3);
}
