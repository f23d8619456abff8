//! The one integration binary.

mod docs;
mod edits;
mod every_kind;
mod model_file;
mod tidy;
