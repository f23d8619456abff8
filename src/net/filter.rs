//! Filters over sets of packets: security groups as unions of rules, network ACLs as first match.

use super::{
    graph::{AclNet, EntryNet, Ix, Net, PeerNet, RuleNet},
    ranges::Ranges,
    traffic_set::{Cube, Dim, TrafficSet},
};

/// Into or out of what a filter guards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Towards it.
    Ingress,
    /// Away from it.
    Egress,
}

/// What security groups let pass, and which rule did.
#[derive(Debug, Default)]
pub struct GroupPass {
    /// What passes.
    pub passed: TrafficSet,
    /// What passes without any rule that names a group.
    pub by_address: TrafficSet,
    /// The first rule that let something pass: the group, its place among the rules from 1, and its words.
    pub rule: Option<(Ix, usize, String)>,
    /// Whether there is any rule in this direction at all.
    pub has_rules: bool,
    /// Whether a rule that names a group would match if identity had not been lost on the way (SG-4).
    pub lost: bool,
}

/// Pushes packets through the groups of an interface (SG-1, SG-3, SG-4).
///
/// `tag` holds the groups of the interface that sent the packets, if that is still known here; `lost` those that
/// were known once.
pub fn groups(net: &Net, interface: Ix, way: Way, set: &TrafficSet, tag: &[Ix], lost: &[Ix]) -> GroupPass {
    let interface = &net.interfaces[interface as usize];
    let mut out = GroupPass::default();
    let mut rest = set.clone();
    let far = match way {
        Way::Ingress => Dim::Source,
        Way::Egress => Dim::Destination,
    };
    let rules = || {
        interface.groups.iter().flat_map(|at| {
            let group = &net.groups[*at as usize];
            let rules = match way {
                Way::Ingress => &group.ingress,
                Way::Egress => &group.egress,
            };
            rules.iter().enumerate().map(move |(i, rule)| (*at, i + 1, rule))
        })
    };
    // Rules by address first: what they let pass needs no identity further on.
    for rule in rules() {
        out.has_rules = true;
        if let PeerNet::Addresses(addresses) = &rule.2.peer {
            out.take(&mut rest, &rule_cube(rule.2).with(far, addresses.clone()), rule);
        }
    }
    let by_address = out.passed.clone();
    for rule in rules() {
        let PeerNet::Group(peer) = &rule.2.peer else { continue };
        let cube = rule_cube(rule.2);
        match way {
            Way::Ingress if tag.contains(peer) => out.take(&mut rest, &cube, rule),
            Way::Ingress => out.lost |= lost.contains(peer) && !rest.within(&cube).is_empty(),
            Way::Egress => {
                let members = &net.groups[*peer as usize].members;
                let near = members.iter().filter(|(at, _)| knows(net, interface.boundary, **at));
                let near = near.fold(Ranges::EMPTY, |all, (_, it)| all.union(it));
                if !near.is_empty() {
                    out.take(&mut rest, &cube.with(far, near), rule);
                }
            }
        }
    }
    out.by_address = by_address;
    out
}

/// SG-4: whether rules of one VPC may name members of groups in another: the same one, or a peer in the region.
pub fn knows(net: &Net, from: Ix, to: Ix) -> bool {
    let peered = || {
        let own = net.peerings.iter().filter(|it| it.active && it.same_region);
        own.into_iter().any(|it| it.between.contains(&Some(from)) && it.between.contains(&Some(to)))
    };
    from == to || peered()
}

impl GroupPass {
    /// Lets pass what a rule matches and none before it did.
    fn take(&mut self, rest: &mut TrafficSet, cube: &Cube, (group, at, rule): (Ix, usize, &RuleNet)) {
        let hit = rest.within(cube);
        if !hit.is_empty() {
            *rest = rest.without(cube);
            self.passed.extend(hit);
            self.rule.get_or_insert_with(|| (group, at, rule.label.clone()));
        }
    }
}

fn rule_cube(rule: &RuleNet) -> Cube {
    Cube::all().with(Dim::Protocol, rule.protocol.clone()).with(Dim::Port, rule.ports.clone())
}

/// What a network ACL lets pass, and which entries decided.
#[derive(Debug, Default)]
pub struct AclPass<'n> {
    /// What passes.
    pub passed: TrafficSet,
    /// The first entry that let something pass.
    pub allowed: Option<&'n EntryNet>,
    /// The first entry that denied something; `None` if only the final implicit one did.
    pub denied: Option<&'n EntryNet>,
}

/// Pushes packets through a network ACL: entries by number, the first match decides (NACL-2, NACL-3).
pub fn acl<'n>(acl: &'n AclNet, way: Way, set: &TrafficSet) -> AclPass<'n> {
    let (entries, far) = match way {
        Way::Ingress => (&acl.ingress, Dim::Source),
        Way::Egress => (&acl.egress, Dim::Destination),
    };
    let mut out = AclPass::default();
    let mut rest = set.clone();
    for entry in entries {
        if rest.is_empty() {
            break;
        }
        let cube = Cube::all()
            .with(Dim::Protocol, entry.protocol.clone())
            .with(Dim::Port, entry.ports.clone())
            .with(far, entry.addresses.clone());
        let hit = rest.within(&cube);
        if hit.is_empty() {
            continue;
        }
        rest = rest.without(&cube);
        if entry.allow {
            out.passed.extend(hit);
            out.allowed.get_or_insert(entry);
        } else {
            out.denied.get_or_insert(entry);
        }
    }
    out
}

/// Source ports of flows whose opener is not known, and of those a translator opens (RET-3, NAT-2).
pub fn unknown_client() -> Ranges {
    Ranges::span(1024, 65535)
}
