//! What is drawn, as numbers: who stands in what, how large cards are, who is joined with whom, and what facts say
//! about places. Read from the model in pieces; nothing after it looks at the model.

use super::super::{CARD_HEIGHT, Unworded, card_width, note_size, title_width};
use crate::{
    base::NodeId,
    model::{
        Model,
        fact::{CallFact, CallsFrom, NetFact, Peer},
        resource::{Group, Look},
        site::{Index, Site},
    },
};
use std::collections::BTreeMap;

/// How many resources are read in one piece.
const PIECE: usize = 256;

/// Where on a network's border something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Border {
    /// On the side that flows come from: ways to the internet and to private lines.
    First,
    /// On the side that flows go to: doors to regional services.
    Last,
}

/// A segment of a network.
#[derive(Clone, Debug)]
pub struct Segment {
    /// Its zone.
    pub zone: String,
    /// How far from the outside: its class, and how many segments of that class are before it.
    pub tier: (u8, usize),
}

/// A drawn resource.
#[derive(Clone, Debug)]
pub struct Item {
    /// Which.
    pub id: NodeId,
    /// What contains it.
    pub parent: Option<usize>,
    /// What stands inside, in the order of ids.
    pub children: Vec<usize>,
    /// Whether others may stand inside.
    pub contains: bool,
    /// Width and height of a card; the least width and height of a container.
    pub size: (i32, i32),
    /// What comes first where no connection says: the smaller, the earlier.
    pub rank: u8,
    /// Whether something outside its container calls it.
    pub is_entered: bool,
    /// Whether it stands on its container's border.
    pub border: Option<Border>,
    /// If it is a segment of a network.
    pub segment: Option<Segment>,
    keeps_data: bool,
}

/// That two things belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tie {
    /// The earlier one.
    pub from: usize,
    /// The later one.
    pub to: usize,
    /// How strongly: a connection more than a field that names it.
    pub weight: i32,
}

/// The weight of a connection; a field's link has 1.
pub const CONNECTED: i32 = 8;

/// Everything drawn.
#[derive(Debug, Default)]
pub struct Nest {
    /// By number, in the order of ids.
    pub items: Vec<Item>,
    /// What stands in nothing.
    pub roots: Vec<usize>,
    /// Who belongs together, each pair once.
    pub ties: Vec<Tie>,
    /// What names segments that it does not stand in, and the segments.
    members: Vec<(usize, usize)>,
    /// What stands for the whole internet, and the ways to it.
    internets: Vec<usize>,
    edges: Vec<usize>,
    places: BTreeMap<NodeId, usize>,
}

impl Nest {
    /// The number of a resource.
    pub fn get(&self, id: &NodeId) -> Option<usize> {
        self.places.get(id).copied()
    }

    /// Its ancestors, the nearest first.
    pub fn around(&self, item: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.items[item].parent, |&it| self.items[it].parent)
    }

    /// The two that stand side by side and are or contain the ends, and what contains both. `None` if one end contains
    /// the other.
    pub fn apart(&self, from: usize, to: usize) -> Option<(Option<usize>, usize, usize)> {
        let depth = |it: usize| self.around(it).count();
        let (mut a, mut b) = (from, to);
        let (mut deep_a, mut deep_b) = (depth(a), depth(b));
        while deep_a > deep_b {
            a = self.items[a].parent?;
            deep_a -= 1;
        }
        while deep_b > deep_a {
            b = self.items[b].parent?;
            deep_b -= 1;
        }
        if a == b {
            return None;
        }
        while self.items[a].parent != self.items[b].parent {
            (a, b) = (self.items[a].parent?, self.items[b].parent?);
        }
        Some((self.items[a].parent, a, b))
    }
}

/// What facts say of one resource.
#[derive(Debug, Default)]
struct Said {
    segment: Option<(NodeId, String, Option<NodeId>)>,
    main_table: Option<NodeId>,
    default_targets: Vec<NodeId>,
    is_edge: bool,
}

/// Reads a model piece by piece.
#[derive(Debug, Default)]
pub struct Reading {
    at: usize,
    words: Option<Unworded>,
    said: BTreeMap<NodeId, Said>,
    nest: Nest,
    tied: bool,
}

impl Reading {
    /// Reads a piece; false once all is read.
    pub fn step(&mut self, model: &Model, index: &Index) -> bool {
        let ids = index.places().ids();
        let words = self.words.get_or_insert_with(|| Unworded::of(model));
        if self.at < ids.len() {
            let end = (self.at + PIECE).min(ids.len());
            for id in &ids[self.at..end] {
                read(model, index, id, words, &mut self.nest, &mut self.said);
            }
            self.at = end;
            return true;
        }
        if !self.tied {
            self.tied = true;
            nestle(model, &mut self.nest);
            tie(model, index, &mut self.nest);
            return true;
        }
        let tiers = tiers(&self.nest, &self.said);
        for (item, tier) in tiers {
            if let Some(segment) = &mut self.nest.items[item].segment {
                segment.tier = tier;
            }
        }
        false
    }

    /// What was read.
    pub fn found(self) -> Nest {
        self.nest
    }
}

fn read(
    model: &Model,
    index: &Index,
    id: &NodeId,
    words: &Unworded,
    nest: &mut Nest,
    said: &mut BTreeMap<NodeId, Said>,
) {
    let Some(node) = model.node(id) else { return };
    let spec = node.resource.kind().spec();
    let mut rank = match (spec.group, spec.look.contains()) {
        (_, true) => 4,
        (Group::Outside | Group::Drawing, _) => 0,
        (Group::Edge, _) => 1,
        (Group::Network | Group::Place | Group::Control, _) => 3,
        (Group::Compute, _) => 5,
        (Group::Messages, _) => 6,
        (Group::Database | Group::Storage, _) => 7,
        (Group::Watch, _) => 8,
    };
    let (mut border, mut segment) = (None, None);
    // Only networks and what steers them have a say in where networks are drawn.
    let networked = match spec.group {
        Group::Place | Group::Network | Group::Control | Group::Outside | Group::Drawing => true,
        Group::Compute | Group::Database | Group::Storage | Group::Edge | Group::Messages | Group::Watch => {
            false
        }
    };
    if rank == 0 {
        // What is only called from inside comes after its callers: a service elsewhere.
        let facts = node.resource.as_resource().call_facts(Site::new(model, index, id));
        let calls = CallFact::Calls(CallsFrom::Outside);
        if !facts.contains(&calls) && facts.iter().any(|it| matches!(it, CallFact::Takes(_))) {
            rank = 7;
        }
    }
    let mut is_internet = false;
    if networked {
        let mut mine = Said::default();
        for fact in node.resource.as_resource().net_facts(Site::new(model, index, id)) {
            if let NetFact::Segment(it) = fact {
                segment = Some(Segment { zone: it.zone.clone(), tier: (0, 0) });
                mine.segment = Some((it.boundary, it.zone, it.table));
            } else if let NetFact::Boundary(it) = fact {
                mine.main_table = it.main_table;
            } else if let NetFact::Table(it) = fact {
                let all = |peer: &Peer| matches!(peer, Peer::Cidr(block) if block.length() == 0);
                let routes = it.routes.into_iter().filter(|route| all(&route.destination));
                mine.default_targets.extend(routes.filter_map(|route| route.target));
            } else if matches!(fact, NetFact::Edge { .. }) {
                (border, mine.is_edge) = (Some(Border::First), true);
            } else if matches!(fact, NetFact::Exit { .. } | NetFact::LineGateway { .. }) {
                border = Some(Border::First);
            } else if matches!(fact, NetFact::Door(_)) {
                border = Some(Border::Last);
            } else if let NetFact::Outside { addresses } = fact {
                is_internet = addresses.is_empty() && rank == 0;
            } else if matches!(fact, NetFact::Hub(_)) {
                rank = 2;
            }
        }
        said.insert(id.clone(), mine);
    }
    if spec.look == Look::Listed {
        return;
    }
    let contains = spec.look.contains();
    let size = if contains {
        (title_width(id, &node.resource.as_resource().headline()), super::super::EMPTY.1)
    } else if spec.look == Look::Note {
        note_size(&node.description)
    } else {
        (card_width(model, id, words), CARD_HEIGHT)
    };
    let keeps_data = matches!(spec.group, Group::Database | Group::Storage);
    let at = nest.items.len();
    nest.internets.extend(is_internet.then_some(at));
    nest.edges.extend(said.get(id).is_some_and(|it| it.is_edge).then_some(at));
    nest.places.insert(id.clone(), at);
    let (parent, children) = (None, Vec::new());
    nest.items.push(Item {
        id: id.clone(),
        parent,
        children,
        contains,
        size,
        rank,
        border,
        segment,
        keeps_data,
        is_entered: false,
    });
}

/// Puts everything into what contains it.
fn nestle(model: &Model, nest: &mut Nest) {
    for at in 0..nest.items.len() {
        let parent = model.node(&nest.items[at].id).and_then(|node| node.parent.as_ref());
        let parent = parent.and_then(|id| nest.get(id));
        nest.items[at].parent = parent;
        match parent {
            Some(parent) => nest.items[parent].children.push(at),
            None => nest.roots.push(at),
        }
    }
}

/// Finds who belongs together: by connections, and by fields that name another, past what is not drawn.
fn tie(model: &Model, index: &Index, nest: &mut Nest) {
    /// A thing that is not drawn and names more than this many says nothing about places.
    const MOST: usize = 64;
    let mut ties: BTreeMap<(usize, usize), i32> = BTreeMap::new();
    let mut members = Vec::new();
    for (_, connection) in model.connections() {
        let ends = connection.ends().and_then(|(from, to)| Some((nest.get(from)?, nest.get(to)?)));
        if let Some(pair) = ends {
            *ties.entry(pair).or_default() += CONNECTED;
        }
    }
    for (at, item) in nest.items.iter().enumerate() {
        for named in index.named(&item.id) {
            let beyond = match nest.get(named) {
                Some(_) => Vec::new(),
                None => index.named(named).take(MOST).filter_map(|id| nest.get(id)).collect(),
            };
            for other in nest.get(named).into_iter().chain(beyond) {
                // The one that comes first in a drawing is where the tie starts.
                let (from, to) = if nest.items[other].rank < item.rank { (other, at) } else { (at, other) };
                if nest.items[other].segment.is_some() && item.border.is_none() {
                    members.push((at, other));
                }
                if from != to && !ties.contains_key(&(to, from)) {
                    *ties.entry((from, to)).or_default() += 1;
                }
            }
        }
    }
    for &from in nest.internets.iter().take(MOST) {
        for &to in nest.edges.iter().take(MOST) {
            *ties.entry((from, to)).or_default() += 1;
        }
    }
    nest.members = members;
    nest.ties = ties.into_iter().map(|((from, to), weight)| Tie { from, to, weight }).collect();
    let mut entered = Vec::new();
    for tie in nest.ties.iter().filter(|tie| tie.weight >= CONNECTED) {
        if let Some((_, _, side)) = nest.apart(tie.from, tie.to) {
            let inside = std::iter::once(tie.to).chain(nest.around(tie.to));
            entered.extend(inside.take_while(|&it| it != side));
        }
    }
    for it in entered {
        nest.items[it].is_entered = true;
    }
}

/// How far from the outside each segment is. What routes straight to the internet comes first; what keeps data comes
/// last; in between, a segment comes after the one that its packets leave through, and after those that call it.
fn tiers(nest: &Nest, said: &BTreeMap<NodeId, Said>) -> Vec<(usize, (u8, usize))> {
    let segments: Vec<usize> = (0..nest.items.len()).filter(|&it| nest.items[it].segment.is_some()).collect();
    let home = |item: usize| {
        std::iter::once(item).chain(nest.around(item)).find(|&it| nest.items[it].segment.is_some())
    };
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut homes: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, item) in nest.items.iter().enumerate().filter(|(_, item)| !item.contains) {
        if let (Some(segment), None) = (home(at), item.border) {
            members.entry(segment).or_default().push(at);
            homes.entry(at).or_default().push(segment);
        }
    }
    for &(at, segment) in &nest.members {
        members.entry(segment).or_default().push(at);
        homes.entry(at).or_default().push(segment);
    }
    let mut before: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut class: BTreeMap<usize, u8> = BTreeMap::new();
    for &segment in &segments {
        let facts = said.get(&nest.items[segment].id).and_then(|it| it.segment.as_ref());
        let table = facts.and_then(|(boundary, _, table)| {
            table.as_ref().or_else(|| said.get(boundary).and_then(|it| it.main_table.as_ref()))
        });
        let targets = table.and_then(|it| said.get(it)).map_or(&[][..], |it| &it.default_targets);
        let is_public = targets.iter().any(|it| said.get(it).is_some_and(|it| it.is_edge));
        let inside = members.get(&segment).map_or(&[][..], Vec::as_slice);
        let data = inside.iter().filter(|&&it| nest.items[it].keeps_data).count();
        let works = inside.iter().filter(|&&it| matches!(nest.items[it].rank, 1 | 5)).count();
        class.insert(segment, if is_public { 0 } else { 1 + u8::from(data > 0 && data >= works) });
        let through = targets.iter().filter_map(|it| nest.get(it)).filter_map(home);
        before.entry(segment).or_default().extend(through.filter(|&it| it != segment));
    }
    for tie in nest.ties.iter().filter(|tie| tie.weight >= CONNECTED) {
        let none = Vec::new();
        for from in homes.get(&tie.from).unwrap_or(&none) {
            for to in homes.get(&tie.to).unwrap_or(&none).iter().filter(|to| *to != from) {
                before.entry(*to).or_default().push(*from);
            }
        }
    }
    // Longest path inside a class, along what does not come back.
    let mut depth: BTreeMap<usize, usize> = BTreeMap::new();
    for &segment in &segments {
        deepen(segment, &before, &class, &mut depth, &mut Vec::new());
    }
    segments
        .into_iter()
        .map(|it| {
            let tier = (class.get(&it).copied().unwrap_or(1), depth.get(&it).copied().unwrap_or(0));
            (it, tier)
        })
        .collect()
}

fn deepen(
    segment: usize,
    before: &BTreeMap<usize, Vec<usize>>,
    class: &BTreeMap<usize, u8>,
    depth: &mut BTreeMap<usize, usize>,
    way: &mut Vec<usize>,
) -> usize {
    /// Longer chains of segments are not told apart.
    const DEEPEST: usize = 12;
    if let Some(&known) = depth.get(&segment) {
        return known;
    }
    if way.len() > DEEPEST || way.contains(&segment) {
        return 0;
    }
    way.push(segment);
    let mut deepest = 0;
    for &other in before.get(&segment).map_or(&[][..], Vec::as_slice) {
        if class.get(&other) == class.get(&segment) && !way.contains(&other) {
            deepest = deepest.max(1 + deepen(other, before, class, depth, way));
        }
    }
    way.pop();
    depth.insert(segment, deepest);
    deepest
}
