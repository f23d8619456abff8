//! CloudFormation templates of a design: its items in the template language, and beside them, in `Metadata`, what no
//! property says.
//!
//! What is kept beside is found, not listed: the template is read back by the importer, and what then differs in the
//! model file is kept. So a field that a property says is kept nowhere else, and what was exported is read as the same
//! model.

mod template;
mod yaml;

use super::{ExportError, Format, Shows, Source};
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
use template::Template;

/// YAML.
pub static FORMAT: Format = Format {
    name: "cloudformation",
    ending: "yaml",
    label: text!("CloudFormation template (YAML)", "CloudFormation 템플릿 (YAML)"),
    media_type: "application/yaml",
    shows: Shows::Template,
    write: |source| Ok(yaml::text(&whole(source)?).into_bytes()),
};

/// The same as JSON.
pub static JSON: Format = Format {
    name: "cloudformation-json",
    ending: "template.json",
    label: text!("CloudFormation template (JSON)", "CloudFormation 템플릿 (JSON)"),
    media_type: "application/json",
    shows: Shows::Template,
    write: |source| Ok(format!("{:#}\n", whole(source)?).into_bytes()),
};

/// The name under which a template is read back.
const NAME: &str = "template.json";

/// A template as YAML.
pub fn yaml(template: &Value) -> String {
    yaml::text(template)
}

fn whole(source: &Source<'_>) -> Result<Value, ExportError> {
    of(source.model)
}

/// The items of a design: each resource that a template may have, and what belongs to it behind it.
fn items(model: &Model) -> Vec<Item> {
    let index = Index::of(model);
    let mut items: Vec<Item> =
        model.nodes().flat_map(|(id, _)| giving::give(Site::new(model, &index, id))).collect();
    items.extend(giving::service_lists(&items));
    items
}

/// The template of a design.
pub fn of(model: &Model) -> Result<Value, ExportError> {
    let items = items(model);
    let mut template = Template::of(&items);
    name_regions(model, &items, &mut template);
    let mut back = read(&template)?;
    // What stands elsewhere than where its properties suggest says so; what it names then may be less.
    let mut moved = false;
    for (id, node) in model.nodes() {
        let there = back.node(id).and_then(|it| it.parent.as_ref());
        if let Some(parent) = node.parent.as_ref().filter(|it| there != Some(it) && template.has(id)) {
            template.keep(id, "In", json!(parent.as_str()));
            moved = true;
        }
    }
    if moved {
        back = read(&template)?;
    }
    let (mut plain, wanted) = (document(&back)?, document(model)?);
    // Whatever file it is read from, the design is called as it is.
    if let Some(plain) = plain.as_object_mut() {
        plain.insert("name".into(), json!(format!("not {}", model.name())));
    }
    if let Some(Value::Object(mut differing)) = difference(&plain, &wanted) {
        let of_resources = differing.remove("resources");
        let mut elsewhere = Map::new();
        for (id, patch) in of_resources.as_ref().and_then(Value::as_object).into_iter().flatten() {
            match id.parse::<NodeId>() {
                Ok(own) if template.has(&own) && back.node(&own).is_some() => {
                    let (says, without) = parted(patch.clone());
                    if let Some(says) = says {
                        template.keep(&own, "Design", says);
                    }
                    if !without.is_empty() {
                        template.keep(&own, "Without", json!(without));
                    }
                }
                Ok(_) | Err(_) => drop(elsewhere.insert(id.clone(), patch.clone())),
            }
        }
        if !elsewhere.is_empty() {
            differing.insert("resources".into(), Value::Object(elsewhere));
        }
        let (says, without) = parted(Value::Object(differing));
        if let Some(says) = says {
            template.keep_of_all("Design", says);
        }
        if !without.is_empty() {
            template.keep_of_all("Without", json!(without));
        }
    }
    Ok(template.into_value())
}

/// Says which regions there are and what they are called, where a template does not.
fn name_regions(model: &Model, items: &[Item], template: &mut Template) {
    let index = Index::of(model);
    let mut used: BTreeMap<String, usize> = BTreeMap::new();
    let mut of_item: Vec<(NodeId, String)> = Vec::new();
    for id in items.iter().filter_map(|it| it.id.parse::<NodeId>().ok()) {
        if let Some(region) = index.region(model, &id) {
            *used.entry(region.to_string()).or_default() += 1;
            of_item.push((id, region.to_string()));
        }
    }
    let Some(main) = used.iter().max_by_key(|(name, count)| (**count, std::cmp::Reverse(*name))) else {
        return;
    };
    let main = main.0.clone();
    template.keep_of_all("Region", json!(main));
    for (id, region) in of_item.iter().filter(|it| it.1 != main) {
        template.keep(id, "Region", json!(region));
    }
    let mut named = Map::new();
    let mut seen = BTreeSet::new();
    for (id, node) in model.nodes() {
        if let Some(region) = node.resource.as_resource().region()
            && seen.insert(region.to_string())
            && region.to_string() != id.as_str()
        {
            named.insert(region.to_string(), json!(id.as_str()));
        }
    }
    if !named.is_empty() {
        template.keep_of_all("Regions", Value::Object(named));
    }
}

/// A patch in what it puts and the paths of what it takes away: a template has no `null`.
fn parted(patch: Value) -> (Option<Value>, Vec<Vec<String>>) {
    let Value::Object(entries) = patch else { return (Some(patch), Vec::new()) };
    let (mut says, mut without) = (Map::new(), Vec::new());
    for (key, value) in entries {
        if value.is_null() {
            without.push(vec![key]);
            continue;
        }
        let is_object = value.is_object();
        let (inner, gone) = parted(value);
        without.extend(gone.into_iter().map(|path| [vec![key.clone()], path].concat()));
        if let Some(inner) = inner.filter(|it| !is_object || it.as_object().is_some_and(|it| !it.is_empty()))
        {
            says.insert(key, inner);
        }
    }
    ((!says.is_empty()).then_some(Value::Object(says)), without)
}

fn not_read() -> ExportError {
    let message =
        Message::plain(&text!("the template cannot be read back", "템플릿을 다시 읽을 수 없습니다"));
    ExportError { message, help: None }
}

/// What the importer makes of a template.
fn read(template: &Template) -> Result<Model, ExportError> {
    let bytes = template.value().to_string().into_bytes();
    let source = import::Source { path: NAME.to_owned(), bytes };
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
