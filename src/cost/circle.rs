//! Resources that feed each other: which they are, and how calls settle among them.

use super::plan::{Link, Lists, Plan};
use crate::{
    base::{Decimal, NodeId},
    model::{Model, site::Index},
};
use std::collections::{BTreeMap, VecDeque};

/// The largest loop that is solved: elimination takes the third power of its size.
pub const LARGEST: usize = 200;

/// Every resource, grouped with those that it feeds and that feed it, in the order in which calls flow.
///
/// Kosaraju's algorithm, without recursion.
pub fn circles(plan: &Plan) -> Lists {
    let count = plan.nodes.len();
    let mut seen = vec![false; count];
    let mut finished = Vec::with_capacity(count);
    let mut stack: Vec<(usize, usize)> = Vec::new();
    for start in 0..count {
        if std::mem::replace(&mut seen[start], true) {
            continue;
        }
        stack.push((start, plan.outgoing(start).len()));
        while let Some((at, left)) = stack.last_mut() {
            if *left == 0 {
                finished.push(*at);
                stack.pop();
                continue;
            }
            *left -= 1;
            let to = plan.links[plan.outgoing(*at)[*left]].to;
            if !std::mem::replace(&mut seen[to], true) {
                stack.push((to, plan.outgoing(to).len()));
            }
        }
    }
    let mut placed = vec![false; count];
    let (mut circle, mut stack): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    let mut circles = Lists::default();
    for start in finished.into_iter().rev() {
        stack.push(start);
        while let Some(at) = stack.pop() {
            if !std::mem::replace(&mut placed[at], true) {
                let back = plan.incoming(at).iter().map(|link| plan.links[*link].from);
                stack.extend(back.filter(|from| !placed[*from]));
                circle.push(at);
            }
        }
        if !circle.is_empty() {
            circle.sort_unstable();
            circles.push(circle.drain(..));
        }
    }
    circles
}

/// What one call or event at the column's resource comes to at the row's, within a circle. Each resource has a row
/// and a column for its calls, and after it one for its events.
pub fn gains(plan: &Plan, circle: &[usize]) -> Vec<Vec<Decimal>> {
    let mut gains = vec![vec![Decimal::ZERO; 2 * circle.len()]; 2 * circle.len()];
    for (from, at) in circle.iter().enumerate() {
        for link in plan.outgoing(*at).iter().map(|link| &plan.links[*link]) {
            let Ok(to) = circle.binary_search(&link.to) else { continue };
            let (column, gain) = match link.is_event_source() {
                true => (2 * from + 1, link.factor),
                false => (2 * from, link.factor.saturating_mul(plan.nodes[*at].onward)),
            };
            for (row, gain) in [(2 * to, gain), (2 * to + 1, gain.saturating_mul(link.events))] {
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

/// Loops in which calls grow without end, whatever the workload: the calls that one call comes to in a round, and the
/// way round, whose first resource comes again at the end.
pub fn endless(model: &Model, index: &Index) -> Vec<(Decimal, Vec<NodeId>)> {
    let plan = Plan::of(model, index);
    let small = plan.circles().filter(|it| (2..=LARGEST).contains(&it.len()));
    let grown = small.filter_map(|circle| {
        let settles = solve(&gains(&plan, circle), vec![Decimal::ZERO; 2 * circle.len()]).is_some();
        (!settles).then(|| worst_path(&plan, circle))
    });
    grown.filter(|(_, path)| path.len() > 1).collect()
}

/// The loop with the greatest gain among the shortest ones through each member; its first resource comes again
/// at the end. With the calls that one call comes to in a round.
pub fn worst_path(plan: &Plan, circle: &[usize]) -> (Decimal, Vec<NodeId>) {
    let mut worst: Option<(Decimal, Vec<usize>)> = None;
    for start in circle.iter().take(LARGEST) {
        if let Some((gain, path)) = shortest(plan, circle, *start)
            && worst.as_ref().is_none_or(|(greatest, _)| gain > *greatest)
        {
            worst = Some((gain, path));
        }
    }
    let (gain, path) = worst.unwrap_or_default();
    (gain, path.into_iter().map(|at| plan.nodes[at].id.clone()).collect())
}

fn shortest(plan: &Plan, circle: &[usize], start: usize) -> Option<(Decimal, Vec<usize>)> {
    let mut before: BTreeMap<usize, usize> = BTreeMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(at) = queue.pop_front() {
        for which in plan.outgoing(at) {
            let to = plan.links[*which].to;
            if circle.binary_search(&to).is_ok() && !before.contains_key(&to) {
                before.insert(to, *which);
                queue.push_back(to);
            }
        }
    }
    let (mut path, mut round): (Vec<usize>, Vec<&Link>) = (vec![start], Vec::new());
    loop {
        let link = &plan.links[*before.get(path.last()?)?];
        path.push(link.from);
        round.push(link);
        if link.from == start {
            break;
        }
    }
    path.reverse();
    round.reverse();
    // What each makes of a call depends on how that came.
    let came = round.iter().cycle().skip(round.len() - 1);
    let gains = round.iter().zip(came).map(|(link, came)| match link.is_event_source() {
        true => link.factor.saturating_mul(came.events),
        false => link.factor.saturating_mul(plan.nodes[link.from].onward),
    });
    Some((gains.fold(Decimal::ONE, Decimal::saturating_mul), path))
}
