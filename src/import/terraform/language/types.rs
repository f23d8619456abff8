//! Types of variables: what values are turned into, and what an object lacks.
//!
//! <https://developer.hashicorp.com/terraform/language/expressions/type-constraints>

use super::{
    eval::Scope,
    syntax::{Call, Expr, Node},
    value::{Bad, Is, Val},
};
use crate::model::attrs::At;
use std::{collections::BTreeMap, rc::Rc};

/// A value as one of a type.
pub(super) fn converted(scope: &Scope<'_, '_>, val: &Val, ty: &Expr) -> Val {
    let at = val.at;
    if val.is_unknown() || val.is_wrong() || val.is_null() || matches!(val.is, Is::Thing(_)) {
        return val.clone();
    }
    if !scope.world.spend(1, at) {
        return Val::wrong(at, Bad::TooMuch);
    }
    let of = val.of.clone();
    let refuse = |wanted: &str| Val::refused(at, "variable", format!("it is no {wanted}"));
    if let Node::Call(call) = &ty.is {
        return within(scope, val, call, &refuse);
    }
    let made = match ty.dotted().as_deref() {
        Some("string") => val.as_text().map(|it| Val::text(at, it)),
        Some("number") => val.as_number().map(|it| Val::number(at, it)),
        Some("bool") => val.as_bool().map(|it| Val::bool(at, it)),
        Some("list") => return val.as_list().map_or_else(|| refuse("list"), |it| Val::list(at, it.to_vec())),
        Some("set") => {
            return val.as_list().map_or_else(|| refuse("set"), |it| set(scope, at, it.to_vec()));
        }
        Some(_) | None => return val.clone(),
    };
    made.map_or_else(|| refuse(ty.dotted().as_deref().unwrap_or("")), |it| Val { of, ..it })
}

fn within(scope: &Scope<'_, '_>, val: &Val, call: &Call, refuse: &dyn Fn(&str) -> Val) -> Val {
    let at = val.at;
    let inner = call.arguments.first();
    let one = |it: &Val| inner.map_or_else(|| it.clone(), |ty| converted(scope, it, ty));
    match &*call.name {
        "list" => match val.as_list() {
            Some(items) => Val::list(at, items.iter().map(one).collect()),
            None => refuse("list"),
        },
        "set" => match val.as_list() {
            Some(items) => set(scope, at, items.iter().map(one).collect()),
            None => refuse("set"),
        },
        "map" => match val.as_map() {
            Some(entries) => Val::map(at, entries.iter().map(|(key, it)| (key.clone(), one(it))).collect()),
            None => refuse("map"),
        },
        "object" => match (val.as_map(), inner.map(|it| &it.is)) {
            (Some(entries), Some(Node::Object(wanted))) => object(scope, at, entries, wanted),
            (Some(_), _) => val.clone(),
            (None, _) => refuse("object"),
        },
        "tuple" => match (val.as_list(), inner.map(|it| &it.is)) {
            (Some(items), Some(Node::List(wanted))) => {
                let pairs = items.iter().zip(wanted);
                Val::list(at, pairs.map(|(it, ty)| converted(scope, it, ty)).collect())
            }
            (Some(_), _) => val.clone(),
            (None, _) => refuse("tuple"),
        },
        "optional" => one(val),
        _ => val.clone(),
    }
}

/// An object with what it may lack filled in.
fn object(scope: &Scope<'_, '_>, at: At, entries: &BTreeMap<Rc<str>, Val>, wanted: &[(Expr, Expr)]) -> Val {
    let mut made = BTreeMap::new();
    for (key, ty) in wanted {
        let Some(name) = key.literal() else { continue };
        let optional = match &ty.is {
            Node::Call(call) if &*call.name == "optional" => Some(call),
            _ => None,
        };
        let default = || optional.and_then(|it| it.arguments.get(1)).map(|it| scope.eval(it));
        let inner = optional.and_then(|it| it.arguments.first()).unwrap_or(ty);
        let given = entries.get(name).filter(|it| !it.is_null() || optional.is_none()).cloned();
        let value = match given.or_else(default) {
            Some(it) => converted(scope, &it, inner),
            None if optional.is_some() => Val::new(at, Is::Null),
            None => return Val::refused(at, "variable", format!("the object has no `{name}`")),
        };
        made.insert(name.into(), value);
    }
    Val::map(at, made)
}

/// Values of one type: texts, if any of them is one.
pub(super) fn alike(items: Vec<Val>) -> Vec<Val> {
    let is_scalar = |it: &Val| matches!(it.is, Is::Text(_) | Is::Number(_) | Is::Bool(_));
    if !items.iter().any(|it| matches!(it.is, Is::Text(_))) || !items.iter().all(is_scalar) {
        return items;
    }
    let text = |it: Val| match it.as_text() {
        Some(text) => Val { is: Is::Text(text), ..it },
        None => it,
    };
    items.into_iter().map(text).collect()
}

/// A set of values: in order, each once.
pub(super) fn set(scope: &Scope<'_, '_>, at: At, items: Vec<Val>) -> Val {
    let texts: Option<BTreeMap<Rc<str>, Val>> =
        items.iter().map(|it| Some((it.as_text()?, it.clone()))).collect();
    let all = match texts {
        Some(texts) => texts.into_values().collect(),
        None => {
            let mut all: Vec<Val> = Vec::new();
            for one in items {
                if all.iter().all(|it| scope.equal(it, &one) != Some(true)) {
                    all.push(one);
                }
            }
            all
        }
    };
    Val::new(at, Is::Set(Rc::new(all)))
}
