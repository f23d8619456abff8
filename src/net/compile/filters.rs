//! Security groups and network ACLs, the implicit ones among them, and who is a member.

use super::{Facts, Names, ports_of, push_cidr, traffic_label};
use crate::{
    base::NodeId,
    model::fact::{AllowFact, EntryFact, Inbound, NetFact},
    net::{
        graph::{AclNet, EntryNet, GroupNet, Ix, Net, PeerNet, RuleNet, ix},
        ranges::Ranges,
    },
};
use std::collections::BTreeMap;

impl Net {
    pub(super) fn join_filters(&mut self, names: &Names<'_>, facts: &Facts) {
        let (mut groups, mut acls) = (Vec::new(), Vec::new());
        for (id, fact) in facts.iter().flat_map(|(id, facts)| facts.iter().map(move |fact| (id, fact))) {
            if let NetFact::StatefulFilter(filter) = fact {
                let rules = |rules: &[AllowFact]| rules.iter().map(|rule| self.rule(names, rule)).collect();
                let (ingress, egress) = (rules(&filter.ingress), rules(&filter.egress));
                let (node, members) = (id.clone(), BTreeMap::new());
                self.groups.push(GroupNet { node, implicit: false, ingress, egress, members });
            } else if let NetFact::StatelessFilter(filter) = fact {
                let (ingress, egress) = (entries(&filter.ingress), entries(&filter.egress));
                self.acls.push(AclNet { node: id.clone(), implicit: false, ingress, egress });
            } else if let NetFact::Boundary(fact) = fact {
                let group = fact.default_group.as_ref().and_then(|it| self.role(it, |it| it.group));
                let acl = fact.default_acl.as_ref().and_then(|it| self.role(it, |it| it.acl));
                if let (None, Some(at)) = (group, self.role(id, |it| it.boundary)) {
                    groups.push(implicit_group(id, self.boundaries[at as usize].default_group));
                }
                acls.extend(acl.is_none().then(|| implicit_acl(id)));
            }
        }
        self.groups.extend(groups);
        self.acls.extend(acls);
        let mut members: Vec<BTreeMap<Ix, Vec<u128>>> = vec![BTreeMap::new(); self.groups.len()];
        for (at, interface) in self.interfaces.iter_mut().enumerate() {
            let Some(around) = self.boundaries.get_mut(interface.boundary as usize) else { continue };
            if interface.fact.unfiltered {
                interface.groups.clear();
            } else if interface.groups.is_empty() {
                interface.groups.push(around.default_group);
            }
            for group in &interface.groups {
                let own = members[*group as usize].entry(interface.boundary).or_default();
                own.extend(interface.addresses.spans().iter().flat_map(|(first, last)| *first..=*last));
            }
            if let Inbound::Service { service, private_dns: true } = &interface.fact.inbound
                && let Some(service) = self.services.iter().position(|(known, _)| known == service)
            {
                around.private_dns.entry(ix(service)).or_default().push(ix(at));
            }
        }
        for (group, members) in self.groups.iter_mut().zip(members) {
            let members = members.into_iter().map(|(at, it)| (at, it.into_iter().collect()));
            group.members = members.collect();
        }
    }
}

/// SG-2: members of the group may come in, everything may go out.
fn implicit_group(id: &NodeId, itself: Ix) -> GroupNet {
    let rule = |label: String, peer| RuleNet {
        label,
        protocol: Ranges::all_protocols(),
        ports: Ranges::all_ports(),
        peer,
    };
    GroupNet {
        node: id.clone(),
        implicit: true,
        ingress: vec![rule(format!("all {id}"), PeerNet::Group(itself))],
        egress: every_address().map(|(all, addresses)| rule(all, PeerNet::Addresses(addresses))).into(),
        members: BTreeMap::new(),
    }
}

/// NACL-7: allows all, by an entry for each family.
fn implicit_acl(id: &NodeId) -> AclNet {
    let entry = |(label, addresses), number| EntryNet {
        number,
        allow: true,
        label,
        protocol: Ranges::all_protocols(),
        ports: Ranges::all_ports(),
        addresses,
    };
    let all = || every_address().into_iter().zip(100..).map(|(it, number)| entry(it, number)).collect();
    AclNet { node: id.clone(), implicit: true, ingress: all(), egress: all() }
}

/// Every address of each family, as rules name them (PKT-1).
fn every_address() -> [(String, Ranges); 2] {
    [("all 0.0.0.0/0".to_owned(), Ranges::all_v4()), ("all ::/0".to_owned(), Ranges::all_v6())]
}

fn entries(facts: &[EntryFact]) -> Vec<EntryNet> {
    let entry = |fact: &EntryFact| {
        let mut label = traffic_label(fact.protocol, fact.ports, fact.icmp);
        label.push(' ');
        push_cidr(&mut label, fact.cidr);
        EntryNet {
            number: fact.number,
            allow: fact.allow,
            label,
            protocol: Ranges::protocol(fact.protocol),
            ports: ports_of(fact.protocol, fact.ports, fact.icmp),
            addresses: Ranges::cidr(fact.cidr),
        }
    };
    let mut entries: Vec<EntryNet> = facts.iter().map(entry).collect();
    entries.sort_by_key(|entry| entry.number);
    entries
}
