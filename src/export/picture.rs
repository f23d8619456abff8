//! A drawing: shapes in world units that look as the canvas does, for everything that is not the canvas.
//!
//! Pure: made from a model, its places, its lines, and marks that a caller hands over as plain data. It knows no theme;
//! colours are named by what they mean. What the pointer does to a canvas (selection, handles, hints) is not in it.

mod card;
mod legend;
mod line;
mod shape;
mod thumbnail;

pub use shape::{Anchor, Dash, Piece, Rect, Shape, Spot, Stroke, arrow, rounded};
pub use thumbnail::Thumbnail;

use super::{
    font::{Font, Fonts},
    theme::Ink,
};
use crate::{
    base::{ConnectionId, Gather as _, Lang, NodeId, Text, text},
    diag::Severity,
    layout::{
        Drawn, Picture, Point, collapsed,
        route::{Wire, wires},
        visible,
    },
    model::{
        Model,
        resource::{KindSpec, Look},
    },
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// How a connection stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stand {
    /// One names the other; nothing is known to go along it.
    Named,
    /// It works, as far as is known.
    #[default]
    Granted,
    /// The model does not say, or only a part of it works.
    Unknown,
    /// Something refuses it.
    Refused,
}

/// How a connection stands, with the word for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Decides line and sign.
    pub stand: Stand,
    /// For people, in the drawing's language.
    pub words: String,
}

/// What engines say about a design, as plain data.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marks {
    /// Subnets that lead to the internet.
    pub public: BTreeSet<NodeId>,
    /// How many findings, and how bad the worst of them is.
    pub badges: BTreeMap<NodeId, (usize, Severity)>,
    /// What a resource costs, or everything inside a container.
    pub costs: BTreeMap<NodeId, String>,
    /// How connections stand.
    pub standings: BTreeMap<ConnectionId, Standing>,
}

impl Marks {
    /// How a line stands: as the worst of its connections. Without overlays none fails.
    pub fn standing(&self, model: &Model, options: &Options, wire: &Wire) -> Standing {
        let marked = wire.connections.iter().filter_map(|id| self.standings.get(id));
        let worst = marked.filter(|_| options.overlays).max_by_key(|it| it.stand);
        let mut standing = worst.cloned().unwrap_or_default();
        if standing.stand == Stand::Granted && wire.is_doubtful(model) {
            standing.stand = Stand::Named;
        }
        standing
    }
}

/// What goes into a drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// The language of its words.
    pub lang: Lang,
    /// Whether findings, costs and refusals are drawn.
    pub overlays: bool,
    /// Whether what occurs is explained below.
    pub legend: bool,
    /// Whether there is nothing behind it.
    pub transparent: bool,
    /// What is drawn, with everything inside it; everything where this is empty.
    pub only: BTreeSet<NodeId>,
    /// Free space around it.
    pub padding: u16,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            lang: Lang::En,
            overlays: true,
            legend: false,
            transparent: false,
            only: BTreeSet::new(),
            padding: 32,
        }
    }
}

impl Options {
    /// Whether a resource is drawn: it was named, or what it stands in.
    pub fn wants(&self, model: &Model, id: &NodeId) -> bool {
        let only = &self.only;
        only.is_empty() || only.contains(id) || model.ancestors(id).any(|(id, _)| only.contains(id))
    }
}

/// What a group of shapes stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A resource that others stand in.
    Container,
    /// The line of a connection.
    Line,
    /// Its words and signs.
    Label,
    /// Any other resource.
    Card,
    /// The explanation below.
    Legend,
}

/// Shapes that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// What they stand for.
    pub part: Part,
    /// The id of the resource or connection.
    pub id: String,
    /// The kind of the resource, as files name it; of a connection, what it asks for.
    pub kind: &'static str,
    /// What a person would say it is.
    pub title: String,
    /// What it takes up.
    pub frame: Rect,
    /// Its colour and its tint.
    pub inks: (Ink, Ink),
    /// The shapes, the lowest first.
    pub shapes: Vec<Shape>,
}

/// Everything that is drawn, the lowest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// What the design is called.
    pub title: String,
    /// What is to be seen, in a sentence.
    pub description: String,
    /// The language of its words.
    pub lang: Lang,
    /// Everything, with the space around it.
    pub area: Rect,
    /// What is behind it.
    pub background: Ink,
    /// Containers before what they contain, then lines, their labels, and cards.
    pub items: Vec<Item>,
}

pub(super) static UNTITLED: Text = text!("Untitled design", "제목 없는 설계");
static COUNTS: Text = text!("Resources: {0}. Connections: {1}.", "리소스 {0}개, 연결 {1}개.");
static REFUSED: Text = text!("Connections that fail: {0}.", "실패하는 연결 {0}개.");
static FINDINGS: Text = text!("Findings: {0}.", "진단 {0}건.");

/// What everything is drawn from.
struct Painter<'a> {
    model: &'a Model,
    marks: &'a Marks,
    fonts: &'a Fonts,
    options: &'a Options,
    /// The costs that are said inside each container.
    said: BTreeMap<&'a NodeId, BTreeSet<&'a str>>,
    /// Findings by what is drawn: those inside a collapsed container are on its card.
    badges: BTreeMap<&'a NodeId, (usize, Severity)>,
}

impl Drawing {
    /// The drawing of a model. Connections without a line, or between what is not drawn, are left out.
    pub fn of(
        model: &Model,
        picture: &Picture,
        lines: &BTreeMap<ConnectionId, Vec<Point>>,
        marks: &Marks,
        fonts: &Fonts,
        options: &Options,
    ) -> Self {
        let collapsed = collapsed(model);
        let mut painter =
            Painter { model, marks, fonts, options, said: BTreeMap::new(), badges: BTreeMap::new() };
        for (id, (count, worst)) in &marks.badges {
            let badge = painter.badges.entry(visible(model, &collapsed, id)).or_insert((0, *worst));
            *badge = (badge.0 + count, badge.1.max(*worst));
        }
        for (id, words) in &marks.costs {
            if picture.frame(id).is_some() && painter.is_wanted(id) {
                let around = model.ancestors(id).map(|(id, _)| id);
                for id in around {
                    painter.said.entry(id).or_default().insert(words);
                }
            }
        }
        let wanted: Vec<&Drawn> = picture.drawn().iter().filter(|it| painter.is_wanted(&it.id)).collect();
        let shown: BTreeSet<&NodeId> = wanted.iter().map(|it| &it.id).gather();
        let (mut containers, mut cards) = (Vec::new(), Vec::new());
        for it in wanted {
            let Some(node) = model.node(&it.id) else { continue };
            let frame = Rect::from(it.frame);
            if node.resource.kind().spec().look.contains() && it.folded.is_none() {
                containers.push(painter.container(&it.id, node, frame));
            } else if node.resource.kind().spec().look == Look::Note {
                cards.push(painter.note(&it.id, node, frame));
            } else {
                cards.push(painter.card(&it.id, node, frame, it.folded));
            }
        }
        let wires = wires(model);
        let drawn = |wire: &&Arc<Wire>| shown.contains(&wire.from) && shown.contains(&wire.to);
        let wanted: Vec<line::Way<'_>> = wires
            .iter()
            .filter(drawn)
            .filter_map(|wire| {
                let points = lines.get(&wire.id).filter(|points| points.len() > 1)?;
                Some(line::Way::new(wire, model.connection(&wire.id)?, points))
            })
            .collect();
        let (drawn, labels) = painter.connections(&wanted, &containers, &cards);
        let title = if model.name().is_empty() { UNTITLED.get(options.lang) } else { model.name() };
        let connections: usize = wanted.iter().map(|way| way.wire.connections.len()).sum();
        let counts = [(containers.len() + cards.len()).to_string(), connections.to_string()];
        let mut drawing = Self {
            title: title.to_owned(),
            description: painter.description(counts, &shown, &wanted),
            lang: options.lang,
            area: Rect::default(),
            background: if options.transparent { Ink::Clear } else { Ink::Canvas },
            items: [containers, drawn, labels, cards].concat(),
        };
        let mut area = drawing.items.iter().map(Item::reach).reduce(Rect::union).unwrap_or_default();
        if options.legend {
            let legend = painter.legend(&drawing, area);
            area = legend.iter().map(|item| item.frame).fold(area, Rect::union);
            drawing.items.extend(legend);
        }
        drawing.area = area.expand(f64::from(options.padding)).outward();
        drawing
    }

    /// Every text of it, with its hand.
    pub fn texts(&self) -> impl Iterator<Item = (Font, &str)> {
        let shapes = self.items.iter().flat_map(|item| &item.shapes);
        shapes.filter_map(|shape| {
            if let Shape::Text { font, text, .. } = shape { Some((*font, &**text)) } else { None }
        })
    }

    /// The drawing made small enough for a space.
    pub fn thumbnail(&self, width: f64, height: f64) -> Thumbnail {
        Thumbnail::of(self, width, height)
    }
}

impl Item {
    /// What it takes up, with what stands out of its frame.
    fn reach(&self) -> Rect {
        self.shapes.iter().map(Shape::bounds).fold(self.frame, Rect::union)
    }
}

impl Painter<'_> {
    fn is_wanted(&self, id: &NodeId) -> bool {
        self.options.wants(self.model, id)
    }

    /// The colours of a resource: by its group, and for parts of networks by whether they are public.
    fn inks(&self, id: &NodeId, spec: &KindSpec) -> (Ink, Ink) {
        match spec.look {
            Look::Area => (Ink::Region, Ink::Clear),
            Look::Network => (Ink::Vpc, Ink::VpcTint),
            Look::Segment if self.marks.public.contains(id) => (Ink::Public, Ink::PublicTint),
            Look::Segment => (Ink::Private, Ink::PrivateTint),
            Look::Note => (Ink::Text, Ink::WarnTint),
            Look::Card | Look::Listed => Ink::group(spec.group),
        }
    }

    fn description(&self, counts: [String; 2], shown: &BTreeSet<&NodeId>, lines: &[line::Way<'_>]) -> String {
        let lang = self.options.lang;
        let mut said = COUNTS.fill(lang, &counts);
        if self.options.overlays {
            let refused = lines.iter().map(|line| self.refused(line.wire)).sum();
            let badges = self.badges.iter().filter(|(id, _)| shown.contains(*id));
            let findings: usize = badges.map(|(_, (count, _))| count).sum();
            for (text, count) in [(&REFUSED, refused), (&FINDINGS, findings)] {
                if count > 0 {
                    said.push_str(&format!(" {}", text.fill(lang, &[count.to_string()])));
                }
            }
        }
        said
    }

    fn stand(&self, wire: &Wire) -> Stand {
        self.marks.standing(self.model, self.options, wire).stand
    }

    fn refused(&self, wire: &Wire) -> usize {
        let stands = wire.connections.iter().filter_map(|id| self.marks.standings.get(id));
        stands.filter(|it| it.stand == Stand::Refused).count()
    }
}
