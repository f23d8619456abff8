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

/// Where the provider picks public addresses, as far as a model is concerned.
pub fn assigned() -> Ranges {
    Ranges::cidr(cidr([198, 18, 0, 0], 15))
}

/// Where services live, as far as a model is concerned.
pub fn symbolic() -> Cidr {
    cidr([240, 0, 0, 0], 4)
}

/// Answered where a packet starts: instance metadata, resolver, time, container metadata, Windows activation.
pub fn link_local_services() -> Ranges {
    let hosts = [[169, 254, 169, 254], [169, 254, 169, 253], [169, 254, 169, 123], [169, 254, 170, 2]];
    let activation = [[169, 254, 169, 250], [169, 254, 169, 251]];
    hosts.into_iter().chain(activation).map(|host| number(host.into())).collect()
}

/// The resolver's link-local address.
pub fn link_local_resolver() -> u128 {
    number([169, 254, 169, 253].into())
}
