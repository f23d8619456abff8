//! How items become resources of Terraform's provider: by the tables that read them, backwards, and by what a [`Way`] says
//! besides.

use super::ways;
use crate::{
    import::{in_terraform, pivot::underscored},
    model::{
        attrs::{At, Attr, Item, Value},
        giving::{SERVICE_LIST_TYPE, doubt, list, say},
    },
};
use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

/// What the tables of the importer do not say of a type, for they need not.
#[derive(Debug)]
pub(super) struct Way {
    /// CloudFormation's type.
    pub ty: &'static str,
    /// The provider's type, where the tables have several or none.
    pub called: &'static str,
    /// The attribute that CloudFormation means by a reference without one.
    pub reference: &'static str,
    /// Attributes that are called otherwise: there, here.
    pub attributes: &'static [(&'static str, &'static str)],
    /// The argument that has the name that CloudFormation would make.
    pub named: &'static str,
    /// What has to be said, where nothing says it; see [`said`].
    pub says: &'static [(&'static str, &'static str)],
    /// What has to be said in a block, where that is written at all: the block, the path in it, what is said.
    pub completes: &'static [(&'static str, &'static str, &'static str)],
    /// Properties that stand elsewhere: the path there, with `[]` behind it a list of one, and the path here; none where they
    /// have no place.
    pub moved: &'static [(&'static str, &'static str)],
    /// Arguments that are texts of JSON.
    pub json: &'static [&'static str],
    /// What is no question of names.
    pub turn: Option<fn(&mut Turning<'_>)>,
}

impl Way {
    /// A type of which the tables say all.
    pub const fn of(ty: &'static str) -> Self {
        Self {
            ty,
            called: "",
            reference: "id",
            attributes: &[],
            named: "",
            says: &[],
            completes: &[],
            moved: &[],
            json: &[],
            turn: None,
        }
    }

    pub const fn called(self, called: &'static str) -> Self {
        Self { called, ..self }
    }

    pub const fn reference(self, reference: &'static str) -> Self {
        Self { reference, ..self }
    }

    pub const fn attributes(self, attributes: &'static [(&'static str, &'static str)]) -> Self {
        Self { attributes, ..self }
    }

    pub const fn named(self, named: &'static str) -> Self {
        Self { named, ..self }
    }

    pub const fn says(self, says: &'static [(&'static str, &'static str)]) -> Self {
        Self { says, ..self }
    }

    pub const fn completes(self, completes: &'static [(&'static str, &'static str, &'static str)]) -> Self {
        Self { completes, ..self }
    }

    pub const fn moved(self, moved: &'static [(&'static str, &'static str)]) -> Self {
        Self { moved, ..self }
    }

    pub const fn json(self, json: &'static [&'static str]) -> Self {
        Self { json, ..self }
    }

    pub const fn turn(self, turn: fn(&mut Turning<'_>)) -> Self {
        Self { turn: Some(turn), ..self }
    }

    /// The attribute that is one of CloudFormation's.
    pub fn attribute(&self, attribute: &str) -> String {
        if attribute.is_empty() {
            return self.reference.to_owned();
        }
        let known = self.attributes.iter().find(|it| it.0 == attribute);
        known.map_or_else(|| underscored(attribute), |it| it.1.to_owned())
    }
}

/// The way of a type that has none of its own.
static PLAIN: Way = Way::of("");

/// The way of a type.
pub(super) fn way(ty: &str) -> &'static Way {
    ways::all().find(|it| it.ty == ty).unwrap_or(&PLAIN)
}

/// A resource of the provider, with references to items.
#[derive(Debug)]
pub(super) struct Piece {
    /// The item that it is; for a part of one with the part's name behind it.
    pub id: Rc<str>,
    /// The item that it is of.
    pub item: Rc<str>,
    /// The provider's type.
    pub ty: String,
    /// CloudFormation's.
    pub like: Rc<str>,
    /// Arguments and blocks.
    pub record: Attr,
    /// Items that it waits for.
    pub waits: Vec<Rc<str>>,
    /// Whether it is only looked up.
    pub is_data: bool,
}

/// Everything that a file has.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    pub all: Vec<Piece>,
    /// Items that are a part of another one's resource.
    pub same: BTreeMap<Rc<str>, Rc<str>>,
    /// Items of types for which no resource of the provider is known: id and type.
    pub lacking: Vec<(Rc<str>, Rc<str>)>,
}

/// Arguments with their names.
pub(super) type Arguments = Vec<(&'static str, Attr)>;

/// An item on its way.
pub(super) struct Turning<'t> {
    pub item: &'t Item,
    /// Its properties, as CloudFormation has them.
    pub properties: Attr,
    /// The provider's type, if it is another one.
    pub called: Option<&'static str>,
    /// What has no name there.
    pub record: Attr,
    /// The further resource that waits for what it waits for there.
    pub waiting: Option<&'static str>,
    /// Whether it is not needed here.
    pub is_left_out: bool,
    /// Further resources: name, the provider's type, arguments.
    pub more: Vec<(String, &'static str, Attr)>,
    /// It is said by another item: which, and the arguments there.
    pub into: Option<(Rc<str>, Arguments)>,
}

impl Turning<'_> {
    /// Takes a property away.
    pub fn take(&mut self, path: &str) -> Option<Attr> {
        self.properties.take(path)
    }

    /// Puts an argument.
    pub fn put(&mut self, path: &str, value: Attr) {
        self.record.put(path, value);
    }

    /// Each entry of a list that is a resource of its own, with `arguments` of all and names changed.
    pub fn each(
        &mut self,
        path: &str,
        name: &str,
        ty: &'static str,
        arguments: &[(&'static str, Attr)],
        renamed: &[(&str, &str)],
    ) {
        let all = self.take(path).map(|it| it.items().to_vec()).unwrap_or_default();
        let width = all.len().to_string().len();
        for (n, one) in (1..).zip(all) {
            let mut record = tree(arguments);
            for entry in one.entries() {
                let own = renamed.iter().find(|it| *it.0 == *entry.key);
                let own = own.map_or_else(|| underscored(&entry.key), |it| it.1.to_owned());
                if !own.is_empty() {
                    record.put(&own, entry.value.clone().keyed(&entry.key, &underscored));
                }
            }
            self.more.push((format!("{name}{n:0width$}"), ty, record));
        }
    }

    /// The item itself.
    pub fn own(&self) -> Attr {
        reference(&self.item.id, "")
    }
}

/// Arguments.
pub(super) fn tree(arguments: &[(&'static str, Attr)]) -> Attr {
    let mut all = Attr { at: At::default(), value: Value::Map(Vec::new()) };
    arguments.iter().for_each(|(key, value)| all.put(key, value.clone()));
    all
}

/// A reference to an item.
pub(super) fn reference(item: &str, attribute: &str) -> Attr {
    let mention = crate::model::attrs::Mention { item: item.into(), attribute: attribute.into() };
    Attr { at: At::default(), value: Value::Ref(mention) }
}

/// Items as resources of the provider.
pub(super) fn pieces(items: &[Item], name: &dyn Fn(&str) -> String) -> Pieces {
    let mut made = Pieces::default();
    let mut folded: Vec<(Rc<str>, Arguments)> = Vec::new();
    for item in items {
        if &*item.ty == SERVICE_LIST_TYPE {
            let record =
                tree(&[("name", item.properties.get("PrefixListName").cloned().unwrap_or_default())]);
            made.all.push(Piece { is_data: true, ..piece(item, "aws_prefix_list", record) });
            continue;
        }
        let way = way(&item.ty);
        let mut turning = Turning {
            item,
            properties: item.properties.clone(),
            called: (!way.called.is_empty()).then_some(way.called),
            record: Attr { at: At::default(), value: Value::Map(Vec::new()) },
            more: Vec::new(),
            into: None,
            waiting: None,
            is_left_out: false,
        };
        if let Some(turn) = way.turn {
            turn(&mut turning);
        }
        if turning.is_left_out {
            continue;
        }
        if let Some((into, arguments)) = turning.into {
            made.same.insert(item.id.clone(), into.clone());
            folded.push((into, arguments));
            continue;
        }
        for (from, to) in way.moved {
            let is_list = from.strip_suffix("[]");
            let Some(value) = turning.take(is_list.unwrap_or(from)) else { continue };
            let value = match (is_list, value.items()) {
                (Some(_), [only]) => only.clone(),
                (Some(_) | None, _) => value,
            };
            if !to.is_empty() {
                let key = from.rsplit('.').next().unwrap_or(from);
                turning.record.put(to, value.keyed(key, &underscored));
            }
        }
        let (ty, record) = match in_terraform(&item.ty, turning.called, &turning.properties) {
            Some((ty, record)) => (ty.to_owned(), record),
            // What was read of Terraform goes back there.
            None if item.ty.starts_with("aws_") => (item.ty.to_string(), turning.properties.clone()),
            None => {
                made.lacking.push((item.id.clone(), item.ty.clone()));
                continue;
            }
        };
        let mut record = merged(record, turning.record);
        if !way.named.is_empty() && record.along(way.named).is_none() {
            record = merged(tree(&[(way.named, say(name(&item.id)))]), record);
        }
        for (path, text) in way.says {
            if record.along(path).is_none() {
                record.put(path, said(text));
            }
        }
        for (block, path, text) in way.completes {
            let path = format!("{block}.{path}");
            if record.along(block).is_some() && record.along(&path).is_none() {
                record.put(&path, said(text));
            }
        }
        tags(&mut record);
        let mut own = piece(item, &ty, record);
        let waits = turning.waiting.map_or(Vec::new(), |_| std::mem::take(&mut own.waits));
        made.all.push(own);
        for (name, ty, record) in turning.more {
            let id = format!("{}/{name}", item.id).into();
            let waits = if turning.waiting == Some(&*name) { waits.clone() } else { Vec::new() };
            made.all.push(Piece { id, waits, ..piece(item, ty, record) });
        }
    }
    for (into, arguments) in folded {
        if let Some(piece) = made.all.iter_mut().find(|it| it.id == into) {
            arguments.into_iter().for_each(|(key, value)| piece.record.put(key, value));
        }
    }
    // What is looked up stands before what names it.
    made.all.sort_by_key(|it| !it.is_data);
    let there: BTreeSet<Rc<str>> = made.all.iter().map(|it| it.id.clone()).collect();
    made.same.retain(|_, into| there.contains(into));
    made
}

/// A text; in brackets a list of one or of none; behind a question mark what a person has to say.
pub(super) fn said(text: &str) -> Attr {
    if let Some(inner) = text.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
        return if inner.is_empty() { list([]) } else { list([said(inner)]) };
    }
    match text.strip_prefix("? ") {
        Some(asked) => doubt(asked),
        None => say(text),
    }
}

fn piece(item: &Item, ty: &str, record: Attr) -> Piece {
    Piece {
        id: item.id.clone(),
        item: item.id.clone(),
        ty: ty.to_owned(),
        like: item.ty.clone(),
        record,
        waits: item.depends_on.clone(),
        is_data: false,
    }
}

/// Two maps in one.
fn merged(mut into: Attr, from: Attr) -> Attr {
    let Value::Map(entries) = from.value else { return into };
    for entry in entries {
        match into.get(&entry.key).map(|it| &it.value) {
            Some(Value::Map(_)) if matches!(entry.value.value, Value::Map(_)) => {
                let inner = into.get(&entry.key).cloned().unwrap_or_default();
                into.put(&entry.key, merged(inner, entry.value));
            }
            Some(_) | None => into.put(&entry.key, entry.value),
        }
    }
    into
}

/// Tags as the provider has them, behind everything else.
fn tags(record: &mut Attr) {
    let Some(tags) = record.take("tags") else { return };
    let Value::List(all) = tags.value else {
        record.put("tags", tags);
        return;
    };
    let mut map = Vec::new();
    for tag in all {
        if let (Some(key), Some(value)) = (tag.known_at("key"), tag.get("value")) {
            let value = value.clone();
            map.push(crate::model::attrs::Entry { key: key.into(), at: At::default(), value });
        }
    }
    record.put("tags", Attr { at: At::default(), value: Value::Map(map) });
}
