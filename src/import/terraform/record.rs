//! Resources with their values worked out, as items: what plans, states and the language have in common.

use super::{network, rest};
use crate::{
    import::{
        Input,
        notice::{EXTERNAL, Notices},
        pivot::Shape,
        references::{self, Called},
    },
    model::attrs::{At, Attr, Entry, Item, Mention, Value},
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
    let family = rest::FAMILIES.iter().any(|it| one.ty.starts_with(it));
    let shape = shape(&one.ty, &record);
    if one.is_data {
        // What is looked up is somebody else's: of what it is, only what was looked up is known.
        let named = shape.filter(|it| !crate::import::plumbing::is_plumbing(it.ty));
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
