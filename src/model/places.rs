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

fn address(id: &NodeId) -> usize {
    id.as_str().as_ptr().addr()
}
