//! What an export kept in the local value `plat`: ids, places and whatever no argument says.

use super::{
    value::{Is, Val},
    world::World,
};
use crate::{
    import::{Besides, cloudformation::rename},
    model::attrs::{Attr, Entry, Item, Value},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

/// The local value.
const NAME: &str = "plat";

/// What is kept in a root module.
#[derive(Debug)]
pub(super) struct Kept {
    /// Whether resources are called by their names alone.
    is_by_name: bool,
    design: Option<Attr>,
    regions: BTreeMap<String, String>,
    /// By address.
    resources: BTreeMap<Rc<str>, Attr>,
}

impl World<'_> {
    /// What an export kept in a module, if one wrote it.
    pub fn kept(&self, module: usize) -> Option<Kept> {
        let at = self.module(module)?.folder.locals.get(NAME)?.at;
        let all = plain(&self.local(module, NAME, at));
        let is_by_name = match exact(&all, "ids")?.known()? {
            "names" => true,
            "addresses" => false,
            _ => return None,
        };
        let entries = |key: &str| exact(&all, key).map(Attr::entries).unwrap_or_default().iter();
        let regions =
            entries("regions").filter_map(|it| Some((it.key.to_string(), it.value.known()?.to_owned())));
        Some(Kept {
            is_by_name,
            design: exact(&all, "design").cloned(),
            regions: regions.collect(),
            resources: entries("resources").map(|it| (it.key.clone(), it.value.clone())).collect(),
        })
    }
}

impl Kept {
    /// Puts what is kept of resources into their items, and calls them as it says.
    pub fn put(self, items: &mut [Item], prefix: &str) -> Besides {
        let mut renamed: BTreeMap<Rc<str>, Rc<str>> = BTreeMap::new();
        let mut taken: BTreeSet<Rc<str>> = BTreeSet::new();
        let is_own = |it: &Item| !it.made && it.called.as_ref().is_some_and(|it| !it.starts_with("data."));
        // What is said goes before what is only the name, which two may have.
        for is_said in [true, false] {
            for item in items.iter_mut().filter(|it| is_own(it)) {
                let address: Rc<str> = item.id.strip_prefix(prefix).unwrap_or(&item.id).into();
                let said = self.resources.get(&address);
                let id = said.and_then(|it| exact(it, "id")?.known());
                if id.is_some() != is_said {
                    continue;
                }
                if let Some(said) = said {
                    let around = exact(said, "in").and_then(Attr::known);
                    item.stands_in = around.map(|it| format!("{prefix}{it}").into());
                    item.design = exact(said, "design").cloned().map(Rc::new);
                }
                let name = address.rsplit('.').next().filter(|_| self.is_by_name && !address.contains('['));
                let Some(own) = id.or(name) else { continue };
                let own: Rc<str> = format!("{prefix}{own}").into();
                if own != item.id && taken.insert(own.clone()) {
                    renamed.insert(item.id.clone(), own);
                }
            }
        }
        rename(items, &renamed);
        Besides { regions: self.regions, design: self.design }
    }
}

/// What a map has under a key.
fn exact<'a>(of: &'a Attr, key: &str) -> Option<&'a Attr> {
    crate::import::cloudformation::exact(of, key)
}

/// A known value as it is written: with nothing where it says so.
fn plain(val: &Val) -> Attr {
    let value = match &val.is {
        Is::Bool(_) | Is::Number(_) | Is::Text(_) => val.as_text().map_or(Value::Nothing, Value::Text),
        Is::List(items) | Is::Set(items) => Value::List(items.iter().map(plain).collect()),
        Is::Map(entries) => {
            let entry = |(key, it): (&Rc<str>, &Val)| Entry { key: key.clone(), at: it.at, value: plain(it) };
            Value::Map(entries.iter().map(entry).collect())
        }
        Is::Null | Is::Thing(_) | Is::Unknown(..) | Is::Wrong(_) => Value::Nothing,
    };
    Attr { at: val.at, value }
}
