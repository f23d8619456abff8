//! Ids in properties as references to what they name.

use crate::model::attrs::{At, Attr, Item, Mention, Value};
use std::{collections::BTreeMap, rc::Rc};

/// Ends of names of properties that name resources.
const ENDS: &[&str] = &[
    "id",
    "ids",
    "arn",
    "arns",
    "identifier",
    "identifiers",
    "groupset",
    "groups",
    "subnets",
    "functionname",
    "subnetgroupname",
    "dbproxyname",
    "clustername",
    "endpointconfigname",
    "modelname",
];
/// Further properties whose values are ids.
const EXACT: [&str; 12] = [
    "securitygroups",
    "instances",
    "loadbalancername",
    "servicename",
    "instance",
    "networkinterface",
    "bucket",
    "rule",
    "role",
    "cluster",
    "from",
    "to",
];

/// What ids and ARNs are called in the input: the text, and the item or what it has made.
pub(super) type Called = BTreeMap<Rc<str>, Mention>;

/// An item itself.
pub(super) fn itself(item: &Rc<str>) -> Mention {
    Mention { item: item.clone(), attribute: "".into() }
}

/// What the items of an inventory are called: by their ids and ARNs.
pub(super) fn called(items: &[Item]) -> Called {
    let mut called = Called::new();
    for item in items {
        called.insert(item.id.clone(), itself(&item.id));
        for entry in item.properties.entries() {
            let key = entry.key.to_ascii_lowercase();
            let own = key.ends_with("arn")
                && item.ty.rsplit(':').next().is_some_and(|it| {
                    key.strip_suffix("arn").is_some_and(|name| it.to_ascii_lowercase().ends_with(name))
                });
            if let Some(arn) = entry.value.known().filter(|it| own && it.starts_with("arn:")) {
                called.entry(arn.into()).or_insert_with(|| itself(&item.id));
            }
        }
    }
    called
}

/// Turns ids into references, and tells which ids name nothing that is there, each once.
pub(super) fn join(items: &mut [Item], called: &Called) -> Vec<(At, String)> {
    let mut lacking: BTreeMap<String, At> = BTreeMap::new();
    for item in items.iter_mut() {
        let id = item.id.clone();
        walk(&mut item.properties, false, &id, called, &mut lacking);
    }
    lacking.into_iter().map(|(id, at)| (at, id)).collect()
}

fn walk(attr: &mut Attr, names: bool, own: &str, called: &Called, lacking: &mut BTreeMap<String, At>) {
    match &mut attr.value {
        Value::Text(text) if names => match called.get(text) {
            Some(named) if *named.item != *own || !named.attribute.is_empty() => {
                attr.value = Value::Ref(named.clone());
            }
            Some(_) => {}
            None if is_network(text) => {
                let first = lacking.entry(text.to_string()).or_insert(attr.at);
                *first = attr.at.min(*first);
            }
            None => {}
        },
        Value::List(items) => items.iter_mut().for_each(|it| walk(it, names, own, called, lacking)),
        Value::Map(entries) => {
            for entry in entries {
                let names = names_resources(&entry.key);
                walk(&mut entry.value, names, own, called, lacking);
            }
        }
        Value::Text(_) | Value::Nothing | Value::Ref(_) | Value::Unknown(_) => {}
    }
}

/// Whether a property of this name names resources.
pub(super) fn names_resources(key: &str) -> bool {
    let key = key.to_ascii_lowercase().replace('_', "");
    ENDS.iter().any(|end| key.ends_with(end)) || EXACT.contains(&&*key)
}

/// Whether an id is of something that packets meet.
fn is_network(text: &str) -> bool {
    const KINDS: [&str; 16] = [
        "vpc-", "subnet-", "rtb-", "acl-", "sg-", "igw-", "eigw-", "nat-", "eni-", "pcx-", "tgw-", "vgw-",
        "vpn-", "cgw-", "vpce-", "pl-",
    ];
    KINDS.iter().any(|kind| {
        text.strip_prefix(kind)
            .is_some_and(|rest| rest.len() >= 8 && rest.bytes().all(|it| it.is_ascii_hexdigit()))
    })
}
