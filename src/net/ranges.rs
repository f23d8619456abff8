//! Sets of whole numbers as sorted, disjoint, non-adjacent intervals: ports, protocols and addresses alike.
//!
//! IPv4 addresses live where IPv6 maps them (`::ffff:0:0/96`), so that the families never meet (PKT-1).

use crate::base::{Cidr, PortRange, Protocol};
use std::{
    cmp::Ordering,
    hash::{Hash, Hasher},
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

/// A set of whole numbers.
///
/// INVARIANT (ranges): intervals are sorted, and between two of them lies at least one number, so that equal
/// sets are equal values.
#[derive(Clone, Default)]
pub struct Ranges(Held);

/// From a first to a last number.
pub type Span = (u128, u128);

/// Intervals. Most sets have one: engines spend their time on these, so it is held without memory of its own.
#[derive(Clone, Default)]
enum Held {
    #[default]
    None,
    One([Span; 1]),
    Many(Vec<Span>),
}

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
    pub const EMPTY: Self = Self(Held::None);

    /// From `first` to `last`.
    pub fn span(first: u128, last: u128) -> Self {
        Self(if first <= last { Held::One([(first, last)]) } else { Held::None })
    }

    /// One number.
    pub fn one(number: u128) -> Self {
        Self(Held::One([(number, number)]))
    }

    /// Adds an interval that lies after all others, apart from them.
    fn push(&mut self, span: Span) {
        match &mut self.0 {
            Held::None => self.0 = Held::One([span]),
            Held::One([first]) => self.0 = Held::Many(vec![*first, span]),
            Held::Many(all) => all.push(span),
        }
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
        cidrs.into_iter().flat_map(|cidr| Self::cidr(*cidr).spans().to_vec()).collect()
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
        self.spans().is_empty()
    }

    /// The intervals, in order.
    pub fn spans(&self) -> &[Span] {
        match &self.0 {
            Held::None => &[],
            Held::One(one) => one,
            Held::Many(all) => all,
        }
    }

    /// The lowest member.
    pub fn first(&self) -> Option<u128> {
        self.spans().first().map(|span| span.0)
    }

    /// The only member, if there is just one.
    pub fn single(&self) -> Option<u128> {
        match self.spans() {
            [(first, last)] if first == last => Some(*first),
            _ => None,
        }
    }

    /// Whether a number is a member.
    pub fn holds(&self, number: u128) -> bool {
        let all = self.spans();
        let after = all.partition_point(|span| span.0 <= number);
        after.checked_sub(1).is_some_and(|at| all[at].1 >= number)
    }

    /// Whether every member of `other` is a member.
    pub fn covers(&self, other: &Self) -> bool {
        let all = self.spans();
        other.spans().iter().all(|(first, last)| {
            let after = all.partition_point(|span| span.0 <= *first);
            after.checked_sub(1).is_some_and(|at| all[at].1 >= *last)
        })
    }

    /// Whether the two share a member.
    pub fn meets(&self, other: &Self) -> bool {
        let (mut a, mut b) = (self.spans().iter().peekable(), other.spans().iter().peekable());
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
        let mut out = Self::EMPTY;
        let (all, others) = (self.spans(), other.spans());
        let (mut a, mut b) = (0, 0);
        while let (Some(x), Some(y)) = (all.get(a), others.get(b)) {
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
        out
    }

    /// Members of `self` that are not in `other`.
    pub fn subtract(&self, other: &Self) -> Self {
        let mut out = Self::EMPTY;
        let others = other.spans();
        for &(first, last) in self.spans() {
            let mut from = Some(first);
            let start = others.partition_point(|span| span.1 < first);
            for &(low, high) in others[start..].iter().take_while(|span| span.0 <= last) {
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
        out
    }

    /// Members moved by a fixed distance, from where `from` is to where `to` is. They must not pass the end.
    pub fn moved(&self, from: u128, to: u128) -> Self {
        let place = |it: u128| it.wrapping_sub(from).wrapping_add(to);
        self.spans().iter().map(|(first, last)| (place(*first), place(*last))).collect()
    }

    /// Members of either.
    pub fn union(&self, other: &Self) -> Self {
        if other.is_empty() || self.covers(other) {
            return self.clone();
        }
        if self.is_empty() {
            return other.clone();
        }
        self.spans().iter().chain(other.spans()).copied().collect()
    }
}

impl std::fmt::Debug for Ranges {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Ranges").field(&self.spans()).finish()
    }
}

impl PartialEq for Ranges {
    fn eq(&self, other: &Self) -> bool {
        self.spans() == other.spans()
    }
}

impl Eq for Ranges {}

impl PartialOrd for Ranges {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ranges {
    fn cmp(&self, other: &Self) -> Ordering {
        self.spans().cmp(other.spans())
    }
}

impl Hash for Ranges {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.spans().hash(state);
    }
}

impl FromIterator<(u128, u128)> for Ranges {
    fn from_iter<I: IntoIterator<Item = (u128, u128)>>(spans: I) -> Self {
        let mut spans: Vec<_> = spans.into_iter().filter(|(first, last)| first <= last).collect();
        spans.sort_unstable();
        let mut out = Self::EMPTY;
        let mut end: Option<Span> = None;
        for (first, last) in spans {
            match &mut end {
                Some(end) if end.1.checked_add(1).is_none_or(|next| first <= next) => end.1 = end.1.max(last),
                Some(done) => {
                    out.push(*done);
                    end = Some((first, last));
                }
                None => end = Some((first, last)),
            }
        }
        end.into_iter().for_each(|last| out.push(last));
        out
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
        for &(mut first, last) in self.spans() {
            loop {
                // The widest block that starts here and does not pass the end.
                let ip = address(first);
                let width = if ip.is_ipv4() { 32 } else { 128 };
                let end = |bits: u32| if bits >= 128 { u128::MAX } else { first | ((1 << bits) - 1) };
                let widest = first.trailing_zeros().min(width);
                let bits = (0..=widest).rev().find(|&bits| end(bits) <= last).unwrap_or(0);
                let length = u8::try_from(width - bits).unwrap_or(0);
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
