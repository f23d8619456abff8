//! What an export kept of a design that no property of the provider says: put on the model by the loader of model files,
//! so that nothing enters by a back door.
//!
//! What is kept is what differs in the model file, as a merge patch (<https://www.rfc-editor.org/rfc/rfc7396>).

use crate::{
    base::{Lang, NodeId},
    import::{
        Besides,
        notice::{CONTRADICTS, NOT_TAKEN, Notices},
    },
    model::{
        Model,
        attrs::{At, Attr},
        file,
    },
};
use serde_json::{Map, Value};
use std::{collections::BTreeMap, rc::Rc};

/// What is kept of single resources.
pub(super) type Kept = BTreeMap<NodeId, Rc<Attr>>;

/// Puts what was kept on a model. What does not fit is left out, and said.
pub(super) fn put(model: Model, kept: &Kept, besides: &Besides, notices: &mut Notices) -> Model {
    if kept.is_empty() && besides.design.is_none() {
        return model;
    }
    let at =
        besides.design.as_ref().or(kept.values().next().map(|it| &**it)).map_or(At::default(), |it| it.at);
    let Ok(plain) = serde_json::from_str::<Value>(&file::save(&model)) else { return model };
    let mut whole = plain.clone();
    if let Some(design) = &besides.design {
        merge(&mut whole, design.json());
    }
    for (id, said) in kept {
        merge(resource(&mut whole, id), said.json());
    }
    let (laid, left_out) = match file::load_texts(&whole.to_string()) {
        Ok(loaded) => loaded,
        Err(error) => {
            let why = format!("{}: {}", error.path, error.message.say(Lang::En));
            notices.say(&CONTRADICTS, at, ["Metadata".to_owned(), why]);
            return model;
        }
    };
    // A resource that is lost by what was kept of it stays as it was.
    let lost: Vec<&NodeId> = kept.keys().filter(|id| laid.node(id).is_none()).collect();
    for id in &lost {
        *resource(&mut whole, id) = plain.pointer(&format!("/resources/{id}")).cloned().unwrap_or_default();
    }
    let (laid, left_out) = if lost.is_empty() {
        (laid, left_out)
    } else {
        let again = file::load_texts(&whole.to_string());
        again.map_or((model, lost.len()), |it| (it.0, it.1 + lost.len()))
    };
    if left_out > 0 {
        let why = format!("{left_out} of what it keeps does not fit what is there");
        notices.say(&NOT_TAKEN, at, ["Metadata".to_owned(), "Plat".to_owned(), why]);
    }
    laid
}

/// A resource in a document.
fn resource<'d>(document: &'d mut Value, id: &NodeId) -> &'d mut Value {
    entry(entry(document, "resources"), id.as_str())
}

fn entry<'v>(value: &'v mut Value, key: &str) -> &'v mut Value {
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    match value {
        Value::Object(entries) => entries.entry(key).or_insert(Value::Null),
        other => other,
    }
}

/// Merges a patch into a value: what it says replaces, what it says is nothing goes.
fn merge(into: &mut Value, patch: Value) {
    let Value::Object(entries) = patch else {
        *into = patch;
        return;
    };
    for (key, value) in entries {
        if value.is_null() {
            if let Value::Object(known) = into {
                known.shift_remove(&key);
            }
        } else {
            merge(entry(into, &key), value);
        }
    }
    if !into.is_object() {
        *into = Value::Object(Map::new());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// The examples of RFC 7396, appendix A.
    #[test]
    fn patches_merge_as_the_standard_says() {
        for (mut value, patch, result) in [
            (json!({"a": "b"}), json!({"a": "c"}), json!({"a": "c"})),
            (json!({"a": "b"}), json!({"b": "c"}), json!({"a": "b", "b": "c"})),
            (json!({"a": "b"}), json!({"a": null}), json!({})),
            (json!({"a": "b", "b": "c"}), json!({"a": null}), json!({"b": "c"})),
            (json!({"a": ["b"]}), json!({"a": "c"}), json!({"a": "c"})),
            (json!({"a": "c"}), json!({"a": ["b"]}), json!({"a": ["b"]})),
            (json!({"a": {"b": "c"}}), json!({"a": {"b": "d", "c": null}}), json!({"a": {"b": "d"}})),
            (json!({"a": [{"b": "c"}]}), json!({"a": [1]}), json!({"a": [1]})),
            (json!(["a", "b"]), json!(["c", "d"]), json!(["c", "d"])),
            (json!({"a": "b"}), json!(["c"]), json!(["c"])),
            (json!({"a": "foo"}), json!("bar"), json!("bar")),
            (json!({"e": null}), json!({"a": 1}), json!({"e": null, "a": 1})),
            (json!([1, 2]), json!({"a": "b", "c": null}), json!({"a": "b"})),
            (json!({}), json!({"a": {"bb": {"ccc": null}}}), json!({"a": {"bb": {}}})),
        ] {
            merge(&mut value, patch);
            assert_eq!(value, result);
        }
    }
}
