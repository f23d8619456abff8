//! What an export kept in `Metadata` of a template, under `Plat`: ids, places and whatever no property says.

use super::exact;
use crate::{
    import::Besides,
    model::attrs::{Attr, Entry, Item, Mention, Unknown, Value},
};
use std::{collections::BTreeMap, rc::Rc};

/// New names of items, by their old ones.
pub(in crate::import) type Renamed = BTreeMap<Rc<str>, Rc<str>>;

fn kept<'a>(of: &'a Attr, key: &str) -> Option<&'a Attr> {
    exact(exact(exact(of, "Metadata")?, "Plat")?, key)
}

/// The region of a template.
pub(super) fn region(template: &Attr) -> Option<&str> {
    kept(template, "Region")?.known()
}

/// What a template keeps of the design as a whole.
pub(super) fn of_template(template: &Attr) -> Besides {
    let regions = kept(template, "Regions").map(Attr::entries).unwrap_or_default().iter();
    let regions = regions.filter_map(|it| Some((it.key.to_string(), it.value.known()?.to_owned())));
    Besides { regions: regions.collect(), design: patch(template) }
}

/// What differs in the model file: what it has besides, and nothing at the paths of what it has not.
fn patch(of: &Attr) -> Option<Attr> {
    let (says, without) = (kept(of, "Design"), kept(of, "Without"));
    let mut patch = says.or(without)?.clone();
    if says.is_none() {
        patch.value = Value::Map(Vec::new());
    }
    for path in without.map(Attr::items).unwrap_or_default() {
        let keys: Vec<&str> = path.items().iter().filter_map(Attr::known).collect();
        take_away(&mut patch, &keys);
    }
    Some(patch)
}

fn take_away(from: &mut Attr, keys: &[&str]) {
    let [key, rest @ ..] = keys else { return };
    let at = from.at;
    let Value::Map(entries) = &mut from.value else { return };
    let place = entries.iter().position(|it| &*it.key == *key).unwrap_or_else(|| {
        entries.push(Entry { key: (*key).into(), at, value: Attr { at, value: Value::Map(Vec::new()) } });
        entries.len() - 1
    });
    let Some(entry) = entries.get_mut(place) else { return };
    if rest.is_empty() {
        entry.value = Attr { at, value: Value::Nothing };
    } else {
        take_away(&mut entry.value, rest);
    }
}

/// Before the service in the ids of items that are AWS's own lists of addresses.
const LISTS: &str = "/addresses/";

/// What parameters are that stand for AWS's own lists of addresses, by their names.
pub(super) fn lists(template: &Attr, prefix: &str) -> BTreeMap<Rc<str>, Attr> {
    let named = kept(template, "PrefixLists").map(Attr::entries).unwrap_or_default().iter();
    let reference = |entry: &Entry| {
        let item = format!("{prefix}{LISTS}{}", entry.value.known()?).into();
        let value = Value::Ref(Mention { item, attribute: "".into() });
        Some((entry.key.clone(), Attr { at: entry.at, value }))
    };
    named.filter_map(reference).collect()
}

/// The same as items.
pub(super) fn list_items(template: &Attr, prefix: &str, region: &str) -> Vec<Item> {
    let item = |list: Attr| {
        let Value::Ref(Mention { item, .. }) = &list.value else { return None };
        let service = item.rsplit('/').next().unwrap_or_default();
        let name = Attr::text(list.at, format!("com.amazonaws.{region}.{service}"));
        let entry = Entry { key: "PrefixListName".into(), at: list.at, value: name };
        let properties = Attr { at: list.at, value: Value::Map(vec![entry]) };
        Some(Item { made: true, ..Item::new(item.clone(), "Plat::ServicePrefixList", properties, list.at) })
    };
    lists(template, prefix).into_values().filter_map(item).collect()
}

/// Puts what is kept of a resource into its item, but for its name, which is the answer.
pub(super) fn into_item(declared: &Attr, template: &Attr, prefix: &str, item: &mut Item) -> Option<Rc<str>> {
    let text = |key: &str| kept(declared, key).and_then(Attr::known);
    item.region = text("Region").or(region(template)).map(Rc::from);
    item.stands_in = text("In").map(|it| format!("{prefix}{it}").into());
    item.design = patch(declared).map(Rc::new);
    text("Id").map(|it| format!("{prefix}{it}").into())
}

/// Calls items by their new names, everywhere.
pub(in crate::import) fn rename(items: &mut [Item], renamed: &Renamed) {
    if renamed.is_empty() {
        return;
    }
    let new = |name: &Rc<str>| renamed.get(name).cloned().unwrap_or_else(|| name.clone());
    for item in items {
        item.id = new(&item.id);
        item.depends_on.iter_mut().for_each(|it| *it = new(it));
        walk(&mut item.properties, renamed);
    }
}

fn walk(attr: &mut Attr, renamed: &Renamed) {
    let new = |mention: &mut Mention| {
        if let Some(name) = renamed.get(&mention.item) {
            mention.item = name.clone();
        }
    };
    match &mut attr.value {
        Value::Nothing | Value::Text(_) => {}
        Value::List(items) => items.iter_mut().for_each(|it| walk(it, renamed)),
        Value::Map(entries) => entries.iter_mut().for_each(|it| walk(&mut it.value, renamed)),
        Value::Ref(mention) => new(mention),
        Value::Unknown(Unknown { text, mentions, .. }) => {
            if !mentions.is_empty() {
                *text = within(text, renamed).into();
            }
            mentions.iter_mut().for_each(new);
        }
    }
}

/// A text with the new names in its places: `${Orders.Arn}/*`.
fn within(text: &str, renamed: &Renamed) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        out.push_str(before);
        out.push_str("${");
        let end = after.find('}').unwrap_or(after.len());
        let inside = after.get(..end).unwrap_or_default();
        // The name ends at a dot, and may have some.
        let ends = inside.match_indices('.').map(|it| it.0).chain([end]).rev();
        let names = ends.filter_map(|at| inside.get(..at));
        let old = names.into_iter().find(|it| renamed.contains_key(*it)).unwrap_or_default();
        out.push_str(renamed.get(old).map_or(old, |it| it));
        rest = after.get(old.len()..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}
