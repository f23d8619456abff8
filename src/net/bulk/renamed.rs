//! Which resource of a compiled network is which of the one after an edit: places move when something is added.

use crate::{
    base::NodeId,
    net::graph::{Ix, Net, ix},
};
use std::collections::BTreeMap;

/// Places in the old network to those in the new one; none for what is gone.
#[derive(Debug)]
pub struct Renamed {
    /// VPCs.
    pub boundaries: Vec<Option<Ix>>,
    /// Subnets.
    pub segments: Vec<Option<Ix>>,
    /// Security groups.
    pub groups: Vec<Option<Ix>>,
    /// Network ACLs.
    pub acls: Vec<Option<Ix>>,
    /// Route tables.
    pub tables: Vec<Option<Ix>>,
    /// Transit gateways.
    pub hubs: Vec<Option<Ix>>,
    /// Interfaces.
    pub interfaces: Vec<Option<Ix>>,
    /// Whether everything that routes and attachments name is where it was.
    pub fixed: bool,
}

impl Renamed {
    /// What became of the resources of `old` in `new`.
    pub fn of(old: &Net, new: &Net) -> Self {
        let mut fixed = true;
        let mut steady = |moved: Vec<Option<Ix>>, now: usize| {
            fixed &= moved.len() == now && (0..).zip(&moved).all(|(at, it)| *it == Some(at));
            moved
        };
        let attachments = matched(&old.attachments, &new.attachments, |it| &it.node);
        steady(attachments, new.attachments.len());
        steady(matched(&old.hub_tables, &new.hub_tables, |it| &it.node), new.hub_tables.len());
        steady(matched(&old.peerings, &new.peerings, |it| &it.node), new.peerings.len());
        steady(matched(&old.lines, &new.lines, |it| &it.node), new.lines.len());
        let boundaries =
            steady(matched(&old.boundaries, &new.boundaries, |it| &it.node), new.boundaries.len());
        let segments = steady(matched(&old.segments, &new.segments, |it| &it.node), new.segments.len());
        let acls = steady(matched(&old.acls, &new.acls, |it| &it.node), new.acls.len());
        let tables = steady(matched(&old.tables, &new.tables, |it| &it.node), new.tables.len());
        let hubs = steady(matched(&old.hubs, &new.hubs, |it| &it.node), new.hubs.len());
        Self {
            boundaries,
            segments,
            groups: matched(&old.groups, &new.groups, |it| &it.node),
            acls,
            tables,
            hubs,
            interfaces: matched(&old.interfaces, &new.interfaces, |it| &it.node),
            fixed,
        }
    }
}

/// The same resources in two arrays. Both are nearly the same as a rule: only what is between the first difference and
/// the last one is looked up.
fn matched<T>(old: &[T], new: &[T], node: impl Fn(&T) -> &NodeId) -> Vec<Option<Ix>> {
    let same = |(a, b): &(&T, &T)| node(a) == node(b);
    let head = old.iter().zip(new).take_while(same).count();
    let (olds, news) = (&old[head..], &new[head..]);
    let tail = olds.iter().rev().zip(news.iter().rev()).take_while(same).count();
    let (olds, news) = (&olds[..olds.len() - tail], &news[..news.len() - tail]);
    // A resource may have several, one after another.
    let mut counts: BTreeMap<&NodeId, u32> = BTreeMap::new();
    let mut number = |id| {
        let count = counts.entry(id).or_default();
        *count += 1;
        *count
    };
    let mut known: BTreeMap<(&NodeId, u32), Ix> = BTreeMap::new();
    for (at, one) in news.iter().enumerate() {
        known.insert((node(one), number(node(one))), ix(head + at));
    }
    counts.clear();
    let mut out: Vec<Option<Ix>> = (0..head).map(|at| Some(ix(at))).collect();
    for one in olds {
        let count = counts.entry(node(one)).or_default();
        *count += 1;
        out.push(known.get(&(node(one), *count)).copied());
    }
    out.extend((new.len() - tail..new.len()).map(|at| Some(ix(at))));
    out
}
