//! What a file of the provider's resources does not say of a design, and is kept beside them in it.
//!
//! What is kept is found, not listed: the file is read back by the importer, and what then differs in the model file is
//! kept, as a merge patch (<https://www.rfc-editor.org/rfc/rfc7396>). So a field that an attribute says is kept nowhere
//! else, and what was exported is read as the same model.

use super::ExportError;
use crate::{
    base::{Message, NodeId, text},
    import::{self, Settings},
    model::{
        Model,
        attrs::Item,
        file, giving,
        site::{Index, Site},
    },
};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A file in the making, which has a place for what it cannot say.
pub(super) trait Keeping {
    /// The name under which it is read back, and what it holds.
    fn written(&self) -> (&'static str, String);
    /// Whether a resource of the design is one of the file.
    fn has(&self, id: &NodeId) -> bool;
    /// Keeps what a resource stands in.
    fn keep_place(&mut self, id: &NodeId, around: &NodeId);
    /// Keeps what differs of a resource.
    fn keep(&mut self, id: &NodeId, patch: Value);
    /// Keeps what differs of what the file has not.
    fn keep_of_all(&mut self, patch: Value);
}

/// The items of a design: each resource that a file may have, and what belongs to it behind it.
pub(super) fn items(model: &Model) -> Vec<Item> {
    let index = Index::of(model);
    let mut items: Vec<Item> =
        model.nodes().flat_map(|(id, _)| giving::give(Site::new(model, &index, id))).collect();
    items.extend(giving::service_lists(&items));
    items
}

/// Keeps in a file what it does not say of a design.
pub(super) fn complete(model: &Model, file: &mut dyn Keeping) -> Result<(), ExportError> {
    let mut back = read(file)?;
    // What stands elsewhere than where its properties suggest says so; what it names then may be less.
    let mut moved = false;
    for (id, node) in model.nodes() {
        let there = back.node(id).and_then(|it| it.parent.as_ref());
        if let Some(parent) = node.parent.as_ref().filter(|it| there != Some(it) && file.has(id)) {
            file.keep_place(id, parent);
            moved = true;
        }
    }
    if moved {
        back = read(file)?;
    }
    let (mut plain, wanted) = (document(&back)?, document(model)?);
    // Whatever file it is read from, the design is called as it is.
    if let Some(plain) = plain.as_object_mut() {
        plain.insert("name".into(), json!(format!("not {}", model.name())));
    }
    let Some(Value::Object(mut differing)) = difference(&plain, &wanted) else { return Ok(()) };
    let of_resources = differing.remove("resources");
    let mut elsewhere = Map::new();
    for (id, patch) in of_resources.as_ref().and_then(Value::as_object).into_iter().flatten() {
        match id.parse::<NodeId>() {
            Ok(own) if file.has(&own) && back.node(&own).is_some() => file.keep(&own, patch.clone()),
            Ok(_) | Err(_) => drop(elsewhere.insert(id.clone(), patch.clone())),
        }
    }
    if !elsewhere.is_empty() {
        differing.insert("resources".into(), Value::Object(elsewhere));
    }
    if !differing.is_empty() {
        file.keep_of_all(Value::Object(differing));
    }
    Ok(())
}

/// The regions of the resources that items are, and the one of most of them.
pub(super) fn regions(model: &Model, items: &[Item]) -> (Option<String>, BTreeMap<NodeId, String>) {
    let index = Index::of(model);
    let mut used: BTreeMap<String, usize> = BTreeMap::new();
    let mut of_item: BTreeMap<NodeId, String> = BTreeMap::new();
    for id in items.iter().filter_map(|it| it.id.parse::<NodeId>().ok()) {
        if let Some(region) = index.region(model, &id) {
            *used.entry(region.to_string()).or_default() += 1;
            of_item.insert(id, region.to_string());
        }
    }
    let main = used.iter().max_by_key(|(name, count)| (**count, std::cmp::Reverse(*name)));
    (main.map(|it| it.0.clone()), of_item)
}

/// What regions are called in the model, where that is not their name.
pub(super) fn region_names(model: &Model) -> Map<String, Value> {
    let (mut named, mut seen) = (Map::new(), BTreeSet::new());
    for (id, node) in model.nodes() {
        if let Some(region) = node.resource.as_resource().region()
            && seen.insert(region.to_string())
            && region.to_string() != id.as_str()
        {
            named.insert(region.to_string(), json!(id.as_str()));
        }
    }
    named
}

fn not_read() -> ExportError {
    let message =
        Message::plain(&text!("the template cannot be read back", "템플릿을 다시 읽을 수 없습니다"));
    ExportError { message, help: None }
}

/// What the importer makes of a file.
fn read(file: &dyn Keeping) -> Result<Model, ExportError> {
    let (name, text) = file.written();
    let source = import::Source { path: name.to_owned(), bytes: text.into_bytes() };
    let no_file = |_: &str| Err(String::new());
    let imported = import::import(&[source], &Settings::default(), &no_file);
    if imported.report.is_empty() { Err(not_read()) } else { Ok(imported.model) }
}

/// A model as the document that its file holds.
fn document(model: &Model) -> Result<Value, ExportError> {
    serde_json::from_str(&file::save(model)).map_err(|_| not_read())
}

/// What makes one value of another, as a merge patch; nothing if they are the same.
fn difference(from: &Value, to: &Value) -> Option<Value> {
    if from == to {
        return None;
    }
    let (Value::Object(before), Value::Object(after)) = (from, to) else { return Some(to.clone()) };
    let mut patch = Map::new();
    for (key, value) in after {
        match before.get(key) {
            Some(old) => {
                if let Some(inner) = difference(old, value) {
                    patch.insert(key.clone(), inner);
                }
            }
            None => drop(patch.insert(key.clone(), value.clone())),
        }
    }
    for key in before.keys().filter(|key| !after.contains_key(*key)) {
        patch.insert(key.clone(), Value::Null);
    }
    Some(Value::Object(patch)).filter(|it| it.as_object().is_some_and(|it| !it.is_empty()))
}
