//! Sorting and collecting with little code: the standard library's ways have a few kilobytes for each type, and the page
//! has room for few of them. For lists that people look at; engines sort with the standard library.

use std::cmp::Ordering;

/// Sorts a list; what is equal keeps its order.
pub trait Order<T> {
    /// By what two compare to.
    fn order_by(&mut self, compare: impl Fn(&T, &T) -> Ordering);

    /// By a key, which is made once for each.
    fn order_by_key<K: Ord>(&mut self, key: impl Fn(&T) -> K);

    /// By what they are.
    fn order(&mut self)
    where
        T: Ord,
    {
        self.order_by(T::cmp);
    }
}

impl<T> Order<T> for Vec<T> {
    fn order_by(&mut self, compare: impl Fn(&T, &T) -> Ordering) {
        let order = ordered(self.len(), &|a, b| compare(&self[a], &self[b]));
        arrange(self, order);
    }

    fn order_by_key<K: Ord>(&mut self, key: impl Fn(&T) -> K) {
        let keys: Vec<K> = self.iter().map(key).collect();
        let order = ordered(self.len(), &|a, b| keys[a].cmp(&keys[b]));
        arrange(self, order);
    }
}

fn arrange<T>(all: &mut Vec<T>, order: Vec<usize>) {
    let mut taken: Vec<Option<T>> = all.drain(..).map(Some).collect();
    all.extend(order.into_iter().filter_map(|at| taken.get_mut(at)?.take()));
}

/// Places in order: the one sort for all types.
fn ordered(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|a, b| compare(*a, *b));
    order
}

/// Collects into a map or a set, one by one.
pub trait Gather: Iterator + Sized {
    /// Collects.
    fn gather<C: Default + Extend<Self::Item>>(self) -> C {
        let mut all = C::default();
        all.extend(self);
        all
    }
}

impl<I: Iterator> Gather for I {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn what_is_equal_keeps_its_order() {
        let mut words: Vec<&str> = "one two three four five six seven eight nine ten".split(' ').collect();
        let mut like = words.clone();
        words.order_by_key(|it| it.len());
        like.sort_by_key(|it| it.len());
        assert_eq!(words, like);
        words.order();
        like.sort();
        assert_eq!(words, like);
        let counted: BTreeMap<&str, usize> = words.iter().map(|it| (*it, it.len())).gather();
        assert_eq!(counted.len(), 10);
    }
}
