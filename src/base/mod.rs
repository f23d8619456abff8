//! Value types that know nothing of the rest: names, addresses, ports, money, words.
//!
//! Each has a private field, one fallible constructor, and `FromStr` and `Display` that round-trip,
//! so that a file, a command line and an inspector field all enter by the same door.

mod cidr;
mod columns;
mod date;
mod icmp;
mod id;
mod lang;
mod money;
mod near;
mod order;
mod ports;
mod protocol;
mod region;

pub use cidr::{Address, Cidr};
pub use columns::{columns_of, columns_of_char};
pub use date::Date;
pub use icmp::Icmp;
pub use id::{ConnectionId, FieldId, NodeId};
#[cfg(test)]
pub use lang::longer;
pub(crate) use lang::text;
pub use lang::{Lang, Message, Text};
pub use money::{Decimal, Usd, decimal, grouped};
pub use near::{alike, did_you_mean, nearest};
pub use order::{Gather, Order};
pub use ports::PortRange;
pub use protocol::Protocol;
pub use region::RegionName;
