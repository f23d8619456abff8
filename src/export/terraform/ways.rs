//! What the tables of the importer do not say of types, by what they are.

mod managed;
mod network;
mod services;

use super::way::Way;

/// Every way.
pub(super) fn all() -> impl Iterator<Item = &'static Way> {
    network::WAYS.iter().chain(services::WAYS).chain(managed::WAYS)
}
