//! Resources by place: numbers in the order of their ids, for what is kept by the resource.

use crate::base::NodeId;

/// Resources and their places.
#[derive(Debug, Default)]
pub struct Places {
    ids: Vec<NodeId>,
    /// Places by the address of an id's text, which a model's own ids share: numbers are compared faster than texts.
    addresses: Vec<(usize, usize)>,
}

impl Places {
    /// The places of ids, which come in order.
    pub fn of<'i>(ids: impl Iterator<Item = &'i NodeId>) -> Self {
        let ids: Vec<NodeId> = ids.cloned().collect();
        let mut addresses: Vec<_> = ids.iter().enumerate().map(|(at, id)| (address(id), at)).collect();
        addresses.sort_unstable();
        Self { ids, addresses }
    }

    /// The ids, in order.
    pub fn ids(&self) -> &[NodeId] {
        &self.ids
    }

    /// The place of a resource.
    pub fn get(&self, id: &NodeId) -> Option<usize> {
        let same = self.addresses.binary_search_by_key(&address(id), |(address, _)| *address).ok();
        same.map(|which| self.addresses[which].1).or_else(|| self.ids.binary_search(id).ok())
    }
}

/// What belongs to resources, by their places: one list, and where in it the part of each begins.
#[derive(Debug)]
pub struct ByPlace<T> {
    begins: Vec<usize>,
    all: Vec<T>,
}

impl<T> Default for ByPlace<T> {
    fn default() -> Self {
        Self { begins: Vec::new(), all: Vec::new() }
    }
}

impl<T: Clone> ByPlace<T> {
    /// Of so many places, what is at each; what is at one place stays in its order.
    pub fn of(count: usize, entries: &[(usize, &T)]) -> Self {
        let mut sorted: Vec<&(usize, &T)> = entries.iter().collect();
        sorted.sort_by_key(|(at, _)| *at);
        let mut begins = Vec::with_capacity(count + 1);
        for (number, (at, _)) in sorted.iter().enumerate() {
            begins.resize(begins.len().max(at + 1), number);
        }
        begins.resize(count + 1, sorted.len());
        Self { begins, all: sorted.into_iter().map(|(_, it)| (*it).clone()).collect() }
    }

    /// What is at a place; nothing if there is no such place.
    pub fn at(&self, place: Option<usize>) -> &[T] {
        let bounds = place.and_then(|at| Some((*self.begins.get(at)?, *self.begins.get(at + 1)?)));
        bounds.and_then(|(first, end)| self.all.get(first..end)).unwrap_or_default()
    }
}

fn address(id: &NodeId) -> usize {
    id.as_str().as_ptr().addr()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_has_its_own_part_in_order() {
        let entries = [(2, &'a'), (0, &'b'), (2, &'c'), (4, &'d')];
        let it = ByPlace::of(6, &entries);
        let at = |place| it.at(Some(place)).iter().collect::<String>();
        assert_eq!([at(0), at(1), at(2), at(3), at(4), at(5)], ["b", "", "ac", "", "d", ""]);
        assert!(it.at(Some(6)).is_empty() && it.at(None).is_empty());
        assert!(ByPlace::<char>::default().at(Some(0)).is_empty());
    }
}
