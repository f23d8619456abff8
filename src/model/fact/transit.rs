//! Facts about ways between networks: peering, private lines and sites, transit gateways.

use super::{AllowFact, Peer};
use crate::base::{Cidr, NodeId, RegionName};

/// See [`super::NetFact::Peering`].
#[derive(Clone, Debug, PartialEq)]
pub struct Peering {
    /// The two boundaries; one that is not in the model is a resource that is no boundary.
    pub between: [NodeId; 2],
    /// Whether it is active.
    pub active: bool,
    /// Whether names of a side's public addresses lead to private ones from the other side (DNS-4).
    pub resolves: [bool; 2],
}

/// See [`super::NetFact::Line`].
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// A line gateway, or a hub that has an attachment of this resource. `None`: a public line, which leads to the
    /// provider's public addresses only (DX-1).
    pub gateway: Option<NodeId>,
    /// The site at the other end; one that is not in the model is a resource that is no site.
    pub site: NodeId,
    /// How prefixes are learned.
    pub origin: LineOrigin,
    /// The prefixes learned from the site.
    pub prefixes: Vec<Cidr>,
    /// What the site learns; `None`: the boundary's blocks.
    pub advertised: Option<Vec<Cidr>>,
    /// Whether it works: a tunnel is up.
    pub up: bool,
}

/// How a line's prefixes are learned, the best first (RT-3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LineOrigin {
    /// Direct Connect, by BGP.
    DirectConnect,
    /// VPN, as written down.
    VpnStatic,
    /// VPN, by BGP.
    VpnBgp,
}

/// See [`super::NetFact::Site`].
#[derive(Clone, Debug, PartialEq)]
pub struct SiteFact {
    /// Its addresses.
    pub cidrs: Vec<Cidr>,
    /// Where it has routes to besides what its lines advertise.
    pub routes: Vec<Cidr>,
    /// What its own firewall lets in; `None`: everything.
    pub ingress: Option<Vec<AllowFact>>,
}

/// See [`super::NetFact::Hub`].
#[derive(Clone, Debug, PartialEq)]
pub struct Hub {
    /// Where it is.
    pub region: RegionName,
    /// Whether groups are known across it (SG-4).
    pub group_references: bool,
}

/// See [`super::NetFact::Attachment`].
#[derive(Clone, Debug, PartialEq)]
pub struct Attachment {
    /// The hub.
    pub hub: NodeId,
    /// What is attached.
    pub end: AttachmentEnd,
    /// The table for packets that come from it; `None`: none is associated.
    pub table: Option<NodeId>,
    /// The tables that learn its prefixes.
    pub propagates_to: Vec<NodeId>,
    /// Whether it works.
    pub up: bool,
}

/// What is attached to a hub.
#[derive(Clone, Debug, PartialEq)]
pub enum AttachmentEnd {
    /// A boundary, by one segment for each zone.
    Boundary {
        /// The boundary.
        boundary: NodeId,
        /// The segments.
        segments: Vec<NodeId>,
        /// Whether both directions of a flow use the same zone (TGW-3).
        appliance_mode: bool,
        /// Whether groups are known across it (SG-4).
        group_references: bool,
        /// Whether it carries IPv6.
        ipv6: bool,
    },
    /// Another hub. Each side states an attachment of its own.
    Hub {
        /// The attachment of the other side; `None` if the model does not have it.
        peer: Option<NodeId>,
    },
    /// The lines that this resource states.
    Lines,
}

/// See [`super::NetFact::HubTable`].
#[derive(Clone, Debug, PartialEq)]
pub struct HubTable {
    /// The hub.
    pub hub: NodeId,
    /// Its static routes.
    pub routes: Vec<HubRoute>,
}

/// One static route of a hub.
#[derive(Clone, Debug, PartialEq)]
pub struct HubRoute {
    /// Which addresses it covers: blocks or lists.
    pub destination: Peer,
    /// The attachment; `None`: a blackhole.
    pub attachment: Option<NodeId>,
}
