//! Who belongs together: by connections, and by fields that name another, past what is not drawn.

use super::nest::{CONNECTED, Nest, Tie};
use crate::model::{Model, site::Index};
use std::collections::BTreeMap;

/// A thing that is not drawn and names more than this many says nothing about places.
const MOST: usize = 64;
/// How many connections or resources are looked at in one piece.
const PIECE: usize = 500;

/// Finds ties piece by piece.
#[derive(Debug, Default)]
pub struct Tying {
    stage: Stage,
    at: usize,
    ties: BTreeMap<(usize, usize), i32>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stage {
    #[default]
    Connections,
    Fields,
    Outside,
    Entered,
    Done,
}

impl Tying {
    /// Does a piece; false once all ties are found.
    pub fn step(&mut self, model: &Model, index: &Index, nest: &mut Nest) -> bool {
        let (from, to) = (self.at, self.at + PIECE);
        let (count, next) = match self.stage {
            Stage::Connections => {
                // To skip those that were looked at takes a fraction of looking at them.
                for (_, connection) in model.connections().skip(from).take(PIECE) {
                    let ends =
                        connection.ends().and_then(|(from, to)| Some((nest.get(from)?, nest.get(to)?)));
                    if let Some(pair) = ends {
                        *self.ties.entry(pair).or_default() += CONNECTED;
                    }
                }
                (model.connections().len(), Stage::Fields)
            }
            Stage::Fields => {
                for at in from..to.min(nest.items.len()) {
                    self.fields(index, nest, at);
                }
                (nest.items.len(), Stage::Outside)
            }
            Stage::Outside => {
                for &from in nest.internets.iter().take(MOST) {
                    for &to in nest.edges.iter().take(MOST) {
                        *self.ties.entry((from, to)).or_default() += 1;
                    }
                }
                let ties = std::mem::take(&mut self.ties);
                nest.ties = ties.into_iter().map(|((from, to), weight)| Tie { from, to, weight }).collect();
                (0, Stage::Entered)
            }
            Stage::Entered => {
                let mut entered = Vec::new();
                for tie in nest.ties.iter().skip(from).take(PIECE).filter(|tie| tie.weight >= CONNECTED) {
                    if let Some((_, _, side)) = nest.apart(tie.from, tie.to) {
                        let inside = std::iter::once(tie.to).chain(nest.around(tie.to));
                        entered.extend(inside.take_while(|&it| it != side));
                    }
                }
                for it in entered {
                    nest.items[it].is_entered = true;
                }
                (nest.ties.len(), Stage::Done)
            }
            Stage::Done => return false,
        };
        self.at = to;
        if to >= count {
            (self.stage, self.at) = (next, 0);
        }
        true
    }

    /// Ties by what a resource names.
    fn fields(&mut self, index: &Index, nest: &mut Nest, at: usize) {
        let item = &nest.items[at];
        let (rank, is_on_border) = (item.rank, item.border.is_some());
        let mut members = Vec::new();
        for named in index.named(&item.id) {
            let beyond = match nest.get(named) {
                Some(_) => Vec::new(),
                None => index.named(named).take(MOST).filter_map(|id| nest.get(id)).collect(),
            };
            for other in nest.get(named).into_iter().chain(beyond) {
                // The one that comes first in a drawing is where the tie starts.
                let (from, to) = if nest.items[other].rank < rank { (other, at) } else { (at, other) };
                if nest.items[other].segment.is_some() && !is_on_border {
                    members.push((at, other));
                }
                if from != to && !self.ties.contains_key(&(to, from)) {
                    *self.ties.entry((from, to)).or_default() += 1;
                }
            }
        }
        nest.members.append(&mut members);
    }
}
