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
mod hover;
pub mod import;
pub use hover::show as hover;
pub mod keys;
pub mod learn;
pub mod outline;
pub mod palette;
mod progress;
#[cfg(test)]
pub use progress::show as show_progress;
pub mod reach;
mod rows;
pub mod settings;
pub mod sheet;
pub mod start;
pub mod templates;
mod thumbnail;
pub mod top;
pub mod tour;
