//! Attachments of transit gateways, which several lists tell of, and the tables that they use.

use super::{Record, lists};
use crate::model::attrs::{Attr, Value};
use std::{collections::BTreeMap, rc::Rc};

/// One record for each attachment: of a VPC by the list that has its subnets, of a line by the line itself, of another
/// transit gateway one for each side.
pub(super) fn settle(records: &mut Vec<Record>) {
    let detailed: Vec<Rc<str>> =
        records.iter().filter(|it| it.is("TransitGatewayVpcAttachments")).map(|it| it.id.clone()).collect();
    let mut tables: BTreeMap<Rc<str>, Attr> = BTreeMap::new();
    records.retain(|it| {
        let twice = it.is("TransitGatewayAttachments") && detailed.contains(&it.id);
        if let Some(table) = it.attr.get("Association").filter(|_| twice) {
            tables.insert(it.id.clone(), table.clone());
        }
        !twice
    });
    for record in records.iter_mut() {
        if let Some(table) = tables.get(&record.id).filter(|_| record.is("TransitGatewayVpcAttachments")) {
            record.attr.put("Association", table.clone());
        }
        if !record.is("TransitGatewayAttachments") {
            continue;
        }
        let resource: Option<Rc<str>> = record.text("ResourceId").map(Into::into);
        match (record.text("ResourceType"), resource) {
            (Some("vpc"), Some(vpc)) => {
                let at = record.attr.at;
                record.attr.put("VpcId", Attr::text(at, vpc));
            }
            (Some("vpn"), Some(vpn)) => record.part_of = Some(vpn),
            (Some("peering"), _) => {
                if let Some(shape) = lists::list("TransitGatewayPeeringSides") {
                    record.shape = shape;
                }
            }
            _ => {}
        }
    }
    sides(records);
    explicit(records);
}

/// The sides of peerings: each has its transit gateway, and the second one names the first. Routes lead to the side that
/// their table's transit gateway has.
fn sides(records: &mut Vec<Record>) {
    let Some(shape) = lists::list("TransitGatewayPeeringSides") else { return };
    let hub_of = |records: &[Record], list: &str, id: &str| {
        let own = records.iter().find(|it| it.is(list) && *it.id == *id)?;
        own.text("TransitGatewayId").map(Rc::<str>::from)
    };
    let mut told = Vec::new();
    for record in records.iter_mut().filter(|it| it.is("TransitGatewayPeeringAttachments")) {
        for info in ["RequesterTgwInfo", "AccepterTgwInfo"] {
            let Some(hub) = record.text(&format!("{info}.TransitGatewayId")) else { continue };
            let mut side = Record { shape, made: true, ..record.clone() };
            side.region = record.text(&format!("{info}.Region")).map(Into::into).or(side.region);
            side.attr.put("TransitGatewayId", Attr::text(record.attr.at, hub));
            told.push(side);
        }
        record.part_of = Some(record.id.clone());
    }
    for side in told {
        let hub = side.text("TransitGatewayId").unwrap_or_default().to_owned();
        let is_there = |it: &Record| {
            it.shape.name == shape.name && it.id == side.id && it.text("TransitGatewayId") == Some(&hub)
        };
        let has_hub = records.iter().any(|it| it.is("TransitGateways") && *it.id == *hub);
        if has_hub && !records.iter().any(is_there) {
            records.push(side);
        }
    }
    // The record of both is drawn as the sides.
    let mut named: BTreeMap<(Rc<str>, Rc<str>), Rc<str>> = BTreeMap::new();
    let mut first: BTreeMap<Rc<str>, Rc<str>> = BTreeMap::new();
    for record in records.iter_mut().filter(|it| it.shape.name == shape.name) {
        let Some(hub) = record.text("TransitGatewayId").map(Rc::<str>::from) else { continue };
        let id = record.id.clone();
        if let Some(other) = first.get(&id) {
            let at = record.attr.at;
            record.attr.put("PeerAttachmentId", Attr::text(at, other.clone()));
            record.id = format!("{id}.{hub}").into();
        } else {
            first.insert(id.clone(), id.clone());
        }
        named.insert((id, hub), record.id.clone());
    }
    for record in records.iter_mut().filter(|it| it.is("TransitGatewayPeeringAttachments")) {
        record.id = format!("{}.peering", record.id).into();
    }
    let hubs: Vec<Option<Rc<str>>> =
        records.iter().map(|it| hub_of(records, "TransitGatewayRouteTables", &it.id)).collect();
    for (record, hub) in records.iter_mut().zip(hubs) {
        let Some(hub) = hub.filter(|_| record.is("TransitGatewayStaticRoutes")) else { continue };
        let of = |id: &str| named.get(&(id.into(), hub.clone())).cloned();
        rename(&mut record.attr, &of);
    }
}

fn rename(attr: &mut Attr, of: &dyn Fn(&str) -> Option<Rc<str>>) {
    match &mut attr.value {
        Value::List(items) => items.iter_mut().for_each(|it| rename(it, of)),
        Value::Map(entries) => {
            for entry in entries {
                match entry.value.known().filter(|_| &*entry.key == "TransitGatewayAttachmentId").and_then(of)
                {
                    Some(side) => entry.value = Attr::text(entry.value.at, side),
                    None => rename(&mut entry.value, of),
                }
            }
        }
        Value::Nothing | Value::Text(_) | Value::Ref(_) | Value::Unknown(_) => {}
    }
}

/// Where every use of a table is told, an attachment without one has none: the defaults are off then.
fn explicit(records: &mut [Record]) {
    let told = |list: &str| records.iter().any(|it| it.is(list));
    let attachments = || {
        let lists =
            ["TransitGatewayVpcAttachments", "TransitGatewayAttachments", "TransitGatewayPeeringSides"];
        records.iter().filter(move |it| lists.iter().any(|list| it.is(list)))
    };
    let mut off: Vec<(Rc<str>, &str)> = Vec::new();
    let associations = attachments().any(|it| it.attr.get("Association").is_some());
    let propagations = told("TransitGatewayPropagations");
    let teach: Vec<&str> = records
        .iter()
        .filter(|it| it.is("TransitGatewayPropagations"))
        .flat_map(|it| it.attr.each_along("TransitGatewayRouteTablePropagations.TransitGatewayAttachmentId"))
        .filter_map(Attr::known)
        .collect();
    for it in attachments() {
        let Some(hub) = it.text("TransitGatewayId") else { continue };
        if associations && it.text("Association.TransitGatewayRouteTableId").is_none() {
            off.push((hub.into(), "Options.DefaultRouteTableAssociation"));
        }
        // Over a peering nothing is learned.
        let learns = !it.is("TransitGatewayPeeringSides");
        if propagations && learns && !teach.contains(&&*it.id) {
            off.push((hub.into(), "Options.DefaultRouteTablePropagation"));
        }
    }
    for (hub, option) in off {
        if let Some(hub) = records.iter_mut().find(|it| it.is("TransitGateways") && it.id == hub) {
            let at = hub.attr.at;
            hub.attr.put(option, Attr::text(at, "disable"));
        }
    }
}
