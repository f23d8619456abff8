//! What `terraform show -json` says: a plan, or a state.
//!
//! <https://developer.hashicorp.com/terraform/internals/json-format>. In a plan, what names what stands in the
//! configuration, by names without indices; in a state, ids are known. Leaves out: what a plan deletes, which is named.

mod address;
mod configuration;
mod defaults;
pub(super) mod language;
mod network;
mod record;
mod rest;
mod values;

use super::{
    Input, Settings,
    cloudformation::exact,
    notice::{NOT_READ, Notices},
    references::{self, Called},
};
use crate::model::attrs::{At, Attr, Mention};
use configuration::Configuration;
use record::Record;
pub(super) use record::type_of;
use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};
use values::Reading;

#[cfg(not(target_arch = "wasm32"))]
pub(super) use record::back;

/// What a VPC makes with itself, as it tells it.
const MADE: [&str; 4] =
    ["default_security_group_id", "default_network_acl_id", "default_route_table_id", "main_route_table_id"];

/// A resource of a plan or a state.
#[derive(Debug)]
struct Instance<'d> {
    /// Its address, with indices.
    address: Rc<str>,
    /// The address of its module.
    module: &'d str,
    /// Its type.
    ty: &'d str,
    /// Its type and name, as configurations write it.
    name: String,
    /// What tells it from others of the same name.
    index: Option<String>,
    /// Whether it is only looked up.
    is_data: bool,
    values: Option<&'d Attr>,
    /// What is known after apply: a tree of `true`.
    unknown: Option<&'d Attr>,
    /// What nobody may see.
    sensitive: Option<&'d Attr>,
    /// Names of arguments that nobody may see.
    hidden: Vec<&'d str>,
    at: At,
}

/// Whether a document is a plan or a state.
pub(super) fn is_plan_or_state(document: &Attr) -> bool {
    let has = |key: &str| exact(document, key).is_some();
    has("planned_values")
        || has("resource_changes")
        || has("terraform_version") && (has("values") || has("resources") && has("version"))
}

/// Reads a plan or a state.
pub(super) fn read(
    document: &Attr,
    several: Option<&str>,
    input: &mut Input,
    settings: &Settings,
    notices: &mut Notices,
) {
    if let Some(version) = exact(document, "format_version").and_then(Attr::known)
        && !matches!(version.split('.').next(), Some("0" | "1"))
    {
        let at = exact(document, "format_version").map_or(document.at, |it| it.at);
        let what = format!("it is of format version {version}, and Plat reads 0.x and 1.x");
        notices.say(&NOT_READ, at, [what]);
        return;
    }
    input.understood += 1;
    let instances = instances(document);
    deleted(document, input);
    let configuration = Configuration::of(document, &instances, settings);
    let (mut records, mut inferred) = (Vec::new(), Vec::new());
    let mut called = Called::new();
    let mut twice: BTreeSet<Rc<str>> = BTreeSet::new();
    for (number, one) in instances.iter().enumerate() {
        call(one, &mut called, &mut twice);
        let mut reading =
            Reading { configuration: &configuration, own: number, notices, inferred: &mut inferred };
        let properties = reading.record();
        records.push(Record {
            address: one.address.clone(),
            ty: one.ty.into(),
            is_data: one.is_data,
            region: configuration.region(one),
            conditional: None,
            properties,
            at: one.at,
        });
    }
    for text in twice.iter().filter(|it| !it.contains('-') && !it.starts_with("arn:")) {
        called.remove(text);
    }
    let prefix = several.map(|it| format!("{it}."));
    let called_here =
        |address: &str| -> Rc<str> { format!("{}{address}", prefix.as_deref().unwrap_or_default()).into() };
    let inferred = inferred.into_iter().map(|(own, it): (Rc<str>, Mention)| {
        (called_here(&own), Mention { item: called_here(&it.item), ..it })
    });
    input.inferred.extend(inferred);
    record::finish(records, &called, prefix.as_deref(), input, notices);
}

/// What a resource is called by others: its ARN, its id, the interface it begins with; and what a VPC makes with itself.
fn call(one: &Instance<'_>, called: &mut Called, twice: &mut BTreeSet<Rc<str>>) {
    let text = |key: &str| one.values.and_then(|it| exact(it, key)).and_then(Attr::known);
    let own = references::itself(&one.address);
    for key in ["arn", "id"] {
        let Some(text) = text(key).filter(|it| !it.is_empty()) else { continue };
        // Ids of some types are names that others have too.
        if called.get(text).is_some_and(|it| it.item != one.address && it.attribute.is_empty()) {
            twice.insert(text.into());
        }
        let made = called.get(text).is_some_and(|it| !it.attribute.is_empty());
        if made || !called.contains_key(text) {
            called.insert(text.into(), own.clone());
        }
    }
    let begins = match one.ty {
        "aws_instance" => "primary_network_interface_id",
        "aws_nat_gateway" => "network_interface_id",
        _ => "",
    };
    if let Some(interface) = text(begins) {
        called.entry(interface.into()).or_insert(own);
    }
    if !["aws_vpc", "aws_default_vpc"].contains(&one.ty) {
        return;
    }
    for made in MADE {
        if let Some(text) = text(made) {
            let mention = Mention { item: one.address.clone(), attribute: made.into() };
            called.entry(text.into()).or_insert(mention);
        }
    }
}

/// Every resource, in the order of the text.
fn instances(document: &Attr) -> Vec<Instance<'_>> {
    let mut all = Vec::new();
    let roots =
        ["planned_values", "values"].iter().filter_map(|key| exact(document, key)?.get("root_module"));
    let read = exact(document, "prior_state").and_then(|it| exact(exact(it, "values")?, "root_module"));
    roots.for_each(|root| walk(root, "", &mut all));
    stored(document, &mut all);
    // What was looked up for the plan is only in the state before it.
    let mut looked_up = Vec::new();
    if let Some(root) = read {
        walk(root, "", &mut looked_up);
    }
    let known: BTreeSet<Rc<str>> = all.iter().map(|it| it.address.clone()).collect();
    all.extend(looked_up.into_iter().filter(|it| it.is_data && !known.contains(&it.address)));
    let mut seen = BTreeSet::new();
    all.retain(|it| seen.insert(it.address.clone()));
    let changes: BTreeMap<&str, &Attr> = exact(document, "resource_changes")
        .map(Attr::items)
        .unwrap_or_default()
        .iter()
        .filter_map(|it| Some((exact(it, "address")?.known()?, exact(it, "change")?)))
        .collect();
    for one in &mut all {
        if let Some(change) = changes.get(&*one.address) {
            one.unknown = exact(change, "after_unknown");
            one.sensitive = one.sensitive.or_else(|| exact(change, "after_sensitive"));
        }
    }
    all
}

fn walk<'d>(module: &'d Attr, address: &'d str, all: &mut Vec<Instance<'d>>) {
    for resource in exact(module, "resources").map(Attr::items).unwrap_or_default() {
        let text = |key: &str| exact(resource, key).and_then(Attr::known);
        let (Some(own), Some(ty), Some(name)) = (text("address"), text("type"), text("name")) else {
            continue;
        };
        let is_data = text("mode") == Some("data");
        all.push(Instance {
            address: own.into(),
            module: address,
            ty,
            name: if is_data { format!("data.{ty}.{name}") } else { format!("{ty}.{name}") },
            index: text("index").map(str::to_owned),
            is_data,
            values: exact(resource, "values"),
            unknown: None,
            sensitive: exact(resource, "sensitive_values"),
            hidden: Vec::new(),
            at: resource.at,
        });
    }
    // The text is not deeper than its reader lets it be.
    for child in exact(module, "child_modules").map(Attr::items).unwrap_or_default() {
        if let Some(address) = exact(child, "address").and_then(Attr::known) {
            walk(child, address, all);
        }
    }
}

/// The resources of a state as it is stored, which has the instances of one name together.
fn stored<'d>(document: &'d Attr, all: &mut Vec<Instance<'d>>) {
    for resource in exact(document, "resources").map(Attr::items).unwrap_or_default() {
        let text = |key: &str| exact(resource, key).and_then(Attr::known);
        let (Some(ty), Some(name)) = (text("type"), text("name")) else { continue };
        let module = text("module").unwrap_or_default();
        let is_data = text("mode") == Some("data");
        let name = if is_data { format!("data.{ty}.{name}") } else { format!("{ty}.{name}") };
        for one in exact(resource, "instances").map(Attr::items).unwrap_or_default() {
            let index = exact(one, "index_key").and_then(Attr::known).map(str::to_owned);
            let numbered = index.as_ref().is_some_and(|it| it.bytes().all(|it| it.is_ascii_digit()));
            let behind = match &index {
                Some(index) if numbered => format!("[{index}]"),
                Some(index) => format!("[\"{index}\"]"),
                None => String::new(),
            };
            let before = if module.is_empty() { String::new() } else { format!("{module}.") };
            let hidden = exact(one, "sensitive_attributes").map(Attr::items).unwrap_or_default();
            let hidden = hidden.iter().filter_map(|path| path.items().first()?.known_at("value"));
            all.push(Instance {
                address: format!("{before}{name}{behind}").into(),
                module,
                ty,
                name: name.clone(),
                index,
                is_data,
                values: exact(one, "attributes"),
                unknown: None,
                sensitive: None,
                hidden: hidden.collect(),
                at: one.at,
            });
        }
    }
}

/// What the plan deletes is told, and is not in the model.
fn deleted(document: &Attr, input: &mut Input) {
    for change in exact(document, "resource_changes").map(Attr::items).unwrap_or_default() {
        let actions =
            exact(change, "change").and_then(|it| exact(it, "actions")).map(Attr::items).unwrap_or_default();
        let text = |key: &str| exact(change, key).and_then(Attr::known).map(str::to_owned);
        if let ([only], Some(address), Some(ty)) = (actions, text("address"), text("type"))
            && only.known() == Some("delete")
        {
            input.excluded.push((address, ty, change.at, "the plan deletes it".to_owned()));
        }
    }
}
