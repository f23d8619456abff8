//! Which pairs of a table are to be asked about: a bit each, row by row.

/// Columns, a bit each.
pub type Line = Vec<u64>;

/// A table of bits.
#[derive(Debug)]
pub struct Marks {
    words: usize,
    bits: Vec<u64>,
}

impl Marks {
    /// A table without marks.
    pub fn new(rows: usize, width: usize) -> Self {
        let words = width.div_ceil(64);
        Self { words, bits: vec![0; rows * words] }
    }

    /// A line of such a table with a mark at each of some columns.
    pub fn line(&self, columns: impl IntoIterator<Item = usize>) -> Line {
        let mut line = vec![0; self.words];
        for column in columns {
            line[column / 64] |= 1 << (column % 64);
        }
        line
    }

    /// Marks some columns of a row.
    pub fn add(&mut self, row: usize, line: &[u64]) {
        let own = &mut self.bits[row * self.words..(row + 1) * self.words];
        own.iter_mut().zip(line).for_each(|(own, more)| *own |= more);
    }

    /// Marks some columns of some rows.
    pub fn add_to(&mut self, rows: &[usize], line: &[u64]) {
        if line.iter().any(|it| *it != 0) {
            rows.iter().for_each(|row| self.add(*row, line));
        }
    }

    /// How many columns of a row are marked.
    pub fn count(&self, row: usize) -> usize {
        self.bits[row * self.words..(row + 1) * self.words].iter().map(|it| it.count_ones() as usize).sum()
    }

    /// The marked columns of a row, in order.
    pub fn columns(&self, row: usize) -> impl Iterator<Item = usize> {
        let words = self.bits[row * self.words..(row + 1) * self.words].iter().enumerate();
        words.flat_map(|(at, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros() as usize)?;
                left &= left - 1;
                Some(at * 64 + bit)
            })
        })
    }
}
