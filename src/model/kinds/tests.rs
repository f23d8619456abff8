//! Every rule, broken once. The sound design below breaks none of them, so it is every rule's good case.

use super::Kind;
use crate::{
    diag::{Finding, Rule, Severity},
    model::{
        Model, check,
        edit::{History, apply},
        file,
        resource::{Need, Remedy},
        site::Index,
    },
};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

mod cases;
mod lines;
mod load;
mod managed;
mod messages;
mod network;

/// A sound design with resources of most kinds, and a second VPC to be confused with.
const SOUND: &str = r#"{
  "plat": 1,
  "resources": {
    "r": {"kind": "region"},
    "c": {"kind": "client"},
    "net": {"kind": "internet"},
    "v": {"kind": "vpc", "in": "r", "enable_dns_hostnames": true, "main_route_table_id": "main"},
    "main": {"kind": "route_table", "in": "v", "propagating_vgws": ["vgw"], "routes": [
        {"destination": "10.1.0.0/16", "target": "pcx"}, {"destination": "10.2.0.0/16", "target": "tgw"}]},
    "pub": {"kind": "route_table", "in": "v", "routes": [{"target": "igw"}]},
    "pri": {"kind": "route_table", "in": "v", "routes": [{"target": "nat"}]},
    "igw": {"kind": "internet_gateway", "in": "v"},
    "p": {"kind": "subnet", "in": "v", "cidr_block": "10.0.1.0/24", "route_table_id": "pub"},
    "s": {"kind": "subnet", "in": "v", "cidr_block": "10.0.2.0/24", "route_table_id": "pri", "network_acl_id": "acl"},
    "nat": {"kind": "nat_gateway", "in": "p", "allocation_id": "e"},
    "e": {"kind": "elastic_ip", "in": "r"},
    "acl": {"kind": "network_acl", "in": "v", "ingress": [{}], "egress": [{}]},
    "sg": {"kind": "security_group", "in": "v", "ingress": [{"ports": "443", "cidr": "10.0.0.0/16"}]},
    "sgl": {"kind": "security_group", "in": "v", "ingress": [{"ports": "443", "prefix_list_id": "pl"}]},
    "pl": {"kind": "prefix_list", "in": "r", "entries": [{"cidr": "192.168.0.0/16"}]},
    "eni": {"kind": "network_interface", "in": "s", "instance_id": "i", "private_ip_address": "10.0.2.20",
            "group_set": ["sgl"]},
    "i": {"kind": "instance", "in": "s", "private_ip_address": "10.0.2.10", "security_group_ids": ["sg"]},
    "f": {"kind": "lambda_function", "in": "s", "security_group_ids": ["sg"]},
    "ge": {"kind": "gateway_endpoint", "in": "v", "route_table_ids": ["pri"]},
    "ie": {"kind": "interface_endpoint", "in": "s", "security_group_ids": ["sg"]},
    "t": {"kind": "dynamodb_table", "in": "r"},
    "b": {"kind": "s3_bucket", "in": "r"},
    "rest": {"kind": "rest_api", "in": "r"},
    "http": {"kind": "http_api", "in": "r"},
    "ws": {"kind": "websocket_api", "in": "r"},
    "v2": {"kind": "vpc", "in": "r", "cidr_block": "10.1.0.0/16", "ipv6_cidr_blocks": ["2600:1f13::/56"],
           "main_route_table_id": "pub2",
           "default_network_acl_id": "acl2", "default_security_group_id": "sg2"},
    "pub2": {"kind": "route_table", "in": "v2", "routes": [{"target": "igw2"},
        {"destination": "::/0", "target": "eig"}, {"destination": "10.0.0.0/16", "target": "pcx"},
        {"destination": "10.2.0.0/16", "target": "tgw"}]},
    "eig": {"kind": "egress_only_internet_gateway", "in": "v2"},
    "igw2": {"kind": "internet_gateway", "in": "v2"},
    "acl2": {"kind": "network_acl", "in": "v2"},
    "sg2": {"kind": "security_group", "in": "v2"},
    "s2": {"kind": "subnet", "in": "v2", "cidr_block": "10.1.1.0/24"},
    "pcx": {"kind": "vpc_peering_connection", "in": "r", "vpc_id": "v", "peer_vpc_id": "v2"},
    "tgw": {"kind": "transit_gateway", "in": "r"},
    "tgw2": {"kind": "transit_gateway", "in": "r"},
    "att": {"kind": "transit_gateway_attachment", "in": "r", "transit_gateway_id": "tgw", "vpc_id": "v",
            "subnet_ids": ["s"], "transit_gateway_route_table_id": "trt"},
    "att2": {"kind": "transit_gateway_attachment", "in": "r", "transit_gateway_id": "tgw", "vpc_id": "v2",
             "subnet_ids": ["s2"]},
    "tp": {"kind": "transit_gateway_peering", "in": "r", "transit_gateway_id": "tgw", "peer_attachment_id": "tp2"},
    "tp2": {"kind": "transit_gateway_peering", "in": "r", "transit_gateway_id": "tgw2"},
    "trt": {"kind": "transit_gateway_route_table", "in": "r", "transit_gateway_id": "tgw", "routes": [
        {"destination_cidr_block": "10.9.0.0/16", "transit_gateway_attachment_id": "tp"}]},
    "vgw": {"kind": "vpn_gateway", "in": "v"},
    "cgw": {"kind": "customer_gateway", "cidrs": ["192.168.0.0/16"]},
    "vpn": {"kind": "vpn_connection", "in": "r", "gateway_id": "vgw", "customer_gateway_id": "cgw",
            "prefixes": ["192.168.0.0/16"]},
    "dx": {"kind": "direct_connect_virtual_interface", "in": "r", "gateway_id": "vgw", "customer_gateway_id": "cgw",
           "prefixes": ["192.168.0.0/16"]},
    "bpa": {"kind": "vpc_block_public_access", "in": "r"},
    "hz": {"kind": "hosted_zone", "in": "r", "vpc_ids": ["v"], "records": [
        {"name": "db.example.internal", "target": "i"}]}
  },
  "connections": {
    "in": {"from": "c", "to": "rest"},
    "rest-f": {"from": "rest", "to": "f"},
    "http-f": {"from": "http", "to": "f"},
    "ws-f": {"from": "ws", "to": "f"},
    "f-t": {"from": "f", "to": "t", "kind": "read_write", "reads": 1}
  }
}"#;

/// Lays `over` onto `base`, field by field; `null` takes away.
fn merge(base: &mut Value, over: Value) {
    match (base, over) {
        (Value::Object(base), Value::Object(over)) => {
            for (key, value) in over {
                if value.is_null() {
                    base.remove(&key);
                } else {
                    merge(base.entry(key).or_insert(Value::Null), value);
                }
            }
        }
        (base, over) => *base = over,
    }
}

fn model(resources: Value, connections: Value) -> Model {
    let mut document: Value = serde_json::from_str(SOUND).unwrap();
    merge(&mut document, json!({ "resources": resources, "connections": connections }));
    file::load(&document.to_string()).unwrap_or_else(|error| panic!("{}: {error}", error.path)).model
}

fn findings(model: &Model) -> Vec<Finding> {
    check::all(model)
}

/// `n` resources `x0`, `x1`, … that a closure writes.
fn many(n: usize, make: impl Fn(usize) -> Value) -> Value {
    Value::Object((0..n).map(|i| (format!("x{i}"), make(i))).collect::<Map<_, _>>())
}

/// What breaks a rule: its code, fields laid over the sound design's resources, and over its connections.
type Case = (&'static str, Value, Value);

fn of(code: &'static str, resources: Value) -> Case {
    (code, resources, json!({}))
}

fn by(code: &'static str, connections: Value) -> Case {
    (code, json!({}), connections)
}

fn rows(n: usize, row: Value) -> Value {
    Value::Array(vec![row; n])
}

fn cases() -> Vec<Case> {
    cases::cases()
        .into_iter()
        .chain(network::cases())
        .chain(lines::cases())
        .chain(messages::cases())
        .collect()
}

fn every_rule() -> Vec<&'static Rule> {
    let kinds = Kind::ALL.iter().flat_map(|kind| kind.spec().rules.iter().copied());
    check::RULES.iter().copied().chain(kinds).collect()
}

#[test]
fn the_sound_design_breaks_no_rule() {
    let found = findings(&model(json!({}), json!({})));
    let said: Vec<String> = found.iter().map(|it| format!("{} {}", it.rule.code, it.message)).collect();
    assert!(said.is_empty(), "{said:#?}");
}

#[test]
fn every_rule_is_raised_by_what_breaks_it() {
    let (mut raised, mut missed) = (BTreeSet::new(), Vec::new());
    for (code, resources, connections) in cases() {
        let shown = if resources.to_string().len() < 500 { resources.to_string() } else { String::new() };
        let codes: Vec<&str> =
            findings(&model(resources, connections)).iter().map(|it| it.rule.code).collect();
        if !codes.contains(&code) {
            missed.push(format!("{code} is not among {codes:?} for {shown}"));
        }
        raised.insert(code);
    }
    assert!(missed.is_empty(), "{missed:#?}");
    raised.extend(managed::raised());
    raised.extend(load::raised());
    for rule in every_rule() {
        assert!(raised.contains(rule.code), "nothing here breaks {}", rule.code);
    }
}

#[test]
fn findings_of_a_kind_are_listed_by_some_kind() {
    let listed: BTreeSet<&str> = every_rule().iter().map(|rule| rule.code).collect();
    for (_, resources, connections) in cases() {
        for finding in findings(&model(resources, connections)) {
            assert!(listed.contains(finding.rule.code), "{} is listed nowhere", finding.rule.code);
        }
    }
}

/// The cases that are close to a rule and do not break it.
#[test]
fn near_misses_are_left_alone() {
    let cases = [
        (
            "VPC005",
            json!({"v": {"secondary_cidr_blocks": ["10.5.0.0/16"]},
            "s": {"cidr_block": "10.5.1.0/24"}, "i": {"private_ip_address": null},
            "pri": {"routes": [{"target": "nat"}, {"destination": "10.5.1.0/24", "target": "nat"}]}}),
        ),
        (
            "RTB004",
            json!({"pri": {"routes": [{"target": "nat"}, {"destination": "10.0.1.0/24", "target": "i"}]}}),
        ),
        (
            "RTB006",
            json!({"pri": {"routes": [{"target": "nat"}, {"destination": "64:ff9b::/96", "target": "nat"}]}}),
        ),
        ("SGR003", json!({"sg": {"ingress": [{"ports": "443", "cidr": "0.0.0.0/0"}]}})),
        (
            "ACL003",
            json!({"acl": {"ingress": [{"protocol": "tcp", "port_range": "443"}, {"rule_number": 110}]}}),
        ),
        ("ACL003", json!({"acl": {"ingress": [], "egress": []}})),
        (
            "RTB004",
            json!({"pl": {"entries": [{"cidr": "10.0.1.0/24"}, {"cidr": "172.16.0.0/12"}]},
            "pri": {"routes": [{"target": "nat"}, {"destination_prefix_list_id": "pl", "target": "eni"}]}}),
        ),
        (
            "RTB009",
            json!({"pri": {"routes": [{"target": "nat"}, {"destination": "10.1.0.0/16", "target": "vgw"}]}}),
        ),
        ("VGW003", json!({"pri": {"routes": [{"destination": "192.168.7.0/24", "target": "vgw"}]}})),
        (
            "RTB012",
            json!({"x": {"kind": "route_table", "in": "v", "gateway_ids": ["vgw"],
            "routes": [{"destination": "10.0.0.0/16", "target": "i"}, {"destination": "10.0.1.0/24", "target": "eni"}]}}),
        ),
        (
            "RTB011",
            json!({"x": {"kind": "route_table", "in": "v", "gateway_ids": ["vgw"],
            "routes": [{"destination": "10.0.1.0/24", "target": "eni"}]}}),
        ),
        (
            "RTB017",
            json!({"x": {"kind": "prefix_list", "in": "r", "entries": [{"cidr": "192.168.0.0/16"}]},
            "pri": {"routes": [{"destination_prefix_list_id": "pl", "target": "nat"},
                {"destination_prefix_list_id": "x", "target": "nat"}]}}),
        ),
        ("SGR002", json!({"sg": {"ingress": [{"group_id": "sg2"}], "egress": [{"group_id": "sg2"}]}})),
        ("EC2001", json!({"sg2": {"associated_vpc_ids": ["v"]}, "i": {"security_group_ids": ["sg2"]}})),
        (
            "SGR008",
            json!({"sg2": {"ingress": [{"ports": "443", "cidr": "0.0.0.0/0"}, {"ports": "443", "cidr": "::/0"}]}}),
        ),
        ("SUB001", json!({"s2": {"ipv6_native": true, "ipv6_cidr_block": "2600:1f13::/64"}})),
        (
            "NAT013",
            json!({"x": {"kind": "nat_gateway", "in": "v", "availability_mode": "regional"},
            "pri": {"routes": [{"target": "x"}]}}),
        ),
        ("NAT003", json!({"x": {"kind": "nat_gateway", "in": "v", "availability_mode": "regional"}})),
        (
            "EIP005",
            json!({"i": {"secondary_private_ip_addresses": ["10.0.2.11"]},
            "x": {"kind": "elastic_ip", "in": "r", "instance_id": "i"},
            "y": {"kind": "elastic_ip", "in": "r", "instance_id": "i", "private_ip_address": "10.0.2.11"}}),
        ),
        (
            "IGW002",
            json!({"pub": {"routes": []}, "x": {"kind": "nat_gateway", "in": "v", "availability_mode": "regional"}}),
        ),
        (
            "EC2002",
            json!({"i": {"associate_public_ip_address": true}, "x": {"kind": "route_table", "in": "v",
            "gateway_ids": ["igw"], "routes": [{"destination": "10.0.2.0/24", "target": "eni"}]}}),
        ),
        ("TGP005", json!({"tp2": {"peer_attachment_id": "tp"}})),
        ("TGP001", json!({"tp2": {"peer_attachment_id": "tp"}})),
        ("SUB001", json!({"s": {"cidr_block": "10.0.2.0/28"}})),
        ("FN006", json!({"f": {"mean_duration": 3000}})),
    ];
    for (code, resources) in cases {
        let found = findings(&model(resources.clone(), json!({})));
        assert!(found.iter().all(|it| it.rule.code != code), "{code} is raised for {resources}");
    }
}

#[test]
fn mending_mends() {
    let mut mended = BTreeSet::new();
    for (code, resources, connections) in cases() {
        let mut model = model(resources, connections);
        let before = file::save(&model);
        let index = Index::of(&model);
        let broken = findings(&model).into_iter().find(|it| it.rule.code == code).expect(code);
        let Some(remedy) = check::mend(&model, &index, &broken) else { continue };
        let patch = apply(&mut model, &remedy.edits).unwrap_or_else(|error| panic!("{code}: {error}"));
        let still = findings(&model).into_iter().any(|it| it.rule.code == code && it.place == broken.place);
        assert!(!still, "{code} is still there");
        let mut history = History::default();
        history.push(1, patch);
        history.undo(&mut model);
        assert_eq!(file::save(&model), before, "{code}");
        mended.insert(code);
    }
    let all = [
        "ACL001", "ACL006", "DDB001", "EC2004", "EIP002", "ENI005", "FN006", "GWE001", "GWE004", "IFE002",
        "NAT001", "NAT002", "NAT008", "PCX002", "PCX005", "PCX006", "PFL002", "PFL003", "REG012", "RTB005",
        "SGR003", "SGR008", "SQS001", "SUB001", "SUB002", "SUB003", "TGA007", "TGP004", "TGR001", "VPN004",
    ];
    assert_eq!(mended.into_iter().collect::<Vec<_>>(), all);
}

fn remedies(model: &Model, need: &Need) -> Vec<Remedy> {
    Kind::ALL.iter().flat_map(|kind| kind.fresh().as_resource().remedies(need, model)).collect()
}

/// A hostile design: many of everything that looks at its neighbours. It ends in seconds, or never.
#[test]
fn checks_stay_near_the_number_of_things() {
    const N: usize = 4000;
    let each = |make: &dyn Fn(usize) -> Value| Value::Array((0..N).map(make).collect());
    let mut all = many(N, |i| match i % 8 {
        0 | 1 => json!({"kind": "subnet", "in": "v", "cidr_block": "10.0.0.0/24", "route_table_id": "pri"}),
        2 => {
            json!({"kind": "route_table", "in": "v", "routes": [{"destination": "10.0.0.0/24", "target": "i"}]})
        }
        3 => json!({"kind": "instance", "in": "p", "private_ip_address": "10.0.1.9"}),
        4 => json!({"kind": "gateway_endpoint", "in": "v", "route_table_ids": ["pri", "pub"]}),
        5 => json!({"kind": "nat_gateway", "in": "p", "allocation_id": "e"}),
        6 => json!({"kind": "interface_endpoint", "in": "s"}),
        _ => json!({"kind": "internet_gateway", "in": "v"}),
    });
    let id = |i: usize| json!(format!("x{}", i - i % 8));
    merge(
        &mut all,
        json!({
            "pri": {"routes": each(&|i| json!({"destination": format!("10.{}.{}.0/24", i / 256, i % 256), "target": "nat"}))},
            "acl": {"ingress": each(&|i| json!({"rule_number": i + 1, "protocol": "tcp", "port_range": i.to_string()}))},
            "sg": {"ingress": each(&|_| json!({"cidr": "0.0.0.0/0"}))},
            "f": {"subnet_ids": each(&id)},
        }),
    );
    assert!(findings(&model(all, json!({}))).len() > N);
}

/// The same for what lies between networks.
#[test]
fn checks_of_lines_stay_near_the_number_of_things() {
    const N: usize = 4000;
    let each = |make: &dyn Fn(usize) -> Value| Value::Array((0..N).map(make).collect());
    let mut all = many(N, |i| match i % 10 {
        0 => json!({"kind": "vpc_peering_connection", "in": "r", "vpc_id": "v", "peer_vpc_id": "v2"}),
        1 => {
            json!({"kind": "transit_gateway_attachment", "in": "r", "transit_gateway_id": "tgw", "vpc_id": "v",
            "subnet_ids": ["s"]})
        }
        2 => json!({"kind": "transit_gateway_peering", "in": "r", "transit_gateway_id": "tgw",
            "peer_attachment_id": "tp2"}),
        3 => json!({"kind": "transit_gateway_route_table", "in": "r", "transit_gateway_id": "tgw"}),
        4 => json!({"kind": "vpn_connection", "in": "r", "gateway_id": "vgw", "customer_gateway_id": "cgw",
            "prefixes": ["192.168.0.0/24"]}),
        5 => json!({"kind": "network_interface", "in": "s", "instance_id": "i"}),
        6 => json!({"kind": "elastic_ip", "in": "r", "instance_id": "i"}),
        7 => json!({"kind": "hosted_zone", "in": "r", "vpc_ids": ["v"]}),
        8 => json!({"kind": "route_table", "in": "v", "gateway_ids": ["igw"], "propagating_vgws": ["vgw"],
            "routes": [{"target": "tgw"}, {"target": "pcx"}, {"target": "vgw"}]}),
        _ => json!({"kind": "vpc_block_public_access", "in": "r"}),
    });
    merge(
        &mut all,
        json!({
            "trt": {"routes": each(&|i| json!({"destination_cidr_block": format!("10.{}.{}.0/24", i / 256, i % 256),
                "transit_gateway_attachment_id": "att"}))},
            "sg": {"ingress": each(&|_| json!({"group_id": "sg2"}))},
            "pl": {"max_entries": N, "entries": each(&|i| json!({"cidr": format!("10.{}.{}.0/24", i / 256, i % 256)}))},
            "hz": {"records": each(&|i| json!({"name": format!("n{i}.example.internal"), "target": "i"}))},
        }),
    );
    assert!(findings(&model(all, json!({}))).len() > N);
}

/// Asks for a way to the internet, applies the first remedy and answers what is then broken, worst first.
fn way_out(resources: Value, segment: &str) -> (String, Model, Vec<Finding>) {
    let mut model = model(resources, json!({}));
    let index = Index::of(&model);
    let (id, _) = model.nodes.get_key_value(segment).unwrap();
    let site = crate::model::site::Site::new(&model, &index, id);
    let table = super::subnet::table(site, id).map(|(table, _)| table.clone());
    let (boundary, _) = site.within::<super::Vpc>().unwrap();
    let need = Need::WayToInternet { boundary: boundary.clone(), segment: id.clone(), table };
    let remedy = remedies(&model, &need).into_iter().next().expect("some remedy");
    apply(&mut model, &remedy.edits).unwrap();
    let index = Index::of(&model);
    let (id, _) = model.nodes.get_key_value(segment).unwrap();
    let site = crate::model::site::Site::new(&model, &index, id);
    let (own, table) = super::subnet::table(site, id).unwrap();
    assert!(super::route_table::leads_to::<super::NatGateway>(site, own, table));
    file::load(&file::save(&model)).expect("what a remedy makes loads");
    let found = findings(&model);
    let errors: Vec<&Finding> = found.iter().filter(|it| it.rule.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:?}");
    (remedy.title.to_string(), model, found)
}

#[test]
fn a_nat_gateway_is_a_way_out() {
    // A working one is used.
    let (title, _, found) =
        way_out(json!({"x": {"kind": "subnet", "in": "v", "cidr_block": "10.0.3.0/24"}}), "x");
    assert_eq!(title, "Use NAT gateway `nat`");
    assert!(found.is_empty(), "{found:?}");
    // A public subnet is there, a gateway is not.
    let (title, model, found) = way_out(
        json!({"pri": {"routes": []}, "nat": null, "e": null, "p": {"map_public_ip_on_launch": true}}),
        "s",
    );
    assert_eq!(title, "Add NAT gateway");
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(model.nodes().filter(|(_, node)| node.resource.kind() == Kind::Subnet).count(), 3);
    // Nothing is there: gateway, subnet, table and address are made.
    let bare = json!({"pub": null, "igw": null, "p": null, "nat": null, "e": null, "pri": {"routes": []}});
    let (_, model, found) = way_out(bare, "s");
    assert!(found.is_empty(), "{found:?}");
    assert!(model.node(&"v-igw".parse().unwrap()).is_some());
    // No table that could be named: the subnet gets one of its own.
    let bare = json!({"pub": null, "igw": null, "p": null, "nat": null, "e": null, "pri": null, "main": null,
        "v": {"main_route_table_id": null}, "s": {"route_table_id": null}, "ge": {"route_table_ids": []}});
    let (_, model, _) = way_out(bare, "s");
    assert!(model.node(&"s-rtb".parse().unwrap()).is_some());
    // A function in a public subnet: the subnet leaves the public table, others keep it.
    let (_, model, _) = way_out(
        json!({"s": {"route_table_id": "pub"}, "pri": null, "ge": {"route_table_ids": ["pub"]}}),
        "s",
    );
    assert!(file::save(&model).contains(r#""route_table_ids": ["pub", "s-rtb"]"#), "{}", file::save(&model));
}

/// Either leads to a service; which comes first is a question of price, and the façade's.
#[test]
fn a_service_is_reached_by_an_endpoint_or_a_nat_gateway() {
    let model = model(json!({"pri": {"routes": []}, "ge": null, "nat": null, "e": null}), json!({}));
    let service = crate::model::fact::Service { name: "s3".into(), region: "us-east-1".parse().unwrap() };
    let id = |text: &str| text.parse().unwrap();
    let need = Need::WayToService { boundary: id("v"), segment: id("s"), table: Some(id("pri")), service };
    let mut titles: Vec<String> =
        remedies(&model, &need).iter().map(|remedy| remedy.title.to_string()).collect();
    titles.sort();
    assert_eq!(titles, ["Add NAT gateway", "Add gateway endpoint"]);
}

/// A model may have a million resources, each of which takes as much as the largest kind.
#[test]
fn no_kind_takes_much() {
    let large: Vec<_> = super::SIZES.iter().filter(|(_, size)| *size > 152).collect();
    assert!(size_of::<crate::model::Node>() <= 208, "what few resources have goes into a `Few`");
    assert!(large.is_empty(), "put lists and what few say into a box: {large:?}");
}
