//! Numbers from a seed, and from a text: the same on every machine.

/// SplitMix64: <https://prng.di.unimi.it/splitmix64.c>
#[derive(Clone, Debug)]
pub struct Seed(u64);

impl Seed {
    /// From a number.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The number that comes next.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `count`; 0 if that is 0.
    pub fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.number() % (count.max(1) as u64)).unwrap_or(0)
    }

    /// From `first` to `last`.
    pub fn between(&mut self, first: usize, last: usize) -> usize {
        first + self.below(last.saturating_sub(first) + 1)
    }

    /// Whether something that happens in so many of a hundred cases happens.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of several.
    pub fn pick<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }

    /// One of several strings; `-` if there are none.
    pub fn word(&mut self, all: &[String]) -> String {
        let at = self.below(all.len());
        all.get(at).cloned().unwrap_or_else(|| "-".to_owned())
    }
}

/// A number that stands for a text (FNV-1a): nothing about it has to be hard to forge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest(pub u64);

impl Default for Digest {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl std::fmt::Write for Digest {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        for byte in text.bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        Ok(())
    }
}
