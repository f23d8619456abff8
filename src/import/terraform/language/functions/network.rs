//! Functions of blocks of addresses.
//!
//! <https://developer.hashicorp.com/terraform/language/functions/cidrsubnet> and its neighbours.

use super::{Arguments, Made};
use crate::import::terraform::language::value::Val;
use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Calls one of them.
pub(super) fn call(arguments: &Arguments<'_>) -> Option<Made> {
    Some(match arguments.name {
        "cidrsubnet" => subnet(arguments),
        "cidrsubnets" => subnets(arguments),
        "cidrhost" => host(arguments),
        "cidrnetmask" => netmask(arguments),
        _ => return None,
    })
}

fn block(arguments: &Arguments<'_>) -> Result<IpNet, Val> {
    let text = arguments.text(0)?;
    text.trim().parse().map_err(|_| arguments.refused("it takes a block of addresses"))
}

/// The first address of a block as a number.
fn first(block: &IpNet) -> u128 {
    match block.network() {
        IpAddr::V4(it) => u128::from(u32::from(it)),
        IpAddr::V6(it) => u128::from(it),
    }
}

/// A number as an address of the block's family.
fn address(block: &IpNet, number: u128) -> Option<IpAddr> {
    match block {
        IpNet::V4(_) => Some(Ipv4Addr::from(u32::try_from(number).ok()?).into()),
        IpNet::V6(_) => Some(Ipv6Addr::from(number).into()),
    }
}

fn subnet(arguments: &Arguments<'_>) -> Made {
    let (block, more, number) = (block(arguments)?, arguments.whole(1)?, arguments.whole(2)?);
    let made = || {
        let length = block.prefix_len().checked_add(u8::try_from(more).ok()?)?;
        let spare = block.max_prefix_len().checked_sub(length)?;
        let number = u128::try_from(number).ok()?;
        if more < 128 && number >> more != 0 {
            return None;
        }
        let at = first(&block).checked_add(shifted(number, spare)?)?;
        Some(format!("{}/{length}", address(&block, at)?))
    };
    match made() {
        Some(text) => arguments.made_text(text),
        None => Err(arguments.refused("the block has no such part")),
    }
}

/// `number << bits`, where that is a number.
fn shifted(number: u128, bits: u8) -> Option<u128> {
    if number == 0 { Some(0) } else { number.checked_shl(bits.into()).filter(|it| it >> bits == number) }
}

/// Parts next to each other, each as large as it is said.
fn subnets(arguments: &Arguments<'_>) -> Made {
    let block = block(arguments)?;
    let mut at = first(&block);
    let mut all = Vec::new();
    for n in 1..arguments.all.len() {
        let more = arguments.whole(n)?;
        let mut next = || {
            let length = block.prefix_len().checked_add(u8::try_from(more).ok().filter(|it| *it > 0)?)?;
            let size = 1_u128.checked_shl(block.max_prefix_len().checked_sub(length)?.into())?;
            let start = at.checked_add(size - 1)? & !(size - 1);
            at = start.checked_add(size)?;
            let here = address(&block, start)?;
            block.contains(&here).then(|| format!("{here}/{length}"))
        };
        match next() {
            Some(text) => all.push(arguments.made(Val::text(arguments.at, text))),
            None => return Err(arguments.refused("the block has no room for these parts")),
        }
    }
    Ok(Val::list(arguments.at, all))
}

fn host(arguments: &Arguments<'_>) -> Made {
    let (block, number) = (block(arguments)?, arguments.whole(1)?);
    let made = || {
        let bits = block.max_prefix_len() - block.prefix_len();
        let last = if bits == 128 { u128::MAX } else { (1_u128 << bits) - 1 };
        let offset = match u128::try_from(number) {
            Ok(offset) => offset,
            // From the end.
            Err(_) => last.checked_sub(u128::from(number.unsigned_abs()) - 1)?,
        };
        address(&block, first(&block).checked_add(Some(offset).filter(|it| *it <= last)?)?)
    };
    match made() {
        Some(it) => arguments.made_text(it.to_string()),
        None => Err(arguments.refused("the block has no such address")),
    }
}

fn netmask(arguments: &Arguments<'_>) -> Made {
    match block(arguments)? {
        IpNet::V4(block) => arguments.made_text(block.netmask().to_string()),
        IpNet::V6(_) => Err(arguments.refused("it takes a block of IPv4")),
    }
}
