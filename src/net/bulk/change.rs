//! What an edit changed.

use super::{Ground, Span, pair::Place, rule::Book};

/// A class before an edit and after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moved {
    /// In the old index; none for interfaces that appeared.
    pub before: Option<Place>,
    /// In the new index; none for interfaces that went.
    pub now: Option<Place>,
}

impl Moved {
    /// A class that is where it was.
    pub fn kept(place: Place) -> Self {
        Self { before: Some(place), now: Some(place) }
    }
}

/// A pair of classes whose services changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The source.
    pub from: Moved,
    /// The destination.
    pub to: Moved,
    /// Services before: with answers on every client port, and on some, under some choice of the provider's; the same
    /// under every one.
    pub before: [[u64; 8]; 4],
    /// Services now.
    pub now: [[u64; 8]; 4],
    /// Which list of atoms of the change the bits mean.
    pub span: usize,
}

/// What became of an edit.
#[derive(Debug, Default)]
pub struct Change {
    /// Pairs of classes with other services than before.
    pub changed: Vec<Changed>,
    /// The atoms of their bits.
    pub spans: Vec<Span>,
    /// Pairs of classes of which only `prop` can say whether they changed.
    pub asked: Vec<(Moved, Moved)>,
    /// Whether nothing could be done: the index is as before, and must be made anew.
    pub rebuild: bool,
    /// Pairs of planes whose rows were made anew, of how many.
    pub stale: (usize, usize),
    /// The rules and classes before, if they were replaced.
    pub(super) was: Option<Box<(Book, Ground)>>,
}
