//! The model file: load, migrate, save.
//!
//! Loading refuses whatever would break INVARIANT (model), with the path, the line and the column. Saving is
//! canonical: the same model gives the same bytes, and saving what was loaded from such bytes gives them back.

use super::{
    Entry, Frame, Model, Node,
    acceptance::Acceptance,
    connection::Connection,
    drawing::Drawing,
    edit::refusal,
    expectation::Expectation,
    few::Few,
    field::Accepts,
    json::{DID_YOU_MEAN, Fault, Json, Reading, parse, position},
    kinds::Kind,
    resource::{Record, relink},
    unknown,
    write::pretty,
};
use crate::base::{ConnectionId, Lang, Message, NodeId, nearest, text};
use serde_json::{Value, json};
use std::{collections::BTreeMap, sync::Arc};

mod saving;
pub use saving::save;

/// The format that this version writes.
pub const VERSION: i64 = 1;

/// Rewrites a document of one version as the next one. Entry `n` takes version `n + 1` to `n + 2`.
type Step = fn(Value) -> Value;

/// Every step there has been. Version 1 is the first format.
const STEPS: &[Step] = &[];

/// Keys of the document, in the order of the file.
const KEYS: [&str; 9] =
    ["plat", "name", "resources", "connections", "workload", "rules", "accepted", "layout", "drawing"];

/// A loaded file.
#[derive(Debug)]
pub struct Loaded {
    /// The design.
    pub model: Model,
    /// Why it should not be edited, if so: it comes from a newer version.
    pub read_only: Option<Message>,
}

/// Why a file could not be loaded, and where.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{}", .message.say(Lang::En))]
pub struct LoadError {
    /// The path inside the document; empty for the whole.
    pub path: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1, in characters.
    pub column: usize,
    /// What is wrong.
    pub message: Message,
    /// What to do about it.
    pub help: Option<Message>,
}

/// Whether bytes claim to be a model. Only the claim: what is wrong with it is for the loader to say.
pub fn says_plat(bytes: &[u8]) -> bool {
    bytes.windows(6).any(|it| it == b"\"plat\"")
}

/// Whether bytes begin as JSON does: of what is not readable then, JSON is what is said.
pub fn is_like_json(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    bytes.trim_ascii_start().first().is_some_and(|it| b"{[".contains(it))
}

/// Loads bytes that should be UTF-8.
pub fn load_bytes(bytes: &[u8]) -> Result<Loaded, LoadError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => load(text),
        Err(error) => {
            let good = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
            let (line, column) = position(&good, good.len());
            Err(LoadError {
                path: String::new(),
                line,
                column,
                message: Message::plain(&text!("the text is not UTF-8", "텍스트가 UTF-8이 아닙니다")),
                help: Some(Message::plain(&text!("save the file as UTF-8", "파일을 UTF-8로 저장하세요"))),
            })
        }
    }
}

/// Loads a text.
pub fn load(text: &str) -> Result<Loaded, LoadError> {
    load_with(text, VERSION, STEPS)
}

/// Loads a text whose numbers and flags may be texts, as far as it is one of a model; and how much was left out.
pub fn load_texts(text: &str) -> Result<(Model, usize), LoadError> {
    let reading = Reading::of_texts();
    let model = parse(text, &reading, document).map_err(|fault| {
        let (line, column) = position(text, fault.offset);
        LoadError { path: fault.path(), line, column, message: fault.message, help: fault.help }
    })?;
    Ok((model, reading.skipped()))
}

fn load_with(text: &str, current: i64, steps: &[Step]) -> Result<Loaded, LoadError> {
    let place = |fault: Fault| {
        let (line, column) = position(text, fault.offset);
        LoadError { path: fault.path(), line, column, message: fault.message, help: fault.help }
    };
    let strict = Reading::default();
    // A file of this very format is read at once.
    let (version, model) = parse(text, &strict, |json| {
        let version = version(json, current)?;
        Ok((version, if version == current { Some(document(json)?) } else { None }))
    })
    .map_err(place)?;
    if let Some(model) = model {
        return Ok(Loaded { model, read_only: None });
    }
    if version < current {
        return migrated(text, version, current, steps);
    }
    let reading = Reading::lenient();
    let model = parse(text, &reading, document).map_err(place)?;
    let skipped = reading.skipped();
    let read_only = if skipped == 0 {
        Message::new(
            &text!(
                "the file has format {0}; this version of Plat knows {1}",
                "파일 형식이 {0}입니다. 이 버전의 Plat은 {1}까지 압니다"
            ),
            [version.to_string(), current.to_string()],
        )
    } else {
        Message::new(
            &text!(
                "the file has format {0}; this version of Plat knows {1}, and {2} things in it are not known here",
                "파일 형식이 {0}입니다. 이 버전의 Plat은 {1}까지 알며, 알 수 없는 항목이 {2}개 있습니다"
            ),
            [version.to_string(), current.to_string(), skipped.to_string()],
        )
    };
    Ok(Loaded { model, read_only: Some(read_only) })
}

/// Loads a document of an older format. What is wrong with it is shown where it is in the old text.
fn migrated(text: &str, version: i64, current: i64, steps: &[Step]) -> Result<Loaded, LoadError> {
    let strict = Reading::default();
    let at = |offset: usize, fault: Fault| {
        let (line, column) = position(text, offset);
        LoadError { path: fault.path(), line, column, message: fault.message, help: fault.help }
    };
    let mut value = parse(text, &strict, |json| json.tree()).map_err(|fault| at(fault.offset, fault))?;
    for step in steps.iter().skip(usize::try_from(version - 1).unwrap_or(0)) {
        value = step(value);
    }
    if let Some(document) = value.as_object_mut() {
        document.insert("plat".into(), json!(current));
    }
    match parse(&pretty(&value), &strict, document) {
        Ok(model) => Ok(Loaded { model, read_only: None }),
        Err(fault) => {
            let place = |json: Json<'_>| Ok(json.along(fault.steps()).offset());
            let offset = parse(text, &strict, place).unwrap_or(0);
            Err(at(offset, fault))
        }
    }
}

/// The format of a document, before anything else is read from it.
fn version(json: Json<'_>, current: i64) -> Result<i64, Fault> {
    let not_ours = || {
        json.fault(Message::plain(&text!("this is not a Plat model", "Plat 모델이 아닙니다"))).hint(
            Message::new(
                &text!(
                    "a model is an object that starts with \"plat\": {0}",
                    "모델은 \"plat\": {0}(으)로 시작하는 객체입니다"
                ),
                [current.to_string()],
            ),
        )
    };
    let mut object = json.object().map_err(|fault| if json.is_object() { fault } else { not_ours() })?;
    let found = object.take("plat").ok_or_else(not_ours)?;
    let version = found.whole().map_err(|fault| fault.under("plat"))?;
    if version < 1 {
        let message =
            Message::new(&text!("there is no format {0}", "형식 {0}은(는) 없습니다"), [version.to_string()]);
        return Err(found.fault(message).under("plat"));
    }
    Ok(version)
}

fn document(json: Json<'_>) -> Result<Model, Fault> {
    let mut object = json.object()?;
    object.need("plat")?;
    let mut model = Model::default();
    if let Some(name) = object.take("name") {
        model.name = name.text().map_err(|fault| fault.under("name"))?.to_owned();
    }
    if let Some(resources) = object.take("resources") {
        nodes(resources, &mut model).map_err(|fault| fault.under("resources"))?;
    }
    if let Some(list) = object.take("connections") {
        connections(list, &mut model).map_err(|fault| fault.under("connections"))?;
    }
    if let Some(list) = object.take("workload") {
        model.workload =
            records(list, &model, entry_names_something).map_err(|fault| fault.under("workload"))?;
    }
    if let Some(list) = object.take("rules") {
        let check = |rule: &Expectation, json: Json<'_>| {
            let dangling = [&rule.from, &rule.to].into_iter().find_map(|it| it.dangling(&model));
            let missing = || rule.endless().map(Message::plain);
            dangling.or_else(missing).map_or(Ok(()), |message| Err(json.fault(message)))
        };
        model.rules = records(list, &model, check).map_err(|fault| fault.under("rules"))?;
    }
    if let Some(list) = object.take("accepted") {
        let check =
            |it: &Acceptance, json: Json<'_>| it.refusal(&model).map_or(Ok(()), |why| Err(json.fault(why)));
        model.accepted = records(list, &model, check).map_err(|fault| fault.under("accepted"))?;
    }
    if let Some(layout) = object.take("layout") {
        frames(layout, &mut model).map_err(|fault| fault.under("layout"))?;
    }
    if let Some(drawing) = object.take("drawing") {
        model.drawing = Drawing::read(drawing, &model).map_err(|fault| fault.under("drawing"))?;
    }
    object.finish(KEYS.into_iter())?;
    Ok(model)
}

fn entry_names_something(entry: &Entry, json: Json<'_>) -> Result<(), Fault> {
    if entry.at.target().is_some() {
        return Ok(());
    }
    Err(json
        .fault(Message::new(&text!("the key `{0}` is missing", "키 `{0}`이(가) 없습니다"), ["at".into()])))
}

fn nodes(json: Json<'_>, model: &mut Model) -> Result<(), Fault> {
    let mut places = Vec::new();
    // Neighbours stand in the same container as a rule, and share its name.
    let mut container = None;
    for (key, place, value) in json.object()?.into_entries() {
        let id: Result<NodeId, Fault> = key.parse().map_err(|message| value.fault(message).under(shown(key)));
        match id.and_then(|id| Ok((id, node(value, &mut container).map_err(|fault| fault.under(key))?))) {
            Ok((id, Some(node))) => {
                places.push(place);
                model.nodes.insert(id, Arc::new(node));
            }
            Ok((_, None)) => {}
            Err(_) if json.reading.lenient => json.reading.skip(),
            Err(fault) => return Err(fault),
        }
    }
    if json.reading.lenient {
        drop_unknown(model, json.reading);
    }
    // What is wrong is found in the order of ids, whatever the order of the file.
    places.sort_unstable_by_key(|it| json.entry(*it).0);
    let each = || {
        places.iter().filter_map(|place| {
            let (key, value) = json.entry(*place);
            model.nodes.get_key_value(key).map(|(id, node)| (id, node, value))
        })
    };
    for (id, node, json) in each() {
        stands(model, node, json).map_err(|fault| fault.under(id.as_str()))?;
    }
    for (id, node, json) in each() {
        // Kinds nest in a fixed order, so a loop would need a kind that stands in itself. No kind does; if
        // one ever may, the walk is bounded all the same.
        if model.ancestors(id).take(Kind::ALL.len() + 1).count() > Kind::ALL.len() {
            let message = Message::new(
                &text!("`{0}` stands inside itself", "`{0}`이(가) 자기 안에 놓여 있습니다"),
                [id.to_string()],
            );
            return Err(json.fault(message).under(id.as_str()));
        }
        names(model, node, json).map_err(|fault| fault.under(id.as_str()))?;
    }
    Ok(())
}

/// A newer version may stand things in places and point links at kinds that are not known here.
fn drop_unknown(model: &mut Model, reading: &Reading) {
    let known = model.nodes.clone();
    let kind = |id: &NodeId| known.get(id).map(|node| node.resource.kind());
    for node in model.nodes.values_mut() {
        let node = Arc::make_mut(node);
        let stands =
            |id: &NodeId| kind(id).is_some_and(|kind| node.resource.kind().spec().may_stand_in(kind));
        if node.parent.as_ref().is_some_and(|id| !stands(id)) {
            node.parent = None;
            reading.skip();
        }
        let mut wrong = std::collections::BTreeSet::new();
        node.resource.as_resource().each_link(&mut |accepts, id| {
            if !kind(id).is_some_and(|kind| accepts.takes(kind)) {
                wrong.insert(id.clone());
                reading.skip();
            }
        });
        if !wrong.is_empty() {
            relink(node.resource.as_record_mut(), &|id| (!wrong.contains(id)).then(|| id.clone()));
        }
    }
}

/// A key of a hostile file may be of any length.
pub(super) fn shown(key: &str) -> String {
    key.chars().take(60).collect()
}

/// The name of a container, which may be that of the resource before.
fn parent(json: Json<'_>, before: &mut Option<NodeId>) -> Result<NodeId, Fault> {
    let named = json.text()?;
    match before {
        Some(same) if same.as_str() == named => Ok(same.clone()),
        _ => Ok(before.insert(json.parsed()?).clone()),
    }
}

/// One resource; `None` for a kind of a newer version.
fn node(json: Json<'_>, container: &mut Option<NodeId>) -> Result<Option<Node>, Fault> {
    let mut object = json.object()?;
    let named = object.need("kind")?;
    let name = named.text().map_err(|fault| fault.under("kind"))?;
    let Some(kind) = Kind::named(name) else {
        if json.reading.lenient {
            json.reading.skip();
            return Ok(None);
        }
        let message =
            Message::new(&text!("there is no kind `{0}`", "`{0}`(이)라는 종류가 없습니다"), [shown(name)]);
        let fault = named.fault(message).under("kind");
        return Err(match nearest(name, Kind::ALL.iter().map(|kind| kind.name())) {
            Some(near) => fault.hint(Message::new(&DID_YOU_MEAN, [near.to_owned()])),
            None => fault.hint(Message::plain(&text!(
                "`plat kinds` lists the kinds",
                "`plat kinds`가 종류를 보여 줍니다"
            ))),
        });
    };
    let parent =
        object.take("in").map(|json| parent(json, container).map_err(|f| f.under("in"))).transpose()?;
    let resource = kind.read(&mut object)?;
    let mut node = Node::new(resource, parent);
    if let Some(json) = object.take("description") {
        node.description = json.text().map_err(|fault| fault.under("description"))?.into();
    }
    if let Some(json) = object.take("tags") {
        node.tags = tags(json).map_err(|fault| fault.under("tags"))?;
    }
    if let Some(json) = object.take("unknown") {
        read_unknown(json, &mut node).map_err(|fault| fault.under("unknown"))?;
    }
    let common = ["kind", "in", "description", "tags", "unknown"];
    object.finish(common.into_iter().chain(kind.spec().fields.iter().map(|field| field.name.0)))?;
    Ok(Some(node))
}

fn tags(json: Json<'_>) -> Result<Few<String, String>, Fault> {
    let mut tags = BTreeMap::new();
    for (key, _, value) in json.object()?.into_entries() {
        let value = value.text().map_err(|fault| fault.under(shown(key)))?;
        tags.insert(key.to_owned(), value.to_owned());
    }
    Ok(tags.into())
}

/// The fields of a resource whose values nobody knows, with the reason.
fn read_unknown(json: Json<'_>, node: &mut Node) -> Result<(), Fault> {
    let kind = node.resource.kind();
    let known = node.resource.as_resource().write_fields();
    let mut unknown = BTreeMap::new();
    for (key, _, value) in json.object()?.into_entries() {
        let why = value.text().map_err(|fault| fault.under(shown(key)))?;
        let Some(spec) = kind.spec().fields.iter().find(|spec| spec.name.0 == key) else {
            let message = Message::new(
                &text!("a {0} has no field `{1}`", "{0}에는 `{1}` 필드가 없습니다"),
                [kind.spec().label.en.to_owned(), shown(key)],
            );
            let fault = value.fault(message).under(shown(key));
            return Err(match nearest(key, kind.spec().fields.iter().map(|spec| spec.name.0)) {
                Some(near) => fault.hint(Message::new(&DID_YOU_MEAN, [near.to_owned()])),
                None => fault,
            });
        };
        if known.contains_key(key) && !unknown::holds_several(spec) {
            let message = Message::new(
                &text!(
                    "`{0}` has a value, and is said to be unknown",
                    "`{0}`에 값이 있는데 알 수 없다고 되어 있습니다"
                ),
                [key.to_owned()],
            );
            return Err(value.fault(message).under(shown(key)));
        }
        unknown.insert(spec.name, why.to_owned());
    }
    unknown::note(node, &unknown);
    Ok(())
}

/// Checks that a resource stands where its kind may stand.
fn stands(model: &Model, node: &Node, json: Json<'_>) -> Result<(), Fault> {
    let Some(parent) = &node.parent else { return Ok(()) };
    let place = json.object().ok().and_then(|mut object| object.take("in")).unwrap_or(json);
    let Some(container) = model.node(parent) else {
        return Err(dangling(model, parent, place).under("in"));
    };
    match refusal(node.resource.kind(), Some((parent, container.resource.kind()))) {
        Some(message) => Err(place.fault(message).under("in")),
        None => Ok(()),
    }
}

/// Checks what a resource names against the whole model.
fn names(model: &Model, node: &Node, json: Json<'_>) -> Result<(), Fault> {
    let mut wrong = None;
    node.resource.as_resource().each_link(&mut |accepts, to| {
        let fault = match model.node(to) {
            _ if wrong.is_some() => return,
            None => dangling(model, to, json.find_text(to.as_str()).unwrap_or(json)),
            Some(target) if accepts.takes(target.resource.kind()) => return,
            Some(target) => json.find_text(to.as_str()).unwrap_or(json).fault(wrong_kind(
                to,
                target.resource.kind(),
                accepts,
            )),
        };
        wrong = Some(fault);
    });
    wrong.map_or(Ok(()), Err)
}

/// Says that a link names a resource of a kind that it does not take.
pub(super) fn wrong_kind(id: &NodeId, found: Kind, accepts: Accepts) -> Message {
    Message::new(
        &text!("`{0}` is a {1}, not a {2}", "`{0}`은(는) {1}이며 {2}이(가) 아닙니다"),
        [id.to_string(), found.spec().label.en.to_owned(), accepts.name().en.to_owned()],
    )
}

fn dangling(model: &Model, id: &NodeId, json: Json<'_>) -> Fault {
    let fault = json.fault(Message::new(
        &text!("nothing is called `{0}`", "`{0}`(이)라는 것이 없습니다"),
        [id.to_string()],
    ));
    match nearest(id.as_str(), model.nodes().map(|(id, _)| id.as_str())) {
        Some(near) => fault.hint(Message::new(&DID_YOU_MEAN, [near.to_owned()])),
        None => fault,
    }
}

fn connections(json: Json<'_>, model: &mut Model) -> Result<(), Fault> {
    for (key, _, value) in json.object()?.into_entries() {
        match connection(key, value, model) {
            Ok((id, connection)) => drop(model.connections.insert(id, Arc::new(connection))),
            Err(_) if json.reading.lenient => json.reading.skip(),
            Err(fault) => return Err(fault.under(shown(key))),
        }
    }
    Ok(())
}

fn connection(key: &str, json: Json<'_>, model: &Model) -> Result<(ConnectionId, Connection), Fault> {
    let id = key.parse().map_err(|message| json.fault(message))?;
    let connection: Connection = record(json, model)?;
    match connection.ends() {
        Some((from, to)) if from != to => Ok((id, connection)),
        _ => Err(json.fault(Message::plain(&text!(
            "a connection needs `from` and `to`, two different resources",
            "연결에는 서로 다른 두 리소스인 `from`과 `to`가 필요합니다"
        )))),
    }
}

/// One record, with the ids that it names checked.
fn record<T: Record>(json: Json<'_>, model: &Model) -> Result<T, Fault> {
    let mut object = json.object()?;
    let record = T::read_fields(&mut object)?;
    object.finish(T::fields().iter().map(|field| field.name.0))?;
    let mut wrong = None;
    record.each_link(&mut |_, id| {
        if wrong.is_none() && model.node(id).is_none() {
            wrong = Some(dangling(model, id, json.find_text(id.as_str()).unwrap_or(json)));
        }
    });
    wrong.map_or(Ok(record), Err)
}

fn records<T: Record>(
    json: Json<'_>,
    model: &Model,
    check: impl Fn(&T, Json<'_>) -> Result<(), Fault>,
) -> Result<Vec<T>, Fault> {
    let read = |item| {
        let record = record(item, model)?;
        check(&record, item)?;
        Ok(record)
    };
    let mut all = Vec::new();
    for (i, item) in json.list()?.enumerate() {
        match read(item) {
            Ok(record) => all.push(record),
            Err(_) if json.reading.lenient => json.reading.skip(),
            Err(fault) => return Err(Fault::under(fault, format!("[{i}]"))),
        }
    }
    Ok(all)
}

fn frames(json: Json<'_>, model: &mut Model) -> Result<(), Fault> {
    for (key, _, value) in json.object()?.into_entries() {
        let numbers = || -> Result<Vec<i32>, Fault> {
            let place = |item: Json<'_>| {
                let fits = item.whole()?.clamp(i32::MIN.into(), i32::MAX.into());
                Ok(i32::try_from(fits).unwrap_or_default())
            };
            value.list()?.map(place).collect()
        };
        let numbers = numbers().map_err(|fault| fault.under(shown(key)))?;
        let frame = match *numbers {
            [x, y] => Frame { x, y, w: 0, h: 0 },
            [x, y, w, h] => Frame { x, y, w, h },
            _ => {
                let message = Message::plain(&text!(
                    "a place is [x, y] or [x, y, width, height]",
                    "위치는 [x, y] 또는 [x, y, 너비, 높이]입니다"
                ));
                return Err(value.fault(message).under(shown(key)));
            }
        };
        let Some((id, _)) = model.nodes.get_key_value(key) else {
            if json.reading.lenient {
                json.reading.skip();
                continue;
            }
            let message =
                Message::new(&text!("nothing is called `{0}`", "`{0}`(이)라는 것이 없습니다"), [shown(key)]);
            return Err(value.fault(message).under(shown(key)));
        };
        model.layout.insert(id.clone(), frame.within_reach());
    }
    Ok(())
}

#[cfg(test)]
mod tests;
