//! The sample designs load, are canonical, and agree with the schema.

use plat::model::{
    Model, Node,
    edit::{Edit, apply},
    file::{load, save},
    kinds::Kind,
    schema::schema,
};
use serde_json::Value;
use std::{fs, path::Path};

/// What does not agree with a schema, in the few words of JSON Schema that ours uses.
fn disagreement(value: &Value, schema: &Value, root: &Value, at: &str) -> Option<String> {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = root.pointer(reference.strip_prefix('#')?)?;
        return disagreement(value, target, root, at);
    }
    if let Some(all) = schema["oneOf"].as_array() {
        let agree = all.iter().filter(|it| disagreement(value, it, root, at).is_none()).count();
        // The kind's own fault says more than that none agrees.
        let own = all.iter().find(|it| {
            let target = it["$ref"].as_str().and_then(|name| root.pointer(name.strip_prefix('#')?));
            target.is_some_and(|target| target["properties"]["kind"]["const"] == value["kind"])
        });
        let own = own.and_then(|it| disagreement(value, it, root, at));
        return (agree != 1).then(|| own.unwrap_or_else(|| format!("{at}: {agree} of the kinds agree")));
    }
    if schema.get("const").is_some_and(|it| it != value) {
        return Some(format!("{at}: {value} is not {}", schema["const"]));
    }
    if schema["enum"].as_array().is_some_and(|all| !all.contains(value)) {
        return Some(format!("{at}: {value} is not listed"));
    }
    let typed = match schema["type"].as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64(),
        Some("number") => value.is_number(),
        Some("boolean") => value.is_boolean(),
        Some(other) => return Some(format!("{at}: the type {other} is not known here")),
        None => true,
    };
    if !typed {
        return Some(format!("{at}: {value} is not a {}", schema["type"]));
    }
    let beyond = |number: f64| {
        let (least, most) = (schema["minimum"].as_f64(), schema["maximum"].as_f64());
        least.is_some_and(|least| number < least) || most.is_some_and(|most| number > most)
    };
    if value.as_f64().is_some_and(beyond) {
        return Some(format!("{at}: {value} is beyond its limits"));
    }
    if let Some(items) = value.as_array() {
        return items
            .iter()
            .enumerate()
            .find_map(|(i, item)| disagreement(item, &schema["items"], root, &format!("{at}[{i}]")));
    }
    let entries = value.as_object()?;
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if !entries.contains_key(name) {
            return Some(format!("{at}: `{name}` is missing"));
        }
    }
    entries.iter().find_map(|(key, item)| {
        let at = format!("{at}.{key}");
        match (schema["properties"].get(key), &schema["additionalProperties"]) {
            (Some(own), _) => disagreement(item, own, root, &at),
            (None, Value::Bool(false)) => Some(format!("{at} is not known")),
            (None, Value::Null) => None,
            (None, others) => disagreement(item, others, root, &at),
        }
    })
}

fn agrees(text: &str, name: &str) {
    let value: Value = serde_json::from_str(text).unwrap();
    let root = schema();
    if let Some(fault) = disagreement(&value, &root, &root, "") {
        panic!("{name}{fault}");
    }
}

#[test]
fn fresh_resources_agree_with_the_schema() {
    let mut model = Model::default();
    for kind in Kind::ALL {
        let node = Node::new(kind.fresh(), None);
        apply(&mut model, &[Edit::Add { id: kind.name().parse().unwrap(), node }]).unwrap();
    }
    agrees(&save(&model), "fresh");
    let root = schema();
    for bad in [r#"{"plat": 2}"#, r#"{}"#, r#"{"plat": 1, "resources": {"a": {"kind": "vpc", "cidr": ""}}}"#]
    {
        let value: Value = serde_json::from_str(bad).unwrap();
        assert!(disagreement(&value, &root, &root, "").is_some(), "{bad}");
    }
}

#[test]
fn defaults_written_out_agree_with_the_schema_and_the_loader() {
    for kind in Kind::ALL {
        let mut resource = serde_json::Map::new();
        resource.insert("kind".into(), kind.name().into());
        for field in kind.spec().fields {
            let default = (field.default)();
            if !default.is_null() {
                resource.insert(field.name.to_string(), default);
            }
        }
        let text = serde_json::json!({ "plat": 1, "resources": { "x": resource } }).to_string();
        agrees(&text, kind.name());
        let model = load(&text).unwrap_or_else(|error| panic!("{}: {error}", error.path)).model;
        assert_eq!(model.node(&"x".parse().unwrap()).unwrap().resource, kind.fresh());
    }
}

/// Every `model.json` below a folder.
fn models(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            models(&path, found);
        } else if path.file_name().is_some_and(|name| name == "model.json") {
            found.push(path);
        }
    }
}

#[test]
fn the_sample_designs_are_canonical_and_agree_with_the_schema() {
    let mut all = Vec::new();
    models(&Path::new(env!("CARGO_MANIFEST_DIR")).join("models"), &mut all);
    for path in all {
        let name = path.display().to_string();
        let text = fs::read_to_string(&path).unwrap();
        let loaded = load(&text).unwrap_or_else(|error| {
            panic!("{name}:{}:{}: {}: {error}", error.line, error.column, error.path)
        });
        assert!(loaded.read_only.is_none(), "{name}");
        assert_eq!(save(&loaded.model), text, "{name} is not as Plat would save it");
        agrees(&text, &name);
    }
}
