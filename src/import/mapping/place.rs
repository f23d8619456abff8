//! Where resources stand: in the narrowest container that what they name shares.

use super::{Draft, names::Known};
use crate::{
    base::{NodeId, RegionName},
    model::{
        Node,
        attrs::{Attr, Item},
        kinds::Kind,
        resource::Look,
    },
};
use std::collections::{BTreeMap, BTreeSet};

/// The regions that resources stand in, by name: `rest` is that of what names none.
pub(super) fn regions(
    rest: &str,
    drafts: &[Draft<'_>],
    called: &BTreeMap<String, String>,
) -> BTreeMap<String, (NodeId, Node)> {
    let placed = drafts.iter().filter(|it| !it.resource.kind().spec().stands_in.is_empty());
    let names: BTreeSet<&str> = placed.map(|it| it.item.region.as_deref().unwrap_or(rest)).collect();
    names.into_iter().filter_map(|name| Some((name.to_owned(), region(name, drafts, called)?))).collect()
}

fn region(name: &str, drafts: &[Draft<'_>], called: &BTreeMap<String, String>) -> Option<(NodeId, Node)> {
    let region: RegionName = name.parse().ok()?;
    let is_region = |kind: &&Kind| kind.fresh().as_resource().region().is_some();
    let mut resource = Kind::ALL.iter().find(is_region)?.fresh();
    resource.as_record_mut().each_field(&mut |_, field| {
        if let crate::model::field::FieldMut::Form(slot) = field {
            let _ = slot.set(&region.to_string());
        }
    });
    let is_free = |id: &NodeId| drafts.iter().all(|draft| draft.id != *id);
    let names = called.get(name).cloned().into_iter().chain([name.to_owned(), format!("region-{name}")]);
    let mut ids = names.filter_map(|it| it.parse().ok());
    let id = ids.find(is_free)?;
    Some((id, Node::new(resource, None)))
}

/// The container of each resource.
pub(super) fn containers(
    drafts: &[Draft<'_>],
    known: &Known<'_>,
    rest: &str,
    regions: &BTreeMap<String, (NodeId, Node)>,
) -> BTreeMap<NodeId, NodeId> {
    let regional = Kind::ALL.iter().copied().find(|kind| kind.fresh().as_resource().region().is_some());
    let kinds: BTreeMap<&NodeId, Kind> = drafts.iter().map(|it| (&it.id, it.resource.kind())).collect();
    let mut containers: BTreeMap<NodeId, NodeId> = BTreeMap::new();
    // Wide containers first, for what stands in several narrow ones stands in theirs.
    let mut order: Vec<&Draft<'_>> = drafts.iter().collect();
    let rank = |draft: &Draft<'_>| match draft.resource.kind().spec().look {
        Look::Area => 0,
        Look::Network => 1,
        Look::Segment => 2,
        Look::Card | Look::Note | Look::Listed => 3,
    };
    order.sort_by_key(|draft| rank(draft));
    for draft in order {
        let spec = draft.resource.kind().spec();
        let region = regions.get(draft.item.region.as_deref().unwrap_or(rest)).map(|it| &it.0);
        let fits = |id: &NodeId| match kinds.get(id) {
            Some(kind) => spec.may_stand_in(*kind),
            None => {
                regions.values().any(|it| it.0 == *id) && regional.is_some_and(|kind| spec.may_stand_in(kind))
            }
        };
        let kept = draft.item.stands_in.as_ref().and_then(|it| it.parse().ok());
        let said = kept.into_iter().chain(draft.container.clone());
        let property =
            |name: &str| draft.item.properties.get(name).and_then(|it| known.value(it)).map(|it| it.0);
        let named = ["SubnetId", "VpcId"].into_iter().filter_map(property);
        let mut found = said.chain(named).find(|id| fits(id));
        if found.is_none() {
            found = shared(draft, &kinds, &containers).and_then(|id| {
                std::iter::successors(Some(id), |it| containers.get(it).cloned()).find(|id| fits(id))
            });
        }
        let found = found.or_else(|| region.cloned().filter(|id| fits(id)));
        if let Some(id) = found {
            containers.insert(draft.id.clone(), id);
        }
    }
    containers
}

/// The segments that the fields name, or what they all stand in.
fn shared(
    draft: &Draft<'_>,
    kinds: &BTreeMap<&NodeId, Kind>,
    containers: &BTreeMap<NodeId, NodeId>,
) -> Option<NodeId> {
    let mut segments: Vec<NodeId> = Vec::new();
    let mut beside: Vec<NodeId> = Vec::new();
    draft.resource.as_resource().each_link(&mut |_, id| match kinds.get(id).map(|kind| kind.spec().look) {
        Some(Look::Segment) => segments.push(id.clone()),
        Some(Look::Listed) => beside.push(id.clone()),
        Some(Look::Area | Look::Network | Look::Card | Look::Note) | None => {}
    });
    segments.sort();
    segments.dedup();
    match segments.as_slice() {
        [] => beside.iter().find_map(|id| containers.get(id)).cloned(),
        [only] => Some(only.clone()),
        [first, ..] => containers.get(first).cloned(),
    }
}

/// The note and the tags of an item.
pub(super) fn words(item: &Item) -> (String, BTreeMap<String, String>) {
    let mut tags = BTreeMap::new();
    let said = item.properties.get("Tags");
    for tag in said.map(Attr::items).unwrap_or_default() {
        if let (Some(key), Some(value)) = (tag.known_at("Key"), tag.known_at("Value")) {
            tags.insert(key.to_owned(), value.to_owned());
        }
    }
    // Some services, and the Serverless Application Model, have them as a map.
    for entry in said.map(Attr::entries).unwrap_or_default() {
        if let Some(value) = entry.value.known() {
            tags.insert(entry.key.to_string(), value.to_owned());
        }
    }
    let name = tags.get("Name").cloned().unwrap_or_default();
    (if *name == *item.id { String::new() } else { name }, tags)
}
