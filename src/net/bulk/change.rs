//! What an edit changed.

use super::{Ground, Span, mask::Mask, pair::Place, reading::Four, rule::Book};

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

/// A pair of classes whose services changed. There may be a hundred thousand of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The source.
    pub from: Moved,
    /// The destination.
    pub to: Moved,
    /// Which list of atoms of the change the bits mean.
    pub span: u32,
    /// Words of a mask.
    width: u8,
    /// Where its masks begin.
    first: usize,
}

/// What passes, in words of bits: services with answers on every client port, and on some, under some choice of the
/// provider's; the same under every one.
pub type Passing<'c> = [&'c [u64]; 4];

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
    /// The masks of what changed, one after another.
    pub(super) words: Vec<u64>,
    /// The rules and classes before, if they were replaced.
    pub(super) was: Option<Box<(Book, Ground)>>,
}

impl Change {
    /// What passed between the classes of a pair, and what passes now.
    pub fn passing(&self, changed: &Changed) -> [Passing<'_>; 2] {
        let width = usize::from(changed.width);
        let mask = |at: usize| {
            let first = changed.first + at * width;
            self.words.get(first..first + width).unwrap_or_default()
        };
        [[0, 1, 2, 3], [4, 5, 6, 7]].map(|it| it.map(mask))
    }

    /// Adds a pair that changed.
    pub(super) fn add<const W: usize>(
        &mut self,
        (from, to): (Moved, Moved),
        span: usize,
        (before, now): (Four<W>, Four<W>),
    ) {
        let first = self.words.len();
        for masks in [before, now] {
            self.words.extend_from_slice(masks.map(|Mask(words)| words).as_flattened());
        }
        let (span, width) = (u32::try_from(span).unwrap_or(u32::MAX), u8::try_from(W).unwrap_or(u8::MAX));
        self.changed.push(Changed { from, to, span, width, first });
    }
}
