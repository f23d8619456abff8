//! Project tasks: what `cargo xtask` runs, as a library so that the browser tests share its server.
//!
//! One file for each subcommand. Nothing here is part of Plat itself.

pub mod bench;
pub mod coverage;
pub mod dist;
pub mod faults;
pub mod fuzz;
pub mod gate;
pub mod http;
pub mod icons;
pub mod measure;
pub mod mermaid;
pub mod mutants;
pub mod prices;
pub mod project;
pub mod same_bytes;
pub mod serve;
pub mod setup;
pub mod soak;
pub mod templates;
pub mod web;
