//! Route tables as partitions of the address space (RT-10): which route takes which addresses.

use super::{
    graph::{EntryRoute, RouteNet, RouteOrigin},
    ranges::Ranges,
};

/// The routes of a table, each with the addresses that no better route takes: the longest prefix (RT-2), then as
/// RT-3 ranks where they are from. Inside the VPC a learned route loses to the local one, however long (RT-4).
pub fn partition(entries: &[EntryRoute]) -> Vec<RouteNet> {
    let mut sorted: Vec<&EntryRoute> = entries.iter().collect();
    sorted.sort_by_key(|it| (std::cmp::Reverse(it.length), it.origin != RouteOrigin::Static, it.origin));
    let locals = entries.iter().filter(|it| it.origin == RouteOrigin::Local);
    let local = locals.fold(Ranges::EMPTY, |all, it| all.union(&it.covers));
    let mut taken = Ranges::EMPTY;
    let mut out = Vec::new();
    for entry in sorted {
        let covers = match entry.origin {
            RouteOrigin::Propagated(_) => entry.covers.subtract(&local),
            RouteOrigin::Local | RouteOrigin::Static | RouteOrigin::List => entry.covers.clone(),
        };
        let share = covers.subtract(&taken);
        taken = taken.union(&covers);
        if !share.is_empty() {
            out.push(RouteNet { label: entry.label.clone(), share, target: entry.target });
        }
    }
    out
}
