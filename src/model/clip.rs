//! Copies of parts of a model: put back with fresh ids, here or in another design.

use super::{
    Frame, Model, Node,
    connection::Connection,
    create::{Home, home},
    edit::Edit,
    file,
    resource::relink,
};
use crate::base::{Gather as _, NodeId, Order as _};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// A part of a model: resources with what stands inside them and the connections between them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clip {
    nodes: BTreeMap<NodeId, Arc<Node>>,
    connections: Vec<Arc<Connection>>,
    frames: BTreeMap<NodeId, Frame>,
}

impl Clip {
    /// Copies resources with everything inside them.
    pub fn of(model: &Model, ids: &BTreeSet<NodeId>) -> Self {
        let taken =
            |id: &NodeId| ids.contains(id) || model.ancestors(id).any(|(above, _)| ids.contains(above));
        let nodes: BTreeMap<_, _> = model
            .nodes
            .iter()
            .filter(|(id, _)| taken(id))
            .map(|(id, node)| (id.clone(), node.clone()))
            .gather();
        let inside = |connection: &&Arc<Connection>| {
            connection.ends().is_some_and(|(from, to)| nodes.contains_key(from) && nodes.contains_key(to))
        };
        let connections = model.connections.values().filter(inside).cloned().collect();
        let frames =
            model.layout.iter().filter(|(id, _)| nodes.contains_key(*id)).map(|(id, f)| (id.clone(), *f));
        Self { frames: frames.collect(), nodes, connections }
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// As text that any editor or chat can carry: a small model file. Links to what was not copied are left out.
    pub fn text(&self) -> String {
        let mut model = Model { nodes: self.nodes.clone(), layout: self.frames.clone(), ..Model::default() };
        let known = |id: &NodeId| self.nodes.contains_key(id).then(|| id.clone());
        for node in model.nodes.values_mut() {
            let node = Arc::make_mut(node);
            node.parent = node.parent.as_ref().and_then(known);
            relink(node.resource.as_record_mut(), &known);
        }
        for connection in &self.connections {
            if let Some((from, to)) = connection.ends() {
                let id = model.fresh_connection_id(from, to);
                model.connections.insert(id, connection.clone());
            }
        }
        file::save(&model)
    }

    /// From text; `None` when it is no model.
    pub fn parse(text: &str) -> Option<Self> {
        let model = file::load(text).ok()?.model;
        let connections = model.connections.values().cloned().collect();
        let clip = Self { nodes: model.nodes, connections, frames: model.layout };
        (!clip.is_empty()).then_some(clip)
    }

    /// The edits that put the part into a model, moved by a distance, and the ids of its outermost resources.
    /// What stood on its own goes into `container` when that may hold it, otherwise where it stood.
    pub fn paste(
        &self,
        model: &Model,
        container: Option<&NodeId>,
        by: (i32, i32),
    ) -> (Vec<Edit>, BTreeSet<NodeId>) {
        let mut names = BTreeMap::new();
        // Ids given out here are not in the model yet.
        let mut ahead = model.clone();
        for (id, node) in &self.nodes {
            let fresh = ahead.fresh_id(stem(id.as_str()));
            ahead.nodes.insert(fresh.clone(), node.clone());
            names.insert(id.clone(), fresh);
        }
        let rename = |id: &NodeId| match names.get(id) {
            Some(fresh) => Some(fresh.clone()),
            None => model.node(id).map(|_| id.clone()),
        };
        let mut roots = BTreeSet::new();
        let (mut adds, mut changes) = (Vec::new(), Vec::new());
        for (id, fresh) in self.in_order().into_iter().filter_map(|id| Some((id, names.get(id)?))) {
            let Some(old) = self.nodes.get(id) else { continue };
            let mut node = (**old).clone();
            let is_root = node.parent.as_ref().is_none_or(|parent| !self.nodes.contains_key(parent));
            node.parent = if is_root {
                let place = container.or(node.parent.as_ref().filter(|id| model.node(id).is_some()));
                match home(model, node.resource.kind(), place) {
                    Home::Here(parent) | Home::Elsewhere(parent, _) => parent,
                    Home::Wrapped(_) | Home::Nowhere(_) => None,
                }
            } else {
                node.parent.as_ref().and_then(rename)
            };
            let mut resource = node.resource.clone();
            relink(resource.as_record_mut(), &rename);
            // Links among the copies need both ends, so they come after all have been added.
            relink(node.resource.as_record_mut(), &|_| None);
            adds.push(Edit::Add { id: fresh.clone(), node });
            changes.push(Edit::Change { id: fresh.clone(), resource });
            if let Some(frame) = self.frames.get(id) {
                let frame = Frame { x: frame.x + by.0, y: frame.y + by.1, ..*frame };
                changes.push(Edit::Place { id: fresh.clone(), frame });
            }
            if is_root {
                roots.insert(fresh.clone());
            }
        }
        for connection in &self.connections {
            let mut copy = (**connection).clone();
            relink(&mut copy, &rename);
            if let Some((from, to)) = copy.ends() {
                let id = ahead.fresh_connection_id(from, to);
                ahead.connections.insert(id.clone(), connection.clone());
                changes.push(Edit::Connect { id, connection: copy });
            }
        }
        adds.extend(changes);
        (adds, roots)
    }

    /// Containers before what they contain.
    fn in_order(&self) -> Vec<&NodeId> {
        let depth = |id: &NodeId| {
            let mut depth = 0_usize;
            let mut at = self.nodes.get(id).and_then(|node| node.parent.as_ref());
            while let Some(node) = at.and_then(|id| self.nodes.get(id)) {
                depth += 1;
                at = node.parent.as_ref();
            }
            depth
        };
        let mut ids: Vec<&NodeId> = self.nodes.keys().collect();
        ids.order_by_key(|id| depth(id));
        ids
    }
}

/// An id without the number that a copy was given: `web-2` becomes `web`.
fn stem(id: &str) -> &str {
    match id.rsplit_once('-') {
        Some((stem, number)) if !stem.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) => stem,
        _ => id,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::edit::apply;

    const MODEL: &str = r#"{"plat": 1, "resources": {
        "r": {"kind": "region"}, "v": {"kind": "vpc", "in": "r"}, "s": {"kind": "subnet", "in": "v", "route_table_id": "rtb"},
        "rtb": {"kind": "route_table", "in": "v"},
        "f": {"kind": "lambda_function", "in": "s"}, "t": {"kind": "dynamodb_table", "in": "r"}},
        "connections": {"f-to-t": {"from": "f", "to": "t", "kind": "read_write"}},
        "layout": {"f": [10, 20]}}"#;

    fn ids(names: &[&str]) -> BTreeSet<NodeId> {
        names.iter().map(|name| name.parse().unwrap()).collect()
    }

    #[test]
    fn a_copy_has_fresh_ids_and_keeps_connections_and_links() {
        let mut model = file::load(MODEL).unwrap().model;
        let clip = Clip::of(&model, &ids(&["s", "t"]));
        let (edits, roots) = clip.paste(&model, None, (24, 24));
        apply(&mut model, &edits).unwrap();
        assert_eq!(roots, ids(&["s-2", "t-2"]));
        let text = file::save(&model);
        for line in [
            r#""f-2": { "kind": "lambda_function", "in": "s-2" }"#,
            r#""s-2": { "kind": "subnet", "in": "v", "route_table_id": "rtb" }"#,
            r#""f-2-to-t-2": { "from": "f-2", "to": "t-2", "kind": "read_write" }"#,
            r#""f-2": [34, 44]"#,
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
    }

    #[test]
    fn text_goes_to_another_design_and_back() {
        let model = file::load(MODEL).unwrap().model;
        let text = Clip::of(&model, &ids(&["s"])).text();
        assert!(!text.contains("rtb"), "{text}");
        let clip = Clip::parse(&text).unwrap();
        let mut other = file::load(
            r#"{"plat": 1, "resources": {"r": {"kind": "region"}, "w": {"kind": "vpc", "in": "r"}}}"#,
        )
        .unwrap()
        .model;
        let into = "w".parse().unwrap();
        let (edits, _) = clip.paste(&other, Some(&into), (0, 0));
        apply(&mut other, &edits).unwrap();
        assert!(
            file::save(&other).contains(r#""s": { "kind": "subnet", "in": "w" }"#),
            "{}",
            file::save(&other)
        );
        assert_eq!(Clip::parse("hello"), None);
    }

    #[test]
    fn links_among_copies_lead_to_the_copies() {
        let mut model = file::load(
            r#"{"plat": 1, "resources": {"r": {"kind": "region"},
            "v": {"kind": "vpc", "in": "r", "main_route_table_id": "rtb", "default_security_group_id": "sg"},
            "rtb": {"kind": "route_table", "in": "v", "routes": [{"target": "igw"}]},
            "igw": {"kind": "internet_gateway", "in": "v"},
            "sg": {"kind": "security_group", "in": "v", "ingress": [{"group_id": "sg"}]}}}"#,
        )
        .unwrap()
        .model;
        let (edits, roots) = Clip::of(&model, &ids(&["v"])).paste(&model, None, (0, 0));
        apply(&mut model, &edits).unwrap();
        assert_eq!(roots, ids(&["v-2"]));
        let text = file::save(&model);
        for line in [
            r#""main_route_table_id": "rtb-2""#,
            r#""default_security_group_id": "sg-2""#,
            r#"{ "group_id": "sg-2" }"#,
            r#"{ "target": "igw-2" }"#,
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
        // A copy of the copy counts on.
        let (_, roots) = Clip::of(&model, &ids(&["v-2"])).paste(&model, None, (0, 0));
        assert_eq!(roots, ids(&["v-3"]));
    }

    #[test]
    fn what_may_not_stand_in_a_container_goes_elsewhere() {
        let mut model = file::load(MODEL).unwrap().model;
        let clip = Clip::of(&model, &ids(&["t"]));
        // A table does not stand in a subnet; the region around it takes it.
        let (edits, _) = clip.paste(&model, Some(&"s".parse().unwrap()), (0, 0));
        apply(&mut model, &edits).unwrap();
        assert!(file::save(&model).contains(r#""t-2": { "kind": "dynamodb_table", "in": "r" }"#));
        // Nowhere to stand: on the canvas itself, where a finding tells.
        let mut empty = Model::default();
        let (edits, _) = clip.paste(&empty, None, (0, 0));
        apply(&mut empty, &edits).unwrap();
        assert!(file::save(&empty).contains(r#""t": { "kind": "dynamodb_table" }"#));
    }

    #[test]
    fn connections_to_what_was_not_copied_stay_behind() {
        let mut model = file::load(MODEL).unwrap().model;
        let (edits, _) = Clip::of(&model, &ids(&["f"])).paste(&model, None, (0, 0));
        apply(&mut model, &edits).unwrap();
        assert_eq!((model.nodes().len(), model.connections().len()), (7, 1));
        assert!(Clip::of(&model, &BTreeSet::new()).is_empty());
    }
}
