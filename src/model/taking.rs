//! How a kind is made of what templates, plans and inventories say: what it declares, and what its hooks work with. The way
//! back is [`super::giving`].

use super::{
    attrs::{Attr, Item, Mention, Value, alike},
    connection::Access,
    field::{Accepts, Choice, FieldMut, FieldSpec, Link, Links, Target},
    kinds::Kind,
    resource::{Record, Resource},
};
use crate::base::{Decimal, FieldId, Message, NodeId, Text, text};
use std::collections::BTreeMap;

/// A type that a kind is made of.
#[derive(Debug)]
pub struct Import {
    /// The provider's type.
    pub ty: &'static str,
    /// Only where a property says one of these; an absent one says the first word of the provider's default.
    pub when: Option<When>,
    /// Fields whose property is called otherwise, and the path to it.
    pub names: &'static [(&'static str, &'static str)],
}

/// What a property has to say.
#[derive(Debug)]
pub struct When {
    /// The path of the property.
    pub property: &'static str,
    /// What it says if it is absent.
    pub absent: &'static str,
    /// What it has to say.
    pub says: &'static [&'static str],
}

impl Import {
    /// A type whose properties are called as the fields are.
    pub const fn of(ty: &'static str) -> Self {
        Self { ty, when: None, names: &[] }
    }

    /// A type some of whose properties are called otherwise.
    pub const fn named(ty: &'static str, names: &'static [(&'static str, &'static str)]) -> Self {
        Self { ty, when: None, names }
    }

    /// Whether an item is one of these.
    pub fn takes(&self, item: &Item) -> bool {
        *self.ty == *item.ty
            && self.when.as_ref().is_none_or(|when| {
                let said = item.properties.along(when.property).map_or(Some(when.absent), Attr::known);
                said.is_some_and(|said| when.says.iter().any(|it| it.eq_ignore_ascii_case(said)))
            })
    }
}

/// A type that adds to a resource of a kind.
#[derive(Debug)]
pub struct Join {
    /// The provider's type.
    pub ty: &'static str,
    /// The property that names the resource, or several.
    pub owner: &'static str,
}

/// How a kind is made of what is imported. A trait of its own: what imports nothing, such as the page, has none of it.
pub trait Importing: Resource {
    /// Whether one stands for whatever no kind is made of.
    fn is_opaque(&self) -> bool {
        false
    }
    /// The types of templates that it is made of.
    fn imports(&self) -> &'static [Import] {
        &[]
    }
    /// The types that only add to one of it.
    fn joins(&self) -> &'static [Join] {
        &[]
    }
    /// Takes in what names of fields do not say.
    fn take(&mut self, _taking: &mut Taking<'_>) {}
    /// Takes in what adds to it.
    fn join(&mut self, _taking: &mut Taking<'_>) {}
    /// What a usage file of Infracost says of it, by key: <https://www.infracost.io/docs/features/usage_based_resources/>
    fn usage(&self) -> &'static [(&'static str, Figure)] {
        &[]
    }
    /// The suffix of the companion that an attribute of its item names.
    fn companion(&self, _attribute: &str) -> Option<&'static str> {
        None
    }
}

/// What a figure of a month's use is about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Figure {
    /// Calls that arrive; so many of the file's come to one.
    Calls(u32),
    /// Calls times what a field says: transitions of all executions.
    CallsTimes(&'static str),
    /// Kilobytes that one call sends.
    Kilobytes,
    /// Gigabytes that pass.
    Gigabytes,
    /// Items that are read, of all callers together.
    Reads,
    /// Items that are written.
    Writes,
    /// A field.
    Field(&'static str),
}

/// Who is who among what is imported.
pub trait Names {
    /// The resource that an item became, or what an attribute of it names.
    fn node(&self, mention: &Mention) -> Option<(NodeId, Kind)>;
    /// The resource that a text names: an ARN, a name, an id.
    fn named(&self, text: &str) -> Option<(NodeId, Kind)>;
    /// The item itself, whatever became of it.
    fn item<'s>(&'s self, mention: &Mention) -> Option<&'s Item>;
    /// The item of such a type that gives itself a name by a property.
    fn called<'s>(&'s self, ty: &str, property: &str, name: &str) -> Option<&'s Item>;
}

/// A connection that comes out of an item.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Where it starts.
    pub from: NodeId,
    /// Where it goes.
    pub to: NodeId,
    /// Its kind; the likeliest one if none is said.
    pub access: Option<Access>,
    /// Whether a policy grants it.
    pub authorized: bool,
    /// How many events start the target once.
    pub batch_size: Option<u32>,
    /// How many calls one of the source makes; none if that is not told.
    pub calls: Decimal,
    /// Items that one reads.
    pub reads: Decimal,
    /// Items that one writes.
    pub writes: Decimal,
}

impl Wanted {
    /// One that a policy grants.
    pub fn new(from: NodeId, to: NodeId, access: Option<Access>) -> Self {
        let none = Decimal::ZERO;
        Self { from, to, access, authorized: true, batch_size: None, calls: none, reads: none, writes: none }
    }
}

/// What comes out of taking something in.
#[derive(Debug)]
pub struct Told {
    /// Where the resource stands, if the item says so.
    pub container: Option<NodeId>,
    /// Connections.
    pub wanted: Vec<Wanted>,
    /// Fields that the item does not tell, with the reason.
    pub unknown: BTreeMap<FieldId, String>,
    /// What was not taken: property and reason.
    pub left: Vec<(String, Message)>,
    /// What is not said and shows.
    pub inferred: Vec<Message>,
}

/// What a hook reads and says.
pub struct Taking<'t> {
    /// What is taken in.
    pub item: &'t Item,
    /// The item of the resource, which is another one for what only adds to it.
    pub owner: &'t Item,
    /// The resource.
    pub id: &'t NodeId,
    /// Who is who.
    pub names: &'t dyn Names,
    /// Where the resource stands, if the item says so.
    pub container: Option<NodeId>,
    /// Connections that come out of it.
    pub wanted: Vec<Wanted>,
    /// Fields that the item does not tell, with the reason.
    pub unknown: BTreeMap<FieldId, String>,
    /// What was not taken: property and reason.
    pub left: Vec<(String, Message)>,
    /// What is not said and shows.
    pub inferred: Vec<Message>,
}

impl<'t> Taking<'t> {
    /// Takes `item` into the resource `id` of `owner`.
    pub fn new(item: &'t Item, owner: &'t Item, id: &'t NodeId, names: &'t dyn Names) -> Self {
        Self {
            item,
            owner,
            id,
            names,
            container: None,
            wanted: Vec::new(),
            unknown: BTreeMap::new(),
            left: Vec::new(),
            inferred: Vec::new(),
        }
    }

    /// What came out of it.
    pub fn told(self) -> Told {
        let Self { container, wanted, unknown, left, inferred, .. } = self;
        Told { container, wanted, unknown, left, inferred }
    }

    /// A property at a path.
    pub fn get(&self, path: &str) -> Option<&'t Attr> {
        self.item.properties.along(path)
    }

    /// The resource that a value names.
    pub fn node(&self, attr: &Attr) -> Option<(NodeId, Kind)> {
        match &attr.value {
            Value::Ref(mention) => self.names.node(mention),
            Value::Text(text) => self.names.named(text),
            // An ARN around a reference is about what it refers to.
            Value::Unknown(unknown) => match unknown.mentions.as_slice() {
                [only] => self.names.node(only),
                _ => None,
            },
            Value::Nothing | Value::List(_) | Value::Map(_) => None,
        }
    }

    /// The resource that a property names.
    pub fn node_at(&self, path: &str) -> Option<(NodeId, Kind)> {
        self.node(self.get(path)?)
    }

    /// Points a link at what a property names, if that may be named.
    pub fn link<T: Target>(&self, path: &str, link: &mut Link<T>) -> bool {
        let found = self.node_at(path).filter(|it| T::ACCEPTS.takes(it.1));
        let is_found = found.is_some();
        if let Some((id, _)) = found {
            *link = Link::to(id);
        }
        is_found
    }

    /// Adds what a property names to links, as far as it may be named and is not there.
    pub fn add_links<T: Target>(&self, path: &str, links: &mut Links<T>) {
        let mut all = links.targets().to_vec();
        for (id, kind) in self.nodes_at(path) {
            if T::ACCEPTS.takes(kind) && !all.contains(&id) {
                all.push(id);
            }
        }
        *links = Links::to(all);
    }

    /// Every resource that a property names.
    pub fn nodes_at(&self, path: &str) -> Vec<(NodeId, Kind)> {
        self.get(path).map(Attr::items).unwrap_or_default().iter().filter_map(|it| self.node(it)).collect()
    }

    /// The resource that the item itself became.
    pub fn own(&self) -> Option<(NodeId, Kind)> {
        self.names.node(&Mention { item: self.item.id.clone(), attribute: "".into() })
    }

    /// The item that a property names, whatever became of it.
    pub fn item_at(&self, path: &str) -> Option<&'t Item> {
        match &self.get(path)?.value {
            Value::Ref(mention) => self.names.item(mention),
            Value::Unknown(unknown) => self.names.item(unknown.mentions.first()?),
            Value::Nothing | Value::Text(_) | Value::List(_) | Value::Map(_) => None,
        }
    }

    /// Connects the resource with everything that a property mentions.
    pub fn connect_named(&mut self, path: &str) {
        let mentions = self.get(path).map(Attr::mentions).unwrap_or_default();
        for mention in mentions {
            if let Some((to, _)) = self.names.node(mention).filter(|it| it.0 != *self.id) {
                self.connect(self.id.clone(), to, None);
            }
        }
    }

    /// Connects the resource with what one key of each item of a list names.
    pub fn connect_each(&mut self, path: &str, key: &str) {
        for item in self.get(path).map(Attr::items).unwrap_or_default() {
            if let Some((to, _)) = item.get(key).and_then(|it| self.node(it)).filter(|it| it.0 != *self.id) {
                self.connect(self.id.clone(), to, None);
            }
        }
    }

    /// Adds everything that a property mentions to links, as far as it may be named.
    pub fn add_named<T: Target>(&self, path: &str, links: &mut Links<T>) {
        let mut all = links.targets().to_vec();
        for mention in self.get(path).map(Attr::mentions).unwrap_or_default() {
            if let Some((id, kind)) = self.names.node(mention)
                && T::ACCEPTS.takes(kind)
                && !all.contains(&id)
            {
                all.push(id);
            }
        }
        *links = Links::to(all);
    }

    /// Asks for a connection.
    pub fn connect(&mut self, from: NodeId, to: NodeId, access: Option<Access>) {
        self.wanted.push(Wanted::new(from, to, access));
    }

    /// Says that a property is not taken.
    pub fn leave(&mut self, property: &str, why: &'static Text) {
        self.left.push((property.to_owned(), Message::plain(why)));
    }

    /// Fills the fields of a record with properties of the same names.
    pub fn fill(&mut self, record: &mut dyn Record, from: &Attr, names: &[(&str, &str)]) {
        record.each_field(&mut |spec, field| {
            let named = names.iter().find(|(field, _)| *field == spec.name.0);
            let found = match named {
                Some((_, path)) => from.along(path),
                None => from.get(spec.name.0),
            };
            if let Some(attr) = found {
                self.put(spec, field, attr);
            }
        });
    }

    /// What an attribute of another item says, where that is a property of it with a known value: a VPC's `CidrBlock`.
    pub fn resolved<'a>(&self, attr: &'a Attr) -> &'a Attr
    where
        't: 'a,
    {
        let Value::Ref(mention) = &attr.value else { return attr };
        let said = self.names.item(mention).and_then(|it| it.properties.get(&mention.attribute));
        said.filter(|it| it.known().is_some()).unwrap_or(attr)
    }

    /// Fills one field.
    fn put(&mut self, spec: &'static FieldSpec, field: FieldMut<'_>, attr: &Attr) {
        let links = matches!(field, FieldMut::Link(..) | FieldMut::Links(..));
        let attr = if links { attr } else { self.resolved(attr) };
        if let (Value::Unknown(unknown), false) = (&attr.value, links) {
            self.unknown.insert(spec.name, unknown.why.to_string());
            return;
        }
        let plain = matches!(
            field,
            FieldMut::Flag(_) | FieldMut::Whole(_) | FieldMut::Number(_) | FieldMut::Choice(_)
        );
        if plain && matches!(attr.value, Value::Ref(_)) {
            self.unknown.insert(spec.name, "another resource's attribute".to_owned());
            return;
        }
        // A single value of a list is taken for the value.
        let single = if let ([only], Value::List(_)) = (attr.items(), &attr.value) { only } else { attr };
        let text = single.known().map(str::trim);
        let refused = |it: &mut Self, message: Message| {
            it.unknown.insert(spec.name, message.say(crate::base::Lang::En));
            it.left.push((spec.name.0.to_owned(), message));
        };
        let not_so = || {
            let shown: String = text.unwrap_or("?").chars().take(60).collect();
            Message::new(&text!("`{0}` is no value of it", "`{0}`은(는) 쓸 수 없는 값이다"), [shown])
        };
        match field {
            FieldMut::Text(slot) => match text {
                Some(text) => *slot = text.to_owned(),
                None => {
                    self.unknown.insert(spec.name, "another resource's name".to_owned());
                }
            },
            FieldMut::Form(slot) => {
                let items: Vec<&str> = attr.items().iter().filter_map(Attr::known).map(str::trim).collect();
                let whole = items.join(", ");
                if items.len() < attr.items().len() {
                    self.unknown.insert(spec.name, "another resource's attribute".to_owned());
                } else if let Err(message) = slot.set(&whole) {
                    refused(self, message);
                }
            }
            FieldMut::Flag(slot) => match text {
                Some(text) if YES.iter().any(|it| it.eq_ignore_ascii_case(text)) => *slot = true,
                Some(text) if NO.iter().any(|it| it.eq_ignore_ascii_case(text)) => {
                    *slot = false;
                }
                _ => refused(self, not_so()),
            },
            FieldMut::Whole(slot) => match text.and_then(whole) {
                Some(number) if spec.hint.refusal(number.into()).is_none() => *slot = number,
                _ => refused(self, not_so()),
            },
            FieldMut::Number(slot) => match text.and_then(|text| crate::base::decimal(text).ok()) {
                Some(number) if spec.hint.refusal(number).is_none() => *slot = number,
                _ => refused(self, not_so()),
            },
            FieldMut::Choice(choice) => {
                if !text.is_some_and(|text| pick(choice, text)) {
                    refused(self, not_so());
                }
            }
            FieldMut::Link(accepts, slot) => match self.node(single) {
                Some((id, kind)) if accepts.takes(kind) => *slot = Some(id),
                Some(_) | None => self.unlinked(spec.name, single),
            },
            FieldMut::Links(accepts, slot) => {
                let ids = self.linked(accepts, spec.name, attr);
                if !ids.is_empty() {
                    *slot = ids;
                }
            }
            FieldMut::Rows(rows) => {
                for one in attr.items() {
                    rows.add();
                    let row = rows.len() - 1;
                    let others = std::mem::take(&mut self.unknown);
                    rows.each_cell(row, &mut |spec, cell| {
                        if let Some(found) = one.get(spec.name.0) {
                            self.put(spec, cell, found);
                        }
                    });
                    // A row of which a part is not known is none.
                    let open = std::mem::replace(&mut self.unknown, others);
                    if let Some((part, why)) = open.into_iter().next() {
                        rows.remove(row);
                        self.unknown.insert(spec.name, format!("`{part}` of a row: {why}"));
                    }
                }
            }
        }
    }

    /// Points links at the subnets of the subnet group that a property names.
    pub fn subnets_of<T: Target>(&mut self, group: &str, field: FieldId, links: &mut Links<T>) {
        // The group may be named by its name: `DBSubnetGroupName` in templates, `name` in Terraform.
        let named = || {
            let name = self.get(group)?.known()?;
            let called = |property| self.names.called("SubnetGroup", property, name);
            called(group).or_else(|| called("ClusterSubnetGroupName")).or_else(|| called("Name"))
        };
        let Some(group) = self.item_at(group).or_else(named) else { return };
        let subnets = group.properties.get("SubnetIds").cloned().unwrap_or_default();
        *links = Links::to(self.linked(T::ACCEPTS, field, &subnets));
    }

    /// The resources that a list names, each once, as far as they may be named.
    fn linked(&mut self, accepts: Accepts, field: FieldId, list: &Attr) -> Vec<NodeId> {
        let mut ids = Vec::new();
        for one in list.items() {
            match self.node(one) {
                Some((id, kind)) if accepts.takes(kind) => {
                    if !ids.contains(&id) {
                        ids.push(id);
                    }
                }
                Some(_) | None => self.unlinked(field, one),
            }
        }
        ids
    }

    /// A link to nothing that is there.
    fn unlinked(&mut self, field: FieldId, to: &Attr) {
        let why = match &to.value {
            Value::Unknown(unknown) => unknown.why.to_string(),
            Value::Ref(mention) => mention.item.to_string(),
            Value::Text(text) => text.to_string(),
            Value::Nothing | Value::List(_) | Value::Map(_) => return,
        };
        self.unknown.insert(field, why);
    }
}

/// How the provider says that something is on, and that it is off; and how YAML 1.1 does: <https://yaml.org/type/bool.html>
const YES: [&str; 5] = ["true", "enable", "enabled", "yes", "on"];
const NO: [&str; 5] = ["false", "disable", "disabled", "no", "off"];

/// A whole number, also one written as a decimal.
pub fn whole(text: &str) -> Option<u32> {
    text.parse().ok().or_else(|| {
        let number: Decimal = text.parse().ok()?;
        number.fract().is_zero().then(|| u32::try_from(number).ok()).flatten()
    })
}

/// Picks what a text says: as it is written, in other case, or behind the name of a region (`us-east-1a`).
fn pick(choice: &mut dyn Choice, text: &str) -> bool {
    let values = choice.values();
    let zone = |value: &&str| {
        text.strip_suffix(*value).is_some_and(|region| region.parse::<crate::base::RegionName>().is_ok())
    };
    // Where one of two is on, yes is that one.
    let same = |words: &[&str]| {
        let is_one = |it: &str| words.iter().any(|word| word.eq_ignore_ascii_case(it));
        values.iter().position(|it| is_one(it)).filter(|_| is_one(text) && values.len() == 2)
    };
    let found = values
        .iter()
        .position(|it| *it == text)
        .or_else(|| values.iter().position(|it| alike(it, text)))
        .or_else(|| values.iter().position(zone))
        .or_else(|| same(&YES))
        .or_else(|| same(&NO));
    if let Some(index) = found {
        choice.pick(index);
    }
    found.is_some()
}

/// The service that an endpoint's service name ends with: `com.amazonaws.us-east-1.s3` is `s3`. The region may be unknown.
pub fn service_of(name: &Attr) -> Option<String> {
    let text = match &name.value {
        Value::Text(text) => text,
        Value::Unknown(unknown) => &unknown.text,
        Value::Nothing | Value::List(_) | Value::Map(_) | Value::Ref(_) => return None,
    };
    let rest = text.trim().strip_prefix("com.amazonaws.").or_else(|| text.trim().strip_prefix("aws."))?;
    // The region's name has no dot, but an unknown one may.
    let service = match rest.strip_prefix("${").and_then(|it| it.split_once('}')) {
        Some((_, rest)) => rest.strip_prefix('.')?,
        None => rest.split_once('.')?.1,
    };
    (!service.is_empty() && !service.contains("${")).then(|| service.to_owned())
}
