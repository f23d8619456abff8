//! Addresses and prefixes of both families.

use super::{Message, text};
use ipnet::IpNet;
use std::{fmt, net::IpAddr, str::FromStr};

/// An IPv4 or IPv6 prefix without host bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cidr(IpNet);

impl Cidr {
    /// Everything in IPv4.
    pub const ALL_V4: Self = Self(IpNet::V4(ipnet::Ipv4Net::new_assert(std::net::Ipv4Addr::UNSPECIFIED, 0)));

    /// Everything in IPv6.
    pub const ALL_V6: Self = Self(IpNet::V6(ipnet::Ipv6Net::new_assert(std::net::Ipv6Addr::UNSPECIFIED, 0)));

    /// The prefix that holds `address` and has `length` bits; host bits are dropped.
    pub fn around(address: IpAddr, length: u8) -> Option<Self> {
        IpNet::new(address, length).ok().map(|net| Self(net.trunc()))
    }

    /// One address as a prefix.
    pub fn one(address: IpAddr) -> Self {
        Self(address.into())
    }

    /// The first address.
    pub fn first(self) -> IpAddr {
        self.0.network()
    }

    /// The last address.
    pub fn last(self) -> IpAddr {
        self.0.broadcast()
    }

    /// How many bits are fixed.
    pub fn length(self) -> u8 {
        self.0.prefix_len()
    }

    /// Whether it is an IPv4 prefix.
    pub fn is_v4(self) -> bool {
        matches!(self.0, IpNet::V4(_))
    }

    /// Whether all of `other` lies inside.
    pub fn contains(self, other: Self) -> bool {
        self.0.contains(&other.0)
    }

    /// Whether `address` lies inside.
    pub fn holds(self, address: IpAddr) -> bool {
        self.0.contains(&address)
    }

    /// Whether the two share an address.
    pub fn overlaps(self, other: Self) -> bool {
        self.contains(other) || other.contains(self)
    }
}

impl FromStr for Cidr {
    type Err = Message;

    fn from_str(text: &str) -> Result<Self, Message> {
        let net: IpNet = text.parse().map_err(|_| {
            Message::new(
                &text!(
                    "`{0}` is not a CIDR block such as 10.0.0.0/16",
                    "`{0}`은(는) 10.0.0.0/16과 같은 CIDR 블록이 아닙니다"
                ),
                [text.to_owned()],
            )
        })?;
        if net.trunc() != net {
            return Err(Message::new(
                &text!(
                    "`{0}` has bits set beyond its prefix; did you mean `{1}`?",
                    "`{0}`에 접두사 밖의 비트가 있습니다. `{1}`을(를) 뜻하셨나요?"
                ),
                [text.to_owned(), net.trunc().to_string()],
            ));
        }
        Ok(Self(net))
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One IPv4 or IPv6 address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address(IpAddr);

impl Address {
    /// As the standard library knows it.
    pub fn ip(self) -> IpAddr {
        self.0
    }
}

impl From<IpAddr> for Address {
    fn from(ip: IpAddr) -> Self {
        Self(ip)
    }
}

impl FromStr for Address {
    type Err = Message;

    fn from_str(text: &str) -> Result<Self, Message> {
        text.parse().map(Self).map_err(|_| {
            Message::new(
                &text!(
                    "`{0}` is not an address such as 10.0.1.10",
                    "`{0}`은(는) 10.0.1.10과 같은 주소가 아닙니다"
                ),
                [text.to_owned()],
            )
        })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_without_host_bits_only() {
        for good in ["10.0.0.0/16", "0.0.0.0/0", "2001:db8::/56", "10.0.0.1/32"] {
            assert_eq!(good.parse::<Cidr>().unwrap().to_string(), good);
        }
        let said = |text: &str| text.parse::<Cidr>().unwrap_err().to_string();
        assert_eq!(
            said("10.0.0.1/8"),
            "`10.0.0.1/8` has bits set beyond its prefix; did you mean `10.0.0.0/8`?"
        );
        assert_eq!(said("10.0.0.0/33"), "`10.0.0.0/33` is not a CIDR block such as 10.0.0.0/16");
        assert!("10.0.0.0".parse::<Cidr>().is_err());
    }

    #[test]
    fn families_do_not_mix() {
        let v4: Cidr = "0.0.0.0/0".parse().unwrap();
        let v6: Cidr = "::/0".parse().unwrap();
        assert!(!v4.overlaps(v6) && !v6.contains(v4));
        assert_eq!(v4, Cidr::ALL_V4);
    }
}
