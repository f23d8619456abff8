//! Route tables as rows, for formats that show them.

use super::Source;
use crate::{
    base::NodeId,
    model::{
        fact::{NetFact, Peer, Table},
        site::{Index, Site},
    },
};

/// A route table.
#[derive(Debug)]
pub struct Routes<'a> {
    /// Which.
    pub id: &'a NodeId,
    /// Destination and target of each route; no target is a blackhole.
    pub rows: Vec<(String, Option<NodeId>)>,
}

/// Every route table of a design. The local route, which every table has, is not among the rows.
pub fn tables<'a>(source: &Source<'a>) -> Vec<Routes<'a>> {
    let model = source.model;
    let index = Index::of(model);
    let mut tables = Vec::new();
    for (id, node) in model.nodes() {
        for fact in node.resource.as_resource().net_facts(Site::new(model, &index, id)) {
            if let NetFact::Table(table) = fact {
                tables.push(Routes { id, rows: rows(table) });
            }
        }
    }
    tables
}

fn rows(table: Table) -> Vec<(String, Option<NodeId>)> {
    table.routes.into_iter().map(|route| (destination(&route.destination), route.target)).collect()
}

fn destination(peer: &Peer) -> String {
    match peer {
        Peer::Cidr(cidr) => cidr.to_string(),
        Peer::Group(id) | Peer::List(id) => id.to_string(),
        Peer::Service(service) => service.to_string(),
    }
}
