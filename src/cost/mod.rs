//! The bill: what a month of a workload costs, line by line, in decimal.
//!
//! [`book`] is the price list, `flow` follows requests along connections, [`bill`] adds up. Marginal cost per
//! million requests and fixed cost per month are never mixed. Nothing here knows a kind.

pub mod bill;
pub mod book;

pub use bill::{Bill, FreeTier, Line, LineBasis, Terms, bill};
pub use book::Book;
