//! Reachability: which packets get from one end to another, and back, and what decided.
//!
//! `compile` turns the facts of a model into dense arrays ([`graph`]). On those run engines that share no decision:
//! `prop` pushes sets of packets through them, `walk` one packet, `bulk` asks everything at once. [`answer`] says
//! what came out. Rule ids such as `RT-3` are those of `docs/reachability.md`. Nothing here knows a kind.

pub mod address;
pub mod answer;
pub mod bulk;
pub mod code;
pub mod compile;
pub mod graph;
pub mod judge;
pub mod prop;
pub mod ranges;
pub mod traffic_set;
pub mod walk;

mod ends;
mod explain;
mod filter;
mod network;
mod route;
mod stated;

pub use answer::{
    Answer, Blocked, Blocker, Direction, Entry, Example, Hop, Note, Packets, Question, Seen, Step, Verdict,
};
pub use code::Code;
pub use explain::entry_words;
pub use judge::{CallVerdict, Judgement, judge, judged_alike};
pub use network::{All, Between, Network, Renaming};
