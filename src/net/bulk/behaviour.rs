//! How interfaces behave, apart from where they are and what filters them.

use crate::{
    base::{PortRange, Protocol},
    model::fact::{Inbound, Interface},
    net::graph::InterfaceNet,
};

/// How an interface behaves, apart from where it is and what filters it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Behaviour {
    /// Whether it opens flows.
    pub opens: bool,
    /// Whether others may open flows to it.
    pub takes: bool,
    /// Whether a flow to it goes on elsewhere, which this engine leaves to `prop`.
    pub leads_on: bool,
    /// Whether this engine leaves everything about it to `prop`.
    pub strange: bool,
    /// Whether only its own addresses may be source or destination.
    pub checked: bool,
    /// Source ports of flows that it opens (RET-3).
    pub ephemeral: PortRange,
    /// Protocols of flows that it opens; empty: every one.
    pub protocols: Vec<Protocol>,
    /// Ports that answer; empty: any.
    pub listens: Vec<(Protocol, PortRange)>,
    /// The service that answers there, over TCP only (IFE-1): its ports.
    pub serves: Vec<u16>,
}

impl Behaviour {
    /// How an interface behaves. `strange`: see the field.
    pub fn of(interface: &InterfaceNet, strange: bool) -> Self {
        let fact = &interface.fact;
        let leads_on = match &fact.inbound {
            Inbound::Balancer | Inbound::Offered { .. } => true,
            Inbound::Filtered
            | Inbound::Function
            | Inbound::Managed
            | Inbound::Nat
            | Inbound::Inspection
            | Inbound::Service { .. } => false,
        };
        let serves: &[u16] = match &fact.inbound {
            Inbound::Service { service, .. } if service.name == "s3" => &[80, 443],
            Inbound::Service { .. } => &[443],
            Inbound::Filtered
            | Inbound::Function
            | Inbound::Managed
            | Inbound::Nat
            | Inbound::Inspection
            | Inbound::Offered { .. }
            | Inbound::Balancer => &[],
        };
        let (opens, takes) = (fact.initiates && fact.running, fact.inbound.is_open() && fact.running);
        Self {
            opens,
            takes,
            leads_on,
            // SG-7: what has no groups is rare where flows start or end.
            strange: strange || (fact.unfiltered && (opens || takes)),
            serves: serves.to_vec(),
            checked: fact.source_dest_check,
            ephemeral: fact.ephemeral,
            protocols: fact.protocols.clone(),
            listens: fact.listens.clone(),
        }
    }

    /// Who opens flows on the internet, and what a translator opens (RET-3).
    pub fn unknown_client() -> Self {
        Self {
            opens: true,
            takes: false,
            leads_on: false,
            strange: false,
            checked: true,
            ephemeral: PortRange::new(1024, u16::MAX).unwrap_or(PortRange::ALL),
            protocols: Vec::new(),
            listens: Vec::new(),
            serves: Vec::new(),
        }
    }

    /// Whether an interface is of this behaviour, and an ordinary one. What else there is goes the long way.
    pub fn is_of(&self, interface: &InterfaceNet, strange: bool) -> bool {
        let fact = &interface.fact;
        fact.running
            && !fact.unfiltered
            && fact.inbound == Inbound::Filtered
            && fact.initiates == self.opens
            && self.takes
            && !self.leads_on
            && strange == self.strange
            && fact.source_dest_check == self.checked
            && fact.ephemeral == self.ephemeral
            && fact.protocols == self.protocols
            && fact.listens == self.listens
    }
}

/// Whether two interfaces behave alike, as far as what is stated of them goes.
pub fn alike(a: &Interface, b: &Interface) -> bool {
    (a.running, a.unfiltered, a.initiates, a.source_dest_check, a.ephemeral)
        == (b.running, b.unfiltered, b.initiates, b.source_dest_check, b.ephemeral)
        && a.inbound == b.inbound
        && a.protocols == b.protocols
        && a.listens == b.listens
}
