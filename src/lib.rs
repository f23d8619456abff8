//! Plat models AWS networks and serverless designs: what reaches what, why, and what it costs.
//!
//! A kind of resource states facts ([`model`]); engines draw conclusions ([`net`], [`cost`]); [`analysis`] is
//! the façade that the command line and the editor read.

pub mod advice;
pub mod analysis;
pub mod base;
#[cfg(not(target_arch = "wasm32"))]
pub mod cli;
pub mod cost;
pub mod diag;
#[cfg(feature = "gui")]
pub mod gui;
pub mod layout;
pub mod model;
pub mod net;
