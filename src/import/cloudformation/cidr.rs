//! `Fn::Cidr`: blocks next to each other inside a block.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-cidr.html>

use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The most blocks that the function gives.
const MOST: u32 = 256;

/// The first `count` blocks of so many host bits; `None` if there are not so many.
pub(super) fn parts(block: &str, count: u32, host_bits: u8) -> Option<Vec<String>> {
    let block: IpNet = block.trim().parse().ok()?;
    let width = block.max_prefix_len();
    let length = width.checked_sub(host_bits)?;
    if length < block.prefix_len() || !(1..=MOST).contains(&count) {
        return None;
    }
    let spare = u32::from(length - block.prefix_len());
    if spare < 32 && count > 1 << spare {
        return None;
    }
    let step = |n: u32| u128::from(n).checked_shl(u32::from(host_bits));
    let nth = |n: u32| match block.network() {
        IpAddr::V4(first) => {
            let at = u128::from(u32::from(first)).checked_add(step(n)?)?;
            Some(format!("{}/{length}", Ipv4Addr::from(u32::try_from(at).ok()?)))
        }
        IpAddr::V6(first) => {
            Some(format!("{}/{length}", Ipv6Addr::from(u128::from(first).checked_add(step(n)?)?)))
        }
    };
    (0..count).map(nth).collect()
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn blocks_stand_next_to_each_other() {
        let check = |block, count, bits, expected: Option<&[&str]>| {
            let made = parts(block, count, bits);
            assert_eq!(
                made.as_deref(),
                expected.map(|it| it.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>()).as_deref()
            );
        };
        check(
            "192.168.0.0/24",
            6,
            5,
            Some(&[
                "192.168.0.0/27",
                "192.168.0.32/27",
                "192.168.0.64/27",
                "192.168.0.96/27",
                "192.168.0.128/27",
                "192.168.0.160/27",
            ]),
        );
        check("10.0.0.0/16", 2, 8, Some(&["10.0.0.0/24", "10.0.1.0/24"]));
        check("2001:db8::/56", 2, 64, Some(&["2001:db8::/64", "2001:db8:0:1::/64"]));
        check("10.0.0.0/24", 3, 7, None);
        check("10.0.0.0/24", 1, 9, None);
        check("10.0.0.0/24", 0, 4, None);
        check("10.0.0.0/24", 257, 0, None);
        assert_eq!(
            parts("255.255.255.0/24", 256, 0).and_then(|it| it.last().cloned()).as_deref(),
            Some("255.255.255.255/32")
        );
    }
}
