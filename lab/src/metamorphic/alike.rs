//! An interface beside another that nothing tells apart: what is true of the one is true of the other.

use super::{Case, Twin};
use crate::seed::Seed;
use plat::{
    base::{Address, Cidr, NodeId},
    model::fact::{Forwarding, Inbound, Interface, NetFact, Peer},
    net::{
        compile::Facts,
        graph::Net,
        ranges::{address, number},
    },
};

/// Every block that anything of a network names.
fn blocks(facts: &Facts) -> Vec<Cidr> {
    let mut out = Vec::new();
    let mut peers: Vec<&Peer> = Vec::new();
    for fact in facts.iter().flat_map(|it| &it.1) {
        match fact {
            NetFact::Boundary(it) => out.extend(&it.cidrs),
            NetFact::Segment(it) => out.extend(&it.cidrs),
            NetFact::Table(it) => peers.extend(it.routes.iter().map(|it| &it.destination)),
            NetFact::HubTable(it) => peers.extend(it.routes.iter().map(|it| &it.destination)),
            NetFact::List(it) => out.extend(it),
            NetFact::StatefulFilter(it) => {
                peers.extend(it.ingress.iter().chain(&it.egress).filter_map(|it| it.peer.as_ref()));
            }
            NetFact::StatelessFilter(it) => out.extend(it.ingress.iter().chain(&it.egress).map(|it| it.cidr)),
            NetFact::Line(it) => {
                out.extend(&it.prefixes);
                out.extend(it.advertised.iter().flatten());
            }
            NetFact::Site(it) => {
                out.extend(it.cidrs.iter().chain(&it.routes));
                peers.extend(it.ingress.iter().flatten().filter_map(|it| it.peer.as_ref()));
            }
            NetFact::Interface(it) => {
                if let Forwarding::Inspect(its) = &it.forwarding
                    && let Some(firewall) = &its.firewall
                {
                    let matched = firewall.stateless.iter().map(|it| &it.2);
                    for it in matched.chain(firewall.stateful.iter().map(|it| &it.1)) {
                        out.extend(it.sources.iter().chain(&it.destinations));
                    }
                }
            }
            NetFact::Outside { addresses } => out.extend(addresses),
            NetFact::SourceNat(_)
            | NetFact::Edge { .. }
            | NetFact::Exit { .. }
            | NetFact::Door(_)
            | NetFact::Peering(_)
            | NetFact::LineGateway { .. }
            | NetFact::Hub(_)
            | NetFact::Attachment(_)
            | NetFact::Balancer(_)
            | NetFact::TargetGroup(_)
            | NetFact::Offer(_)
            | NetFact::PrivateEntry { .. }
            | NetFact::LeavesBy { .. }
            | NetFact::Names(_)
            | NetFact::PublicBlock(_)
            | NetFact::Served { .. }
            | NetFact::ServedInside { .. }
            | NetFact::Unattached
            | NetFact::Opaque => {}
        }
    }
    out.extend(
        peers.into_iter().filter_map(|it| if let Peer::Cidr(block) = it { Some(*block) } else { None }),
    );
    out
}

/// Whether something leads to a resource or through it, or counts it among others.
fn is_meant(facts: &Facts, id: &NodeId) -> bool {
    facts.iter().flat_map(|it| &it.1).any(|fact| {
        if let NetFact::Table(it) = fact {
            it.routes.iter().any(|it| it.target.as_ref() == Some(id))
        } else if let NetFact::TargetGroup(it) = fact {
            it.targets.iter().any(|it| it.node.as_ref() == Some(id))
        } else if let NetFact::LeavesBy { via } = fact {
            via == id
        } else {
            false
        }
    })
}

/// A second interface like one of the network's.
pub fn twin(facts: &Facts, net: &Net, seed: &mut Seed) -> Option<Case> {
    let blocks = blocks(facts);
    let targets: Vec<Address> = facts
        .iter()
        .flat_map(|it| &it.1)
        .flat_map(|fact| if let NetFact::TargetGroup(it) = fact { it.targets.as_slice() } else { &[] })
        .filter_map(|it| it.address)
        .collect();
    let mut able: Vec<(NodeId, Interface)> = Vec::new();
    for (id, own) in facts {
        let [NetFact::Interface(it)] = own.as_slice() else { continue };
        // One address is enough, for what is meant here is which rules see it.
        let plain =
            it.inbound == Inbound::Filtered && it.public.is_empty() && it.forwarding == Forwarding::None;
        let known = net.roles.get(id).and_then(|it| it.interfaces.first());
        let odd = known.is_none_or(|it| net.interfaces[*it as usize].odd);
        // In a VPC with the same block the address may be somebody's, and the other's nobody's.
        let shared =
            |it: &Address| net.boundaries.iter().filter(|at| at.cidrs.holds(number(it.ip()))).count() > 1;
        let odd = odd || it.addresses.iter().any(shared);
        if plain && !odd && !it.addresses.iter().any(|it| targets.contains(it)) && !is_meant(facts, id) {
            able.push((id.clone(), Interface::clone(it)));
        }
    }
    let (id, mut fact) = able.get(seed.below(able.len()))?.clone();
    let owners: Vec<u128> =
        net.interfaces.iter().flat_map(|it| it.addresses.spans().iter().map(|it| it.0)).collect();
    let mut own = Vec::new();
    for old in &fact.addresses {
        let sides = |it: u128| -> Vec<bool> { blocks.iter().map(|block| block.holds(address(it))).collect() };
        let here = number(old.ip());
        // An address of the same blocks that nobody has, and that is not the subnet's last one.
        let free = (1..120).map(|more| here ^ more).find(|it| {
            !owners.contains(it) && (4..255).contains(&(it & 0xff)) && sides(*it) == sides(here)
        })?;
        own.push((here, free));
    }
    fact.addresses = own.iter().map(|it| Address::from(address(it.1))).collect();
    let second: NodeId = format!("{id}-2").parse().ok()?;
    let mut after = facts.clone();
    after.push((second.clone(), vec![NetFact::Interface(fact.into())]));
    after.sort_by(|a, b| a.0.cmp(&b.0));
    Some(Case { twin: Some(Twin { old: id, new: second, addresses: own }), ..Case::same(after) })
}
