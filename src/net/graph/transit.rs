//! Ways between networks: peering, private lines and sites, transit gateways.

use super::{Ix, RuleNet};
use crate::{
    base::{Cidr, NodeId, RegionName},
    model::fact::LineOrigin,
    net::ranges::Ranges,
};

/// A VPC peering connection.
#[derive(Debug)]
pub struct PeeringNet {
    /// The resource.
    pub node: NodeId,
    /// Its VPCs; `None` for one that the model does not have.
    pub between: [Option<Ix>; 2],
    /// Whether it is active.
    pub active: bool,
    /// Whether both are in one region (SG-4).
    pub same_region: bool,
    /// Whether names of public addresses lead to private ones across it, by side.
    pub resolves: [bool; 2],
}

/// A virtual private gateway.
#[derive(Debug)]
pub struct GatewayNet {
    /// The resource.
    pub node: NodeId,
    /// Its VPC.
    pub boundary: Option<Ix>,
    /// The table that routes what comes in (RT-9).
    pub table: Option<Ix>,
    /// Its lines.
    pub lines: Vec<Ix>,
}

/// A VPN or Direct Connect line.
#[derive(Debug)]
pub struct LineNet {
    /// The resource.
    pub node: NodeId,
    /// The site; `None` if the model does not have it.
    pub site: Option<Ix>,
    /// Where it ends on the provider's side.
    pub end: LineEnd,
    /// How prefixes are learned.
    pub origin: LineOrigin,
    /// The prefixes learned from the site.
    pub prefixes: Vec<Cidr>,
    /// What the site learns; `None`: all there is to learn.
    pub advertised: Option<Ranges>,
    /// Whether it works.
    pub up: bool,
}

/// Where a line ends on the provider's side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineEnd {
    /// At a virtual private gateway.
    Gateway(Ix),
    /// At a transit gateway, by an attachment.
    Attachment(Ix),
    /// At the provider's public addresses.
    Public,
    /// At something that is not there.
    Nowhere,
}

/// A network on premises.
#[derive(Debug)]
pub struct SiteNet {
    /// The resource.
    pub node: NodeId,
    /// Its addresses.
    pub cidrs: Ranges,
    /// Where it has routes to besides what its lines advertise.
    pub routes: Ranges,
    /// What its own firewall lets in; `None`: everything.
    pub ingress: Option<Vec<RuleNet>>,
    /// Its lines.
    pub lines: Vec<Ix>,
}

/// A transit gateway.
#[derive(Debug)]
pub struct HubNet {
    /// The resource.
    pub node: NodeId,
    /// Its region.
    pub region: RegionName,
    /// Whether groups are known across it.
    pub group_references: bool,
    /// Its attachments.
    pub attachments: Vec<Ix>,
}

/// An attachment of a transit gateway.
#[derive(Debug)]
pub struct AttachmentNet {
    /// The resource.
    pub node: NodeId,
    /// Its hub; `None` if the model does not have it.
    pub hub: Option<Ix>,
    /// What is attached.
    pub end: AttachmentEndNet,
    /// The table for packets that come from it.
    pub table: Option<Ix>,
    /// Whether it works.
    pub up: bool,
}

/// What is attached to a hub.
#[derive(Debug)]
pub enum AttachmentEndNet {
    /// A VPC.
    Boundary {
        /// The VPC.
        boundary: Ix,
        /// Its segments, one for each zone.
        segments: Vec<Ix>,
        /// Whether both directions of a flow use the same zone.
        appliance_mode: bool,
        /// Whether groups are known across it.
        group_references: bool,
        /// Whether it carries IPv6.
        ipv6: bool,
    },
    /// The other hub's attachment; `None` if the model does not have it.
    Hub(Option<Ix>),
    /// Lines.
    Lines(Vec<Ix>),
}

/// A route table of a transit gateway.
#[derive(Debug)]
pub struct HubTableNet {
    /// The resource.
    pub node: NodeId,
    /// Its routes, prefix by prefix, in no order of rank.
    pub entries: Vec<HubEntry>,
}

/// One prefix of a transit gateway's table.
#[derive(Clone, Debug, PartialEq)]
pub struct HubEntry {
    /// The route's destination as written.
    pub label: String,
    /// The addresses of this prefix.
    pub covers: Ranges,
    /// How many bits are fixed, of 128.
    pub length: u8,
    /// Where the route is from (TGW-2).
    pub origin: HubOrigin,
    /// The attachment; `None`: a blackhole.
    pub attachment: Option<Ix>,
}

/// Where a route of a transit gateway is from, the best first (TGW-2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HubOrigin {
    /// Written down.
    Static,
    /// By a prefix list.
    List,
    /// Learned from a VPC.
    Boundary,
    /// Learned from Direct Connect.
    DirectConnect,
    /// Learned from a VPN.
    Vpn,
    /// Learned from another transit gateway.
    Hub,
}
