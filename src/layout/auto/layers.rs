//! Boxes that are joined, in layers: each after what leads to it, with few crossings, and lines as straight as can be.
//!
//! Works along two axes: along the flow (`main`) and across it (`cross`); which of them is horizontal is the caller's
//! business. All sizes are multiples of the grid, and so are the places found.

use super::{
    super::snap,
    nest::CONNECTED,
    spread::{Wish, spread},
};
use crate::base::Order as _;
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap},
};

/// A box.
#[derive(Clone, Copy, Debug)]
pub struct Block {
    /// Its size along the flow.
    pub main: i32,
    /// Its size across the flow.
    pub cross: i32,
    /// What comes first where no line says.
    pub rank: u8,
    /// Whether something outside leads to it.
    pub is_entered: bool,
}

/// That one box leads to another.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    /// Where it starts.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// How strongly.
    pub weight: i32,
    /// Where on its box it starts, across the flow.
    pub out: i32,
    /// Where on its box it ends, across the flow.
    pub into: i32,
}

/// How far apart things stand.
#[derive(Clone, Copy, Debug)]
pub struct Gaps {
    /// Between layers.
    pub layer: i32,
    /// Between boxes of a layer, and of a grid.
    pub beside: i32,
}

/// Room that a line takes which passes a layer.
const LANE: i32 = 16;
/// How often boxes are put in order, and then straightened.
const SORTS: usize = 10;
const STRAIGHTENINGS: usize = 8;
/// In drawings with more links than this, crossings are not counted.
const COUNTED: usize = 400;

#[derive(Clone, Copy, Debug)]
struct Half {
    other: usize,
    own: i32,
    its: i32,
    weight: i32,
}

/// Layers in the making.
#[derive(Debug)]
pub struct Layered {
    /// Boxes, then the places where lines pass layers.
    blocks: Vec<Block>,
    real: usize,
    before: Vec<Vec<Half>>,
    after: Vec<Vec<Half>>,
    layers: Vec<Vec<usize>>,
    at: Vec<i32>,
    gaps: Gaps,
    is_wide: bool,
    pass: usize,
    links: usize,
    best: Option<(u64, Vec<Vec<usize>>)>,
}

impl Layered {
    /// Starts on boxes that hang together.
    pub fn new(blocks: Vec<Block>, links: &[Link], gaps: Gaps, is_wide: bool) -> Self {
        let layer = layers(&blocks, links);
        let real = blocks.len();
        let (layers, layer) = split(&blocks, &layer, gaps, is_wide);
        let none = || vec![Vec::new(); real];
        let mut it = Self {
            blocks,
            real,
            before: none(),
            after: none(),
            layers,
            at: vec![0; real],
            gaps,
            is_wide,
            pass: 0,
            links: 0,
            best: None,
        };
        it.join(links, &layer);
        for layer in 0..it.layers.len() {
            it.stack(layer);
        }
        it
    }

    /// Joins boxes, with a place in each layer that a line passes as long as there are not too many.
    fn join(&mut self, links: &[Link], layer: &[usize]) {
        let most = 2 * self.real + 2_000;
        let passed = |link: &Link| layer[link.from].abs_diff(layer[link.to]).saturating_sub(1);
        let lanes = links.iter().map(passed).sum::<usize>() <= most;
        for link in links {
            let (mut from, mut to, mut out, mut into) = (link.from, link.to, link.out, link.into);
            if layer[from] == layer[to] {
                continue;
            }
            if layer[from] > layer[to] {
                (from, to, out, into) = (to, from, into, out);
            }
            let mut last = (from, out);
            if lanes && link.weight >= CONNECTED {
                for passed in layer[from] + 1..layer[to] {
                    let lane = self.blocks.len();
                    self.blocks.push(Block { main: 0, cross: LANE, rank: 3, is_entered: false });
                    self.at.push(0);
                    self.before.push(Vec::new());
                    self.after.push(Vec::new());
                    self.layers[passed].push(lane);
                    self.link(last, (lane, LANE / 2), link.weight * 2);
                    last = (lane, LANE / 2);
                }
            }
            self.link(last, (to, into), link.weight);
        }
    }

    fn link(&mut self, from: (usize, i32), to: (usize, i32), weight: i32) {
        self.links += 1;
        self.after[from.0].push(Half { other: to.0, own: from.1, its: to.1, weight });
        self.before[to.0].push(Half { other: from.0, own: to.1, its: from.1, weight });
    }

    fn gap(&self, a: usize, b: usize) -> i32 {
        if a >= self.real && b >= self.real { 0 } else { self.gaps.beside }
    }

    /// Puts a layer's boxes one behind the other.
    fn stack(&mut self, layer: usize) {
        let mut next = 0;
        for (nth, &it) in self.layers[layer].iter().enumerate() {
            self.at[it] = next;
            let gap = self.layers[layer].get(nth + 1).map_or(0, |&after| self.gap(it, after));
            next += self.blocks[it].cross + gap;
        }
    }

    /// Where a box wants to be for those it is joined with, and how much.
    fn wish(&self, it: usize, sides: [bool; 2]) -> Option<(i32, i32)> {
        let before = self.before[it].iter().filter(|_| sides[0]);
        let after = self.after[it].iter().filter(|_| sides[1]);
        let mut wishes: Vec<(i32, i32)> = before
            .chain(after)
            .map(|half| (self.at[half.other] + half.its - half.own, half.weight))
            .collect();
        wishes.sort_unstable();
        let all: i32 = wishes.iter().map(|(_, weight)| *weight).sum();
        let at = |share: i32| {
            let mut sum = 0;
            wishes.iter().find(|(_, weight)| {
                sum += weight;
                sum >= share
            })
        };
        // The middle one, or halfway between the middle two.
        let (low, high) = (at((all + 1) / 2)?.0, at(all / 2 + 1)?.0);
        Some((low + (high - low) / 2, all))
    }

    fn place(&mut self, layer: usize, sides: [bool; 2], sorts: bool) {
        let mut order: Vec<(i32, usize, usize, i32)> = self.layers[layer]
            .iter()
            .enumerate()
            .map(|(nth, &it)| {
                let (at, weight) = self.wish(it, sides).unwrap_or((self.at[it], 1));
                (at + self.blocks[it].cross / 2, nth, it, weight)
            })
            .collect();
        if sorts {
            order.sort_unstable();
            self.layers[layer] = order.iter().map(|(_, _, it, _)| *it).collect();
        }
        let wishes: Vec<Wish> = order
            .iter()
            .enumerate()
            .map(|(nth, &(middle, _, it, weight))| {
                let after = order.get(nth + 1).map_or(0, |&(_, _, after, _)| self.gap(it, after));
                let size = self.blocks[it].cross;
                Wish { at: middle - size / 2, size: size + after, weight: weight.max(1) }
            })
            .collect();
        for (&(_, _, it, _), at) in order.iter().zip(spread(&wishes)) {
            self.at[it] = at;
        }
    }

    /// Does a piece; false once nothing is left.
    pub fn step(&mut self) -> bool {
        let count = self.layers.len();
        let forward = self.pass.is_multiple_of(2);
        let order: Vec<usize> = if forward { (0..count).collect() } else { (0..count).rev().collect() };
        if self.pass < SORTS {
            for layer in order {
                self.place(layer, [forward, !forward], true);
            }
            if self.links <= COUNTED {
                let crossings = self.crossings();
                if self.best.as_ref().is_none_or(|(least, _)| crossings < *least) {
                    self.best = Some((crossings, self.layers.clone()));
                }
            }
        } else {
            if self.pass == SORTS
                && let Some((_, best)) = self.best.take()
            {
                self.layers = best;
                for layer in 0..count {
                    self.stack(layer);
                }
            }
            // The last passes look both ways; the last of all goes the way that lines do.
            let both = self.pass + 4 >= SORTS + STRAIGHTENINGS;
            for layer in order {
                self.place(layer, [both || forward, both || !forward], false);
            }
        }
        self.pass += 1;
        self.pass < SORTS + STRAIGHTENINGS
    }

    /// How many pairs of lines cross between neighbouring layers, and how long they are if that is equal.
    fn crossings(&self) -> u64 {
        let (mut crossings, mut length) = (0_u64, 0_u64);
        for layer in &self.layers {
            let ends: Vec<(i32, i32)> = layer
                .iter()
                .flat_map(|&it| {
                    let from = self.at[it];
                    self.after[it].iter().map(move |half| (from + half.own, self.at[half.other] + half.its))
                })
                .collect();
            for (nth, a) in ends.iter().enumerate() {
                length += u64::from(a.0.abs_diff(a.1));
                let crossed = |b: &&(i32, i32)| (a.0 < b.0 && a.1 > b.1) || (a.0 > b.0 && a.1 < b.1);
                crossings += ends[..nth].iter().filter(crossed).count() as u64;
            }
        }
        crossings * 1_000_000 + length.min(999_999)
    }

    /// Where the boxes are, along and across the flow, and how much room they take together.
    pub fn found(mut self) -> (Vec<(i32, i32)>, (i32, i32)) {
        for at in &mut self.at {
            *at = snap(*at);
        }
        let area: i64 = self.blocks[..self.real]
            .iter()
            .map(|it| i64::from(it.main + self.gaps.layer) * i64::from(it.cross + self.gaps.beside))
            .sum();
        let side = i32::try_from(area.isqrt()).unwrap_or(i32::MAX / 8);
        let longest = if self.is_wide { (3 * side).max(4_800) } else { (2 * side).max(3_600) };
        let mut places = vec![(0, 0); self.real];
        let (mut main, mut cross, mut width, mut next, mut first) = (0, 0, 0, 0, 0);
        for layer in 0..self.layers.len() {
            let size = self.size(layer);
            if main > 0 && main + size > longest {
                // Too long a chain goes on below.
                next = self.settle(&mut places, first..layer, cross) + 2 * self.gaps.beside;
                (main, cross, first) = (0, next, layer);
            }
            for &it in self.layers[layer].iter().filter(|it| **it < self.real) {
                places[it].0 = main;
            }
            width = width.max(main + size);
            main += size + self.room(layer);
        }
        next = next.max(self.settle(&mut places, first..self.layers.len(), cross));
        (places, (width, next))
    }

    fn size(&self, layer: usize) -> i32 {
        self.layers[layer].iter().map(|&it| self.blocks[it].main).max().unwrap_or(0)
    }

    /// How much room the lines between a layer and the next one need.
    fn room(&self, layer: usize) -> i32 {
        let bent = |&it: &usize| {
            let bends = |half: &&Half| {
                let level = self.at[it] + half.own == self.at[half.other] + half.its;
                half.weight >= CONNECTED && !level
            };
            self.after[it].iter().filter(bends).count()
        };
        let bent = self.layers[layer].iter().map(bent).sum::<usize>().min(10);
        let lanes = i32::try_from(bent).unwrap_or(0) * 12;
        snap(self.gaps.layer.max(44 + lanes))
    }

    /// Moves layers so that they start at `cross`, and says where they end.
    fn settle(&self, places: &mut [(i32, i32)], layers: std::ops::Range<usize>, cross: i32) -> i32 {
        let all = || self.layers[layers.clone()].iter().flatten().filter(|it| **it < self.real);
        let least = all().map(|&it| self.at[it]).min().unwrap_or(0);
        let mut end = cross;
        for &it in all() {
            places[it].1 = cross + self.at[it] - least;
            end = end.max(places[it].1 + self.blocks[it].cross);
        }
        end
    }
}

/// The layer of each box: the longest way to it, along lines that do not come back.
fn layers(blocks: &[Block], links: &[Link]) -> Vec<usize> {
    let count = blocks.len();
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut pairs: BTreeMap<(usize, usize), i32> = BTreeMap::new();
    for link in links.iter().filter(|it| it.weight >= CONNECTED && it.from != it.to) {
        // Ways to the outside go back to where the drawing begins.
        let back = blocks[link.to].rank == 0 && blocks[link.from].rank > 0;
        let pair = if back { (link.to, link.from) } else { (link.from, link.to) };
        *pairs.entry(pair).or_default() += link.weight;
    }
    let mut enters = vec![0_usize; count];
    for &(from, to) in pairs.keys() {
        after[from].push(to);
        enters[to] += 1;
    }
    let mut order: Vec<usize> = (0..count).collect();
    order.order_by_key(|&it| (enters[it] > 0, !blocks[it].is_entered, blocks[it].rank, it));
    let back = back_links(&after, &order);
    let forward: Vec<(usize, usize)> = pairs
        .keys()
        .map(|&(from, to)| if back.contains(&(from, to)) { (to, from) } else { (from, to) })
        .collect();
    // A number for each, so that lines go up; what the fields of others say follows these numbers.
    let numbers = numbered(blocks, &forward);
    let weak = links
        .iter()
        .filter(|it| it.weight < CONNECTED && it.from != it.to)
        .map(|it| if numbers[it.from] < numbers[it.to] { (it.from, it.to) } else { (it.to, it.from) });
    let mut all: Vec<(usize, usize)> = forward.iter().copied().chain(weak).collect();
    all.sort_unstable_by_key(|&(from, to)| (numbers[from], numbers[to]));
    all.dedup();
    let mut layer = vec![0_usize; count];
    for &(from, to) in &all {
        layer[to] = layer[to].max(layer[from] + 1);
    }
    // What nothing leads to stands right before what it leads to, unless it is where the drawing begins.
    let mut entered = vec![false; count];
    let mut first: Vec<Option<usize>> = vec![None; count];
    for &(from, to) in all.iter().rev() {
        entered[to] = true;
        first[from] = Some(first[from].map_or(layer[to], |it| it.min(layer[to])));
    }
    for it in 0..count {
        if let (false, Some(next), true) = (entered[it], first[it], blocks[it].rank > 1) {
            layer[it] = next.saturating_sub(1);
        }
    }
    layer
}

/// The links that come back to where a way began, met from `order` on.
fn back_links(after: &[Vec<usize>], order: &[usize]) -> std::collections::BTreeSet<(usize, usize)> {
    let mut back = std::collections::BTreeSet::new();
    let mut state = vec![0_u8; after.len()];
    for &start in order {
        if state[start] != 0 {
            continue;
        }
        state[start] = 1;
        let mut way = vec![(start, 0)];
        while let Some((it, next)) = way.last_mut() {
            let Some(&to) = after[*it].get(*next) else {
                state[*it] = 2;
                way.pop();
                continue;
            };
            *next += 1;
            match state[to] {
                0 => {
                    state[to] = 1;
                    way.push((to, 0));
                }
                1 => {
                    back.insert((*it, to));
                }
                _ => {}
            }
        }
    }
    back
}

/// Numbers that go up along links, small ranks first.
fn numbered(blocks: &[Block], links: &[(usize, usize)]) -> Vec<usize> {
    let mut enters = vec![0_usize; blocks.len()];
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); blocks.len()];
    for &(from, to) in links {
        enters[to] += 1;
        after[from].push(to);
    }
    let mut ready: BinaryHeap<Reverse<(u8, usize)>> =
        (0..blocks.len()).filter(|&it| enters[it] == 0).map(|it| Reverse((blocks[it].rank, it))).collect();
    let (mut numbers, mut next) = (vec![usize::MAX; blocks.len()], 0);
    while let Some(Reverse((_, it))) = ready.pop() {
        numbers[it] = next;
        next += 1;
        for &to in &after[it] {
            enters[to] -= 1;
            if enters[to] == 0 {
                ready.push(Reverse((blocks[to].rank, to)));
            }
        }
    }
    numbers
}

/// Splits layers that are much too tall into several, and says which layer each box is in.
fn split(blocks: &[Block], layer: &[usize], gaps: Gaps, is_wide: bool) -> (Vec<Vec<usize>>, Vec<usize>) {
    let area: i64 =
        blocks.iter().map(|it| i64::from(it.main + gaps.layer) * i64::from(it.cross + gaps.beside)).sum();
    let side = i32::try_from(area.isqrt()).unwrap_or(i32::MAX / 8);
    let tallest = if is_wide { side.max(880) } else { (side / 5 * 8).max(1_600) };
    let mut whole: Vec<Vec<usize>> = vec![Vec::new(); layer.iter().max().map_or(0, |it| it + 1)];
    for (it, &layer) in layer.iter().enumerate() {
        whole[layer].push(it);
    }
    let (mut layers, mut found) = (Vec::new(), vec![0; blocks.len()]);
    for mut boxes in whole {
        boxes.order_by_key(|&it| (blocks[it].rank, it));
        let height: i32 = boxes.iter().map(|&it| blocks[it].cross + gaps.beside).sum();
        let parts = (height / tallest.max(1)).max(0) + 1;
        let (mut part, mut filled) = (Vec::new(), 0);
        for it in boxes {
            let size = blocks[it].cross + gaps.beside;
            if !part.is_empty() && filled + size / 2 > height / parts {
                layers.push(std::mem::take(&mut part));
                filled = 0;
            }
            filled += size;
            found[it] = layers.len();
            part.push(it);
        }
        if !part.is_empty() {
            layers.push(part);
        }
    }
    (layers, found)
}
