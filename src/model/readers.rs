//! Who looks at whom: which resources' answers hang on another resource.

use super::places::Places;
use crate::base::NodeId;
use std::sync::Arc;

/// Who looks at whom. It may say too much, never too little.
#[derive(Debug, Default)]
pub struct Readers {
    places: Arc<Places>,
    /// A resource that was looked at, with one that did: in order, each pair once.
    pairs: Vec<(usize, usize)>,
}

impl Readers {
    /// Nobody yet.
    pub fn among(places: Arc<Places>) -> Self {
        Self { places, pairs: Vec::new() }
    }

    /// Takes note of what resources looked at, by the reader's place.
    pub fn note(&mut self, reads: impl IntoIterator<Item = (usize, Vec<NodeId>)>) {
        let places = &self.places;
        let new = reads.into_iter().flat_map(|(reader, ids)| {
            let read = ids.into_iter().filter_map(|id| places.get(&id));
            read.filter(move |read| *read != reader).map(move |read| (read, reader))
        });
        let known = self.pairs.len();
        self.pairs.extend(new);
        if self.pairs.len() > known {
            self.pairs.sort_unstable();
            self.pairs.dedup();
        }
    }

    /// The places of resources.
    pub fn places(&self) -> &Places {
        &self.places
    }

    /// Who looks at a resource, beside itself.
    pub fn of(&self, read: usize) -> impl Iterator<Item = usize> {
        let from = self.pairs.partition_point(|pair| pair.0 < read);
        self.pairs[from..].iter().take_while(move |pair| pair.0 == read).map(|pair| pair.1)
    }
}
