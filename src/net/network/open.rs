//! What hangs on values that nobody knows: packets that meet it have no answer (the soundness contract of section 5).
//!
//! Which resources are open is found by the model (`model::unknown`), without an engine; here it spreads to what is
//! compiled from them. An answer about packets that met nothing open is certain, so the walk itself stays as it is.

use super::pair::Asked;
use crate::{
    base::NodeId,
    model::{
        Model,
        site::Index,
        unknown::{self, Hanging},
    },
    net::{
        answer::Step,
        code::Code,
        graph::{Ix, Net},
        prop::{Packet, Stop},
    },
};
use std::collections::BTreeMap;

/// What is open in a network.
#[derive(Debug, Default)]
pub struct Open {
    /// Resources, with the value that each hangs on.
    pub nodes: BTreeMap<NodeId, Hanging>,
    /// A value that says who is joined to whom: there may be ways that are not seen.
    pub joins: Option<Hanging>,
}

/// Finds what is open in a network.
pub(super) fn open(model: &Model, index: &Index, net: &Net) -> Open {
    let mut open = unknown::packets(model, index);
    // What has an interface, or holds those of others, is where it is: nothing else goes past it for that.
    let joins = |id: &NodeId| {
        net.roles
            .get(id)
            .is_none_or(|it| it.interfaces.is_empty() && it.segment.is_none() && it.group.is_none())
    };
    let joins = open.iter().find(|(id, it)| it.joins && joins(id)).map(|(_, it)| it.clone());
    let known: Vec<(NodeId, Hanging)> = open.iter().map(|(id, it)| (id.clone(), it.clone())).collect();
    for (id, hanging) in known {
        // Blocks of a list stand in filters and tables, those of a VPC in what joins it to others.
        let is_spread = net.roles.get(&id).is_some_and(|it| it.list.is_some() || it.boundary.is_some());
        for referrer in index.referrers(&id).iter().filter(|_| is_spread) {
            if net.roles.contains_key(referrer) || net.attachments.iter().any(|it| it.node == *referrer) {
                spread(&mut open, referrer, &hanging);
            }
        }
    }
    for segment in &net.segments {
        // It may have another table, or another network ACL.
        let Some(hanging) = open.get(&segment.node).filter(|it| it.joins).cloned() else { continue };
        let table = net.tables.get(segment.table as usize).map(|it| &it.node);
        let acl = net.acls.get(segment.acl as usize).map(|it| &it.node);
        for node in table.into_iter().chain(acl) {
            spread(&mut open, node, &hanging);
        }
    }
    if let Some(hanging) = &joins {
        // What learns routes from what is joined to it.
        let hubs = net.hubs.iter().map(|it| &it.node).chain(net.hub_tables.iter().map(|it| &it.node));
        for node in hubs.chain(net.gateways.iter().map(|it| &it.node)) {
            spread(&mut open, node, hanging);
        }
    }
    let attachments = net.attachments.iter().filter_map(|it| Some((it.hub?, open.get(&it.node)?.clone())));
    for (hub, hanging) in attachments.collect::<Vec<_>>() {
        let Some(hub) = net.hubs.get(hub as usize) else { continue };
        let of_hub = hub.attachments.iter().filter_map(|at| net.attachments.get(*at as usize)?.table);
        let tables = of_hub.filter_map(|at| Some(&net.hub_tables.get(at as usize)?.node));
        for node in tables.chain([&hub.node]) {
            spread(&mut open, node, &hanging);
        }
    }
    Open { nodes: open, joins }
}

/// What hangs on a value makes another resource hang on it, of which then nothing is certain.
fn spread(open: &mut BTreeMap<NodeId, Hanging>, to: &NodeId, hanging: &Hanging) {
    open.entry(to.clone()).or_insert_with(|| Hanging { more: false, ..hanging.clone() });
}

impl Asked<'_> {
    /// The value that an interface's place in the network hangs on.
    pub(super) fn open_place(&self, at: Ix) -> Option<Stop> {
        let net = self.net;
        if net.open.nodes.is_empty() {
            return None;
        }
        let interface = net.interfaces.get(at as usize)?;
        let segment = net.segments.get(interface.segment as usize).map(|it| &it.node);
        let boundary = net.boundaries.get(interface.boundary as usize).map(|it| &it.node);
        let all = [Some(&interface.node), interface.fact.owner.as_ref(), segment, boundary];
        all.into_iter().flatten().find_map(|node| Some(stop(node, net.open.nodes.get(node)?)))
    }

    /// The first thing that packets met and that hangs on a value nobody knows, where they stopped included.
    pub(super) fn open_way(&self, packet: &Packet, end: Option<&Stop>) -> Option<Stop> {
        let Open { nodes: open, joins } = &self.net.open;
        if open.is_empty() {
            return None;
        }
        let hops = packet.hops.newest_first().filter_map(|hop| {
            let node = hop.node.as_ref()?;
            // What one rule lets in, no other rule keeps out.
            let holds = |it: &&Hanging| it.more && hop.step == Step::SecurityGroup && hop.passed;
            Some((node, open.get(node).filter(|it| !holds(it))?))
        });
        let through = packet.through.iter().filter_map(|node| Some((node, open.get(node)?)));
        let stopped = end.and_then(|end| open.get_key_value(end.node.as_str()));
        // A filter at an end is on every way; whatever else stops packets, they might go another way.
        let other = joins.as_ref().filter(|_| end.is_some_and(|end| !is_filter(end.code)));
        let other = other.map(|it| (&it.node, it));
        let (node, hanging) = hops.last().or_else(|| through.into_iter().next()).or(stopped).or(other)?;
        Some(stop(node, hanging))
    }
}

/// Whether it is a security group that stops packets.
fn is_filter(code: Code) -> bool {
    matches!(code, Code::EniSgRulesMismatch | Code::SgHasNoRules)
}

fn stop(node: &NodeId, hanging: &Hanging) -> Stop {
    Stop {
        code: Code::ValueUnknown,
        rule: "5",
        node: node.to_string(),
        entry: String::new(),
        reason: hanging.said(),
        need: None,
        unknown: true,
    }
}
