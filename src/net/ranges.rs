//! Sets of whole numbers as sorted, disjoint, non-adjacent intervals: ports, protocols and addresses alike.
//!
//! IPv4 addresses live where IPv6 maps them (`::ffff:0:0/96`), so that the families never meet (PKT-1).

use crate::base::{Cidr, PortRange, Protocol};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A set of whole numbers.
///
/// INVARIANT (ranges): intervals are sorted, and between two of them lies at least one number, so that equal
/// sets are equal values.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ranges(Vec<Span>);

/// From a first to a last number.
pub type Span = (u128, u128);

/// Where IPv4 lives among all addresses.
pub const V4_BASE: u128 = 0xffff_0000_0000;

/// An address as a number.
pub fn number(ip: IpAddr) -> u128 {
    match ip {
        IpAddr::V4(v4) => V4_BASE | u128::from(u32::from(v4)),
        IpAddr::V6(v6) => u128::from(v6),
    }
}

/// A number as an address.
pub fn address(number: u128) -> IpAddr {
    match u32::try_from(number.wrapping_sub(V4_BASE)) {
        Ok(v4) => Ipv4Addr::from(v4).into(),
        Err(_) => Ipv6Addr::from(number).into(),
    }
}

impl Ranges {
    /// Nothing.
    pub const EMPTY: Self = Self(Vec::new());

    /// From `first` to `last`.
    pub fn span(first: u128, last: u128) -> Self {
        Self(if first <= last { vec![(first, last)] } else { Vec::new() })
    }

    /// One number.
    pub fn one(number: u128) -> Self {
        Self(vec![(number, number)])
    }

    /// Every port.
    pub fn all_ports() -> Self {
        Self::span(0, u128::from(u16::MAX))
    }

    /// Every protocol.
    pub fn all_protocols() -> Self {
        Self::span(0, u128::from(u8::MAX))
    }

    /// Every IPv4 address.
    pub fn all_v4() -> Self {
        Self::span(V4_BASE, V4_BASE + u128::from(u32::MAX))
    }

    /// Every IPv6 address.
    pub fn all_v6() -> Self {
        Self::all_addresses().subtract(&Self::all_v4())
    }

    /// Every address of either family.
    pub fn all_addresses() -> Self {
        Self::span(0, u128::MAX)
    }

    /// The addresses of a block. `::/0` is every IPv6 address and no IPv4 one (PKT-1).
    pub fn cidr(cidr: Cidr) -> Self {
        let span = Self::span(number(cidr.first()), number(cidr.last()));
        if cidr.is_v4() { span } else { span.subtract(&Self::all_v4()) }
    }

    /// The addresses of several blocks.
    pub fn cidrs<'c>(cidrs: impl IntoIterator<Item = &'c Cidr>) -> Self {
        cidrs.into_iter().flat_map(|cidr| Self::cidr(*cidr).0).collect()
    }

    /// Ports.
    pub fn ports(ports: PortRange) -> Self {
        Self::span(ports.first().into(), ports.last().into())
    }

    /// Protocols.
    pub fn protocol(protocol: Protocol) -> Self {
        match protocol {
            Protocol::All => Self::all_protocols(),
            Protocol::Number(number) => Self::one(number.into()),
        }
    }

    /// Whether it has no member.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The intervals, in order.
    pub fn spans(&self) -> &[(u128, u128)] {
        &self.0
    }

    /// The lowest member.
    pub fn first(&self) -> Option<u128> {
        self.0.first().map(|span| span.0)
    }

    /// The only member, if there is just one.
    pub fn single(&self) -> Option<u128> {
        match self.0.as_slice() {
            [(first, last)] if first == last => Some(*first),
            _ => None,
        }
    }

    /// Whether a number is a member.
    pub fn holds(&self, number: u128) -> bool {
        let after = self.0.partition_point(|span| span.0 <= number);
        after.checked_sub(1).is_some_and(|at| self.0[at].1 >= number)
    }

    /// Whether every member of `other` is a member.
    pub fn covers(&self, other: &Self) -> bool {
        other.0.iter().all(|(first, last)| {
            let after = self.0.partition_point(|span| span.0 <= *first);
            after.checked_sub(1).is_some_and(|at| self.0[at].1 >= *last)
        })
    }

    /// Whether the two share a member.
    pub fn meets(&self, other: &Self) -> bool {
        let (mut a, mut b) = (self.0.iter().peekable(), other.0.iter().peekable());
        while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
            if x.1 < y.0 {
                a.next();
            } else if y.1 < x.0 {
                b.next();
            } else {
                return true;
            }
        }
        false
    }

    /// Members of both.
    pub fn intersect(&self, other: &Self) -> Self {
        let mut out = Vec::new();
        let (mut a, mut b) = (0, 0);
        while let (Some(x), Some(y)) = (self.0.get(a), other.0.get(b)) {
            let (first, last) = (x.0.max(y.0), x.1.min(y.1));
            if first <= last {
                out.push((first, last));
            }
            if x.1 < y.1 {
                a += 1;
            } else {
                b += 1;
            }
        }
        Self(out)
    }

    /// Members of `self` that are not in `other`.
    pub fn subtract(&self, other: &Self) -> Self {
        let mut out = Vec::new();
        for &(first, last) in &self.0 {
            let mut from = Some(first);
            let start = other.0.partition_point(|span| span.1 < first);
            for &(low, high) in other.0[start..].iter().take_while(|span| span.0 <= last) {
                let Some(at) = from else { break };
                if at < low {
                    out.push((at, low - 1));
                }
                from = high.checked_add(1).filter(|next| *next <= last);
            }
            if let Some(at) = from {
                out.push((at, last));
            }
        }
        Self(out)
    }

    /// Members moved by a fixed distance, from where `from` is to where `to` is. They must not pass the end.
    pub fn moved(&self, from: u128, to: u128) -> Self {
        let place = |it: u128| it.wrapping_sub(from).wrapping_add(to);
        self.0.iter().map(|(first, last)| (place(*first), place(*last))).collect()
    }

    /// Members of either.
    pub fn union(&self, other: &Self) -> Self {
        self.0.iter().chain(&other.0).copied().collect()
    }
}

impl FromIterator<(u128, u128)> for Ranges {
    fn from_iter<I: IntoIterator<Item = (u128, u128)>>(spans: I) -> Self {
        let mut spans: Vec<_> = spans.into_iter().filter(|(first, last)| first <= last).collect();
        spans.sort_unstable();
        let mut out: Vec<(u128, u128)> = Vec::with_capacity(spans.len());
        for (first, last) in spans {
            match out.last_mut() {
                Some(end) if end.1.checked_add(1).is_none_or(|next| first <= next) => end.1 = end.1.max(last),
                _ => out.push((first, last)),
            }
        }
        Self(out)
    }
}

impl FromIterator<u128> for Ranges {
    fn from_iter<I: IntoIterator<Item = u128>>(numbers: I) -> Self {
        numbers.into_iter().map(|number| (number, number)).collect()
    }
}

impl Ranges {
    /// As the fewest CIDR blocks, in order.
    pub fn to_cidrs(&self) -> Vec<Cidr> {
        let mut out = Vec::new();
        for &(mut first, last) in &self.0 {
            loop {
                // The widest block that starts here and does not pass the end.
                let mut bits = first.trailing_zeros().min(128);
                if address(first).is_ipv4() {
                    bits = bits.min(32);
                }
                let end = |bits: u32| if bits >= 128 { u128::MAX } else { first | ((1 << bits) - 1) };
                while bits > 0 && end(bits) > last {
                    bits -= 1;
                }
                let ip = address(first);
                let width = if ip.is_ipv4() { 32 } else { 128 };
                let length = u8::try_from(width - bits.min(width)).unwrap_or(0);
                out.extend(Cidr::around(ip, length));
                match end(bits).checked_add(1) {
                    Some(next) if next <= last => first = next,
                    _ => break,
                }
            }
        }
        out
    }
}
