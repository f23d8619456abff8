//! What a block says of pairs of classes: a whole row at once where many of it are asked about, else pair by pair.

use super::{Ground, block::Block, cross::Way, mask::Mask, sweep::Row, sweep::Sweep};

/// Services with answers on every client port and on some, under some choice of the provider's; the same under every.
pub type Four<const W: usize> = [Mask<W>; 4];

/// How many pairs take as long as a row of so many classes divided by it.
const PAIRS_PER_ROW: usize = 16;

/// The four masks of a way.
pub fn four<const W: usize>(way: &Way<W>) -> Four<W> {
    [way.may.full, way.may.some, way.must.full, way.must.some]
}

/// Reads a block; none if there is no way between the planes.
#[derive(Debug)]
pub struct Reader<'n, const W: usize> {
    ground: &'n Ground,
    block: Option<&'n Block<W>>,
    sweep: Option<Sweep<'n, W>>,
}

impl<'n, const W: usize> Reader<'n, W> {
    /// A reader of a block.
    pub fn of(ground: &'n Ground, block: Option<&'n Block<W>>) -> Self {
        Self { ground, block, sweep: None }
    }

    /// What is said of the ways of one class, if there is one, of which so many are asked about.
    pub fn row(&mut self, source: Option<u32>, asked: usize) -> Reading<'_, W> {
        let (Some(block), Some(source)) = (self.block, source) else { return Reading::Nothing };
        let ground = self.ground;
        if asked * PAIRS_PER_ROW < ground.planes[block.to].classes.len() {
            return Reading::Pairs(ground, block, source);
        }
        let sweep = self.sweep.get_or_insert_with(|| Sweep::of(ground, block));
        Reading::Row(sweep.row(ground, source))
    }
}

/// What is said of the ways of one class.
#[derive(Debug)]
pub enum Reading<'r, const W: usize> {
    /// There are none.
    Nothing,
    /// Pair by pair.
    Pairs(&'r Ground, &'r Block<W>, u32),
    /// All at once.
    Row(Row<'r>),
}

impl<const W: usize> Reading<'_, W> {
    /// What passes to a class, if there is one; `None`: it is left to `prop`.
    pub fn to(&self, destination: Option<u32>) -> Option<Four<W>> {
        let Some(destination) = destination else { return Some([Mask::NONE; 4]) };
        match self {
            Self::Nothing => Some([Mask::NONE; 4]),
            Self::Pairs(ground, block, source) => {
                block.pass(ground, *source, destination).map(|it| four(&it))
            }
            Self::Row(row) if row.asked.binary_search(&destination).is_ok() => None,
            Self::Row(row) => {
                let may = row.words().as_chunks::<W>().0.get(destination as usize * 2..);
                let Some([full, some, ..]) = may else { return Some([Mask::NONE; 4]) };
                let (full, some) = (Mask(*full), Mask(*some));
                if row.unsure.is_empty() {
                    return Some([full, some, full, some]);
                }
                let mask = |words: &[u64]| words.try_into().map_or(Mask::NONE, Mask);
                let must = row.sure(destination);
                Some([full, some, mask(must.0), mask(must.1)])
            }
        }
    }
}
