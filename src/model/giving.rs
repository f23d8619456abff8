//! How a kind is written as what templates say: what [`super::taking`] reads, the other way round.
//!
//! What comes out are items: the provider's types and properties, and references between them, in the syntax of no
//! format. Fields that are called as properties are written by what the kind declares for both directions; a hook gives
//! the rest. What no property says is left out, and is for the format to keep elsewhere.

use super::{
    attrs::{At, Attr, Entry, Item, Mention, Unknown, Value, Why},
    connection::{Access, Connection},
    field::{Accepts, FieldMut, FieldSpec, Shape},
    kinds::AnyResource,
    resource::{Look, Resource},
    site::Site,
    taking::Importing,
};
use crate::base::{FieldId, NodeId};
use std::{collections::BTreeSet, rc::Rc};

/// The properties of a kind's own item that are its fields, as the provider spells them, by path; with `[]` behind it one
/// that is a list of what the field holds one of. `SubnetId` and `VpcId` after which no field is called are what it stands
/// in.
#[derive(Clone, Copy, Debug)]
pub struct Properties {
    /// Written whatever they hold, but for a link to nothing.
    pub always: &'static [&'static str],
    /// Left out where they hold the default, which is the provider's too.
    pub changed: &'static [&'static str],
}

impl Properties {
    /// None.
    pub const NONE: Self = Self { always: &[], changed: &[] };
}

/// How events of a resource start a function by way of a mapping.
#[derive(Clone, Copy, Debug)]
pub struct Polled {
    /// The attribute that names what is read.
    pub attribute: &'static str,
    /// The provider's policy that lets a function read it.
    pub policy: &'static str,
    /// Where a new mapping starts to read, for what keeps its records.
    pub position: Option<&'static str>,
}

/// A service of the provider's that calls others.
#[derive(Clone, Debug)]
pub struct Caller {
    /// What policies call it.
    pub principal: &'static str,
    /// The key of the condition under which it may, `SourceArn` or `SourceAccount`, and its value.
    pub condition: (&'static str, Attr),
}

/// The statements of a policy.
pub fn document(statements: Vec<Attr>) -> Attr {
    tree([("Version", say("2012-10-17")), ("Statement", list(statements))])
}

/// What a hook writes with.
#[derive(Debug)]
pub struct Giving<'g> {
    /// The resource where it stands.
    pub site: Site<'g>,
    /// Its own item.
    pub item: Item,
    /// Further items.
    more: Vec<Item>,
}

/// A text.
pub fn say(text: impl ToString) -> Attr {
    Attr::text(At::default(), text.to_string())
}

/// A list.
pub fn list(items: impl IntoIterator<Item = Attr>) -> Attr {
    Attr { at: At::default(), value: Value::List(items.into_iter().collect()) }
}

/// A map.
pub fn tree<'k>(entries: impl IntoIterator<Item = (&'k str, Attr)>) -> Attr {
    let at = At::default();
    let entries = entries.into_iter().map(|(key, value)| Entry { key: key.into(), at, value });
    Attr { at, value: Value::Map(entries.collect()) }
}

/// A text with places for what other items turn out to be: `${orders.Arn}/*`, `${AWS::Region}`.
pub fn mixed(text: impl Into<Rc<str>>) -> Attr {
    let unknown = Unknown { why: Why::Mixed, text: text.into(), mentions: Vec::new() };
    Attr { at: At::default(), value: Value::Unknown(unknown) }
}

/// What nobody knows, with the reason as a model has it.
pub fn doubt(reason: &str) -> Attr {
    let why = match reason.split_once(' ') {
        Some(("parameter", name)) => Why::Parameter(name.into()),
        Some(("export", name)) => Why::Export(name.into()),
        Some(_) | None if reason == "sensitive" => Why::Sensitive,
        Some(_) | None => Why::Call(reason.into()),
    };
    Attr::unknown(At::default(), why)
}

/// A text of JSON as a tree.
pub fn json(text: &str) -> Option<Attr> {
    fn of(value: &serde_json::Value) -> Attr {
        use serde_json::Value as Json;
        match value {
            Json::Null => Attr::default(),
            Json::Bool(flag) => say(flag),
            Json::Number(number) => say(number),
            Json::String(text) => say(text),
            Json::Array(items) => list(items.iter().map(of)),
            Json::Object(entries) => tree(entries.iter().map(|(key, value)| (key.as_str(), of(value)))),
        }
    }
    serde_json::from_str(text).ok().map(|value| of(&value))
}

/// What only a person can say.
pub fn to_do() -> Attr {
    say("TODO")
}

fn reference(item: &str, attribute: &str) -> Attr {
    let mention = Mention { item: item.into(), attribute: attribute.into() };
    Attr { at: At::default(), value: Value::Ref(mention) }
}

/// The items of the resource at a site; none if the provider has nothing of the kind.
pub fn give(site: Site<'_>) -> Vec<Item> {
    let Some(node) = site.node() else { return Vec::new() };
    let kind = node.resource.as_importing();
    let Some(ty) = kind.written().filter(|_| comes_with(site, site.id()).is_none()) else { return Vec::new() };
    let empty = tree([]);
    let item = Item::new(site.id().as_str(), ty, empty, At::default());
    let mut giving = Giving { site, item, more: Vec::new() };
    giving.fields(&node.resource);
    kind.give(&mut giving);
    if kind.is_tagged() && !node.tags.is_empty() {
        let tag = |(key, value): (&String, &String)| tree([("Key", say(key)), ("Value", say(value))]);
        giving.put("Tags", list(node.tags.iter().map(tag)));
    }
    let Giving { item, mut more, .. } = giving;
    more.insert(0, item);
    more
}

/// The resource whose item brings another one along unwritten, and the attribute that names that, if any does.
fn comes_with<'m>(site: Site<'m>, id: &NodeId) -> Option<(&'m NodeId, Option<&'static str>)> {
    let (_, node) = site.resource(id)?;
    let (around, owner) = site.resource(node.parent.as_ref()?)?;
    let owner = owner.resource.as_importing();
    let all = owner.companions();
    let mut found = None;
    // Of what the provider makes along with it, all is there or nothing.
    for companion in all {
        let own: NodeId = format!("{around}-{}", companion.suffix).parse().ok()?;
        let (own, there) = site.resource(&own)?;
        let attribute = owner.attribute(companion.suffix);
        let is_named = || site.other(own).named_by().count() > 1;
        let is_plain = there.tags.is_empty() && there.description.is_empty() && there.unknown.is_empty();
        if there.parent.as_ref() != Some(around)
            || !is_plain
            || there.resource != (companion.make)(own)
            || attribute.is_none() && is_named()
        {
            return None;
        }
        if own == id {
            found = Some((around, attribute));
        }
    }
    found
}

/// Behind the path of a property that is a list of one.
const LIST: &str = "[]";

/// Before the name of a service, in the id of the item that is AWS's own list of its addresses.
const SERVICE_LIST: &str = "/addresses/";
/// The type of such an item.
pub const SERVICE_LIST_TYPE: &str = "Plat::ServicePrefixList";

/// The list that AWS keeps of the addresses of a service.
pub fn service_list(service: &str) -> Attr {
    reference(&format!("{SERVICE_LIST}{service}"), "")
}

/// The lists of services that items name, as items.
pub fn service_lists(items: &[Item]) -> Vec<Item> {
    let mentions = items.iter().flat_map(|it| it.properties.mentions());
    let services: BTreeSet<&str> = mentions.filter_map(|it| it.item.strip_prefix(SERVICE_LIST)).collect();
    let item = |service: &str| {
        let name = tree([("PrefixListName", mixed(format!("com.amazonaws.${{AWS::Region}}.{service}")))]);
        Item::new(format!("{SERVICE_LIST}{service}"), SERVICE_LIST_TYPE, name, At::default())
    };
    services.into_iter().map(item).collect()
}

/// The reason for a link to what no template has.
const ELSEWHERE: &str = "what templates do not have";

impl<'g> Giving<'g> {
    /// The resource.
    pub fn id(&self) -> &'g NodeId {
        self.site.id()
    }

    /// Puts a value at a path of its own item.
    pub fn put(&mut self, path: &str, value: Attr) {
        self.item.properties.put(path, value);
    }

    /// Puts a value at a path where nothing is.
    pub fn put_new(&mut self, path: &str, value: Attr) {
        if self.item.properties.along(path).is_none() {
            self.put(path, value);
        }
    }

    /// A further item, and a reference to it.
    pub fn add(&mut self, name: &str, ty: &str, properties: Attr) -> Attr {
        let id = format!("{}/{name}", self.id());
        self.more.push(Item::new(&*id, ty, properties, At::default()));
        reference(&id, "")
    }

    /// A reference to a further item of its own, by name.
    pub fn part(&self, name: &str) -> Attr {
        reference(&format!("{}/{name}", self.id()), "")
    }

    /// An attribute of what a value refers to.
    pub fn attribute_of(&self, value: &Attr, attribute: &str) -> Attr {
        match &value.value {
            Value::Ref(mention) => reference(&mention.item, attribute),
            Value::Nothing | Value::Text(_) | Value::List(_) | Value::Map(_) | Value::Unknown(_) => value.clone(),
        }
    }

    /// Makes the item that was added last wait for others.
    pub fn let_last_wait(&mut self, items: Vec<String>) {
        if let Some(last) = self.more.last_mut() {
            last.depends_on.extend(items.into_iter().map(Rc::from));
        }
    }

    /// The policy of the resource, by which it lets the provider's services do something with it.
    pub fn resource_policy(&mut self, ty: &str, owner: &str, action: &str) {
        let own = self.arn(self.id());
        let statements = self.callers().into_iter().map(|(_, caller)| {
            let (key, value) = caller.condition;
            tree([
                ("Effect", say("Allow")),
                ("Principal", tree([("Service", say(caller.principal))])),
                ("Action", say(action)),
                ("Resource", own.clone()),
                ("Condition", tree([("ArnLike", tree([])), ("StringEquals", tree([]))].into_iter().filter_map(
                    |(kind, mut test)| {
                        let is_arn = key == "SourceArn";
                        test.put(&format!("aws:{key}"), value.clone());
                        ((kind == "ArnLike") == is_arn).then_some((kind, test))
                    },
                ))),
            ])
        });
        let statements: Vec<Attr> = statements.collect();
        if !statements.is_empty() {
            let policy = tree([(owner, list([self.own()])), ("PolicyDocument", document(statements))]);
            self.add("Admission", ty, policy);
        }
    }

    /// Makes the item wait for another one, if that is there.
    pub fn wait_for(&mut self, item: impl Into<Rc<str>>) {
        self.item.depends_on.push(item.into());
    }

    /// Further items of one type, in the order in which they are read again.
    pub fn add_each(&mut self, name: &str, ty: &str, all: impl IntoIterator<Item = Attr>) {
        self.add_waiting(name, ty, all.into_iter().map(|it| (it, None)));
    }

    /// The same; each may wait for another item, if that is there.
    pub fn add_waiting(&mut self, name: &str, ty: &str, all: impl IntoIterator<Item = (Attr, Option<String>)>) {
        let all: Vec<_> = all.into_iter().collect();
        let width = all.len().to_string().len();
        for (n, (properties, waits)) in (1..).zip(all) {
            self.add(&format!("{name}{n:0width$}"), ty, properties);
            if let (Some(item), Some(waits)) = (self.more.last_mut(), waits) {
                item.depends_on.push(waits.into());
            }
        }
    }

    /// A reference to the item itself.
    pub fn own(&self) -> Attr {
        self.to(self.id())
    }

    /// A reference to a resource, as what asks for its id has it.
    pub fn to(&self, id: &NodeId) -> Attr {
        self.attribute(id, None)
    }

    /// A reference to a resource, as what asks for its ARN has it.
    pub fn arn(&self, id: &NodeId) -> Attr {
        let arn = self.site.resource(id).map(|it| it.1.resource.as_importing().arn());
        self.attribute(id, Some(arn.unwrap_or_default()))
    }

    /// The ARN of a resource with something behind it; as a text around the reference.
    pub fn arn_and(&self, id: &NodeId, more: &str) -> Attr {
        match self.arn(id).value {
            Value::Ref(Mention { item, attribute }) if attribute.is_empty() => {
                mixed(format!("${{{item}}}{more}"))
            }
            Value::Ref(Mention { item, attribute }) => mixed(format!("${{{item}.{attribute}}}{more}")),
            other @ (Value::Nothing
            | Value::Text(_)
            | Value::List(_)
            | Value::Map(_)
            | Value::Unknown(_)) => Attr { at: At::default(), value: other },
        }
    }

    /// An attribute of a resource; its id if none is said.
    pub fn attribute(&self, id: &NodeId, attribute: Option<&str>) -> Attr {
        if let Some((around, Some(own))) = comes_with(self.site, id) {
            return reference(around.as_str(), own);
        }
        let is_alone = comes_with(self.site, id).is_none();
        match self.site.resource(id) {
            Some((id, node)) if is_alone && node.resource.as_importing().written().is_some() => {
                reference(id.as_str(), attribute.unwrap_or(node.resource.as_importing().identity()))
            }
            Some(_) | None => doubt(ELSEWHERE),
        }
    }

    /// Whether a template has the resource.
    pub fn has(&self, id: &NodeId) -> bool {
        matches!(self.to(id).value, Value::Ref(_))
    }

    /// Whether a resource comes along with another one, unwritten.
    pub fn comes_along(&self, id: &NodeId) -> bool {
        comes_with(self.site, id).is_some()
    }

    /// A field of the resource as a property of another path than its own item's.
    pub fn named(&self, field: &str, path: &str) -> Option<Attr> {
        let resource = &self.site.node()?.resource;
        let spec = resource.kind().spec().fields.iter().find(|it| it.name.0 == field)?;
        self.field(resource, spec, path, true)
    }

    /// The same, if it is not as the provider has it.
    pub fn named_if_changed(&self, field: &str, path: &str) -> Option<Attr> {
        let resource = &self.site.node()?.resource;
        let spec = resource.kind().spec().fields.iter().find(|it| it.name.0 == field)?;
        self.field(resource, spec, path, false)
    }

    /// A tree with references where its texts have places for them: `${Orders.Arn}`. What is said in words not to be known
    /// is asked for again.
    pub fn with_references(&self, attr: Attr) -> Attr {
        let value = match attr.value {
            Value::Text(text) => return self.with_places(&text),
            Value::List(items) => Value::List(items.into_iter().map(|it| self.with_references(it)).collect()),
            Value::Map(entries) => {
                let inner = |it: Entry| Entry { value: self.with_references(it.value), ..it };
                Value::Map(entries.into_iter().map(inner).collect())
            }
            other @ (Value::Nothing | Value::Ref(_) | Value::Unknown(_)) => other,
        };
        Attr { value, ..attr }
    }

    fn with_places(&self, text: &Rc<str>) -> Attr {
        let inside = text.strip_prefix('(').and_then(|it| it.strip_suffix(')'));
        if let Some(reason) = inside
            && (reason == "sensitive" || reason.starts_with("parameter ") || reason.starts_with("export "))
        {
            return doubt(reason);
        }
        if !text.contains("${") {
            return say(text);
        }
        let whole = text.strip_prefix("${").and_then(|it| it.strip_suffix('}')).filter(|it| !it.contains('$'));
        let Some(name) = whole else { return mixed(text.clone()) };
        let is_there = |it: &str| it.parse::<NodeId>().is_ok_and(|id| self.has(&id));
        if is_there(name) {
            return reference(name, "");
        }
        let dots = name.match_indices('.').map(|it| it.0).rev();
        let parts = dots.filter_map(|at| Some((name.get(..at)?, name.get(at + 1..)?)));
        let found = parts.into_iter().find(|(item, _)| is_there(item));
        found.map_or_else(|| mixed(text.clone()), |(item, attribute)| reference(item, attribute))
    }

    /// A role that a service takes, and that names nothing of the design; its ARN.
    pub fn plain_role(&mut self, name: &str, service: &str, policies: &[&str]) -> Attr {
        let trusted = tree([
            ("Effect", say("Allow")),
            ("Principal", tree([("Service", say(service))])),
            ("Action", say("sts:AssumeRole")),
        ]);
        let mut role = tree([("AssumeRolePolicyDocument", document(vec![trusted]))]);
        if !policies.is_empty() {
            let arn = |it: &&str| mixed(format!("arn:${{AWS::Partition}}:iam::aws:policy/{it}"));
            role.put("ManagedPolicyArns", list(policies.iter().map(arn)));
        }
        let role = self.add(name, "AWS::IAM::Role", role);
        self.attribute_of(&role, "Arn")
    }

    /// The nearest container that is drawn so.
    fn within(&self, look: Look) -> Option<&'g NodeId> {
        let mut around = self.site.model().ancestors(self.id());
        around.find(|(_, node)| node.resource.kind().spec().look == look).map(|it| it.0)
    }

    /// The network that the resource stands in.
    pub fn network(&self) -> Option<&'g NodeId> {
        self.within(Look::Network)
    }

    /// The part of a network that the resource stands in.
    pub fn segment(&self) -> Option<&'g NodeId> {
        self.within(Look::Segment)
    }

    /// The subnets of a list with the one that the resource stands in, which it does not name.
    pub fn with_own<'i>(&self, subnets: &'i [NodeId]) -> Vec<&'i NodeId>
    where
        'g: 'i,
    {
        let own = self.within(Look::Segment).filter(|own| !subnets.contains(own));
        own.into_iter().chain(subnets).collect()
    }

    /// Why a field is not known, if it is not.
    pub fn unknown(&self, field: FieldId) -> Option<&'g str> {
        self.site.node()?.unknown.get(&field).map(String::as_str)
    }

    /// Connections that start here, are allowed, and end at what a template has.
    pub fn calls(&self) -> Vec<(&'g NodeId, &'g Connection)> {
        let site = self.site;
        let ends = site.outgoing().filter(|it| it.authorized).filter_map(|it| Some((it.ends()?.1, it)));
        ends.filter(|(to, _)| self.has(to)).collect()
    }

    /// Writes the fields that are properties.
    fn fields(&mut self, resource: &AnyResource) {
        let kind = resource.as_importing();
        let import = kind.imports().iter().find(|it| *it.ty == *self.item.ty);
        if let Some(when) = import.and_then(|it| it.when.as_ref())
            && !when.says.contains(&when.absent)
        {
            self.put(when.property, say(when.says.first().unwrap_or(&when.absent)));
        }
        let names = import.map_or(&[][..], |it| it.names);
        let Properties { always, changed } = kind.properties();
        for (path, is_always) in always.iter().map(|it| (it, true)).chain(changed.iter().map(|it| (it, false)))
        {
            match field_of(resource.as_resource(), names, path) {
                Some(spec) => {
                    let value = self.field(resource, spec, path, is_always);
                    match (value, path.strip_suffix(LIST)) {
                        (Some(value), Some(path)) => self.put(path, list([value])),
                        (Some(value), None) => self.put(path, value),
                        (None, _) => {}
                    }
                }
                None => {
                    let look = if *path == "VpcId" { Look::Network } else { Look::Segment };
                    if let Some(around) = self.within(look) {
                        let around = self.to(around);
                        self.put(path, around);
                    }
                }
            }
        }
    }

    /// A field as a property.
    fn field(&self, resource: &AnyResource, spec: &FieldSpec, path: &str, always: bool) -> Option<Attr> {
        let is_default = !resource.as_resource().write_fields().contains_key(spec.name.0);
        let mut resource = resource.clone();
        let mut found = None;
        resource.as_record_mut().each_field(&mut |it, field| {
            if it.name == spec.name {
                found = self.value(it, field, path).filter(|it| always || !is_default || it.1).map(|it| it.0);
            }
        });
        found
    }

    /// A value of a field as one of a property, and whether it says more than the field. Rows are for hooks.
    pub fn value(&self, spec: &FieldSpec, field: FieldMut<'_>, path: &str) -> Option<(Attr, bool)> {
        let unknown = self.unknown(spec.name);
        let is_arn = ["Arn", "ARN", "Arns", "ARNs"].iter().any(|end| path.ends_with(end));
        let named = |id: &NodeId| if is_arn { self.arn(id) } else { self.to(id) };
        let value = match field {
            FieldMut::Links(accepts, ids) => {
                let own = self.own_segment(accepts).filter(|own| !ids.contains(own));
                let doubted = unknown.map(doubt);
                let more = own.is_some() || doubted.is_some();
                let all: Vec<Attr> = own.into_iter().chain(&*ids).map(named).chain(doubted).collect();
                return (!all.is_empty()).then(|| (list(all), more));
            }
            _ if unknown.is_some() => return Some((doubt(unknown.unwrap_or_default()), true)),
            FieldMut::Link(_, id) => id.as_ref().map(named),
            FieldMut::Text(text) => (!text.is_empty()).then(|| say(text)),
            FieldMut::Form(slot) => {
                let text = slot.text();
                match (spec.shape)() {
                    Shape::List(_) => (!text.is_empty()).then(|| list(text.split(", ").map(say))),
                    Shape::Text
                    | Shape::Form(_)
                    | Shape::Flag
                    | Shape::Whole
                    | Shape::Number
                    | Shape::Choice(_)
                    | Shape::Link(_)
                    | Shape::Links(_)
                    | Shape::Rows(_) => (!text.is_empty()).then(|| say(text)),
                }
            }
            FieldMut::Flag(flag) => Some(say(*flag)),
            FieldMut::Whole(number) => Some(say(*number)),
            FieldMut::Number(number) => Some(say(number.normalize())),
            FieldMut::Choice(choice) => choice.values().get(choice.index()).map(say),
            FieldMut::Rows(_) => None,
        };
        value.map(|it| (it, false))
    }

    /// The part of a network that the resource stands in, if a link may name it.
    fn own_segment(&self, accepts: Accepts) -> Option<&'g NodeId> {
        let (id, node) = self.site.resource(self.site.node()?.parent.as_ref()?)?;
        let kind = node.resource.kind();
        (kind.spec().look == Look::Segment && accepts.takes(kind)).then_some(id)
    }
}

/// The field that a property is, if one is called after it.
fn field_of(
    resource: &dyn Resource,
    names: &[(&'static str, &'static str)],
    path: &str,
) -> Option<&'static FieldSpec> {
    let path = path.strip_suffix(LIST).unwrap_or(path);
    let renamed = names.iter().find(|it| it.1 == path).map(|it| it.0);
    let fields = resource.spec().fields.iter();
    let mut called = fields.filter(|spec| match renamed {
        Some(name) => spec.name.0 == name,
        None => names.iter().all(|it| it.0 != spec.name.0) && super::attrs::alike(spec.name.0, path),
    });
    called.next()
}

/// Paths of properties that are neither a field nor what a resource stands in: none, if the declarations are right.
pub fn misspelt(resource: &dyn Importing) -> Vec<&'static str> {
    let names = resource.written().and_then(|ty| resource.imports().iter().find(|it| *it.ty == *ty));
    let names = names.map_or(&[][..], |it| it.names);
    let Properties { always, changed } = resource.properties();
    let all = always.iter().chain(changed).copied();
    let is_place = |path: &str| ["VpcId", "SubnetId"].contains(&path);
    all.filter(|path| !is_place(path) && field_of(resource, names, path).is_none()).collect()
}

impl<'g> Giving<'g> {
    /// A role that a service takes for the resource, and that lets it call what it calls; its ARN. Nothing if it needs none
    /// and `always` does not ask for one.
    pub fn role(&mut self, service: &str, policies: &[&str], always: bool) -> Option<Attr> {
        let mut targets: Vec<(&NodeId, &dyn Importing)> = Vec::new();
        for (to, connection) in self.calls() {
            let kind = self.site.resource(to).map(|it| it.1.resource.as_importing());
            let Some(kind) = kind.filter(|it| !it.actions().is_empty()) else { continue };
            let is_use = !matches!(connection.kind, Access::Network | Access::Reference);
            if is_use && targets.iter().all(|it| it.0 != to) {
                targets.push((to, kind));
            }
        }
        if targets.is_empty() && policies.is_empty() && !always {
            return None;
        }
        let statements = targets.iter().map(|(to, kind)| {
            tree([
                ("Effect", say("Allow")),
                ("Action", list(kind.actions().iter().map(say))),
                ("Resource", list(kind.named_by_policies(self, to))),
            ])
        });
        let statements: Vec<Attr> = statements.collect();
        let arn = self.plain_role("Role", service, policies);
        let role = self.part("Role");
        if !statements.is_empty() {
            // By itself: what it names may need the role.
            let policy = tree([
                ("PolicyName", say("calls")),
                ("PolicyDocument", document(statements)),
                ("Roles", list([role])),
            ]);
            self.add("Policy", "AWS::IAM::Policy", policy);
        }
        Some(arn)
    }

    /// What the provider calls the resource for on its own, with who calls and under which condition it may.
    pub fn callers(&self) -> Vec<(&'g NodeId, Caller)> {
        let site = self.site;
        let mut all: Vec<(&NodeId, Caller)> = Vec::new();
        for from in site.incoming().filter(|it| it.authorized).filter_map(|it| it.ends().map(|it| it.0)) {
            let caller = site.resource(from).and_then(|it| it.1.resource.as_importing().caller(self, from));
            if let Some(caller) = caller.filter(|_| self.has(from) && all.iter().all(|it| it.0 != from)) {
                all.push((from, caller));
            }
        }
        all.sort_by(|a, b| a.0.cmp(b.0));
        all
    }
}
