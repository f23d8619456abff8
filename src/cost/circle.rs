//! Resources that feed each other: which they are, and how calls settle among them.

use super::flow::gain;
use crate::{
    base::{Decimal, NodeId},
    model::{Model, site::Index},
};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// The largest loop that is solved: elimination takes the third power of its size.
pub const LARGEST: usize = 200;

/// Every resource, grouped with those that it feeds and that feed it, in the order in which calls flow.
///
/// Kosaraju's algorithm, without recursion.
pub fn circles(model: &Model, index: &Index) -> Vec<Vec<NodeId>> {
    let onward = |id: &NodeId| next(model, index, id);
    let mut seen = BTreeSet::new();
    let mut finished = Vec::new();
    for (start, _) in model.nodes() {
        if !seen.insert(start.clone()) {
            continue;
        }
        let mut stack = vec![(start.clone(), onward(start))];
        while let Some((id, rest)) = stack.last_mut() {
            match rest.pop() {
                Some(to) if seen.insert(to.clone()) => {
                    let beyond = onward(&to);
                    stack.push((to, beyond));
                }
                Some(_) => {}
                None => {
                    finished.push(id.clone());
                    stack.pop();
                }
            }
        }
    }
    let mut placed = BTreeSet::new();
    let mut circles = Vec::new();
    for start in finished.into_iter().rev() {
        let mut circle = Vec::new();
        let mut stack = vec![start];
        while let Some(id) = stack.pop() {
            if placed.insert(id.clone()) {
                let back = index.incoming(&id).iter().filter_map(|it| model.connection(it)?.from.target());
                stack.extend(back.filter(|from| !placed.contains(*from)).cloned());
                circle.push(id);
            }
        }
        circle.sort();
        circles.push(circle);
    }
    circles
}

fn next(model: &Model, index: &Index, id: &NodeId) -> Vec<NodeId> {
    index.outgoing(id).iter().filter_map(|it| model.connection(it)?.to.target().cloned()).collect()
}

/// Calls at the row's resource for each call at the column's, within a circle.
pub fn gains(model: &Model, index: &Index, members: &BTreeSet<&NodeId>) -> Vec<Vec<Decimal>> {
    let place: BTreeMap<&NodeId, usize> = members.iter().enumerate().map(|(i, id)| (*id, i)).collect();
    let mut gains = vec![vec![Decimal::ZERO; members.len()]; members.len()];
    for (id, from) in &place {
        for connection in index.outgoing(id).iter().filter_map(|it| model.connection(it)) {
            if let Some(to) = connection.to.target().and_then(|to| place.get(to)) {
                gains[*to][*from] = gains[*to][*from].saturating_add(gain(connection));
            }
        }
    }
    gains
}

/// Solves `arrivals = given + gains × arrivals`; `None` when calls would grow without end.
///
/// Elimination without exchange of rows: all pivots of `1 − gains` are positive exactly when the loop fades
/// (it is then an M-matrix), so the solution and the verdict come from one pass.
pub fn solve(gains: &[Vec<Decimal>], given: Vec<Decimal>) -> Option<Vec<Decimal>> {
    let size = gains.len();
    let one = |row: usize, column: usize| if row == column { Decimal::ONE } else { Decimal::ZERO };
    let mut rows: Vec<Vec<Decimal>> = gains
        .iter()
        .enumerate()
        .map(|(row, gains)| {
            gains.iter().enumerate().map(|(i, gain)| one(row, i).saturating_sub(*gain)).collect()
        })
        .collect();
    let mut right = given;
    for pivot in 0..size {
        let (above, below) = rows.split_at_mut(pivot + 1);
        let (top, lead) = (&above[pivot], above[pivot][pivot]);
        if lead <= Decimal::ZERO {
            return None;
        }
        for (row, below) in below.iter_mut().enumerate().filter(|(_, below)| !below[pivot].is_zero()) {
            let factor = below[pivot].checked_div(lead)?;
            for column in pivot..size {
                below[column] = below[column].checked_sub(factor.checked_mul(top[column])?)?;
            }
            let at = pivot + 1 + row;
            right[at] = right[at].checked_sub(factor.checked_mul(right[pivot])?)?;
        }
    }
    for row in (0..size).rev() {
        for column in row + 1..size {
            right[row] = right[row].checked_sub(rows[row][column].checked_mul(right[column])?)?;
        }
        right[row] = right[row].checked_div(rows[row][row])?;
    }
    Some(right)
}

/// Loops in which calls grow without end, whatever the workload: the calls that one call comes to in a round, and the
/// way round, whose first resource comes again at the end.
pub fn endless(model: &Model, index: &Index) -> Vec<(Decimal, Vec<NodeId>)> {
    let circles = circles(model, index).into_iter();
    let small = circles.filter(|it| (2..=LARGEST).contains(&it.len()));
    let grown = small.filter_map(|circle| {
        let members: BTreeSet<&NodeId> = circle.iter().collect();
        let none = vec![Decimal::ZERO; circle.len()];
        let settles = solve(&gains(model, index, &members), none).is_some();
        (!settles).then(|| worst_path(model, index, &members))
    });
    grown.filter(|(_, path)| path.len() > 1).collect()
}

/// The loop with the greatest gain among the shortest ones through each member; its first resource comes again
/// at the end. With the calls that one call comes to in a round.
pub fn worst_path(model: &Model, index: &Index, members: &BTreeSet<&NodeId>) -> (Decimal, Vec<NodeId>) {
    let mut worst: Option<(Decimal, Vec<NodeId>)> = None;
    for start in members.iter().take(LARGEST) {
        if let Some((gain, path)) = shortest(model, index, members, start)
            && worst.as_ref().is_none_or(|(greatest, _)| gain > *greatest)
        {
            worst = Some((gain, path));
        }
    }
    worst.unwrap_or_default()
}

fn shortest(
    model: &Model,
    index: &Index,
    members: &BTreeSet<&NodeId>,
    start: &NodeId,
) -> Option<(Decimal, Vec<NodeId>)> {
    let mut before: BTreeMap<NodeId, (NodeId, Decimal)> = BTreeMap::new();
    let mut queue = VecDeque::from([start.clone()]);
    while let Some(id) = queue.pop_front() {
        for connection in index.outgoing(&id).iter().filter_map(|it| model.connection(it)) {
            let Some(to) = connection.to.target().filter(|to| members.contains(to)) else { continue };
            if !before.contains_key(to) {
                before.insert(to.clone(), (id.clone(), gain(connection)));
                queue.push_back(to.clone());
            }
        }
    }
    let mut gain = Decimal::ONE;
    let mut path = vec![start.clone()];
    loop {
        let (from, times) = before.get(path.last()?)?;
        gain = gain.saturating_mul(*times);
        path.push(from.clone());
        if from == start {
            path.reverse();
            return Some((gain, path));
        }
    }
}
