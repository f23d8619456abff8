//! The bill: what a month of a workload costs, line by line, in decimal.
//!
//! [`book`] is the price list, [`tiers`] its bands, [`flow`] follows requests along connections, [`transfer`] the
//! bytes they carry, [`bill`](bill()) adds up. Marginal cost per million requests and fixed cost per month are
//! never mixed. Nothing here knows a kind.
//!
//! Everything is decimal with 28 digits. Nothing is rounded before it is shown, but for quotients that do not
//! end (a third of a request), which are cut at the 28th digit.

pub mod bill;
pub mod book;
mod circle;
mod flow;
mod free_tier;
mod plan;
pub mod tiers;
pub mod transfer;

pub use bill::{Bill, FreeTier, Line, LineBasis, Sum, Terms, Traffic, bill};
pub use book::{Book, Price};
pub use circle::endless;
