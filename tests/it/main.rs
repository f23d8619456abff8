//! One binary for all integration tests.
#![allow(clippy::unwrap_used)]

mod bills;
mod cli;
mod models;
mod oracle;
mod scenarios;
