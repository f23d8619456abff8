//! What `terraform show -json` says: a plan, or a state.
//!
//! <https://developer.hashicorp.com/terraform/internals/json-format>. In a plan, what names what stands in the
//! configuration, by names without indices; in a state, ids are known. Leaves out: what a plan deletes, which is named.

mod address;
mod configuration;
mod network;
mod rest;
mod values;

use super::{
    Input, Settings,
    cloudformation::exact,
    notice::{EXTERNAL, NOT_READ, Notices},
    pivot::Shape,
    references::{self, Called},
};
use crate::model::attrs::{At, Attr, Entry, Item, Mention, Value};
use configuration::Configuration;
use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};
use values::Reading;

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
    let prefix = several.map_or(String::new(), |it| format!("{it}."));
    let mut items = Vec::new();
    let mut parts: BTreeMap<Rc<str>, Rc<str>> = BTreeMap::new();
    let mut called = Called::new();
    let mut twice: BTreeSet<Rc<str>> = BTreeSet::new();
    for (number, one) in instances.iter().enumerate() {
        call(one, &mut called, &mut twice);
        let mut reading = Reading { configuration: &configuration, own: number, notices };
        let record = reading.record();
        items.push((number, record));
    }
    for text in twice.iter().filter(|it| !it.contains('-') && !it.starts_with("arn:")) {
        called.remove(text);
    }
    first_interfaces(&instances, &mut items, &mut parts, &called);
    let mut made = Vec::new();
    for (number, record) in items {
        let Some(one) = instances.get(number) else { continue };
        item(one, record, &configuration, &parts, &mut made);
    }
    for (at, named) in references::join(&mut made, &called) {
        notices.say(&EXTERNAL, at, [named]);
    }
    addresses(&mut made);
    if !prefix.is_empty() {
        made.iter_mut().for_each(|it| rename(it, &prefix));
    }
    input.items.extend(made);
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

/// An Elastic IP address names the instance for its first interface, another interface by itself, and nothing else, for that
/// names the address.
fn addresses(items: &mut [Item]) {
    let interfaces: BTreeSet<Rc<str>> = items
        .iter()
        .filter(|it| &*it.ty == "AWS::EC2::NetworkInterface" && it.part_of.is_none())
        .map(|it| it.id.clone())
        .collect();
    let instances: BTreeSet<Rc<str>> =
        items.iter().filter(|it| &*it.ty == "AWS::EC2::Instance").map(|it| it.id.clone()).collect();
    for item in items.iter_mut().filter(|it| &*it.ty == "AWS::EC2::EIP") {
        let named = item.properties.get("NetworkInterfaceId").cloned();
        let Some(Value::Ref(mention)) = named.as_ref().map(|it| &it.value) else { continue };
        if interfaces.contains(&mention.item) {
            item.properties.remove("InstanceId");
            continue;
        }
        item.properties.remove("NetworkInterfaceId");
        if let (true, None, Some(named)) =
            (instances.contains(&mention.item), item.properties.get("InstanceId"), named.clone())
        {
            item.properties.put("InstanceId", named);
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

/// The shape of a type.
fn shape(ty: &str, record: &Attr) -> Option<&'static Shape> {
    network::TYPES.iter().chain(rest::TYPES).find(|it| it.name == ty && it.takes(record))
}

/// A resource as items.
fn item(
    one: &Instance<'_>,
    mut record: Attr,
    configuration: &Configuration<'_>,
    parts: &BTreeMap<Rc<str>, Rc<str>>,
    made: &mut Vec<Item>,
) {
    let like = |ty: &str, properties: Attr| Item {
        called: Some(if one.is_data { format!("data.{}", one.ty) } else { one.ty.to_owned() }.into()),
        region: configuration.region(one),
        part_of: parts.get(&one.address).cloned(),
        ..Item::new(one.address.clone(), ty, properties, one.at)
    };
    tags(&mut record);
    let family = rest::FAMILIES.iter().any(|it| one.ty.starts_with(it));
    let shape = shape(one.ty, &record);
    if one.is_data {
        // What is looked up is somebody else's: of what it is, only what was looked up is known.
        let named = shape.filter(|it| !super::plumbing::is_plumbing(it.ty));
        let ty = named.map_or(rest::NOTHING.to_owned(), |_| format!("data.{}", one.ty));
        made.push(like(&ty, record));
        return;
    }
    if let Some(shape) = shape {
        adopt(one, &mut record);
        shape.items(like(shape.ty, record), made);
    } else if family {
        made.push(like(rest::NOTHING, record));
    } else {
        made.push(like(one.ty, record));
    }
}

/// Tags as CloudFormation has them; those of the provider are among them.
fn tags(record: &mut Attr) {
    let all = record.get("tags_all").or_else(|| record.get("tags")).cloned();
    record.remove("tags_all");
    let Some(Attr { at, value: Value::Map(entries) }) = all else { return };
    let tag = |entry: Entry| {
        let mut tag = Attr { at: entry.at, value: Value::Map(Vec::new()) };
        tag.put("Key", Attr::text(entry.at, entry.key));
        tag.put("Value", entry.value);
        tag
    };
    record.remove("tags");
    record.put("Tags", Attr { at, value: Value::List(entries.into_iter().map(tag).collect()) });
}

/// The default table, list or group of a VPC names it by what the VPC says of its own.
fn adopt(one: &Instance<'_>, record: &mut Attr) {
    let key = match one.ty {
        "aws_default_route_table" => "default_route_table_id",
        "aws_default_network_acl" => "default_network_acl_id",
        _ => return,
    };
    if let Some(Value::Ref(mention)) = record.get(key).map(|it| it.value.clone()) {
        let item = Mention { attribute: "".into(), ..mention };
        record.put("vpc_id", Attr { at: one.at, value: Value::Ref(item) });
    }
    record.remove(key);
}

/// An instance's first interface may be a resource of its own; it is drawn as the instance.
fn first_interfaces(
    instances: &[Instance<'_>],
    items: &mut [(usize, Attr)],
    parts: &mut BTreeMap<Rc<str>, Rc<str>>,
    called: &Called,
) {
    let mut own: BTreeMap<Rc<str>, Attr> = BTreeMap::new();
    for (number, record) in items.iter() {
        if let Some(one) = instances.get(*number).filter(|it| it.ty == "aws_network_interface") {
            own.insert(one.address.clone(), record.clone());
        }
    }
    for (number, record) in items.iter_mut() {
        let Some(one) = instances.get(*number).filter(|it| it.ty == "aws_instance") else { continue };
        let blocks =
            ["network_interface", "primary_network_interface"].iter().filter_map(|it| record.get(it));
        let first = blocks
            .flat_map(Attr::items)
            .filter(|it| it.known_at("device_index").is_none_or(|it| it == "0"))
            .find_map(|it| it.get("network_interface_id"));
        let named = first.and_then(|it| match &it.value {
            Value::Ref(mention) => Some(mention.item.clone()),
            Value::Text(text) => called.get(text).map(|it| it.item.clone()),
            Value::Nothing | Value::List(_) | Value::Map(_) | Value::Unknown(_) => None,
        });
        let Some((address, interface)) = named.and_then(|it| Some((it.clone(), own.get(&it)?))) else {
            continue;
        };
        for (from, to) in [
            ("subnet_id", "subnet_id"),
            ("security_groups", "vpc_security_group_ids"),
            ("private_ip", "private_ip"),
            ("source_dest_check", "source_dest_check"),
        ] {
            if let Some(value) = interface.get(from) {
                record.put(to, value.clone());
            }
        }
        parts.insert(address, one.address.clone());
    }
}

/// Several plans at once keep their names apart.
fn rename(item: &mut Item, prefix: &str) {
    let named = |text: &Rc<str>| -> Rc<str> { format!("{prefix}{text}").into() };
    item.id = named(&item.id);
    item.part_of = item.part_of.as_ref().map(&named);
    item.depends_on.iter_mut().for_each(|it| *it = named(it));
    mentions(&mut item.properties, &|mention| mention.item = named(&mention.item));
}

fn mentions(attr: &mut Attr, change: &dyn Fn(&mut Mention)) {
    match &mut attr.value {
        Value::List(items) => items.iter_mut().for_each(|it| mentions(it, change)),
        Value::Map(entries) => entries.iter_mut().for_each(|Entry { value, .. }| mentions(value, change)),
        Value::Ref(mention) => change(mention),
        Value::Unknown(unknown) => unknown.mentions.iter_mut().for_each(change),
        Value::Nothing | Value::Text(_) => {}
    }
}
