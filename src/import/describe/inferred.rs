//! What the lists do not tell, and what they do tell shows: each is said.

use super::{Record, lists};
use crate::{
    import::notice::{INFERRED, Notices},
    model::attrs::{Attr, Value},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

/// Adds what is shown.
pub(super) fn settle(records: &mut Vec<Record>, notices: &mut Notices) {
    dns(records, notices);
    gateways(records, notices);
    learned(records, notices);
}

/// A line to a site.
struct Line {
    id: Rc<str>,
    gateway: Rc<str>,
    site: Option<Rc<str>>,
    is_static: bool,
}

/// What sites tell by BGP: the routes that a table has from the gateway, where the gateway has one line only.
/// <https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNRoutingTypes.html>
fn learned(records: &mut [Record], notices: &mut Notices) {
    let mut told: BTreeMap<Rc<str>, Vec<Attr>> = BTreeMap::new();
    for table in records.iter().filter(|it| it.is("RouteTables")) {
        for route in table.attr.get("Routes").map(Attr::items).unwrap_or_default() {
            let is_learned = route.known_at("Origin") == Some("EnableVgwRoutePropagation");
            let block = route.get("DestinationCidrBlock").filter(|_| is_learned);
            if let (Some(gateway), Some(block)) = (route.known_at("GatewayId"), block) {
                let all = told.entry(gateway.into()).or_default();
                if !all.contains(block) {
                    all.push(block.clone());
                }
            }
        }
    }
    let lines: Vec<Line> = records
        .iter()
        .filter(|it| it.is("VpnConnections"))
        .filter_map(|it| {
            let is_static = it.attr.along("Options.StaticRoutesOnly").is_some_and(Attr::is_true);
            let gateway = it.text("VpnGatewayId")?.into();
            Some(Line {
                id: it.id.clone(),
                gateway,
                site: it.text("CustomerGatewayId").map(Into::into),
                is_static,
            })
        })
        .collect();
    // A site has what its lines lead to.
    let written: Vec<(Rc<str>, Vec<Attr>)> = records
        .iter()
        .filter(|it| it.is("VpnConnections"))
        .filter_map(|it| {
            let blocks = it.attr.each_along("Routes.DestinationCidrBlock");
            Some((it.text("CustomerGatewayId")?.into(), blocks.into_iter().cloned().collect()))
        })
        .collect();
    for (site, blocks) in written.into_iter().filter(|it| !it.1.is_empty()) {
        for record in records.iter_mut().filter(|it| it.id == site) {
            let before = record.attr.get("LearnedPrefixes").map(Attr::items).unwrap_or_default().to_vec();
            let more: Vec<Attr> = blocks.iter().filter(|it| !before.contains(it)).cloned().collect();
            let (at, all) = (record.attr.at, [before, more].concat());
            record.attr.put("LearnedPrefixes", Attr { at, value: Value::List(all) });
        }
    }
    for (gateway, blocks) in told {
        let own: Vec<&Line> = lines.iter().filter(|it| it.gateway == gateway).collect();
        let [line] = own.as_slice() else { continue };
        let fits = |it: &&mut Record| it.id == line.id || Some(&it.id) == line.site.as_ref();
        for record in records.iter_mut().filter(|it| !line.is_static && fits(it)) {
            let at = record.attr.at;
            record.attr.put("LearnedPrefixes", Attr { at, value: Value::List(blocks.clone()) });
            let why = "its prefixes are those of the routes that its gateway propagates".to_owned();
            notices.say(&INFERRED, at, [record.id.to_string(), why]);
        }
    }
}

/// The DNS attributes of VPCs, which `describe-vpcs` does not tell. Both are on where an endpoint has private DNS; else they are
/// taken to be as AWS sets them: <https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html>,
/// <https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html>
fn dns(records: &mut [Record], notices: &mut Notices) {
    let named: Vec<Rc<str>> = records
        .iter()
        .filter(|it| it.is("VpcEndpoints") && it.attr.get("PrivateDnsEnabled").is_some_and(Attr::is_true))
        .filter_map(|it| it.text("VpcId").map(Into::into))
        .collect();
    for vpc in records.iter_mut().filter(|it| it.is("Vpcs")) {
        let at = vpc.attr.at;
        let has_names = named.contains(&vpc.id);
        let is_default = vpc.attr.get("IsDefault").is_some_and(Attr::is_true);
        let mut said = false;
        for (attribute, is_on) in
            [("EnableDnsSupport", true), ("EnableDnsHostnames", has_names || is_default)]
        {
            if vpc.attr.get(attribute).is_none() {
                vpc.attr.put(attribute, Attr::text(at, is_on.to_string()));
                said = true;
            }
        }
        if said {
            let why = if has_names {
                "DNS support and hostnames are on, because an endpoint in it has private DNS"
            } else {
                "DNS support and hostnames are taken to be as AWS sets them; `describe-vpc-attribute` tells them"
            };
            notices.say(&INFERRED, at, [vpc.id.to_string(), why.to_owned()]);
        }
    }
}

/// A route that works and leads to an internet gateway shows that there is one, and that it is attached to the table's VPC.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html>
fn gateways(records: &mut Vec<Record>, notices: &mut Notices) {
    let Some(shape) = lists::list("InternetGateways") else { return };
    let mut shown: BTreeMap<Rc<str>, Record> = BTreeMap::new();
    let known: BTreeSet<&str> =
        records.iter().filter(|it| it.is("InternetGateways")).map(|it| &*it.id).collect();
    for table in records.iter().filter(|it| it.is("RouteTables")) {
        let Some(vpc) = table.text("VpcId") else { continue };
        for route in table.attr.get("Routes").map(Attr::items).unwrap_or_default() {
            let is_active = route.known_at("State") == Some("active");
            let Some(id) = route.known_at("GatewayId").filter(|it| is_active && it.starts_with("igw-"))
            else {
                continue;
            };
            if known.contains(id) {
                continue;
            }
            let mut attachment = Attr { at: route.at, value: Value::Map(Vec::new()) };
            attachment.put("VpcId", Attr::text(route.at, vpc));
            let mut attr = Attr { at: route.at, value: Value::Map(Vec::new()) };
            attr.put("Attachments", Attr { at: route.at, value: Value::List(vec![attachment]) });
            let region = table.region.clone();
            let record = Record { shape, id: id.into(), attr, region, part_of: None, made: true };
            shown.entry(id.into()).or_insert(record);
        }
    }
    for record in shown.values() {
        let why = "it is there, because a route that works leads to it".to_owned();
        notices.say(&INFERRED, record.attr.at, [record.id.to_string(), why]);
    }
    records.extend(shown.into_values());
}
