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

mod managed;

/// A sound design with resources of most kinds, and a second VPC to be confused with.
const SOUND: &str = r#"{
  "plat": 1,
  "resources": {
    "r": {"kind": "region"},
    "c": {"kind": "client"},
    "net": {"kind": "internet"},
    "v": {"kind": "vpc", "in": "r", "enable_dns_hostnames": true, "main_route_table_id": "main"},
    "main": {"kind": "route_table", "in": "v"},
    "pub": {"kind": "route_table", "in": "v", "routes": [{"target": "igw"}]},
    "pri": {"kind": "route_table", "in": "v", "routes": [{"target": "nat"}]},
    "igw": {"kind": "internet_gateway", "in": "v"},
    "p": {"kind": "subnet", "in": "v", "cidr_block": "10.0.1.0/24", "route_table_id": "pub"},
    "s": {"kind": "subnet", "in": "v", "cidr_block": "10.0.2.0/24", "route_table_id": "pri", "network_acl_id": "acl"},
    "nat": {"kind": "nat_gateway", "in": "p", "allocation_id": "e"},
    "e": {"kind": "elastic_ip", "in": "r"},
    "acl": {"kind": "network_acl", "in": "v", "ingress": [{}], "egress": [{}]},
    "sg": {"kind": "security_group", "in": "v", "ingress": [{"ports": "443", "cidr": "10.0.0.0/16"}]},
    "i": {"kind": "instance", "in": "s", "private_ip_address": "10.0.2.10", "security_group_ids": ["sg"]},
    "f": {"kind": "lambda_function", "in": "s", "security_group_ids": ["sg"]},
    "ge": {"kind": "gateway_endpoint", "in": "v", "route_table_ids": ["pri"]},
    "ie": {"kind": "interface_endpoint", "in": "s", "security_group_ids": ["sg"]},
    "t": {"kind": "dynamodb_table", "in": "r"},
    "b": {"kind": "s3_bucket", "in": "r"},
    "rest": {"kind": "rest_api", "in": "r"},
    "http": {"kind": "http_api", "in": "r"},
    "ws": {"kind": "websocket_api", "in": "r"},
    "v2": {"kind": "vpc", "in": "r", "cidr_block": "10.1.0.0/16", "main_route_table_id": "pub2",
           "default_network_acl_id": "acl2", "default_security_group_id": "sg2"},
    "pub2": {"kind": "route_table", "in": "v2", "routes": [{"target": "igw2"}]},
    "igw2": {"kind": "internet_gateway", "in": "v2"},
    "acl2": {"kind": "network_acl", "in": "v2"},
    "sg2": {"kind": "security_group", "in": "v2"},
    "s2": {"kind": "subnet", "in": "v2", "cidr_block": "10.1.1.0/24"}
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
    check::findings(model, &Index::of(model))
}

/// `n` resources `x0`, `x1`, … that a closure writes.
fn many(n: usize, make: impl Fn(usize) -> Value) -> Value {
    Value::Object((0..n).map(|i| (format!("x{i}"), make(i))).collect::<Map<_, _>>())
}

/// What breaks each rule: fields laid over the sound design's resources, and over its connections.
#[rustfmt::skip]
fn cases() -> Vec<(&'static str, Value, Value)> {
    let of = |code, resources| (code, resources, json!({}));
    let by = |code, connections| (code, json!({}), connections);
    let rows = |n: usize, row: Value| Value::Array(vec![row; n]);
    let groups = |n: usize| {
        let mut all = many(n, |_| json!({"kind": "security_group", "in": "v", "ingress": [{"cidr": "10.0.0.0/8"}]}));
        let ids: Vec<String> = (0..n).map(|i| format!("x{i}")).collect();
        for it in ["i", "f", "ie"] {
            merge(&mut all, json!({it: {"security_group_ids": ids}}));
        }
        all
    };
    vec![
        of("PLACE001", json!({"i": {"in": null}})),
        of("PLACE002", json!({"t": {"in": null}})),
        by("CON001", json!({"x": {"from": "f", "to": "b"}})),
        by("CON001", json!({"x": {"from": "b", "to": "f", "kind": "invoke"}})),
        by("CON002", json!({"x": {"from": "ge", "to": "f"}})),
        by("CON003", json!({"f-t": {"reads": 0}})),
        of("CLI001", json!({"c": {"addresses": ["192.168.0.0/24"]}})),
        of("REG001", many(4, |_| json!({"kind": "vpc", "in": "r"}))),
        of("REG002", many(5, |_| json!({"kind": "elastic_ip", "in": "r"}))),
        of("REG003", many(20, |_| json!({"kind": "gateway_endpoint", "in": "v"}))),
        of("REG004", many(5, |_| json!({"kind": "nat_gateway", "in": "p"}))),
        of("VPC001", json!({"v": {"cidr_block": "10.0.0.0/15"}})),
        of("VPC002", json!({"v": {"cidr_block": "169.254.0.0/16"}})),
        of("VPC003", json!({"v": {"secondary_cidr_blocks": ["10.0.128.0/17"]}})),
        of("VPC004", json!({"v": {"secondary_cidr_blocks": ["192.168.0.0/16"]}})),
        of("VPC004", json!({"v": {"secondary_cidr_blocks": ["198.19.0.0/24"]}})),
        of("VPC004", json!({"v2": {"cidr_block": "172.20.0.0/16", "secondary_cidr_blocks": ["172.31.0.0/16"]}})),
        of("VPC005", json!({"v": {"secondary_cidr_blocks": ["10.5.0.0/16"]},
            "pri": {"routes": [{"destination": "10.5.1.0/24", "target": "i"}]}})),
        of("VPC006", json!({"v": {"main_route_table_id": "pub2"}})),
        of("VPC006", json!({"v": {"default_network_acl_id": "acl2"}})),
        of("VPC006", json!({"v": {"default_security_group_id": "sg2"}})),
        of("VPC007", json!({"v2": {"cidr_block": "172.17.0.0/16"}})),
        of("VPC008", many(199, |_| json!({"kind": "subnet", "in": "v"}))),
        of("VPC009", many(198, |_| json!({"kind": "route_table", "in": "v"}))),
        of("VPC010", many(200, |_| json!({"kind": "network_acl", "in": "v"}))),
        of("VPC011", json!({"v": {"secondary_cidr_blocks":
            ["10.2.0.0/16", "10.3.0.0/16", "10.4.0.0/16", "10.5.0.0/16", "10.6.0.0/16"]}})),
        of("VPC012", many(50, |_| json!({"kind": "interface_endpoint", "in": "s"}))),
        of("SUB001", json!({"s": {"cidr_block": "10.0.2.0/29"}})),
        of("SUB001", json!({"s": {"cidr_block": "2001:db8::/64"}})),
        of("SUB002", json!({"s": {"cidr_block": "10.9.2.0/24"}})),
        of("SUB003", json!({"s": {"cidr_block": "10.0.0.0/22"}})),
        of("SUB003", json!({"s": {"cidr_block": "10.0.1.0/24"}})),
        of("SUB004", json!({"s": {"route_table_id": "pub2"}})),
        of("SUB004", json!({"s": {"network_acl_id": "acl2"}})),
        of("SUB005", json!({"i": {"private_ip_address": "10.0.3.10"}})),
        of("SUB006", json!({"i": {"private_ip_address": "10.0.2.3"}})),
        of("SUB006", json!({"i": {"private_ip_address": "10.0.2.255"}})),
        of("SUB007", json!({"x": {"kind": "instance", "in": "s", "private_ip_address": "10.0.2.10"}})),
        of("SUB008", json!({"s": {"map_public_ip_on_launch": true}})),
        of("SUB009", json!({"x": {"kind": "instance", "in": "s2"}})),
        of("RTB001", json!({"pri": {"routes": [{"target": "nat"}, {"target": "i"}]}})),
        of("RTB002", json!({"pri": {"routes": [{"target": "igw2"}]}})),
        of("RTB003", json!({"pri": {"routes": [{"destination": "169.254.169.254/32", "target": "nat"}]}})),
        of("RTB003", json!({"pri": {"routes": [{"destination": "fd00:ec2::/32", "target": "i"}]}})),
        of("RTB004", json!({"pri": {"routes": [{"destination": "10.0.1.0/25", "target": "nat"}]}})),
        of("RTB004", json!({"pri": {"routes": [{"destination": "10.0.1.0/24", "target": "igw"}]}})),
        of("RTB005", json!({"pri": {"routes": [{}]}})),
        of("RTB006", json!({"pri": {"routes": [{"destination": "::/0", "target": "nat"}]}})),
        of("RTB007", json!({"x": {"kind": "route_table", "in": "v"}})),
        of("RTB008", json!({"main": {"routes": rows(501, json!({"target": "igw"}))}})),
        of("IGW001", json!({"x": {"kind": "internet_gateway", "in": "v"}})),
        of("IGW002", json!({"pub2": {"routes": []}})),
        of("NAT001", json!({"nat": {"allocation_id": null}})),
        of("NAT002", json!({"nat": {"connectivity_type": "private"}})),
        of("NAT003", json!({"p": {"route_table_id": null}})),
        of("NAT004", json!({"pri": {"routes": []}})),
        of("NAT005", json!({"p": {"route_table_id": "pri"}})),
        of("NAT006", json!({"s": {"availability_zone": "b"}})),
        of("EIP001", json!({"e": {"instance_id": "i"}})),
        of("EIP002", json!({"x": {"kind": "elastic_ip", "in": "r"}})),
        of("EIP003", json!({"e": {"public_ip": "10.0.0.1"}})),
        of("GWE001", json!({"ge": {"route_table_ids": []}})),
        of("GWE002", json!({"x": {"kind": "gateway_endpoint", "in": "v", "route_table_ids": ["pri"]}})),
        of("GWE003", json!({"ge": {"route_table_ids": ["pub2"]}})),
        of("IFE001", json!({"ie": {"subnet_ids": ["p"]}})),
        of("IFE002", json!({"v": {"enable_dns_hostnames": null}})),
        of("IFE003", json!({"sg": {"ingress": [{"ports": "80", "cidr": "10.0.0.0/16"}]}})),
        of("IFE004", json!({"ie": {"in": "v"}})),
        of("IFE005", json!({"ie": {"subnet_ids": ["s2"]}})),
        of("IFE005", json!({"ie": {"security_group_ids": ["sg2"]}})),
        of("IFE006", json!({"ie": {"service_name": "com.amazonaws.us-east-1.sqs"}})),
        of("IFE006", json!({"ie": {"service_name": ""}})),
        of("IFE007", json!({"x": {"kind": "interface_endpoint", "in": "s"}})),
        of("IFE008", groups(6)),
        of("SGR001", json!({"sg": {"ingress": [{"ports": "443"}]}})),
        of("SGR001", json!({"sg": {"ingress": [{"cidr": "10.0.0.0/8", "group_id": "sg"}]}})),
        of("SGR002", json!({"sg": {"ingress": [{"group_id": "sg2"}]}})),
        of("SGR003", json!({"sg": {"ingress": [{"ports": "22", "cidr": "0.0.0.0/0"}]}})),
        of("SGR003", json!({"sg": {"ingress": [{"ports": "3000-4000", "cidr": "::/0"}]}})),
        of("SGR003", json!({"sg": {"ingress": [{"ip_protocol": "-1", "cidr": "0.0.0.0/0"}]}})),
        of("SGR004", json!({"x": {"kind": "security_group", "in": "v"}, "sg": {"ingress": [{"group_id": "x"}]}})),
        of("SGR005", json!({"sg": {"ingress": rows(61, json!({"cidr": "10.0.0.0/8"}))}})),
        of("ACL001", json!({"acl": {"ingress": [{}, {"cidr_block": "10.0.0.0/8"}]}})),
        of("ACL002", json!({"acl": {"ingress": [{}, {"rule_number": 200, "rule_action": "deny", "protocol": "tcp"}]}})),
        of("ACL003", json!({"acl": {"egress": [{"protocol": "tcp", "port_range": "443"}]}})),
        of("ACL003", json!({"acl": {"ingress": []}})),
        of("ACL004", json!({"x": {"kind": "network_acl", "in": "v"}})),
        of("ACL005", json!({"acl": {"ingress": rows(21, json!({}))}})),
        of("EC2001", json!({"i": {"security_group_ids": ["sg2"]}})),
        of("EC2002", json!({"i": {"associate_public_ip_address": true}})),
        of("EC2002", json!({"x": {"kind": "elastic_ip", "in": "r", "instance_id": "i"}})),
        of("EC2003", groups(6)),
        of("FN001", {
            let mut all = many(17, |i| json!({"kind": "subnet", "in": "v", "cidr_block": format!("10.0.{}.0/24", i + 20)}));
            merge(&mut all, json!({"f": {"subnet_ids": (0..17).map(|i| format!("x{i}")).collect::<Vec<_>>()}}));
            all
        }),
        of("FN002", groups(6)),
        of("FN003", json!({"f": {"subnet_ids": ["s2"]}})),
        of("FN003", json!({"f": {"security_group_ids": ["sg2"]}})),
        of("FN004", json!({"f": {"in": "v"}})),
        of("FN005", json!({"f": {"in": "p"}})),
        of("FN006", json!({"f": {"mean_duration": 3001}})),
        of("FN007", json!({"f": {"in": "r"}})),
        ("FN008", json!({"x": {"kind": "lambda_function", "in": "r", "timeout": 10}}), json!({"x": {"from": "f", "to": "x"}})),
        by("FN009", json!({"rest-f": {"response_size": 7_000_000}})),
        ("DDB001", json!({"t": {"read_capacity_units": 100}}), json!({})),
        by("DDB002", json!({"f-t": {"write_size": 500_000}})),
        of("API001", json!({"f": {"timeout": 30}})),
        by("API002", json!({"http-f": null})),
        by("API003", json!({"in": {"request_size": 11_000_000}})),
        of("API004", json!({"ws": {"connection_minutes": 121}})),
    ]
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
    let mut raised = BTreeSet::new();
    for (code, resources, connections) in cases() {
        let shown = if resources.to_string().len() < 500 { resources.to_string() } else { String::new() };
        let codes: Vec<&str> =
            findings(&model(resources, connections)).iter().map(|it| it.rule.code).collect();
        assert!(codes.contains(&code), "{code} is not among {codes:?} for {shown}");
        raised.insert(code);
    }
    raised.extend(managed::raised());
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
        let broken = findings(&model).into_iter().find(|it| it.rule.code == code).unwrap();
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
        "ACL001", "DDB001", "EIP002", "FN006", "GWE001", "IFE002", "NAT001", "NAT002", "RTB005", "SGR003",
        "SUB001", "SUB002", "SUB003",
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
    let (_, table) = super::subnet::table(site, id).unwrap();
    assert!(super::route_table::leads_to::<super::NatGateway>(site, table));
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
