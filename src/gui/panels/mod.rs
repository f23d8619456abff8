//! The panels around the canvas. Each reads the design and pushes acts.

pub mod bottom;
mod changes;
pub mod commands;
pub mod cost;
pub mod crash;
pub mod export;
pub mod find;
pub mod findings;
pub mod gallery;
pub mod keys;
pub mod learn;
pub mod outline;
pub mod palette;
mod progress;
pub mod reach;
mod rows;
pub mod sheet;
pub mod start;
pub mod templates;
mod thumbnail;
pub mod top;
pub mod tour;
