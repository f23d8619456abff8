//! What `aws … describe-*` answers: lists of resources, joined by their ids.
//!
//! One file or many, as the command line prints them or collected in folders by account and region, also several lists or
//! folders in one document. Leaves out: what is gone (terminated, deleted, detached), which is counted and named.

mod attachments;
mod inferred;
mod interfaces;
mod lists;
mod places;

use super::{
    Input, Settings,
    notice::{EXTERNAL, NOT_TAKEN, Notices},
    pivot::Shape,
    references,
};
use crate::{
    base::RegionName,
    model::{
        attrs::{Attr, Item, Value},
        taking::service_of,
    },
};
use std::{collections::BTreeMap, rc::Rc};

/// How deep folders may nest inside of a document.
const DEEPEST: usize = 4;

/// A resource of an answer.
#[derive(Clone, Debug)]
struct Record {
    shape: &'static Shape,
    id: Rc<str>,
    attr: Attr,
    region: Option<Rc<str>>,
    part_of: Option<Rc<str>>,
    /// Whether it is only told inside of another one.
    made: bool,
}

impl Record {
    fn text(&self, path: &str) -> Option<&str> {
        self.attr.known_at(path).filter(|it| !it.is_empty())
    }

    fn is(&self, list: &str) -> bool {
        self.shape.name == list
    }
}

/// Whether a document is an answer, or holds some.
pub(super) fn is_answer(document: &Attr) -> bool {
    holds(document, DEEPEST)
}

fn holds(document: &Attr, depth: usize) -> bool {
    if let Value::List(items) = &document.value {
        return depth > 0 && items.iter().any(|it| holds(it, depth - 1));
    }
    is_attribute(document)
        || document.entries().iter().any(|it| {
            let holder = |(name, _): &(&str, &str)| *name == &*it.key;
            let known = lists::list(&it.key).is_some()
                || lists::ASIDE.contains(&&*it.key)
                || lists::HOLDERS.iter().any(holder);
            let folder = matches!(it.value.value, Value::Map(_)) && is_folder(&it.key);
            known && matches!(it.value.value, Value::List(_))
                || folder && depth > 0 && holds(&it.value, depth - 1)
        })
}

/// Whether a name is that of an account or a region, or of a folder that holds such.
fn is_folder(name: &str) -> bool {
    name.parse::<RegionName>().is_ok()
        || name.len() == 12 && name.bytes().all(|it| it.is_ascii_digit())
        || ["accounts", "regions", "aws_configs"].contains(&name)
        || name.ends_with(".json")
}

/// An answer about attributes of one VPC, which has no list.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcAttribute.html>
fn is_attribute(document: &Attr) -> bool {
    document.get("VpcId").is_some()
        && ["EnableDnsSupport", "EnableDnsHostnames"].iter().any(|it| document.get(it).is_some())
}

/// Reads answers that belong together.
pub(super) fn read(
    documents: Vec<(u32, Attr)>,
    input: &mut Input,
    settings: &Settings,
    notices: &mut Notices,
) {
    let mut found = Found::default();
    for (file, document) in documents {
        let path = input.files.get(file as usize).cloned().unwrap_or_default();
        let region = path.split('/').find_map(named_region);
        found.walk(document, region, DEEPEST, notices);
    }
    let Found { records, attributes } = found;
    let mut records = there(records, input);
    for (vpc, attribute) in attributes {
        if let Some(own) = records.iter_mut().find(|it| it.is("Vpcs") && *it.id == *vpc) {
            for entry in attribute.entries() {
                if let Some(value) = entry.value.get("Value") {
                    own.attr.put(&entry.key, value.clone());
                }
            }
        }
    }
    services(&mut records);
    inferred::settle(&mut records, notices);
    attachments::settle(&mut records);
    interfaces::settle(&mut records);
    places::settle(&mut records, settings, notices);
    name(&records, input);
    let mut items = Vec::new();
    for record in records {
        let item = Item {
            region: record.region,
            part_of: record.part_of,
            made: record.made || record.shape.ty.is_empty(),
            ..Item::new(record.id, record.shape.ty, record.attr.clone(), record.attr.at)
        };
        record.shape.items(item, &mut items);
    }
    let called = references::called(&items);
    for (item, named) in references::join(&mut items, &called) {
        notices.say(&EXTERNAL, item, [named]);
    }
    input.items.extend(items);
}

fn named_region(part: &str) -> Option<Rc<str>> {
    part.parse::<RegionName>().is_ok().then(|| part.into())
}

/// What answers hold.
#[derive(Default)]
struct Found {
    records: Vec<Record>,
    /// Attributes of VPCs.
    attributes: Vec<(Rc<str>, Attr)>,
}

impl Found {
    fn walk(&mut self, document: Attr, region: Option<Rc<str>>, depth: usize, notices: &mut Notices) {
        if is_attribute(&document) {
            let vpc: Option<Rc<str>> = document.known_at("VpcId").map(Into::into);
            self.attributes.extend(vpc.map(|vpc| (vpc, document)));
            return;
        }
        match document.value {
            Value::List(items) if depth > 0 => {
                items.into_iter().for_each(|it| self.walk(it, region.clone(), depth - 1, notices));
            }
            Value::Map(entries) => {
                for entry in entries {
                    let name = entry.key;
                    let holder = lists::HOLDERS.iter().find(|it| *it.0 == *name);
                    let shape = lists::list(holder.map_or(&*name, |it| it.1));
                    match (&entry.value.value, shape) {
                        (Value::List(_), Some(shape)) => {
                            let inner = holder.map(|it| it.1);
                            for one in entry.value.items() {
                                let these = inner.map_or(vec![one], |inner| one.each_along(inner));
                                these.into_iter().for_each(|it| self.record(shape, it, region.as_ref()));
                            }
                        }
                        (Value::Map(_), _) if is_folder(&name) && depth > 0 => {
                            let own = named_region(&name).or_else(|| region.clone());
                            self.walk(entry.value, own, depth - 1, notices);
                        }
                        (Value::List(items), None)
                            if !lists::ASIDE.contains(&&*name)
                                && items.iter().any(|it| matches!(it.value, Value::Map(_))) =>
                        {
                            let why = "it is a list that Plat does not know".to_owned();
                            notices.say(&NOT_TAKEN, entry.at, ["answer".to_owned(), name.to_string(), why]);
                        }
                        _ => {}
                    }
                }
            }
            Value::List(_) | Value::Nothing | Value::Text(_) | Value::Ref(_) | Value::Unknown(_) => {}
        }
    }

    fn record(&mut self, shape: &'static Shape, attr: &Attr, region: Option<&Rc<str>>) {
        // An address that EC2 moved out of VPCs has no id but itself.
        let id = attr.known_at(shape.id).or_else(|| attr.known_at("PublicIp"));
        let Some(id) = id else { return };
        let (attr, region) = (attr.clone(), region.cloned());
        self.records.push(Record { shape, id: id.into(), attr, region, part_of: None, made: false });
    }
}

/// What is not gone, each once: several accounts tell of what they share.
fn there(records: Vec<Record>, input: &mut Input) -> Vec<Record> {
    let mut named: BTreeMap<(&'static str, Rc<str>, String), Vec<Record>> = BTreeMap::new();
    for mut record in records {
        // Names are for one account and region only, unlike ids; a peering of two transit gateways is in both regions.
        let scope = if record.shape.id.ends_with("Name") || record.shape.id.ends_with("Identifier") {
            arn(&record.attr).unwrap_or_default().to_owned()
        } else if record.text("ResourceType") == Some("peering") {
            record.text("TransitGatewayId").unwrap_or_default().to_owned()
        } else {
            String::new()
        };
        if let Some(state) = gone(&record.attr) {
            let what =
                (record.id.to_string(), record.shape.ty.to_owned(), record.attr.at, format!("state {state}"));
            if !input.excluded.iter().any(|it| it.0 == what.0 && it.1 == what.1) {
                input.excluded.push(what);
            }
            continue;
        }
        prune(&mut record.attr);
        named.entry((record.shape.name, record.id.clone(), scope)).or_default().push(record);
    }
    input.excluded.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    let mut all: Vec<Record> = Vec::new();
    for mut same in named.into_values() {
        same.sort_by_cached_key(|it| it.attr.json().to_string());
        let mut same = same.into_iter();
        let Some(mut first) = same.next() else { continue };
        for other in same {
            first.region = first.region.or(other.region);
            for entry in other.attr.entries() {
                let lacks = first.attr.get(&entry.key).is_none_or(|it| match &it.value {
                    Value::List(items) => items.is_empty(),
                    Value::Nothing => true,
                    Value::Text(_) | Value::Map(_) | Value::Ref(_) | Value::Unknown(_) => false,
                });
                if lacks {
                    first.attr.put(&entry.key, entry.value.clone());
                }
            }
        }
        // One of the same name elsewhere is called by its ARN.
        if all.last().is_some_and(|it| it.shape.name == first.shape.name && it.id == first.id)
            && let Some(arn) = arn(&first.attr)
        {
            first.id = arn.into();
        }
        all.push(first);
    }
    all
}

/// The ARN of a record.
fn arn(attr: &Attr) -> Option<&str> {
    let own = attr.entries().iter().filter(|it| it.key.to_ascii_lowercase().ends_with("arn"));
    own.filter_map(|it| it.value.known()).find(|it| it.starts_with("arn:"))
}

/// The state of what is no longer there.
fn gone(attr: &Attr) -> Option<&str> {
    let said = lists::STATES.iter().filter_map(|path| attr.known_at(path));
    said.into_iter().find(|it| lists::GONE.contains(it))
}

/// Takes out of lists what is gone: attachments, associations, blocks.
fn prune(attr: &mut Attr) {
    const PARTS: [&str; 4] =
        ["CidrBlockState.State", "Ipv6CidrBlockState.State", "AssociationState.State", "Attachment.Status"];
    match &mut attr.value {
        Value::List(items) => {
            items.retain(|it| {
                gone(it).is_none()
                    && PARTS.iter().filter_map(|path| it.known_at(path)).all(|it| !lists::GONE.contains(&it))
            });
            items.iter_mut().for_each(prune);
        }
        Value::Map(entries) => entries.iter_mut().for_each(|it| prune(&mut it.value)),
        Value::Nothing | Value::Text(_) | Value::Ref(_) | Value::Unknown(_) => {}
    }
}

/// Endpoints name a service of another account by a long name that ends with its id, and the lists of AWS's own services
/// are known by what they are for.
fn services(records: &mut [Record]) {
    let offered: Vec<Rc<str>> =
        records.iter().filter(|it| it.is("ServiceConfigurations")).map(|it| it.id.clone()).collect();
    for record in records.iter_mut() {
        let name = record.text("ServiceName").and_then(|it| it.rsplit('.').next()).map(str::to_owned);
        if let Some(id) =
            name.filter(|name| record.is("VpcEndpoints") && offered.iter().any(|it| **it == **name))
        {
            let at = record.attr.at;
            record.attr.put("ServiceName", Attr::text(at, id));
        }
        let of_service = record.attr.get("PrefixListName").and_then(service_of);
        let is_gateway = of_service.is_some_and(|it| ["s3", "dynamodb"].contains(&&*it));
        if let Some(shape) = lists::list("ServiceLists").filter(|_| is_gateway) {
            record.shape = shape;
        }
    }
}

/// What the design is called: the account, or the accounts.
fn name(records: &[Record], input: &mut Input) {
    if !input.name.is_empty() {
        return;
    }
    let mut owners: Vec<&str> = records.iter().filter_map(|it| it.text("OwnerId")).collect();
    owners.sort_unstable();
    owners.dedup();
    owners.truncate(3);
    input.name = owners.join(", ");
}
