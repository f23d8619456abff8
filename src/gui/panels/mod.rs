//! The panels around the canvas. Each reads the design and pushes acts.

pub mod bottom;
mod changes;
pub mod commands;
pub mod cost;
pub mod find;
pub mod findings;
pub mod keys;
pub mod outline;
pub mod palette;
mod progress;
pub mod reach;
mod rows;
pub mod start;
pub mod top;
