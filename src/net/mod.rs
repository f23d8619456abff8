//! Reachability: which packets get from one end to another, and back, and what decided.
//!
//! `lower` turns the facts of a model into a [`Network`] of dense arrays; `walk` pushes sets of packets through
//! it; [`answer`] says what came out. Rule ids such as `RT-3` are those of `docs/reachability.md`.
//! Nothing here knows a kind.

pub mod answer;
pub mod code;
pub mod judge;

mod ends;
mod explain;
mod filter;
mod lower;
mod network;
mod ranges;
mod route;
mod traffic_set;
mod walk;

pub use answer::{Answer, Blocked, Direction, Hop, Packets, Question, Step, Verdict};
pub use code::Code;
pub use judge::{CallVerdict, Judgement, judge};
pub use network::Network;
