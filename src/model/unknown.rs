//! Fields whose values nobody knows, and what hangs on them.
//!
//! A template has parameters without a value, a plan has what is known after it is applied. Such a field holds its
//! kind's default, which says nothing: `Node::unknown` names it, with the reason. What hangs on it is found without
//! knowing a kind: the field is given other values, and what then states something else is open. Engines get the
//! resources that are open and answer "unknown" where they meet one; a finding counts if it holds whatever the value.
//!
//! Values are tried one field at a time, and of an endless range a few: two fields that change something only together
//! are not found. Forms, rows and links into the network are therefore taken to matter without a trial.

use super::{
    Model, Node, check,
    fact::Meter,
    few::Few,
    field::{Accepts, FieldMut, FieldSpec, Rows, Shape},
    kinds::{AnyResource, Kind},
    readers::Readers,
    resource::Group,
    site::{Index, Reads, Site},
    values,
};
use crate::{
    base::{FieldId, Message, NodeId, text},
    diag::{Place, Report, Rule, Severity},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Says that nobody knows a value.
pub static NOT_KNOWN: Rule = Rule {
    code: "VALUE001",
    severity: Severity::Info,
    title: text!("`{1}` of `{0}` is not known: {2}", "`{0}`의 `{1}` 값을 알 수 없다: {2}"),
    help: text!(
        "give it a value; until then answers that need it are unknown",
        "값을 넣는다. 그때까지는 이 값이 필요한 답은 알 수 없음이 된다"
    ),
    source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html",
};

/// The fields of a resource that nobody knows, with the reason.
pub type Unknown = Few<FieldId, String>;

/// A value that something hangs on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hanging {
    /// Whose.
    pub node: NodeId,
    /// Which field.
    pub field: FieldId,
    /// Why it is not known.
    pub why: String,
    /// Whether what is stated holds, and there may be more: a list of which a part is known.
    pub more: bool,
    /// Whether it is about who is joined to whom, so that there may be ways that are not seen.
    pub joins: bool,
}

impl Hanging {
    /// The sentence for people.
    pub fn said(&self) -> Message {
        Message::new(
            &text!("`{1}` of `{0}` is not known: {2}", "`{0}`의 `{1}` 값을 알 수 없습니다: {2}"),
            [self.node.to_string(), self.field.to_string(), self.why.clone()],
        )
    }
}

/// Whether a model has a field of which nothing is known.
pub fn is_open(model: &Model) -> bool {
    model.nodes().any(|(_, node)| !node.unknown.is_empty())
}

/// Takes note that nobody knows some fields of a resource: those that its kind has. A list keeps what is known of it, any
/// other value goes back to the default.
pub fn note(node: &mut Node, unknown: &BTreeMap<FieldId, String>) {
    let kind = node.resource.kind();
    let mut fresh = kind.fresh();
    let mut noted = BTreeMap::new();
    for spec in kind.spec().fields {
        let Some(why) = unknown.get(&spec.name) else { continue };
        if !holds_several(spec) {
            values::carry(fresh.as_record_mut(), node.resource.as_record_mut(), spec.name);
        }
        noted.insert(spec.name, why.clone());
    }
    node.unknown = noted.into();
}

/// Takes note that fields that got another value are known from now on.
pub fn learn(old: &Node, new: &mut Node) {
    if old.unknown.is_empty() {
        return;
    }
    let (before, now) =
        (old.resource.as_resource().write_fields(), new.resource.as_resource().write_fields());
    let mut unknown = (*new.unknown).clone();
    unknown.retain(|field, _| before.get(field.0) == now.get(field.0));
    new.unknown = unknown.into();
}

/// Whether a field may hold several, of which a part may be known.
pub fn holds_several(spec: &FieldSpec) -> bool {
    match (spec.shape)() {
        Shape::Links(_) | Shape::Rows(_) | Shape::List(_) => true,
        Shape::Text
        | Shape::Form(_)
        | Shape::Flag
        | Shape::Whole
        | Shape::Number
        | Shape::Choice(_)
        | Shape::Link(_) => false,
    }
}

/// Texts of forms that fields have: each takes some.
const FORMS: [&str; 14] = [
    "",
    "10.201.0.0/24",
    "10.202.0.0/16",
    "198.51.100.0/24",
    "fd00:201::/64",
    "10.201.0.10",
    "80",
    "443",
    "1-1023",
    "tcp",
    "udp",
    "icmp",
    "8",
    "eu-west-3",
];

/// The most other values that are tried.
const WORLDS_MAX: usize = 24;

/// How many resources are tried for a link.
const LINKS_MAX: usize = 4;

/// Numbers that sizes have, between the limits of a field.
const SIZES: [i64; 12] = [1, 2, 10, 100, 128, 256, 512, 1024, 2048, 4096, 8192, 30_720];

/// Gives a field its nth other value; false once there is none. `named` are resources for links.
fn vary(spec: &FieldSpec, value: FieldMut<'_>, nth: usize, named: &dyn Fn(Accepts) -> Vec<NodeId>) -> bool {
    let between = SIZES.into_iter().filter(|it| (spec.hint.min..=spec.hint.max).contains(it));
    let numbers: Vec<i64> = [spec.hint.min, spec.hint.max].into_iter().chain(between).collect();
    match value {
        FieldMut::Text(text) => {
            let other = ["", "x"].get(nth);
            if let Some(other) = other {
                (*other).clone_into(text);
            }
            other.is_some()
        }
        FieldMut::Form(form) => {
            let other = FORMS.get(nth);
            // One that does not fit leaves the value as it is.
            if let Some(other) = other {
                let _ = form.set(other);
            }
            other.is_some()
        }
        FieldMut::Flag(flag) => {
            *flag = !*flag;
            nth == 0
        }
        FieldMut::Whole(number) => {
            let other = numbers.get(nth);
            *number = other.and_then(|it| u32::try_from(*it).ok()).unwrap_or(*number);
            other.is_some()
        }
        FieldMut::Number(number) => {
            let other = numbers.get(nth);
            *number = other.map_or(*number, |it| (*it).into());
            other.is_some()
        }
        FieldMut::Choice(choice) => {
            choice.pick(nth);
            nth < choice.values().len()
        }
        FieldMut::Link(accepts, link) => {
            let others = named(accepts);
            *link = nth.checked_sub(1).and_then(|nth| others.get(nth).cloned());
            nth <= others.len()
        }
        FieldMut::Links(accepts, links) => {
            let others = named(accepts);
            *links = others.iter().take(nth).cloned().collect();
            nth <= others.len()
        }
        FieldMut::Rows(rows) => vary_rows(rows, nth, named),
    }
}

/// Leaves out all rows, then adds one, with cells as they are fresh and otherwise.
fn vary_rows(rows: &mut dyn Rows, nth: usize, named: &dyn Fn(Accepts) -> Vec<NodeId>) -> bool {
    let Some(cells) = nth.checked_sub(1) else {
        (0..rows.len()).rev().for_each(|row| rows.remove(row));
        return true;
    };
    rows.add();
    let (last, mut varied) = (rows.len().saturating_sub(1), cells == 0);
    rows.each_cell(last, &mut |spec, cell| {
        if let Some(nth) = cells.checked_sub(1) {
            varied |= vary(spec, cell, nth, named);
        }
    });
    varied
}

/// A few resources of a model that a link may name.
fn candidates(model: &Model, accepts: Accepts) -> Vec<NodeId> {
    let fitting = model.nodes().filter(|(_, node)| accepts.takes(node.resource.kind()));
    fitting.map(|(id, _)| id.clone()).take(LINKS_MAX).collect()
}

/// The resource with other values of a field.
fn worlds(
    resource: &AnyResource,
    field: FieldId,
    named: &dyn Fn(Accepts) -> Vec<NodeId>,
) -> Vec<AnyResource> {
    let mut out = Vec::new();
    for nth in 0..WORLDS_MAX {
        let (mut other, mut is_other) = (resource.clone(), false);
        other.as_record_mut().each_field(&mut |spec, value| {
            if spec.name == field {
                is_other = vary(spec, value, nth, named);
            }
        });
        if !is_other {
            break;
        }
        if other != *resource && !out.contains(&other) {
            out.push(other);
        }
    }
    out
}

/// What a field says, by what its values look like.
#[derive(Clone, Copy)]
struct Weight {
    /// Whether it matters to the network whatever a trial finds: a form, rows, a link into the network.
    matters: bool,
    /// What it names, if it is a link.
    accepts: Option<Accepts>,
    /// Whether more may be in it than is stated.
    more: bool,
}

fn weigh(resource: &AnyResource, field: FieldId) -> Weight {
    let mut found = Weight { matters: false, accepts: None, more: false };
    let into_network = |accepts: Accepts| {
        let mut kinds = Kind::ALL.iter().filter(|kind| accepts.takes(**kind));
        kinds.any(|kind| match kind.spec().group {
            Group::Outside | Group::Place | Group::Network | Group::Control => true,
            Group::Compute
            | Group::Database
            | Group::Storage
            | Group::Edge
            | Group::Messages
            | Group::Watch
            | Group::Drawing => false,
        })
    };
    resource.clone().as_record_mut().each_field(&mut |spec, value| {
        if spec.name == field {
            let (matters, accepts) = match value {
                FieldMut::Text(_)
                | FieldMut::Flag(_)
                | FieldMut::Whole(_)
                | FieldMut::Number(_)
                | FieldMut::Choice(_) => (false, None),
                FieldMut::Form(_) | FieldMut::Rows(_) => (true, None),
                FieldMut::Link(accepts, _) | FieldMut::Links(accepts, _) => {
                    (into_network(accepts), Some(accepts))
                }
            };
            found = Weight { matters, accepts, more: holds_several(spec) };
        }
    });
    found
}

/// Every field that is not known, with its node.
fn fields(model: &Model) -> impl Iterator<Item = (&NodeId, &Node, FieldId, &String)> {
    let nodes = model.nodes();
    nodes.flat_map(|(id, node)| node.unknown.iter().map(move |(field, why)| (id, node, *field, why)))
}

/// Who looks at whom to say something.
fn readers(model: &Model, index: &Index, says: &dyn Fn(Site<'_>)) -> Readers {
    let mut readers = Readers::among(index.places().clone());
    let reads = Reads::default();
    let mut noted = Vec::new();
    for (at, (id, _)) in model.nodes().enumerate() {
        says(Site::new(model, index, id).noting(&reads));
        noted.push((at, reads.take()));
    }
    readers.note(noted);
    readers
}

/// A field that is not known, what is said of it as it stands, and what is said once it has other values.
struct Trial<'m, T> {
    id: &'m NodeId,
    node: &'m Node,
    field: FieldId,
    why: &'m str,
    /// Whoever looks at the resource, and the resource itself.
    looking: Vec<&'m NodeId>,
    /// What each of them says.
    before: Vec<Vec<T>>,
    /// The same in every other world.
    worlds: Vec<Vec<Vec<T>>>,
}

/// Tries every field that is not known. `named` are resources that links may name.
fn try_all<T>(
    model: &Model,
    index: &Index,
    says: &dyn Fn(Site<'_>) -> Vec<T>,
    named: &dyn Fn(Accepts) -> Vec<NodeId>,
    see: &mut dyn FnMut(&Trial<'_, T>),
) {
    if !is_open(model) {
        return;
    }
    let readers = readers(model, index, &|site| drop(says(site)));
    let mut other = model.clone();
    for (id, node, field, why) in fields(model) {
        let Some(place) = readers.places().get(id) else { continue };
        let looking = readers.of(place).filter_map(|at| readers.places().ids().get(at));
        let looking: Vec<&NodeId> = looking.chain([id]).collect();
        let say = |model: &Model| looking.iter().map(|id| says(Site::new(model, index, id))).collect();
        let before: Vec<Vec<T>> = say(model);
        let worlds = worlds(&node.resource, field, named).into_iter().map(|world| {
            other.nodes.insert(id.clone(), Arc::new(Node { resource: world, ..node.clone() }));
            say(&other)
        });
        let worlds = worlds.collect();
        other.nodes.insert(id.clone(), Arc::new(node.clone()));
        see(&Trial { id, node, field, why, looking, before, worlds });
    }
}

/// The resources whose words about something hang on a value that is not known.
fn hanging<T: PartialEq>(
    model: &Model,
    index: &Index,
    says: &dyn Fn(Site<'_>) -> Vec<T>,
) -> BTreeMap<NodeId, Hanging> {
    let mut open = BTreeMap::new();
    try_all(model, index, says, &|_| Vec::new(), &mut |trial| {
        let Trial { id, node, field, why, looking, before, worlds } = trial;
        let weight = weigh(&node.resource, *field);
        // Who is named cannot be tried: whoever looks may see something else, and what says nothing may have to.
        let links = weight.matters && weight.accepts.is_some();
        for (at, (it, before)) in looking.iter().zip(before).enumerate() {
            let is_own = it == id;
            let differs = worlds.iter().any(|world| world.get(at) != Some(before));
            if differs || links || weight.matters && is_own && !before.is_empty() {
                open.entry((*it).clone()).or_insert_with(|| Hanging {
                    node: (*id).clone(),
                    field: *field,
                    why: (*why).to_owned(),
                    more: weight.more && is_own,
                    joins: links && is_own,
                });
            }
        }
    });
    open
}

/// The resources of which packets meet something that is not known.
pub fn packets(model: &Model, index: &Index) -> BTreeMap<NodeId, Hanging> {
    hanging(model, index, &|site| {
        site.node().map(|it| it.resource.as_resource().net_facts(site)).unwrap_or_default()
    })
}

/// The meters of a resource, and whether each is the same whatever the values are that nobody knows.
pub fn meters(node: &Node, says: &dyn Fn(&AnyResource) -> Vec<Meter>) -> Vec<(Meter, bool)> {
    let mut out: Vec<(Meter, bool)> = says(&node.resource).into_iter().map(|it| (it, true)).collect();
    for world in node.unknown.keys().flat_map(|field| worlds(&node.resource, *field, &|_| Vec::new())) {
        let others = says(&world);
        for (meter, known) in &mut out {
            *known &= others.contains(meter);
        }
        for other in others {
            if !out.iter().any(|(meter, _)| meter.component == other.component) {
                out.push((other, false));
            }
        }
    }
    out
}

/// A finding by its code and place.
pub type Found = (&'static str, Place);

/// What a resource's own checks find.
fn checked(site: Site<'_>) -> Vec<Found> {
    let mut report = Report::default();
    if let Some(node) = site.node() {
        check::node(site, node, &mut report);
    }
    report.into_findings().into_iter().map(|it| (it.rule.code, it.place)).collect()
}

/// Findings that hold only for the values that are taken for want of better ones.
pub fn doubtful(model: &Model, index: &Index) -> BTreeSet<Found> {
    let mut doubtful = BTreeSet::new();
    let named = |accepts| candidates(model, accepts);
    try_all(model, index, &checked, &named, &mut |trial| {
        let Trial { id, node, field, before, worlds, .. } = trial;
        let all = |said: &[Vec<Found>]| -> BTreeSet<Found> { said.iter().flatten().cloned().collect() };
        let before = all(before);
        if let Some(accepts) = weigh(&node.resource, *field).accepts {
            // Who is named may be somebody who is not there, of which no trial knows.
            let is_nobody = named(accepts).is_empty();
            let of_field = |place: &Place| matches!(place, Place::Node { field: at, .. } if at.is_none_or(|at| at == *field));
            let own = |it: &&Found| it.1.node() == Some(*id) && (is_nobody || of_field(&it.1));
            doubtful.extend(before.iter().filter(own).cloned());
        }
        for world in worlds {
            doubtful.extend(before.difference(&all(world)).cloned());
        }
    });
    doubtful
}
