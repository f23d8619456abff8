//! Blocks of addresses with a meaning of their own.

use super::ranges::{Ranges, number};
use crate::base::Cidr;

/// A block of IPv4.
pub fn cidr(text: [u8; 4], length: u8) -> Cidr {
    Cidr::around(text.into(), length).unwrap_or(Cidr::ALL_V4)
}

/// Private to an organisation (RFC 1918).
pub fn rfc1918() -> Ranges {
    Ranges::cidrs(&[cidr([10, 0, 0, 0], 8), cidr([172, 16, 0, 0], 12), cidr([192, 168, 0, 0], 16)])
}

/// Shared by carriers (RFC 6598).
pub fn rfc6598() -> Ranges {
    Ranges::cidr(cidr([100, 64, 0, 0], 10))
}

/// Never forwarded: link-local, loopback, multicast, broadcast and "this network" (RSV-2).
pub fn never_forwarded() -> Ranges {
    Ranges::cidrs(&[
        cidr([169, 254, 0, 0], 16),
        cidr([127, 0, 0, 0], 8),
        cidr([224, 0, 0, 0], 4),
        cidr([0, 0, 0, 0], 8),
        cidr([255, 255, 255, 255], 32),
    ])
}

/// The same for IPv6, with the provider's own block.
pub fn never_forwarded_v6() -> Ranges {
    Ranges::cidrs(&[
        block_v6([0xfd00, 0xec2, 0, 0, 0, 0, 0, 0], 32),
        block_v6([0xfe80, 0, 0, 0, 0, 0, 0, 0], 10),
        block_v6([0xff00, 0, 0, 0, 0, 0, 0, 0], 8),
        block_v6([0, 0, 0, 0, 0, 0, 0, 0], 127),
    ])
}

/// Where NAT64 puts IPv4 addresses (RFC 6052).
pub fn nat64() -> Cidr {
    block_v6([0x64, 0xff9b, 0, 0, 0, 0, 0, 0], 96)
}

/// Where the provider picks public addresses, as far as a model is concerned.
pub fn assigned() -> Ranges {
    Ranges::cidr(cidr([198, 18, 0, 0], 15))
}

/// Where services live, as far as a model is concerned.
pub fn symbolic() -> Cidr {
    cidr([240, 0, 0, 0], 4)
}

/// The same for IPv6: a block that was given back, so nobody has it (RFC 3701).
pub fn symbolic_v6() -> Cidr {
    block_v6([0x3ffe, 0, 0, 0, 0, 0, 0, 0], 16)
}

/// Global IPv6 addresses.
pub fn global_v6() -> Ranges {
    Ranges::cidr(block_v6([0x2000, 0, 0, 0, 0, 0, 0, 0], 3))
}

/// A block of IPv6.
fn block_v6(first: [u16; 8], length: u8) -> Cidr {
    Cidr::around(first.into(), length).unwrap_or(Cidr::ALL_V4)
}

/// Answered where a packet starts (RSV), but for the resolver: addresses, protocols and port.
pub fn link_local_services() -> [(Ranges, Ranges, u16); 3] {
    let hosts = |hosts: &[[u8; 4]]| hosts.iter().map(|host| number((*host).into())).collect();
    let (tcp, udp) = (Ranges::one(6), Ranges::one(17));
    [
        // Instance and container metadata.
        (hosts(&[[169, 254, 169, 254], [169, 254, 170, 2]]), tcp.clone(), 80),
        // Time.
        (hosts(&[[169, 254, 169, 123]]), udp, 123),
        // Windows activation.
        (hosts(&[[169, 254, 169, 250], [169, 254, 169, 251]]), tcp, 1688),
    ]
}

/// The resolver's IPv6 address.
pub fn link_local_resolver_v6() -> u128 {
    number([0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x253].into())
}

/// The resolver's link-local address.
pub fn link_local_resolver() -> u128 {
    number([169, 254, 169, 253].into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The addresses that the provider's page names: <https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html>
    #[test]
    fn the_resolver_answers_at_its_link_local_addresses() {
        let parse = |text: &str| number(text.parse().expect("an address"));
        assert_eq!(link_local_resolver(), parse("169.254.169.253"));
        assert_eq!(link_local_resolver_v6(), parse("fd00:ec2::253"));
    }
}
