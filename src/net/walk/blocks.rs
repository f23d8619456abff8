//! Blocks of addresses with a meaning of their own, as tests of one address.

/// An IPv4 address, or none of IPv6.
pub fn v4(address: u128) -> Option<u32> {
    u32::try_from(address.wrapping_sub(0xffff_0000_0000)).ok()
}

/// Private to an organisation (RFC 1918).
pub fn is_private(address: u32) -> bool {
    address >> 24 == 10 || address >> 20 == 0xac1 || address >> 16 == 0xc0a8
}

/// Shared by carriers (RFC 6598).
pub fn is_shared(address: u32) -> bool {
    address >> 22 == 0x6440_0000 >> 22
}

/// Never forwarded: link-local, loopback, multicast, broadcast and "this network" (RSV-2).
pub fn is_never_forwarded(address: u128) -> bool {
    match v4(address) {
        Some(v4) => {
            v4 >> 16 == 0xa9fe || v4 >> 24 == 127 || v4 >> 28 == 14 || v4 >> 24 == 0 || v4 == u32::MAX
        }
        None => {
            let top = (address >> 96) as u32;
            // fd00:ec2::/32, fe80::/10, ff00::/8, and the loopback and unspecified addresses.
            top == 0xfd00_0ec2 || top >> 22 == 0xfe80 >> 6 || top >> 24 == 0xff || address < 2
        }
    }
}

/// A global IPv6 address (IGW-4).
pub fn is_global(address: u128) -> bool {
    v4(address).is_none() && address >> 125 == 1
}

/// Where regional services live, as far as a model is concerned.
pub fn is_symbolic(address: u128) -> bool {
    match v4(address) {
        Some(v4) => v4 >> 28 == 15,
        None => address >> 112 == 0x3ffe,
    }
}

/// Services that no fact names.
pub fn is_unnamed_service(address: u128) -> bool {
    v4(address).is_some_and(|v4| v4 >> 16 == 0xfffe)
}

/// Where functions outside VPCs call from (FN-3).
pub fn is_unattached(address: u128) -> bool {
    v4(address).is_some_and(|v4| v4 >> 16 == 0xfffd)
}

/// The IPv4 address in one of 64:ff9b::/96 (NAT-7).
pub fn embedded(address: u128) -> Option<u128> {
    (address >> 32 == 0x0064_ff9b_0000_0000_0000_0000).then_some(0xffff_0000_0000 | (address & 0xffff_ffff))
}
