//! How far from the outside each segment is. What routes straight to the internet comes first; what keeps data comes
//! last; in between, a segment comes after the one that its packets leave through, and after those that call it.

use super::nest::{CONNECTED, Nest, Said};
use crate::base::NodeId;
use std::collections::BTreeMap;

/// Finds tiers piece by piece.
#[derive(Debug, Default)]
pub(super) struct Tiers {
    stage: Stage,
    at: usize,
    segments: Vec<usize>,
    /// What stands in each segment or names it.
    members: BTreeMap<usize, Vec<usize>>,
    /// The segments in which something stands or which it names.
    homes: BTreeMap<usize, Vec<usize>>,
    before: BTreeMap<usize, Vec<usize>>,
    class: BTreeMap<usize, u8>,
    depth: BTreeMap<usize, usize>,
}

/// How many resources or ties are looked at in one piece.
const PIECE: usize = 500;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stage {
    #[default]
    Items,
    Members,
    Classes,
    Ties,
    Depths,
    Done,
}

/// The segment in which something stands.
fn home(nest: &Nest, item: usize) -> Option<usize> {
    std::iter::once(item).chain(nest.around(item)).find(|&it| nest.items[it].segment.is_some())
}

impl Tiers {
    /// Does a piece; false once every segment has its tier.
    pub fn step(&mut self, nest: &mut Nest, said: &BTreeMap<NodeId, Said>) -> bool {
        let (from, to) = (self.at, self.at + PIECE);
        let (count, next) = match self.stage {
            Stage::Items => {
                for (at, item) in nest.items.iter().enumerate().skip(from).take(PIECE) {
                    if item.segment.is_some() {
                        self.segments.push(at);
                    }
                    if let (Some(segment), None, false) = (home(nest, at), item.border, item.contains) {
                        self.join(at, segment);
                    }
                }
                (nest.items.len(), Stage::Members)
            }
            Stage::Members => {
                for &(at, segment) in nest.members.iter().skip(from).take(PIECE) {
                    self.join(at, segment);
                }
                (nest.members.len(), Stage::Classes)
            }
            Stage::Classes => {
                for at in from..to.min(self.segments.len()) {
                    self.classify(nest, said, self.segments[at]);
                }
                (self.segments.len(), Stage::Ties)
            }
            Stage::Ties => {
                let none = Vec::new();
                let ties = nest.ties.iter().skip(from).take(PIECE);
                for tie in ties.filter(|tie| tie.weight >= CONNECTED) {
                    for from in self.homes.get(&tie.from).unwrap_or(&none) {
                        for to in self.homes.get(&tie.to).unwrap_or(&none).iter().filter(|to| *to != from) {
                            self.before.entry(*to).or_default().push(*from);
                        }
                    }
                }
                (nest.ties.len(), Stage::Depths)
            }
            Stage::Depths => {
                // Longest path inside a class, along what does not come back.
                for at in from..to.min(self.segments.len()) {
                    let segment = self.segments[at];
                    let depth = deepen(segment, &self.before, &self.class, &mut self.depth, &mut Vec::new());
                    if let Some(it) = &mut nest.items[segment].segment {
                        it.tier = (self.class.get(&segment).copied().unwrap_or(1), depth);
                    }
                }
                (self.segments.len(), Stage::Done)
            }
            Stage::Done => return false,
        };
        self.at = to;
        if to >= count {
            (self.stage, self.at) = (next, 0);
        }
        true
    }

    fn join(&mut self, at: usize, segment: usize) {
        self.members.entry(segment).or_default().push(at);
        self.homes.entry(at).or_default().push(segment);
    }

    fn classify(&mut self, nest: &Nest, said: &BTreeMap<NodeId, Said>, segment: usize) {
        let facts = said.get(&nest.items[segment].id).and_then(|it| it.segment.as_ref());
        let table = facts.and_then(|(boundary, _, table)| {
            table.as_ref().or_else(|| said.get(boundary).and_then(|it| it.main_table.as_ref()))
        });
        let targets = table.and_then(|it| said.get(it)).map_or(&[][..], |it| &it.default_targets);
        let is_public = targets.iter().any(|it| said.get(it).is_some_and(|it| it.is_edge));
        let inside = self.members.get(&segment).map_or(&[][..], Vec::as_slice);
        let data = inside.iter().filter(|&&it| nest.items[it].keeps_data).count();
        let works = inside.iter().filter(|&&it| matches!(nest.items[it].rank, 1 | 5)).count();
        self.class.insert(segment, if is_public { 0 } else { 1 + u8::from(data > 0 && data >= works) });
        let through = targets.iter().filter_map(|it| nest.get(it)).filter_map(|it| home(nest, it));
        self.before.entry(segment).or_default().extend(through.filter(|&it| it != segment));
    }
}

fn deepen(
    segment: usize,
    before: &BTreeMap<usize, Vec<usize>>,
    class: &BTreeMap<usize, u8>,
    depth: &mut BTreeMap<usize, usize>,
    way: &mut Vec<usize>,
) -> usize {
    /// Longer chains of segments are not told apart.
    const DEEPEST: usize = 12;
    if let Some(&known) = depth.get(&segment) {
        return known;
    }
    if way.len() > DEEPEST || way.contains(&segment) {
        return 0;
    }
    way.push(segment);
    let mut deepest = 0;
    for &other in before.get(&segment).map_or(&[][..], Vec::as_slice) {
        if class.get(&other) == class.get(&segment) && !way.contains(&other) {
            deepest = deepest.max(1 + deepen(other, before, class, depth, way));
        }
    }
    way.pop();
    depth.insert(segment, deepest);
    deepest
}
