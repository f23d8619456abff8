//! How a kind is written as what templates say: what [`super::taking`] reads, the other way round.
//!
//! What comes out are items: the provider's types and properties, and references between them, in the syntax of no
//! format. Fields that are called as properties are written by what the kind declares for both directions; a hook gives
//! the rest. What no property says is left out, and is for the format to keep elsewhere.

mod policies;
mod values;

pub use policies::{Caller, document};
use values::reference;
pub use values::{
    DEFAULT_ROUTES, DEFAULTS_TYPE, SERVICE_LIST_TYPE, doubt, json, list, mixed, plain, plain_name, say,
    service_list, service_lists, to_do, tree,
};

use super::{
    attrs::{At, Attr, Item, Mention, Value},
    connection::Connection,
    field::{Accepts, FieldMut, FieldSpec, Shape},
    kinds::AnyResource,
    resource::{Look, Resource},
    site::Site,
    taking::Importing,
};
use crate::base::{FieldId, NodeId};
use std::rc::Rc;

/// How a kind is written as what templates say. A trait of its own, as [`Importing`] is: what exports nothing, such as the
/// page and what imports in it, has none of it.
pub trait Exporting: Importing {
    /// The attribute of its item that names the companion of a suffix: [`Importing::companion`] read backwards.
    fn attribute(&self, _suffix: &str) -> Option<&'static str> {
        None
    }
    /// The type of templates that it is written as: the first that it is made of, if that is one of the provider's.
    fn written(&self) -> Option<Rc<str>> {
        self.imports().iter().map(|it| it.ty).find(|ty| ty.starts_with("AWS::")).map(Rc::from)
    }
    /// The properties of its item that are fields.
    fn properties(&self) -> Properties {
        Properties::NONE
    }
    /// Gives what names of fields do not say: [`Importing::take`] and [`Importing::join`] read backwards.
    fn give(&self, _giving: &mut Giving<'_>) {}
    /// Whether its item has tags, as a list of keys and values.
    fn is_tagged(&self) -> bool {
        true
    }
    /// The attribute of its item that is its id; empty where a reference is that.
    fn identity(&self) -> &'static str {
        ""
    }
    /// The attribute of its item that is its ARN; empty where a reference is that.
    fn arn(&self) -> &'static str {
        "Arn"
    }
    /// What policies name where they let somebody use it.
    fn named_by_policies(&self, giving: &Giving<'_>, id: &NodeId) -> Vec<Attr> {
        vec![giving.arn(id)]
    }
    /// The actions that a role needs to use it; none if roles have no say.
    fn actions(&self) -> &'static [&'static str] {
        &[]
    }
    /// What an API does with it without code between: the end of the integration's address, and the request.
    fn integrated(&self, _id: &NodeId) -> Option<(&'static str, Attr)> {
        None
    }
    /// How its events start a function by way of a mapping, if they do.
    fn polled(&self) -> Option<Polled> {
        None
    }
    /// Where an origin of a distribution is.
    fn domain(&self, _giving: &Giving<'_>, _id: &NodeId) -> Attr {
        doubt("the domain of the origin")
    }
    /// Whether it names the target groups that it belongs to.
    fn registers_itself(&self) -> bool {
        false
    }
    /// The property by which a route names it; empty if none does.
    fn route(&self) -> &'static str {
        ""
    }
    /// How the provider calls others for it, if those have to let it.
    fn caller(&self, _giving: &Giving<'_>, _id: &NodeId) -> Option<Caller> {
        None
    }
    /// How a bucket's notifications name it: the list, and the key in its entries.
    fn notified(&self) -> Option<(&'static str, &'static str)> {
        None
    }
    /// What a subscription of a topic calls it; empty if it cannot have one.
    fn protocol(&self) -> &'static str {
        ""
    }
    /// Whether it is code that the provider runs for others.
    fn is_function(&self) -> bool {
        false
    }
}

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

/// The items of the resource at a site; none if the provider has nothing of the kind.
pub fn give(site: Site<'_>) -> Vec<Item> {
    let Some(node) = site.node() else { return Vec::new() };
    let kind = node.resource.as_exporting();
    let Some(ty) = kind.written().filter(|_| comes_with(site, site.id()).is_none()) else {
        return Vec::new();
    };
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
    let owner = owner.resource.as_exporting();
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

/// The reason for a link to what no template has.
const ELSEWHERE: &str = "what templates do not have";

impl<'g> Giving<'g> {
    /// The resource.
    pub fn id(&self) -> &'g NodeId {
        self.site.id()
    }

    /// A name after its id, where a service asks for one.
    pub fn name(&self) -> Attr {
        say(plain(self.id()))
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

    /// A reference to a further item of another resource, by name.
    pub fn part_of(&self, id: &NodeId, name: &str) -> Attr {
        reference(&format!("{id}/{name}"), "")
    }

    /// An attribute of what a value refers to.
    pub fn attribute_of(&self, value: &Attr, attribute: &str) -> Attr {
        match &value.value {
            Value::Ref(mention) => reference(&mention.item, attribute),
            Value::Nothing | Value::Text(_) | Value::List(_) | Value::Map(_) | Value::Unknown(_) => {
                value.clone()
            }
        }
    }

    /// Makes the item that was added last wait for others.
    pub fn let_last_wait(&mut self, items: Vec<String>) {
        if let Some(last) = self.more.last_mut() {
            last.depends_on.extend(items.into_iter().map(Rc::from));
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
    pub fn add_waiting(
        &mut self,
        name: &str,
        ty: &str,
        all: impl IntoIterator<Item = (Attr, Option<String>)>,
    ) {
        let all: Vec<_> = all.into_iter().collect();
        for (name, (properties, waits)) in each_name(name, all.len()).into_iter().zip(all) {
            self.add(&name, ty, properties);
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
        let arn = self.site.resource(id).map(|it| it.1.resource.as_exporting().arn());
        self.attribute(id, Some(arn.unwrap_or_default()))
    }

    /// The ARN of a resource with something behind it; as a text around the reference.
    pub fn arn_and(&self, id: &NodeId, more: &str) -> Attr {
        match self.arn(id).value {
            Value::Ref(Mention { item, attribute }) if attribute.is_empty() => {
                mixed(format!("${{{item}}}{more}"))
            }
            Value::Ref(Mention { item, attribute }) => mixed(format!("${{{item}.{attribute}}}{more}")),
            other
            @ (Value::Nothing | Value::Text(_) | Value::List(_) | Value::Map(_) | Value::Unknown(_)) => {
                Attr { at: At::default(), value: other }
            }
        }
    }

    /// An attribute of a resource; its id if none is said.
    pub fn attribute(&self, id: &NodeId, attribute: Option<&str>) -> Attr {
        if let Some((around, Some(own))) = comes_with(self.site, id) {
            return reference(around.as_str(), own);
        }
        let is_alone = comes_with(self.site, id).is_none();
        match self.site.resource(id) {
            Some((id, node)) if is_alone && node.resource.as_exporting().written().is_some() => {
                reference(id.as_str(), attribute.unwrap_or(node.resource.as_exporting().identity()))
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
        let kind = resource.as_exporting();
        let import = kind.imports().iter().find(|it| *it.ty == *self.item.ty);
        if let Some(when) = import.and_then(|it| it.when.as_ref())
            && !when.says.contains(&when.absent)
        {
            self.put(when.property, say(when.says.first().unwrap_or(&when.absent)));
        }
        let names = import.map_or(&[][..], |it| it.names);
        let Properties { always, changed } = kind.properties();
        for (path, is_always) in
            always.iter().map(|it| (it, true)).chain(changed.iter().map(|it| (it, false)))
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

/// The names of so many items of one sort, in the order in which they are read again.
pub fn each_name(name: &str, count: usize) -> Vec<String> {
    let width = count.to_string().len();
    (1..=count).map(|n| format!("{name}{n:0width$}")).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::kinds::Kind;

    /// Paths of properties that are neither a field nor what a resource stands in: none, if the declarations are right.
    fn misspelt(resource: &dyn Exporting) -> Vec<&'static str> {
        let written = resource.written();
        let is_it = |it: &&crate::model::taking::Import| written.as_ref().is_none_or(|ty| *it.ty == **ty);
        let names = resource.imports().iter().find(is_it);
        let names = names.map_or(&[][..], |it| it.names);
        let Properties { always, changed } = resource.properties();
        let all = always.iter().chain(changed).copied();
        let is_place = |path: &str| ["VpcId", "SubnetId"].contains(&path);
        all.filter(|path| !is_place(path) && field_of(resource, names, path).is_none()).collect()
    }

    /// A property that is no field would be left out in silence.
    #[test]
    fn every_property_is_a_field_or_a_place() {
        for kind in Kind::ALL {
            assert_eq!(misspelt(kind.fresh().as_exporting()), Vec::<&str>::new(), "{}", kind.name());
        }
    }
}
