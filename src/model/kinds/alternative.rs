//! Other designs that do the same, built as edits.

use super::AnyResource;
use crate::{
    base::{Message, NodeId, Text},
    model::{edit::Edit, resource::Remedy, site::Site},
};

/// The same resource with other values.
pub(super) fn change(site: Site<'_>, title: &'static Text, resource: impl Into<AnyResource>) -> Remedy {
    Remedy {
        title: Message::new(title, [site.id().to_string()]),
        edits: vec![Edit::Change { id: site.id().clone(), resource: resource.into() }],
    }
}

/// A resource of another kind in its place.
pub(super) fn replace(site: Site<'_>, title: &'static Text, resource: impl Into<AnyResource>) -> Remedy {
    Remedy {
        title: Message::new(title, [site.id().to_string()]),
        edits: vec![replacing(site.id(), resource)],
    }
}

/// The edit alone, for designs that change more.
pub(super) fn replacing(id: &NodeId, resource: impl Into<AnyResource>) -> Edit {
    Edit::Replace { id: id.clone(), resource: resource.into() }
}
