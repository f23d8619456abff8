//! Resources with their values worked out, as items: what plans, states and the language have in common.

use super::{network, rest};
use crate::{
    import::{
        Input,
        notice::{EXTERNAL, Notices},
        pivot::Shape,
        references::{self, Called},
    },
    model::attrs::{At, Attr, Entry, Item, Mention, Unknown, Value, Why},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

/// A resource.
#[derive(Debug)]
pub(super) struct Record {
    /// Its address, with indices.
    pub address: Rc<str>,
    /// Its type.
    pub ty: Rc<str>,
    /// Whether it is only looked up.
    pub is_data: bool,
    /// Where it stands, if that is said.
    pub region: Option<Rc<str>>,
    /// What nobody can decide, where it hangs on that.
    pub conditional: Option<Rc<str>>,
    /// Its values.
    pub properties: Attr,
    /// Where it is written.
    pub at: At,
}

/// Makes items of all resources of a root.
pub(super) fn finish(
    mut records: Vec<Record>,
    called: &Called,
    prefix: Option<&str>,
    input: &mut Input,
    notices: &mut Notices,
) {
    let mut parts: BTreeMap<Rc<str>, Rc<str>> = BTreeMap::new();
    first_interfaces(&mut records, &mut parts, called);
    let mut made = Vec::new();
    records.into_iter().for_each(|it| item(it, &parts, &mut made));
    for (at, named) in references::join(&mut made, called) {
        notices.say(&EXTERNAL, at, [named]);
    }
    addresses(&mut made);
    if let Some(prefix) = prefix {
        made.iter_mut().for_each(|it| rename(it, prefix));
    }
    input.items.extend(made);
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

/// The shape of a type.
fn shape(ty: &str, record: &Attr) -> Option<&'static Shape> {
    network::TYPES.iter().chain(rest::TYPES).find(|it| it.name == ty && it.takes(record))
}

/// What the provider calls a resource of a type of CloudFormation, and what that says: the tables read backwards.
#[cfg(not(target_arch = "wasm32"))]
pub(in crate::import) fn back(
    ty: &str,
    called: Option<&str>,
    properties: &Attr,
) -> Option<(&'static str, Attr)> {
    let all = network::TYPES.iter().chain(rest::TYPES).enumerate();
    let fitting = all.filter(|(_, it)| called.map_or(it.ty == ty, |called| it.name == called));
    // Of several that fit as well the first one.
    let (_, best) = fitting.max_by_key(|(n, it)| (it.fit(properties), std::cmp::Reverse(*n)))?;
    Some((best.name, best.back(properties)))
}

/// The type of templates that a type of the provider is, if it is one.
pub(in crate::import) fn type_of(name: &str) -> Option<&'static str> {
    network::TYPES.iter().chain(rest::TYPES).find(|it| it.name == name).map(|it| it.ty)
}

/// A resource as items.
fn item(mut one: Record, parts: &BTreeMap<Rc<str>, Rc<str>>, made: &mut Vec<Item>) {
    let mut record = std::mem::take(&mut one.properties);
    let like = |ty: &str, properties: Attr| Item {
        called: Some(if one.is_data { format!("data.{}", one.ty) } else { one.ty.to_string() }.into()),
        region: one.region.clone(),
        part_of: parts.get(&one.address).cloned(),
        conditional: one.conditional.clone(),
        ..Item::new(one.address.clone(), ty, properties, one.at)
    };
    tags(&mut record);
    match &*one.ty {
        "aws_network_interface" => interface_addresses(&mut record),
        "aws_ecs_task_definition" => containers(&mut record),
        _ => {}
    }
    let family = rest::FAMILIES.iter().any(|it| one.ty.starts_with(it));
    let shape = shape(&one.ty, &record);
    if one.is_data {
        // What is looked up is somebody else's: of what it is, only what was looked up is known.
        // A service of the provider's own is everywhere; only one that somebody offers has a place.
        let is_own = &*one.ty == "aws_vpc_endpoint_service" && record.known_at("service").is_some();
        let named = shape.filter(|it| !is_own && !crate::import::plumbing::is_plumbing(it.ty));
        let ty = named.map_or(rest::NOTHING.to_owned(), |_| format!("data.{}", one.ty));
        made.push(like(&ty, record));
        return;
    }
    if let Some(shape) = shape {
        adopt(&one, &mut record);
        shape.items(like(shape.ty, record), made);
    } else if family {
        made.push(like(rest::NOTHING, record));
    } else {
        made.push(like(&one.ty, record));
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

/// The first address of an interface's list is its own.
fn interface_addresses(record: &mut Attr) {
    let listed = |record: &Attr, keys: [&str; 2]| {
        let list = keys.iter().find_map(|key| record.get(key)).map(|it| it.items().to_vec());
        list.unwrap_or_default()
    };
    let mut all = listed(record, ["private_ip_list", "private_ips"]).into_iter();
    if let Some(first) = all.next()
        && record.get("private_ip").is_none_or(|it| *it == first)
    {
        record.put("private_ip", first);
        record.put("PrivateIpAddresses", Attr { at: record.at, value: Value::List(all.collect()) });
    }
    let v6 = listed(record, ["ipv6_address_list", "ipv6_addresses"]);
    if !v6.is_empty() {
        record.put("Ipv6Addresses", Attr { at: record.at, value: Value::List(v6) });
    }
}

/// Descriptions of containers are a text of JSON; what is said in it is read.
fn containers(record: &mut Attr) {
    let Some(said) = record.get("container_definitions") else { return };
    let (text, mentions) = match &said.value {
        Value::Text(text) => (text, &[][..]),
        Value::Unknown(unknown) => (&unknown.text, unknown.mentions.as_slice()),
        Value::Nothing | Value::List(_) | Value::Map(_) | Value::Ref(_) => return,
    };
    let Ok(json) = serde_json::from_str::<serde_json::Value>(text) else { return };
    let tree = told(&json, said.at, mentions);
    record.put("container_definitions", tree);
}

/// JSON as a tree, whose texts mention what has a place in them.
fn told(json: &serde_json::Value, at: At, mentions: &[Mention]) -> Attr {
    use serde_json::Value as Json;
    let value = match json {
        Json::Null => Value::Nothing,
        Json::Bool(flag) => Value::Text(flag.to_string().into()),
        Json::Number(number) => Value::Text(number.to_string().into()),
        Json::String(text) => {
            let named = |it: &&Mention| text.contains(&format!("${{{}", it.item));
            let own: Vec<Mention> = mentions.iter().filter(named).cloned().collect();
            if own.is_empty() {
                Value::Text(text.as_str().into())
            } else {
                Value::Unknown(Unknown { why: Why::Mixed, text: text.as_str().into(), mentions: own })
            }
        }
        Json::Array(items) => Value::List(items.iter().map(|it| told(it, at, mentions)).collect()),
        Json::Object(entries) => {
            let entry = |(key, it): (&String, &Json)| Entry {
                key: key.as_str().into(),
                at,
                value: told(it, at, mentions),
            };
            Value::Map(entries.iter().map(entry).collect())
        }
    };
    Attr { at, value }
}

/// The default table, list or group of a VPC names it by what the VPC says of its own.
fn adopt(one: &Record, record: &mut Attr) {
    let key = match &*one.ty {
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
fn first_interfaces(records: &mut [Record], parts: &mut BTreeMap<Rc<str>, Rc<str>>, called: &Called) {
    let interfaces = records.iter().filter(|it| !it.is_data && &*it.ty == "aws_network_interface");
    let own: BTreeMap<Rc<str>, Attr> =
        interfaces.map(|it| (it.address.clone(), it.properties.clone())).collect();
    for one in records.iter_mut().filter(|it| !it.is_data && &*it.ty == "aws_instance") {
        let record = &mut one.properties;
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
