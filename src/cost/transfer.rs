//! What passes through resources in the middle: gigabytes, where the network engine knows the path.
//!
//! A call carries what it sends and what comes back: the request and the response, and the items read and
//! written. Gateways that bill by the gigabyte bill both directions. A gigabyte is 2³⁰ bytes, as in the bands of
//! the price list. What is left out: headers, retries, and crossings between zones.

use super::flow::Flow;
use crate::{
    base::{ConnectionId, Decimal, NodeId},
    model::{Model, connection::Connection},
};
use std::collections::BTreeMap;

/// Bytes in a gigabyte.
const GIGABYTE: Decimal = Decimal::from_parts(1 << 30, 0, 0, false, 0);

/// Gigabytes a month that each resource passes on.
pub fn carried(
    model: &Model,
    flow: &Flow,
    paths: &BTreeMap<ConnectionId, Vec<NodeId>>,
) -> BTreeMap<NodeId, Decimal> {
    let mut carried: BTreeMap<NodeId, Decimal> = BTreeMap::new();
    for (id, through) in paths {
        let (Some(connection), Some(calls)) = (model.connection(id), flow.calls.get(id)) else { continue };
        let gigabytes = calls.saturating_mul(bytes(connection)) / GIGABYTE;
        for node in through {
            let sum = carried.entry(node.clone()).or_default();
            *sum = sum.saturating_add(gigabytes);
        }
    }
    carried
}

/// What one call carries, both ways.
fn bytes(connection: &Connection) -> Decimal {
    let items = |count: Decimal, size: u32| count.saturating_mul(size.into());
    let both = Decimal::from(connection.request_size) + Decimal::from(connection.response_size);
    both.saturating_add(items(connection.reads, connection.read_size))
        .saturating_add(items(connection.writes, connection.write_size))
}
