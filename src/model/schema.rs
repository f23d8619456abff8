//! The JSON Schema of the model file (2020-12), made from the same declarations as the loader.

use super::{
    Entry,
    acceptance::Acceptance,
    connection::Connection,
    drawing::Drawing,
    expectation::Expectation,
    field::{FieldSpec, Shape},
    file::VERSION,
    kinds::Kind,
    resource::Record,
};
use serde_json::{Map, Value, json};

/// The pattern of an id, as `base::NodeId` accepts it.
const ID: &str = r"^[\p{L}\p{N}_.-]+$";

/// The schema of a whole document.
pub fn schema() -> Value {
    let kinds: Vec<Value> =
        Kind::ALL.iter().map(|kind| json!({ "$ref": format!("#/$defs/{}", kind.name()) })).collect();
    let defs: Map<String, Value> =
        Kind::ALL.iter().map(|kind| (kind.name().to_owned(), of_kind(*kind))).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Plat model",
        "type": "object",
        "required": ["plat"],
        "additionalProperties": false,
        "properties": {
            "plat": { "const": VERSION, "description": "format version" },
            "name": { "type": "string", "description": "what the design is called" },
            "resources": {
                "type": "object",
                "propertyNames": { "pattern": ID },
                "additionalProperties": { "oneOf": kinds },
            },
            "connections": {
                "type": "object",
                "propertyNames": { "pattern": ID },
                "additionalProperties": of_record(Connection::fields(), &["from", "to"]),
            },
            "workload": { "type": "array", "items": of_record(Entry::fields(), &["at"]) },
            "rules": { "type": "array", "items": of_record(Expectation::fields(), &["from", "to"]) },
            "accepted": { "type": "array", "items": of_record(Acceptance::fields(), &["code", "reason"]) },
            "layout": {
                "type": "object",
                "description": "where resources are drawn: [x, y] or [x, y, width, height]",
                "additionalProperties": {
                    "type": "array", "items": { "type": "integer" }, "minItems": 2, "maxItems": 4,
                },
            },
            "drawing": Drawing::schema(),
        },
        "$defs": defs,
    })
}

fn of_kind(kind: Kind) -> Value {
    let spec = kind.spec();
    let mut properties = Map::new();
    properties.insert("kind".into(), json!({ "const": kind.name() }));
    let places: Vec<&str> = spec.containers().map(|kind| kind.spec().label.en).collect();
    if !places.is_empty() {
        let places = places.join(", ");
        properties
            .insert("in".into(), json!({ "type": "string", "description": format!("id of: {places}") }));
    }
    properties.extend(of_fields(spec.fields));
    properties.insert("description".into(), json!({ "type": "string", "description": "a note" }));
    properties
        .insert("tags".into(), json!({ "type": "object", "additionalProperties": { "type": "string" } }));
    let names: Vec<&str> = spec.fields.iter().map(|field| field.name.0).collect();
    if !names.is_empty() {
        properties.insert(
            "unknown".into(),
            json!({
                "type": "object",
                "description": "fields whose values nobody knows, with the reason",
                "propertyNames": { "enum": names },
                "additionalProperties": { "type": "string" },
            }),
        );
    }
    json!({
        "title": spec.label.en,
        "description": spec.docs.en.trim(),
        "type": "object",
        "required": ["kind"],
        "additionalProperties": false,
        "properties": properties,
    })
}

fn of_record(fields: &[FieldSpec], required: &[&str]) -> Value {
    json!({
        "type": "object",
        "required": required,
        "additionalProperties": false,
        "properties": of_fields(fields),
    })
}

fn of_fields(fields: &[FieldSpec]) -> Map<String, Value> {
    fields.iter().map(|field| (field.name.to_string(), of_field(field))).collect()
}

fn of_field(field: &FieldSpec) -> Value {
    let mut out = match (field.shape)() {
        Shape::Text => json!({ "type": "string" }),
        Shape::Form(name) => json!({ "type": "string", "format": name }),
        Shape::Flag => json!({ "type": "boolean" }),
        Shape::Whole => {
            json!({ "type": "integer", "minimum": field.hint.min, "maximum": field.hint.max.min(u32::MAX.into()) })
        }
        Shape::Number => json!({ "type": "number", "minimum": field.hint.min, "maximum": field.hint.max }),
        Shape::Choice(values) => json!({ "enum": values }),
        Shape::Link(accepts) => {
            json!({ "type": "string", "$comment": format!("id of a {}", accepts.name().en) })
        }
        Shape::Links(accepts) => json!({
            "type": "array", "items": { "type": "string" }, "$comment": format!("ids of {}s", accepts.name().en),
        }),
        Shape::Rows(columns) => json!({ "type": "array", "items": of_record(columns, &[]) }),
        Shape::List(name) => json!({ "type": "array", "items": { "type": "string", "format": name } }),
    };
    if let Some(out) = out.as_object_mut() {
        let unit = if field.hint.unit.is_empty() { String::new() } else { format!(" ({})", field.hint.unit) };
        out.insert("description".into(), json!(format!("{}{unit}", field.help.en.trim())));
        let default = (field.default)();
        if !default.is_null() {
            out.insert("default".into(), default);
        }
    }
    out
}
