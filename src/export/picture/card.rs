//! Boxes: cards and containers, with what they cost and how many findings they have.

use super::{Anchor, Dash, Item, Painter, Part, Rect, Shape, Spot, Stroke};
use crate::{
    base::NodeId,
    diag::Severity,
    export::{
        font::{Font, line_height},
        theme::{CARD_RADIUS, CONTAINER_RADIUS, Ink, TILE_RADIUS},
    },
    layout::{NOTE_LINE, folded_subtitle, note_lines, subtitle},
    model::{
        Node,
        resource::{KindSpec, Look},
    },
};

/// The size of what a resource costs.
const MONEY: f64 = 11.0;
/// The size of a count of findings.
const COUNT: f64 = 10.8;

impl Painter<'_> {
    pub(super) fn container(&self, id: &NodeId, node: &Node, frame: Rect) -> Item {
        let spec = node.resource.kind().spec();
        let inks = self.inks(id, spec);
        let dash = if spec.look == Look::Area { Dash::Dashes(5.0, 4.0) } else { Dash::Solid };
        let stroke = Some(Stroke { ink: inks.0, width: 1.3, dash });
        let mut shapes = vec![Shape::Box { rect: frame, radius: CONTAINER_RADIUS, fill: inks.1, stroke }];
        let middle = frame.y + 15.0;
        let glyph = if inks.0 == Ink::Public { PUBLIC } else { spec.icon };
        shapes.push(Shape::Glyph {
            name: glyph,
            centre: Spot::new(frame.x + 18.0, middle),
            side: 15.0,
            ink: inks.0,
        });
        let ink = if spec.look == Look::Area { Ink::Muted } else { inks.0 };
        let left = frame.x + 31.0;
        let room = frame.right() - left - 10.0;
        let name = self.words(id.as_str(), Font::Bold, 12.5, ink, Spot::new(left, middle), room);
        let behind = left + name.bounds().w + 8.0;
        shapes.push(name);
        let rest = frame.right() - 10.0 - behind;
        let headline = node.resource.as_resource().headline();
        if rest > 30.0 && !headline.is_empty() && headline != id.as_str() {
            shapes.push(self.words(&headline, Font::Mono, 11.5, Ink::Muted, Spot::new(behind, middle), rest));
        }
        // On the lower edge as with cards, so that it takes no room from names and addresses; on the left, for cards have
        // theirs on the right.
        if !self.is_said_inside(id) {
            let chip = self.cost_chip(id, frame.bottom(), |width| frame.x + 10.0 + width / 2.0);
            shapes.extend(chip.into_iter().flatten());
        }
        shapes.extend(self.badge(id, frame));
        self.item(Part::Container, id, spec, inks, frame, shapes)
    }

    pub(super) fn card(&self, id: &NodeId, node: &Node, frame: Rect, inside: Option<usize>) -> Item {
        let spec = node.resource.kind().spec();
        let inks = self.inks(id, spec);
        let plain = |rect, radius, fill| Shape::Box { rect, radius, fill, stroke: None };
        let low = |by: f64, grown: f64| {
            let rect = frame.expand(grown);
            plain(Rect { y: rect.y + by, ..rect }, CARD_RADIUS + grown, Ink::Shadow)
        };
        let mut shapes = vec![low(1.5, 1.5), low(1.0, 0.5)];
        let stroke = Some(Stroke::solid(Ink::Strong, 1.0));
        shapes.push(Shape::Box { rect: frame, radius: CARD_RADIUS, fill: Ink::Panel, stroke });
        let middle = frame.centre().y;
        let tile = Rect { x: frame.x + 10.0, y: middle - 17.0, w: 34.0, h: 34.0 };
        shapes.push(plain(tile, TILE_RADIUS, inks.1));
        shapes.push(Shape::Glyph { name: spec.icon, centre: tile.centre(), side: 20.0, ink: inks.0 });
        let left = tile.right() + 9.0;
        let room = frame.right() - left - 8.0;
        let line = |text: &str, font, size, ink, y: f64| {
            self.words(text, font, size, ink, Spot::new(left, middle + y), room)
        };
        shapes.push(line(id.as_str(), Font::Bold, 13.0, Ink::Text, -8.5));
        let second = match inside {
            Some(inside) => folded_subtitle(self.model, id, inside, self.options.lang),
            None => subtitle(self.model, id, self.options.lang),
        };
        shapes.push(line(&second, Font::Sans, 11.5, Ink::Muted, 8.5));
        let chip = self.cost_chip(id, frame.bottom(), |width| frame.right() - 10.0 - width / 2.0);
        shapes.extend(chip.into_iter().flatten());
        shapes.extend(self.badge(id, frame));
        self.item(Part::Card, id, spec, inks, frame, shapes)
    }

    /// A text, line by line.
    pub(super) fn note(&self, id: &NodeId, node: &Node, frame: Rect) -> Item {
        let spec = node.resource.kind().spec();
        let inks = self.inks(id, spec);
        let stroke = Some(Stroke::solid(Ink::Strong, 1.0));
        let mut shapes = vec![Shape::Box { rect: frame, radius: TILE_RADIUS, fill: inks.1, stroke }];
        let mut y = frame.y + 12.0 + f64::from(NOTE_LINE) / 2.0;
        for line in note_lines(&node.description) {
            let at = Spot::new(frame.x + 12.0, y);
            shapes.push(self.words(&line, Font::Sans, 12.5, inks.0, at, frame.w - 20.0));
            y += f64::from(NOTE_LINE);
        }
        self.item(Part::Card, id, spec, inks, frame, shapes)
    }

    fn item(
        &self,
        part: Part,
        id: &NodeId,
        spec: &KindSpec,
        inks: (Ink, Ink),
        frame: Rect,
        shapes: Vec<Shape>,
    ) -> Item {
        let title = format!("{} {id}", spec.label.get(self.options.lang));
        let kind = self.model.node(id).map_or("", |node| node.resource.kind().name());
        Item { part, id: id.to_string(), kind, title, frame, inks, shapes }
    }

    /// Whether something inside a container says the same cost: all of it is that thing's, and need not be said again.
    fn is_said_inside(&self, id: &NodeId) -> bool {
        let own = self.marks.costs.get(id);
        own.is_some_and(|own| self.said.get(id).is_some_and(|said| said.contains(own.as_str())))
    }

    /// What it costs, on its lower edge; `middle` says where along that by how wide it is.
    fn cost_chip(&self, id: &NodeId, edge: f64, middle: impl FnOnce(f64) -> f64) -> Option<[Shape; 2]> {
        let words = self.marks.costs.get(id).filter(|_| self.options.overlays)?;
        let (width, _) = self.pill_size(words);
        Some(self.money(words, Spot::new(middle(width), edge)))
    }

    /// A line of text that begins at a place and is cut to the room there.
    pub(super) fn words(&self, text: &str, font: Font, size: f64, ink: Ink, at: Spot, room: f64) -> Shape {
        let text = self.fonts.elide(font, size, text, room);
        let width = self.fonts.width(font, size, &text);
        Shape::Text { at, text, font, size, width, ink, anchor: Anchor::Start }
    }

    /// A line of text around a place.
    pub(super) fn centred(&self, text: &str, font: Font, size: f64, ink: Ink, at: Spot) -> Shape {
        let width = self.fonts.width(font, size, text);
        Shape::Text { at, text: text.to_owned(), font, size, width, ink, anchor: Anchor::Middle }
    }

    /// How large the pill of a cost is.
    pub(super) fn pill_size(&self, words: &str) -> (f64, f64) {
        (self.fonts.width(Font::Bold, MONEY, words) + 14.0, line_height(MONEY) + 5.0)
    }

    /// A cost in its pill.
    pub(super) fn money(&self, words: &str, centre: Spot) -> [Shape; 2] {
        let (w, h) = self.pill_size(words);
        let rect = Rect::centred(centre, w, h);
        let pill = Shape::Box { rect, radius: h / 2.0, fill: Ink::CostTint, stroke: None };
        [pill, self.centred(words, Font::Bold, MONEY, Ink::Cost, centre)]
    }

    fn badge(&self, id: &NodeId, frame: Rect) -> Vec<Shape> {
        let badge = self.badges.get(id).filter(|_| self.options.overlays);
        let Some((count, worst)) = badge else { return Vec::new() };
        self.count(*count, *worst, Spot::new(frame.right() - 2.0, frame.y + 2.0)).into()
    }

    /// A count of findings in the colour of the worst: a disc, longer where the number is.
    pub(super) fn count(&self, count: usize, worst: Severity, centre: Spot) -> [Shape; 2] {
        let words = if count > 99 { "99+".to_owned() } else { count.to_string() };
        let fill = match worst {
            Severity::Error => Ink::Bad,
            Severity::Warning => Ink::Warn,
            Severity::Info => Ink::Accent,
        };
        let text = self.centred(&words, Font::Bold, COUNT, Ink::OnBadge, centre);
        let width = (text.bounds().w + 10.0).max(18.0);
        // The border is around it, so that the disc keeps its size.
        let rect = Rect::centred(centre, width + 3.0, 21.0);
        let stroke = Some(Stroke::solid(Ink::Canvas, 1.5));
        [Shape::Box { rect, radius: 10.5, fill, stroke }, text]
    }
}

/// The glyph of a subnet that leads to the internet.
pub(super) const PUBLIC: &str = "subnet_public";
