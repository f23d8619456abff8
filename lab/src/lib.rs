//! Proves the engines: networks made from seeds, and other ways to the same answers that share no decision with them.
//!
//! Nothing of this is part of the product. `small` makes networks with every feature for comparing engines packet by
//! packet, `large` makes them by the hundred thousand for benchmarks; `datalog`, `smt` and `kernel` answer the same
//! questions in other ways.

pub mod ask;
pub mod datalog;
pub mod differential;
pub mod hubs;
#[cfg(target_os = "linux")]
pub mod kernel;
pub mod large;
pub mod measure;
pub mod medium;
pub mod metamorphic;
pub mod oracles;
pub mod ours;
pub mod plain;
pub mod same_bytes;
pub mod seed;
pub mod small;
pub mod smt;
pub mod text;
pub mod world;
mod written;
