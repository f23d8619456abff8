//! One binary for all integration tests.
#![allow(clippy::unwrap_used)]

mod advice;
mod answers;
mod bill_laws;
mod bills;
mod cli;
mod database_bills;
mod dns_bills;
mod docs;
mod edits;
mod every_kind;
mod export;
mod export_cli;
mod file_bills;
mod fine_print;
mod front_pages;
mod further_bills;
mod honest_advice;
mod hostile;
mod interface;
mod isolation;
mod kept_answers;
mod model_file;
mod models;
mod network_facts;
mod object_bills;
mod proposals;
mod reach;
mod rows;
mod rule_pages;
mod scenarios;
mod schedule_bills;
mod spending;
mod tidy;
mod transfer_bills;
mod worked_bills;
