//! Sets of services or of client ports as words of bits, and pairs of them.
//!
//! Plain loops over words, always inlined: this is what the time of `bulk` is spent on.

use std::ops::{BitAnd, BitOr, Not};

/// The most atoms that one pair of VPCs may have here. A pair with more is left to `prop`.
pub const ATOMS_MAX: usize = 512;

/// A set of atoms. The width is chosen for each pair of VPCs: one word is the usual case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mask<const W: usize>(pub [u64; W]);

impl<const W: usize> Mask<W> {
    /// No atom.
    pub const NONE: Self = Self([0; W]);
    /// Every atom.
    pub const ALL: Self = Self([u64::MAX; W]);

    /// The same set with one atom more.
    pub fn with(mut self, atom: usize) -> Self {
        if let Some(word) = self.0.get_mut(atom / 64) {
            *word |= 1 << (atom % 64);
        }
        self
    }

    /// Whether it has no atom.
    #[inline(always)]
    pub fn is_empty(self) -> bool {
        self.0.iter().fold(0, |all, word| all | word) == 0
    }

    /// The same set, if something holds; else the empty one.
    #[inline(always)]
    pub fn when(mut self, holds: bool) -> Self {
        let all = if holds { u64::MAX } else { 0 };
        for at in 0..W {
            self.0[at] &= all;
        }
        self
    }
}

impl<const W: usize> BitAnd for Mask<W> {
    type Output = Self;
    #[inline(always)]
    fn bitand(self, other: Self) -> Self {
        let mut out = self;
        for at in 0..W {
            out.0[at] &= other.0[at];
        }
        out
    }
}

impl<const W: usize> BitOr for Mask<W> {
    type Output = Self;
    #[inline(always)]
    fn bitor(self, other: Self) -> Self {
        let mut out = self;
        for at in 0..W {
            out.0[at] |= other.0[at];
        }
        out
    }
}

impl<const W: usize> Not for Mask<W> {
    type Output = Self;
    #[inline(always)]
    fn not(self) -> Self {
        let mut out = self;
        for at in 0..W {
            out.0[at] = !out.0[at];
        }
        out
    }
}

/// Services that pass with answers on every port of the client's range, and with answers on some (RET-3).
///
/// INVARIANT (pass): `full` is part of `some`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pass<const W: usize> {
    /// Every client port gets answers.
    pub full: Mask<W>,
    /// Some client port does. Between the two halves of a path this may say too much; the sweep mends it.
    pub some: Mask<W>,
}

impl<const W: usize> Pass<W> {
    /// Nothing passes.
    pub const NONE: Self = Self { full: Mask::NONE, some: Mask::NONE };
    /// Everything passes.
    pub const ALL: Self = Self { full: Mask::ALL, some: Mask::ALL };

    /// As words.
    #[inline(always)]
    pub fn words(self) -> [[u64; W]; 2] {
        [self.full.0, self.some.0]
    }

    /// The same of fewer services.
    #[inline(always)]
    pub fn only(self, mask: Mask<W>) -> Self {
        Self { full: self.full & mask, some: self.some & mask }
    }
}

impl<const W: usize> BitAnd for Pass<W> {
    type Output = Self;
    #[inline(always)]
    fn bitand(self, other: Self) -> Self {
        Self { full: self.full & other.full, some: self.some & other.some }
    }
}
