//! Lines taken together: between containers for far zooms (CV-5), and between what is seen where containers are
//! collapsed (CV-17).

use super::Wire;
use crate::{
    base::{ConnectionId, NodeId},
    model::Model,
};
use std::collections::{BTreeMap, BTreeSet};

/// Connections between the same two boxes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// Where they start.
    pub from: NodeId,
    /// Where they end.
    pub to: NodeId,
    /// Which, in the order in which they came.
    pub connections: Vec<ConnectionId>,
}

/// The outermost collapsed container around a resource, or the resource.
pub fn visible<'m>(model: &'m Model, collapsed: &BTreeSet<NodeId>, id: &'m NodeId) -> &'m NodeId {
    let around = model.ancestors(id).map(|(around, _)| around);
    around.filter(|it| collapsed.contains(*it)).last().unwrap_or(id)
}

/// Connections by the boxes that are seen at their ends. What is inside one box is not seen.
pub fn joined(model: &Model, wires: &[Wire], collapsed: &BTreeSet<NodeId>) -> Vec<Bundle> {
    gathered(wires, |id| visible(model, collapsed, id))
}

/// Connections by the containers in which they start and end; an end that stands in none counts for itself. What stays
/// in one container, or goes from one to what it contains, is left out.
pub fn bundles(model: &Model, wires: &[Wire]) -> Vec<Bundle> {
    let home = |id| model.node(id).and_then(|node| node.parent.as_ref()).unwrap_or(id);
    let mut all = gathered(wires, home);
    all.retain(|it| !model.is_inside(&it.from, &it.to) && !model.is_inside(&it.to, &it.from));
    all
}

fn gathered<'m>(wires: &'m [Wire], end: impl Fn(&'m NodeId) -> &'m NodeId) -> Vec<Bundle> {
    let mut by_ends: BTreeMap<(&NodeId, &NodeId), Vec<ConnectionId>> = BTreeMap::new();
    for wire in wires {
        let ends = (end(&wire.from), end(&wire.to));
        if ends.0 != ends.1 {
            by_ends.entry(ends).or_default().push(wire.id.clone());
        }
    }
    let bundles = by_ends.into_iter();
    bundles
        .map(|((from, to), connections)| Bundle { from: from.clone(), to: to.clone(), connections })
        .collect()
}
