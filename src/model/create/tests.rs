use super::*;
use crate::model::{check, edit::apply, file};

fn load(resources: &str) -> Model {
    let text = format!(r#"{{ "plat": 1, "resources": {{ {resources} }} }}"#);
    file::load(&text).expect("the model of this test is one").model
}

fn id(name: &str) -> NodeId {
    name.parse().expect("an id")
}

fn kind(name: &str) -> Kind {
    Kind::named(name).expect("a kind")
}

/// Adds a fresh resource and gives the file's lines that begin with its id.
fn added(model: &mut Model, name: &str, parent: Option<&str>) -> String {
    let index = Index::of(model);
    let (fresh, edits) = create(model, &index, kind(name), parent.map(id).as_ref());
    apply(model, &edits).expect("a fresh resource fits");
    let text = file::save(model);
    let begin = format!("\"{fresh}");
    let lines = text.lines().map(str::trim).filter(|line| line.starts_with(&begin));
    lines.map(|line| line.trim_end_matches(',')).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_vpc_comes_with_its_defaults() {
    let mut model = load(r#""r": { "kind": "region" }"#);
    added(&mut model, "vpc", Some("r"));
    let text = file::save(&model);
    for line in [
        r#""main_route_table_id": "vpc-rtb""#,
        r#""default_network_acl_id": "vpc-acl""#,
        r#""default_security_group_id": "vpc-sg""#,
        // SG-2: members may come in.
        r#"{ "ip_protocol": "-1", "group_id": "vpc-sg" }"#,
        r#""vpc-rtb": { "kind": "route_table", "in": "vpc" }"#,
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let bad: Vec<_> = check::all(&model)
        .into_iter()
        .filter(|finding| finding.rule.severity > crate::diag::Severity::Info)
        .collect();
    assert!(bad.is_empty(), "{bad:?}");
}

#[test]
fn a_second_vpc_gets_a_block_of_its_own() {
    let mut model = load(r#""r": { "kind": "region" }"#);
    added(&mut model, "vpc", Some("r"));
    let second = added(&mut model, "vpc", Some("r"));
    assert!(second.contains("vpc-2"), "{second}");
    assert!(file::save(&model).contains(r#""cidr_block": "10.1.0.0/16""#));
}

#[test]
fn subnets_get_free_blocks() {
    let blocks = |vpc: &str, count: usize| {
        let mut model = load(&format!(
            r#""r": {{ "kind": "region" }}, "v": {{ "kind": "vpc", "in": "r", "cidr_block": "{vpc}" }}"#
        ));
        for _ in 0..count {
            added(&mut model, "subnet", Some("v"));
        }
        let index = Index::of(&model);
        let block = |id: &NodeId| model.node(id).map(|it| it.resource.as_resource().headline());
        let blocks = index.children(&id("v")).iter().filter_map(block);
        blocks.map(|it| it.split(' ').next().unwrap_or_default().to_owned()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(blocks("10.4.0.0/16", 2), "10.4.1.0/24 10.4.2.0/24");
    assert_eq!(blocks("172.16.32.0/20", 2), "172.16.32.0/24 172.16.33.0/24");
    assert_eq!(blocks("10.0.0.0/25", 2), "10.0.0.0/26 10.0.0.64/26");
}

#[test]
fn a_gateway_endpoint_serves_the_main_table() {
    let mut model = load(r#""r": { "kind": "region" }"#);
    added(&mut model, "vpc", Some("r"));
    let made = added(&mut model, "gateway_endpoint", Some("vpc"));
    assert!(made.contains(r#""route_table_ids": ["vpc-rtb"]"#), "{made}");
    // An implicit main table cannot be named.
    let mut model = load(r#""r": { "kind": "region" }, "v": { "kind": "vpc", "in": "r" }"#);
    let made = added(&mut model, "gateway_endpoint", Some("v"));
    assert_eq!(made, r#""gateway-endpoint": { "kind": "gateway_endpoint", "in": "v" }"#);
}

#[test]
fn the_first_caller_from_outside_is_where_requests_enter() {
    let mut model = Model::default();
    added(&mut model, "client", None);
    added(&mut model, "client", None);
    let at: Vec<_> = model.workload().iter().filter_map(|entry| entry.at.target()).collect();
    assert_eq!(at, [&id("client")]);
}

#[test]
fn a_dropped_resource_finds_its_home() {
    let model = load(
        r#""r": { "kind": "region" }, "v": { "kind": "vpc", "in": "r" }, "s": { "kind": "subnet", "in": "v" }"#,
    );
    let at = |name: &str, into: Option<&str>| home(&model, kind(name), into.map(id).as_ref());
    assert_eq!(at("instance", Some("s")), Home::Here(Some(id("s"))));
    assert_eq!(at("client", None), Home::Here(None));
    // A table is regional: dropped into a subnet it goes to the region, and a sentence says so.
    let Home::Elsewhere(Some(parent), why) = at("dynamodb_table", Some("s")) else {
        panic!("a table does not stand in a subnet")
    };
    assert_eq!(parent, id("r"));
    assert!(why.to_string().contains("DynamoDB table"), "{why}");
    let Home::Elsewhere(None, _) = at("client", Some("s")) else { panic!("a client stands outside") };
    // The empty canvas means the region that is there.
    assert_eq!(at("s3_bucket", None), Home::Here(Some(id("r"))));
    let Home::Nowhere(why) = at("instance", None) else { panic!("an instance needs a subnet") };
    assert_eq!(why.to_string(), "EC2 instance stands in: Subnet. Add one first");
    let Home::Nowhere(_) = at("instance", Some("r")) else { panic!("a region is not a subnet") };
    assert_eq!(home(&Model::default(), kind("s3_bucket"), None), Home::Wrapped(kind("region")));
}
