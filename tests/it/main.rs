//! One binary for all integration tests.
#![allow(clippy::unwrap_used)]

mod advice;
mod bill_laws;
mod bills;
mod cli;
mod docs;
mod edits;
mod every_kind;
mod front_pages;
mod hostile;
mod isolation;
mod kept_answers;
mod model_file;
mod models;
mod network_facts;
mod proposals;
mod reach;
mod rows;
mod rule_pages;
mod scenarios;
mod spending;
mod tidy;
mod worked_bills;
