//! Lines beside each other: parts that run the same way are moved apart, 12 units where there is room.
//!
//! Each straight part may move as far as nothing stands in the way and its ends stay on the sides of their boxes. Two
//! parts that could touch are put in the order in which they cross less; then each is as near to where it wants to be
//! as that allows. It is work in pieces: how long one takes does not depend on how many lines there are.

use super::field::{Axis, Field, RIM, coordinate};
use crate::{layout::Point, model::Frame};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap},
};

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
/// How many steps of any kind are done in one piece.
const PIECE: usize = 8_000;
/// How often lines are moved closer together where there is no room for all of them.
const CLOSER: usize = 6;

/// A line to be moved.
#[derive(Debug)]
pub struct Line {
    /// Its corners; none if there is no line.
    pub points: Vec<Point>,
    /// The boxes where it starts and ends, and which of those drawn they are.
    pub ends: [(Frame, usize); 2],
    /// Points that it has to go through.
    pub through: Vec<Point>,
    /// Whether it stays where it is.
    pub is_fixed: bool,
}

impl Line {
    /// No line.
    pub fn none() -> Self {
        let nowhere = (Frame { x: 0, y: 0, w: 0, h: 0 }, usize::MAX);
        Self { points: Vec::new(), ends: [nowhere; 2], through: Vec::new(), is_fixed: false }
    }
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

/// The parts of lines along one axis on their way apart.
#[derive(Debug)]
pub struct Apart {
    axis: Axis,
    stage: Stage,
    /// Where in its stage the work is.
    at: usize,
    /// Parts still to be sorted, by a stretch of the axis across.
    unsorted: BTreeMap<i32, Vec<Part>>,
    parts: Vec<Part>,
    cells: BTreeMap<i32, Vec<u32>>,
    /// Which part has to lie before which; after [`Stage::Order`] by the order that was found.
    pairs: Vec<(u32, u32)>,
    before: Lists,
    after: Lists,
    /// How many parts before it are not in order yet.
    waits: Vec<u32>,
    ready: BinaryHeap<Reverse<u32>>,
    sorted: Vec<u32>,
    number: Vec<u32>,
    /// Between which places each may lie.
    low: Vec<i32>,
    high: Vec<i32>,
    /// The least place near where it wants to be, and the highest.
    left: Vec<i32>,
    right: Vec<i32>,
    closer: usize,
    is_tight: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Gather,
    Sort,
    Compare,
    List,
    Order,
    ListAgain,
    Lowest,
    Highest,
    Tight,
    Left,
    Right,
    Shift,
    Done,
}

/// Numbers by number, in one piece of memory.
#[derive(Debug, Default)]
struct Lists {
    ends: Vec<u32>,
    all: Vec<u32>,
}

impl Lists {
    /// Of pairs, the second by the first.
    fn of(count: usize, pairs: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut ends = vec![0_u32; count + 1];
        for (key, _) in pairs.clone() {
            ends[key as usize + 1] += 1;
        }
        for at in 0..count {
            ends[at + 1] += ends[at];
        }
        let mut next = ends.clone();
        let mut all = vec![0; ends[count] as usize];
        for (key, value) in pairs {
            let at = &mut next[key as usize];
            all[*at as usize] = value;
            *at += 1;
        }
        Self { ends, all }
    }

    fn get(&self, key: usize) -> &[u32] {
        &self.all[self.ends[key] as usize..self.ends[key + 1] as usize]
    }
}

impl Apart {
    /// Starts to move the parts of lines along one axis.
    pub fn new(axis: Axis) -> Self {
        Self {
            axis,
            stage: Stage::Gather,
            at: 0,
            unsorted: BTreeMap::new(),
            parts: Vec::new(),
            cells: BTreeMap::new(),
            pairs: Vec::new(),
            before: Lists::default(),
            after: Lists::default(),
            waits: Vec::new(),
            ready: BinaryHeap::new(),
            sorted: Vec::new(),
            number: Vec::new(),
            low: Vec::new(),
            high: Vec::new(),
            left: Vec::new(),
            right: Vec::new(),
            closer: 0,
            is_tight: false,
        }
    }

    /// Does a piece; false once nothing is left. The lines are the same for all pieces.
    pub fn step(&mut self, field: &Field, lines: &mut [Line]) -> bool {
        let mut left = PIECE;
        while left > 0 && self.stage != Stage::Done {
            let next = match self.stage {
                Stage::Gather => self.gather(field, lines, &mut left),
                Stage::Sort => self.sort(&mut left),
                Stage::Compare => self.compare(&mut left),
                Stage::List => self.list(&mut left),
                Stage::Order => self.order(&mut left),
                Stage::ListAgain => self.list_again(&mut left),
                Stage::Lowest => self.sweep(&mut left, Self::lowest, Stage::Highest),
                Stage::Highest => self.sweep(&mut left, Self::highest, Stage::Tight),
                Stage::Tight => self.tight(&mut left),
                Stage::Left => self.sweep(&mut left, Self::left, Stage::Right),
                Stage::Right => self.sweep(&mut left, Self::right, Stage::Shift),
                Stage::Shift => self.shift(field, lines, &mut left),
                Stage::Done => None,
            };
            if let Some(next) = next {
                (self.stage, self.at) = (next, 0);
            }
        }
        self.stage != Stage::Done
    }

    fn gather(&mut self, field: &Field, lines: &[Line], left: &mut usize) -> Option<Stage> {
        while *left > 0 {
            let Some(line) = lines.get(self.at) else { return Some(Stage::Sort) };
            *left = left.saturating_sub(1);
            for part in parts(field, line, self.at, self.axis) {
                *left = left.saturating_sub(20);
                self.unsorted.entry(part.at.div_euclid(CELL)).or_default().push(part);
            }
            self.at += 1;
        }
        None
    }

    fn sort(&mut self, left: &mut usize) -> Option<Stage> {
        while *left > 0 {
            let Some((_, mut some)) = self.unsorted.pop_first() else { return Some(Stage::Compare) };
            some.sort_unstable_by_key(|it| (it.at, it.line, it.nth));
            *left = left.saturating_sub(some.len());
            self.parts.append(&mut some);
        }
        None
    }

    /// Finds pairs that could touch, the one that lies before first.
    fn compare(&mut self, left: &mut usize) -> Option<Stage> {
        let mut met: Vec<u32> = Vec::new();
        while *left > 0 {
            let Some(part) = self.parts.get(self.at) else {
                self.cells.clear();
                return Some(Stage::List);
            };
            let number = to_u32(self.at);
            met.clear();
            // Ends that meet in one place do not count as beside each other.
            for cell in part.from.div_euclid(CELL)..=part.to.div_euclid(CELL) {
                let here = self.cells.entry(cell).or_default();
                *left = left.saturating_sub(1 + here.len().min(COMPARED) / 4);
                for &a in here.iter().rev().take(COMPARED) {
                    let other = &self.parts[a as usize];
                    let beside = other.from < part.to + LANE && part.from < other.to + LANE;
                    let touch = other.high.min(other.at + SLACK) + LANE > part.low;
                    if beside && touch && other.line != part.line {
                        met.push(a);
                    }
                }
                here.push(number);
            }
            met.sort_unstable();
            met.dedup();
            for &a in &met {
                let swaps = swaps(&self.parts[a as usize], part);
                self.pairs.push(if swaps { (number, a) } else { (a, number) });
            }
            self.at += 1;
        }
        None
    }

    fn list(&mut self, left: &mut usize) -> Option<Stage> {
        let count = self.parts.len();
        self.after = Lists::of(count, self.pairs.iter().copied());
        self.waits = vec![0; count];
        for &(_, b) in &self.pairs {
            self.waits[b as usize] += 1;
        }
        self.ready = (0..count).filter(|&it| self.waits[it] == 0).map(|it| Reverse(to_u32(it))).collect();
        self.number = vec![u32::MAX; count];
        *left = left.saturating_sub(self.pairs.len() / 4);
        Some(Stage::Order)
    }

    /// Puts parts into an order that follows the pairs, where they do not go in circles.
    fn order(&mut self, left: &mut usize) -> Option<Stage> {
        while *left > 0 {
            // Parts are numbered by where they lie: of those that wait for each other the first one goes.
            while self.at < self.parts.len() && self.number[self.at] != u32::MAX {
                self.at += 1;
            }
            let ready = self.ready.pop().map(|it| it.0 as usize);
            let held = (self.at < self.parts.len()).then_some(self.at);
            let Some(it) = ready.or(held) else { return Some(Stage::ListAgain) };
            if self.number[it] != u32::MAX {
                continue;
            }
            self.number[it] = to_u32(self.sorted.len());
            self.sorted.push(to_u32(it));
            let after = self.after.get(it);
            *left = left.saturating_sub(2 + after.len() / 2);
            for &next in after {
                let waits = &mut self.waits[next as usize];
                *waits = waits.saturating_sub(1);
                if *waits == 0 && self.number[next as usize] == u32::MAX {
                    self.ready.push(Reverse(next));
                }
            }
        }
        None
    }

    fn list_again(&mut self, left: &mut usize) -> Option<Stage> {
        let (count, number) = (self.parts.len(), &self.number);
        let turned = self
            .pairs
            .iter()
            .map(|&(a, b)| if number[a as usize] < number[b as usize] { (a, b) } else { (b, a) });
        self.before = Lists::of(count, turned.clone().map(|(a, b)| (b, a)));
        self.after = Lists::of(count, turned);
        (self.low, self.high) = (vec![0; count], vec![0; count]);
        (self.left, self.right) = (vec![0; count], vec![0; count]);
        *left = left.saturating_sub(self.pairs.len() / 2);
        Some(Stage::Lowest)
    }

    /// Looks at parts one by one: from the first, or from the last.
    fn sweep(&mut self, left: &mut usize, look: fn(&mut Self, usize) -> usize, next: Stage) -> Option<Stage> {
        let forward = matches!(self.stage, Stage::Lowest | Stage::Left);
        let count = self.sorted.len();
        while *left > 0 {
            if self.at == count {
                return Some(next);
            }
            let nth = if forward { self.at } else { count - 1 - self.at };
            let it = self.sorted[nth] as usize;
            *left = left.saturating_sub(1 + look(self, it) / 4);
            self.at += 1;
        }
        None
    }

    /// The least place that is not before `at` and after all that lie before.
    fn pushed_up(&self, places: &[i32], it: usize, at: i32) -> i32 {
        let own = self.parts[it].apart;
        let before = self.before.get(it).iter().map(|&b| b as usize);
        before.map(|b| places[b] + self.parts[b].apart.min(own)).fold(at, i32::max)
    }

    fn pushed_down(&self, places: &[i32], it: usize, at: i32) -> i32 {
        let own = self.parts[it].apart;
        let after = self.after.get(it).iter().map(|&a| a as usize);
        after.map(|a| places[a] - self.parts[a].apart.min(own)).fold(at, i32::min)
    }

    fn lowest(&mut self, it: usize) -> usize {
        self.low[it] = self.pushed_up(&self.low, it, self.parts[it].low);
        self.before.get(it).len()
    }

    fn highest(&mut self, it: usize) -> usize {
        self.high[it] = self.pushed_down(&self.high, it, self.parts[it].high);
        self.after.get(it).len()
    }

    fn left(&mut self, it: usize) -> usize {
        let pushed = self.pushed_up(&self.left, it, self.parts[it].at);
        self.left[it] = pushed.clamp(self.low[it], self.high[it]);
        self.before.get(it).len()
    }

    fn right(&mut self, it: usize) -> usize {
        let pushed = self.pushed_down(&self.right, it, self.parts[it].at);
        self.right[it] = pushed.clamp(self.low[it], self.high[it]);
        self.after.get(it).len()
    }

    /// Where there is no room for 12 units, lines come closer.
    fn tight(&mut self, left: &mut usize) -> Option<Stage> {
        while *left > 0 {
            let Some(part) = self.parts.get_mut(self.at) else {
                let is_tight = std::mem::take(&mut self.is_tight);
                self.closer += usize::from(is_tight);
                return Some(if is_tight && self.closer <= CLOSER { Stage::Lowest } else { Stage::Left });
            };
            if self.low[self.at] > self.high[self.at] && self.closer == CLOSER {
                // So many lines that this one only keeps off what stands beside.
                (self.low[self.at], self.high[self.at]) = (part.low, part.high);
            } else if self.low[self.at] > self.high[self.at] {
                part.apart = part.apart * 2 / 3;
                self.is_tight = true;
            }
            *left = left.saturating_sub(1);
            self.at += 1;
        }
        None
    }

    fn shift(&mut self, field: &Field, lines: &mut [Line], left: &mut usize) -> Option<Stage> {
        while *left > 0 {
            let Some(part) = self.parts.get(self.at) else { return Some(Stage::Done) };
            let at = self.off_rim(field, self.at);
            (self.left[self.at], self.right[self.at]) = (at, at);
            if let Some(line) = lines.get_mut(part.line) {
                for point in line.points.iter_mut().skip(part.nth).take(2) {
                    if self.axis == 0 { point.y = at } else { point.x = at }
                }
            }
            *left = left.saturating_sub(4);
            self.at += 1;
        }
        None
    }

    /// Where a part lies in the end.
    fn off_rim(&self, field: &Field, it: usize) -> i32 {
        // Both keep what is between parts, and so does what lies halfway.
        let at = |it: usize| (self.left[it] + self.right[it]).div_euclid(2);
        let (own, part) = (at(it), &self.parts[it]);
        if part.low == part.high {
            return own;
        }
        // Others may have moved it onto a border.
        let Some(rim) = field.rim(self.axis, own, part.from, part.to) else { return own };
        let apart = |other: u32| self.parts[other as usize].apart.min(part.apart);
        let before = self.before.get(it).iter().map(|&b| at(b as usize) + apart(b));
        let after = self.after.get(it).iter().map(|&a| at(a as usize) - apart(a));
        beside(rim, own, (before.fold(part.low, i32::max), after.fold(part.high, i32::min)))
    }
}

fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn parts(field: &Field, it: &Line, line: usize, axis: Axis) -> Vec<Part> {
    let mut parts = Vec::new();
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
    parts
}

/// How far a part may move, and where it is best.
fn room(field: &Field, line: &Line, part: &mut Part, axis: Axis, (first, last): (bool, bool)) {
    let at = part.at;
    let (mut low, mut high) = (at - SLACK, at + SLACK);
    let mut own: [Option<usize>; 2] = [None; 2];
    for (nth, (end, is_here)) in line.ends.iter().zip([first, last]).enumerate() {
        if is_here {
            own[nth] = Some(end.1);
            let (start, size) = if axis == 0 { (end.0.y, end.0.h) } else { (end.0.x, end.0.w) };
            low = low.max(start + CORNER.min(size / 2)).min(at);
            high = high.min(start + size - CORNER.min(size / 2)).max(at);
        }
    }
    let area = if axis == 0 { [part.from, low, part.to, high] } else { [low, part.from, high, part.to] };
    for block in field.inside(area, own) {
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
        if let Some(rim) = field.rim(axis, part.at, part.from, part.to) {
            part.at = beside(rim, part.at, (low, high));
        }
    }
}

/// Beside a border, on which a line would not be seen: the nearer side, as far as there is room.
fn beside(rim: i32, at: i32, (low, high): (i32, i32)) -> i32 {
    let sides = [rim - RIM, rim + RIM].into_iter().filter(|it| low <= *it && *it <= high);
    sides.min_by_key(|it| (it - at).abs()).unwrap_or(at)
}

/// Whether two parts in one lane cross less if the second lies before the first.
fn swaps(a: &Part, b: &Part) -> bool {
    // Which order there is room for.
    let (fits, fits_swapped) = (a.low + LANE <= b.high, b.low + LANE <= a.high);
    if b.at - a.at >= 2 * LANE || fits != fits_swapped {
        return fits_swapped && !fits;
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
