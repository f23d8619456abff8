//! What a packet met, as places in the network: words are made when somebody reads them.

use super::Packet;
use crate::{
    base::NodeId,
    net::{
        Step,
        graph::{Ix, Net},
    },
};

/// One thing that a packet met.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Met {
    /// What.
    pub at: Place,
    /// From which side.
    pub way: Way,
    /// The entry that decided, by its place there; none if it was the lack of one, or if there are none.
    pub entry: Option<Ix>,
    /// The packet when it got there.
    pub packet: Packet,
}

/// From which side a packet met something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Going in.
    In,
    /// Going out.
    Out,
}

/// A thing in the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The internet.
    Internet,
    /// The provider's own network.
    Provider,
    /// A regional service.
    Service(Ix),
    /// A VPC's router.
    Boundary(Ix),
    /// A subnet.
    Segment(Ix),
    /// A route table.
    Table(Ix),
    /// A security group.
    Group(Ix),
    /// A network ACL.
    Acl(Ix),
    /// A network interface.
    Interface(Ix),
    /// An internet gateway.
    Edge(Ix),
    /// An egress-only internet gateway.
    Exit(Ix),
    /// A NAT gateway.
    Nat(Ix),
    /// A gateway endpoint.
    Door(Ix),
    /// A peering connection.
    Peering(Ix),
    /// A virtual private gateway.
    Gateway(Ix),
    /// A private line.
    Line(Ix),
    /// A site.
    Site(Ix),
    /// A transit gateway.
    Hub(Ix),
    /// An attachment of one.
    Attachment(Ix),
    /// A table of one.
    HubTable(Ix),
    /// A load balancer.
    Balancer(Ix),
    /// A target group.
    TargetGroup(Ix),
    /// The target of a route that is not modelled: the table's entry has its name.
    Unmodelled,
}

impl Place {
    /// The resource; for implicit tables and filters, the one they belong to.
    pub fn node(self, net: &Net) -> Option<&NodeId> {
        fn of<T>(array: &[T], at: Ix, node: fn(&T) -> &NodeId) -> Option<&NodeId> {
            array.get(at as usize).map(node)
        }
        match self {
            Self::Internet | Self::Provider | Self::Service(_) | Self::Unmodelled => None,
            Self::Boundary(at) => of(&net.boundaries, at, |it| &it.node),
            Self::Segment(at) => of(&net.segments, at, |it| &it.node),
            Self::Table(at) => of(&net.tables, at, |it| &it.node),
            Self::Group(at) => of(&net.groups, at, |it| &it.node),
            Self::Acl(at) => of(&net.acls, at, |it| &it.node),
            Self::Interface(at) => of(&net.interfaces, at, |it| &it.node),
            Self::Edge(at) => of(&net.edges, at, |it| &it.node),
            Self::Exit(at) => of(&net.exits, at, |it| &it.node),
            Self::Nat(at) => of(&net.nats, at, |it| &it.node),
            Self::Door(at) => of(&net.doors, at, |it| &it.node),
            Self::Peering(at) => of(&net.peerings, at, |it| &it.node),
            Self::Gateway(at) => of(&net.gateways, at, |it| &it.node),
            Self::Line(at) => of(&net.lines, at, |it| &it.node),
            Self::Site(at) => of(&net.sites, at, |it| &it.node),
            Self::Hub(at) => of(&net.hubs, at, |it| &it.node),
            Self::Attachment(at) => of(&net.attachments, at, |it| &it.node),
            Self::HubTable(at) => of(&net.hub_tables, at, |it| &it.node),
            Self::Balancer(at) => of(&net.balancers, at, |it| &it.node),
            Self::TargetGroup(at) => of(&net.target_groups, at, |it| &it.node),
        }
    }

    /// What kind of step it is to meet it.
    pub fn step(self) -> Step {
        match self {
            Self::Group(_) => Step::SecurityGroup,
            Self::Acl(_) => Step::NetworkAcl,
            Self::Table(_) | Self::HubTable(_) => Step::Route,
            Self::Internet
            | Self::Provider
            | Self::Service(_)
            | Self::Boundary(_)
            | Self::Segment(_)
            | Self::Interface(_)
            | Self::Edge(_)
            | Self::Exit(_)
            | Self::Nat(_)
            | Self::Door(_)
            | Self::Peering(_)
            | Self::Gateway(_)
            | Self::Line(_)
            | Self::Site(_)
            | Self::Hub(_)
            | Self::Attachment(_)
            | Self::Balancer(_)
            | Self::TargetGroup(_)
            | Self::Unmodelled => Step::Gateway,
        }
    }
}

impl Met {
    /// The resource.
    pub fn node<'n>(&self, net: &'n Net) -> Option<&'n NodeId> {
        self.at.node(net)
    }

    /// The entry that decided, as written.
    pub fn entry<'n>(&self, net: &'n Net) -> Option<&'n str> {
        let entry = self.entry? as usize;
        match self.at {
            Place::Table(at) => Some(&net.tables.get(at as usize)?.entries.get(entry)?.label),
            Place::HubTable(at) => Some(&net.hub_tables.get(at as usize)?.entries.get(entry)?.label),
            Place::Group(at) => {
                let group = net.groups.get(at as usize)?;
                let rules = if self.way == Way::In { &group.ingress } else { &group.egress };
                Some(&rules.get(entry)?.label)
            }
            Place::Acl(at) => {
                let acl = net.acls.get(at as usize)?;
                let entries = if self.way == Way::In { &acl.ingress } else { &acl.egress };
                Some(&entries.get(entry)?.label)
            }
            Place::Balancer(at) => Some(&net.balancers.get(at as usize)?.listeners.get(entry)?.label),
            Place::Internet
            | Place::Provider
            | Place::Service(_)
            | Place::Boundary(_)
            | Place::Segment(_)
            | Place::Interface(_)
            | Place::Edge(_)
            | Place::Exit(_)
            | Place::Nat(_)
            | Place::Door(_)
            | Place::Peering(_)
            | Place::Gateway(_)
            | Place::Line(_)
            | Place::Site(_)
            | Place::Hub(_)
            | Place::Attachment(_)
            | Place::TargetGroup(_)
            | Place::Unmodelled => None,
        }
    }
}
