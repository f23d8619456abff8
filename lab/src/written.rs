//! Names and blocks that this crate writes down itself, so that they are well formed.

use plat::base::{Cidr, NodeId, RegionName};

/// An id.
pub fn id(text: &str) -> NodeId {
    text.parse().unwrap_or_else(|_| unreachable!("{text} is an id"))
}

/// A block.
pub fn cidr(text: &str) -> Cidr {
    text.parse().unwrap_or_else(|_| unreachable!("{text} is a block"))
}

/// A region.
pub fn region(name: &str) -> RegionName {
    name.parse().unwrap_or_else(|_| unreachable!("{name} is a region"))
}
