//! Other addresses: all of them elsewhere, or of the other family.

use super::{Case, mapped::Mapping};
use crate::seed::Seed;
use plat::{
    base::{Address, Cidr, Icmp, Protocol},
    model::fact::{AttachmentEnd, NetFact},
    net::{
        compile::Facts,
        graph::Net,
        ranges::{address, number},
    },
};
use std::net::{IpAddr, Ipv6Addr};

/// Blocks of which the bits behind the prefix are turned by a mask: what holds what stays as it is, the order does not.
/// Kinds of addresses (private, public, the provider's) are left to what they are.
const WIDE: [(&str, u32); 8] = [
    // The second number of a private address, of its 16 left.
    ("10.0.0.0/8", 16),
    ("192.168.0.0/16", 8),
    ("198.51.0.0/16", 8),
    // Public: of services and of hosts outside there are none here.
    ("203.0.0.0/16", 12),
    ("52.0.0.0/8", 16),
    // A VPC's block is 56 bits long, and its subnets are told apart by the 8 after that.
    ("2600:1f18::/32", 72),
    ("2600:1f00::/32", 72),
    ("2001:db8::/32", 64),
];

/// All addresses are shifted, within the ranges that AWS treats alike.
pub fn shifted(facts: &Facts, _: &Net, seed: &mut Seed) -> Option<Case> {
    let masks: Vec<(Cidr, u128)> = WIDE
        .iter()
        .map(|(text, low)| {
            let block: Cidr = text.parse().unwrap_or_else(|_| unreachable!("{text} is a block"));
            let family = if block.is_v4() { 32 } else { 128 };
            let own = family - u32::from(block.length()) - low;
            let mask = u128::from(seed.number()) & ((1u128 << own) - 1);
            (block, mask << low)
        })
        .collect();
    let moved = move |ip: u128| {
        let own = masks.iter().find(|(block, _)| block.holds(address(ip)));
        own.map_or(ip, |(_, mask)| ip ^ mask)
    };
    let block = |it: Cidr| {
        let first = address(moved(number(it.first())));
        Cidr::around(first, it.length()).unwrap_or(it)
    };
    let one = |it: Address| Address::from(address(moved(number(it.ip()))));
    let mapping = Mapping {
        id: &Clone::clone,
        block: &block,
        address: &one,
        zone: &str::to_owned,
        traffic: &|protocol, icmp| (protocol, icmp),
    };
    let after = mapping.facts(facts);
    Some(Case { address: Box::new(moved), ..Case::same(after) })
}

/// An IPv4 address as one of IPv6: its 32 bits behind 40 of ours.
fn six(ip: u128) -> u128 {
    const HEAD: u128 = 0x2600_abcd_ef00_0000_0000_0000_0000_0000;
    let IpAddr::V4(v4) = address(ip) else { return ip };
    HEAD | u128::from(u32::from(v4)) << 56
}

fn six_block(it: Cidr) -> Cidr {
    if !it.is_v4() {
        return it;
    }
    if it.length() == 0 {
        return Cidr::ALL_V6;
    }
    // One address is one address; wider blocks are wide by as many bits.
    let length = if it.length() == 32 { 128 } else { it.length() + 40 };
    let first = IpAddr::from(Ipv6Addr::from(six(number(it.first()))));
    Cidr::around(first, length).unwrap_or(it)
}

/// What ICMP of IPv4 says, as ICMP of IPv6 says it.
fn six_traffic(protocol: Protocol, icmp: Icmp) -> (Protocol, Icmp) {
    let echo = |number: u8| match number {
        8 => 128,
        0 => 129,
        other => other,
    };
    match (protocol, icmp) {
        (Protocol::ICMP, Icmp::All) => (Protocol::ICMPV6, Icmp::All),
        (Protocol::ICMP, Icmp::Type(kind)) => (Protocol::ICMPV6, Icmp::Type(echo(kind))),
        (Protocol::ICMP, Icmp::Code(kind, code)) => (Protocol::ICMPV6, Icmp::Code(echo(kind), code)),
        // ICMP of the wrong family matches nothing, before and after.
        (Protocol::ICMPV6, icmp) => (Protocol::ICMP, icmp),
        (other, icmp) => (other, icmp),
    }
}

/// The same network of the other family.
pub fn mirrored(facts: &Facts, _: &Net, _: &mut Seed) -> Option<Case> {
    let one = |it: Address| Address::from(IpAddr::from(Ipv6Addr::from(six(number(it.ip())))));
    let mapping = Mapping {
        id: &Clone::clone,
        block: &six_block,
        address: &one,
        zone: &str::to_owned,
        traffic: &six_traffic,
    };
    let mut after = mapping.facts(facts);
    for fact in after.iter_mut().flat_map(|it| &mut it.1) {
        if let NetFact::Attachment(it) = fact
            && let AttachmentEnd::Boundary { ipv6, .. } = &mut it.end
        {
            *ipv6 = true;
        }
    }
    Some(Case { address: Box::new(six), mirrored: true, ..Case::same(after) })
}
