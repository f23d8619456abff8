//! Lines taken together between containers, for far zooms (CV-5).

use super::Wire;
use crate::{
    base::{ConnectionId, NodeId},
    model::Model,
};
use std::{collections::BTreeMap, sync::Arc};

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

/// Connections by the containers in which they start and end; an end that stands in none counts for itself. What stays
/// in one container, or goes from one to what it contains, is left out.
pub fn bundles(model: &Model, wires: &[Arc<Wire>]) -> Vec<Bundle> {
    let home = |id| model.node(id).and_then(|node| node.parent.as_ref()).unwrap_or(id);
    let mut by_ends: BTreeMap<(&NodeId, &NodeId), Vec<ConnectionId>> = BTreeMap::new();
    for wire in wires {
        let (from, to) = (home(&wire.from), home(&wire.to));
        if from != to && !model.is_inside(from, to) && !model.is_inside(to, from) {
            by_ends.entry((from, to)).or_default().extend(wire.connections.iter().cloned());
        }
    }
    let bundle = |((from, to), connections): ((&NodeId, &NodeId), _)| Bundle {
        from: from.clone(),
        to: to.clone(),
        connections,
    };
    by_ends.into_iter().map(bundle).collect()
}
