//! The concrete walker: one packet, one trace for each choice that is the provider's.
//!
//! It shares no decision with `prop` and `bulk`: it looks at the arrays for itself, so that the three prove each
//! other. It replays the witness of every answer before that is shown.
//!
//! The steps are written as straight lines. Where the provider has a choice (PKT-4), `script` answers it, and the
//! packet is sent again for each other answer. A translator's port is a choice too (PKT-5): it is carried as a range
//! and split only where a filter tells its parts apart.

use super::{
    code::Code,
    graph::{Finish, Ix, Net, Start},
};

mod balancers;
mod blocks;
mod filters;
mod flight;
mod forwarders;
mod hubs;
mod lines;
mod met;
mod public;
mod script;
mod starts;
mod steps;

pub use met::{Met, Place, Way};

/// One packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Packet {
    /// Protocol.
    pub protocol: u8,
    /// Source address, as `ranges` numbers addresses.
    pub source: u128,
    /// Destination address.
    pub destination: u128,
    /// Destination port; type and code for ICMP.
    pub port: u16,
    /// Source port; of no meaning without ports.
    pub source_port: u16,
}

/// What becomes of a packet under one sequence of choices.
#[derive(Clone, Debug, PartialEq)]
pub struct Walked {
    /// What the packet met on its way, in order. Behind a balancer that ends the client's flow, the balancer's own
    /// packet goes on.
    pub forward: Vec<Met>,
    /// What its answer met.
    pub back: Vec<Met>,
    /// The balancer's node at which the client's own flow ended, answered, if the walk went on from there.
    pub ended: Option<Ix>,
    /// How it ended.
    pub outcome: Outcome,
}

/// How a packet ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Outcome {
    /// It arrived, and its answer came back or none is due.
    Arrived {
        /// Where.
        at: Finish,
        /// As it was there.
        packet: Packet,
        /// Whether an answer was due, and came.
        answered: bool,
    },
    /// It, or its answer, was dropped.
    Dropped {
        /// Why.
        code: Code,
        /// What decided.
        at: Place,
        /// Whether it was the answer.
        returning: bool,
    },
    /// It met something that is not modelled.
    Unknown {
        /// What.
        at: Place,
    },
}

/// Sends a packet, and its answer back: every branch of the provider's choices (PKT-4), in a fixed order.
pub fn converse(net: &Net, start: Start, packet: Packet) -> Vec<Walked> {
    let mut script = script::Script::default();
    let mut out = Vec::with_capacity(1);
    loop {
        out.push(starts::run(net, start, packet, &mut script));
        if !script.next() {
            return out;
        }
    }
}
