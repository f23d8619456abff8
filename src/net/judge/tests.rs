use super::*;
use crate::model::file;
use std::fmt::Write;

const MODEL: &str = r#"{
  "plat": 1,
  "resources": {
    "client": { "kind": "client" },
    "r": { "kind": "region" },
    "vpc": { "kind": "vpc", "in": "r" },
    "s": { "kind": "subnet", "in": "vpc" },
    "fn": { "kind": "lambda_function", "in": "s" },
    "free": { "kind": "lambda_function", "in": "r" },
    "api": { "kind": "http_api", "in": "r" },
    "table": { "kind": "dynamodb_table", "in": "r" },
    "box": { "kind": "instance", "in": "s" }
  },
  "connections": {
    "a": { "from": "client", "to": "api", "kind": "invoke" },
    "b": { "from": "api", "to": "fn", "kind": "invoke" },
    "c": { "from": "fn", "to": "table", "kind": "read_write" },
    "d": { "from": "free", "to": "table", "kind": "read_write" },
    "e": { "from": "free", "to": "table", "kind": "read_write", "authorized": false },
    "f": { "from": "fn", "to": "box", "kind": "network", "protocol": "tcp", "ports": "5432" },
    "g": { "from": "client", "to": "box", "kind": "network", "protocol": "tcp", "ports": "22" },
    "h": { "from": "table", "to": "fn", "kind": "event_source" },
    "i": { "from": "api", "to": "table", "kind": "event_source" },
    "j": { "from": "table", "to": "fn", "kind": "invoke" },
    "k": { "from": "api", "to": "fn", "kind": "event_source" },
    "l": { "from": "client", "to": "fn", "kind": "invoke" },
    "m": { "from": "box", "to": "fn", "kind": "invoke" }
  }
}"#;

#[test]
fn packets_and_calls_are_judged_apart() {
    let model = file::load(MODEL).expect("the model of this test is one").model;
    let index = Index::of(&model);
    let network = Network::of(&model, &index);
    let mut out = String::new();
    for (id, connection) in model.connections() {
        let judged = judge(&network, &model, &index, connection);
        let packets = judged.packets.as_ref().map_or("none".to_owned(), |it| {
            let code = it.code.map_or("", Code::name);
            format!("{:?} {code}", it.verdict).trim_end().to_owned()
        });
        let code = judged.code.map_or("", Code::name);
        let _ = writeln!(out, "{id}: {packets}; {:?} {code}", judged.call);
    }
    let expected = "\
a: Reachable; Allowed 
b: none; Allowed 
c: Unreachable NO_ROUTE_TO_DESTINATION; Allowed 
d: Reachable; Allowed 
e: Reachable; Denied DENIED_BY_POLICY
f: Reachable; NotACall 
g: Unreachable IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS; NotACall 
h: none; Allowed 
i: none; Unsupported 
j: none; Unsupported 
k: none; Unsupported 
l: Reachable; Allowed 
m: Unreachable NO_ROUTE_TO_DESTINATION; Allowed 
";
    assert_eq!(out, expected);
}

#[test]
fn what_is_missing_is_named() {
    let model = file::load(MODEL).expect("the model of this test is one").model;
    let index = Index::of(&model);
    let network = Network::of(&model, &index);
    let (_, connection) = model.connections().nth(2).expect("there are more");
    let answer = judge(&network, &model, &index, connection).packets.expect("code sends packets");
    assert_eq!(answer.verdict, Verdict::Unreachable);
    assert_eq!(
        answer.reason.map(|it| it.to_string()).as_deref(),
        Some("the main route table of `vpc` has only the local route, and dynamodb is outside the VPC")
    );
    let need = format!("{:?}", answer.need);
    assert!(need.starts_with("Some(WayToService"), "{need}");
}

#[test]
fn a_function_in_a_public_subnet_needs_another_way() {
    let text = MODEL.replace(
        r#""s": { "kind": "subnet", "in": "vpc" },"#,
        r#""s": { "kind": "subnet", "in": "vpc", "route_table_id": "rtb" },
    "igw": { "kind": "internet_gateway", "in": "vpc" },
    "rtb": { "kind": "route_table", "in": "vpc", "routes": [{ "target": "igw" }] },"#,
    );
    let model = file::load(&text).expect("the model of this test is one").model;
    let network = Network::of(&model, &Index::of(&model));
    let ask = |to: &str| {
        let end = |id: &str| vec![End::Node(id.parse().expect("an id"))];
        let ports = PortRange::one(443);
        let to = if to == "internet" { vec![End::Internet] } else { end(to) };
        let answer = network.ask(&Question {
            from: end("fn"),
            to,
            protocol: Protocol::TCP,
            ports,
            ..Question::default()
        });
        (answer.code.map(Code::name), format!("{:?}", answer.need))
    };
    let (code, need) = ask("table");
    assert_eq!(code, Some("IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS"));
    assert!(need.starts_with("Some(WayToService") && need.contains("rtb"), "{need}");
    let (_, need) = ask("internet");
    assert!(need.starts_with("Some(WayToInternet") && need.contains("rtb"), "{need}");
}

/// APIGW-1, case 49.
#[test]
fn private_dns_catches_public_apis() {
    let text = MODEL
        .replace(r#""vpc", "in": "r" }"#, r#""vpc", "in": "r", "enable_dns_hostnames": true }"#)
        .replace(
            r#""box":"#,
            r#""door": { "kind": "interface_endpoint", "in": "s", "service_name": "execute-api" },
    "box":"#,
        )
        .replace(r#""to": "table", "kind": "read_write" },"#, r#""to": "api", "kind": "invoke" },"#);
    let model = file::load(&text).expect("the model of this test is one").model;
    let index = Index::of(&model);
    let network = Network::of(&model, &index);
    let (_, connection) = model.connections().nth(2).expect("there are more");
    let judged = judge(&network, &model, &index, connection);
    assert_eq!(judged.packets.map(|it| it.verdict), Some(Verdict::Reachable));
    assert_eq!((judged.call, judged.code), (CallVerdict::Denied, Some(Code::DeniedByPolicy)));
}

#[test]
fn the_same_model_gives_the_same_answers() {
    let answers = || {
        let model = file::load(MODEL).expect("the model of this test is one").model;
        let index = Index::of(&model);
        let network = Network::of(&model, &index);
        let judged = model.connections().map(|(_, it)| format!("{:?}", judge(&network, &model, &index, it)));
        judged.collect::<Vec<_>>()
    };
    assert_eq!(answers(), answers());
}

/// A call goes to the port that answers, and a private API asks through which endpoint it came (APIGW-1).
#[test]
fn calls_go_where_they_are_answered() {
    const TEXT: &str = r#"{
      "plat": 1,
      "resources": {
        "r": { "kind": "region" },
        "vpc": { "kind": "vpc", "in": "r", "enable_dns_hostnames": true },
        "s": { "kind": "subnet", "in": "vpc" },
        "box": { "kind": "instance", "in": "s" },
        "db": { "kind": "db_instance", "in": "s" },
        "door": { "kind": "interface_endpoint", "in": "s", "service_name": "execute-api" },
        "other": { "kind": "interface_endpoint", "in": "s", "service_name": "execute-api", "private_dns_enabled": false },
        "mine": { "kind": "rest_api", "in": "r", "endpoint_type": "PRIVATE", "policy_source_vpce": ["door"] },
        "theirs": { "kind": "rest_api", "in": "r", "endpoint_type": "PRIVATE", "policy_source_vpce": ["other"] },
        "free": { "kind": "lambda_function", "in": "r" }
      },
      "connections": {
        "a": { "from": "box", "to": "db", "kind": "read_write", "reads": 1 },
        "b": { "from": "box", "to": "mine" },
        "c": { "from": "box", "to": "theirs" },
        "d": { "from": "free", "to": "mine" }
      }
    }"#;
    let model = file::load(TEXT).expect("the model of this test is one").model;
    let index = Index::of(&model);
    let network = Network::of(&model, &index);
    let told = |id: &str| {
        let (_, connection) = model.connections().find(|(it, _)| it.as_str() == id).expect("it is there");
        let judged = judge(&network, &model, &index, connection);
        let packets = judged.packets.expect("each has packets");
        (packets.verdict, judged.call)
    };
    assert_eq!(told("a"), (Verdict::Reachable, CallVerdict::Allowed));
    assert_eq!(told("b"), (Verdict::Reachable, CallVerdict::Allowed));
    assert_eq!(told("c"), (Verdict::Reachable, CallVerdict::Denied));
    assert_eq!(told("d").0, Verdict::Unreachable);
}

/// What connections of a model come to: the packets' verdict and code, and the call's verdict.
fn told(text: &str) -> Vec<String> {
    let model = file::load(text).expect("the model of this test is one").model;
    let index = Index::of(&model);
    let network = Network::of(&model, &index);
    let one = |connection| {
        let judged = judge(&network, &model, &index, connection);
        let packets = judged.packets.as_ref().map_or("none".to_owned(), |it| {
            format!("{:?} {}", it.verdict, it.code.map_or("", Code::name)).trim_end().to_owned()
        });
        format!("{packets}; {:?}", judged.call)
    };
    model.connections().map(|(_, it)| one(it)).collect()
}

/// Case 31: nobody connects to a function's interface, however open its groups (FN-2); its callers need no way there,
/// however closed they are.
#[test]
fn calls_do_not_pass_a_functions_interface() {
    const TEXT: &str = r#"{
      "plat": 1,
      "resources": {
        "r": { "kind": "region" },
        "vpc": { "kind": "vpc", "in": "r" },
        "s": { "kind": "subnet", "in": "vpc" },
        "open": { "kind": "security_group", "in": "vpc", "ingress": [{ "ip_protocol": "-1", "cidr": "0.0.0.0/0" }] },
        "shut": { "kind": "security_group", "in": "vpc" },
        "a": { "kind": "instance", "in": "s" },
        "api": { "kind": "http_api", "in": "r" },
        "open-fn": { "kind": "lambda_function", "in": "s", "security_group_ids": ["open"] },
        "shut-fn": { "kind": "lambda_function", "in": "s", "security_group_ids": ["shut"] }
      },
      "connections": {
        "a": { "from": "a", "to": "open-fn", "kind": "network", "protocol": "tcp", "ports": "8080" },
        "b": { "from": "api", "to": "shut-fn", "kind": "invoke" },
        "c": { "from": "api", "to": "shut-fn", "kind": "invoke", "authorized": false }
      }
    }"#;
    let expected = ["Unreachable X_HYPERPLANE_NO_INBOUND; Unsupported", "none; Allowed", "none; Denied"];
    assert_eq!(told(TEXT), expected);
}

/// Case 49: without private DNS a public API is to be had by its own name again (APIGW-1).
#[test]
fn public_apis_by_the_way_out() {
    const TEXT: &str = r#"{
      "plat": 1,
      "resources": {
        "r": { "kind": "region" },
        "vpc": { "kind": "vpc", "in": "r", "enable_dns_hostnames": true, "main_route_table_id": "out" },
        "igw": { "kind": "internet_gateway", "in": "vpc" },
        "eip": { "kind": "elastic_ip", "in": "r" },
        "rtb-p": { "kind": "route_table", "in": "vpc", "routes": [{ "target": "igw" }] },
        "p": { "kind": "subnet", "in": "vpc", "cidr_block": "10.0.9.0/24", "route_table_id": "rtb-p" },
        "nat": { "kind": "nat_gateway", "in": "p", "allocation_id": "eip" },
        "out": { "kind": "route_table", "in": "vpc", "routes": [{ "target": "nat" }] },
        "s": { "kind": "subnet", "in": "vpc" },
        "a": { "kind": "instance", "in": "s" },
        "door": { "kind": "interface_endpoint", "in": "s", "service_name": "execute-api" },
        "api": { "kind": "rest_api", "in": "r" }
      },
      "connections": { "a": { "from": "a", "to": "api" } }
    }"#;
    assert_eq!(told(TEXT), ["Reachable; Denied"]);
    let by_nat = TEXT.replace(r#""execute-api" }"#, r#""execute-api", "private_dns_enabled": false }"#);
    assert_eq!(told(&by_nat), ["Reachable; Allowed"]);
}

/// A client takes whichever family works.
#[test]
fn one_family_is_enough() {
    let text = r#"{
  "plat": 1,
  "resources": {
    "internet": { "kind": "internet" },
    "r": { "kind": "region" },
    "vpc": { "kind": "vpc", "in": "r", "ipv6_cidr_blocks": ["2600:1f18:1:5600::/56"] },
    "eigw": { "kind": "egress_only_internet_gateway", "in": "vpc" },
    "rtb": { "kind": "route_table", "in": "vpc", "routes": [{ "destination": "::/0", "target": "eigw" }] },
    "s": { "kind": "subnet", "in": "vpc", "ipv6_cidr_block": "2600:1f18:1:5600::/64", "assign_ipv6_address_on_creation": true, "route_table_id": "rtb" },
    "sg": { "kind": "security_group", "in": "vpc", "egress": [{ "cidr": "::/0" }] },
    "box": { "kind": "instance", "in": "s", "security_group_ids": ["sg"] }
  },
  "connections": {
    "out": { "from": "box", "to": "internet", "kind": "network", "ports": "443" },
    "in": { "from": "internet", "to": "box", "kind": "network", "ports": "443" }
  }
}"#;
    let model = file::load(text).expect("the model of this test is one").model;
    let index = Index::of(&model);
    let network = Network::of(&model, &index);
    let verdicts: Vec<_> = model
        .connections()
        .map(|(id, connection)| {
            (id.to_string(), judge(&network, &model, &index, connection).packets.map(|it| it.verdict))
        })
        .collect();
    let wanted = [("in", Verdict::Unreachable), ("out", Verdict::Reachable)];
    assert_eq!(verdicts, wanted.map(|(id, verdict)| (id.to_owned(), Some(verdict))));
}
