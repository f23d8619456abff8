//! The bill: what a month of a workload costs, line by line, in decimal.
//!
//! [`book`] is the price list, [`tiers`] its bands, [`flow`] follows requests along connections, [`transfer`] the
//! bytes they carry, [`Ledger`] adds up to a [`Bill`]. Marginal cost per million requests and fixed cost per month are
//! never mixed. Nothing here knows a kind.
//!
//! Everything is decimal with 28 digits. Nothing is rounded before it is shown, but for quotients that do not
//! end (a third of a request), which are cut at the 28th digit.

pub mod bill;
pub mod book;
mod circle;
mod flow;
mod free_tier;
mod ledger;
mod plan;
pub mod tiers;
pub mod transfer;

pub use bill::{Bill, FreeTier, Line, LineBasis, Sum, Terms};
pub use book::{Book, Price};
pub use circle::endless;
pub use ledger::{Changed, Ledger};
