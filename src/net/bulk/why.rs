//! Which rule is responsible for a pair that an edit changed.
//!
//! One packet of the pair is looked up in both networks, filter by filter and table by table; what decides otherwise than
//! before is named. It is asked for the pairs that are shown, not for all.

use super::{
    Ground, Index,
    change::{Change, Changed},
    pair::Place,
};
use crate::{
    base::NodeId,
    net::graph::{AclNet, EntryNet, EntryRoute, InterfaceNet, Net, PeerNet, RouteOrigin, RuleNet},
};
use std::cmp::Reverse;

/// What decides otherwise than before.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// A rule of a security group that allows.
    Rule {
        /// The group; the VPC for an implicit one.
        node: NodeId,
        /// Whether it is an outbound rule.
        egress: bool,
        /// The rule as written.
        label: String,
        /// Whether it is there now, or was there before.
        added: bool,
    },
    /// An entry of a network ACL.
    Entry {
        /// The network ACL; the VPC for an implicit one.
        node: NodeId,
        /// Whether it is an outbound entry.
        egress: bool,
        /// Its number and what is written; none for the last one that denies all.
        entry: Option<(u32, String)>,
        /// Whether it decides now, or did before.
        added: bool,
    },
    /// A route.
    Route {
        /// The route table; the VPC for an implicit one.
        node: NodeId,
        /// Its destination as written; none where no route leads.
        label: Option<String>,
        /// Whether it wins now, or did before.
        added: bool,
    },
    /// An interface that appeared, went, or is not as it was.
    Interface,
    /// Something on the way: a peering connection, a transit gateway.
    Way,
}

/// Both ends of a pair in one network.
struct Ends<'n> {
    net: &'n Net,
    from: (&'n InterfaceNet, u128),
    to: (&'n InterfaceNet, u128),
}

/// A packet's protocol, port and client port.
type Packet = (u8, u16, u16);

/// An entry that decides, with its network ACL.
type Decided<'n> = (&'n AclNet, Option<&'n EntryNet>);

impl<'n> Ends<'n> {
    fn of(net: &'n Net, ground: &Ground, from: Place, to: Place) -> Option<Self> {
        let end = |place: Place| {
            let address = ground.planes.get(place.0 as usize)?.classes.get(place.1 as usize)?.address;
            let all = ground.interfaces(place.0, place.1).iter();
            let mut all = all.filter_map(|at| net.interfaces.get(*at as usize));
            Some((all.find(|it| it.addresses.holds(address))?, address))
        };
        Some(Self { net, from: end(from)?, to: end(to)? })
    }

    fn rule(&self, egress: bool, packet: Packet) -> Option<(&'n NodeId, &'n RuleNet)> {
        let (own, far) = if egress { (self.from, self.to) } else { (self.to, self.from) };
        let groups = own.0.groups.iter().filter_map(|at| self.net.groups.get(*at as usize));
        let mut all = groups.flat_map(|it| {
            let rules = if egress { &it.egress } else { &it.ingress };
            rules.iter().map(|rule| (&it.node, rule))
        });
        all.find(|(_, rule)| {
            rule.protocol.holds(packet.0.into())
                && rule.ports.holds(packet.1.into())
                && match &rule.peer {
                    PeerNet::Addresses(addresses) => addresses.holds(far.1),
                    PeerNet::Group(group) => far.0.groups.contains(group),
                    PeerNet::Nobody => false,
                }
        })
    }

    /// The entry that decides at one of the ends, for the packet or its answer.
    fn entry(&self, source: bool, egress: bool, packet: Packet) -> Option<Decided<'n>> {
        let (own, far) = if source { (self.from, self.to) } else { (self.to, self.from) };
        let segment = self.net.segments.get(own.0.segment as usize)?;
        let acl = self.net.acls.get(segment.acl as usize)?;
        let answers = source != egress;
        let port = match packet.0 {
            _ if !answers => packet.1,
            6 | 17 => packet.2,
            1 => 0,
            58 => 129 << 8,
            _ => 0,
        };
        let entries = if egress { &acl.egress } else { &acl.ingress };
        let entry = entries.iter().find(|it| {
            it.protocol.holds(packet.0.into()) && it.ports.holds(port.into()) && it.addresses.holds(far.1)
        });
        Some((acl, entry))
    }

    /// The route that wins at one of the ends.
    fn route(&self, source: bool) -> Option<(&'n NodeId, Option<&'n EntryRoute>)> {
        let (own, far) = if source { (self.from, self.to) } else { (self.to, self.from) };
        let segment = self.net.segments.get(own.0.segment as usize)?;
        let table = self.net.tables.get(segment.table as usize)?;
        let rank = |it: &EntryRoute| (it.origin != RouteOrigin::Static).then_some(it.origin);
        let all = table.entries.iter().filter(|it| it.covers.holds(far.1));
        Some((&table.node, all.min_by_key(|it| (Reverse(it.length), rank(it)))))
    }
}

impl Change {
    /// What is responsible for a change: of `old` to `new`, whose index this is now.
    pub fn why(&self, old: &Net, new: &Net, index: &Index, changed: &Changed) -> Vec<Cause> {
        let was = self.was.as_ref().map_or(index.ground(), |it| &it.1);
        let ends = |net, ground, from: Option<Place>, to: Option<Place>| {
            from.zip(to).and_then(|(from, to)| Ends::of(net, ground, from, to))
        };
        let before = ends(old, was, changed.from.before, changed.to.before);
        let now = ends(new, index.ground(), changed.from.now, changed.to.now);
        let (Some(before), Some(now)) = (before, now) else { return vec![Cause::Interface] };
        let Some((protocol, port, gained)) = self.sample(changed) else { return Vec::new() };
        let mut causes = Vec::new();
        for client in client_ports(&before, &now) {
            between(&before, &now, (protocol, port, client), gained, &mut causes);
        }
        causes.sort();
        causes.dedup();
        let same = |a: &InterfaceNet, b: &InterfaceNet| {
            let segment = |net: &Net, it: &InterfaceNet| {
                net.segments.get(it.segment as usize).map(|it| it.node.clone())
            };
            a.fact == b.fact && segment(old, a) == segment(new, b)
        };
        if !(same(before.from.0, now.from.0) && same(before.to.0, now.to.0)) {
            causes.push(Cause::Interface);
        } else if causes.is_empty() {
            causes.push(Cause::Way);
        }
        causes
    }

    /// A packet of what changed, and whether it was gained.
    fn sample(&self, changed: &Changed) -> Option<(u8, u16, bool)> {
        let atoms = &self.spans.get(changed.span as usize)?.services.all;
        let bit = |mask: &[u64], at: usize| mask.get(at / 64).is_some_and(|it| it >> (at % 64) & 1 == 1);
        let [before, now] = self.passing(changed);
        atoms.iter().enumerate().find_map(|(at, atom)| {
            let mut masks = before.iter().zip(&now);
            let (old, new) = masks.find(|(old, new)| bit(old, at) != bit(new, at))?;
            let (protocol, port) = atom.one();
            Some((protocol, port, bit(new, at) && !bit(old, at)))
        })
    }
}

/// Client ports at which network ACLs may decide differently.
fn client_ports(before: &Ends<'_>, now: &Ends<'_>) -> Vec<u16> {
    let mut ports = Vec::new();
    for ends in [before, now] {
        let range = ends.from.0.fact.ephemeral;
        ports.extend([range.first(), range.last()]);
        for own in [ends.from.0, ends.to.0] {
            let acl = ends.net.segments.get(own.segment as usize).map(|it| it.acl);
            let acl = acl.and_then(|at| ends.net.acls.get(at as usize));
            let entries = acl.into_iter().flat_map(|it| it.ingress.iter().chain(&it.egress));
            let cuts = entries.flat_map(|it| it.ports.spans()).flat_map(|it| [it.0, it.1 + 1]);
            let cuts = cuts.filter_map(|it| u16::try_from(it).ok());
            ports.extend(cuts.filter(|it| (range.first()..=range.last()).contains(it)));
        }
    }
    ports.sort_unstable();
    ports.dedup();
    ports
}

/// What decides about one packet otherwise than before, the way it went.
fn between(before: &Ends<'_>, now: &Ends<'_>, packet: Packet, gained: bool, causes: &mut Vec<Cause>) {
    for egress in [true, false] {
        let (old, new) = (before.rule(egress, packet), now.rule(egress, packet));
        let rule = match (old, new, gained) {
            (None, Some(new), true) => Some((new, true)),
            (Some(old), None, false) => Some((old, false)),
            (None | Some(_), _, _) => None,
        };
        causes.extend(rule.map(|((node, rule), added)| Cause::Rule {
            node: node.clone(),
            egress,
            label: rule.label.clone(),
            added,
        }));
    }
    for (source, egress) in [(true, true), (false, false), (false, true), (true, false)] {
        let both = before.entry(source, egress, packet).zip(now.entry(source, egress, packet));
        let Some((old, new)) = both else { continue };
        let allows = |it: &Decided<'_>| it.1.is_some_and(|it| it.allow);
        if allows(&old) == allows(&new) || allows(&new) != gained {
            continue;
        }
        // An entry that is gone is to blame where the last one, which is not written down, decides now.
        let added = new.1.is_some();
        let (acl, entry) = if added { new } else { old };
        let entry = entry.map(|it| (it.number, it.label.clone()));
        causes.push(Cause::Entry { node: acl.node.clone(), egress, entry, added });
    }
    for source in [true, false] {
        let both = before.route(source).zip(now.route(source));
        let Some((old, new)) = both else { continue };
        let key = |it: Option<&EntryRoute>| it.map(|it| (it.label.clone(), it.target));
        if key(old.1) == key(new.1) {
            continue;
        }
        let added = new.1.is_some();
        let (node, route) = if added { new } else { old };
        causes.push(Cause::Route { node: node.clone(), label: route.map(|it| it.label.clone()), added });
    }
}
