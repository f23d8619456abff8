//! Values of items, as hooks write them.

use super::Giving;
use crate::{
    base::NodeId,
    model::attrs::{At, Attr, Entry, Item, Mention, Unknown, Value, Why},
};
use std::{collections::BTreeSet, rc::Rc};

/// A text.
pub fn say(text: impl ToString) -> Attr {
    Attr::text(At::default(), text.to_string())
}

/// A list.
pub fn list(items: impl IntoIterator<Item = Attr>) -> Attr {
    Attr { at: At::default(), value: Value::List(items.into_iter().collect()) }
}

/// A map.
pub fn tree<'k>(entries: impl IntoIterator<Item = (&'k str, Attr)>) -> Attr {
    let at = At::default();
    let entries = entries.into_iter().map(|(key, value)| Entry { key: key.into(), at, value });
    Attr { at, value: Value::Map(entries.collect()) }
}

/// A text with places for what other items turn out to be: `${orders.Arn}/*`, `${AWS::Region}`.
pub fn mixed(text: impl Into<Rc<str>>) -> Attr {
    let unknown = Unknown { why: Why::Mixed, text: text.into(), mentions: Vec::new() };
    Attr { at: At::default(), value: Value::Unknown(unknown) }
}

/// What nobody knows, with the reason as a model has it.
pub fn doubt(reason: &str) -> Attr {
    let why = match reason.split_once(' ') {
        Some(("parameter", name)) => Why::Parameter(name.into()),
        Some(("export", name)) => Why::Export(name.into()),
        Some(_) | None if reason == "sensitive" => Why::Sensitive,
        Some(_) | None => Why::Call(reason.into()),
    };
    Attr::unknown(At::default(), why)
}

/// A text of JSON as a tree.
pub fn json(text: &str) -> Option<Attr> {
    fn of(value: &serde_json::Value) -> Attr {
        use serde_json::Value as Json;
        match value {
            Json::Null => Attr::default(),
            Json::Bool(flag) => say(flag),
            Json::Number(number) => say(number),
            Json::String(text) => say(text),
            Json::Array(items) => list(items.iter().map(of)),
            Json::Object(entries) => tree(entries.iter().map(|(key, value)| (key.as_str(), of(value)))),
        }
    }
    serde_json::from_str(text).ok().map(|value| of(&value))
}

/// A name after an id that every service takes: letters and digits of ASCII, dashes, and no more than fit.
pub fn plain(id: &NodeId) -> String {
    plain_name(id.as_str())
}

/// The same after any text.
pub fn plain_name(text: &str) -> String {
    let letter = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    let name: String = text.chars().map(letter).take(NAME).collect();
    let name = name.trim_matches('-');
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) { name.to_owned() } else { format!("x{name}") }
}

/// The longest name that caches, brokers and clusters take.
/// <https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateServerlessCache.html>
const NAME: usize = 40;

/// What only a person can say.
pub fn to_do() -> Attr {
    say("TODO")
}

pub(super) fn reference(item: &str, attribute: &str) -> Attr {
    let mention = Mention { item: item.into(), attribute: attribute.into() };
    Attr { at: At::default(), value: Value::Ref(mention) }
}

/// Before the name of a service, in the id of the item that is AWS's own list of its addresses.
const SERVICE_LIST: &str = "/addresses/";
/// The type of such an item.
pub const SERVICE_LIST_TYPE: &str = "Plat::ServicePrefixList";

/// The type of what a VPC has of its own, which only some formats can choose.
pub const DEFAULTS_TYPE: &str = "Plat::VpcDefaults";
/// What a subnet's table is called that is its VPC's: for formats that cannot choose that one.
pub const DEFAULT_ROUTES: &str = "DefaultRoutes";

/// The list that AWS keeps of the addresses of a service.
pub fn service_list(service: &str) -> Attr {
    reference(&format!("{SERVICE_LIST}{service}"), "")
}

/// The lists of services that items name, as items.
pub fn service_lists(items: &[Item]) -> Vec<Item> {
    let mentions = items.iter().flat_map(|it| it.properties.mentions());
    let services: BTreeSet<&str> = mentions.filter_map(|it| it.item.strip_prefix(SERVICE_LIST)).collect();
    let item = |service: &str| {
        let name = tree([("PrefixListName", mixed(format!("com.amazonaws.${{AWS::Region}}.{service}")))]);
        Item::new(format!("{SERVICE_LIST}{service}"), SERVICE_LIST_TYPE, name, At::default())
    };
    services.into_iter().map(item).collect()
}

impl Giving<'_> {
    /// A tree with references where its texts have places for them: `${Orders.Arn}`. What is said in words not to be known
    /// is asked for again.
    pub fn with_references(&self, attr: Attr) -> Attr {
        let value = match attr.value {
            Value::Text(text) => return self.with_places(&text),
            Value::List(items) => Value::List(items.into_iter().map(|it| self.with_references(it)).collect()),
            Value::Map(entries) => {
                let inner = |it: Entry| Entry { value: self.with_references(it.value), ..it };
                Value::Map(entries.into_iter().map(inner).collect())
            }
            other @ (Value::Nothing | Value::Ref(_) | Value::Unknown(_)) => other,
        };
        Attr { value, ..attr }
    }

    fn with_places(&self, text: &Rc<str>) -> Attr {
        let inside = text.strip_prefix('(').and_then(|it| it.strip_suffix(')'));
        if let Some(reason) = inside
            && (reason == "sensitive" || reason.starts_with("parameter ") || reason.starts_with("export "))
        {
            return doubt(reason);
        }
        if !text.contains("${") {
            return say(text);
        }
        let whole =
            text.strip_prefix("${").and_then(|it| it.strip_suffix('}')).filter(|it| !it.contains('$'));
        let Some(name) = whole else { return mixed(text.clone()) };
        let is_there = |it: &str| it.parse::<NodeId>().is_ok_and(|id| self.has(&id));
        if is_there(name) {
            return reference(name, "");
        }
        let dots = name.match_indices('.').map(|it| it.0).rev();
        let parts = dots.filter_map(|at| Some((name.get(..at)?, name.get(at + 1..)?)));
        let found = parts.into_iter().find(|(item, _)| is_there(item));
        found.map_or_else(|| mixed(text.clone()), |(item, attribute)| reference(item, attribute))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_told_apart() {
        let why = |reason: &str| match doubt(reason).value {
            Value::Unknown(unknown) => unknown.why,
            other => panic!("{other:?}"),
        };
        assert_eq!(why("parameter Block"), Why::Parameter("Block".into()));
        assert_eq!(why("export net-vpc"), Why::Export("net-vpc".into()));
        assert_eq!(why("sensitive"), Why::Sensitive);
        assert_eq!(why("known after apply"), Why::Call("known after apply".into()));
    }
}
