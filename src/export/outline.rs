//! A design as a tree of boxes with lines among them: what programs are given that draw by themselves.
//!
//! It has what the drawing has: the same boxes, the same words, the same lines. A format chooses whether zones are
//! boxes of their own and from which containers on boxes are closed.

use super::{
    Source,
    picture::{Stand, Standing, UNTITLED},
};
use crate::{
    base::{Lang, NodeId, Text, text},
    layout::{folded_subtitle, route::wires, subtitle},
    model::{
        Frame, Model, Node,
        fact::NetFact,
        resource::Look,
        site::{Index, Site},
    },
};
use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

/// The tree.
#[derive(Debug)]
pub struct Outline<'a> {
    /// What the design is called, in one line.
    pub title: String,
    /// Every box.
    pub boxes: Vec<Boxed<'a>>,
    /// Every line, in the order of connections.
    pub lines: Vec<Joined>,
}

/// A box.
#[derive(Debug)]
pub struct Boxed<'a> {
    /// The resource; none for a zone.
    pub node: Option<(&'a NodeId, &'a Node)>,
    /// A word of letters, digits and underscores that no other box has.
    pub key: String,
    /// What it is called.
    pub name: String,
    /// What it is: the second line of a card. Nothing for a note, whose name is its text.
    pub second: String,
    /// The box around it, by its place.
    pub parent: Option<usize>,
    /// The boxes inside, by their places.
    pub inside: Vec<usize>,
    /// Whether it is an open container, empty or not.
    pub is_open: bool,
    /// Where it is drawn; nothing for a zone.
    pub frame: Frame,
}

/// A line from one box to another.
#[derive(Clone, Debug)]
pub struct Joined {
    /// The first of the connections that it stands for.
    pub id: String,
    /// Where it starts, by its place.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// What is asked for, or how many connections it stands for.
    pub words: String,
    /// How it stands.
    pub stand: Stand,
    /// The same in words; empty where there is nothing to say.
    pub said: String,
}

/// What is to be in an outline.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cut<'a> {
    /// Zones are boxes around their segments.
    pub zones: bool,
    /// Containers that look so are closed: one box for all that is inside.
    pub closed: Option<Look>,
    /// Nothing but this, with what is inside.
    pub only: Option<&'a NodeId>,
}

static ZONE: Text = text!("Availability Zone", "가용 영역");
static SEVERAL: Text = text!("{0} connections", "연결 {0}개");

impl<'a> Outline<'a> {
    /// The outline of what a source draws.
    pub fn of(source: &Source<'a>, cut: Cut<'_>) -> Self {
        let (model, lang) = (source.model, source.options.lang);
        let is_in = |id: &NodeId, around: &NodeId| id == around || model.is_inside(id, around);
        let wanted =
            |id: &NodeId| source.options.wants(model, id) && cut.only.is_none_or(|only| is_in(id, only));
        let looks = |node: &Node| node.resource.kind().spec().look;
        let closed = |id: &NodeId, node: &Node| Some(looks(node)) == cut.closed && Some(id) != cut.only;
        let mut keys = Keys::default();
        let mut boxes: Vec<Boxed<'a>> = Vec::new();
        // Where each resource is seen: at itself, or at the closed container around it.
        let mut seen: BTreeMap<&'a NodeId, usize> = BTreeMap::new();
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        for drawn in source.picture.drawn().iter().filter(|it| wanted(&it.id)) {
            let id = &drawn.id;
            let Some(node) = model.node(id) else { continue };
            let parent = model.ancestors(id).find_map(|(id, _)| seen.get(id).copied());
            let shut =
                |at: usize| boxes.get(at).and_then(|it| it.node).is_some_and(|(id, node)| closed(id, node));
            if let Some(at) = parent.filter(|at| shut(*at)) {
                seen.insert(id, at);
                *counts.entry(at).or_default() += 1;
                continue;
            }
            let is_open = looks(node).contains() && drawn.folded.is_none() && !closed(id, node);
            let is_note = looks(node) == Look::Note;
            let name = if is_note { one_line(&node.description) } else { id.to_string() };
            let key = keys.word(id.as_str());
            let second = match drawn.folded {
                Some(inside) => folded_subtitle(model, id, inside, lang),
                None if is_note => String::new(),
                None => subtitle(model, id, lang),
            };
            let at = boxes.len();
            seen.insert(id, at);
            boxes.push(Boxed {
                node: Some((id, node)),
                key,
                name,
                second,
                parent,
                inside: Vec::new(),
                is_open,
                frame: drawn.frame,
            });
        }
        for (at, count) in counts {
            if let Some(it) = boxes.get_mut(at)
                && let Some((id, _)) = it.node
            {
                it.second = folded_subtitle(model, id, count, lang);
            }
        }
        let lines = lines(source, &seen);
        if cut.zones {
            zones(model, &mut boxes, &mut keys, lang);
        }
        for at in 0..boxes.len() {
            let parent = boxes.get(at).and_then(|it| it.parent);
            if let Some(parent) = parent.and_then(|parent| boxes.get_mut(parent)) {
                parent.inside.push(at);
            }
        }
        let title = if model.name().is_empty() { UNTITLED.get(lang) } else { model.name() };
        Self { title: one_line(title), boxes, lines }
    }

    /// The boxes that stand in no other.
    pub fn roots(&self) -> impl Iterator<Item = usize> {
        self.boxes.iter().enumerate().filter(|(_, it)| it.parent.is_none()).map(|(at, _)| at)
    }

    /// Whether a box stands somewhere inside another, or is it.
    pub fn is_within(&self, inner: usize, outer: usize) -> bool {
        let parent = |at: &usize| self.boxes.get(*at).and_then(|it| it.parent);
        std::iter::successors(Some(inner), parent).any(|at| at == outer)
    }
}

/// The lines between boxes that are seen, one for all that have the same ends where an end is closed.
fn lines(source: &Source<'_>, seen: &BTreeMap<&NodeId, usize>) -> Vec<Joined> {
    let (model, options) = (source.model, source.options);
    let mut lines: Vec<(Joined, usize)> = Vec::new();
    let mut known: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let mut shares: BTreeMap<usize, usize> = BTreeMap::new();
    seen.values().for_each(|at| *shares.entry(*at).or_default() += 1);
    let is_shut = |at: &usize| shares.get(at).is_some_and(|count| *count > 1);
    for wire in wires(model) {
        let Some((from, to)) = seen.get(&wire.from).copied().zip(seen.get(&wire.to).copied()) else {
            continue;
        };
        if from == to && is_shut(&from) {
            continue;
        }
        let Standing { stand, words: said } = source.marks.standing(model, options, &wire);
        let words = model.connection(&wire.id).map_or_else(String::new, |it| it.asks(options.lang));
        let joined = Joined { id: wire.id.to_string(), from, to, words, stand, said };
        let count = wire.connections.len();
        if !is_shut(&from) && !is_shut(&to) {
            lines.push((joined, count));
            continue;
        }
        match known.entry((from, to)) {
            Entry::Vacant(free) => {
                free.insert(lines.len());
                lines.push((joined, count));
            }
            Entry::Occupied(at) => {
                if let Some((line, all)) = lines.get_mut(*at.get()) {
                    *all += count;
                    if joined.stand > line.stand {
                        (line.stand, line.said) = (joined.stand, joined.said);
                    }
                }
            }
        }
    }
    let named = |(mut line, count): (Joined, usize)| {
        if count > 1 {
            line.words = SEVERAL.fill(options.lang, &[count.to_string()]);
        }
        // That it works goes without saying.
        if line.stand <= Stand::Granted {
            line.said.clear();
        }
        line
    };
    lines.into_iter().map(named).collect()
}

/// Puts a box for each zone between networks and their segments.
fn zones(model: &Model, boxes: &mut Vec<Boxed<'_>>, keys: &mut Keys, lang: Lang) {
    let index = Index::of(model);
    let zone = |it: &Boxed<'_>| {
        let (id, node) = it.node?;
        let facts = node.resource.as_resource().net_facts(Site::new(model, &index, id));
        facts.into_iter().find_map(|fact| if let NetFact::Segment(it) = fact { Some(it.zone) } else { None })
    };
    let mut places: BTreeMap<(usize, String), usize> = BTreeMap::new();
    for at in 0..boxes.len() {
        let Some(it) = boxes.get(at) else { continue };
        let Some((parent, name)) = it.parent.zip(zone(it).filter(|name| !name.is_empty())) else { continue };
        let place = match places.entry((parent, name)) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(free) => {
                let (_, name) = free.key();
                let around = boxes.get(parent).map_or("", |it| &*it.name);
                let zone = Boxed {
                    node: None,
                    key: keys.word(&format!("{around}_{name}")),
                    name: name.clone(),
                    second: ZONE.get(lang).to_owned(),
                    parent: Some(parent),
                    inside: Vec::new(),
                    is_open: true,
                    frame: Frame { x: 0, y: 0, w: 0, h: 0 },
                };
                free.insert(boxes.len());
                boxes.push(zone);
                boxes.len() - 1
            }
        };
        if let Some(it) = boxes.get_mut(at) {
            it.parent = Some(place);
        }
    }
}

/// Words that every language of diagrams takes for names, each once. They begin with `n_`, so that none is a keyword.
#[derive(Debug, Default)]
pub struct Keys(BTreeSet<String>);

impl Keys {
    /// A word that reads like a text.
    pub fn word(&mut self, text: &str) -> String {
        let letters = text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' });
        let word: String = "n_".chars().chain(letters).collect();
        let again = (2..).map(|i| format!("{word}__{i}"));
        let free = std::iter::once(word.clone()).chain(again).find(|it| !self.0.contains(it));
        let free = free.unwrap_or(word);
        self.0.insert(free.clone());
        free
    }
}

/// The longest text of a box or a line. More is cut: a drawing is no place for more.
const LONGEST: usize = 200;

/// A text without breaks and without what steers its reader: controls, marks that turn the direction of what stands
/// around it (<https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing>), and what XML has no place for.
pub fn clean(text: &str) -> String {
    let steers = |c: char| {
        c.is_control()
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}')
    };
    let shown = |c: char| match c {
        '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => ' ',
        c if steers(c) => '\u{fffd}',
        c => c,
    };
    text.chars().map(shown).collect()
}

/// The same, cut where it is long.
pub fn one_line(text: &str) -> String {
    let whole = clean(text);
    match whole.char_indices().nth(LONGEST) {
        Some((end, _)) => whole.get(..end).unwrap_or_default().to_owned() + "…",
        None => whole,
    }
}
