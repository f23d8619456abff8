//! One source to everything, and the bits of one service for every pair of interfaces.

use super::{
    AnyBlock, Index, Place, Row, Sweep, each_width,
    narrow::{Chart, Narrow, Narrowed},
    sweep::Rows,
};
use crate::net::graph::Net;

/// Which interfaces a class gets to with one service.
#[derive(Debug)]
pub struct Bits<'b> {
    /// The source class.
    pub source: Place,
    /// A bit for each interface of the network, in order: some answer comes back.
    pub reached: &'b [u64],
    /// Classes of which only `prop` can say.
    pub asked: &'b [Place],
}

/// A way to the rows of one plane.
enum Ahead<'b> {
    /// Of the one service only.
    Narrow(Box<dyn Narrowed + 'b>),
    /// Of every service, with the place of the one.
    Wide(Box<dyn Rows + 'b>, usize),
    /// There are too many atoms.
    Asked,
}

impl Index {
    /// Shows the rows of one class, one for each plane that there may be a way to. False if some pair has too many
    /// atoms: that is left to `prop`.
    pub fn from(&self, net: &Net, source: Place, see: &mut dyn FnMut(usize, &Row<'_>)) -> bool {
        let start = self.pairs.partition_point(|it| it.from < source.0);
        let mut whole = true;
        for at in (start..self.pairs.len()).take_while(|at| self.pairs[*at].from == source.0) {
            whole &= self.row(net, at, source.1, &mut |row| see(at, row));
        }
        whole
    }

    /// Shows for each class which interfaces it gets to with a packet of a protocol and port. The classes of pairs
    /// with too many atoms are among those asked.
    pub fn matrix(&self, net: &Net, protocol: u8, port: u16, see: &mut dyn FnMut(&Bits<'_>)) {
        let interfaces = net.interfaces.len();
        let mut reached = vec![0_u64; interfaces.div_ceil(64)];
        let mut asked: Vec<Place> = Vec::new();
        let charts: Vec<Chart> =
            (0..).zip(&self.ground.planes).map(|(at, _)| Chart::of(&self.ground, at)).collect();
        let mut at = 0;
        while let Some(first) = self.pairs.get(at) {
            let from = first.from;
            let end = at + self.pairs[at..].partition_point(|it| it.from == from);
            let made: Vec<Option<AnyBlock>> =
                if self.is_dense() { Vec::new() } else { (at..end).map(|it| self.block(net, it)).collect() };
            let kept = self.blocks.as_ref().map_or(made.as_slice(), |all| &all[at..end]);
            let mut sweeps: Vec<(u32, Ahead<'_>)> = Vec::new();
            for (pair, block) in self.pairs[at..end].iter().zip(kept) {
                let ahead = block.as_ref().and_then(|block| {
                    each_width!(block, block => {
                        let bit = block.span.services.all.iter().position(|it| it.holds(protocol, port))?;
                        Some(match Narrow::of(&self.ground, &charts, block, bit) {
                            Some(narrow) => Ahead::Narrow(Box::new(narrow)),
                            None => Ahead::Wide(Box::new(Sweep::of(&self.ground, block)), bit),
                        })
                    })
                });
                sweeps.push((pair.to, ahead.unwrap_or(Ahead::Asked)));
            }
            for source in &self.ground.planes[from as usize].by_profile {
                reached.fill(0);
                asked.clear();
                for (to, sweep) in &mut sweeps {
                    match sweep {
                        Ahead::Narrow(narrow) => {
                            charts[*to as usize].expand(narrow.classes(*source), &mut reached);
                        }
                        Ahead::Wide(rows, bit) => {
                            let row = rows.row(&self.ground, *source);
                            asked.extend(row.asked.iter().map(|class| (*to, *class)));
                            let (word, shift) = (*bit / 64 + row.width, *bit % 64);
                            for (class, words) in (0..).zip(row.words().chunks_exact(row.width * 2)) {
                                if words[word] >> shift & 1 == 1 {
                                    for interface in self.ground.interfaces(*to, class) {
                                        reached[*interface as usize / 64] |= 1 << (*interface % 64);
                                    }
                                }
                            }
                        }
                        Ahead::Asked => {
                            let all = 0..self.ground.planes[*to as usize].classes.len();
                            asked.extend((0..).zip(all).map(|(class, _)| (*to, class)));
                        }
                    }
                }
                see(&Bits { source: (from, *source), reached: &reached, asked: &asked });
            }
            at = end;
        }
    }
}
