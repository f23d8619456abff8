//! What spreads connections over targets, and offers them elsewhere.

use super::Ix;
use crate::{base::NodeId, net::ranges::Ranges};

/// A load balancer.
#[derive(Debug)]
pub struct BalancerNet {
    /// The resource.
    pub node: NodeId,
    /// Its nodes: interfaces.
    pub nodes: Vec<Ix>,
    /// Whether it ends the client's flow (LB-2).
    pub terminates: bool,
    /// What it takes.
    pub listeners: Vec<ListenerNet>,
    /// Whether nodes use targets of every zone.
    pub cross_zone: bool,
    /// Whether its groups judge what comes from endpoints.
    pub filters_endpoints: bool,
    /// Whether network ACLs judge its packets to targets of its own subnet too (LB-7).
    pub classic: bool,
}

/// A listener of a load balancer.
#[derive(Debug)]
pub struct ListenerNet {
    /// Protocols.
    pub protocol: Ranges,
    /// Ports.
    pub ports: Ranges,
    /// As written.
    pub label: String,
    /// Its target groups.
    pub groups: Vec<Ix>,
}

/// A target group.
#[derive(Debug)]
pub struct TargetGroupNet {
    /// The resource.
    pub node: NodeId,
    /// Protocols towards targets.
    pub protocol: Ranges,
    /// Whether targets see the client's address, as far as it is stated or follows from the kind of target (LB-3).
    pub preserves_client: bool,
    /// Whether that was stated.
    pub preserves_stated: bool,
    /// Whether targets are named by address, not as instances.
    pub by_address: bool,
    /// Whether targets of every zone are used, where it says so itself.
    pub cross_zone: Option<bool>,
    /// Its targets.
    pub targets: Vec<TargetNet>,
}

/// One target.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TargetNet {
    /// The resource, if it was named.
    pub node: Option<NodeId>,
    /// Its interface, if the model has one in the place.
    pub interface: Option<Ix>,
    /// The balancer that it is, if it is one.
    pub balancer: Option<Ix>,
    /// Its address.
    pub address: Option<u128>,
    /// Its port.
    pub port: u16,
}

/// An endpoint service.
#[derive(Debug)]
pub struct OfferNet {
    /// The resource.
    pub node: NodeId,
    /// Its balancers.
    pub balancers: Vec<Ix>,
    /// Whether they inspect.
    pub inspects: bool,
}
