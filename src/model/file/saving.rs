//! Writing a model as the text of a file.

use super::VERSION;
use crate::model::{Frame, Model, Node, resource::Record, write::pretty};
use serde_json::{Map, Value, json};

/// The canonical text of a model.
pub fn save(model: &Model) -> String {
    let mut out = Map::new();
    out.insert("plat".into(), json!(VERSION));
    if !model.name.is_empty() {
        out.insert("name".into(), json!(model.name));
    }
    let resources: Map<_, _> = model.nodes().map(|(id, node)| (id.to_string(), write_node(node))).collect();
    out.insert("resources".into(), resources.into());
    let mut section = |key: &str, value: Value| {
        let empty =
            value.as_object().map_or_else(|| value.as_array().is_none_or(Vec::is_empty), Map::is_empty);
        if !empty {
            out.insert(key.into(), value);
        }
    };
    let connections = model.connections().map(|(id, it)| (id.to_string(), Value::Object(it.write_fields())));
    section("connections", Value::Object(connections.collect()));
    section("workload", model.workload.iter().map(|it| Value::Object(it.write_fields())).collect());
    section("rules", model.rules.iter().map(|it| Value::Object(it.write_fields())).collect());
    section("accepted", model.accepted.iter().map(|it| Value::Object(it.write_fields())).collect());
    let layout = model.layout.iter().map(|(id, frame)| {
        let Frame { x, y, w, h } = *frame;
        (id.to_string(), if (w, h) == (0, 0) { json!([x, y]) } else { json!([x, y, w, h]) })
    });
    section("layout", Value::Object(layout.collect()));
    section("drawing", model.drawing.write());
    pretty(&Value::Object(out))
}

fn write_node(node: &Node) -> Value {
    let mut out = Map::new();
    out.insert("kind".into(), json!(node.resource.kind().name()));
    if let Some(parent) = &node.parent {
        out.insert("in".into(), json!(parent.as_str()));
    }
    out.extend(node.resource.as_resource().write_fields());
    if !node.description.is_empty() {
        out.insert("description".into(), json!(node.description));
    }
    if !node.tags.is_empty() {
        out.insert("tags".into(), json!(*node.tags));
    }
    if !node.unknown.is_empty() {
        let unknown = node.unknown.iter().map(|(field, why)| (field.to_string(), json!(why)));
        out.insert("unknown".into(), Value::Object(unknown.collect()));
    }
    Value::Object(out)
}
