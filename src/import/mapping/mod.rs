//! Items as resources and connections of a model. What a kind is made of, the kind says.

mod grants;
mod names;
mod overlay;
mod place;
pub mod report;

use super::{
    Input,
    cloudformation::CONNECTION,
    notice::{INFERRED, NOT_TAKEN, Notices, UNSUPPORTED},
    plumbing::is_plumbing,
};
use crate::{
    base::{ConnectionId, Decimal, FieldId, NodeId},
    model::{
        Model, Node,
        attrs::{Attr, Item, Mention},
        connection::{Access, Connection, accesses},
        edit::{Edit, apply},
        field::{Accepts, FieldMut, Link},
        kinds::{AnyResource, Kind},
        resource::{Look, relink},
        site::{Index, Site},
        taking::{Taking, Told, Wanted},
    },
};
use names::Known;
use report::{Fate, Imported, Line, Origins, Report};
use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

/// A resource in the making.
struct Draft<'i> {
    id: NodeId,
    item: &'i Item,
    resource: AnyResource,
    container: Option<NodeId>,
    unknown: BTreeMap<FieldId, String>,
    is_opaque: bool,
}

/// What only adds to resources, or adds to others too: the item, the properties that name those by kind, and whether it is
/// nothing else.
type Joining<'i> = (&'i Item, Vec<(Kind, &'static str)>, bool);

/// What kinds say of a type.
struct Types {
    kinds: Vec<AnyResource>,
}

impl Types {
    fn of_every_kind() -> Self {
        Self { kinds: Kind::ALL.iter().map(|kind| kind.fresh()).collect() }
    }

    /// The kind that stands for everything else.
    fn opaque(&self) -> Option<Kind> {
        self.kinds.iter().find(|it| it.as_importing().is_opaque()).map(AnyResource::kind)
    }

    /// The kind that an item is one of, and what it calls its fields.
    fn kind(&self, item: &Item) -> Option<(Kind, &'static [(&'static str, &'static str)])> {
        self.kinds.iter().find_map(|fresh| {
            let import = fresh.as_importing().imports().iter().find(|it| it.takes(item))?;
            Some((fresh.kind(), import.names))
        })
    }

    /// The properties that name what an item adds to, by kind.
    fn owners(&self, ty: &str) -> Vec<(Kind, &'static str)> {
        let joins = |fresh: &AnyResource| {
            let these = fresh.as_importing().joins().iter().filter(|it| it.ty == ty);
            these.map(|it| (fresh.kind(), it.owner)).collect::<Vec<_>>()
        };
        self.kinds.iter().flat_map(joins).collect()
    }
}

/// Makes a model of what was read.
pub(super) fn map(input: Input, mut notices: Notices) -> Imported {
    let mut items: Vec<&Item> = input.items.iter().collect();
    items.sort_by(|a, b| (&a.id, &a.ty).cmp(&(&b.id, &b.ty)));
    let types = Types::of_every_kind();
    let mut known = Known::new(&items);
    let (mut lines, mut drafts): (Vec<Line>, Vec<_>) = (Vec::new(), Vec::new());
    let mut joining: Vec<Joining<'_>> = Vec::new();
    let mut wanted = Vec::new();
    let ids: BTreeSet<&str> = items.iter().filter(|it| it.part_of.is_none()).map(|it| &*it.id).collect();
    let is_part = |item: &Item| item.part_of.as_ref().is_some_and(|owner| ids.contains(&**owner));
    for item in items.iter().filter(|it| !is_part(it)) {
        let kind = types.kind(item);
        let owners = types.owners(&item.ty);
        if &*item.ty == CONNECTION {
            continue;
        }
        if !owners.is_empty() {
            joining.push((*item, owners, kind.is_none()));
        }
        if let Some((kind, names)) = kind {
            let id = known.add(item, kind);
            drafts.push((Draft::new(id, item, kind.fresh()), names));
        } else if is_plumbing(&item.ty) && joining.last().is_none_or(|it| it.0.id != item.id) {
            lines.extend(line(item, Fate::Annotated(Vec::new())));
        } else if let Some(kind) =
            types.opaque().filter(|_| joining.last().is_none_or(|it| it.0.id != item.id))
        {
            let id = known.add(item, kind);
            let draft = Draft { is_opaque: true, ..Draft::new(id, item, kind.fresh()) };
            drafts.push((draft, &[][..]));
        }
    }
    for item in items.iter().filter(|it| is_part(it)) {
        let owner = item.part_of.as_ref().and_then(|owner| known.item_node(owner));
        if let Some((id, kind)) = &owner {
            known.stand_for(item, (id, *kind));
        }
        lines.extend(line(item, Fate::Annotated(owner.into_iter().map(|it| it.0).collect())));
    }
    let owned = owners(&mut known, &joining);
    for (draft, names) in &mut drafts {
        draft.take(&known, names, &mut wanted, &mut notices);
        let fate = if draft.is_opaque {
            notices.say(&UNSUPPORTED, draft.item.at, [draft.id.to_string(), draft.item.ty.to_string()]);
            Fate::Unsupported(draft.id.clone())
        } else {
            Fate::Mapped(draft.id.clone())
        };
        lines.extend(line(draft.item, fate));
    }
    let mut drafts: Vec<Draft<'_>> = drafts.into_iter().map(|(draft, _)| draft).collect();
    let place: BTreeMap<NodeId, usize> =
        drafts.iter().enumerate().map(|(at, draft)| (draft.id.clone(), at)).collect();
    for ((item, _, alone), all) in joining.iter().zip(owned) {
        for id in &all {
            if let Some(draft) = place.get(id).and_then(|at| drafts.get_mut(*at)) {
                draft.join(item, &known, &mut wanted, &mut notices);
            } else if let Some((owner, resource)) = known.companion(id) {
                // What comes along with a resource takes things in as if it were written.
                let mut draft = Draft::new(id.clone(), owner, resource.clone());
                draft.join(item, &known, &mut wanted, &mut notices);
                known.change_companion(id, draft.resource);
            }
        }
        if *alone {
            lines.extend(line(item, Fate::Annotated(all)));
        }
    }
    for item in items.iter().filter(|item| &*item.ty == CONNECTION) {
        let end = |path: &str| item.properties.get(path).and_then(|it| known.value(it)).map(|it| it.0);
        let (Some(from), Some(to)) = (end("From"), end("To")) else { continue };
        let access = item.properties.known_at("Kind").and_then(access);
        let one = |key: &str| u8::from(item.properties.get(key).is_some_and(Attr::is_true)).into();
        wanted.push(Wanted { reads: one("Reads"), writes: one("Writes"), ..Wanted::new(from, to, access) });
    }
    wanted.extend(grants::wanted(&items, &drafts, &known));
    lines.sort_by(|a, b| (&a.id, &a.ty).cmp(&(&b.id, &b.ty)));
    let kept = drafts.iter().filter_map(|it| Some((it.id.clone(), it.item.design.clone()?))).collect();
    let inferred = inferred(&items, &input.inferred, &known);
    let (model, origins) = build(&input, drafts, &known, (wanted, inferred), &mut notices);
    let model = overlay::put(model, &kept, &input.besides, &mut notices);
    let report = Report {
        files: input.files,
        understood: input.understood,
        lines,
        excluded: input.excluded,
        notices: notices.into_sorted(),
    };
    Imported { model, report, origins }
}

/// What each item adds to. An item that adds to a resource also stands for it: a listener for its load balancer.
fn owners<'i>(known: &mut Known<'i>, joining: &[Joining<'i>]) -> Vec<Vec<NodeId>> {
    let mut all = vec![Vec::new(); joining.len()];
    let mut goes_on = true;
    while std::mem::take(&mut goes_on) {
        for ((item, owners, alone), found) in joining.iter().zip(&mut all) {
            if !found.is_empty() {
                continue;
            }
            let mut first = None;
            for (kind, property) in owners {
                let named = item.properties.each_along(property);
                let these = named.into_iter().filter_map(|it| known.value(it)).filter(|it| it.1 == *kind);
                found.extend(these.map(|it| it.0));
                first = first.or_else(|| Some((found.first()?.clone(), *kind)));
            }
            if let Some((id, kind)) = first.filter(|_| *alone) {
                goes_on |= known.stand_for(item, (&id, kind));
            }
        }
    }
    all
}

/// Ends of connections.
type Pairs = BTreeSet<(NodeId, NodeId)>;

/// Those that nothing says outright: each pair of what an item is about and what it is concluded to name.
fn inferred(items: &[&Item], pairs: &[(Rc<str>, Mention)], known: &Known<'_>) -> Pairs {
    let mut found = Pairs::new();
    let mut of_item: BTreeMap<&str, Vec<&Mention>> = BTreeMap::new();
    for (item, mention) in pairs {
        of_item.entry(item).or_default().push(mention);
    }
    for item in items.iter().filter(|it| of_item.contains_key(&*it.id)) {
        let own = Mention { item: item.id.clone(), attribute: "".into() };
        let about = item.properties.mentions().into_iter().chain([&own]);
        let about: Vec<NodeId> = about.filter_map(|it| known.mention(it)).map(|it| it.0).collect();
        for mention in of_item.get(&*item.id).into_iter().flatten() {
            let Some((target, _)) = known.mention(mention) else { continue };
            let others = about.iter().filter(|it| **it != target);
            found.extend(others.flat_map(|it| [(it.clone(), target.clone()), (target.clone(), it.clone())]));
        }
    }
    found
}

fn access(name: &str) -> Option<Access> {
    match name {
        "invoke" => Some(Access::Invoke),
        "event_source" => Some(Access::EventSource),
        "reference" => Some(Access::Reference),
        _ => None,
    }
}

/// The line of an item; none for what the format makes of another one.
fn line(item: &Item, fate: Fate) -> Option<Line> {
    let ty = item.called.as_ref().unwrap_or(&item.ty).to_string();
    let line = || Line { id: item.id.to_string(), ty, at: item.at, fate };
    (!item.made).then(line)
}

impl<'i> Draft<'i> {
    fn new(id: NodeId, item: &'i Item, resource: AnyResource) -> Self {
        Self { id, item, resource, container: None, unknown: BTreeMap::new(), is_opaque: false }
    }

    /// Fills the fields from the item's own properties.
    fn take(
        &mut self,
        known: &Known<'_>,
        names: &[(&str, &str)],
        wanted: &mut Vec<Wanted>,
        notices: &mut Notices,
    ) {
        let mut taking = Taking::new(self.item, self.item, &self.id, known);
        if !self.is_opaque {
            taking.fill(self.resource.as_record_mut(), &self.item.properties, names);
        }
        self.resource.as_importing_mut().take(&mut taking);
        let told = taking.told();
        self.note(self.item, told, wanted, notices);
    }

    /// Takes in an item that adds to it.
    fn join(&mut self, item: &'i Item, known: &Known<'_>, wanted: &mut Vec<Wanted>, notices: &mut Notices) {
        let mut taking = Taking::new(item, self.item, &self.id, known);
        self.resource.as_importing_mut().join(&mut taking);
        let told = taking.told();
        self.note(item, told, wanted, notices);
    }

    /// Takes links away that lead to what the field may not name, such as a box that nobody knows: those are not known.
    fn fit(&mut self, kinds: &BTreeMap<NodeId, Kind>) {
        let wrong = |accepts: Accepts, id: &NodeId| kinds.get(id).is_some_and(|kind| !accepts.takes(*kind));
        let mut open: Vec<(FieldId, String)> = Vec::new();
        self.resource.as_record_mut().each_field(&mut |spec, field| match field {
            FieldMut::Link(accepts, slot) => {
                if let Some(id) = slot.take_if(|id| wrong(accepts, id)) {
                    open.push((spec.name, id.to_string()));
                }
            }
            FieldMut::Links(accepts, slot) => {
                open.extend(
                    slot.iter().filter(|id| wrong(accepts, id)).map(|id| (spec.name, id.to_string())),
                );
                slot.retain(|id| !wrong(accepts, id));
            }
            FieldMut::Text(_)
            | FieldMut::Form(_)
            | FieldMut::Flag(_)
            | FieldMut::Whole(_)
            | FieldMut::Number(_)
            | FieldMut::Choice(_)
            | FieldMut::Rows(_) => {}
        });
        self.unknown.extend(open);
    }

    /// What stands nowhere and names no segment is in one that AWS chooses: which one, nobody knows.
    fn open_places(&mut self) {
        let is_segment = |kind: &&Kind| kind.spec().look == Look::Segment;
        let mut open: Vec<FieldId> = Vec::new();
        self.resource.as_record_mut().each_field(&mut |spec, field| {
            let empty = match field {
                FieldMut::Link(accepts, slot) => slot.is_none().then_some(accepts),
                FieldMut::Links(accepts, slot) => slot.is_empty().then_some(accepts),
                FieldMut::Text(_)
                | FieldMut::Form(_)
                | FieldMut::Flag(_)
                | FieldMut::Whole(_)
                | FieldMut::Number(_)
                | FieldMut::Choice(_)
                | FieldMut::Rows(_) => None,
            };
            if empty.is_some_and(|accepts| Kind::ALL.iter().filter(is_segment).any(|it| accepts.takes(*it))) {
                open.push(spec.name);
            }
        });
        for field in open {
            self.unknown
                .entry(field)
                .or_insert_with(|| "a subnet of the default VPC, or one that is not here".to_owned());
        }
    }

    fn note(&mut self, item: &Item, told: Told, wanted: &mut Vec<Wanted>, notices: &mut Notices) {
        let Told { container, wanted: mine, unknown, left, inferred } = told;
        self.container = container.or(self.container.take());
        wanted.extend(mine);
        for (property, why) in left {
            let at = item.properties.along(&property).map_or(item.at, |it| it.at);
            let why = why.say(crate::base::Lang::En);
            notices.say(&NOT_TAKEN, at, [item.id.to_string(), property, why]);
        }
        for what in inferred {
            notices.say(&INFERRED, item.at, [item.id.to_string(), what.say(crate::base::Lang::En)]);
        }
        // The model itself says what is not known.
        self.unknown.extend(unknown);
    }
}

/// Puts everything into a model: containers before what stands in them, links once everything is there.
fn build(
    input: &Input,
    mut drafts: Vec<Draft<'_>>,
    known: &Known<'_>,
    wanted: (Vec<Wanted>, Pairs),
    notices: &mut Notices,
) -> (Model, Origins) {
    let mut model = Model::default();
    let mut origins = Origins::default();
    let mut edits = vec![Edit::Title(input.name.clone())];
    let mut links = Vec::new();
    let regions = place::regions(&input.region, &drafts, &input.besides.regions);
    for (id, node) in regions.values() {
        edits.push(Edit::Add { id: id.clone(), node: node.clone() });
    }
    let containers = place::containers(&drafts, known, &input.region, &regions);
    // Containers are few kinds deep.
    let depth =
        |id: &NodeId| std::iter::successors(containers.get(id), |it| containers.get(*it)).take(8).count();
    drafts.sort_by_key(|draft| (depth(&draft.id), draft.id.clone()));
    for draft in &drafts {
        let mut bare = draft.resource.clone();
        relink(bare.as_record_mut(), &|_| None);
        let mut node = Node::new(bare, containers.get(&draft.id).cloned());
        let (description, tags) = place::words(draft.item);
        (node.description, node.tags) = (description.into(), tags.into());
        edits.push(Edit::Add { id: draft.id.clone(), node });
        origins.nodes.insert(draft.id.clone(), draft.item.at);
        for field in draft.resource.kind().spec().fields {
            if let Some(attr) = draft.item.properties.get(field.name.0) {
                origins.fields.insert((draft.id.clone(), field.name), attr.at);
            }
        }
    }
    let segments = drafts.iter().filter(|draft| draft.resource.kind().spec().look == Look::Segment);
    let segments: BTreeSet<NodeId> = segments.map(|draft| draft.id.clone()).collect();
    let is_segment = |id: &NodeId| segments.contains(id);
    let kinds: BTreeMap<NodeId, Kind> =
        drafts.iter().map(|draft| (draft.id.clone(), draft.resource.kind())).collect();
    for draft in &mut drafts {
        draft.fit(&kinds);
        if !containers.contains_key(&draft.id) && !draft.resource.kind().spec().stands_in.is_empty() {
            draft.open_places();
        }
        let made = known.companions(&draft.id);
        let ids: Vec<NodeId> = made.iter().map(|it| it.0.clone()).collect();
        if !made.is_empty() {
            draft.resource.as_resource_mut().adopt(&ids);
        }
        for (id, resource) in made {
            // One may name itself, which needs it to be there.
            let mut bare = resource.clone();
            relink(bare.as_record_mut(), &|_| None);
            edits.push(Edit::Add { id: id.clone(), node: Node::new(bare, Some(draft.id.clone())) });
            links.push(Edit::Change { id: id.clone(), resource: resource.clone() });
        }
    }
    for draft in &drafts {
        // What stands in a segment names it by standing there.
        let mut resource = draft.resource.clone();
        let parent = containers.get(&draft.id);
        relink(resource.as_record_mut(), &|id| (parent != Some(id) || !is_segment(id)).then(|| id.clone()));
        links.push(Edit::Change { id: draft.id.clone(), resource });
        if !draft.unknown.is_empty() {
            links.push(Edit::Doubt { id: draft.id.clone(), unknown: draft.unknown.clone() });
        }
    }
    edits.append(&mut links);
    apply_all(&mut model, &edits, notices, &origins);
    connect(&mut model, wanted, &drafts, known, notices, &origins);
    (model, origins)
}

/// Applies edits; one that is refused is told and left out.
fn apply_all(model: &mut Model, edits: &[Edit], notices: &mut Notices, origins: &Origins) {
    if apply(model, edits).is_ok() {
        return;
    }
    for edit in edits {
        let Err(error) = apply(model, std::slice::from_ref(edit)) else { continue };
        let id = if let Edit::Add { id, .. } | Edit::Change { id, .. } = edit { Some(id) } else { None };
        let at = id.and_then(|id| origins.nodes.get(id)).copied().unwrap_or_default();
        let name = id.map_or(String::new(), NodeId::to_string);
        notices.say(&super::notice::CONTRADICTS, at, [name, error.to_string()]);
    }
}

/// Draws the connections: what items ask for, then what opaque ones name.
fn connect(
    model: &mut Model,
    (wanted, inferred): (Vec<Wanted>, Pairs),
    drafts: &[Draft<'_>],
    known: &Known<'_>,
    notices: &mut Notices,
    origins: &Origins,
) {
    let index = Index::of(model);
    let mut drawn: BTreeMap<(NodeId, NodeId, Access), Connection> = BTreeMap::new();
    for it in wanted {
        let facts = |id: &NodeId| {
            let node = model.node(id)?;
            Some(node.resource.as_resource().call_facts(Site::new(model, &index, id)))
        };
        let (Some(from), Some(to)) = (facts(&it.from), facts(&it.to)) else { continue };
        let possible = accesses(&from, &to);
        let access = it.access.or(possible.first().copied()).unwrap_or(Access::Reference);
        let of_items = |count: Decimal| if access == Access::ReadWrite { count } else { Decimal::ZERO };
        let connection = Connection {
            from: Link::to(it.from.clone()),
            to: Link::to(it.to.clone()),
            kind: access,
            authorized: it.authorized,
            batch_size: it.batch_size.unwrap_or(1).clamp(1, 10_000),
            calls: if it.calls.is_zero() { Decimal::ONE } else { it.calls },
            reads: of_items(it.reads),
            writes: of_items(it.writes),
            inferred: inferred.contains(&(it.from.clone(), it.to.clone())),
            ..Connection::default()
        };
        let (reads, writes) = (connection.reads, connection.writes);
        let drawn = drawn.entry((it.from, it.to, access)).or_insert(connection);
        (drawn.reads, drawn.writes) = (drawn.reads.max(reads), drawn.writes.max(writes));
    }
    // What is called needs no line for being named as well.
    let called: BTreeSet<(NodeId, NodeId)> =
        drawn.keys().filter(|it| it.2 != Access::Reference).map(|(a, b, _)| (a.clone(), b.clone())).collect();
    drawn.retain(|(a, b, access), _| {
        a != b && (*access != Access::Reference || !called.contains(&(a.clone(), b.clone())))
    });
    let joined: BTreeSet<(NodeId, NodeId)> = drawn.keys().map(|(a, b, _)| (a.clone(), b.clone())).collect();
    let opaque: BTreeSet<&NodeId> = drafts.iter().filter(|it| it.is_opaque).map(|it| &it.id).collect();
    for draft in drafts {
        let mentioned = draft.item.properties.mentions();
        let waits = draft.item.depends_on.iter().filter_map(|id| known.item_node(id));
        let named = mentioned.into_iter().filter_map(|it| known.mention(it));
        let all: BTreeSet<NodeId> =
            named.chain(waits).map(|(id, _)| id).filter(|id| *id != draft.id).collect();
        for to in all {
            let opaque = draft.is_opaque || opaque.contains(&to);
            let around = model.is_inside(&draft.id, &to) || model.is_inside(&to, &draft.id);
            let there = model.node(&draft.id).is_some() && model.node(&to).is_some();
            let pair = (draft.id.clone(), to.clone());
            if opaque
                && there
                && !around
                && !joined.contains(&pair)
                && !joined.contains(&(pair.1.clone(), pair.0.clone()))
            {
                let connection = Connection {
                    from: Link::to(draft.id.clone()),
                    to: Link::to(to.clone()),
                    kind: Access::Reference,
                    ..Connection::default()
                };
                drawn.entry((draft.id.clone(), to, Access::Reference)).or_insert(connection);
            }
        }
    }
    let mut edits = Vec::new();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for ((from, to, _), connection) in drawn {
        let base = format!("{from}-{to}");
        let base: String = base.chars().take(150).collect();
        let free = (1..).map(|n| if n == 1 { base.clone() } else { format!("{base}-{n}") });
        let Some(id) = free.into_iter().find(|it| !taken.contains(it)) else { continue };
        taken.insert(id.clone());
        if let Ok(id) = id.parse::<ConnectionId>() {
            edits.push(Edit::Connect { id, connection });
        }
    }
    apply_all(model, &edits, notices, origins);
}
