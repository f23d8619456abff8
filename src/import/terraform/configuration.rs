//! The configuration inside of a plan: which resource names which, through outputs and arguments of modules.

use super::{Instance, address};
use crate::{
    import::{Settings, cloudformation::exact},
    model::attrs::{Attr, Value},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

/// How far a reference may lead on.
const DEEPEST: usize = 32;

/// A resource that a reference leads to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Found {
    /// Which, by number.
    pub number: usize,
    /// What of it.
    pub attribute: Rc<str>,
    /// Whether the reference says which one of several it is.
    pub exact: bool,
}

/// A plan's configuration, and the resources that there are.
pub(super) struct Configuration<'d> {
    pub instances: &'d [Instance<'d>],
    /// Configurations of resources: by the path of modules, and the name.
    resources: BTreeMap<(Vec<String>, &'d str), &'d Attr>,
    /// Modules, by path: the call, and what is called.
    modules: BTreeMap<Vec<String>, (Option<&'d Attr>, &'d Attr)>,
    /// Resources by the address of their module, and their name.
    named: BTreeMap<(&'d str, &'d str), Vec<usize>>,
    /// Addresses of modules.
    addresses: BTreeSet<&'d str>,
    providers: Option<&'d Attr>,
    variables: Option<&'d Attr>,
    region: Rc<str>,
}

impl<'d> Configuration<'d> {
    /// Of a plan; of a state there is none.
    pub fn of(document: &'d Attr, instances: &'d [Instance<'d>], settings: &Settings) -> Self {
        let configuration = exact(document, "configuration");
        let mut own = Self {
            instances,
            resources: BTreeMap::new(),
            modules: BTreeMap::new(),
            named: BTreeMap::new(),
            addresses: BTreeSet::from([""]),
            providers: configuration.and_then(|it| exact(it, "provider_config")),
            variables: exact(document, "variables"),
            region: settings.region().into(),
        };
        if let Some(root) = configuration.and_then(|it| exact(it, "root_module")) {
            own.walk(Vec::new(), None, root);
        }
        for (number, one) in instances.iter().enumerate() {
            own.named.entry((one.module, &one.name)).or_default().push(number);
            let mut module = Some(one.module);
            while let Some(address) = module {
                own.addresses.insert(address);
                module = address::around(address);
            }
        }
        own
    }

    fn walk(&mut self, path: Vec<String>, call: Option<&'d Attr>, module: &'d Attr) {
        for resource in exact(module, "resources").map(Attr::items).unwrap_or_default() {
            if let Some(name) = exact(resource, "address").and_then(Attr::known) {
                self.resources.insert((path.clone(), name), resource);
            }
        }
        for call in exact(module, "module_calls").map(Attr::entries).unwrap_or_default() {
            if let Some(inner) = exact(&call.value, "module") {
                let mut path = path.clone();
                path.push(call.key.to_string());
                self.walk(path, Some(&call.value), inner);
            }
        }
        self.modules.insert(path, (call, module));
    }

    /// Whether there is any.
    pub fn is_there(&self) -> bool {
        !self.modules.is_empty()
    }

    /// What the configuration says of a resource.
    pub fn of_instance(&self, one: &Instance<'_>) -> Option<&'d Attr> {
        self.resources.get(&(address::path(one.module), one.name.as_str())).copied()
    }

    /// The region of a resource's provider.
    pub fn region(&self, one: &Instance<'_>) -> Option<Rc<str>> {
        let key = self.of_instance(one).and_then(|it| exact(it, "provider_config_key")).and_then(Attr::known);
        let key = key.unwrap_or("aws");
        let providers = self.providers?;
        let own =
            exact(providers, key).or_else(|| exact(providers, key.rsplit(':').next().unwrap_or(key)))?;
        let said = exact(exact(own, "expressions")?, "region")?;
        let variable = || {
            let names = exact(said, "references").map(Attr::items).unwrap_or_default().iter();
            let name = names.filter_map(Attr::known).find_map(|it| it.strip_prefix("var."))?;
            exact(exact(self.variables?, name)?, "value")?.known()
        };
        let region = exact(said, "constant_value").and_then(Attr::known).or_else(variable)?;
        Some(if region.is_empty() { self.region.clone() } else { region.into() })
    }

    /// The resources that an expression of a resource leads to, in the order in which it names them.
    pub fn found(&self, expression: &'d Attr, own: &Instance<'_>) -> Vec<Found> {
        let mut trail = Trail::default();
        let from = Place { module: own.module, own: Some(own) };
        self.follow(&references(expression), from, 0, &mut trail);
        let mut all = trail.found;
        let mut seen = BTreeSet::new();
        all.retain(|it: &Found| seen.insert((it.number, it.attribute.clone())));
        all
    }

    fn follow(&self, texts: &[&'d str], from: Place<'_>, depth: usize, trail: &mut Trail<'d>) {
        if depth >= DEEPEST {
            return;
        }
        for text in address::whole(texts) {
            // Two ways to one place lead to the same.
            if trail.seen.insert((from.module.to_owned(), text, from.own.is_some())) {
                self.one(text, from, depth, trail);
            }
        }
    }

    fn one(&self, text: &'d str, from: Place<'_>, depth: usize, trail: &mut Trail<'d>) {
        let parts = address::parts(text);
        let name = |at: usize| parts.get(at).map_or("", |it| it.name);
        match name(0) {
            "local" | "path" | "terraform" | "self" | "count" => {}
            "each" => {
                let Some(own) = from.own else { return };
                let each = self.of_instance(own).and_then(|it| exact(it, "for_each_expression"));
                let mut inner = Trail::default();
                if let Some(each) = each {
                    let from = Place { own: None, ..from };
                    self.follow(&references(each), from, depth + 1, &mut inner);
                }
                let found = inner.found;
                let same: Vec<Found> = found
                    .iter()
                    .filter(|it| self.instances.get(it.number).is_some_and(|it| it.index == own.index))
                    .cloned()
                    .collect();
                let attribute = |it: Found| Found { attribute: name(2).into(), exact: true, ..it };
                trail.found.extend(if same.is_empty() {
                    found
                } else {
                    same.into_iter().map(attribute).collect()
                });
            }
            "var" => {
                let path = address::path(from.module);
                let call = self.modules.get(&path).and_then(|it| it.0);
                let said = call.and_then(|it| exact(exact(it, "expressions")?, name(1)));
                if let (Some(said), Some(module)) = (said, address::around(from.module)) {
                    self.follow(&references(said), Place { module, own: None }, depth + 1, trail);
                }
            }
            "module" => {
                let mut path = address::path(from.module);
                path.push(name(1).to_owned());
                let outputs = self.modules.get(&path).and_then(|it| exact(it.1, "outputs"));
                let said = outputs.and_then(|it| exact(exact(it, name(2))?, "expression"));
                let Some(said) = said else { return };
                let wanted = parts.get(1).and_then(|it| it.index);
                for module in self.addresses.iter().filter(|it| address::around(it) == Some(from.module)) {
                    let own = address::parts(module);
                    let last = own.last();
                    let fits =
                        last.is_some_and(|it| it.name == name(1) && (wanted.is_none() || it.index == wanted));
                    if fits {
                        self.follow(&references(said), Place { module, own: None }, depth + 1, trail);
                    }
                }
            }
            first => {
                let is_data = first == "data";
                let skip = usize::from(is_data);
                let (ty, own) = (name(skip), name(skip + 1));
                let key = if is_data { format!("data.{ty}.{own}") } else { format!("{ty}.{own}") };
                let index = parts.get(skip + 1).and_then(|it| it.index);
                let attribute: Rc<str> = name(skip + 2).into();
                let these =
                    self.named.get(&(from.module, key.as_str())).map(Vec::as_slice).unwrap_or_default();
                let exact_one = index.is_some();
                for number in these {
                    let fits = index.is_none()
                        || self.instances.get(*number).is_some_and(|it| it.index.as_deref() == index);
                    if fits {
                        let attribute = attribute.clone();
                        trail.found.push(Found { number: *number, attribute, exact: exact_one });
                    }
                }
                // A document of policies is what it names.
                if is_data && ty == "aws_iam_policy_document" {
                    let said = self.resources.get(&(address::path(from.module), key.as_str()));
                    if let Some(said) = said.and_then(|it| exact(it, "expressions")) {
                        self.follow(&references(said), Place { own: None, ..from }, depth + 1, trail);
                    }
                }
            }
        }
    }
}

/// What references led to so far.
#[derive(Default)]
struct Trail<'d> {
    found: Vec<Found>,
    seen: BTreeSet<(String, &'d str, bool)>,
}

/// Where a reference stands.
#[derive(Clone, Copy)]
struct Place<'a> {
    module: &'a str,
    own: Option<&'a Instance<'a>>,
}

/// Everything that an expression names.
fn references(expression: &Attr) -> Vec<&str> {
    let mut all = Vec::new();
    collect(expression, &mut all);
    all
}

fn collect<'d>(expression: &'d Attr, all: &mut Vec<&'d str>) {
    match &expression.value {
        Value::List(items) => items.iter().for_each(|it| collect(it, all)),
        Value::Map(entries) => {
            for entry in entries {
                if &*entry.key == "references" {
                    all.extend(entry.value.items().iter().filter_map(Attr::known));
                } else if &*entry.key != "constant_value" {
                    collect(&entry.value, all);
                }
            }
        }
        Value::Nothing | Value::Text(_) | Value::Ref(_) | Value::Unknown(_) => {}
    }
}
