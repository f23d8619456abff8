//! Resources that feed each other: which they are, and how calls settle among them.

use super::flow::{events_of, factor, one_call, onward};
use crate::{
    base::{Decimal, NodeId},
    model::{
        Model,
        connection::{Access, Connection},
        site::Index,
    },
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

/// What one call or event at the column's resource comes to at the row's, within a circle. Each resource has a row
/// and a column for its calls, and after it one for its events.
pub fn gains(model: &Model, index: &Index, members: &BTreeSet<&NodeId>) -> Vec<Vec<Decimal>> {
    let place: BTreeMap<&NodeId, usize> = members.iter().enumerate().map(|(i, id)| (*id, 2 * i)).collect();
    let mut gains = vec![vec![Decimal::ZERO; 2 * members.len()]; 2 * members.len()];
    for (id, from) in &place {
        for connection in index.outgoing(id).iter().filter_map(|it| model.connection(it)) {
            let Some((to, row)) = connection.to.target().and_then(|to| Some((to, *place.get(to)?))) else {
                continue;
            };
            let (column, gain) = match connection.kind {
                Access::EventSource => (from + 1, factor(connection)),
                Access::Invoke | Access::ReadWrite | Access::Network => {
                    (*from, factor(connection).saturating_mul(onward(model, id)))
                }
            };
            let events = gain.saturating_mul(events_of(model, to, &one_call(connection)));
            for (row, gain) in [(row, gain), (row + 1, events)] {
                gains[row][column] = gains[row][column].saturating_add(gain);
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
    let mut before: BTreeMap<NodeId, (NodeId, &Connection)> = BTreeMap::new();
    let mut queue = VecDeque::from([start.clone()]);
    while let Some(id) = queue.pop_front() {
        for connection in index.outgoing(&id).iter().filter_map(|it| model.connection(it)) {
            let Some(to) = connection.to.target().filter(|to| members.contains(to)) else { continue };
            if !before.contains_key(to) {
                before.insert(to.clone(), (id.clone(), connection));
                queue.push_back(to.clone());
            }
        }
    }
    let (mut path, mut round) = (vec![start.clone()], Vec::new());
    loop {
        let (from, connection) = before.get(path.last()?)?;
        path.push(from.clone());
        round.push(*connection);
        if from == start {
            break;
        }
    }
    path.reverse();
    round.reverse();
    // What each makes of a call depends on how that came.
    let came = round.iter().cycle().skip(round.len() - 1);
    let gains = round.iter().zip(came).map(|(connection, came)| match connection.kind {
        Access::EventSource => {
            let from = connection.from.target();
            let events = from.map_or(Decimal::ONE, |from| events_of(model, from, &one_call(came)));
            factor(connection).saturating_mul(events)
        }
        Access::Invoke | Access::ReadWrite | Access::Network => {
            let from = connection.from.target();
            factor(connection).saturating_mul(from.map_or(Decimal::ONE, |from| onward(model, from)))
        }
    });
    Some((gains.fold(Decimal::ONE, Decimal::saturating_mul), path))
}
