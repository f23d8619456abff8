//! Facts, looked up by name, for whoever answers without Plat. What no other tool is asked to be is refused here.

use plat::{
    base::{Cidr, NodeId},
    model::fact::{
        Attachment, AttachmentEnd, Boundary, Hub, HubTable, Inbound, Interface, NetFact, Peer, Peering,
        Segment, StatefulFilter, StatelessFilter, Table,
    },
    net::compile::Facts,
};
use std::{collections::BTreeMap, net::IpAddr};

/// The facts of one network.
#[derive(Debug, Default)]
pub struct World<'f> {
    /// VPCs.
    pub vpcs: BTreeMap<&'f NodeId, &'f Boundary>,
    /// Subnets.
    pub segments: BTreeMap<&'f NodeId, &'f Segment>,
    /// Interfaces that open flows and take them.
    pub hosts: BTreeMap<&'f NodeId, &'f Interface>,
    /// NAT gateways: whether they lead to the internet, and their interfaces.
    pub nats: BTreeMap<&'f NodeId, (bool, &'f Interface)>,
    /// Route tables.
    pub tables: BTreeMap<&'f NodeId, &'f Table>,
    /// Security groups.
    pub groups: BTreeMap<&'f NodeId, &'f StatefulFilter>,
    /// Network ACLs.
    pub acls: BTreeMap<&'f NodeId, &'f StatelessFilter>,
    /// Internet gateways and their VPCs.
    pub edges: BTreeMap<&'f NodeId, &'f NodeId>,
    /// Egress-only internet gateways and their VPCs.
    pub exits: BTreeMap<&'f NodeId, &'f NodeId>,
    /// Peering connections.
    pub peerings: BTreeMap<&'f NodeId, &'f Peering>,
    /// Transit gateways.
    pub hubs: BTreeMap<&'f NodeId, &'f Hub>,
    /// Their attachments.
    pub attachments: BTreeMap<&'f NodeId, &'f Attachment>,
    /// Their tables.
    pub hub_tables: BTreeMap<&'f NodeId, &'f HubTable>,
    /// Prefix lists.
    pub lists: BTreeMap<&'f NodeId, &'f [Cidr]>,
}

impl<'f> World<'f> {
    /// Looks facts up.
    ///
    /// # Errors
    /// A fact is of something that the kernel is not asked to be.
    pub fn of(facts: &'f Facts) -> Result<Self, String> {
        let mut world = Self::default();
        for (id, facts) in facts {
            let own =
                facts.iter().find_map(|fact| if let NetFact::Interface(it) = fact { Some(it) } else { None });
            for fact in facts {
                // What an insertion returns is what was there: nothing, for ids occur once.
                match fact {
                    NetFact::Boundary(it) => {
                        world.vpcs.insert(id, it);
                    }
                    NetFact::Segment(it) => {
                        world.segments.insert(id, it);
                    }
                    NetFact::Table(it) if it.edges.is_empty() && it.propagates.is_empty() => {
                        world.tables.insert(id, it);
                    }
                    NetFact::StatefulFilter(it) => {
                        world.groups.insert(id, it);
                    }
                    NetFact::StatelessFilter(it) => {
                        world.acls.insert(id, it);
                    }
                    NetFact::Interface(it) if it.inbound == Inbound::Filtered => {
                        world.hosts.insert(id, it);
                    }
                    NetFact::Interface(it) if it.inbound == Inbound::Nat => {}
                    NetFact::Edge { boundary } => {
                        world.edges.insert(id, boundary);
                    }
                    NetFact::Exit { boundary } => {
                        world.exits.insert(id, boundary);
                    }
                    NetFact::SourceNat(it) if it.regional.is_none() => {
                        let interface =
                            own.ok_or_else(|| format!("`{id}` translates without an interface"))?;
                        world.nats.insert(id, (it.to_internet, interface));
                    }
                    NetFact::Peering(it) => {
                        world.peerings.insert(id, it);
                    }
                    NetFact::Hub(it) => {
                        world.hubs.insert(id, it);
                    }
                    NetFact::Attachment(it) => {
                        world.attachments.insert(id, it);
                    }
                    NetFact::HubTable(it) => {
                        world.hub_tables.insert(id, it);
                    }
                    NetFact::List(it) => {
                        world.lists.insert(id, it);
                    }
                    other => {
                        return Err(format!("no other tool is asked to be what `{id}` states: {other:?}"));
                    }
                }
            }
        }
        Ok(world)
    }

    /// The VPC of an interface.
    pub fn vpc_of(&self, interface: &Interface) -> Option<&'f NodeId> {
        self.segments.get(&interface.segment).map(|segment| &segment.boundary)
    }

    /// The groups of an interface, the VPC's default one among them (SG-2); `None` is the implicit one.
    pub fn groups_of(&self, interface: &'f Interface) -> Vec<Option<&'f NodeId>> {
        let around = self.vpc_of(interface).and_then(|vpc| self.vpcs.get(vpc));
        match interface.groups.as_slice() {
            _ if interface.unfiltered => Vec::new(),
            [] => vec![around.and_then(|vpc| vpc.default_group.as_ref())],
            groups => groups.iter().map(Some).collect(),
        }
    }

    /// The addresses of a group's members in a VPC. The implicit group is that of the VPC itself.
    pub fn members(&self, group: Option<&NodeId>, vpc: &NodeId) -> Vec<IpAddr> {
        let hosts = self
            .hosts
            .values()
            .filter(|host| self.vpc_of(host) == Some(vpc) && self.groups_of(host).contains(&group));
        hosts.flat_map(|host| &host.addresses).map(|address| address.ip()).collect()
    }

    /// The blocks of a destination or of a rule's other end; none for a group.
    pub fn blocks(&self, peer: &Peer) -> Vec<Cidr> {
        match peer {
            Peer::Cidr(cidr) => vec![*cidr],
            Peer::List(id) => self.lists.get(id).map(|list| list.to_vec()).unwrap_or_default(),
            Peer::Group(_) | Peer::Service(_) => Vec::new(),
        }
    }

    /// The attachments of a VPC: id, fact, and the segments.
    pub fn attached(&self, vpc: &NodeId) -> Vec<(&'f NodeId, &'f Attachment, &'f [NodeId])> {
        let all = self.attachments.iter().filter_map(|(id, fact)| match &fact.end {
            AttachmentEnd::Boundary { boundary, segments, .. } if boundary == vpc && fact.up => {
                Some((*id, *fact, segments.as_slice()))
            }
            AttachmentEnd::Boundary { .. } | AttachmentEnd::Hub { .. } | AttachmentEnd::Lines => None,
        });
        all.collect()
    }
}

/// Whether an attachment carries IPv6, and whether groups are known across it.
pub fn carries(attachment: &Attachment) -> (bool, bool) {
    match &attachment.end {
        AttachmentEnd::Boundary { ipv6, group_references, .. } => (*ipv6, *group_references),
        AttachmentEnd::Hub { .. } | AttachmentEnd::Lines => (false, false),
    }
}
