//! What a usage file of Infracost says of a month, put on a design: fields, requests that enter, items that calls read and
//! write. Which figure is what, each kind says.
//!
//! <https://www.infracost.io/docs/features/usage_based_resources/>: `resource_usage` by address, where `[*]` stands for any index
//! or key, and `resource_type_default_usage` by type. A resource's own entry counts before one with `[*]`, and that before its
//! type's.

use super::{
    Imported, Source,
    mapping::report::Fate,
    notice::{EXTERNAL, NOT_READ, NOT_TAKEN, Notices},
    terraform, text,
};
use crate::{
    base::{Decimal, Message, NodeId, Text, text as words},
    model::{
        Entry, Model,
        attrs::{At, Attr, Value},
        connection::{Access, Connection},
        edit::{Edit, apply},
        field::Link,
        kinds::AnyResource,
        taking::Figure,
    },
};
use std::collections::{BTreeMap, BTreeSet};

/// A figure where it is written.
type Figures<'f> = BTreeMap<String, &'f Attr>;

/// Whether a document is a usage file.
pub(super) fn is_usage(document: &Attr) -> bool {
    document.get("version").is_some()
        && ["resource_usage", "resource_type_default_usage"].iter().any(|it| document.get(it).is_some())
}

/// Puts a usage file on what was imported.
pub(super) fn put(imported: &mut Imported, file: &Source) {
    let number = u32::try_from(imported.report.files.len()).unwrap_or(u32::MAX);
    imported.report.files.push(file.path.clone());
    let mut notices = Notices::default();
    let read = text::read(&file.bytes, number, &mut notices);
    match read.unwrap_or_default().iter().find(|it| is_usage(it)) {
        Some(document) => Using::of(document).put(imported, &mut notices),
        None => {
            let at = At { file: number, line: 1, column: 1 };
            notices.say(
                &NOT_READ,
                at,
                ["it is no usage file: `version` and `resource_usage` are lacking".to_owned()],
            );
        }
    }
    for it in std::mem::take(&mut imported.report.notices) {
        notices.keep(it);
    }
    imported.report.notices = notices.into_sorted();
}

/// What the file says, by address and by type.
struct Using<'f> {
    of: Vec<(&'f str, At, Figures<'f>)>,
    of_types: Vec<(&'f str, At, Figures<'f>)>,
}

impl<'f> Using<'f> {
    fn of(document: &'f Attr) -> Self {
        let part = |key: &str| -> Vec<(&'f str, At, Figures<'f>)> {
            let entries = document.get(key).map(Attr::entries).unwrap_or_default();
            entries.iter().map(|it| (&*it.key, it.at, figures(&it.value))).collect()
        };
        let (of_types, of) =
            part("resource_usage").into_iter().partition(|it| !it.0.contains('.') && is_type(it.0));
        let of_types: Vec<_> =
            part("resource_type_default_usage").into_iter().chain::<Vec<_>>(of_types).collect();
        Self { of, of_types }
    }

    /// What is said of a resource: its figures, and which entries by address they come from.
    fn figures(&self, id: &str, ty: &str, resource: &AnyResource) -> (Figures<'f>, Vec<usize>) {
        let mut found = Figures::new();
        let imports = resource.as_importing().imports();
        for (name, _, figures) in &self.of_types {
            let meant = terraform::type_of(name).unwrap_or(name);
            if *name == ty
                || meant == ty
                || imports.iter().any(|it| it.ty == meant && !ty.starts_with("aws_"))
            {
                found.extend(figures.iter().map(|(key, it)| (key.clone(), *it)));
            }
        }
        let mut named: Vec<usize> = Vec::new();
        for exact in [false, true] {
            for (at, (address, _, figures)) in self.of.iter().enumerate() {
                let own = address.strip_prefix(ty).and_then(|it| it.strip_prefix('.')).unwrap_or(address);
                if address.contains('*') != exact && (is_like(id, address) || is_like(id, own)) {
                    found.extend(figures.iter().map(|(key, it)| (key.clone(), *it)));
                    named.push(at);
                }
            }
        }
        (found, named)
    }

    fn put(&self, imported: &mut Imported, notices: &mut Notices) {
        let mut month = Month::default();
        let mut changed: BTreeMap<NodeId, AnyResource> = BTreeMap::new();
        let mut named: BTreeSet<usize> = BTreeSet::new();
        for line in &imported.report.lines {
            let Fate::Mapped(id) = &line.fate else {
                // What only adds to others, or is nobody's, is there all the same.
                for (at, (address, ..)) in self.of.iter().enumerate() {
                    if is_like(&line.id, address) {
                        named.insert(at);
                        self.leave(at, &line.id, notices);
                    }
                }
                continue;
            };
            let Some(node) = imported.model.node(id) else { continue };
            let (figures, from) = self.figures(&line.id, &line.ty, &node.resource);
            named.extend(from);
            for (key, attr) in figures {
                let known = node.resource.as_importing().usage().iter().find(|it| it.0 == key);
                let value = attr.known().and_then(|it| crate::base::decimal(&it.replace('_', "")).ok());
                let (Some((_, figure)), Some(value)) = (known, value.filter(|it| !it.is_sign_negative()))
                else {
                    let why = if value.is_none() { &NO_NUMBER } else { &NO_SUCH };
                    say(notices, attr.at, &line.id, &key, why);
                    continue;
                };
                match figure {
                    Figure::Field(field) => {
                        let resource = changed.entry(id.clone()).or_insert_with(|| node.resource.clone());
                        if !set(resource, field, value) {
                            say(notices, attr.at, &line.id, &key, &NO_NUMBER);
                        }
                    }
                    Figure::Calls(each) => {
                        month.calls.insert(id.clone(), (value / Decimal::from((*each).max(1)), attr.at));
                    }
                    Figure::CallsTimes(field) => {
                        let each =
                            number(&node.resource, field).filter(|it| !it.is_zero()).unwrap_or(Decimal::ONE);
                        month.calls.insert(id.clone(), (value / each, attr.at));
                    }
                    Figure::Kilobytes => {
                        month.bytes.insert(id.clone(), value.saturating_mul(1024.into()));
                    }
                    Figure::Gigabytes => month.gigabytes.push((id.clone(), value)),
                    Figure::Reads => month.reads.push((id.clone(), value, attr.at, key)),
                    Figure::Writes => month.writes.push((id.clone(), value, attr.at, key)),
                }
            }
        }
        for (at, (address, place, _)) in self.of.iter().enumerate() {
            if !named.contains(&at) {
                notices.say(&EXTERNAL, *place, [(*address).to_owned()]);
            }
        }
        let changes = changed.into_iter().map(|(id, resource)| Edit::Change { id, resource });
        let mut edits: Vec<Edit> = changes.collect();
        month.put(&imported.model, &mut edits, notices);
        for edit in edits {
            // A value that does not fit is refused by itself.
            let _ = apply(&mut imported.model, &[edit]);
        }
    }

    /// None of the figures of an entry is taken.
    fn leave(&self, at: usize, id: &str, notices: &mut Notices) {
        for (key, attr) in self.of.get(at).into_iter().flat_map(|it| &it.2) {
            say(notices, attr.at, id, key, &NO_SUCH);
        }
    }
}

const NO_SUCH: Text = words!("Plat has no such figure of it", "Plat에는 이런 사용량이 없다");
const NO_NUMBER: Text = words!("it is no number that the field takes", "필드가 받는 수가 아니다");
const NO_CALLER: Text =
    words!("nothing calls it of which the calls a month are known", "월 호출 수를 아는 호출자가 없다");
const FEWER: Text = words!("its callers make more calls already", "호출자들이 이미 더 많이 호출한다");

fn say(notices: &mut Notices, at: At, id: &str, key: &str, why: &'static Text) {
    let why = Message::plain(why).say(crate::base::Lang::En);
    notices.say(&NOT_TAKEN, at, [id.to_owned(), key.to_owned(), why]);
}

/// Whether a key is the name of a type, and not the id of a resource.
fn is_type(key: &str) -> bool {
    terraform::type_of(key).is_some() || key.contains("::")
}

/// The figures of an entry, with dots between keys in each other.
fn figures(entry: &Attr) -> Figures<'_> {
    let mut found = Figures::new();
    for it in entry.entries() {
        match &it.value.value {
            Value::Map(_) => {
                let inner =
                    figures(&it.value).into_iter().map(|(key, value)| (format!("{}.{key}", it.key), value));
                found.extend(inner);
            }
            Value::Nothing => {}
            Value::Text(_) | Value::List(_) | Value::Ref(_) | Value::Unknown(_) => {
                found.insert(it.key.to_string(), &it.value);
            }
        }
    }
    found
}

/// Whether an id is what an address with `*` for any index means.
fn is_like(id: &str, address: &str) -> bool {
    let mut rest = id;
    let mut parts = address.split('*');
    let Some(after) = parts.next().and_then(|first| rest.strip_prefix(first)) else { return false };
    rest = after;
    for part in parts {
        // An index has no bracket inside.
        let Some(end) = rest.find(part).filter(|_| !part.is_empty()) else { return part.is_empty() };
        if rest.get(..end).is_none_or(|index| index.contains(['[', ']'])) {
            return false;
        }
        rest = rest.get(end + part.len()..).unwrap_or_default();
    }
    rest.is_empty()
}

/// The number in a field.
fn number(resource: &AnyResource, name: &str) -> Option<Decimal> {
    let mut found = None;
    resource.clone().as_record_mut().each_field(&mut |spec, field| {
        if spec.name.0 == name {
            found = field.number().map(|it| it.get());
        }
    });
    found
}

/// Puts a number into a field; whether it takes it.
fn set(resource: &mut AnyResource, name: &str, value: Decimal) -> bool {
    let mut is_taken = false;
    resource.as_record_mut().each_field(&mut |spec, field| {
        if spec.name.0 == name && spec.hint.refusal(value).is_none() {
            is_taken = field.number().is_some_and(|it| it.put(value));
        }
    });
    is_taken
}

/// Items of a resource in a month, and where that is said.
type Items = Vec<(NodeId, Decimal, At, String)>;

/// What is asked in a month.
#[derive(Default)]
struct Month {
    calls: BTreeMap<NodeId, (Decimal, At)>,
    bytes: BTreeMap<NodeId, Decimal>,
    gigabytes: Vec<(NodeId, Decimal)>,
    reads: Items,
    writes: Items,
}

/// How far calls are followed back to who makes them.
const FARTHEST: usize = 32;

impl Month {
    /// Calls that arrive at a resource in a month: as the file says, else as its callers make.
    fn total(&self, model: &Model, id: &NodeId, depth: usize) -> Decimal {
        match self.calls.get(id) {
            Some((calls, _)) => *calls,
            None => self.arriving(model, id, depth),
        }
    }

    fn arriving(&self, model: &Model, id: &NodeId, depth: usize) -> Decimal {
        if depth > FARTHEST {
            return Decimal::ZERO;
        }
        let into = model.connections().filter(|(_, it)| it.to.target() == Some(id));
        into.map(|(_, it)| self.along(model, it, depth)).fold(Decimal::ZERO, Decimal::saturating_add)
    }

    /// Calls along a connection.
    fn along(&self, model: &Model, connection: &Connection, depth: usize) -> Decimal {
        let Some((from, _)) = connection.ends().filter(|(from, to)| from != to) else { return Decimal::ZERO };
        let calls = self.total(model, from, depth + 1).saturating_mul(connection.share);
        match connection.kind {
            Access::EventSource => calls / Decimal::from(connection.batch_size.max(1)),
            Access::Invoke | Access::ReadWrite => calls.saturating_mul(connection.calls),
            Access::Network | Access::Reference => Decimal::ZERO,
        }
    }

    fn put(&self, model: &Model, edits: &mut Vec<Edit>, notices: &mut Notices) {
        let mut workload: Vec<Entry> = model.workload().to_vec();
        let one = Decimal::ONE;
        for (id, (calls, at)) in &self.calls {
            let arriving = self.arriving(model, id, 0);
            if arriving > *calls {
                say(notices, *at, id.as_str(), "monthly_requests", &FEWER);
            }
            let entering = calls.saturating_sub(arriving).max(Decimal::ZERO);
            if !entering.is_zero() {
                let request_size =
                    self.bytes.get(id).and_then(|it| it.round().to_string().parse().ok()).unwrap_or(0);
                workload.push(Entry {
                    at: Link::to(id.clone()),
                    requests: entering,
                    request_size,
                    ..Entry::default()
                });
            }
        }
        for (id, gigabytes) in &self.gigabytes {
            let requests = gigabytes.max(&one).round();
            let size = (gigabytes / requests).saturating_mul((1_u32 << 30).into());
            let request_size = size.round().to_string().parse().unwrap_or(u32::MAX);
            workload.push(Entry { at: Link::to(id.clone()), requests, request_size, ..Entry::default() });
        }
        if workload.len() > model.workload().len() {
            edits.push(Edit::Workload(workload));
        }
        self.items(model, &self.reads, &|it, each| it.reads = each, edits, notices);
        let mut after = model.clone();
        for edit in edits.iter() {
            let _ = apply(&mut after, std::slice::from_ref(edit));
        }
        self.items(&after, &self.writes, &|it, each| it.writes = each, edits, notices);
    }

    /// Spreads items over the calls of all that read and write a resource.
    fn items(
        &self,
        model: &Model,
        items: &Items,
        set: &dyn Fn(&mut Connection, Decimal),
        edits: &mut Vec<Edit>,
        notices: &mut Notices,
    ) {
        for (id, all, at, key) in items {
            let into = model
                .connections()
                .filter(|(_, it)| it.to.target() == Some(id) && it.kind == Access::ReadWrite);
            let callers: Vec<_> = into.map(|(own, it)| (own, it, self.along(model, it, 0))).collect();
            let calls = callers.iter().map(|it| it.2).fold(Decimal::ZERO, Decimal::saturating_add);
            if calls.is_zero() {
                if !all.is_zero() {
                    say(notices, *at, id.as_str(), key, &NO_CALLER);
                }
                continue;
            }
            for (own, connection, calls_here) in callers {
                if !calls_here.is_zero() {
                    let mut connection = connection.clone();
                    set(&mut connection, (all / calls).round_dp(6).normalize());
                    edits.push(Edit::Connect { id: own.clone(), connection });
                }
            }
        }
    }
}
