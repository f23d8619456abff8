//! What a design lacks for packets to pass, or has for them to be stopped, as engines say it; and edits that meet it.

use super::{
    edit::Edit,
    fact::{Peer, Service},
};
use crate::base::{Cidr, Icmp, Message, NodeId, PortRange, Protocol};

/// Something a design lacks, or has too much of, found by an engine.
#[derive(Clone, Debug, PartialEq)]
pub enum Need {
    /// A way from a segment to a regional service.
    WayToService {
        /// The boundary that the segment is part of.
        boundary: NodeId,
        /// The segment.
        segment: NodeId,
        /// The table in effect, if it is a resource.
        table: Option<NodeId>,
        /// The service.
        service: Service,
    },
    /// A way from a segment to the internet.
    WayToInternet {
        /// The boundary that the segment is part of.
        boundary: NodeId,
        /// The segment.
        segment: NodeId,
        /// The table in effect, if it is a resource.
        table: Option<NodeId>,
    },
    /// Rules of a stateful filter that let packets pass.
    Admit(Pass),
    /// Entries of a stateless filter that let packets pass.
    Permit {
        /// The packets.
        pass: Pass,
        /// The number of the entry that denies them; none if they come to the end of the list.
        before: Option<u32>,
    },
    /// A route.
    Route {
        /// The table.
        table: NodeId,
        /// Where packets go.
        destination: Cidr,
        /// What they should be handed to.
        target: NodeId,
    },
    /// A rule of an inspecting device that lets packets pass.
    Inspect {
        /// The packets, with their destination as the far end, at the device's endpoint.
        pass: Pass,
        /// Their sources.
        from: Vec<Peer>,
    },
    /// A public address.
    PublicAddress {
        /// What has none.
        node: NodeId,
    },
    /// One rule of a stateful filter gone.
    Withdraw {
        /// The filter.
        filter: NodeId,
        /// Whether it is for packets that leave.
        egress: bool,
        /// Its place among them, from 1.
        rule: usize,
    },
    /// An entry of a stateless filter that stops packets, before every other.
    Deny(Pass),
}

/// Packets at a filter.
#[derive(Clone, Debug, PartialEq)]
pub struct Pass {
    /// The filter.
    pub filter: NodeId,
    /// Whether they leave what it guards.
    pub egress: bool,
    /// Their protocol.
    pub protocol: Protocol,
    /// Their destination ports, for protocols that have some.
    pub ports: Vec<PortRange>,
    /// Their types, for ICMP.
    pub icmp: Icmp,
    /// Their other end.
    pub far: Vec<Peer>,
}

impl Pass {
    /// Its protocol and ports: `tcp 443, 8443`.
    pub fn traffic(&self) -> String {
        let ports = self.ports.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        if self.protocol.has_ports() {
            format!("{} {ports}", self.protocol.name())
        } else if self.protocol.is_icmp() && self.icmp != Icmp::All {
            format!("{} {}", self.protocol.name(), self.icmp)
        } else {
            self.protocol.name()
        }
    }

    /// The other end as rules name it.
    pub fn other_end(&self) -> String {
        let name = |peer: &Peer| match peer {
            Peer::Cidr(cidr) => cidr.to_string(),
            Peer::Service(service) => format!("pl:{}", service.name),
            Peer::Group(id) | Peer::List(id) => id.to_string(),
        };
        self.far.iter().map(name).collect::<Vec<_>>().join(", ")
    }
}

/// Edits that would meet a need.
#[derive(Clone, Debug)]
pub struct Remedy {
    /// What they do, as a button says it.
    pub title: Message,
    /// The edits, one undo step.
    pub edits: Vec<Edit>,
}
