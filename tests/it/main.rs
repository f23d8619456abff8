//! The one integration binary.

// A test that unwraps says where it failed.
#![allow(clippy::unwrap_used)]

mod docs;
mod edits;
mod every_kind;
mod model_file;
mod tidy;
