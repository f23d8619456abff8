//! A network in which names, addresses, zones and protocols are others. Every fact is gone through by hand, so that a
//! fact that is added is not forgotten.

use plat::{
    base::{Address, Cidr, Icmp, NodeId, Protocol},
    model::fact::*,
    net::compile::Facts,
};

/// What becomes of what.
pub struct Mapping<'m> {
    /// Names.
    pub id: &'m dyn Fn(&NodeId) -> NodeId,
    /// Blocks.
    pub block: &'m dyn Fn(Cidr) -> Cidr,
    /// Addresses.
    pub address: &'m dyn Fn(Address) -> Address,
    /// Zones.
    pub zone: &'m dyn Fn(&str) -> String,
    /// Protocols, with the messages of ICMP.
    pub traffic: &'m dyn Fn(Protocol, Icmp) -> (Protocol, Icmp),
}

impl Mapping<'_> {
    /// The network.
    pub fn facts(&self, facts: &Facts) -> Facts {
        let one = |(id, facts): &(NodeId, Vec<NetFact>)| {
            ((self.id)(id), facts.iter().map(|fact| self.fact(fact)).collect())
        };
        let mut out: Facts = facts.iter().map(one).collect();
        out.sort_by(|a, b| a.0.cmp(&b.0));
        out
    }

    fn ids(&self, ids: &[NodeId]) -> Vec<NodeId> {
        ids.iter().map(self.id).collect()
    }

    fn maybe(&self, id: &Option<NodeId>) -> Option<NodeId> {
        id.as_ref().map(self.id)
    }

    fn blocks(&self, blocks: &[Cidr]) -> Vec<Cidr> {
        blocks.iter().map(|it| (self.block)(*it)).collect()
    }

    fn peer(&self, peer: &Peer) -> Peer {
        match peer {
            Peer::Cidr(block) => Peer::Cidr((self.block)(*block)),
            Peer::Group(id) => Peer::Group((self.id)(id)),
            Peer::Service(service) => Peer::Service(service.clone()),
            Peer::List(id) => Peer::List((self.id)(id)),
        }
    }

    fn allows(&self, rules: &[AllowFact]) -> Vec<AllowFact> {
        let one = |it: &AllowFact| {
            let (protocol, icmp) = (self.traffic)(it.protocol, it.icmp);
            AllowFact { protocol, ports: it.ports, icmp, peer: it.peer.as_ref().map(|it| self.peer(it)) }
        };
        rules.iter().map(one).collect()
    }

    fn entries(&self, entries: &[EntryFact]) -> Vec<EntryFact> {
        let one = |it: &EntryFact| {
            let (protocol, icmp) = (self.traffic)(it.protocol, it.icmp);
            EntryFact { protocol, icmp, cidr: (self.block)(it.cidr), ..it.clone() }
        };
        entries.iter().map(one).collect()
    }

    fn public(&self, public: &[PublicAddress]) -> Vec<PublicAddress> {
        let one = |it: &PublicAddress| PublicAddress {
            private: it.private.map(self.address),
            holder: self.maybe(&it.holder),
            address: it.address.map(self.address),
        };
        public.iter().map(one).collect()
    }

    fn matched(&self, it: &FirewallMatch) -> FirewallMatch {
        FirewallMatch {
            protocol: (self.traffic)(it.protocol, Icmp::All).0,
            sources: self.blocks(&it.sources),
            destinations: self.blocks(&it.destinations),
            ..it.clone()
        }
    }

    fn firewall(&self, it: &Firewall) -> Firewall {
        let stateless = it.stateless.iter().map(|(rank, action, what)| (*rank, *action, self.matched(what)));
        let stateful = it.stateful.iter().map(|(action, what)| (*action, self.matched(what)));
        Firewall { stateless: stateless.collect(), stateful: stateful.collect(), ..it.clone() }
    }

    fn interface(&self, it: &Interface) -> Interface {
        let inbound = match &it.inbound {
            Inbound::Offered { offer, accepted } => {
                Inbound::Offered { offer: self.maybe(offer), accepted: *accepted }
            }
            other => other.clone(),
        };
        let forwarding = match &it.forwarding {
            Forwarding::Inspect(its) => Forwarding::Inspect(Inspection {
                offer: self.maybe(&its.offer),
                accepted: its.accepted,
                firewall: its.firewall.as_ref().map(|it| self.firewall(it)),
            }),
            other => other.clone(),
        };
        let traffic = |protocol: Protocol| (self.traffic)(protocol, Icmp::All).0;
        Interface {
            segment: (self.id)(&it.segment),
            addresses: it.addresses.iter().map(|it| (self.address)(*it)).collect(),
            public: self.public(&it.public),
            groups: self.ids(&it.groups),
            inbound,
            listens: it.listens.iter().map(|(protocol, ports)| (traffic(*protocol), *ports)).collect(),
            protocols: it.protocols.iter().map(|it| traffic(*it)).collect(),
            forwarding,
            ..it.clone()
        }
    }

    fn targets(&self, it: &TargetGroup) -> TargetGroup {
        let target = |it: &TargetFact| TargetFact {
            node: self.maybe(&it.node),
            address: it.address.map(self.address),
            port: it.port,
        };
        TargetGroup { targets: it.targets.iter().map(target).collect(), ..it.clone() }
    }

    fn between(&self, fact: &NetFact) -> NetFact {
        match fact {
            NetFact::Peering(it) => {
                NetFact::Peering(Peering { between: it.between.each_ref().map(self.id), ..it.clone() })
            }
            NetFact::Line(it) => NetFact::Line(Line {
                gateway: self.maybe(&it.gateway),
                site: (self.id)(&it.site),
                prefixes: self.blocks(&it.prefixes),
                advertised: it.advertised.as_ref().map(|it| self.blocks(it)),
                ..it.clone()
            }),
            NetFact::Site(it) => NetFact::Site(SiteFact {
                cidrs: self.blocks(&it.cidrs),
                routes: self.blocks(&it.routes),
                ingress: it.ingress.as_ref().map(|it| self.allows(it)),
            }),
            NetFact::Attachment(it) => {
                let end = match &it.end {
                    AttachmentEnd::Boundary {
                        boundary,
                        segments,
                        appliance_mode,
                        group_references,
                        ipv6,
                    } => AttachmentEnd::Boundary {
                        boundary: (self.id)(boundary),
                        segments: self.ids(segments),
                        appliance_mode: *appliance_mode,
                        group_references: *group_references,
                        ipv6: *ipv6,
                    },
                    AttachmentEnd::Hub { peer } => AttachmentEnd::Hub { peer: self.maybe(peer) },
                    AttachmentEnd::Lines => AttachmentEnd::Lines,
                };
                NetFact::Attachment(Attachment {
                    hub: (self.id)(&it.hub),
                    end,
                    table: self.maybe(&it.table),
                    propagates_to: self.ids(&it.propagates_to),
                    up: it.up,
                })
            }
            NetFact::HubTable(it) => {
                let route = |it: &HubRoute| HubRoute {
                    destination: self.peer(&it.destination),
                    attachment: self.maybe(&it.attachment),
                };
                NetFact::HubTable(HubTable {
                    hub: (self.id)(&it.hub),
                    routes: it.routes.iter().map(route).collect(),
                })
            }
            other => other.clone(),
        }
    }

    fn fact(&self, fact: &NetFact) -> NetFact {
        match fact {
            NetFact::Boundary(it) => NetFact::Boundary(Boundary {
                cidrs: self.blocks(&it.cidrs),
                main_table: self.maybe(&it.main_table),
                default_acl: self.maybe(&it.default_acl),
                default_group: self.maybe(&it.default_group),
                ..it.clone()
            }),
            NetFact::Segment(it) => NetFact::Segment(Segment {
                boundary: (self.id)(&it.boundary),
                cidrs: self.blocks(&it.cidrs),
                zone: (self.zone)(&it.zone),
                table: self.maybe(&it.table),
                acl: self.maybe(&it.acl),
                dns64: it.dns64,
            }),
            NetFact::Table(it) => NetFact::Table(Table {
                boundary: self.maybe(&it.boundary),
                routes: it
                    .routes
                    .iter()
                    .map(|it| RouteFact {
                        destination: self.peer(&it.destination),
                        target: self.maybe(&it.target),
                    })
                    .collect(),
                propagates: self.ids(&it.propagates),
                edges: self.ids(&it.edges),
            }),
            NetFact::List(it) => NetFact::List(self.blocks(it)),
            NetFact::StatefulFilter(it) => NetFact::StatefulFilter(StatefulFilter {
                ingress: self.allows(&it.ingress),
                egress: self.allows(&it.egress),
            }),
            NetFact::StatelessFilter(it) => NetFact::StatelessFilter(StatelessFilter {
                ingress: self.entries(&it.ingress),
                egress: self.entries(&it.egress),
            }),
            NetFact::Interface(it) => NetFact::Interface(self.interface(it).into()),
            NetFact::Edge { boundary } => NetFact::Edge { boundary: (self.id)(boundary) },
            NetFact::Exit { boundary } => NetFact::Exit { boundary: (self.id)(boundary) },
            NetFact::SourceNat(it) => NetFact::SourceNat(SourceNat {
                to_internet: it.to_internet,
                regional: it.regional.as_ref().map(|it| RegionalNat {
                    boundary: (self.id)(&it.boundary),
                    zones: it.zones.iter().map(|it| (self.zone)(it)).collect(),
                    public: self.public(&it.public),
                }),
            }),
            NetFact::Door(it) => NetFact::Door(Door {
                boundary: (self.id)(&it.boundary),
                tables: self.ids(&it.tables),
                ..it.clone()
            }),
            NetFact::LineGateway { boundary } => NetFact::LineGateway { boundary: self.maybe(boundary) },
            NetFact::Peering(_)
            | NetFact::Line(_)
            | NetFact::Site(_)
            | NetFact::Attachment(_)
            | NetFact::HubTable(_) => self.between(fact),
            NetFact::Balancer(it) => {
                let listener = |it: &Listener| Listener {
                    groups: self.ids(&it.groups),
                    own: it.own.as_ref().map(|it| self.targets(it)),
                    ..it.clone()
                };
                let listeners = it.listeners.iter().map(listener).collect();
                NetFact::Balancer(Balancer { listeners, ..it.clone() })
            }
            NetFact::TargetGroup(it) => NetFact::TargetGroup(self.targets(it)),
            NetFact::Offer(it) => {
                NetFact::Offer(Offer { balancers: self.ids(&it.balancers), inspects: it.inspects })
            }
            NetFact::PrivateEntry { balancer } => NetFact::PrivateEntry { balancer: (self.id)(balancer) },
            NetFact::LeavesBy { via } => NetFact::LeavesBy { via: (self.id)(via) },
            NetFact::Names(it) => {
                let target = |it: &NameTarget| match it {
                    NameTarget::Node(id) => NameTarget::Node((self.id)(id)),
                    NameTarget::Address(address) => NameTarget::Address((self.address)(*address)),
                };
                NetFact::Names(Names {
                    domain: it.domain.clone(),
                    boundaries: self.ids(&it.boundaries),
                    records: it.records.iter().map(|(name, to)| (name.clone(), target(to))).collect(),
                })
            }
            NetFact::PublicBlock(it) => NetFact::PublicBlock(PublicBlock {
                exclusions: it.exclusions.iter().map(|(id, mode)| ((self.id)(id), *mode)).collect(),
                ..it.clone()
            }),
            NetFact::ServedInside { service, admits } => {
                NetFact::ServedInside { service: service.clone(), admits: self.ids(admits) }
            }
            NetFact::Outside { addresses } => NetFact::Outside { addresses: self.blocks(addresses) },
            NetFact::Hub(_) | NetFact::Served { .. } | NetFact::Unattached | NetFact::Opaque => fact.clone(),
        }
    }
}
