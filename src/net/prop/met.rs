//! What packets met, newest last, shared between the pieces of a set that split on the way.

use crate::net::answer::Hop;
use std::rc::Rc;

/// A list of hops that is cheap to copy.
#[derive(Clone, Debug, Default)]
pub struct Hops(Option<Rc<Link>>);

#[derive(Debug)]
struct Link {
    hop: Hop,
    /// How many hops up to here let packets pass.
    passed: usize,
    before: Hops,
}

impl Hops {
    /// Adds one.
    pub fn push(&mut self, hop: Hop) {
        let before = std::mem::take(self);
        let passed = before.passed() + usize::from(hop.passed);
        self.0 = Some(Rc::new(Link { hop, passed, before }));
    }

    /// The newest.
    pub fn last(&self) -> Option<&Hop> {
        self.newest_first().next()
    }

    /// How many let packets pass.
    pub fn passed(&self) -> usize {
        self.0.as_ref().map_or(0, |link| link.passed)
    }

    /// The newest first.
    pub fn newest_first(&self) -> impl Iterator<Item = &Hop> {
        let mut at = self;
        std::iter::from_fn(move || {
            let link = at.0.as_ref()?;
            at = &link.before;
            Some(&link.hop)
        })
    }

    /// In the order in which they were met.
    pub fn to_vec(&self) -> Vec<Hop> {
        let mut hops: Vec<Hop> = self.newest_first().cloned().collect();
        hops.reverse();
        hops
    }
}
