use super::*;
use crate::model::file;
use std::fmt::Write;

/// Two ways to a bucket: by the gateway endpoint, and, if that were gone, by the NAT gateway.
const MODEL: &str = r#"{
  "plat": 1,
  "resources": {
    "r": { "kind": "region" },
    "vpc": { "kind": "vpc", "in": "r" },
    "igw": { "kind": "internet_gateway", "in": "vpc" },
    "out": { "kind": "route_table", "in": "vpc", "routes": [{ "target": "igw" }] },
    "public": { "kind": "subnet", "in": "vpc", "cidr_block": "10.0.0.0/24", "route_table_id": "out" },
    "eip": { "kind": "elastic_ip", "in": "r" },
    "nat": { "kind": "nat_gateway", "in": "public", "allocation_id": "eip" },
    "rtb": { "kind": "route_table", "in": "vpc", "routes": [{ "target": "nat" }] },
    "private": { "kind": "subnet", "in": "vpc", "cidr_block": "10.0.1.0/24", "route_table_id": "rtb" },
    "fn": { "kind": "lambda_function", "in": "private" },
    "bucket": { "kind": "s3_bucket", "in": "r" },
    "door": { "kind": "gateway_endpoint", "in": "vpc", "service_name": "s3", "route_table_ids": ["rtb"] }
  },
  "rules": [RULES]
}"#;

fn check(rules: &str, expected: &str) {
    let model = file::load(&MODEL.replace("RULES", rules)).expect("the model of this test is one").model;
    let analysis = Analysis::new(model);
    let mut out = String::new();
    for ruling in analysis.rulings() {
        let said = match &ruling.witness {
            None => String::new(),
            Some(Witness::Rule(message)) => message.to_string(),
            Some(Witness::Pair { answer, .. }) => {
                let code = answer.code.map_or("", crate::net::Code::name);
                format!("{:?} {code}", answer.verdict).trim_end().to_owned()
            }
        };
        let _ = writeln!(out, "{:?} {said}", ruling.holding);
    }
    assert_eq!(out.replace(" \n", "\n").trim_end(), expected);
}

#[test]
fn only_through_asks_whether_every_path_meets_it() {
    // Without the endpoint the NAT gateway would be a way; yet as things are every packet takes the endpoint.
    check(r#"{ "expect": "only_through", "from": "fn", "to": "bucket", "through": "door" }"#, "Holds");
    check(
        r#"{ "expect": "only_through", "from": "fn", "to": "bucket", "through": "nat" }"#,
        "Fails Reachable",
    );
    check(r#"{ "expect": "only_through", "from": "fn", "to": "internet", "through": "nat" }"#, "Holds");
}

#[test]
fn a_container_stands_for_what_is_inside() {
    check(r#"{ "expect": "only_through", "from": "fn", "to": "internet", "through": "public" }"#, "Holds");
    check(
        r#"{ "expect": "only_through", "from": "fn", "to": "bucket", "through": "public" }"#,
        "Fails Reachable",
    );
    check(
        r#"{ "expect": "only_through", "from": "fn", "to": "internet", "through": "private" }"#,
        "Unknown an end of the rule is `private` itself, or stands inside it",
    );
}

#[test]
fn a_function_in_a_vpc_is_asked_at_its_interface() {
    check(
        r#"{ "expect": "reachable", "from": "internet", "to": "fn" }"#,
        "Fails Unreachable X_HYPERPLANE_NO_INBOUND",
    );
    check(r#"{ "expect": "unreachable", "from": "internet", "to": "fn", "ports": "all" }"#, "Holds");
    // Nobody opens connections to functions, so a group of targets leaves them out.
    check(
        r#"{ "from": "fn", "to": "kind:lambda_function" }"#,
        "Unknown `kind:lambda_function` selects nothing that has a place in the network",
    );
}
