//! Designs that make no sense, as files: each loads or is refused with its place, is checked with its findings, and every
//! question has an exact answer.

use plat::{
    analysis::{Analysis, Code, Question},
    base::{PortRange, Protocol},
    model::{file, selector::Selector},
};
use serde_json::{Map, Value, json};
use std::{collections::BTreeSet, time::Instant};

/// A VPC with two subnets, a host in each, and whatever `over` lays onto that, field by field.
fn design(over: Value) -> Value {
    let mut all = json!({
        "r": {"kind": "region"},
        "v": {"kind": "vpc", "in": "r"},
        "rtb": {"kind": "route_table", "in": "v"},
        "acl": {"kind": "network_acl", "in": "v", "ingress": [{}], "egress": [{}]},
        "sg": {"kind": "security_group", "in": "v", "ingress": [{"ip_protocol": "all", "cidr": "0.0.0.0/0"}]},
        "s1": {"kind": "subnet", "in": "v", "cidr_block": "10.0.1.0/24", "route_table_id": "rtb"},
        "s2": {"kind": "subnet", "in": "v", "cidr_block": "10.0.2.0/24", "route_table_id": "rtb", "network_acl_id": "acl"},
        "a": {"kind": "instance", "in": "s1", "private_ip_address": "10.0.1.10", "security_group_ids": ["sg"]},
        "b": {"kind": "instance", "in": "s2", "private_ip_address": "10.0.2.10", "security_group_ids": ["sg"]},
    });
    for (id, fields) in over.as_object().cloned().unwrap_or_default() {
        for (key, value) in fields.as_object().cloned().unwrap_or_default() {
            all[&id][&key] = value;
        }
    }
    all
}

fn text(resources: &Value) -> String {
    json!({"plat": 1, "resources": resources}).to_string()
}

#[track_caller]
fn analysis(over: Value) -> Analysis {
    let text = text(&design(over));
    let loaded = file::load(&text).unwrap_or_else(|error| panic!("{error} at {}", error.path));
    Analysis::new(loaded.model)
}

/// What is asked: `a b tcp 443`, and what comes out: `Reachable`, or `Unreachable CODE`.
#[track_caller]
fn ask(analysis: &Analysis, question: &str, expected: &str) {
    let words: Vec<&str> = question.split_whitespace().collect();
    let ends = |text: &str| text.parse::<Selector>().unwrap().ends(analysis.model()).unwrap();
    let question_for = Question {
        from: ends(words[0]),
        to: ends(words[1]),
        protocol: words[2].parse::<Protocol>().unwrap(),
        ports: words[3].parse::<PortRange>().unwrap(),
        ..Question::default()
    };
    let answer = analysis.ask(&question_for);
    let code = answer.code.map(|it: Code| format!(" {}", it.name())).unwrap_or_default();
    assert_eq!(format!("{:?}{code}", answer.verdict), expected, "{question}");
}

fn codes(analysis: &Analysis) -> BTreeSet<&'static str> {
    analysis.findings().iter().map(|it| it.rule.code).collect()
}

#[track_caller]
fn found(analysis: &Analysis, expected: &[&str]) {
    let codes = codes(analysis);
    assert!(expected.iter().all(|it| codes.contains(it)), "{expected:?} among {codes:?}");
}

/// Everything against everything has an answer.
fn ask_everything(analysis: &Analysis) -> usize {
    let ends = analysis.placed();
    for from in ends {
        for to in ends.iter().filter(|to| *to != from) {
            analysis.ask(&Question::of(from.clone(), to.clone(), Protocol::TCP, PortRange::ALL));
        }
    }
    ends.len()
}

/// Debug builds of a busy machine, not a measure.
#[track_caller]
fn soon(began: Instant) {
    assert!(began.elapsed().as_secs() < 60, "took {:?}", began.elapsed());
}

#[test]
fn blocks_that_are_none_are_refused_where_they_stand() {
    let wrong = [
        "",
        " ",
        "10",
        "10.0.0.0",
        "10.0.0.0/",
        "/8",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/8/8",
        "10.0.0/8",
        "10.0.0.0.0/8",
        "256.0.0.0/8",
        "10.0.0.1/8",
        "0x0a.0.0.0/8",
        "10.0.0.0/8 ",
        " 10.0.0.0/8",
        "10.0.0.0/+8",
        "10.0.0.0/99999999999999999999",
        "::/129",
        "::1/0",
        "2600:::/56",
        "fe80::%eth0/64",
        "ten/8",
        "10.0.0.0/８",
        "10.0.0.0/8\u{0}",
        "*",
        "any",
        "10.0.0.0-10.0.0.9",
    ];
    for cidr in wrong {
        for (id, field) in [("v", "cidr_block"), ("s1", "cidr_block")] {
            let text = text(&design(json!({id: {field: cidr}})));
            let error = file::load(&text).expect_err(cidr);
            assert_eq!(error.path, format!("resources.{id}.{field}"), "{cidr:?}");
        }
        for (id, list, field) in
            [("sg", "ingress", "cidr"), ("acl", "egress", "cidr_block"), ("rtb", "routes", "destination")]
        {
            let text = text(&design(json!({id: {list: [{field: cidr}]}})));
            let error = file::load(&text).expect_err(cidr);
            assert!(error.path.starts_with(&format!("resources.{id}.{list}[0]")), "{cidr:?}: {}", error.path);
        }
    }
    // Numbers, lists and nothing are no blocks either.
    for value in [json!(10), json!(["10.0.0.0/8"]), json!({}), json!(true), json!(null)] {
        let text = text(&design(json!({"v": {"cidr_block": value}})));
        assert_eq!(file::load(&text).expect_err("no block").path, "resources.v.cidr_block");
    }
}

#[test]
fn blocks_that_make_no_sense_have_findings_and_answers() {
    // A VPC of everything, of one address, and of the other family.
    for (cidr, expected) in [("0.0.0.0/0", "VPC001"), ("10.0.1.10/32", "VPC001"), ("10.0.0.0/8", "VPC001")] {
        let it = analysis(json!({"v": {"cidr_block": cidr}}));
        found(&it, &[expected]);
        ask_everything(&it);
    }
    // A subnet outside its VPC, and one over another: no address in them can be.
    let it = analysis(
        json!({"s2": {"cidr_block": "192.168.0.0/24"}, "b": {"private_ip_address": "192.168.0.10"}}),
    );
    found(&it, &["SUB002"]);
    ask_everything(&it);
    let it = analysis(json!({"s2": {"cidr_block": "10.0.1.0/25"}, "b": {"private_ip_address": "10.0.1.11"}}));
    found(&it, &["SUB003"]);
    ask_everything(&it);
    // The same address twice.
    let it = analysis(json!({"b": {"in": "s1", "private_ip_address": "10.0.1.10"}}));
    found(&it, &["SUB007"]);
    ask_everything(&it);
    // A rule and a route for the other family, and one for a single address.
    let it = analysis(json!({
        "sg": {"ingress": [{"ports": "443", "cidr": "::/0"}, {"ports": "443", "cidr": "10.0.1.11/32"}]},
    }));
    ask(&it, "a b tcp 443", "Unreachable ENI_SG_RULES_MISMATCH");
}

#[test]
fn peering_in_a_ring_leads_nowhere() {
    let mut over = Map::new();
    for at in 0..3 {
        over.insert(
            format!("v{at}"),
            json!({"kind": "vpc", "in": "r", "cidr_block": format!("10.{}.0.0/16", at + 1),
            "main_route_table_id": format!("rtb{at}")}),
        );
        over.insert(
            format!("p{at}"),
            json!({"kind": "vpc_peering_connection", "in": "r",
            "vpc_id": format!("v{at}"), "peer_vpc_id": format!("v{}", (at + 1) % 3)}),
        );
        // What is not here goes on to the next one, for ever.
        over.insert(
            format!("rtb{at}"),
            json!({"kind": "route_table", "in": format!("v{at}"),
            "routes": [{"destination": "0.0.0.0/0", "target": format!("p{at}")}]}),
        );
        over.insert(
            format!("n{at}"),
            json!({"kind": "subnet", "in": format!("v{at}"),
            "cidr_block": format!("10.{}.1.0/24", at + 1)}),
        );
        over.insert(
            format!("open{at}"),
            json!({"kind": "security_group", "in": format!("v{at}"),
            "ingress": [{"ip_protocol": "all", "cidr": "0.0.0.0/0"}]}),
        );
        over.insert(format!("h{at}"), json!({"kind": "instance", "in": format!("n{at}"),
            "private_ip_address": format!("10.{}.1.10", at + 1), "security_group_ids": [format!("open{at}")]}));
    }
    let it = analysis(Value::Object(over));
    // PCX-1: the next one is reached, and its answer would have to go the long way round (PCX-2).
    ask(&it, "h0 h1 tcp 443", "Unreachable PCX_REQUIRES_ADDRESS_IN_VPC_CIDR");
    ask(&it, "h0 h2 tcp 443", "Unreachable PCX_REQUIRES_ADDRESS_IN_VPC_CIDR");
    ask(&it, "h0 192.0.2.1 tcp 443", "Unreachable PCX_REQUIRES_ADDRESS_IN_VPC_CIDR");
    ask_everything(&it);
}

#[test]
fn peering_with_itself_and_twice() {
    let peering =
        |of: &str| json!({"kind": "vpc_peering_connection", "in": "r", "vpc_id": "v", "peer_vpc_id": of});
    let it = analysis(json!({
        "self": peering("v"),
        "w": {"kind": "vpc", "in": "r", "cidr_block": "10.9.0.0/16"},
        "one": peering("w"), "two": peering("w"),
        "half": {"kind": "vpc_peering_connection", "in": "r", "vpc_id": "v"},
        "rtb": {"routes": [{"destination": "10.0.2.0/24", "target": "self"}, {"destination": "10.9.0.0/16", "target": "self"},
            {"destination": "10.8.0.0/16", "target": "half"}]},
    }));
    found(&it, &["PCX002", "PCX003", "PCX004"]);
    // RT-5: no peering stands before the local route.
    ask(&it, "a b tcp 443", "Reachable");
    ask(&it, "a 10.9.0.9 tcp 443", "Unreachable PCX_REQUIRES_ADDRESS_IN_VPC_CIDR");
    ask(&it, "a 10.8.0.9 tcp 443", "Unknown UNKNOWN_RESOURCE");
}

/// A transit gateway `tgw` with an attachment of `v` and one table.
fn with_hub(over: Value) -> Value {
    let mut all = json!({
        "tgw": {"kind": "transit_gateway", "in": "r"},
        "trt": {"kind": "transit_gateway_route_table", "in": "r", "transit_gateway_id": "tgw"},
        "att": {"kind": "transit_gateway_attachment", "in": "r", "transit_gateway_id": "tgw", "vpc_id": "v",
            "subnet_ids": ["s1"], "transit_gateway_route_table_id": "trt", "propagation_route_table_ids": ["trt"]},
        "rtb": {"routes": [{"destination": "10.9.0.0/16", "target": "tgw"}]},
    });
    for (id, fields) in over.as_object().cloned().unwrap_or_default() {
        for (key, value) in fields.as_object().cloned().unwrap_or_default() {
            all[&id][&key] = value;
        }
    }
    all
}

#[test]
fn a_transit_gateway_that_points_at_itself() {
    let route =
        |via: &str| json!([{"destination_cidr_block": "10.9.0.0/16", "transit_gateway_attachment_id": via}]);
    // A route back to the attachment that it came by: the VPC sends it to the gateway again.
    let it = analysis(with_hub(json!({"trt": {"routes": route("att")}})));
    ask(&it, "a 10.9.0.9 tcp 443", "Unreachable X_LOOP");
    ask(&it, "a b tcp 443", "Reachable");
    // A peering of the gateway with itself.
    let peering = |other: &str| {
        json!({"kind": "transit_gateway_peering", "in": "r", "transit_gateway_id": "tgw",
        "transit_gateway_route_table_id": "trt", "peer_attachment_id": other})
    };
    let it =
        analysis(with_hub(json!({"trt": {"routes": route("p1")}, "p1": peering("p2"), "p2": peering("p1")})));
    found(&it, &["TGP002"]);
    ask(&it, "a 10.9.0.9 tcp 443", "Unreachable X_LOOP");
    // A side that names itself as the other side.
    let it = analysis(with_hub(json!({"trt": {"routes": route("p1")}, "p1": peering("p1")})));
    found(&it, &["TGP002"]);
    ask(&it, "a 10.9.0.9 tcp 443", "Unreachable X_LOOP");
}

#[test]
fn two_transit_gateways_that_point_at_each_other() {
    let all = json!([{"destination_cidr_block": "0.0.0.0/0", "transit_gateway_attachment_id": "p1"}]);
    let back = json!([{"destination_cidr_block": "0.0.0.0/0", "transit_gateway_attachment_id": "p2"}]);
    let it = analysis(with_hub(json!({
        "trt": {"routes": all},
        "tgw2": {"kind": "transit_gateway", "in": "r"},
        "trt2": {"kind": "transit_gateway_route_table", "in": "r", "transit_gateway_id": "tgw2", "routes": back},
        "p1": {"kind": "transit_gateway_peering", "in": "r", "transit_gateway_id": "tgw", "peer_attachment_id": "p2",
            "transit_gateway_route_table_id": "trt"},
        "p2": {"kind": "transit_gateway_peering", "in": "r", "transit_gateway_id": "tgw2",
            "transit_gateway_route_table_id": "trt2"},
    })));
    ask(&it, "a 10.9.0.9 tcp 443", "Unreachable X_LOOP");
}

#[test]
fn translators_that_point_at_themselves() {
    let nat = |subnet: &str| json!({"kind": "nat_gateway", "in": subnet, "connectivity_type": "private"});
    // NAT-3: its own subnet's table leads to it.
    let it = analysis(json!({"nat": nat("s1"), "rtb": {"routes": [{"target": "nat"}]}}));
    ask(&it, "a 203.0.113.9 tcp 443", "Unreachable X_LOOP");
    // Two that lead to each other.
    let it = analysis(json!({
        "nat1": nat("s1"), "nat2": nat("s2"),
        "rtb": {"routes": [{"target": "nat2"}]},
        "rtb2": {"kind": "route_table", "in": "v", "routes": [{"target": "nat1"}]},
        "s2": {"route_table_id": "rtb2"},
    }));
    ask(&it, "a 203.0.113.9 tcp 443", "Unreachable X_LOOP");
    ask_everything(&it);
}

#[test]
fn ten_thousand_rules_in_one_group() {
    let began = Instant::now();
    let rules: Vec<Value> = (0..10_000)
        .map(|at| json!({"ports": format!("{}", 1 + at % 60_000), "cidr": format!("10.{}.{}.0/24", at % 256, at / 256 % 256)}))
        .collect();
    let it = analysis(json!({"sg": {"ingress": rules}}));
    found(&it, &["SGR005"]);
    // Rule 257 is for 10.0.1.0/24, and port 257; and so on, every 256 × 256.
    ask(&it, "a b tcp 257", "Reachable");
    ask(&it, "a b tcp 258", "Unreachable ENI_SG_RULES_MISMATCH");
    assert_eq!(ask_everything(&it), 3);
    soon(began);
}

#[test]
fn the_first_port_and_the_last() {
    let rules = json!([{"ports": "0", "cidr": "0.0.0.0/0"}, {"ports": "65535", "cidr": "0.0.0.0/0"}]);
    let it = analysis(json!({"sg": {"ingress": rules}}));
    ask(&it, "a b tcp 0", "Reachable");
    ask(&it, "a b tcp 1", "Unreachable ENI_SG_RULES_MISMATCH");
    ask(&it, "a b tcp 65534", "Unreachable ENI_SG_RULES_MISMATCH");
    ask(&it, "a b tcp 65535", "Reachable");
    let deny =
        |port: &str| json!({"rule_number": 1, "rule_action": "deny", "protocol": "tcp", "port_range": port});
    let it = analysis(json!({"acl": {"ingress": [deny("65535"), {}]}}));
    ask(&it, "a b tcp 65535", "Unreachable SUBNET_ACL_RESTRICTION");
    ask(&it, "a b tcp 65534", "Reachable");
    for ports in ["-1", "65536", "1-65536", "9-1", "", "443,80", "1e3", "０"] {
        let text = text(&design(json!({"sg": {"ingress": [{"ports": ports}]}})));
        let error = file::load(&text).expect_err(ports);
        assert_eq!(error.path, "resources.sg.ingress[0].ports", "{ports}");
    }
}

#[test]
fn sets_with_nothing_in_them() {
    let it = analysis(json!({"sg": {"ingress": [], "egress": []}}));
    ask(&it, "a b tcp 443", "Unreachable SG_HAS_NO_RULES");
    let it = analysis(json!({"acl": {"ingress": [], "egress": []}}));
    ask(&it, "a b tcp 443", "Unreachable SUBNET_ACL_RESTRICTION");
    let it = analysis(json!({
        "pl": {"kind": "prefix_list", "in": "r", "entries": []},
        "sg": {"ingress": [{"ports": "443", "prefix_list_id": "pl"}]},
        "igw": {"kind": "internet_gateway", "in": "v"},
        "rtb": {"routes": [{"destination_prefix_list_id": "pl", "target": "igw"}]},
    }));
    ask(&it, "a b tcp 443", "Unreachable ENI_SG_RULES_MISMATCH");
    ask(&it, "a 203.0.113.9 tcp 443", "Unreachable NO_ROUTE_TO_DESTINATION");
    // VPCs without subnets, gateways without attachments, and no resources at all.
    let empty = json!({"r": {"kind": "region"}, "v": {"kind": "vpc", "in": "r"}, "tgw": {"kind": "transit_gateway", "in": "r"},
        "igw": {"kind": "internet_gateway", "in": "v"}, "sg": {"kind": "security_group", "in": "v"}});
    for resources in [empty, json!({})] {
        let it = Analysis::new(file::load(&text(&resources)).unwrap().model);
        let _ = codes(&it);
        ask_everything(&it);
        ask(&it, "internet 10.0.0.9 tcp 443", "Unreachable IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS");
    }
}

#[test]
fn a_hundred_entries_with_one_number() {
    let mut entries: Vec<Value> = (0..100)
        .map(|at| json!({"rule_number": 100, "rule_action": if at % 2 == 0 { "deny" } else { "allow" }, "protocol": "tcp",
            "port_range": format!("{}", 400 + at / 2)}))
        .collect();
    entries.push(json!({"rule_number": 200}));
    let it = analysis(json!({"acl": {"ingress": entries}}));
    found(&it, &["ACL001"]);
    // Of entries with one number the first counts.
    ask(&it, "a b tcp 443", "Unreachable SUBNET_ACL_RESTRICTION");
    ask(&it, "a b tcp 450", "Reachable");
}

#[test]
fn names_that_are_gone_are_refused() {
    for (over, said) in [
        (json!({"a": {"security_group_ids": ["nobody"]}}), "resources.a: nothing is called `nobody`"),
        (json!({"s1": {"route_table_id": "nothing"}}), "resources.s1: nothing is called `nothing`"),
        (json!({"s1": {"in": "nowhere"}}), "resources.s1.in: nothing is called `nowhere`"),
        (
            json!({"s1": {"in": "s1"}}),
            "resources.s1.in: Subnet cannot stand in Subnet `s1`; it stands in: VPC",
        ),
        (
            json!({"s1": {"in": "a"}}),
            "resources.s1.in: Subnet cannot stand in EC2 instance `a`; it stands in: VPC",
        ),
        (json!({"rtb": {"routes": [{"target": "nothing"}]}}), "resources.rtb: nothing is called `nothing`"),
        (
            json!({"s1": {"route_table_id": "sg"}}),
            "resources.s1: `sg` is a Security group, not a Route table",
        ),
    ] {
        let error = file::load(&text(&design(over))).expect_err(said);
        assert_eq!(format!("{}: {error}", error.path), said);
    }
}

#[test]
fn many_of_everything_in_one_subnet() {
    // More hosts than a /28 has addresses: those that are left over have none, and say so.
    let began = Instant::now();
    let mut over = Map::new();
    over.insert("s1".into(), json!({"cidr_block": "10.0.1.0/28"}));
    over.insert("a".into(), json!({"private_ip_address": "10.0.1.10"}));
    for at in 0..40 {
        over.insert(format!("x{at}"), json!({"kind": "instance", "in": "s1", "security_group_ids": ["sg"]}));
    }
    let it = analysis(Value::Object(over));
    ask(&it, "a b tcp 443", "Reachable");
    ask(&it, "x0 b tcp 443", "Reachable");
    ask(&it, "x9 b tcp 443", "Unknown NO_SOURCE_OR_DESTINATION");
    soon(began);
}
