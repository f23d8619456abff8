//! Resources by place: numbers in the order of their ids, for what is kept by the resource.

use crate::base::NodeId;
use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, DefaultHasher},
    sync::Arc,
};

/// Resources and their places.
#[derive(Debug, Default)]
pub struct Places {
    ids: Vec<NodeId>,
    /// Looked up and never walked through, so that nothing has the order of a hash.
    numbers: HashMap<NodeId, usize, BuildHasherDefault<DefaultHasher>>,
}

impl Places {
    /// The places of ids, which come in order.
    pub fn of<'i>(ids: impl Iterator<Item = &'i NodeId>) -> Self {
        let ids: Vec<NodeId> = ids.cloned().collect();
        let numbers = ids.iter().enumerate().map(|(at, id)| (id.clone(), at)).collect();
        Self { ids, numbers }
    }

    /// The ids, in order.
    pub fn ids(&self) -> &[NodeId] {
        &self.ids
    }

    /// The place of a resource.
    pub fn get(&self, id: &NodeId) -> Option<usize> {
        self.numbers.get(id).copied()
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
        let mut begins = vec![0; count + 1];
        for (at, _) in entries {
            begins[at + 1] += 1;
        }
        (0..count).for_each(|at| begins[at + 1] += begins[at]);
        let (mut next, mut order) = (begins.clone(), vec![0; entries.len()]);
        for (number, (at, _)) in entries.iter().enumerate() {
            order[next[*at]] = number;
            next[*at] += 1;
        }
        Self { begins, all: order.into_iter().map(|number| entries[number].1.clone()).collect() }
    }

    /// What is at a place; nothing if there is no such place.
    pub fn at(&self, place: Option<usize>) -> &[T] {
        let bounds = place.and_then(|at| Some((*self.begins.get(at)?, *self.begins.get(at + 1)?)));
        bounds.and_then(|(first, end)| self.all.get(first..end)).unwrap_or_default()
    }
}

/// Something for some resources, found by their ids.
#[derive(Clone, Debug)]
pub struct ById<T> {
    places: Arc<Places>,
    kept: Vec<Option<T>>,
}

impl<T> Default for ById<T> {
    fn default() -> Self {
        Self { places: Arc::default(), kept: Vec::new() }
    }
}

impl<T> ById<T> {
    /// Nothing for any of these yet.
    pub fn among(places: Arc<Places>) -> Self {
        let kept = places.ids().iter().map(|_| None).collect();
        Self { places, kept }
    }

    /// What is kept for a resource.
    pub fn get(&self, id: &NodeId) -> Option<&T> {
        self.kept.get(self.places.get(id)?)?.as_ref()
    }

    /// Keeps something for one of them.
    pub fn insert(&mut self, id: &NodeId, it: T) {
        if let Some(own) = self.places.get(id).and_then(|at| self.kept.get_mut(at)) {
            *own = Some(it);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_found_by_an_id_of_the_same_text() {
        let [a, b, c] = ["a", "b", "c"].map(|it| it.parse::<NodeId>().unwrap());
        let mut kept = ById::among(Arc::new(Places::of([&a, &b].into_iter())));
        kept.insert(&b, 2);
        kept.insert(&c, 3);
        assert_eq!([&a, &b, &c].map(|it| kept.get(it).copied()), [None, Some(2), None]);
        assert_eq!(kept.get(&"b".parse().unwrap()), Some(&2));
    }

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
