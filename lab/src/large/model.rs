//! Facts of the plain fragment written as a model's file, as a person's tools would have it: names, tags, a place on
//! the canvas, a connection from each instance.

use plat::{
    base::{NodeId, PortRange, Protocol},
    model::fact::{AllowFact, EntryFact, NetFact, Peer},
    net::compile::Facts,
};
use serde_json::{Map, Value, json};

const REGION: &str = "us-east-1";

/// The text of a file that states the same facts.
///
/// # Errors
/// A fact is not of the plain fragment.
pub fn text(facts: &Facts) -> Result<String, String> {
    let mut resources = Map::new();
    let (mut connections, mut layout) = (Map::new(), Map::new());
    resources.insert(REGION.to_owned(), json!({ "kind": "region" }));
    let mut before: Option<&NodeId> = None;
    for (at, (id, facts)) in facts.iter().enumerate() {
        for fact in facts {
            let mut resource = resource(id, fact)?;
            resource["description"] = json!(format!("{id}: made for measuring"));
            resource["tags"] = json!({ "Name": id.to_string(), "CostCenter": format!("cc-{:03}", at % 200) });
            resources.insert(id.to_string(), resource);
            if let NetFact::Interface(_) = fact {
                let (x, y) = (at % 100 * 200, at / 100 * 80);
                layout.insert(id.to_string(), json!([x, y, 176, 56]));
                if let Some(before) = before {
                    let to = json!({ "from": id.to_string(), "to": before.to_string(), "kind": "network", "ports": "443" });
                    connections.insert(format!("{id}-next"), to);
                }
                before = Some(id);
            }
        }
    }
    // A table and an ACL stand in the VPC that names them; groups by their names.
    let whole = json!({
        "plat": 1, "name": "Large", "resources": resources, "connections": connections, "layout": layout,
    });
    serde_json::to_string_pretty(&whole).map_err(|it| it.to_string())
}

/// The VPC whose number a name of ours holds: `sg-003-017` is of `vpc-003`.
fn of(id: &NodeId) -> String {
    format!("vpc-{}", id.as_str().split('-').nth(1).unwrap_or_default())
}

fn resource(id: &NodeId, fact: &NetFact) -> Result<Value, String> {
    Ok(match fact {
        NetFact::Boundary(it) => json!({
            "kind": "vpc", "in": REGION, "cidr_block": it.cidrs.first().map(ToString::to_string),
            "main_route_table_id": it.main_table.as_ref().map(ToString::to_string),
            "enable_dns_hostnames": it.hostnames,
        }),
        NetFact::Segment(it) => {
            let mut subnet = json!({
                "kind": "subnet", "in": it.boundary.to_string(), "availability_zone": it.zone,
                "cidr_block": it.cidrs.first().map(ToString::to_string),
            });
            for (key, link) in [("route_table_id", &it.table), ("network_acl_id", &it.acl)] {
                if let Some(link) = link {
                    subnet[key] = json!(link.to_string());
                }
            }
            subnet
        }
        NetFact::Table(it) => {
            let mut routes = Vec::new();
            for route in &it.routes {
                let mut out = json!({ "destination": block(Some(&route.destination))? });
                if let Some(target) = &route.target {
                    out["target"] = json!(target.to_string());
                }
                routes.push(out);
            }
            json!({ "kind": "route_table", "in": of(id), "routes": routes })
        }
        NetFact::StatefulFilter(it) => json!({
            "kind": "security_group", "in": of(id),
            "ingress": it.ingress.iter().map(allow).collect::<Result<Vec<_>, _>>()?,
            "egress": it.egress.iter().map(allow).collect::<Result<Vec<_>, _>>()?,
        }),
        NetFact::StatelessFilter(it) => json!({
            "kind": "network_acl", "in": of(id),
            "ingress": it.ingress.iter().map(entry).collect::<Vec<_>>(),
            "egress": it.egress.iter().map(entry).collect::<Vec<_>>(),
        }),
        NetFact::Interface(it) => json!({
            "kind": "instance", "in": it.segment.to_string(), "instance_type": "m7g.large",
            "security_group_ids": it.groups.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "operating_system": "linux",
        }),
        NetFact::Peering(it) => json!({
            "kind": "vpc_peering_connection", "in": REGION,
            "vpc_id": it.between[0].to_string(), "peer_vpc_id": it.between[1].to_string(),
        }),
        other => return Err(format!("`{id}` is not of the plain fragment: {other:?}")),
    })
}

fn block(peer: Option<&Peer>) -> Result<String, String> {
    match peer {
        Some(Peer::Cidr(cidr)) => Ok(cidr.to_string()),
        other => Err(format!("not a block: {other:?}")),
    }
}

fn protocol(protocol: Protocol) -> String {
    protocol.to_string()
}

fn allow(rule: &AllowFact) -> Result<Value, String> {
    let mut out = json!({ "ip_protocol": protocol(rule.protocol), "description": "made for measuring" });
    if rule.protocol.has_ports() {
        out["ports"] = json!(ports(rule.ports));
    }
    if let Some(Peer::Group(group)) = &rule.peer {
        out["group_id"] = json!(group.to_string());
    } else {
        out["cidr"] = json!(block(rule.peer.as_ref())?);
    }
    Ok(out)
}

fn entry(entry: &EntryFact) -> Value {
    let mut out = json!({
        "rule_number": entry.number, "rule_action": if entry.allow { "allow" } else { "deny" },
        "protocol": protocol(entry.protocol), "cidr_block": entry.cidr.to_string(),
    });
    if entry.protocol.has_ports() {
        out["port_range"] = json!(ports(entry.ports));
    }
    out
}

fn ports(ports: PortRange) -> String {
    ports.to_string()
}
