//! What changed between two designs: fields, places in the drawing, and amounts of the bill. What changed in the
//! network is in `compare`.

use super::{Analysis, Bill, LineBasis};
use crate::{
    base::{Gather as _, NodeId, Usd},
    model::{Node, resource::Record},
};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// One changed thing: a section, an id, a field, and the values before and after. `null` stands for absence or
/// the default.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Which section of the file.
    pub section: &'static str,
    /// Of what.
    pub id: String,
    /// Which field; empty for the whole.
    pub field: String,
    /// What it was.
    pub old: Value,
    /// What it is.
    pub new: Value,
}

/// One section of a model: fields by id.
type Section = BTreeMap<String, Map<String, Value>>;

/// Sections of a model in one form, so that one comparison serves all.
fn sections(analysis: &Analysis) -> Vec<(&'static str, Section)> {
    let model = analysis.model();
    let node = |node: &Node| {
        let mut out = Map::new();
        out.insert("kind".into(), json!(node.resource.kind().name()));
        node.parent.iter().for_each(|parent| drop(out.insert("in".into(), json!(parent))));
        out.extend(node.resource.as_resource().write_fields());
        if !node.description.is_empty() {
            out.insert("description".into(), json!(node.description));
        }
        if !node.tags.is_empty() {
            out.insert("tags".into(), json!(*node.tags));
        }
        out
    };
    let named = Map::from_iter([("name".to_owned(), json!(model.name()))]);
    vec![
        ("model", BTreeMap::from([("model".to_owned(), named)])),
        ("resources", model.nodes().map(|(id, it)| (id.to_string(), node(it))).collect()),
        ("connections", model.connections().map(|(id, it)| (id.to_string(), it.write_fields())).collect()),
        ("workload", listed(model.workload().iter().map(Record::write_fields))),
        ("rules", listed(model.rules().iter().map(Record::write_fields))),
        ("accepted", listed(model.accepted().iter().map(Record::write_fields))),
    ]
}

/// A list as a section: an entry is known by its name, and by its place among those of the same name.
fn listed(entries: impl Iterator<Item = Map<String, Value>>) -> Section {
    let mut section = Section::new();
    for fields in entries {
        let name = fields.get("name").and_then(Value::as_str).unwrap_or("entry");
        let free = (1..).map(|i| if i == 1 { name.to_owned() } else { format!("{name} ({i})") });
        if let Some(id) = free.into_iter().find(|id| !section.contains_key(id)) {
            section.insert(id, fields);
        }
    }
    section
}

/// What is not the same in two designs, positions left out.
pub fn differences(old: &Analysis, new: &Analysis) -> Vec<Difference> {
    let mut found = Vec::new();
    for ((section, old), (_, new)) in sections(old).into_iter().zip(sections(new)) {
        let ids: BTreeSet<&String> = old.keys().chain(new.keys()).gather();
        for id in ids {
            let change = |field: &str, old: Value, new: Value| Difference {
                section,
                id: id.clone(),
                field: field.to_owned(),
                old,
                new,
            };
            match (old.get(id), new.get(id)) {
                (Some(old), Some(new)) => {
                    let fields: BTreeSet<&String> = old.keys().chain(new.keys()).gather();
                    for field in fields.into_iter().filter(|field| old.get(*field) != new.get(*field)) {
                        let value = |of: &Map<String, Value>| of.get(field).cloned().unwrap_or_default();
                        found.push(change(field, value(old), value(new)));
                    }
                }
                (old, new) => {
                    let whole =
                        |of: Option<&Map<String, Value>>| of.cloned().map_or(Value::Null, Value::Object);
                    found.push(change("", whole(old), whole(new)));
                }
            }
        }
    }
    found
}

/// An amount of the bill, before and after, each with whether it is a floor.
pub type Amount = (&'static str, [(Usd, bool); 2]);

/// The amounts of two bills.
pub fn amounts(old: &Analysis, new: &Analysis) -> [Amount; 3] {
    let both = |of: fn(&Bill) -> (Usd, bool)| [of(old.bill()), of(new.bill())];
    [
        ("marginal_per_million", both(|it| (it.marginal_per_million, it.is_floor_of(LineBasis::Marginal)))),
        ("fixed_per_month", both(|it| (it.fixed_per_month, it.is_floor_of(LineBasis::Fixed)))),
        ("monthly_total", both(|it| (it.monthly_total, it.is_floor()))),
    ]
}

/// The resources of both that are drawn elsewhere or in another size.
pub fn moved(old: &Analysis, new: &Analysis) -> Vec<NodeId> {
    let both = new.model().nodes().map(|(id, _)| id).filter(|id| old.model().node(id).is_some());
    both.filter(|id| old.model().frame(id) != new.model().frame(id)).cloned().collect()
}
