//! Plat models AWS networks and serverless designs: what reaches what, why, and what it costs.
//!
//! A kind of resource states facts ([`model`]); engines draw conclusions ([`net`], [`cost`]); [`analysis`] is
//! the façade that the command line and the editor read. `ARCHITECTURE.md` has the map, and says how to add things.
//!
//! ```
//! use plat::{
//!     analysis::{Analysis, Question, Verdict},
//!     base::{PortRange, Protocol},
//!     model::{file, selector::Selector},
//! };
//!
//! let text = r#"{
//!   "plat": 1,
//!   "resources": {
//!     "us-east-1": { "kind": "region" },
//!     "vpc": { "kind": "vpc", "in": "us-east-1" },
//!     "private": { "kind": "subnet", "in": "vpc" },
//!     "place-order": { "kind": "lambda_function", "in": "private" },
//!     "orders": { "kind": "dynamodb_table", "in": "us-east-1" }
//!   }
//! }"#;
//! let analysis = Analysis::new(file::load(text).expect("a model").model);
//! let ends = |text: &str| {
//!     let selector: Selector = text.parse().expect("a selector");
//!     selector.ends(analysis.model()).expect("it selects something")
//! };
//! let answer = analysis.ask(&Question {
//!     from: ends("place-order"),
//!     to: ends("orders"),
//!     protocol: Protocol::TCP,
//!     ports: PortRange::one(443),
//!     ..Question::default()
//! });
//! assert_eq!(answer.verdict, Verdict::Unreachable);
//! let reason = answer.reason.expect("a negative answer explains").to_string();
//! assert_eq!(reason, "the main route table of `vpc` has only the local route, and dynamodb is outside the VPC");
//! ```

pub mod advice;
pub mod analysis;
pub mod base;
#[cfg(not(target_arch = "wasm32"))]
pub mod cli;
pub mod cost;
pub mod diag;
pub mod export;
#[cfg(feature = "gui")]
pub mod gui;
pub mod import;
pub mod layout;
pub mod model;
pub mod net;
