//! What a person arranged in the drawing besides places. It means nothing to any answer.
//!
//! INVARIANT (model): it names only resources and connections that are there; a resource is in one group at most, and
//! a group has two or more.

use super::{
    Model,
    json::{Fault, Json},
};
use crate::base::{ConnectionId, Message, NodeId, Order as _, text};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// How far a point of a line may be from the middle of the drawing, as places may.
const REACH: i64 = 1_000_000;
/// More points than this make no line that anybody drew.
const BENDS: usize = 64;

/// The keys of the section, in the order of the file.
const KEYS: [&str; 5] = ["collapsed", "locked", "groups", "bends", "order"];

/// What a person arranged in the drawing besides places.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawing {
    /// Containers shown as one box.
    pub collapsed: BTreeSet<NodeId>,
    /// Resources that neither the pointer nor a layout moves.
    pub locked: BTreeSet<NodeId>,
    /// Resources that are selected and moved together.
    pub groups: Vec<BTreeSet<NodeId>>,
    /// Points that the line of a connection goes through, in order.
    pub bends: BTreeMap<ConnectionId, Vec<(i32, i32)>>,
    /// How far in front of those beside them resources are drawn, 0 left out.
    pub order: BTreeMap<NodeId, i32>,
}

impl Drawing {
    /// The group that a resource is in.
    pub fn group(&self, id: &NodeId) -> Option<&BTreeSet<NodeId>> {
        self.groups.iter().find(|group| group.contains(id))
    }

    /// Makes a group of resources; they leave those that they were in.
    pub fn join(&mut self, ids: BTreeSet<NodeId>) {
        self.part(&ids);
        self.groups.push(ids);
        self.tidy();
    }

    /// Takes resources out of their groups.
    pub fn part(&mut self, ids: &BTreeSet<NodeId>) {
        for group in &mut self.groups {
            group.retain(|id| !ids.contains(id));
        }
        self.tidy();
    }

    /// Points what it names elsewhere, or drops what can no longer name anything.
    pub(super) fn relink(
        &mut self,
        to: &dyn Fn(&NodeId) -> Option<NodeId>,
        there: &dyn Fn(&ConnectionId) -> bool,
    ) {
        let all = |ids: &BTreeSet<NodeId>| ids.iter().filter_map(to).collect();
        self.collapsed = all(&self.collapsed);
        self.locked = all(&self.locked);
        self.groups = self.groups.iter().map(all).collect();
        self.bends.retain(|id, _| there(id));
        self.order = self.order.iter().filter_map(|(id, at)| Some((to(id)?, *at))).collect();
        self.tidy();
    }

    /// Equal drawings are written alike.
    fn tidy(&mut self) {
        self.groups.retain(|group| group.len() > 1);
        self.groups.order();
        self.bends.retain(|_, points| !points.is_empty());
        self.order.retain(|_, at| *at != 0);
    }

    /// The same, as far as a model has what it names.
    pub(super) fn fitted(&self, model: &Model) -> Self {
        let mut fitted = self.clone();
        let known = |id: &NodeId| model.node(id).map(|_| id.clone());
        fitted.relink(&known, &|id| model.connection(id).is_some());
        let mut taken = BTreeSet::new();
        for group in &mut fitted.groups {
            group.retain(|id| taken.insert(id.clone()));
        }
        for points in fitted.bends.values_mut() {
            points.truncate(BENDS);
        }
        fitted.tidy();
        fitted
    }

    /// Reads the section of a file.
    pub(super) fn read(json: Json<'_>, model: &Model) -> Result<Self, Fault> {
        let mut object = json.object()?;
        let mut drawing = Self::default();
        if let Some(list) = object.take("collapsed") {
            drawing.collapsed = ids(list, model).map_err(|fault| fault.under("collapsed"))?;
        }
        if let Some(list) = object.take("locked") {
            drawing.locked = ids(list, model).map_err(|fault| fault.under("locked"))?;
        }
        if let Some(list) = object.take("groups") {
            drawing.groups = groups(list, model).map_err(|fault| fault.under("groups"))?;
        }
        if let Some(lines) = object.take("bends") {
            drawing.bends = bends(lines, model).map_err(|fault| fault.under("bends"))?;
        }
        if let Some(list) = object.take("order") {
            drawing.order = order(list, model).map_err(|fault| fault.under("order"))?;
        }
        object.finish(KEYS.into_iter())?;
        drawing.tidy();
        Ok(drawing)
    }

    /// The section of a file.
    pub(super) fn write(&self) -> Value {
        let mut out = Map::new();
        let names = |ids: &BTreeSet<NodeId>| json!(ids.iter().map(NodeId::as_str).collect::<Vec<_>>());
        if !self.collapsed.is_empty() {
            out.insert("collapsed".into(), names(&self.collapsed));
        }
        if !self.locked.is_empty() {
            out.insert("locked".into(), names(&self.locked));
        }
        if !self.groups.is_empty() {
            out.insert("groups".into(), self.groups.iter().map(names).collect());
        }
        if !self.bends.is_empty() {
            let points = |it: &Vec<(i32, i32)>| it.iter().map(|(x, y)| json!([x, y])).collect::<Value>();
            let lines = self.bends.iter().map(|(id, it)| (id.to_string(), points(it)));
            out.insert("bends".into(), Value::Object(lines.collect()));
        }
        if !self.order.is_empty() {
            let all = self.order.iter().map(|(id, at)| (id.to_string(), json!(at)));
            out.insert("order".into(), Value::Object(all.collect()));
        }
        Value::Object(out)
    }

    /// What JSON Schema says of the section.
    pub(super) fn schema() -> Value {
        let names = json!({ "type": "array", "items": { "type": "string" }, "uniqueItems": true });
        let point = json!({ "type": "array", "items": { "type": "integer" }, "minItems": 2, "maxItems": 2 });
        json!({
            "type": "object",
            "description": "how the drawing is arranged; it means nothing to any answer",
            "additionalProperties": false,
            "properties": {
                "collapsed": names,
                "locked": names,
                "groups": { "type": "array", "items": names },
                "bends": {
                    "type": "object",
                    "additionalProperties": { "type": "array", "items": point, "maxItems": BENDS },
                },
                "order": { "type": "object", "additionalProperties": { "type": "integer" } },
            },
        })
    }
}

fn unknown(json: Json<'_>, name: &str) -> Fault {
    json.fault(Message::new(
        &text!("nothing is called `{0}`", "`{0}`(이)라는 것이 없습니다"),
        [super::file::shown(name)],
    ))
}

/// A list of resources, each once; a lenient reading passes over those that are not there.
fn ids(json: Json<'_>, model: &Model) -> Result<BTreeSet<NodeId>, Fault> {
    let mut found = BTreeSet::new();
    for (at, item) in json.list()?.enumerate() {
        let name = item.text().map_err(|fault| fault.under(format!("[{at}]")))?;
        match model.nodes.get_key_value(name) {
            Some((id, _)) if found.insert(id.clone()) => {}
            Some(_) => {
                let message =
                    Message::new(&text!("`{0}` is here twice", "`{0}`이(가) 두 번 있습니다"), [name.into()]);
                return Err(item.fault(message).under(format!("[{at}]")));
            }
            None if json.reading.lenient => json.reading.skip(),
            None => return Err(unknown(item, name).under(format!("[{at}]"))),
        }
    }
    Ok(found)
}

fn groups(json: Json<'_>, model: &Model) -> Result<Vec<BTreeSet<NodeId>>, Fault> {
    let (mut found, mut taken) = (Vec::new(), BTreeSet::new());
    for (at, item) in json.list()?.enumerate() {
        let mut group = ids(item, model).map_err(|fault| fault.under(format!("[{at}]")))?;
        if json.reading.lenient {
            group.retain(|id| !taken.contains(id));
        }
        if let Some(twice) = group.iter().find(|id| taken.contains(*id)) {
            let message = Message::new(
                &text!("`{0}` is in two groups", "`{0}`이(가) 두 그룹에 있습니다"),
                [twice.to_string()],
            );
            return Err(item.fault(message).under(format!("[{at}]")));
        }
        taken.extend(group.iter().cloned());
        found.push(group);
    }
    Ok(found)
}

/// How far in front resources are drawn.
fn order(json: Json<'_>, model: &Model) -> Result<BTreeMap<NodeId, i32>, Fault> {
    let mut found = BTreeMap::new();
    for (key, _, value) in json.object()?.into_entries() {
        let under = |fault: Fault| fault.under(super::file::shown(key));
        let Some((id, _)) = model.nodes.get_key_value(key) else {
            if json.reading.lenient {
                json.reading.skip();
                continue;
            }
            return Err(under(unknown(value, key)));
        };
        let at = value.whole().map_err(under)?.clamp(-REACH, REACH);
        found.insert(id.clone(), i32::try_from(at).unwrap_or_default());
    }
    Ok(found)
}

fn bends(json: Json<'_>, model: &Model) -> Result<BTreeMap<ConnectionId, Vec<(i32, i32)>>, Fault> {
    let mut found = BTreeMap::new();
    for (key, _, value) in json.object()?.into_entries() {
        let under = |fault: Fault| fault.under(super::file::shown(key));
        let Some((id, _)) = model.connections.get_key_value(key) else {
            if json.reading.lenient {
                json.reading.skip();
                continue;
            }
            return Err(under(unknown(value, key)));
        };
        let mut points = Vec::new();
        for item in value.list().map_err(under)? {
            let numbers =
                item.list().and_then(|list| list.map(|it| it.whole()).collect::<Result<Vec<i64>, _>>());
            let [x, y] = *numbers.map_err(under)? else {
                let message = Message::plain(&text!("a point is [x, y]", "점은 [x, y]입니다"));
                return Err(under(item.fault(message)));
            };
            let near = |n: i64| i32::try_from(n.clamp(-REACH, REACH)).unwrap_or_default();
            points.push((near(x), near(y)));
        }
        if points.len() > BENDS {
            let message = Message::new(
                &text!("a line has at most {0} points", "선의 점은 {0}개까지입니다"),
                [BENDS.to_string()],
            );
            return Err(under(value.fault(message)));
        }
        found.insert(id.clone(), points);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use crate::model::{
        edit::{Edit, apply},
        file,
    };

    const MODEL: &str = r#"{"plat": 1, "resources": {"a": {"kind": "client"}, "b": {"kind": "http_api"}, "c": {"kind": "client"}},
        "connections": {"a-to-b": {"from": "a", "to": "b", "kind": "invoke"}}"#;

    fn load(drawing: &str) -> Result<crate::model::Model, String> {
        let loaded = file::load(&format!("{MODEL}, \"drawing\": {drawing}}}"));
        loaded.map(|it| it.model).map_err(|error| format!("{} | {error}", error.path))
    }

    #[test]
    fn a_drawing_is_read_and_written() {
        let text = r#"{ "collapsed": ["b"], "locked": ["a", "b"], "groups": [["a", "c"]], "bends": {"a-to-b": [[1, 2], [3, -4]]}, "order": {"c": -2, "a": 0} }"#;
        let model = load(text).unwrap();
        let saved = file::save(&model);
        let again = file::load(&saved).unwrap().model;
        assert_eq!(again, model);
        assert_eq!(file::save(&again), saved);
        for part in [
            r#""collapsed": ["b"]"#,
            r#""a-to-b": [[1, 2], [3, -4]]"#,
            r#"["a", "c"]"#,
            r#""order": {"c": -2}"#,
        ] {
            let flat: String = saved.split_whitespace().collect();
            assert!(flat.contains(&part.replace(' ', "")), "{part}\n{saved}");
        }
    }

    #[test]
    fn what_is_not_there_is_refused_with_its_place() {
        for (text, wrong) in [
            (r#"{"locked": ["x"]}"#, "drawing.locked[0] | nothing is called `x`"),
            (r#"{"locked": ["a", "a"]}"#, "drawing.locked[1] | `a` is here twice"),
            (r#"{"groups": [["a", "b"], ["b", "c"]]}"#, "drawing.groups[1] | `b` is in two groups"),
            (r#"{"bends": {"x": []}}"#, "drawing.bends.x | nothing is called `x`"),
            (r#"{"order": {"x": 1}}"#, "drawing.order.x | nothing is called `x`"),
            (r#"{"bends": {"a-to-b": [[1]]}}"#, "drawing.bends.a-to-b | a point is [x, y]"),
            (r#"{"colour": 1}"#, "drawing | unknown key `colour`"),
        ] {
            assert_eq!(load(text).unwrap_err(), wrong);
        }
    }

    #[test]
    fn a_drawing_follows_edits_and_is_undone_with_them() {
        let mut model =
            load(r#"{"locked": ["a"], "groups": [["a", "b", "c"]], "bends": {"a-to-b": [[1, 2]]}}"#).unwrap();
        let before = model.clone();
        let rename =
            apply(&mut model, &[Edit::Rename { id: "a".parse().unwrap(), to: "z".parse().unwrap() }])
                .unwrap();
        assert!(file::save(&model).contains(r#""locked": ["z"]"#), "{}", file::save(&model));
        let remove = apply(&mut model, &[Edit::Remove { id: "b".parse().unwrap() }]).unwrap();
        assert!(model.drawing().bends.is_empty() && model.drawing().groups.len() == 1);
        remove.put(&mut model, false);
        rename.put(&mut model, false);
        assert_eq!(model, before);
    }
}
