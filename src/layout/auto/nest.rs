//! What is drawn, as numbers: who stands in what, how large cards are, who is joined with whom, and what facts say
//! about places. Read from the model in pieces; nothing after it looks at the model.

use super::{
    super::{CARD_HEIGHT, Unworded, card_width, note_size, title_width},
    tiers::Tiers,
    ties::Tying,
};
use crate::{
    base::NodeId,
    model::{
        Model, Node,
        fact::{CallFact, CallsFrom, NetFact, Peer},
        places::ById,
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
    /// Whether it is there to keep data.
    pub keeps_data: bool,
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
    pub members: Vec<(usize, usize)>,
    /// What stands for the whole internet, and the ways to it.
    pub internets: Vec<usize>,
    pub edges: Vec<usize>,
    numbers: ById<usize>,
}

impl Nest {
    /// The number of a resource.
    pub fn get(&self, id: &NodeId) -> Option<usize> {
        self.numbers.get(id).copied()
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
pub(super) struct Said {
    pub segment: Option<(NodeId, String, Option<NodeId>)>,
    pub main_table: Option<NodeId>,
    pub default_targets: Vec<NodeId>,
    pub is_edge: bool,
}

/// Reads a model piece by piece.
#[derive(Debug, Default)]
pub struct Reading {
    at: usize,
    words: Option<Unworded>,
    said: BTreeMap<NodeId, Said>,
    nest: Nest,
    /// What contains each item.
    parents: Vec<Option<NodeId>>,
    nested: usize,
    tying: Tying,
    tiers: Tiers,
    sizes_only: bool,
}

impl Reading {
    /// Starts to read a model in which everything drawn has its place: who belongs together does not matter then.
    pub fn of_placed() -> Self {
        Self { sizes_only: true, ..Self::default() }
    }

    /// Reads a piece; false once all is read.
    pub fn step(&mut self, model: &Model, index: &Index) -> bool {
        let ids = index.places().ids();
        let words = self.words.get_or_insert_with(|| Unworded::of(model));
        if self.at < ids.len() {
            if self.at == 0 {
                self.nest.numbers = ById::among(index.places().clone());
            }
            let last = self.at.checked_sub(1).and_then(|it| ids.get(it));
            for (id, node) in model.nodes_after(last).take(PIECE) {
                let said = (!self.sizes_only).then_some(&mut self.said);
                if read(model, index, (id, node), words, &mut self.nest, said) {
                    self.parents.push(node.parent.clone());
                }
            }
            self.at = (self.at + PIECE).min(ids.len());
            return true;
        }
        if self.nested < self.nest.items.len() {
            let end = (self.nested + 4 * PIECE).min(self.nest.items.len());
            (self.nested..end).for_each(|at| nestle(&mut self.nest, at, self.parents[at].as_ref()));
            self.nested = end;
            return true;
        }
        if self.sizes_only {
            return false;
        }
        self.tying.step(model, index, &mut self.nest) || self.tiers.step(&mut self.nest, &self.said)
    }

    /// What was read.
    pub fn found(self) -> Nest {
        self.nest
    }
}

/// Reads a resource; whether it is drawn.
fn read(
    model: &Model,
    index: &Index,
    (id, node): (&NodeId, &Node),
    words: &Unworded,
    nest: &mut Nest,
    said: Option<&mut BTreeMap<NodeId, Said>>,
) -> bool {
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
    if rank == 0 && said.is_some() {
        // What is only called from inside comes after its callers: a service elsewhere.
        let facts = node.resource.as_resource().call_facts(Site::new(model, index, id));
        let calls = CallFact::Calls(CallsFrom::Outside);
        if !facts.contains(&calls) && facts.iter().any(|it| matches!(it, CallFact::Takes(_))) {
            rank = 7;
        }
    }
    let (mut is_internet, mut is_edge) = (false, false);
    if let Some(said) = said.filter(|_| networked) {
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
        is_edge = mine.is_edge;
        said.insert(id.clone(), mine);
    }
    if spec.look == Look::Listed {
        return false;
    }
    let contains = spec.look.contains();
    let size = if contains {
        (title_width(id, &node.resource.as_resource().headline()), super::super::EMPTY.1)
    } else if spec.look == Look::Note {
        note_size(&node.description)
    } else {
        (card_width(model, (id, node), words), CARD_HEIGHT)
    };
    let keeps_data = matches!(spec.group, Group::Database | Group::Storage);
    let at = nest.items.len();
    nest.internets.extend(is_internet.then_some(at));
    nest.edges.extend(is_edge.then_some(at));
    nest.numbers.insert(id, at);
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
    true
}

/// Puts something into what contains it.
fn nestle(nest: &mut Nest, at: usize, parent: Option<&NodeId>) {
    let parent = parent.and_then(|id| nest.get(id));
    nest.items[at].parent = parent;
    match parent {
        Some(parent) => nest.items[parent].children.push(at),
        None => nest.roots.push(at),
    }
}
