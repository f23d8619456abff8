//! A map that is nearly always empty.

use std::{collections::BTreeMap, ops::Deref};

/// One word in what has it, where a map takes three: a model may have a million resources.
#[allow(clippy::box_collection)]
#[derive(Clone, Debug, PartialEq)]
pub struct Few<K, V>(Option<Box<BTreeMap<K, V>>>);

impl<K, V> Default for Few<K, V> {
    fn default() -> Self {
        Self(None)
    }
}

// Nothing is kept for an empty one, so that what is equal has one form.
impl<K, V> From<BTreeMap<K, V>> for Few<K, V> {
    fn from(all: BTreeMap<K, V>) -> Self {
        Self((!all.is_empty()).then(|| Box::new(all)))
    }
}

impl<K: 'static, V: 'static> Deref for Few<K, V> {
    type Target = BTreeMap<K, V>;
    fn deref(&self) -> &Self::Target {
        self.0.as_deref().unwrap_or(const { &BTreeMap::new() })
    }
}
