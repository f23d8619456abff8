//! Facts about what spreads connections over targets, and offers them elsewhere.

use crate::base::{Address, NodeId, PortRange, Protocol};

/// See [`super::NetFact::Balancer`].
#[derive(Clone, Debug, PartialEq)]
pub struct Balancer {
    /// Whether it ends the client's flow and opens one of its own (LB-2), or passes packets on (LB-3).
    pub terminates: bool,
    /// What it takes.
    pub listeners: Vec<Listener>,
    /// Whether its nodes use targets of every zone (LB-5), where a group does not say.
    pub cross_zone: bool,
    /// Whether its groups judge what comes from endpoints (IFE-2).
    pub filters_endpoints: bool,
    /// Whether stateless filters judge its packets to targets of its own segment too (LB-7).
    pub classic: bool,
}

/// What a balancer takes, and for whom.
#[derive(Clone, Debug, PartialEq)]
pub struct Listener {
    /// Protocol.
    pub protocol: Protocol,
    /// Port.
    pub port: PortRange,
    /// The target groups that its rules lead to.
    pub groups: Vec<NodeId>,
    /// Targets of this listener alone, which are no resource: those of a Classic Load Balancer.
    pub own: Option<TargetGroup>,
}

/// See [`super::NetFact::TargetGroup`].
#[derive(Clone, Debug, PartialEq)]
pub struct TargetGroup {
    /// Protocol towards targets.
    pub protocol: Protocol,
    /// Port of targets that name none.
    pub port: u16,
    /// The targets.
    pub targets: Vec<TargetFact>,
    /// Whether targets are named by address, not as instances.
    pub by_address: bool,
    /// Whether targets see the client's address (LB-3); `None`: as the provider does by default.
    pub preserves_client: Option<bool>,
    /// Whether targets of every zone are used; `None`: as the balancer says.
    pub cross_zone: Option<bool>,
}

/// One target.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetFact {
    /// A resource: its first interface, or the balancer that it is. Functions are called, not connected to.
    pub node: Option<NodeId>,
    /// An address instead.
    pub address: Option<Address>,
    /// Its own port.
    pub port: Option<u16>,
}

/// See [`super::NetFact::Offer`].
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// The balancers.
    pub balancers: Vec<NodeId>,
    /// Whether they inspect (Gateway Load Balancers) rather than serve.
    pub inspects: bool,
}
