//! Painting boxes: cards, containers, badges, what they cost, and what a gesture would do.

use super::{Canvas, far::badge_colour, handle_at, handles, line::port, palette, scene::Item};
use crate::{
    base::NodeId,
    gui::{
        icon, numbers,
        state::{Document, UiState},
        strings as s,
        theme::{self, CONTAINER_RADIUS, NODE_RADIUS, Palette},
    },
    layout::{NOTE_LINE, folded_subtitle, note_lines, route::Side, subtitle},
    model::resource::{KindSpec, Look},
};
use eframe::egui::{
    Align2, Color32, FontId, Galley, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Ui, Vec2,
    epaint::{Mesh, RectShape, Shadow},
    pos2,
    text::{LayoutJob, TextFormat, TextWrapping},
    vec2,
};
use std::sync::Arc;

/// Below this zoom cards show their glyph and name only.
const DETAIL: f32 = 0.6;
/// Below this zoom cards are plain boxes.
pub(super) const NAMES: f32 = 0.3;
/// No text is smaller.
pub const LEAST_TEXT: f32 = 9.0;

/// The colours of one resource.
pub struct Colours {
    /// Glyph, border and title.
    pub ink: Color32,
    /// Tile or fill.
    pub tint: Color32,
    /// Glyph.
    pub glyph: &'static str,
}

/// The colours of a resource: by its group, and for parts of networks by whether they are public.
pub fn colours(doc: &Document, palette: &Palette, id: &NodeId) -> Colours {
    let Some(node) = doc.analysis.model().node(id) else {
        return Colours { ink: palette.muted, tint: palette.bg, glyph: "info" };
    };
    colours_of(doc, palette, (id, node.resource.kind().spec()))
}

/// The same of what is of a known kind.
pub(super) fn colours_of(
    doc: &Document,
    palette: &Palette,
    (id, spec): (&NodeId, &'static KindSpec),
) -> Colours {
    let (ink, tint) = match spec.look {
        Look::Area => (palette.reg, Color32::TRANSPARENT),
        Look::Network => (palette.vpc, palette.vpcbg),
        Look::Segment if doc.analysis.shown().is_public(id) => (palette.pub_, palette.pubbg),
        Look::Segment => (palette.prv, palette.prvbg),
        Look::Note => (palette.text, palette.warnbg),
        Look::Card | Look::Listed => palette.group(spec.group),
    };
    let glyph = if spec.look == Look::Segment && doc.analysis.shown().is_public(id) {
        "subnet_public"
    } else {
        spec.icon
    };
    Colours { ink, tint, glyph }
}

/// The segments that a resource names, where it is one box in several of them (CV-18).
fn membership<'a>(doc: &'a Document, id: &NodeId) -> Vec<&'a NodeId> {
    let model = doc.analysis.model();
    let is_segment =
        |it: &&NodeId| model.node(it).is_some_and(|node| node.resource.kind().spec().look == Look::Segment);
    let named: Vec<&NodeId> = doc.analysis.index().named(id).filter(is_segment).collect();
    if named.len() > 1 { named } else { Vec::new() }
}

/// What assistive technology says of a resource.
pub fn spoken_name(doc: &Document, state: &UiState, id: &NodeId) -> String {
    let model = doc.analysis.model();
    let Some(node) = model.node(id) else { return String::new() };
    let mut name = format!("{} {id}", node.resource.kind().spec().label.get(state.lang));
    if let Some(parent) = &node.parent {
        name.push_str(&format!(", {}", s::IN_PLACE.fill(state.lang, &[parent.as_str()])));
    }
    let segments = membership(doc, id);
    if !segments.is_empty() {
        let names: Vec<&str> = segments.into_iter().map(NodeId::as_str).collect();
        let words = crate::gui::strings::PART_OF.fill(state.lang, &[names.join(", ")]);
        name.push_str(&format!(", {words}"));
    }
    if model.drawing().locked.contains(id) {
        name.push_str(&format!(", {}", s::LOCKED.get(state.lang)));
    }
    if let Some((count, _)) = doc.analysis.shown().badge(id) {
        let words = match count {
            1 => s::ONE_FINDING.get(state.lang).to_owned(),
            _ => s::SO_MANY_FINDINGS.fill(state.lang, &[count.to_string()]),
        };
        name.push_str(&format!(", {words}"));
    }
    if let Some(cost) = doc.analysis.shown().cost_of(id) {
        name.push_str(&format!(", {}", numbers::spoken(&cost, state.lang)));
    }
    if let Some(cost) = doc.analysis.shown().cost_inside(id) {
        let words = s::INSIDE.fill(state.lang, &[numbers::spoken(&cost, state.lang)]);
        name.push_str(&format!(", {words}"));
    }
    let shown = doc.analysis.shown();
    let answered = shown.badge(id).is_some() || shown.cost_of(id).or(shown.cost_inside(id)).is_some();
    if answered { doc.spoken(state.lang, &name) } else { name }
}

impl Canvas {
    pub(super) fn paint(&mut self, ui: &Ui, painter: &Painter, view: Rect, doc: &Document, state: &UiState) {
        let palette = palette(ui);
        painter.rect_filled(view, 0.0, palette.canvas);
        if state.grid {
            self.paint_dots(painter, view, palette);
        }
        if self.camera.zoom < NAMES {
            self.look_far(doc, state, palette);
            self.paint_far(painter, view, state, palette);
        } else {
            self.paint_near(ui, painter, view, doc, state);
        }
        self.paint_bends(painter, view, state, palette);
        self.paint_gesture(ui, painter, view, doc, state, palette);
    }

    /// Boxes and lines one by one; what is being moved lies over everything else.
    fn paint_near(&self, ui: &Ui, painter: &Painter, view: Rect, doc: &Document, state: &UiState) {
        let palette = palette(ui);
        let visible = self.camera.visible(view);
        let all = self.on_screen(visible);
        for moved in [false, true] {
            if moved && !self.is_displacing() {
                break;
            }
            let items = || {
                let these = all.iter().filter(|(at, _)| self.is_moved(*at) == moved);
                these.map(|(at, rect)| (&self.scene.items[*at], *rect))
            };
            for (item, rect) in items().filter(|(item, _)| item.contains) {
                self.paint_container(painter, view, doc, state, palette, item, rect);
            }
            self.paint_lines(ui, painter, view, doc, state, moved);
            if state.show_cost && self.camera.zoom >= DETAIL {
                self.paint_sums(painter, view, (doc, state.lang), palette, items());
            }
            for (item, rect) in items().filter(|(item, _)| !item.contains) {
                self.paint_card(painter, view, doc, state, palette, item, rect);
                if self.refuses(doc, &item.id) {
                    let veil = self.camera.rect_to_screen(view, rect).expand(3.0);
                    painter.rect_filled(veil, NODE_RADIUS, palette.canvas.gamma_multiply(0.7));
                }
            }
        }
    }

    fn paint_dots(&self, painter: &Painter, view: Rect, palette: &Palette) {
        let mut step = 24.0 * self.camera.zoom;
        while step < 14.0 {
            step *= 4.0;
        }
        let start = -(self.camera.origin * self.camera.zoom);
        let (first_x, first_y) = (start.x.rem_euclid(step), start.y.rem_euclid(step));
        let mut mesh = Mesh::default();
        let mut y = view.top() + first_y;
        while y < view.bottom() {
            let mut x = view.left() + first_x;
            while x < view.right() {
                mesh.add_colored_rect(Rect::from_center_size(pos2(x, y), vec2(1.5, 1.5)), palette.dot);
                x += step;
            }
            y += step;
        }
        painter.add(mesh);
    }

    #[allow(clippy::too_many_arguments)]
    fn paint_container(
        &self,
        painter: &Painter,
        view: Rect,
        doc: &Document,
        state: &UiState,
        palette: &Palette,
        item: &Item,
        rect: Rect,
    ) {
        let screen = self.camera.rect_to_screen(view, rect);
        let zoom = self.camera.zoom;
        let colours = colours(doc, palette, &item.id);
        let selected = state.selection.nodes.contains(&item.id);
        let radius = (CONTAINER_RADIUS * zoom).min(CONTAINER_RADIUS);
        painter.rect_filled(screen, radius, colours.tint);
        let border = if selected { Stroke::new(2.0, palette.accent) } else { Stroke::new(1.3, colours.ink) };
        if item.spec.look == Look::Area && !selected {
            painter.extend(Shape::dashed_line(&outline(screen, radius), border, 5.0, 4.0));
        } else {
            painter.rect_stroke(screen, radius, border, StrokeKind::Inside);
        }
        if zoom >= NAMES {
            let model = doc.analysis.model();
            let Some(node) = model.node(&item.id) else { return };
            let size = (12.5 * zoom).clamp(LEAST_TEXT, 20.0);
            let middle = screen.top() + 15.0 * zoom.max(0.6);
            let glyph =
                Rect::from_center_size(pos2(screen.left() + 18.0 * zoom, middle), Vec2::splat(15.0 * zoom));
            icon::paint(painter, colours.glyph, glyph, colours.ink);
            let left = screen.left() + 31.0 * zoom;
            let room = screen.right() - left - 10.0 * zoom;
            let title = if item.spec.look == Look::Area { palette.muted } else { colours.ink };
            let name = elided(painter, item.id.as_str(), theme::bold(size), title, room);
            let width = name.size().x;
            let at = Align2::LEFT_CENTER.anchor_size(pos2(left, middle), name.size()).min;
            painter.galley(at, name, title);
            let rest = room - width - 8.0;
            if zoom >= DETAIL && rest > 30.0 {
                let headline = node.resource.as_resource().headline();
                let headline = if headline == item.id.as_str() { String::new() } else { headline };
                let font = theme::mono((11.5 * zoom).clamp(LEAST_TEXT, 18.0));
                let headline = elided(painter, &headline, font, palette.muted, rest);
                let at =
                    Align2::LEFT_CENTER.anchor_size(pos2(left + width + 8.0, middle), headline.size()).min;
                painter.galley(at, headline, palette.muted);
            }
        }
        self.paint_badge(painter, doc, state, palette, &item.id, screen);
        self.paint_lock(painter, doc, palette, &item.id, screen);
        if selected && state.selection.single() == Some(&item.id) {
            for handle in handles() {
                let at = handle_at(screen, handle);
                let square = Rect::from_center_size(at, Vec2::splat(8.0));
                painter.rect(
                    square,
                    2.0,
                    palette.panel,
                    Stroke::new(1.5, palette.accent),
                    StrokeKind::Middle,
                );
            }
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn paint_card(
        &self,
        painter: &Painter,
        view: Rect,
        doc: &Document,
        state: &UiState,
        palette: &Palette,
        item: &Item,
        rect: Rect,
    ) {
        let id = &item.id;
        let screen = self.camera.rect_to_screen(view, rect);
        let zoom = self.camera.zoom;
        let colours = colours(doc, palette, id);
        let selected = state.selection.nodes.contains(id);
        let hovered = self.hovered.as_ref() == Some(id);
        let radius = NODE_RADIUS * zoom.min(1.5);
        let border = match (selected, hovered) {
            (true, _) => Stroke::new(2.0, palette.accent),
            (false, true) => Stroke::new(1.3, palette.muted),
            (false, false) => Stroke::new(1.0, palette.strong),
        };
        if item.spec.look == Look::Note {
            let node = doc.analysis.model().node(id);
            let text = node.map(|node| &*node.description).filter(|text| !text.is_empty());
            let text = text.unwrap_or(crate::gui::strings::WRITE_NOTE.get(state.lang));
            self.paint_note(painter, screen, selected, &colours, palette, text);
            self.paint_lock(painter, doc, palette, id, screen);
            return;
        }
        if item.folded.is_some() {
            // More cards behind it: what is inside can be opened.
            for by in [6.0, 3.0] {
                let behind = screen.translate(vec2(by, by) * zoom);
                let stroke = Stroke::new(1.0, colours.ink.gamma_multiply(0.6));
                painter.rect(behind, radius, palette.panel, stroke, StrokeKind::Inside);
            }
        }
        if zoom >= DETAIL && !palette.dark {
            let shadow = Shadow { offset: [0, 1], blur: 4, spread: 0, color: Color32::from_black_alpha(18) };
            painter.add(shadow.as_shape(screen, radius));
        }
        painter.add(RectShape::new(screen, radius, palette.panel, border, StrokeKind::Inside));
        let tile_size = 34.0 * zoom;
        let tile = Rect::from_min_size(
            pos2(screen.left() + 10.0 * zoom, screen.center().y - tile_size / 2.0),
            Vec2::splat(tile_size),
        );
        painter.rect_filled(tile, 6.0 * zoom.min(1.5), colours.tint);
        icon::paint(
            painter,
            colours.glyph,
            Rect::from_center_size(tile.center(), Vec2::splat(20.0 * zoom)),
            colours.ink,
        );
        let left = tile.right() + 9.0 * zoom;
        let room = screen.right() - left - 8.0 * zoom;
        let name_size = (13.0 * zoom).clamp(LEAST_TEXT, 40.0);
        let name = elided(painter, id.as_str(), theme::bold(quantised(name_size)), palette.text, room);
        let second = 11.5 * zoom;
        if second < LEAST_TEXT - 2.0 || zoom < DETAIL {
            let at = Align2::LEFT_CENTER.anchor_size(pos2(left, screen.center().y), name.size()).min;
            painter.galley(at, name, palette.text);
        } else {
            let model = doc.analysis.model();
            let words = match item.folded {
                Some(inside) => folded_subtitle(model, id, inside, state.lang),
                None => subtitle(model, id, state.lang),
            };
            let line =
                elided(painter, &words, theme::sans(quantised(second.max(LEAST_TEXT))), palette.muted, room);
            let centre = screen.center().y;
            let at = Align2::LEFT_CENTER.anchor_size(pos2(left, centre - 8.5 * zoom), name.size()).min;
            painter.galley(at, name, palette.text);
            let at = Align2::LEFT_CENTER.anchor_size(pos2(left, centre + 8.5 * zoom), line.size()).min;
            painter.galley(at, line, palette.muted);
        }
        if state.show_cost && zoom >= DETAIL {
            self.paint_cost(painter, (doc, state.lang), palette, id, screen);
        }
        self.paint_membership(painter, doc, palette, id, screen);
        let alone = state.selection.single() == Some(id);
        if alone || hovered || self.connecting.as_ref() == Some(id) {
            for side in Side::ALL {
                let at = self.camera.to_screen(view, port(side, rect));
                painter.circle(at, 4.5, palette.panel, Stroke::new(1.5, palette.accent));
            }
        }
        self.paint_badge(painter, doc, state, palette, id, screen);
        self.paint_lock(painter, doc, palette, id, screen);
    }

    /// The segments that a resource is part of besides its own container, as a strip on the card's lower edge (CV-18).
    fn paint_membership(
        &self,
        painter: &Painter,
        doc: &Document,
        palette: &Palette,
        id: &NodeId,
        screen: Rect,
    ) {
        let zoom = self.camera.zoom;
        let mut at = screen.left_bottom() + vec2(12.0, -4.5) * zoom;
        for segment in membership(doc, id) {
            let mark = Rect::from_min_size(at, vec2(14.0, 3.0) * zoom);
            painter.rect_filled(mark, 1.5 * zoom, colours(doc, palette, segment).ink);
            at.x += 17.0 * zoom;
            if at.x > screen.right() - 60.0 * zoom {
                break;
            }
        }
    }

    /// A text on the drawing; without one it says what to do.
    fn paint_note(
        &self,
        painter: &Painter,
        screen: Rect,
        selected: bool,
        colours: &Colours,
        palette: &Palette,
        text: &str,
    ) {
        let zoom = self.camera.zoom;
        let ink = if selected { palette.accent } else { palette.strong };
        let stroke = Stroke::new(if selected { 2.0 } else { 1.0 }, ink);
        painter.rect(screen, 4.0 * zoom.min(1.5), colours.tint, stroke, StrokeKind::Inside);
        let size = 12.5 * zoom;
        if size < LEAST_TEXT - 2.0 {
            return;
        }
        let font = theme::sans(quantised(size.clamp(LEAST_TEXT, 40.0)));
        let inner = painter.with_clip_rect(screen.intersect(painter.clip_rect()));
        #[allow(clippy::cast_precision_loss)]
        let step = NOTE_LINE as f32 * zoom;
        let mut y = screen.top() + 12.0 * zoom + step / 2.0;
        for line in note_lines(text) {
            let words = elided(&inner, &line, font.clone(), colours.ink, screen.width() - 20.0 * zoom);
            let at = pos2(screen.left() + 12.0 * zoom, y);
            inner.galley(Align2::LEFT_CENTER.anchor_size(at, words.size()).min, words, colours.ink);
            y += step;
        }
    }

    /// A small lock where a box may not be moved.
    fn paint_lock(&self, painter: &Painter, doc: &Document, palette: &Palette, id: &NodeId, screen: Rect) {
        if self.camera.zoom < NAMES || !doc.analysis.model().drawing().locked.contains(id) {
            return;
        }
        let side = (14.0 * self.camera.zoom).clamp(9.0, 16.0);
        let at = screen.left_top() + vec2(1.0, 1.0) * self.camera.zoom;
        painter.circle(at, side * 0.7, palette.panel, Stroke::new(1.0, palette.strong));
        icon::paint(painter, "lock_small", Rect::from_center_size(at, Vec2::splat(side)), palette.muted);
    }

    fn paint_badge(
        &self,
        painter: &Painter,
        doc: &Document,
        state: &UiState,
        palette: &Palette,
        id: &NodeId,
        screen: Rect,
    ) {
        if !state.show_findings {
            return;
        }
        let Some((count, worst)) = doc.analysis.shown().badge(id) else { return };
        let ink = if palette.dark { palette.canvas } else { Color32::WHITE };
        let fill = doc.ink(palette, badge_colour(palette, worst));
        let radius = (9.0 * self.camera.zoom).clamp(6.0, 10.0);
        let at = screen.right_top() + vec2(-2.0, 2.0) * self.camera.zoom;
        painter.circle(at, radius, fill, Stroke::new(1.5, palette.canvas));
        painter.text(at, Align2::CENTER_CENTER, count.to_string(), theme::bold(radius * 1.2), ink);
    }
}

/// A rounded rectangle as a closed line.
fn outline(rect: Rect, radius: f32) -> Vec<Pos2> {
    let radius = radius.min(rect.width() / 2.0).min(rect.height() / 2.0);
    let inner = rect.shrink(radius);
    let corners = [
        (inner.right_top(), -90.0_f32),
        (inner.right_bottom(), 0.0),
        (inner.left_bottom(), 90.0),
        (inner.left_top(), 180.0),
    ];
    let mut points = Vec::new();
    for (centre, from) in corners {
        for step in 0..=4_u8 {
            let angle = (from + 22.5 * f32::from(step)).to_radians();
            points.push(centre + Vec2::angled(angle) * radius);
        }
    }
    points.extend(points.first().copied());
    points
}

/// Few sizes, so that the glyph atlas stays small.
pub fn quantised(size: f32) -> f32 {
    (size * 2.0).round() / 2.0
}

/// One line that ends in an ellipsis when there is no room.
pub fn elided(painter: &Painter, text: &str, font: FontId, colour: Color32, room: f32) -> Arc<Galley> {
    let mut job = LayoutJob::single_section(text.to_owned(), TextFormat::simple(font, colour));
    job.wrap = TextWrapping {
        max_width: room.max(8.0),
        max_rows: 1,
        break_anywhere: true,
        overflow_character: Some('…'),
    };
    painter.layout_job(job)
}
