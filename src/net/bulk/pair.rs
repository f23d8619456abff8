//! One pair of classes from the rows.

use super::{AnyBlock, Index, cross::Way, each_width, mask::Mask};
use crate::net::graph::Net;

/// A class: its plane, and its place there.
pub type Place = (u32, u32);

/// What one class gets to at another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "it is made for one pair and read at once")]
pub enum Verdict {
    /// Nothing: there is no way.
    Nothing,
    /// This engine leaves it to `prop`.
    Asked,
    /// These services.
    Services {
        /// The pair of planes, which names the atoms.
        pair: usize,
        /// Services whose answers come back on every client port.
        full: [u64; 8],
        /// Services whose answers come back on some.
        some: [u64; 8],
        /// Both under every choice of the provider's, not only under some (PKT-4).
        sure: [[u64; 8]; 2],
    },
}

/// As many words as the widest mask has.
fn wide<const W: usize>(mask: Mask<W>) -> [u64; 8] {
    let mut out = [0; 8];
    out.iter_mut().zip(mask.0).for_each(|(out, word)| *out = word);
    out
}

/// Services with answers on every client port and on some, under some choice of the provider's; the same under every.
pub fn words<const W: usize>(way: &Way<W>) -> [[u64; 8]; 4] {
    [way.may.full, way.may.some, way.must.full, way.must.some].map(wide)
}

impl Index {
    /// What one class gets to at another, of the same family.
    pub fn pair(&self, net: &Net, source: Place, destination: Place) -> Verdict {
        let Some(pair) = self.pair_of(source.0, destination.0) else { return Verdict::Nothing };
        self.with(net, pair, |block| {
            let Some(block) = block else { return Verdict::Asked };
            each_width!(block, block => match block.pass(&self.ground, source.1, destination.1) {
                Some(way) => {
                    let [full, some, all, any] = words(&way);
                    Verdict::Services { pair, full, some, sure: [all, any] }
                }
                None => Verdict::Asked,
            })
        })
    }
}
