//! Lines beside each other: parts that run the same way are moved apart, 12 units where there is room.
//!
//! Each straight part may move as far as nothing stands in the way and its ends stay on the sides of their boxes. Two
//! parts that could touch are put in the order in which they cross less; then each is as near to where it wants to be
//! as that allows.

use super::field::{Axis, Field, coordinate};
use crate::{base::NodeId, layout::Point, model::Frame};
use std::collections::{BTreeMap, BTreeSet};

/// How far apart lines run beside each other.
pub const LANE: i32 = 12;
/// How far a part may move.
const SLACK: i32 = 96;
/// How far from a box's corner a line may start.
const CORNER: i32 = 8;
/// The side of a cell in which parts are looked for.
const CELL: i32 = 128;
/// With how many parts before it in a cell one is compared.
const COMPARED: usize = 24;

/// A line to be moved.
#[derive(Debug)]
pub struct Line<'a> {
    /// Its corners.
    pub points: Vec<Point>,
    /// The boxes where it starts and ends.
    pub ends: [(Frame, &'a NodeId); 2],
    /// Points that it has to go through.
    pub through: &'a [Point],
    /// Whether it stays where it is.
    pub is_fixed: bool,
}

#[derive(Clone, Copy, Debug)]
struct Part {
    line: usize,
    nth: usize,
    at: i32,
    from: i32,
    to: i32,
    low: i32,
    high: i32,
    /// Where the line comes from and goes to at its upper and lower end: -1 before, 1 after, 0 nowhere.
    turns: [i32; 2],
    apart: i32,
}

/// Moves the parts of lines along one axis.
pub fn move_apart(field: &Field, lines: &mut [Line<'_>], axis: Axis) {
    let mut parts = parts(field, lines, axis);
    parts.sort_unstable_by_key(|it| (it.at, it.line, it.nth));
    let pairs = ordered(&parts);
    let order = topological(&parts, &pairs);
    let count = parts.len();
    let (mut before, mut after) = (vec![Vec::new(); count], vec![Vec::new(); count]);
    for &(a, b) in &pairs {
        if order[a] < order[b] {
            before[b].push(a);
            after[a].push(b);
        } else {
            before[a].push(b);
            after[b].push(a);
        }
    }
    let mut sorted: Vec<usize> = (0..count).collect();
    sorted.sort_unstable_by_key(|&it| order[it]);
    for _ in 0..6 {
        let (mut low, mut high) = (vec![0; count], vec![0; count]);
        for &it in &sorted {
            let pushed = before[it].iter().map(|&b| low[b] + parts[b].apart.min(parts[it].apart));
            low[it] = pushed.fold(parts[it].low, i32::max);
        }
        for &it in sorted.iter().rev() {
            let pushed = after[it].iter().map(|&a| high[a] - parts[a].apart.min(parts[it].apart));
            high[it] = pushed.fold(parts[it].high, i32::min);
        }
        let tight: Vec<usize> = (0..count).filter(|&it| low[it] > high[it]).collect();
        if tight.is_empty() {
            let (mut left, mut right) = (vec![0; count], vec![0; count]);
            for &it in &sorted {
                let pushed = before[it].iter().map(|&b| left[b] + parts[b].apart.min(parts[it].apart));
                left[it] = pushed.fold(parts[it].at, i32::max).clamp(low[it], high[it]);
            }
            for &it in sorted.iter().rev() {
                let pushed = after[it].iter().map(|&a| right[a] - parts[a].apart.min(parts[it].apart));
                right[it] = pushed.fold(parts[it].at, i32::min).clamp(low[it], high[it]);
            }
            // Both keep what is between parts, and so does what lies halfway.
            for it in 0..count {
                shift(&mut lines[parts[it].line], parts[it].nth, axis, (left[it] + right[it]).div_euclid(2));
            }
            return;
        }
        // Where there is no room for 12 units, lines come closer.
        for it in tight {
            parts[it].apart = parts[it].apart * 2 / 3;
        }
    }
}

fn shift(line: &mut Line<'_>, nth: usize, axis: Axis, at: i32) {
    for point in line.points.iter_mut().skip(nth).take(2) {
        if axis == 0 { point.y = at } else { point.x = at }
    }
}

fn parts(field: &Field, lines: &[Line<'_>], axis: Axis) -> Vec<Part> {
    let mut parts = Vec::new();
    for (line, it) in lines.iter().enumerate() {
        let last = it.points.len().saturating_sub(2);
        for (nth, pair) in it.points.windows(2).enumerate() {
            let &[a, b] = pair else { continue };
            let at = coordinate(a, 1 - axis);
            if coordinate(b, 1 - axis) != at || a == b {
                continue;
            }
            let (from, to) = (coordinate(a, axis), coordinate(b, axis));
            let neighbour =
                |point: Option<&Point>| point.map_or(0, |it| (coordinate(*it, 1 - axis) - at).signum());
            let before = neighbour(nth.checked_sub(1).and_then(|nth| it.points.get(nth)));
            let after = neighbour(it.points.get(nth + 2));
            let turns = if from <= to { [before, after] } else { [after, before] };
            let (from, to) = (from.min(to), from.max(to));
            let goes_through = it.through.iter().any(|p| {
                coordinate(*p, 1 - axis) == at && from <= coordinate(*p, axis) && coordinate(*p, axis) <= to
            });
            let mut part = Part { line, nth, at, from, to, low: at, high: at, turns, apart: LANE };
            if !it.is_fixed && !goes_through {
                room(field, it, &mut part, axis, (nth == 0, nth == last));
            }
            parts.push(part);
        }
    }
    parts
}

/// How far a part may move, and where it is best.
fn room(field: &Field, line: &Line<'_>, part: &mut Part, axis: Axis, (first, last): (bool, bool)) {
    let at = part.at;
    let (mut low, mut high) = (at - SLACK, at + SLACK);
    let mut own: Vec<&NodeId> = Vec::new();
    for (end, is_here) in line.ends.iter().zip([first, last]) {
        if is_here {
            own.push(end.1);
            let (start, size) = if axis == 0 { (end.0.y, end.0.h) } else { (end.0.x, end.0.w) };
            low = low.max(start + CORNER.min(size / 2)).min(at);
            high = high.min(start + size - CORNER.min(size / 2)).max(at);
        }
    }
    let area = if axis == 0 { [part.from, low, part.to, high] } else { [low, part.from, high, part.to] };
    for block in field.inside(area, &own) {
        let (start, end) = (block[1 - axis], block[3 - axis]);
        if end <= at {
            low = low.max(end);
        } else if start >= at {
            high = high.min(start);
        } else {
            // What it runs through already does not say where it may go.
            (low, high) = (at, at);
        }
    }
    (part.low, part.high) = (low, high);
    if !first && !last {
        // In a narrow lane its middle is best, else some distance from what stands beside.
        let space = ((high - low) / 2).min(24);
        part.at = at.clamp(low + space, high - space);
    }
}

/// Pairs that could touch, the one that lies before first.
fn ordered(parts: &[Part]) -> Vec<(usize, usize)> {
    let mut cells: BTreeMap<i32, Vec<usize>> = BTreeMap::new();
    let mut pairs = BTreeSet::new();
    for (b, part) in parts.iter().enumerate() {
        // Ends that meet in one place do not count as beside each other.
        for cell in part.from.div_euclid(CELL)..=part.to.div_euclid(CELL) {
            let here = cells.entry(cell).or_default();
            for &a in here.iter().rev().take(COMPARED) {
                let other = &parts[a];
                let beside = other.from < part.to + LANE && part.from < other.to + LANE;
                let touch = other.high.min(other.at + SLACK) + LANE > part.low;
                if beside && touch && other.line != part.line {
                    pairs.insert(if swaps(other, part) { (b, a) } else { (a, b) });
                }
            }
            here.push(b);
        }
    }
    pairs.into_iter().collect()
}

/// Whether two parts in one lane cross less if the second lies before the first.
fn swaps(a: &Part, b: &Part) -> bool {
    if b.at - a.at >= 2 * LANE {
        return false;
    }
    // What crosses if `p` lies before `q`: what leaves `p` towards `q`, and the other way round.
    let crossings = |p: &Part, q: &Part| {
        let within = |at: i32, of: &Part| of.from < at && at < of.to;
        [(p, q, 1), (q, p, -1)]
            .into_iter()
            .map(|(leaving, other, way)| {
                let ends = [(leaving.from, leaving.turns[0]), (leaving.to, leaving.turns[1])];
                ends.into_iter().filter(|&(at, turn)| turn == way && within(at, other)).count()
            })
            .sum::<usize>()
    };
    crossings(b, a) < crossings(a, b)
}

/// A number for each part that follows the pairs, where they do not go in circles.
fn topological(parts: &[Part], pairs: &[(usize, usize)]) -> Vec<usize> {
    let count = parts.len();
    let (mut waits, mut after) = (vec![0_usize; count], vec![Vec::new(); count]);
    for &(a, b) in pairs {
        waits[b] += 1;
        after[a].push(b);
    }
    let key = |it: usize| (parts[it].at, it);
    let mut ready: BTreeSet<(i32, usize)> = (0..count).filter(|&it| waits[it] == 0).map(key).collect();
    let mut held: BTreeSet<(i32, usize)> = (0..count).filter(|&it| waits[it] > 0).map(key).collect();
    let mut numbers = vec![0; count];
    for number in 0..count {
        let Some((at, it)) = ready.pop_first().or_else(|| held.pop_first()) else { break };
        held.remove(&(at, it));
        numbers[it] = number;
        waits[it] = 0;
        for &next in &after[it] {
            if waits[next] > 0 {
                waits[next] -= 1;
                if waits[next] == 0 {
                    held.remove(&key(next));
                    ready.insert(key(next));
                }
            }
        }
    }
    numbers
}
