//! What a network is asked: from where, with which source, to which addresses.

use plat::{
    base::Protocol,
    net::{
        graph::{Net, Start},
        ranges::{Ranges, number},
        walk::Packet,
    },
};
use std::collections::BTreeSet;

/// The starts of a network, by name.
pub fn starts(net: &Net) -> Vec<(String, Start)> {
    let mut out =
        vec![("internet".to_owned(), Start::Internet), ("unattached".to_owned(), Start::Unattached)];
    for (id, roles) in &net.roles {
        let many = roles.interfaces.iter().enumerate();
        out.extend(many.map(|(at, its)| (format!("{id}#{at}"), Start::Interface(*its))));
        out.extend(roles.site.map(|at| (id.to_string(), Start::Site(at))));
        let entered = roles.enters.as_ref().and_then(|it| net.roles.get(it)?.balancer);
        out.extend(entered.map(|at| (id.to_string(), Start::Entry(at))));
    }
    out
}

fn known(text: &str) -> u128 {
    text.parse().map(number).unwrap_or_default()
}

/// Source addresses of a start.
pub fn sources(net: &Net, start: Start) -> Vec<u128> {
    match start {
        Start::Internet => vec![known("8.8.4.9"), known("2001:db9::9")],
        Start::Unattached => Net::unattached_sources().first().into_iter().collect(),
        Start::Site(at) => net.sites[at as usize].cidrs.spans().iter().map(|it| it.0 + 9).collect(),
        Start::Interface(at) => {
            let spans = net.interfaces[at as usize].addresses.spans().iter();
            spans.flat_map(|(first, last)| [*first, *last]).collect::<BTreeSet<_>>().into_iter().collect()
        }
        Start::Entry(_) => vec![known("8.8.4.9")],
    }
}

/// Whether a start may open such a flow at all: `prop` sees to that before it pushes anything.
pub fn opens(net: &Net, start: Start, packet: &Packet) -> bool {
    match start {
        Start::Interface(at) => {
            let it = &net.interfaces[at as usize];
            let speaks = |its: &Protocol| *its == Protocol::All || *its == Protocol::Number(packet.protocol);
            let allowed = it.fact.protocols.is_empty() || it.fact.protocols.iter().any(speaks);
            it.fact.initiates && allowed && it.fact.running && !it.odd && it.addresses.holds(packet.source)
        }
        Start::Internet => net.internet.holds(packet.source),
        // What a site sends to itself stays there.
        Start::Site(at) => {
            let own = &net.sites[at as usize].cidrs;
            own.holds(packet.source)
                && (packet.source == packet.destination || !own.holds(packet.destination))
        }
        Start::Unattached | Start::Entry(_) => true,
    }
}

/// Addresses worth asking about: everything that something has, and the ends of what routes speak of.
pub fn destinations(net: &Net, start: Start) -> Vec<u128> {
    let mut out: BTreeSet<u128> = BTreeSet::new();
    if let Start::Entry(balancer) = start {
        // A node's address, as the provider addresses it.
        let nodes = &net.balancers[balancer as usize].nodes;
        return nodes.iter().filter_map(|it| net.interfaces[*it as usize].primary).take(1).collect();
    }
    for interface in &net.interfaces {
        out.extend(interface.addresses.spans().iter().flat_map(|it| [it.0, it.1]));
        out.extend(interface.public.iter().map(|it| it.1));
    }
    out.extend(net.public.keys());
    out.extend(net.sites.iter().flat_map(|it| it.cidrs.spans().iter().map(|it| it.0 + 9)));
    out.extend(net.services.iter().flat_map(|it| it.1.spans().iter().map(|it| it.0)));
    out.extend(net.boundaries.iter().filter_map(|it| it.cidrs.first()).map(|it| it + 2));
    out.extend(net.boundaries.iter().filter_map(|it| it.cidrs.first()).map(|it| it + 200));
    let routes = net.tables.iter().flat_map(|it| &it.entries).map(|it| &it.covers);
    let hubs = net.hub_tables.iter().flat_map(|it| &it.entries).map(|it| &it.covers);
    // Both ends of what is neither a whole family nor one address.
    let narrow = routes.chain(hubs).flat_map(|it| it.spans()).filter(|it| it.1 - it.0 < 1 << 64);
    out.extend(narrow.flat_map(|it| [it.0, it.1]).filter(|it| *it != 0));
    out.extend(["203.0.113.5", "203.0.113.200", "192.168.77.1", "169.254.169.254", "2001:db9::1"].map(known));
    out.extend(["64:ff9b::cb00:7105", "255.254.0.1"].map(known));
    out.into_iter().collect()
}

/// Whether an address is one of IPv4.
pub fn is_v4(address: u128) -> bool {
    Ranges::all_v4().holds(address)
}
